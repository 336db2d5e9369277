//! What differs between the database found and the one this binary works with.

use std::collections::{BTreeMap, BTreeSet};

/// What a difference means for the adoption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The adoption cannot go on; somebody has to look.
    Stops,
    /// The adoption adds or widens it.
    Mended,
    /// Kept as it is.
    Noted,
}

/// A difference, in words for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub effect: Effect,
    pub what: String,
    /// The statement that mends it.
    pub(crate) mend: Option<String>,
}

impl Difference {
    pub(super) fn stops(what: String) -> Self {
        Self { effect: Effect::Stops, what, mend: None }
    }

    fn noted(what: String) -> Self {
        Self { effect: Effect::Noted, what, mend: None }
    }

    fn mended(what: String, mend: String) -> Self {
        Self { effect: Effect::Mended, what, mend: Some(mend) }
    }
}

/// A column as the catalogue describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Type without its length.
    pub(super) base: String,
    /// Type with its length.
    pub(super) full: String,
    /// Length of a `varchar`; `None`: any.
    pub(super) length: Option<i32>,
    pub(super) not_null: bool,
    pub(super) default: Option<String>,
}

/// Tables and what belongs to them.
#[derive(Debug, Default)]
pub(super) struct Structure {
    pub(super) columns: BTreeMap<String, BTreeMap<String, Column>>,
    pub(super) constraints: BTreeMap<String, BTreeSet<Constraint>>,
    pub(super) indexes: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Constraint {
    /// `p`, `u` or `f`.
    pub(super) kind: String,
    /// Names of the columns, in the order of the alphabet.
    pub(super) columns: String,
    pub(super) name: String,
}

/// Tables that later versions added, and legacy ones that nobody reads.
const ADDED_TABLES: [&str; 5] = ["user_details", "notifications", "misp", "otp_transaction", "tspid_seq"];

/// Columns that later versions added.
const ADDED_COLUMNS: [(&str, &str); 11] = [
    ("partner", "lang_code"),
    ("partner", "logo_url"),
    ("partner", "addl_info"),
    ("partner", "email_id_hash"),
    ("partner_h", "lang_code"),
    ("partner_h", "logo_url"),
    ("partner_h", "addl_info"),
    ("partner_h", "email_id_hash"),
    ("partner_contact", "email_id_hash"),
    ("misp_license", "policy_id"),
    ("user_details", "notifications_seen_dtimes"),
];

/// Columns that 1.3 widened for encrypted values.
const WIDENED_TABLES: [&str; 3] = ["partner", "partner_h", "partner_contact"];
const WIDENED_COLUMNS: [&str; 3] = ["address", "contact_no", "email_id"];

/// Plain unique constraints that 1.2.2.0 replaced by partial indexes: they blocked what was rejected or deactivated.
const REPLACED: [(&str, &str); 2] = [("device_detail", "uk_devdtl_id"), ("ftp_chip_detail", "uk_fcdtl_id")];

/// The names of our own tables in the migrations after the first.
fn is_ours(table: &str) -> bool {
    table.starts_with("x_") || matches!(table, "ca_cert_store" | "partner_cert_store" | "_sqlx_migrations")
}

/// The statements of the first migration: `(table or index, text)`.
pub(super) struct Statements {
    pub(super) tables: BTreeMap<String, String>,
    pub(super) indexes: Vec<(String, String)>,
}

impl Statements {
    /// Takes a migration apart that consists of `CREATE TABLE` and `CREATE INDEX` alone.
    pub(super) fn of(migration: &str) -> Self {
        let mut statements = Self { tables: BTreeMap::new(), indexes: Vec::new() };
        let text: String = migration.lines().filter(|line| !line.trim_start().starts_with("--")).fold(
            String::new(),
            |mut text, line| {
                text.push_str(line);
                text.push('\n');
                text
            },
        );
        for statement in text.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
            let mut words = statement.split_whitespace().filter(|word| *word != "UNIQUE");
            match (words.next(), words.next(), words.next()) {
                (Some("CREATE"), Some("TABLE"), Some(name)) => {
                    statements.tables.insert(name.to_owned(), statement.to_owned());
                }
                (Some("CREATE"), Some("INDEX"), Some(name)) => {
                    statements.indexes.push((name.to_owned(), statement.to_owned()));
                }
                _ => {}
            }
        }
        statements
    }
}

/// All differences, those that stop first.
pub(super) fn all(expected: &Structure, found: &Structure, statements: &Statements) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (table, columns) in &expected.columns {
        match found.columns.get(table) {
            None => differences.push(missing_table(table, statements)),
            Some(there) => {
                table_columns(table, columns, there, &mut differences);
                let none = BTreeSet::new();
                let constraints = |structure: &Structure| structure.constraints.get(table).unwrap_or(&none).clone();
                table_constraints(table, &constraints(expected), &constraints(found), &mut differences);
            }
        }
    }
    for table in found.columns.keys().filter(|table| !expected.columns.contains_key(*table)) {
        if is_ours(table) {
            differences.push(Difference::stops(format!("table {table}: the name is needed for a table of ours")));
        } else if !table.starts_with("batch_") {
            differences.push(Difference::noted(format!("table {table}: not known, kept")));
        }
    }
    for (index, sql) in &statements.indexes {
        if !found.indexes.contains(index) {
            differences.push(Difference::mended(format!("index {index}: added"), sql.clone()));
        }
    }
    // Stable: statements stay in an order in which they can run.
    differences.sort_by_key(|difference| difference.effect);
    differences
}

fn missing_table(table: &str, statements: &Statements) -> Difference {
    match statements.tables.get(table) {
        Some(sql) if ADDED_TABLES.contains(&table) => Difference::mended(format!("table {table}: added"), sql.clone()),
        _ => Difference::stops(format!("table {table}: missing")),
    }
}

fn table_columns(
    table: &str,
    expected: &BTreeMap<String, Column>,
    found: &BTreeMap<String, Column>,
    differences: &mut Vec<Difference>,
) {
    for (name, column) in expected {
        match found.get(name) {
            None => differences.push(missing_column(table, name, column)),
            Some(there) => differences.extend(column_difference(table, name, column, there)),
        }
    }
    for (name, column) in found.iter().filter(|(name, _)| !expected.contains_key(*name)) {
        differences.push(if column.not_null && column.default.is_none() {
            Difference::stops(format!("{table}.{name}: not known, and rows without it are refused"))
        } else {
            Difference::noted(format!("{table}.{name}: not known, kept"))
        });
    }
}

fn missing_column(table: &str, name: &str, column: &Column) -> Difference {
    if ADDED_COLUMNS.contains(&(table, name)) && !column.not_null {
        let sql = format!("ALTER TABLE {table} ADD COLUMN {name} {}", column.full);
        return Difference::mended(format!("{table}.{name}: added"), sql);
    }
    Difference::stops(format!("{table}.{name}: missing"))
}

fn column_difference(table: &str, name: &str, expected: &Column, found: &Column) -> Option<Difference> {
    const VARCHAR: &str = "character varying";
    let as_text = expected.base == VARCHAR && found.base == "text";
    if expected.base != found.base && !as_text {
        return Some(Difference::stops(format!("{table}.{name}: {} instead of {}", found.full, expected.full)));
    }
    let is_narrower = expected.base == VARCHAR
        && !as_text
        && found.length.is_some_and(|length| expected.length.is_none_or(|wanted| length < wanted));
    if is_narrower {
        let what = format!("{table}.{name}: {} instead of {}", found.full, expected.full);
        if WIDENED_TABLES.contains(&table) && WIDENED_COLUMNS.contains(&name) {
            let sql = format!("ALTER TABLE {table} ALTER COLUMN {name} TYPE {}", expected.full);
            return Some(Difference::mended(format!("{what}: widened"), sql));
        }
        return Some(Difference::stops(format!("{what}: too narrow")));
    }
    match (expected.not_null, found.not_null) {
        (false, true) => Some(Difference::stops(format!("{table}.{name}: must allow NULL"))),
        (true, false) => Some(Difference::noted(format!("{table}.{name}: allows NULL; no row has it"))),
        _ => None,
    }
}

/// Whether NULL is allowed where rows are read without it: then the rows must be looked at.
pub(super) fn may_be_null<'a>(expected: &'a Structure, found: &Structure) -> Vec<(&'a str, &'a str)> {
    let mut suspects = Vec::new();
    for (table, columns) in &expected.columns {
        for (name, column) in columns {
            let there = found.columns.get(table).and_then(|columns| columns.get(name));
            if column.not_null && there.is_some_and(|there| !there.not_null) {
                suspects.push((table.as_str(), name.as_str()));
            }
        }
    }
    suspects
}

fn table_constraints(
    table: &str,
    expected: &BTreeSet<Constraint>,
    found: &BTreeSet<Constraint>,
    differences: &mut Vec<Difference>,
) {
    let has = |kinds: &[&str], columns: &str| {
        found.iter().any(|constraint| kinds.contains(&constraint.kind.as_str()) && constraint.columns == columns)
    };
    for constraint in expected {
        let columns = constraint.columns.as_str();
        match constraint.kind.as_str() {
            "p" if !has(&["p"], columns) => {
                differences.push(Difference::stops(format!("{table}: the primary key is not ({columns})")));
            }
            // What the primary key says need not be said again.
            "u" if !has(&["u", "p"], columns) => {
                differences.push(Difference::noted(format!("{table}: not unique in ({columns})")));
            }
            "f" if !has(&["f"], columns) => {
                differences.push(Difference::noted(format!("{table}: no foreign key on ({columns})")));
            }
            _ => {}
        }
    }
    for constraint in found.iter().filter(|constraint| constraint.kind == "u") {
        if expected.iter().any(|known| known.kind != "f" && known.columns == constraint.columns) {
            continue;
        }
        let name = constraint.name.as_str();
        differences.push(if REPLACED.contains(&(table, name)) {
            let sql = format!("ALTER TABLE {table} DROP CONSTRAINT {name}");
            Difference::mended(format!("{table}: constraint {name} replaced by a partial index"), sql)
        } else {
            Difference::noted(format!("{table}: unique in ({}), kept", constraint.columns))
        });
    }
}
