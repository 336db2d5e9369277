//! Which policy a partner's credentials of a type follow (contract part A §4.17).

use pms_domain::{Context, Refusal, catalogue, policy, routes};
use pms_store::audit::Record;
use pms_store::auth_policy::{self, AuthPolicy};
use pms_store::partner::Reach;
use pms_store::policy_link::{self, CredentialType};
use serde_json::{Value as Json, json};

use super::{active_partner, precheck, wanted};
use crate::{App, Outcome, rights};

/// Maps a credential type of a partner to a policy of its group. It needs no approved request: the onboarding runs map
/// before anybody approves. What is mapped already to the same policy is a success.
///
/// # Errors
/// In this order: an unknown credential type, no such partner, an inactive one, another's, of a type without credentials;
/// of the policy as for a request; another policy is mapped.
pub async fn map_credential_type(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    credential_type: &str,
    policy_name: &str,
) -> Outcome<()> {
    rights::require(ctx, &routes::MAP_CREDENTIAL_TYPE)?;
    let settings = &app.settings().policies;
    let among = |list: &[String], word: &str| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    if !among(&settings.credential_types, credential_type) {
        return Err(Refusal::with(&catalogue::CREDENTIAL_TYPE_UNKNOWN, settings.credential_types.join(",")).into());
    }
    precheck(app, ctx, partner_id).await?;
    let mut change = app.store().change().await?;
    let partner = active_partner(app, &mut change, partner_id).await?;
    if !among(&settings.credential_partner_types, &partner.partner_type_code) {
        let allowed = settings.credential_partner_types.join(",");
        return Err(Refusal::with(&catalogue::CREDENTIAL_PARTNER_TYPE, allowed).into());
    }
    let policy = wanted(ctx, &mut change, &partner, policy_name).await?;
    let known = policy_link::credential_type(&mut change, rights::changes(ctx), partner_id, credential_type).await?;
    match known {
        Some(known) if known.policy_id == policy.id => return Ok(change.leave().await?),
        Some(_) => return Err(Refusal::of(&catalogue::CREDENTIAL_TYPE_MAPPED).into()),
        None => {}
    }
    let mapped = CredentialType {
        part_id: partner_id.to_owned(),
        policy_id: policy.id.clone(),
        credential_type: credential_type.to_owned(),
    };
    policy_link::insert_credential_type(&mut change, &mapped, &ctx.actor.name, ctx.now());
    let record = Record::new("policy.credential_type", "partner", partner_id)
        .touching("policy", &policy.id)
        .after(json!({"credentialType": credential_type, "policyId": policy.id}));
    change.save(ctx, record).await?;
    Ok(())
}

/// The policy of a credential type, and what it says.
pub struct CredentialPolicy {
    pub policy: AuthPolicy,
    pub content: Json,
}

/// The policy that a partner's credentials of a type follow, for the credential service.
///
/// # Errors
/// In this order: nothing is mapped (`PMS_PRT_064`), another's partner, the policy is gone, its text is no JSON.
pub async fn credential_policy(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    credential_type: &str,
) -> Outcome<CredentialPolicy> {
    rights::require(ctx, &routes::GET_CREDENTIAL_POLICY)?;
    let db = app.store().db();
    let mapped = policy_link::credential_type(db, Reach::Everything, partner_id, credential_type).await?;
    let mapped = mapped.ok_or(&catalogue::NO_DETAILS)?;
    if !rights::may_read(ctx, partner_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    let policy = auth_policy::find(db, &mapped.policy_id).await?.ok_or(&catalogue::PARTNER_POLICY_UNKNOWN)?;
    let content = policy::parse(&policy.policy_file_id)
        .ok_or_else(|| Refusal::with(&catalogue::CREDENTIAL_POLICY_UNREADABLE, "null"))?;
    Ok(CredentialPolicy { policy, content })
}
