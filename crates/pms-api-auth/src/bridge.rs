//! The login bridge: from the existing portal to the identity provider and back (contract part A §9, consumers §5.3).

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use http::header;
use http::request::Parts;
use pms_api_wire::{Answer, Call, Parameter, Reply};
use pms_app::accounts::external;
use pms_app::accounts::tokens::{self, BRIDGE_CLIENT, Proof};
use pms_app::{App, Failure, Outcome};
use pms_domain::{Context, Refusal, catalogue};
use pms_identity::Secret;
use pms_identity::oidc::{CodeFlow, pkce_challenge};
use pms_identity::security::kind;
use url::{Url, form_urlencoded};

use crate::cookies::{self, STATE};
use crate::request::{Service, cookie, failure, redirect, secure};
use crate::state::{self, SignIn, is_canonical};
use crate::target::{Targets, decode_target};
use crate::user::claims;

pub(crate) const BEGIN: [Parameter; 2] = [
    Parameter::text("state", "UUID of the sign-in, unless the cookie `state` has one."),
    Parameter::text("ui_locales", "Languages of the provider's pages."),
];
pub(crate) const FINISH: [Parameter; 3] = [
    Parameter::text("state", "The state that the sign-in began with."),
    Parameter::text("code", "The provider's code."),
    Parameter::text("error", "What the provider says instead of a code."),
];

const LOGIN: &str = "/v1/partnermanager/login/";
const LOGIN_V2: &str = "/v1/partnermanager/login/v2/";
const LOGIN_REDIRECT: &str = "/v1/partnermanager/login-redirect/";
/// Longest code of a provider that is passed on.
const LONGEST_CODE: usize = 4096;

pub(crate) fn router(service: Service) -> Router {
    Router::new()
        .route("/v1/partnermanager/login/{*target}", get(begin_route))
        .route("/v1/partnermanager/login-redirect/{*target}", get(finish_route))
        .with_state(service)
}

/// A parameter of the query; of a repeated one the first counts.
fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.into_owned())
}

/// The last part of the path as it was sent; base64 may hold slashes, which are not merged here.
fn encoded_target(path: &str, prefixes: &[&str]) -> String {
    let rest = prefixes.iter().find_map(|prefix| path.strip_prefix(prefix)).unwrap_or_default();
    percent_decoded(rest)
}

fn percent_decoded(text: &str) -> String {
    // `+` is a digit of base64, not a blank.
    let text = text.replace('+', "%2B");
    form_urlencoded::parse(format!("t={text}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

async fn begin_route(State(service): State<Service>, request: Request<Body>) -> Response {
    let (parts, _) = request.into_parts();
    let ctx = service.anonymous(&parts);
    let begin = Begin {
        encoded: encoded_target(parts.uri.path(), &[LOGIN_V2, LOGIN]),
        state: parameter(parts.uri.query(), "state"),
        ui_locales: parameter(parts.uri.query(), "ui_locales"),
        cookie: cookie(&parts.headers, STATE).map(str::to_owned),
    };
    let response = begin.run(&service.app, &ctx).await;
    secure(response.unwrap_or_else(|error| failure(error, &ctx.request_id, ctx.now())), &ctx.request_id)
}

async fn finish_route(State(service): State<Service>, request: Request<Body>) -> Response {
    let (parts, _) = request.into_parts();
    let ctx = service.anonymous(&parts);
    let response = Finish::of(&parts).run(&service.app, &ctx).await;
    secure(response, &ctx.request_id)
}

/// As [`begin_route`], within the wire's frame.
pub(crate) async fn begin_call(app: App, call: Call) -> Answer {
    let text = |name: &str| call.query().text(name).map(str::to_owned);
    let begin = Begin {
        encoded: call.variable("redirectURI")?.to_owned(),
        state: text("state"),
        ui_locales: text("ui_locales"),
        cookie: call.cookie(STATE).map(str::to_owned),
    };
    Reply::whole(begin.run(&app, &call.context).await?)
}

/// As [`finish_route`], within the wire's frame.
pub(crate) async fn finish_call(app: App, call: Call) -> Answer {
    let text = |name: &str| call.query().text(name).map(str::to_owned);
    let finish = Finish {
        encoded: call.variable("redirectURI")?.to_owned(),
        state: text("state"),
        code: text("code"),
        error: text("error"),
        cookie: call.cookie(STATE).map(str::to_owned),
    };
    Reply::whole(finish.run(&app, &call.context).await)
}

/// The targets of the site.
pub(crate) fn targets(app: &App) -> Targets {
    Targets::new(&app.settings().server.public_url, &app.settings().identity.allowed_redirects)
}

/// The checked target behind its base64, or KER-ACP-009.
pub(crate) fn checked_target(app: &App, ctx: &Context, encoded: &str) -> Outcome<Url> {
    let found = decode_target(encoded).and_then(|target| targets(app).check(&target));
    found.ok_or_else(|| {
        app.identity().events().report(kind::REDIRECT_REFUSED, ctx.source, None, Some(ctx.request_id.clone()));
        Refusal::of(&catalogue::ACP_URL).into()
    })
}

fn return_address(app: &App, encoded: &str) -> String {
    let encoded: String = encoded
        .chars()
        .map(|c| match c {
            '+' => "%2B".to_owned(),
            other => other.to_string(),
        })
        .collect();
    format!("{}{LOGIN_REDIRECT}{encoded}", app.settings().server.public_url.trim_end_matches('/'))
}

/// The beginning of a sign-in.
struct Begin {
    encoded: String,
    state: Option<String>,
    ui_locales: Option<String>,
    cookie: Option<String>,
}

impl Begin {
    async fn run(&self, app: &App, ctx: &Context) -> Outcome<Response> {
        let state = self.state(app).await?;
        let target = checked_target(app, ctx, &self.encoded)?;
        let sign_in = SignIn::new(app, &state, target.as_str(), &self.encoded);
        let address = self.provider_address(app, &sign_in)?;
        let mut response = redirect(&address);
        if let Some(cookie) = cookies::state(app, &sign_in.to_cookie(app)?, ctx.now()) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }

    /// The cookie's state, unless it was used already; else the query's.
    async fn state(&self, app: &App) -> Outcome<String> {
        let given = |text: &str| !text.is_empty();
        let mut chosen = self.state.as_deref().filter(|text| given(text));
        if let Some(cookie) = self.cookie.as_deref().map(state::named).filter(|text| given(text)) {
            let is_spent = chosen.is_some() && is_canonical(cookie) && state::was_used(app, cookie).await?;
            if !is_spent {
                chosen = Some(cookie);
            }
        }
        let chosen = chosen.ok_or_else(|| Refusal::of(&catalogue::ACP_STATE_EMPTY))?;
        if !is_canonical(chosen) {
            return Err(Refusal::of(&catalogue::ACP_STATE_UUID).into());
        }
        Ok(chosen.to_owned())
    }

    fn provider_address(&self, app: &App, sign_in: &SignIn) -> Outcome<String> {
        let back = return_address(app, &self.encoded);
        let ui_locales = self.ui_locales.as_deref().filter(|text| text.len() <= 64);
        if let Some(provider) = app.identity().provider() {
            let flow = CodeFlow {
                redirect_uri: &back,
                state: &sign_in.state,
                nonce: &sign_in.nonce,
                verifier: &sign_in.verifier,
                ui_locales,
            };
            return Ok(provider.authorization_url(&flow)?);
        }
        let endpoint = format!("{}/protocol/openid-connect/auth", app.identity().issuer().name());
        let mut url = Url::parse(&endpoint).map_err(anyhow::Error::from)?;
        url.query_pairs_mut()
            .append_pair("client_id", BRIDGE_CLIENT)
            .append_pair("redirect_uri", &back)
            .append_pair("state", &sign_in.state)
            .append_pair("response_type", "code")
            .append_pair("scope", "openid email profile")
            .append_pair("nonce", &sign_in.nonce)
            .append_pair("code_challenge", &pkce_challenge(&sign_in.verifier))
            .append_pair("code_challenge_method", "S256");
        if let Some(locales) = ui_locales {
            url.query_pairs_mut().append_pair("ui_locales", locales);
        }
        Ok(url.into())
    }
}

/// The return from the provider.
struct Finish {
    encoded: String,
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    cookie: Option<String>,
}

/// A sign-in that succeeded.
struct Done {
    target: Url,
    token: String,
    expires_in: i64,
    /// Portal session, when the target is the portal of this server and the person comes from a provider.
    portal: Option<Secret>,
}

impl Finish {
    fn of(parts: &Parts) -> Self {
        Self {
            encoded: encoded_target(parts.uri.path(), &[LOGIN_REDIRECT]),
            state: parameter(parts.uri.query(), "state"),
            code: parameter(parts.uri.query(), "code"),
            error: parameter(parts.uri.query(), "error"),
            cookie: cookie(&parts.headers, STATE).map(str::to_owned),
        }
    }

    /// Whatever comes of it, the state cookie is removed: a script could not, and a used one would come back.
    async fn run(&self, app: &App, ctx: &Context) -> Response {
        let now = ctx.now();
        let mut response = match self.sign_in(app, ctx).await {
            Ok(Ok(done)) => {
                let mut response = redirect(done.target.as_str());
                let set = [
                    cookies::token(app, &done.token, done.expires_in, now),
                    done.portal.and_then(|secret| cookies::portal(app, secret.reveal())),
                ];
                for cookie in set.into_iter().flatten() {
                    response.headers_mut().append(header::SET_COOKIE, cookie);
                }
                response
            }
            Ok(Err(target_with_error)) => redirect(target_with_error.as_str()),
            Err(error) => failure(error, &ctx.request_id, now),
        };
        if let Some(cookie) = cookies::remove(app, STATE, now) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// `Ok(Err(target))`: the provider said no, and the target is told.
    async fn sign_in(&self, app: &App, ctx: &Context) -> Outcome<Result<Done, Url>> {
        let sign_in = self.bound(app, ctx).await?;
        // Checked again: the list may have changed, and nothing is sent anywhere unchecked.
        let target = targets(app).check(&sign_in.target).ok_or_else(|| Refusal::of(&catalogue::ACP_URL))?;
        if let Some(error) = &self.error {
            let mut target = target;
            let error: String = error.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(64).collect();
            target.query_pairs_mut().append_pair("error", &error);
            return Ok(Err(target));
        }
        let code = self.code.as_deref().filter(|code| !code.is_empty() && code.len() <= LONGEST_CODE);
        let code = code.ok_or_else(|| Refusal::of(&catalogue::ACP_TOKEN))?;
        if app.identity().is_embedded() {
            self.embedded(app, ctx, &sign_in, target, code).await.map(Ok)
        } else {
            self.external(app, ctx, &sign_in, target, code).await.map(Ok)
        }
    }

    /// The sign-in that this browser began, with this state and this target, and that has not returned yet.
    async fn bound(&self, app: &App, ctx: &Context) -> Outcome<SignIn> {
        let mismatch = || Failure::from(Refusal::of(&catalogue::ACP_STATE_MISMATCH));
        let cookie = self.cookie.as_deref().ok_or_else(mismatch)?;
        let sign_in = SignIn::from_cookie(app, cookie, ctx.now()).ok_or_else(mismatch)?;
        if self.state.as_deref() != Some(sign_in.state.as_str()) || self.encoded != sign_in.encoded {
            return Err(mismatch());
        }
        if !sign_in.spend(app).await? {
            return Err(mismatch());
        }
        Ok(sign_in)
    }

    async fn embedded(&self, app: &App, ctx: &Context, sign_in: &SignIn, target: Url, code: &str) -> Outcome<Done> {
        let back = return_address(app, &sign_in.encoded);
        let code = Secret::new(code);
        let set = tokens::exchange_code(app, ctx, BRIDGE_CLIENT, Proof::Ours, &code, &back, &sign_in.verifier).await;
        let set = set.map_err(no_token)?;
        let nonce = set.id_token.as_deref().map(claims);
        if nonce.as_ref().and_then(|claims| claims.get("nonce")?.as_str()) != Some(sign_in.nonce.as_str()) {
            return Err(Refusal::of(&catalogue::ACP_TOKEN).into());
        }
        Ok(Done { target, token: set.access.token, expires_in: set.access.expires_in, portal: None })
    }

    async fn external(&self, app: &App, ctx: &Context, sign_in: &SignIn, target: Url, code: &str) -> Outcome<Done> {
        let failed = || Failure::from(Refusal::of(&catalogue::ACP_TOKEN));
        let provider = app.identity().provider().ok_or_else(failed)?;
        let back = return_address(app, &sign_in.encoded);
        let flow = CodeFlow {
            redirect_uri: &back,
            state: &sign_in.state,
            nonce: &sign_in.nonce,
            verifier: &sign_in.verifier,
            ui_locales: None,
        };
        let now = ctx.now().and_utc().timestamp();
        let allowed = &app.settings().identity.allowed_audiences;
        let exchanged = provider.exchange(code, &flow, allowed, now).await.map_err(|why| {
            tracing::info!(request_id = ctx.request_id, %why, "no token for the provider's code");
            failed()
        })?;
        // What the provider vouches for may be blocked here.
        let actor = app.identity().authenticate(&exchanged.answer.access_token).await.map_err(|_| failed())?;
        let portal = if is_portal(app, &target) {
            Some(external::start_session(app, ctx, &actor).await?.secret)
        } else {
            external::adopt(app, ctx, &actor).await?;
            None
        };
        let expires_in = exchanged.claims.expires_at - now;
        Ok(Done { target, token: exchanged.answer.access_token, expires_in, portal })
    }
}

fn is_portal(app: &App, target: &Url) -> bool {
    Targets::new(&format!("{}/portal", app.settings().server.public_url.trim_end_matches('/')), &[])
        .check(target.as_str())
        .is_some()
}

fn no_token(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(_) => Refusal::of(&catalogue::ACP_TOKEN).into(),
        other => other,
    }
}
