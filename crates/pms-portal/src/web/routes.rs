//! Addresses and their handlers.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::{any, get, post};
use pms_app::App;
use pms_domain::limits;

use super::fault::Fault;
use super::{Portal, headers};
use crate::assets;
use crate::pages::*;

/// The portal, below `/portal`. A configuration that it cannot work with (see [`super::check`]) leaves one answer: 503,
/// with the cause in the log.
pub fn router(app: App) -> Router {
    let portal = match Portal::new(app) {
        Ok(portal) => portal,
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "the portal is not available");
            return Router::new().route("/portal", get(unavailable)).route("/portal/{*rest}", get(unavailable));
        }
    };
    // The addresses stand in full: `nest` would take the prefix from the paths that the pages compare. A route for the
    // rest instead of a fallback: the server has one of its own.
    let pages = gate()
        .merge(organisations())
        .merge(administration())
        .merge(uses_and_ends())
        .merge(policy_pages())
        .merge(registries())
        .merge(hotlist_pages())
        .merge(services())
        .merge(services_of_all())
        .route("/portal/", any(not_found))
        .route("/portal/{*rest}", any(not_found))
        .method_not_allowed_fallback(not_found)
        .layer(DefaultBodyLimit::max(limits::BODY))
        .layer(from_fn_with_state(portal, headers::around));
    Router::new().route("/portal/static/{file}", get(assets::serve)).merge(pages)
}

/// A form that came back with errors stands at an address that only takes forms: its language links, and a reload, lead
/// to the page above it.
async fn up(uri: http::Uri) -> Redirect {
    let above = uri.path().rsplit_once('/').map_or(crate::address::HOME, |(above, _)| above);
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Redirect::to(&format!("{above}{query}"))
}

async fn unavailable() -> http::StatusCode {
    http::StatusCode::SERVICE_UNAVAILABLE
}

async fn not_found() -> Fault {
    Fault::NotFound
}

/// Before signing in, one's own account, help.
fn gate() -> Router {
    Router::new()
        .route("/portal", get(home::show))
        .route("/portal/sign-in", get(sign_in::show).post(sign_in::send))
        .route("/portal/sign-in/code", get(sign_in::code).post(sign_in::send_code))
        .route("/portal/sign-in/provider", get(sign_in::provider))
        .route("/portal/draft", get(draft::show).post(draft::forget))
        .route("/portal/sign-out", post(sign_in::leave))
        .route("/portal/reset", get(reset::show).post(reset::send))
        .route("/portal/reset/code", get(reset::code).post(reset::save))
        .route("/portal/register", get(register::organisation).post(register::save_organisation))
        .route("/portal/register/contact", get(register::contact).post(register::save_contact))
        .route("/portal/register/code", get(register::code).post(register::save_code))
        .route("/portal/register/check", get(register::check).post(register::finish))
        .route("/portal/register/done", get(register::done))
        .route("/portal/invitation", get(up).post(invitation::accept))
        .route("/portal/invitation/{token}", get(invitation::show))
        .route("/portal/account", get(account::show))
        .route("/portal/account/details", get(account_details::edit).post(account_details::save))
        .route("/portal/account/email", get(account_details::email).post(account_details::send_code))
        .route("/portal/account/email/code", get(account_details::code).post(account_details::change_email))
        .route("/portal/account/preferences", get(up).post(account::preferences))
        .route("/portal/account/password", get(account::password).post(account::change_password))
        .route("/portal/account/terms", get(terms::show).post(terms::agree))
        .route("/portal/account/second-factor", get(second_factor::show).post(second_factor::begin))
        .route("/portal/account/second-factor/app", get(second_factor::app).post(second_factor::confirm))
        .route("/portal/account/second-factor/codes", get(second_factor::ask_codes).post(second_factor::new_codes))
        .route("/portal/account/second-factor/off", get(second_factor::ask_off).post(second_factor::switch_off))
        .route("/portal/account/sessions/end-others", post(account::end_other_sessions))
        .route("/portal/account/sessions/{sid}/end", post(account::end_session))
        .route("/portal/notifications", get(notifications::show))
        .route("/portal/notifications/read", post(notices::read))
        .route("/portal/notifications.csv", get(notifications::export))
        .route("/portal/notifications/{id}/dismiss", post(notifications::dismiss))
        .route("/portal/platform", get(platform::list))
        .route("/portal/platform/{name}/certificate.cer", get(platform::file))
        .route("/portal/help", get(help::index))
        .route("/portal/help/pages", get(help_pages::show))
        .route("/portal/help/partners", get(help::kinds))
        .route("/portal/help/certificates", get(help::certificates))
        .route("/portal/help/errors", get(help::errors))
}

/// Pages of one's own organisation.
fn organisations() -> Router {
    Router::new()
        .route("/portal/org/{id}/home", get(home::organisation))
        .route("/portal/org/{id}/profile", get(organisation::profile))
        .route("/portal/org/{id}/profile/edit", get(organisation::edit).post(organisation::save))
        .route("/portal/org/{id}/profile/rename", get(rename::show).post(rename::send))
        .route("/portal/org/{id}/people", get(people::show))
        .route("/portal/org/{id}/people/invitations", get(up).post(people::invite))
        .route("/portal/org/{id}/people/invitations/{invitation}/resend", post(people::resend))
        .route("/portal/org/{id}/people/invitations/{invitation}/revoke", post(people::revoke))
        .route("/portal/org/{id}/people/{member}/role", get(people::ask_role).post(people::set_role))
        .route("/portal/org/{id}/people/{member}/remove", get(people::ask_remove).post(people::remove))
        .route("/portal/org/{id}/history", get(organisation::history))
        .route("/portal/org/{id}/policy-group", get(organisation::group).post(organisation::choose_group))
        .route("/portal/org/{id}/request", get(request::newest))
        .route("/portal/org/{id}/request/{approval}", get(request::own_show))
        .route("/portal/org/{id}/request/{approval}/answer", get(up).post(request::answer))
        .route("/portal/org/{id}/request/{approval}/reopen", get(up).post(request::reopen))
        .route("/portal/org/{id}/contacts/new", get(contacts::new).post(contacts::add))
        .route("/portal/org/{id}/contacts/{contact}/edit", get(contacts::edit).post(contacts::save))
        .route("/portal/org/{id}/contacts/{contact}/remove", get(contacts::ask_remove).post(contacts::remove))
        .route("/portal/org/{id}/contacts/{contact}/verify", get(contacts::ask_verify).post(contacts::verify))
        .route("/portal/org/{id}/certificates", get(certificates::list))
        .route("/portal/org/{id}/certificates.csv", get(certificates::export))
        .route("/portal/org/{id}/certificates/check", get(up).post(certificates::check))
        .route("/portal/org/{id}/certificates/confirm", get(up).post(certificates::confirm))
        .route("/portal/org/{id}/certificates/chain", get(up).post(certificates::chain))
        .route("/portal/org/{id}/certificates/{certificate}", get(certificate::own_show))
        .route("/portal/org/{id}/certificates/{certificate}/{file}", get(certificates::file))
}

/// Pages of partner admins and policy managers.
fn administration() -> Router {
    Router::new()
        .route("/portal/inbox", get(inbox::show))
        .route("/portal/inbox.csv", get(inbox::export))
        .route("/portal/inbox/bulk", get(bulk::ask).post(bulk::decide))
        .route("/portal/inbox/{id}", get(request::show))
        .route("/portal/inbox/{id}/decision", get(up).post(request::decide))
        .route("/portal/partners", get(partners::list))
        .route("/portal/partners.csv", get(partners::export))
        .route("/portal/partners/new", get(partner_new::show).post(partner_new::create))
        .route("/portal/partners/{id}", get(partner::show))
        .route("/portal/partners/{id}/deactivate", get(partner::ask_deactivate).post(partner::deactivate))
        .route("/portal/partners/{id}/reactivate", get(partner::ask_reactivate).post(partner::reactivate))
        .route("/portal/partners/{id}/email", get(partner_email::ask).post(partner_email::correct))
        .route("/portal/partners/{id}/invitations", get(up).post(partner::invite))
        .route("/portal/partners/{id}/invitations/{invitation}/resend", post(partner::resend))
        .route("/portal/partners/{id}/invitations/{invitation}/revoke", post(partner::revoke))
        .route("/portal/partners/{id}/certificates/{certificate}", get(certificate::show))
        .route(
            "/portal/partners/{id}/certificates/{certificate}/revoke",
            get(certificate::ask_revoke).post(certificate::revoke),
        )
        .route("/portal/accounts", get(accounts::list))
        .route("/portal/accounts.csv", get(accounts::export))
        .route("/portal/accounts/{account}", get(accounts_one::show))
        .route("/portal/accounts/{account}/roles", get(accounts_one::ask_grant).post(accounts_one::grant))
        .route(
            "/portal/accounts/{account}/roles/{role}/revoke",
            get(accounts_one::ask_revoke).post(accounts_one::revoke),
        )
        .route(
            "/portal/accounts/{account}/deactivate",
            get(accounts_one::ask_deactivate).post(accounts_one::deactivate),
        )
        .route(
            "/portal/accounts/{account}/reactivate",
            get(accounts_one::ask_reactivate).post(accounts_one::reactivate),
        )
        .route("/portal/accounts/{account}/sessions", get(accounts_one::ask_sessions).post(accounts_one::end_sessions))
        .route("/portal/accounts/{account}/second-factor", get(accounts_one::ask_reset).post(accounts_one::reset))
        .route("/portal/audit", get(audit::list))
        .route("/portal/audit/{file}", get(audit::export))
        .route("/portal/trust", get(trust::list))
        .route("/portal/trust.csv", get(trust::export))
        .route("/portal/trust/upload", get(trust::upload).post(trust::read))
        .route("/portal/trust/confirm", get(up).post(trust::confirm))
        .route("/portal/trust/{id}/chain.p7b", get(trust::chain))
        .route("/portal/search", get(search::show))
}

/// Licences, the transaction log, the calendar.
fn uses_and_ends() -> Router {
    Router::new()
        .route("/portal/org/{id}/licences", get(licences::list_own))
        .route("/portal/org/{id}/licences.csv", get(licences::export_own))
        .route("/portal/org/{id}/licences/new", get(licences::ask_new_own).post(licences::create_own))
        .route("/portal/org/{id}/licences/renew", get(licences::ask_renew_own).post(licences::renew_own))
        .route("/portal/org/{id}/licences/deactivate", get(licences::ask_deactivate_own).post(licences::deactivate_own))
        .route("/portal/org/{id}/licences/activate", get(licences::ask_activate_own).post(licences::activate_own))
        .route("/portal/licences", get(licences::list))
        .route("/portal/licences.csv", get(licences::export))
        .route("/portal/licences/new", get(licences::ask_new).post(licences::create))
        .route("/portal/licences/{misp}/renew", get(licences::ask_renew).post(licences::renew))
        .route("/portal/licences/{misp}/deactivate", get(licences::ask_deactivate).post(licences::deactivate))
        .route("/portal/licences/{misp}/activate", get(licences::ask_activate).post(licences::activate))
        .route("/portal/org/{id}/usage", get(usage::show_own))
        .route("/portal/org/{id}/usage/{file}", get(usage::take_own))
        .route("/portal/transactions", get(usage::show_all))
        .route("/portal/transactions/{file}", get(usage::take_all))
        .route("/portal/org/{id}/calendar", get(calendar::list_own))
        .route("/portal/org/{id}/calendar.csv", get(calendar::export_own))
        .route("/portal/calendar", get(calendar::list))
        .route("/portal/calendar.csv", get(calendar::export))
        .route("/portal/notifications/dismiss-all", get(notifications::ask_all).post(notifications::dismiss_all))
        .route("/portal/notifications/{id}", get(notifications::one))
        .route("/portal/trust/{id}", get(trust_entry::show))
        .route("/portal/trust/{id}/revoke", get(trust_entry::ask_revoke).post(trust_entry::revoke))
}

/// Policies and their groups, for partner admins and policy managers.
fn policy_pages() -> Router {
    Router::new()
        .route("/portal/policies", get(policies::list))
        .route("/portal/policies.csv", get(policies::export))
        .route("/portal/policies/new", get(policies::new).post(policies::begin))
        .route("/portal/policies/new/content", get(policies::content).post(policies::create))
        .route("/portal/policies/{id}", get(policies::show))
        .route("/portal/policies/{id}/policy.json", get(policies::file))
        .route("/portal/policies/{id}/partners", get(policies::users))
        .route("/portal/policies/{id}/partners.csv", get(policies::export_users))
        .route("/portal/policies/{id}/edit", get(policies::edit).post(policies::save))
        .route("/portal/policies/{id}/publish", get(policies::ask_publish).post(policies::publish))
        .route("/portal/policies/{id}/clone", get(policies::ask_clone).post(policies::clone))
        .route("/portal/policies/{id}/delete", get(policies::ask_delete).post(policies::delete))
        .route("/portal/policies/{id}/deactivate", get(policies::ask_deactivate).post(policies::deactivate))
        .route("/portal/policies/{id}/reactivate", get(policies::ask_reactivate).post(policies::reactivate))
        .route("/portal/policy-groups", get(groups::list))
        .route("/portal/policy-groups.csv", get(groups::export))
        .route("/portal/policy-groups/new", get(groups::new).post(groups::create))
        .route("/portal/policy-groups/{id}", get(group::show))
        .route("/portal/policy-groups/{id}/edit", get(group::edit).post(group::save))
        .route("/portal/policy-groups/{id}/deactivate", get(group::ask_deactivate).post(group::deactivate))
        .route("/portal/policy-groups/{id}/reactivate", get(group::ask_reactivate).post(group::reactivate))
}

/// Interfaces, devices and chips: their providers' pages, and those of partner admins.
fn registries() -> Router {
    Router::new()
        .route("/portal/org/{id}/sbis", get(registry::own_sbis))
        .route("/portal/org/{id}/sbis.csv", get(registry::own_sbis_csv))
        .route("/portal/org/{id}/sbis/new", get(registry::new_sbi).post(registry::add_sbi))
        .route("/portal/org/{id}/sbis/{sbi}", get(registry::own_sbi))
        .route("/portal/org/{id}/sbis/{sbi}/edit", get(registry::edit_sbi).post(registry::save_sbi))
        .route(
            "/portal/org/{id}/sbis/{sbi}/deactivate",
            get(registry::own_deactivate_sbi).post(registry::submit_own_deactivate_sbi),
        )
        .route("/portal/org/{id}/sbis/{sbi}/devices", get(registry::choose_devices).post(registry::map_devices))
        .route("/portal/org/{id}/sbis/{sbi}/devices/{device}/remove", get(registry::ask_unmap).post(registry::unmap))
        .route("/portal/org/{id}/devices", get(registry::own_devices))
        .route("/portal/org/{id}/devices.csv", get(registry::own_devices_csv))
        .route("/portal/org/{id}/devices/new", get(registry::new_device).post(registry::add_device))
        .route("/portal/org/{id}/devices/file", get(registry::device_file))
        .route("/portal/org/{id}/devices/file/template.csv", get(registry::device_template))
        .route("/portal/org/{id}/devices/file/check", get(up).post(registry::judge_file))
        .route("/portal/org/{id}/devices/file/add", get(up).post(registry::add_file))
        .route("/portal/org/{id}/devices/{device}", get(registry::own_device))
        .route("/portal/org/{id}/devices/{device}/edit", get(registry::edit_device).post(registry::save_device))
        .route(
            "/portal/org/{id}/devices/{device}/deactivate",
            get(registry::own_deactivate_device).post(registry::submit_own_deactivate_device),
        )
        .route("/portal/org/{id}/chips", get(registry::own_chips))
        .route("/portal/org/{id}/chips.csv", get(registry::own_chips_csv))
        .route("/portal/org/{id}/chips/new", get(registry::new_chip).post(registry::add_chip))
        .route("/portal/org/{id}/chips/{chip}", get(registry::own_chip))
        .route("/portal/org/{id}/chips/{chip}/edit", get(registry::edit_chip).post(registry::save_chip))
        .route("/portal/org/{id}/chips/{chip}/certificate", get(registry::upload_chip_certificate))
        .route("/portal/org/{id}/chips/{chip}/certificate/check", get(up).post(registry::check_chip_certificate))
        .route("/portal/org/{id}/chips/{chip}/certificate/confirm", get(up).post(registry::confirm_chip_certificate))
        .route("/portal/org/{id}/chips/{chip}/certificates/{certificate}/{file}", get(registry::chip_certificate_file))
        .route(
            "/portal/org/{id}/chips/{chip}/deactivate",
            get(registry::own_deactivate_chip).post(registry::submit_own_deactivate_chip),
        )
        .route("/portal/sbis", get(registry::sbis))
        .route("/portal/sbis.csv", get(registry::sbis_csv))
        .route("/portal/sbis/{sbi}", get(registry::staff_sbi))
        .route("/portal/sbis/{sbi}/deactivate", get(registry::deactivate_sbi).post(registry::submit_deactivate_sbi))
        .route("/portal/sbis/{sbi}/reactivate", get(registry::reactivate_sbi).post(registry::submit_reactivate_sbi))
        .route("/portal/devices", get(registry::devices))
        .route("/portal/devices.csv", get(registry::devices_csv))
        .route("/portal/devices/{device}", get(registry::staff_device))
        .route(
            "/portal/devices/{device}/deactivate",
            get(registry::deactivate_device).post(registry::submit_deactivate_device),
        )
        .route(
            "/portal/devices/{device}/reactivate",
            get(registry::reactivate_device).post(registry::submit_reactivate_device),
        )
        .route("/portal/chips", get(registry::chips))
        .route("/portal/chips.csv", get(registry::chips_csv))
        .route("/portal/chips/{chip}", get(registry::staff_chip))
        .route("/portal/chips/{chip}/certificates/{certificate}/{file}", get(registry::staff_chip_certificate_file))
        .route("/portal/chips/{chip}/deactivate", get(registry::deactivate_chip).post(registry::submit_deactivate_chip))
        .route("/portal/chips/{chip}/reactivate", get(registry::reactivate_chip).post(registry::submit_reactivate_chip))
}

/// The hotlist, for its keepers.
fn hotlist_pages() -> Router {
    let files = Router::new()
        .route("/portal/hotlist/import/check", get(up).post(hotlist::check_import))
        .route("/portal/hotlist/import/start", get(up).post(hotlist::start_import))
        .layer(DefaultBodyLimit::max(limits::PORTAL_IMPORT));
    Router::new()
        .route("/portal/hotlist", get(hotlist::list))
        .route("/portal/hotlist.csv", get(hotlist::csv))
        .route("/portal/hotlist/new", get(hotlist::new))
        .route("/portal/hotlist/block", get(hotlist::ask_block).post(hotlist::block))
        .route("/portal/hotlist/import", get(hotlist::import_form))
        .route("/portal/hotlist/import/{request}", get(hotlist::progress))
        .route("/portal/hotlist/entries/{type}/{hash}", get(hotlist::show))
        .route("/portal/hotlist/entries/{type}/{hash}/unblock", get(hotlist::ask_unblock).post(hotlist::unblock))
        .merge(files)
}

/// Policies, API keys and OIDC clients of one's own organisation.
fn services() -> Router {
    Router::new()
        .route("/portal/org/{id}/policy-requests", get(policy_requests::own))
        .route("/portal/org/{id}/policy-requests.csv", get(policy_requests::own_file))
        .route("/portal/org/{id}/policy-requests/new", get(policy_request_new::show).post(policy_request_new::send))
        .route("/portal/org/{id}/policy-requests/{request}", get(policy_request::own))
        .route(
            "/portal/org/{id}/policy-requests/{request}/answer",
            get(policy_request::ask_answer).post(policy_request::answer),
        )
        .route(
            "/portal/org/{id}/policy-requests/{request}/withdraw",
            get(policy_request::ask_withdraw).post(policy_request::withdraw),
        )
        .route("/portal/org/{id}/credential-types", get(credential_types::list))
        .route("/portal/org/{id}/credential-types.csv", get(credential_types::file))
        .route("/portal/org/{id}/credential-types/new", get(credential_types::show).post(credential_types::send))
        .route("/portal/org/{id}/extractors", get(extractors::list))
        .route("/portal/org/{id}/extractors.csv", get(extractors::file))
        .route("/portal/org/{id}/extractors/new", get(extractors::show).post(extractors::send))
        .route("/portal/org/{id}/api-keys", get(api_keys::own))
        .route("/portal/org/{id}/api-keys.csv", get(api_keys::own_file))
        .route("/portal/org/{id}/api-keys/new", get(api_key_new::show))
        .route("/portal/org/{id}/api-keys/created", get(up).post(api_key_new::create))
        .route("/portal/org/{id}/api-keys/file", get(up).post(api_key_new::file))
        .route("/portal/org/{id}/api-keys/{key}", get(api_key::own))
        .route("/portal/org/{id}/api-keys/{key}/rotate", get(api_key_new::ask_rotate))
        .route("/portal/org/{id}/api-keys/{key}/rotated", get(up).post(api_key_new::own_rotate))
        .route("/portal/org/{id}/api-keys/{key}/fetch", get(api_key_new::ask_fetch))
        .route("/portal/org/{id}/api-keys/{key}/fetched", get(up).post(api_key_new::fetch))
        .route(
            "/portal/org/{id}/api-keys/{key}/deactivate",
            get(api_key_steps::ask_deactivate).post(api_key_steps::deactivate),
        )
        .route(
            "/portal/org/{id}/api-keys/{key}/reactivate",
            get(api_key_steps::ask_reactivate).post(api_key_steps::reactivate),
        )
        .route(
            "/portal/org/{id}/api-keys/{key}/withdraw",
            get(api_key_steps::ask_withdraw).post(api_key_steps::withdraw),
        )
        .route("/portal/org/{id}/oidc-clients", get(oidc_clients::own))
        .route("/portal/org/{id}/oidc-clients.csv", get(oidc_clients::own_file))
        .route("/portal/org/{id}/oidc-clients/new", get(oidc_client_form::show).post(oidc_client_form::create))
        .route("/portal/org/{id}/oidc-clients/{client}", get(oidc_client::own))
        .route("/portal/org/{id}/oidc-clients/{client}/edit", get(oidc_client_form::edit).post(oidc_client_form::save))
        .route(
            "/portal/org/{id}/oidc-clients/{client}/key",
            get(oidc_client_form::ask_key).post(oidc_client_form::change_key),
        )
        .route(
            "/portal/org/{id}/oidc-clients/{client}/deactivate",
            get(oidc_client::ask_deactivate).post(oidc_client::deactivate),
        )
}

/// Policy requests, API keys and OIDC clients of all organisations, for partner admins.
fn services_of_all() -> Router {
    Router::new()
        .route("/portal/policy-requests", get(policy_requests::all))
        .route("/portal/policy-requests.csv", get(policy_requests::all_file))
        .route("/portal/policy-requests/{request}", get(policy_request::staff))
        .route("/portal/api-keys", get(api_keys::all))
        .route("/portal/api-keys.csv", get(api_keys::all_file))
        .route("/portal/api-keys/new", get(api_key_steps::ask_for_partner).post(api_key_steps::make_for_partner))
        .route("/portal/api-keys/{key}", get(api_key::staff))
        .route("/portal/api-keys/{key}/rotate", get(api_key_new::staff_ask_rotate).post(api_key_new::staff_rotate))
        .route("/portal/api-keys/{key}/move", get(api_key_steps::ask_move).post(api_key_steps::to_policy))
        .route(
            "/portal/api-keys/{key}/deactivate",
            get(api_key_steps::staff_ask_deactivate).post(api_key_steps::staff_deactivate),
        )
        .route(
            "/portal/api-keys/{key}/reactivate",
            get(api_key_steps::staff_ask_reactivate).post(api_key_steps::staff_reactivate),
        )
        .route("/portal/oidc-clients", get(oidc_clients::all))
        .route("/portal/oidc-clients.csv", get(oidc_clients::all_file))
        .route("/portal/oidc-clients/{client}", get(oidc_client::staff))
        .route(
            "/portal/oidc-clients/{client}/deactivate",
            get(oidc_client::staff_ask_deactivate).post(oidc_client::staff_deactivate),
        )
}
