//! Files that are written while they are read: what an operator hears of those that were not read to their end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pms_app::exports::{self, Source};
use pms_app::testing::Site;
use pms_app::{App, Failure};
use pms_domain::Context;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Counts warnings of this thread.
#[derive(Clone, Default)]
struct Warnings(Arc<AtomicUsize>);

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// So many runs, then a fault, if there is an end.
struct Rows(Option<usize>);

impl Source for Rows {
    type Fault = Failure;

    async fn next_run(&mut self) -> Result<Option<String>, Failure> {
        match &mut self.0 {
            Some(0) => Err(Failure::Limited { retry_after: 1 }),
            Some(left) => {
                *left -= 1;
                Ok(Some("row\n".to_owned()))
            }
            None => Ok(Some("row\n".to_owned())),
        }
    }
}

/// Counts the runs that it was asked for.
struct Counting(Arc<AtomicUsize>);

impl Source for Counting {
    type Fault = Failure;

    async fn next_run(&mut self) -> Result<Option<String>, Failure> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Some("row\n".to_owned()))
    }
}

/// However slowly somebody reads, the memory of a file is that of three runs: one that is read, one that waits, one that was made.
#[tokio::test]
async fn a_file_is_written_no_faster_than_it_is_read() {
    for site in Site::on_both().await {
        let admin = site.person("admin", &["PARTNER_ADMIN"]).await;
        let ctx = site.context(&admin).await;
        let runs = Arc::new(AtomicUsize::new(0));
        let mut file = exports::file(&site.app, &ctx, Counting(Arc::clone(&runs))).await.unwrap();
        let mut most = 0;
        for read in 0..20 {
            // As long as a writer that does not wait would need for many more.
            for _ in 0..1_000 {
                tokio::task::yield_now().await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            let ahead = runs.load(Ordering::Relaxed) - read;
            assert!(ahead <= 2, "{ahead} runs ahead of the reader");
            most = most.max(ahead);
            assert!(file.next().await.unwrap().is_ok());
        }
        assert_eq!(most, 2, "it is written while it is read");
        drop(file);
        is_over(&site.app, &ctx).await;
    }
}

/// The place is given back once the writer has noticed.
async fn is_over(app: &App, ctx: &Context) {
    for _ in 0..10_000 {
        if let Ok(place) = exports::begin(app, ctx).await {
            place.end(app).await.unwrap();
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the place is still taken");
}

#[tokio::test]
async fn a_reader_that_goes_away_is_no_fault() {
    for site in Site::on_both().await {
        let admin = site.person("admin", &["PARTNER_ADMIN"]).await;
        let ctx = site.context(&admin).await;
        let warnings = Warnings::default();
        let _guard = tracing::subscriber::set_default(warnings.clone());
        for read in [0, 1] {
            let mut file = exports::file(&site.app, &ctx, Rows(None)).await.unwrap();
            for _ in 0..read {
                assert!(file.next().await.unwrap().is_ok());
            }
            drop(file);
            is_over(&site.app, &ctx).await;
        }
        assert_eq!(warnings.0.load(Ordering::Relaxed), 0, "nobody is told of a reader that has gone");
        let mut file = exports::file(&site.app, &ctx, Rows(Some(1))).await.unwrap();
        assert!(file.next().await.unwrap().is_ok());
        assert!(file.next().await.unwrap().is_err(), "broken off");
        is_over(&site.app, &ctx).await;
        assert_eq!(warnings.0.load(Ordering::Relaxed), 1, "a fault is told");
    }
}
