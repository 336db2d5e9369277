//! Renewal: what a new certificate replaces is trusted for the overlap, and no longer anywhere.

use chrono::TimeDelta;
use pms_app::certificates::{self, Upload};
use pms_app::testing::{Person, Site};
use pms_domain::catalogue;
use pms_testkit::openssl_cli::{self, CertificateSpec, Hierarchy};

use crate::certificates::{approve, trust};
use crate::support::{Stage, done, hierarchy, refused};

/// An approved partner whose CA is trusted.
async fn partner(site: Site, pki: &Hierarchy, partner_type: &str, domain: &str) -> (Stage, Person) {
    let stage = Stage::on(site).await;
    trust(&stage, &pki.root.pem, domain).await;
    trust(&stage, &pki.intermediate.pem, domain).await;
    let owner = stage.owner("acme", partner_type).await;
    approve(&stage, "acme").await;
    (stage, owner)
}

async fn send(
    stage: &Stage,
    owner: &Person,
    pem: &str,
    (domain, usage): (&str, Option<&str>),
    overlap_days: Option<i64>,
) -> pms_app::Outcome<certificates::Uploaded> {
    let upload = Upload {
        partner_id: "acme".into(),
        data: pem.into(),
        domain: domain.into(),
        usage: usage.map(str::to_owned),
        overlap_days,
        ..Upload::default()
    };
    certificates::upload(&stage.site.app, &stage.ctx(owner).await, upload).await
}

async fn is_trusted(stage: &Stage, pem: &str, domain: &str) -> bool {
    done(certificates::certificate_trust(&stage.site.app, &stage.site.system(), pem, domain).await)
}

#[tokio::test]
async fn what_was_replaced_is_trusted_for_the_overlap_and_the_other_use_is_not_touched() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    let ninety = |settings: &mut pms_app::settings::Settings| settings.certificates.overlap_days = Some(90);
    for site in Site::on_both_with(ninety).await {
        let (stage, owner) = partner(site, &pki, "Auth_Partner", "AUTH").await;
        let lasting = || CertificateSpec::new("/C=IN/O=Example Bank/CN=partner.example").days(800);
        let pems: Vec<String> = (0..5).map(|_| lasting().issued_by(&pki.intermediate).unwrap().pem).collect();
        let [encryption, first, second, third, fourth] = pems.as_slice() else { panic!() };
        for days in [-1, 367] {
            refused(send(&stage, &owner, first, ("AUTH", None), Some(days)).await, &catalogue::CERT_OVERLAP);
        }
        done(send(&stage, &owner, encryption, ("AUTH", Some("encryption")), None).await);
        done(send(&stage, &owner, first, ("AUTH", Some("signature")), None).await);
        // Two days, the site's ninety, and at once.
        done(send(&stage, &owner, second, ("AUTH", Some("signature")), Some(2)).await);
        stage.site.clock.advance(TimeDelta::days(2) - TimeDelta::microseconds(1));
        assert!(is_trusted(&stage, first, "AUTH").await, "to its last moment");
        stage.site.clock.advance(TimeDelta::microseconds(1));
        assert!(!is_trusted(&stage, first, "AUTH").await, "the overlap is over");
        let owner = stage.again(&owner);
        done(send(&stage, &owner, third, ("AUTH", Some("signature")), None).await);
        stage.site.clock.advance(TimeDelta::days(90));
        assert!(!is_trusted(&stage, second, "AUTH").await, "as the site says");
        let owner = stage.again(&owner);
        done(send(&stage, &owner, fourth, ("AUTH", Some("signature")), Some(0)).await);
        assert!(!is_trusted(&stage, third, "AUTH").await, "at once");
        for (pem, what) in [(fourth, "the new one"), (encryption, "the other use")] {
            assert!(is_trusted(&stage, pem, "AUTH").await, "{what}");
        }
        // The same key once more is not withdrawn by the end of the certificate that it replaces.
        done(send(&stage, &owner, fourth, ("AUTH", Some("signature")), Some(0)).await);
        assert!(is_trusted(&stage, fourth, "AUTH").await);
    }
}

#[tokio::test]
async fn without_a_number_of_days_the_former_one_is_trusted_to_its_own_end() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let (stage, owner) = partner(site, &pki, "Auth_Partner", "AUTH").await;
        let (first, second) =
            (pki.partner_certificate("Example Bank").unwrap(), pki.partner_certificate("Example Bank").unwrap());
        done(send(&stage, &owner, &first.pem, ("AUTH", None), None).await);
        done(send(&stage, &owner, &second.pem, ("AUTH", None), None).await);
        stage.site.clock.advance(TimeDelta::days(300));
        assert!(is_trusted(&stage, &first.pem, "AUTH").await);
    }
}

/// Devices are issued under the re-signed certificate of their provider: it leaves the trust store with the overlap, by itself.
/// Whoever looks for the issuer of a device looks at all certificates of a name: nobody has them without end.
#[tokio::test]
async fn only_so_many_certificates_of_a_provider_are_issuers_at_a_time() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let (stage, owner) = partner(site, &pki, "Device_Provider", "DEVICE").await;
        let leaf = pki.partner_certificate("Example Bank").unwrap().pem;
        let mut signed = Vec::new();
        for _ in 0..=pms_domain::limits::ISSUERS_OF_PARTNER {
            stage.site.clock.advance(TimeDelta::seconds(1));
            signed.push(done(send(&stage, &owner, &leaf, ("DEVICE", None), None).await).signed_certificate);
        }
        let live = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE x_partner_id = 'acme' AND x_valid_until IS NULL";
        assert_eq!(stage.count(live).await, pms_domain::limits::ISSUERS_OF_PARTNER);
        let ended = "SELECT COUNT(*) AS n FROM partner_cert_store WHERE x_partner_id = 'acme' AND x_valid_until < cert_not_after";
        assert_eq!(stage.count(ended).await, 1);
        assert!(!is_trusted(&stage, &signed[0], "DEVICE").await, "the first one has ended");
        for signed in &signed[1..] {
            assert!(is_trusted(&stage, signed, "DEVICE").await);
        }
    }
}

#[tokio::test]
async fn devices_of_a_former_certificate_are_trusted_until_its_overlap_ends() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let (stage, owner) = partner(site, &pki, "Device_Provider", "DEVICE").await;
        let (first, second) =
            (pki.partner_certificate("Example Bank").unwrap(), pki.partner_certificate("Example Bank").unwrap());
        let device = |issuer: &openssl_cli::Certificate| {
            CertificateSpec::new("/C=IN/O=Example Bank/CN=Device 1").issued_by(issuer).unwrap().pem
        };
        let (old, new) = (device(&first), device(&second));
        done(send(&stage, &owner, &first.pem, ("DEVICE", None), None).await);
        assert!(is_trusted(&stage, &old, "DEVICE").await);
        let entries = stage.count("SELECT COUNT(*) AS n FROM ca_cert_store").await;
        done(send(&stage, &owner, &second.pem, ("DEVICE", None), Some(7)).await);
        assert_eq!(stage.count("SELECT COUNT(*) AS n FROM ca_cert_store").await, entries + 1);
        for pem in [&old, &new] {
            assert!(is_trusted(&stage, pem, "DEVICE").await);
        }
        stage.site.clock.advance(TimeDelta::days(7));
        assert!(!is_trusted(&stage, &old, "DEVICE").await);
        assert!(is_trusted(&stage, &new, "DEVICE").await);
        // What our own stores do not know ends all the same: the entry has the end, whoever asks.
        let ended = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE x_valid_until IS NOT NULL";
        assert_eq!(stage.count(ended).await, 1);
    }
}

/// A chip provider keeps its own certificate. The same one, sent again, stays the issuer of its chips.
#[tokio::test]
async fn a_certificate_that_replaces_itself_stays_trusted_and_one_that_comes_back_is_again() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let (stage, owner) = partner(site, &pki, "FTM_Provider", "FTM").await;
        let issuer = |name: &str| {
            let spec = CertificateSpec::ca(format!("/C=IN/O=Example Bank/CN={name}"), Some(0));
            spec.issued_by(&pki.root).unwrap()
        };
        let (first, second) = (issuer("Chips 1"), issuer("Chips 2"));
        let chip = CertificateSpec::new("/C=IN/O=Example Bank/CN=Chip").issued_by(&first).unwrap().pem;
        for _ in 0..2 {
            done(send(&stage, &owner, &first.pem, ("FTM", None), Some(0)).await);
            assert!(is_trusted(&stage, &chip, "FTM").await);
        }
        done(send(&stage, &owner, &second.pem, ("FTM", None), Some(0)).await);
        assert!(!is_trusted(&stage, &chip, "FTM").await);
        done(send(&stage, &owner, &first.pem, ("FTM", None), Some(0)).await);
        assert!(is_trusted(&stage, &chip, "FTM").await, "it came back");
    }
}

/// A certificate that an administrator added is not the partner's to end.
#[tokio::test]
async fn what_an_administrator_added_to_a_store_stays() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in Site::on_both().await {
        let (stage, owner) = partner(site, &pki, "FTM_Provider", "FTM").await;
        let issuer = |name: &str| {
            let spec = CertificateSpec::ca(format!("/C=IN/O=Example Bank/CN={name}"), Some(0));
            spec.issued_by(&pki.root).unwrap()
        };
        let (first, second) = (issuer("Chips 1"), issuer("Chips 2"));
        trust(&stage, &first.pem, "FTM").await;
        done(send(&stage, &owner, &first.pem, ("FTM", None), None).await);
        done(send(&stage, &owner, &second.pem, ("FTM", None), Some(0)).await);
        let ended = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE x_valid_until IS NOT NULL";
        assert_eq!(stage.count(ended).await, 0);
    }
}

/// Nothing could prove a certificate later that waits for its chain: the chain goes alone.
#[tokio::test]
async fn where_a_proof_is_due_a_chain_is_asked_for_without_its_certificate() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    let required = |settings: &mut pms_app::settings::Settings| {
        settings.certificates.proof_of_possession = "required".to_owned();
    };
    for site in Site::on_both_with(required).await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("acme", "Auth_Partner").await;
        approve(&stage, "acme").await;
        let (app, ctx) = (&stage.site.app, stage.ctx(&owner).await);
        let leaf = pki.partner_certificate("Example Bank").unwrap().pem;
        let chain = format!("{}{}", pki.intermediate.pem, pki.root.pem).into_bytes();
        let with_leaf = certificates::submit_chain(app, &ctx, "acme", chain.clone(), Some(leaf), None).await;
        refused(with_leaf, &catalogue::POSSESSION_REQUIRED);
        done(certificates::submit_chain(app, &ctx, "acme", chain, None, None).await);
        let view = done(pms_app::partners::get(app, &ctx, "acme").await);
        assert!(certificates::obstacle(app, &view).is_none(), "the certificate may follow with its proof");
    }
}
