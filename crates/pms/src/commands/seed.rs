//! `pms seed mosip`.

use super::{say, shown};
use crate::compose;
use crate::config::Config;

pub async fn mosip(config: &Config) -> anyhow::Result<()> {
    let (app, _) = compose::for_command(config).await?;
    let ctx = app.system("seed");
    let loaded = pms_app::seed::mosip(&app, &ctx).await.map_err(shown)?;
    say(&format!(
        "Loaded {} policy groups, {} partners, {} policies and {} links between them; what was there already stayed as it was.",
        loaded.policy_groups, loaded.partners, loaded.policies, loaded.links
    ));
    app.store().db().close().await;
    Ok(())
}
