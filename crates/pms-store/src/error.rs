//! What can go wrong below the use cases. Small, and mapped in one place.

use thiserror::Error;

#[derive(Debug, Error)]
pub enum StoreError {
    /// A row with this key exists already (unique or primary key).
    #[error("the key is taken")]
    Taken,
    /// The database said no, or cannot be reached.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// There was no connection, or no turn of a list, for as long as one waits. Nothing is broken, and later there may be one.
    #[error("no connection was free in time")]
    Busy,
    /// The commit failed, or may have failed; why is in the log.
    #[error("the change was not committed")]
    NotCommitted,
    /// A stored value does not open or does not parse: a wrong master key, or a row changed by hand.
    #[error("stored value: {0}")]
    Corrupt(String),
    /// The database is not of the schema this binary works with.
    #[error("schema: {0}")]
    Schema(String),
}

impl StoreError {
    /// Whether this process has closed the database itself.
    pub fn is_closed(&self) -> bool {
        matches!(self, StoreError::Database(sqlx::Error::PoolClosed))
    }

    pub fn is_busy(&self) -> bool {
        matches!(self, StoreError::Busy)
    }
}

pub type StoreResult<T> = Result<T, StoreError>;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => StoreError::Busy,
            sqlx::Error::Database(database) if database.is_unique_violation() => StoreError::Taken,
            _ => StoreError::Database(error),
        }
    }
}

impl StoreError {
    pub fn is_taken(&self) -> bool {
        matches!(self, StoreError::Taken)
    }
}
