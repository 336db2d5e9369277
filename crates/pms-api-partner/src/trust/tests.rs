use pms_api_testkit::{Site, pki};
use serde_json::json;

use crate::SERVICE;

#[tokio::test]
async fn the_trust_store_and_a_way_to_the_root() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let admin = site.admin().await;
        let none = site.get(&admin, "/trust-chain-certificates").await.response();
        assert_eq!(none, json!({"pageNo": 0, "pageSize": 0, "totalResults": 0, "data": []}));
        site.trust(&admin, "AUTH").await;
        site.trust(&admin, "FTM").await;
        let sorted = "/trust-chain-certificates?partnerDomain=auth&sortFieldName=issuedTo&sortType=desc";
        let answer = site.get(&admin, sorted).await;
        insta::assert_snapshot!("list", answer.golden());
        for (query, expected) in [
            ("", 4),
            ("caCertificateType=root", 2),
            ("caCertificateType=INTERMEDIATE&partnerDomain=FTM", 1),
            ("issuedTo=intermediate", 2),
            ("issuedBy=root%20ca", 4),
            ("certificateId=none", 0),
            ("expiryPeriod=30", 0),
            ("pageSize=1&pageNo=3", 4),
        ] {
            let page = site.get(&admin, &format!("/trust-chain-certificates?{query}")).await.response();
            assert_eq!(page["totalResults"], expected, "{query}");
        }
        let intermediate = answer.response()["data"].as_array().unwrap().iter().find_map(|row| {
            (row["caCertificateType"] == "INTERMEDIATE").then(|| row["certId"].as_str().unwrap().to_owned())
        });
        let path = format!("/trust-chain-certificates/{}/certificateFile", intermediate.unwrap());
        let answer = site.get(&admin, &path).await;
        insta::assert_snapshot!("file", answer.golden());
        let file = answer.response()["p7bFile"].as_str().unwrap().to_owned();
        assert_eq!(pms_testkit::openssl_cli::pkcs7_certificates(&file).unwrap().len(), 2);
    }
}

#[tokio::test]
async fn refusals() {
    let site = Site::new(SERVICE).await;
    let admin = site.admin().await;
    let input = "Only letters, numbers, spaces, and the following special characters are allowed: \
                 . , @ # & ( ) \\ - ' ? ! \" : ; =";
    let shape = "PMS_PRT_099 Invalid input for 'certificateId'. Expected: Only alphanumeric characters (A–Z, a–z, 0–9) \
                 and hyphens (-) are allowed with a maximum length of 36 characters.";
    let list = |query: &str| format!("/trust-chain-certificates?{query}");
    let file = |id: &str| format!("/trust-chain-certificates/{id}/certificateFile");
    let first = Some("mosip.partnermanagement");
    let second = Some("mosip.pms.trust.certificates.get");
    for (path, expected, id) in [
        (list("issuedTo=%25"), format!("PMS_REQUEST_ERROR_007 Invalid input for '%'. {input}"), first),
        (list("sortFieldName=certId&sortType=asc"), "PMS_PRT_357 Invalid sort field certId".into(), second),
        (list("sortFieldName=validFrom&sortType=up"), "PMS_PRT_358 Sort type up is not supported".into(), second),
        (list("pageNo=-1"), "PMS_PRT_360 Invalid Page No".into(), second),
        (list("caCertificateType=LEAF"), "KER-PCM-018 Invalid Certificate Type".into(), second),
        (list("partnerDomain=BANK"), "KER-PCM-011 Invalid Partner Domain.".into(), second),
        (
            list("expiryPeriod=31"),
            "400 PMS_COR_001 Invalid request parameter - Expiry period cannot be more than 30 days. :expiryPeriod"
                .into(),
            None,
        ),
        (
            list("expiryPeriod=0"),
            "400 PMS_COR_001 Invalid request parameter - Expiry period must be at least 1 day. :expiryPeriod".into(),
            None,
        ),
        (file("a_b"), shape.into(), first),
        (file(&"x".repeat(37)), shape.into(), first),
        (
            file("none"),
            "KER-PMS-019 CA Certificate not found for the given ID.".into(),
            Some("mosip.pms.download.trust.certificates.get"),
        ),
    ] {
        let answer = site.get(&admin, &path).await;
        assert_eq!(answer.error(), expected, "{path}");
        assert_eq!(answer.json()["id"].as_str(), id, "{path}");
    }
}

#[tokio::test]
async fn the_site_may_switch_it_off() {
    let site = Site::with(SERVICE, |settings| settings.features.root_and_intermediate_certificates = false).await;
    let admin = site.admin().await;
    let off = "PMS_FEATURE_001 Root and Intermediate Certificates list is not available in the current deployment.";
    let cases = [
        ("/trust-chain-certificates?issuedTo=%25", off),
        ("/trust-chain-certificates/a_b/certificateFile", off),
        ("/trust-chain-certificates?pageNo=x", "400 Failed to convert 'pageNo' with value: 'x'"),
    ];
    site.get_refuses(&admin, &cases).await;
    assert_eq!(site.get(&admin, "/trust-chain-certificates").await.json()["id"], "mosip.partnermanagement");
}
