use pms_domain::Timestamp;
use pms_domain::api_key::Phase;
use pms_domain::key_value::KeyValue;
use pms_store::api_key::{self, NewKey};
use pms_store::audit::{self, Record};
use pms_store::auth_policy::{self, NewPolicy};
use pms_store::partner::{self, ContactData, NewPartner, Reach};
use pms_store::policy_group::{self, PolicyGroup};
use pms_store::statement;

use super::*;
use crate::fixture::Fixture;

/// A partner `acme` and a policy `kyc`.
async fn prepare(fixture: &Fixture) {
    let at = fixture.surroundings.now();
    let contact = ContactData {
        address: "1 Main Street".into(),
        contact_number: "5550100".into(),
        email: "a@acme.example".into(),
    };
    let new = NewPartner {
        id: "acme",
        policy_group_id: None,
        name: "Acme",
        contact: &contact,
        user_id: "acme",
        partner_type_code: "Auth_Partner",
        approval_status: "approved",
        is_active: true,
        lang_code: "eng",
        logo_url: None,
        addl_info: "[]",
        purpose: None,
        requested_by: "local#1",
    };
    let group = PolicyGroup {
        id: "group".into(),
        name: "Group".into(),
        descr: "Described".into(),
        user_id: "test".into(),
        is_active: true,
        cr_by: "test".into(),
        cr_dtimes: at,
        upd_by: None,
        upd_dtimes: None,
        is_deleted: Some(false),
        del_dtimes: None,
    };
    let policy = NewPolicy {
        id: "kyc",
        policy_group_id: "group",
        name: "Kyc",
        descr: "Described",
        policy: "{}",
        policy_type: "Auth",
        version: "1",
        valid_to: at + TimeDelta::days(900),
        by: "test",
        at,
    };
    let mut change = fixture.store.change().await.unwrap();
    partner::insert(&mut change, &fixture.surroundings, &new, "test").unwrap();
    policy_group::insert(&mut change, &group).await.unwrap();
    auth_policy::insert(&mut change, &policy).await.unwrap();
    change.save(&fixture.context(), Record::new("test.prepare", "test", "1")).await.unwrap();
}

async fn keys(fixture: &Fixture, count: usize, phase: Phase, valid_to: Timestamp, fetch_until: Option<Timestamp>) {
    let at = fixture.surroundings.now();
    let mut change = fixture.store.change().await.unwrap();
    for number in 0..count {
        let id = format!("{}-{number}", phase.as_str());
        let value = KeyValue::random(&fixture.surroundings, pms_domain::api_key::LENGTH);
        let valid_from = api_key::free_moment(&mut change, "acme", "kyc", at).await.unwrap();
        let new = NewKey {
            id: &id,
            part_id: "acme",
            policy_id: "kyc",
            label: &id,
            valid_from,
            valid_to,
            phase,
            fetch_until,
            handed_over_to: None,
            replaces: None,
            former_ends_at: None,
            by: "test",
            at,
        };
        api_key::insert(&mut change, &fixture.surroundings, &new, &value).await.unwrap();
    }
    change.save(&fixture.context(), Record::new("test.keys", "test", "1")).await.unwrap();
}

#[derive(sqlx::FromRow)]
struct Row {
    n: i64,
}

async fn count(app: &App, sql: &'static str) -> i64 {
    let row: Row = statement(sql).one(app.store().db()).await.unwrap();
    row.n
}

const ACTIVE: &str = "SELECT COUNT(*) AS n FROM partner_policy WHERE is_active";
const EVENTS: &str = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic = 'APIKEY_UPDATED'";

/// More keys than fit in one change, and two processes that both do the work: each key ends once, each with its event.
#[tokio::test]
async fn keys_end_once_in_batches_each_with_its_event() {
    for fixture in Fixture::each().await {
        prepare(&fixture).await;
        let at = fixture.surroundings.now();
        keys(&fixture, 510, Phase::Live, at + TimeDelta::days(2), None).await;
        keys(&fixture, 1, Phase::Handover, at + TimeDelta::days(2), Some(at + TimeDelta::days(1))).await;
        let app = fixture.app().await;
        let mut turn = Turn::new("api-keys", app.store(), app.surroundings(), LEASE);
        look(&app, &mut turn, true).await.unwrap();
        assert_eq!((count(&app, ACTIVE).await, count(&app, EVENTS).await), (510, 0), "nobody's time has come");
        fixture.advance(TimeDelta::days(1));
        look(&app, &mut turn, false).await.unwrap();
        assert!(api_key::find(app.store().db(), Reach::Everything, "handover-0").await.unwrap().is_none(), "forgotten");
        assert_eq!((count(&app, ACTIVE).await, count(&app, EVENTS).await), (510, 0));

        fixture.advance(TimeDelta::days(1));
        let before = audit::head(app.store().db()).await.unwrap().0;
        let ctx = app.system("expiry");
        let (first, second) = tokio::join!(settle_due(&app, &ctx), settle_due(&app, &ctx));
        assert_eq!(first.unwrap().ended + second.unwrap().ended, 510, "500 and the rest, whoever it was");
        look(&app, &mut turn, false).await.unwrap();
        assert_eq!((count(&app, ACTIVE).await, count(&app, EVENTS).await), (0, 510));
        let records = audit::of_object(app.store().db(), "api_key", "due", 10).await.unwrap();
        let sizes: Vec<_> = records
            .iter()
            .filter(|record| record.action == "api_key.expire")
            .map(|record| record.after_json.as_deref().unwrap().matches("live-").count())
            .collect();
        assert_eq!(sizes, [10, 500], "newest first; never more than 500 in a change");
        assert_eq!(audit::head(app.store().db()).await.unwrap().0, before + 2, "a further run changes nothing");
    }
}

/// What was adopted gets its public id before anything names it.
#[tokio::test]
async fn adopted_keys_get_their_ids_and_expire() {
    for fixture in Fixture::each().await {
        prepare(&fixture).await;
        let app = fixture.app().await;
        let mut change = app.store().change().await.unwrap();
        for (key, end) in [("123456", "2020-01-01T00:00:00"), ("654321", "2090-01-01T00:00:00")] {
            let end = pms_domain::time::parse_local(end).unwrap();
            statement(
                "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, \
                 valid_to_datetime, is_active, label, cr_by, cr_dtimes) \
                 VALUES ($1, 'acme', 'kyc', $2, $3, TRUE, $4, 'java', $5)",
            )
            .bind(key)
            .bind(end - TimeDelta::days(900))
            .bind(end)
            .bind(key)
            .bind(end - TimeDelta::days(900))
            .execute(&mut change)
            .await
            .unwrap();
        }
        change.save(&fixture.context(), Record::new("test.adopted", "test", "1")).await.unwrap();
        let mut turn = Turn::new("api-keys", app.store(), app.surroundings(), LEASE);
        look(&app, &mut turn, true).await.unwrap();
        assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM x_api_key WHERE is_weak").await, 2);
        assert_eq!((count(&app, ACTIVE).await, count(&app, EVENTS).await), (1, 1));
        let leaked = "SELECT COUNT(*) AS n FROM x_audit WHERE touched LIKE '%123456%' OR after_json LIKE '%123456%'";
        assert_eq!(count(&app, leaked).await, 0);
        let leaked = "SELECT COUNT(*) AS n FROM x_outbox WHERE subject_id = '123456' OR detail LIKE '%123456%'";
        assert_eq!(count(&app, leaked).await, 0);
    }
}
