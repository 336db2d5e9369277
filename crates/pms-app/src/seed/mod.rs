//! `pms seed mosip`: the policy groups, partners, policies, links, API keys and device models of a stock deployment. Ids and shapes are the contract's
//! (`db-schema.md` §3), texts are ours, faults are repaired: names without stray letters, one address for each partner,
//! one spelling of "approved".

mod devices;
mod keys;
mod links;
mod policies;

pub use keys::stock_keys;

use pms_domain::approval::{Kind, State};
use pms_domain::policy_link::Status;
use pms_domain::{Context, partner as rules};
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::auth_policy;
use pms_store::partner::{self, ContactData, NewPartner, Reach};
use pms_store::policy_group::{self, PolicyGroup};
use pms_store::policy_link::{self, PolicyRequest};
use serde_json::json;

use crate::{App, Outcome};

/// How much was new.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    pub policy_groups: usize,
    pub partners: usize,
    pub policies: usize,
    /// Approved requests of partners for policies, with extractors and credential types.
    pub links: usize,
    pub keys: usize,
    /// Approved device models.
    pub devices: usize,
}

const GROUPS: [(&str, &str); 9] = [
    ("mpolicygroup-default-auth", "Policies of the authentication module"),
    ("mpolicygroup-default-abis", "Policies of the biometric matching system"),
    ("mpolicygroup-default-print", "Policies of card printing"),
    ("mpolicygroup-default-mockdevice", "Policies of mock devices"),
    ("mpolicygroup-default-resident", "Policies of resident services"),
    ("mpolicygroup-default-adjudication", "Policies of manual adjudication"),
    ("mpolicygroup-default-cert", "Policies for sharing certificates"),
    ("mpolicygroup-default-digitalcard", "Policies of the digital card"),
    ("mpolicygroup-default-mobile", "Policies of the resident application"),
];

struct Stock {
    id: &'static str,
    group: &'static str,
    /// The organisation its certificate must name.
    organization: &'static str,
    email: &'static str,
    partner_type: &'static str,
}

const fn stock(
    id: &'static str,
    group: &'static str,
    organization: &'static str,
    email: &'static str,
    partner_type: &'static str,
) -> Stock {
    Stock { id, group, organization, email, partner_type }
}

const PARTNERS: [Stock; 9] = [
    stock("mpartner-default-auth", "mpolicygroup-default-auth", "IITB", "auth@mosip.io", "Online_Verification_Partner"),
    stock(
        "mpartner-default-abis",
        "mpolicygroup-default-abis",
        "mpartner-default-abis",
        "abis@mosip.io",
        "ABIS_Partner",
    ),
    stock("mpartner-default-print", "mpolicygroup-default-print", "IIITB", "print@mosip.io", "Credential_Partner"),
    stock("MOSIP.PROXY.SBI", "mpolicygroup-default-mockdevice", "MOSIP", "device@mosip.io", "Device_Provider"),
    stock(
        "mpartner-default-resident",
        "mpolicygroup-default-resident",
        "IITB",
        "resident@mosip.io",
        "Credential_Partner",
    ),
    stock(
        "mpartner-default-adjudication",
        "mpolicygroup-default-adjudication",
        "mpartner-default-adjudication",
        "adjudication@mosip.io",
        "Manual_Adjudication",
    ),
    stock(
        "mpartner-default-cert",
        "mpolicygroup-default-cert",
        "mpartner-default-cert",
        "cert@mosip.io",
        "Internal_Partner",
    ),
    stock(
        "mpartner-default-digitalcard",
        "mpolicygroup-default-digitalcard",
        "IITB",
        "digitalcard@mosip.io",
        "Credential_Partner",
    ),
    stock(
        "mpartner-default-mobile",
        "mpolicygroup-default-mobile",
        "residentapp-partner",
        "mobile@mosip.io",
        "Credential_Partner",
    ),
];

/// Loads what is not there yet; what is there stays. `stock`: API keys have the values that a stock deployment publishes.
pub async fn mosip(app: &App, ctx: &Context, stock: bool) -> Outcome<Loaded> {
    let mut loaded = Loaded::default();
    for (id, description) in GROUPS {
        if policy_group::find(app.store().db(), id).await?.is_none() {
            group(app, ctx, id, description).await?;
            loaded.policy_groups += 1;
        }
    }
    for partner in &PARTNERS {
        let taken = partner::taken(app.store(), app.store().db(), partner.id, partner.email).await?;
        if taken.id || taken.email {
            continue;
        }
        loaded.partners += usize::from(unless_taken(insert(app, ctx, partner).await)?);
    }
    for policy in &policies::POLICIES {
        if auth_policy::find(app.store().db(), policy.id).await?.is_none() {
            loaded.policies += usize::from(unless_taken(policies::insert(app, ctx, policy).await)?);
        }
    }
    for link in &links::LINKS {
        // A partner or a policy of a stock id may be missing where another has its address or its name.
        let db = app.store().db();
        let is_due = partner::id_exists(db, link.partner).await?
            && auth_policy::find(db, link.policy).await?.is_some()
            && policy_link::of_pair(db, Reach::Everything, link.partner, link.policy).await?.is_empty();
        if is_due {
            loaded.links += usize::from(unless_taken(links::insert(app, ctx, link).await)?);
        }
        if policy_link::of_pair(db, Reach::Everything, link.partner, link.policy).await?.iter().any(is_approved) {
            loaded.keys += usize::from(keys::insert(app, ctx, link, stock).await?);
        }
    }
    loaded.devices = devices::load(app, ctx).await?;
    Ok(loaded)
}

fn is_approved(request: &PolicyRequest) -> bool {
    Status::parse(&request.status_code) == Some(Status::Approved)
}

/// Whether something was made; not, if somebody else is loading it too.
fn unless_taken(made: Outcome<()>) -> Outcome<bool> {
    match made {
        Ok(()) => Ok(true),
        Err(failure) if failure.is_taken() => Ok(false),
        Err(failure) => Err(failure),
    }
}

async fn group(app: &App, ctx: &Context, id: &str, description: &str) -> Outcome<()> {
    let group = PolicyGroup {
        id: id.to_owned(),
        name: id.to_owned(),
        descr: description.to_owned(),
        user_id: ctx.actor.name.clone(),
        is_active: true,
        cr_by: ctx.actor.name.clone(),
        cr_dtimes: ctx.now(),
        upd_by: None,
        upd_dtimes: None,
        is_deleted: Some(false),
        del_dtimes: None,
    };
    let mut change = app.store().change().await?;
    policy_group::insert(&mut change, &group).await?;
    let record = Record::new("policy_group.seed", "policy_group", id).after(json!({"name": id, "isActive": true}));
    change.save(ctx, record).await?;
    Ok(())
}

async fn insert(app: &App, ctx: &Context, stock: &Stock) -> Outcome<()> {
    let contact = ContactData {
        address: stock.id.to_owned(),
        contact_number: "0000000000".to_owned(),
        email: stock.email.to_owned(),
    };
    let lang = app.settings().languages().next().unwrap_or("eng").to_owned();
    let new = NewPartner {
        id: stock.id,
        policy_group_id: Some(stock.group),
        name: stock.organization,
        contact: &contact,
        user_id: stock.id,
        partner_type_code: stock.partner_type,
        approval_status: rules::APPROVED,
        is_active: true,
        lang_code: &lang,
        logo_url: None,
        addl_info: "[]",
        purpose: None,
        requested_by: "system#seed",
    };
    let mut change = app.store().change().await?;
    partner::insert(&mut change, &ctx.surroundings, &new, &ctx.actor.name)?;
    let approval = decided(ctx, Kind::Partner, stock.id, stock.id, change.revision());
    approval::insert(&mut change, &approval).await?;
    let record = Record::new("partner.seed", "partner", stock.id)
        .after(json!({"partnerType": stock.partner_type, "policyGroupId": stock.group, "status": rules::APPROVED}));
    change.save(ctx, record).await?;
    Ok(())
}

/// An approval of what came approved.
fn decided(ctx: &Context, kind: Kind, object_id: &str, partner_id: &str, revision: i64) -> Approval {
    Approval {
        state: State::Approved.as_str().to_owned(),
        requested_by: "system#seed".to_owned(),
        requested_name: "system:seed".to_owned(),
        decided_by: Some("system#adopted".to_owned()),
        decided_name: Some("system:adopted".to_owned()),
        decided_at: Some(ctx.now()),
        decision: Some("approve".to_owned()),
        ..Approval::waiting(ctx, kind, object_id, partner_id, revision)
    }
}

#[cfg(test)]
mod tests;
