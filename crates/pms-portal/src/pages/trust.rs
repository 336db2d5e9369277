//! The trust store: list, download, and adding certificates in two steps (read, then confirm).

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::certificates::{self, TrustFilter, TrustRow};
use pms_domain::partner_type::Domain;
use pms_domain::{Refusal, catalogue};

use super::request_about::{AuthorityView, authorities};
use super::{Is, Link, P7B, download, into_form, read_upload, waits};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{Frame, Tag, ok, unprocessable};
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Row, Rows};
use crate::web::{Answer, Fault, Posted, Uploaded, Visitor};

/// The certificates that we trust, as admins see them.
#[derive(Clone, Copy)]
struct Trust;

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

fn filter(query: &Query) -> TrustFilter {
    TrustFilter {
        ca_certificate_type: query.text("type").filter(|kind| matches!(kind.as_str(), "ROOT" | "INTERMEDIATE")),
        partner_domain: query.text("domain").filter(|domain| Domain::parse(domain).is_some()),
        issued_to: query.text("issued_to"),
        issued_by: query.text("issued_by"),
        ..Default::default()
    }
}

fn row(visitor: &Visitor, row: TrustRow) -> Row {
    let texts = visitor.texts();
    let tag = super::certificates::tag_of(row.cert_not_after, visitor.ctx().now());
    let root = row.ca_cert_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("ROOT"));
    let kind = if root { "trust-root" } else { "trust-intermediate" };
    let href = format!("{}/{}", address::TRUST, address::segment(&row.cert_id));
    let chain = format!("{href}/chain.p7b");
    let cells = vec![
        Cell::text(&short(&row.cert_subject)).sub_code(&row.cert_id),
        Cell::code(&row.cert_id),
        Cell::text(&short(&row.cert_issuer)),
        Cell::code(&row.partner_domain).sub(texts.get(kind)),
        Cell::words(texts, kind),
        Cell::day(texts, row.cert_not_after),
        Cell::day(texts, row.cr_dtimes),
        Cell::tag(texts, tag),
    ];
    let row = Row::new(href, cells);
    // The chain of an expired one is refused.
    if tag == Tag::Expired { row } else { row.act(chain, texts.get("trust-download")) }
}

impl Listing for Trust {
    fn address(&self) -> String {
        address::TRUST.to_owned()
    }

    fn file(&self) -> &'static str {
        "trust-store"
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let domains = domains().into_iter().map(|domain| Choice::new(domain, super::bdi(domain))).collect();
        let kinds = vec![
            Choice::new("ROOT", texts.get("trust-root")),
            Choice::new("INTERMEDIATE", texts.get("trust-intermediate")),
        ];
        vec![
            Filter::text("issued_to", "trust-issued-to"),
            Filter::text("issued_by", "trust-issued-by"),
            Filter::choice("domain", "trust-domain", domains),
            Filter::choice("type", "trust-type", kinds),
        ]
    }

    fn heads(&self) -> Vec<Head> {
        vec![
            Head::new("trust-issued-to").sort("issued_to"),
            Head::new("request-certificate-id").in_file_only(),
            Head::new("trust-issued-by").sort("issued_by"),
            Head::new("trust-domain").sort("domain"),
            Head::new("trust-type").in_file_only(),
            Head::new("certificates-ends").sort("ends").number(),
            Head::new("trust-uploaded").sort("uploaded").number().usual(true),
            Head::new("list-state"),
        ]
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let add = Link { href: format!("{}/upload", address::TRUST), label: texts.get("trust-add") };
        Ok(About {
            primary: Some(add.clone()),
            ..About::new(
                "nav-trust",
                texts.get("trust-intro"),
                "trust-count",
                Empty {
                    icon: "shield",
                    title: texts.get("trust-empty"),
                    words: texts.get("trust-empty-words"),
                    action: Some(add),
                },
            )
        })
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let sort = super::policy_requests::sort(query, &SORTS);
        let found = certificates::trust_list(visitor.app(), visitor.ctx(), &filter(query), sort, page, size).await?;
        let rows = found.rows.into_iter().map(|one| row(visitor, one)).collect();
        Ok(Rows { rows, total: found.total })
    }
}

/// `GET /portal/trust`
pub async fn list(visitor: Visitor) -> Answer {
    visitor.admin()?;
    listing::show(&visitor, &Trust, None).await
}

/// `GET /portal/trust.csv`
pub async fn export(visitor: Visitor) -> Answer {
    visitor.admin()?;
    listing::export(&visitor, &Trust).await
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
