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
    /// What the browser that started it calls itself; empty when it did not say.
    pub agent: String,
    /// The address that it was started from; empty when it is not known.
    pub source: String,
}

/// The caller's live sessions, oldest first. Of a person of an external provider none are listed here.
pub async fn own(app: &App, ctx: &Context) -> Outcome<Vec<OwnSession>> {
    let mine = own_account(app, ctx).await?;
    let live = session::live(app.store().db(), &mine.id, ctx.now()).await?;
    Ok(live
        .into_iter()
        .map(|one| OwnSession {
            is_token: one.kind == TOKEN,
            agent: one.agent.unwrap_or_default(),
            source: one.source.unwrap_or_default(),
            is_current: ctx.actor.session.as_deref() == Some(one.sid.as_str()),
            sid: one.sid,
            client: one.client,
            started_at: one.created_at,
            last_used_at: one.last_used_at,
        })
        .collect())
}

/// Days for which sessions that are over can be looked at: as long as they are kept.
pub const FORMER_DAYS: i64 = 30;
/// How many of them are answered.
const MOST_FORMER: i64 = 25;

/// A sign-in in the portal whose session is over.
#[derive(Clone, Debug)]
pub struct FormerSession {
    pub agent: String,
    pub source: String,
    pub started_at: Timestamp,
    pub last_used_at: Timestamp,
}

/// The caller's sign-ins of the last [`FORMER_DAYS`] days whose sessions are over, newest first.
pub async fn former(app: &App, ctx: &Context) -> Outcome<Vec<FormerSession>> {
    let mine = own_account(app, ctx).await?;
    let now = ctx.now();
    let since = now - chrono::TimeDelta::days(FORMER_DAYS);
    let rows = session::former(app.store().db(), &mine.id, since, now, MOST_FORMER).await?;
    Ok(rows
        .into_iter()
        .map(|one| FormerSession {
            agent: one.agent.unwrap_or_default(),
            source: one.source.unwrap_or_default(),
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

/// Longest name of a browser that is kept, bytes.
const AGENT: usize = 256;

/// Notes where a session was started, for the list of one's own sessions: what the browser calls itself, and its address.
pub async fn note_place(app: &App, ctx: &Context, sid: &str, agent: &str) -> Outcome<()> {
    let agent: String = agent.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(AGENT).collect();
    let source = ctx.source.map(|source| source.to_canonical().to_string()).unwrap_or_default();
    Ok(session::note_place(app.store().db(), sid, &agent, &source).await?)
}
