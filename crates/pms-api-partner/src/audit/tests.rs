use chrono::TimeDelta;
use pms_api_testkit::{Person, Site};
use pms_store::audit::{self, Record};
use serde_json::{Value, json};

use crate::SERVICE;

const RECORDS: &str = "/audit-records";
const EVENTS: &str = "/security-events";
const FORBIDDEN: &str = "403 KER-ATH-403 Forbidden";

/// A change with this record, a second after the one before. Answers its revision.
async fn change(site: &Site, record: Record) -> i64 {
    site.clock.advance(TimeDelta::seconds(1));
    site.app.store().change().await.unwrap().save(&site.system(), record).await.unwrap()
}

/// Three records about partners: their revisions.
async fn records(site: &Site) -> [i64; 3] {
    let first = Record::new("test.one", "partner", "acme").touching("request", "r1").reason(Some("=1+1"));
    let second = Record::new("test.two", "partner", "other").before(json!({"a": 1})).after(json!({"a": "x;=2"}));
    let third = Record::new("test.one", "policy", "kyc").touching("partner", "acme");
    [change(site, first).await, change(site, second).await, change(site, third).await]
}

async fn found(site: &Site, admin: &Person, query: &str) -> Vec<i64> {
    let answer = site.get(admin, &format!("{RECORDS}?{query}")).await.response();
    answer["data"].as_array().unwrap().iter().map(|row| row["revision"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn the_trail_is_searched_and_read_on() {
    for site in Site::on_both(SERVICE).await {
        let admin = site.admin().await;
        let [one, two, three] = records(&site).await;
        let answer = site.get(&admin, &format!("{RECORDS}?requestId=none")).await;
        assert_eq!(
            answer.json(),
            json!({"id": "mosip.pms.audit.records.get", "version": "1.0",
                "responseTime": "2026-01-15T10:11:15.123Z", "metadata": null,
                "response": {"pageNo": 0, "pageSize": 0, "totalResults": 0, "nextBefore": null, "data": []},
                "errors": []})
        );
        let answer = site.get(&admin, &format!("{RECORDS}?objectKind=partner&objectId=other")).await.response();
        let request_id = answer["data"][0]["requestId"].clone();
        assert_eq!(
            answer,
            json!({"pageNo": 0, "pageSize": 25, "totalResults": 1, "nextBefore": null, "data": [{
                "revision": two, "createdDateTime": "2026-01-15T10:11:14.123+00:00", "actor": "system#test",
                "actorName": "system:test", "roles": [], "action": "test.two", "objectKind": "partner",
                "objectId": "other", "objects": [{"kind": "partner", "id": "other"}], "before": {"a": 1},
                "after": {"a": "x;=2"}, "reason": null, "requestId": request_id, "source": null,
            }]})
        );
        let by_request = format!("requestId={}", request_id.as_str().unwrap());
        for (query, expected) in [
            ("objectKind=partner&objectId=acme", &[three, one][..]),
            ("objectKind=request&objectId=r1", &[one]),
            ("objectKind=policy", &[three]),
            ("action=test.one", &[three, one]),
            ("actor=system:test&action=test.two", &[two]),
            ("actor=system%23test&action=test.two", &[two]),
            ("actor=nobody", &[]),
            (&by_request, &[two]),
            ("action=test.one&from=2026-01-15T10:11:14Z", &[three]),
            ("action=test.one&to=2026-01-15T10:11:14", &[one]),
            ("objectKind=partner&objectId=acme&from=2026-01-15T10:11:14Z&to=2026-01-15T10:11:16Z", &[three]),
        ] {
            assert_eq!(found(&site, &admin, query).await, expected, "{query}");
        }
        let sorted = "objectKind=partner&objectId=acme&pageNo=0&pageSize=10&sortFieldName=revision&sortType=asc";
        assert_eq!(found(&site, &admin, sorted).await, [one, three]);
        // All of it, in pages and read on: without gaps, and each once.
        let head = audit::head(site.app.store().db()).await.unwrap().0;
        let all: Vec<i64> = (1..=head).rev().collect();
        let first = site.get(&admin, &format!("{RECORDS}?pageNo=0&pageSize=2")).await.response();
        assert_eq!(first["totalResults"].as_i64(), Some(head));
        let mut read: Vec<i64> =
            first["data"].as_array().unwrap().iter().map(|r| r["revision"].as_i64().unwrap()).collect();
        let mut next = first["nextBefore"].as_i64();
        // What comes meanwhile moves nothing.
        change(&site, Record::new("test.late", "partner", "late")).await;
        while let Some(before) = next {
            let page = site.get(&admin, &format!("{RECORDS}?pageSize=2&pageNo=0&before={before}")).await.response();
            assert_eq!(page["totalResults"], Value::Null);
            read.extend(page["data"].as_array().unwrap().iter().map(|row| row["revision"].as_i64().unwrap()));
            next = page["nextBefore"].as_i64();
        }
        assert_eq!(read, all);
    }
}

#[tokio::test]
async fn the_trail_is_for_admins() {
    let site = Site::new(SERVICE).await;
    let admin = site.admin().await;
    site.policy_group("Group").await;
    let owner = site.owner("acme", "Auth_Partner").await;
    let manager = site.person("manager", &["POLICYMANAGER", "PARTNERMANAGER"]).await;
    for person in [&owner, &manager] {
        for path in [RECORDS, EVENTS, "/audit-records/export?format=csv"] {
            site.get_refuses(person, &[(path, FORBIDDEN)]).await;
        }
    }
    let cases = [
        ("/audit-records?objectId=acme", "400 PMS_COR_001 Invalid request parameter - must not be blank :objectKind"),
        ("/audit-records?from=yesterday", "400 Failed to convert 'from' with value: 'yesterday'"),
        ("/audit-records?before=x", "400 Failed to convert 'before' with value: 'x'"),
        ("/audit-records?pageNo=-1&pageSize=1", "PMS_PRT_360 Invalid Page No"),
        ("/audit-records?pageNo=0&pageSize=1&sortFieldName=actor&sortType=asc", "PMS_PRT_357 Invalid sort field actor"),
        ("/audit-records/export", "400 Required parameter 'format' is not present."),
        (
            "/audit-records/export?format=xml",
            "400 PMS_COR_001 Invalid request parameter - must be csv or jsonl :format",
        ),
        (
            "/audit-records/export?format=csv&objectId=acme",
            "400 PMS_COR_001 Invalid request parameter - must not be blank :objectKind",
        ),
        ("/security-events?to=now", "400 Failed to convert 'to' with value: 'now'"),
    ];
    let before = audit::head(site.app.store().db()).await.unwrap();
    site.get_refuses(&admin, &cases).await;
    assert_eq!(audit::head(site.app.store().db()).await.unwrap(), before);
}

#[tokio::test]
async fn the_trail_is_exported_whole_and_harmless() {
    for site in Site::on_both(SERVICE).await {
        let admin = site.admin().await;
        let [one, two, _] = records(&site).await;
        // More than two runs, so that one follows another.
        for number in 0..1_001 {
            let record = Record::new("test.many", "partner", format!("p{number}"));
            site.app.store().change().await.unwrap().save(&site.system(), record).await.unwrap();
        }
        let head = audit::head(site.app.store().db()).await.unwrap().0;
        let file = site.get(&admin, "/audit-records/export?format=jsonl").await;
        let rows: Vec<Value> = file.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let revisions: Vec<i64> = rows.iter().map(|row| row["revision"].as_i64().unwrap()).collect();
        assert_eq!(revisions, (1..=head).rev().collect::<Vec<_>>(), "all, newest first, and not its own record");
        let row = rows.iter().find(|row| row["revision"] == two).unwrap();
        assert_eq!((&row["before"], &row["after"]), (&json!({"a": 1}), &json!({"a": "x;=2"})));
        assert_eq!(row["at"], "2026-01-15T10:11:14.123Z");
        let file = site.get(&admin, "/audit-records/export?format=csv&objectKind=partner&objectId=acme").await;
        assert!(file.text.starts_with("\u{feff}\"revision\",\"at\",\"actor\","), "{}", file.text);
        assert_eq!(file.text.lines().count(), 3);
        assert!(file.text.contains(&format!("\"{one}\"")) && file.text.contains("\"'=1+1\""), "{}", file.text);
        let other = site.get(&admin, "/audit-records/export?format=csv&objectKind=partner&objectId=other").await;
        assert!(other.text.contains("x;'=2"), "also behind a separator: {}", other.text);
        // Who takes the trail along is in the trail.
        let exports = found(&site, &admin, "action=audit.export").await;
        assert_eq!(exports.len(), 3);
        let last = site.get(&admin, &format!("{RECORDS}?action=audit.export")).await.response()["data"][0].clone();
        assert_eq!((&last["actorName"], &last["after"]["objectId"]), (&json!("admin"), &json!("other")));
    }
}

#[tokio::test]
async fn one_export_at_a_time_for_each_account() {
    let site = Site::new(SERVICE).await;
    let admin = site.admin().await;
    let ctx = site.context(&admin).await;
    let place = pms_app::exports::begin(&site.app, &ctx).await.unwrap();
    let path = "/audit-records/export?format=csv";
    site.get_refuses(&admin, &[(path, "429 PMS_LIM_001 Too many requests. Try again later.")]).await;
    let other = site.person("second", &["PARTNER_ADMIN"]).await;
    assert!(site.get(&other, path).await.text.starts_with('\u{feff}'));
    place.end(&site.app).await.unwrap();
    assert!(site.get(&admin, path).await.text.starts_with('\u{feff}'));
}

/// What was refused for want of a right is there, counted; what went wrong otherwise is not.
#[tokio::test]
async fn refusals_are_counted_events() {
    for site in Site::on_both(SERVICE).await {
        let admin = site.admin().await;
        site.policy_group("Group").await;
        site.owner("acme", "Auth_Partner").await;
        let stranger = site.person("stranger", &["AUTH_PARTNER"]).await;
        for _ in 0..3 {
            site.get_refuses(&stranger, &[(RECORDS, FORBIDDEN)]).await;
        }
        let own = "PMS_PRT_055 User not authorized.";
        let update = json!({"address": "1 Main Street", "contactNumber": "0801234567"});
        site.refuses(&stranger, "PUT", "/partners/acme", &[(update.clone(), own)]).await;
        let absent = "PMS_PRT_005 Partner does not exist";
        site.refuses(&stranger, "PUT", "/partners/nobody", &[(update, absent)]).await;
        assert_ne!(site.send(&stranger, "PUT", "/partners/acme", json!({})).await.error(), "success");
        // The approval of one's own partner by its own member: the rule of two people.
        let both = site.person("both", &["PARTNER_ADMIN"]).await;
        site.join("acme", &both, "owner").await;
        let approval = site.approval(&admin, "acme").await;
        let decision = json!({"decision": "approve"});
        site.refuses(&both, "POST", &format!("/approvals/{approval}/decision"), &[(decision, own)]).await;
        let before = audit::head(site.app.store().db()).await.unwrap();
        site.app.identity().events().flush().await;
        assert_eq!(audit::head(site.app.store().db()).await.unwrap(), before, "they are no changes");
        let answer = site.get(&admin, EVENTS).await.response();
        let mut said: Vec<String> = answer["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| {
                let who = if event["subject"] == json!(stranger.id) { "stranger" } else { "another" };
                let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
                format!("{} {} {} {} {who}", text("kind"), text("code"), text("place"), event["count"])
            })
            .collect();
        said.sort();
        assert_eq!(
            said,
            [
                "object.unknown PMS_PRT_005 UPDATE_PARTNER 1 stranger",
                "right.missing PMS_PRT_055 DECIDE_APPROVAL 1 another",
                "right.missing PMS_PRT_055 UPDATE_PARTNER 1 stranger",
                "role.missing KER-ATH-403 LIST_AUDIT_RECORDS 3 stranger",
            ]
        );
        let of = |query: &str| {
            let path = format!("{EVENTS}?{query}");
            let (site, admin) = (&site, &admin);
            async move { site.get(admin, &path).await.response()["totalResults"].as_i64().unwrap() }
        };
        assert_eq!(of("kind=right.missing").await, 2);
        assert_eq!(of(&format!("subject={}", stranger.id)).await, 3);
        assert_eq!(of("source=192.0.2.1").await, 0);
        assert_eq!(of("to=2026-01-15T10:11:12Z").await, 0);
        assert_eq!(of("from=2026-01-15T10:11:12Z&kind=role.missing").await, 1);
    }
}
