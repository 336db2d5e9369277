//! Putting a process together: data directory, master key, database, application.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use pms_app::App;
use pms_app::app::Parts;
use pms_app::authority::{Authorities, Installation};
use pms_app::devices::MessageChecks;
use pms_app::esignet::Esignet;
use pms_app::trust::TrustCache;
use pms_domain::Context;
use pms_domain::context::Surroundings;
use pms_store::db::{Connections, Db, Location, Timeouts};
use pms_store::keys::MasterKey;
use pms_store::migrate::Readiness;
use pms_store::{Store, migrate, open};

use crate::config::{self, Config};

/// Creates the data directory, readable by its owner alone.
pub fn data_directory(config: &Config) -> anyhow::Result<()> {
    let directory = &config.data_dir;
    if !directory.is_dir() {
        std::fs::create_dir_all(directory).with_context(|| format!("{} cannot be made", directory.display()))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(directory, std::fs::Permissions::from_mode(0o700))?;
        }
    }
    Ok(())
}

/// A data directory is locked by one server at a time. The lock ends with the process, however it ends.
pub struct DirectoryLock(#[expect(dead_code, reason = "held, never read")] File);

pub fn lock(directory: &Path) -> anyhow::Result<DirectoryLock> {
    let path = directory.join("server.lock");
    let file = File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(DirectoryLock(file)),
        Err(_) => {
            bail!("another server is running on {}; stop it first, or use another --data-dir", directory.display())
        }
    }
}

/// Writes a file that only its owner may read. Fails if it exists.
pub fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path).with_context(|| format!("{} cannot be written", path.display()))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

/// Path of the master key on the embedded default.
pub fn embedded_master_key(config: &Config) -> PathBuf {
    config.data_dir.join("master.key")
}

/// The master key: from the configured file; on SQLite it is made on the first start.
pub fn master_key(config: &Config, surroundings: &Surroundings) -> anyhow::Result<MasterKey> {
    let embedded = embedded_master_key(config);
    let path = match &config.settings.keys.master_key_file {
        Some(path) => path.clone(),
        None => match config::location(config)? {
            Location::Sqlite(_) => {
                if !embedded.exists() {
                    let database = config.data_dir.join("pms.db");
                    if database.exists() && std::fs::metadata(&database)?.len() > 0 {
                        bail!(
                            "{} is missing, but {} exists: without its master key the database cannot be opened. \
                             Restore the file from the backup",
                            embedded.display(),
                            database.display()
                        );
                    }
                    make_master_key(&embedded, surroundings)?;
                }
                embedded
            }
            Location::Postgres(_) => bail!(
                "keys.master_key_file is not set. With PostgreSQL the master key must be given: make one with \
                 `head -c 32 /dev/urandom | base64 > FILE` (readable by the service alone) and keep a copy with the \
                 backups"
            ),
        },
    };
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("the master key {} cannot be read", path.display()))?;
    let text = zeroize::Zeroizing::new(text);
    MasterKey::parse(&text).with_context(|| format!("the master key {}", path.display()))
}

/// Two processes may start at once: the file appears whole, under its name, once.
fn make_master_key(path: &Path, surroundings: &Surroundings) -> anyhow::Result<()> {
    let temporary = path.with_extension(format!("key.{}", surroundings.uuid()));
    let key = MasterKey::generate(surroundings);
    let mut text = key.to_text();
    text.push('\n');
    write_private(&temporary, &text)?;
    let linked = std::fs::hard_link(&temporary, path);
    std::fs::remove_file(&temporary)?;
    match linked {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error).with_context(|| format!("{} cannot be written", path.display())),
    }
}

/// Opens the database; with SQLite the schema is brought up to date.
pub async fn database(config: &Config) -> anyhow::Result<Db> {
    let location = config::location(config)?;
    let settings = &config.settings.database;
    let seconds = |count: u32| std::time::Duration::from_secs(u64::from(count));
    let timeouts = Timeouts {
        statement: seconds(settings.statement_timeout_seconds),
        lock: seconds(settings.lock_timeout_seconds),
        idle_in_transaction: seconds(settings.idle_in_transaction_timeout_seconds),
    };
    let connections = Connections { most: settings.max_connections, lists: settings.lists_at_once };
    let db = Db::open_within(&location, connections, timeouts).await.context("the database cannot be opened")?;
    if matches!(location, Location::Sqlite(_)) {
        migrate::run(&db).await.context("the schema cannot be brought up to date")?;
    }
    Ok(db)
}

/// Opens a database whose schema must be there already (every command but `migrate` and `serve`).
pub async fn ready_database(config: &Config) -> anyhow::Result<Db> {
    let db = database(config).await?;
    match migrate::readiness(&db).await? {
        Readiness::Ready => Ok(db),
        Readiness::Behind => bail!("the database's schema is not up to date: run `pms migrate` first"),
    }
}

/// The application over an open database.
pub async fn application(config: &Config, surroundings: Surroundings, db: Db) -> anyhow::Result<(App, MasterKey)> {
    let master = master_key(config, &surroundings)?;
    let store: Store = open::store(db, &master, &surroundings).await?;
    let ctx = Context::system(surroundings.clone(), "start");
    let authorities = Authorities::open(&store, &master, &ctx, &config.settings).await?;
    let identity = pms_app::accounts::open_identity(&config.settings, &store, &master, &surroundings).await?;
    let app = App::new(Parts {
        settings: config.settings.clone(),
        surroundings,
        store,
        identity,
        authorities,
        trust: TrustCache::default(),
        esignet: Esignet::open(&config.settings.esignet)?,
        message_checks: MessageChecks::of(&config.settings)?,
    });
    Ok((app, master))
}

/// Database and keys without the authorities, for what is done before there are any.
pub async fn installation(config: &Config) -> anyhow::Result<(Installation, Store, Context)> {
    data_directory(config)?;
    let surroundings = crate::surroundings::of_this_machine();
    let master = master_key(config, &surroundings)?;
    let db = ready_database(config).await?;
    let store = open::store(db, &master, &surroundings).await?;
    let installation = Installation::new(&store, &master, &config.settings)?;
    Ok((installation, store, Context::system(surroundings, "command-line")))
}

/// Everything a command needs.
pub async fn for_command(config: &Config) -> anyhow::Result<(App, MasterKey)> {
    data_directory(config)?;
    let surroundings = crate::surroundings::of_this_machine();
    // The key comes first: on SQLite a missing one must be noticed before an empty database is made.
    master_key(config, &surroundings)?;
    let db = ready_database(config).await?;
    application(config, surroundings, db).await
}
