//! The texts of letters, by language. English, French and Arabic are part of the program; a site adds a language, or
//! changes the words of one, with a file `<tag>/mail.ftl` in `portal.languages_dir`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use chrono_tz::Tz;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use pms_app::settings::Settings;
use unic_langid::LanguageIdentifier;

use super::template::{TEMPLATES, Template};

/// Tag and text of the languages that come with the program.
pub(crate) const EMBEDDED: [(&str, &str); 3] = [
    ("en", include_str!("../../mails/en.ftl")),
    ("fr", include_str!("../../mails/fr.ftl")),
    ("ar", include_str!("../../mails/ar.ftl")),
];

/// MOSIP's code of the language that has every text.
const BASE: &str = "eng";

/// One language.
pub(crate) struct Language {
    /// BCP 47 tag, e.g. `fr`.
    pub(crate) tag: String,
    pub(crate) is_right_to_left: bool,
    bundle: FluentBundle<FluentResource>,
}

/// All languages, by MOSIP code.
pub(crate) struct Catalogue {
    languages: BTreeMap<String, Language>,
    /// Codes to try when a letter's own language is not there: the site's, then English.
    otherwise: Vec<String>,
    /// Name of the ID system.
    pub(crate) site: String,
    /// The site's time zone.
    pub(crate) zone: Tz,
}

impl Catalogue {
    /// Reads the embedded languages, then the site's directory.
    ///
    /// # Errors
    /// When a file is no Fluent text, says no language, or the English texts are not complete.
    pub(crate) fn load(settings: &Settings) -> anyhow::Result<Self> {
        let mut languages = BTreeMap::new();
        for (tag, text) in EMBEDDED {
            let language = Language::new(tag, vec![text.to_owned()]).with_context(|| format!("mail texts of {tag}"))?;
            languages.insert(language.words("mail-language-code").context("mail-language-code")?, language);
        }
        for (tag, text) in settings.portal.languages_dir.as_deref().map(files).transpose()?.unwrap_or_default() {
            let embedded = EMBEDDED.iter().find(|(known, _)| *known == tag).map(|(_, text)| (*text).to_owned());
            let language = Language::new(&tag, embedded.into_iter().chain([text]).collect())
                .with_context(|| format!("{tag}/mail.ftl in portal.languages_dir"))?;
            let code =
                language.words("mail-language-code").with_context(|| format!("{tag}/mail.ftl: mail-language-code"))?;
            languages.insert(code, language);
        }
        let otherwise = settings.languages().map(str::to_owned).chain([BASE.to_owned()]).collect();
        let zone = settings.site.timezone.parse().map_err(|_| {
            anyhow::anyhow!("site.timezone {} is no IANA time zone, e.g. Africa/Addis_Ababa", settings.site.timezone)
        })?;
        let catalogue = Self { languages, otherwise, site: settings.site.name.clone(), zone };
        let base = catalogue.languages.get(BASE).context("the English mail texts are missing")?;
        for template in TEMPLATES {
            anyhow::ensure!(base.has(template), "the English mail texts of {} are not complete", template.name);
        }
        Ok(catalogue)
    }

    /// The language for a letter: the asked one, else the site's first, else English; the first that has all its texts.
    pub(crate) fn language(&self, asked: &str, template: &Template) -> Option<&Language> {
        std::iter::once(asked)
            .chain(self.otherwise.iter().map(String::as_str))
            .filter_map(|code| self.languages.get(code))
            .find(|language| language.has(template))
    }
}

/// The `mail.ftl` of each folder, with the folder's name.
fn files(directory: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(directory)
        .with_context(|| format!("portal.languages_dir {} cannot be read", directory.display()))?;
    for entry in entries {
        let folder = entry?.path();
        let file = folder.join("mail.ftl");
        if let (true, Some(tag)) = (file.is_file(), folder.file_name().and_then(|name| name.to_str())) {
            let text = std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            found.push((tag.to_owned(), text));
        }
    }
    Ok(found)
}

impl Language {
    /// Later texts take the place of earlier ones.
    fn new(tag: &str, texts: Vec<String>) -> anyhow::Result<Self> {
        let identifier: LanguageIdentifier = tag.parse().map_err(|_| anyhow::anyhow!("{tag} is no language tag"))?;
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        for text in texts {
            let resource = FluentResource::try_new(text)
                .map_err(|(_, errors)| anyhow::anyhow!("not readable: {:?}", errors.first()))?;
            bundle.add_resource_overriding(resource);
        }
        let mut language = Self { tag: tag.to_owned(), is_right_to_left: false, bundle };
        let direction = language.words("mail-language-direction").context("mail-language-direction is missing")?;
        language.is_right_to_left = direction == "rtl";
        Ok(language)
    }

    /// Whether all texts of a letter are there.
    pub(crate) fn has(&self, template: &Template) -> bool {
        let message = self.bundle.get_message(&template.message());
        message.is_some_and(|message| template.attributes().all(|name| message.get_attribute(name).is_some()))
    }

    /// A text without values.
    fn words(&self, message: &str) -> Option<String> {
        let pattern = self.bundle.get_message(message)?.value()?;
        Some(self.bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned())
    }

    /// A text with values, each between U+2068 and U+2069 where it stands in a sentence, so that its direction does not
    /// disturb the sentence's. `None`: no such text, or a value that it needs is missing.
    pub(crate) fn text(&self, message: &str, attribute: &str, values: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(message)?.get_attribute(attribute)?.value();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(values), &mut errors);
        if let Some(error) = errors.first() {
            tracing::error!(message, attribute, language = self.tag, %error, "a mail text cannot be formatted");
            return None;
        }
        Some(text.into_owned())
    }
}
