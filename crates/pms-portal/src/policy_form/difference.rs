//! The difference of two policies, line by line, with signs that need no colour.

use crate::html::{Html, escape};

/// Lines that a comparison looks at; longer texts are shown as taken away and added as a whole. A policy has 5,120
/// characters.
const MOST: usize = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Same,
    Gone,
    New,
}

/// Marked lines for a `pre`, and how many are gone and new; `None`: the texts are the same.
pub fn marked(former: &str, now: &str) -> Option<(Html, usize, usize)> {
    let lines = compare(&former.lines().collect::<Vec<_>>(), &now.lines().collect::<Vec<_>>());
    let count = |wanted| lines.iter().filter(|(mark, _)| *mark == wanted).count();
    let (gone, new) = (count(Mark::Gone), count(Mark::New));
    if gone + new == 0 {
        return None;
    }
    let lines: Vec<String> = lines
        .iter()
        .map(|(mark, line)| match mark {
            Mark::Same => format!("  {}", escape(line)),
            Mark::Gone => format!("<del>\u{2212} {}</del>", escape(line)),
            Mark::New => format!("<ins>+ {}</ins>", escape(line)),
        })
        .collect();
    Some((Html::trusted(lines.join("\n")), gone, new))
}

/// The shortest difference: what both have in common, as much as there is, stays.
fn compare<'a>(former: &[&'a str], now: &[&'a str]) -> Vec<(Mark, &'a str)> {
    if former.len() > MOST || now.len() > MOST {
        let gone = former.iter().map(|line| (Mark::Gone, *line));
        return gone.chain(now.iter().map(|line| (Mark::New, *line))).collect();
    }
    // common[i][j]: lines in common of former[i..] and now[j..].
    let width = now.len() + 1;
    let mut common = vec![0_u32; (former.len() + 1) * width];
    for i in (0..former.len()).rev() {
        for j in (0..now.len()).rev() {
            common[i * width + j] = if former[i] == now[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while i < former.len() || j < now.len() {
        if i < former.len() && j < now.len() && former[i] == now[j] {
            out.push((Mark::Same, now[j]));
            (i, j) = (i + 1, j + 1);
        } else if i < former.len() && (j == now.len() || common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            out.push((Mark::Gone, former[i]));
            i += 1;
        } else {
            out.push((Mark::New, now[j]));
            j += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_say_what_is_gone_and_what_is_new() {
        assert_eq!(marked("a\nb", "a\nb"), None);
        let (html, gone, new) = marked("{\n  <x>\n  same\n}", "{\n  same\n  new\n}").unwrap();
        assert_eq!(html.as_str(), "  {\n<del>\u{2212}   &lt;x&gt;</del>\n    same\n<ins>+   new</ins>\n  }");
        assert_eq!((gone, new), (1, 1));
    }

    proptest::proptest! {
        /// Without what is new the former text is left, without what is gone the text of now.
        #[test]
        fn both_texts_are_in_it(former in "[abc\n]{0,12}", now in "[abc\n]{0,12}") {
            let (old, new): (Vec<&str>, Vec<&str>) = (former.lines().collect(), now.lines().collect());
            let lines = compare(&old, &new);
            let without = |mark| -> Vec<&str> {
                lines.iter().filter(|(own, _)| *own != mark).map(|(_, line)| *line).collect()
            };
            proptest::prop_assert_eq!(without(Mark::New), old);
            proptest::prop_assert_eq!(without(Mark::Gone), new);
        }
    }
}
