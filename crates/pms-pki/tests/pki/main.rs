//! Tests of the certificate crate on certificates made here with OpenSSL.

#![allow(clippy::unwrap_used)]

mod certificates;
mod domains;
mod hostile;
mod issuing;
mod p7b;
mod path;
mod portal_upload;
mod probe_ca;
mod probe_partner;
mod support;
mod wire_upload;
