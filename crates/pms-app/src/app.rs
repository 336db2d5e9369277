//! The composed application: what use cases reach for.

use std::net::IpAddr;
use std::sync::Arc;

use pms_domain::context::{Actor, OwnedPartners, Surroundings};
use pms_domain::{Context, Refusal};
use pms_store::{Store, member};

use crate::Outcome;
use crate::authority::Authority;
use crate::settings::Settings;
use crate::trust::TrustCache;

/// Cheap to clone; one for each process (and as many as a test likes).
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of.
pub struct Parts {
    pub settings: Settings,
    pub surroundings: Surroundings,
    pub store: Store,
    pub identity: pms_identity::Identity,
    pub authority: Authority,
    pub trust: TrustCache,
}

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub fn surroundings(&self) -> &Surroundings {
        &self.0.surroundings
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn identity(&self) -> &pms_identity::Identity {
        &self.0.identity
    }

    pub fn authority(&self) -> &Authority {
        &self.0.authority
    }

    pub fn trust(&self) -> &TrustCache {
        &self.0.trust
    }

    /// The context of a request: who asks, and which partners are theirs.
    pub async fn context(&self, actor: Actor, request_id: String, source: Option<IpAddr>) -> Outcome<Context> {
        let mut owned = Vec::new();
        let mut writable = Vec::new();
        if !actor.subject.is_empty() {
            for membership in member::of_identity(self.store().db(), &actor.issuer, &actor.subject).await? {
                if membership.member_role != member::VIEWER {
                    writable.push(membership.partner_id.clone());
                }
                owned.push(membership.partner_id);
            }
            if self.settings().compat.mosip {
                // Compatibility profile: ownership by user name, as existing scripts expect.
                for id in pms_store::partner::ids_of_user(self.store().db(), &actor.name).await? {
                    owned.push(id.clone());
                    writable.push(id);
                }
            }
        }
        Ok(Context {
            surroundings: self.surroundings().clone(),
            actor,
            owned: OwnedPartners::new(owned),
            writable: OwnedPartners::new(writable),
            request_id,
            source,
        })
    }

    /// A context of the system itself.
    pub fn system(&self, what: &str) -> Context {
        Context::system(self.surroundings().clone(), what)
    }

    /// Waits until this process's own snapshot has a change that it just saved, so that whoever was answered sees it.
    pub async fn applied(&self, revision: i64) {
        self.identity().wait_for(revision).await;
    }

    /// Four eyes, unless the site or the compatibility profile waives it.
    pub fn four_eyes(&self) -> bool {
        self.settings().approvals.four_eyes && !self.settings().compat.mosip
    }

    /// What approves a partner.
    pub fn partner_approval(&self) -> pms_domain::approval::PartnerApproval {
        if self.settings().compat.mosip || self.settings().partners.approval == "certificate" {
            pms_domain::approval::PartnerApproval::Certificate
        } else {
            pms_domain::approval::PartnerApproval::Admin
        }
    }
}

/// Turns a use case's refusal about a missing thing into `None`, for pages that show "nothing there".
pub fn or_none<T>(outcome: Outcome<T>, entry: &'static pms_domain::Entry) -> Outcome<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(crate::Failure::Refused(refusal)) if refusal == Refusal::of(entry) => Ok(None),
        Err(failure) => Err(failure),
    }
}
