//! Policy requests, credential types, extractors, API keys and OIDC clients: the whole way through the pages, and who may not.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod clients;
#[path = "../support/mod.rs"]
mod support;

use chrono::TimeDelta;
use http::StatusCode;
use pms_app::api_keys;
use pms_app::settings::Settings;
use pms_app::testing::{Person, Site};
use pms_domain::approval::Kind;
use pms_domain::key_value::KeyValue;
use pms_domain::roles;
use pms_store::api_key;
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::auth_policy::{self, NewPolicy};
use pms_store::partner::{self, ContactData, NewPartner, Reach};
use support::{Browser, Page};

/// Markup, a formula and quotes.
const HOSTILE: &str = "<script>alert(1)</script>\" onload='x' {{ 7*7 }}";

const KYC: &str = r#"{"allowedKycAttributes":[{"attributeName":"fullName"},{"attributeName":"photo"},{"attributeName":"shoeSize"}],
    "allowedAuthTypes":[{"authType":"otp","mandatory":false},{"authType":"bio","authSubType":"FINGER","mandatory":false}],"authTokenType":"partner"}"#;
const STRICT: &str = r#"{"allowedKycAttributes":[{"attributeName":"gender"}],
    "allowedAuthTypes":[{"authType":"otp","mandatory":true}],"authTokenType":"random"}"#;
const SHARE: &str = r#"{"shareableAttributes":[{"attributeName":"face","encrypted":true,"source":[]}],
    "dataSharePolicies":{"typeOfShare":"Data Share","validForInMinutes":"30","transactionsAllowed":"2",
    "encryptionType":"Partner Based","shareDomain":"datashare.example","source":"ID"}}"#;

/// RFC 8037 §A.2, and its id; RFC 8032 §7.1, second test.
const KEY: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const CLIENT: &str = "yfwvFfIkAWVfmyYiqKN2UcniC3TcMFzI35W6AF4dZPk";
const OTHER_KEY: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw"}"#;

struct Town {
    site: Site,
    owner: Person,
    viewer: Person,
    stranger: Person,
    admin: Person,
}

impl Town {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// The active partners `bank` (authentication), `other` (the same) and `print` (credentials), and policies of their group.
    async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let site = Site::with(change).await;
        let group = site.policy_group("Banking").await;
        policies(&site, &group).await;
        let person =
            |name: &'static str, role: &'static str| site.person(name, std::slice::from_ref(Box::leak(Box::new(role))));
        let owner = person("owner", roles::AUTH_PARTNER).await;
        let viewer = person("viewer", roles::AUTH_PARTNER).await;
        let stranger = person("stranger", roles::AUTH_PARTNER).await;
        let admin = person("admin", roles::PARTNER_ADMIN).await;
        for (id, kind) in [("bank", "Auth_Partner"), ("other", "Auth_Partner")] {
            organisation(&site, &group, id, kind).await;
        }
        site.join("bank", &owner, "owner").await;
        site.join("bank", &viewer, "viewer").await;
        site.join("other", &stranger, "owner").await;
        Self { site, owner, viewer, stranger, admin }
    }

    /// A credential partner and its owner.
    async fn issuer(&self) -> Person {
        let group =
            pms_store::policy_group::find_by_name(self.site.app.store().db(), "Banking").await.unwrap().unwrap();
        organisation(&self.site, &group.id, "issuer", "Credential_Partner").await;
        let person = self.site.person("issuer", &[roles::CREDENTIAL_PARTNER]).await;
        self.site.join("issuer", &person, "owner").await;
        person
    }

    async fn browser(&self, person: &Person) -> Browser {
        Browser::of(&self.site, person).await
    }

    /// A request of the bank that an admin approves in the inbox.
    async fn approved(&self, policy: &str) {
        let mut owner = self.browser(&self.owner).await;
        owner.open("/portal/org/bank/policy-requests/new").await;
        let fields = [("policy", policy), ("purpose", "Opening accounts")];
        let sent = owner.post("/portal/org/bank/policy-requests/new", &fields).await;
        let page = owner.follow(sent).await;
        assert!(page.text().contains("A partner admin acts next"), "{}", page.text());
        self.decide("approve", "").await;
    }

    /// Decides the oldest open request of the inbox.
    async fn decide(&self, decision: &str, reason: &str) -> Page {
        let mut admin = self.browser(&self.admin).await;
        let inbox = admin.open("/portal/inbox").await;
        let request = link(&inbox, "/portal/inbox/");
        let page = admin.open(&request).await;
        let revision = page.input("revision");
        let fields = [("decision", decision), ("reason", reason), ("revision", &revision)];
        let decided = admin.post(&format!("{request}/decision"), &fields).await;
        assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.text());
        page
    }
}

/// The first link of a page that begins so.
fn link(page: &Page, prefix: &str) -> String {
    let found = page.body.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let found =
        found.filter(|href| href.starts_with(prefix) && href.len() > prefix.len() && !href.contains(['?', '#']));
    let mut found = found.filter(|href| !href.ends_with("/new") && !href.ends_with(".csv"));
    found.next().unwrap_or_else(|| panic!("no link {prefix} in {}", page.body)).to_owned()
}

async fn policies(site: &Site, group: &str) {
    let ctx = site.system();
    let mut change = site.app.store().change().await.unwrap();
    let hostile = format!("Described {HOSTILE}");
    for (id, descr, policy, kind) in [
        ("kyc", hostile.as_str(), KYC, "Auth"),
        ("strict", "Described", STRICT, "Auth"),
        ("share", "Described", SHARE, "DataShare"),
    ] {
        let new = NewPolicy {
            id,
            policy_group_id: group,
            name: id,
            descr,
            policy,
            policy_type: kind,
            version: "1",
            valid_to: ctx.now() + TimeDelta::days(400),
            by: "test",
            at: ctx.now(),
        };
        auth_policy::insert(&mut change, &new).await.unwrap();
        auth_policy::publish(&mut change, id, "schema", "test", ctx.now()).await.unwrap();
    }
    change.save(&ctx, Record::new("test.policies", "policy", "kyc")).await.unwrap();
}

async fn organisation(site: &Site, group: &str, id: &str, kind: &str) {
    let ctx = site.system();
    let contact =
        ContactData { address: "1 Main".into(), contact_number: "5550100".into(), email: format!("{id}@bank.example") };
    let new = NewPartner {
        id,
        policy_group_id: Some(group),
        name: &format!("Bank {id}"),
        contact: &contact,
        user_id: id,
        partner_type_code: kind,
        approval_status: "approved",
        is_active: true,
        lang_code: "eng",
        logo_url: None,
        addl_info: "[]",
        purpose: None,
        requested_by: "local#1",
    };
    let mut change = site.app.store().change().await.unwrap();
    partner::insert(&mut change, &ctx.surroundings, &new, "test").unwrap();
    let approved = Approval {
        state: "approved".to_owned(),
        decided_by: Some("system#certificate".to_owned()),
        decided_name: Some("system:certificate".to_owned()),
        decided_at: Some(ctx.now()),
        decision: Some("approve".to_owned()),
        ..Approval::waiting(&ctx, Kind::Partner, id, id, 1)
    };
    approval::insert(&mut change, &approved).await.unwrap();
    let revision = change.save(&ctx, Record::new("test.partner", "partner", id)).await.unwrap();
    site.app.applied(revision).await;
}

const LISTS: [&str; 5] = ["policy-requests", "credential-types", "extractors", "api-keys", "oidc-clients"];

#[tokio::test]
async fn every_list_says_what_to_do_when_it_is_empty_in_every_language() {
    let town = Town::new().await;
    for language in ["en", "fr", "ar"] {
        let mut owner = town.browser(&town.owner).await;
        owner.language = language;
        let home = owner.open("/portal").await;
        for item in ["policy-requests", "api-keys", "oidc-clients"] {
            assert!(home.body.contains(&format!("href=\"/portal/org/bank/{item}\"")), "{item} is in the navigation");
        }
        for list in LISTS {
            let page = owner.open(&format!("/portal/org/bank/{list}")).await;
            assert!(page.body.contains("card empty"), "{list}");
        }
        let mut admin = town.browser(&town.admin).await;
        admin.language = language;
        for list in ["policy-requests", "api-keys", "oidc-clients"] {
            let page = admin.open(&format!("/portal/{list}")).await;
            assert!(page.body.contains("card empty"), "{list}");
        }
        admin.open("/portal/api-keys/new").await;
    }
}

#[tokio::test]
async fn strangers_viewers_and_other_roles_are_kept_out() {
    let town = Town::new().await;
    town.approved("kyc").await;
    let mut owner = town.browser(&town.owner).await;
    let request = link(&owner.open("/portal/org/bank/policy-requests").await, "/portal/org/bank/policy-requests/");
    let ctx = town.site.context(&town.owner).await;
    let made = api_keys::generate(&town.site.app, &ctx, "bank", "kyc", "mobile").await;
    let key = format!("/portal/org/bank/api-keys/{}", made.unwrap_or_else(|_| panic!("no key")).key_id);
    let mut stranger = town.browser(&town.stranger).await;
    let mut viewer = town.browser(&town.viewer).await;
    for list in LISTS {
        let path = format!("/portal/org/bank/{list}");
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(stranger.get(&format!("{path}.csv")).await.status, StatusCode::NOT_FOUND, "{path}");
        viewer.open(&path).await;
        viewer.open(&format!("{path}.csv")).await;
        assert_eq!(viewer.get(&format!("{path}/new")).await.status, StatusCode::FORBIDDEN, "{path}/new");
    }
    for path in [&request, &key] {
        assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        // Below one's own organisation another's object is not there either.
        let own = path.replace("/org/bank/", "/org/other/");
        assert_eq!(stranger.get(&own).await.status, StatusCode::NOT_FOUND, "{own}");
        let page = viewer.open(path).await;
        assert!(!page.body.contains("/deactivate\"") && !page.body.contains("/withdraw\""), "a viewer only reads");
    }
    assert!(owner.open("/portal").await.text().contains("It is your turn."));
    let home = viewer.open("/portal").await;
    assert!(home.text().contains("An owner or a technical contact of your organisation acts now."), "{}", home.text());
    let steps = home.body.split("class=\"steps\"").nth(1).unwrap().split("</ol>").next().unwrap();
    assert!(!steps.contains("<a "), "a viewer is led to nothing that is refused: {steps}");
    for step in ["rotate", "deactivate", "reactivate", "fetch", "withdraw"] {
        assert_eq!(viewer.get(&format!("{key}/{step}")).await.status, StatusCode::FORBIDDEN, "{step}");
        assert_eq!(stranger.get(&format!("{key}/{step}")).await.status, StatusCode::NOT_FOUND, "{step}");
    }
    for path in ["/portal/api-keys", "/portal/policy-requests", "/portal/oidc-clients", "/portal/api-keys/new"] {
        assert_eq!(owner.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert!(owner.get(&format!("{path}.csv")).await.status.is_client_error(), "{path}");
    }
}

#[tokio::test]
async fn a_policy_is_asked_for_answered_withdrawn_and_asked_for_again() {
    let town = Town::new().await;
    let mut owner = town.browser(&town.owner).await;
    let new = "/portal/org/bank/policy-requests/new";
    let page = owner.open(new).await;
    let text = page.text();
    assert!(
        text.contains("Full name · Photo · shoeSize") && text.contains("One-time password · Fingerprint"),
        "{text}"
    );
    assert!(text.contains("Described <script>alert(1)</script>"), "hostile text is shown as text");
    assert!(!text.contains("datashare.example") && !page.body.contains("value=\"share\""), "what fits the type alone");

    let purpose = format!("Accounts {HOSTILE}");
    let back = owner.post(new, &[("policy", ""), ("purpose", &purpose)]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text().contains("Choose a policy.") && back.text().contains(&purpose), "what was typed stays");
    let sent = owner.post(new, &[("policy", "kyc"), ("purpose", &purpose)]).await;
    let request = sent.location().to_owned();
    let page = owner.follow(sent).await;
    assert!(page.text().contains("You have asked for kyc") && page.text().contains(&purpose), "{}", page.text());
    assert!(owner.open(new).await.text().contains("kyc: waits for a decision"));

    let judged = town.decide("ask", "Why the photo?").await;
    for wanted in
        ["What the policy lets them do", "Full name", "It has no API key.", "It has asked for no other policy."]
    {
        assert!(judged.text().contains(wanted), "{wanted}: {}", judged.text());
    }
    let list = owner.open("/portal/org/bank/policy-requests").await;
    assert!(list.text().contains("A partner admin has a question about 1 request."), "{}", list.text());
    let page = owner.open(&request).await;
    assert!(page.text().contains("it is your turn") && page.text().contains("Why the photo?"));
    owner.open(&format!("{request}/answer")).await;
    let back = owner.post(&format!("{request}/answer"), &[("answer", " ")]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = owner.post(&format!("{request}/answer"), &[("answer", "For the card.")]).await;
    let page = owner.follow(sent).await;
    assert!(page.text().contains("A partner admin acts next") && page.text().contains("For the card."));
    assert_eq!(owner.get(&format!("{request}/answer")).await.status, StatusCode::NOT_FOUND, "nobody asks any more");

    owner.open(&format!("{request}/withdraw")).await;
    let sent = owner.post(&format!("{request}/withdraw"), &[("reason", "")]).await;
    let page = owner.follow(sent).await;
    assert!(page.text().contains("withdrawn") && page.body.contains("/new?policy=kyc"), "{}", page.text());
    let page = owner.open(&format!("{new}?policy=kyc")).await;
    assert!(page.body.contains("value=\"kyc\" checked"));
    owner.post(new, &[("policy", "kyc"), ("purpose", "Accounts")]).await;
    town.decide("reject", "Too much").await;
    let list = owner.open("/portal/org/bank/policy-requests?state=rejected&policy=ky&sort=-policy").await;
    assert!(list.text().contains("2 requests") && list.text().contains("Rejected or withdrawn"), "{}", list.text());
    // The contract calls both rejected; people read what happened.
    let rows = list.body.split("<tbody").nth(1).unwrap();
    let of = |id: &str| rows.split("<tr").find(|row| row.contains(id)).unwrap().to_owned();
    let taken_back = of(&format!("href=\"{request}\""));
    assert!(taken_back.contains("Withdrawn") && !taken_back.contains("Rejected"), "{taken_back}");
    let said = (rows.matches("Withdrawn").count(), rows.matches("Rejected").count());
    assert_eq!(said, (1, 1), "the other was decided: {rows}");
    let file = owner.open("/portal/org/bank/policy-requests.csv").await;
    assert_eq!(file.body.lines().count(), 3, "{}", file.body);
    assert_eq!((file.body.matches("\"Withdrawn\"").count(), file.body.matches("\"Rejected\"").count()), (1, 1));
    let mut admin = town.browser(&town.admin).await;
    let all = admin.open("/portal/policy-requests?organisation=bank&kind=Auth_Partner&group=Bank&partner=bank").await;
    assert!(all.text().contains("2 requests"), "{}", all.text());
    assert!(all.body.split("<tbody").nth(1).unwrap().contains("Withdrawn"), "admins see it, too");
    let one = link(&all, "/portal/policy-requests/");
    let page = admin.open(&one).await.text();
    assert!(page.contains("Bank bank") && page.contains("Why they need it"), "{page}");
    assert!(!page.contains("you get an email") && !page.contains("then ask again"), "no words to the partner: {page}");
    let partner = admin.open("/portal/partners/bank").await;
    for list in ["policy-requests", "api-keys", "oidc-clients", "transactions", "calendar"] {
        let href = format!("href=\"/portal/{list}?partner=bank\"");
        assert!(partner.body.contains(&href), "{href}");
        let page = admin.open(&format!("/portal/{list}?partner=bank")).await;
        assert!(page.text().contains("bank"), "{list}");
    }
    assert!(
        !partner.body.contains("/portal/chips?") && !partner.body.contains("/portal/licences?"),
        "what it never has"
    );
}

#[tokio::test]
async fn a_key_is_made_shown_once_replaced_and_switched() {
    let town = Town::new().await;
    let mut owner = town.browser(&town.owner).await;
    assert!(owner.get("/portal/org/bank/api-keys/new").await.text().contains("A key needs an approved policy"));
    town.approved("kyc").await;
    let page = owner.open("/portal/org/bank/api-keys/new").await;
    assert!(page.body.contains("value=\"kyc\" checked"), "the one policy that there is");
    let back =
        owner.post("/portal/org/bank/api-keys/created", &[("policy", "kyc"), ("label", ""), ("days", "90")]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.body.contains("value=\"90\" selected"), "what was chosen stays");
    let day = (town.site.app.surroundings().now() + TimeDelta::days(30)).format("works from now until %-d %b %Y");
    for (days, until) in [("30", day.to_string().as_str()), ("31", "works from now on, for policy kyc")] {
        let fields = [("policy", "kyc"), ("label", days), ("days", days)];
        let text = owner.post("/portal/org/bank/api-keys/created", &fields).await.text();
        assert!(text.contains(until), "of the days that are offered, else the site's end: {until} in {text}");
    }
    let made = owner.post("/portal/org/bank/api-keys/created", &[("policy", "kyc"), ("label", "mobile <b>")]).await;
    assert_eq!(made.status, StatusCode::OK);
    let value = shown(&town, &made).await;
    assert_eq!(made.headers.get("cache-control").unwrap(), "no-store");
    assert!(
        made.headers.get("location").is_none()
            && made.headers.get("set-cookie").is_none_or(|cookie| { !cookie.to_str().unwrap().contains(&value) }),
        "no secret in an address or a cookie"
    );

    // The file comes back from the page's own form, and nothing else does.
    let file = owner.post("/portal/org/bank/api-keys/file", &[("key", &value), ("name", "mobile <b>")]).await;
    assert_eq!((file.status, file.body.trim()), (StatusCode::OK, value.as_str()));
    assert_eq!(file.headers.get("content-disposition").unwrap(), "attachment; filename=\"mobile__b_.txt\"");
    let no = owner.post("/portal/org/bank/api-keys/file", &[("key", "<html>"), ("name", "x")]).await;
    assert!(no.status.is_client_error());
    assert_eq!(owner.get("/portal/org/bank/api-keys/created").await.location(), "/portal/org/bank/api-keys");
    let again = owner.post("/portal/org/bank/api-keys/created", &[("policy", "kyc"), ("label", "mobile <b>")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a label once");

    let list = owner.open("/portal/org/bank/api-keys?name=mobile&policy=ky&state=activated&sort=name").await;
    let key = link(&list, "/portal/org/bank/api-keys/");
    for words in ["mobile", "kyc", key.rsplit('/').next().unwrap()] {
        let found = owner.open(&format!("/portal/search?q={words}")).await;
        assert!(found.body.contains(&format!("href=\"{key}\"")), "{words}: {}", found.text());
    }
    assert!(owner.open(&format!("/portal/search?q={value}")).await.text().contains("Nothing matches"));
    assert!(list.text().contains("1 key") && list.text().contains("Never") && !list.body.contains(&value));
    let key = link(&list, "/portal/org/bank/api-keys/");
    let page = owner.open(&key).await;
    assert!(page.text().contains("The key works.") && page.text().contains("0 uses") && !page.body.contains(&value));
    let usage = page.body.split("href=\"").find(|link| link.starts_with("/portal/org/bank/usage?")).unwrap();
    let usage = owner.open(usage.split('"').next().unwrap()).await;
    assert_eq!(usage.input("key"), "mobile <b>", "its use is a link to the log of this key alone");
    assert!(page.text().contains("API key made"), "{}", page.text());

    let form = owner.open(&format!("{key}/rotate")).await;
    assert_eq!(form.input("label"), "mobile <b>-2");
    let back = owner.post(&format!("{key}/rotated"), &[("label", "mobile-2"), ("overlap", "")]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    let made = owner.post(&format!("{key}/rotated"), &[("label", "mobile-2"), ("overlap", "24")]).await;
    let second = shown(&town, &made).await;
    assert_ne!(second, value);
    let page = owner.open(&key).await;
    assert!(page.text().contains("another one has taken its place") && page.text().contains("mobile-2"));
    assert!(owner.get(&format!("{key}/rotate")).await.text().contains("is not being replaced already"));
    town.site.clock.advance(TimeDelta::hours(25));
    // The session ended meanwhile.
    let mut owner = town.browser(&town.owner).await;
    assert!(owner.open(&key).await.text().contains("Another key has taken its place."));

    let next = owner.open("/portal/org/bank/api-keys?name=mobile-2").await;
    let next = link(&next, "/portal/org/bank/api-keys/");
    let ask = owner.open(&format!("{next}/deactivate")).await;
    assert!(ask.text().contains("It was not used in the last 30 days."), "{}", ask.text());
    let back = owner.post(&format!("{next}/deactivate"), &[("reason", "")]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = owner.post(&format!("{next}/deactivate"), &[("reason", "lost phone")]).await;
    let page = owner.follow(done).await;
    assert!(page.text().contains("The key is switched off."), "{}", page.text());
    assert_eq!(page.undo(), Some(format!("{next}/reactivate")));
    owner.open(&format!("{next}/reactivate")).await;
    let done = owner.post(&format!("{next}/reactivate"), &[]).await;
    assert!(owner.follow(done).await.text().contains("is active again"));
}

/// The value that a page shows, which is that of a stored key.
async fn shown(town: &Town, page: &Page) -> String {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let value = page.body.split("<output").nth(1).and_then(|rest| rest.split('>').nth(1)).unwrap();
    let value = value.split('<').next().unwrap().to_owned();
    let store = town.site.app.store();
    let known = api_key::by_value(store, store.db(), Reach::Everything, &KeyValue::new(value.clone())).await.unwrap();
    assert!(known.is_some(), "{value} is no key");
    value
}

#[tokio::test]
async fn an_admin_makes_moves_and_stops_a_key_and_never_sees_it() {
    let town = Town::new().await;
    town.approved("kyc").await;
    town.approved("strict").await;
    let mut admin = town.browser(&town.admin).await;
    admin.open("/portal/api-keys/new").await;
    let unknown = admin.get("/portal/api-keys/new?partner=nobody").await;
    assert!(unknown.text().contains("No partner has this id."), "{}", unknown.text());
    let step = admin.post("/portal/api-keys/new", &[("partner", "bank")]).await;
    assert_eq!(step.location(), "/portal/api-keys/new?partner=bank");
    let page = admin.follow(step).await;
    assert!(page.text().contains("For Bank bank."));
    let fields = [("partner", "bank"), ("policy", "kyc"), ("label", "helped")];
    let made = admin.post("/portal/api-keys/new", &fields).await;
    let key = made.location().to_owned();
    let page = admin.follow(made).await;
    assert!(page.text().contains("The organisation gets an email") && !page.body.contains("<output"));

    let mut owner = town.browser(&town.owner).await;
    let own = key.replace("/portal/", "/portal/org/bank/");
    assert!(owner.open(&own).await.text().contains("A member of the organisation fetches it"));
    owner.open(&format!("{own}/fetch")).await;
    let fetched = owner.post(&format!("{own}/fetched"), &[]).await;
    let value = shown(&town, &fetched).await;
    let again = owner.post(&format!("{own}/fetched"), &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!again.body.contains(&value), "shown once");

    admin.open(&format!("{key}/move")).await;
    let moved = admin.post(&format!("{key}/move"), &[("policy", "strict")]).await;
    assert!(admin.follow(moved).await.text().contains("belongs to its new policy now"));
    let form = admin.open(&format!("{key}/rotate")).await;
    assert!(form.text().contains("you never see its value"));
    let again = admin.post(&format!("{key}/rotate"), &[("label", "helped-2"), ("overlap", "1")]).await;
    let list = admin.follow(again).await;
    assert!(list.text().contains("2 keys") && !list.body.contains("<output"), "{}", list.text());
    admin.open(&format!("{key}/deactivate")).await;
    let off = admin.post(&format!("{key}/deactivate"), &[("reason", "Leaked")]).await;
    let page = admin.follow(off).await;
    assert!(page.text().contains("Leaked"), "the history says why");
    assert_eq!(page.undo(), Some(format!("{key}/reactivate")));
    let page = owner.open(&own).await;
    assert!(page.text().contains("A partner admin switched the key off.") && !page.body.contains("/reactivate\""));
    admin.open(&format!("{key}/reactivate")).await;
    let back = admin.post(&format!("{key}/reactivate"), &[("reason", "")]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    let on = admin.post(&format!("{key}/reactivate"), &[("reason", "Found")]).await;
    assert!(admin.follow(on).await.text().contains("is active again"));
    let file = admin.open("/portal/api-keys.csv?partner=bank").await;
    assert!(file.body.lines().count() == 3 && !file.body.contains(&value), "{}", file.body);
}

#[tokio::test]
async fn a_key_that_is_decided_on_waits_and_is_withdrawn() {
    let town = Town::with(|settings| settings.api_keys.approval = "each".to_owned()).await;
    town.approved("kyc").await;
    let mut owner = town.browser(&town.owner).await;
    let page = owner.open("/portal/org/bank/api-keys/new").await;
    assert!(page.text().contains("A partner admin decides on it first"));
    let made = owner.post("/portal/org/bank/api-keys/created", &[("policy", "kyc"), ("label", "one")]).await;
    assert!(made.text().contains("It works once a partner admin has approved it"));
    let list = owner.open("/portal/org/bank/api-keys").await;
    assert!(list.text().contains("each key waits for a partner admin"));
    let key = link(&list, "/portal/org/bank/api-keys/");
    assert!(owner.open(&key).await.text().contains("A partner admin decides on it next"));
    let judged = town.decide("ask", "What for?").await;
    assert!(judged.text().contains("What the policy lets them do"), "{}", judged.text());
    owner.open(&format!("{key}/withdraw")).await;
    let gone = owner.post(&format!("{key}/withdraw"), &[("reason", "")]).await;
    assert!(owner.follow(gone).await.text().contains("was refused, or taken back"));
}

#[tokio::test]
async fn an_issuer_maps_types_and_names_its_extractors() {
    let town = Town::new().await;
    let issuer = town.issuer().await;
    let mut owner = town.browser(&issuer).await;
    let home = owner.open("/portal").await;
    assert!(!home.body.contains("/portal/org/issuer/api-keys\""), "keys are for who asks the authentication service");
    let list = owner.open("/portal/org/issuer/policy-requests").await;
    assert!(list.body.contains("/org/issuer/credential-types\"") && list.body.contains("/org/issuer/extractors\""));
    let form = owner.open("/portal/org/issuer/policy-requests/new").await;
    assert!(form.body.contains("value=\"share\"") && !form.body.contains("value=\"kyc\""));
    assert_eq!(owner.get("/portal/org/issuer/extractors/new").await.status, StatusCode::NOT_FOUND, "nothing waits");
    let fields = [("policy", "share"), ("purpose", "Cards")];
    let sent = owner.post("/portal/org/issuer/policy-requests/new", &fields).await;
    let page = owner.follow(sent).await;
    assert!(page.text().contains("Biometric extractors are missing.") && page.text().contains("datashare.example"));
    let new = "/portal/org/issuer/extractors/new";
    owner.open(&format!("{new}?policy=share")).await;
    let back = owner.post(new, &[("policy", "share"), ("version", "123456789")]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text().contains("Choose a biometric.") && back.text().contains("at most 8"), "{}", back.text());
    let fields = [
        ("policy", "share"),
        ("attribute", "photo"),
        ("modality", "face"),
        ("subtypes", ""),
        ("provider", HOSTILE),
        ("version", "1.2"),
    ];
    let added = owner.post(new, &fields).await;
    let page = owner.follow(added).await;
    assert!(page.text().contains("1 extractor") && page.text().contains(HOSTILE), "{}", page.text());
    town.decide("approve", "").await;
    let list = owner.open("/portal/org/issuer/extractors").await;
    assert!(list.text().contains("Approved policies keep theirs."));
    assert_eq!(owner.get(new).await.status, StatusCode::NOT_FOUND, "fixed once it is approved");

    let new = "/portal/org/issuer/credential-types/new";
    owner.open(new).await;
    let back = owner.post(new, &[("type", ""), ("policy", "share")]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mapped = owner.post(new, &[("type", "euin"), ("policy", "share")]).await;
    let page = owner.follow(mapped).await;
    assert!(page.text().contains("1 credential type") && page.text().contains("euin"));
    let file = owner.open("/portal/org/issuer/credential-types.csv").await;
    assert!(file.body.contains("\"euin\",\"share\""), "{}", file.body);
}
