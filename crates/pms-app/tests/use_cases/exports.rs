//! Files that are written while they are read: what an operator hears of those that were not read to their end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pms_app::accounts::{people, roles, sign_in};
use pms_app::exports::{self, Source};
use pms_app::partners;
use pms_app::testing::Site;
use pms_app::{App, Failure};
use pms_domain::Context;
use pms_domain::roles::PARTNER_ADMIN;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::support::{done, registration};

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

/// A file that somebody reads slowly takes hours: it ends with the right to it.
#[tokio::test]
async fn an_export_ends_with_the_right_to_it() {
    for site in Site::on_both().await {
        let app = &site.app;
        let owner = site.person("owner", &[]).await;
        done(partners::register(app, &site.context(&owner).await, registration("bank", "Device_Provider")).await);
        for (name, ends) in
            [("disabled", true), ("stripped", true), ("signedOut", true), ("notMember", true), ("stays", false)]
        {
            let person = site.person(name, &[PARTNER_ADMIN]).await;
            if name == "notMember" {
                site.join("bank", &person, "technical").await;
            }
            let ctx = site.context(&person).await;
            let mut file = exports::file(app, &ctx, Rows(None)).await.unwrap();
            assert!(file.next().await.unwrap().is_ok());
            let system = site.system();
            match name {
                "disabled" => done(people::disable(app, &system, name, Some("left")).await),
                "stripped" => done(roles::revoke_role(app, &system, name, PARTNER_ADMIN).await),
                "signedOut" => {
                    let started = app.identity().sessions().start(&person.id).await.unwrap();
                    drop(file);
                    is_over(app, &ctx).await;
                    let session = app.identity().session(started.secret.reveal()).await.unwrap().unwrap();
                    let ctx = app.context(session.actor, "request".to_owned(), None).await.unwrap();
                    file = exports::file(app, &ctx, Rows(None)).await.unwrap();
                    assert!(file.next().await.unwrap().is_ok());
                    done(sign_in::sign_out(app, &ctx, &session.sid).await);
                }
                "notMember" => {
                    let theirs = site.context(&owner).await;
                    let all = done(partners::members(app, &theirs, "bank").await);
                    let id = all.into_iter().find(|one| one.name == name).unwrap().id;
                    done(partners::remove_member(app, &theirs, "bank", &id, Some("left")).await);
                }
                _ => {}
            }
            // What was read ahead still comes.
            let mut more = 0;
            let is_broken = loop {
                match file.next().await {
                    Some(Ok(_)) if more < 20 => more += 1,
                    Some(Ok(_)) => break false,
                    Some(Err(_)) => break true,
                    None => panic!("it never ends by itself"),
                }
            };
            assert_eq!(is_broken, ends, "{name} {more}");
            assert!(!ends || more <= 3, "{name} {more}");
            drop(file);
        }
    }
}
