//! A ROOT that is kept offline: requests, what comes back, and what is refused.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use pms_app::authority::{Authorities, AwaitsRoot, Cause, Installation, Request, Standing, Which, rotate_due};
use pms_app::settings::Settings;
use pms_app::testing::{Site, master_key, start};
use pms_domain::Context;
use pms_pki::issue::{PrivateKeyDer, Signer as _, SoftwareSigner};
use pms_pki::{Certificate, PartnerDomain, parse};
use pms_store::db::{Db, Location};
use pms_store::{ca_key, keys, statement};
use pms_testkit::openssl_cli::{self, CertificateSpec, OfflineRoot};

fn read(pem: &str) -> Certificate {
    parse::wire::partner_upload(pem).unwrap()
}

fn a_root() -> OfflineRoot {
    OfflineRoot::new(start() - TimeDelta::days(1)).unwrap()
}

fn signed(root: &OfflineRoot, requests: &[Request]) -> Vec<Certificate> {
    let pems = requests.iter().map(|request| root.sign(&request.pem).unwrap());
    pems.chain([root.root.pem.clone()]).map(|pem| read(&pem)).collect()
}

/// The database of an installation, opened as a server does.
async fn open(directory: &tempfile::TempDir, ctx: &Context) -> anyhow::Result<Authorities> {
    let db = Db::open(&Location::Sqlite(directory.path().to_owned()), 4).await?;
    let store = pms_store::open::store(db, &master_key(), &ctx.surroundings).await?;
    Authorities::open(&store, &master_key(), ctx, &Settings::defaults()?).await
}

#[tokio::test]
async fn the_platform_waits_for_its_root_and_never_has_its_key() {
    if !openssl_cli::available() {
        return;
    }
    let (directory, installation, ctx) = Site::installation().await;
    let requests = installation.begin_offline(&ctx).await.unwrap();
    assert_eq!(requests.len(), 4);
    let waits = open(&directory, &ctx).await.err().unwrap();
    assert!(waits.is::<AwaitsRoot>() && waits.to_string().contains("pms ca import"), "{waits}");
    // Asked again, the same keys are asked for.
    let again = installation.begin_offline(&ctx).await.unwrap();
    assert!(requests.iter().zip(&again).all(|(one, other)| one.pem == other.pem));

    let root = a_root();
    let mut all = signed(&root, &requests);
    let one_missing = all.split_off(1);
    let refused = installation.import(&ctx, one_missing).await.err().unwrap().to_string();
    assert!(refused.contains("is missing"), "{refused}");
    installation.import(&ctx, signed(&root, &requests)).await.unwrap();

    let opened = open(&directory, &ctx).await.unwrap();
    let authority = opened.current();
    assert!(authority.root.is_offline() && authority.root.as_issuer().is_err());
    assert_eq!(authority.root.certificate.to_pem().trim(), root.root.pem.trim());
    for domain in PartnerDomain::ALL {
        let issuing = authority.issuing(domain).unwrap();
        assert!(issuing.certificate.is_signed_by(&authority.root.certificate) && issuing.as_issuer().is_ok());
    }
    assert!(authority.encryption().is_some(), "the AUTH CA issues it");
    for row in ca_key::all(Site::store_of(&installation).db()).await.unwrap() {
        assert_eq!(row.wrapped.is_empty(), row.purpose == "ca.root", "{}", row.purpose);
    }
    // It is chosen once.
    assert!(installation.begin_offline(&ctx).await.is_err());
}

#[tokio::test]
async fn an_installation_with_authorities_takes_no_offline_root() {
    let (directory, installation, ctx) = Site::installation().await;
    drop(open(&directory, &ctx).await.unwrap());
    assert!(installation.begin_offline(&ctx).await.is_err());
    assert!(installation.ask_offline(&ctx, &PartnerDomain::ALL).await.is_err());
    if openssl_cli::available() {
        let refused = installation.import(&ctx, vec![read(&a_root().root.pem)]).await.err().unwrap().to_string();
        assert!(refused.contains("ROOT of its own"), "{refused}");
    }
}

/// Every certificate is checked, and one that does not fit leaves everything as it was.
#[tokio::test]
async fn what_does_not_fit_is_refused_by_name() {
    if !openssl_cli::available() {
        return;
    }
    let (_directory, installation, ctx) = Site::installation().await;
    let requests = installation.begin_offline(&ctx).await.unwrap();
    let (root, other) = (a_root(), a_root());
    let (from, day) = (start() - TimeDelta::days(1), TimeDelta::days(1));
    let spec = || root.issuing_ca();
    let device = |spec: CertificateSpec| spec.issued_for(&requests[1].pem, &root.root).unwrap();
    let cases: Vec<(&str, String)> = vec![
        ("not signed by the ROOT", spec().issued_for(&requests[1].pem, &other.root).unwrap()),
        ("is no CA certificate", device(spec().extension("basicConstraints", "critical,CA:FALSE"))),
        ("path length", device(spec().extension("basicConstraints", "critical,CA:TRUE"))),
        ("path length", device(spec().extension("basicConstraints", "critical,CA:TRUE,pathlen:0"))),
        ("keyCertSign or cRLSign", device(spec().extension("keyUsage", "critical,keyCertSign"))),
        ("keyCertSign or cRLSign", device(spec().without_extension("keyUsage"))),
        ("replaced at once", device(spec().valid(from, from + day * 396))),
        ("ca-in-validity", device(spec().valid(from - day * 900, from))),
        ("ca-not-future", device(spec().valid(from + day * 5, from + day * 1_000))),
        ("outlives the ROOT", device(spec().valid(from, from + day * 3_000))),
        ("ca-signature-digest", device(spec().digest("sha1"))),
        ("its key is none that waits", spec().issued_by(&root.root).unwrap().pem),
    ];
    for (words, wrong) in &cases {
        let mut certificates = signed(&root, &requests);
        certificates[1] = read(wrong);
        let refused =
            installation.import(&ctx, certificates).await.err().unwrap_or_else(|| panic!("{words}: imported"));
        assert!(refused.to_string().contains(words), "{words}: {refused}");
    }
    let shallow = CertificateSpec::ca("/CN=Shallow", Some(1)).valid(from, from + day * 2_920).self_signed().unwrap();
    let refused = installation.import(&ctx, vec![read(&shallow.pem)]).await.err().unwrap().to_string();
    assert!(refused.contains("2 or more"), "{refused}");
    let mut two_roots = signed(&root, &requests);
    two_roots.push(read(&other.root.pem));
    assert!(installation.import(&ctx, two_roots).await.err().unwrap().to_string().contains("more than one ROOT"));
    assert!(ca_key::all(Site::store_of(&installation).db()).await.unwrap().iter().all(|row| row.certificate.is_none()));
    // What fits still does.
    installation.import(&ctx, signed(&root, &requests)).await.unwrap();
}

/// A name other than the one that was asked for: `openssl` keeps the request's, so another request stands in.
#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    if !openssl_cli::available() {
        return;
    }
    let (_directory, installation, ctx) = Site::installation().await;
    let requests = installation.begin_offline(&ctx).await.unwrap();
    let root = a_root();
    let mut certificates = signed(&root, &requests);
    let swapped = root.issuing_ca().issued_as("/C=IN/CN=Somebody else", &requests[0].pem, &root.root).unwrap();
    certificates[0] = read(&swapped);
    let refused = installation.import(&ctx, certificates).await.err().unwrap().to_string();
    assert!(refused.contains("subject"), "{refused}");
}

/// The next generation of an issuing CA below an offline ROOT: asked for, signed, imported; running servers follow.
#[tokio::test]
async fn rotation_asks_and_the_import_completes_it() {
    if !openssl_cli::available() {
        return;
    }
    for (site, root) in Site::with_offline_root().await {
        assert_eq!(site.app.authority().root.location.as_deref(), Some(ca_key::OFFLINE));
        let (ctx, domain) = (site.system(), PartnerDomain::Auth);
        let installation: &Installation = site.app.authorities().installation();
        assert!(site.app.authorities().rotate(&ctx, Which::Issuing(domain), Cause::ByHand).await.is_err());
        let requests = installation.ask_offline(&ctx, &[domain]).await.unwrap();
        let again = installation.ask_offline(&ctx, &[domain]).await.unwrap();
        assert_eq!((requests.len(), requests[0].generation), (1, 2));
        assert_eq!(requests[0].pem, again[0].pem);
        site.app.authorities().refresh().await.unwrap();
        assert_eq!(site.app.authority().issuing(domain).unwrap().generation, 1, "the former one signs until then");
        let waiting = installation.status(&ctx).await.unwrap();
        assert!(waiting.iter().any(|key| key.standing == Standing::Waits && key.generation == 2));
        installation.import(&ctx, signed(&root, &requests)).await.unwrap();
        let began = Instant::now();
        while site.app.authority().issuing(domain).unwrap().generation != 2 {
            assert!(began.elapsed() < Duration::from_secs(1));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(site.app.authority().generations(domain).len(), 2);
    }
}

/// The job cannot sign, and says so in time.
#[tokio::test]
async fn what_is_due_below_an_offline_root_waits_for_it() {
    if !openssl_cli::available() {
        return;
    }
    for (site, _) in Site::with_offline_root().await {
        let look = rotate_due(&site.app, &site.system()).await.unwrap();
        assert!(look.waits_for_root.is_empty() && look.rotated.is_empty());
        site.clock.advance(TimeDelta::days(1_460 - 395));
        let look = rotate_due(&site.app, &site.system()).await.unwrap();
        assert_eq!(look.waits_for_root, PartnerDomain::ALL.map(Which::Issuing), "{look:?}");
        let rotated: Vec<Which> = look.rotated.iter().map(|one| one.which).collect();
        assert_eq!(rotated, [Which::Encryption], "what the AUTH CA signs is renewed");
    }
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

/// What the database of a site holds: the files of its data directory, or each row of each table as text (bytes as hexadecimal).
async fn everything_of(site: &Site) -> Vec<(String, Vec<u8>)> {
    let db = site.app.store().db();
    if let Location::Sqlite(folder) = site.location() {
        let named = files(&folder).into_iter().map(|file| (file.display().to_string(), std::fs::read(&file).unwrap()));
        return named.collect();
    }
    let tables: Vec<(String,)> = statement(
        "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema() \
         AND table_type = 'BASE TABLE'",
    )
    .all(db)
    .await
    .unwrap();
    let mut found = Vec::new();
    for (table,) in tables {
        // Statements are kept for good, which these few may be.
        let sql: &'static str = format!("SELECT CAST(t AS TEXT) FROM \"{table}\" t").leak();
        let rows: Vec<(String,)> = statement(sql).all(db).await.unwrap();
        found.extend(rows.into_iter().map(|(row,)| (table.clone(), row.into_bytes())));
    }
    found
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Neither in the clear nor wrapped: the platform has signed with its issuing CAs, and ROOT's private key is nowhere in it.
#[tokio::test]
async fn the_private_key_of_an_offline_root_is_nowhere() {
    if !openssl_cli::available() {
        return;
    }
    for (site, root) in Site::with_offline_root().await {
        let app = &site.app;
        assert_eq!(app.settings().keys.pkcs11.module, None, "what is below the ROOT is stored");
        pms_app::revocation::publish_due(app).await.unwrap();
        let text: String = root.root.key.lines().filter(|line| !line.starts_with("-----")).collect();
        let der = STANDARD.decode(text).unwrap();
        let spki = read(&root.root.pem).spki_der().to_vec();

        let mut opened = 0;
        for key in keys::all(app.store().db()).await.unwrap().iter().filter(|key| !key.wrapped.is_empty()) {
            let secret = master_key().unwrap(&key.purpose, &key.id, &key.wrapped).unwrap();
            assert!(!holds(&secret, &der[der.len() / 2..][..24]), "{}", key.purpose);
            if let Ok(signer) = SoftwareSigner::from_pkcs8(&PrivateKeyDer::new(secret.to_vec())) {
                assert_ne!(signer.spki_der(), spki, "{}", key.purpose);
                opened += 1;
            }
        }
        assert!(opened >= 4, "the issuing CAs and the encryption key are among them: {opened}");

        // Of an RSA key in PKCS#8 the middle is the private exponent, and the primes follow.
        let secrets = [&der[der.len() / 2..][..24], &der[der.len() * 3 / 4..][..24]];
        let forms = secrets.iter().flat_map(|secret| {
            let base64 = [0, 1, 2].map(|cut| STANDARD.encode(&secret[cut..cut + 21]).into_bytes());
            let hex = hex::encode(secret);
            let upper = hex.to_uppercase().into_bytes();
            base64.into_iter().chain([secret.to_vec(), hex.into_bytes(), upper])
        });
        let forms: Vec<Vec<u8>> = forms.collect();
        let stored = everything_of(&site).await;
        let certificate = read(&root.root.pem).sha256_hex();
        assert!(
            stored.iter().any(|(_, bytes)| holds(bytes, certificate.as_bytes())),
            "its certificate is found this way"
        );
        for (place, bytes) in &stored {
            assert!(!holds(bytes, b"PRIVATE KEY"), "{place}");
            assert!(!forms.iter().any(|form| holds(bytes, form)), "{place}");
        }
    }
}
