//! `pms account …` and `pms client …`.

use std::io::Read;

use pms_app::{App, accounts};
use pms_domain::{Context, Refusal, catalogue, roles};
use pms_identity::Secret;

use super::{say, shown};
use crate::cli::{AccountAdd, AccountCommand, ClientCommand, RoleChange};
use crate::compose;
use crate::config::Config;

/// Accounts read at a time.
const PAGE: i64 = 500;

pub async fn run(config: &Config, command: AccountCommand) -> anyhow::Result<()> {
    // Read before the database is opened: a person may take a while to type it.
    let password = match &command {
        AccountCommand::Add(AccountAdd { password_stdin: true, .. }) | AccountCommand::Password { .. } => {
            Some(typed_password()?)
        }
        _ => None,
    };
    let (app, _) = compose::for_command(config).await?;
    let ctx = app.system("command-line");
    let outcome = match (command, password) {
        (AccountCommand::Add(account), password) => add(&app, &ctx, account, password).await,
        (AccountCommand::List, _) => list(&app, &ctx).await,
        (AccountCommand::Disable { name }, _) => set_state(&app, &ctx, &name, false).await,
        (AccountCommand::Enable { name }, _) => set_state(&app, &ctx, &name, true).await,
        (AccountCommand::Role(change), _) => change_roles(&app, &ctx, &change).await,
        (AccountCommand::ResetSecondFactor { name }, _) => reset_second_factor(&app, &ctx, &name).await,
        (AccountCommand::Password { name, .. }, Some(password)) => set_password(&app, &ctx, &name, &password).await,
        (AccountCommand::Password { .. }, None) => Err(anyhow::anyhow!("no password was given")),
    };
    app.store().db().close().await;
    outcome
}

pub async fn run_client(config: &Config, command: ClientCommand) -> anyhow::Result<()> {
    let (app, _) = compose::for_command(config).await?;
    let ctx = app.system("command-line");
    let outcome = match command {
        ClientCommand::Add { name, roles, redirect_uris, misp } => {
            add_client(&app, &ctx, &name, roles, redirect_uris, misp).await
        }
        ClientCommand::Bind { name, misp, issuer } => bind_client(&app, &ctx, &name, &misp, issuer.as_deref()).await,
        ClientCommand::Secret { name } => client_secret(&app, &ctx, &name).await,
        ClientCommand::List => list_clients(&app, &ctx).await,
        ClientCommand::Disable { name } => set_client_state(&app, &ctx, &name, false).await,
        ClientCommand::Enable { name } => set_client_state(&app, &ctx, &name, true).await,
        ClientCommand::Role(change) => change_client_roles(&app, &ctx, change).await,
    };
    app.store().db().close().await;
    outcome
}

fn typed_password() -> anyhow::Result<Secret> {
    let mut text = zeroize::Zeroizing::new(String::new());
    std::io::stdin().read_to_string(&mut text)?;
    Ok(Secret::new(text.trim_end_matches(['\r', '\n'])))
}

async fn add(app: &App, ctx: &Context, add: AccountAdd, password: Option<Secret>) -> anyhow::Result<()> {
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
    accounts::people::create(app, ctx, request).await.map_err(shown)?;
    say(&format!("Account {} added.", add.name));
    if invited {
        say("It has no password yet: a mail says how to set one.");
    }
    Ok(())
}

async fn list(app: &App, ctx: &Context) -> anyhow::Result<()> {
    let mut after = String::new();
    loop {
        let page = accounts::people::list(app, ctx, &after, PAGE).await.map_err(shown)?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.id);
        for row in page {
            say(&format!("{}\t{}\t{}\t{}", row.name, row.state, row.roles.join(","), row.email));
        }
    }
}

async fn set_state(app: &App, ctx: &Context, name: &str, active: bool) -> anyhow::Result<()> {
    if active {
        accounts::people::enable(app, ctx, name, None).await.map_err(shown)?;
        say(&format!("Account {name} is enabled."));
    } else {
        accounts::people::disable(app, ctx, name, None).await.map_err(shown)?;
        say(&format!("Account {name} is disabled."));
    }
    Ok(())
}

async fn change_roles(app: &App, ctx: &Context, change: &RoleChange) -> anyhow::Result<()> {
    // All names are looked at before the first change: a slip of the pen changes nothing.
    check_roles(change.grant.iter().chain(&change.revoke))?;
    for role in &change.grant {
        accounts::roles::grant_role(app, ctx, &change.name, role).await.map_err(shown)?;
    }
    for role in &change.revoke {
        accounts::roles::revoke_role(app, ctx, &change.name, role).await.map_err(shown)?;
    }
    say(&format!("The roles of {} are changed.", change.name));
    Ok(())
}

fn check_roles<'a>(mut named: impl Iterator<Item = &'a String>) -> anyhow::Result<()> {
    match named.find(|role| !roles::is_known(role)) {
        Some(unknown) => Err(shown(Refusal::with(&catalogue::ROLE_UNKNOWN, unknown.clone()).into())),
        None => Ok(()),
    }
}

async fn set_password(app: &App, ctx: &Context, name: &str, password: &Secret) -> anyhow::Result<()> {
    accounts::people::set_password(app, ctx, name, password).await.map_err(shown)?;
    say(&format!("The password of {name} is set; its sessions have ended."));
    Ok(())
}

async fn reset_second_factor(app: &App, ctx: &Context, name: &str) -> anyhow::Result<()> {
    accounts::second_factor::reset(app, ctx, name, None).await.map_err(shown)?;
    say(&format!("{name} signs in with the password alone; its sessions have ended."));
    Ok(())
}

async fn add_client(
    app: &App,
    ctx: &Context,
    name: &str,
    roles: Vec<String>,
    redirect_uris: Vec<String>,
    misp: Option<String>,
) -> anyhow::Result<()> {
    if let Some(misp) = &misp {
        accounts::clients::check_misp(app, misp).await.map_err(shown)?;
    }
    let secret = accounts::clients::create(app, ctx, name, &roles, &redirect_uris).await.map_err(shown)?;
    let bound = match misp {
        Some(misp) => bind_client(app, ctx, name, &misp, None).await,
        None => Ok(()),
    };
    // The last line, whatever comes before it; and whatever went wrong, the client is there.
    say(&format!("Client {name} added. Its secret, shown once: {}", secret.reveal()));
    bound
}

async fn bind_client(app: &App, ctx: &Context, name: &str, misp: &str, issuer: Option<&str>) -> anyhow::Result<()> {
    accounts::clients::bind_to_misp(app, ctx, issuer, name, misp).await.map_err(shown)?;
    say(&format!("Client {name} may tell of the uses of {misp}, and of no other MISP."));
    Ok(())
}

async fn client_secret(app: &App, ctx: &Context, name: &str) -> anyhow::Result<()> {
    let secret = accounts::clients::rotate(app, ctx, name).await.map_err(shown)?;
    say(&format!("The old secret of {name} has ended. The new one, shown once: {}", secret.reveal()));
    Ok(())
}

async fn list_clients(app: &App, ctx: &Context) -> anyhow::Result<()> {
    for row in accounts::clients::list(app, ctx).await.map_err(shown)? {
        let state = if row.is_active { "active" } else { "disabled" };
        say(&format!("{}\t{state}\t{}\t{}", row.id, row.roles.join(","), row.redirect_uris.join(",")));
    }
    Ok(())
}

async fn set_client_state(app: &App, ctx: &Context, name: &str, active: bool) -> anyhow::Result<()> {
    accounts::clients::set_state(app, ctx, name, active).await.map_err(shown)?;
    say(&format!("Client {name} is {}.", if active { "enabled" } else { "disabled" }));
    Ok(())
}

async fn change_client_roles(app: &App, ctx: &Context, change: RoleChange) -> anyhow::Result<()> {
    check_roles(change.grant.iter().chain(&change.revoke))?;
    let clients = accounts::clients::list(app, ctx).await.map_err(shown)?;
    let Some(found) = clients.into_iter().find(|row| row.id == change.name) else {
        return Err(shown(Refusal::of(&catalogue::ACCOUNT_NOT_FOUND).into()));
    };
    let mut roles = found.roles;
    roles.extend(change.grant);
    roles.retain(|role| !change.revoke.contains(role));
    roles.sort_unstable();
    roles.dedup();
    accounts::clients::set_roles(app, ctx, &change.name, &roles).await.map_err(shown)?;
    say(&format!("The roles of {} are changed.", change.name));
    Ok(())
}
