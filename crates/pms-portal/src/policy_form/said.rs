//! What a policy shares, in words.

use pms_domain::policy::PolicyType;
use serde_json::Value;

use super::{Content, items, names, share, text};
use crate::html::Html;
use crate::i18n::Texts;
use crate::object::Table;
use crate::pages::{Fact, bdi, given};

/// What a policy says, for its page.
pub struct Said {
    pub facts: Vec<Fact>,
    /// The attributes that are shared, one a row.
    pub attributes: Option<Table>,
}

/// What a policy of this type shares.
pub fn said(texts: &Texts, policy_type: PolicyType, content: &Content) -> Said {
    match policy_type {
        PolicyType::Auth => auth(texts, content),
        PolicyType::DataShare | PolicyType::CredentialIssuance => shared(texts, content),
        PolicyType::Misp => misp(texts, content),
    }
}

fn lines(all: Vec<Html>, nothing: Html) -> Html {
    if all.is_empty() {
        return nothing;
    }
    let all: Vec<String> = all.iter().map(|one| format!("<li>{one}</li>")).collect();
    Html::trusted(format!("<ul class=\"plain\">{}</ul>", all.concat()))
}

fn auth(texts: &Texts, content: &Content) -> Said {
    let factors = items(content, "allowedAuthTypes").iter().filter_map(|entry| {
        let words = names::factor(texts, text(entry, "authType")?, text(entry, "authSubType").unwrap_or_default());
        let must = entry.get("mandatory").and_then(Value::as_bool) == Some(true);
        Some(if must { texts.with("policy-mandatory").words("what", words).html() } else { words })
    });
    let attributes = items(content, "allowedKycAttributes").iter().filter_map(|entry| text(entry, "attributeName"));
    let attributes = attributes.map(|name| names::attribute(texts, name)).collect();
    let token = content.get("authTokenType").and_then(Value::as_str).unwrap_or_default();
    let token = match names::TOKENS.iter().find(|(known, _, _)| *known == token) {
        Some((_, key, hint)) => Html::trusted(format!("{}. {}", texts.get(key), texts.get(hint))),
        None => given(texts, token),
    };
    let languages: Vec<&str> = items(content, "kycLanguages").iter().filter_map(Value::as_str).collect();
    let mut facts = vec![
        Fact::new(texts.get("policy-proves"), lines(factors.collect(), texts.get("policy-proves-nothing"))),
        Fact::new(texts.get("policy-learns"), lines(attributes, texts.get("policy-learns-nothing"))),
        Fact::new(texts.get("policy-token"), token),
    ];
    if !languages.is_empty() {
        facts.push(Fact::new(texts.get("policy-languages"), bdi(&languages.join(", "))));
    }
    Said { facts, attributes: None }
}

fn shared(texts: &Texts, content: &Content) -> Said {
    let term = |name: &str| content.get("dataSharePolicies").and_then(|terms| text(terms, name)).unwrap_or_default();
    let how = match term("typeOfShare") {
        "Data Share" => texts.get("policy-share-stored"),
        "direct" => texts.get("policy-share-direct"),
        other => given(texts, other),
    };
    let encryption = match term("encryptionType") {
        "Partner Based" => texts.get("policy-encryption-partner"),
        "none" => texts.get("policy-encryption-none"),
        other => given(texts, other),
    };
    let mut facts = vec![
        Fact::new(texts.get("policy-share-type"), how),
        Fact::new(texts.get("policy-encryption"), encryption),
        Fact::new(texts.get("policy-share-domain"), given(texts, term("shareDomain"))),
        Fact::new(texts.get("policy-share-minutes"), given(texts, term("validForInMinutes"))),
        Fact::new(texts.get("policy-share-times"), given(texts, term("transactionsAllowed"))),
        Fact::new(texts.get("policy-share-source"), given(texts, term("source"))),
    ];
    if !term("protocol").is_empty() {
        facts.push(Fact::new(texts.get("policy-share-protocol"), bdi(term("protocol"))));
    }
    let entries = items(content, "shareableAttributes");
    if entries.is_empty() {
        facts.insert(0, Fact::new(texts.get("policy-attributes"), texts.get("policy-shares-nothing")));
    }
    let attributes = (!entries.is_empty()).then(|| Table {
        caption: texts.get("policy-attributes"),
        heads: ["policy-attribute", "policy-encrypted", "policy-format", "policy-from"]
            .map(|key| texts.get(key))
            .into(),
        rows: entries.iter().map(|entry| shared_row(texts, entry)).collect(),
    });
    Said { facts, attributes }
}

fn shared_row(texts: &Texts, entry: &Value) -> Vec<Html> {
    let or_dash = |words: &str| if words.is_empty() { Html::text("–") } else { bdi(words) };
    let from = or_dash(&share::other_sources(entry));
    let from = if share::is_filtered(entry) { texts.with("policy-from-part").words("what", from).html() } else { from };
    vec![
        names::attribute(texts, text(entry, "attributeName").unwrap_or_default()),
        texts.get(if share::is_encrypted(entry) { "policy-yes" } else { "policy-no" }),
        or_dash(text(entry, "format").unwrap_or_default()),
        from,
    ]
}

fn misp(texts: &Texts, content: &Content) -> Said {
    let granted = |member: &str| content.get(member).and_then(Value::as_bool) == Some(true);
    let facts = names::RIGHTS.iter().map(|(member, key, _)| {
        Fact::new(texts.get(key), texts.get(if granted(member) { "policy-yes" } else { "policy-no" }))
    });
    Said { facts: facts.collect(), attributes: None }
}
