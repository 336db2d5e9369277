//! Who may have a client of a policy (contract part B §5.1, steps 6 to 15).

use pms_domain::oidc_client::Released;
use pms_domain::policy::{self, PolicyType};
use pms_domain::policy_link::Status;
use pms_domain::{Context, Refusal, catalogue};
use pms_store::auth_policy;
use pms_store::partner::{self, Reach};
use pms_store::policy_link;

use super::Place;
use crate::{App, Outcome};

/// The only partner type that has clients.
const AUTH_PARTNER: &str = "Auth_Partner";

/// Whether a partner may have clients of a policy today, and what they may ask for.
///
/// # Errors
/// In this order: no such partner, of another type, inactive; no such policy, of another type, inactive, expired, its group
/// inactive; the partner never asked for it, or nobody approved it; what the policy releases to no client.
pub(super) async fn eligible(
    app: &App,
    ctx: &Context,
    place: &mut Place<'_, '_>,
    (partner_id, policy_id): (&str, &str),
    claims_supported: Option<&[String]>,
) -> Outcome<Released> {
    let refused = |entry| Err(Refusal::of(entry).into());
    let found = partner::find(app.store(), place.on(), Reach::Everything, partner_id).await?;
    let partner = found.ok_or_else(|| Refusal::with(&catalogue::AUTH_PARTNER_NOT_FOUND, partner_id))?;
    if !partner.partner_type_code.eq_ignore_ascii_case(AUTH_PARTNER) {
        return Err(Refusal::with(&catalogue::CLIENT_PARTNER_TYPE, partner.partner_type_code).into());
    }
    if !partner.is_active {
        return refused(&catalogue::PARTNER_NOT_ACTIVE);
    }
    let policy = auth_policy::find(place.on(), policy_id).await?.ok_or(&catalogue::PARTNER_POLICY_UNKNOWN)?;
    if PolicyType::parse(&policy.policy_type) != Some(PolicyType::Auth) {
        return refused(&catalogue::CLIENT_POLICY_TYPE);
    }
    if !policy.is_active {
        return refused(&catalogue::WANTED_POLICY_INACTIVE);
    }
    if policy.valid_to_date <= ctx.now() {
        return refused(&catalogue::WANTED_POLICY_EXPIRED);
    }
    if policy.group_is_active == Some(false) {
        return refused(&catalogue::POLICY_GROUP_INACTIVE);
    }
    let requests = policy_link::of_pair(place.on(), Reach::Everything, partner_id, policy_id).await?;
    if requests.is_empty() {
        return refused(&catalogue::POLICY_NOT_REQUESTED);
    }
    if !requests.iter().any(|request| Status::parse(&request.status_code) == Some(Status::Approved)) {
        return refused(&catalogue::CLIENT_POLICY_NOT_APPROVED);
    }
    // A stored text that is no JSON releases nothing.
    let content = policy::parse(&policy.policy_file_id).unwrap_or_default();
    Ok(app.esignet().released(&content, claims_supported)?)
}
