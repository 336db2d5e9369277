//! What has to happen in time, looked for again and again.

use pms_domain::Context;

use super::{Cause, Rotated, Which};
use crate::App;

/// What a look has done and found.
#[derive(Debug, Default)]
pub struct Look {
    /// Generations that took over.
    pub rotated: Vec<Rotated>,
    /// Due, and somebody has to have it signed where ROOT is kept.
    pub waits_for_root: Vec<Which>,
}

/// Makes the next generation of all that is due, each before what it signs. Repeated, it changes nothing.
///
/// # Errors
/// When a generation cannot be made; what is due after it is left for the next look.
pub async fn rotate_due(app: &App, ctx: &Context) -> anyhow::Result<Look> {
    app.authorities().refresh().await?;
    let mut look = Look::default();
    for which in Which::ALL {
        let authority = app.authority();
        if !authority.is_due(which, ctx.now()) {
            continue;
        }
        if which != Which::Encryption && authority.root.is_offline() {
            look.waits_for_root.push(which);
            continue;
        }
        if let Some(rotated) = app.authorities().rotate(ctx, which, Cause::Due).await? {
            app.applied(rotated.revision).await;
            look.rotated.push(rotated);
        }
    }
    Ok(look)
}
