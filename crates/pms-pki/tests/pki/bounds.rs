//! Input that is made to cost much: refused by a bound, and by how much was done, not by how long it took.

use pms_pki::certificate::{MAX_CERTIFICATE_BYTES, MAX_NAMES};
use pms_pki::crl::{ListError, MAX_LIST_BYTES, RevocationList};
use pms_pki::device::DeviceMessage;
use pms_pki::json::{self, JsonError, Limits};
use pms_pki::jws::{Content, Jws, JwsAlgorithm, JwsError};
use pms_pki::path::{NoPath, PathPolicy, Query, TrustStore, Work, measure};
use pms_pki::{Certificate, PartnerDomain, p7b};

use super::support::*;

fn searched(store: &TrustStore, target: &Identity) -> (Result<usize, NoPath>, Work) {
    let target = target.certificate();
    let policy = PathPolicy::default();
    let query = Query { store, target: &target, at: now(), policy: &policy, revocation: None };
    let (found, work) = measure(&query);
    assert!(work.signatures <= policy.signature_budget, "{work:?}");
    assert!(work.candidates <= policy.candidate_budget, "{work:?}");
    (found.map(|path| path.certificates().len()), work)
}

#[test]
fn a_long_chain_costs_as_many_signatures_as_may_be_on_a_path() {
    // Two keys in turn: a certificate that verifies under its own key would be a root.
    let keys = [p256(), p256()];
    let mut chain = vec![Make::ca("CN=0", keys[0].clone()).make()];
    for number in 1..300 {
        let next = Make::ca(&format!("CN={number}"), keys[number % 2].clone()).by(&chain[number - 1]).make();
        chain.push(next);
    }
    let store = store(PartnerDomain::Auth, &chain);
    let (found, work) = searched(&store, &chain[299]);
    assert_eq!(found, Err(NoPath::TooLong));
    assert_eq!(work, Work { signatures: 6, candidates: 6 });
}

#[test]
fn a_chain_file_of_ten_thousand_is_not_opened() {
    let one = ca().intermediate.certificate();
    let file = p7b::encode(std::iter::repeat_n(&one, 10_000));
    assert_eq!(p7b::decode(&file), Err(p7b::DecodeError::TooMany));
    let some = p7b::encode(std::iter::repeat_n(&one, 65));
    assert_eq!(p7b::decode(&some), Err(p7b::DecodeError::TooMany));
}

#[test]
fn cas_that_certify_each_other_end_in_the_budget() {
    // Five CAs, each certified by the other four, and no root: more ways through than anyone wants to try.
    let ring: Vec<Identity> = (0..5).map(|number| Make::ca(&format!("CN=ring {number}"), p256()).make()).collect();
    let mut members = Vec::new();
    for (number, ca) in ring.iter().enumerate() {
        for by in ring.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, by)| by) {
            members.push(Make::ca(&format!("CN=ring {number}"), ca.key.clone()).by(by).make());
        }
    }
    let target = Make::new("CN=target", rsa(2)).by(&ring[0]).make();
    let (found, work) = searched(&store(PartnerDomain::Auth, &members), &target);
    assert_eq!(found, Err(NoPath::BudgetExhausted), "{work:?}");
}

#[test]
fn a_crowd_of_one_name_is_not_looked_through() {
    let mut crowd = TrustStore::of(PartnerDomain::Auth, [ca().root.certificate()]);
    let key = p256();
    let first = Make::ca("CN=crowd", key.clone()).by(&ca().root).serial(1).make();
    for serial in 1..=1_100 {
        let member = Make::ca("CN=crowd", key.clone()).by(&first).serial(serial).issuer_name("CN=elsewhere").make();
        crowd.insert(pms_pki::path::StoreEntry {
            certificate: std::sync::Arc::new(member.certificate()),
            platform: false,
            until: None,
        });
    }
    let target = Make::new("CN=target", rsa(2)).by(&first).make();
    let (found, work) = searched(&crowd, &target);
    assert_eq!(found, Err(NoPath::BudgetExhausted));
    assert_eq!(work.signatures, 0, "too many to begin with");
}

fn constrained(count: usize) -> Vec<u8> {
    let subtree = |number: usize| tlv(0x30, &tlv(0x82, format!("{number}.example").as_bytes()));
    let subtrees: Vec<u8> = (0..count).flat_map(subtree).collect();
    long(0x30, &long(0xa0, &subtrees))
}

/// As [`tlv`], for more than 64 KiB.
fn long(tag: u8, content: &[u8]) -> Vec<u8> {
    let [_, a, b, c] = u32::try_from(content.len()).unwrap().to_be_bytes();
    if content.len() < 0x1_0000 { tlv(tag, content) } else { [&[tag, 0x83, a, b, c], content].concat() }
}

#[test]
fn name_constraints_and_names_are_counted_when_a_certificate_is_read() {
    let read = |oid: &str, value: &[u8]| {
        let made = Make::ca("CN=narrow", p256()).extension(raw_extension(oid, true, value)).make();
        let der = made.x509.to_der().unwrap();
        (der.len(), Certificate::from_der(&der).is_ok())
    };
    assert!(read("2.5.29.30", &constrained(MAX_NAMES)).1);
    let (bytes, taken) = read("2.5.29.30", &constrained(MAX_NAMES + 1));
    assert!(bytes < MAX_CERTIFICATE_BYTES && !taken, "refused by the number");
    assert!(!read("2.5.29.30", &constrained(10_000)).1);
    let names: Vec<u8> = (0..=MAX_NAMES).flat_map(|number| tlv(0x82, format!("{number}.example").as_bytes())).collect();
    assert!(!read("2.5.29.17", &long(0x30, &names)).1);
}

#[test]
fn a_search_under_as_many_constraints_as_there_may_be_stays_in_bounds() {
    let narrow = Make::ca("CN=narrow", rsa(3))
        .by(&ca().root)
        .extension(raw_extension("2.5.29.30", true, &constrained(MAX_NAMES)))
        .make();
    let names: Vec<u8> = (0..MAX_NAMES).flat_map(|number| tlv(0x82, format!("{number}.example").as_bytes())).collect();
    let target = Make::new("CN=target", rsa(2))
        .by(&narrow)
        .extension(raw_extension("2.5.29.17", false, &long(0x30, &names)))
        .make();
    let (found, work) = searched(&store(PartnerDomain::Auth, [&ca().root, &narrow]), &target);
    assert_eq!(found, Ok(3));
    assert_eq!(work, Work { signatures: 2, candidates: 2 });
}

#[test]
fn large_things_are_refused_by_their_size() {
    assert_eq!(RevocationList::read(&vec![b'A'; 2 * MAX_LIST_BYTES + 1]).unwrap_err(), ListError::TooLarge);
    assert_eq!(RevocationList::from_der(&vec![0x30; MAX_LIST_BYTES + 1]).unwrap_err(), ListError::TooLarge);
    let jws = |text: &str| Jws::read(text, &JwsAlgorithm::ALL, Content::Attached).map(drop);
    assert_eq!(jws(&".".repeat(50 << 20)), Err(JwsError::TooLarge));
    assert_eq!(jws(&".".repeat(1 << 20)), Err(JwsError::Form));
    let deep = format!("{{\"biometrics\":{}", "[".repeat(3 << 20));
    assert_eq!(DeviceMessage::read(deep.as_bytes()).unwrap_err().to_string(), "message-too-deep");
    assert_eq!(DeviceMessage::read(&vec![b' '; 50 << 20]).unwrap_err().to_string(), "message-too-large");
    let limits = Limits { bytes: 1 << 20, depth: 64 };
    assert_eq!(json::read("[".repeat(1 << 20).as_bytes(), limits), Err(JsonError::TooDeep));
    let wide = format!("[{}1]", "1,".repeat(500_000));
    assert!(json::read(wide.as_bytes(), limits).is_ok());
}

#[test]
fn a_header_of_ten_thousand_certificates_is_not_opened() {
    let certificates = vec!["MII="; 10_000];
    let header = serde_json::json!({"alg": "RS256", "x5c": certificates}).to_string();
    let text = super::signing::jws(&header, b"{}", &rsa(2), "RS256");
    assert_eq!(Jws::read(&text, &JwsAlgorithm::ALL, Content::Attached).map(drop), Err(JwsError::TooManyCertificates));
}
