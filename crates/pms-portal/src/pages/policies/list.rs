//! The list of policies.

use chrono::TimeDelta;
use pms_app::policies::{self, PolicyInUse, UseFilter};
use pms_domain::Timestamp;
use pms_store::list::{ListQuery, Page};
use pms_store::policy_lists::POLICIES_IN_USE;

use super::{staff, tag, type_words, types};
use crate::address;
use crate::form::Choice;
use crate::html::Html;
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Row, Rows};
use crate::pages::Link;
use crate::web::{Answer, Fault, Visitor};

/// Policies in every state.
#[derive(Clone, Copy)]
struct Policies;

/// Sorts of the address are columns of the list.
const SORTS: [&str; 6] = ["name", "group", "type", "state", "created", "until"];

/// Days that "ends within" offers.
pub const ENDS: [(&str, i64, &str); 3] =
    [("30", 30, "policies-ends-30"), ("90", 90, "policies-ends-90"), ("365", 365, "policies-ends-365")];

fn filter(query: &Query, now: Timestamp) -> UseFilter {
    let ends = query.get("ends").and_then(|wanted| ENDS.iter().find(|(value, _, _)| *value == wanted));
    UseFilter {
        id: query.text("id"),
        name: query.text("name"),
        policy_type: query.text("type"),
        group: query.text("group"),
        group_id: None,
        state: query.text("state"),
        ends: ends.map(|(_, days, _)| (now, now + TimeDelta::days(*days))),
    }
}

/// The order that the address asks for.
pub fn sorted(asked: &Query, query: ListQuery, spec: &pms_store::list::ListSpec, sorts: &[&str]) -> ListQuery {
    let sort = asked.sort().filter(|(name, _)| sorts.contains(name));
    match sort.and_then(|(name, descending)| Some((spec.column(name)?, descending))) {
        Some((column, descending)) => query.sort(column, descending),
        None => query,
    }
}

fn row(visitor: &Visitor, found: PolicyInUse) -> Row {
    let texts = visitor.texts();
    let policy = found.policy;
    let words = type_words(texts, &policy.policy_type);
    let cells = vec![
        Cell::text(&policy.name).sub_code(&policy.id),
        Cell::text(&policy.id),
        Cell::text(policy.group_name.as_deref().unwrap_or_default()),
        Cell::html(words, policy.policy_type.clone()),
        Cell::number(found.partners),
        Cell::day(texts, policy.cr_dtimes),
        Cell::day(texts, policy.valid_to_date),
        Cell::tag(texts, tag(&policy, visitor.ctx().now())),
    ];
    Row::new(address::policy(&policy.id), cells)
}

impl Listing for Policies {
    fn address(&self) -> String {
        address::POLICIES.to_owned()
    }

    fn file(&self) -> &'static str {
        "policies"
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let states = vec![
            Choice::new("draft", texts.get("state-draft")),
            Choice::new("activated", texts.get("state-active")),
            Choice::new("deactivated", texts.get("state-deactivated")),
        ];
        let ends = ENDS.map(|(value, _, key)| Choice::new(value, texts.get(key))).to_vec();
        vec![
            Filter::text("name", "policies-name"),
            Filter::code("id", "policies-id"),
            Filter::text("group", "field-policy-group"),
            Filter::choice("type", "policies-type", types(texts)),
            Filter::choice("state", "list-state", states),
            Filter::choice("ends", "policies-ends", ends),
        ]
    }

    fn heads(&self) -> Vec<Head> {
        vec![
            Head::new("policies-name").sort("name"),
            Head::new("policies-id").in_file_only(),
            Head::new("field-policy-group").sort("group"),
            Head::new("policies-type").sort("type"),
            Head::new("policies-used-by").number(),
            Head::new("policies-created").sort("created").number().usual(true),
            Head::new("policies-until").sort("until").number(),
            Head::new("list-state").sort("state"),
        ]
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let add = Link { href: format!("{}/new", address::POLICIES), label: texts.get("policies-add") };
        let groups = Link { href: address::POLICY_GROUPS.to_owned(), label: texts.get("nav-policy-groups") };
        Ok(About {
            primary: Some(add.clone()),
            others: vec![groups],
            ..About::new(
                "policies-title",
                texts.get("policies-intro"),
                "policies-count",
                Empty {
                    icon: "policy",
                    title: texts.get("policies-empty"),
                    words: texts.get("policies-empty-words"),
                    action: Some(add),
                },
            )
        })
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let ctx = visitor.ctx();
        let asked = sorted(query, ListQuery::new().page(Page::new(page, size)), &POLICIES_IN_USE, &SORTS);
        let found = policies::in_use(visitor.app(), ctx, &filter(query, ctx.now()), asked).await?;
        Ok(Rows { rows: found.rows.into_iter().map(|found| row(visitor, found)).collect(), total: found.total })
    }
}

/// `GET /portal/policies`
pub async fn list(visitor: Visitor) -> Answer {
    staff(&visitor)?;
    listing::show(&visitor, &Policies, None).await
}

/// `GET /portal/policies.csv`
pub async fn export(visitor: Visitor) -> Answer {
    staff(&visitor)?;
    listing::export(&visitor, &Policies).await
}

/// Policies of a group for its page: name, type, state, partners.
pub async fn of_group(visitor: &Visitor, group_id: &str, most: u64) -> Result<(Vec<Vec<Html>>, u64), Fault> {
    let texts = visitor.texts();
    let filter = UseFilter { group_id: Some(group_id.to_owned()), ..UseFilter::default() };
    let query = ListQuery::new().page(Page::new(0, most));
    let found = policies::in_use(visitor.app(), visitor.ctx(), &filter, query).await?;
    let now = visitor.ctx().now();
    let cells = |found: PolicyInUse| {
        let policy = found.policy;
        let href = crate::html::escape(&address::policy(&policy.id));
        vec![
            Html::trusted(format!("<a href=\"{href}\">{}</a>", crate::pages::bdi(&policy.name))),
            type_words(texts, &policy.policy_type),
            Html::text(&found.partners.to_string()),
            tag(&policy, now).html(texts),
        ]
    };
    Ok((found.rows.into_iter().map(cells).collect(), found.total))
}
