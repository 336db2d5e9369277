//! Ten thousand guesses at a password and at a code, through the pages; the owner stays in.

use std::time::{Duration, Instant};

use pms_app::accounts::people::{self, UserRequest};
use pms_domain::roles;
use pms_identity::Secret;

use crate::browser::{Browser, PASSWORD, letter};
use crate::house::House;

const GUESSES: u32 = 10_000;
/// Bound of a whole attack; most of it is pages being rendered.
const TIME: Duration = Duration::from_secs(120);

async fn account(house: &House) {
    let admin = house.person("admin", &[roles::PARTNER_ADMIN]).await;
    let request = UserRequest {
        user_name: "ada".to_owned(),
        contact_no: "0801234567".to_owned(),
        email_id: "ada@people.example".to_owned(),
        first_name: None,
        last_name: None,
        role: None,
        user_password: Some(Secret::new(PASSWORD)),
    };
    people::create_user(&house.app, &house.context(&admin).await, request).await.unwrap();
}

async fn sign_in(browser: &mut Browser<'_>, password: &str) -> u16 {
    browser.post("/portal/sign-in", &[("username", "ada"), ("password", password)]).await.status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_a_password_from_one_place() {
    for house in House::on_both().await {
        account(&house).await;
        let guesses = if house.is_postgres() { GUESSES / 10 } else { GUESSES };
        let mut attacker = Browser::new(&house, [203, 0, 113, 1]);
        attacker.get("/portal/sign-in").await;
        let started = Instant::now();
        let mut judged = 0;
        for number in 0..guesses {
            match sign_in(&mut attacker, &format!("guess number {number}")).await {
                422 => judged += 1,
                429 => {}
                other => panic!("{other}"),
            }
        }
        let most = house.app.settings().limits.guesses_per_account;
        assert!(judged <= most, "{}: {judged} guesses were judged", house.database());
        assert!(started.elapsed() < TIME, "{:?}", started.elapsed());
        let mut owner = Browser::new(&house, [192, 0, 2, 1]);
        owner.get("/portal/sign-in").await;
        assert_eq!(sign_in(&mut owner, PASSWORD).await, 303, "the right password from another place works");
        assert_eq!(sign_in(&mut attacker, PASSWORD).await, 429, "from the attacker's place it must wait");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_a_password_from_everywhere() {
    for house in House::on_both().await {
        account(&house).await;
        let mut owner = Browser::new(&house, [192, 0, 2, 1]);
        owner.get("/portal/sign-in").await;
        assert_eq!(sign_in(&mut owner, PASSWORD).await, 303);
        let mut attacker = Browser::new(&house, [203, 0, 113, 0]);
        attacker.get("/portal/sign-in").await;
        let mut judged = 0;
        for number in 0..2_000_u32 {
            attacker.source = [203, 0, 113, (number % 250) as u8].into();
            if sign_in(&mut attacker, &format!("guess number {number}")).await == 422 {
                judged += 1;
            }
        }
        assert!(judged <= house.app.settings().limits.guesses_per_account * 10, "{judged} guesses were judged");
        assert_eq!(owner.get("/portal/account").await.status, 200, "a live session never ends so");
        house.clock.advance(chrono::TimeDelta::minutes(1));
        let mut again = Browser::new(&house, [192, 0, 2, 1]);
        again.get("/portal/sign-in").await;
        assert_eq!(sign_in(&mut again, PASSWORD).await, 303, "from a place of the owner");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_a_code() {
    for house in House::on_both().await {
        let guesses = if house.is_postgres() { GUESSES / 10 } else { GUESSES };
        let mut attacker = Browser::new(&house, [203, 0, 113, 1]);
        attacker.begin_registration("victim", "not-ada", "ada@people.example").await;
        let (_, right) = letter(&house, "ada@people.example", "code").await.unwrap();
        let started = Instant::now();
        let mut judged = 0;
        for number in (0..guesses).map(|number| format!("{number:06}")).filter(|guess| *guess != right) {
            match attacker.post("/portal/register/code", &[("code", &number)]).await.status {
                422 => judged += 1,
                429 => {}
                other => panic!("{other}"),
            }
        }
        assert!(judged <= 20, "{}: {judged} codes were judged", house.database());
        assert!(started.elapsed() < TIME, "{:?}", started.elapsed());
        let late = attacker.post("/portal/register/code", &[("code", &right)]).await;
        assert_ne!(late.status, 303, "the code died with its fifth try");
        assert_eq!(house.count("SELECT COUNT(*) FROM x_account").await, 0);
    }
}
