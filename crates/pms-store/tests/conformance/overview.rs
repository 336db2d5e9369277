//! What waits and stands still: approvals by organisation, age and kind, their neighbours, the overview of admins, and how far a
//! partner has come.

use chrono::TimeDelta;
use pms_domain::context::OwnedPartners;
use pms_store::approval::{self, Approval, Filter};
use pms_store::audit::Record;
use pms_store::partner::Reach;
use pms_store::{certificate_find, onboarding, overview, search};

use crate::support::{Bench, both, register};

/// An approval of a partner in a state, requested so many days ago.
async fn asked(bench: &Bench, kind: &str, partner: &str, state: &str, days: i64) -> Approval {
    let approval = Approval {
        id: bench.surroundings.uuid(),
        kind: kind.into(),
        object_id: partner.into(),
        partner_id: partner.into(),
        object_revision: 1,
        state: state.into(),
        requested_by: "local#1".into(),
        requested_name: "owner".into(),
        requested_at: bench.surroundings.now() - TimeDelta::days(days),
        proposal: None,
        decided_by: None,
        decided_name: None,
        decided_at: None,
        decision: None,
        reason: None,
        waived: false,
    };
    let mut change = bench.store.change().await.unwrap();
    approval::insert(&mut change, &approval).await.unwrap();
    change.save(&bench.ctx(), Record::new("t", "approval", &approval.id)).await.unwrap();
    approval
}

async fn called(bench: &Bench, partner: &str, name: &str) {
    let mut change = bench.store.change().await.unwrap();
    let now = bench.surroundings.now();
    search::put(&mut change, search::PARTNER_NAME, partner, now, name).await.unwrap();
    change.save(&bench.ctx(), Record::new("t", "partner", partner)).await.unwrap();
}

#[tokio::test]
async fn requests_are_found_by_organisation_and_age_and_know_their_neighbours() {
    both(|bench| async move {
        for id in ["a", "b", "c"] {
            register(&bench, id, &format!("{id}@example.org")).await;
        }
        called(&bench, "b", "100% Ständig").await;
        let first = asked(&bench, "device", "a", "waiting", 9).await;
        let second = asked(&bench, "device", "b", "changes_asked", 5).await;
        let third = asked(&bench, "chip", "c", "on_hold", 1).await;
        asked(&bench, "sbi", "c", "approved", 7).await;
        let db = bench.store.db();
        let ids = async |filter: Filter| -> Vec<String> {
            let filter = Filter { state: Some("open".into()), ..filter };
            let (rows, total) = approval::page(db, Reach::Everything, &filter, 0, 10).await.unwrap();
            assert_eq!(rows.len() as i64, total);
            rows.into_iter().map(|row| row.id).collect()
        };
        let named = |part: &str| Filter { organisation: Some(part.into()), ..Filter::default() };
        assert_eq!(ids(named("STÄNDIG")).await, std::slice::from_ref(&second.id));
        assert_eq!(ids(named("00% s")).await, std::slice::from_ref(&second.id));
        assert!(ids(named("%x")).await.is_empty(), "a percent sign is a character");
        let before = bench.surroundings.now() - TimeDelta::days(3);
        assert_eq!(
            ids(Filter { before: Some(before), ..Filter::default() }).await,
            [first.id.clone(), second.id.clone()]
        );
        let newest = ids(Filter { newest_first: true, ..Filter::default() }).await;
        assert_eq!(newest, [third.id.clone(), second.id.clone(), first.id.clone()]);

        let counted: Vec<_> =
            approval::open_by_kind(db).await.unwrap().into_iter().map(|one| (one.kind, one.total)).collect();
        assert_eq!(counted, [("chip".to_owned(), 1), ("device".to_owned(), 2)]);
        let beside = approval::neighbours(db, &second).await.unwrap();
        assert_eq!((beside.previous.as_deref(), beside.next.as_deref()), (Some(&*first.id), Some(&*third.id)));
        assert_eq!(approval::neighbours(db, &first).await.unwrap().previous, None);
        assert_eq!(approval::neighbours(db, &third).await.unwrap().next, None);
    })
    .await;
}

#[tokio::test]
async fn the_overview_names_who_does_not_go_on() {
    both(|bench| async move {
        for id in ["a", "b", "c"] {
            register(&bench, id, &format!("{id}@example.org")).await;
        }
        asked(&bench, "partner", "a", "approved", 9).await;
        asked(&bench, "partner", "b", "waiting", 9).await;
        let unanswered = asked(&bench, "device", "c", "changes_asked", 9).await;
        asked(&bench, "sbi", "c", "changes_asked", 1).await;
        let db = bench.store.db();
        let now = bench.surroundings.now();
        let before = now - TimeDelta::days(7);
        let found = overview::unanswered(db, before, 5).await.unwrap();
        let found: Vec<_> = found.iter().map(|one| (one.partner_id.as_str(), one.approval_id.as_str())).collect();
        assert_eq!(found, [("c", unanswered.id.as_str())], "the younger one may still be answered");
        let later = now + TimeDelta::days(8);
        let bare = overview::without_certificate(db, later - TimeDelta::days(7), 5).await.unwrap();
        assert_eq!(bare.iter().map(|one| one.partner_id.as_str()).collect::<Vec<_>>(), ["a"]);
        assert!(overview::without_certificate(db, before, 5).await.unwrap().is_empty(), "it was registered today");
        assert_eq!(overview::ending(db, now, later).await.unwrap(), overview::Ending::default());
    })
    .await;
}

#[tokio::test]
async fn progress_and_certificates_stay_within_reach() {
    both(|bench| async move {
        register(&bench, "a", "a@example.org").await;
        let open = asked(&bench, "device", "a", "changes_asked", 2).await;
        let db = bench.store.db();
        let (own, foreign) = (OwnedPartners::new(["a".to_owned()]), OwnedPartners::new(["b".to_owned()]));
        let found = onboarding::open(db, Reach::Own(&own), "a").await.unwrap();
        assert_eq!(
            (found.len(), found[0].approval_id.as_str(), found[0].kind.as_str()),
            (1, open.id.as_str(), "device")
        );
        assert!(onboarding::open(db, Reach::Own(&foreign), "a").await.unwrap().is_empty());
        assert_eq!(onboarding::progress(db, Reach::Own(&own), "a").await.unwrap(), onboarding::Progress::default());
        assert!(certificate_find::of_partner(db, Reach::Own(&foreign), "a", 5).await.unwrap().is_empty());
        assert!(certificate_find::of_partner(db, Reach::Own(&own), "a", 5).await.unwrap().is_empty());
        assert!(certificate_find::by_thumbprint(db, "00", 5).await.unwrap().is_empty());
    })
    .await;
}
