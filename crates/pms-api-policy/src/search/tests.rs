use pms_api_testkit::{Person, Site, with};
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::draft;

fn search(filters: Value) -> Value {
    json!({"filters": filters, "sort": [], "pagination": {"pageStart": 0, "pageFetch": 10}, "policyType": "all"})
}

fn filter(column: &str, kind: &str, value: &str) -> Value {
    json!([{"columnName": column, "type": kind, "value": value}])
}

async fn found(site: &Site, person: &Person, path: &str, request: Value) -> Vec<String> {
    let response = site.send(person, "POST", path, request).await.response();
    let rows = response["data"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

async fn manager_with_policies(site: &Site) -> Person {
    let manager = site.person("manager", &["POLICYMANAGER"]).await;
    site.policy_group("Banks").await;
    for id in ["one", "two"] {
        draft(site, &manager, id).await;
        site.clock.advance(chrono::TimeDelta::seconds(1));
    }
    site.sql("UPDATE auth_policy SET policy_type = 'MISP', descr = 'Licences' WHERE id = 'two'").await;
    manager
}

#[tokio::test]
async fn policies_are_searched() {
    for site in Site::on_both(SERVICE).await {
        let manager = manager_with_policies(&site).await;
        let path = "/policies/search";
        let page = site.send(&manager, "POST", path, search(filter("name", "contains", "ONE"))).await;
        insta::assert_snapshot!("policies", page.golden());
        for (request, expected) in [
            (search(json!([])), &["two", "one"][..]),
            (with(search(json!([])), json!({"policyType": "misp"})), &["two"]),
            (with(search(json!([])), json!({"policyType": "DataShare"})), &[]),
            (search(filter("desc", "equals", "licences")), &["two"]),
            (search(filter("descr", "startsWith", "lic*")), &["two"]),
            (search(filter("isActive", "equals", "true")), &[]),
            (search(filter("policyGroupName", "between", "ank")), &["two", "one"]),
            (search(filter("policyGroupName", "equals", "Shops")), &[]),
            (search(json!([{"columnName": "id", "type": "in", "values": ["one", "none"]}])), &["one"]),
            (
                with(search(json!([])), json!({"sort": [{"sortField": "policyType", "sortType": "ASC"}]})),
                &["one", "two"],
            ),
        ] {
            assert_eq!(found(&site, &manager, path, request.clone()).await, expected, "{request}");
        }
        let none = site.send(&manager, "POST", path, search(filter("name", "equals", "None"))).await.response();
        assert_eq!(none, json!({"fromRecord": 0, "toRecord": 0, "totalRecord": 0, "data": null}));
        let sort = |field: &str, kind: &str| {
            with(search(json!([])), json!({"sort": [{"sortField": field, "sortType": kind}]}))
        };
        let cases = [
            (
                with(search(json!([])), json!({"policyType": " "})),
                "400 PMS_COR_001 Invalid request parameter - must not be blank :request.policyType",
            ),
            (search(json!([{"type": "equals", "value": "x"}])), "PMS_COR_003 Could not process the request"),
            (search(filter("other", "equals", "x")), "PMS-MSD-310 Invalid column received : other"),
            (search(filter("name", "", "x")), "PMS-MSD-312 Filter type is missing"),
            (search(filter("name", "equals", "")), "PMS-MSD-390 Invalid filter value"),
            (search(filter("policyGroupName", "contains", "")), "PMS-MSD-390 Invalid filter value"),
            (search(filter("isActive", "equals", "maybe")), "PMS-MSD-390 Invalid filter value"),
            (search(filter("name", "in", "")), "PMS-MSD-391 Invalid filter values"),
            (
                search(json!([{"columnName": "name", "type": "in", "value": "a", "values": ["b"]}])),
                "PMS-MSD-392 Both value and values cannot be present",
            ),
            (
                search(json!([{"columnName": "crDtimes", "type": "between"}])),
                "PMS-MSD-315 Invalid fromValue or toValue",
            ),
            (sort("desc", "asc"), "PMS-MSD-357 Invalid sort field desc"),
            (sort("policyGroupName", "asc"), "PMS-MSD-357 Invalid sort field policyGroupName"),
            (sort("name", "up"), "PMS-MSD-358 Sort type up is not supported"),
            (sort("name", ""), "PMS-MSD-314 Missing sort field or sort type values"),
            (
                with(search(json!([])), json!({"pagination": {"pageStart": -1, "pageFetch": 0}})),
                "PMS-MSD-313 Invalid pagination value received pagestart:-1 and pagefetch:0",
            ),
        ];
        site.refuses(&manager, "POST", path, &cases).await;
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        site.refuses(&partner, "POST", path, &[(search(json!([])), "403 KER-ATH-403 Forbidden")]).await;
    }
}

#[tokio::test]
async fn groups_are_searched() {
    for site in Site::on_both(SERVICE).await {
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        let shops = site.policy_group("Shops").await;
        site.clock.advance(chrono::TimeDelta::seconds(1));
        let banks = site.policy_group("Banks").await;
        let path = "/policies/group/search";
        let page = site.send(&partner, "POST", path, search(filter("name", "contains", "hop"))).await;
        insta::assert_snapshot!("groups", page.golden());
        assert_eq!(found(&site, &partner, path, search(json!([]))).await, [banks.clone(), shops.clone()]);
        let sorted = json!({"sort": [{"sortField": "name", "sortType": "desc"}], "pagination": {"pageFetch": 1}});
        assert_eq!(found(&site, &partner, path, sorted).await, [shops]);
        let cases = [
            (search(json!([{"type": "equals", "value": "x"}])), "PMS-MSD-311 Column is missing in request"),
            (search(filter("descr", "equals", "x")), "PMS-MSD-310 Invalid column received : descr"),
        ];
        site.refuses(&partner, "POST", path, &cases).await;
        let device = site.person("device", &["DEVICE_PROVIDER"]).await;
        site.refuses(&device, "POST", path, &[(search(json!([])), "403 KER-ATH-403 Forbidden")]).await;
    }
}

#[tokio::test]
async fn values_are_listed() {
    for site in Site::on_both(SERVICE).await {
        let manager = manager_with_policies(&site).await;
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        let values = |column: &str, kind: Value, text: &str| {
            json!({"filters": [{"columnName": column, "type": kind, "text": text}], "optionalFilters": [],
                "policyType": "all"})
        };
        let path = "/policies/filtervalues";
        let answer = site.send(&partner, "POST", path, values("name", json!("unique"), "POLICY")).await;
        insta::assert_snapshot!("policy_values", answer.golden());
        let groups =
            site.send(&partner, "POST", "/policies/group/filtervalues", values("desc", json!("all"), "")).await;
        insta::assert_snapshot!("group_values", groups.golden());
        // A type without optional filters, which the reference failed on.
        let misp = json!({"filters": [{"columnName": "id", "type": "all"}], "policyType": "misp"});
        let found = site.send(&manager, "POST", path, misp).await.response();
        assert_eq!(found, json!({"filters": [{"fieldID": "id", "fieldValue": "two", "fieldCode": "two"}]}));
        let flags = site.send(&manager, "POST", path, values("isActive", json!("unique"), "")).await.response();
        assert_eq!(
            flags,
            json!({"filters": [{"fieldID": "isActive", "fieldValue": "true", "fieldCode": ""},
                {"fieldID": "isActive", "fieldValue": "false", "fieldCode": ""}]})
        );
        let failed = "PMS_COR_003 Could not process the request";
        for path in [path, "/policies/group/filtervalues"] {
            let cases = [
                (values("other", json!("unique"), ""), failed),
                (values("name", json!("some"), ""), failed),
                (values("name", json!(null), ""), failed),
                (values("crDtimes", json!("all"), ""), "PMS-MSD-324 Received Filter Type not supported"),
                (
                    values(" ", json!("all"), ""),
                    "400 PMS_COR_001 Invalid request parameter - must not be blank :request.filters[0].columnName",
                ),
            ];
            site.refuses(&manager, "POST", path, &cases).await;
            let misp = site.person(&format!("misp-{}", path.len()), &["MISP_PARTNER"]).await;
            let forbidden = "403 KER-ATH-403 Forbidden";
            site.refuses(&misp, "POST", path, &[(values("name", json!("all"), ""), forbidden)]).await;
        }
        let untyped = json!({"filters": []});
        let blank = "400 PMS_COR_001 Invalid request parameter - must not be blank :request.policyType";
        site.refuses(&manager, "POST", path, &[(untyped, blank)]).await;
    }
}
