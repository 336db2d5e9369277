//! Every page of the portal that shows what people wrote: it is text there, not markup, and turns nothing around.
//!
//! Addresses come from the portal's own table of routes. A page without an object in its address joins by itself; one of an
//! organisation, too; one of an object joins with a line in [`OBJECTS`].

use std::collections::BTreeSet;

use pms_domain::roles;

use super::{MARKUP, Scene};
use crate::browser::Browser;
use crate::requests::Objects;

/// The portal's table of routes.
const ROUTES: &str = include_str!("../../../../pms-portal/src/web/routes.rs");

type Opened = fn(&Objects) -> &String;

/// Addresses of objects, as the table has them, with the object that is opened: `(address, variable, object)`.
const OBJECTS: &[(&str, Opened)] = &[
    ("/portal/inbox/{id}", |own| &own.waiting_approval),
    ("/portal/partners/{id}", |own| &own.active),
    ("/portal/partners/{id}/deactivate", |own| &own.active),
    ("/portal/org/{id}/contacts/{contact}/edit", |own| &own.contact),
    ("/portal/org/{id}/contacts/{contact}/verify", |own| &own.contact),
    ("/portal/org/{id}/contacts/{contact}/remove", |own| &own.contact),
    ("/portal/org/{id}/request/{approval}", |own| &own.waiting_approval),
];

/// Pages that must show the hostile text, so that it is known to have come that far.
const SHOW_IT: [&str; 6] = [
    "/portal/partners",
    "/portal/policy-groups",
    "/portal/trust",
    "/portal/org/{id}/profile",
    "/portal/org/{id}/certificates",
    "/portal/inbox",
];

/// Addresses of pages and files in the portal's table.
pub fn addresses() -> impl Iterator<Item = String> {
    ROUTES.split(".route(").skip(1).filter_map(|part| {
        let address = part.split('"').nth(1)?;
        let handler = part.split("get(").nth(1)?.split(')').next()?;
        // Another route's handler, or one that only leads up.
        let is_own = part.find("get(")? < part.find(".route(").unwrap_or(part.len());
        (is_own && handler != "up" && address.starts_with("/portal")).then(|| address.to_owned())
    })
}

/// The address of one page, or none when it has an object that no line names.
fn filled(address: &str, own: &Objects) -> Option<String> {
    let object = OBJECTS.iter().find(|(known, _)| *known == address).map(|(_, object)| object(own));
    let of = if address.contains("/contacts/") || !address.contains("/request/") { &own.active } else { &own.waiting };
    let mut path = address.to_owned();
    if path.starts_with("/portal/org/{id}") {
        path = path.replacen("{id}", of, 1);
    }
    if let Some(object) = object
        && let (Some(start), Some(end)) = (path.find('{'), path.find('}'))
    {
        path.replace_range(start..=end, object);
    }
    (!path.contains('{')).then_some(path)
}

/// Opens every page as somebody with all roles and as an administrator, in the language that is written from right to left, too.
pub(super) async fn check(scene: &Scene, findings: &mut Vec<String>) {
    let house = &scene.matrix.house;
    let admin = house.person("opens-pages", &[roles::PARTNER_ADMIN, roles::POLICYMANAGER]).await;
    let (mut opened, mut shows) = (0, BTreeSet::new());
    for person in [&scene.writer, &admin] {
        for language in ["en", "ar"] {
            let mut browser = Browser::of(house, person).await;
            browser.jar.cookies.insert("lang".to_owned(), language.to_owned());
            for address in addresses().filter(|address| !address.ends_with(".csv")) {
                let Some(path) = filled(&address, &scene.matrix.common.own) else { continue };
                for path in [path.clone(), format!("{path}?q=%3Cb+onx%3E%22%27&name=%3Cb+onx%3E%22%27")] {
                    let page = browser.get(&path).await;
                    let kind = page.headers.get("content-type").map_or("", |value| value.to_str().unwrap());
                    if page.status != 200 || !kind.starts_with("text/html") {
                        if page.status >= 500 {
                            findings.push(format!("{path}: {}", page.status));
                        }
                        continue;
                    }
                    findings.extend(fault(&page.text).map(|fault| format!("{path}: {fault}")));
                    opened += 1;
                    // A search page repeats what was looked for.
                    if !path.contains('?') && page.text.contains("b onx") {
                        shows.insert(address.clone());
                    }
                }
            }
        }
    }
    if opened < 100 {
        findings.push(format!("{opened} pages"));
    }
    let hidden = SHOW_IT.iter().filter(|address| !shows.contains(**address));
    findings.extend(hidden.map(|address| format!("{address} does not show what was written; these do: {shows:?}")));
    let gone = OBJECTS.iter().filter(|(address, _)| !addresses().any(|known| known == *address));
    findings.extend(gone.map(|(address, _)| format!("{address} is no address of the portal")));
}

/// What is wrong with a page.
fn fault(page: &str) -> Option<String> {
    let around =
        |at: usize| page.get(at.saturating_sub(200)..(at + 100).min(page.len())).unwrap_or_default().to_owned();
    // Markup that runs, and a quote that ends an attribute.
    for text in [MARKUP, "<b onx", "<script", "onx>\"", "onx&gt;\"'", "onx&#62;\"'"] {
        if let Some(at) = page.find(text) {
            return Some(format!("{text} in {}", around(at)));
        }
    }
    let turns = |c: char| {
        matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
            || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    };
    page.find(turns).map(|at| format!("a character that turns or hides text, in {}", around(at)))
}

#[test]
fn markup_that_was_not_escaped_is_seen() {
    for page in ["<p>=1<b onx>\"'&</p>", "<a title=\"=1&lt;b onx&gt;\"'\">", "<p>a\u{202E}b</p>", "<script>", "\u{7}"] {
        assert!(fault(page).is_some(), "{page:?}");
    }
    assert_eq!(fault("<a title=\"=1&lt;b onx&gt;&#34;&#39;&amp;\">\n</a>"), None);
}
