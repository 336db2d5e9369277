use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;
use crate::testing::{approved_device, approved_interface, made, model, providers};

#[tokio::test]
async fn devices_are_listed_with_each_interface() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let id = approved_device(&site, &people, "One").await;
        for version in ["1.0", "1.1"] {
            let sbi = approved_interface(&site, &people, version).await;
            let pair = json!({"deviceDetailId": id, "sbiId": sbi});
            let path = "/securebiometricinterface/devicedetails/map";
            assert_eq!(site.send(&people.owner, "PUT", path, pair).await.response(), json!("Success"));
        }
        made(&site, &people.stranger, "/devicedetail", model("other", "Two")).await;
        let found =
            site.get(&people.admin, "/devicedetail?sortFieldName=sbiVersion&sortType=asc&pageNo=0&pageSize=8").await;
        insta::assert_snapshot!("listed", found.golden());
        for (query, total) in [
            ("status=approved", 2),
            ("status=pending_approval", 1),
            ("status=Approved", 0),
            ("status=", 0),
            ("sbiVersion=1.1", 1),
            ("partnerId=oth", 1),
            ("orgName=acme&model=one", 2),
            ("deviceSubType=slap", 3),
        ] {
            let found = site.get(&people.admin, &format!("/devicedetail?{query}")).await;
            assert_eq!(found.response()["totalResults"], total, "{query}");
        }
        assert_eq!(site.get(&people.owner, "/devicedetail").await.error(), "403 KER-ATH-403 Forbidden");
        let guarded = site.get(&people.admin, "/devicedetail?make=%3Cb%3E").await.error();
        assert!(guarded.starts_with("PMS_REQUEST_ERROR_007 "), "{guarded}");
        let sort = "/devicedetail?sortFieldName=secret&sortType=asc";
        assert_eq!(site.get(&people.admin, sort).await.error(), "PMS_PRT_357 Invalid sort field secret");
    }
}
