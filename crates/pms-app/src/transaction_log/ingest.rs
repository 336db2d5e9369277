//! What a gateway tells: lines of its access log, for the MISP that the client who sends them is bound to.
//!
//! Nothing of a line is kept but words of closed lists, two texts of a narrow alphabet and ids that were looked up here: the
//! licence must be the MISP's own, a partner is named only by a key or client that is the partner's. So nobody can write into
//! another one's view, and no text of a line can hold a person's name or number.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use chrono::DateTime;
use futures_util::stream::{self, StreamExt};
use pms_domain::key_value::KeyValue;
use pms_domain::transaction::{
    self, Answered, AuthTypes, Endpoint, Outcome as Came, Reason, Source, TransactionId, WrongTime,
};
use pms_domain::{Context, Refusal, Timestamp, catalogue, limits, routes, time};
use pms_identity::verification::Verification;
use pms_store::partner::Reach;
use pms_store::transaction::{self as log, Key, client};
use pms_store::verification::Digest;
use pms_store::{Store, api_key, misp_licence, oidc_client};
use serde::Deserialize;

use super::lines::{Form, Lines, Torn};
use crate::{App, Outcome, rights};

/// Lines of a batch.
pub const LINES: usize = 10_000;
/// Look-ups at a time.
const AT_ONCE: usize = 4;
/// Characters of a licence key, an API key or a client's id.
const KEY: usize = 128;

/// A line as a gateway sends it (contract `consumers.md` §3.2). Another member is an error: it might be a person's.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Line<'a> {
    #[serde(borrow)]
    licence_key: Cow<'a, str>,
    #[serde(borrow)]
    partner_id: Cow<'a, str>,
    #[serde(borrow)]
    api_key_or_client_id: Cow<'a, str>,
    #[serde(borrow)]
    endpoint: Cow<'a, str>,
    #[serde(borrow)]
    occurred_at: Cow<'a, str>,
    status: u16,
    #[serde(borrow)]
    transaction_id: Cow<'a, str>,
    #[serde(borrow, default)]
    auth_type: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    reason: Option<Cow<'a, str>>,
}

/// A line whose form is right; keys are looked up later.
struct Read {
    number: u32,
    /// Places in [`Names`].
    licence: usize,
    key: usize,
    partner_id: String,
    row: Answered,
}

/// Texts that many lines share, each once. Held for as long as the request runs, never written.
#[derive(Default)]
struct Names {
    places: HashMap<String, usize>,
    all: Vec<KeyValue>,
}

impl Names {
    fn place(&mut self, text: &str) -> usize {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        self.places.insert(text.to_owned(), self.all.len());
        self.all.push(KeyValue::new(text));
        self.all.len() - 1
    }
}

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Counted from 1.
    pub line: u32,
    pub why: &'static str,
}

/// What became of a batch. A line that is in neither list was accepted, and is durable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub lines: u32,
    pub accepted: u32,
    /// Lines that were there already, or stood in the batch before.
    pub duplicates: Vec<u32>,
    pub refused: Vec<Refused>,
}

/// A batch under way: push its pieces, then finish. It holds at most [`LINES`] rows and a piece of a line.
pub struct Batch<'a> {
    app: &'a App,
    ctx: &'a Context,
    misp_id: String,
    lines: Lines,
    licences: Names,
    keys: Names,
    read: Vec<Read>,
    report: Report,
}

impl<'a> Batch<'a> {
    /// # Errors
    /// The role; `PMS_TXN_001`: the client is bound to no MISP.
    pub async fn begin(app: &'a App, ctx: &'a Context, form: Form) -> Outcome<Self> {
        rights::require(ctx, &routes::INGEST_TRANSACTIONS)?;
        let bound = client::misp_of(app.store().db(), &ctx.actor.issuer, &ctx.actor.subject).await?;
        let misp_id = bound.ok_or(&catalogue::TRANSACTION_CLIENT)?;
        Ok(Self {
            app,
            ctx,
            misp_id,
            lines: Lines::new(form),
            licences: Names::default(),
            keys: Names::default(),
            read: Vec::new(),
            report: Report::default(),
        })
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// `PMS_TXN_002`: it is neither a list of objects nor an object a line, or has too many.
    pub fn push(&mut self, piece: &[u8]) -> Outcome<()> {
        let now = self.ctx.now();
        let mut lines = std::mem::take(&mut self.lines);
        let pushed = lines.push(piece, |line| self.line(line, now));
        self.lines = lines;
        pushed.map_err(torn)
    }

    fn line(&mut self, line: &[u8], now: Timestamp) -> Result<(), Torn> {
        if self.report.lines as usize >= LINES {
            return Err(Torn::TooMany);
        }
        self.report.lines += 1;
        let number = self.report.lines;
        match self.judge(number, line, now) {
            Ok(read) => self.read.push(read),
            Err(why) => self.report.refused.push(Refused { line: number, why }),
        }
        Ok(())
    }

    fn judge(&mut self, number: u32, line: &[u8], now: Timestamp) -> Result<Read, &'static str> {
        let line: Line<'_> = serde_json::from_slice(line)
            .map_err(|_| "is no object with exactly the members of a line, each of its type")?;
        let occurred_at = moment(&line.occurred_at).ok_or("has an occurredAt that is no time")?;
        match transaction::check_time(occurred_at, now) {
            Ok(()) => {}
            Err(WrongTime::TooOld) => return Err("happened more than 400 days ago"),
            Err(WrongTime::Ahead) => return Err("happens more than 10 minutes from now"),
        }
        if !super::is_kept(self.app, occurred_at) {
            return Err("happened on a day that is not kept any more");
        }
        let keys = self.app.store().keys();
        let transaction_id = TransactionId::read(&line.transaction_id, |text| keys.token("transaction", text))
            .ok_or("has a transactionId that is not 1 to 64 letters, digits, '.', '_' or '-'")?;
        let endpoint = Endpoint::parse(&line.endpoint)
            .filter(|endpoint| !matches!(endpoint, Endpoint::Validate | Endpoint::ValidateBatch))
            .ok_or("has an endpoint that is not known")?;
        let auth_types = AuthTypes::parse(line.auth_type.as_deref().unwrap_or_default())
            .ok_or("has an authType that is not known")?;
        if !(100..=599).contains(&line.status) {
            return Err("has a status that is none of HTTP");
        }
        let given = match line.reason.as_deref().filter(|reason| !reason.is_empty()) {
            Some(reason) => Some(Reason::read(reason).ok_or("has a reason that is no code")?),
            None => None,
        };
        // ID Authentication answers what it refused with 200, too: a reason says so.
        let is_refused = line.status >= 400 || given.is_some();
        let reason = given.or_else(|| is_refused.then(|| Reason::read(&format!("HTTP-{}", line.status))).flatten());
        if !is_key(&line.licence_key) || !is_key(&line.api_key_or_client_id) {
            return Err("has a licenceKey or an apiKeyOrClientId that is none");
        }
        if line.partner_id.is_empty() || line.partner_id.len() > limits::PARTNER_ID * 4 {
            return Err("has a partnerId that is none");
        }
        let row = Answered {
            occurred_at,
            source: Source::Gateway,
            transaction_id,
            endpoint,
            misp_id: Some(self.misp_id.clone()),
            licence_id: None,
            partner_id: None,
            policy_id: None,
            key_id: None,
            auth_types,
            outcome: if is_refused { Came::Refused } else { Came::Allowed },
            reason,
            stale_ms: None,
        };
        Ok(Read {
            number,
            licence: self.licences.place(&line.licence_key),
            key: self.keys.place(&line.api_key_or_client_id),
            partner_id: line.partner_id.into_owned(),
            row,
        })
    }

    /// Looks up what the lines name, writes them, and answers when they are durable.
    ///
    /// # Errors
    /// `PMS_TXN_002`: the batch was cut off. Nothing was written then.
    pub async fn finish(mut self) -> Outcome<Report> {
        let now = self.ctx.now();
        let lines = std::mem::take(&mut self.lines);
        lines.finish(|line| self.line(line, now)).map_err(torn)?;
        let licences = self.find_licences().await?;
        let keys = self.find_keys().await?;
        let mut rows = Vec::with_capacity(self.read.len());
        let mut numbers: HashMap<Key, u32> = HashMap::with_capacity(self.read.len());
        for read in std::mem::take(&mut self.read) {
            let Read { number, licence, key, partner_id, mut row } = read;
            let Some(licence_id) = licences.get(licence).and_then(Option::as_ref) else {
                let why = "has a licenceKey that is none of this client's MISP";
                self.report.refused.push(Refused { line: number, why });
                continue;
            };
            row.licence_id = Some(licence_id.clone());
            // A partner is named by what is the partner's own; whatever else a line says of it is not believed.
            if let Some(Some(holder)) = keys.get(key)
                && holder.partner_id == partner_id
            {
                row.partner_id = Some(holder.partner_id.clone());
                row.policy_id = Some(holder.policy_id.clone());
                row.key_id = Some(holder.id.clone()).filter(|id| !id.is_empty());
            }
            match numbers.entry(Key::of(&row)) {
                Entry::Occupied(_) => self.report.duplicates.push(number),
                Entry::Vacant(place) => {
                    place.insert(number);
                    rows.push(row);
                }
            }
        }
        let new: HashSet<Key> = log::ingest(self.app.store().log().await?, rows).await?;
        self.report.accepted = u32::try_from(new.len()).unwrap_or(u32::MAX);
        self.report.duplicates.extend(numbers.into_iter().filter(|(key, _)| !new.contains(key)).map(|(_, line)| line));
        self.report.duplicates.sort_unstable();
        self.report.refused.sort_by_key(|refused| refused.line);
        Ok(self.report)
    }

    /// The public id of each licence key, if it is one of the client's MISP.
    async fn find_licences(&self) -> Outcome<Vec<Option<String>>> {
        let (store, snapshot) = (self.app.store(), self.app.identity().snapshot());
        let known = |key: &KeyValue| {
            let licence = snapshot.verification.licences.get(&Digest::of_licence(store, key.reveal()))?;
            Some(licence.id.to_string()).filter(|id| *licence.misp == self.misp_id && !id.is_empty())
        };
        let of = |key: &KeyValue| find_licence(known(key), store.clone(), self.misp_id.clone(), key.clone());
        all(self.licences.all.iter().map(of).collect()).await
    }

    /// Whose key or client each text is.
    async fn find_keys(&self) -> Outcome<Vec<Option<Holder>>> {
        let (store, snapshot) = (self.app.store(), self.app.identity().snapshot());
        let known = |value: &KeyValue| Holder::known(&snapshot.verification, store, value);
        let of = |value: &KeyValue| find_key(known(value), store.clone(), value.clone());
        all(self.keys.all.iter().map(of).collect()).await
    }
}

/// A few look-ups at a time, in their order.
async fn all<T: Send, F: Future<Output = Outcome<T>> + Send>(finding: Vec<F>) -> Outcome<Vec<T>> {
    stream::iter(finding).buffered(AT_ONCE).collect::<Vec<_>>().await.into_iter().collect()
}

/// What the snapshot does not know, or has under another MISP, the database may.
async fn find_licence(known: Option<String>, store: Store, misp_id: String, key: KeyValue) -> Outcome<Option<String>> {
    if known.is_some() {
        return Ok(known);
    }
    let found = misp_licence::by_key(&store, store.db(), Reach::Everything, &misp_id, &key).await?;
    Ok(found.map(|licence| licence.id))
}

/// Of a weak key nothing is said: whoever may ingest could try them all.
async fn find_key(known: Option<Holder>, store: Store, value: KeyValue) -> Outcome<Option<Holder>> {
    if known.is_some() {
        return Ok(known);
    }
    if !value.is_weak()
        && let Some(key) = api_key::by_value(&store, store.db(), Reach::Everything, &value).await?
    {
        let id = key.public_id().to_owned();
        return Ok(Some(Holder { id, partner_id: key.part_id, policy_id: key.policy_id }));
    }
    let found = oidc_client::find(store.db(), Reach::Everything, value.reveal()).await?;
    Ok(found.map(|client| Holder { id: client.id, partner_id: client.rp_id, policy_id: client.policy_id }))
}

/// Whose a key or client is.
struct Holder {
    id: String,
    partner_id: String,
    policy_id: String,
}

impl Holder {
    /// As the snapshot knows it: for next to all, without asking the database.
    fn known(verification: &Verification, store: &Store, value: &KeyValue) -> Option<Self> {
        let key = || verification.keys.get(&Digest::of_key(store, value.reveal()));
        if !value.is_weak()
            && let Some(key) = key()
        {
            let (partner_id, policy_id) = (key.partner.to_string(), key.policy.to_string());
            return Some(Self { id: key.id.to_string(), partner_id, policy_id });
        }
        let client = verification.clients.get(value.reveal())?;
        let (partner_id, policy_id) = (client.partner.to_string(), client.policy.to_string());
        Some(Self { id: client.id.to_string(), partner_id, policy_id })
    }
}

fn is_key(text: &str) -> bool {
    (1..=KEY).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

fn torn(torn: Torn) -> crate::Failure {
    let why = match torn {
        Torn::TooMany => "at most 10,000 lines",
        Torn::Form => "a JSON array of objects, or one object on each line",
        Torn::LineTooLong => "a line is too long",
    };
    Refusal::with(&catalogue::TRANSACTION_BATCH, why).into()
}

/// A time with its zone, or without one in UTC, cut to microseconds.
fn moment(text: &str) -> Option<Timestamp> {
    let at = DateTime::parse_from_rfc3339(text).map(|at| at.naive_utc()).ok().or_else(|| time::parse_local(text))?;
    // Within what the database's numbers hold.
    let micros = at.and_utc().timestamp_micros();
    (0..=253_402_300_799_999_999).contains(&micros).then(|| transaction::of_micros(micros))
}
