//! authmanager, the embedded issuer and the login bridge (contract consumers §5, part A §9, architecture §4).
//!
//! [`mount`] adds the routes that have the wire's frame; [`router`] is everything that has none: the issuer's paths
//! below `/auth/realms/mosip`, and the login bridge, whose last path variable may hold slashes.

mod authmanager;
mod bridge;
mod cookies;
mod issuer;
mod request;
mod sign_out;
mod state;
mod target;
mod user;

use axum::Router;
use pms_api_wire::{Endpoint, Flavour, NotANetwork, Parameter, Wire};
use pms_app::App;
use pms_domain::routes;

pub use target::{Targets, decode_target};

/// The routes with the wire's frame.
pub fn mount(wire: Wire<App>) -> Wire<App> {
    let wire = authmanager::mount(wire);
    let target = [Parameter::text("redirecturi", "Where to go afterwards, base64.")];
    wire.route(
        Endpoint::new(&routes::VALIDATE_TOKEN)
            .summary("Who the token in the cookie belongs to")
            .flavour(Flavour::Authmanager)
            .gives::<user::UserBody>(),
        user::validate_for_portal,
    )
    .route(
        Endpoint::new(&routes::LOGOUT)
            .summary("End the session and go to the provider's sign-out")
            .parameters(&target)
            .writes(),
        sign_out::sign_out,
    )
    .route(Endpoint::new(&routes::LOGIN).summary("Begin a sign-in").parameters(&bridge::BEGIN), bridge::begin_call)
    .route(Endpoint::new(&routes::LOGIN_V2).summary("Begin a sign-in").parameters(&bridge::BEGIN), bridge::begin_call)
    .route(
        Endpoint::new(&routes::LOGIN_REDIRECT).summary("Finish a sign-in").parameters(&bridge::FINISH),
        bridge::finish_call,
    )
}

/// The routes without the frame. Merge it with the wire's service: its paths are more exact and win.
///
/// # Errors
/// When a trusted proxy of the settings is neither an address nor a network.
pub fn router(app: App) -> Result<Router, NotANetwork> {
    let service = request::Service::new(app)?;
    Ok(bridge::router(service.clone()).merge(issuer::router(service)))
}
