//! Accounts as their owners and as admins see them.

use pms_domain::{Context, Refusal, Timestamp, catalogue, routes, text};
use pms_identity::Secret;
use pms_identity::otp::Purpose;
use pms_identity::session::Started;
use pms_store::account::account::{self, ACTIVE, Account, BLOCKED, Clash, DISABLED, Details, NewAccount};
use pms_store::audit::Record;
use serde_json::json;

use crate::accounts::codes::{self, CodeSent};
use crate::accounts::{
    check_account_name, check_password, check_person, end_sessions, hash, language, mails, own_account, passwords,
    pending, refused, roles,
};
use crate::approvals::two_admins;
use crate::{App, Failure, Outcome, rights};

/// What a person sees of the own account.
pub struct OwnDetails {
    pub name: String,
    pub email: String,
    pub email_verified: bool,
    pub given_name: String,
    pub family_name: String,
    pub phone: String,
    /// MOSIP language code.
    pub lang: String,
    pub roles: Vec<String>,
}

/// What a person may change of it without a proof.
pub struct OwnUpdate {
    pub given_name: String,
    pub family_name: String,
    pub phone: String,
    pub lang: String,
}

pub async fn own(app: &App, ctx: &Context) -> Outcome<OwnDetails> {
    let own = own_account(app, ctx).await?;
    let details = account::details(app.store(), app.store().db(), &own.id).await?;
    Ok(OwnDetails {
        roles: account::roles(app.store().db(), &own.id).await?,
        name: own.name,
        email: details.email,
        email_verified: own.email_verified,
        given_name: details.given_name,
        family_name: details.family_name,
        phone: details.phone,
        lang: own.lang,
    })
}

pub async fn update_own(app: &App, ctx: &Context, update: OwnUpdate) -> Outcome<OwnDetails> {
    let mine = own_account(app, ctx).await?;
    check_person(&update.given_name, &update.family_name, &update.phone)?;
    let mut change = app.store().change().await?;
    let mut details = account::details(app.store(), &mut change, &mine.id).await?;
    details.given_name = update.given_name;
    details.family_name = update.family_name;
    details.phone = update.phone;
    account::set_details(&mut change, app.surroundings(), &mine.id, &details).await?;
    account::set_language(&mut change, &mine.id, &language(app, &update.lang)).await?;
    // Which details changed is nobody's business but the person's: the record says that they did.
    let revision = change.save(ctx, Record::new("account.details", "account", &mine.id)).await?;
    app.applied(revision).await;
    own(app, ctx).await
}

/// What code and pending address of a change are bound to: account, session and browser. A session that was stolen
/// cannot use a code that another account, or another session, asked for with its own password.
fn bound_to(ctx: &Context, mine: &Account, browser: &str) -> String {
    format!("{}|{}|{browser}", mine.id, ctx.actor.session.as_deref().unwrap_or_default())
}

/// Sends a code to the address that a person wants to use from now on. The session alone is no proof for that: whoever
/// has the address can set a new password.
///
/// # Errors
/// `EMAIL_INVALID`, `PASSWORD_OLD_WRONG`, `Limited`; `FORBIDDEN` for an account whose password must be changed first.
pub async fn request_email_change(
    app: &App,
    ctx: &Context,
    email: &str,
    browser: &str,
    password: &Secret,
) -> Outcome<CodeSent> {
    let mine = own_account(app, ctx).await?;
    if mine.must_change {
        return Err(Refusal::of(&catalogue::FORBIDDEN).into());
    }
    if !text::is_email(email) {
        return Err(Refusal::of(&catalogue::EMAIL_INVALID).into());
    }
    passwords::prove(app, ctx, &mine, password).await?;
    let bound = bound_to(ctx, &mine, browser);
    let code = codes::make(app, ctx, Purpose::EmailChange, email, &bound).await?;
    pending::put(app, pending::EMAIL, &bound, email).await?;
    match account::by_email(app.store(), email).await? {
        Some(other) if other.id != mine.id => mails::account_exists(app, email, &mine.lang).await?,
        _ => mails::code(app, email, &mine.lang, Purpose::EmailChange, &code).await?,
    }
    Ok(CodeSent { expires_at: code.expires_at })
}

/// The address that this session asked a code for.
pub async fn pending_email(app: &App, ctx: &Context, browser: &str) -> Outcome<Option<String>> {
    let mine = own_account(app, ctx).await?;
    pending::get(app, pending::EMAIL, &bound_to(ctx, &mine, browser)).await
}

/// The new address counts once its code was typed. The address of before is told; every session ends, and the person
/// goes on in a new one.
///
/// # Errors
/// `CODE_WRONG` for every fault of address or code; `Limited`.
pub async fn change_email(app: &App, ctx: &Context, browser: &str, code: &str) -> Outcome<Started> {
    let wrong = || Refusal::of(&catalogue::CODE_WRONG);
    let mine = own_account(app, ctx).await?;
    let bound = bound_to(ctx, &mine, browser);
    let email = pending::get(app, pending::EMAIL, &bound).await?.ok_or_else(wrong)?;
    codes::check(app, ctx, Purpose::EmailChange, &email, &bound, code).await?;
    let mut change = app.store().change().await?;
    // Asked again inside: meanwhile it may have been disabled, or its address changed from elsewhere.
    let mine = account::find(&mut change, &mine.id).await?.filter(Account::is_active).ok_or_else(wrong)?;
    let mut details = account::details(app.store(), &mut change, &mine.id).await?;
    if !account::verify_email(&mut change, &mine.id, &email).await? {
        return Err(wrong().into());
    }
    let former = std::mem::replace(&mut details.email, email);
    account::set_details(&mut change, app.surroundings(), &mine.id, &details).await?;
    let record = Record::new("account.email", "account", &mine.id).telling_account(&mine.id);
    let record = end_sessions(app, &mut change, &mine.id, None, record).await?;
    let started = app.identity().sessions().start_in(&mut change, &mine.id).await?;
    if mine.email_verified && !former.is_empty() {
        mails::email_changed(app, ctx, &mut change, &former, &mine).await?;
    }
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    pending::forget(app, ctx, pending::EMAIL, &bound).await;
    Ok(started)
}

/// An account that an admin (or the command line) makes. Its address counts as verified.
pub struct NewAccountRequest {
    pub name: String,
    pub email: String,
    pub given_name: String,
    pub family_name: String,
    pub phone: String,
    pub roles: Vec<String>,
    /// MOSIP language code.
    pub lang: String,
    /// Without one, the person sets it with a code sent to the address.
    pub password: Option<Secret>,
}

/// Makes an account. Answers its id. Where admin roles need a second admin, the account is made without them, they wait,
/// and the answer says so.
pub async fn create(app: &App, ctx: &Context, request: NewAccountRequest) -> Outcome<String> {
    rights::require_partner_admin(ctx)?;
    if !text::is_account_name(&request.name) {
        return Err(Refusal::of(&catalogue::ACCOUNT_NAME_INVALID).into());
    }
    if !text::is_email(&request.email) {
        return Err(Refusal::of(&catalogue::EMAIL_INVALID).into());
    }
    check_person(&request.given_name, &request.family_name, &request.phone)?;
    roles::check_known(&request.roles)?;
    let hashed = match &request.password {
        Some(password) => {
            check_password(app, password, &[&request.name, &request.email])?;
            Some(hash(app, password).await?)
        }
        None => None,
    };
    let id = ctx.uuid();
    let details = Details {
        email: request.email.clone(),
        given_name: request.given_name,
        family_name: request.family_name,
        phone: request.phone,
    };
    let lang = language(app, &request.lang);
    let new = NewAccount {
        id: &id,
        name: &request.name,
        details: &details,
        email_verified: true,
        password_hash: hashed.as_deref(),
        must_change: false,
        one_time_until: None,
        state: ACTIVE,
        lang: &lang,
        created_by: &ctx.actor.key(),
    };
    let mut change = app.store().change().await?;
    match account::insert(&mut change, app.surroundings(), &new).await? {
        Ok(()) => {}
        Err(Clash::Name) => return Err(Refusal::of(&catalogue::ACCOUNT_NAME_TAKEN).into()),
        Err(Clash::Email) => return Err(Refusal::of(&catalogue::ACCOUNT_EMAIL_TAKEN).into()),
    }
    let (waiting, granted): (Vec<_>, Vec<_>) = request.roles.into_iter().partition(|role| roles::waits(app, ctx, role));
    for role in &granted {
        account::grant(&mut change, &id, role, &ctx.actor.key(), ctx.now()).await?;
    }
    if hashed.is_none() {
        mails::account_created(app, &mut change, &request.email, &lang, &request.name).await?;
    }
    let mut after = json!({ "name": request.name, "roles": granted });
    if !waiting.is_empty() {
        after["rolesWaiting"] = json!(waiting);
    }
    let mut record = Record::new("account.create", "account", &id).after(after);
    let made = change.revision();
    for role in &waiting {
        let proposal = roles::proposal(&id, &request.name, role, made);
        if let Some(approval) = two_admins::propose_in(&mut change, ctx, &proposal).await? {
            record = record.touching("approval", approval);
        }
    }
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    // The account is there; what it may do beyond that is for a second admin to say.
    if waiting.is_empty() { Ok(id) } else { Err(two_admins::waits()) }
}

/// `POST /users` (contract part A §8): what Keycloak's user creation was for.
pub struct UserRequest {
    pub user_name: String,
    pub contact_no: String,
    pub email_id: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub role: Option<String>,
    pub user_password: Option<Secret>,
}

/// Makes a user. A user of that name is left as it is, and that is a success. Only a partner admin may.
pub async fn create_user(app: &App, ctx: &Context, request: UserRequest) -> Outcome<String> {
    rights::require(ctx, &routes::CREATE_USER)?;
    let failed = || Failure::from(Refusal::of(&catalogue::USER_SERVER_ERROR));
    if !app.identity().is_embedded() {
        return Err(failed());
    }
    if account::by_name(app.store().db(), &request.user_name).await?.is_some() {
        return Ok(request.user_name);
    }
    let new = NewAccountRequest {
        name: request.user_name.clone(),
        email: request.email_id,
        given_name: request.first_name.unwrap_or_default(),
        family_name: request.last_name.unwrap_or_default(),
        phone: request.contact_no,
        roles: request.role.into_iter().filter(|role| !text::is_blank(role)).collect(),
        lang: String::new(),
        password: request.user_password.filter(|password| !password.reveal().is_empty()),
    };
    // The contract has one code for whatever the identity provider says no to; these are worth words of their own.
    let told = [&catalogue::PASSWORD_WEAK, &catalogue::AWAITS_SECOND_ADMIN];
    match create(app, ctx, new).await {
        Ok(_) => Ok(request.user_name),
        Err(failure) => match refused(&failure) {
            // Another request was faster: also then one who exists is left as he is.
            Some(refusal) if *refusal == Refusal::of(&catalogue::ACCOUNT_NAME_TAKEN) => {
                app.store().change().await?.leave().await?;
                Ok(request.user_name)
            }
            Some(refusal) if !told.iter().any(|entry| *refusal == Refusal::of(entry)) => Err(failed()),
            _ => Err(failure),
        },
    }
}

/// An account in the admin's list.
pub struct AccountRow {
    pub id: String,
    pub name: String,
    pub email: String,
    /// `active`, `disabled` or `blocked`.
    pub state: String,
    pub roles: Vec<String>,
    pub created_at: Timestamp,
}

/// Accounts after an id, at most 500.
pub async fn list(app: &App, ctx: &Context, after: &str, size: i64) -> Outcome<Vec<AccountRow>> {
    rights::require_partner_admin(ctx)?;
    let page = account::full_page(app.store(), after, size.clamp(1, 500)).await?;
    Ok(page
        .into_iter()
        .map(|full| AccountRow {
            id: full.account.id,
            name: full.account.name,
            email: full.details.email,
            state: full.account.state,
            roles: full.roles,
            created_at: full.account.created_at,
        })
        .collect())
}

/// Disables an account: from now on no session, password or token of it is accepted anywhere.
///
/// # Errors
/// `FORBIDDEN`, `ACCOUNT_NOT_FOUND`, `OWN_ACCOUNT`, `LAST_ADMIN`.
pub async fn disable(app: &App, ctx: &Context, name: &str, reason: Option<&str>) -> Outcome<()> {
    set_state(app, ctx, name, DISABLED, reason).await
}

/// Lets an account in again.
pub async fn enable(app: &App, ctx: &Context, name: &str, reason: Option<&str>) -> Outcome<()> {
    set_state(app, ctx, name, ACTIVE, reason).await
}

async fn set_state(app: &App, ctx: &Context, name: &str, state: &'static str, reason: Option<&str>) -> Outcome<()> {
    rights::require_partner_admin(ctx)?;
    let reason = rights::reason(reason, false)?;
    let found = roles::by_name(app, name).await?;
    if found.state == state {
        return Ok(());
    }
    let mut change = app.store().change().await?;
    if state != ACTIVE {
        roles::check_not_shut_out(ctx, &mut change, &found).await?;
    }
    account::set_state(&mut change, &found.id, state).await?;
    let action = if state == ACTIVE { "account.enable" } else { "account.disable" };
    let mut record = Record::new(action, "account", &found.id)
        .before(json!({ "state": found.state }))
        .after(json!({ "state": state }))
        .reason(reason);
    if state != ACTIVE {
        record = end_sessions(app, &mut change, &found.id, None, record).await?;
    }
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// Ends all sessions of somebody's account: they sign in anew, everywhere.
///
/// # Errors
/// `FORBIDDEN` for those who are no admin, `ACCOUNT_NOT_FOUND`, a missing reason.
pub async fn end_sessions_of(app: &App, ctx: &Context, name: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require_partner_admin(ctx)?;
    let reason = rights::reason(reason, true)?;
    let found = roles::by_name(app, name).await?;
    let mut change = app.store().change().await?;
    let record = Record::new("account.sessions", "account", &found.id).telling_account(&found.id).reason(reason);
    let record = end_sessions(app, &mut change, &found.id, None, record).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// Refuses a person of an external provider here, at once, whatever the provider says; or lets them in again.
pub async fn block_external(
    app: &App,
    ctx: &Context,
    issuer: &str,
    subject: &str,
    blocked: bool,
    reason: Option<&str>,
) -> Outcome<()> {
    rights::require_partner_admin(ctx)?;
    let reason = rights::reason(reason, false)?;
    let id = app.identity().external_id(issuer, subject);
    let state = if blocked { BLOCKED } else { ACTIVE };
    let mut change = app.store().change().await?;
    if account::find(&mut change, &id).await?.is_none() {
        let new = NewAccount {
            id: &id,
            name: &id,
            details: &Details::default(),
            email_verified: false,
            password_hash: None,
            must_change: false,
            one_time_until: None,
            state,
            lang: &language(app, ""),
            created_by: &ctx.actor.key(),
        };
        // The id is a keyed hash: nobody can have taken it as a name.
        if account::insert(&mut change, app.surroundings(), &new).await?.is_err() {
            return Err(Refusal::of(&catalogue::ACCOUNT_NAME_TAKEN).into());
        }
    } else {
        account::set_state(&mut change, &id, state).await?;
    }
    let action = if blocked { "identity.block" } else { "identity.unblock" };
    let mut record = Record::new(action, "account", &id).after(json!({ "state": state })).reason(reason);
    if blocked {
        record = end_sessions(app, &mut change, &id, None, record).await?;
    }
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// Sets somebody's password: on the command line only, where the operator stands in for the lost proof.
pub async fn set_password(app: &App, ctx: &Context, name: &str, password: &Secret) -> Outcome<()> {
    if ctx.actor.kind != pms_domain::context::ActorKind::System {
        return Err(Refusal::of(&catalogue::FORBIDDEN).into());
    }
    let found = roles::by_name(app, name).await?;
    let details = account::details(app.store(), app.store().db(), &found.id).await?;
    check_password(app, password, &[&found.name, &details.email])?;
    let hashed = hash(app, password).await?;
    let mut change = app.store().change().await?;
    account::set_password(&mut change, &found.id, &hashed, false, ctx.now()).await?;
    let record = Record::new("account.password", "account", &found.id).telling_account(&found.id);
    let record = end_sessions(app, &mut change, &found.id, None, record).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// Whether a name could be registered, for a form that asks before it is sent.
pub async fn check_name(app: &App, name: &str) -> Outcome<()> {
    check_account_name(app, name, None).await
}
