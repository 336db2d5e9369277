//! Golden copies of the envelopes, byte by byte (contract part A §1.2 to §1.4, part B §1.1 and §1.3, pki §1, consumers
//! §5.2).

use crate::toy::{PARTNERS, Toy, ask, ask_of, bare, registration};
use pms_domain::roles;

/// One route of each service and envelope; the last segment chooses how it ends.
const SERVICES: [(&str, &str); 3] = [
    ("partner V1", "/v1/partnermanager/partners/"),
    ("partner V2", "/v1/partnermanager/admin-partners/"),
    ("policy V1", "/v1/policymanager/policies/group/"),
];

async fn golden(end: &str) -> String {
    let mut out = String::new();
    for (service, path) in SERVICES {
        let got = ask("GET", &format!("{path}{end}")).get().await;
        out.push_str(&format!("{service}: {}\n", got.golden()));
    }
    out
}

#[tokio::test]
async fn success() {
    insta::assert_snapshot!(golden("x").await, @r#"
    partner V1: 200 application/json
    {"id":"mosip.partnermanagement.partners.retrieve","version":"1.0","responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":{"partnerId":"x"},"errors":[]}
    partner V2: 200 application/json
    {"id":"mosip.pms.partner.details.get","version":"1.0","responseTime":"2026-11-21T10:11:12.123Z","metadata":null,"response":{"partnerId":"x"},"errors":[]}
    policy V1: 200 application/json
    {"id":null,"version":null,"responsetime":"2026-11-21T10:11:12.123Z","response":{"partnerId":"x"},"errors":[]}
    "#);
}

#[tokio::test]
async fn refused() {
    insta::assert_snapshot!(golden("refused").await, @r#"
    partner V1: 200 application/json
    {"id":"mosip.partnermanagement","version":"1.0","responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"PMS_PRT_005","message":"Partner does not exist"}]}
    partner V2: 200 application/json
    {"id":"mosip.pms.partner.details.get","version":"1.0","responseTime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"PMS_PRT_005","message":"Partner does not exist"}]}
    policy V1: 200 application/json
    {"id":null,"version":null,"responsetime":"2026-11-21T10:11:12.123Z","response":null,"errors":[{"errorCode":"PMS_PRT_005","message":"Partner does not exist"}]}
    "#);
}

#[tokio::test]
async fn internal_errors_tell_nothing() {
    let internal = golden("internal").await;
    insta::assert_snapshot!(internal, @r#"
    partner V1: 200 application/json
    {"id":null,"version":null,"responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"PMS_PRT_500","message":"Unable to process the request."}]}
    partner V2: 200 application/json
    {"id":"mosip.pms.partner.details.get","version":"1.0","responseTime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"PMS_PRT_500","message":"Unable to process the request."}]}
    policy V1: 200 application/json
    {"id":null,"version":null,"responsetime":"2026-11-21T10:11:12.123Z","response":null,"errors":[{"errorCode":"PMS_COR_003","message":"Could not process the request"}]}
    "#);
    assert_eq!(golden("panic").await, internal, "a panic is an internal error");
    let list = ask("GET", "/v1/partnermanager/admin-partners?orgName=internal").get().await;
    insta::assert_snapshot!(list.body, @r#"{"id":"mosip.pms.admin.partners.get","version":"1.0","responseTime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"PMS_PM_061","message":"Error while fetching all partners details"}]}"#);
}

#[tokio::test]
async fn first_envelope_on_every_route() {
    insta::assert_snapshot!(golden("first").await, @r#"
    partner V1: 200 application/json
    {"id":"mosip.partnermanagement","version":"1.0","responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"PMS_FEATURE_001","message":"Root and Intermediate Certificates list is not available in the current deployment."}]}
    partner V2: 200 application/json
    {"id":"mosip.partnermanagement","version":"1.0","responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"PMS_FEATURE_001","message":"Root and Intermediate Certificates list is not available in the current deployment."}]}
    policy V1: 200 application/json
    {"id":null,"version":null,"responsetime":"2026-11-21T10:11:12.123Z","response":null,"errors":[{"errorCode":"PMS_FEATURE_001","message":"Root and Intermediate Certificates list is not available in the current deployment."}]}
    "#);
    let feature = ask("GET", "/v1/partnermanager/trust-chain-certificates").get().await;
    assert_eq!(feature.json()["id"], "mosip.partnermanagement");
}

#[tokio::test]
async fn column_errors_come_together_but_not_from_the_policy_service() {
    insta::assert_snapshot!(golden("columns").await, @r#"
    partner V1: 200 application/json
    {"id":"mosip.partnermanagement","version":"1.0","responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"PMS-MSD-317","message":"Column a doesn't exist for the searched entity"},{"errorCode":"PMS-MSD-317","message":"Column b doesn't exist for the searched entity"}]}
    partner V2: 200 application/json
    {"id":"mosip.pms.partner.details.get","version":"1.0","responseTime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"PMS-MSD-317","message":"Column a doesn't exist for the searched entity"},{"errorCode":"PMS-MSD-317","message":"Column b doesn't exist for the searched entity"}]}
    policy V1: 200 application/json
    {"id":null,"version":null,"responsetime":"2026-11-21T10:11:12.123Z","response":null,"errors":[{"errorCode":"PMS_COR_003","message":"Could not process the request"}]}
    "#);
}

#[tokio::test]
async fn limits_say_how_long_to_wait() {
    let got = ask("GET", "/v1/partnermanager/partners/limited").get().await;
    insta::assert_snapshot!(got.golden(), @r#"
    429 application/json
    {"id":"mosip.partnermanagement","version":"1.0","responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"PMS_LIM_001","message":"Too many requests. Try again later."}]}
    "#);
    assert_eq!(got.header("retry-after"), Some("17"));
}

/// A database without room is no fault of the server: the caller learns when to come again.
#[tokio::test]
async fn a_busy_server_says_when_to_come_again() {
    let got = ask("GET", "/v1/partnermanager/partners/busy").get().await;
    insta::assert_snapshot!(got.golden(), @r#"
    503 application/json
    {"id":"mosip.partnermanagement","version":"1.0","responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"PMS_LIM_002","message":"The server is busy. Try again later."}]}
    "#);
    assert_eq!(got.header("retry-after"), Some("10"));
}

#[tokio::test]
async fn ids_are_echoed_where_the_route_says_so() {
    let echoed = ask("POST", PARTNERS).json(registration()).get().await;
    insta::assert_snapshot!(echoed.body, @r#"{"id":"an id","version":"LTS","responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":{"partnerId":"p1","organizationName":"Acme","count":null,"active":null,"additionalInfo":null},"errors":[]}"#);
    let policy = ask("POST", "/v1/policymanager/policies/group/new").json(registration()).get().await;
    assert!(
        policy
            .body
            .starts_with(r#"{"id":"an id","version":"LTS","responsetime":"2026-11-21T10:11:12.123Z","response":{"#)
    );
    let not_echoed = ask("POST", "/v1/partnermanager/partners/certificate/upload").json(registration()).get().await;
    assert!(not_echoed.body.starts_with(r#"{"id":null,"version":null,"#));
    let second = ask("GET", "/v1/policymanager/policies/policy-groups").get().await;
    insta::assert_snapshot!(second.body, @r#"{"id":"mosip.pms.policy.groups.get","version":"1.0","responseTime":"2026-11-21T10:11:12.123Z","metadata":null,"response":{"partnerId":""},"errors":[]}"#);
    // Ids that came as other scalars are echoed as text.
    let scalar = registration().replace("\"an id\"", "7").replace("\"LTS\"", "1.0");
    let got = ask("POST", PARTNERS).json(scalar).get().await;
    assert!(got.body.starts_with(r#"{"id":"7","version":"1.0","#), "{}", got.body);
}

#[tokio::test]
async fn null_is_written() {
    let got = ask("GET", "/v1/partnermanager/partners/null").get().await;
    assert!(got.body.ends_with(r#""response":null,"errors":[]}"#), "{}", got.body);
}

#[tokio::test]
async fn keymanager_and_authmanager_have_their_own_manner() {
    let keymanager = "/v1/keymanager/getCertificate";
    let got = ask("GET", &format!("{keymanager}?applicationId=PMS")).get().await;
    insta::assert_snapshot!(got.body, @r#"{"id":null,"version":null,"responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":"PMS","errors":null}"#);

    let client = "/v1/authmanager/authenticate/clientidsecretkey";
    let got = bare("POST", client).json(registration()).get().await;
    assert!(got.body.starts_with(r#"{"id":"an id","version":"LTS","#) && got.body.ends_with(r#""errors":null}"#));
    for (body, expected) in [
        ("{", "KER-ATH-019 JSON parse error"),
        (r#"{"id":"i"}"#, "KER-ATH-019 request must not be null"),
        (r#"{"request":{}}"#, "KER-ATH-019 request.partnerId value is empty or null"),
    ] {
        let got = bare("POST", client).json(body).get().await;
        assert_eq!((got.status, got.error().as_str()), (200, expected), "{body}");
    }
    // The kernel's routes under the partner service: errors in a 200 envelope without ids.
    let login = bare("GET", "/v1/partnermanager/login/x").get().await;
    insta::assert_snapshot!(login.golden(), @r#"
    200 application/json
    {"id":null,"version":null,"responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"KER-ACP-010","message":"state is null or empty"}]}
    "#);
}

#[tokio::test]
async fn violations_have_their_own_body() {
    let body = r#"{"id":"an id","version":"1.0","request":{"organizationName":""}}"#;
    let got = ask("POST", PARTNERS).json(body).get().await;
    insta::assert_snapshot!(got.golden(), @r#"
    400 application/json
    {"id":null,"version":null,"metadata":null,"response":null,"responsetime":"2026-11-21T10:11:12.123456","errors":[{"errorCode":"PMS_COR_001","message":"Invalid request parameter - value is empty or null :request.partnerId"}]}
    "#);
    let missing = ask("POST", PARTNERS).json("{}").get().await;
    assert_eq!(missing.error(), "PMS_COR_001 Invalid request parameter - must not be null :request");
    let old = Toy::new(|settings| settings.wire.compat = "1.2".into());
    let compat = ask_of(old, "POST", PARTNERS).token(roles::PARTNER_ADMIN).json(body).get().await;
    assert_eq!((compat.status, compat.body), (200, got.body), "wire.compat = 1.2");
    let parameter = ask("GET", "/v1/partnermanager/admin-partners?expiryPeriod=31").get().await;
    assert_eq!(parameter.status, 400);
    assert_eq!(
        parameter.error(),
        "PMS_COR_001 Invalid request parameter - Expiry period cannot be more than 30 days. :expiryPeriod"
    );
    let blank = ask("GET", "/v1/partnermanager/partners/%20/certificate").get().await;
    assert_eq!(blank.error(), "PMS_COR_001 Invalid request parameter - must not be blank :partnerId");
}

#[tokio::test]
async fn headers_of_a_reply_keep_their_order() {
    let got = ask("GET", "/v1/partnermanager/partners/cookie").get().await;
    let cookies: Vec<_> = got.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(cookies, ["Authorization=t; Path=/", "state=s; Path=/"]);
}

#[tokio::test]
async fn streamed_lists_are_whole_or_cut_off() {
    let got = ask("GET", PARTNERS).get().await;
    let json = got.json();
    assert_eq!(json["response"]["partners"].as_array().map(Vec::len), Some(3_000));
    assert_eq!(json["errors"], serde_json::json!([]));
    assert_eq!(got.header("content-type"), Some("application/json"));
    let broken = ask("GET", &format!("{PARTNERS}?partnerType=broken")).response().await;
    let error = http_body_util::BodyExt::collect(broken.into_body()).await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hunter2"), "{error:?}");
}

#[tokio::test]
async fn keymanager_and_authmanager_fail_in_their_own_manner() {
    let internal = ask("GET", "/v1/keymanager/getCertificate?applicationId=internal").get().await;
    insta::assert_snapshot!(internal.golden(), @r#"
    500 application/json
    {"id":null,"version":null,"responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"KER-KMS-500","message":"Unable to process the request."}]}
    "#);
    let internal = bare("POST", "/v1/authmanager/authenticate/internal/useridPwd").json(registration()).get().await;
    insta::assert_snapshot!(internal.golden(), @r#"
    500 application/json
    {"id":"an id","version":"LTS","responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"500","message":"Unable to process the request."}]}
    "#);
    // Keymanager reports every member that is missing.
    let invalid = ask("POST", "/v1/partnermanager/partners/p1/contact/add").json(r#"{"id":"i","request":{}}"#);
    insta::assert_snapshot!(invalid.get().await.golden(), @r#"
    200 application/json
    {"id":"i","version":null,"responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"KER-KMS-005","message":"request.partnerId should not be null or empty"},{"errorCode":"KER-KMS-005","message":"request.organizationName should not be null or empty"}]}
    "#);
    let unreadable = ask("POST", "/v1/partnermanager/partners/p1/contact/add").json("{").get().await;
    assert_eq!((unreadable.status, unreadable.error().as_str()), (200, "KER-KMS-005 JSON parse error"));
}

#[tokio::test]
async fn violations_are_a_problem_where_the_route_says_so() {
    let got = ask("PUT", "/v1/partnermanager/partners/v2/p1").json(r#"{"request":{}}"#).get().await;
    insta::assert_snapshot!(got.golden(), @r#"
    400 application/problem+json
    {"type":"about:blank","title":"Bad Request","status":400,"detail":"Validation failure","instance":"/v1/partnermanager/partners/v2/{partnerId}"}
    "#);
}
