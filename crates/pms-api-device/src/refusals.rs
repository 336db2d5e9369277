//! What the contract lists for a route (part B §6 to §8) and no other test here provokes.

use chrono::TimeDelta;
use pms_api_testkit::{Person, Site, pki};
use pms_domain::{roles, time};
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{
    approved_device, approved_interface, but, certificate, certify, chip, interface, made, model, providers, set_chip,
    set_interface, upload,
};

const BODY: &str = "400 PMS_COR_001 Invalid request parameter - ";

async fn refused(site: &Site, person: &Person, (method, path): (&str, &str), request: Value, expected: &str) {
    let answer = site.send(person, method, path, request.clone()).await;
    assert_eq!(answer.error(), expected, "{method} {path} {request}");
}

#[tokio::test]
async fn what_the_contract_lists_for_models_and_interfaces() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let (owner, admin) = (&people.owner, &people.admin);
        let device = approved_device(&site, &people, "One").await;
        let change = but(&model("acme", "Two"), "id", json!(device));
        let put = ("PUT", "/devicedetail");
        let kind = "PMS_AUT_001 Reg Device Sub Type Code not found in the list of Reg Device Sub Types";
        let empty = |member: &str| format!("{BODY}value is empty or null :request.{member}");
        refused(&site, owner, put, but(&change, "make", json!("")), &empty("make")).await;
        refused(&site, owner, put, but(&change, "deviceTypeCode", json!("Face")), kind).await;
        let status = json!({"id": " ", "approvalStatus": "Activate"});
        refused(&site, admin, ("PATCH", "/devicedetail"), status, &empty("id")).await;

        let sbi = approved_interface(&site, &people, "1.0").await;
        let put = ("PUT", "/securebiometricinterface");
        let now = site.app.surroundings().now();
        let at = |days: i64| json!(time::zulu(now + TimeDelta::days(days)));
        let change = but(&but(&interface(&site, "acme", "1.1"), "id", json!(sbi)), "isActive", json!(true));
        for (member, value, expected) in [
            ("swVersion", json!(""), empty("swVersion")),
            (
                "swCreateDateTime",
                at(1),
                "PMS_AUT_514 The created date should be less than or equal to the current date.".to_owned(),
            ),
            ("swExpiryDateTime", at(0), "PMS_AUT_508 ExpiryDate should be greaterthan/equal Today.".to_owned()),
            (
                "swCreateDateTime",
                at(-3700),
                "PMS_AUT_516 Created date should not be less than 10 years from today".to_owned(),
            ),
            (
                "swExpiryDateTime",
                at(3700),
                "PMS_AUT_515 Expiry date should not be greater than 10 years from today".to_owned(),
            ),
        ] {
            refused(&site, owner, put, but(&change, member, value), &expected).await;
        }
        let remove = ("PUT", "/securebiometricinterface/devicedetails/map/remove");
        refused(&site, owner, remove, json!({"sbiId": sbi}), &empty("deviceDetailId")).await;
        let off = json!({"status": "De-Activate"});
        let blank = format!("{BODY}must not be blank :sbiId");
        refused(&site, owner, ("PATCH", "/securebiometricinterface/%20"), off.clone(), &blank).await;

        added_with_its_interface(&site, &people, &sbi).await;

        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        let path = format!("/securebiometricinterface/{sbi}");
        refused(&site, owner, ("PATCH", &path), off, "PMS_PMP_016 Partner is not active.").await;
        let add = format!("{path}/devices");
        let inactive = "PMS_AUT_002 This partner has been inactivated by Partner admin";
        refused(&site, owner, ("POST", &add), model("acme", "Six"), inactive).await;
        // As in a database that was adopted: the provider has another type.
        site.sql("UPDATE partner SET is_active = TRUE, partner_type_code = 'FTM_Provider' WHERE id = 'acme'").await;
        let of_type = "PMS_DEVICE_ERROR_003 Invalid partner type.";
        assert_eq!(site.get(owner, &add).await.error(), of_type);
    }
}

/// What is checked of a model and of the interface that it is added to.
async fn added_with_its_interface(site: &Site, people: &crate::testing::People, sbi: &str) {
    let owner = &people.owner;
    let path = |id: &str| format!("/securebiometricinterface/{id}/devices");
    let good = model("acme", "Three");
    let empty = format!("{BODY}value is empty or null :request.model");
    let kind = "PMS_AUT_001 Reg Device Sub Type Code not found in the list of Reg Device Sub Types";
    for (request, expected) in [
        (but(&good, "model", json!("")), empty.as_str()),
        (but(&good, "deviceTypeCode", json!("Face")), kind),
        (model("acme", "One"), "PMS_AUT_003 Device Details already exists"),
    ] {
        refused(site, owner, ("POST", &path(sbi)), request, expected).await;
    }
    let rejected = made(site, owner, "/securebiometricinterface", interface(site, "acme", "2.0")).await;
    assert_eq!(set_interface(site, &people.admin, &rejected, "De-activate").await, "success");
    let off = approved_interface(site, people, "2.1").await;
    let stop = json!({"status": "De-Activate"});
    let stopped = site.send(owner, "PATCH", &format!("/securebiometricinterface/{off}"), stop).await;
    assert_eq!(stopped.error(), "success");
    approved_interface(site, people, "2.2").await;
    let (over,): (String,) = pms_store::statement("SELECT id FROM secure_biometric_interface WHERE sw_version = '2.2'")
        .one(site.app.store().db())
        .await
        .unwrap();
    site.sql("UPDATE secure_biometric_interface SET sw_expiry_dtimes = '2026-01-01 00:00:00' WHERE sw_version = '2.2'")
        .await;
    for (id, expected) in [
        (&rejected, "PMS_DEVICE_ERROR_028 Unable to process the request as the associated SBI is rejected"),
        (&off, "PMS_DEVICE_ERROR_029 Unable to process the request as the associated SBI is deactivated."),
        (&over, "PMS_DEVICE_ERROR_021 SBI for which device is being added is expired"),
    ] {
        refused(site, owner, ("POST", &path(id)), good.clone(), expected).await;
    }
}

#[tokio::test]
async fn what_the_contract_lists_for_chips() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "FTM_Provider").await;
        let (owner, admin) = (&people.owner, &people.admin);
        site.trust(admin, "FTM").await;
        let id = chip(&site, &people, "One").await;
        chip(&site, &people, "Two").await;
        let put = ("PUT", "/ftpchipdetail");
        let empty = |member: &str| format!("{BODY}value is empty or null :request.{member}");
        let change = json!({"ftpChipDetailId": id, "make": "Acme", "model": "Two"});
        let twin = "PMP_AUT_032 FTM Chip details already exists for the same make and model";
        refused(&site, owner, put, change.clone(), twin).await;
        refused(&site, owner, put, but(&change, "make", json!("")), &empty("make")).await;
        let status = json!({"ftpChipDetailId": "", "approvalStatus": true});
        let answer = site.send(admin, "PATCH", "/ftpchipdetail", status).await.error();
        assert!(answer.starts_with(BODY) && answer.ends_with(" :request.ftpChipDetailId"), "{answer}");
        let pem = certificate();
        let nobody = but(&upload(&id, &pem), "ftpProviderId", json!("nobody"));
        let none = "PMP_AUT_030 The FTP provider is either inactive or does not exist.";
        refused(&site, admin, ("POST", "/ftpchipdetail/uploadcertificate"), nobody, none).await;
        let read = site.get(owner, &format!("/ftpchipdetail/getPartnerCertificate/{id}")).await;
        assert_eq!(read.error(), "PMP_AUT_033 Certificate is not uploaded.");

        certify(&site, &people, &id, &pem).await;
        assert_eq!(set_chip(&site, admin, &id, true).await, "success");
        let alone = site.person("alone", roles::PARTNER_ROLES).await;
        let (path, data) = (format!("/ftpchipdetail/{id}"), format!("/ftpchipdetail/{id}/certificate-data"));
        let off = json!({"status": "De-Activate"});
        let unknown = "PMS_CERTIFICATE_ERROR_002 User Id does not exists.";
        let word = "PMS_DEVICE_ERROR_026 Request status should be De-Activate";
        let blank = format!("{BODY}must not be blank :ftmId");
        refused(&site, owner, ("PATCH", "/ftpchipdetail/%20"), off.clone(), &blank).await;
        refused(&site, owner, ("PATCH", &path), json!({"status": "Off"}), word).await;
        refused(&site, &alone, ("PATCH", &path), off.clone(), unknown).await;
        assert_eq!(site.get(&alone, &data).await.error(), unknown);
        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        let inactive = "PMS_PMP_016 Partner is not active.";
        refused(&site, owner, ("PATCH", &path), off, inactive).await;
        assert_eq!(site.get(owner, &data).await.error(), inactive);
        site.sql("UPDATE partner SET is_active = TRUE WHERE id = 'acme'").await;
        site.sql("UPDATE partner_cert_store SET cert_data = 'no certificate' WHERE x_chip_id IS NOT NULL").await;
        let unreadable = "PMS_CERTIFICATE_ERROR_006 Unable to decode the certificate data";
        assert_eq!(site.get(owner, &data).await.error(), unreadable);
    }
}
