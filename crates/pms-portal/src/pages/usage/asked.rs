//! What of the transaction log is asked for, as it stands in the address.

use chrono::{NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use pms_app::transaction_log::view::{Filter, Unit};
use pms_domain::Timestamp;

use super::Whose;
use crate::list::Query;

/// Names in the address.
pub const NAMES: [&str; 13] = [
    "range",
    "from",
    "to",
    "misp",
    "partner",
    "key",
    "policy",
    "type",
    "outcome",
    "reason",
    "source",
    "transaction",
    "after",
];

/// Those that narrow the rows, beside the time.
pub const NARROWING: [&str; 9] =
    ["misp", "partner", "key", "policy", "type", "outcome", "reason", "source", "transaction"];

/// Times that are one link each: name in the address, hours.
pub const RANGES: [(&str, i64); 3] = [("24h", 24), ("7d", 7 * 24), ("30d", 30 * 24)];
/// The one that counts when none is named.
const USUAL: usize = 1;
/// Days over which the page draws its bars at most.
pub const LONGEST: i64 = 366;
/// Hours up to which bars are hours.
const HOURS: i64 = 48;

/// A time in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: Timestamp,
    /// Not in it any more.
    pub to: Timestamp,
    /// It goes on to this moment, and a little further for gateways whose clocks are ahead.
    pub is_open: bool,
    /// Place in [`RANGES`]; `None`: days that somebody chose.
    pub range: Option<usize>,
}

impl Window {
    pub fn unit(&self) -> Unit {
        if self.to - self.from <= TimeDelta::hours(HOURS) { Unit::Hour } else { Unit::Day }
    }

    /// The time of the same length before.
    pub fn before(&self) -> (Timestamp, Timestamp) {
        (self.from - (self.to - self.from), self.from)
    }
}

/// The first moment of a day of the site.
fn start(zone: Tz, day: NaiveDate) -> Option<Timestamp> {
    let midnight = day.and_time(NaiveTime::MIN);
    let first = (0..24).find_map(|hours| zone.from_local_datetime(&(midnight + TimeDelta::hours(hours))).earliest());
    Some(first?.with_timezone(&Utc).naive_utc())
}

fn day(query: &Query, name: &str) -> Option<NaiveDate> {
    query.get(name)?.parse().ok()
}

/// The time that the address names: days, else a range, else the usual one. `None`: days the wrong way round, or too many.
pub fn window(query: &Query, zone: Tz, now: Timestamp) -> Option<Window> {
    let (first, last) = (day(query, "from"), day(query, "to"));
    if first.is_some() || last.is_some() {
        let to = match last {
            Some(last) => start(zone, last.succ_opt()?)?,
            None => now,
        };
        let from = match first {
            Some(first) => start(zone, first)?,
            None => to - TimeDelta::days(7),
        };
        let is_right = from < to && to - from <= TimeDelta::days(LONGEST) && from > Timestamp::default();
        return is_right.then_some(Window { from, to, is_open: to >= now, range: None });
    }
    let named = query.get("range").and_then(|name| RANGES.iter().position(|(known, _)| *known == name));
    let range = named.unwrap_or(USUAL);
    let (_, hours) = RANGES[range];
    Some(Window { from: now - TimeDelta::hours(hours), to: now, is_open: true, range: Some(range) })
}

/// The filter of the use cases.
pub fn filter(query: &Query, whose: &Whose, window: &Window) -> Filter {
    let mut filter = Filter {
        misp_id: query.text("misp"),
        partner_id: query.text("partner"),
        key_label: query.text("key"),
        policy_id: query.text("policy"),
        auth_type: query.text("type"),
        outcome: query.text("outcome"),
        reason: query.text("reason"),
        source: query.text("source"),
        transaction_id: query.text("transaction"),
        from: Some(window.from),
        to: (!window.is_open).then_some(window.to),
        ..Filter::default()
    };
    match whose {
        Whose::Misp(id) => filter.misp_id = Some(id.clone()),
        Whose::Partner(id) => filter.partner_id = Some(id.clone()),
        Whose::Everybodys => {}
    }
    filter.for_member_of = match whose {
        Whose::Misp(id) | Whose::Partner(id) => Some(id.clone()),
        Whose::Everybodys => None,
    };
    filter
}

#[cfg(test)]
mod tests {
    use pms_domain::time::parse_local;

    use super::*;

    fn of(query: &str) -> Option<Window> {
        let query = Query::read("/portal/transactions", query, &NAMES);
        window(&query, chrono_tz::Africa::Addis_Ababa, parse_local("2026-11-22T12:00:00").unwrap())
    }

    #[test]
    fn the_address_names_the_time() {
        let usual = of("").unwrap();
        assert_eq!((usual.range, usual.is_open, usual.unit()), (Some(1), true, Unit::Day));
        assert_eq!(of("range=24h").unwrap().unit(), Unit::Hour);
        assert_eq!(of("range=nonsense"), of(""));
        // Days are the site's: they begin three hours before UTC's.
        let days = of("from=2026-11-08&to=2026-11-21").unwrap();
        assert_eq!(days.from, parse_local("2026-11-07T21:00:00").unwrap());
        assert_eq!(days.to, parse_local("2026-11-21T21:00:00").unwrap());
        assert!(!days.is_open && of("from=2026-11-20").unwrap().is_open);
        for wrong in ["from=2026-11-21&to=2026-11-08", "from=2020-01-01&to=2026-11-08", "from=0001-01-01"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn nobody_asks_for_others_through_the_address() {
        let query = Query::read("/portal/org/gate/usage", "misp=other&partner=bank&outcome=refused", &NAMES);
        let window = of("").unwrap();
        let misp = filter(&query, &Whose::Misp("gate".into()), &window);
        assert_eq!((misp.misp_id.as_deref(), misp.partner_id.as_deref()), (Some("gate"), Some("bank")));
        let partner = filter(&query, &Whose::Partner("shop".into()), &window);
        assert_eq!((partner.misp_id.as_deref(), partner.partner_id.as_deref()), (Some("other"), Some("shop")));
    }
}
