//! The queue's way out: what is due is composed, sent, and marked; what fails is tried again later.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use pms_store::mail::{self, Due};
use pms_store::{Store, StoreResult};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::catalogue::Catalogue;
use super::compose::{self, Composed};
use super::post::{Class, Post};
use super::template;
use crate::turn::Turn;

/// How often the queue is looked at when nobody says that something is in it. Codes are queued by every process, sent by
/// one, and must leave within a second or so.
const POLL: Duration = Duration::from_secs(1);
/// Shortest time between two looks: a stream of changes wakes us with each one.
const BREATH: Duration = Duration::from_millis(100);
/// Between two handfuls of a long queue: letters give way to the people who wait for an answer.
const PAUSE: Duration = Duration::from_millis(50);
/// How long others wait for a sender that died. More than twice [`TIME_TO_SEND`], so that nothing is under way when the
/// lease ends.
const LEASE: TimeDelta = TimeDelta::seconds(45);
/// The longest that one mail may take, with all steps of its conversation.
const TIME_TO_SEND: Duration = Duration::from_secs(20);
/// Mails under way at a time.
const AT_ONCE: usize = 8;
/// Time for the mails that are under way when the process is asked to stop.
const LAST_WORK: Duration = Duration::from_secs(3);

/// What a delivery needs; shared by the mails under way.
#[derive(Clone)]
struct Sender {
    store: Store,
    surroundings: Surroundings,
    post: Arc<Post>,
    texts: Arc<Catalogue>,
}

/// Delivers until the shutdown.
pub(crate) async fn run(
    store: Store,
    surroundings: Surroundings,
    post: Arc<Post>,
    texts: Arc<Catalogue>,
    shutdown: CancellationToken,
) {
    let mut turn = Turn::new("mail", &store, &surroundings, LEASE);
    let mut commits = store.local_commits();
    let sender = Sender { store, surroundings, post, texts };
    let mut under_way = UnderWay::default();
    while !shutdown.is_cancelled() {
        if let Err(error) = send_due(&sender, &mut turn, &mut under_way).await {
            tracing::warn!(%error, "the mail queue cannot be read");
        }
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(POLL) => {}
            Ok(()) = commits.changed() => tokio::time::sleep(BREATH).await,
            () = under_way.next(), if under_way.is_full() => tokio::time::sleep(PAUSE).await,
        }
        under_way.collect();
    }
    let rest = async {
        while !under_way.tasks.is_empty() {
            under_way.next().await;
        }
    };
    if tokio::time::timeout(LAST_WORK, rest).await.is_err() {
        tracing::info!(mails = under_way.tasks.len(), "mails that were being sent will be sent again");
    }
    under_way.tasks.shutdown().await;
    let now = sender.surroundings.now();
    turn.give_back(&sender.store, now).await;
}

/// Mails being sent, each in a task of its own: a server that does not answer holds nobody up.
#[derive(Default)]
struct UnderWay {
    tasks: JoinSet<String>,
    ids: HashSet<String>,
}

impl UnderWay {
    fn is_full(&self) -> bool {
        self.tasks.len() >= AT_ONCE
    }

    async fn next(&mut self) {
        if let Some(ended) = self.tasks.join_next().await {
            self.ended(ended);
        }
    }

    fn collect(&mut self) {
        while let Some(ended) = self.tasks.try_join_next() {
            self.ended(ended);
        }
    }

    fn ended(&mut self, ended: Result<String, tokio::task::JoinError>) {
        match ended {
            Ok(id) => {
                self.ids.remove(&id);
            }
            Err(error) => {
                tracing::error!(panicked = error.is_panic(), "sending a mail ended by itself");
                // Which one is not known; what is still in the queue is found again.
                if self.tasks.is_empty() {
                    self.ids.clear();
                }
            }
        }
    }
}

async fn send_due(sender: &Sender, turn: &mut Turn, under_way: &mut UnderWay) -> StoreResult<()> {
    let now = sender.surroundings.now();
    if !turn.is_held(now) {
        // Whoever has nothing to send asks for no lease; what another has sent meanwhile is seen by the second look.
        if under_way.tasks.is_empty() && mail::due(&sender.store, now, 1).await?.is_empty() {
            return Ok(());
        }
        if !turn.take(&sender.store, now).await {
            return Ok(());
        }
    }
    let limit = AT_ONCE + under_way.ids.len();
    for due in mail::due(&sender.store, now, limit as i64).await? {
        if under_way.is_full() {
            break;
        }
        if under_way.ids.insert(due.id.clone()) {
            let sender = sender.clone();
            under_way.tasks.spawn(async move {
                let id = due.id.clone();
                deliver(&sender, due).await;
                id
            });
        }
    }
    Ok(())
}

/// Sends one mail and notes what came of it.
async fn deliver(sender: &Sender, due: Due) {
    let outcome = match compose::compose(&sender.texts, &due, sender.post.sender(), sender.surroundings.now()) {
        Ok(composed) => send(sender, composed).await,
        Err(class) => Err(class),
    };
    let now = sender.surroundings.now();
    let noted = match &outcome {
        Ok(()) => {
            tracing::info!(mail = due.id, template = due.template, "mail sent");
            noted_as_sent(sender, &due.id, now).await
        }
        Err(class) => {
            let next = next_try(&due, now);
            let (error, dead) = (class.as_str(), next.is_none());
            tracing::warn!(mail = due.id, template = due.template, error, tries = due.tries + 1, dead, "mail not sent");
            mail::failed(sender.store.db(), &due.id, error, next, now).await
        }
    };
    if let Err(error) = noted {
        tracing::warn!(mail = due.id, %error, "what came of a mail cannot be noted; it will be tried again");
    }
}

async fn send(sender: &Sender, composed: Composed) -> Result<(), Class> {
    tokio::time::timeout(TIME_TO_SEND, sender.post.send(composed)).await.unwrap_or(Err(Class::new("timeout")))
}

/// A mail that left and is not noted would be sent twice: worth more than one attempt.
async fn noted_as_sent(sender: &Sender, id: &str, now: Timestamp) -> StoreResult<()> {
    for _ in 0..3 {
        match mail::sent(sender.store.db(), id, now).await {
            Ok(()) => return Ok(()),
            Err(error) => tracing::debug!(%error, "noting a sent mail"),
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    mail::sent(sender.store.db(), id, now).await
}

/// When to try again; `None`: never. A template that this version does not know may belong to a newer one beside it.
fn next_try(due: &Due, now: Timestamp) -> Option<Timestamp> {
    let pauses = template::find(&due.template).map_or(template::PATIENT, |template| template.pauses);
    let pause = pauses.get(usize::try_from(due.tries).unwrap_or(usize::MAX))?;
    Some(now + TimeDelta::seconds(*pause))
}

#[cfg(test)]
mod tests;
