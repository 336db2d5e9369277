//! A fresh store on each database.

use std::future::Future;
use std::sync::Arc;

use pms_domain::Context;
use pms_domain::context::Surroundings;
use pms_store::db::{Db, Location};
use pms_store::keys::MasterKey;
use pms_store::partner::{ContactData, NewPartner};
use pms_store::{Store, migrate, open};
use pms_testkit::{TestClock, TestRandom, postgres};

/// A store with what the test controls.
pub struct Bench {
    pub store: Store,
    pub clock: TestClock,
    pub surroundings: Surroundings,
    pub master: MasterKey,
    pub location: Location,
    _directory: Option<tempfile::TempDir>,
    _database: Option<postgres::Database>,
}

impl Bench {
    async fn on(
        location: Location,
        directory: Option<tempfile::TempDir>,
        database: Option<postgres::Database>,
    ) -> Self {
        let clock = TestClock::default();
        let surroundings = pms_testkit::surroundings(&clock, &TestRandom::new(7));
        let master = MasterKey::generate(&surroundings);
        let db = Db::open(&location, 8).await.unwrap();
        migrate::run(&db).await.unwrap();
        let store = open::store(db, &master, &surroundings).await.unwrap();
        Self { store, clock, surroundings, master, location, _directory: directory, _database: database }
    }

    pub fn ctx(&self) -> Context {
        Context::system(self.surroundings.clone(), "test")
    }

    /// A store of its own on the same database, as another process has.
    pub async fn another_process(&self) -> Store {
        let db = Db::open(&self.location, 4).await.unwrap();
        open::store(db, &self.master, &self.surroundings).await.unwrap()
    }

    pub fn is_postgres(&self) -> bool {
        self.store.db().is_postgres()
    }
}

/// Runs a test on both databases. The bench is shared, so that it lives as long as the test.
pub async fn both<F, R>(test: F)
where
    F: Fn(Arc<Bench>) -> R,
    R: Future<Output = ()>,
{
    let directory = tempfile::tempdir().unwrap();
    let location = Location::Sqlite(directory.path().to_owned());
    test(Arc::new(Bench::on(location, Some(directory), None).await)).await;
    if let Some(database) = postgres::database() {
        let location = Location::Postgres(database.url().to_owned());
        test(Arc::new(Bench::on(location, None, Some(database)).await)).await;
    }
}

pub fn contact(email: &str) -> ContactData {
    ContactData { address: "1 Main Street".into(), contact_number: "5550100".into(), email: email.into() }
}

pub fn partner<'a>(id: &'a str, contact: &'a ContactData) -> NewPartner<'a> {
    NewPartner {
        id,
        policy_group_id: None,
        name: "Example Bank",
        contact,
        user_id: id,
        partner_type_code: "Auth_Partner",
        approval_status: "InProgress",
        is_active: false,
        lang_code: "eng",
        logo_url: None,
        addl_info: "[]",
        purpose: Some("Opening accounts"),
        requested_by: "local#1",
    }
}

/// Inserts a partner in a change of its own.
pub async fn register(bench: &Bench, id: &str, email: &str) -> i64 {
    let contact = contact(email);
    let mut change = bench.store.change().await.unwrap();
    pms_store::partner::insert(&mut change, &bench.surroundings, &partner(id, &contact), "test").unwrap();
    change.save(&bench.ctx(), pms_store::audit::Record::new("partner.register", "partner", id)).await.unwrap()
}
