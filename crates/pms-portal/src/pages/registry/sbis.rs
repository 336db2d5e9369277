//! The list of secure biometric interfaces.

use axum::extract::Path;
use pms_app::devices::{self, InterfaceFilter, Registered};
use pms_store::device_lists::InterfaceRow;

use super::around::{Words, add_provider_filters, add_provider_heads};
use super::{Place, expiry_filter, expiry_of, provider_cell, sorted, state_filter, tag_until};
use crate::html::Html;
use crate::list::Query;
use crate::listing::{self, About, Cell, Filter, Head, Listing, Row, Rows};
use crate::web::{Answer, Fault, Visitor};

#[derive(Clone)]
struct Sbis(Place);

const SORTS: [(&str, &str); 6] = [
    ("version", "sbiVersion"),
    ("provider", "orgName"),
    ("made", "sbiCreatedDateTime"),
    ("ends", "sbiExpiryDateTime"),
    ("devices", "countOfAssociatedDevices"),
    ("added", "createdDateTime"),
];

const WORDS: Words = Words {
    title: "sbis-title",
    intro: ["sbis-intro", "sbis-intro-staff"],
    count: "sbis-count",
    empty: "sbis-empty",
    empty_words: ["sbis-empty-words", "sbis-empty-staff"],
    add: "sbis-add",
};

fn row(visitor: &Visitor, place: &Place, row: &InterfaceRow) -> Row {
    let texts = visitor.texts();
    let provider = row.provider_id.as_deref().unwrap_or_default();
    let number = |count: i64| Cell::number(count.max(0));
    let waiting = row.devices_pending.max(0);
    let sub = if waiting > 0 { texts.with("sbis-devices-waiting").num("n", waiting).html() } else { Html::default() };
    let mut cells = vec![Cell::text(&row.sw_version).sub_code(&row.id), Cell::code(&row.id)];
    if place.is_staff() {
        cells.push(provider_cell(row.org_name.as_deref(), provider));
        cells.push(Cell::code(provider));
    }
    cells.extend([
        Cell::day(texts, row.sw_cr_dtimes),
        Cell::day(texts, row.sw_expiry_dtimes),
        number(row.devices).sub(sub),
        number(waiting),
        Cell::day(texts, row.cr_dtimes),
        Cell::tag(texts, tag_until(row.standing(), row.sw_expiry_dtimes, visitor.ctx().now())),
    ]);
    Row::new(place.one("sbis", &row.id), cells)
}

impl Listing for Sbis {
    fn address(&self) -> String {
        self.0.list("sbis")
    }

    fn file(&self) -> &'static str {
        "sbis"
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let mut filters = vec![Filter::text("version", "sbi-version"), Filter::code("id", "sbi-id")];
        add_provider_filters(&self.0, &mut filters);
        filters.push(expiry_filter(texts, "sbi-ends"));
        filters.push(state_filter(texts, false));
        filters
    }

    fn heads(&self) -> Vec<Head> {
        let mut heads = vec![Head::new("sbi-version").sort("version"), Head::new("sbi-id").in_file_only()];
        add_provider_heads(&self.0, &mut heads);
        heads.extend([
            Head::new("sbi-made").sort("made").number(),
            Head::new("sbi-ends").sort("ends").number(),
            Head::new("sbi-devices").sort("devices").number(),
            Head::new("sbis-waiting").in_file_only(),
            Head::new("registry-added").sort("added").number().usual(true),
            Head::new("list-state"),
        ]);
        heads
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        Ok(WORDS.about(visitor, &self.0, &self.address(), "device"))
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let filter = InterfaceFilter {
            partner_id: query.text("partner"),
            org_name: query.text("provider"),
            sbi_id: query.text("id"),
            sbi_version: query.text("version"),
            status: query.text("state"),
            expiry: expiry_of(query).map(Some),
            expiry_period: None,
        };
        let wanted = self.0.wanted(sorted(query, &SORTS), page, size);
        let found = devices::provider_interfaces(visitor.app(), visitor.ctx(), &wanted, &filter).await?;
        Ok(Rows { rows: found.rows.iter().map(|one| row(visitor, &self.0, one)).collect(), total: found.total })
    }
}

/// `GET /portal/org/{id}/sbis`
pub async fn own(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let place = Place::provider(&visitor, &id, Registered::Interface).await?;
    listing::show(&visitor, &Sbis(place.clone()), place.view()).await
}

/// `GET /portal/org/{id}/sbis.csv`
pub async fn own_csv(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let place = Place::provider(&visitor, &id, Registered::Interface).await?;
    listing::export(&visitor, &Sbis(place)).await
}

/// `GET /portal/sbis`
pub async fn staff(visitor: Visitor) -> Answer {
    let place = Place::staff(&visitor)?;
    listing::show(&visitor, &Sbis(place), None).await
}

/// `GET /portal/sbis.csv`
pub async fn staff_csv(visitor: Visitor) -> Answer {
    let place = Place::staff(&visitor)?;
    listing::export(&visitor, &Sbis(place)).await
}
