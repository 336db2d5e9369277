//! Asking the hotlist.

use pms_domain::hotlist::{IdHash, IdType, Standing, Status, Subject};
use pms_domain::{Context, routes};
use pms_store::hotlist::{self, ENTRIES, Entry};
use pms_store::list::{ListPage, ListQuery, Test};

use crate::partners::column;
use crate::{App, Outcome, rights};

/// What is said of an entry; nothing, if it is not on the list. From memory, unless it may be.
pub(super) async fn find(app: &App, id_type: IdType, hash: &IdHash) -> Outcome<Option<Entry>> {
    if !app.identity().hotlisted().may_hold(id_type, hash) {
        return Ok(None);
    }
    Ok(hotlist::find(app.store().db(), id_type, hash).await?)
}

/// Whether something is blocked now. For checks at authentication time: no role is asked for.
pub async fn is_blocked(app: &App, ctx: &Context, subject: &Subject<'_>) -> Outcome<bool> {
    let found = find(app, subject.id_type(), &hotlist::hash(&subject.plain_id())).await?;
    Ok(found.is_some_and(|entry| entry.standing.at(ctx.now()) == Status::Blocked))
}

/// Whether a provider is blocked, as a partner or by a registered name, whatever its devices call it. `organisations`: that name
/// and its former ones; none where no provider has the id.
pub async fn is_provider_blocked(app: &App, ctx: &Context, id: &str, organisations: &[String]) -> Outcome<bool> {
    if is_blocked(app, ctx, &Subject::Partner { id }).await? {
        return Ok(true);
    }
    for organisation in organisations {
        if is_blocked(app, ctx, &Subject::DeviceProvider { organisation, id }).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What holds of a plain id, in the wire's form; what is not on the list is unblocked (contract consumers §4).
///
/// # Errors
/// In this order: a type that is not kept here; no id or a long one.
pub async fn status(app: &App, ctx: &Context, id_type: &str, plain_id: &str) -> Outcome<Standing> {
    rights::require(ctx, &routes::HOTLIST_STATUS)?;
    let (id_type, hash) = (super::id_type(id_type)?, super::hash(plain_id)?);
    let found = find(app, id_type, &hash).await?;
    Ok(found.map_or(Standing { then: Status::Unblocked, until: None }, |entry| entry.standing))
}

/// The entries that a plain id or a hash stands for, of whatever type.
///
/// # Errors
/// The role.
pub async fn look_up(app: &App, ctx: &Context, words: &str) -> Outcome<Vec<Entry>> {
    rights::require(ctx, &routes::LIST_HOTLIST)?;
    let mut found = Vec::new();
    for id_type in IdType::ALL {
        for hash in [Some(hotlist::hash(words)), IdHash::parse(words)].into_iter().flatten() {
            found.extend(find(app, id_type, &hash).await?);
        }
    }
    Ok(found)
}

/// The entries, newest first; `query` has page and order. By type or by the partner they belong to.
///
/// # Errors
/// A type that is not kept here.
pub async fn list(
    app: &App,
    ctx: &Context,
    id_type: Option<&str>,
    partner_id: Option<&str>,
    query: ListQuery,
) -> Outcome<ListPage<Entry>> {
    rights::require(ctx, &routes::LIST_HOTLIST)?;
    let mut query = query.exact(column(&ENTRIES, "partnerId")?, partner_id);
    if let Some(word) = id_type {
        let number = i64::from(super::id_type(word)?.number());
        query = query.filter(column(&ENTRIES, "idType")?, Test::Number(number));
    }
    Ok(hotlist::page(app.store().db(), &query).await?)
}
