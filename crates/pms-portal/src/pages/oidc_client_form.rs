//! The forms of an OIDC client: a new one, its details, and another key.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::esignet::Api;
use pms_app::oidc_clients::{self, Edit, KeyFault, NewClient, Offer, read_key};
use pms_domain::oidc_client::{Status, check_logo, check_redirect_uri};
use pms_domain::{Refusal, catalogue, limits};
use pms_store::oidc_client::split;
use serde_json::{Map, Value};

use super::oidc_client::{Seen, see, words};
use super::oidc_clients::LIST;
use super::side::Side;
use super::{FormPage, Is, bdi, into_form};
use crate::address;
use crate::form::{Choice, Control, Form};
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::i18n::Texts;
use crate::web::{Answer, Fault, Posted, Visitor};

/// A word of the site's configuration that may be chosen with others.
struct Tick {
    name: String,
    label: Html,
    is_on: bool,
}

/// Words to choose from, with the error of the group.
struct Ticks {
    id: &'static str,
    label: Html,
    error: Option<Html>,
    ticks: Vec<Tick>,
}

#[derive(Template)]
#[template(path = "org/client_form.html")]
struct ClientForm<'a> {
    p: Frame,
    title: Html,
    intro: Html,
    action: String,
    controls: Vec<Control<'a>>,
    /// Policies of which there can be no client, and why.
    unfit: Vec<Html>,
    groups: Vec<Ticks>,
    submit: Html,
    back: String,
}

/// The names of the fields of a group.
fn field_of(group: &str, word: &str) -> String {
    format!("{group}-{word}")
}

/// The words that were ticked. Where the site has one word alone, there is nothing to choose.
fn ticked(form: &Form, group: &str, all: &[String]) -> Vec<String> {
    if let [only] = all {
        return vec![only.clone()];
    }
    all.iter().filter(|word| form.has(&field_of(group, word))).cloned().collect()
}

fn ticks(texts: &Texts, form: &Form, id: &'static str, label: &str, all: &[String]) -> Option<Ticks> {
    if all.len() < 2 {
        return None;
    }
    let error = form.errors().iter().find(|error| error.field == id).map(|error| error.message.clone());
    let tick = |word: &String| {
        let name = field_of(id, word);
        Tick { is_on: form.has(&name), label: super::code(word), name }
    };
    Some(Ticks { id, label: texts.get(label), error, ticks: all.iter().map(tick).collect() })
}

/// The addresses of a form, one on each line.
fn redirects(form: &Form) -> Vec<String> {
    form.value("redirects").lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What is wrong with an address, as the key of a text.
fn address_fault(uri: &str) -> Option<&'static str> {
    check_redirect_uri(uri).err()?;
    Some(if uri.len() > limits::URI {
        "oidc-uri-long"
    } else if uri.contains(',') {
        "oidc-uri-comma"
    } else if uri.contains('#') {
        "oidc-uri-fragment"
    } else if uri.starts_with("http://") {
        "oidc-uri-http"
    } else if uri.contains('*') {
        "oidc-uri-star"
    } else {
        "oidc-uri-form"
    })
}

/// Checks the addresses, and says of each line what is wrong with it.
fn check_redirects(texts: &Texts, form: &mut Form) {
    let all = redirects(form);
    if all.is_empty() {
        return form.error("redirects", texts.get("oidc-redirects-missing"));
    }
    let mut said = Vec::new();
    for (place, uri) in all.iter().enumerate() {
        let key = if all[..place].contains(uri) { Some("oidc-uri-twice") } else { address_fault(uri) };
        if let Some(key) = key {
            said.push(texts.with("oidc-line").num("n", place + 1).words("why", texts.get(key)).html().to_string());
        }
    }
    if all.len() > limits::REDIRECT_URIS {
        said.insert(0, texts.with("oidc-redirects-many").num("most", limits::REDIRECT_URIS).html().to_string());
    }
    if !said.is_empty() {
        form.error("redirects", Html::trusted(said.join("<br>")));
    }
}

fn check_details(visitor: &Visitor, form: &mut Form) {
    let texts = visitor.texts();
    let settings = &visitor.app().settings().esignet;
    form.require(texts, "name", "oidc-name-missing");
    form.limit(texts, "name", limits::CLIENT_NAME);
    if check_logo(&form.trimmed("logo")).is_err() {
        form.error("logo", texts.get("oidc-logo-wrong"));
    }
    check_redirects(texts, form);
    if ticked(form, "grant", &settings.grant_types).is_empty() {
        form.error("grant", texts.get("oidc-grants-missing"));
    }
    if ticked(form, "method", &settings.client_auth_methods).is_empty() {
        form.error("method", texts.get("oidc-methods-missing"));
    }
}

/// What is wrong with a pasted key, in words.
fn key_fault(fault: KeyFault) -> &'static str {
    match fault {
        KeyFault::Pem => "oidc-key-pem",
        KeyFault::NoJson => "oidc-key-no-json",
        KeyFault::NoObject => "oidc-key-no-object",
        KeyFault::Set => "oidc-key-set",
        KeyFault::Private => "oidc-key-private",
        KeyFault::Kind => "oidc-key-kind",
        KeyFault::Curve => "oidc-key-curve",
        KeyFault::Size => "oidc-key-size",
        KeyFault::Member => "oidc-key-member",
        KeyFault::NoKey => "oidc-key-no-key",
        KeyFault::TooLong => "oidc-key-too-long",
    }
}

/// The key of a form. A private part is not sent back to the page.
fn key_of(texts: &Texts, form: &mut Form) -> Option<Map<String, Value>> {
    if form.trimmed("key").is_empty() {
        form.error("key", texts.get("oidc-key-missing"));
        return None;
    }
    match read_key(form.value("key")) {
        Ok(jwk) => Some(jwk),
        Err(fault) => {
            form.error("key", texts.get(key_fault(fault)));
            if matches!(fault, KeyFault::Private | KeyFault::Pem) {
                form.forget("key");
            }
            None
        }
    }
}

fn details<'a>(texts: &'a Texts, form: &'a Form) -> Vec<Control<'a>> {
    vec![
        form.control(texts, "name", "oidc-name").hint("oidc-name-hint"),
        form.control(texts, "logo", "oidc-logo").hint("oidc-logo-hint").ltr(),
        form.control(texts, "redirects", "oidc-redirects").hint("oidc-redirects-hint").area(5).ltr().mono(),
    ]
}

fn groups(visitor: &Visitor, form: &Form) -> Vec<Ticks> {
    let texts = visitor.texts();
    let settings = &visitor.app().settings().esignet;
    let grants = ticks(texts, form, "grant", "oidc-grants", &settings.grant_types);
    let methods = ticks(texts, form, "method", "oidc-methods", &settings.client_auth_methods);
    grants.into_iter().chain(methods).collect()
}

/// The field that a refusal is about.
fn field(refusal: &Refusal) -> &'static str {
    let of_key = [&catalogue::CLIENT_KEY_EXISTS, &catalogue::CLIENT_KEY_INVALID];
    let of_policy = [
        &catalogue::CLIENT_POLICY_NOT_APPROVED,
        &catalogue::CLIENT_POLICY_MANDATORY,
        &catalogue::CLIENT_NO_CLAIMS,
        &catalogue::CLIENT_NO_ACRS,
        &catalogue::CLIENT_POLICY_TYPE,
        &catalogue::POLICY_NOT_REQUESTED,
        &catalogue::WANTED_POLICY_INACTIVE,
        &catalogue::WANTED_POLICY_EXPIRED,
        &catalogue::POLICY_GROUP_INACTIVE,
    ];
    if of_key.iter().any(|entry| refusal.is(entry)) {
        "key"
    } else if of_policy.iter().any(|entry| refusal.is(entry)) {
        "policy"
    } else if refusal.is(&catalogue::INVALID_PARAMETER) {
        "name"
    } else {
        ""
    }
}

async fn new_page(visitor: &Visitor, side: &Side, offers: &[Offer], form: &mut Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let mut choices = Vec::new();
    let mut unfit = Vec::new();
    for offer in offers {
        match &offer.released {
            Ok(released) => {
                let hint = texts
                    .with("oidc-policy-releases")
                    .words("claims", words(texts, &released.claims))
                    .words("acrs", words(texts, &released.acr_values))
                    .html();
                choices.push(Choice::new(offer.policy.id.as_str(), bdi(&offer.policy.name)).hint(hint));
            }
            Err(refusal) => {
                let why = crate::errors::why(texts, refusal.entry);
                unfit.push(texts.with("oidc-unfit").text("policy", &offer.policy.name).words("why", why).html());
            }
        }
    }
    if choices.is_empty() {
        form.error("", texts.get(if unfit.is_empty() { "oidc-empty-no-policy" } else { "oidc-none-fits" }));
    }
    if let ([only], false) = (choices.as_slice(), form.has("policy")) {
        // Nothing to decide: the one policy that there is.
        form.set("policy", only.value.clone());
    }
    let list = side.address(LIST);
    let mut controls = vec![form.control(texts, "policy", "pr-policy").hint("oidc-policy-hint").radio(&choices)];
    controls.extend(details(texts, form));
    controls.push(form.control(texts, "key", "oidc-key").hint("oidc-key-hint").area(8).ltr().mono());
    let template = ClientForm {
        p: side.frame(visitor, texts.plain("oidc-new"), LIST, "oidc-title").await?.with_errors(form),
        title: texts.get("oidc-new"),
        intro: texts.get("oidc-new-intro"),
        action: format!("{list}/new"),
        controls,
        unfit,
        groups: groups(visitor, form),
        submit: texts.get("oidc-new-send"),
        back: list,
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/org/{id}/oidc-clients/new`
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let side = Side::writable(&visitor, &id).await?;
    let offers = oidc_clients::offers(visitor.app(), visitor.ctx(), &id).await?;
    let mut form = Form::of(super::asked(&visitor, "policy"));
    new_page(&visitor, &side, &offers, &mut form).await
}

/// `POST /portal/org/{id}/oidc-clients/new`
pub async fn create(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let side = Side::writable(&visitor, &id).await?;
    let texts = visitor.texts();
    let offers = oidc_clients::offers(visitor.app(), visitor.ctx(), &id).await?;
    if !offers.iter().any(|offer| offer.policy.id == form.value("policy")) {
        form.error("policy", texts.get("pr-new-policy-missing"));
    }
    check_details(&visitor, &mut form);
    let public_key = key_of(texts, &mut form);
    if let (Some(public_key), true) = (public_key, form.is_right()) {
        let settings = &visitor.app().settings().esignet;
        let name = form.tidy("name");
        let new = NewClient {
            api: Api::Oauth,
            names: Some(vec![(texts.plain("language-mosip-code"), name.clone())]),
            policy_id: form.trimmed("policy"),
            public_key,
            partner_id: id.clone(),
            logo_uri: form.trimmed("logo"),
            redirect_uris: redirects(&form),
            grant_types: ticked(&form, "grant", &settings.grant_types),
            auth_methods: ticked(&form, "method", &settings.client_auth_methods),
            name: name.clone(),
        };
        let made = oidc_clients::create(visitor.app(), visitor.ctx(), new).await;
        if oidc_clients::waits_for_esignet(&made) {
            return Ok(visitor.done(&side.address(LIST), "oidc-asked", &[("name", &name)]));
        }
        if let Some(made) = into_form(texts, &mut form, made, field)? {
            return Ok(visitor.done(&side.object(LIST, &made.client_id), "oidc-made", &[("name", &name)]));
        }
    }
    new_page(&visitor, &side, &offers, &mut form).await
}

async fn edit_page(visitor: &Visitor, seen: &Seen, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let template = ClientForm {
        p: seen.step(visitor, texts.plain("oidc-edit")).await?.with_errors(form),
        title: texts.get("oidc-edit"),
        intro: texts.get("oidc-edit-intro"),
        action: format!("{}/edit", seen.address()),
        controls: details(texts, form),
        unfit: Vec::new(),
        groups: groups(visitor, form),
        submit: texts.get("oidc-edit-send"),
        back: seen.address(),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// A client of one's own that may still be changed.
async fn changeable(visitor: &Visitor, id: &str, client: &str) -> Result<Seen, Fault> {
    let seen = see(visitor, Side::writable(visitor, id).await?, client).await?;
    if seen.is_active() { Ok(seen) } else { Err(Fault::NotFound) }
}

/// `GET /portal/org/{id}/oidc-clients/{client}/edit`
pub async fn edit(visitor: Visitor, Path((id, client)): Path<(String, String)>) -> Answer {
    let seen = changeable(&visitor, &id, &client).await?;
    let stored = seen.client();
    let mut form = Form::default()
        .with("name", seen.name())
        .with("logo", stored.logo_uri.clone())
        .with("redirects", split(&stored.redirect_uris).join("\n"));
    for (group, words) in [("grant", &stored.grant_types), ("method", &stored.auth_methods)] {
        for word in split(words) {
            form.set(&field_of(group, &word), "yes");
        }
    }
    edit_page(&visitor, &seen, &form).await
}

/// `POST /portal/org/{id}/oidc-clients/{client}/edit`
pub async fn save(visitor: Visitor, Path((id, client)): Path<(String, String)>, Posted(mut form): Posted) -> Answer {
    let seen = changeable(&visitor, &id, &client).await?;
    let texts = visitor.texts();
    check_details(&visitor, &mut form);
    if form.is_right() {
        let settings = &visitor.app().settings().esignet;
        let (name, former) = (form.tidy("name"), seen.name());
        // A name in a language that was the plain one goes with it; translations stay.
        let renamed = |(language, known): (String, String)| {
            let is_same = known == former;
            (language, if is_same { name.clone() } else { known })
        };
        let edit = Edit {
            api: seen.api(),
            client_id: client.clone(),
            names: seen.names().map(|names| names.into_iter().map(renamed).collect()),
            logo_uri: form.trimmed("logo"),
            redirect_uris: redirects(&form),
            status: Status::Active,
            grant_types: ticked(&form, "grant", &settings.grant_types),
            auth_methods: ticked(&form, "method", &settings.client_auth_methods),
            name: name.clone(),
        };
        let saved = oidc_clients::update(visitor.app(), visitor.ctx(), edit).await;
        if oidc_clients::waits_for_esignet(&saved) {
            return Ok(visitor.done(&seen.address(), "oidc-asked", &[("name", &name)]));
        }
        if into_form(texts, &mut form, saved, field)?.is_some() {
            return Ok(visitor.done(&seen.address(), "oidc-saved", &[("name", &name)]));
        }
    }
    edit_page(&visitor, &seen, &form).await
}

/// Hours that the former key may count on beside the new one, with their words.
const OVERLAPS: [(i64, &str); 4] =
    [(1, "key-overlap-hour"), (24, "key-overlap-day"), (24 * 7, "key-overlap-week"), (24 * 30, "key-overlap-month")];

async fn key_page(visitor: &Visitor, seen: &Seen, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let overlaps = OVERLAPS.map(|(hours, key)| Choice::new(hours.to_string(), texts.get(key)));
    let template = FormPage {
        p: seen.step(visitor, texts.plain("oidc-change-key")).await?.with_errors(form),
        title: texts.get("oidc-change-key"),
        intro: texts.get("oidc-change-key-intro"),
        action: format!("{}/key", seen.address()),
        controls: vec![
            form.control(texts, "key", "oidc-key").hint("oidc-key-hint").area(8).ltr().mono(),
            form.control(texts, "overlap", "oidc-overlap").hint("oidc-overlap-hint").radio(&overlaps),
        ],
        submit: texts.get("oidc-change-key-send"),
        danger: false,
        again: None,
        back: seen.address(),
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/org/{id}/oidc-clients/{client}/key`
pub async fn ask_key(visitor: Visitor, Path((id, client)): Path<(String, String)>) -> Answer {
    let seen = changeable(&visitor, &id, &client).await?;
    key_page(&visitor, &seen, &Form::default()).await
}

/// `POST /portal/org/{id}/oidc-clients/{client}/key`
pub async fn change_key(
    visitor: Visitor,
    Path((id, client)): Path<(String, String)>,
    Posted(mut form): Posted,
) -> Answer {
    let seen = changeable(&visitor, &id, &client).await?;
    let texts = visitor.texts();
    let public_key = key_of(texts, &mut form);
    let hours = OVERLAPS.iter().map(|(hours, _)| *hours).find(|hours| form.value("overlap") == hours.to_string());
    if hours.is_none() {
        form.error("overlap", texts.get("key-overlap-missing"));
    }
    if let (Some(public_key), true) = (public_key, form.is_right()) {
        let changed = oidc_clients::change_key(visitor.app(), visitor.ctx(), &client, &public_key, hours).await;
        if oidc_clients::waits_for_esignet(&changed) {
            return Ok(visitor.done(&seen.address(), "oidc-asked", &[("name", &seen.name())]));
        }
        let field = |refusal: &Refusal| if field(refusal) == "key" { "key" } else { "" };
        if let Some(changed) = into_form(texts, &mut form, changed, field)? {
            let to = format!("{}/{}", address::org(&id, LIST), address::segment(&changed.client_id));
            return Ok(visitor.done(&to, "oidc-key-changed", &[("name", &seen.name())]));
        }
    }
    key_page(&visitor, &seen, &form).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_explained() {
        for (uri, wanted) in [
            ("https://bank.example/callback", None),
            ("http://127.0.0.1:9000/callback", None),
            ("org.example.bank:/callback", None),
            ("http://bank.example/callback", Some("oidc-uri-http")),
            ("https://bank.example/a,b", Some("oidc-uri-comma")),
            ("https://bank.example/#part", Some("oidc-uri-fragment")),
            ("https://*.bank.example/", Some("oidc-uri-star")),
            ("bank.example/callback", Some("oidc-uri-form")),
            ("javascript:alert(1)", Some("oidc-uri-form")),
        ] {
            assert_eq!(address_fault(uri), wanted, "{uri}");
        }
        assert_eq!(address_fault(&format!("https://b.example/{}", "x".repeat(2_100))), Some("oidc-uri-long"));
    }
}
