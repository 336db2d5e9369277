//! What a page asks of the database: as many statements for a long list as for a short one, on both databases.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use chrono::TimeDelta;
use http::StatusCode;
use pms_app::testing::{Person, Site};
use pms_domain::approval::Kind;
use pms_domain::roles;
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::auth_policy::{self, NewPolicy};
use pms_store::partner::{self, ContactData, NewPartner};
use pms_store::{statement, tally};
use support::Browser;

/// Rows of each list before and after it grew.
const FEW: usize = 4;
const MANY: usize = 20;
/// Statements that a page may take more when its lists are longer: the plan of a list depends on its length.
const MORE: usize = 3;
/// Statements of a page, whatever it shows.
const MOST: usize = 90;

const ADMIN: &[&str] = &[
    "/portal",
    "/portal/inbox",
    "/portal/inbox?kind=partner",
    "/portal/inbox?kind=policy",
    "/portal/inbox?kind=key",
    "/portal/partners",
    "/portal/partners?name=organisation",
    "/portal/partners.csv",
    "/portal/partners/org-0",
    "/portal/accounts",
    "/portal/policies",
    "/portal/policies/policy-0",
    "/portal/policies/policy-0/partners",
    "/portal/policy-groups",
    "/portal/policy-requests",
    "/portal/policy-requests/request-0",
    "/portal/api-keys",
    "/portal/api-keys/key-0",
    "/portal/oidc-clients",
    "/portal/licences",
    "/portal/transactions",
    "/portal/calendar",
    "/portal/search?q=organisation",
    "/portal/audit",
    "/portal/notifications",
    "/portal/notifications?show=told",
    "/portal/sbis",
    "/portal/devices",
    "/portal/chips",
    "/portal/hotlist",
    "/portal/trust",
];

const MANAGER: &[&str] =
    &["/portal", "/portal/policies", "/portal/policy-groups", "/portal/policies/policy-0/partners"];

const OWNER: &[&str] = &[
    "/portal",
    "/portal/org/bank/home",
    "/portal/org/bank/profile",
    "/portal/org/bank/people",
    "/portal/org/bank/history",
    "/portal/org/bank/certificates",
    "/portal/org/bank/calendar",
    "/portal/org/bank/usage",
    "/portal/org/bank/policy-requests",
    "/portal/org/bank/policy-requests/new",
    "/portal/org/bank/credential-types",
    "/portal/org/bank/extractors",
    "/portal/org/bank/api-keys",
    "/portal/org/bank/api-keys/new",
    "/portal/org/bank/oidc-clients",
    "/portal/notifications",
    "/portal/notifications?show=told",
    "/portal/search?q=policy",
    "/portal/account",
];

struct Town {
    site: Site,
    group: String,
    admin: Person,
    manager: Person,
    owner: Person,
}

impl Town {
    async fn on_both() -> Vec<Self> {
        let mut towns = Vec::new();
        for site in Site::on_both().await {
            let group = site.policy_group("Banking").await;
            let admin = site.person("admin", &[roles::PARTNER_ADMIN]).await;
            let manager = site.person("manager", &[roles::POLICYMANAGER]).await;
            let owner = site.person("owner", &[roles::AUTH_PARTNER]).await;
            let town = Self { site, group, admin, manager, owner };
            town.partner("bank", true).await;
            town.site.join("bank", &town.owner, "owner").await;
            towns.push(town);
        }
        towns
    }

    async fn partner(&self, id: &str, is_active: bool) {
        let ctx = self.site.system();
        let contact =
            ContactData { address: "1 Main".into(), contact_number: "55".into(), email: format!("{id}@bank.example") };
        let new = NewPartner {
            id,
            policy_group_id: Some(&self.group),
            name: &format!("Organisation {id}"),
            contact: &contact,
            user_id: id,
            partner_type_code: "Auth_Partner",
            approval_status: if is_active { "approved" } else { "InProgress" },
            is_active,
            lang_code: "eng",
            logo_url: None,
            addl_info: "[]",
            purpose: None,
            requested_by: "local#1",
        };
        let mut change = self.site.app.store().change().await.unwrap();
        partner::insert(&mut change, &ctx.surroundings, &new, "test").unwrap();
        if !is_active {
            approval::insert(&mut change, &Approval::waiting(&ctx, Kind::Partner, id, id, 1)).await.unwrap();
        }
        let revision = change.save(&ctx, Record::new("test.partner", "partner", id)).await.unwrap();
        self.site.app.applied(revision).await;
    }

    /// One more row of everything: a partner that registers, a policy, a request and a key of the bank for it, an approved
    /// request of another partner for one and the same policy, a person of the bank, and what an admin has to decide.
    async fn grow(&self, number: usize) {
        self.partner(&format!("org-{number}"), false).await;
        self.partner(&format!("user-{number}"), true).await;
        let person = self.site.person(&format!("member-{number}"), &[]).await;
        self.site.join("bank", &person, "viewer").await;
        let ctx = self.site.system();
        let (policy, request, key) = (format!("policy-{number}"), format!("request-{number}"), format!("key-{number}"));
        let mut change = self.site.app.store().change().await.unwrap();
        let new = NewPolicy {
            id: &policy,
            policy_group_id: &self.group,
            name: &policy,
            descr: "Described",
            policy: r#"{"allowedKycAttributes":[],"allowedAuthTypes":[],"authTokenType":"random"}"#,
            policy_type: "Auth",
            version: "1",
            valid_to: ctx.now() + TimeDelta::days(400),
            by: "test",
            at: ctx.now(),
        };
        auth_policy::insert(&mut change, &new).await.unwrap();
        auth_policy::publish(&mut change, &policy, "schema", "test", ctx.now()).await.unwrap();
        for (id, partner, policy, status) in [
            (request.as_str(), "bank", policy.as_str(), "approved"),
            (format!("waiting-{number}").as_str(), format!("user-{number}").as_str(), "policy-0", "InProgress"),
        ] {
            statement(
                "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, \
                 status_code, cr_by, cr_dtimes, is_deleted) VALUES ($1, $2, $3, $4, 'Accounts', $5, 'test', $4, FALSE)",
            )
            .bind(id)
            .bind(partner)
            .bind(policy)
            .bind(ctx.now())
            .bind(status)
            .execute(&mut change)
            .await
            .unwrap();
        }
        statement(
            "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, valid_to_datetime, \
             is_active, label, cr_by, cr_dtimes, is_deleted) VALUES ($1, 'bank', $2, $3, $4, TRUE, $1, 'test', $3, FALSE)",
        )
        .bind(key.as_str())
        .bind(policy.as_str())
        .bind(ctx.now())
        .bind(ctx.now() + TimeDelta::days(20))
        .execute(&mut change)
        .await
        .unwrap();
        statement(
            "INSERT INTO x_api_key (id, api_key, phase, is_weak, stopped_by_admin) VALUES ($1, $1, 'live', FALSE, FALSE)",
        )
        .bind(key.as_str())
        .execute(&mut change)
        .await
        .unwrap();
        for (scope, rows) in [("policy_request", 2_i64), ("api_key", 1)] {
            statement(
                "INSERT INTO x_counter (scope, total) VALUES ($1, $2) \
                 ON CONFLICT (scope) DO UPDATE SET total = x_counter.total + excluded.total",
            )
            .bind(scope)
            .bind(rows)
            .execute(&mut change)
            .await
            .unwrap();
        }
        for (kind, object, partner) in [
            (Kind::PolicyLink, format!("waiting-{number}"), format!("user-{number}")),
            (Kind::ApiKey, key, "bank".to_owned()),
        ] {
            let waiting = Approval::waiting(&ctx, kind, &object, &partner, 1);
            approval::insert(&mut change, &waiting).await.unwrap();
        }
        let revision = change.save(&ctx, Record::new("test.grow", "partner", "bank")).await.unwrap();
        self.site.app.applied(revision).await;
    }

    /// The statements of each page, for one who has been there before.
    async fn statements(&self) -> Vec<(String, usize)> {
        let mut found = Vec::new();
        for (who, person, pages) in
            [("admin", &self.admin, ADMIN), ("manager", &self.manager, MANAGER), ("owner", &self.owner, OWNER)]
        {
            let mut browser = Browser::of(&self.site, person).await;
            for path in pages {
                browser.get(path).await;
                let (page, commands) = tally::of(browser.get(path)).await;
                assert_eq!(page.status, StatusCode::OK, "{who} {path}: {}", page.text());
                found.push((format!("{who} {path}"), commands.len()));
            }
            if who == "admin" {
                for kind in ["partner", "policy", "key"] {
                    let list = browser.open(&format!("/portal/inbox?kind={kind}")).await;
                    let picks: String = list
                        .body
                        .split("name=\"pick\" value=\"")
                        .skip(1)
                        .map(|part| format!("&pick={}", part.split('"').next().unwrap()))
                        .collect();
                    assert!(!picks.is_empty(), "{kind}");
                    let path = format!("/portal/inbox/bulk?kind={kind}{picks}");
                    let (page, commands) = tally::of(browser.get(&path)).await;
                    assert_eq!(page.status, StatusCode::OK, "{path}");
                    found.push((format!("{who} /portal/inbox/bulk?kind={kind}"), commands.len()));
                }
            }
        }
        found
    }
}

#[tokio::test]
async fn a_long_list_takes_as_many_statements_as_a_short_one() {
    for town in Town::on_both().await {
        let database = if town.site.is_postgres() { "PostgreSQL" } else { "SQLite" };
        for number in 0..FEW {
            town.grow(number).await;
        }
        let before = town.statements().await;
        for number in FEW..MANY {
            town.grow(number).await;
        }
        let after = town.statements().await;
        let mut wrong = Vec::new();
        for ((page, few), (same, many)) in before.iter().zip(&after) {
            assert_eq!(page, same);
            if *many > few + MORE || *many > MOST {
                wrong.push(format!("{page}: {few} statements for {FEW} rows, {many} for {MANY}"));
            }
        }
        assert!(wrong.is_empty(), "{database}\n{}", wrong.join("\n"));
    }
}
