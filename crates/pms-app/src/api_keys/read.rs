//! What pages show of API keys: one key, its history, and where another one may be made. Never a value.

use pms_domain::approval::Kind;
use pms_domain::{Context, catalogue, routes};
use pms_store::api_key;
use pms_store::api_key_lists::{API_KEYS, ApiKeyRow, KEY_ID, page};
use pms_store::approval::{self, Approval};
use pms_store::audit::Row;
use pms_store::auth_policy::AuthPolicy;
use pms_store::list::{ListQuery, Scope, Test};
use pms_store::partner::Reach;

use super::{OBJECT, places_taken};
use crate::{App, Outcome, audit, policy_links, rights};

/// A key, and what waits for it.
pub struct KeyView {
    pub row: ApiKeyRow,
    /// Its newest approval, where each key is decided on.
    pub approval: Option<Approval>,
    /// Label of the key that it replaces.
    pub replaces: Option<String>,
    /// Label of the key that replaces it.
    pub replaced_by: Option<String>,
}

/// A key by its public id, for members of its partner and for partner admins.
///
/// # Errors
/// The role; there is none of this id for the caller.
pub async fn get(app: &App, ctx: &Context, key_id: &str) -> Outcome<KeyView> {
    rights::require(ctx, &routes::LIST_API_KEYS)?;
    let scope = if ctx.actor.is_partner_admin() { Scope::Everything } else { Scope::Own(ctx.owned.clone()) };
    let query = ListQuery::new().filter(&KEY_ID, Test::Exact(key_id.to_owned())).scope(scope).at(ctx.now());
    let found = page(app.store(), &API_KEYS, &query).await?.rows;
    let row = found.into_iter().next().ok_or(&catalogue::KEY_NOT_FOUND)?;
    let db = app.store().db();
    Ok(KeyView {
        approval: approval::newest(db, Reach::Everything, Kind::ApiKey.as_str(), key_id).await?,
        replaces: label(app, row.replaces.as_deref()).await?,
        replaced_by: label(app, row.replaced_by.as_deref()).await?,
        row,
    })
}

async fn label(app: &App, key_id: Option<&str>) -> Outcome<Option<String>> {
    let Some(key_id) = key_id else { return Ok(None) };
    let found = api_key::labels(app.store().db(), &[key_id]).await?;
    Ok(found.into_iter().next().map(|key| key.label))
}

/// What happened to a key, newest first.
///
/// # Errors
/// As [`get`].
pub async fn history(app: &App, ctx: &Context, key_id: &str) -> Outcome<Vec<Row>> {
    get(app, ctx, key_id).await?;
    audit::history(app, OBJECT, key_id).await
}

/// A policy for which a partner may have keys.
pub struct Offer {
    pub policy: AuthPolicy,
    /// Keys that have a place now.
    pub taken: usize,
    /// Places (`api_keys.per_approval`).
    pub most: usize,
}

/// The approved policies of a partner with their places for keys.
///
/// # Errors
/// The role; there is no such partner for the caller.
pub async fn offers(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Vec<Offer>> {
    rights::require(ctx, &routes::LIST_API_KEYS)?;
    let most = app.settings().api_keys.per_approval as usize;
    let policies = policy_links::approved(app, ctx, partner_id).await?;
    let ids: Vec<&str> = policies.iter().map(|policy| policy.id.as_str()).collect();
    let keys = api_key::of_pairs(app.store().db(), rights::reach(ctx), partner_id, &ids).await?;
    let taken = |id: &str| -> usize {
        let pair: Vec<_> = keys.iter().filter(|key| key.policy_id == id).cloned().collect();
        places_taken(ctx, &pair)
    };
    Ok(policies.into_iter().map(|policy| Offer { taken: taken(&policy.id), most, policy }).collect())
}

/// Whether every key waits for a decision of its own.
pub fn are_decided_each(app: &App) -> bool {
    super::decided_each(app)
}
