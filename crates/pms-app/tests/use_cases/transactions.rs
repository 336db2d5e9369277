//! The transaction log: what a process that stops or is pressed leaves, and what becomes of old days.

use chrono::TimeDelta;
use pms_app::App;
use pms_app::audit::Format;
use pms_app::testing::{self, Site};
use pms_app::transaction_log::file;
use pms_app::transaction_log::upkeep::{self, Sums};
use pms_app::transaction_log::view::Filter;
use pms_domain::Timestamp;
use pms_domain::transaction::{self, Answered, AuthTypes, Endpoint, Outcome, Source, TransactionId};
use pms_store::partner::Reach;
use pms_store::transaction::{self as log, Selection, Unit};

fn answer(source: Source, transaction: &str, at: Timestamp) -> Answered {
    Answered {
        occurred_at: at,
        source,
        transaction_id: TransactionId::read(transaction, str::to_owned).unwrap_or_default(),
        endpoint: Endpoint::Auth,
        misp_id: Some("misp".into()),
        licence_id: Some("licence".into()),
        partner_id: Some("bank".into()),
        policy_id: None,
        key_id: None,
        auth_types: AuthTypes::NONE,
        outcome: Outcome::Allowed,
        reason: None,
        stale_ms: None,
    }
}

fn all(source: Source, from: Timestamp, to: Timestamp) -> Selection<'static> {
    Selection {
        reach: Reach::Everything,
        source,
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

async fn written(app: &App) -> usize {
    let which = all(Source::Validate, testing::start() - TimeDelta::hours(1), testing::start() + TimeDelta::hours(1));
    log::rows(app.store().log().await.unwrap(), &which, None, 500).await.unwrap().len()
}

#[tokio::test]
async fn an_answer_is_written_within_moments_and_a_clean_stop_loses_none() {
    for site in Site::on_both().await {
        let recorder = site.app.recorder().clone();
        recorder.record(answer(Source::Validate, "one", testing::start()));
        // By itself.
        for _ in 0..200 {
            if recorder.counts().written == 1 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!((written(&site.app).await, recorder.counts().written), (1, 1));
        for _ in 0..300 {
            recorder.record(answer(Source::Validate, "", testing::start()));
        }
        // Until it says that it stops, nobody knows whether it does more.
        site.clock.advance(TimeDelta::minutes(4));
        let unfinished = upkeep::unfinished(&site.app, 1).await.unwrap();
        assert_eq!(unfinished.len(), 1);
        assert_eq!(unfinished[0].lost, 0);
        site.app.finish_recording().await;
        assert_eq!((written(&site.app).await, recorder.counts().waiting, recorder.counts().lost), (301, 0, 0));
        site.clock.advance(TimeDelta::minutes(4));
        assert!(upkeep::unfinished(&site.app, 1).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_process_that_dies_with_its_first_answer_shows() {
    for site in Site::on_both().await {
        assert!(upkeep::unfinished(&site.app, 1).await.unwrap().is_empty());
        site.app.recorder().room().await;
        // Nothing was recorded, let alone written, and nothing more comes of it.
        site.clock.advance(TimeDelta::minutes(4));
        let unfinished = upkeep::unfinished(&site.app, 1).await.unwrap();
        assert_eq!(unfinished.iter().map(|process| process.sequence).collect::<Vec<_>>(), [0]);
        // What it answers then counts to the same process.
        site.app.recorder().record(answer(Source::Validate, "one", testing::start()));
        site.app.finish_recording().await;
        assert_eq!(written(&site.app).await, 1);
        site.clock.advance(TimeDelta::minutes(4));
        assert!(upkeep::unfinished(&site.app, 1).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn who_asks_more_than_can_be_written_waits_for_room() {
    let site = Site::new().await;
    let recorder = site.app.recorder();
    let mut most = 0;
    for _ in 0..40_000 {
        recorder.room().await;
        recorder.record(answer(Source::Validate, "", testing::start()));
        most = most.max(recorder.counts().waiting);
    }
    site.app.finish_recording().await;
    let counts = recorder.counts();
    assert_eq!((counts.written, counts.lost, counts.waiting), (40_000, 0, 0));
    assert!(most < 32_768, "{most}");
}

#[tokio::test]
async fn what_finds_no_room_is_counted_and_shows() {
    let site = Site::new().await;
    let recorder = site.app.recorder();
    // Nothing of this lets the writer run.
    for _ in 0..33_000 {
        recorder.record(answer(Source::Validate, "", testing::start()));
    }
    assert_eq!((recorder.counts().waiting, recorder.counts().lost), (32_768, 232));
    site.app.finish_recording().await;
    assert_eq!(recorder.counts().written, 32_768);
    let unfinished = upkeep::unfinished(&site.app, 1).await.unwrap();
    assert_eq!((unfinished.len(), unfinished[0].lost, unfinished[0].sequence), (1, 232, 32_768));
}

/// The file of the rows is read in runs of 500, each a piece: see `exports.rs` for how many of them are in memory.
#[tokio::test]
async fn a_file_of_rows_comes_in_pieces() {
    for site in Site::on_both().await {
        let rows = (0..1_201).map(|number| answer(Source::Gateway, &format!("t-{number}"), testing::start()));
        log::ingest(site.app.store().log().await.unwrap(), rows.collect()).await.unwrap();
        let admin = site.person("admin", &["PARTNER_ADMIN"]).await;
        let filter = Filter { source: Some("gateway".to_owned()), ..Filter::default() };
        let mut file = file::export(&site.app, &site.context(&admin).await, &filter, Format::JsonLines).await.unwrap();
        let mut pieces = Vec::new();
        while let Some(piece) = file.next().await {
            pieces.push(piece.unwrap().lines().count());
        }
        assert_eq!(pieces, [500, 500, 201]);
    }
}

#[tokio::test]
async fn an_old_day_goes_to_its_file_and_its_sums_stay() {
    for site in Site::on_both_with(|settings| settings.transaction_log.keep_days = 32).await {
        let directory = tempfile::tempdir().unwrap();
        let files = directory.path().join("kept");
        let database = site.app.store().log().await.unwrap();
        let old = testing::start() - TimeDelta::days(1);
        let row = |name: &str, at| answer(Source::Gateway, name, at);
        log::ingest(database, vec![row("old", old), row("new", testing::start())]).await.unwrap();
        Sums::default().make(&site.app).await.unwrap();
        assert!(upkeep::days_over(&site.app).await.unwrap().is_empty());
        site.clock.advance(TimeDelta::days(32));
        let days = upkeep::days_over(&site.app).await.unwrap();
        assert_eq!(days, [transaction::day(old)]);
        upkeep::forget_day(&site.app, &files, days[0]).await.unwrap();
        upkeep::forget_sums(&site.app).await.unwrap();
        let text = std::fs::read_to_string(files.join("2026-01-14.ndjson")).unwrap();
        let kept: serde_json::Value = serde_json::from_str(text.trim_end()).unwrap();
        assert!(kept["transactionId"] == "old" && kept["mispId"] == "misp", "{kept}");
        // Whatever stands there is not written over.
        log::ingest(database, vec![row("again", old)]).await.unwrap();
        upkeep::forget_day(&site.app, &files, days[0]).await.unwrap();
        assert!(std::fs::read_to_string(files.join("2026-01-14.1.ndjson")).unwrap().contains("again"));
        assert_eq!(std::fs::read_dir(&files).unwrap().count(), 2);
        let which = all(Source::Gateway, old - TimeDelta::days(1), testing::start() + TimeDelta::days(1));
        let rows = log::rows(database, &which, None, 10).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.transaction_id.as_str()).collect::<Vec<_>>(), ["new"]);
        let uses = |counts: Vec<log::Came>| counts.iter().map(|count| count.uses).sum::<i64>();
        assert_eq!(uses(log::outcomes(database, &which, Unit::Day).await.unwrap()), 2);
        assert_eq!(uses(log::outcomes(database, &which, Unit::Hour).await.unwrap()), 1);
    }
}

#[tokio::test]
async fn an_hour_is_summed_once_a_minute_and_another_process_changes_nothing() {
    for site in Site::on_both().await {
        let database = site.app.store().log().await.unwrap();
        upkeep::prepare_days(&site.app).await.unwrap();
        let mut sums = Sums::default();
        let row = |name: &str| answer(Source::Gateway, name, testing::start());
        log::ingest(database, vec![row("a")]).await.unwrap();
        assert_eq!(sums.make(&site.app).await.unwrap(), 1);
        log::ingest(database, vec![row("b")]).await.unwrap();
        assert_eq!(sums.make(&site.app).await.unwrap(), 0);
        // Another replica, as if both held the lease.
        let other = site.replica().await;
        let both = tokio::join!(Box::pin(async { Sums::default().make(&other).await }), async {
            site.clock.advance(TimeDelta::minutes(2));
            sums.make(&site.app).await
        });
        assert!(both.0.unwrap() + both.1.unwrap() >= 1);
        let which = all(Source::Gateway, testing::start(), testing::start() + TimeDelta::hours(1));
        let counts = log::outcomes(database, &which, Unit::Hour).await.unwrap();
        assert_eq!(counts.iter().map(|count| count.uses).collect::<Vec<_>>(), [2]);
    }
}

#[test]
fn settings_that_make_no_sense_are_named() {
    let with = |change: fn(&mut pms_app::settings::Settings)| {
        let mut settings = testing::settings();
        change(&mut settings);
        pms_app::transaction_log::check(&settings).map_err(|error| error.to_string())
    };
    assert_eq!(with(|_| {}), Ok(()));
    assert!(with(|settings| settings.transaction_log.count_from = "all".into()).unwrap_err().contains("count_from"));
    assert!(with(|settings| settings.transaction_log.keep_days = 31).unwrap_err().contains("keep_days"));
}
