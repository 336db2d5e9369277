//! What an approval is about: a partner, an account, an invitation; and the revision that a decider must have seen.

use pms_domain::approval::Kind;
use pms_domain::{Context, Refusal, catalogue};
use pms_store::account::{account, invitation};
use pms_store::approval::Approval;
use pms_store::db::On;
use pms_store::partner::{self, Partner, Reach};
use pms_store::{Change, StoreError, StoreResult};
use serde::Deserialize;

use super::brief::{Brief, proposal};
use super::two_admins::content;
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
    /// What lists say of it.
    pub brief: Brief,
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
    let partner = match concerns_partner(kind) {
        false => None,
        true => match crate::partners::get(app, ctx, &approval.partner_id).await {
            Ok(view) => Some(view),
            Err(Failure::Refused(_)) => None,
            Err(failure) => return Err(failure),
        },
    };
    let account = match kind {
        Kind::AdminRole | Kind::SecondFactor => account_of(app, approval).await?,
        _ => None,
    };
    let account_revision = account.as_ref().map(|(_, revision)| *revision);
    let account = account.map(|(account, _)| account);
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
    let found = partner.as_ref().map(|view| &view.partner);
    let of_key = key.as_ref().map(|key| (&key.policy, &key.policy_id));
    let of_link = link.as_ref().map(|link| (&link.policy, &link.request.policy_id));
    let brief = Brief {
        partner: found.map(|partner| (partner.name.clone(), partner.partner_type_code.clone())),
        account: account.as_ref().map(|account| account.name.clone()),
        policy: of_key.or(of_link).map(|(policy, id)| policy.as_ref().map_or(id, |policy| &policy.name).clone()),
        label: key.as_ref().map(|key| key.label.clone()),
        proposal: proposal(approval)?,
        revision: revision_of(kind, approval, found.map(|partner| partner.revision), account_revision),
    };
    Ok(About { partner, account, invited, link, key, brief })
}

/// Contact data that does not open is missing for the request that it belongs to, not for all that stand beside it.
fn opened<T>(read: StoreResult<T>) -> Outcome<Option<T>> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::Corrupt(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The account and its revision.
async fn account_of(app: &App, approval: &Approval) -> Outcome<Option<(AccountAbout, i64)>> {
    let db = app.store().db();
    let proposal: RoleProposal = content(approval)?;
    let Some(found) = account::find(db, &proposal.account_id).await? else { return Ok(None) };
    let details = opened(account::details(app.store(), db, &found.id).await)?;
    let about = AccountAbout {
        roles: account::roles(db, &found.id).await?,
        name: found.name,
        email: details.map(|details| details.email).unwrap_or_default(),
        state: found.state,
        role: proposal.role,
    };
    Ok(Some((about, found.revision)))
}

/// The partner of an approval within its change; kinds that concern none have none.
pub(super) async fn partner_in(
    app: &App,
    change: &mut Change<'_>,
    kind: Kind,
    approval: &Approval,
) -> Outcome<Option<Partner>> {
    if !concerns_partner(kind) {
        return Ok(None);
    }
    let found = partner::find(app.store(), change, Reach::Everything, &approval.partner_id).await?;
    Ok(Some(found.ok_or_else(|| Refusal::of(&catalogue::PARTNER_NOT_FOUND))?))
}

/// Whether approvals of a kind concern a partner.
pub(super) fn concerns_partner(kind: Kind) -> bool {
    !matches!(kind, Kind::TrustAnchor | Kind::AdminRole | Kind::SecondFactor | Kind::Publication | Kind::Unhotlist)
}

/// The revision a decider must have seen, within the change that decides.
pub(super) async fn revision(
    on: impl Into<On<'_>>,
    kind: Kind,
    approval: &Approval,
    partner: Option<&Partner>,
) -> Outcome<i64> {
    let account = match kind {
        Kind::AdminRole | Kind::SecondFactor => {
            let proposal: RoleProposal = content(approval)?;
            account::find(on, &proposal.account_id).await?.map(|account| account.revision)
        }
        _ => None,
    };
    Ok(revision_of(kind, approval, partner.map(|partner| partner.revision), account))
}

/// The revision a decider must have seen: the object's own where there is one (of the partner or the account), the
/// proposal's for what does not exist yet.
pub(super) fn revision_of(kind: Kind, approval: &Approval, partner: Option<i64>, account: Option<i64>) -> i64 {
    let own = match kind {
        Kind::Partner | Kind::Reactivation | Kind::OwnerChange | Kind::Rename => partner,
        Kind::AdminRole | Kind::SecondFactor => account,
        // Extractors that were added since then raised it.
        Kind::CaChain
        | Kind::PolicyLink
        | Kind::ApiKey
        | Kind::Device
        | Kind::Interface
        | Kind::Chip
        | Kind::TrustAnchor
        | Kind::Publication
        | Kind::Unhotlist => None,
    };
    own.unwrap_or(approval.object_revision)
}
