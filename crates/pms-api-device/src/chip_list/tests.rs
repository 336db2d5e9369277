use pms_api_testkit::{Site, pki};
use serde_json::json;

use crate::SERVICE;
use crate::testing::{certificate, certify, chip, providers, set_chip};

#[tokio::test]
async fn chips_are_listed_for_admins_and_for_their_own() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "FTM_Provider").await;
        site.trust(&people.admin, "FTM").await;
        let id = chip(&site, &people, "One").await;
        certify(&site, &people, &id, &certificate()).await;
        assert_eq!(set_chip(&site, &people.admin, &id, true).await, "success");
        insta::assert_snapshot!("all", site.get(&people.admin, "/ftpchipdetail/v2").await.golden());
        insta::assert_snapshot!("own", site.get(&people.owner, "/ftpchipdetail").await.golden());
        assert_eq!(site.get(&people.stranger, "/ftpchipdetail").await.response(), json!([]));
        assert_eq!(site.get(&people.admin, "/ftpchipdetail").await.response(), json!([]), "an admin's own");
        assert_eq!(site.get(&people.owner, "/ftpchipdetail?expiryPeriod=30").await.response(), json!([]));
        assert_eq!(site.get(&people.owner, "/ftpchipdetail/v2").await.error(), "403 KER-ATH-403 Forbidden");
        chip(&site, &people, "Two").await;
        for (query, total) in
            [("", 2), ("status=pending_cert_upload", 1), ("status=approved", 1), ("model=two", 1), ("ftmId=x", 0)]
        {
            let found = site.get(&people.admin, &format!("/ftpchipdetail/v2?{query}")).await;
            assert_eq!(found.response()["totalResults"], total, "{query}");
        }
        let by_admin = site.context(&people.admin).await;
        pms_app::partners::set_status(&site.app, &by_admin, "acme", false, None).await.unwrap();
        let found = site.get(&people.admin, "/ftpchipdetail/v2?status=deactivated").await;
        assert_eq!(found.response()["totalResults"], 1, "evaluated: its provider is off");
        assert_eq!(site.get(&people.owner, "/ftpchipdetail").await.response()[0]["partnerStatus"], "deactivated");
    }
}
