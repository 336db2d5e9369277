//! The device models of a stock deployment (contract `db-schema.md` §3). Its interfaces are not loaded: they ended in 2021,
//! are nobody's, and no device is mapped to them.

use pms_domain::Context;
use pms_domain::approval::Kind;
use pms_domain::device::Standing;
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::device::{self, Details, NewDevice};
use pms_store::partner::{self, Reach};
use serde_json::json;

use crate::{App, Outcome};

/// The provider of all of them.
const PROVIDER: &str = "MOSIP.PROXY.SBI";

/// The last word of the id, type, sub-type, model.
pub(super) const DEVICES: [(&str, &str, &str, &str); 3] = [
    ("face", "Face", "Full face", "FACE01"),
    ("finger", "Finger", "Slap", "SLAP01"),
    ("iris", "Iris", "Double", "IRIS01"),
];

/// Loads the models that are not there, approved, where their provider is. Answers how many.
pub(super) async fn load(app: &App, ctx: &Context) -> Outcome<usize> {
    let db = app.store().db();
    let Some(provider) = partner::find(app.store(), db, Reach::Everything, PROVIDER).await? else { return Ok(0) };
    let mut loaded = 0;
    for (word, device_type, sub_type, model) in DEVICES {
        let id = format!("mdevice_detail_default_{word}");
        let details = Details {
            dtype_code: device_type.to_owned(),
            dstype_code: sub_type.to_owned(),
            make: "MOSIP".to_owned(),
            model: model.to_owned(),
        };
        if device::id_exists(db, &id).await? || device::has_live(db, PROVIDER, &details, None).await? {
            continue;
        }
        let made = insert(app, ctx, &id, &provider.name, &details).await;
        loaded += usize::from(super::unless_taken(made)?);
    }
    Ok(loaded)
}

async fn insert(app: &App, ctx: &Context, id: &str, organization: &str, details: &Details) -> Outcome<()> {
    let new = NewDevice {
        id,
        provider_id: PROVIDER,
        organization,
        details,
        standing: Standing::Active,
        by: &ctx.actor.name,
        at: ctx.now(),
    };
    let mut change = app.store().change().await?;
    device::insert(&mut change, &new).await?;
    let proposal = json!({"make": details.make, "model": details.model, "deviceType": details.dtype_code,
        "deviceSubType": details.dstype_code, "change": false});
    let approval = Approval {
        proposal: Some(proposal.to_string()),
        ..super::decided(ctx, Kind::Device, id, PROVIDER, change.revision())
    };
    approval::insert(&mut change, &approval).await?;
    let record = Record::new("device.seed", "device", id)
        .touching("partner", PROVIDER)
        .after(json!({"make": details.make, "model": details.model, "status": Standing::Active.columns().0}));
    change.save(ctx, record).await?;
    Ok(())
}
