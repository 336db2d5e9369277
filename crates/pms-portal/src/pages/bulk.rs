//! Several requests of one kind decided at once: a page with the list and one reason, then what went and what did not.
//!
//! Each is decided by the same use case as one alone, with the revision that stood on the page: what changed meanwhile, is
//! decided already or may not be decided by this person is told, and the others go on.

use askama::Template;
use pms_app::Failure;
use pms_app::approvals::{self, Verdict};
use pms_domain::approval::{Decision, Kind};
use pms_domain::limits;

use super::inbox::{self, Row};
use super::request_about as about;
use crate::address;
use crate::errors;
use crate::form::{Choice, Form};
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::web::{Answer, Fault, Posted, Visitor};

/// Requests that are decided at once; a form holds no more fields.
const MOST: usize = 50;

/// Where the page is, and where it sends to.
/// Before the id of a request: the field with the revision that stood on the page.
const REVISION: &str = "revision.";

struct Chosen {
    row: Row,
    field: String,
    revision: i64,
    /// Why this person may not decide it.
    not_allowed: bool,
}

#[derive(Template)]
#[template(path = "admin/bulk.html")]
struct Bulk {
    p: Frame,
    count: Html,
    /// More were chosen than are decided at once.
    too_many: Option<Html>,
    rows: Vec<Chosen>,
    kind: &'static str,
    back: String,
    decisions: Vec<Choice>,
    reason_hint: Html,
    form: Form,
}

struct Outcome {
    href: String,
    title: Html,
    from: String,
    words: Html,
}

#[derive(Template)]
#[template(path = "admin/bulk_done.html")]
struct Report {
    p: Frame,
    done: Vec<Outcome>,
    failed: Vec<Outcome>,
    done_title: Html,
    failed_title: Html,
    back: String,
}

fn kind_of(word: &str) -> Result<Kind, Fault> {
    Kind::parse(word).filter(|kind| kind.is_decided_in_bulk()).ok_or(Fault::NotFound)
}

fn list_of(kind: Kind) -> String {
    format!("{}{}", address::INBOX, address::query([("kind", kind.as_str())]))
}

async fn page(visitor: &Visitor, kind: Kind, ids: &[String], form: Form) -> Answer {
    let texts = visitor.texts();
    let chosen = &ids[..ids.len().min(MOST)];
    let candidates = approvals::candidates(visitor.app(), visitor.ctx(), kind, chosen).await?;
    if candidates.is_empty() {
        return Ok(visitor.done(&list_of(kind), "bulk-nothing", &[]));
    }
    let mut rows = Vec::new();
    for one in &candidates {
        let field = format!("{REVISION}{}", one.approval.id);
        rows.push(Chosen {
            row: inbox::row(visitor, &one.approval, &one.brief)?,
            // A form that came back keeps what its sender has seen.
            revision: form.value(&field).parse().unwrap_or(one.brief.revision),
            not_allowed: !one.may_decide,
            field,
        });
    }
    let p = visitor.frame("bulk-title").await?.crumb(list_of(kind), "nav-inbox").with_errors(&form);
    let template = Bulk {
        p,
        count: texts.with("bulk-count").num("n", rows.len()).html(),
        too_many: (ids.len() > MOST).then(|| texts.with("bulk-too-many").num("most", MOST).html()),
        rows,
        kind: kind.as_str(),
        back: list_of(kind),
        decisions: about::decisions(visitor, kind),
        reason_hint: texts.get("bulk-reason-hint"),
        form,
    };
    Ok(if template.form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/inbox/bulk?kind=device&pick=…&pick=…`
pub async fn ask(visitor: Visitor) -> Answer {
    visitor.admin()?;
    let mut kind = String::new();
    let mut ids: Vec<String> = Vec::new();
    for (name, value) in url::form_urlencoded::parse(visitor.query().as_bytes()) {
        match &*name {
            "kind" => kind = value.into_owned(),
            "pick" if ids.len() <= MOST && !ids.iter().any(|id| *id == value) => ids.push(value.into_owned()),
            _ => {}
        }
    }
    page(&visitor, kind_of(&kind)?, &ids, Form::default()).await
}

/// `POST /portal/inbox/bulk`
pub async fn decide(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    visitor.admin()?;
    let texts = visitor.texts();
    let kind = kind_of(form.value("kind"))?;
    let shown: Vec<(String, i64)> = form
        .named(REVISION)
        // A field without a readable revision decides on nothing: -1 is no object's.
        .map(|(id, revision)| (id.to_owned(), revision.parse().unwrap_or(-1)))
        .take(MOST)
        .collect();
    if shown.is_empty() {
        return Ok(visitor.done(&list_of(kind), "bulk-nothing", &[]));
    }
    let decision = Decision::parse(form.value("decision")).filter(|decision| kind.takes(*decision));
    form.limit(texts, "reason", limits::REASON);
    match decision {
        None => form.error("decision", texts.get("decide-missing")),
        Some(decision) if decision.needs_reason() => form.require(texts, "reason", "decide-reason-missing"),
        Some(_) => {}
    }
    let (Some(decision), true) = (decision, form.is_right()) else {
        let ids: Vec<String> = shown.into_iter().map(|(id, _)| id).collect();
        return page(&visitor, kind, &ids, form).await;
    };
    let reason = form.given("reason");
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for (id, revision) in &shown {
        let verdict = Verdict { decision, reason: reason.as_deref(), shown_revision: Some(*revision) };
        let (went, outcome) = one(&visitor, kind, id, verdict).await?;
        if went { done.push(outcome) } else { failed.push(outcome) }
    }
    Ok(ok(&Report {
        p: visitor.frame("bulk-report").await?.crumb(list_of(kind), "nav-inbox"),
        done_title: texts.with("bulk-done").num("n", done.len()).html(),
        failed_title: texts.with("bulk-failed").num("n", failed.len()).html(),
        done,
        failed,
        back: list_of(kind),
    }))
}

/// Decides one of them. Only our own faults end the whole.
async fn one(visitor: &Visitor, kind: Kind, id: &str, verdict: Verdict<'_>) -> Result<(bool, Outcome), Fault> {
    let texts = visitor.texts();
    let said = verdict.decision;
    let found = match approvals::get(visitor.app(), visitor.ctx(), id).await {
        Ok(view) if view.kind == kind => Some(view),
        Ok(_) | Err(Failure::Refused(_)) => None,
        Err(failure) => return Err(failure.into()),
    };
    let (title, from) = match &found {
        Some(view) => (about::line(texts, kind, &view.about.brief), view.about.brief.name().to_owned()),
        None => (texts.get("bulk-gone"), String::new()),
    };
    let outcome = |words: Html| Outcome { href: address::request(id), title, from, words };
    if found.is_none() {
        return Ok((false, outcome(texts.get("bulk-gone-words"))));
    }
    match approvals::decide(visitor.app(), visitor.ctx(), id, verdict).await {
        Ok(_) => Ok((true, outcome(texts.get(&format!("said-{}", said.as_str()))))),
        Err(Failure::Refused(refusal)) => Ok((false, outcome(errors::line(texts, &refusal)))),
        Err(failure) => Err(failure.into()),
    }
}
