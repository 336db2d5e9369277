//! What waits and what is found: the inbox with its filters and decisions on several requests, the search, the checklists of
//! all kinds of partner, and help.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use http::StatusCode;
use pms_app::partners::{self, Registration};
use pms_app::testing::{Person, Site};
use pms_domain::{partner_type, roles};
use support::{Browser, Page};

struct Office {
    site: Site,
    admin: Person,
}

impl Office {
    async fn new() -> Self {
        let online = "Online_Verification_Partner".to_owned();
        let site = Site::with(|settings| settings.registration.types.push(online)).await;
        site.policy_group("Banking").await;
        let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
        Self { site, admin }
    }

    /// An organisation that registers itself, by an owner of its own.
    async fn registers(&self, id: &str, name: &str, kind: &str) -> Person {
        let owner = self.site.person(&format!("owner-{id}"), &[]).await;
        let registration = Registration {
            partner_id: id.into(),
            organization_name: name.into(),
            address: "1 Main Street".into(),
            contact_number: "1".into(),
            email: format!("{id}@example.org"),
            partner_type: kind.into(),
            policy_group: partner_type::find(kind).unwrap().policy_required.then(|| "Banking".to_owned()),
            ..Default::default()
        };
        partners::register(&self.site.app, &self.site.context(&owner).await, registration).await.unwrap();
        owner
    }

    async fn browser(&self, person: &Person) -> Browser {
        Browser::of(&self.site, person).await
    }
}

/// The ids of the requests that a list offers for several decisions.
fn offered(page: &Page) -> Vec<String> {
    let boxes = page.body.split("name=\"pick\" value=\"").skip(1);
    boxes.map(|part| part.split('"').next().unwrap().to_owned()).collect()
}

/// The fields of the page that asks for several decisions: the revision of each request.
fn revisions(page: &Page) -> Vec<(String, String)> {
    let fields = page.body.split("name=\"revision.").skip(1);
    fields
        .map(|part| {
            let id = part.split('"').next().unwrap();
            let value = part.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
            (format!("revision.{id}"), value.to_owned())
        })
        .collect()
}

#[tokio::test]
async fn the_inbox_filters_and_several_are_decided_at_once() {
    let office = Office::new().await;
    for (id, name) in [("alpha", "Alpha Sensors"), ("beta", "Beta Sensors"), ("gamma", "Gamma <b>Chips</b>")] {
        office.registers(id, name, "Device_Provider").await;
        office.site.clock.advance(chrono::TimeDelta::days(2));
    }
    let mut admin = office.browser(&office.admin).await;
    let all = admin.open("/portal/inbox").await;
    assert!(all.text().contains("3 requests") && offered(&all).is_empty(), "kinds are not mixed: {}", all.text());
    let list = admin.open("/portal/inbox?kind=partner").await;
    assert_eq!(offered(&list).len(), 3);
    assert!(!list.body.contains("<b>Chips</b>"), "names are text");
    let named = admin.open("/portal/inbox?kind=partner&organisation=beta+sens").await;
    assert!(named.text().contains("1 request") && named.text().contains("Beta Sensors"), "{}", named.text());
    assert!(!named.text().contains("Alpha Sensors"));
    let literal = admin.open("/portal/inbox?organisation=%25").await;
    assert!(literal.text().contains("Nothing matches"), "a percent sign is a character");
    let old = admin.open("/portal/inbox?age=3").await;
    assert!(old.text().contains("2 requests") && !old.text().contains("Gamma"), "{}", old.text());
    let newest = admin.open("/portal/inbox?sort=-waiting").await.text();
    assert!(newest.find("Gamma").unwrap() < newest.find("Alpha").unwrap());
    assert!(admin.open("/portal/inbox?state=approved").await.text().contains("Nothing matches"));
    assert_eq!(admin.open("/portal/inbox?kind=partner&choose=all").await.body.matches(" checked>").count(), 3);

    let ids = offered(&list);
    let picks: String = ids.iter().map(|id| format!("&pick={id}")).collect();
    let page = admin.open(&format!("/portal/inbox/bulk?kind=partner{picks}")).await;
    assert!(page.text().contains("3 requests."), "{}", page.text());
    let mut fields = revisions(&page);
    assert_eq!(fields.len(), 3);
    // What the first of them is about changed meanwhile.
    fields[0].1 = "999999".to_owned();
    let send = |decision: &'static str, reason: &'static str| {
        let mut all = vec![("kind", "partner"), ("decision", decision), ("reason", reason)];
        all.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        all
    };
    let page = admin.post("/portal/inbox/bulk", &send("", "Typed words")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("Choose a decision.") && page.body.contains("Typed words"), "{}", page.text());
    let page = admin.post("/portal/inbox/bulk", &send("reject", "")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("Write a reason"));
    let page = admin.post("/portal/inbox/bulk", &send("approve", "")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("2 decided") && page.text().contains("1 not decided"), "{}", page.text());
    let left = admin.open("/portal/inbox?kind=partner").await;
    assert_eq!(offered(&left), [ids[0].clone()], "what was stale waits still");
    let again = admin.post("/portal/inbox/bulk", &send("approve", "")).await;
    assert!(again.text().contains("3 not decided"), "nothing is decided twice: {}", again.text());
}

#[tokio::test]
async fn several_decisions_are_for_admins_and_for_kinds_that_bear_it() {
    let office = Office::new().await;
    let owner = office.registers("alpha", "Alpha", "Device_Provider").await;
    office.registers("beta", "Beta", "Device_Provider").await;
    let mut admin = office.browser(&office.admin).await;
    for kind in ["anchor", "role", "owner", "ca", "rename", "nonsense", ""] {
        let page = admin.get(&format!("/portal/inbox/bulk?kind={kind}&pick=x")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{kind}");
        admin.open("/portal/inbox").await;
        let page = admin.post("/portal/inbox/bulk", &[("kind", kind), ("decision", "approve")]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{kind}");
    }
    let page = admin.get("/portal/inbox/bulk?kind=partner&pick=nobody").await;
    assert!(admin.follow(page).await.text().contains("Choose requests that are open first."));
    let mut partner = office.browser(&owner).await;
    assert_eq!(partner.get("/portal/inbox/bulk?kind=partner").await.status, StatusCode::FORBIDDEN);
    partner.open("/portal").await;
    let page = partner.post("/portal/inbox/bulk", &[("kind", "partner"), ("decision", "approve")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);

    // From one request to the next.
    let list = admin.open("/portal/inbox?kind=partner").await;
    let ids = offered(&list);
    let first = admin.open(&format!("/portal/inbox/{}", ids[0])).await;
    assert!(first.body.contains(&format!("href=\"/portal/inbox/{}\" rel=\"next\"", ids[1])), "{}", first.body);
    assert!(!first.body.contains("rel=\"prev\"") && first.text().contains("History of the organisation"));
    let last = admin.open(&format!("/portal/inbox/{}", ids[1])).await;
    assert!(last.body.contains(&format!("href=\"/portal/inbox/{}\" rel=\"prev\"", ids[0])));

    // A decision leads to the inbox, or on to the next request where that is asked for and there is one.
    assert!(first.body.contains("name=\"then\" value=\"next\""), "{}", first.body);
    assert!(!last.body.contains("name=\"then\""), "nothing comes after the last");
    let decision = |page: &Page, then: &'static str| {
        [("decision", "approve".to_owned()), ("revision", page.input("revision")), ("then", then.to_owned())]
    };
    let decide = format!("/portal/inbox/{}/decision", ids[0]);
    let nothing = admin.post(&decide, &[("decision", ""), ("then", "next")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = decision(&first, "next");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let sent = admin.post(&decide, &fields).await;
    assert_eq!(sent.location(), format!("/portal/inbox/{}", ids[1]));
    let next = admin.follow(sent).await;
    assert!(next.text().contains("Approved.") && next.text().contains("asks to become a partner"), "{}", next.text());
    let fields = decision(&next, "next");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let sent = admin.post(&format!("/portal/inbox/{}/decision", ids[1]), &fields).await;
    assert_eq!(sent.location(), "/portal/inbox", "there is no other");
}

#[tokio::test]
async fn each_finds_what_it_may_see() {
    let office = Office::new().await;
    let owner = office.registers("alpha-1", "Alpha <i>Sensors</i>", "Device_Provider").await;
    office.registers("beta-1", "Beta Sensors", "Device_Provider").await;
    let mut admin = office.browser(&office.admin).await;
    let page = admin.open("/portal/search?q=sensors").await;
    assert!(page.text().contains("Alpha <i>Sensors</i>") && !page.body.contains("<i>Sensors"), "{}", page.text());
    assert!(page.body.contains("href=\"/portal/partners/beta-1\"") && page.text().contains("2 of 2"));
    assert!(admin.open("/portal/search?q=beta-1").await.body.contains("href=\"/portal/partners/beta-1\""));
    let account = format!("href=\"/portal/accounts/{}\"", owner.id);
    assert!(admin.open("/portal/search?q=owner-alpha-1").await.body.contains(&account), "to the account itself");
    for nothing in ["%25", "_", "nobody-is-called-so", &"x".repeat(3_000)] {
        let page = admin.open(&format!("/portal/search?q={nothing}")).await;
        assert!(page.text().contains("Nothing matches"), "{nothing}: {}", page.text());
    }
    assert!(!admin.open("/portal/search").await.text().contains("Nothing matches"), "nothing was asked");

    let mut partner = office.browser(&owner).await;
    let page = partner.open("/portal/search?q=sensors").await;
    assert!(page.body.contains("href=\"/portal/org/alpha-1/home\""), "{}", page.body);
    assert!(!page.body.contains("beta-1") && !page.text().contains("Beta"), "{}", page.text());
    for foreign in ["beta-1", "Beta", "owner-beta-1", "admin"] {
        let page = partner.open(&format!("/portal/search?q={foreign}")).await;
        assert!(page.text().contains("Nothing matches"), "{foreign}: {}", page.text());
    }
    assert!(partner.open("/portal").await.body.contains("role=\"search\""));
    let mut nobody = Browser::new(&office.site);
    assert_eq!(nobody.get("/portal/search?q=a").await.status, StatusCode::SEE_OTHER);
}

/// Mission, third document: each kind has its own way, and says which of its steps lie outside.
#[tokio::test]
async fn each_kind_of_partner_has_its_own_checklist() {
    let office = Office::new().await;
    let ways: [(&str, &[&str], &str); 10] = [
        (
            "Auth_Partner",
            &[
                "Contract with a MISP",
                "Outside this portal.",
                "Choose a policy group",
                "Request a policy",
                "Create an API key",
                "Send the first request",
            ],
            "AUTH",
        ),
        (
            "Online_Verification_Partner",
            &[
                "Choose a policy group",
                "Request a policy",
                "Add biometric extractors",
                "Map the policy to a credential type",
            ],
            "AUTH",
        ),
        (
            "Device_Provider",
            &[
                "Register device models",
                "Register the secure biometric interface (SBI)",
                "Say which devices the SBI serves",
            ],
            "DEVICE",
        ),
        ("FTM_Provider", &["Register chip models", "Upload the certificate of each chip"], "FTM"),
        (
            "Credential_Partner",
            &["Request a policy", "Add biometric extractors", "Map the policy to a credential type"],
            "AUTH",
        ),
        ("Print_Partner", &["Choose a policy group", "Request a policy"], "AUTH"),
        ("MISP_Partner", &["Licence key", "Contracts with authentication partners"], "MISP"),
        ("ABIS_Partner", &["Choose a policy group", "Request a policy"], "AUTH"),
        ("Manual_Adjudication", &["Choose a policy group", "Request a policy"], "AUTH"),
        ("SDK_Partner", &["Upload your certificates"], "AUTH"),
    ];
    for (kind, steps, domain) in ways {
        let id = format!("p-{}", kind.to_lowercase().replace('_', "-"));
        let owner = office.registers(&id, &format!("Company {id}"), kind).await;
        for language in ["en", "fr", "ar"] {
            let mut browser = office.browser(&owner).await;
            browser.cookies.insert("lang".into(), language.into());
            let home = browser.open("/portal").await;
            assert!(home.body.contains("class=\"now\" aria-current=\"step\""), "{kind} {language}: {}", home.body);
            assert!(home.body.contains(domain), "{kind} {language}");
            if language != "en" {
                continue;
            }
            let text = home.text();
            let mut from = 0;
            for step in steps {
                let found = text[from..].find(step).unwrap_or_else(|| panic!("{kind}: no {step} in {text}"));
                from += found;
            }
            assert!(text.contains("A partner admin acts now."), "{kind}: whose turn it is");
            assert!(!text.contains("does not offer it yet") && text.contains("What you get from us"), "{kind}: {text}");
            // What the site does not ask of a kind would be a dead end: its page says that there is nothing to do.
            for step in ["Add biometric extractors", "Map the policy to a credential type"] {
                let is_asked = ["Credential_Partner", "Online_Verification_Partner"].contains(&kind);
                assert_eq!(text.contains(step), is_asked, "{kind}: {step}");
            }
            let contract = text.contains("Contract with a MISP");
            assert_eq!(contract, kind == "Auth_Partner", "{kind}: a step outside the system");
        }
    }
}

#[tokio::test]
async fn staff_see_what_waits_and_who_does_not_go_on() {
    let office = Office::new().await;
    office.registers("alpha", "Alpha", "Device_Provider").await;
    office.registers("beta", "Beta", "Device_Provider").await;
    let mut admin = office.browser(&office.admin).await;
    let home = admin.open("/portal").await.text();
    assert!(home.contains("Waiting requests2") && home.contains("oldest:"), "{home}");
    assert!(!home.contains("Partners that do not go on"), "{home}");
    let ids = offered(&admin.open("/portal/inbox?kind=partner").await);
    for (id, decision) in ids.iter().zip(["approve", "ask"]) {
        let revision = admin.open(&format!("/portal/inbox/{id}")).await.input("revision");
        let fields = [("decision", decision), ("reason", "Which ones?"), ("revision", &revision)];
        let page = admin.post(&format!("/portal/inbox/{id}/decision"), &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    }
    office.site.clock.advance(chrono::TimeDelta::days(8));
    let mut admin = office.browser(&office.admin).await;
    let home = admin.open("/portal").await.text();
    assert!(home.contains("Partners that do not go on"), "{home}");
    assert!(home.contains("They have not answered a question") && home.contains("Approved, but no certificate yet"));
}

#[tokio::test]
async fn pages_lead_to_their_help_and_errors_are_found_by_their_code() {
    let office = Office::new().await;
    let mut admin = office.browser(&office.admin).await;
    for (page, topic) in [("/portal/inbox", "inbox"), ("/portal/partners/new", "partners"), ("/portal", "home")] {
        let shown = admin.open(page).await;
        assert!(shown.body.contains(&format!("href=\"/portal/help/pages#{topic}\"")), "{page}");
    }
    let mut nobody = Browser::new(&office.site);
    assert!(nobody.open("/portal/sign-in").await.body.contains("href=\"/portal/help/pages#sign-in\""));
    let help = nobody.open("/portal/help/pages").await;
    assert!(help.body.contains("id=\"inbox\"") && help.text().contains("For partner admins."));
    let all = nobody.open("/portal/help/errors").await.body.matches("<dt ").count();
    let one = nobody.open("/portal/help/errors?code=PMS_PMP_016").await;
    assert!(all > 50 && one.body.matches("<dt ").count() == 1 && one.body.contains("id=\"PMS_PMP_016\""));
    let none = nobody.open("/portal/help/errors?code=%3Cscript%3E").await;
    assert!(none.text().contains("No code or text matches."), "{}", none.text());
    assert_eq!(none.input("code"), "<script>");
}
