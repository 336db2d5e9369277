//! What pages read of policy requests, API keys and OIDC clients: for members and partner admins, as if it were not there for
//! everybody else.

use chrono::TimeDelta;
use pms_app::api_keys::{self, Reissue};
use pms_app::oidc_clients::{self, KeyFault};
use pms_app::partners::PageWish;
use pms_app::policy_links::{self, Extractor, RequestFilter};
use pms_app::testing::Site;
use pms_app::transaction_log::view as log;
use pms_domain::{Context, catalogue, roles};
use pms_store::list::Page;

use crate::api_keys::stage::{self, KeyStage};
use crate::oidc_clients::{Bank, ID};
use crate::support::{done, refused};

async fn stranger(site: &Site) -> Context {
    stage::partner(site, "other").await
}

/// Somebody whose role opens none of it.
async fn outsider(site: &Site) -> Context {
    let person = site.person("outsider", &[roles::DEVICE_PROVIDER]).await;
    site.context(&person).await
}

#[tokio::test]
async fn a_key_is_read_by_members_and_admins_alone() {
    for site in Site::on_both().await {
        let stage = KeyStage::on(site, "acme").await;
        let (app, owner, admin) = (&stage.site.app, &stage.owner, &stage.admin);
        let first = done(api_keys::generate(app, owner, "acme", "one", "A").await).key_id;
        stage.site.clock.advance(TimeDelta::seconds(1));
        let again = Reissue { key_id: &first, label: "B", former_ends_at: None, show: false };
        let second = done(api_keys::reissue(app, owner, &again).await).key_id;
        for ctx in [owner, admin] {
            let view = done(api_keys::get(app, ctx, &first).await);
            assert_eq!((view.row.label.as_str(), view.replaced_by.as_deref()), ("A", Some("B")));
            assert_eq!(done(api_keys::get(app, ctx, &second).await).replaces.as_deref(), Some("A"));
            let actions: Vec<_> =
                done(api_keys::history(app, ctx, &first).await).into_iter().map(|row| row.action).collect();
            assert_eq!(actions, ["api_key.reissue", "api_key.generate"], "also where another key's change carried it");
        }
        let other = stranger(&stage.site).await;
        refused(api_keys::get(app, &other, &first).await, &catalogue::KEY_NOT_FOUND);
        refused(api_keys::history(app, &other, &first).await, &catalogue::KEY_NOT_FOUND);
        refused(api_keys::offers(app, &other, "acme").await, &catalogue::PARTNER_NOT_FOUND);
        let outsider = outsider(&stage.site).await;
        refused(api_keys::get(app, &outsider, &first).await, &catalogue::FORBIDDEN);
        let uses = done(log::key_uses(app, &other, "acme", vec![first.clone()], 30).await);
        assert!(uses.is_empty());
        refused(log::key_uses(app, &outsider, "acme", vec![first], 30).await, &catalogue::FORBIDDEN);
    }
}

#[tokio::test]
async fn places_for_keys_are_counted() {
    for site in Site::on_both_with(|settings| settings.api_keys.per_approval = 3).await {
        let stage = KeyStage::on(site, "acme").await;
        let (app, owner) = (&stage.site.app, &stage.owner);
        done(api_keys::generate(app, owner, "acme", "one", "A").await);
        let offers = done(api_keys::offers(app, owner, "acme").await);
        let said: Vec<_> = offers.iter().map(|offer| (offer.policy.name.as_str(), offer.taken, offer.most)).collect();
        assert_eq!(said, [("one", 1, 3), ("two", 0, 3)]);
    }
}

#[tokio::test]
async fn requests_are_read_and_what_may_be_asked_for() {
    for site in Site::on_both().await {
        let stage = KeyStage::on(site, "acme").await;
        let (app, owner, admin) = (&stage.site.app, &stage.owner, &stage.admin);
        let other = stranger(&stage.site).await;
        for ctx in [owner, admin] {
            let view = done(policy_links::get(app, ctx, "acme-one").await);
            assert_eq!((view.row.part_id.as_str(), view.is_superseded), ("acme", false));
            assert!(view.policy.is_some());
        }
        refused(policy_links::get(app, &other, "acme-one").await, &catalogue::POLICY_REQUEST_NOT_FOUND);
        refused(policy_links::choices(app, &other, "acme").await, &catalogue::PARTNER_NOT_FOUND);
        refused(policy_links::approved(app, &other, "acme").await, &catalogue::PARTNER_NOT_FOUND);
        refused(policy_links::credential_types(app, &other, "acme").await, &catalogue::PARTNER_NOT_FOUND);
        refused(policy_links::all_extractors(app, &other, "acme").await, &catalogue::PARTNER_NOT_FOUND);
        refused(policy_links::open_to_extractors(app, &other, "acme").await, &catalogue::PARTNER_NOT_FOUND);
        let outsider = outsider(&stage.site).await;
        refused(policy_links::get(app, &outsider, "acme-one").await, &catalogue::FORBIDDEN);
        refused(policy_links::choices(app, &outsider, "acme").await, &catalogue::FORBIDDEN);

        let choices = done(policy_links::choices(app, owner, "acme").await);
        assert_eq!(choices.len(), 2);
        assert!(choices.iter().all(|choice| !choice.is_open()), "both are approved");
        stage.site.clock.advance(TimeDelta::days(100_001));
        assert!(done(policy_links::choices(app, owner, "acme").await).is_empty(), "nobody asks for what has expired");
        assert!(done(policy_links::approved(app, owner, "acme").await).is_empty());

        // Of exactly one partner, although another one's id holds its name.
        stage::partner(&stage.site, "acme2").await;
        let wish = PageWish { partner_id: Some("acme"), sort: Some(("policyName", true)), page: Page::new(0, 1) };
        let page = done(policy_links::page(app, admin, &RequestFilter::default(), wish).await);
        assert_eq!((page.total, page.rows[0].policy_name.as_deref()), (2, Some("two")));
        let wrong = PageWish { sort: Some(("secret", true)), ..wish };
        refused(policy_links::page(app, admin, &RequestFilter::default(), wrong).await, &catalogue::SORT_FIELD);
    }
}

#[tokio::test]
async fn extractors_and_credential_types_are_listed_with_their_policies() {
    for site in Site::on_both().await {
        let stage = KeyStage::on(site, "acme").await;
        let (app, owner) = (&stage.site.app, &stage.owner);
        assert!(done(policy_links::open_to_extractors(app, owner, "acme").await).is_empty(), "both are approved");
        let mut change = app.store().change().await.unwrap();
        let face = Extractor {
            attribute_name: "photo".to_owned(),
            extractor_provider: "mock".to_owned(),
            extractor_provider_version: Some("1".to_owned()),
            biometric_modality: "face".to_owned(),
            biometric_sub_types: None,
        };
        let at = stage.site.system().now();
        pms_store::policy_link::insert_extractor(&mut change, "1", ("acme", "one"), &face, "test", at);
        let record = pms_store::audit::Record::new("test.extractor", "partner", "acme");
        change.save(&stage.site.system(), record).await.unwrap();
        let all = done(policy_links::all_extractors(app, owner, "acme").await);
        assert_eq!((all.len(), all[0].policy_name.as_deref()), (1, Some("one")));
        done(policy_links::map_credential_type(app, owner, "acme", "euin", "two").await);
        let types = done(policy_links::credential_types(app, owner, "acme").await);
        let said: Vec<_> =
            types.mapped.iter().map(|one| (one.credential_type.as_str(), one.policy_name.as_deref())).collect();
        assert_eq!(said, [("euin", Some("two"))]);
        assert!(types.are_for_type && types.supported.iter().any(|word| word == "euin"));
    }
}

#[tokio::test]
async fn a_client_is_read_by_members_and_admins_alone() {
    for site in Site::on_both().await {
        let bank = Bank::on(site).await;
        done(bank.create().await);
        let app = bank.app();
        let admin = bank.stage.admin().await;
        for ctx in [&bank.owner, &admin] {
            let view = done(oidc_clients::view(app, ctx, ID).await);
            assert_eq!((view.partner_name.as_str(), view.waiting.is_none()), ("Example Bank", true));
            let rows = done(oidc_clients::history(app, ctx, ID).await);
            assert_eq!(rows.len(), 1);
            let offers = done(oidc_clients::offers(app, ctx, "acme").await);
            assert_eq!(offers[0].released.as_ref().unwrap().claims, ["name"]);
            assert!(done(oidc_clients::waiting_of(app, ctx, "acme").await).is_empty());
        }
        refused(oidc_clients::view(app, &bank.stranger, ID).await, &catalogue::CLIENT_NOT_FOUND);
        refused(oidc_clients::history(app, &bank.stranger, ID).await, &catalogue::CLIENT_NOT_FOUND);
        refused(oidc_clients::offers(app, &bank.stranger, "acme").await, &catalogue::PARTNER_NOT_FOUND);
        refused(oidc_clients::waiting_of(app, &bank.stranger, "acme").await, &catalogue::PARTNER_NOT_FOUND);
        let outsider = outsider(&bank.stage.site).await;
        refused(oidc_clients::view(app, &outsider, ID).await, &catalogue::FORBIDDEN);
    }
}

#[test]
fn a_pasted_key_is_explained() {
    let ed = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    assert!(oidc_clients::read_key(&format!("\n {ed} ")).is_ok());
    for (text, fault) in [
        ("-----BEGIN PUBLIC KEY-----", KeyFault::Pem),
        ("MIIB", KeyFault::NoJson),
        ("[]", KeyFault::NoObject),
        (r#"{"keys":[{}]}"#, KeyFault::Set),
        (&ed.replace("}", r#","d":"AA"}"#), KeyFault::Private),
        (r#"{"kty":"oct","k":"AA"}"#, KeyFault::Private),
        (r#"{"kty":"DSA"}"#, KeyFault::Kind),
        (r#"{"kty":"EC","crv":"P-192","x":"AA","y":"AA"}"#, KeyFault::Curve),
        (r#"{"x":"AA"}"#, KeyFault::Member),
        (&ed.replace("}", &format!(r#","kid":"{}"}}"#, "k".repeat(257))), KeyFault::TooLong),
    ] {
        assert_eq!(oidc_clients::read_key(text).err(), Some(fault), "{text}");
    }
}
