//! The lists that are at hand: for the judgement of paths, and for those who look after them.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use pms_domain::{Context, routes};
use pms_pki::crl::{RevocationList, RevocationLists};
use pms_store::Store;
use pms_store::list::{ListPage, ListQuery};
use pms_store::revocation_list as store;
pub use pms_store::revocation_list::{LISTS, List};

use crate::{App, Failure, Outcome, rights};

/// A list of ours: SHA-256 and DER.
type Served = (String, Arc<Vec<u8>>);

/// What one process has read of lists, by their hash: they are large and change seldom.
#[derive(Default)]
pub(crate) struct Lists {
    parsed: Mutex<HashMap<String, RevocationList>>,
    /// Our own as they are served, by their place: hash and DER.
    served: Mutex<HashMap<String, Served>>,
}

impl Lists {
    /// The lists of issuers with these names ([`super::name_key`]).
    pub(crate) async fn named(&self, store: &Store, names: &HashSet<String>) -> Outcome<RevocationLists> {
        let known = store::known(store.db()).await?;
        let mut lists = RevocationLists::new();
        for one in known.iter().filter(|one| names.contains(&one.issuer_name)) {
            if let Some(list) = self.parsed(&one.sha256) {
                lists.insert(list);
                continue;
            }
            let Some(der) = store::data(store.db(), &one.id).await? else { continue };
            let read = tokio::task::spawn_blocking(move || RevocationList::from_der(&der)).await;
            match read.map_err(|error| Failure::Internal(error.into()))? {
                Ok(list) => {
                    self.keep(one.sha256.clone(), list.clone());
                    lists.insert(list);
                }
                Err(error) => tracing::warn!(list = one.id, %error, "a stored revocation list is not readable"),
            }
        }
        self.forget_all_but(&known.into_iter().map(|one| one.sha256).collect());
        Ok(lists)
    }

    fn parsed(&self, sha256: &str) -> Option<RevocationList> {
        self.parsed.lock().unwrap_or_else(PoisonError::into_inner).get(sha256).cloned()
    }

    fn keep(&self, sha256: String, list: RevocationList) {
        self.parsed.lock().unwrap_or_else(PoisonError::into_inner).insert(sha256, list);
    }

    fn forget_all_but(&self, known: &HashSet<String>) {
        self.parsed.lock().unwrap_or_else(PoisonError::into_inner).retain(|sha256, _| known.contains(sha256));
    }

    /// A list of ours as it is served, DER.
    pub(super) async fn served(&self, store: &Store, place: &List, sha256: &str) -> Outcome<Option<Arc<Vec<u8>>>> {
        let kept = self.served.lock().unwrap_or_else(PoisonError::into_inner).get(&place.id).cloned();
        if let Some((_, der)) = kept.filter(|(of, _)| of == sha256) {
            return Ok(Some(der));
        }
        let Some(der) = store::data(store.db(), &place.id).await? else { return Ok(None) };
        let der = Arc::new(der);
        let kept = (sha256.to_owned(), Arc::clone(&der));
        self.served.lock().unwrap_or_else(PoisonError::into_inner).insert(place.id.clone(), kept);
        Ok(Some(der))
    }
}

/// The places of lists, newest first: whence, what was there last, and what went wrong.
///
/// # Errors
/// The role.
pub async fn list(app: &App, ctx: &Context, query: ListQuery) -> Outcome<ListPage<List>> {
    rights::require(ctx, &routes::LIST_REVOCATION_LISTS)?;
    Ok(LISTS.fetch(app.store().db(), &query, None).await?)
}

/// How many places have no current list: our own, and others'. For the operator.
pub async fn stale(app: &App) -> Outcome<(u64, u64)> {
    Ok(store::stale(app.store().db(), app.surroundings().now()).await?)
}
