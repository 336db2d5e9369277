//! What ends within some days: CA certificates, certificates of partners and of chips, secure biometric interfaces, API
//! keys (contract part A §14). Read across all partners, for the daily notices only; in pages by the moment of the end.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, statement};

/// Rows of a page.
pub const PAGE: i64 = 500;

/// From where to where the end lies, and how far the pages have come.
#[derive(Clone, Debug)]
pub struct Window {
    /// The last row that was read; at first, just before the first moment.
    after: (Timestamp, String),
    /// Included.
    until: Timestamp,
}

impl Window {
    /// Both ends included.
    pub fn new(from: Timestamp, until: Timestamp) -> Self {
        Self { after: (from, String::new()), until }
    }

    fn moved<T: Ending>(&mut self, rows: &[T]) {
        if let Some(last) = rows.last() {
            self.after = (last.ends(), last.key().to_owned());
        }
    }
}

/// A row of one of these lists.
pub trait Ending {
    fn ends(&self) -> Timestamp;
    /// Unique in its list; tells rows apart that end at one moment. No secret.
    fn key(&self) -> &str;
}

/// Takes the next page of a list.
macro_rules! page {
    ($(#[$doc:meta])* $name:ident -> $row:ty, $ends:ident, $key:ident, $sql:expr) => {
        impl Ending for $row {
            fn ends(&self) -> Timestamp {
                self.$ends
            }

            fn key(&self) -> &str {
                &self.$key
            }
        }

        $(#[$doc])*
        pub async fn $name(db: &Db, window: &mut Window) -> StoreResult<Vec<$row>> {
            let rows: Vec<$row> = statement($sql)
                .bind(window.after.0)
                .bind(window.after.1.as_str())
                .bind(window.until)
                .bind(PAGE)
                .all(db)
                .await?;
            window.moved(&rows);
            Ok(rows)
        }
    };
}

/// A CA certificate of somebody else in a trust store.
#[derive(Clone, Debug, FromRow)]
pub struct EndingCa {
    pub cert_id: String,
    /// RFC 2253.
    pub cert_subject: String,
    pub cert_issuer: String,
    pub partner_domain: String,
    /// `ROOT` or `INTERMEDIATE`.
    pub ca_cert_type: Option<String>,
    pub cert_not_after: Timestamp,
}

const CA: &str = "SELECT cert_id, cert_subject, cert_issuer, partner_domain, ca_cert_type, cert_not_after \
     FROM ca_cert_store WHERE cert_not_after >= $1 AND (cert_not_after > $1 OR cert_id > $2) AND cert_not_after <= $3 \
     AND x_own = FALSE AND x_revoked_at IS NULL AND x_valid_until IS NULL AND (is_deleted IS NULL OR is_deleted = FALSE) \
     ORDER BY cert_not_after, cert_id LIMIT $4";

page!(
    /// The next CA certificates, those that this system made left out, and those of partners that were replaced: they end by plan.
    ca_certificates -> EndingCa, cert_not_after, cert_id, CA
);

/// A current certificate of an active partner. One that keymanager wrote is found by the partner's alias.
#[derive(Clone, Debug, FromRow)]
pub struct EndingCertificate {
    pub cert_id: String,
    pub cert_subject: String,
    pub cert_issuer: String,
    pub cert_not_after: Timestamp,
    pub partner_id: String,
    pub partner_type_code: String,
}

const CERTIFICATES: &str = "SELECT cert_id, cert_subject, cert_issuer, cert_not_after, partner_id, partner_type_code \
     FROM (SELECT c.cert_id, c.cert_subject, c.cert_issuer, c.cert_not_after, p.id AS partner_id, p.partner_type_code \
     FROM partner_cert_store c JOIN partner p ON p.id = c.x_partner_id WHERE c.x_current = TRUE \
     AND c.x_revoked_at IS NULL AND p.is_active = TRUE AND (p.is_deleted IS NULL OR p.is_deleted = FALSE) \
     AND c.cert_not_after >= $1 AND c.cert_not_after <= $3 UNION ALL \
     SELECT c.cert_id, c.cert_subject, c.cert_issuer, c.cert_not_after, p.id AS partner_id, p.partner_type_code \
     FROM partner_cert_store c JOIN partner p ON p.certificate_alias = c.cert_id WHERE c.x_partner_id IS NULL \
     AND c.x_revoked_at IS NULL AND p.is_active = TRUE AND (p.is_deleted IS NULL OR p.is_deleted = FALSE) \
     AND c.cert_not_after >= $1 AND c.cert_not_after <= $3) AS ending \
     WHERE cert_not_after > $1 OR cert_id > $2 ORDER BY cert_not_after, cert_id LIMIT $4";

page!(
    /// The next certificates of partners.
    partner_certificates -> EndingCertificate, cert_not_after, cert_id, CERTIFICATES
);

/// The certificate of an approved chip of an active provider.
#[derive(Clone, Debug, FromRow)]
pub struct EndingChip {
    pub id: String,
    pub partner_id: String,
    pub make: Option<String>,
    pub model: Option<String>,
    pub cert_id: String,
    pub cert_subject: String,
    pub cert_issuer: String,
    pub cert_not_after: Timestamp,
}

const CHIPS: &str = "SELECT f.id, p.id AS partner_id, f.make, f.model, c.cert_id, c.cert_subject, c.cert_issuer, \
     c.cert_not_after FROM partner_cert_store c JOIN ftp_chip_detail f ON f.certificate_alias = c.cert_id \
     JOIN partner p ON p.id = f.foundational_trust_provider_id WHERE c.cert_not_after >= $1 \
     AND (c.cert_not_after > $1 OR f.id > $2) AND c.cert_not_after <= $3 AND c.x_revoked_at IS NULL \
     AND f.is_active = TRUE AND lower(f.approval_status) = 'approved' AND (f.is_deleted IS NULL OR f.is_deleted = FALSE) \
     AND p.is_active = TRUE AND (p.is_deleted IS NULL OR p.is_deleted = FALSE) ORDER BY c.cert_not_after, f.id LIMIT $4";

page!(
    /// The next certificates of chips.
    chips -> EndingChip, cert_not_after, id, CHIPS
);

/// An approved secure biometric interface of an active provider.
#[derive(Clone, Debug, FromRow)]
pub struct EndingInterface {
    pub id: String,
    pub partner_id: String,
    pub sw_version: String,
    pub sw_binary_hash: Vec<u8>,
    pub sw_cr_dtimes: Option<Timestamp>,
    pub sw_expiry_dtimes: Timestamp,
}

const INTERFACES: &str = "SELECT s.id, p.id AS partner_id, s.sw_version, s.sw_binary_hash, s.sw_cr_dtimes, \
     s.sw_expiry_dtimes FROM secure_biometric_interface s JOIN partner p ON p.id = s.provider_id \
     WHERE s.sw_expiry_dtimes >= $1 AND (s.sw_expiry_dtimes > $1 OR s.id > $2) AND s.sw_expiry_dtimes <= $3 \
     AND s.is_active = TRUE AND lower(s.approval_status) = 'approved' AND (s.is_deleted IS NULL OR s.is_deleted = FALSE) \
     AND p.is_active = TRUE AND (p.is_deleted IS NULL OR p.is_deleted = FALSE) ORDER BY s.sw_expiry_dtimes, s.id LIMIT $4";

page!(
    /// The next interfaces.
    interfaces -> EndingInterface, sw_expiry_dtimes, id, INTERFACES
);

/// An active API key of an active partner, without the key.
#[derive(Clone, Debug, FromRow)]
pub struct EndingKey {
    /// Partner, policy and first moment, which no two keys share.
    pub key: String,
    pub partner_id: String,
    pub policy_id: String,
    pub label: String,
    pub valid_to_datetime: Timestamp,
    /// `None`: the policy of an adopted row is gone.
    pub policy_name: Option<String>,
    pub group_name: Option<String>,
}

const KEYS: &str = "SELECT k.part_id || '/' || k.policy_id || '/' || CAST(k.valid_from_datetime AS text) AS key, \
     p.id AS partner_id, k.policy_id, k.label, k.valid_to_datetime, a.name AS policy_name, g.name AS group_name \
     FROM partner_policy k JOIN partner p ON p.id = k.part_id LEFT JOIN auth_policy a ON a.id = k.policy_id \
     LEFT JOIN policy_group g ON g.id = a.policy_group_id WHERE k.valid_to_datetime >= $1 AND (k.valid_to_datetime > $1 \
     OR k.part_id || '/' || k.policy_id || '/' || CAST(k.valid_from_datetime AS text) > $2) \
     AND k.valid_to_datetime <= $3 AND k.is_active = TRUE AND (k.is_deleted IS NULL OR k.is_deleted = FALSE) \
     AND p.is_active = TRUE AND (p.is_deleted IS NULL OR p.is_deleted = FALSE) ORDER BY k.valid_to_datetime, \
     k.part_id || '/' || k.policy_id || '/' || CAST(k.valid_from_datetime AS text) LIMIT $4";

page!(
    /// The next API keys, of partners of every type.
    api_keys -> EndingKey, valid_to_datetime, key, KEYS
);

#[derive(FromRow)]
struct PartnerId {
    id: String,
}

/// The active partners that are partner admins' (type `Partner_Admin`), by id.
pub async fn admin_partners(db: &Db) -> StoreResult<Vec<String>> {
    let rows: Vec<PartnerId> = statement(
        "SELECT id FROM partner WHERE partner_type_code = 'Partner_Admin' AND is_active = TRUE \
         AND (is_deleted IS NULL OR is_deleted = FALSE) ORDER BY id",
    )
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
