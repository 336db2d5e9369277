//! The terms that people agree to: the site's own files, or a short neutral text that came with the program.

use std::path::Path;

use anyhow::Context as _;
use pms_app::settings::Settings;

use crate::i18n::{Languages, Texts};

/// A text file of a site is read up to this length, bytes.
const LONGEST: usize = 256 * 1024;

/// Paragraphs of the text that came with the program.
const OWN_PARAGRAPHS: [&str; 4] = ["terms-text-1", "terms-text-2", "terms-text-3", "terms-text-4"];

/// A part of the terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub is_heading: bool,
    pub words: String,
}

/// The text in one language.
pub struct Text {
    /// BCP 47 tag of the language that it is written in.
    pub tag: String,
    pub direction: &'static str,
    pub parts: Vec<Part>,
}

/// What a site asks people to agree to.
pub struct Terms {
    /// English first, then by tag; empty: the program's own.
    texts: Vec<Text>,
}

impl Terms {
    /// The terms of a configuration; `None`: nobody is asked.
    ///
    /// # Errors
    /// `portal.terms_dir` cannot be read, or holds no text in a language that the portal speaks, or one that is empty, too
    /// long or not UTF-8. It is read even where `portal.terms` is off, so that `pms config check` finds what is wrong.
    pub fn load(settings: &Settings, languages: &Languages) -> anyhow::Result<Option<Self>> {
        let texts = match &settings.portal.terms_dir {
            Some(directory) => read(directory, languages)?,
            None => Vec::new(),
        };
        Ok(settings.portal.terms.then_some(Self { texts }))
    }

    /// The text for a reader.
    pub fn of(&self, texts: &Texts) -> Text {
        let tag = &texts.language.tag;
        match self.texts.iter().find(|text| text.tag == *tag).or(self.texts.first()) {
            Some(text) => Text { tag: text.tag.clone(), direction: text.direction, parts: text.parts.clone() },
            None => Text {
                tag: tag.clone(),
                direction: texts.language.direction,
                parts: OWN_PARAGRAPHS.map(|key| Part { is_heading: false, words: texts.plain(key) }).into(),
            },
        }
    }
}

fn read(directory: &Path, languages: &Languages) -> anyhow::Result<Vec<Text>> {
    let place = directory.display();
    anyhow::ensure!(directory.is_dir(), "portal.terms_dir {place} is no directory");
    let mut found = Vec::new();
    for language in languages.iter() {
        let path = directory.join(format!("{}.txt", language.tag));
        if !path.exists() {
            continue;
        }
        let bytes = std::fs::read(&path).with_context(|| format!("portal.terms_dir {}", path.display()))?;
        anyhow::ensure!(bytes.len() <= LONGEST, "{} is longer than {LONGEST} bytes", path.display());
        let written = String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", path.display()))?;
        let parts = parts(&written);
        anyhow::ensure!(!parts.is_empty(), "{} is empty", path.display());
        found.push(Text { tag: language.tag.clone(), direction: language.direction, parts });
    }
    anyhow::ensure!(!found.is_empty(), "portal.terms_dir {place} has no text in a language of the portal (en.txt)");
    Ok(found)
}

/// Headings and paragraphs; the lines of a paragraph flow.
fn parts(written: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    let end = |lines: &mut Vec<&str>, parts: &mut Vec<Part>| {
        if !lines.is_empty() {
            parts.push(Part { is_heading: false, words: lines.join(" ") });
            lines.clear();
        }
    };
    for line in written.trim_start_matches('\u{FEFF}').lines().map(str::trim) {
        if let Some(heading) = line.strip_prefix("# ") {
            end(&mut lines, &mut parts);
            parts.push(Part { is_heading: true, words: heading.trim().to_owned() });
        } else if line.is_empty() {
            end(&mut lines, &mut parts);
        } else {
            lines.push(line);
        }
    }
    end(&mut lines, &mut parts);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(is_heading: bool, words: &str) -> Part {
        Part { is_heading, words: words.to_owned() }
    }

    #[test]
    fn a_text_is_headings_and_paragraphs() {
        let written = "\u{FEFF}# Terms\r\nOne\r\n  two\n\n\n<b>Three</b>\n#  End";
        let expected = [part(true, "Terms"), part(false, "One two"), part(false, "<b>Three</b>"), part(true, "End")];
        assert_eq!(parts(written), expected);
        assert_eq!(parts(" \n\n"), []);
    }

    #[test]
    fn a_directory_says_what_is_wrong_with_it() {
        let languages = Languages::load(None).unwrap();
        let directory = std::env::temp_dir().join(format!("pms-portal-terms-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let wrong = || format!("{:#}", read(&directory, &languages).map(|_| ()).unwrap_err());
        assert!(wrong().contains("no text in a language"), "{}", wrong());
        std::fs::write(directory.join("fr.txt"), " \n").unwrap();
        assert!(wrong().contains("is empty"), "{}", wrong());
        std::fs::write(directory.join("fr.txt"), [0xFF, 0xFE]).unwrap();
        assert!(wrong().contains("is not UTF-8"), "{}", wrong());
        std::fs::write(directory.join("fr.txt"), "x".repeat(LONGEST + 1)).unwrap();
        assert!(wrong().contains("is longer than"), "{}", wrong());
        std::fs::write(directory.join("fr.txt"), "Bonjour").unwrap();
        assert_eq!(read(&directory, &languages).unwrap().len(), 1);
        std::fs::remove_dir_all(&directory).unwrap();
    }
}
