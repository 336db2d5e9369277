//! Signing in and out.

use pms_domain::context::LOCAL_ISSUER;
use pms_domain::{Context, Refusal, catalogue};
use pms_identity::identity::person_actor;
use pms_identity::password::Verdict;
use pms_identity::security::kind;
use pms_identity::session::{MOST_LIVE, Started};
use pms_identity::{Guess, PortalSession, Secret};
use pms_store::account::account::{self, Account};
use pms_store::account::session::{self, PORTAL};
use pms_store::audit::Record;

use crate::accounts::limits::Target;
use crate::accounts::{as_actor, end_sessions, hash, limits, ownership, second_factor, verify_password};
use crate::{App, Failure, Outcome};

/// Somebody who has just signed in.
pub struct SignedIn {
    pub session: Started,
    /// The next thing to do is a change of the password.
    pub must_change: bool,
}

/// How a sign-in goes on after the right password.
pub enum Entry {
    Session(SignedIn),
    /// No session yet: this browser types a code next ([`second_factor::enter`]).
    SecondFactor,
}

/// Whether a password may be one that works once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OneTime {
    Accepted,
    Refused,
}

/// The account that a typed name or address means.
async fn find(app: &App, typed: &str) -> Outcome<Option<Account>> {
    let typed = typed.trim();
    let found = if limits::is_address(typed) {
        account::by_email(app.store(), typed).await?
    } else {
        account::by_name(app.store().db(), typed).await?
    };
    Ok(found)
}

/// Checks name and password with the same work whether or not there is such an account.
///
/// # Errors
/// `SIGN_IN_FAILED` for every fault; `Limited`.
pub(crate) async fn verify(
    app: &App,
    ctx: &Context,
    typed: &str,
    password: &Secret,
    one_time: OneTime,
) -> Outcome<Account> {
    let failed = || Refusal::of(&catalogue::SIGN_IN_FAILED);
    if !app.identity().is_embedded() {
        return Err(failed().into());
    }
    let found = find(app, typed).await?;
    let attempt = limits::attempt(app, ctx, Guess::SignIn, Target::typed(typed, found.as_ref())).await?;
    let now = ctx.now();
    let usable = found.as_ref().filter(|account| {
        let in_time = match account.one_time_until {
            None => true,
            Some(until) => one_time == OneTime::Accepted && until > now,
        };
        account.is_active() && in_time && (one_time == OneTime::Accepted || !account.must_change)
    });
    let stored = usable.and_then(|account| account.password_hash.as_deref());
    let verdict = limits::judged(app, &attempt, verify_password(app, password, stored)).await?;
    let Some(account) = usable.filter(|_| verdict.is_right()).cloned() else {
        let subject = found.map(|account| account.id);
        app.identity().events().report(kind::SIGN_IN_FAILED, ctx.source, subject, Some(ctx.request_id.clone()));
        return Err(failed().into());
    };
    if account.has_second_factor() {
        // Only half of the proof: the source becomes none of the account's own by it.
        app.identity().limits().not_judged(&attempt).await?;
    } else {
        limits::succeeded(app, attempt).await?;
    }
    if verdict == Verdict::RightButOld && account.one_time_until.is_none() {
        match hash(app, password).await {
            Ok(newer) => {
                let older = account.password_hash.as_deref().unwrap_or_default();
                account::rehash(app.store().db(), &account.id, older, &newer).await?;
            }
            // The next sign-in will do: the password was right.
            Err(Failure::Limited { .. }) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(account)
}

/// Signs a person in with user name or e-mail address, and password. Of an account with a second factor, `browser` may
/// type a code next.
pub async fn sign_in(app: &App, ctx: &Context, typed: &str, password: &Secret, browser: &str) -> Outcome<Entry> {
    let account = verify(app, ctx, typed, password, OneTime::Accepted).await?;
    let mut must_change = account.must_change;
    if account.one_time_until.is_some() {
        let mut change = app.store().change().await?;
        if !account::use_one_time_password(&mut change, &account.id).await? {
            return Err(Refusal::of(&catalogue::SIGN_IN_FAILED).into());
        }
        let record = Record::new("account.one_time_password", "account", &account.id);
        let revision = change.save(ctx, record).await?;
        app.applied(revision).await;
        must_change = true;
    }
    enter(app, ctx, &account, must_change, browser).await
}

/// After the proof of a password or of an address: a session, or the question for the second factor.
pub(super) async fn enter(
    app: &App,
    ctx: &Context,
    account: &Account,
    must_change: bool,
    browser: &str,
) -> Outcome<Entry> {
    if account.has_second_factor() {
        second_factor::await_code(app, account, browser).await?;
        return Ok(Entry::SecondFactor);
    }
    let session = start(app, ctx, &account.id).await?;
    Ok(Entry::Session(SignedIn { session, must_change }))
}

/// Starts a session of an account that has proven itself in full, and lets an adopted partner's user become its owner.
pub(crate) async fn start(app: &App, ctx: &Context, account_id: &str) -> Outcome<Started> {
    make_room(app, ctx, account_id).await?;
    let started = app.identity().sessions().start(account_id).await?;
    if let Some(entry) = app.identity().snapshot().accounts.get(account_id) {
        let actor = person_actor(account_id, entry, &started.sid);
        let ctx = as_actor(app, ctx, actor).await?;
        ownership::adopt(app, &ctx).await?;
    }
    Ok(started)
}

/// Ends the oldest session of an account that has too many.
async fn make_room(app: &App, ctx: &Context, account_id: &str) -> Outcome<()> {
    let live = session::live(app.store().db(), account_id, ctx.now()).await?;
    let portal: Vec<_> = live.iter().filter(|session| session.kind == PORTAL).collect();
    if portal.len() < MOST_LIVE {
        return Ok(());
    }
    if let Some(oldest) = portal.first() {
        end_one(app, ctx, &oldest.sid).await?;
    }
    Ok(())
}

/// The live session of a portal cookie.
pub async fn session(app: &App, cookie: &str) -> Outcome<Option<PortalSession>> {
    Ok(app.identity().session(cookie).await?)
}

/// Ends one session: its cookie and its tokens stop working on every replica.
pub(crate) async fn end_one(app: &App, ctx: &Context, sid: &str) -> Outcome<bool> {
    let now = ctx.now();
    let until = app.identity().ended_until(now);
    let mut change = app.store().change().await?;
    let is_external = ctx.actor.issuer != LOCAL_ISSUER && ctx.actor.session.as_deref() == Some(sid);
    let has_ended = session::end(&mut change, sid, now, until).await?
        // The sid of a provider's token has no session here, and is refused all the same from now on.
        || (is_external
            && session::end_external(&mut change, sid, app.identity().external_ended_until(now)).await?);
    if !has_ended {
        change.leave().await?;
        return Ok(false);
    }
    let revision = change.save(ctx, Record::new("session.end", "session", sid)).await?;
    app.applied(revision).await;
    Ok(true)
}

/// Signs out. A session of somebody else is left alone.
pub async fn sign_out(app: &App, ctx: &Context, sid: &str) -> Outcome<()> {
    if ctx.actor.session.as_deref() == Some(sid) {
        end_one(app, ctx, sid).await?;
    }
    Ok(())
}

/// Signs out everywhere, but where `keep_sid` is. Answers how many sessions ended.
pub async fn sign_out_everywhere(app: &App, ctx: &Context, keep_sid: Option<&str>) -> Outcome<usize> {
    let local = super::own_account(app, ctx).await?;
    let live = session::live(app.store().db(), &local.id, ctx.now()).await?;
    let ending = live.iter().filter(|session| Some(session.sid.as_str()) != keep_sid).count();
    if ending == 0 {
        return Ok(0);
    }
    let mut change = app.store().change().await?;
    let record = Record::new("account.sign_out_everywhere", "account", &local.id);
    let record = end_sessions(app, &mut change, &local.id, keep_sid, record).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(ending)
}
