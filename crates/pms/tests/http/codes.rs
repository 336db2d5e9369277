//! Each route and each error code that the contract lists for it: shown, or unreachable for a reason.
//!
//! `codes.tsv` has a line for each pair of route and code, and how it is proved:
//!
//! * `sent` and the exact error: the test below sends the request that provokes it;
//! * `test` and the name of a test that provokes it: that test is there and names the code. What the tests really
//!   were answered can be recorded (`PMS_RECORD_ANSWERS`) and is then compared with the table, as `make test` does;
//! * `unreachable` and why.
//!
//! What every route answers at its gate (401, 403) is the rights matrix's, what it answers to texts that are no request
//! is `bad_input`'s. Codes of our own, which no contract lists, are proved beside their routes.

mod contract;
mod sent;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pms_domain::routes::{self, Route};
use serde_json::Value;

use crate::house::House;

const TABLE: &str = include_str!("codes.tsv");

/// A line of the table.
pub struct Row {
    pub route: &'static Route,
    pub code: &'static str,
    pub proof: Proof,
}

pub enum Proof {
    /// The exact error, as [`pms_api_testkit::Answer::error`] writes it.
    Sent(&'static str),
    /// Package and path of a test.
    Test(&'static str),
    Unreachable,
}

pub fn table() -> Vec<Row> {
    TABLE.lines().filter(|line| !line.starts_with('#')).map(row).collect()
}

fn row(line: &'static str) -> Row {
    let parts: Vec<&str> = line.split('\t').collect();
    let [id, code, how, what] = parts.as_slice() else { panic!("four columns: {line}") };
    let route = routes::ALL.iter().copied().find(|route| route.id == *id).unwrap_or_else(|| panic!("{line}"));
    assert!(!what.is_empty(), "{line}");
    let proof = match *how {
        "sent" => Proof::Sent(what),
        "test" => Proof::Test(what),
        "unreachable" => Proof::Unreachable,
        other => panic!("{other}: {line}"),
    };
    Row { route, code, proof }
}

#[test]
fn the_table_says_everything_once_and_in_order() {
    let order: Vec<&str> = routes::ALL.iter().map(|route| route.id).collect();
    let rows: Vec<_> =
        table().iter().map(|row| (order.iter().position(|id| *id == row.route.id).unwrap(), row.code)).collect();
    let set: BTreeSet<_> = rows.iter().copied().collect();
    assert_eq!(rows, set.into_iter().collect::<Vec<_>>(), "in the order of the routes, then of the codes, none twice");
    for row in table() {
        if let Proof::Sent(error) = row.proof {
            assert!(error.contains(row.code), "{} {}: {error}", row.route.id, row.code);
        }
    }
}

/// Sources of a package: its tests in `src` and those in `tests`.
fn sources(package: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(package);
    let mut folders = vec![root.join("src"), root.join("tests")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|end| end == "rs") => files.push(path),
                false => {}
            }
        }
    }
    files
}

/// Whether this file is the test's module, has it, and names the code.
fn shows(file: &Path, test: &[&str], code: &str) -> bool {
    let (name, modules) = test.split_last().unwrap();
    let path = file.with_extension("");
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if !parts.iter().map(String::as_str).collect::<Vec<_>>().ends_with(modules) {
        return false;
    }
    let text = std::fs::read_to_string(file).unwrap();
    let Some(at) = text.find(&format!("fn {name}()")) else { return false };
    let before: Vec<&str> = text[..at].lines().rev().take(3).collect();
    // Some tests spell a family of codes in two parts.
    let parts = code.rsplit_once('_').is_some_and(|(family, number)| {
        text.contains(&format!("{family}_{{code}}")) && text.contains(&format!("\"{number}\""))
    });
    before.iter().any(|line| line.contains("test")) && (text.contains(code) || parts)
}

#[test]
fn every_test_that_the_table_names_is_there_and_names_the_code() {
    let mut packages: BTreeMap<&str, Vec<PathBuf>> = BTreeMap::new();
    let mut faults = Vec::new();
    for row in table() {
        let Proof::Test(test) = row.proof else { continue };
        let mut parts: Vec<&str> = test.split("::").collect();
        let package = parts.remove(0);
        let files = packages.entry(package).or_insert_with(|| sources(package));
        if !files.iter().any(|file| shows(file, &parts, row.code)) {
            faults.push(format!("{} {}: {test} does not show it", row.route.id, row.code));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What was recorded while the tests ran, when it was.
#[test]
#[expect(clippy::disallowed_methods, reason = "tests are told by their environment what was recorded")]
fn the_tests_that_the_table_names_were_answered_so() {
    let Some(folder) = std::env::var_os("PMS_RECORDED_ANSWERS") else {
        // `make test` records in one run and compares in the next.
        if std::env::var_os(pms_api_testkit::record::FOLDER).is_none() {
            pms_testkit::skip("no recorded answers (PMS_RECORDED_ANSWERS); `make test` has them");
        }
        return;
    };
    let (mut recorded, mut successes) = (BTreeSet::new(), BTreeSet::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        for line in std::fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
            let parts: Vec<&str> = line.split('\t').collect();
            if parts[3] == pms_api_testkit::record::SUCCESS {
                successes.insert(parts[0].to_owned());
                continue;
            }
            let word = |text: &str| text.split(' ').find(|word| word.contains(['_', '-'])).unwrap_or("").to_owned();
            recorded.insert((parts[0].to_owned(), word(parts[3]), format!("{}::{}", parts[1], parts[2])));
        }
    }
    let missing: Vec<_> = table()
        .iter()
        .filter_map(|row| match row.proof {
            Proof::Test(test) => Some((row.route.id.to_owned(), row.code.to_owned(), test.to_owned())),
            _ => None,
        })
        .filter(|row| !recorded.contains(row))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
    // No route of the contract is only ever refused.
    let refused: Vec<_> = contract::routes().into_iter().filter(|route| !successes.contains(route.id)).collect();
    assert!(refused.is_empty(), "no test was answered a success: {refused:#?}");
}

#[tokio::test]
async fn the_reference_knows_the_status_of_each() {
    let house = House::new().await;
    let document: Value = house.ask("GET", "/openapi.json").send().await.json();
    for row in table() {
        if let Proof::Sent(error) = row.proof {
            let first = error.split(' ').next().unwrap();
            let status = if first.parse::<u16>().is_ok() { first } else { "200" };
            let operation = &document["paths"][row.route.path][row.route.method.to_lowercase()];
            let known = operation["responses"].get(status).is_some();
            assert!(known, "{} {}: {status} is not in the reference", row.route.id, row.code);
        }
    }
}
