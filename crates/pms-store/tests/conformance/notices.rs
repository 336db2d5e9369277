//! Who is told of a change.

use pms_store::audit::Record;
use pms_store::notice::{self, Reader};

use crate::support::{Bench, both};

async fn save(bench: &Bench, id: &str, readers: &[Reader]) -> i64 {
    bench.clock.advance(chrono::TimeDelta::seconds(1));
    let change = bench.store.change().await.unwrap();
    let record = readers.iter().fold(Record::new("t.told", "test", id), |record, one| record.telling(one.clone()));
    change.save(&bench.ctx(), record).await.unwrap()
}

#[tokio::test]
async fn readers_are_told_once_with_the_change_and_read_for_themselves() {
    both(|bench| async move {
        let db = bench.store.db();
        let (bank, ada, eve) =
            (Reader::Partner("bank".into()), Reader::Account("local#1".into()), Reader::Account("local#2".into()));
        // An account that has the name of a partner is not the partner.
        let named = Reader::Account("bank".into());
        let both = [bank.clone(), ada.clone()];
        let one = save(&bench, "1", &[bank.clone(), ada.clone(), bank.clone()]).await;
        let two = save(&bench, "2", std::slice::from_ref(&eve)).await;
        save(&bench, "3", &[]).await;
        // Given up, nothing is told.
        drop(bench.store.change().await.unwrap());
        let four = save(&bench, "4", std::slice::from_ref(&ada)).await;
        assert_eq!(notice::count(db, &both, 0).await.unwrap(), 2);
        assert_eq!(notice::count(db, &both, one).await.unwrap(), 1);
        let rows = notice::page(db, &both, 0, 10).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.revision).collect::<Vec<_>>(), [four, one]);
        let rows = notice::page(db, &both, 1, 1).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.object_id.as_str()).collect::<Vec<_>>(), ["1"]);
        assert_eq!(notice::count(db, &[named], 0).await.unwrap(), 0);
        assert!(notice::page(db, &[], 0, 10).await.unwrap().is_empty());

        assert_eq!(notice::read_until(db, "local#1").await.unwrap(), 0);
        for (until, expected) in [(one, one), (i64::MAX, four), (two, four)] {
            notice::mark_read(db, "local#1", until).await.unwrap();
            assert_eq!(notice::read_until(db, "local#1").await.unwrap(), expected, "never back, nor beyond the head");
        }
        assert_eq!(notice::read_until(db, "local#2").await.unwrap(), 0);

        // The oldest go first; those of the moment itself stay.
        let last = notice::page(db, &both, 0, 1).await.unwrap()[0].at;
        assert_eq!(notice::forget_before(db, last, 2).await.unwrap(), 2);
        assert_eq!(notice::forget_before(db, last, 2).await.unwrap(), 1);
        assert_eq!(notice::forget_before(db, last, 2).await.unwrap(), 0);
        assert_eq!(notice::count(db, &both, 0).await.unwrap(), 1);
    })
    .await;
}
