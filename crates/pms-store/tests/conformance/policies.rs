//! Policies: their states, their history, who holds on to them, their clones and lists.

use chrono::TimeDelta;
use pms_domain::policy::Status;
use pms_store::audit::Record;
use pms_store::auth_policy::{self, Content, Counts, NewPolicy};
use pms_store::list::{ListQuery, Page, Test};
use pms_store::policy_group::{self, PolicyGroup};
use pms_store::policy_lists::{GROUPS_IN_USE, POLICIES, POLICIES_IN_USE, POLICY_GROUP_SEARCH, POLICY_SEARCH};
use pms_store::policy_use::{self, GroupInUse, GroupUses, PolicyInUse, Uses};
use pms_store::statement;

use crate::support::{Bench, both, register};

async fn group(bench: &Bench, id: &str) {
    let group = PolicyGroup {
        id: id.to_owned(),
        name: id.to_owned(),
        descr: "Described".to_owned(),
        user_id: "test".to_owned(),
        is_active: true,
        cr_by: "test".to_owned(),
        cr_dtimes: bench.surroundings.now(),
        upd_by: None,
        upd_dtimes: None,
        is_deleted: Some(false),
        del_dtimes: None,
    };
    let mut change = bench.store.change().await.unwrap();
    policy_group::insert(&mut change, &group).await.unwrap();
    change.save(&bench.ctx(), Record::new("t", "policy_group", id)).await.unwrap();
}

fn new<'a>(bench: &Bench, id: &'a str, group_id: &'a str, name: &'a str) -> NewPolicy<'a> {
    let at = bench.surroundings.now();
    NewPolicy {
        id,
        policy_group_id: group_id,
        name,
        descr: "Described",
        policy: "{}",
        policy_type: "Auth",
        version: "1",
        valid_to: at + TimeDelta::days(30),
        by: "test",
        at,
    }
}

async fn draft(bench: &Bench, id: &str, group_id: &str) {
    let mut change = bench.store.change().await.unwrap();
    auth_policy::insert(&mut change, &new(bench, id, group_id, id)).await.unwrap();
    change.save(&bench.ctx(), Record::new("t", "policy", id)).await.unwrap();
}

#[tokio::test]
async fn every_state_leaves_a_history_row_under_the_policys_own_id() {
    both(|bench| async move {
        group(&bench, "banks").await;
        draft(&bench, "one", "banks").await;
        let found = async || auth_policy::find(bench.store.db(), "one").await.unwrap().unwrap();
        let policy = found().await;
        assert_eq!((policy.status(), policy.group_name.as_deref()), (Status::Draft, Some("banks")));
        assert_eq!(policy.valid_from_date, bench.surroundings.now());
        for step in 0..4 {
            bench.clock.advance(TimeDelta::seconds(1));
            let at = bench.surroundings.now();
            let mut change = bench.store.change().await.unwrap();
            match step {
                0 => {
                    let valid_to = at + TimeDelta::days(9);
                    let content = Content { name: "New", descr: "D", version: "2", policy: "{\"a\":1}", valid_to };
                    auth_policy::update(&mut change, "one", &content, "editor", at).await.unwrap();
                }
                1 => auth_policy::publish(&mut change, "one", "https://schema", "editor", at).await.unwrap(),
                2 => auth_policy::set_active(&mut change, "one", false, "editor", at).await.unwrap(),
                _ => auth_policy::set_active(&mut change, "one", true, "editor", at).await.unwrap(),
            }
            change.save(&bench.ctx(), Record::new("t", "policy", "one")).await.unwrap();
            let policy = found().await;
            let states = [Status::Draft, Status::Activated, Status::Deactivated, Status::Activated];
            assert_eq!((policy.status(), policy.upd_dtimes), (states[step], Some(at)));
            assert_eq!((policy.name.as_str(), policy.policy_file_id.as_str()), ("New", "{\"a\":1}"));
        }
        let history: Vec<(String, Option<String>, bool)> =
            statement("SELECT name, policy_schema, is_active FROM auth_policy_h WHERE id = 'one' ORDER BY eff_dtimes")
                .all(bench.store.db())
                .await
                .unwrap();
        let schema = || Some("https://schema".to_owned());
        let row = |name: &str, schema, active| (name.to_owned(), schema, active);
        assert_eq!(
            history,
            [
                row("one", None, false),
                row("New", None, false),
                row("New", schema(), true),
                row("New", schema(), false),
                row("New", schema(), true),
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn ids_and_names_in_a_group_are_taken_once() {
    both(|bench| async move {
        group(&bench, "banks").await;
        group(&bench, "shops").await;
        draft(&bench, "one", "banks").await;
        for (id, group_id, name, is_taken) in
            [("one", "shops", "other", true), ("two", "banks", "one", true), ("two", "shops", "one", false)]
        {
            let mut change = bench.store.change().await.unwrap();
            let inserted = auth_policy::insert(&mut change, &new(&bench, id, group_id, name)).await;
            assert_eq!(inserted.is_err_and(|error| error.is_taken()), is_taken, "{id} {group_id} {name}");
        }
        let db = bench.store.db();
        assert_eq!(auth_policy::find_by_name(db, "banks", "one").await.unwrap().as_deref(), Some("one"));
        assert_eq!(auth_policy::find_by_name(db, "banks", "One").await.unwrap(), None, "letter for letter");
        assert_eq!(auth_policy::find_by_name(db, "shops", "one").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn who_holds_on_to_a_policy_is_known() {
    both(|bench| async move {
        group(&bench, "banks").await;
        draft(&bench, "one", "banks").await;
        draft(&bench, "two", "banks").await;
        register(&bench, "acme", "office@example.org").await;
        let at = bench.surroundings.now();
        let mut change = bench.store.change().await.unwrap();
        for (id, policy, status) in [
            ("r1", "one", "InProgress"),
            ("r2", "one", "InProgress"),
            ("r3", "one", "approved"),
            ("r4", "two", "InProgress"),
        ] {
            statement(
                "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, \
                 status_code, cr_by, cr_dtimes) VALUES ($1, 'acme', $2, $3, '', $4, 't', $5)",
            )
            .bind(id)
            .bind(policy)
            .bind(at)
            .bind(status)
            .bind(at)
            .execute(&mut change)
            .await
            .unwrap();
        }
        statement(
            "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, is_active, label, \
             cr_by, cr_dtimes) VALUES ('key', 'acme', 'one', $1, TRUE, 'Label', 't', $2)",
        )
        .bind(at)
        .bind(at)
        .execute(&mut change)
        .await
        .unwrap();
        change.save(&bench.ctx(), Record::new("t", "policy", "one")).await.unwrap();
        let db = bench.store.db();
        let keys = async |id| auth_policy::has_active_keys(db, id, at).await.unwrap();
        assert_eq!((keys("one").await, keys("two").await), (true, false));
        let of = async |id, partner| auth_policy::has_active_key_of(db, id, partner, at).await.unwrap();
        let set = async |sql: &'static str| {
            let mut change = bench.store.change().await.unwrap();
            statement(sql).execute(&mut change).await.unwrap();
            change.save(&bench.ctx(), Record::new("t", "t", "set")).await.unwrap();
        };
        assert!(!of("one", "acme").await, "neither partner nor policy is active");
        set("UPDATE partner SET is_active = TRUE").await;
        set("UPDATE auth_policy SET is_active = TRUE").await;
        assert_eq!((of("one", "acme").await, of("two", "acme").await, of("one", "x").await), (true, false, false));
        set("UPDATE policy_group SET is_active = FALSE").await;
        assert!(!of("one", "acme").await, "the group stops it");
        set("UPDATE policy_group SET is_active = TRUE").await;
        set("UPDATE partner_policy SET valid_to_datetime = valid_from_datetime").await;
        assert_eq!((keys("one").await, of("one", "acme").await), (false, false), "expired");
        let asked = async |status| auth_policy::has_request(db, "one", status).await.unwrap();
        assert_eq!((asked("approved").await, asked("Approved").await, asked("InProgress").await), (true, false, true));
        let mut change = bench.store.change().await.unwrap();
        let mut batches = Vec::new();
        for _ in 0..3 {
            batches.push(auth_policy::reject_requests(&mut change, "one", "system:cascade", at, 1).await.unwrap());
        }
        assert_eq!(batches, [vec!["r1"], vec!["r2"], vec![]]);
        change.save(&bench.ctx(), Record::new("t", "policy", "one")).await.unwrap();
        assert_eq!((asked("approved").await, asked("InProgress").await, asked("rejected").await), (true, false, true));
        assert!(auth_policy::has_request(db, "two", "InProgress").await.unwrap(), "another policy's stays");
    })
    .await;
}

#[tokio::test]
async fn groups_count_their_policies_and_change() {
    both(|bench| async move {
        group(&bench, "banks").await;
        group(&bench, "shops").await;
        for id in ["one", "two", "three", "gone"] {
            draft(&bench, id, "banks").await;
        }
        let at = bench.surroundings.now();
        let mut change = bench.store.change().await.unwrap();
        auth_policy::publish(&mut change, "one", "s", "t", at).await.unwrap();
        auth_policy::publish(&mut change, "two", "s", "t", at).await.unwrap();
        auth_policy::set_active(&mut change, "two", false, "t", at).await.unwrap();
        statement("UPDATE auth_policy SET is_deleted = TRUE WHERE id = 'gone'").execute(&mut change).await.unwrap();
        let counted = auth_policy::counts(&mut change, "banks").await.unwrap();
        assert_eq!(counted, Counts { active: 1, drafts: 1 });
        assert_eq!(auth_policy::counts(&mut change, "shops").await.unwrap(), Counts { active: 0, drafts: 0 });
        let mut group = policy_group::find(&mut change, "banks").await.unwrap().unwrap();
        (group.name, group.upd_by, group.upd_dtimes) = ("Banks".to_owned(), Some("t".to_owned()), Some(at));
        policy_group::update(&mut change, &group).await.unwrap();
        policy_group::set_active(&mut change, "shops", false, "t", at).await.unwrap();
        change.save(&bench.ctx(), Record::new("t", "policy_group", "banks")).await.unwrap();
        let db = bench.store.db();
        let found = policy_group::find_by_name(db, "Banks").await.unwrap().unwrap();
        assert_eq!((found.id.as_str(), found.upd_dtimes, found.is_active), ("banks", Some(at), true));
        assert!(!policy_group::find(db, "shops").await.unwrap().unwrap().is_active);
        let active = auth_policy::active_of_group(db, "banks").await.unwrap();
        assert_eq!(active.iter().map(|policy| policy.id.as_str()).collect::<Vec<_>>(), ["one"]);
    })
    .await;
}

#[tokio::test]
async fn clones_remember_where_they_come_from() {
    both(|bench| async move {
        group(&bench, "banks").await;
        for id in ["one", "two", "three", "alone"] {
            draft(&bench, id, "banks").await;
        }
        let mut change = bench.store.change().await.unwrap();
        auth_policy::set_source(&mut change, "two", "one").await.unwrap();
        auth_policy::set_source(&mut change, "three", "two").await.unwrap();
        change.save(&bench.ctx(), Record::new("t", "policy", "one")).await.unwrap();
        let relatives = async |id: &str| {
            let found = auth_policy::relatives(bench.store.db(), id).await.unwrap();
            found.into_iter().map(|policy| policy.id).collect::<Vec<_>>()
        };
        assert_eq!(relatives("one").await, ["three", "two"]);
        assert_eq!(relatives("two").await, ["one", "three"]);
        assert_eq!(relatives("three").await, ["one", "two"]);
        assert!(relatives("alone").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn lists_filter_and_sort_every_column() {
    both(|bench| async move {
        group(&bench, "banks").await;
        draft(&bench, "one", "banks").await;
        bench.clock.advance(TimeDelta::seconds(1));
        draft(&bench, "two", "banks").await;
        let db = bench.store.db();
        for spec in [&POLICIES, &POLICY_SEARCH] {
            for column in spec.columns {
                for descending in [false, true] {
                    let query = ListQuery::new().sort(column, descending).page(Page::new(0, 10));
                    let page = spec.fetch::<auth_policy::AuthPolicy>(db, &query, None).await.unwrap();
                    assert_eq!((page.total, page.rows.len()), (2, 2), "{}", column.name);
                }
                let query = ListQuery::new().filter(column, Test::Missing);
                spec.count(db, &query).await.unwrap();
            }
        }
        for column in POLICY_GROUP_SEARCH.columns {
            let query = ListQuery::new().sort(column, false).live_only().page(Page::new(0, 10));
            let page = POLICY_GROUP_SEARCH.fetch::<PolicyGroup>(db, &query, None).await.unwrap();
            assert_eq!(page.rows.len(), 1, "{}", column.name);
        }
        let status = POLICIES.column("status").unwrap();
        let drafts = ListQuery::new().exact(status, Some("draft"));
        assert_eq!(POLICIES.count(db, &drafts).await.unwrap(), 2);
        let newest = POLICIES.fetch::<auth_policy::AuthPolicy>(db, &ListQuery::new(), None).await.unwrap();
        assert_eq!(newest.rows[0].id, "two");
        let run = async |after: &str, limit| {
            let run = auth_policy::run(db, after, limit).await.unwrap();
            run.into_iter().map(|policy| policy.id).collect::<Vec<_>>()
        };
        assert_eq!((run("", 1).await, run("one", 5).await), (vec!["one".to_owned()], vec!["two".to_owned()]));
        assert!(run("two", 5).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn uses_are_counted_for_a_policy_and_a_group() {
    both(|bench| async move {
        group(&bench, "banks").await;
        group(&bench, "shops").await;
        draft(&bench, "one", "banks").await;
        draft(&bench, "two", "banks").await;
        draft(&bench, "three", "banks").await;
        for partner in ["acme", "bell"] {
            register(&bench, partner, &format!("{partner}@example.org")).await;
        }
        let (db, at) = (bench.store.db(), bench.surroundings.now());
        let mut change = bench.store.change().await.unwrap();
        for (id, partner, status, deleted) in [
            ("r1", "acme", "approved", false),
            ("r2", "acme", "approved", false),
            ("r3", "bell", "approved", true),
            ("r4", "bell", "InProgress", false),
            ("r5", "bell", "rejected", false),
        ] {
            statement(
                "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, \
                 status_code, cr_by, cr_dtimes, is_deleted) VALUES ($1, $2, 'one', $3, '', $4, 't', $5, $6)",
            )
            .bind(id)
            .bind(partner)
            .bind(at)
            .bind(status)
            .bind(at)
            .bind(deleted)
            .execute(&mut change)
            .await
            .unwrap();
        }
        let keys = [("k1", 1, true), ("k2", 1, false), ("k3", -1, true), ("k4", 2, true)];
        // The table knows a key by partner, policy and beginning, too.
        for (minutes, (key, until, active)) in (1..).zip(keys) {
            statement(
                "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, valid_to_datetime, \
                 is_active, label, cr_by, cr_dtimes) VALUES ($1, 'acme', 'one', $2, $3, $4, $5, 't', $6)",
            )
            .bind(key)
            .bind(at - TimeDelta::minutes(minutes))
            .bind(at + TimeDelta::days(until))
            .bind(active)
            .bind(key)
            .bind(at)
            .execute(&mut change)
            .await
            .unwrap();
        }
        statement("UPDATE partner SET policy_group_id = 'banks'").execute(&mut change).await.unwrap();
        auth_policy::publish(&mut change, "one", "schema", "t", at).await.unwrap();
        auth_policy::publish(&mut change, "two", "schema", "t", at).await.unwrap();
        auth_policy::set_active(&mut change, "two", false, "t", at + TimeDelta::seconds(1)).await.unwrap();
        auth_policy::set_source(&mut change, "two", "one").await.unwrap();
        auth_policy::set_source(&mut change, "three", "two").await.unwrap();
        change.save(&bench.ctx(), Record::new("t", "policy", "one")).await.unwrap();
        let uses = Uses { partners: 1, waiting: 1, keys: 2, clients: 0 };
        assert_eq!(policy_use::of_policy(db, "one", at).await.unwrap(), uses);
        assert_eq!(policy_use::of_policy(db, "two", at).await.unwrap(), Uses::default());
        let keys = async |at| {
            let found = policy_use::live_keys(db, &["acme", "bell"], "one", at).await.unwrap();
            found.into_iter().map(|one| (one.part_id, one.keys)).collect::<Vec<_>>()
        };
        assert_eq!(keys(at).await, [("acme".to_owned(), 2), ("bell".to_owned(), 0)]);
        assert_eq!(keys(at + TimeDelta::days(1)).await[0].1, 1, "one has ended");
        let held = GroupUses { active: 1, drafts: 1, deactivated: 1, partners: 2 };
        assert_eq!(policy_use::of_group(db, "banks").await.unwrap(), held);
        assert_eq!(policy_use::of_group(db, "shops").await.unwrap(), GroupUses::default());
        let source = async |id| policy_use::source(db, id).await.unwrap();
        assert_eq!(source("three").await.as_deref(), Some("two"), "the direct source, not the origin");
        assert_eq!(source("one").await, None);
        for column in POLICIES_IN_USE.columns {
            let query = ListQuery::new().sort(column, true).page(Page::new(0, 10));
            let page = POLICIES_IN_USE.fetch::<PolicyInUse>(db, &query, None).await.unwrap();
            let of: Vec<_> = page.rows.iter().map(|row| (row.policy.id.as_str(), row.partners)).collect();
            assert!(of.contains(&("one", 1)) && of.contains(&("two", 0)), "{} {of:?}", column.name);
        }
        let state = POLICIES_IN_USE.column("state").unwrap();
        for (word, id) in [("activated", "one"), ("deactivated", "two"), ("draft", "three")] {
            let query = ListQuery::new().exact(state, Some(word));
            let page = POLICIES_IN_USE.fetch::<PolicyInUse>(db, &query, None).await.unwrap();
            assert_eq!(page.rows.iter().map(|row| row.policy.id.as_str()).collect::<Vec<_>>(), [id], "{word}");
        }
        for column in GROUPS_IN_USE.columns {
            let query = ListQuery::new().sort(column, false).page(Page::new(0, 10));
            let page = GROUPS_IN_USE.fetch::<GroupInUse>(db, &query, None).await.unwrap();
            let of = page.rows.iter().find(|row| row.group.id == "banks").unwrap();
            assert_eq!((of.policies, of.partners), (3, 2), "{}", column.name);
        }
    })
    .await;
}
