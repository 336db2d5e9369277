//! Who uses a policy: the partners that asked for it, and their keys.

use axum::extract::Path;
use pms_app::policies::{self, LinkInUse};
use pms_store::list::{ListQuery, Page};
use pms_store::policy_link_lists::POLICY_REQUESTS;

use super::list::sorted;
use super::load;
use crate::address;
use crate::form::Choice;
use crate::frame::Tag;
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Row, Rows};
use crate::pages::{Link, bdi, kind, type_key};
use crate::web::{Answer, Fault, Visitor};

/// Links of partners to one policy.
#[derive(Clone)]
struct Users {
    id: String,
    name: String,
}

/// Sorts of the address and the list's own.
const SORTS: [&str; 2] = ["orgName", "createdDateTime"];

/// The state of a link: approved is active once a key is in use.
fn tag(found: &LinkInUse) -> Tag {
    match found.link.status_code.as_str() {
        "approved" if found.keys > 0 => Tag::Active,
        "approved" => Tag::Approved,
        "rejected" => Tag::Rejected,
        _ => Tag::Pending,
    }
}

impl Users {
    fn row(visitor: &Visitor, found: &LinkInUse) -> Row {
        let texts = visitor.texts();
        let link = &found.link;
        let key = format!("type-{}", type_key(&link.partner_type_code));
        let plain = texts.plain(if texts.has(&key) { &key } else { "type-unknown" });
        let cells = vec![
            Cell::text(&link.partner_name).sub_code(&link.part_id),
            Cell::text(&link.part_id),
            Cell::html(kind(texts, &link.partner_type_code), plain),
            Cell::number(found.keys),
            Cell::day(texts, link.cr_dtimes),
            Cell::tag(texts, tag(found)),
        ];
        // Whoever only makes policies has no page of a partner.
        if visitor.ctx().actor.is_partner_admin() {
            Row::new(address::partner(&link.part_id), cells)
        } else {
            Row::plain(cells)
        }
    }
}

impl Listing for Users {
    fn address(&self) -> String {
        format!("{}/partners", address::policy(&self.id))
    }

    fn file(&self) -> &'static str {
        "policy-partners"
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let states = [("approved", "state-approved"), ("InProgress", "state-pending"), ("rejected", "state-rejected")];
        let states = states.map(|(value, key)| Choice::new(value, texts.get(key))).to_vec();
        vec![Filter::text("name", "partners-name"), Filter::choice("state", "policy-users-request", states)]
    }

    fn heads(&self) -> Vec<Head> {
        vec![
            Head::new("partners-name").sort("orgName"),
            Head::new("field-partner-id").in_file_only(),
            Head::new("partners-kind"),
            Head::new("policy-users-keys").number(),
            Head::new("policy-users-since").sort("createdDateTime").number().usual(true),
            Head::new("list-state"),
        ]
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let empty = Empty {
            icon: "building",
            title: texts.get("policy-users-empty"),
            words: texts.get("policy-users-empty-words"),
            action: None,
        };
        let intro = texts.with("policy-users-intro").text("policy", &self.name).html();
        Ok(About {
            crumbs: vec![
                Link { href: address::POLICIES.to_owned(), label: texts.get("policies-title") },
                Link { href: address::policy(&self.id), label: bdi(&self.name) },
            ],
            ..About::new("policy-users-title", intro, "policy-users-count", empty)
        })
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let asked = sorted(query, ListQuery::new().page(Page::new(page, size)), &POLICY_REQUESTS, &SORTS);
        let (status, name) = (query.get("state"), query.get("name"));
        let found = policies::links(visitor.app(), visitor.ctx(), &self.id, status, name, asked).await?;
        Ok(Rows { rows: found.rows.iter().map(|found| Self::row(visitor, found)).collect(), total: found.total })
    }
}

async fn users_of(visitor: &Visitor, id: &str) -> Result<Users, Fault> {
    let policy = load(visitor, id).await?.policy;
    Ok(Users { id: policy.id, name: policy.name })
}

/// `GET /portal/policies/{id}/partners`
pub async fn list(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let users = users_of(&visitor, &id).await?;
    listing::show(&visitor, &users, None).await
}

/// `GET /portal/policies/{id}/partners.csv`
pub async fn export(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let users = users_of(&visitor, &id).await?;
    listing::export(&visitor, &users).await
}
