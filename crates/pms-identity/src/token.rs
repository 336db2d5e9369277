//! Our own tokens: RS256, shaped like Keycloak's, so that existing callers and the existing portal can read them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pms_domain::context::Surroundings;
use serde_json::{Map, Value, json};

use crate::jws::{self, Rejected};
use crate::token_key::TokenKeys;

/// Life of an id token, seconds: it is read once, by the client that asked for it.
const ID_TOKEN_SECONDS: i64 = 300;

/// Prefix of the user name of a service client's own account, as Keycloak has it.
pub const SERVICE_ACCOUNT: &str = "service-account-";

/// The person (or client) a token speaks of.
#[derive(Clone, Default)]
pub struct Subject {
    /// Account id, or client id.
    pub id: String,
    /// `preferred_username`.
    pub name: String,
    pub given_name: String,
    pub family_name: String,
    pub email: String,
    pub email_verified: bool,
    pub roles: Vec<String>,
    /// Session; `None` for a service client.
    pub sid: Option<String>,
    /// When the session began, seconds since 1970.
    pub auth_time: Option<i64>,
    /// Generation of a service client's secret ([`generation`]); a token of another one is refused.
    pub generation: Option<i64>,
    /// Claims that the existing portal reads and that are kept nowhere: `organizationName`, `partnerType`, `addressTest`,
    /// `phoneNumber`, `langCode`, `locale` (contract portal §2.1).
    pub extra: Vec<(&'static str, String)>,
}

/// An access token and what a token endpoint says about it.
pub struct Issued {
    pub token: String,
    /// Seconds.
    pub expires_in: i64,
}

/// What a token of ours says, after every check that needs no database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalClaims {
    pub subject: String,
    /// `azp`.
    pub client: String,
    /// `None`: a service client's own token.
    pub sid: Option<String>,
    /// Generation of the service client's secret.
    pub generation: Option<i64>,
    pub expires_at: i64,
}

/// The claim of a service client's token that names the generation of its secret.
const GENERATION: &str = "gen";

/// The generation that began at this time. Whole microseconds: a token of the second before is told apart.
pub fn generation(tokens_from: pms_domain::Timestamp) -> i64 {
    tokens_from.and_utc().timestamp_micros()
}

/// Signs and reads tokens of the embedded issuer.
pub struct Issuer {
    issuer: String,
    keys: TokenKeys,
    access_seconds: i64,
}

impl Issuer {
    pub fn new(issuer: String, keys: TokenKeys, access_seconds: i64) -> Self {
        Self { issuer, keys, access_seconds }
    }

    /// `iss`.
    pub fn name(&self) -> &str {
        &self.issuer
    }

    /// Life of an access token, seconds.
    pub fn access_seconds(&self) -> i64 {
        self.access_seconds
    }

    /// Seconds until the last token that is signed now has expired, with a minute for clocks that differ and for
    /// processes that learn late of another key.
    pub fn longest_seconds(&self) -> i64 {
        self.access_seconds.max(ID_TOKEN_SECONDS) + 60
    }

    /// The published keys, at this second since 1970.
    pub fn jwks(&self, now: i64) -> Value {
        self.keys.jwks(now)
    }

    fn sign(&self, claims: &Map<String, Value>, now: i64) -> anyhow::Result<String> {
        let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims)?);
        self.keys.sign(now, |kid| {
            let header = json!({ "alg": "RS256", "typ": "JWT", "kid": kid }).to_string();
            format!("{}.{payload}", URL_SAFE_NO_PAD.encode(header))
        })
    }

    /// An access token for a client.
    pub fn access_token(
        &self,
        surroundings: &Surroundings,
        subject: &Subject,
        client: &str,
        scope: &str,
    ) -> anyhow::Result<Issued> {
        let now = surroundings.now().and_utc().timestamp();
        let mut claims = self.common(surroundings, subject, client, now, now + self.access_seconds, "Bearer");
        claims.insert("aud".into(), json!("account"));
        claims.insert("realm_access".into(), json!({ "roles": subject.roles }));
        claims.insert("scope".into(), json!(scope));
        if subject.sid.is_none() {
            claims.insert("clientId".into(), json!(client));
            claims.insert("client_id".into(), json!(client));
        }
        if let Some(generation) = subject.generation {
            claims.insert(GENERATION.into(), json!(generation));
        }
        Ok(Issued { token: self.sign(&claims, now)?, expires_in: self.access_seconds })
    }

    /// An id token for a client that asked with the scope `openid`.
    pub fn id_token(
        &self,
        surroundings: &Surroundings,
        subject: &Subject,
        client: &str,
        nonce: Option<&str>,
    ) -> anyhow::Result<String> {
        let now = surroundings.now().and_utc().timestamp();
        let mut claims = self.common(surroundings, subject, client, now, now + ID_TOKEN_SECONDS, "ID");
        claims.insert("aud".into(), json!(client));
        if let Some(nonce) = nonce {
            claims.insert("nonce".into(), json!(nonce));
        }
        self.sign(&claims, now)
    }

    fn common(
        &self,
        surroundings: &Surroundings,
        subject: &Subject,
        client: &str,
        now: i64,
        expires_at: i64,
        typ: &str,
    ) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut put = |name: &str, value: Value| {
            claims.insert(name.to_owned(), value);
        };
        put("exp", json!(expires_at));
        put("iat", json!(now));
        if let Some(began) = subject.auth_time {
            put("auth_time", json!(began));
        }
        put("jti", json!(surroundings.uuid()));
        put("iss", json!(self.issuer));
        put("sub", json!(subject.id));
        put("typ", json!(typ));
        put("azp", json!(client));
        if let Some(sid) = &subject.sid {
            put("sid", json!(sid));
        }
        put("email_verified", json!(subject.email_verified));
        put("preferred_username", json!(subject.name));
        let full = format!("{} {}", subject.given_name, subject.family_name);
        for (name, text) in [
            ("name", full.trim()),
            ("given_name", &subject.given_name),
            ("family_name", &subject.family_name),
            ("email", &subject.email),
        ] {
            if !text.is_empty() {
                put(name, json!(text));
            }
        }
        for (name, text) in &subject.extra {
            put(name, json!(text));
        }
        claims
    }

    /// Whether a token names this issuer; its signature is not checked.
    pub fn claims_to_be_ours(&self, claims: &Map<String, Value>) -> bool {
        jws::text(claims, "iss") == Some(self.issuer.as_str())
    }

    /// Reads an access token of ours. Whether its client is one of ours is asked by the caller, who knows the clients.
    pub fn verify(&self, parsed: &jws::Parsed<'_>, now: i64) -> Result<LocalClaims, Rejected> {
        if parsed.algorithm != "RS256" {
            return Err(Rejected("algorithm"));
        }
        if !self.keys.verify(&parsed.kid, parsed.message, parsed.signature, now) {
            return Err(Rejected("signature"));
        }
        let claims = &parsed.claims;
        if !self.claims_to_be_ours(claims) {
            return Err(Rejected("issuer"));
        }
        if jws::text(claims, "typ") != Some("Bearer") {
            return Err(Rejected("not an access token"));
        }
        jws::check_kind(claims)?;
        let times = jws::check_times(claims, now)?;
        let required = |name| jws::text(claims, name).map(str::to_owned).ok_or(Rejected("claim missing"));
        let subject = required("sub")?;
        let client = required("azp")?;
        let sid = jws::text(claims, "sid").map(str::to_owned);
        if sid.is_none() && jws::text(claims, "clientId") != Some(subject.as_str()) {
            return Err(Rejected("no session"));
        }
        let generation = claims.get(GENERATION).and_then(Value::as_i64);
        Ok(LocalClaims { subject, client, sid, generation, expires_at: times.expires_at })
    }

    /// Reads an id token that we issued to a client (as a hint at sign-out): signature, issuer and kind; it may have
    /// expired.
    pub fn read_hint(&self, token: &str, now: i64) -> Result<(String, Option<String>), Rejected> {
        let parsed = jws::parse(token)?;
        if parsed.algorithm != "RS256" || !self.keys.verify(&parsed.kid, parsed.message, parsed.signature, now) {
            return Err(Rejected("signature"));
        }
        if !self.claims_to_be_ours(&parsed.claims) {
            return Err(Rejected("issuer"));
        }
        let client = jws::text(&parsed.claims, "azp").unwrap_or_default().to_owned();
        Ok((client, jws::text(&parsed.claims, "sid").map(str::to_owned)))
    }
}
