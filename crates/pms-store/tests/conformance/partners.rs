//! Partners: uniqueness, sealed and clear, history, search.

use pms_domain::context::OwnedPartners;
use pms_store::audit::Record;
use pms_store::partner::{self, Reach};
use pms_store::{Mode, convert, counter, statement, unique};

use crate::support::{Bench, both, contact, partner as new, register};

async fn find(bench: &Bench, id: &str) -> Option<partner::Partner> {
    partner::find(&bench.store, bench.store.db(), Reach::Everything, id).await.unwrap()
}

#[tokio::test]
async fn a_partner_comes_back_as_it_was() {
    both(|bench| async move {
        let revision = register(&bench, "example-bank", "Office@Example.org").await;
        let found = find(&bench, "example-bank").await.unwrap();
        assert!(found.contact == contact("Office@Example.org"));
        assert_eq!((found.name.as_str(), found.revision), ("Example Bank", revision));
        assert_eq!(found.cr_dtimes, bench.surroundings.now());
        assert_eq!(counter::total(bench.store.db(), counter::PARTNERS).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn another_owners_partner_does_not_exist() {
    both(|bench| async move {
        register(&bench, "example-bank", "office@example.org").await;
        let owned = OwnedPartners::new(["other".to_owned()]);
        let db = bench.store.db();
        assert!(partner::find(&bench.store, db, Reach::Own(&owned), "example-bank").await.unwrap().is_none());
        let owned = OwnedPartners::new(["example-bank".to_owned()]);
        assert!(partner::find(&bench.store, db, Reach::Own(&owned), "example-bank").await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn ids_and_addresses_are_unique_in_any_letter_case() {
    both(|bench| async move {
        register(&bench, "Acme", "office@example.org").await;
        for (id, email, is_taken) in [
            ("acme", "else@example.org", (true, false)),
            ("ＡＣＭＥ", "else@example.org", (true, false)),
            ("other", "OFFICE@example.org", (false, true)),
            ("Acme", "office@example.org", (true, true)),
        ] {
            let contact = contact(email);
            let mut change = bench.store.change().await.unwrap();
            partner::insert(&mut change, &bench.surroundings, &new(id, &contact), "t").unwrap();
            let saved = change.save(&bench.ctx(), Record::new("partner.register", "partner", id)).await;
            assert!(saved.is_err_and(|error| error.is_taken()), "{id} {email}");
            let taken = partner::taken(&bench.store, bench.store.db(), id, email).await.unwrap();
            assert_eq!((taken.id, taken.email), is_taken, "{id} {email}");
        }
        // A refused one left nothing behind.
        assert_eq!(unique::find(bench.store.db(), unique::PARTNER_ID, "other").await.unwrap(), None);
        assert_eq!(
            partner::by_email(&bench.store, bench.store.db(), "Office@EXAMPLE.org").await.unwrap().as_deref(),
            Some("Acme")
        );
    })
    .await;
}

/// In a sealed database no column holds contact data; in a clear one they stand as the Java services wrote them.
#[tokio::test]
async fn the_mode_decides_what_the_columns_hold() {
    both(|bench| async move {
        #[derive(sqlx::FromRow)]
        struct Columns {
            address: String,
            contact_no: String,
            email_id: String,
        }
        async fn columns(bench: &Bench) -> Columns {
            statement("SELECT address, contact_no, email_id FROM partner WHERE id = 'bank'")
                .one(bench.store.db())
                .await
                .unwrap()
        }
        register(&bench, "bank", "office@example.org").await;
        let sealed = columns(&bench).await;
        for column in [&sealed.address, &sealed.contact_no, &sealed.email_id] {
            assert!(column.starts_with("s1."), "{column}");
        }
        let clear = bench.store.in_mode(Mode::Clear);
        convert_all(&bench, &clear).await;
        let found = columns(&bench).await;
        assert_eq!((found.address.as_str(), found.email_id.as_str()), ("1 Main Street", "office@example.org"));
        assert!(find(&bench, "bank").await.unwrap().contact == contact("office@example.org"));
        convert_all(&bench, &bench.store).await;
        assert!(columns(&bench).await.email_id.starts_with("s1."));
        assert!(find(&bench, "bank").await.unwrap().contact == contact("office@example.org"));
    })
    .await;
}

async fn convert_all(bench: &Bench, target: &pms_store::Store) {
    for part in convert::Part::ALL {
        let mut change = target.change().await.unwrap();
        convert::batch(target, &mut change, &bench.surroundings, part).await.unwrap();
        change.save(&bench.ctx(), Record::new("keys.convert", "database", "mode")).await.unwrap();
    }
    assert_eq!(convert::left(target.db(), target.mode()).await.unwrap(), 0);
}

#[tokio::test]
async fn every_standing_leaves_a_history_row_under_the_partners_own_id() {
    both(|bench| async move {
        register(&bench, "bank", "office@example.org").await;
        bench.clock.advance(chrono::TimeDelta::seconds(1));
        let mut change = bench.store.change().await.unwrap();
        partner::set_standing(&mut change, "bank", "approved", true, "admin", bench.surroundings.now()).await.unwrap();
        let revision = change.save(&bench.ctx(), Record::new("t", "partner", "bank")).await.unwrap();
        #[derive(sqlx::FromRow)]
        struct Row {
            approval_status: String,
        }
        let rows: Vec<Row> = statement("SELECT approval_status FROM partner_h WHERE id = 'bank' ORDER BY eff_dtimes")
            .all(bench.store.db())
            .await
            .unwrap();
        assert_eq!(rows.iter().map(|row| row.approval_status.as_str()).collect::<Vec<_>>(), ["InProgress", "approved"]);
        assert_eq!(find(&bench, "bank").await.unwrap().revision, revision);
    })
    .await;
}

/// A partner is answered from memory only as it is now: a change, by this process or another, is seen by the next read.
#[tokio::test]
async fn a_read_sees_every_change_before_it() {
    both(|bench| async move {
        register(&bench, "bank", "bank@example.org").await;
        let other = bench.another_process().await;
        let read = async |store: &pms_store::Store| {
            partner::find(store, store.db(), Reach::Everything, "bank").await.unwrap().unwrap().approval_status
        };
        for round in 0..50 {
            let status = format!("status-{round}");
            let writer = if round % 2 == 0 { &bench.store } else { &other };
            for store in [&bench.store, &other] {
                read(store).await;
            }
            let mut change = writer.change().await.unwrap();
            partner::set_standing(&mut change, "bank", &status, true, "t", bench.surroundings.now()).await.unwrap();
            for store in [&bench.store, &other] {
                assert_ne!(read(store).await, status, "not before the commit");
            }
            change.save(&bench.ctx(), Record::new("partner.test", "partner", "bank")).await.unwrap();
            for store in [&bench.store, &other] {
                assert_eq!(read(store).await, status);
            }
        }
    })
    .await;
}
