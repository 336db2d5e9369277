//! Lists of API keys: an organisation's own, and all of them for partner admins. Never a value.

use std::collections::HashMap;

use axum::extract::Path;
use pms_app::api_keys::{self, ApiKeyRow, KeyFilter};
use pms_app::partners::{PageWish, PartnerView};
use pms_app::transaction_log::view::{self as log, KeyUse, LAST_USE_DAYS};
use pms_domain::api_key::State;
use pms_domain::{Timestamp, roles};
use pms_store::list::Page;

use super::Link;
use super::policy_requests::sort;
use super::side::{self, Side};
use crate::form::Choice;
use crate::frame::Tag;
use crate::i18n::Texts;
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Note, Row, Rows};
use crate::web::{Answer, Fault, Visitor};

/// The list's place in the address.
pub const LIST: &str = "api-keys";

/// Days before its end for which a key is shown as expiring.
const SOON: i64 = 30;

/// Whether an organisation asks the authentication service, with keys.
pub fn are_for(view: &PartnerView) -> bool {
    view.partner_type.is_some_and(|found| found.role == Some(roles::AUTH_PARTNER))
}

#[derive(Clone)]
struct Keys(Side);

/// Address name of a sort and the list's own.
const SORTS: [(&str, &str); 6] = [
    ("name", "apiKeyLabel"),
    ("policy", "policyName"),
    ("organisation", "orgName"),
    ("created", "createdDateTime"),
    ("ends", "apiKeyExpiryDateTime"),
    ("state", "status"),
];

/// When a key ends by itself: of validity and rotation the earlier.
pub fn end(row: &ApiKeyRow) -> Option<Timestamp> {
    match (row.valid_to_datetime, row.ends_at) {
        (Some(valid_to), Some(ends_at)) => Some(valid_to.min(ends_at)),
        (valid_to, ends_at) => valid_to.or(ends_at),
    }
}

/// The state of a key as people read it: what it belongs to counts.
pub fn tag(row: &ApiKeyRow, now: Timestamp) -> Tag {
    match row.state(now) {
        State::AwaitsApproval | State::AwaitsFetch => Tag::Pending,
        State::Lapsed | State::Expired | State::Ended => Tag::Expired,
        State::Refused => Tag::Rejected,
        State::Inactive => Tag::Deactivated,
        State::Active if !row.counts(now) => Tag::Deactivated,
        State::Active => match end(row) {
            Some(end) if end - now <= chrono::TimeDelta::days(SOON) => Tag::Expiring,
            _ => Tag::Active,
        },
    }
}

/// When a key was used last, in words where it was not.
pub fn last_use(texts: &Texts, row: &ApiKeyRow, used: Option<&KeyUse>, now: Timestamp) -> Cell {
    match used {
        Some(used) => Cell::time(texts, used.last_at),
        None if now - row.cr_dtimes < chrono::TimeDelta::days(LAST_USE_DAYS) => Cell::words(texts, "key-never"),
        None => Cell::words(texts, "key-long-ago"),
    }
}

impl Keys {
    fn is_staff(&self) -> bool {
        matches!(self.0, Side::Staff)
    }

    async fn uses(&self, visitor: &Visitor, rows: &[ApiKeyRow]) -> Result<HashMap<String, KeyUse>, Fault> {
        let Some(id) = self.0.partner_id() else { return Ok(HashMap::new()) };
        let ids = rows.iter().filter_map(|row| row.id.clone()).collect();
        Ok(log::key_uses(visitor.app(), visitor.ctx(), id, ids, LAST_USE_DAYS).await?)
    }

    fn ends(&self, visitor: &Visitor, row: &ApiKeyRow) -> Cell {
        let texts = visitor.texts();
        let cell = match super::foreseeable(end(row), visitor.ctx().now()) {
            Some(end) => Cell::day(texts, end),
            None => Cell::words(texts, "key-no-end"),
        };
        if row.ends_at.is_some() || row.replaced_by.is_some() { cell.sub(texts.get("key-replaced-sub")) } else { cell }
    }

    fn row(&self, visitor: &Visitor, found: ApiKeyRow, uses: &HashMap<String, KeyUse>) -> Row {
        let (texts, now) = (visitor.texts(), visitor.ctx().now());
        let policy = found.policy_name.as_deref().unwrap_or(&found.policy_id);
        let mut cells = vec![Cell::text(&found.label), Cell::code(found.id.as_deref().unwrap_or_default())];
        if self.is_staff() {
            cells.push(Cell::text(&found.partner_name).sub_code(&found.part_id));
            cells.push(Cell::code(&found.part_id));
        }
        cells.push(Cell::text(policy).sub(super::bdi(found.group_name.as_deref().unwrap_or_default())));
        cells.push(Cell::day(texts, found.cr_dtimes));
        cells.push(self.ends(visitor, &found));
        if !self.is_staff() {
            let used = found.id.as_ref().and_then(|id| uses.get(id));
            cells.push(last_use(texts, &found, used, now));
        }
        cells.push(Cell::tag(texts, tag(&found, now)));
        let Some(id) = &found.id else { return Row::plain(cells) };
        let here = self.0.object(LIST, id);
        let mut row = Row::new(here.clone(), cells);
        if !self.is_staff() && self.0.may_write(visitor) {
            match found.state(now) {
                State::Active => {
                    if found.replaced_by.is_none() {
                        row = row.act(format!("{here}/rotate"), texts.get("key-replace"));
                    }
                    row = row.act(format!("{here}/deactivate"), texts.get("key-deactivate"));
                }
                State::Inactive if found.stopped_by_admin != Some(true) => {
                    row = row.act(format!("{here}/reactivate"), texts.get("key-activate"));
                }
                State::AwaitsFetch => row = row.act(format!("{here}/fetch"), texts.get("key-fetch")),
                State::AwaitsApproval => row = row.act(format!("{here}/withdraw"), texts.get("key-withdraw")),
                _ => {}
            }
        }
        row
    }
}

impl Listing for Keys {
    fn address(&self) -> String {
        self.0.address(LIST)
    }

    fn file(&self) -> &'static str {
        LIST
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let mut filters = vec![Filter::text("name", "key-name"), Filter::text("policy", "pr-policy")];
        if self.is_staff() {
            filters.extend([
                Filter::text("organisation", "field-organization"),
                Filter::code("partner", "field-partner-id"),
                Filter::text("group", "field-policy-group"),
            ]);
        }
        let states = vec![
            Choice::new("activated", texts.get("key-in-use")),
            Choice::new("deactivated", texts.get("key-not-in-use")),
        ];
        filters.push(Filter::choice("state", "list-state", states));
        let soon = [30, 90].map(|days| Choice::new(days.to_string(), texts.with("key-within").num("n", days).html()));
        filters.push(Filter::choice("ends", "key-ends", soon.to_vec()));
        filters
    }

    fn heads(&self) -> Vec<Head> {
        let mut heads = vec![Head::new("key-name").sort("name"), Head::new("key-id").in_file_only()];
        if self.is_staff() {
            heads.push(Head::new("field-organization").sort("organisation"));
            heads.push(Head::new("field-partner-id").in_file_only());
        }
        heads.push(Head::new("pr-policy").sort("policy"));
        heads.push(Head::new("key-created").sort("created").number().usual(true));
        heads.push(Head::new("key-ends").sort("ends").number());
        if !self.is_staff() {
            heads.push(Head::new("key-last-used").number());
        }
        heads.push(Head::new("list-state").sort("state"));
        heads
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let new = Link { href: format!("{}/new", self.address()), label: texts.get("key-new") };
        if self.is_staff() {
            let empty =
                Empty { icon: "key", title: texts.get("key-empty"), words: texts.get("key-empty-staff"), action: None };
            let mut about = About::new("key-title", texts.get("key-intro-staff"), "key-count", empty);
            about.primary = Some(Link { label: texts.get("key-new-for"), ..new });
            return Ok(about);
        }
        let id = self.0.partner_id().unwrap_or_default();
        let offers = api_keys::offers(visitor.app(), visitor.ctx(), id).await?;
        let ask = Link { href: self.0.address("policy-requests"), label: texts.get("pr-title") };
        let (words, action) = match (offers.is_empty(), self.0.may_write(visitor)) {
            (true, _) => (texts.get("key-empty-no-policy"), Some(ask.clone())),
            (false, true) => (texts.get("key-empty-words"), Some(new.clone())),
            (false, false) => (texts.get("key-empty-words"), None),
        };
        let empty = Empty { icon: "key", title: texts.get("key-empty"), words, action };
        let mut about = About::new("key-title", texts.get("key-intro"), "key-count", empty);
        about.primary = (!offers.is_empty() && self.0.may_write(visitor)).then_some(new);
        if api_keys::are_decided_each(visitor.app()) {
            about.notes.push(Note { class: "is-info", icon: "info", words: texts.get("key-decided-each"), link: None });
        }
        side::note_inactive(visitor, &self.0, &mut about);
        Ok(about)
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let filter = KeyFilter {
            api_key_label: query.text("name"),
            policy_name: query.text("policy"),
            org_name: query.text("organisation"),
            partner_id: query.text("partner"),
            policy_group_name: query.text("group"),
            status: query.text("state"),
            expiry_period: query.get("ends").and_then(|days| days.parse().ok()).filter(|days| (0..=366).contains(days)),
        };
        let wish = PageWish { partner_id: self.0.partner_id(), sort: sort(query, &SORTS), page: Page::new(page, size) };
        let found = api_keys::list_page(visitor.app(), visitor.ctx(), &filter, wish).await?;
        let uses = self.uses(visitor, &found.rows).await?;
        let rows = found.rows.into_iter().map(|row| self.row(visitor, row, &uses)).collect();
        Ok(Rows { total: found.total, rows })
    }
}

/// `GET /portal/org/{id}/api-keys`
pub async fn own(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let side = Side::own(&visitor, &id).await?;
    listing::show(&visitor, &Keys(side.clone()), side.partner()).await
}

/// `GET /portal/org/{id}/api-keys.csv`
pub async fn own_file(visitor: Visitor, Path(id): Path<String>) -> Answer {
    listing::export(&visitor, &Keys(Side::own(&visitor, &id).await?)).await
}

/// `GET /portal/api-keys`
pub async fn all(visitor: Visitor) -> Answer {
    listing::show(&visitor, &Keys(Side::staff(&visitor)?), None).await
}

/// `GET /portal/api-keys.csv`
pub async fn all_file(visitor: Visitor) -> Answer {
    listing::export(&visitor, &Keys(Side::staff(&visitor)?)).await
}
