//! The history of a partner's certificates by time (our own route; decisions, "Certificates").

use pms_api_wire::{Answer, Call, Endpoint, PageRequest, PageV2, Parameter, Reply, Wire};
use pms_app::App;
use pms_app::certificates::{self, PastCertificate};
use pms_domain::{routes, time};
use pms_store::list::ListPage;
use serde::Serialize;
use utoipa::ToSchema;

use crate::audit::moment;

/// Rows on a page when the caller does not say.
const PAGE_SIZE: i32 = 25;

const PARAMETERS: &[Parameter] = &[
    Parameter::integer("pageNo", "Page, counted from 0."),
    Parameter::integer("pageSize", "Rows on a page, at most 500."),
    Parameter::text("at", "Only what counted at this time, UTC, e.g. 2026-01-31T10:11:12Z."),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::CERTIFICATE_HISTORY)
            .summary("List a partner's certificates by time, newest first: all, or those that counted at a moment")
            .parameters(PARAMETERS)
            .gives::<PageV2<PastRow>>(),
        list,
    )
}

/// A certificate and what became of it. Times are ISO local, UTC.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PastRow {
    certificate_id: String,
    /// signature, encryption or both: at the time that was asked for, else now.
    usage: &'static str,
    partner_domain: String,
    /// Decimal.
    serial_number: String,
    issued_to: String,
    issued_by: String,
    /// The name that it was judged by.
    organization_name: Option<String>,
    /// SHA-256 of the certificate, hex; null for one that another program stored.
    sha256: Option<String>,
    /// SHA-256 of its public key (SubjectPublicKeyInfo), hex; null for one that another program stored.
    key_sha256: Option<String>,
    /// When it was accepted.
    from_date_time: String,
    /// Until when it is trusted: the end of its overlap, its revocation, or its own end, whichever is first.
    until_date_time: String,
    certificate_expiry_date_time: String,
    /// Whether it was the one in use for its usage at the time that was asked for, else now.
    is_current: bool,
    /// When another took over one of its two uses; until then it was for both.
    usage_narrowed_date_time: Option<String>,
    /// When another took its place; from then on its overlap runs.
    replaced_date_time: Option<String>,
    revoked_date_time: Option<String>,
    revoked_reason: Option<String>,
    /// How it was proven that its sender had the private key: none, request or challenge.
    proof_of_possession: &'static str,
}

impl From<PastCertificate> for PastRow {
    fn from(past: PastCertificate) -> Self {
        let row = past.row;
        Self {
            certificate_id: row.cert_id,
            usage: past.usage.as_str(),
            partner_domain: row.partner_domain,
            serial_number: row.cert_serial_no,
            issued_to: row.cert_subject,
            issued_by: row.cert_issuer,
            organization_name: row.organization_name,
            sha256: row.x_sha256,
            key_sha256: row.x_key_sha256,
            from_date_time: time::local_iso(row.cr_dtimes),
            until_date_time: time::local_iso(past.until),
            certificate_expiry_date_time: time::local_iso(row.cert_not_after),
            is_current: past.is_current,
            usage_narrowed_date_time: row.x_narrowed_at.map(time::local_iso),
            replaced_date_time: row.x_superseded_at.map(time::local_iso),
            revoked_date_time: row.x_revoked_at.map(time::local_iso),
            revoked_reason: row.x_revoked_reason,
            proof_of_possession: past.possession.as_str(),
        }
    }
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let page = PageRequest::read(query, Some(PAGE_SIZE))?.check_page()?;
    let at = moment(query, "at")?;
    let found = certificates::past(&app, &call.context, call.variable("partnerId")?, at, page).await?;
    let rows = found.rows.into_iter().map(PastRow::from).collect();
    Reply::json(PageV2::new(Some(page), ListPage { total: found.total, rows }))
}

#[cfg(test)]
mod tests;
