//! Mail: typed templates in the reader's language, delivered by SMTP or, where there is none, as files.

pub(crate) mod catalogue;
pub(crate) mod compose;
pub(crate) mod delivery;
mod mailbox;
pub(crate) mod post;
mod smtp;
pub(crate) mod template;

pub(crate) use mailbox::private;
