use pms_api_testkit::{Site, with};
use serde_json::json;

use crate::SERVICE;

#[tokio::test]
async fn blocking_asking_and_unblocking() {
    for site in Site::on_both(SERVICE).await {
        let keeper = site.person("keeper", &["HOTLIST_ADMIN"]).await;
        let reader = site.person("ida", &["ID_AUTHENTICATION"]).await;
        let device = json!({"idType": "DEVICE", "serialNo": "S-1", "make": "Abc", "model": "M2", "reason": "stolen"});
        let answer = site.send(&keeper, "POST", "/block", device.clone()).await;
        insta::allow_duplicates! { insta::assert_snapshot!("blocked", answer.golden()) };
        let asked = site.get(&reader, "/status/DEVICE/S-1AbcM2").await;
        insta::allow_duplicates! { insta::assert_snapshot!("status", asked.golden()) };
        let other = site.get(&reader, "/status/DEVICE/S-2AbcM2").await.response();
        assert_eq!((&other["status"], &other["expiryTimestamp"]), (&json!("UNBLOCKED"), &json!(null)));

        // By the id alone, as MOSIP's clients do; until a time.
        let for_a_time = json!({"idType": "DEVICE", "id": "S-1AbcM2", "expiryTimestamp": "2999-01-31T10:11:12.123Z"});
        let answer = site.send(&keeper, "POST", "/block", for_a_time).await.response();
        assert_eq!(
            answer,
            json!({"id": "S-1AbcM2", "status": "UNBLOCKED", "expiryTimestamp": "2999-01-31T10:11:12.123Z", "currentStatus": "BLOCKED"})
        );
        let asked = site.get(&reader, "/status/DEVICE/S-1AbcM2").await.response();
        assert_eq!((&asked["status"], &asked["currentStatus"]), (&json!("UNBLOCKED"), &json!("BLOCKED")));
        let listed = site.get(&keeper, "/entries?idType=DEVICE").await;
        insta::allow_duplicates! { insta::assert_snapshot!("list", listed.golden()) };

        let answer = site.send(&keeper, "POST", "/unblock", device.clone()).await.response();
        assert_eq!((&answer["status"], &answer["currentStatus"]), (&json!("UNBLOCKED"), &json!("UNBLOCKED")));
        // Once more changes nothing and says the same.
        let before = pms_store::audit::head(site.app.store().db()).await.unwrap();
        let again = site.send(&keeper, "POST", "/unblock", device).await.response();
        assert_eq!(again, answer);
        assert_eq!(pms_store::audit::head(site.app.store().db()).await.unwrap(), before);
        assert_eq!(site.get(&keeper, "/entries").await.response()["totalResults"], 0);
    }
}

#[tokio::test]
async fn what_cannot_be_blocked() {
    let site = Site::new(SERVICE).await;
    let keeper = site.person("keeper", &["HOTLIST_ADMIN"]).await;
    let device = json!({"idType": "DEVICE", "id": "S-1AbcM2"});
    let but = |members| with(device.clone(), members);
    for route in ["/block", "/unblock"] {
        site.refuses(
            &keeper,
            "POST",
            route,
            &[
                (but(json!({"idType": "UIN"})), "ADM-HTL-003 Id type is not allowed"),
                (but(json!({"idType": "device"})), "ADM-HTL-003 Id type is not allowed"),
                (but(json!({"id": "x".repeat(1001)})), "PMS_HTL_001 Id should have 1 to 1000 characters"),
                (
                    but(json!({"expiryTimestamp": "2001-01-31T10:11:12.123Z"})),
                    "PMS_HTL_002 Expiry timestamp should be in the future",
                ),
                (but(json!({"status": "HELD"})), "PMS_HTL_003 Status contradicts the request"),
                (but(json!({"id": null})), "PMS_HTL_005 This type is named by id, or serialNo, make and model"),
                (but(json!({"make": "Abc"})), "PMS_HTL_005 This type is named by id, or serialNo, make and model"),
                (
                    json!({"idType": "DEVICE", "serialNo": "1", "make": "2"}),
                    "PMS_HTL_005 This type is named by id, or serialNo, make and model",
                ),
                (
                    json!({"idType": "DEVICE_MODEL", "serialNo": "1", "make": "2", "model": "3"}),
                    "PMS_HTL_005 This type is named by id, or make and model",
                ),
                (
                    json!({"idType": "DEVICE_PROVIDER", "deviceProvider": "Acme"}),
                    "PMS_HTL_005 This type is named by id, or deviceProvider and deviceProviderId",
                ),
                (
                    json!({"idType": "PARTNER_ID", "certificateData": "no"}),
                    "PMS_HTL_006 The certificate cannot be read",
                ),
                (
                    json!({"idType": "FTM_PUBLIC_KEY", "certificateData": "no"}),
                    "PMS_HTL_006 The certificate cannot be read",
                ),
                (
                    but(json!({"reason": "x".repeat(1001)})),
                    "PMS_PMX_004 The reason is too long. Length should be at most 1000 characters.",
                ),
                (
                    but(json!({"idType": ""})),
                    "400 PMS_COR_001 Invalid request parameter - must not be blank :request.idType",
                ),
            ],
        )
        .await;
    }
    // The word of the route, as the reference's clients send it, says nothing else.
    let said = but(json!({"status": "BLOCKED"}));
    assert_eq!(site.send(&keeper, "POST", "/block", said).await.response()["status"], "BLOCKED");
    let contradicts = but(json!({"status": "BLOCKED", "expiryTimestamp": "2999-01-31T10:11:12.123Z"}));
    site.refuses(&keeper, "POST", "/block", &[(contradicts, "PMS_HTL_003 Status contradicts the request")]).await;
    site.get_refuses(
        &keeper,
        &[
            ("/status/UIN/1", "ADM-HTL-003 Id type is not allowed"),
            ("/entries?idType=VID", "ADM-HTL-003 Id type is not allowed"),
        ],
    )
    .await;
}

/// The longest ids that are taken are stored and listed, however long their parts are.
#[tokio::test]
async fn long_ids_are_taken() {
    for site in Site::on_both(SERVICE).await {
        let keeper = site.person("keeper", &["HOTLIST_ADMIN"]).await;
        for request in [
            json!({"idType": "PARTNER_ID", "id": "p".repeat(1000)}),
            json!({"idType": "DEVICE", "serialNo": "é".repeat(400), "make": "m".repeat(300), "model": "n".repeat(300)}),
        ] {
            assert_eq!(site.send(&keeper, "POST", "/block", request).await.error(), "success");
        }
        let listed = site.get(&keeper, "/entries").await.response();
        assert_eq!(listed["totalResults"], 2);
        let labels = listed["data"].as_array().unwrap().iter().map(|row| row["label"].as_str().unwrap());
        assert!(labels.into_iter().all(|label| label.chars().count() == 500));
    }
}
