//! The keys of the platform's certificate authorities and its encryption key: rows of `x_key` with a certificate. Several generations live side by side;
//! the newest one signs, the others are trusted until they end (contract pki §4).

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, Tx, statement};
use crate::open::set_meta;

/// Kind of the object in audit records: every process looks for it in the change log.
pub const OBJECT: &str = "ca";

/// Location of a ROOT whose key the platform does not have.
pub const OFFLINE: &str = "offline";

/// Name of the fact that says which change altered these keys last.
const REVISION: &str = "ca.revision";

/// A key with its certificate.
#[derive(Clone, FromRow)]
pub struct CaKeyRow {
    pub id: String,
    /// `ca.root`, `ca.auth` and so on, `platform.enc`.
    pub purpose: String,
    pub generation: i32,
    pub algorithm: String,
    /// Under the master key; empty where the key is elsewhere.
    pub wrapped: Vec<u8>,
    /// Where it is; `None`: in `wrapped`.
    pub location: Option<String>,
    /// PEM; `None`: it waits for one.
    pub certificate: Option<String>,
    /// PKCS#10 in PEM: what somebody else is asked to sign.
    pub request: Option<String>,
    pub created_at: Timestamp,
    /// From then on it is not trusted any more; `None` of the newest one.
    pub retired_at: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "id, purpose, generation, algorithm, wrapped, location, certificate, request, created_at, retired_at"
    };
}

/// All of them, those that are not trusted any more too: by purpose, newest first.
pub async fn all(on: impl Into<On<'_>>) -> StoreResult<Vec<CaKeyRow>> {
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM x_key WHERE purpose LIKE 'ca.%' OR purpose = 'platform.enc' ORDER BY purpose, generation DESC"
    ))
    .all(on)
    .await
}

/// Those that are trusted, and those that wait for their certificate: by purpose, newest first.
pub async fn live(on: impl Into<On<'_>>, now: Timestamp) -> StoreResult<Vec<CaKeyRow>> {
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM x_key WHERE (purpose LIKE 'ca.%' OR purpose = 'platform.enc') AND (retired_at IS NULL OR retired_at > $1) \
         ORDER BY purpose, generation DESC"
    ))
    .bind(now)
    .all(on)
    .await
}

/// A key about to be stored.
pub struct NewCaKey<'a> {
    pub id: &'a str,
    pub purpose: &'a str,
    pub generation: i32,
    pub algorithm: &'a str,
    pub wrapped: &'a [u8],
    pub location: Option<&'a str>,
    pub certificate: Option<&'a str>,
    pub request: Option<&'a str>,
}

pub async fn insert(tx: &mut Tx, key: NewCaKey<'_>, now: Timestamp) -> StoreResult<()> {
    statement(
        "INSERT INTO x_key (id, purpose, generation, algorithm, wrapped, location, certificate, request, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(key.id)
    .bind(key.purpose)
    .bind(key.generation)
    .bind(key.algorithm)
    .bind(key.wrapped.to_vec())
    .bind(key.location.map(str::to_owned))
    .bind(key.certificate.map(str::to_owned))
    .bind(key.request.map(str::to_owned))
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// The key that waited has its certificate.
pub async fn complete(tx: &mut Tx, id: &str, certificate: &str) -> StoreResult<bool> {
    let found = statement("UPDATE x_key SET certificate = $2, request = NULL WHERE id = $1 AND request IS NOT NULL")
        .bind(id)
        .bind(certificate)
        .execute(tx)
        .await?;
    Ok(found == 1)
}

/// Forgets a key that waits for its certificate.
pub async fn forget_request(tx: &mut Tx, id: &str) -> StoreResult<()> {
    statement("DELETE FROM x_key WHERE id = $1 AND request IS NOT NULL").bind(id).execute(tx).await?;
    Ok(())
}

/// This key is trusted until then. One that was to end earlier keeps its time.
pub async fn retire(tx: &mut Tx, id: &str, until: Timestamp) -> StoreResult<()> {
    statement("UPDATE x_key SET retired_at = $2 WHERE id = $1 AND (retired_at IS NULL OR retired_at > $2)")
        .bind(id)
        .bind(until)
        .execute(tx)
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct Newest {
    generation: Option<i32>,
}

/// The newest generation of a purpose, those included that wait or are not trusted any more; 0 where there is none.
pub async fn newest_generation(on: impl Into<On<'_>>, purpose: &str) -> StoreResult<i32> {
    let row: Newest =
        statement("SELECT MAX(generation) AS generation FROM x_key WHERE purpose = $1").bind(purpose).one(on).await?;
    Ok(row.generation.unwrap_or(0))
}

#[derive(FromRow)]
struct Id {
    id: String,
}

/// Id of the newest key of a purpose that has its certificate.
pub async fn newest_signed(on: impl Into<On<'_>>, purpose: &str) -> StoreResult<Option<String>> {
    let row: Option<Id> = statement(
        "SELECT id FROM x_key WHERE purpose = $1 AND certificate IS NOT NULL ORDER BY generation DESC LIMIT 1",
    )
    .bind(purpose)
    .optional(on)
    .await?;
    Ok(row.map(|row| row.id))
}

/// Revision of the change that altered any of these keys last. It altered the trust stores, too.
pub async fn revision(on: impl Into<On<'_>>) -> StoreResult<i64> {
    let value = crate::open::meta(on, REVISION).await?;
    Ok(value.and_then(|value| value.parse().ok()).unwrap_or(0))
}

/// Sets it to the revision of the change that alters them.
pub async fn set_revision(tx: &mut Tx, revision: i64) -> StoreResult<()> {
    set_meta(tx, REVISION, &revision.to_string()).await?;
    crate::certificate::set_trust_epoch(tx, revision).await
}

/// Name of the fact that says which re-key is not finished.
const REKEY: &str = "ca.rekey";

/// What is known of a re-key that is not finished; `None`: there is none.
pub async fn rekey(on: impl Into<On<'_>>) -> StoreResult<Option<String>> {
    Ok(crate::open::meta(on, REKEY).await?.filter(|text| !text.is_empty()))
}

/// Notes a re-key that begins, or (`None`) that it is finished.
pub async fn set_rekey(tx: &mut Tx, state: Option<&str>) -> StoreResult<()> {
    set_meta(tx, REKEY, state.unwrap_or_default()).await
}

#[derive(FromRow)]
struct Signed {
    x_ca_key_id: String,
    certificates: i64,
}

/// How many certificates that partners and chips use today were signed with each of these keys, by the key's id.
pub async fn signed_with(on: impl Into<On<'_>>) -> StoreResult<Vec<(String, i64)>> {
    let rows: Vec<Signed> = statement(
        "SELECT x_ca_key_id, COUNT(*) AS certificates FROM partner_cert_store \
         WHERE x_current AND x_revoked_at IS NULL AND x_ca_key_id IS NOT NULL GROUP BY x_ca_key_id",
    )
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|row| (row.x_ca_key_id, row.certificates)).collect())
}
