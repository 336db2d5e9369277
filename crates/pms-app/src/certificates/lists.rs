//! The list of trusted CA certificates.

use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_store::list::{ListQuery, Page};
use pms_store::lists::TRUST_CERTIFICATES;
pub use pms_store::lists::TrustRow;

use crate::{App, Outcome, PageOf, rights};

/// Filters; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct TrustFilter {
    /// ROOT or INTERMEDIATE, any case.
    pub ca_certificate_type: Option<String>,
    pub certificate_id: Option<String>,
    pub partner_domain: Option<String>,
    pub issued_to: Option<String>,
    pub issued_by: Option<String>,
    /// Ends between now and the end of that day, this many days ahead.
    pub expiry_period: Option<u32>,
}

pub async fn trust_list(
    app: &App,
    ctx: &Context,
    filter: &TrustFilter,
    sort: Option<(&str, bool)>,
    page: u64,
    size: u64,
) -> Outcome<PageOf<TrustRow>> {
    rights::require(ctx, &routes::LIST_TRUST_CERTIFICATES)?;
    let of = |name| crate::partners::column(&TRUST_CERTIFICATES, name);
    let domain = match filter.partner_domain.as_deref().filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => {
            let domain = text.parse::<pms_pki::PartnerDomain>().map_err(crate::trust::refusal)?;
            Some(domain.as_str())
        }
    };
    let kind = match filter.ca_certificate_type.as_deref().filter(|text| !text.is_empty()) {
        None => None,
        Some(text) if text.eq_ignore_ascii_case("ROOT") => Some("ROOT"),
        Some(text) if text.eq_ignore_ascii_case("INTERMEDIATE") => Some("INTERMEDIATE"),
        Some(_) => return Err(Refusal::of(&catalogue::CERT_CA_TYPE).into()),
    };
    let now = ctx.now();
    let ends = filter.expiry_period.and_then(|days| {
        let last = now.date().checked_add_days(chrono::Days::new(u64::from(days)))?;
        Some((now, last.and_hms_micro_opt(23, 59, 59, 999_999)?))
    });
    let mut query = ListQuery::new()
        .exact(of("partnerDomain")?, domain)
        .exact(of("caCertificateType")?, kind)
        .contains(of("certificateId")?, filter.certificate_id.as_deref())
        .contains(of("issuedTo")?, filter.issued_to.as_deref())
        .contains(of("issuedBy")?, filter.issued_by.as_deref())
        .between(of("validTill")?, ends)
        .live_only();
    if let Some((field, descending)) = sort {
        query = query.sort(of(field)?, descending);
    }
    let list = TRUST_CERTIFICATES.fetch(app.store().db(), &query.page(Page::new(page, size)), None).await?;
    Ok(PageOf { page, size, total: list.total, rows: list.rows })
}

/// Whether a certificate of the list is trusted: within its dates, both ends included, and neither revoked nor held.
pub fn is_valid(row: &TrustRow, now: Timestamp) -> bool {
    let is_out = row.x_revoked_at.is_some() || row.x_held_by.is_some();
    row.cert_not_before <= now && now <= row.cert_not_after && !is_out
}
