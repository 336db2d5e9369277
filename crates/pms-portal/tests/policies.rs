//! A policy manager's way: a policy from nothing to published without a line of JSON; the same by JSON; clones, ends, groups.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use chrono::TimeDelta;
use http::StatusCode;
use pms_app::partners::{self, Registration};
use pms_app::policies;
use pms_app::testing::{Person, Site};
use pms_domain::approval::TwoPerson;
use pms_domain::roles;
use pms_store::audit::Record;
use pms_store::statement;
use serde_json::{Value, json};
use support::{Browser, Page};

/// What a browser would send of the form on a page: fields, boxes that are ticked, texts.
struct Fields(Vec<(String, String)>);

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
    Some(
        value
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}

impl Fields {
    fn of(page: &Page) -> Self {
        let mut fields = Vec::new();
        for (at, _) in page.body.match_indices('<') {
            let rest = &page.body[at..];
            let tag = rest.split('>').next().unwrap();
            let Some(name) = attribute(tag, "name") else { continue };
            if tag.starts_with("<input") {
                let is_box = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
                if !is_box || tag.ends_with(" checked") {
                    let unsaid = if is_box { "on" } else { "" };
                    fields.push((name, attribute(tag, "value").unwrap_or_else(|| unsaid.to_owned())));
                }
            } else if tag.starts_with("<textarea") {
                let text = rest.split_once(">\n").unwrap().1.split("</textarea>").next().unwrap();
                let text = attribute(&format!(" x=\"{text}\""), "x").unwrap();
                fields.push((name, text));
            }
        }
        fields.retain(|(name, _)| !matches!(name.as_str(), "csrf" | "q"));
        Self(fields)
    }

    fn set(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(own, _)| own != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    fn get(&self, name: &str) -> &str {
        &self.0.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("no field {name}")).1
    }

    /// Ticks the box beside these words; `kind` is the end of its name.
    fn tick(self, page: &Page, words: &str, kind: &str) -> Self {
        let name = box_of(page, words, kind);
        self.set(&name, "on")
    }

    fn untick(mut self, page: &Page, words: &str, kind: &str) -> Self {
        let name = box_of(page, words, kind);
        assert!(self.0.iter().any(|(own, _)| *own == name), "{words} is ticked");
        self.0.retain(|(own, _)| *own != name);
        self
    }

    async fn send(self, browser: &mut Browser, path: &str, act: &str) -> Page {
        let fields = self.set("act", act);
        let pairs: Vec<_> = fields.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.post(path, &pairs).await
    }
}

fn box_of(page: &Page, words: &str, kind: &str) -> String {
    let rows = page.body.split("<tr ").chain(page.body.split("<label class=\"pick\""));
    let row = rows.map(|row| row.split("</tr>").next().unwrap().split("</label>").next().unwrap());
    let row = row.filter(|row| row.contains(words)).min_by_key(|row| row.len());
    let row = row.unwrap_or_else(|| panic!("no row {words} in {}", page.text()));
    let names = row.split("<input").skip(1).filter_map(|tag| attribute(tag, "name"));
    names.into_iter().find(|name| name.ends_with(kind)).unwrap_or_else(|| panic!("no box {kind} beside {words}: {row}"))
}

struct Desk {
    site: Site,
    manager: Person,
    group: String,
}

impl Desk {
    async fn new() -> Self {
        Self::with(&[]).await
    }

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

    async fn draft(&self, name: &str, policy_type: &str, policy: Value) -> String {
        let new = policies::NewPolicy {
            policy_id: None,
            group_name: "Banking".to_owned(),
            policy_type: policy_type.to_owned(),
            name: name.to_owned(),
            description: "Described".to_owned(),
            version: "1".to_owned(),
            policy: policy.as_object().unwrap().clone(),
        };
        policies::create(&self.site.app, &self.site.context(&self.manager).await, new).await.unwrap().id
    }

    async fn published(&self, name: &str, policy: Value) -> String {
        let id = self.draft(name, "Auth", policy).await;
        let ctx = self.site.context(&self.manager).await;
        let group = policies::view(&self.site.app, &ctx, &id).await.unwrap().policy.policy_group_id.unwrap();
        policies::publish(&self.site.app, &ctx, &id, &group).await.unwrap();
        id
    }

    async fn content(&self, id: &str) -> Value {
        policies::view(&self.site.app, &self.site.context(&self.manager).await, id).await.unwrap().content.unwrap()
    }

    /// A partner with an approved request and a key, as a database has them.
    async fn link(&self, partner: &str, name: &str, policy: &str) {
        let owner = self.site.person(partner, &[]).await;
        let registration = Registration {
            partner_id: partner.into(),
            organization_name: name.into(),
            address: "1 Main Street".into(),
            contact_number: "1".into(),
            email: format!("{partner}@example.org"),
            partner_type: "Auth_Partner".into(),
            policy_group: Some("Banking".into()),
            ..Default::default()
        };
        partners::register(&self.site.app, &self.site.context(&owner).await, registration).await.unwrap();
        let at = pms_app::testing::start();
        let mut change = self.site.app.store().change().await.unwrap();
        statement(
            "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, status_code, \
             cr_by, cr_dtimes, is_deleted) VALUES ($1, $2, $3, $4, 'secret plans', 'approved', 't', $5, FALSE)",
        )
        .bind(format!("r-{partner}"))
        .bind(partner)
        .bind(policy)
        .bind(at)
        .bind(at)
        .execute(&mut change)
        .await
        .unwrap();
        statement(
            "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, is_active, label, \
             cr_by, cr_dtimes) VALUES ($1, $2, $3, $4, TRUE, 'Label', 't', $5)",
        )
        .bind(format!("k-{partner}"))
        .bind(partner)
        .bind(policy)
        .bind(at)
        .bind(at)
        .execute(&mut change)
        .await
        .unwrap();
        change.save(&self.site.system(), Record::new("t.t", "policy_request", partner)).await.unwrap();
    }
}

fn auth(attributes: &[&str]) -> Value {
    let attributes: Vec<_> = attributes.iter().map(|name| json!({"attributeName": name})).collect();
    json!({
        "authTokenType": "random", "allowedAuthTypes": [{"authType": "otp", "mandatory": true}],
        "allowedKycAttributes": attributes,
    })
}

fn share() -> Value {
    json!({
        "dataSharePolicies": {
            "typeOfShare": "direct", "validForInMinutes": "30", "transactionsAllowed": "2", "encryptionType": "none",
            "shareDomain": "datashare", "source": "ID Repository",
        },
        "shareableAttributes": [
            {"attributeName": "fullName", "source": [{"attribute": "fullName", "filter": [{"language": "eng"}]}], "encrypted": false}
        ],
    })
}

#[tokio::test]
async fn a_policy_manager_makes_a_policy_from_nothing_without_json() {
    let desk = Desk::new().await;
    let mut browser = desk.browser().await;
    let home = browser.open("/portal").await;
    assert!(home.body.contains("href=\"/portal/policies/new\"") && home.text().contains("Drafts in progress0"));
    let empty = browser.open("/portal/policies").await;
    assert!(empty.text().contains("No policies yet"), "{}", empty.text());
    // Nothing chosen: every question is asked at once, and the group is named.
    let page = browser.open("/portal/policies/new").await;
    assert!(page.text().contains("Banking") && page.text().contains("Authentication"));
    let page = browser.post("/portal/policies/new", &[("name", "kyc-basic")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["Choose a type.", "Choose a policy group.", "Enter a description."] {
        assert!(page.text().contains(said), "{said}");
    }
    assert_eq!(page.input("name"), "kyc-basic", "what was typed stays");
    let basics = [("type", "Auth"), ("group", "Banking"), ("name", "kyc-basic"), ("description", "For accounts")];
    let page = browser.post("/portal/policies/new", &basics).await;
    let editor = browser.follow(page).await;
    assert!(editor.text().contains("Attributes shared after a match"), "{}", editor.text());
    assert!(!editor.text().contains("does not fit"), "nothing is wrong before anything was done");
    // Saved too early: the one thing that is missing is named, at its field and with its place.
    let fields = Fields::of(&editor).tick(&editor, "One-time password", "-must").tick(&editor, "Full name", "-on");
    let page = fields.send(&mut browser, "/portal/policies/new/content", "save").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("authTokenType is missing"), "{}", page.text());
    assert!(
        page.text().contains("Token returned: choose or enter it."),
        "the form speaks of its fields: {}",
        page.text()
    );
    assert!(page.body.contains("href=\"#f-token\"") && page.body.contains("1 place does not fit"));
    assert!(page.body.contains("&#34;mandatory&#34;: true"), "the JSON beside says what was ticked: {}", page.body);
    let fields = Fields::of(&page).set("token", "partner").tick(&page, "Fingerprint", "-on");
    let page = fields.send(&mut browser, "/portal/policies/new/content", "refresh").await;
    assert!(page.status == StatusCode::OK && page.text().contains("Fits the schema."), "{}", page.text());
    let page = Fields::of(&page).send(&mut browser, "/portal/policies/new/content", "save").await;
    let id = page.location().rsplit('/').next().unwrap().to_owned();
    let page = browser.follow(page).await;
    let said = page.text();
    assert!(
        said.contains("The draft kyc-basic is made.") && said.contains("One-time password otp (mandatory)"),
        "{said}"
    );
    assert!(
        said.contains("Fingerprint bio, FINGER") && said.contains("Full name fullName") && said.contains("Draft made")
    );
    let expected = json!({
        "authTokenType": "partner",
        "allowedAuthTypes": [
            {"authType": "otp", "mandatory": true}, {"authType": "bio", "authSubType": "FINGER", "mandatory": false},
        ],
        "allowedKycAttributes": [{"attributeName": "fullName"}],
    });
    assert_eq!(desk.content(&id).await, expected);
    // Publishing says whom it concerns and what is new.
    let page = browser.open(&format!("/portal/policies/{id}/publish")).await;
    assert!(page.text().contains("0 partners of the group Banking may ask for it."), "{}", page.text());
    assert!(page.text().contains("Newly shared: Full name fullName."), "{}", page.text());
    let page = browser.post(&format!("/portal/policies/{id}/publish"), &[]).await;
    let page = browser.follow(page).await;
    assert!(page.text().contains("kyc-basic is published.") && page.text().contains("Active"), "{}", page.text());
    assert!(page.text().contains("0 partners use it."));
    let again = browser.open(&format!("/portal/policies/{id}/publish")).await;
    assert!(again.text().contains("It is published already.") && !again.body.contains("Publish this policy</button>"));
}

#[tokio::test]
async fn json_is_taken_over_if_it_fits_and_what_the_form_does_not_know_is_kept() {
    let desk = Desk::new().await;
    let id = desk.draft("share", "DataShare", share()).await;
    let path = format!("/portal/policies/{id}/edit");
    let mut browser = desk.browser().await;
    let page = browser.open(&path).await;
    assert!(page.text().contains("Fits the schema.") && page.input("shareDomain") == "datashare");
    // A place that does not fit is named; form and JSON stay as they were typed.
    let mut wrong = share();
    wrong["dataSharePolicies"]["encryptionType"] = json!("rot13");
    wrong["shareableAttributes"][0]["note"] = json!(1);
    wrong["dataSharePolicies"].as_object_mut().unwrap().shift_remove("source");
    let page = Fields::of(&page).set("json", &wrong.to_string()).send(&mut browser, &path, "take").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in [
        "3 places do not fit",
        "dataSharePolicies/source is missing",
        "dataSharePolicies/encryptionType must be one of Partner Based, none",
        "shareableAttributes/0/note is not known here",
    ] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    assert!(Fields::of(&page).get("json").contains("rot13"));
    let page = Fields::of(&page).set("json", "{\n  \"a\": }").send(&mut browser, &path, "take").await;
    assert!(page.text().contains("This is not JSON: look at line 2"), "{}", page.text());
    let page = Fields::of(&page).set("json", "[]").send(&mut browser, &path, "take").await;
    assert!(page.text().contains("A policy is an object"), "{}", page.text());
    // The schema takes any text where something is counted; the form does not.
    let mut soon = share();
    soon["dataSharePolicies"]["validForInMinutes"] = json!("soon");
    let page = Fields::of(&page).set("json", &soon.to_string()).send(&mut browser, &path, "save").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("Enter a whole number") && page.body.contains("href=\"#f-validForInMinutes\""));
    let page = browser.open(&path).await;
    // Taken over: the form shows it, and members that it does not know are kept.
    let mut right = share();
    right["dataSharePolicies"]["more"] = json!({"kept": [1, 2]});
    right["dataSharePolicies"]["validForInMinutes"] = json!("45");
    let page = Fields::of(&page).set("json", &right.to_string()).send(&mut browser, &path, "take").await;
    assert_eq!((page.status, page.input("validForInMinutes").as_str()), (StatusCode::OK, "45"));
    // Both changed: nobody guesses which is meant.
    let both = Fields::of(&page).set("json", &share().to_string()).set("shareDomain", "other.domain");
    let page = both.send(&mut browser, &path, "save").await;
    assert!(page.text().contains("You changed the form and the JSON."), "{}", page.text());
    assert_eq!(page.input("shareDomain"), "other.domain");
    let page = Fields::of(&page).tick(&page, "Email address", "-on").send(&mut browser, &path, "refresh").await;
    let page = Fields::of(&page).tick(&page, "Email address", "-encrypted").send(&mut browser, &path, "save").await;
    browser.follow(page).await;
    let saved = desk.content(&id).await;
    right["dataSharePolicies"]["shareDomain"] = json!("other.domain");
    right["shareableAttributes"]
        .as_array_mut()
        .unwrap()
        .push(json!({"attributeName": "email", "source": [{"attribute": "email"}], "encrypted": true}));
    assert_eq!(saved, right);
    // The JSON alone was changed: saving takes it.
    let page = browser.open(&path).await;
    let page = Fields::of(&page).set("json", &share().to_string()).send(&mut browser, &path, "save").await;
    browser.follow(page).await;
    assert_eq!(desk.content(&id).await, share());
    // Too long for its column.
    let page = browser.open(&path).await;
    let long = Fields::of(&page).set("shareDomain", &"x".repeat(6_000)).send(&mut browser, &path, "save").await;
    assert!(long.text().contains("at most 5,120") || long.text().contains("at most 5120"), "{}", long.text());
    // Somebody else saved meanwhile: said once.
    desk.site.clock.advance(TimeDelta::seconds(1));
    let first = browser.open(&path).await;
    let second = Fields::of(&first).set("description", "By another").send(&mut browser, &path, "save").await;
    browser.follow(second).await;
    let page = Fields::of(&first).set("description", "By me").send(&mut browser, &path, "save").await;
    assert!(page.text().contains("Somebody else changed the policy"), "{}", page.text());
    let page = Fields::of(&page).send(&mut browser, &path, "save").await;
    assert!(browser.follow(page).await.text().contains("By me"));
}

#[tokio::test]
async fn a_published_policy_is_changed_by_cloning_and_the_difference_is_shown() {
    let desk = Desk::new().await;
    desk.site.policy_group("Telecom").await;
    let id = desk.published("kyc", auth(&["fullName", "phone"])).await;
    desk.link("acme", "Acme <b>Bank</b>", &id).await;
    let mut browser = desk.browser().await;
    // Of what is published only the date changes.
    let page = browser.open(&format!("/portal/policies/{id}/edit")).await;
    assert!(!page.body.contains("name=\"json\"") && page.text().contains("nothing else can change"));
    let edit = format!("/portal/policies/{id}/edit");
    let seen = page.input("seen");
    let page = browser.post(&edit, &[("until", "2020-01-01"), ("seen", &seen)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
    assert_eq!(page.input("until"), "2020-01-01");
    // Of two who change it at the same moment, the second is told.
    let mut other = desk.browser().await;
    other.open(&edit).await;
    let (fields, late) =
        ([("until", "2026-02-03"), ("seen", &seen[..])], [("until", "2026-02-04"), ("seen", &seen[..])]);
    let (a, b) = tokio::join!(browser.post(&edit, &fields), other.post(&edit, &late));
    let mut statuses = [a.status, b.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY], "{}{}", a.text(), b.text());
    let lost = if a.status == StatusCode::SEE_OTHER { b } else { a };
    assert!(lost.text().contains("Somebody else changed the policy"), "{}", lost.text());
    let page = browser.post(&edit, &[("until", "2026-02-01"), ("seen", &lost.input("seen"))]).await;
    let page = browser.follow(page).await;
    assert!(page.text().contains("Expiring") && page.text().contains("1 Feb 2026"), "{}", page.text());
    // Into two groups at once: one is taken in its own group, so nothing is made.
    let clone = format!("/portal/policies/{id}/clone");
    let page = browser.open(&clone).await;
    let page = Fields::of(&page).send(&mut browser, &clone, "").await;
    assert!(page.text().contains("Choose at least one group."));
    let fields = Fields::of(&page).tick(&page, "Banking", "").tick(&page, "Telecom", "");
    let page = fields.send(&mut browser, &clone, "").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
    let page = Fields::of(&page).set("name", "kyc 2").send(&mut browser, &clone, "").await;
    let page = browser.follow(page).await;
    assert!(page.text().contains("The clones of kyc are among these drafts.") && page.text().contains("2 policies"));
    let page = browser.open(&clone).await;
    let page = Fields::of(&page).tick(&page, "Telecom", "").set("name", "kyc 3").send(&mut browser, &clone, "").await;
    let edit = page.location().to_owned();
    let page = browser.follow(page).await;
    assert!(page.text().contains("It says the same."), "{}", page.text());
    let fields = Fields::of(&page).untick(&page, "Mobile number", "-on").tick(&page, "Date of birth", "-on");
    let page = fields.send(&mut browser, &edit, "refresh").await;
    assert!(page.body.contains("<ins>+       &#34;attributeName&#34;: &#34;dateOfBirth&#34;</ins>"), "{}", page.body);
    assert!(page.body.contains("<del>\u{2212}       &#34;attributeName&#34;: &#34;phone&#34;</del>"));
    let page = Fields::of(&page).send(&mut browser, &edit, "save").await;
    let page = browser.follow(page).await;
    assert!(page.body.contains("<ins>+ ") && page.text().contains("Difference to kyc"), "{}", page.text());
    // Publishing compares with what it was cloned from.
    let publish = edit.replace("/edit", "/publish");
    let page = browser.open(&publish).await;
    assert!(page.text().contains("Newly shared, compared with kyc: Date of birth dateOfBirth."), "{}", page.text());
    assert!(page.text().contains("1 related policy stays in force"), "{}", page.text());
}

#[tokio::test]
async fn who_uses_a_policy_is_counted_and_deactivating_says_so() {
    let desk = Desk::new().await;
    let id = desk.published("kyc", auth(&["fullName"])).await;
    desk.link("acme", "Acme <b>Bank</b>", &id).await;
    desk.link("bell", "Bell", &id).await;
    let mut browser = desk.browser().await;
    let base = format!("/portal/policies/{id}");
    let list = browser.open("/portal/policies?state=activated&sort=name").await;
    assert!(
        list.text().contains("1 policy") && list.body.contains("data-label=\"Used by\" class=\"num\">2<"),
        "{}",
        list.body
    );
    for nothing in ["state=draft", "type=MISP", "group=nobody", "name=zzz", "ends=90", "id=zzz"] {
        let page = browser.open(&format!("/portal/policies?{nothing}")).await;
        assert!(page.text().contains("Nothing matches"), "{nothing}");
    }
    let file = browser.open("/portal/policies.csv?type=Auth").await;
    assert!(file.body.contains(&id) && file.body.contains("kyc") && file.body.lines().count() == 2, "{}", file.body);
    let users = browser.open(&format!("{base}/partners?state=approved")).await;
    assert!(
        users.body.contains("Acme &lt;b&gt;Bank&lt;/b&gt;") && users.text().contains("2 partners"),
        "{}",
        users.body
    );
    assert!(!users.body.contains("secret plans") && !users.body.contains("href=\"/portal/partners/acme\""));
    assert!(browser.open(&format!("{base}/partners?state=rejected")).await.text().contains("Nothing matches"));
    assert!(browser.open(&format!("{base}/partners?name=bell")).await.text().contains("1 partner"));
    assert!(browser.open(&format!("{base}/partners.csv")).await.body.contains("acme"));
    let file = browser.open(&format!("{base}/policy.json")).await;
    assert_eq!(serde_json::from_str::<Value>(&file.body).unwrap(), auth(&["fullName"]));
    // Counted effects, a reason, and the way back.
    let page = browser.open(&format!("{base}/deactivate")).await;
    assert!(
        page.text().contains("2 partners can no longer") && page.text().contains("2 API keys stop"),
        "{}",
        page.text()
    );
    let page = browser.post(&format!("{base}/deactivate"), &[("reason", " ")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = browser.post(&format!("{base}/deactivate"), &[("reason", "Leaked <i>"), ("typed", "kyc")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "the name is not the id");
    assert!(page.text().contains(&format!("exactly as it stands here: {id}")), "{}", page.text());
    let page = browser.post(&format!("{base}/deactivate"), &[("reason", "Leaked <i>"), ("typed", &id)]).await;
    let page = browser.follow(page).await;
    assert!(
        page.text().contains("kyc is deactivated.") && page.text().contains("Leaked <i>") && !page.body.contains("<i>"),
        "{}",
        page.body
    );
    assert_eq!(page.undo(), Some(format!("{base}/reactivate")));
    assert!(browser.open(&format!("{base}/deactivate")).await.text().contains("It is deactivated already."));
    let page = browser.post(&format!("{base}/reactivate"), &[("reason", "Mended")]).await;
    assert!(browser.follow(page).await.text().contains("kyc is active again."));
    // A partner admin opens the partners from here.
    let admin = desk.site.person("admin", &[roles::PARTNER_ADMIN]).await;
    let mut admin = Browser::of(&desk.site, &admin).await;
    assert!(admin.open(&format!("{base}/partners")).await.body.contains("href=\"/portal/partners/acme\""));
}

#[tokio::test]
async fn a_publication_that_waits_says_for_whom() {
    let desk = Desk::with(&[TwoPerson::PublishPolicy]).await;
    let id = desk.draft("kyc", "Auth", auth(&["photo"])).await;
    let mut browser = desk.browser().await;
    let publish = format!("/portal/policies/{id}/publish");
    let page = browser.open(&publish).await;
    assert!(page.text().contains("a second admin has to agree first"), "{}", page.text());
    let page = browser.post(&publish, &[]).await;
    let page = browser.follow(page).await;
    assert!(page.text().contains("Another admin has to agree in the inbox"), "{}", page.text());
    assert!(page.text().contains("manager asked to publish it on") && !page.body.contains("/portal/inbox/"));
    assert!(browser.open(&publish).await.text().contains("waits for a second admin already"));
    let home = browser.open("/portal").await;
    assert!(home.text().contains("kyc waits for a second admin") && home.text().contains("Publications waiting1"));
    let admin = desk.site.person("admin", &[roles::PARTNER_ADMIN]).await;
    let mut admin = Browser::of(&desk.site, &admin).await;
    assert!(admin.open(&format!("/portal/policies/{id}")).await.body.contains("href=\"/portal/inbox/"));
}

/// At the same moment even: the site's clock stands still.
#[tokio::test]
async fn of_two_who_edit_a_draft_the_second_is_told() {
    let desk = Desk::new().await;
    let id = desk.draft("kyc", "Auth", auth(&["fullName"])).await;
    let path = format!("/portal/policies/{id}/edit");
    let (mut one, mut other) = (desk.browser().await, desk.browser().await);
    let first = Fields::of(&one.open(&path).await).set("description", "By the first");
    let second = Fields::of(&other.open(&path).await).set("description", "By the second");
    let (a, b) = tokio::join!(first.send(&mut one, &path, "save"), second.send(&mut other, &path, "save"));
    let mut statuses = [a.status, b.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY], "{}{}", a.text(), b.text());
    let (late, lost, kept) = match b.status {
        StatusCode::SEE_OTHER => (&mut one, a, "By the second"),
        _ => (&mut other, b, "By the first"),
    };
    assert!(lost.text().contains("Somebody else changed the policy"), "{}", lost.text());
    let text = late.open(&format!("/portal/policies/{id}")).await.text();
    assert!(text.contains(kept), "nothing is lost: {text}");
    // What was typed is there still, and is saved by whoever has read this.
    let again = Fields::of(&lost);
    let typed = again.get("description").to_owned();
    assert_ne!(typed, kept);
    let saved = again.send(late, &path, "save").await;
    assert!(late.follow(saved).await.text().contains(&typed));
}

#[tokio::test]
async fn a_group_is_edited_and_switched_off_when_nothing_holds_it() {
    let desk = Desk::new().await;
    let id = desk.draft("kyc", "Auth", auth(&[])).await;
    let mut browser = desk.browser().await;
    let list = browser.open("/portal/policy-groups?name=bank&active=yes").await;
    assert!(list.text().contains("1 policy group") && list.text().contains("Banking"), "{}", list.text());
    assert!(browser.open("/portal/policy-groups?active=no").await.text().contains("Nothing matches"));
    assert!(browser.open("/portal/policy-groups.csv").await.body.contains("Banking"));
    let base = format!("/portal/policy-groups/{}", desk.group);
    let page = browser.open(&base).await;
    assert!(page.text().contains("kyc") && page.body.contains(&format!("/portal/policies/{id}")), "{}", page.text());
    let page = browser.open(&format!("{base}/deactivate")).await;
    assert!(page.text().contains("1 draft is in it.") && !page.body.contains("name=\"reason\""), "{}", page.text());
    let page = browser.post(&format!("{base}/deactivate"), &[("reason", "x")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let telecom = format!("/portal/policy-groups/{}", desk.site.policy_group("Telecom").await);
    let page = browser.post(&format!("{base}/edit"), &[("name", "Telecom"), ("description", "d")]).await;
    assert!(page.text().contains("A policy group has this name already.") && page.input("name") == "Telecom");
    let page = browser.post(&format!("{base}/edit"), &[("name", "Banks <x>"), ("description", "All of them")]).await;
    let page = browser.follow(page).await;
    assert!(page.body.contains("Banks &lt;x&gt;") && page.text().contains("Policy group changed"), "{}", page.text());
    // An empty one goes off and on.
    for (step, said) in [("deactivate", "is deactivated."), ("reactivate", "is active again.")] {
        browser.open(&format!("{telecom}/{step}")).await;
        let page = browser.post(&format!("{telecom}/{step}"), &[("reason", "Asked for")]).await;
        let page = browser.follow(page).await;
        assert!(page.text().contains(said), "{}", page.text());
        assert_eq!(page.undo(), (step == "deactivate").then(|| format!("{telecom}/reactivate")));
    }
}

#[tokio::test]
async fn others_have_no_pages_of_policies_and_every_language_has_its_words() {
    let desk = Desk::new().await;
    let id = desk.draft("<script>kyc", "MISP", json!({
        "allowAuthRequestDelegation": true, "allowKycRequestDelegation": false, "allowKeyBindingDelegation": false,
    })).await;
    let auth_id = desk.published("auth", auth(&["fullName", "<b>x</b>"])).await;
    let share_id = desk.draft("share", "CredentialIssuance", share()).await;
    let group = &desk.group;
    let partner = desk.site.person("partner", roles::PARTNER_ROLES).await;
    let mut stranger = Browser::of(&desk.site, &partner).await;
    let base = format!("/portal/policies/{id}");
    let mut pages = vec![
        "/portal".to_owned(),
        "/portal/policies".to_owned(),
        "/portal/policies/new".to_owned(),
        "/portal/policies/new/content?type=DataShare&group=Banking&name=x&description=y".to_owned(),
        "/portal/policies/new/content?type=MISP&group=Banking&name=x&description=y".to_owned(),
        "/portal/policy-groups".to_owned(),
        "/portal/policy-groups/new".to_owned(),
    ];
    for id in [&id, &auth_id, &share_id] {
        let steps = ["", "/edit", "/publish", "/clone", "/delete", "/deactivate", "/reactivate", "/partners"];
        pages.extend(steps.map(|step| format!("/portal/policies/{id}{step}")));
    }
    pages
        .extend(["", "/edit", "/deactivate", "/reactivate"].map(|step| format!("/portal/policy-groups/{group}{step}")));
    for page in pages.iter().skip(1) {
        assert_eq!(stranger.get(page).await.status, StatusCode::FORBIDDEN, "{page}");
    }
    for page in ["/portal/policies.csv", "/portal/policy-groups.csv"] {
        assert_eq!(stranger.get(page).await.status, StatusCode::FORBIDDEN, "{page}");
    }
    stranger.open("/portal").await;
    for step in ["publish", "clone", "delete", "deactivate", "reactivate", "edit"] {
        assert_eq!(stranger.post(&format!("{base}/{step}"), &[("reason", "x")]).await.status, StatusCode::FORBIDDEN);
    }
    for language in ["en", "fr", "ar"] {
        let mut browser = desk.browser().await;
        browser.cookies.insert("lang".into(), language.into());
        for page in &pages {
            let page = browser.open(page).await;
            assert!(page.body.contains(&format!("lang=\"{language}\"")), "{language}");
        }
        for missing in ["/portal/policies/1", "/portal/policies/1/edit", "/portal/policy-groups/1"] {
            assert_eq!(browser.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
        }
    }
}
