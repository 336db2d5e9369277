//! The frame through its router: every gate, envelope and rule of reading, with a fake gatekeeper.

mod envelopes;
mod gates;
mod lists;
mod reading;
mod reference;
mod toy;
