//! The commands beside `serve`: what they print, what they answer to the shell, what they keep to themselves.

use serde_json::Value;

use crate::client;
use crate::home::Home;

const PASSWORD: &str = "a long sentence about herons";

#[test]
fn the_configuration_is_shown_without_its_secrets() {
    let mut home = Home::sqlite();
    let file = home.master_key().with_file_name("smtp-url");
    std::fs::write(&file, "smtp://me:a-mail-secret@mail.example:25\n").unwrap();
    home.settings.push(("PMS__DATABASE__URL", "postgres://pms:a-database-secret@db.example/pms".to_owned()));
    home.settings.push(("PMS__KEYS__MASTER_KEY_FILE", "/nowhere/master.key".to_owned()));
    home.settings.push(("PMS__MAIL__SMTP_URL_FILE", file.display().to_string()));
    let printed = home.ok(&["config", "print"]);
    assert!(!printed.contains("secret@") && !printed.contains("a-mail-secret"), "{printed}");
    assert!(printed.contains("url = \"(set)\"") && printed.contains("smtp_url = \"(set)\""), "{printed}");
    assert!(printed.contains("/nowhere/master.key"), "where the key lies is no secret");
    let parsed: toml::Table = toml::from_str(&printed).unwrap();
    assert!(parsed.contains_key("server") && parsed.contains_key("limits"), "what is printed is a configuration");
    assert!(!home.data().exists(), "looking makes nothing");
}

#[test]
fn an_unknown_key_is_an_error_that_names_it() {
    let mut home = Home::sqlite();
    home.settings.push(("PMS__SERVER__PUBLIC_URI", "http://secret.example".to_owned()));
    let ran = home.run(&["config", "check"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.err.trim(), "pms: configuration: the key server.public_uri does not exist");
    home.settings.clear();
    let file = home.master_key().with_file_name("pms.toml");
    for (text, named) in [
        ("[server]\nlisten = 8080\n", "server.listen"),
        ("[limits]\nguesses_per_source = \"many\"\n", "limits.guesses_per_source"),
        ("[sevrer]\nlisten = \"x\"\n", "sevrer"),
        ("[server]\npublic_url = \"not an address\"\n", "server.public_url"),
        ("[partners]\napproval = \"never\"\n", "partners.approval"),
        ("this is no TOML", "configuration"),
    ] {
        std::fs::write(&file, text).unwrap();
        let ran = home.run(&["--config", &file.display().to_string(), "config", "check"]);
        assert_eq!(ran.code, Some(1), "{text}");
        assert!(ran.err.contains(named), "{text}: {}", ran.err);
        assert_eq!(ran.err.trim().lines().count(), 1, "one line: {}", ran.err);
    }
    let ran = home.run(&["--config", "/nowhere/pms.toml", "config", "check"]);
    assert!(ran.code == Some(1) && ran.err.contains("/nowhere/pms.toml does not exist"), "{}", ran.err);
    assert_eq!(home.run(&["no-such-command"]).code, Some(2));
    assert!(!home.data().exists());
}

#[test]
fn doctor_says_what_is_wrong_and_makes_nothing() {
    let home = Home::sqlite();
    let ran = home.run(&["doctor"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(ran.out.contains("there is no database yet"), "{}", ran.out);
    assert!(!home.data().join("pms.db").exists());
    home.serve().stop();
    let ran = home.run(&["doctor"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(ran.out.contains("the master key opens every stored key; the database is sealed"), "{}", ran.out);
    use std::os::unix::fs::PermissionsExt;
    let key = home.data().join("master.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let ran = home.run(&["doctor"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("WRONG") && ran.out.contains("can be read by others"), "{}", ran.out);
    let Some(empty) = Home::postgres() else { return };
    let ran = empty.run(&["doctor"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("run `pms migrate`"), "{}", ran.out);
    empty.ok(&["migrate"]);
    let ran = empty.run(&["doctor"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(ran.out.contains("this clock and the database's agree"), "{}", ran.out);
    // A URL may hold a password.
    let mut gone = Home::sqlite();
    gone.settings.push(("PMS__DATABASE__URL", "postgres://pms:a-database-secret@127.0.0.1:1/pms".to_owned()));
    let ran = gone.run(&["doctor"]);
    assert_eq!(ran.code, Some(1));
    assert!(!format!("{}{}", ran.out, ran.err).contains("a-database-secret"), "{}", ran.out);
}

#[test]
fn whatever_comes_first_the_server_starts_afterwards() {
    for first in [&["migrate"][..], &["doctor"], &["openapi"], &["config", "print"], &["audit", "verify"]] {
        let home = Home::sqlite();
        assert_eq!(home.run(first).code, Some(0), "{first:?}");
        home.serve().stop();
    }
}

#[test]
fn the_reference_needs_no_site() {
    let home = Home::sqlite();
    let document: Value = serde_json::from_str(&home.ok(&["openapi"])).unwrap();
    assert!(document["paths"]["/v1/partnermanager/partners"].is_object());
    assert!(!home.data().exists(), "nothing is left behind");
    // Whoever reads the first line only gets no stack trace.
    let binary = env!("CARGO_BIN_EXE_pms");
    let ran = std::process::Command::new("sh")
        .args(["-c", "\"$0\" --data-dir \"$1\" openapi | head -n 1", binary])
        .arg(home.data())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stdout).trim(), "{");
    assert!(!String::from_utf8_lossy(&ran.stderr).contains("panicked"));
}

#[test]
fn an_account_is_added_with_a_password_from_standard_input() {
    for home in Home::on_both() {
        let add = ["account", "add", "ada", "--email", "ada@people.example", "--role", "PARTNER_ADMIN"];
        let with_password = [&add[..], &["--password-stdin"]].concat();
        let weak = home.run_typing(&with_password, "ada\n");
        assert_eq!(weak.code, Some(1));
        assert!(weak.err.contains("PMS_ACC_003"), "{}", weak.err);
        let added = home.run_typing(&with_password, &format!("{PASSWORD}\n"));
        assert_eq!(added.code, Some(0), "{}: {}", home.name(), added.err);
        assert!(!format!("{}{}", added.out, added.err).contains(PASSWORD));
        let twice = home.run_typing(&with_password, &format!("{PASSWORD}\n"));
        assert_eq!(twice.code, Some(1), "{}", twice.out);
        let unknown = ["account", "add", "bob", "--email", "bob@people.example", "--role", "KING"];
        let unknown = home.run(&unknown);
        assert!(unknown.code == Some(1) && unknown.err.contains("Role KING does not exist"), "{}", unknown.err);
        let mut server = home.serve();
        let mut browser = crate::walk::Browser::new(server.address);
        assert_eq!(browser.sign_in("ada", "another long sentence"), 422);
        assert_eq!(browser.sign_in("ada", PASSWORD), 303, "{}", home.name());
        assert_eq!(browser.get("/portal/partners").status, 200, "it is an admin");
        server.stop();
    }
}

#[test]
fn a_clients_secret_is_shown_once_and_can_be_replaced() {
    for home in Home::on_both() {
        let first = home.admin_client();
        let mut server = home.serve();
        client::token(server.address, "mosip-pms-client", &first);
        let printed = home.ok(&["client", "secret", "mosip-pms-client"]);
        let second = printed.trim().rsplit(' ').next().unwrap().to_owned();
        assert_ne!(first, second);
        // The running server learns of it within a second.
        std::thread::sleep(std::time::Duration::from_millis(1_000));
        let body = serde_json::json!({"request":
            {"clientId": "mosip-pms-client", "secretKey": first, "appId": "partner"}});
        let path = "/v1/authmanager/authenticate/clientidsecretkey";
        let json = [("Content-Type", "application/json")];
        let old = client::call(server.address, "POST", path, &json, body.to_string().as_bytes());
        assert!(old.header("authorization").is_none(), "{}", old.body);
        client::token(server.address, "mosip-pms-client", &second);
        server.stop();
    }
}

/// Whose uses a client tells of is the operator's to say: at its making, or later, and of one MISP at a time.
#[test]
fn a_client_tells_of_the_misp_it_is_bound_to() {
    for home in Home::on_both() {
        let admin = home.admin_client();
        let mut server = home.serve();
        let token = client::token(server.address, "mosip-pms-client", &admin);
        for (id, kind) in [("misp-a", "MISP_Partner"), ("maker", "Device_Provider")] {
            let request = serde_json::json!({"partnerId": id, "organizationName": format!("Example {id}"),
                "address": "1 Main Street", "contactNumber": "0801234567", "emailId": format!("{id}@partners.example"),
                "partnerType": kind});
            let answer = client::send(server.address, &token, "POST", "/v1/partnermanager/partners/v2", &request);
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        let add = ["client", "add", "gateway", "--role", "MISP_PARTNER"];
        for stranger in ["nobody", "maker"] {
            let ran = home.run(&[&add[..], &["--misp", stranger]].concat());
            assert_ne!(ran.code, Some(0), "{stranger}: {}", ran.out);
        }
        // Nothing was left by that.
        let secret = |printed: String| printed.trim().rsplit(' ').next().unwrap().to_owned();
        let bound = home.ok(&[&add[..], &["--misp", "misp-a"]].concat());
        assert!(bound.contains("misp-a"), "{bound}");
        let other = secret(home.ok(&["client", "add", "other", "--role", "MISP_PARTNER"]));
        std::thread::sleep(std::time::Duration::from_millis(1_000));
        let tell = |client: &str, secret: &str| {
            let bearer = format!("Bearer {}", client::token(server.address, client, secret));
            let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
            client::call(server.address, "POST", "/v1/partnermanager/transactions", &headers, b"[]").body
        };
        assert!(tell("gateway", &secret(bound)).contains("\"lines\":0"));
        assert!(tell("other", &other).contains("PMS_TXN_001"));
        assert_ne!(home.run(&["client", "bind", "other", "--misp", "nobody"]).code, Some(0));
        assert!(tell("other", &other).contains("PMS_TXN_001"));
        home.ok(&["client", "bind", "other", "--misp", "misp-a"]);
        assert!(tell("other", &other).contains("\"lines\":0"));
        server.stop();
    }
}

/// The key ids that a server publishes.
fn published(address: std::net::SocketAddr) -> Vec<String> {
    let answer = client::call(address, "GET", "/auth/realms/mosip/protocol/openid-connect/certs", &[], b"");
    let keys = answer.json();
    keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn another_token_key_is_taken_over_by_a_running_server() {
    for home in Home::on_both() {
        let secret = home.admin_client();
        let mut server = home.serve();
        let before = client::token(server.address, "mosip-pms-client", &secret);
        let former = published(server.address);
        assert_eq!(former.len(), 1);
        let printed = home.ok(&["keys", "rotate", "token"]);
        assert!(printed.starts_with("Generation 2 signs tokens"), "{printed}");
        let status = home.ok(&["keys", "status"]);
        assert!(status.contains("replaced, verifies until"), "{status}");
        let started = std::time::Instant::now();
        let signed_by = |token: &str, kid: &str| {
            use base64::Engine as _;
            let header = token.split('.').next().unwrap();
            let header = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header).unwrap();
            String::from_utf8(header).unwrap().contains(kid)
        };
        let after = loop {
            let token = client::token(server.address, "mosip-pms-client", &secret);
            if !signed_by(&token, &former[0]) {
                break token;
            }
            assert!(started.elapsed() < std::time::Duration::from_secs(20), "the new key does not sign");
            std::thread::sleep(std::time::Duration::from_millis(100));
        };
        let both = published(server.address);
        assert!(both.len() == 2 && both[1] == former[0] && signed_by(&after, &both[0]), "{both:?}");
        for token in [&before, &after] {
            let answer = client::get(server.address, token, "/v1/partnermanager/partners");
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        server.stop();
        assert_eq!(home.run(&["audit", "verify"]).code, Some(0));
        // Who starts afterwards knows both, too.
        let mut server = home.serve();
        assert_eq!(published(server.address), both);
        server.stop();
    }
}
