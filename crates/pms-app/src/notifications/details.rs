//! What a notification says about what ends, as it is stored and answered (contract part A §7.1).

use pms_domain::time;
use pms_store::notification::Members;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The longest text that the column holds.
const LONGEST: usize = 50_000;

/// The four lists. What a notification is not about is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    pub certificate_details: Option<Vec<CertificateDetail>>,
    pub ftm_details: Option<Vec<ChipDetail>>,
    pub sbi_details: Option<Vec<InterfaceDetail>>,
    pub api_key_details: Option<Vec<ApiKeyDetail>>,
}

/// A certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CertificateDetail {
    #[serde(deserialize_with = "text")]
    pub certificate_id: Option<String>,
    /// RFC 2253.
    #[serde(deserialize_with = "text")]
    pub issued_by: Option<String>,
    #[serde(deserialize_with = "text")]
    pub issued_to: Option<String>,
    #[serde(deserialize_with = "text")]
    pub partner_id: Option<String>,
    /// `AUTH`, `DEVICE`, `FTM`, ….
    #[serde(deserialize_with = "text")]
    pub partner_domain: Option<String>,
    /// ISO local, UTC.
    #[serde(deserialize_with = "text")]
    pub expiry_date_time: Option<String>,
    /// Days until then.
    #[serde(deserialize_with = "text")]
    pub expiry_period: Option<String>,
    /// `root`, `intermediate`, `partner` or `ftm`.
    #[serde(deserialize_with = "text")]
    pub certificate_type: Option<String>,
}

/// A chip with its certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChipDetail {
    #[serde(flatten)]
    pub certificate: CertificateDetail,
    #[serde(deserialize_with = "text")]
    pub ftm_id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub make: Option<String>,
    #[serde(deserialize_with = "text")]
    pub model: Option<String>,
}

/// A secure biometric interface.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InterfaceDetail {
    #[serde(deserialize_with = "text")]
    pub sbi_id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub sbi_version: Option<String>,
    #[serde(deserialize_with = "text")]
    pub partner_id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub expiry_date_time: Option<String>,
    #[serde(deserialize_with = "text")]
    pub expiry_period: Option<String>,
    /// Base64.
    #[serde(deserialize_with = "text")]
    pub sbi_binary_hash: Option<String>,
    #[serde(deserialize_with = "text")]
    pub sbi_creation_date: Option<String>,
}

/// An API key, by its label.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ApiKeyDetail {
    #[serde(deserialize_with = "text")]
    pub api_key_name: Option<String>,
    #[serde(deserialize_with = "text")]
    pub partner_id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub expiry_date_time: Option<String>,
    #[serde(deserialize_with = "text")]
    pub expiry_period: Option<String>,
    #[serde(deserialize_with = "text")]
    pub policy_group: Option<String>,
    #[serde(deserialize_with = "text")]
    pub policy_name: Option<String>,
}

/// Whatever another program stored in the place of a text.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        Value::Bool(flag) => Ok(Some(flag.to_string())),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Array(_) | Value::Object(_) => Err(D::Error::custom("a text is expected")),
    }
}

impl Details {
    /// Reads what is stored; `None`: it is no such JSON.
    pub(super) fn parse(json: &str) -> Option<Self> {
        // A list would be read as the members in their order.
        let value: serde_json::Value = serde_json::from_str(json).ok()?;
        if value.is_object() { serde_json::from_value(value).ok() } else { None }
    }

    /// The text for the column. Of lists that are too long for it, the last ones of the longest are left out: what ends
    /// first stands first.
    pub(super) fn to_json(&self) -> anyhow::Result<String> {
        let mut details = self.clone();
        loop {
            let json = serde_json::to_string(&details)?;
            if json.chars().count() <= LONGEST || !details.shorten() {
                return Ok(json);
            }
        }
    }

    /// Leaves out a tenth of the longest list. `false`: there is nothing left to leave out.
    fn shorten(&mut self) -> bool {
        fn length<T>(list: &Option<Vec<T>>) -> usize {
            list.as_ref().map_or(0, Vec::len)
        }
        fn cut<T>(list: &mut Option<Vec<T>>, to: usize) {
            if let Some(list) = list {
                list.truncate(to);
            }
        }
        let lengths = [
            length(&self.certificate_details),
            length(&self.ftm_details),
            length(&self.sbi_details),
            length(&self.api_key_details),
        ];
        let longest = lengths.into_iter().max().unwrap_or(0);
        if longest == 0 {
            return false;
        }
        let to = longest - longest.div_ceil(10);
        cut(&mut self.certificate_details, to);
        cut(&mut self.ftm_details, to);
        cut(&mut self.sbi_details, to);
        cut(&mut self.api_key_details, to);
        true
    }

    /// What the list filters by: the first entry of each list.
    pub(super) fn members(&self) -> Members {
        let mut members = Members::default();
        let of_certificate = |members: &mut Members, one: &CertificateDetail| {
            members.certificate_id.clone_from(&one.certificate_id);
            members.issued_by.clone_from(&one.issued_by);
            members.issued_to.clone_from(&one.issued_to);
            members.partner_domain.clone_from(&one.partner_domain);
            members.expires_at = one.expiry_date_time.as_deref().and_then(time::parse_local);
        };
        if let Some(one) = first(&self.certificate_details) {
            of_certificate(&mut members, one);
        }
        if let Some(one) = first(&self.ftm_details) {
            of_certificate(&mut members, &one.certificate);
            members.ftm_id.clone_from(&one.ftm_id);
            members.make.clone_from(&one.make);
            members.model.clone_from(&one.model);
        }
        if let Some(one) = first(&self.sbi_details) {
            members.sbi_id.clone_from(&one.sbi_id);
            members.sbi_version.clone_from(&one.sbi_version);
            members.expires_at = one.expiry_date_time.as_deref().and_then(time::parse_local);
        }
        if let Some(one) = first(&self.api_key_details) {
            members.api_key_name.clone_from(&one.api_key_name);
            members.policy_name.clone_from(&one.policy_name);
            members.expires_at = one.expiry_date_time.as_deref().and_then(time::parse_local);
        }
        members
    }
}

fn first<T>(list: &Option<Vec<T>>) -> Option<&T> {
    list.as_ref()?.first()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(label: &str) -> ApiKeyDetail {
        ApiKeyDetail {
            api_key_name: Some(label.to_owned()),
            expiry_date_time: Some("2026-02-01T00:00".to_owned()),
            ..ApiKeyDetail::default()
        }
    }

    #[test]
    fn what_is_too_long_for_the_column_loses_its_end() {
        let keys: Vec<_> = (0..2_000).map(|number| key(&format!("key {number}"))).collect();
        let details = Details { api_key_details: Some(keys), ..Details::default() };
        let json = details.to_json().unwrap();
        assert!(json.len() <= LONGEST && json.len() > LONGEST / 2, "{}", json.len());
        let kept = Details::parse(&json).unwrap().api_key_details.unwrap();
        assert_eq!(kept.first(), Some(&key("key 0")));
        assert_eq!(kept.last(), Some(&key(&format!("key {}", kept.len() - 1))));
    }

    #[test]
    fn the_first_entry_is_what_is_filtered_by() {
        let details = Details { api_key_details: Some(vec![key("one"), key("two")]), ..Details::default() };
        let members = Details::parse(&details.to_json().unwrap()).unwrap().members();
        assert_eq!(members.api_key_name.as_deref(), Some("one"));
        assert_eq!(members.expires_at, time::parse_local("2026-02-01T00:00"));
        assert_eq!(members.certificate_id, None);
    }

    #[test]
    fn what_other_programs_wrote_is_read() {
        let json = r#"{"sbiDetails":[{"sbiId":7,"expiryPeriod":10,"unknown":[1]}],"ftmDetails":null}"#;
        let details = Details::parse(json).unwrap();
        assert_eq!(details.sbi_details.unwrap()[0].sbi_id.as_deref(), Some("7"));
        let chip = r#"{"ftmDetails":[{"ftmId":"f1","certificateId":"c1"}]}"#;
        let chip = Details::parse(chip).unwrap().members();
        assert_eq!((chip.ftm_id.as_deref(), chip.certificate_id.as_deref()), (Some("f1"), Some("c1")));
        for wrong in ["", "[]", "{\"sbiDetails\":1}", "{\"sbiDetails\":[{\"sbiId\":{}}]}"] {
            assert_eq!(Details::parse(wrong), None, "{wrong}");
        }
    }
}
