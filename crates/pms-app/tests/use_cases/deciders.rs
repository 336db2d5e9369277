//! A thousand people approve and reject the same thing at the same moment: one decision, with the records, events and
//! letters of one. For each kind of approval that partners ask for, and for changes of what was approved.

use std::sync::Arc;

use pms_app::approvals::{self, Verdict};
use pms_app::devices::{self, ChipUpload, DeviceDetails, InterfaceDetails, NewModel};
use pms_app::testing::Site;
use pms_app::{App, Failure, api_keys, certificates, partners, policy_links};
use pms_domain::approval::{Decision, Kind};
use pms_domain::context::Clock;
use pms_domain::{Context, catalogue};
use pms_store::audit::Record;
use pms_store::statement;
use pms_testkit::TestClock;
use pms_testkit::openssl_cli::Hierarchy;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::api_keys::stage::{self, KeyStage, count};
use crate::support::{done, hierarchy, registration};

const DECIDERS: usize = 1_000;

fn verdict(decision: Decision) -> Verdict<'static> {
    Verdict { decision, reason: Some("Because."), shown_revision: None }
}

/// What a decision leaves behind: decisions recorded, changes, events, letters.
async fn traces(app: &App) -> [i64; 4] {
    [
        count(app, "SELECT COUNT(*) AS n FROM x_audit WHERE action = 'approval.decide'").await,
        count(app, "SELECT COUNT(*) AS n FROM x_audit").await,
        count(app, "SELECT COUNT(*) AS n FROM x_outbox").await,
        count(app, "SELECT COUNT(*) AS n FROM x_mail").await,
    ]
}

fn between(before: [i64; 4], after: [i64; 4]) -> [i64; 4] {
    std::array::from_fn(|at| after[at] - before[at])
}

/// All decide at once, half of them through another process. Answers what was decided.
async fn contest(apps: [&App; 2], admin: &Context, id: &str) -> Decision {
    let start = Arc::new(Barrier::new(DECIDERS));
    let mut deciders = JoinSet::new();
    for number in 0..DECIDERS {
        let (app, admin, id, start) = (apps[number % 2].clone(), admin.clone(), id.to_owned(), start.clone());
        // Both processes hear both.
        let decision = if number / 2 % 2 == 0 { Decision::Approve } else { Decision::Reject };
        deciders.spawn(async move {
            start.wait().await;
            match approvals::decide(&app, &admin, &id, verdict(decision)).await {
                Ok(approval) => Some((decision, approval.state)),
                Err(Failure::Refused(refusal)) if refusal.entry.key == catalogue::APPROVAL_DECIDED.key => None,
                Err(other) => panic!("{other:?}"),
            }
        });
    }
    let done: Vec<_> = deciders.join_all().await.into_iter().flatten().collect();
    let [(decision, state)] = done.as_slice() else { panic!("{} decisions: {done:?}", done.len()) };
    assert_eq!(state, if *decision == Decision::Approve { "approved" } else { "rejected" });
    *decision
}

/// Two things of each kind that wait: one is contested, the other decided by one person alone.
struct Waiting {
    stage: KeyStage,
    chains: [Hierarchy; 2],
    /// Members of a device provider and of a chip provider.
    cameras: Context,
    chips: Context,
}

/// An active provider of this type. Answers its owner's context.
async fn provider(site: &Site, id: &str, partner_type: &str) -> Context {
    let person = site.person(&format!("{id}-owner"), &[]).await;
    let mut wish = registration(id, partner_type);
    wish.organization_name = "Acme".to_owned();
    done(partners::register(&site.app, &site.context(&person).await, wish).await);
    let mut change = site.app.store().change().await.unwrap();
    pms_store::partner::set_standing(&mut change, id, "approved", true, "test", site.system().now()).await.unwrap();
    change.save(&site.system(), Record::new("test.switch_on", "partner", id)).await.unwrap();
    site.context(&person).await
}

fn device_details(model: &str) -> DeviceDetails {
    DeviceDetails {
        dtype_code: "Finger".to_owned(),
        dstype_code: "Slap".to_owned(),
        make: "Acme".to_owned(),
        model: model.to_owned(),
    }
}

fn interface_details(site: &Site, version: &str) -> InterfaceDetails {
    let now = site.app.surroundings().now();
    InterfaceDetails {
        binary_hash: "hash".to_owned(),
        version: version.to_owned(),
        created: now - chrono::TimeDelta::days(1),
        expiry: now + chrono::TimeDelta::days(30),
    }
}

impl Waiting {
    async fn approval(&self, kind: Kind, number: usize) -> String {
        let (app, owner) = (&self.stage.site.app, &self.stage.owner);
        let policy = ["one", "two"][number];
        let before = self.open(kind).await;
        match kind {
            Kind::Partner => {
                let person = self.stage.site.person(&format!("device-owner-{number}"), &[]).await;
                let ctx = self.stage.site.context(&person).await;
                let wish = registration(&format!("device-{number}"), "Device_Provider");
                done(partners::register(app, &ctx, wish).await);
            }
            Kind::PolicyLink => _ = done(policy_links::request(app, owner, "acme", policy, "Because.").await),
            Kind::ApiKey => {
                let id = format!("keyed-{number}");
                let ctx = stage::partner(&self.stage.site, &id).await;
                done(api_keys::generate(app, &ctx, &id, "one", "Key").await);
            }
            Kind::CaChain => {
                let pki = &self.chains[number];
                let chain = format!("{}{}", pki.intermediate.pem, pki.root.pem).into_bytes();
                done(certificates::submit_chain(app, owner, "acme", chain, None, None).await);
            }
            Kind::Device => self.device(policy).await,
            Kind::Interface => self.interface(policy).await,
            Kind::Chip => self.chip(policy).await,
            Kind::Rename => {
                // A partner has one such request at a time: two partners that are alike.
                let id = format!("named-{number}");
                let ctx = stage::partner(&self.stage.site, &id).await;
                done(partners::request_rename(app, &ctx, &id, &format!("Another {number}"), "We merged.").await);
            }
            other => panic!("{other:?}"),
        }
        let mut open = self.open(kind).await;
        open.retain(|id| !before.contains(id));
        assert_eq!(open.len(), 1, "{kind:?}");
        open.remove(0)
    }

    async fn device(&self, model: &str) {
        let new = NewModel { id: None, provider_id: "cameras".to_owned(), details: device_details(model) };
        done(devices::add_device(&self.stage.site.app, &self.cameras, &new).await);
    }

    async fn interface(&self, version: &str) {
        let details = interface_details(&self.stage.site, version);
        done(devices::add_interface(&self.stage.site.app, &self.cameras, "cameras", &details).await);
    }

    /// A chip waits for a decision once it has its certificate.
    async fn chip(&self, model: &str) {
        let app = &self.stage.site.app;
        let chip_id = done(devices::add_chip(app, &self.chips, "chips", "Acme", model).await);
        let upload = ChipUpload {
            provider_id: "chips".to_owned(),
            chip_id,
            data: self.chains[0].partner_certificate("Acme").unwrap().pem,
            organization: "Acme".to_owned(),
            domain: "FTM".to_owned(),
        };
        done(devices::upload_chip(app, &self.chips, upload).await);
    }

    /// An approved one of this kind, and a change of it that waits.
    async fn change(&self, kind: Kind, number: usize) -> String {
        let (app, before) = (&self.stage.site.app, self.objects(kind).await);
        let (first, then) = (["three", "four"][number], ["five", "six"][number]);
        match kind {
            Kind::Device => self.device(first).await,
            Kind::Interface => self.interface(first).await,
            Kind::Chip => self.chip(first).await,
            other => panic!("{other:?}"),
        }
        let mut made = self.objects(kind).await;
        made.retain(|made| !before.contains(made));
        let [(approval, object)] = made.as_slice() else { panic!("{kind:?}: {made:?}") };
        done(approvals::decide(app, &self.stage.admin, approval, verdict(Decision::Approve)).await);
        let open = self.open(kind).await;
        match kind {
            Kind::Device => done(devices::update_device(app, &self.cameras, object, &device_details(then)).await),
            Kind::Interface => {
                let details = interface_details(&self.stage.site, then);
                let update = devices::InterfaceUpdate { details, is_active: true };
                done(devices::update_interface(app, &self.cameras, object, &update).await);
            }
            _ => done(devices::update_chip(app, &self.chips, object, "Acme", then).await),
        }
        let mut waits = self.open(kind).await;
        waits.retain(|id| !open.contains(id));
        assert_eq!(waits.len(), 1, "{kind:?}: the change waits");
        waits.remove(0)
    }

    /// Approvals of this kind and what they are about.
    async fn objects(&self, kind: Kind) -> Vec<(String, String)> {
        statement("SELECT id, object_id FROM x_approval WHERE kind = $1")
            .bind(kind.as_str())
            .all(self.stage.site.app.store().db())
            .await
            .unwrap()
    }

    async fn open(&self, kind: Kind) -> Vec<String> {
        let rows: Vec<(String,)> = statement("SELECT id FROM x_approval WHERE kind = $1 AND state = 'waiting'")
            .bind(kind.as_str())
            .all(self.stage.site.app.store().db())
            .await
            .unwrap();
        rows.into_iter().map(|(id,)| id).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_deciders_end_in_one_decision_one_event_one_letter() {
    let (Some(first), Some(second)) = (hierarchy("Acme"), hierarchy("Acme")) else { return };
    let chains = [first, second];
    for site in Site::on_both_with(|settings| settings.api_keys.approval = "each".to_owned()).await {
        site.clock.set(TestClock::at_machine_time().now() + chrono::TimeDelta::minutes(10));
        let stage = KeyStage::on(site, "acme").await;
        // Asked for again after a rejection.
        let mut change = stage.site.app.store().change().await.unwrap();
        statement("UPDATE partner_policy_request SET status_code = 'rejected' WHERE part_id = 'acme'")
            .execute(&mut change)
            .await
            .unwrap();
        change.save(&stage.site.system(), Record::new("test.sql", "test", "1")).await.unwrap();
        for pem in [&chains[0].root.pem, &chains[0].intermediate.pem] {
            done(certificates::upload_ca(&stage.site.app, &stage.admin, pem, "FTM").await);
        }
        let cameras = provider(&stage.site, "cameras", "Device_Provider").await;
        let chips = provider(&stage.site, "chips", "FTM_Provider").await;
        let waiting = Waiting { stage, chains: chains.clone(), cameras, chips };
        let (site, admin) = (&waiting.stage.site, &waiting.stage.admin);
        let app = &site.app;
        let other = if site.is_postgres() { site.replica().await } else { app.clone() };
        let of_links = [Kind::Partner, Kind::CaChain, Kind::PolicyLink, Kind::ApiKey];
        let new = of_links.into_iter().chain([Kind::Device, Kind::Interface, Kind::Chip]).map(|kind| (kind, false));
        let changes = [Kind::Device, Kind::Interface, Kind::Chip].map(|kind| (kind, true));
        for (kind, changed) in new.chain(changes).chain([(Kind::Rename, false)]) {
            let (contested, alone) = if changed {
                (waiting.change(kind, 0).await, waiting.change(kind, 1).await)
            } else {
                (waiting.approval(kind, 0).await, waiting.approval(kind, 1).await)
            };
            let what = format!("{kind:?}, change: {changed}, PostgreSQL: {}", site.is_postgres());
            let before = traces(app).await;
            let decision = contest([app, &other], admin, &contested).await;
            let between_them = between(before, traces(app).await);
            let before = traces(app).await;
            done(approvals::decide(app, admin, &alone, verdict(decision)).await);
            let of_one = between(before, traces(app).await);
            assert_eq!(between_them, of_one, "{decision:?} {what}");
            assert_eq!((of_one[0], of_one[3]), (1, 1), "{what}: one decision, one letter");
            let notes = statement("SELECT COUNT(*) AS n FROM x_approval_note WHERE approval_id = $1")
                .bind(contested.as_str())
                .one::<(i64,)>(app.store().db())
                .await
                .unwrap();
            assert_eq!(notes.0, 1, "{what}: one note");
        }
    }
}
