//! Notifications as the portal shows them: those of one's own partners, to every member.

use pms_domain::notification::{ACTIVE, DISMISSED, Kind};
use pms_domain::{Context, Refusal, catalogue};
use pms_store::list::{ListPage, ListQuery, Page, Scope, Test};
use pms_store::notification::{self, Notification};
use pms_store::notification_list::NOTIFICATIONS;

use super::details::Details;
use super::list::{NotificationView, of, set_dismissed};
use crate::{App, Outcome, rights};

fn query(ctx: &Context, status: &str) -> Outcome<ListQuery> {
    let is_admin = ctx.actor.is_partner_admin();
    let kinds = Kind::ALL.into_iter().filter(|kind| is_admin || !kind.is_for_admins());
    Ok(ListQuery::new()
        .filter(of("notificationType")?, Test::OneOf(kinds.map(|kind| kind.as_str().to_owned()).collect()))
        .filter(of("notificationStatus")?, Test::Exact(status.to_owned()))
        .scope(Scope::Own(ctx.owned.clone())))
}

/// The active or the dismissed notifications of the caller's partners, newest first. One whose details cannot be read
/// shows none.
pub async fn own(app: &App, ctx: &Context, is_dismissed: bool, page: Page) -> Outcome<ListPage<NotificationView>> {
    let status = if is_dismissed { DISMISSED } else { ACTIVE };
    let found: ListPage<Notification> =
        NOTIFICATIONS.fetch(app.store().db(), &query(ctx, status)?.page(page), None).await?;
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
    Ok(NOTIFICATIONS.count(app.store().db(), &query(ctx, ACTIVE)?).await?)
}

/// Dismisses one, for all people of the partner; dismissed before is as good.
///
/// # Errors
/// No such notification, or another partner's; the caller may only read the partner.
pub async fn dismiss_own(app: &App, ctx: &Context, id: &str) -> Outcome<()> {
    let found = notification::find(app.store().db(), id).await?;
    let found = found.filter(|found| {
        let is_for_admins = Kind::parse(&found.notification_type).is_some_and(Kind::is_for_admins);
        ctx.owned.contains(&found.partner_id) && (ctx.actor.is_partner_admin() || !is_for_admins)
    });
    let found = found.ok_or(&catalogue::NOTIFICATION_NOT_FOUND)?;
    if !rights::may_change(ctx, &found.partner_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    set_dismissed(app, ctx, &found).await?;
    Ok(())
}
