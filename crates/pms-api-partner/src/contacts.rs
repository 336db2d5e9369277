//! The contacts of a partner: list, edit, remove, confirm (our own routes; decisions "Contacts"). Adding one is the
//! contract's route.

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::partners::{self, ContactInput};
use pms_domain::{Context, limits, routes, time};
use pms_store::contact::Contact;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::register::EMPTY;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::LIST_CONTACTS).summary("List the contacts of a partner").gives::<Vec<ContactRow>>(),
        list,
    )
    .route(
        Endpoint::new(&routes::EDIT_CONTACT)
            .summary("Change a contact; a new e-mail address must be confirmed again")
            .takes::<EditBody>()
            .gives::<ContactState>(),
        edit,
    )
    .route(
        Endpoint::new(&routes::REMOVE_CONTACT).summary("Remove a contact and destroy its data").gives::<ContactState>(),
        remove,
    )
    .route(
        Endpoint::new(&routes::SEND_CONTACT_CODE)
            .summary("Send a code to a contact's e-mail address, to confirm it")
            .gives::<CodeSent>(),
        send_code,
    )
    .route(
        Endpoint::new(&routes::VERIFY_CONTACT)
            .summary("Confirm a contact's e-mail address with the code that was sent to it: it gets mail from now on")
            .takes::<CodeBody>()
            .gives::<ContactState>(),
        verify,
    )
}

/// A contact.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ContactRow {
    contact_id: String,
    name: Option<String>,
    email_id: String,
    contact_number: String,
    address: String,
    is_active: bool,
    /// Whether the address was confirmed; only confirmed ones get mail.
    is_verified: bool,
    /// ISO local, UTC.
    verified_date_time: Option<String>,
}

impl From<Contact> for ContactRow {
    fn from(contact: Contact) -> Self {
        Self {
            contact_id: contact.id,
            name: contact.name,
            email_id: contact.data.email,
            contact_number: contact.data.contact_number,
            address: contact.data.address,
            is_active: contact.is_active,
            is_verified: contact.verified_at.is_some(),
            verified_date_time: contact.verified_at.map(time::local_iso),
        }
    }
}

async fn list(app: App, call: Call) -> Answer {
    let found = partners::list_contacts(&app, &call.context, call.variable("partnerId")?).await?;
    Reply::json(found.into_iter().map(ContactRow::from).collect::<Vec<_>>())
}

/// All of a contact, as it shall be.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct EditBody {
    /// At most 128 characters.
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    address: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    contact_number: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    email_id: Option<String>,
    /// Active when missing.
    #[serde(deserialize_with = "lenient::boolean")]
    is_active: Option<bool>,
}

impl Validate for EditBody {
    fn check(&self, check: &mut Check) {
        check
            .not_blank_or("address", &self.address, EMPTY)
            .not_blank_or("contactNumber", &self.contact_number, EMPTY)
            .not_blank_or("emailId", &self.email_id, EMPTY)
            .length("name", &self.name, 0, limits::CONTACT_NAME);
    }
}

/// What became of a contact.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ContactState {
    contact_id: String,
    /// changed, removed or verified.
    state: &'static str,
}

fn state(contact_id: &str, state: &'static str) -> Answer {
    Reply::json(ContactState { contact_id: contact_id.to_owned(), state })
}

async fn edit(app: App, call: Call) -> Answer {
    let body = call.body::<EditBody>()?;
    call.check_v2(&body)?;
    let request = body.request;
    let input = ContactInput {
        name: request.name,
        address: request.address.unwrap_or_default(),
        contact_number: request.contact_number.unwrap_or_default(),
        email: request.email_id.unwrap_or_default(),
        active: request.is_active.unwrap_or(true),
    };
    let (partner_id, contact_id) = (call.variable("partnerId")?, call.variable("contactId")?);
    partners::edit_contact(&app, &call.context, partner_id, contact_id, input).await?;
    state(contact_id, "changed")
}

async fn remove(app: App, call: Call) -> Answer {
    let (partner_id, contact_id) = (call.variable("partnerId")?, call.variable("contactId")?);
    partners::remove_contact(&app, &call.context, partner_id, contact_id).await?;
    state(contact_id, "removed")
}

/// A code is on its way.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CodeSent {
    /// Until when it works; ISO local, UTC.
    expires_date_time: String,
}

/// A code works where it was asked for: on the wire that is the identity behind the token, in its session.
fn browser(ctx: &Context) -> String {
    format!("wire|{}|{}", ctx.actor.key(), ctx.actor.session.as_deref().unwrap_or_default())
}

async fn send_code(app: App, call: Call) -> Answer {
    let (partner_id, contact_id) = (call.variable("partnerId")?, call.variable("contactId")?);
    let sent =
        partners::send_contact_code(&app, &call.context, partner_id, contact_id, &browser(&call.context)).await?;
    Reply::json(CodeSent { expires_date_time: time::local_iso(sent.expires_at) })
}

/// The code of the letter.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct CodeBody {
    /// Six digits.
    #[serde(deserialize_with = "lenient::text")]
    code: Option<String>,
}

impl Validate for CodeBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("code", &self.code);
    }
}

async fn verify(app: App, call: Call) -> Answer {
    let body = call.body::<CodeBody>()?;
    call.check_v2(&body)?;
    let code = body.request.code.unwrap_or_default();
    let (partner_id, contact_id) = (call.variable("partnerId")?, call.variable("contactId")?);
    let browser = browser(&call.context);
    partners::verify_contact(&app, &call.context, partner_id, contact_id, &browser, code.trim()).await?;
    state(contact_id, "verified")
}

#[cfg(test)]
mod tests;
