//! The API keys of the stock links: MOSIP's services read a partner's policy only while it has one (contract part B §4.9).
//! Nobody is shown them.

use chrono::TimeDelta;
use pms_domain::Context;
use pms_domain::api_key::Phase;
use pms_domain::key_value::KeyValue;
use pms_store::StoreResult;
use pms_store::api_key::{self, NewKey};
use pms_store::audit::Record;
use pms_store::partner::Reach;
use serde_json::json;

use super::links::{LINKS, Link};
use crate::events::{self, KeyFacts};
use crate::{App, Outcome};

/// What a stock deployment publishes as the key of a link. Whoever reads MOSIP's repositories knows it.
fn published(link: &Link) -> KeyValue {
    KeyValue::new(link.key_label())
}

/// Makes a link's key, unless its partner has one for the policy. `stock`: the published value, for scripts that name it;
/// else a random one.
pub(super) async fn insert(app: &App, ctx: &Context, link: &Link, stock: bool) -> Outcome<bool> {
    let (now, by) = (ctx.now(), ctx.actor.name.as_str());
    let (value, id) = (
        if stock { published(link) } else { KeyValue::random(&ctx.surroundings, pms_domain::api_key::LENGTH) },
        ctx.uuid(),
    );
    let mut change = app.store().change().await?;
    let has_one = !api_key::of_pair(&mut change, Reach::Everything, link.partner, link.policy).await?.is_empty();
    if has_one || api_key::is_taken(&mut change, &value).await? {
        change.leave().await?;
        return Ok(false);
    }
    let valid_to = now + TimeDelta::days(app.settings().api_keys.validity_days.into());
    let label = link.key_label();
    let new = NewKey {
        id: &id,
        part_id: link.partner,
        policy_id: link.policy,
        label: &label,
        valid_from: now,
        valid_to,
        phase: Phase::Live,
        fetch_until: None,
        handed_over_to: None,
        replaces: None,
        former_ends_at: None,
        by,
        at: now,
    };
    api_key::insert(&mut change, &ctx.surroundings, &new, &value).await?;
    let facts = KeyFacts { active: true, commence: now, expires: Some(valid_to) };
    change.emit(events::api_key_approved(&id, (link.partner, link.policy), facts));
    let record = Record::new("api_key.seed", "partner", link.partner)
        .touching("api_key", &id)
        .touching("policy", link.policy)
        .after(json!({"keyId": id, "policyId": link.policy, "label": label, "stock": stock}));
    change.save(ctx, record).await?;
    Ok(true)
}

/// How many of the published keys open something in this database: readiness and `pms doctor` say so.
pub async fn stock_keys(app: &App) -> StoreResult<i64> {
    let values: Vec<KeyValue> = LINKS.iter().map(published).collect();
    api_key::count_active(app.store(), &values).await
}
