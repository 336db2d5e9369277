//! After a long journey on which every kind of secret passes, the database's files, the logs at `trace`, what commands
//! said and the data directory are searched for every secret and every piece of contact data that was used.

mod keys;
mod places;
mod steps;

use std::net::SocketAddr;

use pms_testkit::esignet::Esignet;
use pms_testkit::mailbox::{Mail, Mailbox};
use pms_testkit::openssl_cli::{self, Hierarchy};
use serde_json::json;

use crate::client;
use crate::home::Home;
use crate::walk::Browser;
use places::{Needles, search_all};

const ORGANIZATION: &str = "Sealed Example";
const ADMIN_PASSWORD: &str = "granite lantern orbit seven";
const OWNER_PASSWORD: &str = "velvet anchor meadow twelve";
const OWNER_CHANGED: &str = "copper thistle harbour nine";
const OWNER_RESET: &str = "walnut compass glacier forty";
const MEMBER_PASSWORD: &str = "saffron bridge pebble thirty";
const TYPED_WRONG: &str = "almost velvet anchor meadow";
const OWNER_EMAIL: &str = "sealed.owner@sealed-people.example";
const MEMBER_EMAIL: &str = "sealed.member@sealed-people.example";
const CONTACT_EMAIL: &str = "sealed.contact@sealed-people.example";
const PHONE: &str = "+41791239876";
const CONTACT_PHONE: &str = "+41791236543";
const ADDRESS: &str = "47 Hidden Lane Sealedtown";

#[test]
fn nothing_secret_lies_in_clear() {
    if !openssl_cli::available() {
        return;
    }
    for mut home in homes() {
        home.settings.push(("PMS__LOG__FILTER", "trace".to_owned()));
        let esignet = keys::with_esignet(&mut home);
        let mut server = home.serve();
        let mut journey = Journey::new(&home, server.address);
        journey.walk(&esignet);
        // While the server runs, the write-ahead files hold what is not yet in the database's.
        search_all(&home, &journey.needles);
        server.stop();
        journey.another_master_key();
        search_all(&home, &journey.needles);
        let log = home.log_text();
        assert!(log.contains(" DEBUG ") && log.contains("UPLOAD_PARTNER_CERTIFICATE"), "the log says what happened");
    }
}

fn homes() -> Vec<Home> {
    let mut homes = vec![Home::sqlite()];
    if let Some(home) = Home::postgres() {
        home.ok(&["migrate"]);
        homes.push(home);
    }
    homes
}

struct Journey<'a> {
    home: &'a Home,
    address: SocketAddr,
    mails: Mailbox,
    needles: Needles,
}

impl<'a> Journey<'a> {
    fn new(home: &'a Home, address: SocketAddr) -> Self {
        Self { home, address, mails: Mailbox::in_data_directory(home.data()), needles: Needles::default() }
    }

    fn walk(&mut self, esignet: &Esignet) {
        for (what, value) in [
            ("password", ADMIN_PASSWORD),
            ("password", OWNER_PASSWORD),
            ("password", OWNER_CHANGED),
            ("password", OWNER_RESET),
            ("password", MEMBER_PASSWORD),
            ("password", steps::ADDED_PASSWORD),
            ("password", steps::SET_PASSWORD),
            ("wrong password", TYPED_WRONG),
            ("e-mail address", "sealed-people.example"),
            ("e-mail address", OWNER_EMAIL),
            ("phone number", "791239876"),
            ("phone number", "791236543"),
            ("phone number", &steps::OWN_PHONE[3..]),
            ("phone number", &steps::SECOND_PHONE[3..]),
            ("phone number", &steps::CHANGED_PHONE[3..]),
            ("phone number", &steps::INVITED_PHONE[3..]),
            ("phone number", &keys::BANK_PHONE[3..]),
            ("address", ADDRESS),
            ("address", steps::CHANGED_ADDRESS),
        ] {
            self.needles.add(what, value);
        }
        let key = if self.home.is_postgres() { self.home.master_key() } else { self.home.data().join("master.key") };
        self.master_key(&key);
        let mut admin = self.first_admin();
        let mut owner = self.registration();
        self.passwords(&mut owner);
        self.bridge(&mut owner);
        self.code_flow(&mut owner);
        let (client, secret) = self.client();
        let token = self.tokens(&secret);
        self.decide(&client);
        self.certificates(&mut owner, &client, &token);
        self.contact(&token);
        self.licences(&client);
        self.api_keys(&mut owner, &client, &token);
        self.oidc_clients(esignet, &client, &token);
        self.invitation(&client);
        self.contact_data(&mut owner);
        self.own_details(&mut owner);
        self.wrong_guesses();
        self.second_factor();
        self.added_partner(&mut admin);
        self.commands();
        admin.get("/portal/partners");
        admin.done("/portal/sign-out", &[]);
    }

    /// Signs in with the one-time password of the first start, and changes it.
    fn first_admin(&mut self) -> Browser {
        let file = std::fs::read_to_string(self.home.data().join("first-admin-password")).unwrap();
        let password = file.trim().to_owned();
        self.needles.add("one-time password", &password);
        let mut admin = Browser::new(self.address);
        assert_eq!(admin.sign_in("admin", &password), 303);
        admin.get("/portal/account/password");
        admin.done("/portal/account/password", &[("password", ADMIN_PASSWORD), ("repeat", ADMIN_PASSWORD)]);
        self.needles.add("session", admin.session());
        let mut second = Browser::new(self.address);
        assert_ne!(second.sign_in("admin", &password), 303, "it worked once");
        assert_eq!(second.sign_in("admin", ADMIN_PASSWORD), 303);
        self.needles.add("session", second.session());
        second
    }

    /// The newest letter to an address, which may take its time on a busy machine.
    fn letter(&self, address: &str, count: usize) -> Mail {
        let mut waits = (0..4).map(|_| self.mails.wait_for(address, count));
        waits.find_map(Result::ok).unwrap_or_else(|| panic!("letter {count} to {address} has not come"))
    }

    /// The first code that is sent to an address after so many letters. Letters without a code may come before it.
    fn code(&mut self, address: &str, after: usize) -> String {
        let code = (1..=3).find_map(|more| {
            self.letter(address, after + more);
            self.mails.mails_to(address).unwrap()[after..].iter().find_map(Mail::code)
        });
        let code = code.unwrap();
        self.needles.add("one-time code", &code);
        code
    }

    fn registration(&mut self) -> Browser {
        let mut owner = Browser::new(self.address);
        owner.get("/portal/register");
        let organisation = [
            ("kind", "Device_Provider"),
            ("organization", ORGANIZATION),
            ("partner_id", "sealed"),
            ("purpose", "To serve"),
        ];
        owner.done("/portal/register", &organisation);
        owner.get("/portal/register/contact");
        let contact = [
            ("phone number", &keys::BANK_PHONE[3..]),
            ("address", ADDRESS),
            ("phone", PHONE),
            ("email", OWNER_EMAIL),
            ("lang", "eng"),
            ("username", "sealed-owner"),
            ("password", OWNER_PASSWORD),
            ("repeat", OWNER_PASSWORD),
        ];
        owner.done("/portal/register/contact", &contact);
        for cookie in owner.jar.cookies.clone().into_values() {
            self.needles.add("browser cookie", cookie);
        }
        let code = self.code(OWNER_EMAIL, 0);
        owner.get("/portal/register/code");
        owner.done("/portal/register/code", &[("code", &code)]);
        // A draft lies between the steps: it is personal data too.
        search_all(self.home, &self.needles);
        owner.get("/portal/register/check");
        owner.done("/portal/register/check", &[]);
        self.needles.add("session", owner.session());
        owner
    }

    fn passwords(&mut self, owner: &mut Browser) {
        owner.get("/portal/account/password");
        let change = [("current", OWNER_PASSWORD), ("password", OWNER_CHANGED), ("repeat", OWNER_CHANGED)];
        owner.done("/portal/account/password", &change);
        self.needles.add("session", owner.session());
        let mut forgetful = Browser::new(self.address);
        forgetful.get("/portal/reset");
        let before = self.mails.mails_to(OWNER_EMAIL).unwrap().len();
        forgetful.done("/portal/reset", &[("email", OWNER_EMAIL)]);
        let code = self.code(OWNER_EMAIL, before);
        forgetful.get("/portal/reset/code");
        let fields = [("code", &*code), ("password", OWNER_RESET), ("repeat", OWNER_RESET)];
        forgetful.done("/portal/reset/code", &fields);
        self.needles.add("session", forgetful.session());
        assert_eq!(owner.sign_in("sealed-owner", OWNER_RESET), 303);
        self.needles.add("session", owner.session());
    }

    /// A client with the admin's role: its token and its secret.
    fn client(&mut self) -> (String, String) {
        let secret = self.new_client(&["client", "add", "mosip-pms-client", "--role", "PARTNER_ADMIN"]);
        // Another process made it: within a second this server knows.
        std::thread::sleep(std::time::Duration::from_secs(1));
        let token = client::token(self.address, "mosip-pms-client", &secret);
        self.needles.add_token("client token", &token);
        (token, secret)
    }

    /// The owner's token, by password.
    fn tokens(&mut self, secret: &str) -> String {
        let body = json!({"request": {"userName": "sealed-owner", "password": OWNER_RESET, "appId": "partner",
            "clientId": "mosip-pms-client", "clientSecret": secret}});
        let path = "/v1/authmanager/authenticate/internal/useridPwd";
        let json = [("Content-Type", "application/json")];
        let answer = client::call(self.address, "POST", path, &json, body.to_string().as_bytes()).response();
        let token = answer["token"].as_str().unwrap().to_owned();
        self.needles.add_token("access token", &token);
        let refresh = answer["refreshToken"].as_str().unwrap();
        match refresh.contains('.') {
            true => self.needles.add_token("refresh token", refresh),
            false => self.needles.add("refresh token", refresh),
        }
        let cookie = format!("Authorization={token}");
        client::call(
            self.address,
            "GET",
            "/v1/partnermanager/authorize/admin/validateToken",
            &[("Cookie", &cookie)],
            b"",
        );
        token
    }

    fn decide(&self, token: &str) {
        let path = "/v1/partnermanager/approvals?state=open&kind=partner&partnerId=sealed";
        let open = client::get(self.address, token, path).response();
        let id = open["data"][0]["approvalId"].as_str().unwrap();
        let path = format!("/v1/partnermanager/approvals/{id}/decision");
        let request = json!({"decision": "approve", "revision": open["data"][0]["revision"]});
        let decided = client::send_v2(self.address, token, &path, "mosip.pms.approval.decision.post", &request);
        assert_eq!(decided.response()["state"], "approved");
    }

    /// A private key that was chosen by mistake is not kept either.
    fn certificates(&mut self, owner: &mut Browser, admin: &str, token: &str) {
        let ca = Hierarchy::new(ORGANIZATION).unwrap();
        let own = ca.partner_certificate(ORGANIZATION).unwrap();
        for key in [&own.key, &ca.root.key, &ca.intermediate.key] {
            self.needles.add_key(key);
        }
        for pem in [&ca.root.pem, &ca.intermediate.pem] {
            let request = json!({"certificateData": pem, "partnerDomain": "DEVICE"});
            let path = "/v1/partnermanager/partners/certificate/ca/upload";
            let answer = client::send(self.address, admin, "POST", path, &request);
            assert_eq!(answer.response()["status"], "Upload Success.");
        }
        let path = "/v1/partnermanager/partners/certificate/upload";
        for (pem, good) in [(&own.key, false), (&format!("{}{}", own.key, own.pem), false), (&own.pem, true)] {
            let request = json!({"partnerId": "sealed", "certificateData": pem, "partnerDomain": "DEVICE"});
            let answer = client::send(self.address, token, "POST", path, &request);
            assert_eq!(!answer.json()["response"].is_null(), good, "{}", answer.body);
        }
        owner.get("/portal/org/sealed/certificates");
        let page = owner.upload("/portal/org/sealed/certificates/check", &[("usage", "both")], own.key.as_bytes());
        assert!(page.body.contains("private key"), "{}", page.body);
        assert!(!page.body.contains("BEGIN PRIVATE KEY"));
    }

    fn contact(&self, token: &str) {
        let request = json!({"address": ADDRESS, "contactNumber": CONTACT_PHONE, "emailId": CONTACT_EMAIL,
            "is_Active": true});
        let path = "/v1/partnermanager/partners/sealed/contact/add";
        client::send(self.address, token, "POST", path, &request).response();
        let request = json!({ "emailId": OWNER_EMAIL });
        let path = "/v1/partnermanager/partners/email/verify";
        client::send(self.address, token, "PUT", path, &request).response();
        let path = format!("/v1/partnermanager/admin-partners?emailAddress={OWNER_EMAIL}");
        client::get(self.address, token, &path);
    }

    fn invitation(&mut self, token: &str) {
        let request = json!({"emailId": MEMBER_EMAIL, "memberRole": "viewer"});
        let path = "/v1/partnermanager/admin-partners/sealed/invitations";
        client::send_v2(self.address, token, path, "mosip.pms.partner.invitation.post", &request).response();
        let link = self.letter(MEMBER_EMAIL, 1).link().unwrap();
        let secret = link.rsplit('/').next().unwrap().to_owned();
        self.needles.add("invitation", &secret);
        let mut member = Browser::new(self.address);
        assert_eq!(member.get(&format!("/portal/invitation/{secret}")).status, 200);
        let fields = [
            ("token", &*secret),
            ("username", "sealed-member"),
            ("password", MEMBER_PASSWORD),
            ("repeat", MEMBER_PASSWORD),
        ];
        member.done("/portal/invitation", &fields);
        self.needles.add("session", member.session());
        member.get("/portal/org/sealed/home");
    }

    /// What is typed by mistake is as secret as what is right; and so is what only looks like a path.
    fn wrong_guesses(&mut self) {
        let mut guest = Browser::new(self.address);
        assert_eq!(guest.sign_in("sealed-owner", TYPED_WRONG), 422);
        assert_eq!(guest.sign_in(OWNER_EMAIL, TYPED_WRONG), 422);
        guest.get(&format!("/portal/nothing/{OWNER_EMAIL}?password={}", TYPED_WRONG.replace(' ', "%20")));
        client::call(self.address, "GET", &format!("/v1/partnermanager/{OWNER_EMAIL}"), &[], b"");
        let forged = [("Authorization", "Bearer forged-token-that-was-sent")];
        self.needles.add("forged token", "forged-token-that-was-sent");
        client::call(self.address, "GET", "/v1/partnermanager/partners", &forged, b"");
    }
}
