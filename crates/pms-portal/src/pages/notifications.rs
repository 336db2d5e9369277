//! Notifications about what ends: of one's own organisations, and of the trust store for partner admins.

use askama::Template;
use axum::extract::Path;
use pms_app::notifications::{self, Details, NotificationView};
use pms_domain::notification::Kind;
use pms_domain::time;
use pms_store::list::Page;

use super::bdi;
use crate::address;
use crate::frame::{Frame, ok};
use crate::html::Html;
use crate::i18n::Texts;
use crate::list::{Pager, Query};
use crate::web::{Answer, Posted, Visitor};

struct Tab {
    href: String,
    label: Html,
    current: bool,
}

struct Row {
    title: Html,
    about: Html,
    partner_id: String,
    /// When it ends; none for a summary.
    ends: Option<Html>,
    at: Html,
    /// Where its form goes; none when there is nothing to dismiss, or the visitor may only read.
    dismiss: Option<String>,
}

#[derive(Template)]
#[template(path = "account/notifications.html")]
struct Notifications {
    p: Frame,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    pager: Pager,
}

/// `GET /portal/notifications`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.person()?;
    let texts = visitor.texts();
    let query = Query::read(address::NOTIFICATIONS, visitor.query(), &["show"]).usual(visitor.usual_size());
    let is_dismissed = query.get("show") == Some("dismissed");
    let page = Page::new(query.page() - 1, query.size());
    let found = notifications::own(visitor.app(), visitor.ctx(), is_dismissed, page).await?;
    let tabs = [("", "notifications-active", false), ("dismissed", "notifications-dismissed", true)];
    let tabs = tabs.map(|(value, key, of_dismissed)| Tab {
        href: query.href(&[("show", value), ("page", "")]),
        label: texts.get(key),
        current: of_dismissed == is_dismissed,
    });
    Ok(ok(&Notifications {
        p: visitor.frame("notifications-title").await?,
        tabs: tabs.into(),
        pager: Pager::new(&query, found.total),
        rows: found.rows.into_iter().map(|view| row(&visitor, view, is_dismissed)).collect(),
    }))
}

fn row(visitor: &Visitor, view: NotificationView, is_dismissed: bool) -> Row {
    let texts = visitor.texts();
    let kind = Kind::parse(&view.kind);
    let may_dismiss = !is_dismissed && pms_app::rights::may_change(visitor.ctx(), &view.partner_id);
    let (about, ends) = about(texts, kind, &view.details);
    Row {
        title: texts.get(title(kind)),
        about,
        ends: ends.and_then(|ends| time::parse_local(&ends)).map(|ends| texts.time(ends)),
        at: texts.time(view.created_at),
        dismiss: may_dismiss.then(|| format!("{}/{}/dismiss", address::NOTIFICATIONS, address::segment(&view.id))),
        partner_id: view.partner_id,
    }
}

fn title(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Root) => "notifications-root",
        Some(Kind::Intermediate) => "notifications-intermediate",
        Some(Kind::Partner) => "notifications-certificate",
        Some(Kind::Chip) => "notifications-chip",
        Some(Kind::Interface) => "notifications-interface",
        Some(Kind::ApiKey) => "notifications-key",
        Some(Kind::Weekly) => "notifications-week",
        None => "notifications-other",
    }
}

/// What it is about, and when that ends.
fn about(texts: &Texts, kind: Option<Kind>, details: &Details) -> (Html, Option<String>) {
    fn first<T>(list: &Option<Vec<T>>) -> Option<&T> {
        list.as_ref()?.first()
    }
    fn count<T>(list: &Option<Vec<T>>) -> usize {
        list.as_ref().map_or(0, Vec::len)
    }
    let words = |text: Option<&String>| bdi(text.map_or("", String::as_str));
    if kind == Some(Kind::Weekly) {
        let counts = texts
            .with("notifications-counts")
            .num("certificates", count(&details.certificate_details))
            .num("chips", count(&details.ftm_details))
            .num("interfaces", count(&details.sbi_details))
            .num("keys", count(&details.api_key_details));
        return (counts.html(), None);
    }
    if let Some(one) = first(&details.certificate_details) {
        return (words(one.issued_to.as_ref()), one.expiry_date_time.clone());
    }
    if let Some(one) = first(&details.ftm_details) {
        let name = [&one.make, &one.model].map(|part| part.as_deref().unwrap_or_default()).join(" ");
        return (bdi(name.trim()), one.certificate.expiry_date_time.clone());
    }
    if let Some(one) = first(&details.sbi_details) {
        return (words(one.sbi_version.as_ref()), one.expiry_date_time.clone());
    }
    if let Some(one) = first(&details.api_key_details) {
        return (words(one.api_key_name.as_ref()), one.expiry_date_time.clone());
    }
    (bdi(""), None)
}

/// `POST /portal/notifications/{id}/dismiss`
pub async fn dismiss(visitor: Visitor, Path(id): Path<String>, Posted(_): Posted) -> Answer {
    visitor.person()?;
    notifications::dismiss_own(visitor.app(), visitor.ctx(), &id).await?;
    Ok(visitor.done(address::NOTIFICATIONS, "notifications-done", &[]))
}
