//! `filtervalues`: the distinct values of columns (contract part B §2.3).

use pms_domain::{Refusal, catalogue, limits, text};
use pms_store::list::{Column, Kind, ListQuery, ListSpec, Scope, ValueRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::filter::{self, SearchFilter};
use crate::check::{Check, Validate};
use crate::fault::Fault;
use crate::lenient;

/// Members of every `filtervalues` request; a route's own members stand beside it (`#[serde(flatten)]`).
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FilterValuesBody {
    /// The columns whose values are asked for.
    #[serde(default, deserialize_with = "lenient::objects")]
    pub filters: Option<Vec<Option<ValueFilter>>>,
    /// Filters on the rows whose values count.
    #[serde(default, deserialize_with = "lenient::objects")]
    pub optional_filters: Option<Vec<Option<SearchFilter>>>,
}

/// A column whose values are asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ValueFilter {
    #[serde(default, deserialize_with = "lenient::text")]
    pub column_name: Option<String>,
    /// unique or all; unique when missing, but null is refused.
    #[serde(rename = "type", default = "unique", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// Values that contain this text, without regard to case.
    #[serde(default, deserialize_with = "lenient::text")]
    pub text: Option<String>,
}

fn unique() -> Option<String> {
    Some("unique".into())
}

impl Validate for FilterValuesBody {
    fn check(&self, check: &mut Check) {
        check.not_null("filters", &self.filters);
        for (index, filter) in self.filters.iter().flatten().enumerate() {
            let name = filter.as_ref().and_then(|filter| filter.column_name.clone());
            check.not_blank(&format!("filters[{index}].columnName"), &name);
        }
    }
}

/// One column's part of the work: ask the list for its values, then [`ColumnValues::answer`].
#[derive(Clone, Debug)]
pub struct ColumnValues {
    pub column: &'static Column,
    /// Each pair of value and code once.
    pub unique: bool,
    /// The rows whose values count.
    pub query: ListQuery,
}

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FilterValue {
    /// The column's name.
    #[serde(rename = "fieldID")]
    pub field_id: String,
    #[serde(rename = "fieldValue")]
    pub field_value: String,
    /// The code of the row; empty for the fixed values of yes/no columns.
    #[serde(rename = "fieldCode")]
    pub field_code: Option<String>,
}

/// `response` of `filtervalues`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct FilterValuesAnswer {
    pub filters: Vec<FilterValue>,
}

impl FilterValuesBody {
    /// The columns asked for, checked; `scope` is the list's own. All column errors come at once; then types that have
    /// no values, then protected columns, then the optional filters.
    pub fn columns(&self, list: &ListSpec, scope: &Scope) -> Result<Vec<ColumnValues>, Fault> {
        filter::bounded("filters", self.filters.as_ref().map_or(0, Vec::len), filter::MOST_ITEMS)?;
        let asked: Vec<&ValueFilter> = self.filters.iter().flatten().flatten().collect();
        let mut faults = Vec::new();
        let mut columns = Vec::new();
        for filter in asked {
            match filter.column(list) {
                Ok(column) => columns.push((filter, column)),
                Err(refusal) => faults.push(refusal),
            }
        }
        if !faults.is_empty() {
            return Err(Fault::Columns(faults));
        }
        if columns.iter().any(|(_, column)| matches!(column.kind, Kind::Time | Kind::Number)) {
            return Err((&catalogue::DSL_FILTER_TYPE).into());
        }
        if let Some((_, column)) = columns.iter().find(|(_, column)| column.protected) {
            return Err(Refusal::with(&catalogue::COLUMN_UNSUPPORTED, column.name).into());
        }
        let optional = self.optional_filters.as_deref().unwrap_or_default();
        let (filters, ()) = filter::filters(list, optional, || Ok(()))?;
        let of = |(filter, column): (&ValueFilter, &'static Column)| {
            let query = ListQuery { filters: filters.clone(), scope: scope.clone(), ..ListQuery::new() };
            ColumnValues {
                column,
                unique: filter.is_unique(),
                query: query.contains(column, filter.text.as_deref().filter(|_| column.kind == Kind::Text)),
            }
        };
        Ok(columns.into_iter().map(of).collect())
    }
}

impl ValueFilter {
    fn is_unique(&self) -> bool {
        self.kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("unique"))
    }

    fn column(&self, list: &ListSpec) -> Result<&'static Column, Refusal> {
        let kind = self.kind.as_deref().filter(|kind| !text::is_blank(kind));
        let kind = kind.ok_or(&catalogue::DSL_FILTER_TYPE_EMPTY)?;
        let name = self.column_name.as_deref().unwrap_or_default();
        let column = list
            .column(name)
            .filter(|column| column.filterable)
            .ok_or_else(|| Refusal::with(&catalogue::DSL_FILTER_COLUMN, name))?;
        if !["unique", "all"].iter().any(|known| kind.eq_ignore_ascii_case(known)) {
            return Err((&catalogue::DSL_FILTER_TYPE).into());
        }
        Ok(column)
    }
}

impl ColumnValues {
    /// Values of a column at most.
    pub const LIMIT: u64 = limits::PAGE;

    /// Whether the values are fixed (`true`, `false`) and the list need not be asked.
    pub fn is_fixed(&self) -> bool {
        self.column.kind == Kind::Bool
    }

    /// The column's part of the answer.
    pub fn answer(&self, rows: Vec<ValueRow>) -> Vec<FilterValue> {
        let value = |field_value: String, field_code: Option<String>| FilterValue {
            field_id: self.column.name.to_owned(),
            field_value,
            field_code,
        };
        if self.is_fixed() {
            return ["true", "false"].map(|text| value(text.to_owned(), Some(String::new()))).into();
        }
        rows.into_iter().map(|row| value(row.value, row.code)).collect()
    }
}

#[cfg(test)]
mod tests;
