//! The lists of API keys (contract part A §4.12, §5.10). The value of a key is no column of any.

use pms_domain::Timestamp;
use pms_domain::api_key::{Parents, Phase, Standing, State, counts};
use sea_query::{Alias, Expr, JoinType, Query, SelectStatement};
use sqlx::FromRow;

use crate::list::{Column, ListPage, ListQuery, ListSpec, Scope, SearchIndex, SmallTable};
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

fn keys_from() -> SelectStatement {
    let on = |left: &'static str| Expr::cust(left);
    Query::select()
        .from_as(Alias::new("partner_policy"), Alias::new("k"))
        // The table refers to it: there is one. Outer joins are left out of counts that do not ask for them.
        .join_as(JoinType::LeftJoin, Alias::new("partner"), Alias::new("p"), on("p.id = k.part_id"))
        .join_as(JoinType::LeftJoin, Alias::new("auth_policy"), Alias::new("a"), on("a.id = k.policy_id"))
        .join_as(JoinType::LeftJoin, Alias::new("policy_group"), Alias::new("g"), on("g.id = a.policy_group_id"))
        .join_as(JoinType::LeftJoin, Alias::new("x_api_key"), Alias::new("x"), on("x.api_key = k.policy_api_key"))
        .to_owned()
}

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

/// Index rows of partners are found by the key's own column: no detour by the partner.
const PARTNER_INDEX: SearchIndex = SearchIndex { kind: search::PARTNER_ID, id: "k.part_id", whole: true };
const NAME_INDEX: SearchIndex = SearchIndex { kind: search::PARTNER_NAME, id: "k.part_id", whole: true };
const LABEL_INDEX: SearchIndex = SearchIndex { kind: search::API_KEY_LABEL, id: "x.id", whole: true };

const fn policy(column: &'static str) -> SmallTable {
    SmallTable { table: "auth_policy", column, reference: "k.policy_id" }
}

/// `GET /partner-api-keys` and its younger forms (contract part A §5.10). Group is the policy's.
pub static API_KEYS: ListSpec = ListSpec {
    name: "api-keys",
    from: keys_from,
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
    from: keys_from,
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
pub static POLICY_NAME: Column = Column::text("policyName", "a.name").within(policy("name"));

/// A page of keys.
pub async fn page(store: &Store, list: &ListSpec, query: &ListQuery) -> StoreResult<ListPage<ApiKeyRow>> {
    let known = match query.scope {
        Scope::Everything if query.is_unfiltered() && query.page.is_some() => {
            Some(u64::try_from(counter::total(store.db(), counter::API_KEYS).await?).unwrap_or(0))
        }
        _ => None,
    };
    list.fetch(store.db(), query, known).await
}
