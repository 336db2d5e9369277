use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;
use crate::testing::{approved_device, made, model, page, providers};

#[tokio::test]
async fn searches_show_the_callers_own() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        approved_device(&site, &people, "One").await;
        made(&site, &people.stranger, "/devicedetail", model("other", "Two")).await;
        let answer = site.send(&people.owner, "POST", "/devicedetail/search", page("make", "acme")).await;
        insta::assert_snapshot!("found", answer.golden());
        let all = site.send(&people.admin, "POST", "/devicedetail/search", page("make", "acme")).await;
        assert_eq!(all.response()["totalRecord"], 2);
        let none = site.send(&people.owner, "POST", "/devicedetail/search", page("model", "Two")).await;
        assert_eq!(none.response()["data"], json!(null));
        let by_name = page("partnerOrganizationName", "nobody");
        assert_eq!(
            site.send(&people.admin, "POST", "/devicedetail/search", by_name).await.response()["totalRecord"],
            0
        );
        let sort = json!({"filters": [], "sort": [{"sortField": "crDtimes", "sortType": "asc"}], "pagination": {}});
        let sorted = site.send(&people.owner, "POST", "/devicedetail/search", sort).await;
        assert_eq!(sorted.error(), "PMS-MSD-357 Invalid sort field crDtimes");
        let column = site.send(&people.owner, "POST", "/devicedetail/search", page("secret", "x")).await;
        assert_eq!(column.error(), "PMS-MSD-310 Invalid column received : secret");

        let ask = |column: &str| json!({"filters": [{"columnName": column, "type": "unique", "text": "on"}]});
        let values = site.send(&people.owner, "POST", "/devicedetail/filtervalues", ask("model")).await;
        let filters = values.response()["filters"].clone();
        assert_eq!(filters.as_array().unwrap().len(), 1);
        assert_eq!((&filters[0]["fieldID"], &filters[0]["fieldValue"]), (&json!("model"), &json!("Acme One")));
        let purpose = json!({"filters": [], "purpose": "PRINTING"});
        let refused = site.send(&people.owner, "POST", "/devicedetail/filtervalues", purpose).await;
        assert_eq!(refused.status, 400);
    }
}

#[tokio::test]
async fn device_types_are_listed_with_every_sub_type() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let answer = site.send(&people.owner, "POST", "/devicedetail/deviceType/search", page("code", "Single")).await;
        let found = answer.response();
        // Finger and iris: the reference showed one of them.
        assert_eq!(found["totalRecord"], 2);
        let members: Vec<_> = found["data"][0].as_object().unwrap().keys().cloned().collect();
        assert_eq!(
            members,
            [
                "code",
                "deviceType",
                "name",
                "desciption",
                "active",
                "isDeleted",
                "crBy",
                "crDtimes",
                "delDtimes",
                "updBy",
                "updDtimes"
            ]
        );
        let ask = json!({"filters": [{"columnName": "name", "type": "unique", "text": ""}],
            "optionalFilters": [{"columnName": "deviceType", "type": "equals", "value": "Iris"}]});
        let sub = site.send(&people.owner, "POST", "/devicedetail/deviceSubType/filtervalues", ask).await;
        assert_eq!(sub.response()["filters"].as_array().unwrap().len(), 2);
        let ask = json!({"filters": [{"columnName": "name", "type": "unique", "text": "fi"}]});
        let types = site.send(&people.owner, "POST", "/devicedetail/deviceType/filtervalues", ask).await;
        assert_eq!(types.response()["filters"][0]["fieldCode"], "Finger");
    }
}
