//! After a long journey, the database's files, the logs at `trace` and the data directory are searched for every secret
//! and every piece of contact data that was used.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use pms_testkit::mailbox::{Mail, Mailbox};
use pms_testkit::openssl_cli::{self, Hierarchy};
use serde_json::json;

use crate::client;
use crate::home::Home;
use crate::walk::Browser;

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

/// What must not be found, and what it is.
struct Needle {
    what: &'static str,
    value: String,
}

#[derive(Default)]
struct Needles(Vec<Needle>);

impl Needles {
    fn add(&mut self, what: &'static str, value: impl Into<String>) {
        let value = value.into();
        assert!(value.len() >= 6, "{what} is too short to search for: {value}");
        self.0.push(Needle { what, value });
    }

    /// A token's payload and its signature, apart.
    fn add_token(&mut self, what: &'static str, token: &str) {
        for part in token.split('.').skip(1) {
            self.add(what, part);
        }
    }

    /// Lines of a PEM body. The first ones hold the modulus, which is public.
    fn add_key(&mut self, pem: &str) {
        let lines: Vec<&str> = pem.lines().filter(|line| !line.starts_with("-----") && line.len() == 64).collect();
        assert!(lines.len() > 20, "an RSA key of 2048 bits");
        for line in &lines[8..] {
            self.add("private key", *line);
        }
    }
}

#[test]
fn nothing_secret_lies_in_clear() {
    if !openssl_cli::available() {
        return;
    }
    for mut home in homes() {
        home.settings.push(("PMS__LOG__FILTER", "trace".to_owned()));
        let mut server = home.serve();
        let needles = Journey::new(&home, server.address).walk();
        // While the server runs, the write-ahead files hold what is not yet in the database's.
        search_all(&home, &needles);
        server.stop();
        search_all(&home, &needles);
        let log = home.log_text();
        assert!(log.contains(" DEBUG ") && log.contains("UPLOAD_PARTNER_CERTIFICATE"), "the log says what happened");
        let said = home.ok(&["audit", "verify"]);
        assert!(said.contains("intact"), "{said}");
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

    fn walk(mut self) -> Needles {
        for (what, value) in [
            ("password", ADMIN_PASSWORD),
            ("password", OWNER_PASSWORD),
            ("password", OWNER_CHANGED),
            ("password", OWNER_RESET),
            ("password", MEMBER_PASSWORD),
            ("wrong password", TYPED_WRONG),
            ("e-mail address", "sealed-people.example"),
            ("e-mail address", OWNER_EMAIL),
            ("phone number", "791239876"),
            ("phone number", "791236543"),
            ("address", ADDRESS),
        ] {
            self.needles.add(what, value);
        }
        let mut admin = self.first_admin();
        let mut owner = self.registration();
        self.passwords(&mut owner);
        let (client, secret) = self.client();
        let token = self.tokens(&secret);
        self.decide(&client);
        self.certificates(&mut owner, &client, &token);
        self.contact(&token);
        self.invitation(&client);
        self.wrong_guesses();
        admin.get("/portal/partners");
        admin.done("/portal/sign-out", &[]);
        self.needles
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
        let secret = self.home.admin_client();
        self.needles.add("client secret", &secret);
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

/// The database, the log, the data directory.
fn search_all(home: &Home, needles: &Needles) {
    let mut found = Vec::new();
    search("the log", &std::fs::read(home.log()).unwrap(), needles, &mut found);
    data_directory(home, needles, &mut found);
    if home.is_postgres() {
        postgres(home, needles, &mut found);
    }
    assert!(found.is_empty(), "{}:\n{}", home.name(), found.join("\n"));
}

/// Every file but the three that are secret by purpose; those only their owner may read.
fn data_directory(home: &Home, needles: &Needles, found: &mut Vec<String>) {
    let mut files = Vec::new();
    walk(&home.data(), &mut files);
    assert!(home.is_postgres() || files.iter().any(|file| file.ends_with("pms.db-wal") || file.ends_with("pms.db")));
    for file in files {
        let name = file.strip_prefix(home.data()).unwrap().display().to_string();
        if ["master.key", "first-admin-password"].contains(&name.as_str()) || name.starts_with("mailbox/") {
            let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{name}");
            continue;
        }
        // A file of the database may come and go.
        if let Ok(bytes) = std::fs::read(&file) {
            search(&name, &bytes, needles, found);
        }
    }
}

fn walk(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}

/// A dump of everything, and the server's own files, write-ahead log included, where they can be read.
fn postgres(home: &Home, needles: &Needles, found: &mut Vec<String>) {
    let database = home.database();
    let program = pms_testkit::postgres::binaries().unwrap().join("pg_dump");
    let dump = Command::new(program).args(["--dbname", database.url()]).output().unwrap();
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    assert!(dump.stdout.len() > 100_000, "the dump holds the database");
    search("pg_dump", &dump.stdout, needles, found);
    database.psql("CHECKPOINT").unwrap();
    let directory = PathBuf::from(database.psql("SHOW data_directory").unwrap());
    let oid = database.psql("SELECT oid FROM pg_database WHERE datname = current_database()").unwrap();
    for part in [directory.join("base").join(oid), directory.join("pg_wal")] {
        let Ok(entries) = std::fs::read_dir(&part) else { continue };
        // Hundreds of small files: one after the other in one search.
        let mut bytes = Vec::new();
        for file in entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()) {
            bytes.extend(std::fs::read(&file).unwrap_or_default());
        }
        search(&part.display().to_string(), &bytes, needles, found);
    }
}

/// Looks through a file by `grep`, which is quick; what it finds is looked at again.
fn search(place: &str, bytes: &[u8], needles: &Needles, found: &mut Vec<String>) {
    let (codes, others): (Vec<_>, Vec<_>) = needles.0.iter().partition(|needle| needle.what == "one-time code");
    let forms: Vec<String> = others.iter().flat_map(|needle| forms(&needle.value)).collect();
    // A short number counts only where it stands alone: not within a longer one, nor after a point, as the fraction of
    // a time.
    let codes: Vec<String> =
        codes.iter().map(|code| format!("(^|[^0-9A-Za-z.]){}([^0-9A-Za-z]|$)", code.value)).collect();
    for (kind, patterns) in [("-F", forms), ("-E", codes)] {
        for line in grep(kind, &patterns, bytes) {
            let of = |needle: &&Needle| self::forms(&needle.value).iter().any(|form| line.contains(form.as_str()));
            let what = needles.0.iter().find(of).map_or("one-time code", |needle| needle.what);
            found.push(format!("{place} holds a {what}: {line}"));
        }
    }
    // Keys of our own, which no test knows: the fixed part of PKCS#8 (RSA), as DER and as PEM.
    let header = [2, 1, 0, 0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1, 5, 0, 4, 0x82];
    let text = ["PRIVATE KEY-----".to_owned(), "IBADANBgkqhkiG9w0BAQEFAASC".to_owned(), hex::encode(header)];
    if contains(bytes, &header) || !grep("-F", &text, bytes).is_empty() {
        found.push(format!("{place} holds a private key"));
    }
}

/// Whether the bytes stand anywhere; compares only where the first one does.
fn contains(bytes: &[u8], form: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == form[0]) {
        rest = &rest[at..];
        if rest.starts_with(form) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// The first places where one of the patterns stands.
fn grep(kind: &str, patterns: &[String], bytes: &[u8]) -> Vec<String> {
    if patterns.is_empty() {
        return Vec::new();
    }
    let directory = tempfile::tempdir().unwrap();
    let (list, file) = (directory.path().join("patterns"), directory.path().join("file"));
    std::fs::write(&list, patterns.join("\n")).unwrap();
    std::fs::write(&file, bytes).unwrap();
    let mut command = Command::new("grep");
    command.env("LC_ALL", "C").args(["--text", "--only-matching", "--byte-offset", "--max-count=5", kind, "-f"]);
    let ran = command.arg(&list).arg(&file).output().unwrap();
    assert!(ran.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).lines().map(str::to_owned).collect()
}

/// As it is, and as it may have been encoded.
fn forms(value: &str) -> Vec<String> {
    if value.len() == 6 {
        return vec![value.to_owned()];
    }
    let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    // Base64 of text that begins there; its last character depends on what follows.
    let mut base64 = [STANDARD_NO_PAD.encode(value), URL_SAFE_NO_PAD.encode(value)];
    base64.iter_mut().for_each(|text| text.truncate(text.len() - 2));
    let mut forms = vec![value.to_owned(), value.to_uppercase(), encoded, hex::encode(value)];
    forms.extend(base64);
    forms.sort();
    forms.dedup();
    forms
}

#[test]
fn the_search_finds_what_is_there() {
    let mut needles = Needles::default();
    needles.add("password", "granite lantern");
    needles.add("one-time code", "271828");
    let searched = |text: &str| {
        let mut found = Vec::new();
        search("a text", text.as_bytes(), &needles, &mut found);
        found.len()
    };
    for (text, times) in [
        ("nothing", 0),
        ("the granite lantern", 1),
        ("q=granite+lantern&", 1),
        (&hex::encode("xgranite lanternx"), 1),
        (&STANDARD_NO_PAD.encode("granite lantern orbit"), 1),
        ("code 271828 granite lantern", 2),
        ("12:00:00.271828Z 1271828 a271828", 0),
        ("-----BEGIN PRIVATE KEY-----", 1),
    ] {
        assert_eq!(searched(text), times, "{text}");
    }
}
