//! The same cases on both databases.

use chrono::NaiveDate;
use futures_util::StreamExt;
use pms_domain::Timestamp;
use pms_domain::context::OwnedPartners;
use sea_query::{PostgresQueryBuilder, Query, SqliteQueryBuilder};
use sqlx::FromRow;

use super::*;
use crate::Db;
use crate::api_key_lists::API_KEYS;
use crate::db::{Location, statement};

static ID: Column = Column::text("id", "i.id");
static NAME: Column = Column::text("name", "i.name");
static TITLE: Column = Column::text("title", "i.name")
    .indexed(SearchIndex::of("item", "i.id").rows(Rows::One).deleted("SELECT d.id FROM item d WHERE d.is_deleted"));
static TITLE_OR_NOTE: Column =
    Column::text("titleOrNote", "i.name").indexed(SearchIndex { whole: false, ..SearchIndex::of("item", "i.id") });
static ACTIVE: Column = Column::flag("isActive", "i.is_active");
static LABEL: Column = Column::text("status", "CASE WHEN i.is_active THEN 'active' ELSE 'inactive' END");
static INVERTED: Column = Column::flag("state", "i.is_active").inverted();
static SIZE: Column = Column::number("size", "i.size");
static CREATED: Column = Column::time("createdDateTime", "i.cr_dtimes");

static ITEMS: ListSpec = ListSpec {
    name: "items",
    from: || Query::select().from_as("item", "i").to_owned(),
    large: Some(&Large { table: ("item", "i"), joins: &[], row: "i.id" }),
    select: &[("id", "i.id")],
    columns: &[],
    key: "i.id",
    created: Some("i.cr_dtimes"),
    deleted: Some("i.is_deleted"),
    owner: Some("i.owner"),
};

#[derive(FromRow)]
struct Row {
    id: String,
}

fn day(day: u32, millisecond: u32) -> Timestamp {
    NaiveDate::from_ymd_opt(2026, 1, day).unwrap().and_hms_milli_opt(10, 0, 0, millisecond).unwrap()
}

/// id, name, active, size, created, deleted, owner
type Item = (&'static str, Option<&'static str>, bool, i64, Timestamp, Option<bool>, &'static str);

fn items() -> Vec<Item> {
    vec![
        ("a", Some("Acme Bank"), true, 1, day(1, 0), None, "p1"),
        ("b", Some("ACME_Devices"), true, 2, day(2, 0), Some(false), "p1"),
        ("c", Some("50% off!"), false, 3, day(3, 0), Some(true), "p2"),
        ("d", Some("École Élan"), true, 4, day(4, 0), None, "p2"),
        ("e", Some("école élan two"), false, 5, day(5, 500), None, "p3"),
        ("f", None, true, 6, day(6, 0), None, "p3"),
        ("g", Some("back\\slash \"quote\" it's"), true, 7, day(6, 0), None, "p3"),
    ]
}

async fn filled(db: &Db) {
    let run = |sql: &'static str| async move { statement(sql).execute_uncounted(db).await.unwrap() };
    if db.is_postgres() {
        run("CREATE SCHEMA IF NOT EXISTS pms").await;
    } else {
        run("CREATE VIRTUAL TABLE x_search_item USING fts5(folded, tokenize='trigram')").await;
    }
    run("CREATE TABLE item (id varchar(36) PRIMARY KEY, name varchar(128), is_active boolean NOT NULL, \
         size integer NOT NULL, cr_dtimes timestamp NOT NULL, is_deleted boolean, owner varchar(36) NOT NULL)")
    .await;
    run(if db.is_postgres() {
        "CREATE TABLE x_search (kind varchar(32) NOT NULL, id varchar(128) NOT NULL, folded text NOT NULL, \
         created timestamp)"
    } else {
        "CREATE TABLE x_search (number integer PRIMARY KEY, kind varchar(32) NOT NULL, id varchar(128) NOT NULL, \
         folded text NOT NULL, created timestamp)"
    })
    .await;
    for (id, name, active, size, created, deleted, owner) in items() {
        statement("INSERT INTO item VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(id)
            .bind(name.map(str::to_owned))
            .bind(active)
            .bind(size)
            .bind(created)
            .bind(deleted)
            .bind(owner)
            .execute_uncounted(db)
            .await
            .unwrap();
        // The index holds the name and, on a line of its own, a note.
        let folded = pms_domain::text::fold(&format!("{}\nnote zebra", name.unwrap_or_default()));
        statement("INSERT INTO x_search (kind, id, folded, created) VALUES ('item', $1, $2, $3)")
            .bind(id)
            .bind(folded.clone())
            .bind(created)
            .execute_uncounted(db)
            .await
            .unwrap();
        if !db.is_postgres() {
            statement("INSERT INTO x_search_item(rowid, folded) SELECT number, folded FROM x_search WHERE id = $1")
                .bind(id)
                .execute_uncounted(db)
                .await
                .unwrap();
        }
    }
}

async fn ids(db: &Db, query: ListQuery) -> String {
    let page = ITEMS.fetch::<Row>(db, &query, None).await.unwrap();
    let ids = |page: ListPage<Row>| page.rows.into_iter().map(|row| row.id).collect::<String>();
    if query.page.is_some() {
        return ids(page);
    }
    assert_eq!(ITEMS.count(db, &query).await.unwrap(), page.total, "the total is the count");
    let (total, found) = (page.total, ids(page));
    // The same by pages: as many as there are, as if there were few or many, and of two rows, from either end.
    let paged = query.clone().page(Page::new(0, 25));
    let whole = ITEMS.fetch::<Row>(db, &paged, None).await.unwrap();
    assert_eq!((whole.total, ids(whole)), (total, found.clone()), "a page");
    for known in [1_000, 1_000_000] {
        let page = ITEMS.fetch_of::<Row>(db, &paged, known).await.unwrap();
        assert_eq!(ids(page), found, "a page of {known}");
    }
    let mut pages = String::new();
    for number in 0..total.div_ceil(2) {
        let page = ITEMS.fetch::<Row>(db, &query.clone().page(Page::new(number, 2)), None).await.unwrap();
        assert_eq!(page.total, total, "page {number}");
        pages += &ids(page);
    }
    assert_eq!(pages, found, "page by page");
    found
}

/// What each query finds, in order. One string of ids for both databases.
fn cases() -> Vec<(&'static str, ListQuery, &'static str)> {
    let new = ListQuery::new;
    let text = |value: &str| value.to_owned();
    let own = |ids: &[&str]| Scope::Own(OwnedPartners::new(ids.iter().map(|id| text(id))));
    vec![
        ("newest first, the key between equals", new(), "fgedcba"),
        ("contains without regard to case", new().contains(&NAME, Some("aCmE")), "ba"),
        ("an empty value is no filter", new().contains(&NAME, Some("")), "fgedcba"),
        ("underscore is literal", new().contains(&NAME, Some("e_D")), "b"),
        ("percent is literal", new().contains(&NAME, Some("0%")), "c"),
        ("percent alone is literal", new().contains(&NAME, Some("%")), "c"),
        ("the escape character is literal", new().contains(&NAME, Some("off!")), "c"),
        ("backslash is literal", new().contains(&NAME, Some("k\\s")), "g"),
        ("quotes are literal", new().contains(&NAME, Some("it's")), "g"),
        ("letters of other scripts, as typed", new().contains(&NAME, Some("École")), "ed"),
        ("letters of other scripts, lower", new().contains(&NAME, Some("école")), "ed"),
        ("letters of other scripts, upper", new().contains(&NAME, Some("ÉCOLE ÉLAN")), "ed"),
        ("starts with", new().filter(&NAME, Test::StartsWith(text("ACME"))), "ba"),
        ("ends with", new().filter(&NAME, Test::EndsWith(text("BANK"))), "a"),
        ("equals without regard to case", new().filter(&NAME, Test::Equals(text("acme bank"))), "a"),
        ("exact", new().exact(&NAME, Some("Acme Bank")), "a"),
        ("exact is exact", new().exact(&NAME, Some("acme bank")), ""),
        ("an empty exact value matches nothing", new().exact(&NAME, Some("")), ""),
        ("one of", new().filter(&ID, Test::OneOf(vec![text("a"), text("g"), text("z")])), "ga"),
        ("one of none", new().filter(&ID, Test::OneOf(vec![])), ""),
        ("between texts", new().filter(&ID, Test::TextBetween(text("b"), text("d"))), "dcb"),
        ("NUL never matches", new().contains(&NAME, Some("a\0")), ""),
        ("NUL never matches exactly", new().filter(&ID, Test::OneOf(vec![text("a\0"), text("a")])), "a"),
        ("too long never matches", new().contains(&NAME, Some(&"%".repeat(60_000))), ""),
        ("indexed", new().contains(&TITLE, Some("ÉCOLE")), "ed"),
        ("indexed with quotes", new().contains(&TITLE, Some("\"quote\"")), "g"),
        ("indexed with a percent", new().contains(&TITLE, Some("50%")), "c"),
        ("a short value is a word's beginning", new().contains(&TITLE, Some("el")), ""),
        ("a short value is a word's beginning, folded", new().contains(&TITLE, Some("Él")), "ed"),
        ("a whole index counts as it is", new().contains(&TITLE, Some("zebra")), "fgedcba"),
        ("a shared index only narrows", new().contains(&TITLE_OR_NOTE, Some("zebra")), ""),
        ("a shared index narrows to the column", new().contains(&TITLE_OR_NOTE, Some("acme")), "ba"),
        ("flag", new().flag(&ACTIVE, Some(false)), "ec"),
        ("flag not asked", new().flag(&ACTIVE, None), "fgedcba"),
        ("flags", new().filter(&ACTIVE, Test::FlagOneOf(vec![true, false])), "fgedcba"),
        ("a computed column", new().exact(&LABEL, Some("inactive")), "ec"),
        ("number", new().filter(&SIZE, Test::Number(4)), "d"),
        ("numbers", new().filter(&SIZE, Test::NumberOneOf(vec![4, 1])), "da"),
        ("between numbers", new().filter(&SIZE, Test::NumberBetween(2, 4)), "dcb"),
        ("a millisecond", new().filter(&CREATED, Test::At(day(5, 499))), "e"),
        ("a millisecond, exactly", new().filter(&CREATED, Test::At(day(5, 500))), "e"),
        ("a millisecond too late", new().filter(&CREATED, Test::At(day(5, 501))), ""),
        ("milliseconds", new().filter(&CREATED, Test::AtOneOf(vec![day(1, 0), day(2, 0)])), "ba"),
        ("no milliseconds", new().filter(&CREATED, Test::AtOneOf(vec![])), ""),
        ("between times", new().between(&CREATED, Some((day(2, 0), day(5, 500)))), "edcb"),
        ("missing", new().filter(&NAME, Test::Missing), "f"),
        ("present", new().filter(&NAME, Test::Present), "gedcba"),
        ("nothing", new().filter(&NAME, Test::Nothing), ""),
        ("live rows; no mark is live", new().live_only(), "fgedba"),
        ("live rows by their text", new().live_only().contains(&TITLE, Some("zebra")), "fgedba"),
        ("all filters hold", new().contains(&NAME, Some("a")).flag(&ACTIVE, Some(true)), "gdba"),
        ("own rows", new().scope(own(&["p1", "p3"])), "fgeba"),
        ("no own partner, no rows", new().scope(own(&[])), ""),
        ("empty values last when ascending", new().sort(&SIZE, false), "abcdefg"),
        ("sorted down", new().sort(&SIZE, true), "gfedcba"),
        ("an inverted column: ascending lists active first", new().sort(&INVERTED, false), "abdfgce"),
        ("by a computed column", new().sort(&LABEL, true).sort(&SIZE, true), "ecgfdba"),
    ]
}

async fn conform(db: &Db) {
    filled(db).await;
    for (what, query, expected) in cases() {
        assert_eq!(ids(db, query).await, expected, "{what}");
    }
    let name_order = ids(db, ListQuery::new().sort(&NAME, false)).await;
    assert!(name_order.ends_with('f'), "an empty value is last when ascending: {name_order}");
    let name_order = ids(db, ListQuery::new().sort(&NAME, true)).await;
    assert!(name_order.starts_with('f'), "an empty value is first when descending: {name_order}");
    pages(db).await;
    values(db).await;
    streams(db).await;
}

/// Every page of every size, from either end, holds exactly its rows.
async fn pages(db: &Db) {
    for sorted in [ListQuery::new(), ListQuery::new().sort(&ACTIVE, true), ListQuery::new().sort(&NAME, false)] {
        let all = ids(db, sorted.clone()).await;
        for size in 1..=8_usize {
            for number in 0..9_usize {
                let query = sorted.clone().page(Page::new(number as u64, size as u64));
                let page = ITEMS.fetch::<Row>(db, &query, None).await.unwrap();
                let found: String = page.rows.into_iter().map(|row| row.id).collect();
                let expected: String = all.chars().skip(number * size).take(size).collect();
                assert_eq!((found, page.total), (expected, 7), "page {number} of {size}");
            }
        }
    }
    let known = ITEMS.fetch::<Row>(db, &ListQuery::new().page(Page::new(0, 2)), Some(7)).await.unwrap();
    assert_eq!((known.rows.len(), known.total), (2, 7));
    let filtered = ListQuery::new().contains(&NAME, Some("acme")).page(Page::new(0, 5));
    let counted = ITEMS.fetch::<Row>(db, &filtered, Some(7)).await.unwrap();
    assert_eq!(counted.total, 2, "a filtered list is counted, whatever the counter says");
}

async fn values(db: &Db) {
    let of = |query: ListQuery, code: &'static Column, unique: bool, limit: u64| async move {
        let rows = ITEMS.values(db, &query, &LABEL, code, unique, limit).await.unwrap();
        rows.into_iter().map(|row| format!("{}:{}", row.value, row.code.unwrap_or_default())).collect::<Vec<_>>()
    };
    assert_eq!(of(ListQuery::new(), &LABEL, true, 500).await, ["active:active", "inactive:inactive"]);
    assert_eq!(of(ListQuery::new(), &LABEL, false, 500).await.len(), 7);
    let live = ListQuery::new().flag(&ACTIVE, Some(false));
    assert_eq!(of(live, &ID, true, 500).await, ["inactive:c", "inactive:e"]);
    assert_eq!(of(ListQuery::new(), &ID, true, 2).await, ["active:a", "active:b"]);
    let names = ITEMS.values(db, &ListQuery::new(), &NAME, &ID, true, 500).await.unwrap();
    assert_eq!(names.len(), 6, "rows without a value have none to offer");
}

async fn streams(db: &Db) {
    let rows: Vec<_> = ITEMS.stream::<Row>(db, &ListQuery::new()).collect().await;
    let ids: String = rows.into_iter().map(|row| row.unwrap().id).collect();
    assert_eq!(ids, "fgedcba");
    // A reader that goes away ends the stream without harm.
    let mut stream = Box::pin(ITEMS.stream::<Row>(db, &ListQuery::new()));
    assert!(stream.next().await.is_some());
    drop(stream);
}

#[tokio::test]
async fn lists_on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let db = Db::open(&Location::Sqlite(directory.path().to_owned()), 4).await.unwrap();
    conform(&db).await;
}

#[tokio::test]
async fn lists_on_postgresql() {
    let Some(database) = pms_testkit::postgres::database() else {
        return pms_testkit::skip("PostgreSQL is not installed");
    };
    let db = Db::open(&Location::Postgres(database.url().to_owned()), 4).await.unwrap();
    conform(&db).await;
    db.close().await;
}

#[test]
fn pages_of_the_second_half_are_read_from_the_other_end() {
    let at = |number| ITEMS.page_statement(Backend::Sqlite, &ListQuery::new().page(Page::new(number, 10)), 1_000);
    let first = at(0).unwrap();
    assert!(!first.reversed);
    let last = at(99).unwrap();
    assert!(last.reversed);
    assert_eq!(last.first, Some(10));
    let middle = at(90).unwrap();
    let sql = middle.select.to_string(SqliteQueryBuilder);
    assert!(middle.reversed && sql.contains("LIMIT 10 OFFSET 90"), "{sql}");
    assert!(at(100).is_none());
}

#[test]
fn user_input_is_never_part_of_the_statement() {
    let query = ListQuery::new()
        .contains(&NAME, Some("needle'; DROP TABLE item"))
        .contains(&TITLE, Some("needle'; DROP TABLE item"))
        .exact(&LABEL, Some("needle"))
        .scope(Scope::Own(OwnedPartners::new(["needle".to_owned()])));
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let select = ITEMS.rows_statement(backend, &query);
        let sql = match backend {
            Backend::Sqlite => select.build(SqliteQueryBuilder).0,
            Backend::Postgres => select.build(PostgresQueryBuilder).0,
        };
        assert!(!sql.contains("needle"), "{sql}");
    }
}

#[test]
fn pages_are_bounded() {
    assert_eq!(Page::new(0, 0).size, 1);
    assert_eq!(Page::new(0, 10_000).size, 500);
    assert_eq!(Page::new(u64::MAX, 500).offset(), u64::MAX);
}

/// A count asks for the joins that its filters read, and for those that these lead through.
#[test]
fn a_large_list_is_counted_without_the_other_joins() {
    let text = |query: &ListQuery| API_KEYS.count_statement(Backend::Sqlite, query).to_string(SqliteQueryBuilder);
    let by = |column: &str| API_KEYS.column(column).unwrap();
    let joins = |sql: String| {
        ["partner", "auth_policy", "policy_group", "x_api_key"]
            .into_iter()
            .filter(|table| sql.contains(&format!("LEFT JOIN \"{table}\"")))
            .collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(joins(text(&ListQuery::new().live_only())), none);
    assert_eq!(joins(text(&ListQuery::new().live_only().contains(by("orgName"), Some("acme")))), none);
    assert_eq!(joins(text(&ListQuery::new().live_only().contains(by("policyName"), Some("acme")))), none);
    let by_group = ListQuery::new().filter(by("policyGroupName"), Test::Exact("acme".to_owned()));
    assert_eq!(joins(text(&by_group)), ["auth_policy", "policy_group"]);
    let at = ListQuery::new().at(day(1, 0)).flag(by("status"), Some(true)).contains(by("orgName"), Some("acme"));
    assert_eq!(joins(text(&at)), ["partner", "auth_policy", "policy_group", "x_api_key"]);
}
