//! People and service clients: signing in and out, registering, invitations, passwords, roles, tokens.
//!
//! No answer tells whether an address is known: known and unknown ones cause the same work and the same answer, and
//! what differs is said in a letter to the address itself.

pub mod clients;
pub mod codes;
mod config;
pub mod directory;
pub mod external;
pub mod first_admin;
pub mod form_drafts;
pub mod invitations;
pub mod limits;
mod mails;
pub mod ownership;
pub mod passwords;
mod pending;
pub mod people;
pub mod registration;
pub mod roles;
pub mod second_factor;
pub mod sessions;
pub mod sign_in;
pub mod tokens;

use pms_domain::context::ActorKind;
use pms_domain::{Actor, Context, Refusal, catalogue, text};
use pms_identity::Secret;
use pms_identity::password::{Busy, Verdict};
use pms_store::Change;
use pms_store::account::account::{self, Account};
use pms_store::account::session;
use pms_store::audit::Record;

use crate::{App, Failure, Outcome};

pub use config::open_identity;
pub use invitations::invite_in;
pub(crate) use mails::member_changed;

/// Name of the portal session's cookie: the strict name where cookies are Secure.
pub fn session_cookie(app: &App) -> &'static str {
    if app.settings().server.public_url.starts_with("https://") { "__Host-pms" } else { "pms" }
}

/// A random value for a browser that has no session yet: one-time codes are bound to it.
pub fn new_browser(app: &App) -> Secret {
    Secret::new(app.surroundings().characters(pms_domain::context::BASE62, 32))
}

/// What a person brings who gets an account.
#[derive(Clone, Default)]
pub struct NewPerson {
    /// User name.
    pub name: String,
    pub given_name: String,
    pub family_name: String,
    pub phone: String,
    /// MOSIP language code.
    pub lang: String,
}

/// The account of a local person.
async fn own_account(app: &App, ctx: &Context) -> Outcome<Account> {
    let is_local = ctx.actor.kind == ActorKind::Person && ctx.actor.issuer == pms_domain::context::LOCAL_ISSUER;
    if !is_local {
        return Err(Refusal::of(&catalogue::FORBIDDEN).into());
    }
    let found = account::find(app.store().db(), &ctx.actor.subject).await?;
    Ok(found.filter(Account::is_active).ok_or_else(|| Refusal::of(&catalogue::FORBIDDEN))?)
}

/// Refuses names of a wrong shape, taken ones, and those that imitate a partner. `except` is the partner whose name
/// the account may bear.
async fn check_account_name(app: &App, name: &str, except: Option<&str>) -> Outcome<()> {
    if !text::is_account_name(name) {
        return Err(Refusal::of(&catalogue::ACCOUNT_NAME_INVALID).into());
    }
    let db = app.store().db();
    let folded = text::fold(name);
    let is_taken = account::by_name(db, name).await?.is_some()
        || pms_store::account::ownership::is_reserved(db, &folded, except).await?;
    if is_taken { Err(Refusal::of(&catalogue::ACCOUNT_NAME_TAKEN).into()) } else { Ok(()) }
}

/// Refuses weak passwords; the compatibility profile takes any that is not empty.
fn check_password(app: &App, password: &Secret, personal: &[&str]) -> Outcome<()> {
    if app.settings().compat.mosip {
        let usable = !password.reveal().is_empty() && password.reveal().len() <= 1024;
        return if usable { Ok(()) } else { Err(Refusal::of(&catalogue::PASSWORD_WEAK).into()) };
    }
    let mut personal: Vec<&str> = personal.to_vec();
    personal.push(&app.settings().site.name);
    Ok(pms_identity::password::check_strength(password, &personal)?)
}

async fn hash(app: &App, password: &Secret) -> Outcome<String> {
    app.identity().passwords().hash(app.surroundings(), password).await.map_err(unhashed)
}

/// Compares a password with a stored hash; without one, the work is the same.
async fn verify_password(app: &App, password: &Secret, stored: Option<&str>) -> Outcome<Verdict> {
    app.identity().passwords().verify(password, stored).await.map_err(unhashed)
}

/// Too many at once is the caller's to try again, not a fault of the server.
fn unhashed(error: anyhow::Error) -> Failure {
    if error.is::<Busy>() { Failure::Limited { retry_after: 5 } } else { error.into() }
}

/// The language of a person: a language of the site, else its first.
fn language(app: &App, wanted: &str) -> String {
    let known = app.settings().languages().find(|code| *code == wanted);
    known.or_else(|| app.settings().languages().next()).unwrap_or("eng").to_owned()
}

/// Ends sessions of an account within a change; the record names them, so that every replica learns of each.
async fn end_sessions(
    app: &App,
    change: &mut Change<'_>,
    account_id: &str,
    except: Option<&str>,
    mut record: Record,
) -> Outcome<Record> {
    let now = app.surroundings().now();
    let until = app.identity().ended_until(now);
    for sid in session::end_all(change, account_id, except, now, until).await? {
        record = record.touching("session", sid);
    }
    Ok(record)
}

/// A context in which this actor goes on with the same request.
async fn as_actor(app: &App, ctx: &Context, actor: Actor) -> Outcome<Context> {
    app.context(actor, ctx.request_id.clone(), ctx.source).await
}

fn refused(failure: &Failure) -> Option<&Refusal> {
    match failure {
        Failure::Refused(refusal) => Some(refusal),
        _ => None,
    }
}

/// Lengths of what people say about themselves.
fn check_person(given_name: &str, family_name: &str, phone: &str) -> Outcome<()> {
    for (member, value, limit) in [
        ("firstName", given_name, pms_domain::limits::ORGANIZATION),
        ("lastName", family_name, pms_domain::limits::ORGANIZATION),
        ("contactNo", phone, pms_domain::limits::CONTACT_NUMBER),
    ] {
        if text::utf16_len(value) > limit || text::has_hidden_characters(value) {
            let said = format!("Length should be between 1 and {limit} chars :request.{member}");
            return Err(Refusal::with(&catalogue::INVALID_PARAMETER, said).into());
        }
    }
    Ok(())
}
