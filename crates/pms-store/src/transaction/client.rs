//! Whose uses a service client may tell of: one MISP's.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::change::Change;
use crate::db::{On, statement};

#[derive(FromRow)]
struct Misp {
    misp_id: String,
}

/// The MISP that a client is bound to.
pub async fn misp_of(on: impl Into<On<'_>>, issuer: &str, subject: &str) -> StoreResult<Option<String>> {
    let found: Option<Misp> = statement("SELECT misp_id FROM x_misp_client WHERE issuer = $1 AND subject = $2")
        .bind(issuer)
        .bind(subject)
        .optional(on)
        .await?;
    Ok(found.map(|row| row.misp_id))
}

/// Binds a client, in the place of what it was bound to.
pub async fn bind(
    change: &mut Change<'_>,
    issuer: &str,
    subject: &str,
    misp_id: &str,
    at: Timestamp,
) -> StoreResult<()> {
    statement(
        "INSERT INTO x_misp_client (issuer, subject, misp_id, since) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (issuer, subject) DO UPDATE SET misp_id = excluded.misp_id, since = excluded.since",
    )
    .bind(issuer)
    .bind(subject)
    .bind(misp_id)
    .bind(at)
    .execute(change)
    .await?;
    Ok(())
}
