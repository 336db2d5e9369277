//! `pms audit verify`.

use std::path::PathBuf;
use std::process::ExitCode;

use pms_store::audit::{self, Verdict};

use super::say;
use crate::compose;
use crate::config::Config;

pub async fn verify(config: &Config, files: Vec<PathBuf>) -> anyhow::Result<ExitCode> {
    let (app, _) = compose::for_command(config).await?;
    let default = pms_jobs::seal_file(&config.settings, &config.data_dir);
    let mut seals = Vec::new();
    // A file that is named and not there is evidence that is missing.
    for file in &files {
        seals.extend(pms_jobs::read_seals(file)?);
    }
    let is_unsealed = files.is_empty() && !default.exists();
    if files.is_empty() && !is_unsealed {
        seals = pms_jobs::read_seals(&default)?;
    }
    let verdict = audit::verify(app.store(), &seals).await?;
    app.store().db().close().await;
    match verdict {
        Verdict::Intact { records } => {
            say(&format!("The audit trail is intact: {records} records, {} seals.", seals.len()));
            if is_unsealed {
                say(&format!(
                    "There are no seals at {}: whether records were cut off together with the head row is not known. Name the files with --seals.",
                    default.display()
                ));
            }
            Ok(ExitCode::SUCCESS)
        }
        Verdict::Broken { revision, why } => {
            say(&format!("The audit trail is broken at record {revision}: {why}."));
            Ok(ExitCode::FAILURE)
        }
    }
}
