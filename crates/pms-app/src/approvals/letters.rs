//! Letters about approvals and the standing they lead to.

use pms_domain::Context;
use pms_domain::approval::{Decision, State};
use pms_store::Change;
use pms_store::approval::Approval;
use pms_store::mail::{self, Letter};
use pms_store::partner::{ContactData, Partner};

use crate::partners::Registration;
use crate::{App, Outcome};

/// Values every mail about a partner has.
fn values(app: &App, id: &str, name: &str) -> std::collections::BTreeMap<String, String> {
    [
        ("partnerId", id.to_owned()),
        ("partnerName", name.to_owned()),
        ("site", app.settings().site.name.clone()),
        ("link", format!("{}/portal", app.settings().server.public_url)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

pub(crate) async fn mail_registered(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    contact: &ContactData,
    lang: &str,
    registration: &Registration,
    approval: &Approval,
) -> Outcome<()> {
    let mut values = values(app, &registration.partner_id, &registration.organization_name);
    values.insert("approved".to_owned(), (approval.state == State::Approved.as_str()).to_string());
    let letter = Letter { to: contact.email.clone(), lang: lang.to_owned(), values };
    Ok(mail::queue(change, app.store(), &ctx.surroundings, "partner-registered", None, &letter).await?)
}

pub(crate) async fn mail_status(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    active: bool,
) -> Outcome<()> {
    let mut values = values(app, &partner.id, &partner.name);
    values.insert("active".to_owned(), active.to_string());
    let letter = Letter { to: partner.contact.email.clone(), lang: lang(app, partner), values };
    let key = format!("status/{}/{}", partner.id, change.revision());
    Ok(mail::queue(change, app.store(), &ctx.surroundings, "partner-status", Some(&key), &letter).await?)
}

pub(super) async fn mail_decision(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    approval: &Approval,
    decision: Decision,
    reason: Option<&str>,
) -> Outcome<()> {
    let mut values = values(app, &partner.id, &partner.name);
    values.insert("kind".to_owned(), approval.kind.clone());
    values.insert("decision".to_owned(), decision.as_str().to_owned());
    values.insert("reason".to_owned(), reason.unwrap_or_default().to_owned());
    let letter = Letter { to: partner.contact.email.clone(), lang: lang(app, partner), values };
    let key = format!("decision/{}/{}", approval.id, change.revision());
    Ok(mail::queue(change, app.store(), &ctx.surroundings, "decision", Some(&key), &letter).await?)
}

/// Partner's language, else the site's, else English.
fn lang(app: &App, partner: &Partner) -> String {
    partner
        .lang_code
        .clone()
        .or_else(|| app.settings().languages().next().map(str::to_owned))
        .unwrap_or_else(|| "eng".into())
}
