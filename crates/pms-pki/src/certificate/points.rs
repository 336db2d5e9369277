//! Where an issuer publishes its revocation lists: the cRLDistributionPoints of a certificate, and the point that a list says it
//! was published at.

use der::asn1::AnyRef;
use der::{Decode, Encode, Tag};
use x509_cert::ext::pkix::CrlDistributionPoints;
use x509_cert::ext::pkix::crl::dp::{DistributionPoint as Encoded, ReasonFlags};
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};

/// Every reason that a certificate can be revoked for: bits 1 to 8 of ReasonFlags (RFC 5280 §4.2.1.13).
pub(crate) const ALL_REASONS: u16 = 0b1_1111_1110;

/// The most distribution points that are kept of one certificate; a CA needs one or two.
const MAX_POINTS: usize = 8;

/// The most names that are kept of one point; they are addresses of the same list.
const MAX_NAMES: usize = 8;

/// A name of a distribution point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PointName {
    /// An address.
    Uri(String),
    /// A name in a directory, as its DER.
    Directory(Vec<u8>),
}

/// One distribution point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DistributionPoint {
    /// Its names of the kinds we know, one relative to the issuer in full; none where it cannot be read.
    pub names: Vec<PointName>,
    /// The reasons that its list covers, as bits.
    pub(crate) reasons: u16,
    /// Whether another authority than the certificate's issuer signs the list (an indirect one).
    pub(crate) indirect: bool,
}

impl DistributionPoint {
    fn of(point: &Encoded, issuer: &[u8]) -> Self {
        Self {
            names: point.distribution_point.as_ref().map(|name| names(name, issuer)).unwrap_or_default(),
            reasons: reason_bits(point.reasons),
            indirect: point.crl_issuer.is_some(),
        }
    }

    /// The points of the extension. One that cannot be read is a point without a name: no list is known to be published there.
    pub(super) fn all(extension: &[u8], issuer: &[u8]) -> Vec<Self> {
        match CrlDistributionPoints::from_der(extension) {
            Ok(points) => points.0.iter().take(MAX_POINTS).map(|point| Self::of(point, issuer)).collect(),
            Err(_) => vec![Self::default()],
        }
    }
}

/// The names of the kinds that can be compared. `issuer` is the `Name` in DER to which a relative one belongs.
pub(crate) fn names(of: &DistributionPointName, issuer: &[u8]) -> Vec<PointName> {
    match of {
        DistributionPointName::FullName(names) => names.iter().filter_map(full).take(MAX_NAMES).collect(),
        DistributionPointName::NameRelativeToCRLIssuer(last) => {
            let name = last.to_der().and_then(|last| {
                let above = AnyRef::from_der(issuer)?;
                AnyRef::new(Tag::Sequence, &[above.value(), &last].concat())?.to_der()
            });
            name.map(PointName::Directory).into_iter().collect()
        }
    }
}

fn full(name: &GeneralName) -> Option<PointName> {
    match name {
        GeneralName::UniformResourceIdentifier(uri) => Some(PointName::Uri(uri.to_string())),
        GeneralName::DirectoryName(name) => name.to_der().ok().map(PointName::Directory),
        _ => None,
    }
}

/// The bits of ReasonFlags; all of them where it is absent.
pub(crate) fn reason_bits(flags: Option<ReasonFlags>) -> u16 {
    flags.map_or(ALL_REASONS, |flags| flags.bits() & ALL_REASONS)
}
