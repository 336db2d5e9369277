//! Accounts and roles for admins; the people of an organisation for its owners.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use http::StatusCode;
use pms_app::partners::{self, Registration};
use pms_app::testing::{Person, Site};
use pms_domain::approval::TwoPerson;
use pms_domain::roles;
use support::Browser;

const HOSTILE: &str = "<b>x</b>";

async fn bank(site: &Site, owner: &Person) {
    let registration = Registration {
        partner_id: "bank".into(),
        organization_name: format!("Bank {HOSTILE}"),
        address: "1 Main Street".into(),
        contact_number: "5550100".into(),
        email: "bank@example.org".into(),
        partner_type: "Device_Provider".into(),
        ..Default::default()
    };
    partners::register(&site.app, &site.context(owner).await, registration).await.unwrap();
}

#[tokio::test]
async fn admins_look_through_accounts_and_nobody_else_does() {
    let site = Site::new().await;
    let eve = site.person("eve", &[roles::PARTNER_ADMIN]).await;
    let ada = site.person("ada", &[roles::AUTH_PARTNER]).await;
    let max = site.person("max", &[roles::POLICYMANAGER]).await;
    let one = format!("/portal/accounts/{}", ada.id);
    for person in [&ada, &max] {
        let mut browser = Browser::of(&site, person).await;
        for page in ["/portal/accounts", "/portal/accounts.csv", &one, &format!("{one}/roles")] {
            assert_eq!(browser.get(page).await.status, StatusCode::FORBIDDEN, "{page}");
        }
    }
    let mut admin = Browser::of(&site, &eve).await;
    let page = admin.open("/portal/accounts").await;
    assert!(page.text().contains("3 accounts") && page.text().contains("a***@people.example"), "{}", page.text());
    assert!(!page.body.contains("ada@people.example"), "addresses are masked");
    for (query, found) in [
        ("name=AD", "1 account"),
        ("email=ADA%40people.example", "1 account"),
        ("email=ada%40", "0 accounts"),
        ("role=POLICYMANAGER", "1 account"),
        ("role=POLICYMANAGER&name=ada", "0 accounts"),
        ("second=no", "3 accounts"),
        ("second=yes", "0 accounts"),
        ("state=disabled", "0 accounts"),
        ("sort=name", "3 accounts"),
    ] {
        let page = admin.open(&format!("/portal/accounts?{query}")).await;
        assert!(page.text().contains(found), "{query}: {}", page.text());
    }
    let file = admin.get("/portal/accounts.csv?role=AUTH_PARTNER").await;
    assert!(file.body.contains(&ada.id) && !file.body.contains(&max.id) && !file.body.contains("ada@people.example"));
    assert_eq!(admin.get("/portal/accounts/nobody").await.status, StatusCode::NOT_FOUND);
    for language in ["fr", "ar"] {
        admin.open(&format!("/portal/accounts?lang={language}")).await;
        admin.open(&format!("{one}?lang={language}")).await;
    }
}

#[tokio::test]
async fn roles_and_state_change_with_their_effects_shown() {
    let site = Site::new().await;
    let eve = site.person("eve", &[roles::PARTNER_ADMIN]).await;
    let ada = site.person("ada", &[]).await;
    let mut hers = Browser::of(&site, &ada).await;
    hers.open("/portal/account").await;
    let one = format!("/portal/accounts/{}", ada.id);
    let mut admin = Browser::of(&site, &eve).await;
    admin.open(&format!("{one}/roles")).await;
    let none = admin.post(&format!("{one}/roles"), &[("role", "")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let granted = admin.post(&format!("{one}/roles"), &[("role", "POLICYMANAGER")]).await;
    let page = admin.follow(granted).await;
    assert!(page.text().contains("Take Policy manager back"), "{}", page.text());
    let page = admin.open(&format!("{one}/roles/POLICYMANAGER/revoke")).await;
    assert!(page.text().contains("1 open session ends at once."), "{}", page.text());
    assert_eq!(admin.get(&format!("{one}/roles/PARTNER_ADMIN/revoke")).await.status, StatusCode::NOT_FOUND);
    let revoked = admin.post(&format!("{one}/roles/POLICYMANAGER/revoke"), &[]).await;
    admin.follow(revoked).await;
    assert_eq!(hers.get("/portal/account").await.status, StatusCode::SEE_OTHER, "her session has ended");

    admin.open(&format!("{one}/deactivate")).await;
    let none = admin.post(&format!("{one}/deactivate"), &[("reason", " ")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is asked for");
    let off = admin.post(&format!("{one}/deactivate"), &[("reason", "She left")]).await;
    let page = admin.follow(off).await;
    assert!(page.text().contains("Account deactivated") && page.text().contains("She left"), "{}", page.text());
    assert_eq!(page.undo(), Some(format!("{one}/reactivate")));
    admin.open(&format!("{one}/reactivate")).await;
    let on = admin.post(&format!("{one}/reactivate"), &[("reason", "She is back")]).await;
    admin.follow(on).await;
    let mut hers = Browser::of(&site, &ada).await;
    hers.open("/portal/account").await;
    admin.open(&format!("{one}/sessions")).await;
    let ended = admin.post(&format!("{one}/sessions"), &[("reason", "Lost laptop")]).await;
    assert_eq!(admin.follow(ended).await.undo(), None, "an ended session is over");
    assert_eq!(hers.get("/portal/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn no_admin_shuts_out_itself() {
    let site = Site::new().await;
    let eve = site.person("eve", &[roles::PARTNER_ADMIN]).await;
    let mut admin = Browser::of(&site, &eve).await;
    let own = format!("/portal/accounts/{}", eve.id);
    let page = admin.open(&own).await;
    assert!(!page.body.contains("/deactivate") && !page.body.contains("/revoke"), "{}", page.text());
    for (path, fields) in [("deactivate", vec![("reason", "x")]), ("roles/PARTNER_ADMIN/revoke", Vec::new())] {
        let refused = admin.post(&format!("{own}/{path}"), &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(refused.text().contains("Ask another admin."), "{}", refused.text());
    }
    admin.open("/portal/accounts").await;
}

#[tokio::test]
async fn an_admin_role_waits_for_a_second_admin_where_the_site_says_so() {
    let two = vec![TwoPerson::AdminRole.as_str().to_owned()];
    let site = Site::with(|settings| settings.approvals.two_person = two).await;
    let eve = site.person("eve", &[roles::PARTNER_ADMIN]).await;
    let ada = site.person("ada", &[]).await;
    let one = format!("/portal/accounts/{}", ada.id);
    let mut admin = Browser::of(&site, &eve).await;
    admin.open(&one).await;
    let waits = admin.post(&format!("{one}/roles"), &[("role", "PARTNER_ADMIN")]).await;
    let page = admin.follow(waits).await;
    assert!(page.text().contains("Another admin has to agree"), "{}", page.text());
    assert!(page.text().contains("No roles"), "nothing is granted yet");
}

#[tokio::test]
async fn owners_change_roles_and_remove_people_but_never_the_last_owner() {
    let site = Site::new().await;
    let owner = site.person("owner", &[]).await;
    let helper = site.person(&format!("helper{HOSTILE}"), &[]).await;
    let stranger = site.person("stranger", &[]).await;
    bank(&site, &owner).await;
    site.clock.advance(chrono::TimeDelta::seconds(1));
    site.join("bank", &helper, "technical").await;
    let mut browser = Browser::of(&site, &owner).await;
    let people = browser.open("/portal/org/bank/people").await;
    let links: Vec<String> = people
        .body
        .split("href=\"")
        .skip(1)
        .map(|part| part.split('"').next().unwrap().to_owned())
        .filter(|href| href.ends_with("/role") || href.ends_with("/remove"))
        .collect();
    assert_eq!(links.len(), 4, "two people, two steps each: {links:?}");
    let (own_role, own_remove, role, remove) = (&links[0], &links[1], &links[2], &links[3]);
    for page in [own_role, own_remove] {
        let page = browser.open(page).await;
        assert!(page.text().contains("This is the only owner"), "{}", page.text());
    }
    let refused = browser.post(own_role, &[("role", "viewer")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);

    let mut theirs = Browser::of(&site, &helper).await;
    assert_eq!(theirs.get(role).await.status, StatusCode::FORBIDDEN, "no owner, no change");
    let mut foreign = Browser::of(&site, &stranger).await;
    assert_eq!(foreign.get(role).await.status, StatusCode::NOT_FOUND);
    theirs.open("/portal/org/bank/profile/edit").await;

    let page = browser.open(role).await;
    assert!(page.text().contains("may read everything and change nothing"), "roles are explained at the choice");
    let set = browser.post(role, &[("role", "viewer")]).await;
    browser.follow(set).await;
    assert_eq!(theirs.get("/portal/org/bank/profile/edit").await.status, StatusCode::FORBIDDEN, "at once");
    browser.open(remove).await;
    let none = browser.post(remove, &[("reason", "")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let removed = browser.post(remove, &[("reason", "Has another job")]).await;
    let page = browser.follow(removed).await;
    assert!(page.text().contains("no longer belongs to the organisation"), "{}", page.text());
    assert_eq!(theirs.get("/portal/org/bank/profile").await.status, StatusCode::NOT_FOUND, "at once");
    assert_eq!(browser.get(remove).await.status, StatusCode::NOT_FOUND);
    for language in ["fr", "ar"] {
        browser.open(&format!("{own_role}?lang={language}")).await;
        browser.open(&format!("{own_remove}?lang={language}")).await;
    }
}
