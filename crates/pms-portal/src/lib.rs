//! The portal: server-rendered pages over the use cases of `pms-app`.
//!
//! | module | what it does |
//! |---|---|
//! | [`i18n`] | texts in the reader's language |
//! | `frame` | what every page has around its content |
//! | `form` | what was typed, what was wrong with it |
//! | `web` | cookies, sessions, form tokens, error pages |
//! | `listing` | a list's page and file from one declaration |
//! | `object` | pages of one object, of a step with effects, of a secret |
//! | `pages` | one module per page or small group of pages |
//!
//! Pages need no script. A handler reads a form, calls a use case and shows what it answered; rules live below.

mod address;
mod assets;
mod errors;
mod form;
mod frame;
mod html;
pub mod i18n;
mod icons;
mod list;
mod listing;
mod object;
mod pages;
mod policy_form;
mod web;

pub use pages::help_pages::TOPICS as HELP_TOPICS;
pub use web::{check, router};
