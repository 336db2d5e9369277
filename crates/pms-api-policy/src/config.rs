//! Values of the configuration that the editor of policies needs (contract part B §4.14).

use pms_api_wire::{Answer, Call, Endpoint, Reply, Wire};
use pms_app::{App, policies};
use pms_domain::routes;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::POLICY_CONFIG)
            .summary("A value of the configuration, of a list of harmless keys")
            .gives::<ConfigValue>(),
        get,
    )
}

/// A key and its value.
#[derive(Serialize, ToSchema)]
struct ConfigValue {
    key: String,
    /// Null for every key that is not on the list.
    value: Option<String>,
}

async fn get(app: App, call: Call) -> Answer {
    let key = call.variable("key")?;
    Reply::json(ConfigValue { key: key.to_owned(), value: policies::config(&app, &call.context, key)? })
}

#[cfg(test)]
mod tests;
