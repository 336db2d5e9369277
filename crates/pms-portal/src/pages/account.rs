//! One's own account: details, password, sessions, language and appearance.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::header;
use pms_app::accounts::{passwords, people, second_factor, sessions, sign_in};
use pms_app::{partners, users};
use pms_domain::{Refusal, catalogue, roles};
use pms_identity::Secret;

use super::reset::new_password;
use super::{Fact, Is, Link, bdi, browsers, into_form, ltr, zones};
use crate::address;
use crate::form::{Choice, Form, Group};
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::i18n::Texts;
use crate::web::{Answer, Fault, Posted, Visitor};

struct SessionView {
    id: String,
    kind: Html,
    /// Address it was started from.
    source: String,
    started: Html,
    used: Html,
    current: bool,
}

/// A sign-in whose session is over.
struct FormerView {
    kind: Html,
    source: String,
    started: Html,
    used: Html,
}

#[derive(Template)]
#[template(path = "account/account.html")]
struct Account {
    p: Frame,
    facts: Vec<Fact>,
    form: Form,
    preferences: Form,
    languages: Vec<Choice>,
    themes: Vec<Choice>,
    zones: Vec<Choice>,
    zone_groups: Vec<Group>,
    embedded: bool,
    sessions: Vec<SessionView>,
    former: Vec<FormerView>,
    former_days: i64,
    organizations: Vec<Link>,
}

/// The page of a person whose password was for one use.
#[derive(Template)]
#[template(path = "gate/new_password.html")]
struct MustChange {
    p: Frame,
    form: Form,
}

async fn facts(visitor: &Visitor) -> Result<Vec<Fact>, Fault> {
    let texts = visitor.texts();
    let actor = &visitor.ctx().actor;
    let mut facts = vec![Fact::new(texts.get("account-name"), ltr(texts, &actor.name))];
    if visitor.app().identity().is_embedded() {
        let own = people::own(visitor.app(), visitor.ctx()).await?;
        let words = match (own.email.is_empty(), own.email_verified) {
            (true, _) => texts.get("not-given"),
            (false, true) => texts.with("account-email-confirmed").text("email", own.email).html(),
            (false, false) => texts.with("account-email-open").text("email", own.email).html(),
        };
        let change = texts.get("account-change");
        let person = format!("{} {}", own.given_name, own.family_name);
        facts.push(
            Fact::new(texts.get("account-person"), super::given(texts, person.trim()))
                .change(address::ACCOUNT_DETAILS, change.clone()),
        );
        facts.push(
            Fact::new(texts.get("field-phone"), ltr(texts, &own.phone))
                .change(address::ACCOUNT_DETAILS, change.clone()),
        );
        facts.push(Fact::new(texts.get("account-email"), words).change(address::ACCOUNT_EMAIL, change.clone()));
        let second = second_factor::own(visitor.app(), visitor.ctx()).await?;
        let words = match second.since {
            Some(since) => texts.with("second-on").day("since", since).num("left", second.codes_left).html(),
            None => texts.get("second-off"),
        };
        facts.push(Fact::new(texts.get("second-title"), words).change(address::ACCOUNT_SECOND_FACTOR, change));
    } else if let Some(email) = &actor.email {
        facts.push(Fact::new(texts.get("account-email"), ltr(texts, email)));
    }
    let named: Vec<String> = actor
        .roles
        .iter()
        .map(|role| match role.as_str() {
            roles::PARTNER_ADMIN => texts.plain("role-partner-admin"),
            roles::POLICYMANAGER => texts.plain("role-policy-manager"),
            other => other.to_owned(),
        })
        .collect();
    facts.push(Fact::new(texts.get("account-roles"), super::given(texts, &named.join(", "))));
    if visitor.portal().terms.is_some() {
        let consent = users::own_consent(visitor.app(), visitor.ctx()).await?;
        let words = consent.at.map_or_else(|| texts.get("not-given"), |at| texts.day(at));
        facts.push(Fact::new(texts.get("terms-link"), words).change(address::ACCOUNT_TERMS, texts.get("terms-read")));
    }
    Ok(facts)
}

async fn live(visitor: &Visitor) -> Result<Vec<SessionView>, Fault> {
    if !visitor.app().identity().is_embedded() {
        return Ok(Vec::new());
    }
    let texts = visitor.texts();
    let own = sessions::own(visitor.app(), visitor.ctx()).await?;
    Ok(own
        .into_iter()
        .map(|one| SessionView {
            kind: match &one.client {
                Some(client) => texts.with("sessions-client").code("client", client).html(),
                None if one.is_token => texts.get("sessions-wire"),
                None => browser(texts, &one.agent),
            },
            source: one.source,
            started: texts.time(one.started_at),
            used: texts.time(one.last_used_at),
            current: one.is_current,
            id: one.sid,
        })
        .collect())
}

/// Browser and system in words.
fn browser(texts: &Texts, agent: &str) -> Html {
    match browsers::named(agent) {
        (Some(browser), Some(system)) => {
            texts.with("sessions-browser").text("browser", browser).text("system", system).html()
        }
        (Some(name), None) | (None, Some(name)) => bdi(name),
        (None, None) => texts.get("sessions-portal"),
    }
}

async fn former(visitor: &Visitor) -> Result<Vec<FormerView>, Fault> {
    if !visitor.app().identity().is_embedded() {
        return Ok(Vec::new());
    }
    let texts = visitor.texts();
    let rows = sessions::former(visitor.app(), visitor.ctx()).await?;
    Ok(rows
        .into_iter()
        .map(|one| FormerView {
            kind: browser(texts, &one.agent),
            source: one.source,
            started: texts.time(one.started_at),
            used: texts.time(one.last_used_at),
        })
        .collect())
}

async fn page(visitor: &Visitor, form: Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let languages = visitor.portal().languages.iter();
    let own = partners::own(visitor.app(), visitor.ctx()).await?;
    let template = Account {
        p: visitor.frame("account").await?.with_errors(&form),
        facts: facts(visitor).await?,
        preferences: Form::default()
            .with("lang", texts.language.tag.clone())
            .with("theme", visitor.theme().unwrap_or("device"))
            .with("zone", visitor.chosen_zone().map_or("", |zone| zone.name())),
        languages: languages.map(|language| Choice::new(&language.tag, bdi(&language.name))).collect(),
        themes: ["device", "light", "dark"]
            .map(|theme| Choice::new(theme, texts.get(&format!("theme-{theme}"))))
            .to_vec(),
        zones: zones::usual(texts, visitor.portal().zone),
        zone_groups: zones::groups(texts),
        embedded: visitor.app().identity().is_embedded(),
        sessions: live(visitor).await?,
        former: former(visitor).await?,
        former_days: sessions::FORMER_DAYS,
        organizations: own
            .iter()
            .map(|view| Link { href: address::org(&view.partner.id, "home"), label: bdi(&view.partner.name) })
            .collect(),
        form,
    };
    Ok(if template.form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/account`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.person()?;
    page(&visitor, Form::default()).await
}

/// `POST /portal/account/preferences`
pub async fn preferences(visitor: Visitor, Posted(form): Posted) -> Answer {
    visitor.person()?;
    let portal = visitor.portal();
    let mut response = visitor.done(address::ACCOUNT, "account-preferences-saved", &[]);
    let cookies = response.headers_mut();
    if let Some(language) = portal.languages.find(&form.trimmed("lang")) {
        cookies.append(header::SET_COOKIE, portal.keep(crate::web::LANGUAGE, &language.tag));
        if visitor.app().identity().is_embedded() {
            let own = people::own(visitor.app(), visitor.ctx()).await?;
            let update = people::OwnUpdate {
                given_name: own.given_name,
                family_name: own.family_name,
                phone: own.phone,
                lang: language.mosip.clone(),
            };
            people::update_own(visitor.app(), visitor.ctx(), update).await?;
        }
    }
    match form.value("theme") {
        theme @ ("dark" | "light") => cookies.append(header::SET_COOKIE, portal.keep(crate::web::THEME, theme)),
        _ => cookies.append(header::SET_COOKIE, portal.clear(crate::web::THEME)),
    };
    match zones::chosen(form.value("zone")) {
        Some(zone) => cookies.append(header::SET_COOKIE, portal.keep(crate::web::ZONE, zone.name())),
        None => cookies.append(header::SET_COOKIE, portal.clear(crate::web::ZONE)),
    };
    Ok(response)
}

fn must_change(visitor: &Visitor, form: Form) -> Response {
    let template = MustChange { p: visitor.bare_frame().titled("must-change-title").with_errors(&form), form };
    if template.form.is_right() { ok(&template) } else { unprocessable(&template) }
}

/// `GET /portal/account/password`
pub async fn password(visitor: Visitor) -> Answer {
    let session = visitor.person()?;
    if session.must_change { Ok(must_change(&visitor, Form::default())) } else { page(&visitor, Form::default()).await }
}

/// `POST /portal/account/password`
pub async fn change_password(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    let must = visitor.person()?.must_change;
    let texts = visitor.texts();
    let current = Secret::new(form.value("current"));
    form.forget("current");
    if current.reveal().is_empty() && !must {
        form.error("current", texts.get("password-current-missing"));
    }
    let new = new_password(texts, &mut form);
    if form.is_right() {
        let old = (!current.reveal().is_empty()).then_some(&current);
        let changed = passwords::change(visitor.app(), visitor.ctx(), old, &new).await;
        let field = |refusal: &Refusal| if refusal.is(&catalogue::PASSWORD_OLD_WRONG) { "current" } else { "password" };
        if into_form(texts, &mut form, changed, field)?.is_some() {
            let to = if must { address::HOME } else { address::ACCOUNT };
            return Ok(visitor.done(to, "password-changed", &[]));
        }
    }
    if must { Ok(must_change(&visitor, form)) } else { page(&visitor, form).await }
}

/// `POST /portal/account/sessions/{sid}/end`
pub async fn end_session(visitor: Visitor, Path(sid): Path<String>, Posted(_): Posted) -> Answer {
    visitor.person()?;
    sessions::end(visitor.app(), visitor.ctx(), &sid).await?;
    Ok(visitor.done(address::ACCOUNT, "sessions-ended", &[]))
}

/// `POST /portal/account/sessions/end-others`
pub async fn end_other_sessions(visitor: Visitor, Posted(_): Posted) -> Answer {
    let sid = visitor.person()?.sid.clone();
    sign_in::sign_out_everywhere(visitor.app(), visitor.ctx(), Some(&sid)).await?;
    Ok(visitor.done(address::ACCOUNT, "sessions-others-ended", &[]))
}
