//! Sign-in, codes, registration and reset answer known and unknown addresses alike: the same page, the same number of
//! letters, the same work. How long it takes is measured by `pms-bench alike`, on a machine that does nothing else.

use pms_app::accounts::people::{self, UserRequest};
use pms_domain::{roles, routes};
use pms_identity::Secret;
use pms_store::tally;
use serde_json::json;

use crate::browser::{Browser, PASSWORD, letters};
use crate::house::{House, Reply};

const KNOWN: &str = "known@people.example";
/// Of the same length, so that nothing but knowledge can differ.
const UNKNOWN: &str = "other@people.example";

/// An account with a password.
async fn account(house: &House) {
    account_named(house, "known").await;
}

async fn account_named(house: &House, name: &str) {
    let admin = house.person(&format!("admin-of-{name}"), &[roles::PARTNER_ADMIN]).await;
    let request = UserRequest {
        user_name: name.to_owned(),
        contact_no: "0801234567".to_owned(),
        email_id: format!("{name}@people.example"),
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

/// What a request costs: passwords hashed, and every command to the database (letters queued are among them).
#[derive(Debug, Default, PartialEq)]
struct Cost {
    hashes: u64,
    commands: Vec<&'static str>,
}

impl Cost {
    /// Does something and adds what it costs. The request is served by the task that sends it.
    async fn of<T>(&mut self, house: &House, work: impl Future<Output = T>) -> T {
        let before = house.app.identity().passwords().runs();
        let (done, commands) = tally::of(work).await;
        self.hashes += house.app.identity().passwords().runs() - before;
        self.commands.extend(commands);
        done
    }

    fn letters(&self) -> usize {
        self.commands.iter().filter(|command| command.starts_with("INSERT INTO x_mail ")).count()
    }
}

/// The known one costs what the unknown one costs, and something at all.
#[track_caller]
fn assert_alike(house: &House, costs: &[Cost; 2], hashes: u64, letters: usize) {
    let [known, unknown] = costs;
    assert!(known.commands.len() > 3, "{}: {known:?}", house.database());
    assert_eq!(known, unknown, "{}", house.database());
    assert_eq!((known.hashes, known.letters()), (hashes, letters), "{}: {known:?}", house.database());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sign_in_page() {
    for house in House::on_both().await {
        account(&house).await;
        for pair in [[KNOWN, UNKNOWN], ["known", "other"]] {
            let mut pages = Vec::new();
            let mut costs = [Cost::default(), Cost::default()];
            for (slot, typed) in pair.into_iter().enumerate() {
                let mut browser = Browser::new(&house, [192, 0, 2, 1]);
                browser.get("/portal/sign-in").await;
                let csrf = browser.jar.csrf.clone();
                let form = [("username", typed), ("password", "not the right password")];
                let reply = costs[slot].of(&house, browser.post("/portal/sign-in", &form)).await;
                pages.push(seen(&reply, typed, &csrf));
            }
            assert!(pages[0].starts_with("422 "), "{}", pages[0]);
            assert_eq!(pages[0], pages[1], "{}", house.database());
            assert_alike(&house, &costs, 1, 0);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_reset_pages_and_their_codes() {
    for house in House::on_both().await {
        account(&house).await;
        // Three letters an hour; the fourth is refused alike.
        for round in 0..5_u8 {
            let mut pages = Vec::new();
            let mut sent = Vec::new();
            let mut costs = [Cost::default(), Cost::default()];
            for (slot, address) in [KNOWN, UNKNOWN].into_iter().enumerate() {
                let mut browser = Browser::new(&house, [192, 0, 2, round]);
                browser.get("/portal/reset").await;
                let csrf = browser.jar.csrf.clone();
                let before = letters(&house).await;
                let reply = costs[slot].of(&house, browser.post("/portal/reset", &[("email", address)])).await;
                sent.push(letters(&house).await - before);
                costs[slot].of(&house, browser.get("/portal/reset/code")).await;
                let wrong = [("code", "000000"), ("password", PASSWORD), ("repeat", PASSWORD)];
                let code = costs[slot].of(&house, browser.post("/portal/reset/code", &wrong)).await;
                pages.push(format!("{} then {}", seen(&reply, address, &csrf), seen(&code, address, &csrf)));
            }
            assert_eq!(pages[0], pages[1], "{}", house.database());
            assert_eq!(sent[0], sent[1], "{}: as many letters to the one as to the other", house.database());
            assert_eq!(sent[0] > 0, round < 3, "three letters an hour");
            assert_alike(&house, &costs, 0, usize::from(round < 3));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_registration_and_its_codes() {
    for house in House::on_both().await {
        account(&house).await;
        let mut pages = Vec::new();
        let mut sent = Vec::new();
        let mut costs = [Cost::default(), Cost::default()];
        for (slot, address) in [KNOWN, UNKNOWN].into_iter().enumerate() {
            let mut browser = Browser::new(&house, [192, 0, 2, slot as u8]);
            let before = letters(&house).await;
            let cost = &mut costs[slot];
            let contact = cost.of(&house, browser.begin_registration("newcomer", "newcomer", address)).await;
            sent.push(letters(&house).await - before);
            let csrf = browser.jar.csrf.clone();
            let mut page = seen(&contact, address, &csrf);
            let asked = cost.of(&house, browser.get("/portal/register/code")).await;
            page.push_str(&seen(&asked, address, &csrf));
            for code in ["000000", "111111"] {
                let wrong = cost.of(&house, browser.post("/portal/register/code", &[("code", code)])).await;
                page.push_str(&seen(&wrong, address, &csrf));
            }
            let finish = cost.of(&house, browser.post("/portal/register/check", &[])).await;
            page.push_str(&seen(&finish, address, &csrf));
            pages.push(page);
        }
        assert_eq!(pages[0], pages[1], "{}", house.database());
        assert_eq!(sent, [1, 1], "a code to the one, a warning to the other");
        // The password of the draft is hashed, whoever has the address.
        assert_alike(&house, &costs, 1, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_code_for_a_new_address_of_ones_own() {
    for house in House::on_both().await {
        account(&house).await;
        let mut curious = Browser::new(&house, [192, 0, 2, 1]);
        account_named(&house, "curious").await;
        curious.get("/portal/sign-in").await;
        assert_eq!(
            curious.post("/portal/sign-in", &[("username", "curious"), ("password", PASSWORD)]).await.status,
            303
        );
        let mut pages = Vec::new();
        let mut costs = [Cost::default(), Cost::default()];
        for (slot, address) in [KNOWN, UNKNOWN].into_iter().enumerate() {
            let cost = &mut costs[slot];
            curious.get("/portal/account/email").await;
            let csrf = curious.jar.csrf.clone();
            let form = [("email", address), ("current", PASSWORD)];
            let asked = cost.of(&house, curious.post("/portal/account/email", &form)).await;
            assert_eq!(asked.status, 303, "{}", asked.text);
            let mut page = seen(&asked, address, &csrf);
            let waits = cost.of(&house, curious.get("/portal/account/email/code")).await;
            page.push_str(&seen(&waits, address, &csrf));
            let wrong = cost.of(&house, curious.post("/portal/account/email/code", &[("code", "000000")])).await;
            page.push_str(&seen(&wrong, address, &csrf));
            pages.push(page);
        }
        assert_eq!(pages[0], pages[1], "{}", house.database());
        assert_alike(&house, &costs, 1, 1);
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
        // The client's own secret is right each time: from the second time on this is a place that it is known from.
        house.call(password, password.path, Some(&user("first"))).send().await;
        let mut answers = Vec::new();
        for pair in [["known", "other"], [KNOWN, UNKNOWN]] {
            let mut costs = [Cost::default(), Cost::default()];
            for (slot, name) in pair.into_iter().enumerate() {
                let request = user(name);
                let ask = house.call(password, password.path, Some(&request)).send();
                answers.push(costs[slot].of(&house, ask).await);
            }
            assert_alike(&house, &costs, 1, 0);
        }
        assert!(answers.iter().all(|answer| answer.error() == answers[0].error()), "one answer for all");
        assert_ne!(answers[0].error(), "success");
        let mut costs = [Cost::default(), Cost::default()];
        // One that was never used from here: what a place has proven is no secret to it.
        pms_app::accounts::clients::create(&house.app, &ctx, "quiet-client", &[], &[]).await.unwrap();
        let request = service("quiet-client");
        let known = costs[0].of(&house, house.call(client, client.path, Some(&request)).send()).await;
        let request = service("other-client");
        let unknown = costs[1].of(&house, house.call(client, client.path, Some(&request)).send()).await;
        assert_alike(&house, &costs, 0, 0);
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
