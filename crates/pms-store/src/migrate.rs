//! Migrations: two folders, same numbers and names, expand/contract, never destructive to a `mosip_pms` table.

use sqlx::migrate::{Migrate, Migrator};
use sqlx::postgres::PgConnection;
use sqlx::{Executor, FromRow, SqlSafeStr, SqlStr};

use crate::adopt::{self, Found};
use crate::db::{Db, SCHEMA, statement};
use crate::{StoreError, StoreResult};

static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");
static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");

/// Advisory lock under which PostgreSQL migrates; any constant of ours.
const LOCK: i64 = 0x706d_735f_6d69_6772;

/// The migration that makes the tables of `mosip_pms`.
const FIRST: i64 = 1;

/// The migration that makes our own tables.
pub(crate) const OWN_TABLES: i64 = 3;

/// The newest migration this binary knows.
pub fn newest() -> i64 {
    SQLITE.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// The two folders as `(version, description)`, for the test that they are twins.
pub fn folders() -> [Vec<(i64, String)>; 2] {
    [&POSTGRES, &SQLITE].map(|migrator| migrator.iter().map(|m| (m.version, m.description.to_string())).collect())
}

/// Brings the schema up to date. Safe to start many times at once: one works, the others wait and find it done.
pub async fn run(db: &Db) -> StoreResult<()> {
    match db {
        Db::Sqlite { write, .. } => SQLITE.run(write).await.map_err(schema),
        Db::Pg(connections) => {
            let mut connection = connections.pool().acquire().await?;
            lock(&mut connection).await?;
            let outcome = run_locked(db, &mut connection).await;
            unlock(&mut connection).await?;
            outcome
        }
    }
}

async fn run_locked(db: &Db, connection: &mut PgConnection) -> StoreResult<()> {
    match adopt::found(db).await? {
        Found::Empty | Found::Ours => {}
        Found::MosipPms => {
            return Err(StoreError::Schema(
                "the database holds a mosip_pms schema of the Java services. Make a backup, then take it over in place \
                 with `pms migrate --adopt`"
                    .into(),
            ));
        }
        Found::Unfinished => {
            return Err(StoreError::Schema(
                "the adoption of this database has not come to its end: run `pms migrate --adopt` again".into(),
            ));
        }
    }
    connection.execute("CREATE SCHEMA IF NOT EXISTS pms").await?;
    POSTGRES.run_direct(None, connection, false).await.map_err(schema)
}

/// Waits for the lock of migrations. Its guard is the connection itself: when this process dies, PostgreSQL lets it go.
pub(crate) async fn lock(connection: &mut PgConnection) -> StoreResult<()> {
    sqlx::query("SELECT pg_advisory_lock($1)").bind(LOCK).execute(connection).await?;
    Ok(())
}

pub(crate) async fn unlock(connection: &mut PgConnection) -> StoreResult<()> {
    sqlx::query("SELECT pg_advisory_unlock($1)").bind(LOCK).execute(connection).await?;
    Ok(())
}

/// Text of the first migration: the tables of `mosip_pms`.
pub(crate) fn first() -> SqlStr {
    let first = POSTGRES.iter().find(|migration| migration.version == FIRST);
    first.map_or_else(|| "".into_sql_str(), |migration| migration.sql.clone())
}

/// Records the first migration as done, and runs the others, in the caller's transaction: the adoption has done by
/// itself what the first was to do.
pub(crate) async fn record_first(connection: &mut PgConnection) -> StoreResult<()> {
    connection.ensure_migrations_table(&POSTGRES.table_name).await.map_err(schema)?;
    for migration in POSTGRES.iter().filter(|migration| migration.version == FIRST) {
        connection.skip(&POSTGRES.table_name, migration).await.map_err(schema)?;
    }
    POSTGRES.run_direct(None, connection, false).await.map_err(schema)
}

fn schema(error: sqlx::migrate::MigrateError) -> StoreError {
    StoreError::Schema(error.to_string())
}

/// Whether the schema is there, and new enough for this binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    Ready,
    /// `pms migrate` has not run yet, or an adoption has not come to its end.
    Behind,
}

#[derive(FromRow)]
struct Version {
    version: Option<i64>,
}

/// Looks without changing anything. A schema that no longer supports this binary is an error.
pub async fn readiness(db: &Db) -> StoreResult<Readiness> {
    if !exists(db).await? {
        return Ok(Readiness::Behind);
    }
    if applied(db).await? < newest() || adopt::found(db).await? == Found::Unfinished {
        return Ok(Readiness::Behind);
    }
    if let Some(minimum) = crate::open::meta(db, "schema.compatible_from").await? {
        let minimum: i64 = minimum.parse().unwrap_or(i64::MAX);
        if minimum > newest() {
            return Err(StoreError::Schema(format!(
                "the database needs a binary that knows migration {minimum}; this one knows {}",
                newest()
            )));
        }
    }
    Ok(Readiness::Ready)
}

/// The newest migration that was applied; the table of migrations must be there.
pub(crate) async fn applied(db: &Db) -> StoreResult<i64> {
    let done: Version = statement("SELECT MAX(version) AS version FROM _sqlx_migrations WHERE success").one(db).await?;
    Ok(done.version.unwrap_or(0))
}

pub(crate) async fn exists(db: &Db) -> StoreResult<bool> {
    #[derive(FromRow)]
    struct Found {
        found: i64,
    }
    let sql = match db {
        Db::Pg(_) => {
            "SELECT COUNT(*) AS found FROM information_schema.tables WHERE table_schema = $1 AND table_name = '_sqlx_migrations'"
        }
        Db::Sqlite { .. } => {
            "SELECT COUNT(*) AS found FROM sqlite_master WHERE $1 <> '' AND type = 'table' AND name = '_sqlx_migrations'"
        }
    };
    let row: Found = statement(sql).bind(SCHEMA).one(db).await?;
    Ok(row.found > 0)
}
