//! The stream of security events: refused tokens, failed guesses, limits reached, rights that somebody lacked. Batched,
//! counted, limited for each source, and never in the way of a request.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use pms_domain::context::Surroundings;
use pms_store::Store;
use pms_store::account::security_event::{self, SecurityEvent};
use tokio::sync::{mpsc, oneshot};

/// Kinds of events.
pub mod kind {
    pub const SIGN_IN_FAILED: &str = "sign-in.failed";
    pub const CODE_WRONG: &str = "code.wrong";
    pub const LIMIT_REACHED: &str = "limit.reached";
    pub const TOKEN_REFUSED: &str = "token.refused";
    pub const CLIENT_REFUSED: &str = "client.refused";
    pub const REDIRECT_REFUSED: &str = "redirect.refused";
    pub const GRANT_REPLAYED: &str = "grant.replayed";
    pub const CROSS_SITE: &str = "cross-site.refused";
    pub const INVITATION_REFUSED: &str = "invitation.refused";
    /// The caller lacks the role.
    pub const ROLE_MISSING: &str = "role.missing";
    /// The object is another's, or the rule of two people forbids it.
    pub const RIGHT_MISSING: &str = "right.missing";
    /// The object is not there for this caller: it never was, or it is another's.
    pub const OBJECT_UNKNOWN: &str = "object.unknown";
}

/// Events waiting to be written; more are dropped and counted as one kind.
const QUEUE: usize = 4096;
/// Time between writes.
const FLUSH: Duration = Duration::from_secs(1);
/// Rows of one source in one batch; the rest is counted without a subject.
const ROWS_PER_SOURCE: usize = 20;
/// Rows in one batch; the rest is counted without source and subject.
const ROWS: usize = 500;

struct Event {
    kind: &'static str,
    source: Option<IpAddr>,
    subject: Option<String>,
    request_id: Option<String>,
    refusal: Option<Refused>,
}

/// What was refused, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Refused {
    /// Of the catalogue's entry.
    pub code: &'static str,
    /// Name of the route, or `portal`.
    pub place: &'static str,
}

enum Message {
    Event(Event),
    Flush(oneshot::Sender<()>),
}

/// Where events are reported. Cheap to clone.
#[derive(Clone)]
pub struct SecurityEvents {
    queue: mpsc::Sender<Message>,
}

impl SecurityEvents {
    /// Starts the writer.
    pub fn start(store: Store, surroundings: Surroundings) -> Self {
        let (queue, messages) = mpsc::channel(QUEUE);
        tokio::spawn(write(store, surroundings, messages));
        Self { queue }
    }

    /// Reports an event. `subject` is an account id or a keyed hash, never what somebody typed.
    pub fn report(
        &self,
        kind: &'static str,
        source: Option<IpAddr>,
        subject: Option<String>,
        request_id: Option<String>,
    ) {
        self.send(Event { kind, source, subject, request_id, refusal: None });
    }

    /// Reports a refusal, in the words of [`Self::report`].
    pub fn refused(
        &self,
        kind: &'static str,
        source: Option<IpAddr>,
        subject: Option<String>,
        request_id: Option<String>,
        refusal: Refused,
    ) {
        self.send(Event { kind, source, subject, request_id, refusal: Some(refusal) });
    }

    fn send(&self, event: Event) {
        // A full queue means a flood: what it would have said is in the counts that are written.
        let _ = self.queue.try_send(Message::Event(event));
    }

    /// Writes what was reported before this call.
    pub async fn flush(&self) {
        let (done, wait) = oneshot::channel();
        if self.queue.send(Message::Flush(done)).await.is_ok() {
            let _ = wait.await;
        }
    }
}

type Key = (&'static str, Option<IpAddr>, Option<String>, Option<Refused>);

#[derive(Default)]
struct Batch {
    counts: HashMap<Key, (i64, Option<String>)>,
    rows_of: HashMap<Option<IpAddr>, usize>,
}

impl Batch {
    fn add(&mut self, event: Event) {
        let mut key: Key = (event.kind, event.source, event.subject, event.refusal);
        if !self.counts.contains_key(&key) {
            if self.counts.len() >= ROWS {
                key = (event.kind, None, None, None);
            } else {
                let rows = self.rows_of.entry(event.source).or_default();
                if *rows >= ROWS_PER_SOURCE {
                    (key.2, key.3) = (None, None);
                } else {
                    *rows += 1;
                }
            }
        }
        let (count, _) = self.counts.entry(key).or_insert((0, event.request_id));
        *count += 1;
    }

    fn rows(&mut self, surroundings: &Surroundings) -> Vec<SecurityEvent> {
        self.rows_of.clear();
        let at = surroundings.now();
        self.counts
            .drain()
            .map(|((kind, source, subject, refusal), (count, request_id))| SecurityEvent {
                id: surroundings.uuid(),
                at,
                kind: kind.to_owned(),
                source: source.map(|address| address.to_string()),
                subject,
                request_id,
                count,
                code: refusal.map(|refusal| refusal.code.to_owned()),
                place: refusal.map(|refusal| refusal.place.to_owned()),
            })
            .collect()
    }
}

async fn write(store: Store, surroundings: Surroundings, mut messages: mpsc::Receiver<Message>) {
    let mut batch = Batch::default();
    let mut timer = tokio::time::interval(FLUSH);
    timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let mut waiting = None;
        let open = tokio::select! {
            message = messages.recv() => match message {
                Some(Message::Event(event)) => {
                    batch.add(event);
                    continue;
                }
                Some(Message::Flush(done)) => {
                    waiting = Some(done);
                    true
                }
                None => false,
            },
            _ = timer.tick() => true,
        };
        let rows = batch.rows(&surroundings);
        if !rows.is_empty()
            && let Err(error) = security_event::insert(store.db(), &rows).await
        {
            tracing::warn!(%error, lost = rows.len(), "security events could not be written");
        }
        if let Some(done) = waiting {
            let _ = done.send(());
        }
        if !open {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pms_testkit::{TestClock, TestRandom};

    use super::*;

    #[test]
    fn a_flood_of_one_source_stays_a_few_rows_and_keeps_its_count() {
        let surroundings = Surroundings::new(Arc::new(TestClock::default()), Arc::new(TestRandom::default()));
        let mut batch = Batch::default();
        let source: Option<IpAddr> = "192.0.2.1".parse().ok();
        for number in 0..10_000 {
            batch.add(Event {
                kind: kind::SIGN_IN_FAILED,
                source,
                subject: Some(number.to_string()),
                request_id: None,
                refusal: None,
            });
        }
        let rows = batch.rows(&surroundings);
        assert_eq!(rows.len(), ROWS_PER_SOURCE + 1);
        assert_eq!(rows.iter().map(|row| row.count).sum::<i64>(), 10_000);
        assert!(batch.rows(&surroundings).is_empty());
    }

    #[test]
    fn refusals_are_told_apart_by_code_and_place_until_there_are_too_many() {
        let surroundings = Surroundings::new(Arc::new(TestClock::default()), Arc::new(TestRandom::default()));
        let mut batch = Batch::default();
        let places: Vec<&'static str> = pms_domain::routes::ALL.iter().map(|route| route.id).collect();
        assert!(places.len() > ROWS_PER_SOURCE);
        for place in places.iter().chain(&places) {
            batch.add(Event {
                kind: kind::ROLE_MISSING,
                source: "192.0.2.1".parse().ok(),
                subject: Some("somebody".to_owned()),
                request_id: None,
                refusal: Some(Refused { code: "KER-ATH-403", place }),
            });
        }
        let rows = batch.rows(&surroundings);
        assert_eq!(rows.len(), ROWS_PER_SOURCE + 1);
        assert_eq!(rows.iter().map(|row| row.count).sum::<i64>(), 2 * places.len() as i64);
        let told: Vec<_> = rows.iter().filter(|row| row.place.is_some()).collect();
        assert_eq!(told.len(), ROWS_PER_SOURCE);
        assert!(told.iter().all(|row| row.count == 2 && row.code.as_deref() == Some("KER-ATH-403")));
    }
}
