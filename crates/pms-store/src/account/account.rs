//! Accounts of the embedded identity provider.
//!
//! A row holds keyed hashes and the password's hash; names, address and phone of the person lie sealed.

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use pms_domain::text::{fold, fold_email};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::db::{Db, On, statement};
use crate::keys::Keyring;
use crate::{Change, Store, StoreError, StoreResult, sealed, unique};

const SEALED: &str = "account";

/// May sign in.
pub const ACTIVE: &str = "active";
/// Disabled by an admin: no sign-in, no token of it is accepted.
pub const DISABLED: &str = "disabled";
/// What a row whose sealed part does not open is treated as, until it is repaired; never stored.
pub const UNREADABLE: &str = "unreadable";
/// A person of an external identity provider who is refused here. Has no password.
pub const BLOCKED: &str = "blocked";

/// A row of `x_account`. It has no `Debug`: it holds the password's hash.
#[derive(Clone, FromRow)]
pub struct Account {
    pub id: String,
    /// As it was typed; unique under case folding.
    pub name: String,
    pub email_token: String,
    pub email_verified: bool,
    /// PHC string of argon2id; none: cannot sign in with a password.
    pub password_hash: Option<String>,
    pub password_changed_at: Option<Timestamp>,
    /// The next sign-in leads to a change of the password.
    pub must_change: bool,
    /// The password works once, and until then (the first admin's).
    pub one_time_until: Option<Timestamp>,
    /// Since when a code is asked for besides the password; none: it is not.
    pub second_factor_since: Option<Timestamp>,
    pub state: String,
    /// MOSIP language code.
    pub lang: String,
    pub created_at: Timestamp,
    pub created_by: String,
    pub revision: i64,
}

impl Account {
    pub fn is_active(&self) -> bool {
        self.state == ACTIVE
    }

    pub fn has_second_factor(&self) -> bool {
        self.second_factor_since.is_some()
    }
}

/// What lies sealed of an account. Never in logs or audit.
#[derive(Clone, Default, Serialize, Deserialize, PartialEq, Eq)]
pub struct Details {
    pub email: String,
    #[serde(default)]
    pub given_name: String,
    #[serde(default)]
    pub family_name: String,
    #[serde(default)]
    pub phone: String,
}

macro_rules! columns {
    () => {
        "id, name, email_token, email_verified, password_hash, password_changed_at, must_change, one_time_until, \
         second_factor_since, state, lang, created_at, created_by, revision"
    };
}

/// The look-up token of an address.
pub fn email_token(keys: &Keyring, email: &str) -> String {
    keys.token("account.email", &fold_email(email))
}

pub async fn find(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<Account>> {
    statement(concat!("SELECT ", columns!(), " FROM x_account WHERE id = $1")).bind(id).optional(on).await
}

/// One statement whether or not there is such an account: how much is asked must not tell.
async fn by_unique(on: impl Into<On<'_>>, scope: &str, value: &str) -> StoreResult<Option<Account>> {
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM x_account WHERE id = (SELECT owner FROM x_unique WHERE scope = $1 AND value = $2)"
    ))
    .bind(scope)
    .bind(value)
    .optional(on)
    .await
}

/// By name, in any letter case.
pub async fn by_name(db: &Db, name: &str) -> StoreResult<Option<Account>> {
    by_unique(db, unique::ACCOUNT_NAME, &fold(name)).await
}

/// By verified address, in any letter case.
pub async fn by_email(store: &Store, email: &str) -> StoreResult<Option<Account>> {
    by_email_on(store, store.db(), email).await
}

/// As [`by_email`], within a change.
pub async fn by_email_on(store: &Store, on: impl Into<On<'_>>, email: &str) -> StoreResult<Option<Account>> {
    by_unique(on, unique::ACCOUNT_EMAIL, &email_token(store.keys(), email)).await
}

/// The sealed part.
pub async fn details(store: &Store, on: impl Into<On<'_>>, id: &str) -> StoreResult<Details> {
    Ok(sealed::get(on, store.keys(), SEALED, id).await?.unwrap_or_default())
}

pub async fn set_details(
    change: &mut Change<'_>,
    surroundings: &Surroundings,
    id: &str,
    details: &Details,
) -> StoreResult<()> {
    let store = change.store().clone();
    sealed::put(change, store.keys(), surroundings, SEALED, id, details)?;
    touch(change, id).await
}

/// What a new account brings.
pub struct NewAccount<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub details: &'a Details,
    pub email_verified: bool,
    pub password_hash: Option<&'a str>,
    pub must_change: bool,
    pub one_time_until: Option<Timestamp>,
    pub state: &'a str,
    pub lang: &'a str,
    pub created_by: &'a str,
}

/// Why a new account was not inserted.
#[derive(Debug, PartialEq, Eq)]
pub enum Clash {
    Name,
    Email,
}

/// Inserts an account with its uniqueness and its sealed details.
pub async fn insert(
    change: &mut Change<'_>,
    surroundings: &Surroundings,
    new: &NewAccount<'_>,
) -> StoreResult<Result<(), Clash>> {
    let store = change.store().clone();
    let token = email_token(store.keys(), &new.details.email);
    if !unique::take(change, unique::ACCOUNT_NAME, &fold(new.name), new.id).await? {
        return Ok(Err(Clash::Name));
    }
    if new.email_verified
        && !new.details.email.is_empty()
        && !unique::take(change, unique::ACCOUNT_EMAIL, &token, new.id).await?
    {
        return Ok(Err(Clash::Email));
    }
    let now = surroundings.now();
    let revision = change.revision();
    statement(
        "INSERT INTO x_account (id, name, email_token, email_verified, password_hash, password_changed_at, \
         must_change, one_time_until, state, lang, created_at, created_by, revision) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(new.id)
    .bind(new.name)
    .bind(token)
    .bind(new.email_verified)
    .bind(new.password_hash.map(str::to_owned))
    .bind(new.password_hash.map(|_| now))
    .bind(new.must_change)
    .bind(new.one_time_until)
    .bind(new.state)
    .bind(new.lang)
    .bind(now)
    .bind(new.created_by)
    .bind(revision)
    .execute(change)
    .await?;
    sealed::put(change, store.keys(), surroundings, SEALED, new.id, new.details)?;
    Ok(Ok(()))
}

/// Marks the account as changed by this change.
async fn touch(change: &mut Change<'_>, id: &str) -> StoreResult<()> {
    let revision = change.revision();
    statement("UPDATE x_account SET revision = $2 WHERE id = $1").bind(id).bind(revision).execute(change).await?;
    Ok(())
}

/// Sets the password; it is no one-time password any more.
pub async fn set_password(
    change: &mut Change<'_>,
    id: &str,
    hash: &str,
    must_change: bool,
    now: Timestamp,
) -> StoreResult<()> {
    let revision = change.revision();
    statement(
        "UPDATE x_account SET password_hash = $2, password_changed_at = $3, must_change = $4, one_time_until = NULL, \
         revision = $5 WHERE id = $1",
    )
    .bind(id)
    .bind(hash)
    .bind(now)
    .bind(must_change)
    .bind(revision)
    .execute(change)
    .await?;
    Ok(())
}

/// Sets a password that works once, until `until`, and leads to a change of it.
pub async fn set_one_time_password(
    change: &mut Change<'_>,
    id: &str,
    hash: &str,
    until: Timestamp,
    now: Timestamp,
) -> StoreResult<()> {
    let revision = change.revision();
    statement(
        "UPDATE x_account SET password_hash = $2, password_changed_at = $3, must_change = TRUE, one_time_until = $4, \
         revision = $5 WHERE id = $1",
    )
    .bind(id)
    .bind(hash)
    .bind(now)
    .bind(until)
    .bind(revision)
    .execute(change)
    .await?;
    Ok(())
}

/// Uses a one-time password up: it does not work again. `false`: another sign-in was first.
pub async fn use_one_time_password(change: &mut Change<'_>, id: &str) -> StoreResult<bool> {
    let revision = change.revision();
    let used = statement(
        "UPDATE x_account SET password_hash = NULL, one_time_until = NULL, must_change = TRUE, revision = $2 \
         WHERE id = $1 AND one_time_until IS NOT NULL",
    )
    .bind(id)
    .bind(revision)
    .execute(change)
    .await?;
    Ok(used == 1)
}

/// Replaces a hash by one of the same password under newer parameters. No change: nothing that anybody sees differs.
pub async fn rehash(db: &Db, id: &str, old: &str, new: &str) -> StoreResult<()> {
    statement("UPDATE x_account SET password_hash = $3 WHERE id = $1 AND password_hash = $2")
        .bind(id)
        .bind(old)
        .bind(new)
        .execute_uncounted(db)
        .await?;
    Ok(())
}

pub async fn set_state(change: &mut Change<'_>, id: &str, state: &str) -> StoreResult<()> {
    let revision = change.revision();
    statement("UPDATE x_account SET state = $2, revision = $3 WHERE id = $1")
        .bind(id)
        .bind(state)
        .bind(revision)
        .execute(change)
        .await?;
    Ok(())
}

pub async fn set_language(change: &mut Change<'_>, id: &str, lang: &str) -> StoreResult<()> {
    let revision = change.revision();
    statement("UPDATE x_account SET lang = $2, revision = $3 WHERE id = $1")
        .bind(id)
        .bind(lang)
        .bind(revision)
        .execute(change)
        .await?;
    Ok(())
}

/// The address was proven: it is taken for this account, and the one before is free again. `false`: another account
/// has it.
pub async fn verify_email(change: &mut Change<'_>, id: &str, email: &str) -> StoreResult<bool> {
    let token = email_token(change.store().keys(), email);
    if !unique::take(change, unique::ACCOUNT_EMAIL, &token, id).await? {
        return Ok(false);
    }
    if let Some(before) = find(&mut *change, id).await?.filter(|before| before.email_token != token) {
        // Gives nothing back when it was never proven: then it was not taken for this account.
        unique::release(change, unique::ACCOUNT_EMAIL, &before.email_token, id).await?;
    }
    let revision = change.revision();
    statement("UPDATE x_account SET email_token = $2, email_verified = TRUE, revision = $3 WHERE id = $1")
        .bind(id)
        .bind(token)
        .bind(revision)
        .execute(change)
        .await?;
    Ok(true)
}

#[derive(FromRow)]
struct RoleRow {
    account_id: String,
    role: String,
}

pub async fn roles(on: impl Into<On<'_>>, id: &str) -> StoreResult<Vec<String>> {
    let rows: Vec<RoleRow> =
        statement("SELECT account_id, role FROM x_account_role WHERE account_id = $1 ORDER BY role")
            .bind(id)
            .all(on)
            .await?;
    Ok(rows.into_iter().map(|row| row.role).collect())
}

/// Grants a role. `false`: it was granted already.
pub async fn grant(change: &mut Change<'_>, id: &str, role: &str, by: &str, now: Timestamp) -> StoreResult<bool> {
    let granted = statement(
        "INSERT INTO x_account_role (account_id, role, granted_at, granted_by) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(role)
    .bind(now)
    .bind(by)
    .execute(change)
    .await?;
    touch(change, id).await?;
    Ok(granted == 1)
}

/// Takes a role back. `false`: it was not granted.
pub async fn revoke(change: &mut Change<'_>, id: &str, role: &str) -> StoreResult<bool> {
    let revoked = statement("DELETE FROM x_account_role WHERE account_id = $1 AND role = $2")
        .bind(id)
        .bind(role)
        .execute(change)
        .await?;
    touch(change, id).await?;
    Ok(revoked == 1)
}

#[derive(FromRow)]
struct Found {
    found: i64,
}

/// How many accounts have a role, whatever their state: an admin who is disabled, or never used the one-time password,
/// is still an admin that exists.
pub async fn count_with_role(on: impl Into<On<'_>>, role: &str) -> StoreResult<i64> {
    let row: Found = statement(
        "SELECT COUNT(*) AS found FROM x_account a JOIN x_account_role r ON r.account_id = a.id \
         WHERE r.role = $1",
    )
    .bind(role)
    .one(on)
    .await?;
    Ok(row.found)
}

/// The active accounts with a role, oldest first.
pub async fn active_with_role(on: impl Into<On<'_>>, role: &str) -> StoreResult<Vec<Account>> {
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM x_account WHERE id IN (SELECT r.account_id FROM x_account_role r WHERE r.role = $1) \
         AND state = 'active' ORDER BY created_at, id"
    ))
    .bind(role)
    .all(on)
    .await
}

/// A page of accounts by name, for the admin's list and for the snapshot. `after` is the last id seen.
pub async fn page(db: &Db, after: &str, limit: i64) -> StoreResult<Vec<Account>> {
    statement(concat!("SELECT ", columns!(), " FROM x_account WHERE id > $1 ORDER BY id LIMIT $2"))
        .bind(after)
        .bind(limit)
        .all(db)
        .await
}

/// An account with everything that an identity needs of it.
pub struct Full {
    pub account: Account,
    pub roles: Vec<String>,
    pub details: Details,
}

impl Full {
    /// One row that was damaged must not keep everybody else out: its account alone is let in no more.
    fn new(mut account: Account, roles: Vec<String>, details: StoreResult<Details>) -> StoreResult<Self> {
        let details = match details {
            Ok(details) => details,
            Err(StoreError::Corrupt(why)) => {
                tracing::warn!(account = %account.id, %why, "the sealed details of an account do not open; it is refused");
                account.state = UNREADABLE.to_owned();
                Details::default()
            }
            Err(other) => return Err(other),
        };
        Ok(Self { account, roles, details })
    }
}

/// Loads an account with roles and details. An account whose details do not open is [`UNREADABLE`].
pub async fn full(store: &Store, id: &str) -> StoreResult<Option<Full>> {
    let Some(account) = find(store.db(), id).await? else { return Ok(None) };
    let roles = roles(store.db(), id).await?;
    let details = details(store, store.db(), id).await;
    Ok(Some(Full::new(account, roles, details)?))
}

#[derive(FromRow)]
struct SealedRow {
    owner: String,
    value: Vec<u8>,
}

/// The next accounts after an id, with roles and details, in three statements however many they are.
pub async fn full_page(store: &Store, after: &str, limit: i64) -> StoreResult<Vec<Full>> {
    let accounts = page(store.db(), after, limit).await?;
    let Some(last) = accounts.last().map(|account| account.id.clone()) else { return Ok(Vec::new()) };
    let roles: Vec<RoleRow> = statement(
        "SELECT account_id, role FROM x_account_role WHERE account_id > $1 AND account_id <= $2 \
         ORDER BY account_id, role",
    )
    .bind(after)
    .bind(last.as_str())
    .all(store.db())
    .await?;
    let sealed_rows: Vec<SealedRow> =
        statement("SELECT owner, value FROM x_sealed WHERE kind = 'account' AND owner > $1 AND owner <= $2")
            .bind(after)
            .bind(last.as_str())
            .all(store.db())
            .await?;
    let mut by_account: std::collections::HashMap<String, Vec<String>> = std::collections::HashMap::new();
    for row in roles {
        by_account.entry(row.account_id).or_default().push(row.role);
    }
    let mut details = std::collections::HashMap::new();
    for row in sealed_rows {
        let open: StoreResult<Details> = sealed::open(store.keys(), SEALED, &row.owner, &row.value);
        details.insert(row.owner, open);
    }
    accounts
        .into_iter()
        .map(|account| {
            let roles = by_account.remove(&account.id).unwrap_or_default();
            let details = details.remove(&account.id).unwrap_or_else(|| Ok(Details::default()));
            Full::new(account, roles, details)
        })
        .collect()
}

/// Takes back an account that was made a moment ago and has nothing yet: for a registration that was refused at its
/// last step.
pub async fn withdraw(change: &mut Change<'_>, account: &Account) -> StoreResult<()> {
    unique::release(change, unique::ACCOUNT_NAME, &fold(&account.name), &account.id).await?;
    unique::release(change, unique::ACCOUNT_EMAIL, &account.email_token, &account.id).await?;
    sealed::destroy(change, SEALED, &account.id).await?;
    statement("DELETE FROM x_account_role WHERE account_id = $1").bind(account.id.as_str()).execute(change).await?;
    statement("DELETE FROM x_account WHERE id = $1").bind(account.id.as_str()).execute(change).await?;
    Ok(())
}
