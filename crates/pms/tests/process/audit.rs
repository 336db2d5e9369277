//! `pms audit verify`: rows changed, removed or cut off by hand are named.

use std::process::Command;

use serde_json::json;

use crate::client;
use crate::home::Home;

/// Runs SQL past the server, as somebody with access to the database would.
fn tamper(home: &Home, sql: &str) {
    tampered(home, sql);
}

/// As [`tamper`]; what a query answers.
fn tampered(home: &Home, sql: &str) -> String {
    if home.is_postgres() {
        return home.database().psql(&sql.replace("x_", "pms.x_")).unwrap();
    }
    let ran = Command::new("sqlite3").arg(home.data().join("pms.db")).arg(sql).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap().trim().to_owned()
}

/// A copy of the tampered part can be put back.
fn verdict(home: &Home, seals: Option<&str>) -> (Option<i32>, String) {
    let mut arguments = vec!["audit", "verify"];
    if let Some(file) = seals {
        arguments.extend(["--seals", file]);
    }
    let ran = home.run(&arguments);
    (ran.code, ran.out.trim().to_owned())
}

#[test]
fn what_was_tampered_with_is_named() {
    if Command::new("sqlite3").arg("-version").output().is_err() {
        pms_testkit::skip("the sqlite3 command is not installed");
        return;
    }
    for home in Home::on_both() {
        let secret = home.admin_client();
        let mut server = home.serve();
        let token = client::token(server.address, "mosip-pms-client", &secret);
        for number in 0..8 {
            let request = json!({"partnerId": format!("audit-{number}"), "organizationName": "Example",
                "address": "1 Main Street", "contactNumber": "0801234567", "partnerType": "Device_Provider",
                "emailId": format!("audit{number}@partners.example")});
            let answer = client::send(server.address, &token, "POST", "/v1/partnermanager/partners", &request);
            assert_eq!(answer.response()["status"], "InProgress");
        }
        server.stop();
        let (code, said) = verdict(&home, None);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.starts_with("The audit trail is intact: "), "{said}");
        for (what, damage, repair) in [
            (
                "changed",
                "UPDATE x_audit SET actor_name = 'somebody else' WHERE revision = 4",
                "UPDATE x_audit SET actor_name = (SELECT kept FROM x_kept) WHERE revision = 4",
            ),
            (
                "said to be another action",
                "UPDATE x_audit SET action = 'nothing' WHERE revision = 4",
                "UPDATE x_audit SET action = (SELECT action FROM x_kept) WHERE revision = 4",
            ),
        ] {
            tamper(&home, "CREATE TABLE x_kept AS SELECT actor_name AS kept, action FROM x_audit WHERE revision = 4");
            tamper(&home, damage);
            let (code, said) = verdict(&home, None);
            assert_eq!(code, Some(1), "{} {what}: {said}", home.name());
            assert!(said.contains("at record 4"), "{} {what}: {said}", home.name());
            tamper(&home, repair);
            tamper(&home, "DROP TABLE x_kept");
            assert_eq!(verdict(&home, None).0, Some(0), "{} {what}, repaired", home.name());
        }
        cut_and_removed(&home);
    }
}

fn cut_and_removed(home: &Home) {
    let seals = home.data().join("seals.jsonl");
    assert!(seals.exists(), "a server that stops seals its last records");
    // Cut off at the end: the head row still knows how many there were.
    tamper(home, "CREATE TABLE x_kept AS SELECT * FROM x_audit WHERE revision = (SELECT MAX(revision) FROM x_audit)");
    tamper(home, "DELETE FROM x_audit WHERE revision = (SELECT MAX(revision) FROM x_audit)");
    let (code, said) = verdict(home, None);
    let cut = tampered(home, "SELECT revision FROM x_head");
    assert!(code == Some(1) && said.contains(&format!("broken at record {cut}:")), "{} cut off: {said}", home.name());
    tamper(home, "INSERT INTO x_audit SELECT * FROM x_kept");
    tamper(home, "DROP TABLE x_kept");
    assert_eq!(verdict(home, None).0, Some(0));
    tamper(home, "DELETE FROM x_audit WHERE revision = 5");
    let (code, said) = verdict(home, None);
    assert!(code == Some(1) && said.contains("at record 5"), "{} removed: {said}", home.name());
    // The end cut off and the head put back: only the seals, outside the database, know.
    tamper(home, "DELETE FROM x_audit WHERE revision >= 5");
    tamper(home, "UPDATE x_head SET revision = 4, mac = (SELECT mac FROM x_audit WHERE revision = 4)");
    let (code, said) = verdict(home, None);
    assert!(code == Some(1) && said.contains("broken"), "{} with its head: {said}", home.name());
    // A seal of this very end that somebody else signed: the trail alone is whole.
    let line = std::fs::read_to_string(&seals).unwrap().lines().last().unwrap().to_owned();
    let mut seal: serde_json::Value = serde_json::from_str(&line).unwrap();
    seal["revision"] = json!(4);
    seal["head"] = json!(tampered(home, "SELECT mac FROM x_audit WHERE revision = 4"));
    let forged = home.data().join("forged.jsonl").display().to_string();
    std::fs::write(&forged, format!("{seal}\n")).unwrap();
    let (code, said) = verdict(home, Some(&forged));
    assert!(code == Some(1) && said.contains("not genuine"), "{} forged: {said}", home.name());
    std::fs::write(&forged, "").unwrap();
    let (code, said) = verdict(home, Some(&forged));
    assert_eq!(code, Some(0), "{} without that seal: {said}", home.name());
    // A file that is named and not there is no file without seals.
    let (code, said) = verdict(home, Some("nowhere.jsonl"));
    assert!(code != Some(0) && !said.contains("intact"), "{} missing: {said}", home.name());
}
