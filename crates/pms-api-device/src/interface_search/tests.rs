use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;
use crate::testing::{approved_device, approved_interface, interface, made, page, providers};

const SEARCH: &str = "/securebiometricinterface/search";
const PAIRS: &str = "/securebiometricinterface/devicedetails/map/search";

#[tokio::test]
async fn searches_show_the_callers_own() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let sbi = approved_interface(&site, &people, "1.0").await;
        made(&site, &people.stranger, "/securebiometricinterface", interface(&site, "other", "1.0")).await;
        let answer = site.send(&people.owner, "POST", SEARCH, page("swVersion", "1.0")).await;
        insta::assert_snapshot!("interfaces", answer.golden());
        let all = site.send(&people.admin, "POST", SEARCH, page("swVersion", "1.0")).await;
        assert_eq!(all.response()["totalRecord"], 2);
        let ask = json!({"filters": [{"columnName": "swVersion", "type": "unique", "text": "1"}]});
        let values = site.send(&people.owner, "POST", "/securebiometricinterface/filtervalues", ask).await;
        assert_eq!(
            values.response()["filters"],
            json!([{"fieldID": "swVersion", "fieldValue": "1.0", "fieldCode": sbi}])
        );

        let device = approved_device(&site, &people, "One").await;
        let pair = json!({"deviceDetailId": device, "sbiId": sbi});
        let path = "/securebiometricinterface/devicedetails/map";
        assert_eq!(site.send(&people.owner, "PUT", path, pair).await.error(), "success");
        let answer = site.send(&people.owner, "POST", PAIRS, page("deviceDetailId", &device)).await;
        insta::assert_snapshot!("pairs", answer.golden());
        for (person, request) in [
            (&people.owner, page("deviceDetailId", "none")),
            (&people.stranger, page("deviceDetailId", &device)),
            (&people.owner, page("partnerName", "none")),
        ] {
            assert_eq!(site.send(person, "POST", PAIRS, request).await.response()["totalRecord"], 0);
        }
        let by_sbi = site.send(&people.owner, "POST", PAIRS, page("sbiId", &sbi)).await;
        assert_eq!(by_sbi.error(), "PMS-MSD-310 Invalid column received : sbiId");
    }
}
