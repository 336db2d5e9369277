//! The certificate of a chip (contract part B §8.4, §8.5, §8.8).

use pms_api_wire::{Answer, Call, Check, Endpoint, Fault, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::devices::{self, ChipPair, ChipUpload};
use pms_domain::{catalogue, limits, routes, time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::UPLOAD_CHIP_CERTIFICATE)
            .summary("Upload a chip's certificate; of an approved chip it waits for its own approval")
            .takes::<UploadBody>()
            .gives::<ChipUploaded>()
            .body_limit(limits::CERTIFICATE_BODY),
        upload,
    )
    .route(
        Endpoint::new(&routes::GET_CHIP_CERTIFICATE)
            .summary("Read a chip's certificate as it is handed out")
            .gives::<ChipCertificate>(),
        certificate,
    )
    .route(
        Endpoint::new(&routes::GET_CHIP_CERTIFICATE_DATA)
            .summary("Read a chip's certificates: as its provider uploaded it, and as it is handed out")
            .gives::<ChipCertificateData>()
            .fallback(&catalogue::CHIP_DATA_FAILED),
        data,
    )
}

/// A certificate to be uploaded.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = ChipCertificateUpload)]
struct UploadBody {
    #[serde(deserialize_with = "lenient::text")]
    ftp_provider_id: Option<String>,
    /// The contract's spelling.
    #[serde(deserialize_with = "lenient::text")]
    ftp_chip_deatil_id: Option<String>,
    /// Has no effect.
    #[serde(deserialize_with = "lenient::boolean")]
    is_it_for_registration_device: Option<bool>,
    /// PEM.
    #[serde(deserialize_with = "lenient::text")]
    certificate_data: Option<String>,
    /// The provider's registered name counts.
    #[serde(deserialize_with = "lenient::text")]
    organization_name: Option<String>,
    /// FTM, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    partner_domain: Option<String>,
}

impl Validate for UploadBody {
    fn check(&self, check: &mut Check) {
        check
            .not_blank("ftpProviderId", &self.ftp_provider_id)
            .not_blank("ftpChipDeatilId", &self.ftp_chip_deatil_id)
            .not_null("isItForRegistrationDevice", &self.is_it_for_registration_device)
            .not_blank("certificateData", &self.certificate_data)
            .not_blank("organizationName", &self.organization_name)
            .not_blank("partnerDomain", &self.partner_domain);
    }
}

/// What the provider gets back.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChipUploaded {
    /// The chain, p7b, base64url.
    signed_certificate_data: String,
    /// The certificate itself, PEM (kept).
    certificate_id: String,
    /// ISO local, UTC.
    timestamp: String,
}

async fn upload(app: App, call: Call) -> Answer {
    let body = call.body::<UploadBody>()?.request;
    let upload = ChipUpload {
        provider_id: body.ftp_provider_id.unwrap_or_default(),
        chip_id: body.ftp_chip_deatil_id.unwrap_or_default(),
        data: body.certificate_data.unwrap_or_default(),
        organization: body.organization_name.unwrap_or_default(),
        domain: body.partner_domain.unwrap_or_default(),
    };
    let uploaded = devices::upload_chip(&app, &call.context, upload).await?;
    Reply::json(ChipUploaded {
        signed_certificate_data: uploaded.chain,
        certificate_id: uploaded.certificate,
        timestamp: time::local_iso(uploaded.at),
    })
}

/// A chip's certificate.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChipCertificate {
    /// PEM.
    certificate_data: String,
    /// ISO local, UTC.
    timestamp: String,
}

async fn certificate(app: App, call: Call) -> Answer {
    let found = devices::chip_certificate(&app, &call.context, call.variable("ftpChipDetailId")?).await?;
    let Some(certificate_data) = found else {
        // No such chip, and no error (kept).
        return Reply::null();
    };
    Reply::json(ChipCertificate { certificate_data, timestamp: time::local_iso(call.context.now()) })
}

/// Both certificates; an expired one is empty and marked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChipCertificateData {
    /// PEM, as the provider's CA issued it.
    ca_signed_certificate_data: String,
    /// Start of the certificate (the contract calls it upload time).
    ca_signed_cert_upload_date_time: String,
    ca_signed_cert_expiry_date_time: String,
    is_ca_signed_certificate_expired: bool,
    /// PEM.
    mosip_signed_certificate_data: String,
    mosip_signed_cert_upload_date_time: String,
    mosip_signed_cert_expiry_date_time: String,
    is_mosip_signed_certificate_expired: bool,
}

impl From<ChipPair> for ChipCertificateData {
    fn from(pair: ChipPair) -> Self {
        let (ca, mosip) = (pair.ca_signed, pair.mosip_signed);
        Self {
            ca_signed_cert_upload_date_time: time::local_iso(ca.not_before),
            ca_signed_cert_expiry_date_time: time::local_iso(ca.not_after),
            is_ca_signed_certificate_expired: ca.is_expired,
            ca_signed_certificate_data: ca.data,
            mosip_signed_cert_upload_date_time: time::local_iso(mosip.not_before),
            mosip_signed_cert_expiry_date_time: time::local_iso(mosip.not_after),
            is_mosip_signed_certificate_expired: mosip.is_expired,
            mosip_signed_certificate_data: mosip.data,
        }
    }
}

async fn data(app: App, call: Call) -> Answer {
    call.require_feature(app.settings().features.ca_signed_partner_certificate, &catalogue::FEATURE_CERTIFICATE_DATA)?;
    let id = call.variable("ftmId")?;
    if id.len() > limits::DEVICE_TEXT || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::first_envelope(&catalogue::CHIP_ID_INVALID));
    }
    let pair = devices::chip_pair(&app, &call.context, id).await?;
    Reply::json(ChipCertificateData::from(pair))
}

#[cfg(test)]
mod tests;
