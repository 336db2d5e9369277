//! The calendar of what ends: every kind once, counted by month, and never by reading whole tables.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use pms_domain::Timestamp;
use pms_domain::context::OwnedPartners;
use pms_domain::key_value::KeyValue;
use pms_store::audit::Record;
use pms_store::calendar::{self, CALENDAR, Count, Ending};
use pms_store::list::{ListQuery, Page, Scope, Test};
use pms_store::misp_licence::{self, NewLicence};
use pms_store::revocation::{self, Impact};
use pms_store::{Change, partner, statement};
use sea_query::{PostgresQueryBuilder, SqliteQueryBuilder};

use crate::plans;
use crate::support::{Bench, both, register};

/// One thing of every kind, each ending on another day; and things that must not be there.
const ROWS: &[&str] = &[
    "INSERT INTO partner_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, cert_data, \
     cert_thumbprint, cert_serial_no, partner_domain, signed_cert_data, x_partner_id, x_current, cr_by, cr_dtimes) \
     VALUES ('c1', 'CN=acme', 'CN=ca', 'ca1', $1, $2, 'pem', 't1', '1', 'AUTH', 'pem', 'acme', TRUE, 'test', $1)",
    "INSERT INTO ca_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, cert_data, \
     cert_thumbprint, cert_serial_no, partner_domain, ca_cert_type, x_own, cr_by, cr_dtimes) \
     VALUES ('ca1', 'CN=ca', 'CN=root', 'root1', $1, $2, 'pem', 't2', '1', 'AUTH', 'INTERMEDIATE', FALSE, 'test', $1)",
    "INSERT INTO ca_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, cert_data, \
     cert_thumbprint, cert_serial_no, partner_domain, ca_cert_type, x_own, cr_by, cr_dtimes) \
     VALUES ('own', 'CN=ours', 'CN=ours', 'own', $1, $2, 'pem', 't3', '1', 'AUTH', 'ROOT', TRUE, 'test', $1)",
    "INSERT INTO ftp_chip_detail (id, foundational_trust_provider_id, make, model, certificate_alias, is_active, \
     approval_status, cr_by, cr_dtimes, upd_dtimes) VALUES ('f1', 'acme', 'Make', 'Model', 'c2', TRUE, 'approved', 'test', $1, $2)",
    "INSERT INTO auth_policy (id, name, descr, policy_file_id, policy_type, version, valid_from_date, valid_to_date, is_active, \
     cr_by, cr_dtimes) VALUES ('p1', 'policy', 'd', '{}', 'Auth', '1', $1, $2, TRUE, 'test', $1)",
    "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, valid_to_datetime, is_active, label, \
     cr_by, cr_dtimes) VALUES ('k1', 'acme', 'p1', $1, $2, TRUE, 'label', 'test', $1)",
];

const INTERFACE: &str = "INSERT INTO secure_biometric_interface (id, sw_binary_hash, sw_version, sw_cr_dtimes, \
     sw_expiry_dtimes, approval_status, is_active, provider_id, cr_by, cr_dtimes) \
     VALUES ('s1', $3, '1.0', $1, $2, 'approved', TRUE, 'acme', 'test', $1)";

/// The same certificate of a chip, which is no partner's own.
const CHIP: &str = "INSERT INTO partner_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, \
     cert_not_after, cert_data, cert_thumbprint, cert_serial_no, partner_domain, signed_cert_data, x_current, cr_by, cr_dtimes) \
     VALUES ('c2', 'CN=chip', 'CN=ca', 'ca1', $1, $2, 'pem', 't4', '1', 'FTM', 'pem', TRUE, 'test', $1)";

/// Our ROOT in another domain; a revoked one; what a partner's own certificate stands for.
const NOT_THERE: &[&str] = &[
    "INSERT INTO ca_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, cert_data, \
     cert_thumbprint, cert_serial_no, partner_domain, ca_cert_type, x_own, cr_by, cr_dtimes) \
     VALUES ('own2', 'CN=ours', 'CN=ours', 'own2', $1, $2, 'pem', 't3', '1', 'DEVICE', 'ROOT', TRUE, 'test', $1)",
    "INSERT INTO ca_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, cert_data, \
     cert_thumbprint, cert_serial_no, partner_domain, ca_cert_type, x_own, x_revoked_at, cr_by, cr_dtimes) \
     VALUES ('gone', 'CN=gone', 'CN=gone', 'gone', $1, $2, 'pem', 't5', '1', 'AUTH', 'ROOT', FALSE, $1, 'test', $1)",
    "INSERT INTO ca_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, cert_data, \
     cert_thumbprint, cert_serial_no, partner_domain, ca_cert_type, x_own, x_of_certificate, cr_by, cr_dtimes) \
     VALUES ('same', 'CN=acme', 'CN=ca', 'ca1', $1, $2, 'pem', 't6', '1', 'AUTH', 'INTERMEDIATE', FALSE, 'c1', 'test', $1)",
];

async fn run(change: &mut Change<'_>, sql: &'static str, at: Timestamp, days: i64) {
    statement(sql)
        .bind(at)
        .bind(at + TimeDelta::days(days))
        .execute(change)
        .await
        .unwrap_or_else(|e| panic!("{sql}: {e}"));
}

/// Kinds in the order in which they end: on days 10, 20, 30, ….
async fn fill(bench: &Bench) -> Timestamp {
    let at = bench.surroundings.now();
    for id in ["acme", "other"] {
        register(bench, id, &format!("office@{id}.example")).await;
    }
    let mut change = bench.store.change().await.unwrap();
    for id in ["acme", "other"] {
        partner::set_standing(&mut change, id, "approved", true, "test", at).await.unwrap();
    }
    for (number, sql) in ROWS.iter().enumerate() {
        run(&mut change, sql, at, 10 * (number as i64 + 1)).await;
    }
    run(&mut change, CHIP, at, 40).await;
    let interface = statement(INTERFACE).bind(at).bind(at + TimeDelta::days(70)).bind(vec![1_u8; 32]);
    interface.execute(&mut change).await.unwrap();
    for sql in NOT_THERE {
        run(&mut change, sql, at, 15).await;
    }
    statement("INSERT INTO x_api_key (id, api_key, phase, is_weak, stopped_by_admin) VALUES ('x1', 'k1', 'live', FALSE, FALSE)")
        .execute(&mut change)
        .await
        .unwrap();
    let licence = NewLicence {
        id: "l1",
        misp_id: "other",
        key: &KeyValue::new("value"),
        policy_id: None,
        valid_from: at,
        valid_to: at + TimeDelta::days(80),
        by: "test",
    };
    misp_licence::insert(&mut change, &bench.surroundings, &licence).unwrap();
    change.save(&bench.ctx(), Record::new("t", "t", "calendar")).await.unwrap();
    at
}

fn window(at: Timestamp, days: i64) -> ListQuery {
    let ends = CALENDAR.column("ends").unwrap();
    ListQuery::new()
        .filter(ends, Test::TimeBetween(at, at + TimeDelta::days(days)))
        .sort(ends, false)
        .page(Page::new(0, 50))
}

async fn listed(bench: &Bench, query: ListQuery) -> Vec<Ending> {
    let page = CALENDAR.fetch::<Ending>(bench.store.db(), &query, None).await.unwrap();
    assert_eq!(page.total, page.rows.len() as u64);
    page.rows
}

#[tokio::test]
async fn everything_that_ends_is_in_it_once() {
    both(|bench| async move {
        let at = fill(&bench).await;
        let all = listed(&bench, window(at, 400)).await;
        let said: Vec<_> = all.iter().map(|one| (one.kind.as_str(), one.id.as_str())).collect();
        let expected = [
            ("certificate", "c1"),
            ("ca", "ca1"),
            ("issuing", "own"),
            ("chip", "f1"),
            ("policy", "p1"),
            ("key", "x1"),
            ("sbi", "s1"),
            ("licence", "l1"),
        ];
        assert_eq!(said, expected);
        assert_eq!(
            (all[0].partner_id.as_deref(), all[0].partner_name.as_deref()),
            (Some("acme"), Some("Example Bank"))
        );
        assert_eq!(
            (all[2].partner_id.as_deref(), all[3].name.as_str(), all[5].name.as_str()),
            (None, "Make Model", "label")
        );
        assert_eq!(listed(&bench, window(at, 35)).await.len(), 3, "only what ends in the time");
        let column = |name| CALENDAR.column(name).unwrap();
        let keys = window(at, 400).exact(column("kind"), Some("key"));
        assert_eq!(listed(&bench, keys).await.len(), 1);
        assert_eq!(listed(&bench, window(at, 400).contains(column("name"), Some("MODEL"))).await[0].id, "f1");
        let own = window(at, 400).scope(Scope::Own(OwnedPartners::new(["other".to_owned()])));
        assert_eq!(listed(&bench, own).await.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["l1"]);

        let mut change = bench.store.change().await.unwrap();
        partner::set_standing(&mut change, "acme", "approved", false, "test", at).await.unwrap();
        change.save(&bench.ctx(), Record::new("t", "partner", "acme")).await.unwrap();
        let kinds: BTreeSet<String> = listed(&bench, window(at, 400)).await.into_iter().map(|one| one.kind).collect();
        assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), ["ca", "issuing", "licence", "policy"]);
    })
    .await;
}

#[tokio::test]
async fn things_are_counted_by_month_and_kind() {
    both(|bench| async move {
        let at = fill(&bench).await;
        let bounds: Vec<Timestamp> = [0, 15, 35, 75].map(|days| at + TimeDelta::days(days)).into();
        let counts = |scope| {
            let (bench, bounds) = (std::sync::Arc::clone(&bench), bounds.clone());
            async move {
                let mut found = calendar::counts(bench.store.db(), &scope, &bounds).await.unwrap();
                found.sort_by(|one, other| (one.month, &one.kind).cmp(&(other.month, &other.kind)));
                found.into_iter().map(|Count { kind, month, things }| (month, kind, things)).collect::<Vec<_>>()
            }
        };
        let said = counts(Scope::Everything).await;
        let of =
            |month: i32, kinds: &[&str]| kinds.iter().map(|kind| (month, (*kind).to_owned(), 1)).collect::<Vec<_>>();
        let expected = [of(1, &["certificate"]), of(2, &["ca", "issuing"]), of(3, &["chip", "key", "policy", "sbi"])];
        assert_eq!(said, expected.concat(), "the licence ends later");
        assert_eq!(counts(Scope::Own(OwnedPartners::new(["other".to_owned()]))).await, []);
        assert_eq!(counts(Scope::Own(OwnedPartners::new(["acme".to_owned()]))).await.len(), 4);
        assert!(calendar::counts(bench.store.db(), &Scope::Everything, &[]).await.unwrap().is_empty());
    })
    .await;
}

/// Of everybody's things by their end, of one partner's by the partner. Policies have no index on their end: they are few, and
/// a site that has thousands reads them in a millisecond.
#[tokio::test]
async fn the_calendar_reads_no_whole_table_that_grows_with_partners() {
    both(|bench| async move {
        let at = fill(&bench).await;
        let own = Scope::Own(OwnedPartners::new(["acme".to_owned()]));
        for query in [window(at, 30), window(at, 400).scope(own)] {
            for select in [
                CALENDAR.count_statement(pms_store::list::Backend::of(bench.store.db()), &query),
                CALENDAR.rows_statement(pms_store::list::Backend::of(bench.store.db()), &query),
            ] {
                let scanned = match bench.is_postgres() {
                    true => plans::scans_of_postgres(bench.store.db(), &select.to_string(PostgresQueryBuilder)).await,
                    false => plans::scans_of_sqlite(bench.store.db(), &select.to_string(SqliteQueryBuilder)).await,
                };
                let scanned: Vec<_> = scanned.iter().filter(|table| *table != "auth_policy").collect();
                assert!(scanned.is_empty(), "PostgreSQL {}: {scanned:?}", bench.is_postgres());
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_depends_on_an_authority_is_counted_at_every_depth() {
    both(|bench| async move {
        let at = fill(&bench).await;
        let impact = async |id: &str| revocation::impact(bench.store.db(), id, at).await.unwrap();
        // The chip's certificate names no chip, as keymanager wrote it: only the partner's own counts.
        assert_eq!(impact("ca1").await, Impact { partners: 1, certificates: 1, authorities: 1 });
        assert_eq!(impact("gone").await, Impact { partners: 0, certificates: 0, authorities: 0 });
        let mut change = bench.store.change().await.unwrap();
        statement("UPDATE ca_cert_store SET issuer_id = 'gone' WHERE cert_id = 'ca1'")
            .execute(&mut change)
            .await
            .unwrap();
        change.save(&bench.ctx(), Record::new("t", "t", "moved")).await.unwrap();
        assert_eq!(impact("gone").await, Impact { partners: 1, certificates: 1, authorities: 2 });
    })
    .await;
}
