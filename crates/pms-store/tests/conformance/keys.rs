//! Keys under the master key, sealed values, leases.

use pms_store::db::Db;
use pms_store::keys::{self, MasterKey};
use pms_store::{lease, open, sealed};
use serde_json::{Value, json};

use crate::support::both;

/// Many processes that start at once on an empty database share one set of keys.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_first_starts_make_one_set_of_keys() {
    both(|bench| async move {
        let mut tokens = std::collections::BTreeSet::new();
        for task in (0..8).map(|_| {
            let bench = bench.clone();
            tokio::spawn(async move {
                let db = Db::open(&bench.location, 2).await.unwrap();
                let store = open::store(db, &bench.master, &bench.surroundings).await.unwrap();
                store.keys().token("test", "value")
            })
        }) {
            tokens.insert(task.await.unwrap());
        }
        assert_eq!(tokens.len(), 1);
        assert_eq!(keys::current(bench.store.db()).await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn another_master_key_opens_nothing() {
    both(|bench| async move {
        let other = MasterKey::parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
        let db = Db::open(&bench.location, 2).await.unwrap();
        assert!(open::store(db, &other, &bench.surroundings).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_sealed_value_opens_for_its_kind_and_owner_alone() {
    both(|bench| async move {
        let (db, keys, surroundings) = (bench.store.db(), bench.store.keys(), &bench.surroundings);
        sealed::put_uncounted(db, keys, surroundings, "draft", "d1", &json!({"email": "a@b.org"})).await.unwrap();
        let found: Option<Value> = sealed::get(db, keys, "draft", "d1").await.unwrap();
        assert_eq!(found, Some(json!({"email": "a@b.org"})));
        pms_store::statement("UPDATE x_sealed SET owner = 'd2' WHERE owner = 'd1'")
            .execute_uncounted(db)
            .await
            .unwrap();
        assert!(sealed::get::<Value>(db, keys, "draft", "d2").await.is_err());
        sealed::destroy_uncounted(db, "draft", "d2").await.unwrap();
        assert_eq!(sealed::get::<Value>(db, keys, "draft", "d2").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn tokens_of_two_kinds_never_meet() {
    both(|bench| async move {
        let keys = bench.store.keys();
        assert_ne!(keys.token("a", "bc"), keys.token("ab", "c"));
        assert_ne!(keys.token("otp", "1"), keys.token("session", "1"));
        assert_eq!(keys.token("otp", "1").len(), 43);
    })
    .await;
}

#[tokio::test]
async fn a_lease_has_one_holder_until_it_ends() {
    both(|bench| async move {
        let db = bench.store.db();
        let now = bench.surroundings.now();
        let until = now + chrono::TimeDelta::seconds(10);
        assert!(lease::take(db, "mail", "a", now, until).await.unwrap());
        assert!(!lease::take(db, "mail", "b", now, until).await.unwrap());
        assert!(lease::take(db, "mail", "a", now, until).await.unwrap(), "its holder prolongs it");
        let later = until + chrono::TimeDelta::seconds(1);
        let then = later + chrono::TimeDelta::seconds(10);
        assert!(lease::take(db, "mail", "b", later, then).await.unwrap());
        lease::give_up(db, "mail", "a").await.unwrap();
        assert!(!lease::take(db, "mail", "a", later, then).await.unwrap(), "it is not a's to give up");
        lease::give_up(db, "mail", "b").await.unwrap();
        assert!(lease::take(db, "mail", "a", later, then).await.unwrap());
    })
    .await;
}
