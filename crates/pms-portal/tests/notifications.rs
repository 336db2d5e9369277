//! The notifications of one's own organisations, and the bell that counts them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use http::StatusCode;
use pms_app::partners::{self, Registration};
use pms_app::testing::Site;
use support::Browser;

/// Markup and quotes.
const HOSTILE: &str = "<script>alert(1)</script>\" onload='x'";

/// A notification as the daily run writes it, about an API key with a hostile label.
async fn notify(site: &Site, id: &str, kind: &str) {
    let ctx = site.system();
    let details = serde_json::json!({"apiKeyDetails": [
        {"apiKeyName": format!("Key {HOSTILE}"), "expiryDateTime": "2026-02-14T08:30:00"},
    ]});
    let new = pms_store::notification::NewNotification {
        id,
        partner_id: "example-bank",
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
    change.save(&ctx, pms_store::audit::Record::new("test.notification", "notification", id)).await.unwrap();
}

/// Members see what ends and how much of it is new; who may change things dismisses it, for everybody.
#[tokio::test]
async fn notifications_are_seen_and_dismissed() {
    let site = Site::new().await;
    site.policy_group("Group").await;
    let member = site.person("owner", &[]).await;
    let reader = site.person("viewer", &[]).await;
    let nobody = site.person("stranger", &[]).await;
    let registration = Registration {
        partner_id: "example-bank".into(),
        policy_group: Some("Group".into()),
        organization_name: "Bank".into(),
        address: "Street".into(),
        contact_number: "+41 44".into(),
        email: "bank@example.org".into(),
        partner_type: "Auth_Partner".into(),
        ..Default::default()
    };
    partners::register(&site.app, &site.context(&member).await, registration).await.unwrap();
    site.join("example-bank", &reader, "viewer").await;
    notify(&site, "n1", "API_KEY_EXPIRY").await;
    notify(&site, "n2", "SBI_EXPIRY").await;
    notify(&site, "n3", "ROOT_CERT_EXPIRY").await;
    let bell = "<span class=\"count hot\">2</span>";
    let mut owner = Browser::of(&site, &member).await;
    assert!(owner.open("/portal").await.body.contains(bell));
    let page = owner.open("/portal/notifications").await;
    assert!(page.text().contains("API key") && page.text().contains("14 Feb 2026"), "{}", page.text());
    assert!(page.body.contains("Key &lt;script&gt;") && !page.text().contains("Root certificate"));
    let dismiss = |id: &str| format!("/portal/notifications/{id}/dismiss");

    let mut viewer = Browser::of(&site, &reader).await;
    let page = viewer.open("/portal/notifications").await;
    assert!(page.text().contains("API key") && !page.body.contains("/dismiss\""));
    assert_eq!(viewer.post(&dismiss("n1"), &[]).await.status, StatusCode::FORBIDDEN);
    let mut stranger = Browser::of(&site, &nobody).await;
    let page = stranger.open("/portal/notifications").await;
    assert!(page.text().contains("Nothing here") && !page.body.contains("href=\"/portal/notifications\"><svg"));
    for id in ["n1", "nothing"] {
        let refused = stranger.post(&dismiss(id), &[]).await;
        assert!(refused.text().contains("No notification has this id."), "{}", refused.text());
    }

    owner.open("/portal/notifications").await;
    for id in ["n1", "n1"] {
        let page = owner.post(&dismiss(id), &[]).await;
        assert!(owner.follow(page).await.text().contains("The notification is dismissed."));
    }
    assert!(owner.post(&dismiss("n3"), &[]).await.text().contains("No notification has this id."), "of partner admins");
    // The navigation and the filter speak of API keys, too.
    let page = owner.open("/portal/notifications").await;
    assert!(!page.body.split("<tbody").nth(1).unwrap_or_default().contains("API key"));
    assert!(owner.open("/portal/notifications?show=dismissed").await.text().contains("API key"));
    assert!(owner.open("/portal").await.body.contains("<span class=\"count hot\">1</span>"));
}

/// Decisions stand on a tab of their own; the bell counts them until this reader marks them read.
#[tokio::test]
async fn decisions_are_told_until_they_are_read() {
    let site = Site::new().await;
    let member = site.person("owner", &[]).await;
    let nobody = site.person("stranger", &[]).await;
    let registration = Registration {
        partner_id: "sensors".into(),
        organization_name: "Sensors".into(),
        address: "Street".into(),
        contact_number: "+41 44".into(),
        email: "sensors@example.org".into(),
        partner_type: "Device_Provider".into(),
        ..Default::default()
    };
    partners::register(&site.app, &site.context(&member).await, registration).await.unwrap();
    let admin = site.context(&site.person("admin", &[pms_domain::roles::PARTNER_ADMIN]).await).await;
    let filter = pms_app::approvals::Filter::default();
    let open = pms_app::approvals::list(&site.app, &admin, &filter, 0, 10).await.unwrap();
    let verdict = pms_app::approvals::Verdict {
        decision: pms_domain::approval::Decision::Reject,
        reason: Some("The papers are not complete."),
        shown_revision: None,
    };
    pms_app::approvals::decide(&site.app, &admin, &open.rows[0].id, verdict).await.unwrap();

    let mut owner = Browser::of(&site, &member).await;
    let bell = "<span class=\"count hot\">1</span>";
    assert!(owner.open("/portal").await.body.contains(bell));
    let page = owner.open("/portal/notifications?show=told").await;
    assert!(page.text().contains("Registration : rejected") || page.text().contains("Registration: rejected"));
    assert!(page.text().contains("New") && page.body.contains(bell), "looking is not reading");
    let until = page.input("until");
    let page = owner.post("/portal/notifications/read", &[("until", "nonsense")]).await;
    assert!(owner.follow(page).await.body.contains(bell));
    let page = owner.post("/portal/notifications/read", &[("until", &until)]).await;
    let page = owner.follow(page).await;
    assert!(page.text().contains("All is marked as read.") && page.text().contains("rejected"), "{}", page.text());
    assert!(!page.body.contains("count hot") && !page.body.contains("name=\"until\""));

    let mut stranger = Browser::of(&site, &nobody).await;
    let page = stranger.open("/portal/notifications?show=told").await;
    assert!(page.text().contains("Nothing here") && !page.text().contains("rejected"), "{}", page.text());
}
