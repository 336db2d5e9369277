//! The history of a partner's certificates by time.

use pms_domain::certificate::{Possession, usage_at};
use pms_domain::partner::CertificateUsage;
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_store::certificate_history::{self, Past};
use pms_store::list::Page;
use pms_store::partner;

use crate::{App, Outcome, PageOf, rights};

/// A certificate and what became of it.
pub struct PastCertificate {
    pub row: Past,
    /// At the time that was asked for; else now.
    pub usage: CertificateUsage,
    /// The first end of several: its overlap's, its revocation, its own.
    pub until: Timestamp,
    /// Whether it was the one in use for its usage, then or now: accepted, and not replaced, revoked or over.
    pub is_current: bool,
    pub possession: Possession,
}

impl PastCertificate {
    fn of(row: Past, at: Timestamp) -> Self {
        let usage = row.x_usage.as_deref().and_then(CertificateUsage::parse).unwrap_or(CertificateUsage::Both);
        let until =
            [row.x_valid_until, row.x_revoked_at].into_iter().flatten().fold(row.cert_not_after, Timestamp::min);
        let is_over = row.cert_not_after < at || row.x_revoked_at.is_some_and(|revoked| revoked <= at);
        let is_replaced = row.x_superseded_at.is_some_and(|replaced| replaced <= at);
        Self {
            usage: usage_at(usage, row.x_narrowed_at, at),
            until,
            is_current: !is_over && !is_replaced,
            possession: Possession::of(row.x_possession.as_deref()),
            row,
        }
    }
}

/// The certificates of a partner, newest first: for its members, and for admins. With a time those that counted then, each
/// with the usage it had.
///
/// # Errors
/// The role; a partner that is not there, or is another's.
pub async fn past(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    at: Option<Timestamp>,
    page: Page,
) -> Outcome<PageOf<PastCertificate>> {
    rights::require(ctx, &routes::CERTIFICATE_HISTORY)?;
    let (db, reach) = (app.store().db(), rights::reach(ctx));
    if partner::find(app.store(), db, reach, partner_id).await?.is_none() {
        return Err(Refusal::of(&catalogue::PARTNER_NOT_FOUND).into());
    }
    let (rows, total) = certificate_history::page(db, reach, partner_id, at, page).await?;
    let moment = at.unwrap_or_else(|| ctx.now());
    let rows = rows.into_iter().map(|row| PastCertificate::of(row, moment)).collect();
    Ok(PageOf { page: page.number, size: page.size, total, rows })
}
