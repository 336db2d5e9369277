//! Exports: one at a time for each account, whichever processes it asks (architecture §2, limits).

use std::fmt::Debug;
use std::time::Duration;

use chrono::TimeDelta;
use pms_domain::{Context, Refusal, catalogue};
use pms_store::lease;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::sync::oneshot;

use crate::{App, Failure, Outcome};

/// How long the place of an export lasts that nobody prolongs: so long its account waits when the process died.
const LIFE: TimeDelta = TimeDelta::minutes(2);
/// When to try again, as far as one can tell.
const RETRY_AFTER: u64 = 30;
/// A reader that takes nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(60);

/// The place of a running export. Call [`Export::go_on`] at least once a minute, and [`Export::end`] at the end.
pub struct Export {
    name: String,
    holder: String,
}

/// Takes the caller's place.
///
/// # Errors
/// [`Failure::Limited`] while another export of this account runs.
pub async fn begin(app: &App, ctx: &Context) -> Outcome<Export> {
    // A token, because names of leases are short.
    let account = app.store().keys().token("export", &ctx.actor.key());
    let mut export = Export { name: format!("export/{account}"), holder: ctx.uuid() };
    export.go_on(app).await?;
    Ok(export)
}

impl Export {
    /// Keeps the place for a while longer.
    ///
    /// # Errors
    /// [`Failure::Limited`] when it was lost to another export, for want of being kept.
    pub async fn go_on(&mut self, app: &App) -> Outcome<()> {
        let now = app.surroundings().now();
        match lease::take(app.store().db(), &self.name, &self.holder, now, now + LIFE).await? {
            true => Ok(()),
            false => Err(Failure::Limited { retry_after: RETRY_AFTER }),
        }
    }

    /// Gives the place to the account's next export.
    ///
    /// # Errors
    /// When the database does not answer; the place ends by itself then.
    pub async fn end(self, app: &App) -> Outcome<()> {
        Ok(lease::give_up(app.store().db(), &self.name, &self.holder).await?)
    }
}

/// What an export writes, run by run; one run is in memory.
pub trait Source: Send + 'static {
    /// What may go wrong on the way.
    type Fault: From<Failure> + Debug + Send + 'static;

    /// The text of the next run. `None`: that was all.
    fn next_run(&mut self) -> impl Future<Output = Result<Option<String>, Self::Fault>> + Send;
}

/// A file that is written while it is read.
pub struct File(Receiver<Piece>);

enum Piece {
    Text(String),
    /// That was all. A file that ends without it is broken off, so that nobody takes it for whole.
    End,
}

/// The file ends before it is whole.
#[derive(Debug, thiserror::Error)]
#[error("the export could not be finished")]
pub struct Broken;

impl File {
    /// The next piece; `None` at the end of a whole file.
    pub async fn next(&mut self) -> Option<Result<String, Broken>> {
        match self.0.recv().await {
            Some(Piece::Text(text)) => Some(Ok(text)),
            Some(Piece::End) => None,
            None => Some(Err(Broken)),
        }
    }
}

/// Begins a file in the caller's place for exports. What can be refused is refused here; later there is only the end.
///
/// # Errors
/// [`Failure::Limited`] while another export of this account runs; what the first run says.
pub async fn file<S: Source>(app: &App, ctx: &Context, source: S) -> Result<File, S::Fault> {
    let (begun, beginning) = oneshot::channel();
    let (out, pieces) = mpsc::channel(1);
    // In a task of its own from the beginning: whoever goes away meanwhile leaves no place taken.
    tokio::spawn(write(app.clone(), ctx.clone(), source, begun, out));
    match beginning.await {
        Ok(Ok(())) => Ok(File(pieces)),
        Ok(Err(fault)) => Err(fault),
        Err(_) => Err(Failure::Internal(Broken.into()).into()),
    }
}

async fn write<S: Source>(
    app: App,
    ctx: Context,
    mut source: S,
    begun: oneshot::Sender<Result<(), S::Fault>>,
    out: Sender<Piece>,
) {
    let mut export = match begin(&app, &ctx).await {
        Ok(export) => export,
        Err(failure) => {
            let _gone = begun.send(Err(failure.into()));
            return;
        }
    };
    let mut is_whole = false;
    match source.next_run().await {
        Ok(first) => {
            if begun.send(Ok(())).is_ok() {
                match write_on(&app, &ctx, &mut source, &mut export, first, &out).await {
                    Ok(Ending::Whole) => is_whole = true,
                    // A reader may go whenever it likes, and one that asks for the headers alone goes at once.
                    Ok(Ending::ReaderGone) => {
                        tracing::debug!(request_id = ctx.request_id, "an export has no reader left")
                    }
                    Err(fault) => tracing::warn!(request_id = ctx.request_id, ?fault, "an export was not finished"),
                }
            }
        }
        Err(fault) => {
            let _gone = begun.send(Err(fault));
        }
    }
    if let Err(failure) = export.end(&app).await {
        tracing::warn!(?failure, "the place of an export was not given back");
    }
    // Whoever has read it to its end may begin the next one.
    if is_whole && !send(&out, Piece::End).await {
        tracing::debug!(request_id = ctx.request_id, "nobody reads an export's end");
    }
}

/// How writing an export ended, when nothing failed.
enum Ending {
    Whole,
    ReaderGone,
}

async fn write_on<S: Source>(
    app: &App,
    ctx: &Context,
    source: &mut S,
    export: &mut Export,
    first: Option<String>,
    out: &Sender<Piece>,
) -> Result<Ending, S::Fault> {
    let mut run = first;
    while let Some(text) = run {
        if !send(out, Piece::Text(text)).await {
            return Ok(Ending::ReaderGone);
        }
        export.go_on(app).await?;
        still_may(app, ctx).await?;
        run = source.next_run().await?;
    }
    Ok(Ending::Whole)
}

/// A reader that takes its time holds a file open for hours: it ends when the reader's session, account, roles or partners do.
async fn still_may(app: &App, ctx: &Context) -> Outcome<()> {
    let identity = app.identity();
    let actor = identity.still(&ctx.actor).filter(|actor| !identity.has_ended(actor));
    let actor = actor.ok_or_else(|| Refusal::of(&catalogue::AUTHENTICATION_FAILED))?;
    let now = app.context(actor, ctx.request_id.clone(), ctx.source).await?;
    let has_all = now.actor.roles.is_superset(&ctx.actor.roles) && ctx.owned.iter().all(|id| now.owned.contains(id));
    if has_all { Ok(()) } else { Err(Refusal::of(&catalogue::FORBIDDEN).into()) }
}

/// Whether the reader is still there: within a minute it has made room.
async fn send(out: &Sender<Piece>, piece: Piece) -> bool {
    matches!(tokio::time::timeout(PATIENCE, out.send(piece)).await, Ok(Ok(())))
}
