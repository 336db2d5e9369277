//! What approvals are about in the lines of a list: names alone, in a few statements however many rows there are.

use pms_domain::Context;
use pms_domain::approval::Kind;
use pms_store::approval::Approval;
use pms_store::approval_names::{self as names, AccountName, PartnerName, PolicyName};
use serde_json::Value as Json;

use super::about::{RoleProposal, concerns_partner};
use super::kind_of;
use super::two_admins::{content, shown};
use crate::{App, Outcome, rights};

/// What a line of a list says of an approval.
#[derive(Clone, Debug, Default)]
pub struct Brief {
    /// Name and type of the partner it concerns; `None`: none, or it is gone.
    pub partner: Option<(String, String)>,
    /// The account that a role is for.
    pub account: Option<String>,
    /// The policy that a partner asks for, or has a key for; of one that is gone, its id.
    pub policy: Option<String>,
    /// Label of the key that waits.
    pub label: Option<String>,
    /// What is proposed, without certificates; of a registration nothing.
    pub proposal: Option<Json>,
    /// Revision of what is to be decided; sent with the decision.
    pub revision: i64,
}

impl Brief {
    /// A word of the proposal; empty where it has none.
    pub fn word(&self, name: &str) -> &str {
        self.proposal.as_ref().and_then(|all| all.get(name)).and_then(Json::as_str).unwrap_or_default()
    }

    /// The name of the partner, or of the account that a role is for.
    pub fn name(&self) -> &str {
        match (&self.partner, &self.account) {
            (Some((name, _)), _) => name,
            (None, Some(account)) => account,
            (None, None) => self.word("account"),
        }
    }

    /// Code of the partner's type; empty where there is no partner.
    pub fn partner_type(&self) -> &str {
        self.partner.as_ref().map_or("", |(_, code)| code)
    }

    /// The policy by its name, as far as anything is known of it.
    pub fn policy(&self) -> &str {
        self.policy.as_deref().unwrap_or_else(|| self.word("policyName"))
    }

    /// The label of the key; of one that is gone what was proposed.
    pub fn label(&self) -> &str {
        self.label.as_deref().unwrap_or_else(|| self.word("label"))
    }
}

/// What is proposed, as lists show it.
pub(super) fn proposal(approval: &Approval) -> Outcome<Option<Json>> {
    approval.proposal.as_ref().map(|_| Ok(shown(&content::<Json>(approval)?))).transpose()
}

/// What each of some approvals is about, in their order, for a caller who may read them.
///
/// # Errors
/// When the database does not answer, or a proposal cannot be read.
pub async fn briefs(app: &App, ctx: &Context, approvals: &[Approval]) -> Outcome<Vec<Brief>> {
    let db = app.store().db();
    let kinds = approvals.iter().map(kind_of).collect::<Outcome<Vec<Kind>>>()?;
    let of = |wanted: &dyn Fn(Kind) -> bool| -> Vec<&Approval> {
        approvals.iter().zip(&kinds).filter(|(_, kind)| wanted(**kind)).map(|(approval, _)| approval).collect()
    };
    let mut partner_ids: Vec<&str> = of(&concerns_partner).iter().map(|one| one.partner_id.as_str()).collect();
    partner_ids.sort_unstable();
    partner_ids.dedup();
    let objects =
        |wanted: Kind| -> Vec<&str> { of(&|kind| kind == wanted).iter().map(|one| one.object_id.as_str()).collect() };
    let accounts = |kind: Kind| matches!(kind, Kind::AdminRole | Kind::SecondFactor);
    let mut account_ids = Vec::new();
    for approval in of(&accounts) {
        account_ids.push(content::<RoleProposal>(approval)?.account_id);
    }
    account_ids.sort_unstable();
    account_ids.dedup();
    let account_ids: Vec<&str> = account_ids.iter().map(String::as_str).collect();
    let found = Found {
        partners: names::partners(db, rights::reads(ctx), &partner_ids).await?,
        requests: names::requests(db, rights::reach(ctx), &objects(Kind::PolicyLink)).await?,
        keys: names::keys(db, rights::reach(ctx), &objects(Kind::ApiKey)).await?,
        accounts: names::accounts(db, &account_ids).await?,
    };
    approvals.iter().zip(kinds).map(|(approval, kind)| found.brief(kind, approval)).collect()
}

/// The names of a page.
struct Found {
    partners: Vec<PartnerName>,
    requests: Vec<PolicyName>,
    keys: Vec<PolicyName>,
    accounts: Vec<AccountName>,
}

impl Found {
    fn brief(&self, kind: Kind, approval: &Approval) -> Outcome<Brief> {
        let partner = self.partners.iter().find(|one| concerns_partner(kind) && one.id == approval.partner_id);
        let account = match kind {
            Kind::AdminRole | Kind::SecondFactor => {
                let proposal: RoleProposal = content(approval)?;
                self.accounts.iter().find(|one| one.id == proposal.account_id)
            }
            _ => None,
        };
        let about = match kind {
            Kind::PolicyLink => self.requests.iter().find(|one| one.id == approval.object_id),
            Kind::ApiKey => self.keys.iter().find(|one| one.id == approval.object_id),
            _ => None,
        };
        let revision =
            super::about::revision_of(kind, approval, partner.map(|one| one.revision), account.map(|one| one.revision));
        Ok(Brief {
            partner: partner.map(|one| (one.name.clone(), one.partner_type_code.clone())),
            account: account.map(|one| one.name.clone()),
            policy: about.map(|one| one.policy_name.clone().unwrap_or_else(|| one.policy_id.clone())),
            label: about.filter(|_| kind == Kind::ApiKey).map(|one| one.label.clone()),
            proposal: proposal(approval)?,
            revision,
        })
    }
}
