//! The part of the snapshot from which the question of an authentication is answered (architecture §7).
//!
//! Keys, licences and clients point to partners, policies and MISPs by id, so a change of one of those is one entry. Keys and
//! licences are found by a keyed hash, never by their value. Maps of few things are persistent hash maps; keys and licences lie
//! in a [`Table`], because there may be millions.

mod apply;
mod load;
mod table;

use std::collections::HashSet;
use std::sync::Arc;

use imbl::HashMap;
use pms_domain::Timestamp;
use pms_domain::hotlist::{IdHash, Standing, Status};
use pms_domain::verification::{Asked, Client, Credential, Facts, Group, Key, Licence, Partner, Policy};
use pms_store::Store;
use pms_store::verification::Digest;

pub use table::Table;

/// One generation. Cheap to clone.
#[derive(Clone, Default, PartialEq)]
pub struct Verification {
    pub partners: HashMap<Arc<str>, Arc<Partner>>,
    pub policies: HashMap<Arc<str>, Arc<Policy>>,
    pub groups: HashMap<Arc<str>, Arc<Group>>,
    pub clients: HashMap<Arc<str>, Arc<Client>>,
    /// What the hotlist says of partners.
    pub hotlisted: HashMap<IdHash, Standing>,
    pub licences: Table<Digest, Licence>,
    pub keys: Table<Digest, Key>,
    /// Under which digest the key or licence of a public id lies: changes name public ids.
    digests: Table<Named, Digest>,
}

/// What names a digest: half a hash of the kind and the public id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Named([u8; 16]);

impl table::Digest for Named {
    fn place(&self) -> u16 {
        u16::from_be_bytes([self.0[0], self.0[1]])
    }
}

/// What is asked. The values of licence and key are as somebody presents them.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub licence: &'a str,
    pub partner_id: &'a str,
    /// The value of an API key, or the id of an OIDC client.
    pub key: &'a str,
    pub asked: Asked,
}

impl Verification {
    /// What is known of a question at a time. Whether it is too old, the caller knows.
    pub fn facts<'a>(&'a self, store: &Store, question: &Question<'a>, now: Timestamp) -> Facts<'a> {
        let licence = self.licences.get(&Digest::of_licence(store, question.licence));
        let misp = licence.and_then(|licence| self.partners.get(&*licence.misp)).map(Arc::as_ref);
        let partner = self.partners.get(question.partner_id).map(Arc::as_ref);
        let key = self.keys.get(&Digest::of_key(store, question.key)).map(Credential::Key);
        let client = || self.clients.get(question.key).map(|client| Credential::Client(client));
        let credential = key.or_else(client);
        let policy = credential.and_then(|credential| self.policies.get(credential.policy())).map(Arc::as_ref);
        let group = policy.and_then(|policy| self.groups.get(policy.group.as_deref()?)).map(Arc::as_ref);
        Facts {
            is_too_old: false,
            is_one_guess_too_many: false,
            licence,
            misp,
            misp_is_hotlisted: misp.is_some_and(|misp| self.is_hotlisted(misp, now)),
            partner_id: question.partner_id,
            partner,
            partner_is_hotlisted: partner.is_some_and(|partner| self.is_hotlisted(partner, now)),
            credential,
            policy,
            group,
            asked: question.asked,
        }
    }

    fn is_hotlisted(&self, partner: &Partner, now: Timestamp) -> bool {
        self.hotlisted.get(&partner.hash).is_some_and(|standing| standing.at(now) == Status::Blocked)
    }

    /// The text of an id that many entries share.
    fn shared(&self, id: &str) -> Arc<str> {
        let partner = self.partners.get_key_value(id).map(|(id, _)| id);
        let id_of = || self.policies.get_key_value(id).map(|(id, _)| id);
        partner.or_else(id_of).map_or_else(|| id.into(), Arc::clone)
    }
}

/// Texts that stand in many entries, while they are read.
#[derive(Default)]
struct Shared(HashSet<Arc<str>>);

impl Shared {
    fn get(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.0.insert(Arc::clone(&new));
        new
    }
}
