//! HTTP of the portal: who visits, what forms may do, how errors look.

mod cookies;
mod csrf;
mod fault;
mod headers;
mod posted;
mod routes;
mod visitor;

use std::net::IpAddr;
use std::sync::Arc;

use chrono_tz::Tz;
use pms_app::App;

use crate::i18n::Languages;

pub use cookies::{LANGUAGE, THEME};
pub use fault::{Answer, Fault};
pub use posted::{Posted, Uploaded};
pub use routes::router;
pub use visitor::Visitor;

/// What the server knows about a request before the portal sees it: put it into the request's extensions.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// Address of the caller, after trusted proxies.
    pub source: Option<IpAddr>,
    /// Id of the request, as the logs have it; empty: the portal makes one.
    pub request_id: String,
}

/// What all pages share.
pub struct Portal {
    pub app: App,
    pub languages: Languages,
    pub zone: Tz,
    /// Cookies are Secure and bear the strict prefix.
    pub secure: bool,
    /// Origins whose pages may send forms: our own first.
    pub origins: Vec<String>,
}

impl Portal {
    /// # Errors
    /// The language directory cannot be read, or the time zone is unknown.
    fn new(app: App) -> anyhow::Result<Arc<Self>> {
        let settings = app.settings();
        let languages = Languages::load(settings.portal.languages_dir.as_deref())?;
        let zone: Tz = settings
            .site
            .timezone
            .parse()
            .map_err(|_| anyhow::anyhow!("site.timezone {} is not a time zone", settings.site.timezone))?;
        let public = url::Url::parse(&settings.server.public_url)?;
        let mut origins = vec![public.origin().ascii_serialization()];
        origins.extend(settings.server.allowed_origins.iter().cloned());
        Ok(Arc::new(Self { secure: public.scheme() == "https", languages, zone, origins, app }))
    }
}
