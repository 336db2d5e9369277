//! The people of a partner, as its own pages and admins see them.

use pms_domain::context::LOCAL_ISSUER;
use pms_domain::{Context, Timestamp};
use pms_store::member;

use crate::{App, Outcome, rights};

/// A person who may act for a partner.
#[derive(Clone, Debug)]
pub struct Member {
    /// User name; for a person of an external provider its stable subject there.
    pub name: String,
    /// `owner`, `technical` or `viewer`.
    pub member_role: String,
    pub since: Timestamp,
    /// The caller is this person.
    pub is_caller: bool,
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
                is_caller: row.issuer == ctx.actor.issuer && row.subject == ctx.actor.subject,
                name: local.map_or_else(|| row.subject.clone(), |account| account.name.clone()),
                member_role: row.member_role,
                since: row.since,
            }
        })
        .collect())
}
