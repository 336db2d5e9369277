//! The catalogues: complete, used, with the same arguments in every language; and no literal words in templates.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast;
use fluent_syntax::parser;

type Variables = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn files(directory: &Path, extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|other| other == extension) {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found.sort();
    found
}

fn variables_of_expression(expression: &ast::Expression<&str>, into: &mut BTreeSet<String>) {
    match expression {
        ast::Expression::Inline(inline) => variables_of_inline(inline, into),
        ast::Expression::Select { selector, variants } => {
            variables_of_inline(selector, into);
            for variant in variants {
                variables_of_pattern(&variant.value, into);
            }
        }
    }
}

fn variables_of_inline(inline: &ast::InlineExpression<&str>, into: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            into.insert(id.name.to_owned());
        }
        ast::InlineExpression::Placeable { expression } => variables_of_expression(expression, into),
        _ => {}
    }
}

fn variables_of_pattern(pattern: &ast::Pattern<&str>, into: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            variables_of_expression(expression, into);
        }
    }
}

/// Every text of a language with its variables; a text that stands twice fails.
fn catalogue(language: &str) -> Variables {
    let mut all = Variables::new();
    for (path, text) in files(&root().join("languages").join(language), "ftl") {
        let resource =
            parser::parse(text.as_str()).unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
        for entry in &resource.body {
            let ast::Entry::Message(message) = entry else { continue };
            let mut variables = BTreeSet::new();
            variables_of_pattern(message.value.as_ref().unwrap(), &mut variables);
            let twice = all.insert(message.id.name.to_owned(), variables);
            assert!(twice.is_none(), "{} stands twice in {language}", message.id.name);
        }
    }
    all
}

/// Texts of the error catalogue: English stands in the catalogue itself.
fn is_of_catalogue(key: &str) -> bool {
    key.starts_with("why-") || key.starts_with("fix-")
}

#[test]
fn languages_have_the_same_texts_with_the_same_arguments() {
    let english = catalogue("en");
    for language in ["fr", "ar"] {
        let other = catalogue(language);
        for (key, variables) in &english {
            let own = other.get(key).unwrap_or_else(|| panic!("{language} lacks {key}"));
            // A form for exactly one or two may name the number in words.
            assert_eq!(own, variables, "{language} {key}");
        }
        for key in other.keys() {
            assert!(english.contains_key(key) || is_of_catalogue(key), "{language} has {key}, English has not");
        }
    }
}

/// The error reference and refusals of forms never fall back to English. Their texts get no arguments
/// (`errors.rs` shows them with none), so that a variable in one would be shown as its name.
#[test]
fn every_entry_of_the_error_catalogue_is_translated() {
    let wanted: BTreeSet<String> = pms_domain::catalogue::ALL
        .iter()
        .map(|entry| entry.key.to_ascii_lowercase().replace('_', "-"))
        .flat_map(|key| ["why", "fix"].map(|part| format!("{part}-{key}")))
        .collect();
    for language in ["fr", "ar"] {
        let texts: Variables = catalogue(language).into_iter().filter(|(key, _)| is_of_catalogue(key)).collect();
        let own: BTreeSet<String> = texts.keys().cloned().collect();
        let missing: Vec<_> = wanted.difference(&own).collect();
        assert!(missing.is_empty(), "{language} lacks {} texts: {missing:?}", missing.len());
        let unknown: Vec<_> = own.difference(&wanted).collect();
        assert!(unknown.is_empty(), "{language} has texts of no entry of the catalogue: {unknown:?}");
        let with_arguments: Vec<_> = texts.iter().filter(|(_, variables)| !variables.is_empty()).collect();
        assert!(with_arguments.is_empty(), "{language} has arguments in {with_arguments:?}");
    }
}

/// Keys that the source makes from a value: each family with its members, from the types behind them.
fn families() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for found in pms_domain::partner_type::ALL {
        let code = found.code.to_ascii_lowercase().replace('_', "-");
        keys.extend([format!("type-{code}"), format!("type-{code}-what"), format!("checklist-{code}")]);
    }
    for rule in pms_pki::rules::Rule::PARTNER {
        keys.extend(["title", "failed", "why", "remedy"].map(|part| format!("rule-{}-{part}", rule.id())));
    }
    let steps = [
        "account",
        "policygroup",
        "approval",
        "certificates",
        "policyrequest",
        "credentialtype",
        "bioextractors",
        "apikey",
        "firstuse",
        "devicemodels",
        "sbi",
        "chipmodels",
        "misplicence",
        "mispcontract",
        "partnercontracts",
        "mapping",
        "chipcertificates",
    ];
    for step in steps {
        keys.extend(
            ["title", "done", "admins", "managers", "yours", "later", "outside"]
                .map(|part| format!("step-{step}-{part}")),
        );
    }
    for (topic, who) in pms_portal::HELP_TOPICS {
        keys.extend([format!("help-on-{topic}"), format!("help-on-{topic}-title"), format!("help-who-{who}")]);
    }
    for usage in pms_domain::partner::CertificateUsage::ALL {
        keys.extend([format!("usage-{}", usage.as_str()), format!("usage-{}-hint", usage.as_str())]);
    }
    for reason in pms_domain::revocation::Reason::FINAL {
        keys.insert(format!("revoke-{}", reason.as_str().to_ascii_lowercase()));
    }
    for decision in pms_domain::approval::Decision::ALL {
        keys.extend(["said", "decide-done", "decide-two"].map(|part| format!("{part}-{}", decision.as_str())));
    }
    keys.extend(["answer", "withdraw"].map(|said| format!("said-{said}")));
    for role in ["owner", "technical", "viewer"] {
        keys.extend([format!("member-{role}"), format!("member-{role}-words")]);
    }
    for domain in pms_domain::partner_type::Domain::ALL {
        keys.extend([format!("trust-domain-{}", domain.as_str()), format!("platform-{}", domain.as_str())]);
    }
    keys.extend(["ROOT", "ENCRYPTION"].map(|name| format!("platform-{name}")));
    for theme in ["device", "light", "dark"] {
        keys.insert(format!("theme-{theme}"));
    }
    for turn in ["partner-deactivate", "partner-reactivate"] {
        keys.extend(["title", "words", "send", "keep"].map(|part| format!("{turn}-{part}")));
    }
    let steps = ["grant", "revoke", "deactivate", "reactivate", "sessions-end", "second-reset"];
    for step in steps {
        keys.extend(["title", "words", "send"].map(|part| format!("accounts-{step}-{part}")));
    }
    for page in ["403", "404", "413", "429", "500", "export", "form", "site", "refused"] {
        keys.extend(["title", "why", "remedy"].map(|part| format!("error-{page}-{part}")));
    }
    for error in [
        "empty",
        "too-large",
        "private-key",
        "key-store",
        "signing-request",
        "public-key",
        "revocation-list",
        "too-many",
        "no-certificate",
        "damaged",
        "unknown",
    ] {
        keys.insert(format!("upload-{error}"));
    }
    for reason in pms_domain::verification::Reason::ALL {
        keys.insert(format!("reason-{}", reason.code().replace('_', "-")));
    }
    keys.extend(["allowed", "refused"].map(|outcome| format!("usage-outcome-{outcome}")));
    keys.extend(["validate", "gateway", "ida"].map(|source| format!("usage-source-{source}")));
    keys.extend(["24h", "7d", "30d"].map(|range| format!("usage-range-{range}")));
    keys.extend(pms_app::calendar::KINDS.map(|kind| format!("calendar-kind-{kind}")));
    for reason in pms_domain::revocation::Reason::FINAL {
        keys.insert(format!("trust-reason-{}", reason.as_str().to_ascii_lowercase()));
    }
    keys
}

/// Everything in the sources between quotes.
fn quoted() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let sources = files(&root().join("src"), "rs").into_iter().chain(files(&root().join("templates"), "html"));
    for (_, text) in sources {
        for part in text.split('"').skip(1) {
            if part.len() < 60 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
                all.insert(part.to_owned());
            }
        }
    }
    all
}

#[test]
fn every_text_is_used() {
    let (quoted, families) = (quoted(), families());
    let actions = actions();
    let unused: Vec<String> = catalogue("en")
        .into_keys()
        .filter(|key| !quoted.contains(key) && !families.contains(key) && !actions.contains(key))
        .collect();
    assert!(unused.is_empty(), "texts that no page shows: {unused:?}");
}

/// Audit actions that use cases and the store write.
fn actions() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let sources = ["../pms-app/src", "../pms-store/src"].map(|path| files(&root().join(path), "rs"));
    for (_, text) in sources.into_iter().flatten() {
        for part in text.split("\"").skip(1) {
            let shape = matches!(part.split('.').count(), 2 | 3)
                && part.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'.' | b'_'))
                && !part.starts_with('.');
            if shape {
                all.insert(format!("action-{}", part.replace(['.', '_'], "-")));
            }
        }
    }
    all
}

#[test]
fn what_happens_to_a_partner_has_words() {
    let english = catalogue("en");
    for action in [
        "partner.register",
        "partner.update",
        "partner.policy_group",
        "partner.deactivate",
        "partner.reactivate",
        "partner.reopen",
        "contact.put",
        "contact.remove",
        "contact.verify",
        "certificate.upload",
        "certificate.pending_settled",
        "certificate.revoke",
        "trust.revoke",
        "trust.settle",
        "chain.submit",
        "approval.request",
        "approval.decide",
        "approval.answer",
        "invitation.create",
        "invitation.resend",
        "invitation.revoke",
        "invitation.accept",
        "member.adopt",
        "partner.seed",
    ] {
        let key = format!("action-{}", action.replace(['.', '_'], "-"));
        assert!(english.contains_key(&key), "{action}");
        assert!(actions().contains(&key), "{action} is written by no use case any more");
    }
}

/// Whatever a use case writes into the audit trail has words: nobody reads its code.
#[test]
fn every_audit_action_has_words() {
    let english = catalogue("en");
    let mut seen = BTreeSet::new();
    for folder in ["../pms-app/src", "../pms-store/src", "../pms-jobs/src", "../pms/src"] {
        for (path, text) in files(&root().join(folder), "rs") {
            if path.ends_with("tests.rs")
                || path.ends_with("testing.rs")
                || path.components().any(|part| part.as_os_str() == "tests")
            {
                continue;
            }
            let text = text.split("#[cfg(test)]").next().unwrap();
            for after in text.split("Record::new(").skip(1) {
                if let Some(action) = after.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) {
                    // Fixtures of tests stand beside the sources.
                    if !action.starts_with("test.") {
                        seen.insert(action.to_owned());
                    }
                }
            }
        }
    }
    // Those whose name is chosen before the record is begun.
    let chosen = ["identity.block", "identity.unblock", "revocation_list.fetch", "revocation_list.upload"];
    seen.extend(chosen.map(str::to_owned));
    assert!(seen.len() > 100, "the sources are read: {}", seen.len());
    let has_words = |action: &String| english.contains_key(&format!("action-{}", action.replace(['.', '_'], "-")));
    let silent: Vec<_> = seen
        .iter()
        .filter(|action| !["approval.decide", "approval.request"].contains(&action.as_str()))
        .filter(|action| !has_words(action))
        .collect();
    assert!(silent.is_empty(), "actions without words: {silent:?}");
}

/// Keys in `get("…")`, `plain("…")`, `with("…")` and their like exist, and get the arguments that the text has.
#[test]
fn texts_get_their_arguments() {
    let english = catalogue("en");
    let sources = files(&root().join("src"), "rs").into_iter().chain(files(&root().join("templates"), "html"));
    let mut seen = 0;
    for (path, text) in sources {
        let text = text.split("#[cfg(test)]").next().unwrap();
        for call in [".get(\"", ".plain(\"", ".with(\""] {
            for (position, _) in text.match_indices(call) {
                let rest = &text[position + call.len()..];
                let key = rest.split('"').next().unwrap();
                if !key.contains('-') || !rest[key.len()..].starts_with("\")") {
                    continue;
                }
                let variables =
                    english.get(key).unwrap_or_else(|| panic!("{}: there is no text {key}", path.display()));
                seen += 1;
                let mut given = BTreeSet::new();
                if call == ".with(\"" {
                    // To the end of the statement, or of the template's expression, or to the next text.
                    let is_template = path.extension().is_some_and(|extension| extension == "html");
                    let end = if is_template { rest.find("}}") } else { rest.find(';') };
                    let chain = rest[..end.unwrap_or(rest.len())].split(".with(").next().unwrap();
                    for setter in [".text(\"", ".code(\"", ".num(\"", ".choice(\"", ".time(\"", ".day(\"", ".words(\""]
                    {
                        given.extend(
                            chain
                                .match_indices(setter)
                                .map(|(at, _)| chain[at + setter.len()..].split('"').next().unwrap().to_owned()),
                        );
                    }
                }
                let missing: Vec<_> = variables.difference(&given).collect();
                assert!(
                    missing.is_empty()
                        || text[position..].starts_with(".with(\"error-refused\"")
                        || given.is_empty() && is_built_elsewhere(key),
                    "{}: {key} lacks {missing:?}",
                    path.display()
                );
            }
        }
    }
    assert!(seen > 300, "the test still finds the calls: {seen}");
}

/// Texts whose phrase is completed some lines below its key.
fn is_built_elsewhere(key: &str) -> bool {
    matches!(key, "request-own-title" | "request-own-ca-title")
}

/// Templates hold no words of their own: what a person reads comes from the catalogues.
#[test]
fn templates_hold_no_words() {
    for (path, text) in files(&root().join("templates"), "html") {
        let mut plain = String::new();
        let mut rest = text.as_str();
        // Expressions, tags, comments and pre-formatted commands go; what is left is text.
        while let Some(start) = rest.find(['{', '<']) {
            plain.push_str(&rest[..start]);
            let tail = &rest[start..];
            let end = if tail.starts_with("{{") {
                tail.find("}}").map(|at| at + 2)
            } else if tail.starts_with("{%") {
                tail.find("%}").map(|at| at + 2)
            } else if tail.starts_with("<pre") {
                tail.find("</pre>").map(|at| at + 6)
            } else if tail.starts_with('<') {
                end_of_tag(tail)
            } else {
                Some(1)
            };
            rest = &tail[end.unwrap_or_else(|| panic!("{}: unclosed {}", path.display(), &tail[..20]))..];
        }
        plain.push_str(rest);
        let words: Vec<&str> = plain.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).collect();
        assert!(words.is_empty(), "{}: {words:?}", path.display());
    }
}

/// The end of a tag, past the expressions and quotes in it. Attributes that people read hold expressions only.
fn end_of_tag(tail: &str) -> Option<usize> {
    let bytes = tail.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        if tail[at..].starts_with("{{") {
            at += tail[at..].find("}}")? + 2;
        } else if tail[at..].starts_with("{%") {
            at += tail[at..].find("%}")? + 2;
        } else if bytes[at] == b'>' {
            let tag = &tail[..at];
            for read in ["aria-label=\"", "placeholder=\"", "title=\"", "alt=\"", "data-label=\""] {
                if let Some((_, value)) = tag.split_once(read) {
                    assert!(value.starts_with("{{") || value.starts_with("{%"), "{tag}");
                }
            }
            return Some(at + 1);
        } else {
            at += tail[at..].chars().next()?.len_utf8();
        }
    }
    None
}

/// Texts shown as attributes or titles hold no markup.
#[test]
fn attributes_get_texts_without_markup() {
    let english: BTreeMap<String, String> = files(&root().join("languages/en"), "ftl")
        .into_iter()
        .flat_map(|(_, text)| {
            text.lines()
                .filter_map(|line| line.split_once(" = ").map(|(key, value)| (key.to_owned(), value.to_owned())))
                .collect::<Vec<_>>()
        })
        .collect();
    for (path, text) in files(&root().join("templates"), "html") {
        for part in text.split("p.plain(\"").skip(1) {
            let key = part.split('"').next().unwrap();
            if let Some(value) = english.get(key) {
                assert!(!value.contains('<'), "{}: {key}", path.display());
            }
        }
    }
}

#[test]
fn no_file_is_a_drawer() {
    for (directory, extension) in
        [("src", "rs"), ("templates", "html"), ("languages", "ftl"), ("assets", "css"), ("tests", "rs")]
    {
        for (path, text) in files(&root().join(directory), extension) {
            assert!(text.lines().count() <= 600, "{} has {} lines", path.display(), text.lines().count());
        }
    }
}
