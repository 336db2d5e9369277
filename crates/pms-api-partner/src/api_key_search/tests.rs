use pms_api_testkit::{Person, Site};
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{active, generate, link, linked};

const PATH: &str = "/partners/apikey/search";

fn by(filters: Value) -> Value {
    json!({"filters": filters, "sort": [], "pagination": {"pageStart": 0, "pageFetch": 10}})
}

fn equals(column: &str, value: &str) -> Value {
    by(json!([{"columnName": column, "type": "equals", "value": value}]))
}

async fn found(site: &Site, person: &Person, request: Value) -> Vec<String> {
    let answer = site.send(person, "POST", PATH, request).await.response();
    let Some(rows) = answer["data"].as_array() else {
        assert_eq!(answer, json!({"fromRecord": 0, "toRecord": 0, "totalRecord": 0, "data": null}));
        return Vec::new();
    };
    rows.iter().map(|row| row["label"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn keys_are_searched() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        assert!(found(&site, &owner, by(json!([]))).await.is_empty());
        let key = generate(&site, &owner, "First").await;
        let answer = site.send(&owner, "POST", PATH, by(json!([]))).await;
        insta::assert_snapshot!("search", answer.golden());
        site.clock.advance(chrono::TimeDelta::seconds(1));
        generate(&site, &owner, "Second").await;
        let stranger = active(&site, "other", "Auth_Partner").await;
        link(&site, &stranger, &admin, "other", "Kyc").await;
        site.clock.advance(chrono::TimeDelta::seconds(1));
        let request = json!({"policyName": "Kyc", "label": "Foreign"});
        assert_eq!(site.send(&stranger, "PATCH", "/partners/other/generate/apikey", request).await.error(), "success");
        site.sql("UPDATE partner_policy SET is_active = FALSE WHERE label = 'Second'").await;

        assert_eq!(found(&site, &owner, by(json!([]))).await, ["Second", "First"], "newest first");
        assert_eq!(found(&site, &admin, by(json!([]))).await, ["Foreign", "Second", "First"]);
        for (request, expected) in [
            (equals("label", "first"), vec!["First"]),
            (equals("isActive", "true"), vec!["Foreign", "First"]),
            (equals("isActive", "false"), vec!["Second"]),
            (equals("policyId", "kyc"), vec!["Foreign", "Second", "First"]),
            (equals("partnerId", "ACME"), vec!["Second", "First"]),
            (equals("partnerName", "acme ltd"), vec!["Foreign", "Second", "First"]),
            (equals("partnerName", "acme"), vec![]),
            (equals("policyName", "Kyc"), vec!["Foreign", "Second", "First"]),
            (equals("policyName", "kyc"), vec![]),
            (equals("policyName", "None"), vec![]),
        ] {
            assert_eq!(found(&site, &admin, request.clone()).await, expected, "{request}");
        }
        // A partner that is off stops its keys; a deleted key is left out of a filtered search.
        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'other'").await;
        assert_eq!(found(&site, &admin, equals("isActive", "true")).await, ["First"]);
        site.sql("UPDATE partner_policy SET is_deleted = TRUE WHERE label = 'First'").await;
        assert_eq!(found(&site, &admin, equals("isActive", "true")).await, Vec::<String>::new());
        let sorted = json!({"filters": [], "sort": [{"sortField": "label", "sortType": "asc"}]});
        assert_eq!(found(&site, &admin, sorted).await, ["First", "Foreign", "Second"]);

        // Whoever knows a key, or guesses, learns nothing from the search.
        for column in ["policyApiKey", "apiKey", "id", "keyId"] {
            let said = site.send(&admin, "POST", PATH, equals(column, &key)).await.error();
            assert_eq!(said, format!("PMS-MSD-310 Invalid column received : {column}"));
            let sort = json!({"filters": [], "sort": [{"sortField": column, "sortType": "asc"}]});
            let said = site.send(&admin, "POST", PATH, sort).await.error();
            assert_eq!(said, format!("PMS-MSD-357 Invalid sort field {column}"));
        }
    }
}

#[tokio::test]
async fn refusals_of_the_search() {
    let site = Site::new(SERVICE).await;
    let (owner, _) = linked(&site, "Auth_Partner", "Auth").await;
    let device = site.person("device", &["DEVICE_PROVIDER"]).await;
    site.refuses(&device, "POST", PATH, &[(by(json!([])), "403 KER-ATH-403 Forbidden")]).await;
    let cases = [
        (by(json!([{"type": "equals", "value": "x"}])), "PMS-MSD-311 Column is missing in request"),
        (by(json!([null])), "PMS-MSD-311 Column is missing in request"),
        (equals("partnerId", " "), "PMS-MSD-390 Invalid filter value"),
        (equals("isActive", "maybe"), "PMS-MSD-390 Invalid filter value"),
    ];
    site.refuses(&owner, "POST", PATH, &cases).await;
}
