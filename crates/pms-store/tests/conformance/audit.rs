//! The chain: a row changed, removed or cut off by hand is named.

use pms_store::audit::{self, Seal, Verdict};
use pms_store::{StoreResult, statement};

use crate::support::{Bench, both, register};

async fn by_hand(bench: &Bench, sql: &'static str) -> StoreResult<u64> {
    statement(sql).execute_uncounted(bench.store.db()).await
}

async fn five(bench: &Bench) {
    for number in 1..=5 {
        register(bench, &format!("p{number}"), &format!("p{number}@example.org")).await;
    }
}

async fn broken_at(bench: &Bench, seals: &[Seal]) -> Option<i64> {
    match audit::verify(&bench.store, seals).await.unwrap() {
        Verdict::Intact { .. } => None,
        Verdict::Broken { revision, .. } => Some(revision),
    }
}

#[tokio::test]
async fn an_untouched_chain_is_intact() {
    both(|bench| async move {
        assert_eq!(audit::verify(&bench.store, &[]).await.unwrap(), Verdict::Intact { records: 0 });
        five(&bench).await;
        let seal = Seal::make(&bench.store, bench.surroundings.now()).await.unwrap();
        register(&bench, "p6", "p6@example.org").await;
        assert_eq!(audit::verify(&bench.store, &[seal]).await.unwrap(), Verdict::Intact { records: 6 });
    })
    .await;
}

#[tokio::test]
async fn a_changed_record_is_named() {
    for sql in [
        "UPDATE x_audit SET actor_name = 'somebody else' WHERE revision = 3",
        "UPDATE x_audit SET after_json = '{}' WHERE revision = 3",
        "UPDATE x_audit SET reason = 'because' WHERE revision = 3",
        "UPDATE x_audit SET source = '10.0.0.1' WHERE revision = 3",
        "UPDATE x_audit SET at = '2020-01-01 00:00:00' WHERE revision = 3",
        "UPDATE x_audit SET mac = '00' WHERE revision = 3",
    ] {
        both(|bench| async move {
            five(&bench).await;
            assert_eq!(by_hand(&bench, sql).await.unwrap(), 1);
            assert_eq!(broken_at(&bench, &[]).await, Some(3), "{sql}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_removed_record_is_named() {
    both(|bench| async move {
        five(&bench).await;
        by_hand(&bench, "DELETE FROM x_audit WHERE revision = 2").await.unwrap();
        assert_eq!(broken_at(&bench, &[]).await, Some(2));
    })
    .await;
}

#[tokio::test]
async fn records_cut_off_are_named() {
    both(|bench| async move {
        five(&bench).await;
        by_hand(&bench, "DELETE FROM x_audit WHERE revision > 3").await.unwrap();
        assert_eq!(broken_at(&bench, &[]).await, Some(4));
    })
    .await;
}

/// Whoever also rolls the head row back is caught by the seals.
#[tokio::test]
async fn a_rolled_back_chain_does_not_fit_its_seals() {
    both(|bench| async move {
        five(&bench).await;
        let seal = Seal::make(&bench.store, bench.surroundings.now()).await.unwrap();
        by_hand(&bench, "UPDATE x_head SET revision = 3, mac = (SELECT mac FROM x_audit WHERE revision = 3)")
            .await
            .unwrap();
        by_hand(&bench, "DELETE FROM x_audit WHERE revision > 3").await.unwrap();
        assert_eq!(broken_at(&bench, &[]).await, None, "without seals the chain is whole again");
        assert_eq!(broken_at(&bench, std::slice::from_ref(&seal)).await, Some(4));
        let forged = Seal { revision: 3, ..seal };
        assert_eq!(broken_at(&bench, &[forged]).await, Some(3), "a seal that is not ours is no seal");
    })
    .await;
}

#[tokio::test]
async fn an_inserted_record_is_named() {
    both(|bench| async move {
        five(&bench).await;
        by_hand(
            &bench,
            "INSERT INTO x_audit (revision, at, actor, actor_name, roles, action, object_kind, object_id, touched, \
             request_id, mac) SELECT 6, at, actor, actor_name, roles, action, object_kind, object_id, touched, \
             request_id, mac FROM x_audit WHERE revision = 5",
        )
        .await
        .unwrap();
        by_hand(&bench, "UPDATE x_head SET revision = 6").await.unwrap();
        assert_eq!(broken_at(&bench, &[]).await, Some(6));
    })
    .await;
}

#[tokio::test]
async fn the_history_of_an_object_is_newest_first() {
    both(|bench| async move {
        five(&bench).await;
        let rows = audit::of_object(bench.store.db(), "partner", "p2", 10).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].objects(), [("partner".to_owned(), "p2".to_owned())]);
        let after = audit::after(bench.store.db(), 2, 100).await.unwrap();
        assert_eq!(after.iter().map(|row| row.revision).collect::<Vec<_>>(), [3, 4, 5]);
    })
    .await;
}
