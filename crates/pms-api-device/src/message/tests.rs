mod chip_models;
mod replicas;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use pms_api_testkit::pki::{self, pki};
use pms_api_testkit::{ORGANIZATION, Person, Site};
use pms_app::certificates::{self, Upload};
use pms_app::revocation::Revocation;
use pms_app::settings::Settings;
use pms_domain::approval::Decision;
use pms_pki::crl::RevocationReason;
use pms_pki::issue::{Issuer, ListTerms, PrivateKeyDer, RevokedSerial, SoftwareSigner, revocation_list};
use pms_testkit::openssl_cli::{self, Certificate};
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{People, approved_device, approved_interface};

const PATH: &str = "/device-messages/verify";

/// A provider whose devices are approved and trusted, and who asks.
struct World {
    site: Site,
    people: People,
    asker: Person,
    provider: Certificate,
    device: Certificate,
    model: String,
    interface: String,
}

impl World {
    /// Devices without chips.
    async fn on_both() -> Vec<Self> {
        Self::on_both_with(|settings| {
            settings.devices.messages.checks.retain(|check| check != "chip-required" && check != "chip");
        })
        .await
    }

    async fn on_both_with(change: impl Fn(&mut Settings)) -> Vec<Self> {
        let mut worlds = Vec::new();
        for site in Site::on_both_with(SERVICE, change).await {
            let (admin, owner) = (site.admin().await, site.owner("acme", "Device_Provider").await);
            site.decide(&admin, "acme", Decision::Approve).await;
            let people = People { stranger: owner.clone(), owner, admin };
            site.trust(&people.admin, "DEVICE").await;
            let provider = pki::leaf().issued_by(&pki().intermediate).unwrap();
            let upload = Upload {
                partner_id: "acme".into(),
                data: provider.pem.clone(),
                domain: "DEVICE".into(),
                usage: None,
                ..Upload::default()
            };
            let ctx = site.context(&people.owner).await;
            Box::pin(certificates::upload(&site.app, &ctx, upload)).await.unwrap();
            let device = pki::leaf().issued_by(&provider).unwrap();
            let model = approved_device(&site, &people, "One").await;
            let interface = approved_interface(&site, &people, "1.0").await;
            let map = json!({"deviceDetailId": model, "sbiId": interface});
            let mapped = site.send(&people.owner, "PUT", "/securebiometricinterface/devicedetails/map", map).await;
            assert_eq!(mapped.error(), "success");
            let asker = site.person("ida", &["ID_AUTHENTICATION"]).await;
            worlds.push(Self { site, people, asker, provider, device, model, interface });
        }
        worlds
    }

    fn digital_id(&self) -> Value {
        json!({"serialNo": "S-1", "make": "Acme", "model": "One", "type": "Finger", "deviceSubType": "Slap",
            "deviceProvider": ORGANIZATION, "deviceProviderId": "acme", "dateTime": self.now()})
    }

    fn now(&self) -> String {
        pms_domain::time::zulu(self.site.app.surroundings().now())
    }

    /// A segment of this device, `number` of the capture.
    fn segment(&self, digital_id: &Value, number: u32) -> Value {
        let data = json!({
            "digitalId": jws(&self.device, digital_id), "deviceCode": "S-1", "deviceServiceVersion": "1.0",
            "bioType": "Finger", "bioSubType": format!("finger {number}"), "bioValue": "encrypted",
            "timestamp": self.now(), "transactionId": "T-1",
        });
        json!({"data": jws(&self.device, &data), "sessionKey": "key"})
    }

    async fn ask(&self, segments: &[Value]) -> Value {
        let answer = self.site.send(&self.asker, "POST", PATH, json!({"biometrics": segments})).await;
        assert_eq!(answer.error(), "success");
        answer.response()
    }

    /// A segment whose device is vouched for by this key.
    fn vouched_for(&self, chip: &Certificate, number: u32) -> Value {
        let data = json!({
            "digitalId": jws(chip, &self.digital_id()), "deviceCode": "S-1", "deviceServiceVersion": "1.0",
            "bioType": "Finger", "bioSubType": format!("finger {number}"), "bioValue": "encrypted",
            "timestamp": self.now(), "transactionId": "T-1",
        });
        json!({"data": jws(&self.device, &data), "sessionKey": "key"})
    }

    /// The reason of a fresh message.
    async fn reason(&self, number: u32) -> Value {
        let digital_id = self.digital_id();
        self.ask(&[self.segment(&digital_id, number)]).await["reason"].clone()
    }
}

fn jws(by: &Certificate, content: &Value) -> String {
    let der = STANDARD.encode(openssl_cli::der(&by.pem).unwrap());
    let header = json!({"alg": "RS256", "typ": "JWT", "x5c": [der]});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(content));
    let signature = openssl_cli::sign(&by.key, signed.as_bytes()).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// What is registered, blocked or sent again decides, from the moment in which it changes.
#[tokio::test]
async fn a_message_is_allowed_once_and_as_long_as_everything_is() {
    if !pki::available() {
        return;
    }
    for world in World::on_both().await {
        let digital_id = world.digital_id();
        let message = [world.segment(&digital_id, 1), world.segment(&digital_id, 2)];
        let answer = world.site.send(&world.asker, "POST", PATH, json!({"biometrics": message})).await;
        insta::allow_duplicates! { insta::assert_snapshot!("allowed", answer.golden()) };

        // On any replica, and together with new ones: then those are not used up.
        let fresh = world.segment(&digital_id, 3);
        let answer = world.ask(&[fresh.clone(), message[1].clone()]).await;
        assert_eq!((&answer["reason"], &answer["segment"]), (&json!("replayed"), &json!(1)));
        assert_eq!(world.ask(&[fresh]).await["allowed"], true);

        let (site, people) = (&world.site, &world.people);
        assert_eq!(world.reason(10).await, json!(null));
        for (number, id_type, id) in [
            (20, "DEVICE", "S-1AcmeOne".to_owned()),
            (30, "DEVICE_MODEL", "AcmeOne".to_owned()),
            (40, "DEVICE_PROVIDER", format!("{ORGANIZATION}acme")),
        ] {
            let reason = format!("{}-hotlisted", id_type.rsplit('_').next().unwrap().to_lowercase());
            let ctx = site.app.system("test");
            let wanted = || pms_app::hotlist::Wanted {
                id_type,
                parts: pms_app::hotlist::Parts { id: Some(&id), ..Default::default() },
                until: None,
                status: None,
                reason: None,
            };
            pms_app::hotlist::block(&site.app, &ctx, &wanted()).await.unwrap();
            assert_eq!(world.reason(number).await, json!(reason));
            pms_app::hotlist::unblock(&site.app, &ctx, &wanted()).await.unwrap();
            assert_eq!(world.reason(number + 1).await, json!(null), "{id_type}");
        }
        // A provider that is blocked stays so whatever its devices call it.
        let ctx = site.app.system("test");
        for (id_type, id) in [("DEVICE_PROVIDER", format!("{ORGANIZATION}acme")), ("PARTNER_ID", "acme".to_owned())] {
            let wanted = || pms_app::hotlist::Wanted {
                id_type,
                parts: pms_app::hotlist::Parts { id: Some(&id), ..Default::default() },
                until: None,
                status: None,
                reason: None,
            };
            pms_app::hotlist::block(&site.app, &ctx, &wanted()).await.unwrap();
            let renamed = pms_api_testkit::with(digital_id.clone(), json!({"deviceProvider": "somebody"}));
            assert_eq!(world.ask(&[world.segment(&renamed, 45)]).await["reason"], "provider-hotlisted", "{id_type}");
            pms_app::hotlist::unblock(&site.app, &ctx, &wanted()).await.unwrap();
        }
        let other = json!({"model": "Two"});
        let unknown = world.segment(&pms_api_testkit::with(digital_id.clone(), other), 50);
        assert_eq!(world.ask(&[unknown]).await["reason"], "model-unknown");
        let off = json!({"status": "De-Activate"});
        let path = format!("/securebiometricinterface/{}", world.interface);
        assert_eq!(site.send(&people.admin, "PATCH", &path, off.clone()).await.error(), "success");
        assert_eq!(world.reason(60).await, json!("interface-deactivated"));
        let path = format!("/devicedetail/{}", world.model);
        assert_eq!(site.send(&people.admin, "PATCH", &path, off).await.error(), "success");
        assert_eq!(world.reason(61).await, json!("model-deactivated"));
    }
}

/// A device keeps the certificate and the digital id that it was made with, whatever its provider is called now.
#[tokio::test]
async fn devices_are_known_by_a_former_name_of_their_provider_and_fall_with_it() {
    if !pki::available() {
        return;
    }
    for world in World::on_both().await {
        let (site, people) = (&world.site, &world.people);
        let ctx = site.context(&people.owner).await;
        let asked = pms_app::partners::request_rename(&site.app, &ctx, "acme", "Acme Holding", "We merged.").await;
        let verdict = pms_app::approvals::Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
        let admin = site.context(&people.admin).await;
        pms_app::approvals::decide(&site.app, &admin, &asked.unwrap().approval_id, verdict).await.unwrap();
        assert_eq!(world.reason(1).await, json!(null), "the former name, in certificate and digital id");
        let said = pms_api_testkit::with(world.digital_id(), json!({"deviceProvider": "Acme Holding"}));
        assert_eq!(world.ask(&[world.segment(&said, 2)]).await["reason"], json!(null), "and the new one");

        // Blocked by whichever name, it is blocked.
        for name in [ORGANIZATION, "Acme Holding"] {
            let (ctx, id) = (site.app.system("test"), format!("{name}acme"));
            let wanted = || pms_app::hotlist::Wanted {
                id_type: "DEVICE_PROVIDER",
                parts: pms_app::hotlist::Parts { id: Some(&id), ..Default::default() },
                until: None,
                status: None,
                reason: None,
            };
            pms_app::hotlist::block(&site.app, &ctx, &wanted()).await.unwrap();
            assert_eq!(world.reason(3).await, json!("provider-hotlisted"), "{name}");
            assert_eq!(world.ask(&[world.segment(&said, 4)]).await["reason"], "provider-hotlisted", "{name}");
            pms_app::hotlist::unblock(&site.app, &ctx, &wanted()).await.unwrap();
        }

        // A deactivation tells ID Authentication both names, and a return takes both back.
        let listed = "SELECT COUNT(*) AS n FROM x_hotlist WHERE origin = 'partner'";
        pms_app::partners::set_status(&site.app, &admin, "acme", false, Some("Lost keys.")).await.unwrap();
        assert_eq!(crate::testing::count(site, listed).await, 3, "the partner and two names");
        for name in [ORGANIZATION, "Acme Holding"] {
            let subject = pms_domain::hotlist::Subject::DeviceProvider { organisation: name, id: "acme" };
            assert!(pms_app::hotlist::is_blocked(&site.app, &admin, &subject).await.unwrap(), "{name}");
        }
        pms_app::partners::reactivate(&site.app, &admin, "acme", Some("Found.")).await.unwrap();
        assert_eq!(crate::testing::count(site, listed).await, 0);
        assert_eq!(world.reason(5).await, json!(null));
    }
}

/// The overlap of a provider's former certificate ends for its devices, whatever was remembered of them.
#[tokio::test]
async fn devices_work_until_the_overlap_of_their_providers_certificate_ends() {
    if !pki::available() {
        return;
    }
    for mut world in World::on_both().await {
        assert_eq!(world.reason(1).await, json!(null));
        let renewed = pki::leaf().issued_by(&pki().intermediate).unwrap();
        let upload = Upload {
            partner_id: "acme".into(),
            data: renewed.pem.clone(),
            domain: "DEVICE".into(),
            overlap_days: Some(2),
            ..Upload::default()
        };
        let site = &world.site;
        certificates::upload(&site.app, &site.context(&world.people.owner).await, upload).await.unwrap();
        world.site.clock.advance(TimeDelta::days(2) - TimeDelta::seconds(1));
        world.asker = world.site.person("nearly", &["ID_AUTHENTICATION"]).await;
        assert_eq!(world.reason(2).await, json!(null), "the last second");
        world.site.clock.advance(TimeDelta::seconds(1));
        assert_eq!(world.reason(3).await, json!("chain"));
        world.device = pki::leaf().issued_by(&renewed).unwrap();
        assert_eq!(world.reason(4).await, json!(null));
    }
}

#[tokio::test]
async fn what_was_not_signed_by_a_trusted_device_is_refused() {
    if !pki::available() {
        return;
    }
    for mut world in World::on_both().await {
        let digital_id = world.digital_id();
        let good = world.segment(&digital_id, 1);
        let refused = async |segments: &[Value]| world.ask(segments).await["reason"].clone();
        assert_eq!(refused(&[]).await, json!("no-segment"));
        assert_eq!(refused(&vec![good.clone(); 17]).await, json!("too-many-segments"));
        assert_eq!(refused(&[json!({"data": "e30.e30.e30"})]).await, json!("jws-algorithm"));
        let no_key = json!({"data": good["data"]});
        let answer = world.ask(&[no_key]).await;
        assert_eq!((&answer["reason"], &answer["member"]), (&json!("field-missing"), &json!("sessionKey")));
        world.site.clock.advance(TimeDelta::minutes(21));
        world.asker = world.site.person("later", &["ID_AUTHENTICATION"]).await;
        assert_eq!(world.ask(std::slice::from_ref(&good)).await["reason"], "too-old");

        // A device of nobody's, and one of a provider that was never there.
        world.device = pki::leaf().self_signed().unwrap();
        assert_eq!(world.reason(2).await, json!("chain"));
        // Nothing that was refused is used up.
        let seen = "SELECT COUNT(*) AS n FROM x_device_segment";
        assert_eq!(crate::testing::count(&world.site, seen).await, 0);
        // Nobody asks without the role.
        let partner = &world.people.owner;
        let answer = world.site.send(partner, "POST", PATH, json!({"biometrics": []})).await;
        assert_eq!(answer.error(), "403 KER-ATH-403 Forbidden");
    }
}

/// A provider of chips with one model, whose certificate its chips sign with.
struct Chips {
    owner: Person,
    model: String,
    chip: Certificate,
}

impl Chips {
    async fn of(world: &World) -> Self {
        let site = &world.site;
        site.trust(&world.people.admin, "FTM").await;
        let owner = site.person("chips-owner", pms_domain::roles::PARTNER_ROLES).await;
        site.register(&owner, "chips", "FTM_Provider").await;
        site.switch_on("chips").await;
        let request = json!({"ftpProviderId": "chips", "make": "Chipper", "model": "C1"});
        let model = crate::testing::made(site, &owner, "/ftpchipdetail", request).await;
        let chip = pki::leaf().issued_by(&pki().intermediate).unwrap();
        let upload = json!({"ftpProviderId": "chips", "ftpChipDeatilId": model, "isItForRegistrationDevice": true,
            "certificateData": chip.pem, "organizationName": ORGANIZATION, "partnerDomain": "FTM"});
        let answer = site.send(&owner, "POST", "/ftpchipdetail/uploadcertificate", upload).await;
        assert_eq!(answer.error(), "success");
        Self { owner, model, chip }
    }
}

/// Level L1, with the checks that a site makes by default: the chip says which device it is, and counts as long as its model does.
#[tokio::test]
async fn a_chip_vouches_for_its_device() {
    if !pki::available() {
        return;
    }
    for world in World::on_both_with(|_| {}).await {
        let (site, admin) = (&world.site, &world.people.admin);
        let chips = Chips::of(&world).await;
        let reason = async |chip: &Certificate, number: u32| {
            world.ask(&[world.vouched_for(chip, number)]).await["reason"].clone()
        };
        assert_eq!(world.reason(1).await, "level-not-allowed", "the device vouches for itself");
        assert_eq!(reason(&chips.chip, 2).await, "chip-not-approved");
        assert_eq!(crate::testing::set_chip(site, admin, &chips.model, true).await, "success");

        let message = [world.vouched_for(&chips.chip, 3), world.vouched_for(&chips.chip, 4)];
        let answer = world.ask(&message).await;
        assert_eq!((&answer["allowed"], &answer["reason"]), (&json!(true), &json!(null)));
        assert_eq!(answer["segments"][1]["level"], "L1");
        assert_eq!(world.ask(&message[..1]).await["reason"], "replayed");

        let unregistered = pki::leaf().issued_by(&pki().intermediate).unwrap();
        assert_eq!(reason(&unregistered, 5).await, "chip-unknown");
        let of_nobody = pki::leaf().self_signed().unwrap();
        assert_eq!(reason(&of_nobody, 6).await, "chain");

        let fingerprint = certificate_key(&chips.chip);
        let ctx = site.app.system("test");
        let wanted = || pms_app::hotlist::Wanted {
            id_type: "FTM_PUBLIC_KEY",
            parts: pms_app::hotlist::Parts { id: Some(&fingerprint), ..Default::default() },
            until: None,
            status: None,
            reason: None,
        };
        pms_app::hotlist::block(&site.app, &ctx, &wanted()).await.unwrap();
        assert_eq!(reason(&chips.chip, 7).await, "chip-hotlisted");
        pms_app::hotlist::unblock(&site.app, &ctx, &wanted()).await.unwrap();
        assert_eq!(reason(&chips.chip, 8).await, json!(null));

        let off = json!({"status": "De-Activate"});
        let path = format!("/ftpchipdetail/{}", chips.model);
        assert_eq!(site.send(&chips.owner, "PATCH", &path, off).await.error(), "success");
        assert_eq!(reason(&chips.chip, 9).await, "chip-deactivated");
    }
}

/// What judges device messages and chips once more, with the authorities' keys in a token.
#[test]
fn device_messages_hold_over_softhsm() {
    pms_testkit::softhsm::again(&["message::", "chip"], 8);
}

/// What the hotlist calls a chip's key.
fn certificate_key(certificate: &Certificate) -> String {
    let read = pms_pki::parse::wire::partner_upload(&certificate.pem).unwrap();
    read.public_key_sha256_hex()
}

/// The provider revokes its device by a list of its own, an administrator the provider's certificate: each counts at once, though the path
/// was remembered.
#[tokio::test]
async fn a_revoked_device_and_a_revoked_provider_are_refused() {
    if !pki::available() {
        return;
    }
    for mut world in World::on_both().await {
        assert_eq!(world.reason(1).await, json!(null));
        let other = pki::leaf().issued_by(&world.provider).unwrap();
        let (app, now) = (&world.site.app, world.site.app.surroundings().now());
        let admin = world.site.context(&world.people.admin).await;
        // Signed with the provider's key, in the name of what we re-signed.
        let history = certificates::history(app, &admin, "acme").await.ok().unwrap();
        let issuer = pms_pki::parse::wire::partner_upload(&history[0].signed_cert_data).unwrap();
        let key: String = world.provider.key.lines().filter(|line| !line.starts_with("-----")).collect();
        let signer = SoftwareSigner::from_pkcs8(&PrivateKeyDer::new(STANDARD.decode(key).unwrap())).unwrap();
        let device = pms_pki::parse::wire::partner_upload(&world.device.pem).unwrap();
        let reason = RevocationReason::KeyCompromise;
        let entry = RevokedSerial { serial: device.serial_bytes().to_vec(), at: now, reason };
        let terms = ListTerms { number: 1, this_update: now, next_update: now + TimeDelta::days(1) };
        let list = revocation_list(Issuer { certificate: &issuer, signer: &signer }, &terms, &[entry]).unwrap();
        let data = STANDARD.encode(list.to_der().unwrap());
        pms_app::revocation::upload_list(app, &admin, &data).await.ok().unwrap();
        assert_eq!(world.reason(2).await, json!("revoked"));
        world.device = other;
        assert_eq!(world.reason(3).await, json!(null), "another device of the provider");

        let (app, admin) = (&world.site.app, world.site.context(&world.people.admin).await);
        let id = &history[0].cert_id;
        let wanted = Revocation { certificate_id: id, reason: "superseded", comment: Some("Because.") };
        pms_app::revocation::revoke_certificate(app, &admin, &wanted).await.ok().unwrap();
        assert_eq!(world.reason(4).await, json!("revoked"));
    }
}

/// A provider that is switched off takes its devices along, whatever else is checked.
#[tokio::test]
async fn devices_of_a_provider_that_is_off_have_no_path() {
    if !pki::available() {
        return;
    }
    for world in World::on_both().await {
        assert_eq!(world.reason(1).await, json!(null));
        let (app, admin) = (&world.site.app, world.site.context(&world.people.admin).await);
        pms_app::partners::set_status(app, &admin, "acme", false, Some("Pause.")).await.ok().unwrap();
        assert_eq!(world.reason(2).await, json!("revoked"));
        pms_app::partners::reactivate(app, &admin, "acme", Some("Go on.")).await.ok().unwrap();
        assert_eq!(world.reason(3).await, json!(null));
    }
}
