//! The routes of `/v1/policymanager` (contract part B §4).

mod clone;
mod config;
mod draft;
mod list;
mod policy;
mod policy_group;
mod search;
mod standing;

use pms_api_wire::Wire;
use pms_app::App;

/// Message of a member that must be there.
const EMPTY: &str = "value is empty or null";

/// Adds the routes of the policy service.
pub fn mount(wire: Wire<App>) -> Wire<App> {
    let wire = policy_group::mount(wire);
    let wire = draft::mount(wire);
    let wire = policy::mount(wire);
    let wire = standing::mount(wire);
    let wire = clone::mount(wire);
    let wire = search::mount(wire);
    let wire = list::mount(wire);
    config::mount(wire)
}

#[cfg(test)]
mod testing;

#[cfg(test)]
pub(crate) const SERVICE: pms_api_testkit::Service = pms_api_testkit::Service { mount, base: "/v1/policymanager" };
