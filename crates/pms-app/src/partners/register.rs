//! A new partner: by itself, or by a partner admin (contract part A §4.1, decisions "What approves a partner?").

use pms_domain::approval::{Kind, State, TwoPerson};
use pms_domain::context::{ActorKind, LOCAL_ISSUER};
use pms_domain::partner::{self as rules, IN_PROGRESS};
use pms_domain::partner_type::{self, PartnerType};
use pms_domain::{Context, Refusal, catalogue, limits, roles, text};
use pms_store::Change;
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::partner::{self, ContactData, NewPartner};
use pms_store::{member, policy_group};
use serde_json::{Value as Json, json};

use crate::approvals::two_admins;
use crate::{App, Outcome, rights};

/// What an organisation says about itself.
#[derive(Clone, Default)]
pub struct Registration {
    pub partner_id: String,
    /// Name of the policy group; blank counts as none.
    pub policy_group: Option<String>,
    pub organization_name: String,
    pub address: String,
    pub contact_number: String,
    pub email: String,
    /// Code of the type, any case.
    pub partner_type: String,
    pub lang_code: Option<String>,
    pub logo_url: Option<String>,
    pub additional_info: Option<Json>,
    /// How it wants to work with the system, for the admin who decides.
    pub purpose: Option<String>,
}

/// The answer of a registration or an update.
#[derive(Clone, Debug)]
pub struct Registered {
    pub partner_id: String,
    /// `approval_status`.
    pub status: String,
}

/// Who will own a partner that an admin registers.
pub struct Invite {
    pub email: String,
    /// MOSIP language code of the mail.
    pub lang: String,
}

/// An organisation registers itself (or an admin registers one over the wire).
pub async fn register(app: &App, ctx: &Context, registration: Registration) -> Outcome<Registered> {
    let checked = prepare(app, ctx, registration).await?;
    store(app, ctx, &checked, None).await
}

/// All checks that come before the change.
pub(crate) async fn prepare(app: &App, ctx: &Context, registration: Registration) -> Outcome<Checked> {
    check_caller(app, ctx).await?;
    if !ctx.actor.is_partner_admin() {
        // The answer tells whether an address is taken: as seldom as the e-mail check itself.
        crate::accounts::limits::email_check(app, ctx).await?;
    }
    check(app, ctx, registration).await
}

/// A partner admin registers an organisation and invites its owner.
pub async fn admin_create(
    app: &App,
    ctx: &Context,
    registration: Registration,
    invite: Option<Invite>,
) -> Outcome<Registered> {
    rights::require_partner_admin(ctx)?;
    if invite.as_ref().is_some_and(|invite| !text::is_email(&invite.email)) {
        return Err(Refusal::of(&catalogue::EMAIL_INVALID).into());
    }
    let checked = check(app, ctx, registration).await?;
    store(app, ctx, &checked, invite.as_ref()).await
}

/// Contract part A §4.1, checks 1 and 2: the caller's own address.
async fn check_caller(app: &App, ctx: &Context) -> Outcome<()> {
    let Some(email) = &ctx.actor.email else { return Ok(()) };
    if !text::is_email(email) {
        return Err(Refusal::of(&catalogue::EMAIL_INVALID).into());
    }
    if partner::by_email(app.store(), app.store().db(), email).await?.is_some() {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    Ok(())
}

/// A registration whose shape is right; races are settled inside the change.
pub(crate) struct Checked {
    registration: Registration,
    partner_type: &'static PartnerType,
    policy_group: Option<String>,
    lang: String,
    additional_info: String,
}

/// Checks 3 to 14, in the contract's order.
async fn check(app: &App, ctx: &Context, registration: Registration) -> Outcome<Checked> {
    check_shape(&registration)?;
    let db = app.store().db();
    let taken = partner::taken(app.store(), db, &registration.partner_id, &registration.email).await?;
    if taken.email {
        return Err(Refusal::of(&catalogue::EMAIL_EXISTS).into());
    }
    let lang = match registration.lang_code.as_deref().filter(|code| !code.is_empty()) {
        Some(code) if app.settings().languages().any(|known| known == code) => code.to_owned(),
        Some(_) => return Err(Refusal::of(&catalogue::LANGUAGE_UNSUPPORTED).into()),
        None => app.settings().languages().next().unwrap_or("eng").to_owned(),
    };
    if taken.id {
        return Err(Refusal::of(&catalogue::PARTNER_EXISTS).into());
    }
    let additional_info = additional_info(&registration).to_string();
    if additional_info.len() > limits::ADDITIONAL_INFO {
        return Err(Refusal::of(&catalogue::JSON_INVALID).into());
    }
    let partner_type = partner_type::find(&registration.partner_type)
        .ok_or_else(|| Refusal::of(&catalogue::PARTNER_TYPE_NOT_FOUND))?;
    if !ctx.actor.is_partner_admin() && !app.settings().registration.types.iter().any(|code| code == partner_type.code)
    {
        return Err(Refusal::of(&catalogue::NOT_SELF_SERVICE).into());
    }
    let policy_group = check_policy_group(app, partner_type, registration.policy_group.as_deref()).await?;
    Ok(Checked { registration, partner_type, policy_group, lang, additional_info })
}

/// What readers of the wire get of a partner: the purpose too (decisions, "Who may register what?"), as one more object
/// of the array that they expect. Another shape is the sender's own and stays as it is.
fn additional_info(registration: &Registration) -> Json {
    let mut info = match &registration.additional_info {
        None | Some(Json::Null) => json!([]),
        Some(value) => value.clone(),
    };
    let purpose = registration.purpose.as_deref().filter(|text| !text.trim().is_empty());
    if let (Json::Array(all), Some(purpose)) = (&mut info, purpose) {
        all.push(json!({"purpose": purpose}));
    }
    info
}

fn check_shape(registration: &Registration) -> Outcome<()> {
    if text::utf16_len(&registration.contact_number) > limits::CONTACT_NUMBER {
        return Err(Refusal::with(&catalogue::MOBILE_INVALID, limits::CONTACT_NUMBER.to_string()).into());
    }
    if !text::is_email(&registration.email) {
        return Err(Refusal::of(&catalogue::EMAIL_INVALID).into());
    }
    rules::check_id(&registration.partner_id)?;
    for (member, value, limit) in [
        ("organizationName", Some(registration.organization_name.as_str()), limits::ORGANIZATION),
        ("address", Some(registration.address.as_str()), limits::ADDRESS),
        ("contactNumber", Some(registration.contact_number.as_str()), limits::CONTACT_NUMBER),
        ("logoUrl", registration.logo_url.as_deref(), limits::LOGO_URL),
        ("purpose", registration.purpose.as_deref(), 2_000),
    ] {
        let Some(value) = value else { continue };
        if text::utf16_len(value) > limit {
            let said = format!("Length should be between 1 and {limit} chars :request.{member}");
            return Err(Refusal::with(&catalogue::INVALID_PARAMETER, said).into());
        }
        check_visible(member, value)?;
    }
    Ok(())
}

/// Refuses characters that reorder or hide text.
pub(crate) fn check_visible(member: &str, value: &str) -> Outcome<()> {
    if text::has_hidden_characters(value) {
        let said = format!("must not hold invisible characters :request.{member}");
        return Err(Refusal::with(&catalogue::INVALID_PARAMETER, said).into());
    }
    Ok(())
}

/// Checks 12 to 14. Answers the group's id.
async fn check_policy_group(app: &App, partner_type: &PartnerType, name: Option<&str>) -> Outcome<Option<String>> {
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        if partner_type.policy_required {
            return Err(Refusal::with(&catalogue::POLICY_GROUP_MANDATORY, partner_type.code).into());
        }
        return Ok(None);
    };
    let group = policy_group::find_by_name(app.store().db(), name)
        .await?
        .ok_or_else(|| Refusal::of(&catalogue::POLICY_GROUP_NOT_FOUND))?;
    if !group.is_active {
        return Err(Refusal::of(&catalogue::POLICY_GROUP_INACTIVE).into());
    }
    Ok(Some(group.id))
}

async fn store(app: &App, ctx: &Context, checked: &Checked, invite: Option<&Invite>) -> Outcome<Registered> {
    let stored = store_in_a_change(app, ctx, checked, invite).await;
    or_who_was_faster(app, checked, stored).await?;
    Ok(checked.registered())
}

/// What a registration is refused for when somebody took its id or its address between the look and the change.
pub(crate) async fn or_who_was_faster<T>(app: &App, checked: &Checked, stored: Outcome<T>) -> Outcome<T> {
    let Err(failure) = stored else { return stored };
    if failure.is_taken() {
        let registration = &checked.registration;
        // In a change of its own, which sees what is saved and not committed yet.
        let mut change = app.store().change().await?;
        let taken = partner::taken(app.store(), &mut change, &registration.partner_id, &registration.email).await?;
        if taken.email {
            return Err(Refusal::of(&catalogue::EMAIL_EXISTS).into());
        }
        if taken.id {
            return Err(Refusal::of(&catalogue::PARTNER_EXISTS).into());
        }
    }
    Err(failure)
}

async fn store_in_a_change(app: &App, ctx: &Context, checked: &Checked, invite: Option<&Invite>) -> Outcome<()> {
    let mut change = app.store().change().await?;
    let record = insert_in(app, ctx, &mut change, checked).await?;
    if let Some(invite) = invite {
        let partner_id = &checked.registration.partner_id;
        crate::accounts::invite_in(app, ctx, &mut change, partner_id, member::OWNER, &invite.email, &invite.lang)
            .await?;
    }
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

impl Checked {
    /// The answer once the change is saved.
    pub(crate) fn registered(&self) -> Registered {
        Registered { partner_id: self.registration.partner_id.clone(), status: IN_PROGRESS.to_owned() }
    }
}

/// Inserts the partner, its owner, its approval and its mail in an open change. Answers the record to save it with.
pub(crate) async fn insert_in(app: &App, ctx: &Context, change: &mut Change<'_>, checked: &Checked) -> Outcome<Record> {
    let registration = &checked.registration;
    let names = (registration.organization_name.as_str(), registration.partner_id.as_str());
    if crate::hotlist::reads_as_another(change, names, checked.partner_type.code).await? {
        return Err(Refusal::of(&catalogue::PROVIDER_NAME_COLLIDES).into());
    }
    let by_admin = ctx.actor.is_partner_admin();
    let now = ctx.now();
    let contact = ContactData {
        address: registration.address.clone(),
        contact_number: registration.contact_number.clone(),
        email: registration.email.clone(),
    };
    let new = NewPartner {
        id: &registration.partner_id,
        policy_group_id: checked.policy_group.as_deref(),
        name: &registration.organization_name,
        contact: &contact,
        user_id: &registration.partner_id,
        partner_type_code: checked.partner_type.code,
        approval_status: IN_PROGRESS,
        is_active: false,
        lang_code: &checked.lang,
        logo_url: registration.logo_url.as_deref(),
        addl_info: &checked.additional_info,
        purpose: registration.purpose.as_deref().filter(|text| !text.trim().is_empty()),
        requested_by: &named_by(ctx, &contact.email),
    };
    partner::insert(change, &ctx.surroundings, &new, &ctx.actor.name)?;
    let mut record = Record::new("partner.register", "partner", &registration.partner_id).after(json!({
        "organizationName": registration.organization_name, "partnerType": checked.partner_type.code,
        "policyGroupId": checked.policy_group, "status": IN_PROGRESS, "isActive": false,
    }));
    if !by_admin && matches!(ctx.actor.kind, ActorKind::Person | ActorKind::Client) {
        member::add(change, &registration.partner_id, &ctx.actor.issuer, &ctx.actor.subject, member::OWNER, now);
        if let (Some(role), true) = (checked.partner_type.role, ctx.actor.issuer == LOCAL_ISSUER) {
            member::grant_role(change, &ctx.actor.subject, role, &ctx.actor.key(), now);
            record = record.touching("account", &ctx.actor.subject);
        }
    }
    let approval = new_approval(app, ctx, &registration.partner_id, change.revision());
    approval::insert_first(change, &approval);
    if let Some(to) = letter_goes_to(ctx, &contact.email) {
        super::mails::registered(app, ctx, change, to, &checked.lang, registration, &approval).await?;
    }
    Ok(record)
}

/// Where the letter about a registration goes. An address that nobody has proven is written to when whoever names it manages
/// partners. Else this would be a way to make the system write to anybody: the caller alone is told.
fn letter_goes_to<'a>(ctx: &'a Context, email: &'a str) -> Option<&'a str> {
    if is_own(ctx, email) || manages_partners(ctx) { Some(email) } else { ctx.actor.email.as_deref() }
}

fn is_own(ctx: &Context, email: &str) -> bool {
    ctx.actor.email.as_deref().is_some_and(|own| text::fold_email(own) == text::fold_email(email))
}

fn manages_partners(ctx: &Context) -> bool {
    ctx.actor.kind == ActorKind::System || ctx.actor.has_any(roles::MANAGERS)
}

/// What is kept of who registered, so that later letters know whether the partner's address may be written to (the approval
/// says who asked). `system#…`: it may, as now. A caller with an account here is kept, and the account asked each time; of
/// a provider's people no address is kept, so what they prove is kept now.
fn named_by(ctx: &Context, email: &str) -> String {
    if ctx.actor.is_partner_admin() {
        "system#invitation".to_owned()
    } else if manages_partners(ctx) {
        "system#manager".to_owned()
    } else if ctx.actor.issuer != LOCAL_ISSUER && is_own(ctx, email) {
        "system#confirmed".to_owned()
    } else {
        ctx.actor.key()
    }
}

/// Whether somebody who may, or who has proven it, named the partner's address when it was registered. What was there before
/// us (none, or `system#adopted`) and what was seeded was named by the operator.
pub(crate) fn is_vouched_for(requested_by: Option<&str>) -> bool {
    requested_by.is_none_or(|by| by.starts_with("system#"))
}

/// The approval that decides on the partner. An admin's registration is its own approval, unless a second admin is due.
fn new_approval(app: &App, ctx: &Context, id: &str, revision: i64) -> Approval {
    let waiting = Approval::waiting(ctx, Kind::Partner, id, id, revision);
    if !ctx.actor.is_partner_admin() || two_admins::is_due(app, ctx, TwoPerson::RegisterPartner) {
        return waiting;
    }
    Approval {
        state: State::Approved.as_str().to_owned(),
        requested_by: "system#invitation".to_owned(),
        decided_by: Some(ctx.actor.key()),
        decided_name: Some(ctx.actor.name.clone()),
        decided_at: Some(ctx.now()),
        decision: Some("approve".to_owned()),
        ..waiting
    }
}
