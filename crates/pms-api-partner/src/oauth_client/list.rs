//! The list of clients (contract part B §5.7).

use pms_api_wire::{Answer, Call, Endpoint, PAGING, PageRequest, PageV2, Parameter, Reply, Wire};
use pms_app::App;
use pms_app::oidc_clients::{self, ClientFilter, OidcClientRow};
use pms_domain::{catalogue, routes, time};
use pms_store::list::ListQuery;
use pms_store::oidc_client_lists::OIDC_CLIENTS;
use serde::Serialize;
use utoipa::ToSchema;

const FILTERS: &[Parameter] = &[
    Parameter::text("partnerId", "Part of the partner id."),
    Parameter::text("orgName", "Part of the organisation's name."),
    Parameter::text("policyGroupName", "Part of the name of the partner's policy group."),
    Parameter::text("policyName", "Part of the policy's name."),
    Parameter::text("clientName", "Part of the client's name."),
    Parameter::text("status", "Exactly ACTIVE or INACTIVE."),
];

pub(super) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::LIST_OAUTH_CLIENTS)
            .summary("List OAuth clients: an admin all, others their own")
            .parameters(PAGING)
            .parameters(FILTERS)
            .gives::<PageV2<ClientRow>>()
            .fallback(&catalogue::CLIENTS_FAILED),
        list,
    )
}

/// A row of the list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ClientRow {
    partner_id: String,
    org_name: Option<String>,
    /// The partner's; the name is empty where it has none: the existing portal sorts by it and takes no null (contract
    /// portal §3.3, 8).
    policy_group_id: Option<String>,
    policy_group_name: String,
    policy_group_description: Option<String>,
    /// Empty: the policy is gone.
    policy_name: String,
    policy_description: Option<String>,
    client_id: String,
    /// The name, or JSON with the names by language and the plain one as `@none`.
    client_name: String,
    /// ACTIVE, or INACTIVE: also while partner or policy is.
    status: String,
    updated_date_time: Option<String>,
    created_date_time: String,
}

impl From<OidcClientRow> for ClientRow {
    fn from(row: OidcClientRow) -> Self {
        Self {
            partner_id: row.rp_id,
            org_name: row.partner_name,
            policy_group_id: row.policy_group_id,
            policy_group_name: row.group_name.unwrap_or_default(),
            policy_group_description: row.group_descr,
            policy_name: row.policy_name.unwrap_or_default(),
            policy_description: row.policy_descr,
            client_id: row.id,
            client_name: row.name,
            status: row.status,
            updated_date_time: row.upd_dtimes.map(time::offset_iso),
            created_date_time: time::offset_iso(row.cr_dtimes),
        }
    }
}

async fn list(app: App, call: Call) -> Answer {
    super::require_feature(&app, &call)?;
    let query = call.query();
    let request = PageRequest::read(query, None)?;
    call.check_input(&["partnerId", "orgName", "policyGroupName", "policyName", "clientName"])?;
    let paging = request.check(&OIDC_CLIENTS)?;
    let text = |name| query.text(name).map(str::to_owned);
    let filter = ClientFilter {
        partner_id: text("partnerId"),
        org_name: text("orgName"),
        policy_group_name: text("policyGroupName"),
        policy_name: text("policyName"),
        client_name: text("clientName"),
        status: text("status"),
    };
    let found = oidc_clients::list(&app, &call.context, &filter, paging.apply(ListQuery::new())).await?;
    Reply::json(PageV2::new(paging.page, found.map(ClientRow::from)))
}
