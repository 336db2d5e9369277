//! The two schemas are twins, and every static statement is one that both databases understand.

use pms_store::migrate;

use crate::sources;
use crate::support::both;

#[test]
fn the_two_folders_have_the_same_migrations() {
    let [postgres, sqlite] = migrate::folders();
    assert_eq!(postgres, sqlite);
    assert_eq!(sqlite.last().map(|(version, _)| *version), Some(migrate::newest()));
}

/// Every statement of the sources, those of `concat!` too, is prepared on both databases: what a database does not
/// understand fails here, not in production.
#[tokio::test]
async fn every_static_statement_prepares() {
    let statements = sources::statements();
    assert!(statements.len() > 180, "only {} statements found", statements.len());
    // Some that are put together, to see that they are found.
    for (file, words) in [
        ("src/partner.rs", "AS head FROM partner p WHERE p.id = $1"),
        ("src/audit.rs", "request_id, source, mac FROM x_audit WHERE revision > $1"),
        ("src/certificate.rs", "FROM ca_cert_store WHERE cert_id = $1"),
        ("src/convert/secrets.rs", "FROM notifications WHERE NOT EXISTS (SELECT 1 FROM x_sealed"),
    ] {
        assert!(statements.iter().any(|(place, sql)| place == file && sql.contains(words)), "{file}: {words}");
    }
    both(|bench| {
        let statements = statements.clone();
        async move {
            for (place, sql) in statements {
                if sources::only_on_postgres(&sql).is_some_and(|postgres| postgres != bench.is_postgres()) {
                    continue;
                }
                let sql: &'static str = Box::leak(sql.into_boxed_str());
                if let Err(error) = sources::database(&bench.store, &place).await.prepare(sql).await {
                    panic!("{place}: {sql}\n{error}");
                }
            }
        }
    })
    .await;
}

/// The statements of the retention table are made by a macro with parameters.
#[tokio::test]
async fn every_statement_of_the_retention_table_prepares() {
    both(|bench| async move {
        for class in pms_store::retention::CLASSES {
            for sql in class.statements() {
                if let Err(error) = bench.store.db().prepare(sql).await {
                    panic!("{}: {sql}\n{error}", class.name);
                }
            }
        }
    })
    .await;
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
