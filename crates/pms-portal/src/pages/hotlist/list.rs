//! The entries of the hotlist.

use pms_app::hotlist;
use pms_domain::hotlist::IdType;
use pms_store::hotlist::Entry;
use pms_store::list::{ListQuery, Page};

use super::{href, keeper, kind, kind_key, tag, until};
use crate::address;
use crate::form::Choice;
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Row, Rows};
use crate::pages::Link;
use crate::web::{Answer, Fault, Visitor};

#[derive(Clone)]
struct Hotlist;

fn row(visitor: &Visitor, entry: &Entry) -> Row {
    let texts = visitor.texts();
    let hash = entry.hash.hex();
    let name = match &entry.label {
        Some(label) => Cell::text(label),
        None => Cell::code(&hash),
    };
    let until = until(texts, entry.standing, visitor);
    let plain = entry.standing.until.map(pms_domain::time::zulu).unwrap_or_default();
    let cells = vec![
        name,
        Cell::code(entry.id_type.as_str()),
        Cell::code(&hash),
        Cell::html(kind(texts, entry.id_type), texts.plain(kind_key(entry.id_type))),
        Cell::html(until, plain),
        Cell::text(&entry.by).sub(super::bdi(entry.reason.as_deref().unwrap_or_default())),
        Cell::text(entry.reason.as_deref().unwrap_or_default()),
        Cell::time(texts, entry.at),
        Cell::tag(texts, tag(entry.standing, visitor)),
    ];
    Row::new(href(entry.id_type, &entry.hash), cells)
}

impl Listing for Hotlist {
    fn address(&self) -> String {
        address::HOTLIST.to_owned()
    }

    fn file(&self) -> &'static str {
        "hotlist"
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let kinds = IdType::ALL.map(|id_type| Choice::new(id_type.as_str(), kind(texts, id_type)));
        vec![Filter::choice("type", "hotlist-kind", kinds.to_vec()), Filter::code("partner", "field-partner-id")]
    }

    fn heads(&self) -> Vec<Head> {
        vec![
            Head::new("hotlist-what"),
            Head::new("hotlist-type").in_file_only(),
            Head::new("hotlist-hash").in_file_only(),
            Head::new("hotlist-kind"),
            Head::new("hotlist-until").number(),
            Head::new("hotlist-by"),
            Head::new("danger-reason").in_file_only(),
            Head::new("hotlist-since").sort("since").number().usual(true),
            Head::new("list-state"),
        ]
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let block = Link { href: format!("{}/new", address::HOTLIST), label: texts.get("hotlist-block") };
        let import = Link { href: format!("{}/import", address::HOTLIST), label: texts.get("hotlist-import") };
        let empty = Empty {
            icon: "ban",
            title: texts.get("hotlist-empty"),
            words: texts.get("hotlist-empty-words"),
            action: Some(block.clone()),
        };
        Ok(About {
            primary: Some(block),
            others: vec![import],
            ..About::new("hotlist-title", texts.get("hotlist-intro"), "hotlist-count", empty)
        })
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let mut asked = ListQuery::new().page(Page::new(page, size));
        if let Some(("since", descending)) = query.sort()
            && let Some(column) = hotlist::ENTRIES.column("revision")
        {
            asked = asked.sort(column, descending);
        }
        let id_type = query.get("type").filter(|word| IdType::parse(word).is_some());
        let found = hotlist::list(visitor.app(), visitor.ctx(), id_type, query.get("partner"), asked).await?;
        Ok(Rows { rows: found.rows.iter().map(|entry| row(visitor, entry)).collect(), total: found.total })
    }
}

/// `GET /portal/hotlist`
pub async fn list(visitor: Visitor) -> Answer {
    keeper(&visitor)?;
    listing::show(&visitor, &Hotlist, None).await
}

/// `GET /portal/hotlist.csv`
pub async fn csv(visitor: Visitor) -> Answer {
    keeper(&visitor)?;
    listing::export(&visitor, &Hotlist).await
}
