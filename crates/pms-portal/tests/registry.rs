//! Interfaces, devices and chips: a provider's whole way, what admins see and do, and whom the pages do not open for.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use http::StatusCode;
use pms_app::certificates;
use pms_app::partners::{self, Registration};
use pms_app::testing::{Person, Site};
use pms_domain::roles;
use pms_store::audit::Record;
use pms_testkit::openssl_cli::{self, Hierarchy};
use support::{Browser, Page};

/// Markup and quotes, within the length of a make.
const HOSTILE: &str = "<b>x</b>\"' onload=&amp;";

struct Market {
    site: Site,
    admin: Person,
    maker: Person,
    viewer: Person,
    rival: Person,
}

/// An active provider of this type, and whoever registered it.
async fn provider(site: &Site, id: &str, name: &str, partner_type: &str) -> Person {
    let owner = site.person(&format!("owner-{id}"), &[]).await;
    let registration = Registration {
        partner_id: id.into(),
        organization_name: name.into(),
        address: "1 Main Street".into(),
        contact_number: "1".into(),
        email: format!("{id}@example.org"),
        partner_type: partner_type.into(),
        ..Default::default()
    };
    partners::register(&site.app, &site.context(&owner).await, registration).await.unwrap();
    let ctx = site.system();
    let mut change = site.app.store().change().await.unwrap();
    pms_store::partner::set_standing(&mut change, id, "approved", true, "test", ctx.now()).await.unwrap();
    let revision = change.save(&ctx, Record::new("test", "partner", id)).await.unwrap();
    site.app.applied(revision).await;
    owner
}

impl Market {
    async fn new() -> Self {
        let site = Site::new().await;
        if openssl_cli::available() {
            let now = pms_domain::context::Clock::now(&pms_testkit::TestClock::at_machine_time());
            site.clock.set(now + chrono::TimeDelta::minutes(10));
        }
        let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
        let maker = provider(&site, "cameras", "Cameras Ltd", "Device_Provider").await;
        let rival = provider(&site, "rivals", "Rivals Ltd", "Device_Provider").await;
        let viewer = site.person("viewer", &["DEVICE_PROVIDER"]).await;
        site.join("cameras", &viewer, "viewer").await;
        Self { site, admin, maker, viewer, rival }
    }

    async fn browser(&self, person: &Person) -> Browser {
        Browser::of(&self.site, person).await
    }

    fn day(&self, days: i64) -> String {
        let now = self.site.app.surroundings().now();
        (now + chrono::TimeDelta::days(days)).format("%Y-%m-%d").to_string()
    }

    /// Registers an interface. Answers its address.
    async fn sbi(&self, maker: &mut Browser, version: &str) -> String {
        maker.open("/portal/org/cameras/sbis/new").await;
        let (made, ends) = (self.day(-3), self.day(90));
        let fields = [("version", version), ("hash", "ab12"), ("made", &made[..]), ("ends", &ends[..])];
        let answer = maker.post("/portal/org/cameras/sbis/new", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.location().to_owned()
    }

    async fn device(&self, maker: &mut Browser, model: &str, sbi: &str) -> String {
        maker.open("/portal/org/cameras/devices/new").await;
        let fields = [("kind", "Finger/Slap"), ("make", "Acme"), ("model", model), ("sbi", sbi)];
        let answer = maker.post("/portal/org/cameras/devices/new", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.location().to_owned()
    }

    /// Opens the request from the object's page and approves it there.
    async fn approve(&self, admin: &mut Browser, address: &str) -> Page {
        let object = admin.open(address).await;
        let request = object.body.split("href=\"/portal/inbox/").nth(1).expect("a request waits").split('"').next();
        let request = format!("/portal/inbox/{}", request.unwrap());
        let page = admin.open(&request).await;
        let fields = [("decision", "approve"), ("revision", &page.input("revision")[..])];
        let answer = admin.post(&format!("{request}/decision"), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        page
    }
}

/// The id at the end of an address.
fn id_of(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

#[tokio::test]
async fn a_device_provider_comes_from_an_interface_to_devices_in_use() {
    let market = Box::pin(Market::new()).await;
    let (mut maker, mut admin) = (market.browser(&market.maker).await, market.browser(&market.admin).await);
    let empty = maker.open("/portal/org/cameras/sbis").await;
    assert!(empty.text().contains("No interfaces yet"), "{}", empty.text());

    let sbi = market.sbi(&mut maker, "2.0").await;
    let page = maker.open(&sbi).await.text();
    assert!(page.contains("Interface 2.0 is registered") && page.contains("It waits for a partner admin."), "{page}");
    let staff_sbi = format!("/portal/sbis/{}", id_of(&sbi));
    let request = market.approve(&mut admin, &staff_sbi).await.text();
    assert!(!request.contains("T00:00") && !request.contains("T23:59"), "days as people read them: {request}");
    assert!(request.find("What is asked for").unwrap() < request.find("The organisation").unwrap(), "{request}");
    for words in ["Cameras Ltd", "2.0", "It has no certificate that is valid today", "Nothing found"] {
        assert!(request.contains(words), "{words}: {request}");
    }
    let page = maker.open(&sbi).await.text();
    assert!(page.contains("In force.") && page.contains("Interface: approved"), "{page}");

    // A device together with its interface, and one alone that is added later.
    let with = market.device(&mut maker, "One", id_of(&sbi)).await;
    let alone = market.device(&mut maker, "Two", "").await;
    let request = market.approve(&mut admin, &format!("/portal/devices/{}", id_of(&with))).await.text();
    assert!(
        request.contains("An interface in force serves the device") && request.contains("At least one"),
        "{request}"
    );
    market.approve(&mut admin, &format!("/portal/devices/{}", id_of(&alone))).await;
    assert!(maker.open(&with).await.text().contains("Works"));
    assert!(maker.open(&alone).await.text().contains("no interface serves it"));
    let choose = maker.open(&format!("{sbi}/devices")).await;
    assert!(choose.text().contains("Acme Two") && !choose.text().contains("Acme One"), "{}", choose.text());
    let none = maker.post(&format!("{sbi}/devices"), &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text().contains("Choose at least one device."), "{}", none.text());
    let chosen = format!("device-{}", id_of(&alone));
    let answer = maker.post(&format!("{sbi}/devices"), &[(&chosen, "yes")]).await;
    assert!(maker.follow(answer).await.text().contains("2 in all, 2 approved, 0 waiting"));

    // A third one waits: deactivating says what becomes of all of them.
    let third = market.device(&mut maker, "Three", id_of(&sbi)).await;
    let ask = maker.open(&format!("{sbi}/deactivate")).await.text();
    for words in ["2 approved devices are out of use", "1 device that waits is rejected", "no device has another"] {
        assert!(ask.contains(words), "{words}: {ask}");
    }
    let missing = maker.post(&format!("{sbi}/deactivate"), &[]).await;
    assert!(missing.text().contains("Write a reason."), "{}", missing.text());
    let answer = maker.post(&format!("{sbi}/deactivate"), &[("reason", "A fault in 2.0")]).await;
    let page = maker.follow(answer).await;
    assert_eq!(page.undo(), None, "its provider has no way back");
    let page = page.text();
    assert!(page.contains("The interface is deactivated.") && page.contains("A fault in 2.0"), "{page}");
    assert!(page.contains("A partner admin can bring it back."), "who has: {page}");
    assert!(maker.open(&third).await.text().contains("Rejected. This is final."));
    assert!(maker.open(&with).await.text().contains("the interface is not in force"));
    assert_eq!(maker.get(&format!("{sbi}/reactivate")).await.status, StatusCode::NOT_FOUND, "that is for admins");

    admin.open(&format!("{staff_sbi}/reactivate")).await;
    let answer = admin.post(&format!("{staff_sbi}/reactivate"), &[("reason", "Corrected")]).await;
    assert!(admin.follow(answer).await.text().contains("The interface is active again."));
    assert!(maker.open(&with).await.text().contains("Works"));

    // Out of the interface, and off by an admin.
    let remove = format!("{sbi}/devices/{}/remove", id_of(&alone));
    assert!(maker.open(&remove).await.text().contains("No other interface serves this device."));
    let answer = maker.post(&remove, &[]).await;
    assert!(maker.follow(answer).await.text().contains("2 in all, 1 approved, 0 waiting"));
    let staff_device = format!("/portal/devices/{}", id_of(&with));
    let ask = admin.open(&format!("{staff_device}/deactivate")).await.text();
    assert!(ask.contains("1 interface does not serve it any more"), "{ask}");
    let answer = admin.post(&format!("{staff_device}/deactivate"), &[("reason", "Stolen design")]).await;
    let page = admin.follow(answer).await;
    assert!(page.text().contains("The device is deactivated."), "{}", page.text());
    assert_eq!(page.undo(), Some(format!("{staff_device}/reactivate")));
    assert!(maker.open(&with).await.text().contains("A partner admin can bring it back."));
    admin.open(&format!("{staff_device}/reactivate")).await;
    let answer = admin.post(&format!("{staff_device}/reactivate"), &[("reason", "Settled")]).await;
    assert!(admin.follow(answer).await.text().contains("The device is active again."));

    // An admin who belongs to the provider leaves the way back to another.
    market.site.join("cameras", &market.admin, "viewer").await;
    for own in [staff_device.as_str(), "/portal/partners/cameras"] {
        admin.open(&format!("{own}/deactivate")).await;
        let answer = admin.post(&format!("{own}/deactivate"), &[("reason", "Once more"), ("typed", "cameras")]).await;
        let page = admin.follow(answer).await;
        assert!(page.text().contains("is deactivated.") && page.undo().is_none(), "{own}: {}", page.text());
        admin.open(&format!("{own}/reactivate")).await;
        let answer = admin.post(&format!("{own}/reactivate"), &[("reason", "And back")]).await;
        assert_ne!(answer.status, StatusCode::SEE_OTHER, "{own}");
    }
}

#[tokio::test]
async fn a_change_of_something_approved_waits_and_shows_what_differs() {
    let market = Box::pin(Market::new()).await;
    let (mut maker, mut admin) = (market.browser(&market.maker).await, market.browser(&market.admin).await);
    let sbi = market.sbi(&mut maker, "1.0").await;
    let staff = format!("/portal/sbis/{}", id_of(&sbi));
    // As long as it waits it is changed itself.
    let form = maker.open(&format!("{sbi}/edit")).await;
    assert_eq!((form.input("version").as_str(), form.input("ends")), ("1.0", market.day(90)));
    let (made, ends) = (market.day(-3), market.day(90));
    let fields = |version, hash| [("version", version), ("hash", hash), ("made", &made[..]), ("ends", &ends[..])];
    let answer = maker.post(&format!("{sbi}/edit"), &fields("1.1", "cd34")).await;
    assert!(maker.follow(answer).await.text().contains("The change is saved."));
    market.approve(&mut admin, &staff).await;
    let answer = maker.post(&format!("{sbi}/edit"), &fields("1.1", "ef56")).await;
    let page = maker.follow(answer).await.text();
    assert!(page.contains("A change waits for a decision.") && page.contains("cd34"), "{page}");
    let request = market.approve(&mut admin, &staff).await.text();
    assert!(request.contains("Hash of the program, so farcd34") && request.contains("ef56"), "{request}");
    assert!(maker.open(&sbi).await.text().contains("ef56"));
    // What is wrong comes back with what was typed.
    let wrong =
        maker.post(&format!("{sbi}/edit"), &[("version", ""), ("hash", "a b"), ("made", "x"), ("ends", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Enter the version.", "Enter the hash alone", "Enter a date like"] {
        assert!(wrong.text().contains(words), "{words}: {}", wrong.text());
    }
    assert_eq!(wrong.input("hash"), "a b");
    market.sbi(&mut maker, "3.0").await;
    let yesterday = market.day(-1);
    let fields = [("version", "3.0"), ("hash", "ab"), ("made", &yesterday[..]), ("ends", &yesterday[..])];
    let past = maker.post("/portal/org/cameras/sbis/new", &fields).await;
    assert!(past.body.contains("href=\"#f-ends\""), "the field is named: {}", past.text());
}

#[tokio::test]
async fn a_file_of_devices_is_judged_line_by_line_before_anything_is_stored() {
    let market = Box::pin(Market::new()).await;
    let mut maker = market.browser(&market.maker).await;
    let base = "/portal/org/cameras/devices/file";
    market.device(&mut maker, "Known", "").await;
    let template = maker.get(&format!("{base}/template.csv")).await;
    assert!(template.body.contains("\"Finger\",\"Slap\""), "{}", template.body);
    maker.open(base).await;
    let long = "m".repeat(37);
    let file = format!(
        "deviceType;deviceSubType;make;model;sbiVersion\nFinger;Slap;Acme;Good;\nFinger;Nose;Acme;<b>x</b>;\n\
         Finger;Slap;Acme;Good;\nFinger;Slap;;{long};9.9\nFinger;Slap;Acme;Known;\nFinger;Slap\n"
    );
    let report = maker.upload(&format!("{base}/check"), &[], ("file", "d.csv", file.as_bytes())).await;
    assert_eq!(report.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = report.text();
    for words in [
        "6 lines, 5 with something to correct",
        "There is no such type and sub-type.",
        "The same model stands in line 2.",
        "Enter the make.",
        "Write at most 36 characters",
        "You have no interface of this version.",
        "You have registered this model already.",
        "It has not as many cells as the header.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!report.body.contains("<b>x</b>"), "hostile text is escaped");
    assert!(!report.body.contains(&format!("action=\"{base}/add\"")), "nothing can be confirmed");
    // Whoever confirms all the same stores nothing.
    let forced = maker.post(&format!("{base}/add"), &[("text", &file)]).await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(maker.open("/portal/org/cameras/devices").await.text().contains("1 device"));

    for (file, words) in [
        ("", "The file has no line beside its header."),
        ("make,model\nAcme,One\n", "The first line does not name the columns"),
    ] {
        let report = maker.upload(&format!("{base}/check"), &[("text", file)], ("file", "", b"")).await;
        assert!(report.text().contains(words), "{words}: {}", report.text());
    }
    let binary = maker.upload(&format!("{base}/check"), &[], ("file", "d.csv", &[0xff, 0xfe])).await;
    assert!(binary.text().contains("The file is no text in UTF-8."), "{}", binary.text());

    let good = "type,subType,make,model\nFinger,Slap,Acme,A\nIris,Double,Acme,B\n";
    let report = maker.upload(&format!("{base}/check"), &[("text", good)], ("file", "", b"")).await;
    assert_eq!(report.status, StatusCode::OK, "{}", report.text());
    let carried = report.input("text");
    let answer = maker.post(&format!("{base}/add"), &[("text", &carried)]).await;
    let list = maker.follow(answer).await.text();
    assert!(list.contains("3 devices") && list.contains("Acme B"), "{list}");
    let device = maker.open("/portal/org/cameras/devices?model=B").await;
    let href = device.body.split("href=\"/portal/org/cameras/devices/").find(|part| part.contains("Acme B")).unwrap();
    let page = maker.open(&format!("/portal/org/cameras/devices/{}", href.split('"').next().unwrap())).await.text();
    assert!(page.contains("Devices registered from a file"), "its history says where it came from: {page}");
}

#[tokio::test]
async fn pages_open_for_whom_they_are_meant_in_every_language() {
    let market = Box::pin(Market::new()).await;
    let mut maker = market.browser(&market.maker).await;
    let sbi = market.sbi(&mut maker, HOSTILE).await;
    let device = market.device(&mut maker, HOSTILE, "").await;
    let reading = [
        "/portal/org/cameras/sbis".to_owned(),
        "/portal/org/cameras/sbis?version=x&expiry=valid&state=pending_approval&sort=-ends".to_owned(),
        "/portal/org/cameras/devices?make=a&model=b&type=Finger&subtype=s&id=1&version=2&state=approved".to_owned(),
        "/portal/org/cameras/devices".to_owned(),
        sbi.clone(),
        device.clone(),
    ];
    let writing = [
        "/portal/org/cameras/sbis/new".to_owned(),
        "/portal/org/cameras/devices/new".to_owned(),
        "/portal/org/cameras/devices/file".to_owned(),
        format!("{sbi}/edit"),
        format!("{sbi}/deactivate"),
        format!("{sbi}/devices"),
        format!("{device}/edit"),
        format!("{device}/deactivate"),
    ];
    let staff = [
        "/portal/sbis?partner=cam&provider=Cam&id=1".to_owned(),
        "/portal/devices?sbi=1&partner=cam&provider=Cam".to_owned(),
        "/portal/chips?make=a&partner=c&expiry=expired&state=pending_cert_upload".to_owned(),
        "/portal/sbis".to_owned(),
        "/portal/devices".to_owned(),
        format!("/portal/sbis/{}", id_of(&sbi)),
        format!("/portal/devices/{}", id_of(&device)),
        format!("/portal/sbis/{}/deactivate", id_of(&sbi)),
        format!("/portal/devices/{}/reactivate", id_of(&device)),
    ];
    for language in ["en", "fr", "ar"] {
        for (person, paths) in [
            (&market.maker, [&reading[..], &writing[..]].concat()),
            (&market.viewer, reading.to_vec()),
            (&market.admin, staff.to_vec()),
        ] {
            let mut browser = market.browser(person).await;
            browser.cookies.insert("lang".into(), language.into());
            for path in paths {
                let page = browser.open(&path).await;
                assert!(!page.body.contains("<b>x</b>"), "{path}");
            }
        }
    }
    // Viewers read alone; another's organisation and another's objects do not exist; staff pages are for staff.
    let mut viewer = market.browser(&market.viewer).await;
    let mut rival = market.browser(&market.rival).await;
    for path in &writing {
        assert_eq!(viewer.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(rival.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in reading.iter().chain(&["/portal/org/cameras/chips".to_owned()]) {
        assert_eq!(rival.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in &staff {
        assert_eq!(maker.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    rival.open("/portal/org/rivals/sbis").await;
    for path in [
        format!("/portal/org/rivals/sbis/{}", id_of(&sbi)),
        format!("/portal/org/rivals/devices/{}/edit", id_of(&device)),
    ] {
        assert_eq!(rival.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let answer = rival.post(&format!("/portal/org/rivals/sbis/{}/deactivate", id_of(&sbi)), &[("reason", "x")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(maker.get("/portal/org/cameras/chips").await.status, StatusCode::NOT_FOUND, "no chip provider");
    // The file has the list, with formulas disarmed; names lead nowhere but to their own pages.
    let file = maker.get("/portal/org/cameras/sbis.csv").await;
    assert!(file.body.starts_with('\u{FEFF}') && file.body.contains("Interface id"), "{}", file.body);
    let home = maker.open("/portal/org/cameras/profile").await;
    assert!(home.body.contains("href=\"/portal/org/cameras/sbis\""), "the navigation leads there");
    assert!(!home.body.contains("/portal/org/cameras/chips"));
}

#[tokio::test]
async fn a_chip_goes_from_its_registration_over_its_certificate_to_use() {
    if !openssl_cli::available() {
        return;
    }
    let market = Box::pin(Market::new()).await;
    let maker = provider(&market.site, "chipmaker", "Chip Maker", "FTM_Provider").await;
    let (mut maker, mut admin) = (market.browser(&maker).await, market.browser(&market.admin).await);
    let base = "/portal/org/chipmaker/chips";
    maker.open(&format!("{base}/new")).await;
    let wrong = maker.post(&format!("{base}/new"), &[("make", ""), ("model", "C1")]).await;
    assert!(wrong.text().contains("Enter the make.") && wrong.input("model") == "C1", "{}", wrong.text());
    let answer = maker.post(&format!("{base}/new"), &[("make", "Acme"), ("model", "C1")]).await;
    let upload = answer.location().to_owned();
    assert!(maker.follow(answer).await.text().contains("Now upload its certificate."));
    let chip = upload.strip_suffix("/certificate").unwrap().to_owned();
    assert!(maker.open(&chip).await.text().contains("Its certificate is missing."));

    let ca = Hierarchy::new("Chip Maker").unwrap();
    let leaf = ca.partner_certificate("Chip Maker").unwrap();
    let unknown = maker.upload(&format!("{upload}/check"), &[], ("file", "c.pem", leaf.pem.as_bytes())).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.text().contains("Certificate of Acme C1"), "{}", unknown.text());
    let key = b"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";
    let refused = maker.upload(&format!("{upload}/check"), &[], ("file", "k.pem", key)).await;
    assert!(refused.text().contains("private key"), "{}", refused.text());
    let ctx = market.site.context(&market.admin).await;
    for pem in [&ca.root.pem, &ca.intermediate.pem] {
        certificates::upload_ca(&market.site.app, &ctx, pem, "FTM").await.unwrap();
    }
    let verdict = maker.upload(&format!("{upload}/check"), &[], ("file", "c.pem", leaf.pem.as_bytes())).await;
    assert_eq!(verdict.status, StatusCode::OK, "{}", verdict.text());
    assert!(verdict.body.contains(&format!("action=\"{upload}/confirm\"")), "{}", verdict.text());
    assert!(maker.open(&chip).await.text().contains("Its certificate is missing."), "nothing was stored");
    let answer = maker.post(&format!("{upload}/confirm"), &[("pem", &leaf.pem)]).await;
    let page = maker.follow(answer).await;
    assert!(page.text().contains("It waits for a partner admin."), "{}", page.text());
    let certificate = page.body.split("/certificates/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let original = format!("{chip}/certificates/{certificate}/original.cer");
    assert!(maker.get(&original).await.body.contains("BEGIN CERTIFICATE"));
    let signed = format!("{chip}/certificates/{certificate}/signed.cer");
    assert_eq!(maker.get(&signed).await.status, StatusCode::NOT_FOUND, "nothing is handed out before the approval");

    let staff = format!("/portal/chips/{}", id_of(&chip));
    let request = market.approve(&mut admin, &staff).await.text();
    assert!(request.contains("The chip’s certificate is valid") && request.contains("Chip Maker"), "{request}");
    assert!(maker.open(&chip).await.text().contains("In force, with the certificate below."));
    assert!(maker.get(&signed).await.body.contains("BEGIN CERTIFICATE"));
    let from_staff = format!("{staff}/certificates/{certificate}/chain.p7b");
    assert_eq!(admin.get(&from_staff).await.status, StatusCode::OK);
    let mut rival = market.browser(&market.rival).await;
    assert_eq!(rival.get(&signed).await.status, StatusCode::NOT_FOUND);

    let ask = maker.open(&format!("{chip}/deactivate")).await.text();
    assert!(ask.contains("1 certificate is not trusted any more"), "{ask}");
    let answer = maker.post(&format!("{chip}/deactivate"), &[("reason", "Key lost")]).await;
    let page = maker.follow(answer).await;
    assert!(page.text().contains("The chip is deactivated.") && page.undo().is_none(), "{}", page.text());
    assert!(page.text().contains("A partner admin can bring it back."), "{}", page.text());
    admin.open(&format!("{staff}/reactivate")).await;
    let answer = admin.post(&format!("{staff}/reactivate"), &[("reason", "Found again")]).await;
    assert!(admin.follow(answer).await.text().contains("The chip is active again."));
    let answer = admin.post(&format!("{staff}/deactivate"), &[("reason", "Lost again")]).await;
    assert_eq!(admin.follow(answer).await.undo(), Some(format!("{staff}/reactivate")));
    let answer = admin.post(&format!("{staff}/reactivate"), &[("reason", "And found")]).await;
    assert_eq!(admin.follow(answer).await.undo(), None, "nothing to take back");
    for path in [base.to_owned(), format!("{chip}/edit"), upload] {
        for language in ["fr", "ar"] {
            maker.cookies.insert("lang".into(), language.into());
            maker.open(&path).await;
        }
    }
    let list = admin.open("/portal/chips?partner=chipmaker").await.text();
    assert!(list.contains("Acme C1") && list.contains("Chip Maker"), "{list}");
}
