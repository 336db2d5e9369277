//! One request: for the admin who decides, and for the partner that asked.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::approvals::{self, ApprovalView, Verdict};
use pms_app::partners;
use pms_domain::approval::{Decision, Kind, State};
use pms_domain::partner::Shown;
use pms_domain::{Refusal, catalogue, limits};

use super::certificate_check::{certificate_facts, common_name};
use super::organisation::{self, own};
use super::timeline::{self, Event};
use super::{Fact, Is, into_form, read_upload};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{Frame, Tag, ok, unprocessable};
use crate::html::Html;
use crate::web::{Answer, Fault, Posted, Visitor};

/// A CA certificate of a request.
pub struct AuthorityView {
    pub name: String,
    pub facts: Vec<Fact>,
}

struct CheckView {
    met: bool,
    title: Html,
    words: Html,
}

#[derive(Template)]
#[template(path = "admin/request.html")]
struct Request {
    p: Frame,
    title: Html,
    tag: Tag,
    standing: Html,
    purpose: Option<String>,
    partner_href: String,
    facts: Vec<Fact>,
    is_chain: bool,
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

/// Facts of CA certificates in any form.
pub fn authorities(visitor: &Visitor, certificates: &[pms_pki::Certificate]) -> Vec<AuthorityView> {
    let texts = visitor.texts();
    certificates
        .iter()
        .map(|certificate| {
            let facts = certificate.explain();
            let mut all = certificate_facts(texts, &facts);
            let ca = texts.get(if facts.ca == Some(true) { "trust-ca-yes" } else { "trust-ca-no" });
            let levels =
                facts.path_length.map_or_else(|| texts.get("trust-no-limit"), |length| Html::text(&length.to_string()));
            all.push(Fact::new(texts.get("trust-ca"), ca));
            all.push(Fact::new(texts.get("trust-path-length"), levels));
            AuthorityView { name: common_name(&facts.subject), facts: all }
        })
        .collect()
}

/// The certificates that a request for trust proposes.
async fn proposed(view: &ApprovalView) -> Result<Vec<pms_pki::Certificate>, Fault> {
    let proposal: serde_json::Value =
        serde_json::from_str(view.approval.proposal.as_deref().unwrap_or_default()).unwrap_or_default();
    let pem = proposal.get("certificates").and_then(|value| value.as_str()).unwrap_or_default();
    Ok(read_upload(pem).await?.map(|upload| upload.certificates).unwrap_or_default())
}

fn checks(visitor: &Visitor, view: &ApprovalView, proposed: &[pms_pki::Certificate]) -> Vec<CheckView> {
    let texts = visitor.texts();
    let check = |met: bool, key: &str, yes: &str, no: &str| CheckView {
        met,
        title: texts.get(key),
        words: texts.get(if met { yes } else { no }),
    };
    let mut all = Vec::new();
    if view.kind == Some(Kind::CaChain) {
        let now = visitor.ctx().now();
        let valid = !proposed.is_empty() && proposed.iter().all(|one| one.is_valid_at(now));
        let cas = !proposed.is_empty() && proposed.iter().all(|one| one.explain().ca == Some(true));
        all.push(check(valid, "request-check-issued", "request-check-issued-met", "request-check-issued-missing"));
        all.push(check(cas, "request-check-roots", "request-check-roots-met", "request-check-roots-missing"));
    } else {
        let partner = &view.partner.partner;
        let purpose = partner.purpose.as_deref().is_some_and(|text| !text.trim().is_empty());
        all.push(check(purpose, "request-check-purpose", "request-check-purpose-met", "request-check-purpose-missing"));
        let needs = view.partner.partner_type.is_some_and(|found| found.policy_required);
        all.push(CheckView {
            met: !needs || partner.policy_group_id.is_some(),
            title: texts.get("request-check-group"),
            words: match (&partner.policy_group_name, needs) {
                (Some(name), _) => super::bdi(name),
                (None, true) => texts.get("request-check-group-missing"),
                (None, false) => texts.get("request-check-group-none"),
            },
        });
    }
    let allowed = view.may_decide.is_ok();
    all.push(check(allowed, "request-check-four", "request-check-four-met", "request-check-four-missing"));
    all
}

fn decisions(visitor: &Visitor, is_chain: bool) -> Vec<Choice> {
    let texts = visitor.texts();
    let choice = |decision: Decision, label: &str, hint: &str| {
        Choice::new(decision.as_str(), texts.get(label)).hint(texts.get(hint))
    };
    let approve = if is_chain { "decide-approve-ca" } else { "decide-approve-partner" };
    vec![
        choice(Decision::Approve, "decide-approve", approve),
        choice(Decision::Ask, "decide-ask", "decide-ask-hint"),
        choice(Decision::Hold, "decide-hold", "decide-hold-hint"),
        choice(Decision::Reject, "decide-reject", "decide-reject-hint"),
    ]
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
    let partner = &view.partner.partner;
    let is_chain = view.kind == Some(Kind::CaChain);
    let state = State::parse(&view.approval.state).unwrap_or(State::Waiting);
    let title = if is_chain { "request-title-ca" } else { "request-title-partner" };
    let title = texts.with(title).text("name", &partner.name);
    let certificates = if is_chain { proposed(view).await? } else { Vec::new() };
    let checks = checks(visitor, view, &certificates);
    let met = checks.iter().filter(|check| check.met).count();
    let mut p = visitor.frame("nav-inbox").await?.titled_words(title.plain()).crumb(address::INBOX, "nav-inbox");
    p = p.with_errors(&form);
    // A form that came back keeps what its sender has seen; a new one is about what stands on this page.
    let shown = form.value("revision").parse().unwrap_or_else(|_| approvals::shown_revision(&view.approval, partner));
    let template = Request {
        p,
        title: title.html(),
        tag: Tag::from(state),
        standing: standing(visitor, view, state),
        purpose: partner.purpose.clone().filter(|text| !text.trim().is_empty() && !is_chain),
        partner_href: address::partner(&partner.id),
        facts: organisation::facts(visitor, &view.partner),
        is_chain,
        authorities: authorities(visitor, &certificates),
        checks_met: texts.with("request-checks-met").num("met", met).num("all", checks.len()).html(),
        checks,
        open: state.is_open(),
        not_allowed: view.may_decide.as_ref().err().map(|_| texts.get("decide-not-allowed")),
        action: format!("{}/decision", address::request(&view.approval.id)),
        revision: shown,
        decisions: decisions(visitor, is_chain),
        reason_hint: texts.with("decide-reason-hint").text("name", &partner.name).html(),
        events: timeline::conversation(texts, visitor.ctx(), view),
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
        let decided = approvals::decide(visitor.app(), visitor.ctx(), &id, verdict).await;
        let field = |refusal: &Refusal| {
            let about_reason = [&catalogue::REASON_REQUIRED, &catalogue::REASON_LENGTH];
            if about_reason.iter().any(|entry| refusal.is(entry)) { "reason" } else { "" }
        };
        if into_form(texts, &mut form, decided, field)?.is_some() {
            let key = format!("decide-done-{}", decision.as_str());
            return Ok(visitor.done(address::INBOX, &key, &[("name", &view.partner.partner.name)]));
        }
        // What is shown now is what the next decision is about.
        form.forget("revision");
    }
    page(&visitor, &approvals::get(visitor.app(), visitor.ctx(), &id).await?, form).await
}

async fn own_page(visitor: &Visitor, view: &ApprovalView, form: Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let partner = &view.partner.partner;
    let is_chain = view.kind == Some(Kind::CaChain);
    let state = State::parse(&view.approval.state).unwrap_or(State::Waiting);
    let may_change = visitor.ctx().writable.contains(&partner.id);
    let key = match state {
        State::Waiting | State::Withdrawn => "request-own-waiting",
        State::OnHold => "request-own-hold",
        State::ChangesAsked => "request-own-asked",
        State::Approved => "request-own-approved",
        State::Rejected => "request-own-rejected",
    };
    let title = if is_chain {
        texts.with("request-own-ca-title")
    } else {
        texts.with("request-own-title").text("name", &partner.name)
    };
    let here = address::org(&partner.id, &format!("request/{}", address::segment(&view.approval.id)));
    let p = visitor
        .frame_of("nav-profile", Some(&view.partner))
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
        reopenable: may_change && !is_chain && state == State::Rejected && view.partner.shown == Shown::Rejected,
        reopen_action: format!("{here}/reopen"),
        back: address::HOME,
        purpose: partner.purpose.clone().filter(|text| !text.trim().is_empty() && !is_chain),
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
