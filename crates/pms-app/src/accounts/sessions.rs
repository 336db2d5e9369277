//! One's own sessions: where the account is signed in, and ending one of them.

use pms_domain::{Context, Refusal, Timestamp, catalogue};
use pms_store::account::session::{self, TOKEN};

use crate::accounts::{own_account, sign_in};
use crate::{App, Outcome};

/// A live session of the caller's account.
#[derive(Clone, Debug)]
pub struct OwnSession {
    /// Public id.
    pub sid: String,
    /// A session of tokens that a client got; else one of the portal.
    pub is_token: bool,
    /// The client of a session of tokens.
    pub client: Option<String>,
    pub started_at: Timestamp,
    pub last_used_at: Timestamp,
    pub is_current: bool,
}

/// The caller's live sessions, oldest first. Of a person of an external provider none are listed here.
pub async fn own(app: &App, ctx: &Context) -> Outcome<Vec<OwnSession>> {
    let mine = own_account(app, ctx).await?;
    let live = session::live(app.store().db(), &mine.id, ctx.now()).await?;
    Ok(live
        .into_iter()
        .map(|one| OwnSession {
            is_token: one.kind == TOKEN,
            is_current: ctx.actor.session.as_deref() == Some(one.sid.as_str()),
            sid: one.sid,
            client: one.client,
            started_at: one.created_at,
            last_used_at: one.last_used_at,
        })
        .collect())
}

/// Ends one of the caller's own sessions. One that has ended meanwhile is no error.
///
/// # Errors
/// `FORBIDDEN`: no session of the caller's account.
pub async fn end(app: &App, ctx: &Context, sid: &str) -> Outcome<()> {
    let mine = own_account(app, ctx).await?;
    let found = session::by_sid(app.store().db(), sid).await?;
    if found.is_none_or(|found| found.account_id != mine.id) {
        return Err(Refusal::of(&catalogue::FORBIDDEN).into());
    }
    sign_in::end_one(app, ctx, sid).await?;
    Ok(())
}
