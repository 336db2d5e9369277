//! Subject names of the platform's own certificates.

use der::asn1::{ObjectIdentifier, PrintableStringRef, SetOfVec, Utf8StringRef};
use der::{Any, Encode};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{RdnSequence, RelativeDistinguishedName};

use super::IssueError;

const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const STATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.8");
const LOCALITY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.7");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const ORGANIZATIONAL_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// A subject of the six attributes that keymanager knows. An empty one is left out; the common name must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectName {
    /// C: two letters.
    pub country: String,
    /// ST.
    pub state: String,
    /// L.
    pub locality: String,
    /// O.
    pub organization: String,
    /// OU.
    pub organizational_unit: String,
    /// CN, complete (with its suffix).
    pub common_name: String,
}

impl Default for SubjectName {
    /// The stock name of a MOSIP deployment (contract §4), without a suffix in the common name.
    fn default() -> Self {
        Self {
            country: "IN".to_owned(),
            state: "KA".to_owned(),
            locality: "BANGALORE".to_owned(),
            organization: "IITB".to_owned(),
            organizational_unit: "MOSIP-TECH-CENTER".to_owned(),
            common_name: "www.mosip.io".to_owned(),
        }
    }
}

impl SubjectName {
    /// The same name with another common name.
    pub fn with_common_name(&self, common_name: impl Into<String>) -> Self {
        Self { common_name: common_name.into(), ..self.clone() }
    }

    /// Checks the name against the upper bounds of RFC 5280 appendix A.
    ///
    /// # Errors
    /// [`IssueError::Name`].
    pub fn check(&self) -> Result<(), IssueError> {
        let bounded = [
            (&self.state, 128),
            (&self.locality, 128),
            (&self.organization, 64),
            (&self.organizational_unit, 64),
            (&self.common_name, 64),
        ];
        let fits = bounded.iter().all(|(value, most)| {
            value.chars().count() <= *most && !value.chars().any(char::is_control) && value.trim() == value.as_str()
        });
        let country = self.country.is_empty()
            || self.country.len() == 2 && self.country.bytes().all(|byte| byte.is_ascii_uppercase());
        if fits && country && !self.common_name.is_empty() { Ok(()) } else { Err(IssueError::Name) }
    }

    /// The `Name` in DER: C, ST, L, O, OU, CN in this order, UTF8String except C, which is a PrintableString (contract §2.4).
    pub(super) fn to_der(&self) -> Result<Vec<u8>, IssueError> {
        self.check()?;
        let mut parts = Vec::new();
        if !self.country.is_empty() {
            parts.push(attribute(COUNTRY, Any::encode_from(&PrintableStringRef::new(&self.country)?)?)?);
        }
        let texts = [
            (STATE, &self.state),
            (LOCALITY, &self.locality),
            (ORGANIZATION, &self.organization),
            (ORGANIZATIONAL_UNIT, &self.organizational_unit),
            (COMMON_NAME, &self.common_name),
        ];
        for (oid, text) in texts {
            if !text.is_empty() {
                parts.push(attribute(oid, Any::encode_from(&Utf8StringRef::new(text)?)?)?);
            }
        }
        Ok(RdnSequence::from(parts).to_der()?)
    }
}

fn attribute(oid: ObjectIdentifier, value: Any) -> Result<RelativeDistinguishedName, IssueError> {
    let mut set = SetOfVec::new();
    set.insert(AttributeTypeAndValue { oid, value })?;
    Ok(RelativeDistinguishedName::from(set))
}
