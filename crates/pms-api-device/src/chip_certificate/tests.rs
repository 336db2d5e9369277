use chrono::TimeDelta;
use pms_api_testkit::Site;
use pms_api_testkit::pki::{self, leaf_of, pki};
use serde_json::json;

use crate::SERVICE;
use crate::testing::{CHIP, but, certificate, certify, chip, count, open_approval, providers, set_chip, state, upload};

const UPLOAD: &str = "/ftpchipdetail/uploadcertificate";

#[tokio::test]
async fn a_certificate_is_judged_and_counts_with_the_approval() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "FTM_Provider").await;
        let id = chip(&site, &people, "One").await;
        let pem = certificate();
        let good = upload(&id, &pem);
        let no_path = "KER-PCM-006 Root CA/Intermediate CA Certificates not found.";
        assert_eq!(site.send(&people.owner, "POST", UPLOAD, good.clone()).await.error(), no_path);
        site.trust(&people.admin, "FTM").await;
        let theirs = leaf_of("Other Ltd").issued_by(&pki().intermediate).unwrap().pem;
        let body = "400 PMS_COR_001 Invalid request parameter - ";
        let chips = count(&site, "SELECT COUNT(*) AS n FROM ftp_chip_detail").await;
        let cases = [
            (
                but(&good, "isItForRegistrationDevice", json!(null)),
                format!("{body}must not be null :request.isItForRegistrationDevice"),
            ),
            (but(&good, "certificateData", json!(" ")), format!("{body}must not be blank :request.certificateData")),
            (
                but(&good, "ftpProviderId", json!("other")),
                "PMS_DEVICE_ERROR_001 Partner id is not associated with user.".to_owned(),
            ),
            (but(&good, "ftpChipDeatilId", json!("none")), "PMP_AUT_031 ftp chip id not exists.".to_owned()),
            (but(&good, "certificateData", json!("hello")), "KER-KMS-013 Certificate Parsing Error.".to_owned()),
            (but(&good, "partnerDomain", json!("BANK")), "KER-PCM-011 Invalid Partner Domain.".to_owned()),
            // The name of the request does not help another's certificate.
            (
                but(&but(&good, "certificateData", json!(theirs)), "organizationName", json!("Other Ltd")),
                "KER-PCM-008 Partner Organization Name not Matched.".to_owned(),
            ),
        ];
        for (request, expected) in cases {
            assert_eq!(site.send(&people.owner, "POST", UPLOAD, request).await.error(), expected);
        }
        let request = but(&good, "ftpProviderId", json!("other"));
        let pair = site.send(&people.admin, "POST", UPLOAD, request).await.error();
        assert_eq!(pair, "PMP_AUT_034 Ftp chip detail id and ftp provider id not mappped. ");
        // Who is no admin is not told that the id is another's.
        let request = but(&good, "ftpProviderId", json!("other"));
        let foreign = site.send(&people.stranger, "POST", UPLOAD, request.clone()).await;
        let unknown =
            site.send(&people.stranger, "POST", UPLOAD, but(&request, "ftpChipDeatilId", json!("none"))).await;
        assert_eq!(foreign.error(), "PMP_AUT_031 ftp chip id not exists.");
        assert_eq!((foreign.status, foreign.error()), (unknown.status, unknown.error()));
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM ftp_chip_detail").await, chips);

        let answer = site.send(&people.owner, "POST", UPLOAD, good.clone()).await;
        let given = answer.response();
        assert_eq!(given["certificateId"].as_str().unwrap().trim(), pem.trim(), "the leaf itself, not an id");
        assert!(!given["signedCertificateData"].as_str().unwrap().contains("BEGIN"));
        assert_eq!(state(&site, CHIP, &id).await, ("pending_approval".to_owned(), false));
        let events = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic = 'CA_CERTIFICATE_UPLOADED'";
        let current = "SELECT COUNT(*) AS n FROM partner_cert_store WHERE x_current AND x_chip_id IS NOT NULL";
        assert_eq!((count(&site, events).await, count(&site, current).await), (0, 0), "nothing is published before");
        let waiting = "PMP_AUT_038 The certificate can only be uploaded for FTM that is either pending certificate upload or has an approved status.";
        assert_eq!(site.send(&people.owner, "POST", UPLOAD, good.clone()).await.error(), waiting);
        assert_eq!(set_chip(&site, &people.admin, &id, true).await, "success");
        assert_eq!((count(&site, events).await, count(&site, current).await), (1, 1));
        assert_eq!(
            count(&site, "SELECT COUNT(*) AS n FROM ca_cert_store WHERE partner_domain = 'FTM' AND NOT x_own").await,
            2,
            "no chip is an issuer"
        );

        let path = format!("/ftpchipdetail/getPartnerCertificate/{id}");
        assert_eq!(
            site.get(&people.owner, &path).await.response()["certificateData"].as_str().unwrap().trim(),
            pem.trim()
        );
        for (person, path) in
            [(&people.stranger, path.as_str()), (&people.owner, "/ftpchipdetail/getPartnerCertificate/9")]
        {
            let none = site.get(person, path).await;
            assert_eq!((none.error().as_str(), &none.json()["response"]), ("success", &json!(null)));
        }
        // Another provider cannot use the key.
        let request = json!({"ftpProviderId": "other", "make": "Acme", "model": "One"});
        let copy = crate::testing::made(&site, &people.stranger, "/ftpchipdetail", request).await;
        let stolen = but(&upload(&copy, &pem), "ftpProviderId", json!("other"));
        let used = "PMS_CRT_001 The public key of the certificate is in use by another partner.";
        assert_eq!(site.send(&people.stranger, "POST", UPLOAD, stolen).await.error(), used);
        let off =
            site.send(&people.owner, "PATCH", &format!("/ftpchipdetail/{id}"), json!({"status": "De-Activate"})).await;
        assert_eq!(off.error(), "success");
        assert_eq!(
            site.send(&people.owner, "POST", UPLOAD, good).await.error(),
            "PMP_AUT_039 FTM chip is deactivated."
        );
    }
}

#[tokio::test]
async fn a_certificate_that_ended_while_it_waited_approves_nothing() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "FTM_Provider").await;
        site.trust(&people.admin, "FTM").await;
        let id = chip(&site, &people, "One").await;
        certify(&site, &people, &id, &certificate()).await;
        let mut admin = people.admin.clone();
        site.clock.advance(TimeDelta::days(600));
        admin.token = site.token(&admin.id, &admin.name, &admin.email);
        assert_eq!(set_chip(&site, &admin, &id, true).await, "KER-PCM-004 Certificate Dates are not valid.");
        assert_eq!(state(&site, CHIP, &id).await, ("pending_approval".to_owned(), false));
        assert!(open_approval(&site, "chip", &id).await.is_some());
        assert_eq!(set_chip(&site, &admin, &id, false).await, "success", "it can be rejected");
    }
}

#[tokio::test]
async fn both_certificates_are_downloaded() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "FTM_Provider").await;
        site.trust(&people.admin, "FTM").await;
        let id = chip(&site, &people, "One").await;
        let path = format!("/ftpchipdetail/{id}/certificate-data");
        let missing = "PMS_FTM_ERROR_011 The certificate has not been uploaded for the given FTM";
        assert_eq!(site.get(&people.owner, &path).await.error(), missing);
        certify(&site, &people, &id, &certificate()).await;
        assert_eq!(set_chip(&site, &people.admin, &id, true).await, "success");
        insta::assert_snapshot!("data", site.get(&people.owner, &path).await.golden());
        assert_eq!(site.get(&people.admin, &path).await.error(), "success");
        let letters = site.get(&people.owner, "/ftpchipdetail/12a/certificate-data").await;
        assert_eq!(
            letters.error(),
            "PMS_PRT_099 Invalid input for 'ftmId'. Expected: Only digits (0-9), with a maximum length of 36 characters."
        );
        site.get_refuses(
            &people.owner,
            &[("/ftpchipdetail/12/certificate-data", "PMS_FTM_ERROR_005 FTM Details do not exists.")],
        )
        .await;
        let foreign = "PMS_FTM_ERROR_006 FTM is not associated with user.";
        assert_eq!(site.get(&people.stranger, &path).await.error(), foreign);
        let off = json!({"status": "De-Activate"});
        assert_eq!(site.send(&people.owner, "PATCH", &format!("/ftpchipdetail/{id}"), off).await.error(), "success");
        let deactivated = "PMS_FTM_ERROR_009 Cannot download the certificate for a deactivated FTM";
        assert_eq!(site.get(&people.owner, &path).await.error(), deactivated);
        let second = chip(&site, &people, "Two").await;
        assert_eq!(set_chip(&site, &people.admin, &second, false).await, "success");
        let rejected = site.get(&people.owner, &format!("/ftpchipdetail/{second}/certificate-data")).await;
        assert_eq!(rejected.error(), "PMS_FTM_ERROR_008 Cannot download the certificate for a rejected FTM");
    }
    let site = Site::with(SERVICE, |settings| settings.features.ca_signed_partner_certificate = false).await;
    let people = providers(&site, "FTM_Provider").await;
    let off = site.get(&people.owner, "/ftpchipdetail/1/certificate-data").await.error();
    assert!(off.starts_with("PMS_FEATURE_003 "), "{off}");
}

/// What was uploaded under the name that the provider had then is approved and comes back under any name; what is new is not.
#[tokio::test]
async fn a_certificate_of_a_former_name_counts_if_it_was_uploaded_then() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "FTM_Provider").await;
        site.trust(&people.admin, "FTM").await;
        let id = chip(&site, &people, "One").await;
        let pem = certificate();
        certify(&site, &people, &id, &pem).await;
        let ctx = site.context(&people.owner).await;
        let asked = pms_app::partners::request_rename(&site.app, &ctx, "acme", "Acme Holding", "We merged.").await;
        let verdict = pms_app::approvals::Verdict {
            decision: pms_domain::approval::Decision::Approve,
            reason: None,
            shown_revision: None,
        };
        let admin = site.context(&people.admin).await;
        pms_app::approvals::decide(&site.app, &admin, &asked.unwrap().approval_id, verdict).await.unwrap();
        assert_eq!(set_chip(&site, &people.admin, &id, true).await, "success");
        assert_eq!(set_chip(&site, &people.admin, &id, false).await, "success");
        assert_eq!(set_chip(&site, &people.admin, &id, true).await, "success", "and back again");
        let wrong = "KER-PCM-008 Partner Organization Name not Matched.";
        assert_eq!(site.send(&people.owner, "POST", UPLOAD, upload(&id, &certificate())).await.error(), wrong);
        let renamed = leaf_of("Acme Holding").issued_by(&pki().intermediate).unwrap().pem;
        assert_eq!(site.send(&people.owner, "POST", UPLOAD, upload(&id, &renamed)).await.error(), "success");
    }
}
