//! The audit trail's page and its files, and what the portal reports of those who may not see them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use http::StatusCode;
use pms_app::testing::Site;
use pms_domain::roles;
use pms_store::account::security_event;
use pms_store::audit::Record;
use support::Browser;

#[tokio::test]
async fn the_trail_is_shown_searched_and_taken_along() {
    let site = Site::new().await;
    let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
    let record = Record::new("partner.update", "partner", "acme").reason(Some("=HYPERLINK(\"x\")"));
    site.app.store().change().await.unwrap().save(&site.system(), record).await.unwrap();
    let mut browser = Browser::of(&site, &admin).await;
    let all = browser.open("/portal/audit").await;
    assert!(all.body.contains("account.add") && all.body.contains("partner.update"), "{}", all.body);
    let page = browser.open("/portal/audit?id=acme").await;
    assert!(page.body.contains("Profile changed") && page.body.contains("system:test"), "{}", page.body);
    assert!(!page.body.contains("account.add"));
    assert!(page.body.contains("href=\"/portal/audit/records.csv?id=acme\""), "the file is of the same records");
    assert!(page.body.contains("value=\"partner\" selected"), "what an id alone is of is said");
    let narrower = ["/portal/audit?action=partner.update", "/portal/audit?id=acme&#38;kind=partner"];
    for href in narrower {
        assert!(all.body.contains(&format!("href=\"{href}\"")), "{href}: {}", all.body);
        let page = browser.open(&href.replace("&#38;", "&")).await;
        assert!(page.body.contains("partner.update") && !page.body.contains("account.add"), "{}", page.text());
    }
    let odd = browser.open("/portal/audit?kind=%3Cb%3Enew").await;
    assert!(
        odd.body.contains("value=\"&lt;b&gt;new\" selected") || odd.body.contains("value=\"&#60;b&#62;new\" selected")
    );
    for query in ["id=nobody", "action=partner.register", "from=2026-01-16", "to=2026-01-14", "actor=admin&id=acme"] {
        let page = browser.open(&format!("/portal/audit?{query}")).await;
        assert!(page.body.contains("Nothing matches"), "{query}");
    }
    let file = browser.open("/portal/audit/records.csv?id=acme&from=2026-01-15&to=2026-01-15").await;
    assert!(file.body.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{}", file.body);
    assert_eq!(file.body.lines().count(), 2);
    let file = browser.open("/portal/audit/records.jsonl?id=acme").await;
    assert!(file.body.starts_with("{\"revision\":") && file.body.lines().count() == 1, "{}", file.body);
    assert_eq!(browser.get("/portal/audit/records.xml").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_is_no_admin_is_refused_and_counted() {
    let site = Site::new().await;
    let manager = site.person("manager", &[roles::POLICYMANAGER]).await;
    let mut browser = Browser::of(&site, &manager).await;
    for path in ["/portal/audit", "/portal/audit/records.csv", "/portal/audit"] {
        assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    site.app.identity().events().flush().await;
    let events = security_event::newest(site.app.store().db(), 10).await.unwrap();
    let said: Vec<_> =
        events.iter().map(|event| (event.kind.as_str(), event.place.as_deref(), event.subject.as_deref())).collect();
    assert_eq!(said, [("role.missing", Some("portal"), Some(manager.id.as_str()))]);
    assert_eq!(events[0].count, 3);
}
