//! What PostgreSQL ends by itself on the connections of requests and jobs.

use std::time::Duration;

use pms_store::db::{Connections, Db, Location, Timeouts, statement};
use sqlx::FromRow;

#[derive(FromRow)]
struct Setting {
    value: String,
}

async fn setting(db: &Db, name: &'static str) -> String {
    let row: Setting = statement("SELECT current_setting($1) AS value").bind(name).one(db).await.unwrap();
    row.value
}

#[tokio::test]
async fn what_hangs_is_ended() {
    let Some(database) = pms_testkit::postgres::database() else { return };
    let location = Location::Postgres(database.url().to_owned());
    let slow = Db::open(&location, 1).await.unwrap();
    for name in ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"] {
        assert_eq!(setting(&slow, name).await, "0", "migrations may take their time: {name}");
    }
    let timeouts = Timeouts {
        statement: Duration::from_secs(3),
        lock: Duration::from_secs(1),
        idle_in_transaction: Duration::from_secs(2),
    };
    let db = Db::open_within(&location, Connections { most: 4, lists: 4 }, timeouts).await.unwrap();
    assert_eq!(setting(&db, "statement_timeout").await, "3s");
    let mut setup = db.begin().await.unwrap();
    statement("CREATE TABLE public.locked (id integer PRIMARY KEY)").execute(&mut setup).await.unwrap();
    statement("INSERT INTO public.locked VALUES (1)").execute(&mut setup).await.unwrap();
    setup.commit().await.unwrap();

    let begun = std::time::Instant::now();
    assert!(statement("SELECT pg_sleep(30)").execute_uncounted(&db).await.is_err(), "a statement that hangs");
    // Who holds a lock and does nothing more loses it; who waits for it too long gives up before.
    let mut holder = db.begin().await.unwrap();
    statement("UPDATE public.locked SET id = id").execute(&mut holder).await.unwrap();
    let waited = statement("UPDATE public.locked SET id = id").execute_uncounted(&db).await;
    assert!(waited.is_err(), "the lock is held");
    let again = async { while statement("UPDATE public.locked SET id = id").execute_uncounted(&db).await.is_err() {} };
    tokio::time::timeout(Duration::from_secs(10), again).await.expect("the lock of a holder that hangs is let go");
    assert!(holder.commit().await.is_err(), "its transaction is over");
    assert!(begun.elapsed() < Duration::from_secs(20));
    // The pool is as good as before.
    for _ in 0..8 {
        let _broken_connections_are_replaced = statement("SELECT 1").execute_uncounted(&db).await;
    }
    assert!(statement("SELECT 1").execute_uncounted(&db).await.is_ok());
}
