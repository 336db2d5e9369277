//! A partner's certificates by time: which counted when, and how long (decisions, "Certificates": history is per usage).

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, Tx, statement};
use crate::list::Page;
use crate::partner::Reach;

/// A certificate of a partner, as its history tells it. Without the certificate itself.
#[derive(Clone, Debug, FromRow)]
pub struct Past {
    pub cert_id: String,
    pub partner_domain: String,
    pub cert_subject: String,
    pub cert_issuer: String,
    /// Decimal.
    pub cert_serial_no: String,
    pub cert_not_after: Timestamp,
    /// The name that it was judged by.
    pub organization_name: Option<String>,
    /// SHA-256 of the original and of its public key, lower-case hex; a row that keymanager wrote has none.
    pub x_sha256: Option<String>,
    pub x_key_sha256: Option<String>,
    /// Its usage now; a row that keymanager wrote has none, and served both.
    pub x_usage: Option<String>,
    /// When another took over one of its two uses.
    pub x_narrowed_at: Option<Timestamp>,
    /// When another took its place.
    pub x_superseded_at: Option<Timestamp>,
    /// End of its overlap then.
    pub x_valid_until: Option<Timestamp>,
    pub x_revoked_at: Option<Timestamp>,
    pub x_revoked_reason: Option<String>,
    /// How it was proven that its sender has the private key; none: not at all.
    pub x_possession: Option<String>,
    /// When it was accepted.
    pub cr_dtimes: Timestamp,
}

// A row that keymanager wrote names no partner: that the partner names it as its own makes it the partner's.
macro_rules! of_partner {
    () => {
        " FROM partner_cert_store c WHERE (c.x_partner_id = $1 OR (c.x_partner_id IS NULL AND c.x_chip_id IS NULL \
         AND c.cert_id = (SELECT p.certificate_alias FROM partner p WHERE p.id = $1)))"
    };
}

macro_rules! columns {
    () => {
        "SELECT c.cert_id, c.partner_domain, c.cert_subject, c.cert_issuer, c.cert_serial_no, c.cert_not_after, \
         c.organization_name, c.x_sha256, c.x_key_sha256, c.x_usage, c.x_narrowed_at, c.x_superseded_at, \
         c.x_valid_until, c.x_revoked_at, c.x_revoked_reason, c.x_possession, c.cr_dtimes"
    };
}

// What counted at a moment: accepted before it, and neither ended nor revoked by then. A certificate that was signed anew since has
// more rows than one: the one that was handed out then counts, which ends first.
macro_rules! counted_at {
    () => {
        " AND c.cr_dtimes <= $2 AND c.cert_not_after >= $2 AND (c.x_valid_until IS NULL OR c.x_valid_until > $2) \
         AND (c.x_revoked_at IS NULL OR c.x_revoked_at > $2) AND NOT EXISTS (SELECT 1 FROM partner_cert_store o \
         WHERE o.x_sha256 = c.x_sha256 AND o.x_partner_id = c.x_partner_id AND o.cr_dtimes = c.cr_dtimes \
         AND o.cert_id <> c.cert_id AND o.x_revoked_at > $2 \
         AND (c.x_revoked_at IS NULL OR c.x_revoked_at > o.x_revoked_at))"
    };
}

/// Keeps how it was proven that the sender of a certificate has its private key.
pub async fn note_possession(tx: &mut Tx, id: &str, word: &str) -> StoreResult<()> {
    statement("UPDATE partner_cert_store SET x_possession = $2 WHERE cert_id = $1")
        .bind(id)
        .bind(word)
        .execute(tx)
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct Total {
    total: i64,
}

/// A page of a partner's certificates, newest first, and how many there are. With a time only those that counted then.
pub async fn page(
    db: &Db,
    reach: Reach<'_>,
    partner_id: &str,
    at: Option<Timestamp>,
    page: Page,
) -> StoreResult<(Vec<Past>, u64)> {
    if !reach.includes(partner_id) {
        return Ok((Vec::new(), 0));
    }
    let (size, offset) = (page.size.cast_signed(), page.offset().min(i64::MAX.unsigned_abs()).cast_signed());
    let (total, rows): (Total, Vec<Past>) = match at {
        None => (
            statement(concat!("SELECT COUNT(*) AS total", of_partner!())).bind(partner_id).one(db).await?,
            statement(concat!(columns!(), of_partner!(), " ORDER BY c.cr_dtimes DESC, c.cert_id LIMIT $2 OFFSET $3"))
                .bind(partner_id)
                .bind(size)
                .bind(offset)
                .all(db)
                .await?,
        ),
        Some(at) => (
            statement(concat!("SELECT COUNT(*) AS total", of_partner!(), counted_at!()))
                .bind(partner_id)
                .bind(at)
                .one(db)
                .await?,
            statement(concat!(
                columns!(),
                of_partner!(),
                counted_at!(),
                " ORDER BY c.cr_dtimes DESC, c.cert_id LIMIT $3 OFFSET $4"
            ))
            .bind(partner_id)
            .bind(at)
            .bind(size)
            .bind(offset)
            .all(db)
            .await?,
        ),
    };
    Ok((rows, total.total.unsigned_abs()))
}
