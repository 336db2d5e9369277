//! Constraints of a body, declared where the body is declared. The first that does not hold is reported, in declared
//! order (contract part A §1.4, Q20).

use std::borrow::Cow;

use pms_domain::text;

use crate::fault::Violation;

/// A body whose constraints can be checked. Called after the body was read and before the use case.
pub trait Validate {
    /// Declares the constraints, in the order in which they are reported.
    fn check(&self, check: &mut Check);
}

/// Collects violations. Lengths count UTF-16 units, as Java does.
#[derive(Debug)]
pub struct Check {
    path: String,
    violations: Vec<Violation>,
}

const BLANK: &str = "must not be blank";
const NULL: &str = "must not be null";
const EMPTY: &str = "must not be empty";

impl Check {
    /// A check whose members lie under this path, e.g. `request`.
    pub fn under(path: &str) -> Self {
        Self { path: path.to_owned(), violations: Vec::new() }
    }

    /// The violations in declared order.
    pub fn violations(self) -> Vec<Violation> {
        self.violations
    }

    /// Reports `message` unless `holds`.
    pub fn that(&mut self, member: &str, holds: bool, message: impl Into<Cow<'static, str>>) -> &mut Self {
        if !holds {
            self.violations.push(Violation::new(self.join(member), message));
        }
        self
    }

    /// `must not be blank`: neither missing nor only white space.
    pub fn not_blank(&mut self, member: &str, value: &Option<String>) -> &mut Self {
        self.not_blank_or(member, value, BLANK)
    }

    /// As [`Self::not_blank`] with a message of its own, e.g. `value is empty or null`.
    pub fn not_blank_or(&mut self, member: &str, value: &Option<String>, message: &'static str) -> &mut Self {
        self.that(member, value.as_deref().is_some_and(|value| !text::is_blank(value)), message)
    }

    /// `must not be null`.
    pub fn not_null<T>(&mut self, member: &str, value: &Option<T>) -> &mut Self {
        self.not_null_or(member, value, NULL)
    }

    /// As [`Self::not_null`] with a message of its own.
    pub fn not_null_or<T>(&mut self, member: &str, value: &Option<T>, message: &'static str) -> &mut Self {
        self.that(member, value.is_some(), message)
    }

    /// `must not be empty`: neither missing nor without elements.
    pub fn not_empty<T>(&mut self, member: &str, value: &Option<Vec<T>>) -> &mut Self {
        self.that(member, value.as_ref().is_some_and(|items| !items.is_empty()), EMPTY)
    }

    /// `Length should be between A and B chars`; a missing value passes.
    pub fn length(&mut self, member: &str, value: &Option<String>, least: usize, most: usize) -> &mut Self {
        self.that(member, fits(value, least, most), format!("Length should be between {least} and {most} chars"))
    }

    /// `size must be between A and B`; a missing value passes.
    pub fn size(&mut self, member: &str, value: &Option<String>, least: usize, most: usize) -> &mut Self {
        self.that(member, fits(value, least, most), format!("size must be between {least} and {most}"))
    }

    /// As [`Self::length`] with a message of its own.
    pub fn length_or(
        &mut self,
        member: &str,
        value: &Option<String>,
        (least, most): (usize, usize),
        message: &'static str,
    ) -> &mut Self {
        self.that(member, fits(value, least, most), message)
    }

    /// The constraints of a nested object; a missing one passes.
    pub fn nested<T: Validate>(&mut self, member: &str, value: &Option<T>) -> &mut Self {
        if let Some(value) = value {
            self.inside(self.join(member), value);
        }
        self
    }

    /// The constraints of each element, named `member[0]` and so on; null elements pass.
    pub fn each<T: Validate>(&mut self, member: &str, items: &Option<Vec<Option<T>>>) -> &mut Self {
        for (index, item) in items.iter().flatten().enumerate() {
            if let Some(item) = item {
                self.inside(format!("{}[{index}]", self.join(member)), item);
            }
        }
        self
    }

    fn inside<T: Validate>(&mut self, path: String, value: &T) {
        let outer = std::mem::replace(&mut self.path, path);
        value.check(self);
        self.path = outer;
    }

    fn join(&self, member: &str) -> String {
        if self.path.is_empty() { member.to_owned() } else { format!("{}.{member}", self.path) }
    }
}

fn fits(value: &Option<String>, least: usize, most: usize) -> bool {
    value.as_deref().is_none_or(|value| (least..=most).contains(&text::utf16_len(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Item(Option<String>);

    impl Validate for Item {
        fn check(&self, check: &mut Check) {
            check.not_blank("columnName", &self.0);
        }
    }

    fn reported(check: Check) -> Vec<(String, String)> {
        check.violations().into_iter().map(|v| (v.path, v.message.into_owned())).collect()
    }

    #[test]
    fn constraints_report_in_declared_order() {
        let mut check = Check::under("request");
        let none = None;
        check
            .not_blank_or("partnerId", &Some(" ".into()), "value is empty or null")
            .length("name", &Some("x".repeat(129)), 1, 128)
            .length("missing", &none, 1, 8)
            .length("pair", &Some("\u{10348}".into()), 1, 1)
            .size("id", &Some(String::new()), 1, 36)
            .not_null("when", &None::<i64>)
            .not_empty("items", &Some(Vec::<i64>::new()))
            .that("url", false, "must be a valid URL");
        let expected = [
            ("request.partnerId", "value is empty or null"),
            ("request.name", "Length should be between 1 and 128 chars"),
            ("request.pair", "Length should be between 1 and 1 chars"),
            ("request.id", "size must be between 1 and 36"),
            ("request.when", "must not be null"),
            ("request.items", "must not be empty"),
            ("request.url", "must be a valid URL"),
        ];
        let expected: Vec<_> = expected.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
        assert_eq!(reported(check), expected);
    }

    #[test]
    fn elements_are_named_by_their_place() {
        let mut check = Check::under("request");
        check.each("filters", &Some(vec![Some(Item(Some("name".into()))), None, Some(Item(None))]));
        check.nested("inner", &Some(Item(None))).nested("absent", &None::<Item>);
        let paths: Vec<_> = reported(check).into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["request.filters[2].columnName", "request.inner.columnName"]);
    }
}
