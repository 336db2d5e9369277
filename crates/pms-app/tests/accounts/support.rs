//! Requests of people who are not signed in yet, and the letters they get.

use std::collections::BTreeMap;
use std::net::IpAddr;

use pms_app::accounts::people::NewAccountRequest;
use pms_app::accounts::registration::{self, Draft};
use pms_app::accounts::sign_in::{self, Entry, SignedIn};
use pms_app::testing::Site;
use pms_app::{App, Failure, Outcome};
use pms_domain::Context;
use pms_domain::context::{Actor, OwnedPartners};
use pms_identity::Secret;
use pms_store::mail;

pub const PASSWORD: &str = "heron basalt tuesday";

pub fn secret(text: &str) -> Secret {
    Secret::new(text)
}

/// A request of nobody, from this address.
pub fn from(app: &App, last: u8) -> Context {
    Context {
        surroundings: app.surroundings().clone(),
        actor: Actor::anonymous(),
        owned: OwnedPartners::default(),
        writable: OwnedPartners::default(),
        request_id: app.surroundings().uuid(),
        source: Some(IpAddr::from([192, 0, 2, last])),
    }
}

/// Letters to an address, oldest first: template and values.
pub async fn letters(app: &App, to: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let now = app.surroundings().now();
    let due = mail::due(app.store(), now, 10_000).await.unwrap();
    due.into_iter().filter(|due| due.letter.to == to).map(|due| (due.template, due.letter.values)).collect()
}

/// The newest code that was sent to an address.
pub async fn newest_code(app: &App, to: &str) -> String {
    letters(app, to).await.into_iter().rev().find(|(template, _)| template == "otp").unwrap().1["code"].clone()
}

/// The code of a refusal.
pub fn code<T>(outcome: Outcome<T>) -> String {
    match outcome {
        Ok(_) => "OK".into(),
        Err(Failure::Refused(refusal)) => refusal.code().into(),
        Err(Failure::Limited { .. }) => "LIMITED".into(),
        Err(Failure::Internal(error)) => panic!("{error:#}"),
    }
}

/// An account with a password, made by the operator.
pub async fn account(site: &Site, name: &str, roles: &[&str]) -> String {
    let request = NewAccountRequest {
        name: name.into(),
        email: format!("{name}@example.org"),
        given_name: "Ada".into(),
        family_name: "Lovelace".into(),
        phone: "700-008-5275".into(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        lang: "eng".into(),
        password: Some(secret(PASSWORD)),
    };
    pms_app::accounts::people::create(&site.app, &site.system(), request).await.unwrap()
}

/// Signs in with a password alone, in a browser of its own.
pub async fn enter(app: &App, ctx: &Context, typed: &str, password: &Secret) -> Outcome<SignedIn> {
    let browser = pms_app::accounts::new_browser(app);
    match sign_in::sign_in(app, ctx, typed, password, browser.reveal()).await? {
        Entry::Session(signed_in) => Ok(signed_in),
        Entry::SecondFactor => panic!("a second factor is asked for"),
    }
}

/// The session that a sign-in began.
pub fn begun(entry: Entry) -> SignedIn {
    match entry {
        Entry::Session(signed_in) => signed_in,
        Entry::SecondFactor => panic!("a second factor is asked for"),
    }
}

/// The context of a session.
pub async fn signed_in(app: &App, cookie: &str) -> Context {
    let session = pms_app::accounts::sign_in::session(app, cookie).await.unwrap().expect("a live session");
    app.context(session.actor, app.surroundings().uuid(), None).await.unwrap()
}

/// A draft of a device provider, which needs no policy group.
pub fn draft(partner_id: &str, account_name: &str, email: &str) -> Draft {
    Draft {
        partner_type: "Device_Provider".into(),
        organization_name: "Acme Devices".into(),
        partner_id: partner_id.into(),
        address: "1 Main Street".into(),
        contact_number: "700-008-5275".into(),
        purpose: "We make fingerprint readers".into(),
        lang: "eng".into(),
        given_name: "Ada".into(),
        family_name: "Lovelace".into(),
        email: email.into(),
        account_name: account_name.into(),
        ..Draft::default()
    }
}

/// The whole wizard up to the confirmed address. Answers the draft's secret.
pub async fn confirmed(app: &App, ctx: &Context, draft: &Draft) -> Secret {
    let cookie = registration::start(app, ctx).await.unwrap();
    registration::save(app, ctx, cookie.reveal(), draft, Some(&secret(PASSWORD))).await.unwrap();
    registration::send_code(app, ctx, cookie.reveal()).await.unwrap();
    let digits = newest_code(app, &draft.email).await;
    registration::confirm(app, ctx, cookie.reveal(), &digits).await.unwrap();
    cookie
}
