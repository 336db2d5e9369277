//! The search index: one folded text for each searchable object, written in the change that writes the object.

use pms_domain::text::fold;

use crate::StoreResult;
use crate::db::{Tx, statement};

/// Kinds of index rows: one for each field, so that a hit needs no second look at the column.
pub const PARTNER_ID: &str = "partner.id";
pub const PARTNER_NAME: &str = "partner.name";
/// What a partner wants a policy for.
pub const POLICY_REQUEST: &str = "policy_request";
pub const API_KEY_LABEL: &str = "api_key.label";

/// Replaces the text of an object. Only what may be found: never contact data, never a secret.
pub async fn put(tx: &mut Tx, kind: &str, id: &str, parts: &[&str]) -> StoreResult<()> {
    let folded = fold(&parts.join("\n"));
    statement(
        "INSERT INTO x_search (kind, id, folded) VALUES ($1, $2, $3) \
         ON CONFLICT (kind, id) DO UPDATE SET folded = excluded.folded",
    )
    .bind(kind)
    .bind(id)
    .bind(folded)
    .execute(tx)
    .await?;
    Ok(())
}

/// Replaces the texts of two fields of an object.
pub fn put_both(tx: &mut Tx, id: &str, fields: [(&str, &str); 2]) {
    let [(first_kind, first), (second_kind, second)] = fields;
    statement(
        "INSERT INTO x_search (kind, id, folded) VALUES ($1, $3, $4), ($2, $3, $5) \
         ON CONFLICT (kind, id) DO UPDATE SET folded = excluded.folded",
    )
    .bind(first_kind)
    .bind(second_kind)
    .bind(id)
    .bind(fold(first))
    .bind(fold(second))
    .later(tx);
}

/// Takes an object out.
pub async fn remove(tx: &mut Tx, kind: &str, id: &str) -> StoreResult<()> {
    statement("DELETE FROM x_search WHERE kind = $1 AND id = $2").bind(kind).bind(id).execute(tx).await?;
    Ok(())
}
