//! Lists of devices, interfaces, their pairs and chips (contract part B §6 to §8): admins see all, others their own.

use chrono::{Days, NaiveDateTime, TimeDelta};
use pms_domain::device::{self as rule, Standing};
use pms_domain::routes::Route;
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_store::chip::{self, ChipDates};
use pms_store::device::{self, Device};
use pms_store::device_lists::{
    CHIP_SEARCH, CHIPS, ChipRow, DEVICE_NAME, DEVICE_SEARCH, DEVICE_SUB_TYPES, DEVICE_TYPES, DEVICES, DeviceRow,
    DeviceTypeRow, INTERFACE_SEARCH, INTERFACES, InterfaceRow, MAPPED_DEVICE, MAPPING_SEARCH, MappingRow,
};
use pms_store::interface;
use pms_store::list::{Column, ListPage, ListQuery, ListSpec, Scope, Test, ValueRow};
use pms_store::partner::Reach;

use super::chip_certificate::read;
use crate::partners::{FILTER_VALUES, column};
use crate::{App, Failure, Outcome, rights};

pub(super) fn scope(ctx: &Context) -> Scope {
    if ctx.actor.is_partner_admin() { Scope::Everything } else { Scope::Own(ctx.owned.clone()) }
}

/// Searches leave deleted rows out as soon as there is a filter.
fn searched(ctx: &Context, mut query: ListQuery) -> ListQuery {
    query.live_only |= !query.filters.is_empty();
    query.scope(scope(ctx))
}

/// Filters of `GET /devicedetail`; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct DeviceFilter {
    pub partner_id: Option<String>,
    pub org_name: Option<String>,
    pub device_type: Option<String>,
    pub device_sub_type: Option<String>,
    pub make: Option<String>,
    pub model: Option<String>,
    pub sbi_id: Option<String>,
    pub sbi_version: Option<String>,
    pub device_id: Option<String>,
    /// Exactly a label of `Standing`; anything else matches nothing.
    pub status: Option<String>,
}

/// Part B §6.11; `query` has page and order.
pub async fn devices(
    app: &App,
    ctx: &Context,
    filter: &DeviceFilter,
    query: ListQuery,
) -> Outcome<ListPage<DeviceRow>> {
    rights::require(ctx, &routes::LIST_DEVICES)?;
    let of = |name| column(&DEVICES, name);
    let query = query
        .contains(of("partnerId")?, filter.partner_id.as_deref())
        .contains(of("orgName")?, filter.org_name.as_deref())
        .contains(of("deviceType")?, filter.device_type.as_deref())
        .contains(of("deviceSubType")?, filter.device_sub_type.as_deref())
        .contains(of("make")?, filter.make.as_deref())
        .contains(of("model")?, filter.model.as_deref())
        .contains(of("sbiId")?, filter.sbi_id.as_deref())
        .contains(of("sbiVersion")?, filter.sbi_version.as_deref())
        .contains(of("deviceId")?, filter.device_id.as_deref())
        .exact(of("status")?, filter.status.as_deref())
        .live_only();
    Ok(DEVICES.fetch(app.store().db(), &query.scope(scope(ctx)), None).await?)
}

/// Part B §6.4.
pub async fn search_devices(app: &App, ctx: &Context, query: ListQuery) -> Outcome<ListPage<DeviceRow>> {
    rights::require(ctx, &routes::SEARCH_DEVICES)?;
    Ok(DEVICE_SEARCH.fetch(app.store().db(), &searched(ctx, query), None).await?)
}

/// Part B §6.6: make and model with the device's id, of the rows whose column holds the text.
pub async fn device_values(app: &App, ctx: &Context, query: ListQuery, distinct: bool) -> Outcome<Vec<ValueRow>> {
    rights::require(ctx, &routes::FILTER_DEVICES)?;
    let code = column(&DEVICE_SEARCH, "id")?;
    let query = query.scope(scope(ctx));
    Ok(DEVICE_SEARCH.values(app.store().db(), &query, &DEVICE_NAME, code, distinct, FILTER_VALUES).await?)
}

/// Part B §6.5: sub-types with their types.
pub async fn search_sub_types(app: &App, ctx: &Context, mut query: ListQuery) -> Outcome<ListPage<DeviceTypeRow>> {
    rights::require(ctx, &routes::SEARCH_DEVICE_TYPES)?;
    query.live_only |= !query.filters.is_empty();
    Ok(DEVICE_SUB_TYPES.fetch(app.store().db(), &query, None).await?)
}

/// Part B §6.7.
pub async fn device_types(
    app: &App,
    ctx: &Context,
    query: ListQuery,
    column: &'static Column,
    distinct: bool,
) -> Outcome<Vec<ValueRow>> {
    types(app, ctx, &routes::FILTER_DEVICE_TYPES, &DEVICE_TYPES, query, column, distinct).await
}

/// Part B §6.8.
pub async fn sub_types(
    app: &App,
    ctx: &Context,
    query: ListQuery,
    column: &'static Column,
    distinct: bool,
) -> Outcome<Vec<ValueRow>> {
    types(app, ctx, &routes::FILTER_DEVICE_SUB_TYPES, &DEVICE_SUB_TYPES, query, column, distinct).await
}

async fn types(
    app: &App,
    ctx: &Context,
    route: &Route,
    list: &'static ListSpec,
    query: ListQuery,
    column: &'static Column,
    distinct: bool,
) -> Outcome<Vec<ValueRow>> {
    rights::require(ctx, route)?;
    let code = self::column(list, "code")?;
    Ok(list.values(app.store().db(), &query, column, code, distinct, FILTER_VALUES).await?)
}

/// Whether an interface's last day is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpiryStatus {
    Expired,
    Valid,
}

/// Filters of `GET /securebiometricinterface`; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct InterfaceFilter {
    pub partner_id: Option<String>,
    pub org_name: Option<String>,
    pub sbi_id: Option<String>,
    pub sbi_version: Option<String>,
    /// Exactly a label of `Standing`; anything else matches nothing.
    pub status: Option<String>,
    /// `Some(None)`: a word that nobody knows matches nothing.
    pub expiry: Option<Option<ExpiryStatus>>,
    /// Ends within so many days.
    pub expiry_period: Option<u32>,
}

/// The last moment of the day that lies so many days ahead.
fn end_of_period(now: Timestamp, days: u32) -> Timestamp {
    let next = rule::interface::day(now).checked_add_days(Days::new(u64::from(days) + 1));
    next.map_or(NaiveDateTime::MAX, |next| next - TimeDelta::microseconds(1))
}

/// Part B §7.12; `query` has page and order.
pub async fn interfaces(
    app: &App,
    ctx: &Context,
    filter: &InterfaceFilter,
    query: ListQuery,
) -> Outcome<ListPage<InterfaceRow>> {
    rights::require(ctx, &routes::LIST_INTERFACES)?;
    if !ctx.actor.is_partner_admin() && ctx.owned.is_empty() {
        return Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into());
    }
    let of = |name| column(&INTERFACES, name);
    let now = ctx.now();
    let end = of("sbiExpiryDateTime")?;
    let mut query = query
        .contains(of("partnerId")?, filter.partner_id.as_deref())
        .contains(of("orgName")?, filter.org_name.as_deref())
        .contains(of("sbiId")?, filter.sbi_id.as_deref())
        .contains(of("sbiVersion")?, filter.sbi_version.as_deref())
        .exact(of("status")?, filter.status.as_deref())
        .between(end, filter.expiry_period.map(|days| (now, end_of_period(now, days))))
        .live_only();
    let today = rule::interface::day(now);
    let far = TimeDelta::days(366_000);
    query = match filter.expiry {
        None => query,
        Some(None) => query.filter(end, Test::Nothing),
        Some(Some(ExpiryStatus::Expired)) => {
            query.filter(end, Test::TimeBetween(today - far, today - TimeDelta::microseconds(1)))
        }
        Some(Some(ExpiryStatus::Valid)) => query.filter(end, Test::TimeBetween(today, today + far)),
    };
    Ok(INTERFACES.fetch(app.store().db(), &query.scope(scope(ctx)), None).await?)
}

/// Part B §7.4.
pub async fn search_interfaces(app: &App, ctx: &Context, query: ListQuery) -> Outcome<ListPage<InterfaceRow>> {
    rights::require(ctx, &routes::SEARCH_INTERFACES)?;
    Ok(INTERFACE_SEARCH.fetch(app.store().db(), &searched(ctx, query), None).await?)
}

/// Part B §7.8.
pub async fn interface_values(
    app: &App,
    ctx: &Context,
    query: ListQuery,
    column: &'static Column,
    distinct: bool,
) -> Outcome<Vec<ValueRow>> {
    rights::require(ctx, &routes::FILTER_INTERFACES)?;
    let code = self::column(&INTERFACE_SEARCH, "id")?;
    let query = query.scope(scope(ctx));
    Ok(INTERFACE_SEARCH.values(app.store().db(), &query, column, code, distinct, FILTER_VALUES).await?)
}

/// Part B §7.7. `devices`: ids that the pair's device must have.
pub async fn search_mappings(
    app: &App,
    ctx: &Context,
    query: ListQuery,
    devices: &[String],
) -> Outcome<ListPage<MappingRow>> {
    rights::require(ctx, &routes::SEARCH_MAPPINGS)?;
    let mut query = searched(ctx, query);
    for id in devices {
        query = query.filter(&MAPPED_DEVICE, Test::Exact(id.clone()));
    }
    Ok(MAPPING_SEARCH.fetch(app.store().db(), &query, None).await?)
}

/// The devices of one of the caller's own interfaces (part B §7.10).
///
/// # Errors
/// In this order: no own partner; no such interface; another's; its provider is no device provider.
pub async fn interface_devices(app: &App, ctx: &Context, sbi_id: &str) -> Outcome<Vec<Device>> {
    rights::require(ctx, &routes::LIST_INTERFACE_DEVICES)?;
    if ctx.owned.is_empty() {
        return Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into());
    }
    let db = app.store().db();
    let found = interface::find(db, Reach::Everything, sbi_id).await?;
    let found = found.ok_or(&catalogue::DEVICE_SBI_MISSING)?;
    if !ctx.owned.contains(found.provider()) {
        return Err(Refusal::of(&catalogue::SBI_FOREIGN).into());
    }
    // The partner's type is part of its standing here: others have no devices.
    if device::provider(db, found.provider()).await?.is_none() {
        return Err(Refusal::of(&catalogue::DEVICE_PARTNER_TYPE).into());
    }
    Ok(device::of_interface(db, Reach::Own(&ctx.owned), sbi_id).await?)
}

/// Filters of `GET /ftpchipdetail/v2`; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct ChipFilter {
    pub partner_id: Option<String>,
    pub org_name: Option<String>,
    pub ftm_id: Option<String>,
    pub make: Option<String>,
    pub model: Option<String>,
    /// Exactly a label of `Standing`; anything else matches nothing.
    pub status: Option<String>,
}

/// Part B §8.9; `query` has page and order.
pub async fn chips(app: &App, ctx: &Context, filter: &ChipFilter, query: ListQuery) -> Outcome<ListPage<ChipRow>> {
    rights::require(ctx, &routes::LIST_CHIPS)?;
    let of = |name| column(&CHIPS, name);
    let query = query
        .contains(of("partnerId")?, filter.partner_id.as_deref())
        .contains(of("orgName")?, filter.org_name.as_deref())
        .contains(of("ftmId")?, filter.ftm_id.as_deref())
        .contains(of("make")?, filter.make.as_deref())
        .contains(of("model")?, filter.model.as_deref())
        .exact(of("status")?, filter.status.as_deref())
        .live_only();
    Ok(CHIPS.fetch(app.store().db(), &query.scope(scope(ctx)), None).await?)
}

/// Part B §8.6.
pub async fn search_chips(app: &App, ctx: &Context, query: ListQuery) -> Outcome<ListPage<ChipRow>> {
    rights::require(ctx, &routes::SEARCH_CHIPS)?;
    Ok(CHIP_SEARCH.fetch(app.store().db(), &searched(ctx, query), None).await?)
}

/// A chip of the caller's own, with its certificate's dates.
pub struct OwnChip {
    pub id: String,
    pub partner_id: String,
    /// Whether the partner is active; `Err`: not, and this is its word.
    pub partner_status: Result<bool, String>,
    pub make: Option<String>,
    pub model: Option<String>,
    /// As the column says it.
    pub status: String,
    pub is_active: bool,
    pub has_certificate: bool,
    /// Start of the certificate as it is handed out (the contract calls it upload time).
    pub uploaded: Option<Timestamp>,
    /// End of the provider's own certificate; `None`: unknown, or the site does not show it.
    pub expires: Option<Timestamp>,
    pub created: Timestamp,
}

/// The chips of the caller's own providers, whoever asks (part B §8.10). With a period only those in force whose
/// certificate ends within it.
pub async fn own_chips(app: &App, ctx: &Context, expiry_period: Option<u32>) -> Outcome<Vec<OwnChip>> {
    rights::require(ctx, &routes::LIST_OWN_CHIPS)?;
    let (now, db) = (ctx.now(), app.store().db());
    let shows_ca_signed = app.settings().features.ca_signed_partner_certificate;
    let mut all = Vec::new();
    let mut handed_out = Vec::new();
    for view in crate::partners::own(app, ctx).await? {
        let partner = &view.partner;
        if !partner.partner_type_code.eq_ignore_ascii_case(rule::FTM_PROVIDER) {
            continue;
        }
        let word = partner.approval_status.clone();
        let is_approved = word.eq_ignore_ascii_case(pms_domain::partner::APPROVED) || partner.is_active;
        let status = if is_approved { Ok(partner.is_active) } else { Err(word) };
        for mut row in chip::with_dates(db, Reach::Own(&ctx.owned), &partner.id).await? {
            handed_out.push(row.signed_cert_data.take());
            all.push(own_chip(row, partner.is_active, status.clone(), shows_ca_signed));
        }
    }
    // The store has the dates of what was uploaded. What the platform made of it is read, and not by a thread that serves.
    let starts = tokio::task::spawn_blocking(move || {
        // One that does not open has no dates here; the download says why.
        let start = |pem: Option<String>| Some(read(&pem?).ok()?.not_before());
        handed_out.into_iter().map(start).collect::<Vec<_>>()
    });
    let starts = starts.await.map_err(|error| Failure::Internal(error.into()))?;
    for (chip, start) in all.iter_mut().zip(starts) {
        chip.uploaded = start.or(chip.uploaded);
    }
    if let Some(days) = expiry_period {
        let last = end_of_period(now, days);
        all.retain(|chip| chip.is_active && chip.expires.is_some_and(|end| end >= now && end <= last));
    }
    Ok(all)
}

fn own_chip(
    row: ChipDates,
    is_partner_active: bool,
    partner_status: Result<bool, String>,
    shows_ca_signed: bool,
) -> OwnChip {
    let standing = Standing::of(&row.approval_status, row.is_active);
    OwnChip {
        has_certificate: row.certificate_alias.as_deref().is_some_and(|alias| !alias.is_empty()),
        is_active: standing == Standing::Active && is_partner_active,
        uploaded: row.cert_not_before,
        expires: row.cert_not_after.filter(|_| shows_ca_signed),
        id: row.id,
        partner_id: row.foundational_trust_provider_id,
        partner_status,
        make: row.make,
        model: row.model,
        status: row.approval_status,
        created: row.cr_dtimes,
    }
}
