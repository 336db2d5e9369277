//! The second factor of an account: codes of an authenticator app (RFC 6238), and recovery codes that stand in for it.
//!
//! After the right password no session begins: the browser that typed it may type a code for a few minutes
//! ([`await_code`], [`enter`]). Wrong codes are counted as wrong passwords are, and a password alone makes no source one of the
//! account's own: else whoever knows it would try codes from anywhere.

use pms_domain::approval::{Kind, TwoPerson};
use pms_domain::{Context, Refusal, Timestamp, catalogue};
use pms_identity::totp::{self, TotpKey};
use pms_identity::{Guess, Secret};
use pms_store::Change;
use pms_store::account::account::{self, Account};
use pms_store::account::{draft, second_factor as stored};
use pms_store::approval::Approval;
use pms_store::audit::Record;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::accounts::limits::{self, Target};
use crate::accounts::sign_in::{self, SignedIn};
use crate::accounts::{end_sessions, mails, own_account, passwords, roles};
use crate::approvals::RoleProposal;
use crate::approvals::two_admins::{self, Proposal};
use crate::{App, Outcome, rights};

/// Minutes in which a code must follow the password.
const SIGN_IN_MINUTES: i64 = 10;
/// Minutes in which a new key must be confirmed.
const SETUP_MINUTES: i64 = 30;
/// Kind of the draft that waits for a code at sign-in.
const AWAITED: &str = "second-factor";
/// Kind of the draft that holds a key which is not confirmed yet.
const SETUP: &str = "second-factor-setup";

fn wrong() -> Refusal {
    Refusal::of(&catalogue::SECOND_FACTOR_WRONG)
}

fn not_now() -> Refusal {
    Refusal::of(&catalogue::SECOND_FACTOR_STATE)
}

/// Who has typed the right password and owes a code.
#[derive(Serialize, Deserialize)]
struct Awaited {
    account_id: String,
    /// A password that was changed meanwhile is not the one that was typed.
    password_changed_at: Option<Timestamp>,
}

fn awaited_id(app: &App, browser: &str) -> String {
    app.store().keys().token("draft", &format!("{AWAITED}|{browser}"))
}

/// From now on this browser may type the code of an account whose password it has typed.
pub(super) async fn await_code(app: &App, account: &Account, browser: &str) -> Outcome<()> {
    let expires_at = app.surroundings().now() + chrono::TimeDelta::minutes(SIGN_IN_MINUTES);
    let awaited = Awaited { account_id: account.id.clone(), password_changed_at: account.password_changed_at };
    let id = awaited_id(app, browser);
    Ok(draft::put(app.store(), app.surroundings(), &id, AWAITED, &awaited, expires_at).await?)
}

/// Whose code this browser owes.
async fn awaited(app: &App, browser: &str) -> Outcome<Option<Account>> {
    let now = app.surroundings().now();
    let found: Option<Awaited> = draft::get(app.store(), &awaited_id(app, browser), AWAITED, now).await?;
    let Some(awaited) = found else { return Ok(None) };
    let account = account::find(app.store().db(), &awaited.account_id).await?;
    Ok(account.filter(|account| {
        account.is_active() && account.has_second_factor() && account.password_changed_at == awaited.password_changed_at
    }))
}

/// Whether this browser has typed a right password and owes a code.
pub async fn is_awaited(app: &App, browser: &str) -> Outcome<bool> {
    Ok(awaited(app, browser).await?.is_some())
}

/// The second half of a sign-in: the code of the app, or a recovery code.
///
/// # Errors
/// `SECOND_FACTOR_WRONG`; `SECOND_FACTOR_STATE` when no code is awaited of this browser (any more); `Limited`.
pub async fn enter(app: &App, ctx: &Context, browser: &str, typed: &Secret) -> Outcome<SignedIn> {
    let account = awaited(app, browser).await?.ok_or_else(not_now)?;
    check(app, ctx, &account, typed).await?;
    draft::remove(app.store().db(), &awaited_id(app, browser)).await?;
    let session = sign_in::start(app, ctx, &account.id).await?;
    Ok(SignedIn { session, must_change: account.must_change })
}

/// Checks a code of the app or a recovery code, and uses it up.
async fn check(app: &App, ctx: &Context, account: &Account, typed: &Secret) -> Outcome<()> {
    let attempt = limits::attempt(app, ctx, Guess::SecondFactor, Target::of(account)).await?;
    if !limits::judged(app, &attempt, is_right(app, ctx, account, typed)).await? {
        let kind = pms_identity::security::kind::CODE_WRONG;
        let subject = Some(account.id.clone());
        app.identity().events().report(kind, ctx.source, subject, Some(ctx.request_id.clone()));
        return Err(wrong().into());
    }
    limits::succeeded(app, attempt).await
}

async fn is_right(app: &App, ctx: &Context, account: &Account, typed: &Secret) -> Outcome<bool> {
    let typed = totp::tidy(typed.reveal());
    if typed.len() == totp::RECOVERY_LENGTH {
        return use_recovery_code(app, ctx, account, &typed).await;
    }
    let key = stored::key(app.store(), &account.id).await?;
    let Some(key) = key.and_then(|key| TotpKey::parse(&key)) else { return Ok(false) };
    match key.step_of(&typed, ctx.now()) {
        Some(step) => Ok(stored::take_step(app.store().db(), &account.id, step).await?),
        None => Ok(false),
    }
}

fn recovery_token(app: &App, account_id: &str, code: &str) -> String {
    app.store().keys().token("recovery", &format!("{account_id}|{code}"))
}

async fn use_recovery_code(app: &App, ctx: &Context, account: &Account, code: &str) -> Outcome<bool> {
    let token = recovery_token(app, &account.id, code);
    let mut change = app.store().change().await?;
    if !stored::use_code(&mut change, &account.id, &token, ctx.now()).await? {
        change.leave().await?;
        return Ok(false);
    }
    let left = stored::codes_left(&mut change, &account.id).await?;
    tell(app, ctx, &mut change, account, "recovery").await?;
    let record = Record::new("second_factor.recovery", "account", &account.id)
        .telling_account(&account.id)
        .after(json!({ "left": left }));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(true)
}

/// A letter to the account's address, where it was confirmed.
async fn tell(app: &App, ctx: &Context, change: &mut Change<'_>, account: &Account, what: &str) -> Outcome<()> {
    let details = account::details(app.store(), &mut *change, &account.id).await?;
    if account.email_verified && !details.email.is_empty() {
        mails::second_factor(app, ctx, change, &details.email, account, what).await?;
    }
    Ok(())
}

/// The second factor of one's own account.
#[derive(Clone, Debug)]
pub struct OwnSecondFactor {
    /// Since when it is on.
    pub since: Option<Timestamp>,
    /// Recovery codes that still work.
    pub codes_left: i64,
    /// The site asks this account to have one.
    pub is_required: bool,
}

pub async fn own(app: &App, ctx: &Context) -> Outcome<OwnSecondFactor> {
    let mine = own_account(app, ctx).await?;
    Ok(OwnSecondFactor {
        since: mine.second_factor_since,
        codes_left: stored::codes_left(app.store().db(), &mine.id).await?,
        is_required: is_required(app, &mine.id).await?,
    })
}

/// Asked of the roles as they are stored: those of a session may be held back until the second factor is there.
async fn is_required(app: &App, account_id: &str) -> Outcome<bool> {
    let roles = account::roles(app.store().db(), account_id).await?;
    Ok(app.identity().config().second_factor.asks(roles.iter().map(String::as_str)))
}

/// A key that waits for its first code, bound to account and session.
#[derive(Serialize, Deserialize)]
struct Setup {
    key: String,
}

fn setup_id(app: &App, ctx: &Context, mine: &Account) -> String {
    let bound = format!("{SETUP}|{}|{}", mine.id, ctx.actor.session.as_deref().unwrap_or_default());
    app.store().keys().token("draft", &bound)
}

/// What an authenticator app needs to make codes.
pub struct NewKey {
    /// For typing it in, in base32.
    pub text: Secret,
    /// For a picture that an app reads.
    pub uri: Secret,
}

/// Begins to switch the second factor on: makes a key, which counts once a code of it was typed.
///
/// # Errors
/// `PASSWORD_OLD_WRONG`, `SECOND_FACTOR_STATE` when it is on, `Limited`; `FORBIDDEN` before a password was changed that
/// must be.
pub async fn begin(app: &App, ctx: &Context, password: &Secret) -> Outcome<()> {
    let mine = own_account(app, ctx).await?;
    if mine.must_change {
        return Err(Refusal::of(&catalogue::FORBIDDEN).into());
    }
    if mine.has_second_factor() {
        return Err(not_now().into());
    }
    passwords::prove(app, ctx, &mine, password).await?;
    let setup = Setup { key: TotpKey::new(app.surroundings()).text().reveal().to_owned() };
    let expires_at = ctx.now() + chrono::TimeDelta::minutes(SETUP_MINUTES);
    let id = setup_id(app, ctx, &mine);
    Ok(draft::put(app.store(), app.surroundings(), &id, SETUP, &setup, expires_at).await?)
}

async fn begun(app: &App, ctx: &Context, mine: &Account) -> Outcome<Option<TotpKey>> {
    let found: Option<Setup> = draft::get(app.store(), &setup_id(app, ctx, mine), SETUP, ctx.now()).await?;
    Ok(found.and_then(|setup| TotpKey::parse(&setup.key)).filter(|_| !mine.has_second_factor()))
}

/// The key that this session has begun to set up.
pub async fn new_key(app: &App, ctx: &Context) -> Outcome<Option<NewKey>> {
    let mine = own_account(app, ctx).await?;
    let key = begun(app, ctx, &mine).await?;
    Ok(key.map(|key| NewKey { text: key.text(), uri: key.uri(&app.settings().site.name, &mine.name) }))
}

/// Switches it on with the first code of the app. Other sessions end: they began with a password alone. Answers the
/// recovery codes, which nobody can show again.
///
/// # Errors
/// `SECOND_FACTOR_WRONG`, `SECOND_FACTOR_STATE`, `Limited`.
pub async fn confirm(app: &App, ctx: &Context, typed: &Secret) -> Outcome<Vec<Secret>> {
    let mine = own_account(app, ctx).await?;
    let key = begun(app, ctx, &mine).await?.ok_or_else(not_now)?;
    let attempt = limits::attempt(app, ctx, Guess::SecondFactor, Target::of(&mine)).await?;
    let step = key.step_of(&totp::tidy(typed.reveal()), ctx.now()).ok_or_else(wrong)?;
    limits::succeeded(app, attempt).await?;
    let codes = totp::recovery_codes(app.surroundings());
    let mut change = app.store().change().await?;
    let text = key.text();
    if !stored::turn_on(&mut change, app.surroundings(), &mine.id, text.reveal(), step, ctx.now()).await? {
        return Err(not_now().into());
    }
    stored::put_codes(&mut change, &mine.id, &tokens(app, &mine.id, &codes)).await?;
    tell(app, ctx, &mut change, &mine, "on").await?;
    let record = Record::new("second_factor.on", "account", &mine.id).telling_account(&mine.id);
    let record = end_sessions(app, &mut change, &mine.id, ctx.actor.session.as_deref(), record).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    draft::remove(app.store().db(), &setup_id(app, ctx, &mine)).await?;
    Ok(codes)
}

fn tokens(app: &App, account_id: &str, codes: &[Secret]) -> Vec<String> {
    codes.iter().map(|code| recovery_token(app, account_id, &totp::tidy(code.reveal()))).collect()
}

/// Password and code of an account whose second factor is on.
async fn prove(app: &App, ctx: &Context, password: &Secret, typed: &Secret) -> Outcome<Account> {
    let mine = own_account(app, ctx).await?;
    if !mine.has_second_factor() {
        return Err(not_now().into());
    }
    passwords::prove(app, ctx, &mine, password).await?;
    check(app, ctx, &mine, typed).await?;
    Ok(mine)
}

/// Switches it off.
///
/// # Errors
/// `PASSWORD_OLD_WRONG`, `SECOND_FACTOR_WRONG`, `SECOND_FACTOR_STATE`, `Limited`; `SECOND_FACTOR_REQUIRED` where the site
/// asks this account to have one.
pub async fn switch_off(app: &App, ctx: &Context, password: &Secret, typed: &Secret) -> Outcome<()> {
    let mine = own_account(app, ctx).await?;
    if is_required(app, &mine.id).await? {
        return Err(Refusal::of(&catalogue::SECOND_FACTOR_REQUIRED).into());
    }
    let mine = prove(app, ctx, password, typed).await?;
    let mut change = app.store().change().await?;
    if !stored::turn_off(&mut change, &mine.id).await? {
        return Err(not_now().into());
    }
    tell(app, ctx, &mut change, &mine, "off").await?;
    let revision =
        change.save(ctx, Record::new("second_factor.off", "account", &mine.id).telling_account(&mine.id)).await?;
    app.applied(revision).await;
    Ok(())
}

/// Makes new recovery codes; those of before stop working.
///
/// # Errors
/// `PASSWORD_OLD_WRONG`, `SECOND_FACTOR_WRONG`, `SECOND_FACTOR_STATE`, `Limited`.
pub async fn new_codes(app: &App, ctx: &Context, password: &Secret, typed: &Secret) -> Outcome<Vec<Secret>> {
    let mine = prove(app, ctx, password, typed).await?;
    let codes = totp::recovery_codes(app.surroundings());
    let mut change = app.store().change().await?;
    // Asked again inside: it may have been switched off meanwhile.
    if !account::find(&mut change, &mine.id).await?.is_some_and(|now| now.has_second_factor()) {
        return Err(not_now().into());
    }
    stored::put_codes(&mut change, &mine.id, &tokens(app, &mine.id, &codes)).await?;
    tell(app, ctx, &mut change, &mine, "codes").await?;
    let revision =
        change.save(ctx, Record::new("second_factor.codes", "account", &mine.id).telling_account(&mine.id)).await?;
    app.applied(revision).await;
    Ok(codes)
}

/// Takes the second factor from somebody who has lost it: an admin, or the operator. The account's sessions end. Where
/// `approvals.two_person` lists it, a second admin must agree.
///
/// # Errors
/// `FORBIDDEN` for one's own account and for those who are no admin, `ACCOUNT_NOT_FOUND`, `SECOND_FACTOR_STATE` when it is
/// off, `AWAITS_SECOND_ADMIN`.
pub async fn reset(app: &App, ctx: &Context, name: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require_partner_admin(ctx)?;
    let is_operator = ctx.actor.kind == pms_domain::context::ActorKind::System;
    let reason = rights::reason(reason, !is_operator)?;
    let found = roles::by_name(app, name).await?;
    if ctx.actor.subject == found.id && !is_operator {
        return Err(Refusal::of(&catalogue::FORBIDDEN).into());
    }
    let mut change = app.store().change().await?;
    let now = account::find(&mut change, &found.id).await?.filter(Account::has_second_factor).ok_or_else(not_now)?;
    if two_admins::is_due(app, ctx, TwoPerson::SecondFactor) {
        let proposal = Proposal {
            kind: Kind::SecondFactor,
            object_id: now.id.clone(),
            partner_id: "",
            revision: now.revision,
            content: json!({ "accountId": now.id, "account": now.name, "reason": reason }),
        };
        return Err(two_admins::propose(ctx, change, &proposal, reason).await);
    }
    take_away(app, ctx, &mut change, &now).await?;
    let record = Record::new("second_factor.reset", "account", &now.id).telling_account(&now.id).reason(reason);
    let record = end_sessions(app, &mut change, &now.id, None, record).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

async fn take_away(app: &App, ctx: &Context, change: &mut Change<'_>, account: &Account) -> Outcome<()> {
    if !stored::turn_off(change, &account.id).await? {
        return Err(not_now().into());
    }
    tell(app, ctx, change, account, "reset").await
}

/// The second admin agreed: the reset within the change that decides.
pub(crate) async fn reset_in(app: &App, ctx: &Context, change: &mut Change<'_>, approval: &Approval) -> Outcome<()> {
    let proposal: RoleProposal = two_admins::content(approval)?;
    let found = account::find(&mut *change, &proposal.account_id).await?;
    let found = found.ok_or_else(|| Refusal::of(&catalogue::ACCOUNT_NOT_FOUND))?;
    take_away(app, ctx, change, &found).await
}

/// After it: the account's sessions end, in a change of their own, whose record names them.
pub(crate) async fn end_sessions_after_reset(app: &App, ctx: &Context, approval: &Approval) -> Outcome<()> {
    let proposal: RoleProposal = two_admins::content(approval)?;
    let mut change = app.store().change().await?;
    let record = Record::new("account.sessions", "account", &proposal.account_id);
    let record = end_sessions(app, &mut change, &proposal.account_id, None, record).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}
