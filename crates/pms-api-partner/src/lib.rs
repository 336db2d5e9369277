//! The routes of `/v1/partnermanager` (contract part A §3 to §8), except sign-in.
//!
//! Each file is an endpoint or a few that belong together: the types of its JSON, its handlers, its tests. A handler
//! shapes; what may happen is decided by the use cases of `pms-app`.

mod admin_create;
mod admin_partners;
mod api_key;
mod api_key_list;
mod api_key_lookup;
mod api_key_own;
mod api_key_search;
mod approvals;
mod audit;
mod ca_certificate;
mod certificate;
mod certificate_history;
mod certificate_upload;
mod contact;
mod contacts;
mod credential_type;
mod email;
mod extractors;
mod list;
mod list_file;
mod misp;
mod misp_search;
mod notifications;
mod oauth_client;
mod own;
mod partner;
mod policy_group;
mod policy_link;
mod policy_request_search;
mod published;
mod register;
mod rename;
mod revocation;
mod search;
mod site;
mod standing;
mod transactions;
mod trust;
mod update;
mod user_consent;
mod users;

use pms_api_wire::Wire;
use pms_app::App;

/// Adds the routes of the partner service.
pub fn mount(wire: Wire<App>) -> Wire<App> {
    let parts = [
        register::mount,
        update::mount,
        partner::mount,
        contact::mount,
        ca_certificate::mount,
        certificate_upload::mount,
        certificate::mount,
        certificate_history::mount,
        search::mount,
        policy_group::mount,
        policy_link::mount,
        policy_request_search::mount,
        extractors::mount,
        credential_type::mount,
        api_key::mount,
        api_key_lookup::mount,
        api_key_list::mount,
        api_key_search::mount,
        api_key_own::mount,
        email::mount,
        oauth_client::mount,
        standing::mount,
        rename::mount,
        list::mount,
        own::mount,
        admin_partners::mount,
        admin_create::mount,
        trust::mount,
        audit::mount,
        misp::mount,
        misp_search::mount,
        users::mount,
        user_consent::mount,
        site::mount,
        notifications::mount,
        contacts::mount,
        approvals::mount,
        revocation::mount,
        published::mount,
        transactions::mount,
    ];
    parts.into_iter().fold(wire, |wire, mount| mount(wire))
}

#[cfg(test)]
mod routes_tests;
#[cfg(test)]
mod testing;

#[cfg(test)]
pub(crate) const SERVICE: pms_api_testkit::Service = pms_api_testkit::Service { mount, base: "/v1/partnermanager" };
