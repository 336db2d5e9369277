//! The check at authentication time: the contract's route for one question (contract consumers §1.3), and our own for many.
//!
//! Licence and key stand in the address of the first and in the body of the second. Neither is repeated in an answer.

mod batch;
mod single;

use pms_api_wire::Wire;
use pms_app::App;

/// Adds the routes of the check.
pub fn mount(wire: Wire<App>) -> Wire<App> {
    batch::mount(single::mount(wire))
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) const SERVICE: pms_api_testkit::Service = pms_api_testkit::Service { mount, base: "/v1/partnermanager" };
