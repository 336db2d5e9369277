//! What pages show of the policies of a partner: one request, what could be asked for, what is approved, and what is mapped.
//! To a stranger another partner's is as one that does not exist.

use std::collections::BTreeSet;

use pms_domain::approval::Kind;
use pms_domain::policy::{self, PolicyType};
use pms_domain::policy_link::{self as rule, Status};
use pms_domain::{Context, catalogue, routes};
use pms_store::approval;
use pms_store::auth_policy::{self, AuthPolicy};
use pms_store::list::{ListQuery, Scope, Test};
use pms_store::partner::{self, Partner};
use pms_store::policy_link::{self, Extractor, PolicyRequest};
use pms_store::policy_link_lists::{POLICY_REQUEST_SEARCH, PolicyRequestRow};
use serde_json::Value as Json;

use super::needs_extractors;
use crate::partners::column;
use crate::{App, Outcome, rights};

pub use pms_store::policy_link::{MappedType, SetExtractor};

/// A partner that the caller may read: its members and partner admins.
///
/// # Errors
/// There is none of this id for the caller.
pub(crate) async fn readable(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Partner> {
    let found = partner::find(app.store(), app.store().db(), rights::reach(ctx), partner_id).await?;
    Ok(found.ok_or(&catalogue::PARTNER_NOT_FOUND)?)
}

/// A request with its policy, and what goes with it.
pub struct LinkView {
    pub row: PolicyRequestRow,
    /// `None`: the policy of an adopted row is gone.
    pub policy: Option<AuthPolicy>,
    /// What the policy says; null where it cannot be read.
    pub content: Json,
    pub extractors: Vec<Extractor>,
    /// Whether the extractors must be there before an approval.
    pub needs_extractors: bool,
    /// Id of its newest approval. `None`: an adopted row that nobody has touched yet.
    pub approval_id: Option<String>,
    /// Whether another request of the partner for the same policy waits or was approved: then it cannot ask again.
    pub is_superseded: bool,
}

/// A request by its id, for members of the partner and for partner admins.
///
/// # Errors
/// The role; there is none of this id for the caller.
pub async fn get(app: &App, ctx: &Context, request_id: &str) -> Outcome<LinkView> {
    rights::require(ctx, &routes::LIST_POLICY_REQUESTS)?;
    let db = app.store().db();
    let scope = if ctx.actor.is_partner_admin() { Scope::Everything } else { Scope::Own(ctx.owned.clone()) };
    let id = column(&POLICY_REQUEST_SEARCH, "id")?;
    let query = ListQuery::new().filter(id, Test::Exact(request_id.to_owned())).scope(scope);
    let found = POLICY_REQUEST_SEARCH.fetch::<PolicyRequestRow>(db, &query, None).await?.rows;
    let row = found.into_iter().next().ok_or(&catalogue::POLICY_REQUEST_NOT_FOUND)?;
    let reach = rights::reach(ctx);
    let policy = auth_policy::find(db, &row.policy_id).await?;
    let content = policy.as_ref().and_then(|policy| policy::parse(&policy.policy_file_id)).unwrap_or_default();
    let of_pair = policy_link::of_pair(db, reach, &row.part_id, &row.policy_id).await?;
    let is_superseded = of_pair
        .iter()
        .any(|other| other.id != row.id && !Status::parse(&other.status_code).is_some_and(Status::allows_another));
    Ok(LinkView {
        extractors: policy_link::extractors(db, reach, &row.part_id, &row.policy_id).await?,
        needs_extractors: needs_extractors(app, &row.partner_type_code),
        approval_id: approval::newest(db, reach, Kind::PolicyLink.as_str(), &row.id).await?.map(|found| found.id),
        policy,
        content,
        is_superseded,
        row,
    })
}

/// A policy that a partner could ask for, or did.
pub struct Choice {
    pub policy: AuthPolicy,
    /// What it says; null where it cannot be read.
    pub content: Json,
    /// The partner's newest request for it.
    pub request: Option<PolicyRequest>,
}

impl Choice {
    /// Whether the partner may ask for it today.
    pub fn is_open(&self) -> bool {
        let status = self.request.as_ref().and_then(|request| Status::parse(&request.status_code));
        self.request.is_none() || status.is_some_and(Status::allows_another)
    }
}

/// The policies of a partner's group that fit its type and may be asked for today, by name.
///
/// # Errors
/// The role; there is no such partner for the caller.
pub async fn choices(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Vec<Choice>> {
    rights::require(ctx, &routes::REQUEST_POLICY)?;
    let partner = readable(app, ctx, partner_id).await?;
    let Some(group_id) = &partner.policy_group_id else { return Ok(Vec::new()) };
    let db = app.store().db();
    let requests = policy_link::of_partner(db, rights::reach(ctx), partner_id).await?;
    let mut choices = Vec::new();
    for policy in auth_policy::active_of_group(db, group_id).await? {
        let fits =
            PolicyType::parse(&policy.policy_type).is_some_and(|found| rule::fits(found, &partner.partner_type_code));
        if !fits || !is_usable(ctx, &policy) {
            continue;
        }
        let request = requests.iter().rev().find(|request| request.policy_id == policy.id).cloned();
        let content = policy::parse(&policy.policy_file_id).unwrap_or_default();
        choices.push(Choice { policy, content, request });
    }
    Ok(choices)
}

/// Whether keys and clients may be made for a policy today.
fn is_usable(ctx: &Context, policy: &AuthPolicy) -> bool {
    policy.is_active && !policy.is_gone() && policy.valid_to_date > ctx.now() && policy.group_is_active != Some(false)
}

/// The policies that are approved for a partner and may be used today, by name.
///
/// # Errors
/// The role; there is no such partner for the caller.
pub async fn approved(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Vec<AuthPolicy>> {
    rights::require(ctx, &routes::LIST_POLICY_REQUESTS)?;
    readable(app, ctx, partner_id).await?;
    let db = app.store().db();
    let requests = policy_link::of_partner(db, rights::reach(ctx), partner_id).await?;
    let approved = requests.iter().filter(|request| Status::parse(&request.status_code) == Some(Status::Approved));
    let ids: BTreeSet<&str> = approved.map(|request| request.policy_id.as_str()).collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let mut found = auth_policy::find_some(db, &ids).await?;
    found.retain(|policy| is_usable(ctx, policy));
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// Credential types of a partner.
pub struct CredentialTypes {
    /// Whether partners of this type map any.
    pub are_for_type: bool,
    /// The site's.
    pub supported: Vec<String>,
    /// By credential type.
    pub mapped: Vec<MappedType>,
}

/// Which policies a partner's credentials follow.
///
/// # Errors
/// The role; there is no such partner for the caller.
pub async fn credential_types(app: &App, ctx: &Context, partner_id: &str) -> Outcome<CredentialTypes> {
    rights::require(ctx, &routes::GET_CREDENTIAL_POLICY)?;
    let partner = readable(app, ctx, partner_id).await?;
    let settings = &app.settings().policies;
    Ok(CredentialTypes {
        are_for_type: maps_credential_types(app, &partner.partner_type_code),
        supported: settings.credential_types.clone(),
        mapped: policy_link::mapped_types(app.store().db(), rights::reach(ctx), partner_id).await?,
    })
}

/// Whether partners of a type map credential types to policies.
pub fn maps_credential_types(app: &App, partner_type: &str) -> bool {
    app.settings().policies.credential_partner_types.iter().any(|code| code.eq_ignore_ascii_case(partner_type))
}

/// Whether a partner of a type must name biometric extractors before its request is approved.
pub fn asks_for_extractors(app: &App, partner_type: &str) -> bool {
    needs_extractors(app, partner_type)
}

/// All extractors of a partner, each with its policy.
///
/// # Errors
/// The role; there is no such partner for the caller.
pub async fn all_extractors(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Vec<SetExtractor>> {
    rights::require(ctx, &routes::GET_EXTRACTORS)?;
    readable(app, ctx, partner_id).await?;
    Ok(policy_link::all_extractors(app.store().db(), rights::reach(ctx), partner_id).await?)
}

/// The requests of a partner to which extractors may still be added: those that wait, for policies without an approved one,
/// each with the policy's name.
///
/// # Errors
/// The role; there is no such partner for the caller.
pub async fn open_to_extractors(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Vec<(PolicyRequest, String)>> {
    rights::require(ctx, &routes::ADD_EXTRACTORS)?;
    readable(app, ctx, partner_id).await?;
    let db = app.store().db();
    let all = policy_link::of_partner(db, rights::reach(ctx), partner_id).await?;
    let is = |request: &PolicyRequest, status| Status::parse(&request.status_code) == Some(status);
    let approved: BTreeSet<&str> =
        all.iter().filter(|one| is(one, Status::Approved)).map(|one| one.policy_id.as_str()).collect();
    let is_open = |one: &&PolicyRequest| is(one, Status::InProgress) && !approved.contains(one.policy_id.as_str());
    let open: Vec<&PolicyRequest> = all.iter().filter(is_open).collect();
    let ids: BTreeSet<&str> = open.iter().map(|request| request.policy_id.as_str()).collect();
    let policies = auth_policy::find_some(db, &ids.into_iter().collect::<Vec<_>>()).await?;
    let name = |id: &str| policies.iter().find(|policy| policy.id == id).map_or(id, |policy| &policy.name).to_owned();
    Ok(open.into_iter().map(|request| (request.clone(), name(&request.policy_id))).collect())
}
