//! Pages that an organisation has of its own objects, and staff of everybody's: the same page from either side.

use pms_app::partners::{self, PartnerView};

use super::{Link, organisation};
use crate::address;
use crate::frame::Frame;
use crate::listing::About;
use crate::web::{Fault, Visitor};

/// From which side a page is looked at.
#[derive(Clone)]
pub enum Side {
    /// Of one's own organisation.
    Own(Box<PartnerView>),
    /// Of all organisations, for partner admins.
    Staff,
}

impl Side {
    /// An organisation of the visitor; a foreign one does not exist for them.
    pub async fn own(visitor: &Visitor, partner_id: &str) -> Result<Self, Fault> {
        Ok(Self::Own(Box::new(organisation::own(visitor, partner_id).await?)))
    }

    /// An organisation of the visitor that they may change.
    pub async fn writable(visitor: &Visitor, partner_id: &str) -> Result<Self, Fault> {
        Ok(Self::Own(Box::new(organisation::writable(visitor, partner_id).await?)))
    }

    pub fn staff(visitor: &Visitor) -> Result<Self, Fault> {
        visitor.admin()?;
        Ok(Self::Staff)
    }

    pub fn partner(&self) -> Option<&PartnerView> {
        match self {
            Self::Own(view) => Some(view),
            Self::Staff => None,
        }
    }

    /// Id of the organisation whose pages these are.
    pub fn partner_id(&self) -> Option<&str> {
        self.partner().map(|view| view.partner.id.as_str())
    }

    /// The address of a page: below the organisation, or below the portal.
    pub fn address(&self, page: &str) -> String {
        match self.partner_id() {
            Some(id) => address::org(id, page),
            None => format!("{}/{page}", address::HOME),
        }
    }

    /// The address of an object of a list.
    pub fn object(&self, list: &str, id: &str) -> String {
        format!("{}/{}", self.address(list), address::segment(id))
    }

    /// Whether the visitor may change the organisation's things; staff may what the use case says.
    pub fn may_write(&self, visitor: &Visitor) -> bool {
        self.partner_id().is_none_or(|id| visitor.ctx().writable.contains(id))
    }

    /// An object of this side: one of another organisation is not found below this one.
    pub fn includes(&self, partner_id: &str) -> Result<(), Fault> {
        if self.partner_id().is_none_or(|id| id == partner_id) { Ok(()) } else { Err(Fault::NotFound) }
    }

    /// The frame of a page below a list.
    pub async fn frame(&self, visitor: &Visitor, title: String, list: &str, label: &str) -> Result<Frame, Fault> {
        let frame = visitor.frame_of(label, self.partner()).await?.titled_words(title);
        Ok(frame.crumb(self.address(list), label))
    }

    /// Where staff read about the organisation.
    pub fn organisation(&self, visitor: &Visitor, partner_id: &str) -> Option<Link> {
        let label = visitor.texts().get("side-organisation");
        matches!(self, Self::Staff).then(|| Link { href: address::partner(partner_id), label })
    }
}

/// The next step of an organisation that is not active yet, above its lists: nothing can be asked for before.
pub fn note_inactive(visitor: &Visitor, side: &Side, about: &mut About) {
    let Some(view) = side.partner() else { return };
    if view.partner.is_active {
        return;
    }
    let texts = visitor.texts();
    about.notes.push(crate::listing::Note {
        class: "is-wait",
        icon: "clock",
        words: texts.get("side-inactive"),
        link: Some(Link { href: address::org(&view.partner.id, "home"), label: texts.get("side-inactive-link") }),
    });
}

/// The organisation of an object, for staff who work on it.
pub async fn partner_of(visitor: &Visitor, partner_id: &str) -> Result<PartnerView, Fault> {
    Ok(partners::get(visitor.app(), visitor.ctx(), partner_id).await?)
}
