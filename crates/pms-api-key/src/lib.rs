//! The routes of `/v1/keymanager` that partners' systems and scripts call (contract pki §1.4).

mod certificate;
mod verify;

use pms_api_wire::Wire;
use pms_app::App;

/// Adds the routes of keymanager.
pub fn mount(wire: Wire<App>) -> Wire<App> {
    verify::mount(certificate::mount(wire))
}

#[cfg(test)]
pub(crate) const SERVICE: pms_api_testkit::Service = pms_api_testkit::Service { mount, base: "/v1/keymanager" };
