//! Keys in a token: SoftHSM2, and a module in front of it that misbehaves.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use pms_pki::Certificate;
use pms_pki::crl::RevocationReason;
use pms_pki::issue::{
    Issuance, IssueError, Issuer, ListTerms, RevokedSerial, Signer, SignerError, SubjectName, issuing_ca,
    revocation_list, root,
};
use pms_pki::pkcs11::{Fault, Pin, Token, TokenConfig, TokenKey, TokenName};
use pms_testkit::openssl_cli;
use pms_testkit::softhsm::{self, LABEL, PIN, SoftHsm};

use super::support::*;

fn named(label: &str) -> TokenName {
    TokenName { label: Some(label.to_owned()), serial: None }
}

fn config(hsm: &SoftHsm, module: PathBuf) -> TokenConfig {
    let pin = std::fs::read_to_string(hsm.pin_file()).unwrap();
    TokenConfig {
        module,
        token: named(LABEL),
        pin: Pin::new(pin).unwrap(),
        sessions: 2,
        patience: Duration::from_secs(20),
    }
}

fn token(hsm: &SoftHsm) -> Token {
    Token::new(config(hsm, hsm.module())).unwrap()
}

/// Behind the module that misbehaves on request.
fn faulty(hsm: &SoftHsm) -> Token {
    Token::new(config(hsm, hsm.faulty_module())).unwrap()
}

fn issuance(days: i64) -> Issuance {
    Issuance { now: now(), days, serial: [0x5a; 16] }
}

fn make_root(key: &TokenKey) -> Result<Certificate, IssueError> {
    root(&SubjectName::default(), key, &issuance(2920))
}

/// Whether the public half verifies the signature, by the `openssl` command's judgement of a certificate.
fn is_good(key: &TokenKey) -> bool {
    make_root(key).is_ok_and(|root| {
        let pem = root.to_pem();
        openssl_cli::verify(&pem, &[], &[&pem]).unwrap().accepted
    })
}

#[test]
fn an_authority_lives_in_a_token() {
    let Some(hsm) = softhsm::token() else { return };
    let token = token(&hsm);
    let facts = token.check().unwrap();
    assert_eq!((facts.label.as_str(), facts.mechanism), (LABEL, "CKM_SHA256_RSA_PKCS"));

    let (root_key, ca_key) = (token.generate("root", b"1").unwrap(), token.generate("auth", b"2").unwrap());
    let root = make_root(&root_key).unwrap();
    let name = SubjectName::default().with_common_name("issuing");
    let issuer = Issuer { certificate: &root, signer: &root_key };
    let issuing = issuing_ca(&name, ca_key.spki_der(), issuer, &issuance(1460)).unwrap();
    assert!(issuing.is_signed_by(&root));

    // A list that no device takes in one piece.
    let entry = |n: u32| RevokedSerial {
        serial: (0x1000_0000 + n).to_be_bytes().to_vec(),
        at: now(),
        reason: RevocationReason::KeyCompromise,
    };
    let revoked: Vec<RevokedSerial> = (0..3_000).map(entry).collect();
    let terms = ListTerms { number: 1, this_update: now(), next_update: now() + chrono::TimeDelta::days(1) };
    let list = revocation_list(Issuer { certificate: &issuing, signer: &ca_key }, &terms, &revoked).unwrap();
    assert!(list.to_der().unwrap().len() > 60_000 && list.is_signed_by(&issuing));

    // Another process of the same token finds them; here it is another handle.
    let again = self::token(&hsm);
    let found = again.find("auth").unwrap();
    assert_eq!(found.len(), 1);
    assert!(is_good(&again.key("root", root.spki_der())));
}

#[test]
fn a_key_cannot_be_taken_out_of_its_token() {
    let Some(hsm) = softhsm::token() else { return };
    let key = token(&hsm).generate("root", b"1").unwrap();
    let facts = key.facts().unwrap();
    assert_eq!((facts.sensitive, facts.extractable), (Some(true), Some(false)));
    assert_eq!((facts.always_sensitive, facts.never_extractable), (Some(true), Some(true)));
    assert_eq!((facts.signs, facts.decrypts), (Some(true), Some(false)));
    assert!(!facts.is_readable && facts.is_protected());
}

/// A token that makes keys for the taking is not used, and what it made is gone.
#[test]
fn a_key_that_may_be_taken_out_is_destroyed_at_once() {
    let Some(hsm) = softhsm::token() else { return };
    let token = faulty(&hsm);
    hsm.misbehave("leak");
    assert_eq!(token.generate("root", b"1").err(), Some(Fault::NotProtected));
    assert!(token.find("root").unwrap().is_empty());
    hsm.misbehave("");
    assert!(token.generate("root", b"1").is_ok());
}

#[test]
fn without_the_token_s_own_hash_it_is_given_ours() {
    let Some(hsm) = softhsm::token() else { return };
    let key = token(&hsm).generate("root", b"1").unwrap();
    let with_its_own = key.sign(b"to be signed").unwrap();
    hsm.misbehave("raw");
    let raw = faulty(&hsm);
    assert_eq!(raw.check().unwrap().mechanism, "CKM_RSA_PKCS");
    let with_ours = raw.key("root", key.spki_der());
    assert_eq!(with_ours.sign(b"to be signed").unwrap(), with_its_own);
    hsm.misbehave("none");
    assert_eq!(faulty(&hsm).check().err(), Some(Fault::NoMechanism));
}

/// The token was pulled, or the device started anew: its sessions are gone, and the login with them.
#[test]
fn a_lost_session_is_opened_anew() {
    let Some(hsm) = softhsm::token() else { return };
    let token = faulty(&hsm);
    let key = token.generate("root", b"1").unwrap();
    assert!(is_good(&key));
    let before = hsm.logins();
    hsm.misbehave("pull");
    assert!(is_good(&key), "{:?}", token.standing());
    assert!(hsm.logins() > before, "the session was never lost");
}

#[test]
fn a_device_that_fails_says_so_and_may_come_back() {
    let Some(hsm) = softhsm::token() else { return };
    let token = faulty(&hsm);
    let key = token.generate("root", b"1").unwrap();
    hsm.misbehave("device-error");
    let fault = key.sign(b"data").unwrap_err();
    assert!(fault.to_string().contains("DeviceError"), "{fault}");
    assert_eq!(token.standing(), Some(fault));
    assert_eq!(make_root(&key).err(), Some(IssueError::Signer(SignerError::Unavailable)));
    assert!(token.check().is_err());
    hsm.misbehave("");
    assert!(is_good(&key));
    assert_eq!(token.standing(), None);
}

#[test]
fn a_device_that_hangs_holds_nobody_longer_than_agreed() {
    let Some(hsm) = softhsm::token() else { return };
    let key = faulty(&hsm).generate("root", b"1").unwrap();
    let short =
        Token::new(TokenConfig { patience: Duration::from_secs(1), ..config(&hsm, hsm.faulty_module()) }).unwrap();
    let hasty = short.key("root", key.spki_der());
    hasty.sign(b"data").unwrap();
    hsm.misbehave("hang");
    let started = Instant::now();
    // The third waits for a thread: both sessions hang.
    for _ in 0..3 {
        assert_eq!(hasty.sign(b"data"), Err(Fault::TimedOut(1)));
    }
    assert!(started.elapsed() < Duration::from_secs(6), "{:?}", started.elapsed());
    hsm.misbehave("");
    assert!(is_good(&key));
    let recovered = (0..50).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        hasty.sign(b"data").is_ok()
    });
    assert!(recovered, "the threads that hung are of no use any more");
}

/// What a device computed wrongly is never given out.
#[test]
fn a_wrong_signature_is_noticed() {
    let Some(hsm) = softhsm::token() else { return };
    let token = faulty(&hsm);
    let key = token.generate("root", b"1").unwrap();
    let root = make_root(&key).unwrap();
    hsm.misbehave("wrong");
    assert_eq!(make_root(&key).err(), Some(IssueError::KeyMismatch));
    let issuer = Issuer { certificate: &root, signer: &key };
    let name = SubjectName::default().with_common_name("issuing");
    let outcome = issuing_ca(&name, key.spki_der(), issuer, &issuance(30));
    assert_eq!(outcome.err(), Some(IssueError::KeyMismatch));
}

/// Tokens lock after a few wrong PINs: four sessions that wait for one login try it once.
#[test]
fn a_wrong_pin_is_tried_once() {
    let Some(hsm) = softhsm::token() else { return };
    let wrong = TokenConfig {
        pin: Pin::new("not the pin 90210".into()).unwrap(),
        sessions: 4,
        ..config(&hsm, hsm.faulty_module())
    };
    let token = Token::new(wrong).unwrap();
    let faults: Vec<Fault> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..8).map(|_| scope.spawn(|| token.check().unwrap_err())).collect();
        asked.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(faults.iter().all(|fault| matches!(fault, Fault::PinRefused(_))), "{faults:?}");
    assert_eq!(hsm.logins(), 1);
    let said = format!("{faults:?} {}", faults[0]);
    assert!(!said.contains("90210") && !said.contains(PIN), "{said}");
}

#[test]
fn a_token_is_known_by_its_label_and_serial_number() {
    let Some(hsm) = softhsm::token() else { return };
    hsm.add_token("twin");
    hsm.add_token("twin");
    let with = |token: TokenName| Token::new(TokenConfig { token, ..config(&hsm, hsm.module()) }).unwrap();
    let Err(Fault::NoToken { wanted, found }) = with(named("nobody's")).check() else { panic!("a token was found") };
    assert_eq!(wanted, "nobody's");
    assert!(found.contains(LABEL) && found.contains("twin"), "{found}");
    assert_eq!(with(named("twin")).check().err(), Some(Fault::SeveralTokens("twin".into())));

    let of_label = with(named(LABEL)).check().unwrap();
    let by_serial = TokenName { label: None, serial: Some(of_label.serial.clone()) };
    assert_eq!(with(by_serial).check().unwrap().label, LABEL);
    let both = TokenName { label: Some("twin".into()), serial: Some(of_label.serial) };
    assert!(matches!(with(both).check(), Err(Fault::NoToken { .. })));
}

/// Two installations may share a token, and call their keys the same.
#[test]
fn a_key_is_known_by_its_label_and_public_half() {
    let Some(hsm) = softhsm::token() else { return };
    let token = token(&hsm);
    let (one, other) = (token.generate("root", b"1").unwrap(), token.generate("root", b"1").unwrap());
    assert!(is_good(&one) && is_good(&other));
    assert_eq!(token.find("root").unwrap().len(), 2);

    let third = token.generate("third", b"3").unwrap();
    let stranger = token.key("root", third.spki_der());
    assert_eq!(stranger.sign(b"data"), Err(Fault::OtherKey("root".into())));
    assert_eq!(make_root(&stranger).err(), Some(IssueError::Signer(SignerError::UnusableKey)));
    assert_eq!(token.key("nobody", &[]).sign(b"data"), Err(Fault::NoKey("nobody".into())));

    one.destroy().unwrap();
    one.destroy().unwrap();
    assert_eq!(one.facts(), Err(Fault::OtherKey("root".into())));
    assert!(is_good(&other), "the other of the same name went along");
    other.destroy().unwrap();
    assert_eq!(other.facts(), Err(Fault::NoKey("root".into())));
}

#[test]
fn many_sign_at_once_with_few_sessions() {
    let Some(hsm) = softhsm::token() else { return };
    let key = token(&hsm).generate("root", b"1").unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8_u8 {
            let key = &key;
            scope.spawn(move || {
                let first = key.sign(&[thread]).unwrap();
                for _ in 0..20 {
                    assert_eq!(key.sign(&[thread]).unwrap(), first, "another thread's signature");
                }
            });
        }
    });
}

#[test]
fn a_module_that_is_none_is_refused_in_words() {
    let Some(hsm) = softhsm::token() else { return };
    for module in ["/nowhere/module.so", "/etc/hostname"] {
        let token = Token::new(config(&hsm, PathBuf::from(module))).unwrap();
        let fault = token.check().unwrap_err();
        assert!(matches!(&fault, Fault::Module { path, .. } if path == module), "{fault}");
    }
}
