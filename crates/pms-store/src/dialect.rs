//! What differs between the two databases, in one place.

use crate::db::{Db, On, statement};
use crate::{StoreError, StoreResult};

/// A statement with one text for each database, where one text cannot serve both.
pub fn pick(on: &On<'_>, postgres: &'static str, sqlite: &'static str) -> &'static str {
    match on {
        On::Db(db) if db.is_postgres() => postgres,
        On::Tx(tx) if tx.is_postgres() => postgres,
        On::Db(_) | On::Tx(_) => sqlite,
    }
}

/// Escapes `%`, `_` and `\` for `LIKE … ESCAPE '\'`.
pub fn escape_like(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Waits until a NOTIFY of another process comes, or the time is over. On SQLite: only the time.
pub struct Notifications(Option<sqlx::postgres::PgListener>);

impl Notifications {
    pub async fn listen(db: &Db) -> StoreResult<Self> {
        let Db::Pg(connections) = db else { return Ok(Self(None)) };
        let mut listener =
            sqlx::postgres::PgListener::connect_with(connections.pool()).await.map_err(StoreError::from)?;
        listener.listen("pms_change").await.map_err(StoreError::from)?;
        Ok(Self(Some(listener)))
    }

    /// Answers when something may have changed. Never fails: a lost connection is only a lost hint.
    pub async fn next(&mut self) {
        match &mut self.0 {
            Some(listener) => {
                if listener.recv().await.is_err() {
                    self.0 = None;
                }
            }
            None => std::future::pending().await,
        }
    }
}

/// How many bytes the database takes, for `doctor`.
pub async fn size_bytes(db: &Db) -> StoreResult<i64> {
    #[derive(sqlx::FromRow)]
    struct Size {
        size: i64,
    }
    let sql = pick(
        &On::Db(db),
        "SELECT pg_database_size(current_database()) AS size",
        "SELECT page_count * page_size AS size FROM pragma_page_count(), pragma_page_size()",
    );
    let row: Size = statement(sql).one(db).await?;
    Ok(row.size)
}
