//! Notifications: what they are about, who gets which, which filters go together, and when one is due (contract part A
//! §7, §14).

use chrono::{Days, NaiveDate};

use crate::roles::*;
use crate::{Actor, Entry, catalogue};

/// Not yet dismissed.
pub const ACTIVE: &str = "ACTIVE";
/// Final.
pub const DISMISSED: &str = "DISMISSED";

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A root of the trust store ends.
    Root,
    /// An intermediate of the trust store ends.
    Intermediate,
    /// A partner's certificate ends.
    Partner,
    /// What ends within a week, once a week.
    Weekly,
    /// A secure biometric interface ends.
    Interface,
    /// The certificate of a chip ends.
    Chip,
    /// An API key ends.
    ApiKey,
}

/// For partner admins alone.
const OF_ADMINS: &[Kind] = &[Kind::Root, Kind::Intermediate, Kind::Weekly];
/// Roles whose partners may have API keys: each whose type needs a policy.
const KEY_HOLDERS: &[&str] = &[
    AUTH_PARTNER,
    CREDENTIAL_PARTNER,
    ONLINE_VERIFICATION_PARTNER,
    ABIS_PARTNER,
    MANUAL_ADJUDICATION,
    PRINT_PARTNER,
    MISP_PARTNER,
];

impl Kind {
    pub const ALL: [Kind; 7] =
        [Kind::Root, Kind::Intermediate, Kind::Partner, Kind::Weekly, Kind::Interface, Kind::Chip, Kind::ApiKey];

    /// As it is stored and answered.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Root => "ROOT_CERT_EXPIRY",
            Kind::Intermediate => "INTERMEDIATE_CERT_EXPIRY",
            Kind::Partner => "PARTNER_CERT_EXPIRY",
            Kind::Weekly => "WEEKLY_SUMMARY",
            Kind::Interface => "SBI_EXPIRY",
            Kind::Chip => "FTM_CHIP_CERT_EXPIRY",
            Kind::ApiKey => "API_KEY_EXPIRY",
        }
    }

    /// As the list's filter calls it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Root => "root",
            Kind::Intermediate => "intermediate",
            Kind::Partner => "partner",
            Kind::Weekly => "weekly",
            Kind::Interface => "sbi",
            Kind::Chip => "ftm-chip",
            Kind::ApiKey => "apikey",
        }
    }

    /// Reads the filter's word, in any letter case.
    pub fn parse_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word().eq_ignore_ascii_case(word))
    }

    /// Reads what is stored.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether only partner admins get it.
    pub fn is_for_admins(self) -> bool {
        OF_ADMINS.contains(&self)
    }

    fn is_certificate(self) -> bool {
        matches!(self, Kind::Root | Kind::Intermediate | Kind::Partner)
    }

    /// What a caller sees who names no type. The contract gives API keys to `AUTH_PARTNER` alone; here every role whose
    /// type has keys sees its own (decisions, "Roles": lists are widened).
    pub fn shown_to(actor: &Actor) -> Vec<Self> {
        if actor.is_partner_admin() {
            return OF_ADMINS.to_vec();
        }
        let mut shown = vec![Kind::Partner];
        for (kind, roles) in
            [(Kind::Chip, &[FTM_PROVIDER][..]), (Kind::ApiKey, KEY_HOLDERS), (Kind::Interface, &[DEVICE_PROVIDER][..])]
        {
            if actor.has_any(roles) {
                shown.push(kind);
            }
        }
        shown
    }
}

/// Which filters a request has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// `certificateId`, `issuedBy`, `issuedTo`, `partnerDomain`.
    pub certificate: bool,
    /// `expiryDate`.
    pub expiry: bool,
    /// `createdFromDate`, `createdToDate`.
    pub created: bool,
    /// `apiKeyName`, `policyName`.
    pub key: bool,
    /// `ftmId`, `make`, `model`.
    pub chip: bool,
    /// `sbiId`, `sbiVersion`.
    pub interface: bool,
}

impl Filters {
    fn any(self) -> bool {
        self.certificate || self.expiry || self.created || self.key || self.chip || self.interface
    }

    /// Whether the filters go with the type, in the contract's order (part A §7.1). `word` is the type as asked for; one
    /// that nobody knows has no filters, but for the day on which something ends.
    ///
    /// # Errors
    /// The contract's entry: 006, 017, 024, 021, 020, 022, 023; without a type 015.
    pub fn check(self, word: Option<&str>, is_admin: bool) -> Result<(), &'static Entry> {
        let Some(word) = word else {
            return if self.any() { Err(&catalogue::NOTIFICATION_TYPE_MISSING) } else { Ok(()) };
        };
        let kind = Kind::parse_word(word);
        let is = |wanted: Kind| kind == Some(wanted);
        let refusals = [
            (!is_admin && kind.is_some_and(Kind::is_for_admins), &catalogue::NOTIFICATION_ADMINS_ONLY),
            (self.created && !is(Kind::Weekly), &catalogue::NOTIFICATION_NOT_WEEKLY),
            (self.expiry && is(Kind::Weekly), &catalogue::NOTIFICATION_WEEKLY),
            (self.certificate && !kind.is_some_and(Kind::is_certificate), &catalogue::NOTIFICATION_NO_CERTIFICATE),
            (self.key && !is(Kind::ApiKey), &catalogue::NOTIFICATION_NO_KEY),
            (self.chip && !is(Kind::Chip), &catalogue::NOTIFICATION_NO_CHIP),
            (self.interface && !is(Kind::Interface), &catalogue::NOTIFICATION_NO_INTERFACE),
        ];
        refusals.into_iter().find(|(refused, _)| *refused).map_or(Ok(()), |(_, entry)| Err(entry))
    }
}

/// How many days before something ends its owner is told, each once: fewest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Periods(Vec<u32>);

impl Periods {
    /// The longest period that makes sense, days.
    pub const LONGEST: u32 = 366;

    pub fn new(days: &[u32]) -> Self {
        let mut days = days.to_vec();
        days.sort_unstable();
        days.dedup();
        Self(days)
    }

    /// The longest; none: nobody is told of anything.
    pub fn longest(&self) -> Option<u32> {
        self.0.last().copied()
    }

    /// The period whose day has come: the last one that lies after the day of the last run and not after today. So every
    /// day that was run gives its own, and after a pause the newest of the missed ones is made up for.
    pub fn due(&self, ends: NaiveDate, last_run: NaiveDate, today: NaiveDate) -> Option<u32> {
        self.0.iter().copied().find(|days| {
            ends.checked_sub_days(Days::new(u64::from(*days))).is_some_and(|day| last_run < day && day <= today)
        })
    }
}

/// The word for a partner's domain in a notification (contract part A §14).
pub fn domain_word(partner_type: &str) -> &'static str {
    match partner_type {
        "Device_Provider" => "DEVICE",
        "FTM_Provider" => "FTM",
        _ => "AUTH",
    }
}

#[cfg(test)]
mod tests;
