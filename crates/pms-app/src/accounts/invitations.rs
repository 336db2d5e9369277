//! Invitations: an admin (or an owner) invites a person to become a member of a partner. The link works once, for a
//! time, for the invited address.

use pms_domain::approval::{Kind, State, TwoPerson};
use pms_domain::context::{ActorKind, BASE62, LOCAL_ISSUER};
use pms_domain::{Context, Refusal, Timestamp, catalogue, partner_type, text};
use pms_identity::security::kind;
use pms_identity::session::Started;
use pms_identity::{Guess, Secret};
use pms_store::account::account;
use pms_store::account::invitation::{self, Invitation};
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::db::On;
use pms_store::partner::{self, Partner, Reach};
use pms_store::{Change, member};
use serde_json::json;

use crate::accounts::mails::InvitationLetter;
use crate::accounts::registration::insert_person;
use crate::accounts::{
    NewPerson, check_account_name, check_password, check_person, hash, language, limits, mails, sign_in,
};
use crate::approvals::OwnerProposal;
use crate::approvals::two_admins::{self, Proposal};
use crate::{App, Failure, Outcome, rights};

/// Characters of a link's secret: 238 bits.
const LENGTH: usize = 40;

/// An invitation in a list.
pub struct InvitationRow {
    pub id: String,
    pub member_role: String,
    pub email_masked: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// `open`, `used`, `revoked`, `expired` or `waiting` (for a second admin).
    pub state: &'static str,
}

/// What an invited person sees of it.
pub struct Invited {
    pub partner_id: String,
    pub organization_name: String,
    pub member_role: String,
    pub email: String,
    pub expires_at: Timestamp,
    /// MOSIP language code.
    pub lang: String,
    /// Whether the address has an account already, which then accepts. Whoever holds the link reads its mail.
    pub has_account: bool,
}

fn invalid() -> Refusal {
    Refusal::of(&catalogue::INVITATION_INVALID)
}

fn token(app: &App, secret: &str) -> String {
    app.store().keys().token("invitation", secret)
}

/// An admin, or an owner of the partner.
async fn require_right(app: &App, ctx: &Context, partner_id: &str) -> Outcome<()> {
    if rights::require_partner_admin(ctx).is_ok() {
        return Ok(());
    }
    let own = member::of_identity(app.store().db(), &ctx.actor.issuer, &ctx.actor.subject).await?;
    let is_owner = own.iter().any(|one| one.partner_id == partner_id && one.member_role == member::OWNER);
    if is_owner { Ok(()) } else { Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into()) }
}

/// Invites a person. Answers the invitation's id; the link is in the letter only.
pub async fn invite(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    member_role: &str,
    email: &str,
    lang: &str,
) -> Outcome<String> {
    require_right(app, ctx, partner_id).await?;
    if !text::is_email(email) {
        return Err(Refusal::of(&catalogue::EMAIL_INVALID).into());
    }
    if !member::ROLES.contains(&member_role) {
        return Err(Refusal::with(&catalogue::ROLE_UNKNOWN, member_role).into());
    }
    limits::invitation(app, ctx).await?;
    let mut change = app.store().change().await?;
    let by_admin = rights::require_partner_admin(ctx).is_ok();
    if by_admin && member_role == member::OWNER && two_admins::is_due(app, ctx, TwoPerson::OwnerChange) {
        return Err(propose_owner(app, ctx, change, partner_id, email, lang).await?);
    }
    let id = invite_in(app, ctx, &mut change, partner_id, member_role, email, lang).await?;
    let record = Record::new("invitation.create", "partner", partner_id)
        .touching("invitation", &id)
        .after(json!({ "invitationId": id, "memberRole": member_role }));
    change.save(ctx, record).await?;
    Ok(id)
}

/// Invites a person within the change that registers the partner. The caller has checked right and address.
pub async fn invite_in(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner_id: &str,
    member_role: &str,
    email: &str,
    lang: &str,
) -> Outcome<String> {
    let found = find_partner(app, change, partner_id).await?;
    let secret = ctx.surroundings.characters(BASE62, LENGTH);
    let row = new_row(app, ctx, partner_id, member_role, email, &secret);
    let to = invitation::Invited { email: email.to_owned(), lang: language(app, lang) };
    invitation::insert(change, app.store(), &ctx.surroundings, &row, &to).await?;
    post(app, change, &row, &to, &found.name, &secret).await?;
    Ok(row.id)
}

fn new_row(app: &App, ctx: &Context, partner_id: &str, member_role: &str, email: &str, secret: &str) -> Invitation {
    let now = ctx.now();
    Invitation {
        id: ctx.uuid(),
        token: token(app, secret),
        partner_id: partner_id.to_owned(),
        member_role: member_role.to_owned(),
        email_token: account::email_token(app.store().keys(), email),
        created_at: now,
        created_by: ctx.actor.key(),
        expires_at: now + validity(app),
        used_at: None,
        used_by: None,
        revoked_at: None,
    }
}

/// A new owner needs a second admin: the invitation is kept closed, with a link that nobody has, until then. Answers
/// what the first admin is told.
async fn propose_owner(
    app: &App,
    ctx: &Context,
    mut change: Change<'_>,
    partner_id: &str,
    email: &str,
    lang: &str,
) -> Outcome<Failure> {
    let found = find_partner(app, &mut change, partner_id).await?;
    let unknown = ctx.surroundings.characters(BASE62, LENGTH);
    let mut row = new_row(app, ctx, partner_id, member::OWNER, email, &unknown);
    row.expires_at = row.created_at;
    let to = invitation::Invited { email: email.to_owned(), lang: language(app, lang) };
    let proposal = Proposal {
        kind: Kind::OwnerChange,
        object_id: row.id.clone(),
        partner_id,
        revision: found.revision,
        content: json!({ "invitationId": row.id, "memberRole": row.member_role }),
    };
    invitation::insert(&mut change, app.store(), &ctx.surroundings, &row, &to).await?;
    Ok(two_admins::propose(ctx, change, &proposal, None).await)
}

/// The second admin agreed: the link is made and sent, within the change that decides.
pub(crate) async fn send_in(app: &App, ctx: &Context, change: &mut Change<'_>, approval: &Approval) -> Outcome<()> {
    let proposal: OwnerProposal = two_admins::content(approval)?;
    let row = invitation::find(&mut *change, &proposal.invitation_id).await?.ok_or_else(invalid)?;
    renew_in(app, ctx, change, row).await
}

/// The second admin refused: the link is never made.
pub(crate) async fn drop_in(ctx: &Context, change: &mut Change<'_>, approval: &Approval) -> Outcome<()> {
    let proposal: OwnerProposal = two_admins::content(approval)?;
    invitation::revoke(change, &proposal.invitation_id, ctx.now()).await?;
    Ok(())
}

/// Makes a new link for an invitation and sends it; an old one stops working.
async fn renew_in(app: &App, ctx: &Context, change: &mut Change<'_>, mut row: Invitation) -> Outcome<()> {
    let secret = ctx.surroundings.characters(BASE62, LENGTH);
    row.expires_at = ctx.now() + validity(app);
    if !invitation::renew(change, &row.id, &token(app, &secret), row.expires_at).await? {
        return Err(invalid().into());
    }
    let to = invitation::invited(app.store(), &mut *change, &row.id).await?.ok_or_else(invalid)?;
    let found = find_partner(app, change, &row.partner_id).await?;
    post(app, change, &row, &to, &found.name, &secret).await
}

/// Where a second admin's decision about an invitation stands; `None`: none was needed.
async fn second_decision(on: impl Into<On<'_>>, invitation_id: &str) -> Outcome<Option<State>> {
    let found = approval::newest(on, Reach::Everything, Kind::OwnerChange.as_str(), invitation_id).await?;
    Ok(found.and_then(|approval| State::parse(&approval.state)))
}

/// Whether it is an admin's proposal that no second admin has agreed to: the partner learns nothing of it.
async fn is_of_admins_alone(on: impl Into<On<'_>>, ctx: &Context, invitation_id: &str) -> Outcome<bool> {
    if ctx.actor.is_partner_admin() {
        return Ok(false);
    }
    Ok(second_decision(on, invitation_id).await?.is_some_and(|state| state != State::Approved))
}

fn validity(app: &App) -> chrono::TimeDelta {
    chrono::TimeDelta::hours(i64::from(app.settings().partners.invitation_hours))
}

async fn find_partner(app: &App, change: &mut Change<'_>, partner_id: &str) -> Outcome<Partner> {
    let found = partner::find(app.store(), change, Reach::Everything, partner_id).await?;
    Ok(found.ok_or_else(|| Refusal::of(&catalogue::PARTNER_NOT_FOUND))?)
}

async fn post(
    app: &App,
    change: &mut Change<'_>,
    row: &Invitation,
    to: &invitation::Invited,
    organization: &str,
    secret: &str,
) -> Outcome<()> {
    let letter = InvitationLetter {
        to: &to.email,
        lang: &to.lang,
        secret,
        partner_id: &row.partner_id,
        organization,
        member_role: &row.member_role,
        expires_at: row.expires_at,
    };
    mails::invitation(app, change, &letter).await
}

/// The invitations of a partner, newest first.
pub async fn of_partner(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Vec<InvitationRow>> {
    require_right(app, ctx, partner_id).await?;
    let now = ctx.now();
    let mut rows = Vec::new();
    for row in invitation::of_partner(app.store().db(), partner_id).await? {
        if is_of_admins_alone(app.store().db(), ctx, &row.id).await? {
            continue;
        }
        let to = invitation::invited(app.store(), app.store().db(), &row.id).await?;
        let state = match (&row.used_at, &row.revoked_at) {
            (Some(_), _) => "used",
            (None, Some(_)) => "revoked",
            _ if row.is_open(now) => "open",
            _ if second_decision(app.store().db(), &row.id).await?.is_some_and(State::is_open) => "waiting",
            _ => "expired",
        };
        rows.push(InvitationRow {
            email_masked: text::mask_email(&to.map(|to| to.email).unwrap_or_default()),
            id: row.id,
            member_role: row.member_role,
            created_at: row.created_at,
            expires_at: row.expires_at,
            state,
        });
    }
    Ok(rows)
}

/// Sends a new link; the old one stops working.
pub async fn resend(app: &App, ctx: &Context, id: &str) -> Outcome<()> {
    let row = invitation::find(app.store().db(), id).await?.ok_or_else(invalid)?;
    require_right(app, ctx, &row.partner_id).await?;
    limits::invitation(app, ctx).await?;
    let mut change = app.store().change().await?;
    if is_of_admins_alone(&mut change, ctx, id).await? {
        return Err(invalid().into());
    }
    match second_decision(&mut change, id).await? {
        None | Some(State::Approved) => {}
        Some(state) if state.is_open() => return Err(two_admins::waits()),
        Some(_) => return Err(invalid().into()),
    }
    let record = Record::new("invitation.resend", "partner", &row.partner_id).touching("invitation", id);
    renew_in(app, ctx, &mut change, row).await?;
    change.save(ctx, record).await?;
    Ok(())
}

/// Takes an unused invitation back.
pub async fn revoke(app: &App, ctx: &Context, id: &str) -> Outcome<()> {
    let row = invitation::find(app.store().db(), id).await?.ok_or_else(invalid)?;
    require_right(app, ctx, &row.partner_id).await?;
    let mut change = app.store().change().await?;
    if is_of_admins_alone(&mut change, ctx, id).await? {
        return Err(invalid().into());
    }
    if !invitation::revoke(&mut change, id, ctx.now()).await? {
        return Err(invalid().into());
    }
    let record = Record::new("invitation.revoke", "partner", &row.partner_id).touching("invitation", id);
    change.save(ctx, record).await?;
    Ok(())
}

/// The open invitation behind a link.
async fn open(app: &App, ctx: &Context, link: &str) -> Outcome<(Invitation, invitation::Invited)> {
    let attempt = limits::attempt(app, ctx, Guess::Invitation, "").await?;
    let found = invitation::by_token(app.store().db(), &token(app, link)).await?;
    let Some(row) = found.filter(|row| row.is_open(ctx.now())) else {
        app.identity().events().report(kind::INVITATION_REFUSED, ctx.source, None, Some(ctx.request_id.clone()));
        return Err(invalid().into());
    };
    limits::succeeded(app, attempt).await?;
    let to = invitation::invited(app.store(), app.store().db(), &row.id).await?.ok_or_else(invalid)?;
    Ok((row, to))
}

/// What a link leads to.
pub async fn look(app: &App, ctx: &Context, link: &str) -> Outcome<Invited> {
    let (row, to) = open(app, ctx, link).await?;
    let found = partner::find(app.store(), app.store().db(), Reach::Everything, &row.partner_id).await?;
    let found = found.ok_or_else(invalid)?;
    let has_account = account::by_email(app.store(), &to.email).await?.is_some();
    Ok(Invited {
        partner_id: row.partner_id,
        organization_name: found.name,
        member_role: row.member_role,
        email: to.email,
        expires_at: row.expires_at,
        lang: to.lang,
        has_account,
    })
}

/// Accepts with a new account, whose address the link has proven. The person is signed in.
pub async fn accept_new(
    app: &App,
    ctx: &Context,
    link: &str,
    person: &NewPerson,
    password: &Secret,
) -> Outcome<Started> {
    if !app.identity().is_embedded() {
        return Err(invalid().into());
    }
    let (row, to) = open(app, ctx, link).await?;
    check_account_name(app, &person.name, Some(&row.partner_id)).await?;
    check_person(&person.given_name, &person.family_name, &person.phone)?;
    check_password(app, password, &[&person.name, &to.email])?;
    let hashed = hash(app, password).await?;
    let id = ctx.uuid();
    let mut change = app.store().change().await?;
    insert_person(app, &mut change, &id, person, &to.email, Some(&hashed), &row.created_by).await?;
    let record = join(app, ctx, &mut change, &row, LOCAL_ISSUER, &id).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    sign_in::start(app, ctx, &id).await
}

/// Accepts as somebody who is signed in, and whose verified address is the invited one. Answers the partner's id.
pub async fn accept(app: &App, ctx: &Context, link: &str) -> Outcome<String> {
    let (row, to) = open(app, ctx, link).await?;
    let is_invited = ctx.actor.kind == ActorKind::Person
        && ctx.actor.email.as_deref().is_some_and(|own| text::fold_email(own) == text::fold_email(&to.email));
    if !is_invited {
        return Err(invalid().into());
    }
    let mut change = app.store().change().await?;
    let record = join(app, ctx, &mut change, &row, &ctx.actor.issuer, &ctx.actor.subject).await?;
    let found = find_partner(app, &mut change, &row.partner_id).await?;
    mails::member_added(app, ctx, &mut change, &to.lang, &row.partner_id, &found.name).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(row.partner_id)
}

/// Uses the invitation up and makes the member, with the role of the partner's type.
async fn join(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    row: &Invitation,
    issuer: &str,
    subject: &str,
) -> Outcome<Record> {
    let key = format!("{issuer}#{subject}");
    let now = ctx.now();
    if !invitation::accept(change, &row.id, &key, now).await? {
        return Err(invalid().into());
    }
    let found = find_partner(app, change, &row.partner_id).await?;
    member::add(change, &row.partner_id, issuer, subject, &row.member_role, now);
    let mut record = Record::new("invitation.accept", "partner", &row.partner_id)
        .touching("invitation", &row.id)
        .after(json!({ "invitationId": row.id, "member": key, "memberRole": row.member_role }));
    if issuer == LOCAL_ISSUER {
        if let Some(role) = partner_type::find(&found.partner_type_code).and_then(|found| found.role) {
            account::grant(change, subject, role, &row.created_by, now).await?;
        }
        record = record.touching("account", subject);
    }
    Ok(record)
}
