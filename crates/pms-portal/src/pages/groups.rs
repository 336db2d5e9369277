//! Policy groups: list and create, for partner admins and policy managers.

use axum::response::Response;
use pms_app::policy_groups::{self, GroupInUse, UseFilter};
use pms_domain::{Refusal, catalogue};
use pms_store::list::{ListQuery, Page};
use pms_store::policy_lists::GROUPS_IN_USE;

use super::policies::{sorted, staff};
use super::{FormPage, Is, Link, into_form};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{Tag, ok, unprocessable};
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Row, Rows};
use crate::web::{Answer, Fault, Posted, Visitor};

/// Policy groups with what they hold.
#[derive(Clone, Copy)]
struct Groups;

/// Sorts of the address are columns of the list.
const SORTS: [&str; 3] = ["name", "active", "created"];

impl Listing for Groups {
    fn address(&self) -> String {
        address::POLICY_GROUPS.to_owned()
    }

    fn file(&self) -> &'static str {
        "policy-groups"
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let states =
            vec![Choice::new("yes", texts.get("state-active")), Choice::new("no", texts.get("state-deactivated"))];
        vec![
            Filter::text("name", "groups-name"),
            Filter::code("id", "groups-id"),
            Filter::text("description", "groups-description"),
            Filter::choice("active", "list-state", states),
        ]
    }

    fn heads(&self) -> Vec<Head> {
        vec![
            Head::new("groups-name").sort("name"),
            Head::new("groups-id").in_file_only(),
            Head::new("groups-description"),
            Head::new("groups-policies").number(),
            Head::new("groups-partners").number(),
            Head::new("groups-created").sort("created").number().usual(true),
            Head::new("list-state").sort("active"),
        ]
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let add = Link { href: format!("{}/new", address::POLICY_GROUPS), label: texts.get("groups-add") };
        Ok(About {
            primary: Some(add.clone()),
            ..About::new(
                "nav-policy-groups",
                texts.get("groups-intro"),
                "groups-count",
                Empty {
                    icon: "book",
                    title: texts.get("groups-empty"),
                    words: texts.get("groups-empty-words"),
                    action: Some(add),
                },
            )
        })
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let texts = visitor.texts();
        let filter = UseFilter {
            id: query.text("id"),
            name: query.text("name"),
            description: query.text("description"),
            active: query.get("active").map(|value| value == "yes"),
        };
        let asked = sorted(query, ListQuery::new().page(Page::new(page, size)), &GROUPS_IN_USE, &SORTS);
        let found = policy_groups::in_use(visitor.app(), visitor.ctx(), &filter, asked).await?;
        let row = |found: GroupInUse| {
            let group = found.group;
            let cells = vec![
                Cell::text(&group.name).sub_code(&group.id),
                Cell::text(&group.id),
                Cell::text(&group.descr),
                Cell::number(found.policies),
                Cell::number(found.partners),
                Cell::day(texts, group.cr_dtimes),
                Cell::tag(texts, tag(group.is_active)),
            ];
            Row::new(address::policy_group(&group.id), cells)
        };
        Ok(Rows { rows: found.rows.into_iter().map(row).collect(), total: found.total })
    }
}

/// The state of a group.
pub fn tag(is_active: bool) -> Tag {
    if is_active { Tag::Active } else { Tag::Deactivated }
}

/// `GET /portal/policy-groups`
pub async fn list(visitor: Visitor) -> Answer {
    staff(&visitor)?;
    listing::show(&visitor, &Groups, None).await
}

/// `GET /portal/policy-groups.csv`
pub async fn export(visitor: Visitor) -> Answer {
    staff(&visitor)?;
    listing::export(&visitor, &Groups).await
}

/// Name and description, as both forms of a group check them.
pub fn check(visitor: &Visitor, form: &mut Form) {
    let texts = visitor.texts();
    form.require(texts, "name", "groups-name-missing");
    form.limit(texts, "name", 128);
    form.require(texts, "description", "groups-description-missing");
    form.limit(texts, "description", 256);
}

/// The field that a refusal is about.
pub fn field_of(refusal: &Refusal) -> &'static str {
    if refusal.is(&catalogue::POLICY_GROUP_EXISTS) { "name" } else { "" }
}

async fn page(visitor: &Visitor, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let p =
        visitor.frame("groups-new-title").await?.crumb(address::POLICY_GROUPS, "nav-policy-groups").with_errors(form);
    let template = FormPage {
        p,
        title: texts.get("groups-new-title"),
        intro: texts.get("groups-intro"),
        action: format!("{}/new", address::POLICY_GROUPS),
        controls: vec![
            form.control(texts, "name", "groups-name").hint("groups-name-hint"),
            form.control(texts, "description", "groups-description").hint("groups-description-hint").area(3),
        ],
        submit: texts.get("groups-new-send"),
        danger: false,
        again: None,
        back: address::POLICY_GROUPS.to_owned(),
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/policy-groups/new`
pub async fn new(visitor: Visitor) -> Answer {
    visitor.person()?;
    policy_groups::may_create(visitor.ctx())?;
    page(&visitor, &Form::default()).await
}

/// `POST /portal/policy-groups/new`
pub async fn create(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    visitor.person()?;
    policy_groups::may_create(visitor.ctx())?;
    let texts = visitor.texts();
    check(&visitor, &mut form);
    if form.is_right() {
        let name = form.tidy("name");
        let made = policy_groups::create(visitor.app(), visitor.ctx(), &name, &form.trimmed("description")).await;
        if let Some(made) = into_form(texts, &mut form, made, field_of)? {
            return Ok(visitor.done(&address::policy_group(&made.id), "groups-made", &[("name", &name)]));
        }
    }
    page(&visitor, &form).await
}
