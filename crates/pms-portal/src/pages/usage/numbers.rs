//! The numbers above the rows: totals, the time line, the reasons, the partners served.

use pms_app::transaction_log::view::{self, Bucket, Filter, Served, Totals, Unit};
use pms_domain::Timestamp;
use pms_domain::transaction::Outcome;
use pms_domain::verification::Reason;

use super::Whose;
use super::asked::{self, Window};
use super::chart::{self, Bar};
use crate::errors;
use crate::html::Html;
use crate::i18n::Texts;
use crate::list::Query;
use crate::pages::{bdi, code};
use crate::web::{Fault, Visitor};

/// Reasons that are shown, most frequent first.
const REASONS: usize = 10;
/// Partners that are shown, busiest first.
const PARTNERS: usize = 10;

pub struct Tile {
    pub label: Html,
    pub number: Html,
    pub words: Html,
}

/// An hour or day as the table beside the chart has it.
pub struct Line {
    pub at: Html,
    pub allowed: Html,
    pub refused: Html,
}

pub struct ReasonRow {
    pub href: String,
    pub words: Html,
    pub code: String,
    /// What to do.
    pub remedy: Html,
    pub uses: Html,
}

pub struct ServedRow {
    pub href: String,
    pub who: Html,
    pub requests: Html,
    pub refused: Html,
    pub first: Html,
    pub last: Html,
}

pub struct Numbers {
    pub total: i64,
    pub tiles: Vec<Tile>,
    /// Of the part with the chart.
    pub title: Html,
    pub chart: Html,
    pub head: Html,
    pub lines: Vec<Line>,
    pub reasons: Vec<ReasonRow>,
    pub refused: Html,
    /// Of the table of partners; a partner sees through which MISPs it was served.
    pub served_title: Html,
    pub served_head: Html,
    pub served: Vec<ServedRow>,
    /// How many more there are.
    pub served_more: Option<Html>,
    /// What came since is not in the numbers yet.
    pub summed: Option<Html>,
}

fn number(texts: &Texts, value: i64) -> Html {
    texts.with("usage-number").num("n", value).html()
}

/// Sums know no transaction.
fn of_sums(query: &Query, whose: &Whose, window: &Window) -> Filter {
    Filter { transaction_id: None, ..asked::filter(query, whose, window) }
}

pub async fn read(visitor: &Visitor, whose: &Whose, query: &Query, window: &Window) -> Result<Numbers, Fault> {
    let (app, ctx, texts) = (visitor.app(), visitor.ctx(), visitor.texts());
    let filter = of_sums(query, whose, window);
    let (from, to) = window.before();
    let earlier = Filter { from: Some(from), to: Some(to), ..filter.clone() };
    let totals = view::totals(app, ctx, &filter).await?;
    let before = view::totals(app, ctx, &earlier).await?;
    let line = view::time_line(app, ctx, &filter, Some(window.unit())).await?;
    let served = view::partners(app, ctx, &filter, None, pms_domain::limits::PAGE).await?;
    let total = totals.allowed + totals.refused;
    let buckets = filled(&line.buckets, line.unit, window);
    let is_hours = line.unit == Unit::Hour;
    let pairs = by_partner(whose, served.pairs);
    let count = pairs.len();
    Ok(Numbers {
        total,
        tiles: tiles(texts, whose, &totals, before.allowed + before.refused, count, window),
        title: texts.get(if is_hours { "usage-per-hour" } else { "usage-per-day" }),
        chart: drawn(visitor, &buckets, line.unit, &totals),
        head: texts.get(if is_hours { "usage-hour" } else { "usage-day" }),
        lines: lines(texts, &buckets, line.unit),
        reasons: reasons(texts, query, &totals),
        refused: number(texts, totals.refused),
        served_title: texts.get(if whose.shows_partner() { "usage-served" } else { "usage-served-by" }),
        served_head: texts.get(if whose.shows_partner() { "usage-partner" } else { "usage-misp" }),
        served: pairs.into_iter().take(PARTNERS).map(|one| served_row(texts, whose, query, one)).collect(),
        served_more: (count > PARTNERS).then(|| texts.with("usage-served-more").num("n", count - PARTNERS).html()),
        summed: totals.summed_at.map(|at| texts.with("usage-summed").time("at", at).html()),
    })
}

/// Every hour or day of the time, those without a use too.
fn filled(known: &[Bucket], unit: Unit, window: &Window) -> Vec<Bucket> {
    let last = window.to - chrono::TimeDelta::microseconds(1);
    let all = unit.number(window.from)..=unit.number(last);
    all.map(|number| {
        let at = unit.start(number);
        let found = known.iter().find(|bucket| bucket.at == at);
        found.copied().unwrap_or(Bucket { at, allowed: 0, refused: 0 })
    })
    .collect()
}

fn share(texts: &Texts, part: i64, total: i64) -> Html {
    if total == 0 {
        return texts.get("usage-share-none");
    }
    let percent = (part * 100 + total / 2) / total;
    let key = if percent == 0 && part > 0 { "usage-share-little" } else { "usage-share" };
    if key == "usage-share" { texts.with("usage-share").num("percent", percent).html() } else { texts.get(key) }
}

fn trend(texts: &Texts, total: i64, before: i64, window: &Window) -> Html {
    let hours = (window.to - window.from).num_hours();
    let phrase = if hours <= 48 {
        texts.with("usage-before-hours").num("n", hours)
    } else {
        texts.with("usage-before-days").num("n", (hours + 12) / 24)
    };
    let change = match before {
        0 => return texts.with("usage-trend-new").words("before", phrase.html()).html(),
        before => (total - before) * 100 / before,
    };
    let which = match change {
        0 => "same",
        1.. => "up",
        _ => "down",
    };
    texts.with("usage-trend").choice("which", which).num("percent", change.abs()).words("before", phrase.html()).html()
}

fn tiles(texts: &Texts, whose: &Whose, totals: &Totals, before: i64, served: usize, window: &Window) -> Vec<Tile> {
    let total = totals.allowed + totals.refused;
    let tile = |key: &str, value: i64, words: Html| Tile { label: texts.get(key), number: number(texts, value), words };
    let (key, words) = if whose.shows_partner() {
        ("usage-tile-partners", "usage-tile-partners-words")
    } else {
        ("usage-tile-misps", "usage-tile-misps-words")
    };
    vec![
        tile("usage-tile-requests", total, trend(texts, total, before, window)),
        tile("usage-tile-allowed", totals.allowed, share(texts, totals.allowed, total)),
        tile("usage-tile-refused", totals.refused, share(texts, totals.refused, total)),
        tile(key, i64::try_from(served).unwrap_or(i64::MAX), texts.get(words)),
    ]
}

/// `21 Nov`, or `14:00`, as short as it stands below a bar.
fn label(visitor: &Visitor, at: Timestamp, unit: Unit) -> String {
    use chrono::{Datelike as _, TimeZone as _};
    match unit {
        Unit::Hour => visitor.portal().zone.from_utc_datetime(&at).format("%H:%M").to_string(),
        Unit::Day => visitor.texts().with("usage-short-day").text("day", at.day()).num("month", at.month()).plain(),
    }
}

fn drawn(visitor: &Visitor, buckets: &[Bucket], unit: Unit, totals: &Totals) -> Html {
    let texts = visitor.texts();
    let bar = |bucket: &Bucket| Bar {
        label: label(visitor, bucket.at, unit),
        allowed: bucket.allowed,
        refused: bucket.refused,
    };
    let bars: Vec<Bar> = buckets.iter().map(bar).collect();
    let peak = buckets.iter().filter(|bucket| bucket.refused > 0).max_by_key(|bucket| bucket.refused);
    let counts = texts.with("usage-chart-counts").num("allowed", totals.allowed).num("refused", totals.refused).plain();
    let title = match peak {
        Some(peak) => texts
            .with("usage-chart-peak")
            .text("counts", counts)
            .num("n", peak.refused)
            .text("when", label(visitor, peak.at, unit))
            .plain(),
        None => counts,
    };
    chart::svg(texts, &bars, &title)
}

fn lines(texts: &Texts, buckets: &[Bucket], unit: Unit) -> Vec<Line> {
    let at = |at: Timestamp| match unit {
        Unit::Hour => texts.time(at),
        Unit::Day => texts.day(at + chrono::TimeDelta::hours(12)),
    };
    buckets
        .iter()
        .map(|bucket| Line {
            at: at(bucket.at),
            allowed: number(texts, bucket.allowed),
            refused: number(texts, bucket.refused),
        })
        .collect()
}

/// A reason in words; a code of ID Authentication has none here.
pub fn reason_words(texts: &Texts, reason: &str) -> Html {
    match Reason::parse(reason) {
        Some(known) => texts.get(&format!("reason-{}", known.code().replace('_', "-"))),
        None => texts.get("usage-reason-other"),
    }
}

fn reasons(texts: &Texts, query: &Query, totals: &Totals) -> Vec<ReasonRow> {
    let refused = totals.reasons.iter().filter(|count| count.outcome == Outcome::Refused.as_str());
    let row = |reason: &str, uses: i64| ReasonRow {
        href: query.href(&[("reason", reason), ("outcome", "refused"), ("after", "")]),
        words: reason_words(texts, reason),
        remedy: Reason::parse(reason).map_or_else(
            || texts.get("usage-reason-other-remedy"),
            |known| errors::remedy(texts, known.refusal().entry),
        ),
        code: reason.to_owned(),
        uses: number(texts, uses),
    };
    let named = refused.filter_map(|count| Some((count.reason.as_deref()?, count.uses)));
    named.take(REASONS).map(|(reason, uses)| row(reason, uses)).collect()
}

/// Pairs of MISP and partner, as one row for each of those that the page tells apart; busiest first.
fn by_partner(whose: &Whose, pairs: Vec<Served>) -> Vec<Served> {
    let mut all: Vec<Served> = Vec::new();
    for pair in pairs {
        let same = |known: &&mut Served| match whose {
            Whose::Partner(_) => known.misp_id == pair.misp_id,
            Whose::Misp(_) | Whose::Everybodys => known.partner_id == pair.partner_id,
        };
        match all.iter_mut().find(same) {
            Some(known) => {
                known.allowed += pair.allowed;
                known.refused += pair.refused;
                known.first_at = known.first_at.min(pair.first_at);
                known.last_at = known.last_at.max(pair.last_at);
            }
            None => all.push(pair),
        }
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.allowed + one.refused));
    all
}

fn served_row(texts: &Texts, whose: &Whose, query: &Query, one: Served) -> ServedRow {
    let (name, id) = match whose {
        Whose::Partner(_) => ("misp", one.misp_id),
        Whose::Misp(_) | Whose::Everybodys => ("partner", one.partner_id),
    };
    ServedRow {
        href: query.href(&[(name, &id), ("after", "")]),
        who: if id.is_empty() { bdi("–") } else { code(&id) },
        requests: number(texts, one.allowed + one.refused),
        refused: number(texts, one.refused),
        first: texts.day(one.first_at),
        last: texts.time(one.last_at),
    }
}
