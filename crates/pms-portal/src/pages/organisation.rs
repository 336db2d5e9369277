//! Pages of one's own organisation: profile, history, policy group.

use askama::Template;
use axum::extract::Path;
use pms_app::partners::{self, PartnerUpdate, PartnerView};
use pms_domain::partner::Standing;
use pms_domain::{Refusal, catalogue, limits};

use super::timeline::{self, Event};
use super::{Fact, FormPage, Is, bdi, code, given, into_form, kind, ltr, partner_email, register};
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, Tag, ok, unprocessable};
use crate::web::{Answer, Fault, Posted, Visitor};

struct ContactView {
    href: String,
    name: String,
    email: String,
    phone: String,
    verified: bool,
    active: bool,
}

#[derive(Template)]
#[template(path = "org/profile.html")]
struct Profile {
    p: Frame,
    tag: Tag,
    facts: Vec<Fact>,
    contacts: Vec<ContactView>,
    may_change: bool,
    may_add: bool,
    edit_href: String,
    new_href: String,
    request_href: Option<String>,
}

#[derive(Template)]
#[template(path = "org/history.html")]
struct History {
    p: Frame,
    events: Vec<Event>,
}

/// One of the visitor's own organisations; a foreign one does not exist for them.
pub async fn own(visitor: &Visitor, id: &str) -> Result<PartnerView, Fault> {
    visitor.person()?;
    if !visitor.ctx().owned.contains(id) {
        return Err(Fault::NotFound);
    }
    Ok(partners::get(visitor.app(), visitor.ctx(), id).await?)
}

/// One of the visitor's own organisations that they may change.
pub async fn writable(visitor: &Visitor, id: &str) -> Result<PartnerView, Fault> {
    let view = own(visitor, id).await?;
    if visitor.ctx().writable.contains(id) { Ok(view) } else { Err(Fault::Forbidden) }
}

/// What is known about a partner, for its own page and for admins.
pub fn facts(visitor: &Visitor, view: &PartnerView) -> Vec<Fact> {
    let texts = visitor.texts();
    let partner = &view.partner;
    let fact = |label: &str, value| Fact::new(texts.get(label), value);
    let mut name = fact("field-organization", bdi(&partner.name));
    let may_rename = matches!(view.standing, Standing::Active | Standing::InProgress);
    if may_rename && visitor.ctx().writable.contains(&partner.id) {
        name = name.change(address::org(&partner.id, "profile/rename"), texts.get("form-change"));
    }
    let mut facts = vec![
        name,
        fact("field-partner-id", code(&partner.id)),
        fact("field-kind", kind(texts, &partner.partner_type_code)),
    ];
    if view.partner_type.is_none_or(|found| found.policy_required) {
        let mut group =
            fact("field-policy-group", given(texts, partner.policy_group_name.as_deref().unwrap_or_default()));
        let may_choose = visitor.ctx().writable.contains(&partner.id) && view.standing != Standing::Active;
        if may_choose {
            group = group.change(address::org(&partner.id, "policy-group"), texts.get("form-change"));
        }
        facts.push(group);
    }
    let mut email = fact("field-email", ltr(texts, &partner.contact.email));
    if visitor.ctx().actor.is_partner_admin() {
        email = email.change(partner_email::address_of(&partner.id), texts.get("form-change"));
    }
    facts.extend([
        fact("field-address", given(texts, &partner.contact.address)),
        fact("field-phone", ltr(texts, &partner.contact.contact_number)),
        email,
        fact("profile-purpose", given(texts, partner.purpose.as_deref().unwrap_or_default())),
        fact("field-registered", texts.time(partner.cr_dtimes)),
    ]);
    facts
}

/// `GET /portal/org/{id}/profile`
pub async fn profile(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = own(&visitor, &id).await?;
    let contacts = partners::contacts(visitor.app(), visitor.ctx(), &id).await?;
    let base = address::org(&id, "contacts");
    Ok(ok(&Profile {
        p: visitor.frame_of("profile-title", Some(&view)).await?,
        tag: Tag::from(view.shown),
        facts: facts(&visitor, &view),
        contacts: contacts
            .into_iter()
            .map(|contact| ContactView {
                href: format!("{base}/{}", address::segment(&contact.id)),
                name: contact.name.unwrap_or_else(|| contact.data.email.clone()),
                email: contact.data.email,
                phone: contact.data.contact_number,
                verified: contact.verified_at.is_some(),
                active: contact.is_active,
            })
            .collect(),
        may_change: visitor.ctx().writable.contains(&id),
        may_add: view.standing == Standing::Active,
        edit_href: address::org(&id, "profile/edit"),
        new_href: format!("{base}/new"),
        request_href: view.approval.is_some().then(|| address::org(&id, "request")),
    }))
}

async fn edit_page(visitor: &Visitor, view: &PartnerView, form: &Form) -> Result<axum::response::Response, Fault> {
    let texts = visitor.texts();
    let id = &view.partner.id;
    let p = visitor
        .frame_of("profile-edit-title", Some(view))
        .await?
        .crumb(address::org(id, "profile"), "profile-title")
        .with_errors(form);
    let template = FormPage {
        p,
        title: texts.get("profile-edit-title"),
        intro: texts.get("profile-edit-intro"),
        action: address::org(id, "profile/edit"),
        controls: vec![
            form.control(texts, "address", "field-address").area(3).autocomplete("street-address"),
            form.control(texts, "phone", "field-phone").hint("field-phone-hint").tel().autocomplete("tel"),
        ],
        submit: texts.get("profile-save"),
        danger: false,
        again: None,
        back: address::org(id, "profile"),
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/org/{id}/profile/edit`
pub async fn edit(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = writable(&visitor, &id).await?;
    let form = Form::default()
        .with("address", view.partner.contact.address.clone())
        .with("phone", view.partner.contact.contact_number.clone());
    edit_page(&visitor, &view, &form).await
}

/// `POST /portal/org/{id}/profile/edit`
pub async fn save(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = writable(&visitor, &id).await?;
    let texts = visitor.texts();
    form.require(texts, "address", "register-address-missing");
    form.limit(texts, "address", limits::ADDRESS);
    form.require(texts, "phone", "register-phone-missing");
    form.limit(texts, "phone", limits::CONTACT_NUMBER);
    if form.is_right() {
        let update = PartnerUpdate {
            address: form.trimmed("address"),
            contact_number: form.tidy("phone"),
            logo_url: None,
            additional_info: None,
        };
        let saved = partners::update(visitor.app(), visitor.ctx(), &id, update).await;
        if into_form(texts, &mut form, saved, |_| "")?.is_some() {
            return Ok(visitor.done(&address::org(&id, "profile"), "profile-saved", &[]));
        }
    }
    edit_page(&visitor, &view, &form).await
}

/// `GET /portal/org/{id}/history`
pub async fn history(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = own(&visitor, &id).await?;
    let rows = partners::timeline(visitor.app(), visitor.ctx(), &id).await?;
    let events = timeline::audit(visitor.texts(), visitor.ctx(), rows, 200);
    Ok(ok(&History { p: visitor.frame_of("nav-history", Some(&view)).await?, events }))
}

async fn group_page(visitor: &Visitor, view: &PartnerView, form: &mut Form) -> Result<axum::response::Response, Fault> {
    let texts = visitor.texts();
    let groups = register::groups(visitor).await?;
    if groups.is_empty() {
        form.error("", texts.get("group-none"));
    }
    let id = &view.partner.id;
    let p = visitor.frame_of("group-title", Some(view)).await?.with_errors(form);
    let template = FormPage {
        p,
        title: texts.get("group-title"),
        intro: texts.get("group-intro"),
        action: address::org(id, "policy-group"),
        controls: vec![form.control(texts, "policy_group", "field-policy-group").select(&groups).blank()],
        submit: texts.get("group-save"),
        danger: false,
        again: None,
        back: address::HOME.to_owned(),
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/org/{id}/policy-group`
pub async fn group(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = writable(&visitor, &id).await?;
    let current = view.partner.policy_group_name.clone().unwrap_or_default();
    group_page(&visitor, &view, &mut Form::default().with("policy_group", current)).await
}

/// `POST /portal/org/{id}/policy-group`
pub async fn choose_group(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = writable(&visitor, &id).await?;
    let texts = visitor.texts();
    form.require(texts, "policy_group", "register-policy-group-missing");
    if form.is_right() {
        let name = form.trimmed("policy_group");
        let chosen = partners::choose_policy_group(visitor.app(), visitor.ctx(), &id, &name).await;
        let field = |refusal: &Refusal| {
            let of_group = [&catalogue::POLICY_GROUP_NOT_FOUND, &catalogue::POLICY_GROUP_INACTIVE];
            if of_group.iter().any(|entry| refusal.is(entry)) { "policy_group" } else { "" }
        };
        if into_form(texts, &mut form, chosen, field)?.is_some() {
            return Ok(visitor.done(address::HOME, "group-saved", &[("name", &name)]));
        }
    }
    group_page(&visitor, &view, &mut form).await
}
