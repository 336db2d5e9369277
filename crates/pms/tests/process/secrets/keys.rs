//! API keys and what is registered at eSignet.

use pms_testkit::esignet::{Esignet, Said};
use pms_testkit::openssl_cli::Hierarchy;
use serde_json::{Value, json};

use super::{ADDRESS, Journey, ORGANIZATION, OWNER_EMAIL};
use crate::client::{self, Answer};
use crate::home::Home;
use crate::walk::Browser;

pub const ESIGNET_SECRET: &str = "esignet-secret-of-the-sealed-site";
pub const BANK_EMAIL: &str = "sealed.bank@sealed-people.example";
pub const BANK_PHONE: &str = "+41795559911";
const BASE: &str = "/v1/partnermanager";
const POLICIES: &str = "/v1/policymanager/policies";

/// A site whose OIDC clients are registered at an eSignet that asks for a secret.
pub fn with_esignet(home: &mut Home) -> Esignet {
    let esignet = Esignet::start();
    let file = home.log().with_file_name("esignet-secret");
    std::fs::write(&file, ESIGNET_SECRET).unwrap();
    for (name, value) in [
        ("PMS__ESIGNET__MODE", "http".to_owned()),
        ("PMS__ESIGNET__URL", esignet.url()),
        ("PMS__ESIGNET__TOKEN_URL", esignet.token_url()),
        ("PMS__ESIGNET__CLIENT_ID", "pms".to_owned()),
        ("PMS__ESIGNET__CLIENT_SECRET_FILE", file.display().to_string()),
        ("PMS__ESIGNET__ALLOWED_HOSTS", "[\"127.0.0.1\"]".to_owned()),
    ] {
        home.settings.push((name, value));
    }
    esignet
}

impl Journey<'_> {
    fn send(&self, token: &str, method: &str, path: &str, request: &Value) -> Answer {
        client::send(self.address, token, method, path, request)
    }

    fn send_v2(&self, token: &str, path: &str, id: &str, request: &Value) -> Answer {
        client::send_v2(self.address, token, &format!("{BASE}{path}"), id, request)
    }

    /// A key is made, guessed at, looked up, switched, moved, issued again, and made by an admin and fetched.
    pub fn api_keys(&mut self, owner: &mut Browser, admin: &str, owner_token: &str) {
        self.bank(owner, admin);
        for policy in ["Kyc", "Kyc two"] {
            self.approved_policy(admin, owner_token, policy);
        }
        let generate = format!("{BASE}/partners/sealed-bank/generate/apikey");
        let made =
            self.send(owner_token, "PATCH", &generate, &json!({"policyName": "Kyc", "label": "First"})).response();
        let first = made["apiKey"].as_str().unwrap().to_owned();
        self.needles.add_unmailed("API key", &first);
        let (old, new) = (made["policyId"].clone(), self.policy_id(admin, "Kyc two"));
        self.needles.add_unmailed("wrong API key", "an-api-key-that-was-guessed");
        for key in [first.as_str(), "an-api-key-that-was-guessed"] {
            client::get(self.address, admin, &format!("{BASE}/partners/sealed-bank/apikey/{key}"));
            let with_licence = format!("{BASE}/partners/sealed-bank/apikey/{key}/misp/a-licence-key-that-was-guessed");
            client::get(self.address, admin, &format!("{with_licence}/validate?needPartnerCert=true"));
            let question = json!({"partnerId": "sealed-bank", "apiKey": key,
                "licenseKey": "a-licence-key-that-was-guessed"});
            let questions = json!({ "questions": [question] });
            let answered = self.send_v2(admin, "/verifications", "mosip.pms.verifications.post", &questions).response();
            assert_eq!(answered["answers"][0]["reason"], "licence_unknown", "{answered}");
            let request = json!({"oldPolicyID": old, "newPolicyID": new});
            self.send(admin, "PUT", &format!("{BASE}/partners/sealed-bank/apikey/{key}/policies"), &request);
            let filter = json!({"columnName": "policyApiKey", "type": "equals", "value": key});
            let search = json!({"filters": [filter], "sort": [], "pagination": {"pageStart": 0, "pageFetch": 10}});
            self.send(admin, "POST", &format!("{BASE}/partners/apikey/search"), &search);
        }
        let status = format!("{BASE}/partners/sealed-bank/policy/{}/apiKey/status", new.as_str().unwrap());
        for word in ["De-active", "Active"] {
            self.send(owner_token, "PATCH", &status, &json!({"label": "First", "status": word})).response();
        }
        let listed = client::get(self.address, owner_token, &format!("{BASE}/partner-api-keys/v2")).response();
        assert_eq!(listed["data"][0]["apiKeyLabel"], "First", "{listed}");
        client::get(self.address, owner_token, &format!("{BASE}/partners/sealed-bank/apikey/request")).response();
        let made =
            self.send(owner_token, "PATCH", &generate, &json!({"policyName": "Kyc", "label": "Second"})).response();
        self.needles.add_unmailed("API key", made["apiKey"].as_str().unwrap());
        let path = format!("/partner-api-keys/{}/reissue", self.key_id(owner_token, "Second"));
        let again = json!({"label": "Third"});
        let again = self.send_v2(owner_token, &path, "mosip.pms.partner.api.key.reissue.post", &again).response();
        self.needles.add_unmailed("API key", again["apiKey"].as_str().unwrap());
        let wish = json!({"partnerId": "sealed-bank", "policyName": "Kyc two", "label": "Fetched"});
        let made = self.send_v2(admin, "/partner-api-keys", "mosip.pms.partner.api.key.post", &wish).response();
        let path = format!("/partner-api-keys/{}/fetch", made["keyId"].as_str().unwrap());
        let fetched = self.send_v2(owner_token, &path, "mosip.pms.partner.api.key.fetch.post", &json!({})).response();
        self.needles.add_unmailed("API key", fetched["apiKey"].as_str().unwrap());
    }

    /// An active authentication partner whose owner is the one who is there.
    fn bank(&self, owner: &mut Browser, admin: &str) {
        let group = json!({"name": "Banking", "desc": "Described"});
        self.send(admin, "POST", &format!("{POLICIES}/group/new"), &group).response();
        let partner = json!({"partnerId": "sealed-bank", "organizationName": ORGANIZATION, "address": ADDRESS,
            "contactNumber": BANK_PHONE, "emailId": BANK_EMAIL, "partnerType": "Auth_Partner", "policyGroup": "Banking"});
        self.send_v2(admin, "/admin-partners", "mosip.pms.admin.partner.post", &partner).response();
        let ca = Hierarchy::new(ORGANIZATION).unwrap();
        for pem in [&ca.root.pem, &ca.intermediate.pem] {
            let request = json!({"certificateData": pem, "partnerDomain": "AUTH"});
            self.send(admin, "POST", &format!("{BASE}/partners/certificate/ca/upload"), &request).response();
        }
        let own = ca.partner_certificate(ORGANIZATION).unwrap();
        let request = json!({"partnerId": "sealed-bank", "certificateData": own.pem, "partnerDomain": "AUTH"});
        self.send(admin, "POST", &format!("{BASE}/partners/certificate/upload"), &request).response();
        let before = self.mails.mails_to(OWNER_EMAIL).unwrap().len();
        let request = json!({"emailId": OWNER_EMAIL, "memberRole": "owner"});
        let path = "/admin-partners/sealed-bank/invitations";
        self.send_v2(admin, path, "mosip.pms.partner.invitation.post", &request).response();
        let link = self.letter(OWNER_EMAIL, before + 1).link().unwrap();
        let secret = link.rsplit('/').next().unwrap();
        owner.get(&format!("/portal/invitation/{secret}"));
        owner.done("/portal/invitation", &[("token", secret)]);
    }

    fn policy_id(&self, admin: &str, name: &str) -> Value {
        let search = json!({"filters": [{"columnName": "name", "type": "equals", "value": name}], "sort": [],
            "pagination": {"pageStart": 0, "pageFetch": 1}, "policyType": "all"});
        self.send(admin, "POST", &format!("{POLICIES}/search"), &search).response()["data"][0]["id"].clone()
    }

    /// The public id of a key.
    fn key_id(&self, token: &str, label: &str) -> String {
        let path = format!("{BASE}/partner-api-keys/v2?apiKeyLabel={label}");
        let found = client::get(self.address, token, &path).response();
        found["data"][0]["keyId"].as_str().unwrap_or_else(|| panic!("{found}")).to_owned()
    }

    fn approved_policy(&self, admin: &str, owner_token: &str, name: &str) {
        let content = json!({"authTokenType": "random", "allowedAuthTypes": [{"authType": "otp", "mandatory": false}],
            "allowedKycAttributes": [{"attributeName": "fullName"}]});
        let policy = json!({"policyGroupName": "Banking", "policyType": "Auth", "name": name, "desc": "Described",
            "version": "1", "policies": content});
        let made = self.send(admin, "POST", POLICIES, &policy).response();
        let groups = client::get(self.address, admin, &format!("{POLICIES}/policy-groups")).response();
        let (id, group) = (made["id"].as_str().unwrap(), groups[0]["id"].as_str().unwrap());
        self.send(admin, "POST", &format!("{POLICIES}/{id}/group/{group}/publish"), &json!({})).response();
        let wish = json!({"policyName": name, "useCaseDescription": "To serve."});
        let asked =
            self.send(owner_token, "POST", &format!("{BASE}/partners/sealed-bank/policy/map"), &wish).response();
        let path = format!("{BASE}/partners/policy/{}", asked["mappingkey"].as_str().unwrap());
        self.send(admin, "PUT", &path, &json!({"status": "approved"})).response();
    }

    /// eSignet accepts, refuses and says nothing; its secret and its tokens stay where they are.
    pub fn oidc_clients(&mut self, esignet: &Esignet, admin: &str, owner_token: &str) {
        let policy = self.policy_id(admin, "Kyc");
        let client = |letter: &str| {
            json!({"name": "Sealed client", "policyId": policy, "authPartnerId": "sealed-bank",
                "publicKey": {"kty": "OKP", "crv": "Ed25519", "x": format!("{}A", letter.repeat(42))},
                "clientNameLangMap": {"eng": "Sealed client"}, "logoUri": "https://bank.example/logo",
                "redirectUris": ["https://bank.example/callback"], "grantTypes": ["authorization_code"],
                "clientAuthMethods": ["private_key_jwt"]})
        };
        let path = format!("{BASE}/oauth/client");
        esignet.says([Said::Any(500, "a fault of eSignet"), Said::Refused("invalid_redirect_uri", "Not taken")]);
        for letter in ["c", "d"] {
            let refused = self.send(owner_token, "POST", &path, &client(letter));
            assert!(refused.json()["response"].is_null(), "{}", refused.body);
        }
        self.send(owner_token, "POST", &path, &client("e")).response();
        let asked = esignet.asked();
        assert!(asked.len() >= 3, "eSignet was asked");
        for number in 1..=esignet.tokens() {
            self.needles.add_unmailed("token for eSignet", format!("access-token-of-esignet-{number}"));
        }
        self.needles.add_unmailed("eSignet's client secret", ESIGNET_SECRET);
    }
}
