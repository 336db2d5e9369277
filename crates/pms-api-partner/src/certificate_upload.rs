//! A partner's certificate is uploaded and re-signed (contract part A §4.7).

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::certificates::{self, AdminActs, Upload};
use pms_domain::{limits, routes, text, time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::UPLOAD_PARTNER_CERTIFICATE)
            .summary("Upload a partner's certificate")
            .body_limit(limits::CERTIFICATE_BODY)
            .takes::<CertificateBody>()
            .gives::<CertificateUploaded>(),
        upload,
    )
}

/// A certificate of a partner.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct CertificateBody {
    #[serde(deserialize_with = "lenient::text")]
    partner_id: Option<String>,
    /// PEM.
    #[serde(deserialize_with = "lenient::text")]
    certificate_data: Option<String>,
    /// AUTH, DEVICE, FTM or MISP, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    partner_domain: Option<String>,
    /// signature, encryption or both (when missing).
    #[serde(deserialize_with = "lenient::text")]
    cert_usage: Option<String>,
    /// A partner admin who acts for a partner says why, at most 1000 characters. Needed for acceptKeyInUse, and to
    /// upload for a deactivated partner before its reactivation. Never for members of the partner.
    #[serde(deserialize_with = "lenient::text")]
    admin_reason: Option<String>,
    /// Whether the admin accepts a public key that another partner uses.
    #[serde(deserialize_with = "lenient::boolean")]
    accept_key_in_use: Option<bool>,
}

impl Validate for CertificateBody {
    fn check(&self, check: &mut Check) {
        check
            .not_blank("partnerId", &self.partner_id)
            .not_blank("certificateData", &self.certificate_data)
            .not_blank("partnerDomain", &self.partner_domain);
    }
}

/// What the partner gets back.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CertificateUploaded {
    /// PEM without a final newline.
    signed_certificate_data: String,
    certificate_id: String,
    /// ISO local, UTC.
    timestamp: String,
}

async fn upload(app: App, call: Call) -> Answer {
    let body = call.body::<CertificateBody>()?.request;
    let accept_key_in_use = body.accept_key_in_use.unwrap_or_default();
    let reason = body.admin_reason.filter(|reason| !text::is_blank(reason));
    let by_admin = (accept_key_in_use || reason.is_some())
        .then(|| AdminActs { reason: reason.unwrap_or_default(), accept_key_in_use });
    let upload = Upload {
        partner_id: body.partner_id.unwrap_or_default(),
        data: body.certificate_data.unwrap_or_default(),
        domain: body.partner_domain.unwrap_or_default(),
        usage: body.cert_usage,
        by_admin,
    };
    let uploaded = certificates::upload(&app, &call.context, upload).await?;
    Reply::json(CertificateUploaded {
        signed_certificate_data: uploaded.signed_certificate,
        certificate_id: uploaded.certificate_id,
        timestamp: time::local_iso(uploaded.at),
    })
}

#[cfg(test)]
mod tests;
