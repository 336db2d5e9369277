//! Revocation lists: made, read, and asked about paths (contract §7, RFC 5280 §5 and §6.3).

use chrono::TimeDelta;
use openssl::x509::X509Crl;
use pms_pki::PartnerDomain;
use pms_pki::crl::{Entry, ListError, MAX_ENTRIES, MAX_LIST_BYTES, RevocationList, RevocationLists, RevocationReason};
use pms_pki::issue::{IssueError, Issuer, ListTerms, PrivateKeyDer, RevokedSerial, SoftwareSigner, revocation_list};
use pms_pki::path::{NoPath, PathPolicy, Query, Revocation, RevocationMode, TrustStore, find_unrevoked, measure};

use super::support::*;

fn terms(number: u64) -> ListTerms {
    ListTerms { number, this_update: now(), next_update: now() + TimeDelta::days(7) }
}

fn signer(identity: &Identity) -> SoftwareSigner {
    SoftwareSigner::from_pkcs8(&PrivateKeyDer::new(identity.key.private_key_to_pkcs8().unwrap())).unwrap()
}

fn revoked(identity: &Identity, reason: RevocationReason) -> RevokedSerial {
    RevokedSerial { serial: identity.certificate().serial_bytes().to_vec(), at: now() - TimeDelta::days(1), reason }
}

fn list_with(issuer: &Identity, terms: &ListTerms, entries: &[RevokedSerial]) -> RevocationList {
    let certificate = issuer.certificate();
    revocation_list(Issuer { certificate: &certificate, signer: &signer(issuer) }, terms, entries).unwrap()
}

fn list(issuer: &Identity, entries: &[&Identity]) -> RevocationList {
    let entries: Vec<RevokedSerial> =
        entries.iter().map(|identity| revoked(identity, RevocationReason::KeyCompromise)).collect();
    list_with(issuer, &terms(1), &entries)
}

fn leaf(serial: i64) -> Identity {
    Make::new("O=ACME/CN=partner", rsa(2)).serial(serial).by(&ca().intermediate).make()
}

fn both() -> TrustStore {
    store(PartnerDomain::Auth, [&ca().root, &ca().intermediate])
}

fn judged(target: &Identity, lists: Vec<RevocationList>, mode: RevocationMode) -> Result<(), NoPath> {
    judged_in(&both(), target, lists, mode)
}

fn judged_in(
    store: &TrustStore,
    target: &Identity,
    lists: Vec<RevocationList>,
    mode: RevocationMode,
) -> Result<(), NoPath> {
    let (target, lists) = (target.certificate(), RevocationLists::from_iter(lists));
    let revocation = Some(Revocation::new(&lists, mode));
    let policy = PathPolicy::default();
    find_unrevoked(&Query { store, target: &target, at: now(), policy: &policy, revocation }).map(drop)
}

fn gone(name: &str) -> Result<(), NoPath> {
    Err(NoPath::Revoked { certificate: name.to_owned() })
}

fn unknown(name: &str) -> Result<(), NoPath> {
    Err(NoPath::RevocationUnknown { certificate: name.to_owned() })
}

const LEAF: &str = "CN=partner, O=ACME";
const ISSUING: &str = "CN=Trust Issuing, O=Trust CA, C=IN";

#[test]
fn who_stands_in_a_list_is_revoked() {
    use RevocationMode::{Required, WhereKnown};
    let (one, other) = (leaf(1), leaf(2));
    let lists = || vec![list(&ca().intermediate, &[&one]), list(&ca().root, &[])];
    for mode in [Required, WhereKnown] {
        assert_eq!(judged(&one, lists(), mode), gone(LEAF));
        assert_eq!(judged(&other, lists(), mode), Ok(()));
        assert_eq!(judged(&other, vec![list(&ca().root, &[&ca().intermediate])], mode), gone(ISSUING));
    }
}

#[test]
fn what_is_not_known_passes_or_not_by_the_mode() {
    use RevocationMode::{Required, WhereKnown};
    let target = leaf(1);
    assert_eq!(judged(&target, vec![], WhereKnown), Ok(()));
    assert_eq!(judged(&target, vec![], Required), unknown(ISSUING));
    assert_eq!(judged(&target, vec![list(&ca().root, &[])], Required), unknown(LEAF));
    assert_eq!(judged(&target, vec![list(&ca().intermediate, &[])], Required), unknown(ISSUING));
    assert_eq!(judged(&ca().root, vec![], Required), Ok(()), "a root has nobody above it");
}

#[test]
fn only_current_lists_of_the_right_signer_speak() {
    use RevocationMode::{Required, WhereKnown};
    let target = leaf(1);
    let entries = [revoked(&target, RevocationReason::KeyCompromise)];
    let over =
        ListTerms { next_update: now() - TimeDelta::seconds(1), this_update: now() - TimeDelta::hours(2), number: 1 };
    let ahead = ListTerms { this_update: now() + TimeDelta::seconds(1), ..terms(1) };
    // A stranger with the issuer's name and another key.
    let stranger = Make::ca("C=IN/O=Trust CA/CN=Trust Issuing", rsa(7)).make();
    for (what, list) in [
        ("over", list_with(&ca().intermediate, &over, &entries)),
        ("ahead", list_with(&ca().intermediate, &ahead, &entries)),
        ("stranger", list_with(&stranger, &terms(1), &entries)),
        ("another issuer", list_with(&ca().root, &terms(1), &entries)),
    ] {
        assert_eq!(judged(&target, vec![list.clone()], WhereKnown), Ok(()), "{what}");
        let with_root = vec![list, super::revocation::list(&ca().root, &[])];
        assert_eq!(judged(&target, with_root, Required), unknown(LEAF), "{what}");
    }
}

#[test]
fn both_ends_of_a_list_belong_to_it() {
    let list = list(&ca().root, &[]);
    let (from, until) = (list.this_update(), list.next_update().unwrap());
    let second = TimeDelta::seconds(1);
    assert!(list.is_current_at(from) && list.is_current_at(until));
    assert!(!list.is_current_at(from - second) && !list.is_current_at(until + second));
}

#[test]
fn an_issuer_may_sign_lists_with_another_key_of_its_name() {
    let root = &ca().root;
    let mut usage = openssl::x509::extension::KeyUsage::new();
    usage.critical().crl_sign();
    let name = "C=IN/O=Trust CA/CN=Trust Issuing";
    let lists_only = Make::ca(name, rsa(7)).by(root).usage(Some(usage)).serial(77).make();
    let elsewhere = Make::ca(name, rsa(7)).make();
    let target = leaf(1);
    let members = [root, &ca().intermediate, &lists_only];
    let with = store(PartnerDomain::Auth, members);
    let separate = || vec![list(&lists_only, &[&target]), list(root, &[])];
    assert_eq!(judged_in(&with, &target, separate(), RevocationMode::Required), gone(LEAF));
    // Unless that certificate is revoked itself, or is not in the store, or leads to another root.
    let stopped = vec![list(&lists_only, &[&target]), list(root, &[&lists_only])];
    assert_eq!(judged_in(&with, &target, stopped, RevocationMode::Required), unknown(LEAF));
    assert_eq!(judged(&target, separate(), RevocationMode::Required), unknown(LEAF));
    let foreign = store(PartnerDomain::Auth, [root, &ca().intermediate, &elsewhere]);
    let lists = vec![list(&elsewhere, &[&target]), list(root, &[])];
    assert_eq!(judged_in(&foreign, &target, lists, RevocationMode::Required), unknown(LEAF));
}

#[test]
fn key_usage_decides_who_signs_lists() {
    let mut usage = openssl::x509::extension::KeyUsage::new();
    usage.critical().key_cert_sign();
    let no_lists = Make::ca("CN=no lists", rsa(3)).by(&ca().root).usage(Some(usage)).make();
    let certificate = no_lists.certificate();
    let issuer = Issuer { certificate: &certificate, signer: &signer(&no_lists) };
    assert_eq!(revocation_list(issuer, &terms(1), &[]).unwrap_err(), IssueError::IssuerNotCa);
    // What keymanager's own issuing CA looks like: a list under its key counts for nothing.
    let twin = Make::ca("CN=no lists", rsa(3)).by(&ca().root).make();
    let made = list(&twin, &[]);
    assert!(made.is_signed_by(&twin.certificate()));
    assert!(!made.is_signed_by(&certificate));
}

#[test]
fn our_own_list_says_what_it_was_given() {
    let issuer = &ca().intermediate;
    let negative = leaf(-0x7fff_0000_1234_5678);
    let reasons = [
        (1, RevocationReason::Unspecified),
        (2, RevocationReason::KeyCompromise),
        (3, RevocationReason::CaCompromise),
        (4, RevocationReason::AffiliationChanged),
        (5, RevocationReason::Superseded),
        (6, RevocationReason::CessationOfOperation),
        (7, RevocationReason::CertificateHold),
        (8, RevocationReason::PrivilegeWithdrawn),
        (9, RevocationReason::AaCompromise),
    ];
    let mut entries: Vec<RevokedSerial> =
        reasons.iter().map(|(serial, reason)| revoked(&leaf(*serial), *reason)).collect();
    entries.push(revoked(&negative, RevocationReason::Superseded));
    entries.push(revoked(&leaf(1), RevocationReason::KeyCompromise));
    let list = list_with(issuer, &terms(4711), &entries);
    assert_eq!(list.entries(), 10, "the one that came twice stands once");
    assert_eq!(list.number(), Some("4711"));
    for (serial, reason) in reasons {
        assert_eq!(list.entry(&leaf(serial).certificate()), Entry::Revoked(reason), "{serial}");
    }
    assert_eq!(list.entry(&negative.certificate()), Entry::Revoked(RevocationReason::Superseded));
    assert_eq!(list.entry(&leaf(10).certificate()), Entry::Absent);
    // OpenSSL alone agrees.
    let alone = X509Crl::from_der(&list.to_der().unwrap()).unwrap();
    assert!(alone.verify(&issuer.key).unwrap());
    let again = RevocationList::read(&alone.to_pem().unwrap()).unwrap();
    assert_eq!(again.sha256(), list.sha256());
}

#[test]
fn wrong_keys_and_too_many_entries_are_refused() {
    let certificate = ca().intermediate.certificate();
    let mismatched = Issuer { certificate: &certificate, signer: &signer(&ca().root) };
    assert_eq!(revocation_list(mismatched, &terms(1), &[]).unwrap_err(), IssueError::KeyMismatch);
    let leaf = leaf(1).certificate();
    let no_ca = Issuer { certificate: &leaf, signer: &signer(&ca().root) };
    assert_eq!(revocation_list(no_ca, &terms(1), &[]).unwrap_err(), IssueError::IssuerNotCa);
    let entry = RevokedSerial { serial: vec![1], at: now(), reason: RevocationReason::Unspecified };
    let issuer = Issuer { certificate: &certificate, signer: &signer(&ca().intermediate) };
    let many = vec![entry; MAX_ENTRIES + 1];
    assert_eq!(revocation_list(issuer, &terms(1), &many).unwrap_err(), IssueError::TooMany);
    let late = ListTerms { this_update: now() + TimeDelta::days(9_000), ..terms(1) };
    assert_eq!(revocation_list(issuer, &late, &[]).unwrap_err(), IssueError::IssuerNotValid);
}

/// A list with these extensions and entries, signed by the intermediate.
fn raw(extensions: &[Vec<u8>], entries: &[Vec<u8>], next_update: bool) -> Vec<u8> {
    let algorithm = tlv(0x30, &[tlv(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0b]), vec![5, 0]].concat());
    let time = |text: &str| tlv(0x17, text.as_bytes());
    let issuer = ca().intermediate.certificate().subject().der().to_vec();
    let mut parts = vec![vec![2, 1, 1], algorithm.clone(), issuer, time("261101000000Z")];
    if next_update {
        parts.push(time("270101000000Z"));
    }
    if !entries.is_empty() {
        parts.push(tlv(0x30, &entries.concat()));
    }
    parts.push(tlv(0xa0, &tlv(0x30, &extensions.concat())));
    let signed = tlv(0x30, &parts.concat());
    let signature = super::signing::sign(&signed, &ca().intermediate.key, "RS256");
    tlv(0x30, &[signed, algorithm, tlv(3, &[vec![0], signature].concat())].concat())
}

fn extension(last: u8, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag = if critical { vec![1, 1, 0xff] } else { vec![] };
    tlv(0x30, &[tlv(6, &[0x55, 0x1d, last]), flag, tlv(4, value)].concat())
}

const NUMBER: u8 = 20;
const REASON: u8 = 21;
const DELTA: u8 = 27;
const POINT: u8 = 28;
const ENTRY_ISSUER: u8 = 29;

fn entry(serial: u8, extensions: &[Vec<u8>]) -> Vec<u8> {
    let own = if extensions.is_empty() { vec![] } else { tlv(0x30, &extensions.concat()) };
    tlv(0x30, &[vec![2, 1, serial], tlv(0x17, b"261101000000Z"), own].concat())
}

#[test]
fn lists_that_are_half_understood_are_not_read() {
    let number = || extension(NUMBER, false, &[2, 1, 1]);
    let point = |content: &[u8]| extension(POINT, true, &tlv(0x30, content));
    for (what, der, expected) in [
        ("plain", raw(&[number()], &[entry(1, &[])], true), Ok(())),
        ("users only", raw(&[point(&[0x81, 1, 0xff])], &[], true), Ok(())),
        ("a critical reason", raw(&[number()], &[entry(1, &[extension(REASON, true, &[10, 1, 1])])], true), Ok(())),
        ("delta", raw(&[number(), extension(DELTA, true, &[2, 1, 1])], &[], true), Err(ListError::Delta)),
        ("delta, not critical", raw(&[extension(DELTA, false, &[2, 1, 1])], &[], true), Err(ListError::Delta)),
        ("indirect", raw(&[point(&[0x84, 1, 0xff])], &[], true), Err(ListError::Indirect)),
        ("a broken point", raw(&[point(&[0x85])], &[], true), Err(ListError::Malformed)),
        (
            "a critical number",
            raw(&[extension(NUMBER, true, &[2, 1, 1])], &[], true),
            Err(ListError::CriticalExtension),
        ),
        ("an unknown one", raw(&[extension(99, true, &[5, 0])], &[], true), Err(ListError::CriticalExtension)),
        (
            "an entry of another issuer",
            raw(&[number()], &[entry(1, &[extension(ENTRY_ISSUER, true, &tlv(0x30, &[]))])], true),
            Err(ListError::CriticalExtension),
        ),
        ("nothing", vec![], Err(ListError::Malformed)),
        ("a certificate", ca().root.certificate().der().to_vec(), Err(ListError::Malformed)),
        ("something behind it", [raw(&[number()], &[], true), vec![0]].concat(), Err(ListError::Malformed)),
        ("too large", vec![0x30; MAX_LIST_BYTES + 1], Err(ListError::TooLarge)),
    ] {
        assert_eq!(RevocationList::from_der(&der).map(drop), expected, "{what}");
    }
}

#[test]
fn the_scope_of_a_list_is_honoured() {
    let target = leaf(1);
    let root_list = || list(&ca().root, &[]);
    let point = |content: &[u8]| extension(POINT, true, &tlv(0x30, content));
    let uri = |text: &[u8]| tlv(0xa0, &tlv(0xa0, &tlv(0x86, text)));
    let below = |point: Option<&[u8]>| {
        let mut make = Make::new("O=ACME/CN=partner", rsa(2)).serial(1).by(&ca().intermediate);
        if let Some(point) = point {
            make = make.extension(raw_extension("2.5.29.31", false, &tlv(0x30, &tlv(0x30, &uri(point)))));
        }
        make.make()
    };
    let here = b"http://lists.example/1";
    let listing = |extensions: &[Vec<u8>]| RevocationList::from_der(&raw(extensions, &[entry(1, &[])], true)).unwrap();
    for (what, target, list, expected) in [
        ("everything", target.clone(), listing(&[]), gone(LEAF)),
        ("users only", target.clone(), listing(&[point(&[0x81, 1, 0xff])]), gone(LEAF)),
        ("CAs only", target.clone(), listing(&[point(&[0x82, 1, 0xff])]), unknown(LEAF)),
        ("attribute certificates only", target.clone(), listing(&[point(&[0x85, 1, 0xff])]), unknown(LEAF)),
        ("some reasons", target.clone(), listing(&[point(&[0x83, 2, 5, 0x60])]), gone(LEAF)),
        ("its own point", below(Some(here)), listing(&[point(&uri(here))]), gone(LEAF)),
        ("another point", below(Some(here)), listing(&[point(&uri(b"http://lists.example/2"))]), unknown(LEAF)),
        ("a point, and the certificate has none", below(None), listing(&[point(&uri(here))]), unknown(LEAF)),
        ("no point, and the certificate has one", below(Some(here)), listing(&[]), gone(LEAF)),
    ] {
        assert_eq!(judged(&target, vec![list, root_list()], RevocationMode::Required), expected, "{what}");
    }
    // Reasons that nobody lists are not known to be absent.
    let some = RevocationList::from_der(&raw(&[point(&[0x83, 2, 5, 0x60])], &[entry(9, &[])], true)).unwrap();
    let others = RevocationList::from_der(&raw(&[point(&[0x83, 3, 7, 0x1f, 0x80])], &[entry(9, &[])], true)).unwrap();
    assert_eq!(judged(&target, vec![some.clone(), root_list()], RevocationMode::Required), unknown(LEAF));
    assert_eq!(judged(&target, vec![some, others, root_list()], RevocationMode::Required), Ok(()));
}

#[test]
fn a_list_without_an_end_is_never_current() {
    let list = RevocationList::from_der(&raw(&[extension(NUMBER, false, &[2, 1, 1])], &[], false)).unwrap();
    assert_eq!(list.next_update(), None);
    assert!(!list.is_current_at(now()));
}

#[test]
fn a_renewed_issuer_s_former_list_still_speaks() {
    // The CA has a new key, certified by its old one; its lists come from the old one.
    let root = &ca().root;
    let old = Make::ca("CN=rolled", rsa(3)).by(root).key_ids().serial(1).make();
    let new = Make::ca("CN=rolled", rsa(4)).by(&old).key_ids().serial(2).make();
    let target = Make::new("O=ACME/CN=partner", rsa(2)).by(&new).key_ids().serial(9).make();
    let store = store(PartnerDomain::Auth, [root, &old, &new]);
    let lists = |entries: &[&Identity]| vec![list(&old, entries), list(root, &[])];
    assert_eq!(judged_in(&store, &target, lists(&[]), RevocationMode::Required), Ok(()));
    assert_eq!(judged_in(&store, &target, lists(&[&target]), RevocationMode::Required), gone(LEAF));
}

#[test]
fn lists_share_the_budget_of_the_search() {
    let root = &ca().root;
    let mut members = vec![root.clone(), ca().intermediate.clone()];
    for serial in 0..300 {
        members.push(Make::ca("C=IN/O=Trust CA/CN=Trust Issuing", rsa(3)).by(root).serial(serial + 100).make());
    }
    let store = store(PartnerDomain::Auth, &members);
    let stranger = Make::ca("C=IN/O=Trust CA/CN=Trust Issuing", rsa(7)).make();
    let lists = RevocationLists::from_iter([list(&stranger, &[])]);
    let target = leaf(1).certificate();
    let policy = PathPolicy::default();
    let revocation = Some(Revocation::new(&lists, RevocationMode::Required));
    let (found, work) = measure(&Query { store: &store, target: &target, at: now(), policy: &policy, revocation });
    assert_eq!(found.unwrap_err(), NoPath::BudgetExhausted);
    assert!(work.signatures <= policy.signature_budget && work.candidates <= policy.candidate_budget, "{work:?}");
}

/// Names of what the platform signs for partners are the partners' own choice. Two may read alike; a list of one says nothing of the other's
/// devices, while below a CA that names its own the second certificate of a name may sign lists.
#[test]
fn a_partner_of_the_same_name_revokes_nothing_of_another() {
    let root = Make::ca("CN=ROOT", rsa(0)).make();
    let issuing = Make::ca("CN=DEVICE", rsa(1)).by(&root).make();
    let one = Make::ca("O=Cameras Ltd/CN=devices", rsa(3)).by(&issuing).make();
    let other = Make::ca("O=CAMERAS Ltd/CN=devices", rsa(4)).by(&issuing).make();
    let device = Make::new("CN=device", rsa(2)).by(&one).make();
    let mut members = store(PartnerDomain::Device, [&one, &other]);
    for own in [&root, &issuing] {
        members.insert(platform(&own.certificate()));
    }
    let mode = RevocationMode::WhereKnown;
    assert_eq!(judged_in(&members, &device, vec![list(&other, &[&device])], mode), Ok(()));
    assert_eq!(judged_in(&members, &device, vec![list(&one, &[&device])], mode), gone("CN=device"));
    let others = store(PartnerDomain::Device, [&root, &issuing, &one, &other]);
    assert_eq!(judged_in(&others, &device, vec![list(&other, &[&device])], mode), gone("CN=device"));
}
