//! What a caller is told when something is refused.
//!
//! An [`Entry`] is a line of the catalogue (code, message, HTTP status, explanation, remedy); a [`Refusal`] is one
//! use of it. Internal errors are another type (`pms_app::Failure::Internal`) and never reach a caller's eyes.

use std::borrow::Cow;
use std::fmt;

/// A line of the error catalogue.
#[derive(Debug)]
pub struct Entry {
    /// Name of the constant; unique, because the wire has codes with several texts.
    pub key: &'static str,
    /// Code on the wire, e.g. `PMS_PRT_005`.
    pub code: &'static str,
    /// Message on the wire; `{}` is replaced by the refusal's argument.
    pub message: &'static str,
    /// HTTP status: 200 for business errors (contract part A §1.4).
    pub status: u16,
    /// Why this happens, for a person.
    pub why: &'static str,
    /// What the person can do.
    pub remedy: &'static str,
}

/// One refusal: which line, and its wire message with the argument filled in.
#[derive(Clone)]
pub struct Refusal {
    pub entry: &'static Entry,
    /// The argument that replaced `{}`, if the message has one.
    pub argument: Option<String>,
    /// The code of another system that refused, in the place of the entry's.
    foreign: Option<String>,
}

impl Refusal {
    pub fn of(entry: &'static Entry) -> Self {
        Self { entry, argument: None, foreign: None }
    }

    pub fn with(entry: &'static Entry, argument: impl Into<String>) -> Self {
        Self { entry, argument: Some(argument.into()), foreign: None }
    }

    /// What another system said, under its own code: callers know it from there (contract part B §5.1).
    pub fn foreign(entry: &'static Entry, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { entry, argument: Some(message.into()), foreign: Some(code.into()) }
    }

    /// The entry's code.
    pub fn code(&self) -> &'static str {
        self.entry.code
    }

    /// The code on the wire: the entry's, or another system's.
    pub fn wire_code(&self) -> &str {
        self.foreign.as_deref().unwrap_or(self.entry.code)
    }

    /// The wire message.
    pub fn message(&self) -> Cow<'static, str> {
        match &self.argument {
            None => Cow::Borrowed(self.entry.message),
            Some(argument) => Cow::Owned(self.entry.message.replacen("{}", argument, 1)),
        }
    }
}

impl PartialEq for Refusal {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.entry, other.entry) && self.argument == other.argument && self.foreign == other.foreign
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.wire_code(), self.message())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.wire_code(), self.message())
    }
}

impl std::error::Error for Refusal {}

impl From<&'static Entry> for Refusal {
    fn from(entry: &'static Entry) -> Self {
        Refusal::of(entry)
    }
}
