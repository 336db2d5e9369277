//! Approvals of every kind (our own routes; decisions, "Routes for decisions").

use pms_api_wire::{Answer, Call, Check, Endpoint, PageV2, Parameter, Query, Reply, Validate, Wire, lenient};
use pms_app::approvals::{self, Brief, Verdict};
use pms_app::{App, Outcome, partners};
use pms_domain::approval::{Decision, Kind, State};
use pms_domain::{Context, Refusal, catalogue, routes, time};
use pms_store::approval::{Approval, Filter};
use pms_store::list::{ListPage, Page};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::standing::ReasonBody;

/// Rows on a page when the caller does not say.
const PAGE_SIZE: i32 = 25;

const PARAMETERS: &[Parameter] = &[
    Parameter::integer("pageNo", "Page, counted from 0."),
    Parameter::integer("pageSize", "Rows on a page, at most 500."),
    Parameter::text(
        "kind",
        "partner, ca, policy, key, device, sbi, chip or rename; of admins who act by two: anchor, role, reactivation or owner.",
    ),
    Parameter::text("state", "waiting, on_hold, changes_asked, approved, rejected, withdrawn; open: the first three."),
    Parameter::text("partnerId", "Of this partner only."),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::LIST_APPROVALS)
            .summary("List approvals, oldest first: an admin all, others their own")
            .parameters(PARAMETERS)
            .gives::<PageV2<ApprovalRow>>(),
        list,
    )
    .route(
        Endpoint::new(&routes::DECIDE_APPROVAL)
            .summary("Approve, reject, ask for changes or put on hold")
            .takes::<DecisionBody>()
            .gives::<ApprovalRow>(),
        decide,
    )
    .route(
        Endpoint::new(&routes::ANSWER_APPROVAL)
            .summary("Answer what the admin asked; the request waits again")
            .takes::<ReasonBody>()
            .gives::<Answered>(),
        answer,
    )
}

/// An approval.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ApprovalRow {
    approval_id: String,
    /// partner, ca, policy, key, device, sbi, chip or rename; of admins who act by two: anchor, role, reactivation or owner.
    kind: String,
    object_id: String,
    /// Null where it concerns no partner.
    partner_id: Option<String>,
    organization_name: Option<String>,
    partner_type: Option<String>,
    state: String,
    /// User name for admins and of the caller itself; of others the role: partner, partner_admin or system:….
    requested_by: String,
    /// ISO local, UTC.
    requested_date_time: String,
    /// As requestedBy.
    decided_by: Option<String>,
    decided_date_time: Option<String>,
    /// approve, reject, ask or hold.
    decision: Option<String>,
    reason: Option<String>,
    /// Whether the rule of two people was waived.
    waived: bool,
    /// What is proposed, by kind: policy and use case, key and its label, names of certificates and their domain, organisation names, account and role, member role, reason.
    proposal: Option<Value>,
    /// Revision of what is to be decided; send it with the decision.
    revision: i64,
}

impl ApprovalRow {
    /// One row.
    async fn of(app: &App, ctx: &Context, approval: Approval) -> Outcome<Self> {
        let brief = approvals::briefs(app, ctx, std::slice::from_ref(&approval)).await?.pop().unwrap_or_default();
        Self::with(app, ctx, approval, brief).await
    }

    /// With what a decider must know of the partner. A partner that is gone leaves its members empty.
    async fn with(app: &App, ctx: &Context, approval: Approval, brief: Brief) -> Outcome<Self> {
        let (organization_name, partner_type) = brief.partner.unzip();
        let (requested_by, decided_by) = Self::names(app, ctx, &approval).await?;
        Ok(Self {
            approval_id: approval.id,
            kind: approval.kind,
            object_id: approval.object_id,
            partner_id: Some(approval.partner_id).filter(|id| !id.is_empty()),
            organization_name,
            partner_type,
            state: approval.state,
            requested_by,
            requested_date_time: time::local_iso(approval.requested_at),
            decided_by,
            decided_date_time: approval.decided_at.map(time::local_iso),
            decision: approval.decision,
            reason: approval.reason,
            waived: approval.waived,
            proposal: brief.proposal,
            revision: brief.revision,
        })
    }

    /// Who asked and who decided. Members of a partner see roles: the names of admins' accounts are for admins.
    async fn names(app: &App, ctx: &Context, approval: &Approval) -> Outcome<(String, Option<String>)> {
        if ctx.actor.is_partner_admin() {
            return Ok((approval.requested_name.clone(), approval.decided_name.clone()));
        }
        let own = ctx.actor.key();
        let requested_by = if approval.requested_by == own {
            approval.requested_name.clone()
        } else {
            // A registration or a request for a policy may be an admin's; a chain is always proposed by the partner.
            let by_partner = approval.kind == Kind::CaChain.as_str()
                || partners::members(app, ctx, &approval.partner_id).await?.iter().any(|member| {
                    approval.requested_by.rsplit_once('#').is_some_and(|(_, subject)| subject == member.name)
                        || approval.requested_name == member.name
                });
            role(&approval.requested_by, &approval.requested_name, if by_partner { "partner" } else { "partner_admin" })
        };
        let decided_by = approval.decided_name.as_deref().map(|name| match approval.decided_by.as_deref() {
            Some(key) if key == own => name.to_owned(),
            key => role(key.unwrap_or_default(), name, "partner_admin"),
        });
        Ok((requested_by, decided_by))
    }
}

/// The role of whoever stands behind an identity's key, for callers who must not learn account names.
fn role(key: &str, name: &str, other: &str) -> String {
    if key.starts_with("system#") { name.to_owned() } else { other.to_owned() }
}

/// The page; this list has one order only.
fn page(query: &Query) -> Result<Page, pms_api_wire::Fault> {
    let number = query.integer("pageNo")?.unwrap_or(0);
    let size = query.integer("pageSize")?.unwrap_or(PAGE_SIZE);
    if number < 0 {
        return Err((&catalogue::PAGE_NUMBER).into());
    }
    if size <= 0 {
        return Err((&catalogue::PAGE_SIZE).into());
    }
    Ok(Page::new(number.unsigned_abs().into(), size.unsigned_abs().into()))
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let page = page(query)?;
    let text = |name| query.text(name).filter(|text| !text.is_empty()).map(str::to_owned);
    let filter =
        Filter { kind: text("kind"), state: text("state"), partner_id: text("partnerId"), ..Filter::default() };
    let found = approvals::list(&app, &call.context, &filter, page.number, page.size).await?;
    let mut rows = Vec::with_capacity(found.rows.len());
    let briefs = approvals::briefs(&app, &call.context, &found.rows).await?;
    for (approval, brief) in found.rows.into_iter().zip(briefs) {
        rows.push(ApprovalRow::with(&app, &call.context, approval, brief).await?);
    }
    Reply::json(PageV2::new(Some(page), ListPage { total: found.total, rows }))
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct DecisionBody {
    /// approve, reject, ask or hold, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    decision: Option<String>,
    /// At most 1000 characters; needed for reject, ask and hold.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
    /// Revision that was on the decider's screen. With it, a decision on what has changed since is refused.
    #[serde(deserialize_with = "lenient::integer")]
    revision: Option<i64>,
}

impl Validate for DecisionBody {
    fn check(&self, _: &mut Check) {}
}

async fn decide(app: App, call: Call) -> Answer {
    let body = call.body::<DecisionBody>()?;
    call.check_v2(&body)?;
    let request = body.request;
    let word = request.decision.unwrap_or_default().to_ascii_lowercase();
    let verdict = Verdict {
        decision: Decision::parse(&word).ok_or_else(|| Refusal::of(&catalogue::DECISION_INVALID))?,
        reason: request.reason.as_deref(),
        shown_revision: request.revision,
    };
    let decided = approvals::decide(&app, &call.context, call.variable("approvalId")?, verdict).await?;
    Reply::json(ApprovalRow::of(&app, &call.context, decided).await?)
}

/// The approval as it is now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Answered {
    approval_id: String,
    state: &'static str,
}

async fn answer(app: App, call: Call) -> Answer {
    let body = call.body::<ReasonBody>()?;
    call.check_v2(&body)?;
    let id = call.variable("approvalId")?;
    approvals::answer(&app, &call.context, id, body.request.reason.as_deref().unwrap_or_default()).await?;
    Reply::json(Answered { approval_id: id.to_owned(), state: State::Waiting.as_str() })
}

#[cfg(test)]
mod tests;
