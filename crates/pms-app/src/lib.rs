//! Use cases: one function per thing that a person or a system asks for. Each authorises, loads, decides, changes.
//!
//! Handlers of the REST side and pages of the portal call the same functions, so a rule exists once.

pub mod failure;
pub mod settings;

pub use failure::Failure;
