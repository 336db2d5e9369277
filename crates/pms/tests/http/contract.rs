//! The contract's index of routes against the table: nothing missing, nobody shut out, nothing that only the table knows.
//!
//! `contract_index.tsv` holds the index of contract parts A (§3) and B (§4 to §8): number, method, path, envelope, roles. Where
//! the contract itself is at hand, the file is compared with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pms_domain::routes::{self, Access, Envelope, Route};

const INDEX: &str = include_str!("contract_index.tsv");

/// Roles that the contract lets in and we do not, and why.
const NARROWED: &[(&str, &str)] =
    &[("A52", "POST /users lets any partner make users of any role: quirk Q5, marked FIX")];

/// Routes that are still to be built. Who builds one takes it out.
const NOT_YET: &[&str] = &[];

/// A line of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    number: String,
    method: String,
    path: String,
    envelope: String,
    /// `open`, `token`, or roles with commas between.
    roles: String,
}

impl Line {
    fn text(&self) -> String {
        [&self.number, &self.method, &self.path, &self.envelope, &self.roles].map(String::as_str).join("\t")
    }

    fn parse(line: &str) -> Self {
        let mut parts = line.split('\t').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_else(|| panic!("{line}"));
        Self { number: next(), method: next(), path: next(), envelope: next(), roles: next() }
    }
}

fn index() -> Vec<Line> {
    INDEX.lines().map(Line::parse).collect()
}

fn find(line: &Line) -> Option<&'static Route> {
    // The contract spells one variable in two ways.
    let same = |path: &str| path.eq_ignore_ascii_case(&line.path);
    routes::ALL.iter().copied().find(|route| route.method == line.method && same(route.path))
}

#[test]
fn every_route_of_the_contract_is_there_in_its_envelope_and_for_its_callers() {
    let mut faults = Vec::new();
    for line in index() {
        let found = find(&line);
        if NOT_YET.contains(&line.number.as_str()) {
            if let Some(route) = found {
                faults.push(format!("{}: {} is built", line.number, route.id));
            }
            continue;
        }
        let Some(route) = found else {
            faults.push(format!("{}: {} {} is missing", line.number, line.method, line.path));
            continue;
        };
        let envelope = match route.envelope {
            Envelope::V1 => "1",
            Envelope::V2 => "2",
            Envelope::Plain => "-",
        };
        if envelope != line.envelope {
            faults.push(format!("{}: envelope {envelope} instead of {}", line.number, line.envelope));
        }
        if (route.envelope == Envelope::V2) != route.api_id.is_some() {
            faults.push(format!("{}: V2 answers have an API id, others have none", line.number));
        }
        if NARROWED.iter().any(|(number, _)| *number == line.number) {
            continue;
        }
        match route.access {
            Access::Open => {}
            Access::AnyToken if line.roles != "open" => {}
            Access::Roles(roles) if !["open", "token"].contains(&line.roles.as_str()) => {
                let missing: Vec<_> = line.roles.split(',').filter(|role| !roles.contains(role)).collect();
                if !missing.is_empty() {
                    faults.push(format!("{}: {} shuts out {missing:?}", line.number, route.id));
                }
            }
            Access::AnyToken | Access::Roles(_) => {
                faults.push(format!("{}: {} was for {}", line.number, route.id, line.roles));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_table_of_routes_is_the_one_that_was_reviewed() {
    let numbers: BTreeMap<&str, String> =
        index().into_iter().filter_map(|line| Some((find(&line)?.id, line.number))).collect();
    let rows = routes::ALL.iter().map(|route| {
        let roles = match route.access {
            Access::Open => "open".to_owned(),
            Access::AnyToken => "any token".to_owned(),
            Access::Roles(roles) => roles.join(" "),
        };
        let version = if route.envelope == Envelope::Plain { "-" } else { "1.0" };
        let number = numbers.get(route.id).map_or("own", String::as_str);
        format!("{number} {} {} | {:?} {version} | {roles}", route.method, route.path, route.envelope)
    });
    insta::assert_snapshot!("routes", rows.collect::<Vec<_>>().join("\n"));
}

/// Sets of roles named in a contract's table: `| r-bio | … | A, B |`, or `r-upd + RESIDENT`.
fn role_sets(text: &str) -> BTreeMap<String, String> {
    let mut sets: BTreeMap<String, String> = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| r-")) {
        let cells = cells(line);
        let [names, _, roles] = cells.as_slice() else { continue };
        let mut out = BTreeSet::new();
        for part in roles.split([',', '+']).map(str::trim) {
            let word: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect();
            match word.strip_prefix("r-") {
                Some(_) => {
                    out.extend(sets.get(&word).unwrap_or_else(|| panic!("{word}")).split(',').map(str::to_owned))
                }
                None if part.starts_with("same 8 roles as ") => {
                    out.extend(sets["r-pcert"].split(',').map(str::to_owned));
                }
                None => _ = out.insert(word),
            }
        }
        for name in names.split(',') {
            sets.insert(name.trim().to_owned(), out.iter().cloned().collect::<Vec<_>>().join(","));
        }
    }
    sets
}

fn cells(line: &str) -> Vec<String> {
    line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// What stands between backquotes.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Contract part A §3.
fn part_a(text: &str) -> Vec<Line> {
    let sets = role_sets(text);
    let table = text.split("## 3. Endpoint index").nth(1).unwrap().split("\n---").next().unwrap();
    let mut lines = Vec::new();
    for row in
        table.lines().filter(|line| line.starts_with("| ") && line[2..].starts_with(|c: char| c.is_ascii_digit()))
    {
        let cells = cells(row);
        let method = cells[1].split(' ').next().unwrap();
        let roles = match cells[2].as_str() {
            "open" => "open".to_owned(),
            "token" => "token".to_owned(),
            // The later releases let any token in where the earlier had roles.
            any if any.starts_with("any token") => "token".to_owned(),
            set => sets.get(set).unwrap_or_else(|| panic!("{set}")).clone(),
        };
        let envelope = if cells[3].starts_with(['1', '2']) { cells[3].clone() } else { "-".to_owned() };
        // The answer of this one is kernel's, which looks like V1.
        let envelope = if cells[3] == "kernel 1" { "1".to_owned() } else { envelope };
        for path in quoted(&cells[1]).into_iter().filter(|path| path.starts_with('/')) {
            lines.push(Line {
                number: format!("A{}", cells[0]),
                method: method.to_owned(),
                path: format!("/v1/partnermanager{path}"),
                envelope: envelope.clone(),
                roles: roles.clone(),
            });
        }
    }
    lines
}

/// Contract part B §4 to §8.
fn part_b(text: &str) -> Vec<Line> {
    let section = |start: &str, end: &str| text.split(start).nth(1).unwrap().split(end).next().unwrap().to_owned();
    let policies = section("## 4. Policy endpoints", "Error catalogue");
    let clients = section("## 5. OIDC / OAuth clients", "Bodies are V1");
    let mut lines: Vec<Line> = Vec::new();
    for (table, base) in [(policies, "/v1/policymanager/policies"), (clients, "/v1/partnermanager")] {
        let rows = table.lines().filter(|line| line.starts_with("| 4.") || line.starts_with("| 5."));
        for row in rows {
            let cells = cells(row);
            let (method, rest) = cells[1].split_once(' ').unwrap();
            let path = rest.split(' ').next().unwrap();
            let path = if path == "(root)" { "" } else { path };
            let said = cells.get(3).filter(|_| base.ends_with("policies")).unwrap_or(&cells[2]);
            let roles = if said.contains("any authenticated") {
                "token".to_owned()
            } else if said.starts_with("same 7 roles as 4.17") {
                lines.last().unwrap().roles.clone()
            } else {
                let said = said.rsplit('=').next().unwrap();
                let full = |role: &str| match role {
                    "PA" => "PARTNER_ADMIN".to_owned(),
                    "PM" => "POLICYMANAGER".to_owned(),
                    role => role.to_owned(),
                };
                said.split(',').map(|role| full(role.trim())).collect::<Vec<_>>().join(",")
            };
            lines.push(Line {
                number: format!("B{}", cells[0]),
                method: method.to_owned(),
                path: format!("{base}{path}"),
                envelope: if cells[1].contains("(V2") { "2" } else { "1" }.to_owned(),
                roles,
            });
        }
    }
    lines.extend(registries(text));
    lines
}

/// Contract part B §6 to §8: devices, interfaces, chips.
fn registries(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for (number, base) in [("6", "devicedetail"), ("7", "securebiometricinterface"), ("8", "ftpchipdetail")] {
        let first = format!("| {number}.");
        let section = text.split(&format!("\n## {number}. ")).nth(1).unwrap().split("\n## ").next().unwrap();
        for row in section.lines().filter(|line| line.starts_with(&first)) {
            let cells = cells(row);
            let (method, rest) = cells[1].split_once(' ').unwrap_or((&cells[1], ""));
            let path = rest.split(' ').next().filter(|path| path.starts_with('/')).unwrap_or_default();
            let said = cells[2].rsplit('=').next().unwrap().replace("hard-coded", "");
            let full = |role: &str| match role {
                "PA" => "PARTNER_ADMIN",
                "DP" => "DEVICE_PROVIDER",
                "FP" => "FTM_PROVIDER",
                other => panic!("{other}"),
            };
            lines.push(Line {
                number: format!("B{}", cells[0]),
                method: method.to_owned(),
                path: format!("/v1/partnermanager/{base}{path}"),
                envelope: if cells[1].contains("(V2") { "2" } else { "1" }.to_owned(),
                roles: said.split(',').map(|role| full(role.trim())).collect::<Vec<_>>().join(","),
            });
        }
    }
    lines
}

#[test]
fn the_index_is_the_contracts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract");
    let read = |name: &str| std::fs::read_to_string(folder.join(name));
    let (Ok(a), Ok(b)) = (read("api-partners.md"), read("api-policies-devices-oidc.md")) else {
        pms_testkit::skip("the contract is not at hand (../shared/contract)");
        return;
    };
    let mut lines = part_a(&a);
    lines.extend(part_b(&b));
    let text: String = lines.iter().map(|line| line.text() + "\n").collect();
    assert_eq!(text, INDEX);
    assert_eq!(
        lines
            .iter()
            .filter(|line| line.number.starts_with('A'))
            .map(|line| &line.number)
            .collect::<BTreeSet<_>>()
            .len(),
        62
    );
    assert_eq!(lines.iter().filter(|line| line.number.starts_with('B')).count(), 61);
}
