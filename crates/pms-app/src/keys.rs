//! Keys as operators handle them: another master key, another token key, a recovery bundle, sealed or clear.

use pms_domain::context::ActorKind;
use pms_domain::{Context, Refusal, Timestamp, catalogue, time};
use pms_identity::token_key::FreshKey;
use pms_store::account::token_key;
use pms_store::audit::Record;
use pms_store::convert::{self, Part};
use pms_store::keys::{self, MasterKey};
use pms_store::{Mode, Store, open};
use serde_json::json;

use crate::{App, Outcome};

/// Wraps every stored key under another master key, in one change. Answers how many. Keys that are elsewhere need none.
pub async fn rewrap(app: &App, ctx: &Context, old: &MasterKey, new: &MasterKey) -> Outcome<usize> {
    let mut change = app.store().change().await?;
    let mut all = keys::all(&mut change).await?;
    all.retain(|key| key.location.is_none());
    for key in &all {
        let open = old.unwrap(&key.purpose, &key.id, &key.wrapped)?;
        let wrapped = new.wrap(&ctx.surroundings, &key.purpose, &key.id, &open)?;
        // Opened again before it is stored: a key that the new master key does not open would be lost.
        new.unwrap(&key.purpose, &key.id, &wrapped)?;
        keys::set_wrapped(&mut change, &key.id, wrapped).await?;
    }
    change.save(ctx, Record::new("keys.rewrap", "key", "all").after(json!({"keys": all.len()}))).await?;
    Ok(all.len())
}

/// A key that took the place of another.
pub struct Rotated {
    pub generation: i32,
    /// Until when the one before is accepted.
    pub former_until: Timestamp,
}

/// Makes a new key that signs tokens. Running servers take it over by themselves. The one before verifies until the last
/// token that it signed has expired, so that nobody is signed out.
///
/// # Errors
/// `FORBIDDEN`: only the command line may.
pub async fn rotate_token(app: &App, ctx: &Context, master: &MasterKey) -> Outcome<Rotated> {
    if ctx.actor.kind != ActorKind::System {
        return Err(Refusal::of(&catalogue::FORBIDDEN).into());
    }
    let fresh = FreshKey::make(master, &ctx.surroundings).await?;
    let id = fresh.id().to_owned();
    let now = ctx.now();
    let former_until = now + chrono::TimeDelta::seconds(app.identity().issuer().longest_seconds());
    let mut change = app.store().change().await?;
    let generation = fresh.replace(&mut change, now, former_until).await?;
    let record = Record::new("keys.rotate", token_key::OBJECT, &id).after(
        json!({"purpose": token_key::PURPOSE, "generation": generation, "formerUntil": time::zulu(former_until)}),
    );
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(Rotated { generation, former_until })
}

/// Records that a recovery bundle was written.
pub async fn exported(app: &App, ctx: &Context, count: usize) -> Outcome<()> {
    let change = app.store().change().await?;
    change.save(ctx, Record::new("keys.export", "key", "all").after(json!({"keys": count}))).await?;
    Ok(())
}

/// Seals the database, or writes it in clear. May be interrupted and repeated; answers how many records were
/// rewritten.
pub async fn set_mode(app: &App, ctx: &Context, target: Mode) -> Outcome<usize> {
    let store = app.store().in_mode(target);
    if app.store().mode() != target {
        let mut change = store.change().await?;
        open::set_meta(&mut change, "mode", target.as_str()).await?;
        change.save(ctx, Record::new("keys.mode", "database", "mode").after(json!({"mode": target.as_str()}))).await?;
    }
    let mut rewritten = 0;
    for part in Part::ALL {
        rewritten += convert_part(&store, ctx, part).await?;
    }
    Ok(rewritten)
}

/// One change for each batch.
async fn convert_part(store: &Store, ctx: &Context, part: Part) -> Outcome<usize> {
    let mut rewritten = 0;
    loop {
        let mut change = store.change().await?;
        let ids = convert::batch(store, &mut change, &ctx.surroundings, part).await?;
        if ids.is_empty() {
            return Ok(rewritten);
        }
        rewritten += ids.len();
        let record = Record::new("keys.convert", "database", "mode")
            .after(json!({"mode": store.mode().as_str(), "part": part.as_str(), "ids": ids}));
        change.save(ctx, record).await?;
    }
}
