//! Who visits: session, browser, language, theme, and the frame of their pages.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono_tz::Tz;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Uri, header};
use pms_app::approvals::{self, OpenOfKind};
use pms_app::partners::{self, PartnerView};
use pms_app::refusals::{self, Caller};
use pms_app::{App, accounts, users};
use pms_domain::{Actor, Context, Refusal, roles};
use pms_identity::PortalSession;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use super::fault::Fault;
use super::{Portal, cookies, csrf};
use crate::frame::{Flash, Frame, LanguageLink, Navigation, Signed, Viewer};
use crate::i18n::Texts;
use crate::list::SIZES;
use crate::pages::{help_pages, notifications};
use crate::{address, assets};

/// The words of a flash message: a key of the catalogue and its values.
#[derive(Deserialize, Serialize)]
struct FlashWords {
    key: String,
    #[serde(default)]
    values: BTreeMap<String, String>,
    /// Where what was done is undone, for those who may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undo: Option<String>,
}

struct Inner {
    portal: Arc<Portal>,
    texts: Texts,
    session: Option<PortalSession>,
    /// The site asks for consent to its terms, and this person has not given it yet.
    owes_consent: bool,
    ctx: Context,
    browser: String,
    is_new_browser: bool,
    theme: Option<&'static str>,
    chosen_zone: Option<Tz>,
    flash: Option<FlashWords>,
    flash_shown: AtomicBool,
    uri: Uri,
    headers: HeaderMap,
    chosen_language: Option<String>,
    /// Asked once for a page: its navigation, its bell and its content all count them.
    open: OnceCell<Vec<OpenOfKind>>,
}

/// The visitor of one request; cheap to clone.
#[derive(Clone)]
pub struct Visitor(Arc<Inner>);

impl Visitor {
    /// Reads the cookies and the session behind them.
    pub(super) async fn meet(
        portal: Arc<Portal>,
        headers: &HeaderMap,
        uri: Uri,
        request_id: String,
        source: Option<IpAddr>,
    ) -> Result<Self, Fault> {
        let session = match cookies::read(headers, portal.session_cookie()) {
            Some(secret) => accounts::sign_in::session(&portal.app, &secret).await?,
            None => None,
        };
        let actor = session.as_ref().map_or_else(Actor::anonymous, |session| session.actor.clone());
        let ctx = portal.app.context(actor, request_id, source).await?;
        let owes_consent = portal.terms.is_some()
            && session.as_ref().is_some_and(|session| !session.must_change && !session.must_enrol)
            && !users::own_consent(&portal.app, &ctx).await?.given;
        let asked: Option<String> = uri.query().and_then(|query| {
            url::form_urlencoded::parse(query.as_bytes())
                .find(|(name, _)| name == "lang")
                .map(|(_, value)| value.into())
        });
        let cookie_language = cookies::read(headers, cookies::LANGUAGE);
        let account_language = session.as_ref().and_then(|session| session.lang.clone());
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let language = portal
            .languages
            .choose([asked.as_deref(), cookie_language.as_deref(), account_language.as_deref()], accepted);
        let chosen_language =
            asked.filter(|asked| portal.languages.find(asked).is_some()).map(|_| language.tag.clone());
        let chosen_zone: Option<Tz> = cookies::read(headers, cookies::ZONE).and_then(|name| name.parse().ok());
        let texts = Texts::new(&portal.languages, language, chosen_zone.unwrap_or(portal.zone));
        let known_browser = cookies::read(headers, portal.browser_cookie())
            .filter(|value| value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let is_new_browser = known_browser.is_none();
        let browser = known_browser.unwrap_or_else(|| accounts::new_browser(&portal.app).reveal().to_owned());
        let flash = cookies::read(headers, portal.flash_cookie()).and_then(|value| read_flash(&browser, &value));
        let theme = match cookies::read(headers, cookies::THEME).as_deref() {
            Some("dark") => Some("dark"),
            Some("light") => Some("light"),
            _ => None,
        };
        Ok(Self(Arc::new(Inner {
            portal,
            texts,
            session,
            owes_consent,
            ctx,
            browser,
            is_new_browser,
            theme,
            chosen_zone,
            flash,
            flash_shown: AtomicBool::new(false),
            uri,
            headers: headers.clone(),
            chosen_language,
            open: OnceCell::new(),
        })))
    }

    /// The cookies that the answer carries besides those of the page itself.
    pub(super) fn finish(&self, response: &mut Response) {
        let portal = &self.0.portal;
        let mut add = |cookie: HeaderValue| response.headers_mut().append(header::SET_COOKIE, cookie);
        if self.0.is_new_browser {
            add(portal.set(portal.browser_cookie(), &self.0.browser));
        }
        if let Some(tag) = &self.0.chosen_language {
            add(portal.keep(cookies::LANGUAGE, tag));
        }
        if let Some(size) = self.asked_size() {
            add(portal.keep(cookies::SIZE, &size.to_string()));
        }
        if self.0.flash_shown.load(Ordering::Relaxed) {
            add(portal.clear(portal.flash_cookie()));
        }
    }

    pub fn app(&self) -> &App {
        &self.0.portal.app
    }

    pub fn portal(&self) -> &Portal {
        &self.0.portal
    }

    /// Reports a refusal to the stream of security events, if it is about the visitor's rights.
    pub(super) fn report(&self, refusal: &Refusal) {
        let ctx = self.ctx();
        refusals::report(self.app(), &Caller::new(&ctx.actor, &ctx.request_id, ctx.source), refusal, "portal");
    }

    pub fn ctx(&self) -> &Context {
        &self.0.ctx
    }

    pub fn texts(&self) -> &Texts {
        &self.0.texts
    }

    /// The browser's own random value: one-time codes and drafts are bound to it.
    pub fn browser(&self) -> &str {
        &self.0.browser
    }

    /// What the browser calls itself.
    pub fn agent(&self) -> &str {
        self.0.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A cookie of the request, for pages that keep something of their own.
    pub fn cookie(&self, name: &str) -> Option<String> {
        cookies::read(&self.0.headers, name)
    }

    pub fn theme(&self) -> Option<&'static str> {
        self.0.theme
    }

    /// The time zone that the person chose; none: the site's.
    pub fn chosen_zone(&self) -> Option<Tz> {
        self.0.chosen_zone
    }

    pub fn path(&self) -> &str {
        self.0.uri.path()
    }

    pub fn query(&self) -> &str {
        self.0.uri.query().unwrap_or_default()
    }

    fn asked_size(&self) -> Option<u64> {
        let found = url::form_urlencoded::parse(self.query().as_bytes()).find(|(name, _)| name == "size")?;
        found.1.parse().ok().filter(|size| SIZES.contains(size))
    }

    /// Rows on a page that the person chose last.
    pub fn usual_size(&self) -> Option<u64> {
        self.cookie(cookies::SIZE)?.parse().ok().filter(|size| SIZES.contains(size))
    }

    pub fn session(&self) -> Option<&PortalSession> {
        self.0.session.as_ref()
    }

    /// Whether the terms of the site come first.
    pub fn owes_consent(&self) -> bool {
        self.0.owes_consent
    }

    /// The signed-in person. Whoever must change the password, set up a second factor or agree to the terms does that first.
    ///
    /// # Errors
    /// A redirect to sign-in, to the password page, to that of the second factor, or to the terms.
    pub fn person(&self) -> Result<&PortalSession, Fault> {
        match &self.0.session {
            None => Err(Fault::SignIn),
            Some(session) if session.must_change && self.path() != address::ACCOUNT_PASSWORD => {
                Err(Fault::Redirect(address::ACCOUNT_PASSWORD.to_owned()))
            }
            Some(session) if session.must_enrol && !self.path().starts_with(address::ACCOUNT_SECOND_FACTOR) => {
                Err(Fault::Redirect(address::ACCOUNT_SECOND_FACTOR.to_owned()))
            }
            Some(_) if self.0.owes_consent && self.path() != address::ACCOUNT_TERMS => {
                let here = self.0.uri.path_and_query().map_or(address::HOME, http::uri::PathAndQuery::as_str);
                let next = address::inside(here).filter(|here| *here != address::HOME);
                let query = next.map_or_else(String::new, |next| address::query([("next", next)]));
                Err(Fault::Redirect(format!("{}{query}", address::ACCOUNT_TERMS)))
            }
            Some(session) => Ok(session),
        }
    }

    pub fn has(&self, role: &str) -> bool {
        self.0.ctx.actor.has(role)
    }

    /// Only for these roles.
    ///
    /// # Errors
    /// As [`Visitor::person`]; 403 for others.
    pub fn require(&self, wanted: &[&str]) -> Result<(), Fault> {
        self.person()?;
        if self.0.ctx.actor.has_any(wanted) { Ok(()) } else { Err(Fault::Forbidden) }
    }

    pub fn admin(&self) -> Result<(), Fault> {
        self.require(&[roles::PARTNER_ADMIN])
    }

    /// What forms of this visitor are bound to.
    pub(super) fn bound_to(&self) -> String {
        match &self.0.session {
            Some(session) => session.form_token.clone(),
            None => csrf::of_browser(&self.0.browser),
        }
    }

    /// The frame of a signed-out page, or of an error page whose cause may be the database.
    pub fn bare_frame(&self) -> Frame {
        let settings = self.app().settings();
        Frame {
            texts: self.texts().clone(),
            title: String::new(),
            site: settings.site.name.clone(),
            theme: self.0.theme,
            csrf: csrf::masked(self.app().surroundings(), &self.bound_to()),
            languages: self.language_links(),
            signed: None,
            crumbs: Vec::new(),
            flash: self.take_flash(),
            errors: Vec::new(),
            errors_title: None,
            errors_note: None,
            compat: settings.compat.mosip,
            stylesheet: assets::stylesheet(),
            mark: assets::mark(),
            help: help_pages::address_of(self.path()),
        }
    }

    /// The frame of a page; with navigation when somebody is signed in.
    pub async fn frame(&self, title: &str) -> Result<Frame, Fault> {
        self.frame_of(title, None).await
    }

    /// The frame of a page of one organisation.
    pub async fn frame_of(&self, title: &str, partner: Option<&PartnerView>) -> Result<Frame, Fault> {
        let mut frame = self.bare_frame().titled(title);
        let is_in = |session: &&PortalSession| !session.must_change && !session.must_enrol && !self.0.owes_consent;
        let Some(session) = self.session().filter(is_in) else {
            return Ok(frame);
        };
        let own = partners::own(self.app(), self.ctx()).await?;
        let current = partner.filter(|view| self.ctx().owned.contains(&view.partner.id)).or(own.first());
        let waiting = if self.has(roles::PARTNER_ADMIN) { self.waiting().await? } else { 0 };
        let (bold, rest) = match current {
            Some(view) => (view.partner.name.clone(), session.actor.name.clone()),
            None => (session.actor.name.clone(), frame.site.clone()),
        };
        let viewer = Viewer {
            roles: &session.actor.roles,
            partner: current.map(|view| view.partner.id.as_str()),
            partner_type: current.and_then(|view| view.partner_type),
            waiting,
            path: self.path(),
        };
        let navigation = Navigation::of(self.texts(), &viewer);
        let notifications = notifications::bell(self, waiting).await?;
        let is_staff = self.ctx().actor.has_any(roles::STAFF_ROLES) || self.has(roles::HOTLIST_ADMIN);
        let may_search = is_staff || !own.is_empty();
        frame.signed = Some(Signed { bold, rest, may_search, notifications, navigation });
        Ok(frame)
    }

    /// How many approvals wait for a decision, by kind, as a partner admin sees it.
    ///
    /// # Errors
    /// Refused to all but partner admins.
    pub async fn open_requests(&self) -> Result<&[OpenOfKind], Fault> {
        Ok(self.0.open.get_or_try_init(|| approvals::open_by_kind(self.app(), self.ctx())).await?)
    }

    /// Approvals that wait for a decision.
    ///
    /// # Errors
    /// Refused to all but partner admins.
    pub async fn waiting(&self) -> Result<u64, Fault> {
        Ok(self.open_requests().await?.iter().map(|one| one.total.max(0).cast_unsigned()).sum())
    }

    /// This page in every other language.
    fn language_links(&self) -> Vec<LanguageLink> {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(self.query().as_bytes())
            .filter(|(name, _)| name != "lang")
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        self.portal()
            .languages
            .iter()
            .filter(|language| language.tag != self.texts().language.tag)
            .map(|language| {
                let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                let query = address::query(pairs.chain([("lang", language.tag.as_str())]));
                LanguageLink {
                    tag: language.tag.clone(),
                    name: language.name.clone(),
                    href: format!("{}{query}", self.path()),
                }
            })
            .collect()
    }

    fn take_flash(&self) -> Option<Flash> {
        let words = self.0.flash.as_ref()?;
        self.0.flash_shown.store(true, Ordering::Relaxed);
        let mut phrase = self.texts().with(&words.key);
        for (name, value) in &words.values {
            phrase = phrase.text(name, value);
        }
        Some(Flash { message: phrase.html(), undo: words.undo.clone() })
    }

    /// After a change: on to a page that says so, once.
    pub fn done(&self, to: &str, key: &str, values: &[(&str, &str)]) -> Response {
        self.done_for_now(to, key, values, None)
    }

    /// The same after a change that can be taken back: `undo` is the page that does so, where the visitor may.
    pub fn done_for_now(&self, to: &str, key: &str, values: &[(&str, &str)], undo: Option<String>) -> Response {
        let words = FlashWords {
            key: key.to_owned(),
            values: values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            undo,
        };
        let mut response = Redirect::to(to).into_response();
        let json = serde_json::to_string(&words).unwrap_or_default();
        let value = format!("{}.{}", URL_SAFE_NO_PAD.encode(&json), csrf::sign(self.browser(), &json));
        // A cookie holds 4 kB; words that do not fit are not shown rather than cut.
        if value.len() < 3_500 {
            let cookie = self.portal().brief(self.portal().flash_cookie(), &value);
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

fn read_flash(browser: &str, value: &str) -> Option<FlashWords> {
    let (words, signature) = value.split_once('.')?;
    let json = String::from_utf8(URL_SAFE_NO_PAD.decode(words).ok()?).ok()?;
    csrf::is_signed(browser, &json, signature).then(|| serde_json::from_str(&json).ok()).flatten()
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts
            .extensions
            .get::<Visitor>()
            .cloned()
            .ok_or_else(|| Fault::Internal(anyhow::anyhow!("the portal's visitor layer is missing")))
    }
}
