//! Policies: list, page, editor, and what moves them. For partner admins and policy managers.

mod clone;
mod delete;
mod edit;
mod editor;
pub mod home;
mod list;
mod new;
mod publish;
mod show;
mod turn;
mod users;

use chrono::{NaiveDate, NaiveTime, TimeDelta, TimeZone};
use pms_app::policies::{self, PolicyView};
use pms_domain::policy::{PolicyType, Status};
use pms_domain::{Refusal, Timestamp, catalogue, roles};
use pms_store::auth_policy::AuthPolicy;

use super::code;
use crate::address;
use crate::form::Choice;
use crate::frame::{Frame, Tag};
use crate::html::Html;
use crate::i18n::Texts;
use crate::web::{Fault, Visitor};

pub use clone::{ask as ask_clone, clone};
pub use delete::{ask as ask_delete, delete};
pub use edit::{edit, save};
pub use list::{export, list};
pub(super) use list::{of_group, sorted};
pub use new::{begin, content, create, new};
pub use publish::{ask as ask_publish, publish};
pub use show::{file, show};
pub use turn::{ask_deactivate, ask_reactivate, deactivate, reactivate};
pub use users::{export as export_users, list as users};

/// Days before its end from which a policy is shown as ending (style guide §6).
const SOON: i64 = 30;

/// Only for those who make policies.
pub(super) fn staff(visitor: &Visitor) -> Result<(), Fault> {
    visitor.require(roles::STAFF_ROLES)
}

/// A policy with what its pages need. One that is not there answers so.
async fn load(visitor: &Visitor, id: &str) -> Result<PolicyView, Fault> {
    staff(visitor)?;
    policies::view(visitor.app(), visitor.ctx(), id).await.map_err(missing)
}

/// A policy or group that is not there has no page.
pub(super) fn missing(failure: pms_app::Failure) -> Fault {
    let gone = [&catalogue::POLICY_ID_NOT_FOUND, &catalogue::POLICY_UNKNOWN, &catalogue::POLICY_GROUP_ID_NOT_FOUND];
    match failure {
        pms_app::Failure::Refused(refusal) if gone.iter().any(|entry| std::ptr::eq(*entry, refusal.entry)) => {
            Fault::NotFound
        }
        other => other.into(),
    }
}

/// The state as people read it; the strongest word wins.
pub(super) fn tag(policy: &AuthPolicy, now: Timestamp) -> Tag {
    match policy.status() {
        Status::Draft => Tag::Draft,
        Status::Deactivated => Tag::Deactivated,
        Status::Activated | Status::Unpublished if policy.valid_to_date <= now => Tag::Expired,
        Status::Activated | Status::Unpublished if policy.valid_to_date <= now + TimeDelta::days(SOON) => Tag::Expiring,
        Status::Activated | Status::Unpublished => Tag::Active,
    }
}

/// The words of a type, and what it is for.
fn type_keys(policy_type: PolicyType) -> (&'static str, &'static str) {
    match policy_type {
        PolicyType::Auth => ("policy-type-auth", "policy-type-auth-what"),
        PolicyType::DataShare => ("policy-type-share", "policy-type-share-what"),
        PolicyType::CredentialIssuance => ("policy-type-credential", "policy-type-credential-what"),
        PolicyType::Misp => ("policy-type-misp", "policy-type-misp-what"),
    }
}

/// A type in words; one of an adopted database by its own name.
pub(super) fn type_words(texts: &Texts, policy_type: &str) -> Html {
    PolicyType::parse(policy_type).map_or_else(|| code(policy_type), |known| texts.get(type_keys(known).0))
}

fn types(texts: &Texts) -> Vec<Choice> {
    let choice = |known: PolicyType| {
        let (key, what) = type_keys(known);
        Choice::new(known.as_str(), texts.get(key)).hint(texts.get(what))
    };
    PolicyType::ALL.map(choice).to_vec()
}

/// The frame of a page about a policy.
async fn frame(visitor: &Visitor, title: &str, policy: &AuthPolicy) -> Result<Frame, Fault> {
    let frame = visitor.frame(title).await?.crumb(address::POLICIES, "policies-title");
    Ok(frame.crumb_text(address::policy(&policy.id), &policy.name))
}

/// Name and id of a policy, below a title.
fn name(policy: &AuthPolicy) -> Html {
    Html::trusted(format!("{} {}", super::bdi(&policy.name), code(&policy.id)))
}

/// The field of the basics that a refusal is about.
fn field_of(refusal: &Refusal) -> &'static str {
    let is = |entry| std::ptr::eq::<pms_domain::Entry>(entry, refusal.entry);
    if is(&catalogue::POLICY_EXISTS) {
        "name"
    } else if is(&catalogue::POLICY_VALIDITY_PAST) {
        "until"
    } else {
        ""
    }
}

/// The day of a moment where the site is, as a date field holds it.
fn day_of(visitor: &Visitor, at: Timestamp) -> String {
    visitor.portal().zone.from_utc_datetime(&at).format("%Y-%m-%d").to_string()
}

/// The last moment of a day that was typed, where the site is; `None`: it is no day.
fn end_of_day(visitor: &Visitor, typed: &str) -> Option<Timestamp> {
    let day: NaiveDate = typed.trim().parse().ok()?;
    let next = day.succ_opt()?.and_time(NaiveTime::MIN);
    let begin = visitor.portal().zone.from_local_datetime(&next).earliest()?.naive_utc();
    Some(begin - TimeDelta::microseconds(1))
}
