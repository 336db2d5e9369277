use std::path::Path;

use pms_domain::policy::{self, PolicyType};
use pms_store::partner::Reach;
use pms_store::{auth_policy, policy_link};
use serde_json::Value;

use super::{Loaded, links, mosip, policies, stock_keys};
use crate::testing::Site;

const ALL: Loaded = Loaded { policy_groups: 9, partners: 9, policies: 13, links: 13, keys: 13, devices: 3 };
const NONE: Loaded = Loaded { policy_groups: 0, partners: 0, policies: 0, links: 0, keys: 0, devices: 0 };

#[test]
fn the_stock_policies_follow_their_schema() {
    for policy in &policies::POLICIES {
        assert_eq!(policy::violations(PolicyType::DataShare, &policy.content()), [], "{}", policy.id);
    }
}

/// Rows of a file of the stock deployment, or none.
fn stock(file: &str) -> Option<Vec<csv::StringRecord>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/seed-rows").join(file);
    if !path.exists() {
        pms_testkit::skip("the stock rows of a MOSIP deployment are not at hand (../shared/data/seed-rows)");
        return None;
    }
    Some(csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).collect())
}

#[test]
fn they_say_what_a_mosip_deployment_says() {
    let Some(rows) = stock("pms-auth_policy.csv") else { return };
    assert_eq!(rows.len(), policies::POLICIES.len());
    for (row, policy) in rows.iter().zip(&policies::POLICIES) {
        assert_eq!(&row[0], policy.id);
        // One of them has a comma too many.
        let stocked: Value = serde_json::from_str(&row[4].replace(",,", ",")).unwrap();
        assert_eq!(policy.content(), stocked, "{}", policy.id);
    }
}

#[tokio::test]
async fn what_is_missing_is_loaded_and_the_rest_stays() {
    for site in Site::on_both().await {
        let (app, ctx) = (&site.app, site.system());
        assert_eq!(mosip(app, &ctx, false).await.unwrap(), ALL);
        let db = app.store().db();
        for policy in &policies::POLICIES {
            let found = auth_policy::find(db, policy.id).await.unwrap().unwrap();
            assert_eq!(found.status(), policy::Status::Activated);
        }
        let count = async |sql: &'static str| -> i64 {
            let (count,): (i64,) = pms_store::statement(sql).one(db).await.unwrap();
            count
        };
        assert_eq!(count("SELECT COUNT(*) FROM partner_policy_bioextract").await, 21);
        assert_eq!(
            count("SELECT COUNT(*) FROM device_detail WHERE is_active AND approval_status = 'approved'").await,
            3
        );
        assert_eq!(count("SELECT COUNT(*) FROM partner_policy_credential_type").await, 8);
        assert_eq!(count("SELECT COUNT(*) FROM x_approval WHERE kind = 'policy' AND state = 'approved'").await, 13);
        assert_eq!(count("SELECT COUNT(*) FROM partner_policy_request WHERE status_code = 'approved'").await, 13);
        if let Some(rows) = stock("pms-partner_policy_request.csv") {
            for (row, link) in rows.iter().zip(&links::LINKS) {
                assert_eq!((&row[0], &row[1], &row[2]), (link.request_id().as_str(), link.partner, link.policy));
            }
        }
        assert_eq!(mosip(app, &ctx, false).await.unwrap(), NONE);
        let mut change = app.store().change().await.unwrap();
        let again =
            policy_link::of_pair(&mut change, Reach::Everything, "mpartner-default-abis", "mpolicy-default-abis");
        let id = again.await.unwrap().remove(0).id;
        pms_store::statement("DELETE FROM partner_policy_request WHERE id = $1")
            .bind(id)
            .execute(&mut change)
            .await
            .unwrap();
        change.save(&ctx, pms_store::audit::Record::new("test", "test", "x")).await.unwrap();
        assert_eq!(mosip(app, &ctx, false).await.unwrap(), Loaded { links: 1, ..NONE });
        assert_eq!(stock_keys(app).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn stock_keys_are_loaded_for_whoever_asks_and_counted() {
    for site in Site::on_both().await {
        let (app, ctx) = (&site.app, site.system());
        assert_eq!(mosip(app, &ctx, true).await.unwrap(), ALL);
        assert_eq!(stock_keys(app).await.unwrap(), 13);
        if let Some(rows) = stock("pms-partner_policy.csv") {
            for (row, link) in rows.iter().zip(&links::LINKS) {
                assert_eq!((&row[0], &row[2], &row[3]), (link.key_label().as_str(), link.partner, link.policy));
            }
        }
        assert_eq!(mosip(app, &ctx, false).await.unwrap(), NONE, "what is there stays");
    }
}
