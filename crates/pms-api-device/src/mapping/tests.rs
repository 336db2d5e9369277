use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;
use crate::testing::{
    DEVICE, approved_device, approved_interface, but, count, interface, made, model, providers, set_device, state,
};

const MAP: &str = "/securebiometricinterface/devicedetails/map";

#[tokio::test]
async fn approved_ones_are_mapped_and_taken_apart() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let (device, sbi) =
            (approved_device(&site, &people, "One").await, approved_interface(&site, &people, "1.0").await);
        let waiting = made(&site, &people.owner, "/devicedetail", model("acme", "Two")).await;
        let rejected = made(&site, &people.owner, "/devicedetail", model("acme", "Three")).await;
        assert_eq!(set_device(&site, &people.admin, &rejected, "De-activate").await, "success");
        let pending = made(&site, &people.owner, "/securebiometricinterface", interface(&site, "acme", "1.1")).await;
        let theirs = made(&site, &people.stranger, "/securebiometricinterface", interface(&site, "other", "1.0")).await;
        let pair = |device: &str, sbi: &str| json!({"deviceDetailId": device, "sbiId": sbi});
        let body = "400 PMS_COR_001 Invalid request parameter - value is empty or null :request.sbiId";
        let gone =
            format!("PMS_AUT_028 Device details for id {rejected} are rejected. Cann't use same details for mapping.");
        let early = format!(
            "PMS_AUT_027 Device details for id {waiting} are not yet approved. Please provide approved details."
        );
        let foreign = format!("PMS_AUT_007 Secure Biometric Interface not found for the id {theirs}");
        let cases = [
            (pair(&device, ""), body),
            (pair("none", &sbi), "PMS_AUT_005 Device detail for id none does not exist"),
            (pair(&rejected, &sbi), gone.as_str()),
            (pair(&waiting, &sbi), early.as_str()),
            (pair(&device, "none"), "PMS_AUT_007 Secure Biometric Interface not found for the id none"),
            (pair(&device, &theirs), foreign.as_str()),
            (pair(&device, &pending), "PMS_AUT_511 SBI for which device is being mapped is not approved"),
        ];
        site.refuses(&people.owner, "PUT", MAP, &cases).await;
        let unknown = format!("PMS_AUT_005 Device detail for id {device} does not exist");
        assert_eq!(site.send(&people.stranger, "PUT", MAP, pair(&device, &sbi)).await.error(), unknown);
        assert_eq!(site.send(&people.owner, "PUT", MAP, pair(&device, &sbi)).await.response(), json!("Success"));
        let again = site.send(&people.owner, "PUT", MAP, pair(&device, &sbi)).await;
        assert_eq!(again.response(), json!("Mapping already exists"));
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM device_detail_sbi").await, 1);

        let remove = format!("{MAP}/remove");
        let none = "PMS_AUT_510 Mapping not exists for given data.";
        assert_eq!(site.send(&people.stranger, "PUT", &remove, pair(&device, &sbi)).await.error(), none);
        assert_eq!(site.send(&people.owner, "PUT", &remove, pair(&device, &sbi)).await.response(), json!("Success"));
        assert_eq!(site.send(&people.owner, "PUT", &remove, pair(&device, &sbi)).await.error(), none);
        site.sql("UPDATE secure_biometric_interface SET provider_id = 'other' WHERE sw_version = '1.0'").await;
        let differ = "PMS_AUT_509 Device Details and SBI do not belongs to same provider.";
        assert_eq!(site.send(&people.admin, "PUT", MAP, pair(&device, &sbi)).await.error(), differ);
        site.sql(
            "UPDATE secure_biometric_interface SET sw_expiry_dtimes = '2026-01-01 00:00:00' WHERE sw_version = '1.0'",
        )
        .await;
        let over = "PMS_AUT_513 SBI for which device is being mapped is expired";
        assert_eq!(site.send(&people.admin, "PUT", MAP, pair(&device, &sbi)).await.error(), over);
    }
}

#[tokio::test]
async fn a_device_is_added_to_an_interface_or_not_at_all() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let sbi = approved_interface(&site, &people, "1.0").await;
        let pending = made(&site, &people.owner, "/securebiometricinterface", interface(&site, "acme", "1.1")).await;
        let theirs = made(&site, &people.stranger, "/securebiometricinterface", interface(&site, "other", "1.0")).await;
        let good = model("acme", "One");
        let path = |id: &str| format!("/securebiometricinterface/{id}/devices");
        let guarded = site.send(&people.owner, "POST", &path(&sbi), but(&good, "make", json!("<b>"))).await;
        assert!(guarded.error().starts_with("PMS_REQUEST_ERROR_007 "), "{}", guarded.text);
        assert_eq!(guarded.json()["id"], "mosip.partnermanagement", "in the first envelope");
        for (person, id, request, expected) in [
            // Admins are not exempt.
            (&people.admin, sbi.as_str(), good.clone(), "PMS_CERTIFICATE_ERROR_002 User Id does not exists."),
            (&people.stranger, &sbi, good.clone(), "PMS_DEVICE_ERROR_001 Partner id is not associated with user."),
            (&people.owner, "none", good.clone(), "PMS_DEVICE_ERROR_005 SBI do not exists."),
            (&people.owner, &theirs, good.clone(), "PMS_DEVICE_ERROR_002 SBI is not associated with partner Id."),
            (
                &people.owner,
                &pending,
                good.clone(),
                "PMS_DEVICE_ERROR_009 Unable to process the request as the associated SBI is not approved.",
            ),
        ] {
            assert_eq!(site.send(person, "POST", &path(id), request).await.error(), expected);
        }
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM device_detail").await, 0, "nothing is left");
        let answer = site.send(&people.owner, "POST", &path(&sbi), good).await;
        insta::assert_snapshot!("added", answer.golden());
        let id = answer.response()["id"].as_str().unwrap().to_owned();
        assert_eq!(state(&site, DEVICE, &id).await, ("pending_approval".to_owned(), false));
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM device_detail_sbi WHERE is_active = FALSE").await, 1);

        insta::assert_snapshot!("devices", site.get(&people.owner, &path(&sbi)).await.golden());
        let empty = site.get(&people.owner, &path(&pending)).await;
        assert_eq!((empty.error().as_str(), &empty.json()["response"]), ("success", &json!(null)));
        site.get_refuses(
            &people.owner,
            &[
                (&path("none"), "PMS_DEVICE_ERROR_005 SBI do not exists."),
                (&path(&theirs), "PMS_DEVICE_ERROR_019 SBI is not associated with user."),
            ],
        )
        .await;
        let alone = "PMS_CERTIFICATE_ERROR_002 User Id does not exists.";
        assert_eq!(site.get(&people.admin, &path(&sbi)).await.error(), alone);
    }
}
