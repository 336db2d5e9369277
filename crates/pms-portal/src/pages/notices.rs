//! Decisions on one's own requests, and what concerns the security of one's account or organisation: a tab of the
//! notifications.

use askama::Template;
use pms_app::notifications::{self, Told};

use super::notifications::Tab;
use super::timeline;
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, ok};
use crate::html::Html;
use crate::list::{Pager, Query};
use crate::web::{Answer, Posted, Visitor};

/// What `show` is on this tab.
pub const SHOW: &str = "told";

struct Row {
    href: String,
    what: Html,
    /// Empty where it is about an account.
    partner_id: String,
    at: Html,
    is_new: bool,
}

#[derive(Template)]
#[template(path = "account/notices.html")]
struct Notices {
    p: Frame,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    /// Revision of the newest, where something is not read.
    unread_until: Option<i64>,
    pager: Pager,
}

fn row(visitor: &Visitor, told: Told) -> Row {
    let (texts, record) = (visitor.texts(), told.record);
    let is_partner = record.object_kind == "partner";
    let href = timeline::request_href(visitor.ctx(), &record).unwrap_or_else(|| match is_partner {
        true => address::org(&record.object_id, "history"),
        false => address::ACCOUNT.to_owned(),
    });
    Row {
        href,
        what: timeline::words(texts, &record),
        at: texts.time(record.at),
        is_new: told.is_new,
        partner_id: if is_partner { record.object_id } else { String::new() },
    }
}

/// The tab. `tabs`: it and the others.
pub(super) async fn show(visitor: &Visitor, query: &Query, tabs: Vec<Tab>) -> Answer {
    let (app, ctx) = (visitor.app(), visitor.ctx());
    let found = notifications::told(app, ctx, query.page() - 1, query.size()).await?;
    let newest = found.rows.first().map(|told| told.record.revision).filter(|_| query.page() == 1);
    let unread = notifications::unread(app, ctx).await?;
    Ok(ok(&Notices {
        p: visitor.frame("notifications-title").await?,
        tabs,
        unread_until: newest.filter(|_| unread > 0),
        pager: Pager::new(query, found.total),
        rows: found.rows.into_iter().map(|told| row(visitor, told)).collect(),
    }))
}

/// `POST /portal/notifications/read`
pub async fn read(visitor: Visitor, Posted(form): Posted) -> Answer {
    visitor.person()?;
    mark(&visitor, &form).await?;
    Ok(visitor.done(&format!("{}?show={SHOW}", address::NOTIFICATIONS), "notices-read-done", &[]))
}

/// What is no number marks nothing.
async fn mark(visitor: &Visitor, form: &Form) -> Result<(), crate::web::Fault> {
    let until = form.trimmed("until").parse().unwrap_or(0);
    Ok(notifications::mark_read(visitor.app(), visitor.ctx(), until).await?)
}
