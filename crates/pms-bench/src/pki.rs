//! Certificates and device messages on one thread, beside OpenSSL's bare signature in the same run.
//!
//! Bare is OpenSSL through the thinnest functions of `pms-pki`: signing the bytes of a certificate; hashing the signed bytes of a message and
//! verifying its signatures, once it is read. Both sides take turns, so that a machine that is busy for a while slows both.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{NaiveDate, NaiveDateTime};
use pms_pki::device::{
    CheckSet, DeviceMessage, DevicePolicy, DeviceTrust, DigitalId, HotlistSubject, KnownDevices, MessageSegment,
    Provider, Standing, verify,
};
use pms_pki::issue::{
    Issuance, Issuer, PARTNER_DAYS, ReissueAsCa, ReissueProfile, Signer, SoftwareSigner, SubjectName, encryption,
    generate_rsa_key, issuing_ca, reissue, root,
};
use pms_pki::jws::{Content, Jws, JwsAlgorithm};
use pms_pki::path::{PathCache, PathPolicy, TrustPath, TrustStore, TrustView, find};
use pms_pki::{Certificate, PartnerDomain, parse};
use serde_json::json;

use crate::say;

/// How long one side runs before it is the other's turn.
const TURN: Duration = Duration::from_millis(250);

/// Bytes of a biometric: a finger as stock devices send it, encrypted and in base64url.
const BIOMETRIC: usize = 8 * 1024;

pub fn run(seconds: u64) -> anyhow::Result<()> {
    let turns = u32::try_from(seconds.max(1) * 1000 / (2 * TURN.as_millis() as u64))?.max(1);
    let hierarchy = Hierarchy::new()?;
    resigning(&hierarchy, turns)?;
    messages(&hierarchy, turns)
}

/// Calls per second of each side, and the ratio of the second to the first.
fn beside(
    turns: u32,
    mut bare: impl FnMut() -> anyhow::Result<()>,
    mut ours: impl FnMut() -> anyhow::Result<()>,
) -> anyhow::Result<(f64, f64)> {
    let mut rates = [0.0, 0.0];
    for _ in 0..turns {
        rates[0] += turn(&mut bare)? / f64::from(turns);
        rates[1] += turn(&mut ours)? / f64::from(turns);
    }
    Ok((rates[0], rates[1]))
}

fn turn(call: &mut dyn FnMut() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let (start, mut calls) = (Instant::now(), 0u32);
    while start.elapsed() < TURN {
        for _ in 0..8 {
            call()?;
        }
        calls += 8;
    }
    Ok(f64::from(calls) / start.elapsed().as_secs_f64())
}

fn resigning(hierarchy: &Hierarchy, turns: u32) -> anyhow::Result<()> {
    let partner = hierarchy.leaf("Acme", &hierarchy.keys[3])?;
    let pem = partner.to_pem();
    let store = TrustStore::of(PartnerDomain::Auth, [hierarchy.root.clone(), hierarchy.issuing.clone()]);
    let profile = ReissueProfile::of(PartnerDomain::Auth, ReissueAsCa::WhereNeeded, false).context("a profile")?;
    let issuer = Issuer { certificate: &hierarchy.issuing, signer: &hierarchy.keys[1] };
    let policy = PathPolicy::default();
    let signed = vec![7; 700];
    let (bare, ours) = beside(
        turns,
        || {
            black_box(hierarchy.keys[1].sign_sha256_rsa(black_box(&signed))?);
            Ok(())
        },
        || {
            let certificate = parse::wire::partner_upload(black_box(&pem))?;
            find(&store, &certificate, now(), &policy)?;
            black_box(reissue(&certificate, profile, issuer, &issuance(PARTNER_DAYS))?);
            Ok(())
        },
    )?;
    report("a certificate read, its chain of three judged, re-signed (RSA 2048)", "sign", bare, ours, 0.8);
    Ok(())
}

fn messages(hierarchy: &Hierarchy, turns: u32) -> anyhow::Result<()> {
    let device = hierarchy.leaf("Acme Devices", &hierarchy.keys[2])?;
    let chip = hierarchy.leaf("Chips", &hierarchy.keys[3])?;
    let store = |domain| TrustStore::of(domain, [hierarchy.root.clone(), hierarchy.issuing.clone()]);
    let (devices, chips) = (store(PartnerDomain::Device), store(PartnerDomain::Ftm));
    let identity = signed(&chip, &hierarchy.keys[3], &identity())?;
    let data = signed(&device, &hierarchy.keys[2], &segment(&identity))?;
    let message = DeviceMessage::of(vec![MessageSegment { data: data.clone(), has_session_key: true }])?;
    let known = Everything { key: hierarchy.issuing.public_key_sha256() };
    let (cache, paths) = (PathCache::new(1024), PathPolicy::default());
    let view = |store| TrustView { store, epoch: 1, policy: &paths, revocation: None, cache: &cache };
    let trust = DeviceTrust { device: view(&devices), chip: view(&chips) };
    let policy = DevicePolicy { checks: CheckSet::default(), ..DevicePolicy::default() };
    let read = |text: &str| Jws::read(text, &[JwsAlgorithm::Rs256], Content::Attached);
    let pair = [(read(&data)?, &device, signed_part(&data)), (read(&identity)?, &chip, signed_part(&identity))];
    let (bare, ours) = beside(
        turns,
        || {
            for (jws, certificate, bytes) in &pair {
                black_box(pms_pki::sha256(black_box(bytes)));
                black_box(jws).verify(certificate)?;
            }
            Ok(())
        },
        || {
            let allowed = verify(black_box(&message), &known, &trust, &policy, now());
            black_box(allowed.map_err(|refusal| anyhow!("refused: {refusal}"))?);
            Ok(())
        },
    )?;
    let what =
        "a device message of one finger with its identity (L1, two RSA 2048 signatures), every check of the default";
    report(what, "the same bytes hashed and two bare verifications", bare, ours, 0.6);
    Ok(())
}

fn report(what: &str, bare_name: &str, bare: f64, ours: f64, goal: f64) {
    let ratio = ours / bare;
    say(&format!("{what}: {ours:.0}/s beside {bare_name} {bare:.0}/s, ratio {ratio:.2}   goal: {goal}"));
}

/// A root, an issuing CA below it, and keys to spare.
struct Hierarchy {
    keys: [SoftwareSigner; 4],
    root: Certificate,
    issuing: Certificate,
}

impl Hierarchy {
    fn new() -> anyhow::Result<Self> {
        let key = || anyhow::Ok(SoftwareSigner::from_pkcs8(&generate_rsa_key()?)?);
        let keys = [key()?, key()?, key()?, key()?];
        let name = |common: &str| SubjectName::default().with_common_name(common);
        let root = root(&name("Root"), &keys[0], &issuance(3000))?;
        let above = Issuer { certificate: &root, signer: &keys[0] };
        let issuing = issuing_ca(&name("Issuing"), keys[1].spki_der(), above, &issuance(2000))?;
        Ok(Self { keys, root, issuing })
    }

    fn leaf(&self, organization: &str, key: &SoftwareSigner) -> anyhow::Result<Certificate> {
        let name = SubjectName { organization: organization.to_owned(), ..SubjectName::default() };
        let issuer = Issuer { certificate: &self.issuing, signer: &self.keys[1] };
        Ok(encryption(&name, key.spki_der(), issuer, &issuance(400))?)
    }
}

fn signed(certificate: &Certificate, key: &SoftwareSigner, payload: &serde_json::Value) -> anyhow::Result<String> {
    let header = json!({"alg": "RS256", "typ": "JWT", "x5c": [STANDARD.encode(certificate.der())]});
    let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(payload));
    let signature = key.sign_sha256_rsa(signed.as_bytes())?;
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// The bytes of a JWS that are signed: all before the last dot.
fn signed_part(jws: &str) -> &[u8] {
    jws.rsplit_once('.').map_or(&[], |(signed, _)| signed.as_bytes())
}

fn identity() -> serde_json::Value {
    json!({
        "serialNo": "7", "make": "Acme", "model": "F1", "type": "Finger", "deviceSubType": "Slap",
        "deviceProvider": "Acme Devices", "deviceProviderId": "acme", "dateTime": "2026-11-21T11:59:30Z",
    })
}

fn segment(identity: &str) -> serde_json::Value {
    json!({
        "digitalId": identity, "deviceCode": "7", "deviceServiceVersion": "1.0.5", "bioType": "Finger",
        "bioSubType": "Left Thumb", "purpose": "Auth", "env": "Production", "bioValue": "A".repeat(BIOMETRIC * 4 / 3),
        "transactionId": "t1", "timestamp": "2026-11-21T11:59:40Z", "requestedScore": "60", "qualityScore": "80",
    })
}

/// Registries in which everything is in order.
struct Everything {
    key: [u8; 32],
}

impl KnownDevices for Everything {
    fn provider(&self, _: &str) -> Option<Provider> {
        Some(Provider { active: true, organizations: vec!["Acme Devices".to_owned()], keys: vec![self.key] })
    }

    fn model(&self, _: &DigitalId) -> Option<Standing> {
        Some(Standing::InForce)
    }

    fn interface(&self, _: &DigitalId, _: &str) -> Option<Standing> {
        Some(Standing::InForce)
    }

    fn chip(&self, _: &TrustPath) -> Option<Standing> {
        Some(Standing::InForce)
    }

    fn chip_of(&self, _: &DigitalId) -> Option<[u8; 32]> {
        None
    }

    fn is_hotlisted(&self, subject: HotlistSubject<'_>) -> bool {
        // What a look costs whose answer is no: the hash of the plain id.
        pms_store::hotlist::hash(&format!("{subject:?}")).0 == [0; 32]
    }

    fn is_known_segment(&self, _: &[u8; 32]) -> bool {
        false
    }
}

/// A moment that does not pass, so that nothing ends during a run.
fn now() -> NaiveDateTime {
    let noon = NaiveDate::from_ymd_opt(2026, 11, 21).and_then(|day| day.and_hms_opt(12, 0, 0));
    noon.unwrap_or_default()
}

fn issuance(days: i64) -> Issuance {
    Issuance { now: now(), days, serial: [0x5a; 16] }
}
