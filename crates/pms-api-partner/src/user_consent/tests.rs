use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;

#[tokio::test]
async fn consent_is_given_once_and_keeps_the_seen_time() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let owner = site.owner("acme", "Auth_Partner").await;
        insta::assert_snapshot!("not_given", site.get(&owner, "/users/user-consent").await.golden());
        insta::assert_snapshot!("given", site.call(&owner, "POST", "/users/user-consent").await.golden());
        insta::assert_snapshot!("kept", site.get(&owner, "/users/user-consent").await.golden());

        let seen = "/users/acme-owner/notifications-seen-timestamp";
        let request = json!({"notificationsSeenDtimes": "2026-01-15T09:00:00.5Z"});
        insta::assert_snapshot!("seen", site.send(&owner, "PUT", seen, request).await.golden());
        assert_eq!(site.call(&owner, "POST", "/users/user-consent").await.error(), "success");
        insta::assert_snapshot!("still_seen", site.get(&owner, seen).await.golden());
    }
}

#[tokio::test]
async fn seen_times_need_no_consent() {
    let site = Site::new(SERVICE).await;
    site.policy_group("Group").await;
    let owner = site.owner("acme", "Auth_Partner").await;
    let seen = "/users/acme-owner/notifications-seen-timestamp";
    let expected = "PMS_NOTIFICATION_ERROR_003 User details does not exist for the user.";
    site.get_refuses(&owner, &[(seen, expected)]).await;
    let request = json!({"notificationsSeenDtimes": "2026-01-15T09:00"});
    let stored = site.send(&owner, "PUT", seen, request).await.response();
    assert_eq!(stored, json!({"notificationsSeenDtimes": "2026-01-15T09:00"}));
    let consent = site.get(&owner, "/users/user-consent").await.response();
    assert_eq!(consent["consentGiven"], false);
}

#[tokio::test]
async fn refusals() {
    let site = Site::new(SERVICE).await;
    site.policy_group("Group").await;
    let owner = site.owner("acme", "Auth_Partner").await;
    let admin = site.admin().await;
    let nobody = "PMS_CERTIFICATE_ERROR_002 User Id does not exists.";
    site.get_refuses(&admin, &[("/users/user-consent", nobody)]).await;
    assert_eq!(site.call(&admin, "POST", "/users/user-consent").await.error(), nobody);
    site.get_refuses(&owner, &[("/users/admin/notifications-seen-timestamp", nobody)]).await;
    let time = json!({"notificationsSeenDtimes": "2026-01-15T09:00:00"});
    site.refuses(&owner, "PUT", "/users/admin/notifications-seen-timestamp", &[(time, nobody)]).await;
    let in_seconds = |seconds| {
        let at = site.app.surroundings().now() + chrono::TimeDelta::seconds(seconds);
        json!({"notificationsSeenDtimes": at.format("%Y-%m-%dT%H:%M:%S").to_string()})
    };
    let cases = [
        (json!({"notificationsSeenDtimes": ""}), "PMS_NOTIFICATION_ERROR_002 Invalid notification seen timestamp"),
        (json!({}), "PMS_NOTIFICATION_ERROR_002 Invalid notification seen timestamp"),
        (
            json!({"notificationsSeenDtimes": "9999-12-31T00:00:00"}),
            "PMS_NOTIFICATION_ERROR_002 Invalid notification seen timestamp",
        ),
        (in_seconds(302), "PMS_NOTIFICATION_ERROR_002 Invalid notification seen timestamp"),
        (json!({"notificationsSeenDtimes": "yesterday"}), "400 Failed to read request"),
        (json!(null), "400 PMS_COR_001 Invalid request parameter - must not be null :request"),
    ];
    site.refuses(&owner, "PUT", "/users/acme-owner/notifications-seen-timestamp", &cases).await;
    // A clock that is a little ahead.
    let answer = site.send(&owner, "PUT", "/users/acme-owner/notifications-seen-timestamp", in_seconds(299)).await;
    assert_eq!(answer.error(), "success");
}

#[tokio::test]
async fn the_second_envelope_is_checked_in_its_order() {
    let site = Site::new(SERVICE).await;
    site.policy_group("Group").await;
    let owner = site.owner("acme", "Auth_Partner").await;
    let path = "/v1/partnermanager/users/acme-owner/notifications-seen-timestamp";
    let id = "mosip.pms.users.notifications.seen.timestamp.put";
    let now = "2026-01-15T10:00:00.000Z";
    for (body, expected) in [
        (json!({"request": {}}), "PMS_REQUEST_ERROR_002 Invalid Request Id"),
        (json!({"id": "other", "request": {}}), "PMS_REQUEST_ERROR_002 Invalid Request Id"),
        (json!({"id": id, "requesttime": now, "request": {}}), "PMS_REQUEST_ERROR_004 Invalid request time"),
        (
            json!({"id": id, "requestTime": "2026-01-14T10:00:00.000Z", "request": {}}),
            "PMS_REQUEST_ERROR_006 Request date should be current date",
        ),
        (json!({"id": id, "requestTime": now, "request": {}}), "PMS_REQUEST_ERROR_003 Request version is invalid"),
        (
            json!({"id": id, "requestTime": now, "version": "1.0", "request": {}}),
            "PMS_NOTIFICATION_ERROR_002 Invalid notification seen timestamp",
        ),
    ] {
        let answer = site.raw(Some(&owner), "PUT", path, Some(&body.to_string())).await;
        assert_eq!(answer.error(), expected, "{body}");
        assert_eq!(answer.json()["id"], id);
    }
}
