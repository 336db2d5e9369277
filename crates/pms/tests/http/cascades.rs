//! What falls with a policy that is deactivated although it is in use: over HTTP, by the route that does it.

use pms_domain::routes;
use serde_json::{Value, json};

use crate::house::House;

const GROUP: &str = "Group";

fn fill(path: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    path.split('/')
        .map(|part| if part.starts_with('{') { *values.next().unwrap() } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

/// Requests and keys that wait are refused, by nobody's hand and with no letter each; what works stops by evaluation, and is
/// back when the policy is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forced_deactivation_takes_what_waits_along() {
    if !pms_api_testkit::pki::available() {
        return;
    }
    for house in House::on_both_with(|settings| settings.api_keys.approval = "each".into()).await {
        let (owner, admin) = house.active("acme").await;
        let manager = house.person("manager", &["POLICYMANAGER"]).await;
        let other = house.owner("other", "Auth_Partner").await;
        house.switch_on("other").await;
        let content = json!({"authTokenType": "random", "allowedAuthTypes": [], "allowedKycAttributes": []});
        let policy = json!({"policyId": "kyc", "policyGroupName": GROUP, "policyType": "Auth", "name": "Kyc", "desc": "D",
            "version": "1", "policies": content});
        let send = async |person: &pms_api_testkit::Person, route: &routes::Route, path: &str, request: Value| {
            house.call(route, path, Some(&request)).by(person).send().await.answer
        };
        assert_eq!(send(&manager, &routes::CREATE_POLICY, routes::CREATE_POLICY.path, policy).await.error(), "success");
        let groups = house.ask("GET", routes::ACTIVE_POLICY_GROUPS.path).by(&manager).send().await.response();
        let publish = fill(routes::PUBLISH_POLICY.path, &["kyc", groups[0]["id"].as_str().unwrap()]);
        assert_eq!(send(&manager, &routes::PUBLISH_POLICY, &publish, json!({})).await.error(), "success");

        let wish = json!({"policyName": "Kyc", "useCaseDescription": "To serve."});
        let mut asked = Vec::new();
        for (person, partner) in [(&owner, "acme"), (&other, "other")] {
            let path = fill(routes::REQUEST_POLICY.path, &[partner]);
            let made = send(person, &routes::REQUEST_POLICY, &path, wish.clone()).await.response();
            asked.push(made["mappingkey"].as_str().unwrap().to_owned());
        }
        let path = fill(routes::DECIDE_POLICY_REQUEST.path, &[&asked[0]]);
        let approved = send(&admin, &routes::DECIDE_POLICY_REQUEST, &path, json!({"status": "approved"})).await;
        assert_eq!(approved.error(), "success");
        let open = format!("{}?state=open&pageNo=0&pageSize=50", routes::LIST_APPROVALS.path);
        for label in ["Working", "Waiting"] {
            let path = fill(routes::GENERATE_API_KEY.path, &["acme"]);
            let made =
                send(&owner, &routes::GENERATE_API_KEY, &path, json!({"policyName": "Kyc", "label": label})).await;
            assert_eq!(made.error(), "success");
            if label == "Working" {
                let found = house.ask("GET", &format!("{open}&kind=key")).by(&admin).send().await.response();
                let path = fill(routes::DECIDE_APPROVAL.path, &[found["data"][0]["approvalId"].as_str().unwrap()]);
                let decided = send(&admin, &routes::DECIDE_APPROVAL, &path, json!({"decision": "approve"})).await;
                assert_eq!(decided.error(), "success");
            }
        }
        let states = async || {
            let list = format!(
                "{}?pageNo=0&pageSize=50&sortFieldName=apiKeyLabel&sortType=asc",
                routes::LIST_API_KEYS_V2.path
            );
            let found = house.ask("GET", &list).by(&owner).send().await.response();
            let rows = found["data"].as_array().unwrap().iter();
            rows.map(|row| format!("{} {} {}", row["apiKeyLabel"], row["status"], row["keyState"])).collect::<Vec<_>>()
        };
        let waiting = r#""Waiting" "deactivated" "waiting_approval""#;
        assert_eq!(states().await, [waiting, r#""Working" "activated" "active""#]);

        let path = fill(routes::DEACTIVATE_POLICY.path, &["kyc"]);
        let used = "PMS_POL_063 An approved partner policy request is associated with this policy.";
        let off = json!({"status": "De-Activate"});
        assert_eq!(send(&manager, &routes::DEACTIVATE_POLICY, &path, off).await.error(), used);
        let letters = house.count("SELECT COUNT(*) AS n FROM x_mail WHERE template = 'decision'").await;
        let force = json!({"status": "De-Activate", "force": true, "reason": "Leaked."});
        let answer = send(&manager, &routes::DEACTIVATE_POLICY, &path, force).await;
        assert_eq!(answer.response(), json!({"policyId": "kyc", "isActive": false}));

        let refused = r#""Waiting" "deactivated" "refused""#;
        assert_eq!(states().await, [refused, r#""Working" "deactivated" "active""#], "stopped by evaluation");
        let found = house.ask("GET", &open).by(&admin).send().await.response();
        let kinds = |found: &Value| {
            let rows = found["data"].as_array().unwrap().iter();
            rows.map(|row| row["kind"].as_str().unwrap().to_owned())
                .filter(|kind| kind != "partner")
                .collect::<Vec<_>>()
        };
        assert_eq!(kinds(&found), Vec::<String>::new());
        let requests = format!("{}?pageNo=0&pageSize=50", routes::LIST_POLICY_REQUESTS.path);
        let found = house.ask("GET", &requests).by(&admin).send().await.response();
        let mut rows: Vec<_> = found["data"].as_array().unwrap().iter().collect();
        rows.sort_by_key(|row| row["partnerId"].to_string());
        let said: Vec<_> = rows.iter().map(|row| (&row["partnerId"], &row["status"])).collect();
        assert_eq!(said, [(&json!("acme"), &json!("approved")), (&json!("other"), &json!("rejected"))]);
        let cascaded =
            "SELECT COUNT(*) AS n FROM x_approval WHERE decided_name = 'system:cascade' AND state = 'rejected'";
        assert_eq!(house.count(cascaded).await, 2, "the other's request, and the key");
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM x_mail WHERE template = 'decision'").await, letters);

        let path = fill(routes::REACTIVATE_POLICY.path, &["kyc"]);
        let back = send(&manager, &routes::REACTIVATE_POLICY, &path, json!({"reason": "Mended."})).await;
        assert_eq!(back.error(), "success");
        assert_eq!(states().await, [refused, r#""Working" "activated" "active""#], "what waited does not come back");
    }
}
