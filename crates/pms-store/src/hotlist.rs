//! The hotlist (contract pki §3.3): entries by type and hash. Written in changes alone; a change's entries are found by its
//! revision, so that every process can follow.

use aws_lc_rs::digest;
use pms_domain::Timestamp;
use pms_domain::hotlist::{IdHash, IdType, Standing, Status};
use sea_query::{Alias, Query, SelectStatement};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;

use crate::db::{Db, On, Tx, statement};
use crate::list::{Column, ListPage, ListQuery, ListSpec};
use crate::{StoreResult, counter};

/// The kind of the hotlist in records and events. A record's object is an entry's [`object_id`], or an import's id.
pub const OBJECT: &str = "hotlist";

/// Entries that one change may carry (architecture §2 "Bulk work").
pub const BATCH: usize = 500;

/// Where an entry came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Somebody blocked this one.
    Entry,
    /// A file.
    Import,
    /// The partner that was deactivated; it goes when the partner comes back.
    Partner,
}

impl Origin {
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Entry => "entry",
            Origin::Import => "import",
            Origin::Partner => "partner",
        }
    }
}

/// Names an entry in audit records and events.
pub fn object_id(id_type: IdType, hash: &IdHash) -> String {
    format!("{}/{}", id_type.as_str(), hash.hex())
}

/// SHA-256 of a plain id.
pub fn hash(plain_id: &str) -> IdHash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, plain_id.as_bytes()).as_ref());
    IdHash(hash)
}

#[derive(Clone, Debug, FromRow)]
struct Row {
    id_type: i16,
    id_hash: Vec<u8>,
    is_blocked_then: bool,
    until: Option<Timestamp>,
    label: Option<String>,
    partner_id: Option<String>,
    reason: Option<String>,
    origin: String,
    cr_by: String,
    cr_dtimes: Timestamp,
    revision: i64,
    replaced: Option<String>,
}

/// A stored entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id_type: IdType,
    pub hash: IdHash,
    pub standing: Standing,
    /// What it is, for a person; absent where only the hash or the plain id is known.
    pub label: Option<String>,
    /// The partner it belongs to, where that is known.
    pub partner_id: Option<String>,
    pub reason: Option<String>,
    /// Word of an [`Origin`].
    pub origin: String,
    pub by: String,
    pub at: Timestamp,
    /// The change that wrote it last.
    pub revision: i64,
    /// What a partner's deactivation found in its place, and puts back.
    pub replaced: Option<Box<Entry>>,
}

/// An entry that waits beneath another one.
#[derive(Serialize, Deserialize)]
struct Replaced {
    is_blocked_then: bool,
    until: Option<Timestamp>,
    label: Option<String>,
    partner_id: Option<String>,
    reason: Option<String>,
    origin: String,
    by: String,
    at: Timestamp,
}

impl Replaced {
    fn text(entry: &Entry) -> String {
        let replaced = Self {
            is_blocked_then: entry.standing.then == Status::Blocked,
            until: entry.standing.until,
            label: entry.label.clone(),
            partner_id: entry.partner_id.clone(),
            reason: entry.reason.clone(),
            origin: entry.origin.clone(),
            by: entry.by.clone(),
            at: entry.at,
        };
        json!(replaced).to_string()
    }

    fn entry(self, id_type: IdType, hash: IdHash, revision: i64) -> Entry {
        let then = if self.is_blocked_then { Status::Blocked } else { Status::Unblocked };
        Entry {
            id_type,
            hash,
            standing: Standing { then, until: self.until },
            label: self.label,
            partner_id: self.partner_id,
            reason: self.reason,
            origin: self.origin,
            by: self.by,
            at: self.at,
            revision,
            replaced: None,
        }
    }
}

impl Row {
    /// `None`: the type or the hash is nothing this program wrote.
    fn entry(self) -> Option<Entry> {
        let then = if self.is_blocked_then { Status::Blocked } else { Status::Unblocked };
        let (id_type, hash) = (IdType::of_number(self.id_type)?, IdHash::from_slice(&self.id_hash)?);
        let replaced: Option<Replaced> = self.replaced.as_deref().and_then(|text| serde_json::from_str(text).ok());
        Some(Entry {
            id_type,
            hash,
            replaced: replaced.map(|replaced| Box::new(replaced.entry(id_type, hash, self.revision))),
            standing: Standing { then, until: self.until },
            label: self.label,
            partner_id: self.partner_id,
            reason: self.reason,
            origin: self.origin,
            by: self.cr_by,
            at: self.cr_dtimes,
            revision: self.revision,
        })
    }
}

macro_rules! columns {
    () => {
        "id_type, id_hash, is_blocked_then, until, label, partner_id, reason, origin, cr_by, cr_dtimes, revision, replaced"
    };
}

pub async fn find(on: impl Into<On<'_>>, id_type: IdType, hash: &IdHash) -> StoreResult<Option<Entry>> {
    let row: Option<Row> =
        statement(concat!("SELECT ", columns!(), " FROM x_hotlist WHERE id_type = $1 AND id_hash = $2"))
            .bind(id_type.number())
            .bind(hash.0.to_vec())
            .optional(on)
            .await?;
    Ok(row.and_then(Row::entry))
}

/// The entries of some keys, in no order; at most [`BATCH`] of them.
pub async fn find_batch(db: &Db, keys: &[Key]) -> StoreResult<Vec<Entry>> {
    let rows: Vec<Row> = match db.is_postgres() {
        true => {
            let words = |word: fn(&Key) -> String| keys.iter().map(word).collect::<Vec<_>>().join(",");
            statement(concat!(
                "SELECT ",
                columns!(),
                " FROM x_hotlist JOIN unnest(CAST(string_to_array($1, ',') AS smallint[]), string_to_array($2, ',')) \
                 AS g(t, h) ON id_type = g.t AND id_hash = decode(g.h, 'hex')"
            ))
            .bind(words(|(id_type, _)| id_type.number().to_string()))
            .bind(words(|(_, hash)| hash.hex()))
            .all(db)
            .await?
        }
        false => {
            let given = keys.iter().map(|(id_type, hash)| json!({"t": id_type.number(), "h": hash.hex()}));
            statement(concat!(
                "SELECT ",
                columns!(),
                " FROM json_each($1) g CROSS JOIN x_hotlist \
                 ON id_type = json_extract(g.value, '$.t') AND id_hash = unhex(json_extract(g.value, '$.h'))"
            ))
            .bind(serde_json::Value::Array(given.collect()).to_string())
            .all(db)
            .await?
        }
    };
    Ok(rows.into_iter().filter_map(Row::entry).collect())
}

/// Writes an entry in the place of whatever was said of it before.
pub async fn put(tx: &mut Tx, entry: &Entry) -> StoreResult<()> {
    let is_new = find(&mut *tx, entry.id_type, &entry.hash).await?.is_none();
    statement(
        "INSERT INTO x_hotlist (id_type, id_hash, is_blocked_then, until, label, partner_id, reason, origin, cr_by, \
         cr_dtimes, revision, replaced) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         ON CONFLICT (id_type, id_hash) DO UPDATE SET is_blocked_then = excluded.is_blocked_then, \
         until = excluded.until, label = COALESCE(excluded.label, x_hotlist.label), \
         partner_id = excluded.partner_id, reason = excluded.reason, \
         origin = excluded.origin, cr_by = excluded.cr_by, cr_dtimes = excluded.cr_dtimes, \
         revision = excluded.revision, replaced = excluded.replaced",
    )
    .bind(entry.id_type.number())
    .bind(entry.hash.0.to_vec())
    .bind(entry.standing.then == Status::Blocked)
    .bind(entry.standing.until)
    .bind(entry.label.clone())
    .bind(entry.partner_id.clone())
    .bind(entry.reason.clone())
    .bind(entry.origin.as_str())
    .bind(entry.by.as_str())
    .bind(entry.at)
    .bind(entry.revision)
    .bind(entry.replaced.as_deref().map(Replaced::text))
    .execute(tx)
    .await?;
    if is_new {
        counter::add(tx, counter::HOTLIST, 1);
    }
    Ok(())
}

/// Takes an entry out. `false`: there is none.
pub async fn remove(tx: &mut Tx, id_type: IdType, hash: &IdHash) -> StoreResult<bool> {
    let removed = statement("DELETE FROM x_hotlist WHERE id_type = $1 AND id_hash = $2")
        .bind(id_type.number())
        .bind(hash.0.to_vec())
        .execute(tx)
        .await?;
    if removed > 0 {
        counter::add(tx, counter::HOTLIST, -1);
    }
    Ok(removed > 0)
}

/// Entries of one partner that its deactivation made.
pub async fn of_partner(on: impl Into<On<'_>>, partner_id: &str) -> StoreResult<Vec<Entry>> {
    let rows: Vec<Row> = statement(concat!(
        "SELECT ",
        columns!(),
        " FROM x_hotlist WHERE partner_id = $1 AND origin = 'partner' ORDER BY revision DESC, id_type, id_hash"
    ))
    .bind(partner_id)
    .all(on)
    .await?;
    Ok(rows.into_iter().filter_map(Row::entry).collect())
}

/// One line of an import: blocked for good, or until a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub id_type: IdType,
    pub hash: IdHash,
    pub until: Option<Timestamp>,
}

/// What became of the lines of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Were not on the hotlist.
    pub added: u64,
    /// Were, for a shorter time.
    pub prolonged: u64,
    /// Were, for as long or longer.
    pub unchanged: u64,
}

/// What all lines of a batch have in common.
pub struct Batch<'a> {
    /// At most [`BATCH`] of them, each type and hash once.
    pub lines: &'a [Line],
    pub reason: Option<&'a str>,
    pub by: &'a str,
    pub at: Timestamp,
    pub revision: i64,
}

/// Blocks a batch. Nothing that was blocked before is blocked for a shorter time afterwards.
pub async fn put_batch(tx: &mut Tx, batch: &Batch<'_>) -> StoreResult<Taken> {
    let (added, written) = match tx.is_postgres() {
        true => put_batch_postgres(tx, batch).await?,
        false => put_batch_sqlite(tx, batch).await?,
    };
    if added > 0 {
        counter::add(tx, counter::HOTLIST, added);
    }
    let (added, written) = (added.unsigned_abs(), written.unsigned_abs());
    let prolonged = written.saturating_sub(added);
    Ok(Taken { added, prolonged, unchanged: (batch.lines.len() as u64).saturating_sub(written) })
}

/// What an import does with an entry that is there.
macro_rules! prolong {
    () => {
        " ON CONFLICT (id_type, id_hash) DO UPDATE SET is_blocked_then = excluded.is_blocked_then, \
         until = excluded.until, reason = excluded.reason, origin = excluded.origin, cr_by = excluded.cr_by, \
         cr_dtimes = excluded.cr_dtimes, revision = excluded.revision, replaced = NULL \
         WHERE (excluded.is_blocked_then AND NOT (x_hotlist.is_blocked_then AND x_hotlist.until IS NULL \
         AND x_hotlist.origin <> 'partner')) \
         OR (NOT x_hotlist.is_blocked_then AND x_hotlist.until < excluded.until)"
    };
}

#[derive(FromRow)]
struct Written {
    added: i64,
    written: i64,
}

fn until(line: &Line) -> Option<String> {
    line.until.map(|until| until.format("%F %T%.f").to_string())
}

/// How many were added, and how many were added or prolonged.
async fn put_batch_postgres(tx: &mut Tx, batch: &Batch<'_>) -> StoreResult<(i64, i64)> {
    // Lists of words: JSON takes the database as long to read as the rows to write.
    let words = |word: fn(&Line) -> String| batch.lines.iter().map(word).collect::<Vec<_>>().join(",");
    let Written { added, written } = statement(concat!(
        "WITH written AS (INSERT INTO x_hotlist (id_type, id_hash, is_blocked_then, until, reason, origin, cr_by, \
         cr_dtimes, revision) SELECT g.t, decode(g.h, 'hex'), g.u IS NULL, g.u, $4, 'import', $5, $6, $7 \
         FROM unnest(CAST(string_to_array($1, ',') AS smallint[]), string_to_array($2, ','), \
         CAST(string_to_array($3, ',', '') AS timestamp[])) AS g(t, h, u)",
        prolong!(),
        // A row that an update wrote has a transaction that replaced it.
        " RETURNING xmax = 0 AS is_new) \
         SELECT COUNT(*) FILTER (WHERE is_new) AS added, COUNT(*) AS written FROM written"
    ))
    .bind(words(|line| line.id_type.number().to_string()))
    .bind(words(|line| line.hash.hex()))
    .bind(words(|line| until(line).unwrap_or_default()))
    .bind(batch.reason.map(str::to_owned))
    .bind(batch.by)
    .bind(batch.at)
    .bind(batch.revision)
    .one(tx)
    .await?;
    Ok((added, written))
}

/// As [`put_batch_postgres`]: SQLite does not tell which rows are new.
async fn put_batch_sqlite(tx: &mut Tx, batch: &Batch<'_>) -> StoreResult<(i64, i64)> {
    let lines = batch.lines.iter().map(|line| {
        json!({"t": line.id_type.number(), "h": line.hash.hex(), "b": i32::from(line.until.is_none()), "u": until(line)})
    });
    let given = serde_json::Value::Array(lines.collect()).to_string();
    #[derive(FromRow)]
    struct Known {
        known: i64,
    }
    let Known { known } = statement(
        "SELECT COUNT(*) AS known FROM json_each($1) g CROSS JOIN x_hotlist e \
         ON e.id_type = json_extract(g.value, '$.t') AND e.id_hash = unhex(json_extract(g.value, '$.h'))",
    )
    .bind(given.as_str())
    .one(&mut *tx)
    .await?;
    let written = statement(concat!(
        "INSERT INTO x_hotlist (id_type, id_hash, is_blocked_then, until, reason, origin, cr_by, cr_dtimes, revision) \
         SELECT json_extract(g.value, '$.t'), unhex(json_extract(g.value, '$.h')), json_extract(g.value, '$.b'), \
         json_extract(g.value, '$.u'), $2, 'import', $3, $4, $5 FROM json_each($1) g WHERE TRUE",
        prolong!()
    ))
    .bind(given)
    .bind(batch.reason.map(str::to_owned))
    .bind(batch.by)
    .bind(batch.at)
    .bind(batch.revision)
    .execute(tx)
    .await?;
    Ok((batch.lines.len() as i64 - known, written.cast_signed()))
}

/// Type and hash of an entry.
pub type Key = (IdType, IdHash);

#[derive(FromRow)]
struct KeyRow {
    id_type: i16,
    id_hash: Vec<u8>,
}

fn keys(rows: Vec<KeyRow>) -> Vec<Key> {
    let key = |row: KeyRow| Some((IdType::of_number(row.id_type)?, IdHash::from_slice(&row.id_hash)?));
    rows.into_iter().filter_map(key).collect()
}

/// What a change and those after it wrote.
pub async fn since(db: &Db, revision: i64) -> StoreResult<Vec<Key>> {
    let rows = statement("SELECT id_type, id_hash FROM x_hotlist WHERE revision >= $1").bind(revision).all(db).await?;
    Ok(keys(rows))
}

/// Entries in the order of their keys, after one.
pub async fn after(db: &Db, key: Option<Key>, limit: i64) -> StoreResult<Vec<Key>> {
    let (number, hash) = key.map_or((0, Vec::new()), |(id_type, hash)| (id_type.number(), hash.0.to_vec()));
    let rows = statement(
        "SELECT id_type, id_hash FROM x_hotlist WHERE (id_type, id_hash) > ($1, $2) ORDER BY id_type, id_hash LIMIT $3",
    )
    .bind(number)
    .bind(hash)
    .bind(limit)
    .all(db)
    .await?;
    Ok(keys(rows))
}

/// How many there are.
pub async fn total(on: impl Into<On<'_>>) -> StoreResult<u64> {
    Ok(counter::total(on, counter::HOTLIST).await?.max(0).unsigned_abs())
}

fn entries() -> SelectStatement {
    Query::select().from_as(Alias::new("x_hotlist"), Alias::new("h")).to_owned()
}

/// The entries, newest first. Rows are read with [`page`].
pub static ENTRIES: ListSpec = ListSpec {
    name: "hotlist",
    large: None,
    from: entries,
    select: &[
        ("id_type", "h.id_type"),
        ("id_hash", "h.id_hash"),
        ("is_blocked_then", "h.is_blocked_then"),
        ("until", "h.until"),
        ("label", "h.label"),
        ("partner_id", "h.partner_id"),
        ("reason", "h.reason"),
        ("origin", "h.origin"),
        ("cr_by", "h.cr_by"),
        ("cr_dtimes", "h.cr_dtimes"),
        ("revision", "h.revision"),
        ("replaced", "h.replaced"),
    ],
    columns: &[
        Column::number("idType", "h.id_type").not_sortable(),
        Column::text("partnerId", "h.partner_id").not_sortable(),
        Column::number("revision", "h.revision"),
    ],
    key: "h.id_hash",
    created: Some("h.revision"),
    deleted: None,
    owner: None,
};

/// A page of [`ENTRIES`]; the total of all is known without counting.
pub async fn page(db: &Db, query: &ListQuery) -> StoreResult<ListPage<Entry>> {
    let known = if query.is_unfiltered() { Some(total(db).await?) } else { None };
    let page: ListPage<Row> = ENTRIES.fetch(db, query, known).await?;
    Ok(ListPage { rows: page.rows.into_iter().filter_map(Row::entry).collect(), total: page.total })
}
