//! Tests of the certificate crate on certificates made here with OpenSSL.

#![allow(clippy::unwrap_used)]

mod bounds;
mod certificates;
mod corpus;
mod device;
mod domains;
mod exclusions;
mod hostile;
mod issuing;
mod jws;
mod limbo;
mod p7b;
mod path;
mod pkits;
mod portal_upload;
mod possession;
mod probe_ca;
mod probe_partner;
mod revocation;
mod shapes;
mod signing;
mod support;
mod wire_upload;
