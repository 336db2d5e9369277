//! The calendar of what ends: certificates, keys, interfaces, licences and policies in one list over their tables. Each part
//! has an index on its end, and one on its partner; only policies, which are few, are read as they lie.

use pms_domain::Timestamp;
use sea_query::{Alias, CaseStatement, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sqlx::FromRow;

use crate::db::Planning;
use crate::list::{Column, ListSpec, Scope};
use crate::{Db, StoreResult};

/// One thing that ends.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Ending {
    /// `certificate`, `ca`, `issuing`, `chip`, `key`, `sbi`, `licence` or `policy`.
    pub kind: String,
    /// Of the object; no secret.
    pub id: String,
    /// Subject of a certificate (RFC 2253), label of a key, version of an interface, make and model of a chip, name of a
    /// policy, MISP of a licence.
    pub name: String,
    /// Whose it is; `None`: the platform's.
    pub partner_id: Option<String>,
    pub partner_name: Option<String>,
    /// Domain of a certificate, policy of a key or licence, type of a policy.
    pub about: Option<String>,
    pub ends: Timestamp,
}

/// How many things of a kind end in a month.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Count {
    pub kind: String,
    /// Place of the month among those that were asked for, from 1.
    pub month: i32,
    pub things: i64,
}

/// A part of the calendar: what its columns are, and where from. `kind` comes first and names the parts apart.
struct Part {
    kind: &'static str,
    columns: [&'static str; 6],
    from: (&'static str, &'static str),
    joins: &'static [(&'static str, &'static str, &'static str)],
    conditions: &'static str,
}

/// The names of the columns after `kind`.
const COLUMNS: [&str; 6] = ["id", "name", "partner_id", "partner_name", "about", "ends"];

const PARTS: [Part; 9] = [
    Part {
        kind: "'certificate'",
        columns: ["c.cert_id", "c.cert_subject", "p.id", "p.name", "c.partner_domain", "c.cert_not_after"],
        from: ("partner_cert_store", "c"),
        joins: &[("partner", "p", "p.id = c.x_partner_id")],
        conditions: "c.x_current = TRUE AND c.x_revoked_at IS NULL AND p.is_active = TRUE \
             AND (p.is_deleted IS NULL OR p.is_deleted = FALSE)",
    },
    // Those that keymanager wrote, before an adoption.
    Part {
        kind: "'certificate'",
        columns: ["c.cert_id", "c.cert_subject", "p.id", "p.name", "c.partner_domain", "c.cert_not_after"],
        from: ("partner_cert_store", "c"),
        joins: &[("partner", "p", "p.certificate_alias = c.cert_id")],
        conditions: "c.x_partner_id IS NULL AND c.x_revoked_at IS NULL AND p.is_active = TRUE \
             AND (p.is_deleted IS NULL OR p.is_deleted = FALSE)",
    },
    // What a partner's own certificate stands for in a trust store ends with that.
    Part {
        kind: "'ca'",
        columns: ["c.cert_id", "c.cert_subject", "p.id", "p.name", "c.partner_domain", "c.cert_not_after"],
        from: ("ca_cert_store", "c"),
        joins: &[("partner", "p", "p.id = c.x_partner_id")],
        conditions: "c.x_own = FALSE AND c.x_revoked_at IS NULL AND c.x_valid_until IS NULL AND c.x_held_by IS NULL \
             AND c.x_of_certificate IS NULL AND (c.is_deleted IS NULL OR c.is_deleted = FALSE)",
    },
    // ROOT stands in the trust store of every domain.
    Part {
        kind: "'issuing'",
        columns: ["c.cert_id", "c.cert_subject", "NULL", "NULL", "c.partner_domain", "c.cert_not_after"],
        from: ("ca_cert_store", "c"),
        joins: &[],
        conditions: "c.x_own = TRUE AND c.x_of_certificate IS NULL AND c.x_revoked_at IS NULL \
             AND (c.ca_cert_type <> 'ROOT' OR c.partner_domain = 'AUTH') AND (c.is_deleted IS NULL OR c.is_deleted = FALSE)",
    },
    Part {
        kind: "'chip'",
        columns: [
            "f.id",
            "COALESCE(f.make, '') || ' ' || COALESCE(f.model, '')",
            "p.id",
            "p.name",
            "NULL",
            "c.cert_not_after",
        ],
        from: ("partner_cert_store", "c"),
        joins: &[
            ("ftp_chip_detail", "f", "f.certificate_alias = c.cert_id"),
            ("partner", "p", "p.id = f.foundational_trust_provider_id"),
        ],
        conditions: "c.x_revoked_at IS NULL AND f.is_active = TRUE AND lower(f.approval_status) = 'approved' \
             AND (f.is_deleted IS NULL OR f.is_deleted = FALSE) AND p.is_active = TRUE \
             AND (p.is_deleted IS NULL OR p.is_deleted = FALSE)",
    },
    Part {
        kind: "'key'",
        columns: ["x.id", "k.label", "p.id", "p.name", "k.policy_id", "k.valid_to_datetime"],
        from: ("partner_policy", "k"),
        joins: &[("x_api_key", "x", "x.api_key = k.policy_api_key"), ("partner", "p", "p.id = k.part_id")],
        conditions: "k.is_active AND (k.is_deleted IS NULL OR k.is_deleted = FALSE) AND p.is_active = TRUE \
             AND (p.is_deleted IS NULL OR p.is_deleted = FALSE)",
    },
    Part {
        kind: "'sbi'",
        columns: ["s.id", "s.sw_version", "p.id", "p.name", "NULL", "s.sw_expiry_dtimes"],
        from: ("secure_biometric_interface", "s"),
        joins: &[("partner", "p", "p.id = s.provider_id")],
        conditions: "s.is_active = TRUE AND lower(s.approval_status) = 'approved' \
             AND (s.is_deleted IS NULL OR s.is_deleted = FALSE) AND p.is_active = TRUE \
             AND (p.is_deleted IS NULL OR p.is_deleted = FALSE)",
    },
    Part {
        kind: "'licence'",
        columns: ["x.id", "l.misp_id", "p.id", "p.name", "l.policy_id", "l.valid_to_date"],
        from: ("misp_license", "l"),
        joins: &[
            ("x_misp_licence", "x", "x.misp_id = l.misp_id AND x.license_key = l.license_key"),
            ("partner", "p", "p.id = l.misp_id"),
        ],
        conditions: "l.is_active AND x.is_current AND (l.is_deleted IS NULL OR l.is_deleted = FALSE) \
             AND p.is_active = TRUE AND (p.is_deleted IS NULL OR p.is_deleted = FALSE)",
    },
    Part {
        kind: "'policy'",
        columns: ["a.id", "a.name", "NULL", "NULL", "a.policy_type", "a.valid_to_date"],
        from: ("auth_policy", "a"),
        joins: &[],
        conditions: "a.is_active = TRUE AND (a.is_deleted IS NULL OR a.is_deleted = FALSE)",
    },
];

impl Part {
    fn select(&self) -> SelectStatement {
        let mut select = Query::select();
        select.expr_as(Expr::cust(self.kind), Alias::new("kind"));
        for (column, name) in self.columns.into_iter().zip(COLUMNS) {
            select.expr_as(Expr::cust(column), Alias::new(name));
        }
        select.from_as(Alias::new(self.from.0), Alias::new(self.from.1));
        for (table, alias, on) in self.joins {
            // A CA that an administrator added is nobody's.
            let join = if self.kind == "'ca'" { sea_query::JoinType::LeftJoin } else { sea_query::JoinType::InnerJoin };
            select.join_as(join, Alias::new(*table), Alias::new(*alias), Expr::cust(*on));
        }
        select.and_where(Expr::cust(self.conditions)).to_owned()
    }
}

fn from() -> SelectStatement {
    let [first, others @ ..] = &PARTS;
    let mut all = first.select();
    for part in others {
        all.union(UnionType::All, part.select());
    }
    Query::select().from_subquery(all, Alias::new("e")).to_owned()
}

/// The calendar. Rows are [`Ending`]s. Ask for a time, or for a partner: without one all there is is read.
pub static CALENDAR: ListSpec = ListSpec {
    name: "calendar",
    from,
    large: None,
    select: &[
        ("kind", "e.kind"),
        ("id", "e.id"),
        ("name", "e.name"),
        ("partner_id", "e.partner_id"),
        ("partner_name", "e.partner_name"),
        ("about", "e.about"),
        ("ends", "e.ends"),
    ],
    columns: &[
        Column::text("kind", "e.kind"),
        Column::text("name", "e.name"),
        Column::text("partnerId", "e.partner_id"),
        Column::text("orgName", "e.partner_name"),
        Column::time("ends", "e.ends"),
    ],
    key: "e.id",
    created: Some("e.ends"),
    deleted: None,
    owner: Some("e.partner_id"),
};

/// How many things end in each month, by kind. `bounds` are the first moments of the months and the end of the last one;
/// what ends outside is not counted.
pub async fn counts(db: &Db, scope: &Scope, bounds: &[Timestamp]) -> StoreResult<Vec<Count>> {
    let ([first, rest @ ..], Some(last)) = (bounds, bounds.last()) else { return Ok(Vec::new()) };
    let ends = || Expr::cust("e.ends");
    let mut month = CaseStatement::new();
    for (number, bound) in rest.iter().enumerate() {
        month = month.case(ends().lt(*bound), Expr::cust((number + 1).to_string()));
    }
    let mut select = from();
    select
        .expr_as(Expr::cust("e.kind"), Alias::new("kind"))
        .expr_as(month, Alias::new("month"))
        .expr_as(Expr::cust("count(*)"), Alias::new("things"))
        .and_where(ends().gte(*first))
        .and_where(ends().lt(*last))
        .group_by_col(Alias::new("kind"))
        .group_by_col(Alias::new("month"));
    if let Scope::Own(owned) = scope {
        if owned.is_empty() {
            return Ok(Vec::new());
        }
        select.and_where(Expr::cust("e.partner_id").is_in(owned.iter().map(str::to_owned)));
    }
    db.rows(&select, None, Planning::Afresh).await
}
