use chrono::TimeDelta;
use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;
use crate::testing::{
    DEVICE, approved_device, approved_interface, but, count, interface, made, model, open_approval, providers,
    set_device, set_interface, state, stays_off_while_hotlisted,
};

#[tokio::test]
async fn a_device_is_deactivated_and_brought_back() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let id = approved_device(&site, &people, "One").await;
        let waiting = made(&site, &people.owner, "/devicedetail", model("acme", "Two")).await;
        let path = format!("/devicedetail/{id}");
        let off = json!({"status": "De-Activate"});
        let nobody = site.person("nobody", &["DEVICE_PROVIDER"]).await;
        for (person, path, request, expected) in [
            (
                &people.owner,
                path.as_str(),
                json!({"status": "De-activate"}),
                "PMS_DEVICE_ERROR_026 Request status should be De-Activate",
            ),
            (&nobody, &path, off.clone(), "PMS_CERTIFICATE_ERROR_002 User Id does not exists."),
            (&people.owner, "/devicedetail/none", off.clone(), "PMS_DEVICE_ERROR_006 Device do not exists."),
            (&people.stranger, &path, off.clone(), "PMS_DEVICE_ERROR_016 Device is not associated with user."),
            (
                &people.owner,
                &format!("/devicedetail/{waiting}"),
                off.clone(),
                "PMS_DEVICE_ERROR_023 The selected Device is not in an approved status.",
            ),
        ] {
            assert_eq!(site.send(person, "PATCH", path, request).await.error(), expected);
        }
        let blank = site.send(&people.owner, "PATCH", "/devicedetail/%20", off.clone()).await;
        assert_eq!(blank.error(), "400 PMS_COR_001 Invalid request parameter - must not be blank :deviceId");
        let answer = site.send(&people.owner, "PATCH", &path, off.clone()).await;
        insta::assert_snapshot!("deactivated", answer.golden());
        let again = site.send(&people.owner, "PATCH", &path, off.clone()).await;
        assert_eq!(again.error(), "PMS_DEVICE_ERROR_014 The selected device has been already deactivated.");
        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        let inactive = site.send(&people.owner, "PATCH", &path, off.clone()).await;
        assert_eq!(inactive.error(), "PMS_PMP_016 Partner is not active.");

        let back = format!("{path}/reactivate");
        let reason = json!({"reason": "Mended."});
        let unfit = "PMS_DEV_001 The selected object cannot be reactivated: ";
        assert_eq!(
            site.send(&people.admin, "POST", &back, reason.clone()).await.error(),
            format!("{unfit}its provider is not active.")
        );
        site.sql("UPDATE partner SET is_active = TRUE WHERE id = 'acme'").await;
        let without = site.send(&people.admin, "POST", &back, json!({})).await.error();
        assert!(without.to_lowercase().contains("reason"), "a reason is needed: {without}");
        // The same model was registered meanwhile.
        let twin = approved_device(&site, &people, "One").await;
        assert_eq!(
            site.send(&people.admin, "POST", &back, reason.clone()).await.error(),
            format!("{unfit}the same model is registered again.")
        );
        assert_eq!(set_device(&site, &people.admin, &twin, "De-activate").await, "success");
        let forbidden = site.send(&people.owner, "POST", &back, reason.clone()).await;
        assert_eq!(forbidden.error(), "403 KER-ATH-403 Forbidden");
        stays_off_while_hotlisted(&site, &people, &back, ("DEVICE_MODEL", "AcmeOne"), "it is").await;
        stays_off_while_hotlisted(&site, &people, &back, ("PARTNER_ID", "acme"), "its provider is").await;
        let answer = site.send(&people.admin, "POST", &back, reason.clone()).await;
        insta::assert_snapshot!("reactivated", answer.golden());
        assert_eq!(state(&site, DEVICE, &id).await, ("approved".to_owned(), true));
        let active = site.send(&people.admin, "POST", &back, reason).await;
        assert_eq!(active.error(), "PMS_DEV_002 The selected object is not deactivated.");
    }
}

#[tokio::test]
async fn a_device_is_decided_on_with_its_interface() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let sbi = approved_interface(&site, &people, "1.0").await;
        let other = approved_interface(&site, &people, "1.1").await;
        let pending = made(&site, &people.owner, "/securebiometricinterface", interface(&site, "acme", "1.2")).await;
        let rejected = made(&site, &people.owner, "/securebiometricinterface", interface(&site, "acme", "1.3")).await;
        assert_eq!(set_interface(&site, &people.admin, &rejected, "De-activate").await, "success");
        let off = approved_interface(&site, &people, "1.4").await;
        let stop = json!({"status": "De-Activate"});
        let path = format!("/securebiometricinterface/{off}");
        assert_eq!(site.send(&people.owner, "PATCH", &path, stop).await.error(), "success");
        let foreign =
            made(&site, &people.stranger, "/securebiometricinterface", interface(&site, "other", "1.0")).await;
        let id =
            made(&site, &people.owner, &format!("/securebiometricinterface/{sbi}/devices"), model("acme", "One")).await;

        let path = format!("/devicedetail/{id}/approval");
        let good = json!({"partnerId": "acme", "sbiId": sbi, "status": "approved"});
        let with = |sbi: &str| but(&good, "sbiId", json!(sbi));
        site.refuses(
            &people.admin,
            "POST",
            &path,
            &[
                (json!({"partnerId": "acme"}), "PMS_REQUEST_ERROR_001 Invalid request."),
                (json!({"status": "approved"}), "PMS_REQUEST_ERROR_001 Invalid request."),
                (
                    but(&good, "status", json!("Approved")),
                    "PMS_DEVICE_ERROR_027 Request status should be either approved or rejected",
                ),
                (
                    json!({"partnerId": "acme", "status": "approved"}),
                    "PMS_DEVICE_ERROR_024 This device cannot be approved as it does not have any SBI associated to it.",
                ),
                (with("none"), "PMS_DEVICE_ERROR_005 SBI do not exists."),
                (with(&foreign), "PMS_DEVICE_ERROR_002 SBI is not associated with partner Id."),
                (
                    with(&pending),
                    "PMS_DEVICE_ERROR_009 Unable to process the request as the associated SBI is not approved.",
                ),
                (
                    with(&rejected),
                    "PMS_DEVICE_ERROR_028 Unable to process the request as the associated SBI is rejected",
                ),
                (
                    with(&off),
                    "PMS_DEVICE_ERROR_029 Unable to process the request as the associated SBI is deactivated.",
                ),
                (with(&other), "PMS_DEVICE_ERROR_012 SBI and Device mapping does not exists."),
            ],
        )
        .await;
        let none = site.send(&people.admin, "POST", "/devicedetail/none/approval", good.clone()).await;
        assert_eq!(none.error(), "PMS_DEVICE_ERROR_006 Device do not exists.");
        let theirs = made(&site, &people.stranger, "/devicedetail", model("other", "One")).await;
        let theirs = site.send(&people.admin, "POST", &format!("/devicedetail/{theirs}/approval"), good.clone()).await;
        assert_eq!(theirs.error(), "PMS_DEVICE_ERROR_007 Device is not associated with partner Id.");
        assert_eq!(state(&site, DEVICE, &id).await, ("pending_approval".to_owned(), false));
        let active = "SELECT COUNT(*) AS n FROM device_detail_sbi WHERE is_active = TRUE";
        assert_eq!(count(&site, active).await, 0);

        let answer = site.send(&people.admin, "POST", &path, good.clone()).await;
        insta::assert_snapshot!("decided", answer.golden());
        assert_eq!(state(&site, DEVICE, &id).await, ("approved".to_owned(), true));
        assert_eq!(count(&site, active).await, 1);
        let again = site.send(&people.admin, "POST", &path, good).await.error();
        assert_eq!(again, "PMS_DEVICE_ERROR_010 Given device details are not in pending for approval status.");
    }
}

#[tokio::test]
async fn a_rejected_device_has_no_active_interface_and_an_expired_one_approves_nothing() {
    for site in Site::on_both_with(SERVICE, |settings| settings.devices.deactivate_expired_interfaces = false).await {
        let people = providers(&site, "Device_Provider").await;
        let sbi = approved_interface(&site, &people, "1.0").await;
        let path = format!("/securebiometricinterface/{sbi}/devices");
        let first = made(&site, &people.owner, &path, model("acme", "One")).await;
        let second = made(&site, &people.owner, &path, model("acme", "Two")).await;
        let reject = json!({"partnerId": "acme", "sbiId": sbi, "status": "rejected"});
        let answer = site.send(&people.admin, "POST", &format!("/devicedetail/{first}/approval"), reject).await;
        assert_eq!(answer.response(), json!(true));
        assert_eq!(state(&site, DEVICE, &first).await, ("rejected".to_owned(), false));
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM device_detail_sbi WHERE is_active = TRUE").await, 0);

        let mut admin = people.admin.clone();
        site.clock.advance(TimeDelta::days(31));
        admin.token = site.token(&admin.id, &admin.name, &admin.email);
        let approve = json!({"partnerId": "acme", "sbiId": sbi, "status": "approved"});
        let answer = site.send(&admin, "POST", &format!("/devicedetail/{second}/approval"), approve).await;
        let expired = "PMS_DEVICE_ERROR_021 SBI for which device is being added is expired";
        assert_eq!(answer.error(), expired);
        // The inbox says the same.
        let approval = open_approval(&site, "device", &second).await.unwrap();
        assert_eq!(crate::testing::decide(&site, &admin, &approval, "approve").await, expired);
        // Without naming it, what waits with it can be rejected.
        let reject = json!({"partnerId": "acme", "status": "rejected"});
        let answer = site.send(&admin, "POST", &format!("/devicedetail/{second}/approval"), reject).await;
        assert_eq!(answer.error(), "success");
    }
}
