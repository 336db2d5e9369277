//! What an administrator sees of another name that an organisation asks for, and what a page says where a certificate needs a
//! proof that it cannot take.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, a panic is the report")]

mod support;

use pms_app::approvals::{self, Verdict};
use pms_app::partners::{self, Registration};
use pms_app::testing::{Person, Site};
use pms_domain::approval::Decision;
use pms_domain::roles;
use pms_store::partner::Reach;
use pms_testkit::openssl_cli::{self, Hierarchy};

use support::Browser;

async fn office(change: impl FnOnce(&mut pms_app::settings::Settings)) -> (Site, Person, Person) {
    let site = Site::with(change).await;
    if openssl_cli::available() {
        let now = pms_domain::context::Clock::now(&pms_testkit::TestClock::at_machine_time());
        site.clock.set(now + chrono::TimeDelta::minutes(10));
    }
    let (admin, owner) = (site.person("admin", &[roles::PARTNER_ADMIN]).await, site.person("owner", &[]).await);
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
    let open = pms_store::approval::newest(site.app.store().db(), Reach::Everything, "partner", "sensors").await;
    let verdict = Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
    approvals::decide(&site.app, &site.context(&admin).await, &open.unwrap().unwrap().id, verdict).await.unwrap();
    (site, admin, owner)
}

#[tokio::test]
async fn another_name_waits_in_the_inbox_with_both_names_and_the_reason() {
    let (site, admin, owner) = Box::pin(office(|_| {})).await;
    let ctx = site.context(&owner).await;
    let asked = partners::request_rename(&site.app, &ctx, "sensors", "Sensors Holding", "We merged in May.").await;
    let id = asked.unwrap().approval_id;
    let mut browser = Browser::of(&site, &admin).await;
    let inbox = browser.open("/portal/inbox").await;
    assert!(inbox.text().contains("Sensors Holding"), "{}", inbox.text());
    let path = format!("/portal/inbox/{id}");
    let page = browser.open(&path).await;
    for words in ["asks to be called", "Sensors Ltd", "Sensors Holding", "We merged in May."] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    let fields = [("decision", "approve"), ("revision", &page.input("revision")[..])];
    let answer = browser.post(&format!("{path}/decision"), &fields).await;
    browser.follow(answer).await;
    let mut partner = Browser::of(&site, &owner).await;
    let profile = partner.open("/portal/org/sensors/profile").await.text();
    assert!(profile.contains("Sensors Holding") && !profile.contains("Sensors Ltd"), "{profile}");
    let history = partner.open("/portal/org/sensors/history").await.text();
    assert!(history.contains("New name: approved"), "{history}");
    assert!(history.contains("Asked for another name of the organisation"), "{history}");
}

#[tokio::test]
async fn a_page_that_cannot_take_the_proof_says_where_to_go() {
    if !openssl_cli::available() {
        return;
    }
    let required = |settings: &mut pms_app::settings::Settings| {
        settings.certificates.proof_of_possession = "required".to_owned();
    };
    let (site, admin, owner) = Box::pin(office(required)).await;
    let ca = Hierarchy::new("Sensors Ltd").unwrap();
    let leaf = ca.partner_certificate("Sensors Ltd").unwrap();
    let base = "/portal/org/sensors/certificates";
    let mut browser = Browser::of(&site, &owner).await;
    let words = "This site asks for a proof of possession, which the portal cannot take.";
    let rest = "POST /v1/partnermanager/partners/certificate/upload";
    let list = browser.open(base).await.text();
    assert!(list.contains("a certification request or a signed challenge") && list.contains(rest), "{words} {list}");
    // Without its issuer: the chain is not asked for here either, because it would leave the certificate behind.
    let bundle = format!("{}\n{}\n{}", leaf.pem, ca.intermediate.pem, ca.root.pem);
    let upload = ("file", "bundle.pem", bundle.as_bytes());
    let page = browser.upload(&format!("{base}/check"), &[("usage", "both")], upload).await;
    assert!(!page.text().contains("Ask us to trust the issuer"), "{}", page.text());
    for pem in [&ca.root.pem, &ca.intermediate.pem] {
        let ctx = site.context(&admin).await;
        pms_app::certificates::upload_ca(&site.app, &ctx, pem, "DEVICE").await.unwrap();
    }
    let page = browser.upload(&format!("{base}/check"), &[("usage", "both")], upload).await;
    assert!(page.text().contains(rest), "{}", page.text());
    assert!(!page.body.contains(&format!("action=\"{base}/confirm\"")), "nothing to confirm");
    // Whoever sends the form all the same is told.
    let page = browser.post(&format!("{base}/confirm"), &[("usage", "both"), ("pem", &leaf.pem)]).await;
    assert!(page.text().contains("proofOfPossession"), "{}", page.text());
}
