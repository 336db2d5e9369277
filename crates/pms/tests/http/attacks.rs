//! Registrations that ask for more than they may, and names that imitate.

use pms_api_testkit::{registration, with};
use pms_domain::partner_type;
use pms_domain::roles;
use pms_domain::routes;
use serde_json::{Value, json};

use crate::browser::{Browser, PASSWORD, contact, letter};
use crate::house::House;

/// Members that no registration has, as an attacker would name them.
fn extra_members() -> Value {
    json!({
        "role": "PARTNER_ADMIN", "roles": ["PARTNER_ADMIN", "POLICYMANAGER"], "realmAccess": {"roles": ["PARTNER_ADMIN"]},
        "isActive": true, "is_active": true, "status": "Active", "approvalStatus": "approved", "approved": true,
        "decision": "approve", "userId": "admin", "owner": "admin", "createdBy": "admin", "crBy": "admin",
        "memberRole": "owner", "purpose": "x", "certificateAlias": "x", "isAdmin": true, "__proto__": {"admin": true},
        "partnerTypeCode": "Internal_Partner", "policyGroupId": "x", "isDeleted": false
    })
}

/// Some routes read with GET and write all the same; who asks for the headers alone wants neither.
#[tokio::test]
async fn asking_for_headers_alone_writes_nothing() {
    let house = House::new().await;
    let admin = house.admin().await;
    let before = house.head().await;
    for path in ["/v1/partnermanager/misps", "/v1/partnermanager/misps/acme/licenseKey"] {
        assert_eq!(house.ask("HEAD", path).by(&admin).send().await.status, 405, "{path}");
    }
    assert_eq!(house.head().await, before);
    assert_eq!(house.ask("HEAD", "/v1/partnermanager/roles").by(&admin).send().await.status, 200);
}

#[tokio::test]
async fn extra_members_grant_nothing() {
    for house in House::on_both().await {
        house.policy_group("Group").await;
        for (number, route) in [&routes::REGISTER_PARTNER, &routes::REGISTER_PARTNER_V2].into_iter().enumerate() {
            let person = house.person(&format!("greedy{number}"), &[]).await;
            let id = format!("greedy-partner-{number}");
            let request = with(registration(&id, "Auth_Partner"), extra_members());
            let request =
                with(request, json!({"partnerId": id, "partnerType": "Auth_Partner", "policyGroup": "Group"}));
            let mut body = house.envelope(route, &request);
            body.as_object_mut().unwrap().extend(extra_members().as_object().unwrap().clone());
            let reply = house.ask("POST", route.path).by(&person).json(&body).send().await;
            assert_eq!(reply.response()["status"], "InProgress");
            let roles = house.app.identity().snapshot().accounts.get(&person.id).unwrap().roles.clone();
            assert_eq!(roles.iter().map(String::as_str).collect::<Vec<_>>(), [roles::AUTH_PARTNER]);
            let admin = house.person(&format!("admin{number}"), &[roles::PARTNER_ADMIN]).await;
            let by_admin = house.context(&admin).await;
            let found = pms_app::partners::get(&house.app, &by_admin, &id).await.unwrap().partner;
            assert!(!found.is_active && found.approval_status == "InProgress", "nothing but a request");
            assert_eq!(found.partner_type_code, "Auth_Partner");
            assert_ne!(found.user_id, "admin");
            assert_eq!(found.certificate_alias.as_deref().unwrap_or_default(), "");
            let path = format!("/v1/partnermanager/approvals?state=open&partnerId={id}");
            let open = house.ask("GET", &path).by(&admin).send().await.response();
            assert_eq!(open["totalResults"], 1, "it still waits for an admin");
            assert_eq!(open["data"][0]["requestedBy"], person.name);
        }
    }
}

#[tokio::test]
async fn reserved_types_are_not_registered_by_oneself() {
    for house in House::on_both().await {
        house.policy_group("Group").await;
        let person = house.person("greedy", roles::PARTNER_ROLES).await;
        let before = house.head().await;
        let reserved = partner_type::ALL.iter().filter(|kind| !kind.self_service);
        let mut names: Vec<String> = reserved.map(|kind| kind.code.to_owned()).collect();
        assert_eq!(names.len(), 4, "{names:?}");
        let disguised: Vec<String> = names.iter().flat_map(|name| [name.to_uppercase(), format!(" {name} ")]).collect();
        names.extend(disguised);
        names.extend(["PARTNER_ADMIN", "Admin", "", "Internal", "Misp"].map(str::to_owned));
        for name in names {
            for route in [&routes::REGISTER_PARTNER, &routes::REGISTER_PARTNER_V2] {
                let request = registration("greedy-partner", &name);
                let reply = house.call(route, route.path, Some(&request)).by(&person).send().await;
                assert_ne!(reply.error(), "success", "{name}");
                let mut form = Browser::new(&house, [127, 0, 0, 1]);
                form.get("/portal/register").await;
                let fields = [
                    ("kind", &*name),
                    ("organization", "Example"),
                    ("partner_id", "greedy-partner"),
                    ("purpose", "x"),
                    ("role", "PARTNER_ADMIN"),
                ];
                let page = form.post("/portal/register", &fields).await;
                assert_eq!(page.status, 422, "{name}: {}", page.text);
            }
        }
        assert_eq!(house.head().await, before);
    }
}

/// The portal's registration with everything an attacker could add to its forms.
#[tokio::test]
async fn the_wizard_grants_the_role_of_the_type_alone() {
    for house in House::on_both().await {
        let mut browser = Browser::new(&house, [127, 0, 0, 1]);
        let email = "greedy@people.example";
        browser.begin_registration("greedy", "greedy-person", email).await;
        let greedy = [
            ("role", "PARTNER_ADMIN"),
            ("roles", "PARTNER_ADMIN"),
            ("kind", "Internal_Partner"),
            ("partner_type", "Internal_Partner"),
            ("is_confirmed", "true"),
            ("has_password", "true"),
        ];
        let page = browser.post("/portal/register/check", &greedy).await;
        assert_eq!(page.headers["location"], "/portal/register/code", "without the code there is no way on");
        assert_eq!(house.count("SELECT COUNT(*) FROM x_account").await, 0);
        let (_, code) = letter(&house, email, "code").await.unwrap();
        let mut fields = greedy.to_vec();
        fields.push(("code", &code));
        assert_eq!(browser.post("/portal/register/code", &fields).await.status, 303);
        let page = browser.post("/portal/register/check", &greedy).await;
        assert!(page.headers["location"].to_str().unwrap().starts_with("/portal/register/done"), "{}", page.text);
        let snapshot = house.app.identity().snapshot();
        let account = snapshot.accounts.values().find(|account| account.name == "greedy-person").unwrap();
        assert_eq!(account.roles.iter().map(String::as_str).collect::<Vec<_>>(), [roles::DEVICE_PROVIDER]);
    }
}

#[tokio::test]
async fn account_names_cannot_imitate_a_partner() {
    for house in House::on_both().await {
        let owner = house.person("Real.Owner", &[]).await;
        house.register(&owner, "Acme-Bank", "Device_Provider").await;
        let before = house.head().await;
        let mut browser = Browser::new(&house, [127, 0, 0, 1]);
        for (number, name) in [
            "Acme-Bank",
            "acme-bank",
            "ACME-BANK",
            " acme-bank ",
            "ａｃｍｅ-ｂａｎｋ",
            "acme\u{2011}bank",
            "acme-bank\u{200b}",
            "acme-bank\u{0}",
            "real.owner",
            "REAL.OWNER",
            "ⓡeal.owner",
            "a\u{441}me-bank",
        ]
        .into_iter()
        .enumerate()
        {
            let page = browser.begin_registration("other", name, &format!("imitator{number}@people.example")).await;
            assert_eq!(page.status, 422, "{name:?}: {:?}", page.headers);
            assert!(letter(&house, &format!("imitator{number}@people.example"), "code").await.is_none(), "{name:?}");
        }
        assert_eq!(house.head().await, before);
        // An id like a person's own name is nobody's yet: it may be used.
        let page = browser.begin_registration("other", "other-owner", "other@people.example").await;
        assert_eq!(page.status, 303, "{}", page.text);
    }
}

/// A partner cannot be registered under an id that differs from a known one in case alone.
#[tokio::test]
async fn partner_ids_cannot_imitate_each_other() {
    for house in House::on_both().await {
        house.owner("Acme-Bank", "Device_Provider").await;
        let imitator = house.person("imitator", &[]).await;
        let before = house.head().await;
        for id in ["acme-bank", "ACME-BANK", "Acme-Bank ", "Ａcme-Bank"] {
            let mut request = registration(id, "Device_Provider");
            request.as_object_mut().unwrap().remove("policyGroup");
            let route = &routes::REGISTER_PARTNER;
            let reply = house.call(route, route.path, Some(&request)).by(&imitator).send().await;
            assert_ne!(reply.error(), "success", "{id:?}");
        }
        assert_eq!(house.head().await, before);
    }
}

/// A draft belongs to the browser that began it.
#[tokio::test]
async fn a_registration_cannot_be_taken_over() {
    let house = House::new().await;
    let mut victim = Browser::new(&house, [192, 0, 2, 1]);
    victim.begin_registration("victim", "victim-person", "victim@people.example").await;
    let (_, code) = letter(&house, "victim@people.example", "code").await.unwrap();
    let mut thief = Browser::new(&house, [192, 0, 2, 2]);
    thief.begin_registration("thief", "thief-person", "thief@people.example").await;
    let page = thief.post("/portal/register/code", &[("code", &code)]).await;
    assert_eq!(page.status, 422, "the code is the other browser's");
    // Another address after the confirmation must be confirmed again.
    assert_eq!(victim.post("/portal/register/code", &[("code", &code)]).await.status, 303);
    let other = contact("victim-person", "other@people.example");
    let page = victim.post("/portal/register/contact", &other).await;
    assert_eq!(page.headers["location"], "/portal/register/code");
    let page = victim.post("/portal/register/check", &[]).await;
    assert_eq!(page.headers["location"], "/portal/register/code");
    assert_eq!(house.count("SELECT COUNT(*) FROM x_account").await, 0);
    let page = victim.post("/portal/sign-in", &[("username", "victim-person"), ("password", PASSWORD)]).await;
    assert_eq!(page.status, 422, "there is no account before the end");
}

/// Nobody fills the memory without having signed in: what anybody may send is short.
#[tokio::test]
async fn open_routes_take_short_bodies() {
    let house = House::new().await;
    let mut open = 0;
    for route in routes::ALL.iter().filter(|route| route.access == routes::Access::Open && route.method == "POST") {
        // Two signatures with their certificates; none is read that the hub has not signed.
        let most = match route.id {
            "TRANSACTION_STATUS" => pms_domain::limits::DELIVERY_BODY,
            _ => pms_domain::limits::OPEN_BODY,
        };
        let envelope = |length: usize| json!({"requesttime": null, "request": {"clientId": "x".repeat(length)}});
        let long = house.ask("POST", route.path).json(&envelope(most)).send().await;
        assert_eq!(long.status, 413, "{}", route.path);
        let short = house.ask("POST", route.path).json(&envelope(most - 200)).send().await;
        assert_ne!(short.status, 413, "{}", route.path);
        open += 1;
    }
    assert_eq!(open, 3);
    let form = |length: usize| format!("grant_type={}", "x".repeat(length));
    let kind = "application/x-www-form-urlencoded";
    let token = "/auth/realms/mosip/protocol/openid-connect/token";
    assert_eq!(house.ask("POST", token).body(kind, form(16 * 1024)).send().await.status, 413);
    assert_eq!(house.ask("POST", "/portal/register").body(kind, form(64 * 1024)).send().await.status, 413);
    assert_ne!(house.ask("POST", "/portal/register").body(kind, form(63 * 1024)).send().await.status, 413);
}
