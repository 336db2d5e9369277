//! What a decider needs to know of a device, an interface or a chip besides what is proposed: the provider's certificates, what
//! works together, what a change changes, the certificate of a chip, and the hotlist.

use pms_app::approvals::ApprovalView;
use pms_app::{Failure, certificates, devices, hotlist};
use pms_domain::approval::Kind;
use pms_domain::device::Standing;
use pms_domain::device::interface::check_usable;
use pms_domain::hotlist::Subject;

use super::certificate_check::{certificate_facts, common_name};
use super::request_about::{AuthorityView, CheckView, said_of};
use super::{Fact, bdi, code, read_upload};
use crate::address;
use crate::html::{Html, escape};
use crate::i18n::Texts;
use crate::web::{Fault, Visitor};

/// What is added to the page of such a request.
#[derive(Default)]
pub struct More {
    pub facts: Vec<Fact>,
    pub certificates: Vec<AuthorityView>,
    pub checks: Vec<CheckView>,
}

/// Whether a request is about something of a registry.
fn is_of_registry(kind: Kind) -> bool {
    matches!(kind, Kind::Device | Kind::Interface | Kind::Chip)
}

pub async fn more(visitor: &Visitor, view: &ApprovalView) -> Result<More, Fault> {
    let mut more = More::default();
    if !is_of_registry(view.kind) {
        return Ok(more);
    }
    let found = match view.kind {
        Kind::Device => device(visitor, view, &mut more).await,
        Kind::Interface => interface(visitor, view, &mut more).await,
        _ => chip(visitor, view, &mut more).await,
    };
    match found {
        Ok(()) => {}
        // What was decided long ago may be gone by now: the request itself still stands.
        Err(Fault::Refused(_)) => return Ok(More::default()),
        Err(fault) => return Err(fault),
    }
    provider(visitor, view, &mut more).await?;
    Ok(more)
}

fn check(texts: &Texts, met: bool, title: &str, words: Html) -> CheckView {
    CheckView { met, title: texts.get(title), words }
}

/// A link to the object's own page.
fn link(href: &str, words: &Html) -> Html {
    Html::trusted(format!("<a href=\"{}\">{words}</a>", escape(href)))
}

/// How it is now, where the proposal differs.
fn so_far(texts: &Texts, view: &ApprovalView, known: &[(&str, &str, String)]) -> Vec<Fact> {
    let is_change = view.about.brief.proposal.as_ref().and_then(|all| all.get("change")?.as_bool()).unwrap_or(false);
    known
        .iter()
        .filter(|(member, _, now)| is_change && view.about.brief.word(member) != now)
        .map(|(member, label, now)| {
            let what = texts.with("request-so-far").words("what", texts.get(label)).html();
            Fact::new(what, said_of(texts, member, now))
        })
        .collect()
}

async fn device(visitor: &Visitor, view: &ApprovalView, more: &mut More) -> Result<(), Fault> {
    let texts = visitor.texts();
    let one = devices::device(visitor.app(), visitor.ctx(), &view.approval.object_id).await?;
    let row = &one.device;
    let known = [
        ("make", "request-make", row.make.clone()),
        ("model", "request-model", row.model.clone()),
        ("deviceType", "request-device-type", row.dtype_code.clone()),
        ("deviceSubType", "request-device-sub-type", row.dstype_code.clone()),
    ];
    more.facts = so_far(texts, view, &known);
    let href = format!("{}/{}", address::DEVICES, address::segment(&row.id));
    more.facts.push(Fact::new(texts.get("device-id"), link(&href, &code(&row.id))));
    let now = visitor.ctx().now();
    let mut usable = false;
    for pair in &one.interfaces {
        let standing = Standing::of(&pair.approval_status, pair.sbi_is_active);
        usable |= check_usable(standing, pair.sw_expiry_dtimes, now).is_ok();
        let href = format!("{}/{}", address::SBIS, address::segment(&pair.sbi_id));
        let state = super::registry::tag(standing).html(texts);
        let end = pair.sw_expiry_dtimes.map(|end| texts.day(end).to_string()).unwrap_or_default();
        let words = Html::trusted(format!("{} {state} {end}", link(&href, &bdi(&pair.sw_version))));
        more.facts.push(Fact::new(texts.get("device-sbi"), words));
    }
    let words = match (one.interfaces.is_empty(), usable) {
        (true, _) => texts.get("request-check-sbi-none"),
        (false, true) => texts.get("request-check-sbi-met"),
        (false, false) => texts.get("request-check-sbi-off"),
    };
    more.checks.push(check(texts, usable, "request-check-sbi", words));
    let (make, model) = (view.about.brief.word("make"), view.about.brief.word("model"));
    hotlist_check(visitor, view, Some(Subject::DeviceModel { make, model }), more).await
}

async fn interface(visitor: &Visitor, view: &ApprovalView, more: &mut More) -> Result<(), Fault> {
    let texts = visitor.texts();
    let one = devices::interface(visitor.app(), visitor.ctx(), &view.approval.object_id).await?;
    let row = &one.interface;
    let local = |at: Option<chrono::NaiveDateTime>| at.map(pms_domain::time::local_iso).unwrap_or_default();
    let known = [
        ("version", "request-version", row.sw_version.clone()),
        ("binaryHash", "request-binary-hash", String::from_utf8_lossy(&row.sw_binary_hash).into_owned()),
        ("created", "request-created", local(row.sw_cr_dtimes)),
        ("expiry", "request-expiry", local(row.sw_expiry_dtimes)),
    ];
    more.facts = so_far(texts, view, &known);
    let href = format!("{}/{}", address::SBIS, address::segment(&row.id));
    more.facts.push(Fact::new(texts.get("sbi-id"), link(&href, &code(&row.id))));
    let count = |count: i64| count.max(0);
    more.facts.push(Fact::new(
        texts.get("sbi-devices"),
        texts
            .with("sbi-devices-counts")
            .num("all", count(row.devices))
            .num("approved", count(row.devices_approved))
            .num("waiting", count(row.devices_pending))
            .html(),
    ));
    let end = pms_domain::time::parse_local(view.about.brief.word("expiry")).or(row.sw_expiry_dtimes);
    let lasts = end.is_some_and(|end| end.date() > visitor.ctx().now().date());
    let words = texts.get(if lasts { "request-check-ends-met" } else { "request-check-ends-missing" });
    more.checks.push(check(texts, lasts, "request-check-ends", words));
    hotlist_check(visitor, view, None, more).await
}

async fn chip(visitor: &Visitor, view: &ApprovalView, more: &mut More) -> Result<(), Fault> {
    let texts = visitor.texts();
    let (app, ctx) = (visitor.app(), visitor.ctx());
    let one = devices::chip(app, ctx, &view.approval.object_id).await?;
    let row = &one.chip;
    let known = [
        ("make", "request-make", row.make.clone().unwrap_or_default()),
        ("model", "request-model", row.model.clone().unwrap_or_default()),
        ("certificateId", "request-certificate-id", row.certificate_alias.clone().unwrap_or_default()),
    ];
    more.facts = so_far(texts, view, &known);
    let href = format!("{}/{}", address::CHIPS, address::segment(&row.id));
    more.facts.push(Fact::new(texts.get("chip-id"), link(&href, &code(&row.id))));
    let proposed = view.about.brief.word("certificateId");
    let text = match devices::chip_file(app, ctx, &row.id, proposed, certificates::File::Original).await {
        Ok(text) => Some(text),
        Err(Failure::Refused(_)) => None,
        Err(failure) => return Err(failure.into()),
    };
    let mut key = None;
    let mut is_valid = false;
    if let Some(text) = text
        && let Ok(upload) = read_upload(text).await?
        && let Some(certificate) = upload.certificates.first()
    {
        let facts = certificate.explain();
        is_valid = certificate.is_valid_at(ctx.now());
        key = Some(certificate.public_key_sha256_hex());
        more.certificates
            .push(AuthorityView { name: common_name(&facts.subject), facts: certificate_facts(texts, &facts) });
    }
    let words = match (key.is_some(), is_valid) {
        (false, _) => texts.get("request-check-chip-none"),
        (true, true) => texts.get("request-check-chip-met"),
        (true, false) => texts.get("request-check-chip-over"),
    };
    more.checks.push(check(texts, is_valid, "request-check-chip", words));
    let fingerprint = key.unwrap_or_default();
    let subject = (!fingerprint.is_empty()).then_some(Subject::ChipKey { fingerprint: &fingerprint });
    hotlist_check(visitor, view, subject, more).await
}

/// Neither the thing nor its provider is on the hotlist.
async fn hotlist_check(
    visitor: &Visitor,
    view: &ApprovalView,
    itself: Option<Subject<'_>>,
    more: &mut More,
) -> Result<(), Fault> {
    let texts = visitor.texts();
    let (app, ctx) = (visitor.app(), visitor.ctx());
    let blocked = match &itself {
        Some(subject) => hotlist::is_blocked(app, ctx, subject).await?,
        None => false,
    };
    let id = view.approval.partner_id.as_str();
    let names: Vec<String> = view.about.partner.iter().map(|found| found.partner.name.clone()).collect();
    let provider = hotlist::is_provider_blocked(app, ctx, id, &names).await?;
    let words = match (blocked, provider) {
        (true, _) => texts.get("request-check-hotlist-itself"),
        (false, true) => texts.get("request-check-hotlist-provider"),
        (false, false) => texts.get("request-check-hotlist-met"),
    };
    more.checks.push(check(texts, !blocked && !provider, "request-check-hotlist", words));
    Ok(())
}

/// The provider is active, with a certificate that has not ended.
async fn provider(visitor: &Visitor, view: &ApprovalView, more: &mut More) -> Result<(), Fault> {
    let texts = visitor.texts();
    let Some(found) = &view.about.partner else { return Ok(()) };
    let now = visitor.ctx().now();
    let all = certificates::history(visitor.app(), visitor.ctx(), &found.partner.id).await?;
    let end = all
        .iter()
        .filter(|one| one.x_current && one.x_revoked_at.is_none() && one.cert_not_after >= now)
        .map(|one| one.cert_not_after)
        .max();
    let words = match end {
        Some(end) => texts.with("request-check-provider-met").day("when", end).html(),
        None => texts.get("request-check-provider-missing"),
    };
    let met = found.partner.is_active && end.is_some();
    let words = if found.partner.is_active { words } else { texts.get("request-check-provider-inactive") };
    more.checks.insert(0, check(texts, met, "request-check-provider", words));
    Ok(())
}
