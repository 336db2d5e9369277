//! API keys: never overwritten, told apart from their public ids, converted with what is kept beside them, found when
//! their time has come.

use chrono::TimeDelta;
use pms_domain::Timestamp;
use pms_domain::api_key::{Command, Phase, State};
use pms_domain::context::OwnedPartners;
use pms_domain::key_value::KeyValue;
use pms_store::api_key::{self, ApiKey, Due, NewKey};
use pms_store::api_key_lists::{API_KEY_SEARCH, API_KEYS, ApiKeyRow, page};
use pms_store::audit::Record;
use pms_store::convert::{self, Part};
use pms_store::list::{ListQuery, Page, Scope, Test};
use pms_store::partner::Reach;
use pms_store::{Mode, Store, StoreResult, statement};

use crate::policy_links::prepare;
use crate::support::{Bench, both};

fn value(text: &str) -> KeyValue {
    KeyValue::new(text.to_owned())
}

/// A key of `acme` for the policy `one`.
fn new<'a>(bench: &Bench, id: &'a str, label: &'a str) -> NewKey<'a> {
    let at = bench.surroundings.now();
    NewKey {
        id,
        part_id: "acme",
        policy_id: "one",
        label,
        valid_from: at,
        valid_to: at + TimeDelta::days(10),
        phase: Phase::Live,
        fetch_until: None,
        handed_over_to: None,
        replaces: None,
        former_ends_at: None,
        by: "owner",
        at,
    }
}

async fn insert(bench: &Bench, store: &Store, mut new: NewKey<'_>, key: &str) -> StoreResult<()> {
    let mut change = store.change().await?;
    let free = api_key::free_moment(&mut change, new.part_id, new.policy_id, new.valid_from).await?;
    new.valid_from = free;
    api_key::insert(&mut change, &bench.surroundings, &new, &value(key)).await?;
    change.save(&bench.ctx(), Record::new("t", "api_key", new.id)).await?;
    Ok(())
}

async fn find(bench: &Bench, id: &str) -> ApiKey {
    api_key::find(bench.store.db(), Reach::Everything, id).await.unwrap().unwrap()
}

async fn number(store: &Store, sql: &'static str) -> i64 {
    let (number,) = statement(sql).one(store.db()).await.unwrap();
    number
}

#[tokio::test]
async fn a_key_is_never_overwritten_and_is_only_its_partners() {
    both(|bench| async move {
        prepare(&bench).await;
        let store = &bench.store;
        insert(&bench, store, new(&bench, "k1", "First"), "AAAA").await.unwrap();
        let mut change = store.change().await.unwrap();
        assert!(api_key::is_taken(&mut change, &value("AAAA")).await.unwrap());
        assert!(!api_key::is_taken(&mut change, &value("AAAB")).await.unwrap());
        drop(change);
        let stolen = NewKey { part_id: "other", ..new(&bench, "k2", "Mine") };
        assert!(insert(&bench, store, stolen, "AAAA").await.unwrap_err().is_taken());
        assert!(insert(&bench, store, new(&bench, "k1", "Second"), "BBBB").await.unwrap_err().is_taken(), "the id");
        let found = find(&bench, "k1").await;
        assert_eq!((found.part_id.as_str(), found.label.as_str()), ("acme", "First"));
        assert_eq!(number(store, "SELECT total FROM x_counter WHERE scope = 'api_key'").await, 1);

        let (own, other) = (owned("acme"), owned("other"));
        let db = store.db();
        for (reach, there) in [(Reach::Own(&own), true), (Reach::Own(&other), false), (Reach::Everything, true)] {
            assert_eq!(api_key::find(db, reach, "k1").await.unwrap().is_some(), there);
            assert_eq!(api_key::by_value(store, db, reach, &value("AAAA")).await.unwrap().is_some(), there);
            assert_eq!(api_key::of_pair(db, reach, "acme", "one").await.unwrap().len(), usize::from(there));
        }
        assert!(api_key::by_value(store, db, Reach::Everything, &value("aaaa")).await.unwrap().is_none());
        assert!(api_key::of_pair(db, Reach::Everything, "acme", "two").await.unwrap().is_empty());
    })
    .await;
}

fn owned(id: &str) -> OwnedPartners {
    OwnedPartners::new([id.to_owned()])
}

/// `uk_ppol` has room for one key of a pair at each moment.
#[tokio::test]
async fn keys_made_at_once_begin_one_after_the_other() {
    both(|bench| async move {
        prepare(&bench).await;
        for (id, key) in [("k1", "A"), ("k2", "B"), ("k3", "C")] {
            insert(&bench, &bench.store, new(&bench, id, id), key).await.unwrap();
        }
        let at = bench.surroundings.now();
        let mut begins = Vec::new();
        for id in ["k1", "k2", "k3"] {
            begins.push((find(&bench, id).await.valid_from_datetime - at).num_microseconds().unwrap());
        }
        assert_eq!(begins, [0, 1, 2]);
        let db = bench.store.db();
        assert_eq!(api_key::free_moment(db, "acme", "two", at).await.unwrap(), at);
        let later = at + TimeDelta::microseconds(1);
        assert_eq!(api_key::free_moment(db, "acme", "one", later).await.unwrap(), at + TimeDelta::microseconds(3));
    })
    .await;
}

/// The values of both modes stand nowhere but where they belong, and what is kept beside a key follows it.
#[tokio::test]
async fn conversions_take_along_what_is_kept_beside_a_key() {
    both(|bench| async move {
        prepare(&bench).await;
        let sealed = &bench.store;
        insert(&bench, sealed, new(&bench, "k1", "First"), "SECRETVALUE").await.unwrap();
        const CLEAR: &str = "SELECT COUNT(*) AS n FROM partner_policy WHERE policy_api_key = 'SECRETVALUE'";
        const IN_STEP: &str =
            "SELECT COUNT(*) AS n FROM partner_policy k JOIN x_api_key x ON x.api_key = k.policy_api_key";
        let clear = sealed.in_mode(Mode::Clear);
        for round in 0..2 {
            assert_eq!((number(sealed, CLEAR).await, number(sealed, IN_STEP).await), (0, 1), "round {round}");
            let key = api_key::by_value(sealed, sealed.db(), Reach::Everything, &value("SECRETVALUE")).await.unwrap();
            assert_eq!(key.unwrap().public_id(), "k1");
            let hashed = sealed.keys().column("api_key", "SECRETVALUE");
            let by_hash = api_key::by_value(sealed, sealed.db(), Reach::Everything, &value(&hashed)).await.unwrap();
            assert!(by_hash.is_none(), "who read the column has no key");

            convert(&bench, &clear).await;
            assert_eq!((number(sealed, CLEAR).await, number(sealed, IN_STEP).await), (1, 1));
            // Both ways are understood in both modes: a conversion may stop half way.
            for store in [sealed, &clear] {
                let found =
                    api_key::by_value(store, store.db(), Reach::Everything, &value("SECRETVALUE")).await.unwrap();
                let found = found.unwrap();
                assert_eq!(found.public_id(), "k1");
                assert_eq!(api_key::value(store, store.db(), &found).await.unwrap().reveal(), "SECRETVALUE");
            }
            convert(&bench, sealed).await;
        }
        assert_eq!(convert::left(sealed.db(), Mode::Sealed).await.unwrap(), 0);
    })
    .await;
}

async fn convert(bench: &Bench, store: &Store) {
    let mut change = store.change().await.unwrap();
    let done = convert::batch(store, &mut change, &bench.surroundings, Part::ApiKeys).await.unwrap();
    assert!(done.iter().all(|name| !name.contains("SECRETVALUE")), "{done:?}");
    assert_eq!(done.len(), 1);
    change.save(&bench.ctx(), Record::new("t", "t", "convert")).await.unwrap();
}

/// Keys of the Java services: six digits, without a row of ours.
async fn adopted(bench: &Bench) {
    let mut change = bench.store.change().await.unwrap();
    for (key, label) in [("123456", "Old"), ("PDFCard-mobile-digitalcard-api", "Stock")] {
        statement(
            "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, valid_to_datetime, \
             is_active, label, cr_by, cr_dtimes) VALUES ($1, 'acme', $2, $3, $4, TRUE, $5, 'java', $6)",
        )
        .bind(key)
        .bind(if label == "Old" { "one" } else { "two" })
        .bind(bench.surroundings.now())
        .bind(bench.surroundings.now() + TimeDelta::days(1))
        .bind(label)
        .bind(bench.surroundings.now())
        .execute(&mut change)
        .await
        .unwrap();
    }
    change.save(&bench.ctx(), Record::new("t", "t", "adopted")).await.unwrap();
}

#[tokio::test]
async fn adopted_keys_work_and_get_their_public_ids() {
    both(|bench| async move {
        prepare(&bench).await;
        adopted(&bench).await;
        let store = bench.store.in_mode(Mode::Clear);
        let old = api_key::by_value(&store, store.db(), Reach::Everything, &value("123456")).await.unwrap().unwrap();
        assert_eq!((old.public_id(), old.state(bench.surroundings.now())), ("", State::Active));
        let all: Vec<ApiKeyRow> = page(&store, &API_KEYS, &ListQuery::new()).await.unwrap().rows;
        assert_eq!(all.iter().map(|row| row.id.is_none()).collect::<Vec<_>>(), [true, true], "listed before");
        assert!(api_key::is_missing(store.db()).await.unwrap());

        // Whoever touches one first gives it an id; the rest get theirs in batches.
        let mut change = store.change().await.unwrap();
        let mut touched = old.clone();
        let id = api_key::ensure_id(&mut change, &bench.surroundings, &mut touched).await.unwrap();
        assert_eq!(api_key::ensure_id(&mut change, &bench.surroundings, &mut touched).await.unwrap(), id);
        assert_eq!(api_key::adopt_missing(&mut change, &bench.surroundings).await.unwrap().len(), 1);
        change.save(&bench.ctx(), Record::new("t", "t", "ids")).await.unwrap();
        assert!(!api_key::is_missing(store.db()).await.unwrap());
        assert_eq!(api_key::weak(store.db()).await.unwrap(), 1, "six digits, not the long word");
        let found = page(&store, &API_KEYS, &ListQuery::new().page(Page::new(0, 10))).await.unwrap();
        assert_eq!((found.total, found.rows.iter().filter(|row| row.id.is_some()).count()), (2, 2));

        // Sealed later, they are weak still.
        convert_all(&bench).await;
        assert_eq!(api_key::weak(bench.store.db()).await.unwrap(), 1);
        assert_eq!(find(&bench, &id).await.label, "Old");
    })
    .await;
}

async fn convert_all(bench: &Bench) {
    let mut change = bench.store.change().await.unwrap();
    convert::batch(&bench.store, &mut change, &bench.surroundings, Part::ApiKeys).await.unwrap();
    change.save(&bench.ctx(), Record::new("t", "t", "convert")).await.unwrap();
}

async fn due(bench: &Bench, which: Due) -> Vec<String> {
    let found = api_key::due(bench.store.db(), which, bench.surroundings.now()).await.unwrap();
    found.iter().map(|key| key.public_id().to_owned()).collect()
}

async fn apply(bench: &Bench, id: &str, command: Command) {
    let at = bench.surroundings.now();
    let mut change = bench.store.change().await.unwrap();
    let key = api_key::find(&mut change, Reach::Everything, id).await.unwrap().unwrap();
    let after = key.standing().next(command, at).unwrap();
    api_key::set_standing(&mut change, &key, &after, "test", at).await.unwrap();
    change.save(&bench.ctx(), Record::new("t", "api_key", id)).await.unwrap();
}

#[tokio::test]
async fn keys_whose_time_has_come_are_found_once() {
    both(|bench| async move {
        prepare(&bench).await;
        let at = bench.surroundings.now();
        insert(&bench, &bench.store, new(&bench, "expires", "1"), "A").await.unwrap();
        insert(&bench, &bench.store, new(&bench, "replaced", "2"), "B").await.unwrap();
        let unfetched = NewKey {
            phase: Phase::Handover,
            fetch_until: Some(at + TimeDelta::days(7)),
            ..new(&bench, "unfetched", "3")
        };
        insert(&bench, &bench.store, unfetched, "C").await.unwrap();
        apply(&bench, "replaced", Command::EndAt(at + TimeDelta::days(3))).await;
        for which in Due::ALL {
            assert!(due(&bench, which).await.is_empty(), "{which:?}");
        }
        assert!(!find(&bench, "unfetched").await.is_active);
        bench.clock.advance(TimeDelta::days(3));
        assert_eq!(due(&bench, Due::Replaced).await, ["replaced"]);
        assert_eq!(find(&bench, "replaced").await.state(bench.surroundings.now()), State::Ended);
        apply(&bench, "replaced", Command::Settle).await;
        assert!(due(&bench, Due::Replaced).await.is_empty());
        bench.clock.advance(TimeDelta::days(4));
        assert_eq!(due(&bench, Due::Unfetched).await, ["unfetched"]);
        let mut change = bench.store.change().await.unwrap();
        let key = api_key::find(&mut change, Reach::Everything, "unfetched").await.unwrap().unwrap();
        api_key::forget(&mut change, &key).await.unwrap();
        change.save(&bench.ctx(), Record::new("t", "t", "forget")).await.unwrap();
        assert!(due(&bench, Due::Unfetched).await.is_empty());
        for sql in [
            "SELECT COUNT(*) - 2 AS n FROM partner_policy",
            "SELECT COUNT(*) - 2 AS n FROM x_api_key",
            "SELECT COUNT(*) - 2 AS n FROM x_sealed WHERE kind = 'api_key'",
            "SELECT COUNT(*) - 2 AS n FROM x_search WHERE kind = 'api_key.label'",
            "SELECT total - 2 AS n FROM x_counter WHERE scope = 'api_key'",
        ] {
            assert_eq!(number(&bench.store, sql).await, 0, "{sql}");
        }
        bench.clock.advance(TimeDelta::days(3));
        assert_eq!(due(&bench, Due::Expired).await, ["expires"], "to the microsecond, ten days after");
        apply(&bench, "expires", Command::Settle).await;
        assert!(due(&bench, Due::Expired).await.is_empty());
    })
    .await;
}

async fn labels(bench: &Bench, query: ListQuery) -> Vec<String> {
    let found: Vec<ApiKeyRow> = page(&bench.store, &API_KEYS, &query).await.unwrap().rows;
    found.into_iter().map(|row| row.label).collect()
}

/// Pages are pieces of the whole list, whatever they are filtered by and whichever end they are read from; keys made at the
/// same moment stand in the order of their ids.
#[tokio::test]
async fn pages_are_pieces_of_the_list() {
    both(|bench| async move {
        prepare(&bench).await;
        for (id, policy, partner) in [
            ("f", "one", "acme"),
            ("b", "two", "acme"),
            ("e", "one", "other"),
            ("a", "one", "acme"),
            ("d", "two", "other"),
            ("c", "two", "acme"),
            ("g", "one", "acme"),
        ] {
            let label = format!("Key {id}");
            let key = NewKey { policy_id: policy, part_id: partner, ..new(&bench, id, &label) };
            insert(&bench, &bench.store, key, id).await.unwrap();
            if id == "e" {
                bench.clock.advance(TimeDelta::seconds(1));
            }
        }
        let column = |name: &str| API_KEYS.column(name).unwrap();
        let all = ListQuery::new;
        for (what, query, expected) in [
            ("all", all(), "acdgbef"),
            ("partner id", all().contains(column("partnerId"), Some("cme")), "acgbf"),
            ("partner id, short", all().contains(column("partnerId"), Some("ac")), "acgbf"),
            ("policy", all().contains(column("policyName"), Some("ON")), "agef"),
            ("no policy", all().contains(column("policyName"), Some("nothing")), ""),
            ("label", all().contains(column("apiKeyLabel"), Some("KEY")), "acdgbef"),
            ("one label", all().contains(column("apiKeyLabel"), Some("key d")), "d"),
            (
                "both",
                all().contains(column("apiKeyLabel"), Some("key")).contains(column("partnerId"), Some("othe")),
                "de",
            ),
            ("own", all().scope(Scope::Own(owned("other"))).contains(column("apiKeyLabel"), Some("key")), "de"),
            ("live", all().live_only().contains(column("partnerId"), Some("acme")), "acgbf"),
            ("sorted", all().contains(column("partnerId"), Some("acme")).sort(column("apiKeyLabel"), true), "gfcba"),
        ] {
            let ids = |rows: Vec<ApiKeyRow>| rows.into_iter().filter_map(|row| row.id).collect::<String>();
            let whole = page(&bench.store, &API_KEYS, &query).await.unwrap();
            assert_eq!((whole.total, ids(whole.rows).as_str()), (expected.len() as u64, expected), "{what}");
            for size in [1, 2, 3, 25] {
                let mut pages = String::new();
                for number in 0..(expected.len() as u64).div_ceil(size) {
                    let query = query.clone().page(Page::new(number, size));
                    let found = page(&bench.store, &API_KEYS, &query).await.unwrap();
                    assert_eq!(found.total, expected.len() as u64, "{what}, page {number} of {size}");
                    pages += &ids(found.rows);
                }
                assert_eq!(pages, expected, "{what}, by {size}");
            }
        }
    })
    .await;
}

/// Filter, order and row tell the same of every key at every moment.
#[tokio::test]
async fn lists_show_what_counts() {
    both(|bench| async move {
        prepare(&bench).await;
        let at = bench.surroundings.now();
        let mut change = bench.store.change().await.unwrap();
        statement("UPDATE partner SET is_active = TRUE, cr_dtimes = cr_dtimes").execute(&mut change).await.unwrap();
        statement("UPDATE auth_policy SET is_active = TRUE WHERE id = 'one'").execute(&mut change).await.unwrap();
        change.save(&bench.ctx(), Record::new("t", "t", "active")).await.unwrap();
        for (id, policy, partner) in [
            ("a", "one", "acme"),
            ("b", "one", "acme"),
            ("c", "two", "acme"),
            ("d", "one", "other"),
            ("e", "one", "acme"),
        ] {
            bench.clock.advance(TimeDelta::seconds(1));
            let key = NewKey {
                policy_id: policy,
                part_id: partner,
                valid_to: at + TimeDelta::days(10),
                ..new(&bench, id, id)
            };
            insert(&bench, &bench.store, key, id).await.unwrap();
        }
        apply(&bench, "b", Command::Deactivate { by_admin: false }).await;
        apply(&bench, "e", Command::EndAt(at + TimeDelta::days(5))).await;
        let status = API_KEYS.column("status").unwrap();
        for (day, expected) in [(1, vec!["e", "d", "a"]), (6, vec!["d", "a"]), (11, Vec::new())] {
            let now: Timestamp = at + TimeDelta::days(day);
            let query = || ListQuery::new().at(now);
            assert_eq!(labels(&bench, query().filter(status, Test::Flag(true))).await, expected, "day {day}");
            let mut others = labels(&bench, query().filter(status, Test::Flag(false))).await;
            others.extend(expected.iter().map(|label| (*label).to_owned()));
            others.sort();
            assert_eq!(others, ["a", "b", "c", "d", "e"]);
            // By the tally, without a look at the keys.
            for (counts, total) in [(true, expected.len()), (false, 5 - expected.len())] {
                let query = query().filter(status, Test::Flag(counts)).page(Page::new(0, 10));
                let paged = page(&bench.store, &API_KEYS, &query).await.unwrap();
                assert_eq!((paged.total, paged.rows.len()), (total as u64, total), "day {day}: {counts}");
            }
            // Ascending lists the activated first: the contract's column is inverted.
            let sorted = labels(&bench, query().sort(status, false)).await;
            let mut first = sorted[..expected.len()].to_vec();
            first.sort_by(|a, b| b.cmp(a));
            assert_eq!(first, expected, "day {day}: {sorted:?}");
            let rows: Vec<ApiKeyRow> = page(&bench.store, &API_KEYS, &query()).await.unwrap().rows;
            let counting: Vec<_> = rows.iter().filter(|row| row.counts(now)).map(|row| row.label.as_str()).collect();
            assert_eq!(counting, expected);
        }
        let own = ListQuery::new().scope(Scope::Own(owned("other")));
        assert_eq!(labels(&bench, own).await, ["d"]);
        let label = API_KEYS.column("apiKeyLabel").unwrap();
        assert_eq!(labels(&bench, ListQuery::new().contains(label, Some("B"))).await, ["b"]);
        let paged = page(&bench.store, &API_KEYS, &ListQuery::new().page(Page::new(1, 2))).await.unwrap();
        assert_eq!((paged.total, paged.rows[0].label.as_str()), (5, "c"), "newest first");
        for list in [&API_KEYS, &API_KEY_SEARCH] {
            let secret = list.columns.iter().any(|column| column.sql.contains("policy_api_key"));
            assert!(!secret && !list.select.iter().any(|(_, sql)| sql.contains("api_key")), "{}", list.name);
        }
    })
    .await;
}

#[tokio::test]
async fn keys_that_wait_are_found_by_partner_and_by_policy() {
    both(|bench| async move {
        prepare(&bench).await;
        for (id, policy, partner, phase) in [
            ("a", "one", "acme", Phase::Approval),
            ("b", "two", "acme", Phase::Approval),
            ("c", "one", "other", Phase::Approval),
            ("d", "one", "acme", Phase::Live),
        ] {
            let key = NewKey { policy_id: policy, part_id: partner, phase, ..new(&bench, id, id) };
            insert(&bench, &bench.store, key, id).await.unwrap();
        }
        for (partner, policy, expected) in [
            (Some("acme"), None, vec!["a", "b"]),
            (None, Some("one"), vec!["a", "c"]),
            (None, None, vec!["a", "b", "c"]),
        ] {
            let found = api_key::waiting_of(bench.store.db(), partner, policy).await.unwrap();
            let mut ids: Vec<_> = found.iter().map(|key| key.public_id().to_owned()).collect();
            ids.sort();
            assert_eq!(ids, expected);
        }
    })
    .await;
}
