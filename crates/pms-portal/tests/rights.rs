//! Every address of the portal, as the router's own table has it, asked for by those whom it is not for: strangers, people who may
//! only read, policy managers, nobody. What is added there is tested here without being named.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic too")]

mod support;

use http::StatusCode;
use pms_app::partners::{self, Registration};
use pms_app::testing::{Person, Site};
use pms_domain::roles;
use pms_store::audit::Record;
use support::Browser;

const TABLE: &str = include_str!("../src/web/routes.rs");

struct Address {
    path: String,
    gets: bool,
    posts: bool,
}

/// The addresses in the text of the router.
fn addresses() -> Vec<Address> {
    let found: Vec<Address> = TABLE
        .split(".route(")
        .skip(1)
        .filter_map(|part| {
            let mut depth = 1;
            let end = part.find(|c: char| {
                depth += match c {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                depth == 0
            })?;
            let handlers = &part[..end];
            let path = handlers.split('"').nth(1)?.to_owned();
            let (gets, posts) = (handlers.contains("get("), handlers.contains("post("));
            (gets || posts).then_some(Address { path, gets, posts })
        })
        .collect();
    assert!(found.len() > 200, "{}", found.len());
    found
}

/// The address of something that nobody has: who may not come in does not learn that.
fn filled(path: &str, partner: &str) -> String {
    let mut parts = path.split('/').map(str::to_owned).collect::<Vec<_>>();
    for (place, part) in parts.iter_mut().enumerate() {
        *part = match part.as_str() {
            "{id}" if place == 3 && path.starts_with("/portal/org/") => partner.to_owned(),
            "{file}" => "rows.csv".to_owned(),
            named if named.starts_with('{') => "nothing".to_owned(),
            fixed => fixed.to_owned(),
        };
    }
    parts.join("/")
}

async fn register(site: &Site, owner: &Person, id: &str, kind: &str) {
    let registration = Registration {
        partner_id: id.into(),
        policy_group: Some("Group".into()),
        organization_name: format!("{id} Ltd"),
        address: "Street".into(),
        contact_number: "+41 44".into(),
        email: format!("{id}@example.org"),
        partner_type: kind.into(),
        ..Default::default()
    };
    partners::register(&site.app, &site.context(owner).await, registration).await.unwrap();
    let ctx = site.system();
    let mut change = site.app.store().change().await.unwrap();
    pms_store::partner::set_standing(&mut change, id, "approved", true, "test", ctx.now()).await.unwrap();
    change.save(&ctx, Record::new("test", "partner", id)).await.unwrap();
}

const PARTNERS: [(&str, &str); 5] = [
    ("bank", "Auth_Partner"),
    ("sensors", "Device_Provider"),
    ("chips", "FTM_Provider"),
    ("gate", "MISP_Partner"),
    ("foreign", "Device_Provider"),
];

/// Sends a form both ways, as each page takes only one of them. Answers the statuses and places.
async fn sent(browser: &mut Browser, path: &str) -> [(StatusCode, String); 2] {
    let plain = browser.post(path, &[]).await;
    let file = browser.upload(path, &[], ("file", "f.csv", b"x")).await;
    [plain, file].map(|page| (page.status, page.location().to_owned()))
}

fn is_no(status: StatusCode) -> bool {
    matches!(status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND)
}

#[tokio::test]
async fn every_address_knows_whom_it_is_for() {
    let site = Site::new().await;
    let owner = site.person("owner", &[]).await;
    site.policy_group("Group").await;
    for (id, kind) in PARTNERS {
        register(&site, &owner, id, kind).await;
    }
    let (reader, stranger) = (site.person("reader", &[]).await, site.person("stranger", &[]).await);
    let policies = site.person("policies", &[roles::POLICYMANAGER]).await;
    for (id, kind) in PARTNERS {
        if id != "foreign" {
            site.join(id, &reader, "viewer").await;
        }
        register(&site, &stranger, &format!("{id}2"), kind).await;
    }
    let mut reader = Browser::of(&site, &reader).await;
    let mut stranger = Browser::of(&site, &stranger).await;
    let mut policies = Browser::of(&site, &policies).await;
    let mut nobody = Browser::new(&site);
    for browser in [&mut reader, &mut stranger, &mut policies] {
        browser.open("/portal/account").await;
    }
    nobody.open("/portal/sign-in").await;
    let before = pms_store::audit::head(site.app.store().db()).await.unwrap();

    let mut wrong = Vec::new();
    // What the search shows somebody leads where they may go.
    let found = reader.open("/portal/search?q=Ltd").await;
    let main = found.body.split("<main").nth(1).unwrap().split("<footer").next().unwrap();
    let links: Vec<&str> = main.split("href=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    assert!(links.len() > 4 && !main.contains("foreign"), "{links:?}");
    for link in links {
        let page = reader.get(link).await;
        if page.status != StatusCode::OK {
            wrong.push(format!("the search leads to {link}: {}", page.status));
        }
    }
    for address in addresses() {
        let template = address.path.as_str();
        let is_gate =
            ["account", "sign-", "draft", "reset", "register", "invitation", "help", "static", "notifications"]
                .iter()
                .any(|word| template.starts_with(&format!("/portal/{word}")))
                && !template.starts_with("/portal/accounts");
        let is_open = ["/portal", "/portal/", "/portal/{*rest}", "/portal/search"].contains(&template)
            || template.starts_with("/portal/platform");
        if is_gate || is_open {
            continue;
        }
        if template.starts_with("/portal/org/") {
            for (partner, _) in PARTNERS {
                let path = filled(template, partner);
                if address.gets {
                    for who in [&mut stranger, &mut policies] {
                        let page = who.get(&path).await;
                        // The page above an address that takes forms alone.
                        let is_up = page.location() == path.rsplit_once('/').unwrap().0;
                        if !is_no(page.status) && !is_up {
                            wrong.push(format!("GET {path} by a stranger: {} {}", page.status, page.location()));
                        }
                    }
                }
                if address.posts {
                    for (name, who) in
                        [("reader", &mut reader), ("stranger", &mut stranger), ("manager", &mut policies)]
                    {
                        for (status, to) in sent(who, &path).await {
                            if !is_no(status) {
                                wrong.push(format!("POST {path} by a {name}: {status} {to}"));
                            }
                        }
                    }
                }
            }
        } else {
            let path = filled(template, "");
            let is_of_policies = template.starts_with("/portal/polic") && !template.starts_with("/portal/policy-req");
            let mut askers = vec![("reader", &mut reader), ("stranger", &mut stranger)];
            if !is_of_policies {
                askers.push(("manager", &mut policies));
            }
            for (name, who) in askers {
                if address.gets {
                    let page = who.get(&path).await;
                    let is_up = page.location() == path.rsplit_once('/').unwrap().0;
                    if !is_no(page.status) && !is_up {
                        wrong.push(format!("GET {path} by a {name}: {} {}", page.status, page.location()));
                    }
                }
                if address.posts {
                    for (status, to) in sent(who, &path).await {
                        if !is_no(status) {
                            wrong.push(format!("POST {path} by a {name}: {status} {to}"));
                        }
                    }
                }
            }
        }
        let path = filled(template, "bank");
        if address.gets {
            let page = nobody.get(&path).await;
            let is_up = page.location() == path.rsplit_once('/').unwrap().0;
            if !page.location().starts_with("/portal/sign-in") && !is_up {
                wrong.push(format!("GET {path} by nobody: {} {}", page.status, page.location()));
            }
        }
        if address.posts {
            for (status, to) in sent(&mut nobody, &path).await {
                if !is_no(status) && !to.starts_with("/portal/sign-in") {
                    wrong.push(format!("POST {path} by nobody: {status} {to}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers:\n{}", wrong.len(), wrong.join("\n"));
    let after = pms_store::audit::head(site.app.store().db()).await.unwrap();
    assert_eq!(format!("{before:?}"), format!("{after:?}"), "nothing was changed");
}
