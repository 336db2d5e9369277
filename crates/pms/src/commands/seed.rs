//! `pms seed mosip`.

use super::{say, shown};
use crate::compose;
use crate::config::Config;

pub async fn mosip(config: &Config, stock_keys: bool) -> anyhow::Result<()> {
    let (app, _) = compose::for_command(config).await?;
    let ctx = app.system("seed");
    let loaded = pms_app::seed::mosip(&app, &ctx, stock_keys).await.map_err(shown)?;
    say(&format!(
        "Loaded {} policy groups, {} partners, {} policies, {} links between them, {} API keys and {} device models; what was there already stayed as it was.",
        loaded.policy_groups, loaded.partners, loaded.policies, loaded.links, loaded.keys, loaded.devices
    ));
    if stock_keys {
        say("The API keys have the values that MOSIP publishes: anybody may know them. Never use them in production.");
    }
    app.store().db().close().await;
    Ok(())
}
