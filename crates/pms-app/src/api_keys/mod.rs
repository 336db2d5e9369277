//! API keys: made for an approved policy, switched, moved, re-issued, fetched, and ended when their time has come (contract
//! part A §4.5, §4.18, §5.1, §5.4, §5.6, §5.10; decisions, "Policies, keys, licences").
//!
//! A value is shown once. Records, events and letters name the key by its public id.

mod decide;
mod due;
mod fetch;
mod generate;
mod lists;
mod lookups;
mod make;
mod policy;
mod read;
mod reissue;
mod status;

pub use decide::withdraw;
pub(crate) use decide::{carry_out, refuse_waiting};
pub use due::{Settled, adopt_missing, settle_due};
pub use fetch::fetch;
pub use generate::{ForPartner, create_for_partner, generate, generate_for};
pub use lists::{KeyFilter, Pseudo, list, list_page, search};
pub use lookups::{KeyRequest, policy_of_key, request, requests, requests_of_partner};
pub use make::Made;
pub use pms_store::api_key_lists::ApiKeyRow;
pub use policy::move_to_policy;
pub use read::{KeyView, Offer, are_decided_each, get, history, offers};
pub use reissue::{Reissue, reissue};
pub use status::{Switch, reactivate, set_status};

use pms_domain::api_key::{KeyApproval, Standing, State};
use pms_domain::policy_link::Status;
use pms_domain::{Context, Refusal, catalogue};
use pms_store::api_key::{self, ApiKey};
use pms_store::auth_policy::{self, AuthPolicy};
use pms_store::partner::{self, Partner, Reach};
use pms_store::{Change, On, policy_link};

use crate::events::KeyFacts;
use crate::{App, Outcome};

/// Kind of the objects that records and events name.
const OBJECT: &str = "api_key";

/// Whether every key is decided on.
fn decided_each(app: &App) -> bool {
    KeyApproval::parse(&app.settings().api_keys.approval) != Some(KeyApproval::Request)
}

/// The partner of a key within a change.
async fn partner_of(app: &App, change: &mut Change<'_>, key: &ApiKey) -> Outcome<Partner> {
    let found = partner::find(app.store(), change, Reach::Everything, &key.part_id).await?;
    Ok(found.ok_or(&catalogue::MANAGED_PARTNER_NOT_FOUND)?)
}

/// Whether keys may be made for a policy today.
///
/// # Errors
/// In this order: inactive, expired, its group inactive.
fn check_usable(ctx: &Context, policy: &AuthPolicy) -> Result<(), Refusal> {
    if !policy.is_active {
        return Err(Refusal::of(&catalogue::WANTED_POLICY_INACTIVE));
    }
    if policy.valid_to_date <= ctx.now() {
        return Err(Refusal::of(&catalogue::WANTED_POLICY_EXPIRED));
    }
    if policy.group_is_active == Some(false) {
        return Err(Refusal::of(&catalogue::POLICY_GROUP_INACTIVE));
    }
    Ok(())
}

/// Whether a request of the partner for the policy was approved.
async fn check_linked(change: &mut Change<'_>, partner_id: &str, policy_id: &str) -> Outcome<()> {
    let requests = policy_link::of_pair(change, Reach::Everything, partner_id, policy_id).await?;
    if requests.iter().any(|request| Status::parse(&request.status_code) == Some(Status::Approved)) {
        return Ok(());
    }
    Err(Refusal::of(&catalogue::KEY_POLICY_NOT_MAPPED).into())
}

/// Whether the policy of a key could be used for a new one today: what a key needs to come into use.
async fn has_usable_policy(ctx: &Context, change: &mut Change<'_>, key: &ApiKey) -> Outcome<bool> {
    let Some(policy) = auth_policy::find(&mut *change, &key.policy_id).await? else { return Ok(false) };
    if check_usable(ctx, &policy).is_err() {
        return Ok(false);
    }
    match check_linked(change, &key.part_id, &key.policy_id).await {
        Ok(()) => Ok(true),
        Err(crate::Failure::Refused(_)) => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// How many places the keys of a pair take. Until a key that is to replace another one is in use, both have one together.
fn places_taken(ctx: &Context, pair: &[ApiKey]) -> usize {
    let takes = |key: &ApiKey| key.standing().takes_a_place(ctx.now());
    let shares = |key: &ApiKey| {
        let former = key.replaces.as_deref().filter(|_| key.standing().is_pending());
        former.is_some_and(|former| pair.iter().any(|other| other.public_id() == former && takes(other)))
    };
    pair.iter().filter(|key| takes(key) && !shares(key)).count()
}

/// Whether a pair has room for one more.
fn check_room(app: &App, ctx: &Context, pair: &[ApiKey]) -> Result<(), Refusal> {
    let most = app.settings().api_keys.per_approval;
    if places_taken(ctx, pair) >= most as usize {
        return Err(Refusal::with(&catalogue::KEY_TOO_MANY, most.to_string()));
    }
    Ok(())
}

/// What subscribers are told of a key in a standing.
fn facts(ctx: &Context, key: &ApiKey, standing: &Standing) -> KeyFacts {
    KeyFacts {
        active: standing.state(ctx.now()) == State::Active,
        commence: key.valid_from_datetime,
        expires: standing.end(),
    }
}

/// The name of a key's policy, for letters; of one that is gone its id.
async fn policy_name(change: &mut Change<'_>, policy_id: &str) -> Outcome<String> {
    let found = auth_policy::find(change, policy_id).await?;
    Ok(found.map_or_else(|| policy_id.to_owned(), |policy| policy.name))
}

/// What a decider must know of a key that waits.
pub struct KeyAbout {
    pub label: String,
    pub policy_id: String,
    /// `None`: the policy of an adopted row is gone.
    pub policy: Option<AuthPolicy>,
}

/// The key that is to be decided on, for whoever may read the approval. `None`: it is gone.
pub(crate) async fn about(app: &App, reach: Reach<'_>, key_id: &str) -> Outcome<Option<KeyAbout>> {
    let db = app.store().db();
    let Some(key) = api_key::find(On::from(db), reach, key_id).await? else { return Ok(None) };
    let policy = auth_policy::find(db, &key.policy_id).await?;
    Ok(Some(KeyAbout { label: key.label, policy_id: key.policy_id, policy }))
}
