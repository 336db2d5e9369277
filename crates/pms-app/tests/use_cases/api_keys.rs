//! API keys: where random commands lead, what happens at once, and a random source that repeats itself.

mod model;
pub mod stage;

use chrono::TimeDelta;
use pms_app::Failure;
use pms_app::api_keys::{self, ForPartner, Reissue, Switch};
use pms_app::approvals::{self, Verdict};
use pms_app::testing::Site;
use pms_domain::api_key::State;
use pms_domain::approval::Decision;
use pms_domain::key_value::KeyValue;
use pms_domain::{Context, catalogue, limits};
use pms_store::{audit, statement};

use crate::support::{done, refused};
use stage::{KeyStage, count};

/// Two at once, on PostgreSQL at two processes: one of them has the label, the last place, the value, the decision.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_two_do_at_once_happens_once() {
    for site in Site::on_both_with(|settings| settings.api_keys.per_approval = 2).await {
        let stage = KeyStage::on(site, "acme").await;
        let app = &stage.site.app;
        let other = if stage.site.is_postgres() { stage.site.replica().await } else { app.clone() };
        let (owner, admin) = (&stage.owner, &stage.admin);
        let (a, b) = tokio::join!(
            api_keys::generate(app, owner, "acme", "one", "Same"),
            api_keys::generate(&other, owner, "acme", "one", "Same")
        );
        assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1);
        refused(if a.is_ok() { b } else { a }, &catalogue::KEY_LABEL_TAKEN);
        let (a, b) = tokio::join!(
            api_keys::generate(app, owner, "acme", "one", "A"),
            api_keys::generate(&other, owner, "acme", "one", "B")
        );
        assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1);
        refused(if a.is_ok() { b } else { a }, &catalogue::KEY_TOO_MANY);

        let wish = ForPartner { partner_id: "acme", policy_name: "two", label: "Fetch", show: false };
        let id = done(api_keys::create_for_partner(app, admin, &wish).await).key_id;
        let (a, b) = tokio::join!(api_keys::fetch(app, owner, &id), api_keys::fetch(&other, owner, &id));
        assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1, "shown once");
        refused(if a.is_ok() { b } else { a }, &catalogue::KEY_NOT_FETCHABLE);

        let off = Switch { partner_id: "acme", policy_id: "two", label: "Fetch", status: "De-active", reason: None };
        let before = audit::head(app.store().db()).await.unwrap().0;
        let (a, b) = tokio::join!(api_keys::set_status(app, owner, &off), api_keys::set_status(&other, owner, &off));
        assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1);
        refused(if a.is_ok() { b } else { a }, &catalogue::KEY_NOT_ACTIVE);
        assert_eq!(audit::head(app.store().db()).await.unwrap().0, before + 1);
    }
}

/// Re-issuing a key that is a replacement itself would give one place to ever more keys that work.
#[tokio::test]
async fn two_keys_share_a_place_and_never_a_chain() {
    for site in Site::on_both_with(|settings| settings.api_keys.per_approval = 1).await {
        let stage = KeyStage::on(site, "acme").await;
        let (app, owner) = (&stage.site.app, &stage.owner);
        let again = |key_id, label| Reissue { key_id, label, former_ends_at: None, show: false };
        let first = done(api_keys::generate(app, owner, "acme", "one", "A").await).key_id;
        let second = done(api_keys::reissue(app, owner, &again(&first, "B")).await).key_id;
        refused(api_keys::reissue(app, owner, &again(&first, "C")).await, &catalogue::KEY_BEING_REPLACED);
        refused(api_keys::reissue(app, owner, &again(&second, "C")).await, &catalogue::KEY_BEING_REPLACED);
        stage.site.clock.advance(TimeDelta::days(31));
        done(api_keys::reissue(app, owner, &again(&second, "C")).await);
    }
}

#[tokio::test]
async fn an_admin_stops_what_the_partner_has_switched_off() {
    for site in Site::on_both().await {
        let stage = KeyStage::on(site, "acme").await;
        let (app, owner, admin) = (&stage.site.app, &stage.owner, &stage.admin);
        done(api_keys::generate(app, owner, "acme", "one", "A").await);
        let to = |status| Switch { partner_id: "acme", policy_id: "one", label: "A", status, reason: None };
        done(api_keys::set_status(app, owner, &to("De-active")).await);
        done(api_keys::set_status(app, admin, &to("De-active")).await);
        refused(api_keys::set_status(app, admin, &to("De-active")).await, &catalogue::KEY_NOT_ACTIVE);
        refused(api_keys::set_status(app, owner, &to("Active")).await, &catalogue::KEY_STOPPED);
        done(api_keys::set_status(app, admin, &to("Active")).await);
    }
}

/// Where each key is decided on, an admin's act is no decision about a key of the admin's own organisation.
#[tokio::test]
async fn an_admin_makes_and_moves_no_key_of_its_own_organisation_alone() {
    for site in Site::on_both_with(|settings| settings.api_keys.approval = "each".to_owned()).await {
        let stage = KeyStage::on(site, "acme").await;
        let (app, admin) = (&stage.site.app, &stage.admin);
        let (owned, writable) = (stage.owner.owned.clone(), stage.owner.writable.clone());
        let both = Context { owned, writable, ..admin.clone() };
        let wish = |label| ForPartner { partner_id: "acme", policy_name: "one", label, show: false };
        assert_eq!(done(api_keys::create_for_partner(app, &both, &wish("A")).await).state, State::AwaitsApproval);
        let made = done(api_keys::create_for_partner(app, admin, &wish("B")).await);
        assert_eq!(made.state, State::AwaitsFetch);
        done(api_keys::fetch(app, &stage.owner, &made.key_id).await);
        let key = KeyValue::new(made.key_id);
        let moved = api_keys::move_to_policy(app, &both, "acme", &key, ("one", "two")).await;
        refused(moved, &catalogue::NOT_AUTHORIZED);
        done(api_keys::move_to_policy(app, admin, "acme", &key, ("one", "two")).await);
    }
}

/// A hundred decisions at once about one key end in one decision, one event, one letter.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_deciders_end_in_one_decision() {
    for site in Site::on_both_with(|settings| settings.api_keys.approval = "each".into()).await {
        let stage = KeyStage::on(site, "acme").await;
        let app = &stage.site.app;
        done(api_keys::generate(app, &stage.owner, "acme", "one", "Key").await);
        let (id,) =
            statement("SELECT id FROM x_approval WHERE kind = 'key'").one::<(String,)>(app.store().db()).await.unwrap();
        let mut deciders = tokio::task::JoinSet::new();
        for number in 0..100 {
            let (app, admin, id) = (app.clone(), stage.admin.clone(), id.clone());
            deciders.spawn(async move {
                let decision = if number % 2 == 0 { Decision::Approve } else { Decision::Reject };
                let verdict = Verdict { decision, reason: Some("Because."), shown_revision: None };
                approvals::decide(&app, &admin, &id, verdict).await.is_ok()
            });
        }
        assert_eq!(deciders.join_all().await.into_iter().filter(|ok| *ok).count(), 1);
        let active = count(app, "SELECT COUNT(*) AS n FROM partner_policy WHERE is_active").await;
        let events = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic LIKE 'APIKEY%'";
        assert_eq!(count(app, events).await, active, "published if it was approved");
        assert_eq!(count(app, "SELECT COUNT(*) AS n FROM x_mail WHERE template = 'decision'").await, 1);
    }
}

/// Who may change a partner makes and switches its keys so often in an hour, and nobody uses that up for another.
#[tokio::test]
async fn a_partners_keys_change_so_often_in_an_hour() {
    let site = Site::new().await;
    let stage = KeyStage::on(site, "acme").await;
    let (app, owner) = (&stage.site.app, &stage.owner);
    let stranger = stage::partner(&stage.site, "other").await;
    done(api_keys::generate(app, owner, "acme", "one", "A").await);
    let to = |status| Switch { partner_id: "acme", policy_id: "one", label: "A", status, reason: None };
    for number in 1..limits::KEY_CHANGES_AN_HOUR {
        assert!(api_keys::set_status(app, &stranger, &to("Active")).await.is_err());
        done(api_keys::set_status(app, owner, &to(if number % 2 == 1 { "De-active" } else { "Active" })).await);
    }
    let rows = count(app, "SELECT COUNT(*) AS n FROM x_audit").await;
    for outcome in [
        api_keys::set_status(app, owner, &to("De-active")).await.map(|_| ()),
        api_keys::generate(app, owner, "acme", "one", "B").await.map(|_| ()),
    ] {
        assert!(matches!(outcome, Err(Failure::Limited { .. })));
    }
    assert_eq!(count(app, "SELECT COUNT(*) AS n FROM x_audit").await, rows);
    done(api_keys::generate(app, &stranger, "other", "one", "A").await);
    stage.site.clock.advance(TimeDelta::hours(1));
    done(api_keys::generate(app, owner, "acme", "one", "B").await);
}

/// A value that another key has is refused, and another one drawn: nobody's key changes hands.
#[tokio::test]
async fn a_collision_takes_nobodys_key() {
    for site in Site::on_both().await {
        let stage = KeyStage::on(site, "acme").await;
        let app = &stage.site.app;
        let first = done(api_keys::generate(app, &stage.owner, "acme", "one", "First").await);
        let value = first.value.unwrap();
        // The source draws the same bytes again for the value, and then others.
        let mut ctx = stage.owner.clone();
        ctx.surroundings = stage::repeating(&stage.site, value.reveal());
        let second = done(api_keys::generate(app, &ctx, "acme", "one", "Second").await);
        assert_ne!(second.value.unwrap().reveal(), value.reveal());
        assert_eq!(count(app, "SELECT COUNT(*) AS n FROM partner_policy").await, 2);
        // One that never draws another is a fault of ours, and changes nothing.
        ctx.surroundings = stage::stuck(&stage.site, value.reveal());
        assert!(api_keys::generate(app, &ctx, "acme", "one", "Third").await.is_err());
        assert_eq!(count(app, "SELECT COUNT(*) AS n FROM partner_policy").await, 2);
    }
}
