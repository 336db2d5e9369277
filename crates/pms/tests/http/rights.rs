//! The rights matrix: every route of the table, every role, no role, no token, a token that is none; on the caller's own
//! objects and on another partner's.

use std::collections::BTreeSet;

use pms_api_testkit::Person;
use pms_api_testkit::pki::{self, pki};
use pms_app::api_keys::{self, ForPartner, Switch};
use pms_app::certificates::{self, Upload};
use pms_app::esignet::Api;
use pms_app::oidc_clients::{self, NewClient};
use pms_app::policies::{self, NewPolicy};
use pms_app::policy_links::{self, Extractor};
use pms_app::transaction_log::upkeep::Sums;
use pms_app::{misp, partners};
use pms_domain::approval::{Decision, Kind};
use pms_domain::roles::{self, PARTNER_ADMIN};
use pms_domain::routes::{self, Access, Envelope, Route, Scope};
use pms_domain::transaction::{Answered, AuthTypes, Endpoint, Outcome, Source, TransactionId};
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::notification::{self, Members, NewNotification};
use pms_store::statement;

use crate::house::{House, Reply, assert_no_internals};
use crate::registries::{self, Devices};
use crate::requests::{self, Case, Common, Licensed, Objects, Shape};

/// Foreign calls that may succeed: route, role, why. It may only shrink.
const ALLOWED: &str = include_str!("../rights-allow-list.txt");
/// As many entries as the list has; a change that lengthens it must be argued for here. All but the check of an address
/// and the times of seen notifications are roles that the contract names for that route; CREATE_SHARE is the data share's,
/// which encrypts for any partner and reads its certificate for that (part A §2, r-certget). A policy that a partner has a
/// key for says nothing of the partner, and data share and registration processor read it as POLICYMANAGER (part B §4.9).
/// Credential issuance reads what it issues by: extractors and the policy of a credential type (part A §4.16, §4.17).
/// PARTNERMANAGER manages the licences of all MISPs (part A §6; decisions, "Who makes a MISP licence?").
const MOST_ALLOWED: usize = 51;

/// A line of the list for every role, and for none.
const EVERYBODY: &str = "*";

/// Who calls.
pub struct Caller {
    /// For messages and the allow-list.
    pub name: &'static str,
    pub token: Option<String>,
    /// The role of a valid token; `Some("")`: none.
    pub role: Option<&'static str>,
}

pub struct Matrix {
    pub house: House,
    pub common: Common,
    pub callers: Vec<Caller>,
    /// Member of each foreign partner, with every role of a partner.
    pub foreign_owner: Person,
    number: usize,
    /// Lines of the allow-list that were needed.
    used: BTreeSet<(String, String)>,
    /// What is not as it should be.
    findings: Vec<String>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_for_every_role() {
    if !pki::available() {
        return;
    }
    let allowed = allow_list();
    for house in House::on_both_with(generous).await {
        let database = house.database();
        let mut matrix = Matrix::new(house).await;
        // A registration gives its caller a role: it comes last.
        let registers = |route: &&&'static Route| route.id.starts_with("REGISTER_PARTNER");
        let (last, first): (Vec<_>, Vec<_>) = routes::ALL.iter().partition(registers);
        for route in first.into_iter().chain(last) {
            matrix.try_route(route, &allowed).await;
        }
        for (route, role) in allowed.difference(&matrix.used) {
            matrix.findings.push(format!("{database}: nothing needs {route} {role} in the allow-list: remove it"));
        }
        for route in routes::ALL {
            matrix.prove_foreign_request(route).await;
        }
        assert!(matrix.findings.is_empty(), "{}", matrix.findings.join("\n"));
    }
}

/// Limits against guessing would end the matrix early.
pub fn generous(settings: &mut pms_app::settings::Settings) {
    settings.limits.guesses_per_source = 1_000_000;
    settings.limits.guesses_per_account = 1_000_000;
    settings.limits.guesses_overall = 1_000_000;
    settings.api_keys.per_approval = 1_000;
}

/// Lines `ROUTE ROLE why`; what follows `#` is a comment.
fn allow_list() -> BTreeSet<(String, String)> {
    let lines = ALLOWED.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let entries: Vec<_> = lines
        .map(|line| {
            let mut words = line.split_whitespace();
            let (route, role) = (words.next().unwrap(), words.next().unwrap_or_else(|| panic!("{line}: no role")));
            assert!(routes::ALL.iter().any(|known| known.id == route), "{line}: no such route");
            assert!(role == EVERYBODY || roles::is_known(role), "{line}: no such role");
            assert!(words.count() >= 2, "{line}: say why");
            (route.to_owned(), role.to_owned())
        })
        .collect();
    let set: BTreeSet<_> = entries.iter().cloned().collect();
    assert_eq!(set.len(), entries.len(), "the allow-list says something twice");
    assert!(set.len() <= MOST_ALLOWED, "the allow-list may only shrink: {} entries", set.len());
    set
}

impl Matrix {
    pub async fn new(house: House) -> Self {
        let policy_group = house.policy_group("Group").await;
        let admin = house.admin().await;
        house.trust(&admin, "AUTH").await;
        let own_owner = house.person("own-owner", &[]).await;
        let foreign_owner = house.person("foreign-owner", roles::PARTNER_ROLES).await;
        let mut own = Box::pin(objects(&house, &admin, &own_owner, "own")).await;
        let mut foreign = Box::pin(objects(&house, &admin, &foreign_owner, "foreign")).await;
        house.trust(&admin, "FTM").await;
        own.devices = Box::pin(registries::of(&house, &admin, &own_owner, &own.active)).await;
        foreign.devices = Box::pin(registries::of(&house, &admin, &foreign_owner, &foreign.active)).await;
        Box::pin(license(&house, &admin, &own_owner, &mut own)).await;
        Box::pin(license(&house, &admin, &foreign_owner, &mut foreign)).await;
        let trust_certificate = trust_certificate(&house, &admin).await;
        let ca = pki::ca("Another CA", None).self_signed().unwrap().pem;
        let mut callers = vec![
            Caller { name: "no-token", token: None, role: None },
            Caller { name: "garbage", token: Some("no.token.atall".to_owned()), role: None },
            caller(&house, &own, "none", None).await,
        ];
        for role in routes::matrix_roles() {
            callers.push(caller(&house, &own, role, Some(role)).await);
        }
        Box::pin(policies(&house, &admin, &policy_group)).await;
        Box::pin(link(&house, &own_owner, &mut own)).await;
        Box::pin(link(&house, &foreign_owner, &mut foreign)).await;
        Box::pin(keys(&house, &admin, &own_owner, &mut own)).await;
        Box::pin(keys(&house, &admin, &foreign_owner, &mut foreign)).await;
        used(&house, [&own, &foreign]).await;
        let (empty_group, closed_group) = (house.policy_group("Empty").await, house.policy_group("Closed").await);
        let by_admin = house.context(&admin).await;
        pms_app::policy_groups::deactivate(&house.app, &by_admin, &closed_group, None).await.unwrap();
        let common = Common { own, foreign, policy_group, empty_group, closed_group, trust_certificate, ca };
        Self { house, common, callers, foreign_owner, number: 0, used: BTreeSet::new(), findings: Vec::new() }
    }

    /// The token of the caller with this role and no other.
    pub fn token_of(&self, role: &str) -> String {
        self.callers.iter().find(|caller| caller.role == Some(role)).and_then(|caller| caller.token.clone()).unwrap()
    }

    pub async fn send(&self, route: &Route, shape: &Shape, token: Option<&str>) -> Reply {
        let ask = self.house.call(route, &shape.path, shape.request.as_ref());
        let reply = match token {
            Some(token) => ask.token(token).send().await,
            None => ask.send().await,
        };
        assert_no_internals(&reply.text);
        reply
    }

    fn next_case(&mut self, route: &Route) -> Case {
        self.number += 1;
        self.common.case(route, self.number)
    }

    async fn try_route(&mut self, route: &'static Route, allowed: &BTreeSet<(String, String)>) {
        for index in 0..self.callers.len() {
            if let Err(finding) = self.try_own(route, index).await {
                self.found(route, index, "on one's own", &finding);
            }
            if let Err(finding) = self.try_foreign(route, index, allowed).await {
                self.found(route, index, "on another's", &finding);
            }
        }
    }

    fn found(&mut self, route: &Route, index: usize, object: &str, finding: &str) {
        let caller = self.callers[index].name;
        self.findings.push(format!("{}: {} by {caller} {object}: {finding}", self.house.database(), route.id));
    }

    /// The gate: who may call at all; and that what is allowed works on one's own.
    async fn try_own(&mut self, route: &'static Route, index: usize) -> Result<(), String> {
        let case = self.next_case(route);
        let caller = &self.callers[index];
        let before = self.house.head().await;
        let reply = self.send(route, &case.own, caller.token.as_deref()).await;
        let gate = expected(route, caller.role);
        let passes = match gate {
            Gate::Unauthenticated => reply.error() == "401 KER-ATH-401 Authentication Failed",
            Gate::Forbidden => reply.status == 403 && reply.text.contains("KER-ATH-403"),
            // Business refusals of an open route have statuses of their own.
            Gate::Passed if route.access == Access::Open || route.envelope == Envelope::Plain => {
                !reply.text.contains("KER-ATH-403")
            }
            // A member's call works with every role that may call.
            Gate::Passed if case.repeats && !is_about_the_cookie(route) => reply.error() == "success",
            Gate::Passed => !matches!(reply.status, 401 | 403),
        };
        if !passes {
            return Err(format!("{gate:?} expected: {} {}", reply.status, reply.text));
        }
        if gate != Gate::Passed && self.house.head().await != before {
            return Err("was refused and changed something".to_owned());
        }
        Ok(())
    }

    /// Another partner's object: nothing succeeds that the allow-list does not name.
    async fn try_foreign(
        &mut self,
        route: &'static Route,
        index: usize,
        allowed: &BTreeSet<(String, String)>,
    ) -> Result<(), String> {
        let case = self.next_case(route);
        let caller = &self.callers[index];
        // All partners are an admin's, but for what is their own alone; that the role works is proven at the end.
        let all_are_its_own = caller.role == Some(PARTNER_ADMIN) && route.scope != Scope::Self_;
        let Some(foreign) = case.foreign.filter(|_| !all_are_its_own) else { return Ok(()) };
        let before = self.house.head().await;
        let reply = self.send(route, &foreign, caller.token.as_deref()).await;
        let succeeded = reply.status == 200
            && reply.error() == "success"
            && (!case.lists || reply.text.contains(&self.common.foreign.active));
        if !succeeded {
            let may_record = case.lists && is_recorded(route) && reply.error() == "success";
            return if self.house.head().await != before && !may_record {
                Err("was refused and changed something".to_owned())
            } else if reply.text.contains(&self.common.foreign.email) {
                Err(format!("tells the address: {}", reply.text))
            } else {
                Ok(())
            };
        }
        if expected(route, caller.role) != Gate::Passed {
            return Err("passed a closed gate".to_owned());
        }
        let entries = [caller.name, EVERYBODY].map(|name| (route.id.to_owned(), name.to_owned()));
        let Some(entry) = entries.into_iter().find(|entry| allowed.contains(entry)) else {
            return Err(format!("succeeded: {}", reply.text.chars().take(200).collect::<String>()));
        };
        self.used.insert(entry);
        Ok(())
    }

    /// The requests that were refused were good ones: whoever may send them succeeds.
    async fn prove_foreign_request(&mut self, route: &'static Route) {
        let case = self.next_case(route);
        let Some(foreign) = &case.foreign else { return };
        // What works once has worked already, where the allow-list lets somebody through.
        if !case.repeats && self.used.iter().any(|(id, _)| id == route.id) {
            return;
        }
        let admin = self.callers.iter().find(|caller| caller.role == Some(PARTNER_ADMIN)).unwrap();
        let token = match route.scope {
            Scope::All => admin.token.clone(),
            _ => Some(self.foreign_owner.token.clone()),
        };
        let reply = self.send(route, foreign, token.as_deref()).await;
        if reply.error() != "success" || (case.lists && !reply.text.contains(&self.common.foreign.active)) {
            let what = format!("{}: {} by who may", self.house.database(), route.id);
            self.findings.push(format!("{what}: {}", reply.text));
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub enum Gate {
    Unauthenticated,
    Forbidden,
    Passed,
}

/// What the table says.
pub fn expected(route: &Route, role: Option<&str>) -> Gate {
    match (route.access, role) {
        (Access::Open, _) | (Access::AnyToken, Some(_)) => Gate::Passed,
        (_, None) => Gate::Unauthenticated,
        (Access::Roles(roles), Some(role)) if roles.contains(&role) => Gate::Passed,
        (Access::Roles(_), Some(_)) => Gate::Forbidden,
    }
}

/// Lists that leave a record of who read what of one's own.
fn is_recorded(route: &Route) -> bool {
    matches!(route.id, "LIST_LICENCES" | "SEARCH_LICENCES")
}

/// Routes that read the token from the cookie alone; the tests of sign-in are about them.
fn is_about_the_cookie(route: &Route) -> bool {
    matches!(route.id, "VALIDATE_TOKEN" | "LOGOUT")
}

async fn caller(house: &House, own: &Objects, name: &'static str, role: Option<&'static str>) -> Caller {
    // The lower-case twin of a role needs another account name.
    let suffix = if name.chars().all(char::is_lowercase) { "-lower" } else { "" };
    let roles: Vec<&str> = role.into_iter().collect();
    let person = house.person(&format!("caller-{}{suffix}", name.replace('_', "-")), &roles).await;
    let misps = [&own.unlicensed_misp, &own.misp.id, &own.stopped_misp.id];
    let misps = misps.into_iter().chain([&own.devices.provider, &own.devices.chip_provider]);
    for partner in [&own.active, &own.waiting, &own.rejected, &own.deactivated].into_iter().chain(misps) {
        house.join(partner, &person, "owner").await;
    }
    Caller { name, token: Some(person.token), role: Some(role.unwrap_or_default()) }
}

/// Partners of one organisation in every state that a request needs.
async fn objects(house: &House, admin: &Person, owner: &Person, prefix: &str) -> Objects {
    let id = |state: &str| format!("{prefix}-{state}");
    for state in ["active", "waiting", "asked", "rejected", "off"] {
        house.register(owner, &id(state), "Auth_Partner").await;
    }
    let waiting_approval = house.approval(admin, &id("waiting")).await;
    let asked_approval = house.approval(admin, &id("asked")).await;
    house.decide(admin, &id("asked"), Decision::Ask).await;
    house.decide(admin, &id("rejected"), Decision::Reject).await;
    let mut certificate = String::new();
    for state in ["off", "active"] {
        house.decide(admin, &id(state), Decision::Approve).await;
        certificate = pki::leaf().issued_by(&pki().intermediate).unwrap().pem;
        let upload = Upload {
            partner_id: id(state),
            data: certificate.clone(),
            domain: "AUTH".to_owned(),
            usage: None,
            ..Upload::default()
        };
        certificates::upload(&house.app, &house.context(owner).await, upload).await.unwrap();
    }
    let by_admin = house.context(admin).await;
    pms_app::partners::set_status(&house.app, &by_admin, &id("off"), false, Some("Because.")).await.unwrap();
    Objects {
        active: id("active"),
        user: owner.name.clone(),
        email: format!("{}@partners.example", id("active")),
        certificate,
        waiting: id("waiting"),
        waiting_approval,
        asked_approval,
        rejected: id("rejected"),
        deactivated: id("off"),
        policy_request: String::new(),
        policy_request_to_withdraw: String::new(),
        key: String::new(),
        key_to_reissue: String::new(),
        key_to_fetch: String::new(),
        key_off: String::new(),
        key_waiting: String::new(),
        unlicensed_misp: String::new(),
        misp: Licensed::default(),
        stopped_misp: Licensed::default(),
        devices: Devices::default(),
        contact: String::new(),
        contact_to_remove: String::new(),
        notification: String::new(),
        client: String::new(),
    }
}

/// Active MISPs of the owner: one without a licence, one with, and one whose licence an administrator has stopped.
async fn license(house: &House, admin: &Person, owner: &Person, objects: &mut Objects) {
    objects.unlicensed_misp = format!("{}-unlicensed-misp", objects.active);
    house.register(owner, &objects.unlicensed_misp, "MISP_Partner").await;
    house.switch_on(&objects.unlicensed_misp).await;
    let mut made = Vec::new();
    for suffix in ["misp", "stopped-misp"] {
        let id = format!("{}-{suffix}", objects.active);
        house.register(owner, &id, "MISP_Partner").await;
        house.switch_on(&id).await;
        let by_admin = house.context(admin).await;
        let key = misp::create(&house.app, &by_admin, &id).await.unwrap().key;
        if suffix == "stopped-misp" {
            misp::set_status(&house.app, &by_admin, &id, &key, "De-active", Some("Because.")).await.unwrap();
        }
        made.push(Licensed { id, key: key.reveal().to_owned() });
    }
    (objects.stopped_misp, objects.misp) = (made.remove(1), made.remove(0));
}

/// Uses of the active partners' keys by way of their MISPs, and the sums of them.
async fn used(house: &House, all: [&Objects; 2]) {
    let rows = all.map(|objects| Answered {
        occurred_at: house.system().now(),
        source: Source::Gateway,
        transaction_id: TransactionId::read("transaction", str::to_owned).unwrap(),
        endpoint: Endpoint::Auth,
        misp_id: Some(objects.misp.id.clone()),
        licence_id: None,
        partner_id: Some(objects.active.clone()),
        policy_id: None,
        key_id: None,
        auth_types: AuthTypes::NONE,
        outcome: Outcome::Allowed,
        reason: None,
        stale_ms: None,
    });
    let log = house.app.store().log().await.unwrap();
    pms_store::transaction::ingest(log, rows.to_vec()).await.unwrap();
    Sums::default().make(&house.app).await.unwrap();
}

/// The active partner's API keys, for policies that are approved for it.
async fn keys(house: &House, admin: &Person, owner: &Person, objects: &mut Objects) {
    let (app, partner) = (&house.app, objects.active.as_str());
    let (ctx, by_admin) = (house.context(owner).await, house.context(admin).await);
    for policy in [requests::KEYED, requests::KEYED_TOO] {
        let request = policy_links::request(app, &ctx, partner, policy, "Because.").await.unwrap().id;
        policy_links::decide(app, &by_admin, &request, "approved", None).await.unwrap();
    }
    let make = async |label| api_keys::generate(app, &ctx, partner, requests::KEYED, label).await.unwrap().key_id;
    objects.key = make(requests::KEY_LABEL).await;
    objects.key_to_reissue = make("Again").await;
    objects.key_off = make("Off").await;
    let off =
        Switch { partner_id: partner, policy_id: requests::KEYED, label: "Off", status: "De-active", reason: None };
    api_keys::set_status(app, &by_admin, &off).await.unwrap();
    let wish = ForPartner { partner_id: partner, policy_name: requests::KEYED, label: "Fetch", show: false };
    objects.key_waiting = make("Waiting").await;
    await_decision(house, partner, &objects.key_waiting).await;
    objects.key_to_fetch = api_keys::create_for_partner(app, &by_admin, &wish).await.unwrap().key_id;
}

/// As if the site decided on each key.
async fn await_decision(house: &House, partner: &str, key: &str) {
    let ctx = house.system();
    let mut change = house.app.store().change().await.unwrap();
    let waiting = Approval::waiting(&ctx, Kind::ApiKey, key, partner, 1);
    approval::insert(&mut change, &waiting).await.unwrap();
    statement("UPDATE x_api_key SET phase = 'approval' WHERE id = $1").bind(key).execute(&mut change).await.unwrap();
    change.save(&ctx, Record::new("test.waiting", "api_key", key)).await.unwrap();
}

/// The active partner's requests for policies, extractors and credential type.
async fn link(house: &House, owner: &Person, objects: &mut Objects) {
    let (app, partner) = (&house.app, objects.active.as_str());
    let ctx = house.context(owner).await;
    let wanted = format!("For {partner}");
    objects.policy_request = policy_links::request(app, &ctx, partner, requests::LINKED, &wanted).await.unwrap().id;
    objects.policy_request_to_withdraw =
        policy_links::request(app, &ctx, partner, requests::TO_WITHDRAW, &wanted).await.unwrap().id;
    let extractor = Extractor {
        attribute_name: "photo".to_owned(),
        extractor_provider: "mock".to_owned(),
        extractor_provider_version: Some("1.1".to_owned()),
        biometric_modality: "Face".to_owned(),
        biometric_sub_types: None,
    };
    policy_links::add_extractors(app, &ctx, partner, requests::LINKED, vec![extractor]).await.unwrap();
    policy_links::map_credential_type(app, &ctx, partner, requests::CREDENTIAL_TYPE, requests::LINKED).await.unwrap();
    policy_links::request(app, &ctx, partner, requests::WITH_CLIENTS, &wanted).await.unwrap();
    house
        .sql("UPDATE partner_policy_request SET status_code = 'approved' WHERE policy_id = 'policy-with-clients'")
        .await;
    let client = NewClient {
        api: Api::Oauth,
        name: "Client".to_owned(),
        names: Some(vec![("eng".to_owned(), "Client".to_owned())]),
        policy_id: requests::WITH_CLIENTS.to_owned(),
        public_key: requests::client_key(0, partner).as_object().unwrap().clone(),
        partner_id: partner.to_owned(),
        logo_uri: "https://bank.example/logo".to_owned(),
        redirect_uris: vec!["https://bank.example/callback".to_owned()],
        grant_types: vec!["authorization_code".to_owned()],
        auth_methods: vec!["private_key_jwt".to_owned()],
    };
    objects.client = oidc_clients::create(app, &ctx, client).await.unwrap().client_id;
    for name in ["desk", "gone"] {
        let contact = partners::ContactInput {
            name: None,
            address: "2 Side Street".to_owned(),
            contact_number: "1".to_owned(),
            email: format!("{name}@{partner}.example"),
            active: true,
        };
        partners::add_contact(app, &ctx, partner, contact).await.unwrap();
    }
    let contacts = partners::contacts(app, &ctx, partner).await.unwrap();
    let named = |name: &str| contacts.iter().find(|contact| contact.data.email.starts_with(name)).unwrap().id.clone();
    (objects.contact, objects.contact_to_remove) = (named("desk"), named("gone"));
    objects.notification = notify(house, partner).await;
}

/// A notification about a partner's certificate.
async fn notify(house: &House, partner: &str) -> String {
    let ctx = house.system();
    let id = ctx.uuid();
    let new = NewNotification {
        id: &id,
        partner_id: partner,
        notification_type: "PARTNER_CERT_EXPIRY",
        details: "{}",
        email: "",
        lang: "eng",
        natural_key: &id,
        members: &Members::default(),
        by: "SYSTEM",
        at: ctx.now(),
    };
    let mut change = house.app.store().change().await.unwrap();
    notification::insert(&mut change, &ctx.surroundings, &new).await.unwrap();
    change.save(&ctx, Record::new("test.notification", "notification", &id)).await.unwrap();
    id
}

/// Policies in every state that a request needs, and keys of the active partners.
async fn policies(house: &House, admin: &Person, group_id: &str) {
    let by_admin = house.context(admin).await;
    let published = [
        requests::PUBLISHED,
        requests::TO_DEACTIVATE,
        requests::DEACTIVATED,
        requests::LINKED,
        requests::TO_WITHDRAW,
        requests::TO_REQUEST,
        requests::WITH_CLIENTS,
        requests::KEYED,
        requests::KEYED_TOO,
    ];
    for id in [requests::DRAFT, requests::TO_PUBLISH].into_iter().chain(published) {
        let content = if id == requests::WITH_CLIENTS { requests::policy_with_clients() } else { requests::policy() };
        let new = NewPolicy {
            policy_id: Some(id.to_owned()),
            group_name: "Group".to_owned(),
            policy_type: "Auth".to_owned(),
            name: id.to_owned(),
            description: "Described".to_owned(),
            version: "1".to_owned(),
            policy: content.as_object().unwrap().clone(),
        };
        policies::create(&house.app, &by_admin, new).await.unwrap();
        if published.contains(&id) {
            policies::publish(&house.app, &by_admin, id, group_id).await.unwrap();
        }
    }
    policies::deactivate(&house.app, &by_admin, requests::DEACTIVATED, false, None).await.unwrap();
    house
        .sql(
            "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, is_active, label, \
             cr_by, cr_dtimes) SELECT p.id, p.id, 'policy-published', p.cr_dtimes, TRUE, 'Label', 'test', p.cr_dtimes \
             FROM partner p WHERE p.id IN ('own-active', 'foreign-active')",
        )
        .await;
}

async fn trust_certificate(house: &House, admin: &Person) -> String {
    let path = format!("{}?pageNo=0&pageSize=10", routes::LIST_TRUST_CERTIFICATES.path);
    let answer = house.ask("GET", &path).by(admin).send().await;
    answer.response()["data"][0]["certId"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_reads_and_an_owner_or_technician_writes() {
    if !pki::available() {
        return;
    }
    for house in House::on_both_with(generous).await {
        let mut matrix = Matrix::new(house).await;
        let foreign = matrix.common.foreign.clone();
        for (member_role, may_write) in [("viewer", false), ("technical", true), ("owner", true)] {
            let person = matrix.house.person(&format!("a-{member_role}"), roles::PARTNER_ROLES).await;
            let providers = [&foreign.devices.provider, &foreign.devices.chip_provider];
            let partners = [&foreign.active, &foreign.waiting, &foreign.misp.id, &foreign.stopped_misp.id];
            for partner in partners.into_iter().chain(providers) {
                matrix.house.join(partner, &person, member_role).await;
            }
            for route in routes::ALL.iter().filter(|route| matches!(route.scope, Scope::Own | Scope::Self_)) {
                let case = matrix.next_case(route);
                let Some(shape) = case.foreign.filter(|_| case.repeats) else { continue };
                let what = format!("{}: {} by a {member_role}", matrix.house.database(), route.id);
                let before = matrix.house.head().await;
                let reply = matrix.send(route, &shape, Some(&person.token)).await;
                let reads = route.method == "GET" || case.lists;
                let works = reply.error() == "success" && (!case.lists || reply.text.contains(&foreign.active));
                if works != (reads || may_write) {
                    matrix.findings.push(format!("{what}: {}", reply.text));
                } else if !works && matrix.house.head().await != before {
                    matrix.findings.push(format!("{what} changed something"));
                }
            }
        }
        assert!(matrix.findings.is_empty(), "{}", matrix.findings.join("\n"));
    }
}
