//! Chips with certificates of their own, issued under the certificate of a registered model (contract pki §2.4, §3.2).

use pms_api_testkit::pki::day;

use super::*;

/// The provider `chips` and the certificate authority of each of its models.
struct Maker {
    owner: Person,
}

impl Maker {
    async fn of(world: &World) -> Self {
        let site = &world.site;
        site.trust(&world.people.admin, "FTM").await;
        let owner = site.person("chips-owner", pms_domain::roles::PARTNER_ROLES).await;
        site.register(&owner, "chips", "FTM_Provider").await;
        site.switch_on("chips").await;
        Self { owner }
    }

    /// A model that waits for its approval with this certificate.
    async fn model(&self, world: &World, name: &str, certificate: &Certificate) -> String {
        let request = json!({"ftpProviderId": "chips", "make": "Chipper", "model": name});
        let id = crate::testing::made(&world.site, &self.owner, "/ftpchipdetail", request).await;
        assert_eq!(self.certify(world, &id, certificate).await, "success");
        id
    }

    async fn certify(&self, world: &World, model: &str, certificate: &Certificate) -> String {
        let upload = json!({"ftpProviderId": "chips", "ftpChipDeatilId": model, "isItForRegistrationDevice": true,
            "certificateData": certificate.pem, "organizationName": ORGANIZATION, "partnerDomain": "FTM"});
        world.site.send(&self.owner, "POST", "/ftpchipdetail/uploadcertificate", upload).await.error()
    }

    async fn approve(&self, world: &World, model: &str) {
        assert_eq!(crate::testing::set_chip(&world.site, &world.people.admin, model, true).await, "success");
    }
}

/// The certificate of a model that issues those of its chips.
fn issuing() -> openssl_cli::CertificateSpec {
    pki::ca("Chip Model", Some(0))
}

/// A chip of its own below a model's certificate.
fn chip_below(model: &Certificate) -> Certificate {
    pki::leaf().issued_by(model).unwrap()
}

async fn reason(world: &World, chip: &Certificate, number: u32) -> Value {
    world.ask(&[world.vouched_for(chip, number)]).await["reason"].clone()
}

/// The id of the certificate that a model has.
async fn certificate_id(world: &World, model: &str) -> String {
    let sql = "SELECT certificate_alias, is_active FROM ftp_chip_detail WHERE id = $1";
    crate::testing::state(&world.site, sql, model).await.0
}

/// From the approval on, and as long as model and provider are in force.
#[tokio::test]
async fn chips_below_a_models_certificate_count_as_long_as_the_model_does() {
    if !pki::available() {
        return;
    }
    for world in World::on_both_with(|_| {}).await {
        let (site, admin, maker) = (&world.site, &world.people.admin, Maker::of(&world).await);
        let certificate = issuing().issued_by(&pki().root).unwrap();
        let model = maker.model(&world, "C1", &certificate).await;
        let chip = chip_below(&certificate);
        assert_eq!(reason(&world, &chip, 1).await, "chain", "nothing is trusted before the approval");
        maker.approve(&world, &model).await;
        assert_eq!(reason(&world, &chip, 2).await, json!(null));
        assert_eq!(reason(&world, &certificate, 3).await, json!(null), "a model without keys of its chips' own");
        let entries = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE partner_domain = 'FTM' AND x_partner_id = 'chips' \
                       AND x_of_certificate IS NOT NULL";
        assert_eq!(crate::testing::count(site, entries).await, 1);

        // One that may not issue is a model all the same, and what claims to be below it has no path.
        let plain = pki::leaf().issued_by(&pki().intermediate).unwrap();
        let other = maker.model(&world, "C2", &plain).await;
        maker.approve(&world, &other).await;
        assert_eq!(reason(&world, &plain, 4).await, json!(null));
        assert_eq!(reason(&world, &chip_below(&plain), 5).await, "chain");
        assert_eq!(crate::testing::count(site, entries).await, 1, "no issuer");

        // Whoever blocks the model's certificate blocks its chips.
        let (ctx, key) = (site.app.system("test"), certificate_key(&certificate));
        let wanted = || pms_app::hotlist::Wanted {
            id_type: "FTM_PUBLIC_KEY",
            parts: pms_app::hotlist::Parts { id: Some(&key), ..Default::default() },
            until: None,
            status: None,
            reason: None,
        };
        pms_app::hotlist::block(&site.app, &ctx, &wanted()).await.unwrap();
        assert_eq!(reason(&world, &chip, 6).await, "chip-hotlisted");
        pms_app::hotlist::unblock(&site.app, &ctx, &wanted()).await.unwrap();
        assert_eq!(reason(&world, &chip, 7).await, json!(null));

        let off = json!({"status": "De-Activate"});
        assert_eq!(site.send(&maker.owner, "PATCH", &format!("/ftpchipdetail/{model}"), off).await.error(), "success");
        assert_eq!(reason(&world, &chip, 8).await, "revoked");
        let back = json!({"reason": "Found."});
        let path = format!("/ftpchipdetail/{model}/reactivate");
        assert_eq!(site.send(admin, "POST", &path, back).await.error(), "success");
        assert_eq!(reason(&world, &chip, 9).await, json!(null));

        let ctx = site.context(admin).await;
        pms_app::partners::set_status(&site.app, &ctx, "chips", false, Some("Pause.")).await.unwrap();
        assert_eq!(reason(&world, &chip, 10).await, "revoked", "the models of a provider that is off");
    }
}

/// A former certificate of a model is trusted to its own end; one that was revoked is not.
#[tokio::test]
async fn chips_outlive_the_replacement_of_their_models_certificate_and_not_its_revocation() {
    if !pki::available() {
        return;
    }
    for world in World::on_both_with(|_| {}).await {
        let (site, maker) = (&world.site, Maker::of(&world).await);
        let former = issuing().issued_by(&pki().root).unwrap();
        let model = maker.model(&world, "C1", &former).await;
        maker.approve(&world, &model).await;
        let former_id = certificate_id(&world, &model).await;
        let (old, new) = (chip_below(&former), issuing().issued_by(&pki().root).unwrap());
        assert_eq!(maker.certify(&world, &model, &new).await, "success");
        let young = chip_below(&new);
        assert_eq!(reason(&world, &young, 1).await, "chain", "it waits for its approval");
        assert_eq!(reason(&world, &old, 2).await, json!(null));
        maker.approve(&world, &model).await;
        assert_eq!(reason(&world, &young, 3).await, json!(null));
        assert_eq!(reason(&world, &old, 4).await, json!(null));

        let admin = site.context(&world.people.admin).await;
        let wanted =
            Revocation { certificate_id: &former_id, reason: "keyCompromise", comment: Some("Its key was lost.") };
        pms_app::revocation::revoke_certificate(&site.app, &admin, &wanted).await.ok().unwrap();
        assert_eq!(reason(&world, &old, 5).await, "revoked");
        assert_eq!(reason(&world, &young, 6).await, json!(null));
    }
}

#[tokio::test]
async fn chips_end_with_their_models_certificate() {
    if !pki::available() {
        return;
    }
    for mut world in World::on_both_with(|_| {}).await {
        let maker = Maker::of(&world).await;
        let certificate = issuing().valid(day(2026, 1, 2), day(2026, 12, 25)).issued_by(&pki().root).unwrap();
        let model = maker.model(&world, "C1", &certificate).await;
        maker.approve(&world, &model).await;
        let chip = chip_below(&certificate);
        assert_eq!(reason(&world, &chip, 1).await, json!(null));
        // The interface ends long before; it is asked about later than the chain.
        for (number, at, expected) in [(2, day(2026, 12, 25), "interface-expired"), (3, day(2026, 12, 26), "chain")] {
            world.site.clock.set(at);
            world.asker = world.site.person(&format!("asker{number}"), &["ID_AUTHENTICATION"]).await;
            assert_eq!(reason(&world, &chip, number).await, expected);
        }
    }
}

/// A model's key is its provider's: neither a chip nor a partner of somebody else takes it, and a certificate of that provider's
/// own CA that is nobody's model is no chip.
#[tokio::test]
async fn a_models_certificate_is_nobody_elses() {
    if !pki::available() {
        return;
    }
    for world in World::on_both_with(|_| {}).await {
        let (site, maker) = (&world.site, Maker::of(&world).await);
        let certificate = issuing().issued_by(&pki().root).unwrap();
        let model = maker.model(&world, "C1", &certificate).await;
        maker.approve(&world, &model).await;
        let rival = site.person("rival-owner", pms_domain::roles::PARTNER_ROLES).await;
        site.register(&rival, "rival", "FTM_Provider").await;
        site.switch_on("rival").await;
        let request = json!({"ftpProviderId": "rival", "make": "Chipper", "model": "C1"});
        let copy = crate::testing::made(site, &rival, "/ftpchipdetail", request).await;
        let upload = json!({"ftpProviderId": "rival", "ftpChipDeatilId": copy, "isItForRegistrationDevice": true,
            "certificateData": certificate.pem, "organizationName": ORGANIZATION, "partnerDomain": "FTM"});
        let answer = site.send(&rival, "POST", "/ftpchipdetail/uploadcertificate", upload).await;
        let used = "PMS_CRT_001 The public key of the certificate is in use by another partner.";
        assert_eq!(answer.error(), used);
        // Nor is it the rival's own certificate.
        let upload = Upload {
            partner_id: "rival".into(),
            data: certificate.pem.clone(),
            domain: "FTM".into(),
            ..Upload::default()
        };
        let refused = certificates::upload(&site.app, &site.context(&rival).await, upload).await;
        let Err(pms_app::Failure::Refused(refused)) = refused else { panic!("another's key was taken") };
        assert_eq!(refused.code(), "PMS_CRT_001");

        let unregistered = pki::ca("Another Model", Some(0)).issued_by(&pki().root).unwrap();
        assert_eq!(reason(&world, &chip_below(&unregistered), 1).await, "chain");
        assert_eq!(reason(&world, &unregistered, 2).await, "chip-unknown");
    }
}
