//! `pms doctor`: what is wrong, and what to do about it.

use std::process::ExitCode;

use pms_app::App;
use pms_app::authority::{TokenFinding, Which};
use pms_store::adopt::{self, Claim};
use pms_store::db::Location;
use pms_store::migrate::{self, Readiness};
use pms_store::{Mode, StoreResult, api_key, ca_key, convert};

use super::say;
use crate::compose;
use crate::config::{self, Config};

/// Findings of a run.
#[derive(Default)]
struct Findings {
    wrong: usize,
}

impl Findings {
    fn good(&mut self, what: &str) {
        say(&format!("ok    {what}"));
    }

    fn note(&mut self, what: &str) {
        say(&format!("note  {what}"));
    }

    fn wrong(&mut self, what: &str) {
        self.wrong += 1;
        say(&format!("WRONG {what}"));
    }
}

pub async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let mut findings = Findings::default();
    let wrong: Vec<_> = super::parts(config).into_iter().filter_map(Result::err).collect();
    if wrong.is_empty() {
        findings.good("the configuration is right");
    }
    for error in wrong {
        findings.wrong(&format!("{error:#}"));
    }
    settings(config, &mut findings);
    files(config, &mut findings);
    database(config, &mut findings).await;
    Ok(if findings.wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn settings(config: &Config, findings: &mut Findings) {
    let settings = &config.settings;
    if settings.compat.mosip {
        findings.wrong("compat.mosip is on: existing scripts work, but anybody with a user name owns its partner. Switch it off in production");
    }
    if settings.server.allow_http {
        findings.wrong("server.allow_http is on: passwords travel in clear. Put a TLS proxy in front");
    }
    if settings.certificates.rules == "reference" {
        findings.note("certificates.rules is reference: weak CA certificates are accepted");
    }
    if !settings.approvals.four_eyes {
        findings.note("approvals.four_eyes is off: an admin may decide its own requests");
    }
    if settings.mail.smtp_url.is_empty() {
        findings.note("no SMTP server is configured: mails land in the mail box of the data directory");
    }
}

#[cfg(unix)]
fn files(config: &Config, findings: &mut Findings) {
    let keys = &config.settings.keys;
    let master = keys.master_key_file.clone().unwrap_or_else(|| compose::embedded_master_key(config));
    private(&master, "the master key", findings);
    if let Some(pin) = keys.pkcs11.pin_file.as_ref().filter(|_| keys.pkcs11.module.is_some()) {
        private(pin, "the token's PIN", findings);
    }
}

#[cfg(unix)]
fn private(file: &std::path::Path, what: &str, findings: &mut Findings) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(metadata) = std::fs::metadata(file) else {
        findings.note(&format!("the file of {what} is not there yet"));
        return;
    };
    if metadata.permissions().mode() & 0o077 == 0 {
        findings.good(&format!("{what} can be read by its owner alone"));
    } else {
        findings.wrong(&format!("{} can be read by others: chmod 600", file.display()));
    }
}

#[cfg(not(unix))]
fn files(_config: &Config, _findings: &mut Findings) {}

async fn database(config: &Config, findings: &mut Findings) {
    if let Ok(Location::Sqlite(directory)) = config::location(config)
        && !directory.join("pms.db").exists()
    {
        // Looking must not make one: a database is made together with its key.
        return findings.note("there is no database yet: the first start makes it");
    }
    let db = match compose::data_directory(config).and(Ok(())) {
        Ok(()) => compose::database(config).await,
        Err(error) => Err(error),
    };
    let db = match db {
        Ok(db) => db,
        Err(error) => return findings.wrong(&format!("{error:#}")),
    };
    match migrate::readiness(&db).await {
        Ok(Readiness::Ready) => findings.good("the schema is up to date"),
        Ok(Readiness::Behind) => return findings.wrong("the schema is not up to date: run `pms migrate`"),
        Err(error) => return findings.wrong(&error.to_string()),
    }
    let surroundings = crate::surroundings::of_this_machine();
    match compose::application(config, surroundings.clone(), db).await {
        Ok((app, _)) => {
            findings.good(&format!(
                "the master key opens every stored key; the database is {}",
                app.store().mode().as_str()
            ));
            if let Err(error) = rows(&app, findings).await {
                findings.wrong(&error.to_string());
            }
            token(&app, findings).await;
            transactions(&app, findings).await;
            if let Ok(Some(theirs)) = pms_store::open::database_clock(app.store().db()).await {
                let apart = (surroundings.now() - theirs).num_milliseconds().abs();
                if apart > 1_000 {
                    findings.wrong(&format!("this clock and the database's are {apart} ms apart: check NTP on both"));
                } else {
                    findings.good("this clock and the database's agree");
                }
            }
            app.store().db().close().await;
        }
        Err(error) => findings.wrong(&format!("{error:#}")),
    }
}

/// Days for which gaps of the transaction log are reported.
const GAPS: i64 = 30;

/// The transaction log: processes whose last answers may be missing.
async fn transactions(app: &App, findings: &mut Findings) {
    let unfinished = match pms_app::transaction_log::upkeep::unfinished(app, GAPS).await {
        Ok(unfinished) => unfinished,
        Err(failure) => return findings.wrong(&format!("the transaction log cannot be read: {failure:?}")),
    };
    if unfinished.is_empty() {
        return findings.good("no gap is known in the transaction log");
    }
    for process in unfinished {
        let last = pms_domain::time::local_iso(pms_domain::transaction::of_micros(process.seen_at));
        let what = match process.lost {
            0 => "ended without a clean stop: what it answered in the 200 ms after".to_owned(),
            lost => format!("had no room for {lost} answers; the last was written at"),
        };
        findings.note(&format!(
            "the transaction log has a gap: process {} {what} {last} (UTC, number {}) is missing",
            process.id, process.sequence
        ));
    }
}

/// The certificate authorities: a re-key that was interrupted, and what only an operator can have signed.
async fn authorities(app: &App, findings: &mut Findings) -> StoreResult<()> {
    if ca_key::rekey(app.store().db()).await?.is_some() {
        findings.wrong("a re-key is not finished: run `pms ca rekey` to go on with it");
    }
    let (authority, now) = (app.authority(), app.surroundings().now());
    let due = Which::ALL.into_iter().filter(|which| *which != Which::Encryption && authority.is_due(*which, now));
    let due: Vec<&str> = due.map(Which::name).collect();
    if due.is_empty() {
        findings.good("no certificate authority ends before long");
    } else if authority.root.is_offline() {
        findings.wrong(&format!(
            "{}: the certificate ends before long and ROOT is kept offline: run `pms ca rotate --to DIR`, have the requests signed, \
             and import the certificates",
            due.join(", ")
        ));
    } else {
        findings.note(&format!(
            "{}: the next generation is due; a running server makes it within a minute",
            due.join(", ")
        ));
    }
    Ok(())
}

/// The hardware security module and the keys in it.
async fn token(app: &App, findings: &mut Findings) {
    let app = app.clone();
    let looked = tokio::task::spawn_blocking(move || pms_app::authority::inspect(&app)).await;
    for finding in looked.unwrap_or_default() {
        match finding {
            TokenFinding::Good(what) => findings.good(&what),
            TokenFinding::Note(what) => findings.note(&what),
            TokenFinding::Wrong(what) => findings.wrong(&what),
        }
    }
}

/// What stands in the rows: an interrupted conversion, and what adopted partners share.
async fn rows(app: &App, findings: &mut Findings) -> StoreResult<()> {
    let store = app.store();
    let left = convert::left(store.db(), store.mode()).await?;
    if left > 0 {
        let command = match store.mode() {
            Mode::Sealed => "seal",
            Mode::Clear => "unseal",
        };
        findings
            .wrong(&format!("{left} rows stand the other way: stop the servers and run `pms keys {command}` again"));
    }
    let weak = api_key::weak(store.db()).await?;
    if weak > 0 {
        findings.note(&format!(
            "{weak} active API keys can be guessed (six digits of the former services): let their partners re-issue them"
        ));
    }
    let stock = pms_app::seed::stock_keys(app).await?;
    if stock > 0 {
        findings
            .wrong(&format!("{stock} active API keys have values that MOSIP publishes: deactivate or re-issue them"));
    }
    let (own, others) = pms_store::revocation_list::stale(store.db(), app.surroundings().now()).await?;
    if own > 0 {
        findings.wrong(&format!(
            "{own} of our own revocation lists are not current: start a server, its jobs sign them every day"
        ));
    }
    if others > 0 {
        findings.note(&format!(
            "{others} revocation lists of partners' CAs are not current: GET /v1/partnermanager/revocation-lists says why"
        ));
    }
    authorities(app, findings).await?;
    for duplicate in adopt::duplicates(store).await? {
        let what = match duplicate.claim {
            Claim::Id => "id, but for its letter case,",
            Claim::Email => "e-mail address",
        };
        findings.note(&format!(
            "partner {} has the same {what} as partner {}, which counts",
            duplicate.partner_id, duplicate.of
        ));
    }
    Ok(())
}
