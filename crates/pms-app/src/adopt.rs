//! Adoption of a database of the Java services: what its rows need to be ours (architecture §3, decisions "Whose
//! partner is it?"). The structure comes first: [`pms_store::adopt::take_over`].

use pms_domain::Context;
use pms_domain::approval::Kind;
use pms_domain::partner::Standing;
use pms_store::adopt::{self, AdoptedPartner};
pub use pms_store::adopt::{Claim, Duplicate};
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::{Change, Store, api_key, policy_link};
use serde_json::{Value as Json, json};

use crate::Outcome;

/// Requests in one change.
const BATCH: i64 = 500;

/// What an adoption has done.
#[derive(Debug, Default)]
pub struct Adopted {
    pub partners: usize,
    /// Partners that were in progress: an admin finds them among the open approvals.
    pub waiting: usize,
    /// Requests for policies that wait: an admin finds them among the open approvals, too.
    pub policy_requests: usize,
    /// API keys that got their public ids.
    pub api_keys: usize,
    /// Partners that share an id or an address with an earlier one.
    pub duplicates: Vec<Duplicate>,
}

/// Fills in what we keep beside the adopted rows, in changes of at most 500 partners. May be interrupted and repeated;
/// at its end the database is ready.
pub async fn fill(store: &Store, ctx: &Context) -> Outcome<Adopted> {
    let mut adopted = Adopted::default();
    loop {
        let mut change = store.change().await?;
        let partners = adopt::fill_partners(store, &mut change).await?;
        if partners.is_empty() {
            drop(change);
            adopted.policy_requests += ask_for_policies(store, ctx).await?;
            adopted.api_keys += fill_api_keys(store, ctx).await?;
            let mut change = store.change().await?;
            adopt::finish(&mut change).await?;
            let after = json!({
                "partners": adopted.partners,
                "waiting": adopted.waiting,
                "policyRequests": adopted.policy_requests,
                "apiKeys": adopted.api_keys,
            });
            change.save(ctx, Record::new("adopt.finish", "database", "adoption").after(after)).await?;
            return Ok(adopted);
        }
        for partner in &partners {
            adopted.waiting += usize::from(ask(ctx, &mut change, partner).await?);
        }
        adopted.partners += partners.len();
        let ids: Vec<&str> = partners.iter().map(|partner| partner.id.as_str()).collect();
        let duplicates: Vec<Json> = partners.iter().flat_map(|partner| &partner.duplicates).map(described).collect();
        let record =
            Record::new("adopt.partners", "database", "adoption").after(json!({"ids": ids, "duplicates": duplicates}));
        adopted.duplicates.extend(partners.into_iter().flat_map(|partner| partner.duplicates));
        change.save(ctx, record).await?;
    }
}

/// Every request for a policy that waits gets the approval that is decided.
async fn ask_for_policies(store: &Store, ctx: &Context) -> Outcome<usize> {
    let mut asked = 0;
    loop {
        let mut change = store.change().await?;
        let requests = policy_link::waiting_without_approval(&mut change, BATCH).await?;
        if requests.is_empty() {
            return Ok(asked);
        }
        let revision = change.revision();
        for request in &requests {
            approval::insert(&mut change, &crate::policy_links::adopted(ctx, request, revision)).await?;
        }
        asked += requests.len();
        let ids: Vec<&str> = requests.iter().map(|request| request.id.as_str()).collect();
        let record = Record::new("adopt.policy_requests", "database", "adoption").after(json!({ "ids": ids }));
        change.save(ctx, record).await?;
    }
}

/// Every key gets its public id, which records and events name instead of its value.
async fn fill_api_keys(store: &Store, ctx: &Context) -> Outcome<usize> {
    let mut filled = 0;
    loop {
        let mut change = store.change().await?;
        let ids = api_key::adopt_missing(&mut change, &ctx.surroundings).await?;
        if ids.is_empty() {
            return Ok(filled);
        }
        filled += ids.len();
        for id in &ids {
            change.touch("api_key", id.clone());
        }
        let record = Record::new("adopt.api_keys", "database", "adoption").after(json!({ "ids": ids }));
        change.save(ctx, record).await?;
    }
}

fn described(duplicate: &Duplicate) -> Json {
    let claim = match duplicate.claim {
        Claim::Id => "id",
        Claim::Email => "email",
    };
    json!({"partnerId": duplicate.partner_id, "claim": claim, "of": duplicate.of})
}

/// An approved partner is approved by its standing. For one in progress somebody has to decide: without an approval it
/// would wait for ever.
async fn ask(ctx: &Context, change: &mut Change<'_>, partner: &AdoptedPartner) -> Outcome<bool> {
    if Standing::of(&partner.approval_status, partner.is_active) != Standing::InProgress {
        return Ok(false);
    }
    let revision = change.revision();
    let approval = Approval {
        requested_by: "system#adopted".to_owned(),
        requested_name: "system:adopted".to_owned(),
        requested_at: partner.cr_dtimes,
        ..Approval::waiting(ctx, Kind::Partner, &partner.id, &partner.id, revision)
    };
    approval::insert(change, &approval).await?;
    Ok(true)
}
