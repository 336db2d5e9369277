//! What was typed into a form whose session had ended when it was sent: kept for the same account in the same browser, sealed,
//! for half an hour, and shown after the next sign-in.

use pms_domain::{Context, Refusal, catalogue};
use pms_store::account::draft;
use serde::{Deserialize, Serialize};

use crate::accounts::{limits, own_account};
use crate::{App, Failure, Outcome};

const KIND: &str = "form";
const MINUTES: i64 = 30;
/// Longest draft, bytes.
const LONGEST: usize = 16 * 1024;

/// A form that was not taken.
#[derive(Clone, Serialize, Deserialize)]
pub struct FormDraft {
    /// Where it was sent to.
    pub path: String,
    /// Names and values, without passwords and codes, which the caller leaves out.
    pub fields: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    account_id: String,
    draft: FormDraft,
}

/// A session that was this browser's and is over.
pub struct Former {
    account_id: String,
    /// What its forms were bound to.
    pub form_token: String,
}

/// The session of a portal cookie that works no more.
pub async fn former(app: &App, cookie: &str) -> Outcome<Option<Former>> {
    let found = app.identity().sessions().former(cookie).await?;
    Ok(found.map(|(account_id, form_token)| Former { account_id, form_token }))
}

fn id(app: &App, browser: &str) -> String {
    app.store().keys().token("draft", &format!("{KIND}|{browser}"))
}

/// Keeps a form in place of an earlier one. `false`: there is too much of it, or there were too many of this account lately.
pub async fn keep(app: &App, ctx: &Context, former: &Former, browser: &str, draft: FormDraft) -> Outcome<bool> {
    let length: usize = draft.fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    if length + draft.path.len() > LONGEST {
        return Ok(false);
    }
    match limits::kept_form(app, ctx, &former.account_id).await {
        Err(Failure::Limited { .. }) => return Ok(false),
        other => other?,
    }
    let expires_at = app.surroundings().now() + chrono::TimeDelta::minutes(MINUTES);
    let kept = Kept { account_id: former.account_id.clone(), draft };
    draft::put(app.store(), app.surroundings(), &id(app, browser), KIND, &kept, expires_at).await?;
    Ok(true)
}

/// The form that this account began in this browser. Of another account there is none here.
pub async fn get(app: &App, ctx: &Context, browser: &str) -> Outcome<Option<FormDraft>> {
    let mine = own_account(app, ctx).await?;
    let kept: Option<Kept> = draft::get(app.store(), &id(app, browser), KIND, ctx.now()).await?;
    Ok(kept.filter(|kept| kept.account_id == mine.id).map(|kept| kept.draft))
}

/// Forgets it: it was taken up or thrown away by whom it belongs to.
pub async fn forget(app: &App, ctx: &Context, browser: &str) -> Outcome<()> {
    if get(app, ctx, browser).await?.is_none() {
        return Err(Refusal::of(&catalogue::FORBIDDEN).into());
    }
    Ok(draft::remove(app.store().db(), &id(app, browser)).await?)
}
