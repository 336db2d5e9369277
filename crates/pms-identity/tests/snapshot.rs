//! A change made by one process governs the answers of another one on the same database.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use std::time::{Duration, Instant};

use pms_identity::token::Subject;
use pms_store::account::account::{self, DISABLED};
use pms_store::audit::Record;
use support::{CLIENT, Fixture};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn disabling_acts_on_another_replica_within_a_second() {
    for fixture in Fixture::both().await {
        // Two stores on one database: two processes as far as wake-ups go.
        let other_store = pms_store::open::store(fixture.store.db().clone(), &fixture.master, &fixture.surroundings);
        let other_store = other_store.await.unwrap();
        let here = fixture.identity().await;
        let there =
            pms_identity::Identity::open(&other_store, &fixture.master, &fixture.surroundings, support::config())
                .await
                .unwrap();
        let (id, revision) = fixture.account(&here, "ada", &["AUTH_PARTNER"]).await;
        there.wait_for(revision).await;
        let started = here.sessions().start(&id).await.unwrap();
        let subject = Subject { id: id.clone(), name: "ada".into(), sid: Some(started.sid), ..Subject::default() };
        let token = here.issuer().access_token(&fixture.surroundings, &subject, CLIENT, "email").unwrap().token;
        assert!(there.authenticate(&token).await.is_ok(), "one issuer for both");
        assert!(there.session(started.secret.reveal()).await.unwrap().is_some(), "one session for both");

        let mut change = fixture.store.change().await.unwrap();
        account::set_state(&mut change, &id, DISABLED).await.unwrap();
        let revision = change.save(&fixture.ctx(), Record::new("account.disable", "account", &id)).await.unwrap();
        let began = Instant::now();
        here.wait_for(revision).await;
        assert!(here.authenticate(&token).await.is_err(), "at once where it was made");
        while there.authenticate(&token).await.is_ok() {
            assert!(began.elapsed() < Duration::from_secs(1), "longer than the promised second");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(there.session(started.secret.reveal()).await.unwrap().is_none());
        assert_eq!(there.snapshot().revision, here.snapshot().revision);
    }
}

#[tokio::test]
async fn a_snapshot_read_at_start_equals_the_one_that_followed_the_changes() {
    for fixture in Fixture::both().await {
        let followed = fixture.identity().await;
        let mut last = 0;
        for number in 0..20 {
            last = fixture.account(&followed, &format!("user{number}"), &["AUTH_PARTNER", "PARTNER"]).await.1;
        }
        followed.wait_for(last).await;
        let fresh = fixture.identity().await;
        let (followed, fresh) = (followed.snapshot(), fresh.snapshot());
        assert_eq!(followed.revision, fresh.revision);
        assert_eq!(followed.accounts.len(), 20);
        assert!(followed.accounts == fresh.accounts && followed.clients == fresh.clients);
    }
}

#[tokio::test]
async fn without_the_database_nobody_is_let_in_for_long() {
    let fixture = Fixture::sqlite().await;
    let mut config = support::config();
    config.fail_closed_after = Duration::ZERO;
    let identity = fixture.identity_with(config).await;
    let (id, _) = fixture.account(&identity, "ada", &[]).await;
    let started = identity.sessions().start(&id).await.unwrap();
    let subject = Subject { id, name: "ada".into(), sid: Some(started.sid), ..Subject::default() };
    let token = identity.issuer().access_token(&fixture.surroundings, &subject, CLIENT, "email").unwrap().token;
    assert!(identity.authenticate(&token).await.is_ok());
    fixture.store.db().close().await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert!(identity.age() > Duration::from_millis(200));
    assert!(identity.authenticate(&token).await.is_err());
}

#[tokio::test]
async fn sessions_end_when_idle_and_when_old() {
    let fixture = Fixture::sqlite().await;
    let identity = fixture.identity().await;
    let (id, _) = fixture.account(&identity, "ada", &["AUTH_PARTNER"]).await;
    let started = identity.sessions().start(&id).await.unwrap();
    let cookie = started.secret.reveal();
    let other = identity.sessions().start(&id).await.unwrap();
    assert_ne!(other.secret.reveal(), cookie, "each sign-in has an id of its own");
    let first = identity.session(cookie).await.unwrap().unwrap();
    let second = identity.session(other.secret.reveal()).await.unwrap().unwrap();
    assert_ne!(first.form_token, second.form_token);
    for _ in 0..20 {
        fixture.clock.advance(chrono::TimeDelta::minutes(29));
        assert!(identity.session(cookie).await.unwrap().is_some(), "used every 29 minutes");
    }
    assert!(identity.session(other.secret.reveal()).await.unwrap().is_none(), "idle");
    for _ in 0..8 {
        fixture.clock.advance(chrono::TimeDelta::minutes(20));
        let _ = identity.session(cookie).await.unwrap();
    }
    assert!(identity.session(cookie).await.unwrap().is_none(), "twelve hours are the end");
    for wrong in ["", "x", &"a".repeat(32), "' OR 1=1 --", &started.sid] {
        assert!(identity.session(wrong).await.unwrap().is_none());
    }
}

/// A block made by one process is known to another one within a second, whether it was there at the start or came later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_block_is_known_to_another_replica_within_a_second() {
    use pms_domain::hotlist::{IdHash, IdType};
    use pms_store::hotlist::{self, Batch, Line};

    async fn block(fixture: &Fixture, hashes: &[IdHash]) -> i64 {
        let mut change = fixture.store.change().await.unwrap();
        let lines: Vec<Line> =
            hashes.iter().map(|hash| Line { id_type: IdType::Device, hash: *hash, until: None }).collect();
        let (at, revision) = (fixture.ctx().now(), change.revision());
        let batch = Batch { lines: &lines, reason: None, by: "admin", at, revision };
        hotlist::put_batch(&mut change, &batch).await.unwrap();
        change.save(&fixture.ctx(), Record::new("hotlist.import", hotlist::OBJECT, "1")).await.unwrap()
    }

    for fixture in Fixture::both().await {
        let hash = |n: usize| hotlist::hash(&n.to_string());
        block(&fixture, &[hash(0)]).await;
        let there = fixture.identity().await;
        let began = Instant::now();
        // Until the filter is complete, nothing is denied.
        while there.hotlisted().may_hold(IdType::Device, &hash(1)) {
            assert!(began.elapsed() < Duration::from_secs(5));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(there.hotlisted().may_hold(IdType::Device, &hash(0)), "was there at the start");

        // More than the first filter was made for: it is replaced by a larger one, and denies nothing at any time.
        let before = there.hotlisted().size();
        let hashes: Vec<IdHash> = (1..3000).map(hash).collect();
        for chunk in hashes.chunks(500) {
            let revision = block(&fixture, chunk).await;
            let began = Instant::now();
            while !chunk.iter().all(|hash| there.hotlisted().may_hold(IdType::Device, hash)) {
                assert!(began.elapsed() < Duration::from_secs(1), "longer than the promised second");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            there.wait_for(revision).await;
        }
        let began = Instant::now();
        while there.hotlisted().size() == before {
            assert!(began.elapsed() < Duration::from_secs(5), "the filter grows");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(hashes.iter().all(|hash| there.hotlisted().may_hold(IdType::Device, hash)));
        let in_vain = (3000..13_000).filter(|n| there.hotlisted().may_hold(IdType::Device, &hash(*n))).count();
        assert!(in_vain < 100, "{in_vain} of 10,000");
    }
}
