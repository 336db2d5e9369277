//! Makes certificates.

use std::sync::OnceLock;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use openssl::asn1::{Asn1Integer, Asn1Object, Asn1OctetString, Asn1Time};
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Private};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::Rsa;
use openssl::x509::extension::{AuthorityKeyIdentifier, BasicConstraints, KeyUsage, SubjectKeyIdentifier};
use openssl::x509::{X509, X509Builder, X509Extension, X509Name, X509NameRef};
use pms_pki::path::{StoreEntry, TrustStore};
use pms_pki::{Certificate, PartnerDomain};

pub const DAY: i64 = 86_400;

/// The "now" of the tests, with a fraction of a second.
pub fn now() -> NaiveDateTime {
    day(2026, 11, 21) + TimeDelta::milliseconds(43_200_500)
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(0, 0, 0).unwrap()
}

/// One of a few RSA-2048 keys; made once per run.
pub fn rsa(slot: usize) -> PKey<Private> {
    static KEYS: [OnceLock<PKey<Private>>; 10] = [const { OnceLock::new() }; 10];
    KEYS[slot].get_or_init(|| rsa_bits(2048)).clone()
}

pub fn rsa_bits(bits: u32) -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap()
}

pub fn rsa_pss() -> PKey<Private> {
    let mut context = PkeyCtx::new_id(Id::RSA_PSS).unwrap();
    context.keygen_init().unwrap();
    context.set_rsa_keygen_bits(2048).unwrap();
    context.keygen().unwrap()
}

pub fn p256() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

pub fn ed25519() -> PKey<Private> {
    PKey::generate_ed25519().unwrap()
}

/// `CN=a/O=b` in this order of the encoding. A value may carry a string type: `BMP:…`, `PRINT:…`.
pub fn name(text: &str) -> X509Name {
    let mut der = Vec::new();
    for part in text.split('/').filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').unwrap();
        let (tag, value) = match value.split_once(':') {
            Some(("BMP", rest)) => (0x1e, rest.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Some(("PRINT", rest)) => (0x13, rest.as_bytes().to_vec()),
            _ if key == "C" || key == "serialNumber" => (0x13, value.as_bytes().to_vec()),
            _ if key == "emailAddress" => (0x16, value.as_bytes().to_vec()),
            _ => (0x0c, value.as_bytes().to_vec()),
        };
        let oid = Asn1Object::from_str(key).unwrap();
        let attribute = [tlv(0x06, oid.as_slice()), tlv(tag, &value)].concat();
        der.extend(tlv(0x31, &tlv(0x30, &attribute)));
    }
    X509Name::from_der(&tlv(0x30, &der)).unwrap()
}

/// One DER element; short forms only as far as the tests need them.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..0x80 => vec![tag, length as u8],
        0x80..0x100 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [&head, content].concat()
}

/// A certificate with its key.
#[derive(Clone)]
pub struct Identity {
    pub x509: X509,
    pub key: PKey<Private>,
}

impl Identity {
    pub fn certificate(&self) -> Certificate {
        Certificate::from_der(&self.x509.to_der().unwrap()).unwrap()
    }
}

/// What to make. The defaults are an end-entity certificate of version 3 for 400 days.
pub struct Make {
    subject: X509Name,
    key: PKey<Private>,
    issuer_name: Option<X509Name>,
    issuer: Option<Identity>,
    from: i64,
    until: i64,
    version: i32,
    serial: i64,
    digest: MessageDigest,
    ca: Option<Option<u32>>,
    leaf_constraints: bool,
    usage: Option<KeyUsage>,
    key_ids: bool,
    extra: Vec<X509Extension>,
}

impl Make {
    pub fn new(subject: &str, key: PKey<Private>) -> Self {
        let start = now().and_utc().timestamp() - DAY;
        Self {
            subject: name(subject),
            key,
            issuer_name: None,
            issuer: None,
            from: start,
            until: start + 401 * DAY,
            version: 3,
            serial: 0x1234_5678,
            digest: MessageDigest::sha256(),
            ca: None,
            leaf_constraints: false,
            usage: None,
            key_ids: false,
            extra: Vec::new(),
        }
    }

    /// A CA certificate for five years with the usual key usage.
    pub fn ca(subject: &str, key: PKey<Private>) -> Self {
        let mut make = Self::new(subject, key);
        make.ca = Some(None);
        make.usage = Some(ca_usage());
        make.until = make.from + 5 * 366 * DAY;
        make
    }

    pub fn by(mut self, issuer: &Identity) -> Self {
        self.issuer = Some(issuer.clone());
        self
    }

    pub fn issuer_name(mut self, text: &str) -> Self {
        self.issuer_name = Some(name(text));
        self
    }

    pub fn path_length(mut self, length: u32) -> Self {
        self.ca = Some(Some(length));
        self
    }

    pub fn not_ca(mut self) -> Self {
        self.ca = None;
        self.leaf_constraints = true;
        self
    }

    pub fn without_constraints(mut self) -> Self {
        self.ca = None;
        self
    }

    pub fn usage(mut self, usage: Option<KeyUsage>) -> Self {
        self.usage = usage;
        self
    }

    pub fn key_ids(mut self) -> Self {
        self.key_ids = true;
        self
    }

    pub fn validity(mut self, from: NaiveDateTime, until: NaiveDateTime) -> Self {
        self.from = from.and_utc().timestamp();
        self.until = until.and_utc().timestamp();
        self
    }

    /// Valid since now (whole second) for that many days, as `openssl x509 -days` would make it.
    pub fn days(self, days: i64) -> Self {
        let from = now();
        self.validity(from, from + TimeDelta::days(days))
    }

    pub fn version(mut self, version: i32) -> Self {
        self.version = version;
        self
    }

    pub fn serial(mut self, serial: i64) -> Self {
        self.serial = serial;
        self
    }

    pub fn digest(mut self, digest: MessageDigest) -> Self {
        self.digest = digest;
        self
    }

    pub fn extension(mut self, extension: X509Extension) -> Self {
        self.extra.push(extension);
        self
    }

    pub fn make(self) -> Identity {
        let mut builder = X509::builder().unwrap();
        builder.set_version(self.version - 1).unwrap();
        builder.set_serial_number(&integer(self.serial)).unwrap();
        builder.set_subject_name(&self.subject).unwrap();
        let issuer_name = match (&self.issuer_name, &self.issuer) {
            (Some(name), _) => X509NameRef::to_owned(name).unwrap(),
            (None, Some(issuer)) => issuer.x509.subject_name().to_owned().unwrap(),
            (None, None) => X509NameRef::to_owned(&self.subject).unwrap(),
        };
        builder.set_issuer_name(&issuer_name).unwrap();
        builder.set_not_before(&Asn1Time::from_unix(self.from).unwrap()).unwrap();
        builder.set_not_after(&Asn1Time::from_unix(self.until).unwrap()).unwrap();
        builder.set_pubkey(&self.key).unwrap();
        if self.version == 3 {
            self.extend(&mut builder);
        }
        let signing_key = self.issuer.as_ref().map_or(&self.key, |issuer| &issuer.key);
        let digest = if signing_key.id() == Id::ED25519 { MessageDigest::null() } else { self.digest };
        builder.sign(signing_key, digest).unwrap();
        Identity { x509: builder.build(), key: self.key }
    }

    fn extend(&self, builder: &mut X509Builder) {
        if let Some(length) = self.ca {
            let mut constraints = BasicConstraints::new();
            constraints.critical().ca();
            if let Some(length) = length {
                constraints.pathlen(length);
            }
            builder.append_extension(constraints.build().unwrap()).unwrap();
        } else if self.leaf_constraints {
            builder.append_extension(BasicConstraints::new().critical().build().unwrap()).unwrap();
        }
        if let Some(usage) = &self.usage {
            builder.append_extension(usage.build().unwrap()).unwrap();
        }
        if self.key_ids {
            let context = builder.x509v3_context(self.issuer.as_ref().map(|issuer| &*issuer.x509), None);
            let id = SubjectKeyIdentifier::new().build(&context).unwrap();
            let authority = AuthorityKeyIdentifier::new().keyid(false).build(&context);
            builder.append_extension(id).unwrap();
            if let Ok(authority) = authority {
                builder.append_extension(authority).unwrap();
            }
        }
        for extension in &self.extra {
            builder.append_extension2(extension).unwrap();
        }
    }
}

pub fn ca_usage() -> KeyUsage {
    let mut usage = KeyUsage::new();
    usage.critical().key_cert_sign().crl_sign().digital_signature();
    usage
}

pub fn leaf_usage() -> KeyUsage {
    let mut usage = KeyUsage::new();
    usage.critical().digital_signature();
    usage
}

/// An extension that nobody knows.
pub fn unknown_extension(critical: bool) -> X509Extension {
    raw_extension("1.3.6.1.4.1.99999.1", critical, &[0x05, 0x00])
}

pub fn raw_extension(oid: &str, critical: bool, der: &[u8]) -> X509Extension {
    let object = Asn1Object::from_str(oid).unwrap();
    X509Extension::new_from_der(&object, critical, &Asn1OctetString::new_from_bytes(der).unwrap()).unwrap()
}

fn integer(value: i64) -> Asn1Integer {
    let mut number = BigNum::from_slice(&value.unsigned_abs().to_be_bytes()).unwrap();
    number.set_negative(value < 0);
    Asn1Integer::from_bn(&number).unwrap()
}

pub fn store<'a>(domain: PartnerDomain, members: impl IntoIterator<Item = &'a Identity>) -> TrustStore {
    TrustStore::of(domain, members.into_iter().map(Identity::certificate))
}

pub fn platform(certificate: &Certificate) -> StoreEntry {
    StoreEntry { certificate: std::sync::Arc::new(certificate.clone()), platform: true, until: None }
}

/// Root and intermediate as a partner's CA has them.
pub struct Ca {
    pub root: Identity,
    pub intermediate: Identity,
}

pub fn ca() -> &'static Ca {
    static CA: OnceLock<Ca> = OnceLock::new();
    CA.get_or_init(|| {
        let root = Make::ca("C=IN/O=Trust CA/CN=Trust Root", rsa(0)).make();
        let intermediate = Make::ca("C=IN/O=Trust CA/CN=Trust Issuing", rsa(1)).by(&root).make();
        Ca { root, intermediate }
    })
}
