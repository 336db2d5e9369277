//! What a request is about, by its kind: title, facts, checks, and what each decision means.

use pms_app::approvals::{About, ApprovalView, Brief};
use pms_domain::approval::{Decision, Kind};
use pms_domain::policy_link::join_biometric;

use super::certificate_check::{certificate_facts, common_name};
use super::{Fact, bdi, code, given, kind, ltr, organisation, read_upload};
use crate::address;
use crate::form::Choice;
use crate::html::Html;
use crate::i18n::{Phrase, Texts};
use crate::web::{Fault, Visitor};

/// A CA certificate of a request.
pub struct AuthorityView {
    pub name: String,
    pub facts: Vec<Fact>,
}

pub struct CheckView {
    pub met: bool,
    pub title: Html,
    pub words: Html,
}

/// Facts of CA certificates in any form.
pub fn authorities(visitor: &Visitor, certificates: &[pms_pki::Certificate]) -> Vec<AuthorityView> {
    let texts = visitor.texts();
    certificates
        .iter()
        .map(|certificate| {
            let facts = certificate.explain();
            let mut all = certificate_facts(texts, &facts);
            let ca = texts.get(if facts.ca == Some(true) { "trust-ca-yes" } else { "trust-ca-no" });
            let levels =
                facts.path_length.map_or_else(|| texts.get("trust-no-limit"), |length| Html::text(&length.to_string()));
            all.push(Fact::new(texts.get("trust-ca"), ca));
            all.push(Fact::new(texts.get("trust-path-length"), levels));
            AuthorityView { name: common_name(&facts.subject), facts: all }
        })
        .collect()
}

/// The certificates that a request for trust proposes.
pub async fn proposed(view: &ApprovalView) -> Result<Vec<pms_pki::Certificate>, Fault> {
    let proposal: serde_json::Value =
        serde_json::from_str(view.approval.proposal.as_deref().unwrap_or_default()).unwrap_or_default();
    let pem = proposal.get("certificates").and_then(|value| value.as_str()).unwrap_or_default();
    Ok(read_upload(pem).await?.map(|upload| upload.certificates).unwrap_or_default())
}

/// Whether certificates are what a request proposes.
pub fn is_of_certificates(kind: Kind) -> bool {
    matches!(kind, Kind::CaChain | Kind::TrustAnchor)
}

/// The policy that a partner asks for, and what came with the request.
fn link_facts(texts: &Texts, about: &About, facts: &mut Vec<Fact>) {
    facts.push(Fact::new(texts.get("request-policy"), bdi(about.brief.policy())));
    let Some(link) = &about.link else { return };
    if let Some(policy) = &link.policy {
        facts.push(Fact::new(texts.get("request-policy-type"), code(&policy.policy_type)));
        facts.push(Fact::new(texts.get("request-policy-till"), texts.time(policy.valid_to_date)));
    }
    let extractors: Vec<_> = link
        .extractors
        .iter()
        .map(|one| {
            let biometric = join_biometric(&one.biometric_modality, one.biometric_sub_types.as_deref());
            let version = one.extractor_provider_version.as_deref().unwrap_or_default();
            format!("{}: {biometric} ({} {version})", one.attribute_name, one.extractor_provider)
        })
        .collect();
    facts.push(Fact::new(texts.get("request-extractors"), given(texts, &extractors.join(", "))));
}

/// The API key that waits, and its policy.
fn key_facts(texts: &Texts, about: &About, facts: &mut Vec<Fact>) {
    facts.push(Fact::new(texts.get("request-key"), bdi(about.brief.label())));
    facts.push(Fact::new(texts.get("request-policy"), bdi(about.brief.policy())));
    if let Some(policy) = about.key.as_ref().and_then(|key| key.policy.as_ref()) {
        facts.push(Fact::new(texts.get("request-policy-till"), texts.time(policy.valid_to_date)));
    }
}

/// Make and model of the device or chip that waits.
pub fn model(about: &Brief) -> String {
    format!("{} {}", about.word("make"), about.word("model")).trim().to_owned()
}

/// A value of a proposal: days as people read them, hashes and ids as they are.
pub fn said_of(texts: &Texts, member: &str, value: &str) -> Html {
    match (member, pms_domain::time::parse_local(value)) {
        ("created" | "expiry", Some(at)) => texts.day(at),
        ("binaryHash" | "certificateId", _) => code(value),
        _ => bdi(value),
    }
}

/// What is said of a device, an interface or a chip; of a change, how it would be then.
fn device_facts(texts: &Texts, about: &Brief, facts: &mut Vec<Fact>) {
    let is_change = about.proposal.as_ref().and_then(|all| all.get("change")?.as_bool()).unwrap_or(false);
    if is_change {
        facts.push(Fact::new(texts.get("request-change"), texts.get("request-change-words")));
    }
    let said = [
        ("make", "request-make"),
        ("model", "request-model"),
        ("deviceType", "request-device-type"),
        ("deviceSubType", "request-device-sub-type"),
        ("version", "request-version"),
        ("binaryHash", "request-binary-hash"),
        ("created", "request-created"),
        ("expiry", "request-expiry"),
        ("certificateId", "request-certificate-id"),
    ];
    for (member, label) in said {
        let value = about.word(member);
        if !value.is_empty() {
            facts.push(Fact::new(texts.get(label), said_of(texts, member, value)));
        }
    }
}

/// What is on the hotlist: as a person reads it, else its hash.
fn hotlisted(about: &Brief) -> &str {
    match about.word("label") {
        "" => about.word("id"),
        label => label,
    }
}

/// The policy that is to be published, and what it shares that no related one does.
fn publication_facts(texts: &Texts, about: &Brief, facts: &mut Vec<Fact>) {
    facts.push(Fact::new(texts.get("request-policy"), bdi(about.word("name"))));
    facts.push(Fact::new(texts.get("request-policy-group"), bdi(about.word("group"))));
    facts.push(Fact::new(texts.get("request-policy-type"), code(about.word("policyType"))));
    let shares = about.proposal.as_ref().and_then(|all| all.get("shares")?.as_array());
    let names: Vec<&str> = shares.into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
    facts.push(Fact::new(texts.get("request-shares"), bdi(&names.join(", "))));
}

/// The entry of the hotlist, and until when it would be blocked.
fn unhotlist_facts(texts: &Texts, about: &Brief, facts: &mut Vec<Fact>) {
    facts.push(Fact::new(texts.get("request-hotlisted"), bdi(hotlisted(about))));
    facts.push(Fact::new(texts.get("request-hotlist-type"), code(about.word("idType"))));
    let until = match about.word("blockedUntil") {
        "" => texts.get("request-unblocked-now"),
        until => bdi(until),
    };
    facts.push(Fact::new(texts.get("request-blocked-until"), until));
}

/// The request in a list.
pub fn line(texts: &Texts, approved: Kind, about: &Brief) -> Html {
    match approved {
        Kind::Partner => texts.with("inbox-title-partner").words("kind", kind(texts, about.partner_type())).html(),
        Kind::CaChain => texts.get("inbox-title-ca"),
        Kind::PolicyLink => texts.with("inbox-title-policy").text("policy", about.policy()).html(),
        Kind::ApiKey => {
            texts.with("inbox-title-key").text("label", about.label()).text("policy", about.policy()).html()
        }
        Kind::Device => texts.with("inbox-title-device").text("name", model(about)).html(),
        Kind::Interface => texts.with("inbox-title-sbi").text("version", about.word("version")).html(),
        Kind::Chip => texts.with("inbox-title-chip").text("name", model(about)).html(),
        Kind::Rename => texts.with("inbox-title-rename").text("name", about.word("organizationName")).html(),
        Kind::TrustAnchor => texts.with("inbox-title-anchor").code("domain", about.word("domain")).html(),
        Kind::AdminRole => {
            texts.with("inbox-title-role").text("name", about.name()).code("role", about.word("role")).html()
        }
        Kind::SecondFactor => texts.with("inbox-title-second-factor").text("name", about.name()).html(),
        Kind::Reactivation => texts.with("inbox-title-reactivation").text("name", about.name()).html(),
        Kind::OwnerChange => texts.with("inbox-title-owner").text("name", about.name()).html(),
        Kind::Publication => texts.with("inbox-title-publication").text("policy", about.word("name")).html(),
        Kind::Unhotlist => texts.with("inbox-title-unhotlist").text("name", hotlisted(about)).html(),
    }
}

/// The request as the heading of its page.
pub fn title<'a>(texts: &'a Texts, kind: Kind, about: &'a Brief) -> Phrase<'a> {
    match kind {
        Kind::Partner => texts.with("request-title-partner").text("name", about.name()),
        Kind::CaChain => texts.with("request-title-ca").text("name", about.name()),
        Kind::PolicyLink => {
            texts.with("request-title-policy").text("name", about.name()).text("policy", about.policy())
        }
        Kind::ApiKey => texts.with("request-title-key").text("name", about.name()).text("label", about.label()),
        Kind::Device | Kind::Chip => {
            let key = if kind == Kind::Device { "request-title-device" } else { "request-title-chip" };
            texts.with(key).text("name", about.name()).text("model", model(about))
        }
        Kind::Interface => {
            texts.with("request-title-sbi").text("name", about.name()).text("version", about.word("version"))
        }
        Kind::Rename => {
            let wanted = about.word("organizationName");
            texts.with("request-title-rename").text("name", about.name()).text("wanted", wanted)
        }
        Kind::TrustAnchor => texts.with("request-title-anchor").code("domain", about.word("domain")),
        Kind::AdminRole => texts.with("request-title-role").text("name", about.name()).code("role", about.word("role")),
        Kind::SecondFactor => texts.with("request-title-second-factor").text("name", about.name()),
        Kind::Reactivation => texts.with("request-title-reactivation").text("name", about.name()),
        Kind::OwnerChange => texts.with("request-title-owner").text("name", about.name()),
        Kind::Publication => texts.with("request-title-publication").text("policy", about.word("name")),
        Kind::Unhotlist => texts.with("request-title-unhotlist").text("name", hotlisted(about)),
    }
}

/// What somebody wrote about it: a partner its purpose, an admin a reason.
pub fn quote(kind: Kind, about: &About) -> Option<String> {
    let said = match kind {
        Kind::Partner => about.partner.as_ref().and_then(|view| view.partner.purpose.clone()),
        Kind::Reactivation | Kind::Unhotlist | Kind::Rename | Kind::SecondFactor => {
            Some(about.brief.word("reason").to_owned())
        }
        Kind::PolicyLink => about.link.as_ref().map(|link| link.request.request_detail.clone()),
        _ => None,
    };
    said.filter(|text| !text.trim().is_empty())
}

/// What is asked for.
pub fn facts(visitor: &Visitor, view: &ApprovalView) -> Vec<Fact> {
    let texts = visitor.texts();
    let about = &view.about;
    let brief = &about.brief;
    let mut facts = Vec::new();
    if view.kind.is_of_two_admins() {
        facts.push(Fact::new(texts.get("request-asked-by"), bdi(&view.approval.requested_name)));
    }
    match view.kind {
        Kind::TrustAnchor => {
            facts.push(Fact::new(texts.get("trust-domain"), code(brief.word("domain"))));
        }
        Kind::OwnerChange => {
            let address = about.invited.as_deref().unwrap_or_default();
            facts.push(Fact::new(texts.get("request-invited"), ltr(texts, address)));
        }
        Kind::AdminRole | Kind::SecondFactor => {
            let (email, roles) = match &about.account {
                Some(account) => (account.email.as_str(), account.roles.join(", ")),
                None => ("", String::new()),
            };
            facts.push(Fact::new(texts.get("request-account"), bdi(brief.name())));
            facts.push(Fact::new(texts.get("field-email"), ltr(texts, email)));
            if view.kind == Kind::AdminRole {
                facts.push(Fact::new(texts.get("request-role"), code(brief.word("role"))));
            }
            facts.push(Fact::new(texts.get("request-roles-now"), given(texts, &roles)));
        }
        Kind::PolicyLink => link_facts(texts, about, &mut facts),
        Kind::ApiKey => key_facts(texts, about, &mut facts),
        Kind::Device | Kind::Interface | Kind::Chip => device_facts(texts, brief, &mut facts),
        Kind::Publication => publication_facts(texts, brief, &mut facts),
        Kind::Unhotlist => unhotlist_facts(texts, brief, &mut facts),
        Kind::Rename => {
            facts.push(Fact::new(texts.get("request-name-wanted"), bdi(brief.word("organizationName"))));
            facts.push(Fact::new(texts.get("request-name-former"), bdi(brief.word("formerName"))));
        }
        Kind::Partner | Kind::CaChain | Kind::Reactivation => {}
    }
    facts
}

/// Who asks, or whom it is about.
pub fn organisation(visitor: &Visitor, about: &About) -> Vec<Fact> {
    about.partner.as_ref().map_or_else(Vec::new, |partner| organisation::facts(visitor, partner))
}

pub fn partner_href(about: &About) -> Option<String> {
    about.partner.as_ref().map(|view| address::partner(&view.partner.id))
}

pub fn checks(visitor: &Visitor, view: &ApprovalView, proposed: &[pms_pki::Certificate]) -> Vec<CheckView> {
    let texts = visitor.texts();
    let check = |met: bool, key: &str, yes: &str, no: &str| CheckView {
        met,
        title: texts.get(key),
        words: texts.get(if met { yes } else { no }),
    };
    let mut all = Vec::new();
    match (view.kind, &view.about.partner) {
        (Kind::CaChain | Kind::TrustAnchor, _) => {
            let now = visitor.ctx().now();
            let valid = !proposed.is_empty() && proposed.iter().all(|one| one.is_valid_at(now));
            let cas = !proposed.is_empty() && proposed.iter().all(|one| one.explain().ca == Some(true));
            all.push(check(valid, "request-check-issued", "request-check-issued-met", "request-check-issued-missing"));
            all.push(check(cas, "request-check-roots", "request-check-roots-met", "request-check-roots-missing"));
        }
        (Kind::Partner, Some(found)) => {
            let partner = &found.partner;
            let purpose = partner.purpose.as_deref().is_some_and(|text| !text.trim().is_empty());
            all.push(check(
                purpose,
                "request-check-purpose",
                "request-check-purpose-met",
                "request-check-purpose-missing",
            ));
            let needs = found.partner_type.is_some_and(|found| found.policy_required);
            all.push(CheckView {
                met: !needs || partner.policy_group_id.is_some(),
                title: texts.get("request-check-group"),
                words: match (&partner.policy_group_name, needs) {
                    (Some(name), _) => bdi(name),
                    (None, true) => texts.get("request-check-group-missing"),
                    (None, false) => texts.get("request-check-group-none"),
                },
            });
        }
        (Kind::PolicyLink, _) => {
            let link = view.about.link.as_ref();
            let usable = link.and_then(|link| link.policy.as_ref()).is_some_and(|policy| {
                policy.is_active && policy.valid_to_date > visitor.ctx().now() && policy.group_is_active == Some(true)
            });
            all.push(check(usable, "request-check-policy", "request-check-policy-met", "request-check-policy-missing"));
            if let Some(link) = link.filter(|link| link.needs_extractors) {
                all.push(check(
                    !link.extractors.is_empty(),
                    "request-check-extractors",
                    "request-check-extractors-met",
                    "request-check-extractors-missing",
                ));
            }
        }
        (Kind::ApiKey, _) => {
            let usable = view.about.key.as_ref().and_then(|key| key.policy.as_ref()).is_some_and(|policy| {
                policy.is_active && policy.valid_to_date > visitor.ctx().now() && policy.group_is_active == Some(true)
            });
            all.push(check(usable, "request-check-policy", "request-check-policy-met", "request-check-policy-missing"));
        }
        (Kind::AdminRole | Kind::SecondFactor, _) => {
            let usable = view.about.account.as_ref().is_some_and(|account| account.state == "active");
            all.push(check(
                usable,
                "request-check-account",
                "request-check-account-met",
                "request-check-account-missing",
            ));
        }
        (
            Kind::Partner
            | Kind::Device
            | Kind::Interface
            | Kind::Chip
            | Kind::Reactivation
            | Kind::OwnerChange
            | Kind::Publication
            | Kind::Unhotlist
            | Kind::Rename,
            _,
        ) => {}
    }
    let allowed = view.may_decide.is_ok();
    all.push(check(allowed, "request-check-four", "request-check-four-met", "request-check-four-missing"));
    all
}

pub fn decisions(visitor: &Visitor, kind: Kind) -> Vec<Choice> {
    let texts = visitor.texts();
    let choice = |decision: Decision, label: &str, hint: &str| {
        Choice::new(decision.as_str(), texts.get(label)).hint(texts.get(hint))
    };
    let approve = match kind {
        Kind::Partner => "decide-approve-partner",
        Kind::CaChain => "decide-approve-ca",
        Kind::PolicyLink => "decide-approve-policy",
        Kind::ApiKey => "decide-approve-key",
        Kind::Device => "decide-approve-device",
        Kind::Interface => "decide-approve-sbi",
        Kind::Chip => "decide-approve-chip",
        Kind::Rename => "decide-approve-rename",
        Kind::TrustAnchor => "decide-approve-anchor",
        Kind::AdminRole => "decide-approve-role",
        Kind::SecondFactor => "decide-approve-second-factor",
        Kind::Reactivation => "decide-approve-reactivation",
        Kind::OwnerChange => "decide-approve-owner",
        Kind::Publication => "decide-approve-publication",
        Kind::Unhotlist => "decide-approve-unhotlist",
    };
    let of_two = kind.is_of_two_admins();
    let all = [
        choice(Decision::Approve, "decide-approve", approve),
        choice(Decision::Ask, "decide-ask", "decide-ask-hint"),
        choice(Decision::Hold, "decide-hold", if of_two { "decide-hold-two" } else { "decide-hold-hint" }),
        choice(Decision::Reject, "decide-reject", if of_two { "decide-reject-two" } else { "decide-reject-hint" }),
    ];
    all.into_iter().filter(|choice| Decision::parse(&choice.value).is_some_and(|said| kind.takes(said))).collect()
}
