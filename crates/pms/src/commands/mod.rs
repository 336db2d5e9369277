//! One function for each sub-command.

mod account;
mod adopt;
mod audit;
mod ca;
mod doctor;
mod keys;
mod seed;

use std::io::Write as _;
use std::process::ExitCode;

use pms_app::Failure;
use pms_store::db::{Db, Location};

use crate::cli::{AuditCommand, Cli, Command, ConfigCommand, SeedCommand};
use crate::config::{self, Config, Flags};
use crate::{compose, logs, serve};

/// Runs a command; the code is 1 when a check found something.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let listen = match &cli.command {
        Command::Serve { listen } => listen.clone(),
        _ => None,
    };
    let config = config::load(&Flags { file: cli.config, data_dir: cli.data_dir, listen })?;
    logs::start(&config.settings.log);
    match cli.command {
        Command::Serve { .. } => Box::pin(serve::run(config)).await?,
        Command::Migrate { adopt: true } => return adopt::run(&config).await,
        Command::Migrate { adopt: false } => migrate(&config).await?,
        Command::Account(command) => account::run(&config, command).await?,
        Command::Client(command) => account::run_client(&config, command).await?,
        Command::Keys(command) => keys::run(&config, command).await?,
        Command::Ca(command) => return ca::run(&config, command).await,
        Command::Seed(SeedCommand::Mosip { stock_keys }) => seed::mosip(&config, stock_keys).await?,
        Command::Audit(AuditCommand::Verify { seals }) => return audit::verify(&config, seals).await,
        Command::Doctor => return doctor::run(&config).await,
        Command::Config(ConfigCommand::Print) => print_config(&config)?,
        Command::Config(ConfigCommand::Check) => check_config(&config)?,
        Command::Openapi => openapi(&config).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A line for the person at the terminal. Whoever stops reading (`| head`) has read enough.
pub(crate) fn say(line: &str) {
    let _nobody_listens = writeln!(std::io::stdout(), "{line}");
}

/// A use case's failure as a command's error.
pub(crate) fn shown(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Refused(refusal) => {
            anyhow::anyhow!("{} ({}). {}", refusal.message(), refusal.code(), refusal.entry.remedy)
        }
        Failure::Limited { retry_after } => anyhow::anyhow!("too many tries; try again in {retry_after} seconds"),
        Failure::Internal(error) => error,
    }
}

async fn migrate(config: &Config) -> anyhow::Result<()> {
    compose::data_directory(config)?;
    let location = config::location(config)?;
    if matches!(location, Location::Sqlite(_)) {
        // A database without its key could never be opened: the key comes first.
        compose::master_key(config, &crate::surroundings::of_this_machine())?;
    }
    let db = Db::open(&location, 2).await?;
    pms_store::migrate::run(&db).await?;
    db.close().await;
    say("The schema is up to date.");
    Ok(())
}

/// What the parts that read their settings at the start would say, one answer for each: jobs (mail, seals) and portal
/// (languages, time zone). [`config::load`] has checked the rest.
fn parts(config: &Config) -> [anyhow::Result<()>; 2] {
    [pms_jobs::check(&config.settings, &config.data_dir), pms_portal::check(&config.settings)]
}

fn check_config(config: &Config) -> anyhow::Result<()> {
    let wrong: Vec<_> = parts(config).into_iter().filter_map(Result::err).collect();
    if wrong.is_empty() {
        say("The configuration is right.");
        return Ok(());
    }
    let mut lines: Vec<_> = wrong.iter().map(|error| format!("{error:#}")).collect();
    lines.dedup();
    Err(anyhow::anyhow!(lines.join("\n")))
}

/// The configuration in force; what may hold a secret is left out.
fn print_config(config: &Config) -> anyhow::Result<()> {
    let mut settings = config.settings.clone();
    for secret in [&mut settings.database.url, &mut settings.mail.smtp_url] {
        if !secret.is_empty() {
            *secret = "(set)".to_owned();
        }
    }
    say(&toml::to_string_pretty(&settings)?);
    Ok(())
}

/// The document is made from the handlers; they are mounted on a throw-away database, so that nothing of the
/// configured one is touched or needed.
async fn openapi(config: &Config) -> anyhow::Result<()> {
    let name = format!("pms-openapi-{}", crate::surroundings::of_this_machine().uuid());
    let mut settings = config.settings.clone();
    settings.database.url.clear();
    settings.keys.master_key_file = None;
    let throw_away = Config { settings, data_dir: std::env::temp_dir().join(name) };
    let document = document(&throw_away).await;
    std::fs::remove_dir_all(&throw_away.data_dir)?;
    say(&document?);
    Ok(())
}

async fn document(config: &Config) -> anyhow::Result<String> {
    let (app, _) = compose::for_command(config).await?;
    let document = crate::routes::wire(app.clone()).reference().openapi().to_pretty_json()?;
    app.store().db().close().await;
    Ok(document)
}

#[cfg(test)]
mod tests {
    use pms_app::settings::Settings;

    use super::*;

    fn wrong(change: impl FnOnce(&mut Settings)) -> Option<String> {
        let mut settings = Settings::defaults().unwrap();
        change(&mut settings);
        let data_dir = std::env::temp_dir();
        check_config(&Config { settings, data_dir }).err().map(|error| error.to_string())
    }

    #[test]
    fn every_part_is_asked() {
        assert_eq!(wrong(|_| {}), None);
        for (key, found) in [
            ("mail.from", wrong(|s| s.mail.from = "nobody".into())),
            ("site.timezone", wrong(|s| s.site.timezone = "Mars/Olympus".into())),
            ("languages", wrong(|s| s.portal.languages_dir = Some("/nowhere/languages".into()))),
            ("terms", wrong(|s| s.portal.terms_dir = Some("/nowhere/terms".into()))),
            ("audit.seal_sink", wrong(|s| s.audit.seal_sink = "https://seals.example".into())),
        ] {
            assert!(found.as_deref().is_some_and(|words| words.contains(key)), "{key}: {found:?}");
        }
        let both = wrong(|s| {
            s.mail.from = "nobody".into();
            s.site.timezone = "Mars/Olympus".into();
        });
        assert!(both.is_some_and(|words| words.contains("mail.from") && words.contains("site.timezone")));
    }
}
