//! `GET /v1/partnermanager/logout/user`: ends the session and goes to the provider's sign-out (contract consumers §5.3).

use http::header;
use pms_api_wire::{Answer, Call, Reply};
use pms_app::App;
use pms_app::accounts::{session_cookie, sign_in};
use url::form_urlencoded;

use crate::bridge::checked_target;
use crate::cookies::{self, TOKEN};
use crate::request::redirect;

pub(crate) async fn sign_out(app: App, call: Call) -> Answer {
    let ctx = &call.context;
    let target = checked_target(&app, ctx, call.query().text("redirecturi").unwrap_or_default())?;
    if let Some(sid) = &ctx.actor.session {
        sign_in::sign_out(&app, ctx, sid).await?;
    }
    // A portal session that the same browser has through the provider ends with it.
    if let Some(cookie) = call.cookie(session_cookie(&app))
        && let Some(session) = sign_in::session(&app, cookie).await?
        && session.actor.key() == ctx.actor.key()
    {
        let own = app.context(session.actor.clone(), ctx.request_id.clone(), ctx.source).await?;
        sign_in::sign_out(&app, &own, &session.sid).await?;
    }
    let address = match app.identity().provider() {
        Some(provider) => provider.end_session_url(Some(target.as_str())).unwrap_or_else(|| target.to_string()),
        None => {
            let back: String = form_urlencoded::byte_serialize(target.as_str().as_bytes()).collect();
            let issuer = app.identity().issuer().name();
            format!("{issuer}/protocol/openid-connect/logout?post_logout_redirect_uri={back}")
        }
    };
    let mut reply = Reply::whole(redirect(&address))?;
    if let Some(cookie) = cookies::remove(&app, TOKEN, ctx.now()) {
        reply = reply.header(header::SET_COOKIE, cookie);
    }
    Ok(reply)
}
