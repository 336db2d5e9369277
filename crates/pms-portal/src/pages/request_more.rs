//! What else an admin looks at before deciding on a policy or an API key: what the policy lets the organisation do, what it
//! has asked for, and the keys that it has.

use pms_app::api_keys::{self, KeyFilter};
use pms_app::approvals::ApprovalView;
use pms_app::partners::PageWish;
use pms_app::policy_links::{self, RequestFilter};
use pms_domain::approval::Kind;
use pms_domain::policy;
use pms_store::auth_policy::AuthPolicy;
use pms_store::list::Page;

use super::{api_keys as keys, bdi, policy_requests, policy_words};
use crate::html::Html;
use crate::object::{Section, Table};
use crate::web::{Fault, Visitor};

/// Rows that the page shows; the lists have all.
const SHOWN: u64 = 20;

fn wish(partner_id: &str) -> PageWish<'_> {
    PageWish { partner_id: Some(partner_id), sort: None, page: Page::new(0, SHOWN) }
}

fn shares(visitor: &Visitor, found: &AuthPolicy) -> Section {
    let content = policy::parse(&found.policy_file_id).unwrap_or_default();
    let texts = visitor.texts();
    Section { title: texts.get("shares-title-admin"), ..policy_words::section(texts, found, &content) }
}

/// A link of the portal around text from outside.
fn linked(href: &str, words: &str) -> Html {
    Html::trusted(format!("<a href=\"{}\">{}</a>", crate::html::escape(href), bdi(words)))
}

/// The other requests of the organisation for policies, the newest first.
async fn requests(visitor: &Visitor, partner_id: &str, but: &str) -> Result<Section, Fault> {
    let texts = visitor.texts();
    let filter = RequestFilter::default();
    let found = policy_links::page(visitor.app(), visitor.ctx(), &filter, wish(partner_id)).await?;
    let others = found.rows.iter().filter(|row| row.id != but);
    let rows: Vec<Vec<Html>> = others
        .map(|row| {
            let href = format!("{}/{}", crate::address::POLICY_REQUESTS, crate::address::segment(&row.id));
            let name = row.policy_name.as_deref().unwrap_or(&row.policy_id);
            vec![linked(&href, name), texts.day(row.cr_dtimes), policy_requests::tag(&row.status_code).html(texts)]
        })
        .collect();
    let heads = ["pr-policy", "pr-created", "list-state"].map(|key| texts.get(key)).to_vec();
    let mut section = Section::new("requests", texts.get("inbox-requests"));
    section.empty = texts.get("inbox-requests-none");
    section.table = (!rows.is_empty()).then(|| Table { caption: texts.get("inbox-requests"), heads, rows });
    Ok(section)
}

/// The other keys of the organisation, the newest first.
async fn other_keys(visitor: &Visitor, partner_id: &str, but: &str) -> Result<Section, Fault> {
    let texts = visitor.texts();
    let now = visitor.ctx().now();
    let filter = KeyFilter::default();
    let found = api_keys::list_page(visitor.app(), visitor.ctx(), &filter, wish(partner_id)).await?;
    let others = found.rows.iter().filter(|row| row.id.as_deref() != Some(but));
    let rows: Vec<Vec<Html>> = others
        .map(|row| {
            let label = match &row.id {
                Some(id) => {
                    linked(&format!("{}/{}", crate::address::API_KEYS, crate::address::segment(id)), &row.label)
                }
                None => bdi(&row.label),
            };
            let policy = bdi(row.policy_name.as_deref().unwrap_or(&row.policy_id));
            vec![label, policy, texts.day(row.cr_dtimes), keys::tag(row, now).html(texts)]
        })
        .collect();
    let heads = ["key-name", "pr-policy", "key-created", "list-state"].map(|key| texts.get(key)).to_vec();
    let mut section = Section::new("keys", texts.get("inbox-keys"));
    section.empty = texts.get("inbox-keys-none");
    section.table = (!rows.is_empty()).then(|| Table { caption: texts.get("inbox-keys"), heads, rows });
    Ok(section)
}

/// The parts of a request's page that its kind adds.
pub async fn sections(visitor: &Visitor, view: &ApprovalView) -> Result<Vec<Section>, Fault> {
    let (partner_id, object_id) = (view.approval.partner_id.as_str(), view.approval.object_id.as_str());
    let policy = match view.kind {
        Kind::PolicyLink => view.about.link.as_ref().and_then(|link| link.policy.as_ref()),
        Kind::ApiKey => view.about.key.as_ref().and_then(|key| key.policy.as_ref()),
        _ => return Ok(Vec::new()),
    };
    let mut sections: Vec<Section> = policy.map(|found| shares(visitor, found)).into_iter().collect();
    sections.push(requests(visitor, partner_id, object_id).await?);
    sections.push(other_keys(visitor, partner_id, object_id).await?);
    Ok(sections)
}
