//! Leases: a job runs in one process at a time.

use pms_domain::Timestamp;

use crate::StoreResult;
use crate::db::{Db, statement};

/// Takes or prolongs a lease. `false`: another process holds it.
pub async fn take(db: &Db, name: &str, holder: &str, now: Timestamp, until: Timestamp) -> StoreResult<bool> {
    let taken = statement(
        "INSERT INTO x_lease (name, holder, until) VALUES ($1, $2, $3) \
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
         WHERE x_lease.holder = excluded.holder OR x_lease.until < $4",
    )
    .bind(name)
    .bind(holder)
    .bind(until)
    .bind(now)
    .execute_uncounted(db)
    .await?;
    Ok(taken == 1)
}

/// Gives a lease up: the next one may take it at once.
pub async fn give_up(db: &Db, name: &str, holder: &str) -> StoreResult<()> {
    statement("DELETE FROM x_lease WHERE name = $1 AND holder = $2")
        .bind(name)
        .bind(holder)
        .execute_uncounted(db)
        .await?;
    Ok(())
}
