//! An organisation registers itself, in four steps. The draft lies on the server; the browser has its key.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use http::header;
use pms_app::accounts::registration::{self, Draft};
use pms_app::{Failure, policy_groups};
use pms_domain::{Refusal, catalogue, limits, partner_type};
use pms_identity::Secret;

use super::reset::{check_code, digits};
use super::{Fact, Is, bdi, code as id, into_form, kind, ltr, self_service, sign_in, type_key};
use crate::address;
use crate::errors;
use crate::form::{Choice, Form};
use crate::frame::{Frame, ok, unprocessable};
use crate::i18n::Texts;
use crate::web::{Answer, Fault, Posted, Visitor};

/// What the steps share.
macro_rules! step {
    ($name:ident, $path:literal, $number:literal, { $($field:ident: $type:ty),* }) => {
        #[derive(Template)]
        #[template(path = $path)]
        struct $name {
            p: Frame,
            step: u8,
            target_days: Option<u32>,
            $($field: $type,)*
        }

        impl $name {
            fn of(visitor: &Visitor, title: &str, errors: Option<&Form>, $($field: $type),*) -> Self {
                let mut p = visitor.bare_frame().titled(title);
                if let Some(form) = errors {
                    p = p.with_errors(form);
                }
                Self { p, step: $number, target_days: visitor.app().settings().approvals.target_days, $($field),* }
            }

            fn state(&self, step: u8) -> &'static str {
                match step.cmp(&self.step) {
                    std::cmp::Ordering::Less => "done",
                    std::cmp::Ordering::Equal => "now",
                    std::cmp::Ordering::Greater => "later",
                }
            }
        }
    };
}

step!(Organisation, "register/organisation.html", 1, { form: Form, kinds: Vec<Choice> });
step!(Contact, "register/contact.html", 2, { form: Form, groups: Vec<Choice>, languages: Vec<Choice> });
step!(Code, "register/code.html", 3, { form: Form, email: String });
step!(Check, "register/check.html", 4, { facts: Vec<Fact> });

#[derive(Template)]
#[template(path = "register/done.html")]
struct Done {
    p: Frame,
    partner_id: String,
    email: String,
    target_days: Option<u32>,
}

/// The key of the draft is kept apart from everything else of the browser.
fn cookie(visitor: &Visitor) -> &'static str {
    if visitor.portal().secure { "__Host-pms-draft" } else { "pms-draft" }
}

/// The draft of this browser and its key.
async fn draft(visitor: &Visitor) -> Result<Option<(String, Draft)>, Fault> {
    let Some(secret) = visitor.cookie(cookie(visitor)) else { return Ok(None) };
    Ok(registration::load(visitor.app(), &secret).await?.map(|draft| (secret, draft)))
}

/// The draft, or back to the first step, which says that there is none (any more).
async fn expect(visitor: &Visitor) -> Result<(String, Draft), Fault> {
    let found = draft(visitor).await?.filter(|(_, draft)| !draft.partner_id.is_empty());
    found.ok_or(Fault::Again { to: address::REGISTER, key: "register-lost" })
}

fn kinds(visitor: &Visitor) -> Vec<Choice> {
    let texts = visitor.texts();
    self_service(visitor.app())
        .into_iter()
        .map(|found| {
            let hint = texts.get(&format!("type-{}-what", type_key(found.code)));
            Choice::new(found.code, kind(texts, found.code)).hint(hint)
        })
        .collect()
}

/// Which field a refusal of the draft is about.
fn field(refusal: &Refusal) -> &'static str {
    let table: [(&'static pms_domain::Entry, &str); 13] = [
        (&catalogue::PARTNER_TYPE_NOT_FOUND, "kind"),
        (&catalogue::NOT_SELF_SERVICE, "kind"),
        (&catalogue::PARTNER_EXISTS, "partner_id"),
        (&catalogue::PARTNER_ID_SPACES, "partner_id"),
        (&catalogue::PARTNER_ID_LENGTH, "partner_id"),
        (&catalogue::PARTNER_ID_CHARACTERS, "partner_id"),
        (&catalogue::EMAIL_INVALID, "email"),
        (&catalogue::EMAIL_EXISTS, "email"),
        (&catalogue::MOBILE_INVALID, "phone"),
        (&catalogue::ACCOUNT_NAME_INVALID, "username"),
        (&catalogue::ACCOUNT_NAME_TAKEN, "username"),
        (&catalogue::PASSWORD_WEAK, "password"),
        (&catalogue::CODE_WRONG, "code"),
    ];
    table.iter().find(|(entry, _)| refusal.is(entry)).map_or("", |(_, field)| field)
}

/// `GET /portal/register`
pub async fn organisation(visitor: Visitor) -> Answer {
    let found = draft(&visitor).await?;
    if found.is_none() && visitor.cookie(cookie(&visitor)).is_some() {
        // An empty form would look as if nothing had been typed. Without its cookie the next look is at a fresh start.
        let mut response = visitor.done(address::REGISTER, "register-lost", &[]);
        response.headers_mut().append(header::SET_COOKIE, visitor.portal().clear(cookie(&visitor)));
        return Ok(response);
    }
    let draft = found.map(|(_, draft)| draft).unwrap_or_default();
    let form = Form::default()
        .with("kind", draft.partner_type)
        .with("organization", draft.organization_name)
        .with("partner_id", draft.partner_id)
        .with("purpose", draft.purpose);
    Ok(ok(&Organisation::of(&visitor, "register-organisation-title", None, form, kinds(&visitor))))
}

/// `POST /portal/register`
pub async fn save_organisation(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    let texts = visitor.texts();
    form.require(texts, "kind", "register-kind-missing");
    form.require(texts, "organization", "register-organization-missing");
    form.limit(texts, "organization", limits::ORGANIZATION);
    form.require(texts, "partner_id", "register-partner-id-missing");
    form.limit(texts, "partner_id", limits::PARTNER_ID);
    form.require(texts, "purpose", "register-purpose-missing");
    form.limit(texts, "purpose", 2_000);
    let partner_id = form.trimmed("partner_id");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    if !partner_id.is_empty() && !partner_id.bytes().all(plain) {
        form.error("partner_id", texts.get("register-partner-id-form"));
    }
    if form.is_right() {
        let (secret, mut draft, is_new) = match draft(&visitor).await? {
            Some((secret, draft)) => (secret, draft, false),
            None => {
                let secret = registration::start(visitor.app(), visitor.ctx()).await?;
                (secret.reveal().to_owned(), Draft::default(), true)
            }
        };
        draft.partner_type = form.trimmed("kind");
        draft.organization_name = form.tidy("organization");
        draft.partner_id = partner_id;
        draft.purpose = form.trimmed("purpose");
        if !partner_type::find(&draft.partner_type).is_some_and(|found| found.policy_required) {
            draft.policy_group.clear();
        }
        let saved = registration::save(visitor.app(), visitor.ctx(), &secret, &draft, None).await;
        let saved = into_form(texts, &mut form, saved, field)?;
        if saved.is_some() {
            let mut response = Redirect::to(address::REGISTER_CONTACT).into_response();
            if is_new {
                keep_key(&visitor, &mut response, &secret);
            }
            return Ok(response);
        }
    }
    let kinds = kinds(&visitor);
    Ok(unprocessable(&Organisation::of(&visitor, "register-organisation-title", Some(&form.clone()), form, kinds)))
}

fn keep_key(visitor: &Visitor, response: &mut Response, secret: &str) {
    let value = visitor.portal().set(cookie(visitor), secret);
    response.headers_mut().append(header::SET_COOKIE, value);
}

/// Active policy groups, for kinds of partner that need one.
pub async fn groups(visitor: &Visitor) -> Result<Vec<Choice>, Fault> {
    let groups = policy_groups::active(visitor.app()).await?;
    Ok(groups.iter().map(|group| Choice::new(&group.name, bdi(&group.name))).collect())
}

async fn groups_of(visitor: &Visitor, draft: &Draft) -> Result<Vec<Choice>, Fault> {
    let needs = partner_type::find(&draft.partner_type).is_some_and(|found| found.policy_required);
    if needs { groups(visitor).await } else { Ok(Vec::new()) }
}

/// Languages that mails may be sent in: the site's.
pub fn mail_languages(visitor: &Visitor) -> Vec<Choice> {
    let languages = &visitor.portal().languages;
    visitor
        .app()
        .settings()
        .languages()
        .map(|code| {
            let name = languages.find(code).map_or_else(|| code.to_owned(), |language| language.name.clone());
            Choice::new(code, bdi(&name))
        })
        .collect()
}

/// `GET /portal/register/contact`
pub async fn contact(visitor: Visitor) -> Answer {
    let (_, draft) = expect(&visitor).await?;
    let groups = groups_of(&visitor, &draft).await?;
    let lang = if draft.lang.is_empty() { visitor.texts().language.mosip.clone() } else { draft.lang };
    let mut form = Form::default()
        .with("policy_group", draft.policy_group)
        .with("address", draft.address)
        .with("phone", draft.contact_number)
        .with("email", draft.email)
        .with("lang", lang)
        .with("username", draft.account_name);
    let needs = partner_type::find(&draft.partner_type).is_some_and(|found| found.policy_required);
    if needs && groups.is_empty() {
        form.error("", visitor.texts().get("register-no-groups"));
    }
    let languages = mail_languages(&visitor);
    Ok(ok(&Contact::of(&visitor, "register-contact-title", Some(&form.clone()), form, groups, languages)))
}

/// `POST /portal/register/contact`
pub async fn save_contact(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    let texts = visitor.texts();
    let (secret, mut draft) = expect(&visitor).await?;
    let groups = groups_of(&visitor, &draft).await?;
    let needs = partner_type::find(&draft.partner_type).is_some_and(|found| found.policy_required);
    if needs && groups.is_empty() {
        form.error("", texts.get("register-no-groups"));
    } else if needs && !groups.iter().any(|choice| form.is("policy_group", &choice.value)) {
        form.error("policy_group", texts.get("register-policy-group-missing"));
    }
    form.require(texts, "address", "register-address-missing");
    form.limit(texts, "address", limits::ADDRESS);
    form.require(texts, "phone", "register-phone-missing");
    form.limit(texts, "phone", limits::CONTACT_NUMBER);
    form.email(texts, "email");
    form.require(texts, "username", "account-name-missing");
    let password = password(texts, &mut form, draft.has_password);
    if form.is_right() {
        draft.policy_group = form.trimmed("policy_group");
        draft.address = form.trimmed("address");
        draft.contact_number = form.tidy("phone");
        draft.email = form.trimmed("email");
        draft.lang = form.trimmed("lang");
        draft.account_name = form.trimmed("username");
        let saved = registration::save(visitor.app(), visitor.ctx(), &secret, &draft, password.as_ref()).await;
        if let Some(saved) = into_form(texts, &mut form, saved, field)? {
            return after_contact(&visitor, &secret, &saved).await;
        }
    }
    let languages = mail_languages(&visitor);
    Ok(unprocessable(&Contact::of(&visitor, "register-contact-title", Some(&form.clone()), form, groups, languages)))
}

/// The new password; one that was chosen before may stay.
fn password(texts: &Texts, form: &mut Form, has_one: bool) -> Option<Secret> {
    if has_one && form.value("password").is_empty() && form.value("repeat").is_empty() {
        return None;
    }
    Some(super::reset::new_password(texts, form))
}

async fn after_contact(visitor: &Visitor, secret: &str, draft: &Draft) -> Answer {
    if draft.is_confirmed {
        return Ok(Redirect::to(address::REGISTER_CHECK).into_response());
    }
    registration::send_code(visitor.app(), visitor.ctx(), secret).await?;
    Ok(Redirect::to(address::REGISTER_CODE).into_response())
}

/// `GET /portal/register/code`
pub async fn code(visitor: Visitor) -> Answer {
    let (_, draft) = expect(&visitor).await?;
    if draft.is_confirmed {
        return Ok(Redirect::to(address::REGISTER_CHECK).into_response());
    }
    if draft.email.is_empty() {
        return Ok(Redirect::to(address::REGISTER_CONTACT).into_response());
    }
    Ok(ok(&Code::of(&visitor, "register-code-title", None, Form::default(), draft.email)))
}

/// `POST /portal/register/code`
pub async fn save_code(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    let texts = visitor.texts();
    let (secret, draft) = expect(&visitor).await?;
    if form.has("resend") {
        registration::send_code(visitor.app(), visitor.ctx(), &secret).await?;
        return Ok(visitor.done(address::REGISTER_CODE, "code-sent", &[]));
    }
    check_code(texts, &mut form);
    if form.is_right() {
        let confirmed = registration::confirm(visitor.app(), visitor.ctx(), &secret, &digits(form.value("code"))).await;
        match confirmed {
            Ok(()) => return Ok(Redirect::to(address::REGISTER_CHECK).into_response()),
            Err(Failure::Refused(refusal)) if refusal.is(&catalogue::CODE_WRONG) => {
                form.error("code", texts.get("code-wrong"));
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    Ok(unprocessable(&Code::of(&visitor, "register-code-title", Some(&form.clone()), form, draft.email)))
}

fn facts(visitor: &Visitor, draft: &Draft) -> Vec<Fact> {
    let texts = visitor.texts();
    let change = |fact: Fact, href: &str| fact.change(href, texts.get("form-change"));
    let first = |label: &str, value| change(Fact::new(texts.get(label), value), address::REGISTER);
    let second = |label: &str, value| change(Fact::new(texts.get(label), value), address::REGISTER_CONTACT);
    let mut facts = vec![
        first("field-kind", kind(texts, &draft.partner_type)),
        first("field-organization", bdi(&draft.organization_name)),
        first("field-partner-id", id(&draft.partner_id)),
        first("profile-purpose", bdi(&draft.purpose)),
    ];
    if !draft.policy_group.is_empty() {
        facts.push(second("field-policy-group", bdi(&draft.policy_group)));
    }
    facts.extend([
        second("field-address", bdi(&draft.address)),
        second("field-phone", ltr(texts, &draft.contact_number)),
        second("field-email", ltr(texts, &draft.email)),
        second("account-name", ltr(texts, &draft.account_name)),
    ]);
    facts
}

/// Where the draft still lacks something.
fn missing(draft: &Draft) -> Option<&'static str> {
    if draft.email.is_empty() || !draft.has_password {
        Some(address::REGISTER_CONTACT)
    } else if !draft.is_confirmed {
        Some(address::REGISTER_CODE)
    } else {
        None
    }
}

/// `GET /portal/register/check`
pub async fn check(visitor: Visitor) -> Answer {
    let (_, draft) = expect(&visitor).await?;
    if let Some(step) = missing(&draft) {
        return Ok(Redirect::to(step).into_response());
    }
    let facts = facts(&visitor, &draft);
    Ok(ok(&Check::of(&visitor, "register-check-title", None, facts)))
}

/// `POST /portal/register/check`
pub async fn finish(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    let (secret, draft) = expect(&visitor).await?;
    if let Some(step) = missing(&draft) {
        return Ok(Redirect::to(step).into_response());
    }
    match registration::finish(visitor.app(), visitor.ctx(), &secret).await {
        Ok(finished) => {
            let query = address::query([("id", finished.registered.partner_id.as_str())]);
            let mut response = Redirect::to(&format!("{}{query}", address::REGISTER_DONE)).into_response();
            let cleared = visitor.portal().clear(cookie(&visitor));
            response.headers_mut().append(header::SET_COOKIE, cleared);
            sign_in::enter(&visitor, &finished.session, response).await
        }
        Err(Failure::Refused(refusal)) => {
            form.error("", errors::line(visitor.texts(), &refusal));
            let facts = facts(&visitor, &draft);
            Ok(unprocessable(&Check::of(&visitor, "register-check-title", Some(&form), facts)))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /portal/register/done`
pub async fn done(visitor: Visitor) -> Answer {
    visitor.person()?;
    let own = pms_app::partners::own(visitor.app(), visitor.ctx()).await?;
    let Some(view) = own.into_iter().max_by_key(|view| view.partner.cr_dtimes) else {
        return Ok(Redirect::to(address::HOME).into_response());
    };
    Ok(ok(&Done {
        p: visitor.bare_frame().titled("register-done-title"),
        partner_id: view.partner.id,
        email: view.partner.contact.email,
        target_days: visitor.app().settings().approvals.target_days,
    }))
}
