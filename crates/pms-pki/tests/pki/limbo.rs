//! The path validation cases of the x509-limbo project.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDateTime};
use pms_pki::PartnerDomain;
use pms_pki::crl::{RevocationList, RevocationLists};
use pms_pki::path::{NoPath, PathPolicy, Query, Revocation, RevocationMode, TrustStore, find_unrevoked};
use serde_json::Value;

use super::exclusions::Exclusions;
use super::support::now;

const EXCLUDED: &str = include_str!("vectors/x509-limbo-excluded.txt");

#[test]
fn x509_limbo() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors/x509-limbo.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        return pms_testkit::skip("the x509-limbo cases are not at hand (../shared/vectors/x509-limbo.json)");
    };
    let suite: Value = serde_json::from_str(&text).unwrap();
    let cases = suite["testcases"].as_array().unwrap();
    assert_eq!(cases.len(), 208, "another set of cases: go through the exclusions again");
    let mut disagreeing = BTreeMap::new();
    for case in cases {
        let found = judge(case);
        let expected = case["expected_result"] == "SUCCESS";
        if found.is_ok() != expected {
            let what = found.map_or_else(|reason| reason, |()| "passes".to_owned());
            disagreeing.insert(case["id"].as_str().unwrap().to_owned(), what);
        }
    }
    Exclusions::read(EXCLUDED).compare(&disagreeing);
}

fn judge(case: &Value) -> Result<(), String> {
    let certificate = |pem: &Value| pms_pki::parse::wire::partner_upload(pem.as_str().unwrap()).ok();
    let mut members = Vec::new();
    for pem in case["trusted_certs"].as_array().unwrap() {
        members.extend(certificate(pem));
    }
    for pem in case["untrusted_intermediates"].as_array().unwrap() {
        // A self-signed certificate in one of our stores is a root; these are none.
        members.extend(certificate(pem).filter(|certificate| !certificate.is_self_signed()));
    }
    let store = TrustStore::of(PartnerDomain::Auth, members);
    let target = certificate(&case["peer_certificate"]).ok_or("the certificate is not readable")?;
    let lists: RevocationLists = case["crls"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|pem| RevocationList::read(pem.as_str().unwrap().as_bytes()).ok())
        .collect();
    let asked = !case["crls"].as_array().unwrap().is_empty();
    let mut policy = PathPolicy::default();
    if let Some(depth) = case["max_chain_depth"].as_u64() {
        policy.max_intermediates = depth as usize;
    }
    let query = Query {
        store: &store,
        target: &target,
        at: moment(case),
        policy: &policy,
        revocation: asked.then(|| Revocation::new(&lists, RevocationMode::Required)),
    };
    find_unrevoked(&query).map(drop).map_err(|reason: NoPath| reason.to_string())
}

fn moment(case: &Value) -> NaiveDateTime {
    let stated = case["validation_time"].as_str();
    stated.map_or_else(now, |text| DateTime::parse_from_rfc3339(text).unwrap().naive_utc())
}
