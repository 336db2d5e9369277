//! Requests about clients (contract part B §5).

use pms_api_wire::{Check, Fault, Validate, Violation, lenient};
use pms_app::esignet::Api;
use pms_app::oidc_clients::{Edit, NewClient};
use pms_domain::oidc_client::Status;
use pms_domain::{limits, text};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Grant types or authentication methods in a request, at most.
const WORDS: usize = 3;

/// A client to register.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ClientBody {
    /// At most 256 characters.
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    /// Of type Auth, approved for the partner.
    #[serde(deserialize_with = "lenient::text")]
    policy_id: Option<String>,
    /// A JWK: RSA of 2048 to 8192 bits, EC on P-256, P-384 or P-521, Ed25519. Private members are dropped.
    #[serde(deserialize_with = "lenient::object")]
    #[schema(value_type = Object)]
    public_key: Option<Map<String, Value>>,
    #[serde(deserialize_with = "lenient::text")]
    auth_partner_id: Option<String>,
    /// https, at most 2048 characters. Never fetched.
    #[serde(deserialize_with = "lenient::text")]
    logo_uri: Option<String>,
    /// One to five: https, http to the loopback interface, or a scheme of an app.
    #[serde(deserialize_with = "lenient::texts")]
    redirect_uris: Option<Vec<String>>,
    #[serde(deserialize_with = "lenient::texts")]
    grant_types: Option<Vec<String>>,
    #[serde(deserialize_with = "lenient::texts")]
    client_auth_methods: Option<Vec<String>>,
}

impl Validate for ClientBody {
    fn check(&self, check: &mut Check) {
        check
            .not_blank("name", &self.name)
            .size("name", &self.name, 1, limits::CLIENT_NAME)
            .not_blank("policyId", &self.policy_id)
            .size("policyId", &self.policy_id, 1, limits::POLICY_ID);
        key(check, &self.public_key);
        check.not_blank("authPartnerId", &self.auth_partner_id).size("authPartnerId", &self.auth_partner_id, 1, 100);
        logo(check, &self.logo_uri);
        uris(check, &self.redirect_uris);
        words(check, "grantTypes", &self.grant_types);
        words(check, "clientAuthMethods", &self.client_auth_methods);
    }
}

impl ClientBody {
    pub(super) fn client(self, api: Api, names: Option<Vec<(String, String)>>) -> NewClient {
        NewClient {
            api,
            name: self.name.unwrap_or_default(),
            names,
            policy_id: self.policy_id.unwrap_or_default(),
            public_key: self.public_key.unwrap_or_default(),
            partner_id: self.auth_partner_id.unwrap_or_default(),
            logo_uri: self.logo_uri.unwrap_or_default(),
            redirect_uris: self.redirect_uris.unwrap_or_default(),
            grant_types: self.grant_types.unwrap_or_default(),
            auth_methods: self.client_auth_methods.unwrap_or_default(),
        }
    }
}

/// A client to register, with its names by language.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OauthClientBody {
    #[serde(flatten)]
    client: ClientBody,
    /// Names by language code of three letters. With the name, as JSON, at most 256 characters.
    #[serde(default, deserialize_with = "lenient::object")]
    #[schema(value_type = Object)]
    client_name_lang_map: Option<Map<String, Value>>,
}

impl Validate for OauthClientBody {
    fn check(&self, check: &mut Check) {
        self.client.check(check);
        names(check, &self.client_name_lang_map);
    }
}

impl From<OauthClientBody> for NewClient {
    fn from(body: OauthClientBody) -> Self {
        body.client.client(Api::Oauth, Some(pairs(body.client_name_lang_map)))
    }
}

/// A client as it is to be. When the status changes, nothing else does.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ClientUpdateBody {
    #[serde(deserialize_with = "lenient::text")]
    logo_uri: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    redirect_uris: Option<Vec<String>>,
    /// ACTIVE or INACTIVE, in any letter case. INACTIVE is for good.
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    grant_types: Option<Vec<String>>,
    #[serde(deserialize_with = "lenient::text")]
    client_name: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    client_auth_methods: Option<Vec<String>>,
}

const STATUS: &str = r#"must match "(ACTIVE)|(INACTIVE)""#;

impl Validate for ClientUpdateBody {
    fn check(&self, check: &mut Check) {
        logo(check, &self.logo_uri);
        uris(check, &self.redirect_uris);
        for (place, uri) in self.redirect_uris.iter().flatten().enumerate() {
            check.that(&format!("redirectUris[{place}]"), !text::is_blank(uri), "must not be blank");
        }
        let status = self.status.as_deref().is_none_or(|word| Status::parse(word).is_some());
        check.not_null("status", &self.status).that("status", status, STATUS);
        words(check, "grantTypes", &self.grant_types);
        check.not_blank("clientName", &self.client_name);
        words(check, "clientAuthMethods", &self.client_auth_methods);
    }
}

impl ClientUpdateBody {
    pub(super) fn edit(self, api: Api, id: &str, names: Option<Vec<(String, String)>>) -> Result<Edit, Fault> {
        let status = self.status.as_deref().and_then(Status::parse);
        Ok(Edit {
            api,
            client_id: id.to_owned(),
            name: self.client_name.unwrap_or_default(),
            names,
            logo_uri: self.logo_uri.unwrap_or_default(),
            redirect_uris: self.redirect_uris.unwrap_or_default(),
            status: status.ok_or_else(|| Violation::new("request.status", STATUS))?,
            grant_types: self.grant_types.unwrap_or_default(),
            auth_methods: self.client_auth_methods.unwrap_or_default(),
        })
    }
}

/// A client as it is to be, with its names by language.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OauthUpdateBody {
    #[serde(flatten)]
    update: ClientUpdateBody,
    /// Names by language code of three letters. With the name, as JSON, at most 256 characters.
    #[serde(default, deserialize_with = "lenient::object")]
    #[schema(value_type = Object)]
    client_name_lang_map: Option<Map<String, Value>>,
}

impl Validate for OauthUpdateBody {
    fn check(&self, check: &mut Check) {
        self.update.check(check);
        names(check, &self.client_name_lang_map);
    }
}

impl OauthUpdateBody {
    pub(super) fn edit(self, id: &str) -> Result<Edit, Fault> {
        self.update.edit(Api::Oauth, id, Some(pairs(self.client_name_lang_map)))
    }
}

/// Another key for a client.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct KeyBody {
    /// A JWK as for a new client.
    #[serde(deserialize_with = "lenient::object")]
    #[schema(value_type = Object)]
    pub(super) public_key: Option<Map<String, Value>>,
    /// For how many hours the old client still counts, 0 to 8784; without it the site's default.
    #[serde(deserialize_with = "lenient::integer")]
    pub(super) overlap_hours: Option<i64>,
}

impl Validate for KeyBody {
    fn check(&self, check: &mut Check) {
        key(check, &self.public_key);
    }
}

fn key(check: &mut Check, key: &Option<Map<String, Value>>) {
    check.that("publicKey", key.as_ref().is_some_and(|key| !key.is_empty()), "must not be empty").that(
        "publicKey",
        !key.iter().flatten().any(|(_, value)| value.is_null()),
        "must not be null",
    );
}

fn logo(check: &mut Check, logo: &Option<String>) {
    check.not_blank("logoUri", logo).size("logoUri", logo, 0, limits::URI);
}

fn uris(check: &mut Check, uris: &Option<Vec<String>>) {
    counted(check, "redirectUris", uris, limits::REDIRECT_URIS);
}

fn words(check: &mut Check, member: &str, words: &Option<Vec<String>>) {
    counted(check, member, words, WORDS);
}

fn counted(check: &mut Check, member: &str, items: &Option<Vec<String>>, most: usize) {
    let fits = items.as_ref().is_none_or(|items| (1..=most).contains(&items.len()));
    check.not_null(member, items).that(member, fits, format!("size must be between 1 and {most}"));
}

fn names(check: &mut Check, names: &Option<Map<String, Value>>) {
    const MEMBER: &str = "clientNameLangMap";
    check.that(MEMBER, names.as_ref().is_some_and(|names| !names.is_empty()), "must not be empty");
    for (language, name) in names.iter().flatten() {
        check.that(MEMBER, text::utf16_len(language) == 3, "size must be between 3 and 3").that(
            MEMBER,
            written(name).is_some_and(|name| !text::is_blank(&name)),
            "must not be blank",
        );
    }
}

/// The names; what is no text was refused.
fn pairs(names: Option<Map<String, Value>>) -> Vec<(String, String)> {
    names.unwrap_or_default().into_iter().filter_map(|(language, name)| Some((language, written(&name)?))).collect()
}

fn written(name: &Value) -> Option<String> {
    lenient::text(name).ok().flatten()
}
