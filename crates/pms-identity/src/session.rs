//! Portal sessions: a random id in a cookie, its keyed hash in the database, and a public `sid` in tokens.

use std::time::Duration;

use pms_domain::context::{BASE62, Surroundings};
use pms_domain::{Actor, Timestamp};
use pms_store::account::session::{self, EXTERNAL, PORTAL, Session, TOKEN};
use pms_store::{Store, StoreResult, Tx};
use serde::{Deserialize, Serialize};

use crate::config::Secret;

/// Characters of a session's secret: 190 bits.
const SECRET_LENGTH: usize = 32;
/// A use is noted when the last note is older.
const NOTE_EVERY: i64 = 60;
/// Live portal sessions of an account; a further sign-in ends the oldest.
pub const MOST_LIVE: usize = 50;

/// What an external provider said about a person, for the length of a portal session.
#[derive(Clone, Serialize, Deserialize)]
pub struct ExternalPerson {
    pub issuer: String,
    pub subject: String,
    pub name: String,
    pub email: Option<String>,
    pub roles: Vec<String>,
}

/// A session as a page sees it.
#[derive(Clone)]
pub struct PortalSession {
    pub actor: Actor,
    pub sid: String,
    /// Token of forms of this session, against cross-site requests.
    pub form_token: String,
    pub started_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
    /// When it ends if nothing happens.
    pub idle_until: Timestamp,
    /// The next thing to do is a change of the password.
    pub must_change: bool,
    /// The next thing to do is to set up the second factor, which the site asks of this account.
    pub must_enrol: bool,
    /// MOSIP language code of the account.
    pub lang: Option<String>,
}

/// A session that was just started.
pub struct Started {
    /// Value of the cookie.
    pub secret: Secret,
    pub sid: String,
    pub expires_at: Timestamp,
}

/// Starts and finds sessions.
#[derive(Clone)]
pub struct Sessions {
    store: Store,
    surroundings: Surroundings,
    idle: chrono::TimeDelta,
    longest: chrono::TimeDelta,
}

fn delta(duration: Duration) -> chrono::TimeDelta {
    chrono::TimeDelta::from_std(duration).unwrap_or(chrono::TimeDelta::hours(1))
}

impl Sessions {
    pub fn new(store: Store, surroundings: Surroundings, idle: Duration, longest: Duration) -> Self {
        Self { store, surroundings, idle: delta(idle), longest: delta(longest) }
    }

    fn id(&self, secret: &str) -> String {
        self.store.keys().token("session", secret)
    }

    /// The form token of a session.
    pub fn form_token(&self, id: &str) -> String {
        self.store.keys().token("session.form", id)
    }

    fn fresh(&self, account_id: &str, kind: &str, life: chrono::TimeDelta) -> (Secret, Session) {
        let secret = self.surroundings.characters(BASE62, SECRET_LENGTH);
        let now = self.surroundings.now();
        let session = Session {
            id: self.id(&secret),
            sid: self.surroundings.uuid(),
            account_id: account_id.to_owned(),
            kind: kind.to_owned(),
            created_at: now,
            last_used_at: now,
            expires_at: now + life,
            ended_at: None,
            client: None,
            agent: None,
            source: None,
        };
        (Secret::new(secret), session)
    }

    /// Starts a portal session under a new id.
    pub async fn start(&self, account_id: &str) -> StoreResult<Started> {
        let (secret, session) = self.fresh(account_id, PORTAL, self.longest);
        session::insert(self.store.db(), &session).await?;
        Ok(Started { secret, sid: session.sid, expires_at: session.expires_at })
    }

    /// Starts a portal session within a change that ends the one before it: the person goes on under a new id.
    pub async fn start_in(&self, tx: &mut Tx, account_id: &str) -> StoreResult<Started> {
        let (secret, session) = self.fresh(account_id, PORTAL, self.longest);
        session::insert_in(tx, &session).await?;
        Ok(Started { secret, sid: session.sid, expires_at: session.expires_at })
    }

    /// Starts a portal session of a person whom an external provider signed in.
    pub async fn start_external(&self, account_id: &str, person: &ExternalPerson) -> StoreResult<Started> {
        let (secret, session) = self.fresh(account_id, EXTERNAL, self.longest);
        session::put_external(&self.store, &self.surroundings, &session.id, person).await?;
        session::insert(self.store.db(), &session).await?;
        Ok(Started { secret, sid: session.sid, expires_at: session.expires_at })
    }

    /// The session behind tokens that a client got for a password: one for each account and client, prolonged as
    /// long as tokens are asked for.
    pub async fn for_tokens(&self, account_id: &str, client: &str, life: Duration) -> StoreResult<Session> {
        let now = self.surroundings.now();
        let expires_at = now + delta(life);
        if let Some(mut found) = session::token_session(self.store.db(), account_id, client, now).await?
            && session::extend(self.store.db(), &found.id, now, expires_at).await?
        {
            found.expires_at = expires_at;
            return Ok(found);
        }
        let (_, mut session) = self.fresh(account_id, TOKEN, delta(life));
        session.client = Some(client.to_owned());
        session::insert(self.store.db(), &session).await?;
        Ok(session)
    }

    /// The live session of a cookie, and when it ends if nothing happens. Notes the use now and then.
    pub async fn find(&self, secret: &str) -> StoreResult<Option<(Session, Timestamp)>> {
        if secret.len() != SECRET_LENGTH || !secret.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Ok(None);
        }
        let now = self.surroundings.now();
        let Some(session) = session::find(self.store.db(), &self.id(secret)).await? else { return Ok(None) };
        let is_live = session.ended_at.is_none()
            && session.expires_at > now
            && session.last_used_at + self.idle > now
            && (session.kind == PORTAL || session.kind == EXTERNAL);
        if !is_live {
            return Ok(None);
        }
        let note_before = now - chrono::TimeDelta::seconds(NOTE_EVERY);
        if session.last_used_at < note_before {
            session::touch(self.store.db(), &session.id, now, note_before).await?;
        }
        let idle_until = (now + self.idle).min(session.expires_at);
        Ok(Some((session, idle_until)))
    }

    /// Account and form token of a portal session that is over, while it is kept.
    pub async fn former(&self, secret: &str) -> StoreResult<Option<(String, String)>> {
        let id = self.id(secret);
        let found = session::find(self.store.db(), &id).await?.filter(|session| session.kind == PORTAL);
        Ok(found.map(|session| (session.account_id, self.form_token(&id))))
    }

    /// Whether a session, by its public id, may still get tokens.
    pub async fn is_live(&self, sid: &str) -> StoreResult<Option<Session>> {
        let now = self.surroundings.now();
        let found = session::by_sid(self.store.db(), sid).await?;
        Ok(found.filter(|session| session.ended_at.is_none() && session.expires_at > now))
    }

    /// What the provider said about the person of an external session.
    pub async fn external(&self, session: &Session) -> StoreResult<Option<ExternalPerson>> {
        session::external(&self.store, &session.id).await
    }
}
