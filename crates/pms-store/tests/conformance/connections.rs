//! Connections that stay at hand.

use pms_store::db::Db;
use pms_store::{StoreError, counter, statement};
use sqlx::FromRow;

use crate::support::{Bench, both, register};

#[derive(FromRow)]
struct Number {
    value: i64,
}

async fn number(db: &Db, sql: &'static str) -> Result<i64, StoreError> {
    statement(sql).one::<Number>(db).await.map(|row| row.value)
}

const OWN: &str = "SELECT pg_backend_pid()::bigint AS value";
/// Those of this database in the middle of a transaction.
const IN_TRANSACTION: &str = "SELECT COUNT(*) AS value FROM pg_stat_activity \
     WHERE datname = current_database() AND state LIKE 'idle in transaction%'";

async fn nothing_open(bench: &Bench) {
    for _ in 0..100 {
        if number(bench.store.db(), IN_TRANSACTION).await.unwrap() == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("a transaction was left open");
}

#[tokio::test]
async fn one_after_another_they_share_a_connection() {
    both(|bench| async move {
        if !bench.is_postgres() {
            return;
        }
        let first = number(bench.store.db(), OWN).await.unwrap();
        for _ in 0..5 {
            assert_eq!(number(bench.store.db(), OWN).await.unwrap(), first);
        }
    })
    .await;
}

/// Many more callers than connections; some of them give up half way, some roll back.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn none_is_lost_and_no_transaction_stays_open() {
    both(|bench| async move {
        let tasks: Vec<_> = (0..400)
            .map(|n| {
                let bench = bench.clone();
                tokio::spawn(async move {
                    let store = &bench.store;
                    match n % 4 {
                        0 => assert_eq!(counter::total(store.db(), "none").await.unwrap(), 0),
                        1 => {
                            let mut tx = store.db().begin().await.unwrap();
                            counter::add(&mut tx, "kept", 1);
                            tx.commit().await.unwrap();
                        }
                        2 => {
                            let mut tx = store.db().begin().await.unwrap();
                            counter::add(&mut tx, "dropped", 1);
                            assert!(counter::total(&mut tx, "dropped").await.unwrap() > 0);
                        }
                        _ => {
                            let wait = std::time::Duration::from_micros(n * 10);
                            let given_up = tokio::time::timeout(wait, async {
                                let mut tx = store.db().begin().await.unwrap();
                                counter::add(&mut tx, "given up", 1);
                                counter::total(&mut tx, "given up").await.unwrap();
                                std::future::pending::<()>().await;
                            });
                            assert!(given_up.await.is_err());
                        }
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(counter::total(bench.store.db(), "kept").await.unwrap(), 100);
        assert_eq!(counter::total(bench.store.db(), "dropped").await.unwrap(), 0);
        assert_eq!(counter::total(bench.store.db(), "given up").await.unwrap(), 0);
        if bench.is_postgres() {
            nothing_open(&bench).await;
        }
    })
    .await;
}

/// A server that ended all connections fails a request or so, not each one that is at hand.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_the_server_was_lost_they_are_made_anew() {
    both(|bench| async move {
        if !bench.is_postgres() {
            return;
        }
        let db = bench.store.db();
        let many: Vec<_> = (0..5).map(|_| number(db, "SELECT 1::bigint AS value FROM pg_sleep(0.05)")).collect();
        futures_util::future::join_all(many).await.into_iter().for_each(|outcome| assert_eq!(outcome.unwrap(), 1));
        let others = "SELECT COUNT(pg_terminate_backend(pid)) AS value FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()";
        assert!(number(db, others).await.unwrap() >= 4);
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let many = (0..5).map(|_| number(db, "SELECT 1::bigint AS value FROM pg_sleep(0.05)"));
        let failed = futures_util::future::join_all(many).await.into_iter().filter(Result::is_err).count();
        assert!(failed < 5, "{failed}");
        for _ in 0..20 {
            assert_eq!(number(db, "SELECT 1::bigint AS value").await.unwrap(), 1);
        }
    })
    .await;
}

/// When the disk is full SQLite ends the transaction by itself. What failed is gone, and the next change works again.
#[tokio::test]
async fn a_full_disk_is_no_end() {
    both(|bench| async move {
        if bench.is_postgres() {
            return;
        }
        let mut change = bench.store.change().await.unwrap();
        counter::add(&mut change, "half", 1);
        // No more pages than there are: of this connection alone.
        statement("PRAGMA max_page_count = 1").one::<Pages>(&mut change).await.unwrap();
        let mut error = None;
        for number in 0..2_000 {
            let insert = statement("INSERT INTO x_meta (name, value) VALUES ($1, $2)")
                .bind(format!("full-{number}"))
                .bind("x".repeat(4_000));
            if let Err(failed) = insert.execute(&mut change).await {
                error = Some(failed);
                break;
            }
        }
        assert!(error.unwrap().to_string().contains("full"));
        drop(change);
        for number in 0..3 {
            register(&bench, &format!("p{number}"), &format!("p{number}@example.org")).await;
        }
        assert_eq!(counter::total(bench.store.db(), "half").await.unwrap(), 0);
    })
    .await;
}

#[derive(FromRow)]
struct Pages {
    #[expect(dead_code, reason = "the limit is set, not asked")]
    max_page_count: i64,
}
