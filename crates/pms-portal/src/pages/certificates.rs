//! Certificates of an organisation: list, upload, check, confirm, ask for trust, download.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::certificates::{self, Checked, File, Proof, Upload};
use pms_app::partners::{self, PartnerView};
use pms_app::{Failure, approvals};
use pms_domain::approval::{Kind, State};
use pms_domain::certificate::PossessionPolicy;
use pms_domain::partner::CertificateUsage;
use pms_domain::{Refusal, catalogue};
use pms_store::approval::Filter;
use pms_store::certificate::PartnerCertificate;

use super::certificate_check::{CheckPage, Target};
use super::organisation::{own, writable};
use super::{Is, P7B, PEM, download, into_form};
use crate::address;
use crate::errors;
use crate::form::{Choice, Form};
use crate::frame::{Frame, Tag, ok, unprocessable};
use crate::html::Html;
use crate::i18n::Texts;
use crate::list::Query;
use crate::listing::{self, Cell, Export, Head, Rows};
use crate::web::{Answer, Fault, Posted, Uploaded, Visitor};

/// Days before its end from which a certificate is shown as expiring.
const SOON_DAYS: i64 = 30;

/// A certificate in a list.
pub struct Row {
    /// Percent-encoded.
    pub id: String,
    pub href: String,
    pub subject: String,
    pub usage: Html,
    pub uploaded: Html,
    pub ends: Html,
    pub tag: Tag,
    pub note: Option<Html>,
}

pub struct Need {
    tag: Tag,
    words: Html,
}

pub struct RequestLink {
    href: String,
    tag: Tag,
    words: Html,
}

#[derive(Template)]
#[template(path = "certificates/list.html")]
struct List {
    p: Frame,
    base: String,
    form: Form,
    two: bool,
    usages: Vec<Choice>,
    obstacle: Option<Html>,
    may_change: bool,
    rows: Vec<Row>,
    needs: Vec<Need>,
    requests: Vec<RequestLink>,
}

/// The uses a certificate may have, for the upload form.
pub fn usages(texts: &Texts) -> Vec<Choice> {
    [CertificateUsage::Both, CertificateUsage::Signature, CertificateUsage::Encryption]
        .map(|usage| {
            let key = format!("usage-{}", usage.as_str());
            Choice::new(usage.as_str(), texts.get(&key)).hint(texts.get(&format!("{key}-hint")))
        })
        .to_vec()
}

pub fn takes_two(view: &PartnerView) -> bool {
    view.partner_type.is_some_and(|found| found.two_certificates)
}

/// The state of a certificate by its dates.
pub fn tag_of(end: chrono::NaiveDateTime, now: chrono::NaiveDateTime) -> Tag {
    if end < now {
        Tag::Expired
    } else if end - now <= chrono::TimeDelta::days(SOON_DAYS) {
        Tag::Expiring
    } else {
        Tag::Active
    }
}

/// The state of one of a partner's certificates.
fn state(certificate: &PartnerCertificate, now: chrono::NaiveDateTime) -> Tag {
    match tag_of(certificate.cert_not_after, now) {
        Tag::Expired => Tag::Expired,
        _ if !certificate.x_current => Tag::Deactivated,
        live => live,
    }
}

fn usage_of(certificate: &PartnerCertificate) -> CertificateUsage {
    certificate.x_usage.as_deref().and_then(CertificateUsage::parse).unwrap_or(CertificateUsage::Both)
}

/// An organisation's certificates as a file.
#[derive(Clone)]
struct OwnCertificates(String);

impl Export for OwnCertificates {
    fn name(&self) -> &'static str {
        "certificates"
    }

    fn asked(&self, visitor: &Visitor) -> Query {
        Query::read(address::org(&self.0, "certificates"), visitor.query(), &[])
    }

    fn columns(&self) -> Vec<Head> {
        let heads = [
            "request-certificate-id",
            "certificates-subject",
            "trust-issued-by",
            "check-serial",
            "certificates-usage",
            "trust-uploaded",
            "certificates-ends",
            "list-state",
        ];
        heads.map(Head::new).into()
    }

    async fn run(&self, visitor: &Visitor, _: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let (texts, now) = (visitor.texts(), visitor.ctx().now());
        let all = certificates::history(visitor.app(), visitor.ctx(), &self.0).await?;
        let line = |one: &PartnerCertificate| {
            listing::Row::plain(vec![
                Cell::code(&one.cert_id),
                Cell::text(&one.cert_subject),
                Cell::text(&one.cert_issuer),
                Cell::code(&one.cert_serial_no),
                Cell::words(texts, &format!("usage-{}", usage_of(one).as_str())),
                Cell::time(texts, one.cr_dtimes),
                Cell::time(texts, one.cert_not_after),
                Cell::tag(texts, state(one, now)),
            ])
        };
        let (from, size) = (page.saturating_mul(size), usize::try_from(size).unwrap_or(usize::MAX));
        let rows = all.iter().skip(usize::try_from(from).unwrap_or(usize::MAX)).take(size).map(line).collect();
        Ok(Rows { rows, total: all.len() as u64 })
    }
}

/// `GET /portal/org/{id}/certificates.csv`
pub async fn export(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = own(&visitor, &id).await?;
    listing::export(&visitor, &OwnCertificates(view.partner.id)).await
}

/// A partner's certificates, newest first.
pub fn rows(visitor: &Visitor, partner: &str, all: &[PartnerCertificate]) -> Vec<Row> {
    let texts = visitor.texts();
    let now = visitor.ctx().now();
    let base = address::org(partner, "certificates");
    all.iter()
        .map(|certificate| {
            let usage = usage_of(certificate);
            let note = match (certificate.x_current, certificate.x_valid_until) {
                (true, _) => None,
                (false, Some(until)) if until > now => {
                    Some(texts.with("certificates-former").day("when", until).html())
                }
                (false, _) => Some(texts.get("certificates-former-ended")),
            };
            let tag = state(certificate, now);
            Row {
                href: format!("{base}/{}", address::segment(&certificate.cert_id)),
                id: address::segment(&certificate.cert_id),
                subject: spaced(&certificate.cert_subject),
                usage: texts.get(&format!("usage-{}", usage.as_str())),
                uploaded: texts.day(certificate.cr_dtimes),
                ends: texts.day(certificate.cert_not_after),
                tag,
                note,
            }
        })
        .collect()
}

/// A stored name such as `CN=Example,O=Bank` with a space after each part, so that lines break between the parts.
pub fn spaced(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    let mut escaped = false;
    for c in name.chars() {
        out.push(c);
        if c == ',' && !escaped {
            out.push(' ');
        }
        escaped = c == '\\' && !escaped;
    }
    out
}

/// What is covered by the certificates in use, and what is not.
fn needs(texts: &Texts, view: &PartnerView, all: &[PartnerCertificate], now: chrono::NaiveDateTime) -> Vec<Need> {
    let current: Vec<_> = all.iter().filter(|one| one.x_current && one.cert_not_after >= now).collect();
    let covers = |wanted: fn(CertificateUsage) -> bool| {
        current.iter().any(|one| one.x_usage.as_deref().and_then(CertificateUsage::parse).is_some_and(wanted))
    };
    let need = |covered: bool, yes: &str, no: &str| Need {
        tag: if covered { Tag::Active } else { Tag::Draft },
        words: texts.get(if covered { yes } else { no }),
    };
    if !takes_two(view) {
        return vec![need(!current.is_empty(), "certificates-covered-single", "certificates-uncovered-single")];
    }
    vec![
        need(covers(CertificateUsage::signs), "certificates-covered", "certificates-uncovered"),
        need(
            covers(CertificateUsage::encrypts),
            "certificates-covered-encryption",
            "certificates-uncovered-encryption",
        ),
    ]
}

async fn requests(visitor: &Visitor, id: &str) -> Result<Vec<RequestLink>, Fault> {
    let filter =
        Filter { kind: Some(Kind::CaChain.as_str().to_owned()), partner_id: Some(id.to_owned()), ..Default::default() };
    let found = match approvals::list(visitor.app(), visitor.ctx(), &filter, 0, 20).await {
        Ok(found) => found,
        // A member without a partner's role may read the organisation, not the list of requests.
        Err(Failure::Refused(refusal)) if refusal.is(&catalogue::FORBIDDEN) => return Ok(Vec::new()),
        Err(failure) => return Err(failure.into()),
    };
    let texts = visitor.texts();
    Ok(found
        .rows
        .into_iter()
        .map(|approval| RequestLink {
            href: address::org(id, &format!("request/{}", address::segment(&approval.id))),
            tag: State::parse(&approval.state).map_or(Tag::Pending, Tag::from),
            words: texts.with("certificates-request").day("when", approval.requested_at).html(),
        })
        .collect())
}

async fn list_page(visitor: &Visitor, view: &PartnerView, form: Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let id = view.partner.id.as_str();
    let all = certificates::history(visitor.app(), visitor.ctx(), id).await?;
    let template = List {
        p: visitor.frame_of("certificates-title", Some(view)).await?.with_errors(&form),
        base: address::org(id, "certificates"),
        two: takes_two(view),
        usages: usages(texts),
        obstacle: certificates::obstacle(visitor.app(), view).map(|refusal| errors::line(texts, &refusal)),
        may_change: visitor.ctx().writable.contains(id),
        rows: rows(visitor, id, &all),
        needs: needs(texts, view, &all, visitor.ctx().now()),
        requests: requests(visitor, id).await?,
        form,
    };
    Ok(if template.form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/org/{id}/certificates`
pub async fn list(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = own(&visitor, &id).await?;
    list_page(&visitor, &view, Form::default().with("usage", CertificateUsage::Both.as_str())).await
}

/// `POST /portal/org/{id}/certificates/check`: explains, stores nothing.
pub async fn check(visitor: Visitor, Path(id): Path<String>, uploaded: Uploaded) -> Answer {
    let view = writable(&visitor, &id).await?;
    let texts = visitor.texts();
    let bytes = uploaded.bytes();
    let mut form = uploaded.form;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        form.error("file", texts.get("upload-empty"));
        return list_page(&visitor, &view, form).await;
    }
    match certificates::check(visitor.app(), visitor.ctx(), &id, bytes).await? {
        Checked::Explained(check) => {
            let file = uploaded.file_name;
            let page = CheckPage::new(&visitor, &view, &check, form, &file, &Target::Partner).await?;
            Ok(page.show())
        }
        Checked::Unreadable(error) => {
            // A private key is not shown again, not even to whoever sent it.
            form.forget("pem");
            form.error("file", texts.get(error.key()));
            list_page(&visitor, &view, form).await
        }
    }
}

/// Whether the partner has a certificate that an upload may take the place of.
pub async fn replaces(visitor: &Visitor, partner: &str) -> Result<bool, Fault> {
    let all = certificates::history(visitor.app(), visitor.ctx(), partner).await?;
    let now = visitor.ctx().now();
    Ok(all.iter().any(|one| one.x_current && one.cert_not_after >= now))
}

/// What came with the certificate as proof that its sender has the key.
fn proof(form: &Form) -> Option<Proof> {
    let (request, signature) = (form.given("request"), form.given("signature"));
    let challenge = signature.is_some().then(|| form.given("challenge")).flatten();
    (request.is_some() || signature.is_some()).then_some(Proof { request, challenge, signature })
}

/// Where a refusal of an upload belongs.
fn field(refusal: &Refusal) -> &'static str {
    let of_request = [&catalogue::POSSESSION_REQUIRED, &catalogue::POSSESSION_FORM, &catalogue::POSSESSION_REQUEST];
    let of_key = [&catalogue::POSSESSION_OTHER_KEY, &catalogue::POSSESSION_ALGORITHM, &catalogue::POSSESSION_KEY_KIND];
    let of_signature = [
        &catalogue::POSSESSION_BASE64,
        &catalogue::POSSESSION_SIGNATURE,
        &catalogue::POSSESSION_CHALLENGE,
        &catalogue::POSSESSION_EXPIRED,
    ];
    let is_one = |entries: &[&'static pms_domain::Entry]| entries.iter().any(|entry| refusal.is(entry));
    match () {
        () if is_one(&of_request) || is_one(&of_key) => "request",
        () if is_one(&of_signature) => "signature",
        () if refusal.is(&catalogue::CERT_OVERLAP) => "overlap",
        () => "",
    }
}

/// `POST /portal/org/{id}/certificates/confirm`: judged again, signed and stored.
pub async fn confirm(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = writable(&visitor, &id).await?;
    let domain = view.partner_type.map(|found| found.domain.as_str()).unwrap_or_default();
    let overlap_days = form.given("overlap").map(|days| days.parse().unwrap_or(-1));
    let upload = Upload {
        partner_id: id.clone(),
        data: form.value("pem").to_owned(),
        domain: domain.to_owned(),
        usage: takes_two(&view).then(|| form.given("usage")).flatten(),
        overlap_days,
        possession: proof(&form),
        ..Upload::default()
    };
    let required = certificates::possession_policy(visitor.app()) == PossessionPolicy::Required;
    if required && upload.possession.is_none() {
        form.error("request", visitor.texts().get("proof-missing"));
        return refused(&visitor, &view, form).await;
    }
    let stored = certificates::upload(visitor.app(), visitor.ctx(), upload).await;
    if into_form(visitor.texts(), &mut form, stored, field)?.is_none() {
        return refused(&visitor, &view, form).await;
    }
    let after = partners::get(visitor.app(), visitor.ctx(), &id).await?;
    let became_active = after.partner.is_active && !view.partner.is_active;
    let key = if became_active { "confirm-done-active" } else { "confirm-done" };
    Ok(visitor.done(&address::org(&id, "certificates"), key, &[]))
}

/// The verdict once more, with what was typed and what was wrong with it.
async fn refused(visitor: &Visitor, view: &PartnerView, form: Form) -> Answer {
    let bytes = form.value("pem").as_bytes().to_vec();
    match certificates::check(visitor.app(), visitor.ctx(), &view.partner.id, bytes).await? {
        Checked::Explained(check) => {
            Ok(CheckPage::new(visitor, view, &check, form, "", &Target::Partner).await?.show())
        }
        Checked::Unreadable(_) => list_page(visitor, view, form).await,
    }
}

/// `POST /portal/org/{id}/certificates/chain`: the CA chain, with the certificate that waits for it.
pub async fn chain(visitor: Visitor, Path(id): Path<String>, uploaded: Uploaded) -> Answer {
    let view = writable(&visitor, &id).await?;
    let texts = visitor.texts();
    let mut form = uploaded.form;
    let bytes = if uploaded.file.is_empty() { form.value("chain").as_bytes().to_vec() } else { uploaded.file.to_vec() };
    // Where it was asked for: below the verdict on the certificate that needs it.
    let has_leaf = form.given("pem").is_some();
    let field = match (has_leaf, uploaded.file.is_empty() && !bytes.is_empty()) {
        (false, _) => "file",
        (true, false) => "chain",
        (true, true) => "",
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        form.error(field, texts.get("upload-empty"));
        return chain_refused(&visitor, &view, form).await;
    }
    let usage = takes_two(&view).then(|| form.given("usage")).flatten();
    // Where a proof of possession is due, the certificate follows with it, once its chain is trusted.
    let alone = certificates::possession_policy(visitor.app()) == PossessionPolicy::Required;
    let leaf = form.given("pem").filter(|_| !alone);
    let sent = certificates::submit_chain(visitor.app(), visitor.ctx(), &id, bytes, leaf, usage.as_deref()).await;
    match into_form(texts, &mut form, sent, |_| field)? {
        Some(_) => {
            let key = if alone { "chain-sent-alone" } else { "chain-sent" };
            Ok(visitor.done(&address::org(&id, "certificates"), key, &[]))
        }
        None => chain_refused(&visitor, &view, form).await,
    }
}

/// What was wrong with a chain, with the verdict that asked for it; without a certificate, on the list.
async fn chain_refused(visitor: &Visitor, view: &PartnerView, mut form: Form) -> Answer {
    form.forget("chain");
    if form.given("pem").is_some() { refused(visitor, view, form).await } else { list_page(visitor, view, form).await }
}

/// `GET /portal/org/{id}/certificates/{certificate}/{file}`: for members, and for admins.
pub async fn file(visitor: Visitor, Path((id, certificate, file)): Path<(String, String, String)>) -> Answer {
    visitor.person()?;
    let (wanted, name, media) = match file.as_str() {
        "signed.cer" => (File::Signed, "mosip-signed.cer", PEM),
        "original.cer" => (File::Original, "original.cer", PEM),
        "chain.p7b" => (File::Chain, "chain.p7b", P7B),
        _ => return Err(Fault::NotFound),
    };
    let text = match certificates::file(visitor.app(), visitor.ctx(), &id, &certificate, wanted).await {
        Err(Failure::Refused(refusal)) if refusal.is(&catalogue::CERT_ID_NOT_FOUND) => return Err(Fault::NotFound),
        other => other?,
    };
    Ok(download(&format!("{id}-{name}"), media, text))
}

/// A refusal that the page of a certificate shows in words of its own.
pub fn waits(texts: &Texts, refusal: &Refusal) -> Html {
    let reason = if refusal.is(&catalogue::POLICY_GROUP_MISSING) {
        texts.get("step-policygroup-yours")
    } else {
        errors::line(texts, refusal)
    };
    texts.with("check-waits").words("reason", reason).html()
}

#[cfg(test)]
mod tests {
    use super::spaced;

    #[test]
    fn lines_break_between_the_parts_of_a_name_only() {
        assert_eq!(spaced(r"CN=a,O=Acme\, Inc.,C=IN"), r"CN=a, O=Acme\, Inc., C=IN");
        assert_eq!(spaced(r"CN=back\\,O=b"), r"CN=back\\, O=b");
    }
}
