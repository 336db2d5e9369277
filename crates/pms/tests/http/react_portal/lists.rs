//! The lists that the portal has paged, sorted and filtered by the server, with the names that it sends for columns (contract portal
//! §1.9–1.12 and the last paragraph of §3.4).

use pms_domain::routes::{self, Route};
use serde_json::{Value, json};

use super::{Body, Portal, Town, success};
use crate::requests::fill;

/// Who looks at a list.
#[derive(Clone, Copy)]
pub enum Who {
    Admin,
    Manager,
}

/// A list that is asked for with `GET`.
pub struct List {
    pub who: Who,
    pub route: &'static Route,
    /// Of every query, as the screen has them.
    pub fixed: &'static str,
    pub sorts: &'static [&'static str],
    /// Names of filters, each with the cell of a row that it is about.
    pub filters: &'static [(&'static str, &'static str)],
    /// Words of the filter by status, each with the rows' `status` (or `isActive`) that it stands for.
    pub states: &'static [(&'static str, &'static str)],
}

const TRUST_SORTS: &[&str] =
    &["certificateId", "partnerDomain", "issuedTo", "issuedBy", "validFrom", "validTill", "uploadedDateTime"];
const TRUST_FILTERS: &[(&str, &str)] = &[
    ("certificateId", "certId"),
    ("partnerDomain", "partnerDomain"),
    ("issuedTo", "issuedTo"),
    ("issuedBy", "issuedBy"),
];
const POLICY_SORTS: &[&str] =
    &["policyId", "policyName", "policyDescription", "policyGroupName", "createdDateTime", "status"];
const POLICY_FILTERS: &[(&str, &str)] = &[
    ("policyId", "policyId"),
    ("policyName", "policyName"),
    ("policyDescription", "policyDescription"),
    ("policyGroupName", "policyGroupName"),
];

pub const LISTS: [List; 10] = [
    List {
        who: Who::Admin,
        route: &routes::LIST_TRUST_CERTIFICATES,
        fixed: "caCertificateType=root",
        sorts: TRUST_SORTS,
        filters: TRUST_FILTERS,
        states: &[],
    },
    List {
        who: Who::Admin,
        route: &routes::LIST_TRUST_CERTIFICATES,
        fixed: "caCertificateType=intermediate",
        sorts: TRUST_SORTS,
        filters: TRUST_FILTERS,
        states: &[],
    },
    List {
        who: Who::Admin,
        route: &routes::ADMIN_LIST_PARTNERS,
        fixed: "",
        sorts: &[
            "partnerId",
            "partnerType",
            "orgName",
            "policyGroupName",
            "certificateUploadStatus",
            "isActive",
            "createdDateTime",
        ],
        filters: &[
            ("partnerId", "partnerId"),
            ("partnerType", "partnerType"),
            ("orgName", "orgName"),
            ("policyGroupName", "policyGroupName"),
            ("emailAddress", "emailAddress"),
            ("certificateUploadStatus", "certificateUploadStatus"),
        ],
        states: &[],
    },
    List {
        who: Who::Admin,
        route: &routes::LIST_POLICY_REQUESTS,
        fixed: "",
        sorts: &[
            "partnerId",
            "partnerType",
            "orgName",
            "policyId",
            "policyName",
            "policyGroupName",
            "createdDateTime",
            "status",
        ],
        filters: &[
            ("partnerId", "partnerId"),
            ("partnerType", "partnerType"),
            ("orgName", "orgName"),
            ("policyId", "policyId"),
            ("policyName", "policyName"),
            ("policyGroupName", "policyGroupName"),
        ],
        states: &[("approved", "approved"), ("InProgress", "InProgress")],
    },
    List {
        who: Who::Admin,
        route: &routes::LIST_INTERFACES,
        fixed: "",
        sorts: &[
            "partnerId",
            "orgName",
            "sbiId",
            "sbiVersion",
            "sbiCreatedDateTime",
            "sbiExpiryDateTime",
            "sbiExpiryStatus",
            "createdDateTime",
            "status",
            "countOfAssociatedDevices",
        ],
        filters: &[
            ("partnerId", "partnerId"),
            ("orgName", "orgName"),
            ("sbiId", "sbiId"),
            ("sbiVersion", "sbiVersion"),
            ("sbiExpiryStatus", "sbiExpiryStatus"),
        ],
        states: &[("approved", "approved"), ("pending_approval", "pending_approval")],
    },
    List {
        who: Who::Admin,
        route: &routes::LIST_DEVICES,
        fixed: "",
        sorts: &[
            "partnerId",
            "orgName",
            "sbiId",
            "sbiVersion",
            "deviceId",
            "deviceType",
            "deviceSubType",
            "make",
            "model",
            "createdDateTime",
            "status",
        ],
        filters: &[
            ("partnerId", "partnerId"),
            ("orgName", "orgName"),
            ("deviceId", "deviceId"),
            ("deviceType", "deviceType"),
            ("deviceSubType", "deviceSubType"),
            ("make", "make"),
            ("model", "model"),
        ],
        states: &[("approved", "approved"), ("pending_approval", "pending_approval")],
    },
    List {
        who: Who::Admin,
        route: &routes::LIST_CHIPS,
        fixed: "",
        sorts: &["partnerId", "orgName", "ftmId", "make", "model", "createdDateTime", "status"],
        filters: &[
            ("partnerId", "partnerId"),
            ("orgName", "orgName"),
            ("ftmId", "ftmId"),
            ("make", "make"),
            ("model", "model"),
        ],
        states: &[("approved", "approved"), ("pending_cert_upload", "pending_cert_upload")],
    },
    List {
        who: Who::Admin,
        route: &routes::LIST_OAUTH_CLIENTS,
        fixed: "",
        sorts: &["partnerId", "orgName", "policyGroupName", "policyName", "createdDateTime", "status"],
        filters: &[
            ("partnerId", "partnerId"),
            ("orgName", "orgName"),
            ("policyGroupName", "policyGroupName"),
            ("policyName", "policyName"),
        ],
        states: &[("ACTIVE", "ACTIVE")],
    },
    List {
        who: Who::Admin,
        route: &routes::LIST_API_KEYS_ALIAS,
        fixed: "",
        sorts: &[
            "partnerId",
            "orgName",
            "policyGroupName",
            "policyName",
            "apiKeyLabel",
            "createdDateTime",
            "apiKeyExpiryDateTime",
            "status",
        ],
        filters: &[
            ("partnerId", "partnerId"),
            ("orgName", "orgName"),
            ("policyGroupName", "policyGroupName"),
            ("policyName", "policyName"),
            ("apiKeyLabel", "apiKeyLabel"),
        ],
        states: &[("activated", "activated"), ("deactivated", "deactivated")],
    },
    List {
        who: Who::Manager,
        route: &routes::LIST_POLICIES_V2,
        fixed: "policyType=Auth",
        sorts: POLICY_SORTS,
        filters: POLICY_FILTERS,
        states: &[("draft", "draft"), ("activated", "activated"), ("deactivated", "deactivated")],
    },
];

/// `encodeURIComponent`.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

impl Town {
    pub fn who(&self, who: Who) -> Portal<'_> {
        match who {
            Who::Admin => self.admin(),
            Who::Manager => self.manager(),
        }
    }
}

/// Keys that the rights matrix makes by SQL: one that no search finds, and one that waits although it is active.
pub fn is_written_past_the_rules(row: &Value) -> bool {
    ["Label", "Waiting"].iter().any(|label| row["apiKeyLabel"] == *label)
}

/// The first page of a list with this query, as its screen asks for it.
async fn page(town: &Town, list: &List, query: &str) -> Vec<Value> {
    let parts = ["pageNo=0", "pageSize=8", list.fixed, query].into_iter().filter(|part| !part.is_empty());
    let path = format!("{}?{}", list.route.path, parts.collect::<Vec<_>>().join("&"));
    let response = success(&path, &town.who(list.who).get(&path).await);
    let rows = response["data"].as_array().unwrap().clone();
    assert!(response["totalResults"].as_u64().unwrap() >= rows.len() as u64, "{path}");
    assert!(rows.len() <= 8, "{path}");
    rows.into_iter().filter(|row| !is_written_past_the_rules(row)).collect()
}

/// By every column in both directions and spellings, and by every filter with what a row shows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_are_sorted_and_filtered_by_the_names_that_the_portal_sends() {
    if !pms_api_testkit::pki::available() {
        return;
    }
    let town = Town::new().await;
    for list in &LISTS {
        let rows = page(&town, list, "").await;
        assert!(!rows.is_empty(), "{} {}: no rows", list.route.id, list.fixed);
        for sort in list.sorts {
            for direction in ["asc", "desc", "ASC", "DESC"] {
                let sorted = page(&town, list, &format!("sortFieldName={sort}&sortType={direction}")).await;
                assert!(!sorted.is_empty(), "{} by {sort}", list.route.id);
            }
        }
        for (filter, cell) in list.filters {
            let shown = rows.iter().find_map(|row| row[cell].as_str().filter(|text| !text.is_empty()));
            let shown = shown.unwrap_or_else(|| panic!("{}: no row shows {cell}", list.route.id));
            let found = page(&town, list, &format!("{filter}={}", encoded(shown))).await;
            let fits = |row: &Value| {
                row[cell].as_str().is_some_and(|text| text.to_lowercase().contains(&shown.to_lowercase()))
            };
            assert!(!found.is_empty() && found.iter().all(fits), "{} {filter}={shown}: {found:?}", list.route.id);
        }
        for (word, state) in list.states {
            let found = page(&town, list, &format!("status={word}")).await;
            let fits = |row: &Value| row["status"] == *state;
            assert!(!found.is_empty() && found.iter().all(fits), "{} status={word}: {found:?}", list.route.id);
        }
    }
    policy_groups(&town).await;
}

/// The one list that is asked for with `POST`.
async fn policy_groups(town: &Town) {
    let route = &routes::SEARCH_POLICY_GROUPS;
    let search = async |filters: Value, field: &str, direction: &str| {
        let request = json!({"filters": filters, "sort": [{"sortField": field, "sortType": direction}],
            "pagination": {"pageStart": 0, "pageFetch": 8}});
        let reply = town.manager().write(route, &fill(route, &[]), Body::Old(request)).await;
        success(route.id, &reply)["data"].as_array().cloned().unwrap_or_default()
    };
    for field in ["id", "name", "desc", "crDtimes", "isActive"] {
        for direction in ["asc", "desc"] {
            assert_eq!(search(json!([]), field, direction).await.len(), 3, "{field} {direction}");
        }
    }
    for column in ["id", "name", "desc"] {
        let row = search(json!([]), "crDtimes", "desc").await.remove(0);
        let filter = json!([{"columnName": column, "type": "contains", "value": row[column]}]);
        assert!(search(filter, "crDtimes", "desc").await.iter().any(|found| found["id"] == row["id"]), "{column}");
    }
    for (value, count) in [("true", 2), ("false", 1)] {
        let filter = json!([{"columnName": "isActive", "type": "equals", "value": value}]);
        assert_eq!(search(filter, "crDtimes", "desc").await.len(), count, "isActive {value}");
    }
}
