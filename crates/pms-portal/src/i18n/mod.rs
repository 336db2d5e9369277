//! Languages of the portal: Fluent catalogues, one folder per language.
//!
//! The catalogues in `languages/` are part of the program. A site adds a language, or changes texts of one, with a
//! folder of `.ftl` files in `portal.languages_dir`: a text found there replaces the one that came with the program, a
//! text missing in a language is shown in English.

mod dates;
mod texts;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentResource, FluentValue};
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

pub use texts::{Phrase, Texts};

/// The language every text exists in.
pub const BASE: &str = "en";

#[derive(RustEmbed)]
#[folder = "languages/"]
struct Embedded;

/// One language and its texts.
pub struct Language {
    /// BCP 47 tag, e.g. `fr`.
    pub tag: String,
    /// The language's name in itself.
    pub name: String,
    /// MOSIP's three-letter code, e.g. `fra`.
    pub mosip: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    bundle: FluentBundle<Arc<FluentResource>>,
}

impl Language {
    fn new(tag: &str, resources: &[Arc<FluentResource>]) -> anyhow::Result<Self> {
        let identifier: LanguageIdentifier = tag.parse().with_context(|| format!("language folder {tag}"))?;
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Arguments are isolated by markup (`bdi`), which also serves people who copy the text.
        bundle.set_use_isolating(false);
        for resource in resources {
            bundle.add_resource_overriding(Arc::clone(resource));
        }
        let own = |key: &str| plain(&bundle, key).with_context(|| format!("language {tag} has no text {key}"));
        let direction = if own("language-direction")? == "rtl" { "rtl" } else { "ltr" };
        let (name, mosip, group) = (own("language-name")?, own("language-mosip-code")?, own("language-digit-group")?);
        bundle.set_formatter(Some(match group.as_str() {
            "," => grouped_by_comma,
            "." => grouped_by_dot,
            _ => grouped_by_space,
        }));
        Ok(Self { tag: tag.to_owned(), name, mosip, direction, bundle })
    }

    /// Whether this language itself has the text.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.get_message(key).is_some_and(|message| message.value().is_some())
    }
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Language({})", self.tag)
    }
}

fn plain(bundle: &FluentBundle<Arc<FluentResource>>, key: &str) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    Some(bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned())
}

fn grouped(value: &FluentValue<'_>, separator: char) -> Option<String> {
    let FluentValue::Number(FluentNumber { value, .. }) = value else { return None };
    let digits = format!("{}", value.trunc().abs() as u64);
    let mut out = String::new();
    if *value < 0.0 {
        out.push('\u{2212}');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    Some(out)
}

fn grouped_by_comma<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(value, ',')
}

fn grouped_by_dot<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(value, '.')
}

fn grouped_by_space<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(value, '\u{202F}')
}

/// All languages that this process offers.
#[derive(Clone, Debug)]
pub struct Languages {
    /// English first, then by tag.
    all: Vec<Arc<Language>>,
}

impl Languages {
    /// The embedded catalogues, extended by the folders of `directory`.
    ///
    /// # Errors
    /// A file cannot be read or parsed, or a language lacks its name, code or direction.
    pub fn load(directory: Option<&Path>) -> anyhow::Result<Self> {
        let mut sources: BTreeMap<String, Vec<Arc<FluentResource>>> = BTreeMap::new();
        for path in Embedded::iter() {
            let file = Embedded::get(&path).with_context(|| format!("embedded {path}"))?;
            add(&mut sources, &path, String::from_utf8(file.data.into_owned())?)?;
        }
        if let Some(directory) = directory {
            for folder in folders(directory)? {
                for (path, text) in files(&folder)? {
                    add(&mut sources, &path, text)?;
                }
            }
        }
        let mut all = sources
            .iter()
            .map(|(tag, resources)| Language::new(tag, resources).map(Arc::new))
            .collect::<anyhow::Result<Vec<_>>>()?;
        all.sort_by_key(|language| (language.tag != BASE, language.tag.clone()));
        anyhow::ensure!(all.first().is_some_and(|first| first.tag == BASE), "the English catalogue is missing");
        Ok(Self { all })
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<Language>> {
        self.all.iter()
    }

    /// English.
    pub fn base(&self) -> Arc<Language> {
        Arc::clone(&self.all[0])
    }

    /// A language by its tag or by MOSIP's code.
    pub fn find(&self, code: &str) -> Option<Arc<Language>> {
        self.all
            .iter()
            .find(|language| language.tag.eq_ignore_ascii_case(code) || language.mosip.eq_ignore_ascii_case(code))
            .cloned()
    }

    /// The first of `wishes` that exists (query, cookie, account), else the best of `Accept-Language`, else English.
    pub fn choose<'a>(
        &self,
        wishes: impl IntoIterator<Item = Option<&'a str>>,
        accept_language: Option<&str>,
    ) -> Arc<Language> {
        wishes
            .into_iter()
            .flatten()
            .find_map(|wish| self.find(wish))
            .or_else(|| accept_language.and_then(|header| self.accepted(header)))
            .unwrap_or_else(|| self.base())
    }

    /// The best language of an `Accept-Language` header (RFC 9110 §12.5.4); `fr-CA` is served by `fr`.
    fn accepted(&self, header: &str) -> Option<Arc<Language>> {
        let mut wishes: Vec<(u16, &str)> = header
            .split(',')
            .take(32)
            .filter_map(|item| {
                let mut parts = item.split(';');
                let tag = parts.next()?.trim();
                let quality = parts
                    .find_map(|part| part.trim().strip_prefix("q="))
                    .map_or(Some(1.0), |value| value.trim().parse::<f32>().ok())?;
                (quality > 0.0).then_some(((quality.min(1.0) * 1000.0) as u16, tag))
            })
            .collect();
        wishes.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
        wishes.into_iter().find_map(|(_, tag)| {
            self.find(tag).or_else(|| tag.split('-').next().and_then(|primary| self.find(primary)))
        })
    }
}

fn add(sources: &mut BTreeMap<String, Vec<Arc<FluentResource>>>, path: &str, text: String) -> anyhow::Result<()> {
    let tag = path.split('/').next().unwrap_or_default().to_owned();
    let resource = FluentResource::try_new(text)
        .map_err(|(_, errors)| anyhow::anyhow!("language file {path} cannot be read: {errors:?}"))?;
    sources.entry(tag).or_default().push(Arc::new(resource));
    Ok(())
}

fn folders(directory: &Path) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let entries =
        std::fs::read_dir(directory).with_context(|| format!("portal.languages_dir {}", directory.display()))?;
    let mut folders: Vec<_> =
        entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).filter(|path| path.is_dir()).collect();
    folders.sort();
    Ok(folders)
}

fn files(folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let tag = folder.file_name().and_then(|name| name.to_str()).context("language folder name")?;
    let mut paths: Vec<_> = std::fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "ftl"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).with_context(|| format!("language file {}", path.display()))?;
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            Ok((format!("{tag}/{name}"), text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wish_comes_before_the_browser() {
        let languages = Languages::load(None).unwrap();
        let tag = |wishes: &[Option<&str>], header: Option<&str>| {
            languages.choose(wishes.iter().copied(), header).tag.clone()
        };
        assert_eq!(tag(&[Some("ar"), Some("fr")], Some("en")), "ar");
        assert_eq!(tag(&[Some("xx"), Some("fra")], None), "fr");
        assert_eq!(tag(&[None], Some("de, fr-CA;q=0.8, en;q=0.5")), "fr");
        assert_eq!(tag(&[], Some("en;q=0.1, ar;q=0.9")), "ar");
        assert_eq!(tag(&[], Some("fr;q=0, *;q=0.1")), "en");
        assert_eq!(tag(&[], None), "en");
    }

    #[test]
    fn a_folder_adds_a_language_and_changes_texts() {
        let directory = std::env::temp_dir().join(format!("pms-portal-languages-{}", std::process::id()));
        std::fs::create_dir_all(directory.join("es")).unwrap();
        std::fs::create_dir_all(directory.join("fr")).unwrap();
        let own = "language-name = Español\nlanguage-mosip-code = spa\nlanguage-direction = ltr\n\
                   language-digit-group = .\nnav-home = Inicio\n";
        std::fs::write(directory.join("es/portal.ftl"), own).unwrap();
        std::fs::write(directory.join("fr/portal.ftl"), "nav-home = Début\n").unwrap();
        let languages = Languages::load(Some(&directory)).unwrap();
        let texts = |tag: &str| Texts::new(&languages, languages.find(tag).unwrap(), chrono_tz::UTC);
        assert_eq!(texts("es").plain("nav-home"), "Inicio");
        assert_eq!(texts("spa").plain("nav-history"), "History");
        assert_eq!(texts("fr").plain("nav-home"), "Début");
        std::fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn numbers_are_grouped() {
        let number = |n: i64| FluentValue::from(n);
        assert_eq!(grouped(&number(1_204_567), ',').unwrap(), "1,204,567");
        assert_eq!(grouped(&number(-120), ',').unwrap(), "\u{2212}120");
        assert_eq!(grouped(&number(1000), '.').unwrap(), "1.000");
    }
}
