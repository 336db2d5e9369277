//! Whether the table has every code that the contract lists, for each of its routes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pms_domain::routes::{self, Route};

use super::{Row, table};

const INDEX: &str = include_str!("../contract_index.tsv");

/// The routes that the contract's index names.
pub fn routes() -> Vec<&'static Route> {
    let found = INDEX.lines().map(|line| {
        let mut parts = line.split('\t').skip(1);
        let (method, path) = (parts.next().unwrap(), parts.next().unwrap());
        let is_it = |route: &&&Route| route.method == method && route.path.eq_ignore_ascii_case(path);
        *routes::ALL.iter().find(is_it).unwrap_or_else(|| panic!("{line}"))
    });
    found.collect()
}

/// Sections of the contract, and the numbers of the routes that they are about. A code that a section names is in the
/// table for each of them, but for what [`ONLY`] says.
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
    ("B", "### 1.2 ", &["B4.20a", "B4.20b", "B6.9", "B6.10", "B7.9", "B7.11", "B8.7"]),
    ("B", "### 1.6 ", &["B6.11", "B7.12", "B8.9"]),
    ("B", "### 2.1 ", &["A18", "A19", "A22", "A23", "A49", "B4.12", "B4.13", "B6.4", "B6.5", "B7.4", "B7.7", "B8.6"]),
    ("B", "### 2.3 ", &["A20", "A21", "A48", "B4.15", "B4.16", "B6.6", "B6.7", "B6.8", "B7.8"]),
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

/// Codes that a section about several routes gives to some of them only: which those are.
const ONLY: &[(&str, &str, &str, &[&str])] = &[
    ("A", "### 4.1 ", "PMS_REQUEST_ERROR_004", &["A1"]),
    ("A", "### 4.12 ", "KER_PRT_391", &["A18", "A20"]),
    ("A", "### 4.12 ", "PMS-MSD-311", &["A18", "A19", "A22", "A23"]),
    ("A", "### 4.12 ", "PMS-MSD-357", &["A18", "A19", "A22", "A23"]),
    ("A", "### 4.16 ", "PMS_COR_001", &["A3"]),
    ("A", "### 4.16 ", "PMS_PRT_061", &["A3"]),
    ("A", "### 4.16 ", "PMS_PRT_062", &["A3"]),
    ("A", "### 4.16 ", "PMS_PRT_064", &["A4"]),
    ("A", "### 4.17 ", "PMS_PMP_016", &["A5"]),
    ("A", "### 4.17 ", "PMS_PRT_005", &["A5"]),
    ("A", "### 4.17 ", "PMS_PRT_007", &["A5"]),
    ("A", "### 4.17 ", "PMS_PRT_064", &["A6"]),
    ("A", "### 4.17 ", "PMS_PRT_070", &["A5"]),
    ("A", "### 4.17 ", "PMS_PRT_071", &["A6"]),
    ("A", "### 4.17 ", "PMS_PRT_072", &["A5"]),
    ("A", "### 5.3 ", "PMS_PRT_096", &["A31"]),
    ("A", "### 5.4 ", "PMS_PMP_009", &["A32"]),
    ("A", "### 5.4 ", "PMS_PMP_015", &["A33", "A34"]),
    ("A", "## 6. ", "PMS_MSP_005", &["A44", "A47"]),
    ("A", "## 6. ", "PMS_MSP_009", &["A44"]),
    ("A", "## 6. ", "PMS_MSP_405", &["A44", "A47"]),
    ("A", "## 6. ", "PMS_MSP_407", &["A45"]),
    ("A", "## 6. ", "PMS_MSP_408", &["A45", "A47"]),
    ("A", "## 6. ", "PMS_MSP_416", &["A44"]),
    ("A", "## 6. ", "PMS_MSP_418", &["A44"]),
    ("A", "## 6. ", "PMS_MSP_419", &["A44"]),
    ("A", "## 6. ", "PMS_POL_052", &["A44"]),
    ("A", "## 6. ", "PMS_PRT_055", &["A44"]),
    ("A", "## 8. ", "PMS_ATH_053", &["A52"]),
    ("A", "## 8. ", "PMS_ATH_500", &["A52"]),
    ("A", "## 8. ", "PMS_CERTIFICATE_ERROR_002", &["A53", "A54", "A55", "A56"]),
    ("A", "## 8. ", "PMS_CONSENT_ERROR_001", &["A54"]),
    ("A", "## 8. ", "PMS_CONSENT_ERROR_002", &["A53"]),
    ("A", "## 8. ", "PMS_NOTIFICATION_ERROR_002", &["A55"]),
    ("A", "## 8. ", "PMS_NOTIFICATION_ERROR_003", &["A56"]),
    ("A", "## 9. ", "KER-ACP-001", &["A61"]),
    ("A", "## 9. ", "KER-ACP-002", &["A61"]),
    ("A", "## 9. ", "KER-ACP-006", &["A60"]),
    ("A", "## 9. ", "KER-ACP-007", &["A60"]),
    ("A", "## 9. ", "KER-ACP-008", &["A61"]),
    ("A", "## 9. ", "KER-ACP-009", &["A60", "A62"]),
    ("A", "## 9. ", "KER-ACP-010", &["A59"]),
    ("A", "## 9. ", "KER-ACP-011", &["A59"]),
    ("A", "## 9. ", "KER-ATH-401", &["A62"]),
    ("B", "### 2.1 ", "PMS_COR_003", &["B4.13"]),
    ("B", "### 2.3 ", "PMS-MSD-317", &["A20", "A21", "A48", "B6.6", "B6.7", "B6.8", "B7.8"]),
    ("B", "### 2.3 ", "PMS-MSD-322", &["A20", "A21", "A48", "B6.6", "B6.7", "B6.8", "B7.8"]),
    ("B", "### 2.3 ", "PMS_COR_003", &["B4.15", "B4.16"]),
    ("B", "### 4.4 ", "PMS_POL_020", &["B4.4"]),
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
        let known = ["PMS_", "PMP_", "KER-", "KER_", "PMS-MSD-"].iter().any(|prefix| word.starts_with(prefix));
        let digits = word.len() - word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if known && digits >= 2 {
            found.insert(word.to_owned());
        }
    }
    found
}

/// Whether the contract's route of this number and its alias have a code in the table.
struct Listed {
    rows: Vec<Row>,
    /// Methods and paths of each number.
    routes: BTreeMap<&'static str, Vec<(&'static str, &'static str)>>,
}

impl Listed {
    fn new() -> Self {
        let mut routes: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for line in INDEX.lines() {
            let mut parts = line.split('\t');
            let (number, method, path) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
            routes.entry(number).or_default().push((method, path));
        }
        Self { rows: table(), routes }
    }

    fn has(&self, number: &str, code: &str) -> bool {
        let routes = self.routes.get(number).unwrap_or_else(|| panic!("{number}"));
        routes.iter().all(|(method, path)| {
            let of = |row: &&Row| row.route.method == *method && row.route.path.eq_ignore_ascii_case(path);
            self.rows.iter().filter(of).any(|row| row.code == code)
        })
    }
}

/// Both parts of the contract, where it is at hand.
fn contract() -> Option<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let both = read("api-partners.md").zip(read("api-policies-devices-oidc.md"));
    if both.is_none() {
        pms_testkit::skip("the contract is not at hand (../shared/contract)");
    }
    both
}

#[test]
fn every_code_that_the_contract_lists_is_in_the_table() {
    let Some((a, b)) = contract() else { return };
    let listed = Listed::new();
    let mut faults = Vec::new();
    for (part, heading, numbers) in SECTIONS {
        let text = section(if *part == "A" { &a } else { &b }, heading);
        for code in codes(text) {
            let only = ONLY.iter().find(|only| (only.0, only.1, only.2) == (*part, *heading, code.as_str()));
            for number in only.map_or(*numbers, |only| only.3) {
                if !listed.has(number, &code) {
                    faults.push(format!("part {part} {heading}{number}: {code} is not in the table"));
                }
            }
        }
    }
    for (part, heading, code, _) in ONLY {
        let named = codes(section(if *part == "A" { &a } else { &b }, heading)).contains(*code);
        assert!(named, "part {part} {heading}: {code} is not in it any more");
    }
    // The catalogues of the two parts.
    let all: BTreeSet<&str> = listed.rows.iter().map(|row| row.code).collect();
    let policies =
        b.split("Error catalogue (policy service):").nth(1).unwrap().split("Defined but never").next().unwrap();
    let mut catalogue = codes(section(&a, "## 20. "));
    catalogue.extend(codes(policies));
    for heading in ["## 6. ", "## 7. ", "## 8. "] {
        catalogue.extend(defined(section(&b, heading)));
    }
    for code in catalogue {
        let common = CATALOGUE_ONLY.iter().any(|(known, _)| *known == code);
        if !all.contains(code.as_str()) && !common {
            faults.push(format!("the contract's catalogue: {code} is not in the table"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whether a word is the number of a code of the device routes, and no status.
fn is_number(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit()) && !["200", "400"].contains(&word)
}

/// The codes that a section's line of codes defines: after a whole one come the numbers of its family.
fn defined(section: &str) -> BTreeSet<String> {
    let line = section.lines().find(|line| line.starts_with("Codes")).unwrap();
    let mut family = String::new();
    let mut found = BTreeSet::new();
    for item in line.split(['·', '(', '.', ':']) {
        let word = item.split_whitespace().next().unwrap_or_default();
        if let Some((before, number)) = word.rsplit_once('_')
            && is_number(number)
        {
            family = before.to_owned();
            found.insert(word.to_owned());
        } else if is_number(word) {
            found.insert(format!("{family}_{word}"));
        }
    }
    found
}

/// What the contract says of one route of the devices, interfaces and chips.
fn paragraph<'a>(contract: &'a str, number: &str) -> &'a str {
    let (first, second) = section(contract, "### 6.7 ").split_once("6.8 sub-types").unwrap();
    match number {
        "6.7" => first,
        "6.8" => second,
        _ if number.starts_with("8.") => {
            let start = contract.find(&format!("\n- **{number}**")).unwrap() + 1;
            contract[start..].lines().next().unwrap()
        }
        _ => section(contract, &format!("### {number} ")),
    }
}

/// The codes of such a paragraph: it spells the common ones out, and names those of its own family by their numbers.
fn of_paragraph(number: &str, text: &str) -> BTreeSet<String> {
    // What is said of older versions only.
    let mut current = String::new();
    for (index, part) in text.split("(1.2").enumerate() {
        let rest = if index == 0 { part } else { part.split_once(')').map_or("", |(_, rest)| rest) };
        current.push_str(rest);
    }
    let of_second_envelope = ["7.9", "7.10", "7.11", "7.12"].contains(&number);
    let mut found = codes(&current);
    for word in current.split(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c))).filter(|word| is_number(word))
    {
        let family = match number.split('.').next() {
            Some("8") if word.starts_with("03") => "PMP_AUT",
            Some("8") => "PMS_FTM_ERROR",
            Some("7") if !of_second_envelope => "PMS_AUT",
            _ => "PMS_DEVICE_ERROR",
        };
        found.insert(format!("{family}_{word}"));
    }
    found
}

/// Codes that a paragraph only points to: the dates of 7.1, the guard of 1.5, the shape of the body (1.3).
const POINTED_TO: &[(&[&str], &[&str])] = &[
    (&["7.2"], &["PMS_AUT_508", "PMS_AUT_514", "PMS_AUT_515", "PMS_AUT_516"]),
    (&["6.11", "7.12", "8.9"], &["PMS_REQUEST_ERROR_007"]),
    (
        &[
            "6.1", "6.2", "6.3", "6.9", "7.1", "7.2", "7.3", "7.5", "7.6", "7.9", "7.11", "8.1", "8.2", "8.3", "8.4",
            "8.7",
        ],
        &["PMS_COR_001"],
    ),
];

#[test]
fn every_code_of_each_device_route_is_in_the_table() {
    let Some((_, b)) = contract() else { return };
    let listed = Listed::new();
    let numbers: Vec<&str> = listed
        .routes
        .keys()
        .filter_map(|number| number.strip_prefix('B'))
        .filter(|number| number.starts_with(['6', '7', '8']))
        .collect();
    assert_eq!(numbers.len(), 33);
    let (mut faults, mut seen) = (Vec::new(), 0);
    for number in numbers {
        let mut wanted = of_paragraph(number, paragraph(&b, number));
        for (_, codes) in POINTED_TO.iter().filter(|(numbers, _)| numbers.contains(&number)) {
            wanted.extend(codes.iter().map(|code| (*code).to_owned()));
        }
        seen += wanted.len();
        faults.extend(
            wanted
                .into_iter()
                .filter(|code| !listed.has(&format!("B{number}"), code))
                .map(|code| format!("part B {number}: {code} is not in the table")),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen > 130, "the contract's orders were not read: {seen} codes");
}

/// Codes of the contract's catalogues that no route of the table answers, and why.
const CATALOGUE_ONLY: &[(&str, &str)] = &[
    ("PMS_PRT_501", "a template of a letter is missing: letters are part of the program"),
    ("KER-ATH-403", "the gate of every route: the rights matrix"),
    ("KER-ATH-401", "the gate of every route: the rights matrix"),
    ("PMS_DEVICE_ERROR_013", "defined by the contract and in no route's order: an unknown id is PMS_DEVICE_ERROR_006"),
    ("PMS_DEVICE_ERROR_017", "defined by the contract and in no route's order: an unknown id is PMS_DEVICE_ERROR_005"),
    ("PMS_DEVICE_ERROR_025", "raised by 1.2.2.x only: what has no interface can be rejected (contract part B 6.10)"),
    ("PMS_FTM_ERROR_004", "defined by the contract and in no route's order: PMS_PRT_099 or PMS_FTM_ERROR_005"),
    ("PMS_AUT_507", "of 1.2.0.1 only (contract part B 7.1)"),
];
