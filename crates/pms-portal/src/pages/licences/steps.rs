//! Making, renewing and stopping licences. Whoever has reason to ask twice sees what depends on the licence.

use axum::extract::Path;
use axum::response::Response;
use pms_app::misp::{self, Made};
use pms_domain::{Refusal, catalogue, limits};

use super::{Place, list};
use crate::form::Form;
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::object::{EffectsPage, SecretPage};
use crate::pages::{FormPage, Is, Link, bdi, code, foreseeable, into_form};
use crate::web::{Answer, Fault, Posted, Visitor};

/// What becomes of the current licence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Renew,
    Deactivate,
    Activate,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Step::Renew => "renew",
            Step::Deactivate => "deactivate",
            Step::Activate => "activate",
        }
    }

    /// Texts of its page: title, words, submit, keep.
    fn texts(self) -> [&'static str; 4] {
        match self {
            Step::Renew => {
                ["licences-renew-title", "licences-renew-words", "licences-renew-send", "licences-renew-keep"]
            }
            Step::Deactivate => [
                "licences-deactivate-title",
                "licences-deactivate-words",
                "licences-deactivate-send",
                "licences-deactivate-keep",
            ],
            Step::Activate => [
                "licences-activate-title",
                "licences-activate-words",
                "licences-activate-send",
                "licences-activate-keep",
            ],
        }
    }
}

async fn frame(visitor: &Visitor, place: &Place, title: &str) -> Result<Frame, Fault> {
    let list = if place.partner().is_some() { "nav-licences" } else { "licences-all" };
    Ok(visitor.frame_of(title, place.partner()).await?.crumb(place.address(), list))
}

/// Whether the visitor may take the step at all.
fn check(visitor: &Visitor, place: &Place, misp_id: &str, step: Step) -> Result<(), Fault> {
    let may = match step {
        Step::Renew => place.may_make(visitor, misp_id),
        Step::Deactivate | Step::Activate => place.may_switch(visitor, misp_id),
    };
    if may { Ok(()) } else { Err(Fault::Forbidden) }
}

async fn ask(visitor: &Visitor, place: &Place, misp_id: &str, step: Step, form: Form) -> Result<Response, Fault> {
    check(visitor, place, misp_id, step)?;
    let texts = visitor.texts();
    let current = misp::current(visitor.app(), visitor.ctx(), misp_id).await?.ok_or(Fault::NotFound)?;
    let used = misp::use_of(visitor.app(), visitor.ctx(), misp_id).await?;
    let [title, words, submit, keep] = step.texts();
    let in_use = texts
        .with("licences-effect-use")
        .num("partners", used.partners)
        .num("requests", used.requests)
        .num("days", misp::LOOK_BACK)
        .html();
    let effects = match step {
        Step::Renew => vec![in_use, texts.get("licences-effect-value"), texts.get("licences-effect-mail")],
        Step::Deactivate => vec![in_use, texts.get("licences-effect-stop"), texts.get("licences-effect-mail")],
        Step::Activate => vec![in_use, texts.get("licences-effect-start"), texts.get("licences-effect-mail")],
    };
    let template = EffectsPage {
        p: frame(visitor, place, title).await?.with_errors(&form),
        title: texts.get(title),
        name: Html::trusted(format!("{} {}", bdi(current.misp()), code(&current.id))),
        words: texts.get(words),
        effects,
        obstacles: Vec::new(),
        action: place.step(misp_id, step.name()),
        controls: vec![form.control(texts, "reason", "danger-reason").hint("licences-reason-hint").area(3)],
        submit: texts.get(submit),
        is_danger: step != Step::Activate,
        back: place.address(),
        back_label: texts.get(keep),
    };
    Ok(template.answer(&form))
}

async fn take(visitor: &Visitor, place: &Place, misp_id: &str, step: Step, mut form: Form) -> Answer {
    check(visitor, place, misp_id, step)?;
    let (app, ctx, texts) = (visitor.app(), visitor.ctx(), visitor.texts());
    form.require(texts, "reason", "danger-reason-missing");
    form.limit(texts, "reason", limits::REASON);
    if form.is_right() {
        let reason = form.given("reason");
        if step == Step::Renew {
            let made = misp::renew(app, ctx, misp_id, reason.as_deref()).await;
            if let Some(made) = into_form(texts, &mut form, made, |_| "")? {
                return shown_once(visitor, place, made, "licences-renewed").await;
            }
        } else {
            let switched = misp::switch(app, ctx, misp_id, step == Step::Activate, reason.as_deref()).await;
            if into_form(texts, &mut form, switched, |_| "")?.is_some() {
                return Ok(match step {
                    Step::Activate => visitor.done(&place.address(), "licences-activated", &[]),
                    _ => {
                        let undo = place.step(misp_id, Step::Activate.name());
                        visitor.done_for_now(&place.address(), "licences-deactivated", &[], Some(undo))
                    }
                });
            }
        }
    }
    ask(visitor, place, misp_id, step, form).await
}

/// The value, in the answer to the form that made it and nowhere else.
async fn shown_once(visitor: &Visitor, place: &Place, made: Made, title: &str) -> Answer {
    let texts = visitor.texts();
    let until = foreseeable(made.valid_to, visitor.ctx().now())
        .map_or_else(|| texts.get("licences-endless"), |end| texts.with("licences-works-until").day("day", end).html());
    // The value is shown whatever becomes of the name.
    let current = misp::current(visitor.app(), visitor.ctx(), &made.misp_id).await.ok().flatten();
    let misp = current.as_ref().map_or(made.misp_id.as_str(), |licence| licence.misp());
    let template = SecretPage {
        p: frame(visitor, place, title).await?,
        title: texts.get(title),
        words: texts.with("licences-secret-words").text("misp", misp).html(),
        secrets: vec![(texts.get("licences-secret-label"), made.key.reveal().to_string())],
        usage: until,
        next: Link { href: place.address(), label: texts.get("licences-stored") },
        more: None,
    };
    Ok(template.answer())
}

async fn new_page(visitor: &Visitor, place: &Place, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let choices = match place {
        Place::Own(_) => None,
        Place::Staff => list::misps(visitor).await?,
    };
    let control = form.control(texts, "misp", "licences-misp");
    let controls = match (place, &choices) {
        (Place::Own(_), _) => Vec::new(),
        (Place::Staff, Some(choices)) => vec![control.hint("licences-misp-hint").select(choices).blank()],
        (Place::Staff, None) => vec![control.hint("licences-misp-hint").ltr()],
    };
    let (title, intro) = match place {
        Place::Own(_) => ("licences-make-own", "licences-make-own-intro"),
        Place::Staff => ("licences-make", "licences-make-intro"),
    };
    let template = FormPage {
        p: frame(visitor, place, title).await?.with_errors(form),
        title: texts.get(title),
        intro: texts.get(intro),
        action: format!("{}/new", place.address()),
        controls,
        submit: texts.get("licences-make-send"),
        danger: false,
        again: None,
        back: place.address(),
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// The field that a refusal to make a licence is about.
fn field(refusal: &Refusal) -> &'static str {
    let of_misp = [
        &catalogue::MISP_NOT_FOUND,
        &catalogue::NOT_A_MISP,
        &catalogue::MISP_NOT_ACTIVE,
        &catalogue::LICENCE_EXISTS,
        &catalogue::MISP_POLICY_NOT_APPROVED,
    ];
    if of_misp.iter().any(|entry| refusal.is(entry)) { "misp" } else { "" }
}

async fn make(visitor: &Visitor, place: &Place, misp_id: &str, mut form: Form) -> Answer {
    let texts = visitor.texts();
    if form.is_right() {
        let made = misp::create(visitor.app(), visitor.ctx(), misp_id).await;
        let of_form = |refusal: &Refusal| if place.partner().is_some() { "" } else { field(refusal) };
        if let Some(made) = into_form(texts, &mut form, made, of_form)? {
            return shown_once(visitor, place, made, "licences-made").await;
        }
    }
    new_page(visitor, place, &form).await
}

/// Who may make the first licence of this MISP here.
fn check_maker(visitor: &Visitor, place: &Place, misp_id: &str) -> Result<(), Fault> {
    check(visitor, place, misp_id, Step::Renew)
}

/// `GET /portal/licences/new`
pub async fn ask_new(visitor: Visitor) -> Answer {
    let place = Place::staff(&visitor)?;
    let misp = url::form_urlencoded::parse(visitor.query().as_bytes()).find(|(name, _)| name == "misp");
    let form = Form::default().with("misp", misp.map(|(_, value)| value.into_owned()).unwrap_or_default());
    new_page(&visitor, &place, &form).await
}

/// `POST /portal/licences/new`
pub async fn create(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    let place = Place::staff(&visitor)?;
    form.require(visitor.texts(), "misp", "licences-misp-missing");
    let misp_id = form.trimmed("misp");
    make(&visitor, &place, &misp_id, form).await
}

/// `GET /portal/org/{id}/licences/new`
pub async fn ask_new_own(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let place = Place::own(&visitor, &id).await?;
    check_maker(&visitor, &place, &id)?;
    new_page(&visitor, &place, &Form::default()).await
}

/// `POST /portal/org/{id}/licences/new`
pub async fn create_own(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
    let place = Place::own(&visitor, &id).await?;
    check_maker(&visitor, &place, &id)?;
    make(&visitor, &place, &id, form).await
}

/// The pages of a step: asked and taken, by the MISP and by partner admins.
macro_rules! step {
    ($step:expr, $ask:ident, $take:ident, $ask_own:ident, $take_own:ident) => {
        pub async fn $ask(visitor: Visitor, Path(id): Path<String>) -> Answer {
            let place = Place::staff(&visitor)?;
            ask(&visitor, &place, &id, $step, Form::default()).await
        }

        pub async fn $take(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
            let place = Place::staff(&visitor)?;
            take(&visitor, &place, &id, $step, form).await
        }

        pub async fn $ask_own(visitor: Visitor, Path(id): Path<String>) -> Answer {
            let place = Place::own(&visitor, &id).await?;
            ask(&visitor, &place, &id, $step, Form::default()).await
        }

        pub async fn $take_own(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
            let place = Place::own(&visitor, &id).await?;
            take(&visitor, &place, &id, $step, form).await
        }
    };
}

step!(Step::Renew, ask_renew, renew, ask_renew_own, renew_own);
step!(Step::Deactivate, ask_deactivate, deactivate, ask_deactivate_own, deactivate_own);
step!(Step::Activate, ask_activate, activate, ask_activate_own, activate_own);
