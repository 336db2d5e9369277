//! The trust store: list, download, and adding certificates in two steps (read, then confirm).

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::certificates::{self, TrustFilter, TrustRow};
use pms_domain::partner_type::Domain;
use pms_domain::{Refusal, catalogue};

use super::request_about::{AuthorityView, authorities};
use super::{Is, P7B, download, into_form, read_upload, waits};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{Frame, Tag, ok, unprocessable};
use crate::html::Html;
use crate::list::{Chip, Column, Pager, Query, count};
use crate::web::{Answer, Fault, Posted, Uploaded, Visitor};

struct Row {
    id: String,
    issued_to: String,
    issued_by: String,
    domain: String,
    kind: Html,
    ends: Html,
    uploaded: Html,
    tag: Tag,
    downloadable: bool,
}

#[derive(Template)]
#[template(path = "trust/list.html")]
struct List {
    p: Frame,
    form: Form,
    domains: Vec<&'static str>,
    count: Html,
    chips: Vec<Chip>,
    clear: &'static str,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
}

#[derive(Template)]
#[template(path = "trust/upload.html")]
struct UploadPage {
    p: Frame,
    form: Form,
    domains: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "trust/confirm.html")]
struct Confirm {
    p: Frame,
    domain: &'static str,
    count: usize,
    pem: String,
    /// Some of the file would not be stored.
    partly: bool,
    /// A second admin has to agree.
    waits: bool,
    authorities: Vec<AuthorityView>,
}

const FILTERS: [&str; 4] = ["issued_to", "issued_by", "domain", "type"];

/// Address name of a sort and the list's own.
const SORTS: [(&str, &str); 5] = [
    ("issued_to", "issuedTo"),
    ("issued_by", "issuedBy"),
    ("domain", "partnerDomain"),
    ("ends", "validTill"),
    ("uploaded", "uploadedDateTime"),
];

fn domains() -> Vec<&'static str> {
    Domain::ALL.iter().map(|domain| domain.as_str()).collect()
}

/// The common name of a stored subject such as `CN=Root CA,O=Example`, else the whole.
pub fn short(name: &str) -> String {
    let found = name.split(',').find_map(|part| part.trim().strip_prefix("CN="));
    found.unwrap_or(name).to_owned()
}

fn row(visitor: &Visitor, row: TrustRow) -> Row {
    let texts = visitor.texts();
    let tag = super::certificates::tag_of(row.cert_not_after, visitor.ctx().now());
    let root = row.ca_cert_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("ROOT"));
    Row {
        issued_to: short(&row.cert_subject),
        issued_by: short(&row.cert_issuer),
        kind: texts.get(if root { "trust-root" } else { "trust-intermediate" }),
        ends: texts.day(row.cert_not_after),
        uploaded: texts.day(row.cr_dtimes),
        downloadable: tag != Tag::Expired,
        tag,
        domain: row.partner_domain,
        id: row.cert_id,
    }
}

/// `GET /portal/trust`
pub async fn list(visitor: Visitor) -> Answer {
    visitor.admin()?;
    let texts = visitor.texts();
    let query = Query::read(address::TRUST, visitor.query(), &FILTERS).usual(visitor.usual_size());
    let filter = TrustFilter {
        ca_certificate_type: query.text("type").filter(|kind| matches!(kind.as_str(), "ROOT" | "INTERMEDIATE")),
        partner_domain: query.text("domain").filter(|domain| Domain::parse(domain).is_some()),
        issued_to: query.text("issued_to"),
        issued_by: query.text("issued_by"),
        ..Default::default()
    };
    let sort = query
        .sort()
        .and_then(|(name, down)| SORTS.iter().find(|(own, _)| *own == name).map(|(_, field)| (*field, down)));
    let page =
        certificates::trust_list(visitor.app(), visitor.ctx(), &filter, sort, query.page() - 1, query.size()).await?;
    let column = |key: &str, name, class, default| query.column(texts.get(key), name, class, default);
    let labels = [
        ("issued_to", texts.get("trust-issued-to")),
        ("issued_by", texts.get("trust-issued-by")),
        ("domain", texts.get("trust-domain")),
        ("type", texts.get("trust-type")),
    ];
    Ok(ok(&List {
        p: visitor.frame("nav-trust").await?,
        form: Form::of(query.values()),
        domains: domains(),
        count: count(texts, "trust-count", page.total),
        chips: query.chips(&labels),
        clear: address::TRUST,
        columns: vec![
            column("trust-issued-to", "issued_to", "", None),
            column("trust-issued-by", "issued_by", "", None),
            column("trust-domain", "domain", "", None),
            column("certificates-ends", "ends", "num", None),
            column("trust-uploaded", "uploaded", "num", Some(true)),
            Column::plain(texts.get("list-state")),
            Column::plain(texts.get("certificates-downloads")),
        ],
        pager: Pager::new(&query, page.total),
        rows: page.rows.into_iter().map(|found| row(&visitor, found)).collect(),
    }))
}

/// `GET /portal/trust/{id}/chain.p7b`
pub async fn chain(visitor: Visitor, Path(id): Path<String>) -> Answer {
    visitor.admin()?;
    let chain = certificates::trust_path(visitor.app(), visitor.ctx(), &id).await?;
    Ok(download("trust-chain.p7b", P7B, chain))
}

async fn upload_page(visitor: &Visitor, form: Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let template = UploadPage {
        p: visitor.frame("trust-upload-title").await?.crumb(address::TRUST, "nav-trust").with_errors(&form),
        domains: domains()
            .into_iter()
            .map(|domain| {
                let hint = texts.get(&format!("trust-domain-{domain}"));
                Choice::new(domain, super::bdi(domain)).hint(hint)
            })
            .collect(),
        form,
    };
    Ok(if template.form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/trust/upload`
pub async fn upload(visitor: Visitor) -> Answer {
    visitor.admin()?;
    upload_page(&visitor, Form::default()).await
}

/// `POST /portal/trust/upload`: shows what the file holds, stores nothing.
pub async fn read(visitor: Visitor, uploaded: Uploaded) -> Answer {
    visitor.admin()?;
    let texts = visitor.texts();
    let bytes = uploaded.bytes();
    let mut form = uploaded.form;
    let domain = Domain::parse(form.value("domain"));
    if domain.is_none() {
        form.error("domain", texts.get("trust-domain-missing"));
    }
    let upload = match read_upload(bytes).await? {
        Ok(upload) => Some(upload),
        Err(error) => {
            form.forget("pem");
            form.error("file", texts.get(error.key()));
            None
        }
    };
    let (Some(domain), Some(upload)) = (domain, upload) else { return upload_page(&visitor, form).await };
    // What would be refused is refused here already, not at the second step.
    let chain = pms_pki::p7b::encode_base64url(upload.certificates.iter());
    let review = certificates::review_ca(visitor.app(), visitor.ctx(), &chain, domain.as_str()).await;
    let Some(review) = into_form(texts, &mut form, review, field)? else {
        form.forget("pem");
        return upload_page(&visitor, form).await;
    };
    if review.new == 0 {
        form.forget("pem");
        form.error("file", texts.get("trust-added-none"));
        return upload_page(&visitor, form).await;
    }
    Ok(ok(&Confirm {
        p: visitor.frame("trust-confirm-title").await?.crumb(address::TRUST, "nav-trust"),
        domain: domain.as_str(),
        count: review.certificates.len(),
        partly: review.new < review.certificates.len(),
        waits: review.waits,
        pem: upload.certificates.iter().map(pms_pki::Certificate::to_pem).collect(),
        authorities: authorities(&visitor, &review.certificates),
    }))
}

/// The field that a refusal of an upload is about.
fn field(refusal: &Refusal) -> &'static str {
    if refusal.is(&catalogue::CERT_DOMAIN) { "domain" } else { "file" }
}

/// `POST /portal/trust/confirm`
pub async fn confirm(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    visitor.admin()?;
    let texts = visitor.texts();
    let upload = match read_upload(form.value("pem")).await? {
        Ok(upload) => upload,
        Err(error) => {
            form.forget("pem");
            form.error("file", texts.get(error.key()));
            return upload_page(&visitor, form).await;
        }
    };
    // One certificate or a chain: the use case reads both as a p7b.
    let chain = pms_pki::p7b::encode_base64url(upload.certificates.iter());
    let added = certificates::upload_ca(visitor.app(), visitor.ctx(), &chain, form.value("domain")).await;
    if waits(&added) {
        return Ok(visitor.done(address::TRUST, "two-admins-wait", &[]));
    }
    let Some(added) = into_form(texts, &mut form, added, field)? else { return upload_page(&visitor, form).await };
    match added.status {
        "Upload Success." => Ok(visitor.done(address::TRUST, "trust-added", &[])),
        "Partial Upload Success." => Ok(visitor.done(address::TRUST, "trust-added-partly", &[])),
        _ => {
            form.forget("pem");
            form.error("file", texts.get("trust-added-none"));
            upload_page(&visitor, form).await
        }
    }
}
