//! The platform's own CAs: generations, and who follows them.

use std::time::{Duration, Instant};

use pms_app::App;
use pms_app::authority::{Authorities, Cause, Which};
use pms_app::testing::{Site, master_key};
use pms_domain::Context;
use pms_pki::PartnerDomain;
use pms_pki::path::{PathPolicy, find};

/// Another process knows a generation within a second.
async fn knows(app: &App, domain: PartnerDomain, generation: i32) {
    let began = Instant::now();
    while app.authority().issuing(domain).unwrap().generation != generation {
        assert!(began.elapsed() < Duration::from_secs(1), "generation {generation} of {domain} is not known");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn the_next_generation_signs_everywhere_and_the_former_stays_trusted() {
    for site in Site::on_both().await {
        let replica = site.replica().await;
        let domain = PartnerDomain::Device;
        let former = site.app.authority().issuing(domain).unwrap().certificate.clone();
        let rotated = site.app.authorities().rotate(&site.system(), Which::Issuing(domain), Cause::ByHand).await;
        assert_eq!(rotated.unwrap().unwrap().generation, 2);
        // This process has it at once, the other one soon.
        let authority = site.app.authority();
        let newest = authority.issuing(domain).unwrap();
        assert_eq!(newest.generation, 2);
        assert_ne!(newest.certificate.spki_der(), former.spki_der());
        assert_eq!(newest.certificate.subject().der(), former.subject().der(), "rotation keeps the name");
        knows(&replica, domain, 2).await;
        let generations: Vec<i32> = authority.generations(domain).iter().map(|key| key.generation).collect();
        assert_eq!(generations, [2, 1]);
        assert_eq!(authority.issuing(PartnerDomain::Auth).unwrap().generation, 1);
        for app in [&site.app, &replica] {
            let loaded = app.trust().of(app.store(), domain).await.unwrap();
            for certificate in [&former, &newest.certificate] {
                assert!(find(&loaded.store, certificate, site.system().now(), &PathPolicy::default()).is_ok());
            }
            let other = app.trust().of(app.store(), PartnerDomain::Auth).await.unwrap();
            assert!(!other.store.contains(&newest.certificate), "a CA belongs to its domain");
        }
        // A process that starts later opens the same ones.
        let later = site.replica().await;
        assert_eq!(later.authority().issuing(domain).unwrap().certificate.sha256(), newest.certificate.sha256());
    }
}

#[tokio::test]
async fn a_new_root_is_an_anchor_everywhere_and_the_issuing_cas_are_due() {
    let site = Site::new().await;
    let (authorities, now) = (site.app.authorities(), site.system().now());
    let former = site.app.authority().root.certificate.clone();
    assert!(Which::ALL.iter().all(|which| !site.app.authority().is_due(*which, now)));
    authorities.rotate(&site.system(), Which::Root, Cause::ByHand).await.unwrap().unwrap();
    let authority = site.app.authority();
    assert_eq!((authority.root.generation, authority.former_roots.len()), (2, 1));
    for domain in PartnerDomain::ALL {
        let loaded = site.app.trust().of(site.app.store(), domain).await.unwrap();
        assert!(loaded.store.is_platform(&authority.root.certificate) && loaded.store.is_platform(&former));
        let issuing = authority.issuing(domain).unwrap();
        assert_eq!(issuing.root.sha256(), former.sha256(), "its chain names who signed it");
        assert!(authority.is_due(Which::Issuing(domain), now));
    }
    assert!(!authority.is_due(Which::Root, now) && !authority.is_due(Which::Encryption, now));
}

/// Two processes at once make one generation.
#[tokio::test]
async fn one_process_makes_the_next_generation() {
    for site in Site::on_both().await {
        let replica = site.replica().await;
        let which = Which::Issuing(PartnerDomain::Misp);
        site.clock.advance(chrono::TimeDelta::days(1_100));
        let (here, there) = (site.system(), replica.system("test"));
        let (one, other) = tokio::join!(
            site.app.authorities().rotate(&here, which, Cause::Due),
            replica.authorities().rotate(&there, which, Cause::Due),
        );
        assert_eq!([one.unwrap(), other.unwrap()].into_iter().flatten().count(), 1);
        for app in [&site.app, &replica] {
            knows(app, PartnerDomain::Misp, 2).await;
            assert!(
                app.authorities().rotate(&here, which, Cause::Due).await.unwrap().is_none(),
                "it is not due any more"
            );
        }
    }
}

/// Whoever signs for an epoch of the trust stores has the authorities of that epoch, told by the change log or not.
#[tokio::test]
async fn what_signs_is_right_as_of_the_trust_stores() {
    for site in Site::on_both().await {
        // Nothing follows the change log here.
        let (app, ctx) = (&site.app, site.system());
        let deaf = Authorities::open(app.store(), &master_key(), &ctx, app.settings()).await.unwrap();
        let domain = PartnerDomain::Auth;
        app.authorities().rotate(&ctx, Which::Issuing(domain), Cause::ByHand).await.unwrap().unwrap();
        assert_eq!(deaf.current().issuing(domain).unwrap().generation, 1);
        let epoch = pms_store::certificate::trust_epoch(app.store().db()).await.unwrap();
        assert_eq!(deaf.as_of(epoch).await.unwrap().issuing(domain).unwrap().generation, 2);
    }
}

/// A trust store that changed is read once, however many ask for it.
#[tokio::test]
async fn many_who_ask_at_once_read_a_store_once() {
    for site in Site::on_both().await {
        let (app, replica) = (&site.app, site.replica().await);
        rotate_auth(&replica, &site.system()).await;
        let ask = || app.trust().of(app.store(), PartnerDomain::Auth);
        let (one, two, three) = tokio::join!(ask(), ask(), ask());
        let [one, two, three] = [one, two, three].map(|loaded| loaded.ok().unwrap().store);
        assert!(std::sync::Arc::ptr_eq(&one, &two) && std::sync::Arc::ptr_eq(&two, &three));
        assert_eq!(one.entries().len(), 3, "ROOT and two generations");
    }
}

async fn rotate_auth(app: &App, ctx: &Context) {
    let rotated = app.authorities().rotate(ctx, Which::Issuing(PartnerDomain::Auth), Cause::ByHand).await;
    assert!(rotated.unwrap().is_some());
}
