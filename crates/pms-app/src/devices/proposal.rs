//! What an approval of a device, an interface or a chip proposes, and the one that is open for each object.

use chrono::SubsecRound;
use pms_domain::approval::{Kind, State};
use pms_domain::{Context, Timestamp, time};
use pms_store::approval::{self, Approval};
use pms_store::partner::Reach;
use pms_store::{Change, chip, device, interface};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::{Failure, Outcome};

/// A proposal as it is stored and shown. Members that a kind does not have are left out.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Proposal {
    /// A change of something approved, which stays in force until the decision.
    pub change: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub make: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_sub_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binary_hash: Option<String>,
    /// ISO local, UTC, to the microsecond.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_id: Option<String>,
}

fn missing() -> Failure {
    Failure::Internal(anyhow::anyhow!("a proposal lacks what its kind has"))
}

impl Proposal {
    pub fn device(details: &device::Details) -> Self {
        Self {
            make: Some(details.make.clone()),
            model: Some(details.model.clone()),
            device_type: Some(details.dtype_code.clone()),
            device_sub_type: Some(details.dstype_code.clone()),
            ..Self::default()
        }
    }

    pub fn interface(details: &interface::Details) -> Self {
        Self {
            version: Some(details.version.clone()),
            binary_hash: Some(details.binary_hash.clone()),
            created: Some(time::local_iso(details.created)),
            expiry: Some(time::local_iso(details.expiry)),
            ..Self::default()
        }
    }

    pub fn chip(chip: &chip::Chip) -> Self {
        Self {
            make: Some(chip.make.clone().unwrap_or_default()),
            model: Some(chip.model.clone().unwrap_or_default()),
            certificate_id: chip.alias().map(str::to_owned),
            ..Self::default()
        }
    }

    /// The same as a change of what is approved.
    pub fn into_change(self) -> Self {
        Self { change: true, ..self }
    }

    pub fn device_details(self) -> Outcome<device::Details> {
        match self {
            Self {
                make: Some(make),
                model: Some(model),
                device_type: Some(dtype_code),
                device_sub_type: Some(dstype_code),
                ..
            } => Ok(device::Details { dtype_code, dstype_code, make, model }),
            _ => Err(missing()),
        }
    }

    pub fn interface_details(self) -> Outcome<interface::Details> {
        let moment = |text: Option<String>| text.as_deref().and_then(time::parse_local).ok_or_else(missing);
        let (created, expiry) = (moment(self.created)?, moment(self.expiry)?);
        match (self.version, self.binary_hash) {
            (Some(version), Some(binary_hash)) => Ok(interface::Details { binary_hash, version, created, expiry }),
            _ => Err(missing()),
        }
    }

    /// What an approval proposes; of one that an adopted row never had, nothing.
    pub fn of(approval: &Approval) -> Outcome<Self> {
        match &approval.proposal {
            None => Ok(Self::default()),
            Some(_) => crate::approvals::two_admins::content(approval),
        }
    }

    pub fn json(&self) -> Json {
        json!(self)
    }
}

/// Moments are stored to the microsecond.
pub(super) fn whole(at: Timestamp) -> Timestamp {
    at.trunc_subsecs(6)
}

/// The open approval of an object.
pub(super) async fn open(change: &mut Change<'_>, kind: Kind, object_id: &str) -> Outcome<Option<Approval>> {
    let newest = approval::newest(change, Reach::Everything, kind.as_str(), object_id).await?;
    Ok(newest.filter(|found| State::parse(&found.state).is_some_and(State::is_open)))
}

/// The first approval of a new object, or of one that got what it lacked.
pub(super) async fn request(
    change: &mut Change<'_>,
    ctx: &Context,
    kind: Kind,
    (object_id, partner_id): (&str, &str),
    proposal: &Proposal,
) -> Outcome<String> {
    let approval = Approval {
        proposal: Some(proposal.json().to_string()),
        ..Approval::waiting(ctx, kind, object_id, partner_id, change.revision())
    };
    approval::insert(change, &approval).await?;
    Ok(approval.id)
}

/// What became of the change of something approved.
pub(super) enum Replaced {
    /// Nothing waited, and nothing differs.
    Nothing,
    /// What waited was taken back: the approval's id.
    TakenBack(String),
    /// It waits: the approval's id.
    Asked(String),
}

/// A change of something approved waits in the place of the one that waited before. `None` takes back what waited.
pub(super) async fn replace(
    change: &mut Change<'_>,
    ctx: &Context,
    kind: Kind,
    (object_id, partner_id): (&str, &str),
    proposal: Option<&Proposal>,
) -> Outcome<Replaced> {
    let before = open(change, kind, object_id).await?;
    if let Some(before) = &before {
        approval::withdraw(change, &before.id).await?;
    }
    Ok(match (proposal, before) {
        (Some(proposal), _) => Replaced::Asked(request(change, ctx, kind, (object_id, partner_id), proposal).await?),
        (None, Some(before)) => Replaced::TakenBack(before.id),
        (None, None) => Replaced::Nothing,
    })
}

/// What waits was changed, and is asked for by who changed it: whoever decides is somebody else, and must have seen it as it is
/// now.
pub(super) async fn amend(
    change: &mut Change<'_>,
    ctx: &Context,
    kind: Kind,
    object_id: &str,
    proposal: &Proposal,
) -> Outcome<()> {
    let (revision, by) = (change.revision(), ctx.actor.key());
    let of = (kind.as_str(), object_id);
    let proposal = proposal.json().to_string();
    Ok(approval::set_proposal(change, of, &proposal, revision, (&by, &ctx.actor.name)).await?)
}

/// The approval of an object that an adopted database left waiting: it never had one of ours.
pub(super) fn adopted(
    ctx: &Context,
    kind: Kind,
    (object_id, partner_id): (&str, &str),
    requested: (&str, Timestamp),
    proposal: &Proposal,
    revision: i64,
) -> Approval {
    Approval {
        requested_by: "system#adopted".to_owned(),
        requested_name: requested.0.to_owned(),
        requested_at: requested.1,
        proposal: Some(proposal.json().to_string()),
        ..Approval::waiting(ctx, kind, object_id, partner_id, revision)
    }
}
