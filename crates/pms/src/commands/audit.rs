//! `pms audit verify`.

use std::path::PathBuf;
use std::process::ExitCode;

use pms_store::audit::{self, Verdict};

use super::say;
use crate::compose;
use crate::config::Config;

pub async fn verify(config: &Config, seals: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let (app, _) = compose::for_command(config).await?;
    let path = seals.unwrap_or_else(|| pms_jobs::seal_file(&config.settings, &config.data_dir));
    let seals = if path.exists() { pms_jobs::read_seals(&path)? } else { Vec::new() };
    let verdict = audit::verify(app.store(), &seals).await?;
    app.store().db().close().await;
    match verdict {
        Verdict::Intact { records } => {
            say(&format!("The audit trail is intact: {records} records, {} seals.", seals.len()));
            Ok(ExitCode::SUCCESS)
        }
        Verdict::Broken { revision, why } => {
            say(&format!("The audit trail is broken at record {revision}: {why}."));
            Ok(ExitCode::FAILURE)
        }
    }
}
