//! What a site has revoked itself, and the lists that its trust stores bring along (contract §7, layers 1 and 3); where our own lists
//! are said to be (layer 4).

use std::sync::Arc;

use chrono::TimeDelta;
use pms_pki::crl::{RevocationList, RevocationLists, RevocationReason};
use pms_pki::issue::{
    Addresses, Issuance, Issuer, ListTerms, PARTNER_DAYS, PrivateKeyDer, ReissueAsCa, ReissueProfile, RevokedSerial,
    SoftwareSigner, reissue, reissue_with_addresses, revocation_list,
};
use pms_pki::path::{NoPath, PathCache, PathPolicy, RevocationMode, Revoked, TrustStore, TrustView, Untrusted, find};
use pms_pki::{Certificate, PartnerDomain};

use super::support::*;

const ISSUING: &str = "CN=Trust Issuing, O=Trust CA, C=IN";
const LEAF: &str = "CN=partner, O=ACME";

fn both() -> TrustStore {
    store(PartnerDomain::Device, [&ca().root, &ca().intermediate])
}

fn leaf() -> Certificate {
    Make::new("O=ACME/CN=partner", rsa(2)).serial(7).by(&ca().intermediate).make().certificate()
}

fn judged(store: &TrustStore, target: &Certificate) -> Result<(), NoPath> {
    find(store, target, now(), &PathPolicy::default()).map(drop)
}

fn gone(name: &str) -> Result<(), NoPath> {
    Err(NoPath::Revoked { certificate: name.to_owned() })
}

fn revoked(certificates: &[&Certificate]) -> Revoked {
    Revoked { certificates: certificates.iter().map(|one| *one.sha256()).collect(), issuers: Vec::new() }
}

#[test]
fn what_the_site_has_revoked_stands_on_no_path() {
    let (root, issuing) = (ca().root.certificate(), ca().intermediate.certificate());
    let target = leaf();
    assert_eq!(judged(&both(), &target), Ok(()));
    assert_eq!(judged(&both().with_revoked(revoked(&[&target])), &target), gone(LEAF));
    assert_eq!(judged(&both().with_revoked(revoked(&[&issuing])), &target), gone(ISSUING));
    let store = both().with_revoked(revoked(&[&root]));
    assert!(store.is_revoked(&root) && !store.is_revoked(&issuing));
    assert_eq!(judged(&store, &root), gone(&root.subject().readable()), "as its own target, too");
    assert_eq!(judged(&store, &target), gone(&root.subject().readable()));
}

/// A revoked issuer is not in the store any more; the refusal still names it, but only if it really signed.
#[test]
fn a_refusal_names_the_revoked_issuer() {
    let issuing = ca().intermediate.certificate();
    let without = || store(PartnerDomain::Device, [&ca().root]);
    assert!(matches!(judged(&without(), &leaf()), Err(NoPath::IssuerUnknown { .. })));
    let known = Revoked { certificates: [*issuing.sha256()].into(), issuers: vec![Arc::new(issuing)] };
    assert_eq!(judged(&without().with_revoked(known.clone()), &leaf()), gone(ISSUING));
    // Of somebody else's with the same name it says nothing.
    let stranger = Make::ca("C=IN/O=Trust CA/CN=Trust Issuing", rsa(7)).by(&ca().root).make();
    let foreign = Make::new("O=ACME/CN=partner", rsa(2)).by(&stranger).make().certificate();
    let refused = judged(&without().with_revoked(known), &foreign);
    assert!(matches!(refused, Err(NoPath::IssuerUnknown { .. })), "{refused:?}");
}

/// Another certificate of the same CA, as every renewal has it, leads on.
#[test]
fn the_renewed_issuer_takes_over() {
    let old = ca().intermediate.certificate();
    let again = Make::ca("C=IN/O=Trust CA/CN=Trust Issuing", ca().intermediate.key.clone()).serial(99).by(&ca().root);
    let store = store(PartnerDomain::Device, [&ca().root, &ca().intermediate, &again.make()]);
    assert_eq!(judged(&store.with_revoked(revoked(&[&old])), &leaf()), Ok(()));
}

fn signer(identity: &Identity) -> SoftwareSigner {
    SoftwareSigner::from_pkcs8(&PrivateKeyDer::new(identity.key.private_key_to_pkcs8().unwrap())).unwrap()
}

fn list(issuer: &Identity, entries: &[&Certificate]) -> RevocationList {
    let terms = ListTerms { number: 1, this_update: now(), next_update: now() + TimeDelta::days(7) };
    let entry = |one: &&Certificate| RevokedSerial {
        serial: one.serial_bytes().to_vec(),
        at: now(),
        reason: RevocationReason::KeyCompromise,
    };
    let entries: Vec<RevokedSerial> = entries.iter().map(entry).collect();
    let certificate = issuer.certificate();
    revocation_list(Issuer { certificate: &certificate, signer: &signer(issuer) }, &terms, &entries).unwrap()
}

#[test]
fn the_lists_of_a_store_count_wherever_it_is_asked() {
    let target = leaf();
    let with = |lists: Vec<RevocationList>, mode| both().with_lists(RevocationLists::from_iter(lists), mode);
    let named = || list(&ca().intermediate, &[&target]);
    assert_eq!(judged(&with(vec![named()], Some(RevocationMode::WhereKnown)), &target), gone(LEAF));
    assert_eq!(judged(&with(vec![named()], None), &target), Ok(()), "off");
    assert_eq!(judged(&with(vec![], Some(RevocationMode::WhereKnown)), &target), Ok(()), "soft");
    let unknown = judged(&with(vec![], Some(RevocationMode::Required)), &target);
    assert!(matches!(unknown, Err(NoPath::RevocationUnknown { .. })), "hard: {unknown:?}");
    let all = vec![list(&ca().root, &[]), list(&ca().intermediate, &[])];
    assert_eq!(judged(&with(all, Some(RevocationMode::Required)), &target), Ok(()));
}

/// A remembered path goes with the epoch in which it was found.
#[test]
fn a_remembered_path_does_not_outlive_a_revocation() {
    let (cache, policy, target) = (PathCache::new(10), PathPolicy::default(), leaf());
    let asked = |store: &TrustStore, epoch| {
        let view = TrustView { store, epoch, policy: &policy, revocation: store.revocation(), cache: &cache };
        view.trusted(target.der(), target.sha256(), now()).map(drop)
    };
    assert_eq!(asked(&both(), 1), Ok(()));
    let revoked = both().with_revoked(revoked(&[&target]));
    assert_eq!(asked(&revoked, 2), Err(Untrusted::NoPath(NoPath::Revoked { certificate: LEAF.to_owned() })));
}

#[test]
fn a_reissued_certificate_says_where_lists_and_issuer_are() {
    let (issuer, key) = (ca().intermediate.certificate(), signer(&ca().intermediate));
    let issuer = Issuer { certificate: &issuer, signer: &key };
    let profile = ReissueProfile::of(PartnerDomain::Auth, ReissueAsCa::WhereNeeded, false).unwrap();
    let issuance = Issuance { now: now(), days: PARTNER_DAYS, serial: [1; 16] };
    let addresses = Addresses {
        revocation_list: "https://pms.example/crl/1.crl".to_owned(),
        certificate: "https://pms.example/issuers/1.cer".to_owned(),
    };
    let issued = reissue_with_addresses(&leaf(), profile, issuer, &issuance, &addresses).unwrap();
    let text = String::from_utf8(openssl::x509::X509::from_der(issued.der()).unwrap().to_text().unwrap()).unwrap();
    assert!(text.contains("X509v3 CRL Distribution Points: \n"), "{text}");
    assert!(text.contains("URI:https://pms.example/crl/1.crl"), "{text}");
    assert!(text.contains("CA Issuers - URI:https://pms.example/issuers/1.cer"), "{text}");
    assert!(issued.critical_extensions().len() < 3, "neither of them is critical");
    let bare = reissue(&leaf(), profile, issuer, &issuance).unwrap();
    assert!(bare.distribution_points().is_empty() && issued.distribution_points().len() == 1);
    let odd = Addresses { revocation_list: "https://pms.example/ü".to_owned(), ..addresses };
    assert!(reissue_with_addresses(&leaf(), profile, issuer, &issuance, &odd).is_err(), "an address is ASCII");
}
