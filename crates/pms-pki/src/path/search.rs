//! Depth-first search for a path, with backtracking and a budget.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};

use super::judge::{self, Refusal};
use super::revocation::Revocation;
use super::{NoPath, PathPolicy, Query, TrustPath, TrustStore, Work, policies, self_named};
use crate::certificate::Certificate;

/// One search. `Err(BudgetExhausted)` from an inner step ends it; every other reason is noted and the search goes on.
pub(super) struct Search<'a> {
    store: &'a TrustStore,
    at: NaiveDateTime,
    policy: &'a PathPolicy,
    pub(super) revocation: Option<Revocation<'a>>,
    pub(super) work: Work,
    verified: HashMap<([u8; 32], [u8; 32]), bool>,
    nearest: Option<NoPath>,
}

impl<'a> Search<'a> {
    pub fn new(query: &Query<'a>) -> Self {
        Self {
            store: query.store,
            at: query.at,
            policy: query.policy,
            revocation: query.revocation,
            work: Work::default(),
            verified: HashMap::new(),
            nearest: None,
        }
    }

    pub fn work(&self) -> Work {
        self.work
    }

    pub(super) fn store(&self) -> &'a TrustStore {
        self.store
    }

    pub(super) fn at(&self) -> NaiveDateTime {
        self.at
    }

    pub(super) fn policy(&self) -> &'a PathPolicy {
        self.policy
    }

    pub fn run(&mut self, target: &Certificate) -> Result<TrustPath, NoPath> {
        if !target.is_valid_at(self.at) {
            return Err(NoPath::TargetOutOfDate);
        }
        if !PathPolicy::allows_signature(target) {
            return Err(NoPath::TooWeak { certificate: target.subject().readable() });
        }
        if let Some(found) = self.straight(target)? {
            return Ok(found);
        }
        if target.is_self_signed() {
            return self.root_alone(target);
        }
        let mut path = vec![Arc::new(target.clone())];
        match self.extend(&mut path)? {
            Some(found) => Ok(found),
            None => Err(self.nearest.take().unwrap_or(NoPath::Refused)),
        }
    }

    /// Where every certificate has exactly one possible issuer, as nearly always, OpenSSL's verdict on that path is enough: it verifies
    /// each signature, and none has to be verified to choose. Anything out of the ordinary, and any refusal, is the full search's.
    fn straight(&mut self, target: &Certificate) -> Result<Option<TrustPath>, NoPath> {
        let mut path = vec![Arc::new(target.clone())];
        while path.len() == 1 || !path[path.len() - 1].is_self_signed() {
            let child = Arc::clone(&path[path.len() - 1]);
            let mut issuers = self.store.issuers_by_name(&child);
            let (Some(issuer), None) = (issuers.next(), issuers.next()) else { return Ok(None) };
            let plain = !path.contains(issuer)
                && issuer.spki_der() != child.spki_der()
                && !child.is_self_issued()
                && self.stands_above(issuer).is_ok()
                && path.len() <= self.policy.max_intermediates + 1;
            if !plain {
                return Ok(None);
            }
            path.push(Arc::clone(issuer));
        }
        self.work.candidates += path.len() - 1;
        self.spend(path.len() - 1)?;
        if judge::verify(&path, self.at).is_err() { Ok(None) } else { self.accepted(&path) }
    }

    /// A root of the store verifies by itself; any other self-signed certificate never does.
    fn root_alone(&mut self, target: &Certificate) -> Result<TrustPath, NoPath> {
        if !self.store.contains(target) {
            return Err(NoPath::UnknownRoot);
        }
        if self.store.has_ended(target, self.at) {
            return Err(NoPath::TargetOutOfDate);
        }
        match self.judged(&[Arc::new(target.clone())])? {
            Some(found) => Ok(found),
            None => Err(self.nearest.take().unwrap_or(NoPath::Refused)),
        }
    }

    /// Tries every issuer of the last certificate of `path`.
    fn extend(&mut self, path: &mut Vec<Arc<Certificate>>) -> Result<Option<TrustPath>, NoPath> {
        let child = Arc::clone(&path[path.len() - 1]);
        for issuer in self.candidates(&child)? {
            if path.contains(&issuer) || !self.may_issue(&issuer, &child)? {
                continue;
            }
            path.push(Arc::clone(&issuer));
            let found = if issuer.is_self_signed() { self.judged(path)? } else { self.descend(path)? };
            path.pop();
            if found.is_some() {
                return Ok(found);
            }
        }
        self.note_revoked_issuer(&child)?;
        Ok(None)
    }

    /// Says that nothing leads further because the one who issued `child` is revoked.
    fn note_revoked_issuer(&mut self, child: &Certificate) -> Result<(), NoPath> {
        let left = self.policy.candidate_budget - self.work.candidates;
        let revoked: Vec<Arc<Certificate>> = self.store.revoked_issuers(child).take(left).map(Arc::clone).collect();
        for issuer in revoked {
            self.work.candidates += 1;
            if self.signature_verifies(&issuer, child)? {
                self.note(NoPath::Revoked { certificate: issuer.subject().readable() });
                break;
            }
        }
        Ok(())
    }

    fn descend(&mut self, path: &mut Vec<Arc<Certificate>>) -> Result<Option<TrustPath>, NoPath> {
        let intermediates = &path[1..];
        let counted = intermediates.iter().filter(|c| !c.is_self_issued()).count();
        // Self-issued intermediates (key rollover) are free, but not without end.
        if counted > self.policy.max_intermediates || intermediates.len() > 2 * self.policy.max_intermediates {
            self.note(NoPath::TooLong);
            return Ok(None);
        }
        self.extend(path)
    }

    /// The store's certificates with the right name that are trusted today, likeliest first: key identifiers are a hint for the
    /// order and never a reason to leave one out; among equals a root comes first, then the one that started last. Those that are
    /// over use up nothing of what a search may do: a name that was renewed often has many.
    fn candidates(&mut self, child: &Certificate) -> Result<Vec<Arc<Certificate>>, NoPath> {
        let left = self.policy.candidate_budget - self.work.candidates;
        let (mut found, mut over) = (Vec::new(), None);
        for issuer in self.store.issuers_by_name(child) {
            if !issuer.is_valid_at(self.at) || self.store.has_ended(issuer, self.at) {
                over.get_or_insert(issuer);
            } else if found.len() == left {
                return Err(NoPath::BudgetExhausted);
            } else {
                found.push(Arc::clone(issuer));
            }
        }
        if let Some(issuer) = over {
            self.note(NoPath::IssuerOutOfDate { issuer: issuer.subject().readable() });
        }
        self.work.candidates += found.len();
        if found.is_empty() {
            self.note(NoPath::IssuerUnknown { issuer: child.issuer().readable() });
        }
        found.sort_by_key(|issuer| {
            let hint = match (child.authority_key_id(), issuer.subject_key_id()) {
                (Some(wanted), Some(has)) if wanted == has => 0,
                (Some(_), Some(_)) => 2,
                _ => 1,
            };
            (hint, !issuer.is_self_signed(), std::cmp::Reverse(issuer.not_before()))
        });
        Ok(found)
    }

    /// Whether `issuer` can stand above `child` at all: in date, strong enough, allowed to sign certificates, and really the signer.
    fn may_issue(&mut self, issuer: &Arc<Certificate>, child: &Arc<Certificate>) -> Result<bool, NoPath> {
        let stands = self.stands_above(issuer);
        if let Err(reason @ (NoPath::IssuerOutOfDate { .. } | NoPath::TooWeak { .. })) = stands {
            self.note(reason);
            return Ok(false);
        }
        if !self.signature_verifies(issuer, child)? {
            self.note(NoPath::SignatureMismatch { issuer: issuer.subject().readable() });
            return Ok(false);
        }
        if let Err(reason) = stands {
            self.note(reason);
            return Ok(false);
        }
        Ok(true)
    }

    /// What an issuer must be whatever it signed.
    fn stands_above(&self, issuer: &Certificate) -> Result<(), NoPath> {
        let name = || issuer.subject().readable();
        if !issuer.is_valid_at(self.at) || self.store.has_ended(issuer, self.at) {
            return Err(NoPath::IssuerOutOfDate { issuer: name() });
        }
        if !self.policy.allows_issuer_key(issuer) || !PathPolicy::allows_signature(issuer) {
            return Err(NoPath::TooWeak { certificate: name() });
        }
        if !may_sign_certificates(issuer) {
            return Err(NoPath::IssuerNotCa { issuer: name() });
        }
        Ok(())
    }

    fn signature_verifies(&mut self, issuer: &Certificate, child: &Certificate) -> Result<bool, NoPath> {
        self.verified_once((*child.sha256(), *issuer.sha256()), || child.is_signed_by(issuer))
    }

    /// One signature, by the digests of what is signed and of who signed: verified once in a search, whatever is asked again.
    pub(super) fn verified_once(
        &mut self,
        pair: ([u8; 32], [u8; 32]),
        verify: impl FnOnce() -> bool,
    ) -> Result<bool, NoPath> {
        if let Some(known) = self.verified.get(&pair) {
            return Ok(*known);
        }
        self.spend(1)?;
        let verifies = verify();
        self.verified.insert(pair, verifies);
        Ok(verifies)
    }

    /// Lets OpenSSL judge a complete path. It verifies every signature again, which counts.
    fn judged(&mut self, path: &[Arc<Certificate>]) -> Result<Option<TrustPath>, NoPath> {
        self.spend(path.len() - 1)?;
        let judged =
            if self_named::applies(path) { self_named::verify(path, self.at) } else { judge::verify(path, self.at) };
        match judged {
            Ok(()) => self.accepted(path),
            Err(refusal) => {
                self.note(match refusal {
                    Refusal::PathLength => NoPath::PathLengthExceeded,
                    Refusal::CriticalExtension => NoPath::UnknownCriticalExtension,
                    Refusal::NameConstraints => NoPath::NameConstraints,
                    Refusal::Other => NoPath::Refused,
                });
                Ok(None)
            }
        }
    }

    /// The rules that OpenSSL is not asked for: policies, of which its interface knows too little, and revocation.
    fn accepted(&mut self, path: &[Arc<Certificate>]) -> Result<Option<TrustPath>, NoPath> {
        if let Some(revoked) = path.iter().find(|certificate| self.store.is_revoked(certificate)) {
            self.note(NoPath::Revoked { certificate: revoked.subject().readable() });
            return Ok(None);
        }
        let refusal = if policies::hold(path) { self.revoked(path)? } else { Some(NoPath::Policies) };
        match refusal {
            None => {
                let ends = path.iter().filter_map(|certificate| self.store.trusted_until(certificate));
                // The moment itself is not trusted any more, while a certificate is valid in its last one.
                let trusted_until = ends.min().map(|until| until - TimeDelta::microseconds(1));
                Ok(Some(TrustPath { certificates: path.to_vec(), trusted_until }))
            }
            Some(reason) => {
                self.note(reason);
                Ok(None)
            }
        }
    }

    fn spend(&mut self, signatures: usize) -> Result<(), NoPath> {
        if self.work.signatures + signatures > self.policy.signature_budget {
            return Err(NoPath::BudgetExhausted);
        }
        self.work.signatures += signatures;
        Ok(())
    }

    fn note(&mut self, reason: NoPath) {
        if self.nearest.as_ref().is_none_or(|nearest| *nearest < reason) {
            self.nearest = Some(reason);
        }
    }
}

/// An intermediate needs version 3, CA:true and, where it has a keyUsage, keyCertSign (contract §2.3). OpenSSL alone would also take older markers
/// of a CA. A root of version 1 has no extensions to look at and stays an anchor.
fn may_sign_certificates(issuer: &Certificate) -> bool {
    if issuer.is_self_signed() && issuer.version() < 3 {
        return true;
    }
    issuer.version() == 3 && issuer.is_ca() && issuer.key_usage().is_none_or(|usage| usage.key_cert_sign())
}
