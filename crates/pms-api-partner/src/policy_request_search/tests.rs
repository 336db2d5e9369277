use pms_api_testkit::{Person, Site, with};
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{active, ask, decide, linking, policy};

const SEARCH: &str = "/partners/apikey/request/search";
const VALUES: &str = "/partners/apikey/request/filtervalues";

fn search(filters: Value) -> Value {
    json!({"filters": filters, "sort": [{"sortField": "crDtimes", "sortType": "asc"}],
        "pagination": {"pageStart": 0, "pageFetch": 10}})
}

fn equals(column: &str, value: &str) -> Value {
    json!([{"columnName": column, "type": "equals", "value": value}])
}

async fn found(site: &Site, person: &Person, filters: Value) -> Vec<String> {
    let answer = site.send(person, "POST", SEARCH, search(filters)).await.response();
    let rows = answer["data"].as_array().cloned().unwrap_or_default();
    rows.iter()
        .map(|row| format!("{}/{}", row["partnerId"].as_str().unwrap(), row["policyId"].as_str().unwrap()))
        .collect()
}

/// Requests of `acme` for `Kyc` (approved) and `Second`, of `other` for `Kyc`.
async fn requests(site: &Site) -> (Person, Person, String) {
    let (owner, admin) = linking(site, "Auth_Partner", "Auth").await;
    policy(site, "Group", "Second", "Auth").await;
    let other = active(site, "other", "Auth_Partner").await;
    site.sql("UPDATE partner SET name = 'Other House' WHERE id = 'other'").await;
    site.sql("UPDATE x_search SET folded = 'other house' WHERE kind = 'partner.name' AND id = 'other'").await;
    let key = ask(site, &owner, "acme", "Kyc").await;
    for (person, partner, name) in [(&owner, "acme", "Second"), (&other, "other", "Kyc")] {
        site.clock.advance(chrono::TimeDelta::seconds(1));
        ask(site, person, partner, name).await;
    }
    assert_eq!(decide(site, &admin, &key, "approved").await, "success");
    (owner, admin, key)
}

#[tokio::test]
async fn requests_are_searched() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin, key) = requests(&site).await;
        let answer = site.send(&owner, "POST", SEARCH, search(equals("apikeyRequestId", &key))).await;
        assert_eq!(
            answer.response(),
            json!({"fromRecord": 1, "toRecord": 1, "totalRecord": 1, "data": [{
                "apikeyRequestId": key,
                "crBy": "acme-owner",
                "crDtimes": "2026-01-15T10:11:12.123+00:00",
                "delDtimes": null,
                "isDeleted": false,
                "policyId": "kyc",
                "requestDatetimes": "2026-01-15T10:11:12.123+00:00",
                "requestDetail": "Opening accounts",
                "statusCode": "approved",
                "updBy": "admin",
                "updDtimes": "2026-01-15T10:11:14.123+00:00",
                "partnerId": "acme",
                "partnerName": "Acme Ltd",
                "policyName": "Kyc",
            }]})
        );
        let all = ["acme/kyc", "acme/second", "other/kyc"];
        assert_eq!(found(&site, &admin, json!([])).await, all);
        assert_eq!(found(&site, &owner, json!([])).await, all[..2], "one's own");
        for (filters, expected) in [
            (equals("partnerName", "HOUSE"), &all[2..]),
            (equals("partnerId", "ACME"), &all[..2]),
            (equals("partnerId", "acm"), &[]),
            (equals("policyName", "secon"), &all[1..2]),
            (equals("policyName", "nothing"), &[]),
            (equals("statusCode", "INPROGRESS"), &all[1..]),
            (equals("policyId", "kyc"), &["acme/kyc", "other/kyc"]),
        ] {
            assert_eq!(found(&site, &admin, filters.clone()).await, expected, "{filters}");
        }
        let none = site.send(&owner, "POST", SEARCH, search(equals("partnerId", "other"))).await;
        assert_eq!(none.response(), json!({"fromRecord": 0, "toRecord": 0, "totalRecord": 0, "data": null}));
    }
}

#[tokio::test]
async fn values_stay_within_ones_own() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin, _) = requests(&site).await;
        let ask = |column: &str| json!({"filters": [{"columnName": column, "type": "unique", "text": ""}], "optionalFilters": []});
        let values = |answer: Value| {
            let rows = answer["filters"].as_array().unwrap().clone();
            let mut values: Vec<_> = rows.iter().map(|row| row["fieldValue"].as_str().unwrap().to_owned()).collect();
            values.dedup();
            values
        };
        let by_owner = site.send(&owner, "POST", VALUES, ask("statusCode")).await.response();
        assert_eq!(by_owner["filters"][0]["fieldID"], "statusCode");
        assert_eq!(values(by_owner), ["InProgress", "approved"]);
        assert_eq!(
            values(site.send(&admin, "POST", VALUES, ask("crBy")).await.response()),
            ["acme-owner", "other-owner"]
        );
        assert_eq!(values(site.send(&owner, "POST", VALUES, ask("crBy")).await.response()), ["acme-owner"]);
        let unknown = "PMS-MSD-317 Column partnerId doesn't exist for the searched entity";
        site.refuses(&owner, "POST", VALUES, &[(ask("partnerId"), unknown)]).await;
    }
}

#[tokio::test]
async fn refusals() {
    let site = Site::new(SERVICE).await;
    let (owner, ..) = requests(&site).await;
    let device = site.person("device", &["DEVICE_PROVIDER"]).await;
    let sorted = |field: &str| with(search(json!([])), json!({"sort": [{"sortField": field, "sortType": "asc"}]}));
    let value = "PMS-MSD-390 Invalid filter value";
    let cases = [
        (search(json!([{"type": "equals", "value": "x"}])), "PMS-MSD-311"),
        (search(equals("nothing", "x")), "PMS-MSD-310"),
        (search(equals("partnerName", " ")), value),
        (sorted("partnerName"), "PMS-MSD-357 Invalid sort field partnerName"),
        (sorted("id"), "PMS-MSD-357 Invalid sort field id"),
    ];
    for (request, expected) in cases {
        let answer = site.send(&owner, "POST", SEARCH, request.clone()).await.error();
        assert!(answer.starts_with(expected), "{request}: {answer}");
    }
    for path in [SEARCH, VALUES] {
        site.refuses(&device, "POST", path, &[(search(json!([])), "403 KER-ATH-403 Forbidden")]).await;
    }
}
