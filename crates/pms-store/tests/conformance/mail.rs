//! The mail queue.

use std::collections::BTreeMap;

use pms_store::mail::{self, Letter};
use pms_store::statement;

use crate::support::{Bench, both};

async fn queue(bench: &Bench, to: &str) {
    let letter = Letter { to: to.into(), lang: "eng".into(), values: BTreeMap::new() };
    mail::queue_uncounted(&bench.store, &bench.surroundings, "otp", &letter).await.unwrap();
    bench.clock.advance(chrono::TimeDelta::seconds(1));
}

async fn recipients(bench: &Bench, limit: i64) -> Vec<String> {
    let due = mail::due(&bench.store, bench.surroundings.now(), limit).await.unwrap();
    due.into_iter().map(|due| due.letter.to).collect()
}

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct Row {
    id: String,
    last_error: Option<String>,
    dead: bool,
}

async fn rows(bench: &Bench) -> Vec<Row> {
    statement("SELECT id, last_error, dead_at IS NOT NULL AS dead FROM x_mail ORDER BY created_at")
        .all(bench.store.db())
        .await
        .unwrap()
}

/// A letter that does not open, and one that is gone, are given up; those behind them are sent.
#[tokio::test]
async fn a_letter_that_does_not_open_holds_up_nobody() {
    both(|bench| async move {
        for to in ["broken@example.org", "gone@example.org", "fine@example.org"] {
            queue(&bench, to).await;
        }
        let queued = rows(&bench).await;
        let db = bench.store.db();
        // Sealed for another mail.
        statement("UPDATE x_sealed SET value = (SELECT s.value FROM x_sealed s WHERE s.owner = $2) WHERE owner = $1")
            .bind(queued[0].id.as_str())
            .bind(queued[2].id.as_str())
            .execute_uncounted(db)
            .await
            .unwrap();
        statement("DELETE FROM x_sealed WHERE owner = $1")
            .bind(queued[1].id.as_str())
            .execute_uncounted(db)
            .await
            .unwrap();
        assert_eq!(recipients(&bench, 1).await, Vec::<String>::new(), "the first is looked at and given up");
        assert_eq!(recipients(&bench, 10).await, ["fine@example.org"]);
        let found: Vec<_> = rows(&bench).await.into_iter().map(|row| (row.last_error, row.dead)).collect();
        let unreadable = || (Some(mail::UNREADABLE.to_owned()), true);
        assert_eq!(found, [unreadable(), unreadable(), (None, false)]);
    })
    .await;
}

/// A mail that another process sent between the look and the opening is sent, not given up.
#[tokio::test]
async fn a_sent_mail_is_not_given_up() {
    both(|bench| async move {
        queue(&bench, "fine@example.org").await;
        let id = rows(&bench).await.remove(0).id;
        mail::sent(bench.store.db(), &id, bench.surroundings.now()).await.unwrap();
        assert_eq!(recipients(&bench, 10).await, Vec::<String>::new());
        assert_eq!(rows(&bench).await, [Row { id, last_error: None, dead: false }]);
    })
    .await;
}
