//! Terms of the site: everybody is led to them once, after signing in.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use http::StatusCode;
use pms_app::testing::Site;
use pms_app::users;
use pms_domain::roles;
use support::Browser;

const TERMS: &str = "/portal/account/terms";

#[tokio::test]
async fn whoever_signs_in_agrees_once() {
    let site = Site::with(|settings| settings.portal.terms = true).await;
    let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
    let mut browser = Browser::of(&site, &admin).await;
    let led = browser.get("/portal/partners?name=a%20b").await;
    assert_eq!(led.location(), "/portal/account/terms?next=%2Fportal%2Fpartners%3Fname%3Da%2520b");
    assert_eq!(browser.get("/portal").await.location(), TERMS);
    let refused = browser.get("/portal/accounts.csv").await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER, "files wait, too");
    let help = browser.open("/portal/help").await;
    assert!(!help.body.contains("id=\"nav\""), "no way around, and help stays open");

    let next = led.location().to_owned();
    for (language, words) in [("fr", "J’ai lu les conditions"), ("ar", "قرأت الشروط"), ("en", "I have read the terms")]
    {
        let page = browser.open(&format!("{next}&lang={language}")).await;
        assert!(page.text().contains(words), "{}", page.text());
        assert!(!page.body.contains(" checked"), "nobody agrees by not looking");
    }
    let page = browser.post(TERMS, &[("next", "/portal/partners?name=a%20b")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("Tick the box if you agree"), "{}", page.text());
    assert_eq!(page.input("next"), "/portal/partners?name=a%20b");
    let stopped = browser.post("/portal/partners/x/deactivate", &[("reason", "Left")]).await;
    assert_eq!(stopped.status, StatusCode::SEE_OTHER, "nothing is done before");
    assert!(stopped.location().starts_with(TERMS));
    browser.open(TERMS).await;
    let agreed = browser.post(TERMS, &[("agree", "yes"), ("next", "/portal/partners?name=a%20b")]).await;
    assert_eq!(agreed.location(), "/portal/partners?name=a%20b");
    browser.follow(agreed).await;

    let read = browser.open(TERMS).await;
    assert!(read.text().contains("You agreed to these terms on") && !read.body.contains("name=\"agree\""));
    assert!(browser.open("/portal/account").await.body.contains(TERMS));
    let mut elsewhere = Browser::of(&site, &admin).await;
    elsewhere.open("/portal/partners").await;
    let outside = elsewhere.open(TERMS).await;
    let away = elsewhere.post(TERMS, &[("agree", "yes"), ("next", "https://evil.example/")]).await;
    assert_eq!((outside.status, away.location()), (StatusCode::OK, "/portal"));
}

#[tokio::test]
async fn consent_of_the_wire_counts() {
    let site = Site::with(|settings| settings.portal.terms = true).await;
    let person = site.person("ada", &[]).await;
    let mut browser = Browser::of(&site, &person).await;
    assert_eq!(browser.get("/portal").await.location(), TERMS);
    users::give_own_consent(&site.app, &site.context(&person).await).await.unwrap();
    assert_ne!(browser.get("/portal").await.location(), TERMS);
}

#[tokio::test]
async fn a_site_without_terms_asks_nobody() {
    let site = Site::new().await;
    let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
    let mut browser = Browser::of(&site, &admin).await;
    browser.open("/portal/partners").await;
    assert_eq!(browser.get(TERMS).await.status, StatusCode::NOT_FOUND);
    assert!(!browser.open("/portal/account").await.body.contains(TERMS));
}

#[tokio::test]
async fn the_text_is_the_sites_own() {
    let directory = std::env::temp_dir().join(format!("pms-terms-of-a-site-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("en.txt"), "# Of use\n\nBe kind <script>alert(1)</script>\nto all.\n").unwrap();
    std::fs::write(directory.join("ar.txt"), "كونوا لطفاء.\n").unwrap();
    let site = Site::with(|settings| {
        settings.portal.terms = true;
        settings.portal.terms_dir = Some(directory.clone());
    })
    .await;
    let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
    let mut browser = Browser::of(&site, &admin).await;
    let page = browser.open(TERMS).await;
    assert!(page.body.contains("<h2>Of use</h2>"), "{}", page.body);
    assert!(page.text().contains("Be kind <script>alert(1)</script> to all."), "{}", page.text());
    assert!(!page.text().contains("You use this portal for your organisation"));
    assert!(browser.open(&format!("{TERMS}?lang=ar")).await.text().contains("كونوا لطفاء."));
    let french = browser.open(&format!("{TERMS}?lang=fr")).await;
    assert!(french.body.contains("lang=\"en\" dir=\"ltr\""), "a text in another language says so: {}", french.body);
    std::fs::remove_dir_all(&directory).unwrap();
}
