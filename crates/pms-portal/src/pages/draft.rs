//! What was typed into a form before the session ended: it can be sent again, or thrown away.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use pms_app::accounts::form_drafts;

use crate::address;
use crate::frame::{Frame, ok};
use crate::html::Html;
use crate::i18n::Texts;
use crate::web::{Answer, Posted, Visitor};

#[derive(Template)]
#[template(path = "account/draft.html")]
struct Draft {
    p: Frame,
    /// Where the form goes.
    action: String,
    fields: Vec<(String, String)>,
    /// What a person filled in, under the words of the form.
    shown: Vec<(Html, String)>,
}

/// What fields are called where their form says nothing else: name and key of the label.
const LABELS: [(&str, &str); 45] = [
    ("active", "contacts-active"),
    ("address", "field-address"),
    ("answer", "answer-label"),
    ("attribute", "ext-attribute"),
    ("description", "policy-description"),
    ("email", "field-email"),
    ("ends", "sbi-ends"),
    ("family", "account-family-name"),
    ("given", "account-given-name"),
    ("group", "field-policy-group"),
    ("hash", "sbi-hash"),
    ("key", "oidc-key"),
    ("kind", "field-kind"),
    ("label", "key-name"),
    ("lang", "field-mail-language"),
    ("logo", "oidc-logo"),
    ("made", "sbi-made"),
    ("make", "device-make"),
    ("misp", "licences-misp"),
    ("modality", "ext-biometric"),
    ("model", "device-model"),
    ("name", "policy-name"),
    ("organization", "register-organization"),
    ("overlap", "oidc-overlap"),
    ("owner", "partner-new-owner"),
    ("partner", "field-partner-id"),
    ("partner_id", "register-partner-id"),
    ("phone", "field-phone"),
    ("policy", "pr-policy"),
    ("policy_group", "field-policy-group"),
    ("provider", "ext-provider"),
    ("purpose", "profile-purpose"),
    ("q", "search"),
    ("reason", "danger-reason"),
    ("redirects", "oidc-redirects"),
    ("role", "people-role"),
    ("sbi", "device-sbi"),
    ("state", "list-state"),
    ("subtypes", "ext-subtypes"),
    ("type", "policies-type"),
    ("until", "policies-until"),
    ("version", "policy-version"),
    ("why", "revoke-why"),
    ("decision", "decide-legend"),
    ("note", "danger-reason"),
];

/// Forms that call a field something else: part of the address, name, key of the label.
const OTHERWISE: [(&str, &str, &str); 13] = [
    ("/rename", "name", "rename-name"),
    ("/rename", "reason", "rename-reason"),
    ("/oidc-clients", "name", "oidc-name"),
    ("/policy-groups", "name", "groups-name"),
    ("/policy-groups", "description", "groups-description"),
    ("/contacts", "name", "contacts-name-field"),
    ("/api-keys", "overlap", "key-overlap"),
    ("/move", "policy", "key-move-to"),
    ("/hotlist", "until", "hotlist-until"),
    ("/devices", "kind", "device-kind"),
    ("/sbis", "version", "sbi-version"),
    ("/extractors", "version", "ext-version"),
    ("/credential-types", "type", "cred-type"),
];

/// Fields that a form holds for itself: what its page was like, which rows were marked. Nobody typed them.
fn is_of_the_form(name: &str) -> bool {
    name.starts_with("revision") || matches!(name, "csrf" | "pick" | "step" | "shown")
}

fn label(texts: &Texts, path: &str, name: &str) -> Html {
    let otherwise = OTHERWISE.iter().find(|(part, field, _)| path.contains(part) && *field == name);
    let usual = LABELS.iter().find(|(field, _)| *field == name);
    let key = otherwise.map(|(_, _, key)| *key).or(usual.map(|(_, key)| *key));
    texts.get(key.unwrap_or("draft-other"))
}

/// `GET /portal/draft`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.person()?;
    let found = form_drafts::get(visitor.app(), visitor.ctx(), visitor.browser()).await?;
    // It was addressed inside the portal when it came; looked at again before it stands in a form.
    let Some(draft) = found.filter(|draft| address::inside(&draft.path).is_some()) else {
        return Ok(Redirect::to(address::HOME).into_response());
    };
    let texts = visitor.texts();
    let typed = draft.fields.iter().filter(|(name, value)| !value.trim().is_empty() && !is_of_the_form(name));
    let shown = typed.map(|(name, value)| (label(texts, &draft.path, name), value.clone())).collect();
    let p = visitor.frame("draft-title").await?;
    Ok(ok(&Draft { p, action: draft.path, fields: draft.fields, shown }))
}

/// `POST /portal/draft`: throws it away.
pub async fn forget(visitor: Visitor, Posted(_): Posted) -> Answer {
    visitor.person()?;
    form_drafts::forget(visitor.app(), visitor.ctx(), visitor.browser()).await?;
    Ok(visitor.done(address::HOME, "draft-forgotten", &[]))
}
