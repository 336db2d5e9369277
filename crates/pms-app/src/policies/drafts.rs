//! Making, cloning and editing policies.

use chrono::Months;
use pms_domain::approval::Kind;
use pms_domain::policy::{self, Command, PolicyType};
use pms_domain::{Context, Refusal, Timestamp, catalogue, limits, routes, text};
use pms_store::audit::Record;
use pms_store::auth_policy::{self, AuthPolicy, Content};
use pms_store::{Change, approval};
use serde_json::{Map, Value as Json, json};

use super::{active_group, content, group_by_name, mapped};
use crate::partners::check_visible;
use crate::{App, Outcome, events, rights};

/// How long a policy is valid unless its maker says otherwise (contract part B §4.3).
const VALID_MONTHS: u32 = 200 * 12;

/// A policy to be made.
#[derive(Clone, Debug, Default)]
pub struct NewPolicy {
    /// Blank or missing: one is given.
    pub policy_id: Option<String>,
    pub group_name: String,
    pub policy_type: String,
    pub name: String,
    pub description: String,
    pub version: String,
    pub policy: Map<String, Json>,
}

/// Makes a draft (contract part B §4.3).
///
/// # Errors
/// In this order: invisible characters, another type than the allowed ones, no such group, an inactive group, a name that
/// the group has, the first violation of the type's schema, what is too long, an id that addresses cannot name or that is taken.
pub async fn create(app: &App, ctx: &Context, new: NewPolicy) -> Outcome<AuthPolicy> {
    rights::require(ctx, &routes::CREATE_POLICY)?;
    let id = new.policy_id.filter(|id| !text::is_blank(id));
    let id_text = id.as_deref().unwrap_or_default();
    for (member, value) in
        [("policyId", id_text), ("name", &new.name), ("desc", &new.description), ("version", &new.version)]
    {
        check_visible(member, value)?;
    }
    let policy_type = PolicyType::parse(&new.policy_type).ok_or(&catalogue::POLICY_TYPE_NOT_ALLOWED)?;
    let body = Body::new(policy_type, Json::Object(new.policy), &new.version);
    let now = ctx.now();
    let mut change = app.store().change().await?;
    let group = active_group(&mut change, &new.group_name).await?;
    check_name(&mut change, &group.id, &new.name, None).await?;
    let text = body.checked()?;
    if id.as_deref().is_some_and(|id| text::utf16_len(id) > limits::POLICY_ID) {
        return Err(Refusal::of(&catalogue::COULD_NOT_PROCESS).into());
    }
    if let Some(id) = &id {
        policy::check_id(id)?;
    }
    if let Some(id) = &id
        && auth_policy::find(&mut change, id).await?.is_some()
    {
        // The reference overwrote it, or moved it to another group.
        return Err(Refusal::of(&catalogue::POLICY_ID_TAKEN).into());
    }
    let id = id.unwrap_or_else(|| ctx.surroundings.numeric_id());
    let draft = auth_policy::NewPolicy {
        id: &id,
        policy_group_id: &group.id,
        name: &new.name,
        descr: &new.description,
        policy: text,
        policy_type: &new.policy_type,
        version: &new.version,
        valid_to: valid_to(now),
        by: &ctx.actor.name,
        at: now,
    };
    auth_policy::insert(&mut change, &draft).await?;
    let made = found(&mut change, &id).await?;
    let record = Record::new("policy.create", "policy", &id).touching("policy_group", &group.id).after(shown(&made));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(made)
}

/// Where a clone goes, and its name there.
#[derive(Clone, Debug)]
pub struct CloneTo {
    pub group_name: String,
    /// `None`: as the source is called.
    pub name: Option<String>,
}

/// Clones a policy, in any state, into groups: all or none (decisions, "Associate these policies to various policy
/// groups"). The clones are drafts and remember their source.
///
/// # Errors
/// No such policy, stored text that is no policy of its type any more; for each clone in turn no such group, an inactive
/// one, a name that the group has.
pub async fn clone(app: &App, ctx: &Context, id: &str, clones: &[CloneTo]) -> Outcome<Vec<AuthPolicy>> {
    rights::require(ctx, &routes::CLONE_POLICY)?;
    for clone in clones {
        check_visible("name", clone.name.as_deref().unwrap_or_default())?;
    }
    let now = ctx.now();
    let mut change = app.store().change().await?;
    let source = auth_policy::find(&mut change, id).await?.ok_or_else(|| Refusal::of(&catalogue::POLICY_UNKNOWN))?;
    check_stored(&source)?;
    let mut made = Vec::with_capacity(clones.len());
    for clone in clones {
        let group = active_group(&mut change, &clone.group_name).await?;
        let name = clone.name.as_deref().unwrap_or(&source.name);
        check_name(&mut change, &group.id, name, None).await?;
        let new_id = ctx.surroundings.numeric_id();
        let draft = auth_policy::NewPolicy {
            id: &new_id,
            policy_group_id: &group.id,
            name,
            descr: &source.descr,
            policy: &source.policy_file_id,
            policy_type: &source.policy_type,
            version: &source.version,
            valid_to: valid_to(now),
            by: &ctx.actor.name,
            at: now,
        };
        auth_policy::insert(&mut change, &draft).await?;
        auth_policy::set_source(&mut change, &new_id, &source.id).await?;
        made.push(found(&mut change, &new_id).await?);
    }
    let mut record = Record::new("policy.clone", "policy", id).after(json!({
        "clones": made.iter().map(shown).collect::<Vec<_>>(),
    }));
    for clone in &made {
        record = record.touching("policy", &clone.id);
    }
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(made)
}

/// Whether stored text is a policy of its type: what was adopted may not be.
pub(super) fn check_stored(policy: &AuthPolicy) -> Outcome<()> {
    let policy_type = PolicyType::parse(&policy.policy_type).ok_or(&catalogue::POLICY_TYPE_NOT_ALLOWED)?;
    match policy::refusal(policy_type, &content(policy)?) {
        Some(refusal) => Err(refusal.into()),
        None => Ok(()),
    }
}

/// What an edit says; the type never changes.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    pub group_name: String,
    pub name: String,
    pub description: String,
    pub version: String,
    pub policy: Map<String, Json>,
    /// `None`: as it is. The only thing that may differ of a published policy.
    pub valid_till: Option<Timestamp>,
}

/// Changes a draft, or the validity date of a published policy (contract part B §4.5; decisions, "What may change after
/// publishing?").
///
/// # Errors
/// In this order: no such group, an inactive one, no such policy, one of another group, a published one of which more than
/// the validity date would change, a name that another policy of the group has, the first violation of the schema, what is
/// too long, a validity that is over.
pub async fn update(app: &App, ctx: &Context, id: &str, edit: Edit) -> Outcome<AuthPolicy> {
    let (change, before) = opened(app, ctx, id, &edit).await?;
    edited(app, ctx, change, before, edit).await
}

/// As [`update`], by an editor who has the policy on the screen: `seen` is [`mark`] of what it was then. `None`: somebody
/// else wrote it since, and nothing is changed.
///
/// # Errors
/// As [`update`].
pub async fn update_seen(app: &App, ctx: &Context, id: &str, edit: Edit, seen: &str) -> Outcome<Option<AuthPolicy>> {
    let (change, before) = opened(app, ctx, id, &edit).await?;
    // In the change: of two who save at once, the second waits here and finds what the first wrote.
    if mark(&before) != seen {
        change.leave().await?;
        return Ok(None);
    }
    edited(app, ctx, change, before, edit).await.map(Some)
}

/// Stands for everything that an editor writes: the same mark, the same policy. By content, because two who save within a
/// moment leave the same time behind.
pub fn mark(policy: &AuthPolicy) -> String {
    let written = json!([
        policy.name,
        policy.descr,
        policy.version,
        policy.policy_file_id,
        policy.valid_to_date.and_utc().timestamp_micros(),
        policy.policy_schema.is_some(),
    ]);
    hex::encode(pms_pki::sha256(written.to_string().as_bytes()))
}

/// The policy in a change of its own, once everything is right that does not depend on it.
async fn opened<'a>(app: &'a App, ctx: &Context, id: &str, edit: &Edit) -> Outcome<(Change<'a>, AuthPolicy)> {
    rights::require(ctx, &routes::UPDATE_POLICY)?;
    check_visible("name", &edit.name)?;
    check_visible("desc", &edit.description)?;
    check_visible("version", &edit.version)?;
    let mut change = app.store().change().await?;
    let group = group_by_name(&mut change, &edit.group_name).await?;
    let before = mapped(&mut change, id, &group.id).await?;
    Ok((change, before))
}

async fn edited(
    app: &App,
    ctx: &Context,
    mut change: Change<'_>,
    before: AuthPolicy,
    edit: Edit,
) -> Outcome<AuthPolicy> {
    let (now, id) = (ctx.now(), before.id.as_str());
    let new = Json::Object(edit.policy.clone());
    let stored = policy::parse(&before.policy_file_id);
    let says_the_same = before.name == edit.name
        && before.descr == edit.description
        && before.version == edit.version
        && stored.as_ref() == Some(&new);
    let text;
    let text = if edit.valid_till.is_some() && says_the_same {
        // As it is stored, letter for letter.
        before.policy_file_id.as_str()
    } else {
        policy::next(before.status(), Command::Edit)?;
        // The group that the policy was found in.
        let group_id = before.policy_group_id.as_deref().unwrap_or_default();
        check_name(&mut change, group_id, &edit.name, Some(id)).await?;
        let policy_type = PolicyType::parse(&before.policy_type).ok_or(&catalogue::POLICY_TYPE_NOT_ALLOWED)?;
        let body = Body::new(policy_type, new, &edit.version);
        text = body.checked()?.to_owned();
        text.as_str()
    };
    let valid_to = edit.valid_till.unwrap_or(before.valid_to_date);
    if valid_to != before.valid_to_date && valid_to <= now {
        return Err(Refusal::of(&catalogue::POLICY_VALIDITY_PAST).into());
    }
    if edit.valid_till.is_some() && says_the_same && valid_to == before.valid_to_date {
        change.leave().await?;
        return Ok(before);
    }
    let content =
        Content { name: &edit.name, descr: &edit.description, version: &edit.version, policy: text, valid_to };
    auth_policy::update(&mut change, id, &content, &ctx.actor.name, now).await?;
    let after = found(&mut change, id).await?;
    change.emit(events::policy_updated(id, after.is_active));
    let record = Record::new("policy.update", "policy", id).before(shown(&before)).after(shown(&after));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(after)
}

/// Deletes a draft, for good. A request to publish it that waits for a second admin is rejected. Its records stay in the
/// audit, its texts in the history of policies; no event is sent, because nobody could use it.
///
/// # Errors
/// A reason that is missing or too long, no such policy, one that was published, and of adopted databases a draft that
/// requests, keys, mappings or clients refer to.
pub async fn delete(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::UPDATE_POLICY)?;
    let reason = rights::reason(reason, true)?;
    let mut change = app.store().change().await?;
    let before = auth_policy::find(&mut change, id).await?.ok_or_else(|| Refusal::of(&catalogue::POLICY_UNKNOWN))?;
    policy::next(before.status(), Command::Delete)?;
    if auth_policy::is_referred_to(&mut change, id).await? {
        return Err(Refusal::of(&catalogue::POLICY_HAS_KEYS).into());
    }
    approval::reject_open_about(&mut change, Kind::Publication.as_str(), &[id.to_owned()], ctx.now()).await?;
    if !auth_policy::delete_draft(&mut change, id).await? {
        return Err(Refusal::of(&catalogue::POLICY_NOT_UPDATABLE).into());
    }
    let mut record = Record::new("policy.delete", "policy", id).before(shown(&before)).reason(reason);
    if let Some(group) = &before.policy_group_id {
        record = record.touching("policy_group", group);
    }
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// A policy's JSON with everything about it that needs no database.
struct Body {
    text: String,
    refusal: Option<Refusal>,
}

impl Body {
    fn new(policy_type: PolicyType, policy: Json, version: &str) -> Self {
        let text = policy.to_string();
        // What the columns cannot hold: the reference learnt it from the database.
        let is_too_long =
            text.chars().count() > limits::POLICY_BODY || text::utf16_len(version) > limits::POLICY_VERSION;
        let refusal = policy::refusal(policy_type, &policy)
            .or_else(|| is_too_long.then(|| Refusal::of(&catalogue::COULD_NOT_PROCESS)));
        Self { text, refusal }
    }

    fn checked(&self) -> Outcome<&str> {
        match &self.refusal {
            Some(refusal) => Err(refusal.clone().into()),
            None => Ok(&self.text),
        }
    }
}

/// The end of a policy whose maker names none.
pub(crate) fn valid_to(now: Timestamp) -> Timestamp {
    now.checked_add_months(Months::new(VALID_MONTHS)).unwrap_or(Timestamp::MAX)
}

async fn check_name(change: &mut Change<'_>, group_id: &str, name: &str, own_id: Option<&str>) -> Outcome<()> {
    let of = auth_policy::find_by_name(&mut *change, group_id, name).await?;
    if of.is_some_and(|id| Some(id.as_str()) != own_id) {
        return Err(Refusal::with(&catalogue::POLICY_EXISTS, name).into());
    }
    Ok(())
}

async fn found(change: &mut Change<'_>, id: &str) -> Outcome<AuthPolicy> {
    Ok(auth_policy::find(&mut *change, id).await?.ok_or_else(|| anyhow::anyhow!("a policy just written is missing"))?)
}

/// What the audit's record shows of a policy; the whole text is in its history.
pub(super) fn shown(policy: &AuthPolicy) -> Json {
    json!({
        "id": policy.id,
        "name": policy.name,
        "policyGroupId": policy.policy_group_id,
        "policyType": policy.policy_type,
        "version": policy.version,
        "validTill": pms_domain::time::local_iso(policy.valid_to_date),
        "published": policy.policy_schema.is_some(),
        "isActive": policy.is_active,
    })
}
