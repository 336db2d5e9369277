//! Licences, the transaction log, the calendar of what ends, and the authorities of the trust store.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use chrono::TimeDelta;
use http::StatusCode;
use pms_app::partners::{self, Registration};
use pms_app::testing::{Person, Site};
use pms_app::transaction_log::upkeep::Sums;
use pms_domain::transaction::{Answered, AuthTypes, Endpoint, Outcome, Source, TransactionId};
use pms_domain::verification::Reason;
use pms_domain::{Timestamp, roles};
use pms_store::audit::Record;
use support::Browser;

/// Markup and quotes.
const HOSTILE: &str = "<script>alert(1)</script>\" onload='x'";

struct World {
    site: Site,
    admin: Person,
    /// Owns the MISP `gate`.
    gate: Person,
    /// Owns the authentication partner `bank`.
    bank: Person,
}

async fn register(site: &Site, person: &Person, id: &str, kind: &str, name: &str) {
    let registration = Registration {
        partner_id: id.into(),
        policy_group: Some("Group".into()),
        organization_name: name.into(),
        address: "Street".into(),
        contact_number: "+41 44".into(),
        email: format!("{id}@example.org"),
        partner_type: kind.into(),
        ..Default::default()
    };
    partners::register(&site.app, &site.context(person).await, registration).await.unwrap();
    let ctx = site.system();
    let mut change = site.app.store().change().await.unwrap();
    pms_store::partner::set_standing(&mut change, id, "approved", true, "test", ctx.now()).await.unwrap();
    change.save(&ctx, Record::new("test", "partner", id)).await.unwrap();
}

impl World {
    async fn new() -> Self {
        let site = Site::with(|settings| settings.misp.licence_validity_days = 100).await;
        site.policy_group("Group").await;
        let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
        let (gate, bank) = (site.person("gate-owner", &[]).await, site.person("bank-owner", &[]).await);
        register(&site, &gate, "gate", "MISP_Partner", &format!("Gate {HOSTILE}")).await;
        register(&site, &bank, "bank", "Auth_Partner", "Bank").await;
        Self { site, admin, gate, bank }
    }

    async fn browser(&self, person: &Person) -> Browser {
        Browser::of(&self.site, person).await
    }
}

/// The value on the page that shows it once.
fn value(body: &str) -> String {
    body.split("<output").nth(1).unwrap().split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_licence_is_made_stopped_and_renewed_and_its_value_shown_once() {
    let world = World::new().await;
    let mut admin = world.browser(&world.admin).await;
    let mut gate = world.browser(&world.gate).await;
    let page = gate.open("/portal/org/gate/licences").await;
    assert!(page.text().contains("You have no licence yet") && page.text().contains("A partner admin makes it"));
    assert_eq!(gate.get("/portal/org/gate/licences/new").await.status, StatusCode::FORBIDDEN);

    let page = admin.open("/portal/licences/new").await;
    assert!(page.body.contains("Gate &lt;script&gt;") && !page.body.contains("Bank"), "MISPs alone");
    let page = admin.post("/portal/licences/new", &[("misp", "")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("Choose a MISP."));
    let page = admin.post("/portal/licences/new", &[("misp", "bank")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "no MISP");
    let page = admin.post("/portal/licences/new", &[("misp", "gate")]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.body.contains("Gate &lt;script&gt;"), "whose it is, by name");
    let first = value(&page.body);
    assert!(first.len() >= 32 && page.headers["cache-control"] == "no-store", "{first}");
    let page = admin.open("/portal/licences/new").await;
    assert!(!page.body.contains("value=\"gate\""), "who has a licence is not offered: {}", page.body);

    let page = gate.open("/portal/org/gate/licences").await;
    assert!(page.text().contains("Current") && page.text().contains("not shown") && page.text().contains("Active"));
    assert!(!page.body.contains(&first), "the value is not shown again");
    assert!(page.body.contains("licences/deactivate") && !page.body.contains("licences/renew"), "an admin renews");
    for path in ["/portal/org/gate/licences.csv", "/portal/org/gate/history"] {
        assert!(!gate.open(path).await.body.contains(&first), "{path}");
    }
    assert!(!admin.open("/portal/licences.csv").await.body.contains(&first));
    assert_eq!(gate.get("/portal/org/gate/licences/renew").await.status, StatusCode::FORBIDDEN);

    // The MISP stops it, with a reason; what was typed stays where one is missing.
    let page = gate.open("/portal/org/gate/licences/deactivate").await;
    assert!(page.text().contains("In the last 30 days nobody used it."), "{}", page.text());
    let page = gate.post("/portal/org/gate/licences/deactivate", &[("reason", " ")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = gate.post("/portal/org/gate/licences/deactivate", &[("reason", HOSTILE)]).await;
    let page = gate.follow(page).await;
    assert!(page.text().contains("The licence is deactivated.") && page.text().contains("You stopped your licence."));
    assert_eq!(page.undo().as_deref(), Some("/portal/org/gate/licences/activate"));
    let page = gate.post("/portal/org/gate/licences/activate", &[("reason", "back")]).await;
    assert!(gate.follow(page).await.text().contains("The licence is active again."));

    // What an admin stops, the MISP cannot start again.
    let page = admin.post("/portal/licences/gate/deactivate", &[("reason", "unpaid")]).await;
    assert_eq!(admin.follow(page).await.undo().as_deref(), Some("/portal/licences/gate/activate"));
    let page = gate.open("/portal/org/gate/licences").await;
    assert!(page.text().contains("A partner admin stopped your licence.") && !page.body.contains("licences/activate"));
    let page = gate.post("/portal/org/gate/licences/activate", &[("reason", "please")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());

    let page = admin.post("/portal/licences/gate/renew", &[("reason", "paid")]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert_ne!(value(&page.body), first);
    let page = admin.open("/portal/licences").await;
    assert!(page.text().contains("2 licences") && page.text().contains("Another licence took its place"));
    assert!(page.body.contains("Gate &lt;script&gt;") && page.text().contains("gate"), "name and id: {}", page.text());
    let csv = admin.open("/portal/licences.csv").await.body;
    assert!(csv.contains("Id of the MISP") && csv.contains("\"gate\",") && csv.contains("Gate <script>"), "{csv}");
    let page = admin.open("/portal/licences/gate/deactivate").await;
    assert!(page.body.contains("Gate &lt;script&gt;"), "whose licence it is, by name");
    assert!(admin.open("/portal/licences?active=yes").await.text().contains("1 licence"));
    assert!(admin.open("/portal/licences?misp=nobody").await.text().contains("Nothing matches"));
    assert!(!admin.open("/portal/licences?ends=over&sort=-until").await.text().contains("not shown"));
}

#[tokio::test]
async fn where_the_site_says_so_a_misp_makes_its_own_licence() {
    let site = Site::with(|settings| settings.misp.licence_by = "misp".to_owned()).await;
    site.policy_group("Group").await;
    let owner = site.person("gate-owner", &[]).await;
    register(&site, &owner, "gate", "MISP_Partner", "Gate").await;
    let reader = site.person("reader", &[]).await;
    site.join("gate", &reader, "viewer").await;
    let mut gate = Browser::of(&site, &owner).await;
    assert!(gate.open("/portal/org/gate/licences").await.body.contains("/portal/org/gate/licences/new"));
    let page = gate.open("/portal/org/gate/licences/new").await;
    assert!(page.text().contains("shown once"));
    let page = gate.post("/portal/org/gate/licences/new", &[]).await;
    assert!(value(&page.body).len() >= 32);
    let page = gate.post("/portal/org/gate/licences/new", &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "there is one");
    let mut viewer = Browser::of(&site, &reader).await;
    let page = viewer.open("/portal/org/gate/licences").await;
    assert!(!page.body.contains("licences/renew") && !page.body.contains("licences/deactivate"));
    for step in ["new", "renew", "deactivate", "activate"] {
        let path = format!("/portal/org/gate/licences/{step}");
        assert_eq!(viewer.get(&path).await.status, StatusCode::FORBIDDEN, "{step}");
        assert_eq!(viewer.post(&path, &[("reason", "x")]).await.status, StatusCode::FORBIDDEN, "{step}");
    }
}

#[tokio::test]
async fn pages_of_others_do_not_open() {
    let world = World::new().await;
    let manager = world.site.person("manager", &[roles::POLICYMANAGER]).await;
    let own = [
        "licences",
        "licences.csv",
        "licences/new",
        "licences/renew",
        "licences/deactivate",
        "usage",
        "usage/rows.csv",
        "usage/rows.jsonl",
        "calendar",
        "calendar.csv",
    ];
    let mut bank = world.browser(&world.bank).await;
    for page in own {
        assert_eq!(bank.get(&format!("/portal/org/gate/{page}")).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    for page in ["licences", "licences/new", "usage/rows.xml"] {
        assert_eq!(bank.get(&format!("/portal/org/bank/{page}")).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    let staff = [
        "licences",
        "licences.csv",
        "licences/new",
        "licences/gate/renew",
        "licences/gate/deactivate",
        "licences/gate/activate",
        "transactions",
        "transactions/rows.csv",
        "calendar",
        "calendar.csv",
        "trust/x",
        "trust/x/revoke",
    ];
    let mut manager = Browser::of(&world.site, &manager).await;
    for browser in [&mut bank, &mut manager] {
        for page in staff {
            assert_eq!(browser.get(&format!("/portal/{page}")).await.status, StatusCode::FORBIDDEN, "{page}");
        }
    }
    let mut admin = world.browser(&world.admin).await;
    for page in ["licences/nobody/renew", "trust/nothing", "trust/nothing/revoke", "notifications/nothing"] {
        assert_eq!(admin.get(&format!("/portal/{page}")).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    let mut nobody = Browser::new(&world.site);
    for page in ["/portal/licences", "/portal/org/gate/usage", "/portal/calendar", "/portal/notifications/dismiss-all"]
    {
        assert_eq!(nobody.get(page).await.status, StatusCode::SEE_OTHER, "{page}");
    }
}

fn answer(transaction: &str, at: Timestamp, reason: Option<Reason>) -> Answered {
    Answered {
        occurred_at: at,
        source: Source::Validate,
        transaction_id: TransactionId::read(transaction, str::to_owned).unwrap_or_default(),
        endpoint: Endpoint::Auth,
        misp_id: Some("gate".into()),
        licence_id: Some("licence".into()),
        partner_id: Some("bank".into()),
        policy_id: Some("policy-7".into()),
        key_id: Some("key-9".into()),
        auth_types: AuthTypes::parse("OTP-AUTH").unwrap(),
        outcome: if reason.is_some() { Outcome::Refused } else { Outcome::Allowed },
        reason: reason.map(|reason| pms_domain::transaction::Reason::of(reason.code())),
        stale_ms: None,
    }
}

/// Thirty uses allowed and two refused, all of this hour.
async fn uses(site: &Site) {
    let now = site.system().now();
    for number in 0..30 {
        site.app.recorder().record(answer(&format!("t-{number}"), now, None));
    }
    site.app.recorder().record(answer("refused-1", now, Some(Reason::KeyExpired)));
    site.app.recorder().record(answer("refused-2", now, Some(Reason::KeyExpired)));
    site.app.finish_recording().await;
    site.clock.advance(TimeDelta::minutes(2));
    assert_eq!(Sums::default().make(&site.app).await.unwrap(), 1);
}

#[tokio::test]
async fn a_misp_and_a_partner_see_their_uses_and_why_some_were_refused() {
    let world = World::new().await;
    let mut gate = world.browser(&world.gate).await;
    let page = gate.open("/portal/org/gate/usage").await;
    assert!(page.text().contains("Nothing in this time") && page.text().contains("when a gateway asks us"));
    assert!(!page.body.contains("<svg class=\"chart\""));
    uses(&world.site).await;

    let page = gate.open("/portal/org/gate/usage?range=24h").await;
    let text = page.text();
    assert!(text.contains("Requests32") && text.contains("Allowed30") && text.contains("Refused2"), "{text}");
    assert!(text.contains("94% of all") && text.contains("none in the 24 hours before"), "{text}");
    assert!(page.body.contains("<svg class=\"chart\"") && !page.body.contains("style="));
    assert!(text.contains("30 allowed, 2 refused, most of them at"), "the title tells the finding: {text}");
    assert!(text.contains("API key expired") && text.contains("key_expired"), "words beside the code");
    assert!(text.contains("Partners served") && text.contains("bank"));
    assert!(page.body.contains("rel=\"next\""), "32 rows are two pages");
    let next = page.body.split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let second = gate.open(&next).await;
    assert!(second.body.contains(">Newest<") && second.body.matches("<code class=\"ltr\">").count() >= 7);

    let refused = gate.open("/portal/org/gate/usage?outcome=refused&reason=key_expired").await;
    assert!(refused.text().contains("Requests2") && refused.text().contains("refused-1"));
    assert!(!refused.text().contains("t-7"), "filtered");
    assert!(gate.open("/portal/org/gate/usage?partner=nobody").await.text().contains("Nothing matches"));
    assert!(gate.open("/portal/org/gate/usage?key=label").await.text().contains("A label needs its partner id"));
    assert!(
        gate.open("/portal/org/gate/usage?from=2026-02-02&to=2026-01-01").await.text().contains("first day before")
    );
    let hostile = gate.open("/portal/org/gate/usage?partner=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(hostile.body.contains("&lt;script&gt;"));

    let csv = gate.open("/portal/org/gate/usage/rows.csv?range=24h").await;
    assert_eq!((csv.body.lines().count(), csv.body.contains("refused-1")), (33, true));
    let lines = gate.open("/portal/org/gate/usage/rows.jsonl?outcome=refused").await;
    assert_eq!(lines.body.lines().count(), 2);
    assert!(lines.body.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));

    let mut bank = world.browser(&world.bank).await;
    let page = bank.open("/portal/org/bank/usage").await;
    assert!(page.text().contains("Requests32") && page.text().contains("MISPs that served you"), "{}", page.text());
    assert!(page.text().contains("gate") && page.body.contains("/portal/org/bank/usage?misp=gate"));
    assert!(!page.text().contains("licence"), "which licence is the MISP's");

    // A member whose account has no role: the pages of the organisation are for all its members.
    let viewer = world.site.person("viewer", &[]).await;
    world.site.join("bank", &viewer, "viewer").await;
    let mut browser = world.browser(&viewer).await;
    let page = browser.open("/portal/org/bank/usage").await;
    assert!(page.body.contains("href=\"/portal/org/bank/usage\""), "offered");
    assert!(page.text().contains("Requests32"), "{}", page.text());
    assert_eq!(browser.open("/portal/org/bank/usage/rows.csv?range=24h").await.body.lines().count(), 33);
    assert_eq!(browser.get("/portal/org/gate/usage").await.status, StatusCode::NOT_FOUND, "another's");
    let narrowed = browser.open("/portal/org/bank/usage?partner=gate").await;
    assert!(narrowed.text().contains("Requests32"), "the address does not say whose: {}", narrowed.text());

    let mut admin = world.browser(&world.admin).await;
    let page = admin.open("/portal/transactions").await;
    assert!(page.text().contains("Requests32") && page.body.contains("/portal/transactions?partner=bank"));
    let page = admin.open("/portal/transactions?misp=other").await;
    assert!(page.text().contains("Nothing matches"));

    // Before a licence is stopped, the page says who depends on it.
    let page = admin.post("/portal/licences/new", &[("misp", "gate")]).await;
    assert_eq!(page.status, StatusCode::OK);
    let page = admin.open("/portal/licences/gate/deactivate").await;
    assert!(page.text().contains("it served 1 partner, with 32 requests in all"), "{}", page.text());
}

#[tokio::test]
async fn the_calendar_shows_what_ends_to_whom_it_belongs() {
    let world = World::new().await;
    let mut admin = world.browser(&world.admin).await;
    let mut bank = world.browser(&world.bank).await;
    assert!(bank.open("/portal/org/bank/calendar").await.text().contains("Nothing ends within 400 days"));
    let ctx = world.site.context(&world.admin).await;
    pms_app::misp::create(&world.site.app, &ctx, "gate").await.unwrap();
    // The counts of everything are made once a minute.
    world.site.clock.advance(TimeDelta::minutes(2));
    let page = admin.open("/portal/calendar").await;
    assert!(page.text().contains("MISP licence") && page.body.contains("Gate &lt;script&gt;"), "{}", page.text());
    assert!(page.body.contains("/portal/licences?misp=gate") && page.text().contains("1 thing ends"));
    let month = |body: &str| {
        let select = body.split("id=\"f-month\"").nth(1).unwrap().split("</select>").next().unwrap().to_owned();
        let chosen = select.split(" selected").next().unwrap().rsplit("value=\"").next().unwrap().to_owned();
        (select.contains(">Any<"), select.contains(" selected").then(|| chosen.split('"').next().unwrap().to_owned()))
    };
    let april = Some("2026-04".to_owned());
    assert_eq!(month(&page.body), (false, april.clone()), "the month that is shown, though the address names none");
    assert_eq!(month(&admin.open("/portal/calendar?month=2026-04").await.body), (false, april));
    assert_eq!(month(&admin.open("/portal/calendar?partner=gate").await.body), (true, None), "all months");
    assert!(admin.open("/portal/calendar?kind=key").await.text().contains("Nothing matches"));
    assert!(admin.open("/portal/calendar?partner=gate&month=2026-01").await.text().contains("Nothing matches"));
    assert!(admin.open("/portal/calendar?partner=gate").await.text().contains("1 thing ends"));
    let csv = admin.open("/portal/calendar.csv").await;
    assert_eq!(csv.body.lines().count(), 2);
    let mut gate = world.browser(&world.gate).await;
    let page = gate.open("/portal/org/gate/calendar").await;
    assert!(page.text().contains("All (1)") && page.body.contains("/portal/org/gate/licences"), "{}", page.text());
    assert!(page.text().contains("MISP licence (1)"), "counts beside the kinds");
    assert_eq!(gate.open("/portal/org/gate/calendar.csv").await.body.lines().count(), 2);
    assert!(bank.open("/portal/org/bank/calendar").await.text().contains("Nothing ends within 400 days"));
}

async fn notify(site: &Site, id: &str, partner: &str, kind: &str, details: serde_json::Value) {
    let ctx = site.system();
    let new = pms_store::notification::NewNotification {
        id,
        partner_id: partner,
        notification_type: kind,
        details: &details.to_string(),
        email: "bank@example.org",
        lang: "eng",
        natural_key: id,
        members: &pms_store::notification::Members::default(),
        by: "SYSTEM",
        at: ctx.now(),
    };
    let mut change = site.app.store().change().await.unwrap();
    pms_store::notification::insert(&mut change, &ctx.surroundings, &new).await.unwrap();
    change.save(&ctx, Record::new("test.notification", "notification", id)).await.unwrap();
}

#[tokio::test]
async fn notifications_are_filtered_opened_and_dismissed_together() {
    let world = World::new().await;
    let key = |name: &str| serde_json::json!({"apiKeyDetails": [{"apiKeyName": name, "expiryDateTime": "2026-02-14T08:30:00"}]});
    for number in 0..3 {
        let id = format!("k{number}");
        notify(&world.site, &id, "bank", "API_KEY_EXPIRY", key(&format!("Key {number} {HOSTILE}"))).await;
    }
    notify(&world.site, "c1", "bank", "PARTNER_CERT_EXPIRY", serde_json::json!({"certificateDetails": []})).await;
    let week = serde_json::json!({
        "certificateDetails": [{"issuedTo": "CN=Bank", "partnerId": "bank", "expiryDateTime": "2026-02-14T08:30:00"}],
        "apiKeyDetails": [], "sbiDetails": [{"sbiVersion": "1.0", "partnerId": "maker"}], "ftmDetails": [],
    });
    notify(&world.site, "w1", "bank", "WEEKLY_SUMMARY", week).await;
    let mut bank = world.browser(&world.bank).await;
    let page = bank.open("/portal/notifications?type=apikey").await;
    assert_eq!(page.body.matches("/dismiss\"").count(), 3);
    let page = bank.open("/portal/notifications/k1").await;
    assert!(page.body.contains("Key 1 &lt;script&gt;") && page.text().contains("14 Feb 2026"));
    assert_eq!(bank.get("/portal/notifications/w1").await.status, StatusCode::NOT_FOUND, "of partner admins");
    let mut gate = world.browser(&world.gate).await;
    assert_eq!(gate.get("/portal/notifications/k1").await.status, StatusCode::NOT_FOUND, "another's");

    let page = bank.open("/portal/notifications/dismiss-all?type=apikey").await;
    assert!(page.text().contains("3 notifications are dismissed"));
    let page = bank.post("/portal/notifications/dismiss-all", &[("type", "apikey")]).await;
    let page = bank.follow(page).await;
    assert!(page.text().contains("The notifications are dismissed.") && page.text().contains("Partner certificate"));
    assert!(page.body.contains("<span class=\"count hot\">1</span>"));
    let page = bank.post("/portal/notifications/dismiss-all", &[("type", "nonsense")]).await;
    assert_eq!(page.status, StatusCode::OK, "a type that is not known dismisses nothing");
    assert!(bank.open("/portal/notifications").await.body.contains("/c1/dismiss\""));

    // Staff without an organisation are told what waits; as a member of one they see its summary.
    let mut admin = world.browser(&world.admin).await;
    let page = admin.open("/portal/notifications").await;
    assert!(page.text().contains("2 requests wait for a decision."), "{}", page.text());
    assert!(page.body.contains("<span class=\"count hot\">1</span>"));
    world.site.join("bank", &world.admin, "viewer").await;
    let page = admin.open("/portal/notifications/w1").await;
    assert!(page.text().contains("CN=Bank") && page.text().contains("maker"), "{}", page.text());
    assert!(admin.open("/portal/notifications?type=weekly").await.body.contains("/portal/notifications/w1\""));
}

#[tokio::test]
async fn an_authority_says_what_depends_on_it_and_is_revoked_with_a_reason() {
    if !pms_testkit::openssl_cli::available() {
        return;
    }
    let ca = pms_testkit::openssl_cli::Hierarchy::new("Example Bank").unwrap();
    let world = World::new().await;
    world.site.clock.set(pms_domain::context::Clock::now(&pms_testkit::TestClock::at_machine_time()));
    let mut admin = world.browser(&world.admin).await;
    admin.open("/portal/trust/upload").await;
    let root = ca.root.pem.as_bytes();
    let page = admin.upload("/portal/trust/upload", &[("domain", "AUTH")], ("file", "root.pem", root)).await;
    let pem = page.input("pem");
    let page = admin.post("/portal/trust/confirm", &[("domain", "AUTH"), ("pem", &pem)]).await;
    assert!(admin.follow(page).await.text().contains("in the trust store"));
    let list = admin.open("/portal/trust?sort=-uploaded").await;
    let all: Vec<&str> =
        list.body.split("href=\"/portal/trust/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let ids: Vec<&str> = all.into_iter().filter(|id| !id.contains('/') && *id != "upload").collect();
    let other = *ids.first().unwrap();
    let page = admin.open(&format!("/portal/trust/{other}")).await;
    let text = page.text();
    assert!(text.contains("covers no partner") && text.contains("Revocation lists"), "{text}");
    assert!(page.body.contains("/revoke\""));
    // The platform's own is in no list of this page, and has one of its own.
    let store = pms_store::certificate::trust_store(world.site.app.store().db(), "AUTH").await.unwrap();
    let own = store.into_iter().find(|entry| entry.x_own).unwrap().cert_id;
    assert!(!admin.open(&format!("/portal/trust/{own}")).await.body.contains("/revoke\""));
    let page = admin.open(&format!("/portal/trust/{own}/revoke")).await;
    assert!(page.text().contains("one of the platform’s own") && !page.body.contains("name=\"why\""));
    let revoke = format!("/portal/trust/{other}/revoke");
    let page = admin.open(&revoke).await;
    assert!(page.text().contains("No active partner depends on it.") && page.text().contains("This is final"));
    let page = admin.post(&revoke, &[("why", ""), ("reason", "typed")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("Choose a ground.") && page.body.contains("typed</textarea>"));
    for typed in ["", own.as_str()] {
        let page = admin.post(&revoke, &[("why", "superseded"), ("reason", HOSTILE), ("typed", typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "another id is no confirmation");
        assert!(page.text().contains(&format!("exactly as it stands here: {other}")), "{}", page.text());
    }
    let page = admin.post(&revoke, &[("why", "superseded"), ("reason", HOSTILE), ("typed", other)]).await;
    let page = admin.follow(page).await;
    assert!(page.text().contains("The authority is revoked.") && !page.body.contains("<script>"), "{}", page.text());
    assert!(admin.open(&revoke).await.text().contains("It is revoked already."));
}
