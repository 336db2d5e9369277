//! The verdict on a certificate, before anything is stored: every rule with both values, why it matters, what to do.

use askama::Template;
use axum::response::Response;
use pms_app::certificates::{CertificateCheck, possession_policy};
use pms_app::partners::PartnerView;
use pms_domain::certificate::PossessionPolicy;
use pms_pki::certificate::{CertificateFacts, NameAttribute};
use pms_pki::path::NoPath;
use pms_pki::rules::{Outcome, Rule, Value, Verdict};

use super::{Fact, bdi, certificates, code};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{Frame, ok, unprocessable};
use crate::html::{Html, escape};
use crate::i18n::Texts;
use crate::web::{Fault, Visitor};

/// A rule as the page shows it.
struct RuleView {
    id: &'static str,
    class: &'static str,
    icon: &'static str,
    verdict: Html,
    title: Html,
    words: Html,
    code: Option<&'static str>,
    chain: Vec<String>,
    failed: bool,
    measured_label: Html,
    measured: Html,
    expected_label: Html,
    expected: Html,
    why: Html,
    remedy: Html,
    /// Whether a new signing request is the way out.
    request: bool,
}

#[derive(Template)]
#[template(path = "certificates/check.html")]
pub struct CheckPage {
    p: Frame,
    base: String,
    form: Form,
    two: bool,
    usages: Vec<Choice>,
    usage: String,
    usage_words: Html,
    name: String,
    checked: Html,
    accepted: bool,
    obstacle: Option<Html>,
    rules: Vec<RuleView>,
    facts: Vec<Fact>,
    pem: String,
    chain_pem: String,
    chain_would_help: bool,
    chain_words: Html,
    issuer_missing: bool,
    ca_names: Vec<String>,
    organization: String,
    partner_id: String,
    /// Whether another certificate gives way to this one.
    replaces: bool,
    overlaps: Vec<Choice>,
    /// Where a proof that one has the key may be given, or must be.
    proof: Option<ProofView>,
}

/// What is asked for as proof that the sender has the private key.
struct ProofView {
    required: bool,
    /// To sign, and to send back beside the signature; the text that is signed.
    challenge: String,
    text: String,
}

/// Days beside a former certificate that the page offers; the site's own is the first choice.
const OVERLAPS: [u32; 5] = [0, 7, 30, 90, 366];

async fn proof(visitor: &Visitor, partner: &str) -> Result<Option<ProofView>, Fault> {
    let policy = possession_policy(visitor.app());
    if policy == PossessionPolicy::Off {
        return Ok(None);
    }
    let challenge = pms_app::certificates::challenge(visitor.app(), visitor.ctx(), partner).await?;
    Ok(Some(ProofView {
        required: policy == PossessionPolicy::Required,
        challenge: challenge.challenge,
        text: challenge.text,
    }))
}

/// What a certificate is for.
pub enum Target<'a> {
    Partner,
    /// A chip of the partner: the address of its certificate, its page, and its name.
    Chip {
        base: String,
        page: String,
        name: &'a str,
    },
}

impl CheckPage {
    pub async fn new(
        visitor: &Visitor,
        view: &PartnerView,
        check: &CertificateCheck,
        mut form: Form,
        file: &str,
        target: &Target<'_>,
    ) -> Result<Self, Fault> {
        let texts = visitor.texts();
        let id = view.partner.id.as_str();
        let is_chip = matches!(target, Target::Chip { .. });
        let base = match target {
            Target::Partner => address::org(id, "certificates"),
            Target::Chip { base, .. } => base.clone(),
        };
        let two = certificates::takes_two(view) && !is_chip;
        let usage = if two { form.given("usage").unwrap_or_else(|| "both".to_owned()) } else { "both".to_owned() };
        let accepted = check.report.accepted();
        form.forget("pem");
        form.set("usage", usage.clone());
        let p = visitor.frame_of("check-title", Some(view)).await?;
        let mut p = match target {
            Target::Partner => p.crumb(base.clone(), "certificates-title"),
            Target::Chip { page, name, .. } => {
                p.crumb(address::org(id, "chips"), "chips-title").crumb_text(page.clone(), name)
            }
        };
        if !accepted {
            let mut failures = Form::default();
            for verdict in check.report.failures() {
                failures.error(&format!("rule-{}", verdict.rule.id()), failed(texts, verdict));
            }
            p = p.with_errors(&failures);
            let all = check.report.verdicts().len();
            let met = all - check.report.failures().count();
            p.errors_title = Some(texts.get("check-errors-title"));
            p.errors_note = Some(texts.with("check-errors-note").num("met", met).num("all", all).html());
        }
        if !form.is_right() {
            p = p.with_errors(&form);
            (p.errors_title, p.errors_note) = (None, None);
        }
        let now = visitor.ctx().now();
        let checked = if file.is_empty() {
            texts.with("check-checked").time("when", now).html()
        } else {
            texts.with("check-checked-file").text("file", file).time("when", now).html()
        };
        let known_usage = if matches!(usage.as_str(), "signature" | "encryption") { usage.as_str() } else { "both" };
        // A chain does not bring the certificate along where that one needs a proof.
        let alone = possession_policy(visitor.app()) == PossessionPolicy::Required;
        let path_failed = check.report.verdict(Rule::PartnerPath).is_some_and(|v| v.outcome == Outcome::NotMet);
        Ok(Self {
            usage_words: match target {
                Target::Partner => texts.get(&format!("usage-{known_usage}")),
                Target::Chip { name, .. } => texts.with("chip-certificate-for").text("name", name).html(),
            },
            name: common_name(&check.facts.subject),
            checked,
            accepted,
            obstacle: check.obstacle.as_ref().map(|refusal| certificates::waits(texts, refusal)),
            rules: rules(texts, check),
            facts: certificate_facts(texts, &check.facts),
            pem: check.pem.clone(),
            chain_pem: check.chain_pem.clone(),
            // A chip's chain goes with its provider's own certificate.
            chain_would_help: check.chain_would_help && !is_chip,
            chain_words: texts.get(if alone { "chain-words-alone" } else { "chain-words" }),
            issuer_missing: path_failed && !is_chip && check.report.failures().count() == 1,
            ca_names: check.ca_chain.iter().map(|facts| common_name(&facts.subject)).collect(),
            organization: view.partner.name.replace(['/', '"', '\\', '$', '`', '\n'], "_"),
            partner_id: id.to_owned(),
            replaces: !is_chip && certificates::replaces(visitor, id).await?,
            overlaps: overlaps(texts),
            proof: if accepted && !is_chip { proof(visitor, id).await? } else { None },
            usages: certificates::usages(texts),
            two,
            usage,
            base,
            form,
            p,
        })
    }

    pub fn show(&self) -> Response {
        if self.accepted && self.form.is_right() { ok(self) } else { unprocessable(self) }
    }
}

/// The failing rules first and open, then the met ones with their measured value.
fn overlaps(texts: &Texts) -> Vec<Choice> {
    let days = |days: u32| match days {
        0 => texts.get("confirm-overlap-none"),
        days => texts.with("value-days").num("n", days).html(),
    };
    OVERLAPS.into_iter().map(|number| Choice::new(number.to_string(), days(number))).collect()
}

fn rules(texts: &Texts, check: &CertificateCheck) -> Vec<RuleView> {
    let mut verdicts: Vec<&Verdict> = check.report.verdicts().iter().collect();
    verdicts.sort_by_key(|verdict| verdict.outcome != Outcome::NotMet);
    verdicts.into_iter().map(|verdict| rule(texts, check, verdict)).collect()
}

fn rule(texts: &Texts, check: &CertificateCheck, verdict: &Verdict) -> RuleView {
    let id = verdict.rule.id();
    let failed = verdict.outcome == Outcome::NotMet;
    let (class, icon, word) = match verdict.outcome {
        Outcome::Met => ("", "ok", "check-met"),
        Outcome::NotMet => ("is-stop", "no", "check-not-met"),
        Outcome::Waived => ("is-wait", "alert", "check-waived"),
        Outcome::NotApplicable => ("muted", "dash", "check-not-applicable"),
        Outcome::NotEvaluated => ("muted", "dash", "check-not-evaluated"),
    };
    let is_organization = verdict.rule == Rule::PartnerOrganization;
    let measured = verdict.measured.as_ref();
    let expected = verdict.expected.as_ref();
    let marked = is_organization.then(|| marked(texts, measured, expected)).flatten();
    RuleView {
        id,
        class,
        icon,
        verdict: texts.get(word),
        title: texts.get(&format!("rule-{id}-title")),
        words: words(texts, verdict),
        code: failed.then(|| verdict.error.code()),
        chain: if verdict.rule == Rule::PartnerPath && !failed { check.chain.clone() } else { Vec::new() },
        failed,
        measured_label: texts.get("check-in-certificate"),
        measured: marked
            .unwrap_or_else(|| measured.map_or_else(|| texts.get("value-absent"), |value| show(texts, value))),
        expected_label: texts.get(if is_organization { "check-registered" } else { "check-expected" }),
        expected: match verdict.rule {
            Rule::PartnerPath => texts.get("path-expected"),
            _ => expected.map_or_else(|| texts.get("value-absent"), |value| show(texts, value)),
        },
        why: texts.get(&format!("rule-{id}-why")),
        remedy: texts.get(&format!("rule-{id}-remedy")),
        request: failed
            && matches!(
                verdict.rule,
                Rule::PartnerOrganization | Rule::PartnerKeySize | Rule::PartnerKeyUnused | Rule::PartnerNotSelfSigned
            ),
    }
}

/// The line below a rule's title.
fn words(texts: &Texts, verdict: &Verdict) -> Html {
    match (verdict.outcome, &verdict.measured, &verdict.expected) {
        (Outcome::NotMet, _, _) => failed(texts, verdict),
        (Outcome::NotEvaluated, _, _) => texts.get("rule-not-evaluated"),
        (Outcome::Waived, _, _) => texts.get("rule-waived"),
        (Outcome::NotApplicable, Some(measured), _) => {
            texts.with("rule-not-applicable").words("measured", show(texts, measured)).html()
        }
        (_, _, _) if verdict.rule == Rule::PartnerPath => texts.get("rule-met-path"),
        (_, Some(size @ Value::Bits(_)), Some(least)) => {
            texts.with("rule-met-bits").words("size", show(texts, size)).words("least", show(texts, least)).html()
        }
        (_, Some(left @ Value::Days(_)), Some(least)) => {
            texts.with("rule-met-days").words("left", show(texts, left)).words("least", show(texts, least)).html()
        }
        (_, Some(Value::Flag(_)) | None, _) => texts.get("rule-met-plain"),
        (_, Some(measured), _) => texts.with("rule-met-words").words("measured", show(texts, measured)).html(),
    }
}

/// What is wrong, in the words of the rule: below its title, and in the error summary.
fn failed(texts: &Texts, verdict: &Verdict) -> Html {
    match (verdict.rule, &verdict.measured, &verdict.expected) {
        (Rule::PartnerOrganization, Some(Value::Text(found)), Some(Value::Text(registered))) => {
            texts.with("rule-partner-organization-differs").text("found", found).text("registered", registered).html()
        }
        (rule, _, _) => texts.get(&format!("rule-{}-failed", rule.id())),
    }
}

/// A measured or expected value in the reader's language.
fn show(texts: &Texts, value: &Value) -> Html {
    match value {
        Value::Absent => texts.get("value-absent"),
        Value::Text(text) => bdi(text),
        Value::OneOf(all) => bdi(&all.join(", ")),
        Value::Flag(true) => texts.get("value-yes"),
        Value::Flag(false) => texts.get("value-no"),
        Value::Days(days) => texts.with("value-days").num("n", *days).html(),
        Value::Bits(bits) => texts.with("value-bits").num("n", *bits).html(),
        Value::Number(number) => Html::text(&number.to_string()),
        Value::Date(date) => texts.day(date.and_time(chrono::NaiveTime::MIN)),
        Value::Instant(at) => texts.time(*at),
        Value::Between(from, to) => texts.with("value-from-to").time("from", *from).time("to", *to).html(),
        Value::NoPath(reason) => no_path(texts, reason),
    }
}

fn no_path(texts: &Texts, reason: &NoPath) -> Html {
    let named = |key: &str, name: &str| texts.with(key).text("name", name).html();
    match reason {
        NoPath::UnknownRoot => texts.get("no-path-unknown-root"),
        NoPath::IssuerUnknown { issuer } => named("no-path-issuer-unknown", issuer),
        NoPath::IssuerOutOfDate { issuer } => named("no-path-issuer-out-of-date", issuer),
        NoPath::SignatureMismatch { issuer } => named("no-path-signature-mismatch", issuer),
        NoPath::IssuerNotCa { issuer } => named("no-path-issuer-not-ca", issuer),
        NoPath::TooWeak { certificate } => named("no-path-too-weak", certificate),
        NoPath::TooLong | NoPath::BudgetExhausted => texts.get("no-path-too-long"),
        NoPath::PathLengthExceeded => texts.get("no-path-length"),
        NoPath::UnknownCriticalExtension => texts.get("no-path-extension"),
        NoPath::NameConstraints => texts.get("no-path-names"),
        NoPath::Revoked { certificate } => named("no-path-revoked", certificate),
        NoPath::RevocationUnknown { certificate } => named("no-path-revocation-unknown", certificate),
        NoPath::TargetOutOfDate | NoPath::Policies | NoPath::Refused => texts.get("no-path-refused"),
    }
}

/// The found name with what differs from the expected one marked.
fn marked(texts: &Texts, measured: Option<&Value>, expected: Option<&Value>) -> Option<Html> {
    let Some(Value::Text(expected)) = expected else { return None };
    let found = match measured {
        Some(Value::Text(found)) => found,
        _ => return Some(texts.get("value-absent")),
    };
    let (before, different, after) = difference(found, expected);
    let mark = if different.is_empty() { String::new() } else { format!("<mark>{}</mark>", escape(different)) };
    Some(Html::trusted(format!("<code class=\"ltr\">O=<bdi>{}{mark}{}</bdi></code>", escape(before), escape(after))))
}

/// What `found` shares with `expected` at both ends, and what is between.
fn difference<'a>(found: &'a str, expected: &str) -> (&'a str, &'a str, &'a str) {
    let same = |(a, b): &(char, char)| a == b;
    let start: usize = found.chars().zip(expected.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (rest, rest_expected) = (&found[start..], &expected[start..]);
    let end: usize =
        rest.chars().rev().zip(rest_expected.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let cut = found.len() - end;
    (&found[..start], &found[start..cut], &found[cut..])
}

pub fn common_name(name: &[NameAttribute]) -> String {
    let find = |label: &str| name.iter().rev().find(|attribute| attribute.label == label);
    let found = find("CN").or_else(|| find("O")).or(name.last());
    found.map(|attribute| attribute.value.clone()).unwrap_or_default()
}

fn lines(name: &[NameAttribute]) -> Html {
    let lines: Vec<String> =
        name.iter().rev().map(|a| format!("<bdi>{}={}</bdi>", escape(&a.label), escape(&a.value))).collect();
    Html::trusted(lines.join("<br>"))
}

/// What a certificate says.
pub fn certificate_facts(texts: &Texts, facts: &CertificateFacts) -> Vec<Fact> {
    let fact = |label: &str, value| Fact::new(texts.get(label), value);
    let validity = texts.with("check-valid-from-to").day("from", facts.not_before).day("to", facts.not_after).html();
    let mut all = vec![
        fact("check-subject", lines(&facts.subject)),
        fact("check-issuer", lines(&facts.issuer)),
        fact("check-valid", validity),
        fact("check-serial", code(&facts.serial)),
        fact("check-key", bdi(&facts.key)),
        fact("check-signature", bdi(&facts.signature_algorithm)),
    ];
    if let Some(usage) = &facts.key_usage {
        all.push(fact("check-usage", bdi(&usage.join(", "))));
    }
    all.push(fact("check-sha256", code(&facts.sha256)));
    all
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn the_difference_is_between_the_equal_ends() {
        assert_eq!(difference("Example Bank Ltd", "Example Bank"), ("Example Bank", " Ltd", ""));
        assert_eq!(difference("Exämple", "Example"), ("Ex", "ä", "mple"));
        assert_eq!(difference("same", "same"), ("same", "", ""));
        assert_eq!(difference("", "x"), ("", "", ""));
        assert_eq!(difference("aa", "a"), ("a", "a", ""));
        assert_eq!(difference("a", "aa"), ("a", "", ""));
    }
}
