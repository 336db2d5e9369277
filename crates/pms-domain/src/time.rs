//! The three forms of a time on the wire (contract part A §1.3). All are UTC.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

use crate::Timestamp;

/// Date, hour and minute: the begin of every form. By hand, for chrono reads its pattern anew at each use, and every answer
/// has a time or several.
fn minutes(at: Timestamp) -> String {
    let (year, month, day) = (at.year(), at.month(), at.day());
    let (hour, minute) = (at.hour(), at.minute());
    let mut out = String::with_capacity(32);
    // Years beyond four digits have a sign, as in chrono and in Java.
    if !(0..=9999).contains(&year) {
        out.push_str(&format!("{year:+05}"));
    } else {
        digits(&mut out, year.unsigned_abs(), 4);
    }
    for (before, number) in [('-', month), ('-', day), ('T', hour), (':', minute)] {
        out.push(before);
        digits(&mut out, number, 2);
    }
    out
}

/// A number with leading zeros; it has `width` digits at most.
fn digits(out: &mut String, number: u32, width: u32) {
    for place in (0..width).rev() {
        let digit = (number / 10_u32.pow(place) % 10) as u8;
        out.push(char::from(b'0' + digit));
    }
}

/// ISO local without zone, fraction in groups of three digits, trailing zero groups dropped; seconds are left out
/// when they and the fraction are zero: `2026-01-31T10:11:12.123456`, `2026-01-31T10:11`.
pub fn local_iso(at: Timestamp) -> String {
    let (seconds, nanos) = (at.second(), at.nanosecond());
    let mut out = minutes(at);
    if nanos == 0 && seconds == 0 {
        return out;
    }
    out.push(':');
    digits(&mut out, seconds, 2);
    if nanos > 0 {
        let (fraction, width) = match nanos {
            nanos if nanos.is_multiple_of(1_000_000) => (nanos / 1_000_000, 3),
            nanos if nanos.is_multiple_of(1_000) => (nanos / 1_000, 6),
            nanos => (nanos, 9),
        };
        out.push('.');
        digits(&mut out, fraction, width);
    }
    out
}

/// To the millisecond, without a zone.
fn milliseconds(at: Timestamp) -> String {
    let mut out = minutes(at);
    out.push(':');
    digits(&mut out, at.second(), 2);
    out.push('.');
    digits(&mut out, at.nanosecond() / 1_000_000, 3);
    out
}

/// Milliseconds and `+00:00`: `2026-01-31T10:11:12.123+00:00`.
pub fn offset_iso(at: Timestamp) -> String {
    let mut out = milliseconds(at);
    out.push_str("+00:00");
    out
}

/// Milliseconds and `Z`: `2026-01-31T10:11:12.123Z`. The only form a request time may have.
pub fn zulu(at: Timestamp) -> String {
    let mut out = milliseconds(at);
    out.push('Z');
    out
}

/// Reads exactly `yyyy-MM-dd'T'HH:mm:ss.SSS'Z'`.
pub fn parse_zulu(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    if bytes.len() != 24 || bytes[23] != b'Z' || bytes[19] != b'.' || bytes[10] != b'T' {
        return None;
    }
    NaiveDateTime::parse_from_str(&text[..23], "%Y-%m-%dT%H:%M:%S%.3f").ok()
}

/// Reads an ISO local date-time, with an optional trailing `Z` that is dropped.
pub fn parse_local(text: &str) -> Option<Timestamp> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M"))
        .ok()
}

/// Whether a request's date counts as today: the calendar date as written equals the server's UTC date, with five
/// minutes of tolerance around midnight (decisions, "Request date around midnight").
pub fn is_current_date(requested: Timestamp, now: Timestamp) -> bool {
    let tolerance = chrono::TimeDelta::minutes(5);
    let date: NaiveDate = requested.date();
    date == now.date() || date == (now - tolerance).date() || date == (now + tolerance).date()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").unwrap()
    }

    #[test]
    fn local_iso_drops_zero_groups_as_java_does() {
        assert_eq!(local_iso(at("2026-01-31 10:11:12.123456")), "2026-01-31T10:11:12.123456");
        assert_eq!(local_iso(at("2026-01-31 10:11:12.120")), "2026-01-31T10:11:12.120");
        assert_eq!(local_iso(at("2026-01-31 10:11:12")), "2026-01-31T10:11:12");
        assert_eq!(local_iso(at("2026-01-31 10:11:00")), "2026-01-31T10:11");
        assert_eq!(local_iso(at("2026-01-31 10:11:00.5")), "2026-01-31T10:11:00.500");
    }

    proptest! {
        /// Whatever the time, the forms are those of chrono's patterns.
        #[test]
        fn forms_are_those_of_the_patterns(seconds in -400_000_000_000_i64..400_000_000_000, nanos in 0_u32..1_000_000_000) {
            for nanos in [0, nanos, nanos / 1_000 * 1_000, nanos / 1_000_000 * 1_000_000] {
                let at = DateTime::from_timestamp(seconds, nanos).unwrap().naive_utc();
                let pattern = at.format("%Y-%m-%dT%H:%M:%S%.3f");
                prop_assert_eq!(zulu(at), format!("{pattern}Z"));
                prop_assert_eq!(offset_iso(at), format!("{pattern}+00:00"));
                let short = if nanos == 0 && at.second() == 0 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S%.f" };
                prop_assert_eq!(local_iso(at), at.format(short).to_string());
            }
        }
    }

    #[test]
    fn request_times_have_one_form() {
        assert_eq!(parse_zulu("2026-01-31T10:11:12.123Z"), Some(at("2026-01-31 10:11:12.123")));
        for wrong in [
            "2026-01-31T10:11:12Z",
            "2026-01-31T10:11:12.123",
            "2026-01-31T10:11:12.123+00",
            "2026-02-30T10:11:12.123Z",
            "2026-01-31 10:11:12.123Z",
            "",
            "2026-01-31T10:11:12,123Z",
            "２026-01-31T10:11:12.1Z",
        ] {
            assert_eq!(parse_zulu(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn midnight_has_five_minutes_of_tolerance() {
        let now = at("2026-11-21 00:03:00");
        assert!(is_current_date(at("2026-11-20 23:59:00"), now));
        assert!(!is_current_date(at("2026-11-20 23:59:00"), at("2026-11-21 00:06:00")));
        assert!(is_current_date(at("2026-11-22 00:00:01"), at("2026-11-21 23:56:00")));
    }
}
