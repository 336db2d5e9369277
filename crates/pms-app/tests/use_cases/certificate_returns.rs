//! Which certificates count for the return of a deactivated partner.

use pms_app::partners;
use pms_app::testing::{Person, Site};
use pms_domain::catalogue;
use pms_testkit::openssl_cli;

use crate::certificates::{approve, lasting, send, trust, upload};
use crate::support::{Stage, done, hierarchy, refused};

/// A context of the admin some days later: the token of before has ended.
async fn admin_after(stage: &Stage, days: i64) -> pms_domain::Context {
    stage.site.clock.advance(chrono::TimeDelta::days(days));
    let token = stage.site.token(&stage.admin.id, &stage.admin.name, &stage.admin.email);
    stage.site.context(&Person { token, ..stage.admin.clone() }).await
}

#[tokio::test]
async fn the_signed_certificate_decides_whether_a_partner_may_return() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        trust(&stage, &pki.root.pem, "DEVICE").await;
        trust(&stage, &pki.intermediate.pem, "DEVICE").await;
        let app = &stage.site.app;
        // One whose own certificate ends before ours, and one whose own outlives it.
        for (id, days) in [("short", 340), ("long", 800)] {
            let owner = stage.owner(id, "Device_Provider").await;
            approve(&stage, id).await;
            let leaf = lasting(&stage, &pki.intermediate, days);
            done(send(&stage, &owner, upload(id, &leaf.pem, "DEVICE", None)).await);
            done(partners::set_status(app, &stage.admin().await, id, false, None).await);
        }
        let admin = admin_after(&stage, 350).await;
        done(partners::reactivate(app, &admin, "short", Some("Contract renewed.")).await);
        let admin = admin_after(&stage, 50).await;
        let outcome = partners::reactivate(app, &admin, "long", Some("Contract renewed.")).await;
        refused(outcome, &catalogue::REACTIVATE_UNACCEPTABLE);
    }
}

/// A chip provider keeps its own certificate: what counts is that one with its chain.
#[tokio::test]
async fn a_chip_provider_returns_with_its_own_chain() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let now = stage.site.app.surroundings().now();
        let issuing = openssl_cli::CertificateSpec::ca("/C=IN/O=Example Bank/CN=Chip CA", None)
            .valid(now - chrono::TimeDelta::days(1), now + chrono::TimeDelta::days(400))
            .issued_by(&pki.root)
            .unwrap();
        trust(&stage, &pki.root.pem, "FTM").await;
        trust(&stage, &issuing.pem, "FTM").await;
        let owner = stage.owner("chips", "FTM_Provider").await;
        approve(&stage, "chips").await;
        let leaf = lasting(&stage, &issuing, 700);
        done(send(&stage, &owner, upload("chips", &leaf.pem, "FTM", None)).await);
        let app = &stage.site.app;
        done(partners::set_status(app, &stage.admin().await, "chips", false, None).await);
        let admin = admin_after(&stage, 380).await;
        done(partners::reactivate(app, &admin, "chips", Some("Contract renewed.")).await);
        done(partners::set_status(app, &admin, "chips", false, None).await);
        // Its certificate is valid still, its issuer's has ended.
        let admin = admin_after(&stage, 40).await;
        let outcome = partners::reactivate(app, &admin, "chips", Some("Contract renewed.")).await;
        refused(outcome, &catalogue::REACTIVATE_UNACCEPTABLE);
    }
}

/// What an adopted database says of a certificate is its id; the certificate itself is keymanager's.
#[tokio::test]
async fn an_adopted_partner_returns_once_its_certificate_is_there() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        stage.owner("old", "Device_Provider").await;
        stage
            .sql("UPDATE partner SET approval_status = 'approved', is_active = FALSE, certificate_alias = 'km-1'")
            .await;
        let (app, admin) = (&stage.site.app, stage.admin().await);
        let because = Some("Contract renewed.");
        let outcome = partners::reactivate(app, &admin, "old", because).await;
        refused(outcome, &catalogue::REACTIVATE_CERTIFICATE_UNKNOWN);
        // Its rows of keymanager are copied: ours alone have more columns.
        let pem = pki.partner_certificate("Example Bank").unwrap().pem;
        let mut change = app.store().change().await.unwrap();
        pms_store::statement(
            "INSERT INTO partner_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, \
             cert_not_after, cert_data, cert_thumbprint, cert_serial_no, partner_domain, signed_cert_data, cr_by, \
             cr_dtimes) SELECT 'km-1', 'CN=a', 'CN=b', 'km-0', cr_dtimes, cr_dtimes, $1, 'aa', '1', 'DEVICE', $1, \
             'keymanager', cr_dtimes FROM partner WHERE id = 'old'",
        )
        .bind(pem)
        .execute(&mut change)
        .await
        .unwrap();
        change.save(&stage.site.system(), pms_store::audit::Record::new("test.sql", "test", "1")).await.unwrap();
        done(partners::reactivate(app, &admin, "old", because).await);
    }
}
