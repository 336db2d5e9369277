//! `/v1/authmanager` as its callers use it.

use pms_app::accounts::{clients, second_factor, session_cookie, sign_in};
use pms_app::testing::Site;
use pms_domain::roles;
use pms_identity::Secret;
use pms_identity::totp::{TotpKey, step_at};
use serde_json::{Value, json};

use crate::browser::{Answer, Browser, PASSWORD, account, site};

const CLIENT_PATH: &str = "/v1/authmanager/authenticate/clientidsecretkey";
const USER_PATH: &str = "/v1/authmanager/authenticate/internal/useridPwd";
const VALIDATE: &str = "/v1/authmanager/authorize/admin/validateToken";

fn body(request: Value) -> Value {
    json!({ "id": "string", "version": "v1", "requesttime": "2026-01-15T10:11:12.123Z", "metadata": {}, "request": request })
}

async fn client(browser: &mut Browser, id: &str, secret: &str, app_id: &str) -> Answer {
    let request = json!({ "clientId": id, "secretKey": secret, "appId": app_id });
    browser.json(CLIENT_PATH, body(request)).await
}

async fn user(browser: &mut Browser, name: &str, password: &str, secret: &str) -> Answer {
    let request = json!({
        "userName": name, "password": password, "appId": "partner", "clientId": "mosip-pms-client",
        "clientSecret": secret,
    });
    browser.json(USER_PATH, body(request)).await
}

async fn with_client(site: &Site, id: &str) -> String {
    let roles = [roles::PARTNER_ADMIN.to_owned(), roles::ID_AUTHENTICATION.to_owned()];
    clients::create(&site.app, &site.system(), id, &roles, &[]).await.unwrap().reveal().to_owned()
}

#[tokio::test]
async fn a_client_gets_its_token_where_callers_cut_it_out() {
    let site = site(|_| {}).await;
    let secret = with_client(&site, "mosip-deployment-client").await;
    let mut browser = Browser::new(&site.app);
    let answer = client(&mut browser, "mosip-deployment-client", &secret, "ida").await;
    assert_eq!(answer.status, 200);
    let json = answer.json();
    assert_eq!(json["response"]["status"], "Success");
    assert_eq!(json["response"]["message"], "Clientid and Token combination had been validated successfully");
    assert_eq!((&json["errors"], &json["id"], &json["version"]), (&json!(null), &json!("string"), &json!("v1")));
    let header = answer.headers["authorization"].to_str().unwrap();
    let cookie = &answer.cookies()[0];
    let cut = &cookie[14..cookie.find(';').unwrap()];
    assert_eq!(cut, header, "{cookie}");
    assert!(!cookie.contains("Secure"), "a jar on plain http must keep it");
    let actor = site.app.identity().authenticate(cut).await.unwrap();
    assert_eq!(actor.name, "service-account-mosip-deployment-client");
    assert!(actor.has(roles::ID_AUTHENTICATION));
}

#[tokio::test]
async fn faults_of_clients_are_answered_as_callers_know_them() {
    let site = site(|_| {}).await;
    let secret = with_client(&site, "gateway").await;
    let mut browser = Browser::new(&site.app);
    let unknown = client(&mut browser, "gateway", &secret, "nothing").await;
    assert_eq!((unknown.status, unknown.code().as_str()), (200, "KER-ATH-026"));
    assert_eq!(unknown.json()["errors"][0]["message"], "Realm not found:: nothing");
    let wrong = client(&mut browser, "gateway", "wrong", "ida").await;
    let nobody = client(&mut browser, "nobody", "wrong", "ida").await;
    assert_eq!((wrong.status, wrong.code().as_str()), (500, "500"));
    let text = |answer: &Answer| answer.json()["errors"].clone();
    assert_eq!(text(&wrong), text(&nobody));
    assert!(wrong.cookies().is_empty());
    let null = browser.json(CLIENT_PATH, json!({ "request": null })).await;
    assert_eq!((null.status, null.code().as_str()), (200, "KER-ATH-019"));
    assert_eq!(null.json()["errors"][0]["message"], "request must not be null");
    let mut limited = 0;
    for _ in 0..40 {
        limited += u32::from(client(&mut browser, "gateway", "wrong", "ida").await.status == 429);
    }
    assert!(limited >= 20, "{limited}");
}

#[tokio::test]
async fn user_and_password_give_tokens_with_the_clients_secret() {
    let site = site(|_| {}).await;
    account(&site, "ada", &[roles::PARTNER_ADMIN]).await;
    let secret = with_client(&site, "mosip-pms-client").await;
    let mut browser = Browser::new(&site.app);
    let answer = user(&mut browser, "ada", PASSWORD, &secret).await;
    let response = &answer.json()["response"];
    assert_eq!(response["status"], "success");
    assert_eq!(response["message"], "Username and password combination had been validated successfully");
    assert_eq!(response["userId"], json!(null));
    assert_eq!(response["expiryTime"], 1800);
    assert!(response["refreshExpiryTime"].as_i64().unwrap() > 0);
    assert!(answer.cookies().is_empty() && !answer.headers.contains_key("authorization"));
    let token = response["token"].as_str().unwrap();
    assert_eq!(site.app.identity().authenticate(token).await.unwrap().name, "ada");
    for (name, password, secret) in
        [("ada", "wrong", secret.as_str()), ("nobody", "wrong", &secret), ("ada", PASSWORD, "abc123")]
    {
        let refused = user(&mut browser, name, password, secret).await;
        assert_eq!((refused.status, refused.code().as_str()), (200, "KER-ATH-023"));
        assert_eq!(refused.json()["errors"][0]["message"], "Invalid Credentials");
    }
}

#[tokio::test]
async fn scripts_sign_in_without_the_secret_only_in_the_compatibility_profile() {
    let site = site(|settings| settings.compat.mosip = true).await;
    account(&site, "ada", &[roles::PARTNER_ADMIN]).await;
    let mut browser = Browser::new(&site.app);
    assert!(user(&mut browser, "ada", PASSWORD, "whatever").await.json()["response"]["token"].is_string());
    let strict = crate::browser::site(|_| {}).await;
    account(&strict, "ada", &[roles::PARTNER_ADMIN]).await;
    let mut browser = Browser::new(&strict.app);
    assert_eq!(user(&mut browser, "ada", PASSWORD, "whatever").await.code(), "KER-ATH-023");
}

#[tokio::test]
async fn a_token_is_validated_from_the_last_cookie_whose_name_fits() {
    let site = site(|_| {}).await;
    let secret = with_client(&site, "gateway").await;
    let mut browser = Browser::new(&site.app);
    assert_eq!(browser.get(VALIDATE).await.code(), "KER-ATH-006");
    browser.jar.insert("other".into(), "x".into());
    assert_eq!(browser.get(VALIDATE).await.code(), "KER-ATH-007");
    browser.jar.insert("Authorization".into(), "not-a-token".into());
    let refused = browser.get(VALIDATE).await;
    assert_eq!((refused.status, refused.code().as_str()), (500, "500"));
    assert_eq!(refused.json()["errors"][0]["message"], "Authentication Failed : Invalid Token :");
    let token =
        client(&mut browser, "gateway", &secret, "ida").await.headers["authorization"].to_str().unwrap().to_owned();
    browser.jar.clear();
    browser.jar.insert("Authorization".into(), "{Authentication-token}".into());
    browser.jar.insert("ZAuthorization".into(), token.clone());
    let good = browser.get(VALIDATE).await;
    let response = &good.json()["response"];
    assert_eq!(response["userId"], "service-account-gateway");
    assert_eq!(response["role"], "ID_AUTHENTICATION,PARTNER_ADMIN,");
    assert_eq!(response["token"], token.as_str());
    for absent in ["mobile", "mail", "langCode", "userPassword", "rid"] {
        assert!(response.as_object().unwrap().contains_key(absent) && response[absent].is_null(), "{absent}");
    }
    assert!(good.cookies()[0].starts_with(&format!("Authorization={token};")));
    browser.jar.clear();
    let none = browser.get("/v1/partnermanager/authorize/admin/validateToken").await;
    assert_eq!((none.status, none.code().as_str()), (401, "KER-ATH-401"));
}

#[tokio::test]
async fn a_password_alone_gives_no_token_of_an_account_with_a_second_factor() {
    let site = site(|_| {}).await;
    account(&site, "ada", &[roles::AUTH_PARTNER]).await;
    let secret = with_client(&site, "mosip-pms-client").await;
    let mut browser = Browser::new(&site.app);
    assert_eq!(user(&mut browser, "ada", PASSWORD, &secret).await.json()["errors"], json!(null));
    guard(&site, "ada").await;
    browser.jar.clear();
    let refused = user(&mut browser, "ada", PASSWORD, &secret).await;
    let told = "This account signs in with a second factor; a password alone is not enough.";
    assert_eq!(
        (refused.status, refused.json()["errors"].clone()),
        (200, json!([{ "errorCode": "PMS_ACC_011", "message": told }]))
    );
    assert!(refused.cookies().is_empty() && refused.json()["response"].is_null());
    assert_eq!(user(&mut browser, "ada", "not the password", &secret).await.code(), "KER-ATH-023");
    let form = [
        ("grant_type", "password"),
        ("client_id", "mosip-pms-client"),
        ("client_secret", &secret),
        ("username", "ada"),
        ("password", PASSWORD),
    ];
    let grant = browser.form("/auth/realms/mosip/protocol/openid-connect/token", &form).await;
    assert_eq!(grant.status, 400, "the grant is not offered outside the compatibility profile");
    let program = client(&mut browser, "mosip-pms-client", &secret, "ida").await;
    assert_eq!(program.json()["response"]["status"], "Success", "a program has no second factor");
}

/// Switches the second factor of an account on, as its owner does.
async fn guard(site: &Site, name: &str) {
    let app = &site.app;
    let mut browser = Browser::new(app);
    browser.sign_in(site, name).await;
    let session = sign_in::session(app, &browser.jar[session_cookie(app)]).await.unwrap().unwrap();
    let ctx = app.context(session.actor, app.surroundings().uuid(), None).await.unwrap();
    second_factor::begin(app, &ctx, &Secret::new(PASSWORD)).await.unwrap();
    let key = second_factor::new_key(app, &ctx).await.unwrap().unwrap();
    let key = TotpKey::parse(key.text.reveal()).unwrap();
    let code = key.code(step_at(app.surroundings().now()));
    second_factor::confirm(app, &ctx, &code).await.unwrap();
}
