use pms_api_testkit::pki::{self, pki};
use pms_api_testkit::{Person, Site};
use serde_json::json;

use crate::SERVICE;
use crate::testing::{
    approved_device, approved_interface, but, certify, chip, interface, made, model, providers, set_chip,
};

/// Of another's, and of nobody's, the same is said; who has no role learns less.
async fn is_hidden(site: &Site, path: &str, unknown: &str, stranger: &Person, expected: &str) {
    for path in [path, unknown] {
        assert_eq!(site.get(stranger, path).await.error(), expected, "{path}");
    }
    let nobody = site.person("nobody", &[]).await;
    assert_eq!(site.get(&nobody, path).await.error(), "403 KER-ATH-403 Forbidden");
}

#[tokio::test]
async fn a_device_is_read_with_its_interfaces() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let id = approved_device(&site, &people, "One").await;
        let sbi = approved_interface(&site, &people, "1.0").await;
        let map = json!({"deviceDetailId": id, "sbiId": sbi});
        let mapped = site.send(&people.owner, "PUT", "/securebiometricinterface/devicedetails/map", map).await;
        assert_eq!(mapped.error(), "success");
        let path = format!("/devicedetail/{id}");
        let answer = site.get(&people.owner, &path).await;
        insta::allow_duplicates! { insta::assert_snapshot!("device", answer.golden()) };
        assert_eq!(site.get(&people.admin, &path).await.response(), answer.response());
        let missing = "PMS_DEVICE_ERROR_006 Device do not exists.";
        is_hidden(&site, &path, "/devicedetail/none", &people.stranger, missing).await;

        // A change of it waits, and what counts is shown meanwhile.
        let change = but(&model("acme", "Two"), "id", json!(id));
        assert_eq!(site.send(&people.owner, "PUT", "/devicedetail", change).await.error(), "success");
        let read = site.get(&people.owner, &path).await.response();
        assert_eq!((&read["model"], &read["isDecisionPending"]), (&json!("One"), &json!(true)));
        // It goes out of use with its only interface, and is not changed.
        let off = json!({"status": "De-Activate"});
        let stop = format!("/securebiometricinterface/{sbi}");
        assert_eq!(site.send(&people.owner, "PATCH", &stop, off).await.error(), "success");
        let read = site.get(&people.owner, &path).await.response();
        assert_eq!((&read["status"], &read["isActive"]), (&json!("deactivated"), &json!(false)));
        assert_eq!(read["interfaces"][0]["status"], "deactivated");
    }
}

#[tokio::test]
async fn an_interface_is_read() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let request = interface(&site, "acme", "1.0");
        let id = made(&site, &people.owner, "/securebiometricinterface", request).await;
        let path = format!("/securebiometricinterface/{id}");
        let answer = site.get(&people.owner, &path).await;
        insta::allow_duplicates! { insta::assert_snapshot!("interface", answer.golden()) };
        assert_eq!(site.get(&people.admin, &path).await.response(), answer.response());
        let missing = "PMS_DEVICE_ERROR_005 SBI do not exists.";
        is_hidden(&site, &path, "/securebiometricinterface/none", &people.stranger, missing).await;
    }
}

#[tokio::test]
async fn a_chip_is_read_with_its_certificates_dates() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "FTM_Provider").await;
        site.trust(&people.admin, "FTM").await;
        let id = chip(&site, &people, "One").await;
        let path = format!("/ftpchipdetail/{id}");
        let read = site.get(&people.owner, &path).await.response();
        assert_eq!((&read["status"], &read["certificateId"]), (&json!("pending_cert_upload"), &json!(null)));
        certify(&site, &people, &id, &pki::leaf().issued_by(&pki().intermediate).unwrap().pem).await;
        let read = site.get(&people.owner, &path).await.response();
        assert_eq!((&read["status"], &read["isDecisionPending"]), (&json!("pending_approval"), &json!(true)));
        assert_eq!(set_chip(&site, &people.admin, &id, true).await, "success");
        let answer = site.get(&people.owner, &path).await;
        insta::allow_duplicates! { insta::assert_snapshot!("chip", answer.golden()) };
        assert_eq!(site.get(&people.admin, &path).await.response(), answer.response());
        let missing = "PMS_FTM_ERROR_005 FTM Details do not exists.";
        is_hidden(&site, &path, "/ftpchipdetail/12", &people.stranger, missing).await;
    }
}
