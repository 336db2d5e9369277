//! One certificate of the trust store: what it covers, its revocation lists, its history; and revoking it for good.

use axum::extract::Path;
use axum::response::Response;
use pms_app::audit::{self, AuditFilter};
use pms_app::certificates::{self, TrustEntry};
use pms_app::revocation::{self, List, Revocation};
use pms_domain::revocation::Reason;
use pms_domain::{Refusal, catalogue, limits};
use pms_store::list::{ListQuery, Page};

use super::certificates::tag_of;
use super::trust::short;
use super::{Fact, Is, Link, bdi, code, into_form, timeline, waits};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::Tag;
use crate::html::Html;
use crate::object::{Action, EffectsPage, Note, Notes, ObjectPage, Section, Table};
use crate::web::{Answer, Fault, Posted, Visitor};

/// Records of its history that are shown.
const EVENTS: u64 = 50;

fn address_of(id: &str) -> String {
    format!("{}/{}", address::TRUST, address::segment(id))
}

fn tag(visitor: &Visitor, entry: &TrustEntry) -> Tag {
    match entry.certificate.x_revoked_at {
        Some(_) => Tag::Deactivated,
        None => tag_of(entry.certificate.cert_not_after, visitor.ctx().now()),
    }
}

/// What depends on it, in one sentence.
fn covers(visitor: &Visitor, entry: &TrustEntry) -> Html {
    let texts = visitor.texts();
    let days = (entry.certificate.cert_not_after - visitor.ctx().now()).num_days();
    let covers = texts.with("trust-covers").num("n", entry.impact.partners).html();
    let ends = match days {
        0.. => texts.with("trust-ends-in").num("n", days).html(),
        _ => texts.get("trust-ended"),
    };
    texts.with("trust-covers-ends").words("covers", covers).words("ends", ends).html()
}

fn facts(visitor: &Visitor, entry: &TrustEntry) -> Vec<Fact> {
    let texts = visitor.texts();
    let row = &entry.certificate;
    let is_root = row.ca_cert_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("ROOT"));
    let mut issuer = Fact::new(texts.get("trust-issued-by"), bdi(&row.cert_issuer));
    if let Some(above) = &entry.issuer {
        issuer = issuer.change(address_of(&above.cert_id), texts.get("trust-open"));
    }
    let mut facts = vec![
        Fact::new(texts.get("trust-issued-to"), bdi(&row.cert_subject)),
        issuer,
        Fact::new(texts.get("trust-domain"), code(&row.partner_domain)),
        Fact::new(texts.get("trust-type"), texts.get(if is_root { "trust-root" } else { "trust-intermediate" })),
        Fact::new(texts.get("trust-valid-from"), texts.day(row.cert_not_before)),
        Fact::new(texts.get("certificates-ends"), texts.day(row.cert_not_after)),
        Fact::new(texts.get("trust-serial"), code(&row.cert_serial_no)),
        Fact::new(texts.get("trust-thumbprint"), code(&row.cert_thumbprint)),
        Fact::new(texts.get("trust-uploaded"), texts.time(row.cr_dtimes)),
    ];
    if let Some(partner) = &row.x_partner_id {
        let fact = Fact::new(texts.get("trust-of-partner"), code(partner));
        facts.push(fact.change(address::partner(partner), texts.get("trust-open")));
    }
    if let Some(at) = row.x_revoked_at {
        facts.push(Fact::new(texts.get("trust-revoked"), texts.time(at)));
    }
    facts
}

/// Where a list of revoked certificates stands.
fn list_state(visitor: &Visitor, list: &List) -> Html {
    let texts = visitor.texts();
    match (list.this_update, list.next_update) {
        (None, _) => texts.get("trust-list-none"),
        (_, Some(next)) if next < visitor.ctx().now() => texts.with("trust-list-stale").time("at", next).html(),
        (_, Some(next)) => texts.with("trust-list-current").time("at", next).html(),
        (Some(_), None) => texts.get("trust-list-endless"),
    }
}

fn lists(visitor: &Visitor, entry: &TrustEntry) -> Section {
    let texts = visitor.texts();
    let row = |list: &List| {
        let place = if list.url.is_empty() { texts.get("trust-list-uploaded") } else { code(&list.url) };
        let fetched = list.fetched_at.map_or_else(|| texts.get("trust-list-never"), |at| texts.time(at));
        let failed = list.last_error.as_deref().filter(|_| list.failures > 0);
        let failures = failed.map_or_else(
            || texts.get("trust-list-fine"),
            |_| texts.with("trust-list-failures").num("n", list.failures).html(),
        );
        let entries = texts.with("usage-number").num("n", list.entries).html();
        vec![place, list_state(visitor, list), entries, fetched, failures]
    };
    let heads = ["trust-list-place", "list-state", "trust-list-entries", "trust-list-fetched", "trust-list-tries"];
    let table = Table {
        caption: texts.get("trust-lists"),
        heads: heads.map(|key| texts.get(key)).into(),
        rows: entry.lists.iter().map(row).collect(),
    };
    Section {
        intro: texts.get("trust-lists-intro"),
        table: (!entry.lists.is_empty()).then_some(table),
        empty: texts.get("trust-lists-none"),
        ..Section::new("lists", texts.get("trust-lists"))
    }
}

/// `GET /portal/trust/{id}`
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    visitor.admin()?;
    let texts = visitor.texts();
    let entry = certificates::trust_entry(visitor.app(), visitor.ctx(), &id).await?;
    let filter = AuditFilter {
        object_kind: Some("certificate".to_owned()),
        object_id: Some(id.clone()),
        ..AuditFilter::default()
    };
    let page = ListQuery::new().page(Page::new(0, EVENTS));
    let records = audit::list(visitor.app(), visitor.ctx(), &filter, page).await?;
    let state = tag(&visitor, &entry);
    let mut actions = Vec::new();
    if state != Tag::Expired {
        let chain = format!("{}/chain.p7b", address_of(&id));
        actions.push(Action::new(chain, texts.get("trust-download")).icon("download"));
    }
    if entry.may_revoke() {
        actions.push(Action::new(format!("{}/revoke", address_of(&id)), texts.get("trust-revoke")));
    }
    let below = Section {
        facts: vec![
            Fact::new(
                texts.get("trust-impact-partners"),
                texts.with("usage-number").num("n", entry.impact.partners).html(),
            ),
            Fact::new(
                texts.get("trust-impact-certificates"),
                texts.with("usage-number").num("n", entry.impact.certificates).html(),
            ),
            Fact::new(
                texts.get("trust-impact-authorities"),
                texts.with("usage-number").num("n", entry.impact.authorities).html(),
            ),
        ],
        ..Section::new("impact", texts.get("trust-impact"))
    };
    let soon = Note {
        class: "is-soon",
        icon: "hour",
        words: texts.get("trust-soon"),
        link: Some(Link { href: format!("{}/upload", address::TRUST), label: texts.get("trust-add") }),
    };
    let is_soon = state == Tag::Expiring && entry.impact.partners > 0;
    let title = bdi(&short(&entry.certificate.cert_subject));
    let p = visitor.frame("trust-entry-title").await?.crumb(address::TRUST, "nav-trust");
    let events = timeline::audit(texts, visitor.ctx(), records.rows, EVENTS as usize);
    let page = ObjectPage {
        tag: Some(state),
        sentence: covers(&visitor, &entry),
        actions,
        about: Notes { notes: if is_soon { vec![soon] } else { Vec::new() } },
        sections: vec![
            below,
            Section { facts: facts(&visitor, &entry), ..Section::new("facts", texts.get("trust-facts")) },
            lists(&visitor, &entry),
        ],
        ..ObjectPage::new(p, title)
    };
    Ok(page.history(texts.get("nav-history"), texts.get("trust-history-none"), events).answer())
}

async fn revoke_page(visitor: &Visitor, id: &str, form: Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let entry = certificates::trust_entry(visitor.app(), visitor.ctx(), id).await?;
    let impact = &entry.impact;
    let reasons: Vec<Choice> = Reason::FINAL
        .into_iter()
        .map(|reason| {
            Choice::new(reason.as_str(), texts.get(&format!("trust-reason-{}", reason.as_str().to_ascii_lowercase())))
        })
        .collect();
    let obstacle = match (entry.certificate.x_own, entry.certificate.x_revoked_at) {
        (true, _) => Some(texts.get("trust-revoke-own")),
        (_, Some(_)) => Some(texts.get("trust-revoke-again")),
        _ => None,
    };
    let template = EffectsPage {
        p: visitor
            .frame("trust-revoke-title")
            .await?
            .crumb(address::TRUST, "nav-trust")
            .crumb_text(address_of(id), &short(&entry.certificate.cert_subject))
            .with_errors(&form),
        title: texts.get("trust-revoke-title"),
        name: Html::trusted(format!(
            "{} {}",
            bdi(&short(&entry.certificate.cert_subject)),
            code(&entry.certificate.partner_domain)
        )),
        words: texts.get("trust-revoke-words"),
        effects: vec![
            texts.with("trust-effect-partners").num("n", impact.partners).html(),
            texts.with("trust-effect-certificates").num("n", impact.certificates).html(),
            texts.with("trust-effect-authorities").num("n", impact.authorities).html(),
            texts.get("trust-effect-final"),
        ],
        obstacles: obstacle.into_iter().collect(),
        action: format!("{}/revoke", address_of(id)),
        controls: vec![
            form.control(texts, "why", "trust-revoke-why").select(&reasons).blank(),
            form.control(texts, "reason", "danger-reason").hint("danger-reason-hint").area(3),
            form.control_typed(texts, &entry.certificate.cert_id),
        ],
        submit: texts.get("trust-revoke-send"),
        is_danger: true,
        back: address_of(id),
        back_label: texts.get("trust-revoke-keep"),
    };
    Ok(template.answer(&form))
}

/// `GET /portal/trust/{id}/revoke`
pub async fn ask_revoke(visitor: Visitor, Path(id): Path<String>) -> Answer {
    visitor.admin()?;
    revoke_page(&visitor, &id, Form::default()).await
}

/// `POST /portal/trust/{id}/revoke`
pub async fn revoke(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    visitor.admin()?;
    let texts = visitor.texts();
    form.require(texts, "why", "trust-revoke-why-missing");
    form.require(texts, "reason", "danger-reason-missing");
    form.limit(texts, "reason", limits::REASON);
    form.typed_id(texts, &id);
    if form.is_right() {
        let (why, comment) = (form.trimmed("why"), form.given("reason"));
        let wanted = Revocation { certificate_id: &id, reason: &why, comment: comment.as_deref() };
        let revoked = revocation::revoke_ca_certificate(visitor.app(), visitor.ctx(), &wanted).await;
        if waits(&revoked) {
            return Ok(visitor.done(&address_of(&id), "two-admins-wait", &[]));
        }
        let field = |refusal: &Refusal| if refusal.is(&catalogue::REVOCATION_REASON) { "why" } else { "" };
        if into_form(texts, &mut form, revoked, field)?.is_some() {
            return Ok(visitor.done(&address_of(&id), "trust-revoke-done", &[]));
        }
    }
    revoke_page(&visitor, &id, form).await
}
