//! Refusals of the catalogue in the reader's language. English comes from the catalogue itself; other languages from
//! their `catalogue*.ftl`, key by key, so that a text that a site's own language lacks is shown in English. French and
//! Arabic have them all.

use pms_domain::{Entry, Refusal, catalogue};

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

/// Refusals that forms show often have words of their own, as a field's error should: what to enter.
const AT_A_FIELD: [(&Entry, &str); 8] = [
    (&catalogue::ACCOUNT_NAME_TAKEN, "account-name-taken"),
    (&catalogue::ACCOUNT_NAME_INVALID, "account-name-form"),
    (&catalogue::PASSWORD_WEAK, "password-weak"),
    (&catalogue::PASSWORD_OLD_WRONG, "password-current-wrong"),
    (&catalogue::CODE_WRONG, "code-wrong"),
    (&catalogue::SECOND_FACTOR_WRONG, "second-code-wrong"),
    (&catalogue::EMAIL_INVALID, "error-email-form"),
    (&catalogue::POLICY_GROUP_EXISTS, "groups-name-taken"),
];

/// Both, in one line, for a field or a summary.
pub fn line(texts: &Texts, refusal: &Refusal) -> Html {
    if let Some((_, key)) = AT_A_FIELD.iter().find(|(entry, _)| std::ptr::eq(*entry, refusal.entry)) {
        return texts.get(key);
    }
    texts
        .with("error-refused")
        .words("why", why(texts, refusal.entry))
        .words("remedy", remedy(texts, refusal.entry))
        .html()
}
