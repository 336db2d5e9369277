use pms_api_testkit::{Person, Site, with};
use pms_domain::roles;
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{active, ask, count, decide, linking, policy};

mod esignet;

/// RFC 8037 §A.2, and its id.
const KEY: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const ID: &str = "yfwvFfIkAWVfmyYiqKN2UcniC3TcMFzI35W6AF4dZPk";

const BODY: &str = "400 PMS_COR_001 Invalid request parameter - ";
const NO_PARTNER: &str = "PMS_CERTIFICATE_ERROR_002 User Id does not exists.";
const UNKNOWN: &str = "PMS_ESI_004 Client not exists with given id.";
const ENDED: &str = "PMS_ESI_008 Client already deactivated.";

fn key(x: &str) -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "x": x, "use": "sig", "kid": "one", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"})
}

/// Another key: 43 characters of base64url that end in a whole byte.
fn other_key(letter: char) -> Value {
    key(&format!("{}A", letter.to_string().repeat(42)))
}

fn client() -> Value {
    json!({"name": "Bank", "policyId": "kyc", "publicKey": key(KEY), "authPartnerId": "acme",
        "logoUri": "https://bank.example/logo.png",
        "redirectUris": ["https://bank.example/callback", "io.mosip.residentapp.inji://oauthredirect"],
        "grantTypes": ["authorization_code"], "clientAuthMethods": ["private_key_jwt"]})
}

fn oauth_client() -> Value {
    with(client(), json!({"clientNameLangMap": {"eng": "Bank", "fra": "Banque"}}))
}

fn update() -> Value {
    json!({"clientName": "Bank 2", "logoUri": "https://bank.example/new.png", "redirectUris": ["https://bank.example/2"],
        "status": "active", "grantTypes": ["authorization_code"], "clientAuthMethods": ["private_key_jwt"],
        "clientNameLangMap": {"eng": "Bank 2"}})
}

/// `acme` may have clients of the policy `kyc`: its owner, and an admin.
async fn prepared(site: &Site) -> (Person, Person) {
    let (owner, admin) = linking(site, "Auth_Partner", "Auth").await;
    site.sql(
        "UPDATE auth_policy SET policy_file_id = '{\"allowedKycAttributes\":[{\"attributeName\":\"fullName\"},\
         {\"attributeName\":\"email\"}],\"allowedAuthTypes\":[{\"authType\":\"otp\",\"mandatory\":false}]}'",
    )
    .await;
    let request = ask(site, &owner, "acme", "Kyc").await;
    assert_eq!(decide(site, &admin, &request, "approved").await, "success");
    (owner, admin)
}

async fn create(site: &Site, person: &Person, request: Value) -> String {
    site.send(person, "POST", "/oauth/client", request).await.error()
}

/// By both interfaces.
async fn refuse_to_create(site: &Site, person: &Person, request: Value, expected: &str) {
    for path in ["/oauth/client", "/oidc/client"] {
        let refused = site.send(person, "POST", path, request.clone()).await.error();
        assert_eq!(refused, expected, "{path} by {} {request}", person.name);
    }
}

async fn put(site: &Site, person: &Person, request: Value) -> String {
    site.send(person, "PUT", &format!("/oauth/client/{ID}"), request).await.error()
}

const EVENTS: &str = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic IN ('OIDC_CLIENT_CREATED', 'OIDC_CLIENT_UPDATED')";

#[tokio::test]
async fn the_life_of_a_client() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = prepared(&site).await;
        let made = site.send(&owner, "POST", "/oauth/client", oauth_client()).await;
        insta::assert_snapshot!("created", made.golden());
        assert_eq!(made.response()["clientId"], ID);
        let path = format!("/oauth/client/{ID}");
        insta::assert_snapshot!("client", site.get(&owner, &path).await.golden());
        insta::assert_snapshot!("clients", site.get(&owner, "/oauth/client").await.golden());
        assert_eq!(
            site.get(&owner, &format!("/oidc/client/{ID}")).await.golden(),
            site.get(&admin, &path).await.golden()
        );
        assert_eq!(create(&site, &owner, oauth_client()).await, "PMS_ESI_001 Client public key already exists.");

        let changed = site.send(&owner, "PUT", &path, update()).await;
        assert_eq!(changed.response(), json!({"clientId": ID, "status": "ACTIVE"}));
        insta::assert_snapshot!("changed", site.get(&owner, &path).await.golden());
        assert_eq!(count(&site, EVENTS).await, 2);
        assert_eq!(put(&site, &owner, update()).await, "success", "the same again");
        assert_eq!(count(&site, EVENTS).await, 2, "changes nothing");

        // When the status changes, nothing else does.
        let ended =
            with(update(), json!({"status": "INACTIVE", "clientName": "Other", "redirectUris": ["http://10.0.0.1/"]}));
        let ended = site.send(&owner, "PUT", &path, ended).await;
        assert_eq!(ended.response(), json!({"clientId": ID, "status": "INACTIVE"}));
        let found = site.get(&owner, &path).await.response();
        assert_eq!(
            (&found["status"], &found["redirectUris"]),
            (&json!("INACTIVE"), &json!(["https://bank.example/2"]))
        );
        assert_eq!(found["name"], r#"{"eng":"Bank 2","@none":"Bank 2"}"#);
        for person in [&owner, &admin] {
            for status in ["ACTIVE", "INACTIVE"] {
                assert_eq!(put(&site, person, with(update(), json!({ "status": status }))).await, ENDED);
            }
        }
        assert_eq!(count(&site, EVENTS).await, 3);
        let private = "SELECT COUNT(*) AS n FROM oidc_client WHERE public_key LIKE '%nWGxne%'";
        assert_eq!(count(&site, private).await, 0, "the private part is stored nowhere");
        let private = "SELECT COUNT(*) AS n FROM x_audit WHERE after_json LIKE '%nWGxne%'";
        assert_eq!(count(&site, private).await, 0);
    }
}

#[tokio::test]
async fn the_older_interface_has_plain_names() {
    for site in Site::on_both(SERVICE).await {
        let (owner, _) = prepared(&site).await;
        let made = site.send(&owner, "POST", "/oidc/client", client()).await;
        assert_eq!(made.response(), json!({"clientId": ID, "status": "ACTIVE"}));
        let path = format!("/oidc/client/{ID}");
        assert_eq!(site.get(&owner, &path).await.response()["name"], "Bank");
        // Without a request time: only the newer interface asks for one.
        let body = json!({ "request": update() }).to_string();
        let changed = site.raw(Some(&owner), "PUT", &format!("/v1/partnermanager{path}"), Some(&body)).await;
        assert_eq!(changed.error(), "success");
        assert_eq!(site.get(&owner, &path).await.response()["name"], "Bank 2");
        let newer = format!("/v1/partnermanager/oauth/client/{ID}");
        let refused = site.raw(Some(&owner), "PUT", &newer, Some(&body)).await;
        assert_eq!(refused.error(), "PMS_REQUEST_ERROR_004 Invalid request time");
        let old = json!({"requesttime": "2020-01-01T00:00:00.000Z", "request": update()}).to_string();
        let refused = site.raw(Some(&owner), "PUT", &newer, Some(&old)).await;
        assert_eq!(refused.error(), "PMS_REQUEST_ERROR_006 Request date should be current date");
    }
}

#[tokio::test]
async fn requests_that_are_no_client() {
    let site = Site::new(SERVICE).await;
    let (owner, _) = prepared(&site).await;
    let long = "x".repeat(257);
    let uris = |count: usize| (0..count).map(|n| format!("https://b.example/{n}")).collect::<Vec<_>>();
    for (members, expected) in [
        (json!({"name": " "}), "must not be blank :request.name"),
        (json!({ "name": long }), "size must be between 1 and 256 :request.name"),
        (json!({"name": "a\u{202e}b"}), "must not hold invisible characters :request.name"),
        (json!({"policyId": null}), "must not be blank :request.policyId"),
        (json!({"policyId": "x".repeat(37)}), "size must be between 1 and 36 :request.policyId"),
        (json!({"publicKey": {}}), "must not be empty :request.publicKey"),
        (json!({"publicKey": {"kty": null}}), "must not be null :request.publicKey"),
        (json!({"authPartnerId": ""}), "must not be blank :request.authPartnerId"),
        (json!({"authPartnerId": "x".repeat(101)}), "size must be between 1 and 100 :request.authPartnerId"),
        (json!({"logoUri": ""}), "must not be blank :request.logoUri"),
        (json!({"logoUri": "http://b.example/x"}), "must be a valid URL :request.logoUri"),
        (json!({"logoUri": "javascript:alert(1)"}), "must be a valid URL :request.logoUri"),
        (json!({"redirectUris": null}), "must not be null :request.redirectUris"),
        (json!({"redirectUris": []}), "size must be between 1 and 5 :request.redirectUris"),
        (json!({"redirectUris": uris(6)}), "size must be between 1 and 5 :request.redirectUris"),
        (
            json!({"redirectUris": ["https://b.example", "http://b.example"]}),
            "must be a valid URL :request.redirectUris[1]",
        ),
        (json!({"redirectUris": ["https://b.example/#x"]}), "must not have a fragment :request.redirectUris[0]"),
        (json!({"redirectUris": ["https://b.example/a,b"]}), "must not contain a comma :request.redirectUris[0]"),
        (json!({"grantTypes": []}), "size must be between 1 and 3 :request.grantTypes"),
        (json!({"grantTypes": ["implicit"]}), "value is not one of authorization_code :request.grantTypes[0]"),
        (json!({"clientAuthMethods": null}), "must not be null :request.clientAuthMethods"),
        (
            json!({"clientAuthMethods": ["client_secret_basic"]}),
            "value is not one of private_key_jwt :request.clientAuthMethods[0]",
        ),
        (json!({"clientNameLangMap": null}), "must not be empty :request.clientNameLangMap"),
        (json!({"clientNameLangMap": {"en": "x"}}), "size must be between 3 and 3 :request.clientNameLangMap"),
        (json!({"clientNameLangMap": {"eng": " "}}), "must not be blank :request.clientNameLangMap"),
        (
            json!({"clientNameLangMap": {"eng": "x".repeat(240)}}),
            "all names together must fit into 256 characters :request.clientNameLangMap",
        ),
    ] {
        let refused = create(&site, &owner, with(oauth_client(), members.clone())).await;
        assert_eq!(refused, format!("{BODY}{expected}"), "{members}");
    }
    for (members, expected) in [
        (json!({"status": null}), "must not be null :request.status"),
        (json!({"status": "GONE"}), r#"must match "(ACTIVE)|(INACTIVE)" :request.status"#),
        (json!({"redirectUris": [" "]}), "must not be blank :request.redirectUris[0]"),
        (json!({"clientName": ""}), "must not be blank :request.clientName"),
        (json!({ "clientName": long }), "size must be between 1 and 256 :request.clientName"),
        (json!({"clientNameLangMap": {}}), "must not be empty :request.clientNameLangMap"),
    ] {
        let refused = put(&site, &owner, with(update(), members.clone())).await;
        assert_eq!(refused, format!("{BODY}{expected}"), "{members}");
    }
    assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM oidc_client").await, 0);
}

#[tokio::test]
async fn refusals_of_a_new_client_in_their_order() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = prepared(&site).await;
        let stranger = active(&site, "other", "Auth_Partner").await;
        let viewer = site.person("viewer", &[]).await;
        site.join("acme", &viewer, "viewer").await;
        let nobody = site.person("nobody", roles::PARTNER_ROLES).await;
        let foreign =
            "PMS_POLICY_ERROR_009 The given partner ID does not belong to the user.So unable to create OIDC client";
        let invalid = "PMS_ESI_007 Failed to process the Public Key";
        let unknown = with(oauth_client(), json!({"authPartnerId": "gone"}));
        let weak = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"});
        for (person, request, expected) in [
            (&owner, with(unknown.clone(), json!({"publicKey": {"kty": "oct", "k": "x"}})), invalid),
            (&owner, with(unknown.clone(), json!({"publicKey": weak})), invalid),
            (&nobody, unknown.clone(), NO_PARTNER),
            (&stranger, oauth_client(), foreign),
            (&viewer, oauth_client(), foreign),
            (&stranger, unknown.clone(), foreign),
            (&admin, unknown, "PMS_PRT_058 AuthPartner doesn't exists with this Id - gone."),
            (&owner, with(oauth_client(), json!({"policyId": "gone"})), "PMS_PRT_073 Policy not exists."),
        ] {
            refuse_to_create(&site, person, request, expected).await;
        }
        // Of a key that is there, strangers and people without partners learn nothing.
        assert_eq!(create(&site, &owner, oauth_client()).await, "success");
        refuse_to_create(&site, &owner, oauth_client(), "PMS_ESI_001 Client public key already exists.").await;
        for (person, expected) in [(&nobody, NO_PARTNER), (&stranger, foreign)] {
            refuse_to_create(&site, person, oauth_client(), expected).await;
        }
        site.sql("DELETE FROM oidc_client").await;
        // What the policy releases, and who may use it; each repaired before the next.
        let mandatory = "PMS_ESI_003 Policy having mandatory auths. So client can't be created for the same.";
        for (break_it, expected) in [
            (
                "UPDATE auth_policy SET policy_file_id = replace(policy_file_id, '\"otp\"', '\"demo\"')",
                "PMS_ESI_006 Partner has no Authentication Context Refrences",
            ),
            ("UPDATE auth_policy SET policy_file_id = replace(policy_file_id, 'false', 'true')", mandatory),
            (
                "UPDATE auth_policy SET policy_file_id = replace(replace(policy_file_id, 'fullName', 'a'), 'email', 'b')",
                "PMS_ESI_005 Partner has no user claims",
            ),
            (
                "UPDATE partner_policy_request SET status_code = 'InProgress'",
                "PMS_ESI_002 Partner policy mapping is not approved. Please check mapping status.",
            ),
            ("UPDATE partner_policy_request SET policy_id = 'gone'", "PMS_PRT_061 Partner policy mapping not exists."),
            ("UPDATE policy_group SET is_active = FALSE", "PMS_PMP_023 Policy group is not active."),
            ("UPDATE auth_policy SET valid_to_date = '2026-01-01 00:00:00'", "PMS_PMP_018 Policy expired."),
            ("UPDATE auth_policy SET is_active = FALSE", "PMS_PMP_019 Policy is not active."),
            (
                "UPDATE auth_policy SET policy_type = 'DataShare'",
                "PMS_PRT_057 Policy Type Mismatch. Only Auth policy can be used to create OIDC Client.",
            ),
            ("UPDATE auth_policy SET id = 'renamed'", "PMS_PRT_073 Policy not exists."),
            ("UPDATE partner SET is_active = FALSE", "PMS_PMP_016 Partner is not active."),
            (
                "UPDATE partner SET partner_type_code = 'MISP_Partner'",
                "PMS_PRT_059 Only Auth_partner can Create OIDC Client. MISP_Partner is not allowed to create OIDC Client.",
            ),
        ] {
            // Every fault hides those before it: the order of the list is the order of the checks, backwards.
            site.sql(break_it).await;
            refuse_to_create(&site, &owner, oauth_client(), expected).await;
        }
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM oidc_client").await, 0);
    }
}

#[tokio::test]
async fn refusals_of_a_change_in_their_order() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = prepared(&site).await;
        let stranger = active(&site, "other", "Auth_Partner").await;
        let viewer = site.person("viewer", &[]).await;
        site.join("acme", &viewer, "viewer").await;
        let nobody = site.person("nobody", &[]).await;
        assert_eq!(create(&site, &owner, oauth_client()).await, "success");
        let invalid = "PMS_PRT_099 Invalid input for 'clientId'. Expected: Only alphanumeric characters (A–Z, a–z, 0–9), \
                       hyphens (-), and underscores (_) are allowed, with a maximum length of 100 characters.";
        for base in ["/oauth/client", "/oidc/client"] {
            for id in ["a.b", "a%20b", &"x".repeat(101)] {
                site.refuses(&owner, "PUT", &format!("{base}/{id}"), &[(update(), invalid)]).await;
            }
            site.refuses(&owner, "PUT", &format!("{base}/gone"), &[(update(), UNKNOWN)]).await;
            site.get_refuses(&owner, &[(&format!("{base}/gone"), UNKNOWN), (&format!("{base}/a.b"), UNKNOWN)]).await;
            let path = format!("{base}/{ID}");
            let said = "The given partner ID does not belong to the user.So unable to";
            let (write, read) = (
                format!("PMS_POLICY_ERROR_010 {said} update OIDC client details"),
                format!("PMS_POLICY_ERROR_011 {said} get OIDC client details"),
            );
            for (person, written, seen) in [
                (&stranger, write.as_str(), read.as_str()),
                (&nobody, NO_PARTNER, NO_PARTNER),
                (&viewer, &write, "success"),
            ] {
                site.refuses(person, "PUT", &path, &[(update(), written)]).await;
                assert_eq!(site.get(person, &path).await.error(), seen, "{}", person.name);
            }
        }
        for (members, expected) in [
            (json!({"redirectUris": ["http://b.example"]}), "must be a valid URL :request.redirectUris[0]"),
            (json!({"logoUri": "http://b.example"}), "must be a valid URL :request.logoUri"),
            (json!({"grantTypes": ["implicit"]}), "value is not one of authorization_code :request.grantTypes[0]"),
            (
                json!({"clientAuthMethods": ["none"]}),
                "value is not one of private_key_jwt :request.clientAuthMethods[0]",
            ),
        ] {
            assert_eq!(put(&site, &owner, with(update(), members)).await, format!("{BODY}{expected}"));
        }
        // What an adopted row has may stay.
        site.sql("UPDATE oidc_client SET redirect_uris = 'http://b.example', logo_uri = 'http://b.example/x', grant_types = 'implicit'")
            .await;
        let kept =
            json!({"redirectUris": ["http://b.example"], "logoUri": "http://b.example/x", "grantTypes": ["implicit"]});
        assert_eq!(put(&site, &owner, with(update(), kept)).await, "success");

        // Of an inactive partner: nobody changes anything, an admin may end it.
        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        let ended = with(update(), json!({"status": "Inactive"}));
        for (person, request) in [(&owner, update()), (&admin, update()), (&owner, ended.clone())] {
            for base in ["/oauth/client", "/oidc/client"] {
                let refused = site.send(person, "PUT", &format!("{base}/{ID}"), request.clone()).await.error();
                assert_eq!(refused, "PMS_PMP_016 Partner is not active.");
            }
        }
        assert_eq!(put(&site, &admin, ended).await, "success");
        let final_ = "PMS_ESI_008 Client already deactivated.";
        let vanished = "PMS_PRT_058 AuthPartner doesn't exists with this Id - vanished.";
        for base in ["/oauth/client", "/oidc/client"] {
            site.refuses(&admin, "PUT", &format!("{base}/{ID}"), &[(update(), final_)]).await;
        }
        site.sql("UPDATE oidc_client SET status = 'ACTIVE', rp_id = 'vanished'").await;
        for base in ["/oauth/client", "/oidc/client"] {
            site.refuses(&admin, "PUT", &format!("{base}/{ID}"), &[(update(), vanished)]).await;
        }
    }
}

#[tokio::test]
async fn a_client_counts_while_partner_and_policy_do() {
    for site in Site::on_both(SERVICE).await {
        let (owner, _) = prepared(&site).await;
        assert_eq!(create(&site, &owner, oauth_client()).await, "success");
        let seen = || async {
            let one = site.get(&owner, &format!("/oauth/client/{ID}")).await.response()["status"].clone();
            let all = site.get(&owner, "/oauth/client?status=ACTIVE").await.response()["totalResults"].clone();
            (one, all)
        };
        for (off, on) in [
            (
                "UPDATE partner SET is_active = FALSE WHERE id = 'acme'",
                "UPDATE partner SET is_active = TRUE WHERE id = 'acme'",
            ),
            ("UPDATE auth_policy SET is_active = FALSE", "UPDATE auth_policy SET is_active = TRUE"),
        ] {
            assert_eq!(seen().await, (json!("ACTIVE"), json!(1)));
            site.sql(off).await;
            assert_eq!(seen().await, (json!("INACTIVE"), json!(0)), "{off}");
            site.sql(on).await;
        }
        assert_eq!(seen().await, (json!("ACTIVE"), json!(1)), "what was stored is restored");
    }
}

async fn listed(site: &Site, person: &Person, query: &str) -> Vec<String> {
    let found = site.get(person, &format!("/oauth/client?{query}")).await.response();
    found["data"].as_array().unwrap().iter().map(|row| row["clientName"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_list_filters_sorts_and_pages() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = prepared(&site).await;
        let stranger = active(&site, "zulu", "Auth_Partner").await;
        policy(&site, "Group", "Second", "Auth").await;
        let request = ask(&site, &stranger, "zulu", "Second").await;
        assert_eq!(decide(&site, &admin, &request, "approved").await, "success");
        site.sql(
            "UPDATE auth_policy SET policy_file_id = (SELECT k.policy_file_id FROM auth_policy k WHERE k.id = 'kyc') \
             WHERE id = 'second'",
        )
        .await;
        for (person, name, letter, partner, policy) in [
            (&owner, "Alpha", 'a', "acme", "kyc"),
            (&stranger, "Bravo", 'b', "zulu", "second"),
            (&owner, "Charlie_1", 'c', "acme", "kyc"),
        ] {
            site.clock.advance(chrono::TimeDelta::seconds(1));
            let members =
                json!({"name": name, "publicKey": other_key(letter), "authPartnerId": partner, "policyId": policy});
            let made = site.send(person, "POST", "/oidc/client", with(client(), members)).await;
            assert_eq!(made.error(), "success");
        }
        for (query, expected) in [
            ("", &["Charlie_1", "Bravo", "Alpha"][..]),
            ("clientName=ALPHA", &["Alpha"]),
            ("clientName=_", &["Charlie_1"]),
            ("partnerId=zu", &["Bravo"]),
            ("orgName=acme%20ltd", &["Charlie_1", "Bravo", "Alpha"]),
            ("policyName=second", &["Bravo"]),
            ("policyGroupName=group", &["Charlie_1", "Bravo", "Alpha"]),
            ("status=ACTIVE", &["Charlie_1", "Bravo", "Alpha"]),
            ("status=active", &[]),
            ("status=", &[]),
            ("partnerId=", &["Charlie_1", "Bravo", "Alpha"]),
            ("sortFieldName=clientName&sortType=asc&pageNo=0&pageSize=2", &["Alpha", "Bravo"]),
            ("sortFieldName=partnerId&sortType=desc&pageNo=0&pageSize=1", &["Bravo"]),
            ("sortFieldName=createdDateTime&sortType=ASC&pageNo=1&pageSize=2", &["Charlie_1"]),
            ("sortFieldName=clientId&sortType=asc&pageNo=5&pageSize=2", &[]),
        ] {
            assert_eq!(listed(&site, &admin, query).await, expected, "{query}");
        }
        assert_eq!(listed(&site, &owner, "").await, ["Charlie_1", "Alpha"], "one's own");
        assert!(listed(&site, &owner, "partnerId=zulu").await.is_empty());
        let empty = site.get(&owner, "/oauth/client?clientName=nothing").await.response();
        assert_eq!(empty, json!({"pageNo": 0, "pageSize": 0, "totalResults": 0, "data": []}));
        let path = |query: &str| format!("/oauth/client?{query}");
        for (query, expected) in [
            (
                "clientName=%3Cscript%3E",
                "PMS_REQUEST_ERROR_007 Invalid input for '<script>'. Only letters, numbers, spaces, and the following special characters are allowed: . , @ # & ( ) \\ - ' ? ! \" : ; =",
            ),
            (
                "sortFieldName=orgName",
                "PMS_PS_ERROR_007 Invalid Sorting request: 'sortType' and 'sortFieldName' must be specified together.",
            ),
            (
                "pageNo=0",
                "PMS_PS_ERROR_006 Invalid pagination request: 'pageNo' and 'pageSize' must be specified together.",
            ),
            (
                "sortFieldName=orgName&sortType=asc",
                "PMS_PS_ERROR_008 Please provide pagination parameters ('pageNo' and 'pageSize') when requesting sorted data.",
            ),
            ("sortFieldName=publicKey&sortType=asc&pageNo=0&pageSize=1", "PMS_PRT_357 Invalid sort field publicKey"),
            ("sortFieldName=orgName&sortType=up&pageNo=0&pageSize=1", "PMS_PRT_358 Sort type up is not supported"),
            ("pageNo=-1&pageSize=1", "PMS_PRT_360 Invalid Page No"),
            ("pageNo=0&pageSize=0", "PMS_PRT_361 Invalid page size"),
        ] {
            assert_eq!(site.get(&admin, &path(query)).await.error(), expected, "{query}");
        }
        let (nobody, device) =
            (site.person("nobody", roles::PARTNER_ROLES).await, site.person("d", &["DEVICE_PROVIDER"]).await);
        site.get_refuses(&nobody, &[("/oauth/client", NO_PARTNER)]).await;
        site.get_refuses(&device, &[("/oauth/client", "403 KER-ATH-403 Forbidden")]).await;
    }
}

#[tokio::test]
async fn without_the_feature_nothing_is_there() {
    let site = Site::with(SERVICE, |settings| settings.features.oidc_client = false).await;
    let (owner, _) = prepared(&site).await;
    let off = "PMS_FEATURE_002 OIDC client related features are not available in the current deployment.";
    for base in ["/oauth/client", "/oidc/client"] {
        let blank = with(oauth_client(), json!({"name": ""}));
        let refused = [
            (oauth_client(), off),
            (blank, "400 PMS_COR_001 Invalid request parameter - must not be blank :request.name"),
        ];
        site.refuses(&owner, "POST", base, &refused).await;
        site.refuses(&owner, "PUT", &format!("{base}/gone"), &[(update(), off)]).await;
        site.get_refuses(&owner, &[(&format!("{base}/gone"), off)]).await;
    }
    site.get_refuses(&owner, &[("/oauth/client", off)]).await;
    site.refuses(&owner, "POST", "/oauth/client/gone/key", &[(json!({"publicKey": key(KEY)}), off)]).await;
}

#[tokio::test]
async fn another_key_is_another_client_in_the_place_of_the_first() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = prepared(&site).await;
        let stranger = active(&site, "other", "Auth_Partner").await;
        assert_eq!(create(&site, &owner, oauth_client()).await, "success");
        let path = format!("/oauth/client/{ID}/key");
        let wish = json!({"publicKey": other_key('e'), "overlapHours": 2});
        for (person, request, expected) in [
            (&stranger, wish.clone(), UNKNOWN),
            (&owner, json!({}), "400 PMS_COR_001 Invalid request parameter - must not be empty :request.publicKey"),
            (
                &owner,
                with(wish.clone(), json!({"overlapHours": -1})),
                "PMS_OIX_004 The overlap should be between 0 and 8784 hours.",
            ),
            (
                &owner,
                with(wish.clone(), json!({"overlapHours": 8785})),
                "PMS_OIX_004 The overlap should be between 0 and 8784 hours.",
            ),
            (
                &owner,
                with(wish.clone(), json!({"publicKey": {"kty": "oct"}})),
                "PMS_ESI_007 Failed to process the Public Key",
            ),
            (
                &owner,
                with(wish.clone(), json!({"publicKey": key(KEY)})),
                "PMS_ESI_001 Client public key already exists.",
            ),
        ] {
            site.refuses(person, "POST", &path, &[(request, expected)]).await;
        }
        site.refuses(&owner, "POST", "/oauth/client/gone/key", &[(wish.clone(), UNKNOWN)]).await;
        let replaced = site.send(&owner, "POST", &path, wish.clone()).await;
        insta::assert_snapshot!("key_replaced", replaced.golden());
        let new_id = replaced.response()["clientId"].as_str().unwrap().to_owned();
        let of = |id: String| {
            let site = &site;
            let owner = &owner;
            async move {
                let mut found = site.get(owner, &format!("/oauth/client/{id}")).await.response();
                for member in ["id", "publicKey"] {
                    found.as_object_mut().unwrap().shift_remove(member);
                }
                found
            }
        };
        assert_eq!(of(new_id.clone()).await, of(ID.to_owned()).await, "both count, with the same content");
        let again = with(wish.clone(), json!({"publicKey": other_key('f')}));
        let replacing = "PMS_OIX_003 The key of this client has been replaced already.";
        site.refuses(&admin, "POST", &path, &[(again, replacing)]).await;
        assert!(pms_app::oidc_clients::to_retire(&site.app).await.unwrap().is_empty());
        site.clock.advance(chrono::TimeDelta::hours(2));
        for replaced in pms_app::oidc_clients::to_retire(&site.app).await.unwrap() {
            pms_app::oidc_clients::retire(&site.app, &replaced).await.unwrap();
        }
        // The tokens of before have ended, too.
        let owner = &Person { token: site.token(&owner.id, &owner.name, &owner.email), ..owner };
        let site = &site;
        let status = |id: String| async move {
            site.get(owner, &format!("/oauth/client/{id}")).await.response()["status"].clone()
        };
        assert_eq!(status(ID.to_owned()).await, "INACTIVE");
        assert_eq!(status(new_id).await, "ACTIVE");
        site.refuses(owner, "POST", &path, &[(wish, ENDED)]).await;
        assert!(pms_app::oidc_clients::to_retire(&site.app).await.unwrap().is_empty());
        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        site.sql("UPDATE oidc_client SET status = 'ACTIVE'").await;
        let wish = json!({"publicKey": other_key('g')});
        site.refuses(owner, "POST", &path, &[(wish, "PMS_PMP_016 Partner is not active.")]).await;
    }
}
