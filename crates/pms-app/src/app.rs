//! The composed application: what use cases reach for.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use pms_domain::context::{Actor, OwnedPartners, Surroundings};
use pms_domain::{Context, Refusal};
use pms_store::{Store, member};

use crate::Outcome;
use crate::authority::{Authorities, Authority, Following};
use crate::calendar::Counted;
use crate::devices::MessageChecks;
use crate::esignet::Esignet;
use crate::settings::Settings;
use crate::transaction_log::{Recorder, Writer};
use crate::trust::TrustCache;
use crate::verification::{Answers, Guesses, Usage};

/// Cheap to clone; one for each process (and as many as a test likes).
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    parts: Parts,
    memberships: Memberships,
    _following: Following,
    usage: Usage,
    guesses: Guesses,
    answers: Answers,
    transactions: Writer,
    calendar: Counted,
    key_users: KeyUsers,
}

/// Most identities whose partners are remembered.
const REMEMBERED: usize = 10_000;

/// All partners of an identity, and those it may change.
type Belonging = (OwnedPartners, OwnedPartners);

/// Who belongs to which partner, as of one change of that.
#[derive(Default)]
struct Memberships(Mutex<(i64, HashMap<String, Belonging>)>);

impl Memberships {
    fn get(&self, revision: i64, key: &str) -> Option<Belonging> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 == revision { known.1.get(key).cloned() } else { None }
    }

    /// What was read before a newer revision was seen is not kept: it may be older than that.
    fn put(&self, revision: i64, key: String, found: Belonging) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if revision > known.0 || known.1.len() >= REMEMBERED {
            *known = (revision.max(known.0), HashMap::new());
        }
        if revision == known.0 {
            known.1.insert(key, found);
        }
    }
}

/// Partners of whom the log has had a use of a key. It has happened for good: of them the log is not asked again.
#[derive(Default)]
struct KeyUsers(Mutex<HashSet<String>>);

/// What an [`App`] is made of.
pub struct Parts {
    pub settings: Settings,
    pub surroundings: Surroundings,
    pub store: Store,
    pub identity: pms_identity::Identity,
    pub authorities: Authorities,
    pub trust: TrustCache,
    pub esignet: Esignet,
    pub message_checks: MessageChecks,
}

impl App {
    /// Within a runtime: the authorities follow the change log from now on.
    pub fn new(mut parts: Parts) -> Self {
        parts.trust.configure(&parts.settings, &parts.surroundings);
        let _following = Following::start(parts.authorities.clone(), parts.identity.clone());
        let limits = &parts.settings.verification.limits;
        let usage = Usage::start(limits, &parts.store, &parts.surroundings);
        let guesses = Guesses::start(limits.unknown_per_minute, &parts.store, &parts.surroundings);
        let transactions = Writer::start(parts.store.clone(), parts.surroundings.clone());
        let memberships = Memberships::default();
        let answers = Answers::default();
        let calendar = Counted::default();
        let key_users = KeyUsers::default();
        Self(Arc::new(Inner {
            parts,
            memberships,
            _following,
            usage,
            guesses,
            answers,
            transactions,
            calendar,
            key_users,
        }))
    }

    pub fn settings(&self) -> &Settings {
        &self.0.parts.settings
    }

    pub fn surroundings(&self) -> &Surroundings {
        &self.0.parts.surroundings
    }

    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }

    pub fn identity(&self) -> &pms_identity::Identity {
        &self.0.parts.identity
    }

    /// The certificate authorities as they are now.
    pub fn authority(&self) -> Arc<Authority> {
        self.0.parts.authorities.current()
    }

    pub fn authorities(&self) -> &Authorities {
        &self.0.parts.authorities
    }

    pub fn trust(&self) -> &TrustCache {
        &self.0.parts.trust
    }

    pub fn esignet(&self) -> &Esignet {
        &self.0.parts.esignet
    }

    pub fn message_checks(&self) -> &MessageChecks {
        &self.0.parts.message_checks
    }

    /// How often licences and keys were used, as far as the site limits that.
    pub fn usage(&self) -> &Usage {
        &self.0.usage
    }

    /// Whoever guesses licences and keys.
    pub fn guesses(&self) -> &Guesses {
        &self.0.guesses
    }

    /// How the check at authentication time was answered since the start.
    pub fn answers(&self) -> &Answers {
        &self.0.answers
    }

    /// Whether a use of a key of this partner was seen before.
    pub(crate) fn has_seen_key_of(&self, partner_id: &str) -> bool {
        self.0.key_users.0.lock().unwrap_or_else(PoisonError::into_inner).contains(partner_id)
    }

    /// Remembers that the log has a use of a key of this partner.
    pub(crate) fn saw_key_of(&self, partner_id: &str) {
        let mut known = self.0.key_users.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(partner_id.to_owned());
    }

    /// The last counts of the calendar of what ends.
    pub(crate) fn calendar(&self) -> &Counted {
        &self.0.calendar
    }

    /// Takes our own answers to the question whether a licence, a partner and a key are good.
    pub fn recorder(&self) -> &Recorder {
        self.0.transactions.recorder()
    }

    /// Writes what the recorder holds, and takes no more: before the database is closed.
    pub async fn finish_recording(&self) {
        self.0.transactions.finish().await;
    }

    /// The context of a request: who asks, and which partners are theirs.
    pub async fn context(&self, actor: Actor, request_id: String, source: Option<IpAddr>) -> Outcome<Context> {
        let (owned, writable) = self.memberships(&actor).await?;
        Ok(Context { surroundings: self.surroundings().clone(), actor, owned, writable, request_id, source })
    }

    /// The partners of an identity: all, and those it may change. Remembered until somebody becomes a member of a partner: the
    /// snapshot says when, within the second that it promises.
    async fn memberships(&self, actor: &Actor) -> Outcome<Belonging> {
        let snapshot = self.identity().snapshot();
        // In the compatibility profile a partner's own row says whose it is, and any change may have written it.
        let revision = if self.settings().compat.mosip { snapshot.revision } else { snapshot.members };
        let key = actor.key();
        if let Some(known) = self.0.memberships.get(revision, &key) {
            return Ok(known);
        }
        let mut owned = Vec::new();
        let mut writable = Vec::new();
        if !actor.subject.is_empty() {
            for membership in member::of_identity(self.store().db(), &actor.issuer, &actor.subject).await? {
                if membership.member_role != member::VIEWER {
                    writable.push(membership.partner_id.clone());
                }
                owned.push(membership.partner_id);
            }
            if self.settings().compat.mosip {
                // Compatibility profile: ownership by user name, as existing scripts expect.
                for id in pms_store::partner::ids_of_user(self.store().db(), &actor.name).await? {
                    owned.push(id.clone());
                    writable.push(id);
                }
            }
        }
        let found = (OwnedPartners::new(owned), OwnedPartners::new(writable));
        self.0.memberships.put(revision, key, found.clone());
        Ok(found)
    }

    /// A context of the system itself.
    pub fn system(&self, what: &str) -> Context {
        Context::system(self.surroundings().clone(), what)
    }

    /// Waits until this process's own snapshot has a change that it just saved, so that whoever was answered sees it.
    pub async fn applied(&self, revision: i64) {
        self.identity().wait_for(revision).await;
        if let Err(error) = self.authorities().follow(self.identity().snapshot().authorities).await {
            tracing::error!(error = format!("{error:#}"), "the certificate authorities cannot be read");
        }
    }

    /// Four eyes, unless the site or the compatibility profile waives it.
    pub fn four_eyes(&self) -> bool {
        self.settings().approvals.four_eyes && !self.settings().compat.mosip
    }

    /// What approves a partner.
    pub fn partner_approval(&self) -> pms_domain::approval::PartnerApproval {
        if self.settings().compat.mosip || self.settings().partners.approval == "certificate" {
            pms_domain::approval::PartnerApproval::Certificate
        } else {
            pms_domain::approval::PartnerApproval::Admin
        }
    }
}

/// Turns a use case's refusal about a missing thing into `None`, for pages that show "nothing there".
pub fn or_none<T>(outcome: Outcome<T>, entry: &'static pms_domain::Entry) -> Outcome<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(crate::Failure::Refused(refusal)) if refusal == Refusal::of(entry) => Ok(None),
        Err(failure) => Err(failure),
    }
}
