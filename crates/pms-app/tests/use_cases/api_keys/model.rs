//! The state machine of keys against the real use cases and the real store: random commands of partner and admin, cascades
//! and the passing of time never reach a state that the model forbids.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use pms_app::api_keys::{self, ForPartner, KeyFilter, Reissue, Switch};
use pms_app::approvals::{self, Verdict};
use pms_app::testing::Site;
use pms_app::{Outcome, partners};
use pms_domain::api_key::{Command, Phase, Standing, State};
use pms_domain::approval::{Decision, Kind};
use pms_domain::key_value::KeyValue;
use pms_domain::{Context, Timestamp};
use pms_store::audit::Record;
use pms_store::list::ListQuery;
use pms_store::partner::Reach;
use pms_store::{api_key, approval, auth_policy, partner, statement};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::stage::{KeyStage, partner as new_partner};

const POLICIES: [&str; 2] = ["one", "two"];
const PLACES: usize = 3;
const VALID: i64 = 10;
const OVERLAP: i64 = 3;
const FETCH: i64 = 2;

/// What somebody does, or time. Keys are named by their place among those that were made.
#[derive(Clone, Copy, Debug)]
enum Step {
    Generate { policy: usize, label: u8 },
    Make { policy: usize, label: u8 },
    Fetch { key: usize },
    Decide { key: usize, approve: bool },
    Switch { key: usize, on: bool, by_admin: bool },
    Reactivate { key: usize },
    Reissue { key: usize, label: u8, by_admin: bool },
    Move { key: usize },
    Wait { hours: i64 },
    Settle,
    Partner { on: bool },
    Policy { policy: usize, on: bool },
}

fn step() -> impl Strategy<Value = Step> {
    let (policy, key, label) = (0_usize..2, 0_usize..8, 0_u8..6);
    prop_oneof![
        3 => (policy.clone(), label.clone()).prop_map(|(policy, label)| Step::Generate { policy, label }),
        2 => (policy.clone(), label.clone()).prop_map(|(policy, label)| Step::Make { policy, label }),
        3 => key.clone().prop_map(|key| Step::Fetch { key }),
        3 => (key.clone(), any::<bool>()).prop_map(|(key, approve)| Step::Decide { key, approve }),
        4 => (key.clone(), any::<bool>(), any::<bool>())
            .prop_map(|(key, on, by_admin)| Step::Switch { key, on, by_admin }),
        1 => key.clone().prop_map(|key| Step::Reactivate { key }),
        3 => (key.clone(), label, any::<bool>())
            .prop_map(|(key, label, by_admin)| Step::Reissue { key, label, by_admin }),
        2 => key.prop_map(|key| Step::Move { key }),
        3 => (0_i64..72).prop_map(|hours| Step::Wait { hours }),
        2 => Just(Step::Settle),
        1 => prop::bool::weighted(0.7).prop_map(|on| Step::Partner { on }),
        1 => (policy, prop::bool::weighted(0.7)).prop_map(|(policy, on)| Step::Policy { policy, on }),
    ]
}

/// A key as the model knows it.
#[derive(Clone, Debug)]
struct Key {
    id: String,
    label: String,
    policy: usize,
    standing: Standing,
    /// The key that it replaces, and when that one ends.
    former: Option<(usize, Timestamp)>,
    /// Nobody fetched it, and it was forgotten.
    is_gone: bool,
}

#[derive(Clone, Debug)]
struct Model {
    keys: Vec<Key>,
    partner: bool,
    policies: [bool; 2],
    /// Every key is decided on.
    each: bool,
}

impl Model {
    fn of(&self, policy: usize) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| key.policy == policy && !key.is_gone)
    }

    fn label_is_free(&self, policy: usize, label: &str) -> bool {
        self.of(policy).all(|key| key.label != label)
    }

    /// A key and the one that it is to replace have one place together.
    fn places(&self, policy: usize, now: Timestamp) -> usize {
        let takes = |key: &Key| {
            !key.is_gone
                && key.standing.ends_at.is_none()
                && matches!(key.standing.state(now), State::Active | State::AwaitsApproval | State::AwaitsFetch)
        };
        self.of(policy)
            .filter(|key| {
                let pending = matches!(key.standing.phase, Phase::Approval | Phase::Handover);
                takes(key) && !(pending && key.former.is_some_and(|(former, _)| takes(&self.keys[former])))
            })
            .count()
    }

    /// Whether a new key may be made, but for its place.
    fn may_make(&self, policy: usize, label: &str) -> bool {
        self.partner && self.policies[policy] && self.label_is_free(policy, label)
    }

    fn apply(&mut self, key: usize, command: Command, now: Timestamp) {
        self.keys[key].standing = self.keys[key].standing.next(command, now).unwrap();
    }

    fn may(&self, key: usize, command: Command, now: Timestamp) -> bool {
        self.keys.get(key).is_some_and(|key| !key.is_gone && key.standing.next(command, now).is_ok())
    }

    /// A key is in use: the former one ends.
    fn end_former(&mut self, key: usize, now: Timestamp) {
        if let Some((former, at)) = self.keys[key].former
            && !self.keys[former].is_gone
        {
            self.apply(former, Command::EndAt(at), now);
        }
    }

    fn keep_former(&mut self, key: usize, now: Timestamp) {
        if let Some((former, _)) = self.keys[key].former
            && !self.keys[former].is_gone
        {
            self.apply(former, Command::Unreplace, now);
        }
    }

    fn add(
        &mut self,
        made: &api_keys::Made,
        policy: usize,
        phase: Phase,
        former: Option<(usize, Timestamp)>,
        now: Timestamp,
    ) {
        let standing = Standing {
            phase,
            is_active: phase == Phase::Live,
            stopped_by_admin: false,
            is_replaced: false,
            valid_to: Some(now + TimeDelta::days(VALID)),
            ends_at: None,
            fetch_until: (phase == Phase::Handover).then(|| now + TimeDelta::days(FETCH)),
        };
        let label = made.label.clone();
        self.keys.push(Key { id: made.key_id.clone(), label, policy, standing, former, is_gone: false });
        if let Some((former, _)) = former {
            self.apply(former, Command::Replace, now);
        }
        if phase == Phase::Live {
            self.end_former(self.keys.len() - 1, now);
        }
    }
}

struct Run<'a> {
    stage: &'a KeyStage,
    partner: String,
    owner: Context,
    admin: Context,
    model: Model,
    /// Final states that were seen.
    over: BTreeMap<usize, State>,
}

fn named(label: u8) -> String {
    format!("Label {label}")
}

impl Run<'_> {
    fn now(&self) -> Timestamp {
        self.admin.now()
    }

    /// The real thing and the model agree on whether it is done.
    fn agreed<T>(&self, step: Step, done: &Outcome<T>, expected: bool) {
        let said = done.as_ref().err();
        assert_eq!(done.is_ok(), expected, "{step:?} {said:?} {:#?}", self.model);
    }

    async fn make(&mut self, step: Step, policy: usize, label: u8, by_admin: bool) {
        let (app, label, now) = (&self.stage.site.app, named(label), self.now());
        let expected = self.model.may_make(policy, &label) && self.model.places(policy, now) < PLACES;
        let made = if by_admin {
            let wish =
                ForPartner { partner_id: &self.partner, policy_name: POLICIES[policy], label: &label, show: false };
            api_keys::create_for_partner(app, &self.admin, &wish).await
        } else {
            api_keys::generate(app, &self.owner, &self.partner, POLICIES[policy], &label).await
        };
        self.agreed(step, &made, expected);
        let Ok(made) = made else { return };
        assert_eq!(made.value.is_none(), by_admin);
        self.model.add(&made, policy, self.phase(by_admin), None, now);
    }

    fn phase(&self, by_admin: bool) -> Phase {
        match (by_admin, self.model.each) {
            (true, _) => Phase::Handover,
            (false, true) => Phase::Approval,
            (false, false) => Phase::Live,
        }
    }

    async fn fetch(&mut self, step: Step, key: usize) {
        let (app, now) = (&self.stage.site.app, self.now());
        let Some(known) = self.model.keys.get(key).cloned() else { return };
        let usable = self.model.partner && self.model.policies[known.policy];
        let expected = usable && self.model.may(key, Command::Fetch, now);
        let fetched = api_keys::fetch(app, &self.owner, &known.id).await;
        self.agreed(step, &fetched, expected);
        if expected {
            self.model.apply(key, Command::Fetch, now);
            self.model.end_former(key, now);
        }
    }

    async fn decide(&mut self, step: Step, key: usize, approve: bool) {
        let (app, now) = (&self.stage.site.app, self.now());
        let Some(known) = self.model.keys.get(key).cloned() else { return };
        let found =
            approval::newest(app.store().db(), Reach::Everything, Kind::ApiKey.as_str(), &known.id).await.unwrap();
        let Some(found) = found else { return };
        let command = Command::Decide { approved: approve };
        let usable = !approve || (self.model.partner && self.model.policies[known.policy]);
        let expected = usable && self.model.may(key, command, now);
        let decision = if approve { Decision::Approve } else { Decision::Reject };
        let verdict = Verdict { decision, reason: Some("Because."), shown_revision: None };
        let decided = approvals::decide(app, &self.admin, &found.id, verdict).await;
        self.agreed(step, &decided, expected);
        if expected {
            self.model.apply(key, command, now);
            if approve { self.model.end_former(key, now) } else { self.model.keep_former(key, now) }
        }
    }

    async fn switch(&mut self, step: Step, key: usize, on: bool, by_admin: bool) {
        let (app, now) = (&self.stage.site.app, self.now());
        let Some(known) = self.model.keys.get(key).cloned() else { return };
        let command = if on { Command::Activate { by_admin } } else { Command::Deactivate { by_admin } };
        let changes = known.standing.next(command, now).is_ok_and(|after| after != known.standing);
        let room = !on || !changes || self.model.places(known.policy, now) < PLACES;
        // A key that was forgotten may have left its label to another one.
        let expected = (by_admin || self.model.partner) && room && self.model.may(key, command, now);
        if known.is_gone {
            return;
        }
        let switch = Switch {
            partner_id: &self.partner,
            policy_id: POLICIES[known.policy],
            label: &known.label,
            status: if on { "Active" } else { "De-active" },
            reason: None,
        };
        let who = if by_admin { &self.admin } else { &self.owner };
        let switched = api_keys::set_status(app, who, &switch).await;
        self.agreed(step, &switched, expected);
        if expected {
            assert_eq!(switched.ok(), Some(on));
            self.model.apply(key, command, now);
        }
    }

    async fn reactivate(&mut self, step: Step, key: usize) {
        let (app, now) = (&self.stage.site.app, self.now());
        let Some(known) = self.model.keys.get(key).cloned() else { return };
        let usable = self.model.partner && self.model.policies[known.policy];
        let room = self.model.places(known.policy, now) < PLACES;
        let command = Command::Reactivate { acceptable: true };
        let expected = usable && room && self.model.may(key, command, now);
        let back = api_keys::reactivate(app, &self.admin, &known.id, Some("Because.")).await;
        self.agreed(step, &back, expected);
        if expected {
            self.model.apply(key, command, now);
        }
    }

    async fn reissue(&mut self, step: Step, key: usize, label: u8, by_admin: bool) {
        let (app, label, now) = (&self.stage.site.app, named(label), self.now());
        let Some(known) = self.model.keys.get(key).cloned() else { return };
        let expected = self.model.may(key, Command::Replace, now) && self.model.may_make(known.policy, &label);
        let wish = Reissue { key_id: &known.id, label: &label, former_ends_at: None, show: false };
        let who = if by_admin { &self.admin } else { &self.owner };
        let made = api_keys::reissue(app, who, &wish).await;
        self.agreed(step, &made, expected);
        if let Ok(made) = made {
            let ends_at = (now + TimeDelta::days(OVERLAP)).min(known.standing.valid_to.unwrap());
            assert_eq!(made.former_ends_at, Some(ends_at));
            self.model.add(&made, known.policy, self.phase(by_admin), Some((key, ends_at)), now);
        }
    }

    async fn relocate(&mut self, step: Step, key: usize) {
        let (app, now) = (&self.stage.site.app, self.now());
        let Some(known) = self.model.keys.get(key).cloned() else { return };
        let to = 1 - known.policy;
        let expected = self.model.may(key, Command::Move, now)
            && self.model.policies[to]
            && self.model.label_is_free(to, &known.label)
            && self.model.places(to, now) < PLACES;
        let (value, policies) = (KeyValue::new(known.id.clone()), (POLICIES[known.policy], POLICIES[to]));
        let moved = api_keys::move_to_policy(app, &self.admin, &self.partner, &value, policies).await;
        self.agreed(step, &moved, expected);
        if expected {
            self.model.keys[key].policy = to;
        }
    }

    async fn settle(&mut self) {
        let (app, now) = (&self.stage.site.app, self.now());
        let ctx = self.stage.site.app.system("expiry");
        while !api_keys::settle_due(app, &ctx).await.unwrap().is_nothing() {}
        for key in 0..self.model.keys.len() {
            let standing = self.model.keys[key].standing;
            if standing.phase == Phase::Handover && standing.fetch_until.is_some_and(|until| until <= now) {
                if !std::mem::replace(&mut self.model.keys[key].is_gone, true) {
                    self.model.keep_former(key, now);
                }
            } else {
                self.model.apply(key, Command::Settle, now);
            }
        }
    }

    async fn switch_partner(&mut self, on: bool) {
        let (app, now) = (&self.stage.site.app, self.now());
        if on == self.model.partner {
            return;
        }
        self.model.partner = on;
        if !on {
            // What waits falls with it.
            partners::set_status(app, &self.admin, &self.partner, false, None).await.unwrap();
            for key in 0..self.model.keys.len() {
                if self.model.keys[key].standing.phase == Phase::Approval {
                    self.model.apply(key, Command::Decide { approved: false }, now);
                    self.model.keep_former(key, now);
                }
            }
            return;
        }
        let mut change = app.store().change().await.unwrap();
        partner::set_standing(&mut change, &self.partner, "approved", true, "test", now).await.unwrap();
        change.save(&self.stage.site.system(), Record::new("test.on", "partner", &self.partner)).await.unwrap();
    }

    async fn switch_policy(&mut self, policy: usize, on: bool) {
        let app = &self.stage.site.app;
        let mut change = app.store().change().await.unwrap();
        auth_policy::set_active(&mut change, POLICIES[policy], on, "test", self.now()).await.unwrap();
        change.save(&self.stage.site.system(), Record::new("test.policy", "policy", POLICIES[policy])).await.unwrap();
        self.model.policies[policy] = on;
    }

    async fn take(&mut self, step: Step) {
        // No two steps happen in the same microsecond.
        self.stage.site.clock.advance(TimeDelta::microseconds(1));
        match step {
            Step::Generate { policy, label } => self.make(step, policy, label, false).await,
            Step::Make { policy, label } => self.make(step, policy, label, true).await,
            Step::Fetch { key } => self.fetch(step, key).await,
            Step::Decide { key, approve } => self.decide(step, key, approve).await,
            Step::Switch { key, on, by_admin } => self.switch(step, key, on, by_admin).await,
            Step::Reactivate { key } => self.reactivate(step, key).await,
            Step::Reissue { key, label, by_admin } => self.reissue(step, key, label, by_admin).await,
            Step::Move { key } => self.relocate(step, key).await,
            Step::Wait { hours } => {
                self.stage.site.clock.advance(TimeDelta::hours(hours));
            }
            Step::Settle => self.settle().await,
            Step::Partner { on } => self.switch_partner(on).await,
            Step::Policy { policy, on } => self.switch_policy(policy, on).await,
        }
        self.check(step).await;
    }

    /// The store says what the model says, and nothing forbidden.
    async fn check(&mut self, step: Step) {
        let (db, now) = (self.stage.site.app.store().db(), self.now());
        for (place, key) in self.model.keys.iter().enumerate() {
            let found = api_key::find(db, Reach::Everything, &key.id).await.unwrap();
            assert_eq!(found.is_none(), key.is_gone, "{step:?} {key:?}");
            let Some(found) = found else { continue };
            assert_eq!(found.standing(), key.standing, "{step:?} {key:?}");
            assert_eq!(found.policy_id, POLICIES[key.policy]);
            let state = found.state(now);
            if let Some(before) = self.over.get(&place) {
                let stays =
                    state == *before || (*before == State::Expired && matches!(state, State::Ended | State::Refused));
                assert!(stays, "{step:?}: {before:?} became {state:?}");
            }
            if matches!(state, State::Refused | State::Ended | State::Expired) {
                self.over.insert(place, state);
            }
        }
        for policy in 0..POLICIES.len() {
            assert!(self.model.places(policy, now) <= PLACES, "{step:?}: {:#?}", self.model);
            let labels: Vec<_> = self.model.of(policy).map(|key| key.label.as_str()).collect();
            assert_eq!(labels.iter().collect::<BTreeSet<_>>().len(), labels.len(), "{step:?}: a label twice");
        }
        let listed = self.activated().await;
        let counting: BTreeSet<String> = self
            .model
            .keys
            .iter()
            .filter(|key| !key.is_gone && self.model.partner && self.model.policies[key.policy])
            .filter(|key| key.standing.state(now) == State::Active)
            .map(|key| key.id.clone())
            .collect();
        assert_eq!(listed, counting, "{step:?}");
        let published = self.published().await;
        for id in &listed {
            assert!(published.contains_key(id), "{step:?}: {id} counts and was never published");
        }
        if matches!(step, Step::Settle) {
            self.check_published(&published, now);
        }
    }

    /// Once time's work is done, subscribers know of each key that they know what it is by itself.
    fn check_published(&self, published: &BTreeMap<String, (usize, bool)>, now: Timestamp) {
        for key in &self.model.keys {
            let was_live = matches!(key.standing.phase, Phase::Live | Phase::Ended);
            assert_eq!(published.contains_key(&key.id), was_live && !key.is_gone, "{key:?}");
            if let Some((approvals, active)) = published.get(&key.id) {
                assert_eq!(*approvals, 1, "{key:?} was published twice");
                assert_eq!(*active, key.standing.state(now) == State::Active, "{key:?}");
            }
        }
    }

    async fn activated(&self) -> BTreeSet<String> {
        let filter = KeyFilter { status: Some("activated".into()), ..KeyFilter::default() };
        let found = api_keys::list(&self.stage.site.app, &self.owner, &filter, ListQuery::new()).await.unwrap();
        found.rows.into_iter().map(|row| row.id.unwrap()).collect()
    }

    /// By key: how often it was approved to subscribers, and whether the last event says that it is active.
    async fn published(&self) -> BTreeMap<String, (usize, bool)> {
        let rows: Vec<(String, String, String)> = statement(
            "SELECT e.subject_id, e.topic, e.detail FROM x_outbox e JOIN x_api_key x ON x.id = e.subject_id \
             JOIN partner_policy k ON k.policy_api_key = x.api_key WHERE e.topic LIKE 'APIKEY%' AND k.part_id = $1 \
             ORDER BY e.revision, e.seq",
        )
        .bind(self.partner.as_str())
        .all(self.stage.site.app.store().db())
        .await
        .unwrap();
        let mut found: BTreeMap<String, (usize, bool)> = BTreeMap::new();
        for (id, topic, detail) in rows {
            let known = found.entry(id).or_default();
            known.0 += usize::from(topic == "APIKEY_APPROVED");
            assert_eq!(known.0, 1, "updated before it was approved, or approved again");
            known.1 = detail.contains("\"active\":true");
        }
        found
    }
}

/// One site for each database; a partner of its own for each sequence.
async fn run(stage: &KeyStage, number: usize, each: bool, steps: Vec<Step>) {
    let partner = format!("partner-{number}");
    let owner = new_partner(&stage.site, &partner).await;
    let admin = stage.site.person(&format!("admin-{number}"), &["PARTNER_ADMIN"]).await;
    let admin = stage.site.context(&admin).await;
    let model = Model { keys: Vec::new(), partner: true, policies: [true; 2], each };
    let mut run = Run { stage, partner, owner, admin, model, over: BTreeMap::new() };
    for policy in 0..POLICIES.len() {
        run.switch_policy(policy, true).await;
    }
    for step in steps {
        run.take(step).await;
    }
    run.settle().await;
    run.check(Step::Settle).await;
}

fn random_commands(each: bool) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sites = runtime.block_on(Site::on_both_with(|settings| {
        settings.api_keys.per_approval = PLACES as u32;
        settings.api_keys.validity_days = VALID as u32;
        settings.api_keys.overlap_days = OVERLAP as u32;
        settings.api_keys.fetch_days = FETCH as u32;
        settings.api_keys.approval = if each { "each" } else { "request" }.into();
    }));
    for site in sites {
        let stage = runtime.block_on(KeyStage::on(site, "acme"));
        let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let number = std::cell::Cell::new(0);
        let outcome = runner.run(&prop::collection::vec(step(), 10..60), |steps| {
            number.set(number.get() + 1);
            runtime.block_on(run(&stage, number.get(), each, steps));
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn random_commands_never_reach_a_forbidden_state() {
    random_commands(false);
}

#[test]
fn nor_do_they_where_every_key_is_decided_on() {
    random_commands(true);
}
