//! Reading requests: leniency, request times, second-envelope checks, problems (contract part A §1.1 to §1.5).

use serde_json::json;

use crate::toy::{PARTNERS, Toy, ask, ask_of, registration};
use pms_domain::{limits, roles};

#[tokio::test]
async fn scalars_are_read_leniently() {
    for (sent, read) in [
        (json!({"partnerId": 7}), json!({"partnerId": "7"})),
        (json!({"partnerId": true}), json!({"partnerId": "true"})),
        (json!({"partnerId": 1.0}), json!({"partnerId": "1.0"})),
        (json!({"count": "0"}), json!({"count": 0})),
        (json!({"count": 0.0}), json!({"count": 0})),
        (json!({"count": 2.7}), json!({"count": 2})),
        (json!({"count": ""}), json!({"count": null})),
        (json!({"count": " "}), json!({"count": null})),
        (json!({"count": null}), json!({"count": null})),
        (json!({"active": "true"}), json!({"active": true})),
        (json!({"active": "false"}), json!({"active": false})),
        (json!({"active": ""}), json!({"active": null})),
        (json!({"unknown": {"deep": [1]}}), json!({})),
        (json!({"additionalInfo": {"b": 1, "a": [null]}}), json!({"additionalInfo": {"b": 1, "a": [null]}})),
    ] {
        let mut request = json!({"partnerId": "p1", "organizationName": "Acme"});
        let mut expected = json!({
            "partnerId": "p1", "organizationName": "Acme", "count": null, "active": null, "additionalInfo": null,
        });
        request.as_object_mut().unwrap().extend(sent.as_object().unwrap().clone());
        expected.as_object_mut().unwrap().extend(read.as_object().unwrap().clone());
        let body = json!({"requesttime": "2026-11-21T10:00:00.000Z", "request": request, "unknown": 1});
        let got = ask("POST", PARTNERS).json(body.to_string()).get().await;
        assert_eq!(got.json()["response"], expected, "{sent}: {}", got.body);
    }
}

#[tokio::test]
async fn repeated_members_count_last() {
    let body = r#"{"requesttime":"2026-11-21T10:00:00.000Z","request":1,
        "request":{"partnerId":"first","organizationName":"Acme","partnerId":"last"}}"#;
    let got = ask("POST", PARTNERS).json(body).get().await;
    assert_eq!(got.json()["response"]["partnerId"], "last", "{}", got.body);
}

#[tokio::test]
async fn unreadable_bodies_are_one_problem() {
    let deep = format!(
        r#"{{"request":{{"additionalInfo":{}{}}}}}"#,
        "[".repeat(limits::JSON_DEPTH),
        "]".repeat(limits::JSON_DEPTH)
    );
    for body in [
        "",
        "{",
        "null",
        "[]",
        "\"text\"",
        "{} {}",
        r#"{"request":"text"}"#,
        r#"{"request":["p1","Acme"]}"#,
        r#"{"request":{"partnerId":{}}}"#,
        r#"{"request":{"partnerId":["x"]}}"#,
        r#"{"request":{"partnerId":"a\u0000b"}}"#,
        r#"{"request":{"count":"many"}}"#,
        r#"{"request":{"active":"perhaps"}}"#,
        r#"{"id":{},"request":{}}"#,
        r#"{"requesttime":"2026-11-21","request":{}}"#,
        r#"{"requesttime":"2026-11-21T10:00:00Z","request":{}}"#,
        r#"{"requesttime":"2026-11-21T10:00:00.000+00:00","request":{}}"#,
        r#"{"requesttime":"2026-02-30T10:00:00.000Z","request":{}}"#,
        r#"{"requesttime":1763719200000,"request":{}}"#,
        &deep,
    ] {
        let got = ask("POST", PARTNERS).json(body).get().await;
        assert_eq!(
            got.golden(),
            "400 application/problem+json\n{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\
             \"detail\":\"Failed to read request\",\"instance\":\"/v1/partnermanager/partners\"}",
            "{body}"
        );
    }
}

#[tokio::test]
async fn request_times_are_of_today_with_five_minutes_around_midnight() {
    for (time, expected) in [
        (r#""2026-11-21T00:00:00.000Z""#, None),
        (r#""2026-11-21T23:59:59.999Z""#, None),
        ("null", Some("PMS_REQUEST_ERROR_004 Invalid request time")),
        (r#""""#, Some("PMS_REQUEST_ERROR_004 Invalid request time")),
        (r#""  ""#, Some("PMS_REQUEST_ERROR_004 Invalid request time")),
        (r#""2026-11-20T23:59:59.999Z""#, Some("PMS_REQUEST_ERROR_006 Request date should be current date")),
        (r#""2026-11-22T00:00:00.000Z""#, Some("PMS_REQUEST_ERROR_006 Request date should be current date")),
    ] {
        let body = registration().replace(r#""2026-11-21T10:00:00.000Z""#, time);
        let got = ask("POST", PARTNERS).json(&body).get().await;
        match expected {
            None => assert_eq!(got.json()["errors"], json!([]), "{time}"),
            Some(error) => {
                assert_eq!((got.status, got.error().as_str()), (200, error), "{time}");
                assert_eq!(got.json()["id"], "mosip.partnermanagement");
            }
        }
        let lax = Toy::new(|settings| settings.wire.check_request_time = false);
        let got = ask_of(lax, "POST", PARTNERS).token(roles::PARTNER_ADMIN).json(&body).get().await;
        assert_eq!(got.json()["errors"], json!([]), "wire.check_request_time = false: {time}");
    }
    // Routes without the check ignore the time, but not its form.
    let path = "/v1/partnermanager/partners/p1";
    let old = r#"{"requesttime":"1999-01-01T00:00:00.000Z","request":{"status":"Active"}}"#;
    assert_eq!(ask("PATCH", path).json(old).get().await.status, 200);
    // The other spelling is an unknown member.
    let other = r#"{"requestTime":"nonsense","request":{"status":"Active"}}"#;
    assert_eq!(ask("PATCH", path).json(other).get().await.status, 200);
}

#[tokio::test]
async fn second_envelope_requests_are_checked_in_order() {
    const ID: &str = "mosip.pms.users.notifications.seen.timestamp.put";
    let good =
        json!({"id": ID, "version": "1.0", "requestTime": "2026-11-21T10:00:00.000Z", "request": {"status": "x"}});
    let with = |changes: serde_json::Value| {
        let mut body = good.clone();
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        body
    };
    for (body, expected) in [
        (good.clone(), None),
        (
            with(json!({"id": null, "requestTime": null, "version": "2"})),
            Some("PMS_REQUEST_ERROR_002 Invalid Request Id"),
        ),
        (with(json!({"id": ID.to_uppercase()})), Some("PMS_REQUEST_ERROR_002 Invalid Request Id")),
        (with(json!({"requestTime": "", "version": "2"})), Some("PMS_REQUEST_ERROR_004 Invalid request time")),
        (
            with(json!({"requestTime": null, "requesttime": "2026-11-21T10:00:00.000Z"})),
            Some("PMS_REQUEST_ERROR_004 Invalid request time"),
        ),
        (
            with(json!({"requestTime": "2026-11-20T10:00:00.000Z", "version": "2"})),
            Some("PMS_REQUEST_ERROR_006 Request date should be current date"),
        ),
        (with(json!({"version": null, "request": null})), Some("PMS_REQUEST_ERROR_003 Request version is invalid")),
        (with(json!({"version": "1.1"})), Some("PMS_REQUEST_ERROR_003 Request version is invalid")),
        (with(json!({"version": 1.0})), None),
        (with(json!({"request": null})), Some("PMS_REQUEST_ERROR_005 Request body is invalid")),
    ] {
        let got =
            ask("PUT", "/v1/partnermanager/users/u1/notifications-seen-timestamp").json(body.to_string()).get().await;
        assert_eq!((got.status, &got.json()["id"], &got.json()["version"]), (200, &ID.into(), &"1.0".into()));
        match expected {
            None => assert_eq!(got.json()["errors"], json!([]), "{body}"),
            Some(error) => assert_eq!(got.error(), error, "{body}"),
        }
    }
}

#[tokio::test]
async fn wrong_parameters_are_problems() {
    let list = "/v1/partnermanager/admin-partners";
    for (query, detail) in [
        ("pageNo=abc", "Failed to convert 'pageNo' with value: 'abc'"),
        ("isActive=foo&orgName=%3C", "Failed to convert 'isActive' with value: 'foo'"),
    ] {
        let got = ask("GET", &format!("{list}?{query}")).get().await;
        assert_eq!(
            got.golden(),
            format!(
                "400 application/problem+json\n{{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\
                 \"detail\":\"{detail}\",\"instance\":\"{list}\"}}"
            )
        );
    }
    let missing = ask("GET", "/v1/keymanager/getCertificate").get().await;
    assert_eq!(missing.json()["detail"], "Required parameter 'applicationId' is not present.");
}
