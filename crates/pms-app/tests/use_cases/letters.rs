//! Who is written to about a partner, and in which language.

use pms_app::App;
use pms_app::approvals::{self, Verdict};
use pms_app::partners::{self, Registration};
use pms_app::testing::Site;
use pms_domain::approval::Decision;
use pms_domain::context::LOCAL_ISSUER;
use pms_domain::{Context, roles};
use pms_store::audit::Record;
use pms_store::contact::{self, Contact};
use pms_store::partner::ContactData;
use pms_store::{mail, member};

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
        let told = [
            ("BANK@example.org", "eng"),
            ("confirmed@example.org", "eng"),
            ("french@people.example", "fra"),
            ("owner-bank@people.example", "eng"),
        ]
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
        assert_eq!((after.len() - before, status.len()), (4, 4), "{after:?}");
        assert!(status.iter().all(|(_, to, _)| !to.starts_with("open@") && !to.starts_with("off@")));
    }
}

/// Who is written to when an admin decides on a partner.
async fn told_of_decision(stage: &Stage, partner: &str) -> Vec<String> {
    let id = stage.approval(partner).await.id;
    let verdict = Verdict { decision: Decision::Ask, reason: Some("Papers are missing."), shown_revision: None };
    done(approvals::decide(&stage.site.app, &stage.admin().await, &id, verdict).await);
    about(&stage.site.app, "decision", partner).await
}

/// Who is written to when an active partner is deactivated.
async fn told_of_status(stage: &Stage, partner: &str) -> Vec<String> {
    let app = &stage.site.app;
    let mut change = app.store().change().await.unwrap();
    let now = app.surroundings().now();
    pms_store::partner::set_standing(&mut change, partner, "approved", true, "test", now).await.unwrap();
    change.save(&stage.site.system(), Record::new("test.standing", "partner", partner)).await.unwrap();
    done(partners::set_status(app, &stage.admin().await, partner, false, Some("Papers are missing.")).await);
    about(app, "partner-status", partner).await
}

async fn about(app: &App, template: &str, partner: &str) -> Vec<String> {
    let due = mail::due(app.store(), app.surroundings().now(), 1_000).await.unwrap();
    let of_it = due.into_iter().filter(|due| due.template == template && due.letter.values["partnerId"] == partner);
    of_it.map(|due| due.letter.to).collect()
}

/// A partner that somebody registered under this address.
async fn registered(stage: &Stage, ctx: &Context, id: &str, email: &str) {
    let wanted = Registration { email: email.to_owned(), ..registration(id, "Device_Provider") };
    done(partners::register(&stage.site.app, ctx, wanted).await);
}

#[tokio::test]
async fn an_address_that_nobody_has_proven_gets_no_letter_of_what_is_decided() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let stranger = stage.site.person("stranger", &[]).await;
        let victim = stage.site.person("victim", &[]).await;
        let ctx = stage.ctx(&stranger).await;
        for (id, email) in [("foreign", "foreign@example.org"), ("abused", victim.email.as_str())] {
            registered(&stage, &ctx, id, email).await;
            assert_eq!(told_of_decision(&stage, id).await, [stranger.email.as_str()], "{id}");
            assert_eq!(told_of_status(&stage, id).await, [stranger.email.as_str()], "{id}");
        }
        // Once the person with the address belongs to the partner, it is the partner's.
        registered(&stage, &ctx, "joined", "other@people.example").await;
        let other = stage.site.person("other", &[]).await;
        let mut change = stage.site.app.store().change().await.unwrap();
        let now = stage.site.app.surroundings().now();
        member::add(&mut change, "joined", LOCAL_ISSUER, &other.id, member::VIEWER, now);
        change.save(&stage.site.system(), Record::new("test.member", "partner", "joined")).await.unwrap();
        assert_eq!(told_of_status(&stage, "joined").await, [other.email.as_str()]);

        // A provider's people have no address here but the one that they registered with, if it is theirs.
        let mut ctx = stage.ctx(&stranger).await;
        ctx.actor.issuer = "https://provider.example".to_owned();
        ctx.actor.email = Some("eve@provider.example".to_owned());
        registered(&stage, &ctx, "elsewhere", "elsewhere@example.org").await;
        assert!(told_of_decision(&stage, "elsewhere").await.is_empty());
        registered(&stage, &ctx, "eve", "Eve@provider.example").await;
        assert_eq!(told_of_decision(&stage, "eve").await, ["Eve@provider.example"]);
    }
}

#[tokio::test]
async fn an_address_that_its_owner_or_an_operator_named_gets_the_letters() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let own = stage.site.person("own", &[]).await;
        registered(&stage, &stage.ctx(&own).await, "own", &own.email).await;
        assert_eq!(told_of_decision(&stage, "own").await, [own.email.as_str()], "once");
        let manager = stage.site.person("manager", &[roles::PARTNERMANAGER]).await;
        registered(&stage, &stage.ctx(&manager).await, "managed", "managed@example.org").await;
        assert_eq!(told_of_decision(&stage, "managed").await, ["managed@example.org"]);
        registered(&stage, &stage.admin().await, "admins", "admins@example.org").await;
        assert_eq!(told_of_status(&stage, "admins").await, ["admins@example.org"]);
        // What the database had before us.
        for (id, sql) in [
            ("filled", "UPDATE x_partner SET requested_by = 'system#adopted' WHERE partner_id = 'filled'"),
            ("touched", "UPDATE x_partner SET requested_by = '' WHERE partner_id = 'touched'"),
            ("bare", "DELETE FROM x_partner WHERE partner_id = 'bare'"),
        ] {
            stage.owner(id, "Device_Provider").await;
            stage.sql(sql).await;
            assert_eq!(told_of_status(&stage, id).await, [format!("{id}@example.org")]);
        }
    }
}
