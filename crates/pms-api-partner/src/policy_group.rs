//! A partner's policy group (contract part A §4.13).

use pms_api_wire::{Answer, Call, Endpoint, Reply, Wire};
use pms_app::{App, partners};
use pms_domain::routes;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::CHOOSE_POLICY_GROUP)
            .summary("Choose the policy group of a partner that is not active yet")
            .gives::<String>(),
        choose,
    )
}

async fn choose(app: App, call: Call) -> Answer {
    let group = call.variable("policygroupName")?;
    partners::choose_policy_group(&app, &call.context, call.variable("partnerId")?, group).await?;
    Reply::json("Success")
}

#[cfg(test)]
mod tests;
