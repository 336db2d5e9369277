//! Licences as pages show them: without their values, named by their ids.

use chrono::TimeDelta;
use pms_domain::licence::{self, Command};
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::list::{ListPage, ListQuery};
pub use pms_store::misp_licence::LICENCE_SEARCH;
use pms_store::misp_licence::{self, Licence};
use pms_store::partner::Reach;

use super::read::scope;
use super::{by, changes, reads, standing};
use crate::transaction_log::view;
use crate::{App, Outcome, rights};

/// One's own licences, for administrators all; never a value. Every member of a MISP sees them, whatever roles the account
/// has.
pub async fn overview(app: &App, ctx: &Context, query: ListQuery) -> Outcome<ListPage<Licence>> {
    Ok(LICENCE_SEARCH.fetch(app.store().db(), &query.scope(scope(ctx)), None).await?)
}

/// The licence that a MISP has now, in whatever state; `None`: it never had one.
///
/// # Errors
/// Another's partner, which for the caller does not exist.
pub async fn current(app: &App, ctx: &Context, misp_id: &str) -> Outcome<Option<Licence>> {
    if !reads(ctx).includes(misp_id) {
        return Err(Refusal::of(&catalogue::MISP_NOT_FOUND).into());
    }
    Ok(misp_licence::current(app.store().db(), Reach::Everything, misp_id).await?)
}

/// Days over which [`use_of`] looks back.
pub const LOOK_BACK: i64 = 30;

/// What depends on a MISP's licence: its use of the last [`LOOK_BACK`] days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InUse {
    pub requests: i64,
    /// Partners that it served; counted up to a page of them.
    pub partners: usize,
}

/// How much a licence is used, before it is stopped or another takes its place.
///
/// # Errors
/// The role; another's partner, which for the caller does not exist.
pub async fn use_of(app: &App, ctx: &Context, misp_id: &str) -> Outcome<InUse> {
    if !reads(ctx).includes(misp_id) {
        return Err(Refusal::of(&catalogue::MISP_NOT_FOUND).into());
    }
    let filter = view::Filter {
        misp_id: Some(misp_id.to_owned()),
        from: Some(ctx.now() - TimeDelta::days(LOOK_BACK)),
        ..Default::default()
    };
    let totals = view::totals(app, ctx, &filter).await?;
    let served = view::partners(app, ctx, &filter, None, pms_domain::limits::PAGE).await?;
    Ok(InUse { requests: totals.allowed + totals.refused, partners: served.pairs.len() })
}

/// Stops a MISP's current licence, or lets it be used again: as `PUT /misps` does by its value.
///
/// # Errors
/// In this order: another's partner, which for the caller does not exist; who may only read it; no reason for stopping it; no
/// licence; what [`licence::next`] refuses.
pub async fn switch(app: &App, ctx: &Context, misp_id: &str, activate: bool, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::SET_LICENCE_STATUS)?;
    if !reads(ctx).includes(misp_id) {
        return Err(Refusal::of(&catalogue::MISP_NOT_FOUND).into());
    }
    if !changes(ctx).includes(misp_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    let reason = rights::reason(reason, true)?;
    let mut change = app.store().change().await?;
    let found = misp_licence::current(&mut change, Reach::Everything, misp_id).await?;
    let licence = found.ok_or(&catalogue::LICENCE_NOT_FOUND)?;
    let command = if activate { Command::Activate(by(ctx, misp_id)) } else { Command::Deactivate(by(ctx, misp_id)) };
    let after = licence::next(licence.state(), command, licence.circumstances(ctx.now()))?;
    standing::settle(app, ctx, change, &licence, after, reason).await
}
