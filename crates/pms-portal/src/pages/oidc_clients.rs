//! Lists of OIDC clients: an organisation's own, and all of them for partner admins.

use axum::extract::Path;
use pms_app::esignet::Step;
use pms_app::oidc_clients::{self, ClientFilter, OidcClientRow};
use pms_app::partners::{PageWish, PartnerView};
use pms_domain::oidc_client::{Status, plain_name};
use pms_store::list::Page;

use super::policy_requests::sort;
use super::side::{self, Side};
use super::{Link, api_keys};
use crate::form::Choice;
use crate::frame::Tag;
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Note, Row, Rows};
use crate::web::{Answer, Fault, Visitor};

/// The list's place in the address.
pub const LIST: &str = "oidc-clients";

/// Whether an organisation has clients: the same that have keys for the authentication service.
pub fn are_for(view: &PartnerView) -> bool {
    api_keys::are_for(view)
}

#[derive(Clone)]
struct Clients(Side);

/// Address name of a sort and the list's own.
const SORTS: [(&str, &str); 5] = [
    ("name", "clientName"),
    ("policy", "policyName"),
    ("organisation", "orgName"),
    ("created", "createdDateTime"),
    ("state", "status"),
];

pub fn tag(status: &str) -> Tag {
    match Status::stored(status) {
        Status::Active => Tag::Active,
        Status::Inactive => Tag::Deactivated,
    }
}

impl Clients {
    fn is_staff(&self) -> bool {
        matches!(self.0, Side::Staff)
    }

    fn row(&self, visitor: &Visitor, found: OidcClientRow) -> Row {
        let texts = visitor.texts();
        let mut cells = vec![Cell::text(&plain_name(&found.name))];
        if self.is_staff() {
            cells.push(Cell::text(found.partner_name.as_deref().unwrap_or(&found.rp_id)).sub_code(&found.rp_id));
            cells.push(Cell::code(&found.rp_id));
        }
        cells.extend([
            Cell::text(found.policy_name.as_deref().unwrap_or_default())
                .sub(super::bdi(found.group_name.as_deref().unwrap_or_default())),
            Cell::code(&found.id),
            Cell::day(texts, found.cr_dtimes),
            Cell::tag(texts, tag(&found.status)),
        ]);
        Row::new(self.0.object(LIST, &found.id), cells)
    }

    /// What waits for eSignet, above the list: clients that are not there yet, too.
    async fn waiting(&self, visitor: &Visitor) -> Result<Vec<Note>, Fault> {
        let Some(id) = self.0.partner_id() else { return Ok(Vec::new()) };
        let texts = visitor.texts();
        let all = oidc_clients::waiting_of(visitor.app(), visitor.ctx(), id).await?;
        // At most two messages stand on a page.
        Ok(all
            .into_iter()
            .take(2)
            .map(|one| {
                let key = match one.step {
                    Step::Create => "oidc-waits-create",
                    Step::Details => "oidc-waits-details",
                    Step::Deactivate => "oidc-waits-deactivate",
                };
                let words = texts.with(key).text("name", plain_name(&one.name)).time("again", one.next_try_at).html();
                Note { class: "is-wait", icon: "clock", words, link: None }
            })
            .collect())
    }
}

impl Listing for Clients {
    fn address(&self) -> String {
        self.0.address(LIST)
    }

    fn file(&self) -> &'static str {
        LIST
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let mut filters = vec![Filter::text("name", "oidc-name"), Filter::text("policy", "pr-policy")];
        if self.is_staff() {
            filters.extend([
                Filter::text("organisation", "field-organization"),
                Filter::code("partner", "field-partner-id"),
                Filter::text("group", "field-policy-group"),
            ]);
        }
        let states = Status::ALL.map(|status| {
            let word = status.as_str();
            Choice::new(word, texts.get(tag(word).look().2))
        });
        filters.push(Filter::choice("state", "list-state", states.to_vec()));
        filters
    }

    fn heads(&self) -> Vec<Head> {
        let mut heads = vec![Head::new("oidc-name").sort("name")];
        if self.is_staff() {
            heads.push(Head::new("field-organization").sort("organisation"));
            heads.push(Head::new("field-partner-id").in_file_only());
        }
        heads.extend([
            Head::new("pr-policy").sort("policy"),
            Head::new("oidc-id"),
            Head::new("oidc-created").sort("created").number().usual(true),
            Head::new("list-state").sort("state"),
        ]);
        heads
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let new = Link { href: format!("{}/new", self.address()), label: texts.get("oidc-new") };
        if self.is_staff() {
            let words = texts.get("oidc-empty-staff");
            let empty = Empty { icon: "app", title: texts.get("oidc-empty"), words, action: None };
            return Ok(About::new("oidc-title", texts.get("oidc-intro-staff"), "oidc-count", empty));
        }
        let id = self.0.partner_id().unwrap_or_default();
        let offers = oidc_clients::offers(visitor.app(), visitor.ctx(), id).await?;
        let may = self.0.may_write(visitor);
        let (words, action) = match (offers.is_empty(), may) {
            (true, _) => {
                let ask = Link { href: self.0.address("policy-requests"), label: texts.get("pr-title") };
                (texts.get("oidc-empty-no-policy"), Some(ask))
            }
            (false, true) => (texts.get("oidc-empty-words"), Some(new.clone())),
            (false, false) => (texts.get("oidc-empty-words"), None),
        };
        let empty = Empty { icon: "app", title: texts.get("oidc-empty"), words, action };
        let mut about = About::new("oidc-title", texts.get("oidc-intro"), "oidc-count", empty);
        about.primary = (!offers.is_empty() && may).then_some(new);
        about.notes = self.waiting(visitor).await?;
        side::note_inactive(visitor, &self.0, &mut about);
        Ok(about)
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let filter = ClientFilter {
            client_name: query.text("name"),
            policy_name: query.text("policy"),
            org_name: query.text("organisation"),
            partner_id: query.text("partner"),
            policy_group_name: query.text("group"),
            status: query.text("state"),
        };
        let wish = PageWish { partner_id: self.0.partner_id(), sort: sort(query, &SORTS), page: Page::new(page, size) };
        let found = oidc_clients::page(visitor.app(), visitor.ctx(), &filter, wish).await?;
        let rows = found.rows.into_iter().map(|row| self.row(visitor, row)).collect();
        Ok(Rows { total: found.total, rows })
    }
}

/// `GET /portal/org/{id}/oidc-clients`
pub async fn own(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let side = Side::own(&visitor, &id).await?;
    listing::show(&visitor, &Clients(side.clone()), side.partner()).await
}

/// `GET /portal/org/{id}/oidc-clients.csv`
pub async fn own_file(visitor: Visitor, Path(id): Path<String>) -> Answer {
    listing::export(&visitor, &Clients(Side::own(&visitor, &id).await?)).await
}

/// `GET /portal/oidc-clients`
pub async fn all(visitor: Visitor) -> Answer {
    listing::show(&visitor, &Clients(Side::staff(&visitor)?), None).await
}

/// `GET /portal/oidc-clients.csv`
pub async fn all_file(visitor: Visitor) -> Answer {
    listing::export(&visitor, &Clients(Side::staff(&visitor)?)).await
}
