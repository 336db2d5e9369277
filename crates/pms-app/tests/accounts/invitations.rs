//! An admin registers a partner and invites its owner.

use pms_app::App;
use pms_app::accounts::{NewPerson, invitations};
use pms_app::partners::{self, Invite, Registration};
use pms_app::testing::{Person, Site};
use pms_domain::roles;
use pms_store::account::account;

use crate::support::{PASSWORD, account as with_account, code, from, letters, secret, signed_in};

async fn invited(site: &Site, admin: &Person, email: &str) -> String {
    let registration = Registration {
        partner_id: "acme".into(),
        organization_name: "Acme Devices".into(),
        address: "x".into(),
        contact_number: "1".into(),
        email: "office@acme.example".into(),
        partner_type: "Device_Provider".into(),
        ..Registration::default()
    };
    let invite = Invite { email: email.into(), lang: "eng".into() };
    let ctx = site.context(admin).await;
    partners::admin_create(&site.app, &ctx, registration, Some(invite)).await.unwrap();
    link(&site.app, email).await
}

/// The secret of the newest invitation to an address.
async fn link(app: &App, email: &str) -> String {
    let letters = letters(app, email).await;
    let (_, values) = letters.iter().rev().find(|(template, _)| template == "invitation").unwrap();
    values["link"].rsplit('/').next().unwrap().to_owned()
}

fn person(name: &str) -> NewPerson {
    NewPerson { name: name.into(), given_name: "Ada".into(), ..NewPerson::default() }
}

#[tokio::test]
async fn an_invitation_makes_an_account_and_its_owner_once() {
    for site in Site::on_both().await {
        let app = &site.app;
        let admin = site.person("root", &[roles::PARTNER_ADMIN]).await;
        let link = invited(&site, &admin, "ada@acme.example").await;
        let ctx = from(app, 1);
        let seen = invitations::look(app, &ctx, &link).await.unwrap();
        assert_eq!((seen.partner_id.as_str(), seen.organization_name.as_str()), ("acme", "Acme Devices"));
        assert!(!seen.has_account);
        let new = invitations::accept_new(app, &ctx, &link, &person("acme"), &secret(PASSWORD)).await.unwrap();
        let own = signed_in(app, new.secret.reveal()).await;
        assert!(own.writable.contains("acme"), "the name of its own partner is free to it");
        assert_eq!(own.actor.roles.iter().collect::<Vec<_>>(), [roles::DEVICE_PROVIDER]);
        assert_eq!(own.actor.email.as_deref(), Some("ada@acme.example"));
        for again in [
            code(invitations::look(app, &ctx, &link).await),
            code(invitations::accept_new(app, &ctx, &link, &person("eve"), &secret(PASSWORD)).await),
            code(invitations::accept(app, &own, &link).await),
        ] {
            assert_eq!(again, "PMS_INV_001");
        }
        assert!(account::by_name(app.store().db(), "eve").await.unwrap().is_none());
    }
}

#[tokio::test]
async fn an_existing_account_accepts_only_its_own_invitation() {
    for site in Site::on_both().await {
        let app = &site.app;
        let admin = site.person("root", &[roles::PARTNER_ADMIN]).await;
        with_account(&site, "ada", &[]).await;
        with_account(&site, "eve", &[]).await;
        let link = invited(&site, &admin, "ADA@example.org").await;
        let ctx = from(app, 1);
        assert!(invitations::look(app, &ctx, &link).await.unwrap().has_account);
        let taken = invitations::accept_new(app, &ctx, &link, &person("zoe"), &secret(PASSWORD)).await;
        assert_eq!(code(taken), "PMS_ACC_009");
        let eve = crate::support::enter(app, &ctx, "eve", &secret(PASSWORD)).await.unwrap().session;
        let eve = signed_in(app, eve.secret.reveal()).await;
        assert_eq!(code(invitations::accept(app, &eve, &link).await), "PMS_INV_001");
        let ada = crate::support::enter(app, &ctx, "ada", &secret(PASSWORD)).await.unwrap().session;
        let before = signed_in(app, ada.secret.reveal()).await;
        assert_eq!(invitations::accept(app, &before, &link).await.unwrap(), "acme");
        let after = signed_in(app, ada.secret.reveal()).await;
        assert!(after.writable.contains("acme") && after.actor.has(roles::DEVICE_PROVIDER));
    }
}

#[tokio::test]
async fn links_expire_are_renewed_and_revoked() {
    let site = Site::new().await;
    let app = &site.app;
    let admin = site.person("root", &[roles::PARTNER_ADMIN]).await;
    let first = invited(&site, &admin, "ada@acme.example").await;
    let ctx = site.context(&admin).await;
    let list = invitations::of_partner(app, &ctx, "acme").await.unwrap();
    assert_eq!((list.len(), list[0].state), (1, "open"));
    assert!(!list[0].email_masked.contains("ada"));
    // Letters are told apart by their time.
    site.clock.advance(chrono::TimeDelta::seconds(1));
    invitations::resend(app, &ctx, &list[0].id).await.unwrap();
    let second = link(app, "ada@acme.example").await;
    assert_ne!(first, second);
    assert_eq!(code(invitations::look(app, &from(app, 1), &first).await), "PMS_INV_001", "the old link");
    site.clock.advance(chrono::TimeDelta::hours(72));
    assert_eq!(code(invitations::look(app, &from(app, 1), &second).await), "PMS_INV_001", "too late");
    // The admin's token has expired with the clock; a context of the system stands in.
    let ctx = site.system();
    assert_eq!(invitations::of_partner(app, &ctx, "acme").await.unwrap()[0].state, "expired");
    invitations::resend(app, &ctx, &list[0].id).await.unwrap();
    let third = link(app, "ada@acme.example").await;
    assert_eq!(code(invitations::look(app, &from(app, 1), &third).await), "OK");
    invitations::revoke(app, &ctx, &list[0].id).await.unwrap();
    assert_eq!(code(invitations::look(app, &from(app, 1), &third).await), "PMS_INV_001", "revoked");
    assert_eq!(code(invitations::resend(app, &ctx, &list[0].id).await), "PMS_INV_001");
}

#[tokio::test]
async fn only_admins_and_owners_invite_and_links_cannot_be_guessed_at_will() {
    let site = Site::new().await;
    let app = &site.app;
    let admin = site.person("root", &[roles::PARTNER_ADMIN]).await;
    invited(&site, &admin, "ada@acme.example").await;
    let viewer = site.person("viewer", &[roles::DEVICE_PROVIDER]).await;
    site.join("acme", &viewer, "viewer").await;
    let stranger = site.person("stranger", &[roles::DEVICE_PROVIDER]).await;
    for other in [&viewer, &stranger] {
        let ctx = site.context(other).await;
        let refused = invitations::invite(app, &ctx, "acme", "owner", "eve@example.org", "eng").await;
        assert_eq!(code(refused), "PMS_PRT_055");
    }
    let mut limited = false;
    for number in 0..100 {
        limited |= code(invitations::look(app, &from(app, 9), &format!("guess{number}")).await) == "LIMITED";
    }
    assert!(limited);
}

#[tokio::test]
async fn one_link_used_by_two_at_once_makes_one_account() {
    for site in Site::on_both().await {
        let app = &site.app;
        let admin = site.person("root", &[roles::PARTNER_ADMIN]).await;
        let link = invited(&site, &admin, "ada@acme.example").await;
        let (ctx, password) = (from(app, 1), secret(PASSWORD));
        let (zoe, eve) = (person("zoe"), person("eve"));
        let (one, two) = tokio::join!(
            invitations::accept_new(app, &ctx, &link, &zoe, &password),
            invitations::accept_new(app, &ctx, &link, &eve, &password)
        );
        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1);
        let db = app.store().db();
        let accounts = [account::by_name(db, "zoe").await.unwrap(), account::by_name(db, "eve").await.unwrap()];
        assert_eq!(accounts.iter().flatten().count(), 1);
    }
}
