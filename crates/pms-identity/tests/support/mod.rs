//! Identities on throw-away databases of both kinds, with the clock in the test's hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pms_domain::Context;
use pms_domain::context::Surroundings;
use pms_identity::config::{Config, GuessLimits, Mode, SecondFactor};
use pms_identity::{Identity, Secret};
use pms_store::account::account::{self, ACTIVE, Details, NewAccount};
use pms_store::audit::Record;
use pms_store::db::Location;
use pms_store::keys::MasterKey;
use pms_store::{Db, Store, migrate, open};
use pms_testkit::{TestClock, TestRandom};
use serde_json::Value;

pub const PUBLIC_URL: &str = "https://pms.example.org";
pub const ISSUER: &str = "https://pms.example.org/auth/realms/mosip";
pub const CLIENT: &str = "mosip-pms-client";

/// What keeps a database alive.
pub enum Keep {
    Directory(tempfile::TempDir),
    Database(pms_testkit::postgres::Database),
}

pub struct Fixture {
    pub clock: TestClock,
    pub surroundings: Surroundings,
    pub store: Store,
    pub master: MasterKey,
    pub keep: Keep,
}

pub fn config() -> Config {
    Config {
        mode: Mode::Embedded,
        public_url: PUBLIC_URL.into(),
        site_name: "Test".into(),
        access_token: Duration::from_secs(1800),
        session_idle: Duration::from_secs(1800),
        session_max: Duration::from_secs(43_200),
        allowed_audiences: vec![CLIENT.into(), "mosip-ida-client".into()],
        issuers: Vec::new(),
        outbound_hosts: Vec::new(),
        limits: GuessLimits { per_source: 60, per_account: 10, overall: 600 },
        second_factor: SecondFactor::Optional,
        poll: Duration::from_millis(50),
        fail_closed_after: Duration::from_secs(60),
        compat: false,
    }
}

impl Fixture {
    async fn on(location: &Location, keep: Keep, seed: u64) -> Self {
        let clock = TestClock::default();
        let surroundings = pms_testkit::surroundings(&clock, &TestRandom::new(seed));
        let master = MasterKey::generate(&surroundings);
        let db = Db::open(location, 4).await.unwrap();
        migrate::run(&db).await.unwrap();
        let store = open::store(db, &master, &surroundings).await.unwrap();
        Self { clock, surroundings, store, master, keep }
    }

    pub async fn sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(directory.path().to_owned());
        Self::on(&location, Keep::Directory(directory), 1).await
    }

    pub async fn postgres() -> Option<Self> {
        let database = pms_testkit::postgres::database()?;
        let location = Location::Postgres(database.url().to_owned());
        Some(Self::on(&location, Keep::Database(database), 2).await)
    }

    /// Both kinds; without PostgreSQL, the test is recorded as skipped for it.
    pub async fn both() -> Vec<Self> {
        let mut all = vec![Self::sqlite().await];
        all.extend(Self::postgres().await);
        all
    }

    pub async fn identity(&self) -> Identity {
        self.identity_with(config()).await
    }

    pub async fn identity_with(&self, config: Config) -> Identity {
        Identity::open(&self.store, &self.master, &self.surroundings, config).await.unwrap()
    }

    pub fn ctx(&self) -> Context {
        Context::system(self.surroundings.clone(), "test")
    }

    /// An account with these roles and the password `heron basalt tuesday`. Answers id and revision.
    pub async fn account(&self, identity: &Identity, name: &str, roles: &[&str]) -> (String, i64) {
        let ctx = self.ctx();
        let hash = identity.passwords().hash(&self.surroundings, &Secret::new("heron basalt tuesday")).await.unwrap();
        let id = ctx.uuid();
        let details = Details { email: format!("{name}@example.org"), ..Details::default() };
        let mut change = self.store.change().await.unwrap();
        let new = NewAccount {
            id: &id,
            name,
            details: &details,
            email_verified: true,
            password_hash: Some(&hash),
            must_change: false,
            one_time_until: None,
            state: ACTIVE,
            lang: "eng",
            created_by: "test",
        };
        account::insert(&mut change, &self.surroundings, &new).await.unwrap().unwrap();
        for role in roles {
            account::grant(&mut change, &id, role, "test", ctx.now()).await.unwrap();
        }
        let revision = change.save(&ctx, Record::new("account.create", "account", &id)).await.unwrap();
        identity.wait_for(revision).await;
        (id, revision)
    }

    /// The signing key, as an attacker would love to have it.
    pub async fn signing_key(&self) -> (String, RsaKeyPair) {
        let keys = pms_store::account::token_key::live(self.store.db(), self.surroundings.now()).await.unwrap();
        assert_eq!(keys.len(), 1);
        let der = self.master.unwrap(&keys[0].purpose, &keys[0].id, &keys[0].wrapped).unwrap();
        (keys[0].id.clone(), RsaKeyPair::from_pkcs8(&der).unwrap())
    }
}

/// Signs any header and payload, texts as given.
pub fn sign(key: &RsaKeyPair, header: &str, payload: &str) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

pub fn payload(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}
