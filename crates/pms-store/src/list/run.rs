//! Running a list.

use futures_util::{Stream, StreamExt, stream};
use sea_query::{PostgresQueryBuilder, SelectStatement, SqliteQueryBuilder};
use sea_query_sqlx::SqlxBinder;
use sqlx::{AssertSqlSafe, FromRow, Postgres, Sqlite};
use tokio::sync::mpsc;

use super::Backend;
use super::query::ListQuery;
use super::spec::{Column, ListSpec};
use crate::db::{Planning, Row};
use crate::{Db, StoreError, StoreResult};

/// Rows of a page, and how many there are in all.
#[derive(Clone, Debug)]
pub struct ListPage<T> {
    /// Rows that match, over all pages. Exact.
    pub total: u64,
    pub rows: Vec<T>,
}

impl<T> ListPage<T> {
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> ListPage<U> {
        ListPage { total: self.total, rows: self.rows.into_iter().map(f).collect() }
    }
}

/// A distinct value and the code of its row.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct ValueRow {
    pub value: String,
    pub code: Option<String>,
}

#[derive(FromRow)]
struct Total {
    total: i64,
}

#[derive(FromRow)]
struct Hit {
    found: String,
    total: i64,
}

/// So many hits of a text are not few any more.
const FEW: u64 = 1_001;

/// Hits that PostgreSQL expects of a word that is most likely in more than [`FEW`] texts.
const MANY: u64 = 10_000;

#[derive(FromRow)]
struct Key {
    found: String,
}

/// Rows between reader and connection while a list is streamed.
const STREAM_BUFFER: usize = 64;

impl ListSpec {
    /// How many rows match.
    pub async fn count(&self, db: &Db, query: &ListQuery) -> StoreResult<u64> {
        let count = self.count_statement(Backend::of(db), query);
        let rows: Vec<Total> = db.rows(&count, None, self.planning(query)).await?;
        Ok(rows.first().map_or(0, |row| row.total.max(0) as u64))
    }

    /// A page with its total. `known_total` is a counter kept for the scope, for a query without filters; without
    /// one the rows are counted.
    pub async fn fetch<T: Row>(
        &self,
        db: &Db,
        query: &ListQuery,
        known_total: Option<u64>,
    ) -> StoreResult<ListPage<T>> {
        let _turn = db.list_turn().await?;
        if query.page.is_none() {
            let rows = self.rows_statement(Backend::of(db), query);
            let rows: Vec<T> = db.rows(&rows, None, self.planning(query)).await?;
            return Ok(ListPage { total: rows.len() as u64, rows });
        }
        if let Some(page) = self.fetch_few(db, query).await? {
            return Ok(page);
        }
        let total = match known_total {
            Some(total) if query.is_unfiltered() => total,
            _ => self.count(db, query).await?,
        };
        self.fetch_of(db, query, total).await
    }

    /// A page of few rows that match, counted on the way; `None`: they are many, or must be looked for otherwise.
    async fn fetch_few<T: Row>(&self, db: &Db, query: &ListQuery) -> StoreResult<Option<ListPage<T>>> {
        let (Some(large), Some(few)) = (self.large, self.few_statement(Backend::of(db), query, FEW)) else {
            return Ok(None);
        };
        // For a word that many rows hold the look is in vain; the planner, which knows what words are frequent, says so for less.
        if db.planned_rows(&self.count_statement(Backend::of(db), query)).await?.is_some_and(|rows| rows > MANY) {
            return Ok(None);
        }
        let hits: Vec<Hit> = db.rows(&few, None, Planning::Afresh).await?;
        let Some(total) = hits.first().map(|hit| hit.total.max(0) as u64).filter(|total| *total < FEW) else {
            return Ok(None);
        };
        let keys = hits.into_iter().map(|hit| hit.found).collect();
        let rows = db.select(&self.rows_statement_of(large, keys, query, false)).await?;
        Ok(Some(ListPage { total, rows }))
    }

    /// A page of as many rows as are known to match.
    pub(crate) async fn fetch_of<T: Row>(&self, db: &Db, query: &ListQuery, total: u64) -> StoreResult<ListPage<T>> {
        let Some(page) = self.page_statement(Backend::of(db), query, total) else {
            return Ok(ListPage { total, rows: Vec::new() });
        };
        let mut rows: Vec<T> = match self.large.filter(|_| page.is_keys) {
            None => db.rows(&page.select, page.first, self.planning(query)).await?,
            Some(large) => {
                let keys: Vec<Key> = db.rows(&page.select, None, Planning::Afresh).await?;
                let keys = keys.into_iter().map(|key| key.found).collect();
                db.select(&self.rows_statement_of(large, keys, query, page.reversed)).await?
            }
        };
        if page.reversed {
            rows.reverse();
        }
        Ok(ListPage { total, rows })
    }

    /// The first rows in order, uncounted: for lists that are read on from where one stopped.
    pub async fn first<T: Row>(&self, db: &Db, query: &ListQuery, limit: u64) -> StoreResult<Vec<T>> {
        let mut rows = self.rows_statement(Backend::of(db), query);
        rows.limit(limit);
        db.rows(&rows, None, self.planning(query)).await
    }

    /// Values of a column with the code of their row, ordered by value, then code (contract part B §2.3).
    pub async fn values(
        &self,
        db: &Db,
        query: &ListQuery,
        column: &'static Column,
        code: &'static Column,
        unique: bool,
        limit: u64,
    ) -> StoreResult<Vec<ValueRow>> {
        let values = self.values_statement(Backend::of(db), query, column, code, unique, limit);
        db.rows(&values, None, self.planning(query)).await
    }

    /// A large list is planned for the values it is asked for: a word in half of the rows wants another plan than a rare one.
    fn planning(&self, query: &ListQuery) -> Planning {
        if self.large.is_some() && !query.is_everything() { Planning::Afresh } else { Planning::Once }
    }

    /// How the database would count and read a page, as it says it: for tests and benchmarks.
    pub async fn plan(&self, db: &Db, query: &ListQuery, total: u64) -> StoreResult<Vec<String>> {
        let backend = Backend::of(db);
        let mut lines = db.explain(&self.count_statement(backend, query), None).await?;
        if let Some(few) = self.few_statement(backend, query, FEW) {
            lines.extend(db.explain(&few, None).await?);
        }
        if let Some(page) = self.page_statement(backend, query, total) {
            lines.extend(db.explain(&page.select, page.first).await?);
            if let Some(large) = self.large.filter(|_| page.is_keys) {
                let rows = self.rows_statement_of(large, vec![String::new()], query, page.reversed);
                lines.extend(db.explain(&rows, None).await?);
            }
        }
        Ok(lines)
    }

    /// Every row that matches, in order, in constant memory. Ends when the stream is dropped.
    pub fn stream<T: Row>(&self, db: &Db, query: &ListQuery) -> impl Stream<Item = StoreResult<T>> + Send + use<T> {
        let statement = self.rows_statement(Backend::of(db), query);
        let (sender, receiver) = mpsc::channel(STREAM_BUFFER);
        tokio::spawn(pump(db.clone(), statement, sender));
        stream::unfold(receiver, |mut receiver| async move { receiver.recv().await.map(|row| (row, receiver)) })
    }
}

async fn pump<T: Row>(db: Db, statement: SelectStatement, sender: mpsc::Sender<StoreResult<T>>) {
    match &db {
        Db::Pg(connections) => {
            let (sql, args) = statement.build_sqlx(PostgresQueryBuilder);
            let query = sqlx::query_as_with::<Postgres, T, _>(AssertSqlSafe(sql), args);
            match connections.lend().await {
                Ok(mut lent) => forward(query.fetch(&mut *lent), sender).await,
                Err(error) => refused(error, sender).await,
            }
        }
        Db::Sqlite { read, .. } => {
            let (sql, args) = statement.build_sqlx(SqliteQueryBuilder);
            let query = sqlx::query_as_with::<Sqlite, T, _>(AssertSqlSafe(sql), args);
            match read.lend().await {
                Ok(mut lent) => forward(query.fetch(&mut *lent), sender).await,
                Err(error) => refused(error, sender).await,
            }
        }
    }
}

/// Whoever does not listen any more needs no error.
async fn refused<T: Row>(error: sqlx::Error, sender: mpsc::Sender<StoreResult<T>>) {
    let _gone = sender.send(Err(error.into())).await;
}

async fn forward<T: Row>(mut rows: impl Stream<Item = sqlx::Result<T>> + Unpin, sender: mpsc::Sender<StoreResult<T>>) {
    while let Some(row) = rows.next().await {
        let failed = row.is_err();
        // Nobody listens any more: the reader went away.
        if sender.send(row.map_err(StoreError::from)).await.is_err() || failed {
            return;
        }
    }
}
