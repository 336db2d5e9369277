//! What becomes of the hotlist when a partner is switched: stock ID Authentication does not learn otherwise that the devices of
//! a provider are no longer trusted (contract pki §7, layer 2).

use pms_domain::Context;
use pms_domain::hotlist::{IdHash, Standing, Status, Subject};
use pms_domain::partner::Standing as Deactivation;
use pms_store::Change;
use pms_store::hotlist::{self, Entry, OBJECT, Origin};
use pms_store::partner::{self, Alike, Partner};
use pms_store::partner_name;

use super::changed;
use crate::Outcome;

/// Partners whose devices or chips are out in the field.
const PROVIDERS: [&str; 2] = ["Device_Provider", "FTM_Provider"];

/// What the record of a switch says of an entry that was left as it is, because another provider reads like this one.
const SHARED: &str = "hotlist_shared";

fn is_provider(partner_type: &str) -> bool {
    PROVIDERS.iter().any(|provider| partner_type.eq_ignore_ascii_case(provider))
}

/// Within the change that switches a partner: a provider that is switched off is blocked, with all its devices, until it comes
/// back. What an administrator has blocked stays blocked. Answers what the change's record names.
pub(crate) async fn partner_switched(
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    active: bool,
) -> Outcome<()> {
    if !is_provider(&partner.partner_type_code) {
        return Ok(());
    }
    let names = names(change, partner).await?;
    if active {
        return lift(change, partner, &names).await;
    }
    let mut subjects = vec![Subject::Partner { id: &partner.id }];
    subjects.extend(names.iter().map(|name| Subject::DeviceProvider { organisation: name, id: &partner.id }));
    for subject in subjects {
        let (id_type, hash) = (subject.id_type(), hotlist::hash(&subject.plain_id()));
        let alike = match subject {
            Subject::DeviceProvider { .. } => alike(change, &subject, &partner.id).await?,
            _ => Vec::new(),
        };
        if let Some(other) = alike.iter().find(|other| other.is_active) {
            // Else whoever chose a name and an id that read like these would take this one out of use with itself.
            tracing::warn!(
                partner = partner.id,
                other = other.id,
                "a deactivated provider's devices are not on the hotlist: an active provider reads like it"
            );
            change.touch(SHARED, hotlist::object_id(id_type, &hash));
            continue;
        }
        let before = hotlist::find(&mut *change, id_type, &hash).await?;
        let standing = Standing { then: Status::Blocked, until: None };
        if before.as_ref().is_some_and(|before| before.standing == standing) {
            continue;
        }
        change.emit(changed(id_type, &hash, standing, before.as_ref()));
        let entry = Entry {
            id_type,
            hash,
            standing,
            label: Some(subject.label()),
            partner_id: Some(partner.id.clone()),
            reason: None,
            origin: Origin::Partner.as_str().to_owned(),
            by: ctx.actor.name.clone(),
            at: ctx.now(),
            revision: change.revision(),
            // A block for a time, or a suspended one, is there again when the partner is.
            replaced: before.map(Box::new),
        };
        hotlist::put(change, &entry).await?;
        change.touch(OBJECT, hotlist::object_id(id_type, &hash));
    }
    Ok(())
}

/// The names of a provider: devices say the one that it had when they were made.
async fn names(change: &mut Change<'_>, partner: &Partner) -> Outcome<Vec<String>> {
    let former = partner_name::former(&mut *change, &partner.id).await?.into_iter().map(|former| former.name);
    let mut names = vec![partner.name.clone()];
    for name in former {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

/// Other providers that the hotlist cannot tell from this one, by a name of today or of before: its plain id has nothing between name and
/// id, and both were chosen by whoever registered.
async fn alike(change: &mut Change<'_>, subject: &Subject<'_>, but_id: &str) -> Outcome<Vec<Alike>> {
    let mut found = partner::alike(&mut *change, &subject.plain_id(), but_id).await?;
    found.retain(|other| is_provider(&other.partner_type_code));
    Ok(found)
}

/// A name of a provider as the hotlist knows it.
pub(super) struct OtherName {
    pub hash: IdHash,
    pub label: String,
}

/// The other names of the provider that a plain id names: what is said of it by one holds for all. None where no provider has that name,
/// or more than one read so.
pub(super) async fn other_names(change: &mut Change<'_>, plain_id: &str) -> Outcome<Vec<OtherName>> {
    let mut found = partner::alike(&mut *change, plain_id, "").await?;
    found.retain(|one| is_provider(&one.partner_type_code));
    let [one] = found.as_slice() else { return Ok(Vec::new()) };
    let former = partner_name::former(&mut *change, &one.id).await?;
    let mut names: Vec<String> = former.into_iter().map(|former| former.name).collect();
    names.extend(partner::name(&mut *change, &one.id).await?);
    names.sort_unstable();
    names.dedup();
    let subjects = names.iter().map(|name| Subject::DeviceProvider { organisation: name, id: &one.id });
    let others = subjects.filter(|subject| subject.plain_id() != plain_id);
    Ok(others.map(|subject| OtherName { hash: hotlist::hash(&subject.plain_id()), label: subject.label() }).collect())
}

/// Within the change that renames a provider: who is blocked by the name it had is blocked by the new one, for as long.
pub(crate) async fn partner_renamed(
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    name: &str,
) -> Outcome<()> {
    if !is_provider(&partner.partner_type_code) {
        return Ok(());
    }
    let of = |organisation| Subject::DeviceProvider { organisation, id: &partner.id };
    let (former, new) = (of(&partner.name), of(name));
    let id_type = former.id_type();
    let Some(known) = hotlist::find(&mut *change, id_type, &hotlist::hash(&former.plain_id())).await? else {
        return Ok(());
    };
    let hash = hotlist::hash(&new.plain_id());
    let before = hotlist::find(&mut *change, id_type, &hash).await?;
    if before.as_ref().is_some_and(|before| before.standing == known.standing) {
        return Ok(());
    }
    change.emit(changed(id_type, &hash, known.standing, before.as_ref()));
    let entry = Entry {
        hash,
        label: Some(new.label()),
        by: ctx.actor.name.clone(),
        at: ctx.now(),
        revision: change.revision(),
        replaced: None,
        ..known
    };
    hotlist::put(change, &entry).await?;
    change.touch(OBJECT, hotlist::object_id(id_type, &hash));
    Ok(())
}

/// Whether a provider's name and id together read as those of another provider; asked when one registers.
pub(crate) async fn reads_as_another(
    change: &mut Change<'_>,
    (organisation, id): (&str, &str),
    partner_type: &str,
) -> Outcome<bool> {
    if !is_provider(partner_type) {
        return Ok(false);
    }
    let plain = Subject::DeviceProvider { organisation, id }.plain_id();
    let found = partner::alike(change, &plain, id).await?;
    Ok(found.iter().any(|other| is_provider(&other.partner_type_code)))
}

/// Takes out what the deactivation put in, whatever the partner's name is now; but for a name and id that a provider has in
/// common with one that is still off.
async fn lift(change: &mut Change<'_>, partner: &Partner, names: &[String]) -> Outcome<()> {
    let mut entries = hotlist::of_partner(&mut *change, &partner.id).await?;
    for name in names {
        let subject = Subject::DeviceProvider { organisation: name, id: &partner.id };
        let alike = alike(change, &subject, &partner.id).await?;
        if alike.is_empty() {
            continue;
        }
        // The last that was switched off made the entry, whichever comes back last.
        let (own_type, own_hash) = (subject.id_type(), hotlist::hash(&subject.plain_id()));
        let is_own = |entry: &Entry| entry.id_type == own_type && entry.hash == own_hash;
        let shared = hotlist::find(&mut *change, own_type, &own_hash).await?;
        let shared = shared.filter(|entry| entry.origin == Origin::Partner.as_str());
        entries.retain(|entry| !is_own(entry));
        let still_off =
            |other: &Alike| Deactivation::of(&other.approval_status, other.is_active) == Deactivation::Deactivated;
        match (shared, alike.iter().find(|other| still_off(other))) {
            (Some(entry), None) => entries.push(entry),
            (Some(_), Some(other)) => {
                tracing::warn!(
                    partner = partner.id,
                    other = other.id,
                    "a provider's devices stay on the hotlist: a deactivated provider reads like it"
                );
                change.touch(SHARED, hotlist::object_id(own_type, &own_hash));
            }
            (None, _) => {}
        }
    }
    for entry in entries {
        let standing = match &entry.replaced {
            Some(before) => {
                let again = Entry { revision: change.revision(), ..Entry::clone(before) };
                hotlist::put(change, &again).await?;
                before.standing
            }
            None => {
                hotlist::remove(change, entry.id_type, &entry.hash).await?;
                Standing { then: Status::Unblocked, until: None }
            }
        };
        change.emit(changed(entry.id_type, &entry.hash, standing, Some(&entry)));
        change.touch(OBJECT, hotlist::object_id(entry.id_type, &entry.hash));
    }
    Ok(())
}
