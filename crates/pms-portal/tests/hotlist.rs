//! The hotlist's pages: blocking with its effects, an entry, the end of a block, files, and whom they open for.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use pms_app::partners::{self, Registration};
use pms_app::settings::Settings;
use pms_app::testing::{Person, Site};
use pms_domain::roles;
use support::{Browser, Page};

async fn office(change: impl FnOnce(&mut Settings)) -> (Site, Person, Person) {
    let site = Site::with(change).await;
    let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
    let owner = site.person("owner", &[]).await;
    let registration = Registration {
        partner_id: "sensors".into(),
        organization_name: "Sensors Ltd".into(),
        address: "1 Main Street".into(),
        contact_number: "1".into(),
        email: "sensors@example.org".into(),
        partner_type: "Device_Provider".into(),
        ..Default::default()
    };
    partners::register(&site.app, &site.context(&owner).await, registration).await.unwrap();
    (site, admin, owner)
}

const MODEL: &str = "/portal/hotlist/block?type=DEVICE_MODEL&make=Acme&model=%3Cb%3Ex%3C%2Fb%3E";

async fn block(browser: &mut Browser, address: &str, until: &str) -> Page {
    browser.open(address).await;
    let answer = browser.post(address, &[("reason", "Broken <i>seal</i>"), ("until", until)]).await;
    browser.follow(answer).await
}

#[tokio::test]
async fn something_is_blocked_after_its_effects_were_shown_and_freed_again() {
    let (site, admin, owner) = Box::pin(office(|_| {})).await;
    let mut admin = Browser::of(&site, &admin).await;
    assert!(admin.open("/portal/hotlist").await.text().contains("Nothing is blocked"));
    let page = admin.open("/portal/hotlist/new").await;
    assert!(page.text().contains("Serial number"), "{}", page.text());
    let missing = admin.get("/portal/hotlist/block?type=DEVICE&serial=1&smake=").await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.body.contains("#f-smake") && missing.input("serial") == "1", "{}", missing.text());
    assert_eq!(admin.get("/portal/hotlist/block?type=UIN&id=1").await.location(), "/portal/hotlist/new");

    let ask = admin.open(MODEL).await.text();
    assert!(ask.contains("no registered device is touched") && ask.contains("other systems are told"), "{ask}");
    let refused = admin.post(MODEL, &[("reason", ""), ("until", "2001-01-01")]).await;
    assert!(refused.text().contains("Write a reason."), "{}", refused.text());
    let past = admin.post(MODEL, &[("reason", "x"), ("until", "2001-01-01")]).await;
    assert!(past.body.contains("href=\"#f-until\""), "{}", past.text());
    let page = block(&mut admin, MODEL, "").await;
    let text = page.text();
    assert!(text.contains("Blocked now") && text.contains("For good") && text.contains("by you"), "{text}");
    assert!(!page.body.contains("<b>x</b>") && !page.body.contains("<i>seal</i>"), "hostile text is escaped");
    let again = admin.open(MODEL).await.text();
    assert!(again.contains("it is blocked already: For good"), "{again}");
    let list = admin.open("/portal/hotlist?type=DEVICE_MODEL").await;
    assert!(list.text().contains("1 entry") && list.text().contains("Device model"), "{}", list.text());
    let entry = list.body.split("href=\"/portal/hotlist/entries/").nth(1).unwrap().split('"').next().unwrap();
    let entry = format!("/portal/hotlist/entries/{entry}");
    let file = admin.get("/portal/hotlist.csv").await.body;
    assert!(file.contains("DEVICE_MODEL") && file.contains("Hotlisted"), "{file}");

    admin.open(&format!("{entry}/unblock")).await;
    let none = admin.post(&format!("{entry}/unblock"), &[]).await;
    assert!(none.text().contains("Write a reason."), "{}", none.text());
    // From a day on, then at once.
    let answer = admin.post(&format!("{entry}/unblock"), &[("reason", "Repaired"), ("until", "2099-01-01")]).await;
    let page = admin.follow(answer).await.text();
    assert!(page.contains("1 Jan 2099") && page.contains("Blocked now"), "{page}");
    admin.open(&format!("{entry}/unblock")).await;
    let answer = admin.post(&format!("{entry}/unblock"), &[("reason", "Repaired")]).await;
    let page = admin.follow(answer).await.text();
    assert!(page.contains("It is not on the hotlist any more.") && page.contains("Block ended"), "{page}");
    assert_eq!(admin.get(&format!("{entry}/unblock")).await.status, StatusCode::NOT_FOUND);

    // A provider by its registered name; a partner with what it has.
    let page = admin.open("/portal/hotlist/block?type=DEVICE_PROVIDER&provider=sensors&organisation=").await.text();
    assert!(page.contains("Sensors Ltd (sensors)") && page.contains("It concerns Sensors Ltd"), "{page}");
    let unknown = admin.get("/portal/hotlist/block?type=DEVICE_PROVIDER&provider=nobody").await;
    assert!(unknown.text().contains("No partner has this id."), "{}", unknown.text());
    let page = block(&mut admin, "/portal/hotlist/block?type=PARTNER_ID&partner=sensors", "").await.text();
    assert!(page.contains("sensors") && page.contains("Partner"), "{page}");
    let unknown = admin.get("/portal/hotlist/block?type=FTM_PUBLIC_KEY&chip=1").await;
    assert!(unknown.body.contains("href=\"#f-chip\""), "{}", unknown.text());

    let keeper = site.person("keeper", &[roles::HOTLIST_ADMIN]).await;
    let (mut keeper, mut owner) = (Browser::of(&site, &keeper).await, Browser::of(&site, &owner).await);
    for path in ["/portal/hotlist", "/portal/hotlist/new", MODEL, "/portal/hotlist/import", &entry] {
        for language in ["en", "fr", "ar"] {
            keeper.cookies.insert("lang".into(), language.into());
            keeper.open(path).await;
        }
        assert_eq!(owner.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    owner.open("/portal").await;
    assert_eq!(owner.post(MODEL, &[("reason", "x")]).await.status, StatusCode::FORBIDDEN);
    let nothing = "0".repeat(64);
    for path in [format!("DEVICE/{nothing}"), "DEVICE/xyz".to_owned(), format!("UIN/{nothing}")] {
        let path = format!("/portal/hotlist/entries/{path}");
        assert_eq!(keeper.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn where_two_admins_decide_the_end_of_a_block_waits() {
    let two = |settings: &mut Settings| settings.approvals.two_person = vec!["unhotlist".to_owned()];
    let (site, admin, _) = Box::pin(office(two)).await;
    let mut browser = Browser::of(&site, &admin).await;
    block(&mut browser, MODEL, "").await;
    let list = browser.open("/portal/hotlist").await;
    let entry = list.body.split("href=\"/portal/hotlist/entries/").nth(1).unwrap().split('"').next().unwrap();
    let path = format!("/portal/hotlist/entries/{entry}/unblock");
    assert!(browser.open(&path).await.text().contains("another admin has to agree"));
    let answer = browser.post(&path, &[("reason", "Repaired")]).await;
    let page = browser.follow(answer).await.text();
    assert!(page.contains("Another admin has to agree in the inbox") && page.contains("Blocked now"), "{page}");
    assert!(browser.open("/portal/inbox").await.text().contains("off the hotlist"));
}

async fn finished(browser: &mut Browser, address: &str) -> Page {
    for _ in 0..200 {
        let page = browser.open(address).await;
        if page.headers.get("refresh").is_none() {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the import does not end");
}

#[tokio::test]
async fn a_file_is_examined_first_and_imported_beside_whoever_sent_it() {
    let (site, admin, owner) = Box::pin(office(|_| {})).await;
    let mut browser = Browser::of(&site, &admin).await;
    let here = "/portal/hotlist/import";
    browser.open(here).await;
    let file = "idType,id,expiryTimestamp\nDEVICE,one,\nDEVICE,two,2099-01-01T00:00:00Z\nDEVICE,one,\nUIN,3,\nDEVICE,,\n\
                DEVICE,four,2001-01-01T00:00:00Z\n";
    let report = browser.upload(&format!("{here}/check"), &[], ("file", "h.csv", file.as_bytes())).await;
    let text = report.text();
    assert_eq!(report.status, StatusCode::OK, "{text}");
    for words in ["Lines6", "New on the hotlist2", "Blocked already1", "Left out3", "Line 5", "is not kept here"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(browser.open("/portal/hotlist").await.text().contains("Nothing is blocked"), "nothing was stored");

    let (carried, print) = (report.input("carried"), report.input("fingerprint"));
    let none = ("file", "", &b""[..]);
    let start = format!("{here}/start");
    let refused = browser.upload(&start, &[("carried", &carried), ("fingerprint", &print), ("reason", "")], none).await;
    assert!(refused.text().contains("Write a reason.") && refused.input("fingerprint") == print, "{}", refused.text());
    let other = STANDARD.encode("type,id,expires\nDEVICE,five,\n");
    let fields = [("carried", &other[..]), ("fingerprint", &print), ("reason", "Stolen")];
    let refused = browser.upload(&start, &fields, none).await;
    assert!(refused.text().contains("This is not the file that was checked."), "{}", refused.text());
    let fields = [("carried", &carried[..]), ("fingerprint", &print), ("reason", "Stolen")];
    let answer = browser.upload(&start, &fields, none).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let progress = answer.location().to_owned();
    let done = finished(&mut browser, &progress).await.text();
    assert!(done.contains("Done.") && done.contains("New on the hotlist2") && done.contains("Left out3"), "{done}");
    let list = browser.open("/portal/hotlist?type=DEVICE").await.text();
    assert!(list.contains("2 entries") && list.contains("Stolen") && list.contains("1 Jan 2099"), "{list}");
    // The same file again changes nothing, and says so.
    let report = browser.upload(&format!("{here}/check"), &[], ("file", "h.csv", file.as_bytes())).await;
    assert!(report.text().contains("New on the hotlist0") && report.text().contains("Blocked already3"));
    assert!(!report.body.contains("/start\""), "nothing to confirm: {}", report.text());

    for (file, words) in [("", "Choose a file."), ("a,b\n1,2\n", "")] {
        let report = browser.upload(&format!("{here}/check"), &[], ("file", "h.csv", file.as_bytes())).await;
        assert_eq!(report.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(report.text().contains(words), "{}", report.text());
    }
    // A page that carries a file stays a page; a larger file has to be chosen again.
    for (lines, is_carried) in [(900, true), (2_000, false)] {
        let file: String =
            (0..lines).map(|n| format!("DEVICE,a-rather-long-serial-number-of-a-device-{n},\n")).collect();
        let file = format!("idType,id,expiryTimestamp\n{file}");
        let report = browser.upload(&format!("{here}/check"), &[], ("file", "h.csv", file.as_bytes())).await;
        assert_eq!(report.body.contains("name=\"carried\""), is_carried, "{lines} lines, {} bytes", file.len());
        assert!(report.bytes.len() < 150_000, "{} bytes", report.bytes.len());
    }
    // Larger than any other form may be; it has to be chosen again.
    let many: String = (0..30_000).map(|n| format!("DEVICE,a-rather-long-serial-number-of-a-device-{n},\n")).collect();
    let large = format!("idType,id,expiryTimestamp\n{many}");
    let report = browser.upload(&format!("{here}/check"), &[], ("file", "h.csv", large.as_bytes())).await;
    assert!(report.text().contains("The same file again") && report.bytes.len() < 100_000, "{}", report.text());
    let print = report.input("fingerprint");
    let fields = [("fingerprint", &print[..]), ("reason", "Stolen")];
    let answer = browser.upload(&start, &fields, ("file", "h.csv", large.as_bytes())).await;
    let progress = answer.location().to_owned();
    let done = finished(&mut browser, &progress).await.text();
    assert!(done.contains("New on the hotlist30,000"), "{done}");
    let mut stranger = Browser::of(&site, &owner).await;
    assert_eq!(stranger.get(&progress).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get(&format!("{here}/unknown")).await.status, StatusCode::NOT_FOUND);
}
