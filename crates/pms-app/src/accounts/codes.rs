//! One-time codes for addresses that a signed-in person names: a partner's contact, the person's own new address.

use pms_domain::{Context, Refusal, Timestamp, catalogue, text};
use pms_identity::Guess;
use pms_identity::otp::{Asker, Code};
use pms_identity::security::kind;

use crate::accounts::{language, limits, mails};
use crate::{App, Outcome};

pub use pms_identity::otp::Purpose;

/// A code is on its way (or a letter that says why there is none: the answer is the same).
#[derive(Clone, Copy, Debug)]
pub struct CodeSent {
    /// Until when the code works.
    pub expires_at: Timestamp,
}

/// Sends a code to an address.
pub async fn send(
    app: &App,
    ctx: &Context,
    purpose: Purpose,
    address: &str,
    browser: &str,
    lang: &str,
) -> Outcome<CodeSent> {
    if !text::is_email(address) {
        return Err(Refusal::of(&catalogue::EMAIL_INVALID).into());
    }
    let code = make(app, ctx, purpose, address, browser).await?;
    mails::code(app, address, &language(app, lang), purpose, &code).await?;
    Ok(CodeSent { expires_at: code.expires_at })
}

/// Makes a code for a letter.
pub(super) async fn make(app: &App, ctx: &Context, purpose: Purpose, address: &str, browser: &str) -> Outcome<Code> {
    let asker = Asker { browser, source: ctx.source };
    let made = app.identity().otps().make(purpose, address, asker).await?;
    made.map_err(|limited| limits::reached(app, ctx, limited))
}

/// Checks a code and uses it up.
///
/// # Errors
/// `CODE_WRONG`; `Limited` after too many wrong ones.
pub async fn check(
    app: &App,
    ctx: &Context,
    purpose: Purpose,
    address: &str,
    browser: &str,
    code: &str,
) -> Outcome<()> {
    let attempt = limits::attempt(app, ctx, Guess::CodeCheck, address).await?;
    let asker = Asker { browser, source: ctx.source };
    if !app.identity().otps().check(purpose, address, asker, code).await?? {
        let subject = app.store().keys().token("otp.address", &text::fold_email(address));
        app.identity().events().report(kind::CODE_WRONG, ctx.source, Some(subject), Some(ctx.request_id.clone()));
        return Err(Refusal::of(&catalogue::CODE_WRONG).into());
    }
    limits::succeeded(app, attempt).await
}
