//! The biometric extractors of a partner for a policy (contract part A §4.16). They are judged with the request: set before
//! the approval, fixed after it.

use pms_domain::approval::Kind;
use pms_domain::policy_link::Status;
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::approval;
use pms_store::audit::Record;
use pms_store::partner::Reach;
use pms_store::policy_link::{self, Extractor, PolicyRequest};
use serde_json::json;

use crate::partners::check_visible;
use crate::{App, Outcome, rights};

/// Sets extractors, each in the place of an earlier one of its attribute; of two for one attribute the last stays.
///
/// # Errors
/// In this order: the partner never asked for the policy, another's partner, a request was approved.
pub async fn add_extractors(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    policy_id: &str,
    given: Vec<Extractor>,
) -> Outcome<()> {
    rights::require(ctx, &routes::ADD_EXTRACTORS)?;
    // Refusals need no lock.
    let known = policy_link::of_pair(app.store().db(), Reach::Everything, partner_id, policy_id).await?;
    open_to(ctx, partner_id, &known)?;
    let mut extractors: Vec<Extractor> = Vec::with_capacity(given.len());
    for one in given {
        let texts = [&one.attribute_name, &one.extractor_provider, &one.biometric_modality];
        for text in texts.into_iter().chain(&one.extractor_provider_version).chain(&one.biometric_sub_types) {
            check_visible("extractors", text)?;
        }
        extractors.retain(|earlier| earlier.attribute_name != one.attribute_name);
        extractors.push(one);
    }
    let mut change = app.store().change().await?;
    let known = policy_link::of_pair(&mut change, rights::changes(ctx), partner_id, policy_id).await?;
    open_to(ctx, partner_id, &known)?;
    if extractors.is_empty() {
        return Ok(change.leave().await?);
    }
    let pair = (partner_id, policy_id);
    for extractor in &extractors {
        let id = ctx.surroundings.numeric_id();
        policy_link::put_extractor(&mut change, &id, pair, extractor, &ctx.actor.name, ctx.now());
    }
    // Whoever looked at the request before did not see these.
    let revision = change.revision();
    for request in known.iter().filter(|one| Status::parse(&one.status_code) == Some(Status::InProgress)) {
        approval::set_object_revision(&mut change, Kind::PolicyLink.as_str(), &request.id, revision).await?;
    }
    let record = Record::new("policy.extractors", "partner", partner_id)
        .touching("policy", policy_id)
        .after(json!({"policyId": policy_id, "extractors": extractors.iter().map(shown).collect::<Vec<_>>()}));
    change.save(ctx, record).await?;
    Ok(())
}

fn shown(extractor: &Extractor) -> serde_json::Value {
    json!({
        "attribute": extractor.attribute_name,
        "modality": extractor.biometric_modality,
        "subTypes": extractor.biometric_sub_types,
        "provider": extractor.extractor_provider,
        "version": extractor.extractor_provider_version,
    })
}

fn open_to(ctx: &Context, partner_id: &str, requests: &[PolicyRequest]) -> Result<(), Refusal> {
    if requests.is_empty() {
        return Err(Refusal::of(&catalogue::POLICY_NOT_REQUESTED));
    }
    if !rights::may_change(ctx, partner_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED));
    }
    if requests.iter().any(|request| Status::parse(&request.status_code) == Some(Status::Approved)) {
        return Err(Refusal::of(&catalogue::EXTRACTORS_FIXED));
    }
    Ok(())
}

/// The extractors of a partner for a policy; without any `PMS_PRT_064`, which its readers take for "none".
pub async fn extractors(app: &App, ctx: &Context, partner_id: &str, policy_id: &str) -> Outcome<Vec<Extractor>> {
    rights::require(ctx, &routes::GET_EXTRACTORS)?;
    let found = policy_link::extractors(app.store().db(), Reach::Everything, partner_id, policy_id).await?;
    if found.is_empty() {
        return Err(Refusal::of(&catalogue::NO_DETAILS).into());
    }
    if !rights::may_read(ctx, partner_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    Ok(found)
}
