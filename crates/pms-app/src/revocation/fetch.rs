//! Lists of partners' CAs, fetched from where their certificates say (contract pki §7, layer 3).

use std::time::Duration;

use chrono::TimeDelta;
use pms_domain::revocation::compare_numbers;
use pms_domain::{Context, Timestamp};
use pms_identity::outbound::{Outbound, OutboundError};
use pms_pki::crl::{ListError, MAX_ENTRIES, MAX_LIST_BYTES, RevocationList};
use pms_store::audit::Record;
use pms_store::revocation_list::{self as store, Content, List};
use serde_json::json;

use super::{OBJECT, changed_trust, name_key, signer_of};
use crate::settings::Settings;
use crate::{App, Failure, Outcome};

/// Places that one run looks at.
const BATCH: i64 = 50;
/// Entries of all lists of one issuer that are fetched: they are kept in memory.
const MOST_OF_ISSUER: i64 = 2 * MAX_ENTRIES as i64;
/// Lists are larger than other answers, and their servers slower.
const TIME: Duration = Duration::from_secs(30);
/// Pauses after one failure, two, and so on; the last from then on.
const PAUSES_MINUTES: [i64; 5] = [5, 30, 60, 180, 360];
/// A list is looked for again half way to its nextUpdate, but within these bounds.
const SOONEST: TimeDelta = TimeDelta::hours(1);
const LATEST: TimeDelta = TimeDelta::hours(24);

/// Why there is no new list. Its text stands in the list of places; it quotes nothing of what was answered.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    #[error("fetching is switched off (pki.revocation.fetch)")]
    Off,
    #[error("the host is none of pki.revocation.allowed_hosts")]
    NotListed,
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    #[error("the server answered {0}")]
    Status(u16),
    #[error(transparent)]
    List(#[from] ListError),
    #[error("the list is another issuer's")]
    OtherIssuer,
    #[error("no certificate of a trust store that bears the issuer's name has signed the list")]
    Signature,
    #[error("the list says no nextUpdate")]
    NoNextUpdate,
    #[error("the list is past its nextUpdate")]
    Over,
    #[error("the list is not valid yet")]
    Ahead,
    #[error("the list is older than the one that is known")]
    Older,
    #[error("the lists of this issuer have more than {} entries together", MOST_OF_ISSUER)]
    TooMany,
}

/// Fetches lists over the one outbound client.
pub struct Fetcher {
    outbound: Outbound,
    hosts: Vec<String>,
    is_on: bool,
    is_public: bool,
}

impl Fetcher {
    /// As the settings say.
    ///
    /// # Errors
    /// When the TLS library cannot start.
    pub fn open(settings: &Settings) -> anyhow::Result<Self> {
        let said = &settings.pki.revocation;
        Ok(Self {
            outbound: Outbound::new(&said.allowed_hosts)?,
            hosts: said.allowed_hosts.iter().map(|host| host.to_lowercase()).collect(),
            is_on: said.fetch != "off",
            is_public: said.fetch == "public",
        })
    }

    async fn read(&self, address: &str) -> Result<RevocationList, Unusable> {
        if !self.is_on {
            return Err(Unusable::Off);
        }
        let host = url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_lowercase));
        if !self.is_public && !host.is_some_and(|host| self.hosts.contains(&host)) {
            return Err(Unusable::NotListed);
        }
        // As PEM a list is a third longer.
        let answer = self.outbound.get_within(address, 2 * MAX_LIST_BYTES, TIME).await?;
        if answer.status != 200 {
            // A redirect, too: it is followed nowhere.
            return Err(Unusable::Status(answer.status));
        }
        let read = tokio::task::spawn_blocking(move || RevocationList::read(&answer.body)).await;
        Ok(read.unwrap_or(Err(ListError::Malformed))?)
    }
}

/// The places whose list is due.
pub async fn due(app: &App) -> Outcome<Vec<List>> {
    Ok(store::due(app.store().db(), app.surroundings().now(), BATCH).await?)
}

/// Fetches the list of a place, judges it, and puts it in its place. What went wrong is noted with the place, and what is known stays.
pub async fn fetch(app: &App, fetcher: &Fetcher, place: &List) -> Outcome<()> {
    let ctx = app.system("revocation-lists");
    let db = app.store().db();
    let judged = match fetcher.read(&place.url).await {
        Ok(list) => judge(app, place, list, ctx.now()).await?,
        Err(unusable) => Err(unusable),
    };
    let now = ctx.now();
    let list = match judged {
        Ok(list) => list,
        Err(unusable) => {
            tracing::debug!(list = place.id, %unusable, "a revocation list cannot be used");
            return Ok(store::failed(db, &place.id, &unusable.to_string(), now + pause(place.failures)).await?);
        }
    };
    if place.sha256.as_deref() == Some(hex::encode(list.sha256()).as_str()) {
        return Ok(store::seen_again(db, &place.id, now, next_look(&list, now)).await?);
    }
    let others = store::entries_beside(db, place).await?;
    if others + list.entries() as i64 > MOST_OF_ISSUER {
        let unusable = Unusable::TooMany.to_string();
        return Ok(store::failed(db, &place.id, &unusable, now + pause(place.failures)).await?);
    }
    put(app, &ctx, place, &list, "revocation_list.fetch", Some(next_look(&list, now))).await?;
    Ok(())
}

fn pause(failures: i32) -> TimeDelta {
    let at = usize::try_from(failures).unwrap_or_default().min(PAUSES_MINUTES.len() - 1);
    TimeDelta::minutes(PAUSES_MINUTES[at])
}

fn next_look(list: &RevocationList, now: Timestamp) -> Timestamp {
    let left = list.next_update().map_or(LATEST, |next| next - now);
    now + (left / 2).clamp(SOONEST, LATEST)
}

/// Whether a list may take its place: its issuer's, signed, current, and not older than what is there. It has to say until when it holds.
pub(super) async fn judge(
    app: &App,
    place: &List,
    list: RevocationList,
    now: Timestamp,
) -> Outcome<Result<RevocationList, Unusable>> {
    if name_key(list.issuer()) != place.issuer_name {
        return Ok(Err(Unusable::OtherIssuer));
    }
    if let Err(unusable) = is_usable(Some(place), &list, now) {
        return Ok(Err(unusable));
    }
    if signer_of(app, &list).await?.is_none() {
        return Ok(Err(Unusable::Signature));
    }
    Ok(Ok(list))
}

/// Times and number, beside what is known.
pub(super) fn is_usable(known: Option<&List>, list: &RevocationList, now: Timestamp) -> Result<(), Unusable> {
    let next = list.next_update().ok_or(Unusable::NoNextUpdate)?;
    if next < now {
        return Err(Unusable::Over);
    }
    if list.this_update() > now {
        return Err(Unusable::Ahead);
    }
    let goes_back = match (list.number(), known.and_then(|known| known.number.as_deref())) {
        (Some(number), Some(known)) => compare_numbers(number, known).is_lt(),
        // A list that says no number any more is no newer for that.
        (None, Some(_)) | (_, None) => false,
    };
    let known_since = known.and_then(|known| known.this_update);
    if goes_back || known_since.is_some_and(|known| list.this_update() < known) {
        return Err(Unusable::Older);
    }
    Ok(())
}

/// Puts a list in its place: a change, which every replica follows. Another process may have been faster: then there is nothing to do.
pub(super) async fn put(
    app: &App,
    ctx: &Context,
    place: &List,
    list: &RevocationList,
    action: &'static str,
    next_try_at: Option<Timestamp>,
) -> Outcome<bool> {
    let der = list.to_der().map_err(|error| Failure::Internal(error.into()))?;
    let sha256 = hex::encode(list.sha256());
    let content = Content {
        number: list.number(),
        this_update: list.this_update(),
        next_update: list.next_update(),
        entries: list.entries() as i64,
        sha256: &sha256,
        der,
    };
    let mut change = app.store().change().await?;
    if !store::put(&mut change, place, content, ctx.now(), next_try_at).await? {
        change.leave().await?;
        return Ok(false);
    }
    changed_trust(&mut change).await?;
    let said = |number: Option<&str>, entries: i64, sha256: Option<&str>| json!({"number": number, "entries": entries, "sha256": sha256});
    let record = Record::new(action, OBJECT, &place.id)
        .before(said(place.number.as_deref(), place.entries, place.sha256.as_deref()))
        .after(said(list.number(), list.entries() as i64, Some(&sha256)));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let minutes = |failures| pause(failures).num_minutes();
        assert_eq!([minutes(0), minutes(1), minutes(4), minutes(99), minutes(-1)], [5, 30, 360, 360, 5]);
    }
}
