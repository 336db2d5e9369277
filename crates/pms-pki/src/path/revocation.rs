//! Whether a certificate of a judged path is revoked (RFC 5280 §6.3, for complete lists that the issuer signs itself).

use std::sync::Arc;

use super::search::Search;
use super::{NoPath, Query};
use crate::certificate::{ALL_REASONS, Certificate};
use crate::crl::{Entry, RevocationList, RevocationLists};

/// What happens to a certificate of which no current list speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RevocationMode {
    /// It passes: lists count where they are at hand.
    WhereKnown,
    /// It does not: each certificate below the root needs a current list that covers every reason.
    Required,
}

/// Revocation lists for a search.
#[derive(Debug, Clone, Copy)]
pub struct Revocation<'a> {
    /// The lists that are at hand.
    pub lists: &'a RevocationLists,
    /// What their absence means.
    pub mode: RevocationMode,
    /// Whether a list may be signed by another certificate of the issuer's name, found through a path of its own. The search sets it to false
    /// for that path.
    pub separate_signers: bool,
}

impl<'a> Revocation<'a> {
    /// The lists, with the rules of RFC 5280 on who may sign them.
    pub fn new(lists: &'a RevocationLists, mode: RevocationMode) -> Self {
        Self { lists, mode, separate_signers: true }
    }
}

impl Search<'_> {
    /// The first certificate of the path, from the root down, that is revoked, or about which nothing is known although it has to be.
    pub(super) fn revoked(&mut self, path: &[Arc<Certificate>]) -> Result<Option<NoPath>, NoPath> {
        let Some(revocation) = self.revocation else { return Ok(None) };
        for at in (1..path.len()).rev() {
            let certificate = &path[at - 1];
            let mut covered = 0;
            for list in revocation.lists.current_for(certificate, self.at()) {
                let reasons = list.reasons_for(certificate);
                if reasons == 0 || !self.speaks(list, &path[at..], revocation)? {
                    continue;
                }
                if let Entry::Revoked(_) = list.entry(certificate) {
                    return Ok(Some(NoPath::Revoked { certificate: certificate.subject().readable() }));
                }
                covered |= reasons;
            }
            if revocation.mode == RevocationMode::Required && covered != ALL_REASONS {
                return Ok(Some(NoPath::RevocationUnknown { certificate: certificate.subject().readable() }));
            }
        }
        Ok(None)
    }

    /// Whether the issuer, first of `above`, signed the list; or another certificate of its name that leads to the same root.
    fn speaks(
        &mut self,
        list: &RevocationList,
        above: &[Arc<Certificate>],
        revocation: Revocation<'_>,
    ) -> Result<bool, NoPath> {
        let issuer = &above[0];
        // Also a CA of this path that bears the issuer's name: it has certified the key that issued.
        let on_path = above.iter().filter(|ca| ca.subject() == issuer.subject());
        for ca in on_path {
            if self.list_verifies(list, ca)? {
                return Ok(true);
            }
        }
        // What the platform signed for partners has the names that they chose: of two with one name neither speaks for the other's.
        if !revocation.separate_signers || self.is_partners(above) {
            return Ok(false);
        }
        let root = &above[above.len() - 1];
        let others: Vec<Arc<Certificate>> = self.store().named_as(list.x509().issuer_name()).map(Arc::clone).collect();
        for signer in others.into_iter().take(self.policy().candidate_budget - self.work.candidates) {
            self.work.candidates += 1;
            if signer == *issuer || !self.list_verifies(list, &signer)? {
                continue;
            }
            if self.leads_to(&signer, root)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the issuer is a partner's, certified by the platform.
    fn is_partners(&self, above: &[Arc<Certificate>]) -> bool {
        let is_platform = |certificate: &Certificate| self.store().is_platform(certificate);
        above.get(1).is_some_and(|ca| is_platform(ca)) && !is_platform(&above[0])
    }

    fn list_verifies(&mut self, list: &RevocationList, signer: &Certificate) -> Result<bool, NoPath> {
        self.verified_once((*list.sha256(), *signer.sha256()), || list.is_signed_by(signer))
    }

    /// A search of its own within what is left of this one's budget. Its lists must come from the issuers themselves, so that it ends.
    fn leads_to(&mut self, signer: &Certificate, root: &Certificate) -> Result<bool, NoPath> {
        if self.store().has_ended(signer, self.at()) {
            return Ok(false);
        }
        let revocation = self.revocation.map(|revocation| super::Revocation { separate_signers: false, ..revocation });
        let query = Query { store: self.store(), target: signer, at: self.at(), policy: self.policy(), revocation };
        let mut inner = Search::new(&query);
        inner.work = self.work;
        let found = inner.run(signer);
        self.work = inner.work;
        match found {
            Ok(path) => Ok(**path.anchor() == *root),
            Err(NoPath::BudgetExhausted) => Err(NoPath::BudgetExhausted),
            Err(_) => Ok(false),
        }
    }
}
