//! Lists: state in the address, pages, sorting.

use std::collections::BTreeMap;

use crate::address;
use crate::html::Html;
use crate::i18n::Texts;

/// Rows on a page.
pub const SIZES: [u64; 3] = [25, 50, 100];

/// The query of a list page, as name and value.
#[derive(Clone, Debug, Default)]
pub struct Query {
    base: String,
    values: BTreeMap<String, String>,
    /// Rows on a page where the address names none.
    usual: u64,
}

impl Query {
    /// Reads the names that the list knows; others are dropped.
    pub fn read(base: impl Into<String>, query: &str, known: &[&str]) -> Self {
        let values = url::form_urlencoded::parse(query.as_bytes())
            .filter(|(name, value)| !value.is_empty() && (known.contains(&&**name) || is_common(name)))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        Self { base: base.into(), values, usual: SIZES[0] }
    }

    /// The size that the person chose last.
    pub fn usual(mut self, size: Option<u64>) -> Self {
        self.usual = size.unwrap_or(SIZES[0]);
        self
    }

    /// The address without filters, sort and page.
    pub fn base(&self) -> &str {
        &self.base
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    pub fn values(&self) -> impl Iterator<Item = (String, String)> {
        self.values.clone().into_iter()
    }

    /// 1-based.
    pub fn page(&self) -> u64 {
        self.get("page").and_then(|value| value.parse().ok()).unwrap_or(1).clamp(1, 1_000_000)
    }

    pub fn size(&self) -> u64 {
        self.get("size").and_then(|value| value.parse().ok()).filter(|size| SIZES.contains(size)).unwrap_or(self.usual)
    }

    pub fn sort(&self) -> Option<(&str, bool)> {
        let sort = self.get("sort")?;
        Some(sort.strip_prefix('-').map_or((sort, false), |name| (name, true)))
    }

    /// The address with these values changed; an empty value leaves the name out.
    pub fn href(&self, changes: &[(&str, &str)]) -> String {
        let mut values = self.values.clone();
        for (name, value) in changes {
            values.insert((*name).to_owned(), (*value).to_owned());
        }
        let pairs = values.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        format!("{}{}", self.base, address::query(pairs))
    }

    /// The same filters at another address.
    pub fn at(&self, base: &str) -> String {
        let pairs = self.values.iter().filter(|(name, _)| *name != "page" && *name != "size");
        format!("{base}{}", address::query(pairs.map(|(name, value)| (name.as_str(), value.as_str()))))
    }

    /// One chip per filter that is set: a link to the list without it.
    pub fn chips(&self, filters: &[(&str, Html)]) -> Vec<Chip> {
        filters
            .iter()
            .filter_map(|(name, label)| {
                let value = self.get(name)?;
                let words = format!("{label}: <bdi>{}</bdi>", crate::html::escape(value));
                Some(Chip { href: self.href(&[(name, ""), ("page", "")]), label: Html::trusted(words) })
            })
            .collect()
    }

    pub fn column(&self, label: Html, name: &'static str, class: &'static str, default: Option<bool>) -> Column {
        let state = match self.sort() {
            Some((sorted, descending)) => (sorted == name).then_some(descending),
            None => default,
        };
        let sorted = match state {
            Some(true) => "descending",
            Some(false) => "ascending",
            None => "",
        };
        let next = if state == Some(false) { format!("-{name}") } else { name.to_owned() };
        Column { label, href: Some(self.href(&[("sort", &next), ("page", "")])), class, sorted }
    }
}

fn is_common(name: &str) -> bool {
    matches!(name, "page" | "size" | "sort")
}

pub struct Chip {
    pub href: String,
    pub label: Html,
}

/// A column head.
pub struct Column {
    pub label: Html,
    pub href: Option<String>,
    pub class: &'static str,
    pub sorted: &'static str,
}

impl Column {
    pub fn plain(label: Html) -> Self {
        Self { label, href: None, class: "", sorted: "" }
    }

    pub fn icon(&self) -> &'static str {
        match self.sorted {
            "ascending" => "up",
            "descending" => "dn",
            _ => "sort",
        }
    }
}

pub struct PageLink {
    /// 0 stands for a gap.
    pub number: u64,
    pub href: String,
    pub current: bool,
}

pub struct SizeLink {
    pub number: u64,
    pub href: String,
}

pub struct Pager {
    pub from: u64,
    pub to: u64,
    pub total: u64,
    pub pages: Vec<PageLink>,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub sizes: Vec<SizeLink>,
}

impl Pager {
    pub fn new(query: &Query, total: u64) -> Self {
        let size = query.size();
        let last = total.div_ceil(size).max(1);
        let page = query.page().min(last);
        let at = |number: u64| query.href(&[("page", &if number == 1 { String::new() } else { number.to_string() })]);
        let mut pages = Vec::new();
        for number in 1..=last {
            let near = number == 1 || number == last || number.abs_diff(page) <= 2;
            if near {
                pages.push(PageLink { number, href: at(number), current: number == page });
            } else if pages.last().is_some_and(|link: &PageLink| link.number != 0) {
                pages.push(PageLink { number: 0, href: String::new(), current: false });
            }
            // Long lists: what is far from this page and from the end is one gap.
            if number > page + 3 && number + 1 < last {
                pages.push(PageLink { number: last, href: at(last), current: false });
                break;
            }
        }
        let sizes = SIZES.into_iter().filter(|other| *other != size && total > SIZES[0]);
        Self {
            from: if total == 0 { 0 } else { (page - 1) * size + 1 },
            to: (page * size).min(total),
            total,
            previous: (page > 1).then(|| at(page - 1)),
            next: (page < last).then(|| at(page + 1)),
            sizes: sizes
                .map(|number| SizeLink { number, href: query.href(&[("size", &number.to_string()), ("page", "")]) })
                .collect(),
            pages,
        }
    }
}

/// A count with its label, for the line above a list.
pub fn count(texts: &Texts, key: &str, total: u64) -> Html {
    texts.with(key).num("n", total).html()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_first_last_current_and_neighbours() {
        let query = Query::read("/portal/partners", "page=7&name=a%26b&evil=1", &["name"]);
        let pager = Pager::new(&query, 500);
        let numbers: Vec<u64> = pager.pages.iter().map(|link| link.number).collect();
        assert_eq!(numbers, [1, 0, 5, 6, 7, 8, 9, 0, 20]);
        assert_eq!((pager.from, pager.to), (151, 175));
        assert_eq!(pager.next.as_deref(), Some("/portal/partners?name=a%26b&page=8"));
        assert_eq!(query.href(&[("name", ""), ("page", "")]), "/portal/partners");
        let short = Pager::new(&Query::read("/portal/partners", "", &[]), 10);
        assert_eq!((short.pages.len(), short.to, short.sizes.len()), (1, 10, 0));
        let end = Pager::new(&Query::read("/portal/partners", "page=99999", &[]), 51);
        assert_eq!((end.from, end.to), (51, 51));
    }

    #[test]
    fn sorting_turns_round() {
        let query = Query::read("/portal/partners", "sort=name", &[]);
        let column = query.column(Html::text("Name"), "name", "", None);
        assert_eq!(column.sorted, "ascending");
        assert_eq!(column.href.as_deref(), Some("/portal/partners?sort=-name"));
    }
}
