use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lettre::message::Mailbox as Address;
use pms_app::settings::Settings;
use pms_domain::Timestamp;
use pms_store::mail::Due;
use pms_testkit::mailbox::Mail;

use super::*;
use crate::fixture::letter;
use crate::mail::catalogue::EMBEDDED;
use crate::mail::template::TEMPLATES;

fn settings(change: impl FnOnce(&mut Settings)) -> Settings {
    let mut settings = Settings::defaults().unwrap();
    change(&mut settings);
    settings
}

fn now() -> Timestamp {
    pms_domain::time::parse_zulu("2026-11-21T13:05:00.000Z").unwrap()
}

fn composed(
    settings: &Settings,
    template: &str,
    lang: &str,
    values: &[(&str, &str)],
) -> Result<(Composed, Mail), Class> {
    let due = Due {
        id: "019aa6f1-7a00-7000-8000-000000000001".into(),
        template: template.into(),
        tries: 0,
        letter: letter("owner@acme.example", lang, values),
    };
    let sender: Address = "National ID <no-reply@id.example>".parse().unwrap();
    let composed = compose(&Catalogue::load(settings).unwrap(), &due, &sender, now())?;
    let mut mail = Mail::parse(&composed.bytes).unwrap();
    mail.text = mail.text.replace("\r\n", "\n");
    Ok((composed, mail))
}

/// Values of every kind for a template, choices as given.
fn values(template: &Template, choices: &BTreeMap<&str, &str>) -> Vec<(&'static str, String)> {
    let value = |name: &'static str, kind: Kind| match (name, kind) {
        ("code", _) => "493817".to_owned(),
        ("link", _) => "https://id.example/portal".to_owned(),
        ("reason", _) => "Show the licence.\nThe one of 2025 has expired.".to_owned(),
        (_, Kind::Choice) => choices[name].to_owned(),
        (_, Kind::Number) => "10".to_owned(),
        (_, Kind::Moment) => "2026-11-24T13:05:00.000Z".to_owned(),
        (name, _) => format!("value-of-{name}"),
    };
    template.values.iter().map(|(name, kind)| (*name, value(name, *kind))).collect()
}

const CHOICES: [(&str, &[&str]); 11] = [
    ("type", &["root", "intermediate"]),
    ("over", &["true", "false"]),
    ("purpose", &["registration", "reset", "contact", "email", "invitation"]),
    ("role", &["owner", "technical", "viewer"]),
    ("approved", &["true", "false"]),
    ("active", &["true", "false"]),
    ("kind", &["partner", "ca", "policy", "key", "device", "sbi", "chip", "rename"]),
    ("news", &["made", "fetch", "shown", "fetched", "reissued", "moved", "active", "inactive"]),
    ("decision", &["approve", "reject", "ask", "hold"]),
    ("why", &["keyCompromise", "cACompromise", "superseded", "cessationOfOperation"]),
    ("happened", &["made", "renewed", "active", "stopped", "ended"]),
];

/// All combinations of what a template's choices may be.
fn combinations(template: &Template) -> Vec<BTreeMap<&'static str, &'static str>> {
    let mut all = vec![BTreeMap::new()];
    for (name, _) in template.values.iter().filter(|(_, kind)| *kind == Kind::Choice) {
        let (name, words) = CHOICES.iter().find(|(known, _)| known == name).unwrap();
        all = all
            .into_iter()
            .flat_map(|one| words.iter().map(move |word| one.clone().into_iter().chain([(*name, *word)]).collect()))
            .collect();
    }
    all
}

#[test]
fn every_letter_can_be_written_in_every_language_for_every_choice() {
    let settings = settings(|_| {});
    for template in TEMPLATES {
        let mut english = BTreeSet::new();
        for choices in combinations(template) {
            let values = values(template, &choices);
            let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let mut subjects = BTreeSet::new();
            for lang in ["eng", "fra", "ara"] {
                let what = format!("{} in {lang} with {choices:?}", template.name);
                let (_, mail) = composed(&settings, template.name, lang, &values).expect(&what);
                subjects.insert(mail.subject().to_owned());
                assert!(mail.subject().contains("National Digital ID"), "{what}: {}", mail.subject());
                for body in [&mail.text, &mail.html] {
                    assert!(!body.contains('$') && !body.contains("mail-"), "{what}: {body}");
                    for (name, kind) in template.values {
                        if *kind == Kind::Name {
                            assert!(body.contains(&format!("value-of-{name}")), "{what} leaves {name} out: {body}");
                        }
                    }
                }
                if template.values.iter().any(|(name, _)| *name == "link") {
                    assert_eq!(mail.link().as_deref(), Some("https://id.example/portal"), "{what}");
                    assert!(mail.html.contains("href=\"https://id.example/portal\""), "{what}");
                }
                if lang == "eng" {
                    english.insert(mail.text);
                }
            }
            assert_eq!(subjects.len(), 3, "{} {choices:?}: not all languages are translated", template.name);
        }
        assert_eq!(english.len(), combinations(template).len(), "{}: choices that read alike", template.name);
    }
}

/// Attributes of a language file with the values they name: `message.attribute` to (all, those shown).
fn names(text: &str) -> BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> {
    let mut found: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    let (mut message, mut attribute) = (String::new(), String::new());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" =").filter(|_| line.starts_with("mail-")) {
            message = name.to_owned();
        } else if let Some((name, _)) = line.trim_start().strip_prefix('.').and_then(|line| line.split_once(" =")) {
            attribute = format!("{message}.{name}");
        }
        for part in line.split("{ $").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let is_shown = part[name.len()..].starts_with(" }");
            let (all, shown) = found.entry(attribute.clone()).or_default();
            all.insert(name.clone());
            if is_shown {
                shown.insert(name);
            }
        }
        if !attribute.is_empty() {
            found.entry(attribute.clone()).or_default();
        }
    }
    found
}

#[test]
fn the_languages_have_the_same_texts_with_the_same_values() {
    let english = names(EMBEDDED[0].1);
    for (tag, text) in EMBEDDED {
        assert_eq!(names(text), english, "{tag}");
    }
    let mut expected: BTreeSet<String> = ["mail-frame.footer", "mail-frame.moment"].map(str::to_owned).into();
    for template in TEMPLATES {
        let declared: BTreeSet<&str> = template.values.iter().map(|(name, _)| *name).chain(["site"]).collect();
        for attribute in template.attributes() {
            let key = format!("{}.{attribute}", template.message());
            let (all, shown) = &english[&key];
            assert!(all.iter().all(|name| declared.contains(name.as_str())), "{key} uses {all:?}");
            if attribute == "subject" {
                assert!(shown.iter().all(|name| name == "site"), "{key} shows {shown:?}");
            }
            expected.insert(key);
        }
    }
    assert_eq!(
        english.keys().cloned().collect::<BTreeSet<_>>(),
        expected,
        "texts that nobody uses, or that are missing"
    );
}

fn sources(directory: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The call that names the letter of a notice; some values come with the letter's reader.
const NOTICE: &str = "told_by(";
const WITH_THE_READER: [&str; 3] = ["link", "partnerId", "partnerName"];

/// Names of the templates in calls of `mail::queue`, `mail::queue_uncounted` and of the helpers in front of them: the
/// first text literal between their parentheses. With the call.
fn queued(source: &str) -> Vec<(String, &'static str)> {
    let mut names = Vec::new();
    for call in ["queue(", "queue_uncounted(", "queue_in(", NOTICE] {
        for (start, _) in source.match_indices(call) {
            let mut depth = 1;
            let arguments = source[start + call.len()..].chars().take_while(|c| {
                depth += i32::from(*c == '(') - i32::from(*c == ')');
                depth > 0
            });
            let arguments: String = arguments.collect();
            if let Some(literal) = arguments.split('"').nth(1) {
                names.push((literal.to_owned(), call));
            }
        }
    }
    names
}

#[test]
fn every_letter_that_is_queued_is_known_and_gets_its_values() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut queued_somewhere = BTreeSet::new();
    for layer in [
        "pms",
        "pms-portal",
        "pms-api-auth",
        "pms-api-device",
        "pms-api-hotlist",
        "pms-api-key",
        "pms-api-partner",
        "pms-api-policy",
        "pms-app",
    ] {
        let mut files = Vec::new();
        sources(&crates.join(layer).join("src"), &mut files);
        for (path, source) in files {
            for (name, call) in queued(&source) {
                let template =
                    template::find(&name).unwrap_or_else(|| panic!("{path} queues {name}, which has no texts"));
                for (value, _) in template.values {
                    if call == NOTICE && WITH_THE_READER.contains(value) {
                        continue;
                    }
                    assert!(source.contains(&format!("\"{value}\"")), "{path} queues {name} without {value}");
                }
                queued_somewhere.insert(name);
            }
        }
    }
    let all: BTreeSet<String> = TEMPLATES.iter().map(|template| template.name.to_owned()).collect();
    assert_eq!(queued_somewhere, all, "letters that nobody sends");
}

#[test]
fn a_code_and_a_link_can_be_read_from_the_text() {
    let settings = settings(|_| {});
    let values = [("code", "493817"), ("minutes", "10"), ("purpose", "reset")];
    let (composed, mail) = composed(&settings, "otp", "eng", &values).unwrap();
    assert_eq!(mail.code().as_deref(), Some("493817"));
    assert!(mail.is_to("owner@acme.example"));
    assert_eq!(mail.header("From"), "\"National ID\" <no-reply@id.example>");
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    assert_eq!(mail.header("Message-ID"), "<019aa6f1-7a00-7000-8000-000000000001@id.example>");
    assert!(mail.header("Date").starts_with("Sat, 21 Nov 2026 13:05:00"), "{}", mail.header("Date"));
    assert!(!mail.subject().contains("493817"));
    assert_eq!(composed.file_name, "20251121T150354624Z-019aa6f1-7a00-7000-8000-000000000001.eml");
}

#[test]
fn what_people_wrote_stays_text() {
    let settings = settings(|_| {});
    let hostile =
        "</p><script>alert(1)</script>\u{202E}\u{2069}\r\nBcc: x@y.example\n\nhttps://evil.example www.evil.example";
    let values = [
        ("partnerId", "acme"),
        ("partnerName", hostile),
        ("link", "https://id.example/portal"),
        ("kind", "partner"),
        ("decision", "ask"),
        ("reason", "First <b>line</b>\nhttps://evil.example/second\u{0}\u{2066}"),
    ];
    for lang in ["eng", "ara"] {
        let (composed, mail) = composed(&settings, "decision", lang, &values).unwrap();
        assert!(mail.headers.iter().all(|(name, value)| !name.eq_ignore_ascii_case("bcc") && !value.contains("evil")));
        assert!(!mail.html.contains("<script") && !mail.html.contains("<b>"), "{}", mail.html);
        assert!(mail.html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{}", mail.html);
        assert_eq!(mail.html.matches("<bdi>").count(), mail.html.matches("</bdi>").count() - 1, "{}", mail.html);
        assert_eq!(mail.html.matches("href=").count(), 1, "{}", mail.html);
        for body in [&mail.text, &mail.html] {
            assert!(!body.contains("https://evil") && !body.contains("www.evil"), "{body}");
            assert!(!body.contains('\u{202E}') && !body.contains('\u{0}') && !body.contains('\u{2066}'), "{body}");
        }
        assert!(mail.text.contains("\n> First <b>line</b>\n> https: //evil.example/second"), "{}", mail.text);
        assert!(!mail.text.contains("\nBcc"), "{}", mail.text);
        assert_eq!(composed.envelope.to().len(), 1);
    }
}

/// What somebody may have put into a name, a reason, a certificate's subject: markup, a formula, a header, characters that
/// turn or hide the text around them, addresses that mail programs make links of.
const HOSTILE: &str = "=HYPERLINK(\"https://evil.example\")</p><script>alert(1)</script><img src=x onerror=alert(1)>\r\nBcc: \
    x@y.example\r\n\r\n\u{202E}\u{2066}\u{200B}\u{7}www.evil.example";

/// No letter, in no language and with no choice, lets what people wrote out of its place.
#[test]
fn no_letter_lets_hostile_values_out_of_their_place() {
    let settings = settings(|_| {});
    for template in TEMPLATES {
        for choices in combinations(template) {
            let mut values = values(template, &choices);
            for (name, value) in &mut values {
                let kind = template.values.iter().find(|(known, _)| known == name).unwrap().1;
                if kind == Kind::Name || *name == "reason" {
                    *value = HOSTILE.to_owned();
                }
            }
            let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let harmless: Vec<(&str, &str)> = values
                .iter()
                .map(|(name, value)| (*name, if *value == HOSTILE { "harmless" } else { *value }))
                .collect();
            for lang in ["eng", "fra", "ara"] {
                let what = format!("{} in {lang} with {choices:?}", template.name);
                let (composed, mail) = composed(&settings, template.name, lang, &values).expect(&what);
                let (_, plain) = self::composed(&settings, template.name, lang, &harmless).expect(&what);
                // No header says more than those of the same letter about harmless things.
                assert_eq!(mail.headers, plain.headers, "{what}");
                assert_eq!(composed.envelope.to().len(), 1, "{what}");
                let markup = |html: &str, tag: &str| html.matches(tag).count();
                for tag in ["<a ", "<p", "href=", "<img", "<script"] {
                    assert_eq!(markup(&mail.html, tag), markup(&plain.html, tag), "{what}: {tag} in {}", mail.html);
                }
                for body in [&mail.text, &mail.html] {
                    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{7}' | '\u{200B}');
                    assert!(!body.contains(turns), "{what}: {body:?}");
                    assert!(!body.contains("https://evil") && !body.contains("www.evil"), "{what}: {body}");
                }
                assert!(!mail.text.contains("\nBcc"), "{what}: {}", mail.text);
            }
        }
    }
}

#[test]
fn a_letter_without_a_reason_says_nothing_about_one() {
    let settings = settings(|_| {});
    let values = [
        ("partnerId", "acme"),
        ("partnerName", "Acme"),
        ("link", "https://id.example/portal"),
        ("kind", "partner"),
        ("decision", "approve"),
        ("reason", " "),
    ];
    let (_, mail) = composed(&settings, "decision", "eng", &values).unwrap();
    assert!(!mail.text.contains("writes") && !mail.html.contains("blockquote"), "{}", mail.text);
}

#[test]
fn right_to_left_is_said_and_values_are_isolated() {
    let settings = settings(|_| {});
    let values = [("name", "acme-owner"), ("link", "https://id.example/portal/reset")];
    let (_, arabic) = composed(&settings, "password-changed", "ara", &values).unwrap();
    assert!(arabic.html.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(arabic.html.contains("<bdi>acme-owner</bdi>"));
    assert!(arabic.text.contains("\u{2068}acme-owner\u{2069}"));
    assert_eq!(arabic.link().as_deref(), Some("https://id.example/portal/reset"));
    assert_eq!(arabic.header("Content-Language"), "ar");
    assert!(arabic.subject().starts_with("تغيّرت كلمة مرورك"), "{}", arabic.subject());
    let (_, english) = composed(&settings, "password-changed", "eng", &values).unwrap();
    assert!(english.html.contains("dir=\"ltr\"") && !english.text.contains('\u{2068}'));
}

#[test]
fn moments_are_told_in_the_zone_of_the_site() {
    let values = [
        ("link", "https://id.example/portal/invitation/x"),
        ("partner_id", "acme"),
        ("organization", "Acme"),
        ("role", "owner"),
        ("expires", "2026-11-24T22:05:00.000Z"),
    ];
    let addis = settings(|settings| settings.site.timezone = "Africa/Addis_Ababa".into());
    let (_, mail) = composed(&addis, "invitation", "eng", &values).unwrap();
    assert!(mail.text.contains("until 25 November 2026, 01:05 EAT"), "{}", mail.text);
    let (_, mail) = composed(&addis, "invitation", "fra", &values).unwrap();
    assert!(mail.text.contains("jusqu’au 25 novembre 2026 à 01:05 EAT"), "{}", mail.text);
    let nowhere = settings(|settings| settings.site.timezone = "Atlantis".into());
    assert!(Catalogue::load(&nowhere).is_err());
}

#[test]
fn a_language_that_is_not_there_gives_way_to_the_site_and_then_to_english() {
    let values = [("link", "https://id.example/portal")];
    let french = settings(|settings| settings.site.mandatory_languages = vec!["swa".into(), "fra".into()]);
    let (_, mail) = composed(&french, "account-exists", "hin", &values).unwrap();
    assert_eq!(mail.header("Content-Language"), "fr");
    let unknown = settings(|settings| {
        settings.site.mandatory_languages = vec!["swa".into()];
        settings.site.optional_languages.clear();
    });
    let (_, mail) = composed(&unknown, "account-exists", "hin", &values).unwrap();
    assert_eq!(mail.header("Content-Language"), "en");
}

#[test]
fn a_site_adds_a_language_and_changes_words() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("sw")).unwrap();
    let swahili =
        EMBEDDED[0].1.replace("mail-language-code = eng", "mail-language-code = swa").replace("Sign in", "Ingia");
    std::fs::write(directory.path().join("sw/mail.ftl"), swahili).unwrap();
    let site = settings(|settings| settings.portal.languages_dir = Some(directory.path().to_owned()));
    let (_, mail) = composed(&site, "account-exists", "swa", &[("link", "https://id.example/portal")]).unwrap();
    assert!(mail.text.contains("Ingia") && mail.html.contains("lang=\"sw\""), "{}", mail.text);
    // A message is replaced as a whole: one that lost texts does not pass.
    std::fs::create_dir(directory.path().join("en")).unwrap();
    std::fs::write(directory.path().join("en/mail.ftl"), "mail-password-changed =\n    .subject = Changed\n").unwrap();
    assert!(Catalogue::load(&site).is_err_and(|error| error.to_string().contains("password-changed")));
}

#[test]
fn what_cannot_be_sent_has_a_class() {
    let settings = settings(|_| {});
    let class = |template: &str, values: &[(&str, &str)]| composed(&settings, template, "eng", values).err();
    assert_eq!(class("no-such-letter", &[]), Some(Class::new("template")));
    assert_eq!(class("account-exists", &[("link", "javascript:alert(1)")]), Some(Class::new("text")));
    assert_eq!(class("account-exists", &[("link", "https://id.example/\" onclick=x")]), Some(Class::new("text")));
    assert_eq!(class("otp", &[("code", "1"), ("minutes", "ten"), ("purpose", "reset")]), Some(Class::new("text")));
    let due = Due {
        id: "1".into(),
        template: "account-exists".into(),
        tries: 0,
        letter: letter("nobody@", "eng", &[("link", "https://id.example")]),
    };
    let sender: Address = "a@id.example".parse().unwrap();
    let refused = compose(&Catalogue::load(&settings).unwrap(), &due, &sender, now()).err();
    assert_eq!(refused, Some(Class::new("address")));
}
