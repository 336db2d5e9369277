//! The two schemas are twins, and every static statement is one that both databases understand.

use pms_store::migrate;

use crate::support::both;

#[test]
fn the_two_folders_have_the_same_migrations() {
    let [postgres, sqlite] = migrate::folders();
    assert_eq!(postgres, sqlite);
    assert_eq!(sqlite.last().map(|(version, _)| *version), Some(migrate::newest()));
}

/// Every text between `statement(` and the next call is prepared on both databases: what a database does not
/// understand fails here, not in production.
#[tokio::test]
async fn every_static_statement_prepares() {
    let statements = statements();
    assert!(statements.len() > 60, "only {} statements found", statements.len());
    both(|bench| {
        let statements = statements.clone();
        async move {
            for (place, sql) in statements {
                let only_postgres =
                    sql.contains("pg_") || sql.contains("clock_timestamp") || sql.contains("information_schema");
                let only_sqlite = sql.contains("sqlite_master") || sql.contains("pragma_");
                if (only_postgres && !bench.is_postgres()) || (only_sqlite && bench.is_postgres()) {
                    continue;
                }
                let sql: &'static str = Box::leak(sql.into_boxed_str());
                if let Err(error) = bench.store.db().prepare(sql).await {
                    panic!("{place}: {sql}\n{error}");
                }
            }
        }
    })
    .await;
}

/// The string literals of the sources that start like SQL, with `concat!` pieces joined.
fn statements() -> Vec<(String, String)> {
    let mut out = Vec::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.to_string_lossy().contains("list") {
                let text = std::fs::read_to_string(&path).unwrap();
                for literal in literals(&text) {
                    let verb = literal.split_whitespace().next().unwrap_or_default();
                    let starts = matches!(verb, "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "WITH");
                    // Pieces of concat! are covered by the tests that run them.
                    let whole = !literal.ends_with("SELECT ")
                        && !literal.ends_with("RETURNING ")
                        && literal.split_whitespace().count() > 3;
                    let piece =
                        literal.trim_end().ends_with("ON x.partner_id = p.id") || literal.trim_end().ends_with("c.id");
                    if starts && whole && !piece {
                        out.push((path.display().to_string(), literal));
                    }
                }
            }
        }
    }
    out
}

fn literals(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        let mut literal = String::new();
        let mut chars = rest[start + 1..].char_indices();
        let mut end = rest.len();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    end = start + 1 + at + 1;
                    break;
                }
                '\\' => match chars.next() {
                    // A backslash at the end of a line swallows the line's end and the indentation.
                    Some((_, '\n')) => {
                        let mut peek = chars.clone();
                        while let Some((_, c)) = peek.next() {
                            if !c.is_whitespace() {
                                break;
                            }
                            chars.next();
                        }
                    }
                    Some((_, c)) => literal.push(c),
                    None => break,
                },
                c => literal.push(c),
            }
        }
        out.push(literal);
        rest = &rest[end.min(rest.len())..];
    }
    out
}

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    both(|bench| async move {
        migrate::run(bench.store.db()).await.unwrap();
        assert_eq!(migrate::readiness(bench.store.db()).await.unwrap(), migrate::Readiness::Ready);
    })
    .await;
}

#[tokio::test]
async fn catalogues_are_seeded() {
    both(|bench| async move {
        let query = pms_store::list::ListQuery::new();
        let types: pms_store::list::ListPage<pms_store::lists::PartnerTypeRow> =
            pms_store::lists::PARTNER_TYPES.fetch(bench.store.db(), &query, None).await.unwrap();
        let mut codes: Vec<_> = types.rows.iter().map(|row| (row.code.as_str(), row.is_policy_required)).collect();
        let mut expected: Vec<_> = pms_domain::partner_type::ALL.iter().map(|t| (t.code, t.policy_required)).collect();
        codes.sort_unstable();
        expected.sort_unstable();
        assert_eq!(codes, expected);
    })
    .await;
}

/// A binary older than the schema allows refuses to work.
#[tokio::test]
async fn a_schema_that_is_too_new_is_refused() {
    both(|bench| async move {
        let mut tx = bench.store.db().begin().await.unwrap();
        pms_store::open::set_meta(&mut tx, "schema.compatible_from", "9999").await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(migrate::readiness(bench.store.db()).await, Err(pms_store::StoreError::Schema(_))));
    })
    .await;
}

/// Many processes may migrate an empty database at once.
#[tokio::test(flavor = "multi_thread")]
async fn eight_migrations_at_once_are_one() {
    let Some(database) = pms_testkit::postgres::database() else { return };
    let location = pms_store::db::Location::Postgres(database.url().to_owned());
    let runs = (0..8).map(|_| {
        let location = location.clone();
        tokio::spawn(async move {
            let db = pms_store::db::Db::open(&location, 2).await.unwrap();
            migrate::run(&db).await.unwrap();
            db.close().await;
        })
    });
    for run in runs.collect::<Vec<_>>() {
        run.await.unwrap();
    }
    let db = pms_store::db::Db::open(&location, 2).await.unwrap();
    assert_eq!(migrate::readiness(&db).await.unwrap(), migrate::Readiness::Ready);
}
