//! From registration to a MOSIP-signed certificate, page by page.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use http::StatusCode;
use pms_app::testing::Site;
use pms_domain::roles;
use pms_testkit::TestClock;
use pms_testkit::openssl_cli::{self, Hierarchy};
use support::Browser;

/// The newest letter's value.
async fn mailed(site: &Site, template: &str, value: &str) -> String {
    let due = pms_store::mail::due(site.app.store(), site.app.surroundings().now(), 100).await.unwrap();
    let letter = due.into_iter().rfind(|due| due.template == template).expect("a letter").letter;
    letter.values[value].clone()
}

async fn register(site: &Site, browser: &mut Browser, organization: &str, id: &str) {
    let page = browser.open("/portal/register").await;
    assert!(page.text().contains("What do you want to do?"));
    let page = browser.post("/portal/register", &[("kind", "Auth_Partner")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("<title>Error: "), "the title says that something is wrong");
    assert!(page.text().contains("Enter a partner id."));
    assert!(page.body.contains("value=\"Auth_Partner\" checked"), "what was chosen stays");
    let fields = [
        ("kind", "Auth_Partner"),
        ("organization", organization),
        ("partner_id", id),
        ("purpose", "Opening accounts <b>in</b> branches"),
    ];
    let page = browser.post("/portal/register", &fields).await;
    browser.follow(page).await;
    let contact = [
        ("policy_group", "Banking"),
        ("address", "1 Example Street"),
        ("phone", "+41 44 000 00 00"),
        ("email", "digital-id@example-bank.example"),
        ("lang", "eng"),
        ("username", "bank-owner"),
        ("password", "a long sentence about banks"),
        ("repeat", "a long sentence about banks"),
    ];
    let page = browser.post("/portal/register/contact", &contact).await;
    let page = browser.follow(page).await;
    assert!(page.text().contains("digital-id@example-bank.example"));
    let page = browser.post("/portal/register/code", &[("code", "000 001")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = mailed(site, "otp", "code").await;
    let page = browser.post("/portal/register/code", &[("code", &format!(" {} {} ", &code[..3], &code[3..]))]).await;
    let page = browser.follow(page).await;
    assert!(page.text().contains("Opening accounts <b>in</b> branches") && page.text().contains("Banking"));
    let page = browser.post("/portal/register/check", &[]).await;
    let page = browser.follow(page).await;
    assert!(page.text().contains("Registration sent") && page.text().contains(id));
}

#[tokio::test]
async fn an_organisation_comes_to_its_certificate() {
    if !openssl_cli::available() {
        return;
    }
    let ca = Hierarchy::new("Example Bank").unwrap();
    let wrong = ca.partner_certificate("Example Bank Ltd").unwrap();
    let right = ca.partner_certificate("Example Bank").unwrap();
    let renewed = ca.partner_certificate("Example Bank").unwrap();
    let site = Site::new().await;
    site.clock.set(pms_domain::context::Clock::now(&TestClock::at_machine_time()));
    site.policy_group("Banking").await;
    let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
    let mut partner = Browser::new(&site);
    register(&site, &mut partner, "Example Bank", "example-bank").await;
    let home = partner.open("/portal").await.text();
    assert!(home.contains("Welcome, Example Bank") && home.contains("Waits for a partner admin"), "{home}");
    assert!(home.contains("A partner admin acts now."), "{home}");

    // The admin asks, the partner answers, the admin approves.
    let mut office = Browser::of(&site, &admin).await;
    let inbox = office.open("/portal/inbox").await;
    let request = inbox.body.split("href=\"/portal/inbox/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let decision = format!("/portal/inbox/{request}/decision");
    let page = office.open(&format!("/portal/inbox/{request}")).await;
    let revision = page.input("revision");
    let page = office.post(&decision, &[("revision", &revision)]).await;
    assert!(page.text().contains("Choose a decision."));
    let page = office.post(&decision, &[("decision", "ask"), ("revision", &revision)]).await;
    assert!(page.text().contains("Write a reason"));
    let ask = [("decision", "ask"), ("reason", "Which branches?"), ("revision", revision.as_str())];
    let page = office.post(&decision, &ask).await;
    assert!(office.follow(page).await.text().contains("Sent back with your question. Example Bank gets an email."));
    assert!(!office.open("/portal/inbox").await.text().contains("Sent back"), "a flash is shown once");
    let home = partner.open("/portal").await.text();
    assert!(home.contains("Which branches?") && home.contains("Answer the question"), "{home}");
    let page = partner.open("/portal/org/example-bank/request").await;
    let action =
        page.body.split("action=\"").find(|part| part.contains("/answer\"")).unwrap().split('"').next().unwrap();
    let action = action.to_owned();
    let page = partner.post(&action, &[("answer", "All 240")]).await;
    partner.follow(page).await;
    let stale = [("decision", "approve"), ("revision", "1")];
    let page = office.post(&decision, &stale).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "what was shown is not what is decided");
    let page = office.open(&format!("/portal/inbox/{request}")).await;
    assert!(page.text().contains("All 240"));
    let revision = page.input("revision");
    let page = office.post(&decision, &[("decision", "approve"), ("revision", &revision)]).await;
    office.follow(page).await;

    // The certificate: refused with its reason, its chain sent, approved, then processed by itself.
    let base = "/portal/org/example-bank/certificates";
    partner.open(base).await;
    let check = format!("{base}/check");
    let page = partner.upload(&check, &[("usage", "both")], ("file", "key.pem", right.key.as_bytes())).await;
    assert!(page.text().contains("The file holds a private key"), "{}", page.text());
    assert!(!page.body.contains("PRIVATE KEY"));
    let page = partner.upload(&check, &[("usage", "both")], ("file", "wrong.pem", wrong.pem.as_bytes())).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("Example Bank<mark> Ltd</mark>"), "{}", page.body);
    assert!(page.text().contains("KER-PCM-008") && page.text().contains("Nothing has been stored."));
    let bundle = format!("{}\n{}\n{}", right.pem, ca.intermediate.pem, ca.root.pem);
    let page = partner.upload(&check, &[("usage", "both")], ("file", "bundle.pem", bundle.as_bytes())).await;
    assert!(page.text().contains("Ask us to trust the issuer"), "{}", page.text());
    let (pem, chain) = (page.input("pem"), page.input("chain"));
    let fields = [("usage", "both"), ("pem", pem.as_str()), ("chain", chain.as_str())];
    let page = partner.upload(&format!("{base}/chain"), &fields, ("none", "", b"")).await;
    assert!(partner.follow(page).await.text().contains("The chain is sent for approval."));
    let inbox = office.open("/portal/inbox?kind=ca").await;
    let request = inbox.body.split("href=\"/portal/inbox/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = office.open(&format!("/portal/inbox/{request}")).await;
    assert!(page.text().contains("Example Bank Root CA"));
    let revision = page.input("revision");
    let page = office
        .post(&format!("/portal/inbox/{request}/decision"), &[("decision", "approve"), ("revision", &revision)])
        .await;
    office.follow(page).await;
    let page = partner.open(base).await;
    assert!(page.text().contains("Active") && page.text().contains("Signature: covered"), "{}", page.text());
    let home = partner.open("/portal").await.text();
    assert!(home.contains("Welcome, Example BankActive"), "{home}");

    // What was signed verifies with another program.
    let link = page.body.split("href=\"").find(|part| part.contains("/signed.cer")).unwrap().split('"').next().unwrap();
    let signed = partner.open(link).await;
    let chain = partner.open(&link.replace("signed.cer", "chain.p7b")).await;
    let original = partner.open(&link.replace("signed.cer", "original.cer")).await;
    assert_eq!(original.body.trim(), right.pem.trim());
    let root = partner.open("/portal/platform/ROOT/certificate.cer").await;
    let chain = openssl_cli::pkcs7_certificates(&chain.body).unwrap();
    let chain: Vec<&str> = chain.iter().map(String::as_str).collect();
    let verified = openssl_cli::verify(&signed.body, &chain, &[&root.body]).unwrap();
    assert!(verified.accepted, "{}", verified.output);

    // A second upload of the same certificate is checked and confirmed.
    let page = partner.upload(&check, &[("usage", "signature")], ("file", "", b"")).await;
    assert!(page.text().contains("Choose a file, or paste"), "{}", page.text());
    let pasted = [("usage", "signature"), ("pem", renewed.pem.as_str())];
    let page = partner.upload(&check, &pasted, ("file", "", b"")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let (pem, usage) = (page.input("pem"), page.input("usage"));
    let page = partner.post(&format!("{base}/confirm"), &[("usage", &usage), ("pem", &pem)]).await;
    assert!(partner.follow(page).await.text().contains("The certificate is accepted and signed."));

    // Deactivated and back.
    let page = office.open("/portal/partners/example-bank/deactivate").await;
    assert!(page.text().contains("certificates are not accepted any more"), "{}", page.text());
    let page = office.post("/portal/partners/example-bank/deactivate", &[("reason", "  ")]).await;
    assert!(page.text().contains("Write a reason."));
    for typed in ["", "Example-Bank", "another"] {
        let fields = [("reason", "Papers missing"), ("typed", typed)];
        let page = office.post("/portal/partners/example-bank/deactivate", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.text().contains("exactly as it stands here: example-bank"), "{}", page.text());
        assert!(page.body.contains("Papers missing</textarea>"), "what was written stays");
    }
    let fields = [("reason", "Papers missing"), ("typed", " example-bank ")];
    let page = office.post("/portal/partners/example-bank/deactivate", &fields).await;
    let page = office.follow(page).await;
    assert!(page.text().contains("The partner is deactivated. Undo: bring it back"), "{}", page.text());
    assert!(partner.open("/portal/org/example-bank/history").await.text().contains("Papers missing"));
    let undo = page.undo().unwrap();
    assert_eq!(undo, "/portal/partners/example-bank/reactivate");
    assert_eq!(office.open("/portal/partners/example-bank").await.undo(), None, "it is offered once");
    office.open(&undo).await;
    let page = office.post("/portal/partners/example-bank/reactivate", &[("reason", "Papers came")]).await;
    assert!(office.follow(page).await.text().contains("The partner is active again."));
}

/// A wrong address of an organisation is not the end of it: its people are told who corrects it, and an admin does.
#[tokio::test]
async fn a_mistyped_address_of_an_organisation_is_corrected_by_an_admin() {
    let site = Site::new().await;
    let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
    let (owner, other) = (site.person("owner", &[]).await, site.person("other", &[]).await);
    for (person, id, email) in [(&owner, "sensors", "sensros@example.org"), (&other, "rivals", "rivals@example.org")] {
        let registration = pms_app::partners::Registration {
            partner_id: id.into(),
            organization_name: format!("Company {id}"),
            address: "1 Main Street".into(),
            contact_number: "1".into(),
            email: email.into(),
            partner_type: "Device_Provider".into(),
            ..Default::default()
        };
        pms_app::partners::register(&site.app, &site.context(person).await, registration).await.unwrap();
    }
    let mut partner = Browser::of(&site, &owner).await;
    let page = partner.open("/portal/org/sensors/profile/edit").await;
    assert!(page.text().contains("A wrong email address is corrected by a partner admin"), "{}", page.text());
    assert!(!partner.open("/portal/org/sensors/profile").await.body.contains("/email\""), "not by its people");
    let path = "/portal/partners/sensors/email";
    assert_eq!(partner.get(path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(partner.post(path, &[("email", "x@example.org"), ("reason", "x")]).await.status, StatusCode::FORBIDDEN);

    let mut office = Browser::of(&site, &admin).await;
    let page = office.open("/portal/partners/sensors").await;
    assert!(page.body.contains(&format!("href=\"{path}\"")), "{}", page.body);
    assert_eq!(office.open(path).await.input("email"), "sensros@example.org");
    for (email, reason, said) in [
        ("", "Mistyped", "Enter"),
        ("no address", "Mistyped", "email"),
        ("sensors@example.org", " ", "Write a reason."),
        ("Rivals@example.org", "Mistyped", "address"),
    ] {
        let page = office.post(path, &[("email", email), ("reason", reason)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{email} {reason}");
        assert!(page.text().contains(said) && page.input("email") == email.trim(), "{email}: {}", page.text());
    }
    let page = office.post(path, &[("email", "sensors@example.org"), ("reason", "They rang us")]).await;
    let page = office.follow(page).await;
    assert!(page.text().contains("The email address is corrected.") && page.text().contains("sensors@example.org"));
    assert!(page.text().contains("They rang us"), "the history says why: {}", page.text());
    let page = partner.open("/portal/org/sensors/profile").await;
    assert!(page.text().contains("sensors@example.org") && !page.text().contains("sensros"), "{}", page.text());
    // It is found by the address that it has, and the wrong one is free again.
    assert!(office.open("/portal/partners?email=sensors@example.org").await.text().contains("Company sensors"));
    assert!(office.open("/portal/partners?email=sensros@example.org").await.text().contains("Nothing matches"));
    let page = office.post("/portal/partners/rivals/email", &[("email", "sensros@example.org"), ("reason", "x")]).await;
    office.follow(page).await;
}

/// The first link or form of a page whose address holds this.
fn address(page: &support::Page, attribute: &str, part: &str) -> String {
    let opening = format!("{attribute}=\"");
    let mut all = page.body.split(&opening).skip(1).map(|rest| rest.split('"').next().unwrap());
    all.find(|address| address.contains(part)).expect(part).to_owned()
}

/// What an admin saw before the partner changed its data is not what a decision is about; what the page shows after a
/// look is.
#[tokio::test]
async fn a_partner_that_changes_while_it_waits_is_looked_at_again() {
    let site = Site::new().await;
    site.policy_group("Banking").await;
    let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
    let mut partner = Browser::new(&site);
    register(&site, &mut partner, "Example Bank", "example-bank").await;
    let mut office = Browser::of(&site, &admin).await;
    let inbox = office.open("/portal/inbox").await;
    let request = address(&inbox, "href", "/portal/inbox/");
    let shown = office.open(&request).await.input("revision");

    let edit = "/portal/org/example-bank/profile/edit";
    partner.open(edit).await;
    let page = partner.post(edit, &[("address", "2 Other Street"), ("phone", "+41 44")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let decision = format!("{request}/decision");
    let page = office.post(&decision, &[("decision", "approve"), ("revision", &shown)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text().contains(pms_domain::catalogue::APPROVAL_STALE.remedy) && page.text().contains("2 Other Street"),
        "{}",
        page.text()
    );

    let now = office.open(&request).await.input("revision");
    assert_ne!(now, shown);
    let page = office.post(&decision, &[("decision", "approve"), ("revision", &now)]).await;
    assert!(office.follow(page).await.text().contains("Example Bank"));
    assert!(office.open(&request).await.text().contains("Approved"));
}

/// An owner invites colleagues; nobody else of the organisation does, and nobody makes an owner this way.
#[tokio::test]
async fn owners_invite_colleagues() {
    let site = Site::new().await;
    site.policy_group("Banking").await;
    let mut owner = Browser::new(&site);
    register(&site, &mut owner, "Example Bank", "example-bank").await;
    let people = "/portal/org/example-bank/people";
    let send = format!("{people}/invitations");
    assert!(owner.open(people).await.text().contains("Invite a colleague"));
    for role in ["king", ""] {
        let page = owner.post(&send, &[("email", "tech@example-bank.example"), ("role", role)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains("Choose what the person may do."), "{}", page.text());
    }
    let page = owner.post(&send, &[("email", "tech@example-bank.example"), ("role", "viewer")]).await;
    let page = owner.follow(page).await;
    assert!(page.text().contains("The invitation is sent.") && page.text().contains("t***@example-bank.example"));
    let revoke = address(&page, "action", "/revoke");

    let colleague = site.person("colleague", &[]).await;
    site.join("example-bank", &colleague, "technical").await;
    let mut technical = Browser::of(&site, &colleague).await;
    assert!(!technical.open(people).await.text().contains("Invite a colleague"));
    technical.open("/portal/account").await;
    for path in [&send, &revoke] {
        let page = technical.post(path, &[("email", "x@example.org"), ("role", "viewer")]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
    owner.open(people).await;
    let page = owner.post(&revoke, &[]).await;
    assert!(owner.follow(page).await.text().contains("The invitation is withdrawn."));
}

/// An account with a password, as a person who registered has one.
async fn account(site: &Site, name: &str) -> String {
    let request = pms_app::accounts::people::NewAccountRequest {
        name: name.to_owned(),
        email: format!("{name}@people.example"),
        given_name: String::new(),
        family_name: String::new(),
        phone: String::new(),
        roles: Vec::new(),
        lang: "eng".to_owned(),
        password: Some(pms_identity::Secret::new(PASSWORD)),
    };
    pms_app::accounts::people::create(&site.app, &site.system(), request).await.unwrap()
}

const PASSWORD: &str = "a long sentence about herons";
const NEXT: &str = "another sentence about otters";

async fn sign_in(browser: &mut Browser, name: &str) {
    browser.open("/portal/sign-in").await;
    let page = browser.post("/portal/sign-in", &[("username", name), ("password", PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
}

/// Where a page sends the browser, and what it says there.
async fn sent_back(browser: &mut Browser, page: support::Page, to: &str) -> String {
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, to), "{}", page.text());
    browser.open(to).await.text()
}

#[tokio::test]
async fn a_new_password_is_set_without_an_address_in_any_address() {
    let site = Site::new().await;
    account(&site, "ada").await;
    let mut browser = Browser::new(&site);
    let page = browser.get("/portal/reset/code").await;
    assert!(sent_back(&mut browser, page, "/portal/reset").await.contains("No code is awaited in this browser"));
    let page = browser.post("/portal/reset", &[("email", "ada@people.example")]).await;
    assert_eq!(page.location(), "/portal/reset/code");
    // The page, again after a reload, and again after going back.
    for path in ["/portal/reset/code", "/portal/reset/code", "/portal/reset", "/portal/reset/code"] {
        let page = browser.open(path).await;
        assert_eq!(page.text().contains("ada@people.example"), path.ends_with("code"), "{}", page.text());
    }
    let wrong = [("code", "000000"), ("password", NEXT), ("repeat", NEXT)];
    let page = browser.post("/portal/reset/code", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("ada@people.example"), "{}", page.text());
    let code = mailed(&site, "otp", "code").await;
    let mut other = Browser::new(&site);
    other.open("/portal/reset").await;
    let right = [("code", code.as_str()), ("password", NEXT), ("repeat", NEXT)];
    let page = other.post("/portal/reset/code", &right).await;
    sent_back(&mut other, page, "/portal/reset").await;
    let page = browser.post("/portal/reset/code", &right).await;
    assert!(browser.follow(page).await.text().contains("The password is changed."));
    let page = browser.get("/portal/reset/code").await;
    sent_back(&mut browser, page, "/portal/reset").await;
}

#[tokio::test]
async fn a_new_address_of_ones_own_asks_for_the_password_and_keeps_the_person_signed_in() {
    let site = Site::new().await;
    account(&site, "ada").await;
    let (mut browser, mut elsewhere) = (Browser::new(&site), Browser::new(&site));
    sign_in(&mut browser, "ada").await;
    sign_in(&mut elsewhere, "ada").await;
    let former = browser.cookies["pms"].clone();
    let (ask, confirm) = ("/portal/account/email", "/portal/account/email/code");
    let page = browser.get(confirm).await;
    assert!(sent_back(&mut browser, page, ask).await.contains("No code is awaited in this browser"));
    let page = browser.post(ask, &[("email", "new@people.example")]).await;
    assert!(page.text().contains("Enter your current password."), "{}", page.text());
    let page = browser.post(ask, &[("email", "new@people.example"), ("current", NEXT)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("The current password is not right."), "{}", page.text());
    assert!(!page.body.contains(NEXT) && page.body.contains("new@people.example"));
    let page = browser.post(ask, &[("email", "new@people.example"), ("current", PASSWORD)]).await;
    assert_eq!(page.location(), confirm);
    for _ in 0..2 {
        assert!(browser.open(confirm).await.text().contains("new@people.example"));
    }
    // Another session of the same account waits for nothing.
    let page = elsewhere.get(confirm).await;
    sent_back(&mut elsewhere, page, ask).await;
    let page = browser.post(confirm, &[("code", "000000")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = mailed(&site, "otp", "code").await;
    let page = browser.post(confirm, &[("code", &code)]).await;
    let page = browser.follow(page).await;
    assert!(page.text().contains("Your email address is changed.") && page.text().contains("new@people.example"));
    assert_ne!(browser.cookies["pms"], former, "the session has another id");
    assert!(elsewhere.get("/portal/account").await.location().starts_with("/portal/sign-in"));
    assert_eq!(mailed(&site, "email-changed", "name").await, "ada");
    let page = browser.get(confirm).await;
    sent_back(&mut browser, page, ask).await;
}

#[tokio::test]
async fn a_registration_that_is_not_kept_any_more_says_so_and_starts_again() {
    let site = Site::new().await;
    let mut browser = Browser::new(&site);
    let first =
        [("kind", "Device_Provider"), ("organization", "Example"), ("partner_id", "ex"), ("purpose", "Devices")];
    let lost = "is no longer kept in this browser";
    // The draft has expired; then its key is gone, as after the browser was closed.
    for step in ["/portal/register/contact", "/portal/register/code", "/portal/register/check", "/portal/register"] {
        browser.open("/portal/register").await;
        let page = browser.post("/portal/register", &first).await;
        assert!(!browser.follow(page).await.text().contains(lost));
        site.clock.advance(chrono::TimeDelta::days(8));
        let page = browser.get(step).await;
        let page = if step == "/portal/register" { page } else { browser.get("/portal/register").await };
        assert!(sent_back(&mut browser, page, "/portal/register").await.contains(lost), "{step}");
        assert!(!browser.open("/portal/register").await.text().contains(lost), "said once");
    }
    browser.open("/portal/register").await;
    let page = browser.post("/portal/register", &first).await;
    browser.follow(page).await;
    browser.cookies.remove("pms-draft");
    let page = browser.post("/portal/register/contact", &[("email", "x@people.example")]).await;
    assert!(sent_back(&mut browser, page, "/portal/register").await.contains(lost));
    let page = browser.post("/portal/register", &first).await;
    assert_eq!(page.location(), "/portal/register/contact", "and it starts again");
}
