//! A partner's certificate is uploaded and re-signed (contract part A §4.7).

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::certificates::{self, AdminActs, Proof, Upload};
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
    .route(
        Endpoint::new(&routes::CERTIFICATE_CHALLENGE)
            .summary("Get a text to sign with a certificate's private key, as proof of possession")
            .gives::<ChallengeGiven>(),
        challenge,
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
    /// Days for which the certificate that this one replaces stays trusted beside it, 0 to 366; 0 ends that at once. When
    /// missing as the site says.
    #[serde(deserialize_with = "lenient::integer")]
    overlap_days: Option<i64>,
    /// That the sender has the certificate's private key, where the site looks at it.
    #[serde(deserialize_with = "lenient::object")]
    proof_of_possession: Option<ProofBody>,
    /// A partner admin who acts for a partner says why, at most 1000 characters. Needed for acceptKeyInUse, and to
    /// upload for a deactivated partner before its reactivation. Never for members of the partner.
    #[serde(deserialize_with = "lenient::text")]
    admin_reason: Option<String>,
    /// Whether the admin accepts a public key that another partner uses.
    #[serde(deserialize_with = "lenient::boolean")]
    accept_key_in_use: Option<bool>,
}

/// Either a certification request, or a challenge with its signature.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct ProofBody {
    /// Certification request (PKCS#10) in PEM, made with the certificate's private key.
    #[serde(deserialize_with = "lenient::text")]
    request: Option<String>,
    /// As /partners/{partnerId}/certificates/challenge answered it, at most ten minutes ago.
    #[serde(deserialize_with = "lenient::text")]
    challenge: Option<String>,
    /// Signature over the text that came with the challenge, base64: SHA-256 with RSA (PKCS#1 v1.5 or PSS) or ECDSA (DER).
    #[serde(deserialize_with = "lenient::text")]
    signature: Option<String>,
}

impl From<ProofBody> for Proof {
    fn from(body: ProofBody) -> Self {
        let given = |text: Option<String>| text.filter(|text| !text::is_blank(text));
        Self { request: given(body.request), challenge: given(body.challenge), signature: given(body.signature) }
    }
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
        overlap_days: body.overlap_days,
        possession: body.proof_of_possession.map(Proof::from),
        by_admin,
    };
    let uploaded = certificates::upload(&app, &call.context, upload).await?;
    Reply::json(CertificateUploaded {
        signed_certificate_data: uploaded.signed_certificate,
        certificate_id: uploaded.certificate_id,
        timestamp: time::local_iso(uploaded.at),
    })
}

/// Something to sign. The challenge is sent back with the upload, and counts for this partner alone.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChallengeGiven {
    challenge: String,
    /// Signed byte for byte, without a line break at its end.
    text_to_sign: String,
    /// ISO local, UTC.
    expires_date_time: String,
}

async fn challenge(app: App, call: Call) -> Answer {
    let given = certificates::challenge(&app, &call.context, call.variable("partnerId")?).await?;
    Reply::json(ChallengeGiven {
        challenge: given.challenge,
        text_to_sign: given.text,
        expires_date_time: time::local_iso(given.expires_at),
    })
}

#[cfg(test)]
mod possession_tests;
#[cfg(test)]
mod tests;
