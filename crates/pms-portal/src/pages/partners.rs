//! The list of partners.

use pms_app::partners::{self, AdminPartnerFilter, AdminPartnerRow};
use pms_domain::partner::{Standing, shown};

use super::{Link, kind, type_key};
use crate::address;
use crate::form::Choice;
use crate::frame::Tag;
use crate::i18n::Texts;
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Note, Row, Rows};
use crate::web::{Answer, Fault, Visitor};

/// Partners as admins see them.
#[derive(Clone, Copy)]
struct Partners;

/// Address name of a sort and the list's own.
const SORTS: [(&str, &str); 5] = [
    ("name", "orgName"),
    ("kind", "partnerType"),
    ("group", "policyGroupName"),
    ("certificate", "certificateUploadStatus"),
    ("created", "createdDateTime"),
];

fn filter(query: &Query) -> AdminPartnerFilter {
    AdminPartnerFilter {
        partner_id: query.text("id"),
        of_type: query.text("kind"),
        org_name: query.text("name"),
        policy_group_name: query.text("group"),
        email_address: query.text("email"),
        is_active: query.get("active").map(|value| value == "yes"),
        certificate_upload_status: query
            .text("cert")
            .filter(|value| matches!(value.as_str(), "uploaded" | "not_uploaded")),
        ..AdminPartnerFilter::default()
    }
}

fn sort(query: &Query) -> Option<(&'static str, bool)> {
    let (name, descending) = query.sort()?;
    SORTS.iter().find(|(own, _)| *own == name).map(|(_, field)| (*field, descending))
}

/// The states of partners as people read them, in the rows' order. Whether a partner that is not active yet was approved
/// stands in its approval.
pub async fn tags(visitor: &Visitor, rows: &[AdminPartnerRow]) -> Result<Vec<Tag>, Fault> {
    let standings: Vec<_> = rows.iter().map(|row| Standing::of(&row.approval_status, row.is_active)).collect();
    let unsettled = rows.iter().zip(&standings).filter(|(_, standing)| **standing == Standing::InProgress);
    let unsettled: Vec<&str> = unsettled.map(|(row, _)| row.id.as_str()).collect();
    let states = partners::registrations(visitor.app(), visitor.ctx(), &unsettled).await?;
    let tag = |(row, standing): (&AdminPartnerRow, Standing)| Tag::from(shown(standing, states.get(&row.id).copied()));
    Ok(rows.iter().zip(standings).map(tag).collect())
}

fn row(texts: &Texts, row: AdminPartnerRow, tag: Tag) -> Row {
    let uploaded = row.certificate_alias.as_deref().is_some_and(|alias| !alias.is_empty());
    let kind_key = format!("type-{}", type_key(&row.partner_type_code));
    let cells = vec![
        Cell::text(&row.id),
        Cell::text(&row.name).sub_code(&row.id),
        Cell::words(texts, if texts.has(&kind_key) { &kind_key } else { "type-unknown" }),
        Cell::text(row.policy_group_name.as_deref().unwrap_or_default()),
        Cell::words(texts, if uploaded { "partners-cert-uploaded" } else { "partners-cert-missing" }),
        Cell::day(texts, row.cr_dtimes),
        Cell::tag(texts, tag),
    ];
    Row::new(address::partner(&row.id), cells)
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

impl Listing for Partners {
    fn address(&self) -> String {
        address::PARTNERS.to_owned()
    }

    fn file(&self) -> &'static str {
        "partners"
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let active =
            vec![Choice::new("yes", texts.get("state-active")), Choice::new("no", texts.get("partners-not-active"))];
        let certificate = vec![
            Choice::new("uploaded", texts.get("partners-cert-uploaded")),
            Choice::new("not_uploaded", texts.get("partners-cert-missing")),
        ];
        vec![
            Filter::text("name", "partners-name"),
            Filter::code("id", "field-partner-id"),
            Filter::code("email", "partners-email-exact"),
            Filter::choice("kind", "partners-kind", kinds(visitor)),
            Filter::text("group", "field-policy-group"),
            Filter::choice("active", "list-state", active),
            Filter::choice("cert", "partners-certificate", certificate),
        ]
    }

    fn heads(&self) -> Vec<Head> {
        vec![
            Head::new("field-partner-id").in_file_only(),
            Head::new("partners-name").sort("name"),
            Head::new("partners-kind").sort("kind"),
            Head::new("field-policy-group").sort("group"),
            Head::new("partners-certificate").sort("certificate"),
            Head::new("partners-registered").sort("created").number().usual(true),
            Head::new("list-state"),
        ]
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let waiting = visitor.waiting().await?;
        let note = Note {
            class: "is-wait",
            icon: "clock",
            words: texts.with("partners-waiting").num("n", waiting).html(),
            link: Some(Link { href: format!("{}?kind=partner", address::INBOX), label: texts.get("nav-inbox") }),
        };
        let add = Link { href: format!("{}/new", address::PARTNERS), label: texts.get("partners-add") };
        Ok(About {
            notes: if waiting > 0 { vec![note] } else { Vec::new() },
            primary: Some(add.clone()),
            ..About::new(
                "nav-partners",
                texts.get("partners-intro"),
                "partners-count",
                Empty {
                    icon: "building",
                    title: texts.get("partners-empty"),
                    words: texts.get("partners-empty-words"),
                    action: Some(add),
                },
            )
        })
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let (app, ctx) = (visitor.app(), visitor.ctx());
        let found = partners::admin_list(app, ctx, &filter(query), sort(query), page, size).await?;
        let tags = tags(visitor, &found.rows).await?;
        let rows = found.rows.into_iter().zip(tags).map(|(one, tag)| row(visitor.texts(), one, tag)).collect();
        Ok(Rows { rows, total: found.total })
    }
}

/// `GET /portal/partners`
pub async fn list(visitor: Visitor) -> Answer {
    visitor.admin()?;
    listing::show(&visitor, &Partners, None).await
}

/// `GET /portal/partners.csv`
pub async fn export(visitor: Visitor) -> Answer {
    visitor.admin()?;
    listing::export(&visitor, &Partners).await
}
