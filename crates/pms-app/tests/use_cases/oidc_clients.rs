//! OIDC clients and eSignet: what is agreed, refused, lost, asked again.

use chrono::TimeDelta;
use pms_app::esignet::Api;
use pms_app::oidc_clients::{self, Edit, NewClient, Registered};
use pms_app::settings::{Esignet as Settings, Settings as All};
use pms_app::testing::{Person, Site};
use pms_app::{App, Outcome};
use pms_domain::oidc_client::Status;
use pms_domain::{Context, catalogue};
use pms_store::audit::{self, Record};
use pms_store::policy_link::{self, NewRequest};
use pms_store::{auth_policy, oidc_client, partner, policy_group};
use pms_testkit::esignet::{Esignet, Said};
use serde_json::{Value, json};

use crate::support::{Stage, done, refusal, refused};

/// RFC 8037 §A.2, and its id.
const KEY: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
pub const ID: &str = "yfwvFfIkAWVfmyYiqKN2UcniC3TcMFzI35W6AF4dZPk";

const POLICY: &str = r#"{"allowedKycAttributes":[{"attributeName":"fullName"}],
    "allowedAuthTypes":[{"authType":"otp","mandatory":false}]}"#;

/// Settings for a stand-in at this machine.
pub fn remote(settings: &mut Settings, esignet: &Esignet) {
    let secret = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("esignet-secret");
    std::fs::write(&secret, "the-secret\n").unwrap();
    settings.mode = "http".to_owned();
    settings.url = esignet.url();
    settings.token_url = esignet.token_url();
    settings.client_id = "mosip-pms-client".to_owned();
    settings.client_secret_file = Some(secret);
    settings.allowed_hosts = vec!["127.0.0.1".to_owned()];
}

/// A site with the partners `acme` and `other`, both with an approved request for the policy `kyc`.
pub struct Bank {
    pub stage: Stage,
    pub owner: Context,
    pub stranger: Context,
}

impl Bank {
    pub async fn on(site: Site) -> Self {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let system = stage.site.system();
        let group = policy_group::find_by_name(app.store().db(), "Banking").await.unwrap().unwrap();
        let owner = stage.owner("acme", "Auth_Partner").await;
        let stranger = stage.owner("other", "Auth_Partner").await;
        let mut change = app.store().change().await.unwrap();
        let new = auth_policy::NewPolicy {
            id: "kyc",
            policy_group_id: &group.id,
            name: "Kyc",
            descr: "Described",
            policy: POLICY,
            policy_type: "Auth",
            version: "1",
            valid_to: system.now() + TimeDelta::days(3650),
            by: "test",
            at: system.now(),
        };
        auth_policy::insert(&mut change, &new).await.unwrap();
        auth_policy::publish(&mut change, "kyc", "https://schema.example", "test", system.now()).await.unwrap();
        for id in ["acme", "other"] {
            let (by, at) = ("test", system.now());
            partner::set_standing(&mut change, id, "approved", true, by, at).await.unwrap();
            let request = NewRequest { id, part_id: id, policy_id: "kyc", request_detail: "Why", by, at };
            policy_link::insert(&mut change, &request).await.unwrap();
            policy_link::set_status(&mut change, id, "approved", by, at);
        }
        change.save(&system, Record::new("test.bank", "partner", "acme")).await.unwrap();
        let context = |person: Person| async {
            let person = person;
            stage.ctx(&person).await
        };
        let (owner, stranger) = (context(owner).await, context(stranger).await);
        Self { stage, owner, stranger }
    }

    pub fn app(&self) -> &App {
        &self.stage.site.app
    }

    pub fn advance(&self, by: TimeDelta) {
        self.stage.site.clock.advance(by);
    }

    pub async fn create(&self) -> Outcome<Registered> {
        oidc_clients::create(self.app(), &self.owner, client("Bank")).await
    }

    pub async fn update(&self, name: &str, status: Status) -> Outcome<Registered> {
        oidc_clients::update(self.app(), &self.owner, edit(name, status)).await
    }

    /// The job's look.
    pub async fn retry(&self) -> usize {
        let due = done(oidc_clients::due(self.app()).await);
        for intent in &due {
            done(oidc_clients::retry(self.app(), intent).await);
        }
        due.len()
    }

    pub async fn stored(&self) -> Option<oidc_client::OidcClient> {
        let db = self.app().store().db();
        oidc_client::find(db, partner::Reach::Everything, ID).await.unwrap()
    }

    pub async fn waits(&self) -> bool {
        self.stage.count("SELECT COUNT(*) AS n FROM x_esignet_intent").await == 1
    }

    pub async fn events(&self) -> i64 {
        self.stage.count("SELECT COUNT(*) AS n FROM x_outbox WHERE topic LIKE 'OIDC_CLIENT_%'").await
    }

    async fn actions(&self) -> Vec<String> {
        let rows = audit::of_object(self.app().store().db(), "oidc_client", ID, 10).await.unwrap();
        rows.into_iter().rev().map(|row| row.action).collect()
    }
}

pub fn client(name: &str) -> NewClient {
    let key = json!({"kty": "OKP", "crv": "Ed25519", "x": KEY, "d": "cHJpdmF0ZQ"});
    NewClient {
        api: Api::Oauth,
        name: name.to_owned(),
        names: Some(vec![("eng".to_owned(), name.to_owned())]),
        policy_id: "kyc".to_owned(),
        public_key: key.as_object().unwrap().clone(),
        partner_id: "acme".to_owned(),
        logo_uri: "https://bank.example/logo.png".to_owned(),
        redirect_uris: vec!["https://bank.example/callback".to_owned()],
        grant_types: vec!["authorization_code".to_owned()],
        auth_methods: vec!["private_key_jwt".to_owned()],
    }
}

pub fn edit(name: &str, status: Status) -> Edit {
    let client = client(name);
    Edit {
        api: client.api,
        client_id: ID.to_owned(),
        name: client.name,
        names: client.names,
        logo_uri: client.logo_uri,
        redirect_uris: client.redirect_uris,
        status,
        grant_types: client.grant_types,
        auth_methods: client.auth_methods,
    }
}

async fn banks(esignet: &Esignet) -> Vec<Bank> {
    let mut banks = Vec::new();
    for site in Site::on_both_with(|settings: &mut All| remote(&mut settings.esignet, esignet)).await {
        banks.push(Bank::on(site).await);
    }
    banks
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_esignet_accepts_is_registered_and_it_hears_all_of_it() {
    let esignet = Esignet::start();
    for bank in banks(&esignet).await {
        let (before, tokens) = (esignet.asked().len(), esignet.tokens());
        assert_eq!(done(bank.create().await), Registered { client_id: ID.to_owned(), status: Status::Active });
        assert_eq!(done(bank.update("Bank 2", Status::Active).await).status, Status::Active);
        assert_eq!(done(bank.update("ignored", Status::Inactive).await).status, Status::Inactive);
        let asked = esignet.asked().split_off(before);
        let lines: Vec<&str> = asked.iter().map(|asked| asked.line.as_str()).collect();
        let path = "/v1/esignet/client-mgmt/oauth-client";
        assert_eq!(lines, [format!("POST {path}"), format!("PUT {path}/{ID}"), format!("PUT {path}/{ID}")]);
        assert_eq!(esignet.tokens() - tokens, 1, "the token is kept");
        let token = format!("access-token-of-esignet-{}", esignet.tokens());
        for request in &asked {
            assert_eq!(request.header("authorization"), Some(format!("Bearer {token}").as_str()));
            assert_eq!(request.header("cookie"), Some(format!("Authorization={token}").as_str()));
            assert_eq!(request.header("content-type"), Some("application/json"));
            assert!(!request.body.contains("cHJpdmF0ZQ"), "nothing private leaves the house");
        }
        let bodies: Vec<Value> = asked.iter().map(|asked| serde_json::from_str(&asked.body).unwrap()).collect();
        let now = pms_domain::time::zulu(bank.owner.now());
        let shared = |name: &str| {
            json!({"logoUri": "https://bank.example/logo.png", "redirectUris": ["https://bank.example/callback"],
                "grantTypes": ["authorization_code"], "clientAuthMethods": ["private_key_jwt"], "clientName": name,
                "userClaims": ["name"], "authContextRefs": ["mosip:idp:acr:generated-code"],
                "clientNameLangMap": {"eng": name}})
        };
        let with = |mut value: Value, more: Value| {
            value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!({"requestTime": now, "request": value})
        };
        let key = json!({"kty": "OKP", "crv": "Ed25519", "x": KEY});
        let made = json!({"clientId": ID, "publicKey": key, "relyingPartyId": "acme"});
        assert_eq!(bodies[0], with(shared("Bank"), made));
        assert_eq!(bodies[1], with(shared("Bank 2"), json!({"status": "ACTIVE"})));
        assert_eq!(bodies[2], with(shared("Bank 2"), json!({"status": "INACTIVE"})));
        assert!(!bank.waits().await);
        assert_eq!(bank.events().await, 3);
        let ask = "oidc_client.ask";
        let actions = [ask, "oidc_client.create", ask, "oidc_client.update", ask, "oidc_client.deactivate"];
        assert_eq!(bank.actions().await, actions);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_esignet_refuses_is_said_in_its_words_and_closed() {
    let esignet = Esignet::start();
    for bank in banks(&esignet).await {
        esignet.says([Said::Refused("invalid_redirect_uri", "Not taken")]);
        let said = refusal(bank.create().await);
        assert_eq!((said.wire_code(), said.message().as_ref()), ("invalid_redirect_uri", "Not taken"));
        assert_eq!((bank.stored().await.is_none(), bank.waits().await, bank.events().await), (true, false, 0));
        assert_eq!(bank.actions().await, ["oidc_client.ask", "oidc_client.refused"]);
        done(bank.create().await);
        esignet.says([Said::Refused("invalid_client_name", "Not taken")]);
        assert_eq!(refusal(bank.update("Other", Status::Active).await).wire_code(), "invalid_client_name");
        assert_eq!(bank.stored().await.unwrap().name, r#"{"eng":"Bank","@none":"Bank"}"#, "errors of updates are read");
        assert_eq!((bank.waits().await, bank.events().await), (false, 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_answer_the_job_asks_again_and_nothing_half_done_is_seen() {
    let esignet = Esignet::start();
    for bank in banks(&esignet).await {
        for no_answer in [Said::Nothing, Said::Any(500, "broken"), Said::Any(200, "no json"), Said::Any(302, "")] {
            esignet.says([no_answer.clone()]);
            let asked = esignet.asked().len();
            refused(bank.create().await, &catalogue::ESIGNET_NO_ANSWER);
            assert_eq!(esignet.asked().len(), asked + 1, "{no_answer:?}: the repetition joins");
            assert!(bank.waits().await);
        }
        assert!(bank.stored().await.is_none());
        let found = oidc_clients::get(bank.app(), &bank.owner, Api::Oauth, ID).await;
        refused(found.map(|_| ()), &catalogue::CLIENT_NOT_FOUND);
        let another = oidc_clients::create(bank.app(), &bank.owner, client("Other")).await;
        refused(another, &catalogue::CLIENT_CHANGE_WAITS);
        let foreign = NewClient { partner_id: "other".to_owned(), ..client("Bank") };
        refused(oidc_clients::create(bank.app(), &bank.stranger, foreign).await, &catalogue::CLIENT_KEY_EXISTS);
        assert_eq!(bank.retry().await, 0, "not while the request may be at it");
        bank.advance(TimeDelta::seconds(30));
        esignet.says([Said::Nothing]);
        assert_eq!(bank.retry().await, 1);
        assert_eq!(bank.retry().await, 0, "the next try has its time");
        assert!(bank.stored().await.is_none());
        bank.advance(TimeDelta::minutes(1));
        assert_eq!(bank.retry().await, 1);
        let client = bank.stored().await.unwrap();
        assert_eq!((client.status.as_str(), client.cr_by.as_str()), ("ACTIVE", "owner-acme"));
        assert_eq!((bank.waits().await, bank.events().await), (false, 1));
        refused(bank.create().await, &catalogue::CLIENT_KEY_EXISTS);
    }
}

/// The process ends after eSignet agreed: eSignet says later that it has the client.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_was_lost_is_found_again() {
    let esignet = Esignet::start();
    for bank in banks(&esignet).await {
        esignet.says([Said::Nothing, Said::Refused("duplicate_client_id", "It is there")]);
        refused(bank.create().await, &catalogue::ESIGNET_NO_ANSWER);
        bank.advance(TimeDelta::seconds(30));
        assert_eq!(bank.retry().await, 1);
        assert_eq!(bank.stored().await.unwrap().status, "ACTIVE");
        assert_eq!(bank.events().await, 1);
        // A client that eSignet does not have can be ended, not changed.
        esignet.says([Said::Refused("invalid_client_id", "Unknown")]);
        assert_eq!(refusal(bank.update("Other", Status::Active).await).wire_code(), "invalid_client_id");
        esignet.says([Said::Refused("invalid_client_id", "Unknown")]);
        assert_eq!(done(bank.update("Other", Status::Inactive).await).status, Status::Inactive);
    }
}

/// What a crash between the two changes leaves: the first one alone, and then another process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_between_the_changes_is_made_good() {
    let esignet = Esignet::start();
    for bank in banks(&esignet).await {
        esignet.says([Said::Late]);
        let app = bank.app().clone();
        let owner = bank.owner.clone();
        let request = tokio::spawn(async move { oidc_clients::create(&app, &owner, client("Bank")).await.is_ok() });
        let asked = esignet.asked().len();
        while esignet.asked().len() == asked {
            tokio::task::yield_now().await;
        }
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
        assert!(bank.waits().await && bank.stored().await.is_none());
        bank.advance(TimeDelta::seconds(30));
        let app = if bank.stage.site.is_postgres() { bank.stage.site.replica().await } else { bank.app().clone() };
        for intent in done(oidc_clients::due(&app).await) {
            done(oidc_clients::retry(&app, &intent).await);
        }
        assert_eq!(bank.stored().await.unwrap().status, "ACTIVE");
        assert_eq!((bank.waits().await, bank.events().await), (false, 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_register_the_same_at_once_make_one() {
    let esignet = Esignet::start();
    for bank in banks(&esignet).await {
        esignet.says_now(Said::Nothing);
        refused(bank.create().await, &catalogue::ESIGNET_NO_ANSWER);
        // Both join what waits, and both hear yes; one of them writes.
        esignet.says([Said::Accepted, Said::Refused("duplicate_client_id", "It is there")]);
        let (one, two) = tokio::join!(bank.create(), bank.create());
        for outcome in [one, two] {
            // Whoever comes after the other has finished is told that the key is in use.
            if outcome.is_err() {
                refused(outcome, &catalogue::CLIENT_KEY_EXISTS);
            }
        }
        assert_eq!((bank.waits().await, bank.events().await), (false, 1));
        assert_eq!(bank.stage.count("SELECT COUNT(*) AS n FROM oidc_client").await, 1);
    }
}

/// As above with nothing before, at eSignet's and at a site without: at two processes on PostgreSQL.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_begin_at_once_make_one() {
    let esignet = Esignet::start();
    for is_remote in [true, false] {
        let sites = Site::on_both_with(|settings: &mut All| {
            if is_remote {
                remote(&mut settings.esignet, &esignet);
            }
        });
        for site in sites.await {
            let bank = Bank::on(site).await;
            let other =
                if bank.stage.site.is_postgres() { bank.stage.site.replica().await } else { bank.app().clone() };
            let (one, two) = tokio::join!(bank.create(), oidc_clients::create(&other, &bank.owner, client("Bank")));
            assert!(one.is_ok() || two.is_ok());
            for outcome in [one, two].into_iter().filter(Result::is_err) {
                refused(outcome, &catalogue::CLIENT_KEY_EXISTS);
            }
            assert_eq!((bank.waits().await, bank.events().await), (false, 1));
            assert_eq!(bank.stage.count("SELECT COUNT(*) AS n FROM oidc_client").await, 1);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ending_a_client_does_not_wait_for_a_change_of_its_name() {
    let esignet = Esignet::start();
    for bank in banks(&esignet).await {
        done(bank.create().await);
        esignet.says([Said::Nothing]);
        refused(bank.update("Other", Status::Active).await, &catalogue::ESIGNET_NO_ANSWER);
        refused(bank.update("Third", Status::Active).await, &catalogue::CLIENT_CHANGE_WAITS);
        refused(bank.update("x", Status::Inactive).await, &catalogue::CLIENT_CHANGE_WAITS);
        bank.advance(TimeDelta::seconds(10));
        esignet.says([Said::Nothing]);
        refused(bank.update("x", Status::Inactive).await, &catalogue::ESIGNET_NO_ANSWER);
        refused(bank.update("Other", Status::Active).await, &catalogue::CLIENT_CHANGE_WAITS);
        bank.advance(TimeDelta::seconds(30));
        assert_eq!(bank.retry().await, 1);
        let client = bank.stored().await.unwrap();
        assert_eq!((client.status.as_str(), client.name.contains("Other")), ("INACTIVE", false));
        refused(bank.update("x", Status::Active).await, &catalogue::CLIENT_DEACTIVATED);
        assert_eq!(bank.events().await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_day_nobody_asks_any_more() {
    let esignet = Esignet::start();
    for bank in banks(&esignet).await {
        esignet.says_now(Said::Nothing);
        refused(bank.create().await, &catalogue::ESIGNET_NO_ANSWER);
        for hours in [1, 2, 7, 7] {
            bank.advance(TimeDelta::hours(hours));
            esignet.says_now(Said::Nothing);
            assert_eq!(bank.retry().await, 1, "{hours}");
            assert!(bank.waits().await);
        }
        bank.advance(TimeDelta::hours(7));
        let asked = esignet.asked().len();
        assert_eq!(bank.retry().await, 1);
        assert_eq!((bank.waits().await, esignet.asked().len()), (false, asked), "given up without asking");
        assert_eq!(bank.actions().await, ["oidc_client.ask", "oidc_client.refused"]);
        done(bank.create().await);
        assert_eq!(bank.stored().await.unwrap().status, "ACTIVE");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_say_neither_yes_nor_no() {
    let esignet = Esignet::start();
    for bank in banks(&esignet).await {
        for (body, entry) in [
            (r#"{"response":null,"errors":[]}"#, &catalogue::UNABLE_TO_PROCESS),
            (r#"{"response":null,"errors":[{"errorMessage":"x"}]}"#, &catalogue::UNABLE_TO_PROCESS),
            (r#"{"response":null,"errors":[{"errorCode":"a\u0000b"}]}"#, &catalogue::UNABLE_TO_PROCESS),
            (r#"{"response":null,"errors":null}"#, &catalogue::ESIGNET_EMPTY),
            (r#"{}"#, &catalogue::ESIGNET_EMPTY),
        ] {
            esignet.says_now(Said::Any(200, body));
            refused(bank.create().await, entry);
            assert!(bank.waits().await, "{body}: asked again");
        }
        // A token that is not accepted any more is replaced by a new one, once.
        let tokens = esignet.tokens();
        esignet.says([Said::Any(401, ""), Said::Accepted]);
        done(bank.create().await);
        assert_eq!(esignet.tokens(), tokens + 1);
        bank.advance(TimeDelta::minutes(5));
        done(bank.update("Other", Status::Active).await);
        assert_eq!(esignet.tokens(), tokens + 2, "it ended");
        esignet.says([Said::Any(401, ""), Said::Any(403, "")]);
        refused(bank.update("Third", Status::Active).await, &catalogue::ESIGNET_NO_ANSWER);
    }
}

/// Five seconds, then nobody waits any longer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_comes_too_late_is_none() {
    let esignet = Esignet::start();
    let site = Site::with(|settings: &mut All| remote(&mut settings.esignet, &esignet)).await;
    let bank = Bank::on(site).await;
    esignet.says_now(Said::Late);
    refused(bank.create().await, &catalogue::ESIGNET_NO_ANSWER);
    assert!(bank.waits().await);
}

/// Addresses inside are called only where the operator named the host.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_inside_are_not_called_unless_they_are_named() {
    let esignet = Esignet::start();
    let site = Site::with(|settings: &mut All| {
        remote(&mut settings.esignet, &esignet);
        settings.esignet.allowed_hosts.clear();
    });
    let bank = Bank::on(site.await).await;
    refused(bank.create().await, &catalogue::ESIGNET_NO_ANSWER);
    assert_eq!((esignet.asked().len(), esignet.tokens()), (0, 0));
    assert!(bank.waits().await, "an operator may mend the configuration");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_claims_are_those_of_esignet() {
    let esignet = Esignet::start();
    let site = Site::with(|settings: &mut All| {
        remote(&mut settings.esignet, &esignet);
        settings.esignet.configuration_url = esignet.configuration_url();
    });
    let bank = Bank::on(site.await).await;
    refused(bank.create().await, &catalogue::CLAIMS_UNAVAILABLE);
    esignet.configure(r#"{"claims_supported":["email","phone_number"]}"#);
    refused(bank.create().await, &catalogue::CLAIMS_UNAVAILABLE);
    bank.advance(TimeDelta::seconds(30));
    refused(bank.create().await, &catalogue::CLIENT_NO_CLAIMS);
    esignet.configure(r#"{"claims_supported":["email","name"]}"#);
    refused(bank.create().await, &catalogue::CLIENT_NO_CLAIMS);
    bank.advance(TimeDelta::hours(1));
    done(bank.create().await);
    assert_eq!(bank.stored().await.unwrap().claims, "name");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_key_goes_through_esignet_too() {
    let esignet = Esignet::start();
    for bank in banks(&esignet).await {
        done(bank.create().await);
        let key = json!({"kty": "OKP", "crv": "Ed25519", "x": format!("{}A", "e".repeat(42))});
        let key = key.as_object().unwrap();
        let change = || oidc_clients::change_key(bank.app(), &bank.owner, ID, key, Some(0));
        esignet.says_now(Said::Nothing);
        refused(change().await, &catalogue::ESIGNET_NO_ANSWER);
        assert_eq!(bank.stage.count("SELECT COUNT(*) AS n FROM oidc_client").await, 1, "not half done");
        let done_now = done(change().await);
        assert_eq!((done_now.replaces.as_str(), done_now.overlap_hours), (ID, 0));
        esignet.says_now(Said::Nothing);
        for replaced in done(oidc_clients::to_retire(bank.app()).await) {
            refused(oidc_clients::retire(bank.app(), &replaced).await, &catalogue::ESIGNET_NO_ANSWER);
        }
        assert!(done(oidc_clients::to_retire(bank.app()).await).is_empty(), "it is under way");
        bank.advance(TimeDelta::seconds(30));
        assert_eq!(bank.retry().await, 1);
        assert_eq!(bank.stored().await.unwrap().status, "INACTIVE");
        assert_eq!(bank.stage.count("SELECT COUNT(*) AS n FROM oidc_client WHERE status = 'ACTIVE'").await, 1);
    }
}

/// A partner has so many active clients; a deactivated one makes room.
#[tokio::test]
async fn a_partner_has_so_many_active_clients() {
    for site in Site::on_both().await {
        let bank = Bank::on(site).await;
        let (app, none) = (bank.app(), Vec::new());
        let mut change = app.store().change().await.unwrap();
        let content = oidc_client::Content {
            name: "N",
            logo_uri: "",
            redirect_uris: &none,
            grant_types: &none,
            auth_methods: &none,
        };
        for number in 0..pms_domain::limits::OIDC_CLIENTS {
            let (id, public_key) = (format!("client-{number}"), format!("key-{number}"));
            let new = oidc_client::NewClient {
                id: &id,
                rp_id: "acme",
                policy_id: "kyc",
                public_key: &public_key,
                claims: &none,
                acr_values: &none,
                content,
                by: "test",
                at: bank.stage.site.system().now(),
            };
            oidc_client::insert(&mut change, &new).await.unwrap();
        }
        change.save(&bank.stage.site.system(), Record::new("test.clients", "partner", "acme")).await.unwrap();
        refused(bank.create().await, &catalogue::CLIENTS_TOO_MANY);
        assert!(!bank.waits().await, "nothing was begun");
        bank.stage.sql("UPDATE oidc_client SET status = 'INACTIVE' WHERE id = 'client-0'").await;
        done(bank.create().await);
    }
}
