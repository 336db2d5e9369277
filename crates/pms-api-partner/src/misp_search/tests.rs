use pms_api_testkit::{Person, Site};
use serde_json::{Value, json};

use crate::SERVICE;
use crate::misp::tests::{licence, misp};
use crate::testing::active;

const SEARCH: &str = "/misps/search";
const VALUES: &str = "/misps/filtervalues";

fn search(filters: Value) -> Value {
    json!({"filters": filters, "sort": [{"sortField": "mispId", "sortType": "asc"}],
        "pagination": {"pageStart": 0, "pageFetch": 10}})
}

fn equals(column: &str, value: &str) -> Value {
    json!([{"columnName": column, "type": "equals", "value": value}])
}

async fn found(site: &Site, person: &Person, filters: Value) -> Vec<String> {
    let answer = site.send(person, "POST", SEARCH, search(filters)).await.response();
    let rows = answer["data"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row["mispId"].as_str().unwrap().to_owned()).collect()
}

/// Licences of `acme` and of `other`: their owners, an admin, and the key of `acme`.
async fn licences(site: &Site) -> (Person, Person, Person, String) {
    let (owner, admin) = misp(site).await;
    let other = active(site, "other", "MISP_Partner").await;
    let key = licence(site, &admin, "acme").await;
    licence(site, &other, "other").await;
    (owner, other, admin, key)
}

#[tokio::test]
async fn licences_are_searched() {
    for site in Site::on_both(SERVICE).await {
        let (owner, other, admin, key) = licences(&site).await;
        let answer = site.send(&owner, "POST", SEARCH, search(json!([]))).await;
        assert_eq!(
            answer.response(),
            json!({"fromRecord": 1, "toRecord": 1, "totalRecord": 1, "data": [{
                "mispId": "acme", "policyId": null, "licenseKey": key,
                "validFromDate": "2026-01-15T10:11:12.123456", "validToDate": "4763-12-12T10:11:12.123456",
                "isActive": true, "createdBy": "admin", "createdDateTime": "2026-01-15T10:11:12.123456",
                "updatedBy": null, "updatedDateTime": null, "isDeleted": false, "deletedDateTime": null,
            }]})
        );
        let all = ["acme", "other"];
        assert_eq!(found(&site, &admin, json!([])).await, all);
        assert_eq!(found(&site, &other, json!([])).await, all[1..]);
        for (filters, expected) in [
            (equals("mispId", "OTHER"), &all[1..]),
            (equals("createdBy", "admin"), &all[..1]),
            (equals("isActive", "true"), &all[..]),
            (equals("isActive", "false"), &[]),
        ] {
            assert_eq!(found(&site, &admin, filters.clone()).await, expected, "{filters}");
        }
        let off = json!({"status": "De-active"});
        assert_eq!(site.send(&admin, "PATCH", "/partners/acme", off).await.error(), "success");
        assert_eq!(found(&site, &admin, equals("isActive", "false")).await, all[..1], "as it is shown");
        let none = site.send(&owner, "POST", SEARCH, search(equals("mispId", "other"))).await;
        assert_eq!(none.response(), json!({"fromRecord": 0, "toRecord": 0, "totalRecord": 0, "data": null}));
    }
}

#[tokio::test]
async fn values_stay_within_ones_own() {
    for site in Site::on_both(SERVICE).await {
        let (owner, _, admin, _) = licences(&site).await;
        let ask = |column: &str| json!({"filters": [{"columnName": column, "type": "unique", "text": ""}], "optionalFilters": []});
        let values = |answer: Value| {
            let rows = answer["filters"].as_array().unwrap().clone();
            rows.iter().map(|row| row["fieldValue"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let own = site.send(&owner, "POST", VALUES, ask("createdBy")).await.response();
        assert_eq!(own["filters"][0], json!({"fieldID": "createdBy", "fieldValue": "admin", "fieldCode": "acme"}));
        assert_eq!(values(own), ["admin"]);
        assert_eq!(
            values(site.send(&admin, "POST", VALUES, ask("createdBy")).await.response()),
            ["admin", "other-owner"]
        );
    }
}

/// No question about a key is answered, so nobody finds one by halving.
#[tokio::test]
async fn a_key_cannot_be_asked_for() {
    for site in Site::on_both(SERVICE).await {
        let (owner, _, admin, key) = licences(&site).await;
        let unknown = |column: &str| format!("PMS-MSD-310 Invalid column received : {column}");
        for person in [&owner, &admin] {
            for column in ["licenseKey", "license_key", "LicenseKey", "id", "sealed"] {
                for (kind, value) in [("equals", key.as_str()), ("startsWith", &key[..1]), ("contains", &key[3..9])] {
                    let filter = json!([{"columnName": column, "type": kind, "value": value}]);
                    let answer = site.send(person, "POST", SEARCH, search(filter)).await;
                    assert_eq!(answer.error(), unknown(column), "{column} {kind}");
                }
                let between = json!([{"columnName": column, "type": "between", "fromValue": "0", "toValue": "m"}]);
                assert_eq!(site.send(person, "POST", SEARCH, search(between)).await.error(), unknown(column));
                let sorted = json!({"filters": [], "sort": [{"sortField": column, "sortType": "asc"}],
                    "pagination": {"pageStart": 0, "pageFetch": 10}});
                let answer = site.send(person, "POST", SEARCH, sorted).await.error();
                assert_eq!(answer, format!("PMS-MSD-357 Invalid sort field {column}"));
                let values = json!({"filters": [{"columnName": column, "type": "unique", "text": ""}],
                    "optionalFilters": []});
                let answer = site.send(person, "POST", VALUES, values).await.error();
                assert_eq!(answer, format!("PMS-MSD-317 Column {column} doesn't exist for the searched entity"));
                let optional = json!({"filters": [{"columnName": "mispId", "type": "unique", "text": ""}],
                    "optionalFilters": [{"columnName": column, "type": "startsWith", "value": &key[..1]}]});
                assert_eq!(site.send(person, "POST", VALUES, optional).await.error(), unknown(column));
            }
        }
        let device = site.person("device", &["DEVICE_PROVIDER"]).await;
        for path in [SEARCH, VALUES] {
            site.refuses(&device, "POST", path, &[(search(json!([])), "403 KER-ATH-403 Forbidden")]).await;
        }
    }
}
