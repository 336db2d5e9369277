//! Transactions: on either database, with writes that wait for the next round trip.

use futures_util::future::BoxFuture;
use sea_query::Values;
use sea_query_sqlx::SqlxValues;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};

use super::{Db, Row, Statement, statement};
use crate::warm::{Lent, Warm};
use crate::{StoreResult, tally};

/// A transaction that reads and writes; dropping it without saving rolls back.
pub struct Tx {
    open: Open,
    /// Writes that wait for the next statement or the commit ([`Statement::later`]).
    later: Vec<Statement>,
    /// A write that waited did not end well: nothing of this transaction is saved any more.
    is_broken: bool,
}

pub(super) enum Open {
    Pg(Begun),
    Sqlite(Transaction<'static, Sqlite>),
}

/// A transaction of PostgreSQL on a connection that stays at hand.
pub(super) struct Begun(Option<Lent<Postgres>>);

impl Begun {
    async fn begin(connections: &Warm<Postgres>) -> Result<Self, sqlx::Error> {
        // First the guard: who stops waiting half way leaves no transaction open.
        let mut begun = Self(Some(connections.lend().await?));
        sqlx::raw_sql("BEGIN").execute(begun.connection()?).await?;
        Ok(begun)
    }

    /// As [`Self::begin`], with a first statement in the same round trip.
    async fn begin_with<T: Row>(connections: &Warm<Postgres>, sql: &'static str) -> Result<(Self, T), sqlx::Error> {
        let mut begun = Self(Some(connections.lend().await?));
        let rows = sqlx::raw_sql(sql).fetch_all(begun.connection()?).await?;
        let first = T::from_row(rows.first().ok_or(sqlx::Error::RowNotFound)?)?;
        Ok((begun, first))
    }

    pub(super) fn connection(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        self.0.as_deref_mut().ok_or(sqlx::Error::PoolClosed)
    }

    async fn commit(mut self) -> Result<(), sqlx::Error> {
        let outcome = sqlx::raw_sql("COMMIT").execute(self.connection()?).await;
        match self.0.take() {
            Some(lent) => lent.end(outcome).map(|_| ()),
            None => outcome.map(|_| ()),
        }
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let Some(mut lent) = self.0.take() else { return };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    // Twice, as in `back_to_savepoint`: a connection in the middle of a failed transaction serves nobody.
                    let mut outcome = sqlx::raw_sql("ROLLBACK").execute(&mut *lent).await;
                    if outcome.is_err() {
                        outcome = sqlx::raw_sql("ROLLBACK").execute(&mut *lent).await;
                    }
                    if let Err(error) = &outcome {
                        tracing::debug!(%error, "a transaction was not rolled back; its connection is ended");
                        return lent.discard();
                    }
                    // Without an error it passes on what it is given.
                    let _rolled_back = lent.end(outcome);
                });
            }
            // The process ends: the server rolls back what lost its connection.
            Err(_) => lent.discard(),
        }
    }
}

impl Db {
    /// A transaction without the head lock, for reads that must agree with each other and for what is no change.
    /// SQLite takes its write lock at once, so that it never fails half way for being second.
    pub fn begin(&self) -> BoxFuture<'_, StoreResult<Tx>> {
        Box::pin(async move {
            tally::note("BEGIN");
            Ok(match self {
                Db::Pg(connections) => Tx::new(Open::Pg(Begun::begin(connections).await?)),
                Db::Sqlite { write, .. } => Tx::new(Open::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?)),
            })
        })
    }

    /// A transaction with its first row. `postgres` begins with `BEGIN;`, so that both come in one round trip.
    pub(crate) async fn begin_with<T: Row>(
        &self,
        postgres: &'static str,
        sqlite: &'static str,
    ) -> StoreResult<(Tx, T)> {
        match self {
            Db::Pg(connections) => {
                tally::note(postgres);
                let (begun, first) = Begun::begin_with(connections, postgres).await?;
                Ok((Tx::new(Open::Pg(begun)), first))
            }
            Db::Sqlite { .. } => {
                let mut tx = self.begin().await?;
                let first = statement(sqlite).one(&mut tx).await?;
                Ok((tx, first))
            }
        }
    }
}

/// Most writes that go in one round trip.
const TOGETHER: usize = 32;

impl Tx {
    fn new(open: Open) -> Self {
        Self { open, later: Vec::new(), is_broken: false }
    }

    /// One that has ended: whatever is asked of it fails.
    pub(crate) fn ended() -> Self {
        Self::new(Open::Pg(Begun(None)))
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.open, Open::Pg(_))
    }

    /// The connection itself, for arguments that [`Statement`] does not know: lists of values. Nothing may wait. `None`: this is
    /// SQLite.
    pub(crate) fn postgres(&mut self) -> StoreResult<Option<&mut PgConnection>> {
        match &mut self.open {
            Open::Pg(tx) => Ok(Some(tx.connection()?)),
            Open::Sqlite(_) => Ok(None),
        }
    }

    pub(super) fn wait_with(&mut self, statement: Statement) {
        self.later.push(statement);
    }

    /// The transaction, when all that waited has run.
    pub(super) async fn caught_up(&mut self) -> StoreResult<&mut Open> {
        self.catch_up().await?;
        Ok(&mut self.open)
    }

    /// Runs all that waits.
    pub(crate) fn catch_up(&mut self) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(self.run_all_that_waits())
    }

    async fn run_all_that_waits(&mut self) -> StoreResult<()> {
        if self.is_broken {
            return Err(sqlx::Error::Protocol("an earlier write of this transaction failed".into()).into());
        }
        // SQLite would go on after a failed statement, and a caller may stop waiting in the middle of them.
        self.is_broken = !self.later.is_empty();
        let mut waiting = std::mem::take(&mut self.later).into_iter().peekable();
        while let Some(first) = waiting.next() {
            match &mut self.open {
                Open::Pg(tx) if waiting.peek().is_some() => {
                    let mut together = vec![first];
                    while together.len() < TOGETHER
                        && let Some(next) = waiting.next_if(|next| !together.iter().any(|other| next.may_meet(other)))
                    {
                        together.push(next);
                    }
                    let (sql, args) = in_one(together);
                    sqlx::query_with::<Postgres, _>(AssertSqlSafe(sql), args).execute(tx.connection()?).await?;
                }
                open => {
                    first.run(open).await?;
                }
            }
        }
        self.is_broken = false;
        Ok(())
    }

    /// Marks a place to come back to.
    pub(crate) async fn savepoint(&mut self, number: i64) -> StoreResult<()> {
        self.catch_up().await?;
        self.raw(format!("SAVEPOINT s{number}")).await
    }

    /// Takes back everything since a savepoint, whatever went wrong since.
    pub(crate) async fn back_to_savepoint(&mut self, number: i64) -> StoreResult<()> {
        self.later.clear();
        let back = format!("ROLLBACK TO SAVEPOINT s{number}");
        // The first answer may be the error of a statement for which nobody waited any more: sqlx gives it to whoever comes
        // next, and sends nothing then.
        if self.raw(back.clone()).await.is_err() {
            self.raw(back).await?;
        }
        self.is_broken = false;
        Ok(())
    }

    /// A statement without parameters.
    fn raw(&mut self, sql: String) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(async move {
            let query = sqlx::raw_sql(AssertSqlSafe(sql));
            match &mut self.open {
                Open::Pg(tx) => query.execute(tx.connection()?).await.map(|_| ())?,
                Open::Sqlite(tx) => query.execute(&mut **tx).await.map(|_| ())?,
            }
            Ok(())
        })
    }

    pub fn commit(mut self) -> BoxFuture<'static, StoreResult<()>> {
        Box::pin(async move {
            tally::note("COMMIT");
            self.catch_up().await?;
            match self.open {
                Open::Pg(tx) => tx.commit().await?,
                Open::Sqlite(tx) => tx.commit().await?,
            }
            Ok(())
        })
    }
}

/// Several writes as one statement of PostgreSQL. The text is made of static statements only.
fn in_one(statements: Vec<Statement>) -> (String, SqlxValues) {
    let mut sql = String::with_capacity(4096);
    let mut args = Vec::new();
    let last = statements.len() - 1;
    for (number, statement) in statements.into_iter().enumerate() {
        if number < last {
            sql.push_str(if number == 0 { "WITH " } else { ", " });
            sql.push_str(&format!("w{number} AS ("));
        } else {
            sql.push(' ');
        }
        renumber(&mut sql, statement.sql, args.len());
        if number < last {
            sql.push(')');
        }
        args.extend(statement.args);
    }
    (sql, SqlxValues(Values(args)))
}

/// Appends a statement whose parameters `$1…` become `$1+by…`.
fn renumber(out: &mut String, sql: &str, by: usize) {
    let mut parts = sql.split('$');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        match number.parse::<usize>() {
            Ok(number) => out.push_str(&format!("${}", number + by)),
            Err(_) => out.push('$'),
        }
        out.push_str(rest);
    }
}

#[cfg(test)]
mod tests;
