//! The registries as the portal shows them: the lists of one provider or, for admins, of all; what happened to one object; what
//! taking it out of use would touch.

use chrono::TimeDelta;
use pms_domain::approval::Kind;
use pms_domain::device::interface::day;
use pms_domain::routes::Route;
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::approval::{self, Approval};
use pms_store::audit_lists::AUDIT_RECORDS_OF_OBJECT;
use pms_store::device_lists::{DEVICE_SUB_TYPES, DeviceRow, DeviceTypeRow, INTERFACES, InterfaceRow};
use pms_store::list::{Column, ListPage, ListQuery, ListSpec, Page, Sort, Test};
use pms_store::partner::Reach;
use pms_store::registry_lists::{CHIP_LINES, ChipLine, MODELS};
use pms_store::{audit, interface};

use super::lists::{ChipFilter, DeviceFilter, ExpiryStatus, InterfaceFilter, scope};
use super::{CHIP, DEVICE, INTERFACE};
use crate::partners::column;
use crate::{App, Outcome, rights};

/// Records of an object that its history shows.
const HISTORY: u64 = 200;

/// What a page asks of a list besides its filters.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Of this provider alone; `None`: of all, for admins.
    pub provider_id: Option<&'a str>,
    /// Name of the list's column, and whether descending. Names that it does not know are no order.
    pub sort: Option<(&'a str, bool)>,
    pub page: Page,
}

impl Wanted<'_> {
    /// # Errors
    /// The role; another's provider is answered as one that does not exist.
    fn query(&self, ctx: &Context, route: &Route, list: &'static ListSpec) -> Outcome<ListQuery> {
        let query = ListQuery::new().page(self.page).live_only();
        let query = match self.provider_id {
            None => {
                rights::require_partner_admin(ctx)?;
                query
            }
            Some(id) => {
                rights::require(ctx, route)?;
                if !rights::may_read(ctx, id) {
                    return Err(Refusal::of(&catalogue::PARTNER_NOT_FOUND).into());
                }
                query.exact(column(list, "partnerId")?, Some(id))
            }
        };
        let sorted = self.sort.and_then(|(name, descending)| Some((list.column(name)?, descending)));
        Ok(match sorted.filter(|(column, _)| column.sortable) {
            Some((column, descending)) => ListQuery { sort: vec![Sort { column, descending }], ..query },
            None => query,
        })
    }
}

fn ends(query: ListQuery, end: &'static Column, ctx: &Context, wanted: Option<ExpiryStatus>) -> ListQuery {
    let (today, far) = (day(ctx.now()), TimeDelta::days(366_000));
    match wanted {
        None => query,
        Some(ExpiryStatus::Expired) => {
            query.filter(end, Test::TimeBetween(today - far, today - TimeDelta::microseconds(1)))
        }
        Some(ExpiryStatus::Valid) => query.filter(end, Test::TimeBetween(today, today + far)),
    }
}

/// Device models, each once, with the ids and versions of their interfaces.
pub async fn models(
    app: &App,
    ctx: &Context,
    wanted: &Wanted<'_>,
    filter: &DeviceFilter,
) -> Outcome<ListPage<DeviceRow>> {
    let query = models_like(wanted.query(ctx, &routes::GET_DEVICE, &MODELS)?, filter)?;
    Ok(MODELS.fetch(app.store().db(), &query, None).await?)
}

/// Device models of all organisations that the caller belongs to; for admins, of all.
pub async fn readable_models(
    app: &App,
    ctx: &Context,
    page: Page,
    filter: &DeviceFilter,
) -> Outcome<ListPage<DeviceRow>> {
    rights::require(ctx, &routes::GET_DEVICE)?;
    let query = models_like(ListQuery::new().page(page).live_only().scope(scope(ctx)), filter)?;
    Ok(MODELS.fetch(app.store().db(), &query, None).await?)
}

fn models_like(query: ListQuery, filter: &DeviceFilter) -> Outcome<ListQuery> {
    let of = |name| column(&MODELS, name);
    Ok(query
        .contains(of("partnerId")?, filter.partner_id.as_deref())
        .contains(of("orgName")?, filter.org_name.as_deref())
        .contains(of("deviceType")?, filter.device_type.as_deref())
        .contains(of("deviceSubType")?, filter.device_sub_type.as_deref())
        .contains(of("make")?, filter.make.as_deref())
        .contains(of("model")?, filter.model.as_deref())
        .contains(of("sbiId")?, filter.sbi_id.as_deref())
        .contains(of("sbiVersion")?, filter.sbi_version.as_deref())
        .contains(of("deviceId")?, filter.device_id.as_deref())
        .exact(of("status")?, filter.status.as_deref()))
}

/// Secure biometric interfaces with the numbers of their devices.
pub async fn provider_interfaces(
    app: &App,
    ctx: &Context,
    wanted: &Wanted<'_>,
    filter: &InterfaceFilter,
) -> Outcome<ListPage<InterfaceRow>> {
    let of = |name| column(&INTERFACES, name);
    let query = wanted
        .query(ctx, &routes::GET_INTERFACE, &INTERFACES)?
        .contains(of("partnerId")?, filter.partner_id.as_deref())
        .contains(of("orgName")?, filter.org_name.as_deref())
        .contains(of("sbiId")?, filter.sbi_id.as_deref())
        .contains(of("sbiVersion")?, filter.sbi_version.as_deref())
        .exact(of("status")?, filter.status.as_deref());
    let query = ends(query, of("sbiExpiryDateTime")?, ctx, filter.expiry.flatten());
    Ok(INTERFACES.fetch(app.store().db(), &query, None).await?)
}

/// Chips with the ends of their certificates.
pub async fn provider_chips(
    app: &App,
    ctx: &Context,
    wanted: &Wanted<'_>,
    filter: &ChipFilter,
    expiry: Option<ExpiryStatus>,
) -> Outcome<ListPage<ChipLine>> {
    let query = chips_like(wanted.query(ctx, &routes::GET_CHIP, &CHIP_LINES)?, filter)?;
    let query = ends(query, column(&CHIP_LINES, "certificateExpiryDateTime")?, ctx, expiry);
    Ok(CHIP_LINES.fetch(app.store().db(), &query, None).await?)
}

/// Chips of all organisations that the caller belongs to; for admins, of all.
pub async fn readable_chips(app: &App, ctx: &Context, page: Page, filter: &ChipFilter) -> Outcome<ListPage<ChipLine>> {
    rights::require(ctx, &routes::GET_CHIP)?;
    let query = chips_like(ListQuery::new().page(page).live_only().scope(scope(ctx)), filter)?;
    Ok(CHIP_LINES.fetch(app.store().db(), &query, None).await?)
}

fn chips_like(query: ListQuery, filter: &ChipFilter) -> Outcome<ListQuery> {
    let of = |name| column(&CHIP_LINES, name);
    Ok(query
        .contains(of("partnerId")?, filter.partner_id.as_deref())
        .contains(of("orgName")?, filter.org_name.as_deref())
        .contains(of("ftmId")?, filter.ftm_id.as_deref())
        .contains(of("make")?, filter.make.as_deref())
        .contains(of("model")?, filter.model.as_deref())
        .exact(of("status")?, filter.status.as_deref()))
}

/// The sub-types that devices may have, with their types: by type, then sub-type.
pub async fn kinds(app: &App, ctx: &Context) -> Outcome<Vec<DeviceTypeRow>> {
    rights::require(ctx, &routes::GET_DEVICE)?;
    let of = |name| column(&DEVICE_SUB_TYPES, name);
    let query = ListQuery::new()
        .live_only()
        .flag(of("isActive")?, Some(true))
        .sort(of("deviceType")?, false)
        .sort(of("code")?, false);
    Ok(DEVICE_SUB_TYPES.first(app.store().db(), &query, pms_domain::limits::PAGE).await?)
}

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    Device,
    Interface,
    Chip,
}

impl Registered {
    /// The kind of its approvals.
    pub fn kind(self) -> Kind {
        match self {
            Registered::Device => Kind::Device,
            Registered::Interface => Kind::Interface,
            Registered::Chip => Kind::Chip,
        }
    }

    fn object(self) -> &'static str {
        match self {
            Registered::Device => DEVICE,
            Registered::Interface => INTERFACE,
            Registered::Chip => CHIP,
        }
    }

    /// # Errors
    /// As the use case that reads one.
    async fn authorise(self, app: &App, ctx: &Context, id: &str) -> Outcome<()> {
        match self {
            Registered::Device => super::device(app, ctx, id).await.map(|_| ()),
            Registered::Interface => super::interface(app, ctx, id).await.map(|_| ()),
            Registered::Chip => super::chip(app, ctx, id).await.map(|_| ()),
        }
    }
}

/// The newest request about something, open or decided.
///
/// # Errors
/// As the use case that reads the object.
pub async fn newest_request(app: &App, ctx: &Context, what: Registered, id: &str) -> Outcome<Option<Approval>> {
    what.authorise(app, ctx, id).await?;
    Ok(approval::newest(app.store().db(), Reach::Everything, what.kind().as_str(), id).await?)
}

/// What happened to something, newest first: changes of its own, and those that carried it.
///
/// # Errors
/// As the use case that reads the object.
pub async fn history(app: &App, ctx: &Context, what: Registered, id: &str) -> Outcome<Vec<audit::Row>> {
    what.authorise(app, ctx, id).await?;
    let of = |name| column(&AUDIT_RECORDS_OF_OBJECT, name);
    let query = ListQuery::new().exact(of("objectKind")?, Some(what.object())).exact(of("objectId")?, Some(id));
    Ok(AUDIT_RECORDS_OF_OBJECT.first(app.store().db(), &query, HISTORY).await?)
}

/// What taking an interface out of use touches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InterfaceEffects {
    /// Devices in use that no other usable interface serves: out of use as long as it is.
    pub stopped: u64,
    /// Devices in use that another interface serves too.
    pub served_elsewhere: u64,
    /// Devices that wait with it: rejected.
    pub rejected: u64,
}

/// # Errors
/// As [`super::interface`].
pub async fn interface_effects(app: &App, ctx: &Context, id: &str) -> Outcome<InterfaceEffects> {
    let one = super::interface(app, ctx, id).await?;
    let db = app.store().db();
    let in_use = interface::devices_in_use(db, id).await?.len() as u64;
    let stopped = interface::devices_served_by_it_alone(db, id, day(ctx.now())).await?;
    Ok(InterfaceEffects {
        stopped,
        served_elsewhere: in_use.saturating_sub(stopped),
        rejected: one.interface.devices_pending.max(0).unsigned_abs(),
    })
}
