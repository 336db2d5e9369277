//! One provider for cryptography: what the shipped program is linked with, read from `cargo tree` (which takes no build lock
//! and builds nothing). `deny.toml` says the same for cargo-deny.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// Each package of the normal dependencies of the workspace, with the packages that depend on it directly.
fn dependents(edges: &str) -> BTreeMap<String, BTreeSet<String>> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--workspace", "--offline", "--edges", edges, "--prefix", "depth", "--format", " {p}"])
        .current_dir(workspace)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut path: Vec<String> = Vec::new();
    for line in String::from_utf8(output.stdout).unwrap().lines().filter(|line| !line.is_empty()) {
        let (depth, package) = line.split_once(' ').unwrap();
        let name = package.split(' ').next().unwrap().to_owned();
        path.truncate(depth.parse().unwrap());
        let above = found.entry(name.clone()).or_default();
        above.extend(path.last().cloned());
        path.push(name);
    }
    found
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn one_cryptographic_provider() {
    let dependents = dependents("normal,build");
    assert!(dependents.contains_key("aws-lc-rs") && dependents.contains_key("pms"), "the tree was not understood");
    for banned in ["ring", "rsa", "native-tls"] {
        assert_eq!(dependents.get(banned), None, "{banned} is linked, through the packages shown");
    }
}

#[test]
fn openssl_is_reached_through_pms_pki_only() {
    let dependents = dependents("normal");
    assert_eq!(dependents.get("openssl-sys"), Some(&names(&["openssl"])));
    assert_eq!(dependents.get("openssl"), Some(&names(&["pms-pki"])));
}

#[test]
fn the_testkit_is_not_shipped() {
    // Nothing but the tree's own top line names it: it is a dev-dependency everywhere.
    assert_eq!(dependents("normal").get("pms-testkit"), Some(&BTreeSet::new()));
}
