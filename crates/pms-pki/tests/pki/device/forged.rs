//! The table of forged messages. Each differs from the good one in one thing and has one reason.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use pms_pki::crl::RevocationLists;
use pms_pki::device::{Check, HotlistSubject, Standing};
use pms_pki::jws::JwsAlgorithm;
use pms_pki::path::RevocationMode;
use serde_json::{Value, json};

use super::forge::{Forge, segment, stamp, world};
use crate::signing::base64url;
use crate::support::*;

#[test]
fn the_good_message_is_allowed() {
    let allowed = Forge::default().judged().unwrap();
    assert_eq!(allowed.segments.len(), 2);
    assert_eq!(allowed.segments[1].bio_sub_type, "Left MiddleFinger");
    assert_eq!(allowed.segments[0].device.serial_no, "7");
    assert_ne!(allowed.segments[0].digest, allowed.segments[1].digest);
}

type Forgery = (&'static str, fn(&mut Forge), &'static str);

fn run(forgeries: &[Forgery]) {
    for (what, spoil, reason) in forgeries {
        let mut forge = Forge::default();
        spoil(&mut forge);
        let refusal = forge.judged().map(drop).map_err(|refusal| refusal.to_string());
        assert_eq!(refusal, Err((*reason).to_owned()), "{what}");
    }
}

/// The header, payload and signature of a JWS, changed and put together again.
fn parts(text: String, change: impl FnOnce(&mut [String; 3])) -> Value {
    let mut parts: [String; 3] = text.split('.').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
    change(&mut parts);
    json!(parts.join("."))
}

const MESSAGES: &[Forgery] = &[
    ("no JSON", |f| f.message = |_| "biometrics".into(), "message-unreadable"),
    ("cut off", |f| f.message = |text| text[..text.len() - 1].into(), "message-unreadable"),
    ("a list", |f| f.message = |text| format!("[{text}]"), "message-unreadable"),
    ("segments are no list", |f| f.message = |_| r#"{"biometrics":{}}"#.into(), "message-unreadable"),
    ("data is no text", |f| f.segments[1].spoil[1] = |_| json!({}), "message-unreadable"),
    ("no segments", |f| f.segments.clear(), "no-segment"),
    ("no biometrics", |f| f.message = |_| "{}".into(), "no-segment"),
    ("seventeen segments", |f| f.segments = vec![segment("Left Thumb", -1); 17], "too-many-segments"),
    (
        "biometrics twice",
        |f| f.message = |text| text.replacen('{', r#"{"biometrics":[],"#, 1),
        "message-duplicate-member",
    ),
    (
        "deep",
        |f| f.message = |text| text.replacen('{', &format!(r#"{{"x":{}{},"#, "[".repeat(9), "]".repeat(9)), 1),
        "message-too-deep",
    ),
    ("four megabytes", |f| f.message = |text| text + &" ".repeat(4 << 20), "message-too-large"),
];

#[test]
fn messages_that_are_none() {
    run(MESSAGES);
}

const SIGNATURES: &[Forgery] = &[
    (
        "another payload",
        |f| f.segments[0].spoil[1] = |text| parts(text, |p| p[1] = base64url(br#"{"bioValue":"mine"}"#)),
        "jws-signature in segment 0",
    ),
    (
        "the signature of the other segment",
        |f| {
            f.segments[1].spoil[1] = |text| parts(text, |p| p[2] = base64url(&[7; 256]));
        },
        "jws-signature in segment 1",
    ),
    (
        "another identity under the chip's signature",
        |f| f.segments[0].spoil[0] = |text| parts(text, |p| p[1] = base64url(br#"{"serialNo":"8"}"#)),
        "jws-signature in segment 0 (digitalId)",
    ),
    (
        "signed by a key that is not the certificate's",
        |f| f.segments[0].device.key = rsa(6),
        "jws-signature in segment 0",
    ),
    ("alg none", |f| f.segments[0].headers[0] = |h| set(h, "alg", json!("none")), "jws-algorithm in segment 0"),
    (
        "alg of a shared key",
        |f| f.segments[0].headers[0] = |h| set(h, "alg", json!("HS256")),
        "jws-algorithm in segment 0",
    ),
    (
        "an algorithm that the chip's domain does not allow",
        |f| {
            f.policy.device_algorithms.push(JwsAlgorithm::Ps256);
            f.segments[0].headers[1] = |h| set(h, "alg", json!("PS256"));
        },
        "jws-algorithm in segment 0 (digitalId)",
    ),
    ("crit", |f| f.segments[0].headers[0] = |h| set(h, "crit", json!(["b64"])), "jws-crit in segment 0"),
    ("b64 false", |f| f.segments[1].headers[0] = |h| set(h, "b64", json!(false)), "jws-b64 in segment 1"),
    ("jku", |f| f.segments[0].headers[1] = |h| set(h, "jku", json!("https://x")), "jws-jku in segment 0 (digitalId)"),
    ("x5u", |f| f.segments[0].headers[0] = |h| set(h, "x5u", json!("https://x")), "jws-x5u in segment 0"),
    ("jwk", |f| f.segments[0].headers[0] = |h| set(h, "jwk", json!({})), "jws-jwk in segment 0"),
    (
        "no certificate",
        |f| f.segments[0].headers[0] = |h| drop(h.remove("x5c")),
        "jws-certificate-missing in segment 0",
    ),
    (
        "a certificate that is none",
        |f| f.segments[0].headers[0] = |h| set(h, "x5c", json!(["QUJD"])),
        "jws-certificate in segment 0",
    ),
    (
        "the hash of another certificate",
        |f| f.segments[0].headers[0] = |h| set(h, "x5t#S256", json!(base64url(&[1; 32]))),
        "jws-certificate-hash in segment 0",
    ),
    ("no content", |f| f.segments[0].spoil[1] = |text| parts(text, |p| p[1].clear()), "jws-detached in segment 0"),
    ("padding", |f| f.segments[0].spoil[1] = |text| parts(text, |p| p[1] += "="), "jws-base64 in segment 0"),
    ("no JWS", |f| f.segments[0].spoil[1] = |_| json!("e30"), "jws-form in segment 0"),
    ("the identity is no JWS", |f| f.segments[0].spoil[0] = |_| json!("e30"), "jws-form in segment 0 (digitalId)"),
    (
        "alg twice",
        |f| {
            f.segments[0].spoil[1] = |text| {
                parts(text, |p| {
                    let header = String::from_utf8(URL_SAFE_NO_PAD.decode(&p[0]).unwrap()).unwrap();
                    p[0] = base64url(header.replacen('{', r#"{"alg":"none","#, 1).as_bytes());
                })
            };
        },
        "jws-duplicate-member in segment 0",
    ),
];

fn set(header: &mut serde_json::Map<String, Value>, name: &str, value: Value) {
    header.insert(name.to_owned(), value);
}

#[test]
fn signatures_that_do_not_hold() {
    run(SIGNATURES);
}

const CERTIFICATES: &[Forgery] = &[
    ("a device of its own making", |f| f.segments[0].device = world().stranger.clone(), "chain in segment 0"),
    (
        "the device under a CA of the same name",
        |f| {
            let ca = Make::ca("O=Acme Devices/CN=provider", rsa(7)).make();
            f.segments[0].device = Make::new("O=Acme Devices/CN=device 7", rsa(2)).by(&ca).make();
        },
        "chain in segment 0",
    ),
    ("data signed by the chip", |f| f.segments[0].device = world().chip.clone(), "chain in segment 0"),
    (
        "identity signed by another device",
        |f| f.segments[0].signer = Make::new("CN=device 8", rsa(7)).by(&world().provider).make(),
        "chain in segment 0 (digitalId)",
    ),
    ("chip of its own making", |f| f.segments[0].signer = world().stranger.clone(), "chain in segment 0 (digitalId)"),
    (
        "a sub-CA below the provider",
        |f| {
            let sub = Make::ca("CN=sub", rsa(7)).by(&world().provider).make();
            f.device_store = store(pms_pki::PartnerDomain::Device, [&world().root, &world().provider, &sub]);
            f.segments[0].device = Make::new("O=Acme Devices/CN=x", rsa(8)).by(&sub).make();
        },
        "chain in segment 0",
    ),
    (
        "a device's certificate that is over",
        |f| f.segments[0].device = aged(&world().provider, -10, -1),
        "certificate-dates in segment 0",
    ),
    (
        "a device's certificate of tomorrow",
        |f| f.segments[0].device = aged(&world().provider, 1, 10),
        "certificate-dates in segment 0",
    ),
    (
        "a chip's certificate that is over",
        |f| f.segments[1].signer = aged(&world().chip_model, -10, -1),
        "certificate-dates in segment 1 (digitalId)",
    ),
    (
        "the provider's CA knows nothing of its revocations",
        |f| f.lists = Some((RevocationLists::new(), RevocationMode::Required)),
        "revocation-unknown in segment 0",
    ),
    (
        "another extended key usage",
        |f| {
            f.policy.checks = f.policy.checks.with(Check::ExtendedKeyUsage);
            let email = raw_extension("2.5.29.37", false, &[0x30, 0x0a, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 4]);
            f.segments[0].device = Make::new("CN=d", rsa(2)).by(&world().provider).extension(email).make();
        },
        "extended-key-usage in segment 0",
    ),
    (
        "a device without a chip",
        |f| f.segments[0].signer = world().device.clone(),
        "level-not-allowed in segment 0 (digitalId)",
    ),
];

fn aged(issuer: &Identity, from: i64, until: i64) -> Identity {
    let at = |days| now() + TimeDelta::days(days);
    Make::new("O=Acme Devices/CN=aged", rsa(2)).by(issuer).validity(at(from), at(until)).make()
}

#[test]
fn certificates_that_are_not_trusted() {
    run(CERTIFICATES);
}

const CONTENTS: &[Forgery] = &[
    ("no session key", |f| f.segments[1].session_key = json!(""), "field-missing sessionKey in segment 1"),
    ("no biometric", |f| f.segments[0].data["bioValue"] = json!(""), "field-missing bioValue in segment 0"),
    ("no time", |f| f.segments[0].data["timestamp"] = Value::Null, "field-missing timestamp in segment 0"),
    ("no identity", |f| f.segments[0].spoil[0] = |_| Value::Null, "field-missing digitalId in segment 0 (digitalId)"),
    (
        "an empty identity",
        |f| f.segments[0].spoil[0] = |_| json!(""),
        "field-missing digitalId in segment 0 (digitalId)",
    ),
    (
        "an identity that nobody signed",
        |f| f.segments[0].spoil[0] = |_| segment("x", 0).id,
        "digital-id-unsigned in segment 0 (digitalId)",
    ),
    ("an identity that is a number", |f| f.segments[0].spoil[0] = |_| json!(7), "content-unreadable in segment 0"),
    ("no device code", |f| f.segments[0].data["deviceCode"] = json!(""), "field-missing deviceCode in segment 0"),
    (
        "no version",
        |f| f.segments[0].data["deviceServiceVersion"] = json!(1),
        "field-missing deviceServiceVersion in segment 0",
    ),
    (
        "no serial number",
        |f| f.segments[0].id["serialNo"] = json!(""),
        "field-missing serialNo in segment 0 (digitalId)",
    ),
    (
        "no provider",
        |f| f.segments[0].id["deviceProviderId"] = json!(""),
        "field-missing deviceProviderId in segment 0 (digitalId)",
    ),
    (
        "a time without offset",
        |f| f.segments[0].data["timestamp"] = json!("2026-11-21T12:00:00"),
        "time-unreadable in segment 0",
    ),
    ("old", |f| f.segments[0].data["timestamp"] = stamp(-1300), "too-old in segment 0"),
    ("ahead", |f| f.segments[0].data["timestamp"] = stamp(200), "in-future in segment 0"),
    ("an old identity", |f| f.segments[0].id["dateTime"] = stamp(-1300), "too-old in segment 0 (digitalId)"),
    ("an identity ahead", |f| f.segments[0].id["dateTime"] = stamp(200), "in-future in segment 0 (digitalId)"),
    ("backwards", |f| f.segments[1].data["timestamp"] = stamp(-21), "out-of-order in segment 1"),
    ("too far apart", |f| f.segments[0].data["timestamp"] = stamp(-140), "too-far-apart in segment 1"),
    ("a face from a finger scanner", |f| f.segments[0].data["bioType"] = json!("Face"), "type-mismatch in segment 0"),
    ("a device of no kind", |f| f.segments[0].id["type"] = json!("Voice"), "type-mismatch in segment 0"),
    (
        "another device code",
        |f| {
            f.policy.checks = f.policy.checks.with(Check::SerialIsCode);
            f.segments[1].data["deviceCode"] = json!("8");
        },
        "serial-mismatch in segment 1",
    ),
    ("the same segment twice", |f| f.segments[1] = f.segments[0].clone(), "replayed in segment 1"),
    (
        "a segment of before",
        |f| {
            let earlier = f.judged().unwrap();
            f.known.segments.insert(earlier.segments[1].digest);
        },
        "replayed in segment 1",
    ),
];

#[test]
fn contents_that_do_not_fit() {
    run(CONTENTS);
}

#[test]
fn content_that_is_no_object_or_says_a_thing_twice() {
    for (payload, reason) in [
        (&b"[]"[..], "content-unreadable in segment 0"),
        (b"text", "content-unreadable in segment 0"),
        (b"{\"bioType\":\"Finger\",\"bioType\":\"Iris\"}", "content-duplicate-member in segment 0"),
    ] {
        let device = &world().device;
        let header = Value::Object(crate::signing::header("RS256", device)).to_string();
        let text = crate::signing::jws(&header, payload, &device.key, "RS256");
        let message = json!({"biometrics": [{"data": text, "sessionKey": "a2V5"}]}).to_string();
        let found = judge(&Forge::default(), message.as_bytes());
        assert_eq!(found, Err(reason.to_owned()));
    }
}

fn judge(forge: &Forge, message: &[u8]) -> Result<(), String> {
    use pms_pki::device::{DeviceMessage, DeviceTrust, verify};
    use pms_pki::path::{PathCache, PathPolicy, TrustView};
    let (cache, policy) = (PathCache::new(4), PathPolicy::default());
    let view = |store| TrustView { store, epoch: 1, policy: &policy, revocation: None, cache: &cache };
    let trust = DeviceTrust { device: view(&forge.device_store), chip: view(&forge.chip_store) };
    let message = DeviceMessage::read(message).map_err(|refusal| refusal.to_string())?;
    verify(&message, &forge.known, &trust, &forge.policy, forge.at).map(drop).map_err(|refusal| refusal.to_string())
}

fn hotlist(forge: &mut Forge, subject: HotlistSubject<'_>) {
    forge.known.hotlist.insert(format!("{subject:?}"));
}

const REGISTRIES: &[Forgery] = &[
    (
        "provider on the hotlist",
        |f| hotlist(f, HotlistSubject::Provider { name: "Acme Devices", id: "acme" }),
        "provider-hotlisted in segment 0",
    ),
    (
        "model on the hotlist",
        |f| hotlist(f, HotlistSubject::Model { make: "Acme", model: "F1" }),
        "model-hotlisted in segment 0",
    ),
    (
        "device on the hotlist",
        |f| hotlist(f, HotlistSubject::Device { serial: "7", make: "Acme", model: "F1" }),
        "device-hotlisted in segment 0",
    ),
    (
        "chip on the hotlist",
        |f| hotlist(f, HotlistSubject::Chip { key: &world().chip.certificate().public_key_sha256() }),
        "chip-hotlisted in segment 0",
    ),
    (
        "a provider that is none",
        |f| f.segments[0].id["deviceProviderId"] = json!("other"),
        "provider-unknown in segment 0",
    ),
    (
        "a provider that was stopped",
        |f| f.known.provider.as_mut().unwrap().active = false,
        "provider-inactive in segment 0",
    ),
    (
        "a certificate that counts no more",
        |f| f.known.provider.as_mut().unwrap().keys.clear(),
        "provider-certificate in segment 0",
    ),
    (
        "the certificate of another provider",
        |f| f.known.provider.as_mut().unwrap().keys = vec![world().root.certificate().public_key_sha256()],
        "provider-certificate in segment 0",
    ),
    (
        "another organisation",
        |f| f.known.provider.as_mut().unwrap().organizations = vec!["Bcme Devices".into()],
        "provider-organization in segment 0",
    ),
    ("another model", |f| f.segments[0].id["model"] = json!("F2"), "model-unknown in segment 0"),
    ("a model that waits", |f| f.known.model = Some(Standing::NotApproved), "model-not-approved in segment 0"),
    ("a model that was stopped", |f| f.known.model = Some(Standing::Deactivated), "model-deactivated in segment 0"),
    (
        "another interface",
        |f| f.segments[1].data["deviceServiceVersion"] = json!("9"),
        "interface-unknown in segment 1",
    ),
    (
        "an interface that waits",
        |f| f.known.interface = Some(Standing::NotApproved),
        "interface-not-approved in segment 0",
    ),
    (
        "an interface that was stopped",
        |f| f.known.interface = Some(Standing::Deactivated),
        "interface-deactivated in segment 0",
    ),
    (
        "an interface whose time is over",
        |f| f.known.interface = Some(Standing::Expired),
        "interface-expired in segment 0",
    ),
    ("no chip", |f| f.known.chip = None, "chip-unknown in segment 0"),
    ("a chip that waits", |f| f.known.chip = Some(Standing::NotApproved), "chip-not-approved in segment 0"),
    ("a chip that was stopped", |f| f.known.chip = Some(Standing::Deactivated), "chip-deactivated in segment 0"),
    (
        "the chip of another device",
        |f| {
            f.policy.checks = f.policy.checks.with(Check::ChipBinding);
            f.known.chip_of = Some([0; 32]);
        },
        "chip-binding in segment 0",
    ),
];

#[test]
fn what_the_registries_refuse() {
    run(REGISTRIES);
}

#[test]
fn the_table_is_long_enough() {
    let all = [MESSAGES, SIGNATURES, CERTIFICATES, CONTENTS, REGISTRIES];
    assert!(all.iter().map(|part| part.len()).sum::<usize>() >= 80);
}
