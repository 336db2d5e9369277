//! The hub's deliveries of `AUTHENTICATION_TRANSACTION_STATUS`.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pms_api_testkit::{Answer, Site};
use serde_json::{Value, json};

use super::Scene;
use crate::SERVICE;

const SECRET: &str = "a secret that only the hub has";
const TOPIC: &str = "AUTHENTICATION_TRANSACTION_STATUS";
const STATUS: &str = "/v1/partnermanager/transactions/status";

/// A site that has subscribed, on each database.
async fn subscribed() -> (tempfile::TempDir, Vec<Site>) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("hub");
    std::fs::write(&file, format!("{SECRET}\n")).unwrap();
    let sites = Site::on_both_with(SERVICE, move |settings| {
        settings.transaction_log.hub_secret_file = Some(file.clone());
    });
    (directory, sites.await)
}

fn signed(body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    format!("sha256={}", hex::encode(hmac::sign(&key, body.as_bytes())))
}

async fn deliver(site: &Site, body: &str, signature: &str) -> Answer {
    let headers = [("x-hub-signature", signature), ("content-type", "application/json")];
    site.send_raw("POST", STATUS, &headers, body).await
}

/// A delivery as ID Authentication publishes it, with everything that is nobody's business.
fn event(transaction: &str, members: Value) -> String {
    let data = json!({
        "transactionID": transaction, "requestdatetime": "2026-01-15T10:00:02.000Z", "authtypeCode": "FACE-AUTH",
        "statusCode": "N", "statusComment": "John Doe does not match", "referenceIdType": "UIN",
        "entityName": "Acme", "entityId": "acme", "requestSignature": "e30..c2ln", "responseSignature": "e30..c2ln",
        "tokenId": "271828182845904523536028747135266249", "individualId": "8D969EEF6ECAD3C29A3A629280E686CF0C3F5D5A",
    });
    json!({"publisher": "IDA", "topic": TOPIC, "publishedOn": "2026-01-15T10:00:03.000Z",
        "event": {"id": "1", "transactionId": "x", "timestamp": "2026-01-15T10:00:03.000Z",
            "data": pms_api_testkit::with(data, members)}})
    .to_string()
}

#[tokio::test]
async fn the_hub_tells_once_and_nothing_of_the_person_is_kept() {
    let (_directory, sites) = subscribed().await;
    for site in sites {
        let scene = Scene::on(site).await;
        scene.ingest(&scene.a.client, &json!([scene.line(&scene.a, "t-1", json!({}))])).await;
        for _ in 0..3 {
            let body = event("t-1", json!({}));
            assert_eq!(deliver(&scene.site, &body, &signed(&body)).await.status, 200);
        }
        // The certificate of B signed: it is B's use, whoever's partner it is for.
        let der = b"a certificate";
        let sha256 = hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, der));
        scene
            .site
            .sql(
                "INSERT INTO partner_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, \
                 cert_not_after, cert_data, cert_thumbprint, cert_serial_no, partner_domain, signed_cert_data, \
                 organization_name, x_partner_id, x_current, cr_by, cr_dtimes) SELECT 'of-b', 's', 'i', 'i', \
                 cr_dtimes, cr_dtimes, 'd', 't', '1', 'MISP', 'd', 'o', id, TRUE, 'test', cr_dtimes FROM partner \
                 WHERE id = 'misp-b'",
            )
            .await;
        let mut change = scene.site.app.store().change().await.unwrap();
        pms_store::statement("UPDATE partner_cert_store SET x_sha256 = $1 WHERE cert_id = 'of-b'")
            .bind(sha256)
            .execute(&mut change)
            .await
            .unwrap();
        change.save(&scene.site.system(), pms_store::audit::Record::new("test.sql", "test", "sql")).await.unwrap();
        let header = URL_SAFE_NO_PAD.encode(json!({"alg": "RS256", "x5c": [STANDARD.encode(der)]}).to_string());
        let members =
            json!({"requestSignature": format!("{header}..c2ln"), "statusCode": "Y", "entityId": "unknown-4711"});
        let body = event("t-2", members);
        assert_eq!(deliver(&scene.site, &body, &signed(&body)).await.status, 200);
        // Useless ones are taken off the hub's hands.
        for members in [
            json!({"requestdatetime": "2024-01-15T10:00:02.000Z"}),
            json!({"requestdatetime": null}),
            json!({"statusCode": "?"}),
            json!({"transactionID": "a b"}),
        ] {
            let body = event("t-3", members);
            assert_eq!(deliver(&scene.site, &body, &signed(&body)).await.status, 200, "{body}");
        }
        scene.sum().await;
        let told = scene.site.get(&scene.admin, "/transactions?source=ida").await.response()["data"].clone();
        let of = |row: &Value, name: &str| row[name].clone();
        let shown: Vec<_> = told
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                json!([
                    of(row, "transactionId"),
                    of(row, "mispId"),
                    of(row, "partnerId"),
                    of(row, "outcome"),
                    of(row, "authTypes")
                ])
            })
            .collect();
        let expected = [
            json!(["t-2", "misp-b", null, "allowed", ["FACE-AUTH"]]),
            json!(["t-1", null, "acme", "refused", ["FACE-AUTH"]]),
        ];
        assert_eq!(shown, expected);
        // The gateway's row learns how it went, and is counted once.
        let row = scene.rows(&scene.a.owner, "").await.remove(0);
        assert_eq!((&row["outcome"], &row["authOutcome"]), (&json!("allowed"), &json!("refused")));
        let totals = scene.site.get(&scene.a.owner, "/transactions/totals?source=gateway").await.response();
        assert_eq!((&totals["total"], &totals["allowed"]), (&json!(1), &json!(1)));
        let log = scene.site.app.store().log().await.unwrap();
        let day = pms_domain::transaction::day(pms_app::testing::start());
        let begin = pms_store::transaction::Seek { occurred_at: 0, id: 0 };
        let stored = format!("{:?}", pms_store::transaction::rows_of_day(log, day, begin, 100).await.unwrap());
        for private in ["2718281828", "8D969EEF", "John", "UIN", "4711", "c2ln"] {
            assert!(!stored.contains(private), "{private}: {stored}");
        }
    }
}

#[tokio::test]
async fn a_hub_proves_that_it_is_one() {
    let (_directory, mut sites) = subscribed().await;
    let site = sites.remove(0);
    let query = |mode: &str, topic: &str, challenge: &str| {
        format!("{STATUS}?hub.mode={mode}&hub.topic={topic}&hub.challenge={challenge}&hub.lease_seconds=60")
    };
    let answer = site.raw(None, "GET", &query("subscribe", TOPIC, "a-challenge"), None).await;
    assert_eq!((answer.status, answer.text.as_str()), (202, "a-challenge"));
    for path in [
        query("denied", TOPIC, "c"),
        // Whoever can make the hub ask would end the deliveries, and nobody would hear of it.
        query("unsubscribe", TOPIC, "c"),
        query("subscribe", "ANOTHER", "c"),
        query("subscribe", TOPIC, ""),
        query("subscribe", TOPIC, "a%0Ab"),
        STATUS.to_owned(),
    ] {
        let answer = site.raw(None, "GET", &path, None).await;
        assert_eq!(answer.error(), "404 PMS_TXN_003 Not subscribed.", "{path}");
    }
    let good = event("t", json!({}));
    for signature in ["", "sha256=00", &signed("{}"), &signed(&good).replace("sha256", "sha1")] {
        let answer = deliver(&site, &good, signature).await;
        assert_eq!(answer.error(), "401 PMS_TXN_004 The delivery is not signed.", "{signature}");
    }
    for body in ["", "[]", "{}", "{\"event\":{}}", &good.replace(TOPIC, "ANOTHER")] {
        let answer = deliver(&site, body, &signed(body)).await;
        assert_eq!(answer.error(), "400 PMS_TXN_005 The delivery cannot be read.", "{body}");
    }
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(64 * 1024));
    assert_eq!(deliver(&site, &large, &signed(&large)).await.status, 413);
    // Nobody subscribed.
    let site = Site::new(SERVICE).await;
    let answer = site.raw(None, "GET", &query("subscribe", TOPIC, "c"), None).await;
    assert_eq!(answer.error(), "404 PMS_TXN_003 Not subscribed.");
    // Whoever has taken the secret away wants it to end.
    let answer = site.raw(None, "GET", &query("unsubscribe", TOPIC, "c"), None).await;
    assert_eq!((answer.status, answer.text.as_str()), (202, "c"));
    let answer = site.raw(None, "GET", &query("unsubscribe", "ANOTHER", "c"), None).await;
    assert_eq!(answer.error(), "404 PMS_TXN_003 Not subscribed.");
    assert_eq!(deliver(&site, &good, &signed(&good)).await.error(), "401 PMS_TXN_004 The delivery is not signed.");
}
