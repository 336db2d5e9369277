//! Over random histories of changes, the snapshot's answer is the one that is computed straight from the database, and the
//! snapshot that followed the changes is the one that is read at a start.
//!
//! Each run draws other histories. `PMS_MODEL_CASES` says how many (for each database and setting; 8), `PMS_MODEL_SEED` draws those
//! of a run once more: a failure names its seed.

use std::cell::Cell;
use std::collections::BTreeSet;

use chrono::TimeDelta;
use pms_app::api_keys::{self, ForPartner, Reissue, Switch};
use pms_app::approvals::{self, Verdict};
use pms_app::certificates::{self, Upload};
use pms_app::revocation::{self, Revocation};
use pms_app::testing::Site;
use pms_app::{hotlist, misp, partners, policies, policy_groups, policy_links, verification};
use pms_domain::approval::{Decision, Kind};
use pms_domain::context::Clock;
use pms_domain::key_value::KeyValue;
use pms_domain::verification::{Asked, Thumbprint};
use pms_domain::{Context, Timestamp};
use pms_identity::snapshot::Snapshot;
use pms_identity::verification::{Question, Verification};
use pms_store::audit::{self, Record};
use pms_store::oidc_client::{self, Content, KeyChange, NewClient};
use pms_store::partner::Reach;
use pms_store::{approval, partner, policy_link, statement};
use pms_testkit::TestClock;
use pms_testkit::openssl_cli::{CertificateSpec, Hierarchy};
use proptest::prelude::*;

use super::oracle;
use crate::api_keys::stage::{KeyStage, partner as new_partner};
use crate::histories::Histories;
use crate::support::hierarchy;

const POLICIES: [&str; 2] = ["one", "two"];

/// What somebody does, or time. What the rules forbid is refused, and changes nothing.
#[derive(Clone, Copy, Debug)]
enum Step {
    Generate { policy: usize, label: u8 },
    MakeForPartner { policy: usize, label: u8 },
    Fetch { key: usize },
    DecideKey { key: usize, approve: bool },
    Reissue { key: usize, label: u8 },
    Move { key: usize },
    SwitchKey { key: usize, on: bool },
    SettleKeys,
    Licence { licence: usize, what: u8 },
    SettleLicences,
    Client { policy: usize, what: u8 },
    Partner { misp: bool, what: u8 },
    Policy { policy: usize, what: u8 },
    Group { on: bool },
    Link { policy: usize, approved: bool },
    Block { misp: bool, hours: Option<i64> },
    Unblock { misp: bool, hours: Option<i64> },
    Upload { misp: bool, usage: usize, days: i64, overlap: Option<i64> },
    Again { certificate: usize, overlap: Option<i64> },
    Revoke { certificate: usize },
    Wait { hours: i64 },
}

const USAGES: [Option<&str>; 3] = [None, Some("signature"), Some("encryption")];

fn step() -> impl Strategy<Value = Step> {
    let (policy, key, label, what) = (0_usize..2, 0_usize..6, 0_u8..6, 0_u8..4);
    let hours = prop::option::of(1_i64..60);
    let overlap = prop::option::of(0_i64..4);
    prop_oneof![
        3 => (policy.clone(), label.clone()).prop_map(|(policy, label)| Step::Generate { policy, label }),
        1 => (policy.clone(), label.clone()).prop_map(|(policy, label)| Step::MakeForPartner { policy, label }),
        1 => key.clone().prop_map(|key| Step::Fetch { key }),
        2 => (key.clone(), prop::bool::weighted(0.7)).prop_map(|(key, approve)| Step::DecideKey { key, approve }),
        2 => (key.clone(), label).prop_map(|(key, label)| Step::Reissue { key, label }),
        1 => key.clone().prop_map(|key| Step::Move { key }),
        2 => (key.clone(), any::<bool>()).prop_map(|(key, on)| Step::SwitchKey { key, on }),
        1 => Just(Step::SettleKeys),
        3 => (key, what.clone()).prop_map(|(licence, what)| Step::Licence { licence, what }),
        1 => Just(Step::SettleLicences),
        2 => (policy.clone(), what.clone()).prop_map(|(policy, what)| Step::Client { policy, what }),
        2 => (any::<bool>(), what.clone()).prop_map(|(misp, what)| Step::Partner { misp, what }),
        2 => (policy.clone(), what).prop_map(|(policy, what)| Step::Policy { policy, what }),
        1 => any::<bool>().prop_map(|on| Step::Group { on }),
        2 => (policy, any::<bool>()).prop_map(|(policy, approved)| Step::Link { policy, approved }),
        1 => (any::<bool>(), hours.clone()).prop_map(|(misp, hours)| Step::Block { misp, hours }),
        1 => (any::<bool>(), hours).prop_map(|(misp, hours)| Step::Unblock { misp, hours }),
        3 => (any::<bool>(), 0_usize..3, 2_i64..12, overlap.clone())
            .prop_map(|(misp, usage, days, overlap)| Step::Upload { misp, usage, days, overlap }),
        1 => (0_usize..4, overlap).prop_map(|(certificate, overlap)| Step::Again { certificate, overlap }),
        1 => (0_usize..4).prop_map(|certificate| Step::Revoke { certificate }),
        2 => (1_i64..72).prop_map(|hours| Step::Wait { hours }),
    ]
}

/// A certificate that was uploaded.
#[derive(Clone)]
struct Had {
    misp: bool,
    id: String,
    pem: String,
    /// Of the uploaded one and of ours.
    thumbprints: [Thumbprint; 2],
}

struct Run<'a> {
    stage: &'a KeyStage,
    /// `None`: there is no openssl here, and so no certificate.
    pki: Option<&'a Hierarchy>,
    certificates: Vec<Had>,
    partner: String,
    misp: String,
    misp_owner: Context,
    owner: Context,
    admin: Context,
    /// Public ids, labels and policies of the keys, as they were made.
    made: Vec<(String, String, usize)>,
    /// Values of the keys, ids of the clients, and what nobody has.
    keys: Vec<String>,
    licences: Vec<String>,
    clients: usize,
    allowed: usize,
    /// Answers yes to a question that presents a certificate.
    presented: usize,
}

impl Run<'_> {
    fn site(&self) -> &Site {
        &self.stage.site
    }

    fn now(&self) -> Timestamp {
        self.admin.now()
    }

    async fn save(&self, change: pms_store::Change<'_>, record: Record) {
        change.save(&self.site().system(), record).await.unwrap();
    }

    fn took(&mut self, made: api_keys::Made, policy: usize) {
        self.keys.extend(made.value.map(|value| value.reveal().to_owned()));
        self.made.push((made.key_id, made.label, policy));
    }

    async fn key_step(&mut self, step: Step) {
        let app = &self.stage.site.app;
        match step {
            Step::Generate { policy, label } => {
                let label = format!("label {label}");
                let made = api_keys::generate(app, &self.owner, &self.partner, POLICIES[policy], &label).await;
                if let Ok(made) = made {
                    self.took(made, policy);
                }
            }
            Step::MakeForPartner { policy, label } => {
                let label = format!("label {label}");
                let wish =
                    ForPartner { partner_id: &self.partner, policy_name: POLICIES[policy], label: &label, show: false };
                if let Ok(made) = api_keys::create_for_partner(app, &self.admin, &wish).await {
                    self.took(made, policy);
                }
            }
            Step::Fetch { key } => {
                let Some((id, ..)) = self.made.get(key) else { return };
                if let Ok(made) = api_keys::fetch(app, &self.owner, id).await {
                    self.keys.extend(made.value.map(|value| value.reveal().to_owned()));
                }
            }
            Step::DecideKey { key, approve } => {
                let Some((id, ..)) = self.made.get(key) else { return };
                let kind = Kind::ApiKey.as_str();
                let found = approval::newest(app.store().db(), Reach::Everything, kind, id).await.unwrap();
                let decision = if approve { Decision::Approve } else { Decision::Reject };
                let verdict = Verdict { decision, reason: Some("Because."), shown_revision: None };
                if let Some(found) = found {
                    let _refused = approvals::decide(app, &self.admin, &found.id, verdict).await;
                }
            }
            Step::Reissue { key, label } => {
                let Some((id, _, policy)) = self.made.get(key).cloned() else { return };
                let label = format!("label {label}");
                let wish = Reissue { key_id: &id, label: &label, former_ends_at: None, show: false };
                if let Ok(made) = api_keys::reissue(app, &self.owner, &wish).await {
                    self.took(made, policy);
                }
            }
            Step::Move { key } => {
                let Some((id, _, policy)) = self.made.get(key).cloned() else { return };
                let (value, to) = (KeyValue::new(id), (POLICIES[policy], POLICIES[1 - policy]));
                if api_keys::move_to_policy(app, &self.admin, &self.partner, &value, to).await.is_ok() {
                    self.made[key].2 = 1 - policy;
                }
            }
            Step::SwitchKey { key, on } => {
                let Some((_, label, policy)) = self.made.get(key) else { return };
                let switch = Switch {
                    partner_id: &self.partner,
                    policy_id: POLICIES[*policy],
                    label,
                    status: if on { "Active" } else { "De-active" },
                    reason: None,
                };
                let _refused = api_keys::set_status(app, &self.owner, &switch).await;
            }
            _ => while !api_keys::settle_due(app, &app.system("expiry")).await.unwrap().is_nothing() {},
        }
    }

    async fn licence(&mut self, licence: usize, what: u8) {
        let app = &self.stage.site.app;
        if self.licences.len() < 2 || what == 0 {
            let made = match misp::create(app, &self.admin, &self.misp).await {
                Ok(made) => Ok(made),
                Err(_) => misp::renew(app, &self.admin, &self.misp, Some("Because.")).await,
            };
            self.licences.extend(made.ok().map(|made| made.key.reveal().to_owned()));
            return;
        }
        let key = KeyValue::new(self.licences[1 + licence % (self.licences.len() - 1)].clone());
        let word = if what == 1 { "de-active" } else { "active" };
        let _refused = misp::set_status(app, &self.admin, &self.misp, &key, word, None).await;
    }

    async fn client(&mut self, policy: usize, what: u8) {
        let app = &self.stage.site.app;
        let (now, id) = (self.now(), format!("{}-client-{}", self.partner, self.clients));
        let last = format!("{}-client-{}", self.partner, self.clients.saturating_sub(1));
        let mut change = app.store().change().await.unwrap();
        if what < 2 || self.clients == 0 {
            let content =
                Content { name: "Client", logo_uri: "", redirect_uris: &[], grant_types: &[], auth_methods: &[] };
            let new = NewClient {
                id: &id,
                rp_id: &self.partner,
                policy_id: POLICIES[policy],
                public_key: &format!("{{\"n\":\"{id}\"}}"),
                claims: &[],
                acr_values: &[],
                content,
                by: "test",
                at: now,
            };
            oidc_client::insert(&mut change, &new).await.unwrap();
            let mut record = Record::new("test.client", "oidc_client", &id);
            if self.clients > 0 && oidc_client::key_change(&mut change, &last).await.unwrap().is_none() {
                let ended =
                    KeyChange { old_id: last.clone(), new_id: id.clone(), retire_at: now + TimeDelta::hours(20) };
                oidc_client::replace_key(&mut change, &ended);
                record = record.touching("oidc_client", &last);
            }
            self.save(change, record).await;
            self.clients += 1;
            self.keys.push(id);
        } else {
            oidc_client::deactivate(&mut change, &last, "test", now).await.unwrap();
            self.save(change, Record::new("test.client", "oidc_client", &last)).await;
        }
    }

    async fn switch_partner(&mut self, misp: bool, what: u8) {
        let app = &self.stage.site.app;
        let id = if misp { &self.misp } else { &self.partner };
        if what == 0 {
            let _refused = partners::set_status(app, &self.admin, id, false, None).await;
            return;
        }
        let (status, active) = [("approved", true), ("InProgress", false), ("rejected", false)][usize::from(what) - 1];
        let mut change = app.store().change().await.unwrap();
        partner::set_standing(&mut change, id, status, active, "test", self.now()).await.unwrap();
        self.save(change, Record::new("test.partner", "partner", id)).await;
    }

    /// Somebody uploads a new certificate, or one that was there.
    async fn upload(&mut self, misp: bool, pem: String, usage: Option<&str>, overlap_days: Option<i64>, days: i64) {
        let (partner_id, domain) = if misp { (&self.misp, "MISP") } else { (&self.partner, "AUTH") };
        let upload = Upload {
            partner_id: partner_id.clone(),
            data: pem.clone(),
            domain: domain.into(),
            usage: usage.map(str::to_owned),
            overlap_days,
            ..Upload::default()
        };
        let who = if misp { &self.misp_owner } else { &self.owner };
        if let Ok(made) = certificates::upload(&self.stage.site.app, who, upload).await {
            self.end_of_certificate(&made.certificate_id, days).await;
            let thumbprints = [oracle::thumbprint(&pem), oracle::thumbprint(&made.signed_certificate)];
            self.certificates.push(Had { misp, id: made.certificate_id, pem, thumbprints });
        }
    }

    /// An upload needs eleven months ahead, and a history has days: the end is moved to where it is met.
    async fn end_of_certificate(&self, id: &str, days: i64) {
        let mut change = self.stage.site.app.store().change().await.unwrap();
        statement("UPDATE partner_cert_store SET cert_not_after = $2 WHERE cert_id = $1")
            .bind(id)
            .bind(self.now() + TimeDelta::days(days))
            .execute(&mut change)
            .await
            .unwrap();
        self.save(change, Record::new("test.end", "certificate", id)).await;
    }

    async fn certificate(&mut self, step: Step) {
        let Some(pki) = self.pki else { return };
        match step {
            Step::Upload { misp, usage, days, overlap } => {
                let name = format!("/C=IN/O=Acme/CN=partner {}", self.certificates.len());
                let (from, until) = (self.now() - TimeDelta::days(1), self.now() + TimeDelta::days(400));
                let leaf = CertificateSpec::new(name).valid(from, until).issued_by(&pki.intermediate).unwrap();
                self.upload(misp, leaf.pem, USAGES[usage], overlap, days).await;
            }
            Step::Again { certificate, overlap } => {
                let Some(had) = self.certificates.get(certificate).cloned() else { return };
                self.upload(had.misp, had.pem, None, overlap, 9).await;
            }
            Step::Revoke { certificate } => {
                let Some(had) = self.certificates.get(certificate).cloned() else { return };
                let wanted = Revocation { certificate_id: &had.id, reason: "keyCompromise", comment: Some("Because.") };
                let _refused = revocation::revoke_certificate(&self.stage.site.app, &self.admin, &wanted).await;
            }
            _ => {}
        }
    }

    /// A link that is approved is ended as the deactivation of a policy ends it; else it is asked for and decided.
    async fn link(&mut self, policy: usize, approved: bool) {
        let (app, name) = (&self.stage.site.app, POLICIES[policy]);
        let links = policy_link::of_partner(app.store().db(), Reach::Everything, &self.partner).await.unwrap();
        if let Some(link) =
            links.iter().find(|link| link.policy_id == name && link.status_code.eq_ignore_ascii_case("approved"))
            && !approved
        {
            let mut change = app.store().change().await.unwrap();
            policy_link::set_status(&mut change, &link.id, "rejected", "test", self.now());
            self.save(change, Record::new("test.link", "policy", name).touching("policy_request", &link.id)).await;
            return;
        }
        // Refused where one waits, is approved, or the policy or the partner is out of use.
        let _asked = policy_links::request(app, &self.owner, &self.partner, name, "Opening accounts").await;
        let links = policy_link::of_partner(app.store().db(), Reach::Everything, &self.partner).await.unwrap();
        for link in links.iter().filter(|link| link.policy_id == name) {
            let kind = Kind::PolicyLink.as_str();
            let found = approval::newest(app.store().db(), Reach::Everything, kind, &link.id).await.unwrap();
            let decision = if approved { Decision::Approve } else { Decision::Reject };
            let verdict = Verdict { decision, reason: Some("Because."), shown_revision: None };
            if let Some(found) = found {
                let _refused = approvals::decide(app, &self.admin, &found.id, verdict).await;
            }
        }
    }

    async fn group(&mut self, on: bool) {
        let (app, ctx) = (&self.stage.site.app, self.stage.site.app.system("test"));
        let group = pms_store::policy_group::find_by_name(app.store().db(), "Banking").await.unwrap().unwrap();
        let switched = match on {
            true => policy_groups::reactivate(app, &ctx, &group.id, Some("Because.")).await,
            false => policy_groups::deactivate(app, &ctx, &group.id, Some("Because.")).await,
        };
        if switched.is_ok() {
            return;
        }
        // The rule lets no group go that has active policies; an adopted database may have such.
        let mut change = app.store().change().await.unwrap();
        pms_store::policy_group::set_active(&mut change, &group.id, on, "test", self.now()).await.unwrap();
        self.save(change, Record::new("test.group", "policy_group", &group.id)).await;
    }

    async fn take(&mut self, step: Step) {
        self.site().clock.advance(TimeDelta::microseconds(1));
        let app = self.site().app.clone();
        let who = |misp: bool, run: &Self| if misp { run.misp.clone() } else { run.partner.clone() };
        match step {
            Step::Licence { licence, what } => self.licence(licence, what).await,
            Step::SettleLicences => while misp::end_over(&app).await.unwrap() > 0 {},
            Step::Client { policy, what } => self.client(policy, what).await,
            Step::Partner { misp, what } => self.switch_partner(misp, what).await,
            Step::Policy { policy, what: 0 } => {
                let _refused = policies::deactivate(&app, &app.system("test"), POLICIES[policy], true, Some("x")).await;
            }
            Step::Policy { policy, .. } => {
                let _refused = policies::reactivate(&app, &app.system("test"), POLICIES[policy], Some("x")).await;
            }
            Step::Group { on } => self.group(on).await,
            Step::Link { policy, approved } => self.link(policy, approved).await,
            Step::Upload { .. } | Step::Again { .. } | Step::Revoke { .. } => self.certificate(step).await,
            Step::Block { misp, hours } | Step::Unblock { misp, hours } => {
                let id = who(misp, self);
                let wanted = hotlist::Wanted {
                    id_type: "PARTNER_ID",
                    parts: hotlist::Parts {
                        id: Some(&id),
                        serial: None,
                        make: None,
                        model: None,
                        organisation: None,
                        provider_id: None,
                        certificate: None,
                    },
                    until: hours.map(|hours| self.now() + TimeDelta::hours(hours)),
                    status: None,
                    reason: Some("Because."),
                };
                match step {
                    Step::Block { .. } => hotlist::block(&app, &self.admin, &wanted).await.unwrap(),
                    _ => hotlist::unblock(&app, &self.admin, &wanted).await.unwrap(),
                };
            }
            Step::Wait { hours } => {
                self.site().clock.advance(TimeDelta::hours(hours));
            }
            keys => self.key_step(keys).await,
        }
        self.check(step).await;
    }

    /// Everything that may be asked: each key with the newest licence, each licence with the newest key, and with both of these
    /// each certificate.
    fn questions(&self) -> Vec<(String, String, String, Asked)> {
        let newest = |all: &[String]| all.last().cloned().unwrap_or_default();
        let (licence, key) = (newest(&self.licences), newest(&self.keys));
        let partner = || self.partner.clone();
        let by_key =
            self.keys.iter().rev().take(8).map(|key| (licence.clone(), partner(), key.clone(), Asked::Nothing));
        let licences = self.licences.iter().rev().take(3);
        let by_licence = licences.map(|licence| (licence.clone(), partner(), key.clone(), Asked::Nothing));
        let mut all: Vec<_> = by_key.chain(by_licence).collect();
        let had = self.certificates.iter().rev().take(6).flat_map(|had| had.thumbprints).map(Asked::Presented);
        let nobodys = [Asked::OneOfThePartner, Asked::NonePresented, Asked::Presented(Thumbprint([9; 32]))];
        // The key that was there from the first is the one most likely to be good.
        for key in [Some(&key), self.keys.first()].into_iter().flatten() {
            all.extend(had.clone().chain(nobodys).map(|asked| (licence.clone(), partner(), key.clone(), asked)));
        }
        all.push((licence.clone(), self.misp.clone(), key.clone(), Asked::Nothing));
        all.push((licence.clone(), "nobody".into(), key, Asked::Nothing));
        all.push((licence, partner(), "nothing".into(), Asked::Nothing));
        all
    }

    async fn check(&mut self, step: Step) {
        let app = &self.stage.site.app;
        let (head, _) = audit::head(app.store().db()).await.unwrap();
        app.identity().wait_for(head).await;
        let asking = self.questions();
        let questions: Vec<Question<'_>> = asking
            .iter()
            .map(|(licence, partner_id, key, asked)| Question { licence, partner_id, key, asked: *asked })
            .collect();
        let asking: Vec<_> = questions.iter().map(|question| verification::Asking::new(app, *question, None)).collect();
        let answers = verification::validate_all(app, &self.admin, &asking).await.unwrap();
        for (question, answer) in questions.iter().zip(answers) {
            let stored = oracle::answer(app.store(), question, self.now()).await;
            let answered = answer.verdict.map(|permit| permit.policy.id.to_string());
            let about = (question.partner_id, question.key, question.asked);
            assert_eq!(answered, stored, "{step:?} {about:?}");
            self.allowed += usize::from(stored.is_ok());
            self.presented += usize::from(stored.is_ok() && matches!(question.asked, Asked::Presented(_)));
        }
    }
}

/// One site for each database; partner and MISP of its own for each history.
/// Answers how often the answer was yes, and how often so to a question that presents a certificate.
async fn run(stage: &KeyStage, pki: Option<&Hierarchy>, number: usize, steps: Vec<Step>) -> (usize, usize) {
    let (partner, misp) = (format!("partner-{number}"), format!("misp-{number}"));
    let owner = new_partner(&stage.site, &partner).await;
    let misp_owner = new_partner(&stage.site, &misp).await;
    let mut change = stage.site.app.store().change().await.unwrap();
    statement("UPDATE partner SET partner_type_code = 'MISP_Partner' WHERE id = $1")
        .bind(misp.as_str())
        .execute(&mut change)
        .await
        .unwrap();
    change.save(&stage.site.system(), Record::new("test.type", "partner", &misp)).await.unwrap();
    let admin = stage.site.person(&format!("admin-{number}"), &["PARTNER_ADMIN"]).await;
    let admin = stage.site.context(&admin).await;
    let (made, keys, licences) = (Vec::new(), Vec::new(), vec!["no licence".to_owned()]);
    let certificates = Vec::new();
    let (clients, allowed, presented) = (0, 0, 0);
    let mut run = Run {
        stage,
        pki,
        certificates,
        partner,
        misp,
        misp_owner,
        owner,
        admin,
        made,
        keys,
        licences,
        clients,
        allowed,
        presented,
    };
    run.take(Step::Group { on: true }).await;
    for policy in 0..2 {
        run.take(Step::Policy { policy, what: 1 }).await;
    }
    run.take(Step::Licence { licence: 0, what: 0 }).await;
    run.take(Step::Generate { policy: 0, label: 9 }).await;
    // Where each key is decided on, nothing is allowed before; elsewhere this is refused.
    run.take(Step::DecideKey { key: 0, approve: true }).await;
    run.take(Step::Fetch { key: 0 }).await;
    if stage.site.app.settings().api_keys.approval == "each" {
        // One that was to replace it and is refused.
        run.take(Step::Reissue { key: 0, label: 8 }).await;
        run.take(Step::DecideKey { key: 1, approve: false }).await;
    }
    for misp in [false, true] {
        run.take(Step::Upload { misp, usage: 0, days: 9, overlap: None }).await;
    }
    for step in steps {
        run.take(step).await;
    }
    let app = &stage.site.app;
    let fresh = Snapshot::load(app.store(), stage.site.system().now()).await.unwrap();
    let followed = app.identity().snapshot();
    let differing = differences(&followed.verification, &fresh.verification);
    assert!(
        followed.verification == fresh.verification,
        "what followed the changes (revision {}) is not what is read at a start ({}): {differing:#?}",
        followed.revision,
        fresh.revision
    );
    (run.allowed, run.presented)
}

/// What stands in one and not, or otherwise, in the other.
fn differences(followed: &Verification, fresh: &Verification) -> Vec<String> {
    fn of(it: &Verification) -> BTreeSet<String> {
        let partners = it.partners.iter().map(|entry| format!("{entry:?}"));
        let policies = it.policies.iter().map(|entry| format!("{entry:?}"));
        let groups = it.groups.iter().map(|entry| format!("{entry:?}"));
        let clients = it.clients.iter().map(|entry| format!("{entry:?}"));
        let hotlisted = it.hotlisted.iter().map(|entry| format!("{entry:?}"));
        let licences = it.licences.iter().map(|(_, licence)| format!("{licence:?}"));
        let keys = it.keys.iter().map(|(_, key)| format!("{key:?}"));
        partners.chain(policies).chain(groups).chain(clients).chain(hotlisted).chain(licences).chain(keys).collect()
    }
    let (followed, fresh) = (of(followed), of(fresh));
    let only = |which: &str, these: &BTreeSet<String>, those: &BTreeSet<String>| -> Vec<String> {
        these.difference(those).map(|entry| format!("{which}: {entry}")).collect()
    };
    [only("followed", &followed, &fresh), only("read", &fresh, &followed)].concat()
}

fn random_histories(each: bool) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sites = runtime.block_on(Site::on_both_with(|settings| {
        settings.api_keys.approval = if each { "each" } else { "request" }.into();
        settings.api_keys.validity_days = 6;
        settings.api_keys.overlap_days = 2;
        settings.api_keys.fetch_days = 2;
        settings.misp.licence_validity_days = 8;
        // What nobody has is asked about again and again.
        settings.verification.limits.unknown_per_minute = 0;
    }));
    let pki = hierarchy("Acme");
    let histories = Histories::wished(8);
    for site in sites {
        // The machine's time: the CAs are made by `openssl`.
        site.clock.set(TestClock::at_machine_time().now() + TimeDelta::minutes(10));
        let stage = runtime.block_on(KeyStage::on(site, "acme"));
        if let Some(pki) = &pki {
            for (pem, domain) in
                [&pki.root.pem, &pki.intermediate.pem].into_iter().flat_map(|pem| [(pem, "AUTH"), (pem, "MISP")])
            {
                let trusted = certificates::upload_ca(&stage.site.app, &stage.admin, pem, domain);
                runtime.block_on(trusted).map(|_| ()).unwrap_or_else(|failure| panic!("{failure:?}"));
            }
        }
        let (number, allowed, presented) = (Cell::new(0), Cell::new(0), Cell::new(0));
        histories.run(prop::collection::vec(step(), 10..40), |steps| {
            number.set(number.get() + 1);
            let counts = runtime.block_on(run(&stage, pki.as_ref(), number.get(), steps));
            allowed.set(allowed.get() + counts.0);
            presented.set(presented.get() + counts.1);
        });
        let again = histories.again();
        assert!(allowed.get() > 20, "hardly anything was ever allowed: {} ({again})", allowed.get());
        assert!(pki.is_none() || presented.get() > 10, "hardly any certificate counted: {} ({again})", presented.get());
    }
}

#[test]
fn the_snapshot_answers_what_the_database_says() {
    random_histories(false);
}

#[test]
fn so_it_does_where_every_key_is_decided_on() {
    random_histories(true);
}
