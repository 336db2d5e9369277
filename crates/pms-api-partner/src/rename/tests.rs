use pms_api_testkit::pki::{self, leaf_of, pki};
use pms_api_testkit::{Answer, ORGANIZATION, Person, Site};
use pms_domain::approval::Decision;
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::count;

const PATH: &str = "/partners/acme/rename";

fn body(name: &str) -> Value {
    json!({"organizationName": name, "reason": "We merged."})
}

async fn decide(site: &Site, admin: &Person, approval: &Value, decision: &str) -> Answer {
    let path = format!("/approvals/{}/decision", approval.as_str().unwrap());
    site.send(admin, "POST", &path, json!({"decision": decision, "reason": "As the register says."})).await
}

async fn upload(site: &Site, owner: &Person, organization: &str) -> String {
    let pem = leaf_of(organization).issued_by(&pki().intermediate).unwrap().pem;
    let request = json!({"partnerId": "acme", "certificateData": pem, "partnerDomain": "AUTH"});
    site.send(owner, "POST", "/partners/certificate/upload", request).await.error()
}

#[tokio::test]
async fn an_organisation_gets_the_name_that_an_admin_approves() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = site.active("acme").await;
        let answer = site.send(&owner, "POST", PATH, body("Acme Holding")).await;
        insta::allow_duplicates! { insta::assert_snapshot!("asked", answer.golden()) };
        let asked = answer.response()["approvalId"].clone();
        let name = async || site.get(&owner, "/partners/acme").await.response()["organizationName"].clone();
        assert_eq!(name().await, ORGANIZATION, "nothing changes before the decision");
        let wrong = "KER-PCM-008 Partner Organization Name not Matched.";
        assert_eq!(upload(&site, &owner, "Acme Holding").await, wrong);

        site.clock.advance(chrono::TimeDelta::seconds(1));
        let updated = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic = 'PARTNER_UPDATED'";
        let before = count(&site, updated).await;
        assert_eq!(decide(&site, &admin, &asked, "approve").await.error(), "success");
        assert_eq!(name().await, "Acme Holding");
        assert_eq!(count(&site, updated).await, before + 1);
        let kept = "SELECT COUNT(*) AS n FROM x_partner_name WHERE partner_id = 'acme' AND name = 'Acme Ltd'";
        assert_eq!(count(&site, kept).await, 1);
        let history = "SELECT COUNT(*) AS n FROM partner_h WHERE id = 'acme' AND name = 'Acme Holding'";
        assert_eq!(count(&site, history).await, 1);
        // Lists find it by the name that counts, and by no other.
        for (word, found) in [("holding", 1), ("ltd", 0)] {
            let page = site.get(&admin, &format!("/admin-partners?orgName={word}")).await.response();
            assert_eq!(page["totalResults"], found, "{word}");
        }
        // What is there stays; what comes next names the organisation as it is called now.
        assert_eq!(site.get(&owner, "/partners/acme").await.response()["isActive"], true);
        assert_eq!(upload(&site, &owner, ORGANIZATION).await, wrong);
        assert_eq!(upload(&site, &owner, "Acme Holding").await, "success");
        // And back: the former name may be had again.
        let asked = site.send(&owner, "POST", PATH, body(ORGANIZATION)).await.response()["approvalId"].clone();
        assert_eq!(decide(&site, &admin, &asked, "approve").await.error(), "success");
        assert_eq!(upload(&site, &owner, ORGANIZATION).await, "success");
    }
}

#[tokio::test]
async fn one_request_waits_and_is_changed_when_that_is_asked() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = (site.owner("acme", "Device_Provider").await, site.admin().await);
        let asked = site.send(&owner, "POST", PATH, body("Acme Holding")).await.response()["approvalId"].clone();
        let open = "PMS_RNM_002 A request for another name of the organisation waits already.";
        site.refuses(&owner, "POST", PATH, &[(body("Acme Other"), open)]).await;
        assert_eq!(decide(&site, &admin, &asked, "hold").await.error(), "success");
        site.refuses(&owner, "POST", PATH, &[(body("Acme Other"), open)]).await;
        assert_eq!(decide(&site, &admin, &asked, "ask").await.error(), "success");
        let again = site.send(&owner, "POST", PATH, body("Acme Other")).await.response();
        assert_eq!(again["approvalId"], asked);
        let row = &site.get(&admin, "/approvals?kind=rename").await.response()["data"][0];
        assert_eq!((&row["state"], &row["proposal"]["organizationName"]), (&json!("waiting"), &json!("Acme Other")));
        assert_eq!(row["proposal"]["formerName"], ORGANIZATION);
        assert_eq!(decide(&site, &admin, &asked, "reject").await.error(), "success");
        let name = site.get(&owner, "/partners/acme").await.response()["organizationName"].clone();
        assert_eq!(name, ORGANIZATION);
        // A rejected one makes room for another; the partner that falls takes it along.
        let last = site.send(&owner, "POST", PATH, body("Acme Holding")).await.response()["approvalId"].clone();
        site.decide(&admin, "acme", Decision::Reject).await;
        let decided = "PMS_APR_002 The request has already been decided.";
        assert_eq!(decide(&site, &admin, &last, "approve").await.error(), decided);
        site.refuses(&owner, "POST", PATH, &[(body("Acme Holding"), "PMS_PMP_016 Partner is not active.")]).await;
    }
}

#[tokio::test]
async fn who_asks_for_which_name() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = (site.owner("acme", "Device_Provider").await, site.admin().await);
        let stranger = site.owner("other", "Device_Provider").await;
        let missing = "PMS_PRT_005 Partner does not exist";
        site.refuses(&stranger, "POST", PATH, &[(body("Mine"), missing)]).await;
        site.refuses(&owner, "POST", "/partners/nobody/rename", &[(body("Mine"), missing)]).await;
        let viewer = site.person("viewer", &["AUTH_PARTNER"]).await;
        site.join("acme", &viewer, "viewer").await;
        site.refuses(&viewer, "POST", PATH, &[(body("Mine"), "PMS_PRT_055 User not authorized.")]).await;
        let length = "Length should be between 1 and 128 chars :request.organizationName";
        let hidden = "must not hold invisible characters :request.organizationName";
        let same = "PMS_RNM_001 The organisation has this name already.";
        let cases = [
            (body(&"a".repeat(129)), length),
            (body("Acme\u{202e}dtL"), hidden),
            (body(ORGANIZATION), same),
            (json!({"organizationName": "Acme Holding"}), "PMS_PMX_003 A reason is required."),
        ];
        for (request, expected) in cases {
            let error = site.send(&owner, "POST", PATH, request).await.error();
            assert!(error.ends_with(expected), "{error}");
        }
        assert!(site.send(&owner, "POST", PATH, body(" ")).await.error().contains("PMS_COR_001"));
        let waiting = "SELECT COUNT(*) AS n FROM x_approval WHERE kind = 'rename'";
        assert_eq!(count(&site, waiting).await, 0);
        // Whoever asked does not decide; another admin does.
        let asked = site.send(&admin, "POST", PATH, body("Acme Holding")).await.response()["approvalId"].clone();
        assert_eq!(decide(&site, &admin, &asked, "approve").await.error(), "PMS_PRT_055 User not authorized.");
        let other = site.person("second", &["PARTNER_ADMIN"]).await;
        assert_eq!(decide(&site, &other, &asked, "approve").await.error(), "success");
    }
}
