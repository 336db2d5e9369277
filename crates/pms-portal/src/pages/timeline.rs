//! What happened, newest first: history, conversation and audit are the same list.

use pms_app::approvals::ApprovalView;
use pms_domain::Context;
use pms_domain::approval::Kind;
use pms_store::audit::Row as AuditRow;
use serde::Deserialize;

use super::{Link, bdi};
use crate::address;
use crate::html::Html;
use crate::i18n::Texts;

/// One event of a timeline.
pub struct Event {
    pub class: &'static str,
    pub what: Html,
    pub who: Option<Html>,
    pub at: Html,
    pub quote: Option<String>,
    /// The page of the request that it is about.
    pub request: Option<Link>,
}

/// Audit records as events. Partners see roles, admins see names.
pub fn audit(texts: &Texts, ctx: &Context, rows: Vec<AuditRow>, most: usize) -> Vec<Event> {
    rows.into_iter().take(most).map(|row| event(texts, ctx, row)).collect()
}

/// The same of an object that is nobody's but the staff's, who know each other by name.
pub fn staff(texts: &Texts, ctx: &Context, rows: Vec<AuditRow>, most: usize) -> Vec<Event> {
    let named = |row: AuditRow| {
        let is_own = row.actor == ctx.actor.key();
        let who = if is_own { texts.get("by-you") } else { texts.with("by-name").text("name", &row.actor_name).html() };
        Event { who: Some(who), ..event(texts, ctx, row) }
    };
    rows.into_iter().take(most).map(named).collect()
}

fn event(texts: &Texts, ctx: &Context, row: AuditRow) -> Event {
    let about = Request::of(&row);
    let what = what(texts, &row, &about);
    let by_staff = row.roles.split([',', ' ']).any(|role| role.trim() == pms_domain::roles::PARTNER_ADMIN);
    let who = if row.actor == ctx.actor.key() {
        texts.get("by-you")
    } else if ctx.actor.is_partner_admin() {
        texts.with("by-name").text("name", &row.actor_name).html()
    } else if row.actor.starts_with("system#") {
        texts.get("by-system")
    } else if by_staff {
        texts.get("by-admin")
    } else {
        texts.get("by-member")
    };
    let class = match row.action.as_str() {
        "certificate.upload" | "partner.reactivate" | "invitation.accept" => "is-ok",
        "policy.publish" | "policy.reactivate" | "policy_group.reactivate" => "is-ok",
        "policy.deactivate" | "policy_group.deactivate" => "is-stop",
        "partner.deactivate" | "certificate.revoke" | "trust.revoke" | "trust.settle" => "is-stop",
        "approval.decide" | "approval.request" | "approval.answer" | "chain.submit" | "partner.reopen" => "is-wait",
        _ => "",
    };
    let request = about.href(ctx, &row.object_id).map(|href| Link { href, label: texts.get("timeline-request") });
    Event { class, what, who: Some(who), at: texts.time(row.at), quote: row.reason, request }
}

/// Which request an audit record is about, and where the decision left it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Request {
    approval_id: String,
    kind: String,
    state: String,
}

impl Request {
    fn of(row: &AuditRow) -> Self {
        row.after_json.as_deref().and_then(|after| serde_json::from_str(after).ok()).unwrap_or_default()
    }

    /// Partners open what they asked for themselves, admins everything.
    fn href(&self, ctx: &Context, partner: &str) -> Option<String> {
        let kind = Kind::parse(&self.kind).filter(|_| !self.approval_id.is_empty())?;
        if ctx.actor.is_partner_admin() {
            return Some(address::request(&self.approval_id));
        }
        let page = format!("request/{}", address::segment(&self.approval_id));
        (!kind.is_of_two_admins()).then(|| address::org(partner, &page))
    }
}

/// The page of the request that a record is about, for those who may open it.
pub fn request_href(ctx: &Context, row: &AuditRow) -> Option<String> {
    Request::of(row).href(ctx, &row.object_id)
}

/// What a record says that was done.
pub fn words(texts: &Texts, row: &AuditRow) -> Html {
    what(texts, row, &Request::of(row))
}

fn what(texts: &Texts, row: &AuditRow, about: &Request) -> Html {
    match row.action.as_str() {
        "approval.decide" => {
            texts.with("action-approval-decide").choice("kind", &about.kind).choice("state", &about.state).html()
        }
        "approval.request" => texts.with("action-approval-request").choice("kind", &about.kind).html(),
        action => {
            let key = format!("action-{}", action.replace(['.', '_'], "-"));
            if texts.has(&key) { texts.get(&key) } else { texts.with("action-other").code("action", action).html() }
        }
    }
}

/// The conversation about a request, newest first, ending with the request itself.
pub fn conversation(texts: &Texts, ctx: &Context, view: &ApprovalView) -> Vec<Event> {
    let mut events: Vec<Event> = view
        .notes
        .iter()
        .map(|note| {
            let class = match note.said.as_str() {
                "approve" => "is-ok",
                "reject" => "is-stop",
                _ => "is-wait",
            };
            let key = format!("said-{}", note.said);
            Event {
                class,
                what: if texts.has(&key) { texts.get(&key) } else { bdi(&note.said) },
                who: Some(author(texts, ctx, &note.author, &note.author_role)),
                at: texts.time(note.at),
                quote: note.note.clone(),
                request: None,
            }
        })
        .collect();
    events.reverse();
    let approval = &view.approval;
    let who = if approval.requested_by == ctx.actor.key() {
        texts.get("by-you")
    } else if approval.requested_by.starts_with("system#") {
        texts.get("by-system")
    } else if view.kind.is_of_two_admins() {
        texts.with("by-name").text("name", &approval.requested_name).html()
    } else if ctx.owned.contains(&approval.partner_id) {
        texts.get("by-member")
    } else {
        texts.get("by-partner")
    };
    events.push(Event {
        class: "",
        what: texts.get("said-requested"),
        who: Some(who),
        at: texts.time(approval.requested_at),
        quote: None,
        request: None,
    });
    events
}

/// Roles, never persons, to other organisations.
fn author(texts: &Texts, ctx: &Context, author: &str, role: &str) -> Html {
    if author == ctx.actor.key() {
        return texts.get("by-you");
    }
    match role {
        "partner_admin" => texts.get("by-admin"),
        "system" => texts.get("by-system"),
        _ if ctx.actor.is_partner_admin() => texts.get("by-partner"),
        _ => texts.get("by-member"),
    }
}
