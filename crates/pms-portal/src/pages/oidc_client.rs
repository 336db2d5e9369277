//! One OIDC client: what it may ask for, where answers go, its key, and the end of it.

use axum::extract::Path;
use pms_app::esignet::{Api, Step};
use pms_app::oidc_clients::{self, ClientView, Edit, OidcClient};
use pms_domain::oidc_client::{Status, names_of, plain_name};
use pms_store::oidc_client::split;
use serde_json::Value;

use super::oidc_clients::{LIST, tag};
use super::side::Side;
use super::timeline;
use super::{Fact, bdi, code, given, into_form, ltr};
use crate::form::Form;
use crate::frame::Frame;
use crate::html::Html;
use crate::i18n::Texts;
use crate::object::{Action, EffectsPage, Note, ObjectPage, Section};
use crate::web::{Answer, Fault, Posted, Visitor};

/// A client from one side.
pub struct Seen {
    pub side: Side,
    pub view: ClientView,
}

/// The client, if it is there for the visitor on this side.
pub async fn see(visitor: &Visitor, side: Side, client_id: &str) -> Result<Seen, Fault> {
    let view = oidc_clients::view(visitor.app(), visitor.ctx(), client_id).await?;
    side.includes(&view.client.rp_id)?;
    Ok(Seen { side, view })
}

impl Seen {
    pub fn client(&self) -> &OidcClient {
        &self.view.client
    }

    pub fn name(&self) -> String {
        plain_name(&self.view.client.name)
    }

    pub fn address(&self) -> String {
        self.side.object(LIST, &self.view.client.id)
    }

    /// Whether it counts now. One that its policy or organisation stops comes back with them.
    pub fn is_active(&self) -> bool {
        Status::stored(&self.view.client.status) == Status::Active
    }

    pub async fn step(&self, visitor: &Visitor, title: String) -> Result<Frame, Fault> {
        let frame = self.side.frame(visitor, title, LIST, "oidc-title").await?;
        Ok(frame.crumb_text(self.address(), &self.name()))
    }

    /// The interface of eSignet that knows the client's names.
    pub fn api(&self) -> Api {
        if names_of(&self.view.client.name).is_some() { Api::Oauth } else { Api::Oidc }
    }

    /// The names by language, as they are stored.
    pub fn names(&self) -> Option<Vec<(String, String)>> {
        let names = names_of(&self.view.client.name)?;
        let pair = |(language, name): (String, Value)| Some((language, name.as_str()?.to_owned()));
        Some(names.into_iter().filter_map(pair).collect())
    }
}

/// Words or addresses one below the other.
fn lines(texts: &Texts, column: &str) -> Html {
    let all: Vec<String> = split(column).iter().map(|one| ltr(texts, one).to_string()).collect();
    if all.is_empty() { texts.get("not-given") } else { Html::trusted(all.join("<br>")) }
}

/// Words of the wire beside each other.
pub fn words(texts: &Texts, all: &[String]) -> Html {
    let all: Vec<String> = all.iter().map(|one| code(one).to_string()).collect();
    if all.is_empty() { texts.get("not-given") } else { Html::trusted(all.join(" ")) }
}

fn facts(visitor: &Visitor, seen: &Seen) -> Section {
    let texts = visitor.texts();
    let client = seen.client();
    let fact = |label: &str, value: Html| Fact::new(texts.get(label), value);
    let mut section = Section::new("client", texts.get("oidc-about"));
    let id = Html::trusted(format!("<output class=\"ltr mono\">{}</output>", crate::html::escape(&client.id)));
    section.facts.push(fact("oidc-id", id));
    if matches!(seen.side, Side::Staff) {
        section.facts.push(fact("field-organization", bdi(&seen.view.partner_name)));
        section.facts.push(fact("field-partner-id", code(&client.rp_id)));
    }
    section.facts.push(fact("pr-policy", given(texts, client.policy_name.as_deref().unwrap_or(&client.policy_id))));
    section.facts.push(fact("oidc-redirects", lines(texts, &client.redirect_uris)));
    section.facts.push(fact("oidc-logo", ltr(texts, &client.logo_uri)));
    section.facts.push(fact("oidc-grants", words(texts, &split(&client.grant_types))));
    section.facts.push(fact("oidc-methods", words(texts, &split(&client.auth_methods))));
    section.facts.push(fact("oidc-created", texts.time(client.cr_dtimes)));
    for (language, name) in seen.names().unwrap_or_default() {
        let label = texts.with("oidc-name-in").code("language", language).html();
        section.facts.push(Fact::new(label, bdi(&name)));
    }
    section.links.extend(seen.side.organisation(visitor, &client.rp_id));
    section
}

fn asks(texts: &Texts, client: &OidcClient) -> Section {
    let mut section = Section::new("asks", texts.get("oidc-asks"));
    section.intro = texts.get("oidc-asks-words");
    section.facts = vec![
        Fact::new(texts.get("oidc-claims"), words(texts, &split(&client.claims))),
        Fact::new(texts.get("oidc-acrs"), words(texts, &split(&client.acr_values))),
    ];
    section
}

fn key(texts: &Texts, client: &OidcClient) -> Section {
    let jwk: Value = serde_json::from_str(&client.public_key).unwrap_or_default();
    let pretty = serde_json::to_string_pretty(&jwk).unwrap_or_else(|_| client.public_key.clone());
    Section { pre: Some(pretty), ..Section::new("jwk", texts.get("oidc-key")) }
}

fn notes(texts: &Texts, seen: &Seen) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some(waiting) = &seen.view.waiting {
        let key = match waiting.step {
            Step::Create => "oidc-waits-create",
            Step::Details => "oidc-waits-details",
            Step::Deactivate => "oidc-waits-deactivate",
        };
        let words = texts.with(key).text("name", plain_name(&waiting.name)).time("again", waiting.next_try_at).html();
        notes.push(Note { class: "is-wait", icon: "clock", words, link: None });
    }
    if let Some(change) = &seen.view.replaced_by {
        let words = texts
            .with("oidc-replaced")
            .time("when", change.retire_at)
            .link(seen.side.object(LIST, &change.new_id))
            .html();
        notes.push(Note { class: "is-soon", icon: "hour", words, link: None });
    }
    notes
}

fn actions(visitor: &Visitor, seen: &Seen) -> Vec<Action> {
    let (texts, here) = (visitor.texts(), seen.address());
    let to = |step: &str, key: &str| Action::new(format!("{here}/{step}"), texts.get(key));
    if !seen.side.may_write(visitor) {
        return Vec::new();
    }
    if !seen.is_active() {
        // The wire has no way back: what follows is another client, of the organisation's making.
        let new = format!("{}/new", seen.side.address(LIST));
        let is_own = seen.side.partner_id().is_some() && seen.view.replaced_by.is_none();
        return is_own.then(|| Action::new(new, texts.get("oidc-new"))).into_iter().collect();
    }
    let off = to("deactivate", "oidc-deactivate");
    if matches!(seen.side, Side::Staff) {
        return vec![off];
    }
    let mut actions = vec![to("edit", "oidc-edit").primary()];
    if seen.view.replaced_by.is_none() {
        actions.push(to("key", "oidc-change-key"));
    }
    actions.push(off);
    actions
}

async fn page(visitor: &Visitor, seen: &Seen) -> Answer {
    let texts = visitor.texts();
    let name = seen.name();
    let frame = seen.side.frame(visitor, name.clone(), LIST, "oidc-title").await?;
    let mut object = ObjectPage::new(frame, bdi(&name));
    object.tag = Some(tag(&seen.client().status));
    object.sentence = texts.get(if seen.is_active() { "oidc-says-active" } else { "oidc-says-inactive" });
    object.actions = actions(visitor, seen);
    object.about.notes = notes(texts, seen);
    object.sections = vec![facts(visitor, seen), asks(texts, seen.client()), key(texts, seen.client())];
    let rows = oidc_clients::history(visitor.app(), visitor.ctx(), &seen.client().id).await?;
    let events = timeline::audit(texts, visitor.ctx(), rows, 100);
    Ok(object.history(texts.get("nav-history"), texts.get("history-empty"), events).answer())
}

/// `GET /portal/org/{id}/oidc-clients/{client}`
pub async fn own(visitor: Visitor, Path((id, client)): Path<(String, String)>) -> Answer {
    let seen = see(&visitor, Side::own(&visitor, &id).await?, &client).await?;
    page(&visitor, &seen).await
}

/// `GET /portal/oidc-clients/{client}`
pub async fn staff(visitor: Visitor, Path(client): Path<String>) -> Answer {
    let seen = see(&visitor, Side::staff(&visitor)?, &client).await?;
    page(&visitor, &seen).await
}

async fn off_page(visitor: &Visitor, seen: &Seen, form: &Form) -> Answer {
    let texts = visitor.texts();
    let mut obstacles = Vec::new();
    if !seen.is_active() {
        obstacles.push(texts.get("oidc-off-not-now"));
    }
    let addresses = split(&seen.client().redirect_uris).len();
    let template = EffectsPage {
        p: seen.step(visitor, texts.plain("oidc-off-title")).await?.with_errors(form),
        title: texts.get("oidc-off-title"),
        name: Html::trusted(format!("{} {}", bdi(&seen.name()), code(&seen.client().id))),
        words: texts.get("oidc-off-words"),
        effects: vec![
            texts.with("oidc-off-addresses").num("n", addresses).html(),
            texts.get("oidc-off-key"),
            texts.get("oidc-off-final"),
        ],
        obstacles,
        action: format!("{}/deactivate", seen.address()),
        controls: Vec::new(),
        submit: texts.get("oidc-off-send"),
        is_danger: true,
        back: seen.address(),
        back_label: texts.get("oidc-keep"),
    };
    Ok(template.answer(form))
}

async fn off(visitor: &Visitor, seen: &Seen, mut form: Form) -> Answer {
    let client = seen.client();
    let edit = Edit {
        api: seen.api(),
        client_id: client.id.clone(),
        name: seen.name(),
        names: seen.names(),
        logo_uri: client.logo_uri.clone(),
        redirect_uris: split(&client.redirect_uris),
        status: Status::Inactive,
        grant_types: split(&client.grant_types),
        auth_methods: split(&client.auth_methods),
    };
    let ended = oidc_clients::update(visitor.app(), visitor.ctx(), edit).await;
    if oidc_clients::waits_for_esignet(&ended) {
        return Ok(visitor.done(&seen.address(), "oidc-asked", &[("name", &seen.name())]));
    }
    match into_form(visitor.texts(), &mut form, ended, |_| "")? {
        Some(_) => Ok(visitor.done(&seen.address(), "oidc-off-done", &[("name", &seen.name())])),
        None => off_page(visitor, seen, &form).await,
    }
}

/// `GET /portal/org/{id}/oidc-clients/{client}/deactivate`
pub async fn ask_deactivate(visitor: Visitor, Path((id, client)): Path<(String, String)>) -> Answer {
    let seen = see(&visitor, Side::writable(&visitor, &id).await?, &client).await?;
    off_page(&visitor, &seen, &Form::default()).await
}

/// `POST /portal/org/{id}/oidc-clients/{client}/deactivate`
pub async fn deactivate(visitor: Visitor, Path((id, client)): Path<(String, String)>, Posted(form): Posted) -> Answer {
    let seen = see(&visitor, Side::writable(&visitor, &id).await?, &client).await?;
    off(&visitor, &seen, form).await
}

/// `GET /portal/oidc-clients/{client}/deactivate`
pub async fn staff_ask_deactivate(visitor: Visitor, Path(client): Path<String>) -> Answer {
    let seen = see(&visitor, Side::staff(&visitor)?, &client).await?;
    off_page(&visitor, &seen, &Form::default()).await
}

/// `POST /portal/oidc-clients/{client}/deactivate`
pub async fn staff_deactivate(visitor: Visitor, Path(client): Path<String>, Posted(form): Posted) -> Answer {
    let seen = see(&visitor, Side::staff(&visitor)?, &client).await?;
    off(&visitor, &seen, form).await
}
