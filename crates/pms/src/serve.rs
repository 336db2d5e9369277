//! The server process, from the first line of its log to its end.

use std::io::IsTerminal;
use std::time::Duration;

use anyhow::Context as _;
use pms_api_wire::TrustedProxies;
use pms_app::App;
use pms_app::authority::AwaitsRoot;
use pms_domain::context::Surroundings;
use pms_store::db::{Db, Location};
use pms_store::migrate::{self, Readiness};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::compose;
use crate::config::{self, Config};
use crate::health;
use crate::listen::{self, Current};
use crate::metrics::Metrics;
use crate::routes::Server;

/// Name of the file with the first admin's one-time password, when there is no terminal.
pub const FIRST_ADMIN_FILE: &str = "first-admin-password";

/// Runs until a signal comes.
pub async fn run(config: Config) -> anyhow::Result<()> {
    compose::data_directory(&config)?;
    let _lock = compose::lock(&config.data_dir)?;
    let surroundings = crate::surroundings::of_this_machine();
    // Before anything is opened: a missing key must be noticed before an empty database is made.
    compose::master_key(&config, &surroundings)?;
    let stop = CancellationToken::new();
    let server = &config.settings.server;
    let main = door(&config, &server.listen, health::waiting(health::SCHEMA), &stop).await?;
    let metrics = match server.metrics_listen.as_str() {
        "" => None,
        listen => Some(door(&config, listen, axum::Router::new(), &stop).await?),
    };
    tokio::spawn(signals(stop.clone()));
    let outcome = start(&config, surroundings, &main, metrics.as_ref(), &stop).await;
    if outcome.is_err() {
        stop.cancel();
    }
    let finished = main.served.await;
    stop.cancel();
    if let Some(running) = outcome? {
        running.finish().await;
    }
    finished.context("the listener")?;
    Ok(())
}

/// A listener and what it serves.
struct Door {
    current: Current,
    served: JoinHandle<()>,
}

/// Begins to listen.
async fn door(config: &Config, listen: &str, first: axum::Router, stop: &CancellationToken) -> anyhow::Result<Door> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("{listen} cannot be listened on"))?;
    let current = Current::new(first);
    let per_source = config.settings.limits.connections_per_source;
    let proxies = TrustedProxies::parse(&config.settings.server.trusted_proxies)?;
    let served = tokio::spawn(listen::serve(listener, current.clone(), per_source, proxies, stop.clone()));
    Ok(Door { current, served })
}

/// What must be ended in order.
struct Running {
    app: App,
    jobs: pms_jobs::Jobs,
    /// Of the jobs alone: they end after the last request, so that its mail and its seal are theirs.
    stop_jobs: CancellationToken,
}

impl Running {
    async fn finish(self) {
        self.stop_jobs.cancel();
        self.jobs.finish().await;
        self.app.identity().flush().await;
        self.app.finish_recording().await;
        self.app.store().close().await;
    }
}

async fn start(
    config: &Config,
    surroundings: Surroundings,
    main: &Door,
    metrics_alone: Option<&Door>,
    stop: &CancellationToken,
) -> anyhow::Result<Option<Running>> {
    let db = compose::database(config).await?;
    if !wait_for_schema(&db, stop).await? {
        return Ok(None);
    }
    let Some(app) = wait_for_root(config, &surroundings, &db, main, stop).await? else { return Ok(None) };
    first_admin(config, &app).await?;
    let stop_jobs = CancellationToken::new();
    let jobs = pms_jobs::start(app.clone(), config.data_dir.clone(), stop_jobs.clone())?;
    let metrics = Metrics::new();
    metrics.observe_signing(&app);
    main.current.replace(Server::whole(app.clone(), &metrics)?);
    if let Some(door) = metrics_alone {
        door.current.replace(metrics.alone(app.clone()));
    }
    announce(config, &app)?;
    Ok(Some(Running { app, jobs, stop_jobs }))
}

/// On PostgreSQL `pms migrate` brings the schema; replicas wait for it, not ready. `false`: told to stop meanwhile.
async fn wait_for_schema(db: &Db, stop: &CancellationToken) -> anyhow::Result<bool> {
    let mut told = false;
    loop {
        match migrate::readiness(db).await {
            Ok(Readiness::Ready) => return Ok(true),
            Ok(Readiness::Behind) => {}
            Err(pms_store::StoreError::Database(error)) => tracing::warn!(%error, "the database does not answer yet"),
            Err(error) => return Err(error).context("the database cannot be used"),
        }
        if !told {
            tracing::warn!("the database's schema is not up to date: waiting for `pms migrate`");
            told = true;
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
            () = stop.cancelled() => return Ok(false),
        }
    }
}

/// Where ROOT is kept offline, nothing starts before its certificates are imported. `None`: told to stop meanwhile.
async fn wait_for_root(
    config: &Config,
    surroundings: &Surroundings,
    db: &Db,
    door: &Door,
    stop: &CancellationToken,
) -> anyhow::Result<Option<App>> {
    let mut told = false;
    loop {
        match compose::application(config, surroundings.clone(), db.clone()).await {
            Ok((app, _master)) => return Ok(Some(app)),
            Err(error) if error.is::<AwaitsRoot>() => {
                if !told {
                    tracing::warn!("{error}");
                    door.current.replace(health::waiting(health::ROOT));
                    told = true;
                }
            }
            Err(error) => return Err(error),
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
            () = stop.cancelled() => return Ok(None),
        }
    }
}

/// Gives the first admin's one-time password to the terminal, else to a file that only its owner may read.
async fn first_admin(config: &Config, app: &App) -> anyhow::Result<()> {
    let path = config.data_dir.join(FIRST_ADMIN_FILE);
    let Some(first) = pms_app::accounts::first_admin::ensure(app).await.map_err(crate::commands::shown)? else {
        return Ok(());
    };
    let text = first.password.reveal();
    // A process that dies before the last line leaves a password that nobody has: a later start makes another.
    if std::io::stderr().is_terminal() {
        terminal(first.name, text);
    } else {
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        compose::write_private(&path, &format!("{text}\n"))?;
        tracing::info!(account = %first.name, file = %path.display(), "the first admin's one-time password is in this file; it works once, for 24 hours");
    }
    pms_app::accounts::first_admin::delivered(app, &first).await.map_err(crate::commands::shown)
}

#[expect(clippy::print_stderr, reason = "a secret goes to the terminal, never to the log")]
fn terminal(name: &str, password: &str) {
    eprintln!("\n  First admin: {name}\n  One-time password (works once, for 24 hours): {password}\n");
}

fn announce(config: &Config, app: &App) -> anyhow::Result<()> {
    let database = match config::location(config)? {
        Location::Sqlite(directory) => format!("SQLite in {}", directory.display()),
        Location::Postgres(_) => "PostgreSQL".to_owned(),
    };
    tracing::info!(
        portal = %format!("{}/portal", config.settings.server.public_url),
        %database,
        mode = app.store().mode().as_str(),
        "ready"
    );
    if config.settings.compat.mosip {
        tracing::warn!("the compatibility profile is on: never in production");
    }
    Ok(())
}

async fn signals(stop: CancellationToken) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        return;
    }
    tracing::info!("stopping");
    stop.cancel();
}
