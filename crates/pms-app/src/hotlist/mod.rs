//! The hotlist (decisions, "Hotlisting"; contract pki §3.3, consumers §4): what nobody may be authenticated with, for good or
//! until a time. Administrators keep it; a provider that is switched off is on it as long as it is off.

mod cascade;
mod entries;
mod import;
mod pages;
mod read;

pub(crate) use cascade::{partner_renamed, partner_switched, reads_as_another};
pub(crate) use entries::weaken_in;
pub use entries::{Done, Parts, Wanted, block, unblock};
pub use import::{Import, Progress, Refused, Report, examine, import_progress, start_import};
pub use pages::{Effects, chip_key, effects, entry, history, unblock_entry};
pub use pms_store::hotlist::{ENTRIES, Entry};
pub use read::{is_blocked, is_provider_blocked, list, look_up, status};

use pms_domain::hotlist::{IdHash, IdType, Standing};
use pms_domain::{Refusal, catalogue, time};
use pms_store::hotlist::{self, OBJECT, Origin};
use pms_store::outbox::Event;
use serde_json::{Value as Json, json};

use crate::Outcome;

/// Topic of the hub (contract consumers §4).
const MOSIP_HOTLIST: &str = "MOSIP_HOTLIST";

/// Characters of a plain id.
const PLAIN_ID: usize = 1000;

/// The type of a word of the wire.
///
/// # Errors
/// The word is of another system's things (UIN, VID, MACHINE_ID, OPERATOR_ID, CENTER_ID), or of nothing.
fn id_type(word: &str) -> Result<IdType, Refusal> {
    IdType::parse(word).ok_or_else(|| Refusal::of(&catalogue::HOTLIST_TYPE))
}

/// The hash of a plain id.
fn hash(plain_id: &str) -> Outcome<IdHash> {
    if plain_id.is_empty() || pms_domain::text::utf16_len(plain_id) > PLAIN_ID {
        return Err(Refusal::with(&catalogue::HOTLIST_ID, PLAIN_ID.to_string()).into());
    }
    Ok(hotlist::hash(plain_id))
}

/// Names the entries of an import's batch in records and events.
fn batch_id(revision: i64) -> String {
    format!("import/{revision}")
}

/// What an entry is now; `before`: what was there. Its event comes after that of the import which brought it.
fn changed(id_type: IdType, hash: &IdHash, standing: Standing, before: Option<&Entry>) -> Event {
    let event = Event::new(MOSIP_HOTLIST, OBJECT, hotlist::object_id(id_type, hash)).detail(json!({
        "id": hash.hex(),
        "idType": id_type.as_str(),
        "status": standing.then.as_str(),
        "expiryTimestamp": standing.until.map(time::zulu),
    }));
    match before {
        Some(before) if before.origin == Origin::Import.as_str() => event.with(OBJECT, batch_id(before.revision)),
        Some(_) | None => event,
    }
}

/// The entries that an import's batch wrote: each is a message of its own when it is delivered.
fn imported(revision: i64, entries: u64) -> Event {
    Event::new(MOSIP_HOTLIST, OBJECT, batch_id(revision)).detail(json!({"revision": revision, "entries": entries}))
}

/// As an audit record says what an entry is.
fn shown(standing: Standing, label: Option<&str>) -> Json {
    json!({
        "label": label,
        "status": standing.then.as_str(),
        "until": standing.until.map(time::local_iso),
    })
}
