//! What a decision looks at: the stored things, cut down to what decides. Small, because a site has many of them, and cheap to
//! clone: texts are shared.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use uuid::Uuid;

use crate::hotlist::IdHash;
use crate::{Timestamp, api_key, licence, partner, policy};

/// The name of a key or licence where its value must not stand. Most are UUIDs, which take no memory of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum PublicId {
    /// An adopted key that nobody has touched yet.
    #[default]
    None,
    Uuid(Uuid),
    Text(Arc<str>),
}

impl PublicId {
    pub fn new(text: &str) -> Self {
        let as_written = |id: &Uuid| id.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == text;
        match Uuid::try_parse(text).ok().filter(as_written) {
            Some(id) => PublicId::Uuid(id),
            None if text.is_empty() => PublicId::None,
            None => PublicId::Text(text.into()),
        }
    }
}

impl fmt::Display for PublicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublicId::None => Ok(()),
            PublicId::Text(text) => f.write_str(text),
            PublicId::Uuid(id) => id.hyphenated().fmt(f),
        }
    }
}

/// A MISP's licence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    pub id: PublicId,
    /// Partner id of the MISP.
    pub misp: Arc<str>,
    pub state: licence::State,
    pub valid_from: Timestamp,
    /// `None`: an adopted licence without an end.
    pub valid_to: Option<Timestamp>,
}

/// An API key. It points to its partner and policy, so that a change of one of those changes no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub id: PublicId,
    pub partner: Arc<str>,
    pub policy: Arc<str>,
    pub valid_from: Timestamp,
    pub standing: api_key::Standing,
}

/// An OIDC client. As [`Key`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub id: Arc<str>,
    pub partner: Arc<str>,
    pub policy: Arc<str>,
    pub is_active: bool,
    /// When it gives way to the client that replaces it.
    pub ends_at: Option<Timestamp>,
}

/// What a partner, or a MISP, is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    pub name: Arc<str>,
    pub standing: partner::Standing,
    /// SHA-256 of its id, by which the hotlist names it.
    pub hash: IdHash,
    /// Policies that it may use: those of its approved requests.
    pub policies: Vec<Arc<str>>,
    /// Of its certificates those for signatures.
    pub certificates: Vec<Certificate>,
}

/// SHA-256 of a certificate's DER.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Thumbprint(pub [u8; 32]);

impl Thumbprint {
    /// Reads 64 hexadecimal digits in any letter case.
    pub fn parse(text: &str) -> Option<Self> {
        IdHash::parse(text).map(|hash| Self(hash.0))
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&IdHash(self.0).hex())
    }
}

/// A partner's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The one that the partner uploaded, and what we made of it.
    pub thumbprints: Vec<Thumbprint>,
    pub not_after: Timestamp,
    /// End of the overlap, once another took its place.
    pub valid_until: Option<Timestamp>,
    pub is_revoked: bool,
}

/// What a policy is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub id: Arc<str>,
    pub name: Arc<str>,
    pub group: Option<Arc<str>>,
    /// The policy itself; null, where an adopted row holds no object.
    pub content: Arc<Value>,
    pub status: policy::Status,
    pub valid_from: Timestamp,
    pub valid_to: Timestamp,
}

/// What a policy group is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub description: Arc<str>,
    pub is_active: bool,
}
