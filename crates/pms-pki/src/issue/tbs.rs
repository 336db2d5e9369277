//! The to-be-signed certificate in DER.

use chrono::NaiveDateTime;
use der::asn1::{
    AnyRef, BitStringRef, GeneralizedTime, Ia5String, Null, ObjectIdentifier, OctetString, UintRef, UtcTime,
};
use der::oid::AssociatedOid;
use der::{Decode, Encode, Sequence};
use openssl::sha::sha1;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints,
    SubjectKeyIdentifier,
};
use x509_cert::spki::{AlgorithmIdentifier, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};

use super::profile::Usage;
use super::{Addresses, IssueError, SerialBytes};

/// `sha256WithRSAEncryption`; its parameters are NULL (RFC 4055 §5).
pub(super) const SHA256_WITH_RSA: AlgorithmIdentifier<Null> =
    AlgorithmIdentifier { oid: ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11"), parameters: Some(Null) };

/// Version 3 is written as 2.
const VERSION_3: u8 = 2;

/// `id-ad-caIssuers` (RFC 5280 §4.2.2.1).
const CA_ISSUERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");

/// The last year that is written as UTCTime (RFC 5280 §4.1.2.5).
const LAST_UTC_TIME_YEAR: u16 = 2049;

/// Everything that goes into a certificate.
pub(super) struct Template<'a> {
    pub serial: SerialBytes,
    /// `Name` in DER, copied as it is.
    pub issuer: &'a [u8],
    /// `Name` in DER, copied as it is.
    pub subject: &'a [u8],
    /// SubjectPublicKeyInfo in DER, copied as it is.
    pub spki: &'a [u8],
    /// `None` in a self-signed certificate.
    pub issuer_key_id: Option<&'a [u8]>,
    pub not_before: NaiveDateTime,
    pub not_after: NaiveDateTime,
    /// `None` for CA:false, else the path length if there is one.
    pub ca_path_length: Option<Option<u8>>,
    pub usage: Usage,
    /// Where the issuer publishes its list and its certificate; `None` leaves both extensions out.
    pub addresses: Option<&'a Addresses>,
}

#[derive(Sequence)]
struct TbsCertificate<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: u8,
    serial_number: UintRef<'a>,
    signature: AlgorithmIdentifier<Null>,
    issuer: AnyRef<'a>,
    validity: Validity,
    subject: AnyRef<'a>,
    subject_public_key_info: AnyRef<'a>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

#[derive(Sequence)]
struct SignedCertificate<'a> {
    tbs: AnyRef<'a>,
    algorithm: AlgorithmIdentifier<Null>,
    signature: BitStringRef<'a>,
}

impl Template<'_> {
    pub fn to_der(&self) -> Result<Vec<u8>, IssueError> {
        let serial = positive(self.serial);
        let tbs = TbsCertificate {
            version: VERSION_3,
            serial_number: UintRef::new(&serial)?,
            signature: SHA256_WITH_RSA,
            issuer: AnyRef::from_der(self.issuer)?,
            validity: Validity::new(time(self.not_before)?, time(self.not_after)?),
            subject: AnyRef::from_der(self.subject)?,
            subject_public_key_info: AnyRef::from_der(self.spki)?,
            extensions: self.extensions()?,
        };
        Ok(tbs.to_der()?)
    }

    fn extensions(&self) -> Result<Vec<Extension>, IssueError> {
        let constraints =
            BasicConstraints { ca: self.ca_path_length.is_some(), path_len_constraint: self.ca_path_length.flatten() };
        let subject_key_id = SubjectKeyIdentifier(OctetString::new(key_id(self.spki)?)?);
        let mut extensions = vec![
            extension(true, &constraints)?,
            extension(true, &self.usage.extension())?,
            extension(false, &subject_key_id)?,
        ];
        if let Some(id) = self.issuer_key_id {
            let authority = AuthorityKeyIdentifier {
                key_identifier: Some(OctetString::new(id)?),
                authority_cert_issuer: None,
                authority_cert_serial_number: None,
            };
            extensions.push(extension(false, &authority)?);
        }
        if let Some(addresses) = self.addresses {
            let name = DistributionPointName::FullName(vec![uri(&addresses.revocation_list)?]);
            let point = DistributionPoint { distribution_point: Some(name), reasons: None, crl_issuer: None };
            extensions.push(extension(false, &CrlDistributionPoints(vec![point]))?);
            let issuer = AccessDescription { access_method: CA_ISSUERS, access_location: uri(&addresses.certificate)? };
            extensions.push(extension(false, &AuthorityInfoAccessSyntax(vec![issuer]))?);
        }
        Ok(extensions)
    }
}

fn uri(address: &str) -> Result<GeneralName, IssueError> {
    Ok(GeneralName::UniformResourceIdentifier(Ia5String::new(address)?))
}

/// Puts the signature to what was signed: a certificate, or a revocation list, which has the same outer form.
pub(super) fn assemble(tbs: &[u8], signature: &[u8]) -> Result<Vec<u8>, IssueError> {
    let signed = SignedCertificate {
        tbs: AnyRef::from_der(tbs)?,
        algorithm: SHA256_WITH_RSA,
        signature: BitStringRef::from_bytes(signature)?,
    };
    Ok(signed.to_der()?)
}

/// The key identifier of RFC 5280 §4.2.1.2 method 1: SHA-1 over the content of the public key's bit string.
pub(super) fn key_id(spki: &[u8]) -> Result<[u8; 20], IssueError> {
    let spki = SubjectPublicKeyInfoRef::from_der(spki)?;
    Ok(sha1(spki.subject_public_key.raw_bytes()))
}

/// A positive number of exactly 16 bytes: the top bit cleared, the next one set.
fn positive(mut serial: SerialBytes) -> SerialBytes {
    serial[0] = serial[0] & 0x7f | 0x40;
    serial
}

pub(super) fn extension<T: Encode + AssociatedOid>(critical: bool, value: &T) -> Result<Extension, IssueError> {
    Ok(Extension { extn_id: T::OID, critical, extn_value: OctetString::new(value.to_der()?)? })
}

pub(super) fn time(at: NaiveDateTime) -> Result<Time, IssueError> {
    let seconds = u64::try_from(at.and_utc().timestamp()).map_err(|_| IssueError::Encoding)?;
    let date = der::DateTime::from_unix_duration(std::time::Duration::from_secs(seconds))?;
    Ok(if date.year() <= LAST_UTC_TIME_YEAR {
        Time::UtcTime(UtcTime::from_date_time(date)?)
    } else {
        Time::GeneralTime(GeneralizedTime::from_date_time(date))
    })
}
