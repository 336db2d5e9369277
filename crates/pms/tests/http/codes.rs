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

mod sent;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pms_domain::routes::{self, Route};
use serde_json::Value;

use crate::house::House;

const TABLE: &str = include_str!("codes.tsv");
const INDEX: &str = include_str!("contract_index.tsv");

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
    let mut recorded = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        for line in std::fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
            let parts: Vec<&str> = line.split('\t').collect();
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

/// Sections of the contract, and the numbers of the routes that they are about. A code that a section names is in the
/// table for one of them.
const SECTIONS: &[(&str, &str, &[&str])] = &[
    ("A", "### 4.1 ", &["A1", "A2"]),
    ("A", "### 4.2 ", &["A8", "A9"]),
    ("A", "### 4.3 ", &["A10"]),
    ("A", "### 4.4 ", &["A7"]),
    ("A", "### 4.5 ", &["A11"]),
    ("A", "### 4.6 ", &["A12"]),
    ("A", "### 4.7 ", &["A13"]),
    ("A", "### 4.8 ", &["A14"]),
    ("A", "### 4.9 ", &["A15"]),
    ("A", "### 4.10 ", &["A16"]),
    ("A", "### 4.11 ", &["A17"]),
    ("A", "### 4.12 ", &["A18", "A19", "A20", "A21", "A22", "A23"]),
    ("A", "### 4.13 ", &["A24"]),
    ("A", "### 4.14 ", &["A25"]),
    ("A", "### 4.15 ", &["A26"]),
    ("A", "### 4.16 ", &["A3", "A4"]),
    ("A", "### 4.17 ", &["A5", "A6"]),
    ("A", "### 4.18 ", &["A27"]),
    ("A", "### 5.1 ", &["A28"]),
    ("A", "### 5.2 ", &["A29"]),
    ("A", "### 5.3 ", &["A30", "A31"]),
    ("A", "### 5.4 ", &["A32", "A33", "A34"]),
    ("A", "### 5.5 ", &["A35"]),
    ("A", "### 5.6 ", &["A36"]),
    ("A", "### 5.7 ", &["A37"]),
    ("A", "### 5.8 ", &["A38"]),
    ("A", "### 5.9 ", &["A39"]),
    ("A", "### 5.10 ", &["A40", "A41"]),
    ("A", "### 5.11 ", &["A42"]),
    ("A", "### 5.12 ", &["A43"]),
    ("A", "## 6. ", &["A44", "A45", "A46", "A47", "A48", "A49"]),
    ("A", "### 7.1 ", &["A50"]),
    ("A", "### 7.2 ", &["A51"]),
    ("A", "## 8. ", &["A52", "A53", "A54", "A55", "A56"]),
    ("A", "## 9. ", &["A59", "A60", "A61", "A62"]),
    ("B", "### 2.1 ", &["A18", "A19", "A22", "A23", "A49", "B4.12", "B4.13"]),
    ("B", "### 2.3 ", &["A20", "A21", "A48", "B4.15", "B4.16"]),
    ("B", "### 3.4 ", &["B4.3", "B4.5"]),
    ("B", "### 4.1 ", &["B4.1"]),
    ("B", "### 4.2 ", &["B4.2"]),
    ("B", "### 4.3 ", &["B4.3"]),
    ("B", "### 4.4 ", &["B4.4", "B4.6"]),
    ("B", "### 4.5 ", &["B4.5"]),
    ("B", "### 4.6 ", &["B4.6"]),
    ("B", "### 4.7 ", &["B4.7"]),
    ("B", "### 4.8 ", &["B4.8"]),
    ("B", "### 4.9 ", &["B4.9"]),
    ("B", "### 4.10 ", &["B4.10"]),
    ("B", "### 4.13 ", &["B4.13"]),
    ("B", "### 4.14 ", &["B4.14"]),
    ("B", "### 4.15 ", &["B4.15", "B4.16"]),
    ("B", "### 4.17 ", &["B4.17"]),
    ("B", "### 4.18 ", &["B4.18"]),
    ("B", "### 4.19 ", &["B4.19"]),
    ("B", "### 4.20a ", &["B4.20a"]),
    ("B", "### 4.20b ", &["B4.20b"]),
    ("B", "### 5.1/5.4 ", &["B5.1", "B5.4"]),
    ("B", "### 5.2/5.5 ", &["B5.2", "B5.5"]),
    ("B", "### 5.3/5.6 ", &["B5.3", "B5.6"]),
    ("B", "### 5.7 ", &["B5.7"]),
];

/// The text of a section, up to the next heading of any level.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let start = text.find(&format!("\n{heading}")).unwrap_or_else(|| panic!("{heading}")) + 1;
    let rest = &text[start..];
    let end = rest[3..].find("\n#").map_or(rest.len(), |at| at + 3);
    &rest[..end]
}

/// The codes that a text spells out; `PMS_PRT_045 / 046` names one, the second is in the table by its first route.
fn codes(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c))) {
        let known = ["PMS_", "KER-", "KER_", "PMS-MSD-"].iter().any(|prefix| word.starts_with(prefix));
        let digits = word.len() - word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if known && digits >= 2 {
            found.insert(word.to_owned());
        }
    }
    found
}

#[test]
fn every_code_that_the_contract_lists_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract");
    let read = |name: &str| std::fs::read_to_string(folder.join(name));
    let (Ok(a), Ok(b)) = (read("api-partners.md"), read("api-policies-devices-oidc.md")) else {
        pms_testkit::skip("the contract is not at hand (../shared/contract)");
        return;
    };
    let mut listed: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let rows = table();
    for line in INDEX.lines() {
        let mut parts = line.split('\t');
        let (number, method, path) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let of_route =
            rows.iter().filter(|row| row.route.method == method && row.route.path.eq_ignore_ascii_case(path));
        listed.entry(number.to_owned()).or_default().extend(of_route.map(|row| row.code));
    }
    let mut faults = Vec::new();
    for (part, heading, numbers) in SECTIONS {
        let text = section(if *part == "A" { &a } else { &b }, heading);
        for code in codes(text) {
            let shown = numbers.iter().any(|number| listed[*number].contains(code.as_str()));
            if !shown {
                faults.push(format!("part {part} {heading}: {code} is not in the table"));
            }
        }
    }
    // The catalogues of the two parts.
    let all: BTreeSet<&str> = rows.iter().map(|row| row.code).collect();
    let policies =
        b.split("Error catalogue (policy service):").nth(1).unwrap().split("Defined but never").next().unwrap();
    for code in codes(section(&a, "## 20. ")).into_iter().chain(codes(policies)) {
        let common = CATALOGUE_ONLY.iter().any(|(known, _)| *known == code);
        if !all.contains(code.as_str()) && !common {
            faults.push(format!("the contract's catalogue: {code} is not in the table"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Codes of the contract's catalogues that no route of the table answers, and why.
const CATALOGUE_ONLY: &[(&str, &str)] = &[
    ("PMS_PRT_501", "a template of a letter is missing: letters are part of the program"),
    ("KER-ATH-403", "the gate of every route: the rights matrix"),
    ("KER-ATH-401", "the gate of every route: the rights matrix"),
];
