//! Who is told: a partner's people about the partner's things, partner admins about the trust store and the week.

use std::collections::HashMap;
use std::sync::Arc;

use pms_domain::context::LOCAL_ISSUER;
use pms_domain::roles;
use pms_store::account::account::{self, Account};
use pms_store::mail::Letter;
use pms_store::member::{self, Membership};
use pms_store::partner::{self, Reach};
use pms_store::{StoreError, expiring};

use crate::partners::mails::{self, Reading};
use crate::{App, Outcome};

/// The row of a notification, and whom its letters go to.
pub(super) struct Told {
    pub(super) partner_id: String,
    /// Of the row. Personal.
    pub(super) email: String,
    pub(super) lang: String,
    /// By what tells them apart; the values that every letter about the partner has.
    pub(super) letters: Vec<(String, Letter)>,
}

/// Partner admins.
#[derive(Default)]
pub(super) struct Admins {
    /// One for each partner that stands for admins.
    pub(super) rows: Vec<Told>,
    /// Admins who belong to no partner: they get the letter, and no row.
    pub(super) alone: Vec<(String, Letter)>,
}

/// What was looked up in this run.
pub(super) struct People {
    app: App,
    partners: HashMap<String, Option<Arc<Told>>>,
    admins: Option<Arc<Admins>>,
}

/// A letter like this one: letters are not cloned by accident.
pub(super) fn like(letter: &Letter) -> Letter {
    Letter { to: letter.to.clone(), lang: letter.lang.clone(), values: letter.values.clone() }
}

impl People {
    pub(super) fn new(app: &App) -> Self {
        Self { app: app.clone(), partners: HashMap::new(), admins: None }
    }

    /// Whom to tell about a partner's things. `None`: the partner is gone, or its data does not open; whoever repairs it
    /// learns it from the log, and the others are told.
    pub(super) async fn of_partner(&mut self, id: &str) -> Outcome<Option<Arc<Told>>> {
        if let Some(known) = self.partners.get(id) {
            return Ok(known.clone());
        }
        let told = look_up(&self.app, id).await?.map(Arc::new);
        self.partners.insert(id.to_owned(), told.clone());
        Ok(told)
    }

    /// The partner admins of now.
    pub(super) async fn admins(&mut self) -> Outcome<Arc<Admins>> {
        if let Some(known) = &self.admins {
            return Ok(Arc::clone(known));
        }
        let found = Arc::new(find_admins(&self.app).await?);
        self.admins = Some(Arc::clone(&found));
        Ok(found)
    }
}

async fn look_up(app: &App, id: &str) -> Outcome<Option<Told>> {
    let db = app.store().db();
    let partner = match partner::find(app.store(), db, Reach::Everything, id).await {
        Ok(Some(partner)) => partner,
        Ok(None) => return Ok(None),
        Err(StoreError::Corrupt(_)) => {
            tracing::error!(partner = id, "the data of a partner does not open; no notice");
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    let letters = match mails::readers(app, &mut Reading::Database(db), &partner).await {
        Err(failure) if failure.is_corrupt() => {
            tracing::error!(partner = id, "an address of a partner does not open; no letters");
            Vec::new()
        }
        letters => letters?,
    };
    let lang = mails::lang(app, &partner);
    Ok(Some(Told { partner_id: partner.id, email: partner.contact.email, lang, letters }))
}

/// Accounts with the role, each under the partner that it has belonged to for the longest time; and the partners of type
/// `Partner_Admin`, whose people may have their accounts elsewhere.
async fn find_admins(app: &App) -> Outcome<Admins> {
    let db = app.store().db();
    let mut admins = Admins::default();
    for account in account::active_with_role(db, roles::PARTNER_ADMIN).await? {
        let memberships = member::of_identity(db, LOCAL_ISSUER, &account.id).await?;
        let letter = letter_to(app, &account).await?.map(|letter| (format!("/{}", account.id), letter));
        match first(memberships) {
            None => admins.alone.extend(letter),
            Some(partner_id) => {
                let known = admins.rows.iter_mut().find(|row| row.partner_id == partner_id);
                if let Some(row) = known {
                    row.letters.extend(letter);
                } else {
                    let email = letter.as_ref().map(|(_, letter)| letter.to.clone()).unwrap_or_default();
                    let letters = letter.into_iter().collect();
                    admins.rows.push(Told { partner_id, email, lang: account.lang, letters });
                }
            }
        }
    }
    for id in expiring::admin_partners(db).await? {
        if admins.rows.iter().all(|row| row.partner_id != id) {
            admins.rows.extend(look_up(app, &id).await?);
        }
    }
    Ok(admins)
}

fn first(memberships: Vec<Membership>) -> Option<String> {
    let oldest = memberships.into_iter().min_by(|a, b| (a.since, &a.partner_id).cmp(&(b.since, &b.partner_id)));
    oldest.map(|membership| membership.partner_id)
}

/// A letter to an admin's confirmed address.
async fn letter_to(app: &App, account: &Account) -> Outcome<Option<Letter>> {
    if !account.email_verified {
        return Ok(None);
    }
    let email = match account::details(app.store(), app.store().db(), &account.id).await {
        Ok(details) => details.email,
        Err(StoreError::Corrupt(_)) => {
            tracing::error!(account = account.id, "the details of an admin do not open; no letter");
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    let values = [("link".to_owned(), format!("{}/portal", app.settings().server.public_url))].into();
    Ok((!email.is_empty()).then(|| Letter { to: email, lang: account.lang.clone(), values }))
}
