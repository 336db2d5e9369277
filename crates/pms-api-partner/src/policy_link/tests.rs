use std::sync::Arc;

use pms_api_testkit::{Person, Site};
use pms_domain::policy::PolicyType;
use pms_domain::{partner_type, policy_link};
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{active, ask, count, decide, extractors, linking, policy, states, wish};

const PENDING: &str = "PMS_PRT_053 This policy is already pending for approval against your partner ID.";
const APPROVED: &str = "PMS_PRT_060 This policy has already been approved against your partner ID.";
const OTHER_GROUP: &str = "PMS_PRT_098 Given policy doesn't exists under partner's policy group.";
const DECIDED: &str = "PMS_APR_002 The request has already been decided.";
const FOREIGN: &str = "PMS_PRT_055 User not authorized.";
const FORBIDDEN: &str = "403 KER-ATH-403 Forbidden";
const LETTERS: &str = "SELECT COUNT(*) AS n FROM x_mail WHERE template = 'decision'";

#[tokio::test]
async fn a_policy_is_asked_for_and_approved() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Auth_Partner", "Auth").await;
        let answer = site.send(&owner, "POST", "/partners/acme/policy/map", wish("Kyc")).await;
        let key = answer.response()["mappingkey"].as_str().unwrap().to_owned();
        assert!(key.len() == 20 && key.bytes().all(|b| b.is_ascii_digit()), "not guessable: {key}");
        assert_eq!(
            answer.response(),
            json!({"mappingkey": key, "message": "Policy mapping request submitted successfully."})
        );
        assert_eq!(answer.json()["id"], "an.id", "echoed");
        assert_eq!(states(&site, &key).await, ("InProgress".to_owned(), "waiting".to_owned()));
        assert_eq!(refuses(&site, &owner, wish("Kyc")).await, PENDING);

        let path = format!("/partners/policy/{key}");
        let approved = site.send(&admin, "PUT", &path, json!({"status": "Approved"})).await;
        assert_eq!(approved.response(), json!("Policy mapping approved successfully"));
        assert_eq!(states(&site, &key).await, ("approved".to_owned(), "approved".to_owned()));
        assert_eq!(refuses(&site, &owner, wish("Kyc")).await, APPROVED);
        for status in ["approved", "rejected", "other"] {
            assert_eq!(decide(&site, &admin, &key, status).await, "PMS_PM_034 Policy request already approved.");
        }
        assert_eq!(count(&site, LETTERS).await, 1);
    }
}

async fn refuses(site: &Site, person: &Person, request: Value) -> String {
    site.send(person, "POST", "/partners/acme/policy/map", request).await.error()
}

#[tokio::test]
async fn a_rejected_request_does_not_block_the_next() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Auth_Partner", "Auth").await;
        let first = ask(&site, &owner, "acme", "Kyc").await;
        let request = json!({"status": "REJECTED", "reason": "Say what for."});
        let rejected = site.send(&admin, "PUT", &format!("/partners/policy/{first}"), request).await;
        assert_eq!(rejected.response(), json!("Policy mapping rejected successfully"));
        assert_eq!(states(&site, &first).await, ("rejected".to_owned(), "rejected".to_owned()));
        for status in ["approved", "rejected"] {
            assert_eq!(decide(&site, &admin, &first, status).await, "PMS_PM_035 Policy request already rejected.");
        }
        let second = ask(&site, &owner, "acme", "Kyc").await;
        assert_ne!(first, second);
        assert_eq!(decide(&site, &admin, &second, "approved").await, "success");
        assert_eq!(states(&site, &first).await.0, "rejected", "stays as it was");
    }
}

#[tokio::test]
async fn refusals_of_a_request_in_their_order() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Auth_Partner", "Auth").await;
        site.policy_group("Other").await;
        for name in ["Elsewhere", "Draft"] {
            policy(&site, "Other", name, "Auth").await;
        }
        policy(&site, "Group", "Shared", "DataShare").await;
        site.sql("UPDATE auth_policy SET is_active = FALSE WHERE id = 'draft'").await;
        let stranger = active(&site, "other", "Auth_Partner").await;
        let body = "400 PMS_COR_001 Invalid request parameter - ";
        for (request, expected) in [
            (json!({"useCaseDescription": ""}), format!("{body}must not be null :request.policyName")),
            (json!({"policyName": "Kyc"}), format!("{body}must not be null :request.useCaseDescription")),
            (
                json!({"policyName": "Kyc", "useCaseDescription": "x".repeat(4001)}),
                format!("{body}Length should be between 0 and 4000 chars :request.useCaseDescription"),
            ),
            (wish(""), "PMS_PRT_073 Policy not exists.".to_owned()),
            (wish("kyc"), "PMS_PRT_073 Policy not exists.".to_owned()),
            (wish("Draft"), "PMS_PRT_073 Policy not exists.".to_owned()),
            (wish("Elsewhere"), OTHER_GROUP.to_owned()),
            (wish("Shared"), "PMS_LNK_001 Policies of type DataShare are not for partners of this type.".to_owned()),
        ] {
            assert_eq!(refuses(&site, &owner, request.clone()).await, expected, "{request}");
        }
        let missing = [(wish("Kyc"), "PMS_PRT_005 Partner does not exist")];
        site.refuses(&owner, "POST", "/partners/nobody/policy/map", &missing).await;
        assert_eq!(refuses(&site, &stranger, wish("Nothing")).await, FOREIGN);
        let nobody = site.person("nobody", &["DEVICE_PROVIDER"]).await;
        assert_eq!(refuses(&site, &nobody, wish("Kyc")).await, FORBIDDEN);

        // Of the policy: inactive while another group has an active one of the name, expired, in an inactive group.
        policy(&site, "Group", "Twin", "Auth").await;
        site.sql("UPDATE auth_policy SET id = 'twin-1', is_active = FALSE WHERE id = 'twin'").await;
        policy(&site, "Other", "Twin", "Auth").await;
        assert_eq!(refuses(&site, &owner, wish("Twin")).await, "PMS_PMP_019 Policy is not active.");
        site.sql("UPDATE auth_policy SET valid_to_date = '2026-01-01 00:00:00' WHERE id = 'kyc'").await;
        assert_eq!(refuses(&site, &owner, wish("Kyc")).await, "PMS_PMP_018 Policy expired.");
        site.sql("UPDATE auth_policy SET valid_to_date = '2027-01-01 00:00:00' WHERE id = 'kyc'").await;
        site.sql("UPDATE policy_group SET is_active = FALSE WHERE name = 'Group'").await;
        assert_eq!(refuses(&site, &owner, wish("Kyc")).await, "PMS_PMP_023 Policy group is not active.");
        site.sql("UPDATE policy_group SET is_active = TRUE WHERE name = 'Group'").await;
        site.sql("UPDATE partner SET policy_group_id = NULL WHERE id = 'acme'").await;
        assert_eq!(refuses(&site, &owner, wish("Kyc")).await, OTHER_GROUP);
        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        for person in [&owner, &stranger, &admin] {
            assert_eq!(refuses(&site, person, wish("Kyc")).await, "PMS_PMP_016 Partner is not active.");
        }
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM partner_policy_request").await, 0);
    }
}

/// Every partner type asks for a policy of every type.
#[tokio::test]
async fn only_policies_that_fit_are_linked() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        for policy_type in PolicyType::ALL {
            policy(&site, "Group", policy_type.as_str(), policy_type.as_str()).await;
        }
        for (number, of_partner) in partner_type::ALL.iter().enumerate() {
            let id = format!("partner-{number}");
            let owner = active(&site, &id, of_partner.code).await;
            for policy_type in PolicyType::ALL {
                let path = format!("/partners/{id}/policy/map");
                let answer = site.send(&owner, "POST", &path, wish(policy_type.as_str())).await.error();
                let fits = policy_link::fits(policy_type, of_partner.code);
                let refused =
                    format!("PMS_LNK_001 Policies of type {} are not for partners of this type.", policy_type.as_str());
                assert_eq!(answer, if fits { "success" } else { &refused }, "{} {policy_type:?}", of_partner.code);
            }
        }
        // One Auth, six each DataShare and CredentialIssuance, one MISP.
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM partner_policy_request").await, 14);
    }
}

#[tokio::test]
async fn refusals_of_a_decision_in_their_order() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Credential_Partner", "DataShare").await;
        let key = ask(&site, &owner, "acme", "Kyc").await;
        let unknown = "PMS_PMP_007 Partner api key does not exist";
        assert_eq!(decide(&site, &admin, "12345", "approved").await, unknown);
        let word = "PMS_PM_045 Status should be either Approved or Rejected";
        for status in ["InProgress", "approve", "yes"] {
            assert_eq!(decide(&site, &admin, &key, status).await, word);
        }
        let blank = "400 PMS_COR_001 Invalid request parameter - must not be blank :request.status";
        assert_eq!(decide(&site, &admin, &key, " ").await, blank);
        assert_eq!(decide(&site, &owner, &key, "approved").await, FORBIDDEN);
        let path = format!("/v1/partnermanager/partners/policy/{key}");
        let untimed = json!({"request": {"status": "approved"}}).to_string();
        let answer = site.raw(Some(&admin), "PUT", &path, Some(&untimed)).await;
        assert_eq!(answer.error(), "PMS_REQUEST_ERROR_004 Invalid request time");

        let missing = "PMS_PM_051 Extractors are not present. Please add extractors.";
        assert_eq!(decide(&site, &admin, &key, "approved").await, missing);
        let added = site.send(&owner, "POST", "/partners/acme/bioextractors/kyc", extractors("face", "Face")).await;
        assert_eq!(added.error(), "success");
        site.sql("UPDATE auth_policy SET is_active = FALSE WHERE id = 'kyc'").await;
        assert_eq!(decide(&site, &admin, &key, "approved").await, "PMS_PMP_019 Partner policy is not active.");
        site.sql("UPDATE auth_policy SET is_active = TRUE WHERE id = 'kyc'").await;
        site.sql("UPDATE policy_group SET is_active = FALSE WHERE name = 'Group'").await;
        assert_eq!(decide(&site, &admin, &key, "approved").await, "PMS_PMP_023 Policy group is not active.");
        site.sql("UPDATE policy_group SET is_active = TRUE WHERE name = 'Group'").await;
        site.sql("UPDATE auth_policy SET valid_to_date = '2026-01-01 00:00:00' WHERE id = 'kyc'").await;
        assert_eq!(decide(&site, &admin, &key, "approved").await, "PMS_PMP_018 Partner policy got expired.");
        site.sql("UPDATE auth_policy SET policy_group_id = NULL WHERE id = 'kyc'").await;
        assert_eq!(decide(&site, &admin, &key, "approved").await, "PMS_PMP_022 Policy group not exists.");
        site.sql("UPDATE partner SET partner_type_code = 'Auth_Partner' WHERE id = 'acme'").await;
        site.sql("UPDATE partner_policy_request SET policy_id = 'gone'").await;
        assert_eq!(decide(&site, &admin, &key, "approved").await, "PMS_PMP_017 Partner is not mapped to any policy.");
        // None of that stands in the way of a rejection.
        assert_eq!(states(&site, &key).await, ("InProgress".to_owned(), "waiting".to_owned()));
        assert_eq!(decide(&site, &admin, &key, "rejected").await, "success");
    }
}

#[tokio::test]
async fn managers_decide_and_nobody_decides_on_an_own_request() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Auth_Partner", "Auth").await;
        let key = ask(&site, &admin, "acme", "Kyc").await;
        assert_eq!(decide(&site, &admin, &key, "approved").await, FOREIGN, "asked for it");
        let member = site.person("member", &["PARTNERMANAGER"]).await;
        site.join("acme", &member, "viewer").await;
        assert_eq!(decide(&site, &member, &key, "approved").await, FOREIGN, "belongs to the partner");
        let manager = site.person("manager", &["PARTNERMANAGER"]).await;
        assert_eq!(decide(&site, &manager, &key, "approved").await, "success");
        assert_eq!(states(&site, &key).await.0, "approved");
        // A manager decides requests for policies alone.
        site.register(&owner, "second", "Auth_Partner").await;
        let registration = site.approval(&admin, "second").await;
        let path = format!("/approvals/{registration}/decision");
        site.refuses(&manager, "POST", &path, &[(json!({"decision": "approve"}), FORBIDDEN)]).await;
    }
}

#[tokio::test]
async fn a_question_is_asked_and_answered_in_the_one_mechanism() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Auth_Partner", "Auth").await;
        let key = ask(&site, &owner, "acme", "Kyc").await;
        let listed = site.get(&owner, "/approvals?kind=policy&state=open").await.response()["data"][0].clone();
        assert_eq!(listed["objectId"], json!(key));
        assert_eq!(
            listed["proposal"],
            json!({"policyId": "kyc", "policyName": "Kyc", "policyType": "Auth",
                "useCaseDescription": "Opening accounts"})
        );
        let id = listed["approvalId"].as_str().unwrap();
        let path = format!("/approvals/{id}/decision");
        for decision in ["ask", "hold", "ask"] {
            let request = json!({"decision": decision, "reason": "Which accounts?"});
            assert_eq!(site.send(&admin, "POST", &path, request).await.error(), "success");
            assert_eq!(states(&site, &key).await.0, "InProgress");
        }
        let answer = json!({"reason": "All of them."});
        let answered = site.send(&owner, "POST", &format!("/approvals/{id}/answer"), answer).await;
        assert_eq!(answered.response(), json!({"approvalId": id, "state": "waiting"}));
        let revision = site.get(&admin, "/approvals?kind=policy").await.response()["data"][0]["revision"].clone();
        // Extractors that were added since make the decision look again.
        let added = site.send(&owner, "POST", "/partners/acme/bioextractors/kyc", extractors("face", "Face")).await;
        assert_eq!(added.error(), "success");
        let stale = json!({"decision": "approve", "revision": revision});
        let expected = "PMS_APR_003 The object changed after it was shown. Look at it again before deciding.";
        site.refuses(&admin, "POST", &path, &[(stale, expected)]).await;
        let revision = site.get(&admin, "/approvals?kind=policy").await.response()["data"][0]["revision"].clone();
        let approved = site.send(&admin, "POST", &path, json!({"decision": "approve", "revision": revision})).await;
        assert_eq!(approved.response()["state"], "approved");
        assert_eq!(states(&site, &key).await.0, "approved");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_who_decide_at_once_end_in_one_decision_and_one_letter() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Auth_Partner", "Auth").await;
        let key = ask(&site, &owner, "acme", "Kyc").await;
        let site = Arc::new(site);
        let tasks: Vec<_> = (0..20)
            .map(|number| {
                let (site, admin, key) = (site.clone(), admin.clone(), key.clone());
                let status = if number % 2 == 0 { "approved" } else { "rejected" };
                tokio::spawn(async move { (status, decide(&site, &admin, &key, status).await) })
            })
            .collect();
        let mut done = Vec::new();
        for task in tasks {
            let (status, answer) = task.await.unwrap();
            match answer.as_str() {
                "success" => done.push(status),
                "PMS_PM_034 Policy request already approved." | "PMS_PM_035 Policy request already rejected." => {}
                other => panic!("{other}"),
            }
        }
        assert_eq!(done.len(), 1);
        assert_eq!(states(&site, &key).await, (done[0].to_owned(), done[0].to_owned()));
        assert_eq!(count(&site, LETTERS).await, 1);
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM x_audit WHERE action = 'approval.decide'").await, 1);
    }
}

#[tokio::test]
async fn a_request_is_taken_back() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Auth_Partner", "Auth").await;
        let stranger = active(&site, "other", "Auth_Partner").await;
        let key = ask(&site, &owner, "acme", "Kyc").await;
        let path = format!("/partner-policy-requests/{key}/withdraw");
        let unknown = "PMS_PMP_007 Partner api key does not exist";
        site.refuses(&stranger, "POST", &path, &[(json!({}), unknown)]).await;
        site.refuses(&owner, "POST", "/partner-policy-requests/1/withdraw", &[(json!({}), unknown)]).await;
        let viewer = site.person("viewer", &["AUTH_PARTNER"]).await;
        site.join("acme", &viewer, "viewer").await;
        site.refuses(&viewer, "POST", &path, &[(json!({}), FOREIGN)]).await;
        let device = site.person("device", &["DEVICE_PROVIDER"]).await;
        site.refuses(&device, "POST", &path, &[(json!({}), FORBIDDEN)]).await;
        let long = "PMS_PMX_004 The reason is too long. Length should be at most 1000 characters.";
        site.refuses(&owner, "POST", &path, &[(json!({"reason": "x".repeat(1001)}), long)]).await;

        let answer = site.send(&owner, "POST", &path, json!({"reason": "Not needed."})).await;
        assert_eq!(answer.response(), json!({"mappingkey": key, "state": "withdrawn"}));
        assert_eq!(states(&site, &key).await, ("rejected".to_owned(), "withdrawn".to_owned()));
        site.refuses(&owner, "POST", &path, &[(json!({}), DECIDED)]).await;
        assert_eq!(decide(&site, &admin, &key, "approved").await, "PMS_PM_035 Policy request already rejected.");
        assert_eq!(count(&site, LETTERS).await, 0);
        ask(&site, &owner, "acme", "Kyc").await;
    }
}

#[tokio::test]
async fn requests_fall_with_the_partner() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Auth_Partner", "Auth").await;
        policy(&site, "Group", "Approved", "Auth").await;
        let approved = ask(&site, &owner, "acme", "Approved").await;
        assert_eq!(decide(&site, &admin, &approved, "approved").await, "success");
        let waiting = ask(&site, &owner, "acme", "Kyc").await;
        let off = site.send(&admin, "PATCH", "/partners/acme", json!({"status": "De-active"})).await;
        assert_eq!(off.error(), "success");
        assert_eq!(states(&site, &waiting).await, ("rejected".to_owned(), "rejected".to_owned()));
        assert_eq!(states(&site, &approved).await, ("approved".to_owned(), "approved".to_owned()));
    }
}

#[tokio::test]
async fn requests_of_an_adopted_database_are_decided_too() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Auth_Partner", "Auth").await;
        for key in ["1", "2"] {
            let mut change = site.app.store().change().await.unwrap();
            let new = pms_store::policy_link::NewRequest {
                id: key,
                part_id: "acme",
                policy_id: "kyc",
                request_detail: "Old",
                by: "somebody",
                at: site.system().now(),
            };
            pms_store::policy_link::insert(&mut change, &new).await.unwrap();
            change.save(&site.system(), pms_store::audit::Record::new("t", "t", key)).await.unwrap();
        }
        assert_eq!(states(&site, "1").await.1, "", "no approval of ours");
        assert_eq!(decide(&site, &admin, "1", "rejected").await, "success");
        assert_eq!(states(&site, "1").await, ("rejected".to_owned(), "rejected".to_owned()));
        let taken = site.send(&owner, "POST", "/partner-policy-requests/2/withdraw", json!({})).await;
        assert_eq!(taken.error(), "success");
        assert_eq!(states(&site, "2").await, ("rejected".to_owned(), "withdrawn".to_owned()));
    }
}

async fn listed(site: &Site, person: &Person, query: &str) -> Vec<String> {
    let found = site.get(person, &format!("/partner-policy-requests?{query}")).await.response();
    let rows = found["data"].as_array().unwrap_or_else(|| panic!("{query}: {found}"));
    rows.iter()
        .map(|row| format!("{}/{}", row["partnerId"].as_str().unwrap(), row["policyId"].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn requests_are_listed() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Auth_Partner", "Auth").await;
        policy(&site, "Group", "Second", "Auth").await;
        let other = active(&site, "other", "Auth_Partner").await;
        let key = ask(&site, &owner, "acme", "Kyc").await;
        for (person, partner, name) in [(&owner, "acme", "Second"), (&other, "other", "Kyc")] {
            site.clock.advance(chrono::TimeDelta::seconds(1));
            ask(&site, person, partner, name).await;
        }
        assert_eq!(decide(&site, &admin, &key, "approved").await, "success");
        let group = site.get(&admin, "/partner-policy-requests").await.response()["data"][0]["policyGroupId"].clone();
        let found = site.get(&owner, "/partner-policy-requests?status=approved&pageNo=0&pageSize=5").await;
        assert_eq!(
            found.response(),
            json!({"pageNo": 0, "pageSize": 5, "totalResults": 1, "data": [{
                "id": key,
                "partnerId": "acme",
                "partnerStatus": "activated",
                "orgName": "Acme Ltd",
                "policyName": "Kyc",
                "policyGroupId": group,
                "policyGroupName": "Group",
                "partnerComment": "Opening accounts",
                "status": "approved",
                "createdDateTime": "2026-01-15T10:11:12.123+00:00",
                "partnerType": "Auth_Partner",
                "policyId": "kyc",
                "updatedDateTime": "2026-01-15T10:11:14.123+00:00",
                "policyDescription": "Described",
                "policyGroupDescription": "Described",
            }]})
        );
        assert_eq!(found.json()["id"], "mosip.pms.all.partner.policy.mapping.requests.get");
        let all = ["other/kyc", "acme/second", "acme/kyc"];
        assert_eq!(listed(&site, &admin, "").await, all, "newest first");
        assert_eq!(listed(&site, &owner, "").await, all[1..], "one's own");
        assert_eq!(listed(&site, &other, "").await, all[..1]);
        for (query, expected) in [
            ("partnerId=ACM", &all[1..]),
            ("orgName=acme", &all),
            ("policyId=secon", &all[1..2]),
            ("policyName=KY", &["other/kyc", "acme/kyc"]),
            ("policyGroupName=group", &all),
            ("partnerType=auth", &all),
            ("partnerType=device", &[]),
            ("partnerComment=opening", &all),
            ("status=InProgress", &all[..2]),
            ("status=inprogress", &[]),
            ("status=", &[]),
            ("policyName=", &all),
            ("pageNo=1&pageSize=1", &all[1..2]),
            ("sortFieldName=policyName&sortType=desc&pageNo=0&pageSize=1", &all[1..2]),
            ("sortFieldName=createdDateTime&sortType=asc&pageNo=0&pageSize=1", &all[2..]),
        ] {
            assert_eq!(listed(&site, &admin, query).await, expected, "{query}");
        }
        for field in [
            "partnerId",
            "partnerType",
            "orgName",
            "policyId",
            "policyGroupId",
            "policyGroupName",
            "status",
            "requestDetail",
        ] {
            let query = format!("sortFieldName={field}&sortType=asc&pageNo=0&pageSize=10");
            assert_eq!(listed(&site, &admin, &query).await.len(), 3, "{query}");
        }
        let empty = site.get(&admin, "/partner-policy-requests?partnerId=nobody").await.response();
        assert_eq!(empty, json!({"pageNo": 0, "pageSize": 0, "totalResults": 0, "data": []}));
    }
}

#[tokio::test]
async fn refusals_of_the_list() {
    let site = Site::new(SERVICE).await;
    let admin = site.admin().await;
    let nobody = site.person("nobody", &["AUTH_PARTNER"]).await;
    let device = site.person("device", &["DEVICE_PROVIDER"]).await;
    for parameter in ["partnerId", "orgName", "policyId", "policyName", "policyGroupName"] {
        let answer = site.get(&admin, &format!("/partner-policy-requests?{parameter}=a%3Cb&sortType=x")).await.error();
        assert!(answer.starts_with("PMS_REQUEST_ERROR_007 Invalid input for 'a<b'."), "{answer}");
    }
    let path = |query: &str| format!("/partner-policy-requests?{query}");
    for (query, expected) in [
        ("partnerComment=a%3Cb&partnerType=a%3Cb", "success"),
        (
            "sortFieldName=partnerComment&sortType=asc&pageNo=0&pageSize=1",
            "PMS_PRT_357 Invalid sort field partnerComment",
        ),
        ("sortFieldName=policyId&sortType=up&pageNo=0&pageSize=1", "PMS_PRT_358 Sort type up is not supported"),
        ("pageNo=-1&pageSize=1", "PMS_PRT_360 Invalid Page No"),
        ("pageNo=0&pageSize=0", "PMS_PRT_361 Invalid page size"),
        ("pageNo=x&pageSize=0", "400 Failed to convert 'pageNo' with value: 'x'"),
        (
            "pageNo=0",
            "PMS_PS_ERROR_006 Invalid pagination request: 'pageNo' and 'pageSize' must be specified together.",
        ),
    ] {
        assert_eq!(site.get(&admin, &path(query)).await.error(), expected, "{query}");
    }
    site.get_refuses(&nobody, &[("/partner-policy-requests", "PMS_CERTIFICATE_ERROR_002 User Id does not exists.")])
        .await;
    site.get_refuses(&device, &[("/partner-policy-requests", FORBIDDEN)]).await;
}
