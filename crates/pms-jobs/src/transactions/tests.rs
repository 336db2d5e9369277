use pms_domain::Timestamp;
use pms_domain::transaction::{self, Answered, AuthTypes, Endpoint, Outcome as Came, Source, TransactionId};
use pms_store::partner::Reach;
use pms_store::transaction::{self as log, Selection, Unit};

use super::*;
use crate::fixture::Fixture;

fn row(name: &str, at: Timestamp) -> Answered {
    Answered {
        occurred_at: at,
        source: Source::Gateway,
        transaction_id: TransactionId::read(name, str::to_owned).unwrap(),
        endpoint: Endpoint::Auth,
        misp_id: Some("misp".into()),
        licence_id: Some("licence".into()),
        partner_id: Some("bank".into()),
        policy_id: None,
        key_id: None,
        auth_types: AuthTypes::NONE,
        outcome: Came::Allowed,
        reason: None,
        stale_ms: None,
    }
}

fn since(from: Timestamp, to: Timestamp) -> Selection<'static> {
    Selection {
        reach: Reach::Everything,
        source: Source::Gateway,
        from,
        to,
        misp_id: None,
        partner_id: None,
        policy_id: None,
        key_ids: None,
        auth_type: None,
        outcome: None,
        reason: None,
        transaction_id: None,
    }
}

async fn summed(app: &App, which: &Selection<'_>, unit: Unit) -> i64 {
    let came = log::outcomes(app.store().log().await.unwrap(), which, unit).await.unwrap();
    came.iter().map(|one| one.uses).sum()
}

/// One process at a time: sums what came, takes old days away, and looks for those once an hour.
#[tokio::test]
async fn whoever_has_the_turn_sums_and_takes_old_days_away() {
    for mut fixture in Fixture::each().await {
        fixture.settings.transaction_log.keep_days = 32;
        let app = fixture.app().await;
        let files = fixture.data.path().join("days");
        let database = app.store().log().await.unwrap();
        let now = app.surroundings().now();
        let old = now - TimeDelta::days(40);
        log::ingest(database, vec![row("old", old), row("new", now)]).await.unwrap();
        let which = since(old - TimeDelta::days(1), now + TimeDelta::days(1));

        let mut turn = Turn::new("transactions", app.store(), app.surroundings(), LEASE);
        let (mut sums, mut looked) = (Sums::default(), None);
        // On SQLite there is one server, which need not wait for itself.
        if database.is_postgres() {
            let mut other = Turn::new("transactions", app.store(), app.surroundings(), LEASE);
            assert!(other.take(app.store(), now).await);
            once(&app, &files, &mut turn, &mut sums, &mut looked).await.unwrap();
            assert_eq!((summed(&app, &which, Unit::Hour).await, files.exists(), looked.is_none()), (0, false, true));
            other.give_back(app.store(), now).await;
            fixture.advance(LEASE / 8);
        }
        // Sums are made of what comes until then, days go once an hour, and the sums of their days stay.
        log::roll(database, transaction::hour(old), 1).await.unwrap();
        once(&app, &files, &mut turn, &mut sums, &mut looked).await.unwrap();
        assert_eq!(summed(&app, &which, Unit::Day).await, 2);
        assert_eq!(summed(&app, &which, Unit::Hour).await, 1);
        let kept: Vec<_> = std::fs::read_dir(&files).unwrap().map(|file| file.unwrap().path()).collect();
        assert_eq!(kept.len(), 1);
        assert!(std::fs::read_to_string(&kept[0]).unwrap().contains("\"old\""));
        let rows = log::rows(database, &which, None, 10).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.transaction_id.as_str()).collect::<Vec<_>>(), ["new"]);

        // Within the hour nobody looks for days again.
        log::ingest(database, vec![row("late", old)]).await.unwrap();
        once(&app, &files, &mut turn, &mut sums, &mut looked).await.unwrap();
        assert_eq!(std::fs::read_dir(&files).unwrap().count(), 1);
        looked = None;
        once(&app, &files, &mut turn, &mut sums, &mut looked).await.unwrap();
        assert_eq!(std::fs::read_dir(&files).unwrap().count(), 2);
    }
}

/// Partitions are there before the first row of their day.
#[tokio::test]
async fn the_days_to_come_have_partitions() {
    let Some(fixture) = Fixture::postgres().await else { return };
    let app = fixture.app().await;
    let mut turn = Turn::new("transactions", app.store(), app.surroundings(), LEASE);
    once(&app, fixture.data.path(), &mut turn, &mut Sums::default(), &mut None).await.unwrap();
    let today = transaction::day(app.surroundings().now());
    let made = log::days(app.store().log().await.unwrap(), i32::MAX).await.unwrap();
    assert_eq!(made, (today - 1..=today + 7).collect::<Vec<_>>());
}

#[tokio::test]
async fn it_ends_with_the_shutdown_and_gives_its_turn_back() {
    let fixture = Fixture::sqlite().await;
    let app = fixture.app().await;
    let shutdown = CancellationToken::new();
    let job = tokio::spawn(run(app.clone(), fixture.data.path().join("days"), shutdown.clone()));
    let database = app.store().log().await.unwrap();
    log::ingest(database, vec![row("new", app.surroundings().now())]).await.unwrap();
    shutdown.cancel();
    tokio::time::timeout(Duration::from_secs(10), job).await.unwrap().unwrap();
    let mut other = Turn::new("transactions", app.store(), app.surroundings(), LEASE);
    assert!(other.take(app.store(), app.surroundings().now()).await);
}
