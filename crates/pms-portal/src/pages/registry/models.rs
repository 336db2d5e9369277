//! The list of device models.

use axum::extract::Path;
use pms_app::devices::{self, DeviceFilter, Registered};
use pms_store::device_lists::DeviceRow;

use super::around::{Words, add_provider_filters, add_provider_heads, may_add};
use super::{Place, name, provider_cell, sorted, state_filter, tag};
use crate::list::Query;
use crate::listing::{self, About, Cell, Filter, Head, Listing, Row, Rows};
use crate::pages::Link;
use crate::web::{Answer, Fault, Visitor};

#[derive(Clone)]
struct Devices(Place);

const SORTS: [(&str, &str); 5] = [
    ("make", "make"),
    ("model", "model"),
    ("kind", "deviceType"),
    ("provider", "orgName"),
    ("added", "createdDateTime"),
];

const WORDS: Words = Words {
    title: "devices-title",
    intro: ["devices-intro", "devices-intro-staff"],
    count: "devices-count",
    empty: "devices-empty",
    empty_words: ["devices-empty-words", "devices-empty-staff"],
    add: "devices-add",
};

fn row(visitor: &Visitor, place: &Place, row: &DeviceRow) -> Row {
    let texts = visitor.texts();
    let mut cells = vec![
        Cell::text(&name(&row.make, &row.model)).sub_code(&row.id),
        Cell::text(&row.make),
        Cell::text(&row.model),
        Cell::code(&row.id),
    ];
    if place.is_staff() {
        cells.push(provider_cell(row.org_name.as_deref(), &row.dprovider_id));
        cells.push(Cell::code(&row.dprovider_id));
    }
    cells.extend([
        Cell::text(&row.dtype_code).sub(super::bdi(&row.dstype_code)),
        Cell::text(&row.dstype_code),
        Cell::text(row.sbi_version.as_deref().unwrap_or_default()),
        Cell::day(texts, row.cr_dtimes),
        Cell::tag(texts, tag(row.standing())),
    ]);
    Row::new(place.one("devices", &row.id), cells)
}

impl Listing for Devices {
    fn address(&self) -> String {
        self.0.list("devices")
    }

    fn file(&self) -> &'static str {
        "devices"
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let mut filters = vec![
            Filter::text("make", "device-make"),
            Filter::text("model", "device-model"),
            Filter::text("type", "device-type"),
            Filter::text("subtype", "device-sub-type"),
            Filter::code("id", "device-id"),
            Filter::text("version", "sbi-version"),
        ];
        if self.0.is_staff() {
            filters.push(Filter::code("sbi", "sbi-id"));
        }
        add_provider_filters(&self.0, &mut filters);
        filters.push(state_filter(visitor.texts(), false));
        filters
    }

    fn heads(&self) -> Vec<Head> {
        let mut heads = vec![
            Head::new("device-name").sort("make"),
            Head::new("device-make").in_file_only(),
            Head::new("device-model").in_file_only(),
            Head::new("device-id").in_file_only(),
        ];
        add_provider_heads(&self.0, &mut heads);
        heads.extend([
            Head::new("device-type").sort("kind"),
            Head::new("device-sub-type").in_file_only(),
            Head::new("device-sbis"),
            Head::new("registry-added").sort("added").number().usual(true),
            Head::new("list-state"),
        ]);
        heads
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let address = self.address();
        let many = Link { href: format!("{address}/file"), label: visitor.texts().get("devices-add-many") };
        let others = may_add(visitor, &self.0).then_some(many).into_iter().collect();
        Ok(About { others, ..WORDS.about(visitor, &self.0, &address, "device") })
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let filter = DeviceFilter {
            partner_id: query.text("partner"),
            org_name: query.text("provider"),
            device_type: query.text("type"),
            device_sub_type: query.text("subtype"),
            make: query.text("make"),
            model: query.text("model"),
            sbi_id: query.text("sbi"),
            sbi_version: query.text("version"),
            device_id: query.text("id"),
            status: query.text("state"),
        };
        let wanted = self.0.wanted(sorted(query, &SORTS), page, size);
        let found = devices::models(visitor.app(), visitor.ctx(), &wanted, &filter).await?;
        Ok(Rows { rows: found.rows.iter().map(|one| row(visitor, &self.0, one)).collect(), total: found.total })
    }
}

/// `GET /portal/org/{id}/devices`
pub async fn own(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let place = Place::provider(&visitor, &id, Registered::Device).await?;
    listing::show(&visitor, &Devices(place.clone()), place.view()).await
}

/// `GET /portal/org/{id}/devices.csv`
pub async fn own_csv(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let place = Place::provider(&visitor, &id, Registered::Device).await?;
    listing::export(&visitor, &Devices(place)).await
}

/// `GET /portal/devices`
pub async fn staff(visitor: Visitor) -> Answer {
    let place = Place::staff(&visitor)?;
    listing::show(&visitor, &Devices(place), None).await
}

/// `GET /portal/devices.csv`
pub async fn staff_csv(visitor: Visitor) -> Answer {
    let place = Place::staff(&visitor)?;
    listing::export(&visitor, &Devices(place)).await
}
