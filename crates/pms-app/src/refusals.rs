//! Refusals that say something about the caller's rights, for the stream of security events: who lacks a role, reaches for
//! another's object, decides on what is his own. They are no changes, and nobody waits until they are written (architecture
//! §2).

use std::net::IpAddr;

use pms_domain::context::{ActorKind, LOCAL_ISSUER};
use pms_domain::{Actor, Entry, Refusal, catalogue};
use pms_identity::security::{Refused, kind};

use crate::App;

/// Who was refused.
pub struct Caller {
    /// Issuer and subject; `None`: nobody signed in.
    identity: Option<(String, String)>,
    request_id: String,
    source: Option<IpAddr>,
}

impl Caller {
    pub fn new(actor: &Actor, request_id: &str, source: Option<IpAddr>) -> Self {
        let known = actor.kind != ActorKind::Anonymous;
        Self {
            identity: known.then(|| (actor.issuer.clone(), actor.subject.clone())),
            request_id: request_id.to_owned(),
            source,
        }
    }
}

/// What of an absent object is answered when it is another's, too.
const UNKNOWN: &[&Entry] = &[
    &catalogue::PARTNER_NOT_FOUND,
    &catalogue::MANAGED_PARTNER_NOT_FOUND,
    &catalogue::APPROVAL_NOT_FOUND,
    &catalogue::POLICY_REQUEST_NOT_FOUND,
    &catalogue::MISP_NOT_FOUND,
    &catalogue::LICENCE_NOT_FOUND,
    &catalogue::CERT_ID_NOT_FOUND,
];

/// The kind of event that a refusal is. `None`: it says nothing about rights.
fn kind_of(refusal: &Refusal) -> Option<&'static str> {
    let is = |entry: &'static Entry| std::ptr::eq(entry, refusal.entry);
    if is(&catalogue::FORBIDDEN) {
        Some(kind::ROLE_MISSING)
    } else if is(&catalogue::NOT_AUTHORIZED) || is(&catalogue::LICENCE_BLOCKED) {
        Some(kind::RIGHT_MISSING)
    } else if is(&catalogue::CROSS_SITE) {
        Some(kind::CROSS_SITE)
    } else {
        UNKNOWN.iter().any(|entry| is(entry)).then_some(kind::OBJECT_UNKNOWN)
    }
}

/// Reports a refusal, if it is about rights. `place`: name of the route, or `portal`.
pub fn report(app: &App, caller: &Caller, refusal: &Refusal, place: &'static str) {
    let Some(kind) = kind_of(refusal) else { return };
    let identity = app.identity();
    let subject = caller.identity.as_ref().map(|(issuer, subject)| match issuer.as_str() {
        LOCAL_ISSUER => subject.clone(),
        // Another system's names are theirs: the id under which an account of theirs is known here.
        issuer => identity.external_id(issuer, subject),
    });
    let refused = Refused { code: refusal.code(), place };
    identity.events().refused(kind, caller.source, subject, Some(caller.request_id.clone()), refused);
}
