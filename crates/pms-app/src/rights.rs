//! Authorisation inside use cases: deny by default.

use pms_domain::routes::{Access, Route};
use pms_domain::{Context, Entry, Refusal, catalogue, roles};
use pms_store::partner::Reach;

use crate::Outcome;

/// The roles of a route, from the one table. Use cases that a page calls without a route check it too.
pub fn require(ctx: &Context, route: &Route) -> Outcome<()> {
    let allowed = match route.access {
        Access::Open => true,
        Access::AnyToken => ctx.actor.kind != pms_domain::context::ActorKind::Anonymous,
        Access::Roles(roles) => ctx.actor.has_any(roles),
    };
    if allowed || ctx.actor.kind == pms_domain::context::ActorKind::System {
        Ok(())
    } else {
        Err(Refusal::of(&catalogue::FORBIDDEN).into())
    }
}

/// Only a partner admin (or the system itself).
pub fn require_partner_admin(ctx: &Context) -> Outcome<()> {
    if ctx.actor.is_partner_admin() || ctx.actor.kind == pms_domain::context::ActorKind::System {
        Ok(())
    } else {
        Err(Refusal::of(&catalogue::FORBIDDEN).into())
    }
}

/// Whether the caller may read a partner: a member, a partner admin, or one of the system's readers.
pub fn may_read(ctx: &Context, partner_id: &str) -> bool {
    ctx.owned.contains(partner_id)
        || ctx.actor.has_any(roles::READERS)
        || ctx.actor.kind == pms_domain::context::ActorKind::System
}

/// Whether the caller may change a partner: an owner or technical member, or a partner admin.
pub fn may_change(ctx: &Context, partner_id: &str) -> bool {
    ctx.writable.contains(partner_id)
        || ctx.actor.is_partner_admin()
        || ctx.actor.kind == pms_domain::context::ActorKind::System
}

/// What was found, if the caller may change it. Another partner's is as one that does not exist; who may only read it is
/// told so.
///
/// # Errors
/// `missing`; `PMS_PRT_055`.
pub fn changeable<T>(
    ctx: &Context,
    found: Option<T>,
    partner_of: impl Fn(&T) -> &str,
    missing: &'static Entry,
) -> Result<T, Refusal> {
    let found = found.ok_or(missing)?;
    let partner_id = partner_of(&found);
    if may_change(ctx, partner_id) {
        return Ok(found);
    }
    let entry = if ctx.owned.contains(partner_id) { &catalogue::NOT_AUTHORIZED } else { missing };
    Err(Refusal::of(entry))
}

/// The partners whose data this caller may read: as [`may_read`].
pub fn reads(ctx: &Context) -> Reach<'_> {
    if ctx.actor.has_any(roles::READERS) || ctx.actor.kind == pms_domain::context::ActorKind::System {
        Reach::Everything
    } else {
        Reach::Own(&ctx.owned)
    }
}

/// The partners whose data this caller may change: as [`may_change`].
pub fn changes(ctx: &Context) -> Reach<'_> {
    if ctx.actor.is_partner_admin() || ctx.actor.kind == pms_domain::context::ActorKind::System {
        Reach::Everything
    } else {
        Reach::Own(&ctx.writable)
    }
}

/// The partners a list shows this caller.
pub fn reach(ctx: &Context) -> Reach<'_> {
    if ctx.actor.is_partner_admin() { Reach::Everything } else { Reach::Own(&ctx.owned) }
}

/// A reason within its length; required or not.
pub fn reason(given: Option<&str>, required: bool) -> Outcome<Option<&str>> {
    let given = given.map(str::trim).filter(|text| !text.is_empty());
    match given {
        None if required => Err(Refusal::of(&catalogue::REASON_REQUIRED).into()),
        Some(text) if pms_domain::text::utf16_len(text) > pms_domain::limits::REASON => {
            Err(Refusal::with(&catalogue::REASON_LENGTH, pms_domain::limits::REASON.to_string()).into())
        }
        given => {
            crate::partners::check_visible("reason", given.unwrap_or_default())?;
            Ok(given)
        }
    }
}
