//! One device model, interface or chip model: routes of our own beside the contract's lists. Another's is answered as one that does
//! not exist.

use pms_domain::approval::Kind;
use pms_domain::{Context, Timestamp, catalogue, routes};
use pms_store::device_lists::{CHIPS, ChipRow, DEVICE_SEARCH, DeviceRow, INTERFACES, InterfaceRow};
use pms_store::device_mapping::Mapped;
use pms_store::list::{ListPage, ListQuery, Page};
use pms_store::{chip, device_mapping as mapping};

use super::decide::has_open;
use super::lists::scope;
use crate::partners::column;
use crate::{App, Outcome, rights};

/// A device model with its interfaces.
pub struct OneDevice {
    pub device: DeviceRow,
    pub interfaces: Vec<Mapped>,
    /// Whether something about it waits for a decision: itself, or a change of it.
    pub is_open: bool,
}

/// A secure biometric interface.
pub struct OneInterface {
    pub interface: InterfaceRow,
    pub is_open: bool,
}

/// A chip model with its certificate.
pub struct OneChip {
    pub chip: ChipRow,
    pub certificate: Option<ChipCertificate>,
    pub is_open: bool,
}

/// The certificate of a chip model: the approved one, of a model that waits the one it waits with.
pub struct ChipCertificate {
    pub id: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
}

/// The row of a list with this id, within the caller's reach.
fn alone(ctx: &Context, query: ListQuery) -> ListQuery {
    query.live_only().scope(scope(ctx)).page(Page::new(0, 2))
}

/// # Errors
/// The role; no such device, or another's.
pub async fn device(app: &App, ctx: &Context, id: &str) -> Outcome<OneDevice> {
    rights::require(ctx, &routes::GET_DEVICE)?;
    let db = app.store().db();
    let query = alone(ctx, ListQuery::new().exact(column(&DEVICE_SEARCH, "id")?, Some(id)));
    let page: ListPage<DeviceRow> = DEVICE_SEARCH.fetch(db, &query, None).await?;
    let device = page.rows.into_iter().find(|row| row.id == id).ok_or(&catalogue::DEVICE_MISSING)?;
    let interfaces = mapping::of_device(db, id).await?;
    Ok(OneDevice { device, interfaces, is_open: has_open(app, Kind::Device, id).await? })
}

/// # Errors
/// The role; no such interface, or another's.
pub async fn interface(app: &App, ctx: &Context, id: &str) -> Outcome<OneInterface> {
    rights::require(ctx, &routes::GET_INTERFACE)?;
    let query = alone(ctx, ListQuery::new().exact(column(&INTERFACES, "sbiId")?, Some(id)));
    let page: ListPage<InterfaceRow> = INTERFACES.fetch(app.store().db(), &query, None).await?;
    let interface = page.rows.into_iter().find(|row| row.id == id).ok_or(&catalogue::DEVICE_SBI_MISSING)?;
    Ok(OneInterface { interface, is_open: has_open(app, Kind::Interface, id).await? })
}

/// # Errors
/// The role; no such chip, or another's.
pub async fn chip(app: &App, ctx: &Context, id: &str) -> Outcome<OneChip> {
    rights::require(ctx, &routes::GET_CHIP)?;
    let db = app.store().db();
    let query = alone(ctx, ListQuery::new().exact(column(&CHIPS, "ftmId")?, Some(id)));
    let page: ListPage<ChipRow> = CHIPS.fetch(db, &query, None).await?;
    let row = page.rows.into_iter().find(|row| row.id == id).ok_or(&catalogue::CHIP_MISSING)?;
    let found = chip::find(db, rights::reach(ctx), id).await?.ok_or(&catalogue::CHIP_MISSING)?;
    let certificate = match found.alias() {
        Some(alias) => chip::certificate(db, &found, alias).await?,
        None => None,
    };
    let certificate = certificate.map(|row| ChipCertificate {
        id: row.cert_id,
        not_before: row.cert_not_before,
        not_after: row.cert_not_after,
    });
    Ok(OneChip { chip: row, certificate, is_open: has_open(app, Kind::Chip, id).await? })
}
