//! The database of this process, and statements with one text for both databases.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sea_query::{PostgresQueryBuilder, SelectStatement, SqliteQueryBuilder, Value, Values};
use sea_query_sqlx::{SqlxBinder, SqlxValues};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, FromRow, Postgres, Sqlite, SqlitePool};

use crate::turns::Turn;
use crate::warm::Warm;
use crate::{StoreError, StoreResult, tally, transaction};

mod tx;

use tx::Open;
pub use tx::Tx;

/// PostgreSQL (production) or SQLite (embedded default; WAL, one writer, a pool of readers).
#[derive(Clone)]
pub enum Db {
    Pg(Warm<Postgres>),
    Sqlite { read: Warm<Sqlite>, write: SqlitePool },
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

/// Rows as a driver gave them.
///
/// What talks to a driver is behind a box and knows no row type. An async function is compiled anew into every crate, and for
/// every type, that waits for it: without the box the drivers were in the program a thousand times.
enum Rows {
    Pg(Vec<PgRow>),
    Sqlite(Vec<SqliteRow>),
}

impl Rows {
    fn all<T: Row>(&self) -> StoreResult<Vec<T>> {
        Ok(match self {
            Rows::Pg(rows) => rows.iter().map(T::from_row).collect::<Result<_, _>>()?,
            Rows::Sqlite(rows) => rows.iter().map(T::from_row).collect::<Result<_, _>>()?,
        })
    }

    fn first<T: Row>(&self) -> StoreResult<Option<T>> {
        Ok(match self {
            Rows::Pg(rows) => rows.first().map(T::from_row).transpose()?,
            Rows::Sqlite(rows) => rows.first().map(T::from_row).transpose()?,
        })
    }
}

/// How many rows are asked for.
#[derive(Clone, Copy)]
enum Wanted {
    First,
    All,
}

/// Rows of a query on a connection of either driver.
macro_rules! fetch {
    ($query:expr, $on:expr, $wanted:expr) => {
        match $wanted {
            Wanted::First => $query.fetch_optional($on).await.map(|row| row.into_iter().collect()),
            Wanted::All => $query.fetch_all($on).await,
        }
    };
}

impl Statement {
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.args.push(value.into());
        self
    }

    pub async fn optional<T: Row>(self, on: impl Into<On<'_>>) -> StoreResult<Option<T>> {
        self.fetch(on.into(), Wanted::First).await?.first()
    }

    pub async fn one<T: Row>(self, on: impl Into<On<'_>>) -> StoreResult<T> {
        self.optional(on).await?.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    pub async fn all<T: Row>(self, on: impl Into<On<'_>>) -> StoreResult<Vec<T>> {
        self.fetch(on.into(), Wanted::All).await?.all()
    }

    fn fetch(self, on: On<'_>, wanted: Wanted) -> BoxFuture<'_, StoreResult<Rows>> {
        Box::pin(async move {
            tally::note(self.sql);
            let args = SqlxValues(Values(self.args));
            Ok(match on {
                On::Db(Db::Pg(connections)) => {
                    let mut lent = connections.lend().await?;
                    let rows = fetch!(sqlx::query_with::<Postgres, _>(self.sql, args), &mut *lent, wanted);
                    Rows::Pg(lent.end(rows)?)
                }
                On::Db(Db::Sqlite { read, .. }) => {
                    let mut lent = read.lend().await?;
                    let rows = fetch!(sqlx::query_with::<Sqlite, _>(self.sql, args), &mut *lent, wanted);
                    Rows::Sqlite(lent.end(rows)?)
                }
                On::Tx(tx) => match tx.caught_up().await? {
                    Open::Pg(tx) => {
                        let rows = fetch!(sqlx::query_with::<Postgres, _>(self.sql, args), tx.connection()?, wanted);
                        Rows::Pg(rows?)
                    }
                    Open::Sqlite(tx) => {
                        let rows = fetch!(sqlx::query_with::<Sqlite, _>(self.sql, args), &mut **tx, wanted);
                        Rows::Sqlite(rows?)
                    }
                },
            })
        })
    }

    /// Runs the statement and answers how many rows it touched.
    pub fn execute(self, tx: &mut Tx) -> BoxFuture<'_, StoreResult<u64>> {
        Box::pin(async move {
            tally::note(self.sql);
            self.run(tx.caught_up().await?).await
        })
    }

    async fn run(self, open: &mut Open) -> StoreResult<u64> {
        let args = SqlxValues(Values(self.args));
        Ok(match open {
            Open::Pg(tx) => {
                sqlx::query_with::<Postgres, _>(self.sql, args).execute(tx.connection()?).await?.rows_affected()
            }
            Open::Sqlite(tx) => sqlx::query_with::<Sqlite, _>(self.sql, args).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Runs the statement with the transaction's next one, or with its commit: on PostgreSQL all that wait go in one
    /// round trip, and the head lock is held for as long as the round trips take. For a write (`INSERT`, `UPDATE`,
    /// `DELETE`) of rows that nothing else that waits reads or writes: they all see the database as it was before the
    /// first of them.
    pub fn later(self, tx: &mut Tx) {
        tally::note(self.sql);
        tx.wait_with(self);
    }

    /// Whether both may replace the same row, which PostgreSQL refuses within one statement.
    fn may_meet(&self, other: &Self) -> bool {
        self.sql == other.sql && self.args.first() == other.args.first() && self.sql.contains("DO UPDATE")
    }

    /// Runs the statement in a transaction of its own, without the head lock and without audit: only for what
    /// architecture §2 names as no change (counters, last use, delivery attempts, mail queue, limits).
    pub fn execute_uncounted(self, db: &Db) -> BoxFuture<'_, StoreResult<u64>> {
        Box::pin(async move {
            tally::note(self.sql);
            let args = SqlxValues(Values(self.args));
            Ok(match db {
                Db::Pg(connections) => {
                    let mut lent = connections.lend().await?;
                    let outcome = sqlx::query_with::<Postgres, _>(self.sql, args).execute(&mut *lent).await;
                    lent.end(outcome)?.rows_affected()
                }
                Db::Sqlite { write, .. } => {
                    sqlx::query_with::<Sqlite, _>(self.sql, args).execute(write).await?.rows_affected()
                }
            })
        })
    }

    /// As [`Self::execute_uncounted`], for a statement with `RETURNING`.
    pub async fn returning_uncounted<T: Row>(self, db: &Db) -> StoreResult<Option<T>> {
        self.returned(db).await?.first()
    }

    fn returned(self, db: &Db) -> BoxFuture<'_, StoreResult<Rows>> {
        match db {
            Db::Pg(_) => self.fetch(On::Db(db), Wanted::First),
            Db::Sqlite { write, .. } => Box::pin(async move {
                tally::note(self.sql);
                let query = sqlx::query_with::<Sqlite, _>(self.sql, SqlxValues(Values(self.args)));
                Ok(Rows::Sqlite(fetch!(query, write, Wanted::First)?))
            }),
        }
    }
}

/// How PostgreSQL plans a statement of a list. SQLite plans by the text alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planning {
    /// Once, for any values.
    Once,
    /// Each time, for the values at hand.
    Afresh,
}

fn limited(sql: String, first: Option<u64>) -> String {
    match first {
        Some(rows) => format!("{sql} LIMIT {rows}"),
        None => sql,
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

/// Readers of the transaction log at a time, on SQLite.
const LOG_READERS: u32 = 4;

/// How long a statement waits for a connection, and a list for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// The schema on PostgreSQL; also the schema of an adopted database.
pub const SCHEMA: &str = "pms";

/// What PostgreSQL ends by itself, whole seconds; zero: never. SQLite has nothing that could hang.
#[derive(Clone, Copy, Default)]
pub struct Timeouts {
    /// A statement that runs longer.
    pub statement: Duration,
    /// One that waits longer for a lock, the head row's among them.
    pub lock: Duration,
    /// A transaction that lies open longer without a statement.
    pub idle_in_transaction: Duration,
}

impl Timeouts {
    fn options(self) -> [(&'static str, String); 3] {
        [
            ("statement_timeout", self.statement),
            ("lock_timeout", self.lock),
            ("idle_in_transaction_session_timeout", self.idle_in_transaction),
        ]
        .map(|(name, limit)| (name, format!("{}s", limit.as_secs())))
    }
}

/// What a process asks of the database at a time.
#[derive(Clone, Copy, Debug)]
pub struct Connections {
    /// Connections.
    pub most: u32,
    /// Lists that are counted and read; the others wait for their turn. Side by side they would take each other's processors, and
    /// all would come late.
    pub lists: u32,
}

impl Db {
    /// Opens the database for work that may take its time: migrations, adoption, tests. On SQLite the file is created.
    pub async fn open(location: &Location, max_connections: u32) -> StoreResult<Self> {
        let connections = Connections { most: max_connections, lists: max_connections };
        Self::open_within(location, connections, Timeouts::default()).await
    }

    /// Opens the database for requests and jobs.
    pub async fn open_within(location: &Location, connections: Connections, timeouts: Timeouts) -> StoreResult<Self> {
        match location {
            Location::Sqlite(directory) => Self::open_sqlite(&directory.join("pms.db"), connections).await,
            Location::Postgres(url) => Self::open_postgres(url, connections, timeouts).await,
        }
    }

    async fn open_sqlite(file: &Path, connections: Connections) -> StoreResult<Self> {
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
            // After a full disk SQLite has ended the transaction by itself, and sqlx believes for ever that it is open.
            .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
            .connect_with(options.clone())
            .await?;
        let readers = connections.most.clamp(1, 8);
        let read = SqlitePoolOptions::new()
            .max_connections(readers)
            .test_before_acquire(false)
            .idle_timeout(Duration::from_secs(60))
            .connect_with(options.read_only(false))
            .await?;
        Ok(Db::Sqlite { read: Warm::new(read, readers, connections.lists, PATIENCE), write })
    }

    /// The transaction log of a SQLite database: a file of its own beside it, with its own writer.
    pub(crate) async fn open_log(&self) -> StoreResult<Self> {
        #[derive(FromRow)]
        struct Main {
            file: String,
        }
        let main: Main = statement("SELECT file FROM pragma_database_list WHERE name = 'main'").one(self).await?;
        let file = Path::new(&main.file).with_file_name(transaction::FILE);
        let log = Self::open_sqlite(&file, Connections { most: LOG_READERS, lists: LOG_READERS }).await?;
        if let Db::Sqlite { write, .. } = &log {
            transaction::LOG.run(write).await.map_err(|error| StoreError::Schema(error.to_string()))?;
        }
        Ok(log)
    }

    async fn open_postgres(url: &str, connections: Connections, timeouts: Timeouts) -> StoreResult<Self> {
        let options = PgConnectOptions::from_str(url)?
            .application_name("pms")
            .options([("search_path", "pms,public"), ("timezone", "UTC")])
            // Statements are short and many: a compiler, or helpers of its own, for one of them take from the others.
            .options([("jit", "off"), ("max_parallel_workers_per_gather", "0")])
            .options(timeouts.options())
            .statement_cache_capacity(256)
            .disable_statement_logging();
        // No liveness ping on each acquire: it costs 15 to 30 %. A broken connection fails its request once and
        // is replaced.
        let pool = PgPoolOptions::new()
            .max_connections(connections.most)
            .test_before_acquire(false)
            .acquire_timeout(PATIENCE)
            .connect_with(options)
            .await?;
        // Two are left to those that keep one for long: the listener, and a migration.
        Ok(Db::Pg(Warm::new(pool, connections.most.saturating_sub(2), connections.lists, PATIENCE)))
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self, Db::Pg(_))
    }

    /// The turn of a list, until it is dropped.
    pub(crate) async fn list_turn(&self) -> StoreResult<Turn> {
        match self {
            Db::Pg(connections) => connections.list_turn().await,
            Db::Sqlite { read, .. } => read.list_turn().await,
        }
        .map_err(StoreError::from)
    }

    /// A query made at run time.
    pub async fn select<T: Row>(&self, query: &SelectStatement) -> StoreResult<Vec<T>> {
        self.rows(query, None, Planning::Once).await
    }

    /// SQL text made at run time, by sea-query. Besides it only [`tx`] makes any, of static statements and of numbers. Of a
    /// statement without a limit the first so many rows may be asked for: the number then stands in the text, and PostgreSQL
    /// keeps the plan that it makes for so many.
    pub(crate) async fn rows<T: Row>(
        &self,
        query: &SelectStatement,
        first: Option<u64>,
        planning: Planning,
    ) -> StoreResult<Vec<T>> {
        self.selected(query, first, planning).await?.all()
    }

    fn selected(
        &self,
        query: &SelectStatement,
        first: Option<u64>,
        planning: Planning,
    ) -> BoxFuture<'_, StoreResult<Rows>> {
        tally::note("a list");
        let (sql, args) = match self {
            Db::Pg(_) => query.build_sqlx(PostgresQueryBuilder),
            Db::Sqlite { .. } => query.build_sqlx(SqliteQueryBuilder),
        };
        let sql = AssertSqlSafe(limited(sql, first));
        Box::pin(async move {
            Ok(match self {
                Db::Pg(connections) => {
                    let mut lent = connections.lend().await?;
                    let query = sqlx::query_with::<Postgres, _>(sql, args).persistent(planning == Planning::Once);
                    let rows = query.fetch_all(&mut *lent).await;
                    Rows::Pg(lent.end(rows)?)
                }
                Db::Sqlite { read, .. } => {
                    let mut lent = read.lend().await?;
                    let rows = sqlx::query_with::<Sqlite, _>(sql, args).fetch_all(&mut *lent).await;
                    Rows::Sqlite(lent.end(rows)?)
                }
            })
        })
    }

    /// The plan of a query made at run time, line by line, as the database words it.
    pub(crate) async fn explain(&self, query: &SelectStatement, first: Option<u64>) -> StoreResult<Vec<String>> {
        use sqlx::Row as _;
        match self {
            Db::Pg(connections) => {
                let (sql, args) = query.build_sqlx(PostgresQueryBuilder);
                let mut lent = connections.lend().await?;
                let sql = AssertSqlSafe(format!("EXPLAIN {}", limited(sql, first)));
                let rows = sqlx::query_with(sql, args).persistent(false).fetch_all(&mut *lent).await;
                Ok(lent.end(rows)?.iter().map(|row| row.get(0)).collect())
            }
            Db::Sqlite { read, .. } => {
                let (sql, args) = query.build_sqlx(SqliteQueryBuilder);
                let mut lent = read.lend().await?;
                let sql = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", limited(sql, first)));
                let rows = sqlx::query_with(sql, args).fetch_all(&mut *lent).await;
                Ok(lent.end(rows)?.iter().map(|row| row.get("detail")).collect())
            }
        }
    }

    /// How many rows the planner expects to be counted by a statement. Known on PostgreSQL only, as good as its statistics.
    pub(crate) async fn planned_rows(&self, count: &SelectStatement) -> StoreResult<Option<u64>> {
        if !self.is_postgres() {
            return Ok(None);
        }
        let plan = self.explain(count, None).await?;
        // Below the aggregate.
        let counted = plan.get(1).and_then(|line| line.split_once("rows=")).map(|(_, rest)| rest);
        Ok(counted.and_then(|rest| rest.split(' ').next()).and_then(|rows| rows.parse().ok()))
    }

    /// Prepares a static statement without running it: a test prepares them all on both databases.
    pub async fn prepare(&self, sql: &'static str) -> StoreResult<()> {
        use sqlx::Executor;
        use sqlx::SqlSafeStr;
        match self {
            Db::Pg(connections) => {
                let mut connection = connections.lend().await?;
                (&mut *connection).prepare(sql.into_sql_str()).await?;
            }
            Db::Sqlite { read, .. } => {
                let mut connection = read.lend().await?;
                (&mut *connection).prepare(sql.into_sql_str()).await?;
            }
        }
        Ok(())
    }

    /// Closes all connections.
    pub async fn close(&self) {
        match self {
            Db::Pg(connections) => connections.close().await,
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
