//! Bars over time: allowed uses and refused ones on top of them, as a static picture with its words.

use std::fmt::Write as _;

use crate::html::{Html, escape};
use crate::i18n::Texts;

/// One hour or day.
pub struct Bar {
    /// Below the axis.
    pub label: String,
    pub allowed: i64,
    pub refused: i64,
}

/// The picture's measures, in its own units.
const LEFT: f64 = 58.0;
const RIGHT: f64 = 698.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 262.0;
/// Between the two parts of a bar.
const GAP: f64 = 2.0;
/// Labels below the axis at most.
const LABELS: usize = 10;
/// Lines above the axis.
const LINES: i64 = 4;

/// The next number that people count by: lines at whole quarters of it.
fn ceiling(most: i64) -> i64 {
    let mut power = 1;
    loop {
        for factor in [4, 8, 12, 20, 40] {
            if factor * power >= most {
                return factor * power;
            }
        }
        power *= 10;
    }
}

/// The chart. `title` tells what it shows; the time goes from left to right in every language.
pub fn svg(texts: &Texts, bars: &[Bar], title: &str) -> Html {
    let most = bars.iter().map(|bar| bar.allowed + bar.refused).max().unwrap_or(0);
    let top = ceiling(most.max(1));
    let height = |uses: i64| (BOTTOM - TOP) * uses as f64 / top as f64;
    let mut out = format!(
        "<svg class=\"chart\" viewBox=\"0 0 720 296\" direction=\"ltr\" role=\"img\" aria-labelledby=\"ct\"><title id=\"ct\">{}</title>",
        escape(title)
    );
    for line in 0..=LINES {
        let uses = top * line / LINES;
        let y = BOTTOM - height(uses);
        let words = escape(&texts.with("usage-number").num("n", uses).plain());
        let _ = write!(
            out,
            "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{RIGHT}\"/><text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{words}</text>",
            LEFT - 8.0,
            y + 4.0
        );
    }
    let slot = (RIGHT - LEFT) / bars.len().max(1) as f64;
    let width = (slot * 0.7).max(0.5);
    let every = bars.len().div_ceil(LABELS).max(1);
    for (number, bar) in bars.iter().enumerate() {
        let x = LEFT + slot * number as f64 + (slot - width) / 2.0;
        let allowed = height(bar.allowed);
        // A use among thousands is still to be seen.
        let refused = if bar.refused > 0 { height(bar.refused).max(1.5) } else { 0.0 };
        if bar.allowed > 0 {
            let _ = write!(
                out,
                "<rect class=\"c1\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{:.1}\"/>",
                BOTTOM - allowed,
                allowed.max(1.0)
            );
        }
        if bar.refused > 0 {
            let gap = if bar.allowed > 0 { GAP } else { 0.0 };
            let _ = write!(
                out,
                "<rect class=\"c2\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{refused:.1}\"/>",
                (BOTTOM - allowed - gap - refused).max(0.0)
            );
        }
        if number % every == 0 {
            let _ = write!(
                out,
                "<text x=\"{:.1}\" y=\"282\" text-anchor=\"middle\">{}</text>",
                x + width / 2.0,
                escape(&bar.label)
            );
        }
    }
    out.push_str("</svg>");
    Html::trusted(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Languages;

    #[test]
    fn the_lines_stand_at_whole_numbers_above_the_highest_bar() {
        for (most, top) in [(1, 4), (4, 4), (5, 8), (9, 12), (37, 40), (41, 80), (3_640, 4_000), (4_001, 8_000)] {
            assert_eq!(ceiling(most), top, "{most}");
            assert_eq!(top % LINES, 0);
        }
    }

    #[test]
    fn a_bar_is_as_high_as_its_share_and_hostile_words_stay_words() {
        let languages = Languages::load(None).unwrap();
        let texts = Texts::new(&languages, languages.base(), chrono_tz::UTC);
        let bar = |allowed, refused| Bar { label: "<b>".into(), allowed, refused };
        let drawn = svg(&texts, &[bar(4, 0), bar(2, 1), bar(0, 0)], "4 & more").to_string();
        assert!(drawn.contains("height=\"240.0\"") && drawn.contains("height=\"120.0\""), "{drawn}");
        assert!(drawn.contains("class=\"c2\"") && drawn.contains("height=\"60.0\""), "{drawn}");
        assert_eq!(drawn.matches("<rect").count(), 3);
        assert!(drawn.contains("4 &amp; more") && drawn.contains("&lt;b&gt;") && !drawn.contains("<b>"));
        assert!(!drawn.contains("style="));
    }
}
