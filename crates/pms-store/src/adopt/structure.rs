//! Reading the structure from PostgreSQL's catalogue. What is expected is not written down a second time: the first
//! migration makes its tables as temporary ones, and both are read the same way.

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor, FromRow};

use super::differences::{self, Column, Constraint, Difference, Statements, Structure};
use crate::{StoreError, StoreResult, migrate};

/// Namespaces as SQL expressions.
macro_rules! of_pms {
    () => {
        "(SELECT oid FROM pg_namespace WHERE nspname = 'pms')"
    };
}
macro_rules! of_expected {
    () => {
        "pg_my_temp_schema()"
    };
}

macro_rules! columns {
    ($namespace:expr) => {
        concat!(
            "SELECT c.relname::text AS table_name, a.attname::text AS column_name, \
             format_type(a.atttypid, NULL) AS base, format_type(a.atttypid, a.atttypmod) AS full_type, \
             a.atttypmod AS modifier, a.attnotnull AS not_null, \
             CASE WHEN a.attgenerated <> '' OR a.attidentity <> '' THEN 'generated' \
             ELSE pg_get_expr(d.adbin, d.adrelid) END AS default_value \
             FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
             LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
             WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace = ",
            $namespace
        )
    };
}

macro_rules! constraints {
    ($namespace:expr) => {
        concat!(
            "SELECT c.relname::text AS table_name, k.contype::text AS kind, k.conname::text AS name, \
             array_to_string(ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = k.conrelid \
             AND a.attnum = ANY (k.conkey) ORDER BY 1), ', ') AS columns \
             FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
             WHERE k.contype IN ('p', 'u', 'f') AND c.relnamespace = ",
            $namespace
        )
    };
}

#[derive(FromRow)]
struct ColumnRow {
    table_name: String,
    column_name: String,
    base: String,
    full_type: String,
    modifier: i32,
    not_null: bool,
    default_value: Option<String>,
}

#[derive(FromRow)]
struct ConstraintRow {
    table_name: String,
    kind: String,
    name: String,
    columns: String,
}

/// A `varchar`'s modifier is its length and four.
const VARCHAR_HEADER: i32 = 4;

async fn read(
    connection: &mut PgConnection,
    columns: &'static str,
    constraints: &'static str,
) -> StoreResult<Structure> {
    let mut structure = Structure::default();
    for row in sqlx::query_as::<_, ColumnRow>(columns).fetch_all(&mut *connection).await? {
        let column = Column {
            base: row.base,
            full: row.full_type,
            length: (row.modifier > VARCHAR_HEADER).then(|| row.modifier - VARCHAR_HEADER),
            not_null: row.not_null,
            default: row.default_value,
        };
        structure.columns.entry(row.table_name).or_default().insert(row.column_name, column);
    }
    for row in sqlx::query_as::<_, ConstraintRow>(constraints).fetch_all(&mut *connection).await? {
        let constraint = Constraint { kind: row.kind, columns: row.columns, name: row.name };
        structure.constraints.entry(row.table_name).or_default().insert(constraint);
    }
    Ok(structure)
}

/// All differences. Runs in the caller's transaction and leaves nothing in it.
pub(super) async fn compare(connection: &mut PgConnection) -> StoreResult<Vec<Difference>> {
    let migration = migrate::first();
    let statements = Statements::of(migration.as_str());
    let expected = {
        let mut inner = connection.begin().await?;
        inner.execute("SET LOCAL search_path = pg_temp").await?;
        let made = inner.execute(migration).await;
        made.map_err(|error| StoreError::Schema(format!("temporary tables cannot be made for comparing: {error}")))?;
        let expected = read(&mut inner, columns!(of_expected!()), constraints!(of_expected!())).await?;
        inner.rollback().await?;
        expected
    };
    let mut found = read(connection, columns!(of_pms!()), constraints!(of_pms!())).await?;
    let indexes: Vec<(String,)> = sqlx::query_as("SELECT indexname::text FROM pg_indexes WHERE schemaname = 'pms'")
        .fetch_all(&mut *connection)
        .await?;
    found.indexes = indexes.into_iter().map(|(name,)| name).collect();
    let mut all = rows(connection, &expected, &found).await?;
    all.extend(differences::all(&expected, &found, &statements));
    Ok(all)
}

/// What the rows themselves forbid: NULL where it is not expected, and contact data that the Java services encrypted.
async fn rows(connection: &mut PgConnection, expected: &Structure, found: &Structure) -> StoreResult<Vec<Difference>> {
    let mut stops = Vec::new();
    for (table, column) in differences::may_be_null(expected, found) {
        let count = count(connection, &format!("SELECT COUNT(*) FROM pms.{table} WHERE {column} IS NULL")).await?;
        if count > 0 {
            stops.push(Difference::stops(format!("{table}.{column}: NULL in {count} rows")));
        }
    }
    for table in ["partner", "partner_h", "partner_contact"] {
        if found.columns.get(table).is_none_or(|columns| !columns.contains_key("email_id_hash")) {
            continue;
        }
        let sql = format!("SELECT COUNT(*) FROM pms.{table} WHERE email_id_hash IS NOT NULL");
        let count = count(connection, &sql).await?;
        if count > 0 {
            stops.push(Difference::stops(format!(
                "{table}: contact data of {count} rows was encrypted by the 1.3 services; it must be decrypted by the \
                 configured keymanager first"
            )));
        }
    }
    Ok(stops)
}

/// The text is made of names in our own migration.
async fn count(connection: &mut PgConnection, sql: &str) -> StoreResult<i64> {
    let (count,): (i64,) = sqlx::query_as(AssertSqlSafe(sql.to_owned())).fetch_one(connection).await?;
    Ok(count)
}
