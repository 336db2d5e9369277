//! The list of chips.

use axum::extract::Path;
use pms_app::devices::{self, ChipFilter, Registered};
use pms_store::registry_lists::ChipLine;

use super::around::{Words, add_provider_filters, add_provider_heads};
use super::{Place, expiry_filter, expiry_of, name, provider_cell, sorted, state_filter, tag};
use crate::list::Query;
use crate::listing::{self, About, Cell, Filter, Head, Listing, Row, Rows};
use crate::pages::certificates::tag_of;
use crate::web::{Answer, Fault, Visitor};

#[derive(Clone)]
struct Chips(Place);

const SORTS: [(&str, &str); 4] =
    [("make", "make"), ("provider", "orgName"), ("ends", "certificateExpiryDateTime"), ("added", "createdDateTime")];

const WORDS: Words = Words {
    title: "chips-title",
    intro: ["chips-intro", "chips-intro-staff"],
    count: "chips-count",
    empty: "chips-empty",
    empty_words: ["chips-empty-words", "chips-empty-staff"],
    add: "chips-add",
};

fn row(visitor: &Visitor, place: &Place, line: &ChipLine) -> Row {
    let (texts, row) = (visitor.texts(), &line.chip);
    let (make, model) = (row.make.as_deref().unwrap_or_default(), row.model.as_deref().unwrap_or_default());
    let mut cells = vec![
        Cell::text(&name(make, model)).sub_code(&row.id),
        Cell::text(make),
        Cell::text(model),
        Cell::code(&row.id),
    ];
    if place.is_staff() {
        cells.push(provider_cell(row.org_name.as_deref(), &row.provider_id));
        cells.push(Cell::code(&row.provider_id));
    }
    let end = match line.cert_not_after {
        None => Cell::none(),
        Some(end) => Cell::day(texts, end).sub(tag_of(end, visitor.ctx().now()).html(texts)),
    };
    cells.extend([end, Cell::day(texts, row.cr_dtimes), Cell::tag(texts, tag(row.standing()))]);
    Row::new(place.one("chips", &row.id), cells)
}

impl Listing for Chips {
    fn address(&self) -> String {
        self.0.list("chips")
    }

    fn file(&self) -> &'static str {
        "chips"
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let mut filters = vec![
            Filter::text("make", "device-make"),
            Filter::text("model", "device-model"),
            Filter::code("id", "chip-id"),
        ];
        add_provider_filters(&self.0, &mut filters);
        filters.push(expiry_filter(texts, "chip-certificate-ends"));
        filters.push(state_filter(texts, true));
        filters
    }

    fn heads(&self) -> Vec<Head> {
        let mut heads = vec![
            Head::new("chip-name").sort("make"),
            Head::new("device-make").in_file_only(),
            Head::new("device-model").in_file_only(),
            Head::new("chip-id").in_file_only(),
        ];
        add_provider_heads(&self.0, &mut heads);
        heads.extend([
            Head::new("chip-certificate-ends").sort("ends").number(),
            Head::new("registry-added").sort("added").number().usual(true),
            Head::new("list-state"),
        ]);
        heads
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        Ok(WORDS.about(visitor, &self.0, &self.address(), "chip"))
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let filter = ChipFilter {
            partner_id: query.text("partner"),
            org_name: query.text("provider"),
            ftm_id: query.text("id"),
            make: query.text("make"),
            model: query.text("model"),
            status: query.text("state"),
        };
        let wanted = self.0.wanted(sorted(query, &SORTS), page, size);
        let (app, ctx) = (visitor.app(), visitor.ctx());
        let found = devices::provider_chips(app, ctx, &wanted, &filter, expiry_of(query)).await?;
        Ok(Rows { rows: found.rows.iter().map(|one| row(visitor, &self.0, one)).collect(), total: found.total })
    }
}

/// `GET /portal/org/{id}/chips`
pub async fn own(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let place = Place::provider(&visitor, &id, Registered::Chip).await?;
    listing::show(&visitor, &Chips(place.clone()), place.view()).await
}

/// `GET /portal/org/{id}/chips.csv`
pub async fn own_csv(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let place = Place::provider(&visitor, &id, Registered::Chip).await?;
    listing::export(&visitor, &Chips(place)).await
}

/// `GET /portal/chips`
pub async fn staff(visitor: Visitor) -> Answer {
    let place = Place::staff(&visitor)?;
    listing::show(&visitor, &Chips(place), None).await
}

/// `GET /portal/chips.csv`
pub async fn staff_csv(visitor: Visitor) -> Answer {
    let place = Place::staff(&visitor)?;
    listing::export(&visitor, &Chips(place)).await
}
