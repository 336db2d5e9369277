//! The gates and their order (contract part A §1.4, §2; architecture §4 "Cookies and CSRF").

use pms_domain::{limits, roles};

use crate::toy::{PARTNERS, Toy, ask, ask_of, bare, registration};

const UNAUTHENTICATED: &str = r#"{"id":null,"version":null,"responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"KER-ATH-401","message":"Authentication Failed"}]}"#;

#[tokio::test]
async fn every_token_fault_is_the_same_401_before_anything_else() {
    let admin = roles::PARTNER_ADMIN;
    for (method, path, headers) in [
        ("GET", "/v1/partnermanager/partners/p1", vec![]),
        ("GET", "/v1/partnermanager/nowhere", vec![]),
        ("GET", "/v1", vec![]),
        ("GET", "/v1/", vec![]),
        ("DELETE", "/v1/partnermanager/partners/p1", vec![]),
        ("OPTIONS", "/v1/partnermanager/partners/p1", vec![]),
        ("GET", "/v1/partnermanager/%zz", vec![]),
        ("GET", "/v1/partnermanager/partners/p1/", vec![]),
        ("GET", "/v1/partnermanager/partners/login/", vec![("x-request-id", "1")]),
        ("GET", "/v1/partnermanager/logout/user", vec![]),
        ("GET", "/v1/partnermanager/partners/p1", vec![("authorization", "Bearer forged")]),
        ("GET", "/v1/partnermanager/partners/p1", vec![("authorization", admin)]),
        ("GET", "/v1/partnermanager/partners/p1", vec![("authorization", "Bearer ")]),
        ("GET", "/v1/partnermanager/partners/p1", vec![("cookie", "Authorization=")]),
        ("GET", "/v1/partnermanager/partners/p1", vec![("cookie", "Token=PARTNER_ADMIN")]),
        (
            "GET",
            "/v1/partnermanager/partners/p1",
            vec![("cookie", "Authorization=forged"), ("authorization", "Bearer PARTNER_ADMIN")],
        ),
        (
            "GET",
            "/v1/partnermanager/partners/p1",
            vec![("cookie", "Authorization=PARTNER_ADMIN; Authorization=forged")],
        ),
        ("POST", PARTNERS, vec![("content-type", "text/plain")]),
    ] {
        let open = path.contains("/login/");
        let mut asked = bare(method, path);
        for (name, value) in &headers {
            asked = asked.header(name, value);
        }
        let got = asked.get().await;
        if open {
            assert_eq!(got.status, 404, "an open path without a route");
            continue;
        }
        assert_eq!((got.status, got.body.as_str()), (401, UNAUTHENTICATED), "{method} {path} {headers:?}");
    }
}

#[tokio::test]
async fn the_last_usable_cookie_carries_the_token() {
    for (headers, status) in [
        (vec![("cookie", "Authorization=PARTNER_ADMIN")], 200),
        (vec![("cookie", "Authorization=forged; Authorization=PARTNER_ADMIN")], 200),
        (vec![("cookie", "Authorization=forged"), ("cookie", "XAuthorizationY=PARTNER_ADMIN")], 200),
        (vec![("cookie", "Authorization="), ("authorization", "bearer PARTNER_ADMIN")], 200),
        (vec![("authorization", "Bearer PARTNER_ADMIN")], 200),
    ] {
        let mut asked = bare("GET", "/v1/partnermanager/partners/p1");
        for (name, value) in &headers {
            asked = asked.header(name, value);
        }
        assert_eq!(asked.get().await.status, status, "{headers:?}");
    }
}

#[tokio::test]
async fn open_routes_and_paths_ask_no_token() {
    let login = bare("GET", "/v1/partnermanager/login/aHR0cHM6Ly94").header("cookie", "state=x").get().await;
    assert_eq!((login.status, login.header("location")), (302, Some("https://idp.example.org/")));
    let client = bare("POST", "/v1/authmanager/authenticate/clientidsecretkey").json(registration()).get().await;
    assert_eq!(client.status, 200, "{}", client.body);
    // A forged token on an open route does no harm, and a path of the open patterns without a route is a 404.
    let forged =
        bare("GET", "/v1/partnermanager/login/x").header("cookie", "Authorization=forged; state=x").get().await;
    assert_eq!(forged.status, 302);
    assert_eq!(bare("GET", "/v1/partnermanager/actuator/env").get().await.status, 404);
    assert_eq!(bare("DELETE", "/v1/partnermanager/login/x").get().await.status, 405);
    // An object named like an open path opens nothing.
    assert_eq!(bare("GET", "/v1/partnermanager/partners/login").get().await.status, 401);
    assert_eq!(bare("GET", "/v1/partnermanager/partners/login/certificate").get().await.status, 401);
}

#[tokio::test]
async fn unknown_routes_are_problems_without_the_path() {
    for path in ["/v1/partnermanager/nowhere/hunter2", "/v1/partnermanager/partners/hunter2/", "/v1", "/v1/"] {
        let got = ask("GET", path).get().await;
        assert_eq!(
            got.golden(),
            "404 application/problem+json\n{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\
             \"detail\":\"There is no such route.\"}",
            "{path}"
        );
    }
    let broken = ask("GET", "/v1/partnermanager/partners/%ff").get().await;
    assert_eq!(broken.status, 400);
    assert_eq!(ask("GET", "/v1/partnermanager/partners/a%00").get().await.status, 400);
}

#[tokio::test]
async fn wrong_methods_say_what_is_allowed() {
    let got = ask("DELETE", "/v1/partnermanager/partners/p1").get().await;
    insta::assert_snapshot!(got.golden(), @r#"
    405 application/problem+json
    {"type":"about:blank","title":"Method Not Allowed","status":405,"detail":"Method 'DELETE' is not supported."}
    "#);
    assert_eq!(got.header("allow"), Some("GET,PATCH"));
    let options = ask("OPTIONS", "/v1/partnermanager/partners").get().await;
    assert_eq!((options.status, options.header("allow")), (200, Some("POST,GET")));
    let head = ask("HEAD", "/v1/partnermanager/partners/p1").get().await;
    assert_eq!(head.status, 200, "HEAD is GET");
}

#[tokio::test]
async fn literals_win_over_variables_for_the_methods_they_have() {
    let literal = ask("GET", "/v1/partnermanager/partners/v2").get().await;
    assert_eq!(literal.json()["id"], serde_json::Value::Null, "GET /partners/v2 is the list");
    let escaped = ask("GET", "/v1/partnermanager/partners/%76%32").get().await;
    assert_eq!(escaped.json()["id"], serde_json::Value::Null, "an escaped literal is the literal");
    let variable =
        ask("PATCH", "/v1/partnermanager/partners/v2").json(r#"{"request":{"status":"Active"}}"#).get().await;
    assert_eq!(variable.status, 200, "PATCH /partners/v2 is a partner named v2: {}", variable.body);
}

#[tokio::test]
async fn doubled_slashes_are_merged_and_variables_decoded() {
    for (path, id) in [
        ("/v1/partnermanager//partners///p1", "p1"),
        ("/v1/partnermanager/partners/a%20b", "a b"),
        ("/v1/partnermanager/partners/a+b", "a+b"),
        ("/v1/partnermanager/partners/%C3%A9%2F1", "é/1"),
        ("/v1/partnermanager/partners/%20", " "),
    ] {
        let got = ask("GET", path).get().await;
        assert_eq!(got.json()["response"]["partnerId"], id, "{path}");
    }
    // `/partners//certificate` is the partner named certificate.
    let merged = ask("GET", "/v1/partnermanager/partners//certificate").get().await;
    assert_eq!(merged.json()["response"]["partnerId"], "certificate");
}

#[tokio::test]
async fn roles_come_before_the_body() {
    let path = "/v1/partnermanager/partners/p1";
    for (body, ids) in [
        (registration(), r#"{"id":"an id","version":"LTS","#),
        (r#"{"id":7,"version":1.0,"request":{}}"#.to_owned(), r#"{"id":"7","version":"1.0","#),
        ("not json".to_owned(), r#"{"id":null,"version":null,"#),
    ] {
        let got = bare("PATCH", path).token(roles::RESIDENT).json(body).get().await;
        assert_eq!(got.status, 403);
        assert!(got.body.starts_with(ids), "{}", got.body);
        assert_eq!(got.error(), "KER-ATH-403 Forbidden");
    }
    // The policy service repeats nothing.
    let policy = bare("POST", "/v1/policymanager/policies/group/new").token(roles::RESIDENT).json(registration());
    insta::assert_snapshot!(policy.get().await.golden(), @r#"
    403 application/json
    {"id":null,"version":null,"responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":null,"errors":[{"errorCode":"KER-ATH-403","message":"Forbidden"}]}
    "#);
    // Any token does where the table says so; roles are exact.
    assert_eq!(bare("POST", PARTNERS).token(roles::RESIDENT).json(registration()).get().await.status, 200);
    assert_eq!(bare("GET", path).token("partner_admin").get().await.status, 401);
}

const LOGOUT: &str = "/v1/partnermanager/logout/user";

#[tokio::test]
async fn cross_site_writes_with_a_cookie_are_refused() {
    let consent = "/v1/partnermanager/users/user-consent";
    let ours = ("origin", "https://pms.example.org");
    for (method, path, headers, status) in [
        ("POST", consent, vec![], 200),
        ("POST", consent, vec![ours, ("sec-fetch-site", "same-origin")], 200),
        ("POST", consent, vec![("origin", "https://portal.example.org")], 200),
        ("POST", consent, vec![("sec-fetch-site", "cross-site")], 403),
        ("POST", consent, vec![ours, ("sec-fetch-site", "cross-site")], 403),
        ("POST", consent, vec![("origin", "https://evil.example")], 403),
        ("POST", consent, vec![("origin", "null")], 403),
        // Reading is no harm; a GET that writes is.
        ("GET", "/v1/partnermanager/partners/p1", vec![("sec-fetch-site", "cross-site")], 200),
        ("GET", LOGOUT, vec![("sec-fetch-site", "cross-site")], 403),
        // It names no origin: a page of another port or subdomain is known by its referrer alone.
        ("GET", LOGOUT, vec![("sec-fetch-site", "same-site")], 403),
        ("GET", LOGOUT, vec![("sec-fetch-site", "same-site"), ("referer", "https://blog.example.org/")], 403),
        ("GET", LOGOUT, vec![("sec-fetch-site", "same-site"), ("referer", "https://portal.example.org/")], 200),
        ("GET", LOGOUT, vec![("sec-fetch-site", "same-origin"), ("referer", "https://pms.example.org/portal")], 200),
        ("GET", LOGOUT, vec![], 200),
    ] {
        let toy = || Toy::new(|settings| settings.server.allowed_origins = vec!["https://portal.example.org".into()]);
        let mut by_cookie = ask_of(toy(), method, path).header("cookie", "state=s; Authorization=PARTNER_ADMIN");
        let mut by_header = ask_of(toy(), method, path).token(roles::PARTNER_ADMIN);
        for (name, value) in &headers {
            by_cookie = by_cookie.header(name, value);
            by_header = by_header.header(name, value);
        }
        let got = by_cookie.get().await;
        assert_eq!(
            got.status,
            if status == 200 && path.ends_with("/user") { 302 } else { status },
            "{path} {headers:?}"
        );
        if status == 403 {
            assert_eq!(got.error(), "PMS_SEC_001 The request came from another site.");
        }
        assert_ne!(by_header.get().await.status, 403, "no browser sends a bearer token by itself");
    }
}

#[tokio::test]
async fn bodies_are_bounded() {
    let upload = "/v1/partnermanager/partners/certificate/upload";
    let large = |size: usize| format!(r#"{{"request":{{"partnerId":"{}"}}}}"#, "x".repeat(size));
    for (path, limit) in [(PARTNERS, limits::BODY), (upload, limits::CERTIFICATE_BODY)] {
        let got = ask("POST", path).json(large(limit)).get().await;
        assert_eq!(
            got.golden(),
            format!(
                "413 application/problem+json\n{{\"type\":\"about:blank\",\"title\":\"Payload Too Large\",\"status\":413,\
                 \"detail\":\"The request body is larger than {limit} bytes.\",\"instance\":\"{path}\"}}"
            )
        );
        // The length alone is enough, before a token is looked at.
        let declared = bare("POST", path).header("content-length", &(limit + 1).to_string()).get().await;
        assert_eq!(declared.status, 413);
        assert_ne!(ask("POST", path).json(large(limit - 100)).get().await.status, 413);
    }
    // A body nobody reads is not read.
    assert_eq!(ask("GET", "/v1/partnermanager/partners/p1").json("{").get().await.status, 200);
}

#[tokio::test]
async fn media_types_are_json() {
    let post = || ask("POST", PARTNERS);
    for (asked, status) in [
        (post().header("content-type", "text/plain").raw(registration()), 415),
        (post().raw(registration()), 415),
        (post().header("content-encoding", "gzip").json(registration()), 415),
        (post().header("content-type", "application/json;charset=UTF-8").raw(registration()), 200),
        (post().raw(""), 400),
        (post().header("accept", "text/html").json(registration()), 406),
        (post().header("accept", "text/html, */*;q=0.1").json(registration()), 200),
        // The media type comes before the body, the role before the media type.
        (post().header("content-type", "text/plain").raw("x"), 415),
        (
            bare("PATCH", "/v1/partnermanager/partners/p1")
                .token(roles::RESIDENT)
                .header("content-type", "text/plain")
                .raw("x"),
            403,
        ),
    ] {
        let got = asked.get().await;
        assert_eq!(got.status, status, "{}", got.body);
    }
    // Redirects are for browsers, which ask for HTML.
    let login = bare("GET", "/v1/partnermanager/login/x").header("accept", "text/html").header("cookie", "state=x");
    assert_eq!(login.get().await.status, 302);
}

#[tokio::test]
async fn every_answer_is_secured_and_named() {
    for asked in [
        bare("GET", "/v1/partnermanager/partners/p1"),
        ask("GET", "/v1/partnermanager/partners/p1"),
        ask("GET", "/v1/nowhere"),
        ask("GET", "/v1/partnermanager/partners/panic"),
        bare("GET", "/v1/partnermanager/login/x").header("cookie", "state=x"),
    ] {
        let got = asked.get().await;
        assert_eq!(got.header("cache-control"), Some("no-cache, no-store, max-age=0, must-revalidate"));
        assert_eq!(got.header("pragma"), Some("no-cache"));
        assert_eq!(got.header("expires"), Some("0"));
        assert_eq!(got.header("x-frame-options"), Some("SAMEORIGIN"));
        assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(got.header("x-request-id").map(str::len), Some(36));
    }
}

#[tokio::test]
async fn request_ids_and_sources_are_taken_only_when_safe() {
    let path = "/v1/partnermanager/partners/context";
    let toy = || Toy::new(|settings| settings.server.trusted_proxies = vec!["10.0.0.0/8".into()]);
    let asked = ask_of(toy(), "GET", path).token(roles::PARTNER_ADMIN);
    let got = asked.peer("10.0.0.1:1000").header("x-forwarded-for", "192.0.2.7").header("x-request-id", "abc-1.2_3");
    let got = got.get().await;
    assert_eq!(got.header("x-request-id"), Some("abc-1.2_3"));
    let response = &got.json()["response"];
    assert_eq!((&response["requestId"], &response["source"]), (&"abc-1.2_3".into(), &"192.0.2.7".into()));
    for unsafe_id in ["a b", "a\"b", "<x>", "", &"x".repeat(65)] {
        let asked = ask_of(toy(), "GET", path).token(roles::PARTNER_ADMIN).header("x-request-id", unsafe_id);
        let got = asked.peer("192.0.2.9:1").header("x-forwarded-for", "192.0.2.7").get().await;
        assert_eq!(got.header("x-request-id").map(str::len), Some(36), "{unsafe_id:?}");
        assert_eq!(got.json()["response"]["source"], "192.0.2.9", "the peer is no trusted proxy");
    }
}

/// The short way knows the routes of the table alone, and gives back what it does not know as it came.
#[tokio::test]
async fn the_short_way_is_for_known_routes() {
    let rest = crate::toy::wire(Toy::new(|_| ())).build().unwrap();
    let ask = |method: &str, path: &str| {
        let request = http::Request::builder().method(method).uri(path).header("x-request-id", "kept");
        let request = request.body(axum::body::Body::from("kept")).unwrap();
        let rest = rest.clone();
        async move { rest.serve_known(request).await }
    };
    let known = ask("GET", "/v1/partnermanager/partners/a").await.unwrap();
    assert_eq!(known.status(), 401, "the gates are there");
    for (method, path) in [
        ("HEAD", "/v1/partnermanager/partners/a"),
        ("DELETE", "/v1/partnermanager/partners/a"),
        ("OPTIONS", "/v1/partnermanager/partners/a"),
        ("GET", "/v1/partnermanager/partners/"),
        ("GET", "/v1/partnermanager/partners/%ff"),
        ("GET", "/v1/nothing"),
        ("GET", "/portal"),
    ] {
        let back = ask(method, path).await.unwrap_err();
        assert_eq!((back.method().as_str(), back.uri().path()), (method, path));
        assert_eq!(back.headers()["x-request-id"], "kept");
    }
}

#[tokio::test]
async fn wrong_settings_are_refused_at_start() {
    let toy = Toy::new(|settings| settings.server.trusted_proxies = vec!["proxy.example.org".into()]);
    assert!(crate::toy::wire(toy).build().is_err());
}

#[tokio::test]
async fn refusals_are_reported_with_their_route() {
    let toy = Toy::new(|_| {});
    for (path, role) in [
        ("/v1/partnermanager/admin-partners", roles::MISP),
        ("/v1/partnermanager/trust-chain-certificates", roles::PARTNER_ADMIN),
        ("/v1/partnermanager/partners/p1", roles::PARTNER_ADMIN),
    ] {
        ask_of(toy.clone(), "GET", path).token(role).get().await;
    }
    let feature = pms_domain::catalogue::FEATURE_TRUST_LIST.code;
    let expected = ["KER-ATH-403 ADMIN_LIST_PARTNERS".to_owned(), format!("{feature} LIST_TRUST_CERTIFICATES")];
    assert_eq!(*toy.refused.lock().unwrap(), expected, "by the gate, by the handler, and nothing of a success");
}
