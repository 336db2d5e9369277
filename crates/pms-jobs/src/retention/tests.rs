use pms_domain::Timestamp;
use pms_store::audit::{self, Verdict};
use pms_store::db::{Statement, statement};
use pms_store::mail;
use pms_store::outbox::Event;
use pms_store::{account, sealed};

use super::*;
use crate::fixture::{Fixture, code_letter};

#[derive(sqlx::FromRow)]
struct Count {
    total: i64,
}

macro_rules! count {
    ($fixture:ident, $from:literal) => {{
        let count: Count =
            statement(concat!("SELECT COUNT(*) AS total FROM ", $from)).one($fixture.store.db()).await.unwrap();
        count.total
    }};
}

async fn run(fixture: &Fixture, statement: Statement) {
    statement.execute_uncounted(fixture.store.db()).await.unwrap();
}

async fn clean_up(fixture: &Fixture) -> u64 {
    let mut turn = Turn::new("retention", &fixture.store, &fixture.surroundings, LEASE);
    clean(&fixture.store, &fixture.surroundings, &mut turn).await.unwrap()
}

/// A code, a counter, a grant, an ended session and a session that end at `at`.
async fn short_lived(fixture: &Fixture, name: &str, at: Timestamp) {
    run(
        fixture,
        statement(
            "INSERT INTO x_otp (id, purpose, address_token, browser_token, code_token, tries, expires_at) \
             VALUES ($1, 'reset', 'a', 'b', 'c', 0, $2)",
        )
        .bind(name)
        .bind(at),
    )
    .await;
    run(
        fixture,
        statement("INSERT INTO x_limit (name, key, period, used, expires_at) VALUES ('sign-in', $1, 1, 1, $2)")
            .bind(name)
            .bind(at),
    )
    .await;
    run(
        fixture,
        statement(
            "INSERT INTO x_grant (id, kind, client_id, account_id, sid, expires_at) \
             VALUES ($1, 'code', 'c', 'a', 's', $2)",
        )
        .bind(name)
        .bind(at),
    )
    .await;
    run(fixture, statement("INSERT INTO x_ended_session (sid, until) VALUES ($1, $2)").bind(name).bind(at)).await;
    run(
        fixture,
        statement(
            "INSERT INTO x_session (id, sid, account_id, kind, created_at, last_used_at, expires_at) \
             VALUES ($1, $1, 'a', 'portal', $2, $2, $2)",
        )
        .bind(name)
        .bind(at),
    )
    .await;
    let (store, surroundings) = (&fixture.store, &fixture.surroundings);
    sealed::put_uncounted(store.db(), store.keys(), surroundings, "session", name, &name).await.unwrap();
    account::draft::put(store, surroundings, name, "registration", &name, at).await.unwrap();
}

#[tokio::test]
async fn what_is_over_goes_with_what_was_sealed_of_it_and_the_rest_stays() {
    for fixture in Fixture::each().await {
        let now = fixture.surroundings.now();
        short_lived(&fixture, "over", now - TimeDelta::seconds(1)).await;
        short_lived(&fixture, "long-over", now - TimeDelta::days(31)).await;
        short_lived(&fixture, "live", now + TimeDelta::seconds(1)).await;
        clean_up(&fixture).await;
        for (left, expected, what) in [
            (count!(fixture, "x_otp"), 1, "codes"),
            (count!(fixture, "x_limit"), 1, "counters"),
            (count!(fixture, "x_grant"), 1, "grants"),
            (count!(fixture, "x_ended_session"), 1, "ended sessions"),
            (count!(fixture, "x_draft"), 1, "drafts"),
            (count!(fixture, "x_sealed WHERE kind = 'draft'"), 1, "sealed drafts"),
            (count!(fixture, "x_session"), 2, "sessions are kept for 30 days"),
            (count!(fixture, "x_sealed WHERE kind = 'session'"), 2, "sealed sessions"),
            (count!(fixture, "x_audit"), 0, "none of this is a change"),
        ] {
            assert_eq!(left, expected, "{what}");
        }
        assert_eq!(clean_up(&fixture).await, 0, "a second run finds nothing");
    }
}

#[tokio::test]
async fn mail_is_kept_for_a_month_and_what_was_given_up_holds_nothing() {
    for fixture in Fixture::each().await {
        for _ in 0..3 {
            let letter = code_letter("a@acme.example");
            mail::queue_uncounted(&fixture.store, &fixture.surroundings, "otp", &letter).await.unwrap();
        }
        let now = fixture.surroundings.now();
        let ids: Vec<String> =
            mail::due(&fixture.store, now, 10).await.unwrap().into_iter().map(|due| due.id).collect();
        mail::sent(fixture.store.db(), &ids[0], now).await.unwrap();
        mail::failed(fixture.store.db(), &ids[1], "timeout", None, now).await.unwrap();
        fixture.advance(TimeDelta::seconds(1));
        clean_up(&fixture).await;
        assert_eq!((count!(fixture, "x_mail"), count!(fixture, "x_sealed WHERE kind = 'mail'")), (3, 1));
        fixture.advance(TimeDelta::days(30));
        clean_up(&fixture).await;
        assert_eq!((count!(fixture, "x_mail"), count!(fixture, "x_sealed WHERE kind = 'mail'")), (1, 1));
        let due = mail::due(&fixture.store, fixture.surroundings.now(), 10).await.unwrap();
        assert_eq!(due[0].id, ids[2], "what waits is not forgotten");
    }
}

#[tokio::test]
async fn what_was_written_in_a_change_goes_in_a_change_that_names_it() {
    for fixture in Fixture::each().await {
        let now = fixture.surroundings.now();
        for (id, expires) in [("old", now - TimeDelta::days(366)), ("new", now - TimeDelta::days(364))] {
            run(
                &fixture,
                statement(
                    "INSERT INTO x_invitation (id, token, partner_id, member_role, email_token, created_at, created_by, \
                     expires_at) VALUES ($1, $1, 'p', 'owner', 'e', $2, 'x', $2)",
                )
                .bind(id)
                .bind(expires),
            )
            .await;
        }
        let mut change = fixture.store.change().await.unwrap();
        change.emit(Event::new("TEST", "partner", "acme").with("certificate", "c1"));
        change.save(&fixture.context(), audit::Record::new("test.change", "test", "1")).await.unwrap();
        clean_up(&fixture).await;
        assert_eq!(count!(fixture, "x_outbox"), 1, "events are kept for 30 days");
        let records = audit::of_object(fixture.store.db(), "retention", "invitations", 10).await.unwrap();
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].after_json.as_deref(), Some("{\"ids\":[\"old\"]}"));
        assert_eq!(records[0].actor_name, "system:retention");

        fixture.advance(TimeDelta::days(30) + TimeDelta::seconds(1));
        clean_up(&fixture).await;
        assert_eq!((count!(fixture, "x_outbox"), count!(fixture, "x_outbox_object")), (0, 0));
        let records = audit::of_object(fixture.store.db(), "retention", "events", 10).await.unwrap();
        assert_eq!(records[0].after_json.as_deref(), Some("{\"ids\":[\"1/0\"]}"));
        let verdict = audit::verify(&fixture.store, &[]).await.unwrap();
        assert_eq!(verdict, Verdict::Intact { records: 4 }, "the second run also took the other invitation");
    }
}

#[tokio::test]
async fn objects_of_events_that_are_still_there_stay() {
    for fixture in Fixture::each().await {
        for days in [31, 0] {
            let mut change = fixture.store.change().await.unwrap();
            change.emit(Event::new("TEST", "partner", "acme").with("certificate", "c1"));
            change.save(&fixture.context(), audit::Record::new("test.change", "test", "1")).await.unwrap();
            fixture.advance(TimeDelta::days(days));
        }
        clean_up(&fixture).await;
        assert_eq!((count!(fixture, "x_outbox"), count!(fixture, "x_outbox_object")), (1, 2));
    }
}

#[tokio::test]
async fn many_rows_go_in_batches() {
    for fixture in Fixture::each().await {
        let now = fixture.surroundings.now();
        let total = 2 * pms_store::retention::BATCH + 7;
        let mut tx = fixture.store.db().begin().await.unwrap();
        for index in 0..total {
            statement("INSERT INTO x_security_event (id, at, kind, count) VALUES ($1, $2, 'sign-in', 1)")
                .bind(format!("{index}"))
                .bind(now - TimeDelta::days(401))
                .execute(&mut tx)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        let class = CLASSES.iter().find(|class| class.name == "security-events").unwrap();
        let batch = retention::forget_batch(&fixture.store, &fixture.context(), class).await.unwrap();
        assert_eq!(batch, pms_store::retention::BATCH);
        assert_eq!(clean_up(&fixture).await, total - batch);
        assert_eq!(count!(fixture, "x_security_event"), 0);
    }
}
