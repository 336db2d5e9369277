//! A partner's onboarding: what is done, what is next, and who must act (mission, third document).

use pms_domain::approval::State;
use pms_domain::partner::{CertificateUsage, Standing, is_covered};
use pms_domain::{Context, Timestamp};
use pms_store::certificate;
use pms_store::onboarding::{self, Progress};

use super::PartnerView;
use crate::{App, Outcome, rights};

/// A step of the way. What later parts of the system bring is named but leads nowhere yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Outside the system: a contract with a MISP.
    MispContract,
    Account,
    PolicyGroup,
    Approval,
    Certificates,
    PolicyRequest,
    CredentialType,
    BioExtractors,
    ApiKey,
    DeviceModels,
    Sbi,
    ChipModels,
    MispLicence,
}

/// Where a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    Done {
        at: Option<Timestamp>,
    },
    /// The partner acts.
    Yours,
    /// A partner admin acts.
    Admins,
    /// Refused, with a reason: the partner acts.
    Refused,
    /// After the steps before it.
    Later,
    /// Outside the system: cannot be seen from here.
    Outside,
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
    /// Number of the step that is due (1-based), if one is.
    pub fn due(&self) -> Option<usize> {
        self.steps
            .iter()
            .position(|step| matches!(step.state, StepState::Yours | StepState::Admins | StepState::Refused))
            .map(|index| index + 1)
    }

    pub fn done(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step.state, StepState::Done { .. })).count()
    }
}

/// The further steps of a type, after its certificates.
fn further(code: &str) -> &'static [StepKind] {
    use StepKind::*;
    match code {
        "Auth_Partner" => &[PolicyRequest, ApiKey],
        "Credential_Partner" | "Print_Partner" | "Online_Verification_Partner" => {
            &[PolicyRequest, CredentialType, BioExtractors]
        }
        "ABIS_Partner" | "Manual_Adjudication" => &[PolicyRequest],
        "Device_Provider" => &[DeviceModels, Sbi],
        "FTM_Provider" => &[ChipModels],
        "MISP_Partner" => &[MispLicence],
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
    let progress = onboarding::progress(app.store().db(), rights::reads(ctx), partner_id).await?;
    for (index, kind) in further(&view.partner.partner_type_code).iter().enumerate() {
        let state = further_state(*kind, &progress, ready, index == 0);
        steps.push(Step { kind: *kind, state });
    }
    Ok(Checklist { steps })
}

/// Where a step after the certificates stands. `ready`: these are accepted.
fn further_state(kind: StepKind, progress: &Progress, ready: bool, first: bool) -> StepState {
    let reached = match kind {
        StepKind::PolicyRequest => progress.policy_approved,
        StepKind::CredentialType => progress.credential_type,
        StepKind::BioExtractors => progress.extractors,
        StepKind::ApiKey => progress.api_key,
        StepKind::MispLicence => progress.licence,
        _ => None,
    };
    if reached.is_some() {
        return StepState::Done { at: reached };
    }
    let yours = match kind {
        StepKind::PolicyRequest if progress.policy_waits.is_some() => return StepState::Admins,
        StepKind::CredentialType | StepKind::ApiKey => progress.policy_approved.is_some(),
        // They are judged with the request, which is not approved without them where the type needs them.
        StepKind::BioExtractors => progress.policy_waits.is_some() && progress.policy_approved.is_none(),
        // An administrator makes it.
        StepKind::MispLicence => false,
        _ => first,
    };
    if ready && yours { StepState::Yours } else { StepState::Later }
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
