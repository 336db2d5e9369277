//! `pms ca …`.

use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use pms_app::App;
use pms_app::authority::{self, Cause, KeyStatus, Progress, Request, Which};
use pms_domain::Context;
use pms_pki::{Certificate, PartnerDomain, parse};

use super::{say, shown};
use crate::cli::CaCommand;
use crate::compose;
use crate::config::Config;

/// The largest file that is read, bytes: one certificate or a few.
const MAX_FILE: u64 = 1024 * 1024;

/// Said where there are no authorities yet. Whatever opens them makes them, with a ROOT of the platform's own: no command that is about them
/// does so in passing, for an offline ROOT cannot be chosen afterwards.
const NONE_YET: &str = "there are no certificate authorities yet: the first start (`pms serve`) makes them; before it, `pms ca init \
                        --offline-root DIR` chooses a ROOT that is kept offline";

/// The code is 1 when certificates were left unsigned.
pub async fn run(config: &Config, command: CaCommand) -> anyhow::Result<ExitCode> {
    match command {
        CaCommand::Init { offline_root } => init(config, &offline_root).await?,
        CaCommand::Import { files } => import(config, &files).await?,
        CaCommand::Status { json } => status(config, json).await?,
        CaCommand::Rotate { domains, root, to } => {
            let domains = parse_domains(&domains)?;
            match to {
                Some(directory) => ask(config, &domains, root, &directory).await?,
                None => rotate(config, &domains, root).await?,
            }
        }
        CaCommand::Rekey { domains, root } => return rekey(config, &parse_domains(&domains)?, root).await,
        CaCommand::Export { to } => export(config, &to).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn parse_domains(given: &[String]) -> anyhow::Result<Vec<PartnerDomain>> {
    let parse = |text: &String| text.parse().map_err(|_| anyhow::anyhow!("{text} is none of AUTH, DEVICE, FTM, MISP"));
    let mut domains = given.iter().map(parse).collect::<anyhow::Result<Vec<PartnerDomain>>>()?;
    domains.sort_by_key(|domain| domain.as_str());
    domains.dedup();
    Ok(domains)
}

/// # Errors
/// [`NONE_YET`].
async fn check_there_are_any(config: &Config) -> anyhow::Result<()> {
    let (installation, store, _) = compose::installation(config).await?;
    let is_empty = installation.is_empty().await?;
    store.db().close().await;
    if is_empty {
        bail!(NONE_YET);
    }
    Ok(())
}

async fn init(config: &Config, directory: &Path) -> anyhow::Result<()> {
    let (installation, store, ctx) = compose::installation(config).await?;
    let requests = installation.begin_offline(&ctx).await?;
    store.db().close().await;
    write_requests(&requests, directory)?;
    say("Next: have the ROOT sign them, then run `pms ca import` with its certificate and the four signed ones.");
    Ok(())
}

fn write_requests(requests: &[Request], directory: &Path) -> anyhow::Result<()> {
    let written: Vec<(String, Vec<u8>)> =
        requests.iter().map(|request| (request.file_name(), request.pem.clone().into_bytes())).collect();
    write_files(directory, written)?;
    for request in requests {
        say(&format!(
            "{:<7} generation {} {}",
            request.domain,
            request.generation,
            directory.join(request.file_name()).display()
        ));
    }
    Ok(())
}

/// Public files; those of an earlier run are written over.
fn write_files(directory: &Path, files: Vec<(String, Vec<u8>)>) -> anyhow::Result<()> {
    std::fs::create_dir_all(directory).with_context(|| format!("{} cannot be made", directory.display()))?;
    for (name, content) in files {
        let path = directory.join(name);
        std::fs::write(&path, content).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

async fn import(config: &Config, files: &[PathBuf]) -> anyhow::Result<()> {
    let mut certificates: Vec<Certificate> = Vec::new();
    for file in files {
        let shown = file.display();
        let size = std::fs::metadata(file).with_context(|| format!("{shown} cannot be read"))?.len();
        if size > MAX_FILE {
            bail!("{shown} is too large for certificates");
        }
        let bytes = std::fs::read(file).with_context(|| format!("{shown} cannot be read"))?;
        let read = parse::portal::read(&bytes).map_err(|error| anyhow::anyhow!("{shown}: {error}"))?;
        for one in read.certificates {
            if !certificates.iter().any(|known| known.sha256() == one.sha256()) {
                certificates.push(one);
            }
        }
    }
    let (installation, store, ctx) = compose::installation(config).await?;
    let imported = installation.import(&ctx, certificates).await?;
    store.db().close().await;
    if imported.root {
        say("ROOT is imported; its private key stays where it is.");
    }
    for domain in &imported.domains {
        say(&format!("The issuing CA of {domain} is imported and signs from now on."));
    }
    say("Running servers take it over within a second; those that waited start.");
    Ok(())
}

async fn status(config: &Config, json: bool) -> anyhow::Result<()> {
    let (installation, store, ctx) = compose::installation(config).await?;
    let keys = installation.status(&ctx).await?;
    store.db().close().await;
    if json {
        say(&serde_json::to_string_pretty(&keys)?);
        return Ok(());
    }
    if keys.is_empty() {
        say(NONE_YET);
        return Ok(());
    }
    say(&line(["KEY", "GEN", "STATE", "PLACE", "FROM", "UNTIL", "ROTATES IN", "PARTNERS", "SERIAL", "SUBJECT"]));
    for key in keys {
        say(&row(&key));
    }
    Ok(())
}

fn row(key: &KeyStatus) -> String {
    let day = |time: &Option<String>| time.as_deref().and_then(|text| text.get(..10)).unwrap_or("-").to_owned();
    let rotates = key.rotates_in_days.map_or_else(|| "-".to_owned(), |days| format!("{} days", days.max(0)));
    line([
        key.name,
        &key.generation.to_string(),
        key.standing.as_str(),
        &key.place,
        &day(&key.not_before),
        &day(&key.not_after),
        &rotates,
        &key.certificates.to_string(),
        key.serial.as_deref().unwrap_or("-"),
        key.subject.as_deref().unwrap_or("-"),
    ])
}

fn line(cells: [&str; 10]) -> String {
    let [name, generation, state, place, from, until, rotates, partners, serial, subject] = cells;
    format!(
        "{name:<10} {generation:>3} {state:<11} {place:<36} {from:<10} {until:<10} {rotates:>10} {partners:>8}  {serial:<39} {subject}"
    )
}

/// Requests for a ROOT that is kept offline.
async fn ask(config: &Config, domains: &[PartnerDomain], root: bool, directory: &Path) -> anyhow::Result<()> {
    if root {
        bail!(
            "ROOT is kept offline: make the next one there, and import its certificate together with new ones of the issuing CAs"
        );
    }
    let (installation, store, ctx) = compose::installation(config).await?;
    let domains = if domains.is_empty() { PartnerDomain::ALL.as_slice() } else { domains };
    let requests = installation.ask_offline(&ctx, domains).await?;
    store.db().close().await;
    write_requests(&requests, directory)?;
    say(
        "Next: have the ROOT sign them, then run `pms ca import` with the certificates. The former ones sign until then.",
    );
    Ok(())
}

async fn rotate(config: &Config, domains: &[PartnerDomain], root: bool) -> anyhow::Result<()> {
    check_there_are_any(config).await?;
    let (app, _) = compose::for_command(config).await?;
    let ctx = app.system("command-line");
    let outcome = rotate_these(&app, &ctx, domains, root).await;
    app.store().db().close().await;
    outcome
}

async fn rotate_these(app: &App, ctx: &Context, domains: &[PartnerDomain], root: bool) -> anyhow::Result<()> {
    if app.authority().root.is_offline() {
        bail!("ROOT is kept offline: `--to DIR` names the folder for the requests that it has to sign");
    }
    if !authority::unfinished_rekey(app).await.map_err(shown)?.is_empty() {
        bail!("a re-key is not finished: run `pms ca rekey` first");
    }
    let mut rotated = Vec::new();
    if root || !domains.is_empty() {
        let domains = if root { PartnerDomain::ALL.as_slice() } else { domains };
        let these = root.then_some(Which::Root).into_iter().chain(domains.iter().copied().map(Which::Issuing));
        for which in these {
            rotated.extend(app.authorities().rotate(ctx, which, Cause::ByHand).await?);
        }
    } else {
        rotated = authority::rotate_due(app, ctx).await?.rotated;
    }
    if rotated.is_empty() {
        say("Nothing is due.");
    }
    for one in rotated {
        let (name, generation, until) = (one.which.name(), one.generation, one.not_after.format("%Y-%m-%d"));
        say(&format!(
            "{name}: generation {generation} signs from now on, until {until} at the latest. The one before it stays trusted."
        ));
    }
    Ok(())
}

async fn rekey(config: &Config, domains: &[PartnerDomain], root: bool) -> anyhow::Result<ExitCode> {
    check_there_are_any(config).await?;
    let (app, _) = compose::for_command(config).await?;
    let ctx = app.system("command-line");
    let mut meter = Meter::default();
    let rekeyed = match root {
        true => authority::rekey_root(&app, &ctx, |progress| meter.show(progress)).await,
        false => authority::rekey(&app, &ctx, domains, |progress| meter.show(progress)).await,
    };
    app.store().db().close().await;
    let rekeyed = rekeyed.map_err(shown)?;
    let root = root.then_some("ROOT").into_iter();
    let names: Vec<&str> = root.chain(rekeyed.domains.iter().map(|domain| domain.as_str())).collect();
    let begun = if rekeyed.resumed { "finished what was begun" } else { "done" };
    say(&format!("Re-key of {}: {begun}, {} certificates signed anew.", names.join(", "), rekeyed.certificates));
    if rekeyed.failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("{} certificates could not be signed anew, and nobody trusts them any more:", rekeyed.failed.len()));
    for id in &rekeyed.failed {
        say(id);
    }
    Ok(ExitCode::FAILURE)
}

/// Progress: a line that is written over at a terminal, else a line for each tenth.
#[derive(Default)]
struct Meter {
    tenth: Option<u64>,
}

impl Meter {
    fn show(&mut self, progress: Progress) {
        let Progress { done, total } = progress;
        if std::io::stdout().is_terminal() {
            let end = if done == total { "\n" } else { "" };
            let mut out = std::io::stdout();
            let _nobody_looks = write!(out, "\r{done} of {total} certificates{end}").and_then(|()| out.flush());
            return;
        }
        let tenth = (done * 10).checked_div(total).unwrap_or(10);
        if self.tenth.is_none_or(|last| tenth > last) {
            self.tenth = Some(tenth);
            say(&format!("{done} of {total} certificates"));
        }
    }
}

async fn export(config: &Config, directory: &Path) -> anyhow::Result<()> {
    check_there_are_any(config).await?;
    let (app, _) = compose::for_command(config).await?;
    let files = app.authority().public_files();
    app.store().db().close().await;
    let count = files.len();
    write_files(directory, files.into_iter().map(|file| (file.name, file.content)).collect())?;
    say(&format!("{count} files of public certificates are in {}.", directory.display()));
    Ok(())
}
