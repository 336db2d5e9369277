//! The search index: one folded text for each searchable object, written in the change that writes the object.

use pms_domain::Timestamp;
use pms_domain::text::fold;

use crate::StoreResult;
use crate::db::{Tx, statement};

/// Kinds of index rows: one for each field, so that a hit needs no second look at the column.
pub const PARTNER_ID: &str = "partner.id";
pub const PARTNER_NAME: &str = "partner.name";
/// What a partner wants a policy for.
pub const POLICY_REQUEST: &str = "policy_request";
pub const API_KEY_LABEL: &str = "api_key.label";

/// Replaces the text of an object, made at a time that stays. Only what may be found: never contact data, never a secret.
pub async fn put(tx: &mut Tx, kind: &str, id: &str, created: Timestamp, text: &str) -> StoreResult<()> {
    statement(
        "INSERT INTO x_search (kind, id, folded, created) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (kind, id) DO UPDATE SET folded = excluded.folded",
    )
    .bind(kind)
    .bind(id)
    .bind(fold(text))
    .bind(created)
    .execute(tx)
    .await?;
    Ok(())
}

/// Replaces the texts of two fields of an object, made at a time that stays.
pub fn put_both(tx: &mut Tx, id: &str, created: Timestamp, fields: [(&str, &str); 2]) {
    let [(first_kind, first), (second_kind, second)] = fields;
    statement(
        "INSERT INTO x_search (kind, id, folded, created) VALUES ($1, $3, $4, $6), ($2, $3, $5, $6) \
         ON CONFLICT (kind, id) DO UPDATE SET folded = excluded.folded",
    )
    .bind(first_kind)
    .bind(second_kind)
    .bind(id)
    .bind(fold(first))
    .bind(fold(second))
    .bind(created)
    .later(tx);
}

/// Counts what an adopted partner has already. From then on the database keeps the numbers, whoever writes.
pub async fn tally(tx: &mut Tx, partner_id: &str) -> StoreResult<()> {
    statement(
        "UPDATE x_search SET requests = (SELECT COUNT(*) FROM partner_policy_request r WHERE r.part_id = $1), \
         api_keys = (SELECT COUNT(*) FROM partner_policy k WHERE k.part_id = $1) \
         WHERE kind IN ('partner.id', 'partner.name') AND id = $1",
    )
    .bind(partner_id)
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes an object out.
pub async fn remove(tx: &mut Tx, kind: &str, id: &str) -> StoreResult<()> {
    statement("DELETE FROM x_search WHERE kind = $1 AND id = $2").bind(kind).bind(id).execute(tx).await?;
    Ok(())
}
