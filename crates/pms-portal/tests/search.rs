//! What the search finds: each kind of thing for those who may see it, and for nobody else.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use chrono::TimeDelta;
use pms_app::approvals::{self, Filter, Verdict};
use pms_app::certificates::{self, Upload};
use pms_app::devices::{self, DeviceDetails, NewModel};
use pms_app::hotlist::{self, Parts, Wanted};
use pms_app::partners::{self, Registration};
use pms_app::testing::{Person, Site};
use pms_app::{api_keys, misp, policy_links};
use pms_domain::approval::Decision;
use pms_domain::context::Clock;
use pms_domain::roles;
use pms_store::audit::Record;
use pms_store::auth_policy::{self, NewPolicy};
use pms_testkit::TestClock;
use pms_testkit::openssl_cli::{self, Hierarchy};
use support::{Browser, Page};

/// RFC 8037 §A.2.
const KEY: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

const KYC: &str = r#"{"allowedKycAttributes":[{"attributeName":"fullName"}],
    "allowedAuthTypes":[{"authType":"otp","mandatory":false}],"authTokenType":"partner"}"#;

struct World {
    site: Site,
    /// By what the tests call them.
    people: Vec<(&'static str, Person)>,
}

/// Everybody who searches: those who run the site, the owner of one organisation of each kind, somebody who only reads them,
/// somebody who does so without the roles that an invitation gives, the owner of others, and somebody who belongs to none.
const PEOPLE: [&str; 8] = ["admin", "manager", "keeper", "owner", "reader", "guest", "stranger", "nobody"];

impl World {
    async fn new() -> Self {
        let site = Site::new().await;
        if openssl_cli::available() {
            site.clock.set(Clock::now(&TestClock::at_machine_time()) + TimeDelta::minutes(10));
        }
        let mut people = Vec::new();
        for name in PEOPLE {
            let has: &[&str] = match name {
                "admin" => &[roles::PARTNER_ADMIN],
                "manager" => &[roles::POLICYMANAGER],
                "keeper" => &[roles::HOTLIST_ADMIN],
                // As invitations to organisations of these types give them.
                "reader" => &[roles::AUTH_PARTNER, roles::DEVICE_PROVIDER, roles::FTM_PROVIDER, roles::MISP_PARTNER],
                _ => &[],
            };
            people.push((name, site.person(&format!("person-{name}"), has).await));
        }
        Self { site, people }
    }

    fn person(&self, name: &str) -> &Person {
        &self.people.iter().find(|(own, _)| *own == name).unwrap().1
    }

    async fn register(&self, owner: &str, id: &str, name: &str, kind: &str, is_active: bool) {
        let site = &self.site;
        let registration = Registration {
            partner_id: id.into(),
            policy_group: Some("Quagga".into()),
            organization_name: name.into(),
            address: "Street".into(),
            contact_number: "+41 44".into(),
            email: format!("{id}@example.org"),
            partner_type: kind.into(),
            ..Default::default()
        };
        partners::register(&site.app, &site.context(self.person(owner)).await, registration).await.unwrap();
        if is_active {
            self.decide(id).await;
            let ctx = site.system();
            let mut change = site.app.store().change().await.unwrap();
            pms_store::partner::set_standing(&mut change, id, "approved", true, "test", ctx.now()).await.unwrap();
            let revision = change.save(&ctx, Record::new("test", "partner", id)).await.unwrap();
            site.app.applied(revision).await;
        }
        if owner == "owner" {
            site.join(id, self.person("reader"), "viewer").await;
            site.join(id, self.person("guest"), "viewer").await;
        }
    }

    /// Approves what waits of an organisation.
    async fn decide(&self, partner: &str) {
        let ctx = self.site.context(self.person("admin")).await;
        let open = Filter { state: Some("open".into()), partner_id: Some(partner.into()), ..Default::default() };
        for one in approvals::list(&self.site.app, &ctx, &open, 0, 10).await.unwrap().rows {
            let verdict = Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
            approvals::decide(&self.site.app, &ctx, &one.id, verdict).await.unwrap();
        }
    }

    async fn policy(&self, group: &str) {
        let ctx = self.site.system();
        let mut change = self.site.app.store().change().await.unwrap();
        let new = NewPolicy {
            id: "policy-1",
            policy_group_id: group,
            name: "zebra",
            descr: "Described",
            policy: KYC,
            policy_type: "Auth",
            version: "1",
            valid_to: ctx.now() + TimeDelta::days(400),
            by: "test",
            at: ctx.now(),
        };
        auth_policy::insert(&mut change, &new).await.unwrap();
        auth_policy::publish(&mut change, "policy-1", "schema", "test", ctx.now()).await.unwrap();
        change.save(&ctx, Record::new("test.policy", "policy", "policy-1")).await.unwrap();
    }

    async fn browser(&self, name: &str) -> Browser {
        Browser::of(&self.site, self.person(name)).await
    }
}

/// The part of the page about one kind.
fn group(page: &Page, id: &str) -> Option<String> {
    let part = page.body.split(&format!("aria-labelledby=\"{id}\"")).nth(1)?;
    Some(part.split("</section>").next().unwrap().to_owned())
}

/// What is looked for, the kind of thing that is meant, and who finds it.
struct Row {
    words: String,
    kind: &'static str,
    finders: &'static [&'static str],
}

fn row(words: impl Into<String>, kind: &'static str, finders: &'static [&'static str]) -> Row {
    Row { words: words.into(), kind, finders }
}

#[tokio::test]
async fn each_kind_is_found_by_those_who_may_see_it() {
    let world = Box::pin(World::new()).await;
    let (site, app) = (&world.site, &world.site.app);
    let policy_group = site.policy_group("Quagga").await;
    world.policy(&policy_group).await;
    for (owner, id, name, kind) in [
        ("owner", "bank", "Okapi Bank", "Auth_Partner"),
        ("owner", "sensors", "Okapi Sensors", "Device_Provider"),
        ("owner", "chipco", "Okapi Chips", "FTM_Provider"),
        ("owner", "gate-1", "Okapi Gate", "MISP_Partner"),
        ("stranger", "lynx", "Lynx", "Auth_Partner"),
        ("stranger", "lynx-sensors", "Lynx Sensors", "Device_Provider"),
    ] {
        world.register(owner, id, name, kind, true).await;
    }
    world.register("owner", "tapirco", "Tapir", "Device_Provider", false).await;
    let owner = site.context(world.person("owner")).await;
    let admin = site.context(world.person("admin")).await;

    policy_links::request(app, &owner, "bank", "zebra", "For the numbat").await.unwrap();
    world.decide("bank").await;
    api_keys::generate(app, &owner, "bank", "zebra", "gecko").await.unwrap_or_else(|_| panic!("no key"));
    let mut browser = world.browser("owner").await;
    let new = "/portal/org/bank/oidc-clients/new";
    browser.open(new).await;
    let fields = [
        ("policy", "policy-1"),
        ("name", "Ibex"),
        ("logo", "https://bank.example/logo.png"),
        ("redirects", "https://bank.example/ok"),
        ("key", KEY),
    ];
    let made = browser.post(new, &fields).await;
    browser.follow(made).await;
    let details = DeviceDetails {
        dtype_code: "Finger".into(),
        dstype_code: "Slap".into(),
        make: "Civet".into(),
        model: "C1".into(),
    };
    let model = NewModel { id: None, provider_id: "sensors".into(), details };
    devices::add_device(app, &owner, &model).await.unwrap();
    let day = |days: i64| (site.app.surroundings().now() + TimeDelta::days(days)).format("%Y-%m-%d").to_string();
    let (from, to) = (day(-3), day(90));
    browser.open("/portal/org/sensors/sbis/new").await;
    let fields = [("version", "hyrax-2"), ("hash", "ab12"), ("made", &from[..]), ("ends", &to[..])];
    let made = browser.post("/portal/org/sensors/sbis/new", &fields).await;
    browser.follow(made).await;
    devices::add_chip(app, &owner, "chipco", "Dingo", "D1").await.unwrap();
    misp::create(app, &admin, "gate-1").await.unwrap_or_else(|_| panic!("no licence"));
    let block = Wanted {
        id_type: "PARTNER_ID",
        parts: Parts { id: Some("vicuna"), ..Parts::default() },
        until: None,
        status: None,
        reason: Some("Fraud"),
    };
    hotlist::block(app, &admin, &block).await.unwrap();

    let mut rows = vec![
        row("Okapi", "g-partners", &["admin", "owner", "reader", "guest"]),
        row("tapir", "g-waiting", &["admin", "owner", "reader"]),
        row("numbat", "g-requests", &["admin", "owner", "reader"]),
        row("zebra", "g-requests", &["admin", "owner", "reader"]),
        row("zebra", "g-policies", &["admin", "manager"]),
        row("quagga", "g-groups", &["admin", "manager"]),
        row(policy_group, "g-groups", &["admin", "manager"]),
        row("gecko", "g-keys", &["admin", "owner", "reader"]),
        row("ibex", "g-clients", &["admin", "owner", "reader"]),
        row("civet", "g-devices", &["admin", "owner", "reader"]),
        row("hyrax", "g-sbis", &["admin", "owner", "reader"]),
        row("dingo", "g-chips", &["admin", "owner", "reader"]),
        row("gate-1", "g-licences", &["admin", "owner", "reader", "guest"]),
        row("person-stranger", "g-accounts", &["admin"]),
        row("vicuna", "g-hotlist", &["admin", "keeper"]),
    ];
    if openssl_cli::available() {
        let ca = Hierarchy::new("Serval").unwrap();
        for pem in [&ca.root.pem, &ca.intermediate.pem] {
            certificates::upload_ca(app, &admin, pem, "DEVICE").await.unwrap();
        }
        let upload = Upload {
            partner_id: "sensors".into(),
            data: ca.partner_certificate("Okapi Sensors").unwrap().pem,
            domain: "DEVICE".into(),
            usage: None,
            overlap_days: None,
            possession: None,
            by_admin: None,
        };
        let uploaded = certificates::upload(app, &owner, upload).await.unwrap();
        rows.push(row(uploaded.certificate_id, "g-certificates", &["admin", "owner", "reader"]));
        rows.push(row("serval", "g-authorities", &["admin"]));
    }

    let mut wrong = Vec::new();
    for name in PEOPLE {
        let mut browser = world.browser(name).await;
        for Row { words, kind, finders } in &rows {
            let page = browser.open(&format!("/portal/search?q={words}")).await;
            let found = group(&page, kind);
            if found.is_some() != finders.contains(&name) {
                wrong.push(format!("{name} {words} {kind}: {}", page.text()));
            }
            // What is found, and its list, open for whoever found it.
            for link in found.iter().flat_map(|part| part.split("href=\"").skip(1)) {
                let link = link.split('"').next().unwrap();
                let to = browser.get(link).await;
                let to = if to.status.is_redirection() { browser.get(to.location()).await } else { to };
                if to.status != http::StatusCode::OK {
                    wrong.push(format!("{name} {words}: {link} {}", to.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // An entry is found by the hash of it, too, as files name it.
    let mut keeper = world.browser("keeper").await;
    let page = keeper.open("/portal/search?q=vicuna").await;
    let entry = group(&page, "g-hotlist").unwrap();
    let hash = entry.split("/PARTNER_ID/").nth(1).unwrap().split('"').next().unwrap();
    assert!(group(&keeper.open(&format!("/portal/search?q={hash}")).await, "g-hotlist").is_some());
    assert!(page.body.contains("role=\"search\""), "who keeps the hotlist may search it from every page");
}
