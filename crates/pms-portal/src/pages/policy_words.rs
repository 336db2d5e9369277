//! What a policy lets somebody do, in words: the attributes that it shares, the factors that it allows, how and how long.

use pms_domain::policy::PolicyType;
use pms_store::auth_policy::AuthPolicy;
use serde_json::Value as Json;

use super::{Fact, bdi, code, given};
use crate::html::Html;
use crate::i18n::Texts;
use crate::object::{Section, Table};

fn items<'a>(content: &'a Json, list: &str) -> impl Iterator<Item = &'a Json> {
    content.get(list).and_then(Json::as_array).into_iter().flatten()
}

fn word<'a>(item: &'a Json, name: &str) -> &'a str {
    item.get(name).and_then(Json::as_str).unwrap_or_default()
}

/// Attributes that have words of their own; others are shown as the policy writes them.
fn attribute_key(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "fullname" | "name" => "shares-full-name",
        "dateofbirth" | "dob" | "birthdate" => "shares-birth",
        "gender" => "shares-gender",
        "phone" | "phonenumber" | "phone_number" => "shares-phone",
        "email" | "emailid" => "shares-email",
        "fulladdress" | "address" => "shares-address",
        "addressline1" => "shares-address-1",
        "addressline2" => "shares-address-2",
        "addressline3" => "shares-address-3",
        "region" => "shares-region",
        "province" => "shares-province",
        "city" => "shares-city",
        "postalcode" => "shares-postal-code",
        "photo" | "face" | "picture" => "shares-photo",
        "uin" => "shares-uin",
        "vid" => "shares-vid",
        "individualbiometrics" | "biometrics" => "shares-biometrics",
        _ => return None,
    })
}

/// An attribute in words.
pub fn attribute(texts: &Texts, name: &str) -> Html {
    attribute_key(name).map_or_else(|| bdi(name), |key| texts.get(key))
}

/// A factor of authentication in words.
fn factor(texts: &Texts, item: &Json) -> Html {
    let (kind, sub) = (word(item, "authType"), word(item, "authSubType"));
    let key = match (kind.to_ascii_lowercase().as_str(), sub.to_ascii_lowercase().as_str()) {
        ("otp" | "otp-request", _) => Some("shares-factor-otp"),
        ("demo", _) => Some("shares-factor-demo"),
        ("bio", "finger") => Some("shares-factor-finger"),
        ("bio", "iris") => Some("shares-factor-iris"),
        ("bio", "face") => Some("shares-factor-face"),
        ("bio", _) => Some("shares-factor-bio"),
        ("kyc" | "kycauth", _) => Some("shares-factor-kyc"),
        ("kyc-exchange" | "kycexchange", _) => Some("shares-factor-exchange"),
        ("kbt", _) => Some("shares-factor-kbt"),
        ("pwd", _) => Some("shares-factor-pwd"),
        _ => None,
    };
    let words = key.map_or_else(|| bdi(kind), |key| texts.get(key));
    match item.get("mandatory").and_then(Json::as_bool) {
        Some(true) => texts.with("shares-mandatory").words("factor", words).html(),
        _ => words,
    }
}

fn joined(parts: impl IntoIterator<Item = Html>) -> Html {
    let mut seen: Vec<Html> = Vec::new();
    for part in parts {
        if !seen.contains(&part) {
            seen.push(part);
        }
    }
    let words: Vec<String> = seen.iter().map(Html::to_string).collect();
    Html::trusted(words.join(" · "))
}

fn list_of(content: &Json) -> &'static str {
    if content.get("shareableAttributes").is_some() { "shareableAttributes" } else { "allowedKycAttributes" }
}

/// The attributes that a policy shares, in words.
pub fn attributes(texts: &Texts, content: &Json) -> Html {
    let names = items(content, list_of(content)).map(|item| attribute(texts, word(item, "attributeName")));
    let names = joined(names);
    if names.is_empty() { texts.get("shares-nothing") } else { names }
}

fn factors(texts: &Texts, content: &Json) -> Html {
    joined(items(content, "allowedAuthTypes").map(|item| factor(texts, item)))
}

/// Rights of a MISP.
const RIGHTS: [(&str, &str); 5] = [
    ("allowAuthRequestDelegation", "shares-right-auth"),
    ("allowKycRequestDelegation", "shares-right-kyc"),
    ("allowKeyBindingDelegation", "shares-right-binding"),
    ("allowVciRequestDelegation", "shares-right-vci"),
    ("trustBindedAuthVerificationToken", "shares-right-token"),
];

fn rights(texts: &Texts, content: &Json) -> Html {
    let granted = |name: &str| content.get(name).and_then(Json::as_bool) == Some(true);
    joined(RIGHTS.iter().filter(|(name, _)| granted(name)).map(|(_, key)| texts.get(key)))
}

/// One paragraph for a list of policies: what each shares, by what, and until when.
pub fn summary(texts: &Texts, policy: &AuthPolicy, content: &Json) -> Html {
    let mut parts = Vec::new();
    if !policy.descr.trim().is_empty() {
        parts.push(bdi(&policy.descr).to_string());
    }
    if PolicyType::parse(&policy.policy_type) == Some(PolicyType::Misp) {
        parts.push(texts.with("shares-line-rights").words("rights", rights(texts, content)).html().to_string());
    } else {
        parts.push(texts.with("shares-line").words("attributes", attributes(texts, content)).html().to_string());
        let factors = factors(texts, content);
        if !factors.is_empty() {
            parts.push(texts.with("shares-line-factors").words("factors", factors).html().to_string());
        }
    }
    parts.push(texts.with("shares-line-till").day("day", policy.valid_to_date).html().to_string());
    Html::trusted(parts.join("<br>"))
}

/// How the data goes: of a data share.
fn terms(texts: &Texts, content: &Json) -> Vec<Fact> {
    let Some(terms) = content.get("dataSharePolicies") else { return Vec::new() };
    let said = [
        ("shareDomain", "shares-domain"),
        ("typeOfShare", "shares-how"),
        ("encryptionType", "shares-encryption"),
        ("transactionsAllowed", "shares-times"),
        ("validForInMinutes", "shares-minutes"),
    ];
    said.iter().map(|(member, label)| Fact::new(texts.get(label), given(texts, word(terms, member)))).collect()
}

/// What a policy says, as parts of a page.
pub fn section(texts: &Texts, policy: &AuthPolicy, content: &Json) -> Section {
    let mut section = Section::new("shares", texts.get("shares-title"));
    if !policy.descr.trim().is_empty() {
        section.intro = bdi(&policy.descr);
    }
    let kind = PolicyType::parse(&policy.policy_type);
    let list = list_of(content);
    let shared = list == "shareableAttributes";
    let rows: Vec<Vec<Html>> = items(content, list)
        .map(|item| {
            let name = word(item, "attributeName");
            let mut row = vec![attribute(texts, name), code(name)];
            if shared {
                let sealed = item.get("encrypted").and_then(Json::as_bool) == Some(true);
                row.push(texts.get(if sealed { "shares-encrypted" } else { "shares-clear" }));
            }
            row
        })
        .collect();
    if !rows.is_empty() {
        let mut heads = vec![texts.get("shares-attribute"), texts.get("shares-name")];
        if shared {
            heads.push(texts.get("shares-form"));
        }
        section.table = Some(Table { caption: texts.get("shares-caption"), heads, rows });
    }
    if kind == Some(PolicyType::Misp) {
        section.facts.push(Fact::new(texts.get("shares-rights"), rights(texts, content)));
    } else {
        if section.table.is_none() {
            section.facts.push(Fact::new(texts.get("shares-attributes"), texts.get("shares-nothing")));
        }
        let factors = factors(texts, content);
        if !factors.is_empty() {
            section.facts.push(Fact::new(texts.get("shares-factors"), factors));
        }
        let token = match word(content, "authTokenType").to_ascii_lowercase().as_str() {
            "" => None,
            "random" => Some("shares-token-random"),
            "partner" => Some("shares-token-partner"),
            "policy" | "policy_group" | "policygroup" => Some("shares-token-policy"),
            _ => Some("shares-token-other"),
        };
        if let Some(key) = token {
            section.facts.push(Fact::new(texts.get("shares-token"), texts.get(key)));
        }
        section.facts.extend(terms(texts, content));
    }
    section.facts.push(Fact::new(texts.get("shares-till"), texts.time(policy.valid_to_date)));
    section.facts.push(Fact::new(
        texts.get("field-policy-group"),
        given(texts, policy.group_name.as_deref().unwrap_or_default()),
    ));
    section
}
