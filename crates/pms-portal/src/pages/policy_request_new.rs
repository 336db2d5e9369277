//! Asking for a policy: the policies of one's own group, what each shares in words, and what it is wanted for.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::partners::PartnerView;
use pms_app::policy_links::{self, Choice as Policy};
use pms_domain::policy_link::Status;
use pms_domain::{Refusal, catalogue, limits, text};

use super::organisation::writable;
use super::policy_requests::LIST;
use super::{Is, Link, into_form, policy_words};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::web::{Answer, Fault, Posted, Visitor};

/// Policies that stand on the page at once; the search finds the others.
const SHOWN: usize = 50;
/// From so many on, the page offers a search.
const MANY: usize = 6;

#[derive(Template)]
#[template(path = "org/policy_request_new.html")]
struct New {
    p: Frame,
    intro: Html,
    address: String,
    back: String,
    /// What was searched for.
    words: String,
    has_search: bool,
    /// How many more there are than the page shows.
    more: Option<Html>,
    choices: Vec<Choice>,
    /// Policies that cannot be asked for now, and why.
    others: Vec<Html>,
    empty: Option<Html>,
    empty_link: Option<Link>,
    form: Form,
}

fn matches(policy: &Policy, words: &str) -> bool {
    let wanted = text::fold(words);
    let found = |text: &str| text::fold(text).contains(&wanted);
    found(&policy.policy.name) || found(&policy.policy.descr) || found(&policy.policy.id)
}

/// Why a policy cannot be asked for now.
fn standing(visitor: &Visitor, side: &str, policy: &Policy) -> Option<Html> {
    let request = policy.request.as_ref().filter(|_| !policy.is_open())?;
    let approved = Status::parse(&request.status_code) == Some(Status::Approved);
    let key = if approved { "pr-choice-approved" } else { "pr-choice-waits" };
    let href = format!("{side}/{}", address::segment(&request.id));
    Some(visitor.texts().with(key).text("policy", &policy.policy.name).link(href).html())
}

async fn page(visitor: &Visitor, view: &PartnerView, form: Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let id = &view.partner.id;
    let list = address::org(id, LIST);
    let all = policy_links::choices(visitor.app(), visitor.ctx(), id).await?;
    let words = form.tidy("q");
    let (open, closed): (Vec<&Policy>, Vec<&Policy>) = all.iter().partition(|policy| policy.is_open());
    let chosen = form.value("policy").to_owned();
    let found: Vec<&&Policy> = open
        .iter()
        .filter(|policy| words.is_empty() || matches(policy, &words) || policy.policy.id == chosen)
        .collect();
    let choices = found.iter().take(SHOWN).map(|policy| {
        Choice::new(policy.policy.id.as_str(), super::bdi(&policy.policy.name)).hint(policy_words::summary(
            texts,
            &policy.policy,
            &policy.content,
        ))
    });
    let (empty, empty_link) = if view.partner.policy_group_id.is_none() {
        let link = Link { href: address::org(id, "policy-group"), label: texts.get("step-policygroup-action") };
        (Some(texts.get("pr-new-no-group")), Some(link))
    } else if all.is_empty() {
        (Some(texts.get("pr-new-none")), None)
    } else if open.is_empty() {
        (Some(texts.get("pr-new-all-asked")), Some(Link { href: list.clone(), label: texts.get("pr-title") }))
    } else {
        (None, None)
    };
    let group = view.partner.policy_group_name.clone().unwrap_or_default();
    let template = New {
        p: visitor.frame_of("pr-new", Some(view)).await?.crumb(list.clone(), "pr-title").with_errors(&form),
        intro: texts.with("pr-new-intro").text("group", group).html(),
        address: format!("{list}/new"),
        back: list.clone(),
        has_search: open.len() > MANY || !words.is_empty(),
        more: (found.len() > SHOWN).then(|| texts.with("pr-new-more").num("n", found.len() - SHOWN).html()),
        choices: choices.collect(),
        others: closed.iter().filter_map(|policy| standing(visitor, &list, policy)).collect(),
        words,
        empty,
        empty_link,
        form,
    };
    Ok(if template.form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/org/{id}/policy-requests/new`
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = writable(&visitor, &id).await?;
    let known = url::form_urlencoded::parse(visitor.query().as_bytes())
        .filter(|(name, _)| matches!(&**name, "q" | "policy"))
        .map(|(name, value)| (name.into_owned(), value.into_owned()));
    page(&visitor, &view, Form::of(known)).await
}

/// `POST /portal/org/{id}/policy-requests/new`
pub async fn send(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = writable(&visitor, &id).await?;
    let texts = visitor.texts();
    form.require(texts, "policy", "pr-new-policy-missing");
    form.require(texts, "purpose", "pr-new-purpose-missing");
    form.limit(texts, "purpose", limits::USE_CASE);
    if form.is_right() {
        let all = policy_links::choices(visitor.app(), visitor.ctx(), &id).await?;
        let policy = all.into_iter().find(|policy| policy.policy.id == form.value("policy"));
        let Some(policy) = policy else {
            form.error("policy", texts.get("pr-new-policy-missing"));
            return page(&visitor, &view, form).await;
        };
        let (app, ctx) = (visitor.app(), visitor.ctx());
        let asked = policy_links::request(app, ctx, &id, &policy.policy.name, &form.trimmed("purpose")).await;
        let field = |refusal: &Refusal| if refusal.is(&catalogue::INVALID_PARAMETER) { "purpose" } else { "policy" };
        if let Some(asked) = into_form(texts, &mut form, asked, field)? {
            let to = format!("{}/{}", address::org(&id, LIST), address::segment(&asked.id));
            return Ok(visitor.done(&to, "pr-sent", &[("policy", &policy.policy.name)]));
        }
    }
    page(&visitor, &view, form).await
}
