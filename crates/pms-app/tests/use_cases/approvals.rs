//! One approval mechanism: four eyes, one decision, shown revisions, conversation.

use std::sync::Arc;

use pms_app::approvals::{self, Filter, Verdict};
use pms_app::partners;
use pms_app::testing::Site;
use pms_domain::approval::Decision;
use pms_domain::{catalogue, roles};

use crate::support::{Stage, done, refused};

fn say(decision: Decision) -> Verdict<'static> {
    let reason = decision.needs_reason().then_some("The papers are not complete.");
    Verdict { decision, reason, shown_revision: None }
}

#[tokio::test]
async fn an_admin_approves_and_the_partner_waits_for_its_certificate() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        stage.owner("bank", "Auth_Partner").await;
        let open = stage.approval("bank").await;
        assert_eq!(open.state, "waiting");
        let decided =
            done(approvals::decide(&stage.site.app, &stage.admin().await, &open.id, say(Decision::Approve)).await);
        assert_eq!((decided.state.as_str(), decided.decided_name.as_deref()), ("approved", Some("admin")));
        let view = done(partners::get(&stage.site.app, &stage.admin().await, "bank").await);
        assert_eq!((view.partner.approval_status.as_str(), view.partner.is_active), ("InProgress", false));
        assert_eq!(view.shown, pms_domain::partner::Shown::Approved);
        // Decided is decided.
        let again = approvals::decide(&stage.site.app, &stage.admin().await, &open.id, say(Decision::Reject)).await;
        refused(again, &catalogue::APPROVAL_DECIDED);
    }
}

#[tokio::test]
async fn neither_the_requester_nor_a_member_decides() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("bank", "Device_Provider").await;
        let open = stage.approval("bank").await;
        // Without the role nobody decides, member or not.
        let ctx = stage.ctx(&owner).await;
        refused(
            approvals::decide(&stage.site.app, &ctx, &open.id, say(Decision::Approve)).await,
            &catalogue::FORBIDDEN,
        );
        // An admin who is a member of the partner does not either.
        stage.site.join("bank", &stage.admin, "viewer").await;
        let ctx = stage.admin().await;
        refused(
            approvals::decide(&stage.site.app, &ctx, &open.id, say(Decision::Approve)).await,
            &catalogue::NOT_AUTHORIZED,
        );
        let other = stage.site.person("second-admin", &[roles::PARTNER_ADMIN]).await;
        let ctx = stage.ctx(&other).await;
        done(approvals::decide(&stage.site.app, &ctx, &open.id, say(Decision::Approve)).await);
    }
}

#[tokio::test]
async fn a_waived_rule_is_marked() {
    for site in Site::on_both_with(|settings| settings.approvals.four_eyes = false).await {
        let stage = Stage::on(site).await;
        stage.owner("bank", "Device_Provider").await;
        stage.site.join("bank", &stage.admin, "viewer").await;
        let open = stage.approval("bank").await;
        let decided =
            done(approvals::decide(&stage.site.app, &stage.admin().await, &open.id, say(Decision::Approve)).await);
        assert!(decided.waived);
    }
}

#[tokio::test]
async fn a_decision_on_an_older_revision_is_refused() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("bank", "Device_Provider").await;
        let open = stage.approval("bank").await;
        let shown = done(approvals::get(&stage.site.app, &stage.admin().await, &open.id).await);
        let revision = shown.about.brief.revision;
        let update = partners::PartnerUpdate {
            address: "2 Side Street".into(),
            contact_number: "5550101".into(),
            logo_url: None,
            additional_info: None,
        };
        done(partners::update(&stage.site.app, &stage.ctx(&owner).await, "bank", update).await);
        let verdict = Verdict { shown_revision: Some(revision), ..say(Decision::Approve) };
        let outcome = approvals::decide(&stage.site.app, &stage.admin().await, &open.id, verdict).await;
        refused(outcome, &catalogue::APPROVAL_STALE);
        assert_eq!(stage.approval("bank").await.state, "waiting");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_deciders_end_in_one_decision_one_record_one_mail() {
    for site in Site::on_both().await {
        let stage = Arc::new(Stage::on(site).await);
        stage.owner("bank", "Device_Provider").await;
        let open = stage.approval("bank").await;
        let mails = stage.count("SELECT COUNT(*) AS n FROM x_mail WHERE template = 'decision'").await;
        let admin = stage.admin().await;
        let tasks: Vec<_> = (0..100)
            .map(|number| {
                let (app, ctx, id) = (stage.site.app.clone(), admin.clone(), open.id.clone());
                tokio::spawn(async move {
                    let decision = if number % 2 == 0 { Decision::Approve } else { Decision::Reject };
                    approvals::decide(&app, &ctx, &id, say(decision)).await.is_ok()
                })
            })
            .collect();
        let mut decided = 0;
        for task in tasks {
            decided += usize::from(task.await.unwrap());
        }
        assert_eq!(decided, 1);
        assert_eq!(stage.count("SELECT COUNT(*) AS n FROM x_audit WHERE action = 'approval.decide'").await, 1);
        assert_eq!(stage.count("SELECT COUNT(*) AS n FROM x_mail WHERE template = 'decision'").await, mails + 1);
    }
}

#[tokio::test]
async fn a_question_is_answered_and_the_request_waits_again() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("bank", "Device_Provider").await;
        let open = stage.approval("bank").await;
        let app = &stage.site.app;
        // Asking, holding and rejecting need words.
        for decision in [Decision::Ask, Decision::Hold, Decision::Reject] {
            let verdict = Verdict { decision, reason: Some("  "), shown_revision: None };
            refused(approvals::decide(app, &stage.admin().await, &open.id, verdict).await, &catalogue::REASON_REQUIRED);
        }
        done(approvals::decide(app, &stage.admin().await, &open.id, say(Decision::Ask)).await);
        assert_eq!(stage.approval("bank").await.state, "changes_asked");
        let stranger = stage.owner("other", "Device_Provider").await;
        let outcome = approvals::answer(app, &stage.ctx(&stranger).await, &open.id, "Here they are.").await;
        refused(outcome, &catalogue::APPROVAL_NOT_FOUND);
        done(approvals::answer(app, &stage.ctx(&owner).await, &open.id, "Here they are.").await);
        assert_eq!(stage.approval("bank").await.state, "waiting");
        let view = done(approvals::get(app, &stage.ctx(&owner).await, &open.id).await);
        let said: Vec<_> = view.notes.iter().map(|note| (note.author_role.as_str(), note.said.as_str())).collect();
        assert_eq!(said, [("partner_admin", "ask"), ("partner", "answer")]);
        assert_eq!(view.may_decide.unwrap_err().entry.key, catalogue::FORBIDDEN.key);
    }
}

#[tokio::test]
async fn a_rejected_partner_asks_again() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("bank", "Device_Provider").await;
        let app = &stage.site.app;
        let open = stage.approval("bank").await;
        done(approvals::decide(app, &stage.admin().await, &open.id, say(Decision::Reject)).await);
        let view = done(partners::get(app, &stage.ctx(&owner).await, "bank").await);
        assert_eq!((view.partner.approval_status.as_str(), view.partner.is_active), ("rejected", false));
        done(partners::reopen(app, &stage.ctx(&owner).await, "bank", "The papers are complete now.").await);
        let again = stage.approval("bank").await;
        assert_ne!(again.id, open.id);
        done(approvals::decide(app, &stage.admin().await, &again.id, say(Decision::Approve)).await);
        assert!(done(partners::get(app, &stage.ctx(&owner).await, "bank").await).is_approved());
    }
}

#[tokio::test]
async fn lists_show_partners_their_own() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let owner = stage.owner("bank", "Device_Provider").await;
        stage.owner("other", "Device_Provider").await;
        let filter = Filter { state: Some("open".into()), ..Filter::default() };
        let app = &stage.site.app;
        assert_eq!(done(approvals::list(app, &stage.admin().await, &filter, 0, 25).await).total, 2);
        let own = done(approvals::list(app, &stage.ctx(&owner).await, &filter, 0, 25).await);
        assert_eq!(own.rows.iter().map(|row| row.partner_id.as_str()).collect::<Vec<_>>(), ["bank"]);
        let wrong = Filter { kind: Some("everything".into()), ..Filter::default() };
        refused(approvals::list(app, &stage.admin().await, &wrong, 0, 25).await, &catalogue::APPROVAL_FILTER_INVALID);
    }
}
