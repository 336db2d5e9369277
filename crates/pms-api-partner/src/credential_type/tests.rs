use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;
use crate::testing::{active, count, linking, policy};

const FOREIGN: &str = "PMS_PRT_055 User not authorized.";
const FORBIDDEN: &str = "403 KER-ATH-403 Forbidden";

#[tokio::test]
async fn a_credential_type_is_mapped_and_read() {
    for site in Site::on_both(SERVICE).await {
        let (owner, _) = linking(&site, "Credential_Partner", "DataShare").await;
        let stranger = active(&site, "other", "Credential_Partner").await;
        let read = "/partners/acme/credentialtype/euin/policies";
        site.get_refuses(&stranger, &[(read, "PMS_PRT_064 No details found")]).await;
        let path = "/partners/acme/credentialtype/euin/policies/Kyc";
        // No request for the policy is needed, and no body.
        let mapped = site.call(&owner, "POST", path).await;
        assert_eq!(mapped.response(), json!("Partner, policy and credentialType mapping done successfully."));
        let before = pms_store::audit::head(site.app.store().db()).await.unwrap().0;
        assert_eq!(site.call(&owner, "POST", path).await.error(), "success", "the same again");
        assert_eq!(pms_store::audit::head(site.app.store().db()).await.unwrap().0, before, "and nothing changed");
        policy(&site, "Group", "Second", "DataShare").await;
        let taken = "PMS_PRT_007 Mapping exists for given policy and partner with this credential type";
        let other = "/partners/acme/credentialtype/euin/policies/Second";
        assert_eq!(site.call(&owner, "POST", other).await.error(), taken);

        let expected = json!({
            "partnerId": "acme",
            "credentialType": "euin",
            "policyId": "kyc",
            "policyName": "Kyc",
            "policyDesc": "Described",
            "policyType": "DataShare",
            "publishDate": "2026-01-15T10:11:12.123456",
            "validTill": "2026-02-14T10:11:12.123456",
            "status": "PUBLISHED",
            "version": "1.1",
            "schema": "https://schema.example",
            "is_Active": true,
            "cr_by": "test",
            "cr_dtimes": "2026-01-15T10:11:12.123456",
            "up_by": "test",
            "upd_dtimes": "2026-01-15T10:11:12.123456",
            "policies": {"allowedKycAttributes": [{"attributeName": "fullName"}]},
        });
        let service = site.person("service", &["CREDENTIAL_ISSUANCE"]).await;
        let device = site.person("device", &["DEVICE_PROVIDER"]).await;
        for person in [&owner, &service] {
            assert_eq!(site.get(person, read).await.response(), expected);
        }
        site.get_refuses(&stranger, &[(read, FOREIGN)]).await;
        site.get_refuses(&device, &[(read, FORBIDDEN)]).await;
        let upper = "/partners/acme/credentialtype/EUIN/policies";
        site.get_refuses(&owner, &[(upper, "PMS_PRT_064 No details found")]).await;

        site.sql("UPDATE auth_policy SET is_active = FALSE, policy_file_id = 'odd' WHERE id = 'kyc'").await;
        let odd = "PMS_PRT_071 Error occured while parsing policy string to json objectnull";
        site.get_refuses(&owner, &[(read, odd)]).await;
        site.sql("UPDATE auth_policy SET policy_file_id = '{}' WHERE id = 'kyc'").await;
        assert_eq!(site.get(&owner, read).await.response()["status"], "DRAFTED");
    }
}

#[tokio::test]
async fn refusals_of_a_mapping_in_their_order() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Credential_Partner", "DataShare").await;
        let stranger = active(&site, "other", "Credential_Partner").await;
        let print = active(&site, "print", "Print_Partner").await;
        site.policy_group("Other").await;
        policy(&site, "Other", "Elsewhere", "DataShare").await;
        let device = site.person("device", &["DEVICE_PROVIDER"]).await;
        let of_type = "PMS_PRT_072 Given credential type is not allowed. Allowed credential types : \
             auth,qrcode,euin,reprint,vercred,opencrvs";
        let of_partner = "PMS_PRT_070 Credential mapping allowed only for :\
             Credential_Partner,Online_Verification_Partner,Auth_Partner";
        for (person, partner, kind, name, expected) in [
            (&device, "acme", "euin", "Kyc", FORBIDDEN),
            (&owner, "nobody", "passport", "Kyc", of_type),
            (&owner, "nobody", "euin", "Kyc", "PMS_PRT_005 Partner does not exist"),
            (&stranger, "acme", "euin", "Kyc", FOREIGN),
            (&print, "print", "euin", "Nothing", of_partner),
            (&owner, "acme", "euin", "Nothing", "PMS_PRT_073 Policy not exists."),
            (
                &owner,
                "acme",
                "euin",
                "Elsewhere",
                "PMS_PRT_098 Given policy doesn't exists under partner's policy group.",
            ),
            // In any letter case, as the caller wrote it.
            (&owner, "acme", "VerCred", "Kyc", "success"),
            (&admin, "acme", "auth", "Kyc", "success"),
        ] {
            let path = format!("/partners/{partner}/credentialtype/{kind}/policies/{name}");
            assert_eq!(site.call(person, "POST", &path).await.error(), expected, "{path}");
        }
        let found = site.get(&owner, "/partners/acme/credentialtype/VerCred/policies").await;
        assert_eq!(found.response()["credentialType"], "VerCred");
        let path = "/partners/acme/credentialtype/euin/policies/Kyc";
        site.sql("UPDATE auth_policy SET valid_to_date = '2026-01-01 00:00:00' WHERE id = 'kyc'").await;
        assert_eq!(site.call(&owner, "POST", path).await.error(), "PMS_PMP_018 Policy expired.");
        site.sql("UPDATE auth_policy SET valid_to_date = '2027-01-01 00:00:00' WHERE id = 'kyc'").await;
        site.sql("UPDATE policy_group SET is_active = FALSE WHERE name = 'Group'").await;
        assert_eq!(site.call(&owner, "POST", path).await.error(), "PMS_PMP_023 Policy group is not active.");
        site.sql("UPDATE policy_group SET is_active = TRUE WHERE name = 'Group'").await;
        policy(&site, "Other", "Twin", "DataShare").await;
        site.sql("UPDATE auth_policy SET id = 'twin-1' WHERE id = 'twin'").await;
        policy(&site, "Group", "Twin", "DataShare").await;
        site.sql("UPDATE auth_policy SET is_active = FALSE WHERE id = 'twin'").await;
        let twin = "/partners/acme/credentialtype/euin/policies/Twin";
        assert_eq!(site.call(&owner, "POST", twin).await.error(), "PMS_PMP_019 Policy is not active.");
        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        assert_eq!(site.call(&stranger, "POST", path).await.error(), "PMS_PMP_016 Partner is not active.");
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM partner_policy_credential_type").await, 2);
    }
}
