//! Names under which adopted partners are known, and partners that nobody is a member of yet (decisions, "Whose
//! partner is it?").

use pms_domain::text::fold;
use sqlx::FromRow;

use crate::db::{Db, On, statement};
use crate::{StoreResult, unique};

#[derive(FromRow)]
struct Id {
    id: String,
}

#[derive(FromRow)]
struct Names {
    user_id: String,
}

/// Whether a folded name is the id or the `user_id` of a partner. Names outside ASCII are folded here, because the
/// databases fold them differently.
pub async fn is_reserved(on: &Db, folded: &str, except_partner: Option<&str>) -> StoreResult<bool> {
    let except = except_partner.unwrap_or_default();
    if let Some(owner) = unique::find(on, unique::PARTNER_ID, folded).await?
        && owner != except
    {
        return Ok(true);
    }
    let named: Vec<Id> =
        statement("SELECT id FROM partner WHERE (lower(user_id) = $1 OR lower(id) = $1) AND id <> $2 LIMIT 1")
            .bind(folded)
            .bind(except)
            .all(on)
            .await?;
    if !named.is_empty() {
        return Ok(true);
    }
    let unusual: Vec<Names> = statement(
        "SELECT user_id FROM partner WHERE octet_length(user_id) <> length(user_id) AND id <> $1 \
         UNION SELECT id AS user_id FROM partner WHERE octet_length(id) <> length(id) AND id <> $1",
    )
    .bind(except)
    .all(on)
    .await?;
    Ok(unusual.iter().any(|row| fold(&row.user_id) == folded))
}

/// Partners with exactly this `user_id` that have no member yet.
pub async fn unowned(on: impl Into<On<'_>>, user_id: &str) -> StoreResult<Vec<String>> {
    let rows: Vec<Id> = statement(
        "SELECT id FROM partner WHERE user_id = $1 \
         AND NOT EXISTS (SELECT 1 FROM x_partner_member m WHERE m.partner_id = partner.id) ORDER BY id LIMIT 500",
    )
    .bind(user_id)
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
