//! NIST's Public Key Interoperability Test Suite, with its revocation lists.
//!
//! The files come from the PyPI package `cryptography_vectors`, which `scripts/test.sh` installs. What is expected stands in the
//! names of the files, but for those of the policy tests that a suite runs with several settings; ours is: any policy will do.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pms_pki::crl::{RevocationList, RevocationLists};
use pms_pki::path::{PathPolicy, Query, Revocation, RevocationMode, TrustStore, find_unrevoked};
use pms_pki::{Certificate, PartnerDomain};

use super::exclusions::Exclusions;
use super::support::day;

const EXCLUDED: &str = include_str!("vectors/pkits-excluded.txt");

/// The cases whose names do not say what is expected, where any policy will do (NIST PKITS §4.8 and §4.12).
const UNNAMED: [(&str, bool); 20] = [
    ("AllCertificatesNoPoliciesTest2EE", true),
    ("AllCertificatesSamePoliciesTest10EE", true),
    ("AllCertificatesSamePoliciesTest13EE", true),
    ("AllCertificatesanyPolicyTest11EE", true),
    ("AnyPolicyTest14EE", true),
    ("CPSPointerQualifierTest20EE", true),
    ("DifferentPoliciesTest12EE", false),
    ("DifferentPoliciesTest3EE", true),
    ("DifferentPoliciesTest4EE", false),
    ("DifferentPoliciesTest5EE", false),
    ("DifferentPoliciesTest7EE", false),
    ("DifferentPoliciesTest8EE", false),
    ("DifferentPoliciesTest9EE", false),
    ("OverlappingPoliciesTest6EE", true),
    ("UserNoticeQualifierTest15EE", true),
    ("UserNoticeQualifierTest16EE", true),
    ("UserNoticeQualifierTest17EE", true),
    ("UserNoticeQualifierTest18EE", true),
    ("UserNoticeQualifierTest19EE", true),
    ("inhibitAnyPolicyTest3EE", true),
];

#[test]
fn pkits() {
    let Some(folder) = folder() else {
        return pms_testkit::skip("PKITS is not at hand (the PyPI package cryptography_vectors, below target/vectors)");
    };
    let mut members = Vec::new();
    let mut targets = Vec::new();
    for (name, der) in files(&folder.join("certs")) {
        let certificate = Certificate::from_der(&der);
        if name.ends_with("EE") {
            targets.push((name, certificate));
        } else if let Ok(certificate) = certificate {
            // Its one trust anchor; the other self-signed ones are bait.
            if !certificate.is_self_signed() || name == "TrustAnchorRootCertificate" {
                members.push(certificate);
            }
        }
    }
    assert_eq!(targets.len(), 223, "another set of cases: go through the exclusions again");
    let store = TrustStore::of(PartnerDomain::Auth, members);
    let lists: RevocationLists =
        files(&folder.join("crls")).into_iter().filter_map(|(_, der)| RevocationList::from_der(&der).ok()).collect();
    let mut disagreeing = BTreeMap::new();
    for (name, target) in targets {
        let found = target.map_err(|error| error.to_string()).and_then(|target| judge(&store, &target, &lists));
        if found.is_ok() != expected(&name) {
            disagreeing.insert(name, found.map_or_else(|reason| reason, |()| "passes".to_owned()));
        }
    }
    Exclusions::read(EXCLUDED).compare(&disagreeing);
}

fn judge(store: &TrustStore, target: &Certificate, lists: &RevocationLists) -> Result<(), String> {
    let query = Query {
        store,
        target,
        at: day(2026, 11, 21),
        policy: &PathPolicy::default(),
        revocation: Some(Revocation::new(lists, RevocationMode::Required)),
    };
    find_unrevoked(&query).map(drop).map_err(|reason| reason.to_string())
}

fn expected(name: &str) -> bool {
    let unnamed = UNNAMED.iter().find(|(known, _)| *known == name).map(|(_, valid)| *valid);
    unnamed.unwrap_or_else(|| {
        assert!(name.starts_with("Valid") || name.starts_with("Invalid"), "nothing is known of {name}");
        name.starts_with("Valid")
    })
}

fn folder() -> Option<PathBuf> {
    let data = "cryptography_vectors/x509/PKITS_data";
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/vectors").join(data);
    installed.join("certs").is_dir().then_some(installed)
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap())
        })
        .collect();
    found.sort();
    found
}
