//! Licences of MISPs (contract part A §6): making, renewing, stopping and reading them.
//!
//! A licence is its MISP's and the administrators' to see, nobody else's. Its value leaves the store for the answer of a
//! route that shows it; audit, events and letters name [`Licence::id`]. Whoever reads a value leaves an audit record.

mod cascade;
mod make;
mod pages;
mod read;
mod standing;

pub(crate) use cascade::partner_switched;
pub use cascade::{END_BATCH, end_over};
pub use make::{Made, create, get_or_renew, may_make, renew};
pub use pages::{InUse, LICENCE_SEARCH, LOOK_BACK, current, overview, switch, use_of};
pub use pms_store::misp_licence::Licence;
pub use read::{Shown, filter_values, list_run, of_misp, search};
pub use standing::{reactivate, set_status};

use pms_domain::context::ActorKind;
use pms_domain::licence::By;
use pms_domain::{Context, Refusal, catalogue, roles};
use pms_store::Change;
use pms_store::misp_licence;
use pms_store::partner::{self, Partner, Reach};

use crate::{App, Outcome, events};

/// Code of the partners that have licences (`mosip.pms.misp.partner.type`).
const MISP_PARTNER: &str = "MISP_Partner";

fn is_misp(partner: &Partner) -> bool {
    partner.partner_type_code.eq_ignore_ascii_case(MISP_PARTNER)
}

/// Whether the caller manages the licences of all MISPs.
fn manages(ctx: &Context) -> bool {
    ctx.actor.has_any(roles::MANAGERS) || ctx.actor.kind == ActorKind::System
}

/// As whom the caller stops a licence. An admin who is a member of the MISP is the MISP: what another admin stopped, nobody
/// lifts for the own organisation.
fn by(ctx: &Context, misp_id: &str) -> By {
    if manages(ctx) && !ctx.owned.contains(misp_id) { By::Admin } else { By::Misp }
}

/// The MISPs whose licences the caller may see.
fn reads(ctx: &Context) -> Reach<'_> {
    if manages(ctx) { Reach::Everything } else { Reach::Own(&ctx.owned) }
}

/// The MISPs whose licences the caller may change.
fn changes(ctx: &Context) -> Reach<'_> {
    if manages(ctx) { Reach::Everything } else { Reach::Own(&ctx.writable) }
}

/// The partner within a change, active.
async fn active_misp(app: &App, change: &mut Change<'_>, misp_id: &str) -> Outcome<Partner> {
    let found = partner::find(app.store(), change, Reach::Everything, misp_id).await?;
    let partner = found.ok_or(&catalogue::MISP_NOT_FOUND)?;
    if !partner.is_active {
        return Err(Refusal::of(&catalogue::MISP_NOT_ACTIVE).into());
    }
    Ok(partner)
}

/// Tells the subscribers what a licence is now. Only the current one is published: they keep one for each MISP, and one of
/// an earlier licence would take its place.
fn publish(change: &mut Change<'_>, topic: &'static str, licence: &Published<'_>, active: bool, sender: &str) {
    change.emit(events::licence(topic, licence, active, sender));
}

/// What an event says of a licence: names alone.
pub(crate) struct Published<'a> {
    pub id: &'a str,
    pub misp_id: &'a str,
    /// Without it subscribers would forget the MISP's policy.
    pub policy_id: Option<&'a str>,
}

impl<'a> From<&'a Licence> for Published<'a> {
    fn from(licence: &'a Licence) -> Self {
        Self { id: &licence.id, misp_id: &licence.misp_id, policy_id: licence.policy_id.as_deref() }
    }
}

/// The kind of a licence in records and events.
pub(crate) const OBJECT: &str = misp_licence::OBJECT;
