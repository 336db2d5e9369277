//! One certificate of a partner: what it is, what it counts for and until when; and, for admins, its revocation.

use axum::extract::Path;
use axum::response::Response;
use pms_app::certificates::{self, PastCertificate};
use pms_app::partners::{self, PartnerView};
use pms_app::revocation::{self, Revocation};
use pms_domain::certificate::Possession;
use pms_domain::limits;
use pms_domain::revocation::Reason;
use pms_store::list::Page;

use super::certificates::{spaced, tag_of};
use super::organisation::own;
use super::{Fact, Link, bdi, code, into_form};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::Tag;
use crate::html::Html;
use crate::i18n::Texts;
use crate::object::{Action, EffectsPage, ObjectPage, Section};
use crate::web::{Answer, Fault, Posted, Visitor};

/// More than a partner ever has; older ones are in the history over REST.
const MOST: u64 = 500;

async fn find(visitor: &Visitor, partner: &str, certificate: &str) -> Result<PastCertificate, Fault> {
    let page = Page::new(0, MOST);
    let all = certificates::past(visitor.app(), visitor.ctx(), partner, None, page).await?.rows;
    all.into_iter().find(|one| one.row.cert_id == certificate).ok_or(Fault::NotFound)
}

fn tag(certificate: &PastCertificate, now: chrono::NaiveDateTime) -> Tag {
    match tag_of(certificate.row.cert_not_after, now) {
        _ if certificate.row.x_revoked_at.is_some() => Tag::Deactivated,
        Tag::Expired => Tag::Expired,
        _ if !certificate.is_current => Tag::Deactivated,
        live => live,
    }
}

/// The revocation's reason as a text key.
fn reason_key(reason: &str) -> String {
    format!("revoke-{}", reason.to_ascii_lowercase())
}

/// What became of it, in one sentence.
fn sentence(texts: &Texts, certificate: &PastCertificate, now: chrono::NaiveDateTime) -> Html {
    let row = &certificate.row;
    if let Some(at) = row.x_revoked_at {
        return texts.with("certificate-is-revoked").time("when", at).html();
    }
    if row.cert_not_after < now {
        return texts.with("certificate-is-over").day("when", row.cert_not_after).html();
    }
    match (certificate.is_current, certificate.until > now) {
        (true, _) => texts.with("certificate-counts").day("until", certificate.until).html(),
        (false, true) => texts.with("certificates-former").day("when", certificate.until).html(),
        (false, false) => texts.get("certificates-former-ended"),
    }
}

fn facts(texts: &Texts, certificate: &PastCertificate) -> Vec<Fact> {
    let row = &certificate.row;
    let fact = |label: &str, value| Fact::new(texts.get(label), value);
    let possession = match certificate.possession {
        Possession::None => "certificate-proof-none",
        Possession::Request => "certificate-proof-request",
        Possession::Challenge => "certificate-proof-challenge",
    };
    let mut facts = vec![
        fact("certificates-usage", texts.get(&format!("usage-{}", certificate.usage.as_str()))),
        fact("check-subject", bdi(&spaced(&row.cert_subject))),
        fact("check-issuer", bdi(&spaced(&row.cert_issuer))),
        fact("check-serial", code(&row.cert_serial_no)),
        fact("certificate-ends", texts.time(row.cert_not_after)),
        fact("certificate-accepted", texts.time(row.cr_dtimes)),
        fact("certificate-proof", texts.get(possession)),
    ];
    let times = [
        ("certificate-narrowed", row.x_narrowed_at),
        ("certificate-replaced", row.x_superseded_at),
        ("certificate-overlap-ends", row.x_superseded_at.and(row.x_valid_until)),
        ("certificate-revoked", row.x_revoked_at),
    ];
    for (label, at) in times {
        if let Some(at) = at {
            facts.push(fact(label, texts.time(at)));
        }
    }
    if let Some(reason) = &row.x_revoked_reason {
        let key = reason_key(reason);
        facts.push(fact("certificate-why", if texts.has(&key) { texts.get(&key) } else { code(reason) }));
    }
    let hashes = [("check-sha256", &row.x_sha256), ("certificate-key-sha256", &row.x_key_sha256)];
    for (label, hash) in hashes {
        if let Some(hash) = hash {
            facts.push(fact(label, code(hash)));
        }
    }
    facts
}

fn downloads(texts: &Texts, partner: &str, certificate: &str) -> Section {
    let base = address::org(partner, &format!("certificates/{}", address::segment(certificate)));
    let link = |file: &str, key: &str| Link { href: format!("{base}/{file}"), label: texts.get(key) };
    let mut section = Section::new("downloads", texts.get("certificates-downloads"));
    section.links = vec![
        link("signed.cer", "certificates-signed"),
        link("original.cer", "certificates-original"),
        link("chain.p7b", "certificates-chain"),
    ];
    section
}

fn page(visitor: &Visitor, p: crate::frame::Frame, partner: &str, found: &PastCertificate) -> ObjectPage {
    let texts = visitor.texts();
    let now = visitor.ctx().now();
    let mut section = Section::new("facts", texts.get("certificate-facts"));
    section.facts = facts(texts, found);
    let mut page = ObjectPage::new(p, bdi(&spaced(&found.row.cert_subject)));
    page.tag = Some(tag(found, now));
    page.sentence = sentence(texts, found, now);
    page.sections = vec![section];
    page.side = vec![downloads(texts, partner, &found.row.cert_id)];
    page
}

/// `GET /portal/org/{id}/certificates/{certificate}`
pub async fn own_show(visitor: Visitor, Path((id, certificate)): Path<(String, String)>) -> Answer {
    let view = own(&visitor, &id).await?;
    let found = find(&visitor, &id, &certificate).await?;
    let p = visitor.frame_of("certificate-title", Some(&view)).await?;
    let list = address::org(&id, "certificates");
    let mut page = page(&visitor, p.crumb(list.clone(), "certificates-title"), &id, &found);
    if found.is_current && visitor.ctx().writable.contains(&id) {
        page.actions = vec![Action::new(list, visitor.texts().get("certificate-renew"))];
    }
    Ok(page.answer())
}

/// The certificate's page for admins.
fn admin_address(partner: &str, certificate: &str) -> String {
    format!("{}/certificates/{}", address::partner(partner), address::segment(certificate))
}

async fn admin_frame(visitor: &Visitor, title: &str, view: &PartnerView) -> Result<crate::frame::Frame, Fault> {
    let frame = visitor.frame(title).await?.crumb(address::PARTNERS, "nav-partners");
    Ok(frame.crumb_text(address::partner(&view.partner.id), &view.partner.name))
}

/// `GET /portal/partners/{id}/certificates/{certificate}`
pub async fn show(visitor: Visitor, Path((id, certificate)): Path<(String, String)>) -> Answer {
    visitor.admin()?;
    let view = partners::get(visitor.app(), visitor.ctx(), &id).await?;
    let found = find(&visitor, &id, &certificate).await?;
    let mut page = page(&visitor, admin_frame(&visitor, "certificate-title", &view).await?, &id, &found);
    if found.row.x_revoked_at.is_none() {
        let href = format!("{}/revoke", admin_address(&id, &certificate));
        page.actions = vec![Action::new(href, visitor.texts().get("revoke-title"))];
    }
    Ok(page.answer())
}

async fn revoke_page(
    visitor: &Visitor,
    view: &PartnerView,
    found: &PastCertificate,
    form: &Form,
) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let id = view.partner.id.as_str();
    let certificate = found.row.cert_id.as_str();
    let reasons: Vec<Choice> = Reason::FINAL
        .into_iter()
        .map(|reason| Choice::new(reason.as_str(), texts.get(&reason_key(reason.as_str()))))
        .collect();
    let back = admin_address(id, certificate);
    let mut effects = vec![texts.get("revoke-effect-certificate"), texts.get("revoke-effect-others")];
    if found.is_current {
        effects.push(texts.with("revoke-effect-partner").text("name", &view.partner.name).html());
    }
    let template = EffectsPage {
        p: admin_frame(visitor, "revoke-title", view).await?.with_errors(form),
        title: texts.get("revoke-title"),
        name: bdi(&spaced(&found.row.cert_subject)),
        words: texts.get("revoke-words"),
        effects,
        obstacles: if found.row.x_revoked_at.is_some() { vec![texts.get("revoke-done-before")] } else { Vec::new() },
        action: format!("{back}/revoke"),
        controls: vec![
            form.control(texts, "why", "revoke-why").hint("revoke-why-hint").select(&reasons).blank(),
            form.control(texts, "reason", "danger-reason").hint("danger-reason-hint").area(3),
        ],
        submit: texts.get("revoke-send"),
        is_danger: true,
        back,
        back_label: texts.get("revoke-keep"),
    };
    Ok(template.answer(form))
}

/// `GET /portal/partners/{id}/certificates/{certificate}/revoke`
pub async fn ask_revoke(visitor: Visitor, Path((id, certificate)): Path<(String, String)>) -> Answer {
    visitor.admin()?;
    let view = partners::get(visitor.app(), visitor.ctx(), &id).await?;
    let found = find(&visitor, &id, &certificate).await?;
    revoke_page(&visitor, &view, &found, &Form::default()).await
}

/// `POST /portal/partners/{id}/certificates/{certificate}/revoke`
pub async fn revoke(
    visitor: Visitor,
    Path((id, certificate)): Path<(String, String)>,
    Posted(mut form): Posted,
) -> Answer {
    visitor.admin()?;
    let view = partners::get(visitor.app(), visitor.ctx(), &id).await?;
    let found = find(&visitor, &id, &certificate).await?;
    let texts = visitor.texts();
    form.require(texts, "why", "revoke-why-missing");
    form.require(texts, "reason", "danger-reason-missing");
    form.limit(texts, "reason", limits::REASON);
    if form.is_right() {
        let comment = form.trimmed("reason");
        let wanted =
            Revocation { certificate_id: &certificate, reason: form.value("why"), comment: Some(comment.as_str()) };
        let revoked = revocation::revoke_certificate(visitor.app(), visitor.ctx(), &wanted).await;
        if into_form(texts, &mut form, revoked, |_| "")?.is_some() {
            return Ok(visitor.done(&admin_address(&id, &certificate), "revoke-done", &[]));
        }
    }
    revoke_page(&visitor, &view, &found, &form).await
}
