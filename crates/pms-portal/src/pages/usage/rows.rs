//! The rows of the log, newest first.

use pms_app::transaction_log::view::{self, Use};
use pms_domain::transaction::Outcome;

use super::Whose;
use super::asked::{self, Window};
use super::numbers::reason_words;
use crate::html::{Html, escape};
use crate::icons;
use crate::list::Query;
use crate::pages::bdi;
use crate::web::{Fault, Visitor};

pub struct Row {
    pub at: Html,
    pub source: Html,
    /// Empty: not said.
    pub misp: Html,
    pub partner: Html,
    pub policy: Html,
    pub key: Html,
    pub types: String,
    pub result: Html,
    pub reason: Html,
    pub reason_code: String,
    pub transaction: String,
}

pub struct Log {
    pub rows: Vec<Row>,
    pub shows_partner: bool,
    pub shows_misp: bool,
    /// To the newest rows, on a later page.
    pub newest: Option<String>,
    pub next: Option<String>,
}

impl Log {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.newest.is_none()
    }
}

pub async fn read(visitor: &Visitor, whose: &Whose, query: &Query, window: &Window) -> Result<Log, Fault> {
    let filter = asked::filter(query, whose, window);
    let found = view::list(visitor.app(), visitor.ctx(), &filter, query.get("after"), query.size()).await?;
    Ok(Log {
        rows: found.uses.into_iter().map(|one| row(visitor, one)).collect(),
        shows_partner: whose.shows_partner(),
        shows_misp: whose.shows_misp(),
        newest: query.get("after").map(|_| query.href(&[("after", "")])),
        next: found.next.map(|next| query.href(&[("after", &next)])),
    })
}

fn id(value: Option<&str>) -> Html {
    value
        .map_or_else(Html::default, |value| Html::trusted(format!("<span class=\"mono ltr\">{}</span>", escape(value))))
}

fn row(visitor: &Visitor, one: Use) -> Row {
    let texts = visitor.texts();
    let is_allowed = one.outcome == Outcome::Allowed.as_str();
    let (class, icon, key) = match is_allowed {
        true => ("is-ok", "ok", "usage-outcome-allowed"),
        false => ("is-stop", "no", "usage-outcome-refused"),
    };
    let result = format!("<span class=\"tag {class}\">{}{}</span>", icons::use_of(icon, false), texts.get(key));
    let reason_code = one.reason.unwrap_or_default();
    Row {
        at: texts.time_to_the_second(one.occurred_at),
        source: texts.get(&format!("usage-source-{}", one.source)),
        misp: id(one.misp_id.as_deref()),
        partner: id(one.partner_id.as_deref()),
        policy: id(one.policy_id.as_deref()),
        key: one.key_label.as_deref().map_or_else(|| id(one.key_id.as_deref()), bdi),
        types: one.auth_types.join(", "),
        result: Html::trusted(result),
        reason: if reason_code.is_empty() { Html::default() } else { reason_words(texts, &reason_code) },
        reason_code,
        transaction: one.transaction_id,
    }
}
