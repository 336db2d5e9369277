//! One provider for cryptography: what the shipped program is linked with, read from `cargo tree` (which takes no build lock
//! and builds nothing). `deny.toml` says the same for cargo-deny.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// Each package of the dependencies of what is asked for (`--workspace`, or one package), with the packages that depend on it directly.
fn dependents(of: &[&str], edges: &str) -> BTreeMap<String, BTreeSet<String>> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(env!("CARGO"))
        .arg("tree")
        .args(of)
        .args(["--offline", "--edges", edges, "--prefix", "depth", "--format", " {p}"])
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
    let dependents = dependents(&["--workspace"], "normal,build");
    assert!(dependents.contains_key("aws-lc-rs") && dependents.contains_key("pms"), "the tree was not understood");
    for banned in ["ring", "rsa", "native-tls"] {
        assert_eq!(dependents.get(banned), None, "{banned} is linked, through the packages shown");
    }
}

#[test]
fn openssl_is_reached_through_pms_pki_only() {
    let dependents = dependents(&["--workspace"], "normal");
    assert_eq!(dependents.get("openssl-sys"), Some(&names(&["openssl"])));
    assert_eq!(dependents.get("openssl"), Some(&names(&["pms-pki"])));
}

#[test]
fn the_testkit_is_not_shipped() {
    let shipped = dependents(&["--package", "pms"], "normal");
    assert!(shipped.contains_key("pms-app"), "the tree was not understood");
    for kit in ["pms-testkit", "pms-api-testkit"] {
        assert_eq!(shipped.get(kit), None, "{kit} is linked into the program, through the packages shown");
    }
}
