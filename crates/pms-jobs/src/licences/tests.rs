use pms_app::misp;
use pms_store::audit::Record;
use pms_store::partner::{self, ContactData, NewPartner};

use super::*;
use crate::fixture::Fixture;

/// An active MISP with a licence for so many days.
async fn licensed(fixture: &Fixture, app: &App, id: &str) {
    let contact =
        ContactData { address: "1 Main Street".into(), contact_number: "5550100".into(), email: format!("{id}@b.org") };
    let new = NewPartner {
        id,
        policy_group_id: None,
        name: "Example",
        contact: &contact,
        user_id: id,
        partner_type_code: "MISP_Partner",
        approval_status: "approved",
        is_active: true,
        lang_code: "eng",
        logo_url: None,
        addl_info: "[]",
        purpose: None,
        requested_by: "system#invitation",
    };
    let mut change = app.store().change().await.unwrap();
    partner::insert(&mut change, &fixture.surroundings, &new, "test").unwrap();
    change.save(&fixture.context(), Record::new("test.change", "partner", id)).await.unwrap();
    misp::create(app, &fixture.context(), id).await.map(drop).unwrap();
}

async fn ended(app: &App) -> i64 {
    let sql = "SELECT COUNT(*) FROM misp_license WHERE is_active = FALSE";
    let (count,): (i64,) = pms_store::statement(sql).one(app.store().db()).await.unwrap();
    count
}

#[tokio::test]
async fn licences_that_are_over_are_ended_by_the_process_whose_turn_it_is() {
    for mut fixture in Fixture::each().await {
        fixture.settings.misp.licence_validity_days = 10;
        let app = fixture.app().await;
        let many = misp::END_BATCH + 1;
        for number in 0..many {
            licensed(&fixture, &app, &format!("misp{number}")).await;
        }
        let (stop, turn) = (CancellationToken::new(), |name| Turn::new(name, app.store(), app.surroundings(), LEASE));
        let mut mine = turn("licences");
        look(&app, &mut mine, &stop).await.unwrap();
        assert_eq!(ended(&app).await, 0);
        fixture.advance(TimeDelta::days(10));
        if app.store().db().is_postgres() {
            let mut theirs = turn("licences");
            assert!(theirs.take(app.store(), app.surroundings().now()).await);
            look(&app, &mut mine, &stop).await.unwrap();
            assert_eq!(ended(&app).await, 0, "another process has the turn");
            theirs.give_back(app.store(), app.surroundings().now()).await;
            fixture.advance(LEASE);
        }
        look(&app, &mut mine, &stop).await.unwrap();
        assert_eq!(ended(&app).await, i64::try_from(many).unwrap(), "all batches");
        let (head, _) = pms_store::audit::head(app.store().db()).await.unwrap();
        look(&app, &mut mine, &stop).await.unwrap();
        assert_eq!(pms_store::audit::head(app.store().db()).await.unwrap().0, head, "again changes nothing");
    }
}
