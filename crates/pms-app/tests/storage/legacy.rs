//! Databases as the Java services leave them, and all that stands in them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pms_app::adopt::Adopted;
use pms_app::testing;
use pms_domain::Context;
use pms_store::adopt::{self, Difference};
use pms_store::db::{Db, Location};
use pms_store::{Store, open};
use pms_testkit::postgres::{self, Database};
use pms_testkit::{TestClock, TestRandom};

/// A release of the Java services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    V1_2_0_1,
    V1_3_0,
}

impl Release {
    pub const ALL: [Release; 2] = [Release::V1_2_0_1, Release::V1_3_0];
}

/// A database of a release with its rows; `None`: PostgreSQL is not installed, and the test recorded as skipped.
pub fn database(release: Release) -> Option<Database> {
    let database = postgres::database()?;
    let (schema, more) = match release {
        Release::V1_2_0_1 => (include_str!("legacy/mosip_pms_1_2_0_1.sql"), ""),
        Release::V1_3_0 => (include_str!("legacy/mosip_pms_1_3_0.sql"), include_str!("legacy/rows_1_3.sql")),
    };
    for sql in [schema, include_str!("legacy/rows.sql"), more] {
        database.psql(sql).unwrap();
    }
    Some(database)
}

/// The stock rows of a deployment, where they are at hand: another project's files, not copied into this one.
fn stock_rows() -> Option<PathBuf> {
    let rows = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/seed-rows");
    if rows.is_dir() {
        return Some(rows.canonicalize().unwrap());
    }
    pms_testkit::skip("the stock rows of a MOSIP deployment are not at hand (../shared/data/seed-rows)");
    None
}

/// Tables in an order that their references allow.
const STOCK: [&str; 15] = [
    "partner_type",
    "policy_group",
    "auth_policy",
    "auth_policy_h",
    "partner",
    "partner_h",
    "partner_policy_request",
    "partner_policy",
    "partner_policy_credential_type",
    "partner_policy_bioextract",
    "reg_device_type",
    "reg_device_sub_type",
    "device_detail",
    "secure_biometric_interface",
    "secure_biometric_interface_h",
];

/// Loads the stock rows; `false`: they are not at hand.
pub fn load_stock_rows(database: &Database) -> bool {
    let Some(directory) = stock_rows() else { return false };
    // Our own rows of the catalogues are in the way.
    database.psql("TRUNCATE pms.partner_type, pms.policy_group, pms.reg_device_type CASCADE").unwrap();
    for table in STOCK {
        let file = directory.join(format!("pms-{table}.csv"));
        let text = std::fs::read_to_string(&file).unwrap();
        let columns = text.lines().next().unwrap().trim_start_matches('\u{feff}').trim();
        let copy = format!("\\copy pms.{table} ({columns}) FROM '{}' WITH (FORMAT csv, HEADER)", file.display());
        database.psql(&copy).unwrap();
    }
    true
}

/// Everything in the tables of `mosip_pms`: by table the rows, each as JSON of the named columns.
pub type Dump = BTreeMap<String, Vec<String>>;

/// Columns of the tables that a Java service knows, by table.
pub fn columns(database: &Database) -> BTreeMap<String, String> {
    let sql = "SELECT table_name || ':' || string_agg(column_name, ', ' ORDER BY column_name) \
               FROM information_schema.columns WHERE table_schema = 'pms' AND table_name NOT LIKE 'x\\_%' \
               AND table_name NOT IN ('_sqlx_migrations', 'ca_cert_store', 'partner_cert_store') GROUP BY table_name";
    let rows = database.psql(sql).unwrap();
    rows.lines().map(|line| line.split_once(':').unwrap()).map(|(t, c)| (t.to_owned(), c.to_owned())).collect()
}

pub fn dump(database: &Database, columns: &BTreeMap<String, String>) -> Dump {
    columns
        .iter()
        .map(|(table, columns)| {
            let sql = format!("SELECT to_jsonb(t)::text FROM (SELECT {columns} FROM pms.{table}) t ORDER BY 1");
            (table.clone(), database.psql(&sql).unwrap().lines().map(str::to_owned).collect())
        })
        .collect()
}

/// The names of all tables in the schema.
pub fn tables(database: &Database) -> String {
    database.psql("SELECT tablename FROM pg_tables WHERE schemaname = 'pms' ORDER BY 1").unwrap()
}

pub async fn connect(database: &Database) -> Db {
    Db::open(&Location::Postgres(database.url().to_owned()), 4).await.unwrap()
}

/// A store and a context on a database whose structure was taken over.
pub async fn store(database: &Database) -> (Store, Context) {
    let surroundings = pms_testkit::surroundings(&TestClock::new(testing::start()), &TestRandom::new(11));
    let store = open::store(connect(database).await, &testing::master_key(), &surroundings).await.unwrap();
    (store, Context::system(surroundings, "adopted"))
}

/// The whole adoption.
pub async fn adopt(database: &Database) -> (Vec<Difference>, Adopted) {
    let db = connect(database).await;
    let differences = adopt::take_over(&db).await.unwrap();
    db.close().await;
    let (store, ctx) = store(database).await;
    let adopted = pms_app::adopt::fill(&store, &ctx).await.unwrap_or_else(|failure| panic!("{failure:?}"));
    store.db().close().await;
    (differences, adopted)
}
