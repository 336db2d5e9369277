//! An organisation registers itself: a draft that is filled step by step, an address that is confirmed with a code,
//! and at the end an account and a partner.

use pms_domain::context::LOCAL_ISSUER;
use pms_domain::{Context, Refusal, Timestamp, catalogue, partner, partner_type, text};
use pms_identity::otp::Purpose;
use pms_identity::session::Started;
use pms_identity::{Guess, Secret};
use pms_store::account::account::{self, ACTIVE, Clash, Details, NewAccount};
use pms_store::account::draft;
use serde::{Deserialize, Serialize};

use crate::accounts::codes::{self, CodeSent};
use crate::accounts::{
    NewPerson, as_actor, check_account_name, check_password, check_person, hash, language, limits, mails, new_browser,
    sign_in,
};
use crate::partners::{self, Registered, Registration};
use crate::{App, Outcome};

const KIND: &str = "registration";
/// Days a draft is kept after the last step.
const DAYS: i64 = 7;

/// What was typed so far. The password is kept as a hash, apart.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub partner_type: String,
    pub organization_name: String,
    pub partner_id: String,
    pub policy_group: String,
    pub address: String,
    pub contact_number: String,
    pub purpose: String,
    pub logo_url: String,
    /// MOSIP language code.
    pub lang: String,
    pub given_name: String,
    pub family_name: String,
    pub phone: String,
    pub email: String,
    pub account_name: String,
    /// Whether a password was chosen.
    #[serde(skip)]
    pub has_password: bool,
    /// Whether the address was confirmed with a code.
    #[serde(skip)]
    pub is_confirmed: bool,
}

/// What lies sealed.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    draft: Draft,
    password_hash: Option<String>,
    /// The address that a code confirmed.
    confirmed: Option<String>,
    /// The address belongs to an account: no code will ever be right.
    is_known: bool,
}

impl Stored {
    fn shown(&self) -> Draft {
        Draft { has_password: self.password_hash.is_some(), is_confirmed: self.is_confirmed(), ..self.draft.clone() }
    }

    fn is_confirmed(&self) -> bool {
        self.confirmed.as_deref() == Some(self.draft.email.as_str()) && !self.draft.email.is_empty()
    }
}

/// The account and the partner are there, and the person is signed in.
pub struct Finished {
    pub session: Started,
    pub registered: Registered,
}

fn id(app: &App, secret: &str) -> String {
    app.store().keys().token("draft", secret)
}

fn expiry(app: &App) -> Timestamp {
    app.surroundings().now() + chrono::TimeDelta::days(DAYS)
}

async fn stored(app: &App, secret: &str) -> Outcome<Option<Stored>> {
    Ok(draft::get(app.store(), &id(app, secret), KIND, app.surroundings().now()).await?)
}

async fn expect(app: &App, secret: &str) -> Outcome<Stored> {
    Ok(stored(app, secret).await?.ok_or_else(|| Refusal::of(&catalogue::FORM_EXPIRED))?)
}

async fn put(app: &App, secret: &str, stored: &Stored) -> Outcome<()> {
    Ok(draft::put(app.store(), app.surroundings(), &id(app, secret), KIND, stored, expiry(app)).await?)
}

/// Begins a draft. Its secret goes into a cookie.
pub async fn start(app: &App, ctx: &Context) -> Outcome<Secret> {
    limits::draft(app, ctx).await?;
    let secret = new_browser(app);
    put(app, secret.reveal(), &Stored::default()).await?;
    Ok(secret)
}

/// The draft behind a cookie, if it is still kept.
pub async fn load(app: &App, secret: &str) -> Outcome<Option<Draft>> {
    Ok(stored(app, secret).await?.map(|stored| stored.shown()))
}

/// Keeps a step. What is filled in is checked; what is empty is asked for at the end. A changed address must be
/// confirmed again.
pub async fn save(app: &App, ctx: &Context, secret: &str, draft: &Draft, password: Option<&Secret>) -> Outcome<Draft> {
    let mut stored = expect(app, secret).await?;
    check_organization(app, ctx, draft).await?;
    check_contact(app, ctx, draft).await?;
    if let Some(password) = password {
        check_password(app, password, &[&draft.account_name, &draft.email])?;
        stored.password_hash = Some(hash(app, password).await?);
    }
    if text::fold_email(&draft.email) != text::fold_email(&stored.draft.email) {
        stored.confirmed = None;
        stored.is_known = false;
    }
    stored.draft = draft.clone();
    put(app, secret, &stored).await?;
    Ok(stored.shown())
}

async fn check_organization(app: &App, ctx: &Context, draft: &Draft) -> Outcome<()> {
    if !draft.partner_type.is_empty() {
        let found = partner_type::find(&draft.partner_type);
        let found = found.ok_or_else(|| Refusal::of(&catalogue::PARTNER_TYPE_NOT_FOUND))?;
        if !app.settings().registration.types.iter().any(|code| code == found.code) {
            return Err(Refusal::of(&catalogue::NOT_SELF_SERVICE).into());
        }
    }
    if !draft.partner_id.is_empty() {
        partner::check_id(&draft.partner_id)?;
        if pms_store::partner::id_exists(app.store().db(), &draft.partner_id).await? {
            let _counted = limits::attempt(app, ctx, Guess::Register, "").await?;
            return Err(Refusal::of(&catalogue::PARTNER_EXISTS).into());
        }
    }
    Ok(())
}

async fn check_contact(app: &App, ctx: &Context, draft: &Draft) -> Outcome<()> {
    if !draft.email.is_empty() && !text::is_email(&draft.email) {
        return Err(Refusal::of(&catalogue::EMAIL_INVALID).into());
    }
    if !draft.account_name.is_empty()
        && let Err(failure) = check_account_name(app, &draft.account_name, None).await
    {
        // Looking for names that exist is guessing, too.
        let _counted = limits::attempt(app, ctx, Guess::Register, "").await?;
        return Err(failure);
    }
    check_person(&draft.given_name, &draft.family_name, &draft.phone)
}

/// Sends the code, or a letter that there is an account already: answer and work are the same.
pub async fn send_code(app: &App, ctx: &Context, secret: &str) -> Outcome<CodeSent> {
    let mut stored = expect(app, secret).await?;
    let email = stored.draft.email.clone();
    if !text::is_email(&email) {
        return Err(Refusal::of(&catalogue::EMAIL_INVALID).into());
    }
    let code = codes::make(app, ctx, Purpose::Registration, &email, secret).await?;
    stored.is_known = account::by_email(app.store(), &email).await?.is_some();
    stored.confirmed = None;
    put(app, secret, &stored).await?;
    let lang = language(app, &stored.draft.lang);
    if stored.is_known {
        mails::account_exists(app, &email, &lang).await?;
    } else {
        mails::code(app, &email, &lang, Purpose::Registration, &code).await?;
    }
    Ok(CodeSent { expires_at: code.expires_at })
}

/// Confirms the address with the code.
///
/// # Errors
/// `CODE_WRONG`, `Limited`.
pub async fn confirm(app: &App, ctx: &Context, secret: &str, code: &str) -> Outcome<()> {
    let mut stored = expect(app, secret).await?;
    codes::check(app, ctx, Purpose::Registration, &stored.draft.email, secret, code).await?;
    if stored.is_known {
        return Err(Refusal::of(&catalogue::CODE_WRONG).into());
    }
    stored.confirmed = Some(stored.draft.email.clone());
    put(app, secret, &stored).await
}

/// Makes the account and registers the partner. When the registration is refused, the account is taken back, so that
/// nothing half is left.
pub async fn finish(app: &App, ctx: &Context, secret: &str) -> Outcome<Finished> {
    if !app.identity().is_embedded() {
        return Err(Refusal::of(&catalogue::FORBIDDEN).into());
    }
    let stored = expect(app, secret).await?;
    let password_hash = stored.password_hash.as_deref().ok_or_else(|| Refusal::of(&catalogue::FORM_EXPIRED))?;
    if !stored.is_confirmed() {
        return Err(Refusal::of(&catalogue::CODE_WRONG).into());
    }
    let attempt = limits::attempt(app, ctx, Guess::Register, "").await?;
    check_organization(app, ctx, &stored.draft).await?;
    check_account_name(app, &stored.draft.account_name, None).await?;
    let account_id = ctx.uuid();
    let registered = register_both(app, ctx, &account_id, &stored.draft, password_hash).await?;
    draft::remove(app.store().db(), &id(app, secret)).await?;
    limits::succeeded(app, attempt).await?;
    let session = sign_in::start(app, ctx, &account_id).await?;
    Ok(Finished { session, registered })
}

/// Account and partner are one change: neither is ever there without the other.
async fn register_both(
    app: &App,
    ctx: &Context,
    account_id: &str,
    draft: &Draft,
    password_hash: &str,
) -> Outcome<Registered> {
    let person = NewPerson {
        name: draft.account_name.clone(),
        given_name: draft.given_name.clone(),
        family_name: draft.family_name.clone(),
        phone: draft.phone.clone(),
        lang: draft.lang.clone(),
    };
    let ctx = as_actor(app, ctx, new_actor(account_id, draft)).await?;
    let prepared = partners::prepare(app, &ctx, registration_of(app, draft)).await?;
    let stored = async {
        let mut change = app.store().change().await?;
        insert_person(app, &mut change, account_id, &person, &draft.email, Some(password_hash), "registration").await?;
        let record = partners::insert_in(app, &ctx, &mut change, &prepared).await?.touching("account", account_id);
        Ok(change.save(&ctx, record).await?)
    };
    let stored = stored.await;
    let revision = partners::or_who_was_faster(app, &prepared, stored).await?;
    app.applied(revision).await;
    Ok(prepared.registered())
}

/// Inserts the account of a person whose address was proven.
pub(super) async fn insert_person(
    app: &App,
    change: &mut pms_store::Change<'_>,
    id: &str,
    person: &NewPerson,
    email: &str,
    password_hash: Option<&str>,
    by: &str,
) -> Outcome<()> {
    let details = Details {
        email: email.to_owned(),
        given_name: person.given_name.clone(),
        family_name: person.family_name.clone(),
        phone: person.phone.clone(),
    };
    let lang = language(app, &person.lang);
    let new = NewAccount {
        id,
        name: &person.name,
        details: &details,
        email_verified: true,
        password_hash,
        must_change: false,
        one_time_until: None,
        state: ACTIVE,
        lang: &lang,
        created_by: by,
    };
    match account::insert(change, app.surroundings(), &new).await? {
        Ok(()) => Ok(()),
        Err(Clash::Name) => Err(Refusal::of(&catalogue::ACCOUNT_NAME_TAKEN).into()),
        Err(Clash::Email) => Err(Refusal::of(&catalogue::ACCOUNT_EMAIL_TAKEN).into()),
    }
}

/// The person who is about to get the account.
fn new_actor(account_id: &str, draft: &Draft) -> pms_domain::Actor {
    pms_domain::Actor {
        kind: pms_domain::context::ActorKind::Person,
        issuer: LOCAL_ISSUER.into(),
        subject: account_id.to_owned(),
        name: draft.account_name.clone(),
        email: Some(draft.email.clone()),
        roles: Default::default(),
        session: None,
    }
}

fn registration_of(app: &App, draft: &Draft) -> Registration {
    let filled = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
    Registration {
        partner_id: draft.partner_id.clone(),
        policy_group: filled(&draft.policy_group),
        organization_name: draft.organization_name.clone(),
        address: draft.address.clone(),
        contact_number: draft.contact_number.clone(),
        email: draft.email.clone(),
        partner_type: draft.partner_type.clone(),
        lang_code: Some(language(app, &draft.lang)),
        logo_url: filled(&draft.logo_url),
        additional_info: None,
        purpose: filled(&draft.purpose),
    }
}
