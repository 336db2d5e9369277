//! What the tests of the routes have in common.

use pms_api_testkit::{Person, Site, with};
use serde_json::{Value, json};

/// What an Auth policy says.
pub fn auth() -> Value {
    json!({
        "authTokenType": "policy",
        "allowedAuthTypes": [{"authType": "otp", "mandatory": false}],
        "allowedKycAttributes": [{"attributeName": "fullName"}],
    })
}

/// A new Auth policy of the group `Banks`.
pub fn new_policy(name: &str) -> Value {
    json!({"policyGroupName": "Banks", "policyType": "Auth", "name": name, "desc": "Described", "version": "1.1",
        "policies": auth()})
}

/// The same as an edit.
pub fn edit(name: &str) -> Value {
    json!({"policyGroupName": "Banks", "name": name, "desc": "Described", "version": "1.1", "policies": auth()})
}

/// A draft with this id in the group `Banks`.
pub async fn draft(site: &Site, manager: &Person, id: &str) {
    let request = with(new_policy(&format!("Policy {id}")), json!({"policyId": id}));
    let made = site.send(manager, "POST", "/policies", request).await;
    assert_eq!(made.error(), "success");
}

/// Publishes a policy.
pub async fn publish(site: &Site, manager: &Person, id: &str, group_id: &str) {
    let path = format!("/policies/{id}/group/{group_id}/publish");
    assert_eq!(site.call(manager, "POST", &path).await.error(), "success");
}

/// The revision of the site's last change.
pub async fn head(site: &Site) -> i64 {
    pms_store::audit::head(site.app.store().db()).await.unwrap().0
}

/// Rows of the history and events about a policy.
pub async fn traces(site: &Site, id: &str) -> (i64, i64) {
    pms_store::statement(
        "SELECT (SELECT COUNT(*) FROM auth_policy_h WHERE id = $1) AS history, \
         (SELECT COUNT(*) FROM x_outbox WHERE topic = 'POLICY_UPDATED' AND subject_id = $2) AS events",
    )
    .bind(id)
    .bind(id)
    .one(site.app.store().db())
    .await
    .unwrap()
}
