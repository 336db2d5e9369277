//! The contract's old look-ups (part A §4.5, §5.4). None of them tells the value of a key.

use futures_util::Stream;
use pms_domain::api_key::{Parents, counts};
use pms_domain::key_value::KeyValue;
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_store::api_key::{self, ApiKey};
use pms_store::list::{ListQuery, Scope, Test};
use pms_store::partner::Reach;
use pms_store::policy_link_lists::{POLICY_REQUEST_SEARCH, POLICY_REQUESTS, PolicyRequestRow};
use pms_store::{StoreResult, auth_policy};

use crate::partners::column;
use crate::{App, Outcome, rights};

/// The policy of a partner's key, which is named by its value or its public id.
///
/// # Errors
/// The partner has no such key.
pub async fn policy_of_key(app: &App, ctx: &Context, partner_id: &str, key: &KeyValue) -> Outcome<String> {
    rights::require(ctx, &routes::GET_API_KEY_POLICY)?;
    let (store, db) = (app.store(), app.store().db());
    let found = match api_key::by_value(store, db, Reach::Everything, key).await? {
        Some(found) => Some(found),
        None => api_key::find(db, Reach::Everything, key.reveal()).await?,
    };
    let key = found.filter(|key| key.part_id == partner_id);
    Ok(key.ok_or(&catalogue::KEY_MAPPING_UNKNOWN)?.policy_id)
}

/// All partners' requests for policies, newest first, row by row.
///
/// # Errors
/// There is none.
pub async fn requests(
    app: &App,
    ctx: &Context,
) -> Outcome<impl Stream<Item = StoreResult<PolicyRequestRow>> + Send + use<>> {
    rights::require(ctx, &routes::LIST_KEY_REQUESTS)?;
    let (db, query) = (app.store().db(), ListQuery::new());
    if POLICY_REQUESTS.count(db, &query).await? == 0 {
        return Err(Refusal::of(&catalogue::NO_KEY_REQUESTS_OF_GROUP).into());
    }
    Ok(POLICY_REQUESTS.stream(db, &query))
}

/// One request for a policy by its id.
///
/// # Errors
/// There is no such request.
pub async fn request(app: &App, ctx: &Context, id: &str) -> Outcome<PolicyRequestRow> {
    rights::require(ctx, &routes::GET_KEY_REQUEST)?;
    let query = ListQuery::new().filter(column(&POLICY_REQUEST_SEARCH, "id")?, Test::Exact(id.to_owned()));
    let found = POLICY_REQUEST_SEARCH.fetch(app.store().db(), &query, None).await?;
    Ok(found.rows.into_iter().next().ok_or(&catalogue::NO_KEY_REQUESTS_OF_GROUP)?)
}

/// A request of a partner for a policy, and the newest key that came of it.
pub struct KeyRequest {
    pub request: PolicyRequestRow,
    /// Public id; `None`: there is no key, or an adopted one that nobody has touched yet.
    pub key_id: Option<String>,
    /// Whether the key counts now.
    pub is_active: bool,
    pub valid_to: Option<Timestamp>,
}

/// The requests of a partner with their keys (contract part A §4.5).
///
/// # Errors
/// In this order: the partner has asked for nothing (or is none); it is another's.
pub async fn requests_of_partner(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Vec<KeyRequest>> {
    rights::require(ctx, &routes::LIST_PARTNER_KEY_REQUESTS)?;
    let db = app.store().db();
    let partner = column(&POLICY_REQUESTS, "partnerId")?;
    let query = ListQuery::new().filter(partner, Test::Exact(partner_id.to_owned())).scope(Scope::Everything);
    let requests = POLICY_REQUESTS.fetch::<PolicyRequestRow>(db, &query, None).await?.rows;
    if requests.is_empty() {
        return Err(Refusal::of(&catalogue::NO_KEY_REQUESTS).into());
    }
    if !rights::may_read(ctx, partner_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    let mut found = Vec::with_capacity(requests.len());
    for request in requests {
        let keys = api_key::of_pair(db, Reach::Everything, partner_id, &request.policy_id).await?;
        let newest = keys.into_iter().next();
        found.push(answer(app, ctx, request, newest).await?);
    }
    Ok(found)
}

async fn answer(app: &App, ctx: &Context, request: PolicyRequestRow, key: Option<ApiKey>) -> Outcome<KeyRequest> {
    let Some(key) = key else { return Ok(KeyRequest { request, key_id: None, is_active: false, valid_to: None }) };
    let policy = auth_policy::find(app.store().db(), &key.policy_id).await?;
    let parents = Parents {
        partner: request.partner_is_active,
        policy: policy.as_ref().is_some_and(|policy| policy.is_active),
        group: policy.as_ref().and_then(|policy| policy.group_is_active).unwrap_or(true),
    };
    let is_active = counts(key.state(ctx.now()), parents);
    Ok(KeyRequest { request, is_active, valid_to: key.valid_to_datetime, key_id: key.id })
}
