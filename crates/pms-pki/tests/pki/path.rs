//! Path validation (contract §2.3, §0 findings 6 and 8).

use chrono::TimeDelta;
use pms_pki::PartnerDomain;
use pms_pki::path::{NoPath, PathPolicy, TrustStore, find};

use super::support::*;

fn try_path(store: &TrustStore, target: &Identity) -> Result<usize, NoPath> {
    find(store, &target.certificate(), now(), &PathPolicy::default()).map(|path| path.certificates().len())
}

fn auth<'a>(members: impl IntoIterator<Item = &'a Identity>) -> TrustStore {
    store(PartnerDomain::Auth, members)
}

fn both() -> TrustStore {
    auth([&ca().root, &ca().intermediate])
}

fn leaf() -> Make {
    Make::new("O=ACME/CN=partner", rsa(2)).by(&ca().intermediate)
}

#[test]
fn targets_of_every_kind_build_a_path() {
    use openssl::hash::MessageDigest;
    let email = raw_extension("2.5.29.37", false, &hex("300a06082b06010505070304"));
    let cases = [
        ("plain", leaf().make()),
        ("version 1", leaf().version(1).make()),
        ("EC", Make::new("CN=ec", p256()).by(&ca().intermediate).make()),
        ("RSA-1024", Make::new("CN=weak", rsa_bits(1024)).by(&ca().intermediate).make()),
        ("SHA-1", leaf().digest(MessageDigest::sha1()).make()),
        ("SHA-384", leaf().digest(MessageDigest::sha384()).make()),
        ("CA:true", Make::ca("CN=ca leaf", rsa(2)).by(&ca().intermediate).make()),
        ("emailProtection only", leaf().extension(email).make()),
        ("unknown extension, not critical", leaf().extension(unknown_extension(false)).make()),
        ("negative serial", leaf().serial(-0x7fff_ffff_0000_1234).make()),
    ];
    for (what, target) in cases {
        assert_eq!(try_path(&both(), &target), Ok(3), "{what}");
    }
}

#[test]
fn subject_equal_to_the_issuer_name_builds_a_path() {
    let root = Make::ca("O=print/CN=print", rsa(0)).make();
    let target = Make::new("O=print/CN=print", rsa(2)).by(&root).not_ca().make();
    assert!(!target.certificate().is_self_signed());
    assert!(target.certificate().is_self_issued());
    assert_eq!(try_path(&auth([&root]), &target), Ok(2));
}

/// A target that bears its issuer's name, below `path` (root first), without key identifiers.
fn self_named(path: &[&Identity], change: impl FnOnce(Make) -> Make) -> Result<usize, NoPath> {
    let issuer = path[path.len() - 1];
    let issuer_name = issuer.certificate().subject().attributes()[0].value.clone();
    let target = change(Make::new(&format!("CN={issuer_name}"), rsa(2)).by(issuer)).make();
    assert!(target.certificate().is_self_issued() && !target.certificate().is_self_signed());
    try_path(&auth(path.iter().copied()), &target)
}

#[test]
fn a_target_with_its_issuer_s_name_obeys_every_rule() {
    let root = Make::ca("CN=one", rsa(0)).path_length(1).make();
    let issuing = Make::ca("CN=two", rsa(1)).by(&root).make();
    let sub = Make::ca("CN=three", rsa(3)).by(&issuing).make();
    let narrow =
        Make::ca("CN=narrow", rsa(3)).by(&root).extension(raw_extension("2.5.29.30", true, &acme_only())).make();
    let leaf = Make::new("CN=leaf", rsa(3)).by(&root).make();
    let plain = |make: Make| make;
    assert_eq!(self_named(&[&root], plain), Ok(2));
    assert_eq!(self_named(&[&root, &issuing], plain), Ok(3));
    assert_eq!(self_named(&[&root], |make| make.version(1)), Ok(2));
    assert_eq!(self_named(&[&root, &issuing, &sub], plain), Err(NoPath::PathLengthExceeded));
    assert_eq!(self_named(&[&root, &narrow], plain), Err(NoPath::NameConstraints));
    let odd = |make: Make| make.extension(unknown_extension(true));
    assert_eq!(self_named(&[&root], odd), Err(NoPath::UnknownCriticalExtension));
    assert!(matches!(self_named(&[&root, &leaf], plain), Err(NoPath::IssuerNotCa { .. })));
    let broken = |make: Make| make.extension(raw_extension("2.5.29.17", false, &[0xff]));
    assert_eq!(self_named(&[&root], broken), Err(NoPath::Refused));
}

#[test]
fn intermediate_with_the_name_of_its_root_builds_a_path() {
    let root = Make::ca("O=one/CN=one", rsa(0)).key_ids().make();
    let intermediate = Make::ca("O=one/CN=one", rsa(1)).by(&root).key_ids().make();
    let target = Make::new("CN=below", rsa(2)).by(&intermediate).key_ids().make();
    assert_eq!(try_path(&auth([&root, &intermediate]), &target), Ok(3));
    assert_eq!(try_path(&auth([&intermediate, &root]), &target), Ok(3));
}

#[test]
fn refused_paths_say_why() {
    let no_ca = Make::new("CN=no ca", rsa(3)).by(&ca().root).not_ca().make();
    let no_sign = Make::ca("CN=no sign", rsa(3)).by(&ca().root).usage(Some(leaf_usage())).make();
    let usage_only = Make::ca("CN=old style", rsa(3)).by(&ca().root).without_constraints().make();
    let old = Make::ca("CN=v1", rsa(3)).by(&ca().root).version(1).make();
    let flat = Make::ca("CN=flat", rsa(3)).by(&ca().root).path_length(0).make();
    let below_flat = Make::ca("CN=below flat", rsa(4)).by(&flat).make();
    let odd = Make::ca("CN=odd", rsa(3)).by(&ca().root).extension(unknown_extension(true)).make();
    let md5 = Make::ca("CN=md5", rsa(3)).by(&ca().root).digest(openssl::hash::MessageDigest::md5()).make();
    let short = Make::ca("CN=short", rsa_bits(768)).by(&ca().root).make();
    let not_ca = |issuer: &str| NoPath::IssuerNotCa { issuer: issuer.to_owned() };
    let weak = |certificate: &str| NoPath::TooWeak { certificate: certificate.to_owned() };
    let under = |issuer: &Identity| Make::new("CN=target", rsa(2)).by(issuer).make();
    let unknown = NoPath::IssuerUnknown { issuer: "CN=Trust Issuing, O=Trust CA, C=IN".to_owned() };
    let cases = [
        ("issuer CA:false", vec![&no_ca], under(&no_ca), not_ca("CN=no ca")),
        ("issuer without keyCertSign", vec![&no_sign], under(&no_sign), not_ca("CN=no sign")),
        ("issuer with keyCertSign only", vec![&usage_only], under(&usage_only), not_ca("CN=old style")),
        ("issuer version 1", vec![&old], under(&old), not_ca("CN=v1")),
        ("path length", vec![&flat, &below_flat], under(&below_flat), NoPath::PathLengthExceeded),
        ("critical in an issuer", vec![&odd], under(&odd), NoPath::UnknownCriticalExtension),
        ("critical in the target", vec![&ca().intermediate], critical_leaf(), NoPath::UnknownCriticalExtension),
        ("MD5", vec![&md5], under(&md5), weak("CN=md5")),
        ("RSA-768", vec![&short], under(&short), weak("CN=short")),
        ("issuer unknown", vec![], leaf().make(), unknown),
        ("self-signed", vec![], Make::ca("CN=alone", rsa(2)).make(), NoPath::UnknownRoot),
    ];
    for (what, intermediates, target, expected) in cases {
        let members = intermediates.into_iter().chain([&ca().root]);
        assert_eq!(try_path(&auth(members), &target), Err(expected), "{what}");
    }
}

fn critical_leaf() -> Identity {
    leaf().extension(unknown_extension(true)).make()
}

fn acme_only() -> Vec<u8> {
    let base = name("O=ACME").to_der().unwrap();
    tlv(0x30, &tlv(0xa0, &tlv(0x30, &tlv(0xa4, &base))))
}

#[test]
fn name_constraints_are_honoured() {
    let constraints = acme_only();
    let issuer =
        Make::ca("CN=narrow", rsa(3)).by(&ca().root).extension(raw_extension("2.5.29.30", true, &constraints)).make();
    let store = auth([&ca().root, &issuer]);
    let inside = Make::new("O=ACME/CN=in", rsa(2)).by(&issuer).make();
    let outside = Make::new("O=Other/CN=out", rsa(2)).by(&issuer).make();
    assert_eq!(try_path(&store, &inside), Ok(3));
    assert_eq!(try_path(&store, &outside), Err(NoPath::NameConstraints));
}

#[test]
fn five_intermediates_pass_and_six_do_not() {
    let mut members = vec![ca().root.clone()];
    for (depth, expected) in [(1, Ok(3)), (2, Ok(4)), (3, Ok(5)), (4, Ok(6)), (5, Ok(7)), (6, Err(NoPath::TooLong))] {
        let next = Make::ca(&format!("CN=level {depth}"), rsa(depth)).by(&members[depth - 1]).make();
        members.push(next);
        let target = Make::new("CN=target", rsa(9)).by(&members[depth]).make();
        assert_eq!(try_path(&auth(&members), &target), expected, "{depth} intermediates");
    }
}

#[test]
fn roots_verify_alone_and_only_from_the_store() {
    let root = &ca().root;
    assert_eq!(try_path(&both(), root), Ok(1));
    assert_eq!(try_path(&auth([]), root), Err(NoPath::UnknownRoot));
    let plain = Make::new("CN=no extensions", rsa(3)).make();
    assert_eq!(try_path(&auth([&plain]), &plain), Ok(1), "a root that is no CA still verifies itself");
    let old = Make::new("CN=v1 root", rsa(4)).version(1).make();
    let below = Make::new("CN=below v1", rsa(2)).by(&old).make();
    assert_eq!(try_path(&auth([&old]), &below), Ok(2), "a version 1 root is an anchor");
}

#[test]
fn intermediates_alone_never_help() {
    assert!(matches!(
        try_path(&auth([&ca().intermediate]), &leaf().make()),
        Err(NoPath::IssuerUnknown { issuer }) if issuer.contains("Trust Root")
    ));
}

#[test]
fn right_issuer_is_found_among_several_of_one_name_in_any_order() {
    let root = &ca().root;
    let old = Make::ca("CN=renewed", rsa(3)).by(root).serial(1).make();
    let new = Make::ca("CN=renewed", rsa(4)).by(root).serial(2).make();
    let other_root = Make::ca("C=IN/O=Trust CA/CN=Trust Root", rsa(5)).make();
    for issuer in [&old, &new] {
        let target = Make::new("CN=target", rsa(2)).by(issuer).make();
        for members in [[root, &other_root, &old, &new], [&new, &old, &other_root, root]] {
            let path = find(&auth(members), &target.certificate(), now(), &PathPolicy::default()).unwrap();
            assert_eq!(**path.issuer(), issuer.certificate());
            assert_eq!(**path.anchor(), root.certificate());
        }
    }
}

#[test]
fn key_identifiers_order_candidates_without_excluding_any() {
    let root = &ca().root;
    let with_ids = Make::ca("CN=twin", rsa(3)).by(root).key_ids().make();
    let without = Make::ca("CN=twin", rsa(4)).by(root).make();
    let target = Make::new("CN=target", rsa(2)).by(&without).make();
    assert_eq!(try_path(&auth([root, &with_ids, &without]), &target), Ok(3));
}

#[test]
fn names_compare_canonically() {
    let root = Make::ca("O=Trust  CA/CN=Name Test", rsa(0)).make();
    let target = Make::new("CN=target", rsa(2)).by(&root).issuer_name("O=PRINT:trust ca/CN=PRINT:NAME TEST").make();
    assert_eq!(try_path(&auth([&root]), &target), Ok(2));
}

#[test]
fn a_search_goes_back_when_a_branch_ends() {
    let dead_root = Make::ca("CN=absent root", rsa(5)).make();
    let dead = Make::ca("CN=crossed", rsa(3)).by(&dead_root).serial(1).make();
    let alive = Make::ca("CN=crossed", rsa(3)).by(&ca().root).serial(2).make();
    let target = Make::new("CN=target", rsa(2)).by(&dead).make();
    for members in [[&ca().root, &dead, &alive], [&alive, &dead, &ca().root]] {
        assert_eq!(try_path(&auth(members), &target), Ok(3));
    }
}

#[test]
fn both_ends_of_a_validity_belong_to_it() {
    let second = now().and_utc().timestamp();
    let at = |seconds: i64| chrono::DateTime::from_timestamp(seconds, 0).unwrap().naive_utc();
    for (from, until, valid) in [
        (second - 10, second, true),
        (second - 10, second - 1, false),
        (second, second + 10, true),
        (second + 1, second + 10, false),
    ] {
        let target = leaf().validity(at(from), at(until)).make();
        assert_eq!(try_path(&both(), &target).is_ok(), valid, "target {} to {}", from - second, until - second);
        let root = Make::ca("CN=brief", rsa(3)).validity(at(from), at(until)).make();
        let below = Make::new("CN=target", rsa(2)).by(&root).make();
        assert_eq!(try_path(&auth([&root]), &below).is_ok(), valid, "root {} to {}", from - second, until - second);
    }
}

#[test]
fn validity_is_judged_when_a_path_is_sought() {
    let store = both();
    let target = leaf().make().certificate();
    let path = find(&store, &target, now(), &PathPolicy::default()).unwrap();
    assert_eq!(path.valid_until(), target.not_after());
    let later = target.not_after() + TimeDelta::days(1);
    assert_eq!(find(&store, &target, later, &PathPolicy::default()).unwrap_err(), NoPath::TargetOutOfDate);
}

#[test]
fn many_candidates_end_in_the_budget() {
    let root = &ca().root;
    let mut members = vec![root.clone()];
    for serial in 0..200 {
        members.push(Make::ca("CN=crowd", rsa(3)).by(root).serial(serial + 1).make());
    }
    let stranger = Make::ca("CN=crowd", rsa(4)).by(root).make();
    let target = Make::new("CN=target", rsa(2)).by(&stranger).make();
    assert_eq!(try_path(&auth(&members), &target), Err(NoPath::BudgetExhausted));
}

#[test]
fn mutual_issuers_do_not_loop() {
    let one = Make::ca("CN=one", rsa(3)).issuer_name("CN=two");
    let other = Make::ca("CN=two", rsa(4)).issuer_name("CN=one");
    let signer = |key| Identity { x509: ca().root.x509.clone(), key };
    let one = one.by(&signer(rsa(4))).make();
    let other = other.by(&signer(rsa(3))).make();
    let target = Make::new("CN=target", rsa(2)).by(&one).make();
    assert!(try_path(&auth([&one, &other]), &target).is_err());
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// An issuer whose overlap ends is trusted up to that moment and no longer, also by what remembers paths.
#[test]
fn an_issuer_counts_until_its_overlap_ends() {
    use pms_pki::path::{PathCache, StoreEntry, TrustView};
    let until = now() + TimeDelta::days(1);
    let mut members = auth([&ca().root]);
    let entry = StoreEntry {
        certificate: std::sync::Arc::new(ca().intermediate.certificate()),
        platform: false,
        until: Some(until),
    };
    members.insert(entry);
    let (target, policy) = (leaf().make().certificate(), PathPolicy::default());
    let last = until - TimeDelta::microseconds(1);
    let path = find(&members, &target, last, &policy).unwrap();
    assert_eq!(path.valid_until(), last);
    let refused = find(&members, &target, until, &policy).unwrap_err();
    assert!(matches!(refused, NoPath::IssuerOutOfDate { .. }), "{refused:?}");

    let cache = PathCache::new(4);
    let view = TrustView { store: &members, epoch: 1, policy: &policy, revocation: None, cache: &cache };
    assert!(view.trusted(target.der(), target.sha256(), now()).is_ok());
    assert!(view.trusted(target.der(), target.sha256(), last).is_ok());
    assert_eq!(cache.len(), 1);
    assert!(view.trusted(target.der(), target.sha256(), until).is_err());
}

/// However often an issuer was renewed, those that are over stand in nobody's way.
#[test]
fn issuers_that_are_over_use_up_nothing() {
    use pms_pki::path::StoreEntry;
    let root = Make::ca("CN=root", rsa(0)).make();
    let issuer = |slot| Make::ca("CN=often renewed", rsa(slot)).by(&root);
    let right = issuer(1).make();
    let target = Make::new("CN=device", rsa(2)).by(&right).make();
    let policy = PathPolicy { candidate_budget: 4, ..PathPolicy::default() };
    let mut members = auth([&root]);
    for serial in 1..=10 {
        // By the end of its overlap, and by its own.
        let over = match serial % 2 {
            0 => issuer(3).serial(serial).make(),
            _ => issuer(3).serial(serial).validity(now() - TimeDelta::days(9), now() - TimeDelta::days(1)).make(),
        };
        let entry = StoreEntry {
            certificate: std::sync::Arc::new(over.certificate()),
            platform: false,
            until: (serial % 2 == 0).then(|| now() - TimeDelta::days(1)),
        };
        members.insert(entry);
    }
    let refused = find(&members, &target.certificate(), now(), &policy).unwrap_err();
    assert!(matches!(refused, NoPath::IssuerOutOfDate { .. }), "{refused:?}");
    let entry = StoreEntry { certificate: std::sync::Arc::new(right.certificate()), platform: false, until: None };
    members.insert(entry);
    assert!(find(&members, &target.certificate(), now(), &policy).is_ok());
}
