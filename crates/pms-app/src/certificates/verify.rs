//! Whether a certificate is trusted in a domain, and whether a signed message holds (contract pki §1.1, §1.4).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_pki::jws::{Content, Jws, JwsAlgorithm, JwsError};
use pms_pki::path::{PathPolicy, TrustPath, find};
use pms_pki::{Certificate, PartnerDomain, parse};
use pms_store::certificate;

use crate::{App, Failure, Outcome, rights, trust};

/// keymanager's `verifyCertificateTrust`: whether the certificate in PEM has a path to a root of the domain now. Not trusted is an answer, no
/// error.
///
/// # Errors
/// Refuses what is no certificate, and an unknown domain.
pub async fn certificate_trust(app: &App, ctx: &Context, data: &str, domain: &str) -> Outcome<bool> {
    rights::require(ctx, &routes::VERIFY_CERTIFICATE_TRUST)?;
    let certificate = parse::wire::partner_upload(data).map_err(|error| trust::refusal(error.ker()))?;
    let domain: PartnerDomain = domain.parse().map_err(trust::refusal)?;
    is_trusted(app, ctx, certificate, domain).await
}

/// A path in the domain's store, on which no partner's certificate was withdrawn: a provider that was deactivated takes its devices along.
async fn is_trusted(app: &App, ctx: &Context, certificate: Certificate, domain: PartnerDomain) -> Outcome<bool> {
    let loaded = app.trust().of(app.store(), domain).await?;
    let now = ctx.now();
    let found = tokio::task::spawn_blocking(move || find(&loaded.store, &certificate, now, &PathPolicy::default()))
        .await
        .map_err(|error| Failure::Internal(error.into()))?;
    match found {
        Ok(path) => Ok(!is_withdrawn(app, &path, domain, now).await?),
        Err(_) => Ok(false),
    }
}

async fn is_withdrawn(app: &App, path: &TrustPath, domain: PartnerDomain, now: Timestamp) -> Outcome<bool> {
    for certificate in path.certificates().iter().filter(|certificate| !certificate.is_self_signed()) {
        if certificate::is_withdrawn(app.store().db(), &certificate.sha256_hex(), domain.as_str(), now).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What `jwtVerify` is asked. Texts are empty where a member is absent.
#[derive(Clone, Debug, Default)]
pub struct SignedMessage {
    /// The JWS.
    pub jws: String,
    /// The content in base64url where it is not in the JWS.
    pub content: String,
    /// The certificate in PEM, for a header without one.
    pub certificate: String,
    /// Names a certificate of the platform or a partner's, for a header without one.
    pub application: String,
    pub reference: String,
    pub validate_trust: bool,
    pub domain: String,
}

/// Whether the certificate of a message was asked about, and is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageTrust {
    NotAsked,
    NoDomain,
    Valid,
    NotValid,
}

/// The verdict on a signed message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageVerdict {
    /// `None`: the signature holds; else why not.
    pub refused: Option<JwsError>,
    pub trust: MessageTrust,
}

impl MessageVerdict {
    /// The name of the reason why the signature does not hold.
    pub fn reason(&self) -> Option<&'static str> {
        self.refused.map(JwsError::key)
    }
}

/// keymanager's `jwtVerify`. The certificate is the first of the header's `x5c`, else the one that was sent, else the one that
/// application and reference name. Intermediates that come along help nothing.
///
/// # Errors
/// Refuses what cannot be read, a certificate that is out of its validity, and a message without one.
pub async fn jwt_verify(app: &App, ctx: &Context, message: SignedMessage) -> Outcome<MessageVerdict> {
    rights::require(ctx, &routes::JWT_VERIFY)?;
    judge_message(app, ctx, message, false).await
}

/// keymanager's `jwtVerify/v2`: the certificate is the first of the header's `x5c`, and no other. What else stands there helps nothing
/// unless the domain's store has it (contract pki §2.9).
///
/// # Errors
/// As [`jwt_verify`].
pub async fn jwt_verify_v2(app: &App, ctx: &Context, message: SignedMessage) -> Outcome<MessageVerdict> {
    rights::require(ctx, &routes::JWT_VERIFY_V2)?;
    judge_message(app, ctx, message, true).await
}

async fn judge_message(
    app: &App,
    ctx: &Context,
    message: SignedMessage,
    header_alone: bool,
) -> Outcome<MessageVerdict> {
    let domain = match message.domain.as_str() {
        "" => None,
        name => Some(name.parse::<PartnerDomain>().map_err(trust::refusal)?),
    };
    let allowed = trust::jws_algorithms(app.settings(), domain.unwrap_or(PartnerDomain::Auth));
    let otherwise = match header_alone {
        true => None,
        false => otherwise(app, ctx, &message).await?,
    };
    let now = ctx.now();
    let (validate_trust, jws, content) = (message.validate_trust, message.jws, message.content);
    let verified = tokio::task::spawn_blocking(move || verify(&jws, &content, &allowed, otherwise.as_ref()))
        .await
        .map_err(|error| Failure::Internal(error.into()))??;
    let Verified { certificate, refused } = verified;
    if certificate.as_ref().is_some_and(|certificate| !certificate.is_valid_at(now)) {
        return Err(Refusal::of(&catalogue::JWT_CERTIFICATE_DATES).into());
    }
    let trust = match (validate_trust, domain) {
        (false, _) => MessageTrust::NotAsked,
        (true, None) => MessageTrust::NoDomain,
        (true, Some(domain)) => {
            let trusted = match certificate {
                Some(certificate) => is_trusted(app, ctx, certificate, domain).await?,
                None => false,
            };
            if trusted { MessageTrust::Valid } else { MessageTrust::NotValid }
        }
    };
    Ok(MessageVerdict { refused, trust })
}

struct Verified {
    certificate: Option<Certificate>,
    refused: Option<JwsError>,
}

fn verify(
    text: &str,
    content: &str,
    allowed: &[JwsAlgorithm],
    otherwise: Option<&Certificate>,
) -> Result<Verified, Refusal> {
    let unreadable = || Refusal::of(&catalogue::JWT_INPUT);
    let decoded = URL_SAFE_NO_PAD.decode(content).map_err(|_| unreadable())?;
    let content = if content.is_empty() { Content::Attached } else { Content::Detached(&decoded) };
    let jws = match Jws::read_with(text, allowed, content, otherwise) {
        Ok(jws) => jws,
        Err(JwsError::TooLarge | JwsError::Form) => return Err(unreadable()),
        Err(JwsError::CertificateMissing) => return Err(Refusal::of(&catalogue::JWT_CERTIFICATE)),
        Err(error) => return Ok(Verified { certificate: None, refused: Some(error) }),
    };
    let certificate = jws.certificate().map_err(|_| Refusal::of(&catalogue::JWT_CERTIFICATE))?;
    let refused = jws.verify(&certificate).err();
    Ok(Verified { certificate: Some(certificate), refused })
}

/// The certificate for a header that has none.
async fn otherwise(app: &App, ctx: &Context, message: &SignedMessage) -> Outcome<Option<Certificate>> {
    if !message.certificate.is_empty() {
        let read = parse::wire::partner_upload(&message.certificate);
        return Ok(Some(read.map_err(|error| trust::refusal(error.ker()))?));
    }
    if message.application.is_empty() {
        return Ok(None);
    }
    // Of another's partner nobody learns whether it has one.
    if message.application == "PARTNER" && !rights::may_read(ctx, &message.reference) {
        return Err(Refusal::of(&catalogue::KEYMANAGER_NO_BASE_KEY).into());
    }
    let named = super::read::named(app, &message.application, &message.reference).await?;
    let read = parse::wire::partner_upload(&named.pem);
    read.map(Some).map_err(|error| trust::refusal(error.ker()).into())
}
