use pms_api_testkit::{Site, registration, with};
use serde_json::json;

use crate::SERVICE;

#[tokio::test]
async fn a_registration_waits_for_approval() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let person = site.person("somebody", &[]).await;
        let answer = site.send(&person, "POST", "/partners", registration("acme", "auth_partner")).await;
        insta::assert_snapshot!("registered", answer.golden());
        let more = json!({"logoUrl": "https://acme.example/logo.png", "additionalInfo": [{"a": 1}], "langCode": "fra"});
        let request = with(registration("other", "Device_Provider"), more);
        let answer = site.send(&person, "POST", "/partners/v2", request).await;
        insta::assert_snapshot!("registered_v2", answer.golden());
        // Whoever registers is a member of the partner, and has the role of its type.
        assert_eq!(site.get(&person, "/partners/acme").await.response()["partnerType"], "Auth_Partner");
    }
}

#[tokio::test]
async fn what_a_registration_needs() {
    let site = Site::new(SERVICE).await;
    let person = site.person("somebody", &[]).await;
    let all = || registration("acme", "Auth_Partner");
    let mut cases = Vec::new();
    for member in ["partnerId", "organizationName", "address", "contactNumber", "emailId", "partnerType"] {
        let expected = format!("400 PMS_COR_001 Invalid request parameter - value is empty or null :request.{member}");
        for value in [json!(null), json!(""), json!(" \t")] {
            cases.push((with(all(), json!({ member: value })), expected.clone()));
        }
    }
    for (member, most) in [("organizationName", 128), ("address", 2000), ("contactNumber", 16), ("emailId", 254)] {
        let expected = format!(
            "400 PMS_COR_001 Invalid request parameter - Length should be between 1 and {most} chars :request.{member}"
        );
        cases.push((with(all(), json!({ member: "x".repeat(most + 1) })), expected));
    }
    for path in ["/partners", "/partners/v2"] {
        for (request, expected) in &cases {
            assert_eq!(site.send(&person, "POST", path, request.clone()).await.error(), *expected, "{path} {request}");
        }
    }
    let logo = with(all(), json!({"logoUrl": "x".repeat(257)}));
    let expected =
        "400 PMS_COR_001 Invalid request parameter - Length should be between 1 and 256 chars :request.logoUrl";
    assert_eq!(site.send(&person, "POST", "/partners/v2", logo).await.error(), expected);
    let missing = site.send(&person, "POST", "/partners", json!(null)).await;
    assert_eq!(missing.error(), "400 PMS_COR_001 Invalid request parameter - must not be null :request");
}

#[tokio::test]
async fn only_the_first_version_checks_the_request_time() {
    let site = Site::new(SERVICE).await;
    site.policy_group("Group").await;
    let person = site.person("somebody", &[]).await;
    let body =
        |id: &str, time: &str| json!({"requesttime": time, "request": registration(id, "Auth_Partner")}).to_string();
    let first = "/v1/partnermanager/partners";
    for (time, expected) in [
        ("", "PMS_REQUEST_ERROR_004 Invalid request time"),
        ("2026-01-14T10:00:00.000Z", "PMS_REQUEST_ERROR_006 Request date should be current date"),
        ("2026-01-16T00:00:00.000Z", "PMS_REQUEST_ERROR_006 Request date should be current date"),
        ("15.01.2026", "400 Failed to read request"),
        ("2026-01-15T23:59:00.000Z", "success"),
    ] {
        let answer = site.raw(Some(&person), "POST", first, Some(&body("acme", time))).await;
        assert_eq!(answer.error(), expected, "{time}");
    }
    let answer = site.raw(Some(&person), "POST", &format!("{first}/v2"), Some(&body("other", ""))).await;
    assert_eq!(answer.error(), "success");
}

#[tokio::test]
async fn refusals() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        site.policy_group("Closed").await;
        site.sql("UPDATE policy_group SET is_active = FALSE WHERE name = 'Closed'").await;
        let person = site.person("somebody", &[]).await;
        assert_eq!(
            site.send(&person, "POST", "/partners", registration("Known", "Auth_Partner")).await.error(),
            "success"
        );
        let new = |members| with(registration("acme", "Auth_Partner"), members);
        let cases = [
            (new(json!({"emailId": "nobody"})), "PMS_PRT_012 Invalid emailId."),
            (new(json!({"partnerId": "ac me"})), "PMS_PRT_066 PartnerId should not have any spaces"),
            (new(json!({"partnerId": "x".repeat(37)})), "PMS_PRT_052 PartnerId max length should be 36"),
            (new(json!({"partnerId": "a/c"})), "PMS_PRT_067 PartnerId has a character that is not allowed"),
            (new(json!({"emailId": "KNOWN@partners.example"})), "PMS_PRT_011 Email is already exists."),
            (new(json!({"langCode": "xyz"})), "PMS_PRT_056 Given langCode is not supported"),
            (new(json!({"partnerId": "Known"})), "PMS_PRT_051 A Partner is already registered with the same Id"),
            (new(json!({"partnerId": "kNOWN"})), "PMS_PRT_051 A Partner is already registered with the same Id"),
            (new(json!({"additionalInfo": "x".repeat(20_000)})), "PMS_PRT_096 Json is not valid"),
            (new(json!({"partnerType": "Bank"})), "PMS_PRT_010 Partner Type does not exist"),
            (
                new(json!({"partnerType": "Partner_Admin"})),
                "PMS_REG_001 Partners of this type are registered by an administrator.",
            ),
            (new(json!({"policyGroup": null})), "PMS_PRT_108 Policy group is Mandatory for Auth_Partner"),
            (new(json!({"policyGroup": ""})), "PMS_PRT_108 Policy group is Mandatory for Auth_Partner"),
            (new(json!({"policyGroup": "None"})), "PMS_PRT_002 Policy group does not exist"),
            (
                new(json!({"policyGroup": "None", "partnerType": "Device_Provider"})),
                "PMS_PRT_002 Policy group does not exist",
            ),
            (new(json!({"policyGroup": "Closed"})), "PMS_PMP_023 Policy group is not active."),
        ];
        site.refuses(&person, "POST", "/partners/v2", &cases).await;
        // The first version knows no additional information.
        let cases = cases.into_iter().filter(|(request, _)| request.get("additionalInfo").is_none());
        // Looks at addresses are counted for each person.
        let another = site.person("another", &[]).await;
        site.refuses(&another, "POST", "/partners", &cases.collect::<Vec<_>>()).await;

        let odd = site.person_with_email("odd", "odd@nowhere", &[]).await;
        for path in ["/partners", "/partners/v2"] {
            site.refuses(&odd, "POST", path, &[(new(json!({})), "PMS_PRT_012 Invalid emailId.")]).await;
        }
        let taken = site.person_with_email("taken", "known@partners.example", &["PARTNER_ADMIN"]).await;
        for path in ["/partners", "/partners/v2"] {
            site.refuses(&taken, "POST", path, &[(new(json!({})), "PMS_PRT_055 User not authorized.")]).await;
        }
        // Nothing of all that was stored.
        let admin = site.admin().await;
        assert_eq!(site.get(&admin, "/admin-partners").await.response()["totalResults"], 1);
    }
}
