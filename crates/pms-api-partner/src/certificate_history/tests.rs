use chrono::TimeDelta;
use pms_api_testkit::pki::{self, leaf, pki};
use pms_api_testkit::{Person, Site, with};
use pms_domain::{Timestamp, time};
use serde_json::{Value, json};

use crate::SERVICE;

const UPLOAD: &str = "/partners/certificate/upload";
const PATH: &str = "/partners/acme/certificates/history";

async fn upload(site: &Site, person: &Person, pem: &str, members: Value) -> String {
    let body = json!({"partnerId": "acme", "certificateData": pem, "partnerDomain": "AUTH"});
    let answer = site.send(person, "POST", UPLOAD, with(body, members)).await;
    assert_eq!(answer.error(), "success");
    answer.response()["certificateId"].as_str().unwrap().to_owned()
}

/// Id, usage and whether it was the one in use, of what counted at a moment.
async fn counted(site: &Site, person: &Person, at: Timestamp) -> Vec<(String, String, bool)> {
    let page = site.get(person, &format!("{PATH}?at={}", time::local_iso(at))).await.response();
    let rows = page["data"].as_array().unwrap();
    assert_eq!(page["totalResults"], rows.len());
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| (text(row, "certificateId"), text(row, "usage"), row["isCurrent"].as_bool().unwrap()))
        .collect()
}

#[tokio::test]
async fn the_history_says_what_counted_when() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = site.active("acme").await;
        let start = site.app.surroundings().now();
        let minutes = |count: i64| start + TimeDelta::minutes(count);
        let both = site.get(&owner, PATH).await.response()["data"][0]["certificateId"].as_str().unwrap().to_owned();
        // After ten minutes another takes over the signatures; after twenty yet another, with an overlap of a day.
        let make = || leaf().serial("4711").issued_by(&pki().intermediate).unwrap().pem;
        site.clock.advance(TimeDelta::minutes(10));
        let first = upload(&site, &owner, &make(), json!({"certUsage": "signature"})).await;
        site.clock.advance(TimeDelta::minutes(10));
        let second = upload(&site, &owner, &make(), json!({"certUsage": "signature", "overlapDays": 1})).await;

        let row = |id: &str, usage: &str, current| (id.to_owned(), usage.to_owned(), current);
        let before = start - TimeDelta::hours(1);
        assert_eq!(counted(&site, &owner, before).await, []);
        assert_eq!(counted(&site, &owner, minutes(9)).await, [row(&both, "both", true)]);
        let narrowed = [row(&first, "signature", true), row(&both, "encryption", true)];
        assert_eq!(counted(&site, &owner, minutes(10)).await, narrowed);
        let overlap =
            [row(&second, "signature", true), row(&first, "signature", false), row(&both, "encryption", true)];
        assert_eq!(counted(&site, &owner, minutes(20)).await, overlap);
        let after = [row(&second, "signature", true), row(&both, "encryption", true)];
        assert_eq!(counted(&site, &owner, minutes(20) + TimeDelta::days(1)).await, after);

        let answer = site.get(&admin, &format!("{PATH}?pageNo=0&pageSize=2")).await;
        let page = answer.response();
        assert_eq!((&page["totalResults"], page["data"].as_array().unwrap().len()), (&json!(3), 2));
        assert_eq!(page["data"][1]["certificateId"], first.as_str(), "newest first");
        let names = ["untilDateTime", "replacedDateTime", "fromDateTime"].map(|name| page["data"][1][name].clone());
        let expected =
            [minutes(20) + TimeDelta::days(1), minutes(20), minutes(10)].map(|at| json!(time::local_iso(at)));
        assert_eq!(names, expected);
        let last = site.get(&admin, &format!("{PATH}?pageNo=1&pageSize=2")).await.response();
        assert_eq!(last["data"][0]["usageNarrowedDateTime"], time::local_iso(minutes(10)));

        // Revoked, it counted until then.
        site.sql("UPDATE partner_cert_store SET x_revoked_at = cr_dtimes, x_revoked_reason = 'keyCompromise' WHERE x_usage = 'encryption'").await;
        let left = [row(&first, "signature", true)];
        assert_eq!(counted(&site, &owner, minutes(10)).await, left);
        let last = site.get(&admin, &format!("{PATH}?pageNo=1&pageSize=2")).await.response();
        assert_eq!(
            (&last["data"][0]["revokedReason"], &last["data"][0]["isCurrent"]),
            (&json!("keyCompromise"), &json!(false))
        );
    }
}

#[tokio::test]
async fn a_row_of_the_history_and_who_reads_it() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = site.active("acme").await;
        let stranger = site.owner("other", "Auth_Partner").await;
        let answer = site.get(&owner, PATH).await;
        let mut page = answer.response();
        assert_eq!(site.get(&admin, PATH).await.response(), page);
        let members = page["data"][0].as_object_mut().unwrap();
        // What the certificates of this run say.
        for name in ["serialNumber", "sha256", "keySha256", "certificateExpiryDateTime", "untilDateTime"] {
            assert!(members.insert(name.to_owned(), json!("…")).is_some_and(|value| value.is_string()), "{name}");
        }
        insta::allow_duplicates! { insta::assert_json_snapshot!("row", page) };

        let missing = "PMS_PRT_005 Partner does not exist";
        site.get_refuses(
            &owner,
            &[
                ("/partners/other/certificates/history", missing),
                ("/partners/nobody/certificates/history", missing),
                (&format!("{PATH}?pageNo=-1"), "PMS_PRT_360 Invalid Page No"),
            ],
        )
        .await;
        assert_eq!(site.get(&stranger, PATH).await.error(), missing);
        let reader = site.person("resident", &["RESIDENT"]).await;
        assert!(site.get(&reader, PATH).await.error().contains("KER-ATH-403"));
        let broken = site.get(&owner, &format!("{PATH}?at=yesterday")).await;
        assert_eq!(broken.status, 400);
    }
}

/// A row that keymanager wrote is its partner's by the alias alone.
#[tokio::test]
async fn an_adopted_certificate_is_in_the_history() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (owner, _) = site.active("acme").await;
        site.sql(
            "UPDATE partner_cert_store SET x_partner_id = NULL, x_usage = NULL, x_current = FALSE, x_sha256 = NULL",
        )
        .await;
        let page = site.get(&owner, PATH).await.response();
        let row = &page["data"][0];
        assert_eq!((&row["usage"], &row["isCurrent"], &row["sha256"]), (&json!("both"), &json!(true), &json!(null)));
    }
}
