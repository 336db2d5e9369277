//! From a registration to a certificate that MOSIP signed, and on, for each partner type, over HTTP alone; what comes out
//! is judged by the `openssl` command.

use pms_api_testkit::pki::{self, pki};
use pms_api_testkit::{Answer, ORGANIZATION, Person, registration, with};
use pms_domain::partner_type::{self, Domain, PartnerType};
use pms_domain::routes::{self, Route};
use pms_testkit::openssl_cli::{self, Certificate};
use serde_json::{Value, json};

use crate::house::{House, assert_no_internals};

/// One partner's way.
struct Journey<'a> {
    house: &'a House,
    admin: &'a Person,
    person: Person,
    kind: &'static PartnerType,
    id: String,
    certificate: Certificate,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_registration_to_signed_certificate_and_back() {
    if !pki::available() {
        return;
    }
    for house in House::on_both().await {
        let admin = house.admin().await;
        let group = json!({"name": "Group", "desc": "Described"});
        house
            .call(&routes::CREATE_POLICY_GROUP, routes::CREATE_POLICY_GROUP.path, Some(&group))
            .by(&admin)
            .send()
            .await;
        for domain in ["AUTH", "DEVICE", "FTM", "MISP"] {
            trust(&house, &admin, domain).await;
        }
        for kind in partner_type::ALL {
            Journey::new(&house, &admin, kind).await.walk().await;
        }
        trust_lists(&house, &admin).await;
    }
}

/// Root and intermediate one by one for one domain, at once as a p7b for the others.
async fn trust(house: &House, admin: &Person, domain: &str) {
    let route = &routes::UPLOAD_CA_CERTIFICATE;
    let uploads = if domain == "AUTH" {
        vec![pki().root.pem.clone(), pki().intermediate.pem.clone()]
    } else {
        let bundle = openssl_cli::pkcs7(&[&pki().intermediate.pem, &pki().root.pem]).unwrap();
        let base64: String = bundle.lines().filter(|line| !line.starts_with("-----")).collect();
        vec![base64.replace('+', "-").replace('/', "_")]
    };
    for data in uploads {
        let request = json!({"certificateData": data, "partnerDomain": domain});
        let answer = house.call(route, route.path, Some(&request)).by(admin).send().await;
        assert_eq!(answer.response()["status"], "Upload Success.", "{domain}");
    }
}

/// Every domain's store holds its CA, and each chain can be downloaded.
async fn trust_lists(house: &House, admin: &Person) {
    for domain in ["AUTH", "DEVICE", "FTM", "MISP"] {
        let path = format!("{}?partnerDomain={domain}&pageNo=0&pageSize=500", routes::LIST_TRUST_CERTIFICATES.path);
        let listed = house.ask("GET", &path).by(admin).send().await.response();
        let rows = listed["data"].as_array().unwrap();
        let intermediate = rows.iter().find(|row| row["issuedTo"].to_string().contains("Intermediate CA")).unwrap();
        let id = intermediate["certId"].as_str().unwrap();
        let path = routes::DOWNLOAD_TRUST_CERTIFICATE.path.replace("{certificateId}", id);
        let file = house.ask("GET", &path).by(admin).send().await.response();
        let chain = openssl_cli::pkcs7_certificates(file["p7bFile"].as_str().unwrap()).unwrap();
        assert_eq!(chain.len(), 2, "{domain}: target and root");
        assert!(accepts(house, &chain[0], &[], &[&chain[1]]), "{domain}: the chain does not verify");
    }
}

/// What `openssl verify` says at the site's time.
fn accepts(house: &House, certificate: &str, intermediates: &[&str], anchors: &[&str]) -> bool {
    let now = house.app.surroundings().now().and_utc().timestamp().to_string();
    let options = ["-x509_strict", "-attime", &now];
    let said = openssl_cli::verify_with(certificate, intermediates, anchors, &options).unwrap();
    if !said.accepted {
        println!("{}", said.output);
    }
    said.accepted
}

fn domain(kind: &PartnerType) -> &'static str {
    match kind.domain {
        Domain::Auth => "AUTH",
        Domain::Device => "DEVICE",
        Domain::Ftm => "FTM",
        Domain::Misp => "MISP",
    }
}

impl<'a> Journey<'a> {
    async fn new(house: &'a House, admin: &'a Person, kind: &'static PartnerType) -> Journey<'a> {
        let id = kind.code.to_lowercase().replace('_', "-");
        let person = house.person(&format!("{id}-owner"), &[]).await;
        let certificate = pki::leaf().issued_by(&pki().intermediate).unwrap();
        Journey { house, admin, person, kind, id, certificate }
    }

    async fn call(&self, person: &Person, route: &Route, variable: &str, request: Option<Value>) -> Answer {
        let path = route
            .path
            .split('/')
            .map(|part| if part.starts_with('{') { variable } else { part })
            .collect::<Vec<_>>()
            .join("/");
        let reply = self.house.call(route, &path, request.as_ref()).by(person).send().await;
        assert_no_internals(&reply.text);
        reply.answer
    }

    async fn walk(&self) {
        self.register().await;
        self.waits_for_the_admin().await;
        self.decide().await;
        let signed = self.upload().await;
        self.download(&signed).await;
        self.off_and_on(&signed).await;
    }

    /// By itself where its type may, else by an admin who makes the person its owner.
    async fn register(&self) {
        let settings = self.house.app.settings();
        let mut request = registration(&self.id, self.kind.code);
        if !self.kind.policy_required {
            request.as_object_mut().unwrap().remove("policyGroup");
        }
        let answer = self.call(&self.person, &routes::REGISTER_PARTNER, "", Some(request.clone())).await;
        if settings.registration.types.iter().any(|code| code == self.kind.code) {
            let response = answer.response();
            assert_eq!((&response["partnerId"], &response["status"]), (&json!(self.id), &json!("InProgress")));
            return;
        }
        assert_eq!(answer.error(), "PMS_REG_001 Partners of this type are registered by an administrator.");
        let request = with(request, json!({"purpose": "To serve"}));
        let made = self.call(self.admin, &routes::ADMIN_CREATE_PARTNER, "", Some(request)).await;
        assert_eq!(made.error(), "success", "{}", self.id);
        self.house.join(&self.id, &self.person, "owner").await;
        // Types without a role of their own act as any partner does.
        let role = self.kind.role.unwrap_or("AUTH_PARTNER");
        let by_admin = self.house.context(self.admin).await;
        pms_app::accounts::roles::grant_role(&self.house.app, &by_admin, &self.person.name, role).await.unwrap();
    }

    fn body(&self) -> Value {
        json!({"partnerId": self.id, "certificateData": self.certificate.pem, "partnerDomain": domain(self.kind)})
    }

    async fn waits_for_the_admin(&self) {
        let registered_by_admin =
            !self.house.app.settings().registration.types.iter().any(|code| code == self.kind.code);
        if registered_by_admin {
            return;
        }
        let early = self.call(&self.person, &routes::UPLOAD_PARTNER_CERTIFICATE, "", Some(self.body())).await;
        assert_eq!(early.error(), "PMS_PMP_016 Partner is not active.", "{}", self.id);
        let none = self.call(&self.person, &routes::GET_PARTNER_CERTIFICATE, &self.id, None).await;
        assert!(none.error().starts_with("PMS_PRT_108 "), "{}", none.error());
    }

    /// The inbox names the request; deciding it closes it.
    async fn decide(&self) {
        let path = format!("{}?partnerId={}&kind=partner", routes::LIST_APPROVALS.path, self.id);
        let open = self.house.ask("GET", &format!("{path}&state=open")).by(self.admin).send().await.response();
        if open["totalResults"] == 0 {
            let decided = self.house.ask("GET", &path).by(self.admin).send().await.response();
            assert_eq!(decided["data"][0]["state"], "approved", "an admin's registration is the approval");
            return;
        }
        let row = &open["data"][0];
        assert_eq!(row["organizationName"], ORGANIZATION);
        let id = row["approvalId"].as_str().unwrap();
        let request = json!({"decision": "approve", "revision": row["revision"]});
        let by_owner = self.call(&self.person, &routes::DECIDE_APPROVAL, id, Some(request.clone())).await;
        assert_eq!(by_owner.error(), "403 KER-ATH-403 Forbidden");
        let decided = self.call(self.admin, &routes::DECIDE_APPROVAL, id, Some(request.clone())).await;
        assert_eq!(decided.response()["state"], "approved");
        let again = self.call(self.admin, &routes::DECIDE_APPROVAL, id, Some(request)).await;
        assert_eq!(again.error(), "PMS_APR_002 The request has already been decided.");
    }

    async fn upload(&self) -> String {
        let answer = self.call(&self.person, &routes::UPLOAD_PARTNER_CERTIFICATE, "", Some(self.body())).await;
        let signed = answer.response()["signedCertificateData"].as_str().unwrap().to_owned();
        let partner = self.call(&self.person, &routes::GET_PARTNER, &self.id, None).await.response();
        assert_eq!(partner["isActive"], true, "{}", self.id);
        signed
    }

    async fn download(&self, signed: &str) {
        let got = self.call(&self.person, &routes::GET_PARTNER_CERTIFICATE, &self.id, None).await.response();
        assert_eq!(got["certificateData"].as_str().unwrap().trim(), signed.trim(), "{}", self.id);
        let both = self.call(&self.person, &routes::GET_CERTIFICATE_DATA, &self.id, None).await.response();
        assert_eq!(both["caSignedCertificateData"].as_str().unwrap().trim(), self.certificate.pem.trim());
        assert_eq!(both["mosipSignedCertificateData"].as_str().unwrap().trim(), signed.trim());
        let own_key = openssl_cli::describe(&self.certificate.pem, &["-pubkey"]).unwrap();
        assert_eq!(openssl_cli::describe(signed, &["-pubkey"]).unwrap(), own_key, "{}: the partner's key", self.id);
        if domain(self.kind) == "FTM" {
            assert_eq!(signed.trim(), self.certificate.pem.trim(), "a chip maker's chain is its own");
            assert!(accepts(self.house, signed, &[&pki().intermediate.pem], &[&pki().root.pem]));
            return;
        }
        let root = self.platform("applicationId=ROOT").await;
        let issuing = match domain(self.kind) {
            "AUTH" => self.platform("applicationId=PMS").await,
            other => self.platform(&format!("applicationId=PMS&referenceId={other}")).await,
        };
        assert!(accepts(self.house, signed, &[&issuing], &[&root]), "{}", self.id);
        assert!(!accepts(self.house, signed, &[], &[&pki().root.pem]), "{}: it is MOSIP's now", self.id);
        for other in ["DEVICE", "MISP", "FTM"].iter().filter(|other| **other != domain(self.kind)) {
            let foreign = self.platform(&format!("applicationId=PMS&referenceId={other}")).await;
            assert!(!accepts(self.house, signed, &[&foreign], &[&root]), "{}: issued by {other}", self.id);
        }
        let is_ca = openssl_cli::describe(signed, &["-ext", "basicConstraints"]).unwrap().contains("CA:TRUE");
        assert_eq!(is_ca, domain(self.kind) == "DEVICE", "{}: only device certificates issue others", self.id);
    }

    async fn platform(&self, query: &str) -> String {
        let path = format!("{}?{query}", routes::KEYMANAGER_GET_CERTIFICATE.path);
        let found = self.house.ask("GET", &path).by(self.admin).send().await.response();
        found["certificate"].as_str().unwrap().to_owned()
    }

    async fn off_and_on(&self, signed: &str) {
        let off = json!({"status": "De-active", "reason": "Because."});
        let answer = self.call(self.admin, &routes::SET_PARTNER_STATUS, &self.id, Some(off)).await;
        assert_eq!(answer.response()["message"], "Partner de-activated successfully");
        let refused = self.call(&self.person, &routes::UPLOAD_PARTNER_CERTIFICATE, "", Some(self.body())).await;
        assert_eq!(refused.error(), "PMS_PMP_016 Partner is not active.", "{}", self.id);
        let refused = self.call(&self.person, &routes::GET_CERTIFICATE_DATA, &self.id, None).await.error();
        let expected = "PMS_CERTIFICATE_ERROR_009 Unable to download the certificate for a deactivated partner";
        assert_eq!(refused, expected);
        let on = json!({"status": "Active"});
        let old = self.call(self.admin, &routes::SET_PARTNER_STATUS, &self.id, Some(on)).await.error();
        assert_eq!(old, "PMS_PM_063 The selected partner has already been deactivated.", "the old route's refusal");
        let reason = json!({"reason": "Checked again."});
        let by_owner = self.call(&self.person, &routes::REACTIVATE_PARTNER, &self.id, Some(reason.clone())).await;
        assert_eq!(by_owner.error(), "403 KER-ATH-403 Forbidden");
        let back = self.call(self.admin, &routes::REACTIVATE_PARTNER, &self.id, Some(reason)).await;
        assert_eq!(back.response()["isActive"], true, "{}", self.id);
        let both = self.call(&self.person, &routes::GET_CERTIFICATE_DATA, &self.id, None).await.response();
        assert_eq!(both["mosipSignedCertificateData"].as_str().unwrap().trim(), signed.trim());
    }
}
