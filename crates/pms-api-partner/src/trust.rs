//! The trust stores' CA certificates (contract part A §5.11, §5.12).

use pms_api_wire::{Answer, Call, Endpoint, Fault, PAGING, PageRequest, PageV2, Parameter, Reply, Wire};
use pms_app::certificates::{self, TrustFilter, TrustRow, is_valid};
use pms_app::{App, Failure};
use pms_domain::{Timestamp, catalogue, routes, time};
use pms_store::list::{ListPage, Page};
use pms_store::lists::TRUST_CERTIFICATES;
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin_partners::PAGE_SIZE;

const FILTERS: &[Parameter] = &[
    Parameter::text("caCertificateType", "ROOT or INTERMEDIATE, in any letter case."),
    Parameter::text("certificateId", "Part of the id."),
    Parameter::text("partnerDomain", "AUTH, DEVICE, FTM or MISP, in any letter case."),
    Parameter::text("issuedTo", "Part of the subject's name."),
    Parameter::text("issuedBy", "Part of the issuer's name."),
    Parameter::integer("expiryPeriod", "Only those that end within so many days, 1 to 30."),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::LIST_TRUST_CERTIFICATES)
            .summary("List the CA certificates of the trust stores")
            .parameters(PAGING)
            .parameters(FILTERS)
            .gives::<PageV2<TrustCertificate>>()
            .fallback(&catalogue::TRUST_LIST_FAILED),
        list,
    )
    .route(
        Endpoint::new(&routes::DOWNLOAD_TRUST_CERTIFICATE)
            .summary("Download a CA certificate with its way to the root")
            .gives::<TrustPath>()
            .fallback(&catalogue::TRUST_DOWNLOAD_FAILED),
        download,
    )
}

/// A CA certificate.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TrustCertificate {
    /// ROOT or INTERMEDIATE.
    ca_certificate_type: Option<String>,
    cert_id: String,
    partner_domain: String,
    issued_to: String,
    issued_by: String,
    /// SHA-1, lower-case hex.
    cert_thumbprint: String,
    valid_from_date: String,
    valid_till_date: String,
    upload_time: String,
    /// Whether it is trusted: within its dates, and neither revoked nor out of trust with its partner.
    status: bool,
    /// When it was revoked for good, ISO local, UTC; absent: it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_date_time: Option<String>,
    /// The word of RFC 5280; absent: it is not revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    revocation_reason: Option<String>,
}

impl TrustCertificate {
    fn of(row: TrustRow, now: Timestamp) -> Self {
        Self {
            status: is_valid(&row, now),
            ca_certificate_type: row.ca_cert_type,
            cert_id: row.cert_id,
            partner_domain: row.partner_domain,
            issued_to: row.cert_subject,
            issued_by: row.cert_issuer,
            cert_thumbprint: row.cert_thumbprint,
            valid_from_date: time::local_iso(row.cert_not_before),
            valid_till_date: time::local_iso(row.cert_not_after),
            upload_time: time::local_iso(row.cr_dtimes),
            revoked_date_time: row.x_revoked_at.map(time::local_iso),
            revocation_reason: row.x_revoked_reason,
        }
    }
}

fn require_feature(app: &App, call: &Call) -> Result<(), Fault> {
    call.require_feature(app.settings().features.root_and_intermediate_certificates, &catalogue::FEATURE_TRUST_LIST)
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let request = PageRequest::read(query, Some(PAGE_SIZE))?;
    let expiry_period = query.expiry_period()?.map(i32::unsigned_abs);
    require_feature(&app, &call)?;
    call.check_input(&["certificateId", "issuedTo", "issuedBy"])?;
    let paging = request.check(&TRUST_CERTIFICATES)?;
    let text = |name| query.text(name).map(str::to_owned);
    let filter = TrustFilter {
        ca_certificate_type: text("caCertificateType"),
        certificate_id: text("certificateId"),
        partner_domain: text("partnerDomain"),
        issued_to: text("issuedTo"),
        issued_by: text("issuedBy"),
        expiry_period,
    };
    let sort = paging.sort.map(|sort| (sort.column.name, sort.descending));
    let page = paging.page.unwrap_or(Page::new(0, PAGE_SIZE.unsigned_abs().into()));
    let found = certificates::trust_list(&app, &call.context, &filter, sort, page.number, page.size).await?;
    let now = call.context.now();
    let rows = ListPage { total: found.total, rows: found.rows }.map(|row| TrustCertificate::of(row, now));
    Reply::json(PageV2::new(Some(Page::new(found.page, found.size)), rows))
}

/// A CA certificate and its issuers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TrustPath {
    /// PKCS#7 text block.
    #[serde(rename = "p7bFile")]
    p7b_file: String,
    /// ISO local, UTC.
    timestamp: String,
}

async fn download(app: App, call: Call) -> Answer {
    require_feature(&app, &call)?;
    let path = certificates::trust_path(&app, &call.context, call.variable("certificateId")?).await;
    let p7b_file = path.map_err(|failure| match failure {
        // The shape of the id is judged before the second envelope begins.
        Failure::Refused(refusal) if std::ptr::eq(refusal.entry, &catalogue::CERTIFICATE_ID_INVALID) => {
            Fault::first_envelope(refusal)
        }
        other => other.into(),
    })?;
    Reply::json(TrustPath { p7b_file, timestamp: time::local_iso(call.context.now()) })
}

#[cfg(test)]
mod tests;
