//! A new API key: made by the organisation, issued in the place of another one, or fetched; its value is shown once.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use chrono::TimeDelta;
use http::{HeaderValue, header};
use pms_app::api_keys::{self, Made, Offer, Reissue};
use pms_domain::api_key::State;
use pms_domain::{Refusal, catalogue, limits};

use super::api_key::{Seen, see};
use super::api_keys::LIST;
use super::organisation::writable;
use super::side::Side;
use super::{ENDLESS_DAYS, FormPage, Is, bdi, download, foreseeable, into_form};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::object::EffectsPage;
use crate::web::{Answer, Fault, Posted, Visitor};

/// The value of a key, this once: to copy, or as a file that the same page asks for. It stands in the answer to a form alone.
#[derive(Template)]
#[template(path = "org/key_secret.html")]
struct Secret {
    p: Frame,
    title: Html,
    words: Html,
    value: String,
    usage: Html,
    file: String,
    name: String,
    next: String,
}

/// Shows the value of a key that was made.
async fn secret(visitor: &Visitor, side: &Side, policy: &str, made: Made) -> Answer {
    let texts = visitor.texts();
    let list = side.address(LIST);
    let Some(value) = made.value else {
        return Ok(visitor.done(&list, "key-handed-over", &[("label", &made.label)]));
    };
    let waits = made.state == State::AwaitsApproval;
    let end = foreseeable(made.valid_to, visitor.ctx().now());
    let until = end.map_or_else(|| texts.get("key-no-end"), |end| texts.day(end));
    let key = if waits { "key-secret-usage-waits" } else { "key-secret-usage" };
    let template = Secret {
        p: side.frame(visitor, texts.plain("key-secret-title"), LIST, "key-title").await?,
        title: texts.with("key-secret").text("label", &made.label).html(),
        words: texts.get("key-secret-words"),
        usage: texts
            .with(key)
            .choice("end", if end.is_some() { "day" } else { "none" })
            .text("policy", policy)
            .words("until", until)
            .html(),
        value: value.reveal().to_owned(),
        file: format!("{list}/file"),
        name: made.label,
        next: format!("{list}/{}", address::segment(&made.key_id)),
    };
    let mut response = ok(&template);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `POST /portal/org/{id}/api-keys/file`: the value that the page before showed, as a file. It comes and goes in bodies, and
/// is kept nowhere.
pub async fn file(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
    writable(&visitor, &id).await?;
    let value = form.value("key");
    let is_key = (1..=64).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_key {
        return Err(Fault::Form);
    }
    let name: String = form.value("name").chars().take(limits::KEY_LABEL).collect();
    let mut response = download(&format!("{name}.txt"), "text/plain; charset=utf-8", format!("{value}\n"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn choices(visitor: &Visitor, offers: &[Offer]) -> Vec<Choice> {
    let texts = visitor.texts();
    let choice = |offer: &Offer| {
        let places = texts.with("key-places").num("taken", offer.taken).num("most", offer.most).html();
        Choice::new(offer.policy.id.as_str(), bdi(&offer.policy.name)).hint(places)
    };
    offers.iter().map(choice).collect()
}

/// Days for which a new key may be made, where the site lets keys be valid for longer.
const DAYS: [u32; 4] = [30, 90, 180, 365];

/// Until when a new key may work: the site's end first, then the shorter ones.
fn ends(visitor: &Visitor) -> Vec<Choice> {
    let texts = visitor.texts();
    let now = visitor.ctx().now();
    let most = visitor.app().settings().api_keys.validity_days;
    let site = match most {
        ENDLESS_DAYS.. => texts.get("key-no-end"),
        most => texts.with("key-new-ends-site").day("day", now + TimeDelta::days(most.into())).html(),
    };
    let shorter = DAYS.into_iter().filter(|days| *days < most).map(|days| {
        let end = now + TimeDelta::days(days.into());
        Choice::new(days.to_string(), texts.with("key-new-ends-in").num("n", days).day("day", end).html())
    });
    std::iter::once(Choice::new("", site)).chain(shorter).collect()
}

async fn new_page(visitor: &Visitor, side: &Side, offers: &[Offer], form: &mut Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let policies = choices(visitor, offers);
    let ends = ends(visitor);
    if offers.is_empty() {
        form.error("", texts.get("key-empty-no-policy"));
    }
    let list = side.address(LIST);
    let each = api_keys::are_decided_each(visitor.app());
    let template = FormPage {
        p: side.frame(visitor, texts.plain("key-new"), LIST, "key-title").await?.with_errors(form),
        title: texts.get("key-new"),
        intro: texts.get(if each { "key-new-intro-each" } else { "key-new-intro" }),
        action: format!("{list}/created"),
        controls: vec![
            form.control(texts, "policy", "pr-policy").hint("key-policy-hint").radio(&policies),
            form.control(texts, "label", "key-name").hint("key-name-hint"),
            form.control(texts, "days", "key-new-ends").hint("key-new-ends-hint").select(&ends),
        ],
        submit: texts.get("key-new-send"),
        danger: false,
        again: None,
        back: list,
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/org/{id}/api-keys/new`
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let side = Side::writable(&visitor, &id).await?;
    let offers = api_keys::offers(visitor.app(), visitor.ctx(), &id).await?;
    let mut form = Form::of(super::asked(&visitor, "policy"));
    if let [only] = offers.as_slice() {
        // Nothing to decide: the one policy that there is.
        form.set("policy", only.policy.id.as_str());
    }
    new_page(&visitor, &side, &offers, &mut form).await
}

/// The field that a refusal is about.
pub fn field(refusal: &Refusal) -> &'static str {
    let of_label = [&catalogue::KEY_LABEL_TAKEN, &catalogue::INVALID_PARAMETER];
    let of_policy = [
        &catalogue::KEY_TOO_MANY,
        &catalogue::KEY_POLICY_NOT_MAPPED,
        &catalogue::KEY_POLICY_UNKNOWN,
        &catalogue::WANTED_POLICY_INACTIVE,
        &catalogue::WANTED_POLICY_EXPIRED,
        &catalogue::POLICY_GROUP_INACTIVE,
    ];
    if of_label.iter().any(|entry| refusal.is(entry)) {
        "label"
    } else if of_policy.iter().any(|entry| refusal.is(entry)) {
        "policy"
    } else {
        ""
    }
}

/// `POST /portal/org/{id}/api-keys/created`
pub async fn create(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let side = Side::writable(&visitor, &id).await?;
    let texts = visitor.texts();
    let offers = api_keys::offers(visitor.app(), visitor.ctx(), &id).await?;
    let chosen = offers.iter().find(|offer| offer.policy.id == form.value("policy"));
    if chosen.is_none() {
        form.error("policy", texts.get("pr-new-policy-missing"));
    }
    form.require(texts, "label", "key-name-missing");
    form.limit(texts, "label", limits::KEY_LABEL);
    if let (Some(offer), true) = (chosen, form.is_right()) {
        let name = &offer.policy.name;
        let days = DAYS.into_iter().find(|days| form.value("days") == days.to_string());
        let (app, ctx) = (visitor.app(), visitor.ctx());
        let made = api_keys::generate_for(app, ctx, &id, name, form.value("label"), days).await;
        if let Some(made) = into_form(texts, &mut form, made, field)? {
            return secret(&visitor, &side, name, made).await;
        }
    }
    new_page(&visitor, &side, &offers, &mut form).await
}

/// Hours that the former key may work on beside the new one, with their words.
const OVERLAPS: [(i64, &str); 5] = [
    (1, "key-overlap-hour"),
    (24, "key-overlap-day"),
    (24 * 7, "key-overlap-week"),
    (24 * 30, "key-overlap-month"),
    (24 * 90, "key-overlap-quarter"),
];

/// The label with the next number behind it, as short as labels are.
fn next_label(label: &str) -> String {
    let (stem, number) = match label.rsplit_once('-').and_then(|(stem, tail)| Some((stem, tail.parse::<u32>().ok()?))) {
        Some((stem, number)) if number < 1000 => (stem, number + 1),
        _ => (label, 2),
    };
    let most = limits::KEY_LABEL.saturating_sub(5);
    let stem: String = stem.chars().take(most).collect();
    format!("{stem}-{number}")
}

async fn rotate_page(visitor: &Visitor, seen: &Seen, form: &Form) -> Answer {
    let texts = visitor.texts();
    let overlaps = OVERLAPS.map(|(hours, key)| {
        let end = texts.time(visitor.ctx().now() + TimeDelta::hours(hours));
        Choice::new(hours.to_string(), texts.get(key)).hint(texts.with("key-overlap-until").words("when", end).html())
    });
    let title = if seen.is_staff() { "key-reissue-title" } else { "key-replace-title" };
    let (words, name_hint, overlap_hint) = match seen.is_staff() {
        true => ("key-reissue-words", "key-for-name-hint", "key-reissue-overlap-hint"),
        false => ("key-replace-words", "key-name-hint", "key-overlap-hint"),
    };
    let mut effects = vec![texts.get("key-replace-effect-new"), texts.get("key-replace-effect-old")];
    effects.push(texts.get(if seen.is_staff() {
        "key-reissue-effect"
    } else if api_keys::are_decided_each(visitor.app()) {
        "key-replace-effect-each"
    } else {
        "key-replace-effect-once"
    }));
    let obstacles = match seen.state() == State::Active && seen.view.row.replaced_by.is_none() {
        true => Vec::new(),
        false => vec![texts.get("key-replace-not-now")],
    };
    let template = EffectsPage {
        p: seen.step(visitor, texts.plain(title)).await?.with_errors(form),
        title: texts.get(title),
        name: bdi(seen.label()),
        words: texts.get(words),
        effects,
        obstacles,
        action: format!("{}/{}", seen.address(), if seen.is_staff() { "rotate" } else { "rotated" }),
        controls: vec![
            form.control(texts, "label", "key-new-name").hint(name_hint),
            form.control(texts, "overlap", "key-overlap").hint(overlap_hint).radio(&overlaps),
        ],
        submit: texts.get(if seen.is_staff() { "key-reissue-send" } else { "key-replace-send" }),
        is_danger: false,
        back: seen.address(),
        back_label: texts.get("form-cancel"),
    };
    Ok(template.answer(form))
}

async fn rotate(visitor: &Visitor, seen: &Seen, mut form: Form) -> Answer {
    let texts = visitor.texts();
    form.require(texts, "label", "key-name-missing");
    form.limit(texts, "label", limits::KEY_LABEL);
    let hours = OVERLAPS.iter().map(|(hours, _)| *hours).find(|hours| form.value("overlap") == hours.to_string());
    if hours.is_none() {
        form.error("overlap", texts.get("key-overlap-missing"));
    }
    if let (Some(hours), true) = (hours, form.is_right()) {
        let former_ends_at = Some(visitor.ctx().now() + TimeDelta::hours(hours));
        let label = form.value("label").to_owned();
        let wish = Reissue { key_id: seen.id(), label: &label, former_ends_at, show: false };
        let made = api_keys::reissue(visitor.app(), visitor.ctx(), &wish).await;
        let field = |refusal: &Refusal| match field(refusal) {
            "label" => "label",
            _ => "",
        };
        if let Some(made) = into_form(texts, &mut form, made, field)? {
            if made.value.is_some() && seen.is_staff() {
                // Only the organisation sees a value.
                return Ok(visitor.done(&seen.address(), "key-handed-over", &[("label", &made.label)]));
            }
            return secret(visitor, &seen.side, seen.policy(), made).await;
        }
    }
    rotate_page(visitor, seen, &form).await
}

fn rotate_form(seen: &Seen) -> Form {
    Form::default().with("label", next_label(seen.label()))
}

/// `GET /portal/org/{id}/api-keys/{key}/rotate`
pub async fn ask_rotate(visitor: Visitor, Path((id, key)): Path<(String, String)>) -> Answer {
    let seen = see(&visitor, Side::writable(&visitor, &id).await?, &key).await?;
    rotate_page(&visitor, &seen, &rotate_form(&seen)).await
}

/// `POST /portal/org/{id}/api-keys/{key}/rotated`
pub async fn own_rotate(visitor: Visitor, Path((id, key)): Path<(String, String)>, Posted(form): Posted) -> Answer {
    let seen = see(&visitor, Side::writable(&visitor, &id).await?, &key).await?;
    rotate(&visitor, &seen, form).await
}

/// `GET /portal/api-keys/{key}/rotate`
pub async fn staff_ask_rotate(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let seen = see(&visitor, Side::staff(&visitor)?, &key).await?;
    rotate_page(&visitor, &seen, &rotate_form(&seen)).await
}

/// `POST /portal/api-keys/{key}/rotate`
pub async fn staff_rotate(visitor: Visitor, Path(key): Path<String>, Posted(form): Posted) -> Answer {
    let seen = see(&visitor, Side::staff(&visitor)?, &key).await?;
    rotate(&visitor, &seen, form).await
}

async fn fetch_page(visitor: &Visitor, seen: &Seen, form: &Form) -> Answer {
    let texts = visitor.texts();
    let mut effects = vec![texts.get("key-fetch-effect-once"), texts.get("key-fetch-effect-live")];
    if seen.view.replaces.is_some() {
        effects.push(texts.get("key-fetch-effect-former"));
    }
    let obstacles = match seen.state() == State::AwaitsFetch {
        true => Vec::new(),
        false => vec![texts.get("key-fetch-not-now")],
    };
    let template = EffectsPage {
        p: seen.step(visitor, texts.plain("key-fetch-title")).await?.with_errors(form),
        title: texts.get("key-fetch-title"),
        name: bdi(seen.label()),
        words: texts.get("key-fetch-words"),
        effects,
        obstacles,
        action: format!("{}/fetched", seen.address()),
        controls: Vec::new(),
        submit: texts.get("key-fetch-send"),
        is_danger: false,
        back: seen.address(),
        back_label: texts.get("form-cancel"),
    };
    Ok(template.answer(form))
}

/// `GET /portal/org/{id}/api-keys/{key}/fetch`
pub async fn ask_fetch(visitor: Visitor, Path((id, key)): Path<(String, String)>) -> Answer {
    let seen = see(&visitor, Side::writable(&visitor, &id).await?, &key).await?;
    fetch_page(&visitor, &seen, &Form::default()).await
}

/// `POST /portal/org/{id}/api-keys/{key}/fetched`
pub async fn fetch(visitor: Visitor, Path((id, key)): Path<(String, String)>, Posted(mut form): Posted) -> Answer {
    let seen = see(&visitor, Side::writable(&visitor, &id).await?, &key).await?;
    let made = api_keys::fetch(visitor.app(), visitor.ctx(), &key).await;
    match into_form(visitor.texts(), &mut form, made, |_| "")? {
        Some(made) => secret(&visitor, &seen.side, seen.policy(), made).await,
        None => fetch_page(&visitor, &seen, &form).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_label_counts_on_and_fits() {
        assert_eq!(next_label("mobile"), "mobile-2");
        assert_eq!(next_label("mobile-2"), "mobile-3");
        assert_eq!(next_label("mobile-app"), "mobile-app-2");
        let long = next_label(&"x".repeat(limits::KEY_LABEL));
        assert!(long.len() <= limits::KEY_LABEL, "{long}");
    }
}
