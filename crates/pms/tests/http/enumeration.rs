//! Sign-in, codes, registration and reset answer known and unknown addresses alike: the same page, the same number of
//! letters, the same work.

use std::time::{Duration, Instant};

use pms_app::accounts::people::{self, UserRequest};
use pms_domain::{roles, routes};
use pms_identity::Secret;
use serde_json::json;

use crate::browser::{Browser, PASSWORD, letters};
use crate::house::{House, Reply};

const KNOWN: &str = "known@people.example";
/// Of the same length, so that nothing but knowledge can differ.
const UNKNOWN: &str = "other@people.example";

/// An account with a password.
async fn account(house: &House) {
    let admin = house.person("admin", &[roles::PARTNER_ADMIN]).await;
    let request = UserRequest {
        user_name: "known".to_owned(),
        contact_no: "0801234567".to_owned(),
        email_id: KNOWN.to_owned(),
        first_name: None,
        last_name: None,
        role: None,
        user_password: Some(Secret::new(PASSWORD)),
    };
    people::create_user(&house.app, &house.context(&admin).await, request).await.unwrap();
}

/// What can be seen of an answer: status, place to go, page; without what is fresh in every page and what was typed.
fn seen(reply: &Reply, address: &str, csrf: &str) -> String {
    let location = reply.headers.get("location").map_or("", |value| value.to_str().unwrap());
    let mut names: Vec<&str> = reply.headers.keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    let name = address.split('@').next().unwrap();
    let encoded = address.replace('@', "%40");
    let text = format!("{} {location} {names:?} {}", reply.status, reply.text);
    // Every page has a form token, every fault a request id of its own.
    let mut clean = text.replace(csrf, "TOKEN").replace(address, "ADDRESS").replace(&encoded, "ADDRESS");
    for (start, end) in [("name=\"csrf\" value=\"", "\""), ("Request id <code class=\"ltr\">", "<")] {
        while let Some(at) = clean.find(start) {
            let length = clean[at + start.len()..].find(end).unwrap();
            clean.replace_range(at..at + start.len() + length, "FRESH");
        }
    }
    clean.replace(&format!("value=\"{name}\""), "value=\"NAME\"")
}

#[derive(Default)]
struct Times([Vec<Duration>; 2]);

impl Times {
    /// For whoever reads the test's output; the machine is shared, so that nothing is asserted.
    fn print(mut self, what: &str) {
        let [known, unknown] = &mut self.0;
        known.sort();
        unknown.sort();
        let middle = |times: &[Duration]| times.get(times.len() / 2).copied().unwrap_or_default();
        println!("{what}: known {:?}, unknown {:?} (medians)", middle(known), middle(unknown));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sign_in_page() {
    for house in House::on_both().await {
        account(&house).await;
        let mut times = Times::default();
        for round in 0..5_u8 {
            let mut pages = Vec::new();
            for (slot, address) in [KNOWN, UNKNOWN].into_iter().enumerate() {
                let mut browser = Browser::new(&house, [192, 0, 2, round]);
                browser.get("/portal/sign-in").await;
                let csrf = browser.jar.csrf.clone();
                let started = Instant::now();
                let typed = [("username", address), ("password", "not the right password")];
                let reply = browser.post("/portal/sign-in", &typed).await;
                times.0[slot].push(started.elapsed());
                pages.push(seen(&reply, address, &csrf));
            }
            assert!(pages[0].starts_with("422 "), "{}", pages[0]);
            assert_eq!(pages[0], pages[1], "{}", house.database());
        }
        times.print("sign-in");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_reset_pages_and_their_codes() {
    for house in House::on_both().await {
        account(&house).await;
        let mut times = Times::default();
        // Three letters an hour; the fourth is refused alike.
        for round in 0..5_u8 {
            let mut pages = Vec::new();
            let mut sent = Vec::new();
            for (slot, address) in [KNOWN, UNKNOWN].into_iter().enumerate() {
                let mut browser = Browser::new(&house, [192, 0, 2, round]);
                browser.get("/portal/reset").await;
                let csrf = browser.jar.csrf.clone();
                let before = letters(&house).await;
                let started = Instant::now();
                let reply = browser.post("/portal/reset", &[("email", address)]).await;
                times.0[slot].push(started.elapsed());
                sent.push(letters(&house).await - before);
                let wrong = [("email", address), ("code", "000000"), ("password", PASSWORD), ("repeat", PASSWORD)];
                let code = browser.post("/portal/reset/code", &wrong).await;
                pages.push(format!("{} then {}", seen(&reply, address, &csrf), seen(&code, address, &csrf)));
            }
            assert_eq!(pages[0], pages[1], "{}", house.database());
            assert_eq!(sent[0], sent[1], "{}: as many letters to the one as to the other", house.database());
            assert_eq!(sent[0] > 0, round < 3, "three letters an hour");
        }
        times.print("reset");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_registration_and_its_codes() {
    for house in House::on_both().await {
        account(&house).await;
        let mut times = Times::default();
        let mut pages = Vec::new();
        let mut sent = Vec::new();
        for (slot, address) in [KNOWN, UNKNOWN].into_iter().enumerate() {
            let mut browser = Browser::new(&house, [192, 0, 2, slot as u8]);
            let before = letters(&house).await;
            let started = Instant::now();
            let contact = browser.begin_registration("newcomer", "newcomer", address).await;
            times.0[slot].push(started.elapsed());
            sent.push(letters(&house).await - before);
            let csrf = browser.jar.csrf.clone();
            let mut page = seen(&contact, address, &csrf);
            let asked = browser.get("/portal/register/code").await;
            page.push_str(&seen(&asked, address, &csrf));
            for code in ["000000", "111111"] {
                let wrong = browser.post("/portal/register/code", &[("code", code)]).await;
                page.push_str(&seen(&wrong, address, &csrf));
            }
            let finish = browser.post("/portal/register/check", &[]).await;
            page.push_str(&seen(&finish, address, &csrf));
            pages.push(page);
        }
        assert_eq!(pages[0], pages[1], "{}", house.database());
        assert_eq!(sent, [1, 1], "a code to the one, a warning to the other");
        times.print("registration");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_for_passwords_and_secrets() {
    for house in House::on_both().await {
        account(&house).await;
        let admin = house.person("second-admin", &[roles::PARTNER_ADMIN]).await;
        let ctx = house.context(&admin).await;
        let secret = pms_app::accounts::clients::create(&house.app, &ctx, "known-client", &[], &[]).await.unwrap();
        let password = &routes::AUTHENTICATE_INTERNAL;
        let client = &routes::AUTHENTICATE_CLIENT;
        let user = |name: &str| {
            json!({"userName": name, "password": "not the right password", "appId": "partner",
                "clientId": "known-client", "clientSecret": secret.reveal()})
        };
        let service = |id: &str| json!({"clientId": id, "secretKey": "not the secret", "appId": "partner"});
        let mut answers = Vec::new();
        for request in [user("known"), user("other"), user(KNOWN), user(UNKNOWN)] {
            answers.push(house.call(password, password.path, Some(&request)).send().await);
        }
        assert!(answers.iter().all(|answer| answer.error() == answers[0].error()), "one answer for all");
        assert_ne!(answers[0].error(), "success");
        let known = house.call(client, client.path, Some(&service("known-client"))).send().await;
        let unknown = house.call(client, client.path, Some(&service("other-client"))).send().await;
        assert_eq!((known.status, known.error()), (unknown.status, unknown.error()));
        assert_ne!(known.error(), "success");
    }
}

#[tokio::test]
async fn whether_an_address_is_a_partners_is_told_twenty_times_an_hour() {
    for house in House::on_both().await {
        house.owner("acme", "Device_Provider").await;
        let curious = house.person("curious", &[]).await;
        let route = &routes::VERIFY_EMAIL;
        let ask = async |address: &str| {
            house.call(route, route.path, Some(&json!({ "emailId": address }))).by(&curious).send().await
        };
        for number in 0..20 {
            let reply = ask(&format!("guess{number}@partners.example")).await;
            assert_eq!(reply.response()["emailExists"], false);
        }
        let known = ask("acme@partners.example").await;
        let unknown = ask("guess@partners.example").await;
        assert_eq!((known.status, unknown.status), (429, 429));
        assert_eq!(known.error(), unknown.error());
        assert!(known.headers.contains_key("retry-after"));
        assert_eq!(ask(&curious.email).await.status, 200, "one's own address is always told");
    }
}
