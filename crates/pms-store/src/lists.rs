//! The lists of this part of the system: partners, partner types, trust store.

use pms_domain::Timestamp;
use sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sqlx::FromRow;

use crate::list::{Column, Join, Large, ListPage, ListQuery, ListSpec, Rows, SearchIndex};
use crate::partner::{Partner, PartnerRow};
use crate::{Store, StoreResult, counter, search};

const fn index(kind: &'static str) -> SearchIndex {
    SearchIndex::of(kind, "p.id").rows(Rows::One).deleted("SELECT d.id FROM partner d WHERE d.is_deleted")
}

const ID_INDEX: SearchIndex = index(search::PARTNER_ID);
const NAME_INDEX: SearchIndex = index(search::PARTNER_NAME);

static PARTNERS: Large = Large {
    table: ("partner", "p"),
    joins: &[
        Join { table: "policy_group", alias: "g", on: "g.id = p.policy_group_id" },
        Join { table: "x_sealed", alias: "s", on: "s.kind = 'partner' AND s.owner = p.id" },
        Join { table: "x_partner", alias: "x", on: "x.partner_id = p.id" },
    ],
    row: "p.id",
};

const PARTNER_ROW: &[(&str, &str)] = &[
    ("id", "p.id"),
    ("policy_group_id", "p.policy_group_id"),
    ("policy_group_name", "g.name"),
    ("policy_group_descr", "g.descr"),
    ("name", "p.name"),
    ("address", "p.address"),
    ("contact_no", "p.contact_no"),
    ("email_id", "p.email_id"),
    ("certificate_alias", "p.certificate_alias"),
    ("user_id", "p.user_id"),
    ("partner_type_code", "p.partner_type_code"),
    ("approval_status", "p.approval_status"),
    ("is_active", "p.is_active"),
    ("lang_code", "p.lang_code"),
    ("logo_url", "p.logo_url"),
    ("addl_info", "p.addl_info"),
    ("cr_by", "p.cr_by"),
    ("cr_dtimes", "p.cr_dtimes"),
    ("upd_by", "p.upd_by"),
    ("upd_dtimes", "p.upd_dtimes"),
    ("is_deleted", "p.is_deleted"),
    ("del_dtimes", "p.del_dtimes"),
    ("sealed", "s.value"),
    ("revision", "x.revision"),
    ("purpose", "x.purpose"),
];

/// `POST /partners/search` and `/partners/filtervalues` (contract part A §4.12). The e-mail hash is in no list: by it
/// an address could be confirmed.
pub static PARTNER_SEARCH: ListSpec = ListSpec {
    name: "partners",
    from: || PARTNERS.whole(),
    large: Some(&PARTNERS),
    select: PARTNER_ROW,
    columns: &[
        Column::text("id", "p.id").indexed(ID_INDEX),
        Column::text("address", "p.address").protected(),
        Column::text("contactNo", "p.contact_no").protected(),
        Column::text("emailId", "p.email_id").protected(),
        Column::flag("isActive", "p.is_active"),
        Column::flag("isDeleted", "p.is_deleted"),
        Column::text("name", "p.name").indexed(NAME_INDEX),
        Column::text("policyGroupId", "p.policy_group_id"),
        Column::text("certificateAlias", "p.certificate_alias"),
        Column::text("partnerTypeCode", "p.partner_type_code"),
        Column::text("approvalStatus", "p.approval_status"),
        Column::text("userId", "p.user_id"),
        Column::text("langCode", "p.lang_code"),
        Column::text("logoUrl", "p.logo_url").not_sortable(),
        Column::text("additionalInfo", "p.addl_info").not_sortable(),
        Column::text("crBy", "p.cr_by"),
        Column::time("crDtimes", "p.cr_dtimes"),
        Column::text("updBy", "p.upd_by"),
        Column::time("updDtimes", "p.upd_dtimes"),
        Column::time("delDtimes", "p.del_dtimes"),
    ],
    key: "p.id",
    created: Some("p.cr_dtimes"),
    deleted: Some("p.is_deleted"),
    owner: Some("p.id"),
};

/// `GET /admin-partners` and the portal's partner list (contract part A §5.8).
pub static ADMIN_PARTNERS: ListSpec = ListSpec {
    name: "admin-partners",
    from: || PARTNERS.whole(),
    large: Some(&PARTNERS),
    select: PARTNER_ROW,
    columns: &[
        Column::text("partnerId", "p.id").indexed(ID_INDEX),
        Column::text("partnerType", "p.partner_type_code"),
        Column::text("orgName", "p.name").indexed(NAME_INDEX),
        Column::text("policyGroupId", "p.policy_group_id"),
        Column::text("policyGroupName", "g.name"),
        Column::text("emailAddress", "p.email_id").protected(),
        Column::flag(
            "certificateUploadStatus",
            "CASE WHEN p.certificate_alias IS NULL OR p.certificate_alias = '' THEN FALSE ELSE TRUE END",
        )
        .inverted(),
        Column::text("status", "p.approval_status"),
        Column::flag("isActive", "p.is_active").inverted(),
        Column::time("createdDateTime", "p.cr_dtimes"),
    ],
    key: "p.id",
    created: Some("p.cr_dtimes"),
    deleted: Some("p.is_deleted"),
    owner: Some("p.id"),
};

/// A page of whole partners.
pub async fn partners(store: &Store, spec: &'static ListSpec, query: &ListQuery) -> StoreResult<ListPage<Partner>> {
    let known = match query.scope {
        crate::list::Scope::Everything if query.is_unfiltered() => {
            Some(u64::try_from(counter::total(store.db(), counter::PARTNERS).await?).unwrap_or(0))
        }
        _ => None,
    };
    let page: ListPage<PartnerRow> = spec.fetch(store.db(), query, known).await?;
    let rows = page.rows.into_iter().map(|row| row.open(store)).collect::<StoreResult<Vec<_>>>()?;
    Ok(ListPage { total: page.total, rows })
}

/// A row of the partner types' list.
#[derive(Clone, Debug, FromRow)]
pub struct PartnerTypeRow {
    pub code: String,
    pub partner_description: String,
    pub is_policy_required: bool,
    pub is_active: bool,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
    pub is_deleted: Option<bool>,
    pub del_dtimes: Option<Timestamp>,
}

fn partner_types_from() -> SelectStatement {
    Query::select().from_as(Alias::new("partner_type"), Alias::new("t")).to_owned()
}

/// `POST /partners/partnertype/search`.
pub static PARTNER_TYPES: ListSpec = ListSpec {
    name: "partner-types",
    from: partner_types_from,
    large: None,
    select: &[
        ("code", "t.code"),
        ("partner_description", "t.partner_description"),
        ("is_policy_required", "t.is_policy_required"),
        ("is_active", "t.is_active"),
        ("cr_by", "t.cr_by"),
        ("cr_dtimes", "t.cr_dtimes"),
        ("upd_by", "t.upd_by"),
        ("upd_dtimes", "t.upd_dtimes"),
        ("is_deleted", "t.is_deleted"),
        ("del_dtimes", "t.del_dtimes"),
    ],
    columns: &[
        Column::text("code", "t.code"),
        Column::text("crBy", "t.cr_by"),
        Column::time("crDtimes", "t.cr_dtimes"),
        Column::time("delDtimes", "t.del_dtimes"),
        Column::flag("isActive", "t.is_active"),
        Column::flag("isDeleted", "t.is_deleted"),
        Column::text("partnerDescription", "t.partner_description"),
        Column::text("updBy", "t.upd_by"),
        Column::time("updDtimes", "t.upd_dtimes"),
        Column::flag("isPolicyRequired", "t.is_policy_required"),
    ],
    key: "t.code",
    created: Some("t.cr_dtimes"),
    deleted: Some("t.is_deleted"),
    owner: None,
};

/// A row of the trust store's list.
#[derive(Clone, Debug, FromRow)]
pub struct TrustRow {
    pub cert_id: String,
    pub ca_cert_type: Option<String>,
    pub partner_domain: String,
    pub cert_subject: String,
    pub cert_issuer: String,
    pub cert_thumbprint: String,
    pub cert_not_before: Timestamp,
    pub cert_not_after: Timestamp,
    /// For good.
    pub x_revoked_at: Option<Timestamp>,
    /// The word of RFC 5280.
    pub x_revoked_reason: Option<String>,
    /// As long as the partner or chip is off that it came with.
    pub x_held_by: Option<String>,
    pub cr_dtimes: Timestamp,
}

fn trust_from() -> SelectStatement {
    Query::select()
        .from_as(Alias::new("ca_cert_store"), Alias::new("c"))
        // The platform's own certificates are no partners' (excludeMosipCA).
        .and_where(Expr::cust("c.x_own").eq(false))
        .to_owned()
}

/// `GET /trust-chain-certificates` (contract part A §5.11, pki §1.3).
pub static TRUST_CERTIFICATES: ListSpec = ListSpec {
    name: "trust-certificates",
    from: trust_from,
    large: None,
    select: &[
        ("cert_id", "c.cert_id"),
        ("ca_cert_type", "c.ca_cert_type"),
        ("partner_domain", "c.partner_domain"),
        ("cert_subject", "c.cert_subject"),
        ("cert_issuer", "c.cert_issuer"),
        ("cert_thumbprint", "c.cert_thumbprint"),
        ("cert_not_before", "c.cert_not_before"),
        ("cert_not_after", "c.cert_not_after"),
        ("x_revoked_at", "c.x_revoked_at"),
        ("x_revoked_reason", "c.x_revoked_reason"),
        ("x_held_by", "c.x_held_by"),
        ("cr_dtimes", "c.cr_dtimes"),
    ],
    columns: &[
        Column::text("caCertificateType", "c.ca_cert_type"),
        Column::text("certificateId", "c.cert_id"),
        Column::text("partnerDomain", "c.partner_domain"),
        Column::text("issuedTo", "c.cert_subject"),
        Column::text("issuedBy", "c.cert_issuer"),
        Column::time("validFrom", "c.cert_not_before"),
        Column::time("validTill", "c.cert_not_after"),
        Column::time("uploadedDateTime", "c.cr_dtimes"),
    ],
    key: "c.cert_id",
    created: Some("c.cr_dtimes"),
    deleted: Some("c.is_deleted"),
    owner: None,
};
