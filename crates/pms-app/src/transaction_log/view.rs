//! What people see of the log: a MISP the uses of its licences, a partner its own uses, partner admins all.

use std::collections::HashMap;

use chrono::TimeDelta;
use pms_domain::routes::Route;
use pms_domain::transaction::{self, AuthTypes, Endpoint, Outcome as Came, Source, TransactionId};
use pms_domain::{Context, Refusal, Timestamp, catalogue, limits, routes};
use pms_store::api_key;
use pms_store::partner::Reach;
pub use pms_store::transaction::Unit;
use pms_store::transaction::{self as log, Pair, Row, Seek, Selection};

use crate::{App, Failure, Outcome, rights};

/// Time that is asked for when nobody says.
const WINDOW: TimeDelta = TimeDelta::hours(24);
/// Days for which rows are listed at a time, and sums of hours are read. Beyond, sums of days are.
pub const LONGEST: i64 = 31;
/// Days over which sums are read at most.
const LONGEST_SUM: i64 = 366 * 5;
/// Reasons that totals tell apart. Our own are fewer; a gateway's codes are its own choice.
pub const REASONS: u64 = 100;

/// What is asked for; `None` is no filter, and of times the last day.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub misp_id: Option<String>,
    pub partner_id: Option<String>,
    /// Needs the partner.
    pub key_label: Option<String>,
    /// Public id of an API key, or the id of an OIDC client.
    pub key_id: Option<String>,
    pub policy_id: Option<String>,
    pub auth_type: Option<String>,
    pub outcome: Option<String>,
    pub reason: Option<String>,
    /// Without it the one that the site counts.
    pub source: Option<String>,
    pub transaction_id: Option<String>,
    pub from: Option<Timestamp>,
    /// Left out.
    pub to: Option<Timestamp>,
    /// A partner whose members look, whatever roles their accounts have: the pages of an organisation are for all of them. Then
    /// it is also the partner or the MISP of the filter. The routes, which are for roles, never say so.
    pub for_member_of: Option<String>,
}

/// Whether the caller may look: by a role, or as a member at nothing but the member's own organisation.
pub(super) fn may_look(ctx: &Context, route: &Route, filter: &Filter) -> Outcome<()> {
    let own = filter.for_member_of.as_deref().filter(|id| ctx.owned.contains(id));
    let is_narrow = |id: &str| [&filter.partner_id, &filter.misp_id].iter().any(|one| one.as_deref() == Some(id));
    if own.is_some_and(is_narrow) { Ok(()) } else { rights::require(ctx, route) }
}

fn wrong(name: &str) -> Failure {
    Refusal::with(&catalogue::TRANSACTION_FILTER, name).into()
}

/// A filter that was checked.
#[derive(Clone)]
pub(super) struct Checked {
    misp_id: Option<String>,
    partner_id: Option<String>,
    key_ids: Option<Vec<String>>,
    policy_id: Option<String>,
    auth_type: Option<i32>,
    outcome: Option<Came>,
    reason: Option<String>,
    transaction_id: Option<String>,
    pub(super) source: Source,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Checked {
    /// # Errors
    /// `PMS_TXN_006`: more days than `longest`; `PMS_TXN_007`: a filter.
    pub(super) async fn of(app: &App, ctx: &Context, filter: &Filter, longest: i64) -> Outcome<Self> {
        let counted = &app.settings().transaction_log.count_from;
        let word = filter.source.as_deref().unwrap_or(counted);
        let source = Source::parse(word).ok_or_else(|| wrong("source"))?;
        let outcome = filter.outcome.as_deref().map(|word| Came::parse(word).ok_or_else(|| wrong("outcome")));
        let kind = |word: &str| {
            let set = AuthTypes::parse(word).filter(|set| set.words().count() == 1);
            set.map(AuthTypes::bits).ok_or_else(|| wrong("authType"))
        };
        let (from, to) = window(ctx, filter, longest)?;
        let keys = app.store().keys();
        let transaction_id = match filter.transaction_id.as_deref() {
            Some(text) if text.starts_with("h.") => Some(text.to_owned()),
            Some(text) => {
                let id = TransactionId::read(text, |text| keys.token("transaction", text));
                Some(id.ok_or_else(|| wrong("transactionId"))?.as_str().to_owned())
            }
            None => None,
        };
        Ok(Self {
            misp_id: filter.misp_id.clone(),
            partner_id: filter.partner_id.clone(),
            key_ids: key_ids(app, filter).await?,
            policy_id: filter.policy_id.clone(),
            auth_type: filter.auth_type.as_deref().map(kind).transpose()?,
            outcome: outcome.transpose()?,
            reason: filter.reason.clone(),
            transaction_id,
            source,
            from,
            to,
        })
    }

    pub(super) fn selection<'a>(&'a self, reach: Reach<'a>) -> Selection<'a> {
        Selection {
            reach,
            source: self.source,
            from: self.from,
            to: self.to,
            misp_id: self.misp_id.as_deref(),
            partner_id: self.partner_id.as_deref(),
            policy_id: self.policy_id.as_deref(),
            key_ids: self.key_ids.as_deref(),
            auth_type: self.auth_type,
            outcome: self.outcome,
            reason: self.reason.as_deref(),
            transaction_id: self.transaction_id.as_deref(),
        }
    }

    /// Hours while they are read quickly, else days.
    fn unit(&self, wanted: Option<Unit>) -> Unit {
        let is_short = self.to - self.from <= TimeDelta::days(LONGEST);
        wanted.filter(|_| is_short).unwrap_or(if is_short { Unit::Hour } else { Unit::Day })
    }
}

fn window(ctx: &Context, filter: &Filter, longest: i64) -> Outcome<(Timestamp, Timestamp)> {
    // A row of this very moment is in it, and one of a gateway whose clock is ahead.
    let to = filter.to.unwrap_or_else(|| ctx.now() + transaction::AHEAD);
    let from = filter.from.unwrap_or_else(|| filter.to.unwrap_or_else(|| ctx.now()) - WINDOW);
    if from >= to || from < Timestamp::default() {
        return Err(wrong("from"));
    }
    if to - from > TimeDelta::days(longest) + transaction::AHEAD {
        return Err(Refusal::with(&catalogue::TRANSACTION_WINDOW, longest.to_string()).into());
    }
    Ok((from, to))
}

/// The keys that label and id name together; `None`: any.
async fn key_ids(app: &App, filter: &Filter) -> Outcome<Option<Vec<String>>> {
    let mut ids = match (&filter.key_label, &filter.partner_id) {
        (Some(label), Some(partner)) => {
            let found = api_key::of_label(app.store().db(), partner, label).await?;
            Some(found.into_iter().map(|key| key.id).collect::<Vec<_>>())
        }
        (Some(_), None) => return Err(wrong("keyLabel")),
        (None, _) => None,
    };
    if let Some(id) = &filter.key_id {
        match &mut ids {
            Some(ids) => ids.retain(|known| known == id),
            None => ids = Some(vec![id.clone()]),
        }
    }
    Ok(ids)
}

/// A use, as whoever may read it sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub occurred_at: Timestamp,
    pub source: &'static str,
    pub transaction_id: String,
    pub endpoint: &'static str,
    pub misp_id: Option<String>,
    /// For the MISP and partner admins alone.
    pub licence_id: Option<String>,
    pub partner_id: Option<String>,
    pub policy_id: Option<String>,
    pub key_id: Option<String>,
    /// `None`: an OIDC client, or the key is gone.
    pub key_label: Option<String>,
    pub auth_types: Vec<&'static str>,
    pub outcome: &'static str,
    pub reason: Option<String>,
    /// What ID Authentication said of it, where it did.
    pub auth_outcome: Option<&'static str>,
    /// How old the snapshot was that answered, milliseconds, where it was stale.
    pub stale_ms: Option<i32>,
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

impl Use {
    fn of(row: Row, reach: Reach<'_>, labels: &HashMap<String, String>) -> Self {
        let word = |number| Came::of_number(number).map(Came::as_str);
        Self {
            occurred_at: transaction::of_micros(row.occurred_at),
            source: Source::of_number(row.source).map(Source::as_str).unwrap_or_default(),
            endpoint: Endpoint::of_number(row.endpoint).map(Endpoint::as_str).unwrap_or_default(),
            licence_id: some(row.licence_id).filter(|_| reach.includes(&row.misp_id)),
            misp_id: some(row.misp_id),
            partner_id: some(row.partner_id),
            policy_id: some(row.policy_id),
            key_label: labels.get(&row.key_id).cloned(),
            key_id: some(row.key_id),
            auth_types: AuthTypes::of_bits(row.auth_types).words().collect(),
            outcome: word(row.outcome).unwrap_or_default(),
            reason: some(row.reason),
            auth_outcome: word(row.auth_outcome),
            stale_ms: Some(row.stale_ms).filter(|age| *age > 0),
            transaction_id: row.transaction_id,
        }
    }
}

/// Rows of a page, and where the next one begins.
#[derive(Clone, Debug)]
pub struct Page {
    pub from: Timestamp,
    pub to: Timestamp,
    pub source: &'static str,
    pub uses: Vec<Use>,
    /// `None`: that was all.
    pub next: Option<String>,
}

/// Where a page goes on, as text: the time and the number of the last row.
fn cursor(seek: Seek) -> String {
    format!("{}-{}", seek.occurred_at, seek.id)
}

fn seek(text: &str) -> Option<Seek> {
    let (at, id) = text.split_once('-')?;
    Some(Seek { occurred_at: at.parse().ok()?, id: id.parse().ok()? })
}

/// A page of rows, newest first. `after` is [`Page::next`] of the one before.
///
/// # Errors
/// The role; `PMS_TXN_006`, `PMS_TXN_007`.
pub async fn list(app: &App, ctx: &Context, filter: &Filter, after: Option<&str>, size: u64) -> Outcome<Page> {
    may_look(ctx, &routes::LIST_TRANSACTIONS, filter)?;
    let checked = Checked::of(app, ctx, filter, LONGEST).await?;
    let after = after.map(|text| seek(text).ok_or_else(|| wrong("after"))).transpose()?;
    let size = size.clamp(1, limits::PAGE);
    let (uses, last) = run(app, ctx, &checked, after, size).await?;
    Ok(Page {
        from: checked.from,
        to: checked.to,
        source: checked.source.as_str(),
        next: last.filter(|_| uses.len() as u64 == size).map(cursor),
        uses,
    })
}

/// A run of rows after one, and the last of them.
pub(super) async fn run(
    app: &App,
    ctx: &Context,
    checked: &Checked,
    after: Option<Seek>,
    size: u64,
) -> Outcome<(Vec<Use>, Option<Seek>)> {
    let reach = rights::reach(ctx);
    let rows = log::rows(app.store().log().await?, &checked.selection(reach), after, size).await?;
    let last = rows.last().map(|row| Seek { occurred_at: row.occurred_at, id: row.id });
    let mut ids: Vec<&str> = rows.iter().map(|row| row.key_id.as_str()).filter(|id| !id.is_empty()).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = if ids.is_empty() { Vec::new() } else { api_key::labels(app.store().db(), &ids).await? };
    let labels: HashMap<_, _> = found.into_iter().map(|key| (key.id, key.label)).collect();
    Ok((rows.into_iter().map(|row| Use::of(row, rights::reach(ctx), &labels)).collect(), last))
}

/// How often with one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonCount {
    pub outcome: &'static str,
    pub reason: Option<String>,
    pub uses: i64,
}

/// Sums over a time, whole hours or days.
#[derive(Clone, Debug)]
pub struct Totals {
    /// The first moment that is counted, and the first that is not any more.
    pub from: Timestamp,
    pub to: Timestamp,
    pub source: &'static str,
    pub allowed: i64,
    pub refused: i64,
    /// Most first, at most [`REASONS`].
    pub reasons: Vec<ReasonCount>,
    /// Uses with a reason that is none of these.
    pub other_reasons: i64,
    /// When sums were last made; what came since is not in them.
    pub summed_at: Option<Timestamp>,
}

/// The whole units that a window touches.
fn bounds(checked: &Checked, unit: Unit) -> (Timestamp, Timestamp) {
    let last = unit.number(checked.to - TimeDelta::microseconds(1));
    (unit.start(unit.number(checked.from)), unit.start(last + 1))
}

async fn summed_at(log: &pms_store::Db) -> Outcome<Option<Timestamp>> {
    Ok(Some(log::rolled_at(log).await?).filter(|at| *at > 0).map(transaction::of_micros))
}

/// Sums only know what is in them.
fn for_sums(filter: &Filter) -> Outcome<()> {
    if filter.transaction_id.is_some() { Err(wrong("transactionId")) } else { Ok(()) }
}

/// # Errors
/// The role; `PMS_TXN_006`, `PMS_TXN_007`.
pub async fn totals(app: &App, ctx: &Context, filter: &Filter) -> Outcome<Totals> {
    may_look(ctx, &routes::TRANSACTION_TOTALS, filter)?;
    for_sums(filter)?;
    let checked = Checked::of(app, ctx, filter, LONGEST_SUM).await?;
    let (unit, database) = (checked.unit(None), app.store().log().await?);
    let selection = checked.selection(rights::reach(ctx));
    let came = log::outcomes(database, &selection, unit).await?;
    let sum =
        |outcome: Came| -> i64 { came.iter().filter(|one| one.outcome == outcome.number()).map(|one| one.uses).sum() };
    let (allowed, refused) = (sum(Came::Allowed), sum(Came::Refused));
    let reasons = log::reasons(database, &selection, unit, REASONS).await?;
    let told: i64 = reasons.iter().map(|one| one.uses).sum();
    let (from, to) = bounds(&checked, unit);
    Ok(Totals {
        from,
        to,
        source: checked.source.as_str(),
        allowed,
        refused,
        // Sums may have been made anew between the two looks.
        other_reasons: if reasons.len() as u64 == REASONS { (allowed + refused - told).max(0) } else { 0 },
        reasons: reasons
            .into_iter()
            .map(|count| ReasonCount {
                outcome: Came::of_number(count.outcome).map(Came::as_str).unwrap_or_default(),
                reason: some(count.reason),
                uses: count.uses,
            })
            .collect(),
        summed_at: summed_at(database).await?,
    })
}

/// An hour or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its first moment.
    pub at: Timestamp,
    pub allowed: i64,
    pub refused: i64,
}

/// Sums over time.
#[derive(Clone, Debug)]
pub struct TimeLine {
    pub unit: Unit,
    pub source: &'static str,
    /// Those with a use, the earliest first.
    pub buckets: Vec<Bucket>,
    pub summed_at: Option<Timestamp>,
}

/// By hours or days; of more than 31 days always by days.
///
/// # Errors
/// The role; `PMS_TXN_006`, `PMS_TXN_007`.
pub async fn time_line(app: &App, ctx: &Context, filter: &Filter, wanted: Option<Unit>) -> Outcome<TimeLine> {
    may_look(ctx, &routes::TRANSACTION_TIME_LINE, filter)?;
    for_sums(filter)?;
    let checked = Checked::of(app, ctx, filter, LONGEST_SUM).await?;
    let (unit, database) = (checked.unit(wanted), app.store().log().await?);
    let mut buckets: Vec<Bucket> = Vec::new();
    for row in log::buckets(database, &checked.selection(rights::reach(ctx)), unit).await? {
        let at = unit.start(row.number);
        if buckets.last().is_none_or(|last| last.at != at) {
            buckets.push(Bucket { at, allowed: 0, refused: 0 });
        }
        if let Some(bucket) = buckets.last_mut() {
            match Came::of_number(row.outcome) {
                Some(Came::Allowed) => bucket.allowed += row.uses,
                _ => bucket.refused += row.uses,
            }
        }
    }
    Ok(TimeLine { unit, source: checked.source.as_str(), buckets, summed_at: summed_at(database).await? })
}

/// Which MISP served which partner: the MISP–partner view (decisions, "MISP and partner").
#[derive(Clone, Debug)]
pub struct Pairs {
    pub source: &'static str,
    pub pairs: Vec<Served>,
    /// MISP and partner behind which the next page begins.
    pub next: Option<(String, String)>,
    pub summed_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    pub misp_id: String,
    pub partner_id: String,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    pub allowed: i64,
    pub refused: i64,
}

/// # Errors
/// The role; `PMS_TXN_006`, `PMS_TXN_007`.
pub async fn partners(
    app: &App,
    ctx: &Context,
    filter: &Filter,
    after: Option<(&str, &str)>,
    size: u64,
) -> Outcome<Pairs> {
    may_look(ctx, &routes::TRANSACTION_PARTNERS, filter)?;
    for_sums(filter)?;
    let checked = Checked::of(app, ctx, filter, LONGEST_SUM).await?;
    let (unit, database) = (checked.unit(None), app.store().log().await?);
    let size = size.clamp(1, limits::PAGE);
    let found = log::pairs(database, &checked.selection(rights::reach(ctx)), unit, after, size).await?;
    let last = found.last().map(|pair| (pair.misp_id.clone(), pair.partner_id.clone()));
    let served = |pair: Pair| Served {
        misp_id: pair.misp_id,
        partner_id: pair.partner_id,
        first_at: transaction::of_micros(pair.first_at),
        last_at: transaction::of_micros(pair.last_at),
        allowed: pair.allowed,
        refused: pair.refused,
    };
    Ok(Pairs {
        source: checked.source.as_str(),
        next: last.filter(|_| found.len() as u64 == size),
        pairs: found.into_iter().map(served).collect(),
        summed_at: summed_at(database).await?,
    })
}

/// Days within which the last use of a key is looked for.
pub const LAST_USE_DAYS: i64 = 90;

/// The use of a key or client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUse {
    pub last_at: Timestamp,
    pub uses: i64,
}

/// When keys or clients of a partner were used last, and how often within so many days, at most [`LAST_USE_DAYS`]; by public id. Those
/// without a use are left out.
///
/// # Errors
/// The role.
pub async fn key_uses(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    key_ids: Vec<String>,
    days: i64,
) -> Outcome<HashMap<String, KeyUse>> {
    rights::require(ctx, &routes::TRANSACTION_TOTALS)?;
    if key_ids.is_empty() {
        return Ok(HashMap::new());
    }
    // Both ends from one look at the clock: from two, the longest time would be some microseconds too long.
    let now = ctx.now();
    let filter = Filter {
        partner_id: Some(partner_id.to_owned()),
        from: Some(now - TimeDelta::days(days.clamp(1, LAST_USE_DAYS))),
        to: Some(now + transaction::AHEAD),
        ..Filter::default()
    };
    let checked = Checked { key_ids: Some(key_ids), ..Checked::of(app, ctx, &filter, LAST_USE_DAYS).await? };
    let database = app.store().log().await?;
    let found = log::of_keys(database, &checked.selection(rights::reach(ctx)), Unit::Day).await?;
    let shown =
        |one: log::KeyUse| (one.key_id, KeyUse { last_at: transaction::of_micros(one.last_at), uses: one.uses });
    Ok(found.into_iter().map(shown).collect())
}

/// Whether any key or client of a partner was used, as far back as the log goes. Days of uses are read until there is one, and
/// not again.
///
/// # Errors
/// The role.
pub async fn has_used_a_key(app: &App, ctx: &Context, partner_id: &str) -> Outcome<bool> {
    rights::require(ctx, &routes::TRANSACTION_TOTALS)?;
    if !rights::reach(ctx).includes(partner_id) {
        return Ok(false);
    }
    if app.has_seen_key_of(partner_id) {
        return Ok(true);
    }
    let now = ctx.now();
    let days = transaction::OLDEST.num_days();
    let filter = Filter {
        partner_id: Some(partner_id.to_owned()),
        from: Some(now - TimeDelta::days(days)),
        to: Some(now + transaction::AHEAD),
        ..Filter::default()
    };
    let checked = Checked::of(app, ctx, &filter, days).await?;
    let database = app.store().log().await?;
    let found = log::of_keys(database, &checked.selection(rights::reach(ctx)), Unit::Day).await?;
    // A request with a key that nobody knows is no use of one.
    let is_used = found.iter().any(|one| !one.key_id.is_empty());
    if is_used {
        app.saw_key_of(partner_id);
    }
    Ok(is_used)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let place = Seek { occurred_at: 1_768_471_872_123_456, id: 7 };
        assert_eq!(seek(&cursor(place)), Some(place));
        for text in ["", "1", "a-b", "1-", "-1"] {
            assert_eq!(seek(text), None, "{text}");
        }
    }
}
