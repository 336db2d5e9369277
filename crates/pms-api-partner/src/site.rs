//! What the portal of the site needs to know: configuration and roles (contract part A §8).

use std::collections::BTreeMap;

use pms_api_wire::{Answer, Call, Endpoint, Reply, Wire};
use pms_app::App;
use pms_domain::routes;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::SYSTEM_CONFIG)
            .summary("Configuration of the site; every value is a text")
            .gives::<BTreeMap<String, String>>(),
        system_config,
    )
    .route(Endpoint::new(&routes::LIST_ROLES).summary("Roles of the site's portal").gives::<Roles>(), roles)
}

async fn system_config(app: App, _: Call) -> Answer {
    Reply::json(app.settings().system_config())
}

#[derive(Serialize, ToSchema)]
struct Roles {
    roles: Vec<String>,
}

async fn roles(app: App, _: Call) -> Answer {
    Reply::json(Roles { roles: app.settings().portal.required_roles.clone() })
}

#[cfg(test)]
mod tests;
