//! A word that very many rows hold is not looked for among few: PostgreSQL's statistics say so, for less than the look costs.

use pms_store::list::{ListQuery, Page};
use pms_store::lists::ADMIN_PARTNERS;
use pms_store::{statement, tally};
use sqlx::FromRow;

use crate::support::{both, register};

#[derive(FromRow)]
struct Found {
    name: String,
}

#[tokio::test]
async fn what_the_planner_knows_of_a_word_decides_how_it_is_looked_for() {
    both(|bench| async move {
        if !bench.is_postgres() {
            return;
        }
        let db = bench.store.db();
        register(&bench, "acme", "acme@example.org").await;
        // 24,000 partners: `common` in the names of all but every hundredth, `seldom` in those.
        for sql in [
            "INSERT INTO partner SELECT (jsonb_populate_record(p, jsonb_build_object('id', 'p' || n, 'user_id', 'u' || n, \
             'name', CASE WHEN n % 100 = 0 THEN 'seldom ' ELSE 'common ' END || n, \
             'cr_dtimes', p.cr_dtimes + n * interval '1 second'))).* FROM partner p, generate_series(1, 24000) n",
            "INSERT INTO x_search (kind, id, folded, created) SELECT 'partner.name', p.id, lower(p.name), p.cr_dtimes \
             FROM partner p WHERE p.id <> 'acme'",
            "ANALYZE",
        ] {
            statement(sql).execute_uncounted(db).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
        let column = ADMIN_PARTNERS.column("orgName").unwrap();
        for (word, total, commands) in [
            // Counted, then the keys of the page, then its rows.
            ("common", 23_760, 3),
            // Counted on the way, then the rows of the page.
            ("seldom", 240, 2),
        ] {
            let query = ListQuery::new().contains(column, Some(word)).page(Page::new(0, 10));
            let (page, asked) = tally::of(Box::pin(ADMIN_PARTNERS.fetch::<Found>(db, &query, None))).await;
            let page = page.unwrap();
            assert!(page.rows.iter().all(|found| found.name.starts_with(word)));
            assert_eq!((page.total, page.rows.len(), asked.len()), (total, 10, commands), "{word}: {asked:?}");
        }
    })
    .await;
}
