use pms_api_testkit::{Person, Site};
use pms_app::policies;
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{draft, head, publish, traces};

async fn clone(site: &Site, manager: &Person, id: &str, request: Value) -> Vec<String> {
    let made = site.send(manager, "POST", &format!("/policies/{id}/clone"), request).await.response();
    made["policies"].as_array().unwrap().iter().map(|policy| policy["id"].as_str().unwrap().to_owned()).collect()
}

async fn relatives(site: &Site, manager: &Person, id: &str) -> Vec<String> {
    let found = policies::relatives(&site.app, &site.context(manager).await, id).await.unwrap();
    let mut ids: Vec<_> = found.into_iter().map(|policy| policy.id).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn policies_are_cloned_into_groups() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let banks = site.policy_group("Banks").await;
        site.policy_group("Shops").await;
        site.policy_group("Clinics").await;
        draft(&site, &manager, "one").await;
        publish(&site, &manager, "one", &banks).await;
        let request = json!({"policyGroupName": "Banks", "name": "Second"});
        let made = site.send(&manager, "POST", "/policies/one/clone", request).await;
        insta::assert_snapshot!("cloned", made.golden());
        let second = made.response()["policies"][0]["id"].as_str().unwrap().to_owned();
        let before = head(&site).await;
        let both = clone(&site, &manager, &second, json!({"policyGroupNames": ["Shops", "Clinics"]})).await;
        assert_eq!((both.len(), head(&site).await), (2, before + 1), "one change");
        for id in &both {
            let clone = site.get(&manager, &format!("/policies/{id}")).await.response();
            let source = site.get(&manager, "/policies/one").await.response();
            assert_eq!(clone["policies"], source["policies"]);
            assert_eq!((&clone["policyName"], &clone["schema"]), (&json!("Second"), &Value::Null));
            assert_eq!(traces(&site, id).await, (1, 0));
        }
        // Who changes one is offered the others, clones of clones too.
        let mut family = vec!["one".to_owned(), second.clone(), both[0].clone(), both[1].clone()];
        family.sort();
        for id in &family {
            let others: Vec<_> = family.iter().filter(|other| *other != id).cloned().collect();
            assert_eq!(relatives(&site, &manager, id).await, others);
        }
        draft(&site, &manager, "alone").await;
        assert!(relatives(&site, &manager, "alone").await.is_empty());
    }
}

#[tokio::test]
async fn all_clones_are_made_or_none() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["PARTNER_ADMIN"]).await;
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        site.policy_group("Banks").await;
        site.policy_group("Shops").await;
        site.policy_group("Off").await;
        site.sql("UPDATE policy_group SET is_active = FALSE WHERE name = 'Off'").await;
        draft(&site, &manager, "one").await;
        draft(&site, &manager, "bad").await;
        site.sql("UPDATE auth_policy SET policy_file_id = '{}' WHERE id = 'bad'").await;
        let into = |groups: &[&str]| json!({"policyGroupNames": groups, "name": "New"});
        let violation = |text: &str| format!("400 PMS_COR_001 Invalid request parameter - {text}");
        let blank = violation("must not be blank :request.policyGroupName");
        let name = violation("must not be blank :request.name");
        let many = violation("size must be between 1 and 50 :request.policyGroupNames");
        let unnamed = "PMS_POL_009 Auth policy exists with name : Policy one";
        let cases = [
            (json!({}), blank.as_str()),
            (into(&["Shops", " "]), &blank),
            (json!({"policyGroupName": "Shops", "name": " "}), &name),
            (into(&["Shops"; 51]), &many),
            (into(&["Shops", "None"]), "PMS_POL_019 Policy group name does not exist"),
            (into(&["Shops", "Off"]), "PMS_POL_053 Policy group is not active."),
            (into(&["Shops", "Shops"]), "PMS_POL_009 Auth policy exists with name : New"),
            (json!({"policyGroupName": "Banks"}), unnamed),
        ];
        let before = head(&site).await;
        site.refuses(&manager, "POST", "/policies/one/clone", &cases).await;
        let unknown = "PMS_POL_065 The specified policy does not exist.";
        site.refuses(&manager, "POST", "/policies/none/clone", &[(into(&["None"]), unknown)]).await;
        let shape = "PMS_PV_006 Missing input parameter - allowedAuthTypes in policy data";
        site.refuses(&manager, "POST", "/policies/bad/clone", &[(into(&["Shops"]), shape)]).await;
        let forbidden = "403 KER-ATH-403 Forbidden";
        site.refuses(&partner, "POST", "/policies/one/clone", &[(into(&["Shops"]), forbidden)]).await;
        assert_eq!(head(&site).await, before);
        let found = site.get(&manager, "/policies/active/group/Shops").await.response();
        assert_eq!(found, json!([]));
    }
}
