//! A partner with two approved policies, its owner and an admin.

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use pms_app::App;
use pms_app::testing::Site;
use pms_domain::Context;
use pms_domain::approval::Kind;
use pms_domain::context::{BASE62, LOCAL_ISSUER, Random, Surroundings};
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::auth_policy::{self, NewPolicy};
use pms_store::partner::{self, ContactData, NewPartner};
use pms_store::policy_link::{self, NewRequest};
use pms_store::{member, policy_group, statement};

pub struct KeyStage {
    pub site: Site,
    pub owner: Context,
    pub admin: Context,
}

impl KeyStage {
    /// With the partner of this id.
    pub async fn on(site: Site, id: &str) -> Self {
        let group = site.policy_group("Banking").await;
        let ctx = site.system();
        let mut change = site.app.store().change().await.unwrap();
        for policy in ["one", "two"] {
            let new = NewPolicy {
                id: policy,
                policy_group_id: &group,
                name: policy,
                descr: "Described",
                policy: "{}",
                policy_type: "Auth",
                version: "1",
                valid_to: ctx.now() + TimeDelta::days(100_000),
                by: "test",
                at: ctx.now(),
            };
            auth_policy::insert(&mut change, &new).await.unwrap();
            auth_policy::publish(&mut change, policy, "schema", "test", ctx.now()).await.unwrap();
        }
        change.save(&ctx, Record::new("test.policies", "policy", "one").touching("policy", "two")).await.unwrap();
        let admin = site.person("admin", &["PARTNER_ADMIN"]).await;
        let admin = site.context(&admin).await;
        let owner = partner(&site, id).await;
        Self { site, owner, admin }
    }
}

/// An active partner whose requests for both policies are approved. Answers its owner's context.
pub async fn partner(site: &Site, id: &str) -> Context {
    let ctx = site.system();
    let group = policy_group::find_by_name(site.app.store().db(), "Banking").await.unwrap().unwrap();
    let contact =
        ContactData { address: "1 Main".into(), contact_number: "5550100".into(), email: format!("{id}@acme.example") };
    let new = NewPartner {
        id,
        policy_group_id: Some(&group.id),
        name: "Acme",
        contact: &contact,
        user_id: id,
        partner_type_code: "Auth_Partner",
        approval_status: "approved",
        is_active: true,
        lang_code: "eng",
        logo_url: None,
        addl_info: "[]",
        purpose: None,
        requested_by: "local#1",
    };
    let person = site.person(&format!("{id}-owner"), &["AUTH_PARTNER"]).await;
    let mut change = site.app.store().change().await.unwrap();
    partner::insert(&mut change, &ctx.surroundings, &new, "test").unwrap();
    member::add(&mut change, id, LOCAL_ISSUER, &person.id, "owner", ctx.now());
    for policy in ["one", "two"] {
        let request = format!("{id}-{policy}");
        let new =
            NewRequest { id: &request, part_id: id, policy_id: policy, request_detail: "", by: "test", at: ctx.now() };
        policy_link::insert(&mut change, &new).await.unwrap();
        policy_link::set_status(&mut change, &request, "approved", "test", ctx.now());
    }
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
    site.context(&person).await
}

/// How many rows a statement counts.
pub async fn count(app: &App, sql: &'static str) -> i64 {
    let (n,) = statement(sql).one(app.store().db()).await.unwrap();
    n
}

/// Answers these bytes one by one, then those of the site; requests for several bytes go to the site.
struct Repeating {
    bytes: Mutex<Vec<u8>>,
    again: Vec<u8>,
    site: Surroundings,
}

impl Random for Repeating {
    fn fill(&self, out: &mut [u8]) {
        let mut bytes = self.bytes.lock().unwrap();
        if bytes.is_empty() {
            bytes.extend(&self.again);
        }
        match (out.len(), bytes.is_empty()) {
            (1, false) => out[0] = bytes.remove(0),
            _ => self.site.fill(out),
        }
    }
}

/// The bytes of which a value was drawn.
fn drawn(value: &str) -> Vec<u8> {
    value.bytes().map(|byte| BASE62.iter().position(|letter| *letter == byte).unwrap() as u8).collect()
}

fn surroundings(site: &Site, bytes: Vec<u8>, again: Vec<u8>) -> Surroundings {
    let source = Repeating { bytes: Mutex::new(bytes), again, site: site.app.surroundings().clone() };
    Surroundings::new(Arc::new(site.clock.clone()), Arc::new(source))
}

/// A source that draws a value once more.
pub fn repeating(site: &Site, value: &str) -> Surroundings {
    surroundings(site, drawn(value), Vec::new())
}

/// A source that draws a value for ever.
pub fn stuck(site: &Site, value: &str) -> Surroundings {
    surroundings(site, drawn(value), drawn(value))
}
