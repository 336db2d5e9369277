//! One account: what is known of it, and what an admin changes about it, each step with its effects and a reason.

use axum::extract::Path;
use pms_app::accounts::directory::{self, AccountView};
use pms_app::accounts::{people, roles as grants, second_factor};
use pms_app::{Failure, Outcome};
use pms_domain::{catalogue, limits, roles};

use super::accounts::{role, role_choices, tag};
use super::{Fact, Is, Link, bdi, code, into_form, ltr, timeline, waits};
use crate::address;
use crate::form::{Control, Form};
use crate::html::Html;
use crate::object::{Action, EffectsPage, ObjectPage, Section, Table};
use crate::web::{Answer, Fault, Posted, Visitor};

async fn load(visitor: &Visitor, id: &str) -> Result<AccountView, Fault> {
    visitor.admin()?;
    match directory::get(visitor.app(), visitor.ctx(), id).await {
        Err(Failure::Refused(refusal)) if refusal.is(&catalogue::ACCOUNT_NOT_FOUND) => Err(Fault::NotFound),
        other => Ok(other?),
    }
}

/// `GET /portal/accounts/{account}`
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    let texts = visitor.texts();
    let base = address::account(&view.id);
    let frame = visitor.frame("nav-accounts").await?.titled_words(view.name.clone());
    let mut page = ObjectPage::new(frame.crumb(address::ACCOUNTS, "nav-accounts"), bdi(&view.name));
    page.tag = Some(tag(&view.state));
    page.sentence = texts.get(if view.is_own { "accounts-own" } else { "accounts-one-intro" });
    page.actions = actions(&visitor, &view, &base);
    page.sections = vec![facts(&visitor, &view), granted(&visitor, &view, &base), memberships(&visitor, &view)];
    let events = timeline::audit(texts, visitor.ctx(), view.history, 50);
    Ok(page.history(texts.get("accounts-history"), texts.get("accounts-history-empty"), events).answer())
}

fn actions(visitor: &Visitor, view: &AccountView, base: &str) -> Vec<Action> {
    let texts = visitor.texts();
    let action = |path: &str, key: &str| Action::new(format!("{base}/{path}"), texts.get(key));
    let mut all = Vec::new();
    if view.state == "active" {
        all.push(action("roles", "accounts-grant"));
    }
    if view.is_own {
        return all;
    }
    if view.sessions > 0 {
        all.push(action("sessions", "accounts-sessions-end"));
    }
    if view.second_factor_since.is_some() {
        all.push(action("second-factor", "accounts-second-reset"));
    }
    all.push(match view.state.as_str() {
        "active" => action("deactivate", "accounts-deactivate"),
        _ => action("reactivate", "accounts-reactivate"),
    });
    all
}

fn facts(visitor: &Visitor, view: &AccountView) -> Section {
    let texts = visitor.texts();
    let mut section = Section::new("facts", texts.get("accounts-facts"));
    let confirmed = if view.email_verified { "accounts-email-confirmed" } else { "accounts-email-open" };
    let email = match view.email_masked.is_empty() {
        true => texts.get("not-given"),
        false => texts.with(confirmed).text("email", &view.email_masked).html(),
    };
    let second = match view.second_factor_since {
        Some(since) => texts.with("second-on").day("since", since).num("left", view.recovery_codes).html(),
        None => texts.get("second-off"),
    };
    let password = match (view.must_change, view.password_changed_at) {
        (true, _) => texts.get("accounts-password-must"),
        (false, Some(at)) => texts.day(at),
        (false, None) => texts.get("accounts-password-none"),
    };
    let sessions = texts.with("accounts-sessions").num("n", view.sessions).html();
    section.facts = vec![
        Fact::new(texts.get("account-email"), email),
        Fact::new(texts.get("accounts-made"), texts.day(view.created_at)),
        Fact::new(texts.get("accounts-password"), password),
        Fact::new(texts.get("second-title"), second),
        Fact::new(texts.get("sessions-title"), sessions),
        Fact::new(
            texts.get("sessions-used"),
            view.last_used_at.map_or_else(|| texts.get("accounts-never"), |at| texts.time(at)),
        ),
        Fact::new(texts.get("accounts-id"), ltr(texts, &view.id)),
    ];
    section
}

fn granted(visitor: &Visitor, view: &AccountView, base: &str) -> Section {
    let texts = visitor.texts();
    let mut section = Section::new("roles", texts.get("account-roles"));
    section.empty = texts.get("accounts-roles-none");
    if !view.roles.is_empty() {
        let row = |name: &String| {
            let words = role(texts, name);
            let href = format!("{base}/roles/{}/revoke", address::segment(name));
            let link = texts.with("accounts-revoke-link").link(href).words("role", words.clone()).html();
            let may = !(view.is_own && name == roles::PARTNER_ADMIN);
            vec![words, code(name), if may { link } else { Html::text("–") }]
        };
        let heads = ["people-role", "accounts-role-word", "list-actions"].map(|key| texts.get(key)).to_vec();
        let rows = view.roles.iter().map(row).collect();
        section.table = Some(Table { caption: texts.get("account-roles"), heads, rows });
    }
    section
}

fn memberships(visitor: &Visitor, view: &AccountView) -> Section {
    let texts = visitor.texts();
    let mut section = Section::new("organisations", texts.get("accounts-organisations"));
    section.empty = texts.get("accounts-organisations-none");
    section.links = view
        .memberships
        .iter()
        .map(|(partner, role)| {
            let words = texts.get(match role.as_str() {
                "owner" => "member-owner",
                "technical" => "member-technical",
                _ => "member-viewer",
            });
            let label = Html::trusted(format!("{} · {words}", bdi(partner)));
            Link { href: address::partner(partner), label }
        })
        .collect();
    section
}

/// A step about an account: keys of its texts begin with `prefix`.
struct Step<'a> {
    prefix: &'static str,
    /// Below the account's address.
    path: String,
    effects: Vec<Html>,
    controls: Vec<Control<'a>>,
    is_danger: bool,
}

async fn step_page(visitor: &Visitor, view: &AccountView, form: &Form, step: Step<'_>) -> Answer {
    let texts = visitor.texts();
    let title = format!("{}-title", step.prefix);
    let base = address::account(&view.id);
    let p = visitor.frame(&title).await?.crumb(address::ACCOUNTS, "nav-accounts").crumb_text(base.clone(), &view.name);
    let page = EffectsPage {
        p: p.with_errors(form),
        title: texts.get(&title),
        name: bdi(&view.name),
        words: texts.get(&format!("{}-words", step.prefix)),
        effects: step.effects,
        obstacles: Vec::new(),
        action: format!("{base}/{}", step.path),
        controls: step.controls,
        submit: texts.get(&format!("{}-send", step.prefix)),
        is_danger: step.is_danger,
        back: base,
        back_label: texts.get("accounts-back"),
    };
    Ok(page.answer(form))
}

fn reason_control<'a>(visitor: &'a Visitor, form: &'a Form) -> Control<'a> {
    form.control(visitor.texts(), "reason", "danger-reason").hint("accounts-reason-hint").area(3)
}

fn check_reason(visitor: &Visitor, form: &mut Form) {
    form.require(visitor.texts(), "reason", "danger-reason-missing");
    form.limit(visitor.texts(), "reason", limits::REASON);
}

/// After a step: back to the account with the words of it, or that a second admin has to agree. `None`: the form has errors.
fn after(
    visitor: &Visitor,
    view: &AccountView,
    form: &mut Form,
    done: Outcome<()>,
    key: &str,
) -> Result<Option<axum::response::Response>, Fault> {
    let to = address::account(&view.id);
    if waits(&done) {
        return Ok(Some(visitor.done(&to, "two-admins-wait", &[])));
    }
    // A deactivation is taken back on the page of its own.
    let undo = (key == Turn::Off.words().2).then(|| format!("{to}/{}", Turn::On.words().1));
    let name = [("name", view.name.as_str())];
    Ok(into_form(visitor.texts(), form, done, |_| "")?.map(|()| visitor.done_for_now(&to, key, &name, undo)))
}

fn counted_sessions(visitor: &Visitor, view: &AccountView) -> Html {
    visitor.texts().with("accounts-effect-sessions").num("n", view.sessions).html()
}

async fn grant_page(visitor: &Visitor, view: &AccountView, form: &Form) -> Answer {
    let texts = visitor.texts();
    let mut choices = role_choices(texts);
    choices.retain(|choice| !view.roles.contains(&choice.value));
    let step = Step {
        prefix: "accounts-grant",
        path: "roles".to_owned(),
        effects: vec![texts.get("accounts-grant-effect"), texts.get("accounts-grant-effect-two")],
        controls: vec![form.control(texts, "role", "people-role").hint("accounts-grant-hint").select(&choices).blank()],
        is_danger: false,
    };
    step_page(visitor, view, form, step).await
}

/// `GET /portal/accounts/{account}/roles`
pub async fn ask_grant(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    grant_page(&visitor, &view, &Form::default()).await
}

/// `POST /portal/accounts/{account}/roles`
pub async fn grant(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = load(&visitor, &id).await?;
    form.require(visitor.texts(), "role", "accounts-role-missing");
    if form.is_right() {
        let role = form.trimmed("role");
        let done = grants::grant_role(visitor.app(), visitor.ctx(), &view.name, &role).await;
        if let Some(response) = after(&visitor, &view, &mut form, done, "accounts-granted")? {
            return Ok(response);
        }
    }
    grant_page(&visitor, &view, &form).await
}

async fn revoke_page(visitor: &Visitor, view: &AccountView, name: &str, form: &Form) -> Answer {
    if !view.roles.iter().any(|own| own == name) {
        return Err(Fault::NotFound);
    }
    let texts = visitor.texts();
    let step = Step {
        prefix: "accounts-revoke",
        path: format!("roles/{}/revoke", address::segment(name)),
        effects: vec![
            texts.with("accounts-revoke-effect").words("role", role(texts, name)).html(),
            counted_sessions(visitor, view),
        ],
        controls: Vec::new(),
        is_danger: true,
    };
    step_page(visitor, view, form, step).await
}

/// `GET /portal/accounts/{account}/roles/{role}/revoke`
pub async fn ask_revoke(visitor: Visitor, Path((id, name)): Path<(String, String)>) -> Answer {
    let view = load(&visitor, &id).await?;
    revoke_page(&visitor, &view, &name, &Form::default()).await
}

/// `POST /portal/accounts/{account}/roles/{role}/revoke`
pub async fn revoke(visitor: Visitor, Path((id, name)): Path<(String, String)>, Posted(mut form): Posted) -> Answer {
    let view = load(&visitor, &id).await?;
    let done = grants::revoke_role(visitor.app(), visitor.ctx(), &view.name, &name).await;
    match after(&visitor, &view, &mut form, done, "accounts-revoked")? {
        Some(response) => Ok(response),
        None => revoke_page(&visitor, &view, &name, &form).await,
    }
}

/// The steps that need nothing but a reason.
#[derive(Clone, Copy)]
enum Turn {
    Off,
    On,
    Sessions,
    SecondFactor,
}

impl Turn {
    /// Prefix of the texts, path, and the words afterwards.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Turn::Off => ("accounts-deactivate", "deactivate", "accounts-deactivated"),
            Turn::On => ("accounts-reactivate", "reactivate", "accounts-reactivated"),
            Turn::Sessions => ("accounts-sessions-end", "sessions", "accounts-sessions-ended"),
            Turn::SecondFactor => ("accounts-second-reset", "second-factor", "accounts-second-was-reset"),
        }
    }

    fn effects(self, visitor: &Visitor, view: &AccountView) -> Vec<Html> {
        let texts = visitor.texts();
        let sessions = counted_sessions(visitor, view);
        match self {
            Turn::Off => {
                let organisations = view.memberships.len();
                vec![sessions, texts.with("accounts-effect-organisations").num("n", organisations).html()]
            }
            Turn::On => vec![texts.get("accounts-reactivate-effect")],
            Turn::Sessions => vec![sessions],
            Turn::SecondFactor => vec![
                texts.with("accounts-effect-codes").num("n", view.recovery_codes).html(),
                sessions,
                texts.get("accounts-effect-letter"),
            ],
        }
    }

    async fn carry_out(self, visitor: &Visitor, name: &str, reason: &str) -> Outcome<()> {
        let (app, ctx, reason) = (visitor.app(), visitor.ctx(), Some(reason));
        match self {
            Turn::Off => people::disable(app, ctx, name, reason).await,
            Turn::On => people::enable(app, ctx, name, reason).await,
            Turn::Sessions => people::end_sessions_of(app, ctx, name, reason).await,
            Turn::SecondFactor => second_factor::reset(app, ctx, name, reason).await,
        }
    }
}

async fn turn_page(visitor: &Visitor, id: &str, turn: Turn, form: &Form) -> Answer {
    let view = load(visitor, id).await?;
    let (prefix, path, _) = turn.words();
    let step = Step {
        prefix,
        path: path.to_owned(),
        effects: turn.effects(visitor, &view),
        controls: vec![reason_control(visitor, form)],
        is_danger: !matches!(turn, Turn::On),
    };
    step_page(visitor, &view, form, step).await
}

async fn turned(visitor: &Visitor, id: &str, turn: Turn, mut form: Form) -> Answer {
    let view = load(visitor, id).await?;
    check_reason(visitor, &mut form);
    if form.is_right() {
        let done = turn.carry_out(visitor, &view.name, &form.trimmed("reason")).await;
        let (_, _, key) = turn.words();
        if let Some(response) = after(visitor, &view, &mut form, done, key)? {
            return Ok(response);
        }
    }
    turn_page(visitor, id, turn, &form).await
}

/// `GET /portal/accounts/{account}/deactivate`
pub async fn ask_deactivate(visitor: Visitor, Path(id): Path<String>) -> Answer {
    turn_page(&visitor, &id, Turn::Off, &Form::default()).await
}

/// `POST /portal/accounts/{account}/deactivate`
pub async fn deactivate(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
    turned(&visitor, &id, Turn::Off, form).await
}

/// `GET /portal/accounts/{account}/reactivate`
pub async fn ask_reactivate(visitor: Visitor, Path(id): Path<String>) -> Answer {
    turn_page(&visitor, &id, Turn::On, &Form::default()).await
}

/// `POST /portal/accounts/{account}/reactivate`
pub async fn reactivate(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
    turned(&visitor, &id, Turn::On, form).await
}

/// `GET /portal/accounts/{account}/sessions`
pub async fn ask_sessions(visitor: Visitor, Path(id): Path<String>) -> Answer {
    turn_page(&visitor, &id, Turn::Sessions, &Form::default()).await
}

/// `POST /portal/accounts/{account}/sessions`
pub async fn end_sessions(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
    turned(&visitor, &id, Turn::Sessions, form).await
}

/// `GET /portal/accounts/{account}/second-factor`
pub async fn ask_reset(visitor: Visitor, Path(id): Path<String>) -> Answer {
    turn_page(&visitor, &id, Turn::SecondFactor, &Form::default()).await
}

/// `POST /portal/accounts/{account}/second-factor`
pub async fn reset(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
    turned(&visitor, &id, Turn::SecondFactor, form).await
}
