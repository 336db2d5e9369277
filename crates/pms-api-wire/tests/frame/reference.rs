//! The OpenAPI document of the toy's routes.

use crate::toy::{Toy, wire};

#[test]
fn the_document_says_what_the_routes_do() {
    let document = serde_json::to_value(wire(Toy::new(|_| ())).reference().openapi()).unwrap();
    let register = &document["paths"]["/v1/partnermanager/partners"]["post"];
    assert_eq!(register["operationId"], "register_partner");
    assert_eq!(register["summary"], "Register a partner");
    let request = &register["requestBody"]["content"]["application/json"]["schema"]["properties"];
    assert!(request["requesttime"].is_object(), "{request}");
    assert!(request["request"]["properties"]["partnerId"].is_object(), "{request}");
    let answer = &register["responses"]["200"]["content"]["application/json"]["schema"]["properties"];
    let members: Vec<_> = answer.as_object().unwrap().keys().collect();
    assert_eq!(members, ["id", "version", "responsetime", "metadata", "response", "errors"]);
    assert_eq!(answer["errors"]["items"]["$ref"], "#/components/schemas/ServiceError");
    assert_eq!(register["security"].as_array().map(Vec::len), Some(2), "cookie or bearer");

    let list = &document["paths"]["/v1/partnermanager/admin-partners"]["get"];
    assert_eq!(list["description"], "Roles: PARTNER_ADMIN.");
    let names: Vec<_> = list["parameters"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["pageNo", "pageSize", "sortFieldName", "sortType"]);
    let members = &list["responses"]["200"]["content"]["application/json"]["schema"]["properties"];
    assert!(members["responseTime"].is_object());

    let policy = &document["paths"]["/v1/policymanager/policies/group/{policygroupId}"]["get"];
    let members = &policy["responses"]["200"]["content"]["application/json"]["schema"]["properties"];
    assert!(members["metadata"].is_null(), "the policy service has no metadata");
    assert_eq!(policy["parameters"][0]["in"], "path");

    let login = &document["paths"]["/v1/partnermanager/login/{redirectURI}"]["get"];
    assert!(login["security"].is_null(), "open routes need nothing");
    assert!(document["components"]["securitySchemes"]["bearer"].is_object());
    assert!(document["components"]["schemas"]["SearchFilter"].is_object(), "nested types are in the document");
    let search = &document["paths"]["/v1/partnermanager/partners/search"]["post"]["requestBody"];
    assert!(search.to_string().contains("partnerType"), "{search}");
}
