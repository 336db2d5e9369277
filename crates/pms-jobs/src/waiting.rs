//! Certificates that waited for their chain's approval: what a crash left open is processed again.

use std::time::Duration;

use chrono::TimeDelta;
use pms_app::App;
use tokio_util::sync::CancellationToken;

use crate::turn::Turn;

const EVERY: Duration = Duration::from_secs(60);
/// Longer than a whole run should take.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// Looks every minute until the shutdown.
pub(crate) async fn run(app: App, shutdown: CancellationToken) {
    let mut turn = Turn::new("waiting-certificates", app.store(), app.surroundings(), LEASE);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(failure) = look(&app, &mut turn).await {
            tracing::warn!(?failure, "waiting certificates cannot be looked for");
        }
    }
    turn.give_back(app.store(), app.surroundings().now()).await;
}

async fn look(app: &App, turn: &mut Turn) -> pms_app::Outcome<()> {
    for approval in pms_app::certificates::unsettled_approvals(app).await? {
        if !turn.take(app.store(), app.surroundings().now()).await {
            break;
        }
        pms_app::certificates::process_pending(app, &approval).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use pms_store::approval::{self, Approval};
    use pms_store::audit::Record;
    use pms_store::certificate::{self, PendingCertificate};
    use pms_store::partner::Reach;

    use super::*;
    use crate::fixture::Fixture;

    /// An approved chain with a certificate that nobody processed, as a crash after the decision leaves it.
    async fn left_over(fixture: &Fixture) {
        let now = fixture.surroundings.now();
        let text = |text: &str| Some(text.to_owned());
        let approval = Approval {
            id: "a1".into(),
            kind: "ca".into(),
            object_id: "nobody/1".into(),
            partner_id: "nobody".into(),
            object_revision: 1,
            state: "approved".into(),
            requested_by: "local#1".into(),
            requested_name: "owner".into(),
            requested_at: now,
            proposal: None,
            decided_by: text("local#2"),
            decided_name: text("admin"),
            decided_at: Some(now),
            decision: text("approve"),
            reason: None,
            waived: false,
        };
        let pending = PendingCertificate {
            id: "p1".into(),
            partner_id: "nobody".into(),
            approval_id: "a1".into(),
            domain: "AUTH".into(),
            usage: None,
            cert_data: "none".into(),
            created_at: now,
            created_by: "local#1".into(),
            outcome: None,
        };
        let mut change = fixture.store.change().await.unwrap();
        approval::insert(&mut change, &approval).await.unwrap();
        certificate::insert_pending(&mut change, &pending).await.unwrap();
        change.save(&fixture.context(), Record::new("test.change", "test", "1")).await.unwrap();
    }

    #[tokio::test]
    async fn what_a_crash_left_open_gets_an_outcome_once_the_request_had_its_time() {
        for fixture in Fixture::each().await {
            left_over(&fixture).await;
            let app = fixture.app().await;
            let mut turn = Turn::new("waiting-certificates", app.store(), app.surroundings(), LEASE);
            look(&app, &mut turn).await.unwrap();
            let db = app.store().db();
            let chain = approval::find(db, Reach::Everything, "a1").await.unwrap().unwrap();
            assert_eq!(certificate::pending_of(db, &chain).await.unwrap().len(), 1, "the decider is at it");
            fixture.advance(TimeDelta::seconds(61));
            look(&app, &mut turn).await.unwrap();
            assert!(certificate::pending_of(db, &chain).await.unwrap().is_empty());
            let records = pms_store::audit::of_object(db, "partner", "nobody", 10).await.unwrap();
            assert_eq!(records[0].action, "certificate.pending_settled");
            assert!(pms_app::certificates::unsettled_approvals(&app).await.unwrap().is_empty());
        }
    }
}
