use chrono::TimeDelta;
use pms_api_testkit::Site;
use pms_domain::time;
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{
    INTERFACE, approved_interface, but, count, decide, interface, made, open_approval, providers, set_interface, state,
};

const PATH: &str = "/securebiometricinterface";

#[tokio::test]
async fn an_interface_waits_and_is_decided_once() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let answer = site.send(&people.owner, "POST", PATH, interface(&site, "acme", "1.0")).await;
        insta::assert_snapshot!("added", answer.golden());
        let id = answer.response()["id"].as_str().unwrap().to_owned();
        assert_eq!(state(&site, INTERFACE, &id).await, ("pending_approval".to_owned(), false));
        let request = json!({"id": id, "approvalStatus": "Activate"});
        let approved = site.send(&people.admin, "PATCH", PATH, request).await;
        assert_eq!(approved.response(), json!("Secure biometric details approved successfully."));
        assert_eq!(state(&site, INTERFACE, &id).await, ("approved".to_owned(), true));
        for word in ["Activate", "De-activate", "other"] {
            let said = set_interface(&site, &people.admin, &id, word).await;
            assert_eq!(said, "PMS_AUT_517 The selected SBI has been already approved");
        }
        let id = made(&site, &people.owner, PATH, interface(&site, "acme", "1.1")).await;
        let word = "PMS_AUT_026 ApprovalStatus should be Activate / De-activate";
        assert_eq!(set_interface(&site, &people.admin, &id, "activate").await, word);
        let request = json!({"id": id, "approvalStatus": "De-activate"});
        let rejected = site.send(&people.admin, "PATCH", PATH, request).await;
        assert_eq!(rejected.response(), json!("Secure biometric details rejected successfully."));
        assert_eq!(state(&site, INTERFACE, &id).await, ("rejected".to_owned(), false));
        let said = set_interface(&site, &people.admin, &id, "Activate").await;
        assert_eq!(said, "PMS_AUT_518 The selected SBI has been already rejected");
        let said = set_interface(&site, &people.admin, "none", "Activate").await;
        assert_eq!(said, "PMS_AUT_007 Secure Biometric Interface not found for the id none");
        let long = set_interface(&site, &people.admin, &"x".repeat(37), "Activate").await;
        let body = "400 PMS_COR_001 Invalid request parameter - ";
        assert_eq!(long, format!("{body}Length should be in between 1 and 36 chars :request.id"));
        let history = "SELECT COUNT(*) AS n FROM secure_biometric_interface_h";
        assert_eq!(count(&site, history).await, 2, "one moment, one row for each");
    }
}

#[tokio::test]
async fn refusals_of_an_interface_in_their_order() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let now = site.app.surroundings().now();
        let at = |days: i64| json!(time::zulu(now + TimeDelta::days(days)));
        let good = interface(&site, "acme", "1.0");
        let body = "400 PMS_COR_001 Invalid request parameter - ";
        let cases = [
            (but(&good, "swBinaryHash", json!(null)), format!("{body}value is empty or null :request.swBinaryHash")),
            (
                but(&good, "swBinaryHash", json!("0".repeat(129))),
                format!("{body}Length should be in between 1 and 128 chars :request.swBinaryHash"),
            ),
            (
                but(&good, "swVersion", json!("x".repeat(65))),
                format!("{body}Length should be in between 1 and 64 chars :request.swVersion"),
            ),
            (but(&good, "swExpiryDateTime", json!("")), format!("{body}must not be null :request.swExpiryDateTime")),
            (
                but(&but(&good, "providerId", json!("other")), "swCreateDateTime", at(9)),
                "PMS_DEVICE_ERROR_001 Partner id is not associated with user.".to_owned(),
            ),
            (
                but(&good, "swCreateDateTime", at(1)),
                "PMS_AUT_514 The created date should be less than or equal to the current date.".to_owned(),
            ),
            (
                but(&good, "swExpiryDateTime", at(0)),
                "PMS_AUT_508 ExpiryDate should be greaterthan/equal Today.".to_owned(),
            ),
            (
                but(&good, "swCreateDateTime", at(-3700)),
                "PMS_AUT_516 Created date should not be less than 10 years from today".to_owned(),
            ),
            (
                but(&good, "swExpiryDateTime", at(3700)),
                "PMS_AUT_515 Expiry date should not be greater than 10 years from today".to_owned(),
            ),
            (but(&good, "swBinaryHash", json!("0".repeat(128))), "success".to_owned()),
            (
                but(&good, "swVersion", json!(" 1.0 ")),
                "PMS_AUT_512 SBI details exists for given SBI Version. Multiple SBI with same SBI Version cannot be added."
                    .to_owned(),
            ),
        ];
        for (request, expected) in cases {
            assert_eq!(site.send(&people.owner, "POST", PATH, request.clone()).await.error(), expected, "{request}");
        }
        let nobody = but(&good, "providerId", json!("nobody"));
        let inactive = "PMS_AUT_002 This partner has been inactivated by Partner admin";
        assert_eq!(site.send(&people.admin, "POST", PATH, nobody).await.error(), inactive);
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM secure_biometric_interface").await, 1);
    }
}

#[tokio::test]
async fn a_change_of_an_approved_interface_waits_while_it_stays_in_force() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let id = approved_interface(&site, &people, "1.0").await;
        approved_interface(&site, &people, "2.0").await;
        let change = |version: &str, is_active: bool| {
            but(&but(&interface(&site, "acme", version), "id", json!(id)), "isActive", json!(is_active))
        };
        let update = async |person, request: Value| site.send(person, "PUT", PATH, request).await.error();
        let unknown = format!("PMS_AUT_007 Secure Biometric Interface not found for the id {id}");
        assert_eq!(update(&people.stranger, change("1.5", true)).await, unknown);
        assert!(update(&people.owner, change("2.0", true)).await.starts_with("PMS_AUT_512"));
        let version = "SELECT sw_version, is_active FROM secure_biometric_interface WHERE id = $1";
        assert_eq!(update(&people.owner, change("1.5", true)).await, "success");
        assert_eq!(state(&site, version, &id).await, ("1.0".to_owned(), true));
        let approval = open_approval(&site, "sbi", &id).await.unwrap();
        assert_eq!(decide(&site, &people.admin, &approval, "approve").await, "success");
        assert_eq!(state(&site, version, &id).await, ("1.5".to_owned(), true));
        // The contract's route decides on a change that waits, too.
        assert_eq!(update(&people.owner, change("1.6", true)).await, "success");
        assert_eq!(set_interface(&site, &people.admin, &id, "De-activate").await, "success");
        assert_eq!(state(&site, version, &id).await, ("1.5".to_owned(), true), "the change was refused");
        // Its provider may take it out of use, and not bring it back.
        assert_eq!(update(&people.owner, change("1.5", false)).await, "success");
        assert_eq!(state(&site, version, &id).await, ("1.5".to_owned(), false));
        assert_eq!(update(&people.owner, change("1.5", true)).await, "success");
        assert_eq!(state(&site, version, &id).await, ("1.5".to_owned(), false));
        assert_eq!(set_interface(&site, &people.admin, &id, "Activate").await, "success");
        assert_eq!(state(&site, version, &id).await, ("1.5".to_owned(), true));
    }
}

/// Changes of approved interfaces count with those of the provider's other objects.
#[tokio::test]
async fn approved_interfaces_change_so_often_in_an_hour() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let id = crate::testing::approved_interface(&site, &people, "1.0").await;
        crate::testing::use_up_changes(&site, "acme", 1).await;
        let change = |version: &str| {
            let with_id = crate::testing::but(&interface(&site, "acme", version), "id", json!(id));
            crate::testing::but(&with_id, "isActive", json!(true))
        };
        let path = "/securebiometricinterface";
        assert_ne!(site.send(&people.stranger, "PUT", path, change("1.1")).await.error(), "success");
        assert_eq!(site.send(&people.owner, "PUT", path, change("1.1")).await.error(), "success");
        let approvals = "SELECT COUNT(*) AS n FROM x_approval";
        let before = crate::testing::count(&site, approvals).await;
        let refused = site.send(&people.owner, "PUT", path, change("1.2")).await;
        assert_eq!(refused.status, 429, "{}", refused.text);
        assert_eq!(crate::testing::count(&site, approvals).await, before);
    }
}
