use chrono::TimeDelta;
use pms_api_testkit::{Person, Site};
use pms_domain::time;
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{People, approved_device, approved_interface, but, made, model, providers, set_device};

const PATH: &str = "/deviceprovidermanagement/validate";

/// An approved device with an approved interface 1.0, and a caller who may ask.
async fn registered(site: &Site) -> (People, Person, String, String) {
    let people = providers(site, "Device_Provider").await;
    let (device, sbi) = (approved_device(site, &people, "One").await, approved_interface(site, &people, "1.0").await);
    let pair = json!({"deviceDetailId": device, "sbiId": sbi});
    let path = "/securebiometricinterface/devicedetails/map";
    assert_eq!(site.send(&people.owner, "PUT", path, pair).await.error(), "success");
    let caller = site.person("regproc", &["REGISTRATION_PROCESSOR"]).await;
    (people, caller, device, sbi)
}

fn asked() -> Value {
    json!({
        "deviceCode": "b692b595-3523-slap-99fc-bd76e35f190f",
        "digitalId": {"serialNo": "1", "dp": "Acme Ltd", "dpId": "acme", "make": "Acme", "model": "One", "type": "Finger",
            "deviceSubType": "Slap", "dateTime": "2026-01-15T10:00:00.000Z"},
        "deviceServiceVersion": "1.0",
        "purpose": "REGISTRATION",
    })
}

fn digital(member: &str, value: &str) -> Value {
    but(&asked(), "digitalId", but(&asked()["digitalId"], member, json!(value)))
}

#[tokio::test]
async fn an_approved_device_is_valid_and_every_fault_has_its_reason() {
    for site in Site::on_both(SERVICE).await {
        let (people, caller, _, sbi) = registered(&site).await;
        insta::assert_snapshot!("valid", site.send(&caller, "POST", PATH, asked()).await.golden());
        assert_eq!(site.send(&people.owner, "POST", PATH, asked()).await.error(), "403 KER-ATH-403 Forbidden");
        made(&site, &people.owner, "/devicedetail", model("acme", "Waiting")).await;
        let body = "400 PMS_COR_001 Invalid request parameter - ";
        let mismatch = "ADM-DPM-008 Provider, type or sub-type is not the registered one of this make and model";
        let unknown = "ADM-DPM-001 Device is not registered or not approved";
        let no_id = format!("{body}must not be null :request.digitalId");
        let no_make = format!("{body}must not be blank :request.digitalId.make");
        let cases = [
            (json!({"deviceServiceVersion": "1.0"}), no_id.as_str()),
            (digital("make", " "), no_make.as_str()),
            (digital("dpId", "nobody"), "ADM-DPM-003 Device provider does not exist"),
            (digital("model", "Unknown"), unknown),
            (digital("model", "Waiting"), unknown),
            (digital("dpId", "other"), mismatch),
            (digital("type", "Face"), mismatch),
            (digital("deviceSubType", "Single"), mismatch),
            (
                but(&asked(), "deviceServiceVersion", json!("2.0")),
                "ADM-DPM-007 Device is not registered with this version of a secure biometric interface",
            ),
        ];
        site.refuses(&caller, "POST", PATH, &cases).await;
        approved_device(&site, &people, "Bare").await;
        let bare = site.send(&caller, "POST", PATH, digital("model", "Bare")).await;
        assert_eq!(bare.error(), "ADM-DPM-005 Device has no secure biometric interface");

        let off = json!({"status": "De-Activate"});
        let path = format!("/securebiometricinterface/{sbi}");
        assert_eq!(site.send(&people.owner, "PATCH", &path, off).await.error(), "success");
        let state = "ADM-DPM-006 Secure biometric interface is deactivated";
        assert_eq!(site.send(&caller, "POST", PATH, asked()).await.error(), state);
        let back = json!({"reason": "Mended."});
        assert_eq!(site.send(&people.admin, "POST", &format!("{path}/reactivate"), back).await.error(), "success");
        assert_eq!(site.send(&caller, "POST", PATH, asked()).await.error(), "success");
        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        let inactive = "ADM-DPM-004 Device provider is not active";
        assert_eq!(site.send(&caller, "POST", PATH, asked()).await.error(), inactive);
    }
}

#[tokio::test]
async fn what_was_valid_then_is_valid_in_the_history() {
    for site in Site::on_both(SERVICE).await {
        let before = site.app.surroundings().now() - TimeDelta::hours(1);
        site.clock.advance(TimeDelta::hours(1));
        let (people, mut caller, device, _) = registered(&site).await;
        // The history has one row for a moment: registration and approval of the provider are apart.
        site.clock.advance(TimeDelta::seconds(1));
        site.switch_on("acme").await;
        let mut admin = people.admin.clone();
        site.clock.advance(TimeDelta::days(1));
        let then = site.app.surroundings().now();
        site.clock.advance(TimeDelta::days(1));
        admin.token = site.token(&admin.id, &admin.name, &admin.email);
        caller.token = site.token(&caller.id, &caller.name, &caller.email);
        assert_eq!(set_device(&site, &admin, &device, "De-activate").await, "success");
        let gone = "ADM-DPM-002 Device was deactivated";
        assert_eq!(site.send(&caller, "POST", PATH, asked()).await.error(), gone);
        let at = |at| but(&asked(), "timeStamp", json!(time::zulu(at)));
        let history = site.send(&caller, "POST", PATH, at(then)).await;
        insta::assert_snapshot!("history", history.golden());
        let now = site.app.surroundings().now();
        assert_eq!(site.send(&caller, "POST", PATH, at(now + TimeDelta::days(1))).await.error(), gone, "ahead is now");
        let early = site.send(&caller, "POST", PATH, at(before)).await.error();
        assert_eq!(early, "ADM-DPM-001 Device is not registered or not approved");
        // Long after its end the interface is expired, whoever wrote that down.
        site.clock.advance(TimeDelta::days(40));
        admin.token = site.token(&admin.id, &admin.name, &admin.email);
        caller.token = site.token(&caller.id, &caller.name, &caller.email);
        assert_eq!(set_device(&site, &admin, &device, "Activate").await, "success");
        let expired = "ADM-DPM-006 Secure biometric interface is expired";
        assert_eq!(site.send(&caller, "POST", PATH, asked()).await.error(), expired);
        pms_app::interfaces::expire_batch(&site.app, &site.app.system("expiry")).await.unwrap();
        assert_eq!(site.send(&caller, "POST", PATH, asked()).await.error(), expired);
        assert_eq!(site.send(&caller, "POST", PATH, at(then)).await.error(), "success");
    }
}

/// What is blocked registers nobody until it is unblocked: one device, its model, its provider. Another device of the same
/// model goes on.
#[tokio::test]
async fn what_is_hotlisted_is_not_valid_until_it_is_unblocked() {
    for site in Site::on_both(SERVICE).await {
        let (_, caller, ..) = registered(&site).await;
        let gone = "ADM-DPM-002 Device was deactivated";
        let inactive = "ADM-DPM-004 Device provider is not active";
        let provider = format!("{}acme", pms_api_testkit::ORGANIZATION);
        let cases = [
            ("DEVICE", "1AcmeOne", gone, "success"),
            ("DEVICE_MODEL", "AcmeOne", gone, gone),
            ("DEVICE_PROVIDER", provider.as_str(), inactive, inactive),
            ("PARTNER_ID", "acme", inactive, inactive),
        ];
        for (id_type, id, reason, of_another) in cases {
            let ctx = site.app.system("test");
            let wanted = || pms_app::hotlist::Wanted {
                id_type,
                parts: pms_app::hotlist::Parts { id: Some(id), ..Default::default() },
                until: None,
                status: None,
                reason: None,
            };
            let ask = async |body| site.send(&caller, "POST", PATH, body).await.error();
            assert_eq!(ask(asked()).await, "success", "{id_type}");
            pms_app::hotlist::block(&site.app, &ctx, &wanted()).await.unwrap();
            assert_eq!(ask(asked()).await, reason, "{id_type}");
            assert_eq!(ask(digital("serialNo", "2")).await, of_another, "{id_type}");
            // However make and model are typed, the device is the blocked one.
            assert_eq!(ask(digital("make", " Acme ")).await, reason, "{id_type}");
            // Older devices say no serial number.
            let unnamed = but(&asked(), "digitalId", but(&asked()["digitalId"], "serialNo", json!(null)));
            assert_eq!(ask(unnamed).await, of_another, "{id_type}");
            pms_app::hotlist::unblock(&site.app, &ctx, &wanted()).await.unwrap();
            assert_eq!(ask(asked()).await, "success", "{id_type}");
        }
    }
}
