//! What the question of an authentication is answered from (architecture §7), cut down to what decides: run by run for a start,
//! one by one as changes name them. Values of keys and licences do not leave: they are found by a [`Digest`].

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pms_domain::Timestamp;
use pms_domain::hotlist::{IdHash, IdType, Standing as Blocked};
use pms_domain::partner::Standing;
use pms_domain::verification::{Certificate, Client, Group, Key, Licence, Partner, Policy, PublicId, Thumbprint};
use serde_json::Value;
use sqlx::FromRow;

use crate::api_key::{self, ApiKey};
use crate::auth_policy::{self, AuthPolicy};
use crate::db::{Db, Statement, statement};
use crate::misp_licence;
use crate::partner::{Reach, TOGETHER};
use crate::policy_group::{self, PolicyGroup};
use crate::{Store, StoreResult, hotlist};

/// Rows of one run.
pub const RUN: i64 = 2_000;

/// Shares texts: ids that stand in many entries take memory once.
pub type Share<'a> = &'a mut (dyn FnMut(&str) -> Arc<str> + Send);

/// What a key or licence is found by: half of the keyed hash that stands in the column of a sealed database. In a clear one it
/// is made of the value. Nobody comes to the value from it, nor to a value that has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 16]);

impl Digest {
    /// Of the value of an API key as somebody presents it.
    pub fn of_key(store: &Store, value: &str) -> Self {
        Self::of_value(store, api_key::SEALED, value)
    }

    /// Of the value of a licence as somebody presents it.
    pub fn of_licence(store: &Store, value: &str) -> Self {
        Self::of_value(store, misp_licence::LICENCE, value)
    }

    fn of_value(store: &Store, kind: &str, value: &str) -> Self {
        let mut half = [0; 16];
        half.copy_from_slice(&store.keys().token_bytes(kind, value)[..16]);
        Self(half)
    }

    /// Of what stands in a column: while a database is converted, rows stand either way.
    fn of_column(store: &Store, kind: &str, column: &str) -> Self {
        let hashed = column.strip_prefix("s1.").and_then(|token| URL_SAFE_NO_PAD.decode(token).ok());
        match hashed.as_deref().and_then(|hash| hash.first_chunk::<16>()) {
            Some(half) => Self(*half),
            None => Self::of_value(store, kind, column),
        }
    }
}

fn key(store: &Store, row: &ApiKey, share: Share<'_>) -> (Digest, Key) {
    let key = Key {
        id: PublicId::new(row.public_id()),
        partner: share(&row.part_id),
        policy: share(&row.policy_id),
        valid_from: row.valid_from_datetime,
        standing: row.standing(),
    };
    (Digest::of_column(store, api_key::SEALED, &row.policy_api_key), key)
}

/// The keys after a place, in the order of their columns, deleted ones left out; and the place of the next run.
pub async fn keys(store: &Store, after: &str, share: Share<'_>) -> StoreResult<(Vec<(Digest, Key)>, Option<String>)> {
    let rows = api_key::run(store.db(), after, RUN).await?;
    let next = rows.last().map(|row| row.policy_api_key.clone());
    Ok((rows.iter().map(|row| key(store, row, share)).collect(), next))
}

/// The key of a public id. `None`: it is gone.
pub async fn key_of(store: &Store, public_id: &str, share: Share<'_>) -> StoreResult<Option<(Digest, Key)>> {
    let found = api_key::find_live(store.db(), public_id).await?;
    Ok(found.map(|row| key(store, &row, share)))
}

fn licence(store: &Store, row: &misp_licence::Licence, share: Share<'_>) -> (Digest, Licence) {
    let licence = Licence {
        id: PublicId::new(&row.id),
        misp: share(&row.misp_id),
        state: row.state(),
        valid_from: row.valid_from_date,
        valid_to: row.valid_to_date,
    };
    (Digest::of_column(store, misp_licence::LICENCE, row.column()), licence)
}

/// The licences after one, by id, deleted ones left out; and the place of the next run.
pub async fn licences(
    store: &Store,
    after: &str,
    share: Share<'_>,
) -> StoreResult<(Vec<(Digest, Licence)>, Option<String>)> {
    let rows = misp_licence::after(store.db(), after, RUN.unsigned_abs()).await?;
    let next = rows.last().map(|row| row.id.clone());
    Ok((rows.iter().map(|row| licence(store, row, share)).collect(), next))
}

/// The licence of a public id. `None`: there is none, or it is deleted.
pub async fn licence_of(store: &Store, id: &str, share: Share<'_>) -> StoreResult<Option<(Digest, Licence)>> {
    let found = misp_licence::by_id(store.db(), id).await?;
    Ok(found.map(|row| licence(store, &row, share)))
}

#[derive(FromRow)]
struct ClientRow {
    id: String,
    rp_id: String,
    policy_id: String,
    status: String,
    retire_at: Option<Timestamp>,
}

fn client(row: &ClientRow, share: Share<'_>) -> Client {
    Client {
        id: row.id.as_str().into(),
        partner: share(&row.rp_id),
        policy: share(&row.policy_id),
        is_active: row.status == "ACTIVE",
        ends_at: row.retire_at,
    }
}

macro_rules! clients {
    () => {
        "SELECT c.id, c.rp_id, c.policy_id, c.status, \
         (SELECT k.retire_at FROM x_oidc_key_change k WHERE k.old_id = c.id) AS retire_at FROM oidc_client c "
    };
}

/// The OIDC clients after one, by id, deleted ones left out; fewer than [`RUN`] only at the end.
pub async fn clients(db: &Db, after: &str, share: Share<'_>) -> StoreResult<(Vec<Client>, Option<String>)> {
    let rows: Vec<ClientRow> = statement(concat!(
        clients!(),
        "WHERE c.id > $1 AND (c.is_deleted IS NULL OR c.is_deleted = FALSE) ORDER BY c.id LIMIT $2"
    ))
    .bind(after)
    .bind(RUN)
    .all(db)
    .await?;
    let next = rows.last().map(|row| row.id.clone());
    Ok((rows.iter().map(|row| client(row, share)).collect(), next))
}

/// The OIDC client of an id. `None`: there is none, or it is deleted.
pub async fn client_of(db: &Db, id: &str, share: Share<'_>) -> StoreResult<Option<Client>> {
    let row: Option<ClientRow> =
        statement(concat!(clients!(), "WHERE c.id = $1 AND (c.is_deleted IS NULL OR c.is_deleted = FALSE)"))
            .bind(id)
            .optional(db)
            .await?;
    Ok(row.map(|row| client(&row, share)))
}

/// The policy itself; null, where an adopted row holds no object.
fn content(text: &str) -> Value {
    pms_domain::policy::parse(text).filter(Value::is_object).unwrap_or_default()
}

fn policy(row: AuthPolicy, share: Share<'_>) -> Policy {
    Policy {
        id: share(&row.id),
        name: row.name.as_str().into(),
        group: row.policy_group_id.as_deref().map(share),
        status: row.status(),
        content: Arc::new(content(&row.policy_file_id)),
        valid_from: row.valid_from_date,
        valid_to: row.valid_to_date,
    }
}

/// The policies after one, by id, deleted ones left out; and the place of the next run.
pub async fn policies(db: &Db, after: &str, share: Share<'_>) -> StoreResult<(Vec<Policy>, Option<String>)> {
    let rows = auth_policy::run(db, after, RUN).await?;
    let next = rows.last().map(|row| row.id.clone());
    Ok((rows.into_iter().filter(|row| !row.is_gone()).map(|row| policy(row, share)).collect(), next))
}

/// The policy of an id. `None`: there is none, or it is deleted.
pub async fn policy_of(db: &Db, id: &str, share: Share<'_>) -> StoreResult<Option<Policy>> {
    let found = auth_policy::find(db, id).await?;
    Ok(found.filter(|row| !row.is_gone()).map(|row| policy(row, share)))
}

fn group(row: &PolicyGroup) -> Group {
    Group { description: row.descr.as_str().into(), is_active: row.is_active }
}

/// The policy groups after one, by id; and the place of the next run.
pub async fn groups(db: &Db, after: &str) -> StoreResult<(Vec<(String, Group)>, Option<String>)> {
    let rows = policy_group::run(db, after, RUN).await?;
    let next = rows.last().map(|row| row.id.clone());
    Ok((rows.iter().map(|row| (row.id.clone(), group(row))).collect(), next))
}

/// The policy group of an id.
pub async fn group_of(db: &Db, id: &str) -> StoreResult<Option<Group>> {
    Ok(policy_group::find(db, id).await?.as_ref().map(group))
}

/// Whose rows are read.
#[derive(Clone, Copy)]
enum Whose<'a> {
    /// Those of a range of ids, both ends included.
    Between(&'a str, &'a str),
    /// Those of some ids, at least one and at most [`TOGETHER`].
    Among(&'a [&'a str]),
}

/// The same query for either, by the column that has the partner's id.
macro_rules! theirs {
    ($before:expr, $column:literal, $after:literal) => {
        [
            concat!("SELECT ", $before, $column, " >= $1 AND ", $column, " <= $2", $after),
            concat!(
                "SELECT ",
                $before,
                $column,
                " IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                $after
            ),
        ]
    };
}

impl Whose<'_> {
    /// The one of two queries that is theirs, with its arguments.
    fn asked(self, [between, among]: [&'static str; 2]) -> Statement {
        match self {
            Whose::Between(first, last) => statement(between).bind(first).bind(last),
            Whose::Among(ids) => {
                let last = ids.last().copied().unwrap_or_default();
                let ids = ids.iter().copied().chain(std::iter::repeat(last)).take(TOGETHER);
                ids.fold(statement(among), Statement::bind)
            }
        }
    }
}

const FOUND: [&str; 2] = theirs!(
    "p.id, p.name, p.approval_status, p.is_active FROM partner p WHERE ",
    "p.id",
    " AND (p.is_deleted IS NULL OR p.is_deleted = FALSE)"
);

const APPROVED: [&str; 2] = theirs!(
    "r.part_id, r.policy_id FROM partner_policy_request r WHERE ",
    "r.part_id",
    " AND lower(r.status_code) = 'approved' AND (r.is_deleted IS NULL OR r.is_deleted = FALSE) \
     ORDER BY r.part_id, r.policy_id"
);

macro_rules! certificate_columns {
    () => {
        "c.cert_id, c.cert_not_after, CASE WHEN c.x_current THEN NULL ELSE c.x_valid_until END AS valid_until, \
         c.x_revoked_at IS NOT NULL AS is_revoked, c.cert_data, c.signed_cert_data FROM partner_cert_store c "
    };
}

const CERTIFICATES: [&str; 2] = theirs!(
    concat!("c.x_partner_id AS partner_id, ", certificate_columns!(), "WHERE "),
    "c.x_partner_id",
    " AND (c.is_deleted IS NULL OR c.is_deleted = FALSE) \
     AND (c.x_usage IS NULL OR c.x_usage <> 'encryption' OR c.x_narrowed_at IS NOT NULL) ORDER BY c.cert_id"
);

const ADOPTED: [&str; 2] = theirs!(
    concat!("p.id AS partner_id, ", certificate_columns!(), "JOIN partner p ON p.certificate_alias = c.cert_id WHERE "),
    "p.id",
    " AND c.x_partner_id IS NULL AND (c.is_deleted IS NULL OR c.is_deleted = FALSE) ORDER BY c.cert_id"
);

const ISSUED: [&str; 2] = theirs!("i.cert_id, i.sha256 FROM x_issued i WHERE ", "i.partner_id", " ORDER BY i.sha256");

/// The queries that are put together of parts, for tests of all statements.
pub fn composed() -> Vec<&'static str> {
    [FOUND, APPROVED, CERTIFICATES, ADOPTED, ISSUED].concat()
}

#[derive(FromRow)]
struct PartnerRow {
    id: String,
    name: String,
    approval_status: String,
    is_active: bool,
}

#[derive(FromRow)]
struct LinkRow {
    part_id: String,
    policy_id: String,
}

#[derive(FromRow)]
struct CertificateRow {
    partner_id: String,
    cert_id: String,
    cert_not_after: Timestamp,
    valid_until: Option<Timestamp>,
    is_revoked: bool,
    cert_data: String,
    signed_cert_data: String,
}

#[derive(FromRow)]
struct IssuedRow {
    cert_id: String,
    sha256: String,
}

/// The partners after one, by id, deleted ones left out, with their approved policies and their certificates; and the place of
/// the next run.
pub async fn partners(db: &Db, after: &str, share: Share<'_>) -> StoreResult<(Vec<(String, Partner)>, Option<String>)> {
    let rows: Vec<PartnerRow> = statement(
        "SELECT p.id, p.name, p.approval_status, p.is_active FROM partner p WHERE p.id > $1 \
         AND (p.is_deleted IS NULL OR p.is_deleted = FALSE) ORDER BY p.id LIMIT $2",
    )
    .bind(after)
    .bind(RUN)
    .all(db)
    .await?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok((Vec::new(), None)) };
    let (first, last) = (first.id.clone(), last.id.clone());
    let found = with_what_is_theirs(db, rows, Whose::Between(&first, &last), share).await?;
    Ok((found, Some(last)))
}

/// The partners of some ids, [`TOGETHER`] in a statement. One that is not in the answer does not exist, or is deleted.
pub async fn partners_of(db: &Db, ids: &[&str], share: Share<'_>) -> StoreResult<Vec<(String, Partner)>> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(TOGETHER) {
        let whose = match ids {
            [id] => Whose::Between(id, id),
            _ => Whose::Among(ids),
        };
        let rows: Vec<PartnerRow> = whose.asked(FOUND).all(db).await?;
        if !rows.is_empty() {
            found.extend(with_what_is_theirs(db, rows, whose, share).await?);
        }
    }
    Ok(found)
}

/// Partners with what belongs to them.
async fn with_what_is_theirs(
    db: &Db,
    rows: Vec<PartnerRow>,
    whose: Whose<'_>,
    share: Share<'_>,
) -> StoreResult<Vec<(String, Partner)>> {
    let mut policies: HashMap<String, Vec<Arc<str>>> = HashMap::new();
    for link in approved(db, whose).await? {
        let theirs = policies.entry(link.part_id).or_default();
        theirs.push(share(&link.policy_id));
        theirs.dedup();
    }
    let mut certificates = certificates(db, whose).await?;
    let partner = |row: PartnerRow| {
        let partner = Partner {
            name: row.name.into(),
            standing: Standing::of(&row.approval_status, row.is_active),
            hash: hotlist::hash(&row.id),
            policies: policies.remove(&row.id).unwrap_or_default(),
            certificates: certificates.remove(&row.id).unwrap_or_default(),
        };
        (row.id, partner)
    };
    Ok(rows.into_iter().map(partner).collect())
}

async fn approved(db: &Db, whose: Whose<'_>) -> StoreResult<Vec<LinkRow>> {
    whose.asked(APPROVED).all(db).await
}

/// The certificates for signatures of some partners. One that was narrowed to encryption was for both when it came: what it
/// signed still counts. A row that keymanager wrote names no partner: that the partner names it as its own makes it the partner's.
async fn certificates(db: &Db, whose: Whose<'_>) -> StoreResult<HashMap<String, Vec<Certificate>>> {
    let mut rows: Vec<CertificateRow> = whose.asked(CERTIFICATES).all(db).await?;
    let adopted: Vec<CertificateRow> = whose.asked(ADOPTED).all(db).await?;
    rows.extend(adopted);
    let mut issued: HashMap<String, Vec<Thumbprint>> = HashMap::new();
    let former: Vec<IssuedRow> = whose.asked(ISSUED).all(db).await?;
    for row in former {
        issued.entry(row.cert_id).or_default().extend(Thumbprint::parse(&row.sha256));
    }
    let mut theirs: HashMap<String, Vec<Certificate>> = HashMap::new();
    for row in rows {
        let mut thumbprints = issued.remove(&row.cert_id).unwrap_or_default();
        thumbprints.extend(thumbprint(&row.cert_data));
        thumbprints.extend(thumbprint(&row.signed_cert_data));
        thumbprints.sort_unstable_by_key(|thumbprint| thumbprint.0);
        thumbprints.dedup();
        theirs.entry(row.partner_id).or_default().push(Certificate {
            thumbprints,
            not_after: row.cert_not_after,
            valid_until: row.valid_until,
            is_revoked: row.is_revoked,
        });
    }
    Ok(theirs)
}

/// SHA-256 of the certificate in a PEM text.
fn thumbprint(pem: &str) -> Option<Thumbprint> {
    let body = pem.split("-----").nth(2)?;
    let der = STANDARD.decode(body.split_ascii_whitespace().collect::<String>()).ok()?;
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, &der).as_ref());
    Some(Thumbprint(hash))
}

/// The MOSIP-signed certificate that reads of a partner without a usage give, PEM. `None`: there is none, or it was revoked.
pub async fn signed_certificate(db: &Db, partner_id: &str) -> StoreResult<Option<String>> {
    #[derive(FromRow)]
    struct Row {
        signed_cert_data: String,
    }
    let row: Option<Row> = statement(
        "SELECT c.signed_cert_data FROM partner p JOIN partner_cert_store c ON c.cert_id = p.certificate_alias \
         WHERE p.id = $1 AND c.x_revoked_at IS NULL",
    )
    .bind(partner_id)
    .optional(db)
    .await?;
    Ok(row.map(|row| row.signed_cert_data).filter(|pem| !pem.is_empty()))
}

/// The partner that a certificate belongs to. `None`: it is a chip's, or an entry of a trust store.
pub async fn partner_of_certificate(db: &Db, id: &str) -> StoreResult<Option<String>> {
    #[derive(FromRow)]
    struct Row {
        partner_id: Option<String>,
    }
    let row: Option<Row> = statement("SELECT x_partner_id AS partner_id FROM partner_cert_store WHERE cert_id = $1")
        .bind(id)
        .optional(db)
        .await?;
    Ok(row.and_then(|row| row.partner_id))
}

/// The partner that a request for a policy belongs to.
pub async fn partner_of_request(db: &Db, id: &str) -> StoreResult<Option<String>> {
    let found = crate::policy_link::find(db, Reach::Everything, id).await?;
    Ok(found.map(|request| request.part_id))
}

#[derive(FromRow)]
struct BlockedRow {
    id_hash: Vec<u8>,
    is_blocked_then: bool,
    until: Option<Timestamp>,
}

fn blocked(rows: Vec<BlockedRow>) -> Vec<(IdHash, Blocked)> {
    let entry = |row: BlockedRow| {
        let then = match row.is_blocked_then {
            true => pms_domain::hotlist::Status::Blocked,
            false => pms_domain::hotlist::Status::Unblocked,
        };
        Some((IdHash::from_slice(&row.id_hash)?, Blocked { then, until: row.until }))
    };
    rows.into_iter().filter_map(entry).collect()
}

/// The hotlist's entries about partners, after one, by hash; fewer than [`RUN`] only at the end.
pub async fn hotlisted(db: &Db, after: Option<&IdHash>) -> StoreResult<Vec<(IdHash, Blocked)>> {
    let rows = statement(
        "SELECT id_hash, is_blocked_then, until FROM x_hotlist WHERE id_type = $1 AND id_hash > $2 \
         ORDER BY id_hash LIMIT $3",
    )
    .bind(IdType::PartnerId.number())
    .bind(after.map_or_else(Vec::new, |hash| hash.0.to_vec()))
    .bind(RUN)
    .all(db)
    .await?;
    Ok(blocked(rows))
}

/// The hotlist's entries about partners that a change and those after it wrote. What was taken out is not among them.
pub async fn hotlisted_since(db: &Db, revision: i64) -> StoreResult<Vec<(IdHash, Blocked)>> {
    let rows = statement("SELECT id_hash, is_blocked_then, until FROM x_hotlist WHERE id_type = $1 AND revision >= $2")
        .bind(IdType::PartnerId.number())
        .bind(revision)
        .all(db)
        .await?;
    Ok(blocked(rows))
}

/// What the hotlist says of one partner.
pub async fn hotlisted_partner(db: &Db, hash: &IdHash) -> StoreResult<Option<Blocked>> {
    Ok(hotlist::find(db, IdType::PartnerId, hash).await?.map(|entry| entry.standing))
}
