//! The letters about a partner: to its own address if that is proven, else to its owners, and to the contacts that have
//! confirmed theirs.

use std::collections::BTreeMap;

use pms_domain::approval::{Decision, State};
use pms_domain::context::LOCAL_ISSUER;
use pms_domain::{Context, text};
use pms_store::account::account::{self, Account};
use pms_store::approval::Approval;
use pms_store::mail::{self, Letter};
use pms_store::member::{self, Membership};
use pms_store::partner::{self, Partner, Reach};
use pms_store::{Change, Db, On, StoreError, contact};

use super::Registration;
use super::register::is_vouched_for;
use crate::{App, Outcome};

/// Where readers are looked up: in the change that is the reason for the letter, or beside any.
pub(crate) enum Reading<'r, 'c> {
    Change(&'r mut Change<'c>),
    Database(&'r Db),
}

impl Reading<'_, '_> {
    fn on(&mut self) -> On<'_> {
        match self {
            Reading::Change(change) => (&mut **change).into(),
            Reading::Database(db) => (*db).into(),
        }
    }
}

/// Values every letter about a partner has.
pub(crate) fn values(app: &App, id: &str, name: &str) -> BTreeMap<String, String> {
    [
        ("partnerId", id.to_owned()),
        ("partnerName", name.to_owned()),
        ("site", app.settings().site.name.clone()),
        ("link", format!("{}/portal", app.settings().server.public_url)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// Partner's language, else the site's, else English.
pub(crate) fn lang(app: &App, partner: &Partner) -> String {
    partner
        .lang_code
        .clone()
        .or_else(|| app.settings().languages().next().map(str::to_owned))
        .unwrap_or_else(|| "eng".into())
}

/// Addresses to write to, each once.
struct Readers<'a> {
    app: &'a App,
    partner: &'a Partner,
    /// By what tells the letters of one occasion apart.
    letters: Vec<(String, Letter)>,
}

impl Readers<'_> {
    fn add(&mut self, key: String, to: String, lang: String) {
        let folded = text::fold_email(&to);
        if self.letters.iter().all(|(_, known)| text::fold_email(&known.to) != folded) {
            let values = values(self.app, &self.partner.id, &self.partner.name);
            self.letters.push((key, Letter { to, lang, values }));
        }
    }
}

/// Who is told about a partner: its own address, else its owners; and the contacts that have confirmed theirs, each in the
/// language of the account with the address, if there is one, else the partner's.
pub(crate) async fn readers(
    app: &App,
    place: &mut Reading<'_, '_>,
    partner: &Partner,
) -> Outcome<Vec<(String, Letter)>> {
    let lang = lang(app, partner);
    let mut readers = Readers { app, partner, letters: Vec::new() };
    let members = member::of_partner(place.on(), Reach::Everything, &partner.id).await?;
    if is_proven(app, place, partner, &members).await? {
        readers.add(String::new(), partner.contact.email.clone(), lang.clone());
    } else {
        for (owner, email) in owners(app, place, &members).await? {
            readers.add(format!("/{}", owner.id), email, owner.lang);
        }
    }
    for contact in contact::of_partner(app.store(), place.on(), Reach::Everything, &partner.id).await? {
        if !contact.is_active || contact.verified_at.is_none() {
            continue;
        }
        let email = contact.data.email;
        let account = account::by_email_on(app.store(), place.on(), &email).await?.filter(Account::is_active);
        let lang = account.map_or_else(|| lang.clone(), |account| account.lang);
        readers.add(format!("/{}", contact.id), email, lang);
    }
    Ok(readers.letters)
}

/// Whether the partner's own address may be written to: whoever named it may, or it is one of its people's. Else anybody
/// could register a partner under the address of another, and have the letters about it sent there.
async fn is_proven(app: &App, place: &mut Reading<'_, '_>, partner: &Partner, members: &[Membership]) -> Outcome<bool> {
    if is_vouched_for(partner::requested_by(place.on(), &partner.id).await?.as_deref()) {
        return Ok(true);
    }
    let found = account::by_email_on(app.store(), place.on(), &partner.contact.email).await?;
    Ok(found.is_some_and(|account| {
        account.is_active() && members.iter().any(|one| one.issuer == LOCAL_ISSUER && one.subject == account.id)
    }))
}

/// The owners with an account here and an address that they have confirmed.
async fn owners(app: &App, place: &mut Reading<'_, '_>, members: &[Membership]) -> Outcome<Vec<(Account, String)>> {
    let mut owners = Vec::new();
    for one in members.iter().filter(|one| one.member_role == member::OWNER && one.issuer == LOCAL_ISSUER) {
        let Some(account) = account::find(place.on(), &one.subject).await? else { continue };
        if account.is_active() && account.email_verified {
            match account::details(app.store(), place.on(), &account.id).await {
                Ok(details) => owners.push((account, details.email)),
                // Whoever repairs it learns it from the log; the decision and the other owners do not wait for that.
                Err(StoreError::Corrupt(_)) => {
                    tracing::error!(account = account.id, "the details of an owner do not open; no letter");
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    owners.retain(|(_, email)| !email.is_empty());
    Ok(owners)
}

/// To one address: the partner has no contacts yet.
pub(crate) async fn registered(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    to: &str,
    lang: &str,
    registration: &Registration,
    approval: &Approval,
) -> Outcome<()> {
    let mut values = values(app, &registration.partner_id, &registration.organization_name);
    values.insert("approved".to_owned(), (approval.state == State::Approved.as_str()).to_string());
    let letter = Letter { to: to.to_owned(), lang: lang.to_owned(), values };
    Ok(mail::queue(change, app.store(), &ctx.surroundings, "partner-registered", None, &letter).await?)
}

/// Active again, or not any more.
pub(crate) async fn status(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    active: bool,
) -> Outcome<()> {
    for (reader, mut letter) in readers(app, &mut Reading::Change(change), partner).await? {
        letter.values.insert("active".to_owned(), active.to_string());
        let key = format!("status/{}/{}{reader}", partner.id, change.revision());
        mail::queue(change, app.store(), &ctx.surroundings, "partner-status", Some(&key), &letter).await?;
    }
    Ok(())
}

/// What a letter says of a MISP's licence; never its value.
pub(crate) struct AboutLicence<'a> {
    /// `made`, `renewed`, `active`, `stopped` or `ended`.
    pub happened: &'static str,
    pub reason: Option<&'a str>,
}

/// A licence was made or renewed, or works no more or again.
pub(crate) async fn licence(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    misp: &Partner,
    licence_id: &str,
    about: &AboutLicence<'_>,
) -> Outcome<()> {
    for (reader, mut letter) in readers(app, &mut Reading::Change(change), misp).await? {
        letter.values.insert("happened".to_owned(), about.happened.to_owned());
        letter.values.insert("reason".to_owned(), about.reason.unwrap_or_default().to_owned());
        let key = format!("licence/{licence_id}/{}{reader}", change.revision());
        mail::queue(change, app.store(), &ctx.surroundings, "misp-licence", Some(&key), &letter).await?;
    }
    Ok(())
}

/// What a letter says of a revoked certificate.
pub(crate) struct RevokedCertificate<'a> {
    pub certificate_id: &'a str,
    pub subject: &'a str,
    /// The reason in RFC 5280's words.
    pub why: &'static str,
    /// In the administrator's.
    pub reason: Option<&'a str>,
}

/// A certificate was revoked.
pub(crate) async fn certificate_revoked(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    about: &RevokedCertificate<'_>,
) -> Outcome<()> {
    for (reader, mut letter) in readers(app, &mut Reading::Change(change), partner).await? {
        letter.values.insert("certificateId".to_owned(), about.certificate_id.to_owned());
        letter.values.insert("issuedTo".to_owned(), about.subject.to_owned());
        letter.values.insert("why".to_owned(), about.why.to_owned());
        letter.values.insert("reason".to_owned(), about.reason.unwrap_or_default().to_owned());
        let key = format!("revoked/{}/{}{reader}", about.certificate_id, change.revision());
        mail::queue(change, app.store(), &ctx.surroundings, "certificate-revoked", Some(&key), &letter).await?;
    }
    Ok(())
}

/// Approved, rejected, asked or put on hold.
pub(crate) async fn decision(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    approval: &Approval,
    decision: Decision,
    reason: Option<&str>,
) -> Outcome<()> {
    for (reader, mut letter) in readers(app, &mut Reading::Change(change), partner).await? {
        letter.values.insert("kind".to_owned(), approval.kind.clone());
        letter.values.insert("decision".to_owned(), decision.as_str().to_owned());
        letter.values.insert("reason".to_owned(), reason.unwrap_or_default().to_owned());
        let key = format!("decision/{}/{}{reader}", approval.id, change.revision());
        mail::queue(change, app.store(), &ctx.surroundings, "decision", Some(&key), &letter).await?;
    }
    Ok(())
}

/// What happened to an API key, without its value.
pub(crate) struct KeyNews<'a> {
    pub key_id: &'a str,
    pub label: &'a str,
    pub policy: &'a str,
    /// `made`, `fetch`, `shown`, `fetched`, `reissued`, `moved`, `active` or `inactive`.
    pub news: &'static str,
}

/// An API key was made, waits to be fetched, was shown, switched, moved or re-issued.
pub(crate) async fn api_key(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    news: &KeyNews<'_>,
) -> Outcome<()> {
    for (reader, mut letter) in readers(app, &mut Reading::Change(change), partner).await? {
        letter.values.insert("label".to_owned(), news.label.to_owned());
        letter.values.insert("policy".to_owned(), news.policy.to_owned());
        letter.values.insert("news".to_owned(), news.news.to_owned());
        let key = format!("api-key/{}/{}{reader}", news.key_id, change.revision());
        mail::queue(change, app.store(), &ctx.surroundings, "api-key", Some(&key), &letter).await?;
    }
    Ok(())
}
