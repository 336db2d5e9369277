//! Revocation lists: those of partners' CAs, fetched from where their certificates say or uploaded by an administrator, and those of
//! our own CAs (contract pki §7, layers 3 and 4).

use std::collections::HashSet;

use pms_domain::Timestamp;
use sea_query::{Alias, Query, SelectStatement};
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, On, Tx, statement};
use crate::list::{Column, ListSpec};

/// Where a list comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From the address that a certificate names.
    Fetched,
    /// By an administrator.
    Uploaded,
    /// Signed by one of our own CAs.
    Own,
}

impl Origin {
    pub const fn as_str(self) -> &'static str {
        match self {
            Origin::Fetched => "fetched",
            Origin::Uploaded => "uploaded",
            Origin::Own => "own",
        }
    }
}

/// A place of lists, without the list itself.
#[derive(Clone, Debug, FromRow)]
pub struct List {
    pub id: String,
    /// SHA-256 over the issuer's name as it reads, whatever its letter case, lower-case hex.
    pub issuer_name: String,
    /// SHA-256 of the signer's public key, lower-case hex; empty for those that are fetched, whose signer may change.
    pub issuer_key: String,
    /// Where it is published; of our own the path; empty for those that were uploaded.
    pub url: String,
    pub origin: String,
    /// The issuer's name, readable.
    pub issuer: String,
    /// The domain in which it was met first.
    pub domain: String,
    /// Decimal; none: no list yet, or one without a number.
    pub number: Option<String>,
    pub this_update: Option<Timestamp>,
    pub next_update: Option<Timestamp>,
    pub entries: i64,
    /// Of the list in DER, lower-case hex; none: no list yet.
    pub sha256: Option<String>,
    /// When the list came.
    pub fetched_at: Option<Timestamp>,
    /// When it is looked for again, or signed again.
    pub next_try_at: Option<Timestamp>,
    /// In a row.
    pub failures: i32,
    pub last_error: Option<String>,
    pub cr_dtimes: Timestamp,
}

macro_rules! columns {
    () => {
        "id, issuer_name, issuer_key, url, origin, issuer, domain, number, this_update, next_update, entries, sha256, \
         fetched_at, next_try_at, failures, last_error, cr_dtimes"
    };
}

/// A place to be noted.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    pub id: &'a str,
    pub issuer_name: &'a str,
    pub issuer_key: &'a str,
    pub url: &'a str,
    pub origin: Origin,
    pub issuer: &'a str,
    pub domain: &'a str,
    pub at: Timestamp,
}

const INSERT: &str = "INSERT INTO x_crl (id, issuer_name, issuer_key, url, origin, issuer, domain, next_try_at, cr_dtimes) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (issuer_name, issuer_key, url) DO NOTHING";

fn insert(place: &Place<'_>) -> crate::Statement {
    statement(INSERT)
        .bind(place.id)
        .bind(place.issuer_name)
        .bind(place.issuer_key)
        .bind(place.url)
        .bind(place.origin.as_str())
        .bind(place.issuer)
        .bind(place.domain)
        .bind(place.at)
}

/// Notes a place to be looked at at once. No change: it says nothing that certificates do not. `false`: it is known.
pub async fn note(db: &Db, place: &Place<'_>) -> StoreResult<bool> {
    Ok(insert(place).execute_uncounted(db).await? > 0)
}

/// The place of an issuer's lists.
pub async fn place(on: impl Into<On<'_>>, issuer_name: &str, issuer_key: &str, url: &str) -> StoreResult<Option<List>> {
    statement(concat!("SELECT ", columns!(), " FROM x_crl WHERE issuer_name = $1 AND issuer_key = $2 AND url = $3"))
        .bind(issuer_name)
        .bind(issuer_key)
        .bind(url)
        .optional(on)
        .await
}

/// Makes a place within a change.
pub async fn make_place(tx: &mut Tx, place: &Place<'_>) -> StoreResult<()> {
    insert(place).execute(tx).await?;
    Ok(())
}

#[derive(FromRow)]
struct Named {
    issuer_name: String,
    url: String,
}

/// Issuer and address of all places.
pub async fn places(on: impl Into<On<'_>>) -> StoreResult<HashSet<(String, String)>> {
    let found: Vec<Named> = statement("SELECT issuer_name, url FROM x_crl").all(on).await?;
    Ok(found.into_iter().map(|row| (row.issuer_name, row.url)).collect())
}

pub async fn find(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<List>> {
    statement(concat!("SELECT ", columns!(), " FROM x_crl WHERE id = $1")).bind(id).optional(on).await
}

/// Places whose list is to be fetched now, those that wait longest first.
pub async fn due(on: impl Into<On<'_>>, at: Timestamp, limit: i64) -> StoreResult<Vec<List>> {
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM x_crl WHERE next_try_at <= $1 AND origin = 'fetched' ORDER BY next_try_at, id LIMIT $2"
    ))
    .bind(at)
    .bind(limit)
    .all(on)
    .await
}

/// Our own list of the issuer with this key.
pub async fn own_of_key(on: impl Into<On<'_>>, issuer_key: &str) -> StoreResult<Option<List>> {
    statement(concat!("SELECT ", columns!(), " FROM x_crl WHERE origin = 'own' AND issuer_key = $1"))
        .bind(issuer_key)
        .optional(on)
        .await
}

/// A list that was read and judged.
#[derive(Clone, Debug)]
pub struct Content<'a> {
    pub number: Option<&'a str>,
    pub this_update: Timestamp,
    pub next_update: Option<Timestamp>,
    pub entries: i64,
    pub sha256: &'a str,
    pub der: Vec<u8>,
}

/// Puts a list in its place, if the place is as it was read (the same list in it, due at the same moment). `false`: it is not.
pub async fn put(
    tx: &mut Tx,
    before: &List,
    content: Content<'_>,
    at: Timestamp,
    next_try_at: Option<Timestamp>,
) -> StoreResult<bool> {
    let rows = statement(
        "UPDATE x_crl SET number = $2, this_update = $3, next_update = $4, entries = $5, sha256 = $6, crl_data = $7, \
         fetched_at = $8, next_try_at = $9, failures = 0, last_error = NULL \
         WHERE id = $1 AND COALESCE(sha256, '') = $10 AND (next_try_at = $11 OR (next_try_at IS NULL AND $11 IS NULL))",
    )
    .bind(before.id.as_str())
    .bind(content.number.map(str::to_owned))
    .bind(content.this_update)
    .bind(content.next_update)
    .bind(content.entries)
    .bind(content.sha256)
    .bind(content.der)
    .bind(at)
    .bind(next_try_at)
    .bind(before.sha256.clone().unwrap_or_default())
    .bind(before.next_try_at)
    .execute(tx)
    .await?;
    Ok(rows > 0)
}

/// The same list was there again: looked at, no change.
pub async fn seen_again(db: &Db, id: &str, at: Timestamp, next_try_at: Timestamp) -> StoreResult<()> {
    statement("UPDATE x_crl SET fetched_at = $2, next_try_at = $3, failures = 0, last_error = NULL WHERE id = $1")
        .bind(id)
        .bind(at)
        .bind(next_try_at)
        .execute_uncounted(db)
        .await?;
    Ok(())
}

/// Nothing that can be used was there. What is known stays.
pub async fn failed(db: &Db, id: &str, error: &str, next_try_at: Timestamp) -> StoreResult<()> {
    statement("UPDATE x_crl SET next_try_at = $3, failures = failures + 1, last_error = $2 WHERE id = $1")
        .bind(id)
        .bind(error)
        .bind(next_try_at)
        .execute_uncounted(db)
        .await?;
    Ok(())
}

/// Our own lists on which something of this partner stands, or stood, are to be signed again now.
pub async fn sign_again(tx: &mut Tx, partner_id: &str, at: Timestamp) -> StoreResult<()> {
    statement(
        "UPDATE x_crl SET next_try_at = $2 WHERE origin = 'own' \
         AND issuer_key IN (SELECT issuer_key FROM x_issued WHERE partner_id = $1)",
    )
    .bind(partner_id)
    .bind(at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Our own list of this key is to be signed again now.
pub async fn sign_again_with(tx: &mut Tx, issuer_key: &str, at: Timestamp) -> StoreResult<()> {
    statement("UPDATE x_crl SET next_try_at = $2 WHERE origin = 'own' AND issuer_key = $1")
        .bind(issuer_key)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct Signed {
    id: String,
    issuer_key: String,
}

/// Our own lists of other keys than these are signed no more: their authorities are over, or are not trusted any more.
pub async fn end_own_but(db: &Db, keys: &HashSet<String>) -> StoreResult<()> {
    let own: Vec<Signed> =
        statement("SELECT id, issuer_key FROM x_crl WHERE origin = 'own' AND next_try_at IS NOT NULL").all(db).await?;
    for list in own.iter().filter(|list| !keys.contains(&list.issuer_key)) {
        statement("UPDATE x_crl SET next_try_at = NULL WHERE id = $1")
            .bind(list.id.as_str())
            .execute_uncounted(db)
            .await?;
    }
    Ok(())
}

/// A list that is there, by its hash.
#[derive(Clone, Debug, FromRow)]
pub struct Known {
    pub id: String,
    pub issuer_name: String,
    pub sha256: String,
}

/// All lists that are there.
pub async fn known(on: impl Into<On<'_>>) -> StoreResult<Vec<Known>> {
    statement("SELECT id, issuer_name, sha256 FROM x_crl WHERE sha256 IS NOT NULL ORDER BY id").all(on).await
}

#[derive(FromRow)]
struct Der {
    crl_data: Option<Vec<u8>>,
}

/// The list of a place, DER.
pub async fn data(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<Vec<u8>>> {
    let found: Option<Der> = statement("SELECT crl_data FROM x_crl WHERE id = $1").bind(id).optional(on).await?;
    Ok(found.and_then(|row| row.crl_data))
}

#[derive(FromRow)]
struct Count {
    n: i64,
}

/// Entries of the other lists that were fetched of the same issuer.
pub async fn entries_beside(on: impl Into<On<'_>>, place: &List) -> StoreResult<i64> {
    let found: Count = statement(
        "SELECT CAST(COALESCE(SUM(entries), 0) AS bigint) AS n FROM x_crl WHERE issuer_name = $1 AND origin = 'fetched' \
         AND id <> $2",
    )
    .bind(place.issuer_name.as_str())
    .bind(place.id.as_str())
    .one(on)
    .await?;
    Ok(found.n)
}

/// How many places have no list that is current: never fetched, or past its nextUpdate. First ours, as far as they are still signed, then
/// others'.
pub async fn stale(on: &Db, at: Timestamp) -> StoreResult<(u64, u64)> {
    let own: Count = statement(
        "SELECT COUNT(*) AS n FROM x_crl WHERE origin = 'own' AND next_try_at IS NOT NULL \
             AND (next_update IS NULL OR next_update < $1)",
    )
    .bind(at)
    .one(on)
    .await?;
    let others: Count = statement(
        "SELECT COUNT(*) AS n FROM x_crl WHERE origin <> 'own' AND (next_update IS NULL OR next_update < $1)",
    )
    .bind(at)
    .one(on)
    .await?;
    Ok((own.n.max(0).unsigned_abs(), others.n.max(0).unsigned_abs()))
}

fn lists() -> SelectStatement {
    Query::select().from_as(Alias::new("x_crl"), Alias::new("c")).to_owned()
}

/// The places of lists, for those who look after them.
pub static LISTS: ListSpec = ListSpec {
    name: "revocation-lists",
    large: None,
    from: lists,
    select: &[
        ("id", "c.id"),
        ("issuer_name", "c.issuer_name"),
        ("issuer_key", "c.issuer_key"),
        ("url", "c.url"),
        ("origin", "c.origin"),
        ("issuer", "c.issuer"),
        ("domain", "c.domain"),
        ("number", "c.number"),
        ("this_update", "c.this_update"),
        ("next_update", "c.next_update"),
        ("entries", "c.entries"),
        ("sha256", "c.sha256"),
        ("fetched_at", "c.fetched_at"),
        ("next_try_at", "c.next_try_at"),
        ("failures", "c.failures"),
        ("last_error", "c.last_error"),
        ("cr_dtimes", "c.cr_dtimes"),
    ],
    columns: &[
        Column::text("origin", "c.origin"),
        Column::text("issuer", "c.issuer"),
        Column::text("partnerDomain", "c.domain"),
        Column::text("crlUrl", "c.url"),
        Column::time("nextUpdate", "c.next_update"),
        Column::time("fetchedDateTime", "c.fetched_at"),
        Column::time("createdDateTime", "c.cr_dtimes"),
    ],
    key: "c.id",
    created: Some("c.cr_dtimes"),
    deleted: None,
    owner: None,
};
