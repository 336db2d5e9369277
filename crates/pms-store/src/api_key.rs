//! API keys. The table keeps its name, `partner_policy`; its primary key, `policy_api_key`, is the value of the key, in a
//! sealed database its keyed hash (`s1.…`) with the value in `x_sealed`. What the table lacks stands in `x_api_key`: the
//! public id that logs, audit and events name, how far the key has come, and what replaces what.

mod upkeep;

pub use upkeep::{adopt_missing, count_active, is_missing, weak};

use chrono::TimeDelta;
use pms_domain::Timestamp;
use pms_domain::api_key::{Phase, Standing, State};
use pms_domain::context::Surroundings;
use pms_domain::key_value::KeyValue;
use sqlx::FromRow;

use crate::db::{Db, On, Statement, Tx, statement};
use crate::dialect::pick;
use crate::partner::Reach;
use crate::{Change, Mode, Store, StoreError, StoreResult, counter, sealed, search};

/// Kind of a sealed key; the owner is what stands in the column.
pub(crate) const SEALED: &str = "api_key";

/// Rows of one change.
const BATCH: i64 = 500;

/// Who saw a key first, besides whoever made it.
pub const TO_PARTNER: &str = "partner";
pub const TO_ADMIN: &str = "admin";

/// A key. Without `Debug`: in a clear database it holds the value.
#[derive(Clone, FromRow)]
pub struct ApiKey {
    /// The column: the value, or its keyed hash.
    pub(crate) policy_api_key: String,
    /// Public id. `None`: an adopted key that nobody has touched yet.
    pub id: Option<String>,
    pub part_id: String,
    pub policy_id: String,
    pub label: String,
    pub valid_from_datetime: Timestamp,
    pub valid_to_datetime: Option<Timestamp>,
    pub is_active: bool,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub phase: Option<String>,
    pub stopped_by_admin: Option<bool>,
    pub fetch_until: Option<Timestamp>,
    pub handed_over_to: Option<String>,
    /// Public id of the key that this one replaces.
    pub replaces: Option<String>,
    /// Public id of the key that replaces this one.
    pub replaced_by: Option<String>,
    /// When the key that this one replaces is to end, once this one is in use.
    pub former_ends_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
}

impl ApiKey {
    pub fn standing(&self) -> Standing {
        let Some(phase) = &self.phase else { return Standing::adopted(self.is_active, self.valid_to_datetime) };
        Standing {
            phase: Phase::parse(phase),
            is_active: self.is_active,
            stopped_by_admin: self.stopped_by_admin.unwrap_or(false),
            is_replaced: self.replaced_by.is_some(),
            valid_to: self.valid_to_datetime,
            ends_at: self.ends_at,
            fetch_until: self.fetch_until,
        }
    }

    /// What it is by itself, whatever its partner and policy are.
    pub fn state(&self, now: Timestamp) -> State {
        self.standing().state(now)
    }

    /// The public id; empty for an adopted key that nobody has touched yet.
    pub fn public_id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }
}

macro_rules! select {
    () => {
        "SELECT k.policy_api_key, x.id, k.part_id, k.policy_id, k.label, k.valid_from_datetime, k.valid_to_datetime, \
         k.is_active, k.cr_by, k.cr_dtimes, x.phase, x.stopped_by_admin, x.fetch_until, x.handed_over_to, x.replaces, \
         x.replaced_by, x.former_ends_at, x.ends_at "
    };
}

/// The key of a public id, within reach. Outside the reach it does not exist for the caller.
pub async fn find(on: impl Into<On<'_>>, reach: Reach<'_>, id: &str) -> StoreResult<Option<ApiKey>> {
    let found: Option<ApiKey> = statement(concat!(
        select!(),
        "FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key WHERE x.id = $1"
    ))
    .bind(id)
    .optional(on)
    .await?;
    Ok(found.filter(|key| reach.includes(&key.part_id)))
}

/// The key of a value, within reach; deleted ones left out.
pub async fn by_value(
    store: &Store,
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    value: &KeyValue,
) -> StoreResult<Option<ApiKey>> {
    let [column, clear] = columns(store, value);
    let found: Option<ApiKey> = statement(concat!(
        select!(),
        "FROM partner_policy k LEFT JOIN x_api_key x ON x.api_key = k.policy_api_key \
         WHERE k.policy_api_key IN ($1, $2) AND (k.is_deleted IS NULL OR k.is_deleted = FALSE) LIMIT 1"
    ))
    .bind(column)
    .bind(clear)
    .optional(on)
    .await?;
    Ok(found.filter(|key| reach.includes(&key.part_id)))
}

/// What may stand in the column for a value: while a database is converted, rows stand either way. A keyed hash is no
/// value: who read one cannot use it as a key.
fn columns(store: &Store, value: &KeyValue) -> [String; 2] {
    let hashed = store.keys().column(SEALED, value.reveal());
    match value.reveal().starts_with("s1.") {
        true => [hashed.clone(), hashed],
        false => [hashed, value.reveal().to_owned()],
    }
}

/// The keys after a place, in the order of their columns, deleted ones left out.
pub(crate) async fn run(on: impl Into<On<'_>>, after: &str, limit: i64) -> StoreResult<Vec<ApiKey>> {
    statement(concat!(
        select!(),
        "FROM partner_policy k LEFT JOIN x_api_key x ON x.api_key = k.policy_api_key AND x.api_key > $1 \
         WHERE k.policy_api_key > $1 AND (k.is_deleted IS NULL OR k.is_deleted = FALSE) ORDER BY k.policy_api_key LIMIT $2"
    ))
    .bind(after)
    .bind(limit)
    .all(on)
    .await
}

/// The key of a public id, unless it is deleted.
pub(crate) async fn find_live(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<ApiKey>> {
    statement(concat!(
        select!(),
        "FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key WHERE x.id = $1 \
         AND (k.is_deleted IS NULL OR k.is_deleted = FALSE)"
    ))
    .bind(id)
    .optional(on)
    .await
}

/// The keys of a partner for a policy, newest first, deleted ones left out.
pub async fn of_pair(
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    partner_id: &str,
    policy_id: &str,
) -> StoreResult<Vec<ApiKey>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    statement(concat!(
        select!(),
        "FROM partner_policy k LEFT JOIN x_api_key x ON x.api_key = k.policy_api_key \
         WHERE k.part_id = $1 AND k.policy_id = $2 AND (k.is_deleted IS NULL OR k.is_deleted = FALSE) \
         ORDER BY k.cr_dtimes DESC, k.valid_from_datetime DESC"
    ))
    .bind(partner_id)
    .bind(policy_id)
    .all(on)
    .await
}

/// The keys of a partner for several policies, newest first, deleted ones left out, in one statement.
pub async fn of_pairs(db: &Db, reach: Reach<'_>, partner_id: &str, policy_ids: &[&str]) -> StoreResult<Vec<ApiKey>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    let sql = pick(
        &On::Db(db),
        concat!(
            select!(),
            "FROM partner_policy k LEFT JOIN x_api_key x ON x.api_key = k.policy_api_key WHERE k.part_id = $1 \
             AND k.policy_id = ANY (ARRAY(SELECT value FROM jsonb_array_elements_text(CAST($2 AS jsonb)))) \
             AND (k.is_deleted IS NULL OR k.is_deleted = FALSE) ORDER BY k.cr_dtimes DESC, k.valid_from_datetime DESC"
        ),
        concat!(
            select!(),
            "FROM partner_policy k LEFT JOIN x_api_key x ON x.api_key = k.policy_api_key WHERE k.part_id = $1 \
             AND k.policy_id IN (SELECT value FROM json_each($2)) \
             AND (k.is_deleted IS NULL OR k.is_deleted = FALSE) ORDER BY k.cr_dtimes DESC, k.valid_from_datetime DESC"
        ),
    );
    statement(sql).bind(partner_id).bind(serde_json::json!(policy_ids).to_string()).all(db).await
}

/// Keys that wait for a decision: of a partner, and of those of a policy if one is named.
pub async fn waiting_of(
    on: impl Into<On<'_>>,
    partner_id: Option<&str>,
    policy_id: Option<&str>,
) -> StoreResult<Vec<ApiKey>> {
    statement(concat!(
        select!(),
        "FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key WHERE x.phase = 'approval' \
         AND (CAST($1 AS text) IS NULL OR k.part_id = $2) AND (CAST($3 AS text) IS NULL OR k.policy_id = $4)"
    ))
    .bind(partner_id.map(str::to_owned))
    .bind(partner_id.map(str::to_owned))
    .bind(policy_id.map(str::to_owned))
    .bind(policy_id.map(str::to_owned))
    .all(on)
    .await
}

#[derive(FromRow)]
struct Moment {
    at: Timestamp,
}

/// The first microsecond from a moment on at which no key of the pair begins: the contract's table has room for one
/// (`uk_ppol`).
pub async fn free_moment(
    on: impl Into<On<'_>>,
    partner_id: &str,
    policy_id: &str,
    from: Timestamp,
) -> StoreResult<Timestamp> {
    let taken: Vec<Moment> = statement(
        "SELECT valid_from_datetime AS at FROM partner_policy WHERE part_id = $1 AND policy_id = $2 \
         AND valid_from_datetime >= $3 ORDER BY valid_from_datetime",
    )
    .bind(partner_id)
    .bind(policy_id)
    .bind(from)
    .all(on)
    .await?;
    let mut free = from;
    for moment in taken {
        if moment.at > free {
            break;
        }
        free = moment.at + TimeDelta::microseconds(1);
    }
    Ok(free)
}

#[derive(FromRow)]
struct Found {
    #[expect(dead_code, reason = "that there is a row is the answer")]
    found: i32,
}

/// Whether a key of this value exists, deleted or not: it is refused, never overwritten.
pub async fn is_taken(change: &mut Change<'_>, value: &KeyValue) -> StoreResult<bool> {
    let [column, clear] = columns(change.store(), value);
    let found: Option<Found> =
        statement("SELECT 1 AS found FROM partner_policy WHERE policy_api_key IN ($1, $2) LIMIT 1")
            .bind(column)
            .bind(clear)
            .optional(change)
            .await?;
    Ok(found.is_some())
}

/// A new key.
pub struct NewKey<'a> {
    pub id: &'a str,
    pub part_id: &'a str,
    pub policy_id: &'a str,
    pub label: &'a str,
    pub valid_from: Timestamp,
    pub valid_to: Timestamp,
    pub phase: Phase,
    pub fetch_until: Option<Timestamp>,
    /// Who is shown the value now, besides whoever makes it.
    pub handed_over_to: Option<&'static str>,
    pub replaces: Option<&'a str>,
    pub former_ends_at: Option<Timestamp>,
    pub by: &'a str,
    pub at: Timestamp,
}

/// Inserts a key with what is kept beside it. Call [`is_taken`] before: a taken value ends the change
/// ([`StoreError::Taken`]).
pub async fn insert(
    change: &mut Change<'_>,
    surroundings: &Surroundings,
    new: &NewKey<'_>,
    value: &KeyValue,
) -> StoreResult<()> {
    let store = change.store().clone();
    let column = match store.mode() {
        Mode::Sealed => store.keys().column(SEALED, value.reveal()),
        Mode::Clear => value.reveal().to_owned(),
    };
    statement(
        "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, valid_to_datetime, \
         is_active, label, cr_by, cr_dtimes, is_deleted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, FALSE)",
    )
    .bind(column.as_str())
    .bind(new.part_id)
    .bind(new.policy_id)
    .bind(new.valid_from)
    .bind(new.valid_to)
    .bind(new.phase == Phase::Live)
    .bind(new.label)
    .bind(new.by)
    .bind(new.at)
    .execute(change)
    .await?;
    if store.mode() == Mode::Sealed {
        sealed::put(change, store.keys(), surroundings, SEALED, &column, &value.reveal())?;
    }
    statement(
        "INSERT INTO x_api_key (id, api_key, phase, is_weak, stopped_by_admin, fetch_until, handed_over_at, \
         handed_over_to, replaces, former_ends_at) VALUES ($1, $2, $3, $4, FALSE, $5, $6, $7, $8, $9)",
    )
    .bind(new.id)
    .bind(column.as_str())
    .bind(new.phase.as_str())
    .bind(value.is_weak())
    .bind(new.fetch_until)
    .bind(new.handed_over_to.map(|_| new.at))
    .bind(new.handed_over_to.map(str::to_owned))
    .bind(new.replaces.map(str::to_owned))
    .bind(new.former_ends_at)
    .execute(change)
    .await?;
    index(change, new.id, new.label, new.at).await?;
    counter::add(change, counter::API_KEYS, 1);
    Ok(())
}

async fn index(tx: &mut Tx, id: &str, label: &str, created: Timestamp) -> StoreResult<()> {
    search::put(tx, search::API_KEY_LABEL, id, created, label).await
}

/// The value of a key, for the one who may see it now.
pub async fn value(store: &Store, on: impl Into<On<'_>>, key: &ApiKey) -> StoreResult<KeyValue> {
    let value: Option<String> = sealed::get(on, store.keys(), SEALED, &key.policy_api_key).await?;
    match value {
        Some(value) => Ok(KeyValue::new(value)),
        None if key.policy_api_key.starts_with("s1.") => {
            Err(StoreError::Corrupt("the sealed value of an API key is gone".into()))
        }
        None => Ok(KeyValue::new(key.policy_api_key.clone())),
    }
}

/// A new standing: activity, phase, and what goes with them.
pub async fn set_standing(tx: &mut Tx, key: &ApiKey, standing: &Standing, by: &str, at: Timestamp) -> StoreResult<()> {
    statement("UPDATE partner_policy SET is_active = $2, upd_by = $3, upd_dtimes = $4 WHERE policy_api_key = $1")
        .bind(key.policy_api_key.as_str())
        .bind(standing.is_active)
        .bind(by)
        .bind(at)
        .execute(tx)
        .await?;
    statement(
        "UPDATE x_api_key SET phase = $2, stopped_by_admin = $3, fetch_until = $4, ends_at = $5, \
         replaced_by = CASE WHEN $6 THEN replaced_by ELSE NULL END WHERE api_key = $1",
    )
    .bind(key.policy_api_key.as_str())
    .bind(standing.phase.as_str())
    .bind(standing.stopped_by_admin)
    .bind(standing.fetch_until)
    .bind(standing.ends_at)
    .bind(standing.is_replaced)
    .execute(tx)
    .await?;
    Ok(())
}

/// Which key takes the place of this one.
pub async fn set_replaced_by(tx: &mut Tx, id: &str, by_id: &str) -> StoreResult<()> {
    statement("UPDATE x_api_key SET replaced_by = $2 WHERE id = $1").bind(id).bind(by_id).execute(tx).await?;
    Ok(())
}

/// Who was shown the key.
pub async fn set_handed_over(tx: &mut Tx, id: &str, to: &'static str, at: Timestamp) -> StoreResult<()> {
    statement("UPDATE x_api_key SET handed_over_to = $2, handed_over_at = $3 WHERE id = $1")
        .bind(id)
        .bind(to)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Moves a key to another policy. `valid_from` is free there ([`free_moment`]).
pub async fn set_policy(
    tx: &mut Tx,
    key: &ApiKey,
    policy_id: &str,
    valid_from: Timestamp,
    by: &str,
    at: Timestamp,
) -> StoreResult<()> {
    statement(
        "UPDATE partner_policy SET policy_id = $2, valid_from_datetime = $3, upd_by = $4, upd_dtimes = $5 \
         WHERE policy_api_key = $1",
    )
    .bind(key.policy_api_key.as_str())
    .bind(policy_id)
    .bind(valid_from)
    .bind(by)
    .bind(at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets a key that nobody has ever seen: its row, its value, what is kept beside it.
pub async fn forget(tx: &mut Tx, key: &ApiKey) -> StoreResult<()> {
    let column = key.policy_api_key.as_str();
    sealed::destroy(tx, SEALED, column).await?;
    let by_column = |sql: &'static str| -> Statement { statement(sql).bind(column) };
    by_column("DELETE FROM x_api_key WHERE api_key = $1").execute(tx).await?;
    by_column("DELETE FROM partner_policy WHERE policy_api_key = $1").execute(tx).await?;
    search::remove(tx, search::API_KEY_LABEL, key.public_id()).await?;
    counter::add(tx, counter::API_KEYS, -1);
    Ok(())
}

/// The public id of a key; an adopted one gets it now.
pub async fn ensure_id(change: &mut Change<'_>, surroundings: &Surroundings, key: &mut ApiKey) -> StoreResult<String> {
    if let Some(id) = &key.id {
        return Ok(id.clone());
    }
    let id = upkeep::adopt(change, surroundings, key).await?;
    key.id = Some(id.clone());
    key.phase = Some(Phase::Live.as_str().to_owned());
    Ok(id)
}

/// What a moment does to keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Their validity is over, and they are active still.
    Expired,
    /// The key that replaces them has taken over.
    Replaced,
    /// Nobody has fetched them in time.
    Unfetched,
}

impl Due {
    pub const ALL: [Due; 3] = [Due::Expired, Due::Replaced, Due::Unfetched];
}

/// A batch of keys whose time has come, earliest first.
pub async fn due(on: impl Into<On<'_>>, due: Due, now: Timestamp) -> StoreResult<Vec<ApiKey>> {
    let sql = match due {
        Due::Expired => concat!(
            select!(),
            "FROM partner_policy k LEFT JOIN x_api_key x ON x.api_key = k.policy_api_key \
             WHERE k.is_active AND k.valid_to_datetime <= $1 ORDER BY k.valid_to_datetime LIMIT $2"
        ),
        Due::Replaced => concat!(
            select!(),
            "FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key \
             WHERE x.phase = 'live' AND x.ends_at IS NOT NULL AND x.ends_at <= $1 ORDER BY x.ends_at LIMIT $2"
        ),
        Due::Unfetched => concat!(
            select!(),
            "FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key \
             WHERE x.phase = 'handover' AND x.fetch_until <= $1 ORDER BY x.fetch_until LIMIT $2"
        ),
    };
    statement(sql).bind(now).bind(BATCH).all(on).await
}

/// A batch of adopted keys without a public id, oldest first.
async fn without_id(on: impl Into<On<'_>>) -> StoreResult<Vec<ApiKey>> {
    statement(concat!(
        select!(),
        "FROM partner_policy k LEFT JOIN x_api_key x ON x.api_key = k.policy_api_key WHERE x.id IS NULL \
         ORDER BY k.cr_dtimes, k.policy_api_key LIMIT $1"
    ))
    .bind(BATCH)
    .all(on)
    .await
}

/// A key's public id and its label.
#[derive(Clone, Debug, FromRow)]
pub struct Label {
    pub id: String,
    pub label: String,
}

/// The labels of keys, by their public ids: asked for rows that the caller may read, of which the ids are part.
pub async fn labels(db: &Db, ids: &[&str]) -> StoreResult<Vec<Label>> {
    let sql = pick(
        &On::Db(db),
        // Limited, so that it stays one look for each id.
        "SELECT f.id, f.label FROM jsonb_array_elements_text(CAST($1 AS jsonb)) AS g CROSS JOIN LATERAL \
         (SELECT x.id, k.label FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key \
         WHERE x.id = g.value LIMIT 1) AS f",
        "SELECT x.id, k.label FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key \
         WHERE x.id IN (SELECT value FROM json_each($1))",
    );
    statement(sql).bind(serde_json::json!(ids).to_string()).all(db).await
}

/// The keys of a partner with a label, also those that ended.
pub async fn of_label(db: &Db, partner_id: &str, label: &str) -> StoreResult<Vec<Label>> {
    statement(
        "SELECT x.id, k.label FROM partner_policy k JOIN x_api_key x ON x.api_key = k.policy_api_key \
         WHERE k.part_id = $1 AND k.label = $2 LIMIT 500",
    )
    .bind(partner_id)
    .bind(label)
    .all(db)
    .await
}
