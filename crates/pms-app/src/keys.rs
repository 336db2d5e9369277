//! Keys as operators handle them: another master key, a recovery bundle, sealed or clear.

use pms_domain::Context;
use pms_store::audit::Record;
use pms_store::convert::{self, Part};
use pms_store::keys::{self, MasterKey};
use pms_store::{Mode, Store, open};
use serde_json::json;

use crate::{App, Outcome};

/// Wraps every stored key under another master key, in one change. Answers how many.
pub async fn rewrap(app: &App, ctx: &Context, old: &MasterKey, new: &MasterKey) -> Outcome<usize> {
    let mut change = app.store().change().await?;
    let all = keys::all(&mut change).await?;
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
