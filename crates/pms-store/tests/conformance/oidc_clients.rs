//! OIDC clients, what eSignet was asked for, and keys that were replaced.

use chrono::TimeDelta;
use pms_domain::Timestamp;
use pms_domain::context::OwnedPartners;
use pms_store::audit::Record;
use pms_store::esignet_intent::{self, Intent};
use pms_store::list::{ListQuery, Scope, Test};
use pms_store::oidc_client::{self, Content, KeyChange, NewClient};
use pms_store::oidc_client_lists::{OIDC_CLIENTS, OidcClientRow};
use pms_store::partner::Reach;
use pms_store::{StoreResult, statement};

use crate::support::{Bench, both, register};

fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

async fn insert(bench: &Bench, id: &str, rp_id: &str, key: &str) -> StoreResult<()> {
    let uris = texts(&["https://a.example", "https://b.example"]);
    let words = texts(&["authorization_code"]);
    let content = Content {
        name: id,
        logo_uri: "https://a.example/logo",
        redirect_uris: &uris,
        grant_types: &words,
        auth_methods: &words,
    };
    let new = NewClient {
        id,
        rp_id,
        policy_id: "policy",
        public_key: key,
        claims: &uris,
        acr_values: &words,
        content,
        by: "owner",
        at: bench.surroundings.now(),
    };
    let mut change = bench.store.change().await?;
    oidc_client::insert(&mut change, &new).await?;
    change.save(&bench.ctx(), Record::new("t", "oidc_client", id)).await?;
    Ok(())
}

async fn save(bench: &Bench, change: pms_store::Change<'_>) {
    change.save(&bench.ctx(), Record::new("t", "t", "t")).await.unwrap();
}

async fn policy(bench: &Bench) {
    let at = bench.surroundings.now();
    let mut change = bench.store.change().await.unwrap();
    statement(
        "INSERT INTO auth_policy (id, name, descr, policy_file_id, policy_type, version, valid_from_date, valid_to_date, \
         is_active, cr_by, cr_dtimes) VALUES ('policy', 'Policy', 'Described', '{}', 'Auth', '1', $1, $2, TRUE, 't', $3)",
    )
    .bind(at)
    .bind(at)
    .bind(at)
    .execute(&mut change)
    .await
    .unwrap();
    statement("UPDATE partner SET is_active = TRUE").execute(&mut change).await.unwrap();
    save(bench, change).await;
}

#[tokio::test]
async fn a_client_is_never_overwritten_and_is_only_its_partners() {
    both(|bench| async move {
        register(&bench, "acme", "office@example.org").await;
        policy(&bench).await;
        insert(&bench, "c1", "acme", "key-1").await.unwrap();
        assert!(insert(&bench, "c1", "other", "key-2").await.unwrap_err().is_taken());
        assert!(insert(&bench, "c2", "other", "key-1").await.unwrap_err().is_taken(), "one key, one client");
        let db = bench.store.db();
        let (own, other) = (OwnedPartners::new(["acme".to_owned()]), OwnedPartners::new(["other".to_owned()]));
        let found = oidc_client::find(db, Reach::Own(&own), "c1").await.unwrap().unwrap();
        assert_eq!(oidc_client::split(&found.redirect_uris), ["https://a.example", "https://b.example"]);
        assert_eq!((found.status.as_str(), found.policy_name.as_deref()), ("ACTIVE", Some("Policy")));
        assert_eq!((found.policy_is_active, found.partner_is_active), (Some(true), Some(true)));
        assert!(oidc_client::find(db, Reach::Own(&other), "c1").await.unwrap().is_none());
        for (id, key, holder) in
            [("c1", "none", Some("c1")), ("none", "key-1", Some("c1")), ("c1", "key-1", Some("c1")), ("no", "no", None)]
        {
            assert_eq!(oidc_client::holder(db, id, key).await.unwrap().as_deref(), holder, "{id} {key}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_client_is_deactivated_once_and_its_change_of_key_is_over() {
    both(|bench| async move {
        register(&bench, "acme", "office@example.org").await;
        insert(&bench, "c1", "acme", "key-1").await.unwrap();
        let at = bench.surroundings.now();
        let mut change = bench.store.change().await.unwrap();
        let replaced = KeyChange { old_id: "c1".into(), new_id: "c2".into(), retire_at: at + TimeDelta::hours(1) };
        oidc_client::replace_key(&mut change, &replaced);
        save(&bench, change).await;
        let db = bench.store.db();
        assert_eq!(oidc_client::key_change(db, "c1").await.unwrap(), Some(replaced.clone()));
        assert!(oidc_client::overdue(db, at, 10).await.unwrap().is_empty());
        let later = at + TimeDelta::hours(1);
        assert_eq!(oidc_client::overdue(db, later, 10).await.unwrap(), [replaced]);
        // It is being deactivated at eSignet: nobody begins that a second time.
        let mut change = bench.store.change().await.unwrap();
        esignet_intent::insert(&mut change, &intent("i1", "c1", at)).await.unwrap();
        save(&bench, change).await;
        assert!(oidc_client::overdue(db, later, 10).await.unwrap().is_empty());

        let mut change = bench.store.change().await.unwrap();
        assert!(oidc_client::deactivate(&mut change, "c1", "admin", at).await.unwrap());
        assert!(!oidc_client::deactivate(&mut change, "c1", "admin", at).await.unwrap());
        save(&bench, change).await;
        assert_eq!(oidc_client::key_change(db, "c1").await.unwrap(), None);
        let found = oidc_client::find(db, Reach::Everything, "c1").await.unwrap().unwrap();
        assert_eq!((found.status.as_str(), found.upd_by.as_deref()), ("INACTIVE", Some("admin")));
    })
    .await;
}

fn intent(id: &str, client_id: &str, at: Timestamp) -> Intent {
    Intent {
        id: id.to_owned(),
        client_id: client_id.to_owned(),
        rp_id: "acme".to_owned(),
        wanted: "{}".to_owned(),
        attempts: 0,
        next_try_at: at,
        cr_by: "owner".to_owned(),
        cr_dtimes: at,
    }
}

#[tokio::test]
async fn one_intent_for_a_client_taken_by_one_and_closed_once() {
    both(|bench| async move {
        let (db, at) = (bench.store.db(), bench.surroundings.now());
        let (first, second) = (intent("i1", "c1", at), intent("i2", "c2", at + TimeDelta::minutes(1)));
        let mut change = bench.store.change().await.unwrap();
        esignet_intent::insert(&mut change, &first).await.unwrap();
        esignet_intent::insert(&mut change, &second).await.unwrap();
        save(&bench, change).await;
        let mut change = bench.store.change().await.unwrap();
        assert!(esignet_intent::insert(&mut change, &intent("i3", "c1", at)).await.unwrap_err().is_taken());
        drop(change);
        assert_eq!(esignet_intent::of_client(db, "c1").await.unwrap(), Some(first.clone()));
        assert_eq!(esignet_intent::due(db, at, 10).await.unwrap(), std::slice::from_ref(&first));
        let next = at + TimeDelta::minutes(5);
        assert!(esignet_intent::attempt(db, &first, next).await.unwrap());
        assert!(!esignet_intent::attempt(db, &first, next).await.unwrap(), "somebody else was faster");
        assert_eq!(esignet_intent::due(db, at + TimeDelta::minutes(1), 10).await.unwrap(), [second]);
        let found = esignet_intent::of_client(db, "c1").await.unwrap().unwrap();
        assert_eq!((found.attempts, found.next_try_at), (1, next));
        let mut change = bench.store.change().await.unwrap();
        assert!(esignet_intent::close(&mut change, "i1").await.unwrap());
        assert!(!esignet_intent::close(&mut change, "i1").await.unwrap());
        save(&bench, change).await;
        assert_eq!(esignet_intent::of_client(db, "c1").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn the_list_stays_within_its_scope_and_shows_what_counts() {
    both(|bench| async move {
        register(&bench, "acme", "office@example.org").await;
        register(&bench, "other", "office@other.example").await;
        policy(&bench).await;
        for (id, partner) in [("c1", "acme"), ("c2", "other"), ("c3", "acme")] {
            bench.clock.advance(TimeDelta::seconds(1));
            insert(&bench, id, partner, id).await.unwrap();
        }
        let ids = |query: ListQuery| {
            let db = bench.store.db();
            async move {
                let page = OIDC_CLIENTS.fetch::<OidcClientRow>(db, &query, None).await.unwrap();
                page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
            }
        };
        let own = || ListQuery::new().scope(Scope::Own(OwnedPartners::new(["acme".to_owned()])));
        assert_eq!(ids(ListQuery::new()).await, ["c3", "c2", "c1"]);
        assert_eq!(ids(own()).await, ["c3", "c1"]);
        let status = OIDC_CLIENTS.column("status").unwrap();
        let active = || ListQuery::new().filter(status, Test::Exact("ACTIVE".to_owned()));
        assert_eq!(ids(active()).await.len(), 3);
        let mut change = bench.store.change().await.unwrap();
        oidc_client::deactivate(&mut change, "c3", "t", bench.surroundings.now()).await.unwrap();
        statement("UPDATE partner SET is_active = FALSE WHERE id = 'other'").execute(&mut change).await.unwrap();
        save(&bench, change).await;
        assert_eq!(ids(active()).await, ["c1"]);
        assert_eq!(ids(ListQuery::new().sort(status, false).sort(status, true)).await.len(), 3);
        let mut change = bench.store.change().await.unwrap();
        statement("UPDATE oidc_client SET policy_id = 'gone'").execute(&mut change).await.unwrap();
        save(&bench, change).await;
        assert!(ids(active()).await.is_empty(), "no client without its policy");
    })
    .await;
}
