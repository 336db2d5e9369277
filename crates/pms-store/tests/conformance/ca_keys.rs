//! Keys of the authorities, and certificates that are signed anew.

use chrono::TimeDelta;
use pms_store::audit::Record;
use pms_store::ca_key::{self, NewCaKey};
use pms_store::outbox::Event;
use pms_store::resign::{self, Resigned, Terms};
use pms_store::{certificate, keys, statement};
use pms_testkit::seeds;

use crate::support::both;

fn key<'a>(id: &'a str, generation: i32, certificate: Option<&'a str>, request: Option<&'a str>) -> NewCaKey<'a> {
    let (algorithm, location) = ("RSA-2048", Some("pkcs11:label"));
    NewCaKey { id, purpose: "ca.auth", generation, algorithm, wrapped: &[], location, certificate, request }
}

#[tokio::test]
async fn generations_of_a_key() {
    both(|bench| async move {
        let (store, now) = (&bench.store, bench.surroundings.now());
        let mut change = store.change().await.unwrap();
        ca_key::insert(&mut change, key("one", 1, Some("certificate"), None), now).await.unwrap();
        ca_key::insert(&mut change, key("two", 2, None, Some("request")), now).await.unwrap();
        let revision = change.revision();
        ca_key::set_revision(&mut change, revision).await.unwrap();
        change.save(&bench.ctx(), Record::new("test", "test", "1")).await.unwrap();
        assert_eq!(ca_key::revision(store.db()).await.unwrap(), revision);
        assert_eq!(certificate::trust_epoch(store.db()).await.unwrap(), revision, "caches of trust stores look again");
        assert_eq!(ca_key::newest_generation(store.db(), "ca.auth").await.unwrap(), 2);
        assert_eq!(ca_key::newest_signed(store.db(), "ca.auth").await.unwrap().as_deref(), Some("one"));
        // One that waits is no key yet for anybody else.
        let current = keys::current(store.db()).await.unwrap();
        let current = current.iter().find(|row| row.purpose == "ca.auth").unwrap();
        assert_eq!((current.generation, current.location.as_deref()), (1, Some("pkcs11:label")));

        let mut change = store.change().await.unwrap();
        assert!(ca_key::complete(&mut change, "two", "signed").await.unwrap());
        assert!(!ca_key::complete(&mut change, "two", "again").await.unwrap(), "a request is answered once");
        let (soon, later) = (now + TimeDelta::days(1), now + TimeDelta::days(2));
        ca_key::retire(&mut change, "one", soon).await.unwrap();
        ca_key::retire(&mut change, "one", later).await.unwrap();
        change.save(&bench.ctx(), Record::new("test", "test", "1")).await.unwrap();
        assert_eq!(ca_key::newest_signed(store.db(), "ca.auth").await.unwrap().as_deref(), Some("two"));
        let ids = |rows: Vec<ca_key::CaKeyRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(ids(ca_key::live(store.db(), now).await.unwrap()), ["two", "one"]);
        assert_eq!(ids(ca_key::live(store.db(), soon).await.unwrap()), ["two"], "the earlier end counts");
        assert_eq!(ids(ca_key::all(store.db()).await.unwrap()), ["two", "one"]);
    })
    .await;
}

#[tokio::test]
async fn certificates_are_replaced_under_their_ids() {
    both(|bench| async move {
        let (store, now) = (&bench.store, bench.surroundings.now());
        let mut change = store.change().await.unwrap();
        statement(seeds::PARTNERS).bind(700_i64).bind(now).execute(&mut change).await.unwrap();
        let until = now + TimeDelta::days(366);
        statement(seeds::CERTIFICATES)
            .bind(700_i64)
            .bind(now)
            .bind("former")
            .bind(until)
            .bind("old-key")
            .execute(&mut change)
            .await
            .unwrap();
        change.save(&bench.ctx(), Record::new("test", "test", "1")).await.unwrap();
        assert_eq!(resign::count(store.db(), "old-key", now).await.unwrap(), 700);
        assert_eq!(resign::count(store.db(), "other", now).await.unwrap(), 0);
        let page = resign::page(store.db(), "old-key", now, "").await.unwrap();
        assert_eq!(page.len(), resign::BATCH);
        let (first, last) = (page.first().unwrap().cert_id.clone(), page.last().unwrap().cert_id.clone());
        let next = resign::page(store.db(), "old-key", now, &last).await.unwrap();
        assert_eq!(next.len(), 200);

        let mut change = store.change().await.unwrap();
        let owned = resign::unchanged(&mut change, "old-key", &first, &last).await.unwrap();
        assert_eq!(owned.len(), 500);
        assert!(owned.iter().all(|one| one.is_active && one.is_current && one.usage.as_deref() == Some("both")));
        let former_ids: Vec<String> = owned.iter().map(|_| bench.surroundings.uuid()).collect();
        let batch: Vec<Resigned<'_>> = owned
            .iter()
            .zip(&former_ids)
            .map(|(one, former_id)| Resigned { cert_id: &one.cert_id, former_id, signed: "fresh", chain: "chain" })
            .collect();
        let terms = Terms { ca_key_id: "new-key", reason: "keyCompromise", by: "test", at: now };
        resign::replace(&mut change, &batch, &terms).await.unwrap();
        // Many events and objects go together, and are all there.
        let mut record = Record::new("test", "test", "1");
        for one in &owned {
            change.emit(Event::new("TOPIC", "certificate", one.cert_id.as_str()).with("partner", &one.partner_id));
            record = record.touching("partner", &one.partner_id);
        }
        let revision = change.save(&bench.ctx(), record).await.unwrap();

        let count = async |sql: &'static str| {
            let row: (i64,) = statement(sql).one(store.db()).await.unwrap();
            row.0
        };
        assert_eq!(resign::count(store.db(), "old-key", now).await.unwrap(), 200);
        assert_eq!(resign::count(store.db(), "new-key", now).await.unwrap(), 500);
        assert_eq!(ca_key::signed_with(store.db()).await.unwrap().len(), 2);
        let history = "SELECT COUNT(*) FROM partner_cert_store WHERE x_revoked_reason = 'keyCompromise' AND NOT x_current \
                       AND signed_cert_data = 'former' AND x_ca_key_id = 'old-key' AND x_revoked_at IS NOT NULL";
        assert_eq!(count(history).await, 500);
        let fresh = "SELECT COUNT(*) FROM partner_cert_store c JOIN partner p ON p.certificate_alias = c.cert_id \
                     WHERE c.x_current AND c.signed_cert_data = 'fresh' AND c.x_chain = 'chain' AND c.x_revoked_at IS NULL";
        assert_eq!(count(fresh).await, 500, "whoever named a certificate still names it");
        assert_eq!(count("SELECT COUNT(*) FROM x_outbox WHERE topic = 'TOPIC'").await, 500);
        assert_eq!(count("SELECT COUNT(DISTINCT seq) FROM x_outbox").await, 500);
        assert_eq!(count("SELECT COUNT(*) FROM x_outbox_object WHERE object_kind = 'partner'").await, 500);
        assert_eq!(count("SELECT COUNT(*) FROM x_audit_touched WHERE object_kind = 'partner'").await, 500);
        let event: (String, i64) =
            statement("SELECT subject_id, revision FROM x_outbox WHERE seq = 0").one(store.db()).await.unwrap();
        assert_eq!(event, (first, revision));
    })
    .await;
}
