use pms_api_testkit::{Site, pki};
use serde_json::json;

use crate::SERVICE;
use crate::testing::{
    CHIP, but, certificate, certify, chip, count, decide, made, open_approval, page, providers, set_chip, state,
    stays_off_while_hotlisted,
};

const PATH: &str = "/ftpchipdetail";

#[tokio::test]
async fn a_chip_waits_for_its_certificate_first() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "FTM_Provider").await;
        let good = json!({"ftpProviderId": "acme", "make": "Acme", "model": "One"});
        let answer = site.send(&people.owner, "POST", PATH, good.clone()).await;
        insta::assert_snapshot!("added", answer.golden());
        let id = answer.response()["id"].as_str().unwrap().to_owned();
        assert_eq!(state(&site, CHIP, &id).await, ("pending_cert_upload".to_owned(), false));
        let body = "400 PMS_COR_001 Invalid request parameter - ";
        let cases = [
            (but(&good, "make", json!(" ")), format!("{body}value is empty or null :request.make")),
            (
                but(&good, "ftpProviderId", json!("other")),
                "PMS_DEVICE_ERROR_001 Partner id is not associated with user.".to_owned(),
            ),
            (
                but(&good, "model", json!(" One ")),
                "PMP_AUT_032 FTM Chip details already exists for the same make and model".to_owned(),
            ),
        ];
        for (request, expected) in cases {
            assert_eq!(site.send(&people.owner, "POST", PATH, request).await.error(), expected);
        }
        let none = "PMP_AUT_030 The FTP provider is either inactive or does not exist.";
        let nobody = but(&good, "ftpProviderId", json!("nobody"));
        assert_eq!(site.send(&people.admin, "POST", PATH, nobody).await.error(), none);
        assert_eq!(set_chip(&site, &people.admin, "none", true).await, "PMP_AUT_031 ftp chip id not exists.");
        assert_eq!(set_chip(&site, &people.admin, &id, true).await, "PMP_AUT_033 Certificate is not uploaded.");
        let change = json!({"ftpChipDetailId": id, "make": "Acme", "model": "Two"});
        let foreign = site.send(&people.stranger, "PUT", PATH, change.clone()).await;
        assert_eq!(foreign.error(), "PMP_AUT_031 ftp chip id not exists.");
        assert_eq!(site.send(&people.owner, "PUT", PATH, change).await.response()["id"], json!(id));
        let found = site.send(&people.owner, "POST", "/ftpchipdetail/search", page("model", "two")).await;
        insta::assert_snapshot!("found", found.golden());
        let foreign = site.send(&people.stranger, "POST", "/ftpchipdetail/search", page("model", "two")).await;
        assert_eq!(foreign.response()["data"], json!([]));
        assert_eq!(set_chip(&site, &people.admin, &id, false).await, "success");
        assert_eq!(state(&site, CHIP, &id).await, ("rejected".to_owned(), false));
    }
}

#[tokio::test]
async fn a_change_of_an_approved_chip_waits() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "FTM_Provider").await;
        site.trust(&people.admin, "FTM").await;
        let id = chip(&site, &people, "One").await;
        certify(&site, &people, &id, &certificate()).await;
        assert_eq!(set_chip(&site, &people.admin, &id, true).await, "success");
        let name = "SELECT model, is_active FROM ftp_chip_detail WHERE id = $1";
        let change = json!({"ftpChipDetailId": id, "make": "Acme", "model": "Two"});
        assert_eq!(site.send(&people.owner, "PUT", PATH, change).await.error(), "success");
        assert_eq!(state(&site, name, &id).await, ("One".to_owned(), true));
        // Another certificate joins the change that waits; the approved one counts meanwhile.
        let alias = "SELECT certificate_alias, is_active FROM ftp_chip_detail WHERE id = $1";
        let before = state(&site, alias, &id).await;
        certify(&site, &people, &id, &certificate()).await;
        assert_eq!(state(&site, alias, &id).await, before);
        let approval = open_approval(&site, "chip", &id).await.unwrap();
        let events = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic = 'CA_CERTIFICATE_UPLOADED'";
        assert_eq!(count(&site, events).await, 1);
        assert_eq!(decide(&site, &people.admin, &approval, "approve").await, "success");
        assert_eq!(state(&site, name, &id).await, ("Two".to_owned(), true));
        assert_ne!(state(&site, alias, &id).await, before);
        assert_eq!(count(&site, events).await, 2);
        let current = "SELECT COUNT(*) AS n FROM partner_cert_store WHERE x_current AND x_chip_id IS NOT NULL";
        assert_eq!(count(&site, current).await, 1, "one counts, the former is kept");

        let path = format!("/ftpchipdetail/{id}");
        let off = json!({"status": "De-Activate"});
        let answer = site.send(&people.owner, "PATCH", &path, off.clone()).await;
        insta::assert_snapshot!("deactivated", answer.golden());
        let waiting = chip(&site, &people, "Three").await;
        for (person, path, expected) in [
            (&people.owner, path.as_str(), "PMS_FTM_ERROR_007 The selected FTM is already deactivated."),
            (&people.stranger, &path, "PMS_FTM_ERROR_006 FTM is not associated with user."),
            (&people.owner, "/ftpchipdetail/none", "PMS_FTM_ERROR_005 FTM Details do not exists."),
            (
                &people.owner,
                &format!("/ftpchipdetail/{waiting}"),
                "PMS_FTM_ERROR_010 The selected FTM is not in an approved status.",
            ),
        ] {
            assert_eq!(site.send(person, "PATCH", path, off.clone()).await.error(), expected);
        }
        let twin =
            made(&site, &people.owner, PATH, json!({"ftpProviderId": "acme", "make": "Acme", "model": "Two"})).await;
        let back = format!("{path}/reactivate");
        let reason = json!({"reason": "Mended."});
        let answer = site.send(&people.admin, "POST", &back, reason.clone()).await.error();
        assert_eq!(
            answer,
            "PMS_DEV_001 The selected object cannot be reactivated: the same model is registered again."
        );
        assert_eq!(set_chip(&site, &people.admin, &twin, false).await, "success");
        let key = "SELECT x_key_sha256 FROM partner_cert_store WHERE x_current AND x_chip_id IS NOT NULL";
        let (key,): (String,) = pms_store::statement(key).one(site.app.store().db()).await.unwrap();
        stays_off_while_hotlisted(&site, &people, &back, ("FTM_PUBLIC_KEY", &key), "it is").await;
        stays_off_while_hotlisted(&site, &people, &back, ("PARTNER_ID", "acme"), "its provider is").await;
        let answer = site.send(&people.admin, "POST", &back, reason).await;
        insta::assert_snapshot!("reactivated", answer.golden());
    }
}

/// What waits for a certificate counts as what waits for a decision, and falls with its provider, however much there is.
#[tokio::test]
async fn chips_without_certificates_are_limited_and_fall_with_their_provider() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "FTM_Provider").await;
        for number in 0..pms_domain::limits::WAITING_OBJECTS {
            chip(&site, &people, &format!("M{number}")).await;
        }
        let more = json!({"ftpProviderId": "acme", "make": "Acme", "model": "one more"});
        let answer = site.send(&people.owner, "POST", PATH, more).await.error();
        assert_eq!(answer, "PMS_DEV_004 At most 300 of them may wait for a decision.");
        // From a time without a limit: more than one change takes.
        site.sql(
            "INSERT INTO ftp_chip_detail (id, foundational_trust_provider_id, make, model, partner_org_name, is_active, \
             approval_status, cr_by, cr_dtimes, is_deleted) SELECT 'x' || id, foundational_trust_provider_id, 'X', model, \
             partner_org_name, is_active, approval_status, cr_by, cr_dtimes, is_deleted FROM ftp_chip_detail",
        )
        .await;
        let admin = site.context(&people.admin).await;
        pms_app::partners::set_status(&site.app, &admin, "acme", false, Some("Gone.")).await.unwrap();
        let waiting = "SELECT COUNT(*) AS n FROM ftp_chip_detail WHERE approval_status <> 'rejected'";
        assert_eq!(count(&site, waiting).await, 0);
        let records = "SELECT COUNT(*) AS n FROM x_audit WHERE action = 'chip.reject'";
        assert_eq!(
            count(&site, records).await,
            1,
            "the first 500 with the provider, the others in a change of their own"
        );
    }
}

/// No more certificates than a partner needs: each is judged, signed and kept. Admins are not counted.
#[tokio::test]
async fn a_partner_uploads_so_many_certificates_in_an_hour() {
    let site = Site::new(SERVICE).await;
    let people = providers(&site, "FTM_Provider").await;
    let id = chip(&site, &people, "One").await;
    let request = crate::testing::upload(&id, "no certificate");
    let path = "/ftpchipdetail/uploadcertificate";
    for _ in 0..pms_domain::limits::CERTIFICATE_UPLOADS_AN_HOUR {
        let answer = site.send(&people.owner, "POST", path, request.clone()).await.error();
        assert_eq!(answer, "KER-KMS-013 Certificate Parsing Error.");
    }
    assert_eq!(site.send(&people.owner, "POST", path, request.clone()).await.status, 429);
    let by_admin = site.send(&people.admin, "POST", path, request.clone()).await.error();
    assert_eq!(by_admin, "KER-KMS-013 Certificate Parsing Error.");
    let foreign = but(&request, "ftpProviderId", json!("other"));
    assert_eq!(site.send(&people.stranger, "POST", path, foreign).await.error(), "PMP_AUT_031 ftp chip id not exists.");
    site.clock.advance(chrono::TimeDelta::hours(1));
    let mut owner = people.owner.clone();
    owner.token = site.token(&owner.id, &owner.name, &owner.email);
    assert_eq!(site.send(&owner, "POST", path, request).await.status, 200);
}

/// Changes of approved chips count with those of the provider's other objects; those of what still waits do not, nor another's.
#[tokio::test]
async fn approved_chips_change_so_often_in_an_hour() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "FTM_Provider").await;
        site.trust(&people.admin, "FTM").await;
        let (id, young) = (chip(&site, &people, "One").await, chip(&site, &people, "Young").await);
        certify(&site, &people, &id, &certificate()).await;
        assert_eq!(set_chip(&site, &people.admin, &id, true).await, "success");
        crate::testing::use_up_changes(&site, "acme", 1).await;
        let change = |id: &str, model: &str| json!({"ftpChipDetailId": id, "make": "Acme", "model": model});
        let send =
            async |person, id: &str, model: &str| site.send(person, "PUT", "/ftpchipdetail", change(id, model)).await;
        assert_eq!(send(&people.stranger, &id, "Theirs").await.error(), "PMP_AUT_031 ftp chip id not exists.");
        assert_eq!(send(&people.owner, &id, "Two").await.error(), "success");
        let approvals = count(&site, "SELECT COUNT(*) AS n FROM x_approval").await;
        let refused = send(&people.owner, &id, "Three").await;
        assert_eq!(refused.status, 429, "{}", refused.text);
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM x_approval").await, approvals);
        assert_eq!(send(&people.owner, &young, "Four").await.error(), "success", "it waits still");
        site.clock.advance(chrono::TimeDelta::hours(1));
        let mut owner = people.owner.clone();
        owner.token = site.token(&owner.id, &owner.name, &owner.email);
        assert_eq!(send(&owner, &id, "Three").await.error(), "success");
    }
}
