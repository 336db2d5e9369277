//! What pages ask of the hotlist besides the list itself: one entry with its history, what a block would touch, and the end of a
//! block of which only the hash is known.

use pms_domain::hotlist::{IdHash, IdType, Standing, Subject};
use pms_domain::{Context, Timestamp, routes};
use pms_store::audit_lists::AUDIT_RECORDS_OF_OBJECT;
use pms_store::device_lists::INTERFACES;
use pms_store::hotlist::{self, Entry, OBJECT};
use pms_store::list::{ListQuery, ListSpec, Page, Test};
use pms_store::partner::{self, Reach};
use pms_store::registry_lists::{CHIP_LINES, ChipLine, MODELS};
use pms_store::{audit, chip, device_lists};

use super::entries::Named;
use crate::partners::column;
use crate::{App, Outcome, rights};

/// Records of an entry that its history shows.
const HISTORY: u64 = 200;

/// An entry by its key; `None`: nothing is said of it.
///
/// # Errors
/// The role.
pub async fn entry(app: &App, ctx: &Context, id_type: IdType, hash: &IdHash) -> Outcome<Option<Entry>> {
    rights::require(ctx, &routes::LIST_HOTLIST)?;
    Ok(hotlist::find(app.store().db(), id_type, hash).await?)
}

/// What happened to an entry, newest first, whether it is there now or not.
///
/// # Errors
/// The role.
pub async fn history(app: &App, ctx: &Context, id_type: IdType, hash: &IdHash) -> Outcome<Vec<audit::Row>> {
    rights::require(ctx, &routes::LIST_HOTLIST)?;
    let of = |name| column(&AUDIT_RECORDS_OF_OBJECT, name);
    let id = hotlist::object_id(id_type, hash);
    let query = ListQuery::new().exact(of("objectKind")?, Some(OBJECT)).exact(of("objectId")?, Some(&id));
    Ok(AUDIT_RECORDS_OF_OBJECT.first(app.store().db(), &query, HISTORY).await?)
}

/// What a block touches of what is registered here. Devices and chips that were never registered are refused anyway.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Name of the partner that it is, or whose things it concerns; `None`: nobody here.
    pub partner: Option<String>,
    /// Approved devices.
    pub devices: u64,
    /// Approved interfaces.
    pub interfaces: u64,
    /// Approved chips.
    pub chips: u64,
    /// What is said of it now.
    pub before: Option<Standing>,
}

/// Counts what a block of a subject touches.
///
/// # Errors
/// The role.
pub async fn effects(app: &App, ctx: &Context, subject: &Subject<'_>) -> Outcome<Effects> {
    rights::require(ctx, &routes::BLOCK_HOTLIST)?;
    let db = app.store().db();
    let before = hotlist::find(db, subject.id_type(), &hotlist::hash(&subject.plain_id())).await?;
    let mut effects = Effects { before: before.map(|entry| entry.standing), ..Effects::default() };
    match subject {
        Subject::Partner { id } | Subject::DeviceProvider { id, .. } => {
            let found = partner::find(app.store(), db, Reach::Everything, id).await?;
            effects.partner = found.map(|partner| partner.name);
            let own = Test::Exact((*id).to_owned());
            effects.devices = count::<device_lists::DeviceRow>(app, &MODELS, &[("partnerId", own.clone())]).await?;
            effects.interfaces =
                count::<device_lists::InterfaceRow>(app, &INTERFACES, &[("partnerId", own.clone())]).await?;
            if matches!(subject, Subject::Partner { .. }) {
                effects.chips = count::<ChipLine>(app, &CHIP_LINES, &[("partnerId", own)]).await?;
            }
        }
        Subject::Device { make, model, .. } | Subject::DeviceModel { make, model } => {
            let same = [("make", Test::Exact((*make).to_owned())), ("model", Test::Exact((*model).to_owned()))];
            effects.devices = count::<device_lists::DeviceRow>(app, &MODELS, &same).await?;
        }
        Subject::ChipKey { fingerprint } => {
            effects.chips = chip::holding_key(db, fingerprint).await?.len() as u64;
        }
    }
    Ok(effects)
}

/// How many approved rows of a list pass these tests.
async fn count<T: pms_store::db::Row>(app: &App, list: &'static ListSpec, tests: &[(&str, Test)]) -> Outcome<u64> {
    let mut query = ListQuery::new().live_only().page(Page::new(0, 1));
    query = query.exact(column(list, "status")?, Some(pms_domain::device::APPROVED));
    for (name, test) in tests {
        query = query.filter(column(list, name)?, test.clone());
    }
    let page: pms_store::list::ListPage<T> = list.fetch(app.store().db(), &query, None).await?;
    Ok(page.total)
}

/// The key of a chip's certificate, as the hotlist names it; `None`: the chip has none.
///
/// # Errors
/// The role; no such chip.
pub async fn chip_key(app: &App, ctx: &Context, chip_id: &str) -> Outcome<Option<String>> {
    rights::require(ctx, &routes::BLOCK_HOTLIST)?;
    let db = app.store().db();
    let missing = &pms_domain::catalogue::CHIP_MISSING;
    let found = chip::find(db, Reach::Everything, chip_id).await?.ok_or(missing)?;
    let Some(alias) = found.alias() else { return Ok(None) };
    Ok(chip::certificate(db, &found, alias).await?.and_then(|row| row.x_key_sha256))
}

/// Ends the block of an entry, or lets it end at a time, as [`super::unblock`] does. Of entries that a file brought nobody knows
/// more than the hash.
///
/// # Errors
/// The role; the reason; a time that does not lie ahead; a second admin has to agree.
pub async fn unblock_entry(
    app: &App,
    ctx: &Context,
    entry: &Entry,
    until: Option<Timestamp>,
    reason: Option<&str>,
) -> Outcome<()> {
    rights::require(ctx, &routes::UNBLOCK_HOTLIST)?;
    let named =
        Named { id_type: entry.id_type, hash: entry.hash, plain_id: plain_id(entry), label: entry.label.clone() };
    super::entries::release_named(app, ctx, named, until, rights::reason(reason, true)?).await
}

/// The plain id of a provider's entry, put together from what people read of it, if that is what was hashed: a provider has other
/// names, for which the same holds.
fn plain_id(entry: &Entry) -> String {
    let parts = entry.label.as_deref().and_then(|label| label.strip_suffix(')')?.rsplit_once(" ("));
    match parts.filter(|_| entry.id_type == IdType::DeviceProvider) {
        Some((organisation, id)) => {
            let plain = Subject::DeviceProvider { organisation, id }.plain_id();
            if hotlist::hash(&plain) == entry.hash { plain } else { String::new() }
        }
        None => String::new(),
    }
}
