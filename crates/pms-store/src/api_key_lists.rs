//! The lists of API keys (contract part A §4.12, §5.10). The value of a key is no column of any.

use pms_domain::Timestamp;
use pms_domain::api_key::{Parents, Phase, Standing, State, counts};
use sqlx::FromRow;

use crate::db::{Db, statement};
use crate::list::{
    Bridge, Column, Filter, Join, Large, ListPage, ListQuery, ListSpec, Rows, Scope, SearchIndex, SmallTable, Test,
};
use crate::{Store, StoreResult, counter, search};

/// A key with its partner, its policy and the policy's group; never its value.
#[derive(Clone, Debug, FromRow)]
pub struct ApiKeyRow {
    /// Public id. `None`: an adopted key that nobody has touched yet.
    pub id: Option<String>,
    pub part_id: String,
    pub partner_name: String,
    pub partner_is_active: bool,
    pub policy_id: String,
    /// `None`: the policy of an adopted row is gone.
    pub policy_name: Option<String>,
    pub policy_descr: Option<String>,
    pub policy_is_active: Option<bool>,
    pub policy_group_id: Option<String>,
    pub group_name: Option<String>,
    pub group_descr: Option<String>,
    pub group_is_active: Option<bool>,
    pub label: String,
    pub is_active: bool,
    pub valid_from_datetime: Timestamp,
    pub valid_to_datetime: Option<Timestamp>,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
    pub is_deleted: Option<bool>,
    pub del_dtimes: Option<Timestamp>,
    pub phase: Option<String>,
    pub is_weak: Option<bool>,
    pub stopped_by_admin: Option<bool>,
    pub fetch_until: Option<Timestamp>,
    pub handed_over_to: Option<String>,
    pub replaces: Option<String>,
    pub replaced_by: Option<String>,
    pub ends_at: Option<Timestamp>,
}

impl ApiKeyRow {
    fn standing(&self) -> Standing {
        let Some(phase) = &self.phase else { return Standing::adopted(self.is_active, self.valid_to_datetime) };
        Standing {
            phase: Phase::parse(phase),
            is_active: self.is_active,
            stopped_by_admin: self.stopped_by_admin.unwrap_or(false),
            is_replaced: self.replaced_by.is_some(),
            valid_to: self.valid_to_datetime,
            ends_at: self.ends_at,
            fetch_until: self.fetch_until,
        }
    }

    /// What the key is by itself.
    pub fn state(&self, now: Timestamp) -> State {
        self.standing().state(now)
    }

    /// Whether the key counts, what it belongs to included.
    pub fn counts(&self, now: Timestamp) -> bool {
        let parents = Parents {
            partner: self.partner_is_active,
            policy: self.policy_is_active.unwrap_or(false),
            group: self.group_is_active.unwrap_or(true),
        };
        counts(self.state(now), parents)
    }
}

static KEYS: Large = Large {
    table: ("partner_policy", "k"),
    joins: &[
        // The table refers to it: there is one.
        Join { table: "partner", alias: "p", on: "p.id = k.part_id" },
        Join { table: "auth_policy", alias: "a", on: "a.id = k.policy_id" },
        Join { table: "policy_group", alias: "g", on: "g.id = a.policy_group_id" },
        Join { table: "x_api_key", alias: "x", on: "x.api_key = k.policy_api_key" },
    ],
    row: "k.policy_api_key",
};

const ROW: &[(&str, &str)] = &[
    ("id", "x.id"),
    ("part_id", "k.part_id"),
    ("partner_name", "p.name"),
    ("partner_is_active", "p.is_active"),
    ("policy_id", "k.policy_id"),
    ("policy_name", "a.name"),
    ("policy_descr", "a.descr"),
    ("policy_is_active", "a.is_active"),
    ("policy_group_id", "a.policy_group_id"),
    ("group_name", "g.name"),
    ("group_descr", "g.descr"),
    ("group_is_active", "g.is_active"),
    ("label", "k.label"),
    ("is_active", "k.is_active"),
    ("valid_from_datetime", "k.valid_from_datetime"),
    ("valid_to_datetime", "k.valid_to_datetime"),
    ("cr_by", "k.cr_by"),
    ("cr_dtimes", "k.cr_dtimes"),
    ("upd_by", "k.upd_by"),
    ("upd_dtimes", "k.upd_dtimes"),
    ("is_deleted", "k.is_deleted"),
    ("del_dtimes", "k.del_dtimes"),
    ("phase", "x.phase"),
    ("is_weak", "x.is_weak"),
    ("stopped_by_admin", "x.stopped_by_admin"),
    ("fetch_until", "x.fetch_until"),
    ("handed_over_to", "x.handed_over_to"),
    ("replaces", "x.replaces"),
    ("replaced_by", "x.replaced_by"),
    ("ends_at", "x.ends_at"),
];

/// The evaluated state ([`ApiKeyRow::counts`]), but for the key's end. Before it is in use its column says no.
const COUNTS: &str = "k.is_active AND p.is_active AND COALESCE(a.is_active, FALSE) AND COALESCE(g.is_active, TRUE)";
/// Of validity and rotation the earlier end.
const END: &str = "CASE WHEN k.valid_to_datetime IS NULL OR x.ends_at < k.valid_to_datetime \
                   THEN COALESCE(x.ends_at, k.valid_to_datetime) ELSE k.valid_to_datetime END";

/// Index rows of partners are found by the key's own column, and know how many keys a partner has.
const fn of_partner(kind: &'static str) -> SearchIndex {
    SearchIndex::of(kind, "k.part_id").rows(Rows::Counted("api_keys"))
}

const PARTNER_INDEX: SearchIndex = of_partner(search::PARTNER_ID);
const NAME_INDEX: SearchIndex = of_partner(search::PARTNER_NAME);
/// The index knows a key by its public id, the list's table by its column.
const LABEL_INDEX: SearchIndex = SearchIndex::of(search::API_KEY_LABEL, "k.policy_api_key")
    .over(Bridge { table: "x_api_key", indexed: "id", listed: "api_key" })
    .rows(Rows::One);

const fn policy(column: &'static str) -> SmallTable {
    SmallTable { table: "auth_policy", column, reference: "k.policy_id" }
}

/// `GET /partner-api-keys` and its younger forms (contract part A §5.10). Group is the policy's.
pub static API_KEYS: ListSpec = ListSpec {
    name: "api-keys",
    from: || KEYS.whole(),
    large: Some(&KEYS),
    select: ROW,
    columns: &[
        Column::text("partnerId", "k.part_id").indexed(PARTNER_INDEX),
        Column::text("apiKeyLabel", "k.label").indexed(LABEL_INDEX),
        Column::text("orgName", "p.name").indexed(NAME_INDEX),
        Column::text("policyName", "a.name").within(policy("name")),
        Column::text("policyGroupName", "g.name").within(SmallTable {
            table: "policy_group",
            column: "name",
            reference: "a.policy_group_id",
        }),
        Column::flag("status", COUNTS).until(END).inverted(),
        Column::time("createdDateTime", "k.cr_dtimes"),
        Column::time("apiKeyExpiryDateTime", "k.valid_to_datetime"),
    ],
    // Never the column: in a clear database it is the secret.
    key: "x.id",
    created: Some("k.cr_dtimes"),
    deleted: Some("k.is_deleted"),
    owner: Some("k.part_id"),
};

/// `POST /partners/apikey/search` (contract part A §4.12).
pub static API_KEY_SEARCH: ListSpec = ListSpec {
    name: "api-key-search",
    from: || KEYS.whole(),
    large: Some(&KEYS),
    select: ROW,
    columns: &[
        Column::text("label", "k.label").indexed(LABEL_INDEX),
        Column::flag("isActive", COUNTS).until(END),
        Column::flag("isDeleted", "k.is_deleted"),
        Column::text("policyId", "k.policy_id").within(policy("id")),
        Column::time("validFromDatetime", "k.valid_from_datetime"),
        Column::time("validToDatetime", "k.valid_to_datetime"),
        Column::text("crBy", "k.cr_by"),
        Column::time("crDtimes", "k.cr_dtimes"),
        Column::text("updBy", "k.upd_by"),
        Column::time("updDtimes", "k.upd_dtimes"),
        Column::time("delDtimes", "k.del_dtimes"),
    ],
    // Never the column: in a clear database it is the secret.
    key: "x.id",
    created: Some("k.cr_dtimes"),
    deleted: Some("k.is_deleted"),
    owner: Some("k.part_id"),
};

/// Columns that the search knows besides its own: of the partner and of the policy.
pub static PARTNER_ID: Column = Column::text("partnerId", "k.part_id").indexed(PARTNER_INDEX);
pub static PARTNER_NAME: Column = Column::text("partnerName", "p.name").indexed(NAME_INDEX);
/// The key's public id, for reading one.
pub static KEY_ID: Column = Column::text("keyId", "x.id");
pub static POLICY_NAME: Column = Column::text("policyName", "a.name").within(policy("name"));

/// A page of keys.
pub async fn page(store: &Store, list: &ListSpec, query: &ListQuery) -> StoreResult<ListPage<ApiKeyRow>> {
    let db = store.db();
    if !matches!(query.scope, Scope::Everything) || query.page.is_none() {
        return list.fetch(db, query, None).await;
    }
    let known = match query.is_unfiltered() {
        true => Some(counter::total(db, counter::API_KEYS).await?),
        false => by_state(db, query).await?,
    };
    match known {
        Some(total) => list.fetch_of(db, query, u64::try_from(total).unwrap_or(0)).await,
        None => list.fetch(db, query, None).await,
    }
}

#[derive(FromRow)]
struct Tally {
    total: i64,
    active: i64,
}

#[derive(FromRow)]
struct Ended {
    ended: i64,
}

/// How many keys count, or do not, when nothing else is asked: by the tally of each policy, but for those whose end has come
/// and which no job has stopped yet.
async fn by_state(db: &Db, query: &ListQuery) -> StoreResult<Option<i64>> {
    let (false, [Filter { column, test: Test::Flag(counts) }], Some(at)) =
        (query.live_only, query.filters.as_slice(), query.at)
    else {
        return Ok(None);
    };
    if column.sql != COUNTS {
        return Ok(None);
    }
    let tally: Tally = statement(
        "SELECT CAST(COALESCE(SUM(t.total), 0) AS bigint) AS total, \
         CAST(COALESCE(SUM(CASE WHEN a.is_active AND COALESCE(g.is_active, TRUE) THEN t.active ELSE 0 END), 0) AS bigint) \
         AS active FROM x_api_key_tally t LEFT JOIN auth_policy a ON a.id = t.policy_id \
         LEFT JOIN policy_group g ON g.id = a.policy_group_id",
    )
    .one(db)
    .await?;
    let Ended { ended } = statement(
        "SELECT COUNT(*) AS ended FROM \
         (SELECT k.policy_api_key AS api_key FROM partner_policy k WHERE k.is_active AND k.valid_to_datetime <= $1 \
         UNION SELECT x.api_key FROM x_api_key x WHERE x.ends_at <= $1) e \
         JOIN partner_policy k ON k.policy_api_key = e.api_key JOIN partner p ON p.id = k.part_id \
         JOIN auth_policy a ON a.id = k.policy_id LEFT JOIN policy_group g ON g.id = a.policy_group_id \
         WHERE k.is_active AND p.is_active AND a.is_active AND COALESCE(g.is_active, TRUE)",
    )
    .bind(at)
    .one(db)
    .await?;
    let active = tally.active - ended;
    Ok(Some(if *counts { active } else { tally.total - active }))
}
