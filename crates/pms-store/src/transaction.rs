//! The transaction log (architecture §7): rows, the processes that wrote them, sums by hour and day. It is not part of any
//! change: no head lock, no record, no revision.
//!
//! On PostgreSQL it lies beside the other tables, with a partition for each day; on SQLite in a file of its own with a writer of
//! its own ([`Store::log`](crate::Store::log)), so that nobody who changes anything waits for it.

pub mod client;
mod days;
mod page;
mod process;
mod roll;
mod spans;
mod sums;
mod write;

pub use days::{days, drop_day, ensure};
pub use page::{Row, Seek, Selection, rows, rows_of_day};
pub use process::{Process, begin, end, seen, unfinished};
pub use roll::{Touched, forget_sums, roll, rolled_at, touched};
pub use sums::{Bucket, Came, Count, KeyUse, Pair, Unit, buckets, of_keys, outcomes, pairs, reasons};
pub use write::{Key, Numbered, ingest, record};

use sqlx::migrate::Migrator;

/// The tables of the log's own file on SQLite.
pub(crate) static LOG: Migrator = sqlx::migrate!("migrations/sqlite_transactions");

/// Name of that file, in the data directory.
pub const FILE: &str = "transactions.db";
