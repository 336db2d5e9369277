//! What people are told of in the portal: decisions, and what concerns their security.

use pms_app::accounts::people;
use pms_app::approvals::{self, Verdict};
use pms_app::testing::Site;
use pms_app::{App, notifications, partners};
use pms_domain::approval::Decision;
use pms_domain::{Context, roles};

use crate::support::{Stage, done};

/// Actions, newest first, each with the state of the decision.
async fn told(app: &App, ctx: &Context) -> Vec<String> {
    let found = done(notifications::told(app, ctx, 0, 50).await);
    assert_eq!(found.total as usize, found.rows.len());
    let words = |told: notifications::Told| {
        let after: serde_json::Value =
            serde_json::from_str(&told.record.after_json.unwrap_or_default()).unwrap_or_default();
        format!("{} {}", told.record.action, after["state"].as_str().unwrap_or("-"))
    };
    found.rows.into_iter().map(words).collect()
}

#[tokio::test]
async fn the_members_are_told_what_is_decided_and_nobody_else() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let owner = stage.owner("bank", "Device_Provider").await;
        let other = stage.owner("rival", "Device_Provider").await;
        let viewer = stage.site.person("viewer", &[]).await;
        stage.site.join("bank", &viewer, "viewer").await;
        assert!(told(app, &stage.ctx(&owner).await).await.is_empty(), "one's own request is no news");
        let admin = stage.admin().await;
        let id = stage.approval("bank").await.id;
        for decision in [Decision::Ask, Decision::Hold, Decision::Approve] {
            let reason = decision.needs_reason().then_some("Papers are missing.");
            done(approvals::decide(app, &admin, &id, Verdict { decision, reason, shown_revision: None }).await);
        }
        // A decision that is refused tells nobody.
        let again = Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
        assert!(approvals::decide(app, &admin, &id, again).await.is_err());
        let rejected = stage.approval("rival").await.id;
        let no = Verdict { decision: Decision::Reject, reason: Some("No."), shown_revision: None };
        done(approvals::decide(app, &admin, &rejected, no).await);
        let expected = ["approval.decide approved", "approval.decide on_hold", "approval.decide changes_asked"];
        for person in [&owner, &viewer] {
            assert_eq!(told(app, &stage.ctx(person).await).await, expected);
        }
        assert_eq!(told(app, &stage.ctx(&other).await).await, ["approval.decide rejected"]);
        assert!(told(app, &admin).await.is_empty());
        assert!(told(app, &stage.site.system()).await.is_empty());

        // Each reads for themselves, up to what was shown.
        let (first, second) = (stage.ctx(&owner).await, stage.ctx(&viewer).await);
        let shown = done(notifications::told(app, &first, 0, 50).await).rows;
        assert!(shown.iter().all(|told| told.is_new));
        done(notifications::mark_read(app, &first, shown[1].record.revision).await);
        assert_eq!(done(notifications::unread(app, &first).await), 1);
        done(notifications::mark_read(app, &first, i64::MAX).await);
        // Never back.
        done(notifications::mark_read(app, &first, 0).await);
        assert_eq!(done(notifications::unread(app, &first).await), 0);
        assert_eq!(done(notifications::unread(app, &second).await), 3);
        assert!(done(notifications::told(app, &first, 0, 50).await).rows.iter().all(|told| !told.is_new));
        // What comes after a mark that names more than there is, is new.
        done(partners::set_status(app, &admin, "bank", false, Some("Closed.")).await);
        assert_eq!(done(notifications::unread(app, &first).await), 1);
        assert_eq!(told(app, &second).await[0], "partner.deactivate -");
    }
}

#[tokio::test]
async fn an_account_is_told_of_its_security_alone() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let owner = stage.owner("bank", "Device_Provider").await;
        let colleague = stage.site.person("colleague", &[]).await;
        stage.site.join("bank", &colleague, "owner").await;
        let ctx = stage.ctx(&owner).await;
        let admin = stage.site.context(&stage.site.person("second", &[roles::PARTNER_ADMIN]).await).await;
        done(people::end_sessions_of(app, &admin, "owner-bank", Some("A lost laptop.")).await);
        assert_eq!(told(app, &ctx).await, ["account.sessions -"]);
        assert!(told(app, &stage.ctx(&colleague).await).await.is_empty());
        assert!(told(app, &admin).await.is_empty());
    }
}
