use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;

#[tokio::test]
async fn groups_are_created_read_and_listed() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        let none = "PMS_POL_059 There are no active policy groups.";
        site.get_refuses(&partner, &[("/policies/policy-groups", none)]).await;
        let answer =
            site.send(&manager, "POST", "/policies/group/new", json!({"name": "Banks", "desc": "Of banks"})).await;
        insta::assert_snapshot!("created", answer.golden());
        let id = answer.response()["id"].as_str().unwrap().to_owned();
        site.sql(
            "INSERT INTO auth_policy (id, policy_group_id, name, descr, policy_file_id, policy_type, version, \
             policy_schema, valid_from_date, valid_to_date, is_active, cr_by, cr_dtimes) \
             SELECT 'policy', id, 'Verify', 'Verifies', '{\"b\": 1, \"a\": [2]}', 'Auth', '1', 'https://schema', \
             cr_dtimes, cr_dtimes, TRUE, 'manager', cr_dtimes FROM policy_group",
        )
        .await;
        site.sql(
            "INSERT INTO auth_policy (id, policy_group_id, name, descr, policy_file_id, policy_type, version, \
             valid_from_date, valid_to_date, is_active, cr_by, cr_dtimes) \
             SELECT 'draft', id, 'Draft', 'Odd', 'no json', 'Auth', '1', cr_dtimes, cr_dtimes, FALSE, 'manager', \
             cr_dtimes FROM policy_group",
        )
        .await;
        insta::assert_snapshot!("group", site.get(&manager, &format!("/policies/group/{id}")).await.golden());
        site.policy_group("Empty").await;
        let all = site.get(&manager, "/policies/group/all").await.response();
        let count = |name: &str| {
            let groups = all.as_array().unwrap();
            groups.iter().find(|group| group["policyGroup"]["name"] == name).unwrap()["policies"]
                .as_array()
                .unwrap()
                .len()
        };
        assert_eq!((count("Banks"), count("Empty")), (2, 0));
        site.sql("UPDATE policy_group SET is_active = FALSE WHERE name = 'Empty'").await;
        insta::assert_snapshot!("active", site.get(&partner, "/policies/policy-groups").await.golden());
    }
}

#[tokio::test]
async fn refusals() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["PARTNER_ADMIN"]).await;
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        site.policy_group("Banks").await;
        let violation = |text: &str| format!("400 PMS_COR_001 Invalid request parameter - {text}");
        let name = violation("value is empty or null :request.name");
        let long = violation("Length should be in between 1 and 128 chars :request.name");
        let desc = violation("value is empty or null :request.desc");
        let wordy = violation("Length should be in between 1 and 256 chars :request.desc");
        let cases = [
            (json!({"desc": "x"}), name.as_str()),
            (json!({"name": "x".repeat(129), "desc": "x"}), &long),
            (json!({"name": "New", "desc": " "}), &desc),
            (json!({"name": "New", "desc": "x".repeat(257)}), &wordy),
            (json!({"name": "Banks", "desc": "x"}), "PMS_POL_014 Policy group exists with name : Banks"),
            // Names differ by case, as the contract compares them.
            (json!({"name": "banks", "desc": "x"}), "success"),
        ];
        site.refuses(&manager, "POST", "/policies/group/new", &cases).await;
        let request = json!({"name": "New", "desc": "x"});
        site.refuses(&partner, "POST", "/policies/group/new", &[(request.clone(), "403 KER-ATH-403 Forbidden")]).await;
        let unknown = "PMS_POL_016 Policy Group ID does not exist";
        site.get_refuses(&manager, &[("/policies/group/none", unknown)]).await;
        let path = "/v1/policymanager/policies/group/new";
        for (time, expected) in [
            ("", "PMS_REQUEST_ERROR_004 Invalid request time"),
            ("2026-01-14T10:00:00.000Z", "PMS_REQUEST_ERROR_006 Request date should be current date"),
        ] {
            let body = json!({"requesttime": time, "request": request}).to_string();
            let answer = site.raw(Some(&manager), "POST", path, Some(&body)).await;
            assert_eq!(answer.error(), expected);
            assert!(answer.json().get("metadata").is_none(), "this service has no such member");
        }
    }
}

#[tokio::test]
async fn groups_are_changed() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        let id = site.policy_group("Banks").await;
        site.policy_group("Shops").await;
        site.clock.advance(chrono::TimeDelta::seconds(1));
        let path = format!("/policies/group/{id}");
        let request = |name: &str, active: bool| json!({"name": name, "desc": "New", "isActive": active});
        let changed = site.send(&manager, "PUT", &path, request("Big banks", true)).await;
        insta::assert_snapshot!("changed", changed.golden());
        let stored = site.get(&manager, &path).await.response()["policyGroup"].clone();
        assert_eq!((stored["name"].as_str(), stored["userId"].as_str()), (Some("Big banks"), Some("manager")));
        let violation = |text: &str| format!("400 PMS_COR_001 Invalid request parameter - {text}");
        let long = violation("Length should be between 1 and 128 chars :request.name");
        let wordy = violation("Length should be between 1 and 256 chars :request.desc");
        let empty = violation("value is empty or null :request.name");
        let cases = [
            (json!({"desc": "x", "isActive": true}), empty.as_str()),
            (json!({"name": "x".repeat(129), "desc": "x"}), &long),
            (json!({"name": "x", "desc": "x".repeat(257)}), &wordy),
            (json!({"name": "Shops", "desc": "x"}), "PMS_POL_014 Policy group exists with name : Shops"),
            (json!({"name": "Big banks", "desc": "x"}), "PMS_COR_003 Could not process the request"),
            (json!({"name": "Big banks", "desc": "x", "isActive": null}), "PMS_COR_003 Could not process the request"),
        ];
        site.refuses(&manager, "PUT", &path, &cases).await;
        let unknown = "PMS_POL_008 Policy ID does not exist";
        site.refuses(&manager, "PUT", "/policies/group/none", &[(request("Shops", true), unknown)]).await;
        let forbidden = "403 KER-ATH-403 Forbidden";
        site.refuses(&partner, "PUT", &path, &[(request("Mine", true), forbidden)]).await;
        site.sql(
            "INSERT INTO auth_policy (id, policy_group_id, name, descr, policy_file_id, policy_type, version, \
             valid_from_date, valid_to_date, is_active, cr_by, cr_dtimes) SELECT 'one', id, 'One', 'x', '{}', 'Auth', \
             '1', cr_dtimes, cr_dtimes, TRUE, 'manager', cr_dtimes FROM policy_group WHERE name = 'Big banks'",
        )
        .await;
        let active = "PMS_POL_056 Active policies exists under the policy group.";
        let cases = [(request("Big banks", false), active), (request("Banks", true), "success")];
        site.refuses(&manager, "PUT", &path, &cases).await;
        // Drafts stay where they are.
        site.sql("UPDATE auth_policy SET is_active = FALSE").await;
        for active in [false, true] {
            let changed = site.send(&manager, "PUT", &path, request("Banks", active)).await.response();
            assert_eq!(changed["is_Active"], active);
        }
    }
}
