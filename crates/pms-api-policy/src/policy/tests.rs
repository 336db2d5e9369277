use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;
use crate::testing::{draft, head, new_policy, publish, traces};

const KEY: &str = "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, is_active, label, \
     cr_by, cr_dtimes) SELECT 'key', 'acme', 'one', cr_dtimes, TRUE, 'Label', 'test', cr_dtimes FROM auth_policy \
     WHERE id = 'one'";

#[tokio::test]
async fn policies_are_published_and_read() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let partner = site.person("partner", &["ABIS_PARTNER"]).await;
        let group = site.policy_group("Banks").await;
        draft(&site, &manager, "one").await;
        draft(&site, &manager, "two").await;
        let drafts = site.get(&manager, "/policies/one").await;
        insta::assert_snapshot!("draft", drafts.golden());
        site.clock.advance(chrono::TimeDelta::seconds(1));
        let published = site.call(&manager, "POST", &format!("/policies/one/group/{group}/publish")).await;
        insta::assert_snapshot!("published", published.golden());
        assert_eq!(traces(&site, "one").await, (2, 1));
        assert_eq!(site.get(&manager, "/policies/one").await.response(), published.response());
        let active = site.get(&partner, "/policies/active/group/Banks").await;
        insta::assert_snapshot!("active", active.golden());
        // A row that is no policy spoils its own answer, not the list.
        site.sql("UPDATE auth_policy SET policy_file_id = 'no json' WHERE id = 'two'").await;
        let all = site.get(&manager, "/policies").await.response();
        let ids: Vec<_> = all.as_array().unwrap().iter().map(|policy| policy["policyId"].as_str().unwrap()).collect();
        assert_eq!(ids, ["one", "two"]);
        assert_eq!(all[0], published.response());
        assert!(all[1]["policies"].is_null());
        let unreadable = "PMS_POL_052 Error occured while parsing policy string to json objectnull";
        site.get_refuses(&manager, &[("/policies/two", unreadable)]).await;
        let refused = site.call(&manager, "POST", &format!("/policies/two/group/{group}/publish")).await;
        assert_eq!(refused.error(), unreadable);
        // The stock database has one with a comma too many.
        site.sql("UPDATE auth_policy SET policy_file_id = '{\"a\": 1,,\"b\": 2}' WHERE id = 'two'").await;
        let two = site.get(&manager, "/policies/two").await.response();
        assert_eq!(two["policies"], json!({"a": 1, "b": 2}));
    }
}

#[tokio::test]
async fn a_partner_with_a_key_has_its_policy() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let group = site.policy_group("Banks").await;
        site.policy_group("Group").await;
        site.owner("acme", "Auth_Partner").await;
        draft(&site, &manager, "one").await;
        draft(&site, &manager, "two").await;
        publish(&site, &manager, "one", &group).await;
        let none = "PMS_POL_017 No policy available for given partner";
        site.get_refuses(&manager, &[("/policies/one/partner/acme", none)]).await;
        site.sql(KEY).await;
        // A partner that is not active stops its keys.
        site.get_refuses(&manager, &[("/policies/one/partner/acme", none)]).await;
        site.switch_on("acme").await;
        let found = site.get(&manager, "/policies/one/partner/acme").await;
        assert_eq!(found.json()["id"], json!(null));
        assert_eq!(found.response(), site.get(&manager, "/policies/one").await.response());
        let cases = [
            ("/policies/two/partner/acme", none),
            ("/policies/one/partner/other", none),
            ("/policies/none/partner/acme", none),
        ];
        site.get_refuses(&manager, &cases).await;
        for statement in [
            "UPDATE partner_policy SET is_active = FALSE",
            "UPDATE partner_policy SET is_active = TRUE, is_deleted = TRUE",
        ] {
            site.sql(statement).await;
            site.get_refuses(&manager, &[("/policies/one/partner/acme", none)]).await;
        }
        site.sql("UPDATE partner_policy SET is_deleted = NULL, valid_to_datetime = '2026-01-15 10:11:12'").await;
        site.get_refuses(&manager, &[("/policies/one/partner/acme", none)]).await;
        site.sql("UPDATE partner_policy SET valid_to_datetime = '2026-01-15 10:11:13'").await;
        assert_eq!(site.get(&manager, "/policies/one/partner/acme").await.error(), "success");
        for role in ["AUTH_PARTNER", "RESIDENT", "CREATE_SHARE"] {
            let person = site.person(&role.to_lowercase().replace('_', "-"), &[role]).await;
            site.get_refuses(&person, &[("/policies/one/partner/acme", "403 KER-ATH-403 Forbidden")]).await;
        }
    }
}

#[tokio::test]
async fn refusals_come_in_order() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["PARTNER_ADMIN"]).await;
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        let (banks, shops, off) =
            (site.policy_group("Banks").await, site.policy_group("Shops").await, site.policy_group("Off").await);
        site.sql("UPDATE policy_group SET is_active = FALSE WHERE name = 'Off'").await;
        draft(&site, &manager, "one").await;
        draft(&site, &manager, "published").await;
        publish(&site, &manager, "published", &banks).await;
        draft(&site, &manager, "odd").await;
        site.sql("UPDATE auth_policy SET is_active = TRUE WHERE id = 'odd'").await;
        let before = head(&site).await;
        let mapping = [
            ("none", "none", "PMS_POL_016 Policy Group ID does not exist"),
            ("none", off.as_str(), "PMS_POL_053 Policy group is not active."),
            ("none", &banks, "PMS_POL_008 Policy ID does not exist"),
            ("one", &shops, "PMS_POL_015 Policy group and policy not mapped."),
        ];
        let status = |status: &str| json!({"status": status});
        for (policy, group, expected) in mapping {
            let path = format!("/policies/{policy}/group/{group}");
            assert_eq!(site.call(&manager, "POST", &format!("{path}/publish")).await.error(), expected);
            site.refuses(&manager, "PATCH", &path, &[(status("active"), expected)]).await;
        }
        let again = site.call(&manager, "POST", &format!("/policies/published/group/{banks}/publish")).await;
        assert_eq!(again.error(), "PMS_POL_020 Can not publish the published policy");
        let published = format!("/policies/published/group/{banks}");
        let fixed = "PMS_POL_058 Status cannot be changed for published policy.";
        site.refuses(&manager, "PATCH", &published, &[(status("Active"), fixed), (status("De-Active"), fixed)]).await;
        let one = format!("/policies/one/group/{banks}");
        let cases = [
            (json!({"status": null}), "PMS_COR_003 Could not process the request"),
            (json!(null), "PMS_COR_003 Could not process the request"),
            (status("Off"), "PMS_POL_045 Policy Status either Active or De-active."),
            (status("ACTIVE"), "PMS_POL_054 Cannot activate unpublished policy."),
            // A draft is inactive already: nothing is to be done.
            (status("de-active"), "success"),
        ];
        site.refuses(&manager, "PATCH", &one, &cases).await;
        assert_eq!(head(&site).await, before);
        let done = site.send(&manager, "PATCH", &one, status("De-Active")).await;
        insta::assert_snapshot!("status", done.golden());
        site.get_refuses(
            &manager,
            &[
                ("/policies/none", "PMS_POL_008 Policy ID does not exist"),
                ("/policies/active/group/None", "PMS_POL_019 Policy group name does not exist"),
                ("/policies/active/group/Off", "PMS_POL_053 Policy group is not active."),
            ],
        )
        .await;
        assert_eq!(site.get(&partner, "/policies/active/group/Shops").await.response(), json!([]));
        let forbidden = "403 KER-ATH-403 Forbidden";
        site.get_refuses(&partner, &[("/policies", forbidden), ("/policies/one", forbidden)]).await;
        site.refuses(&partner, "PATCH", &one, &[(status("De-Active"), forbidden)]).await;
        assert_eq!(site.call(&partner, "POST", &format!("{one}/publish")).await.error(), forbidden);
        let device = site.person("device", &["DEVICE_PROVIDER"]).await;
        site.get_refuses(&device, &[("/policies/active/group/Banks", forbidden)]).await;
        // An adopted row that is active without having been published.
        site.policy_group("Group").await;
        site.owner("acme", "Auth_Partner").await;
        site.sql(KEY).await;
        site.sql("UPDATE partner_policy SET policy_id = 'odd'").await;
        let odd = format!("/policies/odd/group/{banks}");
        let keys = "PMS_POL_057 Active apiKey exists under the policy.";
        site.refuses(&manager, "PATCH", &odd, &[(status("De-Active"), keys)]).await;
        site.sql("UPDATE partner_policy SET is_active = FALSE").await;
        let before = head(&site).await;
        site.refuses(&manager, "PATCH", &odd, &[(status("De-Active"), "success")]).await;
        assert_eq!(head(&site).await, before + 1);
        let made = site.send(&manager, "POST", "/policies", new_policy("Last")).await;
        assert_eq!(made.error(), "success");
    }
}

#[tokio::test]
async fn two_who_publish_at_once_make_one_change() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let group = site.policy_group("Banks").await;
        draft(&site, &manager, "one").await;
        let before = head(&site).await;
        let path = format!("/policies/one/group/{group}/publish");
        let (first, second) = tokio::join!(site.call(&manager, "POST", &path), site.call(&manager, "POST", &path));
        let mut said = [first.error(), second.error()];
        said.sort();
        assert_eq!(said, ["PMS_POL_020 Can not publish the published policy", "success"]);
        assert_eq!((head(&site).await, traces(&site, "one").await.1), (before + 1, 1));
    }
}

/// Three hundred policies and groups more: enough for several runs of the lists of all.
macro_rules! more {
    ($table:literal, $columns:literal) => {
        concat!(
            "INSERT INTO ",
            $table,
            " (id, name, ",
            $columns,
            ") WITH d(n) AS (SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL \
             SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9) \
             SELECT 'm' || a.n || b.n || c.n, 'm' || a.n || b.n || c.n, ",
            $columns,
            " FROM ",
            $table,
            " CROSS JOIN d a CROSS JOIN d b CROSS JOIN d c WHERE c.n < 3"
        )
    };
}

#[tokio::test]
async fn the_lists_of_all_hold_every_policy_and_group_once() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        site.policy_group("Banks").await;
        draft(&site, &manager, "one").await;
        site.sql(more!(
            "auth_policy",
            "policy_group_id, descr, policy_file_id, policy_type, version, valid_from_date, valid_to_date, is_active, \
             cr_by, cr_dtimes"
        ))
        .await;
        site.sql(more!("policy_group", "descr, user_id, is_active, cr_by, cr_dtimes")).await;
        let listed = async |path: &str, pointer: &str| -> Vec<String> {
            let all = site.get(&manager, path).await.response();
            let id = |row: &serde_json::Value| row.pointer(pointer).unwrap().as_str().unwrap().to_owned();
            all.as_array().unwrap().iter().map(id).collect()
        };
        for (path, pointer) in [("/policies", "/policyId"), ("/policies/group/all", "/policyGroup/id")] {
            let mut ids = listed(path, pointer).await;
            assert_eq!(ids.len(), 301, "{path}");
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), 301, "{path}: each once");
        }
        let all = site.get(&manager, "/policies/group/all").await.response();
        let policies = all.as_array().unwrap().iter().map(|found| found["policies"].as_array().unwrap().len());
        assert_eq!(policies.sum::<usize>(), 301);
    }
}
