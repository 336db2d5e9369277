//! The side navigation: what the person's roles and memberships open.

use pms_domain::{partner_type, roles};

use crate::address;
use crate::html::Html;
use crate::i18n::Texts;

/// A link of the navigation.
#[derive(Clone, Debug)]
pub struct Item {
    pub href: String,
    pub icon: &'static str,
    pub label: Html,
    pub current: bool,
    /// Filled count, only where work waits.
    pub waiting: Option<u64>,
}

/// A titled group of links.
#[derive(Clone, Debug)]
pub struct Group {
    pub title: Option<Html>,
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, Default)]
pub struct Navigation {
    pub groups: Vec<Group>,
}

/// What decides the links.
pub struct Viewer<'a> {
    pub roles: &'a std::collections::BTreeSet<String>,
    /// The organisation whose pages are open, or the person's first.
    pub partner: Option<&'a str>,
    /// Its kind: which pages it has.
    pub partner_type: Option<&'a str>,
    /// Approvals that wait for a decision (admins).
    pub waiting: u64,
    /// Path of this page.
    pub path: &'a str,
}

impl Navigation {
    pub fn of(texts: &Texts, viewer: &Viewer<'_>) -> Self {
        let admin = viewer.roles.contains(roles::PARTNER_ADMIN);
        let policies = admin || viewer.roles.contains(roles::POLICYMANAGER);
        let mut build = Builder { texts, path: viewer.path, groups: Vec::new() };
        build.group(None);
        build.item(address::HOME.to_owned(), "home", "nav-home");
        if admin {
            build.item(address::INBOX.to_owned(), "inbox", "nav-inbox");
            build.waiting(viewer.waiting);
        }
        if let Some(partner) = viewer.partner {
            build.group(Some("nav-group-organisation"));
            build.item(address::org(partner, "profile"), "building", "nav-profile");
            build.item(address::org(partner, "certificates"), "cert", "nav-certificates");
            build.item(address::org(partner, "people"), "users", "nav-people");
            build.services(partner, viewer.partner_type);
        }
        if policies {
            build.group(Some("nav-group-partners"));
            if admin {
                build.item(address::PARTNERS.to_owned(), "building", "nav-partners");
            }
            build.item(address::POLICY_GROUPS.to_owned(), "policy", "nav-policy-groups");
            if admin {
                build.item(address::POLICY_REQUESTS.to_owned(), "policy", "nav-policy-requests");
                build.item(address::API_KEYS.to_owned(), "key", "nav-api-keys");
                build.item(address::OIDC_CLIENTS.to_owned(), "app", "nav-oidc-clients");
            }
        }
        build.group(Some("nav-group-trust"));
        if admin {
            build.item(address::TRUST.to_owned(), "shield", "nav-trust");
        }
        build.item(address::PLATFORM.to_owned(), "cert", "nav-platform");
        build.group(Some("nav-group-records"));
        if let Some(partner) = viewer.partner {
            build.item(address::org(partner, "history"), "audit", "nav-history");
        }
        if admin {
            build.item(address::AUDIT.to_owned(), "audit", "nav-audit");
        }
        build.item(address::HELP.to_owned(), "help", "nav-help");
        Navigation { groups: build.groups }
    }
}

struct Builder<'a> {
    texts: &'a Texts,
    path: &'a str,
    groups: Vec<Group>,
}

impl Builder<'_> {
    fn group(&mut self, title: Option<&str>) {
        self.groups.push(Group { title: title.map(|key| self.texts.get(key)), items: Vec::new() });
    }

    fn item(&mut self, href: String, icon: &'static str, key: &str) {
        let below = self.path.strip_prefix(href.as_str()).is_some_and(|rest| rest.starts_with('/'));
        let current = self.path == href || (below && href != address::HOME);
        let label = self.texts.get(key);
        if let Some(group) = self.groups.last_mut() {
            group.items.push(Item { href, icon, label, current, waiting: None });
        }
    }

    /// What a partner type has: policies where it needs them, and what the authentication service asks for.
    fn services(&mut self, partner: &str, partner_type: Option<&str>) {
        let found = partner_type.and_then(partner_type::find);
        let Some(found) = found.filter(|found| found.policy_required && found.role.is_some()) else { return };
        self.group(Some("nav-group-services"));
        self.item(address::org(partner, "policy-requests"), "policy", "nav-policy-requests");
        if found.role == Some(roles::AUTH_PARTNER) {
            self.item(address::org(partner, "api-keys"), "key", "nav-api-keys");
            self.item(address::org(partner, "oidc-clients"), "app", "nav-oidc-clients");
        }
    }

    fn waiting(&mut self, count: u64) {
        if let Some(item) = self.groups.last_mut().and_then(|group| group.items.last_mut()) {
            item.waiting = (count > 0).then_some(count);
        }
    }
}
