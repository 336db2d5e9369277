//! What the frame needs of the application: settings, clock, and who a token belongs to.

use std::future::Future;
use std::net::IpAddr;

use pms_app::App;
use pms_app::accounts::external;
use pms_app::failure::Outcome;
use pms_app::refusals::{self, Caller};
use pms_app::settings::Settings;
use pms_domain::context::Surroundings;
use pms_domain::{Actor, Context, Refusal};

/// The token is missing, unreadable, expired, forged, revoked, or of a client that may not call: all alike, so that a
/// caller learns nothing from the difference (contract part A §1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no valid token")]
pub struct Unauthenticated;

/// The application as the frame sees it. `pms_app::App` is one; tests bring their own.
pub trait Gatekeeper: Clone + Send + Sync + 'static {
    fn settings(&self) -> &Settings;

    fn surroundings(&self) -> &Surroundings;

    /// Who the token of a request belongs to.
    fn authenticate(
        &self,
        token: &str,
        request_id: &str,
        source: Option<IpAddr>,
    ) -> impl Future<Output = Result<Actor, Unauthenticated>> + Send;

    /// As [`Self::authenticate`] however long the database was not reached: for routes that refuse by themselves then
    /// ([`crate::Endpoint::judges_age`]).
    fn authenticate_at_any_age(
        &self,
        token: &str,
        request_id: &str,
        source: Option<IpAddr>,
    ) -> impl Future<Output = Result<Actor, Unauthenticated>> + Send {
        self.authenticate(token, request_id, source)
    }

    /// The context of a request of this caller: resolves the partners that the caller is a member of.
    fn context(
        &self,
        actor: Actor,
        request_id: String,
        source: Option<IpAddr>,
    ) -> impl Future<Output = Outcome<Context>> + Send;

    /// Reports a refusal to the stream of security events, if it is about the caller's rights. Nothing waits for it.
    fn refused(&self, caller: &Caller, refusal: &Refusal, route: &'static str);
}

impl Gatekeeper for App {
    fn settings(&self) -> &Settings {
        App::settings(self)
    }

    fn surroundings(&self) -> &Surroundings {
        App::surroundings(self)
    }

    async fn authenticate(
        &self,
        token: &str,
        request_id: &str,
        source: Option<IpAddr>,
    ) -> Result<Actor, Unauthenticated> {
        external::authenticate(self, token, request_id, source).await.map_err(|_| Unauthenticated)
    }

    async fn authenticate_at_any_age(
        &self,
        token: &str,
        request_id: &str,
        source: Option<IpAddr>,
    ) -> Result<Actor, Unauthenticated> {
        if !self.identity().is_closed() {
            return Gatekeeper::authenticate(self, token, request_id, source).await;
        }
        let found = self.identity().recognise_at_any_age(token).await.map_err(|_| Unauthenticated)?;
        Ok(found.actor)
    }

    async fn context(&self, actor: Actor, request_id: String, source: Option<IpAddr>) -> Outcome<Context> {
        App::context(self, actor, request_id, source).await
    }

    fn refused(&self, caller: &Caller, refusal: &Refusal, route: &'static str) {
        refusals::report(self, caller, refusal, route);
    }
}
