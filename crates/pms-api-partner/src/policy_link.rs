//! Requests for policies: asking, deciding, taking back, listing (contract part A §4.15, §5.5, §5.9).

use pms_api_wire::{
    Answer, Call, Check, Endpoint, Ids, PAGING, PageRequest, PageV2, Parameter, Reply, Validate, Wire, lenient,
};
use pms_app::App;
use pms_app::policy_links::{self, PolicyRequestRow, RequestFilter};
use pms_domain::approval::{Decision, State};
use pms_domain::partner::{self, Standing};
use pms_domain::{catalogue, limits, routes, time};
use pms_store::list::ListQuery;
use pms_store::policy_link_lists::POLICY_REQUESTS;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::standing::ReasonBody;

const FILTERS: &[Parameter] = &[
    Parameter::text("partnerId", "Part of the partner id."),
    Parameter::text("partnerType", "Part of the partner type."),
    Parameter::text("orgName", "Part of the organisation's name."),
    Parameter::text("policyId", "Part of the policy id."),
    Parameter::text("policyName", "Part of the policy's name."),
    Parameter::text("policyGroupName", "Part of the name of the partner's policy group."),
    Parameter::text("partnerComment", "Part of what the partner said."),
    Parameter::text("status", "Exactly approved, rejected or InProgress."),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::REQUEST_POLICY)
            .summary("Request a policy for a partner")
            .ids(Ids::Echo)
            .takes::<RequestBody>()
            .gives::<Requested>(),
        request,
    )
    .route(
        Endpoint::new(&routes::DECIDE_POLICY_REQUEST)
            .summary("Approve or reject a partner's request for a policy")
            .ids(Ids::Echo)
            .takes::<DecisionBody>()
            .gives::<String>(),
        decide,
    )
    .route(
        Endpoint::new(&routes::WITHDRAW_POLICY_REQUEST)
            .summary("Take back a request for a policy that nobody has decided yet")
            .takes::<ReasonBody>()
            .gives::<Withdrawn>(),
        withdraw,
    )
    .route(
        Endpoint::new(&routes::LIST_POLICY_REQUESTS)
            .summary("List requests for policies: an admin all, others their own")
            .parameters(PAGING)
            .parameters(FILTERS)
            .gives::<PageV2<RequestRow>>()
            .fallback(&catalogue::POLICY_REQUESTS_FAILED),
        list,
    )
}

/// What is asked for.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct RequestBody {
    /// Of the partner's policy group.
    #[serde(deserialize_with = "lenient::text")]
    policy_name: Option<String>,
    /// What the partner wants it for, at most 4000 characters.
    #[serde(deserialize_with = "lenient::text")]
    use_case_description: Option<String>,
}

impl Validate for RequestBody {
    fn check(&self, check: &mut Check) {
        check
            .not_null("policyName", &self.policy_name)
            .not_null("useCaseDescription", &self.use_case_description)
            .length("useCaseDescription", &self.use_case_description, 0, limits::USE_CASE);
    }
}

/// The request as it was taken.
#[derive(Serialize, ToSchema)]
struct Requested {
    /// Its id, for the decision.
    mappingkey: String,
    message: &'static str,
}

async fn request(app: App, call: Call) -> Answer {
    let body = call.body::<RequestBody>()?.request;
    let (name, use_case) = (body.policy_name.unwrap_or_default(), body.use_case_description.unwrap_or_default());
    let partner_id = call.variable("partnerId")?;
    let made = policy_links::request(&app, &call.context, partner_id, &name, &use_case).await?;
    Reply::json(Requested { mappingkey: made.id, message: "Policy mapping request submitted successfully." })
}

/// The decision.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct DecisionBody {
    /// Approved or Rejected, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    /// Why, at most 1000 characters; optional.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

impl Validate for DecisionBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("status", &self.status);
    }
}

async fn decide(app: App, call: Call) -> Answer {
    let body = call.body::<DecisionBody>()?;
    call.check_time(&body)?;
    let request = body.request;
    let (id, word) = (call.variable("mappingkey")?, request.status.unwrap_or_default());
    let decision = policy_links::decide(&app, &call.context, id, &word, request.reason.as_deref()).await?;
    Reply::json(match decision {
        Decision::Approve => "Policy mapping approved successfully",
        _ => "Policy mapping rejected successfully",
    })
}

/// The request as it is now.
#[derive(Serialize, ToSchema)]
struct Withdrawn {
    mappingkey: String,
    state: &'static str,
}

async fn withdraw(app: App, call: Call) -> Answer {
    let body = call.body::<ReasonBody>()?;
    call.check_v2(&body)?;
    let id = call.variable("mappingkey")?;
    policy_links::withdraw(&app, &call.context, id, body.request.reason.as_deref()).await?;
    Reply::json(Withdrawn { mappingkey: id.to_owned(), state: State::Withdrawn.as_str() })
}

/// A row of the list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RequestRow {
    /// The mappingkey of the decision.
    id: String,
    partner_id: String,
    /// activated, deactivated, InProgress or rejected.
    partner_status: Option<&'static str>,
    org_name: String,
    /// Empty: the policy is gone. The existing portal sorts by it and takes no null (contract portal §3.3, 8).
    policy_name: String,
    /// The partner's; the name is empty where it has none, for the same reason.
    policy_group_id: Option<String>,
    policy_group_name: String,
    partner_comment: String,
    /// approved, rejected or InProgress.
    status: String,
    created_date_time: String,
    partner_type: String,
    policy_id: String,
    updated_date_time: Option<String>,
    policy_description: Option<String>,
    policy_group_description: Option<String>,
}

/// How the list calls a partner's state; words that nobody knows have none.
fn partner_status(approval_status: &str, is_active: bool) -> Option<&'static str> {
    let known = [partner::IN_PROGRESS, partner::APPROVED, partner::REJECTED, partner::ACTIVATED];
    if !known.iter().any(|word| word.eq_ignore_ascii_case(approval_status)) {
        return None;
    }
    Some(match Standing::of(approval_status, is_active) {
        Standing::Active => "activated",
        Standing::Deactivated => "deactivated",
        Standing::InProgress => partner::IN_PROGRESS,
        Standing::Rejected => partner::REJECTED,
    })
}

impl From<PolicyRequestRow> for RequestRow {
    fn from(row: PolicyRequestRow) -> Self {
        Self {
            id: row.id,
            partner_id: row.part_id,
            partner_status: partner_status(&row.approval_status, row.partner_is_active),
            org_name: row.partner_name,
            policy_name: row.policy_name.unwrap_or_default(),
            policy_group_id: row.policy_group_id,
            policy_group_name: row.group_name.unwrap_or_default(),
            partner_comment: row.request_detail,
            status: row.status_code,
            created_date_time: time::offset_iso(row.cr_dtimes),
            partner_type: row.partner_type_code,
            policy_id: row.policy_id,
            updated_date_time: row.upd_dtimes.map(time::offset_iso),
            policy_description: row.policy_descr,
            policy_group_description: row.group_descr,
        }
    }
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let request = PageRequest::read(query, None)?;
    call.check_input(&["partnerId", "orgName", "policyId", "policyName", "policyGroupName"])?;
    let paging = request.check(&POLICY_REQUESTS)?;
    let text = |name| query.text(name).map(str::to_owned);
    let filter = RequestFilter {
        partner_id: text("partnerId"),
        partner_type: text("partnerType"),
        org_name: text("orgName"),
        policy_id: text("policyId"),
        policy_name: text("policyName"),
        policy_group_name: text("policyGroupName"),
        partner_comment: text("partnerComment"),
        status: text("status"),
    };
    let found = policy_links::list(&app, &call.context, &filter, paging.apply(ListQuery::new())).await?;
    Reply::json(PageV2::new(paging.page, found.map(RequestRow::from)))
}

#[cfg(test)]
mod tests;
