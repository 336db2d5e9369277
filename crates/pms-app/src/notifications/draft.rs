//! From what ends to a notice with its letters.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;
use pms_domain::notification::{Kind, domain_word};
use pms_domain::{Timestamp, time};
use pms_store::expiring::{EndingCa, EndingCertificate, EndingChip, EndingInterface, EndingKey};
use pms_store::mail::Letter;

use super::calendar::Calendar;
use super::details::{ApiKeyDetail, CertificateDetail, ChipDetail, Details, InterfaceDetail};
use super::people::{Admins, Told, like};

/// The day of a run and the one of the last complete run before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    pub(super) today: NaiveDate,
    pub(super) last_run: NaiveDate,
    pub(super) now: Timestamp,
}

/// A period that is due.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due {
    period: u32,
    ends: NaiveDate,
    /// Fewer than the period when it is made up for.
    days_left: i64,
    is_over: bool,
}

impl Day {
    /// Whether somebody is to be told today of what ends then.
    pub(super) fn due(&self, calendar: &Calendar, at: Timestamp) -> Option<Due> {
        let ends = calendar.day(at);
        let period = calendar.periods.due(ends, self.last_run, self.today)?;
        let days_left = (ends - self.today).num_days().max(0);
        Some(Due { period, ends, days_left, is_over: at < self.now })
    }
}

impl Due {
    /// Day and period.
    fn occasion(&self) -> String {
        format!("{}/{}", self.ends, self.period)
    }

    /// The values of a letter about an end.
    fn values<const N: usize>(&self, at: Timestamp, values: [(&str, &str); N]) -> BTreeMap<String, String> {
        let when = [("expires", time::zulu(at)), ("over", self.is_over.to_string())];
        let values = values.map(|(name, value)| (name, value.to_owned()));
        when.into_iter().chain(values).map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// What is told about: one thing that ends.
pub(super) struct Subject {
    pub(super) kind: Kind,
    /// Names it within its partner.
    pub(super) object: String,
    pub(super) details: Details,
    pub(super) template: &'static str,
    pub(super) values: BTreeMap<String, String>,
    /// Day and period: with kind, partner and object they make the natural key.
    pub(super) occasion: String,
}

/// A notice ready to be written.
pub(super) struct Draft {
    pub(super) kind: Kind,
    pub(super) natural_key: String,
    /// Partner, address and language of the row; none for admins who belong to no partner.
    pub(super) row: Option<Row>,
    pub(super) details: Details,
    pub(super) template: &'static str,
    pub(super) letters: Vec<(String, Letter)>,
}

/// Whose a notification is.
pub(super) struct Row {
    pub(super) partner_id: String,
    pub(super) email: String,
    pub(super) lang: String,
}

impl Subject {
    /// `letter` is the template of its letters, which get these values and those that every letter to the reader has.
    pub(super) fn told_by(
        letter: &'static str,
        kind: Kind,
        object: &str,
        values: BTreeMap<String, String>,
        details: Details,
        occasion: String,
    ) -> Self {
        Self { kind, object: object.to_owned(), details, template: letter, values, occasion }
    }

    pub(super) fn ca(ca: &EndingCa, due: Due) -> Self {
        let is_root = ca.ca_cert_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("ROOT"));
        let (kind, word) = if is_root { (Kind::Root, "root") } else { (Kind::Intermediate, "intermediate") };
        let detail = CertificateDetail {
            certificate_id: Some(ca.cert_id.clone()),
            issued_by: Some(ca.cert_issuer.clone()),
            issued_to: Some(ca.cert_subject.clone()),
            partner_id: None,
            partner_domain: Some(ca.partner_domain.clone()),
            expiry_date_time: Some(time::local_iso(ca.cert_not_after)),
            expiry_period: Some(due.days_left.to_string()),
            certificate_type: Some(word.to_owned()),
        };
        let values = [
            ("type", word),
            ("certificateId", &ca.cert_id),
            ("issuedTo", &ca.cert_subject),
            ("issuedBy", &ca.cert_issuer),
            ("domain", &ca.partner_domain),
        ];
        let details = Details { certificate_details: Some(vec![detail]), ..Details::default() };
        let values = due.values(ca.cert_not_after, values);
        Self::told_by("expiry-ca", kind, &ca.cert_id, values, details, due.occasion())
    }

    pub(super) fn certificate(found: &EndingCertificate, due: Due) -> Self {
        let detail = certificate_detail(found, due.days_left);
        let values = [
            ("certificateId", found.cert_id.as_str()),
            ("issuedTo", &found.cert_subject),
            ("issuedBy", &found.cert_issuer),
        ];
        let details = Details { certificate_details: Some(vec![detail]), ..Details::default() };
        let values = due.values(found.cert_not_after, values);
        Self::told_by("expiry-certificate", Kind::Partner, &found.cert_id, values, details, due.occasion())
    }

    pub(super) fn chip(chip: &EndingChip, due: Due) -> Self {
        let values = [
            ("chipId", chip.id.as_str()),
            ("make", chip.make.as_deref().unwrap_or("–")),
            ("model", chip.model.as_deref().unwrap_or("–")),
            ("certificateId", &chip.cert_id),
        ];
        let details = Details { ftm_details: Some(vec![chip_detail(chip, due.days_left)]), ..Details::default() };
        let values = due.values(chip.cert_not_after, values);
        Self::told_by("expiry-chip", Kind::Chip, &chip.id, values, details, due.occasion())
    }

    pub(super) fn interface(found: &EndingInterface, due: Due) -> Self {
        let values = [("interfaceId", found.id.as_str()), ("version", &found.sw_version)];
        let detail = interface_detail(found, due.days_left);
        let details = Details { sbi_details: Some(vec![detail]), ..Details::default() };
        let values = due.values(found.sw_expiry_dtimes, values);
        Self::told_by("expiry-interface", Kind::Interface, &found.id, values, details, due.occasion())
    }

    pub(super) fn key(key: &EndingKey, due: Due) -> Self {
        let values = [
            ("label", key.label.as_str()),
            ("policyName", key.policy_name.as_deref().unwrap_or("–")),
            ("policyGroup", key.group_name.as_deref().unwrap_or("–")),
        ];
        let details = Details { api_key_details: Some(vec![key_detail(key, due.days_left)]), ..Details::default() };
        let values = due.values(key.valid_to_datetime, values);
        Self::told_by("expiry-key", Kind::ApiKey, &key.key, values, details, due.occasion())
    }

    /// The notice of a partner.
    pub(super) fn to_partner(&self, told: &Told) -> Draft {
        let row = Row { partner_id: told.partner_id.clone(), email: told.email.clone(), lang: told.lang.clone() };
        Draft {
            kind: self.kind,
            natural_key: self.natural_key(&told.partner_id),
            details: self.details.of(&told.partner_id),
            row: Some(row),
            template: self.template,
            letters: self.letters(&told.letters),
        }
    }

    /// The notices of partner admins.
    pub(super) fn to_admins(&self, admins: &Admins) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = admins.rows.iter().map(|told| self.to_partner(told)).collect();
        if !admins.alone.is_empty() {
            drafts.push(Draft {
                kind: self.kind,
                natural_key: self.natural_key("-"),
                details: Details::default(),
                row: None,
                template: self.template,
                letters: self.letters(&admins.alone),
            });
        }
        drafts
    }

    fn natural_key(&self, partner_id: &str) -> String {
        format!("{}/{partner_id}/{}/{}", self.kind.as_str(), self.object, self.occasion)
    }

    fn letters(&self, to: &[(String, Letter)]) -> Vec<(String, Letter)> {
        let filled = |letter: &Letter| {
            let mut letter = like(letter);
            letter.values.extend(self.values.clone());
            letter
        };
        to.iter().map(|(reader, letter)| (reader.clone(), filled(letter))).collect()
    }
}

impl Details {
    /// The same for a partner: what belongs to nobody is shown under the reader's.
    fn of(&self, partner_id: &str) -> Self {
        let mut details = self.clone();
        for one in details.certificate_details.iter_mut().flatten().filter(|one| one.partner_id.is_none()) {
            one.partner_id = Some(partner_id.to_owned());
        }
        details
    }
}

pub(super) fn certificate_detail(found: &EndingCertificate, days_left: i64) -> CertificateDetail {
    CertificateDetail {
        certificate_id: Some(found.cert_id.clone()),
        issued_by: Some(found.cert_issuer.clone()),
        issued_to: Some(found.cert_subject.clone()),
        partner_id: Some(found.partner_id.clone()),
        partner_domain: Some(domain_word(&found.partner_type_code).to_owned()),
        expiry_date_time: Some(time::local_iso(found.cert_not_after)),
        expiry_period: Some(days_left.to_string()),
        certificate_type: Some("partner".to_owned()),
    }
}

pub(super) fn chip_detail(chip: &EndingChip, days_left: i64) -> ChipDetail {
    ChipDetail {
        certificate: CertificateDetail {
            certificate_id: Some(chip.cert_id.clone()),
            issued_by: Some(chip.cert_issuer.clone()),
            issued_to: Some(chip.cert_subject.clone()),
            partner_id: Some(chip.partner_id.clone()),
            partner_domain: Some("FTM".to_owned()),
            expiry_date_time: Some(time::local_iso(chip.cert_not_after)),
            expiry_period: Some(days_left.to_string()),
            certificate_type: Some("ftm".to_owned()),
        },
        ftm_id: Some(chip.id.clone()),
        make: chip.make.clone(),
        model: chip.model.clone(),
    }
}

pub(super) fn interface_detail(found: &EndingInterface, days_left: i64) -> InterfaceDetail {
    InterfaceDetail {
        sbi_id: Some(found.id.clone()),
        sbi_version: Some(found.sw_version.clone()),
        partner_id: Some(found.partner_id.clone()),
        expiry_date_time: Some(time::local_iso(found.sw_expiry_dtimes)),
        expiry_period: Some(days_left.to_string()),
        sbi_binary_hash: Some(STANDARD.encode(&found.sw_binary_hash)),
        sbi_creation_date: found.sw_cr_dtimes.map(time::local_iso),
    }
}

pub(super) fn key_detail(key: &EndingKey, days_left: i64) -> ApiKeyDetail {
    ApiKeyDetail {
        api_key_name: Some(key.label.clone()),
        partner_id: Some(key.partner_id.clone()),
        expiry_date_time: Some(time::local_iso(key.valid_to_datetime)),
        expiry_period: Some(days_left.to_string()),
        policy_group: key.group_name.clone(),
        policy_name: key.policy_name.clone(),
    }
}
