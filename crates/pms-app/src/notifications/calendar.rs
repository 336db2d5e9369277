//! Days of the site: "today" of jobs is the site's, all else is UTC (decisions, "Time").

use anyhow::Context as _;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use pms_domain::Timestamp;
use pms_domain::notification::Periods;

use crate::settings::Settings;

/// When notices are written, and about which days.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    zone: Tz,
    hour: u32,
    pub(super) periods: Periods,
    summary: Option<Weekday>,
}

impl Calendar {
    pub(super) fn new(settings: &Settings) -> anyhow::Result<Self> {
        let own = &settings.notifications;
        let zone = settings.site.timezone.parse().map_err(|_| {
            anyhow::anyhow!("site.timezone {} is no IANA time zone, e.g. Africa/Addis_Ababa", settings.site.timezone)
        })?;
        anyhow::ensure!(own.hour < 24, "notifications.hour is an hour of the day, 0 to 23");
        let longest = Periods::LONGEST;
        anyhow::ensure!(
            own.periods.iter().all(|days| *days <= longest),
            "notifications.periods are days, at most {longest}"
        );
        let summary = match own.summary_day.trim() {
            "" => None,
            day => Some(day.parse().ok().with_context(|| format!("notifications.summary_day {day} is no weekday"))?),
        };
        Ok(Self { zone, hour: own.hour, periods: Periods::new(&own.periods), summary })
    }

    /// The day that this moment belongs to.
    pub(super) fn day(&self, at: Timestamp) -> NaiveDate {
        self.local(at).date_naive()
    }

    /// The day whose notices may be written now; none before the hour.
    pub(super) fn open_day(&self, now: Timestamp) -> Option<NaiveDate> {
        let local = self.local(now);
        (local.hour() >= self.hour).then(|| local.date_naive())
    }

    fn local(&self, at: Timestamp) -> DateTime<Tz> {
        self.zone.from_utc_datetime(&at)
    }

    /// The first moment of a day. Where clocks are put forward at midnight, the day begins an hour later.
    pub(super) fn start(&self, day: NaiveDate) -> Timestamp {
        let midnight = day.and_time(NaiveTime::MIN);
        (0..24)
            .find_map(|hours| self.zone.from_local_datetime(&(midnight + TimeDelta::hours(hours))).earliest())
            .map_or(midnight, |local| local.with_timezone(&Utc).naive_utc())
    }

    /// The last moment of a day, whole microseconds.
    pub(super) fn end(&self, day: NaiveDate) -> Timestamp {
        self.start(after(day, 1)) - TimeDelta::microseconds(1)
    }

    /// The newest day of a summary after the last run and not after today.
    pub(super) fn summary_due(&self, last_run: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
        let wanted = self.summary?;
        (0..7).map(|days| before(today, days)).find(|day| day.weekday() == wanted).filter(|day| *day > last_run)
    }
}

/// A day so many days later.
pub(super) fn after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(day)
}

/// A day so many days earlier.
pub(super) fn before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(days.into())).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use pms_domain::time::parse_local;

    use super::*;

    fn calendar(zone: &str, hour: u32) -> Calendar {
        let mut settings = Settings::defaults().unwrap();
        settings.site.timezone = zone.to_owned();
        settings.notifications.hour = hour;
        Calendar::new(&settings).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        parse_local(text).unwrap()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_the_sites() {
        let addis = calendar("Africa/Addis_Ababa", 6);
        assert_eq!(addis.day(at("2026-01-15T20:59:59")), date("2026-01-15"));
        assert_eq!(addis.day(at("2026-01-15T21:00")), date("2026-01-16"));
        assert_eq!(addis.start(date("2026-01-16")), at("2026-01-15T21:00"));
        assert_eq!(addis.end(date("2026-01-16")), at("2026-01-16T20:59:59.999999"));
        assert_eq!(addis.open_day(at("2026-01-15T02:59")), None);
        assert_eq!(addis.open_day(at("2026-01-15T03:00")), Some(date("2026-01-15")));
    }

    #[test]
    fn a_day_without_a_midnight_begins_later() {
        // Clocks were put forward at midnight.
        let beirut = calendar("Asia/Beirut", 0);
        assert_eq!(beirut.start(date("2026-03-29")), at("2026-03-28T22:00"));
        assert_eq!(beirut.day(beirut.start(date("2026-03-29"))), date("2026-03-29"));
        assert_eq!(beirut.day(beirut.end(date("2026-03-28"))), date("2026-03-28"));
    }

    #[test]
    fn a_summary_that_was_missed_is_made_up_for() {
        let calendar = calendar("UTC", 0);
        let saturday = date("2026-01-17");
        assert_eq!(calendar.summary_due(date("2026-01-16"), saturday), Some(saturday));
        assert_eq!(calendar.summary_due(date("2026-01-16"), date("2026-01-20")), Some(saturday));
        assert_eq!(calendar.summary_due(saturday, date("2026-01-20")), None);
        assert_eq!(calendar.summary_due(date("2026-01-14"), date("2026-01-16")), None);
        assert_eq!(calendar.summary_due(date("2026-01-01"), date("2026-01-25")), Some(date("2026-01-24")));
    }

    #[test]
    fn settings_that_mean_nothing_are_refused() {
        let wrong = |change: &dyn Fn(&mut Settings)| {
            let mut settings = Settings::defaults().unwrap();
            change(&mut settings);
            Calendar::new(&settings).unwrap_err().to_string()
        };
        assert!(wrong(&|settings| settings.site.timezone = "Nowhere".to_owned()).contains("site.timezone"));
        assert!(wrong(&|settings| settings.notifications.hour = 24).contains("notifications.hour"));
        assert!(wrong(&|settings| settings.notifications.periods = vec![400]).contains("notifications.periods"));
        assert!(wrong(&|settings| settings.notifications.summary_day = "payday".to_owned()).contains("summary_day"));
        let mut settings = Settings::defaults().unwrap();
        settings.notifications.summary_day = String::new();
        assert_eq!(Calendar::new(&settings).unwrap().summary_due(date("2026-01-01"), date("2026-01-25")), None);
    }
}
