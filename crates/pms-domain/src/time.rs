//! The three forms of a time on the wire (contract part A §1.3). All are UTC.

use chrono::{NaiveDate, NaiveDateTime, Timelike};

use crate::Timestamp;

/// ISO local without zone, fraction in groups of three digits, trailing zero groups dropped; seconds are left out
/// when they and the fraction are zero: `2026-01-31T10:11:12.123456`, `2026-01-31T10:11`.
pub fn local_iso(at: Timestamp) -> String {
    let nanos = at.nanosecond();
    let base = at.format("%Y-%m-%dT%H:%M");
    if nanos == 0 && at.second() == 0 {
        return base.to_string();
    }
    let seconds = at.second();
    if nanos == 0 {
        format!("{base}:{seconds:02}")
    } else if nanos.is_multiple_of(1_000_000) {
        format!("{base}:{seconds:02}.{:03}", nanos / 1_000_000)
    } else if nanos.is_multiple_of(1_000) {
        format!("{base}:{seconds:02}.{:06}", nanos / 1_000)
    } else {
        format!("{base}:{seconds:02}.{nanos:09}")
    }
}

/// Milliseconds and `+00:00`: `2026-01-31T10:11:12.123+00:00`.
pub fn offset_iso(at: Timestamp) -> String {
    format!("{}+00:00", at.format("%Y-%m-%dT%H:%M:%S%.3f"))
}

/// Milliseconds and `Z`: `2026-01-31T10:11:12.123Z`. The only form a request time may have.
pub fn zulu(at: Timestamp) -> String {
    format!("{}Z", at.format("%Y-%m-%dT%H:%M:%S%.3f"))
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
