//! Help: kinds of partner, how to get a certificate, the error reference made from the catalogue.

use std::collections::BTreeMap;

use askama::Template;
use pms_domain::catalogue;
use pms_pki::rules::Rule;

use super::{kind, self_service, type_key};
use crate::address;
use crate::errors;
use crate::frame::{Frame, ok};
use crate::html::Html;
use crate::list::Query;
use crate::web::{Answer, Visitor};

/// Where the error reference stands.
const ERRORS: &str = "/portal/help/errors";

#[derive(Template)]
#[template(path = "help/index.html")]
struct Index {
    p: Frame,
}

struct KindView {
    name: Html,
    what: Html,
    policy_group: bool,
    two_certificates: bool,
    domain: &'static str,
}

#[derive(Template)]
#[template(path = "help/partners.html")]
struct Kinds {
    p: Frame,
    kinds: Vec<KindView>,
}

struct RuleView {
    title: Html,
    why: Html,
}

#[derive(Template)]
#[template(path = "help/certificates.html")]
struct Certificates {
    p: Frame,
    rules: Vec<RuleView>,
}

struct TextView {
    message: &'static str,
    why: Html,
    remedy: Html,
}

struct CodeView {
    code: &'static str,
    texts: Vec<TextView>,
}

#[derive(Template)]
#[template(path = "help/errors.html")]
struct Errors {
    p: Frame,
    /// A part of a code or of its words, as asked for.
    asked: String,
    codes: Vec<CodeView>,
}

/// `GET /portal/help`
pub async fn index(visitor: Visitor) -> Answer {
    Ok(ok(&Index { p: visitor.frame("nav-help").await? }))
}

/// `GET /portal/help/partners`
pub async fn kinds(visitor: Visitor) -> Answer {
    let texts = visitor.texts();
    let kinds = self_service(visitor.app())
        .into_iter()
        .map(|found| KindView {
            name: kind(texts, found.code),
            what: texts.get(&format!("type-{}-what", type_key(found.code))),
            policy_group: found.policy_required,
            two_certificates: found.two_certificates,
            domain: found.domain.as_str(),
        })
        .collect();
    Ok(ok(&Kinds { p: visitor.frame("sign-in-kinds").await?.crumb(address::HELP, "nav-help"), kinds }))
}

/// `GET /portal/help/certificates`
pub async fn certificates(visitor: Visitor) -> Answer {
    let texts = visitor.texts();
    let rules = Rule::PARTNER
        .into_iter()
        .map(|rule| RuleView {
            title: texts.get(&format!("rule-{}-title", rule.id())),
            why: texts.get(&format!("rule-{}-why", rule.id())),
        })
        .collect();
    Ok(ok(&Certificates { p: visitor.frame("help-certificates-link").await?.crumb(address::HELP, "nav-help"), rules }))
}

/// `GET /portal/help/errors?code=…`: every code of the catalogue with all its texts, or those that hold the words.
pub async fn errors(visitor: Visitor) -> Answer {
    let texts = visitor.texts();
    let query = Query::read(ERRORS, visitor.query(), &["code"]);
    let asked = query.text("code").unwrap_or_default();
    let wanted = asked.to_lowercase();
    let mut codes: BTreeMap<&'static str, Vec<TextView>> = BTreeMap::new();
    for entry in catalogue::ALL.iter().copied() {
        let view =
            TextView { message: entry.message, why: errors::why(texts, entry), remedy: errors::remedy(texts, entry) };
        let holds = |text: &str| text.to_lowercase().contains(&wanted);
        if holds(entry.code) || holds(entry.message) || holds(&view.why.without_tags().to_string()) {
            codes.entry(entry.code).or_default().push(view);
        }
    }
    let codes = codes.into_iter().map(|(code, texts)| CodeView { code, texts }).collect();
    let p = visitor.frame("help-errors-title").await?.crumb(address::HELP, "nav-help");
    Ok(ok(&Errors { p, asked, codes }))
}
