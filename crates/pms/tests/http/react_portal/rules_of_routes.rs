//! Rules 1 to 4 and 9 to 14 of the contract's portal §3.3: envelopes, sign-in, words that are misspelt for good, and what the portal
//! looks at after it has changed something.

use chrono::TimeDelta;
use pms_api_testkit::{ORGANIZATION, pki};
use pms_domain::roles;
use pms_domain::routes::{self, Envelope, Route};
use serde_json::{Value, json};

use super::{Body, DASHBOARD, Portal, Town, btoa, success};
use crate::house::{House, Reply};
use crate::requests::{KEYED, TO_DEACTIVATE, WITH_CLIENTS, client_key, fill};

/// The code of a refusal that the portal shows beside the form, in the envelope that it reads.
fn refusal(what: &str, reply: &Reply) -> String {
    let body = reply.json();
    assert_eq!(reply.status, 200, "{what}: {}", reply.text);
    assert!(body["response"].is_null() && body.as_object().unwrap().contains_key("response"), "{what}: {}", reply.text);
    let first = &body["errors"][0];
    assert!(first["message"].as_str().is_some_and(|message| !message.is_empty()), "{what}: {}", reply.text);
    first["errorCode"].as_str().unwrap_or_else(|| panic!("{what}: {}", reply.text)).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_01_a_refusal_is_an_answer_with_200_and_errors() {
    if !pki::available() {
        return;
    }
    let town = Town::new().await;
    let (own, partner, admin, manager) = (town.own().clone(), town.partner(), town.admin(), town.manager());
    success("a success", &partner.get(routes::SYSTEM_CONFIG.path).await);
    let off = || json!({"status": "De-Activate"});
    let wish = json!({"policyName": "nothing", "useCaseDescription": "x"});
    let upload = json!({"partnerId": own.active, "partnerDomain": "AUTH", "certificateData": "no certificate"});
    let group = json!({"name": "Group", "desc": "Again"});
    let chip = json!({"ftpProviderId": "nobody", "make": "A", "model": "B"});
    let interface = json!({"swBinaryHash": "hash", "swVersion": "1.0", "providerId": own.devices.provider,
        "swCreateDateTime": "2026-01-01T00:00:00.000Z", "swExpiryDateTime": "2027-01-01T00:00:00.000Z"});
    for (portal, route, values, body, code) in [
        (&partner, &routes::REQUEST_POLICY, vec![own.active.as_str()], Body::Old(wish), "PMS_PRT_073"),
        (&partner, &routes::UPLOAD_PARTNER_CERTIFICATE, vec![], Body::Old(upload), "KER-KMS-013"),
        (&partner, &routes::ADD_CHIP, vec![], Body::Old(chip), "PMS_DEVICE_ERROR_001"),
        (&partner, &routes::ADD_INTERFACE, vec![], Body::Old(interface), "PMS_AUT_512"),
        (
            &partner,
            &routes::DEACTIVATE_DEVICE,
            vec!["nothing"],
            Body::New("mosip.pms.deactivate.device.patch", off()),
            "PMS_DEVICE_ERROR_006",
        ),
        (
            &admin,
            &routes::DECIDE_POLICY_REQUEST,
            vec!["nothing"],
            Body::Old(json!({"status": "approved"})),
            "PMS_PMP_007",
        ),
        (&manager, &routes::CREATE_POLICY_GROUP, vec![], Body::Old(group), "PMS_POL_014"),
        (
            &manager,
            &routes::DEACTIVATE_POLICY_GROUP,
            vec![town.matrix.common.policy_group.as_str()],
            Body::New("mosip.pms.deactivate.policy.group.patch", off()),
            "PMS_POL_069",
        ),
    ] {
        let reply = portal.write(route, &fill(route, &values), body).await;
        assert_eq!(refusal(route.id, &reply), code, "{}", route.id);
    }
    for (route, values, code) in
        [(&routes::GET_POLICY, "nothing", "PMS_POL_008"), (&routes::GET_POLICY_GROUP, "nothing", "PMS_POL_016")]
    {
        assert_eq!(refusal(route.id, &manager.get(&fill(route, &[values])).await), code, "{}", route.id);
    }
    let expired = format!("{}?expiryPeriod=30", fill(&routes::GET_CERTIFICATE_DATA, &[&own.waiting]));
    assert_eq!(refusal("no certificate", &partner.get(&expired).await), "PMS_PRT_108");
}

#[tokio::test]
async fn rule_02_without_a_session_validate_token_is_401() {
    let house = House::new().await;
    let person = house.person("ada", &[roles::AUTH_PARTNER]).await;
    let path = routes::VALIDATE_TOKEN.path;
    let signed_in = Portal::of(&house, &person.token);
    assert_eq!(signed_in.get(path).await.status, 200);
    for portal in [Portal::signed_out(&house), Portal::of(&house, ""), Portal::of(&house, "no.token.atall")] {
        let reply = portal.get(path).await;
        assert_eq!((reply.status, reply.error()), (401, "401 KER-ATH-401 Authentication Failed".to_owned()));
    }
    house.clock.advance(TimeDelta::hours(1));
    assert_eq!(signed_in.get(path).await.status, 401, "the token has expired");
}

const SETTINGS: [&str; 12] = [
    "grantTypes",
    "clientAuthMethods",
    "inActivityTimer",
    "inActivityPromptTimer",
    "axiosTimeout",
    "maxAllowedExpiryYear",
    "maxAllowedCreatedYear",
    "itemsPerPage",
    "refreshNotificationsTime",
    "isCaSignedPartnerCertificateAvailable",
    "isOidcClientAvailable",
    "isRootIntermediateCertAvailable",
];

#[tokio::test]
async fn rule_03_every_value_of_the_configuration_is_a_text() {
    let house = House::new().await;
    for role in [roles::AUTH_PARTNER, roles::PARTNER_ADMIN, roles::POLICYMANAGER] {
        let person = house.person(&role.to_lowercase().replace('_', "-"), &[role]).await;
        let path = routes::SYSTEM_CONFIG.path;
        let config = success(path, &Portal::of(&house, &person.token).get(path).await);
        for (name, value) in config.as_object().unwrap() {
            assert!(value.is_string(), "{name} is {value}");
        }
        for name in SETTINGS {
            let value = config[name].as_str().unwrap_or_else(|| panic!("{name} is missing"));
            let fits = match name {
                "grantTypes" | "clientAuthMethods" => !value.is_empty(),
                name if name.starts_with("is") => ["true", "false"].contains(&value),
                _ => value.parse::<u32>().is_ok(),
            };
            assert!(fits, "{name} is {value}");
        }
    }
    // The first call may come without a cookie; the portal takes the 401 for "not yet".
    assert_eq!(Portal::signed_out(&house).get(routes::SYSTEM_CONFIG.path).await.status, 401);
}

/// The ids of the second envelope, with the routes that want them.
const IDS: [(&str, &Route); 9] = [
    ("mosip.pms.deactivate.policy.group.patch", &routes::DEACTIVATE_POLICY_GROUP),
    ("mosip.pms.deactivate.policy.patch", &routes::DEACTIVATE_POLICY),
    ("mosip.pms.deactivate.sbi.patch", &routes::DEACTIVATE_INTERFACE),
    ("mosip.pms.deactivate.device.patch", &routes::DEACTIVATE_DEVICE),
    ("mosip.pms.deactivate.ftm.patch", &routes::DEACTIVATE_CHIP),
    ("mosip.pms.approval.mapping.device.to.sbi.post", &routes::DECIDE_DEVICE),
    ("mosip.pms.add.device.to.sbi.id.post", &routes::ADD_DEVICE_TO_INTERFACE),
    ("mosip.pms.dismiss.notification.patch", &routes::DISMISS_NOTIFICATION),
    ("mosip.pms.users.notifications.seen.timestamp.put", &routes::SET_NOTIFICATIONS_SEEN),
];

#[tokio::test]
async fn rule_04_both_envelopes_are_read() {
    let house = House::new().await;
    let person = house.person("everybody", roles::ALL).await;
    let portal = Portal::of(&house, &person.token);
    let device = json!({"deviceProviderId": "x", "deviceTypeCode": "Finger", "deviceSubTypeCode": "Slap", "make": "x", "model": "x"});
    for (id, route) in IDS {
        let request = match route.id {
            "ADD_DEVICE_TO_INTERFACE" => device.clone(),
            "SET_NOTIFICATIONS_SEEN" => json!({"notificationsSeenDtimes": "2026-01-15T10:00:00.000Z"}),
            "DECIDE_DEVICE" => json!({"partnerId": "x", "sbiId": "x", "status": "approved"}),
            "DISMISS_NOTIFICATION" => json!({"notificationStatus": "DISMISSED"}),
            _ => json!({"status": "De-Activate"}),
        };
        let path = fill(route, &["none"]);
        // It comes as far as the object, which is not there; with another id it does not.
        let known = portal.write(route, &path, Body::New(id, request.clone())).await;
        assert!(!refusal(id, &known).starts_with("PMS_REQUEST_ERROR_"), "{id}: {}", known.text);
        assert_eq!(known.json()["id"], id);
        assert!(known.json()["responseTime"].is_string(), "{id}: {}", known.text);
        for wrong in ["", "mosip.pms.another.patch"] {
            let reply = portal.write(route, &path, Body::New(wrong, request.clone())).await;
            assert_eq!(refusal(id, &reply), "PMS_REQUEST_ERROR_002", "{id}");
        }
        assert_eq!((route.envelope, route.api_id), (Envelope::V2, Some(id)));
    }
    // The old one has no id and spells the time in lower case.
    let group = json!({"name": "Old envelope", "desc": "Described"});
    let route = &routes::CREATE_POLICY_GROUP;
    let made = portal.write(route, route.path, Body::Old(group)).await;
    success("the old envelope", &made);
    let body = made.json();
    assert!(body["responsetime"].is_string() && body["id"] == "" && body["version"] == "1.0", "{}", made.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_09_the_list_of_keys_has_three_paths() {
    if !pki::available() {
        return;
    }
    let town = Town::new().await;
    let mut lists = Vec::new();
    for path in ["v2/partner-api-keys", "partner-api-keys/v2", "partner-api-keys"] {
        for portal in [town.partner(), town.admin()] {
            let path = format!("/v1/partnermanager/{path}?pageNo=0&pageSize=500");
            lists.push(success(&path, &portal.get(&path).await)["data"].as_array().unwrap().clone());
        }
    }
    assert!(!lists[0].is_empty() && lists[0] == lists[2] && lists[1] == lists[3], "{lists:?}");
    // The oldest says less of each key.
    for (new, old) in [(&lists[0], &lists[4]), (&lists[1], &lists[5])] {
        assert_eq!(new.len(), old.len());
        for (new, old) in new.iter().zip(old) {
            let same = |(name, value): (&String, &Value)| new[name] == *value;
            assert!(old.as_object().unwrap().iter().all(same), "{new} {old}");
        }
    }
}

#[tokio::test]
async fn rule_10_a_policy_manager_may_ask_for_notifications() {
    let house = House::new().await;
    let manager = house.person("manager", &[roles::POLICYMANAGER]).await;
    let path = format!("{}?pageSize=4&pageNo=0&notificationStatus=active", routes::LIST_NOTIFICATIONS.path);
    let page = success(&path, &Portal::of(&house, &manager.token).get(&path).await);
    assert_eq!((&page["totalResults"], &page["data"]), (&json!(0), &json!([])));
}

const STATE: &str = "7b0d2a8e-1c5a-4b9e-8f57-0e8a5b0a2f11";

#[tokio::test]
async fn rule_11_a_target_may_hold_slashes_and_the_state_may_come_either_way() {
    let house = House::new().await;
    // The question mark comes out as a slash where it ends a group of three.
    let screens =
        (0..3).map(|count| format!("http://127.0.0.1:8080/#/partnermanagement/{}?sbiId=1", "x".repeat(count)));
    let slashed = screens.into_iter().find(|target| btoa(target).contains('/')).unwrap();
    for target in [DASHBOARD, &slashed] {
        let path = format!("/v1/partnermanager/login/{}", btoa(target));
        for (query, cookie, reaches) in [
            (format!("?state={STATE}"), None, true),
            (String::new(), Some(STATE), true),
            (format!("?state={STATE}"), Some(STATE), true),
            (String::new(), None, false),
        ] {
            let mut ask = house.ask("GET", &format!("{path}{query}"));
            if let Some(state) = cookie {
                ask = ask.header("cookie", &format!("state={state}"));
            }
            let reply = ask.send().await;
            let location = reply.headers.get("location").map_or("", |value| value.to_str().unwrap());
            assert_eq!(reply.status == 302, reaches, "{target} {query} {cookie:?}: {}", reply.text);
            assert_eq!(location.contains(STATE), reaches, "{location}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_12_misspelt_names_stay() {
    if !pki::available() {
        return;
    }
    let town = Town::new().await;
    let own = town.own().devices.clone();
    let upload = |name: &str| {
        json!({"ftpProviderId": own.chip_provider, name: own.chip_to_certify, "isItForRegistrationDevice": true,
            "certificateData": own.certificate, "organizationName": ORGANIZATION, "partnerDomain": "FTM"})
    };
    let (route, portal) = (&routes::UPLOAD_CHIP_CERTIFICATE, town.partner());
    let corrected = portal.write(route, route.path, Body::Old(upload("ftpChipDetailId"))).await;
    assert_eq!(corrected.status, 400, "{}", corrected.text);
    success("misspelt", &portal.write(route, route.path, Body::Old(upload("ftpChipDeatilId"))).await);
    let path = fill(&routes::GET_POLICY_GROUP, &[&town.matrix.common.policy_group]);
    let group = success(&path, &town.manager().get(&path).await);
    for policy in group["policies"].as_array().unwrap() {
        assert!(policy["is_Active"].is_boolean() && policy.get("schema").is_some(), "{policy}");
    }
    let count = |active: bool| {
        group["policies"].as_array().unwrap().iter().filter(|policy| policy["is_Active"] == active).count()
    };
    assert!(count(true) > 0 && count(false) > 0, "the portal counts both");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_13_the_name_of_a_client_is_json_or_a_text() {
    if !pki::available() {
        return;
    }
    let town = Town::new().await;
    let (own, portal) = (town.own().clone(), town.partner());
    for (number, route) in [(641, &routes::CREATE_OAUTH_CLIENT), (642, &routes::CREATE_OIDC_CLIENT)] {
        let new = json!({"name": format!("Client {number}"), "policyId": WITH_CLIENTS, "authPartnerId": own.active,
            "publicKey": client_key(number, &own.active), "logoUri": "https://bank.example/logo",
            "redirectUris": ["https://bank.example/back"], "grantTypes": ["authorization_code"],
            "clientAuthMethods": ["private_key_jwt"], "clientNameLangMap": {"eng": format!("Client {number}")}});
        let made = success(route.id, &portal.write(route, route.path, Body::Old(new)).await);
        let list = success("list", &portal.get(routes::LIST_OAUTH_CLIENTS.path).await);
        let row = list["data"].as_array().unwrap().iter().find(|row| row["clientId"] == made["clientId"]).unwrap();
        let name = row["clientName"].as_str().unwrap();
        match serde_json::from_str::<Value>(name) {
            Ok(names) => {
                assert_eq!(route.id, "CREATE_OAUTH_CLIENT");
                assert_eq!((&names["eng"], &names["@none"]), (&json!("Client 641"), &json!("Client 641")));
            }
            Err(_) => assert_eq!((route.id, name), ("CREATE_OIDC_CLIENT", "Client 642")),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_14_what_was_changed_is_said_in_the_answer() {
    if !pki::available() {
        return;
    }
    let town = Town::new().await;
    let (own, partner, admin, manager) = (town.own().clone(), town.partner(), town.admin(), town.manager());
    let devices = &own.devices;
    for (portal, id, route, object) in [
        (
            &manager,
            "mosip.pms.deactivate.policy.group.patch",
            &routes::DEACTIVATE_POLICY_GROUP,
            town.matrix.common.empty_group.as_str(),
        ),
        (&manager, "mosip.pms.deactivate.policy.patch", &routes::DEACTIVATE_POLICY, TO_DEACTIVATE),
        (&partner, "mosip.pms.deactivate.sbi.patch", &routes::DEACTIVATE_INTERFACE, &devices.interface_to_deactivate),
        (&partner, "mosip.pms.deactivate.device.patch", &routes::DEACTIVATE_DEVICE, &devices.device_to_deactivate),
        (&partner, "mosip.pms.deactivate.ftm.patch", &routes::DEACTIVATE_CHIP, &devices.chip_to_deactivate),
    ] {
        let body = Body::New(id, json!({"status": "De-Activate"}));
        let answered = success(id, &portal.write(route, &fill(route, &[object]), body).await);
        assert_eq!(answered["isActive"], false, "{id}: {answered}");
    }
    let route = &routes::UPDATE_OAUTH_CLIENT;
    let edit = json!({"clientName": "Client", "clientNameLangMap": {"eng": "Client"}, "status": "INACTIVE",
        "logoUri": "https://bank.example/logo", "redirectUris": ["https://bank.example/callback"],
        "grantTypes": ["authorization_code"], "clientAuthMethods": ["private_key_jwt"]});
    let client = success(route.id, &partner.write(route, &fill(route, &[&own.client]), Body::Old(edit)).await);
    assert_eq!(client["status"], "INACTIVE");
    let route = &routes::GENERATE_API_KEY;
    let wish = json!({"policyName": KEYED, "label": "Fourteen"});
    let key = success(route.id, &partner.write(route, &fill(route, &[&own.active]), Body::Old(wish)).await);
    assert!(key["apiKey"].as_str().is_some_and(|key| !key.is_empty()));
    let route = &routes::ADD_CHIP;
    let chip = json!({"ftpProviderId": devices.chip_provider, "make": "Fourteen", "model": "Fourteen"});
    let chip = success(route.id, &partner.write(route, route.path, Body::Old(chip)).await);
    assert!(chip["id"].as_str().is_some_and(|id| !id.is_empty()));
    let route = &routes::SET_PARTNER_STATUS;
    let off = Body::Old(json!({"status": "De-Active"}));
    let off = success(route.id, &admin.write(route, &fill(route, &[&own.active]), off).await);
    assert!(off["message"].as_str().is_some_and(|message| !message.is_empty()));
}
