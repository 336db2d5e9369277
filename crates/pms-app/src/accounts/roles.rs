//! Granting roles and taking them back: only an admin does.

use pms_domain::{Context, Refusal, catalogue, roles as known};
use pms_store::account::account::{self, Account};
use pms_store::audit::Record;
use serde_json::json;

use crate::accounts::end_sessions;
use crate::{App, Outcome, rights};

pub(super) fn check_known(roles: &[String]) -> Outcome<()> {
    match roles.iter().find(|role| !known::is_known(role)) {
        Some(unknown) => {
            Err(Refusal::with(&catalogue::ROLE_UNKNOWN, unknown.chars().take(64).collect::<String>()).into())
        }
        None => Ok(()),
    }
}

pub(super) async fn by_name(app: &App, name: &str) -> Outcome<Account> {
    let found = account::by_name(app.store().db(), name).await?;
    Ok(found.ok_or_else(|| Refusal::of(&catalogue::ACCOUNT_NOT_FOUND))?)
}

/// Grants a role.
pub async fn grant_role(app: &App, ctx: &Context, name: &str, role: &str) -> Outcome<()> {
    rights::require_partner_admin(ctx)?;
    check_known(&[role.to_owned()])?;
    let found = by_name(app, name).await?;
    let mut change = app.store().change().await?;
    if !account::grant(&mut change, &found.id, role, &ctx.actor.key(), ctx.now()).await? {
        return Ok(());
    }
    let record = Record::new("role.grant", "account", &found.id).after(json!({ "role": role }));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// Takes a role back; the account's sessions end, so that nothing goes on under the former rights.
pub async fn revoke_role(app: &App, ctx: &Context, name: &str, role: &str) -> Outcome<()> {
    rights::require_partner_admin(ctx)?;
    let found = by_name(app, name).await?;
    let mut change = app.store().change().await?;
    if !account::revoke(&mut change, &found.id, role).await? {
        return Ok(());
    }
    let record = Record::new("role.revoke", "account", &found.id).before(json!({ "role": role }));
    let record = end_sessions(app, &mut change, &found.id, None, record).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}
