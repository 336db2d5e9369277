//! Sessions. Start and last use are no changes; the end is one, and stays known until the last token of the session
//! has expired.

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::FromRow;

use crate::db::{Db, On, Statement, Tx, statement};
use crate::{Store, StoreResult, sealed};

/// A session in the portal.
pub const PORTAL: &str = "portal";
/// The session behind tokens given for a password (`useridPwd`, password grant).
pub const TOKEN: &str = "token";
/// A portal session of a person whom an external provider signed in.
pub const EXTERNAL: &str = "external";

const SEALED: &str = "session";

#[derive(Clone, Debug, FromRow)]
pub struct Session {
    /// Keyed hash of the cookie's value.
    pub id: String,
    /// Public id, in tokens.
    pub sid: String,
    pub account_id: String,
    pub kind: String,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub client: Option<String>,
    /// What the browser that started it calls itself.
    pub agent: Option<String>,
    /// The address that it was started from.
    pub source: Option<String>,
}

macro_rules! columns {
    () => {
        "id, sid, account_id, kind, created_at, last_used_at, expires_at, ended_at, client, agent, source"
    };
}

fn inserting(session: &Session) -> Statement {
    statement(
        "INSERT INTO x_session (id, sid, account_id, kind, created_at, last_used_at, expires_at, client) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(session.id.as_str())
    .bind(session.sid.as_str())
    .bind(session.account_id.as_str())
    .bind(session.kind.as_str())
    .bind(session.created_at)
    .bind(session.last_used_at)
    .bind(session.expires_at)
    .bind(session.client.clone())
}

/// Starts a session.
pub async fn insert(db: &Db, session: &Session) -> StoreResult<()> {
    inserting(session).execute_uncounted(db).await?;
    Ok(())
}

/// Starts a session within a change that ends the one before it.
pub async fn insert_in(tx: &mut Tx, session: &Session) -> StoreResult<()> {
    inserting(session).execute(tx).await?;
    Ok(())
}

pub async fn find(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<Session>> {
    statement(concat!("SELECT ", columns!(), " FROM x_session WHERE id = $1")).bind(id).optional(on).await
}

pub async fn by_sid(on: impl Into<On<'_>>, sid: &str) -> StoreResult<Option<Session>> {
    statement(concat!("SELECT ", columns!(), " FROM x_session WHERE sid = $1")).bind(sid).optional(on).await
}

/// Notes a use, at most once in a while: only when the last note is older than `not_after`.
pub async fn touch(db: &Db, id: &str, now: Timestamp, not_after: Timestamp) -> StoreResult<()> {
    statement("UPDATE x_session SET last_used_at = $2 WHERE id = $1 AND last_used_at < $3 AND ended_at IS NULL")
        .bind(id)
        .bind(now)
        .bind(not_after)
        .execute_uncounted(db)
        .await?;
    Ok(())
}

/// Notes where a session was started; no change, as its start is none.
pub async fn note_place(db: &Db, sid: &str, agent: &str, source: &str) -> StoreResult<()> {
    statement("UPDATE x_session SET agent = $2, source = $3 WHERE sid = $1 AND agent IS NULL")
        .bind(sid)
        .bind(agent)
        .bind(source)
        .execute_uncounted(db)
        .await?;
    Ok(())
}

/// The live session of tokens that an account got through a client, oldest first.
pub async fn token_session(db: &Db, account_id: &str, client: &str, now: Timestamp) -> StoreResult<Option<Session>> {
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM x_session WHERE account_id = $1 AND client = $2 AND kind = 'token' AND ended_at IS NULL \
         AND expires_at > $3 ORDER BY created_at LIMIT 1"
    ))
    .bind(account_id)
    .bind(client)
    .bind(now)
    .optional(db)
    .await
}

/// Prolongs a session of tokens. `false`: it ended meanwhile.
pub async fn extend(db: &Db, id: &str, now: Timestamp, expires_at: Timestamp) -> StoreResult<bool> {
    let extended = statement(
        "UPDATE x_session SET last_used_at = $2, expires_at = $3 WHERE id = $1 AND ended_at IS NULL \
         AND expires_at > $2",
    )
    .bind(id)
    .bind(now)
    .bind(expires_at)
    .execute_uncounted(db)
    .await?;
    Ok(extended == 1)
}

/// The live sessions of an account, oldest first.
pub async fn live(on: impl Into<On<'_>>, account_id: &str, now: Timestamp) -> StoreResult<Vec<Session>> {
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM x_session WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY created_at, id"
    ))
    .bind(account_id)
    .bind(now)
    .all(on)
    .await
}

/// Sessions in the portal that an account began since a moment and that are over, newest first.
pub async fn former(
    db: &Db,
    account_id: &str,
    since: Timestamp,
    now: Timestamp,
    limit: i64,
) -> StoreResult<Vec<Session>> {
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM x_session WHERE account_id = $1 AND kind = 'portal' AND created_at > $2 \
         AND (ended_at IS NOT NULL OR expires_at <= $3) ORDER BY created_at DESC, id LIMIT $4"
    ))
    .bind(account_id)
    .bind(since)
    .bind(now)
    .bind(limit)
    .all(db)
    .await
}

/// Ends a session; its `sid` stays known until `until`, when its last token has expired. `false`: it had ended.
pub async fn end(tx: &mut Tx, sid: &str, now: Timestamp, until: Timestamp) -> StoreResult<bool> {
    let ended = statement("UPDATE x_session SET ended_at = $2 WHERE sid = $1 AND ended_at IS NULL")
        .bind(sid)
        .bind(now)
        .execute(tx)
        .await?;
    if ended == 0 {
        return Ok(false);
    }
    statement("INSERT INTO x_ended_session (sid, until) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(sid)
        .bind(until)
        .execute(tx)
        .await?;
    Ok(true)
}

/// Ends a session that is an external provider's, of which there is no row here: tokens of it are refused until `until`.
/// `false`: it had ended.
pub async fn end_external(tx: &mut Tx, sid: &str, until: Timestamp) -> StoreResult<bool> {
    let ended = statement("INSERT INTO x_ended_session (sid, until) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(sid)
        .bind(until)
        .execute(tx)
        .await?;
    Ok(ended == 1)
}

/// Ends all sessions of an account but one. Answers their `sid`s.
pub async fn end_all(
    tx: &mut Tx,
    account_id: &str,
    except: Option<&str>,
    now: Timestamp,
    until: Timestamp,
) -> StoreResult<Vec<String>> {
    let mut ended = Vec::new();
    for session in live(&mut *tx, account_id, now).await? {
        if Some(session.sid.as_str()) != except && end(tx, &session.sid, now, until).await? {
            ended.push(session.sid);
        }
    }
    Ok(ended)
}

/// An ended session whose tokens may still be about.
#[derive(Clone, Debug, FromRow)]
pub struct Ended {
    pub sid: String,
    pub until: Timestamp,
}

pub async fn ended(db: &Db, sid: &str) -> StoreResult<Option<Ended>> {
    statement("SELECT sid, until FROM x_ended_session WHERE sid = $1").bind(sid).optional(db).await
}

/// All ended sessions that still matter.
pub async fn all_ended(db: &Db, now: Timestamp) -> StoreResult<Vec<Ended>> {
    statement("SELECT sid, until FROM x_ended_session WHERE until > $1").bind(now).all(db).await
}

/// Keeps what an external provider said about the person behind a session.
pub async fn put_external(
    store: &Store,
    surroundings: &Surroundings,
    id: &str,
    value: &impl Serialize,
) -> StoreResult<()> {
    sealed::put_uncounted(store.db(), store.keys(), surroundings, SEALED, id, value).await
}

pub async fn external<T: DeserializeOwned>(store: &Store, id: &str) -> StoreResult<Option<T>> {
    sealed::get(store.db(), store.keys(), SEALED, id).await
}
