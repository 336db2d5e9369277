//! The address that a code is on its way to, kept until the code is typed: on the server and sealed, found by what the
//! browser has in its cookies. So it stands in no address of a page, in no history and in no log of a proxy.

use pms_domain::Context;
use pms_store::account::draft;
use serde::{Deserialize, Serialize};

use crate::{App, Outcome};

/// For a new password.
pub(super) const RESET: &str = "reset";
/// For a new address of one's own.
pub(super) const EMAIL: &str = "email";

/// Longer than the code works: whoever comes late is told so beside what was typed, not sent back to the start.
const MINUTES: i64 = 60;

#[derive(Serialize, Deserialize)]
struct Pending {
    email: String,
}

fn id(app: &App, kind: &str, bound_to: &str) -> String {
    app.store().keys().token("draft", &format!("{kind}|{bound_to}"))
}

/// Keeps the address, in place of an earlier one.
pub(super) async fn put(app: &App, kind: &str, bound_to: &str, email: &str) -> Outcome<()> {
    let expires_at = app.surroundings().now() + chrono::TimeDelta::minutes(MINUTES);
    let pending = Pending { email: email.to_owned() };
    let id = id(app, kind, bound_to);
    Ok(draft::put(app.store(), app.surroundings(), &id, kind, &pending, expires_at).await?)
}

pub(super) async fn get(app: &App, kind: &str, bound_to: &str) -> Outcome<Option<String>> {
    let id = id(app, kind, bound_to);
    let found: Option<Pending> = draft::get(app.store(), &id, kind, app.surroundings().now()).await?;
    Ok(found.map(|pending| pending.email))
}

/// Forgets the address of a change that was made. Nothing fails with it: the change holds, its code is used up, and what is
/// left expires by itself.
pub(super) async fn forget(app: &App, ctx: &Context, kind: &'static str, bound_to: &str) {
    if let Err(error) = draft::remove(app.store().db(), &id(app, kind, bound_to)).await {
        tracing::warn!(request_id = ctx.request_id, kind, %error, "an address that was proven is not forgotten yet");
    }
}
