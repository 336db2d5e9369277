use pms_api_testkit::{Site, with};
use serde_json::json;

use crate::SERVICE;
use crate::testing::{auth, draft, edit, head, new_policy, publish, traces};

fn violation(text: &str) -> String {
    format!("400 PMS_COR_001 Invalid request parameter - {text}")
}

#[tokio::test]
async fn drafts_are_made_and_edited() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        site.policy_group("Banks").await;
        let made = site.send(&manager, "POST", "/policies", new_policy("Verify")).await;
        insta::assert_snapshot!("created", made.golden());
        let id = made.response()["id"].as_str().unwrap().to_owned();
        assert_eq!(traces(&site, &id).await, (1, 0), "a new draft is nobody's business yet");
        site.clock.advance(chrono::TimeDelta::seconds(1));
        let mut policy = auth();
        policy["kycLanguages"] = json!(["eng"]);
        let request = with(edit("Verified"), json!({"policies": policy, "version": "2", "desc": "New"}));
        let edited = site.send(&manager, "PUT", &format!("/policies/{id}"), request).await;
        insta::assert_snapshot!("edited", edited.golden());
        assert_eq!(traces(&site, &id).await, (2, 1));
        let stored = site.get(&manager, &format!("/policies/{id}")).await.response();
        assert_eq!(
            (&stored["policies"], stored["version"].as_str(), stored["validTill"].as_str()),
            (&policy, Some("2"), Some("2226-01-15T10:11:12.123456"))
        );
        // Ids may be chosen; all types have their schema.
        let misp = json!({"allowAuthRequestDelegation": true, "allowKycRequestDelegation": true,
            "allowKeyBindingDelegation": false});
        let request = with(new_policy("Misp"), json!({"policyId": "my-id", "policyType": "misp", "policies": misp}));
        let made = site.send(&manager, "POST", "/policies", request).await.response();
        assert_eq!(made["id"], "my-id");
        assert_eq!(site.get(&manager, "/policies/my-id").await.response()["policyType"], "misp", "as it was sent");
    }
}

#[tokio::test]
async fn refusals_of_new_policies_come_in_order_and_change_nothing() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["PARTNER_ADMIN"]).await;
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        site.policy_group("Banks").await;
        site.policy_group("Off").await;
        site.sql("UPDATE policy_group SET is_active = FALSE WHERE name = 'Off'").await;
        draft(&site, &manager, "taken").await;
        let new = || new_policy("New");
        let bad = json!({"policyType": "Binding", "policyGroupName": "None", "policies": {}});
        let empty = |member: &str| violation(&format!("value is empty or null :request.{member}"));
        let long = "Length should be in between 1 and 128 chars :request";
        let cases = [
            (with(new(), json!({"policyGroupName": " "})), empty("policyGroupName")),
            (with(new(), json!({"policyGroupName": "x".repeat(129)})), violation(&format!("{long}.policyGroupName"))),
            (
                with(new(), json!({"policyType": null})),
                violation(
                    "value is empty or null. Allowed values Auth/DataShare/CredentialIssuance :request.policyType",
                ),
            ),
            (with(new(), json!({"name": ""})), empty("name")),
            (with(new(), json!({"name": "x".repeat(129)})), violation(&format!("{long}.name"))),
            (with(new(), json!({"desc": null})), empty("desc")),
            (
                with(new(), json!({"desc": "x".repeat(257)})),
                violation("Length should be in between 1 and 256 chars :request.desc"),
            ),
            (with(new(), json!({"version": " "})), empty("version")),
            (with(new(), json!({"policies": null})), violation("must not be null :request.policies")),
            (with(new(), json!({"policies": "text"})), "400 Failed to read request".to_owned()),
            (
                with(new(), json!({"name": "Ver\u{200B}ify"})),
                violation("must not hold invisible characters :request.name"),
            ),
            (with(new(), bad.clone()), "PMS_POL_023 Given policy type is not allowed ".to_owned()),
            (
                with(with(new(), bad), json!({"policyType": "auth"})),
                "PMS_POL_019 Policy group name does not exist".to_owned(),
            ),
            (
                with(new(), json!({"policyGroupName": "Off", "policies": {}})),
                "PMS_POL_053 Policy group is not active.".to_owned(),
            ),
            (
                with(new_policy("Policy taken"), json!({"policies": {}})),
                "PMS_POL_009 Auth policy exists with name : Policy taken".to_owned(),
            ),
            (
                with(new(), json!({"policyId": "taken", "policies": {"x": 1}})),
                "PMS_PV_005 Invalid input parameter - x in policy data".to_owned(),
            ),
            (
                with(new(), json!({"policies": {}})),
                "PMS_PV_006 Missing input parameter - allowedAuthTypes in policy data".to_owned(),
            ),
            (
                with(new(), json!({"policies": with(auth(), json!({"kycLanguages": [1]}))})),
                "PMS_PV_007 Format Error: Expected format is kycLanguages/0/string.".to_owned(),
            ),
            (with(new(), json!({"version": "123456789"})), "PMS_COR_003 Could not process the request".to_owned()),
            (
                with(new(), json!({"policies": with(auth(), json!({"kycLanguages": ["x".repeat(5120)]}))})),
                "PMS_COR_003 Could not process the request".to_owned(),
            ),
            (with(new(), json!({"policyId": "x".repeat(37)})), "PMS_COR_003 Could not process the request".to_owned()),
            (
                with(new(), json!({"policyId": "v2"})),
                "PMS_PLX_004 The policy ID cannot be used: addresses give it another meaning.".to_owned(),
            ),
            (with(new(), json!({"policyId": "taken"})), "PMS_PLX_001 The policy ID is taken.".to_owned()),
        ];
        let before = head(&site).await;
        let cases: Vec<_> = cases.iter().map(|(request, expected)| (request.clone(), expected.as_str())).collect();
        site.refuses(&manager, "POST", "/policies", &cases).await;
        site.refuses(&partner, "POST", "/policies", &[(new(), "403 KER-ATH-403 Forbidden")]).await;
        assert_eq!(head(&site).await, before);
    }
}

#[tokio::test]
async fn refusals_of_edits_come_in_order() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        let group = site.policy_group("Banks").await;
        site.policy_group("Shops").await;
        site.policy_group("Off").await;
        site.sql("UPDATE policy_group SET is_active = FALSE WHERE name = 'Off'").await;
        draft(&site, &manager, "one").await;
        draft(&site, &manager, "two").await;
        draft(&site, &manager, "published").await;
        publish(&site, &manager, "published", &group).await;
        let before = head(&site).await;
        let refuse = async |id: &str, request, expected: &str| {
            site.refuses(&manager, "PUT", &format!("/policies/{id}"), &[(request, expected)]).await;
        };
        let none = "PMS_POL_019 Policy group name does not exist";
        refuse("none", with(edit("New"), json!({"policyGroupName": "None"})), none).await;
        let off = "PMS_POL_053 Policy group is not active.";
        refuse("none", with(edit("New"), json!({"policyGroupName": "Off"})), off).await;
        refuse("none", edit("New"), "PMS_POL_008 Policy ID does not exist").await;
        let other = "PMS_POL_015 Policy group and policy not mapped.";
        refuse("published", with(edit("New"), json!({"policyGroupName": "Shops"})), other).await;
        let taken = with(edit("Policy two"), json!({"policies": {}}));
        refuse("published", taken.clone(), "PMS_POL_055 Published policy cannot be updated.").await;
        refuse("one", taken, "PMS_POL_009 Auth policy exists with name : Policy two").await;
        let missing = "PMS_PV_006 Missing input parameter - allowedAuthTypes in policy data";
        refuse("one", with(edit("New"), json!({"policies": {}})), missing).await;
        let long = with(edit("New"), json!({"version": "123456789"}));
        refuse("one", long, "PMS_COR_003 Could not process the request").await;
        let null = violation("must not be null :request.policies");
        refuse("one", with(edit("New"), json!({"policies": null})), &null).await;
        let version = violation("value is empty or null :request.version");
        refuse("one", with(edit("New"), json!({"version": null})), &version).await;
        let past = "PMS_PLX_002 The validity of a policy must end in the future.";
        refuse("one", with(edit("New"), json!({"validTill": "2026-01-15T10:11:12"})), past).await;
        let forbidden = "403 KER-ATH-403 Forbidden";
        site.refuses(&partner, "PUT", "/policies/one", &[(edit("New"), forbidden)]).await;
        assert_eq!(head(&site).await, before);
    }
}

#[tokio::test]
async fn of_a_published_policy_only_the_validity_date_changes() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let group = site.policy_group("Banks").await;
        draft(&site, &manager, "one").await;
        publish(&site, &manager, "one", &group).await;
        let same = edit("Policy one");
        let fixed = "PMS_POL_055 Published policy cannot be updated.";
        let until = json!({"validTill": "2027-01-31T00:00:00"});
        let mut other = auth();
        other["authTokenType"] = json!("random");
        let cases = [
            (same.clone(), fixed),
            (with(with(same.clone(), until.clone()), json!({"name": "Other"})), fixed),
            (with(with(same.clone(), until.clone()), json!({"desc": "Other"})), fixed),
            (with(with(same.clone(), until.clone()), json!({"version": "3"})), fixed),
            (with(with(same.clone(), until.clone()), json!({"policies": other})), fixed),
            (
                with(same.clone(), json!({"validTill": "2026-01-15T00:00"})),
                "PMS_PLX_002 The validity of a policy must end in the future.",
            ),
        ];
        site.refuses(&manager, "PUT", "/policies/one", &cases).await;
        site.clock.advance(chrono::TimeDelta::seconds(1));
        let before = (head(&site).await, traces(&site, "one").await);
        let changed = site.send(&manager, "PUT", "/policies/one", with(same.clone(), until.clone())).await;
        assert_eq!(changed.response()["is_Active"], true);
        let stored = site.get(&manager, "/policies/one").await.response();
        assert_eq!((stored["validTill"].as_str(), &stored["policies"]), (Some("2027-01-31T00:00"), &auth()));
        assert_eq!(traces(&site, "one").await, (before.1.0 + 1, before.1.1 + 1));
        // Once more: it is so already.
        assert_eq!(site.send(&manager, "PUT", "/policies/one", with(same, until)).await.error(), "success");
        assert_eq!(head(&site).await, before.0 + 1);
    }
}
