//! Requests of partners for policies. The table keeps its name, `partner_policy_request`; the decision lives in the
//! approval of kind `policy`, and `status_code` is what the contract knows of it (part A §10).

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::db::{On, Tx, statement};
use crate::partner::Reach;
use crate::{StoreResult, counter, search};

/// A request.
#[derive(Clone, Debug, FromRow)]
pub struct PolicyRequest {
    /// The `mappingkey` of the wire.
    pub id: String,
    pub part_id: String,
    pub policy_id: String,
    pub request_datetimes: Timestamp,
    /// What the partner wants the policy for.
    pub request_detail: String,
    pub status_code: String,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
    pub is_deleted: Option<bool>,
    pub del_dtimes: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "id, part_id, policy_id, request_datetimes, request_detail, status_code, cr_by, cr_dtimes, upd_by, upd_dtimes, \
         is_deleted, del_dtimes"
    };
}

/// A request within reach. Outside the reach it does not exist for the caller.
pub async fn find(on: impl Into<On<'_>>, reach: Reach<'_>, id: &str) -> StoreResult<Option<PolicyRequest>> {
    let found: Option<PolicyRequest> =
        statement(concat!("SELECT ", columns!(), " FROM partner_policy_request WHERE id = $1"))
            .bind(id)
            .optional(on)
            .await?;
    Ok(found.filter(|request| reach.includes(&request.part_id)))
}

/// Requests that wait without an approval of ours, as an adopted database has them: oldest first, so many.
pub async fn waiting_without_approval(on: impl Into<On<'_>>, limit: i64) -> StoreResult<Vec<PolicyRequest>> {
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM partner_policy_request WHERE lower(status_code) = 'inprogress' \
         AND (is_deleted IS NULL OR is_deleted = FALSE) AND NOT EXISTS \
         (SELECT 1 FROM x_approval a WHERE a.kind = 'policy' AND a.object_id = partner_policy_request.id) \
         ORDER BY cr_dtimes, id LIMIT $1"
    ))
    .bind(limit)
    .all(on)
    .await
}

/// The requests of a partner for a policy, newest first, deleted ones left out.
pub async fn of_pair(
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    partner_id: &str,
    policy_id: &str,
) -> StoreResult<Vec<PolicyRequest>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM partner_policy_request WHERE part_id = $1 AND policy_id = $2 \
         AND (is_deleted IS NULL OR is_deleted = FALSE) ORDER BY cr_dtimes DESC, id"
    ))
    .bind(partner_id)
    .bind(policy_id)
    .all(on)
    .await
}

/// The requests of a partner, oldest first, deleted ones left out.
pub async fn of_partner(on: impl Into<On<'_>>, reach: Reach<'_>, partner_id: &str) -> StoreResult<Vec<PolicyRequest>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM partner_policy_request WHERE part_id = $1 AND (is_deleted IS NULL OR is_deleted = FALSE) \
         ORDER BY cr_dtimes, id"
    ))
    .bind(partner_id)
    .all(on)
    .await
}

/// A new request, in progress.
pub struct NewRequest<'a> {
    pub id: &'a str,
    pub part_id: &'a str,
    pub policy_id: &'a str,
    pub request_detail: &'a str,
    pub by: &'a str,
    pub at: Timestamp,
}

/// Inserts, with search row and counter; a taken id is [`crate::StoreError::Taken`].
pub async fn insert(tx: &mut Tx, request: &NewRequest<'_>) -> StoreResult<()> {
    statement(
        "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, status_code, \
         cr_by, cr_dtimes, is_deleted) VALUES ($1, $2, $3, $4, $5, 'InProgress', $6, $7, FALSE)",
    )
    .bind(request.id)
    .bind(request.part_id)
    .bind(request.policy_id)
    .bind(request.at)
    .bind(request.request_detail)
    .bind(request.by)
    .bind(request.at)
    .execute(tx)
    .await?;
    search::put(tx, search::POLICY_REQUEST, request.id, request.at, request.request_detail).await?;
    counter::add(tx, counter::POLICY_REQUESTS, 1);
    Ok(())
}

/// The word of the contract for what was decided. Nothing reads it again in the change.
pub fn set_status(tx: &mut Tx, id: &str, status: &str, by: &str, at: Timestamp) {
    statement("UPDATE partner_policy_request SET status_code = $2, upd_by = $3, upd_dtimes = $4 WHERE id = $1")
        .bind(id)
        .bind(status)
        .bind(by)
        .bind(at)
        .later(tx);
}

/// The requests of a partner that wait fall with it. Nothing reads them again in the change.
pub fn reject_open_of(tx: &mut Tx, partner_id: &str, by: &str, at: Timestamp) {
    statement(
        "UPDATE partner_policy_request SET status_code = 'rejected', upd_by = $2, upd_dtimes = $3 \
         WHERE part_id = $1 AND lower(status_code) = 'inprogress'",
    )
    .bind(partner_id)
    .bind(by)
    .bind(at)
    .later(tx);
}

/// A biometric extractor of a partner for a policy (contract part A §4.16).
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Extractor {
    pub attribute_name: String,
    pub extractor_provider: String,
    pub extractor_provider_version: Option<String>,
    pub biometric_modality: String,
    pub biometric_sub_types: Option<String>,
}

/// The extractors of a partner for a policy, older ones first, then by attribute.
pub async fn extractors(
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    partner_id: &str,
    policy_id: &str,
) -> StoreResult<Vec<Extractor>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    statement(
        "SELECT attribute_name, extractor_provider, extractor_provider_version, biometric_modality, \
         biometric_sub_types FROM partner_policy_bioextract WHERE part_id = $1 AND policy_id = $2 \
         AND (is_deleted IS NULL OR is_deleted = FALSE) ORDER BY cr_dtimes, attribute_name, id",
    )
    .bind(partner_id)
    .bind(policy_id)
    .all(on)
    .await
}

/// Sets the extractor of an attribute, in the place of what was there: adopted rows may have several. Nothing reads it
/// again in the change.
pub fn put_extractor(
    tx: &mut Tx,
    id: &str,
    (partner_id, policy_id): (&str, &str),
    extractor: &Extractor,
    by: &str,
    at: Timestamp,
) {
    statement("DELETE FROM partner_policy_bioextract WHERE part_id = $1 AND policy_id = $2 AND attribute_name = $3")
        .bind(partner_id)
        .bind(policy_id)
        .bind(extractor.attribute_name.as_str())
        .later(tx);
    insert_extractor(tx, id, (partner_id, policy_id), extractor, by, at);
}

/// Adds an extractor beside what is there. Nothing reads it again in the change.
pub fn insert_extractor(
    tx: &mut Tx,
    id: &str,
    (partner_id, policy_id): (&str, &str),
    extractor: &Extractor,
    by: &str,
    at: Timestamp,
) {
    statement(
        "INSERT INTO partner_policy_bioextract (id, part_id, policy_id, attribute_name, extractor_provider, \
         extractor_provider_version, biometric_modality, biometric_sub_types, cr_by, cr_dtimes, is_deleted) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, FALSE)",
    )
    .bind(id)
    .bind(partner_id)
    .bind(policy_id)
    .bind(extractor.attribute_name.as_str())
    .bind(extractor.extractor_provider.as_str())
    .bind(extractor.extractor_provider_version.clone())
    .bind(extractor.biometric_modality.as_str())
    .bind(extractor.biometric_sub_types.clone())
    .bind(by)
    .bind(at)
    .later(tx);
}

/// Which policy a partner's credentials of a type follow (contract part A §4.17).
#[derive(Clone, Debug, FromRow)]
pub struct CredentialType {
    pub part_id: String,
    pub policy_id: String,
    pub credential_type: String,
}

/// The policy of a credential type, letter for letter. Older releases could map a type twice: the newest counts.
pub async fn credential_type(
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    partner_id: &str,
    credential_type: &str,
) -> StoreResult<Option<CredentialType>> {
    if !reach.includes(partner_id) {
        return Ok(None);
    }
    statement(
        "SELECT part_id, policy_id, credential_type FROM partner_policy_credential_type \
         WHERE part_id = $1 AND credential_type = $2 AND (is_deleted IS NULL OR is_deleted = FALSE) \
         ORDER BY cr_dtimes DESC, policy_id LIMIT 1",
    )
    .bind(partner_id)
    .bind(credential_type)
    .optional(on)
    .await
}

/// Maps a credential type. What was deleted comes back.
pub fn insert_credential_type(tx: &mut Tx, mapped: &CredentialType, by: &str, at: Timestamp) {
    statement(
        "INSERT INTO partner_policy_credential_type (part_id, policy_id, credential_type, is_active, cr_by, cr_dtimes, \
         is_deleted) VALUES ($1, $2, $3, TRUE, $4, $5, FALSE) \
         ON CONFLICT (part_id, policy_id, credential_type) DO UPDATE SET is_active = TRUE, is_deleted = FALSE",
    )
    .bind(mapped.part_id.as_str())
    .bind(mapped.policy_id.as_str())
    .bind(mapped.credential_type.as_str())
    .bind(by)
    .bind(at)
    .later(tx);
}

/// A credential type of a partner with its policy, for its page.
#[derive(Clone, Debug, FromRow)]
pub struct MappedType {
    pub credential_type: String,
    pub policy_id: String,
    /// `None`: the policy of an adopted row is gone.
    pub policy_name: Option<String>,
    pub cr_dtimes: Timestamp,
}

/// The credential types of a partner, by type; of one that an older release mapped twice, the newest first.
pub async fn mapped_types(on: impl Into<On<'_>>, reach: Reach<'_>, partner_id: &str) -> StoreResult<Vec<MappedType>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    statement(
        "SELECT c.credential_type, c.policy_id, a.name AS policy_name, c.cr_dtimes \
         FROM partner_policy_credential_type c LEFT JOIN auth_policy a ON a.id = c.policy_id \
         WHERE c.part_id = $1 AND (c.is_deleted IS NULL OR c.is_deleted = FALSE) \
         ORDER BY c.credential_type, c.cr_dtimes DESC, c.policy_id LIMIT 500",
    )
    .bind(partner_id)
    .all(on)
    .await
}

/// An extractor of a partner with its policy, for its page.
#[derive(Clone, Debug, FromRow)]
pub struct SetExtractor {
    pub policy_id: String,
    /// `None`: the policy of an adopted row is gone.
    pub policy_name: Option<String>,
    pub attribute_name: String,
    pub extractor_provider: String,
    pub extractor_provider_version: Option<String>,
    pub biometric_modality: String,
    pub biometric_sub_types: Option<String>,
    pub cr_dtimes: Timestamp,
}

/// The extractors of a partner for all policies, by policy and attribute.
pub async fn all_extractors(
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    partner_id: &str,
) -> StoreResult<Vec<SetExtractor>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    statement(
        "SELECT e.policy_id, a.name AS policy_name, e.attribute_name, e.extractor_provider, \
         e.extractor_provider_version, e.biometric_modality, e.biometric_sub_types, e.cr_dtimes \
         FROM partner_policy_bioextract e LEFT JOIN auth_policy a ON a.id = e.policy_id \
         WHERE e.part_id = $1 AND (e.is_deleted IS NULL OR e.is_deleted = FALSE) \
         ORDER BY a.name, e.policy_id, e.attribute_name, e.id LIMIT 500",
    )
    .bind(partner_id)
    .all(on)
    .await
}
