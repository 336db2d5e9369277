//! What is over is forgotten: sessions, codes, counters, grants, drafts. A job calls it now and then.

use pms_store::account::{draft, grant, limit, otp, session};

use crate::{App, Outcome};

/// Removes what has expired. None of it is a change: nothing that was valid before differs afterwards. Answers how
/// many rows went.
pub async fn run(app: &App) -> Outcome<u64> {
    let db = app.store().db();
    let now = app.surroundings().now();
    let mut removed = session::purge(db, now).await?;
    removed += otp::purge(db, now).await?;
    removed += limit::purge(db, now).await?;
    removed += grant::purge(db, now).await?;
    removed += draft::purge(db, now).await?;
    Ok(removed)
}
