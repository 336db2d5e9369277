use chrono::TimeDelta;
use pms_api_testkit::{Person, Site};
use pms_domain::{roles, time};
use pms_store::audit::Record;
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::active;

const V2: &str = "mosip.pms.dismiss.notification.patch";

/// A notification as the former services wrote it, `minutes` after the start.
async fn stored(site: &Site, id: &str, partner: &str, kind: &str, details: Value, minutes: i64) {
    let mut change = site.app.store().change().await.unwrap();
    pms_store::statement(
        "INSERT INTO notifications (id, partner_id, notification_type, notification_status, notification_details_json, \
         email_id, email_lang_code, cr_by, cr_dtimes) VALUES ($1, $2, $3, 'ACTIVE', $4, '', 'eng', 'SYSTEM', $5)",
    )
    .bind(id)
    .bind(partner)
    .bind(kind)
    .bind(details.to_string())
    .bind(pms_app::testing::start() + TimeDelta::minutes(minutes))
    .execute(&mut change)
    .await
    .unwrap();
    change.save(&site.system(), Record::new("test.notification", "notification", id)).await.unwrap();
}

fn certificate(id: &str, kind: &str) -> Value {
    json!({"certificateId": id, "issuedBy": "CN=Root,O=Acme", "issuedTo": format!("CN={id}"), "partnerId": "acme",
        "partnerDomain": "AUTH", "expiryDateTime": "2026-02-14T08:30:00", "expiryPeriod": "30", "certificateType": kind})
}

fn chip() -> Value {
    let mut chip = certificate("chip-cert", "ftm");
    chip["ftmId"] = json!("f1");
    chip["make"] = json!("Maker");
    chip["model"] = json!("One");
    chip
}

fn interface() -> Value {
    json!({"sbiId": "s1", "sbiVersion": "0.9.5", "partnerId": "acme", "expiryDateTime": "2026-01-20T10:00",
        "expiryPeriod": "5", "sbiBinaryHash": "AQID", "sbiCreationDate": "2025-01-20T10:00"})
}

fn key() -> Value {
    json!({"apiKeyName": "Production", "partnerId": "acme", "expiryDateTime": "2026-01-25T23:59:59.999999",
        "expiryPeriod": "10", "policyGroup": "Group", "policyName": "Kyc"})
}

/// One notification of each type for a partner.
async fn one_of_each(site: &Site, partner: &str) {
    let of = |name: &str, detail: Value| json!({ name: [detail] });
    let all = [
        ("root", "ROOT_CERT_EXPIRY", of("certificateDetails", certificate("root-cert", "root"))),
        ("mid", "INTERMEDIATE_CERT_EXPIRY", of("certificateDetails", certificate("mid-cert", "intermediate"))),
        ("cert", "PARTNER_CERT_EXPIRY", of("certificateDetails", certificate("leaf-cert", "partner"))),
        ("chip", "FTM_CHIP_CERT_EXPIRY", of("ftmDetails", chip())),
        ("sbi", "SBI_EXPIRY", of("sbiDetails", interface())),
        ("key", "API_KEY_EXPIRY", of("apiKeyDetails", key())),
        (
            "week",
            "WEEKLY_SUMMARY",
            json!({"certificateDetails": [certificate("leaf-cert", "partner")], "ftmDetails": [chip()],
                "sbiDetails": [interface()], "apiKeyDetails": [key(), key()]}),
        ),
    ];
    for (minutes, (name, kind, details)) in all.into_iter().enumerate() {
        stored(site, &format!("{partner}-{name}"), partner, kind, details, minutes as i64).await;
    }
    pms_app::notifications::index_adopted(&site.app, &site.system()).await.unwrap();
}

/// The ids that a query answers.
async fn ids(site: &Site, person: &Person, query: &str) -> String {
    let answer = site.get(person, &format!("/notifications?pageSize=50&{query}")).await;
    if answer.error() != "success" {
        return answer.error();
    }
    let rows = answer.response()["data"].as_array().unwrap().clone();
    rows.iter().map(|row| row["notificationId"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

/// A member of `acme` with these roles alone.
async fn member(site: &Site, name: &str, roles: &[&str]) -> Person {
    let person = site.person(name, roles).await;
    site.join("acme", &person, "owner").await;
    person
}

async fn prepared(site: &Site) {
    site.policy_group("Group").await;
    active(site, "acme", "Auth_Partner").await;
    active(site, "other", "Auth_Partner").await;
    one_of_each(site, "acme").await;
    stored(site, "other-cert", "other", "PARTNER_CERT_EXPIRY", json!({}), 90).await;
}

#[tokio::test]
async fn each_type_has_its_details() {
    for site in Site::on_both(SERVICE).await {
        prepared(&site).await;
        let admin = member(&site, "boss", &["PARTNER_ADMIN"]).await;
        for word in ["root", "partner", "ftm-chip", "sbi", "apikey", "weekly"] {
            let answer = site.get(&admin, &format!("/notifications?notificationType={word}")).await;
            insta::assert_snapshot!(format!("type_{word}"), answer.golden());
        }
        let nothing = site.get(&admin, "/notifications?notificationType=nothing&pageNo=3").await;
        insta::assert_snapshot!("nothing", nothing.golden());
    }
}

#[tokio::test]
async fn who_sees_what() {
    for site in Site::on_both(SERVICE).await {
        prepared(&site).await;
        for (number, (roles, expected)) in [
            (&["PARTNER_ADMIN"][..], "acme-week acme-mid acme-root"),
            (&["AUTH_PARTNER"], "acme-key acme-cert"),
            (&["CREDENTIAL_PARTNER"], "acme-key acme-cert"),
            (&["FTM_PROVIDER"], "acme-chip acme-cert"),
            (&["DEVICE_PROVIDER"], "acme-sbi acme-cert"),
            (&["SDK_PARTNER"], "acme-cert"),
            (roles::PARTNER_ROLES, "acme-key acme-sbi acme-chip acme-cert"),
        ]
        .into_iter()
        .enumerate()
        {
            let person = member(&site, &format!("member-{number}"), roles).await;
            assert_eq!(ids(&site, &person, "").await, expected, "{roles:?}");
        }
        let auth = member(&site, "auth", &["AUTH_PARTNER"]).await;
        assert_eq!(ids(&site, &auth, "notificationType=SBI").await, "acme-sbi", "one's own, if one asks for it");
        let first = site.get(&auth, "/notifications?pageSize=1").await.response();
        assert_eq!((&first["totalResults"], &first["pageSize"], &first["pageNo"]), (&json!(2), &json!(1), &json!(0)));

        // The portal asks for everybody; policy managers have no partner and get nothing.
        let policies = site.person("policies", &["POLICYMANAGER"]).await;
        let nothing = json!({"pageNo": 0, "pageSize": 0, "totalResults": 0, "data": []});
        assert_eq!(site.get(&policies, "/notifications").await.response(), nothing);
        let nobody = "PMS_CERTIFICATE_ERROR_002 User Id does not exists.";
        let alone = site.person("alone", &["AUTH_PARTNER", "POLICYMANAGER"]).await;
        assert_eq!(ids(&site, &alone, "").await, nobody);
        assert_eq!(ids(&site, &site.admin().await, "").await, nobody);

        // An inactive partner's are shown to admins alone.
        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        assert_eq!(ids(&site, &auth, "").await, "");
        let admin = member(&site, "boss", &["PARTNER_ADMIN"]).await;
        assert_eq!(ids(&site, &admin, "").await, "acme-week acme-mid acme-root");
    }
}

#[tokio::test]
async fn filters() {
    for site in Site::on_both(SERVICE).await {
        prepared(&site).await;
        let admin = member(&site, "boss", &["PARTNER_ADMIN"]).await;
        for (query, expected) in [
            ("notificationStatus=Active", "acme-week acme-mid acme-root"),
            ("notificationStatus=dismissed", ""),
            ("notificationStatus=other", ""),
            ("notificationType=ROOT&certificateId=ROOT-", "acme-root"),
            ("notificationType=root&certificateId=other", ""),
            ("notificationType=partner&issuedBy=o=acme&issuedTo=leaf&partnerDomain=auth", "acme-cert"),
            ("notificationType=partner&partnerDomain=AUT", ""),
            ("notificationType=partner&expiryDate=2026-02-14", "acme-cert"),
            ("notificationType=partner&expiryDate=2026-02-13", ""),
            ("notificationType=apikey&expiryDate=2026-01-25", "acme-key"),
            ("notificationType=apikey&apiKeyName=PROD&policyName=Kyc", "acme-key"),
            ("notificationType=apikey&policyName=Ky", ""),
            ("notificationType=ftm-chip&ftmId=F1&make=make&model=on", "acme-chip"),
            ("notificationType=ftm-chip&make=nobody", ""),
            ("notificationType=sbi&sbiId=s&sbiVersion=0.9", "acme-sbi"),
            ("notificationType=sbi&sbiVersion=1", ""),
            ("notificationType=weekly&createdFromDate=2026-01-15&createdToDate=2026-01-15", "acme-week"),
            ("notificationType=weekly&createdFromDate=2026-01-16", ""),
            ("notificationType=weekly&createdToDate=2026-01-14", ""),
            ("notificationType=&certificateId=%20&expiryDate=", "acme-week acme-mid acme-root"),
        ] {
            assert_eq!(ids(&site, &admin, query).await, expected, "{query}");
        }
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_contracts_order() {
    let site = Site::new(SERVICE).await;
    prepared(&site).await;
    let admin = member(&site, "boss", &["PARTNER_ADMIN"]).await;
    let member = member(&site, "member", &["AUTH_PARTNER"]).await;
    let alone = site.person("alone", &["AUTH_PARTNER"]).await;
    let wrong_type = "The selected notification type is invalid.";
    let error = |code: &str, text: &str| format!("PMS_NOTIFICATION_ERROR_{code} {text}");
    let only = |code: &str, text: &str| error(code, &format!("{wrong_type} {text}"));
    let valid_date = |field: &str| error("016", &format!("Please enter a valid date in the {field} field."));
    let chars = "Only letters, numbers, spaces, and the following special characters are allowed: \
                 . , @ # & ( ) \\ - ' ? ! \" : ; =";
    let of_admins = "Only partner admin will get notifications for root/intermediate certificate expiry and the weekly \
                     summary.";
    let certificates = "Only 'root', 'intermediate', or 'partner' types are allowed for this filter.";
    for (person, query, expected) in [
        (&alone, "issuedBy=<b>&pageNo=-1", format!("PMS_REQUEST_ERROR_007 Invalid input for '<b>'. {chars}")),
        (&alone, "pageNo=-1&pageSize=0&expiryDate=x", "PMS_PRT_360 Invalid Page No".to_owned()),
        (&alone, "pageSize=0&expiryDate=x", "PMS_PRT_361 Invalid page size".to_owned()),
        (&alone, "expiryDate=2026-13-01&createdFromDate=x", valid_date("expiryDate")),
        (&alone, "createdToDate=x&createdFromDate=2025-02-30", valid_date("createdFromDate")),
        (&alone, "createdToDate=26-01-01&notificationType=root", valid_date("createdToDate")),
        (&alone, "notificationType=root&sbiId=1", error("006", of_admins)),
        (&member, "notificationType=Weekly", error("006", of_admins)),
        (
            &admin,
            "notificationType=sbi&createdToDate=2026-01-01",
            only("017", "Only 'weekly' type is allowed for this filter."),
        ),
        (
            &admin,
            "notificationType=weekly&expiryDate=2026-01-01&sbiId=1",
            only("024", "Please select a type other than 'weekly'."),
        ),
        (&alone, "notificationType=apikey&partnerDomain=AUTH", only("021", certificates)),
        (
            &alone,
            "notificationType=sbi&policyName=a&make=b",
            only("020", "Only 'apikey' type is allowed for this filter."),
        ),
        (&alone, "notificationType=sbi&make=b", only("022", "Only 'ftm-chip' type is allowed for this filter.")),
        (&alone, "notificationType=apikey&sbiVersion=b", only("023", "Only 'sbi' type is allowed for this filter.")),
        (&alone, "make=b", error("015", "Notification type must be selected for filtering")),
        (&alone, "notificationType=partner", "PMS_CERTIFICATE_ERROR_002 User Id does not exists.".to_owned()),
    ] {
        let query = query.replace('<', "%3C").replace('>', "%3E");
        let path = format!("/notifications?{query}");
        assert_eq!(site.get(person, &path).await.error(), expected, "{query}");
    }
    // Pattern in the first envelope, all else in the second.
    let first = site.get(&alone, "/notifications?make=%3Cb%3E").await;
    assert_eq!(first.json()["id"], "mosip.partnermanagement");
    let second = site.get(&alone, "/notifications?make=b").await;
    assert_eq!(second.json()["id"], "mosip.pms.notifications.get");

    site.sql("UPDATE notifications SET notification_details_json = 'x' WHERE id = 'acme-cert'").await;
    let unreadable = error("007", "Error parsing notification details JSON");
    assert_eq!(site.get(&member, "/notifications").await.error(), unreadable);
}

#[tokio::test]
async fn a_notification_is_dismissed_once() {
    for site in Site::on_both(SERVICE).await {
        prepared(&site).await;
        let owner = member(&site, "member", &["AUTH_PARTNER"]).await;
        let request = json!({"notificationStatus": "DISMISSED"});
        let dismissed = site.send(&owner, "PATCH", "/notifications/acme-cert", request.clone()).await;
        insta::assert_snapshot!("dismissed", dismissed.golden());
        assert_eq!(ids(&site, &owner, "notificationStatus=active").await, "acme-key");
        assert_eq!(ids(&site, &owner, "notificationStatus=dismissed").await, "acme-cert");
        let again = [(request, "PMS_NOTIFICATION_ERROR_009 Notification has already been dismissed.")];
        site.refuses(&owner, "PATCH", "/notifications/acme-cert", &again).await;
        let records = pms_store::audit::of_object(site.app.store().db(), "notification", "acme-cert", 9).await.unwrap();
        assert_eq!(records[0].action, "notification.dismiss");
    }
}

#[tokio::test]
async fn dismissing_is_refused_in_the_contracts_order() {
    let site = Site::new(SERVICE).await;
    prepared(&site).await;
    let owner = member(&site, "member", &["AUTH_PARTNER"]).await;
    let admin = site.admin().await;
    let alone = site.person("alone", &["AUTH_PARTNER"]).await;
    let viewer = site.person("viewer", &["AUTH_PARTNER"]).await;
    site.join("acme", &viewer, "viewer").await;
    let yes = || json!({"notificationStatus": "DISMISSED"});
    let error = |code: &str, text: &str| format!("PMS_NOTIFICATION_ERROR_{code} {text}");
    let nobody = "PMS_CERTIFICATE_ERROR_002 User Id does not exists.".to_owned();
    for (person, id, request, expected) in [
        (&owner, "%20", json!({}), "PMS_REQUEST_ERROR_001 Invalid request.".to_owned()),
        (&owner, "nothing", json!({}), error("019", "Notification status is required in the request")),
        (
            &owner,
            "nothing",
            json!({"notificationStatus": "dismissed"}),
            error("012", "Invalid notification status. Expected: DISMISSED."),
        ),
        (&alone, "nothing", yes(), error("008", "Notification does not exist.")),
        (&alone, "acme-week", yes(), error("018", "Only Partner Admin can dismiss this notification")),
        (&alone, "acme-cert", yes(), nobody.clone()),
        (&admin, "acme-week", yes(), nobody),
        (&owner, "other-cert", yes(), error("011", "The notification does not belong to the partner.")),
        (&viewer, "acme-cert", yes(), "PMS_PRT_055 User not authorized.".to_owned()),
    ] {
        let path = format!("/notifications/{id}");
        site.refuses(person, "PATCH", &path, &[(request, &expected)]).await;
    }
    let boss = member(&site, "boss", &["PARTNER_ADMIN"]).await;
    let foreign = error("011", "The notification does not belong to the partner.");
    site.refuses(&boss, "PATCH", "/notifications/other-cert", &[(yes(), &foreign)]).await;
    site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
    let inactive = [(yes(), "PMS_PMP_016 Partner is not active.")];
    site.refuses(&owner, "PATCH", "/notifications/acme-cert", &inactive).await;
    assert_eq!(site.send(&boss, "PATCH", "/notifications/acme-week", yes()).await.error(), "success");
}

#[tokio::test]
async fn the_dismissals_envelope_is_checked_first() {
    let site = Site::new(SERVICE).await;
    prepared(&site).await;
    let owner = member(&site, "member", &["AUTH_PARTNER"]).await;
    let now = time::zulu(site.app.surroundings().now());
    for (body, expected) in [
        (json!({}), "PMS_REQUEST_ERROR_002 Invalid Request Id"),
        (json!({"id": V2}), "PMS_REQUEST_ERROR_004 Invalid request time"),
        (json!({"id": V2, "requestTime": now}), "PMS_REQUEST_ERROR_003 Request version is invalid"),
        (json!({"id": V2, "requestTime": now, "version": "1.0"}), "PMS_REQUEST_ERROR_005 Request body is invalid"),
    ] {
        let path = "/v1/partnermanager/notifications/acme-cert";
        let answer = site.raw(Some(&owner), "PATCH", path, Some(&body.to_string())).await;
        assert_eq!(answer.error(), expected, "{body}");
        assert_eq!(answer.json()["id"], V2);
    }
}

#[tokio::test]
async fn what_fails_on_our_side_has_the_routes_own_code() {
    let site = Site::new(SERVICE).await;
    prepared(&site).await;
    let owner = member(&site, "member", &["AUTH_PARTNER"]).await;
    site.context(&owner).await;
    assert_eq!(site.get(&owner, "/notifications").await.error(), "success");
    site.app.store().db().close().await;
    let failed = "PMS_NOTIFICATION_ERROR_005 Error while fetching notifications";
    assert_eq!(site.get(&owner, "/notifications").await.error(), failed);
    let failed = [(
        json!({"notificationStatus": "DISMISSED"}),
        "PMS_NOTIFICATION_ERROR_010 Error while dismissing the notification.",
    )];
    site.refuses(&owner, "PATCH", "/notifications/acme-cert", &failed).await;
}
