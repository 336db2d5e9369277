//! Licences of MISPs: one current for each, values that are sealed, found and never overwritten, and a reference that
//! follows when the database is converted.

use chrono::TimeDelta;
use pms_domain::context::OwnedPartners;
use pms_domain::key_value::KeyValue;
use pms_domain::licence::{By, State};
use pms_store::audit::Record;
use pms_store::convert::{self, Part};
use pms_store::list::{ListPage, ListQuery, Page, Scope, Test};
use pms_store::misp_licence::{self, LICENCE_SEARCH, Licence, NewLicence};
use pms_store::partner::{self, Reach};
use pms_store::{Mode, Store, StoreResult, statement};

use crate::support::{Bench, both, register};

async fn insert(bench: &Bench, store: &Store, id: &str, misp_id: &str, key: &str) -> StoreResult<()> {
    let at = bench.surroundings.now();
    let mut change = store.change().await?;
    let new = NewLicence {
        id,
        misp_id,
        key: &KeyValue::new(key),
        policy_id: None,
        valid_from: at,
        valid_to: at + TimeDelta::days(30),
        by: "test",
    };
    misp_licence::insert(&mut change, &bench.surroundings, &new)?;
    change.save(&bench.ctx(), Record::new("t", "licence", id)).await?;
    Ok(())
}

async fn set(bench: &Bench, misp_id: &str, state: State) {
    let mut change = bench.store.change().await.unwrap();
    let licence = misp_licence::current(&mut change, Reach::Everything, misp_id).await.unwrap().unwrap();
    misp_licence::set_state(&mut change, &licence, state, "test", bench.surroundings.now()).await.unwrap();
    change.save(&bench.ctx(), Record::new("t", "licence", licence.id.as_str())).await.unwrap();
}

async fn switch(bench: &Bench, misp_id: &str, active: bool) {
    let mut change = bench.store.change().await.unwrap();
    partner::set_standing(&mut change, misp_id, "approved", active, "test", bench.surroundings.now()).await.unwrap();
    change.save(&bench.ctx(), Record::new("t", "partner", misp_id)).await.unwrap();
}

async fn current(bench: &Bench, misp_id: &str) -> Licence {
    misp_licence::current(bench.store.db(), Reach::Everything, misp_id).await.unwrap().unwrap()
}

fn owned(id: &str) -> OwnedPartners {
    OwnedPartners::new([id.to_owned()])
}

#[tokio::test]
async fn a_misp_has_one_current_licence_and_nothing_is_overwritten() {
    both(|bench| async move {
        for id in ["acme", "other"] {
            register(&bench, id, &format!("office@{id}.example")).await;
        }
        let store = &bench.store;
        insert(&bench, store, "l1", "acme", "first-value").await.unwrap();
        assert!(insert(&bench, store, "l2", "acme", "second-value").await.unwrap_err().is_taken(), "one current");
        assert!(
            insert(&bench, store, "l3", "other", "first-value").await.unwrap_err().is_taken(),
            "one value, one MISP"
        );
        assert!(insert(&bench, store, "l1", "other", "third-value").await.unwrap_err().is_taken(), "one id");
        bench.clock.advance(TimeDelta::seconds(1));
        set(&bench, "acme", State::Replaced).await;
        assert!(misp_licence::current(store.db(), Reach::Everything, "acme").await.unwrap().is_none());
        assert!(insert(&bench, store, "l2", "acme", "first-value").await.unwrap_err().is_taken(), "no value twice");
        insert(&bench, store, "l2", "acme", "second-value").await.unwrap();
        let all = misp_licence::of_misp(store.db(), Reach::Everything, "acme").await.unwrap();
        let said: Vec<_> = all.iter().map(|licence| (licence.id.as_str(), licence.state())).collect();
        assert_eq!(said, [("l2", State::Active), ("l1", State::Replaced)]);
        assert_eq!(current(&bench, "acme").await.key(store).unwrap().reveal(), "second-value");
        let runs = misp_licence::after(store.db(), "l1", 10).await.unwrap();
        assert_eq!(runs.iter().map(|licence| licence.id.as_str()).collect::<Vec<_>>(), ["l2"]);
    })
    .await;
}

#[tokio::test]
async fn a_value_is_found_by_its_owner_and_only_as_itself() {
    both(|bench| async move {
        register(&bench, "acme", "office@acme.example").await;
        insert(&bench, &bench.store, "l1", "acme", "a-value").await.unwrap();
        let (own, other) = (owned("acme"), owned("other"));
        let find = |reach, misp: &'static str, key: String| {
            let bench = bench.clone();
            async move {
                let key = KeyValue::new(key);
                misp_licence::by_key(&bench.store, bench.store.db(), reach, misp, &key).await.unwrap().is_some()
            }
        };
        assert!(find(Reach::Everything, "acme", "a-value".into()).await);
        assert!(find(Reach::Own(&own), "acme", "a-value".into()).await);
        assert!(!find(Reach::Own(&other), "acme", "a-value".into()).await);
        assert!(!find(Reach::Everything, "acme", "A-value".into()).await);
        assert!(!find(Reach::Everything, "other", "a-value".into()).await);
        let column = bench.store.keys().column("licence", "a-value");
        assert!(!find(Reach::Everything, "acme", column).await, "what stands in the column is not the value");
        for reach in [Reach::Own(&other), Reach::Own(&own)] {
            let found = misp_licence::current(bench.store.db(), reach, "acme").await.unwrap();
            assert_eq!(found.is_some(), reach.includes("acme"));
            let found = misp_licence::of_misp(bench.store.db(), reach, "acme").await.unwrap();
            assert_eq!(!found.is_empty(), reach.includes("acme"));
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_shown_is_what_counts() {
    both(|bench| async move {
        register(&bench, "acme", "office@acme.example").await;
        insert(&bench, &bench.store, "l1", "acme", "a-value").await.unwrap();
        let listed = |active: bool| {
            let bench = bench.clone();
            async move {
                let column = LICENCE_SEARCH.column("isActive").unwrap();
                let query = ListQuery::new()
                    .filter(column, Test::Flag(active))
                    .scope(Scope::Own(owned("acme")))
                    .page(Page::new(0, 10));
                let page: ListPage<Licence> = LICENCE_SEARCH.fetch(bench.store.db(), &query, None).await.unwrap();
                page.rows.len()
            }
        };
        let now = bench.surroundings.now();
        let over = now + TimeDelta::days(30);
        assert!(!current(&bench, "acme").await.is_in_force(now), "the partner is not active yet");
        assert_eq!((listed(true).await, listed(false).await), (0, 1));
        switch(&bench, "acme", true).await;
        let licence = current(&bench, "acme").await;
        assert!(licence.is_in_force(now) && !licence.is_in_force(over));
        assert_eq!((listed(true).await, listed(false).await), (1, 0));
        assert!(misp_licence::over(bench.store.db(), over - TimeDelta::microseconds(1), 10).await.unwrap().is_empty());
        assert_eq!(misp_licence::over(bench.store.db(), over, 10).await.unwrap().len(), 1);
        for state in [State::Stopped(By::Misp), State::Stopped(By::Admin), State::Ended, State::Active] {
            set(&bench, "acme", state).await;
            let licence = current(&bench, "acme").await;
            assert_eq!(licence.state(), state);
            assert_eq!(licence.is_in_force(now), state == State::Active);
            assert_eq!(listed(true).await, usize::from(state == State::Active));
        }
        switch(&bench, "acme", false).await;
        assert!(!current(&bench, "acme").await.is_in_force(now));
        assert_eq!((listed(true).await, listed(false).await), (0, 1));
    })
    .await;
}

async fn converted(bench: &Bench, mode: Mode) -> Store {
    let store = bench.store.in_mode(mode);
    loop {
        let mut change = store.change().await.unwrap();
        let done = convert::batch(&store, &mut change, &bench.surroundings, Part::Licences).await.unwrap();
        if done.is_empty() {
            break;
        }
        change.save(&bench.ctx(), Record::new("t", "database", "mode")).await.unwrap();
    }
    store
}

#[tokio::test]
async fn a_conversion_takes_names_and_states_along() {
    both(|bench| async move {
        register(&bench, "acme", "office@acme.example").await;
        insert(&bench, &bench.store, "l1", "acme", "first-value").await.unwrap();
        set(&bench, "acme", State::Replaced).await;
        insert(&bench, &bench.store, "l2", "acme", "second-value").await.unwrap();
        set(&bench, "acme", State::Stopped(By::Admin)).await;
        for mode in [Mode::Clear, Mode::Sealed, Mode::Clear] {
            let store = converted(&bench, mode).await;
            let columns: Vec<(String,)> =
                statement("SELECT license_key FROM misp_license ORDER BY license_key").all(store.db()).await.unwrap();
            let in_clear = columns.iter().filter(|(column,)| column.ends_with("-value")).count();
            assert_eq!(in_clear, if mode == Mode::Clear { 2 } else { 0 });
            let licence = current(&bench, "acme").await;
            assert_eq!((licence.id.as_str(), licence.state()), ("l2", State::Stopped(By::Admin)));
            assert_eq!(licence.key(&store).unwrap().reveal(), "second-value");
            let key = KeyValue::new("first-value");
            let first =
                misp_licence::by_key(&store, store.db(), Reach::Everything, "acme", &key).await.unwrap().unwrap();
            assert_eq!((first.id.as_str(), first.state()), ("l1", State::Replaced));
        }
        // In clear, too, a value is nobody else's and is stored once.
        let clear = bench.store.in_mode(Mode::Clear);
        register(&bench, "other", "office@other.example").await;
        assert!(insert(&bench, &clear, "l3", "other", "first-value").await.unwrap_err().is_taken());
        insert(&bench, &clear, "l3", "other", "third-value").await.unwrap();
        assert_eq!(current(&bench, "other").await.key(&clear).unwrap().reveal(), "third-value");
        assert_eq!(converted(&bench, Mode::Sealed).await.mode(), Mode::Sealed);
        assert_eq!(current(&bench, "other").await.key(&clear).unwrap().reveal(), "third-value");
    })
    .await;
}
