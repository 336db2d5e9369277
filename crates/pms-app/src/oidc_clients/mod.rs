//! OIDC and OAuth clients of authentication partners: registering, changing, deactivating, replacing the key, reading
//! (contract part B §5; decisions, "eSignet").
//!
//! Where a site has eSignet, a change here has two halves: the first records what is wanted, eSignet is asked, the second
//! records that it agreed ([`intent`]). Until then nothing of it is seen.

mod create;
mod eligible;
mod intent;
mod key;
mod read;
mod update;
mod view;

pub use create::{NewClient, create};
pub use intent::{due, retry};
pub use key::{KeyReplaced, change_key, retire, to_retire};
pub use pms_store::esignet_intent::Intent;
pub use pms_store::oidc_client::{KeyChange, OidcClient};
pub use pms_store::oidc_client_lists::OidcClientRow;
pub use read::{ClientFilter, get, list, page};
pub use update::{Edit, update};
pub use view::{ClientView, KeyFault, Offer, Waiting, history, offers, read_key, view, waiting_of, waits_for_esignet};

use pms_domain::oidc_client::{self as rule, Status};
use pms_domain::{Context, Refusal, catalogue, limits, text};
use pms_store::{Change, Db, On};

use crate::settings::Esignet as Settings;
use crate::{Outcome, rights};

/// A client after it was registered or changed.
#[derive(Debug, PartialEq, Eq)]
pub struct Registered {
    pub client_id: String,
    /// As it is stored.
    pub status: Status,
}

/// Where checks read: first without a lock, so that refusals wait for nobody, then within the change.
enum Place<'a, 'b> {
    Db(&'a Db),
    Change(&'a mut Change<'b>),
}

impl Place<'_, '_> {
    fn on(&mut self) -> On<'_> {
        match self {
            Place::Db(db) => On::Db(db),
            Place::Change(change) => On::from(&mut **change),
        }
    }
}

/// Whether the caller acts on any partner's clients.
fn is_admin(ctx: &Context) -> bool {
    rights::require_partner_admin(ctx).is_ok()
}

/// Whose the client is: the caller must have a partner, and may change this one.
fn check_own(ctx: &Context, partner_id: &str, foreign: &'static pms_domain::Entry) -> Result<(), Refusal> {
    if rights::may_change(ctx, partner_id) {
        Ok(())
    } else if ctx.owned.is_empty() {
        Err(Refusal::of(&catalogue::NO_OWN_PARTNER))
    } else {
        Err(Refusal::of(foreign))
    }
}

/// The stored form of a name, with its names by language where there are any. Its length is checked here, before eSignet
/// hears of the client.
fn stored_name(member: &str, name: &str, names: Option<&[(String, String)]>) -> Outcome<String> {
    let wrong = |said: String| Refusal::with(&catalogue::INVALID_PARAMETER, said);
    let most = limits::CLIENT_NAME;
    if text::is_blank(name) {
        return Err(wrong(format!("must not be blank :request.{member}")).into());
    }
    if text::utf16_len(name) > most {
        return Err(wrong(format!("size must be between 1 and {most} :request.{member}")).into());
    }
    crate::partners::check_visible(member, name)?;
    for (_, name) in names.into_iter().flatten() {
        crate::partners::check_visible("clientNameLangMap", name)?;
    }
    Ok(match names {
        None => rule::plain(name)?,
        Some(names) => rule::name_map(name, names)?,
    })
}

/// Where a client's answers go, and what it may ask for.
struct Shape<'a> {
    logo_uri: &'a str,
    redirect_uris: &'a [String],
    grant_types: &'a [String],
    auth_methods: &'a [String],
}

impl Shape<'_> {
    fn check(&self, settings: &Settings) -> Result<(), Refusal> {
        rule::check_logo(self.logo_uri)?;
        rule::check_redirect_uris(self.redirect_uris)?;
        rule::check_words("grantTypes", self.grant_types, &settings.grant_types)?;
        rule::check_words("clientAuthMethods", self.auth_methods, &settings.client_auth_methods)
    }
}
