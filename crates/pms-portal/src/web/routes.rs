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
        .route("/portal/sign-in/provider", get(sign_in::provider))
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
        .route("/portal/account/sessions/{sid}/end", post(account::end_session))
        .route("/portal/notifications", get(notifications::show))
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
        .route("/portal/inbox/bulk", get(bulk::ask).post(bulk::decide))
        .route("/portal/inbox/{id}", get(request::show))
        .route("/portal/inbox/{id}/decision", get(up).post(request::decide))
        .route("/portal/partners", get(partners::list))
        .route("/portal/partners.csv", get(partners::export))
        .route("/portal/partners/new", get(partner_new::show).post(partner_new::create))
        .route("/portal/partners/{id}", get(partner::show))
        .route("/portal/partners/{id}/deactivate", get(partner::ask_deactivate).post(partner::deactivate))
        .route("/portal/partners/{id}/reactivate", get(partner::ask_reactivate).post(partner::reactivate))
        .route("/portal/partners/{id}/invitations", get(up).post(partner::invite))
        .route("/portal/partners/{id}/invitations/{invitation}/resend", post(partner::resend))
        .route("/portal/partners/{id}/invitations/{invitation}/revoke", post(partner::revoke))
        .route("/portal/partners/{id}/certificates/{certificate}", get(certificate::show))
        .route(
            "/portal/partners/{id}/certificates/{certificate}/revoke",
            get(certificate::ask_revoke).post(certificate::revoke),
        )
        .route("/portal/audit", get(audit::list))
        .route("/portal/audit/{file}", get(audit::export))
        .route("/portal/trust", get(trust::list))
        .route("/portal/trust/upload", get(trust::upload).post(trust::read))
        .route("/portal/trust/confirm", get(up).post(trust::confirm))
        .route("/portal/trust/{id}/chain.p7b", get(trust::chain))
        .route("/portal/policy-groups", get(groups::list))
        .route("/portal/policy-groups/new", get(groups::new).post(groups::create))
        .route("/portal/search", get(search::show))
}
