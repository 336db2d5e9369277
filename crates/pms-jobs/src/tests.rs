use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use pms_testkit::mailbox::Mailbox;

use super::*;
use crate::fixture::{Fixture, code_letter};

#[tokio::test(flavor = "multi_thread")]
async fn jobs_run_and_stop_within_seconds_with_the_chain_sealed() {
    let fixture = Fixture::sqlite().await;
    let app = fixture.app().await;
    let shutdown = CancellationToken::new();
    let jobs = start(app.clone(), fixture.data.path().to_owned(), shutdown.clone()).unwrap();
    pms_store::mail::queue_uncounted(app.store(), app.surroundings(), "otp", &code_letter("a@acme.example"))
        .await
        .unwrap();
    let mailbox = Mailbox::in_data_directory(fixture.data.path());
    tokio::task::spawn_blocking(move || mailbox.wait_for("a@acme.example", 1)).await.unwrap().unwrap();
    let stopping = Instant::now();
    shutdown.cancel();
    jobs.finish().await;
    assert!(stopping.elapsed() < Duration::from_secs(3));
    let seals = read_seals(&seal_file(&fixture.settings, fixture.data.path())).unwrap();
    let (revision, _) = pms_store::audit::head(app.store().db()).await.unwrap();
    assert!(revision > 0, "the authorities were made in a change");
    assert_eq!(seals.last().map(|seal| seal.revision), Some(revision));
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_at_the_start() {
    let mut fixture = Fixture::sqlite().await;
    let defaults = fixture.settings.clone();
    let data = fixture.data.path().to_owned();
    check(&defaults, &data).unwrap();
    type Mistake = fn(&mut Settings);
    let wrong: [(&str, Mistake); 4] = [
        ("audit.seal_sink", |settings| settings.audit.seal_sink = "https://seals.example".into()),
        ("mail.smtp_url", |settings| settings.mail.smtp_url = "https://mail.example".into()),
        ("mail.from", |settings| settings.mail.from = "nobody".into()),
        ("site.timezone", |settings| settings.site.timezone = "Atlantis".into()),
    ];
    for (key, change) in wrong {
        let mut settings = defaults.clone();
        change(&mut settings);
        let error = check(&settings, &data).unwrap_err();
        assert!(format!("{error:#}").contains(key), "{error:#}");
    }
    fixture.settings.audit.seal_sink = "https://seals.example".into();
    let app = fixture.app().await;
    assert!(start(app, data, CancellationToken::new()).is_err());
}

#[tokio::test(start_paused = true)]
async fn a_job_that_panics_is_started_again() {
    let starts = Arc::new(AtomicU32::new(0));
    let shutdown = CancellationToken::new();
    let (count, stop) = (Arc::clone(&starts), shutdown.clone());
    let job = keep("test", shutdown.clone(), move || {
        let (count, stop) = (Arc::clone(&count), stop.clone());
        async move {
            assert!(count.fetch_add(1, Ordering::SeqCst) > 0, "the first time it panics");
            stop.cancelled().await;
        }
    });
    let job = tokio::spawn(job);
    tokio::time::sleep(RESTART * 2).await;
    assert_eq!(starts.load(Ordering::SeqCst), 2);
    shutdown.cancel();
    job.await.unwrap();
}
