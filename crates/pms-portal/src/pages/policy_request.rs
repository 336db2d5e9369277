//! One request for a policy: whose turn it is, the conversation, and what comes next.

use axum::extract::Path;
use axum::response::Response;
use pms_app::approvals::{self, ApprovalView};
use pms_app::policy_links::{self, LinkView};
use pms_domain::approval::State;
use pms_domain::policy_link::{Status, join_biometric};
use pms_domain::{Refusal, catalogue, limits};

use super::policy_requests::{LIST, tag};
use super::side::Side;
use super::timeline;
use super::{Fact, FormPage, Is, Link, bdi, code, into_form, policy_words};
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::object::{Action, EffectsPage, Note, ObjectPage, Section, Table};
use crate::web::{Answer, Fault, Posted, Visitor};

/// A request with its conversation, from one side.
struct Seen {
    side: Side,
    view: LinkView,
    /// `None`: an adopted request that nobody has touched yet.
    approval: Option<ApprovalView>,
}

async fn see(visitor: &Visitor, side: Side, request_id: &str) -> Result<Seen, Fault> {
    let view = policy_links::get(visitor.app(), visitor.ctx(), request_id).await?;
    side.includes(&view.row.part_id)?;
    let approval = match &view.approval_id {
        Some(id) => Some(approvals::get(visitor.app(), visitor.ctx(), id).await?),
        None => None,
    };
    Ok(Seen { side, view, approval })
}

impl Seen {
    fn address(&self) -> String {
        self.side.object(LIST, &self.view.row.id)
    }

    fn policy(&self) -> &str {
        self.view.row.policy_name.as_deref().unwrap_or(&self.view.row.policy_id)
    }

    fn status(&self) -> Status {
        Status::parse(&self.view.row.status_code).unwrap_or(Status::InProgress)
    }

    fn state(&self) -> Option<State> {
        self.approval.as_ref().and_then(|view| State::parse(&view.approval.state))
    }

    fn is_staff(&self) -> bool {
        matches!(self.side, Side::Staff)
    }

    /// Whether the organisation is asked something.
    fn is_asked(&self) -> bool {
        matches!(self.state(), Some(State::ChangesAsked | State::OnHold)) && self.status() == Status::InProgress
    }

    /// What was said last by the other side.
    fn question(&self) -> Option<String> {
        let notes = self.approval.as_ref().map(|view| view.notes.as_slice()).unwrap_or_default();
        notes.iter().rev().find(|note| note.said != "answer").and_then(|note| note.note.clone())
    }

    /// One sentence: whose turn it is.
    fn sentence(&self, visitor: &Visitor) -> Html {
        let texts = visitor.texts();
        if self.is_staff() && self.status() == Status::InProgress {
            let since = self.view.row.cr_dtimes;
            let waited = texts.waited(since, visitor.ctx().now());
            return texts.with("request-standing-open").time("when", since).words("waited", waited).html();
        }
        let key = match (self.status(), self.state()) {
            (Status::Rejected, state) if self.is_staff() && state != Some(State::Withdrawn) => "pr-is-rejected",
            (Status::Approved, _) => "pr-turn-approved",
            (Status::Rejected, Some(State::Withdrawn)) => "pr-turn-withdrawn",
            (Status::Rejected, _) => "pr-turn-rejected",
            (Status::InProgress, Some(State::ChangesAsked)) => "pr-turn-asked",
            (Status::InProgress, Some(State::OnHold)) => "pr-turn-hold",
            (Status::InProgress, _) => "pr-turn-waiting",
        };
        texts.with(key).day("when", self.view.row.cr_dtimes).html()
    }

    async fn frame(&self, visitor: &Visitor, title: String) -> Result<Frame, Fault> {
        self.side.frame(visitor, title, LIST, "pr-title").await
    }
}

fn actions(visitor: &Visitor, seen: &Seen) -> Vec<Action> {
    let texts = visitor.texts();
    let here = seen.address();
    let open = seen.status() == Status::InProgress;
    if seen.is_staff() {
        let approval = seen.view.approval_id.as_deref().filter(|_| open);
        let decide = |id| Action::new(address::request(id), texts.get("pr-decide")).primary();
        return approval.map(decide).into_iter().collect();
    }
    if !seen.side.may_write(visitor) {
        return Vec::new();
    }
    let mut actions = Vec::new();
    if seen.is_asked() {
        actions.push(Action::new(format!("{here}/answer"), texts.get("pr-answer")).primary());
    }
    if open {
        actions.push(Action::new(format!("{here}/withdraw"), texts.get("pr-withdraw")));
    }
    if seen.status() == Status::Rejected && !seen.view.is_superseded {
        let query = address::query([("policy", seen.view.row.policy_id.as_str())]);
        let again = format!("{}/new{query}", seen.side.address(LIST));
        actions.push(Action::new(again, texts.get("pr-again")).primary());
    }
    actions
}

fn notes(visitor: &Visitor, seen: &Seen) -> Vec<Note> {
    let texts = visitor.texts();
    let mut notes = Vec::new();
    let note = |class, icon, words, link| Note { class, icon, words, link };
    if let Some(question) = seen.question().filter(|_| seen.is_asked()) {
        let words = texts.with("pr-question").text("question", question).html();
        notes.push(note("is-wait", "clock", words, None));
    }
    let lacks = seen.view.needs_extractors && seen.view.extractors.is_empty();
    if lacks && seen.status() == Status::InProgress {
        let href = seen.side.partner_id().map(|id| address::org(id, "extractors"));
        let link = href.map(|href| Link { href, label: texts.get("pr-extractors-link") });
        notes.push(note("is-stop", "alert", texts.get("pr-extractors-missing"), link));
    }
    notes
}

/// What an approval opens.
fn next(visitor: &Visitor, seen: &Seen) -> Option<Section> {
    let may = seen.status() == Status::Approved && seen.side.may_write(visitor);
    let view = seen.side.partner().filter(|_| may)?;
    let texts = visitor.texts();
    let (code, id) = (view.partner.partner_type_code.as_str(), view.partner.id.as_str());
    let link = |page: &str, key: &str| Link { href: address::org(id, page), label: texts.get(key) };
    let mut section = Section::new("next", texts.get("next-title"));
    let query = address::query([("policy", seen.view.row.policy_id.as_str())]);
    if super::api_keys::are_for(view) {
        section.links.push(link(&format!("api-keys/new{query}"), "pr-next-key"));
    }
    if super::oidc_clients::are_for(view) {
        section.links.push(link(&format!("oidc-clients/new{query}"), "pr-next-client"));
    }
    if policy_links::maps_credential_types(visitor.app(), code) {
        section.links.push(link(&format!("credential-types/new{query}"), "pr-next-credential"));
    }
    (!section.links.is_empty()).then_some(section)
}

fn extractors(visitor: &Visitor, seen: &Seen) -> Option<Section> {
    let texts = visitor.texts();
    if seen.view.extractors.is_empty() {
        return None;
    }
    let rows = seen.view.extractors.iter().map(|one| {
        let biometric = join_biometric(&one.biometric_modality, one.biometric_sub_types.as_deref());
        let version = one.extractor_provider_version.as_deref().unwrap_or_default();
        vec![bdi(&one.attribute_name), bdi(&biometric), bdi(&format!("{} {version}", one.extractor_provider))]
    });
    let heads = ["ext-attribute", "ext-biometric", "ext-provider"].map(|key| texts.get(key));
    let table = Table { caption: texts.get("ext-title"), heads: heads.to_vec(), rows: rows.collect() };
    Some(Section { table: Some(table), ..Section::new("extractors", texts.get("ext-title")) })
}

fn facts(visitor: &Visitor, seen: &Seen) -> Section {
    let texts = visitor.texts();
    let row = &seen.view.row;
    let mut section = Section::new("request", texts.get("pr-about"));
    let detail = row.request_detail.trim();
    section.facts.push(Fact::new(
        texts.get(if seen.is_staff() { "request-why" } else { "pr-purpose" }),
        super::given(texts, detail),
    ));
    if seen.is_staff() {
        section.facts.push(Fact::new(texts.get("field-organization"), bdi(&row.partner_name)));
        section.facts.push(Fact::new(texts.get("field-partner-id"), code(&row.part_id)));
    }
    section.facts.push(Fact::new(texts.get("pr-policy-id"), code(&row.policy_id)));
    section.facts.push(Fact::new(texts.get("pr-created"), texts.time(row.cr_dtimes)));
    section.links.extend(seen.side.organisation(visitor, &row.part_id));
    section
}

async fn page(visitor: &Visitor, seen: &Seen) -> Answer {
    let texts = visitor.texts();
    let title = texts.with("pr-one-title").text("policy", seen.policy());
    let mut object = ObjectPage::new(seen.frame(visitor, title.plain()).await?, title.html());
    object.tag = Some(tag(&seen.view.row.status_code));
    object.sentence = seen.sentence(visitor);
    object.actions = actions(visitor, seen);
    object.about.notes = notes(visitor, seen);
    object.sections.extend(next(visitor, seen));
    object.sections.push(facts(visitor, seen));
    match &seen.view.policy {
        Some(policy) => {
            let mut shares = policy_words::section(texts, policy, &seen.view.content);
            if seen.is_staff() {
                shares.title = texts.get("shares-title-admin");
            }
            object.sections.push(shares);
        }
        None => object
            .sections
            .push(Section { empty: texts.get("pr-policy-gone"), ..Section::new("shares", texts.get("shares-title")) }),
    }
    object.sections.extend(extractors(visitor, seen));
    let events = match &seen.approval {
        Some(view) => timeline::conversation(texts, visitor.ctx(), view),
        None => Vec::new(),
    };
    Ok(object.history(texts.get("conversation-title"), texts.get("history-empty"), events).answer())
}

/// `GET /portal/org/{id}/policy-requests/{request}`
pub async fn own(visitor: Visitor, Path((id, request)): Path<(String, String)>) -> Answer {
    let seen = see(&visitor, Side::own(&visitor, &id).await?, &request).await?;
    page(&visitor, &seen).await
}

/// `GET /portal/policy-requests/{request}`
pub async fn staff(visitor: Visitor, Path(request): Path<String>) -> Answer {
    let seen = see(&visitor, Side::staff(&visitor)?, &request).await?;
    page(&visitor, &seen).await
}

async fn answer_page(visitor: &Visitor, seen: &Seen, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    if !seen.is_asked() {
        return Err(Fault::NotFound);
    }
    let p = seen.frame(visitor, texts.plain("answer-title")).await?;
    let intro = match seen.question() {
        Some(question) => texts.with("pr-question").text("question", question).html(),
        None => texts.get("pr-turn-hold-answer"),
    };
    let template = FormPage {
        p: p.crumb_text(seen.address(), seen.policy()).with_errors(form),
        title: texts.get("answer-title"),
        intro,
        action: format!("{}/answer", seen.address()),
        controls: vec![form.control(texts, "answer", "answer-label").hint("answer-hint").area(5)],
        submit: texts.get("answer-send"),
        danger: false,
        again: None,
        back: seen.address(),
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/org/{id}/policy-requests/{request}/answer`
pub async fn ask_answer(visitor: Visitor, Path((id, request)): Path<(String, String)>) -> Answer {
    let seen = see(&visitor, Side::writable(&visitor, &id).await?, &request).await?;
    answer_page(&visitor, &seen, &Form::default()).await
}

/// `POST /portal/org/{id}/policy-requests/{request}/answer`
pub async fn answer(visitor: Visitor, Path((id, request)): Path<(String, String)>, Posted(mut form): Posted) -> Answer {
    let seen = see(&visitor, Side::writable(&visitor, &id).await?, &request).await?;
    let texts = visitor.texts();
    form.require(texts, "answer", "answer-missing");
    form.limit(texts, "answer", limits::REASON);
    if let (Some(approval), true) = (&seen.view.approval_id, form.is_right()) {
        let said = approvals::answer(visitor.app(), visitor.ctx(), approval, &form.trimmed("answer")).await;
        if into_form(texts, &mut form, said, |_| "answer")?.is_some() {
            return Ok(visitor.done(&seen.address(), "answer-sent", &[]));
        }
    }
    answer_page(&visitor, &seen, &form).await
}

async fn withdraw_page(visitor: &Visitor, seen: &Seen, form: &Form) -> Answer {
    let texts = visitor.texts();
    let p = seen.frame(visitor, texts.plain("pr-withdraw")).await?;
    let template = EffectsPage {
        p: p.crumb_text(seen.address(), seen.policy()).with_errors(form),
        title: texts.get("pr-withdraw"),
        name: bdi(seen.policy()),
        words: texts.get("pr-withdraw-words"),
        effects: vec![texts.get("pr-withdraw-effect"), texts.get("pr-withdraw-again")],
        obstacles: Vec::new(),
        action: format!("{}/withdraw", seen.address()),
        controls: vec![form.control(texts, "reason", "pr-withdraw-reason").area(3).optional()],
        submit: texts.get("pr-withdraw-send"),
        is_danger: true,
        back: seen.address(),
        back_label: texts.get("pr-withdraw-keep"),
    };
    Ok(template.answer(form))
}

/// `GET /portal/org/{id}/policy-requests/{request}/withdraw`
pub async fn ask_withdraw(visitor: Visitor, Path((id, request)): Path<(String, String)>) -> Answer {
    let seen = see(&visitor, Side::writable(&visitor, &id).await?, &request).await?;
    withdraw_page(&visitor, &seen, &Form::default()).await
}

/// `POST /portal/org/{id}/policy-requests/{request}/withdraw`
pub async fn withdraw(
    visitor: Visitor,
    Path((id, request)): Path<(String, String)>,
    Posted(mut form): Posted,
) -> Answer {
    let seen = see(&visitor, Side::writable(&visitor, &id).await?, &request).await?;
    let texts = visitor.texts();
    form.limit(texts, "reason", limits::REASON);
    if form.is_right() {
        let reason = form.given("reason");
        let taken = policy_links::withdraw(visitor.app(), visitor.ctx(), &request, reason.as_deref()).await;
        let field = |refusal: &Refusal| if refusal.is(&catalogue::REASON_LENGTH) { "reason" } else { "" };
        if into_form(texts, &mut form, taken, field)?.is_some() {
            return Ok(visitor.done(&seen.address(), "pr-withdrawn", &[("policy", seen.policy())]));
        }
    }
    withdraw_page(&visitor, &seen, &form).await
}
