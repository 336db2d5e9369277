//! Further contacts of a partner.

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use pms_domain::text::fold_email;
use sqlx::FromRow;

use crate::change::Change;
use crate::db::{On, statement};
use crate::partner::{ContactData, Reach};
use crate::personal::{Columns, Values};
use crate::{Mode, Store, StoreResult, sealed};

/// Kind of the sealed data of a contact.
pub(crate) const KIND: &str = "contact";

/// A contact, its data opened.
#[derive(Clone)]
pub struct Contact {
    pub id: String,
    pub partner_id: String,
    pub data: ContactData,
    pub name: Option<String>,
    pub is_active: bool,
    /// When the address was confirmed; mail goes to confirmed addresses only.
    pub verified_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    partner_id: String,
    contact_no: Option<String>,
    email_id: Option<String>,
    address: Option<String>,
    is_active: bool,
    name: Option<String>,
    verified_at: Option<Timestamp>,
    sealed: Option<Vec<u8>>,
}

macro_rules! select {
    () => {
        "SELECT c.id, c.partner_id, c.contact_no, c.email_id, c.address, c.is_active, x.name, x.verified_at, \
         s.value AS sealed FROM partner_contact c LEFT JOIN x_contact x ON x.contact_id = c.id \
         LEFT JOIN x_sealed s ON s.kind = 'contact' AND s.owner = c.id "
    };
}

impl Row {
    fn open(self, store: &Store) -> StoreResult<Contact> {
        let data = match &self.sealed {
            Some(value) => sealed::open::<Values>(store.keys(), KIND, &self.id, value)?.into(),
            None => ContactData {
                address: self.address.unwrap_or_default(),
                contact_number: self.contact_no.unwrap_or_default(),
                email: self.email_id.unwrap_or_default(),
            },
        };
        Ok(Contact {
            id: self.id,
            partner_id: self.partner_id,
            data,
            name: self.name,
            is_active: self.is_active,
            verified_at: self.verified_at,
        })
    }
}

/// How many contacts a partner has.
pub async fn count(on: impl Into<On<'_>>, partner_id: &str) -> StoreResult<i64> {
    #[derive(FromRow)]
    struct Total {
        total: i64,
    }
    let total: Total = statement(
        "SELECT COUNT(*) AS total FROM partner_contact WHERE partner_id = $1 \
         AND (is_deleted IS NULL OR is_deleted = FALSE)",
    )
    .bind(partner_id)
    .one(on)
    .await?;
    Ok(total.total)
}

/// The contacts of a partner that are not deleted.
pub async fn of_partner(
    store: &Store,
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    partner_id: &str,
) -> StoreResult<Vec<Contact>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = statement(concat!(
        select!(),
        "WHERE c.partner_id = $1 AND (c.is_deleted IS NULL OR c.is_deleted = FALSE) ORDER BY c.cr_dtimes, c.id"
    ))
    .bind(partner_id)
    .all(on)
    .await?;
    rows.into_iter().map(|row| row.open(store)).collect()
}

/// A partner's contact with this address.
pub async fn by_email(
    store: &Store,
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    partner_id: &str,
    email: &str,
) -> StoreResult<Option<Contact>> {
    if !reach.includes(partner_id) {
        return Ok(None);
    }
    // Both ways of writing it: a database may be on its way from one mode to the other.
    let row: Option<Row> =
        statement(concat!(select!(), "WHERE c.partner_id = $1 AND (c.email_id = $2 OR c.email_id = $3)"))
            .bind(partner_id)
            .bind(email)
            .bind(store.keys().column("contact.email", &fold_email(email)))
            .optional(on)
            .await?;
    row.map(|row| row.open(store)).transpose()
}

/// A contact of a partner by its id, unless it was removed.
pub async fn find(
    store: &Store,
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    partner_id: &str,
    id: &str,
) -> StoreResult<Option<Contact>> {
    if !reach.includes(partner_id) {
        return Ok(None);
    }
    let row: Option<Row> = statement(concat!(
        select!(),
        "WHERE c.partner_id = $1 AND c.id = $2 AND (c.is_deleted IS NULL OR c.is_deleted = FALSE)"
    ))
    .bind(partner_id)
    .bind(id)
    .optional(on)
    .await?;
    row.map(|row| row.open(store)).transpose()
}

/// Inserts or updates (by id). The same number or address twice in one partner is [`crate::StoreError::Taken`].
pub async fn put(change: &mut Change<'_>, surroundings: &Surroundings, contact: &Contact, by: &str) -> StoreResult<()> {
    let store = change.store().clone();
    let values = Values::from(&contact.data);
    let columns = Columns::of_contact(&store, &contact.id, &values);
    let now = surroundings.now();
    statement(
        "INSERT INTO partner_contact (id, partner_id, contact_no, email_id, email_id_hash, address, is_active, cr_by, \
         cr_dtimes, is_deleted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, FALSE) \
         ON CONFLICT (id) DO UPDATE SET contact_no = excluded.contact_no, email_id = excluded.email_id, \
         email_id_hash = excluded.email_id_hash, address = excluded.address, is_active = excluded.is_active, \
         upd_by = excluded.cr_by, upd_dtimes = excluded.cr_dtimes, is_deleted = FALSE",
    )
    .bind(contact.id.as_str())
    .bind(contact.partner_id.as_str())
    .bind(columns.contact_no)
    .bind(columns.email_id)
    .bind(columns.email_id_hash)
    .bind(columns.address)
    .bind(contact.is_active)
    .bind(by)
    .bind(now)
    .execute(change)
    .await?;
    statement(
        "INSERT INTO x_contact (contact_id, name, verified_at) VALUES ($1, $2, $3) \
         ON CONFLICT (contact_id) DO UPDATE SET name = excluded.name, verified_at = excluded.verified_at",
    )
    .bind(contact.id.as_str())
    .bind(contact.name.clone())
    .bind(contact.verified_at)
    .execute(change)
    .await?;
    match store.mode() {
        Mode::Sealed => sealed::put(change, store.keys(), surroundings, KIND, &contact.id, &values),
        Mode::Clear => sealed::destroy(change, KIND, &contact.id).await,
    }
}

/// Removes a contact; its data is destroyed, its row stays deleted.
pub async fn remove(change: &mut Change<'_>, id: &str, by: &str, now: Timestamp) -> StoreResult<()> {
    statement(
        "UPDATE partner_contact SET is_deleted = TRUE, is_active = FALSE, del_dtimes = $2, upd_by = $3, \
         upd_dtimes = $2, address = NULL, contact_no = NULL, email_id = NULL, email_id_hash = NULL WHERE id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(by)
    .execute(change)
    .await?;
    sealed::destroy(change, KIND, id).await
}
