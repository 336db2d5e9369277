//! The inbox: requests that wait for a partner admin.

use askama::Template;
use chrono::Datelike;
use pms_app::approvals;
use pms_domain::approval::{Kind, State};
use pms_store::approval::{Approval, Filter};

use super::request_about as about;
use crate::address;
use crate::frame::{Frame, Tag, ok};
use crate::html::Html;
use crate::list::{Pager, Query};
use crate::web::{Answer, Fault, Visitor};

struct Tab {
    href: String,
    label: Html,
    count: Option<u64>,
    current: bool,
}

struct Row {
    href: String,
    title: Html,
    kind: Html,
    from: String,
    partner_id: String,
    waited: Html,
    late: bool,
    tag: Tag,
    note: Option<Html>,
}

#[derive(Template)]
#[template(path = "admin/inbox.html")]
struct Inbox {
    p: Frame,
    target_days: Option<u32>,
    tabs: Vec<Tab>,
    late: Option<Html>,
    rows: Vec<Row>,
    pager: Pager,
}

/// Address value and text key of each tab.
const TABS: [(&str, &str); 11] = [
    ("", "inbox-all"),
    ("partner", "inbox-kind-partner"),
    ("ca", "inbox-kind-ca"),
    ("policy", "inbox-kind-policy"),
    ("key", "inbox-kind-key"),
    ("device", "inbox-kind-device"),
    ("sbi", "inbox-kind-sbi"),
    ("chip", "inbox-kind-chip"),
    ("admins", "inbox-kind-admins"),
    ("approved", "state-approved"),
    ("rejected", "state-rejected"),
];

fn filter(tab: &str) -> Filter {
    match tab {
        "approved" | "rejected" => Filter { state: Some(tab.to_owned()), ..Default::default() },
        "admins" => Filter {
            among: Kind::ALL.into_iter().filter(|kind| kind.is_of_two_admins()).map(Kind::as_str).collect(),
            state: Some("open".to_owned()),
            ..Default::default()
        },
        kind => Filter {
            kind: Kind::parse(kind).map(|kind| kind.as_str().to_owned()),
            state: Some("open".to_owned()),
            ..Default::default()
        },
    }
}

/// `GET /portal/inbox`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.admin()?;
    let texts = visitor.texts();
    let query = Query::read(address::INBOX, visitor.query(), &["kind"]).usual(visitor.usual_size());
    let chosen = query.get("kind").unwrap_or_default();
    let chosen = TABS.iter().map(|(value, _)| *value).find(|value| *value == chosen).unwrap_or_default();
    let mut tabs = Vec::new();
    for (value, key) in TABS {
        let count = match value {
            "approved" | "rejected" => None,
            value => Some(approvals::list(visitor.app(), visitor.ctx(), &filter(value), 0, 1).await?.total),
        };
        tabs.push(Tab {
            href: query.href(&[("kind", value), ("page", "")]),
            label: texts.get(key),
            count,
            current: value == chosen,
        });
    }
    let page = approvals::list(visitor.app(), visitor.ctx(), &filter(chosen), query.page() - 1, query.size()).await?;
    let mut rows = Vec::new();
    for approval in &page.rows {
        rows.push(row(&visitor, approval).await?);
    }
    let late = rows.iter().filter(|row| row.late).count();
    Ok(ok(&Inbox {
        p: visitor.frame("nav-inbox").await?,
        target_days: visitor.app().settings().approvals.target_days,
        tabs,
        late: (late > 0).then(|| texts.with("inbox-late").num("n", late).html()),
        pager: Pager::new(&query, page.total),
        rows,
    }))
}

async fn row(visitor: &Visitor, approval: &Approval) -> Result<Row, Fault> {
    let texts = visitor.texts();
    let found = approvals::about(visitor.app(), visitor.ctx(), approval).await?;
    let kind = Kind::parse(&approval.kind).ok_or(Fault::NotFound)?;
    let state = State::parse(&approval.state);
    let open = state.is_some_and(State::is_open);
    let until = if open { visitor.ctx().now() } else { approval.decided_at.unwrap_or(approval.requested_at) };
    let target = visitor.app().settings().approvals.target_days;
    Ok(Row {
        href: address::request(&approval.id),
        title: about::line(texts, kind, &found),
        kind: texts.get(match kind {
            Kind::Partner => "inbox-kind-words-partner",
            Kind::CaChain => "inbox-kind-words-ca",
            Kind::PolicyLink => "inbox-kind-words-policy",
            Kind::ApiKey => "inbox-kind-words-key",
            Kind::Device => "inbox-kind-words-device",
            Kind::Interface => "inbox-kind-words-sbi",
            Kind::Chip => "inbox-kind-words-chip",
            Kind::Rename => "inbox-kind-words-rename",
            _ => "inbox-kind-words-admins",
        }),
        // Of two admins, the first asks.
        from: if kind.is_of_two_admins() { approval.requested_name.clone() } else { about::name(&found).to_owned() },
        partner_id: approval.partner_id.clone(),
        waited: texts.waited(approval.requested_at, until),
        late: open && target.is_some_and(|days| working_days(approval.requested_at, until) > i64::from(days)),
        tag: state.map_or(Tag::Pending, Tag::from),
        note: match state {
            Some(State::ChangesAsked) => Some(texts.get("inbox-asked")),
            Some(State::OnHold) => Some(texts.get("inbox-hold")),
            _ => None,
        },
    })
}

/// Whole working days (Monday to Friday) between two moments.
pub fn working_days(from: chrono::NaiveDateTime, to: chrono::NaiveDateTime) -> i64 {
    let whole = (to - from).num_days().clamp(0, 3_650);
    (1..=whole).filter(|day| (from + chrono::TimeDelta::days(*day)).weekday().num_days_from_monday() < 5).count() as i64
}

#[cfg(test)]
mod tests {
    use super::working_days;

    #[test]
    fn weekends_do_not_count() {
        let at = |day: u32, hour: u32| {
            chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(hour, 0, 0).unwrap()
        };
        // 20 November 2026 is a Friday.
        assert_eq!(working_days(at(20, 9), at(20, 17)), 0);
        assert_eq!(working_days(at(20, 9), at(22, 17)), 0);
        assert_eq!(working_days(at(20, 9), at(23, 9)), 1);
        assert_eq!(working_days(at(16, 9), at(20, 9)), 4);
        assert_eq!(working_days(at(20, 9), at(19, 9)), 0);
    }
}
