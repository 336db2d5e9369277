//! A store of its own for each test, on each database.

use chrono::TimeDelta;
use pms_app::App;
use pms_app::app::Parts;
use pms_app::authority::Authorities;
use pms_app::esignet::Esignet;
use pms_app::settings::Settings;
use pms_app::trust::TrustCache;
use pms_domain::Context;
use pms_domain::context::Surroundings;
use pms_store::audit::Record;
use pms_store::db::{Db, Location};
use pms_store::keys::MasterKey;
use pms_store::mail::Letter;
use pms_store::{Store, migrate, open};
use pms_testkit::postgres::Database;
use pms_testkit::{TestClock, TestRandom};

/// An empty, migrated database with its keys, and what must outlive it.
pub(crate) struct Fixture {
    pub(crate) store: Store,
    pub(crate) clock: TestClock,
    pub(crate) surroundings: Surroundings,
    pub(crate) settings: Settings,
    pub(crate) data: tempfile::TempDir,
    database: Option<Database>,
    master: MasterKey,
}

impl Fixture {
    pub(crate) async fn sqlite() -> Self {
        Self::new(None).await
    }

    /// `None`: PostgreSQL is not installed, and the test recorded as skipped.
    pub(crate) async fn postgres() -> Option<Self> {
        let database = pms_testkit::postgres::database()?;
        Some(Self::new(Some(database)).await)
    }

    /// One for each database that is there.
    pub(crate) async fn each() -> Vec<Self> {
        let mut all = vec![Self::sqlite().await];
        all.extend(Self::postgres().await);
        all
    }

    async fn new(database: Option<Database>) -> Self {
        let (clock, random) = (TestClock::default(), TestRandom::default());
        let surroundings = pms_testkit::surroundings(&clock, &random);
        let data = tempfile::tempdir().unwrap();
        let master = MasterKey::generate(&surroundings);
        let location = match &database {
            Some(database) => Location::Postgres(database.url().to_owned()),
            None => Location::Sqlite(data.path().to_owned()),
        };
        let db = Db::open(&location, 4).await.unwrap();
        migrate::run(&db).await.unwrap();
        let store = open::store(db, &master, &surroundings).await.unwrap();
        let settings = Settings::defaults().unwrap();
        Self { store, clock, surroundings, settings, data, database, master }
    }

    /// The same database as another process sees it.
    pub(crate) async fn other_process(&self) -> Store {
        let database = self.database.as_ref().expect("a database that two processes may open");
        let db = Db::open(&Location::Postgres(database.url().to_owned()), 4).await.unwrap();
        open::store(db, &self.master, &self.surroundings).await.unwrap()
    }

    /// The whole application on this store, with authorities of its own.
    pub(crate) async fn app(&self) -> App {
        self.app_on(&self.store).await
    }

    /// Two replicas: on PostgreSQL each with its own store, on SQLite two applications on the one that there is.
    pub(crate) async fn replicas(&self) -> [App; 2] {
        let other = if self.database.is_some() { self.other_process().await } else { self.store.clone() };
        [self.app().await, self.app_on(&other).await]
    }

    async fn app_on(&self, store: &Store) -> App {
        let (settings, master) = (&self.settings, &self.master);
        let identity = pms_app::accounts::open_identity(settings, store, master, &self.surroundings).await.unwrap();
        let authorities = Authorities::open(store, master, &self.context(), settings).await.unwrap();
        App::new(Parts {
            settings: settings.clone(),
            surroundings: self.surroundings.clone(),
            store: store.clone(),
            identity,
            authorities,
            trust: TrustCache::default(),
            esignet: Esignet::open(&settings.esignet).unwrap(),
            message_checks: pms_app::devices::MessageChecks::of(settings).unwrap(),
        })
    }

    pub(crate) fn context(&self) -> Context {
        Context::system(self.surroundings.clone(), "test")
    }

    pub(crate) fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// A change with nothing in it but its record.
    pub(crate) async fn change(&self) {
        let change = self.store.change().await.unwrap();
        change.save(&self.context(), Record::new("test.change", "test", "1")).await.unwrap();
    }
}

pub(crate) fn letter(to: &str, lang: &str, values: &[(&str, &str)]) -> Letter {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Letter { to: to.to_owned(), lang: lang.to_owned(), values }
}

pub(crate) fn code_letter(to: &str) -> Letter {
    letter(to, "eng", &[("code", "493817"), ("minutes", "10"), ("purpose", "registration")])
}
