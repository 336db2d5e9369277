//! Dates of a secure biometric interface (SBI), and whether devices may be used with it (contract part B §6.10, §7.1).

use chrono::{Months, NaiveTime};

use super::Standing;
use crate::{Refusal, Timestamp, catalogue};

/// How far from today the dates may lie, in years (`mosip.pms.created.date.max.year`, `mosip.pms.expiry.date.max.year`).
#[derive(Clone, Copy, Debug)]
pub struct Years {
    pub created: u32,
    pub expiry: u32,
}

/// Midnight of the day, UTC: interfaces are judged by days.
pub fn day(at: Timestamp) -> Timestamp {
    at.date().and_time(NaiveTime::MIN)
}

/// Whether an interface with these dates may be registered today.
///
/// # Errors
/// In the contract's order: made after today; ends today or before; made too long ago; ends too far ahead.
pub fn check_dates(created: Timestamp, expiry: Timestamp, now: Timestamp, years: Years) -> Result<(), Refusal> {
    let today = now.date();
    if created.date() > today {
        return Err(Refusal::of(&catalogue::SBI_CREATED_AHEAD));
    }
    if expiry.date() <= today {
        return Err(Refusal::of(&catalogue::SBI_EXPIRY_PAST));
    }
    let months = |years: u32| Months::new(years.saturating_mul(12));
    if today.checked_sub_months(months(years.created)).is_some_and(|first| created.date() < first) {
        return Err(Refusal::with(&catalogue::SBI_CREATED_LONG_AGO, years.created.to_string()));
    }
    if today.checked_add_months(months(years.expiry)).is_some_and(|last| expiry.date() > last) {
        return Err(Refusal::with(&catalogue::SBI_EXPIRY_FAR, years.expiry.to_string()));
    }
    Ok(())
}

/// Whether its last day is over. One without an end has none.
pub fn is_expired(expiry: Option<Timestamp>, now: Timestamp) -> bool {
    expiry.is_some_and(|expiry| expiry.date() < now.date())
}

/// Whether devices may be added to it or approved with it.
///
/// # Errors
/// In the contract's order: waits, rejected, deactivated, expired.
pub fn check_usable(standing: Standing, expiry: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    match standing {
        Standing::Waiting | Standing::CertificateDue => Err(Refusal::of(&catalogue::DEVICE_SBI_PENDING)),
        Standing::Rejected => Err(Refusal::of(&catalogue::DEVICE_SBI_REJECTED)),
        Standing::Deactivated => Err(Refusal::of(&catalogue::DEVICE_SBI_DEACTIVATED)),
        Standing::Active if is_expired(expiry, now) => Err(Refusal::of(&catalogue::DEVICE_SBI_EXPIRED)),
        Standing::Active => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse_local;

    const YEARS: Years = Years { created: 10, expiry: 10 };

    fn at(text: &str) -> Timestamp {
        parse_local(text).unwrap()
    }

    #[test]
    fn dates_are_judged_by_days_in_the_contracts_order() {
        let now = at("2026-01-15T10:11:12");
        let code = |created: &str, expiry: &str| {
            check_dates(at(created), at(expiry), now, YEARS).map_err(|refusal| refusal.message().into_owned())
        };
        assert_eq!(code("2026-01-15T23:59:59", "2026-01-16T00:00:00"), Ok(()));
        assert_eq!(code("2016-01-15T00:00:00", "2036-01-15T23:59:59"), Ok(()));
        for (created, expiry, expected) in [
            (
                "2026-01-16T00:00:00",
                "2020-01-01T00:00:00",
                "The created date should be less than or equal to the current date.",
            ),
            ("2015-01-01T00:00:00", "2026-01-15T23:59:59", "ExpiryDate should be greaterthan/equal Today."),
            ("2016-01-14T23:59:59", "2099-01-01T00:00:00", "Created date should not be less than 10 years from today"),
            (
                "2026-01-01T00:00:00",
                "2036-01-16T00:00:00",
                "Expiry date should not be greater than 10 years from today",
            ),
        ] {
            assert_eq!(code(created, expiry), Err(expected.to_owned()), "{created} {expiry}");
        }
    }

    #[test]
    fn the_last_day_belongs_to_it() {
        let expiry = Some(at("2026-01-15T08:00:00"));
        assert!(!is_expired(expiry, at("2026-01-15T23:59:59")));
        assert!(is_expired(expiry, at("2026-01-16T00:00:00")));
        assert!(!is_expired(None, at("2126-01-16T00:00:00")));
        assert_eq!(day(at("2026-01-15T08:00:00")), at("2026-01-15T00:00:00"));
    }

    #[test]
    fn every_standing_but_active_keeps_devices_away() {
        let (now, later) = (at("2026-01-15T00:00:00"), Some(at("2026-02-01T00:00:00")));
        let codes =
            Standing::ALL.map(|standing| check_usable(standing, later, now).err().map(|refusal| refusal.code()));
        assert_eq!(
            codes,
            [
                Some("PMS_DEVICE_ERROR_009"),
                Some("PMS_DEVICE_ERROR_009"),
                None,
                Some("PMS_DEVICE_ERROR_029"),
                Some("PMS_DEVICE_ERROR_028")
            ]
        );
        let over = check_usable(Standing::Active, Some(at("2026-01-14T23:00:00")), now);
        assert_eq!(over.unwrap_err().code(), "PMS_DEVICE_ERROR_021");
    }
}
