//! Lists over real rows.

use pms_domain::context::OwnedPartners;
use pms_store::list::{ListQuery, Page, Scope, Test};
use pms_store::lists::{ADMIN_PARTNERS, PARTNER_SEARCH, partners};

use crate::support::{Bench, both, register};

async fn ids(bench: &Bench, query: ListQuery) -> (Vec<String>, u64) {
    let page = partners(&bench.store, &ADMIN_PARTNERS, &query).await.unwrap();
    (page.rows.into_iter().map(|partner| partner.id).collect(), page.total)
}

async fn fill(bench: &Bench) {
    for (number, id) in ["alpha", "beta", "gamma_x", "gamma%y", "Straße"].iter().enumerate() {
        register(bench, id, &format!("p{number}@example.org")).await;
        bench.clock.advance(chrono::TimeDelta::seconds(1));
    }
}

#[tokio::test]
async fn pages_neither_overlap_nor_miss() {
    both(|bench| async move {
        fill(&bench).await;
        let mut seen = Vec::new();
        for number in 0..3 {
            let (rows, total) = ids(&bench, ListQuery::new().page(Page::new(number, 2))).await;
            assert_eq!(total, 5);
            seen.extend(rows);
        }
        assert_eq!(seen, ["Straße", "gamma%y", "gamma_x", "beta", "alpha"], "newest first");
        let (rows, total) = ids(&bench, ListQuery::new().page(Page::new(9, 2))).await;
        assert_eq!((rows.len(), total), (0, 5));
    })
    .await;
}

#[tokio::test]
async fn wildcards_are_letters_and_case_does_not_matter() {
    both(|bench| async move {
        fill(&bench).await;
        let column = ADMIN_PARTNERS.column("partnerId").unwrap();
        for (text, expected) in [
            ("a_x", vec!["gamma_x"]),
            ("a%y", vec!["gamma%y"]),
            ("___", vec![]),
            ("%%%", vec![]),
            ("GAMMA", vec!["gamma%y", "gamma_x"]),
            ("al", vec!["alpha"]),
            ("STRASSE", vec!["Straße"]),
            ("nothing", vec![]),
            ("a'b", vec![]),
        ] {
            let (rows, _) = ids(&bench, ListQuery::new().contains(column, Some(text)).page(Page::new(0, 10))).await;
            assert_eq!(rows, expected, "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_scope_shows_its_own() {
    both(|bench| async move {
        fill(&bench).await;
        let own = Scope::Own(OwnedPartners::new(["beta".to_owned()]));
        let query = ListQuery::new().scope(own).page(Page::new(0, 10));
        let page = partners(&bench.store, &PARTNER_SEARCH, &query).await.unwrap();
        assert_eq!(page.total, 1);
        let nobody = ListQuery::new().scope(Scope::Own(OwnedPartners::default())).page(Page::new(0, 10));
        assert_eq!(partners(&bench.store, &PARTNER_SEARCH, &nobody).await.unwrap().total, 0);
    })
    .await;
}

#[tokio::test]
async fn distinct_values_keep_the_scope() {
    both(|bench| async move {
        fill(&bench).await;
        let column = PARTNER_SEARCH.column("name").unwrap();
        let code = PARTNER_SEARCH.column("id").unwrap();
        let own = ListQuery::new().scope(Scope::Own(OwnedPartners::new(["beta".to_owned()])));
        let values = PARTNER_SEARCH.values(bench.store.db(), &own, column, code, true, 100).await.unwrap();
        assert_eq!(values.len(), 1);
        assert_eq!(values[0].code.as_deref(), Some("beta"));
    })
    .await;
}

#[tokio::test]
async fn status_like_columns_sort_the_other_way_round() {
    both(|bench| async move {
        fill(&bench).await;
        let mut change = bench.store.change().await.unwrap();
        let now = bench.surroundings.now();
        pms_store::partner::set_standing(&mut change, "beta", "approved", true, "a", now).await.unwrap();
        change.save(&bench.ctx(), pms_store::audit::Record::new("t", "partner", "beta")).await.unwrap();
        let column = ADMIN_PARTNERS.column("isActive").unwrap();
        let (rows, _) = ids(&bench, ListQuery::new().sort(column, false).page(Page::new(0, 1))).await;
        assert_eq!(rows, ["beta"], "ascending lists active ones first");
        let active = ListQuery::new().filter(column, Test::Flag(true)).page(Page::new(0, 10));
        assert_eq!(ids(&bench, active).await.1, 1);
    })
    .await;
}
