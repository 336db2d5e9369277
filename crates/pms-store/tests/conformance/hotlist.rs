//! The hotlist on both databases.

use chrono::TimeDelta;
use pms_domain::hotlist::{IdHash, IdType, Standing, Status};
use pms_store::audit::Record;
use pms_store::hotlist::{self, Batch, Entry, Line, Origin, Taken};
use pms_store::list::{ListQuery, Page, Test};

use crate::support::{Bench, both};

fn entry(bench: &Bench, hash: IdHash, standing: Standing, revision: i64) -> Entry {
    Entry {
        id_type: IdType::Device,
        hash,
        standing,
        label: None,
        partner_id: None,
        reason: Some("stolen".into()),
        origin: Origin::Entry.as_str().into(),
        by: "admin".into(),
        at: bench.ctx().now(),
        revision,
        replaced: None,
    }
}

async fn put(bench: &Bench, hash: IdHash, standing: Standing) -> i64 {
    let mut change = bench.store.change().await.unwrap();
    let entry = entry(bench, hash, standing, change.revision());
    hotlist::put(&mut change, &entry).await.unwrap();
    change.save(&bench.ctx(), Record::new("hotlist.block", hotlist::OBJECT, "x")).await.unwrap()
}

async fn import(bench: &Bench, lines: &[Line]) -> (i64, Taken) {
    let mut change = bench.store.change().await.unwrap();
    let (at, revision) = (bench.ctx().now(), change.revision());
    let batch = Batch { lines, reason: None, by: "admin", at, revision };
    let taken = hotlist::put_batch(&mut change, &batch).await.unwrap();
    (change.save(&bench.ctx(), Record::new("hotlist.import", hotlist::OBJECT, "x")).await.unwrap(), taken)
}

const FOR_GOOD: Standing = Standing { then: Status::Blocked, until: None };

fn hash(n: u8) -> IdHash {
    hotlist::hash(&n.to_string())
}

#[tokio::test]
async fn an_entry_is_put_found_replaced_and_removed() {
    both(|bench| async move {
        let db = bench.store.db();
        assert_eq!(hotlist::find(db, IdType::Device, &hash(1)).await.unwrap(), None);
        let first = put(&bench, hash(1), FOR_GOOD).await;
        let found = hotlist::find(db, IdType::Device, &hash(1)).await.unwrap().unwrap();
        assert_eq!(found, entry(&bench, hash(1), FOR_GOOD, first));
        assert_eq!(hotlist::find(db, IdType::DeviceModel, &hash(1)).await.unwrap(), None, "another type");

        let until = Standing::from_now(Status::Blocked, Some(bench.ctx().now() + TimeDelta::microseconds(1_500_001)));
        let second = put(&bench, hash(1), until).await;
        let found = hotlist::find(db, IdType::Device, &hash(1)).await.unwrap().unwrap();
        assert_eq!((found.standing, found.revision), (until, second));
        let asked = [(IdType::Device, hash(2)), (IdType::Device, hash(1)), (IdType::DeviceModel, hash(1))];
        assert_eq!(hotlist::find_batch(db, &asked).await.unwrap(), [found], "of several, those that are there");
        assert_eq!(hotlist::total(db).await.unwrap(), 1);
        assert_eq!(hotlist::since(db, second + 1).await.unwrap(), []);
        assert_eq!(hotlist::since(db, second).await.unwrap(), [(IdType::Device, hash(1))]);

        let mut change = bench.store.change().await.unwrap();
        assert!(hotlist::remove(&mut change, IdType::Device, &hash(1)).await.unwrap());
        assert!(!hotlist::remove(&mut change, IdType::Device, &hash(1)).await.unwrap());
        change.save(&bench.ctx(), Record::new("hotlist.unblock", hotlist::OBJECT, "x")).await.unwrap();
        assert_eq!(hotlist::find(db, IdType::Device, &hash(1)).await.unwrap(), None);
        assert_eq!(hotlist::total(db).await.unwrap(), 0);
    })
    .await;
}

/// Nothing is blocked for a shorter time because a file says so.
#[tokio::test]
async fn an_import_only_blocks_more() {
    both(|bench| async move {
        let at = |hours| bench.ctx().now() + TimeDelta::hours(hours);
        let line = |n, until| Line { id_type: IdType::Device, hash: hash(n), until };
        let blocked_until = |hours| Standing::from_now(Status::Blocked, Some(at(hours)));
        let suspended = Standing::from_now(Status::Unblocked, Some(at(1)));
        let cases = [
            // What is there, what the file says, what is there afterwards.
            (Some(FOR_GOOD), None, FOR_GOOD),
            (Some(FOR_GOOD), Some(2), FOR_GOOD),
            (Some(blocked_until(2)), None, FOR_GOOD),
            (Some(blocked_until(2)), Some(3), blocked_until(3)),
            (Some(blocked_until(2)), Some(1), blocked_until(2)),
            (Some(suspended), None, FOR_GOOD),
            (Some(suspended), Some(3), suspended),
            (None, None, FOR_GOOD),
            (None, Some(3), blocked_until(3)),
        ];
        let mut lines = Vec::new();
        for (n, (before, given, _)) in (0..).zip(&cases) {
            if let Some(before) = before {
                put(&bench, hash(n), *before).await;
            }
            lines.push(line(n, given.map(at)));
        }
        let (revision, taken) = import(&bench, &lines).await;
        assert_eq!(taken, Taken { added: 2, prolonged: 3, unchanged: 4 });
        for (n, (_, _, after)) in (0..).zip(&cases) {
            let found = hotlist::find(bench.store.db(), IdType::Device, &hash(n)).await.unwrap().unwrap();
            assert_eq!(found.standing, *after, "{n}");
        }
        assert_eq!(hotlist::since(bench.store.db(), revision).await.unwrap().len(), 5);
        assert_eq!(hotlist::total(bench.store.db()).await.unwrap(), 9);
        let (_, again) = import(&bench, &lines).await;
        assert_eq!(again, Taken { added: 0, prolonged: 0, unchanged: 9 });
    })
    .await;
}

#[tokio::test]
async fn entries_are_read_in_runs_and_by_page() {
    both(|bench| async move {
        let db = bench.store.db();
        let line = |id_type, n| Line { id_type, hash: hash(n), until: None };
        let lines: Vec<Line> =
            (0..20).map(|n| line(if n % 2 == 0 { IdType::Device } else { IdType::FtmPublicKey }, n)).collect();
        import(&bench, &lines[..12]).await;
        let (newest, _) = import(&bench, &lines[12..]).await;
        let (mut read, mut last) = (Vec::new(), None);
        loop {
            let run = hotlist::after(db, last, 7).await.unwrap();
            let Some(key) = run.last() else { break };
            last = Some(*key);
            read.extend(run);
        }
        let mut expected: Vec<_> = lines.iter().map(|line| (line.id_type, line.hash)).collect();
        expected.sort_by_key(|(id_type, hash)| (id_type.number(), *hash));
        assert_eq!(read, expected);

        let page = hotlist::page(db, &ListQuery::new().page(Page::new(0, 8))).await.unwrap();
        assert_eq!(page.total, 20);
        assert!(page.rows.iter().all(|row| row.revision == newest), "newest first");
        let chips = hotlist::ENTRIES.column("idType").unwrap();
        let query = ListQuery::new().filter(chips, Test::Number(5)).page(Page::new(0, 8));
        let page = hotlist::page(db, &query).await.unwrap();
        assert_eq!(page.total, 10);
        assert!(page.rows.iter().all(|row| row.id_type == IdType::FtmPublicKey));
    })
    .await;
}
