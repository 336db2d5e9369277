//! Reading clients (contract part B §5.3, §5.7).

use pms_domain::oidc_client::Status;
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::list::{ListPage, ListQuery, Scope};
use pms_store::oidc_client::{self, OidcClient};
use pms_store::oidc_client_lists::{OIDC_CLIENTS, OidcClientRow};
use pms_store::partner::Reach;

use crate::esignet::Api;
use crate::partners::{PageWish, column};
use crate::{App, Outcome, rights};

/// A client. Its `status` is the one that counts: of a partner or policy that is deactivated no client is active.
///
/// # Errors
/// In this order: no such client, a caller without partners, another's.
pub async fn get(app: &App, ctx: &Context, api: Api, client_id: &str) -> Outcome<OidcClient> {
    let route = match api {
        Api::Oauth => &routes::GET_OAUTH_CLIENT,
        Api::Oidc => &routes::GET_OIDC_CLIENT,
    };
    rights::require(ctx, route)?;
    let found = oidc_client::find(app.store().db(), Reach::Everything, client_id).await?;
    let mut client = found.ok_or(&catalogue::CLIENT_NOT_FOUND)?;
    if !rights::reach(ctx).includes(&client.rp_id) {
        let entry = if ctx.owned.is_empty() { &catalogue::NO_OWN_PARTNER } else { &catalogue::CLIENT_FOREIGN_READ };
        return Err(Refusal::of(entry).into());
    }
    let is_active = |flag: Option<bool>| flag == Some(true);
    let status = Status::stored(&client.status)
        .in_force(is_active(client.partner_is_active), is_active(client.policy_is_active));
    client.status = status.as_str().to_owned();
    Ok(client)
}

/// Filters of the list; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct ClientFilter {
    pub partner_id: Option<String>,
    pub org_name: Option<String>,
    pub policy_group_name: Option<String>,
    pub policy_name: Option<String>,
    pub client_name: Option<String>,
    /// Exactly `ACTIVE` or `INACTIVE`; anything else matches nothing.
    pub status: Option<String>,
}

/// `GET /oauth/client`; `query` has page and order. Admins see all, others their own partners'.
///
/// # Errors
/// A caller without partners.
pub async fn list(
    app: &App,
    ctx: &Context,
    filter: &ClientFilter,
    query: ListQuery,
) -> Outcome<ListPage<OidcClientRow>> {
    rights::require(ctx, &routes::LIST_OAUTH_CLIENTS)?;
    if !ctx.actor.is_partner_admin() && ctx.owned.is_empty() {
        return Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into());
    }
    let scope = if ctx.actor.is_partner_admin() { Scope::Everything } else { Scope::Own(ctx.owned.clone()) };
    let of = |name| column(&OIDC_CLIENTS, name);
    let query = query
        .contains(of("partnerId")?, filter.partner_id.as_deref())
        .contains(of("orgName")?, filter.org_name.as_deref())
        .contains(of("policyGroupName")?, filter.policy_group_name.as_deref())
        .contains(of("policyName")?, filter.policy_name.as_deref())
        .contains(of("clientName")?, filter.client_name.as_deref())
        .exact(of("status")?, filter.status.as_deref())
        .scope(scope);
    Ok(OIDC_CLIENTS.fetch(app.store().db(), &query, None).await?)
}

/// As [`list`], for pages.
///
/// # Errors
/// As [`list`]; the list has no such column to sort by.
pub async fn page(
    app: &App,
    ctx: &Context,
    filter: &ClientFilter,
    wish: PageWish<'_>,
) -> Outcome<ListPage<OidcClientRow>> {
    list(app, ctx, filter, wish.query(&OIDC_CLIENTS)?).await
}
