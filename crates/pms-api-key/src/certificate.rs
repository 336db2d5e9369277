//! The platform's certificates, by application and reference id (contract pki §1.4).

use pms_api_wire::{Answer, Call, Endpoint, Parameter, Reply, Wire};
use pms_app::{App, certificates};
use pms_domain::{Refusal, catalogue, routes, text, time};
use serde::Serialize;
use utoipa::ToSchema;

const PARAMETERS: &[Parameter] = &[
    Parameter::text("applicationId", "ROOT, PMS or PARTNER.").required(),
    Parameter::text(
        "referenceId",
        "With PMS: DEVICE, MISP or FTM, or ENCRYPTION for the platform's encryption certificate; with PARTNER: the partner id.",
    ),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::KEYMANAGER_GET_CERTIFICATE)
            .summary("Read a certificate of the platform")
            .parameters(PARAMETERS)
            .gives::<CertificateBody>(),
        get,
    )
}

/// A certificate of the platform.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CertificateBody {
    /// PEM.
    certificate: String,
    /// Always null: a request is made when a key is.
    cert_sign_request: Option<String>,
    /// yyyy-MM-dd'T'HH:mm:ss.SSS'Z'.
    issued_at: String,
    expiry_at: String,
    timestamp: String,
}

async fn get(app: App, call: Call) -> Answer {
    let given = |name| call.query().text(name).filter(|value| !text::is_blank(value));
    let Some(application) = given("applicationId") else {
        return Err(Refusal::with(&catalogue::KEYMANAGER_INVALID_REQUEST, "applicationId").into());
    };
    let reference = given("referenceId").unwrap_or_default();
    let found = certificates::platform_certificate(&app, &call.context, application, reference).await?;
    Reply::json(CertificateBody {
        certificate: found.pem,
        cert_sign_request: None,
        issued_at: time::zulu(found.not_before),
        expiry_at: time::zulu(found.not_after),
        timestamp: time::zulu(call.context.now()),
    })
}

#[cfg(test)]
mod tests;
