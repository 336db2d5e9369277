use pms_api_testkit::Site;
use serde_json::{Value, json};

use crate::SERVICE;

#[tokio::test]
async fn harmless_keys_have_values_and_no_others() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        let answer = site.get(&manager, "/policies/config/policy.auth.allowed.token.types").await;
        insta::assert_snapshot!("config", answer.golden());
        let value = async |key: &str| {
            let found = site.get(&manager, &format!("/policies/config/{key}")).await.response();
            assert_eq!(found["key"], key);
            found["value"].clone()
        };
        for (key, expected) in [
            ("pmp.allowed.policy.types", "Auth,DataShare,CredentialIssuance,MISP"),
            ("pmp.allowed.credential.types", "auth,qrcode,euin,reprint,vercred,opencrvs"),
            (
                "policy.credential.type.mapping.allowed.partner.types",
                "Credential_Partner,Online_Verification_Partner,Auth_Partner",
            ),
            ("pmp.bioextractors.required.partner.types", "Credential_Partner,Online_Verification_Partner"),
            ("mosip.pms.misp.partner.type", "MISP_Partner"),
            (
                "mosip.pms.ui.required.roles",
                "AUTH_PARTNER,DEVICE_PROVIDER,CREDENTIAL_PARTNER,FTM_PROVIDER,MISP_PARTNER,POLICYMANAGER,PARTNER_ADMIN",
            ),
        ] {
            assert_eq!(value(key).await, json!(expected));
        }
        assert!(value("policy.allowed.kyc.attributes").await.as_str().unwrap().contains("fullName,dateOfBirth"));
        // What the reference would have told: nothing here.
        for key in ["javax.persistence.jdbc.password", "mosip.pms.client.secret", "PATH", "database.url", "none"] {
            assert_eq!(value(key).await, Value::Null, "{key}");
        }
        let path = "/policies/config/pmp.allowed.policy.types";
        site.get_refuses(&partner, &[(path, "403 KER-ATH-403 Forbidden")]).await;
    }
}
