//! A partner's certificates over time, the ends of what entered a trust store with them, and its former names.

use chrono::TimeDelta;
use pms_domain::Timestamp;
use pms_domain::context::OwnedPartners;
use pms_store::audit::Record;
use pms_store::certificate::{self, CaCertificate, PartnerCertificate};
use pms_store::list::{ListQuery, Page};
use pms_store::lists::{ADMIN_PARTNERS, partners};
use pms_store::partner::{self, Reach};
use pms_store::{certificate_history, device_message, partner_name};

use crate::support::{Bench, both, register};

fn row(id: &str, partner_id: &str, usage: &str, at: Timestamp) -> PartnerCertificate {
    PartnerCertificate {
        cert_id: id.to_owned(),
        cert_subject: format!("CN={id}"),
        cert_issuer: "CN=ca".to_owned(),
        issuer_id: "ca".to_owned(),
        cert_not_before: at - TimeDelta::days(1),
        cert_not_after: at + TimeDelta::days(365),
        cert_data: "pem".to_owned(),
        cert_thumbprint: format!("thumbprint-{id}"),
        cert_serial_no: "1".to_owned(),
        partner_domain: "DEVICE".to_owned(),
        signed_cert_data: "signed".to_owned(),
        organization_name: None,
        x_sha256: Some(format!("sha256-{id}")),
        x_partner_id: Some(partner_id.to_owned()),
        x_usage: Some(usage.to_owned()),
        x_ca_key_id: None,
        x_chain: None,
        x_key_sha256: Some(format!("key-{id}")),
        x_current: true,
        x_valid_until: None,
        x_revoked_at: None,
        cr_by: "test".to_owned(),
        cr_dtimes: at,
    }
}

fn entry(id: &str, of: Option<&str>, at: Timestamp) -> CaCertificate {
    CaCertificate {
        cert_id: id.to_owned(),
        cert_subject: "CN=ca".to_owned(),
        cert_issuer: "CN=root".to_owned(),
        issuer_id: "root".to_owned(),
        cert_not_before: at,
        cert_not_after: at + TimeDelta::days(365),
        cert_data: "pem".to_owned(),
        cert_thumbprint: format!("thumbprint-{id}"),
        cert_serial_no: "1".to_owned(),
        partner_domain: "DEVICE".to_owned(),
        ca_cert_type: Some("INTERMEDIATE".to_owned()),
        x_sha256: Some(format!("sha256-{id}")),
        x_own: false,
        x_partner_id: None,
        x_held_by: None,
        x_revoked_at: None,
        x_valid_until: None,
        x_of_certificate: of.map(str::to_owned),
        cr_by: "test".to_owned(),
        cr_dtimes: at,
    }
}

/// Ids of the history, newest first.
async fn history(bench: &Bench, at: Option<Timestamp>) -> Vec<String> {
    let page = Page::new(0, 10);
    let found = certificate_history::page(bench.store.db(), Reach::Everything, "acme", at, page).await.unwrap();
    assert_eq!(found.1 as usize, found.0.len());
    found.0.into_iter().map(|past| past.cert_id).collect()
}

#[tokio::test]
async fn what_counted_at_a_moment_is_found_again() {
    both(|bench| async move {
        register(&bench, "acme", "office@acme.example").await;
        register(&bench, "other", "office@other.example").await;
        let start = bench.surroundings.now();
        let day = |count: i64| start + TimeDelta::days(count);
        let mut change = bench.store.change().await.unwrap();
        certificate::insert(&mut change, &row("one", "acme", "both", day(0))).await.unwrap();
        certificate::insert(&mut change, &row("foreign", "other", "both", day(0))).await.unwrap();
        certificate::set_usage(&mut change, "one", "encryption", "test", day(5)).await.unwrap();
        certificate::insert(&mut change, &row("two", "acme", "signature", day(5))).await.unwrap();
        certificate::supersede(&mut change, "two", day(12), "test", day(10)).await.unwrap();
        certificate::insert(&mut change, &row("three", "acme", "signature", day(10))).await.unwrap();
        certificate_history::note_possession(&mut change, "three", "challenge").await.unwrap();
        change.save(&bench.ctx(), Record::new("t", "partner", "acme")).await.unwrap();

        assert_eq!(history(&bench, None).await, ["three", "two", "one"]);
        for (moment, expected) in [
            (day(-1), vec![]),
            (day(0), vec!["one"]),
            (day(5), vec!["two", "one"]),
            (day(12) - TimeDelta::microseconds(1), vec!["three", "two", "one"]),
            (day(12), vec!["three", "one"]),
            (day(366), vec!["three"]),
        ] {
            assert_eq!(history(&bench, Some(moment)).await, expected, "{moment}");
        }
        let owned = OwnedPartners::new(["other".to_owned()]);
        let page = Page::new(0, 10);
        let foreign =
            certificate_history::page(bench.store.db(), Reach::Own(&owned), "acme", None, page).await.unwrap();
        assert_eq!((foreign.0.len(), foreign.1), (0, 0), "outside the reach there is nothing");
        let second =
            certificate_history::page(bench.store.db(), Reach::Everything, "acme", None, Page::new(1, 1)).await;
        let (rows, total) = second.unwrap();
        let past = &rows[0];
        assert_eq!((past.cert_id.as_str(), total), ("two", 3));
        assert_eq!((past.x_superseded_at, past.x_valid_until), (Some(day(10)), Some(day(12))));
        let keys = device_message::provider_keys(bench.store.db(), "acme", day(12)).await.unwrap();
        assert_eq!(keys.len(), 2, "the devices of the former one are over");
        for (hash, at, withdrawn) in
            [("sha256-two", day(11), false), ("sha256-two", day(12), true), ("sha256-one", day(12), false)]
        {
            let found = certificate::is_withdrawn(bench.store.db(), hash, "DEVICE", at).await.unwrap();
            // No partner of these is active.
            assert!(found, "{hash}");
            let mut change = bench.store.change().await.unwrap();
            partner::set_standing(&mut change, "acme", "approved", true, "test", at).await.unwrap();
            change.save(&bench.ctx(), Record::new("t", "partner", "acme")).await.unwrap();
            let found = certificate::is_withdrawn(bench.store.db(), hash, "DEVICE", at).await.unwrap();
            assert_eq!(found, withdrawn, "{hash} {at}");
            let mut change = bench.store.change().await.unwrap();
            partner::set_standing(&mut change, "acme", "approved", false, "test", at).await.unwrap();
            change.save(&bench.ctx(), Record::new("t", "partner", "acme")).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn an_entry_ends_with_the_certificate_that_it_stands_for() {
    both(|bench| async move {
        let now = bench.surroundings.now();
        let until = now + TimeDelta::days(3);
        let mut change = bench.store.change().await.unwrap();
        for (id, of) in [("mine", Some("one")), ("other", Some("two")), ("admins", None)] {
            certificate::insert_ca(&mut change, &entry(id, of, now)).await.unwrap();
        }
        assert_eq!(certificate::end_ca(&mut change, "one", until).await.unwrap(), 1);
        assert!(!certificate::own_ca(&mut change, "DEVICE", "sha256-admins", "three").await.unwrap());
        change.save(&bench.ctx(), Record::new("t", "trust", "DEVICE")).await.unwrap();
        let ends = async |bench: &Bench| {
            let rows = certificate::trust_store(bench.store.db(), "DEVICE").await.unwrap();
            let mut all: Vec<_> =
                rows.into_iter().map(|row| (row.cert_id, row.x_valid_until, row.x_of_certificate)).collect();
            all.sort();
            all
        };
        let text = |word: &str| Some(word.to_owned());
        let expected = [
            ("admins".to_owned(), None, None),
            ("mine".to_owned(), Some(until), text("one")),
            ("other".to_owned(), None, text("two")),
        ];
        assert_eq!(ends(&bench).await, expected);
        // The same certificate again: it counts for the new one, without an end.
        let mut change = bench.store.change().await.unwrap();
        assert!(certificate::own_ca(&mut change, "DEVICE", "sha256-mine", "three").await.unwrap());
        change.save(&bench.ctx(), Record::new("t", "trust", "DEVICE")).await.unwrap();
        assert_eq!(ends(&bench).await[1], ("mine".to_owned(), None, text("three")));
    })
    .await;
}

#[tokio::test]
async fn a_name_changes_where_it_is_searched_and_the_former_one_is_kept() {
    both(|bench| async move {
        register(&bench, "acme", "office@acme.example").await;
        let find = async |bench: &Bench| {
            let found = partner::find(&bench.store, bench.store.db(), Reach::Everything, "acme").await.unwrap();
            found.unwrap()
        };
        let first = find(&bench).await;
        for name in ["Second Name", "Third Name"] {
            bench.clock.advance(TimeDelta::days(1));
            let known = find(&bench).await;
            let mut change = bench.store.change().await.unwrap();
            partner_name::rename(&mut change, &known, name, "test", bench.surroundings.now()).await.unwrap();
            let revision = change.save(&bench.ctx(), Record::new("t", "partner", "acme")).await.unwrap();
            let renamed = find(&bench).await;
            assert_eq!((renamed.name.as_str(), renamed.revision), (name, revision));
        }
        let former = partner_name::former(bench.store.db(), "acme").await.unwrap();
        let names: Vec<_> = former.iter().map(|one| (one.name.as_str(), one.until)).collect();
        let now = bench.surroundings.now();
        assert_eq!(names, [("Second Name", now), (first.name.as_str(), now - TimeDelta::days(1))]);
        assert!(partner_name::former(bench.store.db(), "nobody").await.unwrap().is_empty());
        let column = ADMIN_PARTNERS.column("orgName").unwrap();
        for (word, hits) in [("third", 1), ("second", 0)] {
            let query = ListQuery::new().contains(column, Some(word)).page(Page::new(0, 10));
            let found = partners(&bench.store, &ADMIN_PARTNERS, &query).await.unwrap();
            assert_eq!(found.total, hits, "{word}");
        }
    })
    .await;
}
