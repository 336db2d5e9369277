//! What was asked of eSignet and what became of it (architecture §2 "Other systems"; decisions, "eSignet").
//!
//! 1. A change records what is wanted ([`Order`]); nothing else is written, so nobody sees half a client.
//! 2. eSignet is asked, with no change open.
//! 3. A second change records the outcome with its event and closes the intent. Whoever finds it closed already did not
//!    write anything.
//!
//! Without an answer the intent stays: the job asks again for a day, and a caller who repeats the request joins it. The id of
//! a client follows from its key, so that eSignet has a client already means that an answer was lost.

use chrono::TimeDelta;
use pms_domain::oidc_client::Status;
use pms_domain::{Context, Refusal, Timestamp, catalogue};
use pms_store::audit::Record;
use pms_store::esignet_intent::{self, Intent};
use pms_store::oidc_client::{self, Content, KeyChange, NewClient};
use pms_store::partner::Reach;
use pms_store::{Change, StoreError};
use serde_json::{Value, json};

use crate::esignet::{Answer, Order, Step, Wanted};
use crate::{App, Failure, Outcome, events};

/// eSignet's word for a client that it has.
const EXISTS: &str = "duplicate_client_id";
/// eSignet's word for a client that it does not have.
const UNKNOWN: &str = "invalid_client_id";

/// For so long the request itself asks; the job comes after it.
const OWN_TRY: TimeDelta = TimeDelta::seconds(30);
/// Longer than a request to eSignet can take.
const ON_ITS_WAY: TimeDelta = TimeDelta::seconds(10);
/// Pauses between the job's tries; the last one repeats.
const PAUSES: [TimeDelta; 5] =
    [TimeDelta::minutes(1), TimeDelta::minutes(5), TimeDelta::minutes(30), TimeDelta::hours(2), TimeDelta::hours(6)];
/// After that nobody asks any more.
const GIVE_UP: TimeDelta = TimeDelta::hours(24);
/// Intents that one run of the job looks at.
const RUN: i64 = 50;

/// Carries out an order whose preconditions hold in this change: at once on a site without eSignet, else in the three steps
/// above.
///
/// # Errors
/// Something else waits for this client; what eSignet says, or `PMS_KKS_001` while it says nothing.
pub(super) async fn begin(app: &App, ctx: &Context, mut change: Change<'_>, order: &Order) -> Outcome<()> {
    let client_id = order.client.client_id.as_str();
    if let Some(waiting) = esignet_intent::of_client(&mut change, client_id).await? {
        let earlier = read(&waiting)?;
        if earlier == *order {
            change.leave().await?;
            return ask(app, ctx, &waiting, order).await;
        }
        if !gives_way(ctx, &waiting, &earlier, order) {
            return Err(Refusal::of(&catalogue::CLIENT_CHANGE_WAITS).into());
        }
        esignet_intent::close(&mut change, &waiting.id).await?;
    }
    if !app.esignet().is_remote() {
        let record = write(ctx, &mut change, order, &ctx.actor.name).await?;
        let revision = change.save(ctx, record).await?;
        app.applied(revision).await;
        return Ok(());
    }
    let intent = Intent {
        id: ctx.uuid(),
        client_id: client_id.to_owned(),
        rp_id: order.client.partner_id.clone(),
        wanted: serde_json::to_string(order).map_err(anyhow::Error::from)?,
        attempts: 0,
        next_try_at: ctx.now() + OWN_TRY,
        cr_by: ctx.actor.name.clone(),
        cr_dtimes: ctx.now(),
    };
    esignet_intent::insert(&mut change, &intent).await?;
    let record = record("oidc_client.ask", order).after(json!({"step": word(order.step), "clientId": client_id}));
    change.save(ctx, record).await?;
    ask(app, ctx, &intent, order).await
}

/// Whether what waits gives way: whoever ends a client does not wait for a change of its name. Not while that may be on
/// its way to eSignet, where it would arrive after the end.
fn gives_way(ctx: &Context, waiting: &Intent, earlier: &Order, order: &Order) -> bool {
    let last_try = match usize::try_from(waiting.attempts - 1) {
        Ok(past) => waiting.next_try_at - pause(past),
        Err(_) => waiting.cr_dtimes,
    };
    earlier.step == Step::Details && order.step == Step::Deactivate && ctx.now() - last_try >= ON_ITS_WAY
}

/// The pause after the job's try of this number, from 0.
fn pause(past: usize) -> TimeDelta {
    PAUSES.get(past).copied().unwrap_or(PAUSES[PAUSES.len() - 1])
}

fn read(intent: &Intent) -> Outcome<Order> {
    serde_json::from_str(&intent.wanted)
        .map_err(|_| StoreError::Corrupt(format!("the intent {} cannot be read", intent.id)).into())
}

fn word(step: Step) -> &'static str {
    match step {
        Step::Create => "create",
        Step::Details => "update",
        Step::Deactivate => "deactivate",
    }
}

fn record(action: &'static str, order: &Order) -> Record {
    Record::new(action, "oidc_client", &order.client.client_id).touching("partner", &order.client.partner_id)
}

/// Asks eSignet and records what it says.
async fn ask(app: &App, ctx: &Context, intent: &Intent, order: &Order) -> Outcome<()> {
    match app.esignet().send(ctx.now(), order).await {
        Answer::Done => settle(app, ctx, intent, order).await,
        Answer::Refused { code, .. } if is_done(order.step, &code) => settle(app, ctx, intent, order).await,
        Answer::Refused { code, message } => {
            close(app, ctx, intent, order, json!({"refused": code})).await?;
            Err(Refusal::foreign(&catalogue::ESIGNET_REFUSED, code, message).into())
        }
        Answer::Unclear(entry) => Err(Refusal::of(entry).into()),
        Answer::Silent => Err(Refusal::of(&catalogue::ESIGNET_NO_ANSWER).into()),
    }
}

/// Whether a refusal means that there is nothing left to do: a client that eSignet has need not be made, one that it does
/// not have lets nobody in.
fn is_done(step: Step, code: &str) -> bool {
    match step {
        Step::Create => code == EXISTS,
        Step::Details => false,
        Step::Deactivate => code == UNKNOWN,
    }
}

/// eSignet agreed: the client is written and the intent closed, once.
async fn settle(app: &App, ctx: &Context, intent: &Intent, order: &Order) -> Outcome<()> {
    let mut change = app.store().change().await?;
    if !esignet_intent::close(&mut change, &intent.id).await? {
        return settled_by_another(change, order).await;
    }
    let record = write(ctx, &mut change, order, &intent.cr_by).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// Somebody else had an answer, too: what was wanted is there, or is not.
async fn settled_by_another(mut change: Change<'_>, order: &Order) -> Outcome<()> {
    let found = oidc_client::find(&mut change, Reach::Everything, &order.client.client_id).await?;
    change.leave().await?;
    let is_there = match (order.step, found) {
        (_, None) => false,
        (Step::Create, Some(client)) => client.rp_id == order.client.partner_id,
        (Step::Details, Some(client)) => super::update::wanted(&client) == order.client,
        (Step::Deactivate, Some(client)) => Status::stored(&client.status) == Status::Inactive,
    };
    if is_there { Ok(()) } else { Err(Refusal::of(&catalogue::ESIGNET_NO_ANSWER).into()) }
}

/// Writes what the order asks for, and says so to the audit trail and to those who follow.
async fn write(ctx: &Context, change: &mut Change<'_>, order: &Order, by: &str) -> Outcome<Record> {
    let (client, now) = (&order.client, ctx.now());
    let public_key = Value::Object(client.public_key.clone()).to_string();
    let content = content(client);
    match order.step {
        Step::Create => {
            let new = NewClient {
                id: &client.client_id,
                rp_id: &client.partner_id,
                policy_id: &client.policy_id,
                public_key: &public_key,
                claims: &client.claims,
                acr_values: &client.acr_values,
                content,
                by,
                at: now,
            };
            oidc_client::insert(change, &new).await?;
            change.emit(events::oidc_client_created(client));
            let record = replace(change, order, now).await?;
            Ok(record.touching("policy", &client.policy_id).after(shown(client, by)))
        }
        Step::Details => {
            oidc_client::update(change, &client.client_id, &content, by, now);
            change.emit(events::oidc_client_updated(client, true));
            Ok(record("oidc_client.update", order).after(shown(client, by)))
        }
        Step::Deactivate => {
            oidc_client::deactivate(change, &client.client_id, by, now).await?;
            change.emit(events::oidc_client_updated(client, false));
            let after = json!({"status": "INACTIVE", "requestedBy": by});
            Ok(record("oidc_client.deactivate", order).before(json!({"status": "ACTIVE"})).after(after))
        }
    }
}

/// The old client of a change of key gets its end; one that ended meanwhile, or that another key replaced, keeps what it has.
async fn replace(change: &mut Change<'_>, order: &Order, now: Timestamp) -> Outcome<Record> {
    let Some(replaced) = &order.replaces else { return Ok(record("oidc_client.create", order)) };
    let record = record("oidc_client.change_key", order).touching("oidc_client", &replaced.client_id);
    let old = oidc_client::find(&mut *change, Reach::Everything, &replaced.client_id).await?;
    let is_replaced = oidc_client::key_change(&mut *change, &replaced.client_id).await?.is_some();
    if old.is_some_and(|old| Status::stored(&old.status) == Status::Active) && !is_replaced {
        let retire_at = now + TimeDelta::try_hours(replaced.overlap_hours).unwrap_or_default();
        let new_id = order.client.client_id.clone();
        oidc_client::replace_key(change, &KeyChange { old_id: replaced.client_id.clone(), new_id, retire_at });
    }
    Ok(record)
}

fn content(client: &Wanted) -> Content<'_> {
    Content {
        name: &client.name,
        logo_uri: &client.logo_uri,
        redirect_uris: &client.redirect_uris,
        grant_types: &client.grant_types,
        auth_methods: &client.auth_methods,
    }
}

/// What the audit trail keeps of a client.
fn shown(client: &Wanted, by: &str) -> Value {
    json!({
        "clientId": client.client_id,
        "name": client.name,
        "policyId": client.policy_id,
        "logoUri": client.logo_uri,
        "redirectUris": client.redirect_uris,
        "claims": client.claims,
        "acrValues": client.acr_values,
        "grantTypes": client.grant_types,
        "clientAuthMethods": client.auth_methods,
        "status": "ACTIVE",
        "requestedBy": by,
    })
}

/// Ends an intent that came to nothing. One that somebody else closed is left alone.
async fn close(app: &App, ctx: &Context, intent: &Intent, order: &Order, why: Value) -> Outcome<()> {
    let mut change = app.store().change().await?;
    if !esignet_intent::close(&mut change, &intent.id).await? {
        return Ok(change.leave().await?);
    }
    let record = record("oidc_client.refused", order).before(json!({"step": word(order.step)})).after(why);
    change.save(ctx, record).await?;
    Ok(())
}

/// Intents whose next try is due, for the job.
pub async fn due(app: &App) -> Outcome<Vec<Intent>> {
    Ok(esignet_intent::due(app.store().db(), app.surroundings().now(), RUN).await?)
}

/// Asks eSignet once more. After a day without an answer the intent is given up; what eSignet may have done is found again
/// when the request is repeated.
///
/// # Errors
/// The database does not answer. What eSignet says is recorded, not answered.
pub async fn retry(app: &App, intent: &Intent) -> Outcome<()> {
    let ctx = app.system("esignet");
    let order = read(intent)?;
    if ctx.now() - intent.cr_dtimes >= GIVE_UP {
        tracing::warn!(client = intent.client_id, "eSignet did not answer for a day: given up");
        return close(app, &ctx, intent, &order, json!({"givenUp": true})).await;
    }
    let next = ctx.now() + pause(usize::try_from(intent.attempts).unwrap_or_default());
    if !esignet_intent::attempt(app.store().db(), intent, next).await? {
        return Ok(());
    }
    match ask(app, &ctx, intent, &order).await {
        Err(Failure::Refused(refusal)) => {
            tracing::warn!(client = intent.client_id, code = refusal.wire_code(), "eSignet was asked again");
            Ok(())
        }
        other => other,
    }
}
