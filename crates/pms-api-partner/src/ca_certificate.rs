//! CA certificates enter a domain's trust store (contract part A §4.6).

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::certificates;
use pms_domain::{limits, routes, time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::UPLOAD_CA_CERTIFICATE)
            .summary("Upload a CA certificate or a p7b chain; a partner's upload waits for approval")
            .body_limit(limits::CERTIFICATE_BODY)
            .takes::<CaCertificateBody>()
            .gives::<CaCertificateUploaded>(),
        upload,
    )
}

/// A CA certificate or a chain of them.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct CaCertificateBody {
    /// PEM, or the base64url form of a p7b file.
    #[serde(deserialize_with = "lenient::text")]
    certificate_data: Option<String>,
    /// AUTH, DEVICE, FTM or MISP, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    partner_domain: Option<String>,
}

impl Validate for CaCertificateBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("certificateData", &self.certificate_data).not_blank("partnerDomain", &self.partner_domain);
    }
}

/// How many of the certificates are new to the trust store.
#[derive(Serialize, ToSchema)]
struct CaCertificateUploaded {
    /// `Upload Success.`, `Partial Upload Success.` or `Upload Failed.`
    status: &'static str,
    /// ISO local, UTC.
    timestamp: String,
}

async fn upload(app: App, call: Call) -> Answer {
    let body = call.body::<CaCertificateBody>()?.request;
    let data = body.certificate_data.unwrap_or_default();
    let domain = body.partner_domain.unwrap_or_default();
    let uploaded = certificates::upload_ca(&app, &call.context, &data, &domain).await?;
    Reply::json(CaCertificateUploaded { status: uploaded.status, timestamp: time::local_iso(uploaded.at) })
}

#[cfg(test)]
mod tests;
