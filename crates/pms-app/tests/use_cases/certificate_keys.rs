//! Whose a public key is: asked before anything is done with its certificate.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pms_app::testing::Site;
use pms_domain::catalogue;
use pms_testkit::openssl_cli::CertificateSpec;

use crate::certificates::{approve, send, stored, trust, upload};
use crate::support::{Stage, done, hierarchy, refused};

/// The key is looked up before anything else is done with a certificate: one that another partner or its chip uses is refused, and no CA has
/// signed for it. One that nobody uses is signed once.
#[tokio::test]
async fn a_key_that_is_anothers_is_refused_before_anything_is_signed() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        for domain in ["AUTH", "FTM"] {
            trust(&stage, &pki.root.pem, domain).await;
            trust(&stage, &pki.intermediate.pem, domain).await;
        }
        let app = &stage.site.app;
        let owners = [stage.owner("first", "Auth_Partner").await, stage.owner("second", "Auth_Partner").await];
        for id in ["first", "second"] {
            approve(&stage, id).await;
        }
        let (mine, chips) =
            (pki.partner_certificate("Example Bank").unwrap(), pki.partner_certificate("Example Bank").unwrap());
        done(send(&stage, &owners[0], upload("first", &mine.pem, "AUTH", None)).await);
        // The key of a chip, whose provider is somebody else.
        let maker = stage.owner("maker", "FTM_Provider").await;
        stage.sql("UPDATE partner SET approval_status = 'approved', is_active = TRUE WHERE id = 'maker'").await;
        let ctx = stage.ctx(&maker).await;
        let chip = done(pms_app::devices::add_chip(app, &ctx, "maker", "Acme", "C1").await);
        let sent = pms_app::devices::ChipUpload {
            provider_id: "maker".into(),
            chip_id: chip.clone(),
            data: chips.pem.clone(),
            organization: "Example Bank".into(),
            domain: "FTM".into(),
        };
        done(pms_app::devices::upload_chip(app, &ctx, sent).await);
        done(pms_app::devices::set_chip_status(app, &stage.admin().await, &chip, true, None).await);

        let signed = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&signed);
        app.authorities().sources().signing().observe(move |_, _, _| {
            count.fetch_add(1, Ordering::Relaxed);
        });
        let before = stored(&stage).await;
        for pem in [&mine.pem, &chips.pem] {
            refused(send(&stage, &owners[1], upload("second", pem, "AUTH", None)).await, &catalogue::CERT_KEY_IN_USE);
        }
        // With the same key under another certificate, too.
        let again = CertificateSpec::new("/C=IN/O=Example Bank/CN=another").with_key(mine.key.clone());
        let again = again.days(400).issued_by(&pki.intermediate).unwrap();
        refused(
            send(&stage, &owners[1], upload("second", &again.pem, "AUTH", None)).await,
            &catalogue::CERT_KEY_IN_USE,
        );
        assert_eq!((signed.load(Ordering::Relaxed), stored(&stage).await), (0, before));
        let own = pki.partner_certificate("Example Bank").unwrap();
        done(send(&stage, &owners[1], upload("second", &own.pem, "AUTH", None)).await);
        assert_eq!(signed.load(Ordering::Relaxed), 1);
    }
}
