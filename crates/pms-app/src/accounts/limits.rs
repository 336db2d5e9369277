//! Limits against guessing, as use cases meet them.

use pms_domain::Context;
use pms_identity::limit::Attempt;
use pms_identity::security::kind;
use pms_identity::{Guess, Limited};

use crate::{App, Failure, Outcome};

const HOUR: i64 = 3600;
/// Looks at other people's addresses in an hour (decisions, "Who may read or change a partner's data?").
const EMAIL_CHECKS: i64 = 20;
/// Mails that one source may cause in an hour.
const MAILS_PER_SOURCE: i64 = 60;
/// Invitations that one person may send, or send again, in an hour.
const INVITATIONS: i64 = 20;
/// Drafts that one source may begin in an hour.
const DRAFTS_PER_SOURCE: i64 = 60;

impl From<Limited> for Failure {
    fn from(limited: Limited) -> Self {
        Failure::Limited { retry_after: limited.retry_after }
    }
}

fn reached(app: &App, ctx: &Context, limited: Limited) -> Failure {
    app.identity().events().report(kind::LIMIT_REACHED, ctx.source, None, Some(ctx.request_id.clone()));
    limited.into()
}

/// Counts an attempt at something that can be guessed. `subject`: account, address or client, as typed.
pub(crate) async fn attempt(app: &App, ctx: &Context, guess: Guess, subject: &str) -> Outcome<Attempt> {
    let counted = app.identity().limits().attempt(guess, ctx.source, subject).await?;
    counted.map_err(|limited| reached(app, ctx, limited))
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

/// One more mail caused by somebody who is not signed in.
pub(crate) async fn mail(app: &App, ctx: &Context) -> Outcome<()> {
    take(app, ctx, "mail.source", &source(ctx), MAILS_PER_SOURCE).await
}

/// One more invitation.
pub(crate) async fn invitation(app: &App, ctx: &Context) -> Outcome<()> {
    take(app, ctx, "invitation", &ctx.actor.key(), INVITATIONS).await
}

/// One more draft.
pub(crate) async fn draft(app: &App, ctx: &Context) -> Outcome<()> {
    take(app, ctx, "draft.source", &source(ctx), DRAFTS_PER_SOURCE).await
}
