//! Moments and days as people read them: in the reader's zone, else the site's; in UTC on hover and for machines.

use chrono::{DateTime, Datelike, NaiveDateTime, TimeZone, Timelike};
use chrono_tz::Tz;

use super::Texts;
use crate::html::{Html, escape};

/// A moment in words, with the same in UTC in `title` (`2026-11-21 14:05 UTC`) and in `datetime`.
fn element(at: NaiveDateTime, words: &str) -> Html {
    hovered(at, "%Y-%m-%d %H:%M UTC", words)
}

/// As [`element`], with the form of the time in `title`.
fn hovered(at: NaiveDateTime, hover: &str, words: &str) -> Html {
    let (machine, hover) = (at.format("%Y-%m-%dT%H:%M:%SZ"), at.format(hover));
    Html::trusted(format!("<time datetime=\"{machine}\" title=\"{hover}\">{}</time>", escape(words)))
}

impl Texts {
    /// The zone that moments are shown in.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    fn local(&self, at: NaiveDateTime) -> DateTime<Tz> {
        self.zone.from_utc_datetime(&at)
    }

    fn day_words(&self, at: &DateTime<Tz>) -> String {
        self.with("date").text("day", at.day()).num("month", at.month()).text("year", at.year()).plain()
    }

    /// `21 Nov 2026, 14:05 UTC`
    pub fn time(&self, at: NaiveDateTime) -> Html {
        let words = self.time_plain(at);
        element(at, &words)
    }

    /// The same without markup.
    pub fn time_plain(&self, at: NaiveDateTime) -> String {
        let local = self.local(at);
        self.with("date-and-time")
            .text("date", self.day_words(&local))
            .text("time", format!("{:02}:{:02}", local.hour(), local.minute()))
            .text("zone", local.format("%Z"))
            .plain()
    }

    /// `21 Nov 2026, 14:05:58 UTC`, where many things happen in a minute; with its second in UTC, too.
    pub fn time_to_the_second(&self, at: NaiveDateTime) -> Html {
        let local = self.local(at);
        let words = self
            .with("date-and-time")
            .text("date", self.day_words(&local))
            .text("time", format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second()))
            .text("zone", local.format("%Z"))
            .plain();
        hovered(at, "%Y-%m-%d %H:%M:%S UTC", &words)
    }

    /// `21 Nov 2026`
    pub fn day(&self, at: NaiveDateTime) -> Html {
        element(at, &self.day_words(&self.local(at)))
    }

    /// `14:05 UTC`, for a moment of today.
    pub fn clock(&self, at: NaiveDateTime) -> Html {
        let local = self.local(at);
        let words = format!("{:02}:{:02} {}", local.hour(), local.minute(), local.format("%Z"));
        element(at, &words)
    }

    /// How long something has waited: days, else hours, else minutes.
    pub fn waited(&self, since: NaiveDateTime, now: NaiveDateTime) -> Html {
        let waited = now - since;
        if waited.num_days() > 0 {
            self.with("waited-days").num("n", waited.num_days()).html()
        } else if waited.num_hours() > 0 {
            self.with("waited-hours").num("n", waited.num_hours()).html()
        } else if waited.num_minutes() < 1 {
            self.get("waited-moments")
        } else {
            self.with("waited-minutes").num("n", waited.num_minutes()).html()
        }
    }
}
