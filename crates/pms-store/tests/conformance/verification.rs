//! What the check at authentication time is answered from: found by the same digest in a sealed and in a clear database,
//! deleted rows left out, certificates by the rules of the check.

use std::sync::Arc;

use chrono::TimeDelta;
use pms_domain::api_key::Phase;
use pms_domain::hotlist::{IdType, Standing, Status};
use pms_domain::key_value::KeyValue;
use pms_domain::verification::Thumbprint;
use pms_store::api_key::{self, NewKey};
use pms_store::audit::Record;
use pms_store::hotlist::{self, Batch, Line};
use pms_store::misp_licence::{self, NewLicence};
use pms_store::verification::{self as stored, Digest};
use pms_store::{Mode, Store, keys, statement};

use crate::policy_links::prepare;
use crate::support::{Bench, both, register};

fn share(text: &str) -> Arc<str> {
    text.into()
}

async fn key(bench: &Bench, store: &Store, id: &str, value: &str) {
    let at = bench.surroundings.now();
    let mut change = store.change().await.unwrap();
    let valid_from = api_key::free_moment(&mut change, "acme", "one", at).await.unwrap();
    let new = NewKey {
        id,
        part_id: "acme",
        policy_id: "one",
        label: id,
        valid_from,
        valid_to: at + TimeDelta::days(10),
        phase: Phase::Live,
        fetch_until: None,
        handed_over_to: None,
        replaces: None,
        former_ends_at: None,
        by: "owner",
        at,
    };
    api_key::insert(&mut change, &bench.surroundings, &new, &KeyValue::new(value)).await.unwrap();
    change.save(&bench.ctx(), Record::new("t", "api_key", id)).await.unwrap();
}

async fn licence(bench: &Bench, store: &Store, id: &str, misp_id: &str, value: &str) {
    let at = bench.surroundings.now();
    let mut change = store.change().await.unwrap();
    let key = KeyValue::new(value);
    let valid_to = at + TimeDelta::days(30);
    let new = NewLicence { id, misp_id, key: &key, policy_id: None, valid_from: at, valid_to, by: "test" };
    misp_licence::insert(&mut change, &bench.surroundings, &new).unwrap();
    change.save(&bench.ctx(), Record::new("t", "licence", id)).await.unwrap();
}

async fn sql(bench: &Bench, sql: &'static str) {
    let mut change = bench.store.change().await.unwrap();
    assert!(statement(sql).execute(&mut change).await.unwrap() > 0, "{sql}");
    change.save(&bench.ctx(), Record::new("t", "t", "t")).await.unwrap();
}

#[tokio::test]
async fn keys_and_licences_are_found_by_one_digest_in_both_modes() {
    both(|bench| async move {
        prepare(&bench).await;
        let (store, clear) = (&bench.store, bench.store.in_mode(Mode::Clear));
        key(&bench, store, "sealed", "AAAA").await;
        key(&bench, &clear, "clear", "BBBB").await;
        key(&bench, store, "deleted", "CCCC").await;
        sql(&bench, "UPDATE partner_policy SET is_deleted = TRUE WHERE label = 'deleted'").await;
        let (found, next) = stored::keys(store, "", &mut share).await.unwrap();
        let mut ids: Vec<String> = found.iter().map(|(_, key)| key.id.to_string()).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["clear", "sealed"]);
        assert!(stored::keys(store, &next.unwrap(), &mut share).await.unwrap().0.is_empty());
        for (value, id) in [("AAAA", "sealed"), ("BBBB", "clear")] {
            let digest = Digest::of_key(store, value);
            let one = found.iter().find(|(held, _)| *held == digest).unwrap();
            assert_eq!((&*one.1.id.to_string(), &*one.1.partner, &*one.1.policy), (id, "acme", "one"));
            let again = stored::key_of(store, id, &mut share).await.unwrap().unwrap();
            assert!(again == *one);
            assert!(Digest::of_licence(store, value) != digest, "a key is no licence");
            let column = store.keys().column("api_key", value);
            assert!(Digest::of_key(store, &column) != digest, "who reads the column has no key");
        }
        assert!(stored::key_of(store, "deleted", &mut share).await.unwrap().is_none());

        register(&bench, "misp", "misp@example.org").await;
        register(&bench, "other-misp", "other-misp@example.org").await;
        licence(&bench, store, "l1", "misp", "LLLL").await;
        licence(&bench, &clear, "l2", "other-misp", "MMMM").await;
        let (found, _) = stored::licences(store, "", &mut share).await.unwrap();
        assert!(found.iter().map(|(held, _)| *held).eq(["LLLL", "MMMM"].map(|value| Digest::of_licence(store, value))));
        sql(&bench, "UPDATE misp_license SET is_deleted = TRUE WHERE misp_id = 'misp'").await;
        assert!(stored::licence_of(store, "l1", &mut share).await.unwrap().is_none());
        assert_eq!(&*stored::licence_of(store, "l2", &mut share).await.unwrap().unwrap().1.misp, "other-misp");
    })
    .await;
}

#[tokio::test]
async fn partners_come_with_what_is_theirs() {
    both(|bench| async move {
        prepare(&bench).await;
        register(&bench, "gone", "gone@example.org").await;
        sql(&bench, "UPDATE partner SET is_deleted = TRUE WHERE id = 'gone'").await;
        sql(
            &bench,
            "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, status_code, \
             cr_by, cr_dtimes) SELECT 'r' || p.id, p.id, 'one', p.cr_dtimes, '', 'Approved', 't', p.cr_dtimes \
             FROM partner p WHERE p.id = 'acme'",
        )
        .await;
        let certificate = "INSERT INTO partner_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, \
             cert_not_before, cert_not_after, cert_data, cert_thumbprint, cert_serial_no, partner_domain, \
             signed_cert_data, x_partner_id, x_usage, x_current, x_valid_until, x_narrowed_at, cr_by, cr_dtimes) ";
        // One for signatures, one for encryption, one that was narrowed to that, and one that keymanager wrote.
        for row in [
            "VALUES ('c1', 's', 'i', 'i', '2020-01-01 00:00:00', '2030-01-01 00:00:00', \
             '-----BEGIN CERTIFICATE-----\nb25l\n-----END CERTIFICATE-----', 't1', '1', 'AUTH', '', 'acme', \
             'signature', FALSE, '2026-06-01 00:00:00', NULL, 't', '2020-01-01 00:00:00')",
            "VALUES ('c2', 's', 'i', 'i', '2020-01-01 00:00:00', '2030-01-01 00:00:00', \
             '-----BEGIN CERTIFICATE-----\ndHdv\n-----END CERTIFICATE-----', 't2', '2', 'AUTH', '', 'acme', \
             'encryption', TRUE, NULL, NULL, 't', '2020-01-01 00:00:00')",
            "VALUES ('c3', 's', 'i', 'i', '2020-01-01 00:00:00', '2030-01-01 00:00:00', \
             '-----BEGIN CERTIFICATE-----\ndGhyZWU=\n-----END CERTIFICATE-----', 't3', '3', 'AUTH', '', 'acme', \
             'encryption', TRUE, NULL, '2021-01-01 00:00:00', 't', '2020-01-01 00:00:00')",
            "VALUES ('c4', 's', 'i', 'i', '2020-01-01 00:00:00', '2030-01-01 00:00:00', \
             '-----BEGIN CERTIFICATE-----\nZm91cg==\n-----END CERTIFICATE-----', 't4', '4', 'AUTH', 'no PEM', NULL, \
             NULL, FALSE, NULL, NULL, 't', '2020-01-01 00:00:00')",
        ] {
            let text: &'static str = Box::leak(format!("{certificate}{row}").into_boxed_str());
            sql(&bench, text).await;
        }
        sql(&bench, "UPDATE partner SET certificate_alias = 'c4' WHERE id = 'acme'").await;
        let db = bench.store.db();
        let (found, next) = stored::partners(db, "", &mut share).await.unwrap();
        assert!(found.iter().all(|(id, _)| id != "gone") && next.is_some());
        // Alone, among others, and among more than go into one statement: always what the run has.
        let [(_, acme)] = <[_; 1]>::try_from(stored::partners_of(db, &["acme"], &mut share).await.unwrap()).unwrap();
        assert!(found.iter().any(|(id, partner)| id == "acme" && *partner == acme));
        assert_eq!(stored::partners_of(db, &["gone"], &mut share).await.unwrap(), Vec::new());
        let many: Vec<String> = (0..20).map(|number| format!("nobody{number}")).chain(["gone".into(), "acme".into()]).collect();
        for several in [vec!["acme", "gone", "nobody"], many.iter().map(String::as_str).collect()] {
            let several = stored::partners_of(db, &several, &mut share).await.unwrap();
            assert_eq!(several, [("acme".to_owned(), acme.clone())]);
        }
        assert!(acme.policies.iter().any(|policy| **policy == *"one"));
        let mut thumbprints: Vec<Thumbprint> = acme.certificates.iter().flat_map(|one| one.thumbprints.clone()).collect();
        let mut expected = ["one", "three", "four"].map(|der| Thumbprint::parse(&keys::sha256_hex(der.as_bytes())).unwrap());
        thumbprints.sort_unstable_by_key(|one| one.0);
        expected.sort_unstable_by_key(|one| one.0);
        assert_eq!(thumbprints, expected);
        let ends: Vec<bool> = acme.certificates.iter().map(|one| one.valid_until.is_some()).collect();
        assert_eq!(ends.iter().filter(|end| **end).count(), 1, "one was replaced");
        assert_eq!(stored::partner_of_certificate(db, "c2").await.unwrap().as_deref(), Some("acme"));
    })
    .await;
}

#[tokio::test]
async fn of_the_hotlist_partners_alone() {
    both(|bench| async move {
        let at = bench.ctx().now();
        let hash = |n: u8| hotlist::hash(&n.to_string());
        let line = |id_type, n| Line { id_type, hash: hash(n), until: None };
        let lines = [line(IdType::PartnerId, 1), line(IdType::PartnerId, 2), line(IdType::Device, 3)];
        let mut change = bench.store.change().await.unwrap();
        let revision = change.revision();
        let batch = Batch { lines: &lines, reason: None, by: "admin", at, revision };
        hotlist::put_batch(&mut change, &batch).await.unwrap();
        change.save(&bench.ctx(), Record::new("t", hotlist::OBJECT, "x")).await.unwrap();
        let db = bench.store.db();
        let mut expected = [1, 2].map(|n| (hash(n), Standing { then: Status::Blocked, until: None }));
        expected.sort_unstable_by_key(|(hash, _)| *hash);
        assert_eq!(stored::hotlisted(db, None).await.unwrap(), expected);
        assert_eq!(stored::hotlisted(db, Some(&expected[0].0)).await.unwrap(), expected[1..]);
        let mut since = stored::hotlisted_since(db, revision).await.unwrap();
        since.sort_unstable_by_key(|(hash, _)| *hash);
        assert_eq!(since, expected);
        assert!(stored::hotlisted_since(db, revision + 1).await.unwrap().is_empty());
        assert_eq!(stored::hotlisted_partner(db, &hash(3)).await.unwrap(), None);
    })
    .await;
}
