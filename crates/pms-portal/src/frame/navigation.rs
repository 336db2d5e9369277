//! The side navigation: what the person's roles and memberships open.

use pms_domain::partner_type::PartnerType;
use pms_domain::{device, roles};

use crate::address;
use crate::html::Html;
use crate::i18n::Texts;
use crate::pages::{licences, usage};

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
    /// Its type; none for an adopted one whose type is not in the catalogue.
    pub partner_type: Option<&'static PartnerType>,
    /// Approvals that wait for a decision (admins).
    pub waiting: u64,
    /// Path of this page.
    pub path: &'a str,
}

impl Navigation {
    pub fn of(texts: &Texts, viewer: &Viewer<'_>) -> Self {
        let admin = viewer.roles.contains(roles::PARTNER_ADMIN);
        let mut build = Builder { texts, path: viewer.path, groups: Vec::new() };
        build.group(None);
        build.item(address::HOME, "home", "nav-home");
        if admin {
            build.item(address::INBOX, "inbox", "nav-inbox");
            build.waiting(viewer.waiting);
        }
        if let Some(partner) = viewer.partner {
            build.group(Some("nav-group-organisation"));
            build.own("profile", partner, "building", "nav-profile");
            build.own("certificates", partner, "cert", "nav-certificates");
            build.own("people", partner, "users", "nav-people");
            if let Some(partner_type) = viewer.partner_type {
                build.services(partner, partner_type);
                build.own_registry(partner, partner_type);
            }
        }
        build.partners(viewer);
        build.registries(viewer);
        build.group(Some("nav-group-trust"));
        if admin {
            build.item(address::TRUST, "shield", "nav-trust");
        }
        build.item(address::PLATFORM, "cert", "nav-platform");
        build.records(viewer);
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

    fn item(&mut self, href: impl Into<String>, icon: &'static str, key: &str) {
        let href = href.into();
        let below = self.path.strip_prefix(href.as_str()).is_some_and(|rest| rest.starts_with('/'));
        let current = self.path == href || (below && href != address::HOME);
        let label = self.texts.get(key);
        if let Some(group) = self.groups.last_mut() {
            group.items.push(Item { href, icon, label, current, waiting: None });
        }
    }

    fn own(&mut self, page: &str, partner: &str, icon: &'static str, key: &str) {
        self.item(address::org(partner, page), icon, key);
    }

    /// What a partner of this type has: policies where it needs them, and what the authentication service asks for.
    fn services(&mut self, partner: &str, partner_type: &PartnerType) {
        self.group(Some("nav-group-services"));
        if partner_type.policy_required && partner_type.role.is_some() {
            self.own("policy-requests", partner, "policy", "nav-policy-requests");
        }
        if partner_type.role == Some(roles::AUTH_PARTNER) {
            self.own("api-keys", partner, "key", "nav-api-keys");
            self.own("oidc-clients", partner, "app", "nav-oidc-clients");
        }
        if partner_type.code.eq_ignore_ascii_case(licences::MISP) {
            self.own("licences", partner, "key", "nav-licences");
        }
        if usage::has_uses_or_licences(partner_type.code) {
            self.own("usage", partner, "pulse", "nav-usage");
        }
    }

    /// What a provider of this type registers.
    fn own_registry(&mut self, partner: &str, partner_type: &PartnerType) {
        self.group(Some("nav-group-devices"));
        if partner_type.code.eq_ignore_ascii_case(device::DEVICE_PROVIDER) {
            self.own("sbis", partner, "device", "nav-sbis");
            self.own("devices", partner, "device", "nav-devices");
        } else if partner_type.code.eq_ignore_ascii_case(device::FTM_PROVIDER) {
            self.own("chips", partner, "chip", "nav-chips");
        }
    }

    /// Partners with what they were given, and the policies behind it.
    fn partners(&mut self, viewer: &Viewer<'_>) {
        let admin = viewer.roles.contains(roles::PARTNER_ADMIN);
        self.group(Some("nav-group-partners"));
        if admin {
            self.item(address::PARTNERS, "building", "nav-partners");
        }
        if admin || viewer.roles.contains(roles::POLICYMANAGER) {
            self.item(address::POLICIES, "policy", "nav-policies");
            self.item(address::POLICY_GROUPS, "book", "nav-policy-groups");
        }
        if admin {
            self.item(address::POLICY_REQUESTS, "policy", "nav-policy-requests");
            self.item(address::API_KEYS, "key", "nav-api-keys");
            self.item(address::OIDC_CLIENTS, "app", "nav-oidc-clients");
            self.item(address::LICENCES, "key", "nav-licences");
        }
    }

    /// What all providers have registered, and what nobody may use.
    fn registries(&mut self, viewer: &Viewer<'_>) {
        let admin = viewer.roles.contains(roles::PARTNER_ADMIN);
        self.group(Some("nav-group-devices"));
        if admin {
            self.item(address::SBIS, "device", "nav-sbis");
            self.item(address::DEVICES, "device", "nav-devices");
            self.item(address::CHIPS, "chip", "nav-chips");
        }
        if admin || viewer.roles.contains(roles::HOTLIST_ADMIN) {
            self.item(address::HOTLIST, "ban", "nav-hotlist");
        }
    }

    /// What happened, what ends, and who may do what; help.
    fn records(&mut self, viewer: &Viewer<'_>) {
        self.group(Some("nav-group-records"));
        if let Some(partner) = viewer.partner {
            self.own("calendar", partner, "cal", "nav-calendar-own");
            self.own("history", partner, "audit", "nav-history");
        }
        if viewer.roles.contains(roles::PARTNER_ADMIN) {
            self.item(address::TRANSACTIONS, "pulse", "nav-transactions");
            self.item(address::CALENDAR, "cal", "nav-calendar");
            self.item(address::AUDIT, "audit", "nav-audit");
            self.item(address::ACCOUNTS, "users", "nav-accounts");
        }
        self.item(address::HELP, "help", "nav-help");
    }

    fn waiting(&mut self, count: u64) {
        if let Some(item) = self.groups.last_mut().and_then(|group| group.items.last_mut()) {
            item.waiting = (count > 0).then_some(count);
        }
    }
}
