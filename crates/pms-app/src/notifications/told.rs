//! What the portal tells people of besides what ends: decisions on their requests, and what concerns the security of their
//! account or organisation. Whoever makes such a change says so in its record, and the store writes both together.

use pms_domain::Context;
use pms_store::audit;
use pms_store::notice::{self, Reader};

use crate::{App, Outcome, PageOf};

/// One of them.
pub struct Told {
    /// The record of the change. Its reason and its author are for those who may read the audit trail.
    pub record: audit::Row,
    /// Whether the reader has not said yet that it is read.
    pub is_new: bool,
}

/// The caller's account and the partners that it is a member of now: who has left sees nothing more.
fn readers(ctx: &Context) -> Vec<Reader> {
    let account = ctx.actor.account().map(Reader::Account);
    account.into_iter().chain(ctx.owned.iter().map(|id| Reader::Partner(id.to_string()))).collect()
}

/// What the caller was told of, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn told(app: &App, ctx: &Context, page: u64, size: u64) -> Outcome<PageOf<Told>> {
    let (db, readers) = (app.store().db(), readers(ctx));
    let size = size.clamp(1, pms_domain::limits::PAGE);
    let read = notice::read_until(db, &ctx.actor.key()).await?;
    let rows = notice::page(db, &readers, page, size).await?;
    let total = notice::count(db, &readers, 0).await?.max(0).cast_unsigned();
    let rows = rows.into_iter().map(|record| Told { is_new: record.revision > read, record }).collect();
    Ok(PageOf { page, size, total, rows })
}

/// How much of it is not read.
///
/// # Errors
/// When the database does not answer.
pub async fn unread(app: &App, ctx: &Context) -> Outcome<u64> {
    let Some(account) = ctx.actor.account() else { return Ok(0) };
    let db = app.store().db();
    let read = notice::read_until(db, &account).await?;
    Ok(notice::count(db, &readers(ctx), read).await?.max(0).cast_unsigned())
}

/// The caller has read all up to this revision, the newest that was shown: what came meanwhile stays new. Colleagues have
/// marks of their own.
///
/// # Errors
/// When the database does not answer.
pub async fn mark_read(app: &App, ctx: &Context, until: i64) -> Outcome<()> {
    if let Some(account) = ctx.actor.account() {
        notice::mark_read(app.store().db(), &account, until).await?;
    }
    Ok(())
}
