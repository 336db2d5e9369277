//! The people of a partner, as its own pages and admins see them, and what its owners change about them.

use pms_domain::context::LOCAL_ISSUER;
use pms_domain::{Context, Refusal, Timestamp, catalogue};
use pms_store::Change;
use pms_store::account::{account, invitation};
use pms_store::audit::Record;
use pms_store::member::{self, Membership, OWNER};
use pms_store::partner::{self, Reach};
use serde_json::json;

use crate::accounts::member_changed;
use crate::{App, Outcome, rights};

/// A person who may act for a partner.
#[derive(Clone, Debug)]
pub struct Member {
    /// Names the person in addresses of pages; says nothing by itself.
    pub id: String,
    /// User name; for a person of an external provider its stable subject there.
    pub name: String,
    /// `owner`, `technical` or `viewer`.
    pub member_role: String,
    pub since: Timestamp,
    /// The caller is this person.
    pub is_caller: bool,
}

fn public_id(app: &App, row: &Membership) -> String {
    app.store().keys().token("member", &format!("{}#{}", row.issuer, row.subject))
}

/// The members of a partner the caller may read, by the time they joined.
pub async fn members(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Vec<Member>> {
    super::get(app, ctx, partner_id).await?;
    let snapshot = app.identity().snapshot();
    let rows = member::of_partner(app.store().db(), rights::reads(ctx), partner_id).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let local = (row.issuer == LOCAL_ISSUER).then(|| snapshot.accounts.get(&row.subject)).flatten();
            Member {
                id: public_id(app, &row),
                is_caller: row.issuer == ctx.actor.issuer && row.subject == ctx.actor.subject,
                name: local.map_or_else(|| row.subject.clone(), |account| account.name.clone()),
                member_role: row.member_role,
                since: row.since,
            }
        })
        .collect())
}

/// The people of a partner within a change, where the caller is an owner. To everybody else the partner has none.
async fn of_owner(ctx: &Context, change: &mut Change<'_>, partner_id: &str) -> Outcome<Vec<Membership>> {
    let rows = member::of_partner(&mut *change, Reach::Everything, partner_id).await?;
    let is_owner = |row: &Membership| {
        row.issuer == ctx.actor.issuer && row.subject == ctx.actor.subject && row.member_role == OWNER
    };
    if rows.iter().any(is_owner) { Ok(rows) } else { Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into()) }
}

/// One of them, who is not the only owner where that would be needed.
fn chosen(app: &App, rows: &[Membership], id: &str, stays_owner: bool) -> Outcome<Membership> {
    let found = rows.iter().find(|row| public_id(app, row) == id);
    let found = found.ok_or_else(|| Refusal::of(&catalogue::MEMBER_NOT_FOUND))?;
    let others = rows.iter().filter(|row| row.member_role == OWNER && public_id(app, row) != id).count();
    if found.member_role == OWNER && others == 0 && !stays_owner {
        return Err(Refusal::of(&catalogue::LAST_OWNER).into());
    }
    Ok(found.clone())
}

/// An owner gives a person of the organisation another role.
///
/// # Errors
/// `NOT_AUTHORIZED` for those who are no owners, `MEMBER_NOT_FOUND`, `LAST_OWNER`, `ROLE_UNKNOWN`.
pub async fn set_member_role(app: &App, ctx: &Context, partner_id: &str, id: &str, role: &str) -> Outcome<()> {
    if !member::ROLES.contains(&role) {
        return Err(Refusal::with(&catalogue::ROLE_UNKNOWN, role.chars().take(64).collect::<String>()).into());
    }
    let mut change = app.store().change().await?;
    let rows = of_owner(ctx, &mut change, partner_id).await?;
    let found = chosen(app, &rows, id, role == OWNER)?;
    if found.member_role == role {
        return Ok(change.leave().await?);
    }
    member::set_role(&mut change, partner_id, &found.issuer, &found.subject, role).await?;
    if role != OWNER {
        end_invitations(ctx, &mut change, partner_id, &found).await?;
    }
    tell(app, &mut change, partner_id, &found, role).await?;
    let record = Record::new("member.role", "partner", partner_id)
        .before(json!({ "memberRole": found.member_role }))
        .after(json!({ "memberRole": role, "member": found.subject }));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// An owner takes a person out of the organisation. What the person made stays.
///
/// # Errors
/// `NOT_AUTHORIZED` for those who are no owners, `MEMBER_NOT_FOUND`, `LAST_OWNER`, a missing reason.
pub async fn remove_member(app: &App, ctx: &Context, partner_id: &str, id: &str, reason: Option<&str>) -> Outcome<()> {
    let reason = rights::reason(reason, true)?;
    let mut change = app.store().change().await?;
    let rows = of_owner(ctx, &mut change, partner_id).await?;
    let found = chosen(app, &rows, id, false)?;
    member::remove(&mut change, partner_id, &found.issuer, &found.subject).await?;
    end_invitations(ctx, &mut change, partner_id, &found).await?;
    tell(app, &mut change, partner_id, &found, "removed").await?;
    let record = Record::new("member.remove", "partner", partner_id)
        .before(json!({ "memberRole": found.member_role, "member": found.subject }))
        .reason(reason);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// What somebody sent as an owner ends with the ownership: else an invitation to another address of one's own would be a way
/// back.
async fn end_invitations(ctx: &Context, change: &mut Change<'_>, partner_id: &str, row: &Membership) -> Outcome<()> {
    let by = format!("{}#{}", row.issuer, row.subject);
    invitation::revoke_of(change, partner_id, &by, ctx.now()).await?;
    Ok(())
}

/// A letter to a person whose account is held here.
async fn tell(app: &App, change: &mut Change<'_>, partner_id: &str, row: &Membership, what: &str) -> Outcome<()> {
    if row.issuer != LOCAL_ISSUER {
        return Ok(());
    }
    let Some(account) = account::find(&mut *change, &row.subject).await? else { return Ok(()) };
    let details = account::details(app.store(), &mut *change, &account.id).await?;
    if account.email_verified && !details.email.is_empty() {
        let found = partner::find(app.store(), &mut *change, Reach::Everything, partner_id).await?;
        let name = found.map(|found| found.name).unwrap_or_default();
        member_changed(app, change, &details.email, &account.lang, partner_id, &name, what).await?;
    }
    Ok(())
}
