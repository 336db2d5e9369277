//! The next generation: what changes have named is read again.

use std::collections::BTreeSet;
use std::sync::Arc;

use aws_lc_rs::digest;
use pms_domain::hotlist::{IdHash, IdType};
use pms_domain::verification::{Key, Licence, PublicId};
use pms_store::verification::{self as stored, Digest};
use pms_store::{Store, StoreResult, hotlist};

use super::{Named, Verification};

/// Kinds of objects in the change log whose state decides.
const PARTNER: &str = "partner";
const POLICY: &str = "policy";
const GROUP: &str = "policy_group";
const KEY: &str = "api_key";
const LICENCE: &str = pms_store::misp_licence::OBJECT;
const CLIENT: &str = "oidc_client";
const CERTIFICATE: &str = "certificate";
const REQUEST: &str = "policy_request";

impl Named {
    fn new(kind: &str, id: &PublicId) -> Option<Self> {
        if *id == PublicId::None {
            return None;
        }
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(kind.as_bytes());
        context.update(b"/");
        context.update(id.to_string().as_bytes());
        context.finish().as_ref().first_chunk::<16>().map(|half| Self(*half))
    }
}

impl Verification {
    pub(super) fn put_key(&mut self, digest: Digest, key: Key) {
        if let Some(named) = Named::new(KEY, &key.id) {
            self.digests.insert(named, digest);
        }
        self.keys.insert(digest, key);
    }

    pub(super) fn put_licence(&mut self, digest: Digest, licence: Licence) {
        if let Some(named) = Named::new(LICENCE, &licence.id) {
            self.digests.insert(named, digest);
        }
        self.licences.insert(digest, licence);
    }

    /// Forgets the place of a public id and answers it.
    fn take_digest(&mut self, kind: &str, id: &str) -> Option<Digest> {
        let named = Named::new(kind, &PublicId::new(id))?;
        let digest = self.digests.get(&named).copied()?;
        self.digests.remove(&named);
        Some(digest)
    }

    /// Reads again what changes named, and what the hotlist says of partners since `hotlist_since`, the first change of it.
    pub(crate) async fn apply(
        &mut self,
        store: &Store,
        touched: &BTreeSet<(String, String)>,
        hotlist_since: Option<i64>,
    ) -> StoreResult<()> {
        let mut partners: BTreeSet<String> = BTreeSet::new();
        for (kind, id) in touched {
            match kind.as_str() {
                PARTNER => {
                    partners.insert(id.clone());
                }
                CERTIFICATE => partners.extend(stored::partner_of_certificate(store.db(), id).await?),
                REQUEST => partners.extend(stored::partner_of_request(store.db(), id).await?),
                POLICY => self.read_policy(store, id).await?,
                GROUP => self.read_group(store, id).await?,
                KEY => self.read_key(store, id).await?,
                LICENCE => self.read_licence(store, id).await?,
                CLIENT => self.read_client(store, id).await?,
                hotlist::OBJECT => self.read_hotlisted(store, id).await?,
                _ => {}
            }
        }
        self.read_partners(store, &partners).await?;
        if let Some(revision) = hotlist_since {
            self.hotlisted.extend(stored::hotlisted_since(store.db(), revision).await?);
        }
        Ok(())
    }

    async fn read_partners(&mut self, store: &Store, ids: &BTreeSet<String>) -> StoreResult<()> {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let found = stored::partners_of(store.db(), &ids, &mut |text| self.shared(text)).await?;
        for id in ids.iter().filter(|id| !found.iter().any(|(found, _)| found == *id)) {
            self.partners.remove(*id);
        }
        for (id, partner) in found {
            self.partners.insert(self.shared(&id), Arc::new(partner));
        }
        Ok(())
    }

    async fn read_policy(&mut self, store: &Store, id: &str) -> StoreResult<()> {
        match stored::policy_of(store.db(), id, &mut |text| self.shared(text)).await? {
            Some(policy) => {
                self.policies.insert(Arc::clone(&policy.id), Arc::new(policy));
            }
            None => {
                self.policies.remove(id);
            }
        }
        Ok(())
    }

    async fn read_group(&mut self, store: &Store, id: &str) -> StoreResult<()> {
        match stored::group_of(store.db(), id).await? {
            Some(group) => {
                self.groups.insert(id.into(), Arc::new(group));
            }
            None => {
                self.groups.remove(id);
            }
        }
        Ok(())
    }

    async fn read_key(&mut self, store: &Store, id: &str) -> StoreResult<()> {
        let found = stored::key_of(store, id, &mut |text| self.shared(text)).await?;
        // The value of a key never changes, but one that is gone is found by nobody.
        if let Some(digest) = self.take_digest(KEY, id)
            && found.as_ref().is_none_or(|(now, _)| *now != digest)
        {
            self.keys.remove(&digest);
        }
        if let Some((digest, key)) = found {
            self.put_key(digest, key);
        }
        Ok(())
    }

    async fn read_licence(&mut self, store: &Store, id: &str) -> StoreResult<()> {
        let found = stored::licence_of(store, id, &mut |text| self.shared(text)).await?;
        if let Some(digest) = self.take_digest(LICENCE, id)
            && found.as_ref().is_none_or(|(now, _)| *now != digest)
        {
            self.licences.remove(&digest);
        }
        if let Some((digest, licence)) = found {
            self.put_licence(digest, licence);
        }
        Ok(())
    }

    async fn read_client(&mut self, store: &Store, id: &str) -> StoreResult<()> {
        match stored::client_of(store.db(), id, &mut |text| self.shared(text)).await? {
            Some(client) => {
                self.clients.insert(Arc::clone(&client.id), Arc::new(client));
            }
            None => {
                self.clients.remove(id);
            }
        }
        Ok(())
    }

    /// One that was taken out is in no list of what was written.
    async fn read_hotlisted(&mut self, store: &Store, id: &str) -> StoreResult<()> {
        let Some((kind, hash)) = id.split_once('/') else { return Ok(()) };
        let (Some(IdType::PartnerId), Some(hash)) = (IdType::parse(kind), IdHash::parse(hash)) else { return Ok(()) };
        match stored::hotlisted_partner(store.db(), &hash).await? {
            Some(standing) => {
                self.hotlisted.insert(hash, standing);
            }
            None => {
                self.hotlisted.remove(&hash);
            }
        }
        Ok(())
    }
}
