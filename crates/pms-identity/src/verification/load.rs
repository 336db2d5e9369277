//! The first generation: everything, run by run.

use std::sync::Arc;

use pms_store::verification as stored;
use pms_store::{Store, StoreResult};

use super::{Shared, Verification};

impl Verification {
    /// Reads everything. What changes meanwhile is newer than its revision and is applied again.
    pub(crate) async fn load(store: &Store) -> StoreResult<Self> {
        let mut loaded = Self::default();
        let mut shared = Shared::default();
        loaded.load_partners(store, &mut shared).await?;
        loaded.load_policies(store, &mut shared).await?;
        loaded.load_credentials(store, &mut shared).await?;
        loaded.keys.shrink();
        loaded.licences.shrink();
        loaded.digests.shrink();
        Ok(loaded)
    }

    async fn load_partners(&mut self, store: &Store, shared: &mut Shared) -> StoreResult<()> {
        let db = store.db();
        let mut next = Some(String::new());
        while let Some(after) = next {
            let (partners, last) = stored::partners(db, &after, &mut |text| shared.get(text)).await?;
            for (id, partner) in partners {
                self.partners.insert(shared.get(&id), Arc::new(partner));
            }
            next = last;
        }
        let mut run = stored::hotlisted(db, None).await?;
        while let Some((last, _)) = run.last() {
            let last = *last;
            self.hotlisted.extend(run);
            run = stored::hotlisted(db, Some(&last)).await?;
        }
        Ok(())
    }

    async fn load_policies(&mut self, store: &Store, shared: &mut Shared) -> StoreResult<()> {
        let db = store.db();
        let mut next = Some(String::new());
        while let Some(after) = next {
            let (groups, last) = stored::groups(db, &after).await?;
            for (id, group) in groups {
                self.groups.insert(shared.get(&id), Arc::new(group));
            }
            next = last;
        }
        let mut next = Some(String::new());
        while let Some(after) = next {
            let (policies, last) = stored::policies(db, &after, &mut |text| shared.get(text)).await?;
            for policy in policies {
                self.policies.insert(Arc::clone(&policy.id), Arc::new(policy));
            }
            next = last;
        }
        Ok(())
    }

    async fn load_credentials(&mut self, store: &Store, shared: &mut Shared) -> StoreResult<()> {
        let mut next = Some(String::new());
        while let Some(after) = next {
            let (licences, last) = stored::licences(store, &after, &mut |text| shared.get(text)).await?;
            for (digest, licence) in licences {
                self.put_licence(digest, licence);
            }
            next = last;
        }
        let mut next = Some(String::new());
        while let Some(after) = next {
            let (clients, last) = stored::clients(store.db(), &after, &mut |text| shared.get(text)).await?;
            for client in clients {
                self.clients.insert(Arc::clone(&client.id), Arc::new(client));
            }
            next = last;
        }
        let mut next = Some(String::new());
        while let Some(after) = next {
            let (keys, last) = stored::keys(store, &after, &mut |text| shared.get(text)).await?;
            for (digest, key) in keys {
                self.put_key(digest, key);
            }
            next = last;
        }
        Ok(())
    }
}
