//! The requests that provoke the errors marked `sent`, and what they are answered.

use chrono::TimeDelta;
use pms_api_testkit::{pki, with};
use pms_domain::routes::Route;
use pms_domain::{roles, time};
use serde_json::{Value, json};

use super::{Proof, Row, table};
use crate::house::House;
use crate::requests::{self, Shape};
use crate::rights::{Matrix, generous};

/// A request as it is sent: the body is a whole envelope.
struct Sent {
    path: String,
    body: Option<Value>,
}

/// What the world must be like for an error.
#[derive(Clone, Copy, PartialEq, Eq)]
enum World {
    Whole,
    /// After this statement, which only an adopted database or a fault could have done.
    After(&'static str),
    /// The database is gone.
    Broken,
}

fn world(row: &Row) -> World {
    match (row.route.id, row.code) {
        (_, "PMS_PM_064" | "PMS_POL_060" | "PMS_POL_061" | "PMS_POL_066" | "PMS_POL_071" | "PMS_PS_ERROR_001")
        | (
            "UPLOAD_CA_CERTIFICATE"
            | "UPLOAD_PARTNER_CERTIFICATE"
            | "GET_PARTNER_CERTIFICATE"
            | "UPLOAD_CHIP_CERTIFICATE",
            "PMS_PRT_500",
        )
        | (
            "CREATE_OAUTH_CLIENT" | "CREATE_OIDC_CLIENT" | "UPDATE_OAUTH_CLIENT" | "UPDATE_OIDC_CLIENT",
            "PMS_PRT_500",
        ) => World::Broken,
        ("GET_CREDENTIAL_POLICY", "PMS_PRT_073") => {
            World::After("UPDATE partner_policy_credential_type SET policy_id = 'vanished'")
        }
        _ => World::Whole,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_requests_of_the_table_are_answered_as_it_says() {
    if !pki::available() {
        return;
    }
    for house in House::on_both_with(generous).await {
        let matrix = Matrix::new(house).await;
        let house = &matrix.house;
        let person = house.person("everybody", roles::ALL).await;
        house.join(&matrix.common.own.active, &person, "owner").await;
        let mut rows: Vec<(World, Row)> = table().into_iter().map(|row| (world(&row), row)).collect();
        rows.sort_by_key(|(world, _)| match world {
            World::Whole => 0,
            World::After(_) => 1,
            World::Broken => 2,
        });
        let mut faults = Vec::new();
        let mut strict = true;
        for (world, row) in rows {
            let Proof::Sent(expected) = row.proof else { continue };
            if strict && world != World::Whole {
                let_rows_lead_nowhere(house).await;
                strict = false;
            }
            match world {
                World::After(statement) => house.sql(statement).await,
                World::Broken => house.app.store().db().close().await,
                World::Whole => {}
            }
            let sent = request(&matrix, &row);
            let ask = house.ask(row.route.method, &sent.path).by(&person);
            let reply = match &sent.body {
                Some(body) => ask.json(body).send().await,
                None => ask.send().await,
            };
            if reply.error() != expected {
                let what = format!("{}: {}\t{}", house.database(), row.route.id, row.code);
                faults.push(format!("{what}\tsent\t{}", reply.error()));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

fn request(matrix: &Matrix, row: &Row) -> Sent {
    let found = searches(row.route, row.code)
        .or_else(|| values(row.route, row.code))
        .or_else(|| pages(row.route, row.code))
        .or_else(|| special(row.route, row.code))
        .or_else(|| known_client(matrix, row));
    let (path, request) = match found {
        Some(Shape { path, request }) => (path, request),
        None => {
            let own = matrix.common.case(row.route, 9_000).own;
            (own.path, own.request)
        }
    };
    let body = request.map(|request| envelope(&matrix.house, row, &request));
    Sent { path, body }
}

/// From here on rows may lead nowhere, as they may in a database that was adopted.
async fn let_rows_lead_nowhere(house: &House) {
    let statement = match house.is_postgres() {
        true => "ALTER TABLE partner_policy_credential_type DROP CONSTRAINT fk_pol_id",
        false => "PRAGMA foreign_keys = OFF",
    };
    pms_store::db::statement(statement).execute_uncounted(house.app.store().db()).await.unwrap();
}

/// The envelope, with the fault that the code names.
fn envelope(house: &House, row: &Row, request: &Value) -> Value {
    let mut body = house.envelope(row.route, request);
    let second = row.route.api_id.is_some();
    let at = if second { "requestTime" } else { "requesttime" };
    match row.code {
        "PMS_REQUEST_ERROR_002" => body["id"] = json!("another.id"),
        "PMS_REQUEST_ERROR_003" => body["version"] = json!("2.0"),
        "PMS_REQUEST_ERROR_004" => body[at] = Value::Null,
        "PMS_REQUEST_ERROR_005" => body["request"] = Value::Null,
        "PMS_REQUEST_ERROR_006" => {
            body[at] = json!(time::zulu(house.app.surroundings().now() - TimeDelta::days(2)));
        }
        _ => {}
    }
    body
}

/// A text column of each search.
fn column(route: &Route) -> Option<&'static str> {
    Some(match route.id {
        "SEARCH_PARTNERS" | "SEARCH_POLICY_REQUESTS" | "SEARCH_POLICIES" | "SEARCH_POLICY_GROUPS" => "id",
        "SEARCH_PARTNER_TYPES" => "code",
        "SEARCH_API_KEYS" => "label",
        "SEARCH_LICENCES" => "mispId",
        "SEARCH_DEVICES" | "SEARCH_INTERFACES" => "id",
        "SEARCH_DEVICE_TYPES" => "code",
        "SEARCH_MAPPINGS" => "providerId",
        "SEARCH_CHIPS" => "ftpChipDetailId",
        _ => return None,
    })
}

/// Contract part B §2.1.
fn searches(route: &Route, code: &str) -> Option<Shape> {
    let column = column(route)?;
    let sorted = if route.id == "SEARCH_POLICY_REQUESTS" { "crDtimes" } else { column };
    let (filter, sort, start) = match code {
        // The policy service looks for its own column first.
        "PMS-MSD-311" | "PMS_COR_003" => (json!({"type": "equals", "value": "x"}), json!([]), 0),
        "PMS-MSD-310" => (json!({"columnName": "nothing", "type": "equals", "value": "x"}), json!([]), 0),
        "PMS-MSD-312" => (json!({"columnName": column, "value": "x"}), json!([]), 0),
        "PMS-MSD-392" => (json!({"columnName": column, "type": "in", "value": "x", "values": ["x"]}), json!([]), 0),
        "PMS-MSD-390" => (json!({"columnName": column, "type": "equals"}), json!([]), 0),
        "PMS-MSD-391" => (json!({"columnName": column, "type": "in"}), json!([]), 0),
        "PMS-MSD-315" => (json!({"columnName": column, "type": "between", "fromValue": "x"}), json!([]), 0),
        "PMS-MSD-314" => (Value::Null, json!([{"sortField": sorted}]), 0),
        "PMS-MSD-357" => (Value::Null, json!([{"sortField": "nothing", "sortType": "asc"}]), 0),
        "PMS-MSD-358" => (Value::Null, json!([{"sortField": sorted, "sortType": "up"}]), 0),
        "PMS-MSD-313" => (Value::Null, json!([]), -1),
        _ => return None,
    };
    let filters = if filter.is_null() { json!([]) } else { json!([filter]) };
    let request = json!({"filters": filters, "sort": sort, "pagination": {"pageStart": start, "pageFetch": 10},
        "partnerType": "all", "policyType": "all"});
    Some(Shape { path: route.path.to_owned(), request: Some(request) })
}

/// Contract part B §2.3.
fn values(route: &Route, code: &str) -> Option<Shape> {
    if !route.id.starts_with("FILTER_") {
        return None;
    }
    let column = match route.id {
        "FILTER_LICENCES" => "mispId",
        "FILTER_DEVICE_TYPES" | "FILTER_DEVICE_SUB_TYPES" => "code",
        _ => "id",
    };
    let filter = match code {
        "PMS_COR_001" => json!({"columnName": " ", "type": "all", "text": ""}),
        "PMS-MSD-322" => json!({"columnName": column, "type": "", "text": ""}),
        "PMS-MSD-317" | "PMS_COR_003" => json!({"columnName": "nothing", "type": "all", "text": ""}),
        // The list of licences has no dates to ask for.
        "PMS-MSD-324" if route.id == "FILTER_LICENCES" => json!({"columnName": column, "type": "some", "text": ""}),
        "PMS-MSD-324" => json!({"columnName": "crDtimes", "type": "all", "text": ""}),
        _ => return None,
    };
    let request = json!({"filters": [filter], "optionalFilters": [], "policyType": "all"});
    Some(Shape { path: route.path.to_owned(), request: Some(request) })
}

/// The page and sort check and the guard of free text (contract part A §1.5).
fn pages(route: &Route, code: &str) -> Option<Shape> {
    let guarded = match route.id {
        "LIST_TRUST_CERTIFICATES" => "issuedTo",
        "LIST_POLICIES_V2" => "policyName",
        "LIST_NOTIFICATIONS" => "issuedTo",
        _ => "partnerId",
    };
    let query = match code {
        "PMS_PS_ERROR_006" => "pageNo=0".to_owned(),
        "PMS_PS_ERROR_007" => "pageNo=0&pageSize=8&sortType=asc".to_owned(),
        "PMS_PS_ERROR_008" => "sortFieldName=createdDateTime&sortType=asc".to_owned(),
        "PMS_PRT_357" => "pageNo=0&pageSize=8&sortFieldName=nothing&sortType=asc".to_owned(),
        "PMS_PRT_358" => {
            let field = if route.id == "LIST_TRUST_CERTIFICATES" { "issuedTo" } else { "createdDateTime" };
            format!("pageNo=0&pageSize=8&sortFieldName={field}&sortType=up")
        }
        "PMS_PRT_360" => "pageNo=-1&pageSize=8".to_owned(),
        "PMS_PRT_361" => "pageNo=0&pageSize=0".to_owned(),
        "PMS_COR_001" if route.method == "GET" => "expiryPeriod=31".to_owned(),
        "PMS_REQUEST_ERROR_007" => format!("pageNo=0&pageSize=8&{guarded}=%3Cb%3E"),
        _ => return None,
    };
    Some(Shape { path: format!("{}?{query}", route.path), request: None })
}

fn special(route: &Route, code: &str) -> Option<Shape> {
    let path = |values: &[&str]| {
        let mut values = values.iter();
        let parts =
            route.path.split('/').map(|part| if part.starts_with('{') { *values.next().unwrap() } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    // http://elsewhere.example/
    let elsewhere = "aHR0cDovL2Vsc2V3aGVyZS5leGFtcGxlLw";
    let edited = |policies: Value| {
        let request = json!({"policyGroupName": "Group", "policyType": "Auth", "name": requests::DRAFT,
            "desc": "Described", "version": "1", "policies": policies});
        Some(Shape { path: path(&[requests::DRAFT]), request: Some(request) })
    };
    match (route.id, code) {
        ("LOGIN" | "LOGIN_V2", "KER-ACP-010") => Some(Shape { path: path(&[elsewhere]), request: None }),
        ("LOGIN" | "LOGIN_V2", "KER-ACP-011") => {
            Some(Shape { path: format!("{}?state=1", path(&[elsewhere])), request: None })
        }
        ("CREATE_OIDC_CLIENT" | "UPDATE_OIDC_CLIENT", "PMS_COR_001") => {
            Some(Shape { path: path(&["some-client"]), request: Some(json!({})) })
        }
        ("UPDATE_POLICY", "PMS_PV_005") => edited(with(requests::policy(), json!({"extra": 1}))),
        ("UPDATE_POLICY", "PMS_PV_007") => edited(with(requests::policy(), json!({"allowedAuthTypes": 1}))),
        _ => None,
    }
}

/// The key of a client that is there.
fn known_client(matrix: &Matrix, row: &Row) -> Option<Shape> {
    if row.code != "PMS_ESI_001" {
        return None;
    }
    let own = matrix.common.case(row.route, 0).own;
    let key = json!({"publicKey": requests::client_key(0, &matrix.common.own.active)});
    Some(Shape { request: own.request.map(|request| with(request, key)), ..own })
}
