//! The routes of `/v1/policymanager` (contract part B §4). So far: policy groups.

mod policy_group;

use pms_api_wire::Wire;
use pms_app::App;

/// Adds the routes of the policy service.
pub fn mount(wire: Wire<App>) -> Wire<App> {
    policy_group::mount(wire)
}

#[cfg(test)]
pub(crate) const SERVICE: pms_api_testkit::Service = pms_api_testkit::Service { mount, base: "/v1/policymanager" };
