//! The search and filter-values DSL of the first envelope (contract part B §2), over the columns that a list declares.

mod filter;
mod request;
#[cfg(test)]
pub(crate) mod sample;
mod values;

pub use filter::SearchFilter;
pub use request::{Pagination, SearchBody, SortItem};
pub use values::{ColumnValues, FilterValue, FilterValuesAnswer, FilterValuesBody, ValueFilter};
