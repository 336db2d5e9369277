//! The frame through its router: every gate, envelope and rule of reading, with a fake gatekeeper.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod envelopes;
mod gates;
mod lists;
mod reading;
mod reference;
mod toy;
