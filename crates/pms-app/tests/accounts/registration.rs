//! An organisation registers itself.

use pms_app::accounts::people;
use pms_app::accounts::registration::{self, Draft};
use pms_app::partners;
use pms_app::testing::Site;
use pms_domain::roles;
use pms_store::account::account;
use pms_store::partner;

use crate::support::{PASSWORD, code, confirmed, draft, from, letters, newest_code, secret, signed_in};

#[tokio::test]
async fn an_organisation_registers_and_is_signed_in_as_its_owner() {
    for site in Site::on_both().await {
        let app = &site.app;
        let ctx = from(app, 1);
        let cookie = confirmed(app, &ctx, &draft("acme", "ada", "ada@acme.example")).await;
        let shown = registration::load(app, cookie.reveal()).await.unwrap().unwrap();
        assert!(shown.has_password && shown.is_confirmed);
        let finished = registration::finish(app, &ctx, cookie.reveal()).await.unwrap();
        assert_eq!(finished.registered.partner_id, "acme");
        let own = signed_in(app, finished.session.secret.reveal()).await;
        assert!(own.owned.contains("acme") && own.writable.contains("acme"));
        assert_eq!(own.actor.roles.iter().collect::<Vec<_>>(), [roles::DEVICE_PROVIDER], "the role of its type alone");
        assert_eq!(own.actor.email.as_deref(), Some("ada@acme.example"));
        assert_eq!(partners::get(app, &own, "acme").await.unwrap().partner.name, "Acme Devices");
        assert!(registration::load(app, cookie.reveal()).await.unwrap().is_none(), "the draft is gone");
        let again = crate::support::enter(app, &ctx, "Ada@Acme.example", &secret(PASSWORD)).await.unwrap();
        assert!(!again.must_change);
        let details = people::own(app, &own).await.unwrap();
        assert_eq!((details.given_name.as_str(), details.name.as_str()), ("Ada", "ada"));
    }
}

#[tokio::test]
async fn nothing_half_is_left_when_the_last_step_is_refused() {
    for site in Site::on_both().await {
        let app = &site.app;
        let ctx = from(app, 1);
        let first = confirmed(app, &ctx, &draft("acme", "ada", "ada@acme.example")).await;
        let second = confirmed(app, &ctx, &draft("acme2", "bob", "bob@acme.example")).await;
        // A policy group that does not exist is noticed by the registration itself.
        let mut wrong = draft("acme2", "bob", "bob@acme.example");
        wrong.policy_group = "nothing".into();
        registration::save(app, &ctx, second.reveal(), &wrong, None).await.unwrap();
        assert_eq!(code(registration::finish(app, &ctx, second.reveal()).await), "PMS_PRT_002");
        assert!(account::by_name(app.store().db(), "bob").await.unwrap().is_none(), "the account was taken back");
        registration::finish(app, &ctx, first.reveal()).await.unwrap();
        registration::save(app, &ctx, second.reveal(), &draft("acme2", "bob", "bob@acme.example"), None).await.unwrap();
        registration::finish(app, &ctx, second.reveal()).await.unwrap();
        assert!(partner::id_exists(app.store().db(), "acme2").await.unwrap());
    }
}

#[tokio::test]
async fn the_last_step_needs_a_confirmed_address_and_a_password() {
    let site = Site::new().await;
    let app = &site.app;
    let ctx = from(app, 1);
    let cookie = registration::start(app, &ctx).await.unwrap();
    let form = draft("acme", "ada", "ada@acme.example");
    registration::save(app, &ctx, cookie.reveal(), &form, None).await.unwrap();
    assert_eq!(code(registration::finish(app, &ctx, cookie.reveal()).await), "PMS_ACC_010", "no password");
    registration::save(app, &ctx, cookie.reveal(), &form, Some(&secret(PASSWORD))).await.unwrap();
    assert_eq!(code(registration::finish(app, &ctx, cookie.reveal()).await), "PMS_ACC_002", "not confirmed");
    registration::send_code(app, &ctx, cookie.reveal()).await.unwrap();
    let digits = newest_code(app, "ada@acme.example").await;
    registration::confirm(app, &ctx, cookie.reveal(), &digits).await.unwrap();
    let moved = Draft { email: "other@acme.example".into(), ..form };
    let shown = registration::save(app, &ctx, cookie.reveal(), &moved, None).await.unwrap();
    assert!(!shown.is_confirmed, "another address must be confirmed again");
    assert_eq!(code(registration::finish(app, &ctx, cookie.reveal()).await), "PMS_ACC_002");
    assert_eq!(code(registration::finish(app, &ctx, "nothing").await), "PMS_ACC_010");
    site.clock.advance(chrono::TimeDelta::days(8));
    assert!(registration::load(app, cookie.reveal()).await.unwrap().is_none(), "kept for a week");
}

#[tokio::test]
async fn account_names_that_imitate_a_partner_cannot_be_registered() {
    let site = Site::new().await;
    let app = &site.app;
    let ctx = from(app, 1);
    for (id, email) in [("acme", "a@a.example"), ("STRASSE", "b@a.example")] {
        let registration = partners::Registration {
            partner_id: id.into(),
            organization_name: "Acme".into(),
            address: "x".into(),
            contact_number: "1".into(),
            email: email.into(),
            partner_type: "Device_Provider".into(),
            ..partners::Registration::default()
        };
        partners::register(app, &site.system(), registration).await.unwrap();
    }
    let cookie = registration::start(app, &ctx).await.unwrap();
    for (name, expected) in [
        ("acme", "PMS_ACC_005"),
        ("ACME", "PMS_ACC_005"),
        ("strasse", "PMS_ACC_005"),
        ("\u{0430}cme", "PMS_ACC_004"),
        ("acme ", "PMS_ACC_004"),
        ("ac\u{200b}me", "PMS_ACC_004"),
        ("acme@example.org", "PMS_ACC_004"),
        ("../acme", "PMS_ACC_004"),
        ("acme2", "OK"),
    ] {
        let form = draft("new-partner", name, "ada@acme.example");
        assert_eq!(code(registration::save(app, &ctx, cookie.reveal(), &form, None).await), expected, "{name:?}");
    }
    let own = draft("other", "other", "ada@acme.example");
    assert_eq!(code(registration::save(app, &ctx, cookie.reveal(), &own, None).await), "OK", "its own partner's id");
}

#[tokio::test]
async fn reserved_types_weak_passwords_and_taken_ids_are_refused_at_their_step() {
    let site = Site::new().await;
    let app = &site.app;
    let ctx = from(app, 1);
    let cookie = registration::start(app, &ctx).await.unwrap();
    for partner_type in ["Partner_Admin", "Internal_Partner", "Online_Verification_Partner", "Binding_Partner"] {
        let form = Draft { partner_type: partner_type.into(), ..draft("x", "ada", "a@a.example") };
        assert_eq!(code(registration::save(app, &ctx, cookie.reveal(), &form, None).await), "PMS_REG_001");
    }
    let form = draft("x", "ada", "ada.lovelace@a.example");
    for weak in ["short", "Password1234", "ada.lovelace@a.example", "my ada lovelace 1"] {
        let saved = registration::save(app, &ctx, cookie.reveal(), &form, Some(&secret(weak))).await;
        assert_eq!(code(saved), "PMS_ACC_003", "{weak}");
    }
    let done = confirmed(app, &ctx, &draft("acme", "bob", "bob@a.example")).await;
    registration::finish(app, &ctx, done.reveal()).await.unwrap();
    let form = draft("ACME", "ada", "a@a.example");
    assert_eq!(code(registration::save(app, &ctx, cookie.reveal(), &form, None).await), "PMS_PRT_051");
}

#[tokio::test]
async fn what_is_typed_lies_sealed_and_letters_hold_the_code_alone() {
    let site = Site::new().await;
    let app = &site.app;
    let ctx = from(app, 1);
    let cookie = confirmed(app, &ctx, &draft("acme", "ada", "ada@acme.example")).await;
    registration::finish(app, &ctx, cookie.reveal()).await.unwrap();
    let all = letters(app, "ada@acme.example").await;
    let (_, values) = all.iter().find(|(template, _)| template == "otp").unwrap();
    assert_eq!(values["purpose"], "registration");
    assert_eq!(values["minutes"], "10");
    for row in pms_store::audit::after(app.store().db(), 0, 500).await.unwrap() {
        let text = format!("{row:?}");
        assert!(!text.contains("ada@acme.example") && !text.contains("700-008-5275"), "{text}");
    }
}
