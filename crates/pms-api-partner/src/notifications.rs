//! Notifications about what ends: the list and the dismissal (contract part A §7).

use chrono::NaiveDate;
use pms_api_wire::{
    Answer, Call, Check, Endpoint, Fault, PageRequest, PageV2, Parameter, Query, Reply, Validate, Wire, lenient,
};
use pms_app::App;
use pms_app::notifications::{
    self, ApiKeyDetail, CertificateDetail, ChipDetail, Details, InterfaceDetail, NotificationFilter, NotificationView,
};
use pms_domain::{Refusal, catalogue, routes, text, time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Rows of a page when the caller does not say.
const PAGE_SIZE: i32 = 4;

const PARAMETERS: &[Parameter] = &[
    Parameter::integer("pageNo", "Page, counted from 0."),
    Parameter::integer("pageSize", "Rows on a page, at most 500; 4 when missing."),
    Parameter::text("notificationStatus", "active or dismissed."),
    Parameter::text("notificationType", "root, intermediate, partner, weekly, sbi, ftm-chip or apikey."),
    Parameter::text("certificateId", "Part of the certificate's id; root, intermediate, partner."),
    Parameter::text("issuedBy", "Part of the issuer's name; root, intermediate, partner."),
    Parameter::text("issuedTo", "Part of the subject's name; root, intermediate, partner."),
    Parameter::text("partnerDomain", "AUTH, DEVICE, FTM, …; root, intermediate, partner."),
    Parameter::text("expiryDate", "Day of the end, yyyy-MM-dd, UTC; every type but weekly."),
    Parameter::text("createdFromDate", "First day, yyyy-MM-dd, UTC; weekly."),
    Parameter::text("createdToDate", "Last day, yyyy-MM-dd, UTC; weekly."),
    Parameter::text("apiKeyName", "Part of the key's label; apikey."),
    Parameter::text("policyName", "Exactly the policy's name; apikey."),
    Parameter::text("ftmId", "Part of the chip's id; ftm-chip."),
    Parameter::text("make", "Part of the chip's make; ftm-chip."),
    Parameter::text("model", "Part of the chip's model; ftm-chip."),
    Parameter::text("sbiId", "Part of the interface's id; sbi."),
    Parameter::text("sbiVersion", "Part of the interface's version; sbi."),
];

/// Checked against the input pattern, in this order.
const FREE_TEXT: &[&str] = &[
    "certificateId",
    "issuedBy",
    "issuedTo",
    "apiKeyName",
    "policyName",
    "ftmId",
    "make",
    "model",
    "sbiId",
    "sbiVersion",
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::LIST_NOTIFICATIONS)
            .summary("List notifications about what ends, of the caller's own partners, newest first")
            .parameters(PARAMETERS)
            .gives::<PageV2<NotificationRow>>()
            .fallback(&catalogue::NOTIFICATIONS_FAILED),
        list,
    )
    .route(
        Endpoint::new(&routes::DISMISS_NOTIFICATION)
            .summary("Dismiss a notification")
            .takes::<DismissBody>()
            .gives::<Dismissed>()
            .fallback(&catalogue::NOTIFICATION_DISMISS_FAILED),
        dismiss,
    )
}

/// A notification.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NotificationRow {
    notification_id: String,
    notification_partner_id: String,
    /// ROOT_CERT_EXPIRY, INTERMEDIATE_CERT_EXPIRY, PARTNER_CERT_EXPIRY, WEEKLY_SUMMARY, SBI_EXPIRY, FTM_CHIP_CERT_EXPIRY or
    /// API_KEY_EXPIRY.
    notification_type: String,
    /// ACTIVE or DISMISSED.
    notification_status: String,
    /// ISO local, UTC.
    created_date_time: String,
    notification_details: DetailsBody,
}

/// What ends; null is what the notification is not about.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DetailsBody {
    certificate_details: Option<Vec<CertificateBody>>,
    ftm_details: Option<Vec<ChipBody>>,
    sbi_details: Option<Vec<InterfaceBody>>,
    api_key_details: Option<Vec<ApiKeyBody>>,
}

/// A certificate that ends.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CertificateBody {
    certificate_id: Option<String>,
    issued_by: Option<String>,
    issued_to: Option<String>,
    partner_id: Option<String>,
    partner_domain: Option<String>,
    /// ISO local, UTC.
    expiry_date_time: Option<String>,
    /// Days until then.
    expiry_period: Option<String>,
    /// root, intermediate or partner.
    certificate_type: Option<String>,
}

/// A chip whose certificate ends.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChipBody {
    certificate_id: Option<String>,
    issued_by: Option<String>,
    issued_to: Option<String>,
    partner_id: Option<String>,
    partner_domain: Option<String>,
    expiry_date_time: Option<String>,
    expiry_period: Option<String>,
    /// ftm.
    certificate_type: Option<String>,
    ftm_id: Option<String>,
    make: Option<String>,
    model: Option<String>,
}

/// A secure biometric interface that ends.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InterfaceBody {
    sbi_id: Option<String>,
    sbi_version: Option<String>,
    partner_id: Option<String>,
    expiry_date_time: Option<String>,
    expiry_period: Option<String>,
    /// Base64.
    sbi_binary_hash: Option<String>,
    sbi_creation_date: Option<String>,
}

/// An API key that ends, by its label.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ApiKeyBody {
    api_key_name: Option<String>,
    partner_id: Option<String>,
    expiry_date_time: Option<String>,
    expiry_period: Option<String>,
    policy_group: Option<String>,
    policy_name: Option<String>,
}

impl From<CertificateDetail> for CertificateBody {
    fn from(one: CertificateDetail) -> Self {
        Self {
            certificate_id: one.certificate_id,
            issued_by: one.issued_by,
            issued_to: one.issued_to,
            partner_id: one.partner_id,
            partner_domain: one.partner_domain,
            expiry_date_time: one.expiry_date_time,
            expiry_period: one.expiry_period,
            certificate_type: one.certificate_type,
        }
    }
}

impl From<ChipDetail> for ChipBody {
    fn from(one: ChipDetail) -> Self {
        let of = one.certificate;
        Self {
            certificate_id: of.certificate_id,
            issued_by: of.issued_by,
            issued_to: of.issued_to,
            partner_id: of.partner_id,
            partner_domain: of.partner_domain,
            expiry_date_time: of.expiry_date_time,
            expiry_period: of.expiry_period,
            certificate_type: of.certificate_type,
            ftm_id: one.ftm_id,
            make: one.make,
            model: one.model,
        }
    }
}

impl From<InterfaceDetail> for InterfaceBody {
    fn from(one: InterfaceDetail) -> Self {
        Self {
            sbi_id: one.sbi_id,
            sbi_version: one.sbi_version,
            partner_id: one.partner_id,
            expiry_date_time: one.expiry_date_time,
            expiry_period: one.expiry_period,
            sbi_binary_hash: one.sbi_binary_hash,
            sbi_creation_date: one.sbi_creation_date,
        }
    }
}

impl From<ApiKeyDetail> for ApiKeyBody {
    fn from(one: ApiKeyDetail) -> Self {
        Self {
            api_key_name: one.api_key_name,
            partner_id: one.partner_id,
            expiry_date_time: one.expiry_date_time,
            expiry_period: one.expiry_period,
            policy_group: one.policy_group,
            policy_name: one.policy_name,
        }
    }
}

impl From<Details> for DetailsBody {
    fn from(details: Details) -> Self {
        fn all<T, U: From<T>>(list: Option<Vec<T>>) -> Option<Vec<U>> {
            list.map(|list| list.into_iter().map(U::from).collect())
        }
        Self {
            certificate_details: all(details.certificate_details),
            ftm_details: all(details.ftm_details),
            sbi_details: all(details.sbi_details),
            api_key_details: all(details.api_key_details),
        }
    }
}

impl From<NotificationView> for NotificationRow {
    fn from(view: NotificationView) -> Self {
        Self {
            notification_id: view.id,
            notification_partner_id: view.partner_id,
            notification_type: view.kind,
            notification_status: view.status,
            created_date_time: time::local_iso(view.created_at),
            notification_details: view.details.into(),
        }
    }
}

/// A filter; blank is none.
fn filter(query: &Query, name: &str) -> Option<String> {
    query.text(name).filter(|value| !text::is_blank(value)).map(str::to_owned)
}

/// A day as `yyyy-MM-dd`; blank is none.
fn day(query: &Query, name: &str) -> Result<Option<NaiveDate>, Fault> {
    let Some(value) = filter(query, name) else { return Ok(None) };
    let has_form = value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let parsed = has_form.then(|| NaiveDate::parse_from_str(&value, "%Y-%m-%d").ok()).flatten();
    match parsed {
        None => Err(Refusal::with(&catalogue::NOTIFICATION_DATE_INVALID, name).into()),
        day => Ok(day),
    }
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let request = PageRequest::read(query, Some(PAGE_SIZE))?;
    call.check_input(FREE_TEXT)?;
    let page = request.check_page()?;
    let text = |name| filter(query, name);
    let filter = NotificationFilter {
        status: text("notificationStatus"),
        kind: text("notificationType"),
        certificate_id: text("certificateId"),
        issued_by: text("issuedBy"),
        issued_to: text("issuedTo"),
        partner_domain: text("partnerDomain"),
        expiry_date: day(query, "expiryDate")?,
        created_from: day(query, "createdFromDate")?,
        created_to: day(query, "createdToDate")?,
        api_key_name: text("apiKeyName"),
        policy_name: text("policyName"),
        ftm_id: text("ftmId"),
        make: text("make"),
        model: text("model"),
        sbi_id: text("sbiId"),
        sbi_version: text("sbiVersion"),
    };
    let found = notifications::list(&app, &call.context, &filter, page).await?;
    Reply::json(PageV2::new(Some(page), found.map(NotificationRow::from)))
}

/// The new status.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct DismissBody {
    /// DISMISSED.
    #[serde(deserialize_with = "lenient::text")]
    notification_status: Option<String>,
}

impl Validate for DismissBody {
    fn check(&self, _: &mut Check) {}
}

/// The notification as it is now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Dismissed {
    id: String,
    partner_id: String,
    notification_type: String,
    notification_status: String,
}

async fn dismiss(app: App, call: Call) -> Answer {
    let body = call.body_unchecked::<DismissBody>()?;
    call.check_v2(&body)?;
    let (id, status) = (call.variable("notificationId")?, body.request.notification_status.as_deref());
    let view = notifications::dismiss(&app, &call.context, id, status).await?;
    Reply::json(Dismissed {
        id: view.id,
        partner_id: view.partner_id,
        notification_type: view.kind,
        notification_status: view.status,
    })
}

#[cfg(test)]
mod tests;
