//! Every partner type with every policy type, from the registration to what the policy gives, over HTTP alone, by an
//! account that holds the role of its type and no other.

mod registries;

use pms_api_testkit::pki::{self, pki};
use pms_api_testkit::{Answer, Person, registration, with};
use pms_app::partners::{self, StepKind, StepState};
use pms_domain::partner_type::{self, PartnerType};
use pms_domain::policy::PolicyType;
use pms_domain::roles;
use pms_domain::routes::{self, Route};
use serde_json::{Value, json};

use crate::house::{House, assert_no_internals};

const FORBIDDEN: &str = "403 KER-ATH-403 Forbidden";

/// What a pair of partner type and policy type comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// An API key and an OIDC client.
    KeyAndClient,
    /// An API key, after extractors where the type needs them, and a credential type where it may have one.
    Key,
    /// A licence.
    Licence,
    /// The policy does not fit.
    Unfit,
    /// The role of the type asks for no policies (contract part A §2, r-map).
    NoPolicies,
}

/// The decisions' table ("Which policy for which type?"), written out: for Auth, DataShare, CredentialIssuance, MISP.
fn ends(kind: &PartnerType) -> [End; 4] {
    use End::{Key, KeyAndClient, Licence, NoPolicies, Unfit};
    match kind.code {
        "Auth_Partner" => [KeyAndClient, Unfit, Unfit, Unfit],
        "Credential_Partner"
        | "Online_Verification_Partner"
        | "ABIS_Partner"
        | "Manual_Adjudication"
        | "Internal_Partner"
        | "Print_Partner" => [Unfit, Key, Key, Unfit],
        "MISP_Partner" => [Unfit, Unfit, Unfit, Licence],
        "Device_Provider" | "FTM_Provider" | "SDK_Partner" => [NoPolicies; 4],
        // They act as any partner, and no policy is for them.
        "Partner_Admin" | "Binding_Partner" => [Unfit; 4],
        other => panic!("{other}"),
    }
}

struct Onboarding<'a> {
    house: &'a House,
    admin: &'a Person,
    person: Person,
    kind: &'static PartnerType,
    id: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_partner_type_with_every_policy_type_by_its_own_role() {
    if !pki::available() {
        return;
    }
    for house in House::on_both().await {
        let admin = house.admin().await;
        let manager = house.person("manager", &[roles::POLICYMANAGER]).await;
        policies(&house, &manager).await;
        let validator = house.person("validator", &[roles::REGISTRATION_PROCESSOR]).await;
        for domain in partner_type::Domain::ALL {
            house.trust(&admin, domain.as_str()).await;
        }
        let mut counted = 0;
        for kind in partner_type::ALL {
            let onboarding = Onboarding::new(&house, &admin, kind).await;
            onboarding.become_active().await;
            for (policy_type, end) in PolicyType::ALL.into_iter().zip(ends(kind)) {
                onboarding.use_policy(policy_type, end).await;
                counted += 1;
            }
            onboarding.own_way(&validator).await;
            onboarding.holds_one_role().await;
        }
        assert_eq!(counted, 13 * 4, "{}", house.database());
    }
}

/// The group `Group` with a published policy of each type, which is named like the type.
async fn policies(house: &House, manager: &Person) {
    let send = async |route: &'static Route, path: &str, request: Option<Value>| {
        house.call(route, path, request.as_ref()).by(manager).send().await.response()
    };
    let group = json!({"name": "Group", "desc": "Described"});
    let group = send(&routes::CREATE_POLICY_GROUP, routes::CREATE_POLICY_GROUP.path, Some(group)).await;
    for policy_type in PolicyType::ALL {
        let name = policy_type.as_str();
        let policy = json!({"policyId": name, "policyGroupName": "Group", "policyType": name, "name": name,
            "desc": "Described", "version": "1", "policies": content(policy_type)});
        send(&routes::CREATE_POLICY, routes::CREATE_POLICY.path, Some(policy)).await;
        let path = fill(&routes::PUBLISH_POLICY, &[name, group["id"].as_str().unwrap()]);
        let published = send(&routes::PUBLISH_POLICY, &path, None).await;
        assert_eq!(published["status"], "PUBLISHED", "{name}");
    }
}

fn content(policy_type: PolicyType) -> Value {
    match policy_type {
        PolicyType::Auth => {
            json!({"authTokenType": "random", "allowedAuthTypes": [{"authType": "otp", "mandatory": false}],
            "allowedKycAttributes": [{"attributeName": "fullName"}]})
        }
        PolicyType::DataShare | PolicyType::CredentialIssuance => json!({
            "dataSharePolicies": {"typeOfShare": "Data Share", "validForInMinutes": "30", "transactionsAllowed": "2",
                "encryptionType": "Partner Based", "shareDomain": "datashare.example", "source": "ID Repository"},
            "shareableAttributes": [{"attributeName": "fullName", "source": [{"attribute": "fullName"}],
                "encrypted": true}]}),
        PolicyType::Misp => json!({"allowAuthRequestDelegation": true, "allowKycRequestDelegation": true,
            "allowKeyBindingDelegation": true}),
    }
}

fn fill(route: &Route, values: &[&str]) -> String {
    let mut values = values.iter();
    let parts = route.path.split('/').map(|part| if part.starts_with('{') { *values.next().unwrap() } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn extractors() -> Value {
    json!({"extractors": [{"attributeName": "photo", "biometric": "Face",
        "extractor": {"provider": "mock", "version": "1.1"}}]})
}

impl<'a> Onboarding<'a> {
    async fn new(house: &'a House, admin: &'a Person, kind: &'static PartnerType) -> Onboarding<'a> {
        let id = kind.code.to_lowercase().replace('_', "-");
        let person = house.person(&format!("{id}-person"), &[]).await;
        Onboarding { house, admin, person, kind, id }
    }

    /// The role of the type; types without one act as any partner does.
    fn role(&self) -> &'static str {
        self.kind.role.unwrap_or(roles::AUTH_PARTNER)
    }

    fn among(&self, types: &[String]) -> bool {
        types.iter().any(|code| code.eq_ignore_ascii_case(self.kind.code))
    }

    async fn call(&self, person: &Person, route: &Route, values: &[&str], request: Option<Value>) -> Answer {
        let reply = self.house.call(route, &fill(route, values), request.as_ref()).by(person).send().await;
        assert_no_internals(&reply.text);
        reply.answer
    }

    async fn own(&self, route: &Route, values: &[&str], request: Option<Value>) -> Answer {
        self.call(&self.person, route, values, request).await
    }

    /// Registered, approved, and active by its first certificate.
    async fn become_active(&self) {
        let request = registration(&self.id, self.kind.code);
        let by_itself = self.among(&self.house.app.settings().registration.types);
        if by_itself {
            let answer = self.own(&routes::REGISTER_PARTNER, &[], Some(request)).await;
            assert_eq!(answer.response()["status"], "InProgress", "{}", self.id);
            let path = format!("{}?partnerId={}&kind=partner&state=open", routes::LIST_APPROVALS.path, self.id);
            let open = self.house.ask("GET", &path).by(self.admin).send().await.response();
            let approval = open["data"][0]["approvalId"].as_str().unwrap().to_owned();
            let decision = json!({"decision": "approve", "revision": open["data"][0]["revision"]});
            let decided = self.call(self.admin, &routes::DECIDE_APPROVAL, &[&approval], Some(decision)).await;
            assert_eq!(decided.response()["state"], "approved", "{}", self.id);
        } else {
            let made = self.call(self.admin, &routes::ADMIN_CREATE_PARTNER, &[], Some(request)).await;
            assert_eq!(made.error(), "success", "{}", self.id);
            self.house.join(&self.id, &self.person, "owner").await;
            let by_admin = self.house.context(self.admin).await;
            let granted =
                pms_app::accounts::roles::grant_role(&self.house.app, &by_admin, &self.person.name, self.role()).await;
            assert!(granted.is_ok(), "{}", self.id);
        }
        let certificate = pki::leaf().issued_by(&pki().intermediate).unwrap().pem;
        let upload = json!({"partnerId": self.id, "certificateData": certificate,
            "partnerDomain": self.kind.domain.as_str()});
        let uploaded = self.own(&routes::UPLOAD_PARTNER_CERTIFICATE, &[], Some(upload)).await;
        assert_eq!(uploaded.error(), "success", "{}", self.id);
        let partner = self.own(&routes::GET_PARTNER, &[&self.id], None).await.response();
        assert_eq!((&partner["isActive"], &partner["policyGroup"]), (&json!(true), &json!("Group")), "{}", self.id);
    }

    async fn holds_one_role(&self) {
        let held = pms_store::account::account::roles(self.house.app.store().db(), &self.person.id).await.unwrap();
        assert_eq!(held, [self.role()], "{}", self.id);
    }

    async fn use_policy(&self, policy_type: PolicyType, end: End) {
        let policy = policy_type.as_str();
        let wish = json!({"policyName": policy, "useCaseDescription": "To serve."});
        let asked = self.own(&routes::REQUEST_POLICY, &[&self.id], Some(wish)).await;
        match end {
            End::Unfit => {
                let refused = format!("PMS_LNK_001 Policies of type {policy} are not for partners of this type.");
                assert_eq!(asked.error(), refused, "{}", self.id);
                return self.gets_nothing(policy, "PMS_PRT_109 Given policy is not mapped to partner").await;
            }
            End::NoPolicies => {
                assert_eq!(asked.error(), FORBIDDEN, "{}", self.id);
                return self.gets_nothing(policy, FORBIDDEN).await;
            }
            End::KeyAndClient | End::Key | End::Licence => {}
        }
        let request = asked.response()["mappingkey"].as_str().unwrap().to_owned();
        self.step(StepKind::PolicyRequest, policy_type, "admins").await;
        if end == End::Key {
            self.extractors_then_approval(policy, &request).await;
            self.credential_type(policy).await;
        } else {
            self.approve(&request, "success").await;
        }
        self.step(StepKind::PolicyRequest, policy_type, "done").await;
        self.step(StepKind::ApiKey, policy_type, "yours").await;
        self.step(StepKind::MispLicence, policy_type, "admins").await;
        match end {
            End::Licence => self.licence(policy).await,
            End::KeyAndClient => {
                self.key(policy).await;
                self.client(policy).await;
            }
            _ => self.key(policy).await,
        }
        self.step(StepKind::ApiKey, policy_type, "done").await;
        self.step(StepKind::MispLicence, policy_type, "done").await;
    }

    /// What the checklist of the home page says of a step, if the type has it. It is about the first policy of a partner.
    async fn step(&self, kind: StepKind, policy_type: PolicyType, expected: &str) {
        if policy_type == PolicyType::CredentialIssuance {
            return;
        }
        let ctx = self.house.context(&self.person).await;
        let Ok(list) = partners::checklist(&self.house.app, &ctx, &self.id).await else { panic!("{}", self.id) };
        let Some(step) = list.steps.iter().find(|step| step.kind == kind) else { return };
        let said = match step.state {
            StepState::Done { .. } => "done",
            StepState::Yours => "yours",
            StepState::Admins | StepState::Decided { .. } => "admins",
            StepState::Later => "later",
            StepState::Asked { .. } | StepState::PolicyManagers | StepState::Refused | StepState::Outside => "other",
        };
        assert_eq!(said, expected, "{} {kind:?}", self.id);
    }

    async fn approve(&self, request: &str, expected: &str) {
        let decision = json!({"status": "approved"});
        let by_itself = self.own(&routes::DECIDE_POLICY_REQUEST, &[request], Some(decision.clone())).await;
        assert_eq!(by_itself.error(), FORBIDDEN, "{}", self.id);
        let decided = self.call(self.admin, &routes::DECIDE_POLICY_REQUEST, &[request], Some(decision)).await;
        assert_eq!(decided.error(), expected, "{}", self.id);
    }

    /// Extractors come before the approval, which types that need them do not get without, and never after.
    async fn extractors_then_approval(&self, policy: &str, request: &str) {
        let what = [self.id.as_str(), policy];
        if self.among(&self.house.app.settings().policies.extractor_partner_types) {
            self.approve(request, "PMS_PM_051 Extractors are not present. Please add extractors.").await;
        }
        let added = self.own(&routes::ADD_EXTRACTORS, &what, Some(extractors())).await;
        assert_eq!(added.response(), "Extractors added successfully.", "{}", self.id);
        self.step(StepKind::BioExtractors, PolicyType::DataShare, "done").await;
        self.approve(request, "success").await;
        let late = self.own(&routes::ADD_EXTRACTORS, &what, Some(extractors())).await.error();
        assert_eq!(late, "PMS_PRT_062 Partner api key request is approved already. Cann't add extractors now.");
        let read = self.own(&routes::GET_EXTRACTORS, &what, None).await.response();
        assert_eq!(read, extractors(), "{}", self.id);
    }

    /// A credential type of its own for each policy.
    async fn credential_type(&self, policy: &str) {
        let settings = &self.house.app.settings().policies;
        let credential_type = &settings.credential_types[usize::from(policy == "CredentialIssuance")];
        let path = [self.id.as_str(), credential_type, policy];
        let mapped = self.own(&routes::MAP_CREDENTIAL_TYPE, &path, Some(json!({}))).await;
        if !self.among(&settings.credential_partner_types) {
            let allowed = settings.credential_partner_types.join(",");
            assert_eq!(mapped.error(), format!("PMS_PRT_070 Credential mapping allowed only for :{allowed}"));
            return;
        }
        let done = "Partner, policy and credentialType mapping done successfully.";
        assert_eq!(mapped.response(), done, "{}", self.id);
        let found = self.own(&routes::GET_CREDENTIAL_POLICY, &path[..2], None).await.response();
        assert_eq!(found["policyName"], policy, "{}", self.id);
    }

    /// A key that the list of keys names and that gives its policy to those who read it.
    async fn key(&self, policy: &str) {
        let request = json!({"policyName": policy, "label": format!("Key {policy}")});
        let made = self.own(&routes::GENERATE_API_KEY, &[&self.id], Some(request)).await.response();
        assert_eq!((&made["partnerId"], &made["policyId"]), (&json!(self.id), &json!(policy)));
        let path = format!("{}?partnerId={}&policyName={policy}", routes::LIST_API_KEYS_V2.path, self.id);
        let listed = self.house.ask("GET", &path).by(&self.person).send().await.response();
        assert_eq!(listed["data"][0]["status"], "activated", "{}: {listed}", self.id);
        let key = made["apiKey"].as_str().unwrap();
        let found = self.call(self.admin, &routes::GET_API_KEY_POLICY, &[&self.id, key], None).await.response();
        assert_eq!(found, json!({"partnerID": self.id, "policyId": policy}));
        let read = self.call(self.admin, &routes::GET_PARTNER_POLICY, &[policy, &self.id], None).await.response();
        assert_eq!(read["policyName"], policy);
    }

    async fn client(&self, policy: &str) {
        let client = json!({"name": "Client", "policyId": policy, "authPartnerId": self.id,
            "publicKey": crate::requests::client_key(1, "onboarding"), "clientNameLangMap": {"eng": "Client"},
            "logoUri": "https://bank.example/logo", "redirectUris": ["https://bank.example/callback"],
            "grantTypes": ["authorization_code"], "clientAuthMethods": ["private_key_jwt"]});
        let made = self.own(&routes::CREATE_OAUTH_CLIENT, &[], Some(client)).await.response();
        let id = made["clientId"].as_str().unwrap();
        let read = self.own(&routes::GET_OAUTH_CLIENT, &[id], None).await.response();
        assert_eq!((&read["policyId"], &read["status"]), (&json!(policy), &json!("ACTIVE")));
    }

    /// An administrator makes it; its MISP sees it.
    async fn licence(&self, policy: &str) {
        let request = json!({"providerId": self.id});
        let made = self.call(self.admin, &routes::CREATE_LICENCE, &[], Some(request)).await.response();
        let listed = self.own(&routes::LIST_LICENCES, &[], None).await.response();
        let licence = &listed[0];
        assert_eq!(licence["licenseKey"], made["licenseKey"], "{listed}");
        let said = (&licence["mispId"], &licence["policyId"], &licence["isActive"]);
        assert_eq!(said, (&json!(self.id), &json!(policy), &json!(true)));
    }

    /// Without the policy there is no key and no client of it.
    async fn gets_nothing(&self, policy: &str, of_a_key: &str) {
        // Only an authentication partner has clients; MISPs have licences in the place of keys.
        let of_a_key = if self.kind.code == "MISP_Partner" { FORBIDDEN } else { of_a_key };
        let request = json!({"policyName": policy, "label": "Key"});
        let refused = self.own(&routes::GENERATE_API_KEY, &[&self.id], Some(request)).await.error();
        assert_eq!(refused, of_a_key, "{} {policy}", self.id);
        let client = json!({"name": "Client", "policyId": policy, "authPartnerId": self.id,
            "publicKey": crate::requests::client_key(2, &self.id), "logoUri": "https://bank.example/logo",
            "redirectUris": ["https://bank.example/callback"], "grantTypes": ["authorization_code"],
            "clientAuthMethods": ["private_key_jwt"]});
        let client = with(client, json!({"clientNameLangMap": {"eng": "Client"}}));
        let refused = self.own(&routes::CREATE_OAUTH_CLIENT, &[], Some(client)).await.error();
        let code = if self.kind.code == "Auth_Partner" { "PMS_PRT_057 " } else { "PMS_PRT_059 " };
        assert!(refused.starts_with(code), "{} {policy}: {refused}", self.id);
    }
}
