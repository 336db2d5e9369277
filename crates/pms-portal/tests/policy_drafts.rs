//! Deleting drafts of policies in the portal.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use http::StatusCode;
use pms_app::policies;
use pms_app::testing::{Person, Site};
use pms_domain::approval::TwoPerson;
use pms_domain::roles;
use serde_json::json;
use support::Browser;

struct Desk {
    site: Site,
    manager: Person,
    group: String,
}

impl Desk {
    async fn with(words: &[TwoPerson]) -> Self {
        let words: Vec<String> = words.iter().map(|action| action.as_str().to_owned()).collect();
        let site = Site::with(|settings| settings.approvals.two_person = words).await;
        let manager = site.person("manager", &[roles::POLICYMANAGER]).await;
        let group = site.policy_group("Banking").await;
        Self { site, manager, group }
    }

    async fn browser(&self) -> Browser {
        Browser::of(&self.site, &self.manager).await
    }

    async fn draft(&self, name: &str) -> String {
        let policy = json!({
            "authTokenType": "random",
            "allowedAuthTypes": [],
            "allowedKycAttributes": [{"attributeName": "fullName"}],
        });
        let new = policies::NewPolicy {
            group_name: "Banking".to_owned(),
            policy_type: "Auth".to_owned(),
            name: name.to_owned(),
            description: "Described".to_owned(),
            version: "1".to_owned(),
            policy: policy.as_object().unwrap().clone(),
            ..Default::default()
        };
        policies::create(&self.site.app, &self.site.context(&self.manager).await, new).await.unwrap().id
    }

    async fn published(&self, name: &str) -> String {
        let id = self.draft(name).await;
        let ctx = self.site.context(&self.manager).await;
        policies::publish(&self.site.app, &ctx, &id, &self.group).await.unwrap();
        id
    }
}

#[tokio::test]
async fn a_draft_that_nobody_needs_is_deleted() {
    let desk = Desk::with(&[TwoPerson::PublishPolicy]).await;
    let id = desk.draft("kyc <i>").await;
    let base = format!("/portal/policies/{id}");
    let mut browser = desk.browser().await;
    assert!(browser.open(&base).await.body.contains(&format!("{base}/delete")));
    let plain = browser.open(&format!("{base}/delete")).await.text();
    assert!(plain.contains("It cannot be brought back") && !plain.contains("request to publish it"), "{plain}");
    browser.open(&format!("{base}/publish")).await;
    let asked = browser.post(&format!("{base}/publish"), &[]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    assert!(browser.open(&format!("{base}/delete")).await.text().contains("The request to publish it is rejected"));
    let missing = browser.post(&format!("{base}/delete"), &[("reason", " ")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.text().contains("Write a reason."));
    let deleted = browser.post(&format!("{base}/delete"), &[("reason", "Made twice")]).await;
    let list = browser.follow(deleted).await;
    assert!(list.text().contains("kyc <i> is deleted.") && !list.body.contains("<i>"), "{}", list.body);
    assert_eq!(browser.get(&base).await.status, StatusCode::NOT_FOUND);
    let again = browser.post(&format!("{base}/delete"), &[("reason", "x")]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    let admin = desk.site.person("admin", &[roles::PARTNER_ADMIN]).await;
    let inbox = Browser::of(&desk.site, &admin).await.open("/portal/inbox").await;
    assert!(!inbox.text().contains("kyc"), "nobody is asked to publish it any more: {}", inbox.text());
}

#[tokio::test]
async fn what_was_published_is_not_deleted() {
    let desk = Desk::with(&[]).await;
    let id = desk.published("kyc").await;
    let base = format!("/portal/policies/{id}");
    let mut browser = desk.browser().await;
    assert!(!browser.open(&base).await.body.contains(&format!("{base}/delete")));
    let page = browser.open(&format!("{base}/delete")).await;
    assert!(page.text().contains("It was published.") && !page.body.contains("name=\"reason\""), "{}", page.text());
    let page = browser.post(&format!("{base}/delete"), &[("reason", "x")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.open(&base).await;
}
