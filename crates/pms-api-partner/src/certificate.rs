//! Reading a partner's certificates (contract part A §4.8 to §4.10).

use pms_api_wire::{Answer, Call, Endpoint, Parameter, Reply, Wire};
use pms_app::App;
use pms_app::certificates::{self, CertificateDetail};
use pms_domain::{catalogue, routes, time};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::GET_PARTNER_CERTIFICATE)
            .summary("Download a partner's MOSIP-signed certificate")
            .gives::<SignedCertificate>(),
        signed,
    )
    .route(
        Endpoint::new(&routes::GET_CERTIFICATE_DATA)
            .summary("Download a partner's certificate: the original and the MOSIP-signed one")
            .gives::<CertificateData>()
            .fallback(&catalogue::CERTIFICATE_FAILED),
        data,
    )
    .route(
        Endpoint::new(&routes::PARTNER_CERTIFICATES_DETAILS)
            .summary("List the certificates of the caller's partners")
            .parameters(&[Parameter::integer("expiryPeriod", "Only those that end within so many days, 1 to 30.")])
            .gives::<Vec<CertificateRow>>()
            .fallback(&catalogue::CERTIFICATES_FAILED),
        details,
    )
}

/// The MOSIP-signed certificate.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SignedCertificate {
    /// PEM.
    certificate_data: String,
    /// ISO local, UTC.
    timestamp: String,
}

async fn signed(app: App, call: Call) -> Answer {
    let pem = certificates::signed(&app, &call.context, call.variable("partnerId")?).await?;
    Reply::json(SignedCertificate { certificate_data: pem, timestamp: time::local_iso(call.context.now()) })
}

/// Both certificates; an expired one is empty and marked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CertificateData {
    /// PEM, as the partner's CA issued it.
    ca_signed_certificate_data: String,
    is_ca_signed_certificate_expired: bool,
    /// PEM.
    mosip_signed_certificate_data: String,
    is_mosip_signed_certificate_expired: bool,
}

async fn data(app: App, call: Call) -> Answer {
    call.require_feature(app.settings().features.ca_signed_partner_certificate, &catalogue::FEATURE_CERTIFICATE_DATA)?;
    let pair = certificates::pair(&app, &call.context, call.variable("partnerId")?).await?;
    Reply::json(CertificateData {
        is_ca_signed_certificate_expired: pair.ca_signed.is_none(),
        ca_signed_certificate_data: pair.ca_signed.unwrap_or_default(),
        is_mosip_signed_certificate_expired: pair.mosip_signed.is_none(),
        mosip_signed_certificate_data: pair.mosip_signed.unwrap_or_default(),
    })
}

/// A partner of the caller and its certificate.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CertificateRow {
    partner_id: String,
    /// Common name of the subject.
    certificate_issued_to: Option<String>,
    /// Start of the certificate (the contract calls it upload time).
    certificate_upload_date_time: Option<String>,
    certificate_expiry_date_time: Option<String>,
    partner_type: String,
    is_certificate_available: bool,
    /// False only when the partner was deactivated.
    is_partner_active: bool,
}

impl From<CertificateDetail> for CertificateRow {
    fn from(detail: CertificateDetail) -> Self {
        let dates = detail.certificate.as_ref();
        Self {
            certificate_upload_date_time: dates.map(|dates| time::offset_iso(dates.not_before)),
            certificate_expiry_date_time: dates.map(|dates| time::offset_iso(dates.not_after)),
            is_certificate_available: dates.is_some(),
            certificate_issued_to: detail.certificate.map(|dates| dates.issued_to),
            partner_id: detail.partner_id,
            partner_type: detail.partner_type,
            is_partner_active: detail.is_partner_active,
        }
    }
}

async fn details(app: App, call: Call) -> Answer {
    let days = call.query().expiry_period()?.map(i32::unsigned_abs);
    let rows = certificates::details(&app, &call.context, days).await?;
    Reply::json(rows.into_iter().map(CertificateRow::from).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests;
