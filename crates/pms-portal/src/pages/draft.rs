//! What was typed into a form before the session ended: it can be sent again, or thrown away.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use pms_app::accounts::form_drafts;

use crate::address;
use crate::frame::{Frame, ok};
use crate::web::{Answer, Posted, Visitor};

#[derive(Template)]
#[template(path = "account/draft.html")]
struct Draft {
    p: Frame,
    /// Where the form goes.
    action: String,
    fields: Vec<(String, String)>,
    /// The same without what is empty.
    shown: Vec<(String, String)>,
}

/// `GET /portal/draft`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.person()?;
    let found = form_drafts::get(visitor.app(), visitor.ctx(), visitor.browser()).await?;
    // It was addressed inside the portal when it came; looked at again before it stands in a form.
    let Some(draft) = found.filter(|draft| address::inside(&draft.path).is_some()) else {
        return Ok(Redirect::to(address::HOME).into_response());
    };
    let shown = draft.fields.iter().filter(|(_, value)| !value.trim().is_empty()).cloned().collect();
    let p = visitor.frame("draft-title").await?;
    Ok(ok(&Draft { p, action: draft.path, fields: draft.fields, shown }))
}

/// `POST /portal/draft`: throws it away.
pub async fn forget(visitor: Visitor, Posted(_): Posted) -> Answer {
    visitor.person()?;
    form_drafts::forget(visitor.app(), visitor.ctx(), visitor.browser()).await?;
    Ok(visitor.done(address::HOME, "draft-forgotten", &[]))
}
