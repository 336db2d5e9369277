//! The certificate of a chip: upload with its verdict, confirmation, files.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::certificates::{self, Checked, File};
use pms_app::devices::{self, ChipUpload, OneChip, Registered};
use pms_app::partners::PartnerView;
use pms_domain::catalogue;

use super::chip::{LIST, called, load};
use super::{Place, frame_below};
use crate::form::{Choice, Form};
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::pages::certificate_check::{CheckPage, Target};
use crate::pages::{Is, P7B, PEM, download, into_form};
use crate::web::{Answer, Fault, Posted, Uploaded, Visitor};

#[derive(Template)]
#[template(path = "registry/chip_upload.html")]
struct UploadPage {
    p: Frame,
    title: Html,
    base: String,
    form: Form,
    two: bool,
    usages: Vec<Choice>,
}

fn base_of(place: &Place, chip: &str) -> String {
    format!("{}/certificate", place.one("chips", chip))
}

async fn upload_page(visitor: &Visitor, place: &Place, one: &OneChip, form: Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let called = called(&one.chip);
    let title = texts.with("chip-certificate-for").text("name", &called);
    let p = frame_below(visitor, place, title.plain(), LIST).await?;
    let page = UploadPage {
        p: super::crumb_to(p, place.one("chips", &one.chip.id), &called).with_errors(&form),
        title: title.html(),
        base: base_of(place, &one.chip.id),
        form,
        two: false,
        usages: Vec::new(),
    };
    Ok(if page.form.is_right() { ok(&page) } else { unprocessable(&page) })
}

/// The organisation of the pages.
fn view(place: &Place) -> Result<&PartnerView, Fault> {
    place.view().ok_or(Fault::NotFound)
}

/// `GET /portal/org/{id}/chips/{chip}/certificate`
pub async fn upload(visitor: Visitor, Path((id, chip)): Path<(String, String)>) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Chip).await?;
    let one = load(&visitor, &place, &chip).await?;
    upload_page(&visitor, &place, &one, Form::default()).await
}

/// `POST /portal/org/{id}/chips/{chip}/certificate/check`: explains, stores nothing.
pub async fn check(visitor: Visitor, Path((id, chip)): Path<(String, String)>, uploaded: Uploaded) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Chip).await?;
    let one = load(&visitor, &place, &chip).await?;
    let texts = visitor.texts();
    let bytes = uploaded.bytes();
    let mut form = uploaded.form;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        form.error("file", texts.get("upload-empty"));
        return upload_page(&visitor, &place, &one, form).await;
    }
    match certificates::check_chip(visitor.app(), visitor.ctx(), &id, &chip, bytes).await? {
        Checked::Explained(check) => {
            let called = called(&one.chip);
            let target = Target::Chip { base: base_of(&place, &chip), page: place.one("chips", &chip), name: &called };
            let file = uploaded.file_name;
            Ok(CheckPage::new(&visitor, view(&place)?, &check, form, &file, &target).await?.show())
        }
        Checked::Unreadable(error) => {
            // A private key is not shown again, not even to whoever sent it.
            form.forget("pem");
            form.error("file", texts.get(error.key()));
            upload_page(&visitor, &place, &one, form).await
        }
    }
}

/// `POST /portal/org/{id}/chips/{chip}/certificate/confirm`: judged again and stored; it counts from its approval.
pub async fn confirm(visitor: Visitor, Path((id, chip)): Path<(String, String)>, Posted(mut form): Posted) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Chip).await?;
    let one = load(&visitor, &place, &chip).await?;
    let upload = ChipUpload {
        organization: view(&place)?.partner.name.clone(),
        provider_id: id,
        chip_id: chip.clone(),
        data: form.value("pem").to_owned(),
        domain: "FTM".to_owned(),
    };
    let stored = devices::upload_chip(visitor.app(), visitor.ctx(), upload).await;
    form.forget("pem");
    if into_form(visitor.texts(), &mut form, stored, |_| "file")?.is_some() {
        return Ok(visitor.done(&place.one("chips", &chip), "chip-certificate-sent", &[]));
    }
    upload_page(&visitor, &place, &one, form).await
}

async fn send(visitor: &Visitor, place: &Place, chip: &str, certificate: &str, file: &str) -> Answer {
    load(visitor, place, chip).await?;
    let (wanted, media) = match file {
        "signed.cer" => (File::Signed, PEM),
        "original.cer" => (File::Original, PEM),
        "chain.p7b" => (File::Chain, P7B),
        _ => return Err(Fault::NotFound),
    };
    match devices::chip_file(visitor.app(), visitor.ctx(), chip, certificate, wanted).await {
        Err(pms_app::Failure::Refused(refusal)) if refusal.is(&catalogue::CERT_ID_NOT_FOUND) => Err(Fault::NotFound),
        text => Ok(download(&format!("{chip}-{file}"), media, text?)),
    }
}

/// `GET /portal/org/{id}/chips/{chip}/certificates/{certificate}/{file}`
pub async fn file(
    visitor: Visitor,
    Path((id, chip, certificate, file)): Path<(String, String, String, String)>,
) -> Answer {
    let place = Place::provider(&visitor, &id, Registered::Chip).await?;
    send(&visitor, &place, &chip, &certificate, &file).await
}

/// `GET /portal/chips/{chip}/certificates/{certificate}/{file}`
pub async fn staff_file(visitor: Visitor, Path((chip, certificate, file)): Path<(String, String, String)>) -> Answer {
    let place = Place::staff(&visitor)?;
    send(&visitor, &place, &chip, &certificate, &file).await
}
