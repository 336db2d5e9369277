//! Revocation: what an administrator revokes and what a deactivation holds counts nowhere, at once; lists of others and our own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use pms_app::certificates::{self, Uploaded};
use pms_app::revocation::{self, Revocation};
use pms_app::testing::{Person, Site};
use pms_app::{App, partners};
use pms_domain::catalogue;
use pms_domain::context::Clock;
use pms_pki::certificate::PointName;
use pms_pki::crl::{RevocationList, RevocationReason};
use pms_pki::issue::{Issuer, ListTerms, PrivateKeyDer, RevokedSerial, SoftwareSigner, revocation_list};
use pms_pki::{Certificate, parse};
use pms_testkit::TestClock;
use pms_testkit::openssl_cli::{self, CertificateSpec, Hierarchy};

use crate::certificates::{approve, send, trust, upload};
use crate::support::{Stage, done, hierarchy, refused};

fn read(pem: &str) -> Certificate {
    parse::wire::partner_upload(pem).unwrap()
}

/// The bytes of a PEM block.
fn der(pem: &str) -> Vec<u8> {
    STANDARD.decode(pem.lines().filter(|line| !line.starts_with("-----")).collect::<String>()).unwrap()
}

/// A list of a CA that the `openssl` command made.
pub fn list_of(
    ca: &openssl_cli::Certificate,
    number: u64,
    from: pms_domain::Timestamp,
    revoked: &[&str],
) -> RevocationList {
    let certificate = read(&ca.pem);
    let signer = SoftwareSigner::from_pkcs8(&PrivateKeyDer::new(der(&ca.key))).unwrap();
    let entry = |pem: &&str| RevokedSerial {
        serial: read(pem).serial_bytes().to_vec(),
        at: from,
        reason: RevocationReason::KeyCompromise,
    };
    let entries: Vec<RevokedSerial> = revoked.iter().map(entry).collect();
    let terms = ListTerms { number, this_update: from, next_update: from + TimeDelta::days(7) };
    revocation_list(Issuer { certificate: &certificate, signer: &signer }, &terms, &entries).unwrap()
}

fn wanted<'a>(id: &'a str, reason: &'a str) -> Revocation<'a> {
    Revocation { certificate_id: id, reason, comment: Some("Because.") }
}

async fn revoke(stage: &Stage, id: &str, reason: &str) {
    done(revocation::revoke_certificate(&stage.site.app, &stage.admin().await, &wanted(id, reason)).await);
}

async fn trusted(stage: &Stage, pem: &str, domain: &str) -> bool {
    done(certificates::certificate_trust(&stage.site.app, &stage.admin().await, pem, domain).await)
}

async fn is_active(stage: &Stage, id: &str) -> bool {
    done(partners::get(&stage.site.app, &stage.admin().await, id).await).partner.is_active
}

/// The file that a re-signed certificate says its issuer's list is.
fn list_name(signed: &str) -> String {
    let certificate = read(signed);
    let [point] = certificate.distribution_points() else { panic!("one point") };
    let [PointName::Uri(address)] = point.names.as_slice() else { panic!("one address") };
    assert!(address.starts_with("http://127.0.0.1:8080/v1/partnermanager/crl/"), "{address}");
    address.rsplit('/').next().unwrap().to_owned()
}

/// What the `openssl` command says of a re-signed certificate with our published list.
async fn openssl_accepts(app: &App, signed: &str, domain: &str) -> bool {
    let file = done(revocation::published_list(app, &list_name(signed)).await);
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("list.pem");
    let text = format!("-----BEGIN X509 CRL-----\n{}\n-----END X509 CRL-----\n", lines(&STANDARD.encode(&*file.der)));
    std::fs::write(&path, text).unwrap();
    let platform = done(certificates::platform(app));
    let pem = |name: &str| platform.iter().find(|one| one.name == name).unwrap().pem.clone();
    let at = app.surroundings().now().and_utc().timestamp().to_string();
    let options = ["-attime", &at, "-crl_check", "-CRLfile", path.to_str().unwrap()];
    let said = openssl_cli::verify_with(signed, &[&pem(domain)], &[&pem("ROOT")], &options).unwrap();
    assert!(said.accepted || said.output.contains("certificate revoked"), "{}", said.output);
    said.accepted
}

fn lines(base64: &str) -> String {
    base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>().join("\n")
}

/// An active partner of a type with one certificate.
async fn active(stage: &Stage, pki: &Hierarchy, id: &str, kind: &str, domain: &str) -> (Person, String, Uploaded) {
    let owner = stage.owner(id, kind).await;
    approve(stage, id).await;
    let leaf = pki.partner_certificate("Example Bank").unwrap().pem;
    let uploaded = done(send(stage, &owner, upload(id, &leaf, domain, None)).await);
    (owner, leaf, uploaded)
}

async fn with_trust(site: Site, pki: &Hierarchy, domain: &str) -> Stage {
    let stage = Stage::on(site).await;
    trust(&stage, &pki.root.pem, domain).await;
    trust(&stage, &pki.intermediate.pem, domain).await;
    stage
}

#[tokio::test]
async fn a_revoked_certificate_counts_nowhere() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = with_trust(site, &pki, "AUTH").await;
        let app = &stage.site.app;
        let (owner, leaf, uploaded) = active(&stage, &pki, "bank", "Auth_Partner", "AUTH").await;
        let signed = &uploaded.signed_certificate;
        done(revocation::publish_due(app).await);
        assert!(trusted(&stage, &leaf, "AUTH").await && trusted(&stage, signed, "AUTH").await);
        assert!(openssl_accepts(app, signed, "AUTH").await);
        let other = if stage.site.is_postgres() { stage.site.replica().await } else { app.clone() };
        let admin = stage.admin().await;
        assert!(done(certificates::certificate_trust(&other, &admin, signed, "AUTH").await));

        stage.sql("DELETE FROM x_mail").await;
        revoke(&stage, &uploaded.certificate_id, "keycompromise").await;
        assert!(!trusted(&stage, &leaf, "AUTH").await && !trusted(&stage, signed, "AUTH").await);
        assert!(!done(certificates::certificate_trust(&other, &admin, signed, "AUTH").await), "on the other replica");
        assert!(!openssl_accepts(app, signed, "AUTH").await, "the list was signed at once");
        // Approved, and without a certificate.
        let view = done(partners::get(app, &admin, "bank").await);
        assert_eq!((view.partner.approval_status.as_str(), view.partner.is_active), ("InProgress", false));
        assert_eq!(view.partner.certificate_alias, None);
        let current = certificates::platform_certificate(app, &admin, "PARTNER", "bank").await;
        refused(current, &catalogue::KEYMANAGER_NO_BASE_KEY);
        refused(certificates::signed(app, &admin, "bank").await, &catalogue::CERTIFICATE_NOT_UPLOADED);
        let told = "SELECT COUNT(*) AS n FROM x_mail WHERE template = 'certificate-revoked'";
        assert!(stage.count(told).await > 0);
        let off =
            "SELECT COUNT(*) AS n FROM x_outbox WHERE topic = 'PARTNER_UPDATED' AND detail LIKE '%\"active\":false%'";
        assert_eq!(stage.count(off).await, 1);
        let records = pms_store::audit::of_object(app.store().db(), "partner", "bank", 3).await.unwrap();
        assert!(records.iter().any(|record| record.action == "certificate.revoke"));

        // It is final, for the certificate and for its key; a new key makes the partner active again.
        let again = wanted(&uploaded.certificate_id, "superseded");
        refused(revocation::revoke_certificate(app, &admin, &again).await, &catalogue::CERT_REVOKED);
        refused(send(&stage, &owner, upload("bank", &leaf, "AUTH", None)).await, &catalogue::CERT_CHAIN_NOT_FOUND);
        let same_key = CertificateSpec::new("/C=IN/O=Example Bank/CN=again").days(400);
        let history = done(certificates::history(app, &admin, "bank").await);
        assert_eq!(history.len(), 1);
        let key = pki.partner_certificate("Example Bank").unwrap().key;
        let fresh = same_key.with_key(key).issued_by(&pki.intermediate).unwrap();
        let uploaded = done(send(&stage, &owner, upload("bank", &fresh.pem, "AUTH", None)).await);
        assert!(is_active(&stage, "bank").await && trusted(&stage, &uploaded.signed_certificate, "AUTH").await);
        revoke(&stage, &uploaded.certificate_id, "keyCompromise").await;
        let twin = CertificateSpec::new("/C=IN/O=Example Bank/CN=twin").days(400).with_key(fresh.key);
        let twin = twin.issued_by(&pki.intermediate).unwrap();
        let refusal = send(&stage, &owner, upload("bank", &twin.pem, "AUTH", None)).await;
        refused(refusal, &catalogue::CERT_KEY_COMPROMISED);
    }
}

/// However often a certificate was uploaded, one change revokes it everywhere, and its partner learns it once.
#[tokio::test]
async fn a_certificate_that_was_uploaded_again_and_again_is_revoked_in_one_go() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = with_trust(site, &pki, "DEVICE").await;
        let app = &stage.site.app;
        let (owner, leaf, first) = active(&stage, &pki, "maker", "Device_Provider", "DEVICE").await;
        let second = done(send(&stage, &owner, upload("maker", &leaf, "DEVICE", None)).await);
        stage
            .sql(
                "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2000) \
             INSERT INTO partner_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, \
             cert_not_after, cert_data, cert_thumbprint, cert_serial_no, partner_domain, signed_cert_data, x_sha256, \
             x_partner_id, x_usage, x_key_sha256, x_current, x_valid_until, cr_by, cr_dtimes) \
             SELECT 'again-' || n, c.cert_subject, c.cert_issuer, c.issuer_id, c.cert_not_before, c.cert_not_after, \
             c.cert_data, c.cert_thumbprint, c.cert_serial_no, c.partner_domain, c.signed_cert_data, c.x_sha256, \
             c.x_partner_id, c.x_usage, c.x_key_sha256, FALSE, c.cert_not_after, c.cr_by, c.cr_dtimes \
             FROM numbers CROSS JOIN partner_cert_store c WHERE c.x_current",
            )
            .await;
        stage.sql("DELETE FROM x_mail").await;
        let last = "SELECT COUNT(*) AS n FROM x_audit_touched WHERE object_kind = 'certificate'";
        let touched = stage.count(last).await;
        revoke(&stage, &first.certificate_id, "superseded").await;
        assert_eq!(stage.count("SELECT COUNT(*) AS n FROM partner_cert_store WHERE x_revoked_at IS NULL").await, 0);
        assert_eq!(stage.count("SELECT COUNT(*) AS n FROM x_issued WHERE revoked_at IS NULL").await, 0);
        let live = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE x_partner_id = 'maker' AND x_revoked_at IS NULL";
        assert_eq!(stage.count(live).await, 0);
        let told =
            "SELECT COUNT(DISTINCT substr(natural_key, 1, 44)) AS n FROM x_mail WHERE natural_key LIKE 'revoked/%'";
        assert_eq!(stage.count(told).await, 1, "letters about one of them");
        assert!(stage.count(last).await - touched <= 500);
        for signed in [&first.signed_certificate, &second.signed_certificate] {
            assert!(!trusted(&stage, signed, "DEVICE").await && !openssl_accepts(app, signed, "DEVICE").await);
        }
        assert!(!trusted(&stage, &leaf, "DEVICE").await && !is_active(&stage, "maker").await);
    }
}

#[tokio::test]
async fn each_use_is_looked_at() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = with_trust(site, &pki, "AUTH").await;
        let app = &stage.site.app;
        let owner = stage.owner("bank", "Auth_Partner").await;
        approve(&stage, "bank").await;
        let leaf = || pki.partner_certificate("Example Bank").unwrap().pem;
        let encrypts = done(send(&stage, &owner, upload("bank", &leaf(), "AUTH", Some("encryption"))).await);
        let signs = done(send(&stage, &owner, upload("bank", &leaf(), "AUTH", Some("signature"))).await);
        assert!(is_active(&stage, "bank").await);
        revoke(&stage, &encrypts.certificate_id, "superseded").await;
        let view = done(partners::get(app, &stage.admin().await, "bank").await);
        assert!(!view.partner.is_active);
        assert_eq!(view.partner.certificate_alias.as_deref(), Some(signs.certificate_id.as_str()));
        done(send(&stage, &owner, upload("bank", &leaf(), "AUTH", Some("encryption"))).await);
        assert!(is_active(&stage, "bank").await);
    }
}

#[tokio::test]
async fn who_may_not_and_what_cannot_be_revoked() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = with_trust(site, &pki, "AUTH").await;
        let app = &stage.site.app;
        let (owner, _, uploaded) = active(&stage, &pki, "bank", "Auth_Partner", "AUTH").await;
        let (id, admin) = (uploaded.certificate_id.as_str(), stage.admin().await);
        let head = pms_store::audit::head(app.store().db()).await.unwrap();
        let member = stage.ctx(&owner).await;
        refused(revocation::revoke_certificate(app, &member, &wanted(id, "superseded")).await, &catalogue::FORBIDDEN);
        refused(
            revocation::revoke_ca_certificate(app, &member, &wanted(id, "superseded")).await,
            &catalogue::FORBIDDEN,
        );
        refused(revocation::upload_list(app, &member, "x").await, &catalogue::FORBIDDEN);
        for word in ["certificateHold", "removeFromCRL", "stolen", ""] {
            refused(
                revocation::revoke_certificate(app, &admin, &wanted(id, word)).await,
                &catalogue::REVOCATION_REASON,
            );
        }
        let silent = Revocation { comment: Some(" "), ..wanted(id, "superseded") };
        refused(revocation::revoke_certificate(app, &admin, &silent).await, &catalogue::REASON_REQUIRED);
        let nobody = wanted("nobody", "superseded");
        refused(revocation::revoke_certificate(app, &admin, &nobody).await, &catalogue::CERT_ID_NOT_FOUND);
        refused(revocation::revoke_ca_certificate(app, &admin, &nobody).await, &catalogue::CERT_CA_NOT_FOUND);
        #[derive(sqlx::FromRow)]
        struct Own {
            cert_id: String,
        }
        let own = "SELECT cert_id FROM ca_cert_store WHERE x_own = TRUE AND ca_cert_type = 'ROOT' LIMIT 1";
        let own: Own = pms_store::statement(own).one(app.store().db()).await.unwrap();
        let root = wanted(&own.cert_id, "superseded");
        refused(revocation::revoke_ca_certificate(app, &admin, &root).await, &catalogue::CERT_PLATFORM);
        assert_eq!(pms_store::audit::head(app.store().db()).await.unwrap(), head, "nothing has changed");
    }
}

/// In the form of the command line.
fn subject_of(pem: &str) -> String {
    let mut attributes: Vec<String> = read(pem).subject().readable().split(", ").map(str::to_owned).collect();
    attributes.reverse();
    format!("/{}", attributes.join("/"))
}

async fn entry_id(stage: &Stage, pem: &str, domain: &str) -> String {
    let thumbprint = read(pem).thumbprint();
    let found = pms_store::certificate::find_ca_by_thumbprint(stage.site.app.store().db(), &thumbprint, domain).await;
    found.unwrap().unwrap().cert_id
}

/// A CA that is revoked takes along what it issued, unless another certificate of it, or another CA, has issued that, too.
#[tokio::test]
async fn a_revoked_ca_takes_along_what_has_no_other_path() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = with_trust(site, &pki, "AUTH").await;
        let app = &stage.site.app;
        let (_, leaf, uploaded) = active(&stage, &pki, "bank", "Auth_Partner", "AUTH").await;
        // The same key and name under another certificate, as a renewal has it.
        let renewed = CertificateSpec::ca(subject_of(&pki.intermediate.pem), Some(0)).days(900);
        let renewed = renewed.with_key(pki.intermediate.key.clone()).issued_by(&pki.root).unwrap();
        assert_eq!(read(&renewed.pem).subject(), read(&pki.intermediate.pem).subject());
        trust(&stage, &renewed.pem, "AUTH").await;
        let admin = stage.admin().await;
        let revoke_ca = async |pem: &str| {
            let id = entry_id(&stage, pem, "AUTH").await;
            done(revocation::revoke_ca_certificate(app, &admin, &wanted(&id, "keyCompromise")).await);
        };
        revoke_ca(&pki.intermediate.pem).await;
        assert!(trusted(&stage, &leaf, "AUTH").await && is_active(&stage, "bank").await, "the renewed one leads on");
        assert_eq!(done(revocation::settle_orphans(app).await), 0);
        revoke_ca(&pki.root.pem).await;
        assert!(!trusted(&stage, &renewed.pem, "AUTH").await && !trusted(&stage, &leaf, "AUTH").await);
        assert!(!trusted(&stage, &uploaded.signed_certificate, "AUTH").await, "what we made of it, too");
        assert!(!is_active(&stage, "bank").await && !openssl_accepts(app, &uploaded.signed_certificate, "AUTH").await);
        let why = "SELECT COUNT(*) AS n FROM partner_cert_store WHERE x_revoked_reason = 'cACompromise'";
        assert_eq!(stage.count(why).await, 1);
        // Nobody brings it back.
        let again = certificates::upload_ca(app, &admin, &pki.root.pem, "AUTH").await;
        refused(again, &catalogue::CERT_EXISTS);
    }
}

/// The issuer of a provider's devices is out as long as the provider is off.
#[tokio::test]
async fn a_deactivation_holds_and_the_return_restores() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = with_trust(site, &pki, "DEVICE").await;
        let app = &stage.site.app;
        let (owner, _, first) = active(&stage, &pki, "maker", "Device_Provider", "DEVICE").await;
        let leaf = pki.partner_certificate("Example Bank").unwrap();
        let second = done(send(&stage, &owner, upload("maker", &leaf.pem, "DEVICE", None)).await);
        // A device of the second certificate's key, below what we re-signed.
        let issuer = openssl_cli::Certificate { pem: second.signed_certificate.clone(), key: leaf.key.clone() };
        let device = CertificateSpec::new("/C=IN/O=Example Bank/CN=device").days(30).issued_by(&issuer).unwrap();
        assert!(trusted(&stage, &device.pem, "DEVICE").await);
        let admin = stage.admin().await;
        done(partners::set_status(app, &admin, "maker", false, Some("Pause.")).await);
        assert!(!trusted(&stage, &device.pem, "DEVICE").await);
        assert!(!openssl_accepts(app, &second.signed_certificate, "DEVICE").await, "on hold");
        let held = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE x_held_by = 'partner/maker'";
        assert_eq!(stage.count(held).await, 2);
        // What is revoked meanwhile stays so.
        revoke(&stage, &first.certificate_id, "superseded").await;
        done(partners::reactivate(app, &admin, "maker", Some("Go on.")).await);
        assert_eq!(stage.count(held).await, 0);
        assert!(trusted(&stage, &device.pem, "DEVICE").await);
        assert!(openssl_accepts(app, &second.signed_certificate, "DEVICE").await);
        assert!(!openssl_accepts(app, &first.signed_certificate, "DEVICE").await);
        assert!(!trusted(&stage, &first.signed_certificate, "DEVICE").await);
    }
}

/// An FTM provider keeps its own chain: it goes with it, but not as long as another one needs it.
#[tokio::test]
async fn a_chip_providers_own_chain_goes_with_it() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let now = app.surroundings().now();
        let chain = format!("{}{}", pki.intermediate.pem, pki.root.pem);
        let mut owners = Vec::new();
        for id in ["chips", "others"] {
            owners.push(stage.owner(id, "FTM_Provider").await);
            approve(&stage, id).await;
        }
        let leaf = || {
            let spec = CertificateSpec::ca("/C=IN/O=Example Bank/CN=Chips", Some(0));
            spec.valid(now - TimeDelta::days(1), now + TimeDelta::days(500)).issued_by(&pki.root).unwrap()
        };
        let (one, other) = (leaf(), leaf());
        let ctx = stage.ctx(&owners[0]).await;
        let asked =
            certificates::submit_chain(app, &ctx, "chips", chain.into_bytes(), Some(one.pem.clone()), None).await;
        let verdict = pms_app::approvals::Verdict {
            decision: pms_domain::approval::Decision::Approve,
            reason: None,
            shown_revision: None,
        };
        done(pms_app::approvals::decide(app, &stage.admin().await, &done(asked), verdict).await);
        done(send(&stage, &owners[1], upload("others", &other.pem, "FTM", None)).await);
        let chip = |issuer: &openssl_cli::Certificate| {
            CertificateSpec::new("/C=IN/O=Example Bank/CN=chip").days(30).issued_by(issuer).unwrap().pem
        };
        let (of_one, of_other) = (chip(&one), chip(&other));
        assert!(trusted(&stage, &of_one, "FTM").await && trusted(&stage, &of_other, "FTM").await);
        let admin = stage.admin().await;
        done(partners::set_status(app, &admin, "chips", false, None).await);
        assert!(!trusted(&stage, &of_one, "FTM").await, "its certificate is out");
        assert!(trusted(&stage, &of_other, "FTM").await, "the chain is not: the other one needs it");
        done(partners::set_status(app, &admin, "others", false, None).await);
        assert!(!trusted(&stage, &pki.intermediate.pem, "FTM").await, "nobody needs it any more");
        done(partners::reactivate(app, &admin, "others", Some("Go on.")).await);
        assert!(trusted(&stage, &of_other, "FTM").await && !trusted(&stage, &of_one, "FTM").await);
        done(partners::reactivate(app, &admin, "chips", Some("Go on.")).await);
        assert!(trusted(&stage, &of_one, "FTM").await);
    }
}

/// Soft: a list counts where there is one. Hard: nothing without one.
#[tokio::test]
async fn uploaded_lists_count_as_the_domain_says() {
    if !openssl_cli::available() {
        return pms_testkit::skip("the openssl command is not installed");
    }
    // CAs that were there before the lists of a week ago.
    let since = TestClock::at_machine_time().now() - TimeDelta::days(30);
    let ca = |name: &str, length| {
        let spec = CertificateSpec::ca(format!("/C=IN/O=Example Bank/CN={name}"), Some(length));
        spec.valid(since, since + TimeDelta::days(3_000))
    };
    let root = ca("Root CA", 1).self_signed().unwrap();
    let pki = Hierarchy { intermediate: ca("Intermediate CA", 0).issued_by(&root).unwrap(), root };
    let mode = |settings: &mut pms_app::settings::Settings| {
        settings.pki.revocation.misp = "hard".to_owned();
        settings.pki.revocation.ftm = "off".to_owned();
    };
    for site in Site::on_both_with(mode).await {
        let stage = with_trust(site, &pki, "AUTH").await;
        for domain in ["MISP", "FTM"] {
            trust(&stage, &pki.root.pem, domain).await;
            // In the hard domain nothing below the root is judged without a list.
            let ctx = stage.admin().await;
            let uploaded = certificates::upload_ca(&stage.site.app, &ctx, &pki.intermediate.pem, domain).await;
            assert_eq!(uploaded.is_ok(), domain == "FTM");
        }
        let (app, admin) = (&stage.site.app, stage.admin().await);
        let now = app.surroundings().now();
        let (good, bad) = (
            pki.partner_certificate("Example Bank").unwrap().pem,
            pki.partner_certificate("Example Bank").unwrap().pem,
        );
        let text = |list: &RevocationList| STANDARD.encode(list.to_der().unwrap());
        let send_list = async |list: &RevocationList| revocation::upload_list(app, &admin, &text(list)).await;
        assert!(trusted(&stage, &bad, "AUTH").await);
        done(send_list(&list_of(&pki.root, 1, now - TimeDelta::hours(1), &[])).await);
        done(certificates::upload_ca(app, &admin, &pki.intermediate.pem, "MISP").await);
        assert!(!trusted(&stage, &good, "MISP").await, "no list speaks of it");
        let list = list_of(&pki.intermediate, 7, now - TimeDelta::hours(1), &[&bad]);
        let uploaded = done(send_list(&list).await);
        assert_eq!((uploaded.entries, uploaded.number.as_deref()), (1, Some("7")));
        for domain in ["AUTH", "MISP"] {
            assert!(trusted(&stage, &good, domain).await && !trusted(&stage, &bad, domain).await, "{domain}");
        }
        assert!(trusted(&stage, &bad, "FTM").await, "off");

        // What goes back, is over, ahead, or somebody else's is refused, and what is known stays.
        let refuse = async |list: RevocationList, entry| refused(send_list(&list).await, entry);
        refuse(list_of(&pki.intermediate, 6, now, &[]), &catalogue::CRL_OLDER).await;
        refuse(list_of(&pki.intermediate, 8, now - TimeDelta::hours(2), &[]), &catalogue::CRL_OLDER).await;
        refuse(list_of(&pki.intermediate, 8, now - TimeDelta::days(8), &[]), &catalogue::CRL_NOT_CURRENT).await;
        refuse(list_of(&pki.intermediate, 8, now + TimeDelta::hours(1), &[]), &catalogue::CRL_NOT_CURRENT).await;
        let stranger = ca("Intermediate CA", 0).self_signed().unwrap();
        refuse(list_of(&stranger, 9, now - TimeDelta::hours(1), &[]), &catalogue::CRL_ISSUER).await;
        refused(revocation::upload_list(app, &admin, "no list").await, &catalogue::CRL_UNREADABLE);
        assert!(!trusted(&stage, &bad, "AUTH").await);
        let before = pms_store::audit::head(app.store().db()).await.unwrap();
        done(send_list(&list).await);
        assert_eq!(pms_store::audit::head(app.store().db()).await.unwrap(), before, "the same list changes nothing");
        // The list that is over speaks no more: soft lets it pass, hard does not.
        stage.site.clock.advance(TimeDelta::days(8));
        let admin = stage.site.token(&stage.admin.id, &stage.admin.name, &stage.admin.email);
        let admin = stage.site.context(&Person { token: admin, ..stage.admin.clone() }).await;
        let later = async |pem: &str, domain| done(certificates::certificate_trust(app, &admin, pem, domain).await);
        assert!(later(&bad, "AUTH").await && !later(&good, "MISP").await);
    }
}

/// Our lists are signed when they are due, each with a greater number, and served by the issuer's key.
#[tokio::test]
async fn our_lists_are_signed_every_day() {
    for site in Site::on_both().await {
        let app = &site.app;
        // An offline ROOT signs its own list elsewhere.
        let lists = if app.authority().root.is_offline() { 3 } else { 4 };
        assert_eq!(done(revocation::publish_due(app).await), lists, "ROOT, AUTH, DEVICE, MISP");
        assert_eq!(done(revocation::publish_due(app).await), 0);
        let key = app.authority().issuing(pms_pki::PartnerDomain::Auth).unwrap().certificate.public_key_sha256_hex();
        let served = async || done(revocation::published_list(app, &format!("{key}.crl")).await);
        let list = |der: &[u8]| RevocationList::from_der(der).unwrap();
        let first = served().await;
        assert!(list(&first.der).is_current_at(app.surroundings().now()));
        site.clock.advance(TimeDelta::hours(25));
        assert_eq!(done(revocation::publish_due(app).await), lists);
        let second = served().await;
        let number = |der: &[u8]| list(der).number().unwrap().parse::<u64>().unwrap();
        assert!(number(&second.der) > number(&first.der) && second.sha256 != first.sha256);
        let root = app.authority().root.certificate.public_key_sha256_hex();
        assert_eq!(revocation::published_list(app, &format!("{root}.crl")).await.is_ok(), lists == 4);
        let issuer = done(revocation::issuer_certificate(app, &format!("{key}.cer")).await);
        assert_eq!(Certificate::from_der(&issuer.der).unwrap().public_key_sha256_hex(), key);
        for name in ["x.crl", &key, &format!("{key}.cer"), &format!("{}.crl", "0".repeat(64))] {
            refused(revocation::published_list(app, name).await, &catalogue::PUBLISHED_UNKNOWN);
        }
        let upper = format!("{}.cer", key.to_uppercase());
        refused(revocation::issuer_certificate(app, &upper).await, &catalogue::PUBLISHED_UNKNOWN);
        assert_eq!(done(revocation::stale(app).await), (0, 0));
        site.clock.advance(TimeDelta::days(8));
        assert_eq!(done(revocation::stale(app).await), (lists.try_into().unwrap(), 0));
    }
}
