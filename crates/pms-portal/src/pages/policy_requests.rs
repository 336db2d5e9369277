//! Lists of requests for policies: an organisation's own, and all of them for partner admins.

use axum::extract::Path;
use pms_app::approvals::{self, Filter as ApprovalFilter};
use pms_app::partners::PageWish;
use pms_app::policy_links::{self, PolicyRequestRow, RequestFilter};
use pms_domain::approval::{Kind, State};
use pms_domain::policy_link::Status;
use pms_store::list::Page;

use super::side::{self, Side};
use super::{Link, kind, type_key};
use crate::form::Choice;
use crate::frame::Tag;
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Note, Row, Rows};
use crate::web::{Answer, Fault, Visitor};

/// The list's place in the address.
pub const LIST: &str = "policy-requests";

#[derive(Clone)]
struct Requests(Side);

/// Address name of a sort and the list's own.
const SORTS: [(&str, &str); 5] = [
    ("policy", "policyName"),
    ("organisation", "orgName"),
    ("group", "policyGroupName"),
    ("created", "createdDateTime"),
    ("state", "status"),
];

/// The sort of the address as the list knows it.
pub fn sort<'a>(query: &Query, sorts: &[(&str, &'a str)]) -> Option<(&'a str, bool)> {
    let (name, descending) = query.sort()?;
    sorts.iter().find(|(own, _)| *own == name).map(|(_, field)| (*field, descending))
}

/// The state of a request as people read it.
pub fn tag(status: &str) -> Tag {
    match Status::parse(status) {
        Some(Status::Approved) => Tag::Approved,
        Some(Status::Rejected) => Tag::Rejected,
        Some(Status::InProgress) | None => Tag::Pending,
    }
}

impl Requests {
    fn is_staff(&self) -> bool {
        matches!(self.0, Side::Staff)
    }

    fn row(&self, visitor: &Visitor, found: PolicyRequestRow, is_withdrawn: bool) -> Row {
        let texts = visitor.texts();
        let name = found.policy_name.as_deref().unwrap_or(&found.policy_id);
        let mut cells = vec![Cell::text(name).sub_code(&found.policy_id), Cell::code(&found.policy_id)];
        if self.is_staff() {
            let kind_key = format!("type-{}", type_key(&found.partner_type_code));
            cells.extend([
                Cell::text(&found.partner_name).sub_code(&found.part_id),
                Cell::code(&found.part_id),
                Cell::words(texts, if texts.has(&kind_key) { &kind_key } else { "type-unknown" }),
            ]);
        }
        cells.extend([
            Cell::text(found.group_name.as_deref().unwrap_or_default()),
            Cell::day(texts, found.cr_dtimes),
            Cell::tag(texts, if is_withdrawn { Tag::Withdrawn } else { tag(&found.status_code) }),
        ]);
        Row::new(self.0.object(LIST, &found.id), cells)
    }

    /// Whose turn it is, above the list: questions that wait for the organisation.
    async fn questions(&self, visitor: &Visitor) -> Result<Vec<Note>, Fault> {
        let Some(id) = self.0.partner_id() else { return Ok(Vec::new()) };
        let texts = visitor.texts();
        let filter = ApprovalFilter {
            kind: Some(Kind::PolicyLink.as_str().to_owned()),
            state: Some(State::ChangesAsked.as_str().to_owned()),
            partner_id: Some(id.to_owned()),
            ..ApprovalFilter::default()
        };
        let asked = approvals::list(visitor.app(), visitor.ctx(), &filter, 0, 1).await?;
        let note = |found: &approvals::Approval| Note {
            class: "is-wait",
            icon: "clock",
            words: texts.with("pr-asked").num("n", asked.total).html(),
            link: Some(Link { href: self.0.object(LIST, &found.object_id), label: texts.get("pr-asked-link") }),
        };
        Ok(asked.rows.iter().map(note).collect())
    }
}

impl Listing for Requests {
    fn address(&self) -> String {
        self.0.address(LIST)
    }

    fn file(&self) -> &'static str {
        LIST
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let mut filters = vec![Filter::text("policy", "pr-policy")];
        if self.is_staff() {
            filters.extend([
                Filter::text("organisation", "field-organization"),
                Filter::code("partner", "field-partner-id"),
                Filter::text("group", "field-policy-group"),
                Filter::choice("kind", "field-kind", kinds(visitor)),
            ]);
        }
        let states = [Status::InProgress, Status::Approved, Status::Rejected].map(|status| {
            // The contract has one word for what was rejected and what was taken back, and the list is filtered by it.
            let key = match status {
                Status::Rejected => "pr-state-rejected",
                status => tag(status.as_str()).look().2,
            };
            Choice::new(status.as_str(), texts.get(key))
        });
        filters.push(Filter::choice("state", "list-state", states.to_vec()));
        filters
    }

    fn heads(&self) -> Vec<Head> {
        let mut heads = vec![Head::new("pr-policy").sort("policy"), Head::new("pr-policy-id").in_file_only()];
        if self.is_staff() {
            heads.extend([
                Head::new("field-organization").sort("organisation"),
                Head::new("field-partner-id").in_file_only(),
                Head::new("field-kind"),
            ]);
        }
        heads.extend([
            Head::new("field-policy-group").sort("group"),
            Head::new("pr-created").sort("created").number().usual(true),
            Head::new("list-state").sort("state"),
        ]);
        heads
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let writable = self.0.may_write(visitor) && !self.is_staff();
        let new = Link { href: format!("{}/new", self.0.address(LIST)), label: texts.get("pr-new") };
        let words = texts.get(if self.is_staff() { "pr-empty-staff" } else { "pr-empty-words" });
        let is_active = self.0.partner().is_some_and(|view| view.partner.is_active);
        let action = (writable && is_active).then(|| new.clone());
        let empty = Empty { icon: "policy", title: texts.get("pr-empty"), words, action: action.clone() };
        let intro = texts.get(if self.is_staff() { "pr-intro-staff" } else { "pr-intro" });
        let mut about = About::new("pr-title", intro, "pr-count", empty);
        about.primary = action;
        about.notes = self.questions(visitor).await?;
        side::note_inactive(visitor, &self.0, &mut about);
        if let Some(view) = self.0.partner() {
            let code = &view.partner.partner_type_code;
            let link = |page: &str, key: &str| Link { href: self.0.address(page), label: texts.get(key) };
            if policy_links::maps_credential_types(visitor.app(), code) {
                about.others.push(link("credential-types", "cred-title"));
            }
            if policy_links::asks_for_extractors(visitor.app(), code) {
                about.others.push(link("extractors", "ext-title"));
            }
        }
        Ok(about)
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let filter = RequestFilter {
            policy_name: query.text("policy"),
            org_name: query.text("organisation"),
            partner_id: query.text("partner"),
            policy_group_name: query.text("group"),
            partner_type: query.text("kind"),
            status: query.text("state"),
            ..RequestFilter::default()
        };
        let wish = PageWish { partner_id: self.0.partner_id(), sort: sort(query, &SORTS), page: Page::new(page, size) };
        let found = policy_links::page(visitor.app(), visitor.ctx(), &filter, wish).await?;
        let withdrawn = policy_links::withdrawn(visitor.app(), visitor.ctx(), &found.rows).await?;
        let row = |row: PolicyRequestRow| {
            let is_withdrawn = withdrawn.contains(&row.id);
            self.row(visitor, row, is_withdrawn)
        };
        Ok(Rows { total: found.total, rows: found.rows.into_iter().map(row).collect() })
    }
}

/// Kinds of partner that have policies.
fn kinds(visitor: &Visitor) -> Vec<Choice> {
    let texts = visitor.texts();
    let all = pms_domain::partner_type::ALL.iter().filter(|found| found.policy_required);
    all.map(|found| Choice::new(found.code, kind(texts, found.code))).collect()
}

/// `GET /portal/org/{id}/policy-requests`
pub async fn own(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let side = Side::own(&visitor, &id).await?;
    listing::show(&visitor, &Requests(side.clone()), side.partner()).await
}

/// `GET /portal/org/{id}/policy-requests.csv`
pub async fn own_file(visitor: Visitor, Path(id): Path<String>) -> Answer {
    listing::export(&visitor, &Requests(Side::own(&visitor, &id).await?)).await
}

/// `GET /portal/policy-requests`
pub async fn all(visitor: Visitor) -> Answer {
    listing::show(&visitor, &Requests(Side::staff(&visitor)?), None).await
}

/// `GET /portal/policy-requests.csv`
pub async fn all_file(visitor: Visitor) -> Answer {
    listing::export(&visitor, &Requests(Side::staff(&visitor)?)).await
}
