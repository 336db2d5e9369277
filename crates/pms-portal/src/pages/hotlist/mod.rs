//! The hotlist: what nobody may be authenticated with, for good or until a time. For its keepers.

mod block;
mod entry;
mod import;
mod list;

pub use block::{ask as ask_block, block, new};
pub use entry::{ask_unblock, show, unblock};
pub use import::{check as check_import, form as import_form, progress, start as start_import};
pub use list::{csv, list};

use pms_domain::hotlist::{IdHash, IdType, Standing, Status};
use pms_domain::roles;
use pms_store::hotlist::Entry;

use super::{bdi, code};
use crate::address;
use crate::frame::Tag;
use crate::html::Html;
use crate::i18n::Texts;
use crate::web::{Fault, Visitor};

/// Who keeps the hotlist.
fn keeper(visitor: &Visitor) -> Result<(), Fault> {
    visitor.require(&[roles::PARTNER_ADMIN, roles::HOTLIST_ADMIN])
}

/// A type in words.
pub fn kind(texts: &Texts, id_type: IdType) -> Html {
    texts.get(kind_key(id_type))
}

fn kind_key(id_type: IdType) -> &'static str {
    match id_type {
        IdType::PartnerId => "hotlist-kind-partner",
        IdType::Device => "hotlist-kind-device",
        IdType::DeviceModel => "hotlist-kind-model",
        IdType::DeviceProvider => "hotlist-kind-provider",
        IdType::FtmPublicKey => "hotlist-kind-chip",
    }
}

/// What an entry is, as people read it; of one that a file brought, the hash.
pub fn name(entry: &Entry) -> Html {
    entry.label.as_deref().map_or_else(|| code(&entry.hash.hex()), bdi)
}

/// Blocked now; or free for a while, to be blocked again; or free.
fn tag(standing: Standing, visitor: &Visitor) -> Tag {
    match (standing.at(visitor.ctx().now()), standing.then) {
        (Status::Blocked, _) => Tag::Hotlisted,
        (Status::Unblocked, Status::Blocked) => Tag::Pending,
        (Status::Unblocked, Status::Unblocked) => Tag::Expired,
    }
}

/// Until when, in words.
fn until(texts: &Texts, standing: Standing, visitor: &Visitor) -> Html {
    match (standing.at(visitor.ctx().now()), standing.until) {
        (Status::Blocked, None) => texts.get("hotlist-for-good"),
        (Status::Blocked, Some(until)) if standing.then == Status::Unblocked => texts.time(until),
        (Status::Blocked, Some(_)) => texts.get("hotlist-for-good"),
        (Status::Unblocked, Some(until)) if standing.then == Status::Blocked => {
            texts.with("hotlist-free-until").time("when", until).html()
        }
        (Status::Unblocked, _) => texts.get("hotlist-over"),
    }
}

/// The address of an entry: type and hash.
pub fn href(id_type: IdType, hash: &IdHash) -> String {
    format!("{}/entries/{}/{}", address::HOTLIST, id_type.as_str(), hash.hex())
}

/// Type and hash of an address.
fn key(id_type: &str, hash: &str) -> Result<(IdType, IdHash), Fault> {
    IdType::parse(id_type).zip(IdHash::parse(hash)).ok_or(Fault::NotFound)
}
