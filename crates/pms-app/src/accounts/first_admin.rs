//! The first admin: made once, by one process, when there is none (architecture §4 "First start").

use pms_domain::context::BASE62;
use pms_domain::{Context, Timestamp, roles};
use pms_identity::Secret;
use pms_store::account::account::{self, ACTIVE, Account, Details, NewAccount};
use pms_store::audit::Record;
use serde_json::json;

use crate::accounts::{hash, language};
use crate::{App, Outcome};

/// Name of the first admin's account.
pub const NAME: &str = "admin";
/// Hours its password works.
const HOURS: i64 = 24;
/// Characters of its password: 119 bits.
const LENGTH: usize = 20;

/// Seconds before another process may take the one that made the password for dead.
const DELIVERY_SECONDS: i64 = 60;
/// Name of the mark that a password reached the operator.
const DELIVERED: &str = "first-admin";

/// The first admin. The password is shown once, to whoever started the server.
pub struct FirstAdmin {
    pub name: &'static str,
    pub password: Secret,
    pub until: Timestamp,
    /// What [`delivered`] marks.
    mark: String,
}

fn mark(id: &str, until: Timestamp) -> String {
    format!("{id}|{}", until.and_utc().timestamp_micros())
}

/// Makes the first admin, once, however many processes start; or a new password for one who was never signed in, when
/// the former ended or never reached anybody (a process that died in between). `None`: an admin exists, or people come
/// from an external provider.
pub async fn ensure(app: &App) -> Outcome<Option<FirstAdmin>> {
    if !app.identity().is_embedded() {
        return Ok(None);
    }
    let ctx: Context = app.system("start");
    let db = app.store().db();
    match account::count_with_role(db, roles::PARTNER_ADMIN).await? {
        0 => make(app, &ctx).await,
        1 => match account::by_name(db, NAME).await? {
            Some(found) if is_due(app, &ctx, &found).await? => renew(app, &ctx, &found.id).await,
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

/// The operator has the password: no other is made before it ends. Whoever shows it says so.
pub async fn delivered(app: &App, first: &FirstAdmin) -> Outcome<()> {
    let seconds = (HOURS + 1) * 3600;
    app.identity().limits().once(DELIVERED, &first.mark, seconds).await?;
    Ok(())
}

async fn make(app: &App, ctx: &Context) -> Outcome<Option<FirstAdmin>> {
    let (password, hashed) = new_password(app).await?;
    let until = until(ctx);
    let mut change = app.store().change().await?;
    // Asked again under the lock: another process may have been first.
    if account::count_with_role(&mut change, roles::PARTNER_ADMIN).await? > 0 {
        return Ok(None);
    }
    let id = ctx.uuid();
    let new = NewAccount {
        id: &id,
        name: NAME,
        details: &Details::default(),
        email_verified: false,
        password_hash: Some(&hashed),
        must_change: true,
        one_time_until: Some(until),
        state: ACTIVE,
        lang: &language(app, ""),
        created_by: &ctx.actor.key(),
    };
    if account::insert(&mut change, app.surroundings(), &new).await?.is_err() {
        // Somebody without the role has the name. An operator who meant this adds an admin on the command line.
        tracing::warn!("there is no partner admin, and the name `{NAME}` is taken: use `pms account add`");
        return Ok(None);
    }
    for role in roles::STAFF_ROLES {
        account::grant(&mut change, &id, role, &ctx.actor.key(), ctx.now()).await?;
    }
    let record =
        Record::new("account.first_admin", "account", &id).after(json!({ "name": NAME, "roles": roles::STAFF_ROLES }));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(Some(FirstAdmin { name: NAME, password, until, mark: mark(&id, until) }))
}

/// Whether the only admin is the first one, never signed in, and nobody has a password of it that works.
async fn is_due(app: &App, ctx: &Context, account: &Account) -> Outcome<bool> {
    let Some(until) = account.one_time_until.filter(|_| account.must_change && account.is_active()) else {
        return Ok(false);
    };
    if !account::roles(app.store().db(), &account.id).await?.iter().any(|role| role == roles::PARTNER_ADMIN) {
        return Ok(false);
    }
    if until <= ctx.now() {
        return Ok(true);
    }
    if app.identity().limits().was_used(DELIVERED, &mark(&account.id, until)).await? {
        return Ok(false);
    }
    let is_fresh = is_fresh(ctx, account);
    if is_fresh {
        tracing::info!(
            "the first admin's password was made a moment ago; if no server shows it, start again in a minute"
        );
    }
    Ok(!is_fresh)
}

/// Another process may be about to show it.
fn is_fresh(ctx: &Context, account: &Account) -> bool {
    account.password_changed_at.is_some_and(|at| ctx.now() - at < chrono::TimeDelta::seconds(DELIVERY_SECONDS))
}

async fn renew(app: &App, ctx: &Context, id: &str) -> Outcome<Option<FirstAdmin>> {
    let (password, hashed) = new_password(app).await?;
    let until = until(ctx);
    let mut change = app.store().change().await?;
    // Asked again under the lock: whoever was first made the password fresh, or signed in.
    let found = account::find(&mut change, id).await?;
    if !found.is_some_and(|found| found.one_time_until.is_some() && found.is_active() && !is_fresh(ctx, &found)) {
        return Ok(None);
    }
    account::set_one_time_password(&mut change, id, &hashed, until, ctx.now()).await?;
    let record = Record::new("account.first_admin", "account", id).after(json!({ "name": NAME, "renewed": true }));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(Some(FirstAdmin { name: NAME, password, until, mark: mark(id, until) }))
}

async fn new_password(app: &App) -> Outcome<(Secret, String)> {
    let password = Secret::new(app.surroundings().characters(BASE62, LENGTH));
    let hashed = hash(app, &password).await?;
    Ok((password, hashed))
}

fn until(ctx: &Context) -> Timestamp {
    ctx.now() + chrono::TimeDelta::hours(HOURS)
}
