//! The schema is the one of the contract: every table of `mosip_pms` with its columns, types, NULLs and primary keys.

use std::collections::BTreeMap;
use std::path::Path;

use pms_store::db::{Db, Location};
use pms_store::migrate;

/// Columns of a table by name: type and whether NULL is allowed.
type Columns = BTreeMap<String, (String, bool)>;

/// The standard audit columns ("audit-6").
const AUDIT: [(&str, &str, bool); 6] = [
    ("cr_by", "varchar(256)", false),
    ("cr_dtimes", "timestamp", false),
    ("upd_by", "varchar(256)", true),
    ("upd_dtimes", "timestamp", true),
    ("is_deleted", "boolean", true),
    ("del_dtimes", "timestamp", true),
];

/// The tables of the contract's document, with the columns of their primary keys.
fn documented(markdown: &str) -> (BTreeMap<String, Columns>, BTreeMap<String, String>) {
    let (mut tables, mut keys) = (BTreeMap::new(), BTreeMap::new());
    for section in markdown.split("\n### pms.").skip(1) {
        let section = section.split("\n### ").next().unwrap();
        let table = section.lines().next().unwrap().trim().to_owned();
        let mut columns = Columns::new();
        for line in section.lines().filter(|line| line.starts_with('|')) {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
            match cells.as_slice() {
                ["column" | "---", ..] => {}
                [name, ..] if name.starts_with("*audit-6*") => {
                    let audit = AUDIT.map(|(name, of, null)| (name.to_owned(), (of.to_owned(), null)));
                    columns.extend(audit);
                }
                [name, of, null, ..] => {
                    columns.insert((*name).to_owned(), ((*of).to_owned(), *null == "yes"));
                }
                other => panic!("{table}: {other:?}"),
            }
        }
        if let Some((_, key)) = section.split_once("PRIMARY KEY (") {
            keys.insert(table.clone(), key.split(')').next().unwrap().replace(' ', ""));
        }
        tables.insert(table, columns);
    }
    (tables, keys)
}

#[tokio::test]
async fn the_schema_is_the_contracts() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract/db-schema.md");
    let Ok(markdown) = std::fs::read_to_string(&path) else {
        return pms_testkit::skip("the contract is not at hand (../shared/contract/db-schema.md)");
    };
    let (tables, keys) = documented(&markdown);
    assert!(tables.len() >= 23, "{} tables are documented", tables.len());
    let Some(database) = pms_testkit::postgres::database() else { return };
    let db = Db::open(&Location::Postgres(database.url().to_owned()), 2).await.unwrap();
    migrate::run(&db).await.unwrap();
    db.close().await;
    let rows = database
        .psql(
            "SELECT table_name, column_name, CASE data_type WHEN 'character varying' \
             THEN 'varchar' || COALESCE('(' || character_maximum_length || ')', '') \
             WHEN 'timestamp without time zone' THEN 'timestamp' ELSE data_type END, is_nullable \
             FROM information_schema.columns WHERE table_schema = 'pms' AND table_name NOT LIKE 'x\\_%' \
             AND table_name NOT IN ('_sqlx_migrations', 'ca_cert_store', 'partner_cert_store')",
        )
        .unwrap();
    let mut found: BTreeMap<String, Columns> = BTreeMap::new();
    for row in rows.lines() {
        let [table, column, of, null] = row.split('|').collect::<Vec<_>>()[..] else { panic!("{row}") };
        found.entry(table.into()).or_default().insert(column.into(), (of.into(), null == "YES"));
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), tables.keys().collect::<Vec<_>>());
    for (table, columns) in &tables {
        assert_eq!(&found[table], columns, "{table}");
    }
    let rows = database
        .psql(
            "SELECT c.relname, (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(p.conkey) \
             WITH ORDINALITY AS k(number, place) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number) \
             FROM pg_constraint p JOIN pg_class c ON c.oid = p.conrelid \
             WHERE p.contype = 'p' AND c.relnamespace = 'pms'::regnamespace",
        )
        .unwrap();
    let primary: BTreeMap<_, _> = rows.lines().map(|row| row.split_once('|').unwrap()).collect();
    for table in tables.keys() {
        assert_eq!(primary.get(table.as_str()).copied(), keys.get(table).map(String::as_str), "{table}");
    }
}
