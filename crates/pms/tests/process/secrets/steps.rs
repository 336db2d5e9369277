//! More of the journey: the ways on which secrets pass besides the portal's main one.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pms_identity::totp::{TotpKey, step_at};
use pms_testkit::openssl_cli::Hierarchy;
use serde_json::{Value, json};

use super::{ADDRESS, Journey, ORGANIZATION, OWNER_EMAIL, OWNER_RESET};
use crate::client::{self, Answer};
use crate::walk::Browser;

pub const NEW_EMAIL: &str = "sealed.elsewhere@sealed-people.example";
pub const SECOND_CONTACT: &str = "sealed.nightshift@sealed-people.example";
pub const INVITED_EMAIL: &str = "sealed.invited@sealed-people.example";
pub const MISP_EMAIL: &str = "sealed.misp@sealed-people.example";
pub const ADDED_EMAIL: &str = "sealed.added@sealed-people.example";
pub const OWN_PHONE: &str = "+41791115577";
pub const SECOND_PHONE: &str = "+41792226688";
pub const CHANGED_PHONE: &str = "+41793337799";
pub const INVITED_PHONE: &str = "+41794448800";
pub const CHANGED_ADDRESS: &str = "48 Covered Quay Sealedtown";
pub const ADDED_PASSWORD: &str = "lantern fjord cabbage eighty";
pub const SET_PASSWORD: &str = "thimble orchard beacon ninety";

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "http://127.0.0.1:9/back";
const ISSUER: &str = "/auth/realms/mosip/protocol/openid-connect";

/// Where an answer sends the browser: path and query at our own server.
fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 302, "{}", answer.body);
    let to = answer.header("location").unwrap();
    match to.split_once("://") {
        Some((_, rest)) => rest[rest.find('/').unwrap()..].to_owned(),
        None => to.to_owned(),
    }
}

fn parameter(address: &str, name: &str) -> String {
    let (_, query) = address.split_once('?').unwrap();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(found, _)| found == name).unwrap_or_else(|| panic!("no {name} in {address}")).1.into_owned()
}

fn encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

impl Journey<'_> {
    /// A command of the program beside the server. What it logs is kept, and what it prints, unless that is the secret.
    fn command(&mut self, arguments: &[&str], typed: Option<&str>) -> String {
        let ran = match typed {
            Some(typed) => self.home.run_typing(arguments, typed),
            None => self.home.run(arguments),
        };
        assert_eq!(ran.code, Some(0), "{arguments:?}: {} {}", ran.out, ran.err);
        let prints_secret = arguments[0] == "client" || arguments == ["account", "list"];
        let said = if prints_secret { ran.err } else { format!("{}{}", ran.err, ran.out) };
        super::places::note(self.home, &said);
        ran.out
    }

    /// Makes a service client; answers its secret.
    pub fn new_client(&mut self, arguments: &[&str]) -> String {
        let printed = self.command(arguments, None);
        let secret = printed.trim().rsplit(' ').next().unwrap().to_owned();
        self.needles.add("client secret", &secret);
        secret
    }

    /// By the bridge to the wire's cookie, as the former portal does, and out again.
    pub fn bridge(&mut self, owner: &mut Browser) {
        let target = URL_SAFE_NO_PAD.encode(format!("http://{}/portal/help", self.address));
        let state = "7b0d2a8e-1c5a-4b9e-8f57-0e8a5b0a2f11";
        let begun = owner.get(&format!("/v1/partnermanager/login/{target}?state={state}"));
        let cookie = owner.jar.cookies["state"].clone();
        for part in cookie.split('.').filter(|part| part.len() > 36) {
            self.needles.add("cookie of a sign-in", part);
        }
        let provided = owner.get(&location(&begun));
        let back = location(&provided);
        self.needles.add("authorization code", parameter(&back, "code"));
        let done = owner.get(&back);
        assert_eq!(location(&done), "/portal/help");
        self.needles.add_token("access token", &owner.jar.cookies["Authorization"].clone());
        let known = owner.get("/v1/partnermanager/authorize/admin/validateToken");
        assert_eq!(known.response()["userId"], "sealed-owner", "{}", known.body);
        let left = owner.get(&format!("/v1/partnermanager/logout/user?redirecturi={target}"));
        owner.get(&location(&left));
        assert!(!owner.jar.cookies.contains_key("Authorization"));
        assert_eq!(owner.sign_in("sealed-owner", OWNER_RESET), 303);
        self.needles.add("session", owner.session());
    }

    /// Authorization code with PKCE, refreshed, used, and signed out with the id token.
    pub fn code_flow(&mut self, owner: &mut Browser) {
        let secret = self.new_client(&["client", "add", "sealed-shop", "--redirect-uri", BACK]);
        std::thread::sleep(std::time::Duration::from_secs(1));
        self.needles.add("code verifier", VERIFIER);
        let query = encoded(&[
            ("client_id", "sealed-shop"),
            ("redirect_uri", BACK),
            ("response_type", "code"),
            ("scope", "openid email profile"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        let code = parameter(&location(&owner.get(&format!("{ISSUER}/auth?{query}"))), "code");
        self.needles.add("authorization code", &code);
        let grant = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        let guessed = [("grant_type", "authorization_code"), ("code", "a-code-that-was-guessed"), grant[2], grant[3]];
        assert_eq!(self.token(&guessed, "a-wrong-client-secret-that-was-sent").status, 400);
        self.needles.add("wrong code", "a-code-that-was-guessed");
        self.needles.add("wrong client secret", "a-wrong-client-secret-that-was-sent");
        let set = self.tokens_of(&self.token(&grant, &secret));
        let refreshed = self.token(
            &[("grant_type", "refresh_token"), ("refresh_token", set["refresh_token"].as_str().unwrap())],
            &secret,
        );
        let set = self.tokens_of(&refreshed);
        // A code works once; then everything that came of it has ended.
        let (access, id) = (set["access_token"].as_str().unwrap(), set["id_token"].as_str().unwrap());
        let told = client::get(self.address, access, &format!("{ISSUER}/userinfo"));
        assert!(told.body.contains(OWNER_EMAIL), "{}", told.body);
        owner.get(&format!("{ISSUER}/logout?{}", encoded(&[("id_token_hint", id)])));
        assert_eq!(self.token(&grant, &secret).status, 400);
        assert_eq!(owner.sign_in("sealed-owner", OWNER_RESET), 303);
        self.needles.add("session", owner.session());
        let newer = self.new_client(&["client", "secret", "sealed-shop"]);
        assert_ne!(newer, secret);
    }

    /// A second factor is set up, used with a code and with recovery codes, and switched off again.
    #[expect(clippy::disallowed_methods, reason = "the server under test has the real clock")]
    pub fn second_factor(&mut self) {
        let page = "/portal/account/second-factor";
        let mut owner = Browser::new(self.address);
        assert_eq!(owner.sign_in("sealed-owner", OWNER_RESET), 303);
        owner.get(page);
        owner.post(page, &[("current", OWNER_RESET)]);
        let shown = between(&owner.get(&format!("{page}/app")).body, "aria-labelledby=\"sk\">", "<");
        self.needles.add("key of a second factor", &shown);
        let text = shown.replace(' ', "");
        self.needles.add("key of a second factor", &text);
        let key = TotpKey::parse(&text).unwrap();
        let code = |step| key.code(step).reveal().to_owned();
        let now = || step_at(chrono::Utc::now().naive_utc());
        let confirmed = owner.post(&format!("{page}/app"), &[("code", &code(now()))]);
        let codes = between(&confirmed.body, "aria-labelledby=\"rc\">", "</output>");
        let codes: Vec<String> = codes.split("<br>").map(str::to_owned).collect();
        assert_eq!(codes.len(), 10, "{}", confirmed.body);
        for code in &codes {
            self.needles.add("recovery code", code);
            self.needles.add("recovery code", code.replace('-', ""));
        }
        let mut other = Browser::new(self.address);
        assert_eq!(other.sign_in("sealed-owner", OWNER_RESET), 303);
        assert!(!other.jar.cookies.contains_key("pms"), "no session before the code");
        other.get("/portal/sign-in/code");
        assert_eq!(other.post("/portal/sign-in/code", &[("code", &codes[0])]).status, 303);
        self.needles.add("session", other.session());
        let off = format!("{page}/off");
        other.get(&off);
        other.done(&off, &[("current", OWNER_RESET), ("code", &codes[1])]);
    }

    /// A request to the token endpoint; the client says who it is by HTTP Basic.
    fn token(&self, fields: &[(&str, &str)], secret: &str) -> Answer {
        let basic = format!("Basic {}", STANDARD.encode(format!("sealed-shop:{secret}")));
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Authorization", &*basic)];
        client::call(self.address, "POST", &format!("{ISSUER}/token"), &headers, encoded(fields).as_bytes())
    }

    fn tokens_of(&mut self, answer: &Answer) -> Value {
        assert_eq!(answer.status, 200, "{}", answer.body);
        let set = answer.json();
        for (what, member) in
            [("access token", "access_token"), ("id token", "id_token"), ("refresh token", "refresh_token")]
        {
            let token = set[member].as_str().unwrap_or_else(|| panic!("no {member}: {set}"));
            match token.contains('.') {
                true => self.needles.add_token(what, token),
                false => self.needles.add(what, token),
            }
        }
        set
    }

    /// One's own phone number and another address, confirmed by a code.
    pub fn own_details(&mut self, owner: &mut Browser) {
        owner.get("/portal/account/details");
        owner.done("/portal/account/details", &[("given", "Ada"), ("family", "Lovelace"), ("phone", OWN_PHONE)]);
        owner.get("/portal/account/email");
        owner.done("/portal/account/email", &[("email", NEW_EMAIL), ("current", OWNER_RESET)]);
        let code = self.code(NEW_EMAIL, 0);
        owner.get("/portal/account/email/code");
        owner.done("/portal/account/email/code", &[("code", &code)]);
        owner.get("/portal/account");
        self.needles.add("session", owner.session());
    }

    /// A contact that confirms its address and is removed again, and new data of the partner itself.
    pub fn contact_data(&mut self, owner: &mut Browser) {
        let org = "/portal/org/sealed";
        owner.get(&format!("{org}/contacts/new"));
        let fields = [
            ("name", "Night shift"),
            ("email", SECOND_CONTACT),
            ("phone", SECOND_PHONE),
            ("address", ADDRESS),
            ("active", "yes"),
        ];
        owner.done(&format!("{org}/contacts/new"), &fields);
        let page = owner.get(&format!("{org}/profile")).body;
        let row = page.split("<tr").find(|row| row.contains(SECOND_CONTACT)).unwrap();
        let contact = row.split("/contacts/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let verify = format!("{org}/contacts/{contact}/verify");
        owner.get(&verify);
        owner.done(&verify, &[("resend", "yes")]);
        let code = self.code(SECOND_CONTACT, 0);
        owner.get(&format!("{verify}?sent=yes"));
        owner.done(&verify, &[("code", &code)]);
        owner.get(&format!("{org}/contacts/{contact}/remove"));
        owner.done(&format!("{org}/contacts/{contact}/remove"), &[]);
        owner.get(&format!("{org}/profile/edit"));
        let edit = format!("{org}/profile/edit");
        owner.done(&edit, &[("address", CHANGED_ADDRESS), ("phone", CHANGED_PHONE), ("lang", "eng")]);
    }

    /// A partner that an admin adds: the owner's link is sent, sent again, and revoked.
    pub fn added_partner(&mut self, admin: &mut Browser) {
        admin.get("/portal/partners/new");
        let fields = [
            ("kind", "SDK_Partner"),
            ("organization", "Invited Example"),
            ("partner_id", "invited"),
            ("address", ADDRESS),
            ("phone", INVITED_PHONE),
            ("email", INVITED_EMAIL),
            ("owner", INVITED_EMAIL),
            ("lang", "eng"),
        ];
        admin.done("/portal/partners/new", &fields);
        for count in 1..=2 {
            let link = self.letter(INVITED_EMAIL, count).link().unwrap();
            self.needles.add("invitation", link.rsplit('/').next().unwrap());
            let page = admin.get("/portal/partners/invited").body;
            let action = |end: &str| {
                let found = page.split("action=\"").map(|rest| rest.split('"').next().unwrap());
                found.filter(|action| action.ends_with(end)).last().unwrap().to_owned()
            };
            admin.done(&action(if count == 1 { "/resend" } else { "/revoke" }), &[]);
        }
        for path in ["/portal/partners?email=", "/portal/partners.csv?email=", "/portal/search?q="] {
            assert_eq!(admin.get(&format!("{path}{OWNER_EMAIL}")).status, 200);
        }
    }

    /// A MISP's licence is made, read, searched for, switched and renewed.
    pub fn licences(&mut self, admin: &str) {
        let base = "/v1/partnermanager";
        let partner = json!({"partnerId": "sealed-misp", "organizationName": ORGANIZATION, "address": ADDRESS,
            "contactNumber": OWN_PHONE, "emailId": MISP_EMAIL, "partnerType": "MISP_Partner"});
        let path = format!("{base}/admin-partners");
        client::send_v2(self.address, admin, &path, "mosip.pms.admin.partner.post", &partner).response();
        let ca = Hierarchy::new(ORGANIZATION).unwrap();
        let own = ca.partner_certificate(ORGANIZATION).unwrap();
        for pem in [&ca.root.pem, &ca.intermediate.pem] {
            let request = json!({"certificateData": pem, "partnerDomain": "MISP"});
            client::send(self.address, admin, "POST", &format!("{base}/partners/certificate/ca/upload"), &request);
        }
        let request = json!({"partnerId": "sealed-misp", "certificateData": own.pem, "partnerDomain": "MISP"});
        let path = format!("{base}/partners/certificate/upload");
        client::send(self.address, admin, "POST", &path, &request).response();
        let misps = format!("{base}/misps");
        let made = client::send(self.address, admin, "POST", &misps, &json!({"providerId": "sealed-misp"})).response();
        let first = made["licenseKey"].as_str().unwrap().to_owned();
        self.needles.add_unmailed("licence key", &first);
        for word in ["De-active", "Active"] {
            let request = json!({"providerId": "sealed-misp", "licenseKey": first, "licenseKeyStatus": word});
            client::send(self.address, admin, "PUT", &misps, &request).response();
        }
        let typed = json!({"providerId": "sealed-misp", "licenseKey": "a-licence-key-that-was-guessed",
            "licenseKeyStatus": "Active"});
        self.needles.add("wrong licence key", "a-licence-key-that-was-guessed");
        client::send(self.address, admin, "PUT", &misps, &typed);
        assert_eq!(client::get(self.address, admin, &misps).response()[0]["licenseKey"], first);
        let search = json!({"filters": [], "sort": [], "pagination": {"pageStart": 0, "pageFetch": 10}});
        client::send(self.address, admin, "POST", &format!("{misps}/search"), &search).response();
        let asked = json!({"filters": [{"columnName": "licenseKey", "type": "equals", "value": first}], "sort": [],
            "pagination": {"pageStart": 0, "pageFetch": 10}});
        client::send(self.address, admin, "POST", &format!("{misps}/search"), &asked);
        client::get(self.address, admin, &format!("{misps}/sealed-misp/licenseKey")).response();
        let path = format!("{misps}/sealed-misp/licence/renew");
        let id = "mosip.pms.misp.licence.renew.post";
        let renewed = client::send_v2(self.address, admin, &path, id, &json!({"reason": "Leaked."})).response();
        let licence = renewed["licenseKey"].as_str().unwrap().to_owned();
        self.needles.add_unmailed("licence key", &licence);
        // A good licence stands in the address and in the body of a question.
        let path = format!("/v1/partnermanager/partners/nobody/apikey/none/misp/{licence}/validate");
        client::get(self.address, admin, &path);
        let questions = json!({"questions": [{"partnerId": "nobody", "apiKey": "none", "licenseKey": licence}]});
        let id = "mosip.pms.verifications.post";
        let path = "/v1/partnermanager/verifications";
        let answered = client::send_v2(self.address, admin, path, id, &questions).response();
        assert_eq!(answered["answers"][0]["reason"], "partner_unknown", "{answered}");
        self.uses(&licence);
    }

    /// What a gateway tells, and what somebody put into it who should not have.
    fn uses(&mut self, licence: &str) {
        let person = "2738495061";
        self.needles.add("person's number", person);
        self.needles.add("API key that nobody knows", "an-api-key-of-a-gateways-log-1");
        let secret = self.new_client(&["client", "add", "gateway", "--role", "MISP_PARTNER", "--misp", "sealed-misp"]);
        std::thread::sleep(std::time::Duration::from_secs(1));
        let token = client::token(self.address, "gateway", &secret);
        self.needles.add_token("client token", &token);
        let path = "/v1/partnermanager/transactions";
        let now = client::get(self.address, &token, path).json()["responseTime"].clone();
        let line = |transaction: &str, reason: &str| {
            json!({"licenceKey": licence, "partnerId": person, "apiKeyOrClientId": "an-api-key-of-a-gateways-log-1",
                "endpoint": "auth", "occurredAt": now, "status": 403, "transactionId": transaction,
                "reason": reason})
        };
        let lines = json!([line(person, "IDA-MLC-007"), line("t", person)]).to_string();
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        let report = client::call(self.address, "POST", path, &headers, lines.as_bytes()).response();
        assert_eq!((&report["accepted"], &report["refused"]), (&json!(1), &json!(1)), "{report}");
        client::get(self.address, &token, &format!("{path}?source=gateway&transactionId={person}")).response();
    }

    /// Commands that take or make secrets, or that read everything.
    pub fn commands(&mut self) {
        let add = ["account", "add", "sealed-added", "--email", ADDED_EMAIL];
        self.command(&[&add[..], &["--password-stdin"]].concat(), Some(&format!("{ADDED_PASSWORD}\n")));
        self.command(&["account", "password", "sealed-added", "--password-stdin"], Some(&format!("{SET_PASSWORD}\n")));
        let other = format!("two.{ADDED_EMAIL}");
        self.command(&["account", "add", "sealed-second", "--email", &other], None);
        self.letter(&other, 1);
        self.command(&["account", "role", "sealed-added", "--grant", "POLICYMANAGER"], None);
        self.command(&["account", "disable", "sealed-added"], None);
        let mut refused = Browser::new(self.address);
        assert_eq!(refused.sign_in("sealed-added", SET_PASSWORD), 422);
        self.command(&["account", "list"], None);
        for command in [&["keys", "status"][..], &["doctor"], &["config", "print"]] {
            self.command(command, None);
        }
        let bundle = super::places::bundle(self.home);
        self.command(&["keys", "export", "--to", &bundle.display().to_string()], None);
    }

    /// With the server stopped: another master key.
    pub fn another_master_key(&mut self) {
        assert!(self.command(&["audit", "verify"], None).contains("intact"));
        let new = self.home.log().with_file_name("new-master.key");
        std::fs::write(&new, "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=\n").unwrap();
        self.command(&["keys", "rewrap", "--new-master-key-file", &new.display().to_string()], None);
        self.master_key(&new);
    }

    /// The text in the file, and the bytes that it stands for.
    pub fn master_key(&mut self, file: &std::path::Path) {
        let text = std::fs::read_to_string(file).unwrap();
        self.needles.add("master key", text.trim());
        self.needles.add("master key", hex::encode(STANDARD.decode(text.trim()).unwrap()));
    }
}

/// What stands between two marks of a page.
fn between(page: &str, from: &str, to: &str) -> String {
    let rest = page.split(from).nth(1).unwrap_or_else(|| panic!("no {from} in {page}"));
    rest.split(to).next().unwrap_or_default().to_owned()
}
