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
mod pkcs11;
mod pkits;
mod portal_upload;
mod possession;
mod probe_ca;
mod probe_partner;
mod revocation;
mod revoked_here;
mod shapes;
mod signing;
mod support;
mod wire_upload;
