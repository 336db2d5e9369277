//! Registering and managing partners.

use pms_app::partners::{self, Registration};
use pms_app::testing::Site;
use pms_domain::{catalogue, partner_type, roles};

use crate::support::{Stage, done, refused, registration};

#[tokio::test]
async fn each_type_that_may_registers_itself_and_gets_its_role_alone() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        for partner_type in partner_type::ALL {
            let id = format!("p-{}", partner_type.code);
            let person = stage.site.person(&format!("owner-{}", partner_type.code.replace('_', "-")), &[]).await;
            let ctx = stage.ctx(&person).await;
            let mut wanted = registration(&id, partner_type.code);
            wanted.policy_group = partner_type.policy_required.then(|| "Banking".to_owned());
            let outcome = partners::register(&stage.site.app, &ctx, wanted).await;
            if !partner_type.self_service {
                refused(outcome, &catalogue::NOT_SELF_SERVICE);
                continue;
            }
            assert_eq!(done(outcome).status, "InProgress");
            let granted = stage.ctx(&person).await.actor.roles;
            assert_eq!(
                granted.iter().map(String::as_str).collect::<Vec<_>>(),
                partner_type.role.into_iter().collect::<Vec<_>>()
            );
            for role in roles::STAFF_ROLES {
                assert!(!granted.contains(*role));
            }
        }
    }
}

#[tokio::test]
async fn an_admin_registers_any_type_and_that_is_its_approval() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        for partner_type in partner_type::ALL {
            let id = format!("p-{}", partner_type.code);
            let mut wanted = registration(&id, partner_type.code);
            wanted.policy_group = Some("Banking".to_owned());
            done(partners::register(&stage.site.app, &stage.admin().await, wanted).await);
            let approval = stage.approval(&id).await;
            assert_eq!((approval.state.as_str(), approval.requested_by.as_str()), ("approved", "system#invitation"));
            assert_eq!(approval.decided_name.as_deref(), Some("admin"));
        }
    }
}

#[tokio::test]
async fn two_person_registration_waits_for_a_second_admin() {
    let sites = Site::on_both_with(|settings| settings.approvals.two_person = vec!["register_partner".into()]).await;
    for site in sites {
        let stage = Stage::on(site).await;
        done(partners::register(&stage.site.app, &stage.admin().await, registration("bank", "Device_Provider")).await);
        let open = stage.approval("bank").await;
        assert_eq!(open.state, "waiting");
        let verdict = pms_app::approvals::Verdict {
            decision: pms_domain::approval::Decision::Approve,
            reason: None,
            shown_revision: None,
        };
        let outcome = pms_app::approvals::decide(&stage.site.app, &stage.admin().await, &open.id, verdict).await;
        refused(outcome, &catalogue::NOT_AUTHORIZED);
    }
}

/// Contract part A §4.1: each check by its own code, and nothing is left behind.
#[tokio::test]
async fn each_check_of_a_registration_has_its_code() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        stage.owner("bank", "Device_Provider").await;
        let person = stage.site.person("newcomer", &[]).await;
        let ctx = stage.ctx(&person).await;
        let good = || registration("shop", "Auth_Partner");
        let with_group = || Registration { policy_group: Some("Banking".into()), ..good() };
        let cases: Vec<(Registration, &'static pms_domain::Entry)> = vec![
            (Registration { contact_number: "1".repeat(17), ..with_group() }, &catalogue::MOBILE_INVALID),
            (Registration { email: "nobody".into(), ..with_group() }, &catalogue::EMAIL_INVALID),
            (Registration { partner_id: "a b".into(), ..with_group() }, &catalogue::PARTNER_ID_SPACES),
            (Registration { partner_id: "a".repeat(37), ..with_group() }, &catalogue::PARTNER_ID_LENGTH),
            (Registration { partner_id: "a/b".into(), ..with_group() }, &catalogue::PARTNER_ID_CHARACTERS),
            (Registration { email: "BANK@example.org".into(), ..with_group() }, &catalogue::EMAIL_EXISTS),
            (Registration { lang_code: Some("xyz".into()), ..with_group() }, &catalogue::LANGUAGE_UNSUPPORTED),
            (Registration { partner_id: "BANK".into(), ..with_group() }, &catalogue::PARTNER_EXISTS),
            (Registration { partner_type: "King".into(), ..with_group() }, &catalogue::PARTNER_TYPE_NOT_FOUND),
            (good(), &catalogue::POLICY_GROUP_MANDATORY),
            (Registration { policy_group: Some("Unknown".into()), ..good() }, &catalogue::POLICY_GROUP_NOT_FOUND),
            (Registration { organization_name: "a\u{202E}b".into(), ..with_group() }, &catalogue::INVALID_PARAMETER),
        ];
        let head = pms_store::audit::head(stage.site.app.store().db()).await.unwrap();
        for (wrong, entry) in cases {
            refused(partners::register(&stage.site.app, &ctx, wrong).await, entry);
        }
        assert_eq!(pms_store::audit::head(stage.site.app.store().db()).await.unwrap(), head);
        done(partners::register(&stage.site.app, &ctx, with_group()).await);
    }
}

#[tokio::test]
async fn who_has_a_partner_registers_no_second_one_under_the_same_address() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let person = stage.site.person("office", &[]).await;
        let ctx = stage.ctx(&person).await;
        let wanted = Registration { email: person.email.clone(), ..registration("bank", "Device_Provider") };
        done(partners::register(&stage.site.app, &ctx, wanted).await);
        let outcome = partners::register(&stage.site.app, &ctx, registration("second", "Device_Provider")).await;
        refused(outcome, &catalogue::NOT_AUTHORIZED);
    }
}

#[tokio::test]
async fn strangers_neither_read_nor_change() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        stage.owner("bank", "Auth_Partner").await;
        let stranger = stage.owner("other", "Auth_Partner").await;
        let ctx = stage.ctx(&stranger).await;
        let app = &stage.site.app;
        refused(partners::get(app, &ctx, "bank").await, &catalogue::NOT_AUTHORIZED);
        refused(partners::timeline(app, &ctx, "bank").await, &catalogue::NOT_AUTHORIZED);
        let update = partners::PartnerUpdate {
            address: "x".into(),
            contact_number: "1".into(),
            logo_url: None,
            additional_info: None,
        };
        refused(partners::update(app, &ctx, "bank", update).await, &catalogue::NOT_AUTHORIZED);
        refused(partners::choose_policy_group(app, &ctx, "bank", "Banking").await, &catalogue::NOT_AUTHORIZED);
        refused(partners::set_status(app, &ctx, "bank", false, None).await, &catalogue::FORBIDDEN);
        refused(partners::reactivate(app, &ctx, "bank", Some("why not")).await, &catalogue::FORBIDDEN);
        refused(partners::get(app, &ctx, "nobody").await, &catalogue::PARTNER_NOT_FOUND);
    }
}

#[tokio::test]
async fn viewers_read_and_change_nothing() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        stage.owner("bank", "Auth_Partner").await;
        let viewer = stage.site.person("viewer", &[roles::AUTH_PARTNER]).await;
        stage.site.join("bank", &viewer, "viewer").await;
        let ctx = stage.ctx(&viewer).await;
        done(partners::get(&stage.site.app, &ctx, "bank").await);
        let outcome = partners::choose_policy_group(&stage.site.app, &ctx, "bank", "Banking").await;
        refused(outcome, &catalogue::NOT_AUTHORIZED);
    }
}

/// Readers of the wire find the purpose in `additionalInfo`; the words that were judged stay as they were said.
#[tokio::test]
async fn the_purpose_is_kept_in_the_additional_information() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let cases = [
            ("a", None, r#"[{"purpose":"Opening accounts"}]"#),
            ("b", Some(serde_json::json!([{"x": 1}])), r#"[{"x":1},{"purpose":"Opening accounts"}]"#),
            ("c", Some(serde_json::json!({"x": 1})), r#"{"x":1}"#),
        ];
        for (id, additional_info, expected) in cases {
            let wanted = Registration { additional_info, ..registration(id, "Device_Provider") };
            done(partners::register(app, &stage.admin().await, wanted).await);
            let found = done(partners::get(app, &stage.admin().await, id).await).partner;
            assert_eq!(found.addl_info.as_deref(), Some(expected));
            assert_eq!(found.purpose.as_deref(), Some("Opening accounts"));
        }
        let silent = Registration { purpose: Some("  ".into()), ..registration("d", "Device_Provider") };
        done(partners::register(app, &stage.admin().await, silent).await);
        let found = done(partners::get(app, &stage.admin().await, "d").await).partner;
        assert_eq!(found.addl_info.as_deref(), Some("[]"));
        // A partner that writes its own later does not take back what it said when it asked.
        let update = partners::PartnerUpdate {
            address: "2 Side Street".into(),
            contact_number: "5550199".into(),
            logo_url: None,
            additional_info: Some(serde_json::json!([])),
        };
        done(partners::update(app, &stage.admin().await, "a", update).await);
        let found = done(partners::get(app, &stage.admin().await, "a").await).partner;
        assert_eq!((found.addl_info.as_deref(), found.purpose.as_deref()), (Some("[]"), Some("Opening accounts")));
    }
}

/// An update leaves out what it does not name (the reference wiped it).
#[tokio::test]
async fn an_update_wipes_nothing() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let person = stage.site.person("office", &[]).await;
        let wanted = Registration {
            logo_url: Some("https://example.org/logo.png".into()),
            additional_info: Some(serde_json::json!([{"orderRedirectUrl": "https://example.org"}])),
            ..registration("bank", "Device_Provider")
        };
        let app = &stage.site.app;
        done(partners::register(app, &stage.ctx(&person).await, wanted).await);
        let update = partners::PartnerUpdate {
            address: "2 Side Street".into(),
            contact_number: "5550199".into(),
            logo_url: None,
            additional_info: None,
        };
        done(partners::update(app, &stage.ctx(&person).await, "bank", update).await);
        let found = done(partners::get(app, &stage.ctx(&person).await, "bank").await).partner;
        assert_eq!(found.contact.address, "2 Side Street");
        assert_eq!(found.contact.email, "bank@example.org");
        assert_eq!(found.logo_url.as_deref(), Some("https://example.org/logo.png"));
        assert!(found.addl_info.unwrap().contains("orderRedirectUrl"));
    }
}

/// Whoever is second hears what is taken, also when all ask at the same moment, and leaves nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_those_who_want_one_id_or_one_address_at_once_one_gets_it() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let admin = stage.admin().await;
        let wanted = |number: usize| match number % 3 {
            0 => Registration { email: format!("r{number}@example.org"), ..registration("same", "Device_Provider") },
            1 => Registration {
                email: "same@example.org".into(),
                ..registration(&format!("r{number}"), "Device_Provider")
            },
            _ => Registration {
                email: format!("r{number}@example.org"),
                ..registration(&format!("r{number}"), "Device_Provider")
            },
        };
        let tasks: Vec<_> = (0..60)
            .map(|number| {
                let (app, admin, wanted) = (stage.site.app.clone(), admin.clone(), wanted(number));
                tokio::spawn(async move { partners::register(&app, &admin, wanted).await })
            })
            .collect();
        let mut got = [0; 3];
        for (number, task) in tasks.into_iter().enumerate() {
            match (number % 3, task.await.unwrap()) {
                (kind, Ok(_)) => got[kind] += 1,
                (0, outcome) => refused(outcome, &catalogue::PARTNER_EXISTS),
                (1, outcome) => refused(outcome, &catalogue::EMAIL_EXISTS),
                (_, Err(failure)) => panic!("{failure:?}"),
            }
        }
        assert_eq!(got, [1, 1, 20]);
        let store = stage.site.app.store();
        assert_eq!(pms_store::counter::total(store.db(), pms_store::counter::PARTNERS).await.unwrap(), 22);
        let (head, _) = pms_store::audit::head(store.db()).await.unwrap();
        assert_eq!(
            pms_store::audit::verify(store, &[]).await.unwrap(),
            pms_store::audit::Verdict::Intact { records: head }
        );
    }
}

/// Deactivating is no empty promise: an approved partner that only lacks its certificate does not become active with it.
#[tokio::test]
async fn an_approved_partner_without_a_certificate_can_be_stopped() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let admin = stage.admin().await;
        let standing = async |id: &str| {
            let view = done(partners::get(app, &admin, id).await);
            (view.partner.approval_status, view.partner.is_active)
        };
        done(partners::register(app, &admin, registration("bank", "Device_Provider")).await);
        done(partners::set_status(app, &admin, "bank", false, Some("fraud")).await);
        assert_eq!(standing("bank").await, ("approved".to_owned(), false));
        let told = done(partners::timeline(app, &admin, "bank").await);
        assert_eq!((told[0].action.as_str(), told[0].reason.as_deref()), ("partner.deactivate", Some("fraud")));
        refused(partners::set_status(app, &admin, "bank", false, None).await, &catalogue::PARTNER_DEACTIVATED);
        refused(partners::set_status(app, &admin, "bank", true, None).await, &catalogue::PARTNER_DEACTIVATED);
        refused(partners::reactivate(app, &admin, "bank", Some("cleared")).await, &catalogue::REACTIVATE_UNACCEPTABLE);
        // One that waits for its approval is not active and cannot become so: as the contract has it, a success without effect.
        stage.owner("waiting", "Device_Provider").await;
        done(partners::set_status(app, &admin, "waiting", false, Some("fraud")).await);
        assert_eq!(standing("waiting").await, ("InProgress".to_owned(), false));
    }
}

/// A partner's own data change so often in an hour; nobody uses that up for another, and admins are not counted.
#[tokio::test]
async fn own_data_change_so_often_in_an_hour() {
    let stage = Stage::on(Site::new().await).await;
    let app = &stage.site.app;
    let owner = stage.owner("bank", "Auth_Partner").await;
    let stranger = stage.owner("other", "Auth_Partner").await;
    // The contexts outlive the tokens.
    let (owner, stranger) = (stage.ctx(&owner).await, stage.ctx(&stranger).await);
    let admin = stage.admin().await;
    let update = |number: i64| partners::PartnerUpdate {
        address: format!("{number} Main Street"),
        contact_number: "5550100".to_owned(),
        logo_url: None,
        additional_info: None,
    };
    for number in 0..pms_domain::limits::PROFILE_CHANGES_AN_HOUR {
        assert!(partners::update(app, &stranger, "bank", update(number)).await.is_err());
        done(partners::update(app, &owner, "bank", update(number)).await);
    }
    let outcome = partners::update(app, &owner, "bank", update(-1)).await;
    assert!(matches!(outcome, Err(pms_app::Failure::Limited { .. })));
    done(partners::update(app, &admin, "bank", update(-2)).await);
    done(partners::update(app, &stranger, "other", update(-3)).await);
    stage.site.clock.advance(chrono::TimeDelta::hours(1));
    done(partners::update(app, &owner, "bank", update(-4)).await);
}
