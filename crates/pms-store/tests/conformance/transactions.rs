//! The transaction log: each key once, days, processes, sums, what ID Authentication adds.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use pms_domain::Timestamp;
use pms_domain::context::OwnedPartners;
use pms_domain::transaction::{self, Answered, AuthTypes, Endpoint, Outcome, Reason, Source, TransactionId};
use pms_store::partner::Reach;
use pms_store::transaction::{self as log, Numbered, Seek, Selection, Unit};

use crate::support::{Bench, both};

fn start() -> Timestamp {
    pms_domain::time::parse_local("2026-01-15T10:11:12.123456").unwrap()
}

fn id(text: &str) -> TransactionId {
    TransactionId::read(text, str::to_owned).unwrap()
}

fn row(transaction: &str, at: Timestamp) -> Answered {
    Answered {
        occurred_at: at,
        source: Source::Gateway,
        transaction_id: id(transaction),
        endpoint: Endpoint::Auth,
        misp_id: Some("misp-a".into()),
        licence_id: Some("licence".into()),
        partner_id: Some("bank".into()),
        policy_id: Some("policy".into()),
        key_id: Some("key".into()),
        auth_types: AuthTypes::NONE,
        outcome: Outcome::Allowed,
        reason: None,
        stale_ms: None,
    }
}

fn refused(transaction: &str, at: Timestamp) -> Answered {
    Answered { outcome: Outcome::Refused, reason: Reason::read("IDA-MLC-007"), ..row(transaction, at) }
}

fn everything(from: Timestamp, to: Timestamp) -> Selection<'static> {
    Selection {
        reach: Reach::Everything,
        source: Source::Gateway,
        from,
        to,
        misp_id: None,
        partner_id: None,
        policy_id: None,
        key_ids: None,
        auth_type: None,
        outcome: None,
        reason: None,
        transaction_id: None,
    }
}

async fn ids(bench: &Bench, which: &Selection<'_>) -> Vec<String> {
    let rows = log::rows(bench.store.log().await.unwrap(), which, None, 500).await.unwrap();
    rows.into_iter().map(|row| row.transaction_id).collect()
}

async fn roll_all(bench: &Bench) {
    let database = bench.store.log().await.unwrap();
    for touched in log::touched(database).await.unwrap() {
        log::roll(database, touched.hour, 1).await.unwrap();
    }
    assert_eq!(log::touched(database).await.unwrap(), []);
}

#[tokio::test]
async fn a_key_is_there_once_and_nobody_takes_anothers_place() {
    both(|bench| async move {
        let database = bench.store.log().await.unwrap();
        let first = log::ingest(database, vec![row("t1", start()), row("t2", start())]).await.unwrap();
        assert_eq!(first.len(), 2);
        for _ in 0..10 {
            let again = vec![row("t1", start()), row("t2", start() + TimeDelta::minutes(1))];
            assert!(log::ingest(database, again).await.unwrap().is_empty());
        }
        // Another MISP, partner, day or endpoint has a place of its own.
        let others = vec![
            Answered { misp_id: Some("misp-b".into()), ..row("t1", start()) },
            Answered { partner_id: Some("shop".into()), ..row("t1", start()) },
            Answered { endpoint: Endpoint::Kyc, ..row("t1", start()) },
            Answered { source: Source::Ida, ..row("t1", start()) },
            row("t1", start() + TimeDelta::days(1)),
        ];
        for other in others {
            assert_eq!(log::ingest(database, vec![other]).await.unwrap().len(), 1);
        }
        assert!(log::ingest(database, Vec::new()).await.unwrap().is_empty());
        let all = ids(&bench, &everything(start() - TimeDelta::days(1), start() + TimeDelta::days(2))).await;
        assert_eq!(all, ["t1", "t1", "t1", "t1", "t2", "t1"]);
    })
    .await;
}

#[tokio::test]
async fn every_answer_of_a_process_has_a_row_and_the_process_says_how_far_it_came() {
    both(|bench| async move {
        let database = bench.store.log().await.unwrap();
        let process = log::begin(database, 1_000).await.unwrap();
        let numbered = |sequence| Numbered {
            row: Answered {
                source: Source::Validate,
                transaction_id: if sequence == 3 { TransactionId::none() } else { id("same") },
                ..row("same", start())
            },
            process,
            sequence,
        };
        let rows: Vec<_> = (1..=3).map(numbered).collect();
        log::record(database, &rows, process, 2_000, 3, 0).await.unwrap();
        // After a commit whose answer got lost: the same again.
        log::record(database, &rows, process, 3_000, 3, 0).await.unwrap();
        let which = Selection { source: Source::Validate, ..everything(start(), start() + TimeDelta::days(1)) };
        let mut found = ids(&bench, &which).await;
        found.sort_unstable();
        assert_eq!(found, [format!("p{process}.3"), "same".to_owned(), "same".to_owned()]);

        let of =
            |all: Vec<log::Process>| all.into_iter().map(|one| (one.id, one.sequence, one.lost)).collect::<Vec<_>>();
        assert_eq!(of(log::unfinished(database, 0, 3_000).await.unwrap()), []);
        assert_eq!(of(log::unfinished(database, 0, 3_001).await.unwrap()), [(process, 3, 0)]);
        log::seen(database, process, 4_000).await.unwrap();
        assert_eq!(of(log::unfinished(database, 0, 3_001).await.unwrap()), []);
        log::end(database, process, 5_000).await.unwrap();
        assert_eq!(of(log::unfinished(database, 0, 9_000).await.unwrap()), []);
        let losing = log::begin(database, 6_000).await.unwrap();
        assert_ne!(losing, process);
        log::record(database, &[], losing, 7_000, 9, 2).await.unwrap();
        assert_eq!(of(log::unfinished(database, 0, 0).await.unwrap()), [(losing, 9, 2)]);
        assert_eq!(of(log::unfinished(database, 8_000, 0).await.unwrap()), []);
    })
    .await;
}

#[tokio::test]
async fn rows_are_listed_newest_first_within_reach_and_filters() {
    both(|bench| async move {
        let database = bench.store.log().await.unwrap();
        let at = |minutes| start() + TimeDelta::minutes(minutes);
        let rows = vec![
            row("a", at(0)),
            refused("b", at(1)),
            Answered { partner_id: Some("shop".into()), key_id: Some("other".into()), ..row("c", at(2)) },
            Answered {
                misp_id: Some("misp-b".into()),
                auth_types: AuthTypes::parse("OTP-AUTH").unwrap(),
                ..row("d", at(2))
            },
            Answered { policy_id: None, partner_id: None, ..row("e", at(24 * 60)) },
        ];
        log::ingest(database, rows).await.unwrap();
        let all = everything(at(0), at(48 * 60));
        let own = |ids: &[&str]| OwnedPartners::new(ids.iter().map(|id| (*id).to_owned()));
        let several = own(&["misp-a", "bank", "x1", "x2"]);
        let many = own(&["misp-a", "bank", "x1", "x2", "x3", "x4", "x5", "x6", "x7"]);
        let (misp, shop, bank, nobody) = (own(&["misp-a"]), own(&["shop"]), own(&["bank", "nobody"]), own(&[]));
        let key = ["other".to_owned(), "third".to_owned()];
        for (which, expected) in [
            (all.clone(), &["e", "d", "c", "b", "a"][..]),
            (Selection { from: at(1), to: at(2), ..all.clone() }, &["b"]),
            (Selection { reach: Reach::Own(&misp), ..all.clone() }, &["e", "c", "b", "a"]),
            (Selection { reach: Reach::Own(&shop), ..all.clone() }, &["c"]),
            (Selection { reach: Reach::Own(&bank), ..all.clone() }, &["d", "b", "a"]),
            (Selection { reach: Reach::Own(&nobody), ..all.clone() }, &[]),
            (Selection { reach: Reach::Own(&several), ..all.clone() }, &["e", "d", "c", "b", "a"]),
            (Selection { reach: Reach::Own(&many), ..all.clone() }, &["e", "d", "c", "b", "a"]),
            // Another's id as a filter shows what is one's own alone.
            (Selection { reach: Reach::Own(&shop), misp_id: Some("misp-a"), ..all.clone() }, &["c"]),
            (Selection { reach: Reach::Own(&shop), partner_id: Some("bank"), ..all.clone() }, &[]),
            (
                Selection {
                    reach: Reach::Own(&bank),
                    partner_id: Some("bank"),
                    misp_id: Some("misp-b"),
                    ..all.clone()
                },
                &["d"],
            ),
            (Selection { misp_id: Some("misp-b"), ..all.clone() }, &["d"]),
            (Selection { outcome: Some(Outcome::Refused), ..all.clone() }, &["b"]),
            (Selection { reason: Some("IDA-MLC-007"), ..all.clone() }, &["b"]),
            (Selection { key_ids: Some(&key), ..all.clone() }, &["c"]),
            (Selection { key_ids: Some(&[]), ..all.clone() }, &[]),
            (Selection { auth_type: Some(AuthTypes::parse("OTP-AUTH").unwrap().bits()), ..all.clone() }, &["d"]),
            (Selection { transaction_id: Some("a"), ..all.clone() }, &["a"]),
            (Selection { source: Source::Ida, ..all.clone() }, &[]),
        ] {
            assert_eq!(ids(&bench, &which).await, expected);
        }
        // Read on row by row: each once, though two are of the same moment.
        let (mut read, mut after) = (Vec::new(), None);
        while let Some(one) = log::rows(database, &all, after, 1).await.unwrap().pop() {
            after = Some(Seek { occurred_at: one.occurred_at, id: one.id });
            read.push(one.transaction_id);
        }
        assert_eq!(read, ["e", "d", "c", "b", "a"]);
    })
    .await;
}

#[tokio::test]
async fn sums_are_made_of_the_rows_however_late_and_often() {
    both(|bench| async move {
        let database = bench.store.log().await.unwrap();
        let at = |minutes| start() + TimeDelta::minutes(minutes);
        log::ingest(database, vec![row("a", at(0)), refused("b", at(1)), row("c", at(60))]).await.unwrap();
        roll_all(&bench).await;
        // Late, and again.
        log::ingest(database, vec![row("late", at(-1)), row("a", at(0))]).await.unwrap();
        roll_all(&bench).await;
        log::roll(database, transaction::hour(at(0)), 2).await.unwrap();
        assert_eq!(log::rolled_at(database).await.unwrap(), 2);
        let which = everything(at(0), at(61));
        let sums = |counts: Vec<log::Count>| {
            counts.into_iter().map(|one| (one.outcome, one.reason, one.uses)).collect::<Vec<_>>()
        };
        let expected = [(1, String::new(), 3), (2, "IDA-MLC-007".to_owned(), 1)];
        for unit in [Unit::Hour, Unit::Day] {
            assert_eq!(sums(log::counts(database, &which, unit).await.unwrap()), expected, "{unit:?}");
        }
        let buckets = log::buckets(database, &which, Unit::Hour).await.unwrap();
        let hour = transaction::hour(at(0));
        let found: Vec<_> = buckets.iter().map(|one| (one.number - hour, one.outcome, one.uses)).collect();
        assert_eq!(found, [(0, 1, 2), (0, 2, 1), (1, 1, 1)]);
        assert_eq!(log::buckets(database, &which, Unit::Day).await.unwrap().len(), 2);
        let pairs = log::pairs(database, &which, Unit::Day, None, 10).await.unwrap();
        assert_eq!(pairs.len(), 1);
        let pair = &pairs[0];
        assert_eq!((pair.misp_id.as_str(), pair.partner_id.as_str()), ("misp-a", "bank"));
        assert_eq!((pair.allowed, pair.refused), (3, 1));
        assert_eq!((pair.first_at, pair.last_at), (transaction::micros(at(-1)), transaction::micros(at(60))));
        let behind = log::pairs(database, &which, Unit::Day, Some(("misp-a", "bank")), 10).await.unwrap();
        assert_eq!(behind, []);
        let other = OwnedPartners::new(["misp-b".to_owned()]);
        let foreign = Selection { reach: Reach::Own(&other), ..which };
        assert_eq!(log::counts(database, &foreign, Unit::Hour).await.unwrap(), []);
        assert_eq!(log::pairs(database, &foreign, Unit::Day, None, 10).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn id_authentication_says_how_it_went_whoever_comes_first() {
    both(|bench| async move {
        let database = bench.store.log().await.unwrap();
        // Just before an hour and a day end.
        let at = transaction::start_of_day(transaction::day(start()) + 1) - TimeDelta::seconds(1);
        let said = |transaction: &str, at| Answered {
            source: Source::Ida,
            misp_id: None,
            outcome: Outcome::Refused,
            auth_types: AuthTypes::parse("FACE-AUTH").unwrap(),
            ..row(transaction, at)
        };
        log::ingest(database, vec![row("early", at)]).await.unwrap();
        roll_all(&bench).await;
        let later = at + TimeDelta::seconds(3);
        let told = vec![
            said("early", later),
            said("late", later),
            said("far", at + TimeDelta::minutes(6)),
            Answered { partner_id: Some("shop".into()), ..said("foreign", later) },
            Answered { endpoint: Endpoint::Otp, ..said("otp", later) },
        ];
        log::ingest(database, told).await.unwrap();
        let untold = ["far", "foreign", "otp"].map(|name| row(name, at));
        log::ingest(database, [vec![row("late", at)], untold.to_vec()].concat()).await.unwrap();
        roll_all(&bench).await;
        let which = everything(at - TimeDelta::hours(1), at + TimeDelta::hours(1));
        let rows = log::rows(database, &which, None, 10).await.unwrap();
        let mut found: Vec<_> =
            rows.iter().map(|row| (row.transaction_id.as_str(), row.outcome, row.auth_outcome)).collect();
        found.sort_unstable();
        assert_eq!(found, [("early", 1, 2), ("far", 1, 0), ("foreign", 1, 0), ("late", 1, 2), ("otp", 1, 0)]);
        // Counted once each, by its own source.
        let counts = log::counts(database, &which, Unit::Hour).await.unwrap();
        assert_eq!(counts.iter().map(|one| one.uses).sum::<i64>(), 5);
        let by_kind = Selection { auth_type: Some(AuthTypes::parse("FACE-AUTH").unwrap().bits()), ..which };
        let counts = log::counts(database, &by_kind, Unit::Day).await.unwrap();
        assert_eq!(counts.iter().map(|one| one.uses).sum::<i64>(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_day_goes_as_a_whole_and_its_sums_stay() {
    both(|bench| async move {
        let database = bench.store.log().await.unwrap();
        let today = transaction::day(start());
        log::ensure(database, &BTreeSet::from([today, today + 1])).await.unwrap();
        log::ensure(database, &BTreeSet::from([today, today + 1])).await.unwrap();
        let next = start() + TimeDelta::days(1);
        log::ingest(database, vec![row("a", start()), row("b", start()), row("c", next)]).await.unwrap();
        roll_all(&bench).await;
        let begin = Seek { occurred_at: i64::MIN, id: i64::MIN };
        let first = log::rows_of_day(database, today, begin, 1).await.unwrap();
        let after = Seek { occurred_at: first[0].occurred_at, id: first[0].id };
        let second = log::rows_of_day(database, today, after, 10).await.unwrap();
        let mut both = [first[0].transaction_id.as_str(), second[0].transaction_id.as_str()];
        both.sort_unstable();
        assert_eq!((both, second.len()), (["a", "b"], 1));
        assert_eq!(log::days(database, today + 1).await.unwrap(), [today]);
        assert!(!log::drop_day(database, today).await.unwrap());
        assert!(!log::drop_day(database, today).await.unwrap());
        log::forget_sums(database, today + 1).await.unwrap();
        let which = everything(start() - TimeDelta::days(1), next + TimeDelta::days(1));
        assert_eq!(ids(&bench, &which).await, ["c"]);
        let counts = log::counts(database, &which, Unit::Day).await.unwrap();
        assert_eq!(counts.iter().map(|one| one.uses).sum::<i64>(), 3);
        let counts = log::counts(database, &which, Unit::Hour).await.unwrap();
        assert_eq!(counts.iter().map(|one| one.uses).sum::<i64>(), 1);
        // A row of a day that went is taken again, into a partition of its own.
        assert_eq!(log::ingest(database, vec![row("again", start())]).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn partitions_are_made_by_many_at_once() {
    both(|bench| async move {
        let mut writers = tokio::task::JoinSet::new();
        for number in 0..6 {
            let store = bench.store.clone();
            writers.spawn(async move {
                let row = row(&format!("t{number}"), start());
                log::ingest(store.log().await.unwrap(), vec![row]).await.unwrap().len()
            });
        }
        assert_eq!(writers.join_all().await, [1; 6]);
    })
    .await;
}
