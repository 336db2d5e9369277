//! Further contacts of a partner (contract part A §4.4, decisions "Contacts").

use pms_domain::partner::Standing;
use pms_domain::{Context, Refusal, catalogue, limits, roles, routes, text};
use pms_store::Change;
use pms_store::audit::Record;
use pms_store::contact::{self, Contact};
use pms_store::partner::{self, ContactData, Partner, Reach};
use serde_json::json;

use crate::accounts::codes::{self, CodeSent, Purpose};
use crate::{App, Outcome, rights};

/// What a contact consists of.
pub struct ContactInput {
    pub name: Option<String>,
    pub address: String,
    pub contact_number: String,
    pub email: String,
    pub active: bool,
}

/// Whether a contact was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    Added,
    Updated,
}

fn check(input: &ContactInput) -> Outcome<()> {
    super::check_visible("address", &input.address)?;
    super::check_visible("contactNumber", &input.contact_number)?;
    super::check_visible("name", input.name.as_deref().unwrap_or_default())?;
    if !text::is_email(&input.email) {
        return Err(Refusal::of(&catalogue::EMAIL_INVALID).into());
    }
    if text::utf16_len(&input.contact_number) > limits::CONTACT_NUMBER {
        return Err(Refusal::with(&catalogue::MOBILE_INVALID, limits::CONTACT_NUMBER.to_string()).into());
    }
    if input.name.as_deref().is_some_and(|name| text::utf16_len(name) > limits::CONTACT_NAME) {
        let said = format!("Length should be between 0 and {} chars :request.name", limits::CONTACT_NAME);
        return Err(Refusal::with(&catalogue::INVALID_PARAMETER, said).into());
    }
    if text::utf16_len(&input.address) > limits::ADDRESS {
        let said = format!("Length should be between 1 and {} chars :request.address", limits::ADDRESS);
        return Err(Refusal::with(&catalogue::INVALID_PARAMETER, said).into());
    }
    Ok(())
}

/// The contract's order: a known contact or an existing, active partner; then whose it is. Refusals need no lock.
async fn precheck_add(app: &App, ctx: &Context, partner_id: &str, email: &str) -> Outcome<()> {
    let db = app.store().db();
    // The contract answers a known contact before it asks whose it is.
    let known = contact::by_email(app.store(), db, Reach::Everything, partner_id, email).await?;
    if known.is_none() {
        let partner = partner::find(app.store(), db, Reach::Everything, partner_id).await?;
        let partner = partner.ok_or_else(|| Refusal::of(&catalogue::PARTNER_NOT_FOUND))?;
        if !partner.is_active {
            return Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE).into());
        }
    }
    if !rights::may_change(ctx, partner_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    Ok(())
}

/// Adds a contact, or updates the one with the same address.
pub async fn add_contact(app: &App, ctx: &Context, partner_id: &str, input: ContactInput) -> Outcome<Saved> {
    check(&input)?;
    precheck_add(app, ctx, partner_id, &input.email).await?;
    let mut change = app.store().change().await?;
    let known = contact::by_email(app.store(), &mut change, rights::changes(ctx), partner_id, &input.email).await?;
    let saved = if known.is_some() { Saved::Updated } else { Saved::Added };
    if known.is_none() && contact::count(&mut change, partner_id).await? >= limits::CONTACTS as i64 {
        return Err(Refusal::with(&catalogue::TOO_MANY_CONTACTS, limits::CONTACTS.to_string()).into());
    }
    let contact = Contact {
        id: known.as_ref().map_or_else(|| ctx.uuid(), |known| known.id.clone()),
        partner_id: partner_id.to_owned(),
        name: input.name.or_else(|| known.as_ref().and_then(|known| known.name.clone())),
        is_active: input.active,
        verified_at: known.and_then(|known| known.verified_at),
        data: ContactData { address: input.address, contact_number: input.contact_number, email: input.email },
    };
    match contact::put(&mut change, &ctx.surroundings, &contact, &ctx.actor.name).await {
        // A clear database keeps the contract's unique telephone number for each partner.
        Err(error) if error.is_taken() => return Err(Refusal::of(&catalogue::EMAIL_EXISTS).into()),
        other => other?,
    }
    let record = Record::new("contact.put", "partner", partner_id)
        .touching("contact", &contact.id)
        .after(json!({"contactId": contact.id, "isActive": contact.is_active}));
    change.save(ctx, record).await?;
    Ok(saved)
}

pub async fn contacts(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Vec<Contact>> {
    super::get(app, ctx, partner_id).await?;
    Ok(contact::of_partner(app.store(), app.store().db(), rights::reads(ctx), partner_id).await?)
}

/// A contact that the caller may change. Another's partner is as one that does not exist; a member who may only read it is
/// told so.
async fn load(app: &App, ctx: &Context, partner_id: &str, contact_id: &str) -> Outcome<Contact> {
    let db = app.store().db();
    if !rights::may_change(ctx, partner_id) {
        let entry = match ctx.owned.contains(partner_id) {
            true => &catalogue::NOT_AUTHORIZED,
            false => &catalogue::PARTNER_NOT_FOUND,
        };
        return Err(Refusal::of(entry).into());
    }
    let partner = partner::find(app.store(), db, rights::changes(ctx), partner_id).await?;
    check_not_off(ctx, &partner.ok_or(&catalogue::PARTNER_NOT_FOUND)?)?;
    let contact = contact::find(app.store(), db, rights::changes(ctx), partner_id, contact_id).await?;
    Ok(contact.ok_or(&catalogue::CONTACT_NOT_FOUND)?)
}

/// Of a deactivated partner an admin alone changes contacts, as it adds none (contract part A §4.4).
fn check_not_off(ctx: &Context, partner: &Partner) -> Result<(), Refusal> {
    let is_off = Standing::of(&partner.approval_status, partner.is_active) == Standing::Deactivated;
    match is_off && !ctx.actor.is_partner_admin() {
        true => Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE)),
        false => Ok(()),
    }
}

/// Changes a contact. A new address must be confirmed again.
pub async fn edit_contact(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    contact_id: &str,
    input: ContactInput,
) -> Outcome<()> {
    check(&input)?;
    load(app, ctx, partner_id, contact_id).await?;
    let mut change = app.store().change().await?;
    let mut contact = load_in(app, ctx, &mut change, partner_id, contact_id).await?;
    if text::fold_email(&contact.data.email) != text::fold_email(&input.email) {
        contact.verified_at = None;
    }
    contact.name = input.name;
    contact.is_active = input.active;
    contact.data = ContactData { address: input.address, contact_number: input.contact_number, email: input.email };
    match contact::put(&mut change, &ctx.surroundings, &contact, &ctx.actor.name).await {
        Err(error) if error.is_taken() => return Err(Refusal::of(&catalogue::EMAIL_EXISTS).into()),
        other => other?,
    }
    let record = Record::new("contact.put", "partner", partner_id)
        .touching("contact", contact_id)
        .after(json!({"contactId": contact_id, "isActive": contact.is_active}));
    change.save(ctx, record).await?;
    Ok(())
}

pub async fn remove_contact(app: &App, ctx: &Context, partner_id: &str, contact_id: &str) -> Outcome<()> {
    load(app, ctx, partner_id, contact_id).await?;
    let mut change = app.store().change().await?;
    load_in(app, ctx, &mut change, partner_id, contact_id).await?;
    contact::remove(&mut change, contact_id, &ctx.actor.name, ctx.now()).await?;
    let record = Record::new("contact.remove", "partner", partner_id).touching("contact", contact_id);
    change.save(ctx, record).await?;
    Ok(())
}

/// The contacts of a partner, for its members and for whoever manages partners (our own route). Another's partner is as
/// one that does not exist.
pub async fn list_contacts(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Vec<Contact>> {
    rights::require(ctx, &routes::LIST_CONTACTS)?;
    // Contact data is personal: of the system's readers only those who manage partners get it.
    let reach = if ctx.actor.has_any(roles::MANAGERS) { Reach::Everything } else { Reach::Own(&ctx.owned) };
    let db = app.store().db();
    if partner::find(app.store(), db, reach, partner_id).await?.is_none() {
        return Err(Refusal::of(&catalogue::PARTNER_NOT_FOUND).into());
    }
    Ok(contact::of_partner(app.store(), db, reach, partner_id).await?)
}

/// Sends a code to a contact's address, so that whoever reads mail there can confirm it ([`verify_contact`]).
pub async fn send_contact_code(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    contact_id: &str,
    browser: &str,
) -> Outcome<CodeSent> {
    let contact = load(app, ctx, partner_id, contact_id).await?;
    let partner = partner::find(app.store(), app.store().db(), rights::changes(ctx), partner_id).await?;
    let lang = partner.and_then(|partner| partner.lang_code).unwrap_or_default();
    codes::send(app, ctx, Purpose::Contact, &contact.data.email, browser, &lang).await
}

/// Confirms a contact's address with the code that was sent to it: from now on it may get mail. An address that was
/// changed meanwhile is another one and stays unconfirmed.
pub async fn verify_contact(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    contact_id: &str,
    browser: &str,
    code: &str,
) -> Outcome<()> {
    let known = load(app, ctx, partner_id, contact_id).await?;
    codes::check(app, ctx, Purpose::Contact, &known.data.email, browser, code).await?;
    let mut change = app.store().change().await?;
    let mut contact = load_in(app, ctx, &mut change, partner_id, contact_id).await?;
    if text::fold_email(&contact.data.email) != text::fold_email(&known.data.email) {
        return Err(Refusal::of(&catalogue::CODE_WRONG).into());
    }
    contact.verified_at = Some(ctx.now());
    contact::put(&mut change, &ctx.surroundings, &contact, &ctx.actor.name).await?;
    change.save(ctx, Record::new("contact.verify", "partner", partner_id).touching("contact", contact_id)).await?;
    Ok(())
}

async fn load_in(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner_id: &str,
    contact_id: &str,
) -> Outcome<Contact> {
    let partner = partner::find(app.store(), &mut *change, rights::changes(ctx), partner_id).await?;
    check_not_off(ctx, &partner.ok_or(&catalogue::PARTNER_NOT_FOUND)?)?;
    let contact = contact::find(app.store(), change, rights::changes(ctx), partner_id, contact_id).await?;
    Ok(contact.ok_or(&catalogue::CONTACT_NOT_FOUND)?)
}
