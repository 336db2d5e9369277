//! Granting roles and taking them back: only an admin does.

use pms_domain::approval::{Kind, TwoPerson};
use pms_domain::context::{ActorKind, LOCAL_ISSUER};
use pms_domain::{Context, Refusal, catalogue, roles as known};
use pms_store::Change;
use pms_store::account::account::{self, Account};
use pms_store::approval::Approval;
use pms_store::audit::Record;
use serde_json::json;

use crate::accounts::end_sessions;
use crate::approvals::RoleProposal;
use crate::approvals::two_admins::{self, Proposal};
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

/// Whether granting a role waits for a second admin.
pub(super) fn waits(app: &App, ctx: &Context, role: &str) -> bool {
    known::ADMIN_ROLES.contains(&role) && two_admins::is_due(app, ctx, TwoPerson::AdminRole)
}

/// The request that a second admin grants a role to an account.
pub(super) fn proposal(account_id: &str, name: &str, role: &str, revision: i64) -> Proposal<'static> {
    Proposal {
        kind: Kind::AdminRole,
        object_id: format!("{account_id}/{role}"),
        partner_id: "",
        revision,
        content: json!({"accountId": account_id, "account": name, "role": role}),
    }
}

/// The second admin agreed: the grant within the change that decides.
pub(crate) async fn grant_in(ctx: &Context, change: &mut Change<'_>, approval: &Approval) -> Outcome<()> {
    let proposal: RoleProposal = two_admins::content(approval)?;
    check_known(std::slice::from_ref(&proposal.role))?;
    if account::find(&mut *change, &proposal.account_id).await?.is_none() {
        return Err(Refusal::of(&catalogue::ACCOUNT_NOT_FOUND).into());
    }
    // Somebody may have granted it meanwhile: then nothing is left to do.
    account::grant(change, &proposal.account_id, &proposal.role, &ctx.actor.key(), ctx.now()).await?;
    Ok(())
}

/// Grants a role.
pub async fn grant_role(app: &App, ctx: &Context, name: &str, role: &str) -> Outcome<()> {
    rights::require_partner_admin(ctx)?;
    check_known(&[role.to_owned()])?;
    let found = by_name(app, name).await?;
    let mut change = app.store().change().await?;
    if waits(app, ctx, role) && !account::roles(&mut change, &found.id).await?.iter().any(|own| own == role) {
        let now = account::find(&mut change, &found.id).await?.unwrap_or(found);
        return Err(two_admins::propose(ctx, change, &proposal(&now.id, &now.name, role, now.revision), None).await);
    }
    if !account::grant(&mut change, &found.id, role, &ctx.actor.key(), ctx.now()).await? {
        return Ok(change.leave().await?);
    }
    let record = Record::new("role.grant", "account", &found.id).after(json!({ "role": role }));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// No admin shuts out itself, and one admin always stays; the operator, who can make another, is trusted to know.
pub(super) async fn check_not_shut_out(ctx: &Context, change: &mut Change<'_>, found: &Account) -> Outcome<()> {
    if ctx.actor.kind == ActorKind::System {
        return Ok(());
    }
    if ctx.actor.issuer == LOCAL_ISSUER && ctx.actor.subject == found.id {
        return Err(Refusal::of(&catalogue::OWN_ACCOUNT).into());
    }
    let admins = account::active_with_role(&mut *change, known::PARTNER_ADMIN).await?;
    let stays = admins.iter().any(|admin| admin.id != found.id);
    let is_one = admins.iter().any(|admin| admin.id == found.id);
    if is_one && !stays { Err(Refusal::of(&catalogue::LAST_ADMIN).into()) } else { Ok(()) }
}

/// Takes a role back; the account's sessions end, so that nothing goes on under the former rights.
pub async fn revoke_role(app: &App, ctx: &Context, name: &str, role: &str) -> Outcome<()> {
    rights::require_partner_admin(ctx)?;
    let found = by_name(app, name).await?;
    let mut change = app.store().change().await?;
    if role == known::PARTNER_ADMIN {
        check_not_shut_out(ctx, &mut change, &found).await?;
    }
    if !account::revoke(&mut change, &found.id, role).await? {
        return Ok(change.leave().await?);
    }
    let record = Record::new("role.revoke", "account", &found.id).before(json!({ "role": role }));
    let record = end_sessions(app, &mut change, &found.id, None, record).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}
