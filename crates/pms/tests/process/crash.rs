//! `kill -9` during a stream of registrations; the long form is `pms-bench crash`.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;

use crate::client;
use crate::home::Home;

const ROUNDS: u64 = 5;

#[test]
fn what_was_acknowledged_is_there_and_nothing_is_half_there() {
    for home in Home::on_both() {
        let secret = home.admin_client();
        let next = AtomicU64::new(0);
        let acknowledged = Mutex::new(BTreeSet::new());
        for round in 0..ROUNDS {
            let mut server = home.serve();
            let address = server.address;
            let token = client::token(address, "mosip-pms-client", &secret);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| while register(address, &token, &next, &acknowledged) {});
                }
                // Somewhere in the stream, spread by the round.
                std::thread::sleep(Duration::from_millis(60 + round * 37));
                server.kill();
            });
        }
        let acknowledged = acknowledged.into_inner().unwrap();
        assert!(acknowledged.len() as u64 >= ROUNDS, "{}: a stream was killed, not a trickle", home.name());
        assert!(home.ok(&["audit", "verify"]).contains("intact"), "{}", home.name());
        check(&home, &secret, &acknowledged);
    }
}

/// One registration; `false` when the server is gone.
fn register(
    address: std::net::SocketAddr,
    token: &str,
    next: &AtomicU64,
    acknowledged: &Mutex<BTreeSet<String>>,
) -> bool {
    let number = next.fetch_add(1, Ordering::Relaxed);
    let id = format!("crash-{number}");
    let body = json!({"request": {"partnerId": id, "organizationName": "Example", "address": "1 Main Street",
        "contactNumber": "0801234567", "emailId": format!("crash{number}@partners.example"),
        "partnerType": "Device_Provider"}});
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let path = "/v1/partnermanager/partners/v2";
    match client::try_call(address, "POST", path, &headers, body.to_string().as_bytes()) {
        Ok(answer) => {
            if answer.status == 200 && answer.body.contains("\"InProgress\"") {
                acknowledged.lock().unwrap().insert(id);
            }
            true
        }
        Err(_) => false,
    }
}

fn check(home: &Home, secret: &str, acknowledged: &BTreeSet<String>) {
    let mut server = home.serve();
    let token = client::token(server.address, "mosip-pms-client", secret);
    let listed = client::get(server.address, &token, "/v1/partnermanager/partners").response();
    let ids = |rows: &serde_json::Value, member: &str| -> BTreeSet<String> {
        rows.as_array().into_iter().flatten().filter_map(|row| row[member].as_str().map(str::to_owned)).collect()
    };
    let listed = ids(&listed["partners"], "partnerID");
    let lost: Vec<_> = acknowledged.difference(&listed).collect();
    assert!(lost.is_empty(), "{}: acknowledged and lost: {lost:?}", home.name());
    let mut approvals = BTreeSet::new();
    let mut searched = BTreeSet::new();
    for page in 0.. {
        let path = format!("/v1/partnermanager/approvals?kind=partner&pageNo={page}&pageSize=500");
        let rows = client::get(server.address, &token, &path).response()["data"].clone();
        if rows.as_array().is_none_or(Vec::is_empty) {
            break;
        }
        approvals.extend(ids(&rows, "partnerId"));
    }
    for page in 0.. {
        let path = format!("/v1/partnermanager/admin-partners?partnerId=crash&pageNo={page}&pageSize=500");
        let rows = client::get(server.address, &token, &path).response()["data"].clone();
        if rows.as_array().is_none_or(Vec::is_empty) {
            break;
        }
        searched.extend(ids(&rows, "partnerId"));
    }
    assert_eq!(listed, approvals, "{}: each with its approval", home.name());
    assert_eq!(listed, searched, "{}: each is found by its name", home.name());
    server.stop();
}
