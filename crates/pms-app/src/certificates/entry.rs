//! One certificate of a trust store: what it is, what depends on it, and the revocation lists of its issuer name.

use pms_domain::{Context, catalogue, routes};
use pms_store::certificate::{self, CaCertificate};
use pms_store::list::{ListQuery, Page, Test};
use pms_store::revocation;
pub use pms_store::revocation::Impact;
use pms_store::revocation_list::{LISTS, List};

use crate::partners::column;
use crate::{App, Outcome, rights};

/// Lists of one name that are shown.
const LISTS_SHOWN: u64 = 20;
/// Characters of an issuer's name that a list keeps.
const NAME: usize = 500;

/// A certificate of a trust store.
pub struct TrustEntry {
    pub certificate: CaCertificate,
    /// `None`: a root, or the issuer is not in the store.
    pub issuer: Option<CaCertificate>,
    pub impact: Impact,
    /// Where its revocation lists come from, and what was there last.
    pub lists: Vec<List>,
}

impl TrustEntry {
    /// Whether an administrator may revoke it: not the platform's own, and once.
    pub fn may_revoke(&self) -> bool {
        !self.certificate.x_own && self.certificate.x_revoked_at.is_none()
    }
}

/// # Errors
/// The role; no such certificate.
pub async fn trust_entry(app: &App, ctx: &Context, id: &str) -> Outcome<TrustEntry> {
    rights::require(ctx, &routes::LIST_REVOCATION_LISTS)?;
    let db = app.store().db();
    let found = certificate::find_ca(db, id).await?.ok_or(&catalogue::CERT_CA_NOT_FOUND)?;
    let issuer = match found.issuer_id == found.cert_id {
        true => None,
        false => certificate::find_ca(db, &found.issuer_id).await?,
    };
    let impact = revocation::impact(db, id, ctx.now()).await?;
    let lists = match pms_pki::parse::wire::partner_upload(&found.cert_data) {
        Ok(parsed) => lists(app, parsed.subject().readable().chars().take(NAME).collect()).await?,
        Err(_) => Vec::new(),
    };
    Ok(TrustEntry { certificate: found, issuer, impact, lists })
}

async fn lists(app: &App, name: String) -> Outcome<Vec<List>> {
    let query = ListQuery::new().filter(column(&LISTS, "issuer")?, Test::Equals(name));
    Ok(LISTS.fetch(app.store().db(), &query.page(Page::new(0, LISTS_SHOWN)), None).await?.rows)
}
