use chrono::TimeDelta;
use pms_api_testkit::{Person, Site};
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{active, generate, later, link, linked, policy};

const ADDRESSES: [&str; 3] = ["/partner-api-keys", "/partner-api-keys/v2", "/v2/partner-api-keys"];

async fn labels(site: &Site, person: &Person, path: &str) -> Vec<String> {
    let rows = site.get(person, path).await.response()["data"].clone();
    rows.as_array().unwrap().iter().map(|row| row["apiKeyLabel"].as_str().unwrap().to_owned()).collect()
}

async fn off(site: &Site, person: &Person, label: &str) {
    let request = json!({"label": label, "status": "De-active"});
    let answer = site.send(person, "PATCH", "/partners/acme/policy/kyc/apiKey/status", request).await;
    assert_eq!(answer.error(), "success");
}

#[tokio::test]
async fn the_three_addresses_list_keys() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        for address in ADDRESSES {
            let none = site.get(&owner, &format!("{address}?pageNo=3&pageSize=5")).await.response();
            assert_eq!(none, json!({"pageNo": 0, "pageSize": 0, "totalResults": 0, "data": []}), "{address}");
        }
        generate(&site, &owner, "My key").await;
        insta::assert_snapshot!("keys", site.get(&owner, ADDRESSES[0]).await.golden());
        insta::assert_snapshot!("keys_v2", site.get(&admin, ADDRESSES[1]).await.golden());
        let [_, second, alias] = ADDRESSES.map(|address| format!("{address}?pageNo=0&pageSize=1"));
        assert_eq!(site.get(&admin, &alias).await.response(), site.get(&admin, &second).await.response());
        assert_eq!(site.get(&admin, &alias).await.json()["id"], "mosip.pms.all.api.key.requests.get");
    }
}

#[tokio::test]
async fn keys_are_filtered_sorted_and_paged() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        for label in ["Alpha", "Beta", "Gamma_1", "Delta"] {
            site.clock.advance(TimeDelta::seconds(1));
            generate(&site, &owner, label).await;
        }
        off(&site, &owner, "Beta").await;
        // Another partner's, in another group's policy: the group of a row is the policy's.
        site.policy_group("Zoo").await;
        policy(&site, "Group", "Other", "Auth").await;
        let stranger = active(&site, "other", "Auth_Partner").await;
        link(&site, &stranger, &admin, "other", "Other").await;
        site.clock.advance(TimeDelta::seconds(1));
        let request = json!({"policyName": "Other", "label": "Elsewhere"});
        assert_eq!(site.send(&stranger, "PATCH", "/partners/other/generate/apikey", request).await.error(), "success");
        site.sql("UPDATE partner_policy SET valid_to_datetime = '2026-01-20 00:00:00' WHERE label = 'Alpha'").await;
        site.sql("UPDATE partner_policy SET valid_to_datetime = '2026-01-20 23:59:59.999999' WHERE label = 'Beta'")
            .await;
        site.sql("UPDATE partner_policy SET valid_to_datetime = '2026-01-21 00:00:00' WHERE label = 'Gamma_1'").await;
        for address in ADDRESSES {
            for (query, expected) in [
                ("", vec!["Elsewhere", "Delta", "Gamma_1", "Beta", "Alpha"]),
                ("?partnerId=THE", vec!["Elsewhere"]),
                ("?apiKeyLabel=LTA", vec!["Delta"]),
                ("?apiKeyLabel=be", vec!["Beta"]),
                ("?apiKeyLabel=a_1", vec!["Gamma_1"]),
                ("?apiKeyLabel=", vec!["Elsewhere", "Delta", "Gamma_1", "Beta", "Alpha"]),
                ("?orgName=acme&partnerId=other", vec!["Elsewhere"]),
                ("?policyName=oth", vec!["Elsewhere"]),
                ("?policyGroupName=zoo", vec![]),
                ("?status=deactivated", vec!["Beta"]),
                ("?status=activated&partnerId=acme", vec!["Delta", "Gamma_1", "Alpha"]),
                ("?status=active", vec![]),
                ("?status=", vec![]),
                ("?pageNo=1&pageSize=2", vec!["Gamma_1", "Beta"]),
                ("?pageNo=0&pageSize=2&sortFieldName=apiKeyLabel&sortType=asc", vec!["Alpha", "Beta"]),
                ("?pageNo=0&pageSize=1&sortFieldName=status&sortType=desc", vec!["Beta"]),
                ("?pageNo=2&pageSize=2&sortFieldName=status&sortType=asc", vec!["Beta"]),
                ("?pageNo=0&pageSize=1&sortFieldName=partnerId&sortType=desc", vec!["Elsewhere"]),
                ("?pageNo=0&pageSize=2&sortFieldName=apiKeyExpiryDateTime&sortType=asc", vec!["Alpha", "Beta"]),
            ] {
                assert_eq!(labels(&site, &admin, &format!("{address}{query}")).await, expected, "{address}{query}");
            }
        }
        // Days are whole, deactivated keys included; the first list knows no such filter.
        for (query, expected) in [("?expiryPeriod=5", vec!["Beta", "Alpha"]), ("?expiryPeriod=4", vec![])] {
            for address in &ADDRESSES[1..] {
                assert_eq!(labels(&site, &admin, &format!("{address}{query}")).await, expected, "{query}");
            }
        }
        assert_eq!(labels(&site, &admin, "/partner-api-keys?expiryPeriod=4").await.len(), 5);
        // Each sees its own.
        assert_eq!(labels(&site, &owner, ADDRESSES[2]).await, ["Delta", "Gamma_1", "Beta", "Alpha"]);
        assert_eq!(labels(&site, &stranger, ADDRESSES[2]).await, ["Elsewhere"]);
        let page = site.get(&admin, "/partner-api-keys/v2?pageNo=0&pageSize=2").await.response();
        assert_eq!((page["totalResults"].clone(), page["pageSize"].clone()), (json!(5), json!(2)));
    }
}

async fn row(site: &Site, person: &Person) -> Value {
    site.get(person, ADDRESSES[2]).await.response()["data"][0].clone()
}

/// Status, and whether it is shown as expired.
async fn shown(site: &Site, person: &Person) -> (String, bool) {
    let row = row(site, person).await;
    (row["status"].as_str().unwrap().to_owned(), row["isApiKeyExpiredStatus"].as_bool().unwrap())
}

/// A key that expires today is not shown as expired by its date, but it does not count any more.
#[tokio::test]
async fn expiry_and_parents_are_evaluated() {
    for site in Site::on_both(SERVICE).await {
        let (mut owner, _) = linked(&site, "Auth_Partner", "Auth").await;
        generate(&site, &owner, "Key").await;
        assert_eq!(shown(&site, &owner).await, ("activated".into(), false));
        for (off, on) in [
            (
                "UPDATE policy_group SET is_active = FALSE WHERE name = 'Group'",
                "UPDATE policy_group SET is_active = TRUE WHERE name = 'Group'",
            ),
            (
                "UPDATE auth_policy SET is_active = FALSE WHERE id = 'kyc'",
                "UPDATE auth_policy SET is_active = TRUE WHERE id = 'kyc'",
            ),
            (
                "UPDATE partner SET is_active = FALSE WHERE id = 'acme'",
                "UPDATE partner SET is_active = TRUE WHERE id = 'acme'",
            ),
        ] {
            site.sql(off).await;
            assert_eq!(shown(&site, &owner).await, ("deactivated".into(), false), "{off}");
            assert_eq!(labels(&site, &owner, "/partner-api-keys?status=activated").await.len(), 0, "{off}");
            site.sql(on).await;
            assert_eq!(shown(&site, &owner).await, ("activated".into(), false), "{on}");
        }
        site.sql("UPDATE partner_policy SET valid_to_datetime = '2026-01-15 10:11:12'").await;
        assert_eq!(shown(&site, &owner).await, ("deactivated".into(), false), "today");
        later(&site, TimeDelta::days(1), [&mut owner]);
        assert_eq!(shown(&site, &owner).await, ("deactivated".into(), true));
        assert_eq!(row(&site, &owner).await["keyState"], "expired");
    }
}

#[tokio::test]
async fn refusals_of_the_list() {
    let site = Site::new(SERVICE).await;
    let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
    let nobody = site.person("nobody", &["AUTH_PARTNER"]).await;
    let device = site.person("device", &["DEVICE_PROVIDER"]).await;
    for address in ADDRESSES {
        let own = "PMS_CERTIFICATE_ERROR_002 User Id does not exists.";
        assert_eq!(site.get(&nobody, address).await.error(), own, "{address}");
        assert_eq!(site.get(&device, address).await.error(), "403 KER-ATH-403 Forbidden");
        assert_eq!(site.get(&admin, address).await.error(), "success", "an admin needs no partner of its own");
        for (query, expected) in [
            (
                "pageNo=0",
                "PMS_PS_ERROR_006 Invalid pagination request: 'pageNo' and 'pageSize' must be specified together.",
            ),
            ("pageNo=0&pageSize=1&sortFieldName=apiKey&sortType=asc", "PMS_PRT_357 Invalid sort field apiKey"),
            ("pageNo=0&pageSize=1&sortFieldName=policyId&sortType=asc", "PMS_PRT_357 Invalid sort field policyId"),
        ] {
            assert_eq!(site.get(&owner, &format!("{address}?{query}")).await.error(), expected, "{query}");
        }
        for member in ["partnerId", "apiKeyLabel", "orgName", "policyName", "policyGroupName"] {
            let said = site.get(&owner, &format!("{address}?{member}=%25")).await.error();
            assert!(said.starts_with("PMS_REQUEST_ERROR_007 Invalid input for '%'."), "{said}");
        }
    }
    for address in &ADDRESSES[1..] {
        let said = site.get(&owner, &format!("{address}?expiryPeriod=31")).await.error();
        assert!(said.ends_with("Expiry period cannot be more than 30 days. :expiryPeriod"), "{said}");
    }
}
