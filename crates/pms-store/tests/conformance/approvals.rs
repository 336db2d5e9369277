//! Approvals: one open at a time, one decision.

use pms_domain::context::OwnedPartners;
use pms_store::approval::{self, Approval, Settled};
use pms_store::approval_names;
use pms_store::audit::Record;
use pms_store::partner::{self, Reach};

use crate::support::{Bench, both, register};

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

/// What a list reads for all its rows together is what each row would have read for itself.
#[tokio::test]
async fn names_of_many_are_read_together_within_reach() {
    both(|bench| async move {
        let db = bench.store.db();
        for id in ["alpha", "beta"] {
            register(&bench, id, &format!("{id}@example.org")).await;
            insert(&bench, &approval(&bench, id)).await.unwrap();
        }
        let first = approval::newest(db, Reach::Everything, "partner", "alpha").await.unwrap().unwrap();
        let mut change = bench.store.change().await.unwrap();
        approval::settle(&mut change, &first.id, &settled(&bench, "local#2", false)).await.unwrap();
        change.save(&bench.ctx(), Record::new("t", "approval", &first.id)).await.unwrap();
        let again = Approval { object_revision: 2, ..approval(&bench, "alpha") };
        insert(&bench, &again).await.unwrap();
        let (mine, nobody) = (OwnedPartners::new(["beta".to_owned()]), OwnedPartners::default());

        let all = ["alpha", "beta", "gone"];
        let mut found = approval_names::partners(db, Reach::Everything, &all).await.unwrap();
        found.sort_by(|one, other| one.id.cmp(&other.id));
        for (one, id) in found.iter().zip(["alpha", "beta"]) {
            let alone = partner::find(&bench.store, db, Reach::Everything, id).await.unwrap().unwrap();
            assert_eq!((one.name.as_str(), one.revision), (alone.name.as_str(), alone.revision), "{id}");
        }
        assert_eq!(found.len(), 2);
        assert_eq!(approval_names::partners(db, Reach::Own(&mine), &all).await.unwrap().len(), 1);
        assert!(approval_names::partners(db, Reach::Own(&nobody), &all).await.unwrap().is_empty());
        assert!(approval_names::accounts(db, &["nobody"]).await.unwrap().is_empty());
        assert!(approval_names::requests(db, Reach::Everything, &["none"]).await.unwrap().is_empty());
        assert!(approval_names::keys(db, Reach::Everything, &["none"]).await.unwrap().is_empty());

        let states = approval_names::registrations(db, Reach::Everything, &all).await.unwrap();
        let of = |id: &str| states.iter().find(|one| one.object_id == id).and_then(|one| one.state.as_deref());
        assert_eq!((of("alpha"), of("gone")), (Some("waiting"), None), "the newest counts");
        let asked = Approval { kind: "policy".into(), object_id: "r1".into(), ..approval(&bench, "alpha") };
        insert(&bench, &asked).await.unwrap();
        let mut change = bench.store.change().await.unwrap();
        assert!(approval::withdraw(&mut change, &asked.id).await.unwrap());
        change.save(&bench.ctx(), Record::new("t", "approval", &asked.id)).await.unwrap();
        let requests = [("r1", "alpha"), ("alpha", "alpha"), ("none", "beta")];
        let states = approval_names::policy_requests(db, Reach::Everything, &requests).await.unwrap();
        let of = |id: &str| states.iter().find(|one| one.object_id == id).and_then(|one| one.state.as_deref());
        assert_eq!((of("r1"), of("alpha"), of("none")), (Some("withdrawn"), None, None), "of requests alone");
        let states = approval_names::policy_requests(db, Reach::Own(&mine), &requests).await.unwrap();
        assert_eq!(states.iter().map(|one| one.object_id.as_str()).collect::<Vec<_>>(), ["none"], "one's own alone");

        let newest = approval::newest_registrations(db, Reach::Everything, &all).await.unwrap();
        assert!(newest.len() == 2 && newest.iter().any(|one| one.id == again.id));
        assert_eq!(approval::newest_registrations(db, Reach::Own(&mine), &all).await.unwrap().len(), 1);
        let ids = [first.id.as_str(), again.id.as_str(), "none"];
        assert_eq!(approval::find_some(db, Reach::Everything, &ids).await.unwrap().len(), 2);
        assert!(approval::find_some(db, Reach::Own(&mine), &ids).await.unwrap().is_empty());

        let both = OwnedPartners::new(["alpha".to_owned(), "beta".to_owned()]);
        let owned = partner::owned(&bench.store, db, &both).await.unwrap();
        assert_eq!(owned.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["alpha", "beta"]);
        assert_eq!(owned[0].contact.email, "alpha@example.org", "opened");
        assert_eq!(partner::owned(&bench.store, db, &mine).await.unwrap().len(), 1);
        assert!(partner::owned(&bench.store, db, &nobody).await.unwrap().is_empty());
    })
    .await;
}
