//! Emergency re-key: what the former key signed is not trusted any more, what the new one signs is, on every replica.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use pms_app::approvals::{self, Verdict};
use pms_app::authority::{self, Progress};
use pms_app::certificates::{self, Upload};
use pms_app::revocation::{self, Revocation};
use pms_app::testing::{Person, Site};
use pms_app::{App, partners};
use pms_domain::approval::Decision;
use pms_domain::{Context, catalogue};
use pms_pki::{Certificate, PartnerDomain, parse};
use pms_store::list::Page;
use pms_store::{ca_key, lease, statement};
use pms_testkit::openssl_cli::{self, CertificateSpec, Hierarchy};
use pms_testkit::seeds;

use crate::support::{Stage, done, hierarchy, refused};

fn read(pem: &str) -> Certificate {
    parse::wire::partner_upload(pem).unwrap()
}

/// An approved partner with its certificate. Answers what we signed.
async fn certified(stage: &Stage, pki: &Hierarchy, partner: (&str, &str, &str)) -> (Person, Certificate) {
    certified_with(stage, pki, partner, &pki.partner_certificate("Example Bank").unwrap().pem).await
}

/// The same with this one.
async fn certified_with(
    stage: &Stage,
    pki: &Hierarchy,
    (id, partner_type, domain): (&str, &str, &str),
    data: &str,
) -> (Person, Certificate) {
    let owner = stage.owner(id, partner_type).await;
    let admin = stage.admin().await;
    for pem in [&pki.root.pem, &pki.intermediate.pem] {
        done(certificates::upload_ca(&stage.site.app, &admin, pem, domain).await);
    }
    let verdict = Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
    done(approvals::decide(&stage.site.app, &admin, &stage.approval(id).await.id, verdict).await);
    let upload = Upload { partner_id: id.into(), data: data.into(), domain: domain.into(), ..Upload::default() };
    let uploaded = done(certificates::upload(&stage.site.app, &stage.ctx(&owner).await, upload).await);
    (owner, read(&uploaded.signed_certificate))
}

/// A relying service, seen from a replica.
async fn is_trusted(app: &App, ctx: &Context, certificate: &Certificate, domain: &str) -> bool {
    done(certificates::certificate_trust(app, ctx, &certificate.to_pem(), domain).await)
}

async fn signed_today(app: &App, ctx: &Context, partner: &str) -> Certificate {
    read(&done(certificates::signed(app, ctx, partner).await))
}

#[tokio::test]
async fn what_the_former_key_signed_is_not_trusted_any_more_and_the_new_is() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let replica = stage.site.replica().await;
        let (bank, auth) = certified(&stage, &pki, ("bank", "Auth_Partner", "AUTH")).await;
        let (_, device) = certified(&stage, &pki, ("cameras", "Device_Provider", "DEVICE")).await;
        let (_, chip) = certified(&stage, &pki, ("chips", "FTM_Provider", "FTM")).await;
        let caller = stage.site.person("ida", &["ID_AUTHENTICATION"]).await;
        let ctx = stage.ctx(&caller).await;
        let app = &stage.site.app;
        let before = done(partners::get(app, &stage.ctx(&bank).await, "bank").await).partner;
        let former_encryption = app.authority().encryption().unwrap().clone();
        for (certificate, domain) in [(&auth, "AUTH"), (&device, "DEVICE"), (&chip, "FTM")] {
            assert!(is_trusted(&replica, &ctx, certificate, domain).await);
        }
        let events = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic IN ('PARTNER_UPDATED', 'CA_CERTIFICATE_UPLOADED')";
        let events_before = stage.count(events).await;

        let seen = Mutex::new(Vec::new());
        let all =
            authority::rekey(app, &stage.site.system(), &[], |progress| seen.lock().unwrap().push(progress)).await;
        let began = Instant::now();
        let rekeyed = done(all);
        assert_eq!((rekeyed.certificates, rekeyed.resumed, rekeyed.failed.len()), (2, false, 0));
        assert_eq!(seen.lock().unwrap().last(), Some(&Progress { done: 2, total: 2 }));

        // On the other replica within a second.
        for (former, domain, partner) in [(&auth, "AUTH", "bank"), (&device, "DEVICE", "cameras")] {
            assert!(!is_trusted(&replica, &ctx, former, domain).await, "{domain}");
            let fresh = signed_today(&replica, &ctx, partner).await;
            assert_eq!(fresh.spki_der(), former.spki_der());
            assert_eq!(fresh.subject().der(), former.subject().der());
            assert!(is_trusted(&replica, &ctx, &fresh, domain).await, "{domain}");
            let domain: PartnerDomain = domain.parse().unwrap();
            while replica.authority().issuing(domain).unwrap().generation != 2 {
                assert!(
                    began.elapsed() < Duration::from_secs(1),
                    "{domain}: the other replica still signs with the former key"
                );
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            let authority = replica.authority();
            let issuing = authority.issuing(domain).unwrap();
            assert!(fresh.is_signed_by(&issuing.certificate));
            let (root, pem) = (authority.root.certificate.to_pem(), issuing.certificate.to_pem());
            let at = app.surroundings().now().and_utc().timestamp().to_string();
            let verdict = openssl_cli::verify_with(&fresh.to_pem(), &[&pem], &[&root], &["-attime", &at]).unwrap();
            assert!(verdict.accepted, "{}", verdict.output);
        }
        // A chip provider keeps its own chain: nothing of ours was on it.
        assert!(is_trusted(&replica, &ctx, &chip, "FTM").await);
        // The certificate keeps its id; the former one is history.
        let after = done(partners::get(app, &stage.ctx(&bank).await, "bank").await).partner;
        assert_eq!(after.certificate_alias, before.certificate_alias);
        let alias = after.certificate_alias.unwrap();
        let history = "SELECT COUNT(*) AS n FROM partner_cert_store WHERE x_partner_id = 'bank' AND x_revoked_at IS NOT NULL \
                       AND x_revoked_reason = 'superseded' AND NOT x_current";
        assert_eq!(stage.count(history).await, 1);
        assert_eq!(stage.count("SELECT COUNT(*) AS n FROM partner_cert_store WHERE x_partner_id = 'bank'").await, 2);
        let taken_out = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE x_revoked_reason = 'keyCompromise'";
        assert_eq!(stage.count(taken_out).await, 4, "the four issuing CAs");
        let replaced = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE x_revoked_reason = 'superseded'";
        assert_eq!(stage.count(replaced).await, 1, "a device provider's");
        // Subscribers are told what an upload tells them, and the chain they fetch is the new one.
        assert_eq!(stage.count(events).await - events_before, 4);
        let chain = done(certificates::chain_p7b(app, &stage.ctx(&bank).await, "bank", &alias).await);
        let chain = parse::portal::read(chain.as_bytes()).unwrap().certificates;
        assert!(chain[0].is_signed_by(&chain[1]) && chain[1].is_signed_by(&chain[2]));
        assert_eq!(chain[1].sha256(), app.authority().issuing(PartnerDomain::Auth).unwrap().certificate.sha256());
        // What the platform's own encryption certificate hung on is gone as well.
        let encryption = app.authority().encryption().unwrap().clone();
        assert_ne!(encryption.sha256(), former_encryption.sha256());
        assert!(encryption.is_signed_by(&app.authority().issuing(PartnerDomain::Auth).unwrap().certificate));
        // An upload afterwards is signed with the new key, wherever it happens.
        let data = pki.partner_certificate("Example Bank").unwrap().pem;
        let upload = Upload { partner_id: "bank".into(), data, domain: "AUTH".into(), ..Upload::default() };
        let owner = stage.ctx(&bank).await;
        let uploaded = done(certificates::upload(&replica, &owner, upload).await);
        assert!(is_trusted(app, &ctx, &read(&uploaded.signed_certificate), "AUTH").await);
    }
}

/// The key that was in wrong hands is ours: a partner goes on with its own, and with the certificate that it has.
#[tokio::test]
async fn a_partner_keeps_its_certificate_and_its_key() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    // Below an offline ROOT a next generation is imported first: a test of its own.
    for site in Site::on_both().await.into_iter().filter(|site| !site.app.authority().root.is_offline()) {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let admin = stage.admin().await;
        let leaf = pki.partner_certificate("Example Bank").unwrap();
        let (bank, _) = certified_with(&stage, &pki, ("bank", "Auth_Partner", "AUTH"), &leaf.pem).await;
        let before = stage.site.system().now();
        for _ in 0..2 {
            stage.site.clock.advance(TimeDelta::minutes(1));
            done(authority::rekey(app, &stage.site.system(), &[], |_| {}).await);
        }
        assert!(is_trusted(app, &admin, &read(&leaf.pem), "AUTH").await, "its own CA signed it, and nobody revoked it");
        for (at, rows) in [(None, 3), (Some(before), 1), (Some(before + TimeDelta::seconds(90)), 1)] {
            let past = done(certificates::past(app, &admin, "bank", at, Page::new(0, 10)).await);
            assert_eq!((past.total, past.rows.len()), (rows, rows as usize), "{at:?}");
        }
        // Within an overlap, renewed, and uploaded once more.
        let renewed = CertificateSpec::new("/C=IN/O=Example Bank/CN=renewed").days(400).with_key(leaf.key.clone());
        let renewed = renewed.issued_by(&pki.intermediate).unwrap();
        for pem in [&leaf.pem, &renewed.pem] {
            let upload =
                Upload { partner_id: "bank".into(), data: pem.clone(), domain: "AUTH".into(), ..Upload::default() };
            let uploaded = done(certificates::upload(app, &stage.ctx(&bank).await, upload).await);
            assert!(is_trusted(app, &admin, &read(&uploaded.signed_certificate), "AUTH").await);
        }
        // What an administrator revokes counts nowhere, however often it was signed anew.
        let alias = done(partners::get(app, &admin, "bank").await).partner.certificate_alias.unwrap();
        let wanted = Revocation { certificate_id: &alias, reason: "keyCompromise", comment: Some("Lost in a train.") };
        done(revocation::revoke_certificate(app, &admin, &wanted).await);
        assert!(!is_trusted(app, &admin, &read(&renewed.pem), "AUTH").await);
        let twin = CertificateSpec::new("/C=IN/O=Example Bank/CN=twin").days(400).with_key(leaf.key);
        let data = twin.issued_by(&pki.intermediate).unwrap().pem;
        let upload = Upload { partner_id: "bank".into(), data, domain: "AUTH".into(), ..Upload::default() };
        refused(certificates::upload(app, &stage.ctx(&bank).await, upload).await, &catalogue::CERT_KEY_COMPROMISED);
    }
}

/// A deactivated provider's certificate is signed anew like the others, and stays out of trust, on hold on the new list, until it is back. ROOT's
/// own list names the authority that is not trusted any more.
#[tokio::test]
async fn what_a_deactivation_holds_stays_on_hold() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let (_, former) = certified(&stage, &pki, ("cameras", "Device_Provider", "DEVICE")).await;
        let caller = stage.site.person("ida", &["ID_AUTHENTICATION"]).await;
        let ctx = stage.ctx(&caller).await;
        done(revocation::publish_due(app).await);
        done(partners::set_status(app, &stage.admin().await, "cameras", false, Some("Pause.")).await);
        done(authority::rekey(app, &stage.site.system(), &[PartnerDomain::Device], |_| {}).await);

        let fresh = signed_today(app, &stage.admin().await, "cameras").await;
        assert_ne!(fresh.sha256(), former.sha256());
        assert!(!is_trusted(app, &ctx, &fresh, "DEVICE").await, "its provider is off");
        let held = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE x_partner_id = 'cameras' \
                    AND x_held_by = 'partner/cameras' AND x_of_certificate IS NOT NULL AND x_revoked_at IS NULL";
        assert_eq!(stage.count(held).await, 1);
        let listed = "SELECT COUNT(*) AS n FROM x_issued i JOIN x_key k ON k.purpose = 'ca.device' AND k.generation = 2 \
                      WHERE i.partner_id = 'cameras' AND i.held_by = 'partner/cameras'";
        assert_eq!(stage.count(listed).await, 2, "of the former key, and of the new one");
        let of_root = "SELECT COUNT(*) AS n FROM x_crl WHERE domain = 'ROOT' AND origin = 'own' AND entries = 1";
        assert_eq!(stage.count(of_root).await, 1);

        done(partners::reactivate(app, &stage.admin().await, "cameras", Some("Go on.")).await);
        assert!(is_trusted(app, &ctx, &fresh, "DEVICE").await);
        assert!(!is_trusted(app, &ctx, &former, "DEVICE").await);
        // The former authority signs no list any more, and nobody is told that it should.
        stage.site.clock.advance(TimeDelta::days(8));
        done(revocation::publish_due(app).await);
        assert_eq!(done(revocation::stale(app).await), (0, 0));
    }
}

/// A replica that has not heard of the re-key yet signs nothing with the former key: what it judged it judges again.
#[tokio::test]
async fn an_upload_at_the_next_moment_is_signed_with_the_new_key() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let replica = stage.site.replica().await;
        let (bank, _) = certified(&stage, &pki, ("bank", "Auth_Partner", "AUTH")).await;
        let owner = stage.ctx(&bank).await;
        let data = pki.partner_certificate("Example Bank").unwrap().pem;
        done(authority::rekey(&stage.site.app, &stage.site.system(), &[PartnerDomain::Auth], |_| {}).await);
        let upload = Upload { partner_id: "bank".into(), data, domain: "AUTH".into(), ..Upload::default() };
        let uploaded = done(certificates::upload(&replica, &owner, upload).await);
        let authority = stage.site.app.authority();
        let newest = authority.issuing(PartnerDomain::Auth).unwrap();
        assert_eq!(newest.generation, 2);
        assert!(read(&uploaded.signed_certificate).is_signed_by(&newest.certificate));
    }
}

#[tokio::test]
async fn only_the_operator_rekeys() {
    let site = Site::new().await;
    let admin = site.person("admin", pms_domain::roles::STAFF_ROLES).await;
    let ctx = site.context(&admin).await;
    refused(authority::rekey(&site.app, &ctx, &[], |_| {}).await, &catalogue::FORBIDDEN);
    assert_eq!(site.app.authority().issuing(PartnerDomain::Auth).unwrap().generation, 1);
}

/// So many partners, each with a certificate that generation 1 signed.
async fn seed(site: &Site, count: i64) {
    let (now, authority) = (site.system().now(), site.app.authority());
    let issuing = authority.issuing(PartnerDomain::Auth).unwrap();
    let mut change = site.app.store().change().await.unwrap();
    statement(seeds::PARTNERS).bind(count).bind(now).execute(&mut change).await.unwrap();
    statement(seeds::CERTIFICATES)
        .bind(count)
        .bind(now)
        .bind(issuing.certificate.to_pem())
        .bind(now + TimeDelta::days(366))
        .bind(issuing.id.as_str())
        .execute(&mut change)
        .await
        .unwrap();
    change.save(&site.system(), pms_store::audit::Record::new("test.seed", "test", "1")).await.unwrap();
}

async fn count(site: &Site, sql: &'static str) -> i64 {
    let row: (i64,) = statement(sql).one(site.app.store().db()).await.unwrap();
    row.0
}

const CURRENT: &str = "SELECT COUNT(*) FROM partner_cert_store WHERE x_current AND x_revoked_at IS NULL";
const FRESH: &str = "SELECT COUNT(*) FROM partner_cert_store c JOIN x_key k ON k.id = c.x_ca_key_id \
                     WHERE c.x_current AND k.generation = 2";
const FORMER: &str = "SELECT COUNT(*) FROM partner_cert_store WHERE x_revoked_at IS NOT NULL AND NOT x_current";

/// It stops in the middle as at a crash; whoever runs it again goes on, and every certificate is signed anew once.
#[tokio::test]
async fn what_was_interrupted_goes_on() {
    const MANY: i64 = 1_100;
    for site in Site::on_both().await {
        seed(&site, MANY).await;
        let (stopped, ctx) = (tokio::sync::Notify::new(), site.system());
        let interrupted = authority::rekey(&site.app, &ctx, &[PartnerDomain::Auth], |progress| {
            if progress.done > 0 {
                stopped.notify_one();
            }
        });
        tokio::select! {
            biased;
            () = stopped.notified() => {}
            outcome = interrupted => panic!("it came to its end: {outcome:?}"),
        }
        let after_crash = count(&site, FRESH).await;
        assert!(after_crash > 0 && after_crash < MANY, "{after_crash}");
        assert_eq!(done(authority::unfinished_rekey(&site.app).await), [PartnerDomain::Auth]);
        assert_eq!(count(&site, CURRENT).await, MANY);
        // The lease of the dead ends.
        site.clock.advance(TimeDelta::seconds(9));
        let other = authority::rekey(&site.app, &ctx, &[PartnerDomain::Misp], |_| {}).await;
        assert!(format!("{:?}", other.err().unwrap()).contains("is not finished"));
        site.clock.advance(TimeDelta::seconds(9));
        let rekeyed = done(authority::rekey(&site.app, &ctx, &[], |_| {}).await);
        assert!(rekeyed.resumed);
        assert_eq!(rekeyed.certificates as i64, MANY - after_crash);
        assert_eq!(count(&site, FRESH).await, MANY);
        assert_eq!((count(&site, CURRENT).await, count(&site, FORMER).await), (MANY, MANY));
        assert!(done(authority::unfinished_rekey(&site.app).await).is_empty());
        assert_eq!(site.app.authority().issuing(PartnerDomain::Auth).unwrap().generation, 2, "one generation, not two");
        // Every batch is a record that names its certificates, and every certificate has its events.
        let records: Vec<(String,)> = statement("SELECT after_json FROM x_audit WHERE action = 'ca.rekey.batch'")
            .all(site.app.store().db())
            .await
            .unwrap();
        let named: usize = records
            .iter()
            .map(|(json,)| {
                serde_json::from_str::<serde_json::Value>(json).unwrap()["certificateIds"].as_array().unwrap().len()
            })
            .inspect(|size| assert!(*size <= 500))
            .sum();
        assert_eq!(named as i64, MANY);
        assert_eq!(count(&site, "SELECT COUNT(*) FROM x_outbox WHERE topic = 'PARTNER_UPDATED'").await, MANY);
        assert_eq!(count(&site, "SELECT COUNT(*) FROM x_outbox_object").await, 4 * MANY);
        let touched = "SELECT COUNT(*) FROM x_audit_touched WHERE object_kind = 'partner' AND object_id LIKE 'seed-%'";
        assert_eq!(count(&site, touched).await, MANY);
        assert!(matches!(
            pms_store::audit::verify(site.app.store(), &[]).await.unwrap(),
            pms_store::audit::Verdict::Intact { .. }
        ));
    }
}

#[tokio::test]
async fn two_do_not_rekey_at_once() {
    let site = Site::new().await;
    let now = site.system().now();
    assert!(lease::take(site.app.store().db(), "ca.rekey", "somebody", now, now + TimeDelta::hours(1)).await.unwrap());
    let refused = authority::rekey(&site.app, &site.system(), &[], |_| {}).await.err().unwrap();
    assert!(format!("{refused:?}").contains("another process"), "{refused:?}");
    assert_eq!(site.app.authority().issuing(PartnerDomain::Auth).unwrap().generation, 1);
    assert!(ca_key::rekey(site.app.store().db()).await.unwrap().is_none());
}

/// With an offline ROOT the next generation comes first, and everything before it goes.
#[tokio::test]
async fn below_an_offline_root_the_imported_generation_takes_over() {
    if !openssl_cli::available() {
        return;
    }
    for (site, root) in Site::with_offline_root().await {
        seed(&site, 3).await;
        let (ctx, domain) = (site.system(), PartnerDomain::Auth);
        let refused = authority::rekey(&site.app, &ctx, &[domain], |_| {}).await.err().unwrap();
        assert!(format!("{refused:?}").contains("kept offline"), "{refused:?}");
        site.clock.advance(TimeDelta::seconds(9));
        let installation = site.app.authorities().installation();
        let requests = installation.ask_offline(&ctx, &[domain]).await.unwrap();
        installation.import(&ctx, vec![read(&root.sign(&requests[0].pem).unwrap())]).await.unwrap();
        let rekeyed = done(authority::rekey(&site.app, &ctx, &[domain], |_| {}).await);
        assert_eq!(rekeyed.certificates, 3);
        let authority = site.app.authority();
        let generations: Vec<i32> = authority.generations(domain).iter().map(|key| key.generation).collect();
        assert_eq!(generations, [2]);
    }
}

/// ROOT's own key is in wrong hands: nothing that it signed passes any more, here and on a replica, and what partners have from us is signed
/// below another one.
#[tokio::test]
async fn another_root_takes_over_and_nothing_of_the_former_passes() {
    use pms_pki::issue::{Issuance, Issuer, Signer, SoftwareSigner, SubjectName, generate_rsa_key};

    let Some(pki) = hierarchy("Example Bank") else { return };
    // An offline ROOT is replaced elsewhere.
    for site in Site::on_both().await.into_iter().filter(|site| !site.app.authority().root.is_offline()) {
        let stage = Stage::on(site).await;
        let replica = stage.site.replica().await;
        let (_, auth) = certified(&stage, &pki, ("bank", "Auth_Partner", "AUTH")).await;
        let (_, device) = certified(&stage, &pki, ("cameras", "Device_Provider", "DEVICE")).await;
        let (_, chip) = certified(&stage, &pki, ("chips", "FTM_Provider", "FTM")).await;
        let caller = stage.site.person("ida", &["ID_AUTHENTICATION"]).await;
        let (ctx, app) = (stage.ctx(&caller).await, &stage.site.app);
        let former = app.authority();

        let rekeyed = done(authority::rekey_root(app, &stage.site.system(), |_| {}).await);
        assert_eq!((rekeyed.certificates, rekeyed.domains.len(), rekeyed.failed.len()), (2, 4, 0));
        let authority = app.authority();
        assert_eq!((authority.root.generation, authority.former_roots.len()), (2, 0));
        assert_ne!(authority.root.certificate.spki_der(), former.root.certificate.spki_der());
        for domain in PartnerDomain::ALL {
            assert_eq!(authority.generations(domain).len(), 1);
            assert!(authority.issuing(domain).unwrap().certificate.is_signed_by(&authority.root.certificate));
        }
        assert!(
            authority.encryption().unwrap().is_signed_by(&authority.issuing(PartnerDomain::Auth).unwrap().certificate)
        );
        // Whoever has the former key makes an issuing CA of his own.
        let key = SoftwareSigner::from_pkcs8(&generate_rsa_key().unwrap()).unwrap();
        let name = |common: &str| SubjectName::default().with_common_name(common);
        let issuance = Issuance { now: stage.site.system().now(), days: 100, serial: [9; 16] };
        let thiefs =
            pms_pki::issue::issuing_ca(&name("Thief"), key.spki_der(), former.root.as_issuer().unwrap(), &issuance)
                .unwrap();
        let below = Issuer { certificate: &thiefs, signer: &key };
        let forged = pms_pki::issue::encryption(&name("forged"), key.spki_der(), below, &issuance).unwrap();
        for (certificate, domain) in [(&auth, "AUTH"), (&device, "DEVICE"), (&thiefs, "AUTH"), (&forged, "AUTH")] {
            assert!(!is_trusted(&replica, &ctx, certificate, domain).await, "{domain}");
        }
        for (domain, partner) in [("AUTH", "bank"), ("DEVICE", "cameras")] {
            let fresh = signed_today(&replica, &ctx, partner).await;
            assert!(is_trusted(&replica, &ctx, &fresh, domain).await, "{domain}");
            let issuing = authority.issuing(domain.parse().unwrap()).unwrap();
            let at = app.surroundings().now().and_utc().timestamp().to_string();
            let (pem, at) = (issuing.certificate.to_pem(), ["-attime", at.as_str()]);
            let verify =
                |root: &Certificate| openssl_cli::verify_with(&fresh.to_pem(), &[&pem], &[&root.to_pem()], &at);
            assert!(verify(&authority.root.certificate).unwrap().accepted);
            assert!(!verify(&former.root.certificate).unwrap().accepted);
        }
        assert!(is_trusted(&replica, &ctx, &chip, "FTM").await, "nothing of ours was on it");
        let gone = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE x_revoked_reason = 'keyCompromise' AND ca_cert_type = 'ROOT'";
        assert_eq!(stage.count(gone).await, 4, "ROOT in each domain");
        let all = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE x_revoked_reason = 'keyCompromise'";
        assert_eq!(stage.count(all).await, 8, "and four issuing CAs");
        let superseded = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE x_revoked_reason = 'superseded'";
        assert_eq!(stage.count(superseded).await, 1, "what the former one signed for a device provider");
        let data = pki.partner_certificate("Example Bank").unwrap().pem;
        let owner = stage.admin().await;
        let upload = Upload { partner_id: "bank".into(), data, domain: "AUTH".into(), ..Upload::default() };
        let uploaded = done(certificates::upload(&replica, &owner, upload).await);
        assert!(is_trusted(app, &ctx, &read(&uploaded.signed_certificate), "AUTH").await);
    }
}

/// Cut off in the middle it goes on, whether ROOT is named again or not: one other ROOT, not two.
#[tokio::test]
async fn an_interrupted_re_key_of_root_goes_on() {
    const MANY: i64 = 600;
    for site in Site::on_both().await.into_iter().filter(|site| !site.app.authority().root.is_offline()) {
        seed(&site, MANY).await;
        let (stopped, ctx) = (tokio::sync::Notify::new(), site.system());
        let interrupted = authority::rekey_root(&site.app, &ctx, |progress| {
            if progress.done > 0 {
                stopped.notify_one();
            }
        });
        tokio::select! {
            biased;
            () = stopped.notified() => {}
            outcome = interrupted => panic!("it came to its end: {outcome:?}"),
        }
        assert_eq!(done(authority::unfinished_rekey(&site.app).await).len(), 4);
        site.clock.advance(TimeDelta::seconds(9));
        let rekeyed = done(authority::rekey_root(&site.app, &ctx, |_| {}).await);
        assert!(rekeyed.resumed);
        assert_eq!((count(&site, FRESH).await, count(&site, CURRENT).await), (MANY, MANY));
        let authority = site.app.authority();
        assert_eq!((authority.root.generation, authority.former_roots.len()), (2, 0));
        // Of issuing CAs alone another one may follow, but not one of ROOT before that has come to its end.
        site.clock.advance(TimeDelta::seconds(9));
        let stopped = tokio::sync::Notify::new();
        let interrupted = authority::rekey(&site.app, &ctx, &[PartnerDomain::Auth], |progress| {
            if progress.done > 0 {
                stopped.notify_one();
            }
        });
        tokio::select! {
            biased;
            () = stopped.notified() => {}
            outcome = interrupted => panic!("it came to its end: {outcome:?}"),
        }
        site.clock.advance(TimeDelta::seconds(9));
        let refused = authority::rekey_root(&site.app, &ctx, |_| {}).await.err().unwrap();
        assert!(format!("{refused:?}").contains("is not finished"), "{refused:?}");
    }
}

/// Below an offline ROOT the next one is imported first, with issuing CAs that it signed; then the one before it goes.
#[tokio::test]
async fn an_offline_root_is_replaced_by_the_imported_one() {
    if !openssl_cli::available() {
        return;
    }
    for (site, _) in Site::with_offline_root().await {
        seed(&site, 3).await;
        let ctx = site.system();
        let former = site.app.authority().root.certificate.clone();
        let refused = authority::rekey_root(&site.app, &ctx, |_| {}).await.err().unwrap();
        assert!(format!("{refused:?}").contains("import"), "{refused:?}");
        site.clock.advance(TimeDelta::seconds(9));
        let installation = site.app.authorities().installation();
        let requests = installation.ask_offline(&ctx, &PartnerDomain::ALL).await.unwrap();
        let next = openssl_cli::OfflineRoot::new(ctx.now() - TimeDelta::days(1)).unwrap();
        let signed = requests.iter().map(|request| read(&next.sign(&request.pem).unwrap()));
        installation.import(&ctx, signed.chain([read(&next.root.pem)]).collect()).await.unwrap();
        site.app.authorities().refresh().await.unwrap();
        assert_eq!(site.app.authority().former_roots.len(), 1, "until then both are trusted");
        let rekeyed = done(authority::rekey_root(&site.app, &ctx, |_| {}).await);
        assert_eq!(rekeyed.certificates, 3);
        let authority = site.app.authority();
        assert_eq!(authority.root.certificate.to_pem().trim(), next.root.pem.trim());
        assert!(authority.former_roots.is_empty());
        let loaded = done(site.app.trust().of(site.app.store(), PartnerDomain::Auth).await);
        assert!(!loaded.store.contains(&former) && loaded.store.contains(&authority.root.certificate));
    }
}
