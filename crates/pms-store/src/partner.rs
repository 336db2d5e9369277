//! Partners, their history, and their contact data (sealed or clear).

use pms_domain::Timestamp;
use pms_domain::context::{OwnedPartners, Surroundings};
use pms_domain::text::{fold, fold_email};
use sqlx::FromRow;

use crate::change::Change;
use crate::db::{Db, On, Statement, Tx, statement};
use crate::dialect::pick;
use crate::{Mode, Store, StoreResult, counter, sealed, search, tally, unique};

pub use crate::personal::ContactData;
use crate::personal::{Columns, Values};

/// Kind of the sealed contact data.
pub(crate) const CONTACT: &str = "partner";
/// Kind of contact data that was replaced; the owner is the partner and the moment until which it stood
/// ([`version`]). The history of a sealed database holds keyed hashes, and this is what they stood for.
pub(crate) const FORMER: &str = "partner_was";

/// A partner as stored, its contact data opened.
#[derive(Clone)]
pub struct Partner {
    pub id: String,
    pub policy_group_id: Option<String>,
    pub policy_group_name: Option<String>,
    pub policy_group_descr: Option<String>,
    pub name: String,
    pub contact: ContactData,
    pub certificate_alias: Option<String>,
    pub user_id: String,
    pub partner_type_code: String,
    pub approval_status: String,
    pub is_active: bool,
    pub lang_code: Option<String>,
    pub logo_url: Option<String>,
    /// JSON text.
    pub addl_info: Option<String>,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
    pub is_deleted: Option<bool>,
    pub del_dtimes: Option<Timestamp>,
    /// Revision of its last change; of an adopted row, the adoption's.
    pub revision: i64,
    /// Why it wants to work with the system, in its words.
    pub purpose: Option<String>,
}

#[derive(Clone, FromRow)]
pub(crate) struct PartnerRow {
    id: String,
    policy_group_id: Option<String>,
    policy_group_name: Option<String>,
    policy_group_descr: Option<String>,
    name: String,
    address: Option<String>,
    contact_no: Option<String>,
    email_id: Option<String>,
    certificate_alias: Option<String>,
    user_id: String,
    partner_type_code: String,
    approval_status: String,
    is_active: bool,
    lang_code: Option<String>,
    logo_url: Option<String>,
    addl_info: Option<String>,
    cr_by: String,
    cr_dtimes: Timestamp,
    upd_by: Option<String>,
    upd_dtimes: Option<Timestamp>,
    is_deleted: Option<bool>,
    del_dtimes: Option<Timestamp>,
    sealed: Option<Vec<u8>>,
    /// The head row's revision in the statement that read this; lists do not ask for it.
    #[sqlx(default)]
    head: i64,
    revision: Option<i64>,
    purpose: Option<String>,
}

// What belongs to a partner is looked up row by row: joins of several partners make PostgreSQL read whole tables.
macro_rules! select {
    () => {
        "SELECT p.id, p.policy_group_id, \
         (SELECT g.name FROM policy_group g WHERE g.id = p.policy_group_id) AS policy_group_name, \
         (SELECT g.descr FROM policy_group g WHERE g.id = p.policy_group_id) AS policy_group_descr, p.name, \
         p.address, p.contact_no, p.email_id, p.certificate_alias, p.user_id, p.partner_type_code, \
         p.approval_status, p.is_active, p.lang_code, p.logo_url, p.addl_info, p.cr_by, p.cr_dtimes, p.upd_by, \
         p.upd_dtimes, p.is_deleted, p.del_dtimes, \
         (SELECT s.value FROM x_sealed s WHERE s.kind = 'partner' AND s.owner = p.id) AS sealed, \
         (SELECT x.revision FROM x_partner x WHERE x.partner_id = p.id) AS revision, \
         (SELECT x.purpose FROM x_partner x WHERE x.partner_id = p.id) AS purpose, \
         (SELECT h.revision FROM x_head h WHERE h.id = 1) AS head FROM partner p "
    };
}

impl PartnerRow {
    pub(crate) fn open(self, store: &Store) -> StoreResult<Partner> {
        let contact = match &self.sealed {
            Some(value) => sealed::open::<Values>(store.keys(), CONTACT, &self.id, value)?.into(),
            None => ContactData {
                address: self.address.unwrap_or_default(),
                contact_number: self.contact_no.unwrap_or_default(),
                email: self.email_id.unwrap_or_default(),
            },
        };
        Ok(Partner {
            id: self.id,
            policy_group_id: self.policy_group_id,
            policy_group_name: self.policy_group_name,
            policy_group_descr: self.policy_group_descr,
            name: self.name,
            contact,
            certificate_alias: self.certificate_alias,
            user_id: self.user_id,
            partner_type_code: self.partner_type_code,
            approval_status: self.approval_status,
            is_active: self.is_active,
            lang_code: self.lang_code,
            logo_url: self.logo_url,
            addl_info: self.addl_info,
            cr_by: self.cr_by,
            cr_dtimes: self.cr_dtimes,
            upd_by: self.upd_by,
            upd_dtimes: self.upd_dtimes,
            is_deleted: self.is_deleted,
            del_dtimes: self.del_dtimes,
            revision: self.revision.unwrap_or(0),
            purpose: self.purpose,
        })
    }
}

/// Whose partners a finder may answer: of themselves, and of all that belongs to them (approvals, certificates,
/// contacts, members).
#[derive(Clone, Copy)]
pub enum Reach<'a> {
    /// Any partner: for admins and system readers after the role was checked, and inside a change that authorised.
    Everything,
    Own(&'a OwnedPartners),
}

impl Reach<'_> {
    /// Whether what belongs to this partner may be answered.
    pub fn includes(&self, id: &str) -> bool {
        match self {
            Reach::Everything => true,
            Reach::Own(owned) => owned.contains(id),
        }
    }
}

/// A partner within reach. Outside the reach it does not exist for the caller.
pub async fn find(store: &Store, on: impl Into<On<'_>>, reach: Reach<'_>, id: &str) -> StoreResult<Option<Partner>> {
    if !reach.includes(id) {
        return Ok(None);
    }
    let row = match on.into() {
        On::Db(db) => find_with_others(store, db, id).await?,
        On::Tx(tx) => find_in(tx, id).await?,
    };
    row.map(|row| row.open(store)).transpose()
}

async fn find_in(tx: &mut Tx, id: &str) -> StoreResult<Option<PartnerRow>> {
    statement(FIND).bind(id).optional(tx).await
}

const FIND: &str = concat!(select!(), "WHERE p.id = $1");
/// Partners of one statement.
pub(crate) const TOGETHER: usize = 16;
const FIND_SOME: &str =
    concat!(select!(), "WHERE p.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)");

/// What was read a moment ago if nothing has changed since, else in one statement with those who ask at the same time.
async fn find_with_others(store: &Store, db: &Db, id: &str) -> StoreResult<Option<PartnerRow>> {
    tally::note(FIND);
    if let Some((revision, row)) = store.recent_partners().get(id)
        && store.head_revision().await? == revision
    {
        return Ok(Some(row));
    }
    let mine = db.clone();
    let read = move |mut ids: Vec<String>| {
        let db = mine.clone();
        async move {
            if let [id] = ids.as_slice() {
                return statement(FIND).bind(id.as_str()).all(&db).await;
            }
            let last = ids.last().cloned().unwrap_or_default();
            ids.resize(TOGETHER, last);
            ids.into_iter().fold(statement(FIND_SOME), Statement::bind).all(&db).await
        }
    };
    let row = match store.partners().ask(id.to_owned(), read, |row| &row.id).await {
        Some(row) => row,
        None => statement(FIND).bind(id).optional(db).await?,
    };
    if let Some(row) = &row {
        store.recent_partners().put(id, row.head, row.clone());
    }
    Ok(row)
}

/// What of a new partner's is taken already.
pub struct Taken {
    /// The id, in any letter case.
    pub id: bool,
    pub email: bool,
}

/// What of a new partner's is taken already, in one round trip.
pub async fn taken(store: &Store, on: impl Into<On<'_>>, id: &str, email: &str) -> StoreResult<Taken> {
    let [id, email] = unique::find_both(on, &unique_values(store, id, email)).await?;
    Ok(Taken { id: id.is_some(), email: email.is_some() })
}

fn unique_values(store: &Store, id: &str, email: &str) -> [(&'static str, String); 2] {
    let email = store.keys().token("partner.email", &fold_email(email));
    [(unique::PARTNER_ID, fold(id)), (unique::PARTNER_EMAIL, email)]
}

/// Whether an id is taken, in any letter case.
pub async fn id_exists(on: impl Into<On<'_>>, id: &str) -> StoreResult<bool> {
    Ok(unique::find(on, unique::PARTNER_ID, &fold(id)).await?.is_some())
}

/// The partner that uses an address.
pub async fn by_email(store: &Store, on: impl Into<On<'_>>, email: &str) -> StoreResult<Option<String>> {
    unique::find(on, unique::PARTNER_EMAIL, &store.keys().token("partner.email", &fold_email(email))).await
}

/// Who asked for a partner, as [`NewPartner`] said. `None`: it was not registered here.
pub async fn requested_by(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<String>> {
    #[derive(FromRow)]
    struct Row {
        requested_by: String,
    }
    let row: Option<Row> =
        statement("SELECT requested_by FROM x_partner WHERE partner_id = $1").bind(id).optional(on).await?;
    Ok(row.map(|row| row.requested_by).filter(|by| !by.is_empty()))
}

/// What a new partner brings.
pub struct NewPartner<'a> {
    pub id: &'a str,
    pub policy_group_id: Option<&'a str>,
    pub name: &'a str,
    pub contact: &'a ContactData,
    /// User id of the owner on the wire.
    pub user_id: &'a str,
    pub partner_type_code: &'a str,
    pub approval_status: &'a str,
    pub is_active: bool,
    pub lang_code: &'a str,
    pub logo_url: Option<&'a str>,
    pub addl_info: &'a str,
    pub purpose: Option<&'a str>,
    /// The identity, or `system#…` for why it needs none.
    pub requested_by: &'a str,
}

/// Inserts the partner with its uniqueness, search row, history, counter and sealed contact data, all with the next
/// statement or the commit: what is taken fails there ([`crate::StoreError::Taken`], and [`taken`] says what it was).
pub fn insert(change: &mut Change<'_>, surroundings: &Surroundings, new: &NewPartner<'_>, by: &str) -> StoreResult<()> {
    let store = change.store().clone();
    for (scope, value) in unique_values(&store, new.id, &new.contact.email) {
        unique::insert(change, scope, &value, new.id);
    }
    let values = Values::from(new.contact);
    let columns = Columns::of_partner(&store, &values);
    let now = surroundings.now();
    let revision = change.revision();
    let row = |statement: Statement| {
        statement
            .bind(new.id)
            .bind(new.policy_group_id.map(str::to_owned))
            .bind(new.name)
            .bind(columns.address.clone())
            .bind(columns.contact_no.clone())
            .bind(columns.email_id.clone())
            .bind(columns.email_id_hash.clone())
            .bind(new.user_id)
            .bind(new.partner_type_code)
            .bind(new.approval_status)
            .bind(new.is_active)
            .bind(new.lang_code)
            .bind(new.logo_url.map(str::to_owned))
            .bind(new.addl_info)
            .bind(by)
            .bind(now)
    };
    row(statement(
        "INSERT INTO partner (id, policy_group_id, name, address, contact_no, email_id, email_id_hash, user_id, \
         partner_type_code, approval_status, is_active, lang_code, logo_url, addl_info, cr_by, cr_dtimes, is_deleted) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, FALSE)",
    ))
    .later(change);
    row(statement(
        "INSERT INTO partner_h (id, eff_dtimes, policy_group_id, name, address, contact_no, email_id, email_id_hash, \
         user_id, partner_type_code, approval_status, is_active, lang_code, logo_url, addl_info, cr_by, cr_dtimes, \
         is_deleted) VALUES ($1, $16, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, FALSE)",
    ))
    .later(change);
    statement("INSERT INTO x_partner (partner_id, revision, purpose, requested_by) VALUES ($1, $2, $3, $4)")
        .bind(new.id)
        .bind(revision)
        .bind(new.purpose.map(str::to_owned))
        .bind(new.requested_by)
        .later(change);
    if store.mode() == Mode::Sealed {
        sealed::put(change, store.keys(), surroundings, CONTACT, new.id, &values)?;
    }
    index(change, new.id, new.name, now);
    counter::add(change, counter::PARTNERS, 1);
    Ok(())
}

pub(crate) fn index(tx: &mut Tx, id: &str, name: &str, created: Timestamp) {
    search::put_both(tx, id, created, [(search::PARTNER_ID, id), (search::PARTNER_NAME, name)]);
}

/// Copies the row into the history, under the partner's own id.
pub async fn add_history(tx: &mut Tx, id: &str, effective: Timestamp) -> StoreResult<()> {
    statement(
        "INSERT INTO partner_h (id, eff_dtimes, policy_group_id, name, address, contact_no, email_id, email_id_hash, \
         certificate_alias, user_id, partner_type_code, approval_status, is_active, lang_code, logo_url, addl_info, \
         cr_by, cr_dtimes, upd_by, upd_dtimes, is_deleted, del_dtimes) \
         SELECT id, $2, policy_group_id, name, address, contact_no, email_id, email_id_hash, certificate_alias, \
         user_id, partner_type_code, approval_status, is_active, lang_code, logo_url, addl_info, cr_by, cr_dtimes, \
         upd_by, upd_dtimes, is_deleted, del_dtimes FROM partner WHERE id = $1 ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(effective)
    .execute(tx)
    .await?;
    Ok(())
}

/// Marks the partner as changed by this change and writes its history row. Call it last.
pub(crate) async fn touch(change: &mut Change<'_>, id: &str, at: Timestamp) -> StoreResult<()> {
    let revision = change.revision();
    statement(
        "INSERT INTO x_partner (partner_id, revision, requested_by) VALUES ($1, $2, '') \
         ON CONFLICT (partner_id) DO UPDATE SET revision = excluded.revision",
    )
    .bind(id)
    .bind(revision)
    .execute(change)
    .await?;
    add_history(change, id, at).await
}

/// New contact data, logo and additional information.
pub async fn update_contact(
    change: &mut Change<'_>,
    surroundings: &Surroundings,
    partner: &Partner,
    by: &str,
) -> StoreResult<()> {
    let store = change.store().clone();
    let values = Values::from(&partner.contact);
    let columns = Columns::of_partner(&store, &values);
    let now = surroundings.now();
    keep_former(change, surroundings, &partner.id, &values).await?;
    statement(
        "UPDATE partner SET address = $2, contact_no = $3, email_id = $4, email_id_hash = $5, logo_url = $6, \
         addl_info = $7, upd_by = $8, upd_dtimes = $9 WHERE id = $1",
    )
    .bind(partner.id.as_str())
    .bind(columns.address)
    .bind(columns.contact_no)
    .bind(columns.email_id)
    .bind(columns.email_id_hash)
    .bind(partner.logo_url.clone())
    .bind(partner.addl_info.clone())
    .bind(by)
    .bind(now)
    .execute(change)
    .await?;
    match store.mode() {
        Mode::Sealed => sealed::put(change, store.keys(), surroundings, CONTACT, &partner.id, &values)?,
        // Of a database that is on its way from sealed to clear: the columns speak from now on.
        Mode::Clear => sealed::destroy(change, CONTACT, &partner.id).await?,
    }
    touch(change, &partner.id, now).await
}

/// Writes a partner with another address, as [`update_contact`] does, and frees the one that it had. `false`: another partner
/// uses it, and nothing is written.
pub async fn update_email(
    change: &mut Change<'_>,
    surroundings: &Surroundings,
    partner: &Partner,
    former: &str,
    by: &str,
) -> StoreResult<bool> {
    let store = change.store().clone();
    let token = |email: &str| store.keys().token("partner.email", &fold_email(email));
    let (old, new) = (token(former), token(&partner.contact.email));
    if old != new {
        if !unique::take(change, unique::PARTNER_EMAIL, &new, &partner.id).await? {
            return Ok(false);
        }
        unique::release(change, unique::PARTNER_EMAIL, &old, &partner.id).await?;
    }
    update_contact(change, surroundings, partner, by).await?;
    Ok(true)
}

/// Keeps what a sealed partner's contact data was until now, for the rows of its history.
async fn keep_former(
    change: &mut Change<'_>,
    surroundings: &Surroundings,
    id: &str,
    values: &Values,
) -> StoreResult<()> {
    let store = change.store().clone();
    let former: Option<Values> = sealed::get(&mut *change, store.keys(), CONTACT, id).await?;
    match former {
        Some(former) if former != *values => {
            let owner = version(id, surroundings.now());
            sealed::put_first(change, store.keys(), surroundings, FORMER, &owner, &former).await
        }
        _ => Ok(()),
    }
}

/// A partner at a moment, as an owner of sealed values: `id/microseconds`, in the order of time.
pub(crate) fn version(id: &str, at: Timestamp) -> String {
    format!("{id}/{:020}", at.and_utc().timestamp_micros())
}

/// New standing: `approval_status` and `is_active`.
pub async fn set_standing(
    change: &mut Change<'_>,
    id: &str,
    approval_status: &str,
    is_active: bool,
    by: &str,
    now: Timestamp,
) -> StoreResult<()> {
    statement("UPDATE partner SET approval_status = $2, is_active = $3, upd_by = $4, upd_dtimes = $5 WHERE id = $1")
        .bind(id)
        .bind(approval_status)
        .bind(is_active)
        .bind(by)
        .bind(now)
        .execute(change)
        .await?;
    touch(change, id, now).await
}

/// The certificate that reads without a usage give.
pub async fn set_certificate_alias(
    change: &mut Change<'_>,
    id: &str,
    alias: Option<&str>,
    by: &str,
    now: Timestamp,
) -> StoreResult<()> {
    statement("UPDATE partner SET certificate_alias = $2, upd_by = $3, upd_dtimes = $4 WHERE id = $1")
        .bind(id)
        .bind(alias.map(str::to_owned))
        .bind(by)
        .bind(now)
        .execute(change)
        .await?;
    touch(change, id, now).await
}

pub async fn set_policy_group(
    change: &mut Change<'_>,
    id: &str,
    group_id: &str,
    by: &str,
    now: Timestamp,
) -> StoreResult<()> {
    statement("UPDATE partner SET policy_group_id = $2, upd_by = $3, upd_dtimes = $4 WHERE id = $1")
        .bind(id)
        .bind(group_id)
        .bind(by)
        .bind(now)
        .execute(change)
        .await?;
    touch(change, id, now).await
}

/// A run of partners after an id, in id order: for lists that the contract leaves unpaged, read in constant memory.
pub async fn after(
    store: &Store,
    db: &Db,
    id: &str,
    partner_type: Option<&str>,
    limit: i64,
) -> StoreResult<Vec<Partner>> {
    let rows: Vec<PartnerRow> = statement(concat!(
        select!(),
        "WHERE p.id > $1 AND (CAST($2 AS text) IS NULL OR p.partner_type_code = $3) ORDER BY p.id LIMIT $4"
    ))
    .bind(id)
    .bind(partner_type.map(str::to_owned))
    .bind(partner_type.map(str::to_owned))
    .bind(limit)
    .all(db)
    .await?;
    rows.into_iter().map(|row| row.open(store)).collect()
}

/// All partners of one owner, by id, in one statement.
pub async fn owned(store: &Store, db: &Db, owned: &OwnedPartners) -> StoreResult<Vec<Partner>> {
    let ids: Vec<&str> = owned.iter().collect();
    // Most people belong to one: it is read as others read it, and remembered.
    if let [] | [_] = ids.as_slice() {
        let found = match ids.first() {
            Some(id) => find(store, db, Reach::Own(owned), id).await?,
            None => None,
        };
        return Ok(found.into_iter().collect());
    }
    let sql = pick(
        &On::Db(db),
        concat!(
            select!(),
            "WHERE p.id = ANY (ARRAY(SELECT value FROM jsonb_array_elements_text(CAST($1 AS jsonb)))) ORDER BY p.id"
        ),
        concat!(select!(), "WHERE p.id IN (SELECT value FROM json_each($1)) ORDER BY p.id"),
    );
    let rows: Vec<PartnerRow> = statement(sql).bind(serde_json::json!(ids).to_string()).all(db).await?;
    rows.into_iter().map(|row| row.open(store)).collect()
}

/// Ids of partners whose `user_id` is this name: ownership in the compatibility profile and at adoption.
pub async fn ids_of_user(db: &Db, user_id: &str) -> StoreResult<Vec<String>> {
    #[derive(FromRow)]
    struct Id {
        id: String,
    }
    let rows: Vec<Id> =
        statement("SELECT id FROM partner WHERE user_id = $1 ORDER BY id").bind(user_id).all(db).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The name of a partner's organisation today.
pub async fn name(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<String>> {
    #[derive(FromRow)]
    struct Found {
        name: String,
    }
    let found: Option<Found> = statement("SELECT name FROM partner WHERE id = $1").bind(id).optional(on).await?;
    Ok(found.map(|found| found.name))
}

/// A partner whose organisation's name and id, one after the other, read as another's.
#[derive(Clone, Debug, FromRow)]
pub struct Alike {
    pub id: String,
    pub partner_type_code: String,
    pub approval_status: String,
    pub is_active: bool,
}

/// The partners whose name, or a former one, and id together read like this, but for the one of `but_id`.
pub async fn alike(on: impl Into<On<'_>>, plain: &str, but_id: &str) -> StoreResult<Vec<Alike>> {
    statement(
        "SELECT id, partner_type_code, approval_status, is_active FROM partner WHERE (name || id) = $1 AND id <> $2 \
         AND (is_deleted IS NULL OR is_deleted = FALSE) \
         UNION SELECT p.id, p.partner_type_code, p.approval_status, p.is_active FROM x_partner_name n \
         JOIN partner p ON p.id = n.partner_id WHERE (n.name || n.partner_id) = $1 AND n.partner_id <> $2 \
         AND (p.is_deleted IS NULL OR p.is_deleted = FALSE) ORDER BY id",
    )
    .bind(plain)
    .bind(but_id)
    .all(on)
    .await
}
