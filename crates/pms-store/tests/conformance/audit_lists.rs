//! The audit trail and the security events as lists: by object (own and touched), actor, action, request and time, from an
//! index each time.

use chrono::TimeDelta;
use pms_domain::Timestamp;
use pms_store::account::security_event::{self, SECURITY_EVENTS, SecurityEvent};
use pms_store::audit::{Record, Row};
use pms_store::audit_lists::{AUDIT_RECORDS, AUDIT_RECORDS_OF_OBJECT};
use pms_store::list::{Backend, ListPage, ListQuery, ListSpec, Page, Test};
use sea_query::{PostgresQueryBuilder, SqliteQueryBuilder};

use crate::plans::{scans_of_postgres, scans_of_sqlite};
use crate::support::{Bench, both};

/// Five records a second apart, the first of revision 1: partners `a` and `b`, a request that `a`'s records touch.
async fn records(bench: &Bench) -> Vec<Timestamp> {
    let mut times = Vec::new();
    for record in [
        Record::new("partner.register", "partner", "a"),
        Record::new("partner.register", "partner", "b").touching("approval", "x"),
        Record::new("policy.request", "partner", "a").touching("request", "r").touching("request", "r"),
        Record::new("approval.decide", "approval", "x").touching("partner", "b").touching("approval", "x"),
        Record::new("policy.withdraw", "partner", "a").touching("request", "r").touching("partner", "b"),
    ] {
        bench.clock.advance(TimeDelta::seconds(1));
        let mut ctx = bench.ctx();
        ctx.request_id = format!("request-{}", record_number(&times));
        times.push(ctx.now());
        bench.store.change().await.unwrap().save(&ctx, record).await.unwrap();
    }
    times
}

fn record_number(times: &[Timestamp]) -> usize {
    times.len() + 1
}

fn exact(spec: &'static ListSpec, filters: &[(&str, &str)]) -> ListQuery {
    let column = |name: &str| spec.column(name).unwrap_or_else(|| panic!("{name}"));
    filters.iter().fold(ListQuery::new(), |query, (name, value)| query.exact(column(name), Some(value)))
}

async fn found(bench: &Bench, spec: &'static ListSpec, query: ListQuery) -> Vec<i64> {
    let page: ListPage<Row> = spec.fetch(bench.store.db(), &query.clone().page(Page::new(0, 3)), None).await.unwrap();
    let all: Vec<Row> = spec.first(bench.store.db(), &query, 100).await.unwrap();
    let revisions: Vec<i64> = all.iter().map(|row| row.revision).collect();
    assert_eq!(page.total as usize, revisions.len(), "exact");
    assert_eq!(page.rows.iter().map(|row| row.revision).collect::<Vec<_>>(), revisions[..revisions.len().min(3)]);
    revisions
}

#[tokio::test]
async fn records_are_found_by_each_of_their_objects() {
    both(|bench| async move {
        let first = pms_store::audit::head(bench.store.db()).await.unwrap().0;
        let times = records(&bench).await;
        let numbers = |revisions: Vec<i64>| revisions.iter().map(|revision| revision - first).collect::<Vec<_>>();
        let of = |kind, id| exact(&AUDIT_RECORDS_OF_OBJECT, &[("objectKind", kind), ("objectId", id)]);
        for (kind, id, expected) in [
            ("partner", "a", &[5, 3, 1][..]),
            ("partner", "b", &[5, 4, 2]),
            ("request", "r", &[5, 3]),
            ("approval", "x", &[4, 2]),
            ("approval", "a", &[]),
            ("partner", "A", &[]),
        ] {
            assert_eq!(numbers(found(&bench, &AUDIT_RECORDS_OF_OBJECT, of(kind, id)).await), expected, "{kind} {id}");
        }
        let action = AUDIT_RECORDS_OF_OBJECT.column("action").unwrap();
        let both_filters = of("partner", "b").exact(action, Some("policy.withdraw"));
        assert_eq!(numbers(found(&bench, &AUDIT_RECORDS_OF_OBJECT, both_filters).await), [5]);
        for (filters, expected) in [
            (&[("action", "partner.register")][..], &[2, 1][..]),
            (&[("actorName", "system:test"), ("action", "policy.request")], &[3]),
            (&[("actor", "system#test"), ("objectKind", "approval")], &[4]),
            (&[("requestId", "request-2")], &[2]),
            (&[("requestId", "request")], &[]),
        ] {
            assert_eq!(numbers(found(&bench, &AUDIT_RECORDS, exact(&AUDIT_RECORDS, filters)).await), expected);
        }
        let (at, revision) = (AUDIT_RECORDS.column("at").unwrap(), AUDIT_RECORDS.column("revision").unwrap());
        let between = ListQuery::new().between(at, Some((times[1], times[3])));
        assert_eq!(numbers(found(&bench, &AUDIT_RECORDS, between).await), [4, 3, 2], "both ends");
        let before = ListQuery::new().filter(revision, Test::NumberBetween(first + 1, first + 3));
        assert_eq!(numbers(found(&bench, &AUDIT_RECORDS, before).await), [3, 2, 1]);
    })
    .await;
}

async fn event(bench: &Bench, id: &str, kind: &str, source: &str) {
    bench.clock.advance(TimeDelta::seconds(1));
    let event = SecurityEvent {
        id: id.to_owned(),
        at: bench.surroundings.now(),
        kind: kind.to_owned(),
        source: Some(source.to_owned()),
        subject: Some("somebody".to_owned()),
        request_id: None,
        count: 3,
        code: Some("KER-ATH-403".to_owned()),
        place: Some("GET_PARTNER".to_owned()),
    };
    security_event::insert(bench.store.db(), &[event]).await.unwrap();
}

#[tokio::test]
async fn security_events_are_listed() {
    both(|bench| async move {
        for (id, kind, source) in [
            ("1", "role.missing", "192.0.2.1"),
            ("2", "sign-in.failed", "192.0.2.1"),
            ("3", "role.missing", "192.0.2.2"),
        ] {
            event(&bench, id, kind, source).await;
        }
        let list = |filters: &'static [(&'static str, &'static str)]| {
            let bench = bench.clone();
            async move {
                let query = exact(&SECURITY_EVENTS, filters).page(Page::new(0, 10));
                let page: ListPage<SecurityEvent> =
                    SECURITY_EVENTS.fetch(bench.store.db(), &query, None).await.unwrap();
                page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
            }
        };
        assert_eq!(list(&[]).await, ["3", "2", "1"]);
        assert_eq!(list(&[("kind", "role.missing")]).await, ["3", "1"]);
        assert_eq!(list(&[("source", "192.0.2.1")]).await, ["2", "1"]);
        assert_eq!(list(&[("subject", "nobody")]).await, [""; 0]);
        let newest = security_event::newest(bench.store.db(), 1).await.unwrap().remove(0);
        assert_eq!((newest.count, newest.place.as_deref()), (3, Some("GET_PARTNER")));
    })
    .await;
}

/// Each filter alone is answered from an index, on both databases.
#[tokio::test]
async fn no_filter_reads_the_whole_trail() {
    both(|bench| async move {
        let object = ("objectKind", "partner");
        let at = AUDIT_RECORDS.column("at").unwrap();
        let now = bench.surroundings.now();
        let mut queries = vec![(&AUDIT_RECORDS, ListQuery::new().between(at, Some((now, now))))];
        for filters in [
            &[("action", "x")][..],
            &[("actor", "x")],
            &[("actorName", "x")],
            &[("requestId", "x")],
            &[object],
            &[object, ("action", "x")],
        ] {
            queries.push((&AUDIT_RECORDS, exact(&AUDIT_RECORDS, filters)));
        }
        let of_object = exact(&AUDIT_RECORDS_OF_OBJECT, &[object, ("objectId", "x")]);
        queries.push((&AUDIT_RECORDS_OF_OBJECT, of_object.clone()));
        let at = AUDIT_RECORDS_OF_OBJECT.column("at").unwrap();
        queries.push((&AUDIT_RECORDS_OF_OBJECT, of_object.between(at, Some((now, now)))));
        for name in ["kind", "source", "subject"] {
            queries.push((&SECURITY_EVENTS, exact(&SECURITY_EVENTS, &[(name, "x")])));
        }
        let db = bench.store.db();
        for (spec, query) in queries {
            let backend = Backend::of(db);
            for select in [spec.rows_statement(backend, &query), spec.count_statement(backend, &query)] {
                let (sql, scanned) = if bench.is_postgres() {
                    let sql = select.to_string(PostgresQueryBuilder);
                    let scanned = scans_of_postgres(db, &sql).await;
                    (sql, scanned)
                } else {
                    let sql = select.to_string(SqliteQueryBuilder);
                    let scanned = scans_of_sqlite(db, &sql).await;
                    (sql, scanned)
                };
                assert!(scanned.is_empty(), "{scanned:?}: {sql}");
            }
        }
    })
    .await;
}
