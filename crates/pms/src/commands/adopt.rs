//! `pms migrate --adopt`.

use std::process::ExitCode;

use anyhow::bail;
use pms_app::adopt::Claim;
use pms_domain::Context;
use pms_store::adopt::{self, Difference, Effect, Found};
use pms_store::db::Db;
use pms_store::{migrate, open};

use super::{say, shown};
use crate::compose;
use crate::config::{self, Config};

/// Takes over a database of the Java services; 1 when something stops it, and then nothing was changed.
pub async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    compose::data_directory(config)?;
    let db = Db::open(&config::location(config)?, 2).await?;
    match adopt::found(&db).await? {
        Found::Empty => bail!("there is no mosip_pms schema in this database: nothing to adopt. Run `pms migrate`"),
        Found::Ours => {
            migrate::run(&db).await?;
            db.close().await;
            say("This database is adopted already; the schema is up to date.");
            return Ok(ExitCode::SUCCESS);
        }
        Found::MosipPms | Found::Unfinished => {}
    }
    // A missing key must be noticed before anything is changed.
    let surroundings = crate::surroundings::of_this_machine();
    let master = compose::master_key(config, &surroundings)?;
    let differences = adopt::take_over(&db).await?;
    report(&differences);
    if differences.iter().any(|difference| difference.effect == Effect::Stops) {
        db.close().await;
        say("The database was not adopted, and nothing was changed.");
        return Ok(ExitCode::FAILURE);
    }
    let store = open::store(db, &master, &surroundings).await?;
    let adopted = pms_app::adopt::fill(&store, &Context::system(surroundings, "adopted")).await.map_err(shown)?;
    // What this binary knows beyond the migrations of an adoption that another version began.
    migrate::run(store.db()).await?;
    store.db().close().await;
    for duplicate in &adopted.duplicates {
        let what = match duplicate.claim {
            Claim::Id => "id, but for its letter case,",
            Claim::Email => "e-mail address",
        };
        say(&format!("note  partner {} has the same {what} as partner {}", duplicate.partner_id, duplicate.of));
    }
    say(&format!(
        "Adopted: {} partners, {} of them wait for a decision, and {} requests for policies do. The database is clear; \
         `pms keys seal` seals it.",
        adopted.partners, adopted.waiting, adopted.policy_requests
    ));
    Ok(ExitCode::SUCCESS)
}

fn report(differences: &[Difference]) {
    for difference in differences {
        let word = match difference.effect {
            Effect::Stops => "STOP ",
            Effect::Mended => "mend ",
            Effect::Noted => "note ",
        };
        say(&format!("{word} {}", difference.what));
    }
}
