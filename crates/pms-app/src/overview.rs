//! Where partner admins begin: what waits for them, what ends soon, which partners have come to a standstill.

use chrono::TimeDelta;
use pms_domain::{Context, Timestamp};
use pms_store::approval::{self, Filter};
pub use pms_store::overview::{Ending, MOST, Stuck};
use pms_store::partner::Reach;

use crate::{App, Outcome, rights};

/// Days ahead in which something ends soon.
pub const SOON_DAYS: i64 = 30;
/// A partner that did nothing for so many days has come to a standstill.
pub const STUCK_DAYS: i64 = 7;
/// Partners of each list.
const MOST_STUCK: i64 = 5;

pub struct Overview {
    /// Requests that are open.
    pub waiting: u64,
    /// Since when the oldest of them is.
    pub oldest: Option<Timestamp>,
    pub ending: Ending,
    /// They were asked something and have not answered.
    pub unanswered: Vec<Stuck>,
    /// They were approved and have brought no certificate.
    pub without_certificate: Vec<Stuck>,
}

/// The overview of a partner admin.
///
/// # Errors
/// Refused to everybody else.
pub async fn overview(app: &App, ctx: &Context) -> Outcome<Overview> {
    rights::require_partner_admin(ctx)?;
    let db = app.store().db();
    let open = Filter { state: Some("open".to_owned()), ..Filter::default() };
    let (oldest, waiting) = approval::page(db, Reach::Everything, &open, 0, 1).await?;
    let now = ctx.now();
    let before = now - TimeDelta::days(STUCK_DAYS);
    Ok(Overview {
        waiting: waiting.max(0).cast_unsigned(),
        oldest: oldest.first().map(|approval| approval.requested_at),
        ending: pms_store::overview::ending(db, now, now + TimeDelta::days(SOON_DAYS)).await?,
        unanswered: pms_store::overview::unanswered(db, before, MOST_STUCK).await?,
        without_certificate: pms_store::overview::without_certificate(db, before, MOST_STUCK).await?,
    })
}
