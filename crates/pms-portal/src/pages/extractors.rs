//! The biometric extractors of an organisation: named with the request for a policy, and fixed once it is approved.

use axum::extract::Path;
use axum::response::Response;
use pms_app::partners::PartnerView;
use pms_app::policy_links::{self, Extractor, SetExtractor};
use pms_domain::policy_link::join_biometric;
use pms_domain::{Refusal, catalogue, limits, text};

use super::organisation::{own, writable};
use super::side::{self, Side};
use super::{FormPage, Is, Link, into_form};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{ok, unprocessable};
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Note, Row, Rows};
use crate::web::{Answer, Fault, Posted, Visitor};

/// The list's place in the address.
const LIST: &str = "extractors";

#[derive(Clone)]
struct Extractors(Box<PartnerView>);

impl Extractors {
    fn id(&self) -> &str {
        &self.0.partner.id
    }
}

fn row(visitor: &Visitor, found: &SetExtractor) -> Row {
    let biometric = join_biometric(&found.biometric_modality, found.biometric_sub_types.as_deref());
    let texts = visitor.texts();
    let modality = MODALITIES.iter().find(|(word, _)| *word == found.biometric_modality);
    let modality = modality.map_or_else(|| super::bdi(&found.biometric_modality), |(_, key)| texts.get(key));
    let parts = found.biometric_sub_types.as_deref().map(super::bdi).unwrap_or_default();
    let version = found.extractor_provider_version.as_deref().unwrap_or_default();
    Row::plain(vec![
        Cell::text(&found.attribute_name),
        Cell::text(found.policy_name.as_deref().unwrap_or(&found.policy_id)).sub_code(&found.policy_id),
        Cell::code(&found.policy_id),
        // In the file as the wire has it.
        Cell::html(modality, biometric).sub(parts),
        Cell::text(&found.extractor_provider),
        Cell::text(version),
        Cell::day(visitor.texts(), found.cr_dtimes),
    ])
}

impl Listing for Extractors {
    fn address(&self) -> String {
        address::org(self.id(), LIST)
    }

    fn file(&self) -> &'static str {
        LIST
    }

    fn filters(&self, _: &Visitor) -> Vec<Filter> {
        vec![Filter::code("attribute", "ext-attribute")]
    }

    fn heads(&self) -> Vec<Head> {
        vec![
            Head::new("ext-attribute"),
            Head::new("pr-policy"),
            Head::new("pr-policy-id").in_file_only(),
            Head::new("ext-biometric"),
            Head::new("ext-provider"),
            Head::new("ext-version"),
            Head::new("ext-since").number(),
        ]
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let open = match visitor.ctx().writable.contains(self.id()) {
            true => policy_links::open_to_extractors(visitor.app(), visitor.ctx(), self.id()).await?,
            false => Vec::new(),
        };
        let new = Link { href: format!("{}/new", self.address()), label: texts.get("ext-new") };
        let action = (!open.is_empty()).then_some(new);
        let empty = Empty {
            icon: "user",
            title: texts.get("ext-empty"),
            words: texts.get("ext-empty-words"),
            action: action.clone(),
        };
        let mut about = About::new("ext-title", texts.get("ext-intro"), "ext-count", empty);
        about.primary = action;
        if open.is_empty() {
            about.notes.push(Note {
                class: "is-info",
                icon: "info",
                words: texts.get("ext-closed"),
                link: Some(Link { href: address::org(self.id(), "policy-requests"), label: texts.get("pr-title") }),
            });
        }
        side::note_inactive(visitor, &Side::Own(self.0.clone()), &mut about);
        Ok(about)
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let mut all = policy_links::all_extractors(visitor.app(), visitor.ctx(), self.id()).await?;
        if let Some(wanted) = query.get("attribute").map(text::fold) {
            all.retain(|found| text::fold(&found.attribute_name).contains(&wanted));
        }
        let rows = all.iter().skip((page * size) as usize).take(size as usize).map(|found| row(visitor, found));
        Ok(Rows { rows: rows.collect(), total: all.len() as u64 })
    }
}

/// `GET /portal/org/{id}/extractors`
pub async fn list(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = own(&visitor, &id).await?;
    listing::show(&visitor, &Extractors(Box::new(view.clone())), Some(&view)).await
}

/// `GET /portal/org/{id}/extractors.csv`
pub async fn file(visitor: Visitor, Path(id): Path<String>) -> Answer {
    listing::export(&visitor, &Extractors(Box::new(own(&visitor, &id).await?))).await
}

/// What an extractor may be of (contract part A §4.16).
const MODALITIES: [(&str, &str); 3] = [("finger", "ext-finger"), ("iris", "ext-iris"), ("face", "ext-face")];

async fn page(visitor: &Visitor, view: &PartnerView, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let id = &view.partner.id;
    let open = policy_links::open_to_extractors(visitor.app(), visitor.ctx(), id).await?;
    if open.is_empty() {
        return Err(Fault::NotFound);
    }
    let policies: Vec<Choice> =
        open.iter().map(|(request, name)| Choice::new(request.policy_id.as_str(), super::bdi(name))).collect();
    let modalities = MODALITIES.map(|(word, key)| Choice::new(word, texts.get(key)));
    let template = FormPage {
        p: visitor.frame_of("ext-new", Some(view)).await?.crumb(address::org(id, LIST), "ext-title").with_errors(form),
        title: texts.get("ext-new"),
        intro: texts.get("ext-new-intro"),
        action: format!("{}/new", address::org(id, LIST)),
        controls: vec![
            form.control(texts, "policy", "pr-policy").hint("ext-policy-hint").select(&policies).blank(),
            form.control(texts, "attribute", "ext-attribute").hint("ext-attribute-hint").ltr(),
            form.control(texts, "modality", "ext-biometric").select(&modalities).blank(),
            form.control(texts, "subtypes", "ext-subtypes").hint("ext-subtypes-hint").ltr().optional(),
            form.control(texts, "provider", "ext-provider").hint("ext-provider-hint"),
            form.control(texts, "version", "ext-version").hint("ext-version-hint").ltr(),
        ],
        submit: texts.get("ext-send"),
        danger: false,
        again: None,
        back: address::org(id, LIST),
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/org/{id}/extractors/new`
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = writable(&visitor, &id).await?;
    page(&visitor, &view, &Form::of(super::asked(&visitor, "policy"))).await
}

/// `POST /portal/org/{id}/extractors/new`
pub async fn send(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = writable(&visitor, &id).await?;
    let texts = visitor.texts();
    form.require(texts, "policy", "pr-new-policy-missing");
    form.require(texts, "attribute", "ext-attribute-missing");
    form.limit(texts, "attribute", limits::EXTRACTOR_NAME);
    if !MODALITIES.iter().any(|(word, _)| form.is("modality", word)) {
        form.error("modality", texts.get("ext-modality-missing"));
    }
    form.limit(texts, "subtypes", limits::BIOMETRIC);
    form.require(texts, "provider", "ext-provider-missing");
    form.limit(texts, "provider", limits::EXTRACTOR_NAME);
    form.require(texts, "version", "ext-version-missing");
    form.limit(texts, "version", limits::EXTRACTOR_VERSION);
    if form.is_right() {
        let extractor = Extractor {
            attribute_name: form.tidy("attribute"),
            extractor_provider: form.tidy("provider"),
            extractor_provider_version: Some(form.tidy("version")),
            biometric_modality: form.trimmed("modality"),
            biometric_sub_types: Some(form.tidy("subtypes")).filter(|text| !text.is_empty()),
        };
        let attribute = extractor.attribute_name.clone();
        let policy = form.trimmed("policy");
        let added = policy_links::add_extractors(visitor.app(), visitor.ctx(), &id, &policy, vec![extractor]).await;
        let field = |refusal: &Refusal| {
            let of_policy = [&catalogue::POLICY_NOT_REQUESTED, &catalogue::EXTRACTORS_FIXED];
            if of_policy.iter().any(|entry| refusal.is(entry)) { "policy" } else { "" }
        };
        if into_form(texts, &mut form, added, field)?.is_some() {
            return Ok(visitor.done(&address::org(&id, LIST), "ext-done", &[("attribute", &attribute)]));
        }
    }
    page(&visitor, &view, &form).await
}
