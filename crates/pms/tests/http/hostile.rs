//! Input that is made to cost much: refused, with no more read of it than may be. What a search may cost is counted in the tests of `pms-pki`
//! (`bounds`); how long a refusal takes is measured by `pms-bench hostile`.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, Bytes};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pms_api_testkit::Person;
use pms_api_testkit::pki::{self, ca, pki};
use pms_domain::routes::{self, Route};
use pms_domain::{limits, roles};
use serde_json::{Value, json};

use crate::bad_input::{path, with_body};
use crate::house::{House, assert_no_internals};

/// Bytes that come at a time.
const PIECE: usize = 16 * 1024;
const LARGE: usize = 50 << 20;

/// A body of so many bytes, whose length nobody says; `taken`: how many were asked for.
fn large(bytes: usize, taken: &Arc<AtomicUsize>) -> Body {
    let taken = Arc::clone(taken);
    let pieces = futures_util::stream::unfold(bytes, move |left| {
        let piece = left.min(PIECE);
        taken.fetch_add(piece, Ordering::Relaxed);
        let next = (piece > 0).then(|| (Ok::<_, Infallible>(Bytes::from(vec![b'x'; piece])), left - piece));
        std::future::ready(next)
    });
    Body::from_stream(pieces)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_megabytes_no_more_is_read_than_may_be() {
    let house = House::new().await;
    let person = house.person("everybody", roles::ALL).await;
    let before = house.head().await;
    let mut limits_seen = Vec::new();
    for route in with_body() {
        let taken = Arc::default();
        let ask = house.ask(route.method, &path(route)).by(&person);
        let reply = ask.streamed("application/json", large(LARGE, &taken)).send().await;
        assert_eq!(reply.status, 413, "{}: {:.200}", route.id, reply.text);
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        let limit: usize = detail.split_whitespace().find_map(|word| word.parse().ok()).unwrap();
        assert!(limit <= limits::REVOCATION_LIST_BODY, "{}: {limit}", route.id);
        let taken = taken.load(Ordering::Relaxed);
        assert!(taken <= limit + PIECE, "{}: {taken} bytes of {limit} were read", route.id);
        if !limits_seen.contains(&limit) {
            limits_seen.push(limit);
        }
    }
    let expected = [
        limits::BODY,
        limits::CERTIFICATE_BODY,
        limits::DEVICE_MESSAGE_BODY,
        limits::OPEN_BODY,
        limits::REVOCATION_LIST_BODY,
    ];
    assert!(expected.iter().all(|limit| limits_seen.contains(limit)), "{limits_seen:?}");
    assert_eq!(house.head().await, before);
}

/// Who may not call at all has nothing read, or (for the id that the refusal repeats) no more than who may.
#[tokio::test]
async fn of_a_stranger_less_is_read() {
    let house = House::new().await;
    let person = house.person("nobody", &[]).await;
    let path = routes::UPLOAD_PARTNER_CERTIFICATE.path;
    let taken = Arc::default();
    let reply = house.ask("POST", path).streamed("application/json", large(LARGE, &taken)).send().await;
    assert_eq!((reply.status, taken.load(Ordering::Relaxed)), (401, 0));
    let reply = house.ask("POST", path).by(&person).streamed("application/json", large(LARGE, &taken)).send().await;
    assert!([403, 413].contains(&reply.status), "{} {}", reply.status, reply.text);
    assert!(taken.load(Ordering::Relaxed) <= limits::CERTIFICATE_BODY + PIECE);
}

/// A certificate with so many name constraints.
fn constrained(count: usize) -> String {
    let mut names = String::new();
    for number in 0..count {
        let comma = if number == 0 { "" } else { "," };
        write!(names, "{comma}permitted;DNS:{number}.example").unwrap();
    }
    ca("Narrow CA", Some(0)).extension("nameConstraints", &names).issued_by(&pki().root).unwrap().pem
}

async fn refusal(house: &House, person: &Person, route: &Route, request: &Value) -> String {
    let reply = house.call(route, route.path, Some(request)).by(person).send().await;
    assert_no_internals(&reply.text);
    if reply.status == 413 { "413".to_owned() } else { reply.error() }
}

#[tokio::test]
async fn certificates_that_are_made_to_cost_much_are_refused_and_change_nothing() {
    if !pki::available() {
        return;
    }
    let house = House::new().await;
    let admin = house.admin().await;
    house.owner("acme", "Device_Provider").await;
    house.trust(&admin, "DEVICE").await;
    let before = house.head().await;
    let one = pms_pki::parse::wire::partner_upload(&pki().intermediate.pem).unwrap();
    let chain = |count| URL_SAFE_NO_PAD.encode(pms_pki::p7b::encode(std::iter::repeat_n(&one, count)));
    let not_base64 = "KER-CRY-003  input data is not base64 encoded";
    let invalid = "KER-PCM-001 Invalid Certificate uploaded.";
    let ten_thousand = constrained(10_000);
    let more = constrained(pms_pki::certificate::MAX_NAMES + 1);
    for (what, data, by_ca, by_partner) in [
        // Text that is no certificate is taken for base64, as keymanager does.
        ("10,000 constraints", ten_thousand, not_base64, "KER-KMS-013 Certificate Parsing Error."),
        ("more constraints than names may be", more, not_base64, "KER-KMS-013 Certificate Parsing Error."),
        ("a chain of 150", chain(150), invalid, "KER-KMS-013 Certificate Parsing Error."),
        ("a chain of 10,000", chain(10_000), "413", "413"),
    ] {
        let request = json!({"certificateData": data, "partnerDomain": "DEVICE"});
        assert_eq!(refusal(&house, &admin, &routes::UPLOAD_CA_CERTIFICATE, &request).await, by_ca, "{what}");
        let request = json!({"partnerId": "acme", "certificateData": data, "partnerDomain": "DEVICE"});
        assert_eq!(refusal(&house, &admin, &routes::UPLOAD_PARTNER_CERTIFICATE, &request).await, by_partner, "{what}");
    }
    assert_eq!(house.head().await, before);
}
