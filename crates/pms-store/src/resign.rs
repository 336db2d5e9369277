//! Certificates of partners and chips that the platform signs anew because the key of its CA is not trusted any more: page by page, in
//! changes of at most [`BATCH`].

use pms_domain::Timestamp;
use serde_json::json;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, Tx, statement};

/// Certificates that one change may carry (architecture §2 "Bulk work").
pub const BATCH: usize = 500;

/// A certificate that a former key has signed.
#[derive(Clone, Debug, FromRow)]
pub struct ToResign {
    pub cert_id: String,
    /// The partner's own, PEM.
    pub cert_data: String,
    /// What it has from us, PEM.
    pub signed_cert_data: String,
}

/// How many certificates that count at a moment a key has signed: current ones, and former ones within their overlap.
pub async fn count(on: impl Into<On<'_>>, ca_key_id: &str, at: Timestamp) -> StoreResult<i64> {
    #[derive(FromRow)]
    struct Count {
        count: i64,
    }
    let row: Count = statement(
        "SELECT COUNT(*) AS count FROM partner_cert_store \
         WHERE x_ca_key_id = $1 AND x_revoked_at IS NULL AND (x_current OR x_valid_until > $2)",
    )
    .bind(ca_key_id)
    .bind(at)
    .one(on)
    .await?;
    Ok(row.count)
}

/// Those certificates by id, after one.
pub async fn page(on: impl Into<On<'_>>, ca_key_id: &str, at: Timestamp, after: &str) -> StoreResult<Vec<ToResign>> {
    statement(
        "SELECT cert_id, cert_data, signed_cert_data FROM partner_cert_store \
         WHERE x_ca_key_id = $1 AND x_revoked_at IS NULL AND (x_current OR x_valid_until > $2) AND cert_id > $3 \
         ORDER BY cert_id LIMIT $4",
    )
    .bind(ca_key_id)
    .bind(at)
    .bind(after)
    .bind(BATCH as i64)
    .all(on)
    .await
}

/// A certificate that still is as it was read, and whose it is.
#[derive(Clone, Debug, FromRow)]
pub struct Owned {
    pub cert_id: String,
    /// The partner, of a chip its provider.
    pub partner_id: String,
    pub is_active: bool,
    /// Whether it is one that the partner or the chip uses today.
    pub is_current: bool,
    /// `signature`, `encryption` or `both`; none of a chip's.
    pub usage: Option<String>,
    /// Whose deactivation holds what we issued for it, as `x_held_by` says it.
    pub held_by: Option<String>,
}

/// Those of a page that the change finds unchanged: signed with this key, from one id to another, both included.
pub async fn unchanged(on: impl Into<On<'_>>, ca_key_id: &str, first: &str, last: &str) -> StoreResult<Vec<Owned>> {
    statement(
        "SELECT c.cert_id, p.id AS partner_id, p.is_active, c.x_current AS is_current, c.x_usage AS usage, \
         (SELECT MAX(i.held_by) FROM x_issued i WHERE i.cert_id = c.cert_id) AS held_by FROM partner_cert_store c \
         LEFT JOIN ftp_chip_detail f ON f.id = c.x_chip_id \
         JOIN partner p ON p.id = COALESCE(c.x_partner_id, f.foundational_trust_provider_id) \
         WHERE c.x_ca_key_id = $1 AND c.x_revoked_at IS NULL AND c.cert_id >= $2 AND c.cert_id <= $3 \
         ORDER BY c.cert_id",
    )
    .bind(ca_key_id)
    .bind(first)
    .bind(last)
    .all(on)
    .await
}

/// A certificate as it is handed out from now on.
pub struct Resigned<'a> {
    pub cert_id: &'a str,
    /// Under which the former one stays in the history.
    pub former_id: &'a str,
    /// PEM.
    pub signed: &'a str,
    /// p7b, base64url.
    pub chain: &'a str,
}

/// What holds for a whole batch.
pub struct Terms<'a> {
    /// The key that signed.
    pub ca_key_id: &'a str,
    /// Why the former ones are revoked.
    pub reason: &'a str,
    pub by: &'a str,
    pub at: Timestamp,
}

/// What a row of the history takes over from the one that it was.
macro_rules! keep_former {
    ($id:literal, $from:literal) => {
        concat!(
            "INSERT INTO partner_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, \
             cert_not_after, cert_data, cert_thumbprint, cert_serial_no, partner_domain, signed_cert_data, key_usage, \
             organization_name, x_sha256, x_partner_id, x_chip_id, x_usage, x_chain, x_key_sha256, x_ca_key_id, \
             cr_by, cr_dtimes, x_current, x_valid_until, x_revoked_at, x_revoked_reason, upd_by, upd_dtimes, \
             x_superseded_at, x_narrowed_at, x_possession, is_deleted) SELECT ",
            $id,
            ", c.cert_subject, c.cert_issuer, c.issuer_id, c.cert_not_before, c.cert_not_after, c.cert_data, \
             c.cert_thumbprint, c.cert_serial_no, c.partner_domain, c.signed_cert_data, c.key_usage, \
             c.organization_name, c.x_sha256, c.x_partner_id, c.x_chip_id, c.x_usage, c.x_chain, c.x_key_sha256, \
             c.x_ca_key_id, c.cr_by, c.cr_dtimes, FALSE, $2, $2, $3, $4, $2, $2, c.x_narrowed_at, c.x_possession, FALSE ",
            $from
        )
    };
}

/// Hands out the new ones under the ids of before, so that whoever names a certificate keeps naming it; the former ones become
/// history, revoked.
pub async fn replace(tx: &mut Tx, batch: &[Resigned<'_>], terms: &Terms<'_>) -> StoreResult<()> {
    match tx.is_postgres() {
        true => replace_together(tx, batch, terms).await,
        false => replace_one_by_one(tx, batch, terms).await,
    }
}

async fn replace_together(tx: &mut Tx, batch: &[Resigned<'_>], terms: &Terms<'_>) -> StoreResult<()> {
    let former = batch.iter().map(|one| json!({"i": one.cert_id, "f": one.former_id}));
    statement(keep_former!(
        "g.f",
        "FROM jsonb_to_recordset($1::jsonb) AS g(i text, f text) JOIN partner_cert_store c ON c.cert_id = g.i"
    ))
    .bind(serde_json::Value::Array(former.collect()).to_string())
    .bind(terms.at)
    .bind(terms.reason)
    .bind(terms.by)
    .execute(tx)
    .await?;
    let new = batch.iter().map(|one| json!({"i": one.cert_id, "s": one.signed, "c": one.chain}));
    statement(
        "UPDATE partner_cert_store c SET signed_cert_data = g.s, x_chain = g.c, x_ca_key_id = $2, upd_by = $3, \
         upd_dtimes = $4 FROM jsonb_to_recordset($1::jsonb) AS g(i text, s text, c text) WHERE c.cert_id = g.i",
    )
    .bind(serde_json::Value::Array(new.collect()).to_string())
    .bind(terms.ca_key_id)
    .bind(terms.by)
    .bind(terms.at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Without a server in between, a statement for each costs little.
async fn replace_one_by_one(tx: &mut Tx, batch: &[Resigned<'_>], terms: &Terms<'_>) -> StoreResult<()> {
    for one in batch {
        statement(keep_former!("$5", "FROM partner_cert_store c WHERE c.cert_id = $1"))
            .bind(one.cert_id)
            .bind(terms.at)
            .bind(terms.reason)
            .bind(terms.by)
            .bind(one.former_id)
            .execute(tx)
            .await?;
        statement(
            "UPDATE partner_cert_store SET signed_cert_data = $2, x_chain = $3, x_ca_key_id = $4, upd_by = $5, \
             upd_dtimes = $6 WHERE cert_id = $1",
        )
        .bind(one.cert_id)
        .bind(one.signed)
        .bind(one.chain)
        .bind(terms.ca_key_id)
        .bind(terms.by)
        .bind(terms.at)
        .execute(tx)
        .await?;
    }
    Ok(())
}
