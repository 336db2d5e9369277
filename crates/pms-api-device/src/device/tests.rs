use std::sync::Arc;

use pms_api_testkit::Site;
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{
    DEVICE, approved_device, but, count, decide, made, model, open_approval, providers, set_device, state,
};

const LETTERS: &str = "SELECT COUNT(*) AS n FROM x_mail WHERE template = 'decision'";
const DECISIONS: &str = "SELECT COUNT(*) AS n FROM x_audit WHERE action = 'approval.decide'";
const NOT_PENDING: &str = "PMS_DEVICE_ERROR_010 Given device details are not in pending for approval status.";

#[tokio::test]
async fn a_model_waits_and_is_approved_once() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let answer = site.send(&people.owner, "POST", "/devicedetail", model("acme", " One \t Two")).await;
        insta::assert_snapshot!("added", answer.golden());
        let id = answer.response()["id"].as_str().unwrap().to_owned();
        assert_eq!(state(&site, DEVICE, &id).await, ("pending_approval".to_owned(), false));
        let twin = site.send(&people.owner, "POST", "/devicedetail", model("acme", "One Two")).await;
        assert_eq!(twin.error(), "PMS_AUT_003 Device Details already exists");

        // Nobody decides for the own organisation, and no partner decides at all.
        assert_eq!(set_device(&site, &people.owner, &id, "Activate").await, "403 KER-ATH-403 Forbidden");
        let admin = people.admin.clone();
        site.join("acme", &admin, "technical").await;
        assert_eq!(set_device(&site, &admin, &id, "Activate").await, "PMS_PRT_055 User not authorized.");
        let second = site.person("second", &["PARTNER_ADMIN"]).await;
        let request = json!({"id": id, "approvalStatus": "Activate"});
        let approved = site.send(&second, "PATCH", "/devicedetail", request).await;
        assert_eq!(approved.response(), json!("Device details approved successfully."));
        assert_eq!(state(&site, DEVICE, &id).await, ("approved".to_owned(), true));
        assert_eq!((count(&site, LETTERS).await, count(&site, DECISIONS).await), (1, 1));
        // What is so already changes nothing.
        assert_eq!(set_device(&site, &second, &id, "Activate").await, "success");
        assert_eq!((count(&site, LETTERS).await, count(&site, DECISIONS).await), (1, 1));
    }
}

#[tokio::test]
async fn rejections_are_final_and_the_model_may_be_registered_again() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let id = made(&site, &people.owner, "/devicedetail", model("acme", "One")).await;
        let request = json!({"id": id, "approvalStatus": "De-activate", "reason": "No data sheet."});
        let rejected = site.send(&people.admin, "PATCH", "/devicedetail", request).await;
        assert_eq!(rejected.response(), json!("Device details rejected successfully."));
        assert_eq!(state(&site, DEVICE, &id).await, ("rejected".to_owned(), false));
        assert_eq!(set_device(&site, &people.admin, &id, "De-activate").await, "success");
        assert_eq!(set_device(&site, &people.admin, &id, "Activate").await, NOT_PENDING);
        let again = made(&site, &people.owner, "/devicedetail", model("acme", "One")).await;
        assert_ne!(again, id);
    }
}

#[tokio::test]
async fn refusals_of_a_model_in_their_order() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let good = model("acme", "One");
        let body = "400 PMS_COR_001 Invalid request parameter - ";
        let foreign = "PMS_DEVICE_ERROR_001 Partner id is not associated with user.";
        let kind = "PMS_AUT_001 Reg Device Sub Type Code not found in the list of Reg Device Sub Types";
        let cases = [
            (but(&good, "make", json!("")), format!("{body}value is empty or null :request.make")),
            (
                but(&good, "model", json!("x".repeat(37))),
                format!("{body}Length should be in between 1 and 36 chars :request.model"),
            ),
            (but(&good, "id", json!("")), format!("{body}Length should be in between 1 and 36 chars :request.id")),
            (
                but(&good, "make", json!("a\u{202e}b")),
                format!("{body}must not hold invisible characters :request.make"),
            ),
            (but(&but(&good, "deviceProviderId", json!("other")), "deviceTypeCode", json!("x")), foreign.to_owned()),
            (but(&good, "deviceProviderId", json!("nobody")), foreign.to_owned()),
            (but(&good, "deviceTypeCode", json!("Face")), kind.to_owned()),
        ];
        for (request, expected) in cases {
            let answer = site.send(&people.owner, "POST", "/devicedetail", request.clone()).await;
            assert_eq!(answer.error(), expected, "{request}");
        }
        let add = |request: Value| site.send(&people.admin, "POST", "/devicedetail", request);
        let inactive = "PMS_AUT_002 This partner has been inactivated by Partner admin";
        assert_eq!(add(but(&good, "deviceProviderId", json!("nobody"))).await.error(), inactive);
        site.policy_group("Group").await;
        site.owner("bank", "Auth_Partner").await;
        assert_eq!(add(but(&good, "deviceProviderId", json!("bank"))).await.error(), inactive);
        site.switch_on("bank").await;
        let of_type = "PMS_DEVICE_ERROR_003 Invalid partner type.";
        assert_eq!(add(but(&good, "deviceProviderId", json!("bank"))).await.error(), of_type);
        // An id is never given twice: the reference overwrote the other device.
        let own_id = but(&model("other", "Mine"), "id", json!("mine"));
        assert_eq!(site.send(&people.stranger, "POST", "/devicedetail", own_id).await.error(), "success");
        let taken = site.send(&people.owner, "POST", "/devicedetail", but(&good, "id", json!("mine"))).await;
        assert_eq!(taken.error(), "PMS_AUT_003 Device Details already exists");
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM device_detail").await, 1);
        let unknown = "PMS_AUT_005 Device detail for id none does not exist";
        assert_eq!(set_device(&site, &people.admin, "none", "Activate").await, unknown);
        let word = "PMS_AUT_025 ApprovalStatus should be Activate / De-activate";
        assert_eq!(set_device(&site, &people.admin, "mine", "activate").await, word);
    }
}

#[tokio::test]
async fn a_change_of_an_approved_model_waits_while_it_stays_in_force() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let id = approved_device(&site, &people, "One").await;
        approved_device(&site, &people, "Twin").await;
        let change = |name: &str| but(&model("acme", name), "id", json!(id));
        let update = async |person, request: Value| site.send(person, "PUT", "/devicedetail", request).await.error();
        let unknown = format!("PMS_AUT_005 Device detail for id {id} does not exist");
        assert_eq!(update(&people.stranger, change("Two")).await, unknown, "another's is none");
        let twin = "PMS_AUT_003 Device Details already exists";
        assert_eq!(update(&people.owner, change("Twin")).await, twin);
        let name = "SELECT model, is_active FROM device_detail WHERE id = $1";

        assert_eq!(update(&people.owner, change("Two")).await, "success");
        let first = open_approval(&site, "device", &id).await.unwrap();
        assert_eq!(state(&site, name, &id).await, ("One".to_owned(), true));
        // A later change takes the place of the one that waits: at most one is open.
        assert_eq!(update(&people.owner, change("Three")).await, "success");
        let second = open_approval(&site, "device", &id).await.unwrap();
        assert_ne!(first, second);
        let decided = "PMS_APR_002 The request has already been decided.";
        assert_eq!(decide(&site, &people.admin, &first, "approve").await, decided);
        assert_eq!(decide(&site, &people.admin, &second, "reject").await, "success");
        assert_eq!(state(&site, name, &id).await, ("One".to_owned(), true), "a refused change changes nothing");

        assert_eq!(update(&people.owner, change("Four")).await, "success");
        assert_eq!(set_device(&site, &people.admin, &id, "Activate").await, "success");
        assert_eq!(state(&site, name, &id).await, ("Four".to_owned(), true));
        // What says the same takes back what waits.
        assert_eq!(update(&people.owner, change("Five")).await, "success");
        assert_eq!(update(&people.owner, change("Four")).await, "success");
        assert_eq!(open_approval(&site, "device", &id).await, None);
        // Deactivating rejects what waits.
        assert_eq!(update(&people.owner, change("Six")).await, "success");
        assert_eq!(set_device(&site, &people.admin, &id, "De-activate").await, "success");
        assert_eq!(open_approval(&site, "device", &id).await, None);
        assert_eq!(state(&site, DEVICE, &id).await, ("approved".to_owned(), false));
        assert_eq!(set_device(&site, &people.admin, &id, "Activate").await, "success", "brought back");
        assert_eq!(state(&site, DEVICE, &id).await, ("approved".to_owned(), true));
    }
}

#[tokio::test]
async fn what_waits_is_changed_at_once_and_the_decider_must_have_seen_it() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let id = made(&site, &people.owner, "/devicedetail", model("acme", "One")).await;
        let approval = open_approval(&site, "device", &id).await.unwrap();
        let revision = async || {
            let sql = "SELECT object_revision FROM x_approval WHERE id = $1";
            let (n,): (i64,) =
                pms_store::statement(sql).bind(approval.as_str()).one(site.app.store().db()).await.unwrap();
            n
        };
        let shown = revision().await;
        let request = but(&model("acme", "Two"), "id", json!(id));
        assert_eq!(site.send(&people.owner, "PUT", "/devicedetail", request).await.error(), "success");
        assert!(revision().await > shown);
        assert_eq!(open_approval(&site, "device", &id).await, Some(approval.clone()), "the same approval");
        assert_eq!(decide(&site, &people.admin, &approval, "approve").await, "success");
        let name = "SELECT model, is_active FROM device_detail WHERE id = $1";
        assert_eq!(state(&site, name, &id).await, ("Two".to_owned(), true));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_deciders_end_in_one_decision_and_one_letter() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let second = site.person("second", &["PARTNER_ADMIN"]).await;
        let id = made(&site, &people.owner, "/devicedetail", model("acme", "One")).await;
        let site = Arc::new(site);
        let tasks = [(people.admin.clone(), "Activate"), (second, "De-activate")].map(|(person, word)| {
            let (site, id) = (site.clone(), id.clone());
            tokio::spawn(async move { set_device(&site, &person, &id, word).await })
        });
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap());
        }
        assert_eq!((count(&site, LETTERS).await, count(&site, DECISIONS).await), (1, 1), "{answers:?}");
        assert!(answers.iter().any(|answer| answer == "success"), "{answers:?}");
        let (status, _) = state(&site, DEVICE, &id).await;
        assert!(["approved", "rejected"].contains(&status.as_str()), "{status}");
    }
}

#[tokio::test]
async fn what_an_adopted_database_left_waiting_is_decided_too() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let id = made(&site, &people.owner, "/devicedetail", model("acme", "One")).await;
        site.sql("DELETE FROM x_approval WHERE kind = 'device'").await;
        assert_eq!(set_device(&site, &people.admin, &id, "Activate").await, "success");
        assert_eq!(state(&site, DEVICE, &id).await, ("approved".to_owned(), true));
    }
}

#[tokio::test]
async fn what_waits_falls_with_its_provider() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let waiting = made(&site, &people.owner, "/devicedetail", model("acme", "One")).await;
        let approved = approved_device(&site, &people, "Two").await;
        let by_admin = site.context(&people.admin).await;
        pms_app::partners::set_status(&site.app, &by_admin, "acme", false, None).await.unwrap();
        assert_eq!(state(&site, DEVICE, &waiting).await, ("rejected".to_owned(), false));
        assert_eq!(open_approval(&site, "device", &waiting).await, None);
        // What was approved stops by evaluation, and comes back with its provider.
        assert_eq!(state(&site, DEVICE, &approved).await, ("approved".to_owned(), true));
        let path = format!("/devicedetail?deviceId={approved}");
        assert_eq!(site.get(&people.admin, &path).await.response()["data"][0]["status"], "deactivated");
    }
}

/// Whoever changes what waits asks for it as it is now: somebody else decides.
#[tokio::test]
async fn who_changed_what_waits_does_not_decide_on_it() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let id = made(&site, &people.owner, "/devicedetail", model("acme", "One")).await;
        let change = |name: &str| but(&model("acme", name), "id", json!(id));
        assert_eq!(site.send(&people.admin, "PUT", "/devicedetail", change("Two")).await.error(), "success");
        let refused = set_device(&site, &people.admin, &id, "Activate").await;
        assert_eq!(refused, "PMS_PRT_055 User not authorized.");
        let second = site.person("second", &["PARTNER_ADMIN"]).await;
        assert_eq!(set_device(&site, &second, &id, "Activate").await, "success");
    }
}

/// A rejection is final: what was rejected does not become another provider's model, and what waits is limited.
#[tokio::test]
async fn what_was_rejected_stays_and_what_waits_is_limited() {
    let site = Site::new(SERVICE).await;
    let people = providers(&site, "Device_Provider").await;
    let id = made(&site, &people.owner, "/devicedetail", model("acme", "One")).await;
    assert_eq!(set_device(&site, &people.admin, &id, "De-activate").await, "success");
    let change = but(&model("acme", "Two"), "id", json!(id));
    let answer = site.send(&people.owner, "PUT", "/devicedetail", change).await.error();
    assert_eq!(answer, "PMS_DEV_003 The selected object was rejected.");

    for number in 0..pms_domain::limits::WAITING_OBJECTS {
        made(&site, &people.owner, "/devicedetail", model("acme", &format!("M{number}"))).await;
    }
    let answer = site.send(&people.owner, "POST", "/devicedetail", model("acme", "one more")).await.error();
    assert_eq!(answer, "PMS_DEV_004 At most 300 of them may wait for a decision.");
    made(&site, &people.stranger, "/devicedetail", model("other", "One")).await;
}

/// An id that a caller chooses imitates no other and stands in addresses; one that was taken over works as it is.
#[tokio::test]
async fn ids_of_callers_are_plain_and_taken_in_any_letter_case() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let with_id = |id: &str, name: &str| but(&model("acme", name), "id", json!(id));
        made(&site, &people.owner, "/devicedetail", with_id("Slap-1", "One")).await;
        for id in ["a\r\nb", "..", "search", "Ｓlap-1", "a/b", " "] {
            let answer = site.send(&people.owner, "POST", "/devicedetail", with_id(id, "Two")).await.error();
            assert!(answer.starts_with("PMS_DEV_005 The device ID cannot be used"), "{id:?}: {answer}");
        }
        let twin = site.send(&people.owner, "POST", "/devicedetail", with_id("sLAP-1", "Two")).await.error();
        let taken = site.send(&people.owner, "POST", "/devicedetail", with_id("Slap-1", "Two")).await.error();
        assert!(twin == taken && twin != "success", "{twin}");
        site.sql("UPDATE device_detail SET id = 'an old id' WHERE id = 'Slap-1'").await;
        let request = but(&model("acme", "Three"), "id", json!("an old id"));
        assert_eq!(site.send(&people.owner, "PUT", "/devicedetail", request).await.error(), "success");
    }
}

/// Each change of what is approved leaves a withdrawn one behind: so many in an hour, and nobody uses up another's.
#[tokio::test]
async fn approved_models_change_so_often_in_an_hour() {
    let site = Site::new(SERVICE).await;
    let people = providers(&site, "Device_Provider").await;
    let id = crate::testing::approved_device(&site, &people, "One").await;
    let change = |number: i64| but(&model("acme", &format!("M{number}")), "id", json!(id));
    for number in 0..pms_domain::limits::DEVICE_CHANGES_AN_HOUR {
        assert_ne!(site.send(&people.stranger, "PUT", "/devicedetail", change(number)).await.error(), "success");
        assert_eq!(site.send(&people.owner, "PUT", "/devicedetail", change(number)).await.error(), "success");
    }
    let approvals = count(&site, "SELECT COUNT(*) AS n FROM x_approval").await;
    assert_eq!(site.send(&people.owner, "PUT", "/devicedetail", change(-1)).await.status, 429);
    assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM x_approval").await, approvals);
}
