//! Which policy the credentials of each type follow.

use axum::extract::Path;
use axum::response::Response;
use pms_app::partners::PartnerView;
use pms_app::policy_links::{self, MappedType};
use pms_domain::{Refusal, catalogue, text};

use super::organisation::{own, writable};
use super::side::{self, Side};
use super::{FormPage, Is, Link, into_form};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{ok, unprocessable};
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Row, Rows};
use crate::web::{Answer, Fault, Posted, Visitor};

/// The list's place in the address.
const LIST: &str = "credential-types";

#[derive(Clone)]
struct Mapped(Box<PartnerView>);

impl Mapped {
    fn id(&self) -> &str {
        &self.0.partner.id
    }

    fn is_for_type(&self, visitor: &Visitor) -> bool {
        policy_links::maps_credential_types(visitor.app(), &self.0.partner.partner_type_code)
    }
}

fn row(visitor: &Visitor, found: &MappedType) -> Row {
    let texts = visitor.texts();
    let name = found.policy_name.as_deref().unwrap_or(&found.policy_id);
    Row::plain(vec![
        Cell::code(&found.credential_type),
        Cell::text(name).sub_code(&found.policy_id),
        Cell::code(&found.policy_id),
        Cell::day(texts, found.cr_dtimes),
    ])
}

impl Listing for Mapped {
    fn address(&self) -> String {
        address::org(self.id(), LIST)
    }

    fn file(&self) -> &'static str {
        LIST
    }

    fn filters(&self, _: &Visitor) -> Vec<Filter> {
        vec![Filter::code("type", "cred-type")]
    }

    fn heads(&self) -> Vec<Head> {
        vec![
            Head::new("cred-type"),
            Head::new("pr-policy"),
            Head::new("pr-policy-id").in_file_only(),
            Head::new("cred-since").number(),
        ]
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let may = visitor.ctx().writable.contains(self.id()) && self.0.partner.is_active && self.is_for_type(visitor);
        let new = Link { href: format!("{}/new", self.address()), label: texts.get("cred-new") };
        let words = texts.get(if self.is_for_type(visitor) { "cred-empty-words" } else { "cred-not-for-type" });
        let empty = Empty { icon: "cert", title: texts.get("cred-empty"), words, action: may.then(|| new.clone()) };
        let mut about = About::new("cred-title", texts.get("cred-intro"), "cred-count", empty);
        about.primary = may.then_some(new);
        side::note_inactive(visitor, &Side::Own(self.0.clone()), &mut about);
        Ok(about)
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let mut all = policy_links::credential_types(visitor.app(), visitor.ctx(), self.id()).await?.mapped;
        if let Some(wanted) = query.get("type").map(text::fold) {
            all.retain(|found| text::fold(&found.credential_type).contains(&wanted));
        }
        let rows = all.iter().skip((page * size) as usize).take(size as usize).map(|found| row(visitor, found));
        Ok(Rows { rows: rows.collect(), total: all.len() as u64 })
    }
}

/// `GET /portal/org/{id}/credential-types`
pub async fn list(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = own(&visitor, &id).await?;
    listing::show(&visitor, &Mapped(Box::new(view.clone())), Some(&view)).await
}

/// `GET /portal/org/{id}/credential-types.csv`
pub async fn file(visitor: Visitor, Path(id): Path<String>) -> Answer {
    listing::export(&visitor, &Mapped(Box::new(own(&visitor, &id).await?))).await
}

async fn page(visitor: &Visitor, view: &PartnerView, form: &mut Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let id = &view.partner.id;
    let known = policy_links::credential_types(visitor.app(), visitor.ctx(), id).await?;
    if !known.are_for_type {
        return Err(Fault::NotFound);
    }
    let is_free = |word: &&String| !known.mapped.iter().any(|mapped| &mapped.credential_type == *word);
    let types: Vec<Choice> =
        known.supported.iter().filter(is_free).map(|word| Choice::new(word.as_str(), super::code(word))).collect();
    let policies: Vec<Choice> = policy_links::choices(visitor.app(), visitor.ctx(), id)
        .await?
        .into_iter()
        .map(|found| Choice::new(found.policy.id, super::bdi(&found.policy.name)))
        .collect();
    if types.is_empty() {
        form.error("", texts.get("cred-none-left"));
    } else if policies.is_empty() {
        form.error("", texts.get("pr-new-none"));
    }
    let template = FormPage {
        p: visitor
            .frame_of("cred-new", Some(view))
            .await?
            .crumb(address::org(id, LIST), "cred-title")
            .with_errors(form),
        title: texts.get("cred-new"),
        intro: texts.get("cred-new-intro"),
        action: format!("{}/new", address::org(id, LIST)),
        controls: vec![
            form.control(texts, "type", "cred-type").hint("cred-type-hint").select(&types).blank(),
            form.control(texts, "policy", "pr-policy").hint("cred-policy-hint").select(&policies).blank(),
        ],
        submit: texts.get("cred-send"),
        danger: false,
        again: None,
        back: address::org(id, LIST),
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/org/{id}/credential-types/new`
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = writable(&visitor, &id).await?;
    let mut form = Form::of(super::asked(&visitor, "policy"));
    page(&visitor, &view, &mut form).await
}

/// `POST /portal/org/{id}/credential-types/new`
pub async fn send(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = writable(&visitor, &id).await?;
    let texts = visitor.texts();
    form.require(texts, "type", "cred-type-missing");
    form.require(texts, "policy", "pr-new-policy-missing");
    if form.is_right() {
        let (app, ctx) = (visitor.app(), visitor.ctx());
        let all = policy_links::choices(app, ctx, &id).await?;
        let Some(found) = all.into_iter().find(|found| found.policy.id == form.value("policy")) else {
            form.error("policy", texts.get("pr-new-policy-missing"));
            return page(&visitor, &view, &mut form).await;
        };
        let word = form.trimmed("type");
        let mapped = policy_links::map_credential_type(app, ctx, &id, &word, &found.policy.name).await;
        let field = |refusal: &Refusal| {
            let of_type = [&catalogue::CREDENTIAL_TYPE_UNKNOWN, &catalogue::CREDENTIAL_TYPE_MAPPED];
            if of_type.iter().any(|entry| refusal.is(entry)) { "type" } else { "policy" }
        };
        if into_form(texts, &mut form, mapped, field)?.is_some() {
            let values = [("type", word.as_str()), ("policy", found.policy.name.as_str())];
            return Ok(visitor.done(&address::org(&id, LIST), "cred-done", &values));
        }
    }
    page(&visitor, &view, &mut form).await
}
