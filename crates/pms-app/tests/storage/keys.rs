//! Another master key.

use pms_app::authority::Authorities;
use pms_app::testing::{Site, master_key};
use pms_app::{keys, partners};
use pms_domain::{Context, roles};
use pms_store::db::Db;
use pms_store::keys::{self as stored, MasterKey};
use pms_store::open;

#[tokio::test]
async fn after_rewrapping_the_old_master_key_opens_nothing() {
    for site in Site::on_both().await {
        let admin = site.person("admin", roles::STAFF_ROLES).await;
        crate::modes::register(&site.app, "bank", "office@bank.example").await;
        let (old, new) = (master_key(), MasterKey::generate(site.app.surroundings()));
        let before = stored::all(site.app.store().db()).await.unwrap();
        // A wrong old key changes nothing.
        assert!(keys::rewrap(&site.app, &site.system(), &new, &old).await.is_err());
        let count = keys::rewrap(&site.app, &site.system(), &old, &new).await.unwrap();
        let after = stored::all(site.app.store().db()).await.unwrap();
        assert_eq!((count, after.len()), (before.len(), before.len()));
        assert!(count >= 9, "three symmetric keys, ROOT and four authorities, token signing: {count}");
        for (before, after) in before.iter().zip(&after) {
            assert_ne!(before.wrapped, after.wrapped, "{}", after.purpose);
            assert!(old.unwrap(&after.purpose, &after.id, &after.wrapped).is_err(), "{}", after.purpose);
            let same = old.unwrap(&before.purpose, &before.id, &before.wrapped).unwrap();
            assert!(*new.unwrap(&after.purpose, &after.id, &after.wrapped).unwrap() == *same, "{}", after.purpose);
        }
        // The running process goes on; the next one needs the new key.
        let ctx = site.context(&admin).await;
        assert_eq!(partners::get(&site.app, &ctx, "bank").await.unwrap().partner.contact.email, "office@bank.example");
        let (surroundings, settings) = (site.app.surroundings(), site.app.settings());
        let db = Db::open(&site.location(), 2).await.unwrap();
        assert!(open::store(db.clone(), &old, surroundings).await.is_err());
        let store = open::store(db, &new, surroundings).await.unwrap();
        assert_eq!(store.keys().token("test", "value"), site.app.store().keys().token("test", "value"));
        let found = pms_store::partner::find(&store, store.db(), pms_store::partner::Reach::Everything, "bank").await;
        assert_eq!(found.unwrap().unwrap().contact.email, "office@bank.example");
        let ctx = Context::system(surroundings.clone(), "test");
        let authority = Authorities::open(&store, &new, &ctx, settings).await.unwrap().current();
        assert_eq!(authority.root.certificate.sha256(), site.app.authority().root.certificate.sha256());
        pms_app::accounts::open_identity(settings, &store, &new, surroundings).await.unwrap();
        assert!(Authorities::open(&store, &old, &ctx, settings).await.is_err());
    }
}

#[tokio::test]
async fn only_the_operator_replaces_the_token_key_and_it_is_recorded() {
    for site in Site::on_both().await {
        let admin = site.person("admin", roles::STAFF_ROLES).await;
        let ctx = site.context(&admin).await;
        assert!(keys::rotate_token(&site.app, &ctx, &master_key()).await.is_err());
        let wrong = MasterKey::generate(site.app.surroundings());
        let rotated = keys::rotate_token(&site.app, &site.system(), &master_key()).await.unwrap();
        assert_eq!(rotated.generation, 2);
        let life = rotated.former_until - site.app.surroundings().now();
        assert_eq!(life.num_seconds(), 1_800 + 60, "the longest token, and a minute for clocks");
        let (revision, _) = pms_store::audit::head(site.app.store().db()).await.unwrap();
        let rows = pms_store::audit::after(site.app.store().db(), revision - 1, 10).await.unwrap();
        assert_eq!(rows[0].action, "keys.rotate");
        assert!(rows[0].after_json.as_deref().unwrap().contains("formerUntil"));

        // A key that this process cannot open keeps nobody out.
        keys::rotate_token(&site.app, &site.system(), &wrong).await.unwrap();
        site.clock.advance(chrono::TimeDelta::seconds(5));
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        assert!(site.app.identity().authenticate(&admin.token).await.is_ok());
    }
}
