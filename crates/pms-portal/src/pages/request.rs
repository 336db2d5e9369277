//! One request: for the admin who decides, and for the partner that asked.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::approvals::{self, ApprovalView, Verdict};
use pms_app::partners;
use pms_domain::approval::{Decision, Kind, State};
use pms_domain::partner::Shown;
use pms_domain::{Refusal, catalogue, limits};

use super::organisation::own;
use super::request_about::{self as about, AuthorityView, CheckView};
use super::request_registry;
use super::timeline::{self, Event};
use super::{Fact, Is, into_form, request_more};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{Frame, Tag, ok, unprocessable};
use crate::html::Html;
use crate::object::Section;
use crate::web::{Answer, Fault, Posted, Visitor};

/// Events of an organisation beside a request.
const HISTORY: usize = 8;

#[derive(Template)]
#[template(path = "admin/request.html")]
struct Request {
    p: Frame,
    title: Html,
    tag: Tag,
    standing: Html,
    quote: Option<String>,
    partner_href: Option<String>,
    /// What is asked for, where it is more than to be a partner.
    asked: Vec<Fact>,
    facts: Vec<Fact>,
    sections: Vec<Section>,
    of_certificates: bool,
    authorities: Vec<AuthorityView>,
    checks: Vec<CheckView>,
    checks_met: Html,
    open: bool,
    not_allowed: Option<Html>,
    action: String,
    revision: i64,
    decisions: Vec<Choice>,
    reason_hint: Html,
    form: Form,
    events: Vec<Event>,
    /// What happened to the organisation lately, newest first.
    history: Vec<Event>,
    previous: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "org/request.html")]
struct OwnRequest {
    p: Frame,
    title: Html,
    tag: Tag,
    standing: Html,
    answerable: bool,
    question: Option<String>,
    action: String,
    reopenable: bool,
    reopen_action: String,
    back: &'static str,
    purpose: Option<String>,
    form: Form,
    events: Vec<Event>,
}

fn standing(visitor: &Visitor, view: &ApprovalView, state: State) -> Html {
    let texts = visitor.texts();
    let approval = &view.approval;
    match (state.is_open(), approval.decided_at) {
        (false, Some(at)) => {
            let name = approval.decided_name.as_deref().unwrap_or_default();
            let by = texts.with("by-name").text("name", name).html();
            texts.with("request-standing-decided").time("when", at).words("by", by).html()
        }
        _ => texts
            .with("request-standing-open")
            .time("when", approval.requested_at)
            .words("waited", texts.waited(approval.requested_at, visitor.ctx().now()))
            .html(),
    }
}

async fn page(visitor: &Visitor, view: &ApprovalView, form: Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let state = State::parse(&view.approval.state).unwrap_or(State::Waiting);
    let title = about::title(texts, view.kind, &view.about.brief);
    let of_certificates = about::is_of_certificates(view.kind);
    let certificates = if of_certificates { about::proposed(view).await? } else { Vec::new() };
    let more = request_registry::more(visitor, view).await?;
    let mut checks = more.checks;
    checks.extend(about::checks(visitor, view, &certificates));
    let met = checks.iter().filter(|check| check.met).count();
    let mut p = visitor.frame("nav-inbox").await?.titled_words(title.plain()).crumb(address::INBOX, "nav-inbox");
    p = p.with_errors(&form);
    // A form that came back keeps what its sender has seen; a new one is about what stands on this page.
    let shown = form.value("revision").parse().unwrap_or(view.about.brief.revision);
    let of_two = view.kind.is_of_two_admins();
    // Of two admins, the first reads what the second says; else the organisation does.
    let reader = if of_two { view.approval.requested_name.as_str() } else { view.about.brief.name() };
    let history = match &view.about.partner {
        Some(found) => partners::timeline(visitor.app(), visitor.ctx(), &found.partner.id).await?,
        None => Vec::new(),
    };
    let beside = approvals::neighbours(visitor.app(), visitor.ctx(), &view.approval).await?;
    let not_allowed = if of_two { "decide-not-allowed-two" } else { "decide-not-allowed" };
    let template = Request {
        p,
        title: title.html(),
        tag: Tag::from(state),
        standing: standing(visitor, view, state),
        quote: about::quote(view.kind, &view.about),
        partner_href: about::partner_href(&view.about),
        asked: about::facts(visitor, view).into_iter().chain(more.facts).collect(),
        facts: about::organisation(visitor, &view.about),
        sections: request_more::sections(visitor, view).await?,
        of_certificates,
        authorities: about::authorities(visitor, &certificates).into_iter().chain(more.certificates).collect(),
        checks_met: texts.with("request-checks-met").num("met", met).num("all", checks.len()).html(),
        checks,
        open: state.is_open(),
        not_allowed: view.may_decide.as_ref().err().map(|_| texts.get(not_allowed)),
        action: format!("{}/decision", address::request(&view.approval.id)),
        revision: shown,
        decisions: about::decisions(visitor, view.kind),
        reason_hint: texts.with("decide-reason-hint").text("name", reader).html(),
        events: timeline::conversation(texts, visitor.ctx(), view),
        history: timeline::audit(texts, visitor.ctx(), history, HISTORY),
        previous: beside.previous.as_deref().map(address::request),
        next: beside.next.as_deref().map(address::request),
        form,
    };
    Ok(if template.form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/inbox/{id}`
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    visitor.admin()?;
    let view = approvals::get(visitor.app(), visitor.ctx(), &id).await?;
    page(&visitor, &view, Form::default()).await
}

/// `POST /portal/inbox/{id}/decision`
pub async fn decide(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    visitor.admin()?;
    let texts = visitor.texts();
    let view = approvals::get(visitor.app(), visitor.ctx(), &id).await?;
    let decision = Decision::parse(form.value("decision"));
    form.limit(texts, "reason", limits::REASON);
    match decision {
        None => form.error("decision", texts.get("decide-missing")),
        Some(decision) if decision.needs_reason() => form.require(texts, "reason", "decide-reason-missing"),
        Some(_) => {}
    }
    if let (Some(decision), true) = (decision, form.is_right()) {
        let reason = form.given("reason");
        // A form without a readable revision decides on nothing: -1 is no object's.
        let shown = form.value("revision").parse().unwrap_or(-1);
        let verdict = Verdict { decision, reason: reason.as_deref(), shown_revision: Some(shown) };
        // Whoever works through the day's requests asks for the next one with the decision; else the inbox follows.
        let next = if form.is("then", "next") {
            approvals::neighbours(visitor.app(), visitor.ctx(), &view.approval).await?.next
        } else {
            None
        };
        let to = next.map_or_else(|| address::INBOX.to_owned(), |id| address::request(&id));
        let decided = approvals::decide(visitor.app(), visitor.ctx(), &id, verdict).await;
        let field = |refusal: &Refusal| {
            let about_reason = [&catalogue::REASON_REQUIRED, &catalogue::REASON_LENGTH];
            if about_reason.iter().any(|entry| refusal.is(entry)) { "reason" } else { "" }
        };
        if into_form(texts, &mut form, decided, field)?.is_some() {
            if view.kind.is_of_two_admins() {
                let key = format!("decide-two-{}", decision.as_str());
                return Ok(visitor.done(&to, &key, &[("name", &view.approval.requested_name)]));
            }
            let key = format!("decide-done-{}", decision.as_str());
            return Ok(visitor.done(&to, &key, &[("name", view.about.brief.name())]));
        }
        // What is shown now is what the next decision is about.
        form.forget("revision");
    }
    page(&visitor, &approvals::get(visitor.app(), visitor.ctx(), &id).await?, form).await
}

async fn own_page(visitor: &Visitor, view: &ApprovalView, form: Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let found = view.about.partner.as_ref().ok_or(Fault::NotFound)?;
    let partner = &found.partner;
    let is_registration = view.kind == Kind::Partner;
    let state = State::parse(&view.approval.state).unwrap_or(State::Waiting);
    let may_change = visitor.ctx().writable.contains(&partner.id);
    let key = match state {
        State::Waiting | State::Withdrawn => "request-own-waiting",
        State::OnHold => "request-own-hold",
        State::ChangesAsked => "request-own-asked",
        State::Approved => "request-own-approved",
        State::Rejected => "request-own-rejected",
    };
    let title = match view.kind {
        Kind::CaChain => texts.with("request-own-ca-title"),
        Kind::PolicyLink => texts.with("request-own-policy-title").text("policy", view.about.brief.policy()),
        Kind::ApiKey => texts.with("request-own-key-title").text("label", view.about.brief.label()),
        Kind::Device => texts.with("request-own-device-title").text("model", about::model(&view.about.brief)),
        Kind::Interface => texts.with("request-own-sbi-title").text("version", view.about.brief.word("version")),
        Kind::Chip => texts.with("request-own-chip-title").text("model", about::model(&view.about.brief)),
        Kind::Rename => texts.with("request-own-rename-title").text("name", view.about.brief.word("organizationName")),
        _ => texts.with("request-own-title").text("name", &partner.name),
    };
    let here = address::org(&partner.id, &format!("request/{}", address::segment(&view.approval.id)));
    let p = visitor
        .frame_of("nav-profile", Some(found))
        .await?
        .titled_words(title.plain())
        .crumb(address::org(&partner.id, "profile"), "profile-title")
        .with_errors(&form);
    let template = OwnRequest {
        p,
        title: title.html(),
        tag: Tag::from(state),
        standing: texts.get(key),
        answerable: may_change && matches!(state, State::ChangesAsked | State::OnHold),
        question: view.notes.iter().rev().find(|note| note.said != "answer").and_then(|note| note.note.clone()),
        action: format!("{here}/answer"),
        reopenable: may_change && is_registration && state == State::Rejected && found.shown == Shown::Rejected,
        reopen_action: format!("{here}/reopen"),
        back: address::HOME,
        purpose: partner.purpose.clone().filter(|text| !text.trim().is_empty() && is_registration),
        events: timeline::conversation(texts, visitor.ctx(), view),
        form,
    };
    Ok(if template.form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// A request of one's own organisation.
async fn own_view(visitor: &Visitor, partner: &str, approval: &str) -> Result<ApprovalView, Fault> {
    own(visitor, partner).await?;
    let view = approvals::get(visitor.app(), visitor.ctx(), approval).await?;
    if view.approval.partner_id == partner { Ok(view) } else { Err(Fault::NotFound) }
}

/// `GET /portal/org/{id}/request`: the newest one about the registration.
pub async fn newest(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = own(&visitor, &id).await?;
    let approval = view.approval.ok_or(Fault::NotFound)?;
    let view = approvals::get(visitor.app(), visitor.ctx(), &approval.id).await?;
    own_page(&visitor, &view, Form::default()).await
}

/// `GET /portal/org/{id}/request/{approval}`
pub async fn own_show(visitor: Visitor, Path((id, approval)): Path<(String, String)>) -> Answer {
    let view = own_view(&visitor, &id, &approval).await?;
    if view.kind == Kind::PolicyLink {
        // It has a page of its own, with the policy and what comes next.
        let page = format!("policy-requests/{}", address::segment(&view.approval.object_id));
        return Err(Fault::Redirect(address::org(&id, &page)));
    }
    own_page(&visitor, &view, Form::default()).await
}

/// `POST /portal/org/{id}/request/{approval}/answer`
pub async fn answer(
    visitor: Visitor,
    Path((id, approval)): Path<(String, String)>,
    Posted(mut form): Posted,
) -> Answer {
    let view = own_view(&visitor, &id, &approval).await?;
    let texts = visitor.texts();
    form.require(texts, "answer", "answer-missing");
    form.limit(texts, "answer", limits::REASON);
    if form.is_right() {
        let said = approvals::answer(visitor.app(), visitor.ctx(), &approval, &form.trimmed("answer")).await;
        if into_form(texts, &mut form, said, |_| "answer")?.is_some() {
            return Ok(visitor.done(address::HOME, "answer-sent", &[]));
        }
    }
    own_page(&visitor, &view, form).await
}

/// `POST /portal/org/{id}/request/{approval}/reopen`
pub async fn reopen(
    visitor: Visitor,
    Path((id, approval)): Path<(String, String)>,
    Posted(mut form): Posted,
) -> Answer {
    let view = own_view(&visitor, &id, &approval).await?;
    let texts = visitor.texts();
    form.require(texts, "answer", "answer-missing");
    form.limit(texts, "answer", limits::REASON);
    if form.is_right() {
        let reopened = partners::reopen(visitor.app(), visitor.ctx(), &id, &form.trimmed("answer")).await;
        if into_form(texts, &mut form, reopened, |_| "answer")?.is_some() {
            return Ok(visitor.done(address::HOME, "reopen-sent", &[]));
        }
    }
    own_page(&visitor, &view, form).await
}
