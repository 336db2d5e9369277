//! The onboarding checklist of an organisation in words: what is done, what is next, who must act, and where.

use pms_app::partners::{Checklist, PartnerView, Step, StepKind, StepState};
use pms_domain::Timestamp;

use super::{Link, type_key};
use crate::address;
use crate::html::Html;
use crate::i18n::Texts;

/// How long a finished checklist stays on the home page (style guide §5).
const KEPT_DAYS: i64 = 10;

pub struct StepView {
    pub number: usize,
    pub title: Html,
    pub words: Html,
    pub class: &'static str,
    pub meter: &'static str,
    pub done: bool,
    pub current: bool,
    pub action: Option<Link>,
    pub help: Option<Link>,
}

/// The checklist of one organisation.
pub struct Way<'a> {
    texts: &'a Texts,
    view: &'a PartnerView,
    checklist: &'a Checklist,
    due: Option<usize>,
    /// Whether the reader may take the steps; others read them.
    may_act: bool,
}

impl<'a> Way<'a> {
    pub fn new(texts: &'a Texts, view: &'a PartnerView, checklist: &'a Checklist, may_act: bool) -> Self {
        Self { texts, view, checklist, due: checklist.due(), may_act }
    }

    /// Whether it is of use still: a way that ended some time ago is not.
    pub fn is_shown(&self, now: Timestamp) -> bool {
        self.checklist.ended().is_none_or(|ended| now - ended < chrono::TimeDelta::days(KEPT_DAYS))
    }

    pub fn title(&self) -> Html {
        let key = format!("checklist-{}", type_key(&self.view.partner.partner_type_code));
        self.texts.get(if self.texts.has(&key) { &key } else { "checklist-other" })
    }

    /// "Step 4 of 7. It is your turn."
    pub fn progress(&self) -> Html {
        let of = self.checklist.steps.len();
        let Some(step) = self.due else {
            // What lies outside cannot be seen from here.
            let seen = |step: &&Step| step.state != StepState::Outside;
            let of = self.checklist.steps.iter().filter(seen).count();
            return self.texts.with("checklist-all-done").num("of", of).html();
        };
        let turn = match &self.checklist.steps[step - 1].state {
            state if state.is_own() && self.may_act => "yours",
            state if state.is_own() => "members",
            StepState::Admins | StepState::Decided { .. } => "admins",
            StepState::PolicyManagers => "managers",
            _ => "nobody",
        };
        self.texts.with("checklist-progress").choice("turn", turn).num("step", step).num("of", of).html()
    }

    pub fn steps(&self) -> Vec<StepView> {
        self.checklist.steps.iter().enumerate().map(|(index, step)| self.show(index + 1, step)).collect()
    }

    fn show(&self, number: usize, step: &Step) -> StepView {
        let done = matches!(step.state, StepState::Done { .. });
        let current = self.due == Some(number);
        StepView {
            number,
            title: self.title_of(step.kind),
            words: self.words(step),
            class: match (done, current, &step.state) {
                (true, _, _) => "done",
                (_, true, _) => "now",
                (_, _, StepState::Outside) => "later outside",
                _ => "later",
            },
            meter: match (done, current) {
                (true, _) => "full",
                (_, true) => "now",
                _ => "",
            },
            done,
            current,
            action: self.action(step),
            help: (current && step.kind == StepKind::Certificates).then(|| Link {
                href: address::HELP_CERTIFICATES.to_owned(),
                label: self.texts.get("step-certificates-help"),
            }),
        }
    }

    fn two_certificates(&self) -> bool {
        self.view.partner_type.is_none_or(|found| found.two_certificates)
    }

    fn title_of(&self, kind: StepKind) -> Html {
        if kind == StepKind::Certificates && !self.two_certificates() {
            return self.texts.get("step-certificates-title-one");
        }
        self.texts.get(&format!("{}-title", key(kind)))
    }

    fn words(&self, step: &Step) -> Html {
        let texts = self.texts;
        let base = key(step.kind);
        match (&step.state, step.kind) {
            (StepState::Done { .. }, StepKind::PolicyGroup) => {
                let group = self.view.partner.policy_group_name.as_deref().unwrap_or_default();
                texts.with("step-policygroup-done").text("group", group).html()
            }
            (StepState::Done { at: Some(at) }, _) => texts.with(&format!("{base}-done")).day("when", *at).html(),
            (StepState::Done { at: None }, StepKind::FirstUse) => texts.get("step-firstuse-done"),
            (StepState::Done { at: None }, _) => texts.get("step-approval-done-undated"),
            (StepState::Admins, StepKind::MispLicence) => texts.get("step-misplicence-admins"),
            (StepState::Admins, _) => {
                let since =
                    self.view.approval.as_ref().map_or(self.view.partner.cr_dtimes, |approval| approval.requested_at);
                texts.with("step-approval-admins").day("when", since).html()
            }
            (StepState::Decided { since }, _) => texts.with("step-waits").day("when", *since).html(),
            (StepState::Asked { .. }, _) => texts.get("step-asked"),
            (StepState::PolicyManagers, _) => texts.get("step-policyrequest-managers"),
            (StepState::Refused, _) => texts.get("step-approval-refused"),
            (StepState::Outside, _) => texts.get(&format!("{base}-outside")),
            (StepState::Yours, StepKind::Certificates) if !self.two_certificates() => {
                texts.get("step-certificates-yours-one")
            }
            (StepState::Yours, _) => texts.get(&format!("{base}-yours")),
            (StepState::Later, _) => texts.get(&format!("{base}-later")),
        }
    }

    /// Where the partner goes on. Several steps may be open at once; each leads to its page.
    fn action(&self, step: &Step) -> Option<Link> {
        let org = |page: &str| address::org(&self.view.partner.id, page);
        let (page, key) = match (&step.state, step.kind) {
            (StepState::Asked { approval_id }, _) if self.may_act => {
                let href = org(&format!("request/{}", address::segment(approval_id)));
                return Some(Link { href, label: self.texts.get("step-asked-action") });
            }
            (StepState::Refused, StepKind::Approval) => ("request", "step-approval-refused-action"),
            (StepState::Yours, kind) if self.may_act => page_of(kind)?,
            (StepState::Decided { .. }, kind) => (waits_on(kind)?, "step-waits-action"),
            _ => return None,
        };
        Some(Link { href: org(page), label: self.texts.get(key) })
    }
}

/// The middle of a step's text keys.
fn key(kind: StepKind) -> &'static str {
    match kind {
        StepKind::MispContract => "step-mispcontract",
        StepKind::PartnerContracts => "step-partnercontracts",
        StepKind::Account => "step-account",
        StepKind::PolicyGroup => "step-policygroup",
        StepKind::Approval => "step-approval",
        StepKind::Certificates => "step-certificates",
        StepKind::PolicyRequest => "step-policyrequest",
        StepKind::CredentialType => "step-credentialtype",
        StepKind::BioExtractors => "step-bioextractors",
        StepKind::ApiKey => "step-apikey",
        StepKind::FirstUse => "step-firstuse",
        StepKind::DeviceModels => "step-devicemodels",
        StepKind::Sbi => "step-sbi",
        StepKind::Mapping => "step-mapping",
        StepKind::ChipModels => "step-chipmodels",
        StepKind::ChipCertificates => "step-chipcertificates",
        StepKind::MispLicence => "step-misplicence",
    }
}

/// The page on which a step is taken, and the words of the way there.
fn page_of(kind: StepKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        StepKind::PolicyGroup => ("policy-group", "step-policygroup-action"),
        StepKind::Approval => ("request", "step-approval-yours-action"),
        StepKind::Certificates => ("certificates", "step-certificates-action"),
        StepKind::PolicyRequest => ("policy-requests/new", "step-policyrequest-action"),
        StepKind::BioExtractors => ("extractors", "step-bioextractors-action"),
        StepKind::CredentialType => ("credential-types", "step-credentialtype-action"),
        StepKind::ApiKey => ("api-keys/new", "step-apikey-action"),
        StepKind::FirstUse => ("usage", "step-firstuse-action"),
        StepKind::DeviceModels => ("devices/new", "step-devicemodels-action"),
        StepKind::Sbi => ("sbis/new", "step-sbi-action"),
        StepKind::Mapping => ("sbis", "step-mapping-action"),
        StepKind::ChipModels => ("chips/new", "step-chipmodels-action"),
        StepKind::ChipCertificates => ("chips", "step-chipcertificates-action"),
        StepKind::MispLicence => ("licences", "step-misplicence-action"),
        StepKind::MispContract | StepKind::PartnerContracts | StepKind::Account => return None,
    })
}

/// The page that shows what waits for a decision.
fn waits_on(kind: StepKind) -> Option<&'static str> {
    match kind {
        StepKind::PolicyRequest => Some("policy-requests"),
        StepKind::ApiKey => Some("api-keys"),
        StepKind::DeviceModels => Some("devices"),
        StepKind::Sbi => Some("sbis"),
        StepKind::ChipCertificates => Some("chips"),
        _ => None,
    }
}

/// What the platform gives a partner: certificates to check against and to encrypt with, and its own signed one.
pub struct Gives {
    pub words: Vec<Html>,
    pub links: Vec<Link>,
}

impl Gives {
    pub fn of(texts: &Texts, view: &PartnerView, has_certificates: bool) -> Self {
        let mut words = vec![texts.get("gives-root")];
        if let Some(found) = view.partner_type {
            words.push(texts.with("gives-issuing").code("domain", found.domain.as_str()).html());
        }
        words.push(texts.get("gives-encryption"));
        let link = |href: String, key: &str| Link { href, label: texts.get(key) };
        let mut links = vec![link(address::PLATFORM.to_owned(), "gives-link")];
        if has_certificates {
            links.push(link(address::org(&view.partner.id, "certificates"), "gives-signed"));
        }
        Self { words, links }
    }
}
