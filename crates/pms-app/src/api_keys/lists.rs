//! Lists of API keys (contract part A §4.12, §5.10). They show what counts now: partner, policy, group, end.

use chrono::{NaiveTime, TimeDelta};
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_store::api_key_lists::{API_KEY_SEARCH, API_KEYS, ApiKeyRow, PARTNER_ID, PARTNER_NAME, POLICY_NAME, page};
use pms_store::list::{ListPage, ListQuery, Scope, Test};

use crate::partners::{PageWish, column};
use crate::{App, Outcome, rights};

fn scope(ctx: &Context) -> Scope {
    if ctx.actor.is_partner_admin() { Scope::Everything } else { Scope::Own(ctx.owned.clone()) }
}

/// Filters of the list; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct KeyFilter {
    pub partner_id: Option<String>,
    pub api_key_label: Option<String>,
    pub org_name: Option<String>,
    pub policy_name: Option<String>,
    pub policy_group_name: Option<String>,
    /// `activated` or `deactivated`; anything else matches nothing.
    pub status: Option<String>,
    /// Days within which the validity ends.
    pub expiry_period: Option<i32>,
}

/// `GET /partner-api-keys`; `query` has page and order. Admins see all, others their own partners', of every type.
pub async fn list(app: &App, ctx: &Context, filter: &KeyFilter, query: ListQuery) -> Outcome<ListPage<ApiKeyRow>> {
    rights::require(ctx, &routes::LIST_API_KEYS)?;
    if !ctx.actor.is_partner_admin() && ctx.owned.is_empty() {
        return Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into());
    }
    let of = |name| column(&API_KEYS, name);
    let status = of("status")?;
    let query = query
        .contains(of("partnerId")?, filter.partner_id.as_deref())
        .contains(of("apiKeyLabel")?, filter.api_key_label.as_deref())
        .contains(of("orgName")?, filter.org_name.as_deref())
        .contains(of("policyName")?, filter.policy_name.as_deref())
        .contains(of("policyGroupName")?, filter.policy_group_name.as_deref())
        .between(of("apiKeyExpiryDateTime")?, filter.expiry_period.map(|days| soon(ctx.now(), days)))
        .at(ctx.now())
        .scope(scope(ctx));
    let query = match filter.status.as_deref() {
        None => query,
        Some("activated") => query.filter(status, Test::Flag(true)),
        Some("deactivated") => query.filter(status, Test::Flag(false)),
        Some(_) => query.filter(status, Test::Nothing),
    };
    Ok(page(app.store(), &API_KEYS, &query).await?)
}

/// As [`list`], for pages.
///
/// # Errors
/// As [`list`]; the list has no such column to sort by.
pub async fn list_page(
    app: &App,
    ctx: &Context,
    filter: &KeyFilter,
    wish: PageWish<'_>,
) -> Outcome<ListPage<ApiKeyRow>> {
    list(app, ctx, filter, wish.query(&API_KEYS)?).await
}

/// From now to the end of the day so many days ahead.
fn soon(now: Timestamp, days: i32) -> (Timestamp, Timestamp) {
    let day = (now + TimeDelta::days(i64::from(days) + 1)).date();
    (now, day.and_time(NaiveTime::MIN) - TimeDelta::microseconds(1))
}

/// Filters of the search on what is not the key's own.
#[derive(Clone, Debug, Default)]
pub struct Pseudo {
    /// Without regard to case, as the next.
    pub partner_names: Vec<String>,
    pub partner_ids: Vec<String>,
    /// Letter for letter.
    pub policy_names: Vec<String>,
}

/// `POST /partners/apikey/search`: the caller's own, for admins all.
pub async fn search(app: &App, ctx: &Context, mut query: ListQuery, pseudo: &Pseudo) -> Outcome<ListPage<ApiKeyRow>> {
    rights::require(ctx, &routes::SEARCH_API_KEYS)?;
    // Deleted rows are left out as soon as a key's own column is filtered.
    query.live_only |= !query.filters.is_empty();
    for name in &pseudo.partner_names {
        query = query.filter(&PARTNER_NAME, Test::Equals(name.clone()));
    }
    for id in &pseudo.partner_ids {
        query = query.filter(&PARTNER_ID, Test::Equals(id.clone()));
    }
    for name in &pseudo.policy_names {
        query = query.filter(&POLICY_NAME, Test::Exact(name.clone()));
    }
    Ok(page(app.store(), &API_KEY_SEARCH, &query.at(ctx.now()).scope(scope(ctx))).await?)
}
