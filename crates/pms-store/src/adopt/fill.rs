//! What we keep beside the adopted rows: uniqueness, search index, counters, revisions.

use pms_domain::Timestamp;
use pms_domain::text::{fold, fold_email};
use sqlx::FromRow;

use super::{ADOPTION, DONE};
use crate::change::Change;
use crate::db::{Db, Tx, statement};
use crate::partner::{self, Reach};
use crate::{Store, StoreResult, counter, open, search, unique};

/// Rows of one change.
const BATCH: i64 = 500;

/// Who asked for what was there before us.
const REQUESTED_BY: &str = "system#adopted";

/// What must belong to one partner alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Its id, in any letter case.
    Id,
    /// Its e-mail address.
    Email,
}

/// An adopted partner that shares with an earlier one what should be its own. Both keep working; new partners are
/// compared with the earlier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    pub partner_id: String,
    pub claim: Claim,
    /// The earlier partner.
    pub of: String,
}

/// A partner that has just been adopted.
pub struct AdoptedPartner {
    pub id: String,
    pub approval_status: String,
    pub is_active: bool,
    pub cr_dtimes: Timestamp,
    pub duplicates: Vec<Duplicate>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    name: String,
    email_id: Option<String>,
    approval_status: String,
    is_active: bool,
    cr_dtimes: Timestamp,
}

/// Fills in a batch of partners, oldest first: of two that claim the same, the older has it. None: all are filled in.
pub async fn fill_partners(store: &Store, change: &mut Change<'_>) -> StoreResult<Vec<AdoptedPartner>> {
    let rows: Vec<Row> = statement(
        "SELECT id, name, email_id, approval_status, is_active, cr_dtimes FROM partner \
         WHERE NOT EXISTS (SELECT 1 FROM x_partner x WHERE x.partner_id = partner.id) ORDER BY cr_dtimes, id LIMIT $1",
    )
    .bind(BATCH)
    .all(&mut *change)
    .await?;
    let revision = change.revision();
    let mut adopted = Vec::with_capacity(rows.len());
    for row in rows {
        let mut duplicates = Vec::new();
        let email = row.email_id.as_deref().map(fold_email).filter(|email| !email.is_empty());
        let mut claims = vec![(Claim::Id, unique::PARTNER_ID, fold(&row.id))];
        claims.extend(
            email.map(|email| (Claim::Email, unique::PARTNER_EMAIL, store.keys().token(unique::PARTNER_EMAIL, &email))),
        );
        for (claim, scope, value) in claims {
            if let Some(of) = taken_by_another(change, scope, &value, &row.id).await? {
                duplicates.push(Duplicate { partner_id: row.id.clone(), claim, of });
            }
        }
        partner::index(change, &row.id, &row.name, row.cr_dtimes);
        search::tally(change, &row.id).await?;
        statement("INSERT INTO x_partner (partner_id, revision, requested_by) VALUES ($1, $2, $3)")
            .bind(row.id.as_str())
            .bind(revision)
            .bind(REQUESTED_BY)
            .execute(change)
            .await?;
        adopted.push(AdoptedPartner {
            id: row.id,
            approval_status: row.approval_status,
            is_active: row.is_active,
            cr_dtimes: row.cr_dtimes,
            duplicates,
        });
    }
    counter::add(change, counter::PARTNERS, adopted.len() as i64);
    Ok(adopted)
}

async fn taken_by_another(tx: &mut Tx, scope: &str, value: &str, id: &str) -> StoreResult<Option<String>> {
    if unique::take(tx, scope, value, id).await? {
        return Ok(None);
    }
    unique::find(tx, scope, value).await
}

/// Notes that the adoption has come to its end.
pub async fn finish(change: &mut Change<'_>) -> StoreResult<()> {
    open::set_meta(change, ADOPTION, DONE).await
}

#[derive(FromRow)]
struct Id {
    id: String,
}

/// Partners that share an id or an address with an earlier one.
pub async fn duplicates(store: &Store) -> StoreResult<Vec<Duplicate>> {
    let db: &Db = store.db();
    let mut duplicates = Vec::new();
    let ids: Vec<Id> = statement(
        "SELECT id FROM partner WHERE NOT EXISTS \
         (SELECT 1 FROM x_unique u WHERE u.scope = 'partner.id' AND u.owner = partner.id) ORDER BY id",
    )
    .all(db)
    .await?;
    for Id { id } in ids {
        if let Some(of) = unique::find(db, unique::PARTNER_ID, &fold(&id)).await? {
            duplicates.push(Duplicate { partner_id: id, claim: Claim::Id, of });
        }
    }
    let addresses: Vec<Id> = statement(
        "SELECT id FROM partner WHERE email_id IS NOT NULL AND email_id <> '' AND NOT EXISTS \
         (SELECT 1 FROM x_unique u WHERE u.scope = 'partner.email' AND u.owner = partner.id) ORDER BY id",
    )
    .all(db)
    .await?;
    for Id { id } in addresses {
        let Some(found) = partner::find(store, db, Reach::Everything, &id).await? else { continue };
        if let Some(of) = partner::by_email(store, db, &found.contact.email).await? {
            duplicates.push(Duplicate { partner_id: id, claim: Claim::Email, of });
        }
    }
    Ok(duplicates)
}
