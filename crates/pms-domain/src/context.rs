//! Who asks, when, and where randomness comes from.
//!
//! Time and randomness are parameters: every use case takes them from its [`Context`], so each expiry and each
//! identifier can be tested. `clippy.toml` forbids the global sources.

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use chrono::{NaiveDateTime, Timelike};

/// UTC, whole microseconds.
pub type Timestamp = NaiveDateTime;

/// The clock of a process. Implementations answer UTC.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// A cryptographically strong source of random bytes.
pub trait Random: Send + Sync {
    fn fill(&self, out: &mut [u8]);

    /// Bytes of an identifier that anybody may see: never of a secret or a nonce. A source may keep some in advance.
    fn fill_identifier(&self, out: &mut [u8; 16]) {
        self.fill(out);
    }
}

/// Clock and randomness of a process (or of a test).
#[derive(Clone)]
pub struct Surroundings {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Surroundings {
    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { clock, random }
    }

    /// Now, UTC, cut to whole microseconds (the precision both databases keep).
    pub fn now(&self) -> Timestamp {
        let now = self.clock.now();
        now.with_nanosecond(now.nanosecond() / 1_000 * 1_000).unwrap_or(now)
    }

    pub fn fill(&self, out: &mut [u8]) {
        self.random.fill(out);
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.random.fill(&mut out);
        out
    }

    /// A UUID version 7 (RFC 9562): sortable by time, 74 random bits.
    pub fn uuid(&self) -> String {
        let millis = self.now().and_utc().timestamp_millis().max(0) as u64;
        let mut bytes = [0; 16];
        self.random.fill_identifier(&mut bytes);
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        bytes[6] = (bytes[6] & 0x0f) | 0x70;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        uuid::Uuid::from_bytes(bytes).to_string()
    }

    /// A decimal identifier of 20 digits without a leading zero: the contract's numeric ids (at most 36 digits),
    /// wide enough that two never meet (the reference used five digits and overwrote on collision).
    pub fn numeric_id(&self) -> String {
        let value = u64::from_be_bytes(self.bytes());
        format!("{}{:019}", 1 + value % 9, value % 10_000_000_000_000_000_000)
    }

    /// `count` characters of `alphabet`, each equally likely.
    pub fn characters(&self, alphabet: &[u8], count: usize) -> String {
        let limit = 256 - 256 % alphabet.len();
        let mut out = String::with_capacity(count);
        while out.len() < count {
            let [byte] = self.bytes::<1>();
            if usize::from(byte) < limit {
                out.push(char::from(alphabet[usize::from(byte) % alphabet.len()]));
            }
        }
        out
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Surroundings")
    }
}

/// Letters and digits, the alphabet of keys and links.
pub const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The kind of caller behind a [`Context`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// A person with an account, here or at an external identity provider.
    Person,
    /// A service client (client credentials).
    Client,
    /// The system itself: `system:certificate`, `system:cascade`, `system:expiry`, `system:adopted`, ….
    System,
    /// Nobody signed in.
    Anonymous,
}

/// Who asks. Ownership is by `(issuer, subject)`, never by the display name.
#[derive(Clone, Debug)]
pub struct Actor {
    pub kind: ActorKind,
    /// Issuer of the identity (`iss`), `local` for the embedded one, `system` for the system itself.
    pub issuer: String,
    /// Stable subject at that issuer (`sub`).
    pub subject: String,
    /// `preferred_username`: the user id on the wire and in audit columns.
    pub name: String,
    /// Verified e-mail of the token, if any.
    pub email: Option<String>,
    pub roles: BTreeSet<String>,
    /// Session behind the token (`sid`), if any.
    pub session: Option<String>,
}

/// The issuer name under which embedded accounts and clients are members.
pub const LOCAL_ISSUER: &str = "local";

impl Actor {
    pub fn anonymous() -> Self {
        Self {
            kind: ActorKind::Anonymous,
            issuer: String::new(),
            subject: String::new(),
            name: "anonymous".into(),
            email: None,
            roles: BTreeSet::new(),
            session: None,
        }
    }

    /// A decider or requester that is no person, e.g. `system("certificate")`.
    pub fn system(what: &str) -> Self {
        Self {
            kind: ActorKind::System,
            issuer: "system".into(),
            subject: what.into(),
            name: format!("system:{what}"),
            email: None,
            roles: BTreeSet::new(),
            session: None,
        }
    }

    pub fn has(&self, role: &str) -> bool {
        self.roles.contains(role)
    }

    pub fn has_any(&self, roles: &[&str]) -> bool {
        roles.iter().any(|role| self.has(role))
    }

    pub fn is_partner_admin(&self) -> bool {
        self.has(crate::roles::PARTNER_ADMIN)
    }

    /// `issuer#subject`: one text that names this identity in audit and approvals.
    pub fn key(&self) -> String {
        format!("{}#{}", self.issuer, self.subject)
    }

    /// The same of somebody who is known.
    pub fn account(&self) -> Option<String> {
        (self.kind != ActorKind::Anonymous).then(|| self.key())
    }
}

/// The partners a caller is a member of, resolved once per request. Finders of partner data take this, never a
/// user name, so an unscoped query does not compile or looks wrong.
#[derive(Clone, Debug, Default)]
pub struct OwnedPartners(BTreeSet<String>);

impl OwnedPartners {
    pub fn new(ids: impl IntoIterator<Item = String>) -> Self {
        Self(ids.into_iter().collect())
    }

    pub fn contains(&self, partner_id: &str) -> bool {
        self.0.contains(partner_id)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// Everything a use case knows about the request it serves.
#[derive(Clone, Debug)]
pub struct Context {
    pub surroundings: Surroundings,
    pub actor: Actor,
    /// Partners the actor is a member of (any member role).
    pub owned: OwnedPartners,
    /// Partners the actor may change (owner or technical members).
    pub writable: OwnedPartners,
    pub request_id: String,
    /// Address of the caller, after trusted proxies.
    pub source: Option<IpAddr>,
}

impl Context {
    /// A context of the system itself, for jobs and first start.
    pub fn system(surroundings: Surroundings, what: &str) -> Self {
        let request_id = surroundings.uuid();
        Self {
            surroundings,
            actor: Actor::system(what),
            owned: OwnedPartners::default(),
            writable: OwnedPartners::default(),
            request_id,
            source: None,
        }
    }

    pub fn now(&self) -> Timestamp {
        self.surroundings.now()
    }

    pub fn uuid(&self) -> String {
        self.surroundings.uuid()
    }
}
