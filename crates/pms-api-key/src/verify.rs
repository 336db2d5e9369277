//! Trust of certificates and signatures of messages (contract pki §1.1 `verifyCertificateTrust`, §1.4 and §3.1 `jwtVerify` and `jwtVerify/v2`).

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::certificates::{self, MessageTrust, MessageVerdict, SignedMessage};
use pms_domain::{limits, routes, time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The message of keymanager for a signature that holds, and for one that does not.
const OUTCOMES: [&str; 2] = ["Validation Successful", "Validation Failed"];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::VERIFY_CERTIFICATE_TRUST)
            .summary("Ask whether a certificate is trusted in a domain")
            .body_limit(limits::CERTIFICATE_BODY)
            .takes::<TrustBody>()
            .gives::<Trust>(),
        certificate_trust,
    )
    .route(
        Endpoint::new(&routes::JWT_VERIFY)
            .summary("Verify a signed message, and ask whether its certificate is trusted")
            .takes::<MessageBody>()
            .gives::<Verdict>(),
        jwt_verify,
    )
    .route(
        Endpoint::new(&routes::JWT_VERIFY_V2)
            .summary("Verify a signed message with the certificate of its header alone")
            .takes::<MessageBody>()
            .gives::<Verdict>(),
        jwt_verify_v2,
    )
}

/// A certificate and the domain in question.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct TrustBody {
    /// PEM; the first block counts.
    #[serde(deserialize_with = "lenient::text")]
    certificate_data: Option<String>,
    /// AUTH, DEVICE, FTM or MISP, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    partner_domain: Option<String>,
}

impl Validate for TrustBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("certificateData", &self.certificate_data).not_blank("partnerDomain", &self.partner_domain);
    }
}

/// The answer.
#[derive(Serialize, ToSchema)]
struct Trust {
    /// Whether the certificate has a path to a root of the domain now.
    status: bool,
}

async fn certificate_trust(app: App, call: Call) -> Answer {
    let body = call.body::<TrustBody>()?.request;
    let data = body.certificate_data.unwrap_or_default();
    let domain = body.partner_domain.unwrap_or_default();
    let status = certificates::certificate_trust(&app, &call.context, &data, &domain).await?;
    Reply::json(Trust { status })
}

/// A signed message and what is asked about it.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct MessageBody {
    /// A JWS in the compact form; the payload empty where actualData has it.
    #[serde(deserialize_with = "lenient::text")]
    jwt_signature_data: Option<String>,
    /// The content in base64url, where the JWS has none.
    #[serde(deserialize_with = "lenient::text")]
    actual_data: Option<String>,
    /// ROOT, PMS or PARTNER: whose certificate it is, for a header without x5c.
    #[serde(deserialize_with = "lenient::text")]
    application_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    reference_id: Option<String>,
    /// PEM, for a header without x5c.
    #[serde(deserialize_with = "lenient::text")]
    certificate_data: Option<String>,
    /// Whether the certificate has to have a path in the domain.
    #[serde(deserialize_with = "lenient::boolean")]
    validate_trust: Option<bool>,
    /// AUTH, DEVICE, FTM or MISP, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    domain: Option<String>,
}

impl Validate for MessageBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("jwtSignatureData", &self.jwt_signature_data);
    }
}

/// The verdict.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Verdict {
    signature_valid: bool,
    /// Validation Successful, or Validation Failed.
    message: &'static str,
    /// TRUST_NOT_VERIFIED, TRUST_NOT_VERIFIED_NO_DOMAIN, TRUST_CERT_PATH_VALID or TRUST_CERT_PATH_NOT_VALID.
    trust_valid: &'static str,
    /// Why the signature does not hold, by the names in docs/certificates.md; absent where it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// yyyy-MM-dd'T'HH:mm:ss.SSS'Z'.
    timestamp: String,
}

impl From<MessageBody> for SignedMessage {
    fn from(body: MessageBody) -> Self {
        Self {
            jws: body.jwt_signature_data.unwrap_or_default(),
            content: body.actual_data.unwrap_or_default(),
            certificate: body.certificate_data.unwrap_or_default(),
            application: body.application_id.unwrap_or_default(),
            reference: body.reference_id.unwrap_or_default(),
            validate_trust: body.validate_trust.unwrap_or_default(),
            domain: body.domain.unwrap_or_default(),
        }
    }
}

async fn jwt_verify(app: App, call: Call) -> Answer {
    let message = SignedMessage::from(call.body::<MessageBody>()?.request);
    answer(&call, certificates::jwt_verify(&app, &call.context, message).await?)
}

async fn jwt_verify_v2(app: App, call: Call) -> Answer {
    let message = SignedMessage::from(call.body::<MessageBody>()?.request);
    answer(&call, certificates::jwt_verify_v2(&app, &call.context, message).await?)
}

fn answer(call: &Call, verdict: MessageVerdict) -> Answer {
    Reply::json(Verdict {
        signature_valid: verdict.refused.is_none(),
        message: OUTCOMES[usize::from(verdict.refused.is_some())],
        trust_valid: match verdict.trust {
            MessageTrust::NotAsked => "TRUST_NOT_VERIFIED",
            MessageTrust::NoDomain => "TRUST_NOT_VERIFIED_NO_DOMAIN",
            MessageTrust::Valid => "TRUST_CERT_PATH_VALID",
            MessageTrust::NotValid => "TRUST_CERT_PATH_NOT_VALID",
        },
        reason: verdict.reason(),
        timestamp: time::zulu(call.context.now()),
    })
}

#[cfg(test)]
mod tests;
