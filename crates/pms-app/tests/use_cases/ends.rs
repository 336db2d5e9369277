//! What pages ask about licences, what ends and what depends on an authority: to whom it is answered.

use chrono::TimeDelta;
use pms_app::calendar::{self, Filter, Whose};
use pms_app::testing::{Person, Site};
use pms_app::{certificates, misp, notifications};
use pms_domain::catalogue;
use pms_domain::licence::{By, State};
use pms_domain::notification::Kind;
use pms_store::audit::Record;
use pms_store::list::{ListQuery, Page};

use crate::support::{Stage, done, refused};

async fn stages() -> Vec<Stage> {
    let mut stages = Vec::new();
    for site in Site::on_both_with(|settings| settings.misp.licence_validity_days = 100).await {
        stages.push(Stage::on(site).await);
    }
    stages
}

/// An active MISP with a licence, and its owner.
async fn gate(stage: &Stage) -> Person {
    let owner = stage.owner("gate", "MISP_Partner").await;
    let ctx = stage.site.system();
    let mut change = stage.site.app.store().change().await.unwrap();
    pms_store::partner::set_standing(&mut change, "gate", "approved", true, "test", ctx.now()).await.unwrap();
    change.save(&ctx, Record::new("test", "partner", "gate")).await.unwrap();
    done(misp::create(&stage.site.app, &stage.admin().await, "gate").await);
    owner
}

#[tokio::test]
async fn a_licence_is_switched_by_its_misp_and_by_administrators_alone() {
    for stage in stages().await {
        let app = &stage.site.app;
        let (owner, other) = (gate(&stage).await, stage.owner("bank", "Auth_Partner").await);
        let reader = stage.site.person("reader", &["MISP_PARTNER"]).await;
        stage.site.join("gate", &reader, "viewer").await;
        let (owner, other, reader) = (stage.ctx(&owner).await, stage.ctx(&other).await, stage.ctx(&reader).await);
        refused(misp::switch(app, &other, "gate", false, Some("x")).await, &catalogue::FORBIDDEN);
        refused(misp::current(app, &other, "gate").await, &catalogue::MISP_NOT_FOUND);
        refused(misp::use_of(app, &other, "gate").await, &catalogue::MISP_NOT_FOUND);
        refused(misp::switch(app, &reader, "gate", false, Some("x")).await, &catalogue::NOT_AUTHORIZED);
        refused(misp::switch(app, &owner, "gate", false, None).await, &catalogue::REASON_REQUIRED);
        done(misp::switch(app, &owner, "gate", false, Some("stolen")).await);
        let state = async || done(misp::current(app, &owner, "gate").await).unwrap().state();
        assert_eq!(state().await, State::Stopped(By::Misp));
        done(misp::switch(app, &owner, "gate", true, Some("found")).await);
        let admin = stage.admin().await;
        done(misp::switch(app, &admin, "gate", false, Some("unpaid")).await);
        refused(misp::switch(app, &owner, "gate", true, Some("paid")).await, &catalogue::LICENCE_BLOCKED);
        assert_eq!(state().await, State::Stopped(By::Admin));

        let all = ListQuery::new().page(Page::new(0, 10));
        let readings = "SELECT COUNT(*) AS n FROM x_audit WHERE action = 'licence.read'";
        let before = stage.count(readings).await;
        assert_eq!(done(misp::overview(app, &admin, all.clone()).await).total, 1);
        assert_eq!(done(misp::overview(app, &reader, all.clone()).await).total, 1);
        assert_eq!(stage.count(readings).await, before, "no value, no record of a reading");
        assert_eq!(done(misp::overview(app, &other, all).await).total, 0);
        assert_eq!(done(misp::use_of(app, &admin, "gate").await), misp::InUse { requests: 0, partners: 0 });
    }
}

#[tokio::test]
async fn what_ends_is_shown_to_whom_it_belongs() {
    for stage in stages().await {
        let app = &stage.site.app;
        let (owner, other) = (gate(&stage).await, stage.owner("bank", "Auth_Partner").await);
        let (owner, other, admin) = (stage.ctx(&owner).await, stage.ctx(&other).await, stage.admin().await);
        let page = || ListQuery::new().page(Page::new(0, 10));
        let any = Filter::default();
        refused(calendar::overview(app, &owner, Whose::Everybodys).await, &catalogue::FORBIDDEN);
        refused(calendar::soon(app, &owner).await, &catalogue::FORBIDDEN);
        refused(calendar::list(app, &owner, Whose::Everybodys, &any, page()).await, &catalogue::FORBIDDEN);
        refused(calendar::overview(app, &other, Whose::Of("gate")).await, &catalogue::PARTNER_NOT_FOUND);
        refused(calendar::list(app, &other, Whose::Of("gate"), &any, page()).await, &catalogue::PARTNER_NOT_FOUND);
        let own = done(calendar::list(app, &owner, Whose::Of("gate"), &any, page()).await);
        assert_eq!((own.total, own.rows[0].kind.as_str()), (1, "licence"));
        assert_eq!(done(calendar::list(app, &other, Whose::Of("bank"), &any, page()).await).total, 0);
        let counted = done(calendar::overview(app, &owner, Whose::Of("gate")).await);
        let with: Vec<_> = counted.months.iter().filter(|month| month.total() > 0).collect();
        assert_eq!((with.len(), with[0].total()), (1, 1));
        let named = Filter { month: Some(with[0].name.clone()), ..Filter::default() };
        assert_eq!(done(calendar::list(app, &owner, Whose::Of("gate"), &named, page()).await).total, 1);
        let nowhere = Filter { month: Some("1999-01".to_owned()), ..Filter::default() };
        assert_eq!(done(calendar::list(app, &owner, Whose::Of("gate"), &nowhere, page()).await).total, 0);

        // Counts of everything are a minute old at most.
        let things = async || {
            let counted = calendar::overview(app, &admin, Whose::Everybodys).await;
            done(counted).months.iter().map(|month| month.things[6]).sum::<i64>()
        };
        assert_eq!(things().await, 1);
        done(misp::switch(app, &admin, "gate", false, Some("x")).await);
        assert_eq!(things().await, 1);
        stage.site.clock.advance(TimeDelta::minutes(1));
        assert_eq!(things().await, 0);
    }
}

#[tokio::test]
async fn all_of_ones_own_notifications_are_dismissed_in_batches() {
    for stage in stages().await {
        let app = &stage.site.app;
        let (owner, other) = (stage.owner("bank", "Auth_Partner").await, stage.owner("shop", "Auth_Partner").await);
        let reader = stage.site.person("reader", &[]).await;
        stage.site.join("bank", &reader, "viewer").await;
        let mut change = app.store().change().await.unwrap();
        let ctx = stage.site.system();
        for number in 0..120 {
            let id = format!("n{number}");
            let new = pms_store::notification::NewNotification {
                id: &id,
                partner_id: "bank",
                notification_type: if number == 0 { "SBI_EXPIRY" } else { "API_KEY_EXPIRY" },
                details: "{}",
                email: "a@example.org",
                lang: "eng",
                natural_key: &id,
                members: &pms_store::notification::Members::default(),
                by: "SYSTEM",
                at: ctx.now(),
            };
            pms_store::notification::insert(&mut change, &ctx.surroundings, &new).await.unwrap();
        }
        change.save(&ctx, Record::new("test", "notification", "many")).await.unwrap();
        let (owner, other, reader) = (stage.ctx(&owner).await, stage.ctx(&other).await, stage.ctx(&reader).await);
        refused(notifications::one_own(app, &other, "n1").await, &catalogue::NOTIFICATION_NOT_FOUND);
        for stranger in [&other, &reader] {
            assert_eq!(done(notifications::own_dismissible(app, stranger, None).await), 0);
            assert_eq!(done(notifications::dismiss_all_own(app, stranger, None).await), 0);
        }
        assert_eq!(done(notifications::own_active(app, &reader).await), 120, "a viewer dismisses nothing");
        assert_eq!(done(notifications::dismiss_all_own(app, &owner, Some(Kind::ApiKey)).await), 119);
        assert_eq!(done(notifications::own_active(app, &owner).await), 1);
        assert_eq!(done(notifications::one_own(app, &owner, "n0").await).status, "ACTIVE");
        let records = "SELECT COUNT(*) AS n FROM x_audit WHERE action = 'notification.dismiss_all'";
        assert_eq!(stage.count(records).await, 2, "a hundred in a change");
    }
}

#[tokio::test]
async fn an_authority_is_explained_to_administrators() {
    for stage in stages().await {
        let app = &stage.site.app;
        let owner = stage.owner("bank", "Auth_Partner").await;
        let admin = stage.admin().await;
        let all = pms_store::certificate::trust_store(app.store().db(), "AUTH").await.unwrap();
        let id = all.into_iter().find(|entry| entry.x_own).unwrap().cert_id;
        let entry = done(certificates::trust_entry(app, &admin, &id).await);
        assert!(!entry.may_revoke() && entry.certificate.x_own, "the platform's own");
        assert_eq!(entry.impact.partners, 0);
        refused(certificates::trust_entry(app, &stage.ctx(&owner).await, &id).await, &catalogue::FORBIDDEN);
        refused(certificates::trust_entry(app, &admin, "nothing").await, &catalogue::CERT_CA_NOT_FOUND);
    }
}
