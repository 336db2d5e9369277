//! Many device models from one file: every line is judged on a page of its own before anything is stored.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::devices::{self, FileAdded, FileFault, Judged, Problem, Registered};
use pms_domain::limits;

use super::{Place, frame_below, name};
use crate::form::Form;
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::i18n::Texts;
use crate::pages::{download, into_form};
use crate::web::{Answer, Fault, Posted, Uploaded, Visitor};

const LIST: (&str, &str) = ("devices", "devices-title");

struct LineView {
    number: u64,
    kind: String,
    name: String,
    version: String,
    problems: Vec<Html>,
}

#[derive(Template)]
#[template(path = "registry/file.html")]
struct FilePage {
    p: Frame,
    here: String,
    back: String,
    text: String,
    /// Once a file was judged: its lines, those with something wrong first.
    lines: Vec<LineView>,
    counts: Html,
    wrong: usize,
    /// The file that may be stored as it is.
    confirmed: bool,
    form: Form,
}

fn problem(texts: &Texts, problem: Problem) -> Html {
    match problem {
        Problem::Cells => texts.get("file-problem-cells"),
        Problem::Kind => texts.get("file-problem-kind"),
        Problem::MakeMissing => texts.get("device-make-missing"),
        Problem::ModelMissing => texts.get("device-model-missing"),
        Problem::TooLong => texts.with("file-problem-long").num("most", limits::DEVICE_TEXT).html(),
        Problem::Hidden => texts.get("error-hidden-characters"),
        Problem::Twice(line) => texts.with("file-problem-twice").num("line", line).html(),
        Problem::Registered => texts.get("file-problem-registered"),
        Problem::Interface => texts.get("file-problem-sbi"),
        Problem::InterfaceUnusable => texts.get("file-problem-sbi-off"),
        Problem::Waiting => texts.with("file-problem-waiting").num("most", limits::WAITING_OBJECTS).html(),
    }
}

fn fault(texts: &Texts, fault: FileFault) -> Html {
    match fault {
        FileFault::Empty => texts.get("file-empty"),
        FileFault::Header => texts.get("file-header"),
        FileFault::Long => texts.with("file-long").num("most", limits::WAITING_OBJECTS).html(),
    }
}

async fn page(
    visitor: &Visitor,
    place: &Place,
    mut form: Form,
    judged: Option<Result<Vec<Judged>, FileFault>>,
) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let judged = match judged {
        Some(Err(found)) => {
            form.error("file", fault(texts, found));
            Vec::new()
        }
        Some(Ok(lines)) => lines,
        None => Vec::new(),
    };
    let wrong = judged.iter().filter(|line| !line.problems.is_empty()).count();
    let counts = texts.with("file-counts").num("all", judged.len()).num("wrong", wrong).html();
    if wrong > 0 {
        form.error("lines", texts.with("file-wrong").num("n", wrong).html());
    }
    let mut lines: Vec<LineView> = judged
        .into_iter()
        .map(|line| LineView {
            number: line.line,
            kind: format!("{} · {}", line.device_type, line.sub_type),
            name: name(&line.make, &line.model),
            version: line.version,
            problems: line.problems.into_iter().map(|found| problem(texts, found)).collect(),
        })
        .collect();
    lines.sort_by_key(|line| (line.problems.is_empty(), line.number));
    let mut p = frame_below(visitor, place, texts.plain("file-title"), LIST).await?.with_errors(&form);
    if wrong > 0 {
        p.errors_title = Some(texts.get("file-wrong-title"));
    }
    let page = FilePage {
        p,
        here: format!("{}/file", place.list("devices")),
        back: place.list("devices"),
        text: form.value("text").to_owned(),
        confirmed: !lines.is_empty() && wrong == 0 && form.is_right(),
        lines,
        counts,
        wrong,
        form,
    };
    Ok(if page.form.is_right() { ok(&page) } else { unprocessable(&page) })
}

/// `GET /portal/org/{id}/devices/file`
pub async fn file(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Device).await?;
    page(&visitor, &place, Form::default(), None).await
}

/// `GET /portal/org/{id}/devices/file/template.csv`
pub async fn template(visitor: Visitor, Path(id): Path<String>) -> Answer {
    Place::provider(&visitor, &id, Registered::Device).await?;
    let text = devices::template(visitor.app(), visitor.ctx()).await?;
    Ok(download("devices-template.csv", "text/csv; charset=utf-8", text))
}

/// `POST /portal/org/{id}/devices/file/check`: says of each line what is wrong; stores nothing.
pub async fn judge(visitor: Visitor, Path(id): Path<String>, uploaded: Uploaded) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Device).await?;
    let mut form = uploaded.form;
    if !uploaded.file.is_empty() {
        match String::from_utf8(uploaded.file.to_vec()) {
            Ok(text) => form.set("text", text.replace('\0', "")),
            Err(_) => {
                form.error("file", visitor.texts().get("file-not-text"));
                return page(&visitor, &place, form, None).await;
            }
        }
    }
    let judged = devices::judge_file(visitor.app(), visitor.ctx(), &id, form.value("text")).await?;
    page(&visitor, &place, form, Some(judged)).await
}

/// `POST /portal/org/{id}/devices/file/add`: judged again; all of it is stored, or nothing.
pub async fn add(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Device).await?;
    let added = devices::add_file(visitor.app(), visitor.ctx(), &id, form.value("text")).await;
    match into_form(visitor.texts(), &mut form, added, |_| "")? {
        Some(FileAdded::Added(_)) => Ok(visitor.done(&place.list("devices"), "file-added", &[])),
        Some(FileAdded::Refused(judged)) => page(&visitor, &place, form, Some(judged)).await,
        None => page(&visitor, &place, form, None).await,
    }
}
