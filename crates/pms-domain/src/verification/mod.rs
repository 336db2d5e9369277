//! The question of an authentication: this MISP licence, this partner, this API key or OIDC client — allowed, and under which
//! policy? (architecture §7, contract consumers §1.2, §1.3)
//!
//! [`decide`] answers it from what was found: allowed, or exactly one [`Reason`]. Of several causes the first in the order of
//! [`Reason::ALL`] is answered: the replica, the caller's guesses, the licence, its MISP, the partner, its key or client, the link between partner
//! and policy, the policy, the certificate, the limits. What time has done is judged at the time of the question, so an entry
//! needs no change when it expires.

mod bucket;
mod entry;
mod reason;

pub use bucket::{Bucket, Rate};
pub use entry::{Certificate, Client, Group, Key, Licence, Partner, Policy, PublicId, Thumbprint};
pub use reason::Reason;

use chrono::TimeDelta;

use crate::Timestamp;
use crate::api_key::State as KeyState;
use crate::licence::{self, State as LicenceState};
use crate::partner::Standing;
use crate::policy::Status;

/// What begins so shortly ahead has begun: keys of one pair begin microseconds apart, because the contract's table has room for
/// one at a time.
const BEGINS_WITHIN: TimeDelta = TimeDelta::seconds(1);

/// What the partner presents: the third segment of its address.
#[derive(Clone, Copy, Debug)]
pub enum Credential<'a> {
    Key(&'a Key),
    Client(&'a Client),
}

impl<'a> Credential<'a> {
    /// Whose it is.
    pub fn partner(self) -> &'a str {
        match self {
            Credential::Key(key) => &key.partner,
            Credential::Client(client) => &client.partner,
        }
    }

    /// For which policy.
    pub fn policy(self) -> &'a str {
        match self {
            Credential::Key(key) => &key.policy,
            Credential::Client(client) => &client.policy,
        }
    }
}

/// What the question says of certificates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    #[default]
    Nothing,
    /// The partner has to have one that counts.
    OneOfThePartner,
    /// One has to be presented, and none was.
    NonePresented,
    /// This one was presented; it has to be the partner's or the MISP's.
    Presented(Thumbprint),
}

/// What was found for a question, all of one moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// What follows may be older than the site allows.
    pub is_too_old: bool,
    /// The caller has guessed too often, and this may be one more guess.
    pub is_one_guess_too_many: bool,
    pub licence: Option<&'a Licence>,
    /// The partner that the licence belongs to.
    pub misp: Option<&'a Partner>,
    pub misp_is_hotlisted: bool,
    /// The id in the question.
    pub partner_id: &'a str,
    pub partner: Option<&'a Partner>,
    pub partner_is_hotlisted: bool,
    pub credential: Option<Credential<'a>>,
    /// The policy of the credential.
    pub policy: Option<&'a Policy>,
    /// `None`: an adopted policy without one.
    pub group: Option<&'a Group>,
    pub asked: Asked,
}

/// The answer yes.
#[derive(Clone, Copy, Debug)]
pub struct Allowed<'a> {
    pub licence: &'a Licence,
    pub partner: &'a Partner,
    pub credential: Credential<'a>,
    pub policy: &'a Policy,
    pub group: Option<&'a Group>,
}

/// Answers a question at a time. `limit` is asked when nothing else refuses: what is refused uses up nothing.
///
/// # Errors
/// The first reason why not.
pub fn decide<'a>(
    facts: &Facts<'a>,
    now: Timestamp,
    limit: impl FnOnce() -> Option<Reason>,
) -> Result<Allowed<'a>, Reason> {
    if facts.is_too_old {
        return Err(Reason::SnapshotTooOld);
    }
    if facts.is_one_guess_too_many {
        return Err(Reason::GuessLimit);
    }
    let licence = facts.licence.ok_or(Reason::LicenceUnknown)?;
    let misp = misp_of(facts, licence, now)?;
    let partner = partner_of(facts)?;
    let credential = facts.credential.ok_or(Reason::KeyUnknown)?;
    match credential {
        Credential::Key(key) => check_key(key, facts.partner_id, now)?,
        Credential::Client(client) => check_client(client, facts.partner_id, now)?,
    }
    if !partner.policies.iter().any(|policy| **policy == *credential.policy()) {
        return Err(Reason::LinkNotApproved);
    }
    let policy = facts.policy.ok_or(Reason::PolicyUnknown)?;
    check_policy(policy, facts.group, now)?;
    check_certificate(facts.asked, partner, misp, now)?;
    match limit() {
        Some(reason) => Err(reason),
        None => Ok(Allowed { licence, partner, credential, policy, group: facts.group }),
    }
}

fn has_begun(valid_from: Timestamp, now: Timestamp) -> bool {
    valid_from < now + BEGINS_WITHIN
}

fn misp_of<'a>(facts: &Facts<'a>, licence: &Licence, now: Timestamp) -> Result<&'a Partner, Reason> {
    match licence.state {
        LicenceState::Stopped(_) => return Err(Reason::LicenceDeactivated),
        LicenceState::Replaced => return Err(Reason::LicenceReplaced),
        LicenceState::Ended => return Err(Reason::LicenceExpired),
        LicenceState::Active if licence::is_over(licence.valid_to, now) => return Err(Reason::LicenceExpired),
        LicenceState::Active if !has_begun(licence.valid_from, now) => return Err(Reason::LicenceNotStarted),
        LicenceState::Active => {}
    }
    let misp = facts.misp.filter(|misp| misp.standing == Standing::Active).ok_or(Reason::MispDeactivated)?;
    if facts.misp_is_hotlisted { Err(Reason::MispHotlisted) } else { Ok(misp) }
}

fn partner_of<'a>(facts: &Facts<'a>) -> Result<&'a Partner, Reason> {
    let partner = facts.partner.ok_or(Reason::PartnerUnknown)?;
    match partner.standing {
        Standing::Active if facts.partner_is_hotlisted => Err(Reason::PartnerHotlisted),
        Standing::Active => Ok(partner),
        Standing::InProgress => Err(Reason::PartnerWaiting),
        Standing::Rejected => Err(Reason::PartnerRejected),
        Standing::Deactivated => Err(Reason::PartnerDeactivated),
    }
}

fn check_key(key: &Key, partner_id: &str, now: Timestamp) -> Result<(), Reason> {
    if *key.partner != *partner_id {
        return Err(Reason::KeyOfAnotherPartner);
    }
    match key.standing.state(now) {
        KeyState::AwaitsApproval | KeyState::AwaitsFetch => Err(Reason::KeyWaiting),
        KeyState::Refused | KeyState::Lapsed => Err(Reason::KeyRefused),
        KeyState::Inactive => Err(Reason::KeyDeactivated),
        KeyState::Ended => Err(Reason::KeyReplaced),
        KeyState::Expired => Err(Reason::KeyExpired),
        KeyState::Active if !has_begun(key.valid_from, now) => Err(Reason::KeyNotStarted),
        KeyState::Active => Ok(()),
    }
}

fn check_client(client: &Client, partner_id: &str, now: Timestamp) -> Result<(), Reason> {
    if *client.partner != *partner_id {
        return Err(Reason::ClientOfAnotherPartner);
    }
    if !client.is_active {
        return Err(Reason::ClientDeactivated);
    }
    if client.ends_at.is_some_and(|end| end <= now) { Err(Reason::ClientReplaced) } else { Ok(()) }
}

fn check_policy(policy: &Policy, group: Option<&Group>, now: Timestamp) -> Result<(), Reason> {
    match policy.status {
        Status::Draft => return Err(Reason::PolicyUnpublished),
        Status::Deactivated => return Err(Reason::PolicyDeactivated),
        // Active without a schema: an adopted row, which counts everywhere.
        Status::Activated | Status::Unpublished => {}
    }
    if group.is_some_and(|group| !group.is_active) {
        return Err(Reason::PolicyGroupDeactivated);
    }
    if policy.valid_to <= now {
        return Err(Reason::PolicyExpired);
    }
    if has_begun(policy.valid_from, now) { Ok(()) } else { Err(Reason::PolicyNotStarted) }
}

fn check_certificate(asked: Asked, partner: &Partner, misp: &Partner, now: Timestamp) -> Result<(), Reason> {
    match asked {
        Asked::Nothing => Ok(()),
        Asked::NonePresented => Err(Reason::CertificateMissing),
        Asked::OneOfThePartner => any_counts(partner.certificates.iter(), Reason::CertificateMissing, now),
        Asked::Presented(thumbprint) => {
            let all = partner.certificates.iter().chain(&misp.certificates);
            let is_it = |one: &&Certificate| one.thumbprints.contains(&thumbprint);
            any_counts(all.filter(is_it), Reason::CertificateNotThePartners, now)
        }
    }
}

/// Whether one of them counts; else what the best of them lacks, or `none` if there are none.
fn any_counts<'a>(
    certificates: impl Iterator<Item = &'a Certificate>,
    none: Reason,
    now: Timestamp,
) -> Result<(), Reason> {
    let mut reason = none;
    for certificate in certificates {
        if certificate.is_revoked {
            if reason == none {
                reason = Reason::CertificateRevoked;
            }
        } else if certificate.not_after <= now || certificate.valid_until.is_some_and(|until| until <= now) {
            reason = Reason::CertificateExpired;
        } else {
            return Ok(());
        }
    }
    Err(reason)
}

#[cfg(test)]
mod tests;
