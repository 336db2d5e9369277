//! Changes that share a commit.

use std::sync::Arc;
use std::time::Duration;

use pms_store::audit::{self, Record};
use pms_store::partner::{self, Reach};
use pms_store::{Change, StoreResult, counter, open, statement, unique};
use tokio::task::JoinHandle;

use crate::support::{Bench, both, contact, partner, register};

/// What a change comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Saved,
    /// Given up after it has written.
    Refused,
    /// A write that waits fails when the change is saved.
    FailsAtTheEnd,
    /// A statement fails in the middle of it.
    FailsInTheMiddle,
    /// The caller hangs up at some moment.
    HungUp,
    /// Finds its work done and says so.
    Left,
}

const FATES: [Fate; 6] =
    [Fate::Saved, Fate::Refused, Fate::FailsAtTheEnd, Fate::FailsInTheMiddle, Fate::HungUp, Fate::Left];

async fn write(bench: &Bench, change: &mut Change<'_>, id: &str) -> StoreResult<()> {
    let contact = contact(&format!("{id}@example.org"));
    partner::insert(change, &bench.surroundings, &partner(id, &contact), "test")?;
    counter::add(change, "written", 1);
    Ok(())
}

async fn run(bench: &Bench, id: &str, fate: Fate) -> StoreResult<Option<i64>> {
    let mut change = bench.store.change().await?;
    let revision = change.revision();
    if fate == Fate::Left {
        change.leave().await?;
        return Ok(None);
    }
    write(bench, &mut change, id).await?;
    match fate {
        Fate::Refused => {
            // Given up with writes that wait, and with writes that have run.
            if id.len().is_multiple_of(2) {
                counter::total(&mut change, "written").await?;
            }
            return Ok(None);
        }
        Fate::FailsInTheMiddle => {
            statement("INSERT INTO x_counter (scope, total) VALUES ('written', 0)").execute(&mut change).await?;
        }
        Fate::FailsAtTheEnd => statement("INSERT INTO x_counter (scope, total) VALUES ('there', 0)").later(&mut change),
        _ => {}
    }
    let saved = change.save(&bench.ctx(), Record::new("partner.register", "partner", id)).await?;
    assert_eq!(saved, revision, "the revision that was promised");
    Ok(Some(saved))
}

fn start(bench: &Arc<Bench>, id: &str, fate: Fate) -> JoinHandle<StoreResult<Option<i64>>> {
    let (bench, id) = (Arc::clone(bench), id.to_owned());
    tokio::spawn(async move { run(&bench, &id, fate).await })
}

async fn is_there(bench: &Bench, id: &str) -> bool {
    partner::find(&bench.store, bench.store.db(), Reach::Everything, id).await.unwrap().is_some()
}

async fn is_intact(bench: &Bench) {
    let (head, _) = audit::head(bench.store.db()).await.unwrap();
    assert_eq!(audit::verify(&bench.store, &[]).await.unwrap(), audit::Verdict::Intact { records: head });
}

/// Starts these behind an open change, so that all of them wait for their turn; then the open one is saved.
async fn behind_one(
    bench: &Arc<Bench>,
    tasks: impl FnOnce() -> Vec<JoinHandle<StoreResult<Option<i64>>>>,
) -> Vec<JoinHandle<StoreResult<Option<i64>>>> {
    let mut first = bench.store.change().await.unwrap();
    counter::add(&mut first, "there", 1);
    let tasks = tasks();
    while bench.store.waiting_changes() < tasks.len() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    first.save(&bench.ctx(), Record::new("test.first", "test", "1")).await.unwrap();
    tasks
}

/// Those who wait for their turn are committed together, each under its own revision.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn those_who_wait_share_a_commit() {
    both(|bench| async move {
        let commits = bench.store.commits();
        let tasks =
            behind_one(&bench, || (0..20).map(|n| start(&bench, &format!("p{n}"), Fate::Saved)).collect()).await;
        let mut revisions = Vec::new();
        for task in tasks {
            revisions.push(task.await.unwrap().unwrap().unwrap());
        }
        assert!(bench.store.commits() - commits <= 2, "{} commits", bench.store.commits() - commits);
        revisions.sort_unstable();
        assert!(revisions.windows(2).all(|pair| pair[1] == pair[0] + 1), "{revisions:?}");
        for n in 0..20 {
            assert!(is_there(&bench, &format!("p{n}")).await);
        }
        is_intact(&bench).await;
    })
    .await;
}

/// Whatever becomes of the others, a change that is acknowledged is there, and of one that is not nothing is.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_stands_for_itself() {
    both(|bench| async move {
        let fate = |n: usize| FATES[n % FATES.len()];
        for round in 0..4 {
            let id = |n: usize| format!("r{round}-{n}");
            let tasks = behind_one(&bench, || (0..70).map(|n| start(&bench, &id(n), fate(n))).collect()).await;
            for (n, task) in tasks.iter().enumerate() {
                if fate(n) == Fate::HungUp {
                    tokio::time::sleep(Duration::from_micros(137 * (n as u64 % 7))).await;
                    task.abort();
                }
            }
            for (n, task) in tasks.into_iter().enumerate() {
                let outcome = task.await;
                let there = is_there(&bench, &id(n)).await;
                match fate(n) {
                    Fate::Saved => assert!(matches!(outcome, Ok(Ok(Some(_)))) && there, "{n}: {outcome:?} {there}"),
                    Fate::Refused | Fate::Left => {
                        assert!(matches!(outcome, Ok(Ok(None))) && !there, "{n}: {outcome:?} {there}");
                    }
                    Fate::FailsAtTheEnd | Fate::FailsInTheMiddle => {
                        assert!(matches!(outcome, Ok(Err(_))) && !there, "{n}: {outcome:?} {there}");
                    }
                    Fate::HungUp => {}
                }
            }
            // Who hung up may still be committed with the others until somebody has had a turn after them: then wholly or
            // not at all.
            bench.store.change().await.unwrap().leave().await.unwrap();
            for n in (0..70).filter(|n| fate(*n) == Fate::HungUp) {
                let kept = unique::find(bench.store.db(), unique::PARTNER_ID, &id(n)).await.unwrap();
                assert_eq!(kept.is_some(), is_there(&bench, &id(n)).await, "{n}");
            }
            is_intact(&bench).await;
        }
        let partners = counter::total(bench.store.db(), counter::PARTNERS).await.unwrap();
        assert_eq!(counter::total(bench.store.db(), "written").await.unwrap(), partners);
        assert!(partners >= 4 * 12);
        // The turn is free again, and no transaction is left open.
        register(&bench, "after", "after@example.org").await;
        assert_eq!(open::meta(bench.store.db(), "none").await.unwrap(), None);
    })
    .await;
}

/// What is not committed is not told: whoever found its work done by a change of the same transaction waits for the commit.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_rests_on_what_is_not_committed() {
    both(|bench| async move {
        for round in 0..20 {
            let id = format!("seen-{round}");
            let first = bench.store.change().await.unwrap();
            let saves = start(&bench, &id, Fate::Saved);
            while bench.store.waiting_changes() < 1 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let looks = tokio::spawn({
                let (bench, id) = (Arc::clone(&bench), id.clone());
                async move {
                    let mut change = bench.store.change().await.unwrap();
                    let seen = unique::find(&mut change, unique::PARTNER_ID, &id).await.unwrap().is_some();
                    change.leave().await.unwrap();
                    (seen, is_there(&bench, &id).await)
                }
            });
            while bench.store.waiting_changes() < 2 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            first.save(&bench.ctx(), Record::new("test.first", "test", "1")).await.unwrap();
            assert_eq!(looks.await.unwrap(), (true, true));
            saves.await.unwrap().unwrap();
        }
    })
    .await;
}

#[derive(sqlx::FromRow)]
struct Quotient {
    #[expect(dead_code, reason = "the division fails")]
    quotient: i32,
}

/// A statement that takes its time and fails.
async fn fail_slowly(change: &mut Change<'_>) {
    let failed = statement("SELECT 1 / (SELECT 0 FROM pg_sleep(0.2)) AS quotient").one::<Quotient>(change).await;
    assert!(failed.is_err());
}

/// The error of a statement for which nobody waits any more concerns nobody else: neither the changes that share the
/// transaction, nor whoever gets the connection next.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_error_that_nobody_heard_hurts_nobody() {
    both(|bench| async move {
        if !bench.is_postgres() {
            // Its statements end before anybody can hang up.
            return;
        }
        let tasks = behind_one(&bench, || vec![start(&bench, "before", Fate::Saved)]).await;
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let mut first = bench.store.change().await.unwrap();
        counter::add(&mut first, "there", 1);
        let hangs_up = tokio::spawn({
            let bench = Arc::clone(&bench);
            async move { fail_slowly(&mut bench.store.change().await.unwrap()).await }
        });
        while bench.store.waiting_changes() < 1 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let after = start(&bench, "after", Fate::Saved);
        while bench.store.waiting_changes() < 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let ctx = bench.ctx();
        let saves = first.save(&ctx, Record::new("test.first", "test", "1"));
        let hang_up = async {
            tokio::time::sleep(Duration::from_millis(60)).await;
            hangs_up.abort();
        };
        let (saved, ()) = tokio::join!(saves, hang_up);
        saved.unwrap();
        after.await.unwrap().unwrap();
        assert!(is_there(&bench, "after").await);

        // The same without others in the transaction, on every connection there is.
        for _ in 0..8 {
            let hangs_up = tokio::spawn({
                let bench = Arc::clone(&bench);
                async move { fail_slowly(&mut bench.store.change().await.unwrap()).await }
            });
            tokio::time::sleep(Duration::from_millis(60)).await;
            hangs_up.abort();
        }
        tokio::time::sleep(Duration::from_millis(400)).await;
        let reads = (0..32).map(|_| {
            let bench = Arc::clone(&bench);
            tokio::spawn(async move { counter::total(bench.store.db(), "there").await })
        });
        for read in reads.collect::<Vec<_>>() {
            assert_eq!(read.await.unwrap().unwrap(), 2);
        }
        is_intact(&bench).await;
    })
    .await;
}
