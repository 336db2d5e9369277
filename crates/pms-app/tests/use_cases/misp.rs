//! Licences of MISPs: where random commands of the MISP, of administrators and of time lead, and what two do at once.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use pms_app::misp;
use pms_app::partners;
use pms_app::testing::{Person, Site};
use pms_domain::key_value::KeyValue;
use pms_domain::licence::{By, Circumstances, Command, State, is_in_force, next};
use pms_domain::{Context, catalogue, roles};
use pms_store::audit;
use pms_store::audit::Record;
use pms_store::misp_licence;
use pms_store::partner::{self as partner_store, Reach};

use crate::support::{Stage, done, refusal, refused};

/// Days that a licence is valid here.
const DAYS: i64 = 10;

async fn stages() -> Vec<Stage> {
    let change = |settings: &mut pms_app::settings::Settings| {
        settings.misp.licence_validity_days = DAYS as u32;
        settings.misp.licence_by = "misp".to_owned();
    };
    let mut stages = Vec::new();
    for site in Site::on_both_with(change).await {
        stages.push(Stage::on(site).await);
    }
    stages
}

async fn switch(stage: &Stage, misp: &str, active: bool) {
    let ctx = stage.site.system();
    let mut change = stage.site.app.store().change().await.unwrap();
    partner_store::set_standing(&mut change, misp, "approved", active, "test", ctx.now()).await.unwrap();
    change.save(&ctx, Record::new("test", "partner", misp)).await.unwrap();
}

async fn active_misp(stage: &Stage, id: &str) -> Person {
    let owner = stage.owner(id, "MISP_Partner").await;
    switch(stage, id, true).await;
    owner
}

async fn revision(stage: &Stage) -> i64 {
    audit::head(stage.site.app.store().db()).await.unwrap().0
}

/// A random number below a bound, from the site's own source.
fn below(ctx: &Context, bound: u8) -> u8 {
    let [byte] = ctx.surroundings.bytes::<1>();
    byte % bound
}

/// A MISP's licence is renewed so often in an hour; a reading of many leaves a record of bounded size.
#[tokio::test]
async fn renewals_and_the_records_of_readings_are_bounded() {
    for stage in stages().await {
        let app = &stage.site.app;
        let admin = stage.admin().await;
        for number in 0..25 {
            let id = format!("misp-{number}");
            active_misp(&stage, &id).await;
            done(misp::create(app, &admin, &id).await);
        }
        let touched = "SELECT COUNT(*) AS n FROM x_audit_touched";
        let before = stage.count(touched).await;
        assert_eq!(done(misp::list_run(app, &admin, "").await).len(), 25);
        let rows = stage.count(touched).await - before;
        assert!(rows <= 21, "{rows} rows for one reading");
        let said =
            "SELECT COUNT(*) AS n FROM x_audit WHERE action = 'licence.read' AND after_json LIKE '%\"count\":25%'";
        assert_eq!(stage.count(said).await, 1);

        for _ in 0..pms_domain::limits::LICENCE_RENEWALS_AN_HOUR {
            done(misp::renew(app, &admin, "misp-0", None).await);
        }
        assert!(matches!(misp::renew(app, &admin, "misp-0", None).await, Err(pms_app::Failure::Limited { .. })));
        done(misp::renew(app, &admin, "misp-1", None).await);
    }
}

/// The model: every licence that ever was, the current one last, and the MISP.
struct Model {
    licences: Vec<(String, State, chrono::NaiveDateTime)>,
    partner_is_active: bool,
}

impl Model {
    fn around(&self, index: usize, now: chrono::NaiveDateTime) -> Circumstances {
        Circumstances { partner_is_active: self.partner_is_active, is_over: self.licences[index].2 <= now }
    }
}

struct Run<'a> {
    stage: &'a Stage,
    misp: String,
    owner: Person,
    model: Model,
}

impl Run<'_> {
    /// The context of a person whose token may have ended meanwhile.
    async fn ctx(&self, who: By) -> Context {
        let person = match who {
            By::Misp => &self.owner,
            By::Admin => &self.stage.admin,
        };
        self.stage.ctx(&fresh(self.stage, person)).await
    }

    fn who(&self) -> By {
        if below(&self.stage.site.system(), 2) == 0 { By::Misp } else { By::Admin }
    }

    async fn set_status(&mut self) {
        let (who, system) = (self.who(), self.stage.site.system());
        let activate = below(&system, 2) == 0;
        let index = usize::from(below(&system, 255)) % self.model.licences.len();
        let ctx = self.ctx(who).await;
        let key = KeyValue::new(self.model.licences[index].0.clone());
        let word = if activate { "Active" } else { "De-active" };
        let done = misp::set_status(&self.stage.site.app, &ctx, &self.misp, &key, word, None).await;
        let command = if activate { Command::Activate(who) } else { Command::Deactivate(who) };
        let expected = next(self.model.licences[index].1, command, self.model.around(index, ctx.now()));
        match (done, expected) {
            (Ok(_), Ok(after)) => self.model.licences[index].1 = after,
            (done, Err(why)) => assert_eq!(refusal(done), why),
            (Err(failure), Ok(after)) => panic!("{command:?} should lead to {after:?}: {failure:?}"),
        }
    }

    /// Reading renews what is not in force; renewing always does, unless an administrator's stop is in the way.
    async fn renew(&mut self, by_reading: bool) {
        let who = if by_reading { By::Admin } else { self.who() };
        let ctx = self.ctx(who).await;
        let app = &self.stage.site.app;
        let made = match by_reading {
            true => misp::get_or_renew(app, &ctx, &self.misp).await,
            false => misp::renew(app, &ctx, &self.misp, None).await,
        };
        let last = self.model.licences.len() - 1;
        let (key, state, _) = self.model.licences[last].clone();
        if !self.model.partner_is_active {
            return refused(made, &catalogue::MISP_NOT_ACTIVE);
        }
        if who == By::Misp && state == State::Stopped(By::Admin) {
            return refused(made, &catalogue::LICENCE_BLOCKED);
        }
        let made = done(made);
        if by_reading && is_in_force(state, self.model.around(last, ctx.now())) {
            return assert_eq!(made.key.reveal(), key);
        }
        assert!(self.model.licences.iter().all(|(key, ..)| key != made.key.reveal()));
        self.model.licences[last].1 = State::Replaced;
        self.model.licences.push((made.key.reveal().to_owned(), State::Active, made.valid_to.unwrap()));
    }

    async fn end_over(&mut self) {
        let ended = done(misp::end_over(&self.stage.site.app).await);
        let now = self.stage.site.system().now();
        let last = self.model.licences.len() - 1;
        let after = next(self.model.licences[last].1, Command::End, self.model.around(last, now)).unwrap();
        assert_eq!(ended, usize::from(after != self.model.licences[last].1));
        self.model.licences[last].1 = after;
        let before = revision(self.stage).await;
        assert_eq!(done(misp::end_over(&self.stage.site.app).await), 0);
        assert_eq!(revision(self.stage).await, before, "the second time changes nothing");
    }

    /// What is stored is what the model says.
    async fn compare(&self) {
        let (app, now) = (&self.stage.site.app, self.stage.site.system().now());
        let stored = misp_licence::of_misp(app.store().db(), Reach::Everything, &self.misp).await.unwrap();
        let mut current = 0;
        for licence in &stored {
            let key = licence.key(app.store()).unwrap();
            let index = self.model.licences.iter().position(|(known, ..)| known == key.reveal()).unwrap();
            assert_eq!(licence.state(), self.model.licences[index].1);
            assert_eq!(licence.is_in_force(now), is_in_force(licence.state(), self.model.around(index, now)));
            current += usize::from(licence.state() != State::Replaced);
        }
        assert_eq!((stored.len(), current), (self.model.licences.len(), 1), "one current, and none is lost");
    }
}

#[tokio::test]
async fn random_commands_never_reach_a_forbidden_state() {
    for stage in stages().await {
        for round in 0..3 {
            let misp = format!("misp{round}");
            let owner = active_misp(&stage, &misp).await;
            let made = done(misp::create(&stage.site.app, &stage.ctx(&fresh(&stage, &stage.admin)).await, &misp).await);
            let first = (made.key.reveal().to_owned(), State::Active, made.valid_to.unwrap());
            let model = Model { licences: vec![first], partner_is_active: true };
            let mut run = Run { stage: &stage, misp, owner, model };
            for _ in 0..40 {
                stage.site.clock.advance(TimeDelta::seconds(1));
                match below(&stage.site.system(), 12) {
                    0..=5 => run.set_status().await,
                    6 => run.renew(true).await,
                    7 => run.renew(false).await,
                    8 => run.end_over().await,
                    9 => {
                        run.model.partner_is_active = !run.model.partner_is_active;
                        switch(&stage, &run.misp, run.model.partner_is_active).await;
                    }
                    10 => {
                        stage.site.clock.advance(TimeDelta::days(DAYS / 2));
                    }
                    _ => {
                        let ctx = run.ctx(By::Admin).await;
                        let made = misp::create(&stage.site.app, &ctx, &run.misp).await;
                        refused(made, &catalogue::LICENCE_EXISTS);
                    }
                }
                run.compare().await;
            }
            // In the next round, its own licence alone is over.
            stage.site.clock.advance(TimeDelta::days(DAYS));
            run.end_over().await;
        }
    }
}

/// On PostgreSQL in two processes: one licence is made, one renewal wins each time and none is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_two_do_at_once_happens_once() {
    for stage in stages().await {
        let app = &stage.site.app;
        let other = if stage.site.is_postgres() { stage.site.replica().await } else { app.clone() };
        active_misp(&stage, "acme").await;
        let admin = &stage.admin().await;
        let before = revision(&stage).await;
        let (a, b) = tokio::join!(misp::create(app, admin, "acme"), misp::create(&other, admin, "acme"));
        assert_eq!(revision(&stage).await, before + 1);
        refused(if a.is_ok() { b } else { a }, &catalogue::LICENCE_EXISTS);
        stage.site.clock.advance(TimeDelta::days(DAYS));
        let admin = &stage.site.context(&fresh(&stage, &stage.admin)).await;
        let (a, b) = tokio::join!(misp::get_or_renew(app, admin, "acme"), misp::get_or_renew(&other, admin, "acme"));
        let keys: BTreeSet<_> = [done(a), done(b)].iter().map(|made| made.key.reveal().to_owned()).collect();
        assert_eq!(keys.len(), 1, "the second reads what the first made");
        stage.site.clock.advance(TimeDelta::days(DAYS));
        let (a, b) = tokio::join!(misp::end_over(app), misp::end_over(&other));
        assert_eq!(done(a) + done(b), 1);
        let events = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic LIKE 'MISP%'";
        assert_eq!(stage.count(events).await, 3);
    }
}

#[tokio::test]
async fn an_admin_who_is_a_member_lifts_no_stop_of_its_own_misp() {
    for stage in stages().await {
        let app = &stage.site.app;
        let owner = active_misp(&stage, "acme").await;
        let (admin, own) = (&stage.admin().await, stage.site.context(&owner).await);
        let both = &Context { owned: own.owned.clone(), writable: own.writable.clone(), ..admin.clone() };
        let key = done(misp::create(app, admin, "acme").await).key;
        done(misp::set_status(app, admin, "acme", &key, "De-active", None).await);
        refused(misp::set_status(app, both, "acme", &key, "Active", None).await, &catalogue::LICENCE_BLOCKED);
        refused(misp::get_or_renew(app, both, "acme").await, &catalogue::LICENCE_BLOCKED);
        refused(misp::renew(app, both, "acme", None).await, &catalogue::LICENCE_BLOCKED);
        refused(misp::reactivate(app, both, "acme", Some("Because.")).await, &catalogue::LICENCE_BLOCKED);
        done(misp::reactivate(app, admin, "acme", Some("Because.")).await);
    }
}

fn fresh(stage: &Stage, person: &Person) -> Person {
    Person { token: stage.site.token(&person.id, &person.name, &person.email), ..person.clone() }
}

#[tokio::test]
async fn a_batch_ends_at_most_so_many_and_says_which() {
    for stage in stages().await {
        let app = &stage.site.app;
        let admin = stage.admin().await;
        let many = misp::END_BATCH as usize + 2;
        for number in 0..many {
            let id = format!("misp{number}");
            let person = stage.site.person(&id, &[roles::MISP_PARTNER]).await;
            let registration = crate::support::registration(&id, "MISP_Partner");
            done(partners::register(app, &stage.site.context(&person).await, registration).await);
            switch(&stage, &id, true).await;
            done(misp::create(app, &admin, &id).await);
        }
        switch(&stage, "misp0", false).await;
        assert_eq!(done(misp::end_over(app).await), 0, "nothing is over yet");
        stage.site.clock.advance(TimeDelta::days(DAYS));
        let letters = "SELECT COUNT(*) AS n FROM x_mail WHERE template = 'misp-licence'";
        let before = stage.count(letters).await;
        assert_eq!(done(misp::end_over(app).await), misp::END_BATCH as usize);
        let last = revision(&stage).await;
        let record = audit::after(app.store().db(), last - 1, 1).await.unwrap().remove(0);
        assert_eq!((record.action.as_str(), record.actor_name.as_str()), ("licence.end", "system:expiry"));
        let named = record.objects().iter().filter(|(kind, _)| kind == "licence").count();
        assert_eq!(named, misp::END_BATCH as usize + 1, "each of them, and the record's own");
        assert_eq!(done(misp::end_over(app).await), 2);
        assert_eq!(done(misp::end_over(app).await), 0);
        assert_eq!(stage.count(letters).await - before, many as i64 - 1, "none to the MISP that is switched off");
        let events = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic = 'MISP_LICENSE_UPDATED'";
        assert_eq!(stage.count(events).await, many as i64);
    }
}
