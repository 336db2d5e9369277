//! Blocking and unblocking one.

use pms_domain::approval::{Kind, TwoPerson};
use pms_domain::hotlist::{IdHash, IdType, Standing, Status, Subject};
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes, time};
use pms_store::Change;
use pms_store::approval::Approval;
use pms_store::audit::Record;
use pms_store::hotlist::{self, Entry, OBJECT, Origin};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::cascade::other_names;
use super::{changed, shown};
use crate::approvals::two_admins::{self, Proposal};
use crate::{App, Failure, Outcome, rights};

/// What an entry is about, as callers say it: the id, or the parts that it is put together from.
#[derive(Clone, Copy, Default)]
pub struct Parts<'a> {
    pub id: Option<&'a str>,
    pub serial: Option<&'a str>,
    pub make: Option<&'a str>,
    pub model: Option<&'a str>,
    pub organisation: Option<&'a str>,
    /// Partner id of a provider.
    pub provider_id: Option<&'a str>,
    /// PEM of a chip's certificate.
    pub certificate: Option<&'a str>,
}

impl Parts<'_> {
    /// Plain id and, where the parts are known, what a person is shown.
    ///
    /// # Errors
    /// Neither the id alone nor exactly the parts of this type; the certificate cannot be read.
    fn name(&self, id_type: IdType) -> Outcome<(String, Option<String>)> {
        let Parts { id, serial, make, model, organisation, provider_id, certificate } = *self;
        let fingerprint = certificate.map(pms_pki::parse::wire::partner_upload).transpose();
        let fingerprint = fingerprint.map_err(|_| Refusal::of(&catalogue::HOTLIST_CERTIFICATE))?;
        let fingerprint = fingerprint.map(|certificate| certificate.public_key_sha256_hex());
        let subject = match (id_type, id, (serial, make, model), (organisation, provider_id), fingerprint.as_deref()) {
            (IdType::PartnerId, Some(id), (None, None, None), (None, None), None) => Subject::Partner { id },
            (IdType::FtmPublicKey, Some(id), (None, None, None), (None, None), None) if IdHash::parse(id).is_some() => {
                Subject::ChipKey { fingerprint: id }
            }
            (_, Some(id), (None, None, None), (None, None), None) => return Ok((id.to_owned(), None)),
            (IdType::Device, None, (Some(serial), Some(make), Some(model)), (None, None), None) => {
                Subject::Device { serial, make, model }
            }
            (IdType::DeviceModel, None, (None, Some(make), Some(model)), (None, None), None) => {
                Subject::DeviceModel { make, model }
            }
            (IdType::DeviceProvider, None, (None, None, None), (Some(organisation), Some(id)), None) => {
                Subject::DeviceProvider { organisation, id }
            }
            (IdType::FtmPublicKey, None, (None, None, None), (None, None), Some(fingerprint)) => {
                Subject::ChipKey { fingerprint }
            }
            _ => return Err(Refusal::with(&catalogue::HOTLIST_PARTS, needed(id_type)).into()),
        };
        Ok((subject.plain_id(), Some(subject.label())))
    }
}

/// The members that name something of a type, instead of its id.
fn needed(id_type: IdType) -> &'static str {
    match id_type {
        IdType::PartnerId => "id",
        IdType::Device => "id, or serialNo, make and model",
        IdType::DeviceModel => "id, or make and model",
        IdType::DeviceProvider => "id, or deviceProvider and deviceProviderId",
        IdType::FtmPublicKey => "id, or certificateData",
    }
}

/// What is to be blocked or unblocked.
pub struct Wanted<'a> {
    /// Word of the wire.
    pub id_type: &'a str,
    pub parts: Parts<'a>,
    /// From then on the opposite; must lie ahead.
    pub until: Option<Timestamp>,
    /// What the caller takes for the status that is stored; must fit.
    pub status: Option<&'a str>,
    pub reason: Option<&'a str>,
}

/// What was blocked or unblocked.
#[derive(Debug)]
pub struct Done {
    pub plain_id: String,
    pub standing: Standing,
}

/// An entry's key, and what is to be said of it.
struct Checked<'a> {
    id_type: IdType,
    plain_id: String,
    label: Option<String>,
    hash: IdHash,
    standing: Standing,
    reason: Option<&'a str>,
}

impl Checked<'_> {
    fn done(self) -> Done {
        Done { plain_id: self.plain_id, standing: self.standing }
    }
}

fn check<'a>(ctx: &Context, wanted: &Wanted<'a>, status: Status) -> Outcome<Checked<'a>> {
    let reason = rights::reason(wanted.reason, false)?;
    let id_type = super::id_type(wanted.id_type)?;
    let (plain_id, label) = wanted.parts.name(id_type)?;
    let hash = super::hash(&plain_id)?;
    if wanted.until.is_some_and(|until| until <= ctx.now()) {
        return Err(Refusal::of(&catalogue::HOTLIST_EXPIRY).into());
    }
    let standing = Standing::from_now(status, wanted.until);
    if wanted.status.is_some_and(|word| Status::parse(word) != Some(standing.then)) {
        return Err(Refusal::of(&catalogue::HOTLIST_STATUS_WORD).into());
    }
    Ok(Checked { id_type, plain_id, label, hash, standing, reason })
}

/// Blocks from now on: for good, or until a time. Whatever was said of it before is replaced. Answers what holds.
///
/// # Errors
/// In this order: the reason's length; a type that is not kept here; neither an id nor the right parts; an id that is too long; a
/// time that does not lie ahead; a status that does not fit.
pub async fn block(app: &App, ctx: &Context, wanted: &Wanted<'_>) -> Outcome<Done> {
    rights::require(ctx, &routes::BLOCK_HOTLIST)?;
    let checked = check(ctx, wanted, Status::Blocked)?;
    let mut change = app.store().change().await?;
    let before = hotlist::find(&mut change, checked.id_type, &checked.hash).await?;
    if let Some(before) = weakened(app, ctx, &checked, before.as_ref()) {
        return Err(propose(ctx, change, &checked, before).await);
    }
    let entry = entry(ctx, &change, &checked);
    hotlist::put(&mut change, &entry).await?;
    say_of_other_names(ctx, &mut change, &checked).await?;
    let record = Record::new("hotlist.block", OBJECT, hotlist::object_id(checked.id_type, &checked.hash));
    save(app, ctx, change, checked, before.as_ref(), record).await
}

/// A thing whose key is known.
pub(super) struct Named {
    pub id_type: IdType,
    pub hash: IdHash,
    /// Empty where nobody knows it.
    pub plain_id: String,
    pub label: Option<String>,
}

/// Unblocks a thing by its key.
pub(super) async fn release_named(
    app: &App,
    ctx: &Context,
    named: Named,
    until: Option<Timestamp>,
    reason: Option<&str>,
) -> Outcome<()> {
    if until.is_some_and(|until| until <= ctx.now()) {
        return Err(Refusal::of(&catalogue::HOTLIST_EXPIRY).into());
    }
    let Named { id_type, hash, plain_id, label } = named;
    // Until a time it stays blocked; from then on it is not.
    let standing = Standing { then: Status::Unblocked, until };
    end(app, ctx, Checked { id_type, plain_id, label, hash, standing, reason }).await.map(|_| ())
}

/// Unblocks from now on: for good, which forgets the entry, or until a time, from which on it is blocked again. What nobody has
/// blocked is unblocked already: nothing changes. Answers what holds.
///
/// # Errors
/// As [`block`].
pub async fn unblock(app: &App, ctx: &Context, wanted: &Wanted<'_>) -> Outcome<Done> {
    rights::require(ctx, &routes::UNBLOCK_HOTLIST)?;
    end(app, ctx, check(ctx, wanted, Status::Unblocked)?).await
}

async fn end(app: &App, ctx: &Context, checked: Checked<'_>) -> Outcome<Done> {
    let mut change = app.store().change().await?;
    let before = hotlist::find(&mut change, checked.id_type, &checked.hash).await?;
    if let Some(before) = weakened(app, ctx, &checked, before.as_ref()) {
        return Err(propose(ctx, change, &checked, before).await);
    }
    if !release(ctx, &mut change, &checked).await? {
        change.leave().await?;
        return Ok(checked.done());
    }
    say_of_other_names(ctx, &mut change, &checked).await?;
    let record = Record::new("hotlist.unblock", OBJECT, hotlist::object_id(checked.id_type, &checked.hash));
    save(app, ctx, change, checked, before.as_ref(), record).await
}

/// A provider has several names where its organisation was renamed: what is said of it by one of them holds for all, here and for whoever
/// is told.
async fn say_of_other_names(ctx: &Context, change: &mut Change<'_>, checked: &Checked<'_>) -> Outcome<()> {
    if checked.id_type != IdType::DeviceProvider || checked.plain_id.is_empty() {
        return Ok(());
    }
    for other in other_names(change, &checked.plain_id).await? {
        let before = hotlist::find(&mut *change, checked.id_type, &other.hash).await?;
        let same = Checked {
            id_type: checked.id_type,
            plain_id: String::new(),
            label: Some(other.label),
            hash: other.hash,
            standing: checked.standing,
            reason: checked.reason,
        };
        let is_so = match &before {
            Some(before) => before.standing == same.standing,
            None => same.standing == FREE,
        };
        if is_so {
            continue;
        }
        release(ctx, change, &same).await?;
        change.emit(changed(same.id_type, &same.hash, same.standing, before.as_ref()));
        change.touch(OBJECT, hotlist::object_id(same.id_type, &same.hash));
    }
    Ok(())
}

/// What holds of a thing that is not on the list.
const FREE: Standing = Standing { then: Status::Unblocked, until: None };

/// Writes what is left of an entry: nothing, where it is unblocked for good. Whether anything changed.
async fn release(ctx: &Context, change: &mut Change<'_>, checked: &Checked<'_>) -> Outcome<bool> {
    if checked.standing == FREE {
        return Ok(hotlist::remove(change, checked.id_type, &checked.hash).await?);
    }
    let entry = entry(ctx, change, checked);
    hotlist::put(change, &entry).await?;
    Ok(true)
}

/// The entry whose block would end, or end earlier, where a second admin has to agree to that.
fn weakened<'a>(app: &App, ctx: &Context, checked: &Checked<'_>, before: Option<&'a Entry>) -> Option<&'a Entry> {
    let before = before.filter(|before| before.standing.is_weakened_by(&checked.standing, ctx.now()))?;
    two_admins::is_due(app, ctx, TwoPerson::Unhotlist).then_some(before)
}

/// What a second admin decides on.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Release {
    id_type: String,
    /// SHA-256 of the plain id, upper-case hexadecimal.
    id: String,
    /// That id, of a provider: it may have other names.
    #[serde(default)]
    plain_id: String,
    label: Option<String>,
    /// Status and time as an entry says them.
    status: String,
    until: Option<Timestamp>,
    /// When the block would end then, for a person: `None` when it ends at once.
    blocked_until: Option<String>,
    reason: Option<String>,
}

async fn propose(ctx: &Context, change: Change<'_>, checked: &Checked<'_>, before: &Entry) -> Failure {
    let standing = checked.standing;
    let blocked_until = standing.until.filter(|_| standing.then == Status::Unblocked).map(time::zulu);
    let release = Release {
        id_type: checked.id_type.as_str().to_owned(),
        id: checked.hash.hex(),
        plain_id: match checked.id_type {
            IdType::DeviceProvider => checked.plain_id.clone(),
            _ => String::new(),
        },
        label: checked.label.clone().or_else(|| before.label.clone()),
        status: standing.then.as_str().to_owned(),
        until: standing.until,
        blocked_until,
        reason: checked.reason.map(str::to_owned),
    };
    let proposal = Proposal {
        kind: Kind::Unhotlist,
        object_id: hotlist::object_id(checked.id_type, &checked.hash),
        partner_id: "",
        revision: before.revision,
        content: json!(release),
    };
    two_admins::propose(ctx, change, &proposal, checked.reason).await
}

/// The second admin agreed: the block ends, or ends earlier, within the change that decides.
///
/// # Errors
/// The entry is another one by now, or gone.
pub(crate) async fn weaken_in(ctx: &Context, change: &mut Change<'_>, approval: &Approval) -> Outcome<()> {
    let stale = || Refusal::of(&catalogue::APPROVAL_STALE);
    let release: Release = two_admins::content(approval)?;
    let id_type = IdType::parse(&release.id_type).ok_or_else(stale)?;
    let hash = IdHash::parse(&release.id).ok_or_else(stale)?;
    let then = Status::parse(&release.status).ok_or_else(stale)?;
    let before = hotlist::find(&mut *change, id_type, &hash).await?.ok_or_else(stale)?;
    if before.revision != approval.object_revision {
        return Err(stale().into());
    }
    let checked = Checked {
        id_type,
        plain_id: release.plain_id,
        label: release.label,
        hash,
        standing: Standing { then, until: release.until },
        reason: release.reason.as_deref(),
    };
    self::release(ctx, change, &checked).await?;
    say_of_other_names(ctx, change, &checked).await?;
    change.emit(changed(checked.id_type, &checked.hash, checked.standing, Some(&before)));
    change.touch(OBJECT, hotlist::object_id(checked.id_type, &checked.hash));
    Ok(())
}

fn entry(ctx: &Context, change: &Change<'_>, checked: &Checked<'_>) -> Entry {
    Entry {
        id_type: checked.id_type,
        hash: checked.hash,
        standing: checked.standing,
        label: checked.label.clone(),
        partner_id: None,
        reason: checked.reason.map(str::to_owned),
        origin: Origin::Entry.as_str().to_owned(),
        by: ctx.actor.name.clone(),
        at: ctx.now(),
        revision: change.revision(),
        replaced: None,
    }
}

async fn save(
    app: &App,
    ctx: &Context,
    mut change: Change<'_>,
    checked: Checked<'_>,
    before: Option<&Entry>,
    mut record: Record,
) -> Outcome<Done> {
    change.emit(changed(checked.id_type, &checked.hash, checked.standing, before));
    if let Some(before) = before {
        record = record.before(shown(before.standing, before.label.as_deref()));
    }
    record = record.after(shown(checked.standing, checked.label.as_deref())).reason(checked.reason);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(checked.done())
}
