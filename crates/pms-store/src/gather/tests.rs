use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

use super::*;
use crate::StoreError;

const MOST: usize = 16;

/// A table whose statements wait for leave to end.
struct Table {
    may_end: Semaphore,
    statements: Mutex<Vec<Vec<String>>>,
    rows: AtomicUsize,
}

fn table(may_end: usize) -> Arc<Table> {
    Arc::new(Table { may_end: Semaphore::new(may_end), statements: Mutex::default(), rows: AtomicUsize::new(1_000) })
}

impl Table {
    /// The rows `0…` as they are when the statement begins: key, and how many rows there were.
    async fn read(self: Arc<Self>, keys: Vec<String>) -> StoreResult<Vec<(String, usize)>> {
        let rows = self.rows.load(Ordering::SeqCst);
        self.statements.lock().unwrap().push(keys.clone());
        self.may_end.acquire().await.unwrap().forget();
        if keys.iter().any(|key| key == "bad") {
            return Err(StoreError::Corrupt("bad".into()));
        }
        let there = |key: &String| key.parse::<usize>().is_ok_and(|number| number < rows);
        Ok(keys.into_iter().filter(there).map(|key| (key, rows)).collect())
    }
}

async fn ask(gather: &Gather<(String, usize)>, table: &Arc<Table>, key: &str) -> Option<Option<(String, usize)>> {
    let table = Arc::clone(table);
    gather.ask(key.to_owned(), move |keys| Arc::clone(&table).read(keys), |row| &row.0).await
}

#[tokio::test]
async fn each_gets_the_row_asked_for_and_many_go_together() {
    let (gather, table) = (Gather::new(MOST, 2), table(1_000));
    let asked = (0..40).map(|number| {
        let (gather, table) = (gather.clone(), Arc::clone(&table));
        tokio::spawn(async move { (number, ask(&gather, &table, &number.to_string()).await) })
    });
    for task in asked.collect::<Vec<_>>() {
        let (number, row) = task.await.unwrap();
        assert_eq!(row, Some(Some((number.to_string(), 1_000))));
    }
    assert_eq!(ask(&gather, &table, "5000").await, Some(None));
    let statements = table.statements.lock().unwrap();
    assert!(statements.iter().all(|keys| keys.len() <= MOST));
    assert!(statements.len() < 20, "{statements:?}");
}

/// An answer never comes from a statement that had begun before it was asked for.
#[tokio::test]
async fn nobody_is_answered_by_an_earlier_statement() {
    let (gather, table) = (Gather::new(MOST, 2), table(0));
    let mut early = Vec::new();
    for _ in 0..2 {
        let (gather, table) = (gather.clone(), Arc::clone(&table));
        early.push(tokio::spawn(async move { ask(&gather, &table, "1").await }));
        tokio::task::yield_now().await;
    }
    while table.statements.lock().unwrap().len() < 2 {
        tokio::task::yield_now().await;
    }
    table.rows.store(2_000, Ordering::SeqCst);
    let late = tokio::spawn({
        let (gather, table) = (gather.clone(), Arc::clone(&table));
        async move { ask(&gather, &table, "1").await }
    });
    tokio::task::yield_now().await;
    table.may_end.add_permits(100);
    for task in early {
        assert_eq!(task.await.unwrap(), Some(Some(("1".into(), 1_000))));
    }
    assert_eq!(late.await.unwrap(), Some(Some(("1".into(), 2_000))));
}

/// Whoever stops waiting, and a statement that fails, hold up nobody.
#[tokio::test]
async fn the_others_go_on() {
    let (gather, table) = (Gather::new(MOST, 2), table(0));
    let gone = tokio::spawn({
        let (gather, table) = (gather.clone(), Arc::clone(&table));
        async move { ask(&gather, &table, "1").await }
    });
    while table.statements.lock().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    gone.abort();
    table.may_end.add_permits(100);
    assert_eq!(ask(&gather, &table, "2").await, Some(Some(("2".into(), 1_000))));
    assert_eq!(ask(&gather, &table, "bad").await, None);
    assert_eq!(ask(&gather, &table, "3").await, Some(Some(("3".into(), 1_000))));
    assert_eq!(gather.waiting().under_way, 0);
}
