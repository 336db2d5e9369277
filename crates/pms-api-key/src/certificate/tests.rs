use pms_api_testkit::{Site, pki};

use crate::SERVICE;

#[tokio::test]
async fn the_platforms_certificates() {
    let site = Site::new(SERVICE).await;
    let caller = site.person("regproc", &["REGISTRATION_PROCESSOR"]).await;
    let answer = site.get(&caller, "/getCertificate?applicationId=PMS").await;
    insta::assert_snapshot!("certificate", answer.golden());
    assert!(answer.text.contains("\"certificate\":\"-----BEGIN CERTIFICATE-----"), "scripts cut it out of the text");
    let pem = async |query: &str| {
        let response = site.get(&caller, &format!("/getCertificate?{query}")).await.response();
        response["certificate"].as_str().unwrap().to_owned()
    };
    let authority = site.app.authority();
    assert_eq!(pem("applicationId=ROOT&referenceId=").await, authority.root.certificate.to_pem());
    for (query, domain) in [
        ("applicationId=PMS", "AUTH"),
        ("applicationId=PMS&referenceId=DEVICE", "DEVICE"),
        ("applicationId=PMS&referenceId=MISP", "MISP"),
        ("applicationId=PMS&referenceId=FTM", "FTM"),
    ] {
        let issuing = authority.issuing(domain.parse().unwrap()).ok().unwrap();
        assert_eq!(pem(query).await, issuing.certificate.to_pem(), "{query}");
    }
}

/// A base key of PMS (contract pki §1.4, §4): CN `<appId>-<refId>`, a leaf for keyEncipherment below PMS.
#[tokio::test]
async fn the_platforms_encryption_certificate() {
    for site in Site::on_both(SERVICE).await {
        let caller = site.person("regproc", &["REGISTRATION_PROCESSOR"]).await;
        let answer = site.get(&caller, "/getCertificate?applicationId=PMS&referenceId=ENCRYPTION").await;
        let pem = answer.response()["certificate"].as_str().unwrap().to_owned();
        let certificate = pms_pki::parse::wire::partner_upload(&pem).unwrap();
        assert_eq!(certificate.common_name(), Some("PMS-ENCRYPTION"));
        assert!(!certificate.is_ca());
        assert_eq!(certificate.explain().key_usage, Some(vec!["keyEncipherment"]));
        let authority = site.app.authority();
        let issuing = authority.issuing("AUTH".parse().unwrap()).ok().unwrap();
        assert!(certificate.is_signed_by(&issuing.certificate));
        let days = (certificate.not_after() - certificate.not_before()).num_days();
        assert_eq!(days, 730);
        // Another process has the same one.
        let replica = site.replica().await;
        assert_eq!(replica.authority().encryption().unwrap().sha256(), certificate.sha256());
        // Near its end the next process makes the next one.
        site.clock.advance(chrono::TimeDelta::days(701));
        let later = site.replica().await;
        assert_ne!(later.authority().encryption().unwrap().sha256(), certificate.sha256());
    }
}

#[tokio::test]
async fn a_partners_certificate() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (_, admin) = site.active("acme").await;
        let answer = site.get(&admin, "/getCertificate?applicationId=PARTNER&referenceId=acme").await;
        insta::assert_snapshot!("partner", answer.golden());
    }
}

#[tokio::test]
async fn refusals() {
    let site = Site::new(SERVICE).await;
    let caller = site.person("regproc", &["REGISTRATION_PROCESSOR"]).await;
    let missing = "KER-KMS-005 applicationId should not be null or empty";
    let unknown = "KER-KMS-002 ApplicationId not found in Key Policy. Key/CSR generation not allowed.";
    let base = "KER-KMS-016 Key generation not allowed for base key. (not a base key application)";
    let cases = [
        ("/getCertificate", missing),
        ("/getCertificate?applicationId=%20", missing),
        ("/getCertificate?applicationId=BANK", unknown),
        ("/getCertificate?applicationId=ROOT&referenceId=x", base),
        ("/getCertificate?applicationId=PMS&referenceId=x", base),
        ("/getCertificate?applicationId=PMS&referenceId=encryption", base),
        ("/getCertificate?applicationId=ROOT&referenceId=ENCRYPTION", base),
        ("/getCertificate?applicationId=PARTNER", base),
        ("/getCertificate?applicationId=PARTNER&referenceId=nobody", base),
    ];
    site.get_refuses(&caller, &cases).await;
    let partner = site.person("partner", &["AUTH_PARTNER"]).await;
    site.get_refuses(&partner, &[("/getCertificate?applicationId=ROOT", "403 KER-ATH-403 Forbidden")]).await;
}
