//! The userinfo endpoint: what the issuer says about the owner of a bearer token.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use pms_app::accounts::external;
use serde_json::{Map, Value, json};

use crate::request::{Service, json_response, secure};
use crate::user::claims;

/// Claims of the token that are repeated.
const SHOWN: [&str; 11] = [
    "sub",
    "preferred_username",
    "name",
    "given_name",
    "family_name",
    "email",
    "email_verified",
    "organizationName",
    "partnerType",
    "phoneNumber",
    "langCode",
];

pub(crate) async fn userinfo(State(service): State<Service>, request: Request<Body>) -> Response {
    let (parts, _) = request.into_parts();
    let ctx = service.anonymous(&parts);
    let token = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let response = match token {
        Some(token) => match external::authenticate(&service.app, token, &ctx.request_id, ctx.source).await {
            Ok(actor) => {
                let all = claims(token);
                let mut body: Map<String, Value> =
                    SHOWN.iter().filter_map(|name| Some(((*name).to_owned(), all.get(name)?.clone()))).collect();
                body.insert("realm_access".into(), json!({ "roles": actor.roles }));
                json_response(StatusCode::OK, &Value::Object(body))
            }
            Err(_) => unauthorized(),
        },
        None => unauthorized(),
    };
    secure(response, &ctx.request_id)
}

fn unauthorized() -> Response {
    let body = json!({ "error": "invalid_token", "error_description": "Token verification failed" });
    let mut response = json_response(StatusCode::UNAUTHORIZED, &body);
    let challenge = HeaderValue::from_static("Bearer realm=\"mosip\", error=\"invalid_token\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    response
}
