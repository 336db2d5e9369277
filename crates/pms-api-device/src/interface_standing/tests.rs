use chrono::TimeDelta;
use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;
use crate::testing::{
    DEVICE, INTERFACE, approved_device, approved_interface, interface, made, model, open_approval, providers, state,
    stays_off_while_hotlisted,
};

#[tokio::test]
async fn what_waits_falls_with_an_interface_and_what_was_approved_comes_back_with_it() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let sbi = approved_interface(&site, &people, "1.0").await;
        let second = approved_interface(&site, &people, "1.1").await;
        let (alone, shared) =
            (approved_device(&site, &people, "Alone").await, approved_device(&site, &people, "Shared").await);
        for (device, sbi) in [(&alone, &sbi), (&shared, &sbi), (&shared, &second)] {
            let pair = json!({"deviceDetailId": device, "sbiId": sbi});
            let path = "/securebiometricinterface/devicedetails/map";
            assert_eq!(site.send(&people.owner, "PUT", path, pair).await.error(), "success");
        }
        let add = format!("/securebiometricinterface/{sbi}/devices");
        let waiting = made(&site, &people.owner, &add, model("acme", "Waiting")).await;
        let path = format!("/securebiometricinterface/{sbi}");
        let off = json!({"status": "De-Activate"});
        let pending = made(&site, &people.owner, "/securebiometricinterface", interface(&site, "acme", "1.2")).await;
        let nobody = site.person("nobody", &["DEVICE_PROVIDER"]).await;
        for (person, path, request, expected) in [
            (&people.owner, path.as_str(), json!({}), "PMS_DEVICE_ERROR_026 Request status should be De-Activate"),
            (&nobody, &path, off.clone(), "PMS_CERTIFICATE_ERROR_002 User Id does not exists."),
            (&people.owner, "/securebiometricinterface/none", off.clone(), "PMS_DEVICE_ERROR_005 SBI do not exists."),
            (&people.stranger, &path, off.clone(), "PMS_DEVICE_ERROR_019 SBI is not associated with user."),
            (
                &people.owner,
                &format!("/securebiometricinterface/{pending}"),
                off.clone(),
                "PMS_DEVICE_ERROR_022 The selected SBI is not in an approved status.",
            ),
        ] {
            assert_eq!(site.send(person, "PATCH", path, request).await.error(), expected);
        }
        let answer = site.send(&people.owner, "PATCH", &path, off.clone()).await;
        insta::assert_snapshot!("deactivated", answer.golden());
        let again = site.send(&people.owner, "PATCH", &path, off).await;
        assert_eq!(again.error(), "PMS_DEVICE_ERROR_020 The selected SBI is already deactivated.");
        assert_eq!(state(&site, DEVICE, &waiting).await, ("rejected".to_owned(), false));
        assert_eq!(open_approval(&site, "device", &waiting).await, None);
        let shown = async |id: &str| {
            let found = site.get(&people.admin, &format!("/devicedetail?deviceId={id}")).await;
            found.response()["data"][0]["status"].as_str().unwrap().to_owned()
        };
        assert_eq!(shown(&alone).await, "deactivated");
        assert_eq!(shown(&shared).await, "approved", "another interface serves it");
        assert_eq!(state(&site, DEVICE, &alone).await, ("approved".to_owned(), true), "it is not changed");

        let back = format!("{path}/reactivate");
        let reason = json!({"reason": "Mended."});
        stays_off_while_hotlisted(&site, &people, &back, ("PARTNER_ID", "acme"), "its provider is").await;
        let answer = site.send(&people.admin, "POST", &back, reason.clone()).await;
        insta::assert_snapshot!("reactivated", answer.golden());
        assert_eq!(shown(&alone).await, "approved");
        assert_eq!(state(&site, DEVICE, &waiting).await.0, "rejected", "rejections are final");
        let active = site.send(&people.admin, "POST", &back, reason).await;
        assert_eq!(active.error(), "PMS_DEV_002 The selected object is not deactivated.");
    }
}

#[tokio::test]
async fn an_interface_whose_time_is_over_is_taken_out_of_use_with_what_waits() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let approved = approved_interface(&site, &people, "1.0").await;
        let pending = made(&site, &people.owner, "/securebiometricinterface", interface(&site, "acme", "1.1")).await;
        let add = format!("/securebiometricinterface/{approved}/devices");
        let waiting = made(&site, &people.owner, &add, model("acme", "Waiting")).await;
        site.clock.advance(TimeDelta::days(31));
        let system = site.app.system("expiry");
        assert_eq!(pms_app::interfaces::expire_batch(&site.app, &system).await.unwrap(), 2);
        assert_eq!(
            pms_app::interfaces::expire_batch(&site.app, &system).await.unwrap(),
            0,
            "a second run has nothing to do"
        );
        assert_eq!(state(&site, INTERFACE, &approved).await, ("approved".to_owned(), false));
        assert_eq!(state(&site, INTERFACE, &pending).await, ("rejected".to_owned(), false));
        assert_eq!(state(&site, DEVICE, &waiting).await, ("rejected".to_owned(), false));
        for (kind, id) in [("sbi", &pending), ("device", &waiting)] {
            assert_eq!(open_approval(&site, kind, id).await, None, "{kind}");
            let sql = "SELECT state, decided_by = 'system#expiry' FROM x_approval WHERE object_id = $1";
            assert_eq!(state(&site, sql, id).await, ("rejected".to_owned(), true));
        }
        let mut admin = people.admin.clone();
        admin.token = site.token(&admin.id, &admin.name, &admin.email);
        let back = format!("/securebiometricinterface/{approved}/reactivate");
        let answer = site.send(&admin, "POST", &back, json!({"reason": "Please."})).await;
        assert_eq!(answer.error(), "PMS_DEV_001 The selected object cannot be reactivated: it has expired.");
    }
}
