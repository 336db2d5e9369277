//! Changing a password, and setting a new one with a code sent to the account's address.

use pms_domain::{Context, Refusal, catalogue, text};
use pms_identity::otp::Purpose;
use pms_identity::{Guess, Secret};
use pms_store::account::account::{self, Account};
use pms_store::audit::Record;

use crate::accounts::codes::{self, CodeSent};
use crate::accounts::limits::Target;
use crate::accounts::sign_in::Entry;
use crate::accounts::{
    check_password, end_sessions, hash, language, limits, mails, own_account, pending, sign_in, verify_password,
};
use crate::{App, Outcome};

/// Changes one's own password. Other sessions end. `old` may be missing only after a password that worked once.
///
/// # Errors
/// `PASSWORD_OLD_WRONG`, `PASSWORD_WEAK`, `Limited`.
pub async fn change(app: &App, ctx: &Context, old: Option<&Secret>, new: &Secret) -> Outcome<()> {
    let own = own_account(app, ctx).await?;
    // After a password that worked once and is used up, the session that it opened is the proof.
    if !(own.must_change && own.password_hash.is_none()) {
        prove(app, ctx, &own, old.unwrap_or(&Secret::new(""))).await?;
    }
    let details = account::details(app.store(), app.store().db(), &own.id).await?;
    check_password(app, new, &[&own.name, &details.email])?;
    if own.must_change {
        let same = verify_password(app, new, own.password_hash.as_deref()).await?;
        if same.is_right() {
            return Err(Refusal::of(&catalogue::PASSWORD_WEAK).into());
        }
    }
    store(app, ctx, &own, &details.email, new, ctx.actor.session.as_deref()).await
}

/// The current password of an account, typed by whoever has its session: as guessable as at the sign-in page, and counted
/// with it.
///
/// # Errors
/// `PASSWORD_OLD_WRONG`, `Limited`.
pub(super) async fn prove(app: &App, ctx: &Context, own: &Account, password: &Secret) -> Outcome<()> {
    let attempt = limits::attempt(app, ctx, Guess::SignIn, Target::of(own)).await?;
    let verdict = limits::judged(app, &attempt, verify_password(app, password, own.password_hash.as_deref())).await?;
    if !verdict.is_right() {
        return Err(Refusal::of(&catalogue::PASSWORD_OLD_WRONG).into());
    }
    limits::succeeded(app, attempt).await
}

async fn store(
    app: &App,
    ctx: &Context,
    own: &Account,
    email: &str,
    new: &Secret,
    keep_sid: Option<&str>,
) -> Outcome<()> {
    let hashed = hash(app, new).await?;
    let mut change = app.store().change().await?;
    account::set_password(&mut change, &own.id, &hashed, false, ctx.now()).await?;
    let record = Record::new("account.password", "account", &own.id).telling_account(&own.id);
    let record = end_sessions(app, &mut change, &own.id, keep_sid, record).await?;
    if own.email_verified && !email.is_empty() {
        mails::password_changed(app, &mut change, email, &own.lang, &own.name).await?;
    }
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// Sends a code for a new password, or a letter that there is no account: the answer, and the work, are the same. The
/// browser's address is kept for [`reset`].
pub async fn request_reset(app: &App, ctx: &Context, address: &str, browser: &str) -> Outcome<CodeSent> {
    if !text::is_email(address) {
        return Err(Refusal::of(&catalogue::EMAIL_INVALID).into());
    }
    let code = codes::make(app, ctx, Purpose::Reset, address, browser).await?;
    pending::put(app, pending::RESET, browser, address).await?;
    let known = account::by_email(app.store(), address).await?.filter(Account::is_active);
    match known {
        Some(known) => mails::code(app, address, &known.lang, Purpose::Reset, &code).await?,
        None => mails::account_unknown(app, address, &language(app, "")).await?,
    }
    Ok(CodeSent { expires_at: code.expires_at })
}

/// The address that this browser last asked a code for, while a new password may be set with it.
pub async fn pending_reset(app: &App, browser: &str) -> Outcome<Option<String>> {
    pending::get(app, pending::RESET, browser).await
}

/// Sets a new password with the code that this browser asked for; all sessions end, and the person is signed in anew. Of an
/// account with a second factor the browser types a code first: who has the letters has not the app.
///
/// # Errors
/// `CODE_WRONG` for every fault of address or code; `PASSWORD_WEAK`; `Limited`.
pub async fn reset(app: &App, ctx: &Context, browser: &str, code: &str, new: &Secret) -> Outcome<Entry> {
    let address = pending_reset(app, browser).await?.ok_or_else(|| Refusal::of(&catalogue::CODE_WRONG))?;
    let address = address.as_str();
    // Before the code: what does not depend on the account. The user name may be asked only of its owner.
    check_password(app, new, &[address])?;
    codes::check(app, ctx, Purpose::Reset, address, browser, code).await?;
    let found = account::by_email(app.store(), address).await?.filter(Account::is_active);
    let found = found.ok_or_else(|| Refusal::of(&catalogue::CODE_WRONG))?;
    check_password(app, new, &[&found.name, address])?;
    store(app, ctx, &found, address, new, None).await?;
    pending::forget(app, ctx, pending::RESET, browser).await;
    // As it is now: the password has changed.
    let now = account::find(app.store().db(), &found.id).await?.unwrap_or(found);
    sign_in::enter(app, ctx, &now, false, browser).await
}
