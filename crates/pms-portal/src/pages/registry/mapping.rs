//! Which devices work with an interface: choosing further ones, taking one out.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::Failure;
use pms_app::devices::{self, DeviceFilter, Registered};
use pms_domain::device::Standing;
use pms_store::device_lists::{DeviceRow, InterfaceRow};

use super::sbi::{LIST, load};
use super::{Place, frame_below, name};
use crate::form::Form;
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::pages::FormPage;
use crate::web::{Answer, Fault, Posted, Visitor};

/// Devices that one form offers; a search finds the others.
const OFFERED: usize = 50;
/// Devices that are looked over without a search.
const MANY: usize = 6;

struct Offer {
    field: String,
    name: String,
    kind: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "registry/map.html")]
struct MapPage {
    p: Frame,
    title: Html,
    here: String,
    back: String,
    new_href: String,
    model: String,
    offers: Vec<Offer>,
    more: bool,
    /// From so many devices on, the page offers a search.
    has_search: bool,
}

/// Name of a device's box in the form.
fn box_of(device: &str) -> String {
    format!("device-{device}")
}

/// The provider's approved devices that the interface does not serve yet.
async fn offered(visitor: &Visitor, place: &Place, sbi: &str, model: &str) -> Result<(Vec<DeviceRow>, bool), Fault> {
    let filter = DeviceFilter {
        status: Some(Standing::Active.label().to_owned()),
        model: Some(model.to_owned()),
        ..DeviceFilter::default()
    };
    let wanted = place.wanted(None, 0, 500);
    let found = devices::models(visitor.app(), visitor.ctx(), &wanted, &filter).await?;
    let serves = |row: &DeviceRow| row.sbi_id.as_deref().is_some_and(|all| all.split(", ").any(|id| id == sbi));
    let mut free: Vec<DeviceRow> = found.rows.into_iter().filter(|row| !serves(row)).collect();
    let more = free.len() > OFFERED;
    free.truncate(OFFERED);
    Ok((free, more))
}

async fn map_page(visitor: &Visitor, place: &Place, row: &InterfaceRow, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let asked = url::form_urlencoded::parse(visitor.query().as_bytes())
        .find(|(name, _)| name == "model")
        .map(|(_, value)| value.trim().to_owned());
    let model = asked.unwrap_or_else(|| form.trimmed("model"));
    let (free, more) = offered(visitor, place, &row.id, &model).await?;
    let model_is_empty = model.is_empty();
    let title = texts.with("sbi-map-title").text("version", &row.sw_version);
    let back = place.one("sbis", &row.id);
    let p = frame_below(visitor, place, title.plain(), LIST).await?;
    let page = MapPage {
        p: super::crumb_to(p, back.clone(), &row.sw_version).with_errors(form),
        title: title.html(),
        here: format!("{back}/devices"),
        new_href: format!("{}/new{}", place.list("devices"), crate::address::query([("sbi", row.id.as_str())])),
        back,
        model,
        offers: free
            .iter()
            .map(|device| Offer {
                chosen: form.has(&box_of(&device.id)),
                field: box_of(&device.id),
                name: name(&device.make, &device.model),
                kind: format!("{} · {}", device.dtype_code, device.dstype_code),
            })
            .collect(),
        has_search: free.len() > MANY || !model_is_empty,
        more,
    };
    Ok(if form.is_right() { ok(&page) } else { unprocessable(&page) })
}

/// `GET /portal/org/{id}/sbis/{sbi}/devices`
pub async fn choose(visitor: Visitor, Path((id, sbi)): Path<(String, String)>) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Interface).await?;
    let one = load(&visitor, &place, &sbi).await?;
    map_page(&visitor, &place, &one.interface, &Form::default()).await
}

/// `POST /portal/org/{id}/sbis/{sbi}/devices`: the chosen ones, each in a change of its own. One that cannot be added says why,
/// and those before it stay.
pub async fn map(visitor: Visitor, Path((id, sbi)): Path<(String, String)>, Posted(mut form): Posted) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Interface).await?;
    let one = load(&visitor, &place, &sbi).await?;
    let texts = visitor.texts();
    let (free, _) = offered(&visitor, &place, &sbi, &form.trimmed("model")).await?;
    let chosen: Vec<&DeviceRow> = free.iter().filter(|device| form.has(&box_of(&device.id))).collect();
    if chosen.is_empty() {
        form.error("devices", texts.get("sbi-map-none"));
    }
    let mut added = 0;
    for device in &chosen {
        match devices::map(visitor.app(), visitor.ctx(), &device.id, &sbi).await {
            Ok(_) => added += 1,
            Err(Failure::Refused(refusal)) => {
                let words = texts
                    .with("sbi-map-refused")
                    .text("name", name(&device.make, &device.model))
                    .words("why", crate::errors::line(texts, &refusal))
                    .html();
                form.error(&box_of(&device.id), words);
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    if form.is_right() {
        return Ok(visitor.done(&place.one("sbis", &sbi), "sbi-mapped", &[("n", &added.to_string())]));
    }
    map_page(&visitor, &place, &one.interface, &form).await
}

async fn unmap_page(
    visitor: &Visitor,
    place: &Place,
    row: &InterfaceRow,
    device: &str,
    form: &Form,
) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let found = devices::device(visitor.app(), visitor.ctx(), device).await?;
    place.holds(&found.device.dprovider_id)?;
    if !found.interfaces.iter().any(|pair| pair.sbi_id == row.id) {
        return Err(Fault::NotFound);
    }
    let called = name(&found.device.make, &found.device.model);
    let title = texts.with("sbi-unmap-title").text("name", &called).text("version", &row.sw_version);
    let p = frame_below(visitor, place, title.plain(), LIST).await?;
    let back = place.one("sbis", &row.id);
    let others = found.interfaces.len().saturating_sub(1);
    let template = FormPage {
        p: super::crumb_to(p, back.clone(), &row.sw_version).with_errors(form),
        title: title.html(),
        intro: texts.with("sbi-unmap-words").num("others", others).html(),
        action: format!("{back}/devices/{}/remove", crate::address::segment(device)),
        controls: Vec::new(),
        submit: texts.get("sbi-unmap-send"),
        danger: true,
        again: None,
        back,
        back_label: texts.get("sbi-unmap-keep"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/org/{id}/sbis/{sbi}/devices/{device}/remove`
pub async fn ask_unmap(visitor: Visitor, Path((id, sbi, device)): Path<(String, String, String)>) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Interface).await?;
    let one = load(&visitor, &place, &sbi).await?;
    unmap_page(&visitor, &place, &one.interface, &device, &Form::default()).await
}

/// `POST /portal/org/{id}/sbis/{sbi}/devices/{device}/remove`
pub async fn unmap(
    visitor: Visitor,
    Path((id, sbi, device)): Path<(String, String, String)>,
    Posted(mut form): Posted,
) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Interface).await?;
    let one = load(&visitor, &place, &sbi).await?;
    let removed = devices::unmap(visitor.app(), visitor.ctx(), &device, &sbi).await;
    if crate::pages::into_form(visitor.texts(), &mut form, removed, |_| "")?.is_some() {
        return Ok(visitor.done(&place.one("sbis", &sbi), "sbi-unmapped", &[]));
    }
    unmap_page(&visitor, &place, &one.interface, &device, &form).await
}
