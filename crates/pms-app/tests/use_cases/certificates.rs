//! Certificates: from the upload to the signed chain that `openssl` verifies.

use pms_app::approvals::{self, Verdict};
use pms_app::certificates::{self, AdminActs, Checked, Upload};
use pms_app::partners;
use pms_app::testing::{Person, Site};
use pms_domain::approval::Decision;
use pms_domain::{Entry, catalogue};
use pms_testkit::openssl_cli::{self, CertificateSpec};

use crate::support::{Stage, done, hierarchy, refusal, refused};

pub(crate) fn upload(partner: &str, pem: &str, domain: &str, usage: Option<&str>) -> Upload {
    Upload {
        partner_id: partner.into(),
        data: pem.into(),
        domain: domain.into(),
        usage: usage.map(str::to_owned),
        ..Upload::default()
    }
}

/// A certificate of an organisation for this many days from now on.
pub(crate) fn lasting(stage: &Stage, issuer: &openssl_cli::Certificate, days: i64) -> openssl_cli::Certificate {
    let now = stage.site.app.surroundings().now();
    let spec = openssl_cli::CertificateSpec::new("/C=IN/O=Example Bank/CN=partner.example");
    let ends = now + chrono::TimeDelta::days(days);
    spec.valid(now - chrono::TimeDelta::days(1), ends).issued_by(issuer).unwrap()
}

pub async fn approve(stage: &Stage, partner: &str) {
    let open = stage.approval(partner).await;
    let verdict = Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
    done(approvals::decide(&stage.site.app, &stage.admin().await, &open.id, verdict).await);
}

pub async fn trust(stage: &Stage, pem: &str, domain: &str) {
    let uploaded = done(certificates::upload_ca(&stage.site.app, &stage.admin().await, pem, domain).await);
    assert_eq!(uploaded.status, "Upload Success.");
}

pub(crate) async fn stored(stage: &Stage) -> i64 {
    stage.count("SELECT COUNT(*) AS n FROM partner_cert_store").await
}

pub(crate) async fn send(stage: &Stage, person: &Person, upload: Upload) -> pms_app::Outcome<certificates::Uploaded> {
    certificates::upload(&stage.site.app, &stage.ctx(person).await, upload).await
}

#[tokio::test]
async fn the_whole_way_ends_in_a_chain_that_openssl_verifies() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("bank", "Auth_Partner").await;
        trust(&stage, &pki.root.pem, "AUTH").await;
        trust(&stage, &pki.intermediate.pem, "auth").await;
        let leaf = pki.partner_certificate("Example Bank").unwrap();
        // Before the approval all rules are checked, and nothing is stored, signed or published.
        refused(send(&stage, &owner, upload("bank", &leaf.pem, "AUTH", None)).await, &catalogue::PARTNER_NOT_ACTIVE);
        assert_eq!(stored(&stage).await, 0);
        assert_eq!(stage.count("SELECT COUNT(*) AS n FROM x_outbox").await, 0);
        approve(&stage, "bank").await;
        let uploaded = done(send(&stage, &owner, upload("bank", &leaf.pem, "AUTH", None)).await);
        let app = &stage.site.app;
        let view = done(partners::get(app, &stage.ctx(&owner).await, "bank").await);
        assert_eq!((view.partner.approval_status.as_str(), view.partner.is_active), ("approved", true));
        assert_eq!(view.partner.certificate_alias.as_deref(), Some(uploaded.certificate_id.as_str()));
        let topics = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic IN ('PARTNER_UPDATED', 'CA_CERTIFICATE_UPLOADED')";
        assert_eq!(stage.count(topics).await, 2);
        let platform = done(certificates::platform(app));
        let pem = |name: &str| platform.iter().find(|one| one.name == name).unwrap().pem.clone();
        let at = app.surroundings().now().and_utc().timestamp().to_string();
        let verified = |issuing: &str| {
            let (signed, issuing, root) = (&uploaded.signed_certificate, pem(issuing), pem("ROOT"));
            openssl_cli::verify_with(signed, &[&issuing], &[&root], &["-attime", &at]).unwrap().accepted
        };
        assert!(verified("AUTH"));
        assert!(!verified("DEVICE"));
        // The same key, the same subject; the original comes back unchanged.
        let pair = done(certificates::pair(app, &stage.ctx(&owner).await, "bank").await);
        assert_eq!(pair.ca_signed.unwrap().trim(), leaf.pem.trim());
        assert_eq!(pair.mosip_signed.unwrap().trim(), uploaded.signed_certificate.trim());
    }
}

#[tokio::test]
async fn two_certificates_make_a_partner_active_together() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("bank", "Auth_Partner").await;
        trust(&stage, &pki.root.pem, "AUTH").await;
        trust(&stage, &pki.intermediate.pem, "AUTH").await;
        approve(&stage, "bank").await;
        let (first, second) =
            (pki.partner_certificate("Example Bank").unwrap(), pki.partner_certificate("Example Bank").unwrap());
        let encryption = done(send(&stage, &owner, upload("bank", &first.pem, "AUTH", Some("encryption"))).await);
        let app = &stage.site.app;
        let view = done(partners::get(app, &stage.ctx(&owner).await, "bank").await);
        assert!(!view.partner.is_active, "one use is not enough");
        let signature = done(send(&stage, &owner, upload("bank", &second.pem, "AUTH", Some("signature"))).await);
        let view = done(partners::get(app, &stage.ctx(&owner).await, "bank").await);
        assert!(view.partner.is_active);
        assert_eq!(view.partner.certificate_alias.as_deref(), Some(signature.certificate_id.as_str()));
        let other = done(certificates::platform_certificate(app, &stage.admin().await, "PARTNER", "bank").await);
        assert_eq!(
            other.pem.trim(),
            encryption.signed_certificate.trim(),
            "data is encrypted for the encryption certificate"
        );
        refused(
            send(&stage, &owner, upload("bank", &second.pem, "AUTH", Some("everything"))).await,
            &catalogue::CERT_USAGE,
        );
    }
}

/// Bad uploads: the contract's error, and nothing changes.
#[tokio::test]
async fn bad_uploads_change_nothing() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    let Some(foreign) = hierarchy("Somebody Else") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("bank", "Auth_Partner").await;
        let other = stage.owner("other", "Auth_Partner").await;
        trust(&stage, &pki.root.pem, "AUTH").await;
        trust(&stage, &pki.intermediate.pem, "AUTH").await;
        approve(&stage, "bank").await;
        approve(&stage, "other").await;
        let good = pki.partner_certificate("Example Bank").unwrap().pem;
        let unknown_issuer = foreign.partner_certificate("Example Bank").unwrap().pem;
        let wrong_name = pki.partner_certificate("Example Bank Ltd").unwrap().pem;
        let cases: Vec<(&str, &str, &'static Entry)> = vec![
            ("not a certificate", "AUTH", &catalogue::CERT_PARSE),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "AUTH", &catalogue::CERT_PARSE),
            (&good, "XYZ", &catalogue::CERT_DOMAIN),
            (&good, "DEVICE", &catalogue::CERT_CHAIN_NOT_FOUND),
            (&unknown_issuer, "AUTH", &catalogue::CERT_CHAIN_NOT_FOUND),
            (&wrong_name, "AUTH", &catalogue::CERT_ORGANIZATION),
            (&pki.root.pem, "AUTH", &catalogue::CERT_SELF_SIGNED),
        ];
        let head = pms_store::audit::head(stage.site.app.store().db()).await.unwrap();
        for (data, domain, entry) in cases {
            refused(send(&stage, &owner, upload("bank", data, domain, None)).await, entry);
        }
        refused(send(&stage, &other, upload("bank", &good, "AUTH", None)).await, &catalogue::NOT_AUTHORIZED);
        assert_eq!(stored(&stage).await, 0);
        assert_eq!(pms_store::audit::head(stage.site.app.store().db()).await.unwrap(), head);
        // A key belongs to one organisation.
        done(send(&stage, &owner, upload("bank", &good, "AUTH", None)).await);
        refused(send(&stage, &other, upload("other", &good, "AUTH", None)).await, &catalogue::CERT_KEY_IN_USE);
        // Whoever asks for a certificate of a key of ours does not have the key.
        let ours = stage.site.app.authority().issuing("AUTH".parse().unwrap()).unwrap().certificate.to_pem();
        let claim =
            CertificateSpec::new("/C=IN/O=Example Bank/CN=Claim").issued_over(&ours, &pki.intermediate).unwrap();
        refused(send(&stage, &other, upload("other", &claim, "AUTH", None)).await, &catalogue::CERT_KEY_IN_USE);
    }
}

/// A partner brings its own CA: the chain waits for an admin, and its certificate with it.
#[tokio::test]
async fn a_submitted_chain_is_trusted_after_approval() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("bank", "Auth_Partner").await;
        approve(&stage, "bank").await;
        let app = &stage.site.app;
        let leaf = pki.partner_certificate("Example Bank").unwrap();
        let file = format!("{}{}{}", leaf.pem, pki.intermediate.pem, pki.root.pem);
        let checked = done(certificates::check(app, &stage.ctx(&owner).await, "bank", file.into_bytes()).await);
        let Checked::Explained(check) = checked else { panic!("the file is readable") };
        assert!(!check.accepted() && check.chain_would_help);
        assert_eq!(check.ca_chain.len(), 2);
        let ctx = stage.ctx(&owner).await;
        let id = done(
            certificates::submit_chain(app, &ctx, "bank", check.chain_pem.into_bytes(), Some(check.pem), None).await,
        );
        let trusted = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE x_own = FALSE";
        assert_eq!(stage.count(trusted).await, 0, "nothing is trusted before the decision");
        let verdict = Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
        done(approvals::decide(app, &stage.admin().await, &id, verdict).await);
        assert_eq!(stage.count(trusted).await, 2);
        let view = done(partners::get(app, &stage.ctx(&owner).await, "bank").await);
        assert!(view.partner.is_active, "the waiting certificate was processed");
    }
}

/// The chain is approved before the partner is: its certificate keeps waiting, and is processed with the partner's own
/// approval.
#[tokio::test]
async fn a_waiting_certificate_waits_for_its_partner_too() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let chain = || format!("{}{}", pki.intermediate.pem, pki.root.pem).into_bytes();
        for (id, decision) in [("bank", Decision::Approve), ("refused", Decision::Reject)] {
            let owner = stage.owner(id, "Auth_Partner").await;
            let leaf = pki.partner_certificate("Example Bank").unwrap().pem;
            // A chain that is stored already is not asked for twice: the second partner's approval is written directly.
            let ctx = stage.ctx(&owner).await;
            let chain_approval = if id == "bank" {
                done(certificates::submit_chain(app, &ctx, id, chain(), Some(leaf), None).await)
            } else {
                approved_chain(&stage, id, leaf).await
            };
            if id == "bank" {
                let verdict = Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
                done(approvals::decide(app, &stage.admin().await, &chain_approval, verdict).await);
            } else {
                certificates::process_pending(app, &chain_approval).await;
            }
            assert_eq!(stage.count("SELECT COUNT(*) AS n FROM x_pending_certificate WHERE outcome IS NULL").await, 1);
            stage.site.clock.advance(chrono::TimeDelta::minutes(2));
            assert!(done(certificates::unsettled_approvals(app).await).is_empty(), "the job leaves it alone");

            let open = stage.approval(id).await;
            let verdict = Verdict { decision, reason: Some("The papers were read."), shown_revision: None };
            done(approvals::decide(app, &stage.admin().await, &open.id, verdict).await);
            if decision == Decision::Reject {
                assert_eq!(done(certificates::unsettled_approvals(app).await), std::slice::from_ref(&chain_approval));
                certificates::process_pending(app, &chain_approval).await;
            }
            assert_eq!(stage.count("SELECT COUNT(*) AS n FROM x_pending_certificate WHERE outcome IS NULL").await, 0);
            let view = done(partners::get(app, &stage.admin().await, id).await);
            assert_eq!(view.partner.is_active, decision == Decision::Approve);
        }
        let settled = "SELECT COUNT(*) AS n FROM x_pending_certificate WHERE partner_id = 'refused' AND outcome = \
                       'PMS_PMP_016'";
        assert_eq!(stage.count(settled).await, 1);
    }
}

/// An approved chain of a partner with a certificate that waits.
async fn approved_chain(stage: &Stage, partner: &str, leaf: String) -> String {
    let ctx = stage.site.system();
    let text = |text: &str| Some(text.to_owned());
    let approval = pms_app::approvals::Approval {
        id: ctx.uuid(),
        kind: "ca".into(),
        object_id: format!("{partner}/1"),
        partner_id: partner.into(),
        object_revision: 1,
        state: "approved".into(),
        requested_by: "local#1".into(),
        requested_name: "owner".into(),
        requested_at: ctx.now(),
        proposal: None,
        decided_by: text("local#2"),
        decided_name: text("admin"),
        decided_at: Some(ctx.now()),
        decision: text("approve"),
        reason: None,
        waived: false,
    };
    let pending = pms_store::certificate::PendingCertificate {
        id: ctx.uuid(),
        partner_id: partner.into(),
        approval_id: approval.id.clone(),
        domain: "AUTH".into(),
        usage: text("both"),
        cert_data: leaf,
        created_at: ctx.now(),
        created_by: "local#1".into(),
        outcome: None,
    };
    let mut change = stage.site.app.store().change().await.unwrap();
    pms_store::approval::insert(&mut change, &approval).await.unwrap();
    pms_store::certificate::insert_pending(&mut change, &pending).await.unwrap();
    change.save(&ctx, pms_store::audit::Record::new("test.change", "test", "1")).await.unwrap();
    approval.id
}

#[tokio::test]
async fn the_check_names_every_rule_and_stores_nothing() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("bank", "Auth_Partner").await;
        trust(&stage, &pki.root.pem, "AUTH").await;
        trust(&stage, &pki.intermediate.pem, "AUTH").await;
        let app = &stage.site.app;
        let head = pms_store::audit::head(app.store().db()).await.unwrap();
        let wrong = pki.partner_certificate("Example Bank Ltd").unwrap();
        let ctx = stage.ctx(&owner).await;
        let Checked::Explained(check) = done(certificates::check(app, &ctx, "bank", wrong.pem.into_bytes()).await)
        else {
            panic!("the certificate is readable")
        };
        assert_eq!(check.report.failures().count(), 1);
        assert!(check.report.verdicts().len() >= 10);
        assert_eq!(check.chain.len(), 3);
        assert_eq!(check.obstacle.unwrap().entry.key, catalogue::PARTNER_NOT_ACTIVE.key);
        let key = b"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n".to_vec();
        let checked = done(certificates::check(app, &ctx, "bank", key).await);
        assert!(matches!(checked, Checked::Unreadable(pms_pki::parse::UploadError::PrivateKey)));
        assert_eq!(pms_store::audit::head(app.store().db()).await.unwrap(), head);
    }
}

#[tokio::test]
async fn a_certificate_approves_where_the_site_says_so() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both_with(|settings| settings.partners.approval = "certificate".into()).await {
        let stage = Stage::on(site).await;
        trust(&stage, &pki.root.pem, "AUTH").await;
        trust(&stage, &pki.intermediate.pem, "AUTH").await;
        let owner = stage.owner("bank", "Auth_Partner").await;
        done(
            send(&stage, &owner, upload("bank", &pki.partner_certificate("Example Bank").unwrap().pem, "AUTH", None))
                .await,
        );
        assert_eq!(stage.approval("bank").await.decided_name.as_deref(), Some("system:certificate"));
        // Some types wait for an admin whatever the site says.
        let owner = stage.owner("abis", "ABIS_Partner").await;
        let outcome =
            send(&stage, &owner, upload("abis", &pki.partner_certificate("Example Bank").unwrap().pem, "AUTH", None))
                .await;
        refused(outcome, &catalogue::PARTNER_NOT_ACTIVE);
    }
}

#[tokio::test]
async fn deactivation_is_final_on_the_wire_and_reactivation_needs_a_good_certificate() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        trust(&stage, &pki.root.pem, "DEVICE").await;
        trust(&stage, &pki.intermediate.pem, "DEVICE").await;
        let owner = stage.owner("maker", "Device_Provider").await;
        approve(&stage, "maker").await;
        let leaf = pki.partner_certificate("Example Bank").unwrap();
        done(send(&stage, &owner, upload("maker", &leaf.pem, "DEVICE", None)).await);
        let app = &stage.site.app;
        let admin = stage.admin().await;
        done(partners::set_status(app, &admin, "maker", false, Some("Contract ended.")).await);
        refused(partners::set_status(app, &admin, "maker", true, None).await, &catalogue::PARTNER_DEACTIVATED);
        crate::hotlist::provider_is_blocked(&stage, "maker", true).await;
        refused(send(&stage, &owner, upload("maker", &leaf.pem, "DEVICE", None)).await, &catalogue::PARTNER_NOT_ACTIVE);
        refused(partners::reactivate(app, &admin, "maker", None).await, &catalogue::REASON_REQUIRED);
        done(partners::reactivate(app, &admin, "maker", Some("Contract renewed.")).await);
        assert!(done(partners::get(app, &admin, "maker").await).partner.is_active);
        crate::hotlist::provider_is_blocked(&stage, "maker", false).await;
        crate::hotlist::blocks_of_others_stay(&stage, "maker").await;
        done(partners::set_status(app, &admin, "maker", false, Some("Contract ended.")).await);
        stage.site.clock.advance(chrono::TimeDelta::days(4_000));
        let token = stage.site.token(&stage.admin.id, &stage.admin.name, &stage.admin.email);
        let later = stage.site.context(&Person { token, ..stage.admin.clone() }).await;
        let outcome = partners::reactivate(app, &later, "maker", Some("Contract renewed.")).await;
        assert_eq!(refusal(outcome).entry.key, catalogue::REACTIVATE_UNACCEPTABLE.key);
    }
}

/// A device provider's re-signed certificate becomes an issuer of device certificates, in its own domain alone.
#[tokio::test]
async fn a_device_providers_certificate_joins_its_domains_store() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        trust(&stage, &pki.root.pem, "DEVICE").await;
        trust(&stage, &pki.intermediate.pem, "DEVICE").await;
        let owner = stage.owner("maker", "Device_Provider").await;
        approve(&stage, "maker").await;
        let before = stage.count("SELECT COUNT(*) AS n FROM ca_cert_store WHERE partner_domain = 'DEVICE'").await;
        let leaf = pki.partner_certificate("Example Bank").unwrap();
        done(send(&stage, &owner, upload("maker", &leaf.pem, "DEVICE", None)).await);
        let after = stage.count("SELECT COUNT(*) AS n FROM ca_cert_store WHERE partner_domain = 'DEVICE'").await;
        assert_eq!(after, before + 1);
        let elsewhere = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE partner_domain <> 'DEVICE' AND x_own = FALSE";
        assert_eq!(stage.count(elsewhere).await, 0);
    }
}

/// Decisions, "Which rules are on?": an admin may accept a key that another partner uses, with a reason.
#[tokio::test]
async fn an_admin_alone_accepts_a_key_that_another_partner_uses() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        trust(&stage, &pki.root.pem, "DEVICE").await;
        trust(&stage, &pki.intermediate.pem, "DEVICE").await;
        let app = &stage.site.app;
        let leaf = pki.partner_certificate("Example Bank").unwrap();
        let mut owners = Vec::new();
        for id in ["maker", "daughter"] {
            owners.push(stage.owner(id, "Device_Provider").await);
            approve(&stage, id).await;
        }
        let plain = || upload("daughter", &leaf.pem, "DEVICE", None);
        let accepting = |reason: &str| Upload {
            by_admin: Some(AdminActs { reason: reason.into(), accept_key_in_use: true }),
            ..plain()
        };
        done(send(&stage, &owners[0], upload("maker", &leaf.pem, "DEVICE", None)).await);
        refused(send(&stage, &owners[1], plain()).await, &catalogue::CERT_KEY_IN_USE);
        let because = "One group, one key: agreed on paper.";
        refused(send(&stage, &owners[1], accepting(because)).await, &catalogue::FORBIDDEN);
        refused(send(&stage, &stage.admin, plain()).await, &catalogue::CERT_KEY_IN_USE);
        refused(send(&stage, &stage.admin, accepting(" ")).await, &catalogue::REASON_REQUIRED);
        // An admin who is a member of the partner does not overrule its checks.
        let member = stage.site.person("member-admin", &[pms_domain::roles::PARTNER_ADMIN]).await;
        stage.site.join("daughter", &member, "viewer").await;
        refused(send(&stage, &member, accepting(because)).await, &catalogue::NOT_AUTHORIZED);
        assert_eq!(stored(&stage).await, 1);
        done(send(&stage, &stage.admin, accepting(because)).await);
        let said = &done(partners::timeline(app, &stage.admin().await, "daughter").await)[0];
        assert_eq!(said.reason.as_deref(), Some(because));
        assert!(said.after_json.as_ref().unwrap().contains(r#""keyInUseAt":"maker""#), "{:?}", said.after_json);
        // The other rules hold for admins as for everybody.
        let foreign = pki.partner_certificate("Another Bank").unwrap();
        let outcome = send(&stage, &stage.admin, Upload { data: foreign.pem, ..accepting(because) }).await;
        refused(outcome, &catalogue::CERT_ORGANIZATION);
    }
}

/// A deactivated partner uploads nothing; an admin may for it, so that it can return.
#[tokio::test]
async fn an_admin_uploads_for_a_deactivated_partner() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        trust(&stage, &pki.root.pem, "DEVICE").await;
        trust(&stage, &pki.intermediate.pem, "DEVICE").await;
        let owner = stage.owner("maker", "Device_Provider").await;
        approve(&stage, "maker").await;
        let app = &stage.site.app;
        done(send(&stage, &owner, upload("maker", &lasting(&stage, &pki.intermediate, 340).pem, "DEVICE", None)).await);
        done(partners::set_status(app, &stage.admin().await, "maker", false, None).await);
        let next = lasting(&stage, &pki.intermediate, 700);
        let with_reason = || Upload {
            by_admin: Some(AdminActs { reason: "For its return.".into(), accept_key_in_use: false }),
            ..upload("maker", &next.pem, "DEVICE", None)
        };
        let plain = upload("maker", &next.pem, "DEVICE", None);
        refused(send(&stage, &stage.admin, plain).await, &catalogue::PARTNER_NOT_ACTIVE);
        refused(send(&stage, &owner, with_reason()).await, &catalogue::PARTNER_NOT_ACTIVE);
        done(send(&stage, &stage.admin, with_reason()).await);
        let view = done(partners::get(app, &stage.admin().await, "maker").await);
        assert_eq!((view.partner.approval_status.as_str(), view.partner.is_active), ("approved", false));
        done(partners::reactivate(app, &stage.admin().await, "maker", Some("Contract renewed.")).await);
    }
}

/// Nobody sits before a page when a certificate that waited makes the partner active: a letter says so.
#[tokio::test]
async fn a_letter_tells_that_a_waiting_certificate_made_the_partner_active() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("bank", "Auth_Partner").await;
        approve(&stage, "bank").await;
        let (app, ctx) = (&stage.site.app, stage.ctx(&owner).await);
        let chain = format!("{}\n{}", pki.intermediate.pem, pki.root.pem).into_bytes();
        let leaf = pki.partner_certificate("Example Bank").unwrap().pem;
        let id = done(certificates::submit_chain(app, &ctx, "bank", chain, Some(leaf.clone()), None).await);
        let letters = "SELECT COUNT(*) AS n FROM x_mail WHERE template = 'partner-status'";
        assert_eq!(stage.count(letters).await, 0);
        let verdict = Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
        done(approvals::decide(app, &stage.admin().await, &id, verdict).await);
        assert!(done(partners::get(app, &ctx, "bank").await).partner.is_active);
        assert_eq!(stage.count(letters).await, 1);
        // A renewal by a person is answered on the page, and makes nobody active.
        done(send(&stage, &owner, upload("bank", &leaf, "AUTH", None)).await);
        assert_eq!(stage.count(letters).await, 1);
    }
}

/// Uploads that change trust stores hold up nobody: each is judged by what the one before left.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn uploads_at_the_same_moment_do_not_fail_each_other() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("bank", "Auth_Partner").await;
        trust(&stage, &pki.root.pem, "AUTH").await;
        trust(&stage, &pki.intermediate.pem, "AUTH").await;
        approve(&stage, "bank").await;
        let (admin, ctx) = (stage.admin().await, stage.ctx(&owner).await);
        let mut tasks = Vec::new();
        for _ in 0..12 {
            let root = openssl_cli::Hierarchy::new("Somebody Else").unwrap().root.pem;
            let leaf = pki.partner_certificate("Example Bank").unwrap().pem;
            let (app, admin) = (stage.site.app.clone(), admin.clone());
            tasks.push(tokio::spawn(
                async move { certificates::upload_ca(&app, &admin, &root, "DEVICE").await.map(drop) },
            ));
            let (app, ctx) = (stage.site.app.clone(), ctx.clone());
            tasks.push(tokio::spawn(async move {
                certificates::upload(&app, &ctx, upload("bank", &leaf, "AUTH", None)).await.map(drop)
            }));
        }
        for task in tasks {
            done(task.await.unwrap());
        }
        assert_eq!(stored(&stage).await, 12);
    }
}

/// The hotlist puts a provider's name and id together with nothing between them, and both are chosen by whoever registers: who
/// reads like another takes it neither out of use nor back.
#[tokio::test]
async fn providers_that_read_alike_do_not_block_each_other() {
    let Some(pki) = hierarchy("vic-dev org") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        for pem in [&pki.root.pem, &pki.intermediate.pem] {
            trust(&stage, pem, "DEVICE").await;
        }
        let named = |id: &str, organisation: &str| {
            let wanted = crate::support::registration(id, "Device_Provider");
            partners::Registration { organization_name: organisation.to_owned(), ..wanted }
        };
        let (victim, attacker) = (stage.site.person("vic", &[]).await, stage.site.person("eve", &[]).await);
        done(partners::register(app, &stage.ctx(&victim).await, named("vic-dev", "vic-dev org")).await);
        let same = partners::register(app, &stage.ctx(&attacker).await, named("rgvic-dev", "vic-dev o")).await;
        refused(same, &catalogue::PROVIDER_NAME_COLLIDES);
        // As an adopted database may have it.
        done(partners::register(app, &stage.ctx(&attacker).await, named("rgvic-dev", "another")).await);
        let ctx = stage.ctx(&attacker).await;
        let renamed = partners::request_rename(app, &ctx, "rgvic-dev", "vic-dev o", "Why.").await;
        refused(renamed, &catalogue::PROVIDER_NAME_COLLIDES);
        stage.sql("UPDATE partner SET name = 'vic-dev o' WHERE id = 'rgvic-dev'").await;
        for (person, id, organisation) in [(&victim, "vic-dev", "vic-dev org"), (&attacker, "rgvic-dev", "vic-dev o")] {
            approve(&stage, id).await;
            let leaf = pki.partner_certificate(organisation).unwrap();
            done(send(&stage, person, upload(id, &leaf.pem, "DEVICE", None)).await);
        }
        let admin = stage.admin().await;
        let off = async |id: &str| done(partners::set_status(app, &admin, id, false, Some("Why.")).await);
        let on = async |id: &str| done(partners::reactivate(app, &admin, id, Some("Why.")).await);
        let blocked = async || crate::hotlist::devices_are_blocked(&stage, "vic-dev org", "vic-dev").await;
        off("rgvic-dev").await;
        assert!(!blocked().await, "the victim is active");
        let shared = "SELECT COUNT(*) AS n FROM x_audit WHERE touched LIKE '%hotlist_shared%'";
        assert_eq!(stage.count(shared).await, 1, "the record says so");
        off("vic-dev").await;
        assert!(blocked().await, "the last of them");
        on("rgvic-dev").await;
        assert!(blocked().await, "the victim is still off, whoever came back");
        off("rgvic-dev").await;
        on("vic-dev").await;
        assert!(blocked().await, "one of them is off, and nobody can tell them apart");
        on("rgvic-dev").await;
        assert!(!blocked().await);
    }
}
