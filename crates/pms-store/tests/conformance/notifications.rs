//! Notifications, what ends, and interfaces whose time is over.

use chrono::TimeDelta;
use pms_domain::Timestamp;
use pms_domain::context::OwnedPartners;
use pms_store::audit::Record;
use pms_store::expiring::{self, Window};
use pms_store::list::{ListQuery, Page, Scope, Test};
use pms_store::mail::{self, Letter};
use pms_store::notification::{self, Members, NewNotification, Notification};
use pms_store::notification_list::NOTIFICATIONS;
use pms_store::{Mode, Store, contact, sealed, statement};

use crate::support::{Bench, both, register};

fn members() -> Members {
    Members {
        certificate_id: Some("c1".to_owned()),
        issued_to: Some("CN=Åcme".to_owned()),
        issued_by: Some("x".repeat(600)),
        partner_domain: Some("AUTH".to_owned()),
        expires_at: Some(pms_domain::time::parse_local("2026-02-01T10:00").unwrap()),
        ..Members::default()
    }
}

/// Writes one; `false`: its key was taken.
async fn write(bench: &Bench, store: &Store, id: &str, partner: &str, natural_key: &str) -> bool {
    let mut change = store.change().await.unwrap();
    let new = NewNotification {
        id,
        partner_id: partner,
        notification_type: "PARTNER_CERT_EXPIRY",
        details: "{}",
        email: "Office@example.org",
        lang: "eng",
        natural_key,
        members: &members(),
        by: "SYSTEM",
        at: bench.surroundings.now(),
    };
    let written = notification::insert(&mut change, &bench.surroundings, &new).await.unwrap();
    if written {
        change.save(&bench.ctx(), Record::new("t", "notification", id)).await.unwrap();
    }
    written
}

async fn texts(bench: &Bench, sql: &'static str) -> String {
    let (text,) = statement(sql).one(bench.store.db()).await.unwrap();
    text
}

#[tokio::test]
async fn a_natural_key_is_written_once_by_whoever_comes_first() {
    both(|bench| async move {
        register(&bench, "acme", "office@example.org").await;
        let other = bench.another_process().await;
        let (one, two) =
            tokio::join!(write(&bench, &bench.store, "n1", "acme", "key"), write(&bench, &other, "n2", "acme", "key"));
        assert!(one != two, "one of them");
        assert!(!write(&bench, &bench.store, "n3", "acme", "key").await);
        assert!(write(&bench, &bench.store, "n4", "acme", "another").await);
        let all: Vec<(String,)> = statement("SELECT id FROM notifications").all(bench.store.db()).await.unwrap();
        assert_eq!(all.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn the_address_is_a_hash_in_a_sealed_database_and_itself_in_a_clear_one() {
    both(|bench| async move {
        register(&bench, "acme", "office@example.org").await;
        let clear = bench.store.in_mode(Mode::Clear);
        write(&bench, &bench.store, "n1", "acme", "one").await;
        write(&bench, &clear, "n2", "acme", "two").await;
        let column = bench.store.keys().column("notification.email", "office@example.org");
        assert_eq!(texts(&bench, "SELECT email_id FROM notifications WHERE id = 'n1'").await, column);
        assert_eq!(texts(&bench, "SELECT email_id FROM notifications WHERE id = 'n2'").await, "Office@example.org");
        let value = |id: &'static str| sealed::get::<String>(bench.store.db(), bench.store.keys(), "notification", id);
        assert_eq!(value("n1").await.unwrap().as_deref(), Some("Office@example.org"));
        assert_eq!(value("n2").await.unwrap(), None);
    })
    .await;
}

async fn listed(bench: &Bench, query: ListQuery) -> Vec<String> {
    let query = query.page(Page::new(0, 50));
    let found = NOTIFICATIONS.fetch::<Notification>(bench.store.db(), &query, None).await.unwrap();
    found.rows.into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn the_list_stays_with_ones_own_and_filters_by_the_first_detail() {
    both(|bench| async move {
        register(&bench, "acme", "office@example.org").await;
        register(&bench, "other", "office@other.example").await;
        write(&bench, &bench.store, "n1", "acme", "one").await;
        bench.clock.advance(TimeDelta::seconds(1));
        write(&bench, &bench.store, "n2", "acme", "two").await;
        write(&bench, &bench.store, "n3", "other", "three").await;
        let own = || ListQuery::new().scope(Scope::Own(OwnedPartners::new(["acme".to_owned()])));
        assert_eq!(listed(&bench, own()).await, ["n2", "n1"], "newest first");
        let column = |name| NOTIFICATIONS.column(name).unwrap();
        let of = |name, value: &str| own().contains(column(name), Some(value));
        assert_eq!(listed(&bench, of("certificateId", "C")).await.len(), 2);
        assert_eq!(listed(&bench, of("certificateId", "%")).await.len(), 0, "a sign like any other");
        assert_eq!(listed(&bench, of("issuedBy", "xxx")).await.len(), 2, "cut to the column, found all the same");
        assert_eq!(listed(&bench, of("issuedTo", "CN=Å")).await.len(), 2);
        assert_eq!(listed(&bench, of("apiKeyName", "x")).await.len(), 0);
        let at = members().expires_at.unwrap();
        let day =
            |from: Timestamp| own().filter(column("expiryDate"), Test::TimeBetween(from, from + TimeDelta::hours(1)));
        assert_eq!(listed(&bench, day(at)).await.len(), 2);
        assert_eq!(listed(&bench, day(at + TimeDelta::seconds(1))).await.len(), 0);
        assert!(NOTIFICATIONS.columns.iter().all(|column| !column.sql.contains("email")), "no address to filter by");
    })
    .await;
}

#[tokio::test]
async fn of_two_who_dismiss_one_does() {
    both(|bench| async move {
        register(&bench, "acme", "office@example.org").await;
        write(&bench, &bench.store, "n1", "acme", "one").await;
        for expected in [true, false] {
            let mut change = bench.store.change().await.unwrap();
            assert_eq!(
                notification::dismiss(&mut change, "n1", "me", bench.surroundings.now()).await.unwrap(),
                expected
            );
            change.save(&bench.ctx(), Record::new("t", "notification", "n1")).await.unwrap();
        }
        let found = notification::find(bench.store.db(), "n1").await.unwrap().unwrap();
        assert_eq!(found.notification_status, "DISMISSED");
        assert!(notification::find(bench.store.db(), "nothing").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn old_ones_go_with_what_lies_beside_them() {
    both(|bench| async move {
        register(&bench, "acme", "office@example.org").await;
        for id in ["n1", "n2", "n3"] {
            write(&bench, &bench.store, id, "acme", id).await;
        }
        bench.clock.advance(TimeDelta::hours(1));
        let moment = bench.surroundings.now();
        assert!(notification::any_before(bench.store.db(), moment).await.unwrap());
        write(&bench, &bench.store, "n4", "acme", "n4").await;
        let mut gone = Vec::new();
        for _ in 0..2 {
            let mut change = bench.store.change().await.unwrap();
            gone.push(notification::forget_before(&mut change, moment, 2).await.unwrap().len());
            change.save(&bench.ctx(), Record::new("t", "notifications", "old")).await.unwrap();
        }
        assert_eq!(gone, [2, 1]);
        assert!(!notification::any_before(bench.store.db(), moment).await.unwrap());
        assert_eq!(texts(&bench, "SELECT id FROM notifications").await, "n4");
        assert_eq!(texts(&bench, "SELECT notification_id FROM x_notification").await, "n4");
        assert_eq!(texts(&bench, "SELECT owner FROM x_sealed WHERE kind = 'notification'").await, "n4");
    })
    .await;
}

#[tokio::test]
async fn a_letter_is_queued_once_and_its_notification_learns_that_it_was_sent() {
    both(|bench| async move {
        register(&bench, "acme", "office@example.org").await;
        write(&bench, &bench.store, "n1", "acme", "one").await;
        let (store, around) = (&bench.store, &bench.surroundings);
        let letter = || Letter { to: "a@acme.example".into(), lang: "eng".into(), values: Default::default() };
        for (key, id, expected) in [("k1", Some("n1"), true), ("k1", Some("n1"), false), ("k2", None, true)] {
            let mut change = store.change().await.unwrap();
            let queued =
                mail::queue_notice(&mut change, store, around, "expiry-key", key, id, &letter()).await.unwrap();
            assert_eq!(queued, expected, "{key}");
            change.save(&bench.ctx(), Record::new("t", "notification", "n1")).await.unwrap();
        }
        let due = mail::due(store, around.now(), 10).await.unwrap();
        assert_eq!(due.len(), 2);
        let sent =
            "SELECT CAST(COUNT(*) AS text) FROM notifications WHERE email_sent AND email_sent_dtimes IS NOT NULL";
        assert_eq!(texts(&bench, sent).await, "0");
        for mail in due {
            mail::sent(store.db(), &mail.id, around.now()).await.unwrap();
        }
        assert_eq!(texts(&bench, sent).await, "1");
    })
    .await;
}

#[tokio::test]
async fn those_of_other_programs_are_indexed_once() {
    both(|bench| async move {
        register(&bench, "acme", "office@example.org").await;
        let mut change = bench.store.change().await.unwrap();
        statement(
            "INSERT INTO notifications (id, partner_id, notification_type, notification_status, \
             notification_details_json, email_id, email_lang_code, cr_by, cr_dtimes) \
             VALUES ('old', 'acme', 'SBI_EXPIRY', 'ACTIVE', '{}', 'a', 'eng', 'SYSTEM', $1)",
        )
        .bind(bench.surroundings.now())
        .execute(&mut change)
        .await
        .unwrap();
        assert_eq!(notification::not_indexed(&mut change, 9).await.unwrap()[0].id, "old");
        notification::index(&mut change, "old", &members()).await.unwrap();
        change.save(&bench.ctx(), Record::new("t", "notifications", "old")).await.unwrap();
        assert!(notification::not_indexed(bench.store.db(), 9).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_ends_is_read_in_pages_without_a_gap() {
    both(|bench| async move {
        let from = bench.surroundings.now();
        let mut change = bench.store.change().await.unwrap();
        // Two pages and one; hundreds end at one moment.
        let count = 2 * expiring::PAGE + 1;
        for number in 0..count {
            statement(
                "INSERT INTO ca_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, \
                 cert_not_after, cert_data, cert_thumbprint, cert_serial_no, partner_domain, ca_cert_type, cr_by, \
                 cr_dtimes) VALUES ($1, 'CN=CA', 'CN=CA', 'i', $2, $3, 'PEM', $1, '1', 'AUTH', 'ROOT', 'test', $2)",
            )
            .bind(format!("{number:05}"))
            .bind(from)
            .bind(from + TimeDelta::minutes(number / 700))
            .later(&mut change);
        }
        change.save(&bench.ctx(), Record::new("t", "t", "ca")).await.unwrap();
        let db = bench.store.db();
        let mut window = Window::new(from, from + TimeDelta::minutes(5));
        let mut read = Vec::new();
        loop {
            let rows = expiring::ca_certificates(db, &mut window).await.unwrap();
            if rows.is_empty() {
                break;
            }
            read.extend(rows.into_iter().map(|row| row.cert_id));
        }
        let all: Vec<String> = (0..count).map(|number| format!("{number:05}")).collect();
        assert_eq!(read, all);
        let mut later = Window::new(from + TimeDelta::minutes(1), from + TimeDelta::minutes(1));
        assert_eq!(expiring::ca_certificates(db, &mut later).await.unwrap().len(), (count - 700) as usize);
    })
    .await;
}

#[tokio::test]
async fn a_contact_that_was_removed_is_not_found_again() {
    both(|bench| async move {
        register(&bench, "acme", "office@example.org").await;
        let reach = pms_store::partner::Reach::Everything;
        let one = contact::Contact {
            id: "c1".to_owned(),
            partner_id: "acme".to_owned(),
            data: crate::support::contact("desk@example.org"),
            name: None,
            is_active: true,
            verified_at: None,
        };
        let mut change = bench.store.change().await.unwrap();
        contact::put(&mut change, &bench.surroundings, &one, "test").await.unwrap();
        assert!(contact::find(&bench.store, &mut change, reach, "acme", "c1").await.unwrap().is_some());
        contact::remove(&mut change, "c1", "test", bench.surroundings.now()).await.unwrap();
        assert!(contact::find(&bench.store, &mut change, reach, "acme", "c1").await.unwrap().is_none());
    })
    .await;
}
