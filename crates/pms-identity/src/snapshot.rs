//! What every request needs to know of accounts, clients and ended sessions, and what the question of an authentication is answered
//! from, in memory (architecture §7).
//!
//! The snapshot is one immutable generation of persistent maps; the applier replaces it as changes come.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use arc_swap::ArcSwap;
use imbl::HashMap;
use pms_domain::Timestamp;
use pms_store::account::account::{self, Full};
use pms_store::account::{client, session, token_key};
use pms_store::{Store, StoreResult, audit, ca_key, hotlist, member};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::hotlisted::Hotlisted;
use crate::verification::Verification;

/// Accounts read at a time.
const PAGE: i64 = 1000;
/// Changes applied at a time.
const CHANGES: i64 = 500;
/// Longest wait for the own applier; a database that stopped answering must not hold a caller for ever.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// An account as requests need it: no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountEntry {
    pub name: String,
    pub is_active: bool,
    /// The next thing this account does is a change of its password.
    pub must_change: bool,
    pub has_second_factor: bool,
    pub roles: BTreeSet<String>,
    /// Verified address.
    pub email: Option<String>,
    /// MOSIP language code.
    pub lang: String,
}

impl AccountEntry {
    fn of(full: Full) -> Self {
        let Full { account, roles, details } = full;
        Self {
            is_active: account.is_active(),
            must_change: account.must_change,
            has_second_factor: account.has_second_factor(),
            roles: roles.into_iter().collect(),
            email: (account.email_verified && !details.email.is_empty()).then_some(details.email),
            lang: account.lang,
            name: account.name,
        }
    }
}

/// A service client as requests need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientEntry {
    pub is_active: bool,
    pub roles: BTreeSet<String>,
    /// Tokens issued before this are refused.
    pub tokens_from: Timestamp,
}

impl ClientEntry {
    fn of(client: &client::Client) -> Self {
        Self {
            is_active: client.is_active(),
            roles: client.role_list().map(str::to_owned).collect(),
            tokens_from: client.tokens_from,
        }
    }
}

/// One generation.
#[derive(Clone, Default)]
pub struct Snapshot {
    /// The last change it holds.
    pub revision: i64,
    /// The last change of the keys that sign tokens: whoever read them before reads them again.
    pub token_keys: i64,
    /// The last change of the certificate authorities: whoever holds them looks again.
    pub authorities: i64,
    /// The last change of who belongs to which partner.
    pub members: i64,
    pub accounts: HashMap<String, Arc<AccountEntry>>,
    pub clients: HashMap<String, Arc<ClientEntry>>,
    /// Ended sessions by `sid`, until their last token has expired.
    pub ended: HashMap<String, Timestamp>,
    /// Partners, policies, keys and licences.
    pub verification: Verification,
}

impl Snapshot {
    /// Reads everything.
    pub async fn load(store: &Store, now: Timestamp) -> StoreResult<Self> {
        // The revision first: what is read after it may be newer, never older, and is applied again.
        let (revision, _) = audit::head(store.db()).await?;
        let mut snapshot = Snapshot {
            revision,
            token_keys: revision,
            authorities: revision,
            members: revision,
            ..Snapshot::default()
        };
        let mut after = String::new();
        loop {
            let page = account::full_page(store, &after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.account.id);
            for full in page {
                snapshot.accounts.insert(full.account.id.clone(), Arc::new(AccountEntry::of(full)));
            }
        }
        for client in client::all(store.db()).await? {
            snapshot.clients.insert(client.id.clone(), Arc::new(ClientEntry::of(&client)));
        }
        for ended in session::all_ended(store.db(), now).await? {
            snapshot.ended.insert(ended.sid, ended.until);
        }
        snapshot.verification = Verification::load(store).await?;
        Ok(snapshot)
    }

    /// The next generation: these objects are read again.
    async fn next(&self, store: &Store, rows: &[audit::Row], now: Timestamp) -> StoreResult<Self> {
        let revision = rows.last().map_or(self.revision, |row| row.revision);
        let touched: BTreeSet<(String, String)> = rows.iter().flat_map(audit::Row::objects).collect();
        let mut next = self.clone();
        let of_hotlist = rows.iter().find(|row| is_of_hotlist(row)).map(|row| row.revision);
        next.verification.apply(store, &touched, of_hotlist).await?;
        for (kind, id) in touched {
            match kind.as_str() {
                "account" => match account::full(store, &id).await? {
                    Some(full) => {
                        next.accounts.insert(id, Arc::new(AccountEntry::of(full)));
                    }
                    None => {
                        next.accounts.remove(&id);
                    }
                },
                "client" => match client::find(store.db(), &id).await? {
                    Some(client) => {
                        next.clients.insert(id, Arc::new(ClientEntry::of(&client)));
                    }
                    None => {
                        next.clients.remove(&id);
                    }
                },
                "session" => {
                    if let Some(ended) = session::ended(store.db(), &id).await? {
                        next.ended.insert(ended.sid, ended.until);
                    }
                    next.ended.retain(|_, until| *until > now);
                }
                ca_key::OBJECT => next.authorities = revision,
                token_key::OBJECT => next.token_keys = revision,
                member::OBJECT => next.members = revision,
                _ => {}
            }
        }
        next.revision = revision;
        Ok(next)
    }
}

fn is_of_hotlist(row: &audit::Row) -> bool {
    row.objects().iter().any(|(kind, _)| kind == hotlist::OBJECT)
}

/// The snapshot of this process, and how fresh it is.
pub struct Live {
    current: ArcSwap<Snapshot>,
    hotlisted: Hotlisted,
    applied: watch::Sender<i64>,
    polled: Mutex<Instant>,
}

impl Live {
    pub fn new(snapshot: Snapshot, hotlisted: Hotlisted) -> Self {
        let applied = watch::channel(snapshot.revision).0;
        Self { current: ArcSwap::from_pointee(snapshot), hotlisted, applied, polled: Mutex::new(Instant::now()) }
    }

    /// What is not on the hotlist.
    pub fn hotlisted(&self) -> &Hotlisted {
        &self.hotlisted
    }

    pub fn current(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// The revisions as they are applied.
    pub fn applied(&self) -> watch::Receiver<i64> {
        self.applied.subscribe()
    }

    /// Time since the database was last asked.
    pub fn age(&self) -> Duration {
        self.polled.lock().unwrap_or_else(std::sync::PoisonError::into_inner).elapsed()
    }

    fn was_polled(&self, at: Instant) {
        *self.polled.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = at;
    }

    /// Waits until a change governs this process's answers.
    pub async fn wait_for(&self, revision: i64) {
        let mut applied = self.applied.subscribe();
        let wait = applied.wait_for(|done| *done >= revision);
        if tokio::time::timeout(LONGEST_WAIT, wait).await.is_err() {
            tracing::warn!(revision, "the applier is behind; the change is stored and not yet in force here");
        }
    }

    /// Applies every change since the last time, in order.
    pub async fn catch_up(&self, store: &Store, now: Timestamp) -> StoreResult<()> {
        loop {
            let asked = Instant::now();
            let snapshot = self.current();
            let rows = audit::after(store.db(), snapshot.revision, CHANGES).await?;
            let are_all = (rows.len() as i64) < CHANGES;
            if !rows.is_empty() {
                let next = snapshot.next(store, &rows, now).await?;
                if let Some(first) = rows.iter().find(|row| is_of_hotlist(row)) {
                    self.hotlisted.follow(store, first.revision).await?;
                }
                let revision = next.revision;
                self.current.store(Arc::new(next));
                self.applied.send_replace(revision);
            }
            if are_all {
                self.was_polled(asked);
                return Ok(());
            }
        }
    }
}
