use pms_api_testkit::{Site, pki};
use serde_json::{Value, json};

use crate::SERVICE;

/// Ids of the rows of a page.
async fn ids(site: &Site, admin: &pms_api_testkit::Person, query: &str) -> Vec<String> {
    let response = site.get(admin, &format!("/admin-partners?{query}")).await.response();
    response["data"].as_array().unwrap().iter().map(|row| row["partnerId"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_list_is_filtered_sorted_and_paged() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (_, admin) = site.active("acme").await;
        site.owner("beta_1", "Device_Provider").await;
        site.owner("Gamma", "Credential_Partner").await;
        let sorted = "/admin-partners?sortFieldName=partnerId&sortType=ASC&pageNo=0&pageSize=5";
        insta::assert_snapshot!("list", site.get(&admin, sorted).await.golden());
        for (query, expected) in [
            ("pageNo=0&pageSize=2&sortFieldName=partnerType&sortType=asc", vec!["acme", "Gamma"]),
            ("pageNo=1&pageSize=2&sortFieldName=partnerType&sortType=asc", vec!["beta_1"]),
            ("partnerId=A_1", vec!["beta_1"]),
            ("partnerType=provider", vec!["beta_1"]),
            ("orgName=acme&isActive=true", vec!["acme"]),
            ("policyGroupName=grou&isActive=false", vec!["Gamma"]),
            ("emailAddress=GAMMA@partners.example", vec!["Gamma"]),
            ("emailAddress=gamma@partners", vec![]),
            ("certificateUploadStatus=uploaded", vec!["acme"]),
            ("certificateUploadStatus=not_uploaded&partnerId=gamma", vec!["Gamma"]),
            ("certificateUploadStatus=other", vec![]),
            // Kept: ascending lists the active and the uploaded first.
            ("sortFieldName=isActive&sortType=asc&pageSize=1", vec!["acme"]),
            ("sortFieldName=certificateUploadStatus&sortType=asc&pageSize=1", vec!["acme"]),
        ] {
            assert_eq!(ids(&site, &admin, query).await, expected, "{query}");
        }
        let none = site.get(&admin, "/admin-partners?pageNo=7&pageSize=3").await.response();
        assert_eq!(none, json!({"pageNo": 0, "pageSize": 0, "totalResults": 0, "data": []}));
    }
}

#[tokio::test]
async fn refusals_of_the_list() {
    let site = Site::new(SERVICE).await;
    let admin = site.admin().await;
    let input = "Only letters, numbers, spaces, and the following special characters are allowed: \
                 . , @ # & ( ) \\ - ' ? ! \" : ; =";
    let together =
        "PMS_PS_ERROR_007 Invalid Sorting request: 'sortType' and 'sortFieldName' must be specified together.";
    for (query, expected) in [
        ("orgName=%3Cb%3E", format!("PMS_REQUEST_ERROR_007 Invalid input for '<b>'. {input}")),
        ("policyGroupName=a%25&sortType=x", format!("PMS_REQUEST_ERROR_007 Invalid input for 'a%'. {input}")),
        ("sortType=asc", together.to_owned()),
        ("sortFieldName=", together.to_owned()),
        ("sortFieldName=x&sortType=asc", "PMS_PRT_357 Invalid sort field x".to_owned()),
        ("sortFieldName=orgName&sortType=up", "PMS_PRT_358 Sort type up is not supported".to_owned()),
        ("pageNo=-1", "PMS_PRT_360 Invalid Page No".to_owned()),
        ("pageSize=0", "PMS_PRT_361 Invalid page size".to_owned()),
        (
            "sortFieldName=emailAddress&sortType=asc",
            "KER_PRT_391 The column 'emailAddress' is not supported due to system limitations.".to_owned(),
        ),
        ("isActive=foo", "400 Failed to convert 'isActive' with value: 'foo'".to_owned()),
        ("pageNo=abc", "400 Failed to convert 'pageNo' with value: 'abc'".to_owned()),
    ] {
        let answer = site.get(&admin, &format!("/admin-partners?{query}")).await;
        assert_eq!(answer.error(), expected, "{query}");
        let json = answer.json();
        let id = json.get("id").and_then(Value::as_str);
        match expected {
            text if text.starts_with("400") => assert_eq!(id, None),
            // The input pattern answers in the first envelope.
            text if text.contains("_007 Invalid input") => assert_eq!(id, Some("mosip.partnermanagement")),
            _ => assert_eq!(id, Some("mosip.pms.admin.partners.get")),
        }
    }
}

#[tokio::test]
async fn one_partner_with_its_certificate() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (_, admin) = site.active("acme").await;
        let nobody = "PMS_CERTIFICATE_ERROR_002 User Id does not exists.";
        site.get_refuses(&admin, &[("/admin-partners/acme", nobody)]).await;
        let admin = site.person("second", &["PARTNER_ADMIN"]).await;
        site.owner("beta", "MISP_Partner").await;
        site.join("beta", &admin, "owner").await;
        insta::assert_snapshot!("partner", site.get(&admin, "/admin-partners/acme").await.golden());
        insta::assert_snapshot!("partner_without_certificate", site.get(&admin, "/admin-partners/beta").await.golden());
        let missing = "PMS_PRT_005 Partner does not exist";
        site.get_refuses(&admin, &[("/admin-partners/nobody", missing)]).await;
        site.sql("UPDATE partner_cert_store SET signed_cert_data = 'x'").await;
        let unreadable = "PMS_CERTIFICATE_ERROR_006 Unable to decode the certificate data";
        site.get_refuses(&admin, &[("/admin-partners/acme", unreadable)]).await;
        site.sql("UPDATE partner SET certificate_alias = 'gone' WHERE id = 'acme'").await;
        let unknown = "KER-PCM-012 Partner Certificate not found for the given ID.";
        site.get_refuses(&admin, &[("/admin-partners/acme", unknown)]).await;
        site.sql("UPDATE partner SET policy_group_id = 'gone' WHERE id = 'acme'").await;
        let gone = "PMS_POLICY_ERROR_008 No matching policy group was found for the provided partner";
        site.get_refuses(&admin, &[("/admin-partners/acme", gone)]).await;
        site.sql("UPDATE partner SET policy_group_id = NULL WHERE id = 'acme'").await;
        let empty = "PMS_POLICY_ERROR_005 Policy Group Id is empty.";
        site.get_refuses(&admin, &[("/admin-partners/acme", empty)]).await;
    }
}
