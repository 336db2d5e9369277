//! Hostile text through every writable field of the REST side: the fields come from the OpenAPI document and the rights matrix' requests, what
//! was taken comes out as text in every export and on every page. Letters are tried in the tests of `pms-jobs`, for every template.

mod exports;
mod fields;
mod pages;

use std::collections::BTreeSet;

use pms_api_testkit::pki::{self, pki};
use pms_api_testkit::{ORGANIZATION, Person};
use pms_domain::roles;
use pms_domain::routes::{self, Access, Route};
use pms_testkit::openssl_cli::CertificateSpec;
use serde_json::{Value, json};

use crate::house::{House, Reply};
use crate::requests::Objects;
use crate::rights::{Matrix, generous};
use fields::Field;

/// Begins as a formula, and would end an attribute, an element and a JSON text. Short, so that it fits everywhere.
pub const MARKUP: &str = "=1<b onx>\"'&";

/// Characters that turn the text around them, and controls: no field of text takes them.
const FORBIDDEN: [&str; 4] = ["a\u{202E}b", "a\u{2066}b", "a\u{7}b", "a\u{0}b"];

/// Fields that take them: the beginning of the route's id, the field (none: all of them), and why that is no harm.
const TAKES_ANYTHING: [(&str, &str, &str); 12] = [
    ("SEARCH_", "", "words that are looked for, and not kept"),
    ("FILTER_", "", "the same"),
    ("VALIDATE_", "", "a question: nothing of it is kept"),
    ("VERIFY_DEVICE_MESSAGE", "", "the same"),
    ("", "additionalInfo", "any JSON; of it pages show the purpose, without such characters"),
    ("", "publicKey", "a JWK, of which the members that a key has are kept"),
    ("INVITE_MEMBER", "langCode", "a language that nobody has: the letter is in the site's"),
    ("ADMIN_CREATE_PARTNER", "inviteLangCode", "the same"),
    ("UPLOAD_CHIP_CERTIFICATE", "organizationName", "the former portal reads it from the certificate; so do we"),
    ("CREATE_OIDC_CLIENT", "clientNameLangMap.eng", "not read"),
    ("UPDATE_OIDC_CLIENT", "clientNameLangMap.eng", "not read"),
    ("UPDATE_POLICY", "policyType", "not read"),
];

/// What the matrix sends to a route that does not read it, because another one of the same shape does.
const NOT_READ: &[&str] = &[
    "CREATE_OIDC_CLIENT clientNameLangMap.eng",
    "UPDATE_OIDC_CLIENT clientNameLangMap.eng",
    "UPDATE_POLICY policyType",
];

/// Fields that must have taken [`MARKUP`]: those that people write most.
const TAKEN: [&str; 19] = [
    "ADD_CHIP make",
    "ADD_CONTACT address",
    "ADD_DEVICE make",
    "ADD_DEVICE model",
    "ADD_INTERFACE swVersion",
    "ADMIN_CREATE_PARTNER additionalInfo",
    "ADMIN_CREATE_PARTNER organizationName",
    "ADMIN_CREATE_PARTNER purpose",
    "CREATE_OAUTH_CLIENT name",
    "CREATE_POLICY desc",
    "CREATE_POLICY name",
    "CREATE_POLICY_GROUP desc",
    "CREATE_POLICY_GROUP name",
    "EDIT_CONTACT name",
    "GENERATE_API_KEY label",
    "RENAME_PARTNER organizationName",
    "REQUEST_POLICY useCaseDescription",
    "UPDATE_PARTNER address",
    "UPDATE_PARTNER contactNumber",
];

/// The site, and somebody who may write every field: with all roles, and an owner of every partner.
struct Scene {
    matrix: Matrix,
    writer: Person,
    number: usize,
    /// What is not as it should be.
    findings: Vec<String>,
}

impl Scene {
    async fn new() -> Self {
        let matrix = Box::pin(Matrix::new(House::with(generous).await)).await;
        let writer = matrix.house.person("writer", roles::ALL).await;
        let own = &matrix.common.own;
        for partner in partners(own) {
            matrix.house.join(partner, &writer, "owner").await;
        }
        Self { matrix, writer, number: 1_000, findings: Vec::new() }
    }

    /// A route's request with this text in one of its fields.
    async fn send(&mut self, route: &'static Route, field: &Field, text: &str) -> Reply {
        self.number += 1;
        let shape = self.matrix.common.case(route, self.number).own;
        let mut request = shape.request.clone().unwrap_or_else(|| json!({}));
        field.place(&mut request, text);
        let reply = self.matrix.house.call(route, &shape.path, Some(&request)).by(&self.writer).send().await;
        if reply.status >= 500 || reply.text.contains("PMS_PRT_500") {
            self.findings.push(format!("{} {field} {text:?}: {} {}", route.id, reply.status, reply.text));
        }
        reply
    }
}

fn partners(objects: &Objects) -> [&String; 9] {
    [
        &objects.active,
        &objects.waiting,
        &objects.rejected,
        &objects.deactivated,
        &objects.unlicensed_misp,
        &objects.misp.id,
        &objects.stopped_misp.id,
        &objects.devices.provider,
        &objects.devices.chip_provider,
    ]
}

/// Whether a request did what it asks for.
fn took(reply: &Reply) -> bool {
    reply.status == 200 && serde_json::from_str::<Value>(&reply.text).is_ok_and(|body| body["errors"] == json!([]))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_write_comes_out_as_text_everywhere() {
    if !pki::available() {
        return;
    }
    let mut scene = Scene::new().await;
    let document = scene.matrix.house.ask("GET", "/openapi.json").send().await.json();
    let (mut taken, mut bad) = (BTreeSet::new(), BTreeSet::new());
    let (mut tried, mut unknown) = (0, Vec::new());
    for route in routes::ALL.iter().copied().filter(|route| !is_left_out(route)) {
        let (fields, not_described) = fields::of(&document, &scene.matrix.common, route);
        unknown.extend(not_described);
        for field in fields {
            tried += 1;
            // What is refused first: a field that takes them would be used up by the text that it may have.
            for text in FORBIDDEN {
                if took(&scene.send(route, &field, text).await) {
                    bad.insert(format!("{} {field}", route.id));
                }
            }
            if took(&scene.send(route, &field, MARKUP).await) {
                taken.insert(format!("{} {field}", route.id));
            }
        }
    }
    let mut findings = std::mem::take(&mut scene.findings);
    let may = |taken: &&String| {
        let (id, name) = taken.split_once(' ').unwrap();
        TAKES_ANYTHING.iter().any(|(route, field, _)| id.starts_with(route) && (field.is_empty() || name == *field))
    };
    findings
        .extend(bad.iter().filter(|field| !may(field)).map(|field| format!("characters that nobody sees: {field}")));
    findings.extend(
        unknown
            .iter()
            .filter(|field| !NOT_READ.contains(&field.as_str()))
            .map(|field| format!("not described: {field}")),
    );
    findings.extend(TAKEN.iter().filter(|field| !taken.contains(**field)).map(|field| format!("not taken: {field}")));
    if tried < 400 || taken.len() < 100 {
        findings.push(format!("{tried} fields, {} taken", taken.len()));
    }
    findings.extend(certificates(&scene).await);
    let reached = pages::reached(&scene, &mut findings).await;
    exports::check(&scene.matrix.house, &scene.writer, &reached, &mut findings).await;
    pages::check(&scene, &reached, &mut findings).await;
    assert!(findings.is_empty(), "{}\n{taken:#?}", findings.join("\n"));
}

/// Routes whose success would take the scene away, and those without a token: they keep nothing that is sent.
fn is_left_out(route: &Route) -> bool {
    route.access == Access::Open
        || matches!(route.id, "SET_PARTNER_STATUS" | "DEACTIVATE_POLICY_GROUP" | "UPDATE_POLICY_GROUP")
}

/// Names in a certificate are written by whoever has it made.
async fn certificates(scene: &Scene) -> Vec<String> {
    let (house, own) = (&scene.matrix.house, &scene.matrix.common.own);
    let subject = |name: &str| format!("/C=IN/O={ORGANIZATION}/CN={name}");
    let leaf = CertificateSpec::new(subject(MARKUP)).valid(pki::day(2026, 1, 10), pki::day(2027, 6, 1));
    let leaf = leaf.issued_by(&pki().intermediate).unwrap().pem;
    let authority = CertificateSpec::ca(subject(MARKUP), None).valid(pki::day(2026, 1, 1), pki::day(2031, 1, 1));
    let authority = authority.self_signed().unwrap().pem;
    let upload = json!({"partnerId": own.active, "certificateData": leaf, "partnerDomain": "AUTH"});
    let authority = json!({"certificateData": authority, "partnerDomain": "AUTH"});
    let mut refused = Vec::new();
    for (route, request) in [(&routes::UPLOAD_PARTNER_CERTIFICATE, upload), (&routes::UPLOAD_CA_CERTIFICATE, authority)]
    {
        let reply = house.call(route, route.path, Some(&request)).by(&scene.writer).send().await;
        if !took(&reply) {
            refused.push(format!("{}: {}", route.id, reply.text));
        }
    }
    refused
}
