//! `pms ca …`: what the commands print and write, servers beside them, and a re-key that is killed on its way.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use pms_pki::{Certificate, PartnerDomain, parse};
use pms_store::db::{Db, Location};
use pms_store::{ca_key, statement};
use pms_testkit::openssl_cli::{self, OfflineRoot};
use pms_testkit::seeds;
use serde_json::Value;

use crate::client;
use crate::home::Home;

fn status(home: &Home) -> Vec<Value> {
    serde_json::from_str(&home.ok(&["ca", "status", "--json"])).unwrap()
}

fn generations(home: &Home, name: &str) -> Vec<(u64, String)> {
    let rows = status(home);
    let of_name = rows.iter().filter(|row| row["name"] == name);
    of_name.map(|row| (row["generation"].as_u64().unwrap(), row["standing"].as_str().unwrap().to_owned())).collect()
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn certificates(file: &Path) -> Vec<Certificate> {
    parse::portal::read(&std::fs::read(file).unwrap()).unwrap().certificates
}

/// What `getCertificate` answers a caller of a running server.
fn signs_now(server: &crate::home::Server, token: &str) -> String {
    let bearer = format!("Bearer {token}");
    let path = "/v1/keymanager/getCertificate?applicationId=PMS&referenceId=DEVICE";
    let answer = client::call(server.address, "GET", path, &[("Authorization", &bearer)], b"");
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    body["response"]["certificate"].as_str().unwrap().to_owned()
}

#[test]
fn the_cas_are_listed_rotated_and_exported_while_a_server_runs() {
    for home in Home::on_both() {
        home.ok(&["client", "add", "relying", "--role", "ID_AUTHENTICATION"]);
        let printed = home.ok(&["client", "secret", "relying"]);
        let secret = printed.trim().rsplit(' ').next().unwrap().to_owned();
        let server = home.serve();
        let token = client::token(server.address, "relying", &secret);
        let before = signs_now(&server, &token);
        let table = home.ok(&["ca", "status"]);
        assert_eq!(table.lines().count(), 7, "{table}");
        assert!(table.contains("ROOT") && table.contains("database") && table.contains("days"), "{table}");
        let auth = status(&home).into_iter().find(|row| row["name"] == "AUTH").unwrap();
        assert_eq!(auth["rotatesInDays"], 1460 - 395 - 1, "whole days");
        assert_eq!((auth["place"].as_str(), auth["certificates"].as_i64()), (Some("database"), Some(0)));

        assert!(home.ok(&["ca", "rotate"]).contains("Nothing is due"));
        let told = home.ok(&["ca", "rotate", "--domain", "device"]);
        assert!(told.contains("DEVICE: generation 2"), "{told}");
        assert_eq!(generations(&home, "DEVICE"), [(2, "signs".into()), (1, "trusted".into())]);
        let began = Instant::now();
        while signs_now(&server, &token) == before {
            assert!(began.elapsed() < Duration::from_secs(1), "the server still answers the former one");
        }

        let told = home.ok(&["ca", "rotate", "--root"]);
        assert!(told.contains("ROOT: generation 2") && told.contains("AUTH: generation 2"), "{told}");
        let directory = home.data().join("public");
        home.ok(&["ca", "export", "--to", directory.to_str().unwrap()]);
        let names: Vec<_> = files(&directory).iter().map(|file| file.file_name().unwrap().to_owned()).collect();
        assert!(names.contains(&"root-1.pem".into()) && names.contains(&"root-2.pem".into()), "{names:?}");
        for file in files(&directory) {
            assert!(!std::fs::read_to_string(&file).unwrap_or_default().contains("PRIVATE"), "{}", file.display());
        }
        let chain = certificates(&directory.join("device-3.p7b"));
        assert!(chain[0].is_signed_by(&chain[1]) && chain[1].is_self_signed());
        assert_eq!(chain[1].sha256(), certificates(&directory.join("root-2.pem"))[0].sha256());
        let former = certificates(&directory.join("device-2.p7b"));
        assert_eq!(former[1].sha256(), certificates(&directory.join("root-1.pem"))[0].sha256(), "who signed it");
        assert!(home.run(&["ca", "rotate", "--domain", "ESTONIA"]).err.contains("none of AUTH"));
    }
}

/// `serve` waits and says for what; the import lets it start. The ROOT's key is nowhere.
#[test]
fn a_server_waits_for_its_offline_root() {
    if !openssl_cli::available() {
        return;
    }
    for home in Home::on_both() {
        // What is asked before makes no ROOT in passing.
        let requests = home.data().join("requests");
        for command in [&["ca", "rotate"][..], &["ca", "rekey"], &["ca", "export", "--to", requests.to_str().unwrap()]]
        {
            assert!(home.run(command).err.contains("no certificate authorities yet"), "{command:?}");
        }
        assert!(home.ok(&["ca", "status"]).contains("no certificate authorities yet"));
        let told = home.ok(&["ca", "init", "--offline-root", requests.to_str().unwrap()]);
        assert!(told.contains("pms ca import"), "{told}");
        assert_eq!(files(&requests).len(), 4);
        assert!(home.run(&["doctor"]).out.contains("wait for their ROOT"));
        let mut server = home.start();
        let began = Instant::now();
        while !home.log_text().contains("pms ca import") {
            assert!(began.elapsed() < Duration::from_secs(20), "{}", home.log_text());
            std::thread::sleep(Duration::from_millis(50));
        }
        let now = chrono_now() - chrono::TimeDelta::days(1);
        let root = OfflineRoot::new(now).unwrap();
        let mut given = vec!["ca".to_owned(), "import".to_owned()];
        let signed = home.data().join("signed");
        std::fs::create_dir_all(&signed).unwrap();
        for request in files(&requests) {
            let pem = root.sign(&std::fs::read_to_string(&request).unwrap()).unwrap();
            let file = signed.join(request.file_name().unwrap()).with_extension("pem");
            std::fs::write(&file, pem).unwrap();
            given.push(file.display().to_string());
        }
        let without_root: Vec<&str> = given.iter().map(String::as_str).collect();
        assert!(home.run(&without_root).err.contains("ROOT is missing"));
        let file = signed.join("root.pem");
        std::fs::write(&file, &root.root.pem).unwrap();
        given.push(file.display().to_string());
        let all: Vec<&str> = given.iter().map(String::as_str).collect();
        home.ok(&all);
        assert!(home.run(&all).err.contains("imported already"));
        server.wait_until_ready();
        let rows = status(&home);
        assert_eq!(rows.iter().find(|row| row["name"] == "ROOT").unwrap()["place"], "offline");
        assert!(home.run(&["ca", "rotate", "--domain", "AUTH"]).err.contains("kept offline"));
        let next = home.data().join("next");
        home.ok(&["ca", "rotate", "--domain", "AUTH", "--to", next.to_str().unwrap()]);
        assert_eq!(files(&next).len(), 1);
        assert_eq!(generations(&home, "AUTH"), [(2, "waits".into()), (1, "signs".into())]);
    }
}

#[expect(clippy::disallowed_methods, reason = "the binary under test uses the machine's clock")]
fn chrono_now() -> chrono::NaiveDateTime {
    use chrono::Timelike;
    chrono::Utc::now().naive_utc().with_nanosecond(0).unwrap()
}

const MANY: i64 = 2_000;

/// What opens the application makes the authorities where there are none; the commands for them do not.
fn with_authorities(home: &Home) {
    home.ok(&["account", "list"]);
}

/// Partners with certificates, in the database that the commands use.
fn seed(home: &Home) {
    with_authorities(home);
    home.ok(&["ca", "export", "--to", home.data().join("public").to_str().unwrap()]);
    with_database(home, async |db| {
        let rows = ca_key::all(&db).await.unwrap();
        let auth = rows.iter().find(|row| row.purpose == "ca.auth").unwrap();
        let now = chrono_now();
        let mut tx = db.begin().await.unwrap();
        statement(seeds::PARTNERS).bind(MANY).bind(now).execute(&mut tx).await.unwrap();
        statement(seeds::CERTIFICATES)
            .bind(MANY)
            .bind(now)
            .bind(auth.certificate.clone().unwrap())
            .bind(now + chrono::TimeDelta::days(366))
            .bind(auth.id.as_str())
            .execute(&mut tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    });
}

fn with_database<T>(home: &Home, look: impl AsyncFnOnce(Db) -> T) -> T {
    let location = match home.is_postgres() {
        true => Location::Postgres(home.database().url().to_owned()),
        false => Location::Sqlite(home.data()),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Db::open(&location, 4).await.unwrap();
        let found = look(db.clone()).await;
        db.close().await;
        found
    })
}

fn fresh(home: &Home) -> i64 {
    with_database(home, async |db| {
        let sql = "SELECT COUNT(*) FROM partner_cert_store c JOIN x_key k ON k.id = c.x_ca_key_id \
                   WHERE c.x_current AND k.generation > 1";
        let row: (i64,) = statement(sql).one(&db).await.unwrap();
        row.0
    })
}

/// Killed on its way, it goes on when it is run again; the long form is `pms-bench rekey --kill`.
#[test]
fn a_killed_rekey_goes_on() {
    for home in Home::on_both() {
        seed(&home);
        let mut child = home
            .command(&["ca", "rekey", "--domain", PartnerDomain::Auth.as_str()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = Instant::now();
        while fresh(&home) == 0 {
            assert!(began.elapsed() < Duration::from_secs(60), "{}: it never began", home.name());
            std::thread::sleep(Duration::from_millis(5));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let killed_at = fresh(&home);
        assert!(killed_at > 0 && killed_at < MANY, "{}: killed on its way, not after it: {killed_at}", home.name());
        assert!(home.run(&["doctor"]).out.contains("pms ca rekey"), "{}", home.name());
        let told = home.ok(&["ca", "rekey"]);
        assert!(
            told.contains("finished what was begun") && told.contains(&format!("{} certificates", MANY - killed_at)),
            "{told}"
        );
        assert!(told.contains(&format!("{0} of {0} certificates", MANY - killed_at)), "progress is shown: {told}");
        assert_eq!(fresh(&home), MANY, "{}", home.name());
        assert_eq!(generations(&home, "AUTH"), [(2, "signs".into()), (1, "not-trusted".into())]);
        assert!(home.ok(&["audit", "verify"]).contains("intact"), "{}", home.name());
    }
}

/// ROOT's own key: one command makes all authorities others, and distrusts the former ones.
#[test]
fn root_is_replaced_by_one_command() {
    for home in Home::on_both() {
        with_authorities(&home);
        let (before, after) = (home.data().join("before"), home.data().join("after"));
        home.ok(&["ca", "export", "--to", before.to_str().unwrap()]);
        let told = home.ok(&["ca", "rekey", "--root"]);
        assert!(told.contains("Re-key of ROOT, AUTH, DEVICE, FTM, MISP: done, 0 certificates"), "{told}");
        for name in ["ROOT", "AUTH", "DEVICE", "FTM", "MISP"] {
            assert_eq!(generations(&home, name), [(2, "signs".into()), (1, "not-trusted".into())], "{name}");
        }
        home.ok(&["ca", "export", "--to", after.to_str().unwrap()]);
        let contents = |folder| files(folder).iter().map(|file| std::fs::read(file).unwrap()).collect::<Vec<_>>();
        let (former, new) = (contents(&before), contents(&after));
        assert!(!new.is_empty() && new.iter().all(|file| !former.contains(file)), "{}", home.name());
        let both = home.run(&["ca", "rekey", "--root", "--domain", "AUTH"]);
        assert!(both.err.contains("cannot be used with"), "{}", both.err);
        assert!(home.ok(&["audit", "verify"]).contains("intact"), "{}", home.name());
    }
}
