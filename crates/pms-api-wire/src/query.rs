//! Typed readers of query parameters (contract part A §1.4).

use std::str::FromStr;

use url::form_urlencoded;

use crate::fault::{Fault, Violation};
use crate::problem::Problem;

/// The query of a request. Of a repeated parameter the first counts.
#[derive(Clone, Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn parse(raw: Option<&str>) -> Self {
        Query(form_urlencoded::parse(raw.unwrap_or_default().as_bytes()).into_owned().collect())
    }

    /// The value as sent; empty text is a value. A value with a NUL counts as absent: no column can hold it.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.contains('\0'))
    }

    /// The value, or the problem `Required parameter 'status' is not present.`
    pub fn required(&self, name: &str) -> Result<&str, Fault> {
        self.text(name).ok_or_else(|| Problem::missing_parameter(name).into())
    }

    /// A whole number of 32 bits; empty counts as absent, anything else is a problem.
    pub fn integer(&self, name: &str) -> Result<Option<i32>, Fault> {
        self.number(name)
    }

    /// A whole number of 64 bits; empty counts as absent, anything else is a problem.
    pub fn long(&self, name: &str) -> Result<Option<i64>, Fault> {
        self.number(name)
    }

    /// `true`, `on`, `yes`, `1` and their opposites, in any letter case; empty counts as absent.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, Fault> {
        let Some(value) = self.text(name) else { return Ok(None) };
        match value.trim().to_ascii_lowercase().as_str() {
            "" => Ok(None),
            "true" | "on" | "yes" | "1" => Ok(Some(true)),
            "false" | "off" | "no" | "0" => Ok(Some(false)),
            _ => Err(Problem::parameter_type(name, value).into()),
        }
    }

    /// `expiryPeriod` of the lists: 1 to 30 days.
    pub fn expiry_period(&self) -> Result<Option<i32>, Fault> {
        const NAME: &str = "expiryPeriod";
        let days: Option<i32> = self.number(NAME)?;
        match days {
            Some(days) if days < 1 => Err(Violation::new(NAME, "Expiry period must be at least 1 day.").into()),
            Some(days) if days > 30 => Err(Violation::new(NAME, "Expiry period cannot be more than 30 days.").into()),
            days => Ok(days),
        }
    }

    fn number<T: FromStr>(&self, name: &str) -> Result<Option<T>, Fault> {
        let Some(value) = self.text(name) else { return Ok(None) };
        let trimmed = value.trim();
        if trimmed.is_empty() {
            return Ok(None);
        }
        trimmed.parse().map(Some).map_err(|_| Problem::parameter_type(name, value).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(raw: &str) -> Query {
        Query::parse(Some(raw))
    }

    #[test]
    fn values_are_decoded_and_the_first_counts() {
        let query = query("a=1+2%2B3&a=x&empty=&flag&nul=a%00b");
        assert_eq!(query.text("a"), Some("1 2+3"));
        assert_eq!(query.text("empty"), Some(""));
        assert_eq!(query.text("flag"), Some(""));
        assert_eq!(query.text("nul"), None);
        assert_eq!(query.text("none"), None);
        assert!(Query::parse(None).text("a").is_none());
    }

    #[test]
    fn numbers_and_flags() {
        let query = query("n=%207&bad=abc&big=99999999999&empty=&t=TRUE&f=0&no=maybe");
        assert_eq!(query.integer("n").unwrap(), Some(7));
        assert_eq!(query.integer("empty").unwrap(), None);
        assert_eq!(query.integer("none").unwrap(), None);
        assert_eq!(query.boolean("t").unwrap(), Some(true));
        assert_eq!(query.boolean("f").unwrap(), Some(false));
        assert_eq!(query.boolean("empty").unwrap(), None);
        let detail = |fault: Fault| match fault {
            Fault::Problem(problem) => problem.detail,
            other => panic!("{other:?}"),
        };
        assert_eq!(detail(query.integer("bad").unwrap_err()), "Failed to convert 'bad' with value: 'abc'");
        assert_eq!(detail(query.integer("big").unwrap_err()), "Failed to convert 'big' with value: '99999999999'");
        assert_eq!(detail(query.boolean("no").unwrap_err()), "Failed to convert 'no' with value: 'maybe'");
        assert_eq!(detail(query.required("gone").unwrap_err()), "Required parameter 'gone' is not present.");
    }

    #[test]
    fn expiry_periods_have_bounds() {
        assert_eq!(query("expiryPeriod=30").expiry_period().unwrap(), Some(30));
        assert_eq!(query("").expiry_period().unwrap(), None);
        for (raw, message) in [
            ("expiryPeriod=0", "Expiry period must be at least 1 day."),
            ("expiryPeriod=31", "Expiry period cannot be more than 30 days."),
        ] {
            match query(raw).expiry_period().unwrap_err() {
                Fault::Invalid(violations) => assert_eq!(violations[0].message, message),
                other => panic!("{other:?}"),
            }
        }
    }
}
