//! Who sees the metrics: nobody whom a proxy brought here.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::Request;
use pms::metrics::Metrics;
use std::net::SocketAddr;
use tower::ServiceExt;

use crate::house::House;

async fn status(house: &House, source: [u8; 4], header: Option<(&str, &str)>) -> u16 {
    let mut ask = house.ask("GET", "/metrics").from(source);
    if let Some((name, value)) = header {
        ask = ask.header(name, value);
    }
    ask.send().await.status
}

#[tokio::test]
async fn metrics_are_for_private_addresses_that_no_proxy_brought() {
    let house = House::new().await;
    for source in [[127, 0, 0, 1], [10, 1, 2, 3], [192, 168, 1, 1]] {
        assert_eq!(status(&house, source, None).await, 200, "{source:?}");
    }
    assert_eq!(status(&house, [203, 0, 113, 9], None).await, 404);
    for (name, value) in [
        ("x-forwarded-for", "203.0.113.9"),
        ("x-forwarded-for", "127.0.0.1"),
        ("forwarded", "for=203.0.113.9"),
        ("via", "1.1 proxy"),
        ("x-real-ip", "203.0.113.9"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "partners.example.org"),
    ] {
        assert_eq!(status(&house, [127, 0, 0, 1], Some((name, value))).await, 404, "{name}");
    }
    let reply = house.ask("GET", "/metrics").from([127, 0, 0, 1]).send().await;
    assert!(reply.text.contains("pms_http_requests_total"), "{}", reply.text);
}

/// Answers of the check are counted by our own words alone.
#[tokio::test]
async fn answers_of_the_check_are_counted_by_reason() {
    let house = House::new().await;
    let admin = house.admin().await;
    let path = "/v1/partnermanager/partners/nobody/apikey/no-key/misp/no-licence/validate?needPartnerCert=false";
    for _ in 0..3 {
        house.ask("GET", path).by(&admin).send().await;
    }
    let reply = house.ask("GET", "/metrics").from([127, 0, 0, 1]).send().await;
    let text = &reply.text;
    for (reason, count) in [("licence_unknown", 3), ("allowed", 0), ("key_quota", 0)] {
        let line = format!("pms_verification_answers_total{{reason=\"{reason}\"}} {count}\n");
        assert!(text.contains(&line), "{line}{text}");
    }
    assert!(!text.contains("no-licence") && !text.contains("nobody"));
}

/// Which revision the answers are of, and how old it is, in metrics and in readiness.
#[tokio::test]
async fn the_revision_and_the_age_of_the_snapshot_are_told() {
    let house = House::with(|settings| settings.verification.fail_closed_after_seconds = 600).await;
    let gauge = async |name: &str| -> f64 {
        let text = house.ask("GET", "/metrics").from([127, 0, 0, 1]).send().await.text.clone();
        let found = text.lines().find_map(|line| line.strip_prefix(&format!("pms_snapshot_{name} ")));
        found.unwrap_or_else(|| panic!("no {name}: {text}")).parse().unwrap()
    };
    let ready = async || house.ask("GET", "/health/ready").send().await.json();
    let head = async || pms_store::audit::head(house.app.store().db()).await.unwrap().0;
    let before = head().await;
    house.app.identity().wait_for(before).await;
    assert_eq!(gauge("revision").await as i64, before);
    assert_eq!(ready().await["revision"], before);
    // A change moves both.
    house.admin().await;
    let after = head().await;
    assert!(after > before);
    house.app.identity().wait_for(after).await;
    assert_eq!(gauge("revision").await as i64, after);
    assert_eq!(ready().await["revision"], after);
    assert!(gauge("age_seconds").await < 60.0 && ready().await["snapshotAgeMs"].as_u64().unwrap() < 60_000);
    // Without its database the snapshot stays as it is and grows old.
    house.app.store().db().close().await;
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    let (seconds, millis) = (gauge("age_seconds").await, ready().await["snapshotAgeMs"].as_u64().unwrap());
    assert!((1.0..60.0).contains(&seconds) && (1_000..60_000).contains(&millis), "{seconds} {millis}");
    assert_eq!((gauge("revision").await as i64, ready().await["revision"].as_i64()), (after, Some(after)));
}

/// A proxy on the same machine has a private address, and need not say that it is one.
#[tokio::test]
async fn behind_a_proxy_metrics_have_a_listener_of_their_own_or_none() {
    for (name, house) in [
        ("https", House::with(|settings| settings.server.public_url = "https://pms.example".to_owned()).await),
        ("proxies", House::with(|settings| settings.server.trusted_proxies = vec!["10.0.0.1".to_owned()]).await),
        ("own", House::with(|settings| settings.server.metrics_listen = "127.0.0.1:9464".to_owned()).await),
    ] {
        assert_eq!(status(&house, [127, 0, 0, 1], None).await, 404, "{name}");
        let alone: Router = Metrics::new().alone(house.app.clone());
        let mut request = Request::get("/metrics").body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([203, 0, 113, 9], 1))));
        assert_eq!(alone.oneshot(request).await.unwrap().status(), 200, "{name}");
    }
}
