//! A file of entries for the hotlist: what would become of it first, then the import, which goes on beside whoever sent it.

use askama::Template;
use aws_lc_rs::digest;
use axum::extract::{FromRequest, Path, Request};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, header};
use pms_app::hotlist::{self, Progress, Report};
use pms_domain::limits;

use super::keeper;
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::i18n::Texts;
use crate::pages::{Fact, into_form};
use crate::web::{Answer, Fault, Uploaded, Visitor};

/// Files that travel with the confirmation; larger ones are chosen again, for no page has more than 150 kB.
const CARRIED: usize = 64 * 1024;

/// Seconds without a batch after which an import counts as broken off.
const SILENCE: i64 = 120;

/// A refused line.
struct LineView {
    number: u64,
    why: Html,
}

#[derive(Template)]
#[template(path = "hotlist/import.html")]
struct ImportPage {
    p: Frame,
    here: String,
    most: usize,
    report: Option<ReportView>,
    form: Form,
    reason_hint: Html,
}

struct ReportView {
    facts: Vec<Fact>,
    refused: Vec<LineView>,
    more: u64,
    /// Something would change.
    changes: bool,
    is_right: bool,
    /// The file in Base64, for a browser changes the line ends of a field. Empty: it has to be chosen again.
    carried: String,
    fingerprint: String,
}

#[derive(Template)]
#[template(path = "hotlist/progress.html")]
struct ProgressPage {
    p: Frame,
    sentence: Html,
    facts: Vec<Fact>,
    running: bool,
    here: String,
}

fn here() -> String {
    format!("{}/import", address::HOTLIST)
}

fn fingerprint(file: &[u8]) -> String {
    digest::digest(&digest::SHA256, file).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Why a line is refused, in the reader's language.
fn why(texts: &Texts, why: &str) -> Html {
    match why {
        "is no line of CSV" => texts.get("hotlist-line-csv"),
        "has not as many cells as the header" => texts.get("file-problem-cells"),
        "is not UTF-8" => texts.get("hotlist-line-text"),
        "has an idType that is not kept here" => texts.get("hotlist-line-type"),
        "has an idHash that is not 64 hexadecimal digits" => texts.get("hotlist-line-hash"),
        "has no id, or one that is too long" => texts.get("hotlist-line-id"),
        "has an expiryTimestamp that is no time" => texts.get("hotlist-line-time"),
        "has an expiryTimestamp that is over" => texts.get("hotlist-line-over"),
        other => Html::text(other),
    }
}

fn report_facts(texts: &Texts, [lines, added, prolonged, unchanged, refused]: [u64; 5]) -> Vec<Fact> {
    let number = |label: &str, n: u64| Fact::new(texts.get(label), texts.with("hotlist-number").num("n", n).html());
    vec![
        number("hotlist-lines", lines),
        number("hotlist-added", added),
        number("hotlist-prolonged", prolonged),
        number("hotlist-unchanged", unchanged),
        number("hotlist-refused", refused),
    ]
}

fn report_view(texts: &Texts, report: &Report, file: &[u8]) -> ReportView {
    let all = [report.lines, report.added, report.prolonged, report.unchanged, report.refused];
    let carried = if file.len() <= CARRIED { STANDARD.encode(file) } else { String::new() };
    ReportView {
        facts: report_facts(texts, all),
        refused: report
            .first_refused
            .iter()
            .map(|line| LineView { number: line.line, why: why(texts, line.why) })
            .collect(),
        more: report.refused.saturating_sub(report.first_refused.len() as u64),
        changes: report.added + report.prolonged > 0,
        is_right: report.refused == 0,
        carried,
        fingerprint: fingerprint(file),
    }
}

async fn page(visitor: &Visitor, form: Form, report: Option<ReportView>) -> Result<Response, Fault> {
    let p = visitor.frame("hotlist-import-title").await?.crumb(address::HOTLIST, "hotlist-title").with_errors(&form);
    let page = ImportPage {
        p,
        here: here(),
        most: limits::PORTAL_IMPORT / (1024 * 1024),
        report,
        reason_hint: visitor.texts().get("hotlist-reason-hint"),
        form,
    };
    Ok(if page.form.is_right() { ok(&page) } else { unprocessable(&page) })
}

/// `GET /portal/hotlist/import`
pub async fn form(visitor: Visitor) -> Answer {
    keeper(&visitor)?;
    page(&visitor, Form::default(), None).await
}

/// The file of a request. Asked for before it is read: it may be long.
async fn uploaded(visitor: &Visitor, request: Request) -> Result<(Form, Vec<u8>), Fault> {
    keeper(visitor)?;
    let uploaded = Uploaded::from_request(request, &()).await?;
    let file = match uploaded.file.is_empty() {
        true => STANDARD.decode(uploaded.form.value("carried")).unwrap_or_default(),
        false => uploaded.file.to_vec(),
    };
    Ok((uploaded.form, file))
}

/// `POST /portal/hotlist/import/check`: what would become of the file; stores nothing.
pub async fn check(visitor: Visitor, request: Request) -> Answer {
    let (mut form, file) = uploaded(&visitor, request).await?;
    let texts = visitor.texts();
    form.forget("carried");
    if file.is_empty() {
        form.error("file", texts.get("hotlist-file-missing"));
        return page(&visitor, form, None).await;
    }
    let examined = hotlist::examine(visitor.app(), visitor.ctx(), &file).await;
    let report = into_form(texts, &mut form, examined, |_| "file")?;
    let view = report.map(|report| report_view(texts, &report, &file));
    page(&visitor, form, view).await
}

/// `POST /portal/hotlist/import/start`: the file that was checked, and no other.
pub async fn start(visitor: Visitor, request: Request) -> Answer {
    let (mut form, file) = uploaded(&visitor, request).await?;
    let texts = visitor.texts();
    form.forget("carried");
    form.require(texts, "reason", "danger-reason-missing");
    form.limit(texts, "reason", limits::REASON);
    if file.is_empty() {
        form.error("file", texts.get("hotlist-file-missing"));
    } else if form.value("fingerprint") != fingerprint(&file) {
        form.error("file", texts.get("hotlist-file-other"));
    }
    let (app, ctx) = (visitor.app(), visitor.ctx());
    if form.is_right() {
        let reason = form.given("reason");
        let started = hotlist::start_import(app, ctx, file.clone(), reason.as_deref()).await;
        if into_form(texts, &mut form, started, |_| "file")?.is_some() {
            let next = format!("{}/{}", here(), address::segment(&ctx.request_id));
            return Ok(visitor.done(&next, "hotlist-import-started", &[]));
        }
    }
    let report = if file.is_empty() { None } else { hotlist::examine(app, ctx, &file).await.ok() };
    page(&visitor, form, report.map(|report| report_view(texts, &report, &file))).await
}

fn progress_facts(texts: &Texts, progress: &Progress) -> Vec<Fact> {
    if let Some(end) = progress.end {
        return report_facts(texts, end);
    }
    let number = |label: &str, n: u64| Fact::new(texts.get(label), texts.with("hotlist-number").num("n", n).html());
    let mut facts = vec![number("hotlist-written", progress.written), number("hotlist-through", progress.through)];
    facts.extend(progress.last.map(|at| Fact::new(texts.get("hotlist-last"), texts.time(at))));
    facts
}

/// `GET /portal/hotlist/import/{request}`: how far it is. While it runs the page asks again by itself; the link does the same.
pub async fn progress(visitor: Visitor, Path(request): Path<String>) -> Answer {
    keeper(&visitor)?;
    let texts = visitor.texts();
    let found = hotlist::import_progress(visitor.app(), visitor.ctx(), &request).await?;
    let progress = found.ok_or(Fault::NotFound)?;
    let silent = progress.last.is_some_and(|last| (visitor.ctx().now() - last).num_seconds() > SILENCE);
    let running = progress.end.is_none() && !silent;
    let sentence = texts.get(match (progress.end.is_some(), silent) {
        (true, _) => "hotlist-import-done",
        (false, false) => "hotlist-import-running",
        (false, true) => "hotlist-import-broken",
    });
    let p = visitor.frame("hotlist-import-title").await?.crumb(address::HOTLIST, "hotlist-title");
    let page =
        ProgressPage { p, sentence, facts: progress_facts(texts, &progress), running, here: visitor.path().to_owned() };
    let mut response = ok(&page);
    if running {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("3"));
    }
    Ok(response)
}
