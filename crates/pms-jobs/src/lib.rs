//! What runs by itself: mail delivery, seals of the audit chain, retention, notices about what ends, certificates that wait
//! for their chain, API keys and licences whose time has come, OIDC clients that wait for eSignet, the next generations of the
//! certificate authorities, revocation lists.
//!
//! Jobs hold no rules. Each runs under a lease ([`pms_store::lease`]), so that of many processes on one database one does
//! the work, and repeats what a crash left open: mails are sent at least once, everything else changes nothing the second
//! time. A job that panics is started again; none of them ever takes the server down.

mod api_keys;
mod authorities;
mod clients;
#[cfg(test)]
mod fixture;
mod licences;
mod mail;
mod notices;
mod retention;
mod revocation;
mod seals;
mod transactions;
mod turn;
mod waiting;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use pms_app::App;
use pms_app::settings::Settings;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

pub use seals::{read_seals, seal_file};

/// Time that running work has to come to its end after the shutdown was asked for.
const LAST_WORK: Duration = Duration::from_secs(5);
/// Pause before a job that panicked starts again.
const RESTART: Duration = Duration::from_secs(5);

/// The jobs of this process.
pub struct Jobs {
    tasks: JoinSet<()>,
}

/// Starts all jobs. They end when `shutdown` is cancelled; [`Jobs::finish`] waits for that.
///
/// `data_dir` holds the mail box (without SMTP) and the seals (without another sink).
///
/// # Errors
/// As [`check`]: a configuration that could not work is refused before anything is promised to anybody.
pub fn start(app: App, data_dir: PathBuf, shutdown: CancellationToken) -> anyhow::Result<Jobs> {
    let settings = app.settings();
    let texts = Arc::new(mail::catalogue::Catalogue::load(settings)?);
    let post = Arc::new(mail::post::Post::open(&settings.mail, &settings.site.name, &data_dir)?);
    let sink = seals::sink(settings, &data_dir)?;
    pms_app::notifications::check(settings)?;
    pms_app::transaction_log::check(settings)?;

    let mut tasks = JoinSet::new();
    let (of, stop) = (app.clone(), shutdown.clone());
    tasks.spawn(keep("mail", shutdown.clone(), move || {
        mail::delivery::run(
            of.store().clone(),
            of.surroundings().clone(),
            Arc::clone(&post),
            Arc::clone(&texts),
            stop.clone(),
        )
    }));
    let (of, stop) = (app.clone(), shutdown.clone());
    tasks.spawn(keep("seals", shutdown.clone(), move || {
        let every = seals::Every::of(of.settings());
        seals::run(of.store().clone(), of.surroundings().clone(), sink.clone(), every, stop.clone())
    }));
    let (of, stop) = (app.clone(), shutdown.clone());
    tasks.spawn(keep("retention", shutdown.clone(), move || {
        retention::run(of.store().clone(), of.surroundings().clone(), stop.clone())
    }));
    let (of, stop) = (app.clone(), shutdown.clone());
    tasks.spawn(keep("licences", shutdown.clone(), move || licences::run(of.clone(), stop.clone())));
    let (of, stop) = (app.clone(), shutdown.clone());
    tasks.spawn(keep("notices", shutdown.clone(), move || notices::run(of.clone(), stop.clone())));
    let (of, stop) = (app.clone(), shutdown.clone());
    tasks.spawn(keep("oidc-clients", shutdown.clone(), move || clients::run(of.clone(), stop.clone())));
    let (of, stop) = (app.clone(), shutdown.clone());
    tasks.spawn(keep("api-keys", shutdown.clone(), move || api_keys::run(of.clone(), stop.clone())));
    let (of, stop) = (app.clone(), shutdown.clone());
    tasks.spawn(keep("authorities", shutdown.clone(), move || authorities::run(of.clone(), stop.clone())));
    let fetcher = Arc::new(pms_app::revocation::Fetcher::open(app.settings())?);
    let (of, stop) = (app.clone(), shutdown.clone());
    tasks.spawn(keep("revocation", shutdown.clone(), move || {
        revocation::run(of.clone(), Arc::clone(&fetcher), stop.clone())
    }));
    let directory = pms_app::transaction_log::upkeep::directory(&app.settings().transaction_log, &data_dir);
    let (of, stop) = (app.clone(), shutdown.clone());
    tasks.spawn(keep("transactions", shutdown.clone(), move || {
        transactions::run(of.clone(), directory.clone(), stop.clone())
    }));
    let (of, stop) = (app, shutdown.clone());
    tasks.spawn(keep("waiting-certificates", shutdown, move || waiting::run(of.clone(), stop.clone())));
    Ok(Jobs { tasks })
}

/// Whether jobs could start with these settings: mail texts complete, SMTP address and sender readable, a sink for seals
/// that this version can write to. For `pms config check` and `pms doctor`.
///
/// # Errors
/// What is wrong, in words for the operator, without the secret parts of an address.
pub fn check(settings: &Settings, data_dir: &Path) -> anyhow::Result<()> {
    let answers = [
        mail::catalogue::Catalogue::load(settings).map(drop),
        mail::post::Post::check(&settings.mail),
        seals::sink(settings, data_dir).map(drop),
        pms_app::notifications::check(settings),
        pms_app::transaction_log::check(settings),
    ];
    // All that is wrong at once: whoever mends a configuration should not have to come back for each line.
    let wrong: Vec<_> = answers.into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect();
    if wrong.is_empty() { Ok(()) } else { Err(anyhow::anyhow!(wrong.join("\n"))) }
}

impl Jobs {
    /// Waits until all jobs have ended, which they do within seconds of the shutdown: what is being sent is sent to its
    /// end, the chain is sealed, leases are given back. What takes longer than five seconds is cut off.
    pub async fn finish(mut self) {
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST_WORK, all).await.is_err() {
            tracing::warn!("a job did not end in time and was cut off");
            self.tasks.shutdown().await;
        }
    }
}

/// Runs a job until it ends by itself, which it does at the shutdown; starts it again when it panics.
async fn keep<F, W>(name: &'static str, shutdown: CancellationToken, mut work: F)
where
    F: FnMut() -> W,
    W: Future<Output = ()> + Send + 'static,
{
    while let Err(error) = AbortOnDropHandle::new(tokio::spawn(work())).await {
        tracing::error!(job = name, panicked = error.is_panic(), "a job ended by itself and will be started again");
        tokio::select! {
            () = tokio::time::sleep(RESTART) => {}
            () = shutdown.cancelled() => return,
        }
    }
}

#[cfg(test)]
mod tests;
