//! Changing a password, and setting a new one with a code sent to the account's address.

use pms_domain::{Context, Refusal, catalogue, text};
use pms_identity::otp::Purpose;
use pms_identity::session::Started;
use pms_identity::{Guess, Secret};
use pms_store::account::account::{self, Account};
use pms_store::audit::Record;

use crate::accounts::codes::{self, CodeSent};
use crate::accounts::{
    check_password, end_sessions, hash, language, limits, mails, own_account, sign_in, verify_password,
};
use crate::{App, Outcome};

/// Changes one's own password. Other sessions end. `old` may be missing only after a password that worked once.
///
/// # Errors
/// `PASSWORD_OLD_WRONG`, `PASSWORD_WEAK`, `Limited`.
pub async fn change(app: &App, ctx: &Context, old: Option<&Secret>, new: &Secret) -> Outcome<()> {
    let own = own_account(app, ctx).await?;
    prove(app, ctx, &own, old).await?;
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

async fn prove(app: &App, ctx: &Context, own: &Account, old: Option<&Secret>) -> Outcome<()> {
    if own.must_change && own.password_hash.is_none() {
        // The password that worked once is used up; the session that it opened is the proof.
        return Ok(());
    }
    let attempt = limits::attempt(app, ctx, Guess::SignIn, &own.name).await?;
    let empty = Secret::new("");
    let verdict = verify_password(app, old.unwrap_or(&empty), own.password_hash.as_deref()).await?;
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
    let record = Record::new("account.password", "account", &own.id);
    let record = end_sessions(app, &mut change, &own.id, keep_sid, record).await?;
    if own.email_verified && !email.is_empty() {
        mails::password_changed(app, &mut change, email, &own.lang, &own.name).await?;
    }
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// Sends a code for a new password, or a letter that there is no account: the answer, and the work, are the same.
pub async fn request_reset(app: &App, ctx: &Context, address: &str, browser: &str) -> Outcome<CodeSent> {
    if !text::is_email(address) {
        return Err(Refusal::of(&catalogue::EMAIL_INVALID).into());
    }
    limits::mail(app, ctx).await?;
    let code = app.identity().otps().make(Purpose::Reset, address, browser).await??;
    let known = account::by_email(app.store(), address).await?.filter(Account::is_active);
    match known {
        Some(known) => mails::code(app, address, &known.lang, Purpose::Reset, &code).await?,
        None => mails::account_unknown(app, address, &language(app, "")).await?,
    }
    Ok(CodeSent { expires_at: code.expires_at })
}

/// Sets a new password with the code; all sessions end, and the person is signed in anew.
///
/// # Errors
/// `CODE_WRONG` for every fault of address or code; `PASSWORD_WEAK`; `Limited`.
pub async fn reset(
    app: &App,
    ctx: &Context,
    address: &str,
    browser: &str,
    code: &str,
    new: &Secret,
) -> Outcome<Started> {
    // Before the code: what does not depend on the account. The user name may be asked only of its owner.
    check_password(app, new, &[address])?;
    codes::check(app, ctx, Purpose::Reset, address, browser, code).await?;
    let found = account::by_email(app.store(), address).await?.filter(Account::is_active);
    let found = found.ok_or_else(|| Refusal::of(&catalogue::CODE_WRONG))?;
    check_password(app, new, &[&found.name, address])?;
    store(app, ctx, &found, address, new, None).await?;
    sign_in::start(app, ctx, &found.id).await
}
