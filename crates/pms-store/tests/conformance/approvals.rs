//! Approvals: one open at a time, one decision.

use pms_domain::context::OwnedPartners;
use pms_store::approval::{self, Approval, Settled};
use pms_store::audit::Record;
use pms_store::partner::Reach;

use crate::support::{Bench, both};

fn approval(bench: &Bench, object: &str) -> Approval {
    Approval {
        id: bench.surroundings.uuid(),
        kind: "partner".into(),
        object_id: object.into(),
        partner_id: object.into(),
        object_revision: 1,
        state: "waiting".into(),
        requested_by: "local#1".into(),
        requested_name: "owner".into(),
        requested_at: bench.surroundings.now(),
        proposal: None,
        decided_by: None,
        decided_name: None,
        decided_at: None,
        decision: None,
        reason: None,
        waived: false,
    }
}

fn settled<'a>(bench: &Bench, by: &'a str, waived: bool) -> Settled<'a> {
    Settled {
        state: "approved",
        by,
        name: "admin",
        at: bench.surroundings.now(),
        decision: "approve",
        reason: None,
        waived,
    }
}

async fn insert(bench: &Bench, approval: &Approval) -> pms_store::StoreResult<()> {
    let mut change = bench.store.change().await.unwrap();
    approval::insert(&mut change, approval).await?;
    change.save(&bench.ctx(), Record::new("t", "approval", &approval.id)).await.unwrap();
    Ok(())
}

#[tokio::test]
async fn an_object_has_one_open_approval() {
    both(|bench| async move {
        let first = approval(&bench, "bank");
        insert(&bench, &first).await.unwrap();
        assert!(insert(&bench, &approval(&bench, "bank")).await.unwrap_err().is_taken());
        let mut change = bench.store.change().await.unwrap();
        assert!(approval::settle(&mut change, &first.id, &settled(&bench, "local#2", false)).await.unwrap());
        change.save(&bench.ctx(), Record::new("t", "approval", &first.id)).await.unwrap();
        insert(&bench, &approval(&bench, "bank")).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_deciders_end_in_one_decision() {
    both(|bench| async move {
        let open = approval(&bench, "bank");
        insert(&bench, &open).await.unwrap();
        let tasks: Vec<_> = (0..200)
            .map(|number| {
                let (bench, id) = (bench.clone(), open.id.clone());
                tokio::spawn(async move {
                    let by = format!("local#a{number}");
                    let mut change = bench.store.change().await.unwrap();
                    if !approval::settle(&mut change, &id, &settled(&bench, &by, false)).await.unwrap() {
                        return false;
                    }
                    change.save(&bench.ctx(), Record::new("t", "approval", &id)).await.unwrap();
                    true
                })
            })
            .collect();
        let mut decided = 0;
        for task in tasks {
            decided += usize::from(task.await.unwrap());
        }
        assert_eq!(decided, 1);
    })
    .await;
}

/// The database itself refuses that a requester decides, unless the rule was waived.
#[tokio::test]
async fn the_check_holds_four_eyes() {
    both(|bench| async move {
        let open = approval(&bench, "bank");
        insert(&bench, &open).await.unwrap();
        let mut change = bench.store.change().await.unwrap();
        assert!(approval::settle(&mut change, &open.id, &settled(&bench, "local#1", false)).await.is_err());
        drop(change);
        let mut change = bench.store.change().await.unwrap();
        assert!(approval::settle(&mut change, &open.id, &settled(&bench, "local#1", true)).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn lists_are_scoped_and_counted() {
    both(|bench| async move {
        for name in ["a", "b", "c"] {
            insert(&bench, &approval(&bench, name)).await.unwrap();
        }
        let filter = approval::Filter { state: Some("open".into()), ..Default::default() };
        let db = bench.store.db();
        let (rows, total) = approval::page(db, Reach::Everything, &filter, 0, 2).await.unwrap();
        assert_eq!((rows.len(), total), (2, 3));
        let owned = OwnedPartners::new(["b".to_owned()]);
        let (rows, total) = approval::page(db, Reach::Own(&owned), &filter, 0, 10).await.unwrap();
        assert_eq!((rows.len(), total), (1, 1));
        let named = |id: &'static str| OwnedPartners::new([id.to_owned()]);
        let first = approval::newest(db, Reach::Everything, "partner", "a").await.unwrap().unwrap();
        let id = first.id.as_str();
        assert!(approval::find(db, Reach::Own(&named("a")), id).await.unwrap().is_some());
        assert!(approval::find(db, Reach::Own(&named("b")), id).await.unwrap().is_none());
        assert!(approval::newest(db, Reach::Own(&named("b")), "partner", "a").await.unwrap().is_none());
        let none = approval::Filter { among: vec!["ca"], ..filter.clone() };
        assert_eq!(approval::page(db, Reach::Everything, &none, 0, 10).await.unwrap().1, 0);
        let nobody = OwnedPartners::default();
        let (rows, total) = approval::page(db, Reach::Own(&nobody), &filter, 0, 10).await.unwrap();
        assert_eq!((rows.len(), total), (0, 0));
    })
    .await;
}
