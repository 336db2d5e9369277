//! One partner, for admins: details, certificates, people, invitations, history; deactivate and reactivate.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::accounts::invitations;
use pms_app::partners::{self, PartnerView};
use pms_app::{approvals, certificates};
use pms_domain::partner::Standing;
use pms_domain::{device, limits};
use pms_store::approval::Filter;

use super::certificates::Row as CertificateRow;
use super::organisation;
use super::people::{self, InvitationView, PersonView};
use super::timeline::{self, Event};
use super::{Fact, Link, api_keys, bdi, code, into_form, kind, licences, usage, waits};
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, Tag, ok, unprocessable};
use crate::html::Html;
use crate::i18n::Texts;
use crate::object::EffectsPage;
use crate::web::{Answer, Fault, Posted, Visitor};

#[derive(Template)]
#[template(path = "admin/partner.html")]
struct Partner {
    p: Frame,
    id: String,
    name: String,
    kind: Html,
    tag: Tag,
    base: String,
    may_deactivate: bool,
    may_reactivate: bool,
    request_href: Option<String>,
    facts: Vec<Fact>,
    /// The lists of all partners, with what is this one's.
    lists: Vec<Link>,
    certificates: Vec<CertificateRow>,
    people: Vec<PersonView>,
    invitations: Vec<InvitationView>,
    events: Vec<Event>,
    form: Form,
}

/// Where to find what a partner of its kind has.
fn lists(texts: &Texts, view: &PartnerView) -> Vec<Link> {
    let (id, code) = (view.partner.id.as_str(), view.partner.partner_type_code.as_str());
    let is_of = |kind: &str| code.eq_ignore_ascii_case(kind);
    let mut links = Vec::new();
    let mut add = |fits: bool, list: &str, key: &str, filters: &[(&str, &str)]| {
        if fits {
            let href = format!("{list}{}", address::query(filters.iter().copied()));
            links.push(Link { href, label: texts.get(key) });
        }
    };
    let of_partner: &[(&str, &str)] = &[("partner", id)];
    let of_misp: &[(&str, &str)] = &[("misp", id)];
    let is_misp = is_of(licences::MISP);
    let asks_policies = view.partner_type.is_some_and(|found| found.policy_required && found.role.is_some());
    add(asks_policies, address::POLICY_REQUESTS, "nav-policy-requests", of_partner);
    add(api_keys::are_for(view), address::API_KEYS, "nav-api-keys", of_partner);
    add(api_keys::are_for(view), address::OIDC_CLIENTS, "nav-oidc-clients", of_partner);
    add(is_of(device::DEVICE_PROVIDER), address::SBIS, "nav-sbis", of_partner);
    add(is_of(device::DEVICE_PROVIDER), address::DEVICES, "nav-devices", of_partner);
    add(is_of(device::FTM_PROVIDER), address::CHIPS, "nav-chips", of_partner);
    add(is_misp, address::LICENCES, "nav-licences", of_misp);
    let uses = if is_misp { of_misp } else { of_partner };
    add(usage::has_uses_or_licences(code), address::TRANSACTIONS, "nav-transactions", uses);
    add(true, address::CALENDAR, "nav-calendar", of_partner);
    add(true, address::AUDIT, "nav-audit", &[("kind", "partner"), ("id", id)]);
    links
}

async fn page(visitor: &Visitor, view: &PartnerView, form: Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let id = view.partner.id.as_str();
    let all = certificates::history(visitor.app(), visitor.ctx(), id).await?;
    let rows = partners::timeline(visitor.app(), visitor.ctx(), id).await?;
    let open = Filter { state: Some("open".to_owned()), partner_id: Some(id.to_owned()), ..Default::default() };
    let open = approvals::list(visitor.app(), visitor.ctx(), &open, 0, 1).await?.rows;
    let template = Partner {
        p: visitor
            .frame("nav-partners")
            .await?
            .titled_words(view.partner.name.clone())
            .crumb(address::PARTNERS, "nav-partners")
            .with_errors(&form),
        id: id.to_owned(),
        name: view.partner.name.clone(),
        kind: kind(texts, &view.partner.partner_type_code),
        tag: Tag::from(view.shown),
        base: address::partner(id),
        may_deactivate: view.standing == Standing::Active,
        may_reactivate: view.standing == Standing::Deactivated,
        request_href: open.first().map(|approval| address::request(&approval.id)),
        facts: organisation::facts(visitor, view),
        lists: lists(texts, view),
        certificates: super::certificates::rows(visitor, id, &all),
        people: people::people_of(visitor, id).await?,
        invitations: people::invited(visitor, id).await?,
        events: timeline::audit(texts, visitor.ctx(), rows, 100),
        form,
    };
    Ok(if template.form.is_right() { ok(&template) } else { unprocessable(&template) })
}

async fn load(visitor: &Visitor, id: &str) -> Result<PartnerView, Fault> {
    visitor.admin()?;
    Ok(partners::get(visitor.app(), visitor.ctx(), id).await?)
}

/// `GET /portal/partners/{id}`
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    page(&visitor, &view, Form::default()).await
}

/// Deactivating and reactivating are one page each, with effects and a reason.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Off,
    On,
}

impl Turn {
    fn prefix(self) -> &'static str {
        match self {
            Turn::Off => "partner-deactivate",
            Turn::On => "partner-reactivate",
        }
    }
}

async fn danger_page(visitor: &Visitor, view: &PartnerView, turn: Turn, form: Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let id = view.partner.id.as_str();
    let prefix = turn.prefix();
    let text = |part: &str| texts.get(&format!("{prefix}-{part}"));
    let mut effects = Vec::new();
    if turn == Turn::Off {
        for (what, count) in view.effects(visitor.app()).await? {
            let key = if what == "people" { "effect-people" } else { "effect-certificates" };
            effects.push(texts.with(key).num("n", count).html());
        }
        effects.push(texts.get("effect-services"));
    }
    let path = if turn == Turn::Off { "deactivate" } else { "reactivate" };
    let mut controls = vec![form.control(texts, "reason", "danger-reason").hint("danger-reason-hint").area(3)];
    if turn == Turn::Off {
        controls.push(form.control_typed(texts, id));
    }
    let template = EffectsPage {
        p: visitor
            .frame(&format!("{prefix}-title"))
            .await?
            .crumb(address::PARTNERS, "nav-partners")
            .crumb_text(address::partner(id), &view.partner.name)
            .with_errors(&form),
        title: text("title"),
        name: Html::trusted(format!("{} {}", bdi(&view.partner.name), code(id))),
        words: text("words"),
        effects,
        obstacles: Vec::new(),
        action: format!("{}/{path}", address::partner(id)),
        controls,
        submit: text("send"),
        is_danger: turn == Turn::Off,
        back: address::partner(id),
        back_label: text("keep"),
    };
    Ok(template.answer(&form))
}

async fn turn(visitor: &Visitor, id: &str, turn: Turn, mut form: Form) -> Answer {
    let view = load(visitor, id).await?;
    let texts = visitor.texts();
    form.require(texts, "reason", "danger-reason-missing");
    form.limit(texts, "reason", limits::REASON);
    if turn == Turn::Off {
        form.typed_id(texts, &view.partner.id);
    }
    if form.is_right() {
        let reason = form.given("reason");
        let (app, ctx) = (visitor.app(), visitor.ctx());
        let outcome = match turn {
            Turn::Off => partners::set_status(app, ctx, id, false, reason.as_deref()).await,
            Turn::On => partners::reactivate(app, ctx, id, reason.as_deref()).await,
        };
        if waits(&outcome) {
            return Ok(visitor.done(&address::partner(id), "two-admins-wait", &[]));
        }
        if into_form(texts, &mut form, outcome, |_| "")?.is_some() {
            let here = address::partner(id);
            return Ok(match turn {
                Turn::Off => {
                    let may = !approvals::needs_another(app, ctx, id);
                    let undo = may.then(|| format!("{here}/reactivate"));
                    visitor.done_for_now(&here, "partner-deactivated", &[], undo)
                }
                Turn::On => visitor.done(&here, "partner-reactivated", &[]),
            });
        }
    }
    danger_page(visitor, &view, turn, form).await
}

/// `GET /portal/partners/{id}/deactivate`
pub async fn ask_deactivate(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    danger_page(&visitor, &view, Turn::Off, Form::default()).await
}

/// `POST /portal/partners/{id}/deactivate`
pub async fn deactivate(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
    turn(&visitor, &id, Turn::Off, form).await
}

/// `GET /portal/partners/{id}/reactivate`
pub async fn ask_reactivate(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    danger_page(&visitor, &view, Turn::On, Form::default()).await
}

/// `POST /portal/partners/{id}/reactivate`
pub async fn reactivate(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
    turn(&visitor, &id, Turn::On, form).await
}

/// `POST /portal/partners/{id}/invitations`
pub async fn invite(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = load(&visitor, &id).await?;
    let texts = visitor.texts();
    form.email(texts, "email");
    if form.is_right() {
        let lang = view.partner.lang_code.clone().unwrap_or_default();
        let email = form.trimmed("email");
        let sent = invitations::invite(visitor.app(), visitor.ctx(), &id, "owner", &email, &lang).await;
        if waits(&sent) {
            return Ok(visitor.done(&address::partner(&id), "two-admins-wait", &[]));
        }
        if into_form(texts, &mut form, sent, |_| "email")?.is_some() {
            return Ok(visitor.done(&address::partner(&id), "invitations-sent", &[]));
        }
    }
    page(&visitor, &view, form).await
}

/// `POST /portal/partners/{id}/invitations/{invitation}/resend`
pub async fn resend(visitor: Visitor, Path((id, invitation)): Path<(String, String)>, Posted(_): Posted) -> Answer {
    load(&visitor, &id).await?;
    invitations::resend(visitor.app(), visitor.ctx(), &invitation).await?;
    Ok(visitor.done(&address::partner(&id), "invitations-sent", &[]))
}

/// `POST /portal/partners/{id}/invitations/{invitation}/revoke`
pub async fn revoke(visitor: Visitor, Path((id, invitation)): Path<(String, String)>, Posted(_): Posted) -> Answer {
    load(&visitor, &id).await?;
    invitations::revoke(visitor.app(), visitor.ctx(), &invitation).await?;
    Ok(visitor.done(&address::partner(&id), "invitations-revoked", &[]))
}
