//! A partner's onboarding: what is done, what is next, and who must act (mission, third document).

use pms_domain::approval::{Kind, State};
use pms_domain::partner::{CertificateUsage, Standing, is_covered};
use pms_domain::{Context, Timestamp};
use pms_store::certificate;
use pms_store::onboarding::{self, Open, Progress};

use super::PartnerView;
use crate::{App, Failure, Outcome, policy_links, rights, transaction_log};

/// A step of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Outside the system: a contract of an authentication partner with a MISP.
    MispContract,
    Account,
    PolicyGroup,
    Approval,
    Certificates,
    PolicyRequest,
    CredentialType,
    BioExtractors,
    ApiKey,
    /// The first request with an API key, as the transaction log has it.
    FirstUse,
    DeviceModels,
    Sbi,
    /// Naming the device models that an interface serves.
    Mapping,
    ChipModels,
    ChipCertificates,
    MispLicence,
    /// Outside the system: contracts of a MISP with the authentication partners that it serves.
    PartnerContracts,
}

impl StepKind {
    /// The kind of approval that decides the step.
    fn approval(self) -> Option<Kind> {
        match self {
            Self::PolicyRequest => Some(Kind::PolicyLink),
            Self::ApiKey => Some(Kind::ApiKey),
            Self::DeviceModels => Some(Kind::Device),
            Self::Sbi => Some(Kind::Interface),
            Self::ChipCertificates => Some(Kind::Chip),
            _ => None,
        }
    }
}

/// Where a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    Done {
        at: Option<Timestamp>,
    },
    /// The partner acts.
    Yours,
    /// A partner admin asked something about it, and waits for the partner's answer to this approval.
    Asked {
        approval_id: String,
    },
    /// A partner admin acts.
    Admins,
    /// A partner admin decides a request that has waited since then.
    Decided {
        since: Timestamp,
    },
    /// A policy manager acts: there is nothing yet that could be asked for.
    PolicyManagers,
    /// Refused, with a reason: the partner acts.
    Refused,
    /// After the steps before it.
    Later,
    /// Outside the system: cannot be seen from here.
    Outside,
}

impl StepState {
    /// Whether somebody acts on it now.
    pub fn is_due(&self) -> bool {
        !matches!(self, Self::Done { .. } | Self::Later | Self::Outside)
    }

    /// Whether the partner itself acts now.
    pub fn is_own(&self) -> bool {
        matches!(self, Self::Yours | Self::Asked { .. } | Self::Refused)
    }
}

#[derive(Clone, Debug)]
pub struct Step {
    pub kind: StepKind,
    pub state: StepState,
}

#[derive(Clone, Debug)]
pub struct Checklist {
    pub steps: Vec<Step>,
}

impl Checklist {
    /// Number of the step that is due (1-based), if one is: of several, the first that the partner itself can take.
    pub fn due(&self) -> Option<usize> {
        let first = |wanted: fn(&StepState) -> bool| self.steps.iter().position(|step| wanted(&step.state));
        first(StepState::is_own).or_else(|| first(StepState::is_due)).map(|index| index + 1)
    }

    pub fn done(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step.state, StepState::Done { .. })).count()
    }

    /// When the last step was taken, of a way that is at its end.
    pub fn ended(&self) -> Option<Timestamp> {
        let is_over = self.steps.iter().all(|step| matches!(step.state, StepState::Done { .. } | StepState::Outside));
        let times = self.steps.iter().filter_map(|step| match step.state {
            StepState::Done { at } => at,
            _ => None,
        });
        times.max().filter(|_| is_over)
    }
}

/// The further steps of a type, after its certificates.
fn further(code: &str) -> &'static [StepKind] {
    use StepKind::*;
    match code {
        "Auth_Partner" => &[PolicyRequest, ApiKey, FirstUse],
        "Credential_Partner" | "Print_Partner" | "Online_Verification_Partner" => {
            &[PolicyRequest, BioExtractors, CredentialType]
        }
        "ABIS_Partner" | "Manual_Adjudication" => &[PolicyRequest],
        "Device_Provider" => &[DeviceModels, Sbi, Mapping],
        "FTM_Provider" => &[ChipModels, ChipCertificates],
        "MISP_Partner" => &[MispLicence, PartnerContracts],
        _ => &[],
    }
}

/// The checklist of a partner the caller may read.
pub async fn checklist(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Checklist> {
    let view = super::get(app, ctx, partner_id).await?;
    let current = certificate::current(app.store().db(), rights::reads(ctx), partner_id).await?;
    let usages: Vec<_> = current.iter().filter_map(|c| CertificateUsage::parse(c.x_usage.as_deref()?)).collect();
    let covered = view.partner_type.is_some_and(|partner_type| is_covered(partner_type, &usages));
    let mut steps = Vec::new();
    if view.partner.partner_type_code == "Auth_Partner" {
        steps.push(Step { kind: StepKind::MispContract, state: StepState::Outside });
    }
    steps.push(Step { kind: StepKind::Account, state: StepState::Done { at: Some(view.partner.cr_dtimes) } });
    let needs_group = view.partner_type.is_some_and(|partner_type| partner_type.policy_required);
    if needs_group {
        let state = match view.partner.policy_group_id {
            Some(_) => StepState::Done { at: None },
            None => StepState::Yours,
        };
        steps.push(Step { kind: StepKind::PolicyGroup, state });
    }
    let approved = view.is_approved();
    steps.push(Step { kind: StepKind::Approval, state: approval_state(&view, approved) });
    let certificates = match (covered, approved && view.standing != Standing::Rejected) {
        (true, _) => StepState::Done { at: current.first().map(|certificate| certificate.cr_dtimes) },
        (false, true) => StepState::Yours,
        (false, false) => StepState::Later,
    };
    let ready = matches!(certificates, StepState::Done { .. });
    steps.push(Step { kind: StepKind::Certificates, state: certificates });
    let code = view.partner.partner_type_code.as_str();
    let further = further(code);
    if !further.is_empty() {
        let db = app.store().db();
        let progress = onboarding::progress(db, rights::reads(ctx), partner_id).await?;
        // Without a key there is no use of one. Whoever may not read the log is not told what is in it.
        let is_used = match progress.api_key.filter(|_| further.contains(&StepKind::FirstUse)) {
            Some(_) => match transaction_log::view::has_used_a_key(app, ctx, partner_id).await {
                Ok(is_used) => is_used,
                Err(Failure::Refused(_)) => false,
                Err(failure) => return Err(failure),
            },
            None => false,
        };
        let way = Way {
            progress,
            is_used,
            open: onboarding::open(db, rights::reads(ctx), partner_id).await?,
            ready,
            makes_licences: app.settings().misp.licence_by == "misp",
            maps_types: policy_links::maps_credential_types(app, code),
            names_extractors: policy_links::asks_for_extractors(app, code),
        };
        let further = further.iter().filter(|kind| way.is_needed(**kind));
        steps.extend(further.map(|kind| Step { kind: *kind, state: way.state(*kind) }));
    }
    Ok(Checklist { steps })
}

/// What a partner has reached after its certificates.
struct Way {
    progress: Progress,
    /// The log has a request with one of its keys.
    is_used: bool,
    open: Vec<Open>,
    /// Its certificates are accepted.
    ready: bool,
    /// A MISP makes its licence itself.
    makes_licences: bool,
    /// Partners of its type map credential types on this site.
    maps_types: bool,
    /// Partners of its type have to name extractors on this site.
    names_extractors: bool,
}

impl Way {
    /// A step that the site does not ask of this type is none. Extractors cannot be added after the approval: a policy that was
    /// approved without any needs none.
    fn is_needed(&self, kind: StepKind) -> bool {
        let is_settled = self.progress.policy_approved.is_some() && self.progress.policy_waits.is_none();
        match kind {
            StepKind::CredentialType => self.maps_types || self.progress.credential_type.is_some(),
            StepKind::BioExtractors => self.progress.extractors.is_some() || (self.names_extractors && !is_settled),
            _ => true,
        }
    }

    /// Where a step after the certificates stands.
    fn state(&self, kind: StepKind) -> StepState {
        let progress = &self.progress;
        if kind == StepKind::PartnerContracts {
            return StepState::Outside;
        }
        if kind == StepKind::FirstUse && self.is_used {
            return StepState::Done { at: None };
        }
        if let Some(at) = self.reached(kind) {
            return StepState::Done { at: Some(at) };
        }
        if let Some(waits) = kind.approval().and_then(|kind| self.waits(kind)) {
            return waits;
        }
        if let (StepKind::PolicyRequest, Some(since)) = (kind, progress.policy_waits) {
            return StepState::Decided { since };
        }
        if !self.ready {
            return StepState::Later;
        }
        let is_next = match kind {
            StepKind::PolicyRequest if progress.policy_offered.is_none() => return StepState::PolicyManagers,
            StepKind::CredentialType | StepKind::ApiKey => progress.policy_approved.is_some(),
            // They are judged with the request, which is not approved without them where the type needs them.
            StepKind::BioExtractors => progress.policy_waits.is_some() && progress.policy_approved.is_none(),
            StepKind::FirstUse => progress.api_key.is_some(),
            StepKind::Mapping => progress.device.is_some() && progress.interface.is_some(),
            StepKind::ChipCertificates => progress.chip_draft.is_some(),
            StepKind::MispLicence if !self.makes_licences => return StepState::Admins,
            _ => true,
        };
        if is_next { StepState::Yours } else { StepState::Later }
    }

    fn reached(&self, kind: StepKind) -> Option<Timestamp> {
        let progress = &self.progress;
        match kind {
            StepKind::PolicyRequest => progress.policy_approved,
            StepKind::CredentialType => progress.credential_type,
            StepKind::BioExtractors => progress.extractors,
            StepKind::ApiKey => progress.api_key,
            StepKind::DeviceModels => progress.device,
            StepKind::Sbi => progress.interface,
            StepKind::Mapping => progress.mapping,
            StepKind::ChipModels => progress.chip,
            StepKind::ChipCertificates => progress.chip_approved,
            StepKind::MispLicence => progress.licence,
            _ => None,
        }
    }

    /// What of a kind waits: a question comes first, for it waits for the partner.
    fn waits(&self, kind: Kind) -> Option<StepState> {
        let of_kind = || self.open.iter().filter(|open| open.kind == kind.as_str());
        if let Some(asked) = of_kind().find(|open| State::parse(&open.state) == Some(State::ChangesAsked)) {
            return Some(StepState::Asked { approval_id: asked.approval_id.clone() });
        }
        of_kind().map(|open| open.since).min().map(|since| StepState::Decided { since })
    }
}

fn approval_state(view: &PartnerView, approved: bool) -> StepState {
    if approved {
        return StepState::Done { at: view.approval.as_ref().and_then(|approval| approval.decided_at) };
    }
    match view.approval.as_ref().and_then(|approval| State::parse(&approval.state)) {
        Some(State::Rejected) => StepState::Refused,
        Some(State::ChangesAsked) => StepState::Yours,
        _ => StepState::Admins,
    }
}
