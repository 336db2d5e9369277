//! The platform's own certificates: public, for whoever verifies what was signed.

use askama::Template;
use axum::extract::Path;
use pms_app::certificates;

use super::{PEM, download};
use crate::frame::{Frame, ok};
use crate::html::Html;
use crate::web::{Answer, Fault, Visitor};

struct Row {
    name: &'static str,
    words: Html,
    ends: Html,
}

#[derive(Template)]
#[template(path = "certificates/platform.html")]
struct Platform {
    p: Frame,
    rows: Vec<Row>,
}

/// `GET /portal/platform`
pub async fn list(visitor: Visitor) -> Answer {
    visitor.person()?;
    let texts = visitor.texts();
    let rows = certificates::platform(visitor.app())?
        .into_iter()
        .map(|one| Row {
            name: one.name,
            words: texts.get(&format!("platform-{}", one.name)),
            ends: texts.day(one.not_after),
        })
        .collect();
    Ok(ok(&Platform { p: visitor.frame("platform-title").await?, rows }))
}

/// `GET /portal/platform/{name}/certificate.cer`
pub async fn file(visitor: Visitor, Path(name): Path<String>) -> Answer {
    visitor.person()?;
    let all = certificates::platform(visitor.app())?;
    let found = all.into_iter().find(|one| one.name == name).ok_or(Fault::NotFound)?;
    Ok(download(&format!("{}.cer", found.name), PEM, found.pem))
}
