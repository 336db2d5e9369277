use chrono::TimeDelta;
use pms_api_testkit::{Person, Site};
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{active, ask, count, decide, linking};

const LICENCES: &str = "/misps";

/// An active MISP `acme`, its owner, and an admin.
pub(crate) async fn misp(site: &Site) -> (Person, Person) {
    linking(site, "MISP_Partner", "MISP").await
}

pub(crate) fn provider(id: &str) -> Value {
    json!({ "providerId": id })
}

/// Makes a licence. Answers its key.
pub(crate) async fn licence(site: &Site, person: &Person, misp_id: &str) -> String {
    let answer = site.send(person, "POST", LICENCES, provider(misp_id)).await;
    assert_eq!(answer.error(), "success");
    answer.response()["licenseKey"].as_str().unwrap().to_owned()
}

fn status(key: &str, word: &str) -> Value {
    json!({"providerId": "acme", "licenseKey": key, "licenseKeyStatus": word})
}

/// Topic, whether active, and sender of each event about licences, in their order.
async fn told(site: &Site) -> Vec<String> {
    let rows: Vec<(String, String, String)> = pms_store::statement(
        "SELECT topic, subject_id, detail FROM x_outbox WHERE topic LIKE 'MISP%' ORDER BY revision, seq",
    )
    .all(site.app.store().db())
    .await
    .unwrap();
    rows.into_iter()
        .map(|(topic, _, detail)| {
            let detail: Value = serde_json::from_str(&detail).unwrap();
            format!("{topic} {} {} {}", detail["active"], detail["sender"].as_str().unwrap(), detail["policyId"])
        })
        .collect()
}

async fn is_active(site: &Site, person: &Person) -> Vec<bool> {
    let rows = site.get(person, LICENCES).await.response();
    rows.as_array().unwrap().iter().map(|row| row["isActive"].as_bool().unwrap()).collect()
}

#[tokio::test]
async fn a_licence_is_made_read_and_switched() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = misp(&site).await;
        let made = site.send(&admin, "POST", LICENCES, provider("acme")).await;
        let key = made.response()["licenseKey"].as_str().unwrap().to_owned();
        assert_eq!(key.len(), 50);
        assert!(key.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_eq!(
            made.json(),
            json!({"id": null, "version": null, "responsetime": "2026-01-15T10:11:12.123Z", "metadata": null,
                "response": {"providerId": "acme", "licenseKey": key, "licenseKeyStatus": "Active",
                    "licenseKeyExpiry": "4763-12-12T10:11:12.123456"},
                "errors": []})
        );
        let row = json!([{
            "mispId": "acme", "policyId": null, "licenseKey": key, "validFromDate": "2026-01-15T10:11:12.123456",
            "validToDate": "4763-12-12T10:11:12.123456", "isActive": true, "createdBy": "admin",
            "createdDateTime": "2026-01-15T10:11:12.123456", "updatedBy": null, "updatedDateTime": null,
            "isDeleted": false, "deletedDateTime": null,
        }]);
        assert_eq!(site.get(&owner, LICENCES).await.response(), row);
        assert_eq!(site.get(&admin, LICENCES).await.response(), row);
        let read = site.get(&admin, "/misps/acme/licenseKey").await;
        assert_eq!(read.response(), made.response(), "as is while it is in force");
        let stopped = site.send(&owner, "PUT", LICENCES, status(&key, "DE-ACTIVE")).await;
        assert_eq!(
            stopped.response(),
            json!({"providerId": "acme", "licenseKey": key, "licenseKeyStatus": "de-active",
                "licenseKeyExpiry": "4763-12-12T10:11:12.123456"})
        );
        assert_eq!(is_active(&site, &owner).await, [false]);
        let again = site.send(&owner, "PUT", LICENCES, status(&key, "Active")).await;
        assert_eq!(again.response()["licenseKeyStatus"], "active");
        assert_eq!(site.send(&owner, "PUT", LICENCES, status(&key, "Active")).await.error(), "success", "as it is");
        let sender = "InfraProviderServiceImpl null";
        assert_eq!(
            told(&site).await,
            [
                format!("MISP_LICENSE_GENERATED true {sender}"),
                format!("MISP_LICENSE_UPDATED false {sender}"),
                format!("MISP_LICENSE_UPDATED true {sender}"),
            ]
        );
        let letters = "SELECT COUNT(*) FROM x_mail WHERE template = 'misp-licence'";
        assert_eq!(count(&site, letters).await, 3);
    }
}

#[tokio::test]
async fn a_licence_that_is_not_in_force_is_renewed_by_reading_it() {
    for site in Site::on_both_with(SERVICE, |settings| settings.misp.licence_validity_days = 30).await {
        let (owner, admin) = misp(&site).await;
        let first = licence(&site, &admin, "acme").await;
        site.clock.advance(TimeDelta::days(30));
        let [owner, admin] = [owner, admin]
            .map(|person| Person { token: site.token(&person.id, &person.name, &person.email), ..person });
        assert_eq!(is_active(&site, &owner).await, [false], "over without any job");
        let over = "PMS_MLX_001 The validity of the license key has ended.";
        site.refuses(&admin, "PUT", LICENCES, &[(status(&first, "Active"), over)]).await;
        let read = site.get(&admin, "/misps/acme/licenseKey").await.response();
        let second = read["licenseKey"].as_str().unwrap().to_owned();
        assert_ne!(second, first);
        assert_eq!((&read["providerId"], &read["licenseKeyStatus"]), (&json!("acme"), &json!("Active")));
        assert_eq!(read["licenseKeyExpiry"], "2026-03-16T10:11:12.123456");
        assert_eq!(is_active(&site, &owner).await, [false, true], "the former stays, inactive");
        // Nothing of the former is told any more: subscribers keep one licence for each MISP.
        let before = told(&site).await;
        assert_eq!(site.send(&admin, "PUT", LICENCES, status(&first, "De-active")).await.error(), "success");
        let replaced = "PMS_MLX_003 The license key was replaced.";
        site.refuses(&admin, "PUT", LICENCES, &[(status(&first, "Active"), replaced)]).await;
        assert_eq!(told(&site).await, before);
        assert_eq!(before.last().unwrap(), "MISP_LICENSE_UPDATED true InfraProviderServiceImpl null");
        assert_eq!(site.send(&admin, "PUT", LICENCES, status(&second, "De-active")).await.error(), "success");
        let third = site.get(&admin, "/misps/acme/licenseKey").await.response()["licenseKey"].clone();
        assert_ne!(third, json!(second), "an inactive one is renewed, too");
    }
}

#[tokio::test]
async fn what_an_admin_stopped_only_an_admin_lets_go_on() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = misp(&site).await;
        let key = licence(&site, &owner, "acme").await;
        let send = |person, word| site.send(person, "PUT", LICENCES, status(&key, word));
        assert_eq!(send(&owner, "De-active").await.error(), "success");
        assert_eq!(send(&admin, "De-active").await.error(), "success", "the admin's stop counts from now on");
        assert_eq!(send(&owner, "De-active").await.error(), "success");
        let blocked = "PMS_MLX_002 The license key was deactivated by an administrator.";
        assert_eq!(send(&owner, "Active").await.error(), blocked);
        let reactivate = "/misps/acme/licence/reactivate";
        let forbidden = "403 KER-ATH-403 Forbidden";
        let reason = "PMS_PMX_003 A reason is required.";
        assert_eq!(site.send(&owner, "POST", reactivate, json!({"reason": "x"})).await.error(), forbidden);
        assert_eq!(site.send(&admin, "POST", reactivate, json!({})).await.error(), reason);
        assert_eq!(is_active(&site, &owner).await, [false]);
        let answer = site.send(&admin, "POST", reactivate, json!({"reason": "Cleared."})).await;
        insta::assert_snapshot!("licence_reactivated", answer.golden());
        assert_eq!(is_active(&site, &owner).await, [true]);
        assert_eq!(send(&admin, "De-active").await.error(), "success");
        assert_eq!(send(&admin, "Active").await.error(), "success");
    }
}

#[tokio::test]
async fn a_partner_that_is_switched_off_takes_its_licence_along_and_brings_it_back() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = misp(&site).await;
        let key = licence(&site, &admin, "acme").await;
        let off = json!({"status": "De-active", "reason": "Because."});
        assert_eq!(site.send(&admin, "PATCH", "/partners/acme", off).await.error(), "success");
        assert_eq!(is_active(&site, &owner).await, [false]);
        let inactive = "PMS_MSP_405 MISP partner is not active.";
        site.refuses(&admin, "PUT", LICENCES, &[(status(&key, "Active"), inactive)]).await;
        site.get_refuses(&admin, &[("/misps/acme/licenseKey", inactive)]).await;
        let told_off = "MISP_LICENSE_UPDATED false PartnerManagementServiceImpl null";
        assert_eq!(told(&site).await[1..], [told_off]);
        // It comes back as whatever it was: the row itself did not change.
        let stored = "SELECT COUNT(*) FROM misp_license WHERE is_active AND upd_by IS NULL";
        assert_eq!(count(&site, stored).await, 1);
        site.switch_on("acme").await;
        assert_eq!(is_active(&site, &owner).await, [true]);
    }
}

#[tokio::test]
async fn the_policy_of_a_licence_is_the_approved_one() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = misp(&site).await;
        crate::testing::policy(&site, "Group", "Second", "MISP").await;
        let request = ask(&site, &owner, "acme", "Kyc").await;
        let unapproved = "PMS_MSP_418 Policy not approved.";
        site.refuses(&admin, "POST", LICENCES, &[(provider("acme"), unapproved)]).await;
        assert_eq!(decide(&site, &admin, &request, "rejected").await, "success");
        site.refuses(&admin, "POST", LICENCES, &[(provider("acme"), unapproved)]).await;
        let request = ask(&site, &owner, "acme", "Kyc").await;
        assert_eq!(decide(&site, &admin, &request, "approved").await, "success");
        site.sql("UPDATE auth_policy SET policy_file_id = 'no JSON' WHERE id = 'kyc'").await;
        let unreadable = "PMS_POL_052 Error occured while parsing policy string to json objectnull";
        site.refuses(&admin, "POST", LICENCES, &[(provider("acme"), unreadable)]).await;
        site.sql("UPDATE auth_policy SET policy_file_id = '{}' WHERE id = 'kyc'").await;
        licence(&site, &admin, "acme").await;
        assert_eq!(site.get(&owner, LICENCES).await.response()[0]["policyId"], "kyc");
        assert_eq!(told(&site).await, ["MISP_LICENSE_GENERATED true InfraProviderServiceImpl \"kyc\""]);
        // A further request does not keep the MISP from going on.
        ask(&site, &owner, "acme", "Second").await;
        let renewed = site.send(&admin, "POST", "/misps/acme/licence/renew", json!({"reason": "Leaked."})).await;
        insta::assert_snapshot!("licence_renewed", hide_key(&renewed.golden()));
        let last = told(&site).await.pop().unwrap();
        assert_eq!(last, "MISP_LICENSE_UPDATED true InfraProviderServiceImpl \"kyc\"");
    }
}

/// A golden text without the one thing that differs in each run and is nobody's business.
fn hide_key(golden: &str) -> String {
    let line = |line: &str| match line.split_once("\"licenseKey\": \"") {
        Some((before, rest)) => {
            let key = rest.trim_end_matches("\",");
            assert!(key.len() == 50 && key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");
            format!("{before}\"licenseKey\": \"<licence key>\",")
        }
        None => line.to_owned(),
    };
    golden.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_approved_policy_must_be_there() {
    let site = Site::new(SERVICE).await;
    let (owner, admin) = misp(&site).await;
    let request = ask(&site, &owner, "acme", "Kyc").await;
    assert_eq!(decide(&site, &admin, &request, "approved").await, "success");
    site.sql("UPDATE partner_policy_request SET policy_id = 'gone' WHERE part_id = 'acme'").await;
    let missing = "PMS_MSP_419 Policy not exists.";
    site.refuses(&admin, "POST", LICENCES, &[(provider("acme"), missing)]).await;
}

#[tokio::test]
async fn refusals() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = misp(&site).await;
        active(&site, "bank", "Auth_Partner").await;
        site.owner("young", "MISP_Partner").await;
        let other = active(&site, "other", "MISP_Partner").await;
        let key = licence(&site, &admin, "acme").await;
        let blank = "400 PMS_COR_001 Invalid request parameter - must not be blank :request.providerId";
        let cases = [
            (provider(" "), blank),
            (provider("acme"), "PMS_MSP_416 License key exists for the given provider."),
            (provider("nobody"), "PMS_MSP_005 MISP Partner does not exist"),
            (provider("bank"), "PMS_MSP_009 Given provider is not valid"),
            (provider("young"), "PMS_MSP_405 MISP partner is not active."),
        ];
        site.refuses(&admin, "POST", LICENCES, &cases).await;
        let word = "PMS_MSP_407 mispStatus either Active or De-active.";
        let pair = "PMS_MSP_408 MISP Partner and License key combintaion not exists.";
        let of = |misp: &str, key: &str, word: Value| json!({"providerId": misp, "licenseKey": key, "licenseKeyStatus": word});
        let cases = [
            (json!({}), word),
            (of("acme", &key, json!(null)), word),
            (of("nobody", "x", json!("on")), word),
            (of("acme", "x", json!("active")), pair),
            (of("other", &key, json!("active")), pair),
            (of("nobody", &key, json!("active")), pair),
        ];
        site.refuses(&admin, "PUT", LICENCES, &cases).await;
        let cases = [
            ("/misps/nobody/licenseKey", "PMS_MSP_005 MISP Partner does not exist"),
            ("/misps/young/licenseKey", "PMS_MSP_405 MISP partner is not active."),
            ("/misps/other/licenseKey", pair),
        ];
        site.get_refuses(&admin, &cases).await;
        for path in ["/misps/nobody/licence/renew", "/misps/nobody/licence/reactivate"] {
            let cases = [(json!({"reason": "x"}), "PMS_MSP_005 MISP Partner does not exist")];
            site.refuses(&admin, "POST", path, &cases).await;
        }
        for path in ["/misps/other/licence/renew", "/misps/other/licence/reactivate"] {
            site.refuses(&admin, "POST", path, &[(json!({"reason": "x"}), pair)]).await;
        }
        // Another's: as if it were not there; of one's own, what the site leaves to admins.
        let unauthorized = "PMS_PRT_055 User not authorized.";
        site.refuses(&other, "POST", LICENCES, &[(provider("acme"), unauthorized), (provider("nobody"), unauthorized)])
            .await;
        site.refuses(&other, "PUT", LICENCES, &[(of("acme", &key, json!("De-active")), pair)]).await;
        let cases = [(json!({"reason": "x"}), "PMS_MSP_005 MISP Partner does not exist")];
        site.refuses(&other, "POST", "/misps/acme/licence/renew", &cases).await;
        site.refuses(&owner, "POST", "/misps/acme/licence/renew", &[(json!({}), unauthorized)]).await;
        assert_eq!(site.get(&other, LICENCES).await.response(), json!([]));
        let viewer = site.person("viewer", &["MISP_PARTNER"]).await;
        site.join("acme", &viewer, "viewer").await;
        assert_eq!(site.get(&viewer, LICENCES).await.response()[0]["licenseKey"], key);
        site.refuses(&viewer, "PUT", LICENCES, &[(of("acme", &key, json!("De-active")), unauthorized)]).await;
        let forbidden = "403 KER-ATH-403 Forbidden";
        let device = site.person("device", &["DEVICE_PROVIDER"]).await;
        site.refuses(&device, "POST", LICENCES, &[(provider("acme"), forbidden)]).await;
        site.refuses(&device, "PUT", LICENCES, &[(of("acme", &key, json!("Active")), forbidden)]).await;
        site.get_refuses(&device, &[(LICENCES, forbidden)]).await;
        site.get_refuses(&owner, &[("/misps/acme/licenseKey", forbidden)]).await;
    }
}

#[tokio::test]
async fn a_misp_renews_its_licence_where_the_site_says_so() {
    for site in Site::on_both_with(SERVICE, |settings| settings.misp.licence_by = "misp".to_owned()).await {
        let (owner, admin) = misp(&site).await;
        let first = licence(&site, &owner, "acme").await;
        let renew = || site.send(&owner, "POST", "/misps/acme/licence/renew", json!({}));
        let second = renew().await.response()["licenseKey"].as_str().unwrap().to_owned();
        assert_ne!(second, first);
        assert_eq!(site.send(&admin, "PUT", LICENCES, status(&second, "De-active")).await.error(), "success");
        let blocked = "PMS_MLX_002 The license key was deactivated by an administrator.";
        assert_eq!(renew().await.error(), blocked, "nobody gets round an admin's stop by renewing");
        assert_eq!(is_active(&site, &owner).await, [false, false]);
    }
}

/// Every way to a value leaves a record that names the licence, and nothing that is kept holds the value.
#[tokio::test]
async fn readings_are_recorded_and_values_are_nowhere() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = misp(&site).await;
        let key = licence(&site, &admin, "acme").await;
        let records = "SELECT COUNT(*) FROM x_audit WHERE action = 'licence.read' AND object_id = 'acme' AND touched LIKE \
             '%\"licence\"%'";
        site.get(&owner, LICENCES).await;
        site.get(&admin, "/misps/acme/licenseKey").await;
        site.send(&owner, "POST", "/misps/search", json!({"filters": [], "sort": [], "pagination": {}})).await;
        assert_eq!(count(&site, records).await, 3);
        let nobody = site.person("nobody", &["MISP_PARTNER"]).await;
        assert_eq!(site.get(&nobody, LICENCES).await.response(), json!([]));
        assert_eq!(count(&site, records).await, 3, "who saw nothing read nothing");
        for sql in [
            "SELECT license_key AS text FROM misp_license",
            "SELECT license_key AS text FROM x_misp_licence",
            "SELECT touched || COALESCE(before_json, '') || COALESCE(after_json, '') || object_id AS text FROM x_audit",
            "SELECT detail || subject_id AS text FROM x_outbox",
            "SELECT value || owner AS text FROM x_unique",
            "SELECT owner AS text FROM x_sealed",
        ] {
            let rows: Vec<(String,)> = pms_store::statement(sql).all(site.app.store().db()).await.unwrap();
            assert!(!rows.is_empty(), "{sql}");
            assert!(rows.iter().all(|(text,)| !text.contains(&key)), "{sql}");
        }
        // What stands in the column opens nothing.
        let sql = "SELECT license_key FROM misp_license";
        let (column,): (String,) = pms_store::statement(sql).one(site.app.store().db()).await.unwrap();
        let pair = "PMS_MSP_408 MISP Partner and License key combintaion not exists.";
        let request = status(&column, "De-active");
        site.refuses(&admin, "PUT", LICENCES, &[(request, pair)]).await;
    }
}
