//! Another name that an organisation asks for; proofs, overlaps and revocations of certificates on pages.

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
    let mut partner = Browser::of(&site, &owner).await;
    let rename = "/portal/org/sensors/profile/rename";
    assert!(partner.open("/portal/org/sensors/profile").await.body.contains(rename));
    assert_eq!(partner.open(rename).await.input("name"), "Sensors Ltd");
    let same = partner.post(rename, &[("name", "Sensors Ltd"), ("reason", "No reason.")]).await;
    assert!(same.text().contains("Send the new name."), "{}", same.text());
    let missing = partner.post(rename, &[("name", "Sensors <b>Holding"), ("reason", " ")]).await;
    assert!(missing.text().contains("Write a reason."), "{}", missing.text());
    assert_eq!(missing.input("name"), "Sensors <b>Holding", "what was typed stays");
    let asked = partner.post(rename, &[("name", " Sensors  Holding "), ("reason", "We merged in May.")]).await;
    let id = asked.location().rsplit('/').next().unwrap().to_owned();
    assert!(partner.follow(asked).await.text().contains("Your request is sent."));
    let again = partner.post(rename, &[("name", "Sensors AG"), ("reason", "Another one.")]).await;
    assert_eq!(again.status, http::StatusCode::UNPROCESSABLE_ENTITY, "one request at a time");
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
    let profile = partner.open("/portal/org/sensors/profile").await.text();
    assert!(profile.contains("Sensors Holding") && !profile.contains("Sensors Ltd"), "{profile}");
    let history = partner.open("/portal/org/sensors/history").await.text();
    assert!(history.contains("New name: approved"), "{history}");
    assert!(history.contains("Asked for another name of the organisation"), "{history}");
}

struct Trusted {
    site: Site,
    admin: Person,
    owner: Person,
    ca: Hierarchy,
}

const BASE: &str = "/portal/org/sensors/certificates";

/// A site that trusts the provider's authority.
async fn trusted(change: impl FnOnce(&mut pms_app::settings::Settings)) -> Option<Trusted> {
    if !openssl_cli::available() {
        return None;
    }
    let (site, admin, owner) = Box::pin(office(change)).await;
    let ca = Hierarchy::new("Sensors Ltd").unwrap();
    for pem in [&ca.root.pem, &ca.intermediate.pem] {
        let ctx = site.context(&admin).await;
        pms_app::certificates::upload_ca(&site.app, &ctx, pem, "DEVICE").await.unwrap();
    }
    Some(Trusted { site, admin, owner, ca })
}

fn proof_required(settings: &mut pms_app::settings::Settings) {
    settings.certificates.proof_of_possession = "required".to_owned();
}

/// The id of the newest certificate in the list.
fn newest(list: &str) -> String {
    let marker = format!("href=\"{BASE}/");
    let rest = list.split(&marker).nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_certificate_is_confirmed_with_the_proof_that_the_site_asks_for() {
    let Some(Trusted { site, owner, ca, .. }) = trusted(proof_required).await else { return };
    let (leaf, other) =
        (ca.partner_certificate("Sensors Ltd").unwrap(), ca.partner_certificate("Sensors Ltd").unwrap());
    let mut browser = Browser::of(&site, &owner).await;
    browser.open(BASE).await;
    let upload = ("file", "leaf.pem", leaf.pem.as_bytes());
    let check = format!("{BASE}/check");
    let page = browser.upload(&check, &[("usage", "both")], upload).await;
    assert!(page.text().contains("This site asks for one"), "{}", page.text());
    let confirm = format!("{BASE}/confirm");
    let none = browser.post(&confirm, &[("pem", &leaf.pem)]).await;
    assert!(none.text().contains("or sign the challenge."), "{}", none.text());
    let request = openssl_cli::request(&other.key).unwrap();
    let wrong = browser.post(&confirm, &[("pem", &leaf.pem), ("request", &request)]).await;
    assert!(wrong.text().contains("with its private key"), "{}", wrong.text());
    assert!(wrong.body.contains("BEGIN CERTIFICATE REQUEST"), "what was pasted stays");
    let text = page.body.split("printf &#39;%s&#39; &#39;").nth(1).or(page.body.split("printf '%s' '").nth(1)).unwrap();
    let text = text.split(['&', '\'']).next().unwrap();
    let signature = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        openssl_cli::sign(&leaf.key, text.as_bytes()).unwrap(),
    );
    let challenge = page.input("challenge");
    let fields = [("pem", &leaf.pem[..]), ("challenge", &challenge), ("signature", &signature)];
    let stored = browser.post(&confirm, &fields).await;
    let list = browser.follow(stored).await;
    assert!(list.text().contains("The certificate is accepted and signed"), "{}", list.text());
    let one = browser.open(&format!("{BASE}/{}", newest(&list.body))).await.text();
    assert!(one.contains("Signed challenge") && one.contains("In use until"), "{one}");
}

/// Without its issuer the chain goes ahead, and the certificate follows with its proof.
#[tokio::test]
async fn where_a_proof_is_due_the_page_says_that_the_certificate_follows_its_chain() {
    if !openssl_cli::available() {
        return;
    }
    let (site, _, owner) = Box::pin(office(proof_required)).await;
    let ca = Hierarchy::new("Sensors Ltd").unwrap();
    let leaf = ca.partner_certificate("Sensors Ltd").unwrap();
    let bundle = format!("{}\n{}\n{}", leaf.pem, ca.intermediate.pem, ca.root.pem);
    let mut browser = Browser::of(&site, &owner).await;
    browser.open(BASE).await;
    let upload = ("file", "bundle.pem", bundle.as_bytes());
    let page = browser.upload(&format!("{BASE}/check"), &[("usage", "both")], upload).await;
    assert!(page.text().contains("upload this certificate again, with the proof"), "{}", page.text());
}

#[tokio::test]
async fn a_renewal_says_how_long_the_former_one_works_and_an_admin_revokes() {
    let Some(Trusted { site, admin, owner, ca }) = trusted(|_| {}).await else { return };
    let mut browser = Browser::of(&site, &owner).await;
    let confirm = format!("{BASE}/confirm");
    let first = ca.partner_certificate("Sensors Ltd").unwrap();
    let page = browser.upload(&format!("{BASE}/check"), &[], ("file", "1.pem", first.pem.as_bytes())).await;
    assert!(!page.body.contains("name=\"overlap\""), "nothing to replace yet");
    let stored = browser.post(&confirm, &[("pem", &first.pem)]).await;
    let former = newest(&browser.follow(stored).await.body);
    let second = ca.partner_certificate("Sensors Ltd").unwrap();
    let page = browser.upload(&format!("{BASE}/check"), &[], ("file", "2.pem", second.pem.as_bytes())).await;
    assert!(page.body.contains("name=\"overlap\""), "{}", page.text());
    let refused = browser.post(&confirm, &[("pem", &second.pem), ("overlap", "367")]).await;
    assert_eq!(refused.status, http::StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    let stored = browser.post(&confirm, &[("pem", &second.pem), ("overlap", "7")]).await;
    let current = newest(&browser.follow(stored).await.body);
    let old = browser.open(&format!("{BASE}/{former}")).await.text();
    assert!(old.contains("Replaced; works until") && old.contains("Trusted beside its successor until"), "{old}");

    let address = format!("/portal/partners/sensors/certificates/{current}");
    assert_eq!(browser.get(&address).await.status, http::StatusCode::FORBIDDEN, "a partner revokes nothing here");
    let mut office = Browser::of(&site, &admin).await;
    let shown = office.open(&address).await;
    assert!(shown.body.contains(&format!("{address}/revoke")));
    let revoke = format!("{address}/revoke");
    assert!(office.open(&revoke).await.text().contains("becomes inactive"));
    let refused = office.post(&revoke, &[("why", ""), ("reason", "Stolen.")]).await;
    assert!(refused.text().contains("Choose a reason."), "{}", refused.text());
    let refused = office.post(&revoke, &[("why", "removeFromCRL"), ("reason", "Stolen.")]).await;
    assert_eq!(refused.status, http::StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    let done = office.post(&revoke, &[("why", "keyCompromise"), ("reason", "Stolen.")]).await;
    let after = office.follow(done).await.text();
    assert!(after.contains("The certificate is revoked.") && after.contains("may be in wrong hands"), "{after}");
    let own = browser.open(&format!("{BASE}/{current}")).await.text();
    assert!(own.contains("Nothing that it signed since is trusted"), "{own}");
    let stranger = site.person("stranger", &[]).await;
    let foreign = Browser::of(&site, &stranger).await.get(&format!("{BASE}/{current}")).await;
    assert_eq!(foreign.status, http::StatusCode::NOT_FOUND);
    assert_eq!(office.get(&format!("{}x", address)).await.status, http::StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_wrong_chain_leaves_the_verdict_that_asked_for_it() {
    if !openssl_cli::available() {
        return;
    }
    let (site, _, owner) = Box::pin(office(|_| {})).await;
    let ca = Hierarchy::new("Sensors Ltd").unwrap();
    let leaf = ca.partner_certificate("Sensors Ltd").unwrap();
    let mut browser = Browser::of(&site, &owner).await;
    browser.open(BASE).await;
    let page = browser.upload(&format!("{BASE}/check"), &[], ("file", "leaf.pem", leaf.pem.as_bytes())).await;
    assert!(page.text().contains("Send the issuer’s certificates"), "{}", page.text());
    let pem = page.input("pem");
    let chain = format!("{BASE}/chain");
    for (file, words) in [("", "Choose a file"), ("hello", "no certificate"), (leaf.pem.as_str(), "CA")] {
        let page = browser.upload(&chain, &[("pem", &pem)], ("chain", "chain.pem", file.as_bytes())).await;
        assert_eq!(page.status, http::StatusCode::UNPROCESSABLE_ENTITY, "{file}");
        let text = page.text();
        assert!(
            text.contains("Send the issuer’s certificates") && text.contains("Issued by a trusted authority"),
            "{text}"
        );
        assert!(page.body.contains("href=\"#f-chain\"") && text.contains(words), "{file}: {text}");
        assert_eq!(page.input("pem"), pem, "the certificate is not asked for again");
    }
    let both = [ca.intermediate.pem.as_str(), &ca.root.pem].concat();
    let sent = browser.upload(&chain, &[("pem", &pem)], ("chain", "chain.pem", both.as_bytes())).await;
    assert!(browser.follow(sent).await.text().contains("The chain is sent for approval"));
}
