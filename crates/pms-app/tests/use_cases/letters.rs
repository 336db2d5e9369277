//! Who is written to about a partner, and in which language.

use pms_app::App;
use pms_app::approvals::{self, Verdict};
use pms_app::partners::{self, Registration};
use pms_app::testing::Site;
use pms_domain::approval::Decision;
use pms_domain::roles;
use pms_store::audit::Record;
use pms_store::contact::{self, Contact};
use pms_store::mail;
use pms_store::partner::ContactData;

use crate::support::{Stage, done, registration};

/// Template, recipient and language of what waits to be sent, in no order.
async fn letters(app: &App) -> Vec<(String, String, String)> {
    let due = mail::due(app.store(), app.surroundings().now(), 1_000).await.unwrap();
    let mut letters: Vec<_> = due.into_iter().map(|due| (due.template, due.letter.to, due.letter.lang)).collect();
    letters.sort();
    letters
}

/// Recipient and language of those of a template.
async fn of_template(app: &App, template: &str) -> Vec<(String, String)> {
    let all = letters(app).await.into_iter().filter(|(found, _, _)| found == template);
    all.map(|(_, to, lang)| (to, lang)).collect()
}

#[tokio::test]
async fn an_address_that_nobody_has_proven_gets_no_letter_about_a_registration() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let stranger = stage.site.person("stranger", &[]).await;
        let manager = stage.site.person("manager", &[roles::PARTNERMANAGER]).await;
        for (caller, wanted, to) in [
            (&stranger, registration("foreign", "Device_Provider"), stranger.email.as_str()),
            (&manager, registration("managed", "Device_Provider"), "managed@example.org"),
            (&stage.admin, registration("admins", "Device_Provider"), "admins@example.org"),
        ] {
            let before = letters(app).await;
            done(partners::register(app, &stage.ctx(caller).await, wanted).await);
            let mut after = letters(app).await;
            after.retain(|letter| !before.contains(letter));
            let told: Vec<_> = after.iter().map(|(template, to, _)| (template.as_str(), to.as_str())).collect();
            assert_eq!(told, [("partner-registered", to)]);
        }
        // A caller without an address tells nobody.
        let mut ctx = stage.ctx(&stranger).await;
        ctx.actor.email = None;
        let before = letters(app).await.len();
        done(partners::register(app, &ctx, registration("silent", "Device_Provider")).await);
        assert_eq!(letters(app).await.len(), before);
        let fresh = stage.site.person("fresh", &[]).await;
        let spelled = fresh.email.replace("fresh", "Fresh");
        let own = Registration { email: spelled.clone(), ..registration("own", "Device_Provider") };
        done(partners::register(app, &stage.ctx(&fresh).await, own).await);
        assert!(letters(app).await.iter().any(|(_, to, _)| *to == spelled), "one's own is proven");
    }
}

/// Contacts of a partner: confirmed, confirmed with an account, not confirmed, switched off, the partner's own address.
async fn contacts(stage: &Stage, partner: &str) {
    let ctx = stage.site.system();
    let mut change = stage.site.app.store().change().await.unwrap();
    for (email, verified, is_active) in [
        ("confirmed@example.org", true, true),
        ("french@people.example", true, true),
        ("open@example.org", false, true),
        ("off@example.org", true, false),
        ("BANK@example.org", true, true),
    ] {
        let contact = Contact {
            id: ctx.uuid(),
            partner_id: partner.to_owned(),
            data: ContactData {
                address: String::new(),
                contact_number: email.chars().take(8).collect(),
                email: email.to_owned(),
            },
            name: None,
            is_active,
            verified_at: verified.then(|| ctx.now()),
        };
        contact::put(&mut change, &ctx.surroundings, &contact, "test").await.unwrap();
    }
    change.save(&ctx, Record::new("test.contacts", "partner", partner)).await.unwrap();
}

#[tokio::test]
async fn confirmed_contacts_are_told_what_is_decided() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let french = stage.site.person("french", &[]).await;
        let mut change = app.store().change().await.unwrap();
        pms_store::account::account::set_language(&mut change, &french.id, "fra").await.unwrap();
        change.save(&stage.site.system(), Record::new("test.language", "account", &french.id)).await.unwrap();
        stage.owner("bank", "Device_Provider").await;
        contacts(&stage, "bank").await;
        let told = [("bank@example.org", "eng"), ("confirmed@example.org", "eng"), ("french@people.example", "fra")]
            .map(|(to, lang)| (to.to_owned(), lang.to_owned()));

        let admin = stage.admin().await;
        let id = stage.approval("bank").await.id;
        let mut occasions = 0;
        for decision in [Decision::Ask, Decision::Hold, Decision::Reject] {
            let verdict = Verdict { decision, reason: Some("Papers are missing."), shown_revision: None };
            done(approvals::decide(app, &admin, &id, verdict).await);
            occasions += 1;
            let mut decided = of_template(app, "decision").await;
            assert_eq!(decided.len(), occasions * told.len(), "{decided:?}");
            decided.dedup();
            assert_eq!(decided, told);
        }
        let due = mail::due(app.store(), app.surroundings().now(), 1_000).await.unwrap();
        let reasons = due.iter().filter(|due| due.template == "decision");
        assert!(reasons.into_iter().all(|due| due.letter.values["reason"] == "Papers are missing."));
    }
}

#[tokio::test]
async fn confirmed_contacts_are_told_of_a_deactivation() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        stage.owner("bank", "Device_Provider").await;
        contacts(&stage, "bank").await;
        let mut change = app.store().change().await.unwrap();
        let now = app.surroundings().now();
        pms_store::partner::set_standing(&mut change, "bank", "approved", true, "test", now).await.unwrap();
        change.save(&stage.site.system(), Record::new("test.standing", "partner", "bank")).await.unwrap();
        let before = letters(app).await.len();
        done(partners::set_status(app, &stage.admin().await, "bank", false, Some("Papers are missing.")).await);
        let after = letters(app).await;
        let status: Vec<_> = after.iter().filter(|(template, _, _)| template == "partner-status").collect();
        assert_eq!((after.len() - before, status.len()), (3, 3), "{after:?}");
        assert!(status.iter().all(|(_, to, _)| !to.starts_with("open@") && !to.starts_with("off@")));
    }
}
