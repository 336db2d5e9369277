//! Refusals of the catalogue in the reader's language. English comes from the catalogue itself; other languages from
//! `catalogue.ftl`, key by key, so that a text missing there is shown in English.

use pms_domain::{Entry, Refusal};

use crate::html::Html;
use crate::i18n::Texts;

/// `PARTNER_NOT_FOUND` has the texts `why-partner-not-found` and `fix-partner-not-found`.
fn key(prefix: &str, entry: &Entry) -> String {
    format!("{prefix}-{}", entry.key.to_ascii_lowercase().replace('_', "-"))
}

fn text(texts: &Texts, prefix: &str, entry: &Entry, english: &str) -> Html {
    let key = key(prefix, entry);
    if texts.has_own(&key) { texts.get(&key) } else { Html::text(english) }
}

/// Why it happened.
pub fn why(texts: &Texts, entry: &Entry) -> Html {
    text(texts, "why", entry, entry.why)
}

/// What to do.
pub fn remedy(texts: &Texts, entry: &Entry) -> Html {
    text(texts, "fix", entry, entry.remedy)
}

/// Both, in one line, for a field or a summary.
pub fn line(texts: &Texts, refusal: &Refusal) -> Html {
    texts
        .with("error-refused")
        .words("why", why(texts, refusal.entry))
        .words("remedy", remedy(texts, refusal.entry))
        .html()
}
