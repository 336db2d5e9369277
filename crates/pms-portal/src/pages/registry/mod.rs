//! Secure biometric interfaces, device models and chips: for the provider that registers them, and for admins.
//!
//! Both see the same lists and the same pages of one object, at addresses of their own; what may be done there is what the
//! use cases allow each.

mod around;
mod bulk;
mod chip;
mod chip_certificate;
mod chips;
mod device;
mod mapping;
mod models;
mod sbi;
mod sbis;
mod step;

pub use bulk::{add as add_file, file as device_file, judge as judge_file, template as device_template};
pub use chip::{
    add as add_chip, deactivate as deactivate_chip, edit as edit_chip, new as new_chip, own as own_chip,
    own_deactivate as own_deactivate_chip, reactivate as reactivate_chip, save as save_chip, staff as staff_chip,
    submit_deactivate as submit_deactivate_chip, submit_own_deactivate as submit_own_deactivate_chip,
    submit_reactivate as submit_reactivate_chip,
};
pub use chip_certificate::{
    check as check_chip_certificate, confirm as confirm_chip_certificate, file as chip_certificate_file,
    staff_file as staff_chip_certificate_file, upload as upload_chip_certificate,
};
pub use chips::{own as own_chips, own_csv as own_chips_csv, staff as chips, staff_csv as chips_csv};
pub use device::{
    add as add_device, deactivate as deactivate_device, edit as edit_device, new as new_device, own as own_device,
    own_deactivate as own_deactivate_device, reactivate as reactivate_device, save as save_device,
    staff as staff_device, submit_deactivate as submit_deactivate_device,
    submit_own_deactivate as submit_own_deactivate_device, submit_reactivate as submit_reactivate_device,
};
pub use mapping::{ask_unmap, choose as choose_devices, map as map_devices, unmap};
pub use models::{own as own_devices, own_csv as own_devices_csv, staff as devices, staff_csv as devices_csv};
pub use sbi::{
    add as add_sbi, deactivate as deactivate_sbi, edit as edit_sbi, new as new_sbi, own as own_sbi,
    own_deactivate as own_deactivate_sbi, reactivate as reactivate_sbi, save as save_sbi, staff as staff_sbi,
    submit_deactivate as submit_deactivate_sbi, submit_own_deactivate as submit_own_deactivate_sbi,
    submit_reactivate as submit_reactivate_sbi,
};
pub use sbis::{own as own_sbis, own_csv as own_sbis_csv, staff as sbis, staff_csv as sbis_csv};

use chrono::NaiveDateTime;
use pms_app::devices::{self, Registered, Wanted};
use pms_app::partners::PartnerView;
use pms_domain::approval::State;
use pms_domain::device::{DEVICE_PROVIDER, FTM_PROVIDER, Standing};
use pms_domain::partner;
use pms_store::list::Page;

use super::certificates::tag_of;
use super::timeline::{self, Event};
use super::{Fact, Link, bdi, code};
use crate::address;
use crate::form::Choice;
use crate::frame::{Crumb, Frame, Tag};
use crate::html::Html;
use crate::i18n::Texts;
use crate::list::Query;
use crate::listing::{Cell, Filter, Note};
use crate::web::{Fault, Visitor};

/// Whose pages these are: a provider's own, or those of staff.
#[derive(Clone)]
pub enum Place {
    Provider(Box<PartnerView>),
    Staff,
}

impl Place {
    /// The pages of one's own organisation, which must be of the type that has such objects.
    async fn provider(visitor: &Visitor, id: &str, what: Registered) -> Result<Self, Fault> {
        let view = super::organisation::own(visitor, id).await?;
        let wanted = if what == Registered::Chip { FTM_PROVIDER } else { DEVICE_PROVIDER };
        if !view.partner.partner_type_code.eq_ignore_ascii_case(wanted) {
            return Err(Fault::NotFound);
        }
        Ok(Self::Provider(Box::new(view)))
    }

    /// The same where somebody wants to change something.
    async fn writable(visitor: &Visitor, id: &str, what: Registered) -> Result<Self, Fault> {
        let place = Self::provider(visitor, id, what).await?;
        if visitor.ctx().writable.contains(id) { Ok(place) } else { Err(Fault::Forbidden) }
    }

    fn staff(visitor: &Visitor) -> Result<Self, Fault> {
        visitor.admin()?;
        Ok(Self::Staff)
    }

    fn is_staff(&self) -> bool {
        matches!(self, Self::Staff)
    }

    fn view(&self) -> Option<&PartnerView> {
        match self {
            Self::Provider(view) => Some(view),
            Self::Staff => None,
        }
    }

    fn provider_id(&self) -> Option<&str> {
        self.view().map(|view| view.partner.id.as_str())
    }

    /// Whether the visitor may change what the provider has.
    fn may_change(&self, visitor: &Visitor) -> bool {
        self.provider_id().is_some_and(|id| visitor.ctx().writable.contains(id))
    }

    /// Whether what is registered now would be taken: providers register once they are active.
    fn is_active(&self) -> bool {
        self.view().is_some_and(|view| view.standing == partner::Standing::Active)
    }

    fn list(&self, page: &str) -> String {
        match self {
            Self::Provider(view) => address::org(&view.partner.id, page),
            Self::Staff => format!("/portal/{page}"),
        }
    }

    fn one(&self, page: &str, id: &str) -> String {
        format!("{}/{}", self.list(page), address::segment(id))
    }

    fn request(&self, approval: &str) -> String {
        match self {
            Self::Provider(view) => address::org(&view.partner.id, &format!("request/{}", address::segment(approval))),
            Self::Staff => address::request(approval),
        }
    }

    /// What another provider has does not exist here.
    fn holds(&self, provider_id: &str) -> Result<(), Fault> {
        match self.provider_id() {
            Some(own) if own != provider_id => Err(Fault::NotFound),
            _ => Ok(()),
        }
    }

    /// A list asked with the address's sort and page.
    fn wanted<'a>(&'a self, sort: Option<(&'a str, bool)>, page: u64, size: u64) -> Wanted<'a> {
        Wanted { provider_id: self.provider_id(), sort, page: Page::new(page, size) }
    }

    async fn frame(&self, visitor: &Visitor, title: &str) -> Result<Frame, Fault> {
        visitor.frame_of(title, self.view()).await
    }
}

/// The list's name of the sort that the address has.
fn sorted<'a>(query: &Query, sorts: &[(&str, &'a str)]) -> Option<(&'a str, bool)> {
    let (name, descending) = query.sort()?;
    sorts.iter().find(|(own, _)| *own == name).map(|(_, field)| (*field, descending))
}

/// The state of a registered object as people see it.
pub fn tag(standing: Standing) -> Tag {
    match standing {
        Standing::CertificateDue => Tag::Draft,
        Standing::Waiting => Tag::Pending,
        Standing::Active => Tag::Active,
        Standing::Deactivated => Tag::Deactivated,
        Standing::Rejected => Tag::Rejected,
    }
}

/// The same of something that ends: one in force that has ended, or will soon, says so.
fn tag_until(standing: Standing, end: Option<NaiveDateTime>, now: NaiveDateTime) -> Tag {
    match (standing, end) {
        (Standing::Active, Some(end)) => tag_of(end, now),
        _ => tag(standing),
    }
}

/// The filter by state; `is_chip`: chips may lack their certificate.
fn state_filter(texts: &Texts, is_chip: bool) -> Filter {
    let due = is_chip.then_some((Standing::CertificateDue, "state-draft"));
    let all = [
        (Standing::Waiting, "state-pending"),
        (Standing::Active, "state-active"),
        (Standing::Deactivated, "state-deactivated"),
        (Standing::Rejected, "state-rejected"),
    ];
    let choices = due.into_iter().chain(all).map(|(standing, key)| Choice::new(standing.label(), texts.get(key)));
    Filter::choice("state", "list-state", choices.collect())
}

fn expiry_filter(texts: &Texts, label: &'static str) -> Filter {
    let choices =
        vec![Choice::new("valid", texts.get("registry-not-ended")), Choice::new("expired", texts.get("state-expired"))];
    Filter::choice("expiry", label, choices)
}

fn expiry_of(query: &Query) -> Option<devices::ExpiryStatus> {
    match query.get("expiry") {
        Some("valid") => Some(devices::ExpiryStatus::Valid),
        Some("expired") => Some(devices::ExpiryStatus::Expired),
        _ => None,
    }
}

/// The cell that names a provider, for admins.
fn provider_cell(name: Option<&str>, id: &str) -> Cell {
    Cell::text(name.unwrap_or(id)).link(&address::partner(id)).sub_code(id)
}

/// Make and model in one line.
pub fn name(make: &str, model: &str) -> String {
    format!("{make} {model}").trim().to_owned()
}

/// Whose it is, for admins.
fn provider_fact(texts: &Texts, id: &str, name: Option<&str>) -> Fact {
    Fact::new(
        texts.get("registry-provider"),
        Html::trusted(format!(
            "<a href=\"{}\">{}</a> {}",
            crate::html::escape(&address::partner(id)),
            bdi(name.unwrap_or(id)),
            code(id)
        )),
    )
}

/// Says why nothing can be registered yet, at a provider that is not active.
fn inactive_note(texts: &Texts, place: &Place) -> Option<Note> {
    let view = place.view().filter(|_| !place.is_active())?;
    Some(Note {
        class: "is-wait",
        icon: "clock",
        words: texts.get("registry-provider-inactive"),
        link: Some(Link { href: address::org(&view.partner.id, "home"), label: texts.get("registry-see-steps") }),
    })
}

/// The request about an object, where it waits or was refused: whose turn it is.
async fn request_note(
    visitor: &Visitor,
    place: &Place,
    what: Registered,
    id: &str,
    standing: Standing,
) -> Result<Option<Note>, Fault> {
    let texts = visitor.texts();
    let Some(approval) = devices::newest_request(visitor.app(), visitor.ctx(), what, id).await? else {
        return Ok(None);
    };
    let link = Some(Link { href: place.request(&approval.id), label: texts.get("registry-open-request") });
    let state = State::parse(&approval.state);
    let (class, icon, words) = match state {
        Some(State::ChangesAsked) => ("is-wait", "clock", texts.get("registry-changes-asked")),
        Some(State::OnHold) => ("is-wait", "clock", texts.get("registry-on-hold")),
        Some(State::Waiting) if standing.is_approved() => ("is-wait", "clock", texts.get("registry-change-waits")),
        Some(State::Waiting) if place.is_staff() => ("is-wait", "inbox", texts.get("registry-waits-you")),
        Some(State::Waiting) => ("is-wait", "clock", texts.get("registry-waits-admin")),
        Some(State::Rejected) if standing == Standing::Rejected => ("is-stop", "no", texts.get("registry-rejected")),
        Some(State::Rejected) => ("is-info", "info", texts.get("registry-change-rejected")),
        _ => return Ok(None),
    };
    Ok(Some(Note { class, icon, words, link }))
}

async fn events(visitor: &Visitor, what: Registered, id: &str) -> Result<Vec<Event>, Fault> {
    let rows = devices::history(visitor.app(), visitor.ctx(), what, id).await?;
    Ok(timeline::audit(visitor.texts(), visitor.ctx(), rows, 100))
}

/// The frame of an object's page, below its list.
async fn frame_below(
    visitor: &Visitor,
    place: &Place,
    title: String,
    (page, key): (&str, &str),
) -> Result<Frame, Fault> {
    Ok(place.frame(visitor, key).await?.titled_words(title).crumb(place.list(page), key))
}

/// A parent page whose name is somebody's.
fn crumb_to(mut p: Frame, href: String, label: &str) -> Frame {
    p.crumbs.push(Crumb { href, label: bdi(label) });
    p
}
