//! What `deny.toml` says of cryptography, licences and sources, for machines without cargo-deny and without a network, read from
//! `cargo tree` (which takes no build lock and builds nothing). Known vulnerabilities need a database from the network:
//! `make deny`.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn tree(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    let output = command.args(["tree", "--offline"]).args(arguments).current_dir(workspace()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Each package of the dependencies of what is asked for (`--workspace`, or one package), with the packages that depend on it directly.
fn dependents(of: &[&str], edges: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut path: Vec<String> = Vec::new();
    let arguments = [of, &["--edges", edges, "--prefix", "depth", "--format", " {p}"]].concat();
    for line in tree(&arguments).lines().filter(|line| !line.is_empty()) {
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
fn pkcs11_is_reached_through_pms_pki_only() {
    let dependents = dependents(&["--workspace"], "normal");
    assert_eq!(dependents.get("cryptoki-sys"), Some(&names(&["cryptoki"])));
    assert_eq!(dependents.get("cryptoki"), Some(&names(&["pms-pki"])));
}

#[test]
fn the_testkit_is_not_shipped() {
    let shipped = dependents(&["--package", "pms"], "normal");
    assert!(shipped.contains_key("pms-app"), "the tree was not understood");
    for kit in ["pms-testkit", "pms-api-testkit"] {
        assert_eq!(shipped.get(kit), None, "{kit} is linked into the program, through the packages shown");
    }
}

/// The licences that `deny.toml` allows.
fn allowed() -> BTreeSet<String> {
    let rules = std::fs::read_to_string(workspace().join("deny.toml")).unwrap();
    let list = rules.split("\nallow = [").nth(1).unwrap().split(']').next().unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether an SPDX expression can be met with the allowed licences: `AND` binds tighter than `OR`; `/` is an old `OR`.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let met = any_of(&mut words, allowed);
    met && words.peek().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any_of(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut met = all_of(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        met |= all_of(words, allowed);
    }
    met
}

fn all_of(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut met = licence(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        met &= licence(words, allowed);
    }
    met
}

fn licence(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let met = any_of(words, allowed);
        return words.next() == Some(")") && met;
    }
    let Some(name) = words.next() else { return false };
    // "Or any later version" is more than the version alone.
    let name = name.trim_end_matches('+');
    match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
        // With an exception more is allowed than without.
        Some(exception) => allowed.contains(&format!("{name} WITH {exception}")) || allowed.contains(name),
        None => allowed.contains(name),
    }
}

#[test]
fn expressions_of_licences_are_understood() {
    let allowed = names(&["MIT", "Apache-2.0", "ISC"]);
    for (expression, met) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("MIT OR GPL-3.0-only", true),
        ("MIT AND GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT AND ISC", true),
        ("(GPL-3.0-only OR MIT) AND (ISC OR OpenSSL)", true),
        ("MIT/Apache-2.0", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("", false),
        ("MIT nonsense", false),
    ] {
        assert_eq!(is_met(expression, &allowed), met, "{expression}");
    }
}

/// Of everything that is linked or run for a build, on the platforms that are shipped.
#[test]
fn licences_and_sources_are_allowed_ones() {
    let allowed = allowed();
    assert!(allowed.contains("MPL-2.0") && allowed.len() > 5, "deny.toml was not understood: {allowed:?}");
    let mut packages = BTreeSet::new();
    for target in ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "x86_64-unknown-linux-musl"] {
        let arguments =
            ["--workspace", "--edges", "normal,build", "--prefix", "none", "--no-dedupe", "--target", target];
        let listed = tree(&[&arguments[..], &["--format", "{p}|{l}"]].concat());
        packages.extend(listed.lines().filter(|line| !line.is_empty()).map(str::to_owned));
    }
    assert!(packages.len() > 200, "only {} packages", packages.len());
    for package in packages {
        let (name, licence) = package.split_once('|').unwrap();
        assert!(is_met(licence, &allowed), "{name} has the licence “{licence}”, which deny.toml does not allow");
        // A path of ours, or nothing: the registry. Git and other registries stand in brackets.
        let elsewhere =
            name.split_once('(').filter(|(_, place)| !place.starts_with("*") && !place.starts_with("proc-macro"));
        if let Some((_, place)) = elsewhere {
            let is_ours = place.starts_with(workspace().canonicalize().unwrap().to_str().unwrap());
            assert!(is_ours, "{name} does not come from the registry");
        }
    }
}
