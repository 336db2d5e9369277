//! Further contacts of an organisation: add, edit, confirm, remove.

use axum::extract::Path;
use axum::response::Response;
use pms_app::partners::{self, ContactInput, PartnerView};
use pms_domain::{Refusal, catalogue, limits};
use pms_store::contact::Contact;

use super::organisation::writable;
use super::reset::{check_code, digits};
use super::{Again, FormPage, Is, into_form};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{ok, unprocessable};
use crate::html::Html;
use crate::i18n::Texts;
use crate::web::{Answer, Fault, Posted, Visitor};

fn input(form: &Form) -> ContactInput {
    ContactInput {
        name: form.given("name"),
        address: form.trimmed("address"),
        contact_number: form.tidy("phone"),
        email: form.trimmed("email"),
        active: !form.is("active", "no"),
    }
}

fn check(texts: &Texts, form: &mut Form) {
    form.limit(texts, "name", limits::ORGANIZATION);
    form.email(texts, "email");
    form.limit(texts, "phone", limits::CONTACT_NUMBER);
    form.limit(texts, "address", limits::ADDRESS);
}

fn field(refusal: &Refusal) -> &'static str {
    if refusal.is(&catalogue::EMAIL_INVALID) || refusal.is(&catalogue::EMAIL_EXISTS) {
        "email"
    } else if refusal.is(&catalogue::MOBILE_INVALID) {
        "phone"
    } else {
        ""
    }
}

async fn find(visitor: &Visitor, partner: &str, contact: &str) -> Result<Contact, Fault> {
    let contacts = partners::contacts(visitor.app(), visitor.ctx(), partner).await?;
    contacts.into_iter().find(|found| found.id == contact).ok_or(Fault::NotFound)
}

/// What differs between the pages of this module.
struct Words<'a> {
    title_key: &'a str,
    title: Html,
    intro: Html,
    action: String,
    submit: Html,
    danger: bool,
    again: Option<Again>,
    back_label: Html,
}

async fn page<'a>(
    visitor: &Visitor,
    view: &PartnerView,
    form: &'a Form,
    words: Words<'_>,
    controls: Vec<crate::form::Control<'a>>,
) -> Result<Response, Fault> {
    let profile = address::org(&view.partner.id, "profile");
    let mut p =
        visitor.frame_of("contacts-title", Some(view)).await?.crumb(profile.clone(), "profile-title").with_errors(form);
    if !words.title_key.is_empty() {
        p = p.titled(words.title_key);
    }
    let template = FormPage {
        p,
        title: words.title,
        intro: words.intro,
        action: words.action,
        controls,
        submit: words.submit,
        danger: words.danger,
        again: words.again,
        back: profile,
        back_label: words.back_label,
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

async fn edit_page(
    visitor: &Visitor,
    view: &PartnerView,
    form: &Form,
    contact: Option<&str>,
) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let base = address::org(&view.partner.id, "contacts");
    let (title, intro, action) = match contact {
        None => ("contacts-add-title", texts.get("contacts-intro"), format!("{base}/new")),
        Some(id) => {
            ("contacts-edit-title", texts.get("contacts-edit-intro"), format!("{base}/{}/edit", address::segment(id)))
        }
    };
    let notices =
        [Choice::new("yes", texts.get("contacts-active-yes")), Choice::new("no", texts.get("contacts-active-no"))];
    let controls = vec![
        form.control(texts, "name", "contacts-name-field").hint("contacts-name-hint").optional().autocomplete("name"),
        form.control(texts, "email", "field-email").email().autocomplete("email"),
        form.control(texts, "phone", "field-phone").hint("field-phone-hint").optional().tel().autocomplete("tel"),
        form.control(texts, "address", "field-address").optional().area(3).autocomplete("street-address"),
        form.control(texts, "active", "contacts-active").radio(&notices),
    ];
    let words = Words {
        title_key: title,
        title: texts.get(title),
        intro,
        action,
        submit: texts.get("profile-save"),
        danger: false,
        again: None,
        back_label: texts.get("form-cancel"),
    };
    page(visitor, view, form, words, controls).await
}

/// `GET /portal/org/{id}/contacts/new`
pub async fn new(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = writable(&visitor, &id).await?;
    edit_page(&visitor, &view, &Form::default().with("active", "yes"), None).await
}

/// `POST /portal/org/{id}/contacts/new`
pub async fn add(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = writable(&visitor, &id).await?;
    check(visitor.texts(), &mut form);
    if form.is_right() {
        let saved = partners::add_contact(visitor.app(), visitor.ctx(), &id, input(&form)).await;
        if into_form(visitor.texts(), &mut form, saved, field)?.is_some() {
            return Ok(visitor.done(&address::org(&id, "profile"), "contacts-saved", &[]));
        }
    }
    edit_page(&visitor, &view, &form, None).await
}

/// `GET /portal/org/{id}/contacts/{contact}/edit`
pub async fn edit(visitor: Visitor, Path((id, contact)): Path<(String, String)>) -> Answer {
    let view = writable(&visitor, &id).await?;
    let found = find(&visitor, &id, &contact).await?;
    let form = Form::default()
        .with("name", found.name.unwrap_or_default())
        .with("email", found.data.email)
        .with("phone", found.data.contact_number)
        .with("address", found.data.address)
        .with("active", if found.is_active { "yes" } else { "no" });
    edit_page(&visitor, &view, &form, Some(&contact)).await
}

/// `POST /portal/org/{id}/contacts/{contact}/edit`
pub async fn save(visitor: Visitor, Path((id, contact)): Path<(String, String)>, Posted(mut form): Posted) -> Answer {
    let view = writable(&visitor, &id).await?;
    find(&visitor, &id, &contact).await?;
    check(visitor.texts(), &mut form);
    if form.is_right() {
        let saved = partners::edit_contact(visitor.app(), visitor.ctx(), &id, &contact, input(&form)).await;
        if into_form(visitor.texts(), &mut form, saved, field)?.is_some() {
            return Ok(visitor.done(&address::org(&id, "profile"), "contacts-changed", &[]));
        }
    }
    edit_page(&visitor, &view, &form, Some(&contact)).await
}

/// `GET /portal/org/{id}/contacts/{contact}/remove`
pub async fn ask_remove(visitor: Visitor, Path((id, contact)): Path<(String, String)>) -> Answer {
    let view = writable(&visitor, &id).await?;
    let found = find(&visitor, &id, &contact).await?;
    let texts = visitor.texts();
    let words = Words {
        title_key: "contacts-remove",
        title: texts.with("contacts-remove-title").text("email", &found.data.email).html(),
        intro: texts.get("contacts-remove-intro"),
        action: format!("{}/{}/remove", address::org(&id, "contacts"), address::segment(&contact)),
        submit: texts.get("contacts-remove"),
        danger: true,
        again: None,
        back_label: texts.get("contacts-keep"),
    };
    page(&visitor, &view, &Form::default(), words, Vec::new()).await
}

/// `POST /portal/org/{id}/contacts/{contact}/remove`
pub async fn remove(visitor: Visitor, Path((id, contact)): Path<(String, String)>, Posted(_): Posted) -> Answer {
    writable(&visitor, &id).await?;
    partners::remove_contact(visitor.app(), visitor.ctx(), &id, &contact).await?;
    Ok(visitor.done(&address::org(&id, "profile"), "contacts-removed", &[]))
}

async fn verify_page(
    visitor: &Visitor,
    view: &PartnerView,
    found: &Contact,
    form: &Form,
    sent: bool,
) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let base = address::org(&view.partner.id, "contacts");
    let words = Words {
        title_key: "contacts-verify",
        title: texts.with("contacts-verify-title").text("email", &found.data.email).html(),
        intro: texts.get(if sent { "contacts-verify-intro" } else { "contacts-verify-before" }),
        action: format!("{base}/{}/verify", address::segment(&found.id)),
        submit: texts.get("contacts-verify-send"),
        danger: false,
        again: Some(Again { name: "resend", label: texts.get(if sent { "code-again" } else { "code-first" }) }),
        back_label: texts.get("form-cancel"),
    };
    let controls = vec![form.control(texts, "code", "code-label").hint("code-hint").code()];
    page(visitor, view, form, words, controls).await
}

/// `GET /portal/org/{id}/contacts/{contact}/verify`
pub async fn ask_verify(visitor: Visitor, Path((id, contact)): Path<(String, String)>) -> Answer {
    let view = writable(&visitor, &id).await?;
    let found = find(&visitor, &id, &contact).await?;
    // Looking at the page sends nothing: only a form does.
    let sent = visitor.query().split('&').any(|pair| pair == "sent=yes");
    verify_page(&visitor, &view, &found, &Form::default(), sent).await
}

/// `POST /portal/org/{id}/contacts/{contact}/verify`
pub async fn verify(visitor: Visitor, Path((id, contact)): Path<(String, String)>, Posted(mut form): Posted) -> Answer {
    let view = writable(&visitor, &id).await?;
    let found = find(&visitor, &id, &contact).await?;
    let (app, ctx, texts) = (visitor.app(), visitor.ctx(), visitor.texts());
    if form.has("resend") {
        partners::send_contact_code(app, ctx, &id, &contact, visitor.browser()).await?;
        let here = format!("{}/{}/verify?sent=yes", address::org(&id, "contacts"), address::segment(&contact));
        return Ok(visitor.done(&here, "code-sent", &[]));
    }
    check_code(texts, &mut form);
    if form.is_right() {
        let code = digits(form.value("code"));
        let right = partners::verify_contact(app, ctx, &id, &contact, visitor.browser(), &code).await;
        if into_form(texts, &mut form, right, |_| "code")?.is_some() {
            return Ok(visitor.done(&address::org(&id, "profile"), "contacts-verified", &[]));
        }
    }
    verify_page(&visitor, &view, &found, &form, true).await
}
