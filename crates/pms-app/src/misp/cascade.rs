//! What becomes of licences by itself: their MISP is switched off or on, their time is over.

use pms_domain::licence::{self, Command, State};
use pms_domain::{Context, Refusal, catalogue};
use pms_store::Change;
use pms_store::audit::Record;
use pms_store::misp_licence::{self, Licence};
use pms_store::partner::{self, Partner, Reach};
use serde_json::json;

use super::{OBJECT, Published, is_misp, publish};
use crate::partners::mails;
use crate::{App, Outcome, events};

/// Within the change that switches a partner: the licence stops and starts by evaluation, and the subscribers are told as
/// the contract's cascade tells them (part A §5.2).
pub(crate) async fn partner_switched(
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    active: bool,
) -> Outcome<()> {
    if !is_misp(partner) {
        return Ok(());
    }
    let Some(current) = misp_licence::current(&mut *change, Reach::Everything, &partner.id).await? else {
        return Ok(());
    };
    if current.state() == State::Active && !licence::is_over(current.valid_to_date, ctx.now()) {
        let sender = events::PARTNER_MANAGEMENT;
        publish(change, events::MISP_LICENSE_UPDATED, &Published::from(&current), active, sender);
    }
    Ok(())
}

/// Licences that one change ends. Each has its letters, and the change holds the head lock meanwhile.
pub const END_BATCH: u64 = 50;

/// Ends a batch of the licences whose validity has ended; they open nothing since then already. Answers how many: none,
/// when there are none left.
pub async fn end_over(app: &App) -> Outcome<usize> {
    let ctx = app.system("expiry");
    let now = ctx.now();
    if misp_licence::over(app.store().db(), now, 1).await?.is_empty() {
        return Ok(0);
    }
    let mut change = app.store().change().await?;
    let over = misp_licence::over(&mut change, now, END_BATCH).await?;
    if over.is_empty() {
        change.leave().await?;
        return Ok(0);
    }
    let mut record = Record::new("licence.end", OBJECT, "over");
    for licence in &over {
        end(app, &ctx, &mut change, licence).await?;
        record = record.touching(OBJECT, &licence.id).touching("partner", &licence.misp_id);
    }
    let ids: Vec<&str> = over.iter().map(|licence| licence.id.as_str()).collect();
    change.save(&ctx, record.after(json!({ "licenceIds": ids }))).await?;
    Ok(over.len())
}

async fn end(app: &App, ctx: &Context, change: &mut Change<'_>, licence: &Licence) -> Outcome<()> {
    let after = licence::next(licence.state(), Command::End, licence.circumstances(ctx.now()))?;
    if after != State::Ended {
        return Err(Refusal::of(&catalogue::UNABLE_TO_PROCESS).into());
    }
    misp_licence::set_state(change, licence, after, &ctx.actor.name, ctx.now()).await?;
    let sender = events::INFRA_PROVIDER;
    publish(change, events::MISP_LICENSE_UPDATED, &Published::from(licence), false, sender);
    // A MISP that is switched off has other worries, and an adopted licence may have none.
    let misp = partner::find(app.store(), &mut *change, Reach::Everything, &licence.misp_id).await?;
    if let Some(misp) = misp.filter(|misp| misp.is_active) {
        let about = mails::AboutLicence { happened: "ended", reason: None };
        mails::licence(app, ctx, change, &misp, &licence.id, &about).await?;
    }
    Ok(())
}
