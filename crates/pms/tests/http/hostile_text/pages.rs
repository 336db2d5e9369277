//! Every page of the portal that shows what people wrote: it is text there, not markup, and turns nothing around.
//!
//! Addresses come from the portal's own table of routes. A page without an object in its address joins by itself, one of an
//! organisation with each of the scene's; one of an object joins when a page that is opened links to it, as people get there.
//! What somebody who is signed in is sent away from is opened by somebody who is not.

use std::collections::{BTreeMap, BTreeSet};

use pms_app::{accounts, policies, policy_groups};
use pms_domain::{roles, routes};
use serde_json::json;

use super::{MARKUP, Scene, partners};
use crate::browser::{Browser, letter};
use crate::requests;

/// The portal's table of routes.
const ROUTES: &str = include_str!("../../../../pms-portal/src/web/routes.rs");

/// Pages that must show the hostile text, so that it is known to have come that far.
const SHOW_IT: [&str; 14] = [
    "/portal/partners",
    "/portal/policy-groups",
    "/portal/trust",
    "/portal/org/{id}/profile",
    "/portal/org/{id}/certificates",
    "/portal/inbox",
    "/portal/inbox/{id}",
    "/portal/partners/{id}",
    "/portal/policies/{id}",
    "/portal/policy-groups/{id}",
    "/portal/api-keys/{key}",
    "/portal/oidc-clients/{client}",
    "/portal/devices/{device}",
    "/portal/org/{id}/policy-requests/{request}",
];

/// Addresses that are not opened, and why that is so.
const NOT_REACHED: [(&str, &str); 19] = [
    ("/portal/account/email/code", BEGUN),
    ("/portal/account/second-factor/app", BEGUN),
    ("/portal/draft", BEGUN),
    ("/portal/register/check", BEGUN),
    ("/portal/register/code", BEGUN),
    ("/portal/register/contact", BEGUN),
    ("/portal/reset/code", BEGUN),
    ("/portal/sign-in/code", BEGUN),
    ("/portal/account/second-factor/codes", "nobody of the scene has a second factor"),
    ("/portal/account/second-factor/off", "the same"),
    ("/portal/accounts/{account}/second-factor", "the same"),
    ("/portal/account/terms", "the site asks nobody to agree to terms; its own tests read a text with markup"),
    ("/portal/hotlist/import/{request}", "nobody imported a file"),
    ("/portal/org/{id}/api-keys/{key}/reactivate", "no key is left that its organisation may bring back"),
    ("/portal/org/{id}/api-keys/{key}/withdraw", "the requests before this withdrew the key that waited"),
    ("/portal/org/{id}/policy-requests/{request}/answer", "no admin asked anything about a policy request"),
    ("/portal/sign-in/provider", "leads to an identity provider; the site has none"),
    ("/portal/static/{file}", "stylesheet and pictures"),
    ("/portal/{*rest}", "no page"),
];

const BEGUN: &str = "a step of something that is begun with a form; its own tests go there";

/// What pages with a form of questions lead to, which is no link.
const ASKED: [(&str, &str); 2] = [
    ("/portal/policies/new/content", "?type=Auth&group=%3Cb+onx%3E%22%27&name=%3Cb+onx%3E%22%27"),
    ("/portal/hotlist/block", "?type=PARTNER_ID&partner=%3Cb+onx%3E%22%27"),
];

/// Addresses of one line of the table that are opened for their own sake, and as many whose link shows the hostile text.
const EACH: usize = 12;

/// Addresses of pages and files in the portal's table.
fn addresses() -> impl Iterator<Item = String> {
    ROUTES.split(".route(").skip(1).filter_map(|part| {
        let address = part.split('"').nth(1)?;
        let handler = part.split("get(").nth(1)?.split(')').next()?;
        // Another route's handler, or one that only leads up.
        let is_own = part.find("get(")? < part.find(".route(").unwrap_or(part.len());
        (is_own && handler != "up" && address.starts_with("/portal")).then(|| address.to_owned())
    })
}

/// The line of the table that an address belongs to; fixed words come before variables.
fn line_of<'a>(table: &'a [String], path: &str) -> Option<&'a String> {
    let parts: Vec<&str> = path.split('/').collect();
    let is_it = |line: &&String| {
        let words: Vec<&str> = line.split('/').collect();
        words.len() == parts.len()
            && words.iter().zip(&parts).all(|(word, part)| word == part || (word.starts_with('{') && !part.is_empty()))
    };
    table.iter().filter(is_it).min_by_key(|line| line.matches('{').count())
}

/// Where the links of a page lead, without query and place; and whether a link's own words show the hostile text.
fn links(page: &str) -> impl Iterator<Item = (&str, bool)> {
    page.split("<a ").skip(1).filter_map(|rest| {
        let href = rest.split("href=\"").nth(1)?.split('"').next()?;
        let words = rest.split("</a>").next()?;
        let path = href.split(['?', '#', '&']).next()?;
        path.starts_with("/portal").then_some((path, words.contains("b onx")))
    })
}

/// The real addresses of each line of the table.
#[derive(Default)]
pub(super) struct Reached {
    /// For each line, how many of its addresses were taken for their own sake, and for the text of their links.
    taken: BTreeMap<String, [usize; 2]>,
    paths: BTreeMap<String, BTreeSet<String>>,
    waiting: Vec<(String, String)>,
}

impl Reached {
    fn take(&mut self, line: &str, path: &str, shows: bool, most: usize) {
        let known = self.paths.entry(line.to_owned()).or_default();
        let taken = self.taken.entry(line.to_owned()).or_default();
        let count = &mut taken[usize::from(shows)];
        if *count < most && known.insert(path.to_owned()) {
            *count += 1;
            self.waiting.push((line.to_owned(), path.to_owned()));
        }
    }

    /// Every address that was found to be there, with its line.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.paths.iter().flat_map(|(line, paths)| paths.iter().map(move |path| (line.as_str(), path.as_str())))
    }
}

/// A file of rows, which is read by [`super::exports`].
pub(super) fn is_export(path: &str) -> bool {
    path.ends_with(".csv")
}

/// Addresses of objects whose state the requests before this did not make, or that stand behind the first of a list.
async fn made(scene: &Scene) -> Vec<(&'static str, String)> {
    let (house, own) = (&scene.matrix.house, &scene.matrix.common.own);
    let system = house.app.system("test");
    let group = policy_groups::create(&house.app, &system, "Off =1<b onx>", MARKUP).await.unwrap().id;
    policy_groups::deactivate(&house.app, &system, &group, Some(MARKUP)).await.unwrap();
    // Whether the requests before this did it already.
    let _known = policies::deactivate(&house.app, &system, requests::TO_DEACTIVATE, true, Some("Because.")).await;
    let (stopped, there) = (house.person("stopped", &[]).await, house.person("there", &[]).await);
    accounts::people::disable(&house.app, &system, "stopped", Some(MARKUP)).await.unwrap();
    let _session = Browser::of(house, &there).await;
    let invite = &routes::INVITE_MEMBER;
    let request = json!({"emailId": "invited@people.example"});
    let path = invite.path.replace("{partnerId}", &own.active);
    assert_eq!(house.call(invite, &path, Some(&request)).by(&scene.writer).send().await.error(), "success");
    let (_, link) = letter(house, "invited@people.example", "link").await.unwrap();
    let mut browser = Browser::of(house, &scene.writer).await;
    let inbox = browser.get("/portal/inbox?kind=partner").await;
    let picked = inbox.text.split("name=\"pick\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let mut made = vec![
        ("/portal/policy-groups/{id}", format!("/portal/policy-groups/{group}")),
        ("/portal/accounts/{account}", format!("/portal/accounts/{}", stopped.id)),
        ("/portal/accounts/{account}", format!("/portal/accounts/{}", there.id)),
        ("/portal/invitation/{token}", format!("/portal/{}", link.split_once("/portal/").unwrap().1)),
        ("/portal/inbox/bulk", format!("/portal/inbox/bulk?kind=partner&pick={picked}")),
        ("/portal/partners/{id}", format!("/portal/partners/{}", own.deactivated)),
        ("/portal/policies/{id}", format!("/portal/policies/{}", requests::TO_DEACTIVATE)),
    ];
    made.extend(ASKED.map(|(line, asked)| (line, format!("{line}{asked}"))));
    let keys =
        [&own.key, &own.key_off, &own.key_waiting].map(|key| format!("/portal/org/{}/api-keys/{key}", own.active));
    made.extend(keys.map(|key| ("/portal/org/{id}/api-keys/{key}", key)));
    made
}

/// Goes through the portal by its links, beginning with every address that needs no object.
pub(super) async fn reached(scene: &Scene, findings: &mut Vec<String>) -> Reached {
    let table: Vec<String> = addresses().collect();
    let mut browser = Browser::of(&scene.matrix.house, &scene.writer).await;
    let mut reached = Reached::default();
    for (line, path) in made(scene).await {
        reached.take(line, &path, false, usize::MAX);
    }
    for line in &table {
        if let Some(rest) = line.strip_prefix("/portal/org/{id}").filter(|rest| !rest.contains('{')) {
            // Each kind of partner has pages of its own.
            for partner in partners(&scene.matrix.common.own) {
                reached.take(line, &format!("/portal/org/{partner}{rest}"), false, usize::MAX);
            }
        } else if !line.contains('{') {
            reached.take(line, line, false, 1);
        }
    }
    let mut nobody = Browser::new(&scene.matrix.house, [127, 0, 0, 1]);
    while let Some((line, path)) = reached.waiting.pop() {
        if is_export(&path) {
            continue;
        }
        let mut page = browser.get(&path).await;
        if page.status != 200 {
            page = nobody.get(&path).await;
        }
        if page.status >= 500 {
            findings.push(format!("{path}: {}", page.status));
        }
        if page.status != 200 {
            reached.paths.entry(line).or_default().remove(&path);
            continue;
        }
        for (link, shows) in links(&page.text) {
            if let Some(to) = line_of(&table, link).filter(|to| to.contains('{')) {
                reached.take(to, link, shows, EACH);
            }
        }
    }
    let is_missing = |line: &&String| reached.paths.get(line.as_str()).is_none_or(BTreeSet::is_empty);
    let missing: BTreeSet<&str> = table.iter().filter(is_missing).map(String::as_str).collect();
    let known: BTreeSet<&str> = NOT_REACHED.iter().map(|(line, _)| *line).collect();
    findings.extend(missing.difference(&known).map(|line| format!("no page links to {line}")));
    findings
        .extend(known.difference(&missing).map(|line| format!("{line} is reached, or is no address of the portal")));
    reached
}

/// Opens every page as somebody with all roles, as an administrator and as nobody, in the language that is written from right to
/// left, too.
pub(super) async fn check(scene: &Scene, reached: &Reached, findings: &mut Vec<String>) {
    let house = &scene.matrix.house;
    let admin = house.person("opens-pages", &[roles::PARTNER_ADMIN, roles::POLICYMANAGER]).await;
    let (mut opened, mut shows) = (BTreeSet::new(), BTreeSet::new());
    for person in [Some(&scene.writer), Some(&admin), None] {
        for language in ["en", "ar"] {
            let mut browser = match person {
                Some(person) => Browser::of(house, person).await,
                None => Browser::new(house, [127, 0, 0, 1]),
            };
            browser.jar.cookies.insert("lang".to_owned(), language.to_owned());
            for (line, path) in reached.all().filter(|(_, path)| !is_export(path)) {
                let mut asked = vec![path.to_owned()];
                let is_asked = path.contains('?');
                if !is_asked && !line.contains('{')
                    || line.starts_with("/portal/org/{id}") && line.matches('{').count() == 1
                {
                    asked.push(format!("{path}?q=%3Cb+onx%3E%22%27&name=%3Cb+onx%3E%22%27"));
                }
                for path in asked {
                    let page = browser.get(&path).await;
                    let kind = page.headers.get("content-type").map_or("", |value| value.to_str().unwrap());
                    if page.status != 200 || !kind.starts_with("text/html") {
                        if page.status >= 500 {
                            findings.push(format!("{path}: {}", page.status));
                        }
                        continue;
                    }
                    findings.extend(fault(&page.text).map(|fault| format!("{path}: {fault}")));
                    opened.insert(line.to_owned());
                    // A search page repeats what was looked for.
                    if !path.contains('?') && page.text.contains("b onx") {
                        shows.insert(line.to_owned());
                    }
                }
            }
        }
    }
    if opened.len() < 150 {
        findings.push(format!("{} lines of the table were opened", opened.len()));
    }
    let hidden = SHOW_IT.iter().filter(|line| !shows.contains(**line));
    findings.extend(hidden.map(|line| format!("{line} does not show what was written; these do: {shows:?}")));
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
