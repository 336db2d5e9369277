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

/// Before the sums are made, after it, half of the hours, and after more came: a filter finds the same rows in the same order.
#[tokio::test]
async fn a_rare_row_is_found_whether_or_not_its_hour_is_summed() {
    both(|bench| async move {
        let database = bench.store.log().await.unwrap();
        let at = |hours, minutes| start() + TimeDelta::hours(hours) + TimeDelta::minutes(minutes);
        let mut rows = Vec::new();
        for hour in 0..60 {
            for minute in 0..4 {
                rows.push(row(&format!("t{hour}.{minute}"), at(hour, minute)));
            }
        }
        let rare = |name: &str, at| Answered {
            key_id: Some("rare".into()),
            policy_id: Some("rare".into()),
            auth_types: AuthTypes::parse("OTP-AUTH").unwrap(),
            ..refused(name, at)
        };
        rows.extend([rare("r1", at(3, 1)), rare("r2", at(3, 2)), rare("r3", at(40, 0)), rare("r4", at(41, 0))]);
        // Two of one moment, and one of another partner.
        rows.push(rare("r5", at(41, 0)));
        rows.push(Answered { partner_id: Some("shop".into()), ..rare("r6", at(50, 0)) });
        log::ingest(database, rows).await.unwrap();
        let all = everything(start(), at(60, 0));
        let key = ["rare".to_owned()];
        let filters = [
            Selection { key_ids: Some(&key), ..all.clone() },
            Selection { policy_id: Some("rare"), ..all.clone() },
            Selection { policy_id: Some("rare"), misp_id: Some("misp-a"), ..all.clone() },
            Selection { auth_type: Some(AuthTypes::parse("OTP-AUTH").unwrap().bits()), ..all.clone() },
            Selection { reason: Some("IDA-MLC-007"), ..all.clone() },
            Selection { reason: Some("IDA-MLC-007"), outcome: Some(Outcome::Refused), ..all.clone() },
            Selection { outcome: Some(Outcome::Refused), ..all.clone() },
        ];
        let expected = ["r6", "r5", "r4", "r3", "r2", "r1"];
        for step in 0..4 {
            match step {
                1 => {
                    for touched in log::touched(database).await.unwrap().iter().filter(|one| one.hour % 2 == 0) {
                        log::roll(database, touched.hour, 1).await.unwrap();
                    }
                }
                2 => roll_all(&bench).await,
                3 => {
                    log::ingest(database, vec![row("late", at(3, 1))]).await.unwrap();
                }
                _ => {}
            }
            for which in &filters {
                let mut found = ids(&bench, which).await;
                // Of one moment the number decides, which follows the order of writing on one database alone.
                found[1..3].sort_by(|one, other| other.cmp(one));
                assert_eq!(found, expected, "step {step}");
                let (mut read, mut after) = (Vec::new(), None);
                loop {
                    let page = log::rows(database, which, after, 2).await.unwrap();
                    assert!(page.len() <= 2);
                    let Some(last) = page.last() else { break };
                    after = Some(Seek { occurred_at: last.occurred_at, id: last.id });
                    read.extend(page.into_iter().map(|row| row.transaction_id));
                }
                read[1..3].sort_by(|one, other| other.cmp(one));
                assert_eq!(read, expected, "step {step}, page by page");
            }
            let of_bank = Selection { partner_id: Some("bank"), outcome: Some(Outcome::Refused), ..all.clone() };
            assert_eq!(ids(&bench, &of_bank).await.len(), 5);
            let shop = OwnedPartners::new(["shop".to_owned()]);
            let of_shop = Selection { reach: Reach::Own(&shop), key_ids: Some(&key), ..all.clone() };
            assert_eq!(ids(&bench, &of_shop).await, ["r6"]);
            let none = Selection { reason: Some("IDA-MLC-007"), outcome: Some(Outcome::Allowed), ..all.clone() };
            assert_eq!(ids(&bench, &none).await, Vec::<String>::new());
            let before = Selection { from: at(4, 0), to: at(41, 0), policy_id: Some("rare"), ..all.clone() };
            assert_eq!(ids(&bench, &before).await, ["r3"]);
        }
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
            assert_eq!(sums(log::reasons(database, &which, unit, 100).await.unwrap()), expected, "{unit:?}");
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
        assert_eq!(log::outcomes(database, &foreign, Unit::Hour).await.unwrap(), []);
        assert_eq!(log::reasons(database, &foreign, Unit::Hour, 9).await.unwrap(), []);
        assert_eq!(log::pairs(database, &foreign, Unit::Day, None, 10).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn of_many_reasons_the_most_frequent_are_told() {
    both(|bench| async move {
        let database = bench.store.log().await.unwrap();
        // `CODE-0` once, `CODE-1` twice, and so on; as many were allowed.
        let mut rows = Vec::new();
        for code in 0..6 {
            for number in 0..=code {
                let name = format!("{code}.{number}");
                let reason = Reason::read(&format!("CODE-{code}"));
                rows.push(Answered { reason, ..refused(&format!("r{name}"), start()) });
                rows.push(row(&format!("a{name}"), start()));
            }
        }
        log::ingest(database, rows).await.unwrap();
        roll_all(&bench).await;
        let which = everything(start(), start() + TimeDelta::minutes(1));
        let most = log::reasons(database, &which, Unit::Hour, 3).await.unwrap();
        let most: Vec<_> = most.iter().map(|one| (one.outcome, one.reason.as_str(), one.uses)).collect();
        assert_eq!(most, [(1, "", 21), (2, "CODE-5", 6), (2, "CODE-4", 5)]);
        let mut came = log::outcomes(database, &which, Unit::Hour).await.unwrap();
        came.sort_by_key(|one| one.outcome);
        assert_eq!(came.iter().map(|one| (one.outcome, one.uses)).collect::<Vec<_>>(), [(1, 21), (2, 21)]);
    })
    .await;
}

/// What a partner and a MISP of the same owner have with each other stands once; a page reads on where the one before ended.
#[tokio::test]
async fn pairs_are_told_once_whoever_asks_and_page_by_page() {
    both(|bench| async move {
        let database = bench.store.log().await.unwrap();
        let mut rows = Vec::new();
        for (misp, partner) in [("misp-a", "bank"), ("misp-a", "shop"), ("misp-b", "bank"), ("misp-b", "club")] {
            for number in 0..3 {
                rows.push(Answered {
                    misp_id: Some(misp.into()),
                    partner_id: Some(partner.into()),
                    ..row(&format!("t{number}"), start() + TimeDelta::hours(number))
                });
            }
        }
        log::ingest(database, rows).await.unwrap();
        roll_all(&bench).await;
        let own = |ids: &[&str]| OwnedPartners::new(ids.iter().map(|id| (*id).to_owned()));
        let (misp, both_sides, none) = (own(&["misp-a"]), own(&["misp-a", "bank"]), own(&[]));
        let many = own(&["misp-a", "bank", "x1", "x2", "x3", "x4", "x5", "x6", "x7"]);
        let all = everything(start(), start() + TimeDelta::hours(3));
        for unit in [Unit::Hour, Unit::Day] {
            for (which, expected) in [
                (all.clone(), &["misp-a bank", "misp-a shop", "misp-b bank", "misp-b club"][..]),
                (Selection { reach: Reach::Own(&misp), ..all.clone() }, &["misp-a bank", "misp-a shop"]),
                (
                    Selection { reach: Reach::Own(&both_sides), ..all.clone() },
                    &["misp-a bank", "misp-a shop", "misp-b bank"],
                ),
                (Selection { reach: Reach::Own(&many), ..all.clone() }, &["misp-a bank", "misp-a shop", "misp-b bank"]),
                (Selection { reach: Reach::Own(&none), ..all.clone() }, &[]),
                (Selection { partner_id: Some("bank"), ..all.clone() }, &["misp-a bank", "misp-b bank"]),
            ] {
                let (mut found, mut after) = (Vec::new(), None::<(String, String)>);
                loop {
                    let behind = after.as_ref().map(|(misp, partner)| (misp.as_str(), partner.as_str()));
                    let page = log::pairs(database, &which, unit, behind, 2).await.unwrap();
                    assert!(page.len() <= 2 && page.iter().all(|pair| pair.allowed == 3), "{page:?}");
                    let Some(last) = page.last() else { break };
                    after = Some((last.misp_id.clone(), last.partner_id.clone()));
                    found.extend(page.into_iter().map(|pair| format!("{} {}", pair.misp_id, pair.partner_id)));
                }
                assert_eq!(found, expected, "{unit:?}");
            }
        }
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
        let counts = log::outcomes(database, &which, Unit::Hour).await.unwrap();
        assert_eq!(counts.iter().map(|one| one.uses).sum::<i64>(), 5);
        let by_kind = Selection { auth_type: Some(AuthTypes::parse("FACE-AUTH").unwrap().bits()), ..which };
        let counts = log::outcomes(database, &by_kind, Unit::Day).await.unwrap();
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
        // An hour at a time.
        log::ingest(database, vec![row("d", next - TimeDelta::hours(24) + TimeDelta::hours(2))]).await.unwrap();
        roll_all(&bench).await;
        assert_eq!(log::days(database, today + 1).await.unwrap(), [today]);
        assert!(!log::drop_day(database, today).await.unwrap());
        assert_eq!(log::forget_sums(database, today + 1).await.unwrap(), 1);
        assert_eq!(log::forget_sums(database, today + 1).await.unwrap(), 1);
        assert_eq!(log::forget_sums(database, today + 1).await.unwrap(), 0);
        let which = everything(start() - TimeDelta::days(1), next + TimeDelta::days(1));
        assert_eq!(ids(&bench, &which).await, ["c"]);
        let counts = log::outcomes(database, &which, Unit::Day).await.unwrap();
        assert_eq!(counts.iter().map(|one| one.uses).sum::<i64>(), 4);
        let counts = log::outcomes(database, &which, Unit::Hour).await.unwrap();
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
