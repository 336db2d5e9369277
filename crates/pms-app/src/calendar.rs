//! The calendar of what ends within the next 400 days: certificates, keys, interfaces, licences and policies; of everybody for
//! partner admins, of one organisation for its members.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use futures_util::{Stream, TryStreamExt as _};
use pms_domain::context::OwnedPartners;
use pms_domain::{Context, Refusal, Timestamp, catalogue};
use pms_store::calendar::{self as store, Count};
pub use pms_store::calendar::{CALENDAR, Ending};
use pms_store::list::{ListPage, ListQuery, Scope, Test};

use crate::partners::column;
use crate::{App, Failure, Outcome, rights};

/// Days that the calendar looks ahead.
pub const DAYS: i64 = 400;
/// Months that such a time touches at most.
const MONTHS: usize = 15;
/// So long the counts of everything are not counted again: over all partners that takes a while.
const KEPT: TimeDelta = TimeDelta::minutes(1);

/// The kinds of things that end, in the order in which they are shown.
pub const KINDS: [&str; 8] = ["certificate", "ca", "issuing", "chip", "key", "sbi", "licence", "policy"];

/// Whose things are asked for.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// For partner admins.
    Everybodys,
    /// For the members of a partner.
    Of(&'a str),
}

/// A month, or what of it lies in the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// `2026-11`, in the site's zone.
    pub name: String,
    /// Its first moment; now, of the first.
    pub from: Timestamp,
    /// Not in it any more.
    pub to: Timestamp,
    /// How many things of each kind end, in the order of [`KINDS`].
    pub things: [i64; KINDS.len()],
}

impl Month {
    pub fn total(&self) -> i64 {
        self.things.iter().sum()
    }
}

/// The months of the calendar, the earliest first.
#[derive(Clone, Debug)]
pub struct Months {
    pub months: Vec<Month>,
    /// When they were counted.
    pub counted_at: Timestamp,
}

/// What ends soon, of each kind in the order of [`KINDS`].
#[derive(Clone, Debug)]
pub struct Soon {
    /// Within [`WEEK`] days.
    pub week: [i64; KINDS.len()],
    /// Within [`MONTH`] days, those of the week among them.
    pub month: [i64; KINDS.len()],
    counted_at: Timestamp,
}

impl Soon {
    /// How many of some kinds end within the month.
    pub fn of(&self, kinds: &[&str]) -> i64 {
        let wanted = KINDS.iter().zip(self.month).filter(|(kind, _)| kinds.contains(kind));
        wanted.map(|(_, things)| things).sum()
    }
}

/// Days of [`Soon::week`].
pub const WEEK: i64 = 7;
/// Days of [`Soon::month`].
pub const MONTH: i64 = 30;

/// The last counts of everything.
#[derive(Default)]
pub(crate) struct Counted {
    months: Mutex<Option<Arc<Months>>>,
    soon: Mutex<Option<Arc<Soon>>>,
}

fn kept<T>(place: &Mutex<Option<Arc<T>>>, now: Timestamp, at: impl Fn(&T) -> Timestamp) -> Option<Arc<T>> {
    let known = place.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
    let counted_at = at(&known);
    (counted_at <= now && now - counted_at < KEPT).then_some(known)
}

fn keep<T>(place: &Mutex<Option<Arc<T>>>, counted: &Arc<T>) {
    *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(counted));
}

fn scope(ctx: &Context, whose: Whose<'_>) -> Outcome<Scope> {
    match whose {
        Whose::Everybodys => {
            rights::require_partner_admin(ctx)?;
            Ok(Scope::Everything)
        }
        Whose::Of(id) if ctx.owned.contains(id) || ctx.actor.is_partner_admin() => {
            Ok(Scope::Own(OwnedPartners::new([id.to_owned()])))
        }
        Whose::Of(_) => Err(Refusal::of(&catalogue::PARTNER_NOT_FOUND).into()),
    }
}

fn zone(app: &App) -> Outcome<Tz> {
    let name = &app.settings().site.timezone;
    name.parse().map_err(|_| Failure::Internal(anyhow::anyhow!("site.timezone {name} is no time zone")))
}

/// The first moment of a month. Where clocks are put forward at midnight, it begins an hour later.
fn start(zone: Tz, year: i32, month: u32) -> Option<Timestamp> {
    let midnight = NaiveDate::from_ymd_opt(year, month, 1)?.and_time(NaiveTime::MIN);
    let first = (0..24).find_map(|hours| zone.from_local_datetime(&(midnight + TimeDelta::hours(hours))).earliest());
    Some(first?.with_timezone(&Utc).naive_utc())
}

/// The months that the next [`DAYS`] days touch, without counts.
fn months(zone: Tz, now: Timestamp) -> Vec<Month> {
    let end = now + TimeDelta::days(DAYS);
    let local: DateTime<Tz> = zone.from_utc_datetime(&now);
    let (mut year, mut month, mut from) = (local.year(), local.month(), now);
    let mut found = Vec::with_capacity(MONTHS);
    while from < end && found.len() < MONTHS {
        let name = format!("{year:04}-{month:02}");
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        let to = start(zone, year, month).map_or(end, |next| next.min(end));
        found.push(Month { name, from, to, things: [0; KINDS.len()] });
        from = to;
    }
    found
}

/// The months with how much ends in each. Of everybody's things the counts may be a minute old.
///
/// # Errors
/// The role; another's partner, which for the caller does not exist.
pub async fn overview(app: &App, ctx: &Context, whose: Whose<'_>) -> Outcome<Arc<Months>> {
    let scope = scope(ctx, whose)?;
    let is_everything = matches!(scope, Scope::Everything);
    if let Some(known) = kept(&app.calendar().months, ctx.now(), |months| months.counted_at).filter(|_| is_everything) {
        return Ok(known);
    }
    let mut months = months(zone(app)?, ctx.now());
    let mut bounds: Vec<Timestamp> = months.iter().map(|month| month.from).collect();
    bounds.extend(months.last().map(|last| last.to));
    for Count { kind, month, things } in store::counts(app.store().db(), &scope, &bounds).await? {
        let place = KINDS.iter().position(|known| *known == kind);
        let month = usize::try_from(month - 1).ok().and_then(|number| months.get_mut(number));
        if let (Some(place), Some(month)) = (place, month) {
            month.things[place] += things;
        }
    }
    let counted = Arc::new(Months { months, counted_at: ctx.now() });
    if is_everything {
        keep(&app.calendar().months, &counted);
    }
    Ok(counted)
}

/// What of everybody's ends soon; counted at most a minute ago.
///
/// # Errors
/// The role.
pub async fn soon(app: &App, ctx: &Context) -> Outcome<Arc<Soon>> {
    rights::require_partner_admin(ctx)?;
    let now = ctx.now();
    if let Some(known) = kept(&app.calendar().soon, now, |soon| soon.counted_at) {
        return Ok(known);
    }
    let bounds = [now, now + TimeDelta::days(WEEK), now + TimeDelta::days(MONTH)];
    let mut soon = Soon { week: [0; KINDS.len()], month: [0; KINDS.len()], counted_at: now };
    for Count { kind, month, things } in store::counts(app.store().db(), &Scope::Everything, &bounds).await? {
        let Some(place) = KINDS.iter().position(|known| *known == kind) else { continue };
        soon.month[place] += things;
        if month == 1 {
            soon.week[place] += things;
        }
    }
    let counted = Arc::new(soon);
    keep(&app.calendar().soon, &counted);
    Ok(counted)
}

/// What of the calendar is asked for; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of [`KINDS`]; another finds nothing.
    pub kind: Option<String>,
    /// As [`Month::name`]; one that is not in the calendar finds nothing.
    pub month: Option<String>,
    /// Part of the name.
    pub name: Option<String>,
    /// A partner's id, exact.
    pub partner_id: Option<String>,
}

/// The month that a list of everybody's things is read for when none is named: the first in which anything ends. One
/// partner's things are listed for the whole time.
///
/// # Errors
/// As [`overview`].
pub async fn usual_month(app: &App, ctx: &Context, filter: &Filter) -> Outcome<Option<String>> {
    if filter.partner_id.is_some() {
        return Ok(None);
    }
    let counted = overview(app, ctx, Whose::Everybodys).await?;
    let first = counted.months.iter().find(|month| month.total() > 0).or(counted.months.first());
    Ok(first.map(|month| month.name.clone()))
}

fn narrow(app: &App, ctx: &Context, whose: Whose<'_>, filter: &Filter, query: ListQuery) -> Outcome<ListQuery> {
    let months = months(zone(app)?, ctx.now());
    let mut query = query.scope(scope(ctx, whose)?);
    let of = |name: &str| column(&CALENDAR, name);
    let ends = match &filter.month {
        None => months.first().zip(months.last()).map(|(first, last)| (first.from, last.to)),
        Some(name) => months.iter().find(|month| month.name == *name).map(|month| (month.from, month.to)),
    };
    query = match ends {
        Some((from, to)) => query.filter(of("ends")?, Test::TimeBetween(from, to - TimeDelta::microseconds(1))),
        None => query.filter(of("ends")?, Test::Nothing),
    };
    query = query.exact(of("kind")?, filter.kind.as_deref()).contains(of("name")?, filter.name.as_deref());
    query = query.exact(of("partnerId")?, filter.partner_id.as_deref());
    if query.sort.is_empty() {
        query = query.sort(of("ends")?, false);
    }
    Ok(query)
}

/// A page of what ends, what ends first at first.
///
/// # Errors
/// The role; another's partner, which for the caller does not exist.
pub async fn list(
    app: &App,
    ctx: &Context,
    whose: Whose<'_>,
    filter: &Filter,
    query: ListQuery,
) -> Outcome<ListPage<Ending>> {
    let query = narrow(app, ctx, whose, filter, query)?;
    Ok(CALENDAR.fetch(app.store().db(), &query, None).await?)
}

/// All of it, while it is read.
///
/// # Errors
/// As [`list`].
pub fn all(
    app: &App,
    ctx: &Context,
    whose: Whose<'_>,
    filter: &Filter,
    query: ListQuery,
) -> Outcome<impl Stream<Item = Outcome<Ending>> + Send + use<>> {
    let query = narrow(app, ctx, whose, filter, query)?;
    Ok(CALENDAR.stream::<Ending>(app.store().db(), &query).map_err(Failure::from))
}

#[cfg(test)]
mod tests {
    use pms_domain::time::parse_local;

    use super::*;

    #[test]
    fn the_months_follow_each_other_without_a_gap_and_end_after_the_time() {
        for (zone, now) in [
            (chrono_tz::UTC, "2026-01-31T23:59:59"),
            (chrono_tz::Africa::Addis_Ababa, "2026-11-30T21:30:00"),
            (chrono_tz::Asia::Beirut, "2027-02-28T22:00:00"),
        ] {
            let now = parse_local(now).unwrap();
            let months = months(zone, now);
            assert_eq!(months.first().unwrap().from, now);
            assert_eq!(months.last().unwrap().to, now + TimeDelta::days(DAYS));
            assert!(months.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].from < pair[0].to));
            assert!((14..=MONTHS).contains(&months.len()), "{}", months.len());
        }
    }

    #[test]
    fn a_month_is_the_sites() {
        // Half past nine in the evening at UTC is half past midnight of the next month there.
        let now = parse_local("2026-11-30T21:30:00").unwrap();
        assert_eq!(months(chrono_tz::UTC, now)[0].name, "2026-11");
        assert_eq!(months(chrono_tz::Africa::Addis_Ababa, now)[0].name, "2026-12");
    }
}
