use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn said(outcome: Result<(), Refusal>) -> String {
    outcome.err().map_or_else(String::new, |refusal| refusal.to_string())
}

#[test]
fn ids_have_one_form() {
    for good in ["a", "A-_9", &"x".repeat(100)] {
        assert!(check_id(good).is_ok(), "{good}");
    }
    for bad in ["", " ", "a b", "a/b", "a.b", "é", &"x".repeat(101)] {
        assert_eq!(check_id(bad).unwrap_err().code(), "PMS_PRT_099", "{bad}");
    }
}

#[test]
fn statuses_are_read_in_any_case_and_unknown_ones_let_nobody_in() {
    assert_eq!(Status::parse("active"), Some(Status::Active));
    assert_eq!(Status::parse("Inactive"), Some(Status::Inactive));
    assert_eq!(Status::parse("ACTIVATED"), None);
    assert_eq!(Status::stored("ACTIVATED"), Status::Inactive);
    assert_eq!(Status::stored("ACTIVE"), Status::Active);
}

#[test]
fn redirect_uris_that_are_taken() {
    for good in [
        "https://bank.example",
        "https://bank.example/callback?a=b",
        "https://bank.example/resident/v1/login-redirect/**",
        "https://bank.example:8443/x",
        "https://192.0.2.1/x",
        "HTTPS://bank.example/x",
        "http://localhost:3000/x",
        "http://127.0.0.1/x",
        "http://[::1]:9000/x",
        "io.mosip.residentapp.inji://oauthredirect",
        "com.example.app:/oauth2redirect/example-provider",
        "https://bank.example/a%20b?next=%2Fx%C3%A9",
    ] {
        assert_eq!(check_redirect_uri(good), Ok(()), "{good}");
    }
}

#[test]
fn redirect_uris_that_are_refused() {
    for (bad, why) in [
        ("", INVALID),
        ("/relative", INVALID),
        ("bank.example/x", INVALID),
        ("https://", INVALID),
        ("https:bank.example", INVALID),
        ("https:///bank.example", INVALID),
        ("http://bank.example/x", INVALID),
        ("http://localhost.evil.example/x", INVALID),
        ("http://127.0.0.1.evil.example/x", INVALID),
        ("http://10.0.0.1/x", INVALID),
        ("https://user@bank.example/x", INVALID),
        ("https://user:pass@bank.example/x", INVALID),
        ("https://@bank.example/x", INVALID),
        ("io.mosip.app://user@oauthredirect", INVALID),
        ("https://bank.example/a b", INVALID),
        ("https://bank.example/\u{202e}x", INVALID),
        ("https://bänk.example/", INVALID),
        ("https://bank.example\\@evil.example/", INVALID),
        ("javascript:alert(1)", INVALID),
        ("data:text/html;x", INVALID),
        ("file:///etc/passwd", INVALID),
        ("myapp://callback", INVALID),
        ("ftp://bank.example/x", INVALID),
        ("com.example.app:", INVALID),
        ("https://bank.example:0/x", INVALID),
        ("http://localhost:0/x", INVALID),
        ("https://bank.example/a%00b", INVALID),
        ("https://bank.example/a%0d%0aSet-Cookie:x", INVALID),
        ("https://bank.example/?a=%1F", INVALID),
        ("https://bank.example/%7f", INVALID),
        ("https://bank.example/%", INVALID),
        ("https://bank.example/%4", INVALID),
        ("https://bank.example/%zz", INVALID),
        ("io.mosip.app://back/%0A", INVALID),
        ("https://*.bank.example/x", INVALID),
        ("https://*/x", INVALID),
        ("io.mosip.*://x", INVALID),
        ("https://bank.example/x#", "must not have a fragment"),
        ("https://bank.example/x#frag", "must not have a fragment"),
        ("https://bank.example/a,b", "must not contain a comma"),
    ] {
        assert_eq!(check_redirect_uri(bad), Err(why.to_owned()), "{bad}");
    }
    assert!(check_redirect_uri(&format!("https://bank.example/{}", "x".repeat(2048))).is_err());
}

const INVALID: &str = "must be a valid URL";

#[test]
fn one_to_five_redirect_uris_none_twice() {
    let uris = |count: usize| (0..count).map(|n| format!("https://bank.example/{n}")).collect::<Vec<_>>();
    assert!(check_redirect_uris(&uris(1)).is_ok() && check_redirect_uris(&uris(5)).is_ok());
    let size = "PMS_COR_001 Invalid request parameter - size must be between 1 and 5 :request.redirectUris";
    assert_eq!(said(check_redirect_uris(&uris(0))), size);
    assert_eq!(said(check_redirect_uris(&uris(6))), size);
    let twice = [uris(1), uris(1)].concat();
    let place = "PMS_COR_001 Invalid request parameter - value is there twice :request.redirectUris[1]";
    assert_eq!(said(check_redirect_uris(&twice)), place);
}

#[test]
fn a_logo_is_an_https_address() {
    assert!(check_logo("https://bank.example/logo.png").is_ok());
    assert!(check_logo(&format!("https://bank.example/{}", "x".repeat(2048 - 21))).is_ok());
    let refused = "PMS_COR_001 Invalid request parameter - must be a valid URL :request.logoUri";
    for bad in [
        "http://bank.example/logo.png",
        "logo.png",
        "javascript:alert(1)",
        "https://u:p@bank.example/logo.png",
        "https://bank.example/\"onload=\"x",
        &format!("https://bank.example/{}", "x".repeat(2048 - 20)),
    ] {
        assert_eq!(said(check_logo(bad)), refused, "{bad}");
    }
}

#[test]
fn words_are_the_sites_and_stand_once() {
    let allowed = ["authorization_code".to_owned(), "refresh_token".to_owned()];
    assert!(check_words("grantTypes", &allowed, &allowed).is_ok());
    let refused = "PMS_COR_001 Invalid request parameter - value is not one of authorization_code, refresh_token \
                   :request.grantTypes[1]";
    let given = ["authorization_code".to_owned(), "implicit".to_owned()];
    assert_eq!(said(check_words("grantTypes", &given, &allowed)), refused);
    let twice = [allowed[0].clone(), allowed[0].clone()];
    assert!(said(check_words("grantTypes", &twice, &allowed)).contains("twice :request.grantTypes[1]"));
}

fn pair(language: &str, name: &str) -> (String, String) {
    (language.to_owned(), name.to_owned())
}

#[test]
fn names_by_language_are_one_json_text() {
    let stored = name_map("Bank", &[pair("eng", "Bank"), pair("fra", "Banque")]).unwrap();
    assert_eq!(stored, r#"{"eng":"Bank","fra":"Banque","@none":"Bank"}"#);
    assert_eq!(plain_name(&stored), "Bank");
    let names = Value::Object(names_of(&stored).unwrap());
    assert_eq!(names, json!({"eng": "Bank", "fra": "Banque"}));
    for plain in ["Bank", "{\"eng\":\"x\"}", "[1]", "{"] {
        assert_eq!((plain_name(plain).as_str(), names_of(plain)), (plain, None));
    }
    for bad in [
        vec![],
        vec![pair("en", "x")],
        vec![pair("engl", "x")],
        vec![pair("@no", "x")],
        vec![pair("eng", " ")],
        vec![pair("eng", "x"), pair("ENG", "y")],
        vec![pair("eng", "x"), pair("eng", "y")],
        vec![pair("eng", "two\nlines")],
        vec![pair("eng", "two\rlines")],
    ] {
        assert_eq!(name_map("Bank", &bad).unwrap_err().code(), "PMS_COR_001", "{bad:?}");
    }
    assert!(name_map("two\r\nlines", &[pair("eng", "x")]).is_err());
    // A plain name is one line, and never read as names by language.
    assert_eq!(plain("{\"eng\":\"x\"}").unwrap(), "{\"eng\":\"x\"}", "without @none it is read as it is");
    for bad in [r#"{"@none":"Other"}"#, r#"{"eng":"x","@none":"Other"}"#, "two\nlines", "a\tb"] {
        assert_eq!(plain(bad).unwrap_err().code(), "PMS_COR_001", "{bad:?}");
    }
    // {"eng":"…","@none":"b"}: 256 are taken, 257 are not.
    let fitting = "x".repeat(256 - r#"{"eng":"","@none":"b"}"#.len());
    assert_eq!(name_map("b", &[pair("eng", &fitting)]).unwrap().len(), 256);
    assert!(name_map("b", &[pair("eng", &format!("{fitting}x"))]).is_err());
}

fn mappings() -> (ClaimMapping, AcrMapping) {
    let claims = json!({"identity": {
        "name": {"value": "fullName, firstName"}, "email": {"value": "email"}, "address": {"value": "city,region"},
        "odd": {"value": 7}, "IDSchemaVersion": "0.1",
    }, "documents": {}});
    let contexts = json!({
        "amr": {"PIN": [{"type": "PIN"}], "OTP": [{"type": "OTP"}], "Both": [{"type": "OTP"}, {"type": "BIO", "count": 1}],
            "Free": []},
        "acr_amr": {"acr:pin": ["PIN"], "acr:otp": ["OTP"], "acr:both": ["Both"], "acr:two": ["PIN", "OTP"],
            "acr:lost": ["Gone"], "acr:free": ["Free"], "acr:none": []},
    });
    (ClaimMapping::read(&claims).unwrap(), AcrMapping::read(&contexts).unwrap())
}

fn policy(attributes: &[&str], factors: &[(&str, bool)]) -> Value {
    json!({
        "allowedKycAttributes": attributes.iter().map(|name| json!({"attributeName": name})).collect::<Vec<_>>(),
        "allowedAuthTypes":
            factors.iter().map(|(name, must)| json!({"authType": name, "mandatory": must})).collect::<Vec<_>>(),
    })
}

fn release(policy: &Value) -> Result<Released, String> {
    let (claims, contexts) = mappings();
    let supported = ["email", "address", "name", "email", "picture", "odd"].map(str::to_owned);
    released(policy, &supported, &claims, &contexts).map_err(|refusal| refusal.code().to_owned())
}

#[test]
fn claims_and_contexts_follow_the_policy() {
    let found = release(&policy(&["FULLNAME", "City"], &[("otp", false), ("Pin", false)])).unwrap();
    assert_eq!(found.claims, ["address", "name"]);
    assert_eq!(found.acr_values, ["acr:pin", "acr:otp", "acr:two"]);
    let found = release(&policy(&["email"], &[("bio", false), ("otp", false)])).unwrap();
    assert_eq!(
        (found.claims, found.acr_values),
        (vec!["email".to_owned()], vec!["acr:otp".to_owned(), "acr:both".to_owned()])
    );
    for (refused, code) in [
        (policy(&[], &[("otp", true)]), "PMS_ESI_005"),
        (policy(&["photo"], &[("otp", false)]), "PMS_ESI_005"),
        (policy(&["email"], &[("otp", false), ("demo", true)]), "PMS_ESI_003"),
        (policy(&["email"], &[]), "PMS_ESI_006"),
        (policy(&["email"], &[("bio", false)]), "PMS_ESI_006"),
        (json!("no policy"), "PMS_ESI_005"),
    ] {
        assert_eq!(release(&refused), Err(code.to_owned()), "{refused}");
    }
}

#[test]
fn documents_that_are_no_mappings_are_not_read() {
    for other in
        [json!(null), json!([]), json!({}), json!({"identity": []}), json!({"amr": {}}), json!({"acr_amr": {}})]
    {
        assert!(ClaimMapping::read(&other).is_none(), "{other}");
        assert!(AcrMapping::read(&other).is_none(), "{other}");
    }
}

/// What happens to a client and around it.
#[derive(Clone, Copy, Debug)]
enum Step {
    Update(Status),
    Partner(bool),
    Policy(bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        prop::sample::select(Status::ALL.to_vec()).prop_map(Step::Update),
        any::<bool>().prop_map(Step::Partner),
        any::<bool>().prop_map(Step::Policy),
    ]
}

proptest! {
    /// Once deactivated a client never counts again, whatever becomes of partner and policy; before, it counts exactly
    /// while both do.
    #[test]
    fn inactive_is_final(steps in prop::collection::vec(step(), 0..40)) {
        let (mut stored, mut partner, mut policy, mut ended) = (Status::Active, true, true, false);
        for step in steps {
            match step {
                Step::Partner(active) => partner = active,
                Step::Policy(active) => policy = active,
                Step::Update(wanted) => match update(stored, wanted) {
                    Ok(Update::Details) => prop_assert_eq!((stored, wanted), (Status::Active, Status::Active)),
                    Ok(Update::Deactivation) => {
                        prop_assert!(!ended, "deactivated twice");
                        (stored, ended) = (Status::Inactive, true);
                    }
                    Err(_) => prop_assert!(ended, "{:?} refused", wanted),
                },
            }
            let counts = stored.in_force(partner, policy) == Status::Active;
            prop_assert_eq!(counts, !ended && partner && policy);
        }
    }

    /// What is taken can be joined with commas and split again, and is what the server would call: no other host hides in it.
    #[test]
    fn taken_uris_survive_the_column(uri in "(https?|io\\.app|x)(:|://)[a-z@#,.:/?\\\\ 0-9]{0,20}") {
        if check_redirect_uri(&uri).is_ok() {
            let joined = [uri.clone(), uri.clone()].join(",");
            prop_assert_eq!(joined.split(',').collect::<Vec<_>>(), [&uri, &uri]);
            let url = url::Url::parse(&uri).unwrap();
            prop_assert!(url.username().is_empty() && url.fragment().is_none());
            prop_assert!(url.scheme() != "http" || url.host_str().is_some_and(|host| host == "localhost" || host.starts_with("127.")));
        }
    }

    #[test]
    fn names_are_found_again(name in "[^\\pC]{1,40}", other in "[a-zé\"\\\\]{1,40}") {
        let pairs = [pair("eng", &other)];
        if let Ok(stored) = name_map(&name, &pairs) {
            prop_assert_eq!(plain_name(&stored), name);
            let names = names_of(&stored).unwrap();
            prop_assert_eq!(names["eng"].as_str(), Some(other.as_str()));
        }
    }

    /// Nothing is released that the policy does not allow.
    #[test]
    fn the_policy_is_never_exceeded(attributes in prop::collection::vec("fullName|city|email|photo", 0..4),
        factors in prop::collection::vec("otp|pin|bio|demo", 0..4)) {
        let attributes: Vec<&str> = attributes.iter().map(String::as_str).collect();
        let allowed: Vec<(&str, bool)> = factors.iter().map(|one| (one.as_str(), false)).collect();
        if let Ok(found) = release(&policy(&attributes, &allowed)) {
            let has = |name: &str| attributes.contains(&name);
            prop_assert_eq!(found.claims.iter().any(|claim| claim == "name"), has("fullName"));
            prop_assert_eq!(found.claims.iter().any(|claim| claim == "address"), has("city"));
            let may = |name: &str| factors.iter().any(|one| one == name);
            prop_assert_eq!(found.acr_values.iter().any(|acr| acr == "acr:both"), may("otp") && may("bio"));
            prop_assert_eq!(found.acr_values.iter().any(|acr| acr == "acr:pin"), may("pin"));
        }
    }
}
