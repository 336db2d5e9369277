//! What waits for a policy manager: drafts, policies that end soon, publications that a second admin decides.

use chrono::TimeDelta;
use pms_app::policies::{self, UseFilter};
use pms_store::list::{ListQuery, Page};

use crate::address;
use crate::html::Html;
use crate::pages::{Link, bdi};
use crate::web::{Fault, Visitor};

/// Days within which an end is worth a look.
const SOON: i64 = 90;

/// Drafts that are named.
const NAMED: u64 = 5;

/// A number of the home page, and where it leads.
pub struct Count {
    pub label: Html,
    pub href: String,
    pub number: u64,
    pub note: Html,
}

/// The numbers.
///
/// # Errors
/// The visitor makes no policies.
pub async fn counts(visitor: &Visitor) -> Result<Vec<Count>, Fault> {
    let texts = visitor.texts();
    let now = visitor.ctx().now();
    let total = async |filter: UseFilter| -> Result<u64, Fault> {
        let one = ListQuery::new().page(Page::new(0, 1));
        Ok(policies::in_use(visitor.app(), visitor.ctx(), &filter, one).await?.total)
    };
    let in_state = |state: &str| UseFilter { state: Some(state.to_owned()), ..UseFilter::default() };
    let ending = UseFilter { ends: Some((now, now + TimeDelta::days(SOON))), ..in_state("activated") };
    let count = |key: &str, note: &str, href: &str, number: u64| Count {
        label: texts.get(key),
        href: if href.starts_with('?') { format!("{}{href}", address::POLICIES) } else { href.to_owned() },
        number,
        note: texts.get(note),
    };
    let waiting = policies::publications_waiting(visitor.app(), visitor.ctx()).await?.len() as u64;
    Ok(vec![
        count("home-tile-drafts", "home-tile-drafts-note", "?state=draft", total(in_state("draft")).await?),
        count("home-tile-publications", "home-tile-publications-note", "#todo", waiting),
        count("home-tile-ending", "home-tile-ending-note", "?ends=90&state=activated", total(ending).await?),
        count("home-tile-in-force", "home-tile-in-force-note", "?state=activated", total(in_state("activated")).await?),
    ])
}

/// What to go on with: publications that wait, then the newest drafts; and a new policy.
///
/// # Errors
/// The visitor makes no policies.
pub async fn tasks(visitor: &Visitor) -> Result<Vec<Link>, Fault> {
    let texts = visitor.texts();
    let mut links = vec![Link { href: format!("{}/new", address::POLICIES), label: texts.get("policies-add") }];
    let waiting = policies::publications_waiting(visitor.app(), visitor.ctx()).await?;
    for approval in waiting.iter().take(NAMED as usize) {
        let view = policies::view(visitor.app(), visitor.ctx(), &approval.object_id).await;
        if let Ok(view) = view {
            let label = texts.with("home-task-waits").words("name", bdi(&view.policy.name)).html();
            links.push(Link { href: address::policy(&view.policy.id), label });
        }
    }
    let drafts = UseFilter { state: Some("draft".to_owned()), ..UseFilter::default() };
    let newest = ListQuery::new().page(Page::new(0, NAMED));
    let drafts = policies::in_use(visitor.app(), visitor.ctx(), &drafts, newest).await?;
    for draft in drafts.rows.into_iter().filter(|draft| !waiting.iter().any(|one| one.object_id == draft.policy.id)) {
        let label = texts.with("home-task-draft").words("name", bdi(&draft.policy.name)).html();
        links.push(Link { href: address::policy(&draft.policy.id), label });
    }
    Ok(links)
}
