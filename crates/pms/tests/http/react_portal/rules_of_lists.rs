//! Rules 5 to 8 of the contract's portal §3.3: what lists answer.

use std::collections::BTreeSet;

use pms_api_testkit::pki;
use pms_domain::routes::{self, Route};
use pms_domain::time;
use serde_json::{Value, json};

use super::fields::{is_date, moments};
use super::lists::{LISTS, Who, is_written_past_the_rules};
use super::{Body, Portal, Town, success};
use crate::requests::fill;

/// Every answer that a screen shows.
async fn shown(town: &Town) -> Vec<(String, Value)> {
    let own = town.own();
    let (partner, admin, manager) = (town.partner(), town.admin(), town.manager());
    let mut all: Vec<(&Portal<'_>, String)> = [
        &routes::PARTNER_CERTIFICATES_DETAILS,
        &routes::LIST_POLICY_REQUESTS,
        &routes::LIST_OAUTH_CLIENTS,
        &routes::LIST_API_KEYS_ALIAS,
        &routes::LIST_INTERFACES,
        &routes::LIST_OWN_CHIPS,
        &routes::LIST_NOTIFICATIONS,
        &routes::GET_CONSENT,
    ]
    .map(|route| (&partner, route.path.to_owned()))
    .into();
    all.push((&partner, fill(&routes::LIST_INTERFACE_DEVICES, &[&own.devices.interface])));
    all.push((&partner, fill(&routes::GET_CHIP_CERTIFICATE_DATA, &[&own.devices.chip_approved])));
    all.push((&partner, fill(&routes::GET_CERTIFICATE_DATA, &[&own.active])));
    all.push((&admin, fill(&routes::ADMIN_GET_PARTNER, &[&own.active])));
    for list in &LISTS {
        let portal = if matches!(list.who, Who::Admin) { &admin } else { &manager };
        all.push((portal, format!("{}?pageNo=0&pageSize=500&{}", list.route.path, list.fixed)));
    }
    let mut found = Vec::new();
    for (portal, path) in all {
        let response = success(&path, &portal.get(&path).await);
        found.push((path, response));
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_05_dates_are_utc_without_a_z() {
    if !pki::available() {
        return;
    }
    let town = Town::new().await;
    let mut counted = BTreeSet::new();
    for (path, response) in shown(&town).await {
        let mut found = Vec::new();
        moments(&response, "", &mut found);
        for (field, text) in found {
            assert!(is_date(&text), "{path} {field}: {text}");
            counted.insert(format!("{path}{field}"));
        }
    }
    assert!(counted.len() >= 25, "{counted:#?}");
    // And it is the time of UTC that stands there.
    let now = time::zulu(town.house().app.surroundings().now());
    let new = json!({"ftpProviderId": town.own().devices.chip_provider, "make": "Now", "model": "Now"});
    let portal = town.partner();
    success("a chip", &portal.write(&routes::ADD_CHIP, routes::ADD_CHIP.path, Body::Old(new)).await);
    let chips = success("chips", &portal.get(routes::LIST_OWN_CHIPS.path).await);
    let made = chips.as_array().unwrap().iter().find(|row| row["make"] == "Now").unwrap();
    assert_eq!(made["createdDateTime"].as_str().unwrap()[..19], now[..19]);
}

/// How many rows a query gives, and which.
async fn rows(portal: &Portal<'_>, route: &Route, query: &str) -> Vec<Value> {
    let response = success(query, &portal.get(&format!("{}?pageNo=0&pageSize=500&{query}", route.path)).await);
    let rows = response["data"].as_array().unwrap().iter().cloned();
    rows.filter(|row| !is_written_past_the_rules(row)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_06_words_are_read_in_every_letter_case() {
    if !pki::available() {
        return;
    }
    let town = Town::new().await;
    let (partner, admin, manager) = (town.partner(), town.admin(), town.manager());
    let trust = &routes::LIST_TRUST_CERTIFICATES;
    for [upper, lower] in [["ROOT", "root"], ["INTERMEDIATE", "intermediate"]] {
        let of = async |kind| rows(&admin, trust, &format!("caCertificateType={kind}")).await;
        let (upper, lower) = (of(upper).await, of(lower).await);
        assert!(!upper.is_empty() && upper == lower, "{upper:?} {lower:?}");
    }
    for (portal, route, field) in [
        (&admin, &routes::ADMIN_LIST_PARTNERS, "partnerId"),
        (&admin, trust, "validTill"),
        (&admin, &routes::LIST_DEVICES, "deviceId"),
        (&manager, &routes::LIST_POLICIES_V2, "policyName"),
    ] {
        let by = async |word| rows(portal, route, &format!("sortFieldName={field}&sortType={word}")).await;
        let (up, down) = (by("asc").await, by("desc").await);
        assert!(up != down && up == by("ASC").await && down == by("DESC").await, "{} {field}", route.id);
    }
    // Each list has a spelling of its own.
    for (portal, route, status, shown) in [
        (&admin, &routes::LIST_POLICY_REQUESTS, "InProgress", "InProgress"),
        (&partner, &routes::LIST_POLICY_REQUESTS, "approved", "approved"),
        (&partner, &routes::LIST_API_KEYS_ALIAS, "activated", "activated"),
        (&admin, &routes::LIST_API_KEYS_ALIAS, "deactivated", "deactivated"),
        (&admin, &routes::LIST_OAUTH_CLIENTS, "ACTIVE", "ACTIVE"),
        (&admin, &routes::LIST_INTERFACES, "pending_approval", "pending_approval"),
    ] {
        let found = rows(portal, route, &format!("status={status}")).await;
        assert!(
            !found.is_empty() && found.iter().all(|row| row["status"] == shown),
            "{} {status}: {found:?}",
            route.id
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_07_the_same_path_has_two_shapes() {
    if !pki::available() {
        return;
    }
    let town = Town::new().await;
    let (partner, own) = (town.partner(), town.own());
    // Without a page all of the caller's rows, as one page.
    for route in [
        &routes::LIST_POLICY_REQUESTS,
        &routes::LIST_OAUTH_CLIENTS,
        &routes::LIST_API_KEYS_ALIAS,
        &routes::LIST_INTERFACES,
    ] {
        let all = success(route.id, &partner.get(route.path).await);
        let data = all["data"].as_array().unwrap();
        assert!(!data.is_empty(), "{}", route.id);
        assert_eq!(
            (&all["pageNo"], &all["pageSize"], &all["totalResults"]),
            (&json!(0), &json!(data.len()), &json!(data.len()))
        );
        let one = success(route.id, &partner.get(&format!("{}?pageNo=0&pageSize=1", route.path)).await);
        assert_eq!(
            (one["data"].as_array().unwrap().len(), &one["totalResults"]),
            (1, &all["totalResults"]),
            "{}",
            route.id
        );
    }
    for path in [
        routes::LIST_OWN_CHIPS.path.to_owned(),
        routes::PARTNER_CERTIFICATES_DETAILS.path.to_owned(),
        fill(&routes::LIST_INTERFACE_DEVICES, &[&own.devices.interface]),
        format!("{}?status=approved", routes::OWN_PARTNERS.path),
        routes::ACTIVE_POLICY_GROUPS.path.to_owned(),
        fill(&routes::ACTIVE_POLICIES, &["Group"]),
    ] {
        let list = success(&path, &partner.get(&path).await);
        assert!(list.as_array().is_some_and(|rows| !rows.is_empty()), "{path}: {list}");
    }
    let search = json!({"filters": [], "sort": [], "pagination": {"pageStart": 0, "pageFetch": 8}});
    let route = &routes::SEARCH_POLICY_GROUPS;
    let groups = success(route.id, &town.manager().write(route, route.path, Body::Old(search)).await);
    assert_eq!(groups["data"].as_array().unwrap().len() as u64, groups["totalRecord"].as_u64().unwrap());
}

/// Columns by which the partner's lists are sorted and filtered in the browser.
const IN_THE_BROWSER: [(&Route, &[&str]); 5] = [
    (
        &routes::LIST_POLICY_REQUESTS,
        &["partnerId", "partnerType", "policyGroupName", "policyId", "policyName", "createdDateTime", "status"],
    ),
    (
        &routes::LIST_OAUTH_CLIENTS,
        &["partnerId", "policyGroupName", "policyName", "clientName", "createdDateTime", "status", "clientId"],
    ),
    (
        &routes::LIST_API_KEYS_ALIAS,
        &["partnerId", "policyGroupName", "policyName", "apiKeyLabel", "createdDateTime", "status"],
    ),
    (
        &routes::LIST_INTERFACES,
        &["sbiId", "sbiVersion", "partnerId", "status", "sbiCreatedDateTime", "sbiExpiryDateTime", "createdDateTime"],
    ),
    (&routes::LIST_OWN_CHIPS, &["ftmId", "partnerId", "make", "model", "status", "createdDateTime"]),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_08_no_column_of_a_partners_list_is_null() {
    if !pki::available() {
        return;
    }
    let town = Town::new().await;
    let (house, partner) = (town.house(), town.partner());
    // Rows as an adopted database may have them: the client's policy, and the partner's group, are not there any more.
    house.sql("UPDATE oidc_client SET policy_id = 'gone' WHERE rp_id = 'foreign-active'").await;
    for round in ["as they are", "with what is gone"] {
        for (route, columns) in IN_THE_BROWSER {
            let answer = success(route.id, &partner.get(route.path).await);
            let list = answer.get("data").unwrap_or(&answer).as_array().unwrap().clone();
            assert!(!list.is_empty(), "{} {round}", route.id);
            for (row, column) in list.iter().flat_map(|row| columns.iter().map(move |column| (row, column))) {
                assert!(row[column].is_string(), "{} {round}: {column} of {row}", route.id);
            }
        }
        let devices = fill(&routes::LIST_INTERFACE_DEVICES, &[&town.own().devices.interface]);
        for row in success(&devices, &partner.get(&devices).await).as_array().unwrap() {
            for column in
                ["deviceId", "deviceTypeCode", "deviceSubTypeCode", "make", "model", "status", "createdDateTime"]
            {
                assert!(row[column].is_string(), "{round}: {column} of {row}");
            }
        }
        if round == "as they are" {
            house.sql("UPDATE partner SET policy_group_id = NULL WHERE id = 'foreign-active'").await;
        }
    }
}
