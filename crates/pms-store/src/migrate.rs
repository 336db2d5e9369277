//! Migrations: two folders, same numbers and names, expand/contract, never destructive to a `mosip_pms` table.

use sqlx::migrate::Migrator;
use sqlx::{Executor, FromRow};

use crate::db::{Db, SCHEMA, statement};
use crate::{StoreError, StoreResult};

static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");
static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");

/// Advisory lock under which PostgreSQL migrates; any constant of ours.
const LOCK: i64 = 0x706d_735f_6d69_6772;

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
        Db::Pg(pool) => {
            let mut connection = pool.acquire().await?;
            sqlx::query("SELECT pg_advisory_lock($1)").bind(LOCK).execute(&mut *connection).await?;
            // The guard is the connection itself: when this process dies, PostgreSQL lets the lock go.
            let outcome = async {
                (&mut *connection).execute("CREATE SCHEMA IF NOT EXISTS pms").await?;
                POSTGRES.run_direct(None, &mut *connection, false).await.map_err(schema)
            }
            .await;
            sqlx::query("SELECT pg_advisory_unlock($1)").bind(LOCK).execute(&mut *connection).await?;
            outcome
        }
    }
}

fn schema(error: sqlx::migrate::MigrateError) -> StoreError {
    StoreError::Schema(error.to_string())
}

/// Whether the schema is there, and new enough for this binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    Ready,
    /// `pms migrate` has not run yet (or not to the end).
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
    let done: Version = statement("SELECT MAX(version) AS version FROM _sqlx_migrations WHERE success").one(db).await?;
    if done.version.unwrap_or(0) < newest() {
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

async fn exists(db: &Db) -> StoreResult<bool> {
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
