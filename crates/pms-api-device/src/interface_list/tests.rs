use pms_api_testkit::Site;

use crate::SERVICE;
use crate::testing::{approved_interface, interface, made, model, providers};

#[tokio::test]
async fn interfaces_are_listed_with_their_devices() {
    for site in Site::on_both(SERVICE).await {
        let people = providers(&site, "Device_Provider").await;
        let sbi = approved_interface(&site, &people, "1.0").await;
        made(&site, &people.owner, &format!("/securebiometricinterface/{sbi}/devices"), model("acme", "One")).await;
        made(&site, &people.stranger, "/securebiometricinterface", interface(&site, "other", "2.0")).await;
        let own = site.get(&people.owner, "/securebiometricinterface").await;
        insta::assert_snapshot!("listed", own.golden());
        for (query, total) in [
            ("", 2),
            ("sbiVersion=2", 1),
            ("status=approved", 1),
            ("status=other", 0),
            ("sbiExpiryStatus=valid", 2),
            ("sbiExpiryStatus=expired", 0),
            ("sbiExpiryStatus=other", 0),
            ("expiryPeriod=30", 2),
            ("expiryPeriod=29", 0),
            ("pageNo=0&pageSize=1&sortFieldName=countOfAssociatedDevices&sortType=desc", 2),
            ("pageNo=0&pageSize=1&sortFieldName=sbiExpiryStatus&sortType=desc", 2),
        ] {
            let found = site.get(&people.admin, &format!("/securebiometricinterface?{query}")).await;
            assert_eq!(found.response()["totalResults"], total, "{query}");
        }
        let nobody = site.person("nobody", &["DEVICE_PROVIDER"]).await;
        let alone = "PMS_CERTIFICATE_ERROR_002 User Id does not exists.";
        assert_eq!(site.get(&nobody, "/securebiometricinterface").await.error(), alone);
        let period = site.get(&people.owner, "/securebiometricinterface?expiryPeriod=31").await.error();
        assert_eq!(
            period,
            "400 PMS_COR_001 Invalid request parameter - Expiry period cannot be more than 30 days. :expiryPeriod"
        );
        let pair = site.get(&people.owner, "/securebiometricinterface?pageNo=1").await.error();
        assert!(pair.starts_with("PMS_PS_ERROR_006 "), "{pair}");
    }
}
