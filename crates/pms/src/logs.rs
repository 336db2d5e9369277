//! Structured logs on standard error.

use std::io::IsTerminal;

use pms_app::settings::Log;
use tracing_subscriber::EnvFilter;

/// Starts logging. A filter that cannot be read falls back to `info`.
pub fn start(settings: &Log) {
    let filter = EnvFilter::try_new(&settings.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    // Colours are for people: a file or a collector gets plain text.
    let ansi = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(ansi).with_writer(std::io::stderr);
    let started = if settings.format == "json" {
        builder.json().flatten_event(true).try_init()
    } else {
        builder.with_target(true).try_init()
    };
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
}
