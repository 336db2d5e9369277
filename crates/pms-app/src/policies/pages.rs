//! What the portal shows of policies: lists with their use, what publishing changes, where a draft comes from, history.

use pms_domain::approval::{Kind, State, TwoPerson};
use pms_domain::policy::{Status, parse};
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_store::approval::{self, Approval};
use pms_store::audit;
use pms_store::auth_policy::{self, AuthPolicy};
use pms_store::list::{ListPage, ListQuery, Scope, Test};
use pms_store::partner::Reach;
use pms_store::policy_link_lists::{POLICY_REQUESTS, PolicyRequestRow, requests};
use pms_store::policy_lists::POLICIES_IN_USE;
use pms_store::policy_use;
pub use pms_store::policy_use::{PolicyInUse, Uses};
use serde_json::Value as Json;

use super::standing::{Beyond, shared_beyond};
use crate::approvals::two_admins;
use crate::partners::column;
use crate::{App, Outcome, rights};

/// Records of a policy's history that a page shows.
const HISTORY: i64 = 200;

/// Filters of the portal's list; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct UseFilter {
    pub id: Option<String>,
    pub name: Option<String>,
    /// One of the types, in any letter case.
    pub policy_type: Option<String>,
    pub group: Option<String>,
    /// Exactly this group's.
    pub group_id: Option<String>,
    /// `draft`, `activated` or `deactivated`.
    pub state: Option<String>,
    /// The validity ends in this time, both ends included.
    pub ends: Option<(Timestamp, Timestamp)>,
}

/// Policies with the number of partners that each is approved for; `query` has page and order.
///
/// # Errors
/// The caller is neither partner admin nor policy manager.
pub async fn in_use(app: &App, ctx: &Context, filter: &UseFilter, query: ListQuery) -> Outcome<ListPage<PolicyInUse>> {
    rights::require(ctx, &routes::LIST_POLICIES_V2)?;
    let of = |name| column(&POLICIES_IN_USE, name);
    let policy_type = filter.policy_type.as_deref().map(str::to_lowercase);
    let query = query
        .contains(of("id")?, filter.id.as_deref())
        .contains(of("name")?, filter.name.as_deref())
        .contains(of("group")?, filter.group.as_deref())
        .exact(of("type")?, policy_type.as_deref())
        .exact(of("groupId")?, filter.group_id.as_deref())
        .exact(of("state")?, filter.state.as_deref())
        .between(of("until")?, filter.ends);
    Ok(POLICIES_IN_USE.fetch(app.store().db(), &query.live_only(), None).await?)
}

/// A policy as its page shows it.
#[derive(Clone, Debug)]
pub struct PolicyView {
    pub policy: AuthPolicy,
    /// What it says; `None`: the stored text of an adopted row is no JSON.
    pub content: Option<Json>,
    pub uses: Uses,
    /// The policy that it was cloned from, if that is still there, and what it says.
    pub source: Option<(AuthPolicy, Option<Json>)>,
    /// Its publication waits for a second admin since then.
    pub waiting: Option<Approval>,
}

/// A policy in any state, with what a page about it needs.
///
/// # Errors
/// The caller is neither partner admin nor policy manager; no such policy.
pub async fn view(app: &App, ctx: &Context, id: &str) -> Outcome<PolicyView> {
    rights::require(ctx, &routes::GET_POLICY)?;
    let db = app.store().db();
    let policy = auth_policy::find(db, id).await?.ok_or_else(|| Refusal::of(&catalogue::POLICY_ID_NOT_FOUND))?;
    let uses = policy_use::of_policy(db, id, ctx.now()).await?;
    let source = match policy_use::source(db, id).await? {
        Some(source) => auth_policy::find(db, &source).await?,
        None => None,
    };
    let source = source.map(|source| {
        let content = parse(&source.policy_file_id);
        (source, content)
    });
    let newest = approval::newest(db, Reach::Everything, Kind::Publication.as_str(), id).await?;
    let waiting = newest.filter(|newest| State::parse(&newest.state).is_some_and(State::is_open));
    let content = parse(&policy.policy_file_id);
    Ok(PolicyView { policy, content, uses, source, waiting })
}

/// What publishing a draft would change.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What it shares that the nearest related policy in force does not; of a policy without relatives everything.
    pub shares: Vec<String>,
    /// That related policy; `None`: there is none.
    pub compared: Option<AuthPolicy>,
    /// A second admin will have to agree.
    pub second_admin: bool,
    /// Partners that chose the policy's group.
    pub partners: i64,
    /// Related policies in force that partners use.
    pub relatives: Vec<AuthPolicy>,
}

/// What publishing a draft would change, and whom it concerns.
///
/// # Errors
/// As [`view`]; the policy was published already.
pub async fn preview(app: &App, ctx: &Context, id: &str) -> Outcome<Preview> {
    rights::require(ctx, &routes::PUBLISH_POLICY)?;
    let db = app.store().db();
    let policy = auth_policy::find(db, id).await?.ok_or_else(|| Refusal::of(&catalogue::POLICY_ID_NOT_FOUND))?;
    pms_domain::policy::next(policy.status(), pms_domain::policy::Command::Publish)?;
    let Beyond { shares, compared } = shared_beyond(db, &policy).await?;
    let partners = match &policy.policy_group_id {
        Some(group) => policy_use::of_group(db, group).await?.partners,
        None => 0,
    };
    let second_admin = !shares.is_empty() && two_admins::is_due(app, ctx, TwoPerson::PublishPolicy);
    let mut relatives = auth_policy::relatives(db, id).await?;
    relatives.retain(|relative| relative.status() == Status::Activated && !relative.is_gone());
    Ok(Preview { shares, compared, second_admin, partners, relatives })
}

/// A partner's request for a policy, and the keys that it has for it.
#[derive(Clone, Debug)]
pub struct LinkInUse {
    pub link: PolicyRequestRow,
    pub keys: i64,
}

/// The partners that asked for a policy, with their keys. `status`: exactly `approved`, `rejected` or `InProgress`.
/// Whoever makes policies sees who uses them, not what the partners wrote for their admins.
///
/// # Errors
/// The caller is neither partner admin nor policy manager.
pub async fn links(
    app: &App,
    ctx: &Context,
    id: &str,
    status: Option<&str>,
    name: Option<&str>,
    query: ListQuery,
) -> Outcome<ListPage<LinkInUse>> {
    rights::require(ctx, &routes::GET_POLICY)?;
    let db = app.store().db();
    let query = query
        .filter(column(&POLICY_REQUESTS, "policyId")?, Test::Exact(id.to_owned()))
        .exact(column(&POLICY_REQUESTS, "status")?, status)
        .contains(column(&POLICY_REQUESTS, "orgName")?, name)
        .scope(Scope::Everything);
    let page = requests(db, &POLICY_REQUESTS, &query).await?;
    let mut partners: Vec<&str> = page.rows.iter().map(|link| link.part_id.as_str()).collect();
    partners.sort_unstable();
    partners.dedup();
    let live = policy_use::live_keys(db, &partners, id, ctx.now()).await?;
    Ok(page.map(|mut link| {
        link.request_detail.clear();
        let keys = live.iter().find(|one| one.part_id == link.part_id).map_or(0, |one| one.keys);
        LinkInUse { link, keys }
    }))
}

/// What happened to a policy, newest first.
///
/// # Errors
/// The caller is neither partner admin nor policy manager.
pub async fn history(app: &App, ctx: &Context, id: &str) -> Outcome<Vec<audit::Row>> {
    rights::require(ctx, &routes::GET_POLICY)?;
    Ok(audit::of_object(app.store().db(), "policy", id, HISTORY).await?)
}

/// Publications that wait for a second admin.
///
/// # Errors
/// The caller is neither partner admin nor policy manager.
pub async fn publications_waiting(app: &App, ctx: &Context) -> Outcome<Vec<Approval>> {
    rights::require(ctx, &routes::GET_POLICY)?;
    let filter = approval::Filter {
        kind: Some(Kind::Publication.as_str().to_owned()),
        state: Some("open".to_owned()),
        ..Default::default()
    };
    let (rows, _) = approval::page(app.store().db(), Reach::Everything, &filter, 0, pms_domain::limits::PAGE).await?;
    Ok(rows)
}
