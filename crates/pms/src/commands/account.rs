//! `pms account …` and `pms client …`.

use std::io::Read;

use pms_app::accounts;
use pms_identity::Secret;

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
    let invited = password.is_none();
    let request = accounts::people::NewAccountRequest {
        name: add.name.clone(),
        email: add.email,
        given_name: String::new(),
        family_name: String::new(),
        phone: String::new(),
        roles: add.roles,
        lang: String::new(),
        password,
    };
    accounts::people::create(&app, &ctx, request).await.map_err(shown)?;
    say(&format!("Account {} added.", add.name));
    if invited {
        say("It has no password yet: a mail says how to set one.");
    }
    app.store().db().close().await;
    Ok(())
}

pub async fn add_client(
    config: &Config,
    name: &str,
    roles: Vec<String>,
    redirect_uris: Vec<String>,
) -> anyhow::Result<()> {
    let (app, _) = compose::for_command(config).await?;
    let ctx = app.system("command-line");
    let secret = accounts::clients::create(&app, &ctx, name, &roles, &redirect_uris).await.map_err(shown)?;
    say(&format!("Client {name} added. Its secret, shown once: {}", secret.reveal()));
    app.store().db().close().await;
    Ok(())
}

pub async fn client_secret(config: &Config, name: &str) -> anyhow::Result<()> {
    let (app, _) = compose::for_command(config).await?;
    let ctx = app.system("command-line");
    let secret = accounts::clients::rotate(&app, &ctx, name).await.map_err(shown)?;
    say(&format!("The old secret of {name} has ended. The new one, shown once: {}", secret.reveal()));
    app.store().db().close().await;
    Ok(())
}
