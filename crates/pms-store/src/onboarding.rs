//! What a partner has reached after its certificates: for the checklist of its home page.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, statement};
use crate::partner::Reach;

/// When the first of each was there; `None`: there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Progress {
    /// A policy request that waits for its decision.
    pub policy_waits: Option<Timestamp>,
    pub policy_approved: Option<Timestamp>,
    pub credential_type: Option<Timestamp>,
    pub extractors: Option<Timestamp>,
    /// An API key that is in use.
    pub api_key: Option<Timestamp>,
    /// A licence that is in use.
    pub licence: Option<Timestamp>,
}

/// How far a partner within reach has come.
pub async fn progress(on: impl Into<On<'_>>, reach: Reach<'_>, partner_id: &str) -> StoreResult<Progress> {
    if !reach.includes(partner_id) {
        return Ok(Progress::default());
    }
    statement(
        "SELECT \
         (SELECT MIN(r.cr_dtimes) FROM partner_policy_request r WHERE r.part_id = $1 AND lower(r.status_code) = 'inprogress' \
          AND (r.is_deleted IS NULL OR r.is_deleted = FALSE)) AS policy_waits, \
         (SELECT MIN(COALESCE(r.upd_dtimes, r.cr_dtimes)) FROM partner_policy_request r WHERE r.part_id = $1 \
          AND lower(r.status_code) = 'approved' AND (r.is_deleted IS NULL OR r.is_deleted = FALSE)) AS policy_approved, \
         (SELECT MIN(c.cr_dtimes) FROM partner_policy_credential_type c WHERE c.part_id = $1 \
          AND (c.is_deleted IS NULL OR c.is_deleted = FALSE)) AS credential_type, \
         (SELECT MIN(b.cr_dtimes) FROM partner_policy_bioextract b WHERE b.part_id = $1 \
          AND (b.is_deleted IS NULL OR b.is_deleted = FALSE)) AS extractors, \
         (SELECT MIN(k.cr_dtimes) FROM partner_policy k WHERE k.part_id = $1 AND k.is_active \
          AND (k.is_deleted IS NULL OR k.is_deleted = FALSE)) AS api_key, \
         (SELECT MIN(l.cr_dtimes) FROM misp_license l WHERE l.misp_id = $1 AND l.is_active \
          AND (l.is_deleted IS NULL OR l.is_deleted = FALSE)) AS licence",
    )
    .bind(partner_id)
    .one(on)
    .await
}
