//! A whole application on a throw-away database, for the tests of this crate and of those above it: a clock that
//! stands still, people whose tokens the real issuer signed, partners with certificates of their own CA.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests alone use it")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use pms_domain::context::{LOCAL_ISSUER, Surroundings};
use pms_domain::{Context, Timestamp, time};
use pms_identity::token::Subject;
use pms_store::account::account::{self, Details, NewAccount};
use pms_store::audit::Record;
use pms_store::db::{Db, Location};
use pms_store::keys::MasterKey;
use pms_store::{Store, member, migrate, open};
use pms_testkit::openssl_cli::OfflineRoot;
use pms_testkit::postgres::Database;
use pms_testkit::softhsm::SoftHsm;
use pms_testkit::{TestClock, TestRandom};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::App;
use crate::app::Parts;
use crate::authority::{Authorities, Installation};
use crate::devices::MessageChecks;
use crate::esignet::Esignet;
use crate::settings::Settings;
use crate::trust::TrustCache;

/// The master key of every test site.
const MASTER: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// The master key of every site.
pub fn master_key() -> MasterKey {
    MasterKey::parse(MASTER).unwrap()
}

/// The default settings of a site, with what the [`AuthorityKind`] of this run needs.
pub fn settings() -> Settings {
    let mut settings = Settings::defaults().unwrap();
    if AuthorityKind::of_this_run() == AuthorityKind::SoftHsm {
        let hsm = pms_testkit::softhsm::of_this_process().expect("started by softhsm::again");
        in_token(&hsm, hsm.module(), &mut settings);
    }
    settings
}

/// Has the keys of ROOT and the issuing CAs made in a token, through this module.
pub fn in_token(hsm: &SoftHsm, module: PathBuf, settings: &mut Settings) {
    let pkcs11 = &mut settings.keys.pkcs11;
    pkcs11.module = Some(module);
    pkcs11.token_label = pms_testkit::softhsm::LABEL.to_owned();
    pkcs11.pin_file = Some(hsm.pin_file());
    pkcs11.sessions = 2;
}

/// Thursday, 15 January 2026, 10:11:12.123456 UTC.
pub fn start() -> Timestamp {
    time::parse_local("2026-01-15T10:11:12.123456").unwrap()
}

/// Where the keys of a site's authorities are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorityKind {
    /// In the database.
    Stored,
    /// ROOT's elsewhere (made by the `openssl` command), the issuing CAs' in the database.
    OfflineRoot,
    /// In a token of SoftHSM2, in a process that [`softhsm::again`](pms_testkit::softhsm::again) started.
    SoftHsm,
}

impl AuthorityKind {
    /// Of every site of this run, unless a test says otherwise: `PMS_TEST_AUTHORITY`, `stored` (the default), `offline-root` or `softhsm`.
    pub fn of_this_run() -> Self {
        match pms_testkit::authority().as_deref() {
            None | Some("" | "stored") => AuthorityKind::Stored,
            Some("offline-root") => AuthorityKind::OfflineRoot,
            Some("softhsm") => AuthorityKind::SoftHsm,
            Some(other) => panic!("PMS_TEST_AUTHORITY={other}: stored, offline-root or softhsm"),
        }
    }
}

/// Where a site keeps its data.
enum Home {
    Sqlite(TempDir),
    Postgres(Database),
}

impl Home {
    fn location(&self) -> Location {
        match self {
            Home::Sqlite(directory) => Location::Sqlite(directory.path().to_owned()),
            Home::Postgres(database) => Location::Postgres(database.url().to_owned()),
        }
    }
}

/// A site: an application and what the test controls.
pub struct Site {
    pub app: App,
    pub clock: TestClock,
    home: Home,
}

/// Somebody with a token.
#[derive(Clone)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub email: String,
    pub token: String,
}

impl Site {
    /// On SQLite, with the default settings.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// On SQLite, with other settings.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::open(Home::Sqlite(Self::sqlite_home().await), change).await
    }

    /// One site on each database that is there.
    pub async fn on_both() -> Vec<Self> {
        Self::on_both_with(|_| {}).await
    }

    /// One site on each database that is there, with other settings.
    pub async fn on_both_with(change: impl Fn(&mut Settings)) -> Vec<Self> {
        let mut sites = vec![Self::with(&change).await];
        if let Some(database) = Self::postgres_home().await {
            sites.push(Self::open(Home::Postgres(database), &change).await);
        }
        sites
    }

    /// One site on each database that is there, with keys of its own: nothing is taken from the sites that are made in advance.
    pub async fn on_both_from_nothing(change: impl Fn(&mut Settings)) -> Vec<Self> {
        let mut sites = vec![Self::open(Home::Sqlite(tempfile::tempdir().unwrap()), &change).await];
        match pms_testkit::postgres::database() {
            Some(database) => sites.push(Self::open(Home::Postgres(database), &change).await),
            None => pms_testkit::skip("PostgreSQL is not installed"),
        }
        sites
    }

    /// On a database that is there already, for instance an adopted one. Its schema must be up to date.
    pub async fn on(database: Database) -> Self {
        Self::open(Home::Postgres(database), |_| {}).await
    }

    /// One site on each database that is there, whose ROOT is kept elsewhere, and that ROOT.
    pub async fn with_offline_root() -> Vec<(Self, OfflineRoot)> {
        let mut homes = vec![Home::Sqlite(tempfile::tempdir().unwrap())];
        homes.extend(pms_testkit::postgres::database().map(Home::Postgres));
        let mut sites = Vec::new();
        for home in homes {
            let clock = TestClock::new(start());
            let root = Box::pin(import_offline_root(&home.location(), &Settings::defaults().unwrap(), &clock)).await;
            sites.push((Self::open(home, |_| {}).await, root));
        }
        sites
    }

    /// The store of an installation.
    pub fn store_of(installation: &Installation) -> &Store {
        &installation.store
    }

    /// On an empty SQLite database that is migrated and has no authorities yet, as they are opened by nobody.
    pub async fn installation() -> (TempDir, Installation, Context) {
        let directory = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(directory.path().to_owned());
        let surroundings = pms_testkit::surroundings(&TestClock::new(start()), &TestRandom::new(1));
        let (store, installation) = installation(&location, &Settings::defaults().unwrap(), &surroundings).await;
        drop(store);
        (directory, installation, Context::system(surroundings, "test"))
    }

    /// A second process on the same database: another replica.
    pub async fn replica(&self) -> App {
        Box::pin(application(&self.home.location(), self.app.settings().clone(), &self.clock, 3)).await
    }

    /// The same with other settings, or why it does not start.
    pub async fn replica_with(&self, change: impl FnOnce(&mut Settings)) -> anyhow::Result<App> {
        // What one draws, no other does.
        static SEED: AtomicU64 = AtomicU64::new(4);
        let mut settings = self.app.settings().clone();
        change(&mut settings);
        let seed = SEED.fetch_add(1, Ordering::Relaxed);
        Box::pin(try_application(&self.home.location(), settings, &self.clock, seed)).await
    }

    /// Where its database is.
    pub fn location(&self) -> Location {
        self.home.location()
    }

    /// The database itself, on PostgreSQL.
    pub fn database(&self) -> Option<&Database> {
        match &self.home {
            Home::Postgres(database) => Some(database),
            Home::Sqlite(_) => None,
        }
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.home, Home::Postgres(_))
    }

    async fn sqlite_home() -> TempDir {
        static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
        // Keys take long to make: every site starts as a copy of one whose keys are made.
        let template = TEMPLATE
            .get_or_init(|| async {
                let directory = tempfile::tempdir().unwrap();
                Box::pin(prepare(&Location::Sqlite(directory.path().to_owned()))).await;
                std::fs::read(file(directory.path())).unwrap()
            })
            .await;
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(file(directory.path()), template).unwrap();
        directory
    }

    async fn postgres_home() -> Option<Database> {
        static TEMPLATE: OnceCell<Option<Database>> = OnceCell::const_new();
        let template = TEMPLATE
            .get_or_init(|| async {
                let database = pms_testkit::postgres::database()?;
                Box::pin(prepare(&Location::Postgres(database.url().to_owned()))).await;
                Some(database)
            })
            .await;
        if template.is_none() {
            pms_testkit::skip("PostgreSQL is not installed");
        }
        template.as_ref().map(Database::duplicate)
    }

    async fn open(home: Home, change: impl FnOnce(&mut Settings)) -> Self {
        let clock = TestClock::new(start());
        let mut settings = settings();
        change(&mut settings);
        // Another seed than the template's: nothing drawn here was drawn there.
        let app = Box::pin(application(&home.location(), settings, &clock, 2)).await;
        Self { app, clock, home }
    }

    /// A context of the system itself, to prepare what a test needs.
    pub fn system(&self) -> Context {
        self.app.system("test")
    }

    /// The context of a person's request.
    pub async fn context(&self, person: &Person) -> Context {
        let actor = self.app.identity().authenticate(&person.token).await.expect("the token is good");
        self.app.context(actor, self.app.surroundings().uuid(), None).await.expect("the database answers")
    }

    /// A person with roles and a verified address.
    pub async fn person(&self, name: &str, roles: &[&str]) -> Person {
        let ctx = self.system();
        let id = ctx.uuid();
        let email = format!("{}@people.example", name.to_lowercase());
        let details = Details { email: email.clone(), ..Details::default() };
        let new = NewAccount {
            id: &id,
            name,
            details: &details,
            email_verified: true,
            password_hash: None,
            must_change: false,
            one_time_until: None,
            state: account::ACTIVE,
            lang: "eng",
            created_by: "test",
        };
        let mut change = self.app.store().change().await.unwrap();
        account::insert(&mut change, &ctx.surroundings, &new).await.unwrap().unwrap();
        for role in roles {
            member::grant_role(&mut change, &id, role, "test", ctx.now());
        }
        let revision = change.save(&ctx, Record::new("account.add", "account", &id)).await.unwrap();
        self.app.applied(revision).await;
        let token = self.token(&id, name, &email);
        Person { id, name: name.to_owned(), email, token }
    }

    /// A token of the real issuer.
    pub fn token(&self, id: &str, name: &str, email: &str) -> String {
        let subject = Subject {
            id: id.to_owned(),
            name: name.to_owned(),
            email: email.to_owned(),
            email_verified: true,
            sid: Some(self.app.surroundings().uuid()),
            ..Subject::default()
        };
        let issuer = self.app.identity().issuer();
        issuer.access_token(self.app.surroundings(), &subject, "mosip-pms-client", "").unwrap().token
    }

    /// Makes a person a member of a partner.
    pub async fn join(&self, partner_id: &str, person: &Person, role: &str) {
        let ctx = self.system();
        let mut change = self.app.store().change().await.unwrap();
        member::add(&mut change, partner_id, LOCAL_ISSUER, &person.id, role, ctx.now());
        let revision = change.save(&ctx, Record::new("member.add", "partner", partner_id)).await.unwrap();
        self.app.applied(revision).await;
    }

    /// A policy group. Answers its id.
    pub async fn policy_group(&self, name: &str) -> String {
        let made = crate::policy_groups::create(&self.app, &self.system(), name, "Described").await;
        made.unwrap_or_else(|failure| panic!("{name} was not created: {failure:?}")).id
    }
}

fn file(directory: &Path) -> std::path::PathBuf {
    directory.join("pms.db")
}

/// Makes schema and keys, and leaves nobody connected.
async fn prepare(location: &Location) {
    let clock = TestClock::new(start());
    let settings = settings();
    if AuthorityKind::of_this_run() == AuthorityKind::OfflineRoot {
        Box::pin(import_offline_root(location, &settings, &clock)).await;
    }
    let app = Box::pin(application(location, settings, &clock, 1)).await;
    let db = app.store().db().clone();
    drop(app);
    db.close().await;
}

/// Store and installation without authorities.
async fn installation(location: &Location, settings: &Settings, surroundings: &Surroundings) -> (Store, Installation) {
    let db = Db::open(location, 4).await.unwrap();
    migrate::run(&db).await.unwrap();
    let master = master_key();
    let store = open::store(db, &master, surroundings).await.unwrap();
    let installation = Installation::new(&store, &master, settings).unwrap();
    (store, installation)
}

/// Chooses a ROOT that is kept elsewhere, has its requests signed and imports the certificates.
async fn import_offline_root(location: &Location, settings: &Settings, clock: &TestClock) -> OfflineRoot {
    let surroundings = pms_testkit::surroundings(clock, &TestRandom::new(4));
    let (store, installation) = installation(location, settings, &surroundings).await;
    let ctx = Context::system(surroundings, "test");
    let root = OfflineRoot::new(start()).unwrap();
    let requests = installation.begin_offline(&ctx).await.unwrap();
    let signed = requests.iter().map(|request| root.sign(&request.pem).unwrap());
    let read = |pem: String| pms_pki::parse::wire::partner_upload(&pem).unwrap();
    let certificates = signed.chain([root.root.pem.clone()]).map(read).collect();
    installation.import(&ctx, certificates).await.unwrap();
    store.db().close().await;
    root
}

async fn application(location: &Location, settings: Settings, clock: &TestClock, seed: u64) -> App {
    Box::pin(try_application(location, settings, clock, seed)).await.unwrap()
}

async fn try_application(location: &Location, settings: Settings, clock: &TestClock, seed: u64) -> anyhow::Result<App> {
    let surroundings = pms_testkit::surroundings(clock, &TestRandom::new(seed));
    let db = Db::open(location, 4).await.unwrap();
    migrate::run(&db).await.unwrap();
    let master = master_key();
    let store = open::store(db, &master, &surroundings).await.unwrap();
    let ctx = Context::system(surroundings.clone(), "test");
    let authorities = Authorities::open(&store, &master, &ctx, &settings).await?;
    let identity = crate::accounts::open_identity(&settings, &store, &master, &surroundings).await.unwrap();
    let esignet = Esignet::open(&settings.esignet).unwrap();
    let message_checks = MessageChecks::of(&settings).unwrap();
    let trust = TrustCache::default();
    Ok(App::new(Parts { settings, surroundings, store, identity, authorities, trust, esignet, message_checks }))
}
