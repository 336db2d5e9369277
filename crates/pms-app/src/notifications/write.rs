//! Writing notices: many in one change, each once.

use pms_domain::Context;
use pms_store::audit::{self, Record};
use pms_store::notification::{self, NewNotification};
use pms_store::{Change, mail};
use serde_json::json;

use super::draft::Draft;
use crate::{App, Outcome};

/// Notices of one change: it holds the lock for a few round trips for each.
const BATCH: usize = 100;

/// What a run has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub notifications: usize,
    pub letters: usize,
    /// Notices that could not be written; why is in the log.
    pub failed: usize,
}

impl Written {
    fn add(&mut self, other: Self) {
        self.notifications += other.notifications;
        self.letters += other.letters;
        self.failed += other.failed;
    }
}

/// Writes all notices. One that the database does not take is left out, and the others are written.
///
/// # Errors
/// When the database cannot be reached: what was not written is written by the next run.
pub(super) async fn write(app: &App, ctx: &Context, drafts: &[Draft]) -> Outcome<Written> {
    let mut written = Written::default();
    for batch in drafts.chunks(BATCH) {
        match write_batch(app, ctx, batch).await {
            Ok(done) => written.add(done),
            Err(failure) => {
                tracing::warn!(?failure, "notices could not be written together and are written one by one");
                for draft in batch {
                    written.add(write_alone(app, ctx, draft).await?);
                }
            }
        }
    }
    Ok(written)
}

async fn write_alone(app: &App, ctx: &Context, draft: &Draft) -> Outcome<Written> {
    match write_batch(app, ctx, std::slice::from_ref(draft)).await {
        Ok(done) => Ok(done),
        Err(failure) => {
            // Whose fault is it? Without a database nothing is lost by giving up.
            audit::head(app.store().db()).await?;
            tracing::error!(?failure, kind = draft.kind.as_str(), "a notice cannot be written");
            Ok(Written { failed: 1, ..Written::default() })
        }
    }
}

async fn write_batch(app: &App, ctx: &Context, drafts: &[Draft]) -> Outcome<Written> {
    let mut done = Written::default();
    let mut notifications = Vec::new();
    let mut letters = Vec::new();
    let mut change = app.store().change().await?;
    for draft in drafts {
        let id = match &draft.row {
            None => None,
            Some(_) => match insert(ctx, &mut change, draft).await? {
                None => continue,
                some => some,
            },
        };
        for (reader, letter) in &draft.letters {
            let key = match &id {
                Some(id) => format!("notice/{id}{reader}"),
                None => format!("notice/{}{reader}", draft.natural_key),
            };
            let (store, surroundings, id) = (app.store(), &ctx.surroundings, id.as_deref());
            if mail::queue_notice(&mut change, store, surroundings, draft.template, &key, id, letter).await? {
                done.letters += 1;
                letters.extend(id.is_none().then(|| draft.natural_key.clone()));
            }
        }
        notifications.extend(
            id.zip(draft.row.as_ref())
                .map(|(id, row)| json!({"id": id, "partnerId": row.partner_id, "type": draft.kind.as_str()})),
        );
    }
    done.notifications = notifications.len();
    if done == Written::default() {
        return Ok(done);
    }
    letters.dedup();
    let after = json!({"notifications": notifications, "lettersOnly": letters});
    change.save(ctx, Record::new("notification.create", "notifications", "expiry").after(after)).await?;
    Ok(done)
}

/// The id of the new notification; none: it is there already.
async fn insert(ctx: &Context, change: &mut Change<'_>, draft: &Draft) -> Outcome<Option<String>> {
    let Some(row) = &draft.row else { return Ok(None) };
    let id = ctx.uuid();
    let details = draft.details.to_json()?;
    let new = NewNotification {
        id: &id,
        partner_id: &row.partner_id,
        notification_type: draft.kind.as_str(),
        details: &details,
        email: &row.email,
        lang: &row.lang,
        natural_key: &draft.natural_key,
        members: &draft.details.members(),
        by: "SYSTEM",
        at: ctx.now(),
    };
    Ok(notification::insert(change, &ctx.surroundings, &new).await?.then_some(id))
}
