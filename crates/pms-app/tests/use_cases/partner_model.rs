//! A partner, its requests for policies, the policies and their group against a model of them: random histories of the partner, an
//! admin and time never reach a state that the model forbids. One request for each thing waits at most; what is stopped stops, by
//! force too; what is over counts for nothing.

mod model;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use chrono::{SubsecRound, TimeDelta};
use pms_app::approvals::{self, Verdict};
use pms_app::certificates::{self, Upload};
use pms_app::policies::{self, Edit, NewPolicy};
use pms_app::testing::Site;
use pms_app::{Failure, Outcome, api_keys, partners, policy_groups, policy_links};
use pms_domain::approval::{Decision, Kind};
use pms_domain::{Context, Timestamp, roles};
use pms_store::partner::{self, Reach};
use pms_store::{approval, auth_policy, policy_group, policy_link, statement};
use pms_testkit::openssl_cli::{CertificateSpec, Hierarchy};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use self::model::{Asked, Link, Place, Policy, Stage as PolicyStage, World};
use crate::histories::Histories;
use crate::support::{Stage, done, hierarchy, registration};

/// What somebody does, or time. Links are named by their place among those that were made.
#[derive(Clone, Copy, Debug)]
enum Step {
    DecidePartner { approve: bool },
    Certify,
    Reopen,
    SwitchPartner { on: bool },
    PartnerBack,
    Ask { policy: usize },
    DecideLink { at: usize, approve: bool, by_word: bool },
    Withdraw { at: usize },
    MakeKey { policy: usize },
    Publish { policy: usize },
    Say { policy: usize, activate: bool },
    StopPolicy { policy: usize, force: bool },
    PolicyBack { policy: usize },
    Edit { policy: usize },
    Extend { policy: usize, days: i64 },
    Group { on: bool, by_update: bool },
    Wait { hours: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    let (policy, at) = (0_usize..2, 0_usize..8);
    let weighted = |weight: f64| prop::bool::weighted(weight);
    prop_oneof![
        3 => weighted(0.7).prop_map(|approve| Step::DecidePartner { approve }),
        1 => Just(Step::Certify),
        3 => Just(Step::Reopen),
        1 => weighted(0.3).prop_map(|on| Step::SwitchPartner { on }),
        3 => Just(Step::PartnerBack),
        8 => policy.clone().prop_map(|policy| Step::Ask { policy }),
        6 => (at.clone(), weighted(0.6), any::<bool>())
            .prop_map(|(at, approve, by_word)| Step::DecideLink { at, approve, by_word }),
        2 => at.prop_map(|at| Step::Withdraw { at }),
        3 => policy.clone().prop_map(|policy| Step::MakeKey { policy }),
        3 => policy.clone().prop_map(|policy| Step::Publish { policy }),
        2 => (policy.clone(), any::<bool>()).prop_map(|(policy, activate)| Step::Say { policy, activate }),
        3 => (policy.clone(), any::<bool>()).prop_map(|(policy, force)| Step::StopPolicy { policy, force }),
        5 => policy.clone().prop_map(|policy| Step::PolicyBack { policy }),
        2 => policy.clone().prop_map(|policy| Step::Edit { policy }),
        3 => (policy, -1_i64..4).prop_map(|(policy, days)| Step::Extend { policy, days }),
        3 => (weighted(0.6), any::<bool>()).prop_map(|(on, by_update)| Step::Group { on, by_update }),
        3 => (1_i64..60).prop_map(|hours| Step::Wait { hours }),
    ]
}

/// How often each kind of step was allowed, and refused.
type Seen = RefCell<BTreeMap<String, [usize; 2]>>;

struct Run<'a> {
    stage: &'a Stage,
    pki: &'a Hierarchy,
    partner: String,
    group: String,
    owner: Context,
    admin: Context,
    world: World,
    seen: &'a Seen,
    number: usize,
}

fn content() -> Map<String, Value> {
    let policy = json!({"authTokenType": "random", "allowedAuthTypes": [], "allowedKycAttributes": []});
    policy.as_object().unwrap().clone()
}

fn description(text: usize) -> String {
    format!("Described {text} times")
}

impl Run<'_> {
    fn now(&self) -> Timestamp {
        self.admin.now()
    }

    fn policy_name(&self, policy: usize) -> String {
        format!("{} {policy}", self.group)
    }

    /// The real thing and the model agree on whether it is done; and what is not done is refused, not broken.
    fn agreed<T>(&self, step: Step, outcome: &Outcome<T>, expected: bool) {
        let said = outcome.as_ref().err();
        assert!(matches!(said, None | Some(Failure::Refused(_))), "{step:?} {said:?}");
        assert_eq!(outcome.is_ok(), expected, "{step:?} {said:?} {:#?}", self.world);
    }

    /// The link that a step names. `None`: there is none.
    fn link(&self, at: usize) -> Option<usize> {
        (!self.world.links.is_empty()).then(|| at % self.world.links.len())
    }

    async fn take(&mut self, step: Step) {
        // No two steps happen in the same microsecond.
        self.stage.site.clock.advance(TimeDelta::microseconds(1));
        self.number += 1;
        if let Some((outcome, expected)) = self.act(step).await {
            self.agreed(step, &outcome, expected);
            let said = format!("{step:?}");
            let name = said.split(' ').next().unwrap_or_default().to_owned();
            self.seen.borrow_mut().entry(name).or_default()[usize::from(!expected)] += 1;
        }
        self.check(step).await;
    }

    /// What came of it, and what should; `None`: there was nothing to do it with.
    async fn act(&mut self, step: Step) -> Option<(Outcome<()>, bool)> {
        match step {
            Step::DecidePartner { .. }
            | Step::Certify
            | Step::Reopen
            | Step::SwitchPartner { .. }
            | Step::PartnerBack => Some(self.of_partner(step).await),
            Step::Ask { .. } | Step::DecideLink { .. } | Step::Withdraw { .. } | Step::MakeKey { .. } => {
                self.of_links(step).await
            }
            Step::Group { on, by_update } => Some(self.switch_group(on, by_update).await),
            Step::Wait { hours } => {
                self.stage.site.clock.advance(TimeDelta::hours(hours));
                None
            }
            of_policy => Some(self.of_policies(of_policy).await),
        }
    }

    async fn of_partner(&mut self, step: Step) -> (Outcome<()>, bool) {
        let (app, id, reason) = (&self.stage.site.app, self.partner.as_str(), Some("Because."));
        match step {
            Step::DecidePartner { approve } => {
                let decided = self.decide(Kind::Partner, id, approve).await;
                (decided, self.world.decide_partner(approve))
            }
            Step::Certify => {
                let (from, until) = (self.now() - TimeDelta::days(1), self.now() + TimeDelta::days(400));
                let leaf = CertificateSpec::new("/C=IN/O=Example Bank/CN=Bank").valid(from, until);
                let data = leaf.issued_by(&self.pki.intermediate).unwrap().pem;
                let upload = Upload { partner_id: id.to_owned(), data, domain: "AUTH".to_owned(), ..Upload::default() };
                let uploaded = certificates::upload(app, &self.owner, upload).await.map(|_| ());
                (uploaded, self.world.certify())
            }
            Step::Reopen => {
                let reopened = partners::reopen(app, &self.owner, id, "We mended it.").await;
                (reopened, self.world.reopen())
            }
            Step::SwitchPartner { on } => {
                let switched = partners::set_status(app, &self.admin, id, on, reason).await;
                (switched, self.world.switch_partner(on))
            }
            Step::PartnerBack => {
                let back = partners::reactivate(app, &self.admin, id, reason).await;
                (back, self.world.bring_partner_back())
            }
            other => unreachable!("{other:?}"),
        }
    }

    /// Decides on the newest request about something.
    async fn decide(&self, kind: Kind, id: &str, approve: bool) -> Outcome<()> {
        let app = &self.stage.site.app;
        let newest = approval::newest(app.store().db(), Reach::Everything, kind.as_str(), id).await.unwrap().unwrap();
        let decision = if approve { Decision::Approve } else { Decision::Reject };
        let verdict = Verdict { decision, reason: Some("Because."), shown_revision: None };
        approvals::decide(app, &self.admin, &newest.id, verdict).await.map(|_| ())
    }

    async fn of_links(&mut self, step: Step) -> Option<(Outcome<()>, bool)> {
        let (app, now) = (&self.stage.site.app, self.now());
        Some(match step {
            Step::Ask { policy } => {
                let expected = self.world.may_ask(policy, now);
                let name = self.policy_name(policy);
                match policy_links::request(app, &self.owner, &self.partner, &name, "Accounts").await {
                    Ok(made) => {
                        self.world.links.push(Link { id: made.id, policy, asked: Asked::Waits });
                        (Ok(()), expected)
                    }
                    Err(failure) => (Err(failure), expected),
                }
            }
            Step::DecideLink { at, approve, by_word } => {
                let at = self.link(at)?;
                let id = self.world.links[at].id.clone();
                let decided = if by_word {
                    let word = if approve { "Approved" } else { "rejected" };
                    policy_links::decide(app, &self.admin, &id, word, None).await.map(|_| ())
                } else {
                    self.decide(Kind::PolicyLink, &id, approve).await
                };
                (decided, self.world.decide_link(at, approve, now))
            }
            Step::Withdraw { at } => {
                let at = self.link(at)?;
                let id = self.world.links[at].id.clone();
                (policy_links::withdraw(app, &self.owner, &id, None).await, self.world.withdraw(at))
            }
            Step::MakeKey { policy } => {
                let (name, label) = (self.policy_name(policy), format!("Key {}", self.number));
                let made = api_keys::generate(app, &self.owner, &self.partner, &name, &label).await;
                (made.map(|_| ()), self.world.may_make_key(policy, now))
            }
            other => unreachable!("{other:?}"),
        })
    }

    async fn of_policies(&mut self, step: Step) -> (Outcome<()>, bool) {
        let (app, admin, now, reason) = (&self.stage.site.app, &self.admin, self.now(), Some("Because."));
        let group_id = self.group_id().await;
        let id = |policy: usize| self.world.policies[policy].id.clone();
        match step {
            Step::Publish { policy } => {
                let done = policies::publish(app, admin, &id(policy), &group_id).await;
                (done.map(|_| ()), self.world.publish(policy))
            }
            Step::Say { policy, activate } => {
                let done = policies::set_status(app, admin, &id(policy), &group_id, activate).await;
                (done, self.world.say(policy, activate))
            }
            Step::StopPolicy { policy, force } => {
                let done = policies::deactivate(app, admin, &id(policy), force, reason).await;
                (done.map(|_| ()), self.world.stop_policy(policy, force))
            }
            Step::PolicyBack { policy } => {
                let done = policies::reactivate(app, admin, &id(policy), reason).await;
                (done.map(|_| ()), self.world.bring_policy_back(policy, now))
            }
            Step::Edit { policy } => {
                let edit = self.edit(policy, self.number, None);
                let done = policies::update(app, admin, &id(policy), edit).await;
                (done.map(|_| ()), self.world.edit(policy, self.number))
            }
            Step::Extend { policy, days } => {
                let until = now.trunc_subsecs(6) + TimeDelta::days(days);
                let edit = self.edit(policy, self.world.policies[policy].text, Some(until));
                let done = policies::update(app, admin, &id(policy), edit).await;
                (done.map(|_| ()), self.world.extend(policy, until, now))
            }
            other => unreachable!("{other:?}"),
        }
    }

    fn edit(&self, policy: usize, text: usize, valid_till: Option<Timestamp>) -> Edit {
        Edit {
            group_name: self.group.clone(),
            name: self.policy_name(policy),
            description: description(text),
            version: "1".to_owned(),
            policy: content(),
            valid_till,
        }
    }

    async fn group_id(&self) -> String {
        let found = policy_group::find_by_name(self.stage.site.app.store().db(), &self.group).await.unwrap();
        found.unwrap().id
    }

    async fn switch_group(&mut self, on: bool, by_update: bool) -> (Outcome<()>, bool) {
        let (app, admin, reason) = (&self.stage.site.app, &self.admin, Some("Because."));
        let id = self.group_id().await;
        let switched = match (by_update, on) {
            (true, _) => policy_groups::update(app, admin, &id, &self.group, "Described", Some(on)).await.map(|_| ()),
            (false, true) => policy_groups::reactivate(app, admin, &id, reason).await,
            (false, false) => policy_groups::deactivate(app, admin, &id, reason).await,
        };
        (switched, self.world.switch_group(on, by_update))
    }

    /// The store says what the model says, and nothing forbidden; and so does what the partner is shown.
    async fn check(&self, step: Step) {
        self.world.check();
        let (app, now) = (&self.stage.site.app, self.now());
        let db = app.store().db();
        let row = partner::find(app.store(), db, Reach::Everything, &self.partner).await.unwrap().unwrap();
        let stands = (row.approval_status.as_str(), row.is_active);
        assert_eq!(stands, self.world.partner.columns(), "{step:?} {:#?}", self.world);
        let group = policy_group::find_by_name(db, &self.group).await.unwrap().unwrap();
        assert_eq!(group.is_active, self.world.group, "{step:?}");
        for policy in &self.world.policies {
            let row = auth_policy::find(db, &policy.id).await.unwrap().unwrap();
            let columns = (row.policy_schema.is_some(), row.is_active);
            assert_eq!(columns, policy.stage.columns(), "{step:?} {policy:?}");
            assert_eq!((row.valid_to_date, row.descr), (policy.until, description(policy.text)), "{step:?}");
        }
        for link in &self.world.links {
            let row = policy_link::find(db, Reach::Everything, &link.id).await.unwrap().unwrap();
            let policy = &self.world.policies[link.policy].id;
            assert_eq!((row.status_code.as_str(), &row.policy_id), (link.asked.code(), policy), "{step:?} {link:?}");
        }
        self.check_requests(step).await;
        // What it may ask for, and what is in force for it.
        let shown = done(policy_links::choices(app, &self.owner, &self.partner).await);
        let shown: BTreeMap<_, _> =
            shown.into_iter().map(|choice| (choice.policy.id.clone(), choice.is_open())).collect();
        let usable = (0..self.world.policies.len()).filter(|policy| self.world.is_usable(*policy, now));
        let expected = usable.map(|policy| (self.world.policies[policy].id.clone(), self.world.is_free(policy)));
        assert_eq!(shown, expected.collect::<BTreeMap<_, _>>(), "{step:?} {:#?}", self.world);
        let mut shown: Vec<_> = done(policy_links::approved(app, &self.owner, &self.partner).await)
            .into_iter()
            .map(|policy| policy.id)
            .collect();
        let in_force = (0..self.world.policies.len()).filter(|policy| self.world.is_in_force(*policy, now));
        let mut expected: Vec<_> = in_force.map(|policy| self.world.policies[policy].id.clone()).collect();
        shown.sort_unstable();
        expected.sort_unstable();
        assert_eq!(shown, expected, "{step:?} {:#?}", self.world);
    }

    /// One request waits of what is open, and none of anything else.
    async fn check_requests(&self, step: Step) {
        let rows: Vec<(String, i64)> = statement(
            "SELECT object_id, COUNT(*) FROM x_approval WHERE partner_id = $1 \
             AND state IN ('waiting', 'on_hold', 'changes_asked') GROUP BY object_id",
        )
        .bind(self.partner.as_str())
        .all(self.stage.site.app.store().db())
        .await
        .unwrap();
        let links = self.world.links.iter().filter(|link| link.asked == Asked::Waits).map(|link| link.id.clone());
        let own = (self.world.asked == Asked::Waits).then(|| self.partner.clone());
        let expected: BTreeMap<String, i64> = links.chain(own).map(|id| (id, 1)).collect();
        assert_eq!(rows.into_iter().collect::<BTreeMap<_, _>>(), expected, "{step:?} {:#?}", self.world);
    }
}

/// One site for each database; a partner and a group with two drafts of its own for each history.
async fn run(stage: &Stage, pki: &Hierarchy, number: usize, seen: &Seen, steps: Vec<Step>) {
    let app = &stage.site.app;
    let (partner, group) = (format!("bank-{number}"), format!("Group {number}"));
    stage.site.policy_group(&group).await;
    let admin = stage.site.person(&format!("admin-{number}"), roles::STAFF_ROLES).await;
    let admin = stage.site.context(&admin).await;
    let mut drafts = Vec::new();
    for policy in 0..2 {
        let new = NewPolicy {
            policy_id: None,
            group_name: group.clone(),
            policy_type: "Auth".to_owned(),
            name: format!("{group} {policy}"),
            description: description(0),
            version: "1".to_owned(),
            policy: content(),
        };
        let made = done(policies::create(app, &admin, new).await);
        drafts.push(Policy { id: made.id, stage: PolicyStage::Draft, text: 0, until: made.valid_to_date });
    }
    let person = stage.site.person(&format!("owner-{number}"), &[]).await;
    let mut wish = registration(&partner, "Auth_Partner");
    wish.policy_group = Some(group.clone());
    done(partners::register(app, &stage.ctx(&person).await, wish).await);
    // With the role that the registration gave.
    let owner = stage.ctx(&person).await;
    let world = World {
        partner: Place::InProgress,
        asked: Asked::Waits,
        certified: false,
        links: Vec::new(),
        policies: drafts,
        group: true,
    };
    let mut run = Run { stage, pki, partner, group, owner, admin, world, seen, number: 0 };
    // Every other history begins where the partner already has a policy.
    if number.is_multiple_of(2) {
        for step in [
            Step::DecidePartner { approve: true },
            Step::Certify,
            Step::Publish { policy: 0 },
            Step::Ask { policy: 0 },
            Step::DecideLink { at: 0, approve: true, by_word: false },
            Step::MakeKey { policy: 0 },
        ] {
            run.take(step).await;
        }
    }
    for step in steps {
        run.take(step).await;
    }
}

/// `PMS_MODEL_CASES` says how many histories (for each database; 8), `PMS_MODEL_SEED` draws those of a run once more.
#[test]
fn random_commands_never_reach_a_forbidden_state() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let histories = Histories::wished(8);
    for site in runtime.block_on(Site::on_both()) {
        let stage = runtime.block_on(Stage::on(site));
        let admin = runtime.block_on(stage.admin());
        for pem in [&pki.root.pem, &pki.intermediate.pem] {
            done(runtime.block_on(certificates::upload_ca(&stage.site.app, &admin, pem, "AUTH")));
        }
        let (seen, number) = (Seen::default(), Cell::new(0));
        histories.run(prop::collection::vec(step(), 20..60), |steps| {
            number.set(number.get() + 1);
            runtime.block_on(run(&stage, &pki, number.get(), &seen, steps));
        });
        let seen = seen.into_inner();
        let [allowed, refused] = seen.values().fold([0, 0], |sum, [yes, no]| [sum[0] + yes, sum[1] + no]);
        let enough = allowed > 5 * histories.cases() && refused > 5 * histories.cases();
        assert!(enough, "hardly anything happened: {seen:?} ({})", histories.again());
    }
}
