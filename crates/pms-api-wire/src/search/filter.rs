//! Filters: their checks, in the contract's order, and what they ask of the list.

use pms_domain::{Refusal, Timestamp, catalogue, text, time};
use pms_store::list::{Column, Filter, Kind, ListSpec, Test};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::lenient;

/// A filter of a search.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchFilter {
    /// One of the list's columns.
    #[serde(default, deserialize_with = "lenient::text")]
    pub column_name: Option<String>,
    /// contains, startsWith, equals, in or between, in any letter case.
    #[serde(rename = "type", default, deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// For contains, startsWith and equals.
    #[serde(default, deserialize_with = "lenient::text")]
    pub value: Option<String>,
    /// For in.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub values: Option<Vec<String>>,
    /// For between, included.
    #[serde(default, deserialize_with = "lenient::text")]
    pub from_value: Option<String>,
    /// For between, included.
    #[serde(default, deserialize_with = "lenient::text")]
    pub to_value: Option<String>,
}

/// Most filters, and most sort items, of a request. Each costs the database work; nobody's screen has more.
pub(super) const MOST_ITEMS: usize = 20;
/// Most values of an `in` filter.
const MOST_VALUES: usize = 500;

/// Refuses lists that are longer than any screen needs.
pub(super) fn bounded(member: &str, found: usize, most: usize) -> Result<(), Refusal> {
    if found <= most {
        return Ok(());
    }
    let said = format!("size must be between 0 and {most} :request.{member}");
    Err(Refusal::with(&catalogue::INVALID_PARAMETER, said))
}

/// The comparisons of the DSL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Contains,
    StartsWith,
    Equals,
    In,
    Between,
    /// Another word: with a value, the filter is ignored.
    Unknown,
}

impl Comparison {
    fn read(text: &str) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "contains" => Comparison::Contains,
            "startswith" => Comparison::StartsWith,
            "equals" => Comparison::Equals,
            "in" => Comparison::In,
            "between" => Comparison::Between,
            _ => Comparison::Unknown,
        }
    }
}

/// Checks filters and translates them: rows 1 and 2 of the contract's table over all filters, then protected columns,
/// then rows 4 to 9 for each filter in turn; what the rows let through but the column cannot take comes last.
/// `meanwhile` runs between the checks and the translation: the search's own rows 10 to 13.
pub(super) fn filters<T>(
    list: &ListSpec,
    sent: &[Option<SearchFilter>],
    meanwhile: impl FnOnce() -> Result<T, Refusal>,
) -> Result<(Vec<Filter>, T), Refusal> {
    bounded("filters", sent.len(), MOST_ITEMS)?;
    for filter in sent.iter().flatten() {
        bounded("filters.values", filter.values.as_ref().map_or(0, Vec::len), MOST_VALUES)?;
    }
    let mut known = Vec::with_capacity(sent.len());
    for filter in sent {
        let Some((filter, name)) = filter.as_ref().and_then(|filter| Some((filter, filter.column_name.as_deref()?)))
        else {
            return Err((&catalogue::DSL_COLUMN_MISSING).into());
        };
        known.push((filter, name, column(list, name)?));
    }
    if let Some((_, _, column)) = known.iter().find(|(_, _, column)| column.protected) {
        return Err(Refusal::with(&catalogue::COLUMN_UNSUPPORTED, column.name));
    }
    for (filter, _, column) in &known {
        filter.check(column)?;
    }
    let between = meanwhile()?;
    let mut tests = Vec::with_capacity(known.len());
    for (filter, name, column) in known {
        // The name was compared without regard to case above; the query knows one spelling.
        if name != column.name {
            return Err(Refusal::with(&catalogue::DSL_COLUMN_INVALID, name));
        }
        if let Some(test) = filter.test(column)? {
            tests.push(Filter { column, test });
        }
    }
    Ok((tests, between))
}

fn column(list: &ListSpec, name: &str) -> Result<&'static Column, Refusal> {
    list.column_any_case(name)
        .filter(|column| column.filterable)
        .ok_or_else(|| Refusal::with(&catalogue::DSL_COLUMN_INVALID, name))
}

fn given(value: &Option<String>) -> Option<&str> {
    value.as_deref().filter(|value| !text::is_blank(value))
}

impl SearchFilter {
    fn comparison(&self) -> Comparison {
        Comparison::read(self.kind.as_deref().unwrap_or_default())
    }

    fn listed(&self) -> Option<&[String]> {
        self.values.as_deref().filter(|values| !values.is_empty())
    }

    /// Rows 4 to 9.
    fn check(&self, column: &Column) -> Result<(), Refusal> {
        if given(&self.kind).is_none() {
            return Err((&catalogue::DSL_TYPE_MISSING).into());
        }
        let value = given(&self.value);
        if value.is_some() && self.listed().is_some() {
            return Err((&catalogue::DSL_BOTH_VALUES).into());
        }
        let comparison = self.comparison();
        if comparison == Comparison::Equals && column.name == "isActive" && value.is_none_or(|v| flag(v).is_none()) {
            return Err((&catalogue::DSL_VALUE).into());
        }
        match comparison {
            Comparison::In if self.listed().is_none() => Err((&catalogue::DSL_VALUES).into()),
            Comparison::Contains | Comparison::StartsWith | Comparison::Equals | Comparison::Unknown
                if value.is_none() =>
            {
                Err((&catalogue::DSL_VALUE).into())
            }
            Comparison::Between if given(&self.from_value).is_none() || given(&self.to_value).is_none() => {
                Err((&catalogue::DSL_RANGE).into())
            }
            _ => Ok(()),
        }
    }

    /// What a checked filter asks. None: it is ignored.
    fn test(&self, column: &Column) -> Result<Option<Test>, Refusal> {
        let invalid = || Refusal::of(&catalogue::DSL_VALUE);
        let value = self.value.as_deref().unwrap_or_default();
        let test = match (self.comparison(), column.kind) {
            (Comparison::Unknown, _) => return Ok(None),
            (Comparison::Contains, Kind::Text) => contains(value),
            (Comparison::StartsWith, Kind::Text) => {
                Test::StartsWith(value.strip_suffix('*').unwrap_or(value).to_owned())
            }
            (Comparison::Contains | Comparison::StartsWith, _) => return Err(invalid()),
            (Comparison::Equals, kind) => equals(kind, value).ok_or_else(invalid)?,
            (Comparison::In, kind) => {
                one_of(kind, self.listed().unwrap_or_default()).ok_or_else(|| Refusal::of(&catalogue::DSL_VALUES))?
            }
            (Comparison::Between, kind) => {
                let from = self.from_value.as_deref().unwrap_or_default();
                let to = self.to_value.as_deref().unwrap_or_default();
                between(kind, from, to).ok_or_else(|| Refusal::of(&catalogue::DSL_RANGE))?
            }
        };
        Ok(Some(test))
    }
}

/// `*x*` is x anywhere, `*x` ends with x, anything else is anywhere as it is.
fn contains(value: &str) -> Test {
    match value.strip_prefix('*') {
        Some(rest) => match rest.strip_suffix('*') {
            Some(inner) => Test::Contains(inner.to_owned()),
            None => Test::EndsWith(rest.to_owned()),
        },
        None => Test::Contains(value.to_owned()),
    }
}

fn equals(kind: Kind, value: &str) -> Option<Test> {
    Some(match kind {
        Kind::Text => Test::Equals(value.to_owned()),
        Kind::Bool => Test::Flag(flag(value)?),
        Kind::Number => Test::Number(value.trim().parse().ok()?),
        Kind::Time => Test::At(moment(value)?),
    })
}

fn one_of(kind: Kind, values: &[String]) -> Option<Test> {
    fn each<T>(values: &[String], read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
        values.iter().map(|value| read(value)).collect()
    }
    Some(match kind {
        Kind::Text => Test::OneOf(values.to_vec()),
        Kind::Bool => Test::FlagOneOf(each(values, flag)?),
        Kind::Number => Test::NumberOneOf(each(values, |value| value.trim().parse().ok())?),
        Kind::Time => Test::AtOneOf(each(values, moment)?),
    })
}

fn between(kind: Kind, from: &str, to: &str) -> Option<Test> {
    Some(match kind {
        Kind::Text => Test::TextBetween(from.to_owned(), to.to_owned()),
        Kind::Bool => return None,
        Kind::Number => Test::NumberBetween(from.trim().parse().ok()?, to.trim().parse().ok()?),
        Kind::Time => Test::TimeBetween(moment(from)?, moment(to)?),
    })
}

fn flag(value: &str) -> Option<bool> {
    if value.eq_ignore_ascii_case("true") {
        Some(true)
    } else if value.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

fn moment(value: &str) -> Option<Timestamp> {
    time::parse_zulu(value.trim()).or_else(|| time::parse_local(value.trim()))
}
