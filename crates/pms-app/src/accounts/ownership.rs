//! Adopted partners find their owner (decisions, "Whose partner is it?"): the first sign-in whose name equals the
//! partner's `user_id` and whose verified address equals the partner's.

use pms_domain::context::LOCAL_ISSUER;
use pms_domain::{Context, partner_type, text};
use pms_store::account::{account, ownership};
use pms_store::audit::Record;
use pms_store::member;
use pms_store::partner::{self, Reach};
use serde_json::json;

use crate::{App, Outcome};

/// Makes the caller the owner of what is theirs and has no member yet. Answers the partners' ids.
pub async fn adopt(app: &App, ctx: &Context) -> Outcome<Vec<String>> {
    let Some(email) = ctx.actor.email.as_deref() else { return Ok(Vec::new()) };
    let mut adopted = Vec::new();
    for id in ownership::unowned(app.store().db(), &ctx.actor.name).await? {
        if adopt_one(app, ctx, &id, email).await? {
            adopted.push(id);
        }
    }
    Ok(adopted)
}

async fn adopt_one(app: &App, ctx: &Context, id: &str, email: &str) -> Outcome<bool> {
    let mut change = app.store().change().await?;
    // Asked again inside: between the look and the lock somebody may have become a member.
    if !ownership::unowned(&mut change, &ctx.actor.name).await?.iter().any(|unowned| unowned == id) {
        return Ok(false);
    }
    let Some(found) = partner::find(app.store(), &mut change, Reach::Everything, id).await? else { return Ok(false) };
    if text::fold_email(&found.contact.email) != text::fold_email(email) {
        return Ok(false);
    }
    let (issuer, subject) = (ctx.actor.issuer.as_str(), ctx.actor.subject.as_str());
    member::add(&mut change, id, issuer, subject, member::OWNER, ctx.now());
    let mut record = Record::new("member.adopt", "partner", id)
        .after(json!({ "member": ctx.actor.key(), "memberRole": member::OWNER }));
    let role = partner_type::find(&found.partner_type_code).and_then(|found| found.role);
    if let (Some(role), true) = (role, issuer == LOCAL_ISSUER) {
        account::grant(&mut change, subject, role, &ctx.actor.key(), ctx.now()).await?;
        record = record.touching("account", subject);
    }
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(true)
}
