use pms_api_testkit::{Person, Site};
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{draft, publish};

async fn ids(site: &Site, person: &Person, query: &str) -> Vec<String> {
    let found = site.get(person, &format!("/policies/v2?{query}")).await.response();
    found["data"].as_array().unwrap().iter().map(|row| row["policyId"].as_str().unwrap().to_owned()).collect()
}

/// Drafts `p0` to `p3`, of which `p1` and `p2` are published and `p2` is deactivated; `p3` is odd.
async fn site_with_policies(site: &Site) -> Person {
    let manager = site.person("manager", &["POLICYMANAGER"]).await;
    let group = site.policy_group("Banks").await;
    for id in ["p0", "p1", "p2", "p3"] {
        draft(site, &manager, id).await;
        site.clock.advance(chrono::TimeDelta::seconds(1));
    }
    publish(site, &manager, "p1", &group).await;
    publish(site, &manager, "p2", &group).await;
    site.sql("UPDATE auth_policy SET is_active = FALSE WHERE id = 'p2'").await;
    site.sql("UPDATE auth_policy SET is_active = TRUE, descr = 'Odd one' WHERE id = 'p3'").await;
    manager
}

#[tokio::test]
async fn policies_are_listed_page_by_page() {
    for site in Site::on_both(SERVICE).await {
        let manager = site_with_policies(&site).await;
        let page = site.get(&manager, "/policies/v2?pageNo=1&pageSize=2").await;
        insta::assert_snapshot!("page", page.golden());
        let all = ["p3", "p2", "p1", "p0"];
        assert_eq!(ids(&site, &manager, "").await, all, "newest first");
        for (query, expected) in [
            ("status=draft", &["p0"][..]),
            ("status=activated", &["p1"]),
            ("status=deactivated", &["p2"]),
            ("status=Draft", &[]),
            ("status=", &[]),
            ("policyType=aut", &all),
            ("policyType=misp", &[]),
            ("policyId=P1", &["p1"]),
            ("policyName=cy%20p2", &["p2"]),
            ("policyDescription=odd", &["p3"]),
            ("policyGroupName=bank", &all),
            ("policyGroupName=shop", &[]),
            ("policyName=", &all),
            ("sortFieldName=policyId", &all),
            ("sortFieldName=policyId&sortType=asc", &["p0", "p1", "p2", "p3"]),
            // By label; what has none comes last.
            ("sortFieldName=status&sortType=asc", &["p1", "p2", "p0", "p3"]),
            ("sortFieldName=policyGroupName&sortType=desc&pageSize=1", &["p0"]),
            ("sortFieldName=createdDateTime&sortType=asc&pageSize=1&pageNo=3", &["p3"]),
        ] {
            assert_eq!(ids(&site, &manager, query).await, expected, "{query}");
        }
        let past = site.get(&manager, "/policies/v2?pageNo=9").await.response();
        assert_eq!(past, json!({"pageNo": 0, "pageSize": 0, "totalResults": 0, "data": []}));
        let odd = site.get(&manager, "/policies/v2?policyId=p3").await.response();
        assert_eq!(odd["data"][0]["status"], Value::Null);
    }
}

#[tokio::test]
async fn refusals() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        let input = "PMS_REQUEST_ERROR_007 Invalid input for 'a<b'. Only letters, numbers, spaces, and the following \
             special characters are allowed: . , @ # & ( ) \\ - ' ? ! \" : ; =";
        for parameter in ["policyId", "policyName", "policyDescription", "policyGroupName"] {
            let path = format!("/policies/v2?{parameter}=a%3Cb&sortType=x");
            let answer = site.get(&manager, &path).await;
            let shown = input.split(" are allowed").next().unwrap();
            assert!(answer.error().starts_with(shown), "{}", answer.error());
            assert!(answer.json()["responsetime"].is_string(), "in the first envelope");
        }
        site.get_refuses(
            &manager,
            &[
                ("/policies/v2?policyType=a%3Cb", "success"),
                ("/policies/v2?sortFieldName=policyType", "PMS_PRT_357 Sorting is not supported for policyType field"),
                (
                    "/policies/v2?sortFieldName=PolicyId&pageNo=-1",
                    "PMS_PRT_357 Sorting is not supported for PolicyId field",
                ),
                ("/policies/v2?sortType=abc", "PMS_PRT_358 Sort type abc is not supported"),
                ("/policies/v2?pageNo=-1", "PMS_PRT_360 Invalid Page No"),
                ("/policies/v2?pageSize=0", "PMS_PRT_361 Invalid page size"),
                ("/policies/v2?pageSize=x", "400 Failed to convert 'pageSize' with value: 'x'"),
            ],
        )
        .await;
        site.get_refuses(&partner, &[("/policies/v2", "403 KER-ATH-403 Forbidden")]).await;
    }
}
