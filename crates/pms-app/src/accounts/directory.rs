//! Accounts as admins look through them: a list, and one account with everything around it.

use pms_domain::context::LOCAL_ISSUER;
use pms_domain::{Context, Refusal, Timestamp, catalogue, text};
use pms_store::account::account;
use pms_store::account::lists::{ACCOUNTS, ACCOUNTS_WITH_ROLE, Listed};
use pms_store::account::{second_factor, session};
use pms_store::audit::{self, Row};
use pms_store::list::{ListPage, ListQuery, ListSpec, Page};
use pms_store::member;

use crate::partners::column;
use crate::{App, Outcome, rights};

/// Records of an account's history that are answered.
const HISTORY: i64 = 50;

/// Filters of the list; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct AccountFilter {
    /// Part of the name.
    pub name: Option<String>,
    /// The whole address: it is kept as a keyed hash only.
    pub email: Option<String>,
    pub role: Option<String>,
    /// `active`, `disabled` or `blocked`.
    pub state: Option<String>,
    pub second_factor: Option<bool>,
}

/// An account in the list.
#[derive(Clone, Debug)]
pub struct DirectoryRow {
    pub id: String,
    pub name: String,
    /// The first letter and the domain.
    pub email_masked: String,
    pub state: String,
    pub roles: Vec<String>,
    /// Ids of the partners that it belongs to.
    pub partners: Vec<String>,
    pub created_at: Timestamp,
    pub has_second_factor: bool,
    pub last_sign_in: Option<Timestamp>,
}

fn masked(email: &str) -> String {
    if email.is_empty() { String::new() } else { text::mask_email(email) }
}

/// The accounts, newest first unless `sort` names `name` or `created`.
///
/// # Errors
/// `FORBIDDEN` for those who are no admin.
pub async fn list(
    app: &App,
    ctx: &Context,
    filter: &AccountFilter,
    sort: Option<(&str, bool)>,
    page: u64,
    size: u64,
) -> Outcome<ListPage<DirectoryRow>> {
    rights::require_partner_admin(ctx)?;
    let spec: &'static ListSpec = if filter.role.is_some() { &ACCOUNTS_WITH_ROLE } else { &ACCOUNTS };
    let token = filter.email.as_deref().map(|email| account::email_token(app.store().keys(), email.trim()));
    let mut query = ListQuery::new()
        .contains(column(spec, "name")?, filter.name.as_deref())
        .exact(column(spec, "email")?, token.as_deref())
        .exact(column(spec, "state")?, filter.state.as_deref())
        .flag(column(spec, "secondFactor")?, filter.second_factor)
        .page(Page::new(page, size.clamp(1, pms_domain::limits::PAGE)));
    if let Some(role) = filter.role.as_deref() {
        query = query.exact(column(spec, "role")?, Some(role));
    }
    if let Some((name, descending)) = sort {
        query = query.sort(column(spec, name)?, descending);
    }
    let found: ListPage<Listed> = spec.fetch(app.store().db(), &query, None).await?;
    let ids: Vec<&str> = found.rows.iter().map(|row| row.id.as_str()).collect();
    let memberships = member::of_identities(app.store().db(), LOCAL_ISSUER, &ids).await?;
    let of = |id: &str| memberships.iter().filter(|one| one.subject == id).map(|one| one.partner_id.clone()).collect();
    Ok(found.map(|row| {
        let partners = of(&row.id);
        listed(app, row, partners)
    }))
}

fn listed(app: &App, row: Listed, partners: Vec<String>) -> DirectoryRow {
    let snapshot = app.identity().snapshot();
    let entry = snapshot.accounts.get(&row.id);
    DirectoryRow {
        email_masked: masked(entry.and_then(|entry| entry.email.as_deref()).unwrap_or_default()),
        roles: entry.map(|entry| entry.roles.iter().cloned().collect()).unwrap_or_default(),
        partners,
        name: row.name,
        state: row.state,
        created_at: row.created_at,
        has_second_factor: row.second_factor_since.is_some(),
        last_sign_in: row.last_sign_in,
        id: row.id,
    }
}

/// One account and everything around it.
pub struct AccountView {
    pub id: String,
    pub name: String,
    pub email_masked: String,
    pub email_verified: bool,
    /// `active`, `disabled` or `blocked`.
    pub state: String,
    pub roles: Vec<String>,
    /// Partner and role in it.
    pub memberships: Vec<(String, String)>,
    pub created_at: Timestamp,
    pub password_changed_at: Option<Timestamp>,
    pub must_change: bool,
    pub second_factor_since: Option<Timestamp>,
    pub recovery_codes: i64,
    /// Live sessions.
    pub sessions: usize,
    pub last_used_at: Option<Timestamp>,
    /// The caller's own.
    pub is_own: bool,
    /// What happened to it, newest first.
    pub history: Vec<Row>,
}

/// # Errors
/// `FORBIDDEN` for those who are no admin; `ACCOUNT_NOT_FOUND`.
pub async fn get(app: &App, ctx: &Context, id: &str) -> Outcome<AccountView> {
    rights::require_partner_admin(ctx)?;
    let db = app.store().db();
    let found = account::find(db, id).await?.ok_or_else(|| Refusal::of(&catalogue::ACCOUNT_NOT_FOUND))?;
    let id = found.id;
    let details = account::details(app.store(), db, &id).await?;
    let live = session::live(db, &id, ctx.now()).await?;
    let memberships = member::of_identity(db, LOCAL_ISSUER, &id).await?;
    Ok(AccountView {
        email_masked: masked(&details.email),
        email_verified: found.email_verified,
        roles: account::roles(db, &id).await?,
        memberships: memberships.into_iter().map(|one| (one.partner_id, one.member_role)).collect(),
        created_at: found.created_at,
        password_changed_at: found.password_changed_at,
        must_change: found.must_change,
        second_factor_since: found.second_factor_since,
        recovery_codes: second_factor::codes_left(db, &id).await?,
        sessions: live.len(),
        last_used_at: live.iter().map(|one| one.last_used_at).max(),
        is_own: ctx.actor.issuer == LOCAL_ISSUER && ctx.actor.subject == id,
        history: audit::of_object(db, "account", &id, HISTORY).await?,
        name: found.name,
        state: found.state,
        id,
    })
}
