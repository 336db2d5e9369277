//! Exports: one at a time for each account, whichever processes it asks (architecture §2, limits).

use chrono::TimeDelta;
use pms_domain::Context;
use pms_store::lease;

use crate::{App, Failure, Outcome};

/// How long the place of an export lasts that nobody prolongs: so long its account waits when the process died.
const LIFE: TimeDelta = TimeDelta::minutes(2);
/// When to try again, as far as one can tell.
const RETRY_AFTER: u64 = 30;

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
