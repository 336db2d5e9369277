use pms_api_testkit::Site;
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{active, ask, count, decide, extractors, linking};

const PATH: &str = "/partners/acme/bioextractors/kyc";
const NONE: &str = "PMS_PRT_064 No details found";
const FOREIGN: &str = "PMS_PRT_055 User not authorized.";

fn one(attribute: &str, biometric: &str, version: &str) -> Value {
    json!({"attributeName": attribute, "biometric": biometric,
        "extractor": {"provider": "mock", "version": version}})
}

#[tokio::test]
async fn extractors_come_before_the_approval_and_never_after() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Credential_Partner", "DataShare").await;
        let request = json!({"extractors": [
            one("photo", "Face", "1.0"),
            one("iris", "Iris[Left,Right]", "1.1"),
            one("photo", "Finger[Left Thumb]", "1.2"),
        ]});
        let unasked = [(request.clone(), "PMS_PRT_061 Partner policy mapping not exists.")];
        site.refuses(&owner, "POST", PATH, &unasked).await;
        site.get_refuses(&owner, &[(PATH, NONE)]).await;
        let key = ask(&site, &owner, "acme", "Kyc").await;
        let missing = "PMS_PM_051 Extractors are not present. Please add extractors.";
        assert_eq!(decide(&site, &admin, &key, "approved").await, missing);

        let answer = site.send(&owner, "POST", PATH, request.clone()).await;
        assert_eq!(answer.response(), json!("Extractors added successfully."));
        assert_eq!(answer.json()["id"], "an.id", "echoed");
        let found = site.get(&owner, PATH).await;
        // Of two for one attribute the last stays; by attribute.
        let expected = json!({"extractors": [
            one("iris", "Iris[Left,Right]", "1.1"),
            one("photo", "Finger[Left Thumb]", "1.2"),
        ]});
        assert_eq!(found.response(), expected);
        assert_eq!(found.json()["id"], Value::Null);
        // Again: in the place of what was there.
        let again = json!({"extractors": [one("iris", "Iris", "2.0")]});
        assert_eq!(site.send(&owner, "POST", PATH, again).await.error(), "success");
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM partner_policy_bioextract").await, 2);
        let before = pms_store::audit::head(site.app.store().db()).await.unwrap().0;
        assert_eq!(site.send(&owner, "POST", PATH, json!({"extractors": []})).await.error(), "success");
        assert_eq!(pms_store::audit::head(site.app.store().db()).await.unwrap().0, before, "nothing to do");

        assert_eq!(decide(&site, &admin, &key, "approved").await, "success");
        let fixed = "PMS_PRT_062 Partner api key request is approved already. Cann't add extractors now.";
        for person in [&owner, &admin] {
            site.refuses(person, "POST", PATH, &[(request.clone(), fixed)]).await;
        }
        assert_eq!(site.get(&admin, PATH).await.response()["extractors"][0], one("iris", "Iris", "2.0"));
    }
}

#[tokio::test]
async fn types_that_need_no_extractors_are_approved_without() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Print_Partner", "CredentialIssuance").await;
        let key = ask(&site, &owner, "acme", "Kyc").await;
        assert_eq!(decide(&site, &admin, &key, "approved").await, "success");
        site.get_refuses(&owner, &[(PATH, NONE)]).await;
    }
}

#[tokio::test]
async fn what_is_missing_or_too_long_is_named() {
    let site = Site::new(SERVICE).await;
    let (owner, _) = linking(&site, "Credential_Partner", "DataShare").await;
    ask(&site, &owner, "acme", "Kyc").await;
    let with = |member: &str, value: Value| {
        let mut item = one("face", "Face", "1");
        item[member] = value;
        json!({ "extractors": [item] })
    };
    for (request, expected) in [
        (json!({}), "must not be null :request.extractors"),
        (json!({"extractors": [null]}), "must not be null :request.extractors[0]"),
        (json!({"extractors": vec![one("a", "b", "c"); 101]}), "size must be between 0 and 100 :request.extractors"),
        (with("attributeName", json!(null)), "must not be blank :request.extractors[0].attributeName"),
        (
            with("attributeName", json!("x".repeat(129))),
            "Length should be between 1 and 128 chars :request.extractors[0].attributeName",
        ),
        (with("biometric", json!("[Left]")), "must not be blank :request.extractors[0].biometric"),
        (
            with("biometric", json!("x".repeat(65))),
            "Length should be between 1 and 64 chars :request.extractors[0].biometric",
        ),
        (
            with("biometric", json!(format!("Face[{}]", "x".repeat(65)))),
            "Length should be between 1 and 64 chars :request.extractors[0].biometric",
        ),
        (with("extractor", json!(null)), "must not be null :request.extractors[0].extractor"),
        (
            with("extractor", json!({"provider": " ", "version": "1"})),
            "must not be blank :request.extractors[0].extractor.provider",
        ),
        (with("extractor", json!({"provider": "mock"})), "must not be blank :request.extractors[0].extractor.version"),
        (
            with("extractor", json!({"provider": "mock", "version": "123456789"})),
            "Length should be between 1 and 8 chars :request.extractors[0].extractor.version",
        ),
    ] {
        let expected = format!("400 PMS_COR_001 Invalid request parameter - {expected}");
        assert_eq!(site.send(&owner, "POST", PATH, request.clone()).await.error(), expected, "{request}");
    }
    assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM partner_policy_bioextract").await, 0);
}

#[tokio::test]
async fn others_extractors() {
    for site in Site::on_both(SERVICE).await {
        let (owner, _) = linking(&site, "Credential_Partner", "DataShare").await;
        let stranger = active(&site, "other", "Credential_Partner").await;
        ask(&site, &owner, "acme", "Kyc").await;
        let request = extractors("face", "Face");
        site.refuses(&stranger, "POST", PATH, &[(request.clone(), FOREIGN)]).await;
        assert_eq!(site.send(&owner, "POST", PATH, request.clone()).await.error(), "success");
        // The credential service reads everybody's, and writes nobody's.
        let service = site.person("service", &["CREDENTIAL_ISSUANCE"]).await;
        let share = site.person("share", &["CREATE_SHARE"]).await;
        let device = site.person("device", &["DEVICE_PROVIDER"]).await;
        for (person, reads, writes) in [
            (&service, "success", FOREIGN),
            (&share, FOREIGN, FOREIGN),
            (&stranger, FOREIGN, FOREIGN),
            (&device, "403 KER-ATH-403 Forbidden", "403 KER-ATH-403 Forbidden"),
        ] {
            site.get_refuses(person, &[(PATH, reads)]).await;
            site.refuses(person, "POST", PATH, &[(request.clone(), writes)]).await;
        }
        site.get_refuses(&stranger, &[("/partners/acme/bioextractors/none", NONE)]).await;
    }
}
