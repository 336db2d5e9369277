//! Whether a device that registers people is one that was approved (contract `consumers.md` §1.3).

use pms_domain::device::Standing;
use pms_domain::device::validation::{Interface, Model, Said, judge};
use pms_domain::hotlist::Subject;
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_store::{device, device_mapping, device_message};

use crate::{App, Outcome, hotlist, rights};

/// What is asked.
pub struct Asked {
    pub said: Said,
    /// Serial number of the device, for the hotlist alone: models are registered, devices are not. Older clients send none.
    pub serial: Option<String>,
    /// The history variant: whether it was so at this moment. One that lies ahead is now.
    pub at: Option<Timestamp>,
}

/// Answers from what is registered now, or from the histories of provider, model and interface.
///
/// # Errors
/// The one reason, in the order of [`judge`].
pub async fn validate(app: &App, ctx: &Context, asked: &Asked) -> Outcome<()> {
    rights::require(ctx, &routes::VALIDATE_DEVICE)?;
    let db = app.store().db();
    let (said, now) = (&asked.said, ctx.now());
    let past = asked.at.filter(|at| *at < now);
    let provider = match past {
        Some(at) => device::provider_at(db, &said.provider_id, at).await?,
        None => device::provider(db, &said.provider_id).await?,
    };
    let known = match past {
        Some(at) => device::known_at(db, &said.provider_id, (&said.make, &said.model), at).await?,
        None => device::known(db, &said.provider_id, &said.make, &said.model).await?,
    };
    let mut models = Vec::with_capacity(known.len());
    for model in known {
        let mapped = match past {
            Some(at) => device_mapping::of_device_at(db, &model.id, at).await?,
            None => device_mapping::of_device(db, &model.id).await?,
        };
        let interfaces = mapped
            .into_iter()
            .filter(|pair| pair.is_active)
            .map(|pair| Interface {
                standing: Standing::of(&pair.approval_status, pair.sbi_is_active),
                version: pair.sw_version,
                expiry: pair.sw_expiry_dtimes,
            })
            .collect();
        models.push(Model {
            standing: Standing::of(&model.approval_status, model.is_active),
            provider_id: model.dprovider_id,
            device_type: model.dtype_code,
            sub_type: model.dstype_code,
            interfaces,
        });
    }
    // Of what others had in the past nothing is told.
    let elsewhere = models.is_empty() && past.is_none() && device::is_known(db, &said.make, &said.model).await?;
    judge(said, provider, &models, elsewhere, past.unwrap_or(now))?;
    if past.is_none() {
        not_hotlisted(app, ctx, asked).await?;
    }
    Ok(())
}

/// What is blocked now is not allowed now.
async fn not_hotlisted(app: &App, ctx: &Context, asked: &Asked) -> Outcome<()> {
    let said = &asked.said;
    let (id, make, model) = (said.provider_id.as_str(), said.make.as_str(), said.model.as_str());
    let provider = device_message::provider(app.store().db(), id).await?;
    let names = match provider {
        Some(provider) => super::names(app, id, provider.name).await?,
        None => Vec::new(),
    };
    if hotlist::is_provider_blocked(app, ctx, id, &names).await? {
        return Err(Refusal::of(&catalogue::VALIDATE_PROVIDER_INACTIVE).into());
    }
    if hotlist::is_blocked(app, ctx, &Subject::DeviceModel { make, model }).await? {
        return Err(Refusal::of(&catalogue::VALIDATE_DEVICE_DEACTIVATED).into());
    }
    if let Some(serial) = asked.serial.as_deref().filter(|serial| !serial.is_empty())
        && hotlist::is_blocked(app, ctx, &Subject::Device { serial, make, model }).await?
    {
        return Err(Refusal::of(&catalogue::VALIDATE_DEVICE_DEACTIVATED).into());
    }
    Ok(())
}
