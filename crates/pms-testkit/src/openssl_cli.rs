//! Certificates made and judged by the `openssl` command: a second opinion that shares no code path with the product, and
//! what a partner really uses.
//!
//! ```no_run
//! use pms_testkit::openssl_cli::{self, Hierarchy};
//!
//! if !openssl_cli::available() {
//!     return;
//! }
//! let ca = Hierarchy::new("Acme").unwrap();
//! let partner = ca.partner_certificate("Acme").unwrap();
//! assert!(openssl_cli::verify(&partner.pem, &[&ca.intermediate.pem], &[&ca.root.pem]).unwrap().accepted);
//! ```

mod certificate;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, bail};

pub use certificate::{Certificate, CertificateSpec, Hierarchy, Key, OfflineRoot, generate_key};

/// Whether the `openssl` command is there; if not, the running test is recorded as skipped.
pub fn available() -> bool {
    let found = Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success());
    if !found {
        crate::skip("the openssl command is not installed");
    }
    found
}

/// What `openssl verify` says.
#[derive(Clone, Debug)]
pub struct Verification {
    /// Whether the path was accepted.
    pub accepted: bool,
    /// Its words, with the reason for a refusal.
    pub output: String,
}

/// Judges the path from `certificate` over some of `intermediates` to one of `anchors` (all PEM, one certificate each or
/// several) by `openssl verify`, with nothing from the machine's own trust store.
///
/// # Errors
/// When the command cannot be run.
pub fn verify(certificate: &str, intermediates: &[&str], anchors: &[&str]) -> anyhow::Result<Verification> {
    verify_with(certificate, intermediates, anchors, &[])
}

/// As [`verify`], with further options of the command, e.g. `["-x509_strict", "-purpose", "sslclient"]`.
///
/// # Errors
/// As [`verify`].
pub fn verify_with(
    certificate: &str,
    intermediates: &[&str],
    anchors: &[&str],
    options: &[&str],
) -> anyhow::Result<Verification> {
    let directory = tempfile::tempdir()?;
    std::fs::write(directory.path().join("anchors.pem"), anchors.join("\n"))?;
    std::fs::write(directory.path().join("intermediates.pem"), intermediates.join("\n"))?;
    std::fs::write(directory.path().join("certificate.pem"), certificate)?;
    let mut arguments = vec!["verify", "-no-CApath", "-no-CAstore", "-CAfile", "anchors.pem"];
    if !intermediates.is_empty() {
        arguments.extend(["-untrusted", "intermediates.pem"]);
    }
    arguments.extend(options);
    arguments.push("certificate.pem");
    let output = command(directory.path(), &arguments)?;
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    Ok(Verification { accepted: output.status.success(), output: String::from_utf8_lossy(&said).trim().to_owned() })
}

/// A PKCS#7 bundle (`.p7b`, PEM) of certificates.
///
/// # Errors
/// When one of them is no certificate.
pub fn pkcs7(certificates: &[&str]) -> anyhow::Result<String> {
    let directory = tempfile::tempdir()?;
    std::fs::write(directory.path().join("all.pem"), certificates.join("\n"))?;
    let bundle = text(run(directory.path(), &["crl2pkcs7", "-nocrl", "-certfile", "all.pem"])?)?;
    // The command leaves out what it cannot read, without a word.
    if pkcs7_certificates(&bundle)?.len() < certificates.len() {
        bail!("not every one of the {} is a certificate", certificates.len());
    }
    Ok(bundle)
}

/// The certificates (PEM) of a PKCS#7 bundle in PEM, in the order in which they stand there.
///
/// # Errors
/// When it is none.
pub fn pkcs7_certificates(bundle: &str) -> anyhow::Result<Vec<String>> {
    const END: &str = "-----END CERTIFICATE-----";
    let directory = tempfile::tempdir()?;
    std::fs::write(directory.path().join("bundle.p7b"), bundle)?;
    let printed = text(run(directory.path(), &["pkcs7", "-print_certs", "-in", "bundle.p7b"])?)?;
    let pem = printed.split_inclusive(END).filter_map(|piece| piece.find("-----BEGIN").map(|start| &piece[start..]));
    Ok(pem.map(|certificate| format!("{certificate}\n")).collect())
}

/// The DER form of a certificate in PEM.
///
/// # Errors
/// When it is none.
pub fn der(certificate: &str) -> anyhow::Result<Vec<u8>> {
    let directory = tempfile::tempdir()?;
    std::fs::write(directory.path().join("certificate.pem"), certificate)?;
    run(directory.path(), &["x509", "-in", "certificate.pem", "-outform", "DER"])
}

/// What `openssl x509 -noout` prints for some of its options, e.g. `["-subject", "-nameopt", "RFC2253"]`,
/// `["-ext", "basicConstraints,keyUsage"]`, `["-pubkey"]`, `["-text"]`.
///
/// # Errors
/// When it is no certificate, or without such an extension.
pub fn describe(certificate: &str, options: &[&str]) -> anyhow::Result<String> {
    let directory = tempfile::tempdir()?;
    std::fs::write(directory.path().join("certificate.pem"), certificate)?;
    let mut arguments = vec!["x509", "-noout", "-in", "certificate.pem"];
    arguments.extend(options);
    Ok(text(run(directory.path(), &arguments)?)?.trim().to_owned())
}

/// Signs with a key (PEM): RSA with SHA-256, PKCS#1 v1.5.
///
/// # Errors
/// With the command's words.
pub fn sign(key: &str, data: &[u8]) -> anyhow::Result<Vec<u8>> {
    let directory = tempfile::tempdir()?;
    std::fs::write(directory.path().join("key.pem"), key)?;
    std::fs::write(directory.path().join("data"), data)?;
    run(directory.path(), &["dgst", "-sha256", "-sign", "key.pem", "data"])
}

fn text(bytes: Vec<u8>) -> anyhow::Result<String> {
    String::from_utf8(bytes).context("openssl answered something that is not text")
}

/// Runs `openssl` in `directory` and returns its standard output; its words are the error.
fn run(directory: &Path, arguments: &[&str]) -> anyhow::Result<Vec<u8>> {
    let output = command(directory, arguments)?;
    if !output.status.success() {
        bail!("openssl {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output.stdout)
}

fn command(directory: &Path, arguments: &[&str]) -> anyhow::Result<Output> {
    Command::new("openssl")
        .args(arguments)
        .current_dir(directory)
        .stdin(Stdio::null())
        .output()
        .context("cannot run openssl")
}
