//! Revoking certificates, and the revocation lists of partners' CAs: routes of our own (contract pki §7).

use pms_api_wire::{
    Answer, Call, Check, Endpoint, PAGING, PageRequest, PageV2, Parameter, Reply, Validate, Wire, lenient,
};
use pms_app::App;
use pms_app::revocation::{self, LISTS, List, Revocation, Revoked, Uploaded};
use pms_domain::{limits, routes, text, time};
use pms_store::list::ListQuery;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Lists on a page when the caller does not say.
const PAGE: i32 = 25;

const FILTERS: &[Parameter] = &[
    Parameter::text("origin", "fetched, uploaded or own."),
    Parameter::text("partnerDomain", "The domain in which the issuer was met first: AUTH, DEVICE, FTM, MISP; ROOT."),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::REVOKE_CERTIFICATE)
            .summary("Revoke a certificate of a partner or a chip, for good")
            .takes::<RevokeBody>()
            .gives::<RevokedBody>(),
        revoke,
    )
    .route(
        Endpoint::new(&routes::REVOKE_CA_CERTIFICATE)
            .summary("Revoke a CA certificate of a trust store, for good, with what it issued and has no other path")
            .takes::<RevokeBody>()
            .gives::<RevokedBody>(),
        revoke_ca,
    )
    .route(
        Endpoint::new(&routes::LIST_REVOCATION_LISTS)
            .summary("List the revocation lists: whence, what was there last, what went wrong")
            .parameters(PAGING)
            .parameters(FILTERS)
            .gives::<PageV2<ListRow>>(),
        list,
    )
    .route(
        Endpoint::new(&routes::UPLOAD_REVOCATION_LIST)
            .summary("Bring the revocation list of a CA that the server cannot reach")
            .body_limit(limits::REVOCATION_LIST_BODY)
            .takes::<ListBody>()
            .gives::<UploadedBody>(),
        upload,
    )
}

/// Why a certificate is revoked.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct RevokeBody {
    /// unspecified, keyCompromise, cACompromise, affiliationChanged, superseded, cessationOfOperation, privilegeWithdrawn or
    /// aACompromise, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    revocation_reason: Option<String>,
    /// For people: at most 1000 characters. Required.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

impl Validate for RevokeBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("revocationReason", &self.revocation_reason);
    }
}

impl RevokeBody {
    fn of<'a>(&'a self, certificate_id: &'a str) -> Revocation<'a> {
        Revocation {
            certificate_id,
            reason: self.revocation_reason.as_deref().unwrap_or_default(),
            comment: self.reason.as_deref(),
        }
    }
}

/// What was revoked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RevokedBody {
    cert_id: String,
    /// The word of RFC 5280.
    revocation_reason: &'static str,
    /// Milliseconds and `+00:00`.
    revoked_date_time: String,
    /// Whose it was; of a CA certificate the partner that it came with.
    partner_id: Option<String>,
}

impl From<Revoked> for RevokedBody {
    fn from(revoked: Revoked) -> Self {
        Self {
            cert_id: revoked.certificate_id,
            revocation_reason: revoked.reason.as_str(),
            revoked_date_time: time::offset_iso(revoked.at),
            partner_id: revoked.partner_id,
        }
    }
}

async fn revoke(app: App, call: Call) -> Answer {
    let body = call.body::<RevokeBody>()?;
    call.check_v2(&body)?;
    let wanted = body.request.of(call.variable("certId")?);
    Reply::json(RevokedBody::from(revocation::revoke_certificate(&app, &call.context, &wanted).await?))
}

async fn revoke_ca(app: App, call: Call) -> Answer {
    let body = call.body::<RevokeBody>()?;
    call.check_v2(&body)?;
    let wanted = body.request.of(call.variable("certId")?);
    Reply::json(RevokedBody::from(revocation::revoke_ca_certificate(&app, &call.context, &wanted).await?))
}

/// A place of revocation lists, and the list that is there.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListRow {
    id: String,
    /// fetched (from where certificates say), uploaded (by an administrator) or own (signed here).
    origin: String,
    /// The issuer's name.
    issuer: String,
    partner_domain: String,
    /// Where it is published; of our own the path; null for what was uploaded.
    crl_url: Option<String>,
    /// cRLNumber in decimal; null: no list yet, or one without.
    number: Option<String>,
    /// Milliseconds and `+00:00`, as all times here.
    this_update: Option<String>,
    next_update: Option<String>,
    /// How many certificates it revokes.
    entries: i64,
    /// When the list came; null: never.
    fetched_date_time: Option<String>,
    /// When it is looked for, or signed, again.
    next_fetch_date_time: Option<String>,
    /// Failures since.
    failures: i32,
    last_error: Option<String>,
    /// Whether the list speaks now.
    is_current: bool,
    created_date_time: String,
}

impl ListRow {
    fn new(list: List, now: pms_domain::Timestamp) -> Self {
        let is_uploaded = list.url.is_empty();
        Self {
            is_current: list.this_update.is_some_and(|from| from <= now)
                && list.next_update.is_some_and(|until| now <= until),
            id: list.id,
            origin: list.origin,
            issuer: list.issuer,
            partner_domain: list.domain,
            crl_url: (!is_uploaded).then_some(list.url),
            number: list.number,
            this_update: list.this_update.map(time::offset_iso),
            next_update: list.next_update.map(time::offset_iso),
            entries: list.entries,
            fetched_date_time: list.fetched_at.map(time::offset_iso),
            next_fetch_date_time: list.next_try_at.filter(|_| !is_uploaded).map(time::offset_iso),
            failures: list.failures,
            last_error: list.last_error,
            created_date_time: time::offset_iso(list.cr_dtimes),
        }
    }
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let paging = PageRequest::read(query, Some(PAGE))?.check(&LISTS)?;
    let mut wanted = ListQuery::new();
    for name in ["origin", "partnerDomain"] {
        let given = query.text(name).filter(|text| !text::is_blank(text));
        if let Some(column) = LISTS.columns.iter().find(|column| column.name == name) {
            wanted = wanted.exact(column, given);
        }
    }
    let found = revocation::list(&app, &call.context, paging.apply(wanted)).await?;
    let now = call.context.now();
    Reply::json(PageV2::new(paging.page, found.map(|list| ListRow::new(list, now))))
}

/// A revocation list.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct ListBody {
    /// PEM (`X509 CRL`), or DER in base64.
    #[serde(deserialize_with = "lenient::text")]
    crl_data: Option<String>,
}

impl Validate for ListBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("crlData", &self.crl_data);
    }
}

/// The list as it counts from now on.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UploadedBody {
    id: String,
    issuer: String,
    /// The first domain whose trust store holds the issuer.
    partner_domain: &'static str,
    number: Option<String>,
    /// Milliseconds and `+00:00`.
    this_update: String,
    next_update: Option<String>,
    entries: usize,
}

impl From<Uploaded> for UploadedBody {
    fn from(uploaded: Uploaded) -> Self {
        Self {
            id: uploaded.id,
            issuer: uploaded.issuer,
            partner_domain: uploaded.domain.as_str(),
            number: uploaded.number,
            this_update: time::offset_iso(uploaded.this_update),
            next_update: uploaded.next_update.map(time::offset_iso),
            entries: uploaded.entries,
        }
    }
}

async fn upload(app: App, call: Call) -> Answer {
    let body = call.body::<ListBody>()?;
    call.check_v2(&body)?;
    let data = body.request.crl_data.unwrap_or_default();
    Reply::json(UploadedBody::from(revocation::upload_list(&app, &call.context, &data).await?))
}

#[cfg(test)]
mod tests;
