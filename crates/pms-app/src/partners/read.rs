//! Reading partners.

use std::collections::HashMap;

use pms_domain::approval::{Kind, State as ApprovalState};
use pms_domain::partner::{Shown, Standing, shown};
use pms_domain::partner_type::{self, PartnerType};
use pms_domain::{Context, Refusal, catalogue, routes, text};
use pms_store::approval::{self, Approval};
use pms_store::approval_names::{self, NewestState};
use pms_store::audit;
use pms_store::partner::{self, Partner, Reach};
use pms_store::policy_group::{self, PolicyGroup};

use crate::{App, Outcome, rights};

/// A partner with what its pages and decisions need.
#[derive(Clone)]
pub struct PartnerView {
    pub partner: Partner,
    pub standing: Standing,
    /// The state as people read it.
    pub shown: Shown,
    /// Its newest approval.
    pub approval: Option<Approval>,
    /// `None` for an adopted row whose type is not in the catalogue.
    pub partner_type: Option<&'static PartnerType>,
}

impl PartnerView {
    pub(crate) async fn of(app: &App, partner: Partner) -> Outcome<Self> {
        // Whoever has the partner may know where its registration stands.
        let approval = approval::newest(app.store().db(), Reach::Everything, "partner", &partner.id).await?;
        Ok(Self::with(partner, approval))
    }

    fn with(partner: Partner, approval: Option<Approval>) -> Self {
        let standing = Standing::of(&partner.approval_status, partner.is_active);
        let state = approval.as_ref().and_then(|approval| ApprovalState::parse(&approval.state));
        Self {
            shown: shown(standing, state),
            standing,
            approval,
            partner_type: partner_type::find(&partner.partner_type_code),
            partner,
        }
    }

    /// Whether an admin (or the rule that stands for one) approved it; adopted rows that were approved count.
    pub fn is_approved(&self) -> bool {
        match &self.approval {
            Some(approval) => approval.state == ApprovalState::Approved.as_str(),
            None => self.standing == Standing::Active,
        }
    }
}

/// One partner: existence first, then whether it is the caller's to read.
pub async fn get(app: &App, ctx: &Context, id: &str) -> Outcome<PartnerView> {
    let partner = read(app, ctx, id).await?;
    PartnerView::of(app, partner).await
}

/// As [`get`], without what only pages need.
pub async fn read(app: &App, ctx: &Context, id: &str) -> Outcome<Partner> {
    let partner = partner::find(app.store(), app.store().db(), Reach::Everything, id)
        .await?
        .ok_or_else(|| Refusal::of(&catalogue::PARTNER_NOT_FOUND))?;
    if !rights::may_read(ctx, id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    Ok(partner)
}

/// One partner for an admin's page (contract part A §5.7).
pub async fn admin_get(app: &App, ctx: &Context, id: &str) -> Outcome<PartnerView> {
    rights::require(ctx, &routes::ADMIN_GET_PARTNER)?;
    let view = get(app, ctx, id).await?;
    let needs_group = view.partner_type.is_some_and(|partner_type| partner_type.policy_required);
    match (&view.partner.policy_group_id, &view.partner.policy_group_name) {
        (None, _) if needs_group => Err(Refusal::of(&catalogue::POLICY_GROUP_ID_EMPTY).into()),
        (Some(_), None) => Err(Refusal::of(&catalogue::POLICY_GROUP_GONE).into()),
        _ => Ok(view),
    }
}

/// The caller's own partners.
pub async fn own(app: &App, ctx: &Context) -> Outcome<Vec<PartnerView>> {
    let db = app.store().db();
    let partners = partner::owned(app.store(), db, &ctx.owned).await?;
    let ids: Vec<&str> = partners.iter().map(|partner| partner.id.as_str()).collect();
    let approvals = approval::newest_registrations(db, Reach::Own(&ctx.owned), &ids).await?;
    let newest = |id: &str| approvals.iter().find(|approval| approval.object_id == id).cloned();
    let view = |partner: Partner| {
        let approval = newest(&partner.id);
        PartnerView::with(partner, approval)
    };
    Ok(partners.into_iter().map(view).collect())
}

/// How far the registrations of partners have come, by their ids, for a list of partners that the caller may read. Those
/// that never had an approval are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn registrations(app: &App, ctx: &Context, ids: &[&str]) -> Outcome<HashMap<String, ApprovalState>> {
    let found = approval_names::registrations(app.store().db(), rights::reads(ctx), ids).await?;
    let state = |one: &NewestState| ApprovalState::parse(one.state.as_deref()?);
    Ok(found.into_iter().filter_map(|one| state(&one).map(|state| (one.object_id, state))).collect())
}

/// Which of the caller's own partners [`own_with`] answers.
#[derive(Clone, Debug, Default)]
pub struct OwnFilter {
    /// The contract's approval status, letter for letter.
    pub status: String,
    /// Those with a policy group, or those without.
    pub has_group: Option<bool>,
    /// Code of a partner type, letter for letter.
    pub partner_type: Option<String>,
}

/// The caller's own partners that match, each with its policy group when only those with one are asked for (contract part A
/// §4.11).
///
/// # Errors
/// The caller is a member of no partner; a policy group is no longer there.
pub async fn own_with(app: &App, ctx: &Context, filter: &OwnFilter) -> Outcome<Vec<(Partner, Option<PolicyGroup>)>> {
    rights::require(ctx, &routes::OWN_PARTNERS)?;
    let db = app.store().db();
    let owned = partner::owned(app.store(), db, &ctx.owned).await?;
    if owned.is_empty() {
        return Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into());
    }
    let mut found = Vec::new();
    for partner in owned {
        let is_wanted = partner.approval_status == filter.status
            && filter.has_group.is_none_or(|has| has == partner.policy_group_id.is_some())
            && filter.partner_type.as_ref().is_none_or(|code| *code == partner.partner_type_code);
        if !is_wanted {
            continue;
        }
        let group = match &partner.policy_group_id {
            Some(id) if filter.has_group == Some(true) => {
                let group = policy_group::find(db, id).await?;
                Some(group.ok_or(&catalogue::POLICY_GROUP_OF_PARTNER_GONE)?)
            }
            _ => None,
        };
        found.push((partner, group));
    }
    Ok(found)
}

/// Partners of one run of [`list_run`].
const RUN: i64 = 500;

/// A run of all partners after an id, by id, for system callers (contract part A §5.3). The list is read run by run, so
/// that it is answered in constant memory; a run without rows is its end.
pub async fn list_run(app: &App, ctx: &Context, partner_type: Option<&str>, after: &str) -> Outcome<Vec<Partner>> {
    rights::require(ctx, &routes::LIST_PARTNERS)?;
    let partner_type = partner_type.filter(|code| !text::is_blank(code));
    Ok(partner::after(app.store(), app.store().db(), after, partner_type, RUN).await?)
}

/// What the e-mail check answers.
pub struct EmailCheck {
    pub exists: bool,
    /// Codes of the types that need a policy group, upper-cased.
    pub policy_required_types: Vec<String>,
}

/// Whether an address belongs to a partner (contract part A §4.14, decisions "Who may read …"). Of an address that is
/// not the caller's own, persons without an admin or system role learn it at most 20 times an hour.
pub async fn email_verify(app: &App, ctx: &Context, email: Option<&str>) -> Outcome<EmailCheck> {
    let email = email.filter(|email| text::is_email(email)).ok_or_else(|| Refusal::of(&catalogue::EMAIL_INVALID))?;
    let own = ctx.actor.email.as_deref().is_some_and(|own| text::fold_email(own) == text::fold_email(email));
    if !own && !ctx.actor.has_any(pms_domain::roles::READERS) {
        crate::accounts::limits::email_check(app, ctx).await?;
    }
    let exists = partner::by_email(app.store(), app.store().db(), email).await?.is_some();
    let policy_required_types =
        partner_type::ALL.iter().filter(|t| t.policy_required).map(|t| t.code.to_uppercase()).collect();
    Ok(EmailCheck { exists, policy_required_types })
}

/// What happened to a partner, newest first, for its members and for admins. What admins only consider among themselves
/// is theirs: members see what came of it.
pub async fn timeline(app: &App, ctx: &Context, id: &str) -> Outcome<Vec<audit::Row>> {
    get(app, ctx, id).await?;
    let mut rows = audit::of_object(app.store().db(), "partner", id, 200).await?;
    if !ctx.actor.is_partner_admin() {
        rows.retain(|row| !is_of_admins_alone(row));
        rows.iter_mut().filter(|row| names_another_partner(row)).for_each(|row| row.reason = None);
    }
    Ok(rows)
}

/// An admin who accepts a key that another partner uses will say whose it is.
fn names_another_partner(row: &audit::Row) -> bool {
    row.after_json.as_deref().is_some_and(|after| after.contains("\"keyInUseAt\""))
}

fn is_of_admins_alone(row: &audit::Row) -> bool {
    if row.action == "approval.request" {
        return true;
    }
    let after: serde_json::Value =
        row.after_json.as_deref().and_then(|after| serde_json::from_str(after).ok()).unwrap_or_default();
    let word = |name: &str| after.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    row.action == "approval.decide"
        && Kind::parse(&word("kind")).is_some_and(Kind::is_of_two_admins)
        && word("state") != ApprovalState::Approved.as_str()
}

/// Given and family name of the partner's first owner, where that is an account of ours.
pub async fn owner_name(app: &App, ctx: &Context, id: &str) -> Outcome<Option<(String, String)>> {
    get(app, ctx, id).await?;
    let members = pms_store::member::of_partner(app.store().db(), rights::reads(ctx), id).await?;
    let owner = members.into_iter().find(|member| {
        member.member_role == pms_store::member::OWNER && member.issuer == pms_domain::context::LOCAL_ISSUER
    });
    let Some(owner) = owner else { return Ok(None) };
    if pms_store::account::account::find(app.store().db(), &owner.subject).await?.is_none() {
        // A service client may own a partner; it has no name of a person.
        return Ok(None);
    }
    let details = pms_store::account::account::details(app.store(), app.store().db(), &owner.subject).await?;
    let is_named = !details.given_name.is_empty() || !details.family_name.is_empty();
    Ok(is_named.then_some((details.given_name, details.family_name)))
}
