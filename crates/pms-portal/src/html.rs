//! Text that is already HTML, and the one door through which other text becomes it.

use std::fmt;

use askama::filters::HtmlSafe;

/// HTML made by this crate: everything in it that came from outside is escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Escapes plain text.
    pub fn text(text: &str) -> Self {
        Self(escape(text))
    }

    /// Takes markup that this crate wrote itself.
    pub(crate) fn trusted(markup: String) -> Self {
        Self(markup)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The words alone. They are still escaped: for an attribute, put them there as markup of ours.
    pub fn without_tags(&self) -> Self {
        let mut inside = false;
        let keep = |c: &char| {
            let shown = !inside && *c != '<';
            inside = match c {
                '<' => true,
                '>' => false,
                _ => inside,
            };
            shown
        };
        Self(self.0.chars().filter(keep).collect())
    }

    /// The words as a file says them: without markup, and nothing escaped.
    pub fn plain(&self) -> String {
        let words = self.without_tags().0;
        let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", "\"").replace("&#39;", "'");
        // Last: what was written with an ampersand stays as it was written.
        words.replace("&amp;", "&")
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// Escapes for element content and quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Shows characters that reorder the text around them (bidi overrides, embeddings, isolates) as U+FFFD, wherever
/// in the page they are: directions are set by markup, so none of them is ever ours. Controls that HTML does not
/// allow go the same way.
pub fn without_reordering(page: String) -> String {
    let hostile = |c: char| {
        matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
            || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    };
    if page.contains(hostile) { page.replace(hostile, "\u{FFFD}") } else { page }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_reordering_lose_their_force() {
        assert_eq!(escape("<a b='c'>&\"</a>"), "&lt;a b=&#39;c&#39;&gt;&amp;&#34;&lt;/a&gt;");
        let written = "<a b='c'>&\"&lt;</a>";
        assert_eq!(Html::trusted(format!("<bdi>{}</bdi>", escape(written))).plain(), written);
        assert_eq!(without_reordering("a\u{202E}b\u{2066}c\u{0}d\ne".into()), "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\ne");
    }
}
