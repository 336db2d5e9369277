//! OIDC clients: eSignet is asked again where it did not answer, and clients whose key was replaced end when the overlap does.

use std::time::Duration;

use chrono::TimeDelta;
use pms_app::{App, oidc_clients};
use tokio_util::sync::CancellationToken;

use crate::turn::Turn;

const EVERY: Duration = Duration::from_secs(15);
/// Longer than half a dozen requests without an answer: the lease is prolonged before each.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// Looks every quarter of a minute until the shutdown.
pub(crate) async fn run(app: App, shutdown: CancellationToken) {
    let mut turn = Turn::new("oidc-clients", app.store(), app.surroundings(), LEASE);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(failure) = look(&app, &mut turn).await {
            tracing::warn!(?failure, "the clients that wait for eSignet cannot be looked at");
        }
    }
    turn.give_back(app.store(), app.surroundings().now()).await;
}

async fn look(app: &App, turn: &mut Turn) -> pms_app::Outcome<()> {
    for intent in oidc_clients::due(app).await? {
        if !turn.take(app.store(), app.surroundings().now()).await {
            return Ok(());
        }
        // One that cannot be recorded keeps no other one waiting.
        if let Err(failure) = oidc_clients::retry(app, &intent).await {
            tracing::warn!(?failure, client = intent.client_id, "eSignet's answer cannot be recorded");
        }
    }
    for replaced in oidc_clients::to_retire(app).await? {
        if !turn.take(app.store(), app.surroundings().now()).await {
            return Ok(());
        }
        if let Err(failure) = oidc_clients::retire(app, &replaced).await {
            tracing::warn!(?failure, client = replaced.old_id, "a replaced client is not deactivated yet");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use pms_store::audit::Record;
    use pms_store::esignet_intent::{self, Intent};
    use pms_store::oidc_client::{self, Content, KeyChange, NewClient};
    use pms_store::partner::Reach;
    use serde_json::json;

    use super::*;
    use crate::fixture::Fixture;

    fn wanted(id: &str) -> serde_json::Value {
        json!({"api": "Oidc", "step": "Create", "replaces": null, "client": {"client_id": id, "name": "Bank",
            "partner_id": "acme", "policy_id": "p", "public_key": {"kty": id}, "claims": ["name"], "acr_values": ["a"],
            "logo_uri": "https://a.example", "redirect_uris": ["https://a.example"], "grant_types": [], "auth_methods": []}})
    }

    /// What a crash left: a client that waits for its outcome, and one whose overlap is over.
    async fn left_over(fixture: &Fixture) {
        let now = fixture.surroundings.now();
        let none: &[String] = &[];
        let mut change = fixture.store.change().await.unwrap();
        let intent = Intent {
            id: "i1".into(),
            client_id: "new".into(),
            rp_id: "acme".into(),
            wanted: wanted("new").to_string(),
            attempts: 0,
            next_try_at: now + TimeDelta::seconds(30),
            cr_by: "owner".into(),
            cr_dtimes: now,
        };
        esignet_intent::insert(&mut change, &intent).await.unwrap();
        let content =
            Content { name: "Old", logo_uri: "x", redirect_uris: none, grant_types: none, auth_methods: none };
        let old = NewClient {
            id: "old",
            rp_id: "acme",
            policy_id: "p",
            public_key: "{}",
            claims: none,
            acr_values: none,
            content,
            by: "owner",
            at: now,
        };
        oidc_client::insert(&mut change, &old).await.unwrap();
        let retire_at = now + TimeDelta::hours(1);
        oidc_client::replace_key(&mut change, &KeyChange { old_id: "old".into(), new_id: "new".into(), retire_at });
        change.save(&fixture.context(), Record::new("t", "t", "t")).await.unwrap();
    }

    #[tokio::test]
    async fn what_waits_is_settled_and_what_is_over_ends() {
        for fixture in Fixture::each().await {
            left_over(&fixture).await;
            let app = fixture.app().await;
            let mut turn = Turn::new("oidc-clients", app.store(), app.surroundings(), LEASE);
            let db = app.store().db();
            let find = |id: &'static str| async move {
                oidc_client::find(db, Reach::Everything, id).await.unwrap().map(|client| (client.status, client.cr_by))
            };
            look(&app, &mut turn).await.unwrap();
            assert_eq!(find("new").await, None, "the request is at it");
            fixture.advance(TimeDelta::seconds(31));
            look(&app, &mut turn).await.unwrap();
            assert_eq!(find("new").await, Some(("ACTIVE".to_owned(), "owner".to_owned())));
            assert_eq!(find("old").await, Some(("ACTIVE".to_owned(), "owner".to_owned())), "the overlap goes on");
            fixture.advance(TimeDelta::hours(1));
            look(&app, &mut turn).await.unwrap();
            assert_eq!(find("old").await, Some(("INACTIVE".to_owned(), "owner".to_owned())));
            let before = pms_store::audit::head(db).await.unwrap().0;
            look(&app, &mut turn).await.unwrap();
            assert_eq!(pms_store::audit::head(db).await.unwrap().0, before, "nothing happens twice");
        }
    }
}
