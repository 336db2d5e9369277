//! What keeps the notifications in order: those of other programs get what the list filters by, old ones go.

use chrono::NaiveDate;
use pms_domain::Context;
use pms_store::audit::Record;
use pms_store::{notice, notification};
use serde_json::json;

use super::calendar::{Calendar, before};
use super::details::Details;
use crate::{App, Outcome};

/// Rows of one change.
const BATCH: i64 = 500;

/// Puts beside the notifications that other programs wrote (an adopted database's) what the list filters by. Answers how
/// many there were. One whose details cannot be read is found by no filter.
pub async fn index_adopted(app: &App, ctx: &Context) -> Outcome<usize> {
    let mut all = 0;
    // Most looks find nothing: no lock for that.
    while !notification::not_indexed(app.store().db(), 1).await?.is_empty() {
        let mut change = app.store().change().await?;
        let found = notification::not_indexed(&mut change, BATCH).await?;
        if found.is_empty() {
            break;
        }
        for one in &found {
            let members = Details::parse(&one.notification_details_json).unwrap_or_default().members();
            notification::index(&mut change, &one.id, &members).await?;
        }
        let ids: Vec<&str> = found.iter().map(|one| one.id.as_str()).collect();
        all += ids.len();
        let record = Record::new("notification.index", "notifications", "adopted").after(json!({ "ids": ids }));
        change.save(ctx, record).await?;
    }
    Ok(all)
}

/// Deletes a batch of what is older than the site keeps. `false`: nothing is left.
pub(super) async fn forget(app: &App, ctx: &Context, calendar: &Calendar, today: NaiveDate) -> Outcome<bool> {
    let keep = app.settings().notifications.keep_days;
    if keep == 0 {
        return Ok(false);
    }
    let moment = calendar.start(before(today, keep));
    if notice::forget_before(app.store().db(), moment, BATCH).await? >= BATCH.cast_unsigned() {
        return Ok(true);
    }
    if !notification::any_before(app.store().db(), moment).await? {
        return Ok(false);
    }
    let mut change = app.store().change().await?;
    let ids = notification::forget_before(&mut change, moment, BATCH).await?;
    if ids.is_empty() {
        return Ok(false);
    }
    let record = Record::new("notification.forget", "notifications", "old").after(json!({ "ids": ids }));
    change.save(ctx, record).await?;
    Ok(true)
}
