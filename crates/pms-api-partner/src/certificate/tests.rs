use chrono::TimeDelta;
use pms_api_testkit::{Site, pki};
use serde_json::json;

use crate::SERVICE;

#[tokio::test]
async fn certificates_and_who_reads_them() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = site.active("acme").await;
        let stranger = site.owner("other", "Auth_Partner").await;
        insta::assert_snapshot!("signed", site.get(&owner, "/partners/acme/certificate").await.golden());
        insta::assert_snapshot!("data", site.get(&owner, "/partners/acme/certificate-data").await.golden());
        site.register(&owner, "beta", "Device_Provider").await;
        let details = site.get(&owner, "/partners/partner-certificates-details").await;
        insta::assert_snapshot!("details", details.golden());
        let data = site.get(&admin, "/partners/acme/certificate-data").await.response();
        assert_eq!(data["caSignedCertificateData"], pki::pki().partner.pem);

        let system = site.person("issuance", &["CREDENTIAL_ISSUANCE"]).await;
        assert_eq!(site.get(&system, "/partners/acme/certificate").await.error(), "success");
        let share = site.person("share", &["CREATE_SHARE"]).await;
        assert_eq!(site.get(&share, "/partners/acme/certificate").await.error(), "success");
        site.get_refuses(&share, &[("/partners/acme", "403 KER-ATH-403 Forbidden")]).await;
        let foreign = "PMS_CERTIFICATE_ERROR_007 The given partner ID does not belong to the user.So unable to get the \
                       original partner certificates";
        let nobody = "PMS_CERTIFICATE_ERROR_002 User Id does not exists.";
        let none = "PMS_PRT_108 Certficate is not uploaded for the selected partner.";
        let cases = [
            ("/partners/acme/certificate", "PMS_PRT_055 User not authorized."),
            ("/partners/nobody/certificate", "PMS_PRT_005 Partner does not exist"),
            ("/partners/other/certificate", none),
            ("/partners/acme/certificate-data", foreign),
            ("/partners/other/certificate-data", none),
        ];
        site.get_refuses(&stranger, &cases).await;
        site.get_refuses(&system, &[("/partners/acme/certificate-data", nobody)]).await;
        let missing = "PMS_PRT_005 Partner does not exist";
        site.get_refuses(&admin, &[("/partners/nobody/certificate-data", missing)]).await;
        site.get_refuses(&admin, &[("/partners/partner-certificates-details", nobody)]).await;
        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        let off = "PMS_CERTIFICATE_ERROR_009 Unable to download the certificate for a deactivated partner";
        site.get_refuses(&owner, &[("/partners/acme/certificate-data", off)]).await;
    }
}

#[tokio::test]
async fn expired_and_unreadable_certificates() {
    if !pki::available() {
        return;
    }
    let site = Site::new(SERVICE).await;
    let (owner, _) = site.active("acme").await;
    let path = "/partners/partner-certificates-details?expiryPeriod=30";
    assert_eq!(site.get(&owner, path).await.response(), json!([]));
    let again = |site: &Site| site.token(&owner.id, &owner.name, &owner.email);
    // Ten days before the end of the MOSIP-signed one; the original has ended then.
    site.clock.set(pki::day(2027, 1, 6) + TimeDelta::hours(12));
    let mut owner = owner.clone();
    owner.token = again(&site);
    let rows = site.get(&owner, path).await.response();
    assert_eq!(rows[0]["certificateExpiryDateTime"], "2027-01-16T10:11:12.000+00:00");
    assert_eq!(site.get(&owner, "/partners/partner-certificates-details?expiryPeriod=9").await.response(), json!([]));
    site.clock.set(pki::day(2027, 2, 1));
    owner.token = site.token(&owner.id, &owner.name, &owner.email);
    let data = site.get(&owner, "/partners/acme/certificate-data").await.response();
    assert_eq!(
        (&data["mosipSignedCertificateData"], &data["isMosipSignedCertificateExpired"]),
        (&json!(""), &json!(true))
    );
    assert_eq!(data["isCaSignedCertificateExpired"], false);
    assert_eq!(site.get(&owner, path).await.response(), json!([]));

    site.sql("UPDATE partner_cert_store SET cert_data = 'x'").await;
    let unreadable = "PMS_CERTIFICATE_ERROR_006 Unable to decode the certificate data";
    site.get_refuses(&owner, &[("/partners/acme/certificate-data", unreadable)]).await;
    // One bad certificate does not spoil the list.
    site.sql("UPDATE partner_cert_store SET signed_cert_data = 'x'").await;
    let rows = site.get(&owner, "/partners/partner-certificates-details").await.response();
    assert_eq!((&rows[0]["isCertificateAvailable"], &rows[0]["certificateIssuedTo"]), (&json!(false), &json!(null)));
}

#[tokio::test]
async fn parameters_and_features() {
    let site = Site::with(SERVICE, |settings| settings.features.ca_signed_partner_certificate = false).await;
    site.policy_group("Group").await;
    let owner = site.owner("acme", "Auth_Partner").await;
    let period = "400 PMS_COR_001 Invalid request parameter - Expiry period";
    let (low, high) = (
        format!("{period} must be at least 1 day. :expiryPeriod"),
        format!("{period} cannot be more than 30 days. :expiryPeriod"),
    );
    let off = "PMS_FEATURE_003 Downloading CA signed certificate is not available in the current deployment.";
    let list = "/partners/partner-certificates-details?expiryPeriod";
    let cases = [
        (format!("{list}=0"), low.as_str()),
        (format!("{list}=31"), &high),
        (format!("{list}=x"), "400 Failed to convert 'expiryPeriod' with value: 'x'"),
        ("/partners/acme/certificate-data".to_owned(), off),
    ];
    for (path, expected) in cases {
        site.get_refuses(&owner, &[(path.as_str(), expected)]).await;
    }
    let answer = site.get(&owner, "/partners/acme/certificate-data").await;
    assert_eq!(answer.json()["id"], "mosip.partnermanagement", "the first envelope");
}
