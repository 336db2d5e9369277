//! Help for each page: what it is for, who may open it, what comes next. Every page's frame leads to its part.

use askama::Template;

use crate::address;
use crate::frame::{Frame, ok};
use crate::html::Html;
use crate::web::{Answer, Visitor};

/// Where the help of all pages stands.
pub const ADDRESS: &str = "/portal/help/pages";

/// What pages are about, in the order of the help page, and whom they are for. The first part of a page's address names it; the
/// texts are `help-on-…`, `help-on-…-title` and `help-who-…`.
pub const TOPICS: [(&str, &str); 35] = [
    ("sign-in", "nobody"),
    ("reset", "nobody"),
    ("register", "nobody"),
    ("invitation", "nobody"),
    ("home", "everyone"),
    ("account", "everyone"),
    ("notifications", "members"),
    ("search", "everyone"),
    ("platform", "everyone"),
    ("help", "everyone"),
    ("profile", "members"),
    ("people", "members"),
    ("history", "members"),
    ("request", "members"),
    ("certificates", "members"),
    ("policy-requests", "both"),
    ("api-keys", "both"),
    ("oidc-clients", "both"),
    ("credential-types", "both"),
    ("extractors", "both"),
    ("devices", "both"),
    ("sbis", "both"),
    ("chips", "both"),
    ("licences", "both"),
    ("usage", "members"),
    ("calendar", "both"),
    ("inbox", "admins"),
    ("partners", "admins"),
    ("trust", "admins"),
    ("policies", "managers"),
    ("policy-groups", "managers"),
    ("audit", "admins"),
    ("hotlist", "admins"),
    ("accounts", "admins"),
    ("transactions", "admins"),
];

/// Parts of addresses that belong to a topic of another name.
const ALIASES: [(&str, &str); 4] =
    [("", "home"), ("contacts", "profile"), ("policy-group", "policy-groups"), ("draft", "sign-in")];

/// The topic of a page, by its path or by its template in the table of addresses. `None`: nobody has written help for it.
pub fn topic_of(path: &str) -> Option<&'static str> {
    let mut parts = path.strip_prefix(address::HOME)?.split('/').skip(1);
    let part = match parts.next().unwrap_or_default() {
        "org" => parts.nth(1).unwrap_or("home"),
        part => part,
    };
    let part = part.split('.').next().unwrap_or_default();
    let name = ALIASES.iter().find(|(alias, _)| *alias == part).map_or(part, |(_, topic)| topic);
    TOPICS.iter().map(|(topic, _)| *topic).find(|topic| *topic == name)
}

/// Where the help of a page stands; of a page without help, that of all pages.
pub fn address_of(path: &str) -> String {
    topic_of(path).map_or_else(|| ADDRESS.to_owned(), |topic| format!("{ADDRESS}#{topic}"))
}

struct Topic {
    id: &'static str,
    title: Html,
    words: Html,
    who: Html,
}

#[derive(Template)]
#[template(path = "help/pages.html")]
struct Pages {
    p: Frame,
    topics: Vec<Topic>,
}

/// `GET /portal/help/pages`
pub async fn show(visitor: Visitor) -> Answer {
    let texts = visitor.texts();
    let topics = TOPICS
        .iter()
        .map(|(id, who)| Topic {
            id,
            title: texts.get(&format!("help-on-{id}-title")),
            words: texts.get(&format!("help-on-{id}")),
            who: texts.get(&format!("help-who-{who}")),
        })
        .collect();
    Ok(ok(&Pages { p: visitor.frame("help-pages-title").await?.crumb(address::HELP, "nav-help"), topics }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::i18n::Languages;

    /// The tables of addresses.
    fn sources() -> String {
        let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web");
        let mut all = std::fs::read_to_string(web.join("routes.rs")).unwrap();
        if let Ok(more) = std::fs::read_dir(web.join("routes")) {
            for entry in more {
                all.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
            }
        }
        all
    }

    #[test]
    fn every_page_has_help() {
        let source = sources();
        let templates: Vec<&str> = source
            .split('"')
            .filter(|part| part.starts_with("/portal/") && !part.starts_with("/portal/static"))
            .collect();
        assert!(templates.len() > 40, "{templates:?}");
        let missing: BTreeSet<&str> = templates
            .into_iter()
            .filter(|template| !matches!(*template, "/portal/" | "/portal/{*rest}" | "/portal/sign-out"))
            .filter(|template| topic_of(template).is_none())
            .collect();
        assert!(missing.is_empty(), "write help for them: a topic in TOPICS, its texts in help_pages.ftl: {missing:?}");
    }

    #[test]
    fn every_topic_has_its_texts() {
        let languages = Languages::load(None).unwrap();
        for language in languages.iter() {
            let texts = crate::i18n::Texts::new(&languages, language.clone(), chrono_tz::UTC);
            for (topic, who) in TOPICS {
                for key in [format!("help-on-{topic}"), format!("help-on-{topic}-title"), format!("help-who-{who}")] {
                    assert!(
                        texts.has_own(&key) || language.tag == languages.base().tag,
                        "{} lacks {key}",
                        language.tag
                    );
                    assert!(texts.has(&key), "{key}");
                }
            }
        }
    }

    #[test]
    fn pages_lead_to_their_help() {
        assert_eq!(address_of("/portal"), "/portal/help/pages#home");
        assert_eq!(address_of("/portal/org/bank/home"), "/portal/help/pages#home");
        assert_eq!(address_of("/portal/org/bank/api-keys/7/rotate"), "/portal/help/pages#api-keys");
        assert_eq!(address_of("/portal/inbox/bulk"), "/portal/help/pages#inbox");
        assert_eq!(address_of("/portal/partners.csv"), "/portal/help/pages#partners");
        assert_eq!(address_of("/portal/no-such-page"), "/portal/help/pages");
    }
}
