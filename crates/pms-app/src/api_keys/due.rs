//! What time does to keys (contract part A §14 J9): they expire, give way to the one that replaces them, or are forgotten
//! because nobody fetched them. Run by a job; a second run finds nothing.

use pms_domain::Context;
use pms_domain::api_key::Command;
use pms_store::Change;
use pms_store::api_key::{self, ApiKey, Due};
use pms_store::audit::Record;
use serde_json::json;

use super::make::keep_former;
use super::{OBJECT, facts};
use crate::{App, Outcome, events};

/// What a run has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    pub ended: usize,
    pub forgotten: usize,
}

impl Settled {
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// Settles one batch of keys whose time has come, at most 500 of a kind, in one change for each kind. Nothing: nobody's time
/// has come.
pub async fn settle_due(app: &App, ctx: &Context) -> Outcome<Settled> {
    let mut settled = Settled::default();
    for due in Due::ALL {
        // Most runs find nothing: no lock for that.
        if api_key::due(app.store().db(), due, ctx.now()).await?.is_empty() {
            continue;
        }
        let mut change = app.store().change().await?;
        let keys = api_key::due(&mut change, due, ctx.now()).await?;
        if keys.is_empty() {
            continue;
        }
        let mut ids = Vec::with_capacity(keys.len());
        for mut key in keys {
            ids.push(api_key::ensure_id(&mut change, &ctx.surroundings, &mut key).await?);
            settle(ctx, &mut change, due, &key).await?;
        }
        let (action, count) = match due {
            Due::Expired => ("api_key.expire", &mut settled.ended),
            Due::Replaced => ("api_key.end", &mut settled.ended),
            Due::Unfetched => ("api_key.forget", &mut settled.forgotten),
        };
        *count += ids.len();
        let mut record = Record::new(action, OBJECT, "due").after(json!({ "ids": ids }));
        for id in ids {
            record = record.touching(OBJECT, id);
        }
        let revision = change.save(ctx, record).await?;
        app.applied(revision).await;
    }
    Ok(settled)
}

async fn settle(ctx: &Context, change: &mut Change<'_>, due: Due, key: &ApiKey) -> Outcome<()> {
    if due == Due::Unfetched {
        keep_former(ctx, change, key.replaces.as_deref()).await?;
        return Ok(api_key::forget(change, key).await?);
    }
    let after = key.standing().next(Command::Settle, ctx.now())?;
    api_key::set_standing(change, key, &after, &ctx.actor.name, ctx.now()).await?;
    // Of one that was switched off before, subscribers know it.
    if key.is_active {
        change.emit(events::api_key_updated(key.public_id(), facts(ctx, key, &after)));
    }
    Ok(())
}

/// Gives a batch of adopted keys their public ids. Answers how many; none: all have one.
pub async fn adopt_missing(app: &App, ctx: &Context) -> Outcome<usize> {
    if !api_key::is_missing(app.store().db()).await? {
        return Ok(0);
    }
    let mut change = app.store().change().await?;
    let ids = api_key::adopt_missing(&mut change, &ctx.surroundings).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let count = ids.len();
    for id in &ids {
        change.touch(OBJECT, id.clone());
    }
    change.save(ctx, Record::new("api_key.adopt", OBJECT, "adopted").after(json!({ "ids": ids }))).await?;
    Ok(count)
}
