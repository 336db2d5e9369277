//! The OpenAPI document, from the same declarations that serve the routes: paths, roles, envelopes, problem documents.

use std::sync::Arc;

use pms_domain::routes::{Access, Envelope};
use utoipa::PartialSchema;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathItem, PathsBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::{ResponseBuilder, ResponsesBuilder};
use utoipa::openapi::schema::{
    ArrayBuilder, ComponentsBuilder, Object, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type,
};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required};

use crate::endpoint::{Endpoint, Parameter, ParameterKind};
use crate::envelope::Flavour;
use crate::path::Template;
use crate::problem::ProblemDocument;

const COOKIE: &str = "cookie";
const BEARER: &str = "bearer";
const ERROR: &str = "ServiceError";
const PROBLEM: &str = "Problem";
const FAILURE: &str = "Failure";
const JSON_TYPE: &str = "application/json";
const PROBLEM_TYPE: &str = "application/problem+json";

/// What the reference is written from. Cheap to keep: the document, once written, is some ten MiB as values.
pub struct Reference(pub(crate) Vec<Arc<Endpoint>>);

impl Reference {
    /// The routes as an OpenAPI document.
    pub fn openapi(&self) -> OpenApi {
        document(self.0.iter().map(|endpoint| &**endpoint))
    }
}

/// The document of these routes, in their order.
fn document<'a>(endpoints: impl Iterator<Item = &'a Endpoint>) -> OpenApi {
    let mut paths = PathsBuilder::new();
    let mut components = ComponentsBuilder::new()
        .schema(ERROR, error())
        .schema(PROBLEM, ProblemDocument::schema())
        .schema(FAILURE, failure())
        .security_scheme(
            COOKIE,
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
                "Authorization",
                "Access token in a cookie whose name contains Authorization; the last one counts.",
            ))),
        )
        .security_scheme(BEARER, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    for endpoint in endpoints {
        if let Some(method) = method(endpoint.route.method) {
            paths = paths.path(endpoint.route.path, PathItem::new(method, operation(endpoint)));
        }
        for described in [endpoint.docs.request, endpoint.docs.response].into_iter().flatten() {
            let mut schemas = Vec::new();
            (described.brings)(&mut schemas);
            for (name, schema) in schemas {
                components = components.schema(name, schema);
            }
        }
    }
    let info = InfoBuilder::new()
        .title("Partner management")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("REST services of partner management: partners, policies, certificates, sign-in."))
        .build();
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components.build())).build()
}

fn method(method: &str) -> Option<HttpMethod> {
    Some(match method {
        "GET" => HttpMethod::Get,
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        _ => return None,
    })
}

fn operation(endpoint: &Endpoint) -> utoipa::openapi::path::Operation {
    let route = endpoint.route;
    let mut operation = OperationBuilder::new()
        .operation_id(Some(route.id.to_ascii_lowercase()))
        .tag(route.path.split('/').nth(2).unwrap_or_default())
        .summary(Some(endpoint.docs.summary))
        .description(Some(access(route.access)))
        .responses(responses(endpoint));
    for name in Template::of(route).variable_names() {
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .schema(Some(Object::with_type(Type::String)));
        operation = operation.parameter(parameter);
    }
    for parameter in &endpoint.docs.parameters {
        operation = operation.parameter(query_parameter(parameter));
    }
    if let Some(request) = endpoint.docs.request {
        let content = ContentBuilder::new().schema(Some(request_envelope(endpoint, (request.schema)()))).build();
        let body = RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
        operation = operation.request_body(Some(body.build()));
    }
    if !endpoint.takes_file.is_empty() {
        let mut body = RequestBodyBuilder::new().required(Some(Required::True));
        for kind in endpoint.takes_file {
            body = body.content(*kind, ContentBuilder::new().schema(Some(text())).build());
        }
        operation = operation.request_body(Some(body.build()));
    }
    if route.access != Access::Open {
        for scheme in [COOKIE, BEARER] {
            operation = operation.security(SecurityRequirement::new(scheme, Vec::<String>::new()));
        }
    }
    operation.build()
}

fn access(access: Access) -> String {
    match access {
        Access::Open => "Open: no token.".to_owned(),
        Access::AnyToken => "Any valid token.".to_owned(),
        Access::Roles(roles) => format!("Roles: {}.", roles.join(", ")),
    }
}

fn query_parameter(parameter: &Parameter) -> ParameterBuilder {
    let kind = match parameter.kind {
        ParameterKind::Text => Type::String,
        ParameterKind::Integer => Type::Integer,
        ParameterKind::Boolean => Type::Boolean,
    };
    ParameterBuilder::new()
        .name(parameter.name)
        .parameter_in(ParameterIn::Query)
        .required(if parameter.required { Required::True } else { Required::False })
        .description(Some(parameter.description))
        .schema(Some(Object::with_type(kind)))
}

fn responses(endpoint: &Endpoint) -> ResponsesBuilder {
    let response = |description: &str, kind: &str, schema: RefOr<Schema>| {
        let content = ContentBuilder::new().schema(Some(schema)).build();
        ResponseBuilder::new().description(description).content(kind, content)
    };
    let schema = |name: &str| RefOr::from(Ref::from_schema_name(name));
    let problem = |description: &str| response(description, PROBLEM_TYPE, schema(PROBLEM));
    let failure = |description: &str| response(description, JSON_TYPE, schema(FAILURE));
    let route = endpoint.route;
    let mut responses = ResponsesBuilder::new();
    if route.envelope == Envelope::Plain && !endpoint.docs.files.is_empty() {
        let mut file = ResponseBuilder::new().description("The file.");
        for kind in endpoint.docs.files {
            file = file.content(*kind, ContentBuilder::new().schema(Some(text())).build());
        }
        responses = responses
            .response("200", file)
            .response("304", ResponseBuilder::new().description("The caller has it already."))
            .response("404", failure("There is no such file."));
    } else if route.envelope == Envelope::Plain {
        responses = responses
            .response("302", ResponseBuilder::new().description("Where to go on."))
            .response("200", failure("A business error: `errors` says why."));
    } else {
        let said = "Success, or a business error: then `response` is null and `errors` says why.";
        let mut success = response(said, JSON_TYPE, response_envelope(endpoint).into());
        for kind in endpoint.docs.files {
            success = success.content(*kind, ContentBuilder::new().schema(Some(text())).build());
        }
        responses = responses.response("200", success);
    }
    if endpoint.takes_body
        || !endpoint.takes_file.is_empty()
        || !endpoint.docs.parameters.is_empty()
        || route.path.contains('{')
    {
        let content = ContentBuilder::new().schema(Some(schema(FAILURE))).build();
        let said = "The request cannot be read (a problem document), or a member is not valid (PMS_COR_001).";
        responses = responses.response("400", problem(said).content(JSON_TYPE, content));
    }
    if route.access != Access::Open {
        responses = responses.response("401", failure("No valid token (KER-ATH-401)."));
    }
    if let Some(unsigned) = endpoint.docs.unsigned {
        responses = responses.response("401", failure(unsigned));
    }
    if matches!(route.access, Access::Roles(_)) || endpoint.writes {
        responses = responses.response("403", failure("Role missing (KER-ATH-403), or a cross-site request."));
    }
    if endpoint.takes_body {
        responses = responses
            .response("413", problem(&format!("More than {} bytes.", endpoint.body_limit)))
            .response("415", problem("The body is not application/json."));
    }
    if !endpoint.takes_file.is_empty() {
        let kinds = endpoint.takes_file.join(" or ");
        responses = responses.response("415", problem(&format!("The body is not {kinds}.")));
    }
    let no_answer = match endpoint.judges_age {
        true => "The database was not reached for too long, or is busy; see Retry-After.",
        false => "The database is busy; see Retry-After.",
    };
    responses.response("429", failure("Too many requests; see Retry-After.")).response("503", failure(no_answer))
}

fn text() -> Object {
    Object::with_type(Type::String)
}

fn nullable(kind: Type) -> Object {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([kind, Type::Null])).build()
}

fn error() -> Object {
    ObjectBuilder::new()
        .description(Some("One error: a stable code and its text."))
        .property("errorCode", nullable(Type::String))
        .property("message", text())
        .required("errorCode")
        .required("message")
        .build()
}

/// The envelope of an error, first or second: time members differ.
fn failure() -> Object {
    let errors = ArrayBuilder::new().items(Ref::from_schema_name(ERROR)).min_items(Some(1)).build();
    ObjectBuilder::new()
        .description(Some("An envelope without a response; `errors` says why."))
        .property("id", nullable(Type::String))
        .property("version", nullable(Type::String))
        .property("responsetime", text())
        .property("responseTime", text())
        .property("metadata", nullable(Type::Object))
        .property("response", Object::with_type(Type::Null))
        .property("errors", errors)
        .required("errors")
        .build()
}

fn request_envelope(endpoint: &Endpoint, request: RefOr<Schema>) -> Object {
    let time = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .description(Some("yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC"))
        .build();
    let id = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .examples(endpoint.route.api_id)
        .build();
    ObjectBuilder::new()
        .property("id", id)
        .property("version", nullable(Type::String))
        .property(endpoint.time_member(), time)
        .property("metadata", Schema::default())
        .property("request", request)
        .required("request")
        .build()
}

fn response_envelope(endpoint: &Endpoint) -> Object {
    let second = endpoint.route.envelope == Envelope::V2;
    let mut envelope = ObjectBuilder::new()
        .property("id", nullable(Type::String))
        .property("version", nullable(Type::String))
        .property(if second { "responseTime" } else { "responsetime" }, text());
    if second || endpoint.flavour != Flavour::Policy {
        envelope = envelope.property("metadata", nullable(Type::Object));
    }
    let errors = ArrayBuilder::new().items(Ref::from_schema_name(ERROR)).build();
    // Success has an empty list; of the kernel's services it has null.
    let errors: RefOr<Schema> = if endpoint.flavour.is_kernel() { or_null(errors.into()) } else { errors.into() };
    let response =
        endpoint.docs.response.map_or_else(|| nullable(Type::Object).into(), |response| or_null((response.schema)()));
    envelope.property("response", response).property("errors", errors).build()
}

fn or_null(schema: RefOr<Schema>) -> RefOr<Schema> {
    RefOr::T(Schema::OneOf(OneOfBuilder::new().item(schema).item(Object::with_type(Type::Null)).build()))
}
