//! Clients that are registered at eSignet.

use pms_api_testkit::{Site, with};
use pms_testkit::esignet::{Esignet, Said};
use serde_json::{Value, json};

use super::{ID, create, listed, oauth_client, prepared, put, refuse_to_create, update};
use crate::SERVICE;

/// A site whose clients are registered at this eSignet.
async fn with_esignet(esignet: &Esignet, configuration_url: &str) -> Site {
    let port = esignet.url().replace(|c: char| !c.is_ascii_digit(), "");
    let secret = std::env::temp_dir().join(format!("pms-esignet-secret-{}-{port}", std::process::id()));
    std::fs::write(&secret, "the-secret").unwrap();
    let site = Site::with(SERVICE, |settings| {
        settings.esignet.mode = "http".to_owned();
        settings.esignet.url = esignet.url();
        settings.esignet.token_url = esignet.token_url();
        settings.esignet.configuration_url = configuration_url.to_owned();
        settings.esignet.client_id = "pms".to_owned();
        settings.esignet.client_secret_file = Some(secret.clone());
        settings.esignet.allowed_hosts = vec!["127.0.0.1".to_owned()];
    })
    .await;
    std::fs::remove_file(&secret).unwrap();
    site
}

/// What eSignet does not say, or says in no form that is known, has a code on both interfaces.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_esignet_leaves_open_has_a_code() {
    let esignet = Esignet::start();
    let site = with_esignet(&esignet, &esignet.configuration_url()).await;
    let (owner, _) = prepared(&site).await;
    let unknown = "PMS-MSD-393 Failed to fetch claims from mapping file";
    refuse_to_create(&site, &owner, oauth_client(), unknown).await;

    let site = with_esignet(&esignet, "").await;
    let (owner, _) = prepared(&site).await;
    for path in ["/oauth/client", "/oidc/client"] {
        for (said, expected) in [
            (Said::Nothing, "PMS_KKS_001 Error while accessing the API.Please check the logs."),
            (Said::Any(200, r#"{"response":null}"#), "PMS_PRT_107 Responese from the api is null"),
            (Said::Any(200, r#"{"response":null,"errors":[]}"#), "PMS_PRT_500 Unable to process the request."),
        ] {
            esignet.says([said]);
            site.refuses(&owner, "POST", path, &[(oauth_client(), expected)]).await;
            site.sql("DELETE FROM x_esignet_intent").await;
        }
    }
}

/// eSignet's own codes reach the caller unchanged; without an answer the contract's code does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_esignet_says_is_passed_on() {
    let esignet = Esignet::start();
    let site = with_esignet(&esignet, "").await;
    let (owner, _) = prepared(&site).await;
    esignet.says([Said::Refused("invalid_redirect_uri", "Not taken"), Said::Nothing, Said::Nothing]);
    let refused = site.send(&owner, "POST", "/oauth/client", oauth_client()).await.json();
    assert_eq!(refused["errors"], json!([{"errorCode": "invalid_redirect_uri", "message": "Not taken"}]));
    assert_eq!((&refused["id"], &refused["response"]), (&json!("mosip.partnermanagement"), &Value::Null));
    let silent = "PMS_KKS_001 Error while accessing the API.Please check the logs.";
    assert_eq!(create(&site, &owner, oauth_client()).await, silent);
    let waits = "PMS_OIX_002 Another change of this client waits for the answer of eSignet.";
    assert_eq!(create(&site, &owner, with(oauth_client(), json!({"name": "Other"}))).await, waits);
    assert!(listed(&site, &owner, "").await.is_empty(), "nothing half done");
    assert_eq!(create(&site, &owner, oauth_client()).await, silent);
    assert_eq!(create(&site, &owner, oauth_client()).await, "success");
    assert_eq!(put(&site, &owner, with(update(), json!({"status": "INACTIVE"}))).await, "success");
    let lines: Vec<String> = esignet.asked().into_iter().map(|asked| asked.line).collect();
    assert_eq!(lines.last(), Some(&format!("PUT /v1/esignet/client-mgmt/oauth-client/{ID}")));
}
