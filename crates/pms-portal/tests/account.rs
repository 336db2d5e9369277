//! One's own account: the second step of the sign-in, sessions, and the reader's time zone.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use http::StatusCode;
use pms_app::accounts::people::{self, NewAccountRequest};
use pms_app::testing::Site;
use pms_domain::roles;
use pms_identity::Secret;
use pms_identity::totp::{TotpKey, step_at};
use support::{Browser, Page};

const PASSWORD: &str = "heron basalt tuesday";
const SECOND: &str = "/portal/account/second-factor";

async fn account(site: &Site, name: &str, granted: &[&str]) {
    let request = NewAccountRequest {
        name: name.into(),
        email: format!("{name}@example.org"),
        given_name: String::new(),
        family_name: String::new(),
        phone: String::new(),
        roles: granted.iter().map(|role| (*role).to_owned()).collect(),
        lang: "eng".into(),
        password: Some(Secret::new(PASSWORD)),
    };
    people::create(&site.app, &site.system(), request).await.unwrap();
}

async fn password(browser: &mut Browser, name: &str, next: &str) -> Page {
    browser.open(&format!("/portal/sign-in?next={next}")).await;
    browser.post("/portal/sign-in", &[("username", name), ("password", PASSWORD), ("next", next)]).await
}

/// The key that a page shows to be typed by hand.
fn key(page: &Page) -> TotpKey {
    let shown = page.body.split("aria-labelledby=\"sk\">").nth(1).unwrap().split('<').next().unwrap();
    TotpKey::parse(&shown.replace(' ', "")).unwrap()
}

fn present(site: &Site, key: &TotpKey) -> String {
    key.code(step_at(site.app.surroundings().now())).reveal().to_owned()
}

/// Sets it up. Answers the key and the page with the recovery codes.
async fn set_up(site: &Site, browser: &mut Browser) -> (TotpKey, Page) {
    browser.open(SECOND).await;
    let begun = browser.post(SECOND, &[("current", PASSWORD)]).await;
    let page = browser.follow(begun).await;
    assert!(page.body.contains("<svg viewBox=") && page.body.contains("role=\"img\""), "a picture for cameras");
    let key = key(&page);
    let wrong = browser.post(&format!("{SECOND}/app"), &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("The code is not right"));
    let codes = browser.post(&format!("{SECOND}/app"), &[("code", &present(site, &key))]).await;
    assert_eq!(codes.status, StatusCode::OK, "{}", codes.text());
    (key, codes)
}

fn recovery(page: &Page) -> Vec<String> {
    let shown = page.body.split("aria-labelledby=\"rc\">").nth(1).unwrap().split("</output>").next().unwrap();
    shown.split("<br>").map(str::to_owned).collect()
}

#[tokio::test]
async fn a_second_step_is_set_up_asked_for_and_switched_off() {
    let site = Site::new().await;
    account(&site, "ada", &[]).await;
    let mut browser = Browser::new(&site);
    password(&mut browser, "ada", "/portal/account").await;
    let account_page = browser.open("/portal/account").await;
    assert!(account_page.text().contains("Second step of sign-inOff"), "{}", account_page.text());
    browser.open(SECOND).await;
    let wrong = browser.post(SECOND, &[("current", "not it")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.body.contains("not it"), "what was typed as a password never comes back");
    let (key, codes) = set_up(&site, &mut browser).await;
    let codes = recovery(&codes);
    assert_eq!(codes.len(), 10);
    let shown = browser.open(SECOND).await;
    assert!(shown.text().contains("10 left") && !codes.iter().any(|code| shown.body.contains(code.as_str())));
    assert_eq!(browser.get(&format!("{SECOND}/app")).await.location(), SECOND, "the key is shown no more");

    let mut other = Browser::new(&site);
    let half = password(&mut other, "ada", "/portal/help").await;
    assert_eq!(half.location(), "/portal/sign-in/code?next=%2Fportal%2Fhelp");
    assert!(!other.cookies.contains_key("pms"), "no session before the code");
    assert_eq!(other.get("/portal/account").await.status, StatusCode::SEE_OTHER);
    other.open(half.location()).await;
    let replayed = present(&site, &key);
    let replayed = [("code", replayed.as_str()), ("next", "/portal/help")];
    let refused = other.post("/portal/sign-in/code", &replayed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "each code once");
    let entered = other.post("/portal/sign-in/code", &[("code", &codes[0]), ("next", "/portal/help")]).await;
    assert_eq!(entered.location(), "/portal/help");
    other.follow(entered).await;
    let mut stranger = Browser::new(&site);
    let page = stranger.get("/portal/sign-in/code").await;
    assert_eq!(page.location(), "/portal/sign-in", "nothing was begun in this browser");

    site.clock.advance(chrono::TimeDelta::seconds(30));
    other.open(&format!("{SECOND}/codes")).await;
    let fresh = other.post(&format!("{SECOND}/codes"), &[("current", PASSWORD), ("code", &present(&site, &key))]).await;
    assert_eq!(recovery(&fresh).len(), 10);
    site.clock.advance(chrono::TimeDelta::seconds(30));
    let effects = other.open(&format!("{SECOND}/off")).await;
    assert!(effects.text().contains("10 recovery codes stop working"));
    let off = other.post(&format!("{SECOND}/off"), &[("current", PASSWORD), ("code", &present(&site, &key))]).await;
    other.follow(off).await;
    assert!(other.open("/portal/account").await.text().contains("Second step of sign-inOff"));
}

#[tokio::test]
async fn where_the_site_asks_for_it_the_next_sign_in_leads_there() {
    let site = Site::with(|settings| settings.accounts.second_factor = "staff".into()).await;
    account(&site, "ada", &[roles::PARTNER_ADMIN]).await;
    account(&site, "bob", &[]).await;
    let mut browser = Browser::new(&site);
    password(&mut browser, "ada", "").await;
    for page in ["/portal", "/portal/inbox", "/portal/account", "/portal/partners.csv"] {
        assert_eq!(browser.get(page).await.location(), SECOND, "{page}");
    }
    let page = browser.open(SECOND).await;
    assert!(page.text().contains("This site asks accounts with your roles"), "{}", page.text());
    set_up(&site, &mut browser).await;
    browser.open("/portal/inbox").await;
    let page = browser.open(&format!("{SECOND}/off")).await;
    assert!(page.text().contains("Not possible") && !page.body.contains("name=\"code\""));
    let mut other = Browser::new(&site);
    password(&mut other, "bob", "").await;
    other.open("/portal/account").await;
}

#[tokio::test]
async fn the_pages_speak_every_language() {
    let site = Site::new().await;
    account(&site, "ada", &[]).await;
    let mut browser = Browser::new(&site);
    password(&mut browser, "ada", "").await;
    set_up(&site, &mut browser).await;
    for language in ["en", "fr", "ar"] {
        for page in [SECOND.to_owned(), format!("{SECOND}/codes"), format!("{SECOND}/off"), "/portal/account".into()] {
            let shown = browser.open(&format!("{page}?lang={language}")).await;
            assert!(shown.body.contains(&format!("lang=\"{language}\"")), "{page}");
        }
    }
}

#[tokio::test]
async fn sessions_say_what_and_where_and_others_end_at_once() {
    let site = Site::new().await;
    account(&site, "ada", &[]).await;
    let mut here = Browser::new(&site);
    password(&mut here, "ada", "").await;
    let mut there = Browser::new(&site);
    there.agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0<script>";
    password(&mut there, "ada", "").await;
    let page = here.open("/portal/account").await;
    assert!(page.text().contains("Firefox on Windows"), "{}", page.text());
    let ended = here.post("/portal/account/sessions/end-others", &[]).await;
    let page = here.follow(ended).await;
    assert!(page.text().contains("Your other sessions have ended."));
    assert!(page.text().contains("Earlier sign-ins"), "what is over can be looked at");
    assert_eq!(there.get("/portal/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn times_stand_in_the_zone_of_the_reader_with_utc_on_hover() {
    let site = Site::new().await;
    account(&site, "ada", &[]).await;
    let mut browser = Browser::new(&site);
    password(&mut browser, "ada", "").await;
    let page = browser.open("/portal/account").await;
    assert!(page.body.contains("title=\"2026-01-15 10:11 UTC\">15 Jan 2026, 10:11 UTC</time>"), "the site's zone");
    let form = [("lang", "en"), ("theme", "device"), ("zone", "Asia/Kathmandu")];
    let saved = browser.post("/portal/account/preferences", &form).await;
    let page = browser.follow(saved).await;
    assert!(page.body.contains("title=\"2026-01-15 10:11 UTC\">15 Jan 2026, 15:56 +0545</time>"), "{}", page.text());
    assert!(page.body.contains("value=\"Asia/Kathmandu\" selected"), "the choice is shown");
    let form = [("lang", "en"), ("theme", "device"), ("zone", "Mars/Olympus")];
    let saved = browser.post("/portal/account/preferences", &form).await;
    let page = browser.follow(saved).await;
    assert!(page.body.contains(">15 Jan 2026, 10:11 UTC</time>"), "what is no zone is the site's");
}

#[tokio::test]
async fn what_was_typed_when_the_session_ended_is_kept_for_its_account_alone() {
    let site = Site::new().await;
    account(&site, "ada", &[]).await;
    account(&site, "eve", &[]).await;
    let mut browser = Browser::new(&site);
    password(&mut browser, "ada", "").await;
    browser.open("/portal/account/details").await;
    site.clock.advance(chrono::TimeDelta::hours(2));
    let typed = [("given", "Ada <b>"), ("family", "Lovelace"), ("phone", "700"), ("password", "velvet anchor")];
    let lapsed = browser.post("/portal/account/details", &typed).await;
    assert_eq!(lapsed.location(), "/portal/sign-in?next=%2Fportal%2Fdraft");
    let page = browser.follow(lapsed).await;
    assert!(page.text().contains("What you typed is kept"), "{}", page.text());

    let fields = |name: &'static str| [("username", name), ("password", PASSWORD), ("next", "/portal/draft")];
    let eve = browser.post("/portal/sign-in", &fields("eve")).await;
    assert_eq!(browser.get(eve.location()).await.location(), "/portal", "of another account there is none here");
    browser.open("/portal/account").await;
    browser.post("/portal/sign-out", &[]).await;
    browser.open("/portal/sign-in").await;
    let ada = browser.post("/portal/sign-in", &fields("ada")).await;
    let page = browser.follow(ada).await;
    assert!(page.body.contains("Ada &#60;b&#62;") || page.body.contains("Ada &lt;b&gt;"), "{}", page.body);
    assert!(!page.body.contains("velvet anchor"));
    let text = page.text();
    assert!(text.contains("Given name") && text.contains("Family name") && text.contains("Phone"), "{text}");
    assert!(!page.body.contains(">given<") && !page.body.contains(">family<"), "fields have names for people");
    let sent: Vec<(String, String)> =
        ["given", "family", "phone"].into_iter().map(|name| (name.to_owned(), page.input(name))).collect();
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let saved = browser.post("/portal/account/details", &sent).await;
    assert_eq!(saved.location(), "/portal/account", "{}", saved.text());
    browser.open("/portal/draft").await;
    let gone = browser.post("/portal/draft", &[]).await;
    browser.follow(gone).await;
    assert_eq!(browser.get("/portal/draft").await.location(), "/portal");
}

#[tokio::test]
async fn a_form_of_no_former_session_is_refused_as_before() {
    let site = Site::new().await;
    account(&site, "ada", &[]).await;
    let mut browser = Browser::new(&site);
    password(&mut browser, "ada", "").await;
    browser.open("/portal/account/details").await;
    site.clock.advance(chrono::TimeDelta::hours(2));
    let forged = browser.post_with("/portal/account/details", &[("given", "x")], "AAAA", &[]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    password(&mut browser, "ada", "").await;
    assert_eq!(browser.get("/portal/draft").await.location(), "/portal", "nothing was kept");
}

/// What a form holds that nobody else may read, and that no draft keeps: the API key behind "as a file", the link of an
/// invitation, passwords and codes.
#[tokio::test]
async fn a_draft_of_a_lapsed_form_holds_no_secret() {
    let site = Site::new().await;
    account(&site, "ada", &[]).await;
    let mut browser = Browser::new(&site);
    let secrets = ["password", "repeat", "current", "code", "key", "token"];
    let values: Vec<String> = secrets.iter().map(|name| format!("secret{name}Zq7")).collect();
    for path in [
        "/portal/org/bank/api-keys/file",
        "/portal/invitation",
        "/portal/account/password",
        "/portal/account/second-factor/off",
        "/portal/org/bank/api-keys/created",
    ] {
        password(&mut browser, "ada", "").await;
        browser.open("/portal/account/details").await;
        site.clock.advance(chrono::TimeDelta::hours(2));
        let mut typed: Vec<(&str, &str)> =
            secrets.iter().zip(&values).map(|(name, value)| (*name, value.as_str())).collect();
        typed.push(("label", "my key"));
        let lapsed = browser.post(path, &typed).await;
        assert_eq!(lapsed.location(), "/portal/sign-in?next=%2Fportal%2Fdraft", "{path}");
        password(&mut browser, "ada", "/portal/draft").await;
        let page = browser.open("/portal/draft").await;
        assert!(page.body.contains("my key"), "{path} {}", page.text());
        for (name, value) in secrets.iter().zip(&values) {
            assert!(!page.body.contains(value.as_str()), "{path} keeps {name}: {}", page.text());
        }
        browser.post("/portal/draft", &[]).await;
        browser.open("/portal/account").await;
        browser.post("/portal/sign-out", &[]).await;
    }
    // Nothing but secrets: nothing is kept at all.
    password(&mut browser, "ada", "").await;
    browser.open("/portal/account/details").await;
    site.clock.advance(chrono::TimeDelta::hours(2));
    let lapsed = browser.post("/portal/org/bank/api-keys/file", &[("key", "secretkeyZq7")]).await;
    assert!(!lapsed.location().contains("draft"), "{}", lapsed.location());
}

/// A former session is no place to store things: whoever sends its forms again and again from ever new browsers fills nothing.
#[tokio::test]
async fn a_former_session_keeps_few_drafts() {
    let site = Site::new().await;
    account(&site, "ada", &[]).await;
    let mut browser = Browser::new(&site);
    password(&mut browser, "ada", "").await;
    browser.open("/portal/account/details").await;
    site.clock.advance(chrono::TimeDelta::hours(2));
    let cookies = browser.cookies.clone();
    let mut kept = 0;
    for number in 0..40 {
        browser.cookies = cookies.clone();
        let name = cookies.keys().find(|name| name.contains("browser")).unwrap().clone();
        browser.cookies.insert(name, format!("{number:032}"));
        let sent = browser.post("/portal/account/details", &[("given", "x")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        kept += u32::from(sent.location().contains("draft"));
    }
    assert!((1..=30).contains(&kept), "{kept}");
}
