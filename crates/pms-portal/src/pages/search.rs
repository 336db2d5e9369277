//! Search over everything that one may see: grouped by kind, each group with its first rows and the way to its list.

use askama::Template;
use pms_app::approvals::Approval;
use pms_app::search::{self, Everything, Hits};
use pms_domain::approval::Kind;
use pms_domain::oidc_client::plain_name;
use pms_domain::roles;

use super::{bdi, hotlist, kind, request_about};
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, ok};
use crate::html::{Html, escape};
use crate::i18n::Texts;
use crate::web::{Answer, Visitor};

struct Row {
    href: String,
    label: Html,
    sub: Html,
}

struct Group {
    id: &'static str,
    title: Html,
    count: Html,
    rows: Vec<Row>,
    /// The whole list.
    list: String,
}

#[derive(Template)]
#[template(path = "admin/search.html")]
struct Search {
    p: Frame,
    form: Form,
    intro: Html,
    asked: bool,
    groups: Vec<Group>,
}

/// `GET /portal/search?q=…`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.person()?;
    let form = Form::of(
        url::form_urlencoded::parse(visitor.query().as_bytes())
            .filter(|(name, _)| name == "q")
            .map(|(name, value)| (name.into_owned(), value.into_owned())),
    );
    let words = form.tidy("q");
    let found = search::search(visitor.app(), visitor.ctx(), &words).await?;
    let is_staff = visitor.ctx().actor.has_any(roles::STAFF_ROLES) || visitor.has(roles::HOTLIST_ADMIN);
    let intro = visitor.texts().get(if is_staff { "search-intro-staff" } else { "search-intro" });
    let groups = Groups::new(&visitor).all(found);
    Ok(ok(&Search { p: visitor.frame("search").await?, intro, asked: !words.is_empty(), groups, form }))
}

/// Makes groups of what was found; its links lead to the pages of admins, or to those of one's own organisation.
struct Groups<'a> {
    texts: &'a Texts,
    is_admin: bool,
}

impl<'a> Groups<'a> {
    fn new(visitor: &'a Visitor) -> Self {
        Self { texts: visitor.texts(), is_admin: visitor.has(roles::PARTNER_ADMIN) }
    }

    /// The page of an object of a partner: below the staff's list, or below the organisation's.
    fn page(&self, partner: &str, list: &str, object: &str) -> String {
        let own = format!("{list}/{}", address::segment(object));
        if self.is_admin { format!("{}/{own}", address::HOME) } else { address::org(partner, &own) }
    }

    /// A certificate's own page; a chip's certificates stand on the page of the chip.
    fn certificate(&self, found: &pms_store::certificate_find::Found) -> String {
        if let Some(chip) = &found.x_chip_id {
            return self.page(&found.partner_id, "chips", chip);
        }
        let own = format!("certificates/{}", address::segment(&found.cert_id));
        if self.is_admin {
            format!("{}/{own}", address::partner(&found.partner_id))
        } else {
            address::org(&found.partner_id, &own)
        }
    }

    /// The page of an open request.
    fn request(&self, approval: &Approval) -> String {
        match self.is_admin {
            true => address::request(&approval.id),
            false => address::org(&approval.partner_id, &format!("request/{}", address::segment(&approval.id))),
        }
    }

    fn list(&self, partner: Option<&str>, list: &str) -> String {
        match partner {
            Some(partner) if !self.is_admin => address::org(partner, list),
            _ => format!("{}/{list}", address::HOME),
        }
    }

    fn group<T>(
        &self,
        (id, title): (&'static str, &str),
        hits: Hits<T>,
        list: impl Fn(Option<&T>) -> String,
        row: impl Fn(&T) -> Row,
    ) -> Option<Group> {
        if hits.rows.is_empty() {
            return None;
        }
        let shown = hits.rows.len();
        let count = self.texts.with("search-count").num("n", shown).num("all", hits.total).html();
        Some(Group {
            id,
            title: self.texts.get(title),
            count,
            list: list(hits.rows.first()),
            rows: hits.rows.iter().map(row).collect(),
        })
    }

    fn all(&self, found: Everything) -> Vec<Group> {
        let texts = self.texts;
        let partners = |row: &pms_app::partners::AdminPartnerRow| {
            let href = if self.is_admin { address::partner(&row.id) } else { address::org(&row.id, "home") };
            Row { href, label: bdi(&row.name), sub: joined(&[code(&row.id), kind(texts, &row.partner_type_code)]) }
        };
        // The list of all is the admins'; one's own organisations stand on one's account.
        let all = if self.is_admin { address::PARTNERS } else { address::ACCOUNT };
        let groups = [
            self.group(("g-partners", "search-partners"), found.partners, |_| all.to_owned(), partners),
            self.group(
                ("g-waiting", "search-waiting"),
                found.waiting,
                |row| match row {
                    // One's own have no list; what waits stands on the organisation's first page.
                    Some((approval, _)) if !self.is_admin => address::org(&approval.partner_id, "home"),
                    _ => address::INBOX.to_owned(),
                },
                |(approval, brief)| Row {
                    href: self.request(approval),
                    label: match Kind::parse(&approval.kind) {
                        Some(kind) => request_about::line(texts, kind, brief),
                        None => code(&approval.id),
                    },
                    sub: joined(&[bdi(brief.name()), code(&approval.partner_id)]),
                },
            ),
            self.group(
                ("g-requests", "search-requests"),
                found.requests,
                |row| self.list(row.map(|row| row.part_id.as_str()), "policy-requests"),
                |row| Row {
                    href: self.page(&row.part_id, "policy-requests", &row.id),
                    label: bdi(row.policy_name.as_deref().unwrap_or(&row.policy_id)),
                    sub: joined(&[bdi(&row.partner_name), bdi(&row.request_detail)]),
                },
            ),
            self.group(
                ("g-policies", "search-policies"),
                found.policies,
                |_| format!("{}/policies", address::HOME),
                |row| Row {
                    href: format!("{}/policies/{}", address::HOME, address::segment(&row.id)),
                    label: bdi(&row.name),
                    sub: joined(&[code(&row.policy_type), bdi(&row.descr)]),
                },
            ),
            self.group(
                ("g-groups", "search-groups"),
                found.groups,
                |_| address::POLICY_GROUPS.to_owned(),
                |row| Row {
                    href: address::policy_group(&row.group.id),
                    label: bdi(&row.group.name),
                    sub: joined(&[bdi(&row.group.descr), code(&row.group.id)]),
                },
            ),
            self.group(
                ("g-keys", "search-keys"),
                found.keys,
                |row| self.list(row.map(|row| row.part_id.as_str()), "api-keys"),
                |row| Row {
                    href: match &row.id {
                        Some(id) => self.page(&row.part_id, "api-keys", id),
                        None => self.list(Some(&row.part_id), "api-keys"),
                    },
                    label: bdi(&row.label),
                    sub: joined(&[bdi(&row.partner_name), bdi(row.policy_name.as_deref().unwrap_or_default())]),
                },
            ),
            self.group(
                ("g-clients", "search-clients"),
                found.clients,
                |row| self.list(row.map(|row| row.rp_id.as_str()), "oidc-clients"),
                |row| Row {
                    href: self.page(&row.rp_id, "oidc-clients", &row.id),
                    label: bdi(&plain_name(&row.name)),
                    sub: joined(&[bdi(row.partner_name.as_deref().unwrap_or_default()), code(&row.id)]),
                },
            ),
        ];
        groups
            .into_iter()
            .flatten()
            .chain(self.products(found.devices, found.interfaces, found.chips))
            .chain(self.trust(found.certificates, found.authorities, found.licences, found.accounts))
            .chain(self.group(
                ("g-hotlist", "search-hotlist"),
                found.hotlisted,
                |_| address::HOTLIST.to_owned(),
                |entry| Row {
                    href: hotlist::href(entry.id_type, &entry.hash),
                    label: hotlist::name(entry),
                    sub: joined(&[
                        hotlist::kind(texts, entry.id_type),
                        bdi(entry.reason.as_deref().unwrap_or_default()),
                    ]),
                },
            ))
            .collect()
    }

    /// Device models, interfaces and chips.
    fn products(
        &self,
        devices: Hits<pms_store::device_lists::DeviceRow>,
        interfaces: Hits<pms_store::device_lists::InterfaceRow>,
        chips: Hits<pms_store::device_lists::ChipRow>,
    ) -> Vec<Group> {
        let org = |name: &Option<String>| bdi(name.as_deref().unwrap_or_default());
        let groups = [
            self.group(
                ("g-devices", "search-devices"),
                devices,
                |row| self.list(row.map(|row| row.dprovider_id.as_str()), "devices"),
                |row| Row {
                    href: self.page(&row.dprovider_id, "devices", &row.id),
                    label: bdi(&format!("{} {}", row.make, row.model)),
                    sub: joined(&[org(&row.org_name), bdi(&row.dtype_code)]),
                },
            ),
            self.group(
                ("g-sbis", "search-sbis"),
                interfaces,
                |row| self.list(row.and_then(|row| row.provider_id.as_deref()), "sbis"),
                |row| Row {
                    href: self.page(row.provider_id.as_deref().unwrap_or_default(), "sbis", &row.id),
                    label: bdi(&row.sw_version),
                    sub: joined(&[org(&row.org_name), code(&row.id)]),
                },
            ),
            self.group(
                ("g-chips", "search-chips"),
                chips,
                |row| self.list(row.map(|row| row.provider_id.as_str()), "chips"),
                |row| Row {
                    href: self.page(&row.provider_id, "chips", &row.id),
                    label: bdi(&[row.make.as_deref(), row.model.as_deref()].map(Option::unwrap_or_default).join(" ")),
                    sub: joined(&[org(&row.org_name), code(&row.id)]),
                },
            ),
        ];
        groups.into_iter().flatten().collect()
    }

    /// Certificates, licences and accounts.
    fn trust(
        &self,
        certificates: Hits<pms_store::certificate_find::Found>,
        authorities: Hits<pms_app::certificates::TrustRow>,
        licences: Hits<pms_app::misp::Licence>,
        accounts: Hits<search::AccountHit>,
    ) -> Vec<Group> {
        let texts = self.texts;
        let until = |at| texts.with("search-until").day("when", at).html();
        let of_partner = |partner: &str| {
            if self.is_admin { address::partner(partner) } else { address::org(partner, "certificates") }
        };
        let groups = [
            self.group(
                ("g-certificates", "search-certificates"),
                certificates,
                |row| row.map_or_else(|| address::PARTNERS.to_owned(), |row| of_partner(&row.partner_id)),
                |row| Row {
                    href: self.certificate(row),
                    label: bdi(&row.cert_subject),
                    sub: joined(&[code(&row.cert_serial_no), until(row.cert_not_after)]),
                },
            ),
            self.group(
                ("g-authorities", "search-authorities"),
                authorities,
                |_| address::TRUST.to_owned(),
                |row| Row {
                    href: format!("{}/{}", address::TRUST, address::segment(&row.cert_id)),
                    label: bdi(&row.cert_subject),
                    sub: joined(&[code(&row.partner_domain), until(row.cert_not_after)]),
                },
            ),
            self.group(
                ("g-licences", "search-licences"),
                licences,
                |row| self.list(row.map(|row| row.misp_id.as_str()), "licences"),
                |row| Row {
                    href: self.list(Some(&row.misp_id), "licences"),
                    label: code(&row.misp_id),
                    sub: row.valid_to_date.map(until).unwrap_or_default(),
                },
            ),
            self.group(
                ("g-accounts", "search-accounts"),
                accounts,
                |_| address::ACCOUNTS.to_owned(),
                |row| Row { href: address::account(&row.id), label: bdi(&row.name), sub: Html::default() },
            ),
        ];
        groups.into_iter().flatten().collect()
    }
}

fn code(value: &str) -> Html {
    if value.is_empty() {
        return Html::default();
    }
    Html::trusted(format!("<span class=\"ltr\">{}</span>", escape(value)))
}

/// What there is of these, beside each other.
fn joined(parts: &[Html]) -> Html {
    let there: Vec<String> =
        parts.iter().filter(|part| !part.without_tags().is_empty()).map(ToString::to_string).collect();
    Html::trusted(there.join(" · "))
}
