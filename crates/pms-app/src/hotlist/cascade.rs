//! What becomes of the hotlist when a partner is switched: stock ID Authentication does not learn otherwise that the devices of
//! a provider are no longer trusted (contract pki §7, layer 2).

use pms_domain::Context;
use pms_domain::hotlist::{Standing, Status, Subject};
use pms_store::Change;
use pms_store::hotlist::{self, Entry, OBJECT, Origin};
use pms_store::partner::Partner;
use pms_store::partner_name;

use super::changed;
use crate::Outcome;

/// Partners whose devices or chips are out in the field.
const PROVIDERS: [&str; 2] = ["Device_Provider", "FTM_Provider"];

/// Within the change that switches a partner: a provider that is switched off is blocked, with all its devices, until it comes
/// back. What an administrator has blocked stays blocked. Answers what the change's record names.
pub(crate) async fn partner_switched(
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    active: bool,
) -> Outcome<()> {
    if !PROVIDERS.iter().any(|provider| partner.partner_type_code.eq_ignore_ascii_case(provider)) {
        return Ok(());
    }
    if active {
        return lift(change, partner).await;
    }
    // Devices say the name that their provider had when they were made.
    let mut names = vec![partner.name.clone()];
    names.extend(partner_name::former(&mut *change, &partner.id).await?.into_iter().map(|former| former.name));
    let mut subjects = vec![Subject::Partner { id: &partner.id }];
    subjects.extend(names.iter().map(|name| Subject::DeviceProvider { organisation: name, id: &partner.id }));
    for subject in subjects {
        let (id_type, hash) = (subject.id_type(), hotlist::hash(&subject.plain_id()));
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

/// Takes out what the deactivation put in, whatever the partner's name is now.
async fn lift(change: &mut Change<'_>, partner: &Partner) -> Outcome<()> {
    for entry in hotlist::of_partner(&mut *change, &partner.id).await? {
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
