use pms_api_testkit::{Site, pki};
use serde_json::json;

use crate::SERVICE;
use crate::testing::{
    CHIP, but, certificate, certify, chip, count, decide, made, open_approval, page, providers, set_chip, state,
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
        let answer = site.send(&people.admin, "POST", &back, reason).await;
        insta::assert_snapshot!("reactivated", answer.golden());
    }
}
