//! The letters about a partner: to its own address, and to the contacts that have confirmed theirs.

use std::collections::BTreeMap;

use pms_domain::approval::{Decision, State};
use pms_domain::{Context, text};
use pms_store::account::account::{self, Account};
use pms_store::approval::Approval;
use pms_store::mail::{self, Letter};
use pms_store::partner::{Partner, Reach};
use pms_store::{Change, contact};

use super::Registration;
use crate::{App, Outcome};

/// Values every letter about a partner has.
fn values(app: &App, id: &str, name: &str) -> BTreeMap<String, String> {
    [
        ("partnerId", id.to_owned()),
        ("partnerName", name.to_owned()),
        ("site", app.settings().site.name.clone()),
        ("link", format!("{}/portal", app.settings().server.public_url)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// Partner's language, else the site's, else English.
fn lang(app: &App, partner: &Partner) -> String {
    partner
        .lang_code
        .clone()
        .or_else(|| app.settings().languages().next().map(str::to_owned))
        .unwrap_or_else(|| "eng".into())
}

/// Who is told about a partner, each address once, with its language: that of the account with the address, if there is
/// one, else the partner's. The key tells the letters of one occasion apart.
async fn readers(app: &App, change: &mut Change<'_>, partner: &Partner) -> Outcome<Vec<(String, Letter)>> {
    let lang = lang(app, partner);
    let letter = |to: String, lang: String| Letter { to, lang, values: values(app, &partner.id, &partner.name) };
    let mut readers = vec![(String::new(), letter(partner.contact.email.clone(), lang.clone()))];
    for contact in contact::of_partner(app.store(), &mut *change, Reach::Everything, &partner.id).await? {
        let email = contact.data.email;
        let is_told = readers.iter().any(|(_, known)| text::fold_email(&known.to) == text::fold_email(&email));
        if !contact.is_active || contact.verified_at.is_none() || is_told {
            continue;
        }
        let account = account::by_email_on(app.store(), &mut *change, &email).await?.filter(Account::is_active);
        let lang = account.map_or_else(|| lang.clone(), |account| account.lang);
        readers.push((format!("/{}", contact.id), letter(email, lang)));
    }
    Ok(readers)
}

/// To one address: the partner has no contacts yet.
pub(crate) async fn registered(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    to: &str,
    lang: &str,
    registration: &Registration,
    approval: &Approval,
) -> Outcome<()> {
    let mut values = values(app, &registration.partner_id, &registration.organization_name);
    values.insert("approved".to_owned(), (approval.state == State::Approved.as_str()).to_string());
    let letter = Letter { to: to.to_owned(), lang: lang.to_owned(), values };
    Ok(mail::queue(change, app.store(), &ctx.surroundings, "partner-registered", None, &letter).await?)
}

/// Active again, or not any more.
pub(crate) async fn status(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    active: bool,
) -> Outcome<()> {
    for (reader, mut letter) in readers(app, change, partner).await? {
        letter.values.insert("active".to_owned(), active.to_string());
        let key = format!("status/{}/{}{reader}", partner.id, change.revision());
        mail::queue(change, app.store(), &ctx.surroundings, "partner-status", Some(&key), &letter).await?;
    }
    Ok(())
}

/// Approved, rejected, asked or put on hold.
pub(crate) async fn decision(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    approval: &Approval,
    decision: Decision,
    reason: Option<&str>,
) -> Outcome<()> {
    for (reader, mut letter) in readers(app, change, partner).await? {
        letter.values.insert("kind".to_owned(), approval.kind.clone());
        letter.values.insert("decision".to_owned(), decision.as_str().to_owned());
        letter.values.insert("reason".to_owned(), reason.unwrap_or_default().to_owned());
        let key = format!("decision/{}/{}{reader}", approval.id, change.revision());
        mail::queue(change, app.store(), &ctx.surroundings, "decision", Some(&key), &letter).await?;
    }
    Ok(())
}
