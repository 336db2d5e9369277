//! Lists as files: what the list shows, filtered as it is, for whom it is, and as long as it is theirs.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use chrono::TimeDelta;
use http::StatusCode;
use http_body_util::BodyExt as _;
use pms_app::approvals;
use pms_app::certificates::{self, Upload};
use pms_app::partners::{self, Registration};
use pms_app::testing::{Person, Site};
use pms_domain::approval::Decision;
use pms_domain::context::Clock;
use pms_domain::roles;
use pms_store::audit::Record;
use pms_store::notification::{self, Members, NewNotification};
use pms_testkit::TestClock;
use pms_testkit::openssl_cli::{self, Hierarchy};
use support::Browser;

/// A formula and quotes.
const HOSTILE: &str = "=HYPERLINK(\"x\")";

struct Office {
    site: Site,
    admin: Person,
    owner: Person,
    stranger: Person,
}

impl Office {
    async fn new() -> Self {
        let site = Site::new().await;
        if openssl_cli::available() {
            site.clock.set(Clock::now(&TestClock::at_machine_time()) + TimeDelta::minutes(10));
        }
        let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
        let (owner, stranger) = (site.person("owner", &[]).await, site.person("stranger", &[]).await);
        let office = Self { site, admin, owner, stranger };
        office.register(&office.owner, "sensors", "Sensors Ltd").await;
        office.site.clock.advance(TimeDelta::minutes(2));
        office.register(&office.stranger, "rivals", HOSTILE).await;
        office
    }

    async fn register(&self, owner: &Person, id: &str, name: &str) {
        let registration = Registration {
            partner_id: id.into(),
            organization_name: name.into(),
            address: "Street".into(),
            contact_number: "1".into(),
            email: format!("{id}@example.org"),
            partner_type: "Device_Provider".into(),
            ..Default::default()
        };
        partners::register(&self.site.app, &self.site.context(owner).await, registration).await.unwrap();
    }

    /// Notifications of a partner, about API keys of these names.
    async fn notify(&self, partner_id: &str, labels: &[String]) {
        let ctx = self.site.system();
        let mut change = self.site.app.store().change().await.unwrap();
        for label in labels {
            let details = serde_json::json!({"apiKeyDetails": [
                {"apiKeyName": label, "expiryDateTime": "2026-02-14T08:30:00"},
            ]});
            let id = format!("{partner_id}-{label}");
            let new = NewNotification {
                id: &id,
                partner_id,
                notification_type: "API_KEY_EXPIRY",
                details: &details.to_string(),
                email: "x@example.org",
                lang: "eng",
                natural_key: &id,
                members: &Members::default(),
                by: "SYSTEM",
                at: ctx.now(),
            };
            notification::insert(&mut change, &ctx.surroundings, &new).await.unwrap();
        }
        change.save(&ctx, Record::new("test.notify", "notification", partner_id)).await.unwrap();
    }

    async fn browser(&self, person: &Person) -> Browser {
        Browser::of(&self.site, person).await
    }
}

/// The lines of a file, its heads first.
async fn lines(browser: &mut Browser, path: &str) -> Vec<String> {
    let mut page = browser.get(path).await;
    // The place of the export before is given back a moment after its end.
    for _ in 0..200 {
        if page.status != StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        page = browser.get(path).await;
    }
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
    assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/csv"), "{path}");
    assert!(page.headers["content-disposition"].to_str().unwrap().contains(".csv\""), "{path}");
    page.body.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn the_inbox_is_a_file_as_it_is_filtered() {
    let office = Office::new().await;
    let mut admin = office.browser(&office.admin).await;
    let list = admin.open("/portal/inbox?kind=partner&sort=-waiting").await;
    assert!(list.body.contains("href=\"/portal/inbox.csv?kind=partner&#38;sort=-waiting\" download"), "{}", list.body);
    let all = lines(&mut admin, "/portal/inbox.csv?sort=-waiting").await;
    assert_eq!(all.len(), 3, "{all:?}");
    assert!(all[0].contains("\"Request id\"") && all[0].contains("\"Decided on\""), "{all:?}");
    assert!(all[1].contains("\"'=HYPERLINK(\"\"x\"\")\"") && all[1].contains("\"rivals\""), "no formula: {all:?}");
    assert!(all[2].contains("\"Sensors Ltd\",\"sensors\"") && all[2].contains("\"Pending\""), "{all:?}");
    assert!(all[2].contains("\"New partner: Device provider\",\"Registration\""), "as the page says it: {all:?}");
    assert_eq!(lines(&mut admin, "/portal/inbox.csv?kind=key").await.len(), 1, "the tab counts");
    assert_eq!(lines(&mut admin, "/portal/inbox.csv?organisation=sensors").await.len(), 2, "the filters count");
    assert_eq!(lines(&mut admin, "/portal/inbox.csv?state=approved").await.len(), 1);
    assert!(
        !admin.open("/portal/inbox?state=approved").await.body.contains("inbox.csv"),
        "of nothing there is no file"
    );
    let mut owner = office.browser(&office.owner).await;
    assert_eq!(owner.get("/portal/inbox.csv").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn notifications_are_a_file_of_ones_own() {
    let office = Office::new().await;
    office.notify("sensors", &["=1+1".to_owned(), "two".to_owned()]).await;
    office.notify("rivals", &["theirs".to_owned()]).await;
    let mut owner = office.browser(&office.owner).await;
    let list = owner.open("/portal/notifications?type=apikey").await;
    assert!(list.body.contains("href=\"/portal/notifications.csv"), "{}", list.body);
    let all = lines(&mut owner, "/portal/notifications.csv").await.join("\n");
    assert_eq!(all.lines().count(), 3, "{all}");
    assert!(all.contains("\"'=1+1\",\"sensors\",\"2026-02-14T08:30:00Z\"") && !all.contains("theirs"), "{all}");
    assert_eq!(lines(&mut owner, "/portal/notifications.csv?show=dismissed").await.len(), 1);
    owner.open("/portal/notifications").await;
    owner.post("/portal/notifications/sensors-two/dismiss", &[]).await;
    assert_eq!(lines(&mut owner, "/portal/notifications.csv?show=dismissed").await.len(), 2);
    assert_eq!(lines(&mut owner, "/portal/notifications.csv").await.len(), 2);
    let mut nobody = Browser::new(&office.site);
    assert!(nobody.get("/portal/notifications.csv").await.location().starts_with("/portal/sign-in"));
}

/// A file that somebody reads slowly takes long: the rights to it are asked for again with each run of rows.
#[tokio::test]
async fn a_file_ends_with_the_right_to_it() {
    for stays in [true, false] {
        let office = Office::new().await;
        // More than are read ahead.
        let labels: Vec<String> = (0..2_600).map(|number| format!("key-{number}")).collect();
        office.notify("sensors", &labels).await;
        let reader = office.site.person("reader", &[]).await;
        office.site.join("sensors", &reader, "viewer").await;
        let mut browser = office.browser(&reader).await;
        let mut begun = browser.begin("/portal/notifications.csv").await.into_body();
        assert!(begun.frame().await.unwrap().is_ok());
        if !stays {
            let ctx = office.site.context(&office.owner).await;
            let members = partners::members(&office.site.app, &ctx, "sensors").await.unwrap();
            let id = members.into_iter().find(|one| one.name == "reader").unwrap().id;
            partners::remove_member(&office.site.app, &ctx, "sensors", &id, Some("left")).await.unwrap();
        }
        let mut is_whole = true;
        let mut rows = 0;
        while let Some(frame) = begun.frame().await {
            match frame {
                Ok(frame) => rows += frame.into_data().unwrap().iter().filter(|byte| **byte == b'\n').count(),
                Err(_) => {
                    is_whole = false;
                    break;
                }
            }
        }
        assert_eq!(is_whole, stays, "{rows} rows after the first run");
    }
}

#[tokio::test]
async fn the_trust_store_and_ones_certificates_are_files() {
    if !openssl_cli::available() {
        return;
    }
    let office = Office::new().await;
    let (app, admin) = (&office.site.app, office.site.context(&office.admin).await);
    let mut staff = office.browser(&office.admin).await;
    let before = lines(&mut staff, "/portal/trust.csv").await.len();
    let ca = Hierarchy::new("Sensors Ltd").unwrap();
    for pem in [&ca.root.pem, &ca.intermediate.pem] {
        certificates::upload_ca(app, &admin, pem, "DEVICE").await.unwrap();
    }
    let list = staff.open("/portal/trust?domain=DEVICE&issued_to=Sensors&sort=-ends").await;
    assert!(list.text().contains("2 certificates") && list.body.contains("/chain.p7b\">Chain (P7B)"), "{}", list.body);
    assert!(
        list.body.contains("href=\"/portal/trust.csv?domain=DEVICE&#38;issued_to=Sensors&#38;sort=-ends\" download"),
        "{}",
        list.body
    );
    let all = lines(&mut staff, "/portal/trust.csv").await;
    assert_eq!(all.len(), before + 2, "{all:?}");
    assert!(all[0].contains("\"Certificate id\"") && all[0].contains("\"Type\""), "{all:?}");
    let found = lines(&mut staff, "/portal/trust.csv?domain=DEVICE&issued_to=Sensors&type=ROOT").await;
    assert!(found.len() == 2 && found[1].contains("\"DEVICE\",\"Root\",\""), "{found:?}");
    assert!(staff.open("/portal/trust?issued_to=nobody-at-all").await.text().contains("Nothing matches"));

    let ctx = office.site.context(&office.owner).await;
    let upload = Upload {
        partner_id: "sensors".into(),
        data: ca.partner_certificate("Sensors Ltd").unwrap().pem,
        domain: "DEVICE".into(),
        usage: None,
        overlap_days: None,
        possession: None,
        by_admin: None,
    };
    let open = approvals::Filter { partner_id: Some("sensors".into()), ..Default::default() };
    for one in approvals::list(app, &admin, &open, 0, 10).await.unwrap().rows {
        let verdict = approvals::Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
        approvals::decide(app, &admin, &one.id, verdict).await.unwrap();
    }
    let mut owner = office.browser(&office.owner).await;
    let path = "/portal/org/sensors/certificates";
    assert!(!owner.open(path).await.body.contains("certificates.csv"), "of nothing there is no file");
    let uploaded = certificates::upload(app, &ctx, upload).await.unwrap();
    assert!(owner.open(path).await.body.contains(&format!("href=\"{path}.csv\" download")));
    let file = lines(&mut owner, &format!("{path}.csv")).await;
    assert_eq!(file.len(), 2, "{file:?}");
    assert!(file[1].contains(&uploaded.certificate_id) && file[1].contains("\"Active\""), "{file:?}");
    let mut stranger = office.browser(&office.stranger).await;
    assert_eq!(stranger.get(&format!("{path}.csv")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get("/portal/trust.csv").await.status, StatusCode::FORBIDDEN);
}
