//! An admin registers a partner and invites its owner.

use axum::response::Response;
use pms_app::partners::{self, Invite, Registration};
use pms_domain::{Refusal, catalogue, limits, partner_type};

use super::{FormPage, Is, into_form, partners as list, register};
use crate::address;
use crate::form::Form;
use crate::frame::{ok, unprocessable};
use crate::web::{Answer, Fault, Posted, Visitor};

async fn page(visitor: &Visitor, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let kinds = list::kinds(visitor);
    let groups = register::groups(visitor).await?;
    let languages = register::mail_languages(visitor);
    let p = visitor.frame("partner-new-title").await?.crumb(address::PARTNERS, "nav-partners").with_errors(form);
    let template = FormPage {
        p,
        title: texts.get("partner-new-title"),
        intro: texts.get("partner-new-intro"),
        action: format!("{}/new", address::PARTNERS),
        controls: vec![
            form.control(texts, "kind", "field-kind").select(&kinds).blank(),
            form.control(texts, "organization", "register-organization").hint("register-organization-hint"),
            form.control(texts, "partner_id", "register-partner-id").hint("register-partner-id-hint").ltr(),
            form.control(texts, "policy_group", "field-policy-group")
                .hint("partner-new-group-hint")
                .optional()
                .select(&groups)
                .blank(),
            form.control(texts, "address", "field-address").area(3),
            form.control(texts, "phone", "field-phone").hint("field-phone-hint").tel(),
            form.control(texts, "email", "field-email").email(),
            form.control(texts, "purpose", "profile-purpose").optional().area(3),
            form.control(texts, "owner", "partner-new-owner").hint("partner-new-owner-hint").email(),
            form.control(texts, "lang", "field-mail-language").select(&languages),
        ],
        submit: texts.get("partner-new-send"),
        danger: false,
        again: None,
        back: address::PARTNERS.to_owned(),
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/partners/new`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.admin()?;
    page(&visitor, &Form::default()).await
}

fn field(refusal: &Refusal) -> &'static str {
    let table: [(&'static pms_domain::Entry, &str); 9] = [
        (&catalogue::PARTNER_TYPE_NOT_FOUND, "kind"),
        (&catalogue::POLICY_GROUP_MANDATORY, "policy_group"),
        (&catalogue::POLICY_GROUP_NOT_FOUND, "policy_group"),
        (&catalogue::PARTNER_EXISTS, "partner_id"),
        (&catalogue::PARTNER_ID_SPACES, "partner_id"),
        (&catalogue::PARTNER_ID_CHARACTERS, "partner_id"),
        (&catalogue::PARTNER_ID_LENGTH, "partner_id"),
        (&catalogue::EMAIL_EXISTS, "email"),
        (&catalogue::MOBILE_INVALID, "phone"),
    ];
    table.iter().find(|(entry, _)| refusal.is(entry)).map_or("", |(_, field)| field)
}

/// `POST /portal/partners/new`
pub async fn create(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    visitor.admin()?;
    let texts = visitor.texts();
    form.require(texts, "kind", "register-kind-missing");
    form.require(texts, "organization", "register-organization-missing");
    form.limit(texts, "organization", limits::ORGANIZATION);
    form.require(texts, "partner_id", "register-partner-id-missing");
    form.limit(texts, "partner_id", limits::PARTNER_ID);
    form.require(texts, "address", "register-address-missing");
    form.limit(texts, "address", limits::ADDRESS);
    form.require(texts, "phone", "register-phone-missing");
    form.limit(texts, "phone", limits::CONTACT_NUMBER);
    form.email(texts, "email");
    form.limit(texts, "purpose", 2_000);
    form.email(texts, "owner");
    if form.is_right() {
        let needs = partner_type::find(form.value("kind")).is_some_and(|found| found.policy_required);
        let registration = Registration {
            partner_id: form.trimmed("partner_id"),
            policy_group: needs.then(|| form.given("policy_group")).flatten(),
            organization_name: form.tidy("organization"),
            address: form.trimmed("address"),
            contact_number: form.tidy("phone"),
            email: form.trimmed("email"),
            partner_type: form.trimmed("kind"),
            lang_code: form.given("lang"),
            logo_url: None,
            additional_info: None,
            purpose: form.given("purpose"),
        };
        let invite = Invite { email: form.trimmed("owner"), lang: form.trimmed("lang") };
        let name = registration.organization_name.clone();
        let created = partners::admin_create(visitor.app(), visitor.ctx(), registration, Some(invite)).await;
        if let Some(registered) = into_form(texts, &mut form, created, field)? {
            let to = address::partner(&registered.partner_id);
            return Ok(visitor.done(&to, "partner-new-done", &[("name", &name)]));
        }
    }
    page(&visitor, &form).await
}
