//! Accounts (being written).
use crate::{App, Outcome};
use pms_domain::Context;
use pms_store::Change;
pub mod limits {
    use super::*;
    pub async fn email_check(_app: &App, _ctx: &Context) -> Outcome<()> {
        Ok(())
    }
}
pub(crate) async fn invite_in(
    _app: &App,
    _ctx: &Context,
    _change: &mut Change<'_>,
    _partner: &str,
    _role: &str,
    _email: &str,
    _lang: &str,
) -> Outcome<String> {
    Ok(String::new())
}
