//! Licences of MISPs. `misp_license` keeps its columns; `x_misp_licence` says beside it what a licence is called where its
//! value must not stand, which licence of a MISP is the current one, and who stopped it. Rows are inserted and change their
//! state; a value is never overwritten.

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use pms_domain::key_value::KeyValue;
use pms_domain::licence::{self, Circumstances, State};
use sea_query::{Alias, Expr, JoinType, Query, SelectStatement};
use sqlx::FromRow;

use crate::change::Change;
use crate::db::{On, Tx, statement};
use crate::list::{Column, ListSpec};
use crate::partner::Reach;
use crate::{Mode, Store, StoreResult, sealed, unique};

/// Kind of a sealed licence key; the owner is the MISP and what stands in the column ([`crate::convert`]).
pub(crate) const LICENCE: &str = "licence";
/// The kind of a licence in audit records and events; the id is [`Licence::id`].
pub const OBJECT: &str = "licence";

/// A licence. Its value is read with [`Licence::key`] alone.
#[derive(Clone, FromRow)]
pub struct Licence {
    /// Names it in audit, events and logs.
    pub id: String,
    pub misp_id: String,
    /// What the MISP is called today; `None`: it is gone.
    pub misp_name: Option<String>,
    /// The value, or a keyed hash of it.
    license_key: String,
    sealed: Option<Vec<u8>>,
    pub policy_id: Option<String>,
    pub valid_from_date: Timestamp,
    /// `None`: an adopted licence without an end.
    pub valid_to_date: Option<Timestamp>,
    is_active: bool,
    is_current: bool,
    stopped_by: Option<String>,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
    pub is_deleted: Option<bool>,
    pub del_dtimes: Option<Timestamp>,
    /// Whether the MISP is an active partner.
    partner_is_active: bool,
}

impl Licence {
    /// The MISP by its name; of one that is gone by its id.
    pub fn misp(&self) -> &str {
        self.misp_name.as_deref().unwrap_or(&self.misp_id)
    }

    pub fn state(&self) -> State {
        State::of(self.is_current, self.is_active, self.stopped_by.as_deref())
    }

    /// What decides beside the licence itself, at a time.
    pub fn circumstances(&self, now: Timestamp) -> Circumstances {
        Circumstances { partner_is_active: self.partner_is_active, is_over: licence::is_over(self.valid_to_date, now) }
    }

    /// The value, or a keyed hash of it.
    pub(crate) fn column(&self) -> &str {
        &self.license_key
    }

    /// Whether it opens anything at a time.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        licence::is_in_force(self.state(), self.circumstances(now))
    }

    /// The value. Whoever reads it leaves an audit record (architecture §3).
    ///
    /// # Errors
    /// When the sealed value does not open.
    pub fn key(&self, store: &Store) -> StoreResult<KeyValue> {
        let value: String = match &self.sealed {
            Some(value) => sealed::open(store.keys(), LICENCE, &owner(&self.misp_id, &self.license_key), value)?,
            None => self.license_key.clone(),
        };
        Ok(KeyValue::new(value))
    }
}

fn owner(misp_id: &str, column: &str) -> String {
    format!("{misp_id}/{column}")
}

macro_rules! select {
    () => {
        "SELECT x.id, l.misp_id, (SELECT p.name FROM partner p WHERE p.id = l.misp_id) AS misp_name, l.license_key, \
         (SELECT s.value FROM x_sealed s WHERE s.kind = 'licence' AND s.owner = l.misp_id || '/' || l.license_key) \
         AS sealed, l.policy_id, l.valid_from_date, l.valid_to_date, \
         l.is_active, x.is_current, x.stopped_by, l.cr_by, l.cr_dtimes, l.upd_by, l.upd_dtimes, l.is_deleted, \
         l.del_dtimes, COALESCE((SELECT p.is_active FROM partner p WHERE p.id = l.misp_id), FALSE) AS partner_is_active \
         FROM x_misp_licence x JOIN misp_license l ON l.misp_id = x.misp_id AND l.license_key = x.license_key "
    };
}

/// The current licence of a MISP. A MISP that ever had one has one, in whatever state.
pub async fn current(on: impl Into<On<'_>>, reach: Reach<'_>, misp_id: &str) -> StoreResult<Option<Licence>> {
    if !reach.includes(misp_id) {
        return Ok(None);
    }
    statement(concat!(select!(), "WHERE x.misp_id = $1 AND x.is_current")).bind(misp_id).optional(on).await
}

/// All licences of a MISP, the newest first, deleted ones left out.
pub async fn of_misp(on: impl Into<On<'_>>, reach: Reach<'_>, misp_id: &str) -> StoreResult<Vec<Licence>> {
    if !reach.includes(misp_id) {
        return Ok(Vec::new());
    }
    statement(concat!(
        select!(),
        "WHERE x.misp_id = $1 AND (l.is_deleted IS NULL OR l.is_deleted = FALSE) ORDER BY l.cr_dtimes DESC, x.id"
    ))
    .bind(misp_id)
    .all(on)
    .await
}

/// A MISP's licence with this value. What stands in the column of a sealed database is not the value and finds nothing.
pub async fn by_key(
    store: &Store,
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    misp_id: &str,
    key: &KeyValue,
) -> StoreResult<Option<Licence>> {
    if !reach.includes(misp_id) {
        return Ok(None);
    }
    // While a database is converted, it has both.
    let found: Vec<Licence> = statement(concat!(
        select!(),
        "WHERE x.misp_id = $1 AND x.license_key IN ($2, $3) AND (l.is_deleted IS NULL OR l.is_deleted = FALSE)"
    ))
    .bind(misp_id)
    .bind(key.reveal())
    .bind(store.keys().column(LICENCE, key.reveal()))
    .all(on)
    .await?;
    for licence in found {
        if store.keys().equal(licence.key(store)?.reveal().as_bytes(), key.reveal().as_bytes()) {
            return Ok(Some(licence));
        }
    }
    Ok(None)
}

/// A run of all licences after an id, by id, deleted ones left out.
pub async fn after(on: impl Into<On<'_>>, id: &str, limit: u64) -> StoreResult<Vec<Licence>> {
    statement(concat!(
        select!(),
        "WHERE x.id > $1 AND (l.is_deleted IS NULL OR l.is_deleted = FALSE) ORDER BY x.id LIMIT $2"
    ))
    .bind(id)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .all(on)
    .await
}

/// The licence of a public id, unless it is deleted.
pub(crate) async fn by_id(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<Licence>> {
    statement(concat!(select!(), "WHERE x.id = $1 AND (l.is_deleted IS NULL OR l.is_deleted = FALSE)"))
        .bind(id)
        .optional(on)
        .await
}

/// Current licences that are stored as active although their validity has ended, the earliest first.
pub async fn over(on: impl Into<On<'_>>, now: Timestamp, limit: u64) -> StoreResult<Vec<Licence>> {
    statement(concat!(
        select!(),
        "WHERE l.is_active AND l.valid_to_date <= $1 AND x.is_current ORDER BY l.valid_to_date, x.id LIMIT $2"
    ))
    .bind(now)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .all(on)
    .await
}

/// A new licence, active and current.
pub struct NewLicence<'a> {
    pub id: &'a str,
    pub misp_id: &'a str,
    pub key: &'a KeyValue,
    pub policy_id: Option<&'a str>,
    pub valid_from: Timestamp,
    pub valid_to: Timestamp,
    pub by: &'a str,
}

/// Inserts a licence with the next statement or the commit. The MISP's former one must have been [`set_state`] to replaced
/// before: when the value or the id is taken, or the MISP has a current licence, the commit fails with
/// [`crate::StoreError::Taken`].
pub fn insert(change: &mut Change<'_>, surroundings: &Surroundings, new: &NewLicence<'_>) -> StoreResult<()> {
    let store = change.store().clone();
    let column = match store.mode() {
        Mode::Sealed => store.keys().column(LICENCE, new.key.reveal()),
        Mode::Clear => new.key.reveal().to_owned(),
    };
    // Whoever presents a licence says no MISP: one value belongs to one.
    unique::insert(change, unique::LICENCE, &store.keys().token(LICENCE, new.key.reveal()), new.id);
    statement(
        "INSERT INTO misp_license (misp_id, license_key, policy_id, valid_from_date, valid_to_date, is_active, cr_by, \
         cr_dtimes, is_deleted) VALUES ($1, $2, $3, $4, $5, TRUE, $6, $4, FALSE)",
    )
    .bind(new.misp_id)
    .bind(column.as_str())
    .bind(new.policy_id.map(str::to_owned))
    .bind(new.valid_from)
    .bind(new.valid_to)
    .bind(new.by)
    .later(change);
    statement("INSERT INTO x_misp_licence (id, misp_id, license_key, is_current) VALUES ($1, $2, $3, TRUE)")
        .bind(new.id)
        .bind(new.misp_id)
        .bind(column.as_str())
        .later(change);
    if store.mode() == Mode::Sealed {
        let owner = owner(new.misp_id, &column);
        sealed::put(change, store.keys(), surroundings, LICENCE, &owner, &new.key.reveal())?;
    }
    Ok(())
}

/// Writes what became of a licence. That it is the current one no more is seen at once, by the one that takes its place.
pub async fn set_state(tx: &mut Tx, licence: &Licence, state: State, by: &str, at: Timestamp) -> StoreResult<()> {
    let (is_current, is_active, stopped_by) = state.columns();
    statement("UPDATE x_misp_licence SET is_current = $2, stopped_by = $3 WHERE id = $1")
        .bind(licence.id.as_str())
        .bind(is_current)
        .bind(stopped_by.map(str::to_owned))
        .execute(tx)
        .await?;
    statement(
        "UPDATE misp_license SET is_active = $3, upd_by = $4, upd_dtimes = $5 WHERE misp_id = $1 AND license_key = $2",
    )
    .bind(licence.misp_id.as_str())
    .bind(licence.license_key.as_str())
    .bind(is_active)
    .bind(by)
    .bind(at)
    .later(tx);
    Ok(())
}

fn licences_from() -> SelectStatement {
    let on = |condition: &'static str| Expr::cust(condition);
    Query::select()
        .from_as(Alias::new("misp_license"), Alias::new("l"))
        .join_as(
            JoinType::InnerJoin,
            Alias::new("x_misp_licence"),
            Alias::new("x"),
            on("x.misp_id = l.misp_id AND x.license_key = l.license_key"),
        )
        .join_as(JoinType::LeftJoin, Alias::new("partner"), Alias::new("p"), on("p.id = l.misp_id"))
        .join_as(
            JoinType::LeftJoin,
            Alias::new("x_sealed"),
            Alias::new("s"),
            on("s.kind = 'licence' AND s.owner = l.misp_id || '/' || l.license_key"),
        )
        .to_owned()
}

/// `POST /misps/search` and `/misps/filtervalues` (contract part A §6). Rows are [`Licence`]s. The key is in no column: by
/// filtering or sorting it could be guessed piece by piece. A licence that has just ended is found as active until the job
/// has ended it, within a minute.
pub static LICENCE_SEARCH: ListSpec = ListSpec {
    name: "licences",
    from: licences_from,
    large: None,
    select: &[
        ("id", "x.id"),
        ("misp_id", "l.misp_id"),
        ("misp_name", "p.name"),
        ("license_key", "l.license_key"),
        ("sealed", "s.value"),
        ("policy_id", "l.policy_id"),
        ("valid_from_date", "l.valid_from_date"),
        ("valid_to_date", "l.valid_to_date"),
        ("is_active", "l.is_active"),
        ("is_current", "x.is_current"),
        ("stopped_by", "x.stopped_by"),
        ("cr_by", "l.cr_by"),
        ("cr_dtimes", "l.cr_dtimes"),
        ("upd_by", "l.upd_by"),
        ("upd_dtimes", "l.upd_dtimes"),
        ("is_deleted", "l.is_deleted"),
        ("del_dtimes", "l.del_dtimes"),
        ("partner_is_active", "COALESCE(p.is_active, FALSE)"),
    ],
    columns: &[
        Column::text("mispId", "l.misp_id"),
        Column::text("policyId", "l.policy_id"),
        Column::time("validFromDate", "l.valid_from_date"),
        Column::time("validToDate", "l.valid_to_date"),
        Column::flag("isActive", "l.is_active AND x.is_current AND COALESCE(p.is_active, FALSE)"),
        Column::text("createdBy", "l.cr_by"),
        Column::time("createdDateTime", "l.cr_dtimes"),
        Column::text("updatedBy", "l.upd_by"),
        Column::time("updatedDateTime", "l.upd_dtimes"),
        Column::flag("isDeleted", "l.is_deleted"),
        Column::time("deletedDateTime", "l.del_dtimes"),
    ],
    key: "x.id",
    created: Some("l.cr_dtimes"),
    deleted: Some("l.is_deleted"),
    owner: Some("l.misp_id"),
};
