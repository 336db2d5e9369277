//! What the tests of the routes have in common.

use chrono::TimeDelta;
use pms_api_testkit::pki::{self, pki};
use pms_api_testkit::{ORGANIZATION, Person, Site, with};
use pms_domain::roles;
use pms_domain::time;
use serde_json::{Value, json};

/// The member of a provider `acme`, an admin, and the member of another provider `other`, all active.
pub struct People {
    pub owner: Person,
    pub admin: Person,
    pub stranger: Person,
}

/// A site with two active providers of a type.
pub async fn providers(site: &Site, partner_type: &str) -> People {
    let admin = site.admin().await;
    let mut members = Vec::new();
    for id in ["acme", "other"] {
        let member = site.person(&format!("{id}-owner"), roles::PARTNER_ROLES).await;
        site.register(&member, id, partner_type).await;
        site.switch_on(id).await;
        members.push(member);
    }
    let stranger = members.remove(1);
    People { owner: members.remove(0), admin, stranger }
}

/// A model of a provider.
pub fn model(provider: &str, name: &str) -> Value {
    json!({"deviceProviderId": provider, "deviceTypeCode": "Finger", "deviceSubTypeCode": "Slap", "make": "Acme",
        "model": name})
}

/// An interface of a provider, which ends in thirty days.
pub fn interface(site: &Site, provider: &str, version: &str) -> Value {
    let now = site.app.surroundings().now();
    json!({"swBinaryHash": "hash", "swVersion": version, "swCreateDateTime": time::zulu(now - TimeDelta::days(1)),
        "swExpiryDateTime": time::zulu(now + TimeDelta::days(30)), "providerId": provider})
}

/// While something of a provider is on the hotlist, what is deactivated does not come back (`path` reactivates it).
pub async fn stays_off_while_hotlisted(
    site: &Site,
    people: &People,
    path: &str,
    (id_type, id): (&str, &str),
    why: &str,
) {
    let ctx = site.app.system("test");
    let wanted = || pms_app::hotlist::Wanted {
        id_type,
        parts: pms_app::hotlist::Parts { id: Some(id), ..Default::default() },
        until: None,
        status: None,
        reason: None,
    };
    pms_app::hotlist::block(&site.app, &ctx, &wanted()).await.unwrap();
    let answer = site.send(&people.admin, "POST", path, json!({"reason": "Mended."})).await;
    assert_eq!(answer.error(), format!("PMS_DEV_001 The selected object cannot be reactivated: {why} on the hotlist."));
    pms_app::hotlist::unblock(&site.app, &ctx, &wanted()).await.unwrap();
}

/// Sends a request that succeeds, and answers the id that it made.
pub async fn made(site: &Site, person: &Person, path: &str, request: Value) -> String {
    let answer = site.send(person, "POST", path, request).await;
    assert_eq!(answer.error(), "success", "{path}");
    answer.response()["id"].as_str().unwrap().to_owned()
}

/// A device of `acme`, approved by the older route.
pub async fn approved_device(site: &Site, people: &People, name: &str) -> String {
    let id = made(site, &people.owner, "/devicedetail", model("acme", name)).await;
    assert_eq!(set_device(site, &people.admin, &id, "Activate").await, "success");
    id
}

/// An approved interface of `acme`.
pub async fn approved_interface(site: &Site, people: &People, version: &str) -> String {
    let id = made(site, &people.owner, "/securebiometricinterface", interface(site, "acme", version)).await;
    assert_eq!(set_interface(site, &people.admin, &id, "Activate").await, "success");
    id
}

pub async fn set_device(site: &Site, person: &Person, id: &str, word: &str) -> String {
    site.send(person, "PATCH", "/devicedetail", json!({"id": id, "approvalStatus": word})).await.error()
}

pub async fn set_interface(site: &Site, person: &Person, id: &str, word: &str) -> String {
    let request = json!({"id": id, "approvalStatus": word});
    site.send(person, "PATCH", "/securebiometricinterface", request).await.error()
}

pub async fn set_chip(site: &Site, person: &Person, id: &str, approve: bool) -> String {
    let request = json!({"ftpChipDetailId": id, "approvalStatus": approve});
    site.send(person, "PATCH", "/ftpchipdetail", request).await.error()
}

/// A chip of `acme` without a certificate.
pub async fn chip(site: &Site, people: &People, name: &str) -> String {
    let request = json!({"ftpProviderId": "acme", "make": "Acme", "model": name});
    made(site, &people.owner, "/ftpchipdetail", request).await
}

/// A certificate that a chip of `acme` may have.
pub fn certificate() -> String {
    pki::leaf().issued_by(&pki().intermediate).unwrap().pem
}

/// The upload of a chip's certificate.
pub fn upload(chip: &str, certificate: &str) -> Value {
    json!({"ftpProviderId": "acme", "ftpChipDeatilId": chip, "isItForRegistrationDevice": true,
        "certificateData": certificate, "organizationName": ORGANIZATION, "partnerDomain": "FTM"})
}

/// Uploads a certificate for a chip.
pub async fn certify(site: &Site, people: &People, chip: &str, certificate: &str) {
    let answer = site.send(&people.owner, "POST", "/ftpchipdetail/uploadcertificate", upload(chip, certificate)).await;
    assert_eq!(answer.error(), "success");
}

/// The open approval of an object.
pub async fn open_approval(site: &Site, kind: &'static str, object: &str) -> Option<String> {
    let found: Option<(String,)> = pms_store::statement(
        "SELECT id FROM x_approval WHERE kind = $1 AND object_id = $2 AND state IN ('waiting', 'on_hold', \
         'changes_asked')",
    )
    .bind(kind)
    .bind(object)
    .optional(site.app.store().db())
    .await
    .unwrap();
    found.map(|(id,)| id)
}

/// The one approval mechanism decides, whatever it is about.
pub async fn decide(site: &Site, person: &Person, approval: &str, decision: &'static str) -> String {
    use pms_app::Failure;
    use pms_app::approvals::{self, Verdict};
    use pms_domain::approval::Decision;
    let decision = Decision::parse(decision).unwrap();
    let verdict = Verdict { decision, reason: Some("Because."), shown_revision: None };
    match approvals::decide(&site.app, &site.context(person).await, approval, verdict).await {
        Ok(_) => "success".to_owned(),
        Err(Failure::Refused(refusal)) => format!("{} {}", refusal.wire_code(), refusal.message()),
        Err(failure) => panic!("{failure:?}"),
    }
}

/// Words and flags of a table's row.
pub async fn state(site: &Site, sql: &'static str, id: &str) -> (String, bool) {
    pms_store::statement(sql).bind(id).one(site.app.store().db()).await.unwrap()
}

pub const DEVICE: &str = "SELECT approval_status, is_active FROM device_detail WHERE id = $1";
pub const INTERFACE: &str = "SELECT approval_status, is_active FROM secure_biometric_interface WHERE id = $1";
pub const CHIP: &str = "SELECT approval_status, is_active FROM ftp_chip_detail WHERE id = $1";

/// Rows that a statement counts.
pub async fn count(site: &Site, sql: &'static str) -> i64 {
    let (n,) = pms_store::statement(sql).one(site.app.store().db()).await.unwrap();
    n
}

/// A page of a search with one filter.
pub fn page(column: &str, value: &str) -> Value {
    json!({"filters": [{"columnName": column, "type": "equals", "value": value}], "sort": [],
        "pagination": {"pageStart": 0, "pageFetch": 10}})
}

/// A request with another member.
pub fn but(request: &Value, member: &str, value: Value) -> Value {
    with(request.clone(), Value::Object([(member.to_owned(), value)].into_iter().collect()))
}

/// All but `left` of the changes that a provider may make to what is approved within an hour are made.
pub async fn use_up_changes(site: &Site, provider: &str, left: i64) {
    let most = pms_domain::limits::DEVICE_CHANGES_AN_HOUR;
    for _ in 0..most - left {
        let taken = site.app.identity().limits().take("device.partner", provider, 3600, most).await.unwrap();
        assert!(taken.is_ok());
    }
}
