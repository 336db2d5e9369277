//! The change rule.

use pms_store::audit::{self, Record};
use pms_store::policy_group::{self, PolicyGroup};
use pms_store::{counter, open, statement};

use crate::support::{Bench, both, register};

fn group(bench: &Bench, name: &str) -> PolicyGroup {
    PolicyGroup {
        id: bench.surroundings.numeric_id(),
        name: name.into(),
        descr: "d".into(),
        user_id: "u".into(),
        is_active: true,
        cr_by: "u".into(),
        cr_dtimes: bench.surroundings.now(),
        upd_by: None,
        upd_dtimes: None,
        is_deleted: Some(false),
        del_dtimes: None,
    }
}

#[tokio::test]
async fn what_is_not_saved_did_not_happen() {
    both(|bench| async move {
        let before = audit::head(bench.store.db()).await.unwrap();
        {
            let mut change = bench.store.change().await.unwrap();
            policy_group::insert(&mut change, &group(&bench, "Banking")).await.unwrap();
            // The change sees its own writes.
            assert!(policy_group::find_by_name(&mut change, "Banking").await.unwrap().is_some());
        }
        assert!(policy_group::find_by_name(bench.store.db(), "Banking").await.unwrap().is_none());
        assert_eq!(audit::head(bench.store.db()).await.unwrap(), before);
    })
    .await;
}

/// Writes that wait are there for whoever reads next in the change, however many they are, and for nobody when the change
/// is dropped.
#[tokio::test]
async fn what_waits_is_written_before_it_is_read() {
    both(|bench| async move {
        for number in [0, 1, 2, 31, 32, 33, 100] {
            let scopes: Vec<String> = (0..number).map(|n| format!("{number}.{n}")).collect();
            let mut change = bench.store.change().await.unwrap();
            for scope in &scopes {
                counter::add(&mut change, scope, 2);
            }
            for scope in scopes.iter().rev() {
                counter::add(&mut change, scope, 1);
            }
            for scope in &scopes {
                assert_eq!(counter::total(&mut change, scope).await.unwrap(), 3);
                counter::add(&mut change, scope, -1);
            }
            let revision = change.save(&bench.ctx(), Record::new("test.count", "test", "1")).await.unwrap();
            assert_eq!(audit::head(bench.store.db()).await.unwrap().0, revision);
            for scope in &scopes {
                assert_eq!(counter::total(bench.store.db(), scope).await.unwrap(), 2);
            }
        }
        let mut change = bench.store.change().await.unwrap();
        counter::add(&mut change, "dropped", 1);
        drop(change);
        assert_eq!(counter::total(bench.store.db(), "dropped").await.unwrap(), 0);
    })
    .await;
}

/// A write that waits and fails takes the whole change with it.
#[tokio::test]
async fn what_waits_and_fails_leaves_nothing() {
    both(|bench| async move {
        let before = audit::head(bench.store.db()).await.unwrap();
        let mut change = bench.store.change().await.unwrap();
        counter::add(&mut change, "half", 1);
        for _ in 0..2 {
            statement("INSERT INTO x_meta (name, value) VALUES ($1, $2)").bind("twice").bind("x").later(&mut change);
        }
        assert!(change.save(&bench.ctx(), Record::new("test.fail", "test", "1")).await.is_err());
        assert_eq!(audit::head(bench.store.db()).await.unwrap(), before);
        assert_eq!(counter::total(bench.store.db(), "half").await.unwrap(), 0);
        assert_eq!(open::meta(bench.store.db(), "twice").await.unwrap(), None);

        // Whoever does not mind the error saves nothing either.
        let mut change = bench.store.change().await.unwrap();
        for _ in 0..2 {
            statement("INSERT INTO x_meta (name, value) VALUES ($1, $2)").bind("twice").bind("x").later(&mut change);
        }
        counter::add(&mut change, "half", 1);
        assert!(counter::total(&mut change, "half").await.is_err());
        assert!(change.save(&bench.ctx(), Record::new("test.fail", "test", "2")).await.is_err());
        assert_eq!(audit::head(bench.store.db()).await.unwrap(), before);
        assert_eq!(open::meta(bench.store.db(), "twice").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn revisions_have_no_gaps() {
    both(|bench| async move {
        let first = register(&bench, "one", "one@example.org").await;
        drop(bench.store.change().await.unwrap());
        let second = register(&bench, "two", "two@example.org").await;
        assert_eq!(second, first + 1);
    })
    .await;
}

/// Changes from many tasks take turns: each gets its own revision, and the chain fits.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn changes_take_turns() {
    both(|bench| async move {
        let tasks: Vec<_> = (0..40)
            .map(|number| {
                let bench = bench.clone();
                tokio::spawn(
                    async move { register(&bench, &format!("p{number}"), &format!("p{number}@example.org")).await },
                )
            })
            .collect();
        let mut revisions = Vec::new();
        for task in tasks {
            revisions.push(task.await.unwrap());
        }
        revisions.sort_unstable();
        let first = revisions[0];
        assert_eq!(revisions, (first..first + 40).collect::<Vec<_>>());
        let verdict = audit::verify(&bench.store, &[]).await.unwrap();
        assert_eq!(verdict, audit::Verdict::Intact { records: first + 39 });
    })
    .await;
}

/// A local commit wakes whoever follows the store.
#[tokio::test]
async fn local_commits_are_announced() {
    both(|bench| async move {
        let mut commits = bench.store.local_commits();
        let revision = register(&bench, "one", "one@example.org").await;
        assert_eq!(*commits.borrow_and_update(), revision);
    })
    .await;
}

#[tokio::test]
async fn events_stand_with_their_change() {
    both(|bench| async move {
        let mut change = bench.store.change().await.unwrap();
        change.emit(pms_store::outbox::Event::new("PARTNER_UPDATED", "partner", "acme").with("certificate", "c1"));
        let revision = change.save(&bench.ctx(), Record::new("test.event", "partner", "acme")).await.unwrap();
        #[derive(sqlx::FromRow)]
        struct Row {
            topic: String,
            objects: i64,
        }
        let row: Row = statement(
            "SELECT o.topic, (SELECT COUNT(*) FROM x_outbox_object b WHERE b.revision = o.revision) AS objects \
             FROM x_outbox o WHERE o.revision = $1",
        )
        .bind(revision)
        .one(bench.store.db())
        .await
        .unwrap();
        assert_eq!((row.topic.as_str(), row.objects), ("PARTNER_UPDATED", 2));
    })
    .await;
}

#[tokio::test]
async fn ids_are_inserted_never_overwritten() {
    both(|bench| async move {
        let mut one = group(&bench, "Banking");
        let mut change = bench.store.change().await.unwrap();
        policy_group::insert(&mut change, &one).await.unwrap();
        change.save(&bench.ctx(), Record::new("t", "policy_group", &one.id)).await.unwrap();
        one.name = "Telecom".into();
        let mut change = bench.store.change().await.unwrap();
        assert!(policy_group::insert(&mut change, &one).await.unwrap_err().is_taken());
        drop(change);
        let found = policy_group::find(bench.store.db(), &one.id).await.unwrap().unwrap();
        assert_eq!(found.name, "Banking");
    })
    .await;
}

/// Case and collation: names are compared as written, on both databases.
#[tokio::test]
async fn names_are_compared_letter_for_letter() {
    both(|bench| async move {
        for name in ["Banking", "banking", "Bänking", "BÄNKING"] {
            let mut change = bench.store.change().await.unwrap();
            policy_group::insert(&mut change, &group(&bench, name)).await.unwrap();
            change.save(&bench.ctx(), Record::new("t", "policy_group", name)).await.unwrap();
        }
        assert!(policy_group::find_by_name(bench.store.db(), "BANKING").await.unwrap().is_none());
        assert_eq!(policy_group::find_by_name(bench.store.db(), "bänking").await.unwrap().map(|g| g.name), None);
        assert_eq!(policy_group::active(bench.store.db()).await.unwrap().len(), 4);
    })
    .await;
}
