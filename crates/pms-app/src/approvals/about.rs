//! What an approval is about: a partner, an account, an invitation; and the revision that a decider must have seen.

use pms_domain::approval::Kind;
use pms_domain::{Context, Refusal, catalogue};
use pms_store::account::{account, invitation};
use pms_store::approval::Approval;
use pms_store::db::On;
use pms_store::partner::{self, Partner, Reach};
use pms_store::{Change, StoreError, StoreResult};
use serde::Deserialize;
use serde_json::Value as Json;

use super::two_admins::{content, shown};
use crate::api_keys::KeyAbout;
use crate::partners::PartnerView;
use crate::policy_links::LinkAbout;
use crate::{App, Failure, Outcome, rights};

/// What a decider must know.
pub struct About {
    /// The partner it concerns; `None`: none, or it is gone.
    pub partner: Option<PartnerView>,
    /// The account that a role is for.
    pub account: Option<AccountAbout>,
    /// The address that an owner's invitation is for.
    pub invited: Option<String>,
    /// The policy that a partner asks for.
    pub link: Option<LinkAbout>,
    /// The API key that a partner made.
    pub key: Option<KeyAbout>,
    /// What is proposed, without certificates; of a registration nothing.
    pub proposal: Option<Json>,
    /// Revision of what is to be decided; sent with the decision.
    pub revision: i64,
}

/// An account that is to have a further role.
pub struct AccountAbout {
    pub name: String,
    pub email: String,
    /// `active`, `disabled` or `blocked`.
    pub state: String,
    pub roles: Vec<String>,
    /// The role that was asked for; empty where none was.
    pub role: String,
}

/// The proposal of a role.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleProposal {
    pub account_id: String,
    /// Empty where the proposal is about the account alone.
    #[serde(default)]
    pub role: String,
}

/// The proposal of an owner.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OwnerProposal {
    pub invitation_id: String,
}

/// What an approval is about, for a caller who may read it.
pub async fn about(app: &App, ctx: &Context, approval: &Approval) -> Outcome<About> {
    let kind = super::kind_of(approval)?;
    let db = app.store().db();
    let partner = match kind {
        Kind::TrustAnchor | Kind::AdminRole | Kind::SecondFactor | Kind::Publication | Kind::Unhotlist => None,
        _ => match crate::partners::get(app, ctx, &approval.partner_id).await {
            Ok(view) => Some(view),
            Err(Failure::Refused(_)) => None,
            Err(failure) => return Err(failure),
        },
    };
    let account = match kind {
        Kind::AdminRole | Kind::SecondFactor => account_of(app, approval).await?,
        _ => None,
    };
    let invited = match kind {
        Kind::OwnerChange => {
            let proposal: OwnerProposal = content(approval)?;
            opened(invitation::invited(app.store(), db, &proposal.invitation_id).await)?.flatten().map(|to| to.email)
        }
        _ => None,
    };
    let link = match kind {
        Kind::PolicyLink => {
            let partner = partner.as_ref().map(|view| &view.partner);
            crate::policy_links::about(app, rights::reach(ctx), &approval.object_id, partner).await?
        }
        _ => None,
    };
    let key = match kind {
        Kind::ApiKey => crate::api_keys::about(app, rights::reach(ctx), &approval.object_id).await?,
        _ => None,
    };
    let proposal = match &approval.proposal {
        Some(_) => Some(shown(&content::<Json>(approval)?)),
        None => None,
    };
    let revision = revision(db, kind, approval, partner.as_ref().map(|view| &view.partner)).await?;
    Ok(About { partner, account, invited, link, key, proposal, revision })
}

/// Contact data that does not open is missing for the request that it belongs to, not for all that stand beside it.
fn opened<T>(read: StoreResult<T>) -> Outcome<Option<T>> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::Corrupt(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn account_of(app: &App, approval: &Approval) -> Outcome<Option<AccountAbout>> {
    let db = app.store().db();
    let proposal: RoleProposal = content(approval)?;
    let Some(found) = account::find(db, &proposal.account_id).await? else { return Ok(None) };
    let details = opened(account::details(app.store(), db, &found.id).await)?;
    Ok(Some(AccountAbout {
        roles: account::roles(db, &found.id).await?,
        name: found.name,
        email: details.map(|details| details.email).unwrap_or_default(),
        state: found.state,
        role: proposal.role,
    }))
}

/// The partner of an approval within its change; kinds that concern none have none.
pub(super) async fn partner_in(
    app: &App,
    change: &mut Change<'_>,
    kind: Kind,
    approval: &Approval,
) -> Outcome<Option<Partner>> {
    if matches!(kind, Kind::TrustAnchor | Kind::AdminRole | Kind::SecondFactor | Kind::Publication | Kind::Unhotlist) {
        return Ok(None);
    }
    let found = partner::find(app.store(), change, Reach::Everything, &approval.partner_id).await?;
    Ok(Some(found.ok_or_else(|| Refusal::of(&catalogue::PARTNER_NOT_FOUND))?))
}

/// The revision a decider must have seen: the object's own where there is one, the proposal's for what does not exist
/// yet.
pub(super) async fn revision(
    on: impl Into<On<'_>>,
    kind: Kind,
    approval: &Approval,
    partner: Option<&Partner>,
) -> Outcome<i64> {
    match kind {
        Kind::Partner | Kind::Reactivation | Kind::OwnerChange | Kind::Rename => {
            Ok(partner.map_or(approval.object_revision, |partner| partner.revision))
        }
        Kind::AdminRole | Kind::SecondFactor => {
            let proposal: RoleProposal = content(approval)?;
            let found = account::find(on, &proposal.account_id).await?;
            Ok(found.map_or(approval.object_revision, |account| account.revision))
        }
        // Extractors that were added since then raised it.
        Kind::CaChain
        | Kind::PolicyLink
        | Kind::ApiKey
        | Kind::Device
        | Kind::Interface
        | Kind::Chip
        | Kind::TrustAnchor
        | Kind::Publication
        | Kind::Unhotlist => Ok(approval.object_revision),
    }
}
