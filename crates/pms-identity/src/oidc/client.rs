//! Signing people in through a provider: authorization code with PKCE (RFC 7636) and nonce, and passing on the token
//! requests of authmanager's callers.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use thiserror::Error;
use url::Url;

use super::{ExternalClaims, Provider};
use crate::jws;

/// What binds an authorization request to its answer.
pub struct CodeFlow<'a> {
    pub redirect_uri: &'a str,
    pub state: &'a str,
    pub nonce: &'a str,
    /// PKCE verifier; only its hash travels through the browser.
    pub verifier: &'a str,
    /// Languages the person reads, for the provider's pages.
    pub ui_locales: Option<&'a str>,
}

/// S256 of RFC 7636.
pub fn pkce_challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

/// A provider's successful token answer. No `Debug`.
#[derive(Deserialize)]
pub struct ProviderAnswer {
    pub access_token: String,
    #[serde(default)]
    pub refresh_token: Option<String>,
    #[serde(default)]
    pub id_token: Option<String>,
    #[serde(default)]
    pub expires_in: i64,
    #[serde(default)]
    pub refresh_expires_in: i64,
}

/// A code that was exchanged: the tokens, and who they speak of.
pub struct Exchanged {
    pub answer: ProviderAnswer,
    pub claims: ExternalClaims,
}

/// Why there is no token.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ProviderRefusal {
    #[error("the provider refused with status {0}")]
    Status(u16),
    #[error("the provider gives no answer that can be used")]
    NoAnswer,
    #[error("the provider's token is not acceptable: {0}")]
    Token(&'static str),
}

impl Provider {
    /// Where the browser goes to sign in.
    ///
    /// # Errors
    /// When the configured endpoint is no URL.
    pub fn authorization_url(&self, flow: &CodeFlow<'_>) -> anyhow::Result<String> {
        let mut url = Url::parse(&self.config.authorization_endpoint)?;
        url.query_pairs_mut()
            .append_pair("client_id", &self.config.client_id)
            .append_pair("redirect_uri", flow.redirect_uri)
            .append_pair("state", flow.state)
            .append_pair("response_type", "code")
            .append_pair("scope", "openid email profile")
            .append_pair("nonce", flow.nonce)
            .append_pair("code_challenge", &pkce_challenge(flow.verifier))
            .append_pair("code_challenge_method", "S256");
        if let Some(locales) = flow.ui_locales {
            url.query_pairs_mut().append_pair("ui_locales", locales);
        }
        Ok(url.into())
    }

    /// Where the browser goes to sign out, with the way back.
    pub fn end_session_url(&self, back: Option<&str>) -> Option<String> {
        let mut url = Url::parse(self.config.end_session_endpoint.as_deref()?).ok()?;
        url.query_pairs_mut().append_pair("client_id", &self.config.client_id);
        if let Some(back) = back {
            url.query_pairs_mut().append_pair("post_logout_redirect_uri", back);
        }
        Some(url.into())
    }

    /// Exchanges a code and checks both tokens: the id token's nonce, and that both speak of the same subject.
    pub async fn exchange(
        &self,
        code: &str,
        flow: &CodeFlow<'_>,
        allowed: &[String],
        now: i64,
    ) -> Result<Exchanged, ProviderRefusal> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", flow.redirect_uri),
            ("client_id", &self.config.client_id),
            ("code_verifier", flow.verifier),
        ];
        if let Some(secret) = &self.config.client_secret {
            form.push(("client_secret", secret.reveal()));
        }
        let answer = self.token_request(&form).await?;
        let parsed = jws::parse(&answer.access_token).map_err(|why| ProviderRefusal::Token(why.0))?;
        let claims = self.verify(&parsed, allowed, now).await.map_err(|why| ProviderRefusal::Token(why.0))?;
        let id_token = answer.id_token.as_deref().ok_or(ProviderRefusal::Token("no id token"))?;
        self.check_id_token(id_token, flow.nonce, &claims.actor.subject, now).await?;
        Ok(Exchanged { answer, claims })
    }

    async fn check_id_token(&self, token: &str, nonce: &str, subject: &str, now: i64) -> Result<(), ProviderRefusal> {
        let refuse = |why: &'static str| ProviderRefusal::Token(why);
        let parsed = jws::parse(token).map_err(|why| refuse(why.0))?;
        self.check_signature(&parsed).await.map_err(|why| refuse(why.0))?;
        let claims = &parsed.claims;
        jws::check_times(claims, now).map_err(|why| refuse(why.0))?;
        jws::check_audience(claims, std::slice::from_ref(&self.config.client_id)).map_err(|why| refuse(why.0))?;
        if jws::text(claims, "iss") != Some(self.issuer()) {
            return Err(refuse("issuer of the id token"));
        }
        if jws::text(claims, "nonce") != Some(nonce) {
            return Err(refuse("nonce"));
        }
        if jws::text(claims, "sub") != Some(subject) {
            return Err(refuse("two subjects"));
        }
        Ok(())
    }

    /// Client credentials or a password, passed on for a caller of authmanager.
    pub async fn token_request(&self, form: &[(&str, &str)]) -> Result<ProviderAnswer, ProviderRefusal> {
        let answer = self
            .outbound
            .post_form(&self.config.token_endpoint, form, None)
            .await
            .map_err(|_| ProviderRefusal::NoAnswer)?;
        if answer.status != 200 {
            return Err(ProviderRefusal::Status(answer.status));
        }
        serde_json::from_slice(&answer.body).map_err(|_| ProviderRefusal::NoAnswer)
    }
}
