//! Licences of MISPs: one's own, and for partner admins all. A value is shown once, when it is made.

mod list;
mod steps;

pub use list::{export, export_own, list, list_own};
pub use steps::{
    activate, activate_own, ask_activate, ask_activate_own, ask_deactivate, ask_deactivate_own, ask_new, ask_new_own,
    ask_renew, ask_renew_own, create, create_own, deactivate, deactivate_own, renew, renew_own,
};

use pms_app::misp;
use pms_app::partners::PartnerView;

use super::organisation;
use crate::address;
use crate::web::{Fault, Visitor};

/// Code of the partners that have licences.
pub const MISP: &str = "MISP_Partner";

/// Where the pages stand, and so whose licences they are about.
pub enum Place {
    /// Below one's own organisation.
    Own(Box<PartnerView>),
    /// For partner admins.
    Staff,
}

impl Place {
    /// One's own organisation, a MISP: another kind of partner has no licences, and no such page.
    async fn own(visitor: &Visitor, id: &str) -> Result<Self, Fault> {
        let view = organisation::own(visitor, id).await?;
        if view.partner.partner_type_code.eq_ignore_ascii_case(MISP) {
            Ok(Place::Own(Box::new(view)))
        } else {
            Err(Fault::NotFound)
        }
    }

    fn staff(visitor: &Visitor) -> Result<Self, Fault> {
        visitor.admin()?;
        Ok(Place::Staff)
    }

    fn partner(&self) -> Option<&PartnerView> {
        match self {
            Place::Own(view) => Some(view),
            Place::Staff => None,
        }
    }

    /// The list.
    fn address(&self) -> String {
        match self {
            Place::Own(view) => address::org(&view.partner.id, "licences"),
            Place::Staff => address::LICENCES.to_owned(),
        }
    }

    /// A step with the licence of a MISP.
    fn step(&self, misp_id: &str, step: &str) -> String {
        match self {
            Place::Own(_) => format!("{}/{step}", self.address()),
            Place::Staff => format!("{}/{}/{step}", address::LICENCES, address::segment(misp_id)),
        }
    }

    /// Whether the visitor is offered to make or renew a licence here.
    fn may_make(&self, visitor: &Visitor, misp_id: &str) -> bool {
        misp::may_make(visitor.app(), visitor.ctx(), misp_id)
    }

    /// Whether the visitor may stop a licence.
    fn may_switch(&self, visitor: &Visitor, misp_id: &str) -> bool {
        matches!(self, Place::Staff) || visitor.ctx().writable.contains(misp_id)
    }
}
