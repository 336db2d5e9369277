//! The letters about accounts. What is secret in them lies sealed in the queue until they are sent.

use pms_domain::Context;
use pms_identity::otp::{Code, MINUTES, Purpose};
use pms_store::account::account::Account;
use pms_store::mail::{self, Letter};
use pms_store::{Change, Tx};

use crate::{App, Outcome};

fn letter(app: &App, to: &str, lang: &str, values: Vec<(&str, String)>) -> Letter {
    let mut all: std::collections::BTreeMap<String, String> =
        values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    all.insert("site".to_owned(), app.settings().site.name.clone());
    Letter { to: to.to_owned(), lang: lang.to_owned(), values: all }
}

/// An address in the portal.
pub(crate) fn link(app: &App, path: &str) -> String {
    format!("{}{path}", app.settings().server.public_url.trim_end_matches('/'))
}

/// A one-time code.
pub(crate) async fn code(app: &App, to: &str, lang: &str, purpose: Purpose, code: &Code) -> Outcome<()> {
    let values = vec![
        ("code", code.digits.reveal().to_owned()),
        ("minutes", MINUTES.to_string()),
        ("purpose", purpose.as_str().to_owned()),
    ];
    queue(app, "otp", letter(app, to, lang, values)).await
}

/// Somebody registers with an address that has an account: only its owner is told.
pub(crate) async fn account_exists(app: &App, to: &str, lang: &str) -> Outcome<()> {
    queue(app, "account-exists", letter(app, to, lang, vec![("link", link(app, "/portal/sign-in"))])).await
}

/// Somebody resets the password of an address without an account: only its owner is told.
pub(crate) async fn account_unknown(app: &App, to: &str, lang: &str) -> Outcome<()> {
    queue(app, "account-unknown", letter(app, to, lang, vec![("link", link(app, "/portal/register"))])).await
}

async fn queue(app: &App, template: &str, letter: Letter) -> Outcome<()> {
    Ok(mail::queue_uncounted(app.store(), app.surroundings(), template, &letter).await?)
}

async fn queue_in(app: &App, tx: &mut Tx, template: &str, letter: &Letter) -> Outcome<()> {
    Ok(mail::queue(tx, app.store(), app.surroundings(), template, None, letter).await?)
}

pub(crate) async fn password_changed(
    app: &App,
    change: &mut Change<'_>,
    to: &str,
    lang: &str,
    name: &str,
) -> Outcome<()> {
    let values = vec![("name", name.to_owned()), ("link", link(app, "/portal/reset"))];
    queue_in(app, change, "password-changed", &letter(app, to, lang, values)).await
}

/// To the address of before, which learns of nothing else any more.
pub(crate) async fn email_changed(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    former: &str,
    account: &Account,
) -> Outcome<()> {
    let values = vec![
        ("name", account.name.clone()),
        ("changed", pms_domain::time::zulu(ctx.now())),
        ("link", link(app, "/portal/sign-in")),
    ];
    queue_in(app, change, "email-changed", &letter(app, former, &account.lang, values)).await
}

/// The second factor changed; `what`: `on`, `off`, `codes`, `recovery` or `reset`.
pub(crate) async fn second_factor(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    to: &str,
    account: &Account,
    what: &str,
) -> Outcome<()> {
    let values = vec![
        ("name", account.name.clone()),
        ("step", what.to_owned()),
        ("changed", pms_domain::time::zulu(ctx.now())),
        ("link", link(app, "/portal/account/second-factor")),
    ];
    queue_in(app, change, "second-factor", &letter(app, to, &account.lang, values)).await
}

pub(crate) async fn account_created(
    app: &App,
    change: &mut Change<'_>,
    to: &str,
    lang: &str,
    name: &str,
) -> Outcome<()> {
    let values = vec![("name", name.to_owned()), ("link", link(app, "/portal/reset"))];
    queue_in(app, change, "account-created", &letter(app, to, lang, values)).await
}

/// What an invitation says.
pub(crate) struct InvitationLetter<'a> {
    pub to: &'a str,
    pub lang: &'a str,
    pub secret: &'a str,
    pub partner_id: &'a str,
    pub organization: &'a str,
    pub member_role: &'a str,
    pub expires_at: pms_domain::Timestamp,
}

pub(crate) async fn invitation(app: &App, change: &mut Change<'_>, invitation: &InvitationLetter<'_>) -> Outcome<()> {
    let values = vec![
        ("link", link(app, &format!("/portal/invitation/{}", invitation.secret))),
        ("partner_id", invitation.partner_id.to_owned()),
        ("organization", invitation.organization.to_owned()),
        ("role", invitation.member_role.to_owned()),
        ("expires", pms_domain::time::zulu(invitation.expires_at)),
    ];
    queue_in(app, change, "invitation", &letter(app, invitation.to, invitation.lang, values)).await
}

pub(crate) async fn member_added(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    lang: &str,
    partner_id: &str,
    organization: &str,
) -> Outcome<()> {
    let Some(to) = &ctx.actor.email else { return Ok(()) };
    let values = vec![("partner_id", partner_id.to_owned()), ("organization", organization.to_owned())];
    queue_in(app, change, "member-added", &letter(app, to, lang, values)).await
}

/// To somebody whose place in an organisation changed; `what`: the new role, or `removed`.
pub(crate) async fn member_changed(
    app: &App,
    change: &mut Change<'_>,
    to: &str,
    lang: &str,
    partner_id: &str,
    organization: &str,
    what: &str,
) -> Outcome<()> {
    let values = vec![
        ("partner_id", partner_id.to_owned()),
        ("organization", organization.to_owned()),
        ("place", what.to_owned()),
    ];
    queue_in(app, change, "member-changed", &letter(app, to, lang, values)).await
}
