//! HTTP of the portal: who visits, what forms may do, how errors look.

mod cookies;
mod csrf;
mod fault;
mod headers;
mod posted;
mod routes;
mod terms;
mod visitor;

use std::sync::Arc;

use anyhow::Context as _;
use chrono_tz::Tz;
use pms_api_wire::{Origins, TrustedProxies};
use pms_app::App;
use pms_app::settings::Settings;

use crate::i18n::Languages;

pub use cookies::{LANGUAGE, THEME, ZONE};
pub use fault::{Answer, Fault};
pub use posted::{Posted, PostedLong, Uploaded};
pub use routes::router;
pub use terms::Terms;
pub use terms::Text as TermsText;
pub use visitor::Visitor;

/// What all pages share.
pub struct Portal {
    pub app: App,
    pub languages: Languages,
    pub zone: Tz,
    /// What people agree to once; none: nobody is asked.
    pub terms: Option<Terms>,
    /// Cookies are Secure and bear the strict prefix.
    pub secure: bool,
    /// Origins whose pages may send forms.
    origins: Origins,
    /// Whose word about the caller's address counts.
    proxies: TrustedProxies,
}

impl Portal {
    fn new(app: App) -> anyhow::Result<Arc<Self>> {
        let settings = app.settings();
        let languages = Languages::load(settings.portal.languages_dir.as_deref())?;
        let zone = zone(settings)?;
        let terms = Terms::load(settings, &languages)?;
        let public = url::Url::parse(&settings.server.public_url).context("server.public_url")?;
        let proxies = TrustedProxies::parse(&settings.server.trusted_proxies).context("server.trusted_proxies")?;
        let origins = Origins::new(&settings.server.public_url, &settings.server.allowed_origins);
        Ok(Arc::new(Self { secure: public.scheme() == "https", languages, zone, terms, origins, proxies, app }))
    }
}

fn zone(settings: &Settings) -> anyhow::Result<Tz> {
    let name = &settings.site.timezone;
    name.parse().map_err(|_| anyhow::anyhow!("site.timezone {name} is not a time zone"))
}

/// Whether the portal can work with a configuration: `pms config check` asks this.
///
/// # Errors
/// The directory of languages or that of the terms cannot be read, or `site.timezone`, `server.public_url` or `server.trusted_proxies` is wrong.
pub fn check(settings: &Settings) -> anyhow::Result<()> {
    let languages = Languages::load(settings.portal.languages_dir.as_deref())?;
    Terms::load(settings, &languages)?;
    zone(settings)?;
    url::Url::parse(&settings.server.public_url).context("server.public_url")?;
    TrustedProxies::parse(&settings.server.trusted_proxies).context("server.trusted_proxies")?;
    Ok(())
}
