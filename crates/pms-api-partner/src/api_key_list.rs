//! The lists of API keys, by three addresses (contract part A §5.10). None of them has a key's value.

use pms_api_wire::{Answer, Call, Endpoint, PAGING, PageRequest, PageV2, Parameter, Reply, Wire};
use pms_app::App;
use pms_app::api_keys::{self, ApiKeyRow, KeyFilter};
use pms_domain::{Timestamp, catalogue, routes, time};
use pms_store::api_key_lists::API_KEYS;
use pms_store::list::{ListPage, ListQuery, Page};
use serde::Serialize;
use utoipa::ToSchema;

const FILTERS: &[Parameter] = &[
    Parameter::text("partnerId", "Part of the partner id."),
    Parameter::text("apiKeyLabel", "Part of the key's label."),
    Parameter::text("orgName", "Part of the organisation's name."),
    Parameter::text("policyName", "Part of the policy's name."),
    Parameter::text("policyGroupName", "Part of the name of the policy's group."),
    Parameter::text("status", "activated or deactivated."),
];
const EXPIRY: &[Parameter] =
    &[Parameter::integer("expiryPeriod", "Keys whose validity ends within so many days, 1 to 30.")];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    let endpoint = |route| {
        Endpoint::new(route)
            .summary("List API keys: an admin all, others their own")
            .parameters(PAGING)
            .parameters(FILTERS)
            .fallback(&catalogue::KEYS_FAILED)
    };
    wire.route(endpoint(&routes::LIST_API_KEYS).gives::<PageV2<KeyRow>>(), list)
        .route(endpoint(&routes::LIST_API_KEYS_V2).parameters(EXPIRY).gives::<PageV2<KeyRowV2>>(), list_v2)
        .route(endpoint(&routes::LIST_API_KEYS_ALIAS).parameters(EXPIRY).gives::<PageV2<KeyRowV2>>(), list_v2)
}

/// A row of the list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct KeyRow {
    partner_id: String,
    api_key_label: String,
    org_name: String,
    /// Empty: the policy is gone. The existing portal sorts by it and takes no null (contract portal §3.3, 8).
    policy_name: String,
    policy_id: String,
    policy_description: Option<String>,
    /// The policy's.
    policy_group_id: Option<String>,
    /// Empty, not null, for the same reason.
    policy_group_name: String,
    policy_group_description: Option<String>,
    /// activated or deactivated, as it counts now: a key stops with its partner, its policy or its group.
    status: &'static str,
    /// Milliseconds and `+00:00`, as all times here.
    created_date_time: String,
}

/// A row of the younger list, with what our own routes need of a key.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct KeyRowV2 {
    #[serde(flatten)]
    row: KeyRow,
    api_key_expiry_date_time: Option<String>,
    /// Whether the validity ended before today.
    is_api_key_expired_status: bool,
    /// Public id. Null for an adopted key that the system has not come to yet.
    key_id: Option<String>,
    /// What the key is by itself: active, inactive, expired, ended, refused, waiting_approval, waiting_fetch or lapsed.
    key_state: &'static str,
    /// Whether it can be guessed and should be re-issued.
    is_weak: bool,
    /// When it gives way to the key that replaces it.
    ends_date_time: Option<String>,
    /// Until when the partner may fetch it.
    fetch_until: Option<String>,
    /// Who was shown it: partner, admin, or nobody yet.
    handed_over_to: Option<String>,
}

impl KeyRow {
    fn at(now: Timestamp, row: ApiKeyRow) -> Self {
        Self {
            status: if row.counts(now) { "activated" } else { "deactivated" },
            partner_id: row.part_id,
            api_key_label: row.label,
            org_name: row.partner_name,
            policy_name: row.policy_name.unwrap_or_default(),
            policy_id: row.policy_id,
            policy_description: row.policy_descr,
            policy_group_id: row.policy_group_id,
            policy_group_name: row.group_name.unwrap_or_default(),
            policy_group_description: row.group_descr,
            created_date_time: time::offset_iso(row.cr_dtimes),
        }
    }
}

impl KeyRowV2 {
    fn at(now: Timestamp, row: ApiKeyRow) -> Self {
        Self {
            api_key_expiry_date_time: row.valid_to_datetime.map(time::offset_iso),
            is_api_key_expired_status: row.valid_to_datetime.is_some_and(|end| end.date() < now.date()),
            key_id: row.id.clone(),
            key_state: row.state(now).as_str(),
            is_weak: row.is_weak.unwrap_or(false),
            ends_date_time: row.ends_at.map(time::offset_iso),
            fetch_until: row.fetch_until.map(time::offset_iso),
            handed_over_to: row.handed_over_to.clone(),
            row: KeyRow::at(now, row),
        }
    }
}

async fn list(app: App, call: Call) -> Answer {
    let (page, found) = found(&app, &call, None).await?;
    let now = call.context.now();
    Reply::json(PageV2::new(page, found.map(|row| KeyRow::at(now, row))))
}

async fn list_v2(app: App, call: Call) -> Answer {
    let expiry_period = call.query().expiry_period()?;
    let (page, found) = found(&app, &call, expiry_period).await?;
    let now = call.context.now();
    Reply::json(PageV2::new(page, found.map(|row| KeyRowV2::at(now, row))))
}

async fn found(
    app: &App,
    call: &Call,
    expiry_period: Option<i32>,
) -> Result<(Option<Page>, ListPage<ApiKeyRow>), pms_api_wire::Fault> {
    let query = call.query();
    let request = PageRequest::read(query, None)?;
    call.check_input(&["partnerId", "apiKeyLabel", "orgName", "policyName", "policyGroupName"])?;
    let paging = request.check(&API_KEYS)?;
    let text = |name| query.text(name).map(str::to_owned);
    let filter = KeyFilter {
        partner_id: text("partnerId"),
        api_key_label: text("apiKeyLabel"),
        org_name: text("orgName"),
        policy_name: text("policyName"),
        policy_group_name: text("policyGroupName"),
        status: text("status"),
        expiry_period,
    };
    let found = api_keys::list(app, &call.context, &filter, paging.apply(ListQuery::new())).await?;
    Ok((paging.page, found))
}

#[cfg(test)]
mod tests;
