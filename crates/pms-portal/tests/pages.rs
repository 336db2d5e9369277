//! Every page for everybody: rights, languages, hostile text, forms of other sites, weight.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use http::StatusCode;
use pms_app::accounts::invitations;
use pms_app::partners::{self, Registration};
use pms_app::testing::{Person, Site};
use pms_domain::roles;
use support::{Browser, ORIGIN};

/// Markup, quotes, and characters that reorder what stands beside them.
const HOSTILE: &str = "<script>alert(1)</script>\" onload='x' &amp; {{ 7*7 }}";

struct Town {
    site: Site,
    admin: Person,
    policy: Person,
    owner: Person,
    viewer: Person,
    stranger: Person,
}

impl Town {
    async fn new() -> Self {
        let site = Site::new().await;
        site.policy_group(&format!("Group {HOSTILE}")).await;
        let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
        let policy = site.person("policies", &[roles::POLICYMANAGER]).await;
        let owner = site.person("owner", &[]).await;
        let viewer = site.person("viewer", &[]).await;
        let stranger = site.person("stranger", &[]).await;
        let registration = Registration {
            partner_id: "example-bank".into(),
            policy_group: Some(format!("Group {HOSTILE}")),
            organization_name: format!("Bank {HOSTILE}"),
            address: format!("Street {HOSTILE}"),
            contact_number: "+41 44".into(),
            email: "bank@example.org".into(),
            partner_type: "Auth_Partner".into(),
            purpose: Some(format!("Purpose {HOSTILE}")),
            ..Default::default()
        };
        let ctx = site.context(&owner).await;
        partners::register(&site.app, &ctx, registration).await.unwrap();
        site.join("example-bank", &viewer, "viewer").await;
        Self { site, admin, policy, owner, viewer, stranger }
    }

    async fn browser(&self, person: &Person) -> Browser {
        Browser::of(&self.site, person).await
    }
}

const OPEN: [&str; 10] = [
    "/portal/sign-in",
    "/portal/reset",
    "/portal/register",
    "/portal/help",
    "/portal/help/pages",
    "/portal/help/partners",
    "/portal/help/certificates",
    "/portal/help/errors",
    "/portal/sign-in?next=/portal/inbox",
    "/portal/sign-in?lang=fr",
];

const OWN: [&str; 7] = [
    "/portal",
    "/portal/org/example-bank/profile",
    "/portal/org/example-bank/people",
    "/portal/org/example-bank/history",
    "/portal/org/example-bank/certificates",
    "/portal/org/example-bank/request",
    "/portal/org/example-bank/home",
];

const WRITING: [&str; 3] = [
    "/portal/org/example-bank/profile/edit",
    "/portal/org/example-bank/profile/rename",
    "/portal/org/example-bank/policy-group",
];

const ADMIN: [&str; 15] = [
    "/portal",
    "/portal/inbox",
    "/portal/inbox?kind=ca",
    "/portal/inbox?kind=partner&state=approved&organisation=bank&age=7&sort=-waiting",
    "/portal/partners",
    "/portal/partners?name=bank&kind=Auth_Partner&active=no&cert=not_uploaded&sort=-name&size=50",
    "/portal/partners?name=%3Cscript%3E&email=x@y.zz",
    "/portal/partners/new",
    "/portal/partners/example-bank",
    "/portal/partners/example-bank/deactivate",
    "/portal/trust",
    "/portal/trust?issued_to=x&domain=AUTH&type=ROOT&sort=ends",
    "/portal/trust/upload",
    "/portal/audit",
    "/portal/audit?kind=partner&id=example-bank&actor=owner&action=partner.register&from=2026-01-01&to=2026-02-01",
];

const NOTIFICATIONS: [&str; 3] =
    ["/portal/notifications", "/portal/notifications?show=dismissed", "/portal/notifications?show=told"];

const POLICY: [&str; 2] = ["/portal/policy-groups", "/portal/policy-groups/new"];

#[tokio::test]
async fn everybody_sees_their_pages_in_every_language() {
    let town = Town::new().await;
    for language in ["en", "fr", "ar"] {
        let mut nobody = Browser::new(&town.site);
        nobody.language = language;
        for path in OPEN {
            nobody.open(path).await;
        }
        for (person, paths) in [
            (
                &town.owner,
                [
                    &OWN[..],
                    &WRITING[..],
                    &NOTIFICATIONS,
                    &["/portal/account", "/portal/platform", "/portal/search?q=bank"],
                ]
                .concat(),
            ),
            (&town.viewer, OWN.to_vec()),
            (&town.admin, [&ADMIN[..], &POLICY[..]].concat()),
            (&town.policy, [&POLICY[..], &["/portal/search?q=bank"]].concat()),
            (&town.stranger, vec!["/portal", "/portal/account", "/portal/notifications", "/portal/search?q=bank"]),
        ] {
            let mut browser = town.browser(person).await;
            // The account's own language is English; the cookie comes before it.
            browser.cookies.insert("lang".into(), language.into());
            for path in paths {
                let page = browser.open(path).await;
                assert!(page.body.contains(&format!("<html lang=\"{language}\"")), "{path}");
                assert!(page.body.contains("dir=\"rtl\"") == (language == "ar"), "{path}");
                assert!(!page.body.contains("alert(1)</script>"), "{path}");
                assert!(page.bytes.len() < 120_000, "{path} weighs {}", page.bytes.len());
            }
        }
    }
}

#[tokio::test]
async fn foreign_pages_do_not_open() {
    let town = Town::new().await;
    let mut nobody = Browser::new(&town.site);
    for path in OWN.iter().chain(&WRITING).chain(&ADMIN).chain(&POLICY).chain(&[
        "/portal/account",
        "/portal/platform",
        "/portal/search?q=bank",
    ]) {
        let page = nobody.get(path).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
        assert!(page.location().starts_with("/portal/sign-in"), "{path} {}", page.location());
    }
    let mut stranger = town.browser(&town.stranger).await;
    for path in OWN.iter().skip(1).chain(&WRITING) {
        assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ADMIN.iter().skip(1).chain(&POLICY) {
        assert_eq!(stranger.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let mut viewer = town.browser(&town.viewer).await;
    for path in WRITING {
        assert_eq!(viewer.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let mut policy = town.browser(&town.policy).await;
    for path in ADMIN.iter().skip(1) {
        assert_eq!(policy.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let mut admin = town.browser(&town.admin).await;
    for path in [
        "/portal/partners/nobody",
        "/portal/inbox/nothing",
        "/portal/nothing",
        "/portal/",
        "/portal/org/x/profile",
        "/portal/org/example-bank/contacts/none/edit",
        "/portal/trust/none/chain.p7b",
        "/portal/platform/x/certificate.cer",
    ] {
        assert_eq!(admin.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// The writing routes with a form that is right but for its token or its origin.
#[tokio::test]
async fn forms_of_other_sites_do_nothing() {
    let town = Town::new().await;
    let mut owner = town.browser(&town.owner).await;
    let page = owner.open("/portal/org/example-bank/profile/edit").await;
    let csrf = page.input("csrf");
    let path = "/portal/org/example-bank/profile/edit";
    let fields = [("address", "Elsewhere"), ("phone", "1")];
    for (token, headers) in [
        ("", vec![("origin", ORIGIN)]),
        ("AAAA", vec![("origin", ORIGIN)]),
        (csrf.as_str(), vec![("origin", "https://evil.example")]),
        (csrf.as_str(), vec![("origin", "null")]),
        (csrf.as_str(), vec![("sec-fetch-site", "cross-site")]),
    ] {
        let page = owner.post_with(path, &fields, token, &headers).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(page.text().contains("Nothing was changed."), "{headers:?}");
    }
    // A token of another session, and of a browser without one.
    let mut viewer = town.browser(&town.viewer).await;
    let foreign = viewer.open("/portal/account").await.input("csrf");
    assert_eq!(owner.post_with(path, &fields, &foreign, &[("origin", ORIGIN)]).await.status, StatusCode::FORBIDDEN);
    let mut nobody = Browser::new(&town.site);
    let signed_out = nobody.open("/portal/sign-in").await.input("csrf");
    assert_eq!(owner.post_with(path, &fields, &signed_out, &[("origin", ORIGIN)]).await.status, StatusCode::FORBIDDEN);
    let page = owner.post_with("/portal/sign-out", &[], "", &[("origin", ORIGIN)]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(!owner.open("/portal/org/example-bank/profile").await.text().contains("Elsewhere"));
    let page = owner.post_with(path, &fields, &csrf, &[("origin", ORIGIN)]).await;
    assert!(owner.follow(page).await.text().contains("The profile is changed."));
}

/// Adopted data may hold what no form lets in: characters that turn the text around them.
#[tokio::test]
async fn reordering_characters_lose_their_force() {
    let town = Town::new().await;
    let ctx = town.site.system();
    let mut change = town.site.app.store().change().await.unwrap();
    let reach = pms_store::partner::Reach::Everything;
    let found = pms_store::partner::find(town.site.app.store(), &mut change, reach, "example-bank").await.unwrap();
    let mut partner = found.unwrap();
    partner.contact.address = "left \u{202E}right\u{2066} end".into();
    pms_store::partner::update_contact(&mut change, &ctx.surroundings, &partner, "test").await.unwrap();
    change.save(&ctx, pms_store::audit::Record::new("partner.update", "partner", "example-bank")).await.unwrap();
    let mut owner = town.browser(&town.owner).await;
    // The harness refuses every page that holds such a character.
    for path in ["/portal/org/example-bank/profile", "/portal/org/example-bank/profile/edit"] {
        assert!(owner.open(path).await.body.contains("left \u{FFFD}right\u{FFFD} end"), "{path}");
    }
    let page = owner.post("/portal/org/example-bank/profile/edit", &[("address", "a\u{202E}b"), ("phone", "1")]).await;
    assert!(page.text().contains("Remove the characters that nobody can see"), "{}", page.text());
}

/// A contact is added once the partner is active, confirmed by a code, changed and removed.
#[tokio::test]
async fn contacts_are_kept() {
    let town = Town::new().await;
    let ctx = town.site.system();
    let mut change = town.site.app.store().change().await.unwrap();
    pms_store::partner::set_standing(&mut change, "example-bank", "approved", true, "test", ctx.now()).await.unwrap();
    change.save(&ctx, pms_store::audit::Record::new("partner.update", "partner", "example-bank")).await.unwrap();
    let mut owner = town.browser(&town.owner).await;
    let base = "/portal/org/example-bank/contacts";
    owner.open(&format!("{base}/new")).await;
    let page = owner.post(&format!("{base}/new"), &[("email", "not an address")]).await;
    assert!(page.text().contains("Enter an email address like name@example.org."));
    let fields = [("name", "Second <b>desk</b>"), ("email", "second@example.org"), ("active", "yes")];
    let page = owner.post(&format!("{base}/new"), &fields).await;
    let page = owner.follow(page).await;
    assert!(page.text().contains("Second <b>desk</b>") && page.text().contains("The contact is saved."));
    let link = page
        .body
        .split("href=\"")
        .find(|part| part.contains("/verify\""))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    owner.open(&link).await;
    let page = owner.post(&link, &[("resend", "yes")]).await;
    owner.follow(page).await;
    let due = pms_store::mail::due(town.site.app.store(), town.site.app.surroundings().now(), 100).await.unwrap();
    let letter = due.into_iter().rfind(|due| due.template == "otp").unwrap().letter;
    assert_eq!(letter.to, "second@example.org");
    let page = owner.post(&link, &[("code", "12")]).await;
    assert!(page.text().contains("Enter the six digits"));
    let page = owner.post(&link, &[("code", &letter.values["code"])]).await;
    assert!(owner.follow(page).await.text().contains("The address is confirmed."));
    let edit = link.replace("/verify", "/edit");
    assert_eq!(owner.open(&edit).await.input("email"), "second@example.org");
    let page = owner.post(&edit, &[("name", "Desk"), ("email", "third@example.org"), ("active", "no")]).await;
    let page = owner.follow(page).await;
    assert!(page.text().contains("Gets no notices") && page.body.contains("/verify\""), "a new address is open again");
    let remove = link.replace("/verify", "/remove");
    assert!(owner.open(&remove).await.text().contains("Remove third@example.org?"));
    let page = owner.post(&remove, &[]).await;
    assert!(owner.follow(page).await.text().contains("No further contacts"));
}

/// The wire's cookie is no session of the portal, and a session named twice is none.
#[tokio::test]
async fn only_the_portals_own_cookie_signs_in() {
    let town = Town::new().await;
    let mut browser = Browser::new(&town.site);
    browser.cookies.insert("Authorization".into(), town.admin.token.clone());
    browser.cookies.insert("pms".into(), town.admin.token.clone());
    assert_eq!(browser.get("/portal/inbox").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn people_sign_in_and_out_and_choose() {
    let town = Town::new().await;
    let mut browser = Browser::new(&town.site);
    let page = browser.open("/portal/sign-in").await;
    assert!(page.body.len() < 20_000);
    let wrong = [("username", "admin"), ("password", "not the password")];
    let page = browser.post("/portal/sign-in", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("User name or password is not right.") && page.body.contains("value=\"admin\""));
    assert!(!page.body.contains("not the password"));
    let unknown = browser.post("/portal/sign-in", &[("username", "nobody"), ("password", "not the password")]).await;
    assert_eq!(unknown.text().replace("nobody", "admin"), page.text());

    let mut owner = town.browser(&town.owner).await;
    let page = owner.open("/portal/account").await;
    assert!(page.text().contains("This one"));
    let page = owner.post("/portal/account/preferences", &[("lang", "ar"), ("theme", "dark")]).await;
    let page = owner.follow(page).await;
    assert!(page.body.contains("<html lang=\"ar\" dir=\"rtl\" data-theme=\"dark\">"), "{}", &page.body[..200]);
    let page = owner.post("/portal/account/preferences", &[("lang", "en"), ("theme", "device")]).await;
    assert!(!owner.follow(page).await.body.contains("data-theme"));
    let page = owner.open("/portal/org/example-bank/people?lang=fr").await;
    assert!(page.text().contains("Propriétaire") && page.text().contains("Vous"));
    assert_eq!(owner.cookies["lang"], "fr");
    owner.cookies.remove("lang");

    // Another session of the same person ends from here; this one by signing out.
    let mut other = town.browser(&town.owner).await;
    other.open("/portal").await;
    let page = owner.open("/portal/account").await;
    let other_row = page.body.split("<tr").find(|row| row.contains("/end\"") && !row.contains("This one")).unwrap();
    let action = other_row.split("action=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = owner.post(&action, &[]).await;
    assert!(owner.follow(page).await.text().contains("The session has ended."));
    assert_eq!(other.get("/portal/account").await.status, StatusCode::SEE_OTHER);
    let page = owner.post(&action.replace(action.split('/').nth(4).unwrap(), "of-somebody"), &[]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    owner.open("/portal/account").await;
    let page = owner.post("/portal/sign-out", &[]).await;
    assert!(owner.follow(page).await.text().contains("You are signed out."));
    assert!(!owner.cookies.contains_key("pms"));
}

#[tokio::test]
async fn an_admin_adds_a_partner_and_its_owner_joins() {
    let town = Town::new().await;
    let mut admin = town.browser(&town.admin).await;
    admin.open("/portal/partners/new").await;
    let page = admin.post("/portal/partners/new", &[("kind", "Device_Provider")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("kind", "Device_Provider"),
        ("organization", "Example Biometrics"),
        ("partner_id", "example-biometrics"),
        ("address", "2 Example Street"),
        ("phone", "+41 55"),
        ("email", "office@biometrics.example"),
        ("owner", "owner@biometrics.example"),
        ("lang", "eng"),
    ];
    let page = admin.post("/portal/partners/new", &fields).await;
    let page = admin.follow(page).await;
    assert!(page.text().contains("o***@biometrics.example"), "{}", page.text());
    let ctx = town.site.context(&town.admin).await;
    let open = invitations::of_partner(&town.site.app, &ctx, "example-biometrics").await.unwrap();
    assert_eq!(open.len(), 1);
    let due = pms_store::mail::due(town.site.app.store(), town.site.app.surroundings().now(), 100).await.unwrap();
    let letter = due.into_iter().rfind(|due| due.template == "invitation").unwrap().letter;
    let link = letter.values["link"].strip_prefix(ORIGIN).unwrap().to_owned();

    let mut owner = Browser::new(&town.site);
    let page = owner.open(&link).await;
    let text = page.text();
    assert!(text.contains("Join Example Biometrics") && text.contains("owner@biometrics.example"), "{text}");
    assert!(text.contains("You join as Owner, who may do everything for the organisation"), "{text}");
    let token = page.input("token");
    let weak = [("token", token.as_str()), ("username", "bio"), ("password", "short"), ("repeat", "short")];
    let page = owner.post("/portal/invitation", &weak).await;
    assert!(page.text().contains("Choose a longer or less common password"), "{}", page.text());
    let strong = "a sentence about fingers";
    let right = [("token", token.as_str()), ("username", "bio"), ("password", strong), ("repeat", strong)];
    let page = owner.post("/portal/invitation", &right).await;
    assert_eq!(
        page.location(),
        "/portal/org/example-biometrics/home",
        "of the organisation, not of the person's first one"
    );
    let home = owner.follow(page).await.text();
    assert!(home.contains("You have joined Example Biometrics.") && home.contains("Upload your certificate"), "{home}");
    let page = Browser::new(&town.site).get(&link).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "the link works once");

    // A resent and a revoked invitation.
    let send = "/portal/partners/example-biometrics/invitations";
    admin.open("/portal/partners/example-biometrics").await;
    let page = admin.post(send, &[("email", "second@biometrics.example")]).await;
    let page = admin.follow(page).await;
    let resend = page
        .body
        .split("action=\"")
        .find(|part| part.contains("/resend\""))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let page = admin.post(&resend, &[]).await;
    admin.follow(page).await;
    let page = admin.post(&resend.replace("resend", "revoke"), &[]).await;
    assert!(admin.follow(page).await.text().contains("The invitation is withdrawn."));
}

/// A form that came back with errors stands at its own address: its language links and a reload lead to the page above.
#[tokio::test]
async fn addresses_of_forms_lead_to_their_pages() {
    let town = Town::new().await;
    let mut admin = town.browser(&town.admin).await;
    for (form, above) in [
        ("/portal/trust/confirm?lang=fr", "/portal/trust?lang=fr"),
        ("/portal/account/preferences", "/portal/account"),
        ("/portal/inbox/some/decision", "/portal/inbox/some"),
        ("/portal/org/x/certificates/check", "/portal/org/x/certificates"),
        ("/portal/partners/example-bank/invitations", "/portal/partners/example-bank"),
    ] {
        let page = admin.get(form).await;
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, above));
    }
}

#[tokio::test]
async fn the_size_of_pages_is_remembered() {
    let town = Town::new().await;
    let ctx = town.site.context(&town.admin).await;
    for number in 0..30 {
        let registration = Registration {
            partner_id: format!("provider-{number}"),
            organization_name: format!("Provider {number}"),
            address: "x".into(),
            contact_number: "1".into(),
            email: format!("p{number}@example.org"),
            partner_type: "Device_Provider".into(),
            ..Default::default()
        };
        partners::admin_create(&town.site.app, &ctx, registration, None).await.unwrap();
    }
    let mut admin = town.browser(&town.admin).await;
    let page = admin.open("/portal/partners").await;
    assert!(page.text().contains("1 to 25 of 31") && page.text().contains("Next"), "{}", page.text());
    assert!(admin.open("/portal/partners?page=2").await.text().contains("26 to 31 of 31"));
    assert!(admin.open("/portal/partners?size=50").await.text().contains("1 to 31 of 31"));
    assert!(admin.open("/portal/partners").await.text().contains("1 to 31 of 31"), "the size is remembered");
    admin.open("/portal/partners?size=7").await;
    assert_eq!(admin.cookies["page-size"], "50", "other sizes are not taken");
}

#[tokio::test]
async fn lists_export_without_formulas() {
    let town = Town::new().await;
    let mut admin = town.browser(&town.admin).await;
    let registration = Registration {
        partner_id: "=evil".into(),
        organization_name: "=HYPERLINK(\"x\")".into(),
        address: "x".into(),
        contact_number: "1".into(),
        email: "evil@example.org".into(),
        partner_type: "Device_Provider".into(),
        ..Default::default()
    };
    let ctx = town.site.context(&town.admin).await;
    partners::admin_create(&town.site.app, &ctx, registration, None).await.unwrap();
    let page = admin.open("/portal/partners.csv?id=evil").await;
    assert!(page.body.contains("\"'=evil\",\"'=HYPERLINK(\"\"x\"\")\""), "{}", page.body);
    assert_eq!(page.body.lines().count(), 2);
    assert!(page.headers["content-disposition"].to_str().unwrap().contains("partners.csv"));
}

/// More than one run of rows, each partner once; and a second export only after the first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_is_whole_and_one_at_a_time() {
    let town = Town::new().await;
    let mut admin = town.browser(&town.admin).await;
    let ctx = town.site.context(&town.admin).await;
    for number in 0..503 {
        let registration = Registration {
            partner_id: format!("bulk-{number}"),
            organization_name: "Bulk".into(),
            address: "x".into(),
            contact_number: "1".into(),
            email: format!("bulk{number}@example.org"),
            partner_type: "Device_Provider".into(),
            ..Default::default()
        };
        partners::admin_create(&town.site.app, &ctx, registration, None).await.unwrap();
    }
    // Nobody reads this one yet.
    let begun = admin.begin("/portal/partners.csv?name=bulk").await;
    assert_eq!(begun.status(), StatusCode::OK);
    let refused = admin.get("/portal/partners.csv").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 0);
    assert!(refused.text().contains("An export is running already"), "{}", refused.text());
    let other = town.site.person("second-admin", &[roles::PARTNER_ADMIN]).await;
    assert_eq!(town.browser(&other).await.get("/portal/partners.csv?id=none").await.status, StatusCode::OK);
    let file = Browser::read(begun).await;
    let lines: Vec<&str> = file.lines().collect();
    let mut ids: Vec<&str> = lines[1..].iter().map(|line| line.split(',').next().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((lines.len(), ids.len()), (504, 503), "each row once, after the heads");
    // The place is given back a moment after the last row was read.
    for _ in 0..100 {
        if admin.get("/portal/partners.csv?id=none").await.status == StatusCode::OK {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the place was not given back");
}

#[tokio::test]
async fn policy_groups_are_made_and_the_trust_store_is_filled() {
    let town = Town::new().await;
    let mut policy = town.browser(&town.policy).await;
    policy.open("/portal/policy-groups/new").await;
    let page = policy.post("/portal/policy-groups/new", &[("name", "Health"), ("description", "Hospitals")]).await;
    assert!(policy.follow(page).await.text().contains("Policy group Health is created."));
    policy.open("/portal/policy-groups/new").await;
    let page = policy.post("/portal/policy-groups/new", &[("name", "Health"), ("description", "Again")]).await;
    assert!(page.text().contains("A policy group has this name already."));
    if !pms_testkit::openssl_cli::available() {
        return;
    }
    let ca = pms_testkit::openssl_cli::Hierarchy::new("Example CA").unwrap();
    town.site.clock.set(pms_domain::context::Clock::now(&pms_testkit::TestClock::at_machine_time()));
    let mut admin = town.browser(&town.admin).await;
    admin.open("/portal/trust/upload").await;
    let chain = format!("{}\n{}", ca.intermediate.pem, ca.root.pem);
    let page = admin.upload("/portal/trust/upload", &[], ("file", "ca.pem", chain.as_bytes())).await;
    assert!(page.text().contains("Choose a trust domain."));
    let page = admin.upload("/portal/trust/upload", &[("domain", "AUTH")], ("file", "ca.pem", chain.as_bytes())).await;
    assert!(page.text().contains("2 certificates for domain AUTH"), "{}", page.text());
    let (domain, pem) = (page.input("domain"), page.input("pem"));
    let page = admin.post("/portal/trust/confirm", &[("domain", &domain), ("pem", &pem)]).await;
    let page = admin.follow(page).await;
    assert!(
        page.text().contains("The certificates are in the trust store.") && page.text().contains("Example CA Root CA")
    );
    let link = page.body.split("href=\"").find(|part| part.contains("/chain.p7b")).unwrap().split('"').next().unwrap();
    assert!(admin.open(link).await.body.contains("PKCS7"));
    let garbage = vec![b'x'; 300_000];
    admin.open("/portal/trust/upload").await;
    let page = admin.upload("/portal/trust/upload", &[("domain", "AUTH")], ("file", "x", &garbage)).await;
    assert!(page.text().contains("larger than 256 kB"), "{}", page.text());
    let garbage = vec![b'x'; 3_000_000];
    let page = admin.upload("/portal/trust/upload", &[("domain", "AUTH")], ("file", "x", &garbage)).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.text().contains("The file is too large"));
}

#[tokio::test]
async fn the_stylesheet_is_kept_and_the_rest_is_not() {
    let town = Town::new().await;
    let mut browser = Browser::new(&town.site);
    let page = browser.open("/portal/sign-in").await;
    for part in page.body.split("href=\"/portal/static/").skip(1) {
        let file = browser.open(&format!("/portal/static/{}", part.split('"').next().unwrap())).await;
        assert!(file.headers["cache-control"].to_str().unwrap().contains("immutable"));
        assert!(file.bytes.len() < 40_000);
    }
    assert_eq!(browser.get("/portal/static/portal.0000.css").await.status, StatusCode::NOT_FOUND);
}
