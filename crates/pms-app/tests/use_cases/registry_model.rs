//! The registries against a model of them: random histories of a device provider, a chip provider, an admin and time never reach
//! a state that the model forbids. A row changes by a decision alone, one request of it waits at most, and what is shown and what
//! may register people is what the model says.

mod check;
mod model;

use std::cell::RefCell;
use std::collections::BTreeMap;

use chrono::{SubsecRound, TimeDelta};
use pms_app::approvals::{self, Verdict};
use pms_app::devices::{self, ChipUpload, DeviceDetails, InterfaceDetails, InterfaceUpdate, NewModel};
use pms_app::interfaces::expire_batch;
use pms_app::testing::Site;
use pms_app::{Failure, Outcome, certificates, hotlist, partners};
use pms_domain::approval::{Decision, Kind};
use pms_domain::{Context, Timestamp, roles};
use pms_store::audit::Record;
use pms_store::list::{ListQuery, Page};
use pms_store::partner::{self, Reach};
use pms_store::{approval, statement};
use pms_testkit::openssl_cli::{CertificateSpec, Hierarchy, Key, generate_key};
use proptest::prelude::*;

use self::model::{Certificate, Chip, DAYS_AHEAD, Interface, Place, Registry, Thing};
use crate::histories::Histories;
use crate::support::{Stage, done, hierarchy};

/// What a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Device,
    Interface,
    Chip,
}

/// What somebody does, or time. Things are named by their place among those that there are. `Say`: the words of the contract's
/// routes.
#[derive(Clone, Copy, Debug)]
enum Step {
    AddDevice { model: u8, with: Option<usize> },
    AddInterface { version: u8, days: i64 },
    AddChip { model: u8 },
    ChangeDevice { at: usize, model: u8 },
    ChangeInterface { at: usize, version: u8, days: Option<i64>, on: bool },
    ChangeChip { at: usize, model: u8 },
    Certify { at: usize, days: i64 },
    Decide { what: What, at: usize, approve: bool },
    Say { what: What, at: usize, activate: bool },
    Map { device: usize, interface: usize },
    Unmap { device: usize, interface: usize },
    Stop { what: What, at: usize, by_admin: bool },
    Back { what: What, at: usize },
    Provider { chips: bool, on: bool },
    Wait { hours: i64 },
    Expire,
}

impl Step {
    fn decides(self) -> bool {
        matches!(self, Step::Decide { .. } | Step::Say { .. })
    }
}

fn step() -> impl Strategy<Value = Step> {
    let (at, name, days) = (0_usize..8, 0_u8..4, 1_i64..7);
    let what = || prop::sample::select(vec![What::Device, What::Interface, What::Chip]);
    prop_oneof![
        3 => (name.clone(), prop::option::of(at.clone())).prop_map(|(model, with)| Step::AddDevice { model, with }),
        3 => (0_u8..12, days.clone()).prop_map(|(version, days)| Step::AddInterface { version, days }),
        1 => name.clone().prop_map(|model| Step::AddChip { model }),
        3 => (at.clone(), name.clone()).prop_map(|(at, model)| Step::ChangeDevice { at, model }),
        3 => (at.clone(), 0_u8..12, prop::option::of(days.clone()), prop::bool::weighted(0.8))
            .prop_map(|(at, version, days, on)| Step::ChangeInterface { at, version, days, on }),
        2 => (at.clone(), name).prop_map(|(at, model)| Step::ChangeChip { at, model }),
        2 => (at.clone(), days).prop_map(|(at, days)| Step::Certify { at, days }),
        9 => (what(), at.clone(), prop::bool::weighted(0.8))
            .prop_map(|(what, at, approve)| Step::Decide { what, at, approve }),
        4 => (what(), at.clone(), any::<bool>()).prop_map(|(what, at, activate)| Step::Say { what, at, activate }),
        3 => (at.clone(), at.clone()).prop_map(|(device, interface)| Step::Map { device, interface }),
        1 => (at.clone(), at.clone()).prop_map(|(device, interface)| Step::Unmap { device, interface }),
        3 => (what(), at.clone(), any::<bool>()).prop_map(|(what, at, by_admin)| Step::Stop { what, at, by_admin }),
        3 => (what(), at).prop_map(|(what, at)| Step::Back { what, at }),
        2 => (any::<bool>(), prop::bool::weighted(0.7)).prop_map(|(chips, on)| Step::Provider { chips, on }),
        3 => (1_i64..60).prop_map(|hours| Step::Wait { hours }),
        2 => Just(Step::Expire),
    ]
}

/// What the histories of a site came to: how often something was allowed and refused by the kind of step, and how often a
/// device was valid.
#[derive(Debug, Default)]
struct Seen {
    steps: BTreeMap<String, [usize; 2]>,
    valid: usize,
}

struct Run<'a> {
    stage: &'a Stage,
    /// `None`: there is no openssl here, and so no certificate.
    pki: Option<&'a Hierarchy>,
    /// The key of the chips.
    key: String,
    providers: [String; 2],
    owners: [Context; 2],
    admin: Context,
    model: Registry,
    /// Whether it was approved, and what its row said.
    said: BTreeMap<String, (bool, String)>,
    seen: &'a RefCell<Seen>,
    number: usize,
}

fn named(model: u8) -> String {
    format!("M{model}")
}

fn versioned(version: u8) -> String {
    format!("{version}.0")
}

fn device_details(model: u8) -> DeviceDetails {
    DeviceDetails {
        dtype_code: "Finger".to_owned(),
        dstype_code: "Slap".to_owned(),
        make: "Acme".to_owned(),
        model: named(model),
    }
}

fn interface_details(says: &Interface) -> InterfaceDetails {
    let version = versioned(says.version);
    InterfaceDetails { binary_hash: "hash".to_owned(), version, created: says.created, expiry: says.expiry }
}

fn decision(approve: bool) -> Decision {
    if approve { Decision::Approve } else { Decision::Reject }
}

impl Run<'_> {
    fn now(&self) -> Timestamp {
        self.admin.now()
    }

    /// The real thing and the model agree on whether it is done; and what is not done is refused, not broken.
    fn agreed<T>(&self, step: Step, outcome: &Outcome<T>, expected: bool) -> bool {
        let said = outcome.as_ref().err();
        assert!(matches!(said, None | Some(Failure::Refused(_))), "{step:?} {said:?}");
        assert_eq!(outcome.is_ok(), expected, "{step:?} {said:?} {:#?}", self.model);
        expected
    }

    /// Who acts for a provider: itself, or an admin.
    fn actor(&self, what: What, by_admin: bool) -> &Context {
        match (by_admin, what) {
            (true, _) => &self.admin,
            (false, What::Chip) => &self.owners[1],
            (false, What::Device | What::Interface) => &self.owners[0],
        }
    }

    /// The thing that a step names. `None`: there is none.
    fn place(&self, what: What, at: usize) -> Option<usize> {
        let count = match what {
            What::Device => self.model.devices.len(),
            What::Interface => self.model.interfaces.len(),
            What::Chip => self.model.chips.len(),
        };
        (count > 0).then(|| at % count)
    }

    fn id(&self, what: What, at: usize) -> String {
        match what {
            What::Device => self.model.devices[at].id.clone(),
            What::Interface => self.model.interfaces[at].id.clone(),
            What::Chip => self.model.chips[at].id.clone(),
        }
    }

    async fn take(&mut self, step: Step) {
        // No two steps happen in the same microsecond.
        self.stage.site.clock.advance(TimeDelta::microseconds(1));
        if let Some(allowed) = self.act(step).await {
            let said = format!("{step:?}");
            let name = said.split(' ').next().unwrap_or_default().to_owned();
            self.seen.borrow_mut().steps.entry(name).or_default()[usize::from(!allowed)] += 1;
        }
        self.check(step).await;
        self.number += 1;
    }

    /// Whether it was allowed; `None`: there was nothing to do it with.
    async fn act(&mut self, step: Step) -> Option<bool> {
        match step {
            Step::AddDevice { .. } | Step::AddInterface { .. } | Step::AddChip { .. } => self.add(step).await,
            Step::ChangeDevice { .. } | Step::ChangeInterface { .. } | Step::ChangeChip { .. } => {
                self.change(step).await
            }
            Step::Certify { at, days } => self.certify(step, at, days).await,
            Step::Decide { what, at, approve } => self.decide(step, what, at, approve).await,
            Step::Say { what, at, activate } => self.say(step, what, at, activate).await,
            Step::Map { .. } | Step::Unmap { .. } => self.pair(step).await,
            Step::Stop { what, at, by_admin } => self.stop(step, what, at, by_admin).await,
            Step::Back { what, at } => self.bring_back(step, what, at).await,
            Step::Provider { chips, on } => self.switch(chips, on).await,
            Step::Wait { hours } => {
                self.stage.site.clock.advance(TimeDelta::hours(hours));
                None
            }
            Step::Expire => {
                let ctx = self.stage.site.app.system("expiry");
                while done(expire_batch(&self.stage.site.app, &ctx).await) > 0 {}
                self.model.expire(self.now());
                None
            }
        }
    }

    async fn add(&mut self, step: Step) -> Option<bool> {
        let (app, now) = (&self.stage.site.app, self.now());
        let [cameras, chips] = &self.owners;
        match step {
            Step::AddDevice { model, with } => {
                let with = with.and_then(|with| self.place(What::Interface, with));
                let expected = self.model.may_add_device(model, with, now);
                let details = device_details(model);
                let new = NewModel { id: None, provider_id: self.providers[0].clone(), details };
                let made = match with {
                    Some(with) => devices::add_to_interface(app, cameras, &self.id(What::Interface, with), &new).await,
                    None => devices::add_device(app, cameras, &new).await,
                };
                self.agreed(step, &made, expected);
                if let Ok(id) = made {
                    let at = self.model.devices.len();
                    self.model.pairs.extend(with.map(|with| ((at, with), false)));
                    self.model.devices.push(Thing::new(id, Place::Waits, model));
                }
                Some(expected)
            }
            Step::AddInterface { version, days } => {
                let now = now.trunc_subsecs(6);
                let says =
                    Interface { version, created: now - TimeDelta::days(1), expiry: now + TimeDelta::days(days) };
                let expected = self.model.may_add_interface(version);
                let made = devices::add_interface(app, cameras, &self.providers[0], &interface_details(&says)).await;
                self.agreed(step, &made, expected);
                self.model.interfaces.extend(made.ok().map(|id| Thing::new(id, Place::Waits, says)));
                Some(expected)
            }
            Step::AddChip { model } => {
                let expected = self.model.may_add_chip(model);
                let made = devices::add_chip(app, chips, &self.providers[1], "Acme", &named(model)).await;
                self.agreed(step, &made, expected);
                let says = Chip { model, certificate: None };
                self.model.chips.extend(made.ok().map(|id| Thing::new(id, Place::Due, says)));
                Some(expected)
            }
            other => unreachable!("{other:?}"),
        }
    }

    async fn change(&mut self, step: Step) -> Option<bool> {
        let (app, now) = (&self.stage.site.app, self.now());
        let [cameras, chips] = &self.owners;
        let (changed, expected) = match step {
            Step::ChangeDevice { at, model } => {
                let at = self.place(What::Device, at)?;
                let id = self.id(What::Device, at);
                let changed = devices::update_device(app, cameras, &id, &device_details(model)).await;
                (changed, self.model.change_device(at, model))
            }
            Step::ChangeInterface { at, version, days, on } => {
                let at = self.place(What::Interface, at)?;
                let id = self.id(What::Interface, at);
                let before = self.model.interfaces[at].says;
                let ends = days.map(|days| now.trunc_subsecs(6) + TimeDelta::days(days));
                let says = Interface { version, expiry: ends.unwrap_or(before.expiry), ..before };
                let update = InterfaceUpdate { details: interface_details(&says), is_active: on };
                let changed = devices::update_interface(app, cameras, &id, &update).await;
                (changed, self.model.change_interface(at, says, on, now))
            }
            Step::ChangeChip { at, model } => {
                let at = self.place(What::Chip, at)?;
                let id = self.id(What::Chip, at);
                let changed = devices::update_chip(app, chips, &id, "Acme", &named(model)).await;
                (changed, self.model.change_chip(at, model))
            }
            other => unreachable!("{other:?}"),
        };
        Some(self.agreed(step, &changed, expected))
    }

    async fn certify(&mut self, step: Step, at: usize, days: i64) -> Option<bool> {
        let (app, now) = (&self.stage.site.app, self.now());
        let (at, pki) = (self.place(What::Chip, at)?, self.pki?);
        // Never whole days ahead to the second: hours are waited for.
        let until = now.trunc_subsecs(0) + TimeDelta::days(DAYS_AHEAD + days) + TimeDelta::minutes(30);
        let leaf = CertificateSpec::new("/C=IN/O=Example Bank/CN=Chip").with_key(self.key.as_str());
        let leaf = leaf.valid(now.trunc_subsecs(0) - TimeDelta::days(1), until).issued_by(&pki.intermediate).unwrap();
        let chip_id = self.id(What::Chip, at);
        let upload = ChipUpload {
            provider_id: self.providers[1].clone(),
            chip_id: chip_id.clone(),
            data: leaf.pem,
            organization: "Example Bank".to_owned(),
            domain: "FTM".to_owned(),
        };
        let uploaded = devices::upload_chip(app, &self.owners[1], upload).await;
        let expected = self.model.may_certify(at);
        self.agreed(step, &uploaded, expected);
        if expected {
            let (id,): (String,) = statement(
                "SELECT cert_id FROM partner_cert_store WHERE x_chip_id = $1 ORDER BY cr_dtimes DESC LIMIT 1",
            )
            .bind(chip_id)
            .one(app.store().db())
            .await
            .unwrap();
            self.model.certify(at, Certificate { id, until });
        }
        Some(expected)
    }

    async fn decide(&mut self, step: Step, what: What, at: usize, approve: bool) -> Option<bool> {
        let (app, now) = (&self.stage.site.app, self.now());
        let at = self.place(what, at)?;
        let (kind, id) = (kind(what), self.id(what, at));
        // A chip that never had a certificate has none.
        let newest = approval::newest(app.store().db(), Reach::Everything, kind.as_str(), &id).await.unwrap()?;
        let verdict = Verdict { decision: decision(approve), reason: Some("Because."), shown_revision: None };
        let decided = approvals::decide(app, &self.admin, &newest.id, verdict).await;
        let expected = match what {
            What::Device => self.model.decide_device(at, approve, now),
            What::Interface => self.model.decide_interface(at, approve, now),
            What::Chip => self.model.decide_chip(at, approve, now),
        };
        Some(self.agreed(step, &decided, expected))
    }

    async fn say(&mut self, step: Step, what: What, at: usize, activate: bool) -> Option<bool> {
        let (app, now) = (&self.stage.site.app, self.now());
        let at = self.place(what, at)?;
        let (id, word) = (self.id(what, at), if activate { "Activate" } else { "De-activate" });
        let (said, expected) = match what {
            What::Device => {
                let said = devices::set_device_status(app, &self.admin, &id, word, None).await;
                (said.map(|_| ()), self.model.say_device(at, activate, now))
            }
            What::Interface => {
                let said = devices::set_interface_status(app, &self.admin, &id, word, None).await;
                (said.map(|_| ()), self.model.say_interface(at, activate, now))
            }
            What::Chip => {
                let said = devices::set_chip_status(app, &self.admin, &id, activate, None).await;
                (said, self.model.say_chip(at, activate, now))
            }
        };
        Some(self.agreed(step, &said, expected))
    }

    async fn pair(&mut self, step: Step) -> Option<bool> {
        let (app, now) = (&self.stage.site.app, self.now());
        let (Step::Map { device, interface } | Step::Unmap { device, interface }) = step else {
            unreachable!("{step:?}")
        };
        let (device, interface) = (self.place(What::Device, device)?, self.place(What::Interface, interface)?);
        let (device_id, sbi_id) = (self.id(What::Device, device), self.id(What::Interface, interface));
        if matches!(step, Step::Unmap { .. }) {
            let unmapped = devices::unmap(app, &self.owners[0], &device_id, &sbi_id).await;
            let expected = self.model.unmap(device, interface);
            return Some(self.agreed(step, &unmapped, expected));
        }
        let mapped = devices::map(app, &self.owners[0], &device_id, &sbi_id).await;
        let expected = self.model.map(device, interface, now);
        self.agreed(step, &mapped, expected.is_some());
        assert_eq!(mapped.ok(), expected, "{step:?}: whether the pair is new");
        Some(expected.is_some())
    }

    async fn stop(&mut self, step: Step, what: What, at: usize, by_admin: bool) -> Option<bool> {
        let app = &self.stage.site.app;
        let at = self.place(what, at)?;
        let (id, ctx) = (self.id(what, at), self.actor(what, by_admin));
        let (stopped, expected) = match what {
            What::Device => {
                let stopped = devices::deactivate_device(app, ctx, &id, Some("Because.")).await;
                (stopped.map(|_| ()), self.model.stop_device(at, by_admin))
            }
            What::Interface => {
                let stopped = devices::deactivate_interface(app, ctx, &id, Some("Because.")).await;
                (stopped.map(|_| ()), self.model.stop_interface(at, by_admin))
            }
            What::Chip => {
                let stopped = devices::deactivate_chip(app, ctx, &id, Some("Because.")).await;
                (stopped, self.model.stop_chip(at, by_admin))
            }
        };
        Some(self.agreed(step, &stopped, expected))
    }

    async fn bring_back(&mut self, step: Step, what: What, at: usize) -> Option<bool> {
        let (app, now, reason) = (&self.stage.site.app, self.now(), Some("Because."));
        let at = self.place(what, at)?;
        let id = self.id(what, at);
        let (back, expected) = match what {
            What::Device => {
                let back = devices::reactivate_device(app, &self.admin, &id, reason).await;
                (back, self.model.bring_device_back(at))
            }
            What::Interface => {
                let back = devices::reactivate_interface(app, &self.admin, &id, reason).await;
                (back, self.model.bring_interface_back(at, now))
            }
            What::Chip => {
                let back = devices::reactivate_chip(app, &self.admin, &id, reason).await;
                (back, self.model.bring_chip_back(at, now))
            }
        };
        Some(self.agreed(step, &back, expected))
    }

    async fn switch(&mut self, chips: bool, on: bool) -> Option<bool> {
        let is_on = if chips { self.model.chip_maker } else { self.model.cameras };
        if is_on == on {
            return None;
        }
        let (app, id) = (&self.stage.site.app, &self.providers[usize::from(chips)]);
        if on {
            switch_on(&self.stage.site, id).await;
            self.lift(id).await;
        } else {
            done(partners::set_status(app, &self.admin, id, false, None).await);
        }
        if chips {
            self.model.switch_chip_maker(on)
        } else {
            self.model.switch_cameras(on)
        }
        Some(true)
    }

    /// A provider that was switched off is on the hotlist; its return takes it off again. It has no certificate here, so its
    /// return is two steps of the test.
    async fn lift(&self, provider: &str) {
        let (app, query) = (&self.stage.site.app, ListQuery::new().page(Page::new(0, 8)));
        let entries = done(hotlist::list(app, &self.admin, None, Some(provider), query).await).rows;
        assert!(!entries.is_empty(), "{provider} was switched off and not blocked");
        for entry in entries {
            done(hotlist::unblock_entry(app, &self.admin, &entry, None, Some("Because.")).await);
        }
    }
}

fn kind(what: What) -> Kind {
    match what {
        What::Device => Kind::Device,
        What::Interface => Kind::Interface,
        What::Chip => Kind::Chip,
    }
}

async fn switch_on(site: &Site, id: &str) {
    let ctx = site.system();
    let mut change = site.app.store().change().await.unwrap();
    partner::set_standing(&mut change, id, "approved", true, "test", ctx.now()).await.unwrap();
    let revision = change.save(&ctx, Record::new("test.on", "partner", id)).await.unwrap();
    site.app.applied(revision).await;
}

/// One site for each database; two providers of its own for each history.
async fn run(stage: &Stage, pki: Option<&Hierarchy>, number: usize, seen: &RefCell<Seen>, steps: Vec<Step>) {
    let providers = [format!("cameras-{number}"), format!("chips-{number}")];
    let mut owners = Vec::new();
    for (id, partner_type) in providers.iter().zip(["Device_Provider", "FTM_Provider"]) {
        let person = stage.owner(id, partner_type).await;
        switch_on(&stage.site, id).await;
        owners.push(stage.ctx(&person).await);
    }
    let admin = stage.site.person(&format!("admin-{number}"), roles::STAFF_ROLES).await;
    let admin = stage.site.context(&admin).await;
    let key = pki.map(|_| generate_key(Key::Rsa(2048)).unwrap()).unwrap_or_default();
    let model = Registry { cameras: true, chip_maker: true, ..Registry::default() };
    let owners: [Context; 2] = owners.try_into().unwrap();
    let mut run = Run { stage, pki, key, providers, owners, admin, model, said: BTreeMap::new(), seen, number: 0 };
    // An approved one of each.
    run.take(Step::AddInterface { version: 0, days: 6 }).await;
    run.take(Step::Decide { what: What::Interface, at: 0, approve: true }).await;
    run.take(Step::AddDevice { model: 0, with: Some(0) }).await;
    run.take(Step::Decide { what: What::Device, at: 0, approve: true }).await;
    run.take(Step::AddChip { model: 0 }).await;
    run.take(Step::Certify { at: 0, days: 6 }).await;
    run.take(Step::Decide { what: What::Chip, at: 0, approve: true }).await;
    // Its provider goes and comes back: what it has in force counts again.
    run.take(Step::Provider { chips: false, on: false }).await;
    run.take(Step::Provider { chips: false, on: true }).await;
    for step in steps {
        run.take(step).await;
    }
}

/// `PMS_MODEL_CASES` says how many histories (for each database; 6), `PMS_MODEL_SEED` draws those of a run once more.
#[test]
fn random_commands_never_reach_a_forbidden_state() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let histories = Histories::wished(6);
    let pki = hierarchy("Example Bank");
    for site in runtime.block_on(Site::on_both()) {
        let stage = runtime.block_on(Stage::on(site));
        if let Some(pki) = &pki {
            let admin = runtime.block_on(stage.admin());
            for pem in [&pki.root.pem, &pki.intermediate.pem] {
                done(runtime.block_on(certificates::upload_ca(&stage.site.app, &admin, pem, "FTM")));
            }
        }
        let (seen, number) = (RefCell::new(Seen::default()), std::cell::Cell::new(0));
        histories.run(prop::collection::vec(step(), 20..50), |steps| {
            number.set(number.get() + 1);
            runtime.block_on(run(&stage, pki.as_ref(), number.get(), &seen, steps));
        });
        let seen = seen.into_inner();
        let [allowed, refused] = seen.steps.values().fold([0, 0], |sum, [yes, no]| [sum[0] + yes, sum[1] + no]);
        let enough = seen.valid >= histories.cases() && allowed > 5 * histories.cases() && refused > histories.cases();
        assert!(enough, "hardly anything happened: {seen:?} ({})", histories.again());
    }
}
