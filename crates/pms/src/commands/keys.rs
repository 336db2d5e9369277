//! `pms keys …`.

use pms_domain::Timestamp;
use pms_store::account::token_key;
use pms_store::keys;
use serde_json::json;

use super::say;
use crate::cli::{KeysCommand, RotateCommand};
use crate::compose;
use crate::config::Config;

pub async fn run(config: &Config, command: KeysCommand) -> anyhow::Result<()> {
    let (app, master) = compose::for_command(config).await?;
    let ctx = app.system("command-line");
    match command {
        KeysCommand::Status => {
            for key in keys::current(app.store().db()).await? {
                say(&format!(
                    "{:<12} generation {:<3} {:<22} made {}",
                    key.purpose,
                    key.generation,
                    key.algorithm,
                    key.created_at.format("%Y-%m-%d")
                ));
            }
            for key in token_key::live(app.store().db(), ctx.now()).await? {
                if let Some(until) = key.retired_at {
                    let (purpose, generation) = (key.purpose, key.generation);
                    say(&format!(
                        "{purpose:<12} generation {generation:<3} replaced, verifies until {} UTC",
                        minute(until)
                    ));
                }
            }
            say(&format!("The database is {}.", app.store().mode().as_str()));
        }
        KeysCommand::Rewrap { new_master_key_file } => {
            let text = zeroize::Zeroizing::new(std::fs::read_to_string(&new_master_key_file)?);
            let new = keys::MasterKey::parse(&text)?;
            let count = pms_app::keys::rewrap(&app, &ctx, &master, &new).await.map_err(super::shown)?;
            say(&format!(
                "{count} keys are wrapped under the new master key. Start the servers with it; the old one opens nothing any more."
            ));
        }
        KeysCommand::Rotate(RotateCommand::Token) => {
            let rotated = pms_app::keys::rotate_token(&app, &ctx, &master).await.map_err(super::shown)?;
            say(&format!(
                "Generation {} signs tokens from now on; running servers take it over within seconds. The key before it verifies until {} UTC.",
                rotated.generation,
                minute(rotated.former_until)
            ));
        }
        KeysCommand::Export { to } => {
            let keys: Vec<_> = keys::all(app.store().db())
                .await?
                .into_iter()
                .map(|key| {
                    json!({"id": key.id, "purpose": key.purpose, "generation": key.generation, "algorithm": key.algorithm,
                        "wrapped": hex::encode(&key.wrapped), "location": key.location, "certificate": key.certificate})
                })
                .collect();
            let bundle = json!({"format": "pms-keys-1", "keys": keys});
            compose::write_private(&to, &format!("{}\n", serde_json::to_string_pretty(&bundle)?))?;
            pms_app::keys::exported(&app, &ctx, keys_len(&bundle)).await.map_err(super::shown)?;
            say(&format!(
                "The bundle is in {}. It is of use with the master key alone: keep the two apart.",
                to.display()
            ));
        }
        KeysCommand::Seal => {
            let count = pms_app::keys::set_mode(&app, &ctx, pms_store::Mode::Sealed).await.map_err(super::shown)?;
            say(&format!("Sealed: {count} records. Restart the servers."));
        }
        KeysCommand::Unseal => {
            let count = pms_app::keys::set_mode(&app, &ctx, pms_store::Mode::Clear).await.map_err(super::shown)?;
            say(&format!("In clear: {count} records. Restart the servers."));
        }
    }
    app.store().db().close().await;
    Ok(())
}

fn minute(time: Timestamp) -> String {
    // A minute may have begun already.
    (time + chrono::TimeDelta::minutes(1)).format("%Y-%m-%d %H:%M").to_string()
}

fn keys_len(bundle: &serde_json::Value) -> usize {
    bundle["keys"].as_array().map_or(0, Vec::len)
}
