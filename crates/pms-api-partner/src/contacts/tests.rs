use pms_api_testkit::{Person, Site, with};
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::active;

fn contact(email: &str, number: &str) -> Value {
    json!({"address": "1 Main Street", "contactNumber": number, "emailId": email})
}

/// An active partner `acme` with the contact `desk@acme.example`, its owner, and the contact's id.
async fn with_contact(site: &Site) -> (Person, String) {
    site.policy_group("Group").await;
    let owner = active(site, "acme", "Auth_Partner").await;
    let added = site.send(&owner, "POST", "/partners/acme/contact/add", contact("desk@acme.example", "1")).await;
    assert_eq!(added.error(), "success");
    let id = ids(site, &owner).await.remove(0);
    (owner, id)
}

async fn listed(site: &Site, person: &Person) -> Vec<Value> {
    site.get(person, "/partners/acme/contacts").await.response().as_array().unwrap().clone()
}

async fn ids(site: &Site, person: &Person) -> Vec<String> {
    listed(site, person).await.iter().map(|row| row["contactId"].as_str().unwrap().to_owned()).collect()
}

/// The code in the newest letter to an address.
async fn code(site: &Site) -> String {
    let due = pms_store::mail::due(site.app.store(), site.app.surroundings().now(), 50).await.unwrap();
    let is_code = |mail: &pms_store::mail::Due| mail.letter.to == "desk@acme.example" && mail.template == "otp";
    let letter = due.into_iter().rfind(is_code).expect("a letter with a code").letter;
    assert_eq!(letter.values["purpose"], "contact");
    letter.values["code"].clone()
}

#[tokio::test]
async fn contacts_are_listed_changed_confirmed_and_removed() {
    for site in Site::on_both(SERVICE).await {
        let (owner, id) = with_contact(&site).await;
        let path = format!("/partners/acme/contacts/{id}");
        let golden = |text: String| text.replace(&id, "<id>");
        insta::assert_snapshot!("listed", golden(site.get(&owner, "/partners/acme/contacts").await.golden()));

        let changed = with(contact("desk@acme.example", "2"), json!({"name": "Front desk", "isActive": false}));
        insta::assert_snapshot!("changed", golden(site.send(&owner, "PUT", &path, changed).await.golden()));
        let row = listed(&site, &owner).await.remove(0);
        assert_eq!(
            (&row["name"], &row["isActive"], &row["contactNumber"]),
            (&json!("Front desk"), &json!(false), &json!("2"))
        );

        insta::assert_snapshot!("code", site.call(&owner, "POST", &format!("{path}/code")).await.golden());
        let verify = format!("{path}/verify");
        let code = code(&site).await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let refused = [(json!({ "code": wrong }), "PMS_ACC_002 The code is not right or has expired.")];
        site.refuses(&owner, "POST", &verify, &refused).await;
        // A code works for whoever asked for it.
        let admin = site.admin().await;
        let refused = [(json!({ "code": code }), "PMS_ACC_002 The code is not right or has expired.")];
        site.refuses(&admin, "POST", &verify, &refused).await;
        insta::assert_snapshot!(
            "verified",
            golden(site.send(&owner, "POST", &verify, json!({ "code": code })).await.golden())
        );
        assert_eq!(listed(&site, &owner).await[0]["verifiedDateTime"], "2026-01-15T10:11:12.123456");

        // A new address is another one.
        let moved = contact("new@acme.example", "2");
        assert_eq!(site.send(&owner, "PUT", &path, moved).await.error(), "success");
        assert_eq!(listed(&site, &owner).await[0]["isVerified"], false);

        insta::assert_snapshot!("removed", golden(site.call(&owner, "DELETE", &path).await.golden()));
        assert_eq!(listed(&site, &owner).await, Vec::<Value>::new());
        let gone = "PMS_CNT_001 Contact does not exist";
        assert_eq!(site.call(&owner, "DELETE", &path).await.error(), gone);
        site.refuses(&owner, "PUT", &path, &[(contact("new@acme.example", "2"), gone)]).await;
    }
}

#[tokio::test]
async fn another_partners_contacts_are_as_none() {
    for site in Site::on_both(SERVICE).await {
        let (owner, id) = with_contact(&site).await;
        let stranger = active(&site, "other", "Auth_Partner").await;
        let viewer = site.person("viewer", &["AUTH_PARTNER"]).await;
        site.join("acme", &viewer, "viewer").await;
        let none = "PMS_PRT_005 Partner does not exist";
        for (person, partner, expected) in [
            (&stranger, "acme", none),
            (&stranger, "nobody", none),
            (&owner, "nobody", none),
            (&viewer, "acme", "PMS_PRT_055 User not authorized."),
        ] {
            let path = format!("/partners/{partner}/contacts/{id}");
            let edit = [(contact("a@acme.example", "1"), expected)];
            site.refuses(person, "PUT", &path, &edit).await;
            assert_eq!(site.call(person, "DELETE", &path).await.error(), expected);
            assert_eq!(site.call(person, "POST", &format!("{path}/code")).await.error(), expected);
            let code = [(json!({"code": "123456"}), expected)];
            site.refuses(person, "POST", &format!("{path}/verify"), &code).await;
        }
        assert_eq!(site.get(&stranger, "/partners/acme/contacts").await.error(), none);
        assert_eq!(site.get(&owner, "/partners/nobody/contacts").await.error(), none);
        assert_eq!(ids(&site, &viewer).await, std::slice::from_ref(&id), "a viewer reads");
        let admin = site.admin().await;
        assert_eq!(ids(&site, &admin).await, [id]);
        let missing = format!("/partners/nobody/contacts/{}", "x");
        assert_eq!(site.call(&admin, "DELETE", &missing).await.error(), none);
        assert_eq!(
            site.call(&admin, "DELETE", "/partners/acme/contacts/x").await.error(),
            "PMS_CNT_001 Contact does not exist"
        );
    }
}

#[tokio::test]
async fn a_deactivated_partners_contacts_stay_as_they_are() {
    for site in Site::on_both(SERVICE).await {
        let (owner, id) = with_contact(&site).await;
        let admin = site.admin().await;
        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        let path = format!("/partners/acme/contacts/{id}");
        let off = "PMS_PMP_016 Partner is not active.";
        site.refuses(&owner, "PUT", &path, &[(contact("new@acme.example", "2"), off)]).await;
        assert_eq!(site.call(&owner, "DELETE", &path).await.error(), off);
        assert_eq!(site.call(&owner, "POST", &format!("{path}/code")).await.error(), off);
        site.refuses(&owner, "POST", &format!("{path}/verify"), &[(json!({"code": "123456"}), off)]).await;
        assert_eq!(ids(&site, &owner).await, std::slice::from_ref(&id), "its people read them");
        let moved = [(contact("new@acme.example", "2"), "success")];
        site.refuses(&admin, "PUT", &path, &moved).await;
    }
}

#[tokio::test]
async fn what_a_change_needs() {
    let site = Site::new(SERVICE).await;
    let (owner, id) = with_contact(&site).await;
    let path = format!("/partners/acme/contacts/{id}");
    let good = || contact("desk@acme.example", "1");
    for member in ["address", "contactNumber", "emailId"] {
        let expected = format!("400 PMS_COR_001 Invalid request parameter - value is empty or null :request.{member}");
        site.refuses(&owner, "PUT", &path, &[(with(good(), json!({ member: " " })), expected.as_str())]).await;
    }
    let cases = [
        (with(good(), json!({"emailId": "desk"})), "PMS_PRT_012 Invalid emailId."),
        (
            with(good(), json!({"contactNumber": "1".repeat(17)})),
            "PMS_PRT_013 Invalid mobile number.Length should be less than .16",
        ),
        (
            with(good(), json!({"name": "n".repeat(129)})),
            "400 PMS_COR_001 Invalid request parameter - Length should be between 0 and 128 chars :request.name",
        ),
        (
            with(good(), json!({"name": "\u{202E}"})),
            "400 PMS_COR_001 Invalid request parameter - must not hold invisible characters :request.name",
        ),
    ];
    site.refuses(&owner, "PUT", &path, &cases).await;
    let second = site.send(&owner, "POST", "/partners/acme/contact/add", contact("second@acme.example", "9")).await;
    assert_eq!(second.error(), "success");
    let taken = [(contact("Second@acme.example", "1"), "PMS_PRT_011 Email is already exists.")];
    site.refuses(&owner, "PUT", &path, &taken).await;
    let blank = [(json!({"code": ""}), "400 PMS_COR_001 Invalid request parameter - must not be blank :request.code")];
    site.refuses(&owner, "POST", &format!("{path}/verify"), &blank).await;
    // Three codes an hour for an address.
    for _ in 0..3 {
        assert_eq!(site.call(&owner, "POST", &format!("{path}/code")).await.error(), "success");
    }
    assert_eq!(site.call(&owner, "POST", &format!("{path}/code")).await.status, 429);
}
