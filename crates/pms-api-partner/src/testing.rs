//! What the tests about policies have in common.

use chrono::TimeDelta;
use pms_api_testkit::{Person, Site};
use pms_domain::roles;
use pms_store::audit::Record;
use pms_store::{auth_policy, policy_group};
use serde_json::{Value, json};

/// What every policy here says.
pub const CONTENT: &str = r#"{"allowedKycAttributes":[{"attributeName":"fullName"}]}"#;

/// Adds a published policy of a type to a group that is there. Its id is its name in lower case.
pub async fn policy(site: &Site, group: &str, name: &str, policy_type: &str) -> String {
    let (ctx, id) = (site.system(), name.to_lowercase());
    let mut change = site.app.store().change().await.unwrap();
    let group = policy_group::find_by_name(&mut change, group).await.unwrap().unwrap();
    let new = auth_policy::NewPolicy {
        id: &id,
        policy_group_id: &group.id,
        name,
        descr: "Described",
        policy: CONTENT,
        policy_type,
        version: "1.1",
        valid_to: ctx.now() + TimeDelta::days(30),
        by: "test",
        at: ctx.now(),
    };
    auth_policy::insert(&mut change, &new).await.unwrap();
    auth_policy::publish(&mut change, &id, "https://schema.example", "test", ctx.now()).await.unwrap();
    change.save(&ctx, Record::new("test.policy", "policy", &id)).await.unwrap();
    id
}

/// A site with the group `Group`, the policy `Kyc` of a type in it, an active partner `acme` of a type, its owner, and an
/// admin.
pub async fn linking(site: &Site, partner_type: &str, policy_type: &str) -> (Person, Person) {
    site.policy_group("Group").await;
    policy(site, "Group", "Kyc", policy_type).await;
    let owner = active(site, "acme", partner_type).await;
    (owner, site.admin().await)
}

/// An active partner in the group `Group`, and its owner, who has the roles of all partners.
pub async fn active(site: &Site, id: &str, partner_type: &str) -> Person {
    let owner = site.person(&format!("{id}-owner"), roles::PARTNER_ROLES).await;
    if pms_domain::partner_type::find(partner_type).unwrap().self_service {
        site.register(&owner, id, partner_type).await;
    } else {
        // Only admins register these.
        site.register(&owner, id, "Auth_Partner").await;
        set_type(site, id, partner_type).await;
    }
    if pms_domain::partner_type::find(partner_type).unwrap().policy_required {
        return switched_on(site, id, owner).await;
    }
    let group = policy_group::find_by_name(site.app.store().db(), "Group").await.unwrap().unwrap();
    let mut change = site.app.store().change().await.unwrap();
    pms_store::partner::set_policy_group(&mut change, id, &group.id, "test", site.system().now()).await.unwrap();
    change.save(&site.system(), Record::new("test.group", "partner", id)).await.unwrap();
    switched_on(site, id, owner).await
}

async fn switched_on(site: &Site, id: &str, owner: Person) -> Person {
    site.switch_on(id).await;
    owner
}

async fn set_type(site: &Site, id: &str, partner_type: &str) {
    let mut change = site.app.store().change().await.unwrap();
    pms_store::statement("UPDATE partner SET partner_type_code = $2 WHERE id = $1")
        .bind(id)
        .bind(partner_type)
        .execute(&mut change)
        .await
        .unwrap();
    change.save(&site.system(), Record::new("test.type", "partner", id)).await.unwrap();
}

/// A partner asks for a policy. Answers the mappingkey.
pub async fn ask(site: &Site, person: &Person, partner_id: &str, policy: &str) -> String {
    let answer = site.send(person, "POST", &format!("/partners/{partner_id}/policy/map"), wish(policy)).await;
    assert_eq!(answer.error(), "success");
    answer.response()["mappingkey"].as_str().unwrap().to_owned()
}

/// The request for a policy.
pub fn wish(policy: &str) -> Value {
    json!({"policyName": policy, "useCaseDescription": "Opening accounts"})
}

/// The admin decides by the contract's route. Answers the first error.
pub async fn decide(site: &Site, person: &Person, key: &str, status: &str) -> String {
    site.send(person, "PUT", &format!("/partners/policy/{key}"), json!({ "status": status })).await.error()
}

/// Extractors as they are sent.
pub fn extractors(attribute: &str, biometric: &str) -> Value {
    json!({"extractors": [{"attributeName": attribute, "biometric": biometric,
        "extractor": {"provider": "mock", "version": "1.1"}}]})
}

/// `status_code` of a request and the state of its newest approval.
pub async fn states(site: &Site, key: &str) -> (String, String) {
    pms_store::statement(
        "SELECT r.status_code AS status, COALESCE((SELECT a.state FROM x_approval a WHERE a.kind = 'policy' AND \
         a.object_id = r.id), '') AS state FROM partner_policy_request r WHERE r.id = $1",
    )
    .bind(key)
    .one(site.app.store().db())
    .await
    .unwrap()
}

/// How many rows a statement counts.
pub async fn count(site: &Site, sql: &'static str) -> i64 {
    let (n,) = pms_store::statement(sql).one(site.app.store().db()).await.unwrap();
    n
}

/// As [`linking`], and the partner's request for the policy `Kyc` is approved.
pub async fn linked(site: &Site, partner_type: &str, policy_type: &str) -> (Person, Person) {
    let (owner, admin) = linking(site, partner_type, policy_type).await;
    link(site, &owner, &admin, "acme", "Kyc").await;
    (owner, admin)
}

/// A partner asks for a policy, and the admin approves.
pub async fn link(site: &Site, owner: &Person, admin: &Person, partner_id: &str, policy: &str) {
    let key = ask(site, owner, partner_id, policy).await;
    assert_eq!(decide(site, admin, &key, "approved").await, "success");
}

/// Makes a key of `acme` for `Kyc`. Answers its value.
pub async fn generate(site: &Site, person: &Person, label: &str) -> String {
    let request = json!({"policyName": "Kyc", "label": label});
    let answer = site.send(person, "PATCH", "/partners/acme/generate/apikey", request).await;
    answer.response()["apiKey"].as_str().unwrap().to_owned()
}

/// The public id of the key of a label.
pub async fn key_id(site: &Site, label: &str) -> String {
    let (id,) = pms_store::statement(
        "SELECT x.id FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key WHERE k.label = $1",
    )
    .bind(label)
    .one(site.app.store().db())
    .await
    .unwrap();
    id
}

/// Time goes by, and people sign in again: a token lasts half an hour.
pub fn later<const N: usize>(site: &Site, by: TimeDelta, people: [&mut Person; N]) {
    site.clock.advance(by);
    for person in people {
        person.token = site.token(&person.id, &person.name, &person.email);
    }
}
