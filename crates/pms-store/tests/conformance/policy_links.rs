//! Policy requests, their approvals, extractors and credential types.

use chrono::TimeDelta;
use pms_domain::context::OwnedPartners;
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::auth_policy::{self, NewPolicy};
use pms_store::list::{ListQuery, Page, Scope, Test};
use pms_store::partner::Reach;
use pms_store::policy_group::{self, PolicyGroup};
use pms_store::policy_link::{self, CredentialType, Extractor, NewRequest};
use pms_store::policy_link_lists::{self, POLICY_REQUEST_SEARCH, POLICY_REQUESTS, PolicyRequestRow};

use crate::support::{Bench, both, register};

/// The partners `acme` and `other`, and the policies `one` and `two`.
pub async fn prepare(bench: &Bench) {
    let at = bench.surroundings.now();
    let group = PolicyGroup {
        id: "banks".to_owned(),
        name: "Banks".to_owned(),
        descr: "Described".to_owned(),
        user_id: "test".to_owned(),
        is_active: true,
        cr_by: "test".to_owned(),
        cr_dtimes: at,
        upd_by: None,
        upd_dtimes: None,
        is_deleted: Some(false),
        del_dtimes: None,
    };
    let mut change = bench.store.change().await.unwrap();
    policy_group::insert(&mut change, &group).await.unwrap();
    for id in ["one", "two"] {
        let policy = NewPolicy {
            id,
            policy_group_id: "banks",
            name: id,
            descr: "Described",
            policy: "{}",
            policy_type: "Auth",
            version: "1",
            valid_to: at + TimeDelta::days(30),
            by: "test",
            at,
        };
        auth_policy::insert(&mut change, &policy).await.unwrap();
    }
    change.save(&bench.ctx(), Record::new("t", "t", "prepare")).await.unwrap();
    register(bench, "acme", "office@example.org").await;
    register(bench, "other", "office@other.example").await;
}

async fn request(bench: &Bench, id: &str, part_id: &str, policy_id: &str) -> pms_store::StoreResult<()> {
    let at = bench.surroundings.now();
    let mut change = bench.store.change().await?;
    let new = NewRequest { id, part_id, policy_id, request_detail: "Why", by: "owner", at };
    policy_link::insert(&mut change, &new).await?;
    change.save(&bench.ctx(), Record::new("t", "policy_request", id)).await?;
    Ok(())
}

fn waiting(bench: &Bench, request_id: &str) -> Approval {
    Approval {
        id: format!("approval-{request_id}"),
        kind: "policy".into(),
        object_id: request_id.into(),
        partner_id: "acme".into(),
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

fn owned(ids: &[&str]) -> OwnedPartners {
    OwnedPartners::new(ids.iter().map(|id| (*id).to_owned()))
}

#[tokio::test]
async fn a_request_is_never_overwritten_and_is_only_its_partners() {
    both(|bench| async move {
        prepare(&bench).await;
        request(&bench, "r1", "acme", "one").await.unwrap();
        assert!(request(&bench, "r1", "other", "two").await.unwrap_err().is_taken());
        assert!(request(&bench, "r9", "nobody", "one").await.is_err(), "no such partner");
        let db = bench.store.db();
        let found = policy_link::find(db, Reach::Everything, "r1").await.unwrap().unwrap();
        assert_eq!((found.part_id.as_str(), found.status_code.as_str()), ("acme", "InProgress"));
        assert_eq!((found.request_detail.as_str(), found.upd_by), ("Why", None));
        let (own, other) = (owned(&["acme"]), owned(&["other"]));
        assert!(policy_link::find(db, Reach::Own(&own), "r1").await.unwrap().is_some());
        assert!(policy_link::find(db, Reach::Own(&other), "r1").await.unwrap().is_none());
        assert_eq!(policy_link::of_pair(db, Reach::Own(&own), "acme", "one").await.unwrap().len(), 1);
        assert!(policy_link::of_pair(db, Reach::Own(&other), "acme", "one").await.unwrap().is_empty());
        assert!(policy_link::of_pair(db, Reach::Everything, "acme", "two").await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_waits_falls_with_the_partner_and_what_is_decided_stays() {
    both(|bench| async move {
        prepare(&bench).await;
        for (id, partner, policy) in
            [("r1", "acme", "one"), ("r2", "acme", "two"), ("r3", "acme", "one"), ("r4", "other", "one")]
        {
            bench.clock.advance(TimeDelta::seconds(1));
            request(&bench, id, partner, policy).await.unwrap();
        }
        let at = bench.surroundings.now();
        let mut change = bench.store.change().await.unwrap();
        policy_link::set_status(&mut change, "r2", "approved", "admin", at);
        change.save(&bench.ctx(), Record::new("t", "t", "0")).await.unwrap();
        let mut change = bench.store.change().await.unwrap();
        policy_link::reject_open_of(&mut change, "acme", "system:cascade", at);
        change.save(&bench.ctx(), Record::new("t", "t", "1")).await.unwrap();
        let mut words = Vec::new();
        for id in ["r1", "r2", "r3", "r4"] {
            let found = policy_link::find(bench.store.db(), Reach::Everything, id).await.unwrap().unwrap();
            words.push((found.status_code, found.upd_by.unwrap_or_default()));
        }
        let word = |status: &str, by: &str| (status.to_owned(), by.to_owned());
        let fallen = word("rejected", "system:cascade");
        assert_eq!(words, [fallen.clone(), word("approved", "admin"), fallen, word("InProgress", "")]);
        let pair = policy_link::of_pair(bench.store.db(), Reach::Everything, "acme", "one").await.unwrap();
        assert_eq!(pair.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["r3", "r1"], "newest first");
    })
    .await;
}

#[tokio::test]
async fn an_open_approval_is_withdrawn_once_renewed_and_falls_with_its_policy() {
    both(|bench| async move {
        prepare(&bench).await;
        let mut change = bench.store.change().await.unwrap();
        for id in ["r1", "r2", "r3"] {
            approval::insert(&mut change, &waiting(&bench, id)).await.unwrap();
        }
        assert!(approval::withdraw(&mut change, "approval-r1").await.unwrap());
        assert!(!approval::withdraw(&mut change, "approval-r1").await.unwrap());
        approval::set_object_revision(&mut change, "policy", "r1", 9).await.unwrap();
        approval::set_object_revision(&mut change, "policy", "r2", 7).await.unwrap();
        let fallen = ["r1".to_owned(), "r3".to_owned()];
        approval::reject_open_about(&mut change, "policy", &fallen, bench.surroundings.now()).await.unwrap();
        change.save(&bench.ctx(), Record::new("t", "t", "1")).await.unwrap();
        let mut states = Vec::new();
        for id in ["r1", "r2", "r3"] {
            let found = approval::newest(bench.store.db(), Reach::Everything, "policy", id).await.unwrap().unwrap();
            states.push((found.state, found.object_revision, found.decided_name));
        }
        let state = |word: &str, revision, by: Option<&str>| (word.to_owned(), revision, by.map(str::to_owned));
        assert_eq!(
            states,
            [state("withdrawn", 1, None), state("waiting", 7, None), state("rejected", 1, Some("system:cascade"))]
        );
    })
    .await;
}

fn extractor(attribute: &str, modality: &str) -> Extractor {
    Extractor {
        attribute_name: attribute.to_owned(),
        extractor_provider: "mock".to_owned(),
        extractor_provider_version: Some("1.1".to_owned()),
        biometric_modality: modality.to_owned(),
        biometric_sub_types: None,
    }
}

#[tokio::test]
async fn an_extractor_takes_the_place_of_all_of_its_attribute() {
    both(|bench| async move {
        prepare(&bench).await;
        let at = bench.surroundings.now();
        let mut change = bench.store.change().await.unwrap();
        // As stock databases have them: one attribute, several modalities.
        for (id, modality) in [("1", "face"), ("2", "iris")] {
            pms_store::statement(
                "INSERT INTO partner_policy_bioextract (id, part_id, policy_id, attribute_name, extractor_provider, \
                 biometric_modality, cr_by, cr_dtimes) VALUES ($1, 'acme', 'one', 'all', 'mock', $2, 'system', $3)",
            )
            .bind(id)
            .bind(modality)
            .bind(at)
            .execute(&mut change)
            .await
            .unwrap();
        }
        policy_link::put_extractor(&mut change, "3", ("acme", "one"), &extractor("b", "finger"), "owner", at);
        change.save(&bench.ctx(), Record::new("t", "t", "1")).await.unwrap();
        let db = bench.store.db();
        let found = policy_link::extractors(db, Reach::Everything, "acme", "one").await.unwrap();
        assert_eq!(found.len(), 3);
        let mut change = bench.store.change().await.unwrap();
        policy_link::put_extractor(&mut change, "4", ("acme", "one"), &extractor("all", "palm"), "owner", at);
        change.save(&bench.ctx(), Record::new("t", "t", "2")).await.unwrap();
        let found = policy_link::extractors(db, Reach::Everything, "acme", "one").await.unwrap();
        assert_eq!(found, [extractor("all", "palm"), extractor("b", "finger")]);
        let other = owned(&["other"]);
        assert!(policy_link::extractors(db, Reach::Own(&other), "acme", "one").await.unwrap().is_empty());
        assert!(policy_link::extractors(db, Reach::Everything, "acme", "two").await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_credential_type_has_one_policy_the_newest() {
    both(|bench| async move {
        prepare(&bench).await;
        let mapped = |policy: &str| CredentialType {
            part_id: "acme".to_owned(),
            policy_id: policy.to_owned(),
            credential_type: "euin".to_owned(),
        };
        // Older releases let a second policy in.
        for policy in ["one", "two"] {
            bench.clock.advance(TimeDelta::seconds(1));
            let mut change = bench.store.change().await.unwrap();
            policy_link::insert_credential_type(&mut change, &mapped(policy), "owner", bench.surroundings.now());
            change.save(&bench.ctx(), Record::new("t", "t", policy)).await.unwrap();
        }
        let (db, other) = (bench.store.db(), owned(&["other"]));
        let found = policy_link::credential_type(db, Reach::Everything, "acme", "euin").await.unwrap().unwrap();
        assert_eq!(found.policy_id, "two");
        assert!(policy_link::credential_type(db, Reach::Everything, "acme", "EUIN").await.unwrap().is_none());
        assert!(policy_link::credential_type(db, Reach::Own(&other), "acme", "euin").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn lists_stay_within_their_scope() {
    both(|bench| async move {
        prepare(&bench).await;
        for (id, partner, policy) in [("r1", "acme", "one"), ("r2", "other", "one"), ("r3", "acme", "gone")] {
            bench.clock.advance(TimeDelta::seconds(1));
            request(&bench, id, partner, policy).await.unwrap();
        }
        for spec in [&POLICY_REQUESTS, &POLICY_REQUEST_SEARCH] {
            let ids = |query: ListQuery| {
                let db = bench.store.db();
                async move {
                    let page = spec.fetch::<PolicyRequestRow>(db, &query, None).await.unwrap();
                    page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
                }
            };
            // The policy of an adopted row may be gone.
            assert_eq!(ids(ListQuery::new()).await, ["r3", "r2", "r1"], "{}", spec.name);
            assert_eq!(ids(ListQuery::new().scope(Scope::Own(owned(&["acme"])))).await, ["r3", "r1"]);
            assert!(ids(ListQuery::new().scope(Scope::Own(owned(&[])))).await.is_empty());
            let policy = spec.column("policyId").unwrap();
            let query = ListQuery::new().filter(policy, Test::Equals("one".to_owned()));
            assert_eq!(ids(query).await, ["r2", "r1"]);
        }
        // The total of the whole list is the counter's, which says what the table says; names and use cases are found.
        let all = ListQuery::new().page(Page::new(0, 2));
        let page = policy_link_lists::requests(bench.store.db(), &POLICY_REQUESTS, &all).await.unwrap();
        assert_eq!((page.total, page.rows.len()), (3, 2));
        for (column, text, expected) in [
            ("partnerComment", "WHY", 3),
            ("partnerComment", "nothing", 0),
            ("policyName", "ON", 2),
            ("policyName", "two", 0),
            ("policyId", "one", 2),
            ("orgName", "bank", 3),
            ("orgName", "shop", 0),
            ("partnerId", "ACM", 2),
            ("policyGroupName", "anks", 0),
            ("policyGroupName", "shops", 0),
        ] {
            let query = ListQuery::new().contains(POLICY_REQUESTS.column(column).unwrap(), Some(text));
            assert_eq!(POLICY_REQUESTS.count(bench.store.db(), &query).await.unwrap(), expected, "{column} {text}");
        }
        let query =
            ListQuery::new().filter(POLICY_REQUESTS.column("policyId").unwrap(), Test::Exact("gone".to_owned()));
        let page = POLICY_REQUESTS.fetch::<PolicyRequestRow>(bench.store.db(), &query, None).await.unwrap();
        assert_eq!((page.rows[0].policy_name.clone(), page.rows[0].partner_name.as_str()), (None, "Example Bank"));
    })
    .await;
}
