//! What one admin asks for and another decides, in the portal; what the first step of an upload says already; and what
//! the history tells.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use http::StatusCode;
use pms_app::accounts::roles as grants;
use pms_app::partners::{self, Registration};
use pms_app::testing::{Person, Site};
use pms_domain::approval::TwoPerson;
use pms_domain::roles;
use pms_testkit::openssl_cli;
use support::{Browser, Page};

struct Office {
    site: Site,
    first: Person,
    second: Person,
    owner: Person,
}

impl Office {
    async fn with(words: &[TwoPerson]) -> Self {
        let words: Vec<String> = words.iter().map(|action| action.as_str().to_owned()).collect();
        let site = Site::with(|settings| settings.approvals.two_person = words).await;
        if openssl_cli::available() {
            // A little later, so that certificates made during the test have begun.
            let now = pms_domain::context::Clock::now(&pms_testkit::TestClock::at_machine_time());
            site.clock.set(now + chrono::TimeDelta::minutes(10));
        }
        let first = site.person("first", &[roles::PARTNER_ADMIN]).await;
        let second = site.person("second", &[roles::PARTNER_ADMIN]).await;
        let owner = site.person("owner", &[]).await;
        let registration = Registration {
            partner_id: "sensors".into(),
            organization_name: "Sensors Ltd".into(),
            address: "1 Main Street".into(),
            contact_number: "1".into(),
            email: "sensors@example.org".into(),
            partner_type: "Device_Provider".into(),
            ..Default::default()
        };
        partners::register(&site.app, &site.context(&owner).await, registration).await.unwrap();
        Self { site, first, second, owner }
    }

    async fn browser(&self, person: &Person) -> Browser {
        Browser::of(&self.site, person).await
    }
}

/// The address of the only request in a list.
fn request(page: &Page) -> String {
    let mut found = page.body.split("href=\"/portal/inbox/").skip(1);
    let id = found.next().unwrap_or_else(|| panic!("no request in {}", page.text())).split('"').next().unwrap();
    format!("/portal/inbox/{id}")
}

const WAITS: &str = "Another admin has to agree in the inbox before it takes effect.";
const ADMINS: &str = "/portal/inbox?kind=admins";

/// Decides as the page lets a person decide.
async fn decide(browser: &mut Browser, page: &str, decision: &str) -> Page {
    let revision = browser.open(page).await.input("revision");
    let fields = [("decision", decision), ("reason", "The papers were read."), ("revision", &revision)];
    let answer = browser.post(&format!("{page}/decision"), &fields).await;
    browser.follow(answer).await
}

#[tokio::test]
async fn a_root_waits_for_a_second_admin() {
    if !openssl_cli::available() {
        pms_testkit::skip("the openssl command is not installed");
        return;
    }
    let office = Office::with(&[TwoPerson::TrustAnchor]).await;
    let ca = openssl_cli::Hierarchy::new("Example CA").unwrap();
    let mut first = office.browser(&office.first).await;
    first.open("/portal/trust/upload").await;
    let upload = [("domain", "AUTH")];
    let page = first.upload("/portal/trust/upload", &upload, ("file", "ca.pem", ca.root.pem.as_bytes())).await;
    assert!(page.text().contains("another admin has to agree to this in the inbox"), "{}", page.text());
    let (domain, pem) = (page.input("domain"), page.input("pem"));
    let page = first.post("/portal/trust/confirm", &[("domain", &domain), ("pem", &pem)]).await;
    let page = first.follow(page).await;
    assert!(page.text().contains(WAITS) && !page.text().contains("Example CA Root CA"), "{}", page.text());

    let list = first.open(ADMINS).await;
    assert!(list.text().contains("New root for the trust domain AUTH"), "{}", list.text());
    assert!(list.text().contains("Needs a second admin") && list.text().contains("less than a minute"));
    let waiting = request(&list);
    let page = first.open(&waiting).await;
    assert!(page.text().contains("An admin wants to trust a new root for AUTH"));
    assert!(page.text().contains("Another admin has to decide this: you asked for it"), "{}", page.text());
    assert!(!page.body.contains("name=\"decision\""));

    for language in ["fr", "ar", "en"] {
        let mut second = office.browser(&office.second).await;
        second.cookies.insert("lang".into(), language.into());
        for path in [ADMINS, &waiting] {
            let page = second.open(path).await;
            assert!(page.body.contains("first") && page.body.contains("AUTH"), "{language} {path}");
        }
        assert!(!second.open(&waiting).await.body.contains("value=\"ask\""));
    }
    let mut second = office.browser(&office.second).await;
    let page = decide(&mut second, &waiting, "approve").await;
    assert!(page.text().contains("Approved and done. first sees it in the inbox."), "{}", page.text());
    assert!(second.open("/portal/trust").await.text().contains("Example CA Root CA"));
}

#[tokio::test]
async fn an_owner_and_a_role_wait_for_a_second_admin() {
    let office = Office::with(&[TwoPerson::OwnerChange, TwoPerson::AdminRole]).await;
    let mut first = office.browser(&office.first).await;
    first.open("/portal/partners/sensors").await;
    let page = first.post("/portal/partners/sensors/invitations", &[("email", "new@example.org")]).await;
    let page = first.follow(page).await;
    assert!(page.text().contains(WAITS) && page.text().contains("Waits for a second admin"), "{}", page.text());
    assert!(page.text().contains("New owner: a second admin has to agree"), "{}", page.text());
    let waiting = request(&first.open(ADMINS).await);
    let mut second = office.browser(&office.second).await;
    let page = second.open(&waiting).await;
    assert!(page.text().contains("An admin wants to invite a new owner for Sensors Ltd"), "{}", page.text());
    assert!(page.text().contains("new@example.org"));
    // The members of the partner hear of it when it happens.
    let mut owner = office.browser(&office.owner).await;
    assert!(!owner.open("/portal/org/sensors/history").await.text().contains("New owner"));
    let id = waiting.rsplit('/').next().unwrap();
    assert_eq!(owner.get(&format!("/portal/org/sensors/request/{id}")).await.status, StatusCode::NOT_FOUND);
    decide(&mut second, &waiting, "reject").await;
    assert!(!owner.open("/portal/org/sensors/history").await.text().contains("New owner"));
    assert!(first.open("/portal/partners/sensors").await.text().contains("New owner: rejected"));

    let ctx = office.site.context(&office.first).await;
    assert!(grants::grant_role(&office.site.app, &ctx, "owner", roles::POLICYMANAGER).await.is_err());
    let waiting = request(&second.open(ADMINS).await);
    let page = second.open(&waiting).await;
    assert!(page.text().contains("An admin wants to give owner the role POLICYMANAGER"), "{}", page.text());
    assert!(page.text().contains("DEVICE_PROVIDER") && page.text().contains("owner@people.example"));
    decide(&mut second, &waiting, "approve").await;
    assert!(office.site.context(&office.owner).await.actor.has(roles::POLICYMANAGER));
}

/// A certificate that is no CA, or that nobody could add, is refused when the file is read.
#[tokio::test]
async fn the_first_step_says_what_the_second_would() {
    if !openssl_cli::available() {
        pms_testkit::skip("the openssl command is not installed");
        return;
    }
    let office = Office::with(&[]).await;
    let ca = openssl_cli::Hierarchy::new("Example CA").unwrap();
    let leaf = ca.partner_certificate("Example Bank").unwrap();
    let mut admin = office.browser(&office.first).await;
    admin.open("/portal/trust/upload").await;
    let both = format!("{}\n{}", leaf.pem, ca.intermediate.pem);
    for (pem, said) in [
        (&leaf.pem, pms_domain::catalogue::CERT_INVALID.remedy),
        (&ca.intermediate.pem, pms_domain::catalogue::CERT_ROOT_NOT_FOUND.remedy),
        (&both, "Nothing was added."),
    ] {
        let page =
            admin.upload("/portal/trust/upload", &[("domain", "AUTH")], ("file", "ca.pem", pem.as_bytes())).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    let some = format!("{}\n{}", leaf.pem, ca.root.pem);
    let page = admin.upload("/portal/trust/upload", &[("domain", "AUTH")], ("file", "ca.pem", some.as_bytes())).await;
    assert!(page.text().contains("the others are added"), "{}", page.text());
}

/// The history says which request was decided how, and leads to it.
#[tokio::test]
async fn the_history_names_request_and_decision() {
    let office = Office::with(&[]).await;
    let mut admin = office.browser(&office.first).await;
    let waiting = request(&admin.open("/portal/inbox").await);
    decide(&mut admin, &waiting, "hold").await;
    decide(&mut admin, &waiting, "approve").await;
    let page = admin.open("/portal/partners/sensors").await;
    assert!(page.text().contains("Registration: put on hold") && page.text().contains("Registration: approved"));
    assert!(page.body.contains(&format!("href=\"{waiting}\"")));
    let mut owner = office.browser(&office.owner).await;
    let page = owner.open("/portal/org/sensors/history").await;
    assert!(page.text().contains("Registration: approved"), "{}", page.text());
    let own = format!("/portal/org/sensors/request/{}", waiting.rsplit('/').next().unwrap());
    assert!(page.body.contains(&format!("href=\"{own}\"")));
    owner.open(&own).await;
}
