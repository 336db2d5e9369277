//! Links of partners to policies: requests and their decisions, biometric extractors, credential types (contract part A
//! §4.15 to §4.17, §5.5, §5.9).

mod credentials;
mod decide;
mod extractors;
mod lists;
mod read;
mod request;

pub use credentials::{CredentialPolicy, credential_policy, map_credential_type};
pub(crate) use decide::carry_out;
pub use decide::decide;
pub use extractors::{add_extractors, extractors};
pub use lists::{Pseudo, RequestFilter, filter_values, list, page, search, withdrawn};
pub use pms_store::policy_link::{Extractor, PolicyRequest};
pub use pms_store::policy_link_lists::PolicyRequestRow;
pub(crate) use read::readable;
pub use read::{
    Choice, CredentialTypes, LinkView, MappedType, SetExtractor, all_extractors, approved, asks_for_extractors,
    choices, credential_types, get, maps_credential_types, open_to_extractors,
};
pub(crate) use request::adopted;
pub use request::{Requested, request, withdraw};

use pms_domain::{Context, Refusal, catalogue};
use pms_store::auth_policy::{self, AuthPolicy};
use pms_store::partner::{self, Partner, Reach};
use pms_store::{Change, On};

use crate::{App, Outcome, rights};

/// Existence, activity, then whose it is: the contract's order (part A §1.5 O). A refusal needs no lock, and must not wait
/// for one.
async fn precheck(app: &App, ctx: &Context, partner_id: &str) -> Outcome<()> {
    let found = partner::find(app.store(), app.store().db(), Reach::Everything, partner_id).await?;
    active(found.as_ref())?;
    if !rights::may_change(ctx, partner_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    Ok(())
}

/// The partner within a change, active.
async fn active_partner(app: &App, change: &mut Change<'_>, partner_id: &str) -> Outcome<Partner> {
    let found = partner::find(app.store(), change, Reach::Everything, partner_id).await?;
    active(found.as_ref())?;
    Ok(found.ok_or(&catalogue::PARTNER_NOT_FOUND)?)
}

fn active(partner: Option<&Partner>) -> Result<(), Refusal> {
    match partner {
        None => Err(Refusal::of(&catalogue::PARTNER_NOT_FOUND)),
        Some(partner) if !partner.is_active => Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE)),
        Some(_) => Ok(()),
    }
}

/// The policy of this name in the partner's group that may be linked today (contract part A §4.15).
///
/// # Errors
/// In this order: no active policy of this name anywhere, none of this name in the partner's group (a partner without a
/// group has none), inactive, expired, its group inactive.
async fn wanted(ctx: &Context, change: &mut Change<'_>, partner: &Partner, name: &str) -> Outcome<AuthPolicy> {
    if !auth_policy::is_active_anywhere(&mut *change, name).await? {
        return Err(Refusal::of(&catalogue::PARTNER_POLICY_UNKNOWN).into());
    }
    let id = match &partner.policy_group_id {
        Some(group_id) => auth_policy::find_by_name(&mut *change, group_id, name).await?,
        None => None,
    };
    let policy = match id {
        Some(id) => auth_policy::find(&mut *change, &id).await?,
        None => None,
    };
    let policy = policy.filter(|policy| !policy.is_gone()).ok_or(&catalogue::POLICY_OF_OTHER_GROUP)?;
    if !policy.is_active {
        return Err(Refusal::of(&catalogue::WANTED_POLICY_INACTIVE).into());
    }
    if policy.valid_to_date <= ctx.now() {
        return Err(Refusal::of(&catalogue::WANTED_POLICY_EXPIRED).into());
    }
    if policy.group_is_active == Some(false) {
        return Err(Refusal::of(&catalogue::POLICY_GROUP_INACTIVE).into());
    }
    Ok(policy)
}

/// Whether the extractors of a partner of this type must be there before an approval.
fn needs_extractors(app: &App, partner_type: &str) -> bool {
    app.settings().policies.extractor_partner_types.iter().any(|code| code.eq_ignore_ascii_case(partner_type))
}

/// What a decider must know of a request: what was asked for, and for what.
pub struct LinkAbout {
    pub request: PolicyRequest,
    /// `None`: the policy of an adopted row is gone.
    pub policy: Option<AuthPolicy>,
    pub extractors: Vec<Extractor>,
    /// Whether the extractors must be there before an approval.
    pub needs_extractors: bool,
}

/// What is asked for, for whoever may read the approval. `None`: the request is gone.
pub(crate) async fn about(
    app: &App,
    reach: Reach<'_>,
    request_id: &str,
    partner: Option<&Partner>,
) -> Outcome<Option<LinkAbout>> {
    let db = app.store().db();
    let Some(request) = pms_store::policy_link::find(On::from(db), reach, request_id).await? else { return Ok(None) };
    let policy = auth_policy::find(db, &request.policy_id).await?;
    let extractors = pms_store::policy_link::extractors(db, reach, &request.part_id, &request.policy_id).await?;
    let needs_extractors = partner.is_some_and(|partner| needs_extractors(app, &partner.partner_type_code));
    Ok(Some(LinkAbout { request, policy, extractors, needs_extractors }))
}
