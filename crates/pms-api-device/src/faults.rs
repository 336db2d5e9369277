//! What each route answers when something failed on our side: the contract has a code for each (part B §6 to §8).

use pms_api_testkit::Site;
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{model, providers};

#[tokio::test]
async fn a_fault_of_ours_has_the_code_of_its_route() {
    let off = json!({"status": "De-Activate"});
    let decision = json!({"partnerId": "acme", "sbiId": "2", "status": "approved"});
    let digital_id = json!({"serialNo": "1", "dpId": "acme", "make": "Acme", "model": "One", "type": "Finger",
        "deviceSubType": "Slap"});
    let validation = json!({"digitalId": digital_id, "deviceServiceVersion": "1.0"});
    let sbi = "/securebiometricinterface";
    let one = format!("{sbi}/2");
    let devices = format!("{one}/devices");
    let cases: [(&str, &str, Value, &str); 12] = [
        ("POST", &devices, model("acme", "One"), "PMS_DEVICE_ERROR_008 Error while adding device for sbi."),
        ("GET", &devices, Value::Null, "PMS_SF_ERROR_001 Error while fetching devices list for SBI."),
        ("PATCH", &one, off.clone(), "PMS_DEVICE_ERROR_018 Error while deactivating the SBI"),
        ("GET", sbi, Value::Null, "PMS_SBI_ERROR_001 Unable to fetch SBI details."),
        (
            "POST",
            "/devicedetail/1/approval",
            decision,
            "PMS_DEVICE_ERROR_011 Error while approving or rejecting device for Sbi Mapping.",
        ),
        ("PATCH", "/devicedetail/1", off.clone(), "PMS_DEVICE_ERROR_015 Error while deactivating the device"),
        ("GET", "/devicedetail", Value::Null, "PMS_FTM_ERROR_024 Error occurred while retrieving all device details"),
        ("PATCH", "/ftpchipdetail/3", off, "PMS_FTM_ERROR_003 Error while deactivating the FTM"),
        (
            "GET",
            "/ftpchipdetail/3/certificate-data",
            Value::Null,
            "PMS_FTM_ERROR_012 Unable to download original FTM certificate.",
        ),
        ("GET", "/ftpchipdetail/v2", Value::Null, "PMS_FTM_ERROR_001 Error while fetching the FTM chip details"),
        ("GET", "/ftpchipdetail", Value::Null, "PMS_FTM_ERROR_001 Error while fetching the FTM chip details"),
        ("POST", "/deviceprovidermanagement/validate", validation, "ADM-DPM-009 Device could not be validated"),
    ];
    for site in Site::on_both(SERVICE).await {
        providers(&site, "Device_Provider").await;
        // May call every route; what it would see or change is never reached.
        let person = site.person("everybody", pms_domain::roles::ALL).await;
        site.app.store().db().close().await;
        let mut faults = Vec::new();
        for (method, path, body, expected) in &cases {
            let answer = match body {
                Value::Null => site.call(&person, method, path).await,
                body => site.send(&person, method, path, body.clone()).await,
            };
            if answer.error() != *expected {
                faults.push(format!("{method} {path}: {} instead of {expected}", answer.error()));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
