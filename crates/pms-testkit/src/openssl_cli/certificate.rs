//! One certificate, described by its deviations from an ordinary one.

use std::path::Path;

use anyhow::Context as _;
use chrono::NaiveDateTime;

use super::{run, text};

/// The kind of a key pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// RSA of so many bits.
    Rsa(u32),
    /// On a named curve, e.g. `prime256v1`.
    Ec(&'static str),
    /// Ed25519 (RFC 8410).
    Ed25519,
}

/// A certificate and its key, both PEM.
#[derive(Clone)]
pub struct Certificate {
    /// The certificate.
    pub pem: String,
    /// Its private key, PKCS#8.
    pub key: String,
}

/// Makes a private key (PKCS#8, PEM).
///
/// # Errors
/// When `openssl` refuses the kind or size.
pub fn generate_key(key: Key) -> anyhow::Result<String> {
    let directory = tempfile::tempdir()?;
    let option = match key {
        Key::Rsa(bits) => format!("rsa_keygen_bits:{bits}"),
        Key::Ec(curve) => format!("ec_paramgen_curve:{curve}"),
        Key::Ed25519 => String::new(),
    };
    let algorithm = match key {
        Key::Rsa(_) => "RSA",
        Key::Ec(_) => "EC",
        Key::Ed25519 => "ED25519",
    };
    let mut arguments = vec!["genpkey", "-quiet", "-algorithm", algorithm];
    if !option.is_empty() {
        arguments.extend(["-pkeyopt", &option]);
    }
    let made = run(directory.path(), &arguments).or_else(|_| {
        // Before OpenSSL 3.0.8 there is no -quiet.
        arguments.retain(|argument| *argument != "-quiet");
        run(directory.path(), &arguments)
    });
    text(made?)
}

/// What a certificate shall be. The default is an ordinary end-entity certificate: RSA 2048, SHA-256, one year from now,
/// `keyUsage` digitalSignature and keyEncipherment.
#[derive(Clone, Debug)]
pub struct CertificateSpec {
    subject: String,
    days: u32,
    period: Option<(NaiveDateTime, NaiveDateTime)>,
    key: Key,
    own_key: Option<String>,
    digest: String,
    pss: bool,
    serial: Option<String>,
    extensions: Vec<String>,
}

impl CertificateSpec {
    /// An end-entity certificate for a subject in the form of the command line: `/C=IN/O=Acme/CN=acme`
    /// (`\/` for a slash in a value).
    pub fn new(subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            days: 365,
            period: None,
            key: Key::Rsa(2048),
            own_key: None,
            digest: "sha256".into(),
            pss: false,
            serial: None,
            extensions: vec![
                "basicConstraints=critical,CA:FALSE".into(),
                "keyUsage=critical,digitalSignature,keyEncipherment".into(),
            ],
        }
    }

    /// A CA certificate: CA:TRUE with that path length, keyCertSign and cRLSign.
    pub fn ca(subject: impl Into<String>, path_length: Option<u32>) -> Self {
        let limit = path_length.map(|length| format!(",pathlen:{length}")).unwrap_or_default();
        Self {
            extensions: vec![
                format!("basicConstraints=critical,CA:TRUE{limit}"),
                "keyUsage=critical,keyCertSign,cRLSign".into(),
            ],
            ..Self::new(subject)
        }
    }

    /// Valid for so many days from now (the machine's time).
    #[must_use]
    pub fn days(mut self, days: u32) -> Self {
        self.days = days;
        self
    }

    /// Valid from and until these times (UTC, whole seconds), also in the past or the future.
    #[must_use]
    pub fn valid(mut self, from: NaiveDateTime, until: NaiveDateTime) -> Self {
        self.period = Some((from, until));
        self
    }

    /// A new key of this kind.
    #[must_use]
    pub fn key(mut self, key: Key) -> Self {
        self.key = key;
        self
    }

    /// An existing private key (PEM) instead of a new one.
    #[must_use]
    pub fn with_key(mut self, pem: impl Into<String>) -> Self {
        self.own_key = Some(pem.into());
        self
    }

    /// Signed over this digest: `md5`, `sha1`, `sha384`, ….
    #[must_use]
    pub fn digest(mut self, digest: impl Into<String>) -> Self {
        self.digest = digest.into();
        self
    }

    /// Signed with RSASSA-PSS (the issuer's key must be RSA).
    #[must_use]
    pub fn pss(mut self) -> Self {
        self.pss = true;
        self
    }

    /// With this serial number, hexadecimal, an even number of digits.
    #[must_use]
    pub fn serial(mut self, serial: impl Into<String>) -> Self {
        self.serial = Some(serial.into());
        self
    }

    /// An extension in the form of OpenSSL's configuration, `name=value`; it takes the place of one of the same name.
    #[must_use]
    pub fn extension(mut self, name: &str, value: &str) -> Self {
        self = self.without_extension(name);
        self.extensions.push(format!("{name}={value}"));
        self
    }

    /// Without the extension of this name.
    #[must_use]
    pub fn without_extension(mut self, name: &str) -> Self {
        self.extensions.retain(|extension| extension.split('=').next() != Some(name));
        self
    }

    /// Makes it, signed by its own key.
    ///
    /// # Errors
    /// With the command's words.
    pub fn self_signed(&self) -> anyhow::Result<Certificate> {
        self.make(None)
    }

    /// Makes it, signed by `issuer`, whatever `issuer` is allowed to sign.
    ///
    /// # Errors
    /// With the command's words.
    pub fn issued_by(&self, issuer: &Certificate) -> anyhow::Result<Certificate> {
        self.make(Some(issuer))
    }

    /// Makes it for a request (PKCS#10, PEM): the request's name and key, everything else as described. Answers PEM.
    ///
    /// # Errors
    /// With the command's words.
    pub fn issued_for(&self, request: &str, issuer: &Certificate) -> anyhow::Result<String> {
        self.sign_request(request, issuer, &[])
    }

    /// As [`Self::issued_for`], with another name than the request's.
    ///
    /// # Errors
    /// With the command's words.
    pub fn issued_as(&self, subject: &str, request: &str, issuer: &Certificate) -> anyhow::Result<String> {
        self.sign_request(request, issuer, &["-subj", subject])
    }

    fn sign_request(&self, request: &str, issuer: &Certificate, options: &[&str]) -> anyhow::Result<String> {
        let directory = tempfile::tempdir()?;
        let at = |name: &str| directory.path().join(name);
        std::fs::write(at("index.txt"), "")?;
        std::fs::write(at("openssl.cnf"), self.configuration(true))?;
        std::fs::write(at("request.pem"), request)?;
        std::fs::write(at("issuer.pem"), &issuer.pem)?;
        std::fs::write(at("issuer.key"), &issuer.key)?;
        self.sign_with(directory.path(), true, options)?;
        std::fs::read_to_string(at("certificate.pem")).context("no certificate was written")
    }

    fn make(&self, issuer: Option<&Certificate>) -> anyhow::Result<Certificate> {
        let directory = tempfile::tempdir()?;
        let at = |name: &str| directory.path().join(name);
        let key = match &self.own_key {
            Some(key) => key.clone(),
            None => generate_key(self.key)?,
        };
        std::fs::write(at("key.pem"), &key)?;
        std::fs::write(at("index.txt"), "")?;
        std::fs::write(at("openssl.cnf"), self.configuration(issuer.is_some()))?;
        if let Some(serial) = &self.serial {
            std::fs::write(at("serial"), format!("{serial}\n"))?;
        }
        if let Some(issuer) = issuer {
            std::fs::write(at("issuer.pem"), &issuer.pem)?;
            std::fs::write(at("issuer.key"), &issuer.key)?;
        }
        self.request(directory.path())?;
        self.sign(directory.path(), issuer.is_some())?;
        let pem = std::fs::read_to_string(at("certificate.pem")).context("no certificate was written")?;
        Ok(Certificate { pem, key })
    }

    fn request(&self, directory: &Path) -> anyhow::Result<()> {
        let subject = ["-subj", &self.subject];
        let mut arguments =
            vec!["req", "-new", "-utf8", "-config", "openssl.cnf", "-key", "key.pem", "-out", "request.pem"];
        arguments.extend(subject);
        run(directory, &arguments).map(drop)
    }

    fn sign(&self, directory: &Path, issued: bool) -> anyhow::Result<()> {
        self.sign_with(directory, issued, &[])
    }

    fn sign_with(&self, directory: &Path, issued: bool, options: &[&str]) -> anyhow::Result<()> {
        // `openssl ca`, not `x509 -req`: in OpenSSL 3.0 only it takes the two dates.
        let mut arguments = vec!["ca", "-batch", "-notext", "-preserveDN", "-utf8", "-config", "openssl.cnf"];
        arguments.extend(["-in", "request.pem", "-out", "certificate.pem", "-extensions", "extensions"]);
        arguments.extend(match issued {
            true => ["-cert", "issuer.pem", "-keyfile", "issuer.key"].as_slice(),
            false => ["-selfsign", "-keyfile", "key.pem"].as_slice(),
        });
        let days = self.days.to_string();
        let period = self.period.map(|(from, until)| (asn1_time(from), asn1_time(until)));
        match &period {
            Some((from, until)) => arguments.extend(["-startdate", from, "-enddate", until]),
            None => arguments.extend(["-days", &days]),
        }
        if self.pss {
            arguments.extend(["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"]);
        }
        arguments.extend(options);
        run(directory, &arguments).map(drop)
    }

    fn configuration(&self, issued: bool) -> String {
        let serial = if self.serial.is_some() { "serial = serial" } else { "rand_serial = yes" };
        let authority = if issued { "authorityKeyIdentifier=keyid" } else { "" };
        format!(
            "[req]\ndistinguished_name = name\nstring_mask = utf8only\nprompt = no\n[name]\n\
             [ca]\ndefault_ca = test\n\
             [test]\ndatabase = index.txt\nnew_certs_dir = .\n{serial}\ndefault_md = {digest}\npolicy = any\n\
             unique_subject = no\nemail_in_dn = yes\ncopy_extensions = none\n\
             [any]\ncommonName = optional\n\
             [extensions]\nsubjectKeyIdentifier=hash\n{authority}\n{extensions}\n",
            digest = self.digest,
            extensions = self.extensions.join("\n"),
        )
    }
}

/// `YYYYMMDDHHMMSSZ`.
fn asn1_time(time: NaiveDateTime) -> String {
    time.format("%Y%m%d%H%M%SZ").to_string()
}

/// A ROOT that is kept elsewhere, for issuing CAs of the platform.
#[derive(Clone)]
pub struct OfflineRoot {
    /// Self-signed, path length 2.
    pub root: Certificate,
    from: NaiveDateTime,
}

impl OfflineRoot {
    /// Valid for eight years from a moment (UTC, whole seconds).
    ///
    /// # Errors
    /// With the command's words.
    pub fn new(from: NaiveDateTime) -> anyhow::Result<Self> {
        let subject = "/C=IN/O=National Root/CN=National Root CA";
        let spec = CertificateSpec::ca(subject, Some(2)).key(Key::Rsa(3072)).digest("sha384");
        let root = spec.valid(from, from + chrono::TimeDelta::days(2_920)).self_signed()?;
        Ok(Self { root, from })
    }

    /// What the platform asks for: an issuing CA for four years.
    pub fn issuing_ca(&self) -> CertificateSpec {
        CertificateSpec::ca("/CN=unused", Some(1))
            .extension("keyUsage", "critical,digitalSignature,keyCertSign,cRLSign")
            .valid(self.from, self.from + chrono::TimeDelta::days(1_460))
    }

    /// Signs a request (PEM). Answers the certificate in PEM.
    ///
    /// # Errors
    /// With the command's words.
    pub fn sign(&self, request: &str) -> anyhow::Result<String> {
        self.issuing_ca().issued_for(request, &self.root)
    }
}

/// What an ordinary partner has: a root, an intermediate below it, and certificates from that.
#[derive(Clone)]
pub struct Hierarchy {
    /// Self-signed, path length 1.
    pub root: Certificate,
    /// Issued by the root, path length 0.
    pub intermediate: Certificate,
}

impl Hierarchy {
    /// The CA of an organisation.
    ///
    /// # Errors
    /// With the command's words.
    pub fn new(organisation: &str) -> anyhow::Result<Self> {
        let subject = |name: &str| format!("/C=IN/O={organisation}/OU=CA/CN={organisation} {name}");
        let root = CertificateSpec::ca(subject("Root CA"), Some(1)).days(3650).self_signed()?;
        let intermediate = CertificateSpec::ca(subject("Intermediate CA"), Some(0)).days(1825).issued_by(&root)?;
        Ok(Self { root, intermediate })
    }

    /// An ordinary certificate for a partner of that organisation name, valid for a year.
    ///
    /// # Errors
    /// With the command's words.
    pub fn partner_certificate(&self, organisation: &str) -> anyhow::Result<Certificate> {
        let subject = format!("/C=IN/O={organisation}/CN={organisation} partner");
        CertificateSpec::new(subject).issued_by(&self.intermediate)
    }
}
