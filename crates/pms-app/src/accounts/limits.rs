//! Limits against guessing, as use cases meet them.

use pms_domain::limits::{
    CERTIFICATE_UPLOADS_AN_HOUR, DEVICE_CHANGES_AN_HOUR, KEY_CHANGES_AN_HOUR, LICENCE_RENEWALS_AN_HOUR,
    PROFILE_CHANGES_AN_HOUR,
};
use pms_domain::{Context, text};
use pms_identity::limit::{Attempt, Subject};
use pms_identity::security::kind;
use pms_identity::{Guess, Limited};
use pms_store::account::account::Account;

use crate::{App, Failure, Outcome};

const HOUR: i64 = 3600;
/// Looks at other people's addresses in an hour (decisions, "Who may read or change a partner's data?").
const EMAIL_CHECKS: i64 = 20;
/// Invitations that one person may send, or send again, in an hour.
const INVITATIONS: i64 = 20;
/// Forms of lapsed sessions that are kept for an account in an hour.
const KEPT_FORMS: i64 = 20;
/// Drafts that one source may begin in an hour.
const DRAFTS_PER_SOURCE: i64 = 60;

impl From<Limited> for Failure {
    fn from(limited: Limited) -> Self {
        Failure::Limited { retry_after: limited.retry_after }
    }
}

pub(super) fn reached(app: &App, ctx: &Context, limited: Limited) -> Failure {
    app.identity().events().report(kind::LIMIT_REACHED, ctx.source, None, Some(ctx.request_id.clone()));
    limited.into()
}

/// What is guessed at, under the names by which it is counted.
pub(crate) struct Target {
    typed: String,
    meant: String,
}

impl From<&str> for Target {
    /// An address, a client, or nothing in particular.
    fn from(typed: &str) -> Self {
        let folded = text::fold(typed.trim());
        Self { typed: folded.clone(), meant: folded }
    }
}

impl Target {
    /// Of one source, the text is counted as it was looked up, whatever it means. Were the account counted, whoever used up
    /// the tries under its name would see whether an address belongs to it: that would be limited at once. The price is
    /// accepted: one source has ten tries under the name and ten under the address. Over all sources it is the account
    /// that is counted, and remembered to be at home at a source.
    pub(crate) fn typed(typed: &str, found: Option<&Account>) -> Self {
        let typed = format!("typed|{}", fold_typed(typed));
        let meant = found.map_or_else(|| typed.clone(), |account| format!("account|{}", account.id));
        Self { typed, meant }
    }

    /// The account of a session: counted as if its name had been typed.
    pub(crate) fn of(account: &Account) -> Self {
        Self::typed(&account.name, Some(account))
    }
}

/// As the look-up folds it: addresses and names each in their own way.
fn fold_typed(typed: &str) -> String {
    if is_address(typed) { text::fold_email(typed) } else { text::fold(typed.trim()) }
}

/// Whether somebody who signs in typed an address. No name holds the sign.
pub(crate) fn is_address(typed: &str) -> bool {
    typed.contains('@')
}

/// Counts an attempt at something that can be guessed.
pub(crate) async fn attempt(app: &App, ctx: &Context, guess: Guess, target: impl Into<Target>) -> Outcome<Attempt> {
    let target = target.into();
    let subject = Subject { typed: &target.typed, meant: &target.meant };
    let counted = app.identity().limits().attempt(guess, ctx.source, subject).await?;
    counted.map_err(|limited| reached(app, ctx, limited))
}

/// Waits for the judgement. One that could not be made, because the server is busy or something else failed, is no
/// failure of whoever tried: the attempt is taken back.
pub(crate) async fn judged<T>(app: &App, attempt: &Attempt, judgement: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    let outcome = judgement.await;
    if matches!(outcome, Err(Failure::Limited { .. } | Failure::Internal(_))) {
        app.identity().limits().not_judged(attempt).await?;
    }
    outcome
}

/// The attempt was right: it does not count.
pub(crate) async fn succeeded(app: &App, attempt: Attempt) -> Outcome<()> {
    Ok(app.identity().limits().succeeded(attempt).await?)
}

fn source(ctx: &Context) -> String {
    pms_identity::limit::Limits::source_text(ctx.source)
}

async fn take(app: &App, ctx: &Context, name: &'static str, key: &str, most: i64) -> Outcome<()> {
    let taken = app.identity().limits().take(name, key, HOUR, most).await?;
    taken.map_err(|limited| reached(app, ctx, limited))
}

/// One more look at an address that is not the caller's own.
pub async fn email_check(app: &App, ctx: &Context) -> Outcome<()> {
    take(app, ctx, "email", &ctx.actor.key(), EMAIL_CHECKS).await
}

/// One more key of a partner that is made, issued again or switched. For whoever may change the partner: nobody uses up
/// what is another's.
pub(crate) async fn key_change(app: &App, ctx: &Context, partner_id: &str) -> Outcome<()> {
    take(app, ctx, "key.partner", partner_id, KEY_CHANGES_AN_HOUR).await
}

/// One more change of something approved of a provider; as [`key_change`].
pub(crate) async fn device_change(app: &App, ctx: &Context, partner_id: &str) -> Outcome<()> {
    take(app, ctx, "device.partner", partner_id, DEVICE_CHANGES_AN_HOUR).await
}

/// One more certificate of a partner or its chips; as [`key_change`]. Partner admins are not counted.
pub(crate) async fn certificate_upload(app: &App, ctx: &Context, partner_id: &str) -> Outcome<()> {
    if ctx.actor.is_partner_admin() {
        return Ok(());
    }
    take(app, ctx, "certificate.partner", partner_id, CERTIFICATE_UPLOADS_AN_HOUR).await
}

/// One more CA chain of somebody who is no admin. Counted before it is read: it takes longer than to see that it is nobody's.
pub(crate) async fn chain_upload(app: &App, ctx: &Context) -> Outcome<()> {
    take(app, ctx, "chain.account", &ctx.actor.key(), CERTIFICATE_UPLOADS_AN_HOUR).await
}

/// One more change of a partner's own data; as [`key_change`]. Partner admins are not counted.
pub(crate) async fn profile_change(app: &App, ctx: &Context, partner_id: &str) -> Outcome<()> {
    if ctx.actor.is_partner_admin() {
        return Ok(());
    }
    take(app, ctx, "profile.partner", partner_id, PROFILE_CHANGES_AN_HOUR).await
}

/// One more licence of a MISP that takes the place of another.
pub(crate) async fn licence_renewal(app: &App, ctx: &Context, misp_id: &str) -> Outcome<()> {
    take(app, ctx, "licence.misp", misp_id, LICENCE_RENEWALS_AN_HOUR).await
}

/// One more invitation.
pub(crate) async fn invitation(app: &App, ctx: &Context) -> Outcome<()> {
    take(app, ctx, "invitation", &ctx.actor.key(), INVITATIONS).await
}

/// One more draft.
pub(crate) async fn draft(app: &App, ctx: &Context) -> Outcome<()> {
    take(app, ctx, "draft.source", &source(ctx), DRAFTS_PER_SOURCE).await
}

/// One more form that was sent from a session that is over. By account: its browsers are as many as it says.
pub(super) async fn kept_form(app: &App, ctx: &Context, account_id: &str) -> Outcome<()> {
    take(app, ctx, "draft.form", account_id, KEPT_FORMS).await
}
