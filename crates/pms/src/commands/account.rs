//! `pms account …` and `pms client …`.

use std::io::Read;

use pms_app::accounts;
use pms_identity::config::Secret;

use super::{say, shown};
use crate::cli::AccountAdd;
use crate::compose;
use crate::config::Config;

pub async fn add(config: &Config, add: AccountAdd) -> anyhow::Result<()> {
    let password = if add.password_stdin {
        let mut text = zeroize::Zeroizing::new(String::new());
        std::io::stdin().read_to_string(&mut text)?;
        Some(Secret::new(text.trim_end_matches(['\r', '\n'])))
    } else {
        None
    };
    let (app, _) = compose::for_command(config).await?;
    let ctx = app.system("command-line");
    let new = accounts::NewAccount { name: add.name, email: add.email, roles: add.roles, password };
    let created = accounts::create_account(&app, &ctx, new).await.map_err(shown)?;
    say(&format!("Account {} added.", created.name));
    if let Some(one_time) = created.one_time_password {
        say(&format!("One-time password (works once, for 24 hours): {}", one_time.reveal()));
    }
    app.store().db().close().await;
    Ok(())
}

pub async fn add_client(config: &Config, name: &str, roles: Vec<String>, redirect_uris: Vec<String>) -> anyhow::Result<()> {
    let (app, _) = compose::for_command(config).await?;
    let ctx = app.system("command-line");
    let secret = accounts::create_client(&app, &ctx, name, roles, redirect_uris).await.map_err(shown)?;
    say(&format!("Client {name} added. Its secret, shown once: {}", secret.reveal()));
    app.store().db().close().await;
    Ok(())
}

pub async fn client_secret(config: &Config, name: &str) -> anyhow::Result<()> {
    let (app, _) = compose::for_command(config).await?;
    let ctx = app.system("command-line");
    let secret = accounts::rotate_client_secret(&app, &ctx, name).await.map_err(shown)?;
    say(&format!("The old secret of {name} has ended. The new one, shown once: {}", secret.reveal()));
    app.store().db().close().await;
    Ok(())
}
