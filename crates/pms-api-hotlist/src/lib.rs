//! The routes of `/v1/hotlist` (contract consumers §4), and those of our own beside them: the list, and files.

mod entries;
mod import;
mod list;

use pms_api_wire::Wire;
use pms_app::App;

/// Adds the routes of the hotlist.
pub fn mount(wire: Wire<App>) -> Wire<App> {
    import::mount(list::mount(entries::mount(wire)))
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) const SERVICE: pms_api_testkit::Service = pms_api_testkit::Service { mount, base: "/v1/hotlist" };
