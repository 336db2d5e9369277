//! Notifications as the portal shows them: those of one's own partners, to every member.

use pms_domain::notification::{ACTIVE, DISMISSED, Kind};
use pms_domain::{Context, Refusal, catalogue};
use pms_store::audit::Record;
use pms_store::list::{ListPage, ListQuery, Page, Scope, Test};
use pms_store::notification::{self, Notification};
use pms_store::notification_list::NOTIFICATIONS;

use super::details::Details;
use super::list::{NotificationView, of, set_dismissed};
use crate::{App, Outcome, rights};
use serde_json::json;

/// The types that a caller may be shown.
pub fn kinds(ctx: &Context) -> impl Iterator<Item = Kind> + use<> {
    let is_admin = ctx.actor.is_partner_admin();
    Kind::ALL.into_iter().filter(move |kind| is_admin || !kind.is_for_admins())
}

fn query(ctx: &Context, status: &str, wanted: Option<Kind>) -> Outcome<ListQuery> {
    let kinds = kinds(ctx).filter(|kind| wanted.is_none_or(|wanted| wanted == *kind));
    Ok(ListQuery::new()
        .filter(of("notificationType")?, Test::OneOf(kinds.map(|kind| kind.as_str().to_owned()).collect()))
        .filter(of("notificationStatus")?, Test::Exact(status.to_owned()))
        .scope(Scope::Own(ctx.owned.clone())))
}

/// The active or the dismissed notifications of the caller's partners, of one type or of all, newest first. One whose
/// details cannot be read shows none.
pub async fn own(
    app: &App,
    ctx: &Context,
    is_dismissed: bool,
    kind: Option<Kind>,
    page: Page,
) -> Outcome<ListPage<NotificationView>> {
    let status = if is_dismissed { DISMISSED } else { ACTIVE };
    let found: ListPage<Notification> =
        NOTIFICATIONS.fetch(app.store().db(), &query(ctx, status, kind)?.page(page), None).await?;
    Ok(found.map(|row| {
        let details = Details::parse(&row.notification_details_json).unwrap_or_default();
        NotificationView::new(row, details)
    }))
}

/// How many active ones there are.
pub async fn own_active(app: &App, ctx: &Context) -> Outcome<u64> {
    if ctx.owned.is_empty() {
        return Ok(0);
    }
    Ok(NOTIFICATIONS.count(app.store().db(), &query(ctx, ACTIVE, None)?).await?)
}

/// One of them, with all that it is about.
///
/// # Errors
/// No such notification, or another partner's.
pub async fn one_own(app: &App, ctx: &Context, id: &str) -> Outcome<NotificationView> {
    let found = find(app, ctx, id).await?;
    let details = Details::parse(&found.notification_details_json).unwrap_or_default();
    Ok(NotificationView::new(found, details))
}

async fn find(app: &App, ctx: &Context, id: &str) -> Outcome<Notification> {
    let found = notification::find(app.store().db(), id).await?.filter(|found| {
        let is_for_admins = Kind::parse(&found.notification_type).is_some_and(Kind::is_for_admins);
        ctx.owned.contains(&found.partner_id) && (ctx.actor.is_partner_admin() || !is_for_admins)
    });
    Ok(found.ok_or(&catalogue::NOTIFICATION_NOT_FOUND)?)
}

/// Those that [`dismiss_all_own`] dismisses: active ones of partners that the caller may change.
fn dismissible(ctx: &Context, kind: Option<Kind>) -> Outcome<ListQuery> {
    Ok(query(ctx, ACTIVE, kind)?.scope(Scope::Own(ctx.writable.clone())))
}

/// How many [`dismiss_all_own`] would dismiss.
pub async fn own_dismissible(app: &App, ctx: &Context, kind: Option<Kind>) -> Outcome<u64> {
    if ctx.writable.is_empty() {
        return Ok(0);
    }
    Ok(NOTIFICATIONS.count(app.store().db(), &dismissible(ctx, kind)?).await?)
}

/// Notifications of one change.
const BATCH: u64 = 100;

/// Dismisses all of one type or of every one, for all people of the partners that the caller may change. Answers how many.
///
/// # Errors
/// When the database does not answer; what was dismissed before stays so.
pub async fn dismiss_all_own(app: &App, ctx: &Context, kind: Option<Kind>) -> Outcome<u64> {
    let mut dismissed = 0;
    if ctx.writable.is_empty() {
        return Ok(dismissed);
    }
    loop {
        let next = dismissible(ctx, kind)?.page(Page::new(0, BATCH));
        let found: ListPage<Notification> = NOTIFICATIONS.fetch(app.store().db(), &next, None).await?;
        let mut change = app.store().change().await?;
        let mut record = Record::new("notification.dismiss_all", "notification", "several");
        let mut ids = Vec::new();
        for one in &found.rows {
            if notification::dismiss(&mut change, &one.id, &ctx.actor.name, ctx.now()).await? {
                record = record.touching("partner", &one.partner_id);
                ids.push(one.id.as_str());
            }
        }
        if ids.is_empty() {
            change.leave().await?;
            return Ok(dismissed);
        }
        let count = ids.len() as u64;
        record = record.before(json!({"status": ACTIVE})).after(json!({"status": DISMISSED, "notificationIds": ids}));
        change.save(ctx, record).await?;
        dismissed += count;
        if count < BATCH {
            return Ok(dismissed);
        }
    }
}

/// Dismisses one, for all people of the partner; dismissed before is as good.
///
/// # Errors
/// No such notification, or another partner's; the caller may only read the partner.
pub async fn dismiss_own(app: &App, ctx: &Context, id: &str) -> Outcome<()> {
    let found = find(app, ctx, id).await?;
    if !rights::may_change(ctx, &found.partner_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    set_dismissed(app, ctx, &found).await?;
    Ok(())
}
