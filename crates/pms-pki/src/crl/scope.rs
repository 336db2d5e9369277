//! Which certificates a list speaks for: its issuingDistributionPoint (RFC 5280 §5.2.5, §6.3.3).

use der::Decode;
use x509_cert::ext::pkix::crl::IssuingDistributionPoint;
use x509_parser::revocation_list::CertificateRevocationList;

use super::ListError;
use crate::certificate::{ALL_REASONS, Certificate, PointName, point_names, reason_bits};

pub(super) const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";

/// The scope of a list.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// The names of the point it was published at; `None` where it does not say.
    point: Option<Vec<PointName>>,
    users_only: bool,
    cas_only: bool,
    reasons: u16,
    /// A list of attribute certificates, which are none of ours.
    none: bool,
}

impl Scope {
    pub fn of(list: &CertificateRevocationList<'_>) -> Result<Self, ListError> {
        let mut scope = Self { point: None, users_only: false, cas_only: false, reasons: ALL_REASONS, none: false };
        for extension in list.extensions() {
            if extension.oid.to_id_string() != ISSUING_DISTRIBUTION_POINT {
                continue;
            }
            // Read strictly: a part that was skipped would widen what the list speaks for.
            let point = IssuingDistributionPoint::from_der(extension.value).map_err(|_| ListError::Malformed)?;
            if point.indirect_crl {
                return Err(ListError::Indirect);
            }
            scope.point = point.distribution_point.as_ref().map(|name| point_names(name, list.issuer().as_raw()));
            scope.users_only = point.only_contains_user_certs;
            scope.cas_only = point.only_contains_ca_certs;
            scope.none = point.only_contains_attribute_certs;
            scope.reasons = reason_bits(point.only_some_reasons);
        }
        Ok(scope)
    }

    pub fn reasons_for(&self, certificate: &Certificate) -> u16 {
        if self.none || (self.users_only && certificate.is_ca()) || (self.cas_only && !certificate.is_ca()) {
            return 0;
        }
        let points = certificate.distribution_points();
        match &self.point {
            None => self.reasons,
            // Without a point of its own a certificate is covered by what its issuer publishes under the issuer's name alone.
            Some(names) if points.is_empty() => {
                let issuer = PointName::Directory(certificate.issuer().der().to_vec());
                if names.contains(&issuer) { self.reasons } else { 0 }
            }
            Some(names) => {
                let own = points.iter().filter(|point| !point.indirect);
                let shared = own.filter(|point| point.names.iter().any(|name| names.contains(name)));
                shared.fold(0, |reasons, point| reasons | self.reasons & point.reasons)
            }
        }
    }
}
