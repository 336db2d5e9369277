//! Taking over an existing `mosip_pms` database in place (architecture §3, contract `db-schema.md` §4).
//!
//! First the structure is compared with the one this binary works with; every difference is listed, and one that stops
//! the adoption leaves the database as it was. Then, in one transaction under the migrations' lock, what is missing is
//! added, never anything taken away but the two plain unique constraints that MOSIP's own upgrade replaces, and the
//! migrations are recorded. Last, the rows get what we keep beside them ([`fill`]), in changes of at most 500.

mod differences;
mod fill;
mod structure;

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor, FromRow};

pub use differences::{Difference, Effect};
pub use fill::{AdoptedPartner, Claim, Duplicate, duplicates, fill_partners, finish};

use crate::db::{Db, statement};
use crate::{Mode, StoreError, StoreResult, migrate, open};

/// Name of the fact that says how far an adoption has come.
const ADOPTION: &str = "adoption";
/// The structure is ours; rows are still being filled in.
const FILLING: &str = "filling";
/// All of it is done.
const DONE: &str = "done";

/// What a database is, before anything is done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// No table of ours and none of `mosip_pms`.
    Empty,
    /// A `mosip_pms` schema that the Java services made.
    MosipPms,
    /// An adoption that has not come to its end.
    Unfinished,
    /// A database of ours.
    Ours,
}

/// Looks, and changes nothing.
pub async fn found(db: &Db) -> StoreResult<Found> {
    if migrate::exists(db).await? {
        let state = meta(db).await?;
        return Ok(if state.as_deref() == Some(FILLING) { Found::Unfinished } else { Found::Ours });
    }
    if !db.is_postgres() {
        return Ok(Found::Empty);
    }
    #[derive(FromRow)]
    struct Tables {
        tables: i64,
    }
    let row: Tables = statement(
        "SELECT COUNT(*) AS tables FROM information_schema.tables WHERE table_schema = 'pms' \
         AND table_name IN ('partner', 'auth_policy', 'policy_group', 'partner_type')",
    )
    .one(db)
    .await?;
    Ok(if row.tables > 0 { Found::MosipPms } else { Found::Empty })
}

/// A process that died between making the table of migrations and ours leaves no facts.
async fn meta(db: &Db) -> StoreResult<Option<String>> {
    if migrate::applied(db).await? < migrate::OWN_TABLES {
        return Ok(None);
    }
    open::meta(db, ADOPTION).await
}

/// Compares the structure, and changes nothing.
pub async fn inspect(db: &Db) -> StoreResult<Vec<Difference>> {
    let Db::Pg(connections) = db else { return Err(not_here()) };
    let mut connection = connections.pool().acquire().await?;
    let mut tx = connection.begin().await?;
    let differences = structure::compare(&mut tx).await?;
    tx.rollback().await?;
    Ok(differences)
}

fn not_here() -> StoreError {
    StoreError::Schema("only a PostgreSQL database can be adopted".into())
}

/// Makes the structure ours, in mode `clear`, and answers what was found. When a difference stops the adoption
/// ([`Effect::Stops`]), nothing was changed. A second run at the same time waits and then finds nothing to do.
///
/// # Errors
/// [`StoreError::Schema`] when there is no `mosip_pms` schema, or PostgreSQL refuses a step: nothing was changed then.
pub async fn take_over(db: &Db) -> StoreResult<Vec<Difference>> {
    let Db::Pg(connections) = db else { return Err(not_here()) };
    let mut connection = connections.pool().acquire().await?;
    migrate::lock(&mut connection).await?;
    let outcome = take_over_locked(db, &mut connection).await;
    migrate::unlock(&mut connection).await?;
    outcome
}

async fn take_over_locked(db: &Db, connection: &mut PgConnection) -> StoreResult<Vec<Difference>> {
    match found(db).await? {
        Found::Empty => return Err(StoreError::Schema("there is no mosip_pms schema in this database".into())),
        Found::Ours | Found::Unfinished => return Ok(Vec::new()),
        Found::MosipPms => {}
    }
    let mut tx = connection.begin().await?;
    let differences = structure::compare(&mut tx).await?;
    if differences.iter().any(|difference| difference.effect == Effect::Stops) {
        tx.rollback().await?;
        return Ok(differences);
    }
    for difference in &differences {
        if let Some(sql) = &difference.mend {
            step(&mut tx, sql, &difference.what).await?;
        }
    }
    migrate::record_first(&mut tx).await?;
    for (name, value) in [("mode", Mode::Clear.as_str()), (ADOPTION, FILLING)] {
        sqlx::query("INSERT INTO x_meta (name, value) VALUES ($1, $2)")
            .bind(name)
            .bind(value)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(differences)
}

/// One statement of the plan. Its text is made of names in our own migration, never of what the database holds.
async fn step(connection: &mut PgConnection, sql: &str, what: &str) -> StoreResult<()> {
    connection
        .execute(AssertSqlSafe(sql.to_owned()))
        .await
        .map(|_| ())
        .map_err(|error| StoreError::Schema(format!("{what}: {error}")))
}
