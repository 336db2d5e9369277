//! The second step of one's own sign-in: codes of an authenticator app, and recovery codes.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use pms_app::accounts::second_factor::{self, OwnSecondFactor};
use pms_domain::{Refusal, catalogue};
use pms_identity::Secret;
use qrcode::{Color, EcLevel, QrCode};

use super::{Fact, Is, bdi, into_form};
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::object::{Action, EffectsPage, ObjectPage, Section};
use crate::web::{Answer, Fault, Posted, Visitor};

/// Light modules around a QR code (ISO/IEC 18004 §5.3.8).
const QUIET: usize = 4;

#[derive(Template)]
#[template(path = "gate/second_begin.html")]
struct Begin {
    p: Frame,
    form: Form,
    /// The person can do nothing else before.
    must: bool,
}

#[derive(Template)]
#[template(path = "gate/second_app.html")]
struct Connect {
    p: Frame,
    form: Form,
    must: bool,
    picture: Html,
    /// The key in groups of four.
    key: String,
}

#[derive(Template)]
#[template(path = "gate/second_codes.html")]
struct Codes {
    p: Frame,
    codes: Vec<String>,
    /// They follow others, which work no more.
    again: bool,
}

/// People of an external provider have their second factor there.
fn local(visitor: &Visitor) -> Result<bool, Fault> {
    let must = visitor.person()?.must_enrol;
    if visitor.app().identity().is_embedded() { Ok(must) } else { Err(Fault::NotFound) }
}

fn begin_page(visitor: &Visitor, form: Form, must: bool) -> Response {
    let template = Begin { p: visitor.bare_frame().titled("second-begin-title").with_errors(&form), form, must };
    if template.form.is_right() { ok(&template) } else { unprocessable(&template) }
}

/// `GET /portal/account/second-factor`
pub async fn show(visitor: Visitor) -> Answer {
    let must = local(&visitor)?;
    let own = second_factor::own(visitor.app(), visitor.ctx()).await?;
    if own.since.is_none() {
        return Ok(begin_page(&visitor, Form::default(), must));
    }
    overview(&visitor, &own).await
}

async fn overview(visitor: &Visitor, own: &OwnSecondFactor) -> Answer {
    let texts = visitor.texts();
    let mut section = Section::new("second", texts.get("second-facts"));
    if let Some(since) = own.since {
        section.facts.push(Fact::new(texts.get("second-since"), texts.day(since)));
    }
    section
        .facts
        .push(Fact::new(texts.get("second-left-label"), texts.with("second-left").num("left", own.codes_left).html()));
    if own.is_required {
        section.facts.push(Fact::new(texts.get("second-off-label"), texts.get("second-required-off")));
    }
    let p = visitor.frame("second-title").await?.crumb(address::ACCOUNT, "account");
    let mut page = ObjectPage::new(p, texts.get("second-title"));
    page.sentence = texts.get("second-intro");
    page.actions.push(Action::new(address::ACCOUNT_SECOND_FACTOR_CODES, texts.get("second-codes-new")));
    if !own.is_required {
        page.actions.push(Action::new(address::ACCOUNT_SECOND_FACTOR_OFF, texts.get("second-switch-off")));
    }
    page.sections.push(section);
    Ok(page.answer())
}

/// The current password out of a form.
fn password(visitor: &Visitor, form: &mut Form) -> Secret {
    form.require(visitor.texts(), "current", "password-current-missing");
    let typed = Secret::new(form.value("current"));
    form.forget("current");
    typed
}

/// A code out of a form.
fn code(visitor: &Visitor, form: &mut Form) -> Secret {
    form.require(visitor.texts(), "code", "second-code-missing");
    let typed = Secret::new(form.value("code"));
    form.forget("code");
    typed
}

fn field(refusal: &Refusal) -> &'static str {
    if refusal.is(&catalogue::PASSWORD_OLD_WRONG) { "current" } else { "code" }
}

/// `POST /portal/account/second-factor`
pub async fn begin(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    let must = local(&visitor)?;
    let password = password(&visitor, &mut form);
    if form.is_right() {
        let begun = second_factor::begin(visitor.app(), visitor.ctx(), &password).await;
        if into_form(visitor.texts(), &mut form, begun, |_| "current")?.is_some() {
            return Ok(Redirect::to(address::ACCOUNT_SECOND_FACTOR_APP).into_response());
        }
    }
    Ok(begin_page(&visitor, form, must))
}

async fn connect_page(visitor: &Visitor, form: Form, must: bool) -> Answer {
    let key = second_factor::new_key(visitor.app(), visitor.ctx()).await?;
    let key = key.ok_or(Fault::Again { to: address::ACCOUNT_SECOND_FACTOR, key: "second-begin-again" })?;
    let template = Connect {
        p: visitor.bare_frame().titled("second-app-title").with_errors(&form),
        form,
        must,
        picture: picture(key.uri.reveal(), &visitor.texts().plain("second-app-picture"))?,
        key: grouped(key.text.reveal()),
    };
    Ok(if template.form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/account/second-factor/app`
pub async fn app(visitor: Visitor) -> Answer {
    let must = local(&visitor)?;
    connect_page(&visitor, Form::default(), must).await
}

/// `POST /portal/account/second-factor/app`
pub async fn confirm(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    let must = local(&visitor)?;
    let typed = code(&visitor, &mut form);
    if form.is_right() {
        let confirmed = second_factor::confirm(visitor.app(), visitor.ctx(), &typed).await;
        if let Some(codes) = into_form(visitor.texts(), &mut form, confirmed, |_| "code")? {
            return Ok(codes_page(&visitor, &codes, false));
        }
    }
    connect_page(&visitor, form, must).await
}

/// Recovery codes stand in this answer, and in no other.
fn codes_page(visitor: &Visitor, codes: &[Secret], again: bool) -> Response {
    let codes = codes.iter().map(|code| code.reveal().to_owned()).collect();
    ok(&Codes { p: visitor.bare_frame().titled("second-codes-title"), codes, again })
}

async fn codes_form(visitor: &Visitor, form: &Form) -> Answer {
    let texts = visitor.texts();
    let page = EffectsPage {
        p: step(visitor, "second-codes-new").await?.with_errors(form),
        title: texts.get("second-codes-new"),
        name: bdi(&visitor.ctx().actor.name),
        words: texts.get("second-codes-words"),
        effects: vec![texts.get("second-codes-effect")],
        obstacles: Vec::new(),
        action: address::ACCOUNT_SECOND_FACTOR_CODES.to_owned(),
        controls: controls(visitor, form),
        submit: texts.get("second-codes-new"),
        is_danger: false,
        back: address::ACCOUNT_SECOND_FACTOR.to_owned(),
        back_label: texts.get("form-cancel"),
    };
    Ok(page.answer(form))
}

async fn step(visitor: &Visitor, title: &str) -> Result<Frame, Fault> {
    let frame = visitor.frame(title).await?;
    Ok(frame.crumb(address::ACCOUNT, "account").crumb(address::ACCOUNT_SECOND_FACTOR, "second-title"))
}

fn controls<'a>(visitor: &'a Visitor, form: &'a Form) -> Vec<crate::form::Control<'a>> {
    let texts = visitor.texts();
    vec![
        form.control(texts, "current", "password-current").password().autocomplete("current-password"),
        form.control(texts, "code", "second-code").hint("second-code-hint").mono().ltr().autocomplete("one-time-code"),
    ]
}

/// Only while it is on.
async fn is_on(visitor: &Visitor) -> Result<OwnSecondFactor, Fault> {
    local(visitor)?;
    let own = second_factor::own(visitor.app(), visitor.ctx()).await?;
    if own.since.is_some() { Ok(own) } else { Err(Fault::Redirect(address::ACCOUNT_SECOND_FACTOR.to_owned())) }
}

/// `GET /portal/account/second-factor/codes`
pub async fn ask_codes(visitor: Visitor) -> Answer {
    is_on(&visitor).await?;
    codes_form(&visitor, &Form::default()).await
}

/// `POST /portal/account/second-factor/codes`
pub async fn new_codes(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    is_on(&visitor).await?;
    let (password, typed) = (password(&visitor, &mut form), code(&visitor, &mut form));
    if form.is_right() {
        let made = second_factor::new_codes(visitor.app(), visitor.ctx(), &password, &typed).await;
        if let Some(codes) = into_form(visitor.texts(), &mut form, made, field)? {
            return Ok(codes_page(&visitor, &codes, true));
        }
    }
    codes_form(&visitor, &form).await
}

async fn off_form(visitor: &Visitor, form: &Form, own: &OwnSecondFactor) -> Answer {
    let texts = visitor.texts();
    let obstacles = if own.is_required { vec![texts.get("second-required-off")] } else { Vec::new() };
    let page = EffectsPage {
        p: step(visitor, "second-switch-off").await?.with_errors(form),
        title: texts.get("second-switch-off"),
        name: bdi(&visitor.ctx().actor.name),
        words: texts.get("second-off-words"),
        effects: vec![
            texts.get("second-off-effect-password"),
            texts.with("second-off-effect-codes").num("left", own.codes_left).html(),
        ],
        obstacles,
        action: address::ACCOUNT_SECOND_FACTOR_OFF.to_owned(),
        controls: controls(visitor, form),
        submit: texts.get("second-switch-off"),
        is_danger: true,
        back: address::ACCOUNT_SECOND_FACTOR.to_owned(),
        back_label: texts.get("form-cancel"),
    };
    Ok(page.answer(form))
}

/// `GET /portal/account/second-factor/off`
pub async fn ask_off(visitor: Visitor) -> Answer {
    let own = is_on(&visitor).await?;
    off_form(&visitor, &Form::default(), &own).await
}

/// `POST /portal/account/second-factor/off`
pub async fn switch_off(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    let own = is_on(&visitor).await?;
    let (password, typed) = (password(&visitor, &mut form), code(&visitor, &mut form));
    if form.is_right() {
        let done = second_factor::switch_off(visitor.app(), visitor.ctx(), &password, &typed).await;
        if into_form(visitor.texts(), &mut form, done, field)?.is_some() {
            return Ok(visitor.done(address::ACCOUNT, "second-switched-off", &[]));
        }
    }
    off_form(&visitor, &form, &own).await
}

fn grouped(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// A QR code as SVG: black on white in both themes, for cameras; one path whose parts are runs of dark modules.
fn picture(text: &str, words: &str) -> Result<Html, Fault> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).map_err(|error| Fault::Internal(error.into()))?;
    let width = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                path.push_str(&format!("M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len()));
            }
            x += run.len();
        }
    }
    let side = width + 2 * QUIET;
    let words = crate::html::escape(words);
    Ok(Html::trusted(format!(
        "<svg viewBox=\"0 0 {side} {side}\" width=\"232\" height=\"232\" role=\"img\" aria-label=\"{words}\" \
         shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path d=\"{path}\" fill=\"#000\"/></svg>"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_one_path_without_styles() {
        let picture =
            picture("otpauth://totp/Site:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Site", "a \"b\"").unwrap();
        assert!(!picture.as_str().contains("style") && picture.as_str().contains("aria-label=\"a &#34;b&#34;\""));
        assert!(picture.as_str().contains("M4 4h7v1h-7z"), "the finder pattern begins behind the quiet zone");
    }

    #[test]
    fn a_key_is_read_in_groups() {
        assert_eq!(grouped("GEZDGNBVGY"), "GEZD GNBV GY");
    }
}
