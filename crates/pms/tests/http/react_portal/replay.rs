//! The 64 operations, sent in the order in which people come to them, with what the portal reads of each answer.

use std::collections::BTreeSet;

use pms_api_testkit::ORGANIZATION;
use pms_api_testkit::pki;
use pms_domain::routes::{self, Route};
use pms_store::audit::Record;
use serde_json::{Value, json};

use super::fields::look;
use super::operations::OPERATIONS;
use super::{Body, DASHBOARD, Portal, Town, btoa, success};
use crate::house::{House, Reply};
use crate::requests::{KEY_LABEL, KEYED, TO_REQUEST, WITH_CLIENTS, client_key, fill, policy_with_clients};
use crate::rights::generous;

const STATE: &str = "7b0d2a8e-1c5a-4b9e-8f57-0e8a5b0a2f11";

/// Once through the portal, and what was called on the way.
struct Replay<'a> {
    town: &'a Town,
    done: BTreeSet<&'static str>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_64_operations_are_answered_as_the_portal_reads_them() {
    if !pki::available() {
        return;
    }
    let expected: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.route.id).collect();
    assert_eq!(expected.len(), 64, "an operation stands twice in the table");
    for house in House::on_both_with(generous).await {
        let town = Box::pin(Town::on(house)).await;
        notifications_of(&town).await;
        let mut replay = Replay { town: &town, done: BTreeSet::new() };
        Box::pin(replay.sign_in()).await;
        Box::pin(replay.first_login()).await;
        Box::pin(replay.header()).await;
        Box::pin(replay.certificates()).await;
        Box::pin(replay.policy_requests()).await;
        Box::pin(replay.oidc_clients()).await;
        Box::pin(replay.api_keys()).await;
        Box::pin(replay.interfaces()).await;
        Box::pin(replay.devices()).await;
        Box::pin(replay.chips()).await;
        Box::pin(replay.policy_groups()).await;
        Box::pin(replay.policies()).await;
        Box::pin(replay.trust()).await;
        Box::pin(replay.partners()).await;
        Box::pin(replay.sign_out()).await;
        let missing: Vec<_> = expected.difference(&replay.done).collect();
        assert!(missing.is_empty(), "{}: never sent: {missing:?}", town.house().database());
    }
}

/// One notification of each kind that a partner gets, as the former services kept them.
async fn notifications_of(town: &Town) {
    let (site, partner) = (town.house(), &town.own().active);
    let mut certificate = json!({"certificateId": "c1", "issuedBy": "CN=Root", "issuedTo": "CN=One", "partnerId": partner,
        "partnerDomain": "AUTH", "expiryDateTime": "2026-02-14T08:30:00", "expiryPeriod": "30", "certificateType": "partner"});
    let partner_certificate = json!({"certificateDetails": [certificate.clone()]});
    certificate["ftmId"] = json!("1");
    for (kind, details) in [
        ("PARTNER_CERT_EXPIRY", partner_certificate),
        ("FTM_CHIP_CERT_EXPIRY", json!({"ftmDetails": [certificate]})),
        ("SBI_EXPIRY", json!({"sbiDetails": [{"sbiId": "s1", "sbiVersion": "1.0", "partnerId": partner}]})),
        ("API_KEY_EXPIRY", json!({"apiKeyDetails": [{"apiKeyName": "One", "partnerId": partner}]})),
    ] {
        let mut change = site.app.store().change().await.unwrap();
        pms_store::statement(
            "INSERT INTO notifications (id, partner_id, notification_type, notification_status, \
             notification_details_json, email_id, email_lang_code, cr_by, cr_dtimes) \
             VALUES ($1, $2, $3, 'ACTIVE', $4, '', 'eng', 'SYSTEM', $5)",
        )
        .bind(kind)
        .bind(partner)
        .bind(kind)
        .bind(details.to_string())
        .bind(pms_app::testing::start())
        .execute(&mut change)
        .await
        .unwrap();
        change.save(&site.system(), Record::new("test.notification", "notification", kind)).await.unwrap();
    }
    pms_app::notifications::index_adopted(&site.app, &site.system()).await.unwrap();
}

impl Replay<'_> {
    /// What the portal does with an answer: is it a success, and is everything there that it reads?
    fn took(&mut self, route: &'static Route, reply: &Reply) -> Value {
        let response = success(route.id, reply);
        let operation = OPERATIONS.iter().find(|operation| operation.route.id == route.id);
        let operation = operation.unwrap_or_else(|| panic!("{} is none of the 64", route.id));
        for field in operation.reads {
            look(&response, field).unwrap_or_else(|why| panic!("{}: {why} in {response}", route.id));
        }
        self.done.insert(route.id);
        response
    }

    async fn get(&mut self, portal: &Portal<'_>, route: &'static Route, values: &[&str], query: &str) -> Value {
        let reply = portal.get(&format!("{}{query}", fill(route, values))).await;
        self.took(route, &reply)
    }

    async fn write(&mut self, portal: &Portal<'_>, route: &'static Route, values: &[&str], body: Body) -> Value {
        let reply = portal.write(route, &fill(route, values), body).await;
        self.took(route, &reply)
    }

    fn redirected(&mut self, route: &'static Route, reply: &Reply, to: &str) {
        let location = reply.headers.get("location").map_or("", |value| value.to_str().unwrap());
        assert!(
            reply.status == 302 && location.starts_with(to),
            "{}: {} {location} {}",
            route.id,
            reply.status,
            reply.text
        );
        self.done.insert(route.id);
    }

    async fn sign_in(&mut self) {
        let town = self.town;
        let path = format!("{}?state={STATE}", fill(&routes::LOGIN, &[&btoa(DASHBOARD)]));
        let reply = Portal::signed_out(town.house()).get(&path).await;
        self.redirected(&routes::LOGIN, &reply, "http://127.0.0.1:8080/auth/realms/mosip/protocol/openid-connect/auth");
        for portal in [town.partner(), town.admin(), town.manager()] {
            self.get(&portal, &routes::VALIDATE_TOKEN, &[], "").await;
            self.get(&portal, &routes::SYSTEM_CONFIG, &[], "").await;
        }
    }

    async fn sign_out(&mut self) {
        let person = self.town.house().person("leaves", &[]).await;
        let path = format!("{}?redirecturi={}", routes::LOGOUT.path, btoa(DASHBOARD));
        let reply = Portal::of(self.town.house(), &person.token).get(&path).await;
        self.redirected(
            &routes::LOGOUT,
            &reply,
            "http://127.0.0.1:8080/auth/realms/mosip/protocol/openid-connect/logout",
        );
    }

    /// The e-mail is not known, the policy group is chosen, the partner registered, the terms accepted.
    async fn first_login(&mut self) {
        let town = self.town;
        let person = town.house().person("newcomer", &[]).await;
        let portal = Portal::of(town.house(), &person.token);
        let email = json!({"emailId": person.email});
        let check = self.write(&portal, &routes::VERIFY_EMAIL, &[], Body::Old(email.clone())).await;
        assert_eq!(check["emailExists"], false);
        let types = check["policyRequiredPartnerTypes"].as_array().unwrap();
        assert!(types.contains(&json!("AUTH_PARTNER")), "{types:?}");
        let partner = json!({"partnerId": person.name, "organizationName": ORGANIZATION, "address": "1 Main Street",
            "contactNumber": "0801234567", "emailId": person.email, "partnerType": "AUTH_PARTNER", "policyGroup": "Group",
            "langCode": "eng"});
        self.write(&portal, &routes::REGISTER_PARTNER, &[], Body::Old(partner)).await;
        // The page is loaded again.
        let check = self.write(&portal, &routes::VERIFY_EMAIL, &[], Body::Old(email)).await;
        assert_eq!(check["emailExists"], true);
        for portal in [town.partner(), town.admin(), portal] {
            let consent = self.get(&portal, &routes::GET_CONSENT, &[], "").await;
            assert_eq!(consent["consentGiven"], false);
            let reply = portal.send("POST", routes::GIVE_CONSENT.path, None).await;
            let given = self.took(&routes::GIVE_CONSENT, &reply);
            assert_eq!(given["consentGiven"], true);
            self.get(&portal, &routes::GET_CONSENT, &[], "").await;
        }
    }

    /// The bell.
    async fn header(&mut self) {
        let (portal, user) = (self.town.partner(), self.town.own().user.clone());
        let seen = json!({"notificationsSeenDtimes": "2026-01-15T10:11:12.000Z"});
        let body = Body::New("mosip.pms.users.notifications.seen.timestamp.put", seen);
        self.write(&portal, &routes::SET_NOTIFICATIONS_SEEN, &[&user], body).await;
        self.get(&portal, &routes::GET_NOTIFICATIONS_SEEN, &[&user], "").await;
        let all = "?pageSize=4&pageNo=0&notificationStatus=active";
        let newest = self.get(&portal, &routes::LIST_NOTIFICATIONS, &[], all).await;
        assert_eq!(newest["data"].as_array().unwrap().len(), 4);
        for (kind, details) in [
            ("partner", "certificateDetails"),
            ("ftm-chip", "ftmDetails"),
            ("sbi", "sbiDetails"),
            ("apikey", "apiKeyDetails"),
        ] {
            let found =
                self.get(&portal, &routes::LIST_NOTIFICATIONS, &[], &format!("{all}&notificationType={kind}")).await;
            let rows = found["data"].as_array().unwrap();
            let listed = rows.iter().find_map(|row| row["notificationDetails"][details].as_array());
            assert_eq!(listed.map(Vec::len), Some(1), "{kind}: {found}");
        }
        for filter in [
            "root&certificateId=x&issuedBy=x&issuedTo=x&partnerDomain=AUTH&expiryDate=2026-02-14",
            "intermediate&certificateId=x",
            "weekly&createdFromDate=2026-01-01&createdToDate=2026-02-01",
        ] {
            let path = format!("{}{all}&notificationType={filter}", routes::LIST_NOTIFICATIONS.path);
            let found = success(filter, &self.town.admin().get(&path).await);
            assert_eq!(found["data"], json!([]), "{filter}");
        }
        let id = newest["data"][0]["notificationId"].as_str().unwrap();
        let body = Body::New("mosip.pms.dismiss.notification.patch", json!({"notificationStatus": "DISMISSED"}));
        self.write(&portal, &routes::DISMISS_NOTIFICATION, &[id], body).await;
    }

    async fn certificates(&mut self) {
        let (portal, own) = (self.town.partner(), self.town.own().clone());
        self.get(&portal, &routes::PARTNER_CERTIFICATES_DETAILS, &[], "").await;
        let badge = format!("{}?expiryPeriod=30", routes::PARTNER_CERTIFICATES_DETAILS.path);
        let expiring = success("expiring", &portal.get(&badge).await);
        assert_eq!(expiring, json!([]), "none ends within 30 days");
        let upload = json!({"partnerId": own.active, "partnerDomain": "AUTH", "certificateData": own.certificate});
        self.write(&portal, &routes::UPLOAD_PARTNER_CERTIFICATE, &[], Body::Old(upload)).await;
        for route in [&routes::GET_CERTIFICATE_DATA, &routes::GET_PARTNER_CERTIFICATE] {
            self.get(&portal, route, &[&own.active], "").await;
        }
        for query in [
            "?status=approved&policyGroupAvailable=true",
            "?status=approved&policyGroupAvailable=true&partnerType=Auth_Partner",
            "?status=approved&partnerType=Device_Provider",
            "?status=approved&partnerType=FTM_Provider",
        ] {
            let partners = self.get(&portal, &routes::OWN_PARTNERS, &[], query).await;
            let grouped = query.contains("policyGroupAvailable");
            assert!(
                partners.as_array().unwrap().iter().all(|row| row["policyGroupName"].is_string() == grouped),
                "{query}"
            );
        }
    }

    async fn policy_requests(&mut self) {
        let (portal, admin, own) = (self.town.partner(), self.town.admin(), self.town.own().clone());
        let choices = self.get(&portal, &routes::ACTIVE_POLICIES, &["Group"], "").await;
        assert!(choices.as_array().unwrap().iter().any(|policy| policy["name"] == TO_REQUEST));
        let wish = json!({"policyName": TO_REQUEST, "useCaseDescription": "To serve (all) of them, #1: “yes”"});
        self.write(&portal, &routes::REQUEST_POLICY, &[&own.active], Body::Old(wish)).await;
        let all = self.get(&portal, &routes::LIST_POLICY_REQUESTS, &[], "").await;
        let mine = all["data"].as_array().unwrap().iter().find(|row| row["policyName"] == TO_REQUEST).unwrap();
        let id = mine["id"].as_str().unwrap().to_owned();
        for query in ["?status=InProgress&pageSize=1&pageNo=0", "?status=approved"] {
            self.get(&admin, &routes::LIST_POLICY_REQUESTS, &[], query).await;
        }
        self.write(&admin, &routes::DECIDE_POLICY_REQUEST, &[&id], Body::Old(json!({"status": "approved"}))).await;
    }

    async fn oidc_clients(&mut self) {
        let (portal, admin, own) = (self.town.partner(), self.town.admin(), self.town.own().clone());
        let details = json!({"logoUri": "https://bank.example/logo.png", "redirectUris": ["https://bank.example/back"],
            "grantTypes": ["authorization_code"], "clientAuthMethods": ["private_key_jwt"], "clientNameLangMap": {"eng": "Bank"}});
        let mut new = details.clone();
        new["name"] = json!("Bank");
        new["policyId"] = json!(WITH_CLIENTS);
        new["publicKey"] = client_key(640, &own.active);
        new["authPartnerId"] = json!(own.active);
        let made = self.write(&portal, &routes::CREATE_OAUTH_CLIENT, &[], Body::Old(new)).await;
        let id = made["clientId"].as_str().unwrap().to_owned();
        self.get(&portal, &routes::LIST_OAUTH_CLIENTS, &[], "").await;
        let shown = self.get(&portal, &routes::GET_OAUTH_CLIENT, &[&id], "").await;
        let public_key = serde_json::from_str::<Value>(shown["publicKey"].as_str().unwrap()).unwrap();
        assert_eq!(public_key["kty"], "OKP");
        let mut edit = details;
        edit["clientName"] = json!("Bank");
        edit["status"] = json!("ACTIVE");
        edit["redirectUris"] = json!(["https://bank.example/back", "https://bank.example/again"]);
        self.write(&portal, &routes::UPDATE_OAUTH_CLIENT, &[&id], Body::Old(edit.clone())).await;
        edit["status"] = json!("INACTIVE");
        let off = self.write(&admin, &routes::UPDATE_OAUTH_CLIENT, &[&id], Body::Old(edit)).await;
        assert_eq!(off["status"], "INACTIVE");
    }

    async fn api_keys(&mut self) {
        let (portal, own) = (self.town.partner(), self.town.own().clone());
        self.get(&portal, &routes::LIST_API_KEYS_ALIAS, &[], "").await;
        let badge =
            format!("{}?expiryPeriod=30&status=activated&pageSize=1&pageNo=0", routes::LIST_API_KEYS_ALIAS.path);
        assert!(success("expiring", &portal.get(&badge).await)["totalResults"].is_u64());
        let wish = json!({"policyName": KEYED, "label": "Production, no. 1"});
        self.write(&portal, &routes::GENERATE_API_KEY, &[&own.active], Body::Old(wish)).await;
        let off = json!({"label": KEY_LABEL, "status": "De-Active"});
        self.write(&portal, &routes::SET_API_KEY_STATUS, &[&own.active, KEYED], Body::Old(off)).await;
    }

    async fn interfaces(&mut self) {
        let (portal, admin, own) = (self.town.partner(), self.town.admin(), self.town.own().devices.clone());
        let new = json!({"swBinaryHash": "0123456789abcdef", "swVersion": "Portal 1.0", "providerId": own.provider,
            "swCreateDateTime": "2026-01-10T00:00:00.000Z", "swExpiryDateTime": "2027-06-10T00:00:00.000Z"});
        let made = self.write(&portal, &routes::ADD_INTERFACE, &[], Body::Old(new)).await;
        let id = made["id"].as_str().unwrap().to_owned();
        let device = json!({"deviceProviderId": own.provider, "deviceTypeCode": "Finger", "deviceSubTypeCode": "Slap",
            "make": "Make", "model": "Portal"});
        // A device may be added to an approved interface alone.
        self.write(
            &admin,
            &routes::SET_INTERFACE_STATUS,
            &[],
            Body::Old(json!({"id": id, "approvalStatus": "Activate"})),
        )
        .await;
        let body = Body::New("mosip.pms.add.device.to.sbi.id.post", device);
        let added = self.write(&portal, &routes::ADD_DEVICE_TO_INTERFACE, &[&id], body).await;
        self.get(&portal, &routes::LIST_INTERFACE_DEVICES, &[&id], "").await;
        self.get(&portal, &routes::LIST_INTERFACES, &[], "").await;
        for query in ["expiryPeriod=30&status=approved", "status=pending_approval"] {
            let path = format!("{}?{query}&pageSize=1&pageNo=0", routes::LIST_INTERFACES.path);
            assert!(success(query, &admin.get(&path).await)["totalResults"].is_u64());
        }
        let decision = json!({"partnerId": own.provider, "sbiId": id, "status": "approved"});
        let body = Body::New("mosip.pms.approval.mapping.device.to.sbi.post", decision);
        let device = added["id"].as_str().unwrap();
        self.write(&admin, &routes::DECIDE_DEVICE, &[device], body).await;
        let body = Body::New("mosip.pms.deactivate.sbi.patch", json!({"status": "De-Activate"}));
        let off = self.write(&portal, &routes::DEACTIVATE_INTERFACE, &[&id], body).await;
        assert_eq!(off["isActive"], false);
    }

    async fn devices(&mut self) {
        let (portal, admin, own) = (self.town.partner(), self.town.admin(), self.town.own().devices.clone());
        for (route, column) in
            [(&routes::FILTER_DEVICE_TYPES, "name"), (&routes::FILTER_DEVICE_SUB_TYPES, "deviceType")]
        {
            let filters = json!([{"columnName": column, "type": "unique", "text": ""}]);
            let of = json!([{"columnName": "deviceType", "type": "equals", "value": "Finger"}]);
            let of = if column == "name" { json!([]) } else { of };
            let request = json!({"filters": filters, "optionalFilters": of, "purpose": "REGISTRATION"});
            self.write(&portal, route, &[], Body::Old(request)).await;
        }
        self.get(&admin, &routes::LIST_DEVICES, &[], "?status=pending_approval&pageSize=1&pageNo=0").await;
        self.get(&admin, &routes::LIST_DEVICES, &[], &format!("?pageSize=8&pageNo=0&sbiId={}", own.interface)).await;
        let body = Body::New("mosip.pms.deactivate.device.patch", json!({"status": "De-Activate"}));
        let off = self.write(&portal, &routes::DEACTIVATE_DEVICE, &[&own.device_to_deactivate], body).await;
        assert_eq!(off["isActive"], false);
    }

    async fn chips(&mut self) {
        let (portal, admin, own) = (self.town.partner(), self.town.admin(), self.town.own().devices.clone());
        let new = json!({"ftpProviderId": own.chip_provider, "make": "Make", "model": "Portal"});
        let made = self.write(&portal, &routes::ADD_CHIP, &[], Body::Old(new)).await;
        let id = made["id"].as_str().unwrap().to_owned();
        let upload = json!({"ftpProviderId": own.chip_provider, "ftpChipDeatilId": id, "isItForRegistrationDevice": true,
            "partnerDomain": "FTM", "certificateData": own.certificate, "organizationName": ORGANIZATION});
        self.write(&portal, &routes::UPLOAD_CHIP_CERTIFICATE, &[], Body::Old(upload)).await;
        self.get(&portal, &routes::LIST_OWN_CHIPS, &[], "").await;
        let badge = format!("{}?expiryPeriod=30", routes::LIST_OWN_CHIPS.path);
        assert_eq!(success("expiring", &portal.get(&badge).await), json!([]));
        self.get(&admin, &routes::LIST_CHIPS, &[], "?status=pending_approval&pageSize=1&pageNo=0").await;
        let approve = json!({"ftpChipDetailId": id, "approvalStatus": true});
        self.write(&admin, &routes::SET_CHIP_STATUS, &[], Body::Old(approve)).await;
        self.get(&portal, &routes::GET_CHIP_CERTIFICATE_DATA, &[&id], "").await;
        let body = Body::New("mosip.pms.deactivate.ftm.patch", json!({"status": "De-Activate"}));
        let off = self.write(&portal, &routes::DEACTIVATE_CHIP, &[&id], body).await;
        assert_eq!(off["isActive"], false);
    }

    async fn policy_groups(&mut self) {
        let manager = self.town.manager();
        let new = json!({"name": "Portal's group", "desc": "Described"});
        let made = self.write(&manager, &routes::CREATE_POLICY_GROUP, &[], Body::Old(new)).await;
        let search = json!({"filters": [], "sort": [{"sortField": "crDtimes", "sortType": "desc"}],
            "pagination": {"pageStart": 0, "pageFetch": 8}});
        self.write(&manager, &routes::SEARCH_POLICY_GROUPS, &[], Body::Old(search)).await;
        for portal in [&manager, &self.town.admin(), &self.town.partner()] {
            self.get(portal, &routes::ACTIVE_POLICY_GROUPS, &[], "").await;
        }
        self.get(&manager, &routes::GET_POLICY_GROUP, &[&self.town.matrix.common.policy_group.clone()], "").await;
        let body = Body::New("mosip.pms.deactivate.policy.group.patch", json!({"status": "De-Activate"}));
        let off = self.write(&manager, &routes::DEACTIVATE_POLICY_GROUP, &[made["id"].as_str().unwrap()], body).await;
        assert_eq!(off["isActive"], false);
    }

    async fn policies(&mut self) {
        let (manager, group) = (self.town.manager(), self.town.matrix.common.policy_group.clone());
        let policy = json!({"name": "Portal's policy", "policyGroupName": "Group", "policyType": "Auth", "desc": "Described",
            "policies": policy_with_clients(), "version": "1.1"});
        let made = self.write(&manager, &routes::CREATE_POLICY, &[], Body::Old(policy.clone())).await;
        let id = made["id"].as_str().unwrap().to_owned();
        self.get(&manager, &routes::GET_POLICY, &[&id], "").await;
        self.write(&manager, &routes::UPDATE_POLICY, &[&id], Body::Old(policy)).await;
        for kind in ["Auth", "DataShare"] {
            let query = format!("?policyType={kind}&pageNo=0&pageSize=8&sortFieldName=createdDateTime&sortType=desc");
            if kind == "Auth" {
                self.get(&manager, &routes::LIST_POLICIES_V2, &[], &query).await;
            } else {
                let path = format!("{}{query}", routes::LIST_POLICIES_V2.path);
                assert_eq!(success(kind, &manager.get(&path).await)["data"], json!([]));
            }
        }
        // axios is given its options in the place of the body.
        let path = fill(&routes::PUBLISH_POLICY, &[&id, &group]);
        let options = json!({"headers": {"Content-Type": "application/json"}}).to_string();
        let reply = manager.send("POST", &path, Some(options)).await;
        self.took(&routes::PUBLISH_POLICY, &reply);
        let body = Body::New("mosip.pms.deactivate.policy.patch", json!({"status": "De-Activate"}));
        let off = self.write(&manager, &routes::DEACTIVATE_POLICY, &[&id], body).await;
        assert_eq!(off["isActive"], false);
    }

    async fn trust(&mut self) {
        let (admin, common) = (self.town.admin(), &self.town.matrix.common);
        let upload = json!({"certificateData": common.ca, "partnerDomain": "AUTH"});
        self.write(&admin, &routes::UPLOAD_CA_CERTIFICATE, &[], Body::Old(upload)).await;
        for kind in ["ROOT", "INTERMEDIATE", "root", "intermediate"] {
            let query = format!("?caCertificateType={kind}&pageSize=100&pageNo=0");
            self.get(&admin, &routes::LIST_TRUST_CERTIFICATES, &[], &query).await;
        }
        let badge = "?expiryPeriod=30&caCertificateType=ROOT&pageSize=100&pageNo=0";
        let path = format!("{}{badge}", routes::LIST_TRUST_CERTIFICATES.path);
        assert_eq!(success("expiring", &admin.get(&path).await)["totalResults"], 0);
        self.get(&admin, &routes::DOWNLOAD_TRUST_CERTIFICATE, &[&common.trust_certificate], "").await;
    }

    /// Last of all: the partner is deactivated.
    async fn partners(&mut self) {
        let (admin, own) = (self.town.admin(), self.town.own().clone());
        let search = json!({"filters": [], "sort": [], "pagination": {"pageStart": 0, "pageFetch": 100}});
        self.write(&admin, &routes::SEARCH_PARTNER_TYPES, &[], Body::Old(search)).await;
        let query = "?pageNo=0&pageSize=8&sortFieldName=createdDateTime&sortType=desc";
        self.get(&admin, &routes::ADMIN_LIST_PARTNERS, &[], query).await;
        self.get(&admin, &routes::ADMIN_GET_PARTNER, &[&own.active], "").await;
        self.write(&admin, &routes::SET_PARTNER_STATUS, &[&own.active], Body::Old(json!({"status": "De-Active"})))
            .await;
    }
}
