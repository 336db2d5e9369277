//! The keys of the authorities in a token: SoftHSM2, and a module in front of it that misbehaves.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pms_app::approvals::{self, Verdict};
use pms_app::authority::{self, Authorities, Cause, TokenFinding, Which};
use pms_app::certificates::{self, Upload};
use pms_app::settings::Settings;
use pms_app::testing::{Person, Site, in_token, master_key, settings};
use pms_app::{App, Failure, partners};
use pms_domain::approval::Decision;
use pms_domain::{Context, catalogue};
use pms_pki::PartnerDomain;
use pms_pki::issue::{PrivateKeyDer, Signer as _, SoftwareSigner};
use pms_store::ca_key::{self, CaKeyRow};
use pms_store::db::{Db, Location};
use pms_store::{keys, migrate, open};
use pms_testkit::openssl_cli::{self, Hierarchy};
use pms_testkit::softhsm::{self, PIN, SoftHsm};
use pms_testkit::{TestClock, TestRandom};

use crate::support::{Stage, done, hierarchy, refused};

/// How a PKCS#8 private key for RSA begins, after its outer length: version 0, `rsaEncryption`, NULL, an OCTET STRING.
const PKCS8_RSA: [u8; 20] = [
    0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00, 0x04,
    0x82,
];

async fn from_nothing(hsm: &SoftHsm, module: PathBuf) -> Vec<Site> {
    Site::on_both_from_nothing(|settings| in_token(hsm, module.clone(), settings)).await
}

async fn rows(app: &App) -> Vec<CaKeyRow> {
    ca_key::all(app.store().db()).await.unwrap()
}

fn is_of_authority(row: &CaKeyRow) -> bool {
    row.purpose.starts_with("ca.")
}

/// Objects in the token's folder: two for each key.
fn objects(hsm: &SoftHsm) -> usize {
    let tokens = std::fs::read_dir(hsm.tokens()).unwrap().map(|token| token.unwrap().path());
    let files = tokens.flat_map(|token| std::fs::read_dir(token).unwrap()).map(|file| file.unwrap().path());
    files
        .filter(|file| file.extension().is_some_and(|end| end == "object"))
        .filter(|file| file.file_stem().is_some_and(|name| name != "token"))
        .count()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// A partner that is approved and whose CA is trusted, with its owner.
async fn approved(site: Site, pki: &Hierarchy) -> (Stage, Person) {
    let stage = Stage::on(site).await;
    let owner = stage.owner("bank", "Auth_Partner").await;
    let approval = stage.approval("bank").await;
    let verdict = Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
    done(approvals::decide(&stage.site.app, &stage.admin().await, &approval.id, verdict).await);
    for pem in [&pki.root.pem, &pki.intermediate.pem] {
        done(certificates::upload_ca(&stage.site.app, &stage.admin().await, pem, "AUTH").await);
    }
    (stage, owner)
}

async fn upload(app: &App, ctx: &Context, pki: &Hierarchy) -> pms_app::Outcome<certificates::Uploaded> {
    let data = pki.partner_certificate("Example Bank").unwrap().pem;
    let upload = Upload { partner_id: "bank".into(), data, domain: "AUTH".into(), ..Upload::default() };
    certificates::upload(app, ctx, upload).await
}

/// The whole certificate suite once more, with the authorities' keys in a token.
#[test]
fn certificates_and_authorities_hold_over_softhsm() {
    let certificates = ["certificates::", "certificate_renewal::", "certificate_returns::", "certificate_keys::"];
    softhsm::again(&[&certificates[..], &["authority::", "revocation::", "rekey::"]].concat(), 44);
}

#[tokio::test]
async fn no_private_key_of_an_authority_is_outside_the_token() {
    let Some(hsm) = softhsm::token() else { return };
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in from_nothing(&hsm, hsm.module()).await {
        let (stage, owner) = approved(site, &pki).await;
        let app = &stage.site.app;
        done(upload(app, &stage.ctx(&owner).await, &pki).await);

        let token = app.authorities().sources().hsm().unwrap().clone();
        let mut public = Vec::new();
        for row in rows(app).await.iter().filter(|row| is_of_authority(row)) {
            assert!(row.wrapped.is_empty(), "{}", row.purpose);
            let location = row.location.clone().unwrap();
            assert!(location.starts_with("pkcs11:object=ca."), "{location}");
            let certificate = pms_pki::parse::wire::partner_upload(row.certificate.as_deref().unwrap()).unwrap();
            let facts = token.facts(&location, certificate.spki_der()).unwrap();
            assert_eq!((facts.sensitive, facts.extractable), (Some(true), Some(false)), "{}", row.purpose);
            assert_eq!((facts.always_sensitive, facts.never_extractable), (Some(true), Some(true)));
            assert!(!facts.is_readable, "the token gave the private exponent of {}", row.purpose);
            assert_eq!((facts.signs, facts.decrypts), (Some(true), Some(false)));
            public.push(certificate.spki_der().to_vec());
        }
        assert_eq!(public.len(), 5);

        // What is wrapped in the database are other keys.
        let mut others = 0;
        for key in keys::all(app.store().db()).await.unwrap().iter().filter(|key| !key.wrapped.is_empty()) {
            let opened = master_key().unwrap(&key.purpose, &key.id, &key.wrapped).unwrap();
            if let Ok(signer) = SoftwareSigner::from_pkcs8(&PrivateKeyDer::new(opened.to_vec())) {
                assert!(!public.iter().any(|spki| spki == signer.spki_der()), "{}", key.purpose);
                others += 1;
            }
        }
        assert!(others >= 1, "the encryption key is one of them");

        // Neither the data directory nor the token's folder holds a private key, or the PIN, in a form that can be read.
        let mut folders = vec![hsm.tokens()];
        if let Location::Sqlite(folder) = stage.site.location() {
            folders.push(folder);
        }
        let hex = hex::encode(PKCS8_RSA);
        // Base64 of its first bytes, wherever they begin in a group of three.
        let base64 = [0, 1, 2].map(|cut| STANDARD.encode(&PKCS8_RSA[cut..cut + 15]));
        for file in folders.iter().flat_map(|folder| files(folder)) {
            let bytes = std::fs::read(&file).unwrap();
            for wanted in [b"PRIVATE KEY".as_slice(), &PKCS8_RSA, hex.as_bytes(), PIN.as_bytes()] {
                assert!(!holds(&bytes, wanted), "{}", file.display());
            }
            assert!(!base64.iter().any(|text| holds(&bytes, text.as_bytes())), "{}", file.display());
        }
        assert!(pki.root.key.contains("PRIVATE KEY"), "what is searched for is written so");
    }
}

/// Starts on an empty database, beside others.
async fn first_start(location: Location, settings: Settings, seed: u64) -> anyhow::Result<Authorities> {
    let surroundings = pms_testkit::surroundings(&TestClock::at_machine_time(), &TestRandom::new(seed));
    let db = Db::open(&location, 4).await?;
    let store = open::store(db, &master_key(), &surroundings).await?;
    Authorities::open(&store, &master_key(), &Context::system(surroundings, "test"), &settings).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn three_first_starts_with_one_token_make_one_root() {
    let Some(hsm) = softhsm::token() else { return };
    let folder = tempfile::tempdir().unwrap();
    let database = pms_testkit::postgres::database();
    let postgres = database.as_ref().map(|database| Location::Postgres(database.url().to_owned()));
    let mut settings = settings();
    in_token(&hsm, hsm.module(), &mut settings);
    let mut kept = 0;
    for location in [Some(Location::Sqlite(folder.path().to_owned())), postgres].into_iter().flatten() {
        migrate::run(&Db::open(&location, 2).await.unwrap()).await.unwrap();
        let starts = (1..=3).map(|seed| tokio::spawn(first_start(location.clone(), settings.clone(), seed)));
        let mut roots = Vec::new();
        for start in starts.collect::<Vec<_>>() {
            roots.push(start.await.unwrap().unwrap().current().root.certificate.sha256_hex());
        }
        roots.dedup();
        assert_eq!(roots.len(), 1, "all have the same ROOT");
        let rows = ca_key::all(&Db::open(&location, 2).await.unwrap()).await.unwrap();
        assert_eq!(rows.iter().filter(|row| is_of_authority(row)).count(), 5);
        kept += 5;
        assert_eq!(objects(&hsm), 2 * kept, "those who were not first took their keys away again");
    }
}

#[tokio::test]
async fn a_first_start_that_fails_leaves_no_keys_behind() {
    let Some(hsm) = softhsm::token() else { return };
    let mut settings = settings();
    in_token(&hsm, hsm.faulty_module(), &mut settings);
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Sqlite(folder.path().to_owned());
    let db = Db::open(&location, 2).await.unwrap();
    migrate::run(&db).await.unwrap();
    for (how, said) in [("wrong", "does not belong"), ("device-error", "DeviceError"), ("leak", "destroyed")] {
        hsm.misbehave(how);
        let Err(error) = first_start(location.clone(), settings.clone(), 1).await else { panic!("{how}: it started") };
        let error = format!("{error:#}");
        assert!(error.contains(said) && !error.contains(PIN), "{how}: {error}");
        hsm.misbehave("");
        assert!(ca_key::all(&db).await.unwrap().is_empty());
        assert_eq!(objects(&hsm), 0, "{how}");
    }
    first_start(location, settings, 1).await.unwrap();
    assert_eq!(objects(&hsm), 10);
}

/// What needs no signature goes on, on processes too that start meanwhile.
#[tokio::test]
async fn a_device_that_does_not_answer_stops_signatures_alone() {
    let Some(hsm) = softhsm::token() else { return };
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in from_nothing(&hsm, hsm.faulty_module()).await {
        let (stage, owner) = approved(site, &pki).await;
        let ctx = stage.ctx(&owner).await;
        let first = done(upload(&stage.site.app, &ctx, &pki).await);
        assert_eq!(stage.site.app.authorities().sources().hsm().unwrap().standing().await, None);

        hsm.misbehave("device-error");
        let replica = stage.site.replica().await;
        for app in [&stage.site.app, &replica] {
            let (changes, stored) =
                ("SELECT COUNT(*) AS n FROM x_audit", "SELECT COUNT(*) AS n FROM partner_cert_store");
            let before = (stage.count(changes).await, stage.count(stored).await);
            refused(upload(app, &ctx, &pki).await, &catalogue::SIGNER_SILENT);
            assert_eq!((stage.count(changes).await, stage.count(stored).await), before, "nothing was stored");
            let said = app.authorities().sources().hsm().unwrap().standing().await.unwrap();
            assert!(said.contains("DeviceError") && !said.contains(PIN), "{said}");
            assert_eq!(done(certificates::platform(app)).len(), 6, "reading goes on");
            let pair = done(certificates::pair(app, &ctx, "bank").await);
            assert_eq!(pair.mosip_signed.unwrap().trim(), first.signed_certificate.trim());
        }
        hsm.misbehave("");
        for app in [&stage.site.app, &replica] {
            done(upload(app, &ctx, &pki).await);
            assert_eq!(app.authorities().sources().hsm().unwrap().standing().await, None);
        }
    }
}

/// A certificate that waited is not refused because a device was silent when its turn came.
#[tokio::test]
async fn a_waiting_certificate_waits_for_the_device_too() {
    let Some(hsm) = softhsm::token() else { return };
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in from_nothing(&hsm, hsm.faulty_module()).await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("bank", "Auth_Partner").await;
        let app = &stage.site.app;
        let verdict = || Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
        let approval = stage.approval("bank").await;
        done(approvals::decide(app, &stage.admin().await, &approval.id, verdict()).await);
        let leaf = pki.partner_certificate("Example Bank").unwrap().pem;
        let chain = format!("{}{}", pki.intermediate.pem, pki.root.pem).into_bytes();
        let ctx = stage.ctx(&owner).await;
        let id = done(certificates::submit_chain(app, &ctx, "bank", chain, Some(leaf), None).await);
        hsm.misbehave("device-error");
        done(approvals::decide(app, &stage.admin().await, &id, verdict()).await);
        let waiting = "SELECT COUNT(*) AS n FROM x_pending_certificate WHERE outcome IS NULL";
        assert_eq!(stage.count(waiting).await, 1);
        hsm.misbehave("");
        certificates::process_pending(app, &id).await;
        assert_eq!(stage.count(waiting).await, 0);
        assert!(done(partners::get(app, &ctx, "bank").await).partner.is_active);
    }
}

/// The words of `pms doctor`, one of a kind.
fn findings(app: &App) -> Vec<String> {
    let found = authority::inspect(app).into_iter().map(|finding| match finding {
        TokenFinding::Good(what) => format!("ok {what}"),
        TokenFinding::Note(what) => format!("note {what}"),
        TokenFinding::Wrong(what) => format!("WRONG {what}"),
    });
    found.collect()
}

/// An installation that has its keys keeps them; the next generations are made in the token, and the way back is the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_move_into_the_token_by_rotation_alone() {
    let Some(hsm) = softhsm::token() else { return };
    for site in Site::on_both().await {
        let before = rows(&site.app).await;
        assert!(before.iter().all(|row| row.location.is_none()));
        let there = site.replica_with(|settings| in_token(&hsm, hsm.module(), settings)).await.unwrap();
        assert_eq!(rows(&there).await.len(), before.len(), "nothing is made beside what there is");
        let root = there.authority().root.certificate.clone();
        assert_eq!(root.sha256(), site.app.authority().root.certificate.sha256());
        let said = findings(&there);
        assert!(said[0].starts_with("ok the token pms-test"), "{said:?}");
        assert_eq!(said.iter().filter(|line| line.contains("lies in the database")).count(), 5, "{said:?}");

        let ctx = there.system("test");
        let all = [Which::Root].into_iter().chain(PartnerDomain::ALL.map(Which::Issuing));
        for which in all {
            let rotated = there.authorities().rotate(&ctx, which, Cause::ByHand).await.unwrap().unwrap();
            assert_eq!(rotated.generation, 2);
        }
        let in_it = rows(&there).await.into_iter().filter(|row| row.location.is_some()).count();
        assert_eq!(in_it, 5);
        let said = findings(&there);
        assert_eq!(said.iter().filter(|line| line.contains("cannot be taken out")).count(), 5, "{said:?}");
        assert!(!said.iter().any(|line| line.contains("lies in the database")), "{said:?}");
        assert_eq!(
            there.authority().former_roots[0].certificate.sha256(),
            root.sha256(),
            "the former one stays trusted"
        );

        // Without its configuration nobody starts with half of the keys.
        let Err(error) = site.replica_with(|_| {}).await else { panic!("it started without the token") };
        assert!(format!("{error:#}").contains("configure keys.pkcs11"), "{error:#}");

        // Back again: the module stays, and makes nothing new.
        let back = site.replica_with(|settings| {
            in_token(&hsm, hsm.module(), settings);
            settings.keys.pkcs11.keys = vec!["root".to_owned()];
        });
        let back = back.await.unwrap();
        let which = Which::Issuing(PartnerDomain::Auth);
        back.authorities().rotate(&back.system("test"), which, Cause::ByHand).await.unwrap().unwrap();
        let authority = back.authority();
        assert_eq!(authority.issuing(PartnerDomain::Auth).unwrap().location, None);
        assert!(authority.issuing(PartnerDomain::Device).unwrap().location.is_some());
    }
}

#[tokio::test]
async fn doctor_misses_a_key_that_is_gone() {
    let Some(hsm) = softhsm::token() else { return };
    let sites = from_nothing(&hsm, hsm.faulty_module()).await;
    let app = &sites[0].app;
    hsm.misbehave("leak");
    let said = findings(app);
    assert_eq!(said.iter().filter(|line| line.starts_with("WRONG the token would give")).count(), 5, "{said:?}");
    hsm.misbehave("device-error");
    let said = findings(app);
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("WRONG the hardware security module: the token answered DeviceError"), "{said:?}");
    hsm.misbehave("");
    // Of the other site the token has keys as well; of this one they go.
    for file in files(&hsm.tokens()).iter().filter(|file| file.file_stem().is_some_and(|name| name != "token")) {
        if file.extension().is_some_and(|end| end == "object") {
            std::fs::remove_file(file).unwrap();
        }
    }
    let said = findings(app);
    assert_eq!(said.iter().filter(|line| line.contains("the token has no key ca.")).count(), 5, "{said:?}");
}

#[tokio::test]
async fn a_pin_that_cannot_be_read_is_said_at_once() {
    let Some(hsm) = softhsm::token() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (missing, empty, wrong) =
        (folder.path().join("missing"), folder.path().join("empty"), folder.path().join("wrong"));
    std::fs::write(&empty, "\n").unwrap();
    std::fs::write(&wrong, "wrong-pin-5150\n").unwrap();
    let location = Location::Sqlite(folder.path().to_owned());
    migrate::run(&Db::open(&location, 2).await.unwrap()).await.unwrap();
    for (file, said) in [(missing, "cannot be read"), (empty, "is empty"), (wrong, "refuses the PIN")] {
        let mut settings = settings();
        in_token(&hsm, hsm.module(), &mut settings);
        settings.keys.pkcs11.pin_file = Some(file);
        let Err(error) = first_start(location.clone(), settings, 1).await else { panic!("{said}") };
        let error = format!("{error:#} {error:?}");
        assert!(error.contains(said) && !error.contains("wrong-pin-5150"), "{error}");
    }
}

/// A device that fails in the middle of a re-key costs no certificate its trust for good: the command is run again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rekey_that_the_device_interrupts_is_taken_up_again() {
    let Some(hsm) = softhsm::token() else { return };
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in from_nothing(&hsm, hsm.faulty_module()).await {
        let (stage, owner) = approved(site, &pki).await;
        let (app, ctx) = (&stage.site.app, stage.site.system());
        done(upload(app, &stage.ctx(&owner).await, &pki).await);
        let mut interrupted = false;
        let outcome = authority::rekey(app, &ctx, &[PartnerDomain::Auth], |_| {
            // The next generation is made; the certificates are not signed yet.
            if !interrupted {
                hsm.misbehave("device-error");
                interrupted = true;
            }
        });
        assert!(matches!(outcome.await, Err(Failure::Internal(_))));
        assert_eq!(done(authority::unfinished_rekey(app).await).len(), 1);
        hsm.misbehave("");
        // The lease of the command that failed has to run out.
        stage.site.clock.advance(chrono::TimeDelta::seconds(10));
        let again = done(authority::rekey(app, &ctx, &[], |_| {}).await);
        assert!(again.resumed && again.failed.is_empty());
        assert_eq!(again.certificates, 1);
        let issuing = app.authority().issuing(PartnerDomain::Auth).unwrap().certificate.to_pem();
        let root = app.authority().root.certificate.to_pem();
        let pair = done(certificates::pair(app, &stage.ctx(&owner).await, "bank").await);
        let at = app.surroundings().now().and_utc().timestamp().to_string();
        let signed = pair.mosip_signed.unwrap();
        assert!(openssl_cli::verify_with(&signed, &[&issuing], &[&root], &["-attime", &at]).unwrap().accepted);
    }
}
