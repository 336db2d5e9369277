//! X.509 for partner management: parse, build and judge paths, apply MOSIP's rules, issue.
//!
//! | module | what it does |
//! |---|---|
//! | [`parse`] | an upload becomes [`Certificate`]s: as the wire reads it, or as a person brings it |
//! | [`certificate`] | one certificate and what can be asked of it |
//! | [`path`] | a path from a certificate to a root of its domain |
//! | [`crl`] | revocation lists |
//! | [`rules`] | the verdicts on an uploaded CA or partner certificate |
//! | [`issue`] | our own ROOT, issuing CAs, re-issued partner certificates |
//! | [`jwk`] | public keys of OIDC clients, and their ids |
//! | [`jws`] | signed messages |
//! | [`device`] | what a biometric device sends |
//! | [`json`] | JSON from strangers |
//! | [`possession`] | proof of a private key |
//! | [`p7b`] | certificate chain files |
//! | [`pkcs11`] | keys in a hardware security module |
//! | [`error`] | the codes and texts of the wire |
//!
//! OpenSSL judges signatures and paths; this crate only proposes candidates, bounds the work and adds the rules. Nothing here reads
//! a clock, a file or a network, but [`pkcs11`], which loads the shared library of a device; the only randomness taken from the
//! system is that of a new RSA key. The rules are described for operators in `docs/certificates.md`.

#![deny(unsafe_code)]

pub mod certificate;
pub mod crl;
pub mod device;
pub mod domain;
pub mod error;
pub mod issue;
pub mod json;
pub mod jwk;
pub mod jws;
pub mod p7b;
pub mod parse;
pub mod path;
mod pem;
pub mod pkcs11;
pub mod possession;
pub mod rules;

pub use certificate::Certificate;
pub use domain::PartnerDomain;
pub use error::KerError;
/// SHA-256 over bytes.
pub use openssl::sha::sha256;
