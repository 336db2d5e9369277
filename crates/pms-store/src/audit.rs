//! The audit trail: one record for each change, chained by an HMAC under a key of the keyring, sealed outside the
//! database.
//!
//! `mac(n) = HMAC-SHA-256(audit key, mac(n-1) ‖ canonical JSON of record n)`. A record that was changed, removed or
//! inserted by hand breaks the chain at that revision; one cut off at the end does not fit the head row; a chain
//! rolled back together with the head row does not fit the seals.

use std::collections::BTreeSet;

use pms_domain::context::LOCAL_ISSUER;
use pms_domain::roles::is_known;
use pms_domain::{Context, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sqlx::FromRow;

use crate::db::{Db, On, Tx, statement};
use crate::dialect::pick;
use crate::keys::Keyring;
use crate::notice::Reader;
use crate::outbox::MANY;
use crate::{Store, StoreResult};

/// What a use case says about its change.
pub struct Record {
    action: &'static str,
    kind: &'static str,
    id: String,
    touched: Vec<(&'static str, String)>,
    before: Option<Json>,
    after: Option<Json>,
    reason: Option<String>,
    /// Who is told of it in the portal.
    pub(crate) told: Vec<Reader>,
}

impl Record {
    /// `action` is a verb with its object, e.g. `partner.register`; `kind` and `id` name the object.
    pub fn new(action: &'static str, kind: &'static str, id: impl Into<String>) -> Self {
        Self {
            action,
            kind,
            id: id.into(),
            touched: Vec::new(),
            before: None,
            after: None,
            reason: None,
            told: Vec::new(),
        }
    }

    /// Another object whose state this change carries.
    pub fn touching(mut self, kind: &'static str, id: impl Into<String>) -> Self {
        self.touched.push((kind, id.into()));
        self
    }

    /// Only allowed fields: never a secret, never contact data.
    pub fn before(mut self, before: Json) -> Self {
        self.before = Some(before);
        self
    }

    /// Only allowed fields: never a secret, never contact data.
    pub fn after(mut self, after: Json) -> Self {
        self.after = Some(after);
        self
    }

    pub fn reason(mut self, reason: Option<&str>) -> Self {
        self.reason = reason.filter(|text| !text.is_empty()).map(str::to_owned);
        self
    }

    /// The portal tells this reader of it.
    pub fn telling(mut self, reader: Reader) -> Self {
        self.told.push(reader);
        self
    }

    /// The portal tells this account of the site of it.
    pub fn telling_account(self, account_id: &str) -> Self {
        self.telling(Reader::Account(format!("{LOCAL_ISSUER}#{account_id}")))
    }

    /// The portal tells the members of this partner of it, unless one of them does it.
    pub fn telling_members(self, ctx: &Context, partner_id: &str) -> Self {
        if ctx.owned.contains(partner_id) { self } else { self.telling(Reader::Partner(partner_id.to_owned())) }
    }
}

/// A stored record.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    pub revision: i64,
    pub at: Timestamp,
    pub actor: String,
    pub actor_name: String,
    pub roles: String,
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    /// JSON array of `[kind, id]`, the object itself first.
    pub touched: String,
    pub before_json: Option<String>,
    pub after_json: Option<String>,
    pub reason: Option<String>,
    pub request_id: String,
    pub source: Option<String>,
}

impl Row {
    pub(crate) fn new(revision: i64, ctx: &Context, record: Record) -> Self {
        let mut touched = vec![json!([record.kind, record.id])];
        touched.extend(record.touched.iter().map(|(kind, id)| json!([kind, id])));
        Self {
            revision,
            at: ctx.now(),
            actor: ctx.actor.key(),
            actor_name: ctx.actor.name.clone(),
            // A provider's token may hold any number of roles of other systems.
            roles: ctx.actor.roles.iter().filter(|role| is_known(role)).cloned().collect::<Vec<_>>().join(","),
            action: record.action.to_owned(),
            object_kind: record.kind.to_owned(),
            object_id: record.id,
            touched: Json::Array(touched).to_string(),
            before_json: record.before.map(|value| value.to_string()),
            after_json: record.after.map(|value| value.to_string()),
            reason: record.reason,
            request_id: ctx.request_id.clone(),
            source: ctx.source.map(|address| address.to_string()),
        }
    }

    /// The chained MAC, lower-case hex.
    pub(crate) fn mac(&self, keys: &Keyring, previous: &str) -> String {
        let canonical = json!([
            previous,
            self.revision,
            self.at.and_utc().timestamp_micros(),
            self.actor,
            self.actor_name,
            self.roles,
            self.action,
            self.object_kind,
            self.object_id,
            self.touched,
            self.before_json,
            self.after_json,
            self.reason,
            self.request_id,
            self.source,
        ]);
        keys.audit_mac(canonical.to_string().as_bytes())
    }

    /// The objects besides its own, each once.
    fn further_objects(&self) -> BTreeSet<(String, String)> {
        let own = |kind: &str, id: &str| kind == self.object_kind && id == self.object_id;
        self.objects().into_iter().filter(|(kind, id)| !own(kind, id)).collect()
    }

    /// The objects this change carried, `(kind, id)`.
    pub fn objects(&self) -> Vec<(String, String)> {
        serde_json::from_str(&self.touched).unwrap_or_default()
    }
}

/// Appends a record, with the transaction's next statement or its commit.
pub(crate) async fn append(tx: &mut Tx, row: &Row, mac: &str) -> StoreResult<()> {
    statement(
        "INSERT INTO x_audit (revision, at, actor, actor_name, roles, action, object_kind, object_id, touched, \
         before_json, after_json, reason, request_id, source, mac) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(row.revision)
    .bind(row.at)
    .bind(row.actor.as_str())
    .bind(row.actor_name.as_str())
    .bind(row.roles.as_str())
    .bind(row.action.as_str())
    .bind(row.object_kind.as_str())
    .bind(row.object_id.as_str())
    .bind(row.touched.as_str())
    .bind(row.before_json.clone())
    .bind(row.after_json.clone())
    .bind(row.reason.clone())
    .bind(row.request_id.as_str())
    .bind(row.source.clone())
    .bind(mac)
    .later(tx);
    let further: Vec<(String, String)> = row.further_objects().into_iter().collect();
    if tx.is_postgres() && further.len() >= MANY {
        let further = further.iter().map(|(kind, id)| json!({"k": kind, "i": id}));
        statement(
            "INSERT INTO x_audit_touched (object_kind, object_id, revision) \
             SELECT g.k, g.i, $2 FROM jsonb_to_recordset($1::jsonb) AS g(k text, i text)",
        )
        .bind(Json::Array(further.collect()).to_string())
        .bind(row.revision)
        .execute(tx)
        .await?;
        return Ok(());
    }
    for (kind, id) in further {
        statement("INSERT INTO x_audit_touched (object_kind, object_id, revision) VALUES ($1, $2, $3)")
            .bind(kind)
            .bind(id)
            .bind(row.revision)
            .later(tx);
    }
    Ok(())
}

/// Sets the head row to the last record and wakes the other replicas, both with the commit.
pub(crate) fn set_head(tx: &mut Tx, revision: i64, mac: &str) {
    let head = pick(
        &On::Tx(&mut *tx),
        "UPDATE x_head SET revision = $1, mac = $2 WHERE id = 1 RETURNING pg_notify('pms_change', '')",
        "UPDATE x_head SET revision = $1, mac = $2 WHERE id = 1",
    );
    statement(head).bind(revision).bind(mac).later(tx);
}

macro_rules! columns {
    () => {
        "revision, at, actor, actor_name, roles, action, object_kind, object_id, touched, before_json, after_json, \
         reason, request_id, source"
    };
}

/// The newest records of one object, newest first.
pub async fn of_object(db: &Db, kind: &str, id: &str, limit: i64) -> StoreResult<Vec<Row>> {
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM x_audit WHERE object_kind = $1 AND object_id = $2 ORDER BY revision DESC LIMIT $3"
    ))
    .bind(kind)
    .bind(id)
    .bind(limit)
    .all(db)
    .await
}

/// Records after a revision, in order: what the applier follows.
pub async fn after(db: &Db, revision: i64, limit: i64) -> StoreResult<Vec<Row>> {
    statement(concat!("SELECT ", columns!(), " FROM x_audit WHERE revision > $1 ORDER BY revision LIMIT $2"))
        .bind(revision)
        .bind(limit)
        .all(db)
        .await
}

/// Revision and MAC of the head row.
pub async fn head(db: &Db) -> StoreResult<(i64, String)> {
    #[derive(FromRow)]
    struct Head {
        revision: i64,
        mac: String,
    }
    let head: Head = statement("SELECT revision, mac FROM x_head WHERE id = 1").one(db).await?;
    Ok((head.revision, head.mac))
}

/// A statement about the chain at one time, signed under the audit key; it stands outside the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    pub revision: i64,
    /// UTC, ISO local.
    pub at: String,
    /// MAC of the record at `revision` (empty for 0).
    pub head: String,
    pub signature: String,
}

impl Seal {
    fn signature(keys: &Keyring, revision: i64, at: &str, head: &str) -> String {
        keys.audit_mac(json!(["seal", revision, at, head]).to_string().as_bytes())
    }

    /// Seals the chain as it is now.
    pub async fn make(store: &Store, now: Timestamp) -> StoreResult<Self> {
        let (revision, head) = head(store.db()).await?;
        let at = pms_domain::time::local_iso(now);
        let signature = Self::signature(store.keys(), revision, &at, &head);
        Ok(Self { revision, at, head, signature })
    }

    /// Whether the signature is ours.
    pub fn is_genuine(&self, keys: &Keyring) -> bool {
        keys.equal(Self::signature(keys, self.revision, &self.at, &self.head).as_bytes(), self.signature.as_bytes())
    }
}

/// What `pms audit verify` found.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The chain, the head row and the seals agree; so many records.
    Intact { records: i64 },
    /// The first revision that does not fit, and why.
    Broken { revision: i64, why: &'static str },
}

#[derive(FromRow)]
struct WithMac {
    #[sqlx(flatten)]
    row: Row,
    mac: String,
}

/// Walks the whole chain and compares it with the head row and with the seals.
pub async fn verify(store: &Store, seals: &[Seal]) -> StoreResult<Verdict> {
    let keys = store.keys();
    let mut seals: Vec<&Seal> = seals.iter().collect();
    seals.sort_by_key(|seal| seal.revision);
    if let Some(seal) = seals.iter().find(|seal| !seal.is_genuine(keys)) {
        return Ok(Verdict::Broken { revision: seal.revision, why: "a seal of this revision is not genuine" });
    }
    let mut seals = seals.into_iter().peekable();
    // Read first: records that come while we walk are of no interest.
    let (head_revision, head_mac) = head(store.db()).await?;
    let mut previous = String::new();
    let mut revision = 0;
    while seals.next_if(|seal| seal.revision == 0).is_some() {}
    loop {
        let batch: Vec<WithMac> = statement(concat!(
            "SELECT ",
            columns!(),
            ", mac FROM x_audit WHERE revision > $1 ORDER BY revision LIMIT 1000"
        ))
        .bind(revision)
        .all(store.db())
        .await?;
        if batch.is_empty() {
            break;
        }
        for WithMac { row, mac } in batch {
            if row.revision > head_revision {
                break;
            }
            if row.revision != revision + 1 {
                return Ok(Verdict::Broken { revision: revision + 1, why: "the record is missing" });
            }
            revision = row.revision;
            let expected = row.mac(keys, &previous);
            if !keys.equal(expected.as_bytes(), mac.as_bytes()) {
                return Ok(Verdict::Broken { revision, why: "the record was changed, or one before it was replaced" });
            }
            while let Some(seal) = seals.next_if(|seal| seal.revision == revision) {
                if seal.head != mac {
                    return Ok(Verdict::Broken { revision, why: "the record is not the one that was sealed" });
                }
            }
            previous = mac;
        }
        if revision >= head_revision {
            break;
        }
    }
    if revision != head_revision {
        return Ok(Verdict::Broken { revision: revision + 1, why: "records were cut off at the end" });
    }
    if previous != head_mac {
        return Ok(Verdict::Broken { revision, why: "the head row does not belong to this record" });
    }
    if let Some(seal) = seals.next()
        && seal.revision > revision
    {
        return Ok(Verdict::Broken {
            revision: revision + 1,
            why: "a seal names a later revision: records were cut off",
        });
    }
    Ok(Verdict::Intact { records: revision })
}
