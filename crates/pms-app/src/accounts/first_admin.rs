//! The first admin: made once, by one process, when there is none (architecture §4 "First start").

use pms_domain::context::BASE62;
use pms_domain::{Context, Timestamp, roles};
use pms_identity::Secret;
use pms_store::account::account::{self, ACTIVE, Details, NewAccount};
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

/// The first admin. The password is shown once, to whoever started the server.
pub struct FirstAdmin {
    pub name: &'static str,
    pub password: Secret,
    pub until: Timestamp,
}

/// Makes the first admin, once, however many processes start. `None`: an admin exists, or people come from an
/// external provider.
pub async fn ensure(app: &App) -> Outcome<Option<FirstAdmin>> {
    let db = app.store().db();
    if !app.identity().is_embedded() || account::count_with_role(db, roles::PARTNER_ADMIN).await? > 0 {
        return Ok(None);
    }
    let ctx: Context = app.system("start");
    let password = Secret::new(app.surroundings().characters(BASE62, LENGTH));
    let hashed = hash(app, &password).await?;
    let until = ctx.now() + chrono::TimeDelta::hours(HOURS);
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
    let revision = change.save(&ctx, record).await?;
    app.applied(revision).await;
    Ok(Some(FirstAdmin { name: NAME, password, until }))
}
