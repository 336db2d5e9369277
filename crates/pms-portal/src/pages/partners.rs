//! The list of partners.

use askama::Template;
use pms_app::partners::{self, AdminPartnerFilter, AdminPartnerRow};
use pms_domain::partner::{Standing, shown};

use super::{kind, partners_export, type_key};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{Frame, Tag, ok};
use crate::html::Html;
use crate::list::{Chip, Column, Pager, Query, count};
use crate::web::{Answer, Fault, Visitor};

struct Row {
    href: String,
    id: String,
    name: String,
    kind: Html,
    group: String,
    certificate: Html,
    created: Html,
    tag: Tag,
}

#[derive(Template)]
#[template(path = "admin/partners.html")]
struct List {
    p: Frame,
    waiting: u64,
    form: Form,
    kinds: Vec<Choice>,
    export_href: String,
    count: Html,
    chips: Vec<Chip>,
    clear: &'static str,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
}

pub(super) const FILTERS: [&str; 7] = ["id", "name", "email", "kind", "group", "active", "cert"];

/// Address name of a sort and the list's own.
const SORTS: [(&str, &str); 5] = [
    ("name", "orgName"),
    ("kind", "partnerType"),
    ("group", "policyGroupName"),
    ("certificate", "certificateUploadStatus"),
    ("created", "createdDateTime"),
];

pub(super) fn filter(query: &Query) -> AdminPartnerFilter {
    AdminPartnerFilter {
        partner_id: query.text("id"),
        partner_type: query.text("kind"),
        org_name: query.text("name"),
        policy_group_name: query.text("group"),
        email_address: query.text("email"),
        is_active: query.get("active").map(|value| value == "yes"),
        certificate_upload_status: query
            .text("cert")
            .filter(|value| matches!(value.as_str(), "uploaded" | "not_uploaded")),
        status: None,
    }
}

pub(super) fn sort(query: &Query) -> Option<(&'static str, bool)> {
    let (name, descending) = query.sort()?;
    SORTS.iter().find(|(own, _)| *own == name).map(|(_, field)| (*field, descending))
}

/// The state as people read it. Whether a partner that is not active yet was approved stands in its approval.
pub async fn tag(visitor: &Visitor, row: &AdminPartnerRow) -> Result<Tag, Fault> {
    let standing = Standing::of(&row.approval_status, row.is_active);
    if standing == Standing::InProgress {
        return Ok(Tag::from(partners::get(visitor.app(), visitor.ctx(), &row.id).await?.shown));
    }
    Ok(Tag::from(shown(standing, None)))
}

async fn row(visitor: &Visitor, row: AdminPartnerRow) -> Result<Row, Fault> {
    let texts = visitor.texts();
    let uploaded = row.certificate_alias.as_deref().is_some_and(|alias| !alias.is_empty());
    Ok(Row {
        tag: tag(visitor, &row).await?,
        href: address::partner(&row.id),
        kind: kind(texts, &row.partner_type_code),
        certificate: texts.get(if uploaded { "partners-cert-uploaded" } else { "partners-cert-missing" }),
        created: texts.day(row.cr_dtimes),
        group: row.policy_group_name.unwrap_or_default(),
        name: row.name,
        id: row.id,
    })
}

/// Every kind of partner, for filters and forms of admins.
pub fn kinds(visitor: &Visitor) -> Vec<Choice> {
    let texts = visitor.texts();
    pms_domain::partner_type::ALL
        .iter()
        .map(|found| {
            let hint = texts.get(&format!("type-{}-what", type_key(found.code)));
            Choice::new(found.code, kind(texts, found.code)).hint(hint)
        })
        .collect()
}

/// `GET /portal/partners`
pub async fn list(visitor: Visitor) -> Answer {
    visitor.admin()?;
    let texts = visitor.texts();
    let query = Query::read(address::PARTNERS, visitor.query(), &FILTERS).usual(visitor.usual_size());
    let page = partners::admin_list(
        visitor.app(),
        visitor.ctx(),
        &filter(&query),
        sort(&query),
        query.page() - 1,
        query.size(),
    )
    .await?;
    let mut rows = Vec::new();
    for found in page.rows {
        rows.push(row(&visitor, found).await?);
    }
    let column = |key: &str, name, class, default| query.column(texts.get(key), name, class, default);
    let labels = [
        ("name", texts.get("partners-name")),
        ("id", texts.get("field-partner-id")),
        ("email", texts.get("field-email")),
        ("kind", texts.get("partners-kind")),
        ("group", texts.get("field-policy-group")),
        ("active", texts.get("state-active")),
        ("cert", texts.get("partners-certificate")),
    ];
    Ok(ok(&List {
        p: visitor.frame("nav-partners").await?,
        waiting: visitor.waiting().await?,
        form: Form::of(query.values()),
        kinds: kinds(&visitor),
        export_href: query.at(partners_export::ADDRESS),
        count: count(texts, "partners-count", page.total),
        chips: query.chips(&labels),
        clear: address::PARTNERS,
        columns: vec![
            column("partners-name", "name", "", None),
            column("partners-kind", "kind", "", None),
            column("field-policy-group", "group", "", None),
            column("partners-certificate", "certificate", "", None),
            column("partners-registered", "created", "num", Some(true)),
            Column::plain(texts.get("list-state")),
        ],
        pager: Pager::new(&query, page.total),
        rows,
    }))
}

/// The first partners whose id or name matches.
pub async fn search(visitor: &Visitor, words: &str, most: u64) -> Result<Vec<AdminPartnerRow>, Fault> {
    let by_name = AdminPartnerFilter { org_name: Some(words.to_owned()), ..Default::default() };
    let by_id = AdminPartnerFilter { partner_id: Some(words.to_owned()), ..Default::default() };
    let mut found = partners::admin_list(visitor.app(), visitor.ctx(), &by_name, None, 0, most).await?.rows;
    for row in partners::admin_list(visitor.app(), visitor.ctx(), &by_id, None, 0, most).await?.rows {
        if !found.iter().any(|other| other.id == row.id) {
            found.push(row);
        }
    }
    found.truncate(most as usize);
    Ok(found)
}
