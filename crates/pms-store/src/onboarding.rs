//! What a partner has reached after its certificates, and what of it waits: for the checklist of its home page.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, statement};
use crate::partner::Reach;

/// When the first of each was there; `None`: there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Progress {
    /// A policy of its group that can be asked for, of whatever type.
    pub policy_offered: Option<Timestamp>,
    /// A policy request that waits for its decision.
    pub policy_waits: Option<Timestamp>,
    pub policy_approved: Option<Timestamp>,
    pub credential_type: Option<Timestamp>,
    pub extractors: Option<Timestamp>,
    /// An API key that is in use.
    pub api_key: Option<Timestamp>,
    /// A device model that is approved and not switched off.
    pub device: Option<Timestamp>,
    /// An interface (SBI) that is approved and not switched off.
    pub interface: Option<Timestamp>,
    /// A device model that is named for an interface.
    pub mapping: Option<Timestamp>,
    /// A chip that still lacks its certificate.
    pub chip_draft: Option<Timestamp>,
    /// A chip model, in whatever state but rejected.
    pub chip: Option<Timestamp>,
    /// A chip that is approved with its certificate.
    pub chip_approved: Option<Timestamp>,
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
         (SELECT MIN(o.cr_dtimes) FROM auth_policy o WHERE o.is_active \
          AND o.policy_group_id = (SELECT p.policy_group_id FROM partner p WHERE p.id = $1) \
          AND (o.is_deleted IS NULL OR o.is_deleted = FALSE)) AS policy_offered, \
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
         (SELECT MIN(COALESCE(d.upd_dtimes, d.cr_dtimes)) FROM device_detail d WHERE d.dprovider_id = $1 AND d.is_active \
          AND lower(d.approval_status) IN ('approved', 'activated')) AS device, \
         (SELECT MIN(COALESCE(s.upd_dtimes, s.cr_dtimes)) FROM secure_biometric_interface s WHERE s.provider_id = $1 \
          AND s.is_active AND lower(s.approval_status) IN ('approved', 'activated')) AS interface, \
         (SELECT MIN(d.cr_dtimes) FROM device_detail d WHERE d.dprovider_id = $1 \
          AND EXISTS (SELECT 1 FROM device_detail_sbi m WHERE m.device_detail_id = d.id)) AS mapping, \
         (SELECT MIN(f.cr_dtimes) FROM ftp_chip_detail f WHERE f.foundational_trust_provider_id = $1 \
          AND lower(f.approval_status) = 'pending_cert_upload') AS chip_draft, \
         (SELECT MIN(f.cr_dtimes) FROM ftp_chip_detail f WHERE f.foundational_trust_provider_id = $1 \
          AND lower(f.approval_status) <> 'rejected') AS chip, \
         (SELECT MIN(COALESCE(f.upd_dtimes, f.cr_dtimes)) FROM ftp_chip_detail f \
          WHERE f.foundational_trust_provider_id = $1 AND f.is_active \
          AND lower(f.approval_status) = 'approved') AS chip_approved, \
         (SELECT MIN(l.cr_dtimes) FROM misp_license l WHERE l.misp_id = $1 AND l.is_active \
          AND (l.is_deleted IS NULL OR l.is_deleted = FALSE)) AS licence",
    )
    .bind(partner_id)
    .one(on)
    .await
}

/// What a partner asked for that is not decided yet, by kind and state: since when the first of them waits.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Open {
    pub kind: String,
    pub state: String,
    pub since: Timestamp,
    /// One of them.
    pub approval_id: String,
}

/// The open approvals of a partner within reach.
pub async fn open(on: impl Into<On<'_>>, reach: Reach<'_>, partner_id: &str) -> StoreResult<Vec<Open>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    statement(
        "SELECT kind, state, MIN(requested_at) AS since, MIN(id) AS approval_id FROM x_approval WHERE partner_id = $1 \
         AND state IN ('waiting', 'on_hold', 'changes_asked') GROUP BY kind, state ORDER BY kind, state",
    )
    .bind(partner_id)
    .all(on)
    .await
}
