//! The facade: who is behind a token or a cookie.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use pms_domain::context::{ActorKind, LOCAL_ISSUER, Surroundings};
use pms_domain::{Actor, Timestamp};
use pms_store::Store;
use pms_store::account::session::EXTERNAL;
use pms_store::keys::MasterKey;
use thiserror::Error;
use tokio::task::JoinHandle;

use crate::applier;
use crate::config::{Config, Mode};
use crate::hotlisted::Hotlisted;
use crate::jws::{self, Rejected};
use crate::limit::Limits;
use crate::oidc::Provider;
use crate::otp::Otps;
use crate::outbound::Outbound;
use crate::password::Passwords;
use crate::remembered::{Remembered, fingerprint};
use crate::security::{SecurityEvents, kind};
use crate::session::{PortalSession, Sessions};
use crate::snapshot::{AccountEntry, Live, Snapshot};
use crate::token::{Issuer, LocalClaims, SERVICE_ACCOUNT, generation};
use crate::token_key::ensure_token_key;

/// Longest session id that is kept, characters (`x_ended_session.sid`).
const SESSION_ID: usize = 36;

/// The token is missing, unreadable, forged, expired, revoked, or of somebody who may not come in. One answer for all:
/// a caller learns nothing from the difference.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("no valid token")]
pub struct Unauthenticated;

/// Who a token belongs to.
pub struct Recognised {
    pub actor: Actor,
    /// A provider's token whose person was not yet looked for among the owners of adopted partners
    /// ([`Identity::looked_for_partners`]).
    pub is_first: bool,
}

/// Identities of this process. Cheap to clone.
#[derive(Clone)]
pub struct Identity(Arc<Inner>);

struct Inner {
    store: Store,
    surroundings: Surroundings,
    config: Config,
    issuer: Issuer,
    providers: Vec<Provider>,
    outbound: Outbound,
    live: Arc<Live>,
    passwords: Passwords,
    sessions: Sessions,
    limits: Limits,
    otps: Otps,
    events: SecurityEvents,
    remembered: Remembered<Verified>,
    applier: JoinHandle<()>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.applier.abort();
    }
}

/// A verified token. What can change while it lives is not in here.
enum Verified {
    Local(LocalClaims),
    External { actor: Box<Actor>, is_settled: AtomicBool },
}

impl Identity {
    /// Opens the identities: makes the token key on the very first start, reads the snapshot, starts applier and
    /// security events.
    ///
    /// # Errors
    /// When the database cannot be read, the master key does not fit, or TLS cannot start.
    pub async fn open(
        store: &Store,
        master: &MasterKey,
        surroundings: &Surroundings,
        config: Config,
    ) -> anyhow::Result<Self> {
        // The snapshot first: a key that is replaced between the two is a change that the applier still sees.
        let hotlisted = Hotlisted::new(u64::from_le_bytes(surroundings.bytes()));
        let live = Arc::new(Live::new(Snapshot::load(store, surroundings.now()).await?, hotlisted));
        let keys = ensure_token_key(store.db(), master, surroundings).await?;
        let access_seconds = i64::try_from(config.access_token.as_secs())?;
        let issuer = Issuer::new(config.issuer(), keys.clone(), access_seconds);
        let outbound = Outbound::new(&config.outbound_hosts)?;
        let providers = config.issuers.iter().map(|issuer| Provider::new(issuer.clone(), outbound.clone())).collect();
        let applier = applier::start(store.clone(), surroundings.clone(), Arc::clone(&live), keys, config.poll);
        let limits = Limits::new(store.clone(), surroundings.clone(), config.limits);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self(Arc::new(Inner {
            passwords: Passwords::new(cores),
            sessions: Sessions::new(store.clone(), surroundings.clone(), config.session_idle, config.session_max),
            otps: Otps::new(store.clone(), surroundings.clone(), limits.clone()),
            events: SecurityEvents::start(store.clone(), surroundings.clone()),
            remembered: Remembered::default(),
            store: store.clone(),
            surroundings: surroundings.clone(),
            config,
            issuer,
            providers,
            outbound,
            live,
            limits,
            applier,
        })))
    }

    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub fn is_embedded(&self) -> bool {
        self.0.config.mode == Mode::Embedded
    }

    /// The embedded issuer; it serves service clients in both modes.
    pub fn issuer(&self) -> &Issuer {
        &self.0.issuer
    }

    /// The external provider that signs people in, in OIDC mode: the first one configured.
    pub fn provider(&self) -> Option<&Provider> {
        if self.is_embedded() { None } else { self.0.providers.first() }
    }

    pub fn outbound(&self) -> &Outbound {
        &self.0.outbound
    }

    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub fn otps(&self) -> &Otps {
        &self.0.otps
    }

    pub fn events(&self) -> &SecurityEvents {
        &self.0.events
    }

    /// The snapshot as it is now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.0.live.current()
    }

    /// What is not on the hotlist, as new as the snapshot.
    pub fn hotlisted(&self) -> &Hotlisted {
        self.0.live.hotlisted()
    }

    /// Waits until a change governs this process's answers. Every use case that changes something calls it last.
    pub async fn wait_for(&self, revision: i64) {
        self.0.live.wait_for(revision).await;
    }

    /// The revisions that the snapshot has, as they come.
    pub fn applied(&self) -> tokio::sync::watch::Receiver<i64> {
        self.0.live.applied()
    }

    /// Time since the change log was last read, for readiness.
    pub fn age(&self) -> Duration {
        self.0.live.age()
    }

    /// Whether the snapshot is so old that nobody is let in.
    pub fn is_closed(&self) -> bool {
        // Between two polls a snapshot is never of age zero: "at once" means a missed poll.
        self.age() > self.0.config.fail_closed_after.max(self.0.config.poll * 4)
    }

    /// Writes what is still in memory. Call it at a clean stop.
    pub async fn flush(&self) {
        self.0.events.flush().await;
    }

    fn now(&self) -> i64 {
        self.0.surroundings.now().and_utc().timestamp()
    }

    /// Who a token belongs to. The token is verified once and remembered; account, session and roles are looked up
    /// each time.
    ///
    /// # Errors
    /// [`Unauthenticated`] for every fault.
    pub async fn authenticate(&self, token: &str) -> Result<Actor, Unauthenticated> {
        Ok(self.recognise(token).await?.actor)
    }

    /// As [`Self::authenticate`], and whether this process sees a provider's token for the first time.
    ///
    /// # Errors
    /// [`Unauthenticated`] for every fault.
    pub async fn recognise(&self, token: &str) -> Result<Recognised, Unauthenticated> {
        self.recognise_if(token, self.is_closed()).await
    }

    /// As [`Self::recognise`] however old the snapshot is: for whoever refuses by himself what is too old, and says so.
    ///
    /// # Errors
    /// [`Unauthenticated`] for every fault.
    pub async fn recognise_at_any_age(&self, token: &str) -> Result<Recognised, Unauthenticated> {
        self.recognise_if(token, false).await
    }

    async fn recognise_if(&self, token: &str, is_closed: bool) -> Result<Recognised, Unauthenticated> {
        let judged = if is_closed { Err(Rejected("snapshot too old")) } else { self.judge(token).await };
        judged.map_err(|why| {
            tracing::debug!(%why, "a token was refused");
            self.0.events.report(kind::TOKEN_REFUSED, None, Some(why.0.to_owned()), None);
            Unauthenticated
        })
    }

    async fn judge(&self, token: &str) -> Result<Recognised, Rejected> {
        let now = self.now();
        let key = fingerprint(token);
        let verified = match self.0.remembered.get(&key, now) {
            Some(verified) => verified,
            None => {
                let (verified, until) = self.verify(token, now).await?;
                let verified = Arc::new(verified);
                self.0.remembered.put(key, Arc::clone(&verified), until, now);
                verified
            }
        };
        Ok(match &*verified {
            Verified::Local(claims) => Recognised { actor: self.local_actor(claims)?, is_first: false },
            Verified::External { actor, is_settled } => {
                Recognised { actor: self.external_actor(actor)?, is_first: !is_settled.load(Ordering::Relaxed) }
            }
        })
    }

    /// The person of this token was looked for among the owners of adopted partners.
    pub fn looked_for_partners(&self, token: &str) {
        if let Some(verified) = self.0.remembered.get(&fingerprint(token), self.now())
            && let Verified::External { is_settled, .. } = &*verified
        {
            is_settled.store(true, Ordering::Relaxed);
        }
    }

    async fn verify(&self, token: &str, now: i64) -> Result<(Verified, i64), Rejected> {
        let parsed = jws::parse(token)?;
        if self.0.issuer.claims_to_be_ours(&parsed.claims) {
            let claims = self.0.issuer.verify(&parsed, now)?;
            if claims.sid.is_some() && !self.is_embedded() {
                return Err(Rejected("local person"));
            }
            let listed = jws::check_audience(&parsed.claims, &self.0.config.allowed_audiences);
            if listed.is_err() && !self.snapshot().clients.contains_key(&claims.client) {
                return Err(Rejected("audience"));
            }
            let until = claims.expires_at;
            return Ok((Verified::Local(claims), until));
        }
        if self.is_embedded() {
            return Err(Rejected("issuer"));
        }
        let named = jws::text(&parsed.claims, "iss").ok_or(Rejected("issuer"))?;
        let provider = self.0.providers.iter().find(|provider| provider.issuer() == named).ok_or(Rejected("issuer"))?;
        let claims = provider.verify(&parsed, &self.0.config.allowed_audiences, now).await?;
        let mut actor = claims.actor;
        // A provider's session id may be longer than what is kept of an ended one.
        actor.session =
            actor.session.map(|sid| if sid.len() > SESSION_ID { self.external_id(&actor.issuer, &sid) } else { sid });
        Ok((Verified::External { actor: Box::new(actor), is_settled: AtomicBool::new(false) }, claims.expires_at))
    }

    fn local_actor(&self, claims: &LocalClaims) -> Result<Actor, Rejected> {
        let snapshot = self.snapshot();
        match &claims.sid {
            None => {
                let client = snapshot.clients.get(&claims.subject).ok_or(Rejected("client unknown"))?;
                if !client.is_active || claims.generation != Some(generation(client.tokens_from)) {
                    return Err(Rejected("client disabled or its secret replaced"));
                }
                Ok(client_actor(&claims.subject, &client.roles))
            }
            Some(sid) => {
                let account = snapshot.accounts.get(&claims.subject).ok_or(Rejected("account unknown"))?;
                if snapshot.ended.contains_key(sid) {
                    return Err(Rejected("session ended"));
                }
                if !account.is_active {
                    return Err(Rejected("account disabled"));
                }
                if account.must_change {
                    return Err(Rejected("password must be changed"));
                }
                if self.must_enrol(account) {
                    return Err(Rejected("second factor must be set up"));
                }
                Ok(person_actor(&claims.subject, account, sid))
            }
        }
    }

    fn external_actor(&self, actor: &Actor) -> Result<Actor, Rejected> {
        let snapshot = self.snapshot();
        let local = self.external_id(&actor.issuer, &actor.subject);
        if snapshot.accounts.get(&local).is_some_and(|account| !account.is_active) {
            return Err(Rejected("identity blocked"));
        }
        if actor.session.as_ref().is_some_and(|sid| snapshot.ended.contains_key(sid)) {
            return Err(Rejected("session ended"));
        }
        Ok(actor.clone())
    }

    /// Who somebody is by now whose request was judged before, by this process's snapshot: for what goes on longer than a
    /// request. `None`: the account or client does not count any more. A session that ended is no end of the account; ask
    /// [`Self::has_ended`].
    pub fn still(&self, actor: &Actor) -> Option<Actor> {
        let snapshot = self.snapshot();
        match actor.kind {
            ActorKind::System => Some(actor.clone()),
            ActorKind::Anonymous => None,
            ActorKind::Client if actor.issuer == LOCAL_ISSUER => {
                let client = snapshot.clients.get(&actor.subject).filter(|client| client.is_active)?;
                Some(Actor { roles: client.roles.clone(), ..actor.clone() })
            }
            ActorKind::Person if actor.issuer == LOCAL_ISSUER => {
                let account = snapshot.accounts.get(&actor.subject)?;
                let may = account.is_active && !account.must_change && !self.must_enrol(account);
                let sid = actor.session.as_deref().unwrap_or_default();
                let now = person_actor(&actor.subject, account, sid);
                may.then(|| Actor { session: actor.session.clone(), ..now })
            }
            ActorKind::Client | ActorKind::Person => {
                let local = self.external_id(&actor.issuer, &actor.subject);
                let is_blocked = snapshot.accounts.get(&local).is_some_and(|account| !account.is_active);
                (!is_blocked).then(|| actor.clone())
            }
        }
    }

    /// Whether the actor's session was ended, by whomever.
    pub fn has_ended(&self, actor: &Actor) -> bool {
        actor.session.as_ref().is_some_and(|sid| self.snapshot().ended.contains_key(sid))
    }

    /// The id under which a person of an external provider is blocked, and has portal sessions.
    pub fn external_id(&self, issuer: &str, subject: &str) -> String {
        let mut id = self.0.store.keys().token("identity", &format!("{issuer}#{subject}"));
        id.truncate(36);
        id
    }

    /// The session of a portal cookie, if it is live and its account may come in.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn session(&self, secret: &str) -> anyhow::Result<Option<PortalSession>> {
        if self.is_closed() {
            return Ok(None);
        }
        let Some((session, idle_until)) = self.0.sessions.find(secret).await? else { return Ok(None) };
        let snapshot = self.snapshot();
        if snapshot.ended.contains_key(&session.sid) {
            return Ok(None);
        }
        let entry = snapshot.accounts.get(&session.account_id);
        let (actor, must_change, must_enrol, lang) = if session.kind == EXTERNAL {
            if self.is_embedded() || entry.is_some_and(|account| !account.is_active) {
                return Ok(None);
            }
            let Some(person) = self.0.sessions.external(&session).await? else { return Ok(None) };
            let actor = Actor {
                kind: ActorKind::Person,
                issuer: person.issuer,
                subject: person.subject,
                name: person.name,
                email: person.email,
                roles: person.roles.into_iter().collect(),
                session: Some(session.sid.clone()),
            };
            (actor, false, false, None)
        } else {
            let Some(account) = entry.filter(|account| account.is_active && self.is_embedded()) else {
                return Ok(None);
            };
            let mut actor = person_actor(&session.account_id, account, &session.sid);
            let must_enrol = self.must_enrol(account);
            if account.must_change || must_enrol {
                // Whoever has a password that others may know has no rights before it is changed; nor has who lacks a
                // second factor that the site asks for.
                actor.roles.clear();
            }
            (actor, account.must_change, must_enrol, Some(account.lang.clone()))
        };
        Ok(Some(PortalSession {
            actor,
            form_token: self.0.sessions.form_token(&session.id),
            started_at: session.created_at,
            expires_at: session.expires_at,
            sid: session.sid,
            idle_until,
            must_change,
            must_enrol,
            lang,
        }))
    }

    /// Whether an account lacks a second factor that the site asks of it.
    pub fn must_enrol(&self, account: &AccountEntry) -> bool {
        !account.has_second_factor && self.0.config.second_factor.asks(account.roles.iter().map(String::as_str))
    }

    /// Until when an ended session of an external provider must stay known. How long its tokens live is the provider's
    /// affair; a day is more than any of them should.
    pub fn external_ended_until(&self, now: Timestamp) -> Timestamp {
        now + chrono::TimeDelta::hours(24)
    }

    /// Until when an ended session must stay known: the life of the longest token it may have given.
    pub fn ended_until(&self, now: Timestamp) -> Timestamp {
        now + chrono::TimeDelta::seconds(self.0.issuer.access_seconds() + 60)
    }
}

/// The actor of a local account.
pub fn person_actor(id: &str, account: &AccountEntry, sid: &str) -> Actor {
    Actor {
        kind: ActorKind::Person,
        issuer: LOCAL_ISSUER.into(),
        subject: id.to_owned(),
        name: account.name.clone(),
        email: account.email.clone(),
        roles: account.roles.clone(),
        session: Some(sid.to_owned()),
    }
}

/// The actor of a local service client.
pub fn client_actor(id: &str, roles: &BTreeSet<String>) -> Actor {
    Actor {
        kind: ActorKind::Client,
        issuer: LOCAL_ISSUER.into(),
        subject: id.to_owned(),
        name: format!("{SERVICE_ACCOUNT}{id}"),
        email: None,
        roles: roles.clone(),
        session: None,
    }
}
