//! Steps with an API key whose effects are shown first: off, on again, taken back, moved to another policy; and a key that an
//! admin makes for an organisation.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use pms_app::api_keys::{self, ForPartner, Switch};
use pms_app::approvals;
use pms_domain::api_key::State;
use pms_domain::key_value::KeyValue;
use pms_domain::{Refusal, catalogue, limits};

use super::api_key::{Seen, see};
use super::api_key_new::field as field_of_new;
use super::api_keys::LIST;
use super::side::{Side, partner_of};
use super::{FormPage, Is, bdi, into_form};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{ok, unprocessable};
use crate::html::Html;
use crate::object::EffectsPage;
use crate::web::{Answer, Fault, Posted, Visitor};

/// A step that is confirmed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Off,
    On,
    Withdraw,
}

impl Step {
    fn path(self) -> &'static str {
        match self {
            Step::Off => "deactivate",
            Step::On => "reactivate",
            Step::Withdraw => "withdraw",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Step::Off => "key-off-title",
            Step::On => "key-on-title",
            Step::Withdraw => "key-withdraw-title",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Step::Off => "key-off-words",
            Step::On => "key-on-words",
            Step::Withdraw => "key-withdraw-words",
        }
    }

    fn done(self) -> &'static str {
        match self {
            Step::Off => "key-off-done",
            Step::On => "key-on-done",
            Step::Withdraw => "key-withdraw-done",
        }
    }

    /// Whether a key in this state may take the step.
    fn is_open(self, state: State) -> bool {
        match self {
            Step::Off => state == State::Active,
            Step::On => state == State::Inactive,
            Step::Withdraw => state == State::AwaitsApproval,
        }
    }

    /// Whether the organisation, or whoever looks later, needs to know why.
    fn needs_reason(self, staff: bool) -> bool {
        self == Step::Off || (self == Step::On && staff)
    }
}

/// Days over which the effects count uses.
const USE_DAYS: i64 = 30;

async fn effects(visitor: &Visitor, seen: &Seen, step: Step) -> Result<Vec<Html>, Fault> {
    let texts = visitor.texts();
    Ok(match step {
        Step::Off => {
            let uses = seen.used(visitor, USE_DAYS).await?.map_or(0, |used| used.uses);
            let back = if seen.is_staff() { "key-off-back-staff" } else { "key-off-back" };
            vec![texts.with("key-off-uses").num("n", uses).html(), texts.get("key-off-at-once"), texts.get(back)]
        }
        Step::On => vec![texts.get("key-on-at-once")],
        Step::Withdraw => vec![texts.get("key-withdraw-effect")],
    })
}

async fn page(visitor: &Visitor, seen: &Seen, step: Step, form: &Form) -> Answer {
    let texts = visitor.texts();
    let reason = form.control(texts, "reason", "danger-reason").area(3);
    let reason = match (step.needs_reason(seen.is_staff()), seen.is_staff()) {
        (true, true) => reason.hint("danger-reason-hint"),
        (true, false) => reason.hint("key-reason-hint"),
        (false, _) => reason.hint("key-reason-hint").optional(),
    };
    let stopped = step == Step::On && !seen.is_staff() && seen.view.row.stopped_by_admin == Some(true);
    let obstacles = match step.is_open(seen.state()) {
        true if stopped => vec![texts.get("key-says-stopped")],
        true => Vec::new(),
        false => vec![texts.get("key-step-not-now")],
    };
    let template = EffectsPage {
        p: seen.step(visitor, texts.plain(step.title())).await?.with_errors(form),
        title: texts.get(step.title()),
        name: texts.with("key-named").text("label", seen.label()).text("policy", seen.policy()).html(),
        words: texts.get(step.words()),
        effects: effects(visitor, seen, step).await?,
        obstacles,
        action: format!("{}/{}", seen.address(), step.path()),
        // A key that is switched on by its own organisation needs no words.
        controls: if step == Step::On && !seen.is_staff() { Vec::new() } else { vec![reason] },
        submit: texts.get(match step {
            Step::Off => "key-off-send",
            Step::On => "key-on-send",
            Step::Withdraw => "key-withdraw-send",
        }),
        is_danger: step != Step::On,
        back: seen.address(),
        back_label: texts.get("key-keep"),
    };
    Ok(template.answer(form))
}

async fn take(visitor: &Visitor, seen: &Seen, step: Step, mut form: Form) -> Answer {
    let texts = visitor.texts();
    if step.needs_reason(seen.is_staff()) {
        form.require(texts, "reason", "danger-reason-missing");
    }
    form.limit(texts, "reason", limits::REASON);
    if form.is_right() {
        let (app, ctx, row) = (visitor.app(), visitor.ctx(), &seen.view.row);
        let reason = form.given("reason");
        let switch = |status| Switch {
            partner_id: &row.part_id,
            policy_id: &row.policy_id,
            label: &row.label,
            status,
            reason: reason.as_deref(),
        };
        let taken = match step {
            Step::Off => api_keys::set_status(app, ctx, &switch("De-active")).await.map(|_| ()),
            Step::On if seen.is_staff() => api_keys::reactivate(app, ctx, seen.id(), reason.as_deref()).await,
            Step::On => api_keys::set_status(app, ctx, &switch("Active")).await.map(|_| ()),
            Step::Withdraw => api_keys::withdraw(app, ctx, seen.id(), reason.as_deref()).await,
        };
        let field = |refusal: &Refusal| {
            let of_reason = [&catalogue::REASON_REQUIRED, &catalogue::REASON_LENGTH];
            if of_reason.iter().any(|entry| refusal.is(entry)) { "reason" } else { "" }
        };
        if into_form(texts, &mut form, taken, field)?.is_some() {
            // Whoever switched it off may switch it on again; but an admin of the organisation leaves that to another.
            let may = !(seen.is_staff() && approvals::needs_another(app, ctx, &row.part_id));
            let undo = (step == Step::Off && may).then(|| format!("{}/{}", seen.address(), Step::On.path()));
            return Ok(visitor.done_for_now(&seen.address(), step.done(), &[("label", seen.label())], undo));
        }
    }
    page(visitor, seen, step, &form).await
}

type Key = (String, String);

async fn own_ask(visitor: Visitor, (id, key): Key, step: Step) -> Answer {
    let seen = see(&visitor, Side::writable(&visitor, &id).await?, &key).await?;
    page(&visitor, &seen, step, &Form::default()).await
}

async fn own_take(visitor: Visitor, (id, key): Key, step: Step, form: Form) -> Answer {
    let seen = see(&visitor, Side::writable(&visitor, &id).await?, &key).await?;
    take(&visitor, &seen, step, form).await
}

async fn staff_ask(visitor: Visitor, key: String, step: Step) -> Answer {
    let seen = see(&visitor, Side::staff(&visitor)?, &key).await?;
    page(&visitor, &seen, step, &Form::default()).await
}

async fn staff_take(visitor: Visitor, key: String, step: Step, form: Form) -> Answer {
    let seen = see(&visitor, Side::staff(&visitor)?, &key).await?;
    take(&visitor, &seen, step, form).await
}

/// `GET /portal/org/{id}/api-keys/{key}/deactivate`
pub async fn ask_deactivate(visitor: Visitor, Path(key): Path<Key>) -> Answer {
    own_ask(visitor, key, Step::Off).await
}

/// `POST /portal/org/{id}/api-keys/{key}/deactivate`
pub async fn deactivate(visitor: Visitor, Path(key): Path<Key>, Posted(form): Posted) -> Answer {
    own_take(visitor, key, Step::Off, form).await
}

/// `GET /portal/org/{id}/api-keys/{key}/reactivate`
pub async fn ask_reactivate(visitor: Visitor, Path(key): Path<Key>) -> Answer {
    own_ask(visitor, key, Step::On).await
}

/// `POST /portal/org/{id}/api-keys/{key}/reactivate`
pub async fn reactivate(visitor: Visitor, Path(key): Path<Key>, Posted(form): Posted) -> Answer {
    own_take(visitor, key, Step::On, form).await
}

/// `GET /portal/org/{id}/api-keys/{key}/withdraw`
pub async fn ask_withdraw(visitor: Visitor, Path(key): Path<Key>) -> Answer {
    own_ask(visitor, key, Step::Withdraw).await
}

/// `POST /portal/org/{id}/api-keys/{key}/withdraw`
pub async fn withdraw(visitor: Visitor, Path(key): Path<Key>, Posted(form): Posted) -> Answer {
    own_take(visitor, key, Step::Withdraw, form).await
}

/// `GET /portal/api-keys/{key}/deactivate`
pub async fn staff_ask_deactivate(visitor: Visitor, Path(key): Path<String>) -> Answer {
    staff_ask(visitor, key, Step::Off).await
}

/// `POST /portal/api-keys/{key}/deactivate`
pub async fn staff_deactivate(visitor: Visitor, Path(key): Path<String>, Posted(form): Posted) -> Answer {
    staff_take(visitor, key, Step::Off, form).await
}

/// `GET /portal/api-keys/{key}/reactivate`
pub async fn staff_ask_reactivate(visitor: Visitor, Path(key): Path<String>) -> Answer {
    staff_ask(visitor, key, Step::On).await
}

/// `POST /portal/api-keys/{key}/reactivate`
pub async fn staff_reactivate(visitor: Visitor, Path(key): Path<String>, Posted(form): Posted) -> Answer {
    staff_take(visitor, key, Step::On, form).await
}

async fn move_page(visitor: &Visitor, seen: &Seen, form: &mut Form) -> Answer {
    let texts = visitor.texts();
    let offers = api_keys::offers(visitor.app(), visitor.ctx(), &seen.view.row.part_id).await?;
    let others = offers.iter().filter(|offer| offer.policy.id != seen.view.row.policy_id);
    let choices: Vec<Choice> =
        others.map(|offer| Choice::new(offer.policy.id.as_str(), bdi(&offer.policy.name))).collect();
    let mut obstacles = Vec::new();
    if choices.is_empty() {
        obstacles.push(texts.get("key-move-none"));
    } else if seen.state() != State::Active || seen.view.row.replaced_by.is_some() {
        obstacles.push(texts.get("key-step-not-now"));
    }
    let template = EffectsPage {
        p: seen.step(visitor, texts.plain("key-move")).await?.with_errors(form),
        title: texts.get("key-move"),
        name: texts.with("key-named").text("label", seen.label()).text("policy", seen.policy()).html(),
        words: texts.get("key-move-words"),
        effects: vec![texts.get("key-move-effect-value"), texts.get("key-move-effect-told")],
        obstacles,
        action: format!("{}/move", seen.address()),
        controls: vec![form.control(texts, "policy", "key-move-to").select(&choices).blank()],
        submit: texts.get("key-move-send"),
        is_danger: false,
        back: seen.address(),
        back_label: texts.get("form-cancel"),
    };
    Ok(template.answer(form))
}

/// `GET /portal/api-keys/{key}/move`
pub async fn ask_move(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let seen = see(&visitor, Side::staff(&visitor)?, &key).await?;
    move_page(&visitor, &seen, &mut Form::default()).await
}

/// `POST /portal/api-keys/{key}/move`
pub async fn to_policy(visitor: Visitor, Path(key): Path<String>, Posted(mut form): Posted) -> Answer {
    let seen = see(&visitor, Side::staff(&visitor)?, &key).await?;
    let texts = visitor.texts();
    form.require(texts, "policy", "pr-new-policy-missing");
    if form.is_right() {
        let row = &seen.view.row;
        let public_id = KeyValue::new(seen.id().to_owned());
        let policies = (row.policy_id.as_str(), form.value("policy"));
        let moved = api_keys::move_to_policy(visitor.app(), visitor.ctx(), &row.part_id, &public_id, policies).await;
        if into_form(texts, &mut form, moved, |_| "policy")?.is_some() {
            return Ok(visitor.done(&seen.address(), "key-moved", &[("label", seen.label())]));
        }
    }
    move_page(&visitor, &seen, &mut form).await
}

/// The form of an admin who makes a key for an organisation: first whose, then for which policy.
async fn for_partner(visitor: &Visitor, form: &mut Form) -> Answer {
    let texts = visitor.texts();
    let list = Side::Staff.address(LIST);
    let id = form.trimmed("partner");
    let mut choices = Vec::new();
    let mut intro = texts.get("key-for-intro");
    if !id.is_empty() {
        match api_keys::offers(visitor.app(), visitor.ctx(), &id).await {
            Ok(offers) => {
                let name = partner_of(visitor, &id).await?.partner.name;
                intro = texts.with("key-for-named").text("name", name).html();
                if offers.is_empty() {
                    form.error("partner", texts.get("key-for-no-policy"));
                }
                let choice = |offer: &api_keys::Offer| Choice::new(offer.policy.name.as_str(), bdi(&offer.policy.name));
                choices = offers.iter().map(choice).collect();
            }
            Err(pms_app::Failure::Refused(_)) => form.error("partner", texts.get("key-for-unknown")),
            Err(failure) => return Err(failure.into()),
        }
    }
    let mut controls = vec![form.control(texts, "partner", "field-partner-id").hint("key-for-partner-hint").ltr()];
    if !choices.is_empty() {
        controls.push(form.control(texts, "policy", "pr-policy").select(&choices).blank());
        controls.push(form.control(texts, "label", "key-name").hint("key-for-name-hint"));
    }
    let template = FormPage {
        p: Side::Staff.frame(visitor, texts.plain("key-new-for"), LIST, "key-title").await?.with_errors(form),
        title: texts.get("key-new-for"),
        intro,
        action: format!("{list}/new"),
        submit: texts.get(if choices.is_empty() { "form-continue" } else { "key-for-send" }),
        controls,
        danger: false,
        again: None,
        back: list,
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/api-keys/new`
pub async fn ask_for_partner(visitor: Visitor) -> Answer {
    visitor.admin()?;
    for_partner(&visitor, &mut Form::of(super::asked(&visitor, "partner"))).await
}

/// `POST /portal/api-keys/new`
pub async fn make_for_partner(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    visitor.admin()?;
    let texts = visitor.texts();
    form.require(texts, "partner", "key-for-partner-missing");
    if form.is_right() && !form.has("policy") {
        // The first step: the address keeps whose key it is to be.
        let query = address::query([("partner", form.trimmed("partner").as_str())]);
        return Ok(Redirect::to(&format!("{}/new{query}", Side::Staff.address(LIST))).into_response());
    }
    form.require(texts, "policy", "pr-new-policy-missing");
    form.require(texts, "label", "key-name-missing");
    form.limit(texts, "label", limits::KEY_LABEL);
    if form.is_right() {
        let (partner_id, policy, label) = (form.trimmed("partner"), form.trimmed("policy"), form.trimmed("label"));
        let wish = ForPartner { partner_id: &partner_id, policy_name: &policy, label: &label, show: false };
        let made = api_keys::create_for_partner(visitor.app(), visitor.ctx(), &wish).await;
        if let Some(made) = into_form(texts, &mut form, made, field_of_new)? {
            let to = Side::Staff.object(LIST, &made.key_id);
            return Ok(visitor.done(&to, "key-handed-over", &[("label", &made.label)]));
        }
    }
    for_partner(&visitor, &mut form).await
}
