//! The database of this process, its transactions, and statements with one text for both databases.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sea_query::{PostgresQueryBuilder, SelectStatement, SqliteQueryBuilder, Value, Values};
use sea_query_sqlx::{SqlxBinder, SqlxValues};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, FromRow, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::{StoreError, StoreResult, tally};

/// PostgreSQL (production) or SQLite (embedded default; WAL, one writer, a pool of readers).
#[derive(Clone)]
pub enum Db {
    Pg(PgPool),
    Sqlite { read: SqlitePool, write: SqlitePool },
}

/// A transaction that reads and writes; dropping it without saving rolls back.
pub enum Tx {
    Pg(Transaction<'static, Postgres>),
    Sqlite(Transaction<'static, Sqlite>),
}

/// Where a statement runs: on the pool, or inside a transaction.
pub enum On<'a> {
    Db(&'a Db),
    Tx(&'a mut Tx),
}

impl<'a> From<&'a Db> for On<'a> {
    fn from(db: &'a Db) -> Self {
        On::Db(db)
    }
}

impl<'a> From<&'a mut Tx> for On<'a> {
    fn from(tx: &'a mut Tx) -> Self {
        On::Tx(tx)
    }
}

/// A row struct that decodes from both drivers (derive `FromRow` once).
pub trait Row: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin + 'static {}
impl<T> Row for T where T: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin + 'static {}

/// A static statement with its arguments, `$1…` on both databases.
pub struct Statement {
    sql: &'static str,
    args: Vec<Value>,
}

pub fn statement(sql: &'static str) -> Statement {
    Statement { sql, args: Vec::new() }
}

macro_rules! fetch {
    ($self:ident, $on:ident, $row:ty, $method:ident) => {{
        tally::note($self.sql);
        let args = SqlxValues(Values($self.args));
        match $on.into() {
            On::Db(Db::Pg(pool)) => sqlx::query_as_with::<Postgres, $row, _>($self.sql, args).$method(pool).await,
            On::Db(Db::Sqlite { read, .. }) => {
                sqlx::query_as_with::<Sqlite, $row, _>($self.sql, args).$method(read).await
            }
            On::Tx(Tx::Pg(tx)) => sqlx::query_as_with::<Postgres, $row, _>($self.sql, args).$method(&mut **tx).await,
            On::Tx(Tx::Sqlite(tx)) => sqlx::query_as_with::<Sqlite, $row, _>($self.sql, args).$method(&mut **tx).await,
        }
        .map_err(StoreError::from)
    }};
}

impl Statement {
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.args.push(value.into());
        self
    }

    pub async fn optional<T: Row>(self, on: impl Into<On<'_>>) -> StoreResult<Option<T>> {
        fetch!(self, on, T, fetch_optional)
    }

    pub async fn one<T: Row>(self, on: impl Into<On<'_>>) -> StoreResult<T> {
        fetch!(self, on, T, fetch_one)
    }

    pub async fn all<T: Row>(self, on: impl Into<On<'_>>) -> StoreResult<Vec<T>> {
        fetch!(self, on, T, fetch_all)
    }

    /// Runs the statement and answers how many rows it touched.
    pub async fn execute(self, tx: &mut Tx) -> StoreResult<u64> {
        tally::note(self.sql);
        let args = SqlxValues(Values(self.args));
        Ok(match tx {
            Tx::Pg(tx) => sqlx::query_with::<Postgres, _>(self.sql, args).execute(&mut **tx).await?.rows_affected(),
            Tx::Sqlite(tx) => sqlx::query_with::<Sqlite, _>(self.sql, args).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Runs the statement in a transaction of its own, without the head lock and without audit: only for what
    /// architecture §2 names as no change (counters, last use, delivery attempts, mail queue, limits).
    pub async fn execute_uncounted(self, db: &Db) -> StoreResult<u64> {
        tally::note(self.sql);
        let args = SqlxValues(Values(self.args));
        Ok(match db {
            Db::Pg(pool) => sqlx::query_with::<Postgres, _>(self.sql, args).execute(pool).await?.rows_affected(),
            Db::Sqlite { write, .. } => {
                sqlx::query_with::<Sqlite, _>(self.sql, args).execute(write).await?.rows_affected()
            }
        })
    }

    /// As [`Self::execute_uncounted`], for a statement with `RETURNING`.
    pub async fn returning_uncounted<T: Row>(self, db: &Db) -> StoreResult<Option<T>> {
        tally::note(self.sql);
        let args = SqlxValues(Values(self.args));
        match db {
            Db::Pg(pool) => sqlx::query_as_with::<Postgres, T, _>(self.sql, args).fetch_optional(pool).await,
            Db::Sqlite { write, .. } => sqlx::query_as_with::<Sqlite, T, _>(self.sql, args).fetch_optional(write).await,
        }
        .map_err(StoreError::from)
    }
}

/// Where the database is.
#[derive(Clone)]
pub enum Location {
    /// A directory of ours; the file is `pms.db`.
    Sqlite(std::path::PathBuf),
    /// A `postgres://` address. Never logged: it may hold a password.
    Postgres(String),
}

/// The schema on PostgreSQL; also the schema of an adopted database.
pub const SCHEMA: &str = "pms";

impl Db {
    /// Opens the database. On SQLite the file is created.
    pub async fn open(location: &Location, max_connections: u32) -> StoreResult<Self> {
        match location {
            Location::Sqlite(directory) => Self::open_sqlite(&directory.join("pms.db"), max_connections).await,
            Location::Postgres(url) => Self::open_postgres(url, max_connections).await,
        }
    }

    async fn open_sqlite(file: &Path, max_connections: u32) -> StoreResult<Self> {
        create_private(file)?;
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .statement_cache_capacity(256)
            .disable_statement_logging();
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await?;
        let read = SqlitePoolOptions::new()
            .max_connections(max_connections.clamp(1, 8))
            .test_before_acquire(false)
            .idle_timeout(Duration::from_secs(60))
            .connect_with(options.read_only(false))
            .await?;
        Ok(Db::Sqlite { read, write })
    }

    async fn open_postgres(url: &str, max_connections: u32) -> StoreResult<Self> {
        let options = PgConnectOptions::from_str(url)?
            .application_name("pms")
            .options([("search_path", "pms,public"), ("timezone", "UTC")])
            .statement_cache_capacity(256)
            .disable_statement_logging();
        // No liveness ping on each acquire: it costs 15 to 30 %. A broken connection fails its request once and
        // is replaced.
        let pool = PgPoolOptions::new()
            .max_connections(max_connections)
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        Ok(Db::Pg(pool))
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self, Db::Pg(_))
    }

    /// A transaction without the head lock, for reads that must agree with each other and for what is no change.
    /// SQLite takes its write lock at once, so that it never fails half way for being second.
    pub async fn begin(&self) -> StoreResult<Tx> {
        tally::note("BEGIN");
        Ok(match self {
            Db::Pg(pool) => Tx::Pg(pool.begin().await?),
            Db::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
        })
    }

    /// The only place that trusts SQL text made at run time: sea-query made it.
    pub async fn select<T: Row>(&self, query: &SelectStatement) -> StoreResult<Vec<T>> {
        tally::note("a list");
        match self {
            Db::Pg(pool) => {
                let (sql, args) = query.build_sqlx(PostgresQueryBuilder);
                sqlx::query_as_with::<Postgres, T, _>(AssertSqlSafe(sql), args).fetch_all(pool).await
            }
            Db::Sqlite { read, .. } => {
                let (sql, args) = query.build_sqlx(SqliteQueryBuilder);
                sqlx::query_as_with::<Sqlite, T, _>(AssertSqlSafe(sql), args).fetch_all(read).await
            }
        }
        .map_err(StoreError::from)
    }

    /// Prepares a static statement without running it: a test prepares them all on both databases.
    pub async fn prepare(&self, sql: &'static str) -> StoreResult<()> {
        use sqlx::Executor;
        use sqlx::SqlSafeStr;
        match self {
            Db::Pg(pool) => {
                let mut connection = pool.acquire().await?;
                (&mut *connection).prepare(sql.into_sql_str()).await?;
            }
            Db::Sqlite { read, .. } => {
                let mut connection = read.acquire().await?;
                (&mut *connection).prepare(sql.into_sql_str()).await?;
            }
        }
        Ok(())
    }

    /// Closes all connections.
    pub async fn close(&self) {
        match self {
            Db::Pg(pool) => pool.close().await,
            Db::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
        }
    }
}

/// Makes the database file readable by its owner alone; SQLite gives the files beside it the same rights.
fn create_private(file: &Path) -> StoreResult<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(file).map(|_| ()).map_err(|error| StoreError::Database(sqlx::Error::Io(error)))
}

impl Tx {
    pub async fn commit(self) -> StoreResult<()> {
        tally::note("COMMIT");
        match self {
            Tx::Pg(tx) => tx.commit().await?,
            Tx::Sqlite(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
